"""Families: who is linked to whose week, what they are sent, and what they write.

No summary goes before both yeses are there. Whoever is unlinked gets nothing from that moment, and
no adult sees another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, insert, or_, select, update
from sqlmodel import col

from storage.database import add, change, one
from storage.tables import (
    Class,
    Delivery,
    Entry,
    FamilyLink,
    FamilyMessage,
    Goal,
    GoalState,
    Membership,
    Outbox,
    Person,
    Step,
    Summary,
    Waiting,
)

_link = FamilyLink.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_summary = Summary.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_delivery = Delivery.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_message = FamilyMessage.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_person = Person.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_class = Class.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_goal = Goal.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_step = Step.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_entry = Entry.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_outbox = Outbox.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_child = _member.alias("child")
_adult = _member.alias("adult")
_pupil = _person.alias("pupil")
_parent = _person.alias("parent")


@dataclass(frozen=True)
class Linked:
    """A link with both its ends, as it is now."""

    id: int
    student_id: int
    family_id: int
    child: str
    adult: str
    """The name the child knows them by."""
    child_person_id: int
    child_chat_id: int
    child_language: str
    child_zone: str
    adult_person_id: int
    adult_chat_id: int
    adult_language: str
    adult_zone: str
    class_id: int
    class_name: str
    quiet_from: time
    quiet_until: time
    country: str
    silence: str
    other_yes_at: datetime | None
    other_yes_by: str
    day: int
    at: time
    every: int
    week: date | None
    zone: str
    short: bool
    last_day: date | None
    preview_at: datetime | None
    next_day: date | None
    next_at: datetime | None
    ended_at: datetime | None
    child_left_at: datetime | None
    class_ended_at: datetime | None
    child_unreachable: datetime | None
    adult_unreachable: datetime | None

    @property
    def both_yes(self) -> bool:
        """Whether a summary may go at all."""
        return self.other_yes_at is not None and self.ended_at is None


_LINKED: Select[*tuple[Any, ...]] = (
    select(
        _link.c.id,
        _link.c.student_id,
        _link.c.family_id,
        _child.c.name,
        _adult.c.name,
        _pupil.c.id,
        _pupil.c.chat_id,
        _pupil.c.language,
        _pupil.c.zone,
        _parent.c.id,
        _parent.c.chat_id,
        _parent.c.language,
        _parent.c.zone,
        _class.c.id,
        _class.c.name,
        _class.c.quiet_from,
        _class.c.quiet_until,
        _class.c.country,
        _class.c.silence,
        _link.c.other_yes_at,
        _link.c.other_yes_by,
        _link.c.day,
        _link.c.at,
        _link.c.every,
        _link.c.week,
        _link.c.zone,
        _link.c.short,
        _link.c.last_day,
        _link.c.preview_at,
        _link.c.next_day,
        _link.c.next_at,
        _link.c.ended_at,
        _child.c.left_at,
        _class.c.ended_at,
        _pupil.c.unreachable_since,
        _parent.c.unreachable_since,
    )
    .select_from(_link)
    .join(_child, _child.c.id == _link.c.student_id)
    .join(_adult, _adult.c.id == _link.c.family_id)
    .join(_pupil, _pupil.c.id == _child.c.person_id)
    .join(_parent, _parent.c.id == _adult.c.person_id)
    .join(_class, _class.c.id == _child.c.class_id)
)


# --- links ---------------------------------------------------------------------------------------


def link(db: Connection, row: FamilyLink) -> int:
    """Link an adult to a student; one who was linked before is again. The link's id."""
    same = one(
        db,
        FamilyLink,
        col(FamilyLink.student_id) == row.student_id,
        col(FamilyLink.family_id) == row.family_id,
    )
    if same is None or same.id is None:
        return add(db, row)
    values = row.model_dump(exclude={"id", "last_day"})
    change(db, FamilyLink, col(FamilyLink.id) == same.id, **values)
    return same.id


def get(db: Connection, link_id: int | None) -> Linked | None:
    """A link by its id, ended or not."""
    row = db.execute(_LINKED.where(_link.c.id == link_id)).first()
    return Linked(*row) if row else None


def of_student(db: Connection, student_id: int) -> list[Linked]:
    """The links to a student that have not ended, oldest first."""
    return of_students(db, [student_id]).get(student_id, [])


def of_students(db: Connection, student_ids: Collection[int]) -> dict[int, list[Linked]]:
    """The links to students that have not ended, by student, oldest first."""
    theirs = (_link.c.student_id.in_(student_ids), _link.c.ended_at.is_(None))
    found: dict[int, list[Linked]] = {}
    for row in db.execute(_LINKED.where(*theirs).order_by(_link.c.id)):
        linked = Linked(*row)
        found.setdefault(linked.student_id, []).append(linked)
    return found


