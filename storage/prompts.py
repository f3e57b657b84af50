"""A class's own words: questions, formats and criteria that its teacher set.

What was removed stays in its table, so that answers to it can still be read.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select
from sqlmodel import col

from storage.database import add, change, one, rows
from storage.tables import Prompt

KINDS = ("check_in", "reflection", "format", "criterion")
MOST = 5
"""Of a kind at once: a choice helps most when it is small."""

_prompt = Prompt.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__


def of(db: Connection, class_id: int, *kinds: str) -> list[Prompt]:
    """A class's own words of these kinds, or of all, the oldest first."""
    return rows(
        db,
        Prompt,
        col(Prompt.class_id) == class_id,
        col(Prompt.ended_at).is_(None),
        col(Prompt.kind).in_(kinds or KINDS),
        order_by=(col(Prompt.id),),
    )


def get(db: Connection, prompt_id: int | None) -> Prompt | None:
    """Words of a class by their id, removed ones too."""
    return one(db, Prompt, col(Prompt.id) == prompt_id)


def set_one(db: Connection, class_id: int, kind: str, words: str, now: datetime) -> int | None:
    """Keep a class's own words; their id, or None where there are as many of the kind as can be."""
    there = (col(Prompt.class_id) == class_id, col(Prompt.kind) == kind)
    so_far = select(func.count()).select_from(_prompt).where(*there, _prompt.c.ended_at.is_(None))
    if db.execute(so_far).scalar_one() >= MOST:
        return None
    return add(db, Prompt(class_id=class_id, kind=kind, words=words, created_at=now))


def remove(db: Connection, prompt_id: int, now: datetime) -> bool:
    """Ask it no more; False where that has been done."""
    return bool(
        change(
            db, Prompt, col(Prompt.id) == prompt_id, col(Prompt.ended_at).is_(None), ended_at=now
        )
    )
