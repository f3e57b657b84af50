"""Whole turns a second: Waymark next to a stock python-telegram-bot bot, by one stand-in.

`uv run python tests/benchmarks/turns.py`: the real processes, polling, 1,000 chats in a closed
loop. The bot has one core for itself, the stand-in another. Waymark's turn is the real one: stored
before it is confirmed, played, audited, checked for danger, committed with synchronous=FULL. Each
run begins afresh, and ends when everybody has played the script, or when its time is up.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import psutil
import typer
from aiohttp import ClientSession
from stock_bot import SCRIPT

from bot.app import utc_now
from bot.sandbox.world import TOKEN
from dialogs.words import languages
from storage import people
from storage.database import migrate, open_database, transaction

STAND_IN_CORE, BOT_CORE = 0, 1
SLOW_CHATS = 10
"""In a stock run with delay: it takes updates one after another, so that more would only wait, and
nobody would come to the end of the script."""
LANGUAGE = ("tap:=English",) if len(languages()) > 1 else ()
TEACHER = (*LANGUAGE, "Ms Rivera", "Lakeside", "tap:=New York", "7B Maths", "tap:=Looks right")
STUDENT = (
    *(*LANGUAGE, "tap:=Yes, that's my class", "tap:=I'm in", "tap:0", "tap:=Skip them"),
    *("/settings", "tap:=When you ask me", "tap:0", "tap:0"),
)


@dataclass(frozen=True)
class Figures:
    """What a run gave. `cpu` is in seconds per 1,000 turns, `peak` in MB of resident memory."""

    turns: int
    a_second: float
    cpu: float
    peak: float


class StandIn:
    """The page's side of the stand-in at `url`: makes people do things, and sees how it goes."""

    def __init__(self, url: str, http: ClientSession) -> None:
        self._url = url
        self._http = http

    async def report(self) -> dict[str, Any]:
        """How the load goes."""
        async with self._http.get(f"{self._url}/sandbox/load") as response:
            return dict(await response.json())

    async def order(self, path: str, **order: Any) -> None:
        """Have something done."""
        async with self._http.post(f"{self._url}/sandbox/{path}", json=order) as response:
            if response.status != 200:
                raise RuntimeError(f"the stand-in: {await response.text()}")

    async def play(
        self,
        people: int,
        script: Sequence[str],
        *,
        rounds: int = 1,
        again: bool = False,
        seconds: float = 300.0,
    ) -> dict[str, Any]:
        """Have people play a script to its end or for so many seconds; how it went."""
        await self.order("load", people=people, script=script, rounds=rounds, again=again)
        until = time.monotonic() + seconds
        while not (report := await self.report())["done"] and time.monotonic() < until:  # noqa: ASYNC110  another process is waited for
            await asyncio.sleep(0.2)
        if report["stuck"]:
            raise RuntimeError(f"{report['stuck']} people are stuck: {report['why']}")
        return report


