"""The sandbox as a whole: the stand-in, the real bot against it, and a demo class made once.

It keeps files of its own in one folder and never touches DATABASE_URL.
"""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from bot.app import Running, running, utc_now
from bot.sandbox import demo
from bot.sandbox.faults import Faults
from bot.sandbox.server import serve
from bot.sandbox.world import TOKEN, World
from bot.settings import Settings

SANDBOX = Path(".waymark-sandbox")
"""The sandbox's own folder, in the working directory."""


class PortTaken(Exception):  # noqa: N818  reads as what it is
    """Something else listens where the page should be."""


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


@asynccontextmanager
async def sandbox(settings: Settings, folder: Path = SANDBOX) -> AsyncIterator[tuple[str, Running]]:
    """Run the sandbox; gives the address of its page. Raises PortTaken, AlreadyRunning."""
    folder.mkdir(mode=0o700, exist_ok=True)  # noqa: ASYNC240  once, before anything runs
    world = World(utc_now, file=folder / "telegram.sqlite")
    try:
        async with (
            serve(world, Faults(), host=settings.host, port=settings.port) as url,
            running(sandbox_settings(settings, url, folder)) as bot,
        ):
            if not world.people:
                await demo.make_class(world, bot)
            yield url, bot
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            raise PortTaken(str(settings.port)) from None
        raise
    finally:
        world.close()
