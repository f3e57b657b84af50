"""The teacher's desk: what waits for a teacher's word in a class, and the words they give.

Nothing waits for a teacher to go on: a goal is active and a way to show one's work is open from
the first minute, so silence holds nobody up. What has waited too long stands before the rest.
Trials, and students who have left, are in none of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    union_all,
)
from sqlmodel import col

from storage.database import change
from storage.tables import (
    Alert,
    Asks,
    Audit,
    Class,
    Demonstration,
    Entry,
    FamilyLink,
    FamilyMessage,
    Goal,
    GoalState,
    Membership,
    Person,
    Reply,
    Role,
    Schedule,
    ScheduleState,
    Submission,
    WorkState,
)

_alert = Alert.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_class = Class.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_entry = Entry.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_audit = Audit.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_goal = Goal.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_link = FamilyLink.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_message = FamilyMessage.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_person = Person.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_reply = Reply.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_schedule = Schedule.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_version = Submission.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_work = Demonstration.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_adult = _member.alias("adult")
_teacher = _member.alias("teacher")
_newer = _version.alias("newer")

ORDER = (
    "alert",
    "help",
    "back",
    "family",
    "proposal",
    "work",
    "asked_why",
    "goal",
    "entry",
    "quiet",
)
"""The kinds of what waits, in the order that matters. Of which table an item's id is: alert of an
alert; help, back and entry of an entry; family of a question; proposal of a demonstration; work
and asked_why of a submission; goal of a goal; quiet of a membership."""
ANSWERABLE = ("check_in", "note", "reflection", "goal_review", "test_before", "test_after")
"""The kinds of entry a teacher can answer."""
WAITS_FOR = timedelta(days=14)
"""How long an entry waits for an answer; after that it is answered from the student's card."""
STUCK = ("stuck", "not_yet")
"""How a check-in went whose third question told what is in the way."""
MOST_ALIKE = 9
"""Entries that are answered along with one."""
OWN = "own"
"""The stuck code of a student's own words: they are like nobody else's."""
TREND = 5


@dataclass(frozen=True)
class Item:
    """One thing that waits for a teacher's word; `ORDER` tells what its id is of.

    `words` are the student's own, or an adult's; not an alert's, as to read one is on record.
    `detail` holds, by kind: alert kind; help and entry kind, state, aim, factor, person_id,
    class_id; back said, file_id; family adult; proposal aim, audience; work aim, format, version;
    asked_why aim, line; goal aim, why; quiet day (a local date, or None where never asked).
    """

    kind: str
    id: int
    membership_id: int
    student: str
    since: datetime
    words: str = ""
    stuck: str = ""
    """The code of what a check-in is stuck on, where it is."""
    late: bool = False
    """Whether it has waited longer than a student should."""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Alike:
    """Entries of several students that one reply may answer: stuck on the same, or told the same.

    `entries` are the newest of each student, the oldest of them first.
    """

    kind: str
    state: str
    stuck: str
    entries: tuple[Item, ...]


