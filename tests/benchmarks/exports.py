"""Exports of a long log: seconds and peak memory of each form, beside Python's csv module alone.

`uv run python tests/benchmarks/exports.py`: a class of 150 with 1,000,000 entries, a third of them
with a teacher's reply, on an SQLite file. Each export runs in the process that the bot would start
for it, so its start is part of the time; the memory is that process's peak. Beside it, in a process
too, the csv module writes the same joined SELECT with the same columns from sqlite3, unguarded.
It ends with a fault where CSV takes more than 5 times that, or any form more than 200 MB.
"""

from __future__ import annotations

import json
import os
import platform
import re
import sqlite3
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory
from typing import Annotated, NamedTuple

import typer
from sqlalchemy import insert, literal

sys.path.append(str(Path(__file__).parents[1]))
from crowd import filling, school

from bot.exporting import FORMS, Order
from storage.database import transaction
from storage.exports import entries
from storage.exports.wanted import Wanted, room_of
from storage.tables import Class, Entry, Membership, Reply, Role

ZONE = "America/New_York"
BEGAN = datetime(2026, 8, 31, 12, tzinfo=UTC)
STUDENTS = 150
AT_ONCE = 10_000
"""Rows that are put in by one executemany."""
MOST_TIMES = 5
MOST_MB = 200
SAID = (
    "I got the first two, but the third one has different bottoms and I don't see why.",
    "Sam showed me: “you make them alike first”. Now I get it!",
    "=1/2 + 1/3\nI tried it on my own, then looked at the example. The last line is still wrong.",
    "Åtta bitar av tolv är två tredjedelar 🍕",
    "ok",
)

_entry = Entry.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_reply = Reply.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_class = Class.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__


class Measured(NamedTuple):
    """What a process took."""

    seconds: float
    cpu: float
    """Seconds of a core; the rest of the time was waited."""
    mb: float
    bytes: int


def fill(file: Path, size: int) -> None:
    """A class of 150 with so many entries, spread over a school year."""
    with filling(file) as engine, transaction(engine) as db:
        school(db, STUDENTS, ZONE, BEGAN)
        db.execute(_member.update().values(class_id=1))
        teacher = {"person_id": 1, "class_id": 1, "role": Role.TEACHER, "trial": False}
        about = {"name": "Ms Rivera", "joined_at": BEGAN, "about": {}}
        db.execute(insert(_member), [{**teacher, **about}])
        for first in range(1, size + 1, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, size + 1))
            db.execute(insert(_entry), [entry(n, size) for n in numbers])
            db.execute(insert(_reply), [reply(n, size) for n in numbers if not n % 3])


