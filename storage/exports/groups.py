"""The groups of a class: one row per student in a group; a student in two stands in both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from storage.exports.wanted import (
    Columns,
    InWords,
    Kind,
    Report,
    Row,
    Wanted,
    room_of,
    students_by_name,
    within,
)
from storage.tables import Group, GroupMember, Membership

COLUMNS: Columns = {
    "student_ref": Kind.FACT,
    "student_name": Kind.TEXT,
    "group_id": Kind.NUMBER,
    "group_name": Kind.TEXT,
    "why": Kind.TEXT,
    "move": Kind.TEXT,
    "made_on": Kind.DAY,
    "until": Kind.DAY,
    "ended_on": Kind.DAY,
}

_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_group = Group.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_in_group = GroupMember.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__


def groups(db: Connection, wanted: Wanted, _words: InWords) -> Report:
    """The students who are wanted, by name, each with their groups on the days that are wanted.

    A student without a group keeps a row without one. Other conditions than these, the group and
    the student do not count.
    """
    return Report(COLUMNS, _rows(db, wanted))


def count(db: Connection, wanted: Wanted) -> int:
    """How many rows there are."""
    together = _together(db, wanted)
    return sum(max(1, len(together[student_id])) for student_id, _ in students_by_name(db, wanted))


def _rows(db: Connection, wanted: Wanted) -> Iterator[Row]:
    room, together = room_of(db, wanted.class_id), _together(db, wanted)
    for student_id, name in students_by_name(db, wanted):
        for group in together[student_id]:
            yield (
                f"S{student_id}",
                name,
                group.id,
                group.name,
                group.why,
                group.move,
                room.day(group.created_at),
                group.until.isoformat(),
                room.day(group.ended_at),
            )
        if not together[student_id]:
            yield f"S{student_id}", name, *[""] * (len(COLUMNS) - 2)


def _together(db: Connection, wanted: Wanted) -> defaultdict[int, list[Any]]:
    """The groups by student, the oldest first."""
    where = [_group.c.class_id == wanted.class_id]
    if wanted.group_id is not None:
        where.append(_group.c.id == wanted.group_id)
    if wanted.since is not None:
        where.append(_group.c.until >= wanted.since)
    begun = Wanted(wanted.class_id, until=wanted.until)
    where += within(_group.c.created_at, begun, room_of(db, wanted.class_id))
    found: defaultdict[int, list[Any]] = defaultdict(list)
    statement = select(_in_group.c.membership_id, _group).join(
        _group, _group.c.id == _in_group.c.group_id
    )
    for row in db.execute(statement.where(*where).order_by(_group.c.id)):
        found[row.membership_id].append(row)
    return found