@dataclass(frozen=True)
class Inbox:
    """What waits in a class: the first of it in order, all of it by kind, and what is alike."""

    items: tuple[Item, ...]
    counts: Mapping[str, int]
    alike: tuple[Alike, ...] = ()
    """The largest first."""

    @property
    def total(self) -> int:
        """How much waits."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Card:
    """An item with what helps to answer it."""

    item: Item
    stuck: str
    """What they are stuck on, in words; empty where they are not."""
    aim: str
    trend: tuple[str, ...]
    """The states of the last check-ins, the oldest first: done, moved, stuck, not_yet."""
    contact: datetime | None
    """When a teacher last had a word for this student: a reply, a review, an answer."""


# --- what waits ----------------------------------------------------------------------------------


def inbox(
    db: Connection,
    class_id: int,
    *,
    late_before: datetime,
    now: datetime,
    most: int = 50,
    after: datetime | None = None,
) -> Inbox:
    """What waits for a teacher's word in a class: the first `most` of it, and how much in all.

    What has waited since `late_before` is late: after whoever needs an adult it stands first, but
    for who is quiet, as there is nothing to answer. Then the kinds come in their order, and of two
    the older. With `after` only what has come since counts. Eight statements, whatever waits.
    """
    said = unanswered(db, class_id, now)
    found = [
        *alerts(db, class_id),
        *said,
        *_backs(db, class_id),
        *_questions(db, class_id),
        *_proposals(db, class_id),
        *_work_items(db, class_id),
        *_goal_items(db, class_id),
        *_quiet(db, class_id),
    ]
    found = [
        replace(item, late=True) if item.since <= late_before else item
        for item in found
        if after is None or item.since > after
    ]
    found.sort(key=_urgency)
    counts = Counter(item.kind for item in found)
    return Inbox(
        tuple(found[:most]), {kind: counts[kind] for kind in ORDER if counts[kind]}, _groups(said)
    )


def _urgency(item: Item) -> tuple[bool, bool, int, datetime, int]:
    """By what items are sorted: the smaller, the sooner."""
    late = item.late and item.kind != "quiet"
    return (item.kind != "alert", not late, ORDER.index(item.kind), item.since, item.id)


def _students(class_id: int) -> tuple[ColumnElement[bool], ...]:
    """Who counts: the students of a class as they are now."""
    return (
        _member.c.class_id == class_id,
        _member.c.role == Role.STUDENT,
        _member.c.trial.is_(False),
        _member.c.left_at.is_(None),
    )


def alerts(db: Connection, class_id: int) -> list[Item]:
    """Words that need an adult and nobody has read, of students and families; the oldest first."""
    found = db.execute(
        select(
            _alert.c.id,
            _member.c.id.label("membership_id"),
            _member.c.name,
            _alert.c.at,
            _alert.c.kind,
        )
        .join(_member, _member.c.person_id == _alert.c.person_id)
        .where(
            _member.c.class_id == class_id,
            _member.c.role.in_((Role.STUDENT, Role.FAMILY)),
            _member.c.trial.is_(False),
            _member.c.left_at.is_(None),
            _alert.c.read_at.is_(None),
        )
        .order_by(_member.c.id.desc())
    )
    each_once = {
        row.id: Item(
            "alert", row.id, row.membership_id, row.name, row.at, detail={"kind": row.kind}
        )
        for row in found
    }
    return sorted(each_once.values(), key=_oldest)


_ENTRY: Select[*tuple[Any, ...]] = (
    select(
        _entry.c.id,
        _entry.c.membership_id,
        _member.c.name,
        _member.c.person_id,
        _member.c.class_id,
        _entry.c.at,
        _entry.c.kind,
        _entry.c.state,
        _entry.c.prompt,
        _entry.c.response,
        _entry.c.answers,
        func.coalesce(_goal.c.aim, "").label("aim"),
    )
    .select_from(_entry)
    .join(_member, _member.c.id == _entry.c.membership_id)
    .outerjoin(_goal, _goal.c.id == _entry.c.goal_id)
)
_NO_REPLY = ~exists(select(_reply.c.id).where(_reply.c.entry_id == _entry.c.id))


def unanswered(db: Connection, class_id: int, now: datetime) -> list[Item]:
    """The entries of the last two weeks that wait for an answer, the oldest first.

    Those in which the student asked for help or said something, or is stuck.
    """
    found = db.execute(
        _ENTRY.where(
            *_students(class_id),
            _entry.c.at > now - WAITS_FOR,
            _entry.c.kind.in_(ANSWERABLE),
            _NO_REPLY,
        ).order_by(_entry.c.at, _entry.c.id)
    )
    return [_entered(row) for row in found if waits(row.kind, row.state, row.answers)]


def entries(db: Connection, entry_ids: Collection[int]) -> dict[int, Item]:
    """Entries that can be answered, by id, whether they have been or not."""
    these = (_entry.c.id.in_(entry_ids), _entry.c.kind.in_(ANSWERABLE))
    return {row.id: _entered(row) for row in db.execute(_ENTRY.where(*these))}


def _entered(row: Any) -> Item:
    """An entry as an item."""
    stuck = row.kind == Asks.CHECK_IN and row.state in STUCK
    asks = row.kind == Asks.CHECK_IN and row.answers.get("next") == "help"
    return Item(
        "help" if asks else "entry",
        row.id,
        row.membership_id,
        row.name,
        row.at,
        _words(row),
        str(row.answers.get("factor_code", "")) if stuck else "",
        detail={
            "kind": row.kind,
            "state": row.state,
            "aim": row.aim,
            "factor": str(row.answers.get("factor", "")),
            "person_id": row.person_id,
            "class_id": row.class_id,
        },
    )


def _words(row: Any) -> str:
    """What was written: what it was about where that is all, and the name of a test before it."""
    if row.kind == "test_before" and row.prompt and row.response:
        return f"{row.prompt}: {row.response}"
    return str(row.response or row.prompt)


def waits(kind: str, state: str, answers: Mapping[str, Any]) -> bool:
    """Whether an entry of this kind waits for an answer.

    A check-in does where the student is stuck, asks for help or wrote words of their own; what else
    can be answered always does.
    """
    if kind != Asks.CHECK_IN:
        return kind in ANSWERABLE
    said = answers.get("line") or answers.get("factor_code") == OWN
    return state in STUCK or answers.get("next") == "help" or bool(said)


_UNREAD = select(_reply.c.entry_id).where(
    _reply.c.back_at.is_not(None), _reply.c.back_read_at.is_(None)
)


def _backs(db: Connection, class_id: int) -> Iterable[Item]:
    """What students answered to a teacher's reply, and no teacher has seen."""
    found = db.execute(
        select(
            _entry.c.id,
            _entry.c.membership_id,
            _member.c.name,
            _reply.c.words,
            _reply.c.back,
            _reply.c.back_file_id,
            _reply.c.back_at,
        )
        .select_from(_entry)
        .join(_reply, _reply.c.entry_id == _entry.c.id)
        .join(_member, _member.c.id == _entry.c.membership_id)
        .where(*_students(class_id), _entry.c.id.in_(_UNREAD))  # the few first, not all entries
    )
    for row in found:
        detail = {"said": row.words, "file_id": row.back_file_id}
        yield Item(
            "back", row.id, row.membership_id, row.name, row.back_at, row.back, detail=detail
        )


