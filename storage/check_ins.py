"""Schedules and their occurrences: who is due, what became of it, and when it comes again.

A due date is an indexed column, so that what a tick costs follows what is due, not what exists.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    Connection,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    select,
    update,
)
from sqlmodel import col

from storage.database import add, change, one, rows
from storage.tables import (
    Asks,
    Break,
    Class,
    Conversation,
    Entry,
    Goal,
    GoalState,
    Membership,
    Occurrence,
    OccurrenceState,
    Person,
    Prompt,
    Role,
    Schedule,
    ScheduleState,
    Step,
)

ENGAGED_FOR = timedelta(minutes=15)
"""How long after a question somebody counts as being in the middle of a conversation."""
STEMS_BACK = 2
"""How many check-ins back a stem is not used again."""

_schedule = Schedule.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_occurrence = Occurrence.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_person = Person.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_class = Class.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_talk = Conversation.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_goal = Goal.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_step = Step.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_entry = Entry.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_prompt = Prompt.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__


# --- a student's own schedules -------------------------------------------------------------------


def of(db: Connection, membership_id: int) -> dict[str, Schedule]:
    """A student's schedules by what they ask."""
    found = rows(db, Schedule, col(Schedule.membership_id) == membership_id)
    return {row.asks: row for row in found}


def get(db: Connection, schedule_id: int | None) -> Schedule | None:
    """A schedule by its id."""
    return one(db, Schedule, col(Schedule.id) == schedule_id)


def set_schedule(db: Connection, membership_id: int, asks: Asks, **values: Any) -> None:
    """Set when a student is asked, over what was set before; misses begin anew."""
    mine = (col(Schedule.membership_id) == membership_id, col(Schedule.asks) == asks)
    values |= {"state": ScheduleState.ACTIVE, "misses": 0}
    if not change(db, Schedule, *mine, **values):
        add(db, Schedule(membership_id=membership_id, asks=asks, **values))


def put(db: Connection, schedule_id: int, **values: Any) -> None:
    """Change a schedule."""
    change(db, Schedule, col(Schedule.id) == schedule_id, **values)


def tune(db: Connection, membership_id: int, asks: Asks, **values: Any) -> None:
    """Change how a student is asked, and not when: misses, short."""
    mine = (col(Schedule.membership_id) == membership_id, col(Schedule.asks) == asks)
    change(db, Schedule, *mine, **values)


def switch_off(db: Connection, membership_id: int, asks: Asks) -> None:
    """Ask no more; what was set stays on record."""
    tune(db, membership_id, asks, state=ScheduleState.OFF, next_at=None, next_day=None)


def of_person(db: Connection, person_id: int) -> list[Schedule]:
    """All schedules of somebody, whatever the class."""
    mine = select(_member.c.id).where(_member.c.person_id == person_id)
    return rows(db, Schedule, col(Schedule.membership_id).in_(mine))


def planned(db: Connection, membership_id: int) -> list[Any]:
    """A student's schedules on which something is due, now or later."""
    mine = (_schedule.c.membership_id == membership_id, _schedule.c.next_day.is_not(None))
    return list(db.execute(select(_schedule).where(*mine)))


def occurrence(db: Connection, schedule_id: int, day: date) -> Occurrence | None:
    """What became of a schedule on a local date."""
    return one(
        db, Occurrence, col(Occurrence.schedule_id) == schedule_id, col(Occurrence.day) == day
    )


def open_occurrences(db: Connection, membership_id: int, asks: Asks | None = None) -> list[Any]:
    """What a student was asked and has not answered: rows of an occurrence, newest first."""
    wanted = [_schedule.c.membership_id == membership_id]
    if asks is not None:
        wanted.append(_schedule.c.asks == asks)
    return list(
        db.execute(
            select(_occurrence)
            .join(_schedule, _schedule.c.id == _occurrence.c.schedule_id)
            .where(*wanted, _occurrence.c.state == OccurrenceState.ASKED)
            .order_by(_occurrence.c.id.desc())
        )
    )


_HOW_ASKED = (
    select(
        func.coalesce(_schedule.c.short, false()),
        exists(
            select(_occurrence.c.id).where(
                _occurrence.c.schedule_id == _schedule.c.id,
                _occurrence.c.state == OccurrenceState.ASKED,
                _occurrence.c.opened_at.is_not(None),
            )
        ),
        exists(
            select(_prompt.c.id).where(
                _prompt.c.class_id == _member.c.class_id,
                _prompt.c.kind == Asks.CHECK_IN,
                _prompt.c.ended_at.is_(None),
            )
        ),
    )
    .select_from(_member)
    .outerjoin(
        _schedule,
        and_(_schedule.c.membership_id == _member.c.id, _schedule.c.asks == Asks.CHECK_IN),
    )
    .where(_member.c.id == bindparam("member"))
)


