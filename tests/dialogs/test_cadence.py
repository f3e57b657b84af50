"""A rhythm comes when the clock on the wall says so, once a day at most, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.cadence import (
    LONGEST_WINDOW,
    NEAREST_REMINDER,
    QUIET,
    Break,
    Once,
    Quiet,
    Repeat,
    countries,
    country_name,
    free_day,
    has_holidays,
    hours_open,
    in_quiet_hours,
    next_at,
    offset_minutes,
    reminder_at,
    spread_minutes,
    window_end,
)
from dialogs.words import language

NEW_YORK = ZoneInfo("America/New_York")
YEARS = (datetime(2024, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC))
DAILY = tuple(range(7))
FOUR = time(16)


@cache
def transitions() -> tuple[tuple[str, datetime], ...]:
    """Every change of a zone's clocks from 2024 to 2030, to the hour, one zone of those alike."""
    found: dict[tuple[object, ...], tuple[str, tuple[datetime, ...]]] = {}
    for name in sorted(available_timezones()):
        zone, changes = ZoneInfo(name), []
        at, until = YEARS
        while at < until:
            ahead = at + timedelta(days=7)
            if at.astimezone(zone).utcoffset() != ahead.astimezone(zone).utcoffset():
                hours = (at + timedelta(hours=hour) for hour in range(1, 7 * 24 + 1))
                before = at.astimezone(zone).utcoffset()
                changes.append(
                    next(hour for hour in hours if hour.astimezone(zone).utcoffset() != before)
                )
            at = ahead
        key = (YEARS[0].astimezone(zone).utcoffset(), *changes)
        found.setdefault(key, (name, tuple(changes)))
    return tuple((name, change) for name, changes in found.values() for change in changes)


changes_of_clocks = st.deferred(lambda: st.sampled_from(transitions()))
rhythms = st.builds(
    lambda days, at, every, weeks: Repeat(
        tuple(sorted(days)),
        at,
        every,
        week=date(2023, 12, 25) + timedelta(weeks=weeks) if every > 1 else None,
    ),
    st.sets(st.integers(0, 6), min_size=1),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from([1, 1, 1, 2, 3]),
    st.integers(0, 5),
)


def due(repeat: Repeat, after: datetime, zone: ZoneInfo, times: int) -> list[datetime]:
    """The next so many times."""
    found: list[datetime] = []
    while len(found) < times and (at := next_at(repeat, after, zone)) is not None:
        found.append(at)
        after = at
    return found


def test_there_are_changes_to_test() -> None:
    """Summer time and more: hundreds of changes, in dozens of zones that differ."""
    changes = transitions()

    assert len(changes) > 300
    assert len({name for name, _change in changes}) > 30


def test_four_stays_four_through_every_change() -> None:
    """In every zone, around every change of its clocks, 4 pm comes each day, once, as 4 pm."""
    for name, change in transitions():
        zone = ZoneInfo(name)
        found = due(Repeat(DAILY, FOUR), change - timedelta(days=3), zone, 6)
        local = [at.astimezone(zone) for at in found]

        assert [at.time() for at in local] == [FOUR] * 6, name
        assert [(b.date() - a.date()).days for a, b in pairwise(local)] == [1] * 5, name


@given(changes_of_clocks, rhythms, st.timedeltas(timedelta(-9), timedelta(9)))
def test_every_time_is_after_and_on_its_own_day(
    change: tuple[str, datetime], repeat: Repeat, away: timedelta
) -> None:
    """Strictly later, on a day of the rhythm, never two on one local date, at its time of day.

    A time that the clocks skip comes as much later as they skip.
    """
    zone, after = ZoneInfo(change[0]), change[1] + away
    found = due(repeat, after, zone, 4)
    local = [at.astimezone(zone) for at in found]

    assert len(found) == 4
    assert all(a < b for a, b in pairwise([after, *found]))
    assert len({at.date() for at in local}) == 4
    for at in local:
        assert repeat.on(at.date())
        assert repeat.time is not None
        first = repeat.time.replace(fold=0)
        skipped = datetime.combine(at.date(), first, zone).astimezone(UTC)
        assert at.time() == repeat.time or (at.time() > repeat.time and at == skipped)


@given(changes_of_clocks, rhythms, st.timedeltas(timedelta(-9), timedelta(9)))
def test_none_is_missed(change: tuple[str, datetime], repeat: Repeat, away: timedelta) -> None:
    """Between `after` and the next time lies no other moment at which the wall shows that time."""
    zone, after = ZoneInfo(change[0]), change[1] + away
    following = next_at(repeat, after, zone)
    assert following is not None
    assert repeat.time is not None

    day = after.astimezone(zone).date()
    while day < following.astimezone(zone).date():
        if repeat.on(day):
            first = repeat.time.replace(fold=0)
            assert datetime.combine(day, first, zone).astimezone(UTC) <= after
        day += timedelta(days=1)


