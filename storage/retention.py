"""What is kept only for a while: updates, sent messages, conversations that were put away."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select
from sqlmodel import col

from storage import partners, sessions
from storage.database import change
from storage.tables import Conversation, Inbox, Outbox, Waiting

SET_ASIDE_LASTS = timedelta(days=7)
"""How long the raw words of an update that could not be taken are kept, to look into it."""
MAIL_LASTS = timedelta(days=30)
"""How long ids are kept. Telegram hands an update over again for a day, and after a week without
any its ids may start anew; both are well inside."""
PUT_AWAY_LASTS = timedelta(days=30)

UNKEPT_LASTS = timedelta(days=1)
"""How long a conversation of which nothing is to be kept waits to be gone on with."""


def tidy(db: Connection, now: datetime, unkept: Collection[str] = ()) -> int:
    """Empty and remove what has been kept long enough; how many rows that were.

    `unkept` are the dialogues of which nothing is kept, also where they are never finished.
    """
    aside = (col(Inbox.state) == Waiting.DEAD, col(Inbox.received_at) < now - SET_ASIDE_LASTS)
    gone = change(db, Inbox, *aside, col(Inbox.raw).is_not(None), raw=None)
    inbox = Inbox.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
    outbox = Outbox.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
    talk = Conversation.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
    for old in (
        inbox.delete().where(inbox.c.state != Waiting.NEW, inbox.c.received_at < now - MAIL_LASTS),
        outbox.delete().where(
            outbox.c.state != Waiting.NEW,
            outbox.c.created_at < now - MAIL_LASTS,
            # The newest stays: without any, SQLite begins its ids anew, and a sender that runs
            # asks for those after the last one it has seen.
            outbox.c.id < select(func.max(outbox.c.id)).scalar_subquery(),
        ),
        talk.delete().where(talk.c.stopped_at < now - PUT_AWAY_LASTS),
        talk.delete().where(talk.c.dialogue.in_(unkept), talk.c.touched_at < now - UNKEPT_LASTS),
    ):
        gone += db.execute(old).rowcount
    return gone + partners.forget_leavers(db) + sessions.tidy(db, now)
