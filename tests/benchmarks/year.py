"""A simulated year: everybody is asked on the days they wished for, once and at the right time.

`uv run python tests/benchmarks/year.py`: 10,000 students in every IANA zone that changes its clocks
live through a year, and a plain recomputation says what had to happen (tests/simulated_year.py).
It ends with a fault where anything that must not be is not nought.
"""

from __future__ import annotations

import platform
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

sys.path.append(str(Path(__file__).parents[1]))
from crowd import filling
from simulated_year import FAULTS, TICK, Year

FIRST = datetime(2026, 9, 28, tzinfo=UTC)


def main(
    *,
    students: Annotated[int, typer.Option(help="How many live through it.")] = 10_000,
    days: Annotated[int, typer.Option(help="How many days.")] = 365,
    seed: Annotated[int, typer.Option(help="Of all that happens by chance.")] = 20261124,
) -> None:
    """Play the year, and print what came out."""
    began = time.monotonic()
    with TemporaryDirectory() as folder, filling(Path(folder) / "year.sqlite") as engine:
        year = Year(engine, students, FIRST, days, seed)

        def tell(now: datetime) -> None:
            if now.weekday() == 0:
                typer.echo(f"{now:%Y-%m-%d}, {time.monotonic() - began:.0f} s", err=True)

        year.play(tell)
        found = year.check()
    down = sum((ends - begins for begins, ends in year.down), timedelta())
    typer.echo(
        f"{students:,} students, {days} days from {FIRST:%Y-%m-%d}, {len(year.zones)} zones that "
        f"change their clocks; {len(year.down)} outages, {down / timedelta(hours=1):.0f} hours"
    )
    for what, times in sorted(found.told.items()):
        typer.echo(f"{times:>12,}  {what}")
    typer.echo("These must be nought:")
    for what in FAULTS:
        typer.echo(f"{found.faults[what]:>12,}  {what}")
    typer.echo(
        f"\nTicks each {TICK / timedelta(minutes=1):.0f} minutes where anything is due. Python "
        f"{platform.python_version()}. Took {time.monotonic() - began:.0f} s."
    )
    if found.faults:
        for what, example in found.examples.items():
            typer.echo(f"{what}: {example}", err=True)
        raise SystemExit("; ".join(found.faults))


if __name__ == "__main__":
    typer.run(main)