@pytest.mark.parametrize(("at", "after", "expected"), [
    (time(2, 30), "2026-03-07T12:00", "2026-03-08T03:30-04:00"),  # the clocks skip 2:30
    (time(2, 30, fold=1), "2026-03-07T12:00", "2026-03-08T03:30-04:00"),  # by the wall alone
    (time(1, 30), "2026-11-01T00:00", "2026-11-01T01:30-04:00"),  # 1:30 comes twice
    (time(16), "2026-12-01T16:00", "2026-12-02T16:00-05:00"),  # strictly after
    (time(16), "2026-12-01T15:59", "2026-12-01T16:00-05:00"),
])  # fmt: skip
def test_the_moment(at: time, after: str, expected: str) -> None:
    """New York by hand: a skipped time is later, of a doubled one the first, “now” is not next."""
    local = datetime.fromisoformat(after).replace(tzinfo=NEW_YORK)

    assert next_at(Repeat(DAILY, at), local, NEW_YORK) == datetime.fromisoformat(expected)


def test_a_doubled_hour_is_not_asked_twice() -> None:
    """In the second 1:15 of the night, the 1:30 that has been is not due again."""
    second = datetime(2026, 11, 1, 1, 15, tzinfo=NEW_YORK, fold=1)

    assert next_at(Repeat(DAILY, time(1, 30)), second, NEW_YORK) == datetime(
        2026, 11, 2, 6, 30, tzinfo=UTC
    )


def test_every_other_week() -> None:
    """Weeks are counted from the week it began in, over the turn of the year; nothing before it."""
    repeat = Repeat((0, 4), FOUR, 2, week=date(2026, 12, 14))
    found = due(repeat, datetime(2026, 12, 1, tzinfo=UTC), NEW_YORK, 5)

    assert [f"{at.astimezone(NEW_YORK):%m-%d}" for at in found] == [
        "12-14", "12-18", "12-28", "01-01", "01-11",
    ]  # fmt: skip


def test_the_last_day_counts_and_none_after_it() -> None:
    """`until` is included; then there is no next."""
    repeat = Repeat((4,), FOUR, until=date(2026, 12, 18))
    found = due(repeat, datetime(2026, 12, 10, tzinfo=UTC), NEW_YORK, 5)

    assert [at.astimezone(NEW_YORK).date() for at in found] == [
        date(2026, 12, 11), date(2026, 12, 18),
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", [
    {"days": ()}, {"days": (7,)}, {"days": (3, 1)}, {"days": (1, 1)},
    {"days": (1,), "every": 0}, {"days": (1,), "every": 2},
    {"days": (1,), "every": 2, "week": date(2026, 12, 1)},
    {"days": (1,), "week": date(2026, 11, 30)},
])  # fmt: skip
def test_what_is_no_rhythm(wrong: dict[str, object]) -> None:
    """Days out of order or out of the week, and weeks counted from nowhere, are refused."""
    with pytest.raises(ValueError, match=r"days|weeks|Monday"):
        Repeat(**wrong)  # type: ignore[arg-type]


def test_without_a_time_nothing_is_due() -> None:
    """A rhythm whose time is still open cannot be scheduled."""
    with pytest.raises(ValueError, match="without a time"):
        next_at(Repeat((1,)), YEARS[0], NEW_YORK)


@pytest.mark.parametrize(("at", "quiet"), [
    (time(20, 29), False), (time(20, 30), True), (time(23, 59), True), (time(0), True),
    (time(6, 59), True), (time(7), False), (time(16), False),
])  # fmt: skip
def test_quiet_hours(at: time, quiet: bool) -> None:  # noqa: FBT001  what is expected
    """From 20:30 to 6:59 nobody is asked."""
    assert in_quiet_hours(at) is quiet


def test_quiet_hours_of_a_class() -> None:
    """Hours within a day are as good as hours over midnight; none at all are too."""
    assert in_quiet_hours(time(8), (time(8), time(15)))
    assert not in_quiet_hours(time(15), (time(8), time(15)))
    assert not in_quiet_hours(time(3), (time(8), time(8)))


