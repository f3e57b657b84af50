"""Whether somebody is asked now: each promise of the rule, in every zone and over years."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.asking import APART, PUT_OFF, Around, Decision, Rhythm, decide, is_miss
from dialogs.cadence import QUIET, Break, Quiet, Repeat, in_quiet_hours, window_end

NEW_YORK = ZoneInfo("America/New_York")
FOUR = time(16)
TUESDAY_THURSDAY = Rhythm(Repeat((1, 3), FOUR), NEW_YORK)
DAILY = Rhythm(Repeat(tuple(range(7)), FOUR), NEW_YORK)
FREE = Around()
TUESDAY, THURSDAY = date(2026, 11, 24), date(2026, 11, 26)


def there(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of day in New York."""
    return datetime.combine(day, time(hour, minute), NEW_YORK).astimezone(UTC)


NEXT = (THURSDAY, there(THURSDAY, 16))
"""What is due after Tuesday."""


def tuesday(at: tuple[int, int] = (16, 0), **around: Any) -> Decision:
    """What is decided about Tuesday's check-in, on that day."""
    return decide(TUESDAY_THURSDAY, TUESDAY, replace(FREE, **around), there(TUESDAY, *at))


# --- a rhythm and its days -----------------------------------------------------------------------


def test_a_large_class_is_spread() -> None:
    """A day is due so many minutes after its time, and the next one too."""
    spread = replace(TUESDAY_THURSDAY, offset=25)
    assert spread.planned(TUESDAY) == there(TUESDAY, 16, 25)
    assert spread.following(there(TUESDAY, 16, 24)) == (TUESDAY, there(TUESDAY, 16, 25))
    assert spread.following(there(TUESDAY, 16, 25)) == (THURSDAY, there(THURSDAY, 16, 25))


def test_a_day_that_is_done_with_does_not_come_again() -> None:
    """Wherever the clock stands, what follows lies after the last day."""
    done = replace(TUESDAY_THURSDAY, last_day=TUESDAY)
    assert done.following(there(TUESDAY, 9)) == NEXT


def test_a_rhythm_ends() -> None:
    """After its last day nothing follows; asking on that day plans nothing more."""
    ends = Rhythm(replace(TUESDAY_THURSDAY.repeat, until=TUESDAY), NEW_YORK)
    assert ends.following(there(TUESDAY, 16)) is None
    decided = decide(ends, TUESDAY, FREE, there(TUESDAY, 16))
    assert decided == Decision(ask=TUESDAY, next=None)


def test_a_rhythm_needs_a_time() -> None:
    """One without is a mistake of ours, and said."""
    with pytest.raises(ValueError, match="without a time"):
        Rhythm(Repeat((1,)), NEW_YORK).planned(TUESDAY)


# --- one day -------------------------------------------------------------------------------------


def test_who_is_due_is_asked() -> None:
    """At the time itself, and a little after where a tick came late."""
    assert tuesday() == Decision(ask=TUESDAY, next=NEXT)
    assert tuesday((16, 3)) == Decision(ask=TUESDAY, next=NEXT)


@pytest.mark.parametrize(("around", "reason"), [
    ({"paused_until": THURSDAY}, "paused"),
    ({"breaks": [Break(TUESDAY, TUESDAY, "Fair")]}, "break"),
    ({"hindered": "unreachable"}, "unreachable"),
    ({"hindered": "no_goal"}, "no_goal"),
])  # fmt: skip
def test_who_cannot_be_asked_is_not(around: dict[str, Any], reason: str) -> None:
    """It is recorded with its reason, and goes on by itself."""
    assert tuesday(**around) == Decision(((TUESDAY, reason),), None, NEXT)


def test_a_pause_ends_by_itself() -> None:
    """On the day until which they paused they are asked."""
    assert tuesday(paused_until=TUESDAY).ask == TUESDAY


def test_public_holidays_are_kept() -> None:
    """Thanksgiving is a Thursday; where no country is set nobody knows of it."""
    at = there(THURSDAY, 16)
    kept = decide(TUESDAY_THURSDAY, THURSDAY, Around(country="US"), at)
    assert (kept.skipped, kept.ask) == (((THURSDAY, "break"),), None)
    assert decide(TUESDAY_THURSDAY, THURSDAY, FREE, at).ask == THURSDAY


def test_who_talks_is_not_interrupted() -> None:
    """Ten minutes later it is looked at again, about the same day."""
    later = there(TUESDAY, 16) + PUT_OFF
    assert tuesday(engaged=True) == Decision(next=(TUESDAY, later))


def test_never_two_in_one_hour() -> None:
    """Asked at half past three in another class, they are asked here at half past four."""
    before = there(TUESDAY, 15, 30)
    assert tuesday(asked_at=before) == Decision(next=(TUESDAY, before + APART))
    assert tuesday(asked_at=there(TUESDAY, 15)).ask == TUESDAY


def test_what_would_be_put_off_past_its_window_is_let_go() -> None:
    """Ten minutes before quiet hours somebody is busy: it is recorded, and tomorrow is new."""
    assert tuesday((20, 25), engaged=True) == Decision(((TUESDAY, "late"),), None, NEXT)


