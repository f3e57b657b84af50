"""A tick does what is due, and one row that cannot be done holds up nobody else."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

import pytest
import storage_case as case
from house import Clock, until
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from bot.asking import Stage
from bot.chat import Setup
from bot.ticks import PUT_OFF, ROUND, STAGES, UNKEPT, Ticks, scheduler
from bot.worker import Worker
from storage import check_ins
from storage.database import one, open_database, rows, transaction
from storage.tables import Asks, Membership, Occurrence, Outbox, Role, Schedule

pytest_plugins = ["databases"]

DUE = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
"""Tuesday, 4 pm in New York."""
TUESDAY = date(2026, 11, 24)


@dataclass
class Office:
    """A database with due check-ins, and ticks that work through them."""

    engine: Engine
    clock: Clock
    ticks: Ticks
    worker: Worker
    looked: list[None] = field(default_factory=list)
    numbers: Any = field(default_factory=count)

    def students(self, many: int, **values: Any) -> list[int]:
        """Students with a goal who are due; the ids of their schedules."""
        wanted = {
            "days": [1, 3], "at": time(16), "zone": "America/New_York",
            "next_day": TUESDAY, "next_at": DUE, **values,
        }  # fmt: skip
        with transaction(self.engine) as db:
            room = case.classroom(db, case.person(db, 1000 + next(self.numbers)))
            members = [
                case.member(
                    db, case.person(db, 5000 + next(self.numbers)), room, Role.STUDENT, "Sam"
                )
                for _student in range(many)
            ]
            for member in members:
                case.goal(db, member)
                check_ins.set_schedule(db, member, Asks.CHECK_IN, **wanted)
            return [check_ins.of(db, member)[Asks.CHECK_IN].id or 0 for member in members]

    def broken(self, schedule_id: int) -> None:
        """What is due there cannot be done: no clock has that name."""
        with transaction(self.engine) as db:
            check_ins.put(db, schedule_id, zone="Not/AZone")

    def schedule(self, schedule_id: int) -> Schedule:
        """A schedule as it stands."""
        with transaction(self.engine) as db:
            found = check_ins.get(db, schedule_id)
        assert found is not None
        return found

    def asked(self) -> list[int]:
        """The schedules that have asked."""
        with transaction(self.engine) as db:
            return [row.schedule_id for row in rows(db, Occurrence, order_by=[col(Occurrence.id)])]


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """An office on a database of its own."""
    engine, reading = open_database(sqlite_url), open_database(sqlite_url, read_only=True)
    clock, looked = Clock(DUE), list[None]()
    worker = Worker(engine, Setup("bot"), clock, lambda _turned: None)
    worker.start()
    work = Ticks(worker, reading, clock, lambda: looked.append(None))
    yield Office(engine, clock, work, worker, looked)
    await worker.stop()
    reading.dispose()
    engine.dispose()


async def test_all_that_is_due_is_done_in_rounds(office: Office) -> None:
    """However many; each round tells the sender, and nothing is done twice."""
    ids = office.students(ROUND + 5)
    await office.ticks.run()
    await office.ticks.run()
    assert sorted(office.asked()) == ids
    with transaction(office.engine) as db:
        assert len(rows(db, Outbox)) == len(ids)
    assert len(office.looked) == 2
    assert office.schedule(ids[0]).next_day == date(2026, 11, 26)


async def test_a_stage_without_headway_holds_up_no_other(office: Office, log: io.StringIO) -> None:
    """After so many rounds the others get theirs, and the next tick goes on with it."""
    standing = Stage(lambda _db, _now, _most: 1, Membership, "resumes_at")
    stages = (standing, *STAGES)
    ticks = Ticks(office.worker, office.engine, office.clock, lambda: None, stages)
    (waits,) = office.students(1)
    async with asyncio.timeout(30):
        await ticks.run()
    assert office.asked() == [waits]
    assert "resumes_at: more is left for the next tick" in log.getvalue()


async def test_one_that_fails_holds_up_nobody(office: Office, log: io.StringIO) -> None:
    """It is put off for an hour, its day stays, and the log names no word of it."""
    ids = office.students(4)
    office.broken(ids[1])
    await office.ticks.run()
    assert office.asked() == [ids[0], ids[2], ids[3]]
    failed = office.schedule(ids[1])
    assert (failed.next_day, failed.next_at) == (TUESDAY, DUE + PUT_OFF)
    assert "next_at: one is put off (ZoneInfoNotFoundError)" in log.getvalue()
    await office.ticks.run()
    assert ids[1] not in office.asked()
    with transaction(office.engine) as db:
        check_ins.put(db, ids[1], zone="America/New_York")
    office.clock.now = DUE + PUT_OFF
    await office.ticks.run()
    assert office.asked()[-1] == ids[1]


async def test_a_reminder_or_an_end_that_fails_holds_up_nobody(office: Office) -> None:
    """The same for what was asked: the others expire."""
    ids = office.students(3)
    await office.ticks.run()
    member = office.schedule(ids[0]).membership_id
    with transaction(office.engine) as db:
        who = one(db, Membership, col(Membership.id) == member)
        assert who is not None
        db.exec_driver_sql("UPDATE person SET zone = 'America/New_York'")
        db.exec_driver_sql("UPDATE person SET zone = 'Not/AZone' WHERE id = ?", (who.person_id,))
        db.exec_driver_sql("UPDATE outbox SET state = 'done'")
    office.clock.now = DUE + timedelta(hours=3)
    await office.ticks.run()
    with transaction(office.engine) as db:
        reminded = {row.schedule_id: row.reminders for row in rows(db, Occurrence)}
    assert reminded == {ids[0]: 0, ids[1]: 1, ids[2]: 1}


def away(office: Office, *, away: bool) -> None:
    """The database cannot do what it is asked for, or can again."""
    names = ("schedule", "elsewhere") if away else ("elsewhere", "schedule")
    with transaction(office.engine) as db:
        db.exec_driver_sql("ALTER TABLE {} RENAME TO {}".format(*names))


async def test_where_the_database_is_away_nothing_is_put_off(office: Office) -> None:
    """It is no row's fault: what is due stays due, and the next tick tries again."""
    (waits,) = office.students(1)
    away(office, away=True)
    with pytest.raises(OperationalError):
        await office.ticks.run()
    away(office, away=False)
    assert (office.asked(), office.schedule(waits).next_at) == ([], DUE)
    await office.ticks.run()
    assert office.asked() == [waits]


