"""Work is handed in, looked at, asked about, revised and looked at again; own ideas; own words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from classroom import Classroom
from house import House, act, house, tapping, until
from sqlalchemy import Connection

from bot.sandbox.phone import Phone
from dialogs.class_prompts import PromptRemoved, PromptSet
from dialogs.decide_proposal import Decided
from dialogs.review_work import Judged, Reviewed
from dialogs.say_why import SaidWhy
from storage import people, prompts
from storage.tables import Role

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEETS = ("Meets", "Meets", "Meets", "It meets")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def school(
    tmp_path_factory: pytest.TempPathFactory, template: Path
) -> AsyncIterator[Classroom]:
    """A class that a second teacher, Mr Blue, teaches too."""
    async with house(tmp_path_factory.mktemp("review"), template) as there:
        link = await there.teacher()
        await there.teacher("Mr Blue", "Art")
        blue = there.phone("Mr Blue").person.id
        await there.bot.worker.do(partial(_also_teaches, blue, there.clock()))
        yield Classroom(there, link)


@pytest_asyncio.fixture(loop_scope="module")
async def room(school: Classroom) -> AsyncIterator[Classroom]:
    """The class; whatever a test leaves open on a teacher's phone is put away after it."""
    yield school
    for desk in (school.desk, school.home.phone("Mr Blue")):
        while "nothing to stop" not in (await desk.say("/cancel"))[-1]:
            pass


async def wanted(desk: Phone, label: str) -> None:
    """Open what waits in the inbox, however much stands before it."""
    await desk.say("/inbox")
    while not any(label in one for one in desk.last.labels):
        await desk.tap("Show more")
    await desk.tap(label)


def _also_teaches(telegram_id: int, now: Any, db: Connection) -> None:
    who = people.who(db, telegram_id=telegram_id)
    maths = next(row.id for row in db.exec_driver_sql("SELECT id FROM class WHERE name LIKE '7B%'"))
    assert who is not None
    people.join(db, person_id=who.id, class_id=maths, role=Role.TEACHER, name="Mr Blue", now=now)


def read(phone: Phone) -> str:
    """The newest message, with the narrow space before PM as a plain one."""
    return phone.last.text.replace("\u202f", " ")


async def hand_in(phone: Phone, words: str = "3/4 is 6/8", way: str = "Write about it") -> None:
    """From /show, or from the evidence on, to handing it in."""
    if way:
        await phone.say("/show")
        await phone.tap(way)
    await phone.say(words)
    await phone.say("I show two ways")
    await tapping(phone, "That's all", "Yes, it does", "Not yet", "Yes, it does", "Hand it in")
    assert "Handed in" in phone.last.text


async def student(room: Classroom, name: str) -> Phone:
    """Somebody new with a goal."""
    phone = await room.student(name)
    await room.home.goal(phone)
    return phone


def newest(home: House, table: str = "submission") -> int:
    """The id of the newest row of a table."""
    [found] = home.rows(f"SELECT max(id) AS id FROM {table}")  # noqa: S608  a table of ours
    return int(found.id)


def logged(home: House, name: str) -> list[tuple[Any, ...]]:
    """What the log holds of a student's work: kind, state, level and words."""
    found = home.rows(
        "SELECT e.kind, e.state, e.level, e.response FROM entry e JOIN membership m "
        "ON m.id = e.membership_id WHERE m.name = :name AND e.demonstration_id > 0 ORDER BY e.id",
        name=name,
    )
    return [tuple(row) for row in found]


async def open_(phone: Phone, command: str, thing: int) -> list[str]:
    """Tap a button that names a thing, as it stands in an inbox."""
    return await phone.tap_data(phone.last.id, f"c:{command}:{thing}")


# --- the whole way --------------------------------------------------------------------------------


