"""Who may do what to whom: the whole matrix, and nothing beside it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import storage_case as case
from sqlalchemy import Connection, Engine, select
from sqlmodel import col
from storage_case import NOBODY, NOW

from storage import audit, families, goals, mastery, people
from storage.access import RULES, Action, may
from storage.database import add, change, transaction
from storage.tables import Attachment, Membership, Role

pytest_plugins = ["databases"]

LINK_ENDED = "one's own, whose family link has ended"
OWN = {"one's own", "one's own, teaching elsewhere", "one's own trial", LINK_ENDED}
TAUGHT = {
    "a student of the class one teaches",
    "a student of the class one teaches, who teaches elsewhere",
    "a student of the class one teaches, being a student elsewhere",
}
OF_CLASS = TAUGHT | {
    "a former student of the class one teaches",
    "one's own trial",
    "a trial in the class one teaches",
}
MATRIX = {
    Action.BE_THERE: OWN,
    Action.TEND_GOAL: OWN,
    Action.GO_ON_WITH_WORK: OWN,
    Action.REVIEW_WORK: TAUGHT,
    Action.READ_ALERT: TAUGHT,
    Action.INVITE: OF_CLASS,
    Action.SEE_STUDENTS: OF_CLASS,
    Action.SEE_STUDENT: TAUGHT,
    Action.EXPORT: OF_CLASS,
    Action.TRY_AS_STUDENT: OF_CLASS,
    Action.SET_HOURS: OF_CLASS,
    Action.INVITE_OWN_FAMILY: OWN,
    Action.INVITE_FAMILY: TAUGHT,
    Action.TEND_LINK: OWN - {LINK_ENDED},
    Action.PREVIEW_SUMMARY: OWN,
    Action.READ_NOTE: OWN,
    Action.ANSWER_FAMILY: TAUGHT,
    Action.HEAR_OF_STUDENT: {"family of a student"},
    Action.REPLY: TAUGHT,
    Action.ANSWER_REPLY: OWN,
    Action.AGREE_GOAL: TAUGHT,
    Action.DECIDE_PROPOSAL: TAUGHT,
    Action.ASK_WHY: OWN,
    Action.ANSWER_WHY: TAUGHT,
    Action.SEE_WORK_FILE: TAUGHT,
    Action.SEE_NOTE_FILE: TAUGHT,
    Action.SET_PROMPTS: OF_CLASS,
    Action.GROUP: OF_CLASS,
    Action.TEND_GROUP: OF_CLASS,
    Action.LEAVE_GROUP: OWN,
    Action.ANSWER_PARTNER: {"asked to share a student's goal"},
    Action.SEE_PARTNER_GOAL: OWN | {"partner of a student"},
    Action.WRITE_PARTNER: OWN | {"partner of a student"},
    Action.END_PARTNERSHIP: OWN | {"partner of a student"},
    Action.END_PAIRING: TAUGHT,
    Action.SHOW_PARTNER_NOTE: OWN,
    Action.CONFER: TAUGHT,
    Action.LEAD_CONFERENCE: OWN,
    Action.OPEN_PAGES: OF_CLASS,
}
"""Per action, whose things it may be done to. Said here once more, apart from the code: whoever
changes a rule changes it twice, and knows."""


@dataclass(frozen=True)
class Things:
    """What somebody has in a class: one thing of each kind, by its id."""

    person: int
    ids: dict[str, int]

    def of(self, action: Action) -> int:
        """The thing of the kind that an action is done to."""
        return self.ids[RULES[action][0]]


def things(db: Connection, number: int, room: int, *, trial: bool = False) -> Things:
    """A student of a class, with something of each kind; the person may be known before."""
    known = db.exec_driver_sql(f"SELECT id FROM person WHERE chat_id = {number}").scalar()  # noqa: S608  a number of ours
    person_id = known or case.person(db, number)
    here = case.member(db, person_id, room, Role.STUDENT, f"Student {number}", trial=trial)
    goal_id = case.goal(db, here)
    work = case.work(db, here, goal_id)
    piece = Attachment(kind="photo", file_id="f")
    version = mastery.hand_in(db, work, self_check=[], evidence=[piece], now=NOW)
    entry = goals.log(db, case.entry(here))
    note_file = add(db, Attachment(entry_id=entry, kind="photo", file_id="f"))
    link = case.family(db, 100 + number + 50 * trial, here, room)
    note = case.family_message(db, link, number + 50 * trial)
    alert = audit.alert(db, person_id=person_id, kind="harm", words="…", now=NOW, update_id=number)
    ids = {
        "membership": here,
        "goal": goal_id,
        "demonstration": work,
        "submission": version,
        "alert": alert,
        "link": link,
        "family note": note,
        "family question": note,
        "summary": case.summary(db, here),
        "class": room,
        "entry": entry,
        "work file": mastery.evidence(db, version)[0].id or 0,
        "note file": note_file,
        "group": (group := case.group(db, room, person_id, here)),
        "place in a group": group,
        **case.partners(db, 200 + number + 50 * trial, room, goal_id, trial=trial),
    }
    return Things(person_id, ids)


def town(db: Connection) -> dict[str, tuple[int, Things]]:
    """Two classes and all who can stand in some relation to what is in them."""
    berg, ek, gone, colleague = (case.person(db, number) for number in (1, 2, 3, 4))
    maths, art = case.classroom(db, berg, "Maths"), case.classroom(db, ek, "Art")
    case.member(db, colleague, maths, Role.TEACHER, "Ms Ohm")
    case.leave(db, case.member(db, gone, maths, Role.TEACHER, "Mr Gone"))
    sam, ali, past = (things(db, number, maths) for number in (11, 12, 13))
    case.leave(db, past.ids["membership"])
    mia = things(db, 14, art)
    both = things(db, 15, maths)
    case.member(db, both.person, art, Role.TEACHER, "Bo")
    trial = things(db, 1, maths, trial=True)
    waits, ended = things(db, 16, maths), things(db, 17, maths)
    families.put(db, waits.ids["link"], other_yes_at=None)
    families.end(db, ended.ids["link"], sam.person, NOW)
    adults, partners, asked = (
        {n: known.id for n in range(20) if (known := people.who(db, telegram_id=first + n))}
        for first in (100, 200, 300)
    )
    return {
        "one's own": (sam.person, sam),
        "one's own, teaching elsewhere": (both.person, both),
        "one's own trial": (berg, trial),
        "one's own, having left": (past.person, past),
        "a student of the class one teaches": (berg, sam),
        "a student of the class one teaches, who teaches elsewhere": (berg, both),
        "a student of the class one teaches, being a student elsewhere": (both.person, mia),
        "a former student of the class one teaches": (berg, past),
        "a trial in the class one teaches": (colleague, trial),
        "a fellow student": (ali.person, sam),
        "a fellow student, teaching elsewhere": (both.person, sam),
        "a trial in the class one learns in": (ali.person, trial),
        "a student of a class one once taught": (gone, sam),
        "a student of another class than one teaches": (ek, sam),
        "a fellow teacher's, as a student elsewhere": (ek, both),
        "a student of another class": (mia.person, sam),
        LINK_ENDED: (ended.person, ended),
        "family of a student": (adults[11], sam),
        "family of another student": (adults[12], sam),
        "family of a former student": (adults[13], past),
        "family whose student has not said yes": (adults[16], waits),
        "family whose link has ended": (adults[17], ended),
        "partner of a student": (partners[11], sam),
        "asked to share a student's goal": (asked[11], sam),
        "partner of another student": (partners[12], sam),
        "partner of a former student": (partners[13], past),
        "asked to share a former student's goal": (asked[13], past),
        "a stranger to all": (case.person(db, 99), sam),
    }


def test_every_action_has_a_rule_and_a_row_here() -> None:
    """A new action without either fails: nothing is allowed by being forgotten."""
    assert set(MATRIX) == set(RULES) == set(Action)


def test_the_matrix(engine: Engine, reading: Engine) -> None:
    """An action may be done to what its row lists, and to nothing else."""
    with transaction(engine) as db:
        relations = town(db)
    with reading.connect() as db:
        allowed = {
            action: {
                relation
                for relation, (actor, its) in relations.items()
                if may(db, actor, action, its.of(action))
            }
            for action in Action
        }
    assert allowed == MATRIX
    assert all(row < set(relations) for row in MATRIX.values())


def test_nothing_may_be_done_to_what_is_not_there(engine: Engine, reading: Engine) -> None:
    """Ids are never authority: unknown, zero and negative ones, by a teacher or a nobody."""
    with transaction(engine) as db:
        relations = town(db)
    actors = {actor for actor, _ in relations.values()} | {NOBODY}
    with reading.connect() as db:
        for who, action, thing in product(actors, Action, (NOBODY, 0, -1)):
            assert not may(db, who, action, thing), (who, action, thing)


def test_a_membership_that_ends_gives_nothing_from_that_moment(engine: Engine) -> None:
    """The very next check denies; who joins again may again."""
    with transaction(engine) as db:
        relations = town(db)
        for action, name in ((each, row) for each, rows in MATRIX.items() for row in rows):
            actor, its = relations[name]
            theirs = col(Membership.person_id) == actor
            assert may(db, actor, action, its.of(action)), (action, name)
            change(db, Membership, theirs, left_at=NOW)
            assert not may(db, actor, action, its.of(action)), (action, name)
            change(db, Membership, theirs, left_at=None)
            assert may(db, actor, action, its.of(action)), (action, name)


def test_what_is_done_to_a_student_is_done_to_nobody_else_of_the_class(engine: Engine) -> None:
    """A teacher looks no closer at a colleague, at an adult of a family, or at themselves."""
    with transaction(engine) as db:
        berg = case.person(db, 1)
        maths = case.classroom(db, berg, "Maths")
        sam = case.member(db, case.person(db, 2), maths, Role.STUDENT, "Sam")
        colleague = case.member(db, case.person(db, 3), maths, Role.TEACHER, "Ms Ohm")
        adult = case.member(db, case.person(db, 4), maths, Role.FAMILY, "Mum")
        mine = select(col(Membership.id)).where(col(Membership.person_id) == berg)
        own = db.execute(mine).scalar_one()
        for action in (Action.SEE_STUDENT, Action.INVITE_FAMILY, Action.CONFER):
            assert may(db, berg, action, sam)
            for other in (colleague, adult, own or 0):
                assert not may(db, berg, action, other), (action, other)


def test_an_alert_is_for_the_teachers_of_each_class_of_a_student(
    engine: Engine, reading: Engine
) -> None:
    """Whoever sees the child may be the adult who is there; one left class less."""
    with transaction(engine) as db:
        relations = town(db)
        berg, sam = relations["a student of the class one teaches"]
        ek, _ = relations["a student of another class than one teaches"]
        alert = sam.ids["alert"]
        assert not may(db, ek, Action.READ_ALERT, alert)
        art = relations["a student of the class one teaches, being a student elsewhere"][1]
        case.member(db, sam.person, art.ids["class"], Role.STUDENT, "Sam")
    with reading.connect() as db:
        assert may(db, ek, Action.READ_ALERT, alert)
        assert may(db, berg, Action.READ_ALERT, alert)
    with transaction(engine) as db:
        case.leave(db, sam.ids["membership"])
    with reading.connect() as db:
        assert may(db, ek, Action.READ_ALERT, alert)
        assert not may(db, berg, Action.READ_ALERT, alert)
