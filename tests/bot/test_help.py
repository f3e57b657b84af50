"""What a person may ask of the bot itself: each answer is short enough to read on a phone."""

from __future__ import annotations

import pytest
from classroom import Classroom

from bot.menus import MENUS
from bot.sandbox.phone import Phone

pytestmark = pytest.mark.asyncio(loop_scope="module")

MOST_WORDS = 60
ASKED = ("/help", "/nonsense", "/why", "/privacy", "/whosees", "/settings", "/start")


async def phone_of(room: Classroom, kind: str) -> Phone:
    """The phone of somebody of a kind."""
    if kind == "student":
        return await room.student("Nia")
    return room.desk if kind == "teacher" else room.home.phone("Stranger")


@pytest.mark.parametrize("kind", ["student", "teacher", "stranger"])
async def test_no_answer_is_longer_than_sixty_words(room: Classroom, kind: str) -> None:
    """What does not fit comes as two messages; the ways on are below the last."""
    phone = await phone_of(room, kind)
    for asked in ASKED:
        for reply in await phone.say(asked):
            assert len(reply.split()) <= MOST_WORDS, reply
        assert phone.last.labels, asked


async def test_help_names_what_the_menu_has(room: Classroom) -> None:
    """Every command of a student's and a teacher's menu that is theirs alone is explained."""
    student = await room.student("Kim")
    for phone, role in ((student, "student"), (room.desk, "teacher")):
        told = " ".join(await phone.say("/help"))
        common = {"start", "help", "privacy", "language", "settings"}
        for command in MENUS[role].keys() - common:
            assert f"/{command} " in told, command


async def test_what_is_kept_of_a_teacher(room: Classroom) -> None:
    """It is not told in the words of a student's."""
    (told,) = await room.desk.say("/privacy")
    assert "What you look at and export is on record." in told
    assert "your goals" not in told
    await room.desk.say("A word to nobody")
    assert "I did not pass that on to anybody" in room.desk.screen[-2].text
    assert "You teach 7B Maths" in room.desk.last.text
    (reply,) = await room.desk.say("Thank you!")
    assert "You teach 7B Maths" in reply
