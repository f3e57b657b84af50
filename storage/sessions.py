"""Who is signed in to the teacher's pages: links that work once, and the browsers they let in.

Neither a link's token nor a browser's cookie is stored: each is 160 random bits, kept as SHA-256.
(The message that brings a link waits with it in the outbox; it is emptied once it is settled.)
What a session may see is asked of storage.access at each request; it gives nothing by itself.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, select
from sqlmodel import col

from storage.database import add, change, one
from storage.people import Who
from storage.tables import Class, Membership, Role, School, Session, SignIn

TOKEN_BYTES = 20
LINK_LASTS = timedelta(minutes=15)
SESSION_LASTS = timedelta(hours=8)
"""A school day; it is not prolonged by using it."""

_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_class = Class.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_school = School.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_link = SignIn.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_session = Session.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__


def new_link(db: Connection, person_id: int, now: datetime) -> str:
    """The token of a new sign-in link; the ones made before and not used open nothing any more."""
    db.execute(_link.delete().where(_link.c.person_id == person_id, _link.c.used_at.is_(None)))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    add(db, SignIn(hash=_hash(token), person_id=person_id, expires_at=now + LINK_LASTS))
    return token


def opens(db: Connection, token: str, now: datetime) -> bool:
    """Whether a link would let somebody in; looking does not use it up."""
    return one(db, SignIn, *_usable(token, now)) is not None


def begin(db: Connection, token: str, now: datetime) -> tuple[int, str] | None:
    """Use a link up: whose it is, and the cookie of a new session.

    None for a link that is used, too old or unknown, and for whoever teaches no class any more. Of
    two at the same time one wins.
    """
    link = one(db, SignIn, *_usable(token, now))
    if link is None or not classes(db, link.person_id):
        return None
    if not change(db, SignIn, *_usable(token, now), used_at=now):
        return None
    cookie = secrets.token_urlsafe(TOKEN_BYTES)
    wanted = Session(
        hash=_hash(cookie),
        person_id=link.person_id,
        created_at=now,
        expires_at=now + SESSION_LASTS,
    )
    add(db, wanted)
    return link.person_id, cookie


def whose(db: Connection, cookie: str, now: datetime) -> int | None:
    """Whose session a cookie is; None where there is none, or it is over."""
    found = one(db, Session, col(Session.hash) == _hash(cookie), *_lasting(now))
    return found.person_id if found else None


def end(db: Connection, cookie: str, now: datetime) -> None:
    """Sign out one browser."""
    change(db, Session, col(Session.hash) == _hash(cookie), *_lasting(now), ended_at=now)


def end_all(db: Connection, person_id: int, now: datetime) -> int:
    """Sign somebody out everywhere, and let their unused links open nothing; how many browsers."""
    db.execute(_link.delete().where(_link.c.person_id == person_id, _link.c.used_at.is_(None)))
    theirs = col(Session.person_id) == person_id
    return change(db, Session, theirs, *_lasting(now), ended_at=now)


def signed_in(db: Connection, person_id: int, now: datetime) -> bool:
    """Whether somebody is signed in anywhere."""
    return one(db, Session, col(Session.person_id) == person_id, *_lasting(now)) is not None


def classes(db: Connection, person_id: int) -> list[Any]:
    """The classes somebody teaches now, the oldest first.

    Rows of membership_id, name (theirs there), class_id, class_name, school, zone.
    """
    return list(
        db.execute(
            select(
                _member.c.id.label("membership_id"),
                _member.c.name,
                _class.c.id.label("class_id"),
                _class.c.name.label("class_name"),
                _school.c.name.label("school"),
                _class.c.zone,
            )
            .join(_class, _class.c.id == _member.c.class_id)
            .join(_school, _school.c.id == _class.c.school_id)
            .where(
                _member.c.person_id == person_id,
                _member.c.role == Role.TEACHER,
                _member.c.left_at.is_(None),
            )
            .order_by(_member.c.id)
        )
    )


def seated(who: Who, there: Any) -> Who:
    """Somebody as the teacher of one of their classes, a row of `classes`, on its clock.

    No conversation is open with them there: a page has nothing to do with the one in the chat.
    """
    return replace(
        who,
        membership_id=there.membership_id,
        role=Role.TEACHER,
        trial=False,
        name=there.name,
        about={},
        class_id=there.class_id,
        class_name=there.class_name,
        school=there.school,
        class_zone=there.zone,
        zone=there.zone,
        teacher=there.name,
        talk=None,
    )


def tidy(db: Connection, now: datetime) -> int:
    """Remove links and sessions that are over; how many."""
    return sum(
        db.execute(table.delete().where(table.c.expires_at <= now)).rowcount
        for table in (_link, _session)
    )


def _usable(token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    used = col(SignIn.used_at).is_(None)
    return col(SignIn.hash) == _hash(token), used, col(SignIn.expires_at) > now


def _lasting(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return col(Session.ended_at).is_(None), col(Session.expires_at) > now


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