def _questions(db: Connection, class_id: int) -> Iterable[Item]:
    """Questions of families that nobody has answered."""
    found = db.execute(
        select(
            _message.c.id,
            _member.c.id.label("membership_id"),
            _member.c.name,
            _adult.c.name.label("adult"),
            _message.c.words,
            _message.c.at,
        )
        .select_from(_message)
        .join(_link, _link.c.id == _message.c.link_id)
        .join(_member, _member.c.id == _link.c.student_id)
        .join(_adult, _adult.c.id == _link.c.family_id)
        .where(
            *_students(class_id),
            _message.c.kind == "question",
            _message.c.answered_at.is_(None),
            _link.c.ended_at.is_(None),
        )
    )
    for row in found:
        detail = {"adult": row.adult}
        yield Item("family", row.id, row.membership_id, row.name, row.at, row.words, detail=detail)


def _proposals(db: Connection, class_id: int) -> Iterable[Item]:
    """Ways to show their work that students thought of, and nobody has answered.

    Work that is handed in already is looked at as work.
    """
    found = db.execute(
        select(
            _work.c.id,
            _work.c.membership_id,
            _member.c.name,
            _work.c.created_at,
            _work.c.proposal,
            _goal.c.aim,
        )
        .select_from(_work)
        .join(_member, _member.c.id == _work.c.membership_id)
        .join(_goal, _goal.c.id == _work.c.goal_id)
        .where(
            *_students(class_id),
            _work.c.state == WorkState.PLANNED,
            _work.c.decision == "",
            _goal.c.state != GoalState.DROPPED,
        )
    )
    for row in found:
        if row.proposal:
            words = str(row.proposal.get("product", ""))
            detail = {"aim": row.aim, "audience": str(row.proposal.get("audience", ""))}
            since = row.created_at
            yield Item("proposal", row.id, row.membership_id, row.name, since, words, detail=detail)


