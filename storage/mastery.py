"""Demonstrations: how a student shows mastery, what they hand in, what the teacher says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, and_, cast, func, select
from sqlmodel import col

from storage.database import add, change, one, rows
from storage.tables import (
    Attachment,
    Demonstration,
    Goal,
    Membership,
    Role,
    Submission,
    WorkState,
)

_work = Demonstration.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_version = Submission.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_goal = Goal.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_teacher = _member.alias("teacher")
_answerer = _member.alias("answerer")

TALK = "talk"
"""The one decision about a proposal that another may follow: they have talked."""


@dataclass(frozen=True)
class HandedIn:
    """A submission with whose it is and for which goal."""

    id: int
    demonstration_id: int
    version: int
    self_check: list[dict[str, Any]]
    verdict: str
    format: str
    proposal: dict[str, Any]
    goal_id: int
    aim: str
    membership_id: int
    student: str
    person_id: int
    class_id: int
    submitted_at: datetime
    decision: str
    """What a teacher said to an own proposal; its nearest format counts where it was refused."""


@dataclass(frozen=True)
class Version:
    """A version of a demonstration: what was handed in, and all that was said of it.

    `reviewer` and `why_from` are the names of teachers in that class; empty where there is none.
    """

    id: int
    version: int
    submitted_at: datetime
    self_check: list[dict[str, Any]]
    """Per criterion: criterion, words, verdict, why."""
    judged: list[dict[str, Any]]
    """The teacher's: criterion, words, verdict, line."""
    level: int | None
    verdict: str
    line: str
    reviewed_by: int | None
    reviewer: str
    reviewed_at: datetime | None
    ask_why: str
    ask_why_at: datetime | None
    why: str
    why_by: int | None
    why_from: str
    why_at: datetime | None
    evidence: tuple[Attachment, ...]


@dataclass(frozen=True)
class Proposed:
    """A student's own idea of how to show a goal, and what was said to it."""

    id: int
    """Of the demonstration."""
    state: str
    format: str
    proposal: dict[str, Any]
    """audience, product, parts, needs, by (an ISO date); empty where it is no own idea."""
    created_at: datetime
    decision: str
    decision_line: str
    nearest: str
    decided_by: int | None
    decider: str
    """The name of the teacher who decided, in that class."""
    decided_at: datetime | None
    goal_id: int
    aim: str
    membership_id: int
    student: str
    person_id: int
    class_id: int


def choose(db: Connection, work: Demonstration) -> int:
    """Keep how a student will show a goal; its id."""
    return add(db, work)


def get(db: Connection, demonstration_id: int | None) -> Demonstration | None:
    """A demonstration by its id."""
    return one(db, Demonstration, col(Demonstration.id) == demonstration_id)


def unfinished(db: Connection, membership_id: int) -> list[Demonstration]:
    """A student's demonstrations that wait for work: planned, or returned to revise."""
    return rows(
        db,
        Demonstration,
        col(Demonstration.membership_id) == membership_id,
        col(Demonstration.state).in_([WorkState.PLANNED, WorkState.RETURNED]),
        order_by=(col(Demonstration.id),),
    )


def newest(db: Connection, demonstration_id: int) -> Submission | None:
    """The newest version of a demonstration, or None where nothing was handed in."""
    found = rows(
        db,
        Submission,
        col(Submission.demonstration_id) == demonstration_id,
        order_by=(col(Submission.version).desc(),),
        limit=1,
    )
    return found[0] if found else None


def hand_in(
    db: Connection,
    demonstration_id: int,
    *,
    self_check: list[dict[str, Any]],
    evidence: Iterable[Attachment],
    now: datetime,
) -> int:
    """Keep a new version with its evidence; the submission's id."""
    before = newest(db, demonstration_id)
    submission_id = add(
        db,
        Submission(
            demonstration_id=demonstration_id,
            version=(before.version if before else 0) + 1,
            self_check=self_check,
            submitted_at=now,
        ),
    )
    for piece in evidence:
        piece.submission_id = submission_id
        add(db, piece)
    change(
        db,
        Demonstration,
        col(Demonstration.id) == demonstration_id,
        state=WorkState.SUBMITTED,
    )
    return submission_id


