"""Demonstrations: how a student shows mastery, what they hand in, what the teacher says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select
from sqlmodel import col

from storage.database import add, change, one, rows
from storage.tables import Attachment, Demonstration, Goal, Membership, Submission, WorkState

_work = Demonstration.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_version = Submission.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_goal = Goal.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__


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
    )
    .join(_work, _work.c.id == _version.c.demonstration_id)
    .join(_goal, _goal.c.id == _work.c.goal_id)
    .join(_member, _member.c.id == _work.c.membership_id)
)


def handed_in(db: Connection, submission_id: int | None) -> HandedIn | None:
    """A submission with whose it is."""
    row = db.execute(_HANDED_IN.where(_version.c.id == submission_id)).first()
    return HandedIn(*row) if row else None


def to_review(db: Connection, class_id: int) -> list[HandedIn]:
    """What waits for a teacher's word in a class, oldest first; trials and leavers are left out."""
    newest_version = (
        select(func.max(_version.c.id)).group_by(_version.c.demonstration_id).scalar_subquery()
    )
    found = db.execute(
        _HANDED_IN.where(
            _member.c.class_id == class_id,
            _member.c.trial.is_(False),
            _member.c.left_at.is_(None),
            _version.c.verdict == "",
            _version.c.id.in_(newest_version),
        ).order_by(_version.c.submitted_at, _version.c.id)
    )
    return [HandedIn(*row) for row in found]


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
) -> bool:
    """Keep the teacher's word; False where another teacher's word was there first."""
    written = change(
        db,
        Submission,
        col(Submission.id) == submission_id,
        col(Submission.verdict) == "",
        verdict=verdict,
        line=line,
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
