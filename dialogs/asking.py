"""Whether somebody is asked now: a pure rule, so that a year can be played through it.

The promises: at most one occurrence a local date, nothing in quiet hours, never two in one hour,
nobody is interrupted, and after an outage one question, not ten. What is not asked is recorded
with its reason: it is no miss of the student's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dialogs.cadence import (
    QUIET,
    Break,
    Quiet,
    Repeat,
    free_day,
    hours_open,
    next_at,
    window_end,
)

PUT_OFF = timedelta(minutes=10)
"""How long somebody in the middle of a conversation is left alone."""
APART = timedelta(hours=1)
"""Never two questions to one person within this, whatever classes they are in."""
MISSES_TO_ASK = 2
"""After so many unanswered in a row the next question is what would fit better."""
MISSES_TO_STOP = 4
"""After so many it stops."""
FAIR = timedelta(hours=1)
"""What could be answered for less than this, as it came late, is no miss."""


@dataclass(frozen=True)
class Rhythm:
    """A schedule, and how far it has come.

    `offset` minutes after its time a large class is spread. Days up to `last_day` are done with.
    """

    repeat: Repeat
    zone: ZoneInfo
    offset: int = 0
    last_day: date | None = None

    def planned(self, day: date) -> datetime:
        """When a day of the rhythm is due, in UTC."""
        if self.repeat.time is None:
            raise ValueError("a rhythm without a time is never due")
        due = datetime.combine(day, self.repeat.time, self.zone).astimezone(UTC)
        return due + timedelta(minutes=self.offset)

    def following(self, after: datetime) -> tuple[date, datetime] | None:
        """The next day that is due strictly after an instant, and when; None past its end."""
        spread = timedelta(minutes=self.offset)
        due = next_at(self.repeat, after - spread, self.zone)
        while due is not None:
            day = due.astimezone(self.zone).date()
            if self.last_day is None or day > self.last_day:
                return day, due + spread
            due = next_at(self.repeat, due, self.zone)
        return None


@dataclass(frozen=True)
class Around:
    """What there is to mind about whoever is to be asked."""

    quiet: Quiet = QUIET
    breaks: Sequence[Break] = ()
    country: str = ""
    paused_until: date | None = None
    asked_at: datetime | None = None
    """When they were last asked anything, in any class."""
    engaged: bool = False
    """Whether they are in the middle of a conversation."""
    hindered: str = ""
    """Why they cannot be asked at all: unreachable, no_goal."""

    def rests_on(self, day: date) -> str:
        """Why nobody is asked on a day: paused or break; empty where they are."""
        if self.paused_until is not None and day < self.paused_until:
            return "paused"
        return "break" if free_day(day, self.breaks, self.country) else ""


@dataclass(frozen=True)
class Decision:
    """What to do: days that are not asked and why, the day that is, and when to look again."""

    skipped: tuple[tuple[date, str], ...] = ()
    ask: date | None = None
    next: tuple[date, datetime] | None = None
    """The day that is due next, and when to look at it; None where nothing is."""


def decide(rhythm: Rhythm, next_day: date, around: Around, now: datetime) -> Decision:
    """Decide about a rhythm whose day `next_day` has come.

    Of several days that went by, all but the newest are recorded as not asked. The newest is asked
    now, or put off to when it may be; where that is too late or too near the next one, it is not.
    """
    days, upcoming = gone_by(rhythm, next_day, now)
    skipped = tuple((day, around.rests_on(day) or "outage") for day in days[:-1])
    day = days[-1]
    today = now.astimezone(rhythm.zone).date()
    if hindrance := around.rests_on(day) or around.rests_on(today) or around.hindered:
        return Decision((*skipped, (day, hindrance)), None, upcoming)
    at = _allowed(around, now, rhythm.zone)
    ends = window_end(rhythm.planned(day), rhythm.zone, around.quiet)
    in_time = now < ends
    crowded = upcoming is not None and (at > upcoming[1] - APART or upcoming[0] == today)
    if crowded or (in_time and at >= ends):
        return Decision((*skipped, (day, "late" if in_time else "outage")), None, upcoming)
    if at > now:
        return Decision(skipped, None, (day, at))
    return Decision(skipped, day, upcoming)


def is_miss(planned: datetime, asked: datetime, ends: datetime, looked: timedelta) -> bool:
    """Whether what had no answer counts: there was time for one, and the bot was there as it ended.

    `looked` is by how much later than planned the bot looked; a short time that was wished for is
    fair.
    """
    return looked < PUT_OFF and (ends - asked >= FAIR or asked < planned + PUT_OFF)


def gone_by(
    rhythm: Rhythm, next_day: date, now: datetime
) -> tuple[list[date], tuple[date, datetime] | None]:
    """The days that are due by now, the oldest first; and what is due after them."""
    days, rhythm = [next_day], replace(rhythm, last_day=next_day)
    due = rhythm.following(rhythm.planned(next_day))
    while due is not None and due[1] <= now:
        days.append(due[0])
        due = rhythm.following(due[1])
    return days, due


def _allowed(around: Around, now: datetime, zone: ZoneInfo) -> datetime:
    """The first instant from now on at which they may be asked."""
    at = now + PUT_OFF if around.engaged else now
    if around.asked_at is not None:
        at = max(at, around.asked_at + APART)
    return hours_open(at, zone, around.quiet)
