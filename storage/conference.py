"""What a conference sheet is made of: one student's goal, path and work.

What is not read here cannot stand on the sheet: no feeling, stuck point or obstacle, no alert, no
note, and of a teacher's words nothing but how they judged the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import col

from storage.database import rows
from storage.tables import (
    Attachment,
    Class,
    Demonstration,
    Goal,
    GoalState,
    Membership,
    Person,
    Role,
    School,
    Step,
    Submission,
)

TO_SHOW = (GoalState.ACTIVE, GoalState.PAUSED, GoalState.FINISHED)
"""The states of goals that can be shown, the first before the others."""
MOST_PIECES = 2
"""Pieces of evidence on a sheet."""
LATEST = 40
"""Demonstrations that are looked through for them, the newest."""

_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_person = Person.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_class = Class.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_school = School.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_goal = Goal.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_step = Step.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_work = Demonstration.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_version = Submission.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_teacher = _member.alias("teacher")


@dataclass(frozen=True)
class Aim:
    """A goal without what stays between student and teacher."""

    id: int
    state: str
    level: int
    """Where the student was when setting it."""
    aim: str
    why: str
    plan_if: str
    """Empty where it says no more than that “that” happens."""
    plan_then: str
    last_next: str


@dataclass(frozen=True)
class Stop:
    """A step of the goal: the day it is for, and the instant it was done."""

    text: str
    due: date
    done_at: datetime | None


@dataclass(frozen=True)
class Check:
    """A criterion, and the verdicts of student and teacher on it; empty where there is none."""

    criterion: str
    words: str
    """Of a class's own criterion."""
    mine: str
    theirs: str


@dataclass(frozen=True)
class Work:
    """The newest version of something handed in, and how student and teacher see it."""

    id: int
    """Of the submission."""
    goal_id: int
    aim: str
    format: str
    submitted_at: datetime
    level: int | None
    verdict: str
    checks: tuple[Check, ...]
    pieces: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Kept:
    """All that a sheet is made of; `teacher` is the class's first, `zone` the student's own."""

    name: str
    class_name: str
    school: str
    teacher: str
    zone: str
    strengths: tuple[str, ...]
    goal: Aim
    also: tuple[str, ...]
    """The aims of the other goals that are going."""
    steps: tuple[Stop, ...]
    works: tuple[Work, ...]
    """One or two with the pieces to show, those of different goals first, then the newest."""
    met: tuple[str, ...]
    """The aims that a teacher said were met, the newest first."""


def ready(db: Connection, membership_id: int) -> bool:
    """Whether there is a goal, without which there is nothing to talk about."""
    return bool(_goals(db, membership_id))


def read(db: Connection, membership_id: int) -> Kept | None:
    """What a student's sheet is made of; None where they are gone or have no goal yet.

    Five statements, however much there is.
    """
    head = db.execute(_HEAD.where(_member.c.id == membership_id)).first()
    goals = _goals(db, membership_id) if head else []
    if head is None or not goals:
        return None
    goal = goals[0]
    steps = db.execute(
        select(_step.c.text, _step.c.due, _step.c.done_at)
        .where(_step.c.goal_id == goal.id)
        .order_by(_step.c.position)
    )
    works = _works(db, membership_id)
    met = (work.aim for work in works if work.verdict == "meets")
    return Kept(
        name=head.name,
        class_name=head.class_name,
        school=head.school,
        teacher=head.teacher or "",
        zone=head.zone,
        strengths=tuple(head.about.get("strengths", ())),
        goal=goal,
        also=tuple(one.aim for one in goals[1:] if one.state == GoalState.ACTIVE),
        steps=tuple(Stop(*row) for row in steps),
        works=_with_pieces(db, chosen(works)),
        met=tuple(dict.fromkeys(met)),
    )


