"""Back, Skip, Stop, going on, changing a line, and one dialogue under another."""

from __future__ import annotations

import pytest
from classroom import Classroom
from house import House

from bot.sandbox.phone import Phone

pytestmark = pytest.mark.asyncio(loop_scope="module")

AREA = "What do you want to get better at?"
LEVEL = "Where are you with it today?"
AIM = "What would you like to be able to do?"


async def at_the_aim(room: Classroom, name: str) -> Phone:
    """A student two answers into a goal."""
    phone = await room.student(name)
    await phone.tap("Set a goal")
    await phone.say("Fractions")
    await phone.tap("Getting there")
    assert AIM in phone.last.text
    return phone


def menu_of(phone: Phone) -> dict[str, str]:
    """The commands that Telegram shows in this chat, and what it says of each."""
    shown = phone.world.commands["chat", phone.person.chat, ""]
    return {command["command"]: command["description"] for command in shown}


async def asked_about_themselves(room: Classroom, name: str) -> Phone:
    """A student who joins and wants the five questions, at the first."""
    phone = room.home.phone(name)
    await phone.open(room.link)
    for label in ("English", "Yes, that's my class", "I'm in", name, "OK, ask me"):
        await phone.tap(label)
    assert "What are you good at?" in phone.last.text
    return phone


async def test_another_language_in_the_middle_of_joining(room: Classroom) -> None:
    """The command counts, not the answer that was given before it."""
    phone = room.home.phone("Poli")
    await phone.open(room.link)
    await phone.tap("English")
    await phone.say("/language")
    await phone.tap("Español")
    assert "¿Es tu clase?" in phone.last.text
    for label in ("Sí", "Me sumo", "Poli", "Saltar las preguntas"):
        await phone.tap(label)
    assert "Poli" in phone.last.text
    assert menu_of(phone)["goal"] == "Poner una meta o revisar una"


async def test_back_in_a_language_that_is_not_kept_yet(room: Classroom) -> None:
    """Its own word counts from the next question on, and is nobody's name."""
    phone = room.home.phone("Lola")
    await phone.open(room.link)
    await phone.tap("Español")
    await phone.tap("Sí")
    await phone.say("atrás")
    assert "¿Es tu clase?" in phone.last.text


async def test_a_language_that_was_not_kept(room: Classroom) -> None:
    """Chat and menu go on in the one from before."""
    phone = await room.student("Hesitant")
    before = menu_of(phone)
    await phone.say("/me")
    await phone.tap("Change a line")
    await phone.tap("Language")
    await phone.tap("Español")
    await phone.say("/cancel")
    assert "I stopped there" in phone.last.text
    assert menu_of(phone) == before


@pytest.mark.parametrize("way", ["‹ Back", "back", "go back", "/back", "BACK!"])
async def test_back_is_one_question_back(room: Classroom, way: str) -> None:
    """By button, word or command; the one before it is as it was."""
    phone = await at_the_aim(room, f"Back{len(way)}{ord(way[0])}")
    await (phone.tap(way) if way.startswith("‹") else phone.say(way))
    assert LEVEL in phone.last.text
    await phone.say("back")
    assert AREA in phone.last.text
    await phone.say("back")
    assert "This is the first question." in phone.last.text
    assert AREA in phone.last.text


@pytest.mark.parametrize("way", ["Skip", "skip it", "/skip"])
async def test_skip_passes_what_is_optional(room: Classroom, way: str) -> None:
    """By button, word or command."""
    phone = await asked_about_themselves(room, f"Skip{len(way)}")
    await (phone.tap(way) if way == "Skip" else phone.say(way))
    assert "What are you into?" in phone.last.text


async def test_what_is_needed_cannot_be_skipped(room: Classroom) -> None:
    """It is said, and asked again; there is no Skip to tap."""
    phone = await at_the_aim(room, "Needed")
    assert "Skip" not in phone.last.labels
    (reply,) = await phone.say("skip")
    assert "I need this one to go on." in reply
    assert AIM in reply


@pytest.mark.parametrize("way", ["Stop", "stop", "cancel", "/cancel"])
async def test_stop_keeps_the_answers_to_go_on_with(room: Classroom, way: str) -> None:
    """By button, word or command; one tap takes it up where it was."""
    phone = await at_the_aim(room, f"Stop{len(way)}{way[0] == 'S'}")
    await (phone.tap(way) if way == "Stop" else phone.say(way))
    assert "Your answers are kept" in phone.last.text
    await phone.tap("Go on with it")
    assert AIM in phone.last.text
    await phone.tap("‹ Back")
    assert LEVEL in phone.last.text


