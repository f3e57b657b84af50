"""Who did what to whom, and when: rows are only ever added. And words that need an adult."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select
from sqlmodel import col

from storage.database import add, change, one
from storage.tables import Alert, Audit

_audit = Audit.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__


def note(
    db: Connection,
    *,
    actor_id: int | None,
    action: str,
    now: datetime,
    subject: str = "",
    subject_id: int | None = None,
    detail: str = "",
) -> None:
    """Add a row; `detail` is a fact, never anybody's words. No actor: the operator did it."""
    add(
        db,
        Audit(
            at=now,
            actor_id=actor_id,
            action=action,
            subject=subject,
            subject_id=subject_id,
            detail=detail,
        ),
    )


def count(
    db: Connection, *, actor_id: int, action: str, since: datetime, subject_id: int | None = None
) -> int:
    """How often somebody did something since an instant; with a subject, to that one."""
    done = [_audit.c.actor_id == actor_id, _audit.c.action == action, _audit.c.at >= since]
    if subject_id is not None:
        done.append(_audit.c.subject_id == subject_id)
    return int(db.execute(select(func.count()).where(*done)).scalar_one())


def alert(
    db: Connection, *, person_id: int, kind: str, words: str, now: datetime, update_id: int
) -> int:
    """Keep words that need an adult, apart from everything else; the alert's id."""
    return add(db, Alert(person_id=person_id, kind=kind, words=words, at=now, update_id=update_id))


def asked_to_talk(db: Connection, person_id: int, since: datetime) -> bool:
    """Whether somebody has asked to talk to someone since an instant."""
    mine = (col(Alert.person_id) == person_id, col(Alert.kind) == "talk", col(Alert.at) > since)
    return one(db, Alert, *mine) is not None


def read_alert(db: Connection, alert_id: int, by: int, now: datetime) -> None:
    """Note that a teacher has read an alert; the first one stays."""
    unread = (col(Alert.id) == alert_id, col(Alert.read_at).is_(None))
    change(db, Alert, *unread, read_at=now, read_by=by)


def get_alert(db: Connection, alert_id: int) -> Alert | None:
    """An alert by its id."""
    return one(db, Alert, col(Alert.id) == alert_id)
