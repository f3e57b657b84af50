"""The teacher's desk: what waits in a class, in what order, and the words teachers give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import storage_case as case
from sqlalchemy import Connection, Engine, event
from sqlmodel import col
from storage_case import NOBODY, NOW

from storage import audit, check_ins, desk, families, goals, mastery, people
from storage.database import add, change, one, transaction
from storage.desk import Inbox
from storage.tables import (
    Asks,
    Class,
    Demonstration,
    Goal,
    Membership,
    Reply,
    Role,
    Schedule,
    ScheduleState,
    Submission,
    WorkState,
)

pytest_plugins = ["databases"]

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATE = NOW - 3 * DAY
STUCK = {"kind": "check_in", "state": "stuck", "response": "Stuck"}


@dataclass(frozen=True)
class Room:
    """A class with its teacher, and Sam and Kim in it."""

    id: int
    teacher: int
    desk: int
    """The teacher's membership."""
    sam: int
    sam_person: int
    kim: int
    goal: int


def room(db: Connection) -> Room:
    """A class in which nothing waits: Sam's goal has been looked at."""
    berg, sam, kim = (case.person(db, n) for n in (1, 2, 3))
    here = case.classroom(db, berg)
    mine = one(db, Membership, col(Membership.person_id) == berg)
    assert mine is not None
    sams = case.member(db, sam, here, Role.STUDENT, "Sam")
    goal = case.goal(db, sams)
    desk.agree(db, goal, what="agreed", line="", by=berg, now=NOW - 9 * DAY)
    return Room(
        here, berg, mine.id or 0, sams, sam, case.member(db, kim, here, Role.STUDENT, "Kim"), goal
    )


def waits(db: Connection, there: Room, **more: Any) -> Inbox:
    """The inbox of the class."""
    return desk.inbox(db, there.id, **{"late_before": LATE, "now": NOW, **more})


def wrote(db: Connection, member: int, days: float = 1, **values: Any) -> int:
    """An entry, some days ago."""
    return goals.log(db, case.entry(member, NOW - days * DAY, **values))


def stuck(db: Connection, member: int, code: str = "start", days: float = 1, **answers: Any) -> int:
    """A check-in that is stuck."""
    return wrote(db, member, days, **STUCK, answers={"factor_code": code, **answers})


def answered(db: Connection, entry_id: int, by: int, kind: str = "own") -> list[int]:
    """A teacher's reply."""
    said: dict[str, Any] = {"kind": kind, "words": "Go on", "file_id": "", "by": by, "now": NOW}
    return desk.reply(db, [entry_id], **said)


def everything(db: Connection, there: Room) -> dict[str, int]:
    """One of each kind that waits, by what it is of; the kinds that matter least come first."""
    schedule: dict[str, Any] = {
        "membership_id": there.kim,
        "asks": Asks.CHECK_IN,
        "zone": "UTC",
        "at": time(16),
    }
    stopped: dict[str, Any] = {"state": ScheduleState.STOPPED, "last_day": date(2026, 11, 20)}
    add(db, Schedule(**schedule, **stopped))
    link = case.family(db, 4, there.sam, there.id)
    work = case.work(db, there.sam, there.goal)
    mastery.hand_in(db, work, self_check=[], evidence=[], now=NOW - DAY)
    first = mastery.newest(db, work)
    reviewed = case.work(db, there.sam, there.goal)
    asked = mastery.hand_in(db, reviewed, self_check=[], evidence=[], now=NOW - 5 * DAY)
    change(
        db, Submission, col(Submission.id) == asked, verdict="revise", line="One step",
        ask_why="Which one?", ask_why_at=NOW - DAY,
    )  # fmt: skip
    idea = Demonstration(
        membership_id=there.sam,
        goal_id=there.goal,
        state=WorkState.PLANNED,
        format="own",
        proposal={"product": "a song", "audience": "the class"},
        created_at=NOW - DAY,
    )
    back = wrote(db, there.sam, 2, response="I see it now")
    answered(db, back, there.teacher)
    desk.reply_back(db, back, "Thanks!", "", NOW - DAY)
    return {
        "quiet": there.kim,
        "entry": stuck(db, there.sam),
        "goal": case.goal(db, there.kim, "read"),
        "asked_why": asked,
        "work": first.id or 0 if first else 0,
        "proposal": mastery.choose(db, idea),
        "family": case.family_message(db, link, 77),
        "back": back,
        "help": stuck(db, there.kim, next="help"),
        "alert": audit.alert(
            db, person_id=there.sam_person, kind="harm", words="ibex", now=NOW, update_id=5
        ),
    }


