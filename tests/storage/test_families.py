"""Families: links, what is due on them, summaries, and what adults write."""

from __future__ import annotations

import threading
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import pytest
import storage_case as case
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import col
from storage_case import NOBODY, NOW, ZONE

from storage import families, goals, mail, people
from storage.database import change, one, open_database, transaction
from storage.families import Linked
from storage.mail import Outgoing, Settled
from storage.tables import Class, FamilyLink, FamilyMessage, Goal, Membership, Role, Waiting

pytest_plugins = ["databases"]

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)
SENT = NOW + 4 * DAY
SHOWN = NOW + 3 * DAY


class Sam(NamedTuple):
    """A student with an adult who is linked."""

    room: int
    teacher: int
    student: int
    link: int


def sam(db: Connection) -> Sam:
    """A class, Sam in it, and Mum, whose link has both its yeses."""
    kim = case.person(db, 1)
    room = case.classroom(db, kim)
    student = case.member(db, case.person(db, 2), room, Role.STUDENT, "Sam")
    return Sam(room, kim, student, case.family(db, 3, student, room))


def another(db: Connection, its: Sam, number: int) -> int:
    """A second adult of Sam's; the link's id."""
    return case.family(db, number, its.student, its.room)


def due(db: Connection, link: int, shown: datetime | None, sent: datetime | None) -> None:
    """Plan a link."""
    families.put(db, link, preview_at=shown, next_day=FRIDAY, next_at=sent)


def got(db: Connection, link: int) -> Linked:
    """A link that is there."""
    found = families.get(db, link)
    assert found is not None
    return found


def kept(db: Connection, student: int, week: date = MONDAY, **values: Any) -> None:
    """A summary as it is shown."""
    row = {"content": {"child": "Sam"}, "draft": {"done": 0}, "idea": 3, "shown_at": NOW}
    whose = {"student_id": student, "week": week, "decided_at": None}
    families.keep(db, [{**row, **whose, **values}])


def test_a_link_has_both_its_ends(engine: Engine, reading: Engine) -> None:
    """One look tells who is linked to whom, in which class, and on which rhythm."""
    with transaction(engine) as db:
        its = sam(db)
    with reading.connect() as db:
        found = got(db, its.link)
        assert families.get(db, NOBODY) is None
    assert (found.child, found.adult, found.class_name) == ("Sam", "Mum", "7B maths")
    assert (found.child_chat_id, found.adult_chat_id) == (2, 3)
    assert (found.day, found.at, found.every, found.zone) == (4, time(17), 1, ZONE)
    assert found.other_yes_by == "student"
    assert found.both_yes


def test_both_yeses_are_needed(engine: Engine) -> None:
    """The adult's alone is none, and a link that has ended has none any more."""
    with transaction(engine) as db:
        its = sam(db)
        families.put(db, its.link, other_yes_at=None)
        assert not got(db, its.link).both_yes
        families.put(db, its.link, other_yes_at=NOW)
        assert got(db, its.link).both_yes
        families.end(db, its.link, its.teacher, NOW)
        assert not got(db, its.link).both_yes


def test_who_is_linked(engine: Engine, reading: Engine) -> None:
    """The oldest first, by either end; a link that has ended is on no list."""
    with transaction(engine) as db:
        its = sam(db)
        second, third = another(db, its, 4), another(db, its, 5)
        families.end(db, third, its.teacher, NOW)
        ali = case.member(db, case.person(db, 6), its.room, Role.STUDENT, "Ali")
        row = FamilyLink(
            student_id=ali,
            family_id=got(db, its.link).family_id,
            version="family-1",
            adult_yes_at=NOW,
            day=4,
            at=time(17),
            zone=ZONE,
        )
        with_ali = families.link(db, row)
        mum = people.who(db, telegram_id=3)
        assert mum is not None
    with reading.connect() as db:
        assert [one.id for one in families.of_student(db, its.student)] == [its.link, second]
        assert families.of_student(db, NOBODY) == []
        by_student = families.of_students(db, [its.student, ali, NOBODY])
        assert {who: [one.id for one in links] for who, links in by_student.items()} == {
            its.student: [its.link, second],
            ali: [with_ali],
        }
        assert families.of_students(db, []) == {}
        assert [one.id for one in families.of_adult(db, mum.id)] == [its.link, with_ali]
        assert families.of_adult(db, NOBODY) == []