_HEAD = (
    select(
        _member.c.name,
        _member.c.about,
        _class.c.name.label("class_name"),
        _school.c.name.label("school"),
        _person.c.zone,
        select(_teacher.c.name)
        .where(
            _teacher.c.class_id == _member.c.class_id,
            _teacher.c.role == Role.TEACHER,
            _teacher.c.left_at.is_(None),
        )
        .order_by(_teacher.c.id)
        .limit(1)
        .scalar_subquery()
        .label("teacher"),
    )
    .join(_person, _person.c.id == _member.c.person_id)
    .join(_class, _class.c.id == _member.c.class_id)
    .join(_school, _school.c.id == _class.c.school_id)
    .where(_member.c.role == Role.STUDENT, _member.c.left_at.is_(None))
)


def _goals(db: Connection, membership_id: int) -> list[Aim]:
    """The goals that can be shown: active, resting (the oldest first), ended (the newest first)."""
    found = db.execute(
        select(
            _goal.c.id,
            _goal.c.state,
            _goal.c.level,
            _goal.c.aim,
            _goal.c.why,
            _goal.c.plan_if,
            _goal.c.plan_then,
            _goal.c.last_next,
            _goal.c.obstacle_code,
        )
        .where(_goal.c.membership_id == membership_id, _goal.c.state.in_(TO_SHOW))
        .order_by(_goal.c.id)
    )
    goals = [
        # of an obstacle in own words the plan says only “that”
        Aim(*row) if code != "own" else replace(Aim(*row), plan_if="")
        for *row, code in found
    ]
    ended = [one for one in goals if one.state == GoalState.FINISHED]
    going = [one for one in goals if one.state != GoalState.FINISHED]
    return sorted(going, key=lambda one: TO_SHOW.index(GoalState(one.state))) + ended[::-1]


def _works(db: Connection, membership_id: int) -> list[Work]:
    """The newest version of each demonstration of a goal that was not dropped, the newest first."""
    newest = (
        select(func.max(_version.c.id))
        .join(_work, _work.c.id == _version.c.demonstration_id)
        .where(_work.c.membership_id == membership_id)
        .group_by(_version.c.demonstration_id)
    )
    found = db.execute(
        select(
            _version.c.id,
            _work.c.goal_id,
            _goal.c.aim,
            _work.c.format,
            _version.c.submitted_at,
            _version.c.level,
            _version.c.verdict,
            _version.c.self_check,
            _version.c.judged,
        )
        .join(_work, _work.c.id == _version.c.demonstration_id)
        .join(_goal, _goal.c.id == _work.c.goal_id)
        .where(_version.c.id.in_(newest), _goal.c.state.in_(TO_SHOW))
        .order_by(_version.c.submitted_at.desc(), _version.c.id.desc())
        .limit(LATEST)
    )
    return [_work_of(row._asdict()) for row in found]


def _work_of(shown: dict[str, Any]) -> Work:
    checks = _checks(shown.pop("self_check"), shown.pop("judged"))
    return Work(**shown, checks=checks)


def _checks(mine: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> tuple[Check, ...]:
    """Each criterion that either judged; of what they wrote beside their verdicts, nothing."""
    said, judged = ({str(one["criterion"]): one for one in each} for each in (mine, theirs))
    return tuple(
        Check(
            key,
            one.get("words", ""),
            said.get(key, {}).get("verdict", ""),
            judged.get(key, {}).get("verdict", ""),
        )
        for key, one in {**said, **judged}.items()
    )


def chosen(works: Sequence[Work]) -> list[Work]:
    """The works to show, of those from the newest on: of different goals first, two at most."""
    firsts: dict[int, Work] = {}
    for work in works:
        firsts.setdefault(work.goal_id, work)
    others = [work for work in works if work is not firsts[work.goal_id]]
    return [*firsts.values(), *others][:MOST_PIECES]


def _with_pieces(db: Connection, works: Sequence[Work]) -> tuple[Work, ...]:
    """The works with the first piece of each; of one work alone, with two."""
    wanted = [work.id for work in works]
    found = rows(
        db,
        Attachment,
        col(Attachment.submission_id).in_(wanted),
        order_by=(col(Attachment.id),),
    )
    most = MOST_PIECES // max(len(works), 1)
    return tuple(
        replace(work, pieces=tuple(one for one in found if one.submission_id == work.id)[:most])
        for work in works
    )
