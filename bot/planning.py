"""A rhythm between what dialogs understands and what storage keeps; and when it comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.chat import Chat
from dialogs.asking import Rhythm, gone_by
from dialogs.cadence import (
    QUIET,
    Break,
    Quiet,
    Repeat,
    free_day,
    in_quiet_hours,
    offset_minutes,
)
from storage import check_ins, people
from storage.tables import Asks, Schedule, ScheduleState

A_MOMENT = timedelta(seconds=1)
MOST_AHEAD = 400
"""Days of a rhythm in which one that is no day off is looked for."""


def repeat_of(row: Any) -> Repeat:
    """The rhythm of a schedule's row."""
    return Repeat(tuple(row.days), row.at, row.every, row.until, row.week)


def rhythm_of(row: Any) -> Rhythm:
    """A schedule's row with its clock and how far it has come."""
    return Rhythm(repeat_of(row), ZoneInfo(row.zone), row.offset, row.last_day)


def family_repeat(link: Any) -> Repeat:
    """When an adult gets the summary: one day a week, or every other week."""
    return Repeat((link.day,), link.at, link.every, None, link.week)


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def current(db: Connection, membership_id: int, asks: Asks) -> Repeat | None:
    """The rhythm a student is asked on; None where they are not, or not any more."""
    row = check_ins.of(db, membership_id).get(asks)
    return repeat_of(row) if row is not None and row.state == ScheduleState.ACTIVE else None


def ask_on(chat: Chat, membership_id: int, asks: Asks, repeat: Repeat | None) -> datetime | None:
    """Ask a student on this rhythm from now on; when that is first. None: ask no more.

    What is open can still be answered; there is no reminder of it, and it is no miss.
    """
    for occurrence in check_ins.open_occurrences(chat.db, membership_id, asks):
        check_ins.touch(chat.db, occurrence.id, opened_at=chat.now)
    before = check_ins.of(chat.db, membership_id).get(asks)
    last_day = _let_go(chat.db, before, chat.now) if before else None
    if repeat is None or repeat.time is None:
        check_ins.switch_off(chat.db, membership_id, asks)
        check_ins.tune(chat.db, membership_id, asks, last_day=last_day)
        return None
    size = check_ins.class_size(chat.db, chat.who.class_id or 0)
    room = check_ins.class_of(chat.db, chat.who.class_id)
    quiet = (room.quiet_from, room.quiet_until) if room else QUIET
    rests = _rests_until(chat, membership_id)
    rhythm = Rhythm(
        repeat,
        chat.context.zone,
        _offset(repeat, offset_minutes(membership_id, size), quiet),
        last_day,
    )
    day, at = rhythm.following(chat.now) or (None, None)  # in a pause too, to be on record
    check_ins.set_schedule(
        chat.db,
        membership_id,
        asks,
        days=list(repeat.days),
        at=repeat.time,
        every=repeat.every,
        week=repeat.week,
        until=repeat.until,
        zone=chat.context.zone.key,
        offset=rhythm.offset,
        last_day=last_day,
        next_day=day,
        next_at=at,
    )
    return asked_next(chat.db, chat.who.class_id or 0, rhythm, max(chat.now, rests))


def asked_next(db: Connection, class_id: int, rhythm: Rhythm, after: datetime) -> datetime | None:
    """When a class's student is asked next, after an instant: not in a break or on a holiday."""
    room, today = check_ins.class_of(db, class_id), after.astimezone(rhythm.zone).date()
    found = check_ins.breaks(db, [class_id], today).get(class_id, [])
    breaks = [Break(one.first, one.last, one.name) for one in found]
    due = rhythm.following(after)
    for _again in range(MOST_AHEAD):
        if due is None or not free_day(due[0], breaks, room.country if room else ""):
            break
        due = rhythm.following(due[1])
    return due[1] if due else None