def test_an_adult_who_comes_back_has_the_same_link(engine: Engine) -> None:
    """With its new yes and rhythm; the days that are done with stay so."""
    with transaction(engine) as db:
        its = sam(db)
        families.put(db, its.link, last_day=FRIDAY)
        families.end(db, its.link, its.teacher, NOW)
        before = got(db, its.link)
        row = FamilyLink(
            student_id=its.student,
            family_id=before.family_id,
            version="family-2",
            adult_yes_at=NOW + DAY,
            day=2,
            at=time(18),
            zone="UTC",
        )
        assert families.link(db, row) == its.link
        after = got(db, its.link)
    assert (after.ended_at, after.other_yes_at, after.other_yes_by) == (None, None, "")
    assert (after.day, after.at, after.zone, after.last_day) == (2, time(18), "UTC", FRIDAY)


def test_ending_a_link_plans_nothing_and_names_what_waits(engine: Engine) -> None:
    """The keys of its latest two deliveries: what was handed out before is long gone."""
    with transaction(engine) as db:
        its = sam(db)
        due(db, its.link, SHOWN, SENT)
        days = [FRIDAY - 7 * DAY * n for n in range(3)]
        families.deliver(
            db,
            [{"link_id": its.link, "day": day, "state": "sent", "at": NOW} for day in days],
        )
        assert families.end(db, its.link, its.teacher, NOW) == [
            families.delivery_key(its.link, FRIDAY),
            families.delivery_key(its.link, FRIDAY - 7 * DAY),
        ]
        ended = got(db, its.link)
        row = one(db, FamilyLink, col(FamilyLink.id) == its.link)
        assert families.to_preview(db, SENT, 10) == families.to_send(db, SENT, 10) == []
    assert (ended.preview_at, ended.next_day, ended.next_at) == (None, None, None)
    assert row is not None
    assert (row.ended_at, row.ended_by) == (NOW, its.teacher)


def test_the_class_of_a_student(engine: Engine, reading: Engine) -> None:
    """Its settings say whose yes is needed; a student who never was is a fault of ours."""
    with transaction(engine) as db:
        its = sam(db)
        change(db, Class, col(Class.id) == its.room, family_yes="school")
    with reading.connect() as db:
        assert families.class_of(db, its.student).family_yes == "school"
        with pytest.raises(LookupError):
            families.class_of(db, NOBODY)


def test_what_is_due_is_claimed_in_its_order(engine: Engine) -> None:
    """The longest due first, so many at most, and nothing before its instant."""
    with transaction(engine) as db:
        its = sam(db)
        second, third = another(db, its, 4), another(db, its, 5)
        for link, minutes in ((its.link, 2), (second, 1), (third, 3)):
            later = timedelta(minutes=minutes)
            due(db, link, SHOWN + later, SENT + later)
        minute = timedelta(minutes=1)
        for claim, at in ((families.to_preview, SHOWN), (families.to_send, SENT)):
            assert claim(db, at, 10) == []
            assert [one.id for one in claim(db, at + minute, 10)] == [second]
            assert [one.id for one in claim(db, at + 3 * minute, 10)] == [second, its.link, third]
            assert [one.id for one in claim(db, at + 3 * minute, 2)] == [second, its.link]


def test_the_next_thing_due(engine: Engine) -> None:
    """The earlier of the earliest preview and the earliest summary; None where nothing is."""
    with transaction(engine) as db:
        its = sam(db)
        assert families.next_due(db) is None
        due(db, its.link, None, SENT)
        assert families.next_due(db) == SENT
        due(db, another(db, its, 4), SHOWN, SENT + DAY)
        assert families.next_due(db) == SHOWN


