"""Family summaries: shown a day before, then sent, at a bounded number of queries a round.

`uv run python tests/benchmarks/summaries.py`: the stages and rounds of the running bot on an SQLite
file with synchronous=FULL, for 100,000 families. Statements are counted as SQLAlchemy sends them.
It ends with a fault where a round of more families takes more of them, or where the picture of a
path is drawn again for each family.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, NamedTuple

import typer
from sqlalchemy import Engine, event, select

sys.path.append(str(Path(__file__).parents[1]))
from crowd import families, filling, school

from bot import summaries
from bot.asking import Stage
from bot.path_picture import path_picture
from bot.ticks import ROUND
from storage.database import open_database, transaction
from storage.tables import Outbox

ZONE = "America/New_York"
PREVIEW = datetime(2026, 11, 23, 22, tzinfo=UTC)  # 5 pm, on a Monday in New York
SEND = PREVIEW + timedelta(days=1)
SIZES = (50, ROUND, 1_000)
"""Families in a round, to see that its statements stay as many."""
MOST_STATEMENTS = 15
"""In a round, whatever its size."""

_outbox = Outbox.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__


class Done(NamedTuple):
    """What a stage did: for how many families, in what time, and its statements by round."""

    families: int
    seconds: float
    statements: list[int]


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that are sent within the block; one for many rows is one."""
    said: list[str] = []

    def sent(*args: object) -> None:
        said.append(str(args[2]))

    event.listen(engine, "before_cursor_execute", sent)
    yield said
    event.remove(engine, "before_cursor_execute", sent)


def run(engine: Engine, stage: Stage, now: datetime, most: int, rounds: int | None = None) -> Done:
    """Take rounds until nothing is due, or so many."""
    families, began = 0, time.perf_counter()
    statements: list[int] = []
    with counted(engine) as said:
        while rounds is None or len(statements) < rounds:
            before = len(said)
            with transaction(engine) as db:
                done = stage.round(db, now, most)
            if not done:
                break
            families += done
            statements.append(len(said) - before)
    return Done(families, time.perf_counter() - began, statements)


def pictures(engine: Engine) -> tuple[int, float, int, int]:
    """Make the picture of each summary as its sending does: how many, seconds, paths, drawn."""
    path_picture.cache_clear()
    with engine.connect() as db:
        made = [
            (params["make"]["done"], params["make"]["total"])
            for params in db.execute(
                select(_outbox.c.params).where(_outbox.c.method == "sendPhoto")
            ).scalars()
        ]
    began = time.perf_counter()
    for done, total in made:
        path_picture(done, total)
    took = time.perf_counter() - began
    return len(made), took, len(set(made)), path_picture.cache_info().misses


def main(
    *,
    quick: Annotated[bool, typer.Option(help="Small, in some ten seconds.")] = False,
) -> None:
    """Measure, and print what came out."""
    began = time.monotonic()
    size = 5_000 if quick else 100_000
    faults = []
    with TemporaryDirectory() as folder:
        file = Path(folder) / "families.sqlite"
        with filling(file) as engine, transaction(engine) as db:
            school(db, size, ZONE, PREVIEW - timedelta(days=9))
            families(db, size, ZONE, PREVIEW, SEND)
        engine = open_database(f"sqlite:///{file}")
        typer.echo(f"{size:,} families, {ROUND} in a round")
        typer.echo(f"{'':>10}{'s':>8}{'a second':>10}{'statements a thousand':>24}  a round of ")
        for stage, name, now in zip(
            summaries.STAGES, ("previews", "summaries"), (PREVIEW, SEND), strict=True
        ):
            rounds = {most: run(engine, stage, now, most, rounds=1) for most in SIZES}
            rest = run(engine, stage, now, ROUND)
            families_done = rest.families + sum(SIZES)
            a_round = {done.statements[0] for done in rounds.values()} | set(rest.statements)
            by_size = ", ".join(f"{most}: {done.statements[0]}" for most, done in rounds.items())
            typer.echo(
                f"{name:>10}{rest.seconds:>8.1f}{rest.families / rest.seconds:>10,.0f}"
                f"{sum(rest.statements) * 1000 / rest.families:>24.0f}  {by_size}"
            )
            if families_done != size:
                faults.append(f"{name} for {families_done:,} families, not {size:,}")
            if len(a_round) > 1 or max(a_round) > MOST_STATEMENTS:
                faults.append(f"{name} take {sorted(a_round)} statements a round")
        count, took, paths, drawn = pictures(engine)
        typer.echo(f"{count:,} pictures of {paths} paths: {drawn} drawn, {took:.2f} s")
        if count != size or drawn > paths:
            faults.append(f"{count:,} pictures, {drawn} drawn of {paths} paths")
        engine.dispose()
    typer.echo(
        f"\nPython {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores. "
        f"Took {time.monotonic() - began:.0f} s."
    )
    if faults:
        raise SystemExit("; ".join(faults))


if __name__ == "__main__":
    typer.run(main)
