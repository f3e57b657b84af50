"""Partners: a goal shared with somebody of the class, by two yeses, and kind words between them.

It holds as long as both are in the class and the goal is open; it is never more than the goal and
its steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select
from sqlmodel import col

from storage.database import add, change, one
from storage.goals import OPEN
from storage.names import by_name
from storage.tables import Goal, Membership, PartnerNote, Partnership, Person, Role

MOST_PARTNERSHIPS = 2
"""Of a student, their own shared goals and those shared with them together."""

_pair = Partnership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_note = PartnerNote.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_goal = Goal.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_owner = _member.alias("owner")
_partner = _member.alias("partner")
_owner_person = Person.__table__.alias("owner_person")  # type: ignore[attr-defined]  # SQLModel declares no __table__
_partner_person = Person.__table__.alias("partner_person")  # type: ignore[attr-defined]  # SQLModel declares no __table__


@dataclass(frozen=True)
class End:
    """One of the two, as a word to them needs it."""

    id: int
    """Their membership."""
    name: str
    person_id: int
    chat_id: int
    language: str
    zone: str


@dataclass(frozen=True)
class Shared:
    """A goal that is shared, or that somebody was asked to share."""

    id: int
    goal_id: int
    aim: str
    class_id: int
    yes_at: datetime | None
    owner: End
    partner: End

    def other(self, person_id: int) -> End:
        """The one of the two who is not this person."""
        return self.partner if self.owner.person_id == person_id else self.owner


_SHARED: Select[*tuple[Any, ...]] = (
    select(
        _pair.c.id,
        _pair.c.goal_id,
        _goal.c.aim,
        _owner.c.class_id,
        _pair.c.yes_at,
        _owner.c.id,
        _owner.c.name,
        _owner_person.c.id,
        _owner_person.c.chat_id,
        _owner_person.c.language,
        _owner_person.c.zone,
        _partner.c.id,
        _partner.c.name,
        _partner_person.c.id,
        _partner_person.c.chat_id,
        _partner_person.c.language,
        _partner_person.c.zone,
    )
    .select_from(_pair)
    .join(_goal, _goal.c.id == _pair.c.goal_id)
    .join(_owner, _owner.c.id == _goal.c.membership_id)
    .join(_partner, _partner.c.id == _pair.c.partner_id)
    .join(_owner_person, _owner_person.c.id == _owner.c.person_id)
    .join(_partner_person, _partner_person.c.id == _partner.c.person_id)
    .order_by(_pair.c.id)
)
_live: tuple[ColumnElement[bool], ...] = (
    _pair.c.ended_at.is_(None),
    _owner.c.left_at.is_(None),
    _partner.c.left_at.is_(None),
    _goal.c.state.in_(OPEN),
)


def _found(db: Connection, *where: ColumnElement[bool]) -> list[Shared]:
    found: Sequence[Any] = db.execute(_SHARED.where(*where)).all()
    return [Shared(*(*row[:5], End(*row[5:11]), End(*row[11:]))) for row in found]


def get(db: Connection, partnership_id: int | None) -> Shared | None:
    """A partnership that has not ended, or its question, by its id."""
    found = _found(db, _pair.c.id == partnership_id, *_live)
    return found[0] if found else None


def of_goal(db: Connection, goal_id: int | None) -> Shared | None:
    """The partnership of a goal that has not ended, said yes to or not."""
    found = _found(db, _pair.c.goal_id == goal_id, *_live)
    return found[0] if found else None


def of_student(db: Connection, membership_id: int) -> list[Shared]:
    """All that a student shares or is asked to share, oldest first; also what they asked."""
    mine = or_(_owner.c.id == membership_id, _partner.c.id == membership_id)
    return _found(db, mine, *_live)


def of_class(db: Connection, class_id: int) -> list[Shared]:
    """The goals that are shared in a class, oldest first; what has no yes yet is left out."""
    return _found(db, _owner.c.class_id == class_id, _pair.c.yes_at.is_not(None), *_live)


def has_room(db: Connection, membership_id: int) -> bool:
    """Whether a student may share one more goal."""
    return len(of_student(db, membership_id)) < MOST_PARTNERSHIPS


def can_be_asked(db: Connection, goal_id: int) -> list[tuple[int, str]]:
    """The classmates whom the owner of a goal can ask: the id of the membership, and the name.

    Whoever was asked to share this goal before is not asked again, whoever ended it; trials are
    nobody, and share nothing.
    """
    before = select(_pair.c.partner_id).where(
        _pair.c.goal_id == goal_id, _pair.c.ended_at.is_not(None)
    )
    found = db.execute(
        select(_partner.c.id, _partner.c.name)
        .join(_owner, _owner.c.class_id == _partner.c.class_id)
        .join(_goal, _goal.c.membership_id == _owner.c.id)
        .where(
            _goal.c.id == goal_id,
            _owner.c.trial.is_(False),
            _partner.c.id != _owner.c.id,
            _partner.c.role == Role.STUDENT,
            _partner.c.trial.is_(False),
            _partner.c.left_at.is_(None),
            _partner.c.id.not_in(before),
        )
    )
    return [(one.id, one.name) for one in sorted(found, key=by_name)]


def ask(db: Connection, goal_id: int, partner_id: int, now: datetime) -> int | None:
    """Ask somebody to share a goal; the partnership's id.

    None where the goal is shared already, or either of the two has no room.
    """
    if of_goal(db, goal_id) is not None:
        return None
    owner = select(_goal.c.membership_id).where(_goal.c.id == goal_id)
    ends = (db.execute(owner).scalar_one(), partner_id)
    if not all(has_room(db, each) for each in ends):
        return None
    return add(db, Partnership(goal_id=goal_id, partner_id=partner_id, asked_at=now))


def say_yes(db: Connection, partnership_id: int, now: datetime) -> bool:
    """Keep the yes of whoever was asked; False where it has ended, or was said before."""
    waits = (col(Partnership.yes_at).is_(None), col(Partnership.ended_at).is_(None))
    return bool(change(db, Partnership, col(Partnership.id) == partnership_id, *waits, yes_at=now))


def end(db: Connection, partnership_id: int, by: int | None, now: datetime) -> bool:
    """End a partnership, or say no to it, by a membership (None: a teacher); False if it has."""
    going = (col(Partnership.id) == partnership_id, col(Partnership.ended_at).is_(None))
    return bool(change(db, Partnership, *going, ended_at=now, ended_by=by))


def forget_leavers(db: Connection) -> int:
    """Remove all partnerships of students who have left, and what was written in them.

    How many rows that were. Whoever comes back to a class begins there without partners.
    """
    gone = (
        select(_pair.c.id)
        .join(_goal, _goal.c.id == _pair.c.goal_id)
        .join(_owner, _owner.c.id == _goal.c.membership_id)
        .join(_partner, _partner.c.id == _pair.c.partner_id)
        .where(or_(_owner.c.left_at.is_not(None), _partner.c.left_at.is_not(None)))
    )
    ids = list(db.execute(gone).scalars())
    notes = db.execute(_note.delete().where(_note.c.partnership_id.in_(ids))).rowcount
    return notes + db.execute(_pair.delete().where(_pair.c.id.in_(ids))).rowcount


# --- what partners write -------------------------------------------------------------------------


def write(db: Connection, row: PartnerNote) -> int:
    """Keep a kind word; its id."""
    return add(db, row)


def note(db: Connection, note_id: int | None) -> PartnerNote | None:
    """A kind word by its id."""
    return one(db, PartnerNote, col(PartnerNote.id) == note_id)


def of_note(db: Connection, note_id: int | None) -> Shared | None:
    """The partnership in which a kind word was written, ended or not."""
    mine = select(_note.c.partnership_id).where(_note.c.id == note_id)
    found = _found(db, _pair.c.id.in_(mine))
    return found[0] if found else None


def report(db: Connection, note_id: int, now: datetime) -> bool:
    """Note that whoever got it asked the teacher to look at it; False where they had before."""
    first = (col(PartnerNote.id) == note_id, col(PartnerNote.reported_at).is_(None))
    return bool(change(db, PartnerNote, *first, reported_at=now))