def test_links_are_planned_on(engine: Engine) -> None:
    """Each with its own days, all at once; none is no statement."""
    with transaction(engine) as db:
        its = sam(db)
        second = another(db, its, 4)
        due(db, second, SHOWN, SENT)
        families.plan(db, [])
        none = dict.fromkeys(("preview_at", "next_day", "next_at"))
        families.plan(
            db,
            [
                {"link": its.link, "last_day": FRIDAY, "preview_at": SHOWN}
                | {"next_day": FRIDAY + 7 * DAY, "next_at": SENT + 7 * DAY},
                {"link": second, "last_day": None, **none},
            ],
        )
        first, other = got(db, its.link), got(db, second)
    assert (first.last_day, first.next_day) == (FRIDAY, FRIDAY + 7 * DAY)
    assert (first.preview_at, first.next_at) == (SHOWN, SENT + 7 * DAY)
    assert (other.last_day, other.preview_at, other.next_day, other.next_at) == (None,) * 4


def test_a_summary_is_kept_once_a_week(engine: Engine, reading: Engine) -> None:
    """It is found by its student and week, and a second one of the week is refused."""
    with transaction(engine) as db:
        its = sam(db)
        families.keep(db, [])
        kept(db, its.student)
        kept(db, its.student, MONDAY + 7 * DAY)
        with pytest.raises(IntegrityError), db.begin_nested():
            kept(db, its.student)
    with reading.connect() as db:
        found = families.summary_of(db, its.student, MONDAY)
        assert found is not None
        assert (found.content, found.draft, found.idea) == ({"child": "Sam"}, {"done": 0}, 3)
        assert families.summary(db, found.id) == found
        assert families.summary(db, NOBODY) is None
        assert families.summary_of(db, its.student, MONDAY - 7 * DAY) is None
        students = [its.student, NOBODY]
        assert set(families.summaries(db, students, MONDAY)) == {
            (its.student, MONDAY),
            (its.student, MONDAY + 7 * DAY),
        }
        (later,) = families.summaries(db, students, MONDAY + DAY).values()
        assert later.week == MONDAY + 7 * DAY
        assert families.sent_before(db, students) == {its.student: 2}


def test_what_a_student_decides_is_kept(engine: Engine, reading: Engine) -> None:
    """The draft, and when; what the week was stays as it was shown."""
    with transaction(engine) as db:
        its = sam(db)
        number = case.summary(db, its.student)
        families.decide(db, number, {"hold": True}, NOW + DAY)
    with reading.connect() as db:
        found = families.summary(db, number)
    assert found is not None
    assert (found.draft, found.decided_at) == ({"hold": True}, NOW + DAY)
    assert found.shown_at == NOW


def test_a_delivery_is_one_a_day(engine: Engine) -> None:
    """Whatever the clock does, an adult never has two of one day."""
    with transaction(engine) as db:
        its = sam(db)
        sent = {"link_id": its.link, "day": FRIDAY, "state": "sent", "at": NOW}
        families.deliver(db, [])
        families.deliver(db, [sent])
        with pytest.raises(IntegrityError), db.begin_nested():
            families.deliver(db, [sent])


@pytest.mark.parametrize(
    ("state", "late", "unseen"),
    [
        (Waiting.NEW, False, False),
        (Waiting.NEW, True, True),
        (Waiting.DONE, True, False),
        (Waiting.UNKNOWN, True, False),
        (Waiting.DEAD, False, True),
    ],
)
def test_a_preview_that_did_not_reach_its_student(
    engine: Engine, state: Waiting, *, late: bool, unseen: bool
) -> None:
    """What cannot arrive any more was not seen; what may have, or still may, counts as seen."""
    key = families.preview_key(1, MONDAY)
    with transaction(engine) as db:
        mail.post(db, [Outgoing(2, "sendMessage", {}, key, 2, not_after=SENT)], NOW)
        if state != Waiting.NEW:
            mail.settle(db, [Settled(key, state)])
        now = SENT + DAY if late else SENT
        found = families.unseen(db, [key, families.preview_key(2, MONDAY)], now)
    assert found == ({key} if unseen else set())


