"""People, classes, memberships, and the codes that let them in."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, or_, select
from sqlmodel import col

from storage import partners
from storage.database import add, change, one, rows
from storage.names import by_name
from storage.tables import (
    Alert,
    Class,
    Code,
    Consent,
    Conversation,
    Membership,
    Outbox,
    Person,
    Role,
    School,
    Waiting,
)

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
"""Characters of 5 bits: 60 bits, above the 50 that guessing needs (ASVS), in a form to type."""
CLASS_CODE_LASTS = timedelta(days=30)
TEACHER_CODE_LASTS = timedelta(days=7)
FAMILY_CODE_LASTS = timedelta(hours=72)
_LASTS = {
    "class": CLASS_CODE_LASTS,
    "teacher": TEACHER_CODE_LASTS,
    "family": FAMILY_CODE_LASTS,
}

_person = Person.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_class = Class.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_school = School.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_talk = Conversation.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__


@dataclass(frozen=True)
class Talk:
    """The conversation that is open with somebody."""

    id: int
    dialogue: str
    about: int | None
    answers: dict[str, Any]
    revision: int
    started_at: datetime


@dataclass(frozen=True)
class Who:
    """Somebody, where they are now, and the conversation open with them."""

    id: int
    telegram_id: int
    chat_id: int
    first_name: str
    language: str
    zone: str
    unreachable: bool
    membership_id: int | None = None
    role: str | None = None
    trial: bool = False
    name: str = ""
    about: dict[str, Any] = field(default_factory=dict)
    class_id: int | None = None
    class_name: str = ""
    school: str = ""
    class_zone: str = ""
    teacher: str = ""
    talk: Talk | None = None


_PERSON = ("id", "telegram_id", "chat_id", "first_name", "language", "zone")
_HERE = (
    "membership_id",
    "role",
    "trial",
    "name",
    "about",
    "class_id",
    "class_name",
    "school",
    "class_zone",
)
_teacher_of = _member.alias("teacher_of")
_teacher_name = (
    select(_teacher_of.c.name)
    .where(
        _teacher_of.c.class_id == _member.c.class_id,
        _teacher_of.c.role == Role.TEACHER,
        _teacher_of.c.left_at.is_(None),
    )
    .order_by(_teacher_of.c.id)
    .limit(1)
    .scalar_subquery()
)
_other_talk = _talk.alias("other_talk")
_newest_talk = (
    select(_other_talk.c.id)
    .where(
        _other_talk.c.person_id == _person.c.id,
        _other_talk.c.stopped_at.is_(None),
        or_(
            _other_talk.c.membership_id.is_(None),
            _other_talk.c.membership_id == _member.c.id,
        ),
    )
    .order_by(_other_talk.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
# One statement for all a turn must know: each further one costs it.
_WHO: Select[*tuple[Any, ...]] = (
    select(
        _person.c.id,
        _person.c.telegram_id,
        _person.c.chat_id,
        _person.c.first_name,
        _person.c.language,
        _person.c.zone,
        _person.c.unreachable_since,
        _member.c.id,
        _member.c.role,
        _member.c.trial,
        _member.c.name,
        _member.c.about,
        _class.c.id,
        _class.c.name,
        _school.c.name,
        _class.c.zone,
        _teacher_name,
        _talk.c.id,
        _talk.c.dialogue,
        _talk.c.about,
        _talk.c.answers,
        _talk.c.revision,
        _talk.c.started_at,
    )
    .select_from(_person)
    .outerjoin(_member, and_(_member.c.id == _person.c.here_id, _member.c.left_at.is_(None)))
    .outerjoin(_class, _class.c.id == _member.c.class_id)
    .outerjoin(_school, _school.c.id == _class.c.school_id)
    .outerjoin(_talk, _talk.c.id == _newest_talk)
)
_WHO_BY_TELEGRAM = _WHO.where(_person.c.telegram_id == bindparam("telegram"))
_WHO_BY_ID = _WHO.where(_person.c.id == bindparam("person"))


def who(db: Connection, *, telegram_id: int | None = None, id: int | None = None) -> Who | None:  # noqa: A002  reads as what it is
    """Somebody by their Telegram account or by id; None for a stranger."""
    if telegram_id is not None:
        row = db.execute(_WHO_BY_TELEGRAM, {"telegram": telegram_id}).first()
    else:
        row = db.execute(_WHO_BY_ID, {"person": id}).first()
    if row is None:
        return None
    fields: dict[str, Any] = dict(zip(_PERSON, row[:6], strict=True))
    if row[7] is not None:
        fields |= zip(_HERE, row[7:16], strict=True)
    return Who(
        **fields,
        unreachable=row[6] is not None,
        teacher=row[16] or "",
        talk=Talk(*row[17:]) if row[17] else None,
    )


def meet(
    db: Connection,
    *,
    telegram_id: int,
    chat_id: int,
    first_name: str,
    language: str,
    zone: str,
    now: datetime,
) -> Who:
    """Somebody who writes for the first time."""
    person = Person(
        telegram_id=telegram_id,
        chat_id=chat_id,
        first_name=first_name,
        language=language,
        zone=zone,
        created_at=now,
    )
    return Who(add(db, person), telegram_id, chat_id, first_name, language, zone, False)  # noqa: FBT003  positional as in Who


def forget_stranger(db: Connection, person_id: int) -> None:
    """Keep nothing of somebody who stayed out, where nothing else ties them here."""
    ties = (
        one(db, Membership, col(Membership.person_id) == person_id),
        one(db, Code, col(Code.used_by) == person_id),
        one(db, Alert, col(Alert.person_id) == person_id),
    )
    if not any(ties):
        db.execute(_talk.delete().where(_talk.c.person_id == person_id))
        db.execute(_person.delete().where(_person.c.id == person_id))


def settle_in(db: Connection, person_id: int, **values: Any) -> None:
    """Change a person: language, zone, here_id, chat_id, unreachable_since."""
    change(db, Person, col(Person.id) == person_id, **values)


def lost(db: Connection, chat_id: int, now: datetime) -> None:
    """Note that somebody cannot be reached, from now on."""
    change(db, Person, col(Person.chat_id) == chat_id, unreachable_since=now)


def moved(db: Connection, chat_id: int, new_chat_id: int) -> None:
    """Note a chat's new id, for the person and for what waits to be sent."""
    change(db, Person, col(Person.chat_id) == chat_id, chat_id=new_chat_id)
    waiting = (col(Outbox.chat_id) == chat_id, col(Outbox.state) == Waiting.NEW)
    change(db, Outbox, *waiting, chat_id=new_chat_id)