def test_nothing_waits_in_a_new_class(engine: Engine) -> None:
    """No items, no counts, nothing alike."""
    with transaction(engine) as db:
        assert waits(db, room(db)) == Inbox((), {}, ())


def test_everything_waits_in_the_order_that_matters(engine: Engine) -> None:
    """Whoever needs an adult first, who is quiet last; each with the id that opens it."""
    with transaction(engine) as db:
        there = room(db)
        ids = everything(db, there)
        inbox = waits(db, there)

        assert [(item.kind, item.id) for item in inbox.items] == [
            (kind, ids[kind]) for kind in desk.ORDER
        ]
        assert inbox.counts == dict.fromkeys(desk.ORDER, 1)
        assert inbox.total == 10
        assert [item.words for item in inbox.items] == [
            "", "Stuck", "Thanks!", "How is it going?", "a song", "a poster", "Which one?",
            "read", "Stuck", "",
        ]  # fmt: skip
        by_kind = {item.kind: item.detail for item in inbox.items}
        assert by_kind["family"] == {"adult": "Mum"}
        assert by_kind["proposal"] == {"aim": "add fractions", "audience": "the class"}
        assert by_kind["asked_why"]["line"] == "One step"
        assert by_kind["back"]["said"] == "Go on"
        assert "ibex" not in repr(inbox)


def test_each_is_gone_once_somebody_has_seen_to_it(engine: Engine) -> None:
    """Read, answered, decided, reviewed, agreed: it waits no more."""
    with transaction(engine) as db:
        there = room(db)
        ids = everything(db, there)
        audit.read_alert(db, ids["alert"], there.teacher, NOW)
        answered(db, ids["help"], there.teacher)
        desk.read_back(db, ids["back"], NOW)
        families.answer(db, ids["family"], "Well", there.teacher, NOW)
        change(db, Demonstration, col(Demonstration.id) == ids["proposal"], decision="agreed")
        for version in ("work", "asked_why"):
            seen: dict[str, Any] = {"verdict": "meets", "why": "So", "why_at": NOW}
            change(db, Submission, col(Submission.id) == ids[version], **seen)
        desk.agree(db, ids["goal"], what="talk", line="", by=there.teacher, now=NOW)
        answered(db, ids["entry"], there.teacher, "read")
        check_ins.tune(db, there.kim, Asks.CHECK_IN, state=ScheduleState.ACTIVE)

        assert waits(db, there) == Inbox((), {}, ())


def test_a_trial_who_left_and_another_class_are_not_in_it(engine: Engine) -> None:
    """Nothing of a teacher's tries, of somebody who has left, or of another class waits here."""
    with transaction(engine) as db:
        there = room(db)
        elsewhere = case.classroom(db, case.person(db, 9), "8A")
        members = [
            case.member(db, there.teacher, there.id, Role.STUDENT, "Try", trial=True),
            case.member(db, case.person(db, 7), there.id, Role.STUDENT, "Gone"),
            case.member(db, case.person(db, 8), elsewhere, Role.STUDENT, "Else"),
        ]
        case.leave(db, members[1])
        for n, member in enumerate(members):
            stuck(db, member)
            goal = case.goal(db, member)
            mastery.hand_in(db, case.work(db, member, goal), self_check=[], evidence=[], now=NOW)
            case.family_message(db, case.family(db, 20 + n, member, there.id), 90 + n)

        assert waits(db, there).items == ()
        assert waits(db, there).alike == ()


