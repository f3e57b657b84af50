"""Run only the stand-in: `python -m bot.sandbox --port 8081`. Ends with SIGTERM or Ctrl-C."""

import asyncio
import contextlib
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.sandbox.faults import Faults
from bot.sandbox.server import serve
from bot.sandbox.world import TOKEN, World


def main(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = 8081,
    file: Annotated[Path | None, typer.Option(help="SQLite file to keep everything in.")] = None,
    token: Annotated[str, typer.Option(help="The bot's token.")] = TOKEN,
    seed_people: Annotated[int, typer.Option(help="People whose chats are started.")] = 0,
    delay_ms: Annotated[float, typer.Option(help="Latency of every call but getUpdates.")] = 0,
) -> None:
    """Stand in for Telegram on this machine until told to stop."""
    asyncio.run(_run(host, port, file, token, seed_people, delay_ms / 1000))


async def _run(  # noqa: PLR0917 - the options, one by one
    host: str, port: int, file: Path | None, token: str, people: int, delay: float
) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows has Ctrl-C by itself
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    world = World(lambda: datetime.now(UTC), file=file)  # noqa: TID251 - a program of its own: its clock is made here
    for n in range(1, people + 1):
        world.add_person(f"Person {n}", started=True)
    async with serve(world, Faults(delay=delay), host=host, port=port, token=token) as url:
        typer.echo(f"{url}  (BOT_API_URL; the page is there too)")
        await stop.wait()
    world.close()


if __name__ == "__main__":
    typer.run(main)