def _offset(repeat: Repeat, minutes: int, quiet: Quiet) -> int:
    """By how much a schedule is put off, as long as that is not into the quiet hours."""
    if repeat.time is None:
        return 0
    at = datetime.combine(date.min, repeat.time) + timedelta(minutes=minutes)
    return 0 if in_quiet_hours(at.time(), quiet) else minutes


def _rests_until(chat: Chat, membership_id: int) -> datetime:
    """When a pause ends; now where there is none."""
    member = people.membership(chat.db, membership_id)
    if member is None or member.paused_until is None:
        return chat.now
    begins = datetime.combine(member.paused_until, time(0), chat.context.zone)
    return begins - timedelta(seconds=1)  # what is due at that very midnight counts


def pause_over(until: date, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """When a pause until a day ends, in UTC: as the quiet hours do."""
    return datetime.combine(until, quiet[1], zone).astimezone(UTC)


def back(
    db: Connection, membership_id: int, class_id: int, until: date, now: datetime
) -> datetime | None:
    """Go on after a pause until a day: what came due in it is on record, and not asked late.

    When they are asked next; an instant that is past where that is due already.
    """
    ahead = []
    for schedule in check_ins.planned(db, membership_id):
        rhythm, day, at = rhythm_of(schedule), schedule.next_day, schedule.next_at
        days, upcoming = gone_by(rhythm, day, now) if rhythm.planned(day) <= now else ([], None)
        paused = [gone for gone in days if gone < until]
        if paused:
            left = [(gone, rhythm.planned(gone)) for gone in days if gone >= until]
            day, at = next(iter(left), upcoming) or (None, None)
            check_ins.not_asked(db, schedule.id, paused, "paused", now)
            plan = {"last_day": paused[-1], "next_day": day, "next_at": at}
            check_ins.put(
                db, schedule.id, state=schedule.state if at else ScheduleState.OFF, **plan
            )
        if at is not None and at > now:
            at = asked_next(db, class_id, rhythm, at - A_MOMENT)
        ahead += [at] if at else []
    return min(ahead, default=None)


def move_person(db: Connection, person_id: int, zone: str, now: datetime) -> None:
    """Put somebody on another clock, with all that they are asked and their pauses."""
    people.settle_in(db, person_id, zone=zone)
    for schedule in check_ins.of_person(db, person_id):
        move_to(db, schedule, zone, now)
    check_ins.look_at_pauses(db, person_id, now)


def move_to(db: Connection, schedule: Schedule, zone: str, now: datetime) -> None:
    """Keep a schedule's wall clock in another zone; days that are done with stay so.

    A day whose hour is past there, and was still ahead or put off here, is asked about all the
    same.
    """
    day, at = schedule.next_day, schedule.next_at
    if day is not None:
        before = rhythm_of(schedule)
        rhythm = replace(before, zone=ZoneInfo(zone))
        if rhythm.planned(day) > now:
            day, at = rhythm.following(now) or (None, None)
        elif before.planned(day) > now:
            at = now
    check_ins.put(db, schedule.id or 0, zone=zone, next_day=day, next_at=at)


def _let_go(db: Connection, schedule: Schedule, now: datetime) -> date | None:
    """Record the days that were due and put off, as the rhythm changes; the last one done with."""
    if schedule.next_day is None or rhythm_of(schedule).planned(schedule.next_day) > now:
        return schedule.last_day
    days, _upcoming = gone_by(rhythm_of(schedule), schedule.next_day, now)
    check_ins.not_asked(db, schedule.id or 0, days, "changed", now)
    return days[-1]


def key(schedule_id: int, day: date, what: str) -> str:
    """The outbox key of what is said about one occurrence: ask, remind0, remind1 and so on."""
    return f"o{schedule_id}:{day}:{what}"


def keys(occurrence: Any) -> list[str]:
    """The outbox keys of all that was said about an occurrence."""
    said = ("ask", *(f"remind{n}" for n in range(occurrence.reminders)))
    return [key(occurrence.schedule_id, occurrence.day, what) for what in said]
