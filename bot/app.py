"""Where the parts of a running bot meet; each is made here and handed on, nothing is global."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Engine
from starlette.types import ASGIApp
from telegram import Bot
from telegram.error import InvalidToken, NetworkError

from bot import commands, receive
from bot.chat import Setup
from bot.exports import Exports
from bot.files import Fetcher
from bot.makers import APART, makers, sorry
from bot.send import IN_FLIGHT, TAPPERS, Sender
from bot.settings import Settings
from bot.ticks import Ticks, scheduler
from bot.transport import Aiohttp, Flooded, TokenRejected
from bot.turns import Turned
from bot.web.app import pages
from bot.web.desk import Parts
from bot.worker import Worker
from storage import mail
from storage.database import migrate, open_database, sqlite_file

log = logging.getLogger("waymark")

STOP_SECONDS = 2.0
DRAIN_SECONDS = 6.0
"""Together under the ten seconds in which a service is expected to end."""
GREETING_RETRY_SECONDS = 5.0


class AlreadyRunning(Exception):  # noqa: N818  reads as what it is
    """Another process runs the bot on this database."""


def utc_now() -> datetime:
    """The one clock."""
    return datetime.now(UTC)  # noqa: TID251  the one clock is made here


def make_bot(settings: Settings) -> Bot:
    """PTB's Bot as the typed face of any Bot API server, on our transport."""
    return Bot(
        settings.token,
        base_url=f"{settings.bot_api_url}/bot",
        base_file_url=f"{settings.bot_api_url}/file/bot",
        request=Aiohttp(connections=IN_FLIGHT + TAPPERS),
        get_updates_request=Aiohttp(connections=1),
    )


def files_folder(database_url: str) -> Path:
    """The folder of evidence files: beside an SQLite file, else in the working directory."""
    file = sqlite_file(database_url)
    return file.with_name(f"{file.stem}-files") if file else Path("waymark-files")


def only_one(database_url: str) -> FileLock:
    """The lock of whoever runs on an SQLite file; the system frees it when the process ends."""
    file = sqlite_file(database_url)
    return FileLock(f"{file}.lock" if file else "waymark.lock")


@dataclass(frozen=True)
class Running:
    """A bot that runs: its parts, and a future that ends when it cannot go on."""

    username: str
    worker: Worker
    sender: Sender
    ticks: Ticks
    ended: asyncio.Future[None]
    pages: ASGIApp
    """The teacher's pages, to be served; where updates are posted to a server, it serves them."""


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = utc_now,
    in_flight: int = IN_FLIGHT,
    address: str | None = None,
) -> AsyncIterator[Running]:
    """Run the bot until the block ends; then end what is in flight and stop cleanly.

    `address` is where its pages are served: by default as the settings say; empty for nowhere.
    Raises AlreadyRunning, and TokenRejected where Telegram does not know the token.
    """
    lock = only_one(settings.database_url)
    file = sqlite_file(settings.database_url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise AlreadyRunning(str(file)) from None
    engine = open_database(settings.database_url)
    reading = open_database(settings.database_url, read_only=True)
    bot = make_bot(settings)
    try:
        migrate(engine)
        await _greet(bot)
        at = settings.pages_url if address is None else address
        async with _parts(settings, clock, engine, reading, bot, in_flight, at) as parts:
            yield parts
    finally:
        await bot.shutdown()
        reading.dispose()
        engine.dispose()
        lock.release()


@asynccontextmanager
async def _parts(  # noqa: PLR0917  the parts, in the order they are made
    settings: Settings,
    clock: Callable[[], datetime],
    engine: Engine,
    reading: Engine,
    bot: Bot,
    in_flight: int,
    address: str,
) -> AsyncIterator[Running]:
    setup = Setup(bot.username, settings.timezone, settings.language, address)
    folder = files_folder(settings.database_url)

    def deliver(turned: Sequence[Turned]) -> None:
        for turn in turned:
            sender.enqueue(turn.outgoing)
            sender.withdraw(turn.withdrawn)
            if turn.callback_id:
                sender.answer_callbacks([turn.callback_id])
            if turn.files:
                fetcher.look()

    worker = Worker(engine, setup, clock, deliver)
    exports = Exports(settings.database_url, reading, worker.do, bot, clock)
    sender = Sender(
        bot,
        worker,
        makers=makers(reading, clock, folder, exports),
        apart=APART,
        sorry=sorry(reading, clock, settings.language),
        in_flight=in_flight,
        more=lambda after, most: asyncio.to_thread(_bulk, reading, after, most),
        now=clock,
    )
    fetcher = Fetcher(bot, worker, folder)
    desk = pages(Parts(worker, reading, setup, clock, deliver, folder))
    sender.enqueue(await asyncio.to_thread(_unsent, reading))
    worker.start()
    stopped = asyncio.Event()
    tick = Ticks(worker, reading, clock, sender.look)
    clockwork = scheduler(tick, worker, clock)
    clockwork.start()
    tasks = [
        asyncio.create_task(sender.run(), name="send"),
        asyncio.create_task(_receive(settings, bot, worker, sender, stopped, desk), name="receive"),
        asyncio.create_task(fetcher.run(), name="files"),
        asyncio.create_task(commands.announce(bot), name="menu"),
    ]
    ended = asyncio.get_running_loop().create_future()
    for future in (*tasks, worker.failed):
        future.add_done_callback(lambda done: _end(ended, done))
    try:
        yield Running(bot.username, worker, sender, tick, ended, desk)
    finally:
        clockwork.shutdown(wait=False)
        stopped.set()
        await asyncio.wait([tasks[1]], timeout=STOP_SECONDS)
        await sender.drain(DRAIN_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await worker.stop()


def _end(ended: asyncio.Future[None], done: asyncio.Future[None]) -> None:
    """The first part that fails ends the bot."""
    if ended.done() or done.cancelled():
        return
    if fault := done.exception():
        ended.set_exception(fault)


def _unsent(reading: Engine) -> list[mail.Outgoing]:
    """What a crash left unsent. Each may have been on its way, which the sender is told."""
    with reading.connect() as db:
        return [replace(message, attempts=1) for message in mail.unsent(db)]


def _bulk(reading: Engine, after: int, most: int) -> list[mail.Outgoing]:
    with reading.connect() as db:
        return mail.bulk(db, after, most)


async def _greet(bot: Bot) -> None:
    """getMe, for as long as it takes Telegram to answer."""
    while True:
        try:
            await bot.initialize()
        except InvalidToken:
            raise TokenRejected from None
        except Flooded as told:
            log.warning("Telegram asks to wait for %d seconds", told.seconds)
            await asyncio.sleep(told.seconds)
        except NetworkError as trouble:
            log.warning("Telegram does not answer yet (%s)", type(trouble).__name__)
            await asyncio.sleep(GREETING_RETRY_SECONDS)
        else:
            return


async def _receive(  # noqa: PLR0917  the parts it brings together
    settings: Settings,
    bot: Bot,
    worker: Worker,
    sender: Sender,
    stopped: asyncio.Event,
    desk: ASGIApp,
) -> None:
    if not settings.webhook_url:
        await receive.poll(bot, worker, sender, stopped=stopped)
        return
    await receive.be_called(
        bot,
        worker,
        url=settings.webhook_url,
        secret=settings.webhook_secret.get_secret_value(),
        host=settings.host,
        port=settings.port,
        stopped=stopped,
        pages=desk,
    )