def memberships(db: Connection, person_id: int) -> list[Any]:
    """Where somebody is: rows of id, role, trial, name, class_id, class_name, oldest first."""
    return list(
        db.execute(
            select(
                _member.c.id,
                _member.c.role,
                _member.c.trial,
                _member.c.name,
                _member.c.class_id,
                _class.c.name.label("class_name"),
            )
            .join(_class, _class.c.id == _member.c.class_id)
            .where(_member.c.person_id == person_id, _member.c.left_at.is_(None))
            .order_by(_member.c.id)
        )
    )


def join(
    db: Connection,
    *,
    person_id: int,
    class_id: int,
    role: Role,
    name: str,
    now: datetime,
    trial: bool = False,
    about: dict[str, Any] | None = None,
    consent: str = "",
) -> int:
    """Make somebody a member, or again a member, and be there; the membership's id."""
    same = one(
        db,
        Membership,
        col(Membership.person_id) == person_id,
        col(Membership.class_id) == class_id,
        col(Membership.role) == role,
        col(Membership.trial) == trial,
    )
    if same is not None and same.id is not None:
        membership_id = same.id
        if same.left_at is not None:  # whoever comes back begins without partners
            partners.forget_leavers(db)
        told = {"about": about} if about else {}
        again = col(Membership.id) == membership_id
        change(db, Membership, again, left_at=None, name=name, **told)
    else:
        membership_id = add(
            db,
            Membership(
                person_id=person_id,
                class_id=class_id,
                role=role,
                trial=trial,
                name=name,
                joined_at=now,
                about=about or {},
            ),
        )
    if consent:
        add(
            db,
            Consent(membership_id=membership_id, given_by=person_id, version=consent, given_at=now),
        )
    settle_in(db, person_id, here_id=membership_id)
    return membership_id


def tell_about(db: Connection, membership_id: int, name: str, about: dict[str, Any]) -> None:
    """Keep what a student says of themselves, and how they want to be called."""
    change(db, Membership, col(Membership.id) == membership_id, name=name, about=about)


def begin_class(
    db: Connection, *, person_id: int, school: str, zone: str, name: str, now: datetime
) -> int:
    """A class, in the school this person teaches at under that name, or a new one; its id."""
    same = db.execute(
        select(_school.c.id)
        .join(_class, _class.c.school_id == _school.c.id)
        .join(_member, _member.c.class_id == _class.c.id)
        .where(
            _member.c.person_id == person_id,
            _member.c.role == Role.TEACHER,
            _school.c.name == school,
        )
        .limit(1)
    ).scalar()
    school_id = same or add(db, School(name=school, created_at=now))
    return add(db, Class(school_id=school_id, name=name, zone=zone, created_at=now))


def class_named(db: Connection, class_id: int) -> str:
    """The name of a class; empty where there is none."""
    return str(db.execute(select(_class.c.name).where(_class.c.id == class_id)).scalar() or "")


def membership(db: Connection, membership_id: int | None) -> Membership | None:
    """A membership that has not ended."""
    return one(
        db, Membership, col(Membership.id) == membership_id, col(Membership.left_at).is_(None)
    )


def name_of(db: Connection, membership_id: int) -> str:
    """The name used in a class; empty where nobody is there."""
    found = membership(db, membership_id)
    return found.name if found else ""


