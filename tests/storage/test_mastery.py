"""Demonstrations: what is handed in, and what the teacher says."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import NamedTuple

import pytest
import storage_case as case
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import col
from storage_case import NOBODY, NOW

from storage import goals, mastery
from storage.database import add, change, one, rows, transaction
from storage.mastery import HandedIn
from storage.tables import Attachment, Demonstration, Membership, Role, Submission, WorkState

pytest_plugins = ["databases"]

HOUR = timedelta(hours=1)


class Sam(NamedTuple):
    """A student with a demonstration under way."""

    room: int
    teacher: int
    person: int
    member: int
    goal: int
    work: int


def sam(db: Connection) -> Sam:
    """A class, Sam in it, and a poster that Sam plans."""
    kim, person_id = case.person(db, 1), case.person(db, 2)
    room = case.classroom(db, kim)
    here = case.member(db, person_id, room, Role.STUDENT, "Sam")
    goal_id = case.goal(db, here)
    return Sam(room, kim, person_id, here, goal_id, case.work(db, here, goal_id))


def hand_in(db: Connection, work: int, *evidence: Attachment, hours: int = 0) -> int:
    """Hand in a version, some hours from now."""
    checked = [{"criterion": "clear", "verdict": "yes", "why": "“½”"}]
    return mastery.hand_in(db, work, self_check=checked, evidence=evidence, now=NOW + hours * HOUR)


def review(db: Connection, submission: int, reviewer: int, verdict: str = "meets") -> bool:
    """A teacher's word."""
    state = WorkState.MET if verdict == "meets" else WorkState.RETURNED
    return mastery.review(
        db,
        submission,
        verdict=verdict,
        line=f"{verdict}!",
        reviewer_id=reviewer,
        state=state,
        now=NOW + HOUR,
    )


def state(reading: Engine, work: int) -> str:
    """Where a demonstration is, as committed."""
    with reading.connect() as db:
        found = mastery.get(db, work)
    assert found is not None
    return found.state


def test_a_demonstration_is_kept_as_it_was_chosen(engine: Engine, reading: Engine) -> None:
    """With the student's own proposal, where there is one."""
    with transaction(engine) as db:
        its = sam(db)
        own = Demonstration(
            membership_id=its.member,
            goal_id=its.goal,
            state=WorkState.PLANNED,
            format="a game",
            proposal={"audience": "my class", "by": "2026-12-01"},
            created_at=NOW,
        )
        chosen = mastery.choose(db, own)
    with reading.connect() as db:
        kept = mastery.get(db, chosen)
        assert mastery.get(db, None) is None
        assert mastery.get(db, chosen + 1) is None
    assert kept is not None
    assert (kept.format, kept.proposal["audience"], kept.state) == ("a game", "my class", "planned")


def test_what_waits_for_the_student_is_planned_or_returned(engine: Engine, reading: Engine) -> None:
    """Oldest first; what is handed in or met waits for nobody's hands."""
    with transaction(engine) as db:
        its = sam(db)
        submitted, returned, met = (case.work(db, its.member, its.goal) for _ in range(3))
        hand_in(db, submitted)
        review(db, hand_in(db, returned), its.teacher, "revise")
        review(db, hand_in(db, met), its.teacher)
    with reading.connect() as db:
        waiting = [(work.id, work.state) for work in mastery.unfinished(db, its.member)]
        assert mastery.unfinished(db, NOBODY) == []
    assert waiting == [(its.work, "planned"), (returned, "returned")]
    assert (state(reading, submitted), state(reading, met)) == ("submitted", "met")


