"""When somebody is asked: a weekly rhythm or one day, said back in words, and when it comes next.

Days and times are those of a wall: 4 pm stays 4 pm when the clocks change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from dialogs.words import Sentence, _, _n

Quiet: TypeAlias = tuple[time, time]

QUIET: Quiet = (time(20, 30), time(7))
"""From when until when nobody is asked, unless the class sets other hours."""

WEEK = 7
ON_DAYS = (
    _("Mondays"),
    _("Tuesdays"),
    _("Wednesdays"),
    _("Thursdays"),
    _("Fridays"),
    _("Saturdays"),
    _("Sundays"),
)
EVERY_DAY = _("Every day")
WEEKDAYS = _("Weekdays")
MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)


@dataclass(frozen=True)
class Repeat:
    """A weekly rhythm on the wall clock of whoever is asked.

    `days` are in order, 0 = Monday. No `time`: none was said. `every` 2 is every other week,
    counted from the week that begins on the Monday `week`, which then has to be there; nothing is
    due before it. `until` is the last day that counts. Raises ValueError where that is no rhythm.
    """

    days: tuple[int, ...]
    time: time | None = None
    every: int = 1
    until: date | None = None
    week: date | None = None

    def __post_init__(self) -> None:
        if not self.days or list(self.days) != sorted(set(self.days) & set(range(WEEK))):
            raise ValueError(f"not days of a week, in order: {self.days}")
        if self.every < 1 or (self.every > 1) != (self.week is not None):
            raise ValueError(f"every {self.every} weeks, counted from {self.week}")
        if self.week is not None and self.week.weekday():
            raise ValueError(f"{self.week} is no Monday")

    def on(self, day: date) -> bool:
        """Whether it falls on `day`."""
        if day.weekday() not in self.days or (self.until is not None and day > self.until):
            return False
        if self.week is None:
            return True
        weeks, _day = divmod((day - self.week).days, WEEK)
        return weeks >= 0 and weeks % self.every == 0

    @property
    def echo(self) -> Sentence:
        """The rhythm in words: “Tuesdays and Thursdays, 4:00 PM”."""
        if len(self.days) == WEEK:
            said = EVERY_DAY
        elif self.days == MONDAY_TO_FRIDAY:
            said = WEEKDAYS
        else:
            said = Sentence("{days}").fill(days=tuple(ON_DAYS[day] for day in self.days))
        if self.every > 1:
            said = _n("{days} every week", "{days} every {n} weeks", self.every).fill(days=said)
        if self.time is not None:
            said = _("{days}, {time}").fill(days=said, time=self.time)
        if self.until is not None:
            said = _("{rhythm}, until {day}, {year}").fill(
                rhythm=said, day=self.until, year=str(self.until.year)
            )
        return said


@dataclass(frozen=True)
class Once:
    """One day, and the time on its wall clock where one was said."""

    date: date
    time: time | None = None

    @property
    def echo(self) -> Sentence:
        """The day in words: “Fri, Dec 4, 2026, 4:00 PM”."""
        said = _("{day}, {year}").fill(day=self.date, year=str(self.date.year))
        return said if self.time is None else _("{days}, {time}").fill(days=said, time=self.time)


def next_at(repeat: Repeat, after: datetime, zone: ZoneInfo) -> datetime | None:
    """The first instant (UTC) strictly after `after` at which `repeat` is due; None past its end.

    The wall time is kept when the clocks change. A time that they skip is due as much later as
    they skip; of one that comes twice the first is due. No day has two. Raises ValueError for a
    rhythm without a time.
    """
    if repeat.time is None:
        raise ValueError("a rhythm without a time is never due")
    at, first = repeat.time.replace(fold=0), after.astimezone(zone).date()
    if repeat.week is not None:
        first = max(first, repeat.week)
    for ahead in range((2 * repeat.every + 1) * WEEK):  # twice round: a zone may skip a whole day
        day = first + timedelta(days=ahead)
        if not repeat.on(day):
            continue
        due = datetime.combine(day, at, zone).astimezone(UTC)
        if due > after and due.astimezone(zone).date() == day:
            return due
    return None


def in_quiet_hours(at: time, quiet: Quiet = QUIET) -> bool:
    """Whether the wall time `at` is quiet: the first minute is, the last is not."""
    begins, ends = quiet
    if begins <= ends:
        return begins <= at < ends
    return at >= begins or at < ends