@pytest.mark.parametrize(
    ("kind", "prompt", "response", "words"),
    [
        ("note", "", "", ""),  # a file alone
        ("note", "", "I see it", "I see it"),
        ("reflection", "add fractions", "", "add fractions"),
        ("test_after", "As I thought", "", "As I thought"),
        ("test_before", "Fractions test", "", "Fractions test"),
        ("test_before", "Fractions test", "I practiced", "Fractions test: I practiced"),
    ],
)
def test_an_entry_tells_what_it_is_of(
    engine: Engine, kind: str, prompt: str, response: str, words: str
) -> None:
    """Where all was skipped what it was about stands there: a file is only where there is one."""
    with transaction(engine) as db:
        there = room(db)
        wrote(db, there.sam, 1, kind=kind, prompt=prompt, response=response)
        [item] = desk.unanswered(db, there.id, NOW)
    assert item.words == words


@pytest.mark.parametrize(
    ("kind", "state", "answers", "waiting"),
    [
        ("check_in", "done", {}, False),
        ("check_in", "moved", {"line": "", "factor_code": "plan"}, False),
        ("check_in", "done", {"line": "I drew it"}, True),
        ("check_in", "moved", {"factor_code": "own"}, True),
        ("check_in", "stuck", {}, True),
        ("check_in", "not_yet", {}, True),
        ("check_in", "done", {"next": "help"}, True),
        ("note", "", {}, True),
        ("reflection", "keep", {}, True),
        ("goal_review", "keep", {}, True),
        ("test_before", "", {}, True),
        ("test_after", "", {}, True),
        ("goal_set", "", {}, False),
        ("demonstration_submitted", "", {}, False),
    ],
)
def test_what_of_the_log_waits(
    engine: Engine, *, kind: str, state: str, answers: dict[str, str], waiting: bool
) -> None:
    """Where a student is stuck, asks for help, or said something of their own; else nothing."""
    with transaction(engine) as db:
        there = room(db)
        wrote(db, there.sam, kind=kind, state=state, answers=answers)

        assert bool(waits(db, there).items) is waiting
        assert desk.waits(kind, state, answers) is waiting


def test_what_was_said_long_ago_waits_no_more(engine: Engine) -> None:
    """An entry waits for two weeks."""
    with transaction(engine) as db:
        there = room(db)
        stuck(db, there.sam, days=14.1)
        newer = stuck(db, there.kim, days=13.9)

        assert [item.id for item in waits(db, there).items] == [newer]


def test_the_older_is_first_and_late_is_said(engine: Engine) -> None:
    """Of a kind the one that has waited longest; past the deadline it stands before all kinds."""
    with transaction(engine) as db:
        there = room(db)
        new, old = stuck(db, there.sam, days=1), stuck(db, there.kim, days=4)
        asks = stuck(db, there.sam, days=0.5, next="help")

        assert [(one.id, one.late) for one in waits(db, there).items] == [
            (old, True), (asks, False), (new, False),
        ]  # fmt: skip


def test_who_is_quiet_comes_last_however_long(engine: Engine) -> None:
    """There is nothing to answer; an alert comes before what is late."""
    with transaction(engine) as db:
        there = room(db)
        ids = everything(db, there)
        old = stuck(db, there.sam, days=4)
        items = [(one.kind, one.id) for one in waits(db, there, late_before=NOW - DAY * 3).items]

        assert items[:2] == [("alert", ids["alert"]), ("entry", old)]
        assert items[-1] == ("quiet", there.kim)


def test_who_became_quiet_counts_as_new_in_the_next_digest(engine: Engine) -> None:
    """They were asked on Friday and stopped in its evening: a look that afternoon saw nothing."""
    with transaction(engine) as db:
        there = room(db)
        everything(db, there)
        looked = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)

        assert waits(db, there, after=looked).counts["quiet"] == 1
        assert "quiet" not in waits(db, there, after=looked + 9 * HOUR).counts


def test_the_first_of_many(engine: Engine) -> None:
    """As many items as are asked for, and all of them counted; or only what came since."""
    with transaction(engine) as db:
        there = room(db)
        for days in range(1, 8):
            wrote(db, there.sam, days)
        first = waits(db, there, most=3)

        assert (len(first.items), first.counts) == (3, {"entry": 7})
        assert waits(db, there, after=NOW - 3.5 * DAY).counts == {"entry": 3}


