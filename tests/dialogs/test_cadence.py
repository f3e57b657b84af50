"""A rhythm comes when the clock on the wall says so, once a day at most, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.cadence import Once, Repeat, in_quiet_hours, next_at
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