@pytest.mark.parametrize(("said", "words"), [
    (Repeat((1, 3), FOUR), "Tuesdays and Thursdays, 4:00 PM"),
    (Repeat((1,)), "Tuesdays"),
    (Repeat((0, 1, 2, 3, 4), time(15, 10)), "Weekdays, 3:10 PM"),
    (Repeat(DAILY, time(7, 5)), "Every day, 7:05 AM"),
    (Repeat((4,), time(15, 30), 2, date(2026, 12, 18), date(2026, 11, 30)),
     "Fridays every 2 weeks, 3:30 PM, until Fri, Dec 18, 2026"),
    (Once(date(2026, 12, 4)), "Fri, Dec 4, 2026"),
    (Once(date(2026, 12, 4), FOUR), "Fri, Dec 4, 2026, 4:00 PM"),
])  # fmt: skip
def test_it_is_said_back(said: Repeat | Once, words: str) -> None:
    """The echo names all that was understood, and no more."""
    assert language("en").put(said.echo).replace("\u202f", " ") == words


# --- the hours in which nobody is asked ----------------------------------------------------------

instants = st.builds(
    lambda change, away: (ZoneInfo(change[0]), change[1] + away),
    changes_of_clocks,
    st.timedeltas(timedelta(-2), timedelta(2)).map(lambda away: away - away % timedelta(minutes=1)),
)
walls = st.times().map(lambda at: at.replace(second=0, microsecond=0))
quiets = st.just(QUIET) | st.tuples(walls, walls)


def silent(at: datetime, zone: ZoneInfo, quiet: Quiet) -> bool:
    """Whether the wall says that it is quiet."""
    return in_quiet_hours(at.astimezone(zone).time(), quiet)


def minutes(begin: datetime, end: datetime) -> list[datetime]:
    """Every fifth minute from one instant to before another, and the last one before it."""
    begin = begin.astimezone(UTC)
    last = end - timedelta(microseconds=1)
    count = max(0, int((end - begin) / timedelta(minutes=5)))
    return [begin + timedelta(minutes=5 * n) for n in range(count)] + [last] * (last >= begin)


@given(instants, quiets)
def test_whoever_waits_for_quiet_hours_waits_no_longer(
    where: tuple[ZoneInfo, datetime], quiet: Quiet
) -> None:
    """In every zone and around every change of its clocks: the first instant that is not quiet."""
    zone, instant = where
    opens = hours_open(instant, zone, quiet)

    assert not silent(opens, zone, quiet)
    assert all(silent(at, zone, quiet) for at in minutes(instant, opens))
    assert (opens == instant) == (not silent(instant, zone, quiet))


@given(instants, quiets)
def test_a_window_lies_outside_quiet_hours(where: tuple[ZoneInfo, datetime], quiet: Quiet) -> None:
    """From when it opens until it ends nothing is quiet; it ends when that begins, or in time."""
    zone, asked = where
    ends = window_end(asked, zone, quiet)

    assert asked < ends <= asked + LONGEST_WINDOW
    assert ends == asked + LONGEST_WINDOW or silent(ends, zone, quiet)
    opens = hours_open(asked, zone, quiet)
    assert not any(silent(at, zone, quiet) for at in minutes(opens, ends))


@given(instants, quiets)
def test_a_reminder_crowds_nobody(where: tuple[ZoneInfo, datetime], quiet: Quiet) -> None:
    """It is half an hour at least from the question and from the end, and not in quiet hours."""
    zone, asked = where
    at, ends = reminder_at(asked, zone, quiet), window_end(asked, zone, quiet)
    opens = hours_open(asked, zone, quiet)
    if at is None:
        assert ends - opens < timedelta(hours=1)
        return

    assert opens + NEAREST_REMINDER <= at <= ends - NEAREST_REMINDER
    assert at <= opens + timedelta(hours=3)
    assert not silent(at, zone, quiet)


@pytest.mark.parametrize(("asked", "ends", "reminder"), [
    ("2026-12-01T16:00", "2026-12-01T20:30", "2026-12-01T19:00"),  # three hours later
    ("2026-12-01T17:00", "2026-12-01T20:30", "2026-12-01T20:00"),  # just so
    ("2026-12-01T18:00", "2026-12-01T20:30", "2026-12-01T19:15"),  # halfway
    ("2026-12-01T19:30", "2026-12-01T20:30", "2026-12-01T20:00"),
    ("2026-12-01T19:31", "2026-12-01T20:30", None),  # too near
    ("2026-12-01T06:30", "2026-12-01T20:30", "2026-12-01T10:00"),  # in quiet hours: after them
    ("2026-12-01T07:00", "2026-12-01T20:30", "2026-12-01T10:00"),
    ("2026-03-08T07:00", "2026-03-08T20:30", "2026-03-08T10:00"),  # the clocks have changed
])  # fmt: skip
def test_a_day_by_hand(asked: str, ends: str, reminder: str | None) -> None:
    """New York, quiet from 20:30 to 7:00."""
    at = datetime.fromisoformat(asked).replace(tzinfo=NEW_YORK)

    assert window_end(at, NEW_YORK) == datetime.fromisoformat(ends).replace(tzinfo=NEW_YORK)
    assert reminder_at(at, NEW_YORK) == (
        datetime.fromisoformat(reminder).replace(tzinfo=NEW_YORK) if reminder else None
    )