async def test_where_one_is_shows_what_was_put_away(room: Classroom) -> None:
    """Its old message may be far up: /start offers it too, until it is taken up."""
    phone = await at_the_aim(room, "Homeward")
    await phone.say("stop")
    await phone.say("/start")
    await phone.tap("Go on where I stopped")
    assert AIM in phone.last.text
    await phone.tap("Stop")
    other = await room.student("Homebody")
    await other.say("/start")
    assert "Go on where I stopped" not in other.last.labels


async def test_going_on_with_it_twice(room: Classroom) -> None:
    """The second tap finds nothing put away, and harms nothing."""
    phone = await at_the_aim(room, "Twice")
    await phone.tap("Stop")
    card = phone.last.id
    await phone.tap("Go on with it")
    replies = await phone.tap_old(card, "Go on with it")
    assert AIM in replies[-1]


@pytest.mark.parametrize("said", ["/cancel", "stop", "Cancel"])
async def test_stop_where_nothing_is_open(room: Classroom, said: str) -> None:
    """It is said, with a way on, and is not taken for a note."""
    phone = await room.student(f"Idle{said.strip('/')}")
    await phone.say(said)
    assert "nothing to stop" in phone.last.text
    assert "Where am I?" in phone.last.labels


@pytest.mark.parametrize("said", ["👍", "Thanks!", "ok", "hi"])
async def test_manners_are_no_note(room: Classroom, said: str) -> None:
    """Outside a conversation they lead home; nothing is asked about them."""
    phone = await room.student(f"Kind{['👍', 'Thanks!', 'ok', 'hi'].index(said)}")
    await phone.say(said)
    assert phone.last.text.startswith("Hi Kind")


async def test_a_stopped_dialogue_begins_anew_where_it_is_not_taken_up(room: Classroom) -> None:
    """Setting a goal again asks from the first question."""
    phone = await at_the_aim(room, "Anew")
    await phone.say("stop")
    await phone.say("/goal")
    assert AREA in phone.last.text


async def test_what_one_says_of_oneself_is_not_lost_by_asking_again(room: Classroom) -> None:
    """A second /me goes on with the card of the first."""
    phone = await room.student("Juggler")
    await phone.say("/me")
    for label in ("Change a line", "Good at"):
        await phone.tap(label)
    await phone.say("juggling")
    await phone.say("/me")
    assert "Good at: juggling" in phone.last.text


async def test_work_for_one_goal_is_never_handed_in_for_another(room: Classroom) -> None:
    """What was begun for the first is put away, which is said, and can be gone on with."""
    phone = await room.student("Singer")
    for topic in ("Songs", "Art"):
        await room.home.goal(phone, topic)
    await phone.say("/show")
    await phone.tap("Songs: ")
    await phone.tap("Write about it")
    await phone.say("My song has three verses.")
    await phone.say("/goal")
    await phone.tap("Art: ")
    await phone.tap("Finish it")
    await phone.tap("Skip")
    await phone.tap("Show what I know")
    assert "How would you like to show it?" in phone.last.text
    said = [bubble.text for bubble in phone.screen]
    assert "You began this once before. I kept that for a while." in said
    await phone.tap("Go on with it")
    assert "This shows it because" in phone.last.text
    await phone.say("I wrote it")
    for label in ("That's all", "Yes, it does", "Yes, it does", "Yes, it does"):
        await phone.tap(label)
    assert "Goal: Songs: " in phone.last.text


async def test_a_line_is_changed_from_the_card(room: Classroom) -> None:
    """Only that question is asked; all else on the card stays."""
    phone = await room.student("Liner")
    await phone.tap("Set a goal")
    await phone.say("Fractions")
    for label in (
        "Getting there", "Find two ways", "I'd feel ready", "I get stuck", "I ask someone",
        "Look at one example", "Try one with help", "I can explain it",
    ):  # fmt: skip
        await phone.tap(label)
    before = phone.last.text
    await phone.tap("Change a line")
    assert "Which line" in phone.last.text
    await phone.tap("Why")
    assert "the best thing about it" in phone.last.text
    await phone.say("I could help my brother")
    assert phone.last.text == before.replace("I'd feel ready", "I could help my brother")


async def test_a_line_changed_and_taken_back(room: Classroom) -> None:
    """Back from a line that is being changed leaves it as it was."""
    phone = await at_the_aim(room, "Undo")
    for label in (
        "Find two ways", "I'd feel ready", "I get stuck", "I ask someone", "Look at one example",
        "Try one with help", "I can explain it",
    ):  # fmt: skip
        await phone.tap(label)
    before = phone.last.text
    await phone.say("Topic")
    assert AREA in phone.last.text
    await phone.tap("‹ Back")
    assert phone.last.text == before