def how_asked(db: Connection, membership_id: int) -> tuple[bool, bool, bool]:
    """Whether a student's check-ins are short, and whether one that was asked has been begun.

    And whether the class has questions of its own for them, which most have not: they are read only
    then.
    """
    found = db.execute(_HOW_ASKED, {"member": membership_id}).first()
    return (found[0], found[1], found[2]) if found else (False, False, False)


def touch(db: Connection, occurrence_id: int, **values: Any) -> None:
    """Change an occurrence: opened_at, act_at."""
    change(db, Occurrence, col(Occurrence.id) == occurrence_id, **values)


def answered(db: Connection, membership_id: int, asks: Asks, now: datetime) -> list[Any]:
    """A student has answered: what was open is, and misses begin anew. The occurrences closed."""
    open_ones = open_occurrences(db, membership_id, asks)
    for row in open_ones:
        touch(db, row.id, state=OccurrenceState.ANSWERED, ended_at=now, act_at=None)
    tune(db, membership_id, asks, misses=0)
    return open_ones


def let_be(db: Connection, membership_id: int, asks: Asks) -> bool:
    """Switch off a schedule that had stopped as there was no answer; whether there was one."""
    mine = (col(Schedule.membership_id) == membership_id, col(Schedule.asks) == asks)
    stopped = col(Schedule.state) == ScheduleState.STOPPED
    return bool(change(db, Schedule, *mine, stopped, state=ScheduleState.OFF))


def give_up(db: Connection, occurrence_id: int, reason: str, now: datetime) -> None:
    """Record that something that was due is not asked after all, by the student's own wish."""
    touch(
        db,
        occurrence_id,
        state=OccurrenceState.NOT_ASKED,
        reason=reason,
        ended_at=now,
        act_at=None,
    )


def pause(db: Connection, membership_id: int, until: date | None, at: datetime | None) -> None:
    """Ask nothing before the day `until`, and say at the instant `at` that it is over."""
    change(db, Membership, col(Membership.id) == membership_id, paused_until=until, resumes_at=at)


def look_at_pauses(db: Connection, person_id: int, at: datetime) -> None:
    """Look at the instant `at` whether somebody's pauses are over: their clock has changed."""
    mine = (col(Membership.person_id) == person_id, col(Membership.paused_until).is_not(None))
    change(db, Membership, *mine, resumes_at=at)


_RECENT = (
    select(_entry.c.answers)
    .where(_entry.c.membership_id == bindparam("member"), _entry.c.kind == Asks.CHECK_IN)
    .order_by(_entry.c.at.desc(), _entry.c.id.desc())
    .limit(STEMS_BACK)
)


def recent_stems(db: Connection, membership_id: int) -> list[str]:
    """The stems of a student's last check-ins, the newest first."""
    found = db.execute(_RECENT, {"member": membership_id}).scalars()
    return [stem for answers in found if (stem := str(answers.get("stem", "")))]


def class_size(db: Connection, class_id: int) -> int:
    """How many students a class has."""
    return int(
        db.execute(
            select(func.count()).where(
                _member.c.class_id == class_id,
                _member.c.role == Role.STUDENT,
                _member.c.left_at.is_(None),
            )
        ).scalar_one()
    )


def quiet_lately(db: Connection, class_id: int) -> list[str]:
    """The names of students who are asked no more because there was no answer."""
    return list(
        db.execute(
            select(_member.c.name)
            .join(_schedule, _schedule.c.membership_id == _member.c.id)
            .where(
                _member.c.class_id == class_id,
                _member.c.left_at.is_(None),
                _member.c.trial.is_(False),
                _schedule.c.state == ScheduleState.STOPPED,
            )
            .distinct()
            .order_by(_member.c.name)
        ).scalars()
    )


# --- classes -------------------------------------------------------------------------------------


def class_of(db: Connection, class_id: int | None) -> Class | None:
    """A class with the hours it keeps."""
    return one(db, Class, col(Class.id) == class_id)


def set_hours(db: Connection, class_id: int, **values: Any) -> None:
    """Set a class's zone, school_end, quiet_from, quiet_until, country, silence, family_yes."""
    change(db, Class, col(Class.id) == class_id, **values)


def add_break(db: Connection, class_id: int, first: date, last: date, name: str) -> None:
    """Ask nobody of a class on these days, both included."""
    add(db, Break(class_id=class_id, first=first, last=last, name=name))


def drop_break(db: Connection, class_id: int, break_id: int) -> None:
    """Forget a break of a class."""
    mine = delete(Break.__table__).where(  # type: ignore[attr-defined]  # SQLModel declares no __table__
        col(Break.id) == break_id, col(Break.class_id) == class_id
    )
    db.execute(mine)