def _work_items(db: Connection, class_id: int) -> Iterable[Item]:
    """Work to look at (its newest version), and reviews whose student asks why."""
    newer = select(_newer.c.id).where(
        _newer.c.demonstration_id == _version.c.demonstration_id,
        _newer.c.version > _version.c.version,
    )
    to_review = and_(_version.c.verdict == "", ~exists(newer))
    asked_why = and_(_version.c.ask_why != "", _version.c.why_at.is_(None))
    found = db.execute(
        select(
            _version.c.id,
            _work.c.membership_id,
            _member.c.name,
            _version.c.submitted_at,
            _version.c.version,
            _version.c.verdict,
            _version.c.line,
            _version.c.ask_why,
            _version.c.ask_why_at,
            _work.c.format,
            _goal.c.aim,
        )
        .select_from(_work)
        .join(_member, _member.c.id == _work.c.membership_id)
        .join(_version, _version.c.demonstration_id == _work.c.id)
        .join(_goal, _goal.c.id == _work.c.goal_id)
        .where(*_students(class_id), or_(to_review, asked_why))
    )
    for row in found:
        who = (row.id, row.membership_id, row.name)
        if row.verdict:
            detail = {"aim": row.aim, "line": row.line}
            since = row.ask_why_at or row.submitted_at
            yield Item("asked_why", *who, since, row.ask_why, detail=detail)
        else:
            detail = {"aim": row.aim, "format": row.format, "version": row.version}
            yield Item("work", *who, row.submitted_at, row.format, detail=detail)


def _goal_items(db: Connection, class_id: int) -> Iterable[Item]:
    """Active goals that no teacher has looked at; they are active all the while."""
    found = db.execute(
        select(
            _goal.c.id,
            _goal.c.membership_id,
            _member.c.name,
            _goal.c.created_at,
            _goal.c.aim,
            _goal.c.why,
        )
        .select_from(_goal)
        .join(_member, _member.c.id == _goal.c.membership_id)
        .where(*_students(class_id), _goal.c.state == GoalState.ACTIVE, _goal.c.agreed_at.is_(None))
    )
    for row in found:
        who = (row.id, row.membership_id, row.name)
        detail = {"aim": row.aim, "why": row.why}
        yield Item("goal", *who, row.created_at, row.aim, detail=detail)


def _quiet(db: Connection, class_id: int) -> Iterable[Item]:
    """Students who are asked no more because there was no answer; since the day they were is over.

    It was in its evening that they stopped being asked, after a digest may have come.
    """
    who = (_member.c.id, _member.c.name, _member.c.joined_at, _class.c.zone)
    found = db.execute(
        select(*who, func.max(_schedule.c.last_day))
        .select_from(_schedule)
        .join(_member, _member.c.id == _schedule.c.membership_id)
        .join(_class, _class.c.id == _member.c.class_id)
        .where(*_students(class_id), _schedule.c.state == ScheduleState.STOPPED)
        .group_by(*who)
    )
    for member, name, joined_at, zone, day in found:
        over = datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(zone)) if day else None
        since = over or joined_at
        yield Item("quiet", member, member, name, since, detail={"day": day})


# --- what is alike -------------------------------------------------------------------------------


