"""The students of a class: one row each, with figures of the time and levels by area."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from storage.exports import levels
from storage.exports.entries import select_entries
from storage.exports.wanted import (
    Columns,
    InWords,
    Kind,
    Report,
    Room,
    Row,
    Wanted,
    counted,
    room_of,
    students_in,
    towards,
    within,
)
from storage.names import by_name
from storage.tables import (
    Asks,
    Entry,
    Goal,
    GoalState,
    Membership,
    Occurrence,
    OccurrenceState,
    Schedule,
    Step,
)

COLUMNS: Columns = {
    "student_ref": Kind.FACT,
    "student_name": Kind.TEXT,
    "joined_on": Kind.DAY,
    "goals_active": Kind.NUMBER,
    "goals_finished": Kind.NUMBER,
    "steps": Kind.NUMBER,
    "steps_done": Kind.NUMBER,
    "check_ins_asked": Kind.NUMBER,
    "check_ins_answered": Kind.NUMBER,
    "entries": Kind.NUMBER,
    "last_entry_on": Kind.DAY,
    "last_reflection_on": Kind.DAY,
}
"""Behind them come two for each area: the student's own level, and the teacher's."""
REFLECTIONS = ("reflection", "goal_review")

_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_goal = Goal.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_step = Step.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_entry = Entry.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_schedule = Schedule.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_occurrence = Occurrence.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__


def students(db: Connection, wanted: Wanted, words: InWords) -> Report:
    """The students who are wanted, by name.

    Figures of check-ins and entries are of the days that are wanted; goals and levels are as they
    stand. A state, a stuck point or what is unanswered picks students who have such an entry, a
    target those with a goal towards it. Where a student has two goals of an area, the newer counts.
    """
    room = room_of(db, wanted.class_id)
    areas, by_area = _levels(db, wanted, words)
    columns = {f"{area} ({who})": Kind.TEXT for area in areas for who in (words.own, words.teacher)}
    return Report({**COLUMNS, **columns}, _rows(db, wanted, room, areas, by_area))


def count(db: Connection, wanted: Wanted) -> int:
    """How many students are wanted."""
    return counted(db, _select(wanted, room_of(db, wanted.class_id)))


def _select(wanted: Wanted, room: Room) -> Any:
    where = students_in(wanted)
    if wanted.state or wanted.stuck or wanted.unanswered:
        such = select_entries(wanted, room, _entry.c.membership_id).order_by(None)
        where.append(_member.c.id.in_(such))
    if wanted.target:
        where.append(_member.c.id.in_(select(_goal.c.membership_id).where(*towards(wanted))))
    return select(_member.c.id, _member.c.name, _member.c.joined_at).where(*where)


_By = dict[int, tuple[Any, ...]]
"""Figures by student."""


def _rows(
    db: Connection,
    wanted: Wanted,
    room: Room,
    areas: list[str],
    by_area: dict[tuple[int, str], tuple[str, str]],
) -> Iterator[Row]:
    goals, steps = _goals(db, wanted), _steps(db, wanted)
    asked, entries = check_ins(db, wanted, room), _entries(db, wanted, room)
    for student_id, name, joined_at in sorted(db.execute(_select(wanted, room)), key=by_name):
        total, newest, newest_reflection = entries.get(student_id, (0, None, None))
        yield (
            f"S{student_id}",
            name,
            room.day(joined_at),
            *goals.get(student_id, (0, 0)),
            *steps.get(student_id, (0, 0)),
            *asked.get(student_id, (0, 0)),
            total,
            room.day(newest),
            room.day(newest_reflection),
            *(cell for area in areas for cell in by_area.get((student_id, area), ("", ""))),
        )


def _goals(db: Connection, wanted: Wanted) -> _By:
    """How many are active, and finished."""
    active, finished = (
        func.count().filter(_goal.c.state == state)
        for state in (GoalState.ACTIVE, GoalState.FINISHED)
    )
    return _by_student(
        db.execute(
            select(_member.c.id, active, finished)
            .join(_goal, _goal.c.membership_id == _member.c.id)
            .where(*students_in(wanted), *towards(wanted))
            .group_by(_member.c.id)
        )
    )


def _steps(db: Connection, wanted: Wanted) -> _By:
    """How many steps the active goals have, and how many of them are done."""
    return _by_student(
        db.execute(
            select(_member.c.id, func.count(), func.count(_step.c.done_at))
            .join(_goal, _goal.c.membership_id == _member.c.id)
            .join(_step, _step.c.goal_id == _goal.c.id)
            .where(*students_in(wanted), *towards(wanted), _goal.c.state == GoalState.ACTIVE)
            .group_by(_member.c.id)
        )
    )


def check_ins(db: Connection, wanted: Wanted, room: Room) -> _By:
    """How often students were asked on their schedule, and how often they answered."""
    answered = func.count().filter(_occurrence.c.state == OccurrenceState.ANSWERED)
    return _by_student(
        db.execute(
            select(_member.c.id, func.count(), answered)
            .join(_schedule, _schedule.c.membership_id == _member.c.id)
            .join(_occurrence, _occurrence.c.schedule_id == _schedule.c.id)
            .where(
                *students_in(wanted),
                *within(_occurrence.c.asked_at, wanted, room),
                _schedule.c.asks == Asks.CHECK_IN,
                _occurrence.c.asked_at.is_not(None),
            )
            .group_by(_member.c.id)
        )
    )


def _entries(db: Connection, wanted: Wanted, room: Room) -> _By:
    """How many entries there are, when the newest was made, and the newest reflection."""
    reflected = func.max(_entry.c.at).filter(_entry.c.kind.in_(REFLECTIONS))
    return _by_student(
        db.execute(
            select(_member.c.id, func.count(), func.max(_entry.c.at), reflected)
            .join(_entry, _entry.c.membership_id == _member.c.id)
            .where(*students_in(wanted), *within(_entry.c.at, wanted, room))
            .group_by(_member.c.id)
        )
    )


def _by_student(found: Any) -> _By:
    return {row[0]: tuple(row[1:]) for row in found}


def _levels(
    db: Connection, wanted: Wanted, words: InWords
) -> tuple[list[str], dict[tuple[int, str], tuple[str, str]]]:
    """The areas, those of most students first; and both levels by student and area, in words."""
    own, teachers = levels.own(db, wanted.class_id), levels.teachers(db, wanted.class_id)
    by_area: dict[tuple[int, str], tuple[str, str]] = {}
    shown: dict[str, str] = {}
    for goal_id, student_id, said in db.execute(
        select(_goal.c.id, _goal.c.membership_id, _goal.c.area)
        .join(_member, _member.c.id == _goal.c.membership_id)
        .where(*students_in(wanted), *towards(wanted), _goal.c.state != GoalState.DROPPED)
        .order_by(_goal.c.id)
    ):
        area = shown.setdefault(said.casefold(), said)
        both = (own.get(goal_id, 0), teachers.get(goal_id, 0))
        by_area[student_id, area] = (words.levels.get(both[0], ""), words.levels.get(both[1], ""))
    students_of = [area for _, area in by_area]
    return sorted(set(students_of), key=lambda a: (-students_of.count(a), a)), by_area