async def test_work_is_looked_at_and_asked_about(room: Classroom) -> None:
    """The student sees both sides by criterion, asks why once, and reads the answer."""
    home, desk, maya = room.home, room.desk, await student(room, "Maya")
    await hand_in(maya)
    await wanted(desk, "Maya's work")
    assert "• I can say why it works: Not yet" in desk.screen[-3].text
    assert "I can say why it works\nMaya says: Not yet." in (await desk.tap("Meets"))[-1]
    await desk.tap("Not yet")
    await desk.say("Say where the 6 comes from")
    await tapping(desk, "Beyond", "Revise one thing")
    await desk.say("Add the why")
    await tapping(desk, "Send to Maya")
    head, *sides = maya.last.text.splitlines()
    assert head.startswith("Ms Rivera looked at your work for “Fractions: Find two")
    assert head.endswith("One thing to revise: Add the why")
    assert sides == [
        "• It shows what I set out to do",
        "   You: Yes, it does. Ms Rivera: Meets.",
        "• I can say why it works",
        "   You: Not yet. Ms Rivera: Not yet. “Say where the 6 comes from”",
        "• It is my own work and words",
        "   You: Yes, it does. Ms Rivera: Beyond.",
        "Level: Getting there.",
    ]
    assert maya.last.labels == ["Revise it", "Ask why"]

    review = maya.last.id
    await maya.tap("Ask why")
    await maya.tap("Can you show me an example?")
    assert "I passed it on to Ms Rivera" in maya.last.text
    await maya.tap_old(review, "Ask why")
    assert maya.last.text == (
        "You asked: “Can you show me an example?”\nMs Rivera has not answered yet."
    )
    await wanted(desk, "Maya asks why")
    assert "Maya asks: “Can you show me an example?”" in desk.last.text
    await desk.say("Cut a pizza in eight")
    assert maya.last.text == (
        "You asked: “Can you show me an example?”\nMs Rivera says: “Cut a pizza in eight”"
    )
    assert maya.last.labels == ["Revise it"]
    assert logged(home, "Maya")[2:] == [
        ("demonstration_reviewed", "revise", 2, "Add the why"),
        ("why_asked", "", None, "Can you show me an example?"),
        ("why_answered", "", None, "Cut a pizza in eight"),
    ]


async def test_a_second_version_stands_beside_the_first(room: Classroom) -> None:
    """It opens with what was asked and what changed; the first one is a tap away."""
    home, desk, maya = room.home, room.desk, await student(room, "Mara")
    await hand_in(maya)
    await home.review(desk)
    await tapping(desk, "Meets", "Not yet", "Skip", "Beyond", "Revise one thing")
    await desk.say("Add the why")
    await desk.tap("Send to Mara")
    await maya.tap("Revise it")
    assert "Ms Rivera asked for one thing: “Add the why”" in maya.last.text
    await maya.say("6/8, cut in eight")
    await maya.say("it is the same pizza")
    await tapping(maya, "That's all", "Yes, it does", "Yes, it does", "Yes, it does", "Hand it in")
    await home.review(desk)
    shown = [bubble.text for bubble in desk.screen[-4:]]
    assert "Version 2" in shown[0]
    assert "• I can say why it works: Yes, it does. Before: Not yet" in shown[0]
    assert "6/8, cut in eight" in shown[1]
    assert shown[3].startswith("You asked: “Add the why”")

    await desk.tap("Version 1")
    older = [bubble.text for bubble in desk.screen[-4:-1]]
    assert "Version 1" in older[0]
    assert "3/4 is 6/8" in older[1]
    assert older[2].startswith("You looked at this on")
    assert "What do you see?" in desk.last.text  # and back to the question that is open
    await desk.tap("Meets")
    assert "Mara says: Yes, it does. Last time it was: Not yet." in desk.last.text
    await tapping(desk, "Meets", "Meets", "It meets", "Send to Mara")
    assert "it meets" in maya.last.text
    assert "Level: Got it." in maya.last.text
    assert maya.last.labels == ["Ask why"]

    assert [row[:3] for row in logged(home, "Mara")] == [
        ("demonstration_chosen", "", None),
        ("demonstration_submitted", "", None),
        ("demonstration_reviewed", "revise", 2),
        ("demonstration_submitted", "", None),
        ("demonstration_reviewed", "meets", 3),
    ]
    looked = "SELECT 1 FROM audit WHERE action = 'looked at work' AND subject_id = :id"
    assert len(home.rows(looked, id=newest(home) - 1)) == 2