def test_what_would_come_near_the_next_one_is_let_go() -> None:
    """Nobody is caught up with in the hour before the next one is due."""
    early = replace(DAILY, repeat=replace(DAILY.repeat, time=time(7)))
    quiet = (time(0), time(0))  # none: the window of a day lasts until nine in the evening
    yesterday = there(TUESDAY - timedelta(days=1), 20, 55)
    decided = decide(early, TUESDAY - timedelta(days=1), Around(quiet), yesterday)
    assert decided.ask == TUESDAY - timedelta(days=1)
    at_night = there(TUESDAY, 6, 30)
    decided = decide(early, TUESDAY - timedelta(days=1), Around(quiet), at_night)
    assert decided.skipped == ((TUESDAY - timedelta(days=1), "outage"),)
    assert decided.next == (TUESDAY, there(TUESDAY, 7))


def test_in_quiet_hours_it_waits_until_they_end() -> None:
    """Hours that were changed under a rhythm: it comes when they end, where that is in time."""
    decided = tuesday(quiet=(time(15), time(17)))
    assert decided == Decision(next=(TUESDAY, there(TUESDAY, 17)))


# --- after an outage -----------------------------------------------------------------------------


def test_after_four_days_one_is_asked() -> None:
    """The newest is caught up with inside hours, the rest is recorded as not asked."""
    friday = TUESDAY + timedelta(days=3)
    rhythm = replace(DAILY, repeat=replace(DAILY.repeat, days=(1, 2, 3, 4)))
    decided = decide(rhythm, TUESDAY, FREE, there(friday + timedelta(days=1), 10))
    missed = tuple((TUESDAY + timedelta(days=n), "outage") for n in range(3))
    assert (decided.skipped, decided.ask) == (missed, friday)


def test_after_an_outage_the_reasons_that_held_anyway_are_told() -> None:
    """A day that was a break or in a pause would not have been asked."""
    wednesday = TUESDAY + timedelta(days=1)
    around = Around(paused_until=wednesday, breaks=[Break(wednesday, wednesday, "Fair")])
    decided = decide(DAILY, TUESDAY, around, there(THURSDAY + timedelta(days=1), 17))
    assert decided.skipped == (
        (TUESDAY, "paused"), (wednesday, "break"), (THURSDAY, "outage"),
    )  # fmt: skip
    assert decided.ask == THURSDAY + timedelta(days=1)


def test_a_catch_up_waits_for_the_morning() -> None:
    """The bot is back at night; on the morning of a day without a check-in it asks."""
    night = there(TUESDAY + timedelta(days=1), 2)
    decided = decide(TUESDAY_THURSDAY, TUESDAY, FREE, night)
    assert decided == Decision(next=(TUESDAY, there(TUESDAY + timedelta(days=1), 7)))
    morning = decide(TUESDAY_THURSDAY, TUESDAY, FREE, there(TUESDAY + timedelta(days=1), 7))
    assert morning == Decision(ask=TUESDAY, next=NEXT)


def test_no_catch_up_on_a_day_that_has_its_own() -> None:
    """In the morning of the next check-in's day the old one is recorded, not asked."""
    assert decide(TUESDAY_THURSDAY, TUESDAY, FREE, there(THURSDAY, 9)) == Decision(
        ((TUESDAY, "outage"),), None, NEXT
    )


def test_no_catch_up_on_a_holiday() -> None:
    """Who is free today is not asked about last week either."""
    today = TUESDAY + timedelta(days=1)
    around = Around(breaks=[Break(today, today, "Fair")])
    decided = decide(TUESDAY_THURSDAY, TUESDAY, around, there(today, 10))
    assert decided == Decision(((TUESDAY, "break"),), None, NEXT)


# --- in every zone, whatever happens -------------------------------------------------------------

ZONES = sorted(available_timezones())
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
walls = st.times().map(lambda at: at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0))
quiets = st.just(QUIET) | st.tuples(walls, walls)
repeats = st.builds(
    lambda days, at: Repeat(tuple(sorted(days)), at),
    st.sets(st.integers(0, 6), min_size=1),
    walls,
)
rhythms = st.builds(Rhythm, repeats, st.sampled_from(ZONES).map(ZoneInfo), st.integers(0, 60))
starts = st.integers(0, 5 * 365 * 24).map(lambda hours: FIRST + timedelta(hours=hours))
lates = st.just(timedelta()) | st.timedeltas(timedelta(), timedelta(days=12))
minutes_ago = st.none() | st.integers(0, 120).map(lambda minutes: timedelta(minutes=minutes))