async def test_the_clockwork_goes_on_after_a_tick_that_failed(
    office: Office, log: io.StringIO
) -> None:
    """The fault is logged by its kind, the next tick does what is due; and it tidies."""
    (waits,) = office.students(1)
    tick, tidy, _at_start = scheduler(office.ticks, office.worker, office.clock).get_jobs()
    away(office, away=True)
    await tick.func()
    assert "a tick failed: OperationalError" in log.getvalue()
    away(office, away=False)
    await tick.func()
    assert office.asked() == [waits]
    await tidy.func()
    assert "tidied: 0 rows" in log.getvalue()


async def test_it_tidies_at_the_start_too(office: Office, log: io.StringIO) -> None:
    """A bot that never runs for six hours tidies all the same."""
    clockwork = scheduler(office.ticks, office.worker, office.clock)
    clockwork.start()
    await until(lambda: "tidied: 0 rows" in log.getvalue())
    assert "say_it" in UNKEPT
    clockwork.shutdown(wait=False)


async def test_two_ticks_do_not_meet(office: Office) -> None:
    """One asked for while another runs waits for it: each is asked once."""
    ids = office.students(3)
    await asyncio.gather(*(office.ticks.run() for _ in range(4)))
    assert sorted(office.asked()) == ids


async def test_what_is_due_next_is_known(office: Office) -> None:
    """The earliest of all that a tick does, families' summaries too; a check-in apart."""
    assert (await office.ticks.next_due(), await office.ticks.next_check_in()) == (None, None)
    (asks,) = office.students(1, next_at=DUE + timedelta(hours=4))
    later = DUE + timedelta(hours=4)
    assert (await office.ticks.next_due(), await office.ticks.next_check_in()) == (later, later)
    member = office.schedule(asks).membership_id
    with transaction(office.engine) as db:
        who = one(db, Membership, col(Membership.id) == member)
        assert who is not None
        link = case.family(db, 77, member, who.class_id)
        soon = (DUE + timedelta(hours=1)).replace(tzinfo=None).isoformat(sep=" ")
        db.exec_driver_sql("UPDATE familylink SET preview_at = ? WHERE id = ?", (soon, link))
    assert await office.ticks.next_due() == DUE + timedelta(hours=1)
    assert await office.ticks.next_check_in() == later