def test_the_week_of_many_students_at_once(engine: Engine, reading: Engine) -> None:
    """Open goals with the active ones first, steps in order, entries of the week, each its own."""
    with transaction(engine) as db:
        its = sam(db)
        ali = case.member(db, case.person(db, 6), its.room, Role.STUDENT, "Ali")
        rests = case.goal(db, its.student, "rest")
        change(db, Goal, col(Goal.id) == rests, state="paused")
        dropped = case.goal(db, its.student, "drop")
        change(db, Goal, col(Goal.id) == dropped, state="dropped")
        runs, of_ali = case.goal(db, its.student, "run", 3), case.goal(db, ali, "swim", 1)
        for n, at in enumerate((NOW - 8 * DAY, NOW - DAY, NOW)):
            goals.log(db, case.entry(its.student, at, response=f"said {n}", goal_id=runs))
        students = [its.student, ali, NOBODY]
    with reading.connect() as db:
        found = families.goals_of(db, students, NOW - 7 * DAY)
        assert {who: [goal.aim for goal in theirs] for who, theirs in found.items()} == {
            its.student: ["run", "rest"],
            ali: ["swim"],
        }
        steps = families.steps_of(db, [runs, of_ali])
        assert [step.text for step in steps[runs]] == ["step 1", "step 2", "step 3"]
        assert len(steps[of_ali]) == 1
        entries = families.entries_of(db, students, NOW - 7 * DAY)
        assert [entry.response for entry in entries[its.student]] == ["said 1", "said 2"]
        assert {entry.goal_id for entry in entries[its.student]} == {runs}
        assert ali not in entries


def test_a_note_is_kept_and_reported(engine: Engine, reading: Engine) -> None:
    """What an adult writes is on record, word for word, with the student's wish to show it."""
    with transaction(engine) as db:
        its = sam(db)
        note = families.write(
            db,
            FamilyMessage(link_id=its.link, kind="note", words="“Bravo”", at=NOW, update_id=7),
        )
        families.report(db, note, NOW + DAY)
    with reading.connect() as db:
        found = families.message(db, note)
        assert families.message(db, NOBODY) is None
    assert found is not None
    assert (found.words, found.reported_at, found.answered_at) == ("“Bravo”", NOW + DAY, None)


def test_a_question_is_answered_once(engine: Engine) -> None:
    """The second teacher's answer does not write over the first's."""
    with transaction(engine) as db:
        its = sam(db)
        first = case.family_message(db, its.link, 11)
        assert families.answer(db, first, "Well", its.teacher, NOW)
        assert not families.answer(db, first, "Badly", its.teacher, NOW)
        answered = families.message(db, first)
    assert answered is not None
    assert (answered.answer, answered.answered_by) == ("Well", its.teacher)


def test_of_two_answers_at_once_one_is_first(engine: Engine) -> None:
    """Two teachers, two connections: the adult gets one answer."""
    with transaction(engine) as db:
        its = sam(db)
        question = case.family_message(db, its.link, 11)
    won: list[bool] = []
    ready = threading.Barrier(2)

    def answer(words: str) -> None:
        ready.wait()
        with transaction(engine) as db:
            won.append(families.answer(db, question, words, its.teacher, NOW))

    both = [threading.Thread(target=answer, args=(words,)) for words in ("Well", "Fine")]
    for one_of_them in both:
        one_of_them.start()
    for one_of_them in both:
        one_of_them.join()
    assert sorted(won) == [False, True]


def test_a_link_that_is_being_ended_is_not_claimed(postgres_url: str) -> None:
    """On PostgreSQL, where a stop and a tick run side by side: the one that stops wins."""
    engine = open_database(postgres_url)
    with transaction(engine) as db:
        its = sam(db)
        due(db, its.link, SHOWN, SENT)
    with transaction(engine) as stopping, transaction(engine) as ticking:
        families.end(stopping, its.link, its.teacher, NOW)
        assert families.to_send(ticking, SENT, 10) == []
    engine.dispose()


def test_who_has_left_is_told_apart(engine: Engine) -> None:
    """The student's leaving, the class's end, and who cannot be reached, each by its time."""
    with transaction(engine) as db:
        its = sam(db)
        case.leave(db, its.student)
        change(db, Class, col(Class.id) == its.room, ended_at=NOW)
        people.lost(db, 2, NOW)
        people.lost(db, 3, NOW + DAY)
        found = got(db, its.link)
        assert one(db, Membership, col(Membership.id) == its.student) is not None
    assert (found.child_left_at, found.class_ended_at) == (NOW, NOW)
    assert (found.child_unreachable, found.adult_unreachable) == (NOW, NOW + DAY)
