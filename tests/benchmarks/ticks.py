"""What a tick costs: it follows what is due, not what exists.

`uv run python tests/benchmarks/ticks.py`: the stages and rounds of the running bot on SQLite files
with synchronous=FULL. First a thousand who are due among ever more schedules, next to APScheduler
with a job for each student; then ever more who are due in the same minute, each in a process of
its own, whose memory has to stay flat. It ends with a fault where a promise is not kept.
"""

from __future__ import annotations

import asyncio
import os
import platform
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, NamedTuple

import typer
from apscheduler.jobstores.base import BaseJobStore
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Engine, case, literal, select
from sqlalchemy.sql.functions import count

sys.path.append(str(Path(__file__).parents[1]))
from crowd import filling, schedules, school

from bot.app import utc_now
from bot.ticks import ROUND, STAGES
from storage.database import open_database, transaction
from storage.tables import Instant, Outbox

ZONE = "America/New_York"
FOUR = datetime(2026, 11, 24, 21, tzinfo=UTC)  # pm, on a Tuesday in New York
LATER = FOUR + timedelta(hours=2)
MINUTES = 5
"""So often a thousand are due, each minute others; the median counts."""
MOST_RATIO = 2.0
MOST_SECONDS = 30.0
FLAT = 1.2
"""By how much memory may differ and still be called flat."""


class Peak(NamedTuple):
    """What a process needed for a tick: seconds, and MB of resident memory at most."""

    seconds: float
    mb: float


def tick(engine: Engine, now: datetime) -> None:
    """All that is due, as `bot.ticks` does it: in rounds, each committed."""
    for stage in STAGES:
        going = True
        while going:
            with transaction(engine) as db:
                going = stage.round(db, now, ROUND) > 0


def filled(file: Path, students: int, due: int, minutes: int) -> None:
    """A file in which so many, spread over all, are due in each of the minutes from four on."""
    every = students // due
    with filling(file) as engine, transaction(engine) as db:
        school(db, students, ZONE, FOUR - timedelta(days=9))
        whens = [literal(FOUR + timedelta(minutes=n), Instant) for n in range(minutes)]
        schedules(
            db,
            students,
            ZONE,
            clock_time(16),
            FOUR.date(),
            lambda n: case(
                *((n % every == place, at) for place, at in enumerate(whens)),
                else_=literal(LATER, Instant),
            ),
        )


def asked(engine: Engine) -> int:
    """How many have a message in the outbox."""
    with transaction(engine) as db:
        return db.execute(select(count(Outbox.__table__.c.id))).scalar_one()  # type: ignore[attr-defined]  # SQLModel declares no __table__


def among(folder: Path, students: int, due: int) -> float:
    """Milliseconds of a tick with so many due among so many schedules."""
    file = folder / f"{students}.sqlite"
    filled(file, students, due, MINUTES)
    engine = open_database(f"sqlite:///{file}")
    took = []
    for n in range(MINUTES):
        began = time.perf_counter()
        tick(engine, FOUR + timedelta(minutes=n))
        took.append(time.perf_counter() - began)
        if asked(engine) != due * (n + 1):
            raise AssertionError(f"{asked(engine)} were asked, not {due * (n + 1)}")
    engine.dispose()
    file.unlink()
    return statistics.median(took) * 1000


def crowded(file: Path, due: int) -> Peak:
    """A tick in which everybody is due, in this process."""
    engine = open_database(f"sqlite:///{file}")
    began = time.perf_counter()
    tick(engine, FOUR)
    seconds = time.perf_counter() - began
    if asked(engine) != due:
        raise AssertionError(f"{asked(engine)} were asked, not {due}")
    engine.dispose()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line)
    return Peak(seconds, peak / 1024)


def minute(folder: Path, due: int) -> Peak:
    """A tick in which everybody is due, in a new process."""
    file = folder / f"minute{due}.sqlite"
    filled(file, due, due, 1)
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        peak = process.submit(crowded, file, due).result()
    file.unlink()
    return peak


