"""The goals of a class: one row each, with the plan, the steps and where both sides see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, and_, or_, select

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
    students_by_name,
    students_in,
    teachers,
    towards,
    within,
)
from storage.tables import Entry, Goal, Membership, Step

COLUMNS: Columns = {
    "goal_id": Kind.NUMBER,
    "student_ref": Kind.FACT,
    "student_name": Kind.TEXT,
    "area": Kind.TEXT,
    "goal_text": Kind.TEXT,
    "why": Kind.TEXT,
    "obstacle": Kind.TEXT,
    "plan_if": Kind.TEXT,
    "plan_then": Kind.TEXT,
    "shown_by": Kind.TEXT,
    "status": Kind.TEXT,
    "self_level": Kind.TEXT,
    "teacher_level": Kind.TEXT,
    "steps": Kind.NUMBER,
    "steps_done": Kind.NUMBER,
    "next_step": Kind.TEXT,
    "next_step_by": Kind.DAY,
    "set_on": Kind.DAY,
    "checked_on": Kind.DAY,
    "ended_on": Kind.DAY,
    "agreement": Kind.TEXT,
    "agreed_by": Kind.TEXT,
    "agreed_on": Kind.DAY,
    "agreement_line": Kind.TEXT,
}

_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_goal = Goal.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_step = Step.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_entry = Entry.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__


def goals(db: Connection, wanted: Wanted, words: InWords) -> Report:
    """The goals that are wanted, by student, the oldest first.

    Those are wanted that were set, checked or ended on the days; with `unanswered` those that no
    teacher has looked at; with a stuck point those that somebody was stuck on.
    """
    return Report(COLUMNS, _rows(db, wanted, words, room_of(db, wanted.class_id)))


def count(db: Connection, wanted: Wanted) -> int:
    """How many goals are wanted."""
    return counted(db, _select(wanted, room_of(db, wanted.class_id), _goal.c.id))


def _select(wanted: Wanted, room: Room, *columns: Any) -> Any:
    where = [*students_in(wanted), *towards(wanted)]
    moments = (_goal.c.created_at, _goal.c.checked_at, _goal.c.ended_at)
    if days := [and_(*within(moment, wanted, room)) for moment in moments if wanted.period]:
        where.append(or_(*days))
    if wanted.state:
        where.append(_goal.c.state == wanted.state)
    if wanted.stuck:
        such = Wanted(wanted.class_id, stuck=wanted.stuck, since=wanted.since, until=wanted.until)
        where.append(_goal.c.id.in_(select_entries(such, room, _entry.c.goal_id).order_by(None)))
    if wanted.unanswered:
        where.append(_goal.c.agreed_at.is_(None))
    return (
        select(*columns)
        .join(_member, _member.c.id == _goal.c.membership_id)
        .where(*where)
        .order_by(_goal.c.id)
    )


def _rows(db: Connection, wanted: Wanted, words: InWords, room: Room) -> Iterator[Row]:
    own, given = levels.own(db, room.id), levels.teachers(db, room.id)
    names, steps = teachers(db, room.id), _steps(db, wanted)
    found = db.execute(_select(wanted, room, _goal, _member.c.name.label("student"))).all()
    place = {student_id: n for n, (student_id, _name) in enumerate(students_by_name(db, wanted))}
    for goal in sorted(found, key=lambda goal: place[goal.membership_id]):
        yield (
            goal.id,
            f"S{goal.membership_id}",
            goal.student,
            goal.area,
            goal.aim,
            goal.why,
            goal.obstacle,
            goal.plan_if,
            goal.plan_then,
            goal.see,
            words.states.get(goal.state, goal.state),
            words.levels.get(own.get(goal.id, 0), ""),
            words.levels.get(given.get(goal.id, 0), ""),
            *steps.get(goal.id, (0, 0, "", "")),
            room.day(goal.created_at),
            room.day(goal.checked_at),
            room.day(goal.ended_at),
            words.states.get(goal.agreed, goal.agreed),
            names.get(goal.agreed_by, ""),
            room.day(goal.agreed_at),
            goal.agreed_line,
        )


def _steps(db: Connection, wanted: Wanted) -> dict[int, tuple[int, int, str, str]]:
    """How many steps each goal has, how many are done, the next one and its day."""
    found: dict[int, tuple[int, int, str, str]] = {}
    for goal_id, text, due, done_at in db.execute(
        select(_step.c.goal_id, _step.c.text, _step.c.due, _step.c.done_at)
        .join(_goal, _goal.c.id == _step.c.goal_id)
        .join(_member, _member.c.id == _goal.c.membership_id)
        .where(*students_in(wanted))
        .order_by(_step.c.goal_id, _step.c.position)
    ):
        steps, done, ahead, by = found.get(goal_id, (0, 0, "", ""))
        if done_at is None and not ahead:
            ahead, by = text, due.isoformat()
        found[goal_id] = (steps + 1, done + (done_at is not None), ahead, by)
    return found