async def test_five_thousand_characters_are_asked_for_again(room: Classroom) -> None:
    """The sentence is clear, the criteria stay answered; so it is for a form of the pages."""
    home, desk = room.home, room.desk
    phone = await student(room, "Long")
    await hand_in(phone)
    await home.review(desk)
    await tapping(desk, "Meets", "Meets", "Meets", "Let's talk")
    replies = await desk.say("word " * 800)
    assert "I can keep 500. Can you say it shorter?" in replies[-1]
    await desk.say("Shorter")
    assert "Your line: Shorter" in desk.last.text
    await desk.tap("Stop")

    word = Reviewed("meets", "x" * 5_000, (Judged("aim", "meets"),), 3)
    [told] = await act(home, desk, newest(home), word)
    assert told.startswith("That is 5,000 characters")
    on_one = Reviewed("meets", "", (Judged("aim", "meets", "x" * 5_000),), 3)
    [told] = await act(home, desk, newest(home), on_one)
    assert told.startswith("That is 5,000 characters")
    assert home.rows("SELECT verdict FROM submission WHERE id = :id", id=newest(home))[0][0] == ""


# --- two teachers ---------------------------------------------------------------------------------


async def test_the_second_teacher_reads_what_the_first_said(room: Classroom) -> None:
    """Who finishes second, and who opens it second: by name, with the time, verdict and line."""
    home, desk, blue = room.home, room.desk, room.home.phone("Mr Blue")
    phone = await student(room, "Twice")
    await hand_in(phone)
    await home.review(desk)
    await home.review(blue)
    await blue.say("One step is hidden")
    await tapping(blue, "Meets", "Meets", "Meets", "Let's talk")
    await blue.say("Come by on Friday")
    await tapping(desk, *MEETS, "Send to Twice")
    told = phone.last.id

    await blue.tap("Send to Twice")
    assert read(blue).splitlines() == [
        "Ms Rivera looked at this on Mon, Nov 23, 12:00 PM: It meets.",
        "So I kept that and did not send yours.",
        "Your line was: “One step is hidden”",
        "Your line was: “Come by on Friday”",
    ]
    assert phone.last.id == told
    await home.review(blue)
    assert "Ms Rivera looked at this on Mon, Nov 23, 12:00 PM: It meets." in read(blue)
    assert "   Twice: Not yet. Ms Rivera: Meets." in blue.last.text


async def test_who_was_first_themselves_hears_of_no_other(room: Classroom) -> None:
    """Who looks again at what they have looked at is told that it was them."""
    home, desk, phone = room.home, room.desk, await student(room, "Again")
    await hand_in(phone)
    await home.review(desk)
    await tapping(desk, "Meets", "Meets", "Meets", "Revise one thing", "Use your own words")
    await desk.tap("Send to Again")
    await home.review(desk)
    assert read(desk).startswith(
        "You looked at this on Mon, Nov 23, 12:00 PM: Revise one thing. “Use your own words”"
    )


async def test_of_two_answers_to_a_why_the_first_stands(room: Classroom) -> None:
    """The second teacher reads it, also when they had begun to answer."""
    home, desk, blue = room.home, room.desk, room.home.phone("Mr Blue")
    phone = await student(room, "Whyer")
    await hand_in(phone)
    await home.review(desk)
    await tapping(
        desk,
        *MEETS,
        "Send to Whyer",
    )
    await phone.tap("Ask why")
    await phone.say("Why does it meet?")
    this = newest(home)
    await open_(blue, "saywhy", this)
    await open_(desk, "saywhy", this)
    await desk.say("It is all there")
    await blue.say("You did it")
    assert blue.last.text.splitlines() == [
        "Ms Rivera says: “It is all there”",
        "So I kept that and did not send yours.",
        "Your line was: “You did it”",
    ]
    assert "It is all there" in phone.last.text
    await open_(blue, "saywhy", this)
    assert blue.last.text.endswith("Ms Rivera says: “It is all there”")


