"""Groups of a class: what is made of whom, until when; and what the grouping rules read.

Students who have left, and teachers on a trial, are in no group and in nothing that is read here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, select
from sqlmodel import col

from storage.database import add, change, rows
from storage.names import by_name
from storage.tables import (
    Class,
    Demonstration,
    Entry,
    Goal,
    GoalState,
    Group,
    GroupMember,
    Membership,
    Person,
    Role,
    Step,
    Submission,
)

_group = Group.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_in = GroupMember.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_person = Person.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_class = Class.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_goal = Goal.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_step = Step.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_entry = Entry.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_work = Demonstration.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_version = Submission.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__

_there: tuple[ColumnElement[bool], ...] = (
    _member.c.role == Role.STUDENT,
    _member.c.trial.is_(False),
    _member.c.left_at.is_(None),
)
"""A student who is in the class, and really one."""


class Member(NamedTuple):
    """A student in a group, by the name used in the class, as a word to them needs it."""

    id: int
    name: str
    person_id: int
    chat_id: int
    language: str
    zone: str


@dataclass(frozen=True)
class Grouped:
    """A group with the students who are in it now, by name."""

    id: int
    class_id: int
    name: str
    why: str
    move: str
    by: str
    until: date
    sent_at: datetime | None
    ended_at: datetime | None
    members: tuple[Member, ...] = field(default=())


_GROUPED: Select[*tuple[Any, ...]] = select(
    _group.c.id,
    _group.c.class_id,
    _group.c.name,
    _group.c.why,
    _group.c.move,
    _group.c.by,
    _group.c.until,
    _group.c.sent_at,
    _group.c.ended_at,
).order_by(_group.c.id)


def of(db: Connection, class_id: int) -> list[Grouped]:
    """The groups of a class that have not ended, oldest first."""
    return _with_members(
        db, _GROUPED.where(_group.c.class_id == class_id, _group.c.ended_at.is_(None))
    )


def of_student(db: Connection, membership_id: int) -> list[Grouped]:
    """The groups a student is in that were sent and have not ended, oldest first."""
    mine = select(_in.c.group_id).where(_in.c.membership_id == membership_id)
    told = (_group.c.sent_at.is_not(None), _group.c.ended_at.is_(None))
    return _with_members(db, _GROUPED.where(_group.c.id.in_(mine), *told))


def get(db: Connection, group_id: int | None) -> Grouped | None:
    """A group by its id, ended or not."""
    found = _with_members(db, _GROUPED.where(_group.c.id == group_id))
    return found[0] if found else None


def _with_members(db: Connection, groups: Select[*tuple[Any, ...]]) -> list[Grouped]:
    found: Sequence[Any] = db.execute(groups).all()
    members: dict[int, list[Member]] = {}
    for group_id, *member in db.execute(
        select(
            _in.c.group_id,
            _member.c.id,
            _member.c.name,
            _person.c.id,
            _person.c.chat_id,
            _person.c.language,
            _person.c.zone,
        )
        .join(_member, _member.c.id == _in.c.membership_id)
        .join(_person, _person.c.id == _member.c.person_id)
        .where(_in.c.group_id.in_([row.id for row in found]), *_there)
    ):
        members.setdefault(group_id, []).append(Member(*member))
    return [Grouped(*(*row, tuple(sorted(members.get(row.id, ()), key=by_name)))) for row in found]


def members(db: Connection, group_id: int) -> list[int]:
    """The memberships of the students who are in a group now, ended or not."""
    found = get(db, group_id)
    return [member.id for member in found.members] if found else []


def class_of(db: Connection, membership_ids: Collection[int]) -> int | None:
    """The class whose students all of these are; None where there is no such class."""
    wanted = set(membership_ids)
    found = db.execute(
        select(_member.c.class_id, func.count())
        .where(_member.c.id.in_(wanted), *_there)
        .group_by(_member.c.class_id)
    ).all()
    return found[0][0] if len(found) == 1 and found[0][1] == len(wanted) else None


def make(db: Connection, group: Group, membership_ids: Iterable[int]) -> int:
    """Make a group of these students; its id."""
    group_id = add(db, group)
    _put_in(db, group_id, membership_ids)
    return group_id


def put(
    db: Connection, group_id: int, membership_ids: Collection[int] | None = None, **values: Any
) -> None:
    """Change a group: its name, move, until, ends_at, sent_at; and who is in it."""
    change(db, Group, col(Group.id) == group_id, **values)
    if membership_ids is not None:
        db.execute(_in.delete().where(_in.c.group_id == group_id))
        _put_in(db, group_id, membership_ids)


def _put_in(db: Connection, group_id: int, membership_ids: Iterable[int]) -> None:
    values = [{"group_id": group_id, "membership_id": each} for each in membership_ids]
    if values:
        db.execute(_in.insert(), values)


def sent(db: Connection, group_ids: Collection[int], now: datetime) -> None:
    """Note that the students of these groups were told."""
    change(db, Group, col(Group.id).in_(group_ids), sent_at=now)


def end(
    db: Connection, group_ids: Collection[int], now: datetime, tell_at: datetime | None = None
) -> int:
    """End these groups; how many had not ended. A tick looks at them again at `tell_at`."""
    open_ones = (col(Group.id).in_(group_ids), col(Group.ended_at).is_(None))
    return change(db, Group, *open_ones, ended_at=now, ends_at=tell_at)


# --- ticks ---------------------------------------------------------------------------------------

_DUE = (
    select(
        _group.c.id,
        _group.c.class_id,
        _group.c.name,
        _group.c.ended_at,
        _class.c.name.label("class_name"),
        _class.c.zone,
        _class.c.quiet_from,
        _class.c.quiet_until,
        _class.c.ended_at.label("class_ended_at"),
    )
    .join(_class, _class.c.id == _group.c.class_id)
    .order_by(_group.c.ends_at, _group.c.id)
)


def due(db: Connection, now: datetime, most: int) -> list[Any]:
    """Claim groups that are due to end, or whose end is to be told.

    Rows of id, class_id, name, ended_at, and the class's class_name, zone, quiet hours and
    class_ended_at.
    """
    claimed = _DUE.where(_group.c.ends_at <= now).limit(most)
    return list(db.execute(claimed.with_for_update(of=_group, skip_locked=True)))


def told(db: Connection, group_ids: Collection[int]) -> None:
    """Note that the end of these groups was told; nothing is due on them any more."""
    change(db, Group, col(Group.id).in_(group_ids), ends_at=None)


def next_due(db: Connection) -> datetime | None:
    """The earliest instant at which a group is due."""
    found: datetime | None = db.execute(
        select(func.min(_group.c.ends_at)).where(_group.c.ends_at.is_not(None))
    ).scalar()
    return found


# --- what the rules read --------------------------------------------------------------------------


@dataclass(frozen=True)
class ToGroup:
    """A class as the grouping rules need it, each row by whose it is."""

    students: list[Membership]
    goals: dict[int, list[Any]]
    """By student, oldest first: rows of id, area, level, state. Active and finished ones."""
    seen: dict[int, int]
    """By goal: the level a teacher gave last."""
    said: dict[int, int]
    """By goal: the level its student said last, looking back."""
    steps: dict[int, list[Any]]
    """By goal: rows of due, done_at. Of active ones."""
    told: dict[int, list[Any]]
    """By goal: check-ins and reflections since then, oldest first: rows of at, kind, state and
    answers."""


def to_group(db: Connection, class_id: int, since: datetime, until: datetime) -> ToGroup:
    """What the rules read of a class, with entries after `since` up to `until`: six statements."""
    here = (_member.c.class_id == class_id, *_there)
    students = rows(
        db,
        Membership,
        col(Membership.class_id) == class_id,
        col(Membership.role) == Role.STUDENT,
        col(Membership.trial).is_(False),
        col(Membership.left_at).is_(None),
        order_by=(col(Membership.name), col(Membership.id)),
    )
    going = (GoalState.ACTIVE, GoalState.FINISHED)
    goals = db.execute(
        select(_goal.c.membership_id, _goal.c.id, _goal.c.area, _goal.c.level, _goal.c.state)
        .join(_member, _member.c.id == _goal.c.membership_id)
        .where(*here, _goal.c.state.in_(going))
        .order_by(_goal.c.id)
    ).all()
    seen = db.execute(
        select(_work.c.goal_id, _version.c.level)
        .join(_version, _version.c.demonstration_id == _work.c.id)
        .join(_member, _member.c.id == _work.c.membership_id)
        .where(*here, _version.c.level.is_not(None))
        .order_by(_version.c.reviewed_at, _version.c.id)
    ).all()
    steps = db.execute(
        select(_step.c.goal_id, _step.c.due, _step.c.done_at)
        .join(_goal, _goal.c.id == _step.c.goal_id)
        .join(_member, _member.c.id == _goal.c.membership_id)
        .where(*here, _goal.c.state == GoalState.ACTIVE)
        .order_by(_step.c.goal_id, _step.c.position)
    ).all()
    looked_back = ("reflection", "goal_review")
    said = db.execute(
        select(_entry.c.goal_id, _entry.c.level)
        .join(_member, _member.c.id == _entry.c.membership_id)
        .where(*here, _entry.c.kind.in_(looked_back), _entry.c.level.is_not(None))
        .where(_entry.c.at <= until)
        .order_by(_entry.c.at, _entry.c.id)
    ).all()
    lately = (_entry.c.at > since, _entry.c.at <= until, _entry.c.goal_id.is_not(None))
    told = db.execute(
        select(
            _entry.c.goal_id,
            _entry.c.at,
            _entry.c.kind,
            _entry.c.state,
            _entry.c.answers,
        )
        .join(_member, _member.c.id == _entry.c.membership_id)
        .where(*here, *lately, _entry.c.kind.in_(("check_in", *looked_back)))
        .order_by(_entry.c.at, _entry.c.id)
    ).all()
    return ToGroup(
        students,
        _by(goals, "membership_id"),
        {row.goal_id: row.level for row in seen},
        {row.goal_id: row.level for row in said},
        _by(steps, "goal_id"),
        _by(told, "goal_id"),
    )


def _by(found: Sequence[Any], whose: str) -> dict[int, list[Any]]:
    by: dict[int, list[Any]] = {}
    for row in found:
        by.setdefault(getattr(row, whose), []).append(row)
    return by
