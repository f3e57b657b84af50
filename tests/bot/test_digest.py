"""One message at the end of a school day instead of a ping for each thing that comes in."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from house import House, sent, until

from bot.digest import late_before, next_digest
from bot.sandbox.phone import Phone
from dialogs.cadence import Break
from storage import check_ins

NEW_YORK = ZoneInfo("America/New_York")
START = "I don't know how to start"
NEWS = "New in 7B Maths since your last look: "


def wall(when: str) -> datetime:
    """An instant on New York's wall: "11-24 15:30"."""
    return datetime.fromisoformat(f"2026-{when}").replace(tzinfo=NEW_YORK)


class Hours(NamedTuple):
    """The hours of a class in New York."""

    school_end: time | None = None
    quiet_from: time = time(20, 30)
    quiet_until: time = time(7)
    country: str = ""
    zone: str = "America/New_York"


# --- when ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "now", "at"),
    [
        (Hours(), "11-23 12:00", "11-23 15:30"),
        (Hours(), "11-23 15:30", "11-24 15:30"),
        (Hours(time(14, 45)), "11-23 12:00", "11-23 14:45"),
        (Hours(), "11-20 16:00", "11-23 15:30"),  # a Friday, after school
        (Hours(), "11-21 10:00", "11-23 15:30"),  # a Saturday
        (Hours(country="US"), "11-25 16:00", "11-27 15:30"),  # Thanksgiving
        (Hours(time(21)), "11-23 12:00", "11-24 07:00"),  # school ends in quiet hours
        (Hours(time(21)), "11-24 06:00", "11-24 07:00"),
        (Hours(time(21)), "11-27 12:00", "11-30 07:00"),  # a Friday's would come on a Saturday
    ],
)
def test_when_teachers_are_told(hours: Hours, now: str, at: str) -> None:
    """When school ends on the class's clock, on school days, never in quiet hours."""
    assert next_digest(hours, [], wall(now)) == wall(at)


def test_not_in_a_break() -> None:
    """On no day of it; after it again, however long a summer is, but not after an endless one."""
    week = Break(date(2026, 11, 24), date(2026, 11, 30), "Autumn")
    summer = Break(date(2026, 6, 1), date(2026, 8, 31), "Summer")
    gone = Break(date(2026, 6, 1), date(2027, 6, 1), "Closed")

    assert next_digest(Hours(), [week], wall("11-23 16:00")) == wall("12-01 15:30")
    assert next_digest(Hours(), [summer], wall("05-31 12:00")) == wall("09-01 15:30")
    assert next_digest(Hours(), [gone], wall("06-02 12:00")) is None


@pytest.mark.parametrize(
    ("now", "late"),
    [
        ("11-23 12:00", "11-18 12:00"),  # a Monday: Friday, Thursday, Wednesday
        ("11-19 09:00", "11-16 09:00"),
        ("11-21 10:00", "11-18 10:00"),  # a Saturday
    ],
)
async def test_three_school_days(home: House, now: str, late: str) -> None:
    """Weekends are no school days."""
    [room] = home.rows("SELECT id FROM class")
    found = await home.bot.worker.do(lambda db: late_before(db, room.id, wall(now)))
    assert found == wall(late)


@pytest.mark.empty
async def test_days_off_do_not_count(home: House) -> None:
    """Neither breaks nor public holidays; without a school day nothing is late for long."""
    await home.teacher()
    [room] = home.rows("SELECT id FROM class")

    def of(db: Any) -> tuple[datetime, datetime]:
        check_ins.set_hours(db, room.id, country="US")
        check_ins.add_break(db, room.id, date(2026, 11, 30), date(2026, 12, 1), "Days off")
        some = late_before(db, room.id, wall("12-03 12:00"))
        check_ins.add_break(db, room.id, date(2025, 1, 1), date(2026, 12, 31), "Closed")
        return some, late_before(db, room.id, wall("12-03 12:00"))

    some, never = await home.bot.worker.do(of)
    assert some == wall("11-25 12:00")  # 12-02, 11-27, and 11-25: the 26th is Thanksgiving
    assert never < wall("09-01 00:00")


# --- told ----------------------------------------------------------------------------------------


async def at(home: House, when: str) -> None:
    """The clock comes to an instant, tick by tick, and what is said arrives."""
    to = wall(when)
    while (due := await home.bot.ticks.next_due()) is not None and due <= to:
        home.clock.now = max(due, home.clock.now)
        await home.bot.ticks.run()
    home.clock.now = to
    await home.bot.ticks.run()
    await sent(home)


