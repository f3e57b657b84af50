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


async def test_help_names_what_the_menu_has(room: Classroom) -> None:
    """Every command of a student's and a teacher's menu that is theirs alone is explained."""
    student = await room.student("Kim")
    for phone, role in ((student, "student"), (room.desk, "teacher")):
        told = " ".join(await phone.say("/help"))
        common = {"start", "help", "privacy", "language", "settings"}
        for command in MENUS[role].keys() - common:
            assert f"/{command} " in told, command