@given(rhythms, starts, lates, quiets, minutes_ago, st.booleans())
def test_every_promise_holds_for_every_decision(  # noqa: PLR0917  one world, many ways it may be
    rhythm: Rhythm,
    start: datetime,
    late: timedelta,
    quiet: Quiet,
    ago: timedelta | None,
    engaged: bool,  # noqa: FBT001  drawn by hypothesis
) -> None:
    """Each day that went by is settled once; none in quiet hours, in company, or within an hour."""
    begun = rhythm.following(start)
    assert begun is not None
    day, due = begun
    now = due + late
    asked_at = None if ago is None else now - ago
    around = Around(quiet, asked_at=asked_at, engaged=engaged)
    decided = decide(rhythm, day, around, now)

    gone: list[date] = []
    following: tuple[date, datetime] | None = begun
    while following is not None and following[1] <= now:
        gone.append(following[0])
        following = rhythm.following(following[1])
    settled = [one for one, _reason in decided.skipped]
    assert decided.next is not None
    put_off = decided.ask is None and decided.next[0] == gone[-1]
    newest = [decided.ask] if decided.ask else [decided.next[0]] if put_off else []
    assert [*settled, *newest] == gone
    if decided.ask is not None:
        assert not in_quiet_hours(now.astimezone(rhythm.zone).time(), quiet)
        assert not engaged
        assert asked_at is None or now >= asked_at + APART
    if not put_off:
        assert decided.next == following
        return
    at = decided.next[1]
    assert at > now
    assert not in_quiet_hours(at.astimezone(rhythm.zone).time(), quiet)
    assert asked_at is None or at >= asked_at + APART
    ends = window_end(rhythm.planned(gone[-1]), rhythm.zone, quiet)
    assert at < ends or now >= ends  # an outage has its one catch-up


@dataclass
class Life:
    """A student with two rhythms, as a tick would see them."""

    rhythms: list[Rhythm]
    asked: list[tuple[int, date, datetime]] = field(default_factory=list)
    not_asked: list[tuple[int, date, str]] = field(default_factory=list)

    def live(self, start: datetime, weeks: int, outages: list[tuple[datetime, datetime]]) -> None:
        """Go through some weeks; while there is an outage nothing is looked at."""
        plans = {n: rhythm.following(start) for n, rhythm in enumerate(self.rhythms)}
        last: datetime | None = None
        while True:
            which, plan = min(plans.items(), key=lambda item: item[1][1] if item[1] else start)
            assert plan is not None
            now = plan[1]
            for begins, ends in outages:
                now = ends if begins <= now < ends else now
            if now >= start + timedelta(weeks=weeks):
                return
            decided = decide(self.rhythms[which], plan[0], Around(asked_at=last), now)
            self.not_asked += [(which, day, reason) for day, reason in decided.skipped]
            if decided.ask is not None:
                self.asked.append((which, decided.ask, now))
                last = now
            done = [*(day for day, _reason in decided.skipped), *filter(None, [decided.ask])]
            if done:
                self.rhythms[which] = replace(self.rhythms[which], last_day=done[-1])
            plans[which] = decided.next


@given(
    st.sampled_from(ZONES).map(ZoneInfo),
    st.lists(repeats, min_size=2, max_size=2),
    starts,
    st.lists(st.tuples(st.integers(0, 6 * 24 * 7), st.integers(1, 24 * 9)), max_size=3),
)
def test_weeks_of_two_rhythms_with_outages(
    zone: ZoneInfo, two: list[Repeat], start: datetime, breaks: list[tuple[int, int]]
) -> None:
    """No day is missing or doubled, no two questions an hour, one of a rhythm a local date."""
    outages = [
        (start + timedelta(hours=after), start + timedelta(hours=after + lasts))
        for after, lasts in sorted(breaks)
    ]
    life = Life([Rhythm(repeat, zone) for repeat in two])
    life.live(start, 6, outages)

    instants = [at for _which, _day, at in life.asked]
    assert all(later - one >= APART for one, later in pairwise(instants))
    assert not any(in_quiet_hours(at.astimezone(zone).time()) for at in instants)
    for which in (0, 1):
        days = sorted(
            [day for one, day, _at in life.asked if one == which]
            + [day for one, day, _reason in life.not_asked if one == which]
        )
        planned: list[date] = []
        due = Rhythm(two[which], zone).following(start)
        while due is not None and len(planned) < len(days):
            planned.append(due[0])
            due = Rhythm(two[which], zone).following(due[1])
        assert days == planned
        dates = [at.astimezone(zone).date() for one, _day, at in life.asked if one == which]
        assert len(dates) == len(set(dates))


@pytest.mark.parametrize(("late", "left", "looked", "miss"), [
    (0, 240, 0, True),
    (0, 30, 0, True),  # half an hour that was wished for
    (30, 60, 0, True),
    (30, 59, 0, False),  # put off to shortly before its end
    (9, 20, 0, True),
    (0, 240, 10, False),  # an outage over its end
])  # fmt: skip
def test_what_counts_as_a_miss(late: int, left: int, looked: int, miss: bool) -> None:  # noqa: FBT001  a table's column
    """There was an hour to answer, or as much as was wished for, and the bot was there."""
    planned, minute = there(TUESDAY, 16), timedelta(minutes=1)
    asked = planned + late * minute
    assert is_miss(planned, asked, asked + left * minute, looked * minute) == miss
