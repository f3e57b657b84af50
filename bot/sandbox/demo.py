"""The demo class, made once by chatting with the bot as anybody would."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.app import Running
from bot.sandbox.phone import Bubble, Phone
from bot.sandbox.world import World
from storage import people

ZONE = ZoneInfo("America/New_York")
"""Where the demo class is."""
PATIENCE = 30.0
"""Seconds to wait for each answer: the computer that tries this out may be a slow one."""


async def make_class(world: World, bot: Running, clock: Callable[[], datetime]) -> None:
    """A teacher, a student with a goal who is asked twice a week, and her mother, in Spanish."""
    student = world.add_person("Maya", hint="student")
    teacher = world.add_person("Ana Rivera", hint="teacher")
    family = world.add_person("Elena", hint="family", language_code="es")
    code = await bot.worker.do(lambda db: people.new_code(db, opens="teacher", now=clock()))
    desk = Phone(world, teacher.id)
    await desk.open(code, wait=False)
    await _tap(desk, "English")
    await _say(desk, "What do your students call you?", "Ms Rivera")
    await _say(desk, "What is your school called?", "Lakeside School")
    await _tap(desk, "New York")
    await _say(desk, "What is your class called?", "7B Maths")
    await _tap(desk, "Looks right")
    await _shown(desk, "start=")  # the picture with the link is made meanwhile
    link = next(word for word in desk.last.text.split() if "start=" in word)
    phone = Phone(world, student.id)
    await phone.open(link, wait=False)
    for label in ("English", "Yes, that's my class", "I'm in", "Maya", "Skip them"):
        await _tap(phone, label)
    await _tap(phone, "Set a goal")
    for label in GOAL:
        await _tap(phone, label)
    await phone.say("/family", wait=False)
    await _tap(phone, "Make a link")
    await _shown(phone, "Hand it to one adult")
    link = next(word for word in _all(phone).split() if "start=" in word)
    mother = Phone(world, family.id)
    await mother.open(link, wait=False)
    for option in ("es", "yes", "mum", "4-1700-1--", "yes"):  # whatever it is called in Spanish
        await _choose(mother, option)
    await _tap(phone, "Answer")
    await _tap(phone, "Yes, that's OK")
    await _shown(phone, "I noted your yes")
    await _shown(mother, "Maya")


GOAL = (
    "Maths",
    "Getting there",
    "Find two ways to do it",
    "I'd feel ready",
    "I get stuck and stop",
    "I ask someone one question",
    "Look at one example",
    "Try one with help",
    "I can explain it",
    "Looks right",
    "Tuesdays and Thursdays",
    "Fridays, 4:00",
)
"""What Maya taps, from the topic of her goal to when she is asked how it goes."""


async def _choose(phone: Phone, option: str) -> None:
    """Tap the option of this name, once it is there."""
    await _until(lambda: _label(phone, option) is not None)
    await _answer(phone, _label(phone, option) or "")


def _label(phone: Phone, option: str) -> str | None:
    buttons = [button for bubble in _from_bot(phone)[-1:] for button in bubble.buttons]
    ends = f":{option}"
    return next((button.text for button in buttons if (button.data or "").endswith(ends)), None)


async def _say(phone: Phone, question: str, answer: str) -> None:
    await _shown(phone, question)
    await phone.say(answer, wait=False)


async def _tap(phone: Phone, label: str) -> None:
    """Tap the button that has this on it, once it is there."""
    await _until(lambda: any(label in button for button in _newest(phone)[1:]))
    await _answer(phone, label)


async def _answer(phone: Phone, label: str) -> None:
    """Tap, and wait for what comes after: the next question may have a button of that name too."""
    before = _from_bot(phone)[-1].id
    await phone.tap(label, wait=False)
    await _until(lambda: _from_bot(phone)[-1].id != before)


async def _shown(phone: Phone, what: str) -> None:
    """Wait until the bot's newest message says this, or has it on a button."""
    await _until(lambda: any(what in seen for seen in _newest(phone)))


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  a phone tells nobody
            await asyncio.sleep(0.01)


def _newest(phone: Phone) -> list[str]:
    """What the bot's newest message says, and its buttons."""
    return [seen for bubble in _from_bot(phone)[-1:] for seen in (bubble.text, *bubble.labels)]


def _from_bot(phone: Phone) -> list[Bubble]:
    return [bubble for bubble in phone.screen if not bubble.mine]


def _all(phone: Phone) -> str:
    """All that stands on a phone, the newest first."""
    return "\n".join(bubble.text for bubble in reversed(phone.screen))