def test_only_the_newest_version_is_looked_at(engine: Engine) -> None:
    """A revision that came before anybody looked takes the place of what it revises."""
    with transaction(engine) as db:
        there = room(db)
        work = case.work(db, there.sam, there.goal)
        for hours in (0, 1):
            mastery.hand_in(db, work, self_check=[], evidence=[], now=NOW + hours * HOUR)
        [item] = waits(db, there).items

        assert item.detail["version"] == 2


def test_an_idea_whose_work_is_handed_in_waits_as_work(engine: Engine) -> None:
    """Silence about an idea holds nobody up, and the work itself is what is looked at then."""
    with transaction(engine) as db:
        there = room(db)
        work = everything(db, there)["proposal"]
        mastery.hand_in(db, work, self_check=[], evidence=[], now=NOW)

        assert "proposal" not in waits(db, there).counts
        assert waits(db, there).counts["work"] == 2


def test_an_alert_of_somebody_with_two_roles_is_there_once(engine: Engine) -> None:
    """A student who is also family of another is one person."""
    with transaction(engine) as db:
        there = room(db)
        case.member(db, there.sam_person, there.id, Role.FAMILY, "Brother")
        audit.alert(db, person_id=there.sam_person, kind="talk", words="", now=NOW, update_id=6)

        assert [item.student for item in waits(db, there).items] == ["Sam"]


# --- alike ---------------------------------------------------------------------------------------


def test_alike_is_the_same_stuck_point(engine: Engine) -> None:
    """The newest entry of each student that is stuck on the same, the oldest of them first."""
    with transaction(engine) as db:
        there = room(db)
        ali, bo = (
            case.member(db, case.person(db, n), there.id, Role.STUDENT, name)
            for n, name in ((5, "Ali"), (6, "Bo"))
        )
        mine = stuck(db, there.sam)
        stuck(db, there.kim, days=5)
        kims = stuck(db, there.kim, days=2)
        alis = wrote(db, ali, 3, kind="check_in", state="not_yet", answers={"factor_code": "start"})
        stuck(db, bo, "idea")

        assert [item.id for item in desk.alike(db, there.id, mine, NOW)] == [alis, kims]
        [group] = waits(db, there).alike
        assert (group.stuck, [item.id for item in group.entries]) == ("start", [alis, kims, mine])


def test_without_a_stuck_point_alike_is_the_same_kind_and_state(engine: Engine) -> None:
    """Own words are like nobody's: they go by how it went."""
    with transaction(engine) as db:
        there = room(db)
        mine, other = stuck(db, there.sam, "own"), stuck(db, there.kim, "own", 2)
        note, notes = wrote(db, there.sam), wrote(db, there.kim, 3)

        assert [item.id for item in desk.alike(db, there.id, mine, NOW)] == [other]
        assert [item.id for item in desk.alike(db, there.id, note, NOW)] == [notes]
        assert desk.alike(db, there.id, NOBODY, NOW) == []
        assert {(one.kind, one.state) for one in waits(db, there).alike} == {
            ("check_in", "stuck"), ("note", ""),
        }  # fmt: skip


def test_at_most_ten_are_answered_at_once(engine: Engine) -> None:
    """Nine besides the one: more would not be read before they are sent."""
    with transaction(engine) as db:
        there = room(db)
        mine = stuck(db, there.sam)
        for n in range(12):
            member = case.member(db, case.person(db, 30 + n), there.id, Role.STUDENT, f"S{n}")
            stuck(db, member)

        assert len(desk.alike(db, there.id, mine, NOW)) == 9
        assert len(waits(db, there).alike[0].entries) == 10


# --- the card ------------------------------------------------------------------------------------


def test_a_card_has_what_helps_to_answer(engine: Engine) -> None:
    """What it is stuck on, the last five check-ins in order, a teacher's last word."""
    with transaction(engine) as db:
        there = room(db)
        for n, state in enumerate(("done", "done", "moved", "stuck", "moved", "not_yet")):
            wrote(db, there.sam, 12 - n, kind="check_in", state=state)
        mine = stuck(db, there.sam, factor="how to start")
        change(db, Goal, col(Goal.id) == there.goal, agreed_at=NOW - 20 * DAY)
        item = desk.entries(db, [mine])[mine]
        card = desk.card(db, item)

        assert (card.stuck, card.item.words) == ("how to start", "Stuck")
        assert card.trend == ("moved", "stuck", "moved", "not_yet", "stuck")
        assert card.contact == NOW - 20 * DAY
        answered(db, wrote(db, there.sam), there.teacher)
        assert desk.card(db, item).contact == NOW