def of_adult(db: Connection, person_id: int) -> list[Linked]:
    """The links of an adult that have not ended, whatever the class, oldest first."""
    mine = (_adult.c.person_id == person_id, _link.c.ended_at.is_(None))
    return [Linked(*row) for row in db.execute(_LINKED.where(*mine).order_by(_link.c.id))]


def put(db: Connection, link_id: int, **values: Any) -> None:
    """Change a link: its rhythm, its other yes, when it is due."""
    change(db, FamilyLink, col(FamilyLink.id) == link_id, **values)


def end(db: Connection, link_id: int, by: int, now: datetime) -> list[str]:
    """End a link: nothing is due any more. The keys of what waits to be sent to the adult."""
    gone = {"ended_at": now, "ended_by": by, "preview_at": None, "next_at": None, "next_day": None}
    change(db, FamilyLink, col(FamilyLink.id) == link_id, **gone)
    return [delivery_key(link_id, day) for day in _days(db, link_id)]


def _days(db: Connection, link_id: int) -> list[date]:
    latest = select(_delivery.c.day).where(_delivery.c.link_id == link_id)
    return list(db.execute(latest.order_by(_delivery.c.day.desc()).limit(2)).scalars())


def delivery_key(link_id: int, day: date) -> str:
    """The outbox key of a summary to an adult."""
    return f"f{link_id}:{day}"


def preview_key(student_id: int, week: date) -> str:
    """The outbox key of a preview to a student."""
    return f"v{student_id}:{week}"


def class_of(db: Connection, student_id: int) -> Class:
    """The class of a student, whose settings say whose yes is needed."""
    found = one(
        db,
        Class,
        col(Class.id)
        == select(_member.c.class_id).where(_member.c.id == student_id).scalar_subquery(),
    )
    if found is None:
        raise LookupError(f"no class of membership {student_id}")
    return found


# --- summaries -----------------------------------------------------------------------------------


def _claim(column: Any) -> Select[*tuple[Any, ...]]:
    return (
        _LINKED.where(column <= bindparam("now"))
        .order_by(column, _link.c.id)
        .limit(bindparam("most"))
        .with_for_update(of=_link, skip_locked=True)
    )


_TO_PREVIEW, _TO_SEND = _claim(_link.c.preview_at), _claim(_link.c.next_at)


def to_preview(db: Connection, now: datetime, most: int) -> list[Linked]:
    """Claim links whose student is to see what will be sent."""
    return [Linked(*row) for row in db.execute(_TO_PREVIEW, {"now": now, "most": most})]


def to_send(db: Connection, now: datetime, most: int) -> list[Linked]:
    """Claim links whose summary is due."""
    return [Linked(*row) for row in db.execute(_TO_SEND, {"now": now, "most": most})]


_PLAN = (
    update(_link)
    .where(_link.c.id == bindparam("link"))
    .values(
        {
            name: bindparam(f"to_{name}")
            for name in ("last_day", "preview_at", "next_day", "next_at")
        }
    )
)


def plan(db: Connection, plans: Sequence[Mapping[str, Any]]) -> None:
    """Plan links on, each `link` by its id: last_day, preview_at, next_day, next_at."""
    if plans:
        values = [
            {"link": each["link"]}
            | {f"to_{name}": value for name, value in each.items() if name != "link"}
            for each in plans
        ]
        db.execute(_PLAN, values)


def summaries(
    db: Connection, student_ids: Collection[int], since: date
) -> dict[tuple[int, date], Summary]:
    """The summaries of students for weeks from `since` on, by student and week."""
    found = db.execute(
        select(_summary).where(_summary.c.student_id.in_(student_ids), _summary.c.week >= since)
    )
    return {(row.student_id, row.week): row for row in found}  # type: ignore[misc]  # a Row reads like its table


def summary(db: Connection, summary_id: int | None) -> Summary | None:
    """A summary by its id."""
    return one(db, Summary, col(Summary.id) == summary_id)


def summary_of(db: Connection, student_id: int, week: date) -> Summary | None:
    """A student's summary of a week."""
    return one(db, Summary, col(Summary.student_id) == student_id, col(Summary.week) == week)


def newest(db: Connection, student_id: int, since: date) -> Summary | None:
    """A student's newest summary for a week from `since` on."""
    found = summaries(db, [student_id], since)
    return max(found.values(), key=lambda one: one.week, default=None)


