"""Looking after goals: two at a time, resting, changing, finishing, dropping."""

from __future__ import annotations

import pytest
from classroom import Classroom

from bot.sandbox.phone import Phone

pytestmark = pytest.mark.asyncio(loop_scope="module")


def goals(room: Classroom, phone: Phone) -> dict[str, str]:
    """A student's goals and their states, from the database."""
    rows = room.home.rows(
        "SELECT goal.area, goal.state FROM goal "
        "JOIN membership ON membership.id = membership_id "
        "JOIN person ON person.id = person_id WHERE telegram_id = :id ORDER BY goal.id",
        id=phone.person.id,
    )
    return {row.area: str(row.state) for row in rows}


async def with_goals(room: Classroom, name: str, *topics: str) -> Phone:
    """A student with these goals."""
    phone = await room.student(name)
    for topic in topics:
        await room.home.goal(phone, topic)
    return phone


async def tend(phone: Phone, topic: str) -> None:
    """Open a goal from the list."""
    await phone.say("/goal")
    await phone.tap(f"{topic}: ")


async def test_a_third_goal_asks_which_one_rests(room: Classroom) -> None:
    """Two are plenty; the one that makes room is paused only when the new one is set."""
    phone = await with_goals(room, "Third", "Fractions", "Poems")
    await phone.say("/goal")
    await phone.tap("Set a new goal")
    assert "Which one shall rest" in phone.last.text
    await phone.tap("Poems: ")
    assert goals(room, phone) == {"Fractions": "active", "Poems": "active"}
    await phone.say("Maps")
    for label in (
        "Getting there", "Find two ways", "I'd feel ready", "I get stuck", "I ask someone",
        "Look at one example", "Try one with help", "I can explain it", "Looks right",
    ):  # fmt: skip
        await phone.tap(label)
    assert goals(room, phone) == {"Fractions": "active", "Poems": "paused", "Maps": "active"}


async def test_the_button_below_a_new_goal_checks_in_on_that_goal(room: Classroom) -> None:
    """Not on the older one, which a check-in by command begins with."""
    phone = await with_goals(room, "Newest", "Fractions", "Poems")
    await phone.tap("Check in")
    assert "Your goal “Poems: " in phone.last.text
    await phone.say("stop")
    await phone.say("/checkin")
    assert "Your goal “Fractions: " in phone.last.text


@pytest.mark.parametrize("way", ["checkin", "reflect"])
async def test_what_is_said_about_a_goal_is_never_kept_for_another(
    room: Classroom, way: str
) -> None:
    """A goal that was put to rest in the middle closes what was said about it."""
    phone = await with_goals(room, f"Between-{way}", "Fractions", "Poems")
    await phone.say(f"/{way}")
    for label in ("Stuck",) if way == "checkin" else ("Look back at my week", "Skip"):
        await phone.tap(label)
    await tend(phone, "Fractions")
    replies = await phone.tap("Let it rest")
    assert "What we were talking about is no longer there, so I closed that." in replies
    assert goals(room, phone) == {"Fractions": "paused", "Poems": "active"}


async def test_a_goal_rests_and_goes_on(room: Classroom) -> None:
    """A resting goal is asked about in no check-in, and can go on."""
    phone = await with_goals(room, "Rester", "Fractions")
    await tend(phone, "Fractions")
    await phone.tap("Let it rest")
    assert goals(room, phone) == {"Fractions": "paused"}
    await phone.say("/checkin")
    assert "no goal going yet" in phone.last.text
    await phone.say("/goal")
    assert "(resting)" in " ".join(phone.last.labels)
    await phone.tap("(resting)")
    await phone.tap("Go on with it")
    assert goals(room, phone) == {"Fractions": "active"}


async def test_a_resting_goal_waits_for_room(room: Classroom) -> None:
    """Where two are going, it says so and nothing changes."""
    phone = await with_goals(room, "Full", "Fractions")
    await tend(phone, "Fractions")
    await phone.tap("Let it rest")
    for topic in ("Poems", "Maps"):
        await room.home.goal(phone, topic)
    await tend(phone, "Fractions")
    replies = await phone.tap("Go on with it")
    assert "Let one rest first" in replies[-1]
    assert goals(room, phone)["Fractions"] == "paused"


async def test_a_goal_is_changed(room: Classroom) -> None:
    """Its card opens with all that was said; the changed line is kept, done steps stay done."""
    phone = await with_goals(room, "Changer", "Fractions")
    await phone.say("/checkin")
    for label in ("Done", "Going well", "My plan", "Same plan", "Skip"):
        await phone.tap(label)
    await tend(phone, "Fractions")
    await phone.tap("Change it")
    assert "Here is your goal" in phone.last.text
    await phone.tap("Change a line")
    await phone.tap("Topic")
    await phone.say("Ratios")
    await phone.tap("Looks right")
    assert "Ratios: Find two ways" in phone.last.text
    assert goals(room, phone) == {"Ratios": "active"}
    await phone.say("/start")
    assert "Try one with help" in phone.last.text


