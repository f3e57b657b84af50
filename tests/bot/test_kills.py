"""The promise of the project: kill the bot as often as you like, nothing a student said is lost.

`uv run pytest -n 0 -m long -s tests/bot/test_kills.py`; WAYMARK_KILLS (50) says how often.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from asyncio.subprocess import PIPE, Process
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from house import House, house
from sqlalchemy import text

from bot.app import utc_now
from bot.sandbox.faults import Faults
from bot.sandbox.rules import Json
from bot.sandbox.server import serve
from bot.sandbox.world import TOKEN, Person, World
from bot.send import IN_FLIGHT
from storage.database import open_database

KILLS = int(os.environ.get("WAYMARK_KILLS", "50"))
STUDENTS = 24
API_DELAY = 0.02
"""Seconds each call takes, so that a kill finds some in flight."""
PATIENCE = 120.0
"""Seconds in which a student's action must have got its reply, kills or not."""
THIRD = ("Practice", "How to start", "On my own")
"""The third question of a check-in changes from one to the next; after three it comes round."""


class Student:
    """Somebody who goes on writing notes and checking in, each step after the reply to the last."""

    def __init__(self, world: World, person: Person) -> None:
        self._world = world
        self._person = person
        self.noted: list[str] = []
        self.checked: list[str] = []

    async def live(self, stop: asyncio.Event) -> None:
        """Notes and check-ins with words of their own, until told to stop."""
        for n in count():
            if stop.is_set():
                return
            words = f"{self._person.name} thought {n}"
            if n % 2:
                third = THIRD[len(self.checked) % len(THIRD)]
                taps = ("Moved it on", "Going well", third, "Same plan")
                card = await self._say("/checkin", taps[0])
                for label, following in zip(taps, (*taps[1:], "Skip"), strict=True):
                    card = await self._tap(card, label, following)
                await self._say(words, "Where am I?")
                self.checked.append(words)
            else:
                card = await self._say(words, "Keep it, on no goal")
                await self._tap(card, "Keep it, on no goal", "")
                self.noted.append(words)

    async def _say(self, words: str, following: str) -> Json:
        """Say something; the card with the `following` button that answers it."""
        mark = len(self._person.ledger)
        self._world.say(self._person.id, words)
        return await self._reply(mark, following)

    async def _tap(self, card: Json, label: str, following: str) -> Json:
        """Tap; what comes after the tapped card says so."""
        rows, mark = card["reply_markup"]["inline_keyboard"], len(self._person.ledger)
        data = next(b["callback_data"] for row in rows for b in row if b["text"] == label)
        self._world.tap(self._person.id, card["message_id"], data)
        return await self._reply(mark, following, edited=card["message_id"])

    async def _reply(self, mark: int, following: str, edited: int = 0) -> Json:
        """Where a kill repeats what was shown before, that is no reply to this."""
        async with asyncio.timeout(PATIENCE):
            while (it := self._shown(mark, following, edited)) is None:  # noqa: ASYNC110  the world changes
                await asyncio.sleep(0.01)
            return it

    def _shown(self, mark: int, label: str, edited: int) -> Json | None:
        for entry in self._person.ledger[mark:]:
            if entry.what == "edited" and entry.message_id == edited:
                edited = 0
            if entry.what == "sent" and not edited:
                message = self._person.messages[entry.message_id or 0]
                if label in ("", *_labels(message)):
                    return message
        return None


def _labels(message: Json) -> Iterator[str]:
    for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
        yield from (button["text"] for button in row)


async def start(url: str, database: str) -> Process:
    """The real bot, as a process."""
    settings = {"BOT_TOKEN": TOKEN, "BOT_API_URL": url, "DATABASE_URL": database}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        env={**os.environ, **settings, "LOG_LEVEL": "WARNING"},
        stdout=PIPE,
    )


async def runs(bot: Process) -> None:
    """Wait until it says that it runs."""
    assert bot.stdout is not None
    assert (await bot.stdout.readline()).startswith(b"Waymark runs")


async def prepare(home: House) -> None:
    """A class with students who each have a goal."""
    link = await home.teacher()

    async def come(name: str) -> None:
        phone = await home.student(name, link)
        await home.goal(phone)

    await asyncio.gather(*(come(f"Student{n}") for n in range(STUDENTS)))