def name_in(db: Connection, person_id: int, class_id: int) -> str:
    """The name somebody uses in a class, as student or family; empty where they are not there."""
    found = rows(
        db,
        Membership,
        col(Membership.person_id) == person_id,
        col(Membership.class_id) == class_id,
        col(Membership.role).in_((Role.STUDENT, Role.FAMILY)),
        col(Membership.trial).is_(False),
        order_by=(col(Membership.left_at).is_not(None), col(Membership.id).desc()),
        limit=1,
    )
    return found[0].name if found else ""


def on_clock(db: Connection, class_id: int, zone: str) -> list[int]:
    """The people of a class, not its teachers, who keep a zone's clock."""
    return list(
        db.execute(
            select(_person.c.id)
            .join(_member, _member.c.person_id == _person.c.id)
            .where(
                _member.c.class_id == class_id,
                _member.c.role != Role.TEACHER,
                _member.c.left_at.is_(None),
                _person.c.zone == zone,
            )
            .distinct()
        ).scalars()
    )


def students(db: Connection, class_id: int) -> list[Membership]:
    """The students of a class by name; a teacher trying things out is none."""
    found = rows(
        db,
        Membership,
        col(Membership.class_id) == class_id,
        col(Membership.role) == Role.STUDENT,
        col(Membership.trial).is_(False),
        col(Membership.left_at).is_(None),
    )
    return sorted(found, key=by_name)


def teachers(db: Connection, class_id: int) -> list[Any]:
    """The teachers of a class: rows of person_id, chat_id, language, zone, name, unreachable."""
    return list(
        db.execute(
            select(
                _person.c.id.label("person_id"),
                _person.c.chat_id,
                _person.c.language,
                _person.c.zone,
                _member.c.name,
                _person.c.unreachable_since.label("unreachable"),
            )
            .join(_member, _member.c.person_id == _person.c.id)
            .where(
                _member.c.class_id == class_id,
                _member.c.role == Role.TEACHER,
                _member.c.left_at.is_(None),
            )
            .order_by(_member.c.id)
        )
    )


def teachers_of_student(db: Connection, person_id: int) -> list[int]:
    """The classes in which somebody is a student and on no trial, for a word to their teachers."""
    return list(
        db.execute(
            select(_member.c.class_id).where(
                _member.c.person_id == person_id,
                _member.c.role == Role.STUDENT,
                _member.c.trial.is_(False),
                _member.c.left_at.is_(None),
            )
        ).scalars()
    )


# --- codes ---------------------------------------------------------------------------------------


def new_code(
    db: Connection,
    *,
    opens: str,
    now: datetime,
    class_id: int | None = None,
    student_id: int | None = None,
    created_by: int | None = None,
) -> str:
    """A new code, as people see it: "7K3M-Q2ZD-X9AB". Only its hash is kept.

    A class code lasts 30 days; a teacher's 7 days and a family's 72 hours, and they open once.
    """
    code = "".join(secrets.choice(CROCKFORD) for _ in range(CODE_LENGTH))
    add(
        db,
        Code(
            hash=_hash(code),
            opens=opens,
            class_id=class_id,
            student_id=student_id,
            created_by=created_by,
            expires_at=now + _LASTS[opens],
        ),
    )
    return "-".join(code[n : n + 4] for n in range(0, CODE_LENGTH, 4))


def tidy_code(typed: str) -> str | None:
    """A typed code without what people add or mistake; None where it cannot be a code."""
    tidy = typed.upper().translate(str.maketrans("OIL", "011", " -"))
    return tidy if len(tidy) == CODE_LENGTH and set(tidy) <= set(CROCKFORD) else None


def find_code(db: Connection, typed: str, *, now: datetime) -> Code | None:
    """What a code opens, or None: unknown, expired and revoked look the same."""
    tidy = tidy_code(typed)
    if tidy is None:
        return None
    return one(
        db,
        Code,
        col(Code.hash) == _hash(tidy),
        col(Code.expires_at) > now,
        col(Code.revoked_at).is_(None),
    )


def redeem(db: Connection, typed: str, *, person_id: int, now: datetime) -> Code | None:
    """What a code opens, or None: one that was used by another looks like one that is unknown.

    A code that opens once is taken by the first: two at the same time, one wins.
    """
    code = find_code(db, typed, now=now)
    if code is None or code.opens == "class":
        return code
    mine = or_(col(Code.used_by).is_(None), col(Code.used_by) == person_id)
    taken = change(db, Code, col(Code.id) == code.id, mine, used_by=person_id)
    return code if taken else None


def use_up(db: Connection, person_id: int, student_id: int, now: datetime) -> None:
    """A family code that let its finder in: it opens nothing more, for them neither."""
    theirs = (col(Code.used_by) == person_id, col(Code.student_id) == student_id)
    change(db, Code, *theirs, revoked_at=now)


def hand_back(db: Connection, person_id: int, student_id: int, now: datetime) -> None:
    """A family code that its finder did not want: it opens nothing more, and names nobody."""
    theirs = (col(Code.used_by) == person_id, col(Code.student_id) == student_id)
    change(db, Code, *theirs, used_by=None, revoked_at=now)


def _hash(tidy: str) -> str:
    return hashlib.sha256(tidy.encode()).hexdigest()
