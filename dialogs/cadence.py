"""When somebody is asked: a weekly rhythm or one day, said back in words, and when it comes next.

Days and times are those of a wall: 4 pm stays 4 pm when the clocks change. When nobody is asked:
the quiet hours of a class, its breaks and public holidays.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import TypeAlias
from zlib import crc32
from zoneinfo import ZoneInfo

from dialogs.words import Language, Sentence, _, _n

Quiet: TypeAlias = tuple[time, time]

QUIET: Quiet = (time(20, 30), time(7))
"""From when until when nobody is asked, unless the class sets other hours."""
LONGEST_WINDOW = timedelta(hours=14)
"""How long what was asked can be answered at most."""
REMINDED_AFTER = timedelta(hours=3)
NEAREST_REMINDER = timedelta(minutes=30)
"""The least time between a question, its reminder and the end of its window."""

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


def hours_open(instant: datetime, zone: ZoneInfo, quiet: Quiet = QUIET) -> datetime:
    """The instant itself, or in quiet hours the one (UTC) at which they end on the wall of `zone`.

    An end that the clocks skip comes when they jump over it.
    """
    if not _is_quiet(instant, zone, quiet):
        return instant
    return min(at for at in _turns(instant, zone, quiet) if not _is_quiet(at, zone, quiet))


def window_end(asked: datetime, zone: ZoneInfo, quiet: Quiet = QUIET) -> datetime:
    """Until when (UTC) what was asked can be answered: when the next quiet hours begin.

    At most `LONGEST_WINDOW` after `asked`. Of what was asked in quiet hours, those that come after
    them are meant.
    """
    return _window_end(asked.astimezone(UTC), zone, quiet)


@lru_cache(maxsize=4096)  # a class is asked at one time; in UTC, as a wall may show a time twice
def _window_end(asked: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime:
    opened = hours_open(asked, zone, quiet)
    begins = (at for at in _turns(opened, zone, quiet) if _is_quiet(at, zone, quiet))
    return min([asked + LONGEST_WINDOW, *begins])


def reminder_at(asked: datetime, zone: ZoneInfo, quiet: Quiet = QUIET) -> datetime | None:
    """When (UTC) to remind of what was asked; never in quiet hours.

    Three hours after it, or halfway where the window ends sooner than half an hour behind that;
    None where halfway is nearer than half an hour.
    """
    opened = hours_open(asked, zone, quiet).astimezone(UTC)
    left = window_end(asked, zone, quiet) - opened
    if left >= REMINDED_AFTER + NEAREST_REMINDER:
        return opened + REMINDED_AFTER
    return opened + left / 2 if left >= 2 * NEAREST_REMINDER else None


def _is_quiet(instant: datetime, zone: ZoneInfo, quiet: Quiet) -> bool:
    return in_quiet_hours(instant.astimezone(zone).time(), quiet)


def _turns(after: datetime, zone: ZoneInfo, quiet: Quiet) -> Iterator[datetime]:
    """The instants (UTC) in the two days after `after` at which quiet hours may begin or end.

    They are those at which the wall shows such a time, and the one at which the clocks change.
    """
    after = after.astimezone(UTC)
    day, offset = after.astimezone(zone).date(), after.astimezone(zone).utcoffset()

    def changed(seconds: int) -> bool:
        return (after + timedelta(seconds=seconds)).astimezone(zone).utcoffset() != offset

    yield after + timedelta(seconds=bisect_left(range(2 * 24 * 60 * 60), x=True, key=changed))
    for ahead in range(3):
        for at in quiet:
            for fold in (0, 1):  # a time that comes twice
                wall = datetime.combine(day + timedelta(days=ahead), at.replace(fold=fold), zone)
                if wall.astimezone(UTC) > after:
                    yield wall.astimezone(UTC)


def spread_minutes(size: int) -> int:
    """Over how many minutes the students of a class are spread, so that not all are asked at once.

    None up to 100 students, then one more for each further 100 begun, an hour at most.
    """
    return min(60, max(0, (size - 1) // 100))


def offset_minutes(key: int, size: int) -> int:
    """By how many minutes one schedule of a class is put off: always the same for the same key."""
    return crc32(str(key).encode()) % (spread_minutes(size) + 1)


@dataclass(frozen=True)
class Break:
    """Days on which a class asks nobody; both ends are part of it."""

    first: date
    last: date
    name: str


def free_day(day: date, breaks: Iterable[Break] = (), country: str = "") -> str | None:
    """The name of the break or the public holiday that `day` is in; None where it is in none.

    `country` is one of `countries`, alone or with a part of it: “US”, “US-NY”. Where it is empty,
    or not known any more, no public holidays are kept. They are named in the country's language.
    """
    for each in breaks:
        if each.first <= day <= each.last:
            return each.name
    return _public_holidays(country, day.year).get(day) if country else None


@cache
def countries() -> frozenset[str]:
    """The codes (ISO 3166) of the countries whose public holidays are known."""
    from holidays.registry import COUNTRIES  # noqa: PLC0415  # 200 ms, for who keeps holidays

    return frozenset(code for _name, code, *_others in COUNTRIES.values())


def has_holidays(country: str) -> bool:
    """Whether the public holidays of a country, or of this part of it, are known."""
    code, dash, part = country.partition("-")
    if code not in countries() or not dash:
        return code in countries()
    from holidays import country_holidays  # noqa: PLC0415  # as above

    return part in country_holidays(code).subdivisions


@cache
def _public_holidays(country: str, year: int) -> Mapping[date, str]:
    from holidays import country_holidays  # noqa: PLC0415  # as above

    if not has_holidays(country):
        return {}
    code, _dash, part = country.partition("-")
    own = country_holidays(code).default_language  # else this machine's language is taken
    return dict(country_holidays(code, subdiv=part or None, years=year, language=own).items())


def country_name(country: str, language: Language) -> str:
    """What a country is called in a language: “Spain”, and with a part of it “Spain (CT)”."""
    code, _dash, part = country.partition("-")
    name = language.locale.territories.get(code, code)
    return f"{name} ({part})" if part else name