# --- a job for each student ----------------------------------------------------------------------

_fired = 0


async def _ask() -> None:
    """What a job does here: nothing, so that only the clockwork is measured."""
    global _fired  # noqa: PLW0603  a job is named, not passed
    _fired += 1


async def jobs(store: BaseJobStore, students: int, due: int) -> tuple[float, float]:
    """Milliseconds to load a job for each student, and to fire those due."""
    global _fired  # noqa: PLW0603  as above
    _fired = 0
    clockwork = AsyncIOScheduler(timezone=ZONE, jobstores={"default": store})
    clockwork.start(paused=True)
    now = utc_now()
    began = time.perf_counter()
    for n in range(students):
        clockwork.add_job(
            _ask,
            CronTrigger(day_of_week="mon-fri", hour=16, timezone=ZONE),
            next_run_time=now if n % (students // due) == 0 else now + timedelta(days=1),
            misfire_grace_time=None,
        )
    loaded = time.perf_counter() - began
    began = time.perf_counter()
    clockwork.resume()
    while _fired < due:  # noqa: ASYNC110  a job is over when it has run
        await asyncio.sleep(0)
    took = time.perf_counter() - began
    clockwork.shutdown()
    return loaded * 1000, took * 1000


def main(
    *, quick: Annotated[bool, typer.Option(help="Small, in some ten seconds.")] = False
) -> None:
    """Measure, and print what came out."""
    began = time.monotonic()
    due = 200 if quick else 1_000
    sizes = (2_000, 20_000, 100_000) if quick else (10_000, 100_000, 1_000_000)
    crowds = (2_000, 10_000) if quick else (10_000, 100_000)
    loaded_jobs = 500 if quick else 10_000
    faults = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        typer.echo(f"One tick, {due:,} due; median of {MINUTES}")
        typer.echo(f"{'schedules':>12}{'ms':>10}")
        took = []
        for size in sizes:
            took.append(among(folder, size, due))
            typer.echo(f"{size:>12,}{took[-1]:>10.0f}")
        ratio = max(took) / min(took)
        typer.echo(f"largest / smallest {ratio:.2f}, at most {MOST_RATIO:g}")
        if ratio > MOST_RATIO:
            faults.append(f"a tick follows what exists: {ratio:.2f}")
        typer.echo(f"\nAPScheduler, a job for each of {loaded_jobs:,} students that does nothing")
        typer.echo(f"{'jobs':>12}{'load ms':>10}{f'fire {loaded_jobs // 10:,} ms':>16}")
        kept = {
            "in memory": MemoryJobStore(),
            "SQLite": SQLAlchemyJobStore(f"sqlite:///{folder / 'jobs.sqlite'}"),
        }
        for where, store in kept.items():
            loaded, fired = asyncio.run(jobs(store, loaded_jobs, loaded_jobs // 10))
            typer.echo(f"{where:>12}{loaded:>10.0f}{fired:>16.0f}")
        typer.echo("\nAll due in one minute, to outbox rows")
        typer.echo(f"{'due':>12}{'s':>10}{'a second':>10}{'peak MB':>10}")
        peaks = []
        for size in crowds:
            peaks.append(minute(folder, size))
            seconds, mb = peaks[-1]
            typer.echo(f"{size:>12,}{seconds:>10.1f}{size / seconds:>10,.0f}{mb:>10.0f}")
        if peaks[-1].seconds > MOST_SECONDS:
            faults.append(f"{crowds[-1]:,} due took {peaks[-1].seconds:.1f} s")
        if peaks[-1].mb > peaks[0].mb * FLAT:
            faults.append(f"memory grows from {peaks[0].mb:.0f} to {peaks[-1].mb:.0f} MB")
    typer.echo(
        f"\nPython {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores. "
        f"Took {time.monotonic() - began:.0f} s."
    )
    if faults:
        raise SystemExit("; ".join(faults))


if __name__ == "__main__":
    typer.run(main)
