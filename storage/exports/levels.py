"""Where students stand with their goals: as they say themselves, and as their teacher does."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, and_, func, select

from storage.exports.entries import REVIEWED
from storage.tables import Demonstration, Entry, Goal, Membership, Submission

MEETS = 3
"""The level of work that meets, where the teacher gave no other."""

_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_goal = Goal.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_entry = Entry.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_work = Demonstration.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_version = Submission.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__


def own(db: Connection, class_id: int) -> dict[int, int]:
    """The level that its student last named, by goal; at first that is where they began."""
    began = db.execute(
        select(_goal.c.id, _goal.c.level)
        .join(_member, _member.c.id == _goal.c.membership_id)
        .where(_member.c.class_id == class_id)
    )
    levels = {goal_id: level for goal_id, level in began}  # noqa: C416  a Row is not typed as a pair
    said = (
        select(_entry.c.goal_id, func.max(_entry.c.at).label("at"))
        .join(_member, _member.c.id == _entry.c.membership_id)
        .where(
            _member.c.class_id == class_id,
            _entry.c.level.is_not(None),
            _entry.c.kind != REVIEWED,
            _entry.c.goal_id.is_not(None),
        )
        .group_by(_entry.c.goal_id)
        .subquery()
    )
    last = and_(_entry.c.goal_id == said.c.goal_id, _entry.c.at == said.c.at)
    found = db.execute(
        select(_entry.c.goal_id, _entry.c.level)
        .join(_member, _member.c.id == _entry.c.membership_id)
        .join(said, last)
        .where(
            _member.c.class_id == class_id,
            _entry.c.level.is_not(None),
            _entry.c.kind != REVIEWED,
        )
        .order_by(_entry.c.id)
    )
    return levels | {goal_id: level for goal_id, level in found}  # noqa: C416  a Row is not typed as a pair


def teachers(db: Connection, class_id: int) -> dict[int, int]:
    """The level that a teacher last gave, by goal; those without a level are left out."""
    return {goal_id: level for goal_id, _, level in _given(db, class_id)}


def of_students(db: Connection, class_id: int) -> dict[int, int]:
    """The level that a teacher last gave, by student; those without a level are left out."""
    return {student_id: level for _, student_id, level in _given(db, class_id)}


def _given(db: Connection, class_id: int) -> Iterator[tuple[int, int, int]]:
    """Goal, student and level of each review, the oldest first."""
    found = db.execute(
        select(_work.c.goal_id, _work.c.membership_id, _version.c.level, _version.c.verdict)
        .join(_work, _work.c.id == _version.c.demonstration_id)
        .join(_member, _member.c.id == _work.c.membership_id)
        .where(_member.c.class_id == class_id, _version.c.reviewed_at.is_not(None))
        .order_by(_version.c.reviewed_at, _version.c.id)
    )
    for goal_id, student_id, level, verdict in found:
        if given := level or (MEETS if verdict == "meets" else None):
            yield goal_id, student_id, given