# --- own ideas ------------------------------------------------------------------------------------


async def propose(phone: Phone) -> None:
    """An own idea, without work yet."""
    await phone.say("/show")
    await phone.tap("My own idea")
    await phone.say("Grandpa")
    await phone.say("A song")
    await tapping(phone, "I can say why it works", "Done")
    await phone.say("A guitar")
    await phone.say("tomorrow")
    await phone.tap("I'll send it later")


async def test_an_idea_is_agreed_with_a_change(room: Classroom) -> None:
    """The student need not wait; the change comes back when they send the work."""
    phone = await student(room, "Singer")
    await propose(phone)
    assert phone.last.text == (
        "Saved. Ms Rivera will read your idea. You need not wait: send your work when you have it."
    )
    assert "Send my work" in phone.last.labels
    await open_(room.desk, "proposal", newest(room.home, "demonstration"))
    idea = room.desk.screen[-2].text
    assert "Their own idea: A song. For: Grandpa." in idea
    assert "It will show: “I can say why it works”." in idea
    assert "They need: A guitar." in idea
    assert "Ready by Tue, Nov 24." in idea
    await room.desk.tap("Yes, with a change")
    await room.desk.say("Two verses")
    assert phone.last.text.endswith("A song. With one change: Two verses")
    await phone.tap("Send my work")
    assert "Ms Rivera asked for one thing: “Two verses”" in phone.last.text


async def test_a_refused_idea_goes_on_with_the_nearest_in_one_tap(room: Classroom) -> None:
    """Why not, and what comes closest; the second teacher reads the first's answer."""
    home, desk, blue = room.home, room.desk, room.home.phone("Mr Blue")
    phone = await student(room, "Refused")
    await propose(phone)
    work = newest(home, "demonstration")
    await open_(blue, "proposal", work)
    await open_(desk, "proposal", work)
    await desk.tap("Rather not")
    await desk.say("There is no guitar")
    await desk.tap("Explain it on video or voice")
    assert phone.last.text == (
        "Ms Rivera read your idea for “Fractions: Find two ways to do it”: A song. It won't work "
        "this time: “There is no guitar” Closest to it is: Explain it on video or voice."
    )
    assert phone.last.labels == ["Go on with that", "Another way"]
    await blue.tap("Yes, go ahead")
    assert "Ms Rivera answered this on Mon, Nov 23, 12:00 PM: Rather not." in read(blue)
    assert "did not send yours" in blue.last.text

    await phone.tap("Go on with that")
    assert phone.last.text.startswith("Send your work")
    await hand_in(phone, way="")
    await home.review(desk)
    shown = next(b.text for b in reversed(desk.screen) if "Refused shows" in b.text)
    assert "Explain it on video or voice. Version 1." in shown
    assert "Their own idea" not in shown
    await desk.tap("Stop")


async def test_work_that_came_before_an_answer_is_looked_at_instead(room: Classroom) -> None:
    """Silence held nobody up: the idea waits no more, its work does."""
    phone = await student(room, "Quick")
    await propose(phone)
    work = newest(room.home, "demonstration")
    await phone.tap("Send my work")
    await hand_in(phone, way="")
    await open_(room.desk, "proposal", work)
    assert room.desk.last.text == "Quick's work is here already. Please look at that."
    await room.desk.tap("Look at it")
    assert "Their own idea: A song" in room.desk.screen[-3].text
    [told] = await act(room.home, room.desk, work, Decided("refused", "No", "Write about it"))
    assert told.startswith("Quick's work is here already.")
    await room.desk.tap("Stop")