def test_each_version_is_kept_with_its_evidence(engine: Engine, reading: Engine) -> None:
    """A revision is a new version; the first stays as it was, pieces stay in order."""
    with transaction(engine) as db:
        its = sam(db)
        assert mastery.newest(db, its.work) is None
        link = Attachment(kind="link", text="https://example.org", because="my film")
        photo = Attachment(kind="photo", file_id="F", unique_id="U")
        first = hand_in(db, its.work, link, photo)
    with transaction(engine) as db:
        review(db, first, its.teacher, "revise")
        second = hand_in(db, its.work, Attachment(kind="text", text="better"), hours=1)
    with reading.connect() as db:
        newest = mastery.newest(db, its.work)
        versions = [
            (row.id, row.version, row.verdict, row.submitted_at)
            for row in rows(db, Submission, order_by=(col(Submission.id),))
        ]
        pieces = [(p.kind, p.text, p.because, p.path) for p in mastery.evidence(db, first)]
        assert [p.text for p in mastery.evidence(db, second)] == ["better"]
    assert newest is not None
    assert newest.id == second
    assert newest.self_check == [{"criterion": "clear", "verdict": "yes", "why": "“½”"}]
    assert versions == [(first, 1, "revise", NOW), (second, 2, "", NOW + HOUR)]
    assert pieces == [("link", "https://example.org", "my film", None), ("photo", "", "", None)]
    assert state(reading, its.work) == "submitted"


def test_the_same_version_is_never_handed_in_twice(engine: Engine) -> None:
    """Two turns at once: the second fails as a whole, and is tried again."""
    with transaction(engine) as db:
        its = sam(db)
        hand_in(db, its.work)
    same = Submission(demonstration_id=its.work, version=1, submitted_at=NOW)
    with pytest.raises(IntegrityError), transaction(engine) as db:
        add(db, same)


def test_a_submission_says_whose_it_is_and_for_what(engine: Engine, reading: Engine) -> None:
    """All that the teacher's message needs."""
    with transaction(engine) as db:
        its = sam(db)
        submission = hand_in(db, its.work)
    with reading.connect() as db:
        found = mastery.handed_in(db, submission)
        assert mastery.handed_in(db, None) is None
        assert mastery.handed_in(db, submission + 1) is None
    assert found == HandedIn(
        id=submission,
        demonstration_id=its.work,
        version=1,
        self_check=[{"criterion": "clear", "verdict": "yes", "why": "“½”"}],
        verdict="",
        format="a poster",
        proposal={},
        goal_id=its.goal,
        aim="add fractions",
        membership_id=its.member,
        student="Sam",
        person_id=its.person,
        class_id=its.room,
        submitted_at=NOW,
        decision="",
    )


def test_the_second_teachers_word_is_refused(engine: Engine, reading: Engine) -> None:
    """The first word stands, whole, and the demonstration is where it put it."""
    with transaction(engine) as db:
        its = sam(db)
        submission = hand_in(db, its.work)
        ek = case.person(db, 3)
    with transaction(engine) as db:
        assert review(db, submission, its.teacher, "revise")
    with transaction(engine) as db:
        assert not review(db, submission, ek, "meets")
        assert not review(db, submission + 1, ek, "meets")
    with reading.connect() as db:
        kept = one(db, Submission, col(Submission.id) == submission)
    assert kept is not None
    assert (kept.verdict, kept.line, kept.reviewed_by, kept.reviewed_at) == (
        "revise",
        "revise!",
        its.teacher,
        NOW + HOUR,
    )
    assert state(reading, its.work) == "returned"


