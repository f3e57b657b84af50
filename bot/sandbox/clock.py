"""The sandbox's clock, which can be moved, and the walk that moves it.

It is the one real clock and an offset that only grows. Moving it walks: it stops at each instant at
which something is due and the bot does it there, so what arrives is what would have arrived, in its
order. Waits, time-outs and limits are on the monotonic clock and notice nothing of it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol, TypeAlias
from zoneinfo import ZoneInfo

from bot.sandbox.keep import Keep
from bot.sandbox.rules import Json
from bot.sandbox.world import ImpossibleError

log = logging.getLogger("waymark.sandbox")

FRIDAY = 4
SCHOOL_WEEK_ENDS = time(17)
MORNING = time(8)
FARTHEST = timedelta(days=92)
"""How far one walk goes at most: each stop on the way takes its time."""
SAME_AGAIN = 3
"""How often an instant may be due again, after the bot did what was due, before a walk goes on."""
SOON = timedelta(seconds=1)
"""How far to go where somebody should have been asked already."""
_MICROSECOND = timedelta(microseconds=1)

Quiet: TypeAlias = Callable[[], Awaitable[None]]
"""Waits, for a bounded time, until the bot has said what it has to say."""


class Ticks(Protocol):
    """What a walk asks of the bot."""

    async def run(self) -> None:
        """Do everything that is due at the bot's clock; returns when it is committed."""

    async def next_due(self) -> datetime | None:
        """The earliest instant (aware, UTC) at which something will be due; None where nothing."""

    async def next_check_in(self) -> datetime | None:
        """The earliest instant at which somebody will be asked something; None where nobody."""


class Clock:
    """The real clock, plus how far it was moved ahead; `keep` remembers that across a restart.

    Calling it gives an aware UTC instant. It may be read on any thread.
    """

    def __init__(self, real: Callable[[], datetime], keep: Keep) -> None:
        self._real = real
        self._keep = keep
        ahead = {key: record for _, key, record, _ in keep.rows("clock")}.get("ahead", 0)
        self._ahead: timedelta = ahead * _MICROSECOND

    def __call__(self) -> datetime:
        """The instant."""
        return self._real() + self._ahead

    def reach(self, instant: datetime) -> None:
        """Move ahead to an instant; a clock that is past it stays as it is."""
        self._ahead = max(self._ahead, instant - self._real())
        self._keep.put("clock", 0, "ahead", self._ahead // _MICROSECOND)
        self._keep.commit()


def destination(to: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The instant that is meant by "friday", "week", "hour", "morning" or an ISO instant.

    friday: the next Friday 5 pm. week: seven days on, at the same time of day. morning: tomorrow,
    8 am. These are on the wall clock of `zone`; hour is sixty minutes. Always after `now`;
    ImpossibleError where it is not, or more than 92 days ahead.
    """
    here = now.astimezone(zone)
    today = here.date()
    match to:
        case "friday":
            day = today + timedelta(days=(FRIDAY - today.weekday()) % 7)
            instant = _at(day, SCHOOL_WEEK_ENDS, zone)
            if instant <= now:
                instant = _at(day + timedelta(days=7), SCHOOL_WEEK_ENDS, zone)
        case "week":
            instant = _at(today + timedelta(days=7), here.time(), zone)
        case "hour":
            instant = now + timedelta(hours=1)
        case "morning":
            instant = _at(today + timedelta(days=1), MORNING, zone)
        case _:
            instant = _read(to)
    if instant <= now:
        raise ImpossibleError("The clock only goes forward.")
    if instant - now > FARTHEST:
        raise ImpossibleError(f"That is too far ahead. Go {FARTHEST.days} days at most.")
    return instant


def _at(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at.replace(fold=0), zone).astimezone(UTC)


def _read(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise ImpossibleError("Say where to go, such as friday, week or 2026-11-27T17:00:00Z.")
    return instant


async def walk(
    clock: Clock, ticks: Ticks, until: datetime, quiet: Quiet
) -> AsyncIterator[datetime]:
    """Move the clock to `until`, by way of all that falls due; yields where it stops, as it does.

    At each stop the bot does what is due, and `quiet` waits until it is said. Where a fault keeps
    the same instant due, the walk leaves the stops out and goes to its end. ValueError where
    `until` is past.
    """
    if until < clock():
        raise ValueError("The clock only goes forward.")
    await quiet()
    farthest, again = datetime.min.replace(tzinfo=UTC), 0
    while (due := await ticks.next_due()) is not None and due <= until:
        again = 0 if due > farthest else again + 1
        farthest = max(farthest, due)
        if again > SAME_AGAIN:
            log.warning("what is due at %s stays due", due)
            break
        clock.reach(due)
        yield due
        await ticks.run()
        await quiet()
    clock.reach(until)
    yield until
    await ticks.run()
    await quiet()


class Walker:
    """Moves the clock when a person asks for it, one walk at a time; `zone` is the wall clock's."""

    def __init__(self, clock: Clock, zone: ZoneInfo) -> None:
        self.watchers: list[Callable[[], None]] = []
        """Told whenever `view` has changed in another way than by the passing of time."""
        self._clock = clock
        self._zone = zone
        self._bot: tuple[Ticks, Quiet] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._moving = False

    @asynccontextmanager
    async def beside(self, ticks: Ticks, quiet: Quiet) -> AsyncIterator[None]:
        """Walk with a bot that runs; when the block ends, a walk ends at its next stop."""
        self._bot = ticks, quiet
        try:
            yield
        finally:
            self._bot = None
            async with self._one_at_a_time:
                pass

    def view(self) -> Json:
        """The clock as the page shows it."""
        return {"now": self._clock().isoformat(), "zone": self._zone.key, "moving": self._moving}

    async def to(self, to: str) -> datetime:
        """Walk to "next" (the next check-in) or to a `destination`; the instant it is then.

        ImpossibleError says why not.
        """
        if self._bot is None:
            raise ImpossibleError("The bot does not run yet. Try again in a moment.")
        if self._one_at_a_time.locked():
            raise ImpossibleError("The clock is on its way already. Wait until it is there.")
        async with self._one_at_a_time:
            await self._walk(to, *self._bot)
            return self._clock()

    async def _walk(self, to: str, ticks: Ticks, quiet: Quiet) -> None:
        if to == "next":
            until = await self._next(ticks)
        else:
            until = destination(to, self._clock(), self._zone)
        self._tell(moving=True)
        try:
            async for _ in walk(self._clock, ticks, until, quiet):
                if self._bot is None:
                    break
                self._tell(moving=True)
        finally:
            self._tell(moving=False)

    async def _next(self, ticks: Ticks) -> datetime:
        check_in = await ticks.next_check_in()
        if check_in is None:
            raise ImpossibleError(
                "No check-in is planned yet. Set a goal on a student’s phone first, "
                "and choose when to be asked."
            )
        return max(check_in, self._clock() + SOON)

    def _tell(self, *, moving: bool) -> None:
        self._moving = moving
        for watcher in tuple(self.watchers):
            watcher()