async def test_a_check_in_in_the_middle_of_a_goal(room: Classroom) -> None:
    """The newest dialogue goes first; then the one that waited asks its question again."""
    phone = await room.student("Under")
    await room.home.goal(phone)
    await phone.say("/goal")
    await phone.tap("Set a new goal")
    await phone.say("Decimals")
    await phone.say("/checkin")
    for label in ("Done", "Going well", "My plan", "Same plan", "Skip"):
        await phone.tap(label)
    assert "1 of 2 steps done" in phone.screen[-2].text
    assert "Now back to where we were." in phone.last.text
    assert LEVEL in phone.last.text


async def test_stopping_the_upper_dialogue_brings_up_the_lower(room: Classroom) -> None:
    """What was stopped can be taken up, and the other one asks again."""
    phone = await room.student("Upper")
    await room.home.goal(phone)
    await phone.say("/show")
    await phone.say("/checkin")
    await phone.tap("Stuck")
    await phone.tap("Stop")
    assert "How would you like to show it?" in phone.last.text
    await phone.tap("Go on with it")
    assert "how did the work feel?" in phone.last.text


async def test_ticking_keeps_one_card(room: Classroom) -> None:
    """A tick changes the card's buttons and nothing else, and can be taken back."""
    phone = await asked_about_themselves(room, "Ticks")
    card, count = phone.last.id, len(phone.screen)
    await phone.tap("Numbers")
    assert "✓ Numbers" in phone.last.labels
    await phone.tap("Words")
    await phone.tap("Numbers")
    assert "✓ Numbers" not in phone.last.labels
    assert (phone.last.id, len(phone.screen)) == (card, count)
    await phone.tap("Done")
    assert "What are you into?" in phone.last.text
    assert "› Words" in next(bubble.text for bubble in phone.screen if bubble.id == card)


async def test_an_answered_card_has_no_buttons_left(room: Classroom) -> None:
    """What was picked stands where the buttons stood."""
    phone = await room.student("Answered")
    await phone.tap("Set a goal")
    card = phone.last.id
    await phone.tap("Maths")
    old = next(bubble for bubble in phone.screen if bubble.id == card)
    assert not old.labels
    assert old.text.endswith("› Maths")


@pytest.mark.asyncio(loop_scope="function")
async def test_going_on_after_days(home: House) -> None:
    """A dialogue waits as long as it takes; days that were offered then are still meant."""
    phone = await home.student("Days", await home.teacher())
    await phone.tap("Set a goal")
    await phone.say("Fractions")
    await phone.tap("Getting there")
    card = phone.last.id
    home.clock.move(days=9)
    await phone.tap_old(card, "Find two ways")
    assert "the best thing about it" in phone.last.text
    home.clock.move(days=30)
    await phone.say("/start")
    assert "the best thing about it" in phone.last.text


async def test_an_old_card_removes_no_other_break(room: Classroom) -> None:
    """The database may give the id of a break that is gone to the next one."""
    desk = room.desk

    async def set_break(first: str, last: str, name: str) -> None:
        await desk.tap("Add days")
        for said in (first, last, name, "Looks right"):
            await desk.say(said)
        await desk.tap("Holidays and breaks")

    await desk.say("/settings")
    await desk.tap("Holidays and breaks")
    await set_break("Dec 21", "Jan 1", "Winter break")
    card = desk.last.id
    await desk.tap("Remove “Winter break”")
    assert "No days off are set" in desk.last.text
    await set_break("Mar 22", "Mar 26", "Spring break")
    await desk.tap_old(card, "Remove “Winter break”")
    assert "• Spring break: " in desk.last.text
    assert len(room.home.rows('SELECT 1 FROM "break"')) == 1


async def test_where_one_is_in_the_middle_of_a_question(room: Classroom) -> None:
    """It shows one's place and the ways on; then the question is there again."""
    phone = await at_the_aim(room, "Lost")
    home, question = await phone.say("/start")
    assert "You are in 7B Maths" in home
    assert "Now back to where we were." in question
    assert AIM in question


async def test_a_change_of_what_was_sent_with_nothing_open(room: Classroom) -> None:
    """There is no Back to use, so none is named."""
    phone = await room.student("Editor")
    await phone.say("Cakes have fractions")
    said = next(bubble.id for bubble in reversed(phone.screen) if bubble.mine)
    await phone.tap("No")
    assert await phone.edit(said, "Cakes are fractions") == ["I keep what you sent first."]


@pytest.mark.parametrize("way", ["back", "/skip"])
async def test_a_move_with_nothing_open(room: Classroom, way: str) -> None:
    """It is about no card, and is not taken for one."""
    phone = await room.student(f"Mover{len(way)}")
    assert await phone.say(way) == ["No question is open right now."]
    assert phone.last.labels == ["Where am I?"]
