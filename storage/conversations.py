"""Dialogues in progress: the newest is open, the others wait under it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlmodel import col

from storage.database import add, change, one, rows
from storage.tables import Conversation

_talk = Conversation.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__


def open_one(
    db: Connection,
    *,
    person_id: int,
    membership_id: int | None,
    dialogue: str,
    about: int | None,
    answers: dict[str, Any],
    revision: int,
    now: datetime,
) -> int:
    """Begin a conversation; it is the open one now. Its id."""
    return add(
        db,
        Conversation(
            person_id=person_id,
            membership_id=membership_id,
            dialogue=dialogue,
            about=about,
            answers=answers,
            revision=revision,
            started_at=now,
            touched_at=now,
        ),
    )


_KEEP = (
    update(_talk)
    .where(_talk.c.id == bindparam("talk"))
    .values(answers=bindparam("given"), revision=bindparam("shown"), touched_at=bindparam("at"))
)


def keep(
    db: Connection, talk_id: int, answers: dict[str, Any], revision: int, now: datetime
) -> None:
    """Keep the answers so far, and which turn showed the question now open, and when."""
    db.execute(_KEEP, {"talk": talk_id, "given": answers, "shown": revision, "at": now})


_CLOSE = delete(_talk).where(_talk.c.id == bindparam("talk"))


def close(db: Connection, talk_id: int) -> None:
    """End a conversation."""
    db.execute(_CLOSE, {"talk": talk_id})


def stop(db: Connection, talk_id: int, now: datetime) -> None:
    """Put a conversation away; it can be picked up again."""
    change(db, Conversation, col(Conversation.id) == talk_id, stopped_at=now)


def pick_up(db: Connection, talk_id: int, *, person_id: int) -> Conversation | None:
    """Take out a stopped conversation, to begin it anew; None where it is gone."""
    mine = (col(Conversation.id) == talk_id, col(Conversation.person_id) == person_id)
    found = one(db, Conversation, *mine, col(Conversation.stopped_at).is_not(None))
    if found is not None:
        close(db, talk_id)
    return found


def put_away(db: Connection, person_id: int, membership_id: int | None) -> int | None:
    """The conversation that somebody put away last where they are; None where there is none."""
    found = rows(
        db,
        Conversation,
        col(Conversation.person_id) == person_id,
        col(Conversation.membership_id) == membership_id,
        col(Conversation.stopped_at).is_not(None),
        order_by=(col(Conversation.stopped_at).desc(),),
        limit=1,
    )
    return found[0].id if found else None


_UNDER_WAY = (
    select(_talk)
    .where(
        _talk.c.person_id == bindparam("person"),
        _talk.c.membership_id.is_not_distinct_from(bindparam("member")),
        _talk.c.dialogue == bindparam("dialogue"),
        _talk.c.about.is_not_distinct_from(bindparam("about")),
        _talk.c.stopped_at.is_(None),
    )
    .limit(1)
)


def under_way(
    db: Connection, *, person_id: int, membership_id: int | None, dialogue: str, about: int | None
) -> Conversation | None:
    """The same conversation, begun earlier and not stopped."""
    same = {
        "person": person_id,
        "member": membership_id,
        "dialogue": dialogue,
        "about": about,
    }
    return cast("Conversation | None", db.execute(_UNDER_WAY, same).first())