@contextmanager
def process(
    command: Sequence[str], core: int, **environment: str
) -> Iterator[subprocess.Popen[str]]:
    """A Python process on one core; it is ended with the block."""
    ran = subprocess.Popen(  # noqa: S603  our own programs
        [sys.executable, *command],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        os.sched_setaffinity(ran.pid, {core})
        yield ran
    finally:
        ran.kill()
        ran.communicate()


async def class_of(stand_in: StandIn, size: int, database: str) -> None:
    """A teacher begins a class and students join it, each by chatting with the bot."""
    engine = open_database(database)
    migrate(engine)
    with transaction(engine) as db:
        code = people.new_code(db, opens="teacher", now=utc_now())
    await stand_in.play(1, [f"/start {code}", *TEACHER])
    with transaction(engine) as db:
        code = people.new_code(db, opens="class", now=utc_now(), class_id=1)
    await stand_in.play(size, [f"/start {code}", *STUDENT])
    engine.dispose()


async def measured(
    stand_in: StandIn, bot: psutil.Process, size: int, rounds: int, seconds: float, *, again: bool
) -> Figures:
    """The figures of everybody playing the script."""
    script = [action.replace("open:", "tap:") for action in SCRIPT]
    cpu = sum(bot.cpu_times()[:2])
    report = await stand_in.play(size, script, rounds=rounds, again=again, seconds=seconds)
    cpu = sum(bot.cpu_times()[:2]) - cpu
    turns = report["turns"]
    return Figures(turns, turns / report["seconds"], cpu / turns * 1_000, _peak(bot.pid))


def _peak(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if "VmHWM" in line)


async def run(*, stock: bool, size: int, rounds: int, delay: float, seconds: float) -> Figures:
    """One run: a stand-in and a bot, both new. `delay` is the API's latency in seconds."""
    stand_in_command = ("-m", "bot.sandbox", "--port", "0", "--token", TOKEN)
    with (
        TemporaryDirectory() as folder,
        process(stand_in_command, STAND_IN_CORE) as serving,
    ):
        if serving.stdout is None:
            raise AssertionError("unreachable: it is a pipe")
        url = serving.stdout.readline().split()[0]
        database = f"sqlite:///{folder}/waymark.sqlite"
        command: tuple[str, ...] = ("-m", "bot", "run")
        if stock:
            here = Path(__file__).with_name("stock_bot.py")
            command = (str(here), url, TOKEN, f"{folder}/stock.pickle")
        settings = {"BOT_TOKEN": TOKEN, "BOT_API_URL": url, "DATABASE_URL": database}
        async with ClientSession() as http:
            stand_in = StandIn(url, http)
            with process(command, BOT_CORE, LOG_LEVEL="WARNING", **settings) as bot:
                if not stock:
                    await class_of(stand_in, size, database)
                await stand_in.order("faults", delay=delay)
                bot_process = psutil.Process(bot.pid)
                return await measured(stand_in, bot_process, size, rounds, seconds, again=not stock)


def median(runs: Sequence[Figures]) -> Figures:
    """The run in the middle, by turns a second."""
    middle = statistics.median_low(figures.a_second for figures in runs)
    return next(figures for figures in runs if figures.a_second == middle)


def main(
    *,
    runs: Annotated[int, typer.Option(help="Runs of each; the median counts.")] = 3,
    chats: Annotated[int, typer.Option("--people", help="Chats at a time.")] = 1_000,
    rounds: Annotated[int, typer.Option(help="How often each plays the script.")] = 1,
    seconds: Annotated[
        float, typer.Option(help="The longest a run lasts; stock writes its pickle at 60 s.")
    ] = 90,
    delay_ms: Annotated[list[float], typer.Option(help="Latency of the API, in turn.")] = [0, 50],  # noqa: B006  typer copies it
    only: Annotated[str, typer.Option(help="Only waymark, or only stock.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure, and print what came out."""
    found: dict[float, dict[str, list[Figures]]] = {}
    began = time.monotonic()
    for delay in delay_ms:
        for name in [only] if only else ["waymark", "stock"]:
            stock = name == "stock"
            size = min(chats, SLOW_CHATS) if stock and delay else chats
            for _ in range(runs):
                work = run(
                    stock=stock, size=size, rounds=rounds, delay=delay / 1000, seconds=seconds
                )
                figures = asyncio.run(work)
                found.setdefault(delay, {}).setdefault(name, []).append(figures)
                typer.echo(f"{delay:g} ms, {name}: {figures}", err=True)
    if as_json:
        plain = {
            str(delay): {name: [asdict(f) for f in figures] for name, figures in both.items()}
            for delay, both in found.items()
        }
        typer.echo(json.dumps({"people": chats, "turns a round": len(SCRIPT), "runs": plain}))
        return
    for delay, both in found.items():
        typer.echo(f"\n{delay:g} ms of API delay, {chats} chats, median of {runs}")
        typer.echo(f"{'':>10}{'turns/s':>10}{'CPU s/1,000':>13}{'peak MB':>9}")
        middle = {name: median(figures) for name, figures in both.items()}
        for name, it in middle.items():
            typer.echo(f"{name:>10}{it.a_second:>10.1f}{it.cpu:>13.2f}{it.peak:>9.0f}")
        if len(middle) > 1:
            ratio = middle["waymark"].a_second / max(middle["stock"].a_second, 1e-9)
            typer.echo(f"{'ratio':>10}{ratio:>10.1f}")
    typer.echo(
        f"\nPython {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores: the "
        f"bot on core {BOT_CORE}, the stand-in on core {STAND_IN_CORE}. "
        f"With delay stock had {SLOW_CHATS} chats, which to it is the same. "
        f"Took {time.monotonic() - began:.0f} s."
    )


if __name__ == "__main__":
    typer.run(main)