def test_reading_is_no_contact(engine: Engine) -> None:
    """Nobody has had a word for a student whose entries were only read."""
    with transaction(engine) as db:
        there = room(db)
        mine = stuck(db, there.kim)
        answered(db, mine, there.teacher, "read")

        assert desk.card(db, desk.entries(db, [mine])[mine]).contact is None


@pytest.mark.parametrize("column", ["reviewed_at", "why_at", "decided_at"])
def test_each_word_of_a_teacher_is_contact(engine: Engine, column: str) -> None:
    """A review, a why, a decision."""
    with transaction(engine) as db:
        there = room(db)
        work = case.work(db, there.kim, there.goal)
        version = mastery.hand_in(db, work, self_check=[], evidence=[], now=NOW)
        if column == "decided_at":
            change(db, Demonstration, col(Demonstration.id) == work, decided_at=NOW)
        else:
            change(db, Submission, col(Submission.id) == version, **{column: NOW})
        mine = stuck(db, there.kim)

        assert desk.card(db, desk.entries(db, [mine])[mine]).contact == NOW


# --- replies -------------------------------------------------------------------------------------


def test_the_first_reply_stays(engine: Engine) -> None:
    """One reply an entry: the second teacher sees the first's, and theirs is kept for the rest."""
    with transaction(engine) as db:
        there = room(db)
        mine, other = stuck(db, there.sam), stuck(db, there.kim)
        blue = case.person(db, 4)
        case.member(db, blue, there.id, Role.TEACHER, "Mr Blue")
        assert answered(db, mine, blue) == [mine]

        said: dict[str, Any] = {
            "kind": "next",
            "words": "Try one",
            "file_id": "",
            "by": there.teacher,
            "now": NOW,
        }
        assert desk.reply(db, [mine, other], **said) == [other]
        found = desk.replies(db, [mine, other, NOBODY])
        assert {key: (one.teacher, one.words) for key, one in found.items()} == {
            mine: ("Mr Blue", "Go on"),
            other: ("Ms Berg", "Try one"),
        }


def test_a_student_answers_once(engine: Engine) -> None:
    """The first answer stays; it is unread until a teacher has seen it."""
    with transaction(engine) as db:
        there = room(db)
        mine = stuck(db, there.sam)
        assert not desk.reply_back(db, mine, "To nothing", "", NOW)
        answered(db, mine, there.teacher)
        desk.read_back(db, mine, NOW)

        assert desk.reply_back(db, mine, "", "voice-1", NOW)
        assert not desk.reply_back(db, mine, "Again", "", NOW)
        found = desk.replies(db, [mine])[mine]
        assert (found.back, found.back_file_id, found.back_at) == ("", "voice-1", NOW)
        assert waits(db, there).counts == {"back": 1}
        desk.read_back(db, mine, NOW)
        desk.read_back(db, mine, NOW + DAY)
        kept = one(db, Reply, col(Reply.entry_id) == mine)
        assert kept is not None
        assert kept.back_read_at == NOW


def test_replies_are_among_what_teachers_wrote(engine: Engine) -> None:
    """A look back at the week has reviews and replies in order; a voice message has no words."""
    with transaction(engine) as db:
        there = room(db)
        wrote(db, there.sam, 2, kind="demonstration_reviewed", response="Clear.")
        for n, (words, ago) in enumerate((("Old", 9), ("First", 3), ("Last", 1), ("", 1))):
            entry = stuck(db, there.sam)
            file = "" if words else f"voice-{n}"
            desk.reply(
                db, [entry], kind="own", words=words, file_id=file, by=there.teacher,
                now=NOW - ago * DAY,
            )  # fmt: skip
        answered(db, stuck(db, there.kim), there.teacher)

        said = goals.said_to(db, there.sam, NOW - 7 * DAY, NOW)
        assert said == ["First", "Clear.", "Last"]


