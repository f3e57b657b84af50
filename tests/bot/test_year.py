"""A simulated year, at a bounded size: everybody is asked when they wished to be, once.

`uv run python tests/benchmarks/year.py` plays it with 10,000 students.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from crowd import filling
from simulated_year import Figures, Year

from storage.database import transaction
from storage.tables import Occurrence, OccurrenceState

FIRST = datetime(2026, 9, 28, tzinfo=UTC)
_occurrence = Occurrence.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__


def lived(folder: Path, students: int, days: int) -> Figures:
    """What came out of so many days."""
    with filling(folder / "year.sqlite") as engine:
        year = Year(engine, students, FIRST, days)
        year.play()
        return year.check()


@pytest.mark.long
def test_a_year_in_every_zone_asks_everybody_once_and_at_their_time(tmp_path: Path) -> None:
    """0 missing, 0 doubled, 0 in quiet hours, 4 pm stays 4 pm; outages, pauses, moves and all."""
    found = lived(tmp_path, 100, 365)
    assert not found.faults, found.examples
    for what in (
        "on time",
        "on time, as the clocks skip it",
        "caught up after an outage",
        "put off: asked within the hour",
        "not asked: paused",
        "not asked: break",
        "not asked: outage",
        "pauses that ended",
        "stopped",
    ):
        assert found.told[what], what


def test_clocks_change_and_everybody_is_asked_once_and_at_their_time(tmp_path: Path) -> None:
    """Forty days in which summer time ends, a day of them without the bot."""
    found = lived(tmp_path, 20, 40)
    assert not found.faults, found.examples
    assert found.told["on time"] > 100
    assert found.told["caught up after an outage"]


def test_the_recomputation_sees_what_is_amiss(tmp_path: Path) -> None:
    """A day that is gone, one that is too many and a reason that does not hold are found."""
    with filling(tmp_path / "year.sqlite") as engine:
        year = Year(engine, 10, FIRST, 10)
        year.play()
        assert not year.check().faults
        with transaction(engine) as db:
            asked = _occurrence.c.state != OccurrenceState.NOT_ASKED
            rows = db.execute(_occurrence.select().where(asked).limit(3)).all()
            gone, moved, denied = (_occurrence.c.id == row.id for row in rows)
            db.execute(_occurrence.delete().where(gone))
            db.execute(_occurrence.update().where(moved).values(day=FIRST.date().replace(day=1)))
            untrue = {"state": OccurrenceState.NOT_ASKED, "reason": "paused"}
            db.execute(
                _occurrence.update().where(denied).values(**untrue, ended_at=rows[2].asked_at)
            )
        found = year.check()
    assert found.faults == {
        "missing: due, and no occurrence": 2,
        "not due, and an occurrence": 1,
        "not asked, and the reason does not hold": 1,
        "messages and occurrences differ": 1,
    }
