"""Updates in, messages out: what makes sure that nothing is lost between Telegram and a turn.

An update is stored before it is confirmed, a message is stored in the turn that says it. Both are
found again after a crash; both have a key that makes doing it twice the same as doing it once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import Inbox, Outbox, Waiting

BULK = 2
"""From this urgency on a message is bulk: nobody waits for it this second."""
MOST_ATTEMPTS = 10
"""A turn that has begun this often without ending is set aside: it may be what kills us.

Few kills hit the same turn by chance (the first after a start takes longest); ten do not."""

_inbox = Inbox.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_outbox = Outbox.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__


@dataclass(frozen=True)
class Update:
    """A raw update as it came; `raw` is its parsed JSON."""

    id: int
    raw: dict[str, Any]


@dataclass(frozen=True)
class Outgoing:
    """A call to make to Telegram.

    `urgency`: 0 a reply, 1 a word to an adult, 2 a check-in, 3 a summary. `key` makes it one.
    """

    chat_id: int
    method: str
    params: dict[str, Any]
    key: str
    urgency: int = 0
    attempts: int = 0
    not_after: datetime | None = None
    """After this instant it is not sent any more."""
    id: int = 0
    """Its row, once it has one."""


@dataclass(frozen=True)
class Settled:
    """What became of a call: done, unknown (it may have arrived) or dead, and why."""

    key: str
    state: Waiting
    message_id: int | None = None
    reason: str = ""
    attempts: int = field(default=1)


def store(db: Connection, updates: Sequence[Update], now: datetime) -> frozenset[int]:
    """Store updates; those stored before are left as they are. The ids of those that are new.

    The first attempt is counted here, before the turn, so that an update which kills the process
    cannot loop.
    """
    values = [
        {
            "update_id": update.id,
            "state": Waiting.NEW,
            "attempts": 1,
            "received_at": now,
            "raw": json.dumps(update.raw, ensure_ascii=False),
        }
        for update in updates
    ]
    ids = [update.id for update in updates]
    known = frozenset(
        db.execute(select(_inbox.c.update_id).where(_inbox.c.update_id.in_(ids))).scalars()
    )
    if values:
        dialect = postgresql if db.dialect.name == "postgresql" else sqlite
        db.execute(dialect.insert(_inbox).on_conflict_do_nothing(), values)
    return frozenset(ids) - known


def set_aside(db: Connection, update_id: int) -> None:
    """Keep an update that could not be taken, out of the way of the others."""
    db.execute(update(_inbox).where(_inbox.c.update_id == update_id).values(state=Waiting.DEAD))


_DONE = (
    update(_inbox)
    .where(_inbox.c.update_id == bindparam("id"), _inbox.c.state == Waiting.NEW)
    .values(state=Waiting.DONE, raw=None)
)


def take(db: Connection, update_id: int) -> bool:
    """Mark an update done and empty it; False where it was done or set aside before."""
    return db.execute(_DONE, {"id": update_id}).rowcount == 1


def waiting(db: Connection) -> list[Update]:
    """Updates whose turn did not end, oldest first."""
    found = db.execute(
        select(_inbox.c.update_id, _inbox.c.raw)
        .where(_inbox.c.state == Waiting.NEW)
        .order_by(_inbox.c.update_id)
    )
    return [Update(update_id, json.loads(raw)) for update_id, raw in found]


def try_again(db: Connection, update_id: int) -> bool:
    """Count one more attempt at an update; False where there were enough of them.

    Commit it before the turn begins: the turn may kill the process.
    """
    mine = _inbox.c.update_id == update_id
    db.execute(update(_inbox).where(mine).values(attempts=_inbox.c.attempts + 1))
    attempts = db.execute(select(_inbox.c.attempts).where(mine)).scalar_one()
    return bool(attempts <= MOST_ATTEMPTS)


_POST = insert(_outbox)


def post(db: Connection, messages: Sequence[Outgoing], now: datetime) -> None:
    """Store messages to send, in their order."""
    if messages:
        db.execute(
            _POST,
            [
                {
                    "chat_id": message.chat_id,
                    "urgency": message.urgency,
                    "method": message.method,
                    "params": message.params,
                    "key": message.key,
                    "state": Waiting.NEW,
                    "attempts": 0,
                    "created_at": now,
                    "not_after": message.not_after,
                    "reason": "",
                }
                for message in messages
            ],
        )


_UNSENT: Select[*tuple[Any, ...]] = (
    select(
        _outbox.c.chat_id,
        _outbox.c.method,
        _outbox.c.params,
        _outbox.c.key,
        _outbox.c.urgency,
        _outbox.c.attempts,
        _outbox.c.not_after,
        _outbox.c.id,
    )
    .where(_outbox.c.state == literal_column("'new'"))  # as the partial index says it
    .order_by(_outbox.c.id)
)


def unsent(db: Connection) -> list[Outgoing]:
    """Messages to people who wait for them, not settled, in their order.

    Some may have been in flight when the process died. Bulk is left out: see `bulk`.
    """
    return [Outgoing(*row) for row in db.execute(_UNSENT.where(_outbox.c.urgency < BULK))]


def bulk(db: Connection, after: int, limit: int) -> list[Outgoing]:
    """Bulk messages not settled, in the order of their rows, those after the row `after`."""
    more = _UNSENT.where(_outbox.c.urgency >= BULK, _outbox.c.id > after)
    return [Outgoing(*row) for row in db.execute(more.limit(limit))]


def withdraw(db: Connection, keys: Sequence[str]) -> None:
    """Take back messages that are not sent yet; tell the sender too, which may hold them."""
    waits = (_outbox.c.key.in_(keys), _outbox.c.state == Waiting.NEW)
    taken = update(_outbox).where(*waits)
    db.execute(taken.values(state=Waiting.DEAD, reason="withdrawn", params={}))


def sent(db: Connection, keys: Sequence[str]) -> frozenset[str]:
    """Which of these messages went out, as far as anybody knows."""
    out = (_outbox.c.key.in_(keys), _outbox.c.state.in_([Waiting.DONE, Waiting.UNKNOWN]))
    return frozenset(db.execute(select(_outbox.c.key).where(*out)).scalars())


_SETTLE = (
    update(_outbox)
    .where(_outbox.c.key == bindparam("settled_key"), _outbox.c.state == Waiting.NEW)
    .values(
        state=bindparam("to"),
        message_id=bindparam("sent_as"),
        reason=bindparam("why"),
        attempts=bindparam("tries"),
        params={},
    )
)


def settle(db: Connection, settled: Sequence[Settled]) -> None:
    """Record what became of calls. What was said is emptied: the chat keeps it, we need not."""
    if settled:
        db.execute(
            _SETTLE,
            [
                {
                    "settled_key": one.key,
                    "to": one.state,
                    "sent_as": one.message_id,
                    "why": one.reason,
                    "tries": one.attempts,
                }
                for one in settled
            ],
        )
