"""What an export is to hold, and what every report of one is made of.

The same conditions stand behind the file and behind the screen, so that both show the same rows.
Teachers who try things out, and people who have left, are in no report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from operator import itemgetter
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ColumnElement, Connection, func, or_, select
from sqlmodel import col

from storage.database import one
from storage.names import by_name
from storage.tables import Class, Goal, Group, GroupMember, Membership, Role

Cell: TypeAlias = str | int
Row: TypeAlias = tuple[Cell, ...]

_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_goal = Goal.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_class = Class.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_group = Group.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_in_group = GroupMember.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__


IDEA_ANSWERED = "proposal_answered"
"""The kind of entry that tells what was said to a student's own idea."""


class Kind(StrEnum):
    """What stands in the cells of a column."""

    TEXT = "text"
    """Words that somebody wrote or chose: they are made inert."""
    FACT = "fact"
    """Made by us: an id, a zone, a time as ISO 8601 with its offset."""
    NUMBER = "number"
    WALL = "time"
    """The class's wall time to the minute: "2026-11-23 16:00"."""
    DAY = "day"
    """A day on the class's clock: "2026-11-23"."""


Columns: TypeAlias = Mapping[str, Kind]
"""The columns of a report, in order."""


@dataclass(frozen=True)
class Wanted:
    """What of a class is wanted; what is left empty leaves nothing out.

    `since` and `until` are days on the class's clock, both part of it.
    """

    class_id: int
    group_id: int | None = None
    student_id: int | None = None
    """A student's membership."""
    since: date | None = None
    until: date | None = None
    target: str = ""
    """In the words of a goal or its area, wherever it stands there."""
    state: str = ""
    """The code of a state: of an entry, or of a goal where the report is of goals."""
    stuck: str = ""
    """The code of what somebody is stuck on."""
    unanswered: bool = False
    """Only what a teacher could reply to and has not."""

    @property
    def period(self) -> bool:
        """Whether days are wanted, and not all of the time."""
        return self.since is not None or self.until is not None


@dataclass(frozen=True)
class InWords:
    """Words for what is stored as a code or a number, in the reader's language.

    A code without a word stands as it is.
    """

    levels: Mapping[int, str]
    states: Mapping[str, str]
    stuck: Mapping[str, str]
    replies: Mapping[str, str]
    """For replies without words: "read", and "voice"."""
    own: str
    teacher: str
    """Who names a level: the student, or the teacher."""
    ideas: Mapping[str, str]
    """What was said to a student's own idea."""
    judged: Mapping[str, str]
    """How work is judged by one criterion, by its student; and by a teacher:"""
    judgements: Mapping[str, str]

    def status(self, kind: str, state: str) -> str:
        """The state of an entry of a kind."""
        return (self.ideas if kind == IDEA_ANSWERED else self.states).get(state, state)


class UnknownColumn(LookupError):  # noqa: N818  reads as what it is
    """A column that the report does not have."""


@dataclass(frozen=True)
class Report:
    """Columns, and rows that are read while they are written."""

    columns: Columns
    rows: Iterator[Row]

    def only(self, names: Sequence[str]) -> Report:
        """With these columns alone, in this order; with all where none is named.

        Raises UnknownColumn, which names those that are not there.
        """
        if not names:
            return self
        if unknown := [name for name in names if name not in self.columns]:
            raise UnknownColumn(", ".join(unknown))
        places = [[*self.columns].index(name) for name in names]
        picked = itemgetter(*places)
        rows = map(picked, self.rows) if len(places) > 1 else ((picked(row),) for row in self.rows)
        return Report({name: self.columns[name] for name in names}, rows)


@dataclass(frozen=True)
class Room:
    """The class an export is of."""

    id: int
    name: str
    zone: ZoneInfo

    def time(self, at: datetime | None) -> str:
        """ISO 8601 to the second, with the offset of that instant; empty where there is none."""
        return at.astimezone(self.zone).isoformat(timespec="seconds") if at else ""

    def day(self, at: datetime | None) -> str:
        """The day of an instant; empty where there is none."""
        return at.astimezone(self.zone).date().isoformat() if at else ""


def room_of(db: Connection, class_id: int) -> Room:
    """The class of an export; one without a name where there is none."""
    found = one(db, Class, col(Class.id) == class_id)
    return (
        Room(class_id, found.name, ZoneInfo(found.zone)) if found else Room(0, "", ZoneInfo("UTC"))
    )


def students_in(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Conditions on a membership: a student of the class who is there, and is wanted."""
    where = [
        _member.c.class_id == wanted.class_id,
        _member.c.role == Role.STUDENT,
        _member.c.trial.is_(False),
        _member.c.left_at.is_(None),
    ]
    if wanted.student_id is not None:
        where.append(_member.c.id == wanted.student_id)
    if wanted.group_id is not None:
        together = select(_in_group.c.membership_id).where(_in_group.c.group_id == wanted.group_id)
        where.append(_member.c.id.in_(together))
    return where


def students_by_name(db: Connection, wanted: Wanted) -> list[tuple[int, str]]:
    """Id and name of the students who are wanted."""
    found = db.execute(select(_member.c.id, _member.c.name).where(*students_in(wanted)))
    return [(one.id, one.name) for one in sorted(found, key=by_name)]


def within(column: Column[datetime], wanted: Wanted, room: Room) -> list[ColumnElement[bool]]:
    """Conditions on an instant: within the days that are wanted."""
    where = []
    if wanted.since is not None:
        where.append(column >= _midnight(wanted.since, room.zone))
    if wanted.until is not None and wanted.until < date.max:
        where.append(column < _midnight(wanted.until + timedelta(days=1), room.zone))
    return where


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:  # a day at the end of the calendar, east or west of Greenwich
        return datetime.combine(day, time(), UTC)


def towards(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Conditions on a goal: of the target that is wanted."""
    if not wanted.target:
        return []
    words = {"autoescape": True}
    return [
        or_(
            _goal.c.aim.icontains(wanted.target, **words),
            _goal.c.area.icontains(wanted.target, **words),
        )
    ]


def class_ids(db: Connection, name: str) -> list[int]:
    """The classes of that name, case ignored."""
    return _named(db.execute(select(_class.c.id, _class.c.name)), name)


def student_ids(db: Connection, class_id: int, name: str) -> list[int]:
    """The students of a class of that name, case ignored."""
    theirs = students_in(Wanted(class_id))
    return _named(db.execute(select(_member.c.id, _member.c.name).where(*theirs)), name)


def group_ids(db: Connection, class_id: int, name: str) -> list[int]:
    """The groups of a class of that name, case ignored, also those that have ended."""
    theirs = _group.c.class_id == class_id
    return _named(db.execute(select(_group.c.id, _group.c.name).where(theirs)), name)


def _named(found: Iterable[Any], name: str) -> list[int]:
    return [number for number, known in found if known.casefold() == name.casefold()]


def teachers(db: Connection, class_id: int) -> dict[int, str]:
    """The names of a class's teachers by person, as used there; also of those who left."""
    found = db.execute(
        select(_member.c.person_id, _member.c.name)
        .where(_member.c.class_id == class_id, _member.c.role == Role.TEACHER)
        .order_by(_member.c.id)
    )
    return {person_id: name for person_id, name in found}  # noqa: C416  a Row is not typed as a pair


def counted(db: Connection, statement: Any) -> int:
    """How many rows a statement has."""
    rows = statement.order_by(None).subquery()
    return int(db.execute(select(func.count()).select_from(rows)).scalar_one())
