"""A tick that is killed in its middle: every due check-in is asked once, or recorded as not asked.

`uv run pytest -n 0 -m long -s tests/bot/test_tick_kill.py`; WAYMARK_TICK_KILLS (5) says how often.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from crowd import filling, schedules, school
from sqlalchemy import Engine, bindparam, literal, text
from test_kills import runs, start

from bot.app import utc_now
from bot.sandbox.faults import Faults
from bot.sandbox.server import serve
from bot.sandbox.world import World
from storage.check_ins import add_break
from storage.database import open_database, transaction
from storage.tables import Instant

KILLS = int(os.environ.get("WAYMARK_TICK_KILLS", "5"))
DUE = 10_000
ON_A_BREAK = 20
"""Classes of 25."""
NO_GOAL = 20
"""Of so many students one has none."""
PATIENCE = 120.0
"""Seconds in which a started bot must have gone on with what is due."""


class Kept(NamedTuple):
    """What stands in the database, read in one transaction."""

    occurrences: Counter[tuple[int, str]]
    """By schedule and day."""
    states: Counter[tuple[str, str]]
    """By state and reason."""
    asked: set[str]
    """The outbox keys that the asked ones have to have."""
    keys: list[str]
    planned: dict[int, str]
    """The last day of each schedule that has gone on."""


def fill(file: Path, now: datetime) -> None:
    """Ten thousand who are due now, at noon; some on a break, some without a goal."""
    west = now.hour - 12
    zone = f"Etc/GMT{west:+d}"
    with filling(file) as engine, transaction(engine) as db:
        school(db, DUE, zone, now - timedelta(days=9))
        noon = now - timedelta(hours=west)
        at = noon.time().replace(second=0, microsecond=0)
        schedules(db, DUE, zone, at, noon.date(), lambda _n: literal(now, Instant))
        for class_id in range(1, ON_A_BREAK + 1):
            add_break(db, class_id, noon.date(), noon.date(), "Fair")
        db.execute(text("UPDATE goal SET state = 'dropped' WHERE id % :n = 0"), {"n": NO_GOAL})


def still_due(reading: Engine, now: datetime) -> int:
    """How many have not been looked at."""
    with reading.connect() as db:
        due = text("SELECT count(*) FROM schedule WHERE next_at <= :now").bindparams(
            bindparam("now", now, Instant)
        )
        return int(db.execute(due).scalar_one())


def kept(reading: Engine) -> Kept:
    """All that has to fit together."""
    with reading.connect() as db:
        rows = db.execute(text("SELECT schedule_id, day, state, reason FROM occurrence")).all()
        keys = db.execute(text("SELECT key FROM outbox")).scalars().all()
        planned = db.execute(text("SELECT id, last_day FROM schedule WHERE last_day NOT NULL"))
        return Kept(
            Counter((row.schedule_id, row.day) for row in rows),
            Counter((row.state, row.reason) for row in rows),
            {f"o{row.schedule_id}:{row.day}:ask" for row in rows if row.state == "asked"},
            list(keys),
            {row.id: row.last_day for row in planned},
        )


def hold(reading: Engine, now: datetime) -> Kept:
    """What was asked, its message and the plan stand or fall together; nothing stands twice."""
    found = kept(reading)
    assert set(found.occurrences.values()) <= {1}
    assert set(found.keys) == found.asked
    assert len(found.keys) == len(found.asked)
    assert set(found.occurrences) == set(found.planned.items())
    assert len(found.occurrences) + still_due(reading, now) == DUE
    return found


@pytest.mark.long
async def test_a_tick_killed_in_its_middle_asks_everybody_once(tmp_path: Path) -> None:
    """Ten thousand are due, and the process is killed in the middle of asking, again and again."""
    now, chance, cut = utc_now(), random.Random(20261124), []
    file = tmp_path / "waymark.sqlite"
    fill(file, now)
    database = f"sqlite:///{file}"
    reading = open_database(database, read_only=True)
    world = World(utc_now)
    for n in range(DUE):
        world.add_person(f"Student {n}", started=True)
    async with serve(world, Faults(), port=0) as url:

        async def goes_on(left: int) -> None:
            """Wait until fewer than so many are due."""
            async with asyncio.timeout(PATIENCE):
                while still_due(reading, now) >= left:  # noqa: ASYNC110  another process is waited for
                    await asyncio.sleep(0.02)

        left = DUE
        for _ in range(KILLS):
            bot = await start(url, database)
            try:
                await runs(bot)
                await goes_on(left)
                await asyncio.sleep(chance.uniform(0, 0.4))
            finally:
                bot.kill()
                await bot.communicate()
            hold(reading, now)
            left = still_due(reading, now)
            cut.append(left)
            if not left:
                break
        bot = await start(url, database)
        try:
            await runs(bot)
            await goes_on(1)
            bot.terminate()
            await asyncio.wait_for(bot.wait(), PATIENCE)
        finally:
            if bot.returncode is None:
                bot.kill()
            await bot.communicate()
    found = hold(reading, now)
    reading.dispose()
    world.close()
    print(f"\nleft due after each kill: {cut}; {dict(found.states)}")  # noqa: T201  the figures are what one runs this for
    assert any(0 < left < DUE for left in cut)
    assert found.states == {
        ("asked", ""): (DUE - ON_A_BREAK * 25) * (NO_GOAL - 1) // NO_GOAL,
        ("not_asked", "break"): ON_A_BREAK * 25,
        ("not_asked", "no_goal"): (DUE - ON_A_BREAK * 25) // NO_GOAL,
    }
