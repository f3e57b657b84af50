"""What APScheduler runs. It only ticks: what is due stands in the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from bot import asking, digest, group_ends, summaries
from bot.asking import Stage
from bot.facts import KINDS
from bot.worker import Worker
from storage import check_ins, desk, families, groups, retention
from storage.database import put_off

log = logging.getLogger("waymark.ticks")

TICK_SECONDS = 5
TIDY_HOURS = 6
ROUND = 200
"""Of what is due at most in one transaction: turns that wait get theirs in between."""
MOST_ROUNDS = 500
"""Of one stage in a tick: whatever goes on in it, the others get their turn."""
PUT_OFF = timedelta(hours=1)
UNKEPT = [name for name, kind in KINDS.items() if not kind.kept]
"""The dialogues of which nothing is kept."""
STAGES = (*asking.STAGES, *summaries.STAGES, *group_ends.STAGES, *digest.STAGES)


class Ticks:
    """Does what is due at the bot's clock, and knows when something will be.

    `look` tells the sender that there is more in the outbox. Where a round fails, each of its rows
    is taken alone, and the one that fails is put off, so that it holds up nobody else.
    """

    def __init__(
        self,
        worker: Worker,
        reading: Engine,
        now: Callable[[], datetime],
        look: Callable[[], None],
        stages: Iterable[Stage] = STAGES,
    ) -> None:
        self._worker = worker
        self._reading = reading
        self._now = now
        self._look = look
        self._stages = stages
        self._one_at_a_time = asyncio.Lock()

    async def run(self) -> None:
        """Do all that is due now, in rounds, each committed."""
        async with self._one_at_a_time:
            for stage in self._stages:
                await self._all(stage)

    async def _all(self, stage: Stage) -> None:
        most = ROUND
        for _round in range(MOST_ROUNDS):
            try:
                done = await self._worker.do(partial(self._round, stage, most))
            except OperationalError:  # the database, not a row: it stays due
                raise
            except Exception as fault:  # noqa: BLE001  whatever is wrong with one, the others go on
                if most == 1:
                    log.error("%s: one is put off (%s)", stage.column, type(fault).__name__)  # noqa: TRY400  its text may hold words
                    await self._worker.do(partial(self._put_off, stage))
                most = 1 if most > 1 else ROUND
                continue
            if not done:
                return
            self._look()
        log.warning("%s: more is left for the next tick", stage.column)

    def _round(self, stage: Stage, most: int, db: Connection) -> int:
        return stage.round(db, self._now(), most)

    def _put_off(self, stage: Stage, db: Connection) -> None:
        now = self._now()
        put_off(db, stage.table, stage.column, now, now + PUT_OFF)

    async def next_due(self) -> datetime | None:
        """The earliest instant (UTC) at which something will be due; None where nothing is."""

        def look(db: Connection) -> datetime | None:
            looks = (check_ins.next_due, families.next_due, groups.next_due, desk.next_due)
            found = [look_at(db) for look_at in looks]
            return min((at for at in found if at is not None), default=None)

        return await asyncio.to_thread(self._read, look)

    async def next_check_in(self) -> datetime | None:
        """The earliest instant (UTC) at which somebody will be asked; None where nobody is."""
        return await asyncio.to_thread(self._read, check_ins.next_check_in)

    def _read(self, look: Callable[[Connection], datetime | None]) -> datetime | None:
        with self._reading.connect() as db:
            return look(db)


def scheduler(ticks: Ticks, worker: Worker, now: Callable[[], datetime]) -> AsyncIOScheduler:
    """The clockwork of a running bot."""
    clockwork = AsyncIOScheduler(timezone="UTC")

    async def tick() -> None:
        try:
            await ticks.run()
        except asyncio.CancelledError:  # the bot ends: what is due is found at the next start
            return
        except Exception as fault:  # noqa: BLE001  what is due stays due, and the next tick finds it
            log.error("a tick failed: %s", type(fault).__name__)  # noqa: TRY400  its text may hold words

    async def tidy() -> None:
        with suppress(asyncio.CancelledError):  # the bot ends: the next start tidies
            gone = await worker.do(lambda db: retention.tidy(db, now(), UNKEPT))
            log.info("tidied: %d rows", gone)

    clockwork.add_job(tick, "interval", seconds=TICK_SECONDS, coalesce=True, max_instances=1)
    clockwork.add_job(tidy, "interval", hours=TIDY_HOURS, coalesce=True, max_instances=1)
    clockwork.add_job(tidy, misfire_grace_time=None)  # once now: some are never up for six hours
    return clockwork
