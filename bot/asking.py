"""Ask who is due, remind, let go, and say that a pause is over: what a tick does for students.

Each round claims what is due, records what becomes of it, says what is to be said and plans on, in
one transaction: a process that dies in the middle of it has done all of the round or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlmodel import SQLModel

from bot import render
from bot.chat import context_of
from bot.facts import EVERY_FOURTH, goal_now
from bot.planning import back, key, pause_over, rhythm_of
from bot.render import Button
from dialogs import check_in, weekly_reflection
from dialogs.asking import (
    APART,
    MISSES_TO_ASK,
    MISSES_TO_STOP,
    PUT_OFF,
    Around,
    Decision,
    decide,
    is_miss,
)
from dialogs.cadence import NEAREST_REMINDER, Break, free_day, hours_open, reminder_at, window_end
from dialogs.words import Words, _
from storage import check_ins, mail
from storage.mail import Outgoing
from storage.tables import (
    Asks,
    Membership,
    Occurrence,
    OccurrenceState,
    Schedule,
    ScheduleState,
)

CHECK_IN, SUMMARY = 2, 3
"""Urgencies of what a tick sends."""

GO = _("OK, go")
IN_AN_HOUR = _("In an hour")
TONIGHT = _("Tonight")
NOT_THIS_TIME = _("Not this time")
CHANGE_TIMES = _("Change when you ask")
DID_NOT_FIT = _("I asked twice, and it didn't fit. That's fine. Shall I ask another way?")
CHANGE_FIT = _("Change how you ask")
PAUSE_OVER = _("Your pause is over, and I'm back. I ask you next on {at}.")
PAUSE_OVER_NOW = _("Your pause is over, and I'm back.")
PAUSE_OVER_OFF = _("Your pause is over, and I'm back. You can check in whenever you like.")


class Stage(NamedTuple):
    """One thing a tick does, and the column by which what is due for it is found.

    `round` takes the database, the instant and how much at most; it tells how much it did.
    """

    round: Callable[[Connection, datetime, int], int]
    table: type[SQLModel]
    column: str


@dataclass
class _Round:
    """What a round leaves to write, gathered and written once."""

    occurrences: list[dict[str, Any]] = field(default_factory=list)
    plans: list[dict[str, Any]] = field(default_factory=list)
    asked: set[int] = field(default_factory=set)
    outgoing: list[Outgoing] = field(default_factory=list)

    def occurrence(self, schedule_id: int, day: date, **values: Any) -> None:
        """Record what becomes of one day."""
        row = dict.fromkeys(("asked_at", "expires_at", "act_at", "opened_at", "ended_at"))
        whose = {"schedule_id": schedule_id, "day": day}
        self.occurrences.append({**row, "reason": "", "reminders": 0, **whose, **values})

    def write(self, db: Connection, now: datetime) -> None:
        """Write all of it."""
        check_ins.record(db, self.occurrences)
        check_ins.plan(db, self.plans)
        check_ins.people_asked(db, self.asked, now)
        mail.post(db, self.outgoing, now)


def ask(db: Connection, now: datetime, most: int) -> int:
    """Ask who is due, and plan on; how many schedules that were."""
    found = check_ins.due(db, now, most)
    if not found:
        return 0
    members = {row.membership_id for row in found}
    ahead = check_ins.ahead(db, members)
    looked_back = check_ins.reflections(
        db, {row.membership_id for row in found if row.asks == Asks.WEEKLY}
    )
    breaks = _breaks(db, found, min(row.next_day for row in found))
    asked_at: dict[int, datetime] = {}
    done = _Round()
    for row in found:
        rhythm = rhythm_of(row)
        if _gone(row):
            done.plans.append(_ended(row))
            continue
        goal = ahead.get(row.membership_id)
        around = Around(
            quiet=(row.quiet_from, row.quiet_until),
            breaks=breaks.get(row.class_id, ()),
            country=row.country,
            paused_until=row.paused_until,
            asked_at=asked_at.get(row.person_id, row.person_asked_at),
            engaged=row.engaged,
            hindered="unreachable" if row.unreachable_since else "" if goal else "no_goal",
        )
        decision = decide(rhythm, row.next_day, around, now)
        for day, reason in decision.skipped:
            state = OccurrenceState.NOT_ASKED
            done.occurrence(row.id, day, state=state, reason=reason, ended_at=now)
        if decision.ask is not None:
            opens = _opening(
                row,
                goal,
                f"{row.id}.{decision.ask}",
                review=looked_back.get(row.membership_id, 0) % EVERY_FOURTH == EVERY_FOURTH - 1,
            )
            _ask(done, row, decision.ask, opens, now)
            asked_at[row.person_id] = now
            done.asked.add(row.person_id)
        done.plans.append(_planned(row, decision))
    done.write(db, now)
    return len(found)


def _gone(row: Any) -> bool:
    """Whether the student has left, or the class has ended."""
    return row.left_at is not None or row.class_ended_at is not None


def _planned(row: Any, decision: Decision) -> dict[str, Any]:
    skipped = [day for day, _reason in decision.skipped]
    settled = [*skipped, *([decision.ask] if decision.ask is not None else [])]
    day, at = decision.next or (None, None)
    return {
        "schedule": row.id,
        "state": row.state if decision.next else ScheduleState.OFF,
        "asked": row.asked + (decision.ask is not None),
        "misses": row.misses,
        "last_day": settled[-1] if settled else row.last_day,
        "next_day": day,
        "next_at": at,
    }


def _ended(row: Any) -> dict[str, Any]:
    """Plan nothing more."""
    kept = {name: getattr(row, name) for name in ("asked", "misses", "last_day")}
    off = {"state": ScheduleState.OFF, "next_day": None, "next_at": None}
    return {"schedule": row.id, **kept, **off}


def _ask(done: _Round, row: Any, day: date, opens: tuple[Any, ...], now: datetime) -> None:
    zone, quiet = ZoneInfo(row.zone), (row.quiet_from, row.quiet_until)
    expires = window_end(now, zone, quiet)
    remind = reminder_at(now, zone, quiet)
    done.occurrence(
        row.id,
        day,
        state=OccurrenceState.ASKED,
        asked_at=now,
        expires_at=expires,
        act_at=remind or expires,
    )
    words, *buttons = opens
    _say(done, row, key(row.id, day, "ask"), words, buttons, now, expires)


def _opening(row: Any, goal: Any, named: str, *, review: bool) -> tuple[Any, ...]:
    """What opens an occurrence: the words, then the buttons."""
    if row.misses == MISSES_TO_ASK:
        return (
            DID_NOT_FIT,
            Button(CHANGE_FIT, "ask", f"fit.{named}"),
            Button(GO, "ask", f"go.{named}"),
        )
    if row.asks == Asks.WEEKLY:
        return (
            weekly_reflection.opener(goal.aim, review=review),
            Button(GO, "ask", f"go.{named}"),
            Button(TONIGHT, "ask", f"tonight.{named}"),
            Button(NOT_THIS_TIME, "ask", f"no.{named}"),
        )
    return (
        check_in.opener(goal_now(goal, goal.step_id, goal.step, goal.due), short=row.short),
        Button(GO, "ask", f"go.{named}"),
        Button(IN_AN_HOUR, "ask", f"hour.{named}"),
        Button(TONIGHT, "ask", f"tonight.{named}"),
        Button(NOT_THIS_TIME, "ask", f"no.{named}"),
        Button(CHANGE_TIMES, "rhythm"),
    )


def _say(  # noqa: PLR0917  a message: to whom, which, what, when
    done: _Round,
    row: Any,
    named: str,
    words: Words,
    buttons: list[Button],
    now: datetime,
    not_after: datetime | None,
) -> None:
    context = context_of(row.language, row.person_zone, now)
    params = render.message(render.html(words, context), render.buttons(buttons, context))
    message = Outgoing(row.chat_id, "sendMessage", params, named, CHECK_IN, not_after=not_after)
    done.outgoing.append(message)


def _breaks(db: Connection, found: list[Any], since: date) -> Mapping[int, list[Break]]:
    kept = check_ins.breaks(db, {row.class_id for row in found}, since)
    return {
        class_id: [Break(one.first, one.last, one.name) for one in several]
        for class_id, several in kept.items()
    }


def act(db: Connection, now: datetime, most: int) -> int:
    """Remind once, then let go; how many occurrences that were."""
    found = check_ins.to_act_on(db, now, most)
    if not found:
        return 0
    done, changes, missed = _Round(), [], []
    went_out = mail.sent(db, [key(row.id, row.day, "ask") for row in found])
    ahead = check_ins.ahead(db, {row.membership_id for row in found})
    breaks = _breaks(db, found, min(row.day for row in found))
    for row in found:
        free = free_day(row.day, breaks.get(row.class_id, ()), row.country)
        came = key(row.id, row.day, "ask") in went_out
        if _gone(row):
            changes.append(_acted(row, OccurrenceState.EXPIRED, ended_at=now))
        elif now < row.expires_at:
            goal = None if free else ahead.get(row.membership_id)
            goes_on = _remind(done, row, goal, now, came=came)
            changes.append(_acted(row, OccurrenceState.ASKED, **goes_on))
        elif not came:
            reason = "unreachable" if row.unreachable_since else "late"
            changes.append(_acted(row, OccurrenceState.NOT_ASKED, reason=reason, ended_at=now))
        else:
            changes.append(_acted(row, OccurrenceState.EXPIRED, ended_at=now))
            # begun and not finished is no miss
            if not (row.opened_at or row.unreachable_since or free) and _had_time(row, now):
                missed.append(row.id)
    check_ins.acted(db, changes)
    check_ins.missed(db, missed, MISSES_TO_STOP)
    done.write(db, now)
    return len(found)


def _had_time(row: Any, now: datetime) -> bool:
    planned = rhythm_of(row).planned(row.day)
    return is_miss(planned, row.occurrence_asked_at, row.expires_at, now - row.act_at)


def _acted(row: Any, state: OccurrenceState, **values: Any) -> dict[str, Any]:
    wanted = {"reason": "", "act_at": None, "ended_at": None, "reminders": row.reminders, **values}
    return {
        "occurrence": row.occurrence_id,
        "to_state": state,
        **{f"to_{name}": value for name, value in wanted.items()},
    }


def _remind(done: _Round, row: Any, goal: Any, now: datetime, *, came: bool) -> dict[str, Any]:
    """Bring it up once more; a little later where they are busy, or it has not come yet.

    Not where it was begun, nothing is left to ask about, or a break or quiet hours have come.
    """
    zone, quiet = ZoneInfo(row.person_zone), (row.quiet_from, row.quiet_until)
    none = {"act_at": row.expires_at}
    if goal is None or row.opened_at or row.unreachable_since:
        return none
    if hours_open(now, zone, quiet) > now:
        return none
    if not came or row.person_id in done.asked or _busy(row, now):
        later = now + PUT_OFF
        return {"act_at": later} if later <= row.expires_at - NEAREST_REMINDER else none
    named = f"{row.id}.{row.day}"
    words = (
        weekly_reflection.nudge(goal.aim)
        if row.asks == Asks.WEEKLY
        else check_in.nudge(goal_now(goal, goal.step_id, goal.step, goal.due))
    )
    buttons = [Button(GO, "ask", f"go.{named}"), Button(NOT_THIS_TIME, "ask", f"no.{named}")]
    which = key(row.id, row.day, f"remind{row.reminders}")
    _say(done, row, which, words, buttons, now, row.expires_at)
    done.asked.add(row.person_id)
    return {**none, "reminders": row.reminders + 1}


def _busy(row: Any, now: datetime) -> bool:
    """Whether they are in a conversation, or something else was asked of them within the hour."""
    last = row.person_asked_at or row.occurrence_asked_at
    return bool(row.engaged) or (last > row.occurrence_asked_at and now < last + APART)


def resume(db: Connection, now: datetime, most: int) -> int:
    """Say that a pause is over, once; how many students that were."""
    found = check_ins.to_resume(db, now, most)
    done = _Round()
    for row in found:
        zone, quiet = ZoneInfo(row.zone), (row.quiet_from, row.quiet_until)
        opens = hours_open(max(now, pause_over(row.paused_until, quiet, zone)), zone, quiet)
        if opens > now:  # they moved, or the class's hours did
            check_ins.pause(db, row.id, row.paused_until, opens)
            continue
        check_ins.pause(db, row.id, None, None)
        at = back(db, row.id, row.class_id, row.paused_until, now)
        if _gone(row) or row.unreachable_since is not None:
            continue
        if at is None:
            words = PAUSE_OVER_OFF
        else:
            words = PAUSE_OVER.fill(at=at) if at > now else PAUSE_OVER_NOW
        context = context_of(row.language, row.zone, now)
        params = render.message(render.html(words, context), [])
        named = f"p{row.id}:{now:%Y-%m-%dT%H:%M}"
        late = now + timedelta(days=1)
        done.outgoing.append(
            Outgoing(row.chat_id, "sendMessage", params, named, CHECK_IN, not_after=late)
        )
    mail.post(db, done.outgoing, now)
    return len(found)


STAGES = (
    Stage(resume, Membership, "resumes_at"),
    Stage(ask, Schedule, "next_at"),
    Stage(act, Occurrence, "act_at"),
)
"""What a tick does for students, in this order."""
