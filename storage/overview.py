"""A class at a glance, and one of its students whole: what the teacher's pages read.

Trials and whoever left are outside. However large the class and however long its log, each takes a
fixed number of statements.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from storage import desk
from storage.desk import Written
from storage.names import by_name
from storage.tables import (
    Asks,
    Attachment,
    Demonstration,
    Entry,
    Goal,
    GoalState,
    Membership,
    Role,
    Schedule,
    ScheduleState,
    Step,
    Submission,
)

_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_goal = Goal.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_step = Step.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_entry = Entry.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_file = Attachment.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_work = Demonstration.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_version = Submission.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_schedule = Schedule.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__

GOING = (GoalState.ACTIVE, GoalState.PAUSED)


@dataclass(frozen=True)
class GoalSeen:
    """A goal with its steps in order: rows of text, due, done_at."""

    id: int
    membership_id: int
    aim: str
    state: str
    created_at: datetime
    ended_at: datetime | None
    steps: tuple[Any, ...]


@dataclass(frozen=True)
class StudentSeen:
    """A student of a class: when they last said something, and whether they are asked no more."""

    id: int
    name: str
    paused_until: date | None
    last_at: datetime | None
    quiet: bool
    goals: tuple[GoalSeen, ...]


@dataclass(frozen=True)
class Overview:
    """A class at a glance.

    `check_ins` are rows of membership_id, goal_id, at, state, answers since the instant asked for,
    the newest first; `weeks` are per week how many check-ins there were, and of how many students.
    """

    students: tuple[StudentSeen, ...]
    check_ins: tuple[Any, ...]
    weeks: tuple[tuple[int, int], ...]


def overview(
    db: Connection, class_id: int, *, since: datetime, weeks: Sequence[datetime]
) -> Overview:
    """A class, its students by name; `weeks` are the instants at which weeks begin, and an end.

    Goals that ended before the first of them are left out.
    """
    of_class = (
        _member.c.class_id == class_id,
        _member.c.role == Role.STUDENT,
        _member.c.trial.is_(False),
        _member.c.left_at.is_(None),
    )
    ids = select(_member.c.id).where(*of_class)
    last = (
        select(func.max(_entry.c.at)).where(_entry.c.membership_id == _member.c.id)
    ).scalar_subquery()
    silent = (
        select(_schedule.c.id)
        .where(
            _schedule.c.membership_id == _member.c.id,
            _schedule.c.state == ScheduleState.STOPPED,
        )
        .exists()
    )
    members = db.execute(
        select(
            _member.c.id,
            _member.c.name,
            _member.c.paused_until,
            last.label("last_at"),
            silent.label("quiet"),
        ).where(*of_class)
    ).all()
    members = sorted(members, key=by_name)
    seen: dict[int, list[GoalSeen]] = {}
    for goal in _goals(
        db,
        _goal.c.membership_id.in_(ids),
        or_(_goal.c.state.in_(GOING), _goal.c.ended_at >= weeks[0]),
    ):
        seen.setdefault(goal.membership_id, []).append(goal)
    check_ins = db.execute(
        select(
            _entry.c.membership_id,
            _entry.c.goal_id,
            _entry.c.at,
            _entry.c.state,
            _entry.c.answers,
        )
        .where(
            _entry.c.membership_id.in_(ids),
            _entry.c.at >= since,
            _entry.c.kind == Asks.CHECK_IN,
        )
        .order_by(_entry.c.at.desc(), _entry.c.id.desc())
    ).all()
    return Overview(
        tuple(
            StudentSeen(
                one.id,
                one.name,
                one.paused_until,
                one.last_at,
                one.quiet,
                tuple(seen.get(one.id, ())),
            )
            for one in members
        ),
        tuple(check_ins),
        _by_week(db, _entry.c.membership_id.in_(ids), weeks),
    )


def _goals(db: Connection, *where: Any) -> list[GoalSeen]:
    found = db.execute(
        select(
            _goal.c.id,
            _goal.c.membership_id,
            _goal.c.aim,
            _goal.c.state,
            _goal.c.created_at,
            _goal.c.ended_at,
        )
        .where(*where)
        .order_by(_goal.c.state, _goal.c.id)
    ).all()
    steps = _steps(db, select(_goal.c.id).where(*where))
    return [GoalSeen(*one, tuple(steps.get(one.id, ()))) for one in found]


def _steps(db: Connection, goal_ids: Any) -> dict[int, list[Any]]:
    """The steps of goals in order, by goal."""
    found: dict[int, list[Any]] = {}
    for step in db.execute(
        select(_step).where(_step.c.goal_id.in_(goal_ids)).order_by(_step.c.position)
    ):
        found.setdefault(step.goal_id, []).append(step)
    return found


def _by_week(db: Connection, whose: Any, weeks: Sequence[datetime]) -> tuple[tuple[int, int], ...]:
    """Check-ins and who made them, by week, in one statement."""
    columns = []
    for begins, ends in pairwise(weeks):
        within = and_(_entry.c.at >= begins, _entry.c.at < ends)
        columns += [
            func.count().filter(within),
            func.count(_entry.c.membership_id.distinct()).filter(within),
        ]
    counts = db.execute(
        select(*columns).where(
            whose,
            _entry.c.kind == Asks.CHECK_IN,
            _entry.c.at >= weeks[0],
            _entry.c.at < weeks[-1],
        )
    ).one()
    return tuple(zip(counts[::2], counts[1::2], strict=True))


# --- one student ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """An entry of a student's log: its row, its files, and what a teacher wrote to it."""

    entry: Any
    files: tuple[Any, ...]
    reply: Written | None