def _likeness(item: Item) -> tuple[str, str, str]:
    """What entries share that one reply may answer: the stuck point, else what they are."""
    if item.stuck and item.stuck != OWN:
        return (item.detail["kind"], "", item.stuck)
    return (item.detail["kind"], item.detail["state"], "")


def _groups(said: Sequence[Item]) -> tuple[Alike, ...]:
    """What is alike among unanswered entries, the oldest first: of two students or more."""
    found: dict[tuple[str, str, str], dict[int, Item]] = {}
    for item in said:  # a student's newest entry comes last, and stays
        found.setdefault(_likeness(item), {})[item.membership_id] = item
    groups = [
        Alike(*likeness, tuple(sorted(those.values(), key=_oldest)[: MOST_ALIKE + 1]))
        for likeness, those in found.items()
        if len(those) > 1
    ]
    return tuple(sorted(groups, key=lambda one: (not one.stuck, -len(one.entries))))


def _oldest(item: Item) -> tuple[datetime, int]:
    return (item.since, item.id)


def alike(db: Connection, class_id: int, entry_id: int, now: datetime) -> list[Item]:
    """Unanswered entries of other students that the reply to this one may answer as well.

    With the same stuck point; without one, of the same kind and state. The newest of each student,
    the oldest first, nine at most.
    """
    this = entries(db, [entry_id]).get(entry_id)
    if this is None:
        return []
    others = {
        item.membership_id: item
        for item in unanswered(db, class_id, now)
        if _likeness(item) == _likeness(this) and item.membership_id != this.membership_id
    }
    return sorted(others.values(), key=_oldest)[:MOST_ALIKE]


# --- the card ------------------------------------------------------------------------------------


def cards(db: Connection, items: Sequence[Item]) -> list[Card]:
    """Items with what helps to answer them; two statements, however many there are."""
    members = {item.membership_id for item in items}
    trends = _trends(db, members)
    contacts = _contacts(db, members)
    return [
        Card(
            item,
            str(item.detail.get("factor", "")) if item.stuck else "",
            str(item.detail.get("aim", "")),
            tuple(trends.get(item.membership_id, ())),
            contacts.get(item.membership_id),
        )
        for item in items
    ]


def card(db: Connection, item: Item) -> Card:
    """An item with what helps to answer it."""
    return cards(db, [item])[0]


def _trends(db: Connection, membership_ids: Collection[int]) -> dict[int, list[str]]:
    """The states of students' last five check-ins, the oldest first."""
    newest = _entry.c.at.desc(), _entry.c.id.desc()
    place = func.row_number().over(partition_by=_entry.c.membership_id, order_by=newest)
    placed = (
        select(_entry.c.membership_id, _entry.c.state, place.label("place"))
        .where(_entry.c.membership_id.in_(membership_ids), _entry.c.kind == Asks.CHECK_IN)
        .subquery()
    )
    found: dict[int, list[str]] = {}
    for row in db.execute(
        select(placed).where(placed.c.place <= TREND).order_by(placed.c.place.desc())
    ):
        found.setdefault(row.membership_id, []).append(row.state)
    return found


def _contacts(db: Connection, membership_ids: Collection[int]) -> dict[int, datetime]:
    """When a teacher last had a word for each of these students."""
    replied = (
        select(_entry.c.membership_id, _reply.c.at)
        .join(_entry, _entry.c.id == _reply.c.entry_id)
        .where(_entry.c.membership_id.in_(membership_ids), _reply.c.kind != "read")
    )
    works = select(_work.c.membership_id).where(_work.c.membership_id.in_(membership_ids))
    versions = works.join(_version, _version.c.demonstration_id == _work.c.id)
    goals = select(_goal.c.membership_id, _goal.c.agreed_at)
    words = union_all(
        replied,
        versions.add_columns(_version.c.reviewed_at),
        versions.add_columns(_version.c.why_at),
        works.add_columns(_work.c.decided_at),
        goals.where(_goal.c.membership_id.in_(membership_ids)),
    ).subquery()
    found = db.execute(
        select(words.c.membership_id, func.max(words.c.at))
        .where(words.c.at.is_not(None))
        .group_by(words.c.membership_id)
    )
    return {member: at for member, at in found}  # noqa: C416  a Row is not typed as a pair