def test_a_window_without_quiet_hours_ends_all_the_same() -> None:
    """Fourteen hours at most, where a class keeps no quiet hours."""
    none = (time(8), time(8))

    assert window_end(YEARS[0], NEW_YORK, none) == YEARS[0] + timedelta(hours=14)
    assert reminder_at(YEARS[0], NEW_YORK, none) == YEARS[0] + timedelta(hours=3)


def test_seven_is_seven_when_the_clocks_change() -> None:
    """The night of the change is an hour shorter or longer; quiet hours end at 7 all the same."""
    for day, hours in (("2026-03-08", 8), ("2026-11-01", 10), ("2026-12-01", 9)):
        seven = datetime.fromisoformat(f"{day}T07:00").replace(tzinfo=NEW_YORK)
        night = datetime.combine(seven.date() - timedelta(days=1), time(22), NEW_YORK)

        assert hours_open(night, NEW_YORK) == seven
        assert hours_open(night, NEW_YORK) - night.astimezone(UTC) == timedelta(hours=hours)


# --- a large class is spread ---------------------------------------------------------------------


@pytest.mark.parametrize(("size", "over"), [
    (0, 0), (1, 0), (100, 0), (101, 1), (200, 1), (201, 2), (6_001, 60), (1_000_000, 60),
])  # fmt: skip
def test_how_wide_a_class_is_spread(size: int, over: int) -> None:
    """A class of up to 100 is asked at once; the largest within an hour."""
    assert spread_minutes(size) == over


def test_a_schedule_keeps_its_minute() -> None:
    """Whose minute it is depends on nothing but the schedule: it was the same before a restart."""
    assert [offset_minutes(key, 6_001) for key in (1, 2, 3)] == [19, 57, 58]
    assert {offset_minutes(key, 100) for key in range(50)} == {0}


def test_the_minutes_are_all_used_alike() -> None:
    """No minute has much more than its share of the students."""
    counts = [0] * 11
    for key in range(1_100):
        counts[offset_minutes(key, 1_100)] += 1

    assert min(counts) > 60
    assert max(counts) < 140


# --- days on which nobody is asked ---------------------------------------------------------------

WINTER = Break(date(2026, 12, 21), date(2027, 1, 1), "Winter break")


@pytest.mark.parametrize(("day", "country", "name"), [
    (date(2026, 12, 20), "", None),
    (date(2026, 12, 21), "", "Winter break"),
    (date(2027, 1, 1), "US", "Winter break"),
    (date(2027, 1, 2), "", None),
    (date(2026, 11, 26), "US", "Thanksgiving Day"),
    (date(2026, 11, 26), "ES", None),
    (date(2026, 12, 8), "ES", "Inmaculada Concepción"),
    (date(2026, 9, 11), "ES-CT", "Fiesta Nacional de Cataluña"),
    (date(2026, 9, 11), "ES", None),
    (date(2026, 11, 26), "", None),
    (date(2026, 11, 26), "XX", None),  # no longer known
    (date(2026, 11, 26), "US-XX", None),
])  # fmt: skip
def test_free_days(day: date, country: str, name: str | None) -> None:
    """Breaks with both their ends, and the public holidays of a country or a part of it."""
    assert free_day(day, [WINTER], country) == name


def test_countries_have_names() -> None:
    """Every country whose holidays are known has a name people know it by."""
    english, spanish = language("en"), language("es")

    assert {"US", "ES", "MX", "GB"} <= countries()
    assert all(country_name(code, english) != code for code in countries())
    assert country_name("ES", spanish) == "España"
    assert country_name("US-NY", english) == "United States (NY)"


@pytest.mark.parametrize(("country", "known"), [
    ("US", True), ("US-NY", True), ("", False), ("XX", False), ("US-", False), ("XX-NY", False),
    ("US-ny", False),
])  # fmt: skip
def test_whose_holidays_are_known(country: str, *, known: bool) -> None:
    """A country by its code, a part of one by its code behind that."""
    assert has_holidays(country) is known