def keep(db: Connection, summaries: Sequence[Mapping[str, Any]]) -> None:
    """Keep summaries as they are shown to their students."""
    if summaries:
        db.execute(insert(_summary), summaries)


def unseen(db: Connection, keys: Collection[str], now: datetime) -> frozenset[str]:
    """Which previews did not reach their student, and will not any more."""
    too_late = and_(_outbox.c.state == Waiting.NEW, _outbox.c.not_after < now)
    lost = or_(_outbox.c.state == Waiting.DEAD, too_late)
    found = select(_outbox.c.key).where(_outbox.c.key.in_(keys), lost)
    return frozenset(db.execute(found).scalars())


def decide(db: Connection, summary_id: int, draft: dict[str, Any], at: datetime | None) -> None:
    """Keep what a student decided about a summary, and when."""
    change(db, Summary, col(Summary.id) == summary_id, draft=draft, decided_at=at)


def deliver(db: Connection, deliveries: Sequence[Mapping[str, Any]]) -> None:
    """Record what became of summaries."""
    if deliveries:
        db.execute(insert(_delivery), deliveries)


def sent_before(db: Connection, student_ids: Collection[int]) -> dict[int, int]:
    """How many summaries students have had, by student: the idea for home goes on from there."""
    found = db.execute(
        select(_summary.c.student_id, func.count())
        .where(_summary.c.student_id.in_(student_ids))
        .group_by(_summary.c.student_id)
    )
    return {student: count for student, count in found}  # noqa: C416  a Row is not typed as a pair


def goals_of(db: Connection, student_ids: Collection[int], since: datetime) -> dict[int, list[Any]]:
    """The goals of students that are open, or were finished since: rows by student.

    Active ones come first, in the order in which they were set.
    """
    told = or_(
        _goal.c.state.in_([GoalState.ACTIVE, GoalState.PAUSED]),
        and_(_goal.c.state == GoalState.FINISHED, _goal.c.ended_at >= since),
    )
    found: dict[int, list[Any]] = {}
    for row in db.execute(
        select(_goal)
        .where(_goal.c.membership_id.in_(student_ids), told)
        .order_by(_goal.c.state, _goal.c.id)
    ):
        found.setdefault(row.membership_id, []).append(row)
    return found


def steps_of(db: Connection, goal_ids: Collection[int]) -> dict[int, list[Any]]:
    """The steps of goals in order, by goal."""
    found: dict[int, list[Any]] = {}
    for row in db.execute(
        select(_step).where(_step.c.goal_id.in_(goal_ids)).order_by(_step.c.position)
    ):
        found.setdefault(row.goal_id, []).append(row)
    return found


def entries_of(
    db: Connection, student_ids: Collection[int], since: datetime
) -> dict[int, list[Any]]:
    """The entries of students since an instant, by student, oldest first."""
    found: dict[int, list[Any]] = {}
    for row in db.execute(
        select(
            _entry.c.membership_id,
            _entry.c.goal_id,
            _entry.c.kind,
            _entry.c.state,
            _entry.c.prompt,
            _entry.c.response,
            _entry.c.answers,
            _entry.c.at,
        )
        .where(_entry.c.membership_id.in_(student_ids), _entry.c.at >= since)
        .order_by(_entry.c.at, _entry.c.id)
    ):
        found.setdefault(row.membership_id, []).append(row)
    return found


def next_due(db: Connection) -> datetime | None:
    """The earliest instant at which a preview or a summary is due."""
    found = [
        db.execute(select(func.min(column)).where(column.is_not(None))).scalar()
        for column in (_link.c.preview_at, _link.c.next_at)
    ]
    return min((at for at in found if at is not None), default=None)


# --- what adults write ---------------------------------------------------------------------------


def write(db: Connection, row: FamilyMessage) -> int:
    """Keep a note or a question; its id."""
    return add(db, row)


def message(db: Connection, message_id: int | None) -> FamilyMessage | None:
    """A note or a question by its id."""
    return one(db, FamilyMessage, col(FamilyMessage.id) == message_id)


def answer(db: Connection, message_id: int, words: str, by: int, now: datetime) -> bool:
    """Keep a teacher's answer; False where another teacher's was there first."""
    mine = (col(FamilyMessage.id) == message_id, col(FamilyMessage.answered_at).is_(None))
    return bool(change(db, FamilyMessage, *mine, answer=words, answered_by=by, answered_at=now))


def report(db: Connection, message_id: int, now: datetime) -> None:
    """Note that a student asked their teacher to look at a note."""
    change(db, FamilyMessage, col(FamilyMessage.id) == message_id, reported_at=now)