async def begin(home: House) -> None:
    """Maya has a goal and is stuck: two things for the inbox."""
    maya = await home.student("Maya", await home.teacher())
    await home.goal(maya)
    await maya.say("/checkin")
    for label in ("Stuck", "OK", START, "Same plan", "Skip"):
        await maya.tap(label)


def news(phone: Phone) -> list[str]:
    """The digests on a phone."""
    return [bubble.text for bubble in phone.screen if bubble.text.startswith("New in ")]


async def test_one_message_when_school_ends(home: House) -> None:
    """All that came in, with a button to the inbox; then nothing, until something comes again."""
    maya, desk = home.phone("Maya"), home.phone("Ms Rivera")
    await at(home, "11-23 15:29")
    assert news(desk) == []

    await at(home, "11-23 15:30")
    assert news(desk) == [f"{NEWS}1 goal and 1 check-in or note."]
    await desk.tap("Open the inbox")
    assert "this waits for your word" in desk.last.text
    await at(home, "11-24 23:00")
    assert len(news(desk)) == 1

    await maya.say("I tried it with a friend")
    await maya.tap("Keep it, on no goal")
    await at(home, "11-25 15:30")
    assert news(desk)[1:] == [f"{NEWS}1 check-in or note."]


async def test_whoever_has_looked_is_not_told(home: House) -> None:
    """To open the inbox takes the digest back."""
    desk = home.phone("Ms Rivera")
    await desk.say("/inbox")
    await at(home, "11-27 16:00")

    assert news(desk) == []


async def test_nothing_where_nothing_waits_any_more(home: House) -> None:
    """What a colleague has seen to is no news."""

    def seen(db: Any) -> None:
        db.exec_driver_sql("UPDATE goal SET agreed_at = '2026-11-23', agreed = 'agreed'")
        db.exec_driver_sql("DELETE FROM entry WHERE kind = 'check_in'")

    await home.bot.worker.do(seen)
    await at(home, "11-24 16:00")

    assert news(home.phone("Ms Rivera")) == []


@pytest.mark.empty
async def test_a_check_in_that_went_well_is_no_news(home: House) -> None:
    """Nobody is told of what needs no word."""
    maya = await home.student("Maya", await home.teacher())
    await home.goal(maya)
    desk = home.phone("Ms Rivera")
    await desk.say("/inbox")
    await maya.say("/checkin")
    for label in ("Done", "Going well", "My plan", "Same plan", "Skip"):
        await maya.tap(label)

    assert home.rows("SELECT digest_at FROM membership WHERE role = 'teacher'") == [(None,)]


async def test_an_outage_puts_it_off_to_the_next_school_day(home: House) -> None:
    """What was due and could not go does not come at night or on a Saturday."""
    home.clock.now = wall("11-28 11:00")  # it was down from Monday to Saturday
    await at(home, "11-28 11:00")
    assert news(home.phone("Ms Rivera")) == []

    await at(home, "11-30 15:30")
    assert len(news(home.phone("Ms Rivera"))) == 1


async def test_who_has_left_is_told_nothing(home: House) -> None:
    """Nor is a teacher whose class has ended, or whom nothing reaches."""
    desk = home.phone("Ms Rivera")
    desk.block()
    await until(lambda: bool(home.rows("SELECT 1 FROM person WHERE unreachable_since IS NOT NULL")))
    await at(home, "11-23 16:00")
    assert home.rows("SELECT digest_at FROM membership WHERE role = 'teacher'") == [(None,)]

    desk.unblock()
    await home.bot.worker.do(
        lambda db: db.exec_driver_sql(
            "UPDATE membership SET digest_at = '2026-11-24', left_at = '2026-11-23' "
            "WHERE role = 'teacher'"
        )
    )
    await at(home, "11-24 16:00")
    assert news(desk) == []


@pytest.mark.empty
async def test_a_trial_is_no_news(home: House) -> None:
    """A teacher who tries the student's side wakes nobody."""
    await home.teacher()
    desk = home.phone("Ms Rivera")
    await desk.say("/start")
    await desk.tap("Try as a student")
    await home.goal(desk)

    assert home.rows("SELECT digest_at FROM membership WHERE role = 'teacher'") == [(None,)]