def steps(room: Classroom, phone: Phone) -> list[str]:
    """The steps of a student's goals, in order."""
    rows = room.home.rows(
        "SELECT step.text FROM step JOIN goal ON goal.id = goal_id "
        "JOIN membership ON membership.id = goal.membership_id "
        "JOIN person ON person.id = person_id WHERE telegram_id = :id ORDER BY step.id",
        id=phone.person.id,
    )
    return [row.text for row in rows]


@pytest.mark.parametrize("way", ["/goal", "/reflect"])
async def test_a_change_keeps_all_four_steps(room: Classroom, way: str) -> None:
    """The steps that were added on the card are on it again, from the list and the look back."""
    phone = await with_goals(room, f"Four-{way[1:]}", "Fractions")
    four = ["Look at one example", "Try one with help", "Try one on my own", "Explain it"]
    await tend(phone, "Fractions")
    await phone.tap("Change it")
    for step in four[2:]:
        await phone.tap("Add a step")
        await phone.tap(step)
    await phone.tap("Looks right")
    four[3] = "Explain it to someone"
    assert steps(room, phone) == four
    if way == "/goal":
        await tend(phone, "Fractions")
        await phone.tap("Change it")
    else:
        await phone.say("/reflect")
        await phone.tap("My week")
        for _question in range(4):
            await phone.tap("Skip")
        await phone.tap("Change my goal")
        await phone.tap("Skip")
    assert "Step 4" in phone.last.text
    await phone.tap("Looks right")
    assert steps(room, phone) == four


async def test_changing_needs_no_room(room: Classroom) -> None:
    """With two going, one of them can be changed."""
    phone = await with_goals(room, "Roomless", "Fractions", "Poems")
    await tend(phone, "Poems")
    await phone.tap("Change it")
    assert "Here is your goal" in phone.last.text
    await phone.tap("Looks right")
    assert goals(room, phone) == {"Fractions": "active", "Poems": "active"}


async def test_a_goal_is_finished_with_a_line(room: Classroom) -> None:
    """What shows it is in the log, and there is room again."""
    phone = await with_goals(room, "Finisher", "Fractions", "Poems")
    await tend(phone, "Fractions")
    await phone.tap("Finish it")
    await phone.say("I taught it to my brother")
    assert "is finished" in phone.last.text
    assert goals(room, phone) == {"Fractions": "finished", "Poems": "active"}
    (entry,) = room.home.rows(
        "SELECT response FROM entry JOIN membership m ON m.id = membership_id "
        "WHERE m.name = 'Finisher' AND kind = 'goal_finished'"
    )
    assert entry.response == "I taught it to my brother"


async def test_a_goal_is_dropped_without_a_reason(room: Classroom) -> None:
    """Nobody has to say why; it stays in the log."""
    phone = await with_goals(room, "Dropper", "Fractions")
    await tend(phone, "Fractions")
    await phone.tap("Drop it")
    await phone.tap("Skip")
    assert "is dropped" in phone.last.text
    assert goals(room, phone) == {"Fractions": "dropped"}


async def test_an_ended_goal_cannot_be_tended(room: Classroom) -> None:
    """Its old button says that it is gone."""
    phone = await with_goals(room, "Ended", "Fractions")
    await phone.say("/goal")
    card = phone.last.id
    await phone.tap("Fractions: ")
    await phone.tap("Drop it")
    await phone.tap("Too easy")
    await phone.tap_old(card, "Fractions: ")
    assert "no longer there" in phone.last.text


async def test_the_button_below_a_goal_leads_to_its_class(room: Classroom) -> None:
    """Tapped from another class it goes there first, as the other cards of a goal do."""
    phone = await with_goals(room, "Elsewhere", "Fractions", "Poems")
    card = phone.last.id
    other = await room.home.teacher("Mr Elsewhere", "8D Art")
    await phone.open(other)
    for label in ("Yes, that's my class", "I'm in", "Elsewhere", "Skip them"):
        await phone.tap(label)
    replies = await phone.tap_old(card, "Check in")
    assert any("That one is from" in said for said in replies)
    assert "Your goal “Poems: " in phone.last.text


async def test_two_goals_in_each_class(room: Classroom) -> None:
    """The limit is a class's own: two here leave room for two there."""
    phone = await with_goals(room, "Both", "Fractions", "Poems")
    other = await room.home.teacher("Mr Both", "8C Art")
    await phone.open(other)
    for label in ("Yes, that's my class", "I'm in", "Both", "Skip them"):
        await phone.tap(label)
    await phone.tap("Set a goal")
    assert "What do you want to get better at?" in phone.last.text