# --- goals ---------------------------------------------------------------------------------------


def test_the_first_word_to_a_goal_stays(engine: Engine) -> None:
    """The second teacher's changes nothing, and sees who said what."""
    with transaction(engine) as db:
        there = room(db)
        goal = case.goal(db, there.kim)
        assert desk.agreed(db, goal) is None
        said: dict[str, Any] = {"line": "Begin small", "by": there.teacher, "now": NOW}
        assert desk.agree(db, goal, what="changed", **said)
        assert not desk.agree(db, goal, what="talk", **said)

        found = desk.agreed(db, goal)
        assert found is not None
        assert (found.what, found.line, found.teacher, found.at) == (
            "changed", "Begin small", "Ms Berg", NOW,
        )  # fmt: skip


# --- digests -------------------------------------------------------------------------------------


def test_teachers_are_woken_once(engine: Engine) -> None:
    """Whoever is to be told already is not found again, nor who has left, nor students."""
    with transaction(engine) as db:
        there = room(db)
        gone = case.member(db, case.person(db, 4), there.id, Role.TEACHER, "Gone")
        case.leave(db, gone)
        assert [row.id for row in desk.to_wake(db, there.id)] == [there.desk]
        desk.plan_digest(db, [there.desk], NOW)

        assert desk.to_wake(db, there.id) == []
        assert desk.next_due(db) == NOW
        desk.plan_digest(db, [there.desk], None)
        assert desk.next_due(db) is None


def test_who_is_told_now(engine: Engine) -> None:
    """Those who are due, with when they last looked into this class's inbox."""
    with transaction(engine) as db:
        there = room(db)
        desk.plan_digest(db, [there.desk], NOW)
        for subject, hours in ((there.id, 2), (there.id, 1), (NOBODY, 0)):
            audit.note(
                db, actor_id=there.teacher, action=desk.LOOKED, now=NOW - hours * HOUR,
                subject="class", subject_id=subject,
            )  # fmt: skip

        assert desk.digests(db, NOW - HOUR, 10) == []
        [row] = desk.digests(db, NOW, 10)
        assert (row.id, row.class_id, row.looked_at, row.gone) == (
            there.desk, there.id, NOW - HOUR, False,
        )  # fmt: skip
        change(db, Class, col(Class.id) == there.id, ended_at=NOW)
        assert desk.digests(db, NOW, 10)[0].gone


# --- figures -------------------------------------------------------------------------------------


def test_as_many_statements_whatever_waits(engine: Engine) -> None:
    """The inbox and the cards of a page cost the same for one student and for thirty."""
    with transaction(engine) as db:
        there = room(db)
        seen: list[str] = []
        event.listen(db, "before_cursor_execute", lambda *said: seen.append(said[2]))

        def statements() -> int:
            seen.clear()
            desk.cards(db, waits(db, there).items)
            return len(seen)

        few = statements()
        for n in range(30):
            member = case.member(db, case.person(db, 30 + n), there.id, Role.STUDENT, f"S{n}")
            case.goal(db, member)
            stuck(db, member)

        assert statements() == few == 10


def test_people_of_the_room_are_known(engine: Engine) -> None:
    """An entry tells whose it is, for the word to them."""
    with transaction(engine) as db:
        there = room(db)
        mine = stuck(db, there.sam)
        detail = desk.entries(db, [mine])[mine].detail

        assert (detail["person_id"], detail["class_id"]) == (there.sam_person, there.id)
        assert people.membership(db, there.sam) is not None
        assert desk.entries(db, [wrote(db, there.sam, kind="goal_set")]) == {}


def test_late_is_told_by_the_instant_alone(engine: Engine) -> None:
    """What came in that very instant has waited as long."""
    with transaction(engine) as db:
        there = room(db)
        goals.log(db, case.entry(there.sam, LATE))
        goals.log(db, case.entry(there.kim, LATE + timedelta(seconds=1)))

        assert [item.late for item in waits(db, there).items] == [True, False]
        assert isinstance(waits(db, there).items[0].since, datetime)
