"""The demo class, made once by chatting with the bot as anybody would."""

from __future__ import annotations

import asyncio

from bot.app import Running, utc_now
from bot.sandbox.phone import Phone
from bot.sandbox.world import World
from storage import people

PATIENCE = 30.0
"""Seconds to wait for each answer: the computer that tries this out may be a slow one."""


async def make_class(world: World, bot: Running) -> None:
    """A teacher with a class, a student who has joined it, and a family member."""
    student = world.add_person("Maya", hint="student")
    teacher = world.add_person("Ana Rivera", hint="teacher")
    world.add_person("Elena", hint="family")  # begins by pressing Start
    code = await bot.worker.do(lambda db: people.new_code(db, opens="teacher", now=utc_now()))
    desk = Phone(world, teacher.id)
    await desk.open(code, wait=False)
    await _say(desk, "What do your students call you?", "Ms Rivera")
    await _say(desk, "What is your school called?", "Lakeside School")
    await _tap(desk, "New York")
    await _tap(desk, "English")
    await _say(desk, "What is your class called?", "7B Maths")
    await _tap(desk, "Looks right")
    await _shown(desk, "start=")  # the picture with the link is made meanwhile
    link = next(word for word in desk.last.text.split() if "start=" in word)
    phone = Phone(world, student.id)
    await phone.open(link, wait=False)
    for label in ("Yes, that's my class", "I'm in", "Maya", "English", "Skip them"):
        await _tap(phone, label)
    await _shown(phone, "Set a goal")


async def _say(phone: Phone, question: str, answer: str) -> None:
    await _shown(phone, question)
    await phone.say(answer, wait=False)


async def _tap(phone: Phone, label: str) -> None:
    await _shown(phone, label)
    await phone.tap(label, wait=False)


async def _shown(phone: Phone, what: str) -> None:
    """Wait until the bot's newest message says this, or has it on a button."""
    async with asyncio.timeout(PATIENCE):
        while not any(what in seen for seen in _newest(phone)):  # noqa: ASYNC110  a phone tells nobody
            await asyncio.sleep(0.01)


def _newest(phone: Phone) -> list[str]:
    from_bot = [bubble for bubble in phone.screen if not bubble.mine]
    return [from_bot[-1].text, *from_bot[-1].labels] if from_bot else []
