"""The teacher's pages of a large class with a year behind it: how long each takes.

`uv run python tests/benchmarks/pages.py`: a class of 150 with 50,000 entries on an SQLite file,
each page asked for 60 times through the ASGI app itself. It ends with a fault where the 95th
percentile of a page is above 200 ms.
"""

from __future__ import annotations

import asyncio
import gc
import os
import platform
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import httpx
import typer
from sqlalchemy import Engine, event

sys.path.append(str(Path(__file__).parents[1]))
from class_year import NOW, class_of
from crowd import filling

from bot.chat import Setup
from bot.web.app import pages
from bot.web.desk import COOKIE, Parts
from bot.worker import Worker
from storage.database import open_database, transaction

STUDENTS, ENTRIES = 150, 50_000
TIMES = 60
MOST_MS = 200.0
ADDRESS = "http://desk.test"


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that are sent within the block."""
    said: list[str] = []

    def sent(*args: object) -> None:
        said.append(str(args[2]))

    event.listen(engine, "before_cursor_execute", sent)
    yield said
    event.remove(engine, "before_cursor_execute", sent)


async def measure(file: Path, room: int, cookie: str, times: int) -> list[str]:
    """Ask for each page so often, and print what came of it; what is too slow."""
    url = f"sqlite:///{file}"
    engine, reading = open_database(url), open_database(url, read_only=True)
    setup = Setup("waymark_bot", pages=ADDRESS)
    worker = Worker(engine, setup, lambda: NOW, lambda _turned: None)
    worker.start()
    app = pages(Parts(worker, reading, setup, lambda: NOW, lambda _turned: None, file.parent))
    with reading.connect() as db:
        student = db.exec_driver_sql("SELECT min(id) FROM membership WHERE role='student'").scalar()
    faults = []
    typer.echo(f"{'page':<12}{'p50 ms':>9}{'p95 ms':>9}{'statements':>12}{'kB':>7}")
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(
        transport=transport, base_url=ADDRESS, cookies={COOKIE: cookie}
    ) as browser:
        for name, path in (
            ("overview", f"/desk/class/{room}"),
            ("student", f"/desk/student/{student}"),
            ("inbox", f"/desk/class/{room}/inbox"),
            ("groups", f"/desk/class/{room}/groups"),
            ("settings", f"/desk/class/{room}/settings"),
        ):
            took = []
            for _ in range(times):
                with counted(reading) as said:
                    began = time.perf_counter()
                    answer = await browser.get(path)
                    took.append((time.perf_counter() - began) * 1000)
                assert answer.status_code == httpx.codes.OK, answer.status_code
            p95 = statistics.quantiles(took, n=20)[-1]
            typer.echo(
                f"{name:<12}{statistics.median(took):>9.0f}{p95:>9.0f}{len(said):>12}"
                f"{len(answer.content) / 1000:>7.0f}"
            )
            if p95 > MOST_MS:
                faults.append(f"{name} takes {p95:.0f} ms")
    await worker.stop()
    engine.dispose()
    reading.dispose()
    return faults


def main(
    *,
    students: Annotated[int, typer.Option(help="In the class.")] = STUDENTS,
    entries: Annotated[int, typer.Option(help="In its log.")] = ENTRIES,
    times: Annotated[int, typer.Option(help="How often each page is asked for.")] = TIMES,
) -> None:
    """Measure, and print what came out."""
    gc.freeze()  # as the bot does at its start
    with TemporaryDirectory() as folder:
        file = Path(folder) / "class.sqlite"
        with filling(file) as engine, transaction(engine) as db:
            room, cookie = class_of(db, students, entries)
        typer.echo(f"A class of {students} with {entries:,} entries.")
        faults = asyncio.run(measure(file, room, cookie, times))
    typer.echo(
        f"\nPython {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores."
    )
    if faults:
        raise SystemExit("; ".join(faults))


if __name__ == "__main__":
    typer.run(main)
