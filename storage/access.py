"""Who may do what to whom: the one place that decides, and denies what it does not list.

Ids in buttons and links are never authority. Every check asks the database for the live relation
between the actor and the thing: a membership that has ended gives nothing from that moment.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, Select, bindparam, or_, select

from storage.goals import OPEN
from storage.tables import (
    Alert,
    Attachment,
    Demonstration,
    Entry,
    FamilyLink,
    FamilyMessage,
    Goal,
    Group,
    GroupMember,
    Membership,
    PartnerNote,
    Partnership,
    Role,
    Submission,
    Summary,
)

_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_goal = Goal.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_work = Demonstration.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_version = Submission.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_alert = Alert.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_link = FamilyLink.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_message = FamilyMessage.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_entry = Entry.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_file = Attachment.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_group = Group.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_place = GroupMember.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_summary = Summary.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_pair = Partnership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_kind_word = PartnerNote.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__


class Action(StrEnum):
    """What can be done to something."""

    BE_THERE = "be there"
    TEND_GOAL = "tend a goal"
    GO_ON_WITH_WORK = "go on with a demonstration"
    REVIEW_WORK = "review a submission"
    READ_ALERT = "read an alert"
    INVITE = "invite to a class"
    SEE_STUDENTS = "see a class's students"
    SEE_STUDENT = "look closer at a student"
    EXPORT = "export a class"
    TRY_AS_STUDENT = "try a class as a student"
    SET_HOURS = "set a class's hours"
    INVITE_OWN_FAMILY = "invite one's own family"
    INVITE_FAMILY = "invite a student's family"
    TEND_LINK = "answer or end a family link"
    PREVIEW_SUMMARY = "look over a family summary"
    READ_NOTE = "read a family's note"
    ANSWER_FAMILY = "answer a family's question"
    HEAR_OF_STUDENT = "hear of a student as family"
    REPLY = "reply to an entry"
    ANSWER_REPLY = "answer a reply"
    AGREE_GOAL = "agree to a goal"
    DECIDE_PROPOSAL = "decide about a proposal"
    ASK_WHY = "ask why about a review"
    ANSWER_WHY = "say why about a review"
    SEE_WORK_FILE = "see a file of a student's work"
    SEE_NOTE_FILE = "see a file of a student's note"
    SET_PROMPTS = "set a class's own prompts"
    GROUP = "group a class"
    TEND_GROUP = "change or end a group"
    LEAVE_GROUP = "ask for another group"
    ANSWER_PARTNER = "answer whoever asks to share a goal"
    SEE_PARTNER_GOAL = "see a shared goal"
    WRITE_PARTNER = "write to a partner"
    END_PARTNERSHIP = "stop sharing a goal"
    END_PAIRING = "end a pairing of students"
    SHOW_PARTNER_NOTE = "show a partner's note to the teacher"
    CONFER = "see a student's conference sheet"
    LEAD_CONFERENCE = "see one's own conference sheet"
    OPEN_PAGES = "open the pages of a class"


class Relation(StrEnum):
    """How an actor stands to a thing, now."""

    OWN = "own"
    """It belongs to a membership of theirs that has not ended."""
    TEACHES = "teaches"
    """They teach the class it belongs to, and it is no trial."""
    FAMILY = "family"
    """It is a link of theirs to a student, with both yeses, and neither it nor anybody has gone."""


_OWNER = select(_member.c.person_id, _member.c.class_id, _member.c.trial).where(
    _member.c.left_at.is_(None)
)
_asker, _asked = _member.alias("asker"), _member.alias("asked")
_SHARERS = (
    select(_member.c.person_id, _member.c.class_id, _member.c.trial)
    .select_from(_pair)
    .join(_goal, _goal.c.id == _pair.c.goal_id)
    .join(_asker, _asker.c.id == _goal.c.membership_id)
    .join(_asked, _asked.c.id == _pair.c.partner_id)
    .join(_member, or_(_member.c.id == _asker.c.id, _member.c.id == _asked.c.id))
    .where(_member.c.left_at.is_(None))
)
_SHARED = _SHARERS.where(
    _asker.c.left_at.is_(None),
    _asked.c.left_at.is_(None),
    _pair.c.ended_at.is_(None),
    _goal.c.state.in_(OPEN),
)
_OWNERS: dict[str, tuple[Select[int, int, bool], ColumnElement[int]]] = {
    "membership": (_OWNER, _member.c.id),
    "goal": (_OWNER.join(_goal, _goal.c.membership_id == _member.c.id), _goal.c.id),
    "demonstration": (_OWNER.join(_work, _work.c.membership_id == _member.c.id), _work.c.id),
    "submission": (
        _OWNER.join(_work, _work.c.membership_id == _member.c.id).join(
            _version, _version.c.demonstration_id == _work.c.id
        ),
        _version.c.id,
    ),
    "link": (
        _OWNER.join(_link, _link.c.student_id == _member.c.id).where(_link.c.ended_at.is_(None)),
        _link.c.id,
    ),
    "family note": (
        _OWNER.join(_link, _link.c.student_id == _member.c.id).join(
            _message, _message.c.link_id == _link.c.id
        ),
        _message.c.id,
    ),
    "family question": (
        _OWNER.join(_link, _link.c.student_id == _member.c.id)
        .join(_message, _message.c.link_id == _link.c.id)
        .where(_link.c.ended_at.is_(None)),
        _message.c.id,
    ),
    "entry": (_OWNER.join(_entry, _entry.c.membership_id == _member.c.id), _entry.c.id),
    "work file": (
        _OWNER.join(_work, _work.c.membership_id == _member.c.id)
        .join(_version, _version.c.demonstration_id == _work.c.id)
        .join(_file, _file.c.submission_id == _version.c.id),
        _file.c.id,
    ),
    "note file": (
        _OWNER.join(_entry, _entry.c.membership_id == _member.c.id).join(
            _file, _file.c.entry_id == _entry.c.id
        ),
        _file.c.id,
    ),
    "place in a group": (
        _OWNER.join(_place, _place.c.membership_id == _member.c.id)
        .join(_group, _group.c.id == _place.c.group_id)
        .where(_group.c.ended_at.is_(None)),
        _group.c.id,
    ),
    "partner's question": (
        _SHARED.where(_member.c.id == _asked.c.id, _pair.c.yes_at.is_(None)),
        _pair.c.id,
    ),
    "partnership": (_SHARED.where(_pair.c.yes_at.is_not(None)), _pair.c.id),
    "partner's note": (
        _SHARERS.join(_kind_word, _kind_word.c.partnership_id == _pair.c.id).where(
            _member.c.id != _kind_word.c.from_id
        ),
        _kind_word.c.id,
    ),
    "summary": (_OWNER.join(_summary, _summary.c.student_id == _member.c.id), _summary.c.id),
    "alert": (
        _OWNER.join(_alert, _alert.c.person_id == _member.c.person_id).where(
            _member.c.role.in_([Role.STUDENT, Role.FAMILY])
        ),
        _alert.c.id,
    ),
}
"""How to find whose a thing is. A class is nobody's. A note stays its student's when the link has
ended, to be shown to the teacher. An alert is in each class where its person is a student or
family, for those are the teachers who are told. A partnership is of both who share the goal, as
long as neither has gone; a kind word is of whoever got it."""
_OWNED = {
    thing: owners.where(key == bindparam("thing")) for thing, (owners, key) in _OWNERS.items()
}

RULES: dict[Action, tuple[str, Relation]] = {
    Action.BE_THERE: ("membership", Relation.OWN),
    Action.TEND_GOAL: ("goal", Relation.OWN),
    Action.GO_ON_WITH_WORK: ("demonstration", Relation.OWN),
    Action.REVIEW_WORK: ("submission", Relation.TEACHES),
    Action.READ_ALERT: ("alert", Relation.TEACHES),
    Action.INVITE: ("class", Relation.TEACHES),
    Action.SEE_STUDENTS: ("class", Relation.TEACHES),
    Action.SEE_STUDENT: ("membership", Relation.TEACHES),
    Action.EXPORT: ("class", Relation.TEACHES),
    Action.TRY_AS_STUDENT: ("class", Relation.TEACHES),
    Action.SET_HOURS: ("class", Relation.TEACHES),
    Action.INVITE_OWN_FAMILY: ("membership", Relation.OWN),
    Action.INVITE_FAMILY: ("membership", Relation.TEACHES),
    Action.TEND_LINK: ("link", Relation.OWN),
    Action.PREVIEW_SUMMARY: ("summary", Relation.OWN),
    Action.READ_NOTE: ("family note", Relation.OWN),
    Action.ANSWER_FAMILY: ("family question", Relation.TEACHES),
    Action.HEAR_OF_STUDENT: ("link", Relation.FAMILY),
    Action.REPLY: ("entry", Relation.TEACHES),
    Action.ANSWER_REPLY: ("entry", Relation.OWN),
    Action.AGREE_GOAL: ("goal", Relation.TEACHES),
    Action.DECIDE_PROPOSAL: ("demonstration", Relation.TEACHES),
    Action.ASK_WHY: ("submission", Relation.OWN),
    Action.ANSWER_WHY: ("submission", Relation.TEACHES),
    Action.SEE_WORK_FILE: ("work file", Relation.TEACHES),
    Action.SEE_NOTE_FILE: ("note file", Relation.TEACHES),
    Action.SET_PROMPTS: ("class", Relation.TEACHES),
    Action.GROUP: ("class", Relation.TEACHES),
    Action.TEND_GROUP: ("group", Relation.TEACHES),
    Action.LEAVE_GROUP: ("place in a group", Relation.OWN),
    Action.ANSWER_PARTNER: ("partner's question", Relation.OWN),
    Action.SEE_PARTNER_GOAL: ("partnership", Relation.OWN),
    Action.WRITE_PARTNER: ("partnership", Relation.OWN),
    Action.END_PARTNERSHIP: ("partnership", Relation.OWN),
    Action.END_PAIRING: ("partnership", Relation.TEACHES),
    Action.SHOW_PARTNER_NOTE: ("partner's note", Relation.OWN),
    Action.CONFER: ("membership", Relation.TEACHES),
    Action.LEAD_CONFERENCE: ("membership", Relation.OWN),
    Action.OPEN_PAGES: ("class", Relation.TEACHES),
}
"""One table drives the code and its test: what an action is done to, and what it takes."""


def may(db: Connection, actor_id: int, action: Action, thing_id: int) -> bool:
    """Whether this person may do this, now, to the thing with this id."""
    thing, relation = RULES[action]
    if relation is Relation.TEACHES:
        return class_for(db, actor_id, action, thing_id) is not None
    if relation is Relation.FAMILY:
        return _is_family(db, actor_id, thing_id)
    owners = db.execute(_OWNED[thing], {"thing": thing_id})
    return any(owner == actor_id for owner, _, _ in owners)


def class_for(db: Connection, actor_id: int, action: Action, thing_id: int) -> int | None:
    """The class by whose teaching this person may do this to the thing; None where they may not.

    For actions that take a teacher; any other gives None.
    """
    thing, relation = RULES[action]
    if relation is not Relation.TEACHES:
        return None
    if thing == "class":
        return _taught(db, actor_id, [thing_id])
    if thing == "group":
        group = select(_group.c.class_id).where(_group.c.id == thing_id)
        return _taught(db, actor_id, list(db.execute(group).scalars()))
    owners = _OWNED[thing]
    if thing == "membership":  # a colleague's, or a family's, is no student's
        owners = owners.where(_member.c.role == Role.STUDENT)
    found = db.execute(owners, {"thing": thing_id}).all()
    return _taught(db, actor_id, [class_id for _, class_id, trial in found if not trial])


def _taught(db: Connection, actor_id: int, class_ids: list[int]) -> int | None:
    taught = select(_member.c.class_id).where(
        _member.c.person_id == actor_id,
        _member.c.class_id.in_(class_ids),
        _member.c.role == Role.TEACHER,
        _member.c.left_at.is_(None),
    )
    return db.execute(taught.order_by(_member.c.id).limit(1)).scalar()


_adult = _member.alias("adult")


def _is_family(db: Connection, actor_id: int, link_id: int) -> bool:
    linked = (
        select(_link.c.id)
        .join(_adult, _adult.c.id == _link.c.family_id)
        .join(_member, _member.c.id == _link.c.student_id)
        .where(
            _link.c.id == link_id,
            _link.c.ended_at.is_(None),
            _link.c.other_yes_at.is_not(None),
            _adult.c.person_id == actor_id,
            _adult.c.left_at.is_(None),
            _member.c.left_at.is_(None),
        )
    )
    return db.execute(linked.limit(1)).first() is not None