_HANDED_IN: Select[*tuple[Any, ...]] = (
    select(
        _version.c.id,
        _version.c.demonstration_id,
        _version.c.version,
        _version.c.self_check,
        _version.c.verdict,
        _work.c.format,
        _work.c.proposal,
        _work.c.goal_id,
        _goal.c.aim,
        _work.c.membership_id,
        _member.c.name,
        _member.c.person_id,
        _member.c.class_id,
        _version.c.submitted_at,
        _work.c.decision,
    )
    .join(_work, _work.c.id == _version.c.demonstration_id)
    .join(_goal, _goal.c.id == _work.c.goal_id)
    .join(_member, _member.c.id == _work.c.membership_id)
)


def handed_in(db: Connection, submission_id: int | None) -> HandedIn | None:
    """A submission with whose it is."""
    row = db.execute(_HANDED_IN.where(_version.c.id == submission_id)).first()
    return HandedIn(*row) if row else None


def _names(teacher: Any, person_id: Any) -> Any:
    """Who a person is as a teacher of the student's class; the name stays when they leave."""
    return and_(
        teacher.c.person_id == person_id,
        teacher.c.class_id == _member.c.class_id,
        teacher.c.role == Role.TEACHER,
    )


_VERSIONS: Select[*tuple[Any, ...]] = (
    select(
        _version.c.id,
        _version.c.version,
        _version.c.submitted_at,
        _version.c.self_check,
        _version.c.judged,
        _version.c.level,
        _version.c.verdict,
        _version.c.line,
        _version.c.reviewed_by,
        func.coalesce(_teacher.c.name, ""),
        _version.c.reviewed_at,
        _version.c.ask_why,
        _version.c.ask_why_at,
        _version.c.why,
        _version.c.why_by,
        func.coalesce(_answerer.c.name, ""),
        _version.c.why_at,
    )
    .join(_work, _work.c.id == _version.c.demonstration_id)
    .join(_member, _member.c.id == _work.c.membership_id)
    .outerjoin(_teacher, _names(_teacher, _version.c.reviewed_by))
    .outerjoin(_answerer, _names(_answerer, _version.c.why_by))
    .order_by(_version.c.version)
)


def versions(db: Connection, demonstration_id: int) -> list[Version]:
    """The versions of a demonstration with their evidence, the first one first; two statements."""
    return _versions(db, _version.c.demonstration_id == demonstration_id)


def version(db: Connection, submission_id: int | None) -> Version | None:
    """One version with its evidence; two statements."""
    found = _versions(db, _version.c.id == submission_id)
    return found[0] if found else None


def _versions(db: Connection, which: ColumnElement[bool]) -> list[Version]:
    pieces: dict[int, list[Attachment]] = {}
    theirs = col(Attachment.submission_id).in_(select(_version.c.id).where(which))
    for piece in rows(db, Attachment, theirs, order_by=(col(Attachment.id),)):
        pieces.setdefault(piece.submission_id or 0, []).append(piece)
    found = db.execute(_VERSIONS.where(which))
    return [Version(*[*row, tuple(pieces.get(row.id, ()))]) for row in found]


_PROPOSED: Select[*tuple[Any, ...]] = (
    select(
        _work.c.id,
        _work.c.state,
        _work.c.format,
        _work.c.proposal,
        _work.c.created_at,
        _work.c.decision,
        _work.c.decision_line,
        _work.c.nearest,
        _work.c.decided_by,
        func.coalesce(_teacher.c.name, ""),
        _work.c.decided_at,
        _work.c.goal_id,
        _goal.c.aim,
        _work.c.membership_id,
        _member.c.name,
        _member.c.person_id,
        _member.c.class_id,
    )
    .join(_goal, _goal.c.id == _work.c.goal_id)
    .join(_member, _member.c.id == _work.c.membership_id)
    .outerjoin(_teacher, _names(_teacher, _work.c.decided_by))
)