def test_of_two_teachers_at_the_same_time_one_is_first(engine: Engine, reading: Engine) -> None:
    """Each submission gets one word, and both teachers are told the truth about theirs."""
    with transaction(engine) as db:
        its = sam(db)
        teachers = [its.teacher, case.person(db, 3)]
        submissions = [hand_in(db, case.work(db, its.member, its.goal)) for _ in range(10)]
    together = threading.Barrier(2)
    first: list[tuple[int, int]] = []
    faults: list[BaseException] = []

    def look(teacher: int) -> None:
        try:
            for submission in submissions:
                together.wait(20)
                with transaction(engine) as db:
                    written = review(db, submission, teacher)
                if written:
                    first.append((submission, teacher))
        except BaseException as fault:  # noqa: BLE001  told by the assertion below
            faults.append(fault)

    threads = [threading.Thread(target=look, args=(teacher,)) for teacher in teachers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    with reading.connect() as db:
        kept = {row.id: row.reviewed_by for row in rows(db, Submission)}
    assert sorted(first) == sorted((key, by) for key, by in kept.items() if key and by)
    assert len(first) == len(submissions)


def test_files_are_fetched_once(engine: Engine, reading: Engine) -> None:
    """Those with a file that is not kept yet, oldest first; one that cannot be had is given up."""
    with transaction(engine) as db:
        its = sam(db)
        pieces = [Attachment(kind="photo", file_id=f"F{n}") for n in range(3)]
        submission = hand_in(db, its.work, Attachment(kind="text", text="words"), *pieces)
        note = Attachment(kind="voice", file_id="F3")
        goals.log(db, case.entry(its.member), note)
    with transaction(engine) as db:
        waiting = mastery.files_to_fetch(db, 10)
        assert [piece.file_id for piece in waiting] == ["F0", "F1", "F2", "F3"]
        assert [piece.file_id for piece in mastery.files_to_fetch(db, 2)] == ["F0", "F1"]
        mastery.file_kept(db, waiting[0].id or 0, "ab/cd")
        mastery.file_kept(db, waiting[1].id or 0, "")
    with reading.connect() as db:
        assert [piece.file_id for piece in mastery.files_to_fetch(db, 10)] == ["F2", "F3"]
        paths = [piece.path for piece in mastery.evidence(db, submission)]
    assert paths == [None, "ab/cd", "", None]


# --- versions ------------------------------------------------------------------------------------


def test_versions_stand_with_their_evidence_and_all_that_was_said(
    engine: Engine, reading: Engine
) -> None:
    """Self-check, judgements, level, line, by whom and when; why, asked and answered."""
    rows_of = [{"criterion": "aim", "words": "It fits", "verdict": "not_yet", "line": "Say why"}]
    with transaction(engine) as db:
        its = sam(db)
        ek = case.person(db, 3, "Ek")
        case.member(db, ek, its.room, Role.TEACHER, "Mr Ek")
        first = hand_in(db, its.work, Attachment(kind="text", text="one"))
        mastery.review(
            db,
            first,
            verdict="revise",
            line="Say why",
            judged=rows_of,
            level=1,
            reviewer_id=its.teacher,
            state=WorkState.RETURNED,
            now=NOW + HOUR,
        )
        assert mastery.ask_why(db, first, "Why “not”?", NOW + 2 * HOUR)
        assert mastery.say_why(db, first, "See ½", ek, NOW + 3 * HOUR)
        photo = Attachment(kind="photo", file_id="F")
        second = hand_in(db, its.work, Attachment(kind="text", text="two"), photo, hours=4)
    with reading.connect() as db:
        one_, two = mastery.versions(db, its.work)
        assert mastery.versions(db, NOBODY) == []
        assert mastery.version(db, second) == two
        assert mastery.version(db, None) is None
    assert (one_.id, one_.version, one_.submitted_at) == (first, 1, NOW)
    assert (one_.verdict, one_.line, one_.judged, one_.level) == ("revise", "Say why", rows_of, 1)
    assert (one_.reviewed_by, one_.reviewer, one_.reviewed_at) == (
        its.teacher,
        "Ms Berg",
        NOW + HOUR,
    )
    assert (one_.ask_why, one_.ask_why_at) == ("Why “not”?", NOW + 2 * HOUR)
    assert (one_.why, one_.why_by, one_.why_from, one_.why_at) == (
        "See ½",
        ek,
        "Mr Ek",
        NOW + 3 * HOUR,
    )
    assert [piece.text for piece in one_.evidence] == ["one"]
    assert [(piece.kind, piece.text) for piece in two.evidence] == [("text", "two"), ("photo", "")]
    assert (two.verdict, two.judged, two.level, two.reviewer, two.why_from) == (
        "",
        [],
        None,
        "",
        "",
    )


def test_a_teacher_keeps_their_name_in_the_class(engine: Engine, reading: Engine) -> None:
    """The name is that of this class, also when they have left it; and never a family's or so."""
    with transaction(engine) as db:
        its = sam(db)
        other = case.classroom(db, its.teacher, "Art")
        case.member(db, its.teacher, other, Role.TEACHER, "Anna B.")
        case.member(db, its.teacher, its.room, Role.STUDENT, "Trying", trial=True)
        submission = hand_in(db, its.work)
        review(db, submission, its.teacher)
        change(db, Membership, col(Membership.person_id) == its.teacher, left_at=NOW)
    with reading.connect() as db:
        there = mastery.version(db, submission)
    assert there is not None
    assert there.reviewer == "Ms Berg"


# --- why -----------------------------------------------------------------------------------------


def test_why_is_asked_once_and_answered_once(engine: Engine) -> None:
    """Not before there is a review, nor answered before it is asked; the first words stand."""
    with transaction(engine) as db:
        its = sam(db)
        submission = hand_in(db, its.work)
        assert not mastery.ask_why(db, submission, "Why?", NOW)
        review(db, submission, its.teacher, "revise")
        assert not mastery.say_why(db, submission, "So", its.teacher, NOW)
        assert mastery.ask_why(db, submission, "Why?", NOW)
        assert not mastery.ask_why(db, submission, "Again?", NOW)
        assert mastery.say_why(db, submission, "So", its.teacher, NOW)
        assert not mastery.say_why(db, submission, "Or so", its.person, NOW)
        there = mastery.version(db, submission)
    assert there is not None
    assert (there.ask_why, there.why, there.why_by) == ("Why?", "So", its.teacher)


# --- own ideas -----------------------------------------------------------------------------------


def idea(db: Connection, member_id: int, goal_id: int, product: str = "a game") -> int:
    """An own idea of a student's."""
    own = Demonstration(
        membership_id=member_id,
        goal_id=goal_id,
        state=WorkState.PLANNED,
        format="My own idea",
        proposal={"product": product, "audience": "my class"},
        created_at=NOW,
    )
    return mastery.choose(db, own)


def decide(
    db: Connection, work: int, teacher: int, what: str = "agreed", nearest: str = ""
) -> bool:
    """A teacher's answer to an idea."""
    return mastery.decide(
        db,
        work,
        what=what,
        line=f"{what}!",
        nearest=nearest,
        teacher_id=teacher,
        now=NOW + HOUR,
    )


def test_the_first_answer_to_an_idea_stands(engine: Engine, reading: Engine) -> None:
    """The second teacher changes nothing, and reads who said what, when."""
    with transaction(engine) as db:
        its = sam(db)
        work = idea(db, its.member, its.goal)
        ek = case.person(db, 3)
        assert decide(db, work, its.teacher, "changed")
        assert not decide(db, work, ek, "refused", "Write about it")
    with reading.connect() as db:
        kept = mastery.proposed(db, work)
        assert mastery.proposed(db, None) is None
    assert kept is not None
    assert (kept.decision, kept.decision_line, kept.nearest) == ("changed", "changed!", "")
    assert (kept.decided_by, kept.decider, kept.decided_at) == (its.teacher, "Ms Berg", NOW + HOUR)
    assert (kept.format, kept.state) == ("My own idea", "planned")


def test_after_a_talk_there_is_one_more_answer(engine: Engine) -> None:
    """To talk is no last word."""
    with transaction(engine) as db:
        its = sam(db)
        work = idea(db, its.member, its.goal)
        assert decide(db, work, its.teacher, "talk")
        assert decide(db, work, its.teacher, "agreed")
        assert not decide(db, work, its.teacher, "talk")


def test_a_refused_idea_goes_on_in_the_nearest_format(engine: Engine, reading: Engine) -> None:
    """The student can send it at once; what they had proposed stays on record."""
    with transaction(engine) as db:
        its = sam(db)
        work = idea(db, its.member, its.goal)
        assert decide(db, work, its.teacher, "refused", "Write about it")
    with reading.connect() as db:
        kept = mastery.proposed(db, work)
        assert [one.id for one in mastery.unfinished(db, its.member)] == [its.work, work]
    assert kept is not None
    assert (kept.format, kept.nearest) == ("Write about it", "Write about it")
    assert kept.proposal["product"] == "a game"


def test_only_an_idea_that_waits_can_be_answered(engine: Engine) -> None:
    """Not one of the usual formats, nor once the work is there."""
    with transaction(engine) as db:
        its = sam(db)
        assert not decide(db, its.work, its.teacher)
        work = idea(db, its.member, its.goal)
        hand_in(db, work)
        assert not decide(db, work, its.teacher, "refused", "Write about it")
        assert not decide(db, NOBODY, its.teacher)