async def kill_often(world: World, url: str, database: str) -> list[int]:
    """Kill the bot KILLS times, each at another moment; the ledger's length at each kill."""
    chance, kills = random.Random(20261123), []
    for _ in range(KILLS):
        bot = await start(url, database)
        if chance.random() < 0.8:
            await runs(bot)
            await asyncio.sleep(chance.uniform(0, 1))
        else:  # while it starts
            await asyncio.sleep(chance.uniform(0.2, 2.5))
        bot.kill()
        await bot.communicate()
        await asyncio.sleep(2 * API_DELAY)  # what had left it arrives
        kills.append(max(person.ledger[-1].seq for person in world.people.values()))
    return kills


def check(world: World, database: str, students: list[Student], before: int) -> set[int]:
    """Hold the promises; the ledger's places of what was shown once too often.

    `before` is the ledger's last place before the first kill.
    """
    engine = open_database(database, read_only=True)
    with engine.connect() as db:
        kept = db.execute(text("SELECT kind, response FROM entry")).all()
        sent = db.execute(text("SELECT chat_id, method, state, message_id, key FROM outbox")).all()
        left = db.execute(text("SELECT DISTINCT state FROM inbox")).scalars().all()
    engine.dispose()
    ledger = [entry for entry in world.ledger() if entry.seq > before]

    # Nothing is lost, nothing is kept twice.
    notes = Counter(words for student in students for words in student.noted)
    assert Counter(words for kind, words in kept if kind == "note") == notes
    lines = Counter(words for student in students for words in student.checked)
    last = (words.rsplit(". ", 1)[-1] for kind, words in kept if kind == "check_in")
    assert Counter(last) == lines
    assert left == ["done"]

    # Each action has its answer, and each message was shown as one of its own.
    acted = {f"u{entry.update_id}" for entry in ledger if entry.who == "person"}
    assert acted <= {key.partition(":")[0] for *_, key in sent}
    assert {state for _, _, state, _, _ in sent} == {"done"}
    own = [(chat, message) for chat, method, _, message, _ in sent if method.startswith("send")]
    assert len(own) == len(set(own))
    shown = {(entry.person, entry.message_id) for entry in world.ledger() if entry.what == "sent"}
    assert set(own) <= shown
    print(  # noqa: T201  the figures are what one runs this for
        f"\n{len(acted)} actions, {notes.total()} notes and {lines.total()} check-ins: "
        "0 lost, 0 kept twice, 0 without a reply"
    )
    extra = shown - set(own)
    return {e.seq for e in ledger if e.what == "sent" and (e.person, e.message_id) in extra}


@pytest.mark.long
async def test_kills_lose_nothing_double_no_answer_and_leave_no_one_waiting(
    tmp_path: Path, template: Path
) -> None:
    """Every text sent is kept once and was replied to; only sends cut in half come twice."""
    async with house(tmp_path, template) as home:
        await prepare(home)
    world, faults = World(utc_now, file=tmp_path / "telegram.sqlite"), Faults(delay=API_DELAY)
    database = f"sqlite:///{tmp_path / 'waymark.sqlite'}"
    young = [person for person in world.people.values() if person.name.startswith("Student")]
    students = [Student(world, person) for person in young]
    before = world.ledger()[-1].seq
    stop = asyncio.Event()
    async with serve(world, faults, port=0) as url:
        living = asyncio.gather(*(student.live(stop) for student in students))
        try:
            kills = await kill_often(world, url, database)
            bot = await start(url, database)
            try:
                stop.set()
                await living
                await asyncio.sleep(1)  # what is unsettled is settled
                bot.terminate()
            finally:
                if not living.done():
                    bot.kill()
                await bot.communicate()
        finally:
            living.cancel()
            await asyncio.gather(living, return_exceptions=True)
    assert bot.returncode == 0

    twice = Counter(bisect_left(kills, seq) for seq in check(world, database, students, before))
    world.close()
    per_kill = [twice[n] for n in range(len(kills))]
    print(  # noqa: T201  the figures are what one runs this for
        f"{len(kills)} kills: {sum(per_kill)} messages sent twice, at one kill {max(per_kill)} at "
        f"most: {per_kill}"
    )
    assert max(per_kill) <= IN_FLIGHT
    assert sum(per_kill) == twice.total()