@dataclass(frozen=True)
class Whole:
    """A student whole: their membership, goals with steps, work, and a stretch of their log.

    `goals` are rows of a goal by their state and age; `steps` are by goal. `works` are rows of a
    demonstration, the newest first; `versions` are rows of a submission by demonstration, in order.
    `said` begins with the newest; `more` tells that there is older.
    """

    member: Any
    goals: tuple[Any, ...]
    steps: dict[int, list[Any]]
    works: tuple[Any, ...]
    versions: dict[int, list[Any]]
    said: tuple[Said, ...]
    more: bool


def student(
    db: Connection, membership_id: int, *, most: int, before: int | None = None
) -> Whole | None:
    """A student of a class, or None; of the log `most` entries, older than the entry `before`."""
    member = db.execute(
        select(_member).where(
            _member.c.id == membership_id,
            _member.c.role == Role.STUDENT,
            _member.c.left_at.is_(None),
        )
    ).first()
    if member is None:
        return None
    goals = db.execute(
        select(_goal)
        .where(_goal.c.membership_id == membership_id)
        .order_by(_goal.c.state, _goal.c.id.desc())
    ).all()
    works = db.execute(
        select(_work).where(_work.c.membership_id == membership_id).order_by(_work.c.id.desc())
    ).all()
    versions: dict[int, list[Any]] = {}
    for version in db.execute(
        select(_version)
        .where(_version.c.demonstration_id.in_([one.id for one in works]))
        .order_by(_version.c.version)
    ):
        versions.setdefault(version.demonstration_id, []).append(version)
    log = _log(db, membership_id, most + 1, before)
    return Whole(
        member,
        tuple(goals),
        _steps(db, [one.id for one in goals]),
        tuple(works),
        versions,
        tuple(_with_replies(db, log[:most])),
        len(log) > most,
    )


def _log(db: Connection, membership_id: int, most: int, before: int | None) -> list[Any]:
    older: list[Any] = []
    if before is not None:
        at = select(_entry.c.at).where(_entry.c.id == before).scalar_subquery()
        older = [or_(_entry.c.at < at, and_(_entry.c.at == at, _entry.c.id < before))]
    return list(
        db.execute(
            select(_entry)
            .where(_entry.c.membership_id == membership_id, *older)
            .order_by(_entry.c.at.desc(), _entry.c.id.desc())
            .limit(most)
        )
    )


def _with_replies(db: Connection, entries: Collection[Any]) -> Iterable[Said]:
    """Entries with their files and the replies to them, in two statements."""
    ids = [one.id for one in entries]
    files: dict[int, list[Any]] = {}
    for file in db.execute(select(_file).where(_file.c.entry_id.in_(ids)).order_by(_file.c.id)):
        files.setdefault(file.entry_id, []).append(file)
    replies = desk.replies(db, ids)
    return [Said(one, tuple(files.get(one.id, ())), replies.get(one.id)) for one in entries]


# --- files ---------------------------------------------------------------------------------------


def file(db: Connection, attachment_id: int) -> Any | None:
    """A file that was handed in or kept with a note: its row, or None."""
    return db.execute(select(_file).where(_file.c.id == attachment_id)).first()