async def test_to_talk_is_no_last_word(room: Classroom) -> None:
    """After they have talked, the teacher answers once more."""
    phone = await student(room, "Talker")
    await propose(phone)
    await open_(room.desk, "proposal", newest(room.home, "demonstration"))
    await tapping(room.desk, "Let's talk", "Skip")
    assert "would like to talk with you" in phone.last.text
    await tapping(room.desk, "We have talked", "Yes, go ahead")
    assert "says yes to your idea" in phone.last.text


async def test_a_no_without_a_reason_is_not_sent(room: Classroom) -> None:
    """Nor a change that says none, from a form of the pages."""
    phone = await student(room, "Formal")
    await propose(phone)
    work = newest(room.home, "demonstration")
    for what in ("refused", "changed"):
        [told] = await act(room.home, room.desk, work, Decided(what, " ", "Write about it"))
        assert told.startswith("Please add a line")
    [row] = room.home.rows("SELECT decision FROM demonstration WHERE id = :id", id=work)
    assert row.decision == ""


# --- what is not theirs ---------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["review", "proposal", "saywhy", "askwhy"])
async def test_another_classs_ids_get_a_clear_sentence(room: Classroom, command: str) -> None:
    """From a teacher of another class, from another student, and ids that are none."""
    home = room.home
    phone = await student(room, f"Own{command}")
    await propose(phone)
    await phone.tap("Send my work")
    await hand_in(phone, way="")
    if not home.phone("Ms Else").person.messages:
        await home.teacher("Ms Else", "Else")
    thing = newest(home, "demonstration" if command == "proposal" else "submission")
    stranger = await room.student(f"Not{command}")
    for other in (home.phone("Ms Else"), stranger):
        for named in (str(thing), "0", "x", "9" * 30):
            replies = await other.tap_data(other.last.id, f"c:{command}:{named}")
            assert replies[0] == "That is not for this chat."


async def test_outcomes_check_whose_things_they_are(room: Classroom) -> None:
    """A form with another class's id does nothing, and says so."""
    home, phone = room.home, await student(room, "Checked")
    await propose(phone)
    work = newest(home, "demonstration")
    await phone.tap("Send my work")
    await hand_in(phone, way="")
    if not home.phone("Ms Else").person.messages:
        await home.teacher("Ms Else", "Else")
    maths = home.rows("SELECT class_id FROM membership WHERE name = 'Checked'")[0].class_id
    made = await home.bot.worker.do(
        lambda db: prompts.set_one(db, maths, "format", "Paint it", home.clock())
    )
    before = home.rows("SELECT count(*) FROM audit")
    for about, outcome in (
        (newest(home), Reviewed("meets", "", (), 3)),
        (newest(home), SaidWhy("So")),
        (work, Decided("agreed")),
        (maths, PromptSet("format", "Sing")),
        (None, PromptRemoved(made or 0)),
    ):
        assert await act(home, home.phone("Ms Else"), about, outcome) == [
            "That is not for this chat."
        ]
    assert home.rows("SELECT count(*) FROM audit") == before
    await act(home, room.desk, None, PromptRemoved(made or 0))


async def test_a_file_that_cannot_be_had_is_said(room: Classroom) -> None:
    """A clear sentence with its reason stands in its place."""
    home, phone = room.home, await student(room, "Lost")
    await phone.say("/show")
    await phone.tap("Make something, with photos")
    await phone.send("photo", b"jpeg", "a.jpg")
    await phone.say("See the halves")
    await tapping(phone, "That's all", "Yes, it does", "Yes, it does", "Yes, it does", "Hand it in")
    work = newest(home)
    fetched = "SELECT 1 FROM attachment WHERE submission_id = :work AND path <> ''"
    await until(lambda: bool(home.rows(fetched, work=work)))  # else it comes after it is gone
    gone = f"UPDATE attachment SET path = '' WHERE submission_id = {work}"  # noqa: S608  a number of ours
    await home.bot.worker.do(lambda db: db.exec_driver_sql(gone) and None)
    await home.review(room.desk)
    assert room.desk.screen[-2].text == (
        "A file of Lost's can't be shown any more. They can send it again.\n"
        "This shows it because: See the halves"
    )