def breaks(db: Connection, class_ids: Collection[int], since: date) -> dict[int, list[Break]]:
    """The breaks of classes that are not over on the day `since`, in order, by class."""
    found: dict[int, list[Break]] = {}
    for row in rows(
        db,
        Break,
        col(Break.class_id).in_(class_ids),
        col(Break.last) >= since,
        order_by=(col(Break.first),),
    ):
        found.setdefault(row.class_id, []).append(row)
    return found


# --- ticks ---------------------------------------------------------------------------------------

_engaged = exists(
    select(_talk.c.id).where(
        _talk.c.person_id == _person.c.id,
        _talk.c.stopped_at.is_(None),
        _talk.c.touched_at > bindparam("engaged_since"),
    )
)
_ASKED = (
    _member.c.person_id,
    _member.c.class_id,
    _member.c.name,
    _member.c.trial,
    _member.c.left_at,
    _member.c.paused_until,
    _person.c.chat_id,
    _person.c.language,
    _person.c.zone.label("person_zone"),
    _person.c.asked_at.label("person_asked_at"),
    _person.c.unreachable_since,
    _class.c.ended_at.label("class_ended_at"),
    _class.c.quiet_from,
    _class.c.quiet_until,
    _class.c.country,
    _engaged.label("engaged"),
)