# --- replies -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """A teacher's reply, by whom, and what the student answered to it."""

    entry_id: int
    kind: str
    words: str
    file_id: str
    by: int
    teacher: str
    at: datetime
    back: str
    back_file_id: str
    back_at: datetime | None


def _teaching(person_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Somebody's membership as a teacher of a student's class."""
    return and_(
        _teacher.c.person_id == person_id,
        _teacher.c.class_id == _member.c.class_id,
        _teacher.c.role == Role.TEACHER,
    )


_WRITTEN: Select[*tuple[Any, ...]] = (
    select(
        _reply.c.entry_id,
        _reply.c.kind,
        _reply.c.words,
        _reply.c.file_id,
        _reply.c.by,
        func.coalesce(_teacher.c.name, _person.c.first_name),
        _reply.c.at,
        _reply.c.back,
        _reply.c.back_file_id,
        _reply.c.back_at,
    )
    .select_from(_reply)
    .join(_entry, _entry.c.id == _reply.c.entry_id)
    .join(_member, _member.c.id == _entry.c.membership_id)
    .join(_person, _person.c.id == _reply.c.by)
    .outerjoin(_teacher, _teaching(_reply.c.by))
)


def replies(db: Connection, entry_ids: Collection[int]) -> dict[int, Written]:
    """The replies to entries, by entry; the teacher by the name used in the class."""
    found = db.execute(_WRITTEN.where(_reply.c.entry_id.in_(entry_ids)))
    return {row[0]: Written(*row) for row in found}


def reply(
    db: Connection,
    entry_ids: Collection[int],
    *,
    kind: str,
    words: str,
    file_id: str,
    by: int,
    now: datetime,
) -> list[int]:
    """Keep a teacher's reply to entries; the ids of those it is kept for.

    An entry has one reply: where another teacher was first, theirs stays.
    """
    before = set(
        db.execute(select(_reply.c.entry_id).where(_reply.c.entry_id.in_(entry_ids))).scalars()
    )
    rest = [entry_id for entry_id in entry_ids if entry_id not in before]
    said = {"kind": kind, "words": words, "file_id": file_id, "by": by, "at": now}
    nothing = {"back": "", "back_file_id": "", "back_at": None, "back_read_at": None}
    if rest:
        db.execute(insert(_reply), [{"entry_id": one, **said, **nothing} for one in rest])
    return rest


def reply_back(db: Connection, entry_id: int, words: str, file_id: str, now: datetime) -> bool:
    """Keep what a student answers to a reply; False where they have answered before."""
    open_one = (col(Reply.entry_id) == entry_id, col(Reply.back_at).is_(None))
    said = {"back": words, "back_file_id": file_id, "back_at": now}
    return bool(change(db, Reply, *open_one, **said))


def read_back(db: Connection, entry_id: int, now: datetime) -> None:
    """Note that a teacher has seen what a student answered."""
    unread = (
        col(Reply.entry_id) == entry_id,
        col(Reply.back_at).is_not(None),
        col(Reply.back_read_at).is_(None),
    )
    change(db, Reply, *unread, back_read_at=now)


# --- goals to agree ------------------------------------------------------------------------------


@dataclass(frozen=True)
class AgreedBefore:
    """What a teacher said to a goal: agreed, changed or talk; the line, who and when."""

    what: str
    line: str
    teacher: str
    at: datetime


def agree(db: Connection, goal_id: int, *, what: str, line: str, by: int, now: datetime) -> bool:
    """Keep what a teacher says to a goal; False where another teacher was first."""
    unseen = (col(Goal.id) == goal_id, col(Goal.agreed_at).is_(None))
    said = {"agreed": what, "agreed_line": line, "agreed_by": by, "agreed_at": now}
    return bool(change(db, Goal, *unseen, **said))


def agreed(db: Connection, goal_id: int) -> AgreedBefore | None:
    """What a teacher said to a goal; None where nobody has looked."""
    row = db.execute(
        select(
            _goal.c.agreed,
            _goal.c.agreed_line,
            func.coalesce(_teacher.c.name, _person.c.first_name, ""),
            _goal.c.agreed_at,
        )
        .join(_member, _member.c.id == _goal.c.membership_id)
        .outerjoin(_person, _person.c.id == _goal.c.agreed_by)
        .outerjoin(_teacher, _teaching(_goal.c.agreed_by))
        .where(_goal.c.id == goal_id, _goal.c.agreed_at.is_not(None))
    ).first()
    return AgreedBefore(*row) if row else None


# --- when a teacher is told ----------------------------------------------------------------------

LOOKED = "saw the inbox"
"""What stands in the audit of a teacher who opened a class's inbox."""


_HOURS = (
    _class.c.zone,
    _class.c.school_end,
    _class.c.quiet_from,
    _class.c.quiet_until,
    _class.c.country,
)
_TO_WAKE = (
    select(_member.c.id, *_HOURS)
    .join(_class, _class.c.id == _member.c.class_id)
    .where(
        _member.c.class_id == bindparam("class"),
        _member.c.role == Role.TEACHER,
        _member.c.left_at.is_(None),
        _member.c.digest_at.is_(None),
    )
)


def to_wake(db: Connection, class_id: int) -> list[Any]:
    """The teachers of a class for whom no digest is planned yet, with the class's hours.

    Rows of id (a membership), zone, school_end, quiet_from, quiet_until, country.
    """
    return list(db.execute(_TO_WAKE, {"class": class_id}))


def plan_digest(db: Connection, membership_ids: Collection[int], at: datetime | None) -> None:
    """Tell these teachers at an instant what has come; None: there is nothing to tell."""
    change(db, Membership, col(Membership.id).in_(membership_ids), digest_at=at)


def digests(db: Connection, now: datetime, most: int) -> list[Any]:
    """Claim teachers who are to be told what has come, those due the longest first.

    Rows of id (a membership), class_id, class_name, person_id, chat_id, language, person_zone,
    digest_at, looked_at (when they last opened the inbox), gone (they have left or the class has
    ended), unreachable, and the class's hours.
    """
    looked_at = (
        select(func.max(_audit.c.at))
        .where(
            _audit.c.actor_id == _member.c.person_id,
            _audit.c.action == LOOKED,
            _audit.c.subject_id == _member.c.class_id,
        )
        .scalar_subquery()
    )
    return list(
        db.execute(
            select(
                _member.c.id,
                _member.c.class_id,
                _class.c.name.label("class_name"),
                _member.c.person_id,
                _person.c.chat_id,
                _person.c.language,
                _person.c.zone.label("person_zone"),
                _member.c.digest_at,
                looked_at.label("looked_at"),
                or_(_member.c.left_at.is_not(None), _class.c.ended_at.is_not(None)).label("gone"),
                _person.c.unreachable_since.label("unreachable"),
                *_HOURS,
            )
            .join(_class, _class.c.id == _member.c.class_id)
            .join(_person, _person.c.id == _member.c.person_id)
            .where(_member.c.digest_at <= now)
            .order_by(_member.c.digest_at, _member.c.id)
            .limit(most)
            .with_for_update(of=_member, skip_locked=True)
        )
    )


def next_due(db: Connection) -> datetime | None:
    """The earliest instant at which a teacher is told what has come."""
    due = _member.c.digest_at
    found: datetime | None = db.execute(select(func.min(due)).where(due.is_not(None))).scalar()
    return found
