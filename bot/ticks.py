"""What APScheduler runs. It only ticks: what is due stands in the database."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.worker import Worker
from storage import retention

log = logging.getLogger("waymark.ticks")

TIDY_HOURS = 6


def scheduler(worker: Worker, now: Callable[[], datetime]) -> AsyncIOScheduler:
    """The ticks of a running bot."""
    ticks = AsyncIOScheduler(timezone="UTC")

    async def tidy() -> None:
        gone = await worker.do(lambda db: retention.tidy(db, now()))
        log.info("tidied: %d rows", gone)

    ticks.add_job(tidy, "interval", hours=TIDY_HOURS, coalesce=True, max_instances=1)
    return ticks