def _whose(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Join a schedule's statement with whom it asks."""
    return (
        statement.join(_member, _member.c.id == _schedule.c.membership_id)
        .join(_person, _person.c.id == _member.c.person_id)
        .join(_class, _class.c.id == _member.c.class_id)
    )


_DUE = (
    _whose(select(_schedule, *_ASKED).select_from(_schedule))
    .where(_schedule.c.next_at <= bindparam("now"))
    .order_by(_schedule.c.next_at, _schedule.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=_schedule, skip_locked=True)
)
_ACT = (
    _whose(
        select(
            _occurrence.c.id.label("occurrence_id"),
            _occurrence.c.day,
            _occurrence.c.asked_at.label("occurrence_asked_at"),
            _occurrence.c.expires_at,
            _occurrence.c.act_at,
            _occurrence.c.opened_at,
            _occurrence.c.reminders,
            _schedule,
            *_ASKED,
        )
        .select_from(_occurrence)
        .join(_schedule, _schedule.c.id == _occurrence.c.schedule_id)
    )
    .where(_occurrence.c.act_at <= bindparam("now"))
    .order_by(_occurrence.c.act_at, _occurrence.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=_occurrence, skip_locked=True)
)


def due(db: Connection, now: datetime, most: int) -> list[Any]:
    """Claim schedules that are due, with whom they ask, the longest due first."""
    return _claimed(db, _DUE, now, most)


def to_act_on(db: Connection, now: datetime, most: int) -> list[Any]:
    """Claim occurrences to remind of or to expire, with their schedule and whom it asks."""
    return _claimed(db, _ACT, now, most)


def _claimed(
    db: Connection, statement: Select[*tuple[Any, ...]], now: datetime, most: int
) -> list[Any]:
    values = {"now": now, "most": most, "engaged_since": now - ENGAGED_FOR}
    return list(db.execute(statement, values))


def to_resume(db: Connection, now: datetime, most: int) -> list[Any]:
    """Claim students whose pause is over: rows of a membership with whom to tell."""
    return list(
        db.execute(
            select(
                _member.c.id,
                _member.c.class_id,
                _member.c.left_at,
                _member.c.paused_until,
                _class.c.ended_at.label("class_ended_at"),
                _person.c.chat_id,
                _person.c.language,
                _person.c.zone,
                _person.c.unreachable_since,
                _class.c.quiet_from,
                _class.c.quiet_until,
            )
            .join(_person, _person.c.id == _member.c.person_id)
            .join(_class, _class.c.id == _member.c.class_id)
            .where(_member.c.resumes_at <= now)
            .order_by(_member.c.resumes_at, _member.c.id)
            .limit(most)
            .with_for_update(of=_member, skip_locked=True)
        )
    )


def ahead(db: Connection, membership_ids: Collection[int]) -> dict[int, Any]:
    """The goal that students are asked about, by membership, with its next open step.

    It is the active one that was looked at longest ago; rows of a goal with step_id, step, due.
    """
    longest_ago = (
        func.row_number()
        .over(
            partition_by=_goal.c.membership_id,
            order_by=(
                case((_goal.c.checked_at.is_(None), 0), else_=1),
                _goal.c.checked_at,
                _goal.c.id,
            ),
        )
        .label("place")
    )
    active = (
        select(_goal, longest_ago)
        .where(_goal.c.membership_id.in_(membership_ids), _goal.c.state == GoalState.ACTIVE)
        .subquery()
    )
    other = _step.alias("other")
    first_open = (
        select(func.min(other.c.position))
        .where(other.c.goal_id == active.c.id, other.c.done_at.is_(None))
        .correlate(active)
        .scalar_subquery()
    )
    found = db.execute(
        select(active, _step.c.id.label("step_id"), _step.c.text.label("step"), _step.c.due)
        .select_from(active)
        .outerjoin(_step, and_(_step.c.goal_id == active.c.id, _step.c.position == first_open))
        .where(active.c.place == 1)
    )
    return {row.membership_id: row for row in found}


def reflections(db: Connection, membership_ids: Collection[int]) -> dict[int, int]:
    """How many times students have looked back so far, by membership; 0 is left out."""
    found = db.execute(
        select(_entry.c.membership_id, func.count())
        .where(
            _entry.c.membership_id.in_(membership_ids),
            _entry.c.kind.in_(("reflection", "goal_review")),
        )
        .group_by(_entry.c.membership_id)
    )
    return {member: count for member, count in found}  # noqa: C416  a Row is not typed as a pair


def record(db: Connection, occurrences: Sequence[Mapping[str, Any]]) -> None:
    """Add occurrences; each has every column but the id."""
    if occurrences:
        db.execute(insert(_occurrence), occurrences)


_PLAN = (
    update(_schedule)
    .where(_schedule.c.id == bindparam("schedule"))
    .values(
        {
            name: bindparam(f"to_{name}")
            for name in ("state", "asked", "misses", "last_day", "next_day", "next_at")
        }
    )
)


def not_asked(
    db: Connection, schedule_id: int, days: Iterable[date], reason: str, now: datetime
) -> None:
    """Record days that were due and are not asked, and why."""
    for day in days:
        add(
            db,
            Occurrence(
                schedule_id=schedule_id,
                day=day,
                state=OccurrenceState.NOT_ASKED,
                reason=reason,
                ended_at=now,
            ),
        )


def plan(db: Connection, plans: Sequence[Mapping[str, Any]]) -> None:
    """Plan schedules on, each `schedule` by its id.

    With it come state, asked, misses, last_day, next_day and next_at.
    """
    if plans:
        values = [
            {"schedule": one["schedule"]}
            | {f"to_{name}": value for name, value in one.items() if name != "schedule"}
            for one in plans
        ]
        db.execute(_PLAN, values)


_ACTED = (
    update(_occurrence)
    .where(_occurrence.c.id == bindparam("occurrence"))
    .values(
        state=bindparam("to_state"),
        reason=bindparam("to_reason"),
        act_at=bindparam("to_act_at"),
        reminders=bindparam("to_reminders"),
        ended_at=bindparam("to_ended_at"),
    )
)


def acted(db: Connection, changes: Sequence[Mapping[str, Any]]) -> None:
    """Change occurrences, each `occurrence` by its id.

    With it come to_state, to_reason, to_act_at, to_reminders and to_ended_at.
    """
    if changes:
        db.execute(_ACTED, changes)


def missed(db: Connection, schedule_ids: Iterable[int], most: int) -> None:
    """Count a miss for each schedule; at `most` it stops asking."""
    ids = list(schedule_ids)
    if not ids:
        return
    mine = _schedule.c.id.in_(ids)
    db.execute(update(_schedule).where(mine).values(misses=_schedule.c.misses + 1))
    over = (mine, _schedule.c.misses >= most, _schedule.c.state == ScheduleState.ACTIVE)
    off = {"state": ScheduleState.STOPPED, "next_at": None, "next_day": None}
    db.execute(update(_schedule).where(*over).values(off))


_PERSON_ASKED = (
    update(_person).where(_person.c.id == bindparam("person")).values(asked_at=bindparam("at"))
)


def people_asked(db: Connection, person_ids: Iterable[int], now: datetime) -> None:
    """Note when people were last asked."""
    values = [{"person": person_id, "at": now} for person_id in person_ids]
    if values:
        db.execute(_PERSON_ASKED, values)


def next_due(db: Connection) -> datetime | None:
    """The earliest instant at which a tick will find something to ask, remind, expire or resume."""
    found = [
        db.execute(select(func.min(column)).where(column.is_not(None))).scalar()
        for column in (_schedule.c.next_at, _occurrence.c.act_at, _member.c.resumes_at)
    ]
    return cast("datetime | None", min((at for at in found if at is not None), default=None))


def next_check_in(db: Connection) -> datetime | None:
    """The earliest instant at which somebody will be asked."""
    column = _schedule.c.next_at
    found = db.execute(select(func.min(column)).where(column.is_not(None))).scalar()
    return cast("datetime | None", found)
