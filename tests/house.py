"""A whole house for a test: the strict stand-in, the real bot on a real database, and phones."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Connection, text

from bot.app import Running, running
from bot.chat import Chat, Setup
from bot.outcomes import settle
from bot.sandbox.faults import Faults
from bot.sandbox.phone import Phone
from bot.sandbox.server import serve
from bot.sandbox.world import TOKEN, World
from bot.serving import listening
from bot.settings import Settings
from storage import people
from storage.database import migrate, open_database

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # a Monday, noon in New York
SETTLE = 0.002
"""Seconds of quiet after a reply; that it is whole is known from the bot's being idle."""


@dataclass
class Clock:
    """A clock that stands still until it is moved; it is handed to the bot, nothing is patched."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        """The instant."""
        return self.now

    def move(self, **by: float) -> None:
        """Go ahead by a timedelta's arguments."""
        self.now += timedelta(**by)


@dataclass
class House:
    """A bot that runs, the world it talks to, and who is in it."""

    world: World
    faults: Faults
    bot: Running
    settings: Settings
    clock: Clock
    phones: dict[str, Phone] = field(default_factory=dict)

    def phone(self, name: str) -> Phone:
        """The phone of somebody; a new person where there is none of that name."""
        if name not in self.phones:
            known = (person for person in self.world.people.values() if person.name == name)
            person = next(known, None) or self.world.add_person(name)
            self.phones[name] = Phone(self.world, person.id, settle=SETTLE, idle=self.idle)
        return self.phones[name]

    @property
    def link(self) -> str:
        """The class link as it stands on its teacher's phone."""
        said = (word for bubble in self.phone("Ms Rivera").screen for word in bubble.text.split())
        return next(word for word in said if "start=" in word)

    def idle(self) -> bool:
        """Whether the bot has taken what came, and sent what it has to say."""
        bot = self.bot
        return not (len(self.world.updates) or bot.worker.backlog or bot.sender.unsent)

    async def teacher(self, name: str = "Ms Rivera", class_name: str = "7B Maths") -> str:
        """A teacher begins a class through the chat; the class link."""
        opening: str = await self.bot.worker.do(
            lambda db: people.new_code(db, opens="teacher", now=self.clock())
        )
        desk = self.phone(name)
        await desk.open(opening)
        for said in ("English", name, "Lakeside School", "New York", class_name):
            await desk.say(said)
        await desk.tap("Looks right")
        await until(lambda: "start=" in desk.last.text)  # the picture is made meanwhile
        return next(word for word in desk.last.text.split() if "start=" in word)

    async def student(self, name: str, link: str) -> Phone:
        """A student joins by the class link."""
        phone = self.phone(name)
        await phone.open(link)
        for label in ("English", "Yes, that's my class", "I'm in", name, "Skip them"):
            if label == "English" and label not in phone.last.labels:
                continue  # it is known from another class
            await phone.tap(label)
        return phone

    async def goal(self, phone: Phone, topic: str = "Fractions") -> None:
        """The student sets a goal, from the home screen on."""
        await phone.say("/goal")
        if "Set a new goal" in phone.last.labels:
            await phone.tap("Set a new goal")
        await phone.say(topic)
        for label in (
            "Getting there",
            "Find two ways to do it",
            "I'd feel ready",
            "I get stuck and stop",
            "I ask someone one question",
            "Look at one example",
            "Try one with help",
            "I can explain it",
            "Looks right",
        ):
            await phone.tap(label)
        for label in ("No check-ins", "No look back"):  # asked after the first goal
            if label in phone.last.labels:
                await phone.tap(label)

    async def review(self, desk: Phone) -> None:
        """A teacher opens the work that was handed in last, as from the inbox."""
        [newest] = self.rows("SELECT max(id) AS id FROM submission")
        await desk.tap_data(desk.last.id, f"c:review:{newest.id}")

    def file_on(self, phone: Phone) -> tuple[str, bytes]:
        """The name and content of the file in the last message on a phone."""
        document = phone.person.messages[phone.last.id]["document"]
        return document["file_name"], self.world.content(document["file_id"])

    def rows(self, sql: str, **values: Any) -> list[Any]:
        """What a second connection reads: only what was committed."""
        engine = open_database(self.settings.database_url, read_only=True)
        try:
            with engine.connect() as db:
                return list(db.execute(text(sql), values))
        finally:
            engine.dispose()


_updates = count(1)


async def act(home: House, phone: Phone, about: int | None, outcome: Any) -> list[str]:
    """What somebody does through a form, not by talking; what they are told."""
    told: list[str] = []

    def turn(db: Connection) -> None:
        who = people.who(db, telegram_id=phone.person.id)
        assert who is not None
        chat = Chat(db, Setup("bot"), home.clock(), -next(_updates), who)
        settle(chat, about, {}, outcome)
        told.extend(str(one.params["text"]) for one in chat.outgoing if one.chat_id == who.chat_id)

    await home.bot.worker.do(turn)
    return told


async def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait until something holds; an AssertionError where it does not in time."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110  what is waited for tells nobody
            await asyncio.sleep(0.01)


async def sent(home: House) -> None:
    """Nothing waits in the outbox any more."""
    await until(home.idle)
    await until(lambda: home.rows("SELECT count(*) FROM outbox WHERE state = 'new'") == [(0,)])


def shown(phone: Phone, words: str) -> list[str]:
    """The messages of the bot that have these words in them."""
    return [bubble.text for bubble in phone.screen if words in bubble.text and not bubble.mine]


async def tapping(phone: Phone, *labels: str) -> None:
    """One tap after the other."""
    for label in labels:
        await phone.tap(label)


def free_port() -> int:
    """A port nobody listens on."""
    with listening("127.0.0.1", 0) as probe:
        return int(probe.getsockname()[1])


def migrated(folder: Path) -> Path:
    """A migrated, empty database file to copy."""
    file = folder / "empty.sqlite"
    engine = open_database(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file


@asynccontextmanager
async def house(
    folder: Path,
    template: Path,
    clock: Callable[[], datetime] | None = None,
    address: str | None = None,
    *,
    keep: bool = True,
    **more: Any,
) -> AsyncIterator[House]:
    """Run a house in `folder`; going in again with the same folder is a restart of the bot.

    `address` is where its pages are served, `more` are further settings. Where nobody restarts it,
    the world need not `keep` what happens.
    """
    database = folder / "waymark.sqlite"
    if not database.exists():
        shutil.copy(template, database)
    time = clock if isinstance(clock, Clock) else Clock()
    kept = folder / "telegram.sqlite"
    world, faults = World(time, file=kept if keep or kept.exists() else None), Faults()
    try:
        async with serve(world, faults, port=0) as url:
            settings = Settings(
                _env_file=None,  # type: ignore[call-arg]  # pydantic-settings takes it, mypy's plugin is not used
                bot_token=SecretStr(TOKEN),
                bot_api_url=url,
                database_url=f"sqlite:///{database}",
                **more,
            )
            async with running(settings, clock=time, address=address) as bot:
                yield House(world, faults, bot, settings, time)
    finally:
        world.close()