def proposed(db: Connection, demonstration_id: int | None) -> Proposed | None:
    """A demonstration with what was proposed for it and said to it."""
    row = db.execute(_PROPOSED.where(_work.c.id == demonstration_id)).first()
    return Proposed(*row) if row else None


def decide(
    db: Connection,
    demonstration_id: int,
    *,
    what: str,
    line: str,
    nearest: str,
    teacher_id: int,
    now: datetime,
) -> bool:
    """Keep what a teacher says to an own idea; False where another was first, or the work is there.

    After "talk" there may be one more decision. A refused idea goes on in the nearest format.
    """
    where = (
        col(Demonstration.id) == demonstration_id,
        col(Demonstration.state) == WorkState.PLANNED,
        col(Demonstration.decision).in_(("", TALK)),
        cast(_work.c.proposal, String) != "{}",
    )
    values = {"format": nearest} if nearest else {}
    return bool(
        change(
            db,
            Demonstration,
            *where,
            decision=what,
            decision_line=line,
            nearest=nearest,
            decided_by=teacher_id,
            decided_at=now,
            **values,
        )
    )


def ask_why(db: Connection, submission_id: int, words: str, now: datetime) -> bool:
    """Keep what a student asks about a review; False where they have asked, or there is none."""
    where = (
        col(Submission.id) == submission_id,
        col(Submission.verdict) != "",
        col(Submission.ask_why) == "",
    )
    return bool(change(db, Submission, *where, ask_why=words, ask_why_at=now))


def say_why(db: Connection, submission_id: int, words: str, teacher_id: int, now: datetime) -> bool:
    """Keep a teacher's answer to that; False where there is one, or nothing was asked."""
    where = (
        col(Submission.id) == submission_id,
        col(Submission.ask_why) != "",
        col(Submission.why) == "",
    )
    return bool(change(db, Submission, *where, why=words, why_by=teacher_id, why_at=now))


def evidence(db: Connection, submission_id: int) -> list[Attachment]:
    """The pieces of a submission in order."""
    return rows(
        db,
        Attachment,
        col(Attachment.submission_id) == submission_id,
        order_by=(col(Attachment.id),),
    )


def review(
    db: Connection,
    submission_id: int,
    *,
    verdict: str,
    line: str,
    reviewer_id: int,
    state: WorkState,
    now: datetime,
    judged: list[dict[str, Any]] | None = None,
    level: int | None = None,
) -> bool:
    """Keep the teacher's word; False where another teacher's word was there first."""
    written = change(
        db,
        Submission,
        col(Submission.id) == submission_id,
        col(Submission.verdict) == "",
        verdict=verdict,
        line=line,
        judged=judged or [],
        level=level,
        reviewed_by=reviewer_id,
        reviewed_at=now,
    )
    if written:
        db.execute(
            _work.update()
            .where(
                _work.c.id
                == select(_version.c.demonstration_id)
                .where(_version.c.id == submission_id)
                .scalar_subquery()
            )
            .values(state=state)
        )
    return bool(written)


def files_of(db: Connection, entry_id: int) -> list[Attachment]:
    """The files of an entry."""
    return rows(
        db, Attachment, col(Attachment.entry_id) == entry_id, order_by=(col(Attachment.id),)
    )


def files_to_fetch(db: Connection, limit: int) -> list[Attachment]:
    """Attachments whose file is not kept here yet."""
    return rows(
        db,
        Attachment,
        col(Attachment.path).is_(None),
        col(Attachment.file_id) != "",
        order_by=(col(Attachment.id),),
        limit=limit,
    )


def file_kept(db: Connection, attachment_id: int, path: str) -> None:
    """Where an attachment's file is kept; empty where it cannot be had."""
    change(db, Attachment, col(Attachment.id) == attachment_id, path=path)