def at(number: int, size: int) -> datetime:
    """When entry so and so was made: all of them within 280 days."""
    return BEGAN + timedelta(seconds=number * (280 * 86_400) // size)


def entry(number: int, size: int) -> dict[str, object]:
    """An entry, as check-ins are kept."""
    stuck = not number % 4
    answers = {
        "feel": "ok",
        "stem": "stuck_on",
        "factor": "I don't know how to start" if stuck else "My plan",
        "factor_code": "start" if stuck else "plan",
        "next": "same",
        "line": "",
    }
    student = number % STUDENTS + 1
    return {
        "id": number,
        "membership_id": student,
        "goal_id": student,
        "kind": "check_in",
        "at": at(number, size),
        "language": "en",
        "sees": "teacher",
        "prompt": f"Try {number % 4 + 1} with help",
        "response": SAID[number % len(SAID)],
        "level": number % 4 + 1,
        "state": "stuck" if stuck else "moved",
        "answers": answers,
        "update_id": number,
        "ordinal": 0,
    }


def reply(number: int, size: int) -> dict[str, object]:
    """A teacher's word to an entry."""
    return {
        "entry_id": number,
        "kind": "ask",
        "words": "What made the third one different? Show me tomorrow.",
        "file_id": "",
        "by": 1,
        "at": at(number, size) + timedelta(hours=5),
        "back": "" if number % 2 else "The bottoms!",
        "back_file_id": "",
    }


def measured(command: list[str], given: str, out: Path) -> Measured:
    """Run a command with something on its standard input; what it took, and what it wrote."""
    began = time.perf_counter()
    process = Popen([sys.executable, *command], stdin=PIPE, stdout=PIPE, text=True)  # noqa: S603  our own programs
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(given)
    process.stdin.close()
    peak = 0
    for peak in peaks(process.pid):  # noqa: B007  the last one counts
        time.sleep(0.02)
    _pid, status, usage = os.wait4(process.pid, 0)
    assert status == 0, process.stdout.read()
    took = time.perf_counter() - began
    return Measured(took, usage.ru_utime + usage.ru_stime, peak / 1024, out.stat().st_size)


def peaks(pid: int) -> Iterator[int]:
    """The most memory of its own that a process has had so far, in kB, until it ends.

    What getrusage tells counts the memory of whoever began it as well (Linux).
    """
    while True:
        status = Path(f"/proc/{pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+)", status)
        if found is None:  # it has ended
            return
        yield int(found[1])


BASELINE = """
import csv, json, sqlite3, sys
job = json.load(sys.stdin)
with open(job["out"], "w", newline="", encoding="utf-8") as out:
    csv.writer(out).writerows(sqlite3.connect(job["file"]).execute(job["sql"]))
"""


def plain_sql(file: Path) -> str:
    """The SELECT of an export as SQL, with the columns that do not change from row to row too."""
    with filling(file) as engine, engine.connect() as db:
        same = ("zone", "class id", "class", "code", "address", "student ref")
        statement = entries.log_of(Wanted(1), room_of(db, 1))
        statement = statement.add_columns(*(literal(each).label(each) for each in same))
        compiled = statement.compile(engine, compile_kwargs={"literal_binds": True})
    return str(compiled)


def main(
    size: Annotated[
        int, typer.Option("--entries", help="How many entries the log has.")
    ] = 1_000_000,
    runs: Annotated[int, typer.Option(help="Of which the quickest counts.")] = 1,
) -> None:
    """Measure, and print what came out."""
    began = time.monotonic()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "log.sqlite"
        fill(file, size)
        typer.echo(f"{size:,} entries, made in {time.monotonic() - began:.0f} s")
        out = Path(folder) / "out"
        sql = plain_sql(file)
        baseline = json.dumps({"file": str(file), "out": str(out), "sql": sql})
        plain = min(measured(["-c", BASELINE], baseline, out) for _ in range(runs))
        typer.echo(f"{'':>12}{'s':>8}{'cpu s':>8}{'x csv':>8}{'peak MB':>10}{'file MB':>10}")
        faults = [*told("csv module", plain, plain)]
        for form in FORMS:
            job = {"database": f"sqlite:///{file}", "out": str(out), "at": BEGAN.isoformat()}
            given = json.dumps({**job, "order": Order(Wanted(1), form=form).kept()})
            found = min(measured(["-m", "bot.exporting"], given, out) for _ in range(runs))
            faults += told(form, found, plain)
    typer.echo(
        f"\nPython {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{platform.machine()}, {os.cpu_count()} cores. Took {time.monotonic() - began:.0f} s."
    )
    if faults:
        raise SystemExit("; ".join(faults))


def told(name: str, found: Measured, plain: Measured) -> Iterator[str]:
    """Print one line; what is wrong with it."""
    times = found.seconds / plain.seconds
    typer.echo(
        f"{name:>12}{found.seconds:>8.1f}{found.cpu:>8.1f}{times:>8.1f}{found.mb:>10.0f}"
        f"{found.bytes / 1e6:>10.1f}"
    )
    if name == "csv" and times > MOST_TIMES:
        yield f"CSV takes {times:.1f} times as long as the csv module alone"
    if found.mb > MOST_MB:
        yield f"{name} takes {found.mb:.0f} MB"


if __name__ == "__main__":
    typer.run(main)
