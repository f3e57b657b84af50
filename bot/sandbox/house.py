"""The sandbox as a whole: the stand-in, the real bot against it, and a demo class made once.

It keeps files of its own in one folder and never touches DATABASE_URL.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import SecretStr
from sqlalchemy import Connection
from starlette.types import ASGIApp

from bot.app import AlreadyRunning, Running, only_one, running, utc_now
from bot.sandbox import demo
from bot.sandbox.clock import Clock, Walker
from bot.sandbox.faults import Faults
from bot.sandbox.keep import Keep
from bot.sandbox.server import serve
from bot.sandbox.world import TOKEN, World
from bot.settings import Settings
from storage import mail

SANDBOX = Path(".waymark-sandbox")
"""The sandbox's own folder, in the working directory."""
MADE = "made"
"""The file that says in its folder that the demo class was made to the end."""
QUIET_WITHIN = 5.0
"""Seconds a walk of the clock waits, at each stop, for the bot to have said what it has to say."""


def sandbox_settings(settings: Settings, url: str = "", folder: Path = SANDBOX) -> Settings:
    """The settings of the bot in the sandbox: its own token, server and database."""
    return settings.model_copy(
        update={
            "bot_token": SecretStr(TOKEN),
            "bot_api_url": url,
            "database_url": f"sqlite:///{folder / 'waymark.sqlite'}",
            "webhook_url": "",
        }
    )


def sandbox_now(folder: Path = SANDBOX) -> datetime:
    """The instant on the sandbox's clock, which may have been moved."""
    keep = Keep(folder / "telegram.sqlite")
    try:
        return Clock(utc_now, keep)()
    finally:
        keep.close()


@asynccontextmanager
async def sandbox(settings: Settings, folder: Path = SANDBOX) -> AsyncIterator[tuple[str, Running]]:
    """Run the sandbox; gives the address of its page. Raises CannotListen, AlreadyRunning."""
    made = folder / MADE
    folder.mkdir(mode=0o700, exist_ok=True)  # noqa: ASYNC240  once, before anything runs
    if not made.exists():
        _begin_anew(folder, only_one(sandbox_settings(settings, folder=folder).database_url))
    keep = Keep(folder / "telegram.sqlite")
    clock = Clock(utc_now, keep)
    world, walker = World(clock, keep=keep), Walker(clock, demo.ZONE)
    beside: dict[str, ASGIApp] = {}
    try:
        async with (
            serve(
                world,
                Faults(),
                host=settings.host,
                port=settings.port,
                walker=walker,
                beside=beside,
            ) as url,
            running(
                sandbox_settings(settings, url, folder),
                clock=clock,
                address=settings.public_url or url,
            ) as bot,
        ):
            beside["/desk"] = bot.pages
            if not made.exists():
                await demo.make_class(world, bot, clock)
                made.touch()
            async with walker.beside(bot.ticks, lambda: _quiet(world, bot)):
                yield url, bot
    finally:
        world.close()


def _begin_anew(folder: Path, lock: FileLock) -> None:
    """Forget a class whose making was cut short; half of one would stay for good.

    Raises AlreadyRunning where another process is at it.
    """
    try:
        with lock.acquire(timeout=0):
            for left in folder.iterdir():
                if left.is_dir():
                    shutil.rmtree(left)
                elif left != Path(lock.lock_file):
                    left.unlink()
    except Timeout:
        raise AlreadyRunning(str(folder)) from None


async def _quiet(world: World, bot: Running) -> None:
    """Wait until what people did is answered, and what the bot has to say is sent."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + QUIET_WITHIN
    while len(world.updates) or bot.worker.backlog or await bot.worker.do(_unsent):
        if loop.time() > deadline:
            return
        await asyncio.sleep(0.02)


def _unsent(db: Connection) -> bool:
    return bool(mail.unsent(db) or mail.bulk(db, 0, 1))
