"""An explicit sentence is answered first and alone, meets an adult, and is kept nowhere else."""

from __future__ import annotations

import io

import pytest
from classroom import Classroom
from house import House

from bot.sandbox.phone import Phone

pytestmark = pytest.mark.asyncio(loop_scope="module")

WORDS = "I want to kill myself, nobody at zanzibar knows"
ANSWER = "This matters, and you are not in trouble"
ASKS = "What do you want to get better at?"


def kept(home: House, words: str) -> set[str]:
    """The tables that hold these words."""
    tables = home.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    contents = {table: home.rows(f'SELECT * FROM "{table}"') for (table,) in tables}  # noqa: S608  the tables' own names
    return {table for table, rows in contents.items() if words in str(rows)}


async def in_state(room: Classroom, state: str) -> Phone:
    """Somebody new, in one of the states a person can be in."""
    if state == "stranger":
        return room.home.phone(f"Someone {state}")
    phone = await room.student(f"Kid-{state}")
    if state != "idle":
        await phone.tap("Set a goal")
    if state == "edited":
        await phone.say("Fractions")
    return phone


async def tell(phone: Phone, state: str, words: str = WORDS) -> list[str]:
    """Say it, in the way that goes with the state."""
    if state == "caption":
        return await phone.send("photo", b"picture", caption=words)
    if state == "edited":
        mine = next(bubble.id for bubble in reversed(phone.screen) if bubble.mine)
        return await phone.edit(mine, words)
    if state == "command":
        return await phone.say(f"/goal {words}")
    return await phone.say(words)


STATES = ["idle", "dialogue", "stranger", "caption", "edited", "command"]


@pytest.mark.parametrize("state", STATES)
async def test_it_gets_the_fixed_answer_and_nothing_else(room: Classroom, state: str) -> None:
    """Wherever somebody is: no question, no note, no button; and who is told is said."""
    phone = await in_state(room, state)
    (reply,) = await tell(phone, state)
    assert ANSWER in reply
    assert not phone.last.labels
    assert ("I am telling Ms Rivera now" in reply) == (state != "stranger")


@pytest.mark.parametrize("state", ["dialogue", "caption", "edited"])
async def test_the_open_question_waits(room: Classroom, state: str) -> None:
    """What was said is no answer to it; whoever wants goes on."""
    phone = await room.student(f"Waiter-{state}")
    await phone.tap("Set a goal")
    if state == "edited":
        await phone.say("Fractions")
    await tell(phone, state)
    await phone.say("/start")
    assert ("Where are you with it today?" if state == "edited" else ASKS) in phone.last.text


async def test_the_teacher_gets_a_word_and_reads_the_rest_by_a_button(room: Classroom) -> None:
    """The message on a teacher's lock screen says who, and not what."""
    phone = await room.student("Iris")
    await tell(phone, "idle")
    note = room.desk.last
    assert "Iris" in note.text
    assert "zanzibar" not in note.text
    await room.desk.tap("Read what was written")
    assert WORDS in room.desk.last.text


async def test_another_teacher_cannot_read_it(room: Classroom) -> None:
    """Neither told, nor able to open it by its number."""
    await room.home.teacher("Mr Other", "Other class")
    other = room.home.phone("Mr Other")
    heard = len(other.screen)
    phone = await room.student("Olga")
    await tell(phone, "idle")
    button = next(b for b in room.desk.last.buttons if "Read" in b.text)
    assert len(other.screen) == heard
    (reply,) = await other.tap_data(other.last.id, button.data or "")
    assert "zanzibar" not in reply
    assert "not for this chat" in reply
    (reply,) = await phone.tap_data(phone.last.id, button.data or "")
    assert "not for this chat" in reply


@pytest.mark.parametrize("state", STATES)
async def test_it_is_kept_apart(room: Classroom, state: str, log: io.StringIO) -> None:
    """In no answer, no entry, no note, no export and no log: only where a teacher can read it."""
    words = WORDS.replace("zanzibar", f"q{state}q")
    phone = room.home.phone(f"Apart-{state}")
    if state != "stranger":
        await room.student(phone.person.name)
        await phone.tap("Set a goal")
        if state == "edited":
            await phone.say("Fractions")
    await tell(phone, state, words)
    await room.home.goal(await room.student(f"Beside-{state}"))  # there is something to export
    content = await room.export()
    assert f"Beside-{state}".encode() in content
    await room.home.bot.worker.do(lambda _db: None)  # what was sent is settled
    assert kept(room.home, f"q{state}q") == {"alert"}
    assert f"q{state}q".encode() not in content
    assert f"q{state}q" not in log.getvalue()


async def test_the_right_teachers_hear_of_it_from_a_trial_too(room: Classroom) -> None:
    """A teacher who is a student elsewhere and tries their own class: the others are told."""
    await room.home.teacher("Bothy", "Both class")
    phone = room.home.phone("Bothy")
    await room.home.student("Bothy", room.link)
    await phone.say("/start")
    await phone.tap("Teach Both class")
    await phone.tap("Try as a student")
    (reply,) = await phone.say(WORDS)
    assert "I am telling Ms Rivera now" in reply
    assert "Bothy just wrote" in room.desk.last.text


async def test_a_teachers_own_words_tell_nobody_falsely(room: Classroom) -> None:
    """Where nobody is told, nobody is said to be."""
    await room.home.teacher("Ms Alone", "Alone class")
    phone = room.home.phone("Ms Alone")
    (reply,) = await phone.say(WORDS)
    assert ANSWER in reply
    assert "I am telling" not in reply


async def test_who_asks_to_talk_is_heard_before_the_check_in_ends(room: Classroom) -> None:
    """A child who taps it and puts the phone away is not left alone; said again, it is one word."""
    phone = await room.student("Quietkid")
    await room.home.goal(phone)
    await phone.say("/checkin")
    for label in ("Stuck", "Hard, not fine", "I'd like to talk to someone"):
        await phone.tap(label)
    assert "I told Ms Rivera that you would like to talk to someone." in phone.last.text
    told = [bubble.text for bubble in room.desk.screen if "Quietkid would like" in bubble.text]
    assert len(told) == 1
    await phone.tap("‹ Back")
    await phone.tap("I'd like to talk to someone")
    await phone.tap("Stop")
    told = [bubble.text for bubble in room.desk.screen if "Quietkid would like" in bubble.text]
    assert len(told) == 1
    await room.desk.say("/inbox")
    assert any("Quietkid" in label for label in room.desk.last.labels)
