"""What a conference sheet is made of: a student's own, bounded, and nothing that stays apart."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import NamedTuple

import pytest
import storage_case as case
from sqlalchemy import Connection, Engine
from storage_case import NOBODY, NOW

from storage import audit, conference, goals, mastery
from storage.conference import MOST_PIECES, Aim, Check, Kept
from storage.database import change, transaction
from storage.tables import (
    Attachment,
    Goal,
    GoalState,
    Membership,
    Role,
    Submission,
    WorkState,
)

pytest_plugins = ["databases"]

HOUR = timedelta(hours=1)


class Mia(NamedTuple):
    """A student, her teacher and her first goal."""

    room: int
    teacher: int
    person: int
    member: int
    goal: int


def mia(db: Connection) -> Mia:
    """A class with Mia in it, who has a goal."""
    kim, person_id = case.person(db, 1), case.person(db, 2)
    room = case.classroom(db, kim)
    here = case.member(db, person_id, room, Role.STUDENT, "Mia")
    return Mia(room, kim, person_id, here, case.goal(db, here))


def hand_in(db: Connection, its: Mia, goal_id: int, *words: str, hours: int = 0) -> int:
    """Hand in texts for a goal, some hours from now; the submission's id."""
    work = case.work(db, its.member, goal_id)
    pieces = [Attachment(kind="text", text=text, because="it is mine") for text in words]
    check = [{"criterion": "aim", "words": "", "verdict": "meets", "why": "NOT FOR ALL"}]
    return mastery.hand_in(db, work, self_check=check, evidence=pieces, now=NOW + hours * HOUR)


def judge(db: Connection, submission_id: int, verdict: str = "meets", level: int = 3) -> None:
    """A teacher's judgement."""
    judged = [{"criterion": "aim", "words": "", "verdict": "beyond", "line": "NOT FOR ALL"}]
    change(
        db,
        Submission,
        Submission.id == submission_id,
        verdict=verdict,
        level=level,
        judged=judged,
        line="NOT FOR ALL",
    )


def read(reading: Engine, member: int) -> Kept:
    """What is kept for a sheet, as committed."""
    with reading.connect() as db:
        found = conference.read(db, member)
    assert found is not None
    return found


def test_whose_it_is_and_the_goal_with_its_steps(engine: Engine, reading: Engine) -> None:
    """The name used in this class, what they told they are good at, the steps in order."""
    with transaction(engine) as db:
        its = mia(db)
        about = {"strengths": ["Drawing"], "harder": ["Long texts"]}
        change(db, Membership, Membership.id == its.member, about=about)
        first, _second = goals.steps(db, its.goal)
        goals.step_done(db, first.id or 0, NOW)
        goals.put(db, its.goal, last_next="try thirds")
    kept = read(reading, its.member)

    assert (kept.name, kept.class_name, kept.school, kept.teacher, kept.zone) == (
        "Mia", "7B maths", "North", "Ms Berg", "UTC",
    )  # fmt: skip
    assert kept.strengths == ("Drawing",)
    goal = kept.goal
    assert (goal.aim, goal.why, goal.plan_if, goal.plan_then, goal.level, goal.last_next) == (
        "add fractions", "to bake", "after dinner", "ten minutes", 2, "try thirds",
    )  # fmt: skip
    assert [(step.text, step.done_at) for step in kept.steps] == [("step 1", NOW), ("step 2", None)]
    assert (kept.works, kept.met, kept.also) == ((), (), ())


def test_nothing_that_stays_apart(engine: Engine, reading: Engine) -> None:
    """Whatever feels, is in the way, alarmed or was written to the student: it is not even read."""
    with transaction(engine) as db:
        its = mia(db)
        change(db, Goal, Goal.id == its.goal, obstacle="NOT FOR ALL", agreed_line="NOT FOR ALL")
        about = {"harder": ["NOT FOR ALL"], "later": "NOT FOR ALL", "answers": {"x": "NOT FOR ALL"}}
        change(db, Membership, Membership.id == its.member, about=about)
        felt = {"feel": "NOT FOR ALL", "factor": "NOT FOR ALL"}
        goals.log(db, case.entry(its.member, response="NOT FOR ALL", answers=felt))
        audit.alert(
            db, person_id=its.person, kind="harm", words="NOT FOR ALL", now=NOW, update_id=901
        )
        handed = hand_in(db, its, its.goal, "my work")
        judge(db, handed)
    kept = read(reading, its.member)

    assert [check.theirs for work in kept.works for check in work.checks] == ["beyond"]
    assert "NOT FOR ALL" not in repr(kept)
    assert {field.name for field in fields(Aim)}.isdisjoint(
        {"obstacle", "obstacle_code", "answers"}
    )


def test_a_plan_for_an_obstacle_in_own_words_begins_with_what_they_do(
    engine: Engine, reading: Engine
) -> None:
    """“If that happens” says nothing where what happens is left out."""
    with transaction(engine) as db:
        its = mia(db)
        change(db, Goal, Goal.id == its.goal, obstacle_code="own", plan_if="If that happens")
    assert read(reading, its.member).goal.plan_if == ""


@pytest.mark.parametrize(
    ("first", "second", "shown", "also"),
    [
        (GoalState.ACTIVE, GoalState.ACTIVE, "add fractions", ("read more",)),
        (GoalState.PAUSED, GoalState.ACTIVE, "read more", ()),
        (GoalState.FINISHED, GoalState.PAUSED, "read more", ()),
        (GoalState.FINISHED, GoalState.FINISHED, "read more", ()),
        (GoalState.FINISHED, GoalState.DROPPED, "add fractions", ()),
    ],
)
def test_which_goal_it_is_about(  # noqa: PLR0917  the two databases, and a row of the table
    engine: Engine,
    reading: Engine,
    first: GoalState,
    second: GoalState,
    shown: str,
    also: tuple[str, ...],
) -> None:
    """One that is going, else one that rests, else the newest that ended; never a dropped one."""
    with transaction(engine) as db:
        its = mia(db)
        other = case.goal(db, its.member, "read more")
        goals.put(db, its.goal, state=first)
        goals.put(db, other, state=second)
    kept = read(reading, its.member)
    assert (kept.goal.aim, kept.also) == (shown, also)


def test_nothing_to_confer_about(engine: Engine, reading: Engine) -> None:
    """Without a goal, or without the student, there is no sheet; a teacher has none."""
    with transaction(engine) as db:
        its = mia(db)
        here = case.member(db, case.person(db, 3), its.room, Role.STUDENT, "Leo")
        dropped = case.goal(db, here)
        goals.put(db, dropped, state=GoalState.DROPPED)
        gone = case.member(db, case.person(db, 4), its.room, Role.STUDENT, "Ada")
        case.goal(db, gone)
        case.leave(db, gone)
    with reading.connect() as db:
        assert [conference.ready(db, each) for each in (its.member, here, NOBODY)] == [
            True,
            False,
            False,
        ]
        assert [conference.read(db, each) for each in (here, gone, NOBODY)] == [None] * 3


def test_the_newest_work_of_different_goals_comes_first(engine: Engine, reading: Engine) -> None:
    """Two pieces in all: of two goals where there are two, one piece of each."""
    with transaction(engine) as db:
        its = mia(db)
        other = case.goal(db, its.member, "read more")
        hand_in(db, its, other, "reading", "more reading")
        hand_in(db, its, its.goal, "old fractions", hours=1)
        hand_in(db, its, its.goal, "new fractions", hours=2)
    kept = read(reading, its.member)
    assert [(work.aim, [one.text for one in work.pieces]) for work in kept.works] == [
        ("add fractions", ["new fractions"]),
        ("read more", ["reading"]),
    ]


def test_two_works_of_one_goal(engine: Engine, reading: Engine) -> None:
    """Where there is one goal, the two newest works, one piece of each."""
    with transaction(engine) as db:
        its = mia(db)
        for n in range(3):
            hand_in(db, its, its.goal, f"work {n}", hours=n)
    kept = read(reading, its.member)
    assert [one.text for work in kept.works for one in work.pieces] == ["work 2", "work 1"]


def test_one_work_shows_two_pieces(engine: Engine, reading: Engine) -> None:
    """Its first two; of a work that was revised, those of the newest version."""
    with transaction(engine) as db:
        its = mia(db)
        work = case.work(db, its.member, its.goal)
        for n, text in enumerate(("draft", "better")):
            pieces = [Attachment(kind="text", text=f"{text} {k}") for k in range(MOST_PIECES + 1)]
            mastery.hand_in(db, work, self_check=[], evidence=pieces, now=NOW + n * HOUR)
    (shown,) = read(reading, its.member).works
    assert [one.text for one in shown.pieces] == ["better 0", "better 1"]


def test_how_both_see_it(engine: Engine, reading: Engine) -> None:
    """The student's look and the teacher's judgement, as they were kept; what is met, once each."""
    with transaction(engine) as db:
        its = mia(db)
        for hours in (0, 1):
            judge(db, hand_in(db, its, its.goal, "work", hours=hours))
        judge(db, hand_in(db, its, case.goal(db, its.member, "read more"), "x"), "revise", 2)
        dropped = case.goal(db, its.member, "knit")
        judge(db, hand_in(db, its, dropped, "a scarf", hours=9))
        goals.put(db, dropped, state=GoalState.DROPPED)
    kept = read(reading, its.member)
    first = kept.works[0]
    assert first.checks == (Check("aim", "", "meets", "beyond"),)
    assert (first.verdict, first.level) == ("meets", 3)
    assert kept.met == ("add fractions",)


def test_criteria_of_either(engine: Engine, reading: Engine) -> None:
    """One that only the student looked at, or only the teacher: both stand there."""
    with transaction(engine) as db:
        its = mia(db)
        handed = hand_in(db, its, its.goal, "work")
        judged = [{"criterion": "own.7", "words": "It is neat", "verdict": "not_yet", "line": ""}]
        change(db, Submission, Submission.id == handed, judged=judged)
    (work,) = read(reading, its.member).works
    assert work.checks == (
        Check("aim", "", "meets", ""),
        Check("own.7", "It is neat", "", "not_yet"),
    )


def test_work_that_is_only_planned_shows_nothing(engine: Engine, reading: Engine) -> None:
    """It has no version yet."""
    with transaction(engine) as db:
        its = mia(db)
        assert mastery.get(db, case.work(db, its.member, its.goal)).state == WorkState.PLANNED  # type: ignore[union-attr]  # it was just made
    assert read(reading, its.member).works == ()


def test_as_many_statements_however_much_there_is(engine: Engine, reading: Engine) -> None:
    """Five, with nothing and with a year of work, of which other students' is no part."""
    with transaction(engine) as db:
        its = mia(db)
        friend = case.member(db, case.person(db, 3), its.room, Role.STUDENT, "Leo")
        theirs = its._replace(member=friend, goal=case.goal(db, friend, "skate"))
        hand_in(db, theirs, theirs.goal, "a skateboard", hours=99)
    with case.counted(reading) as few:
        assert read(reading, its.member).works == ()
    with transaction(engine) as db:
        for n in range(12):
            goal_id = case.goal(db, its.member, f"aim {n}", steps=4)
            for hours in range(4):
                hand_in(db, its, goal_id, "work", hours=10 * n + hours)
    with case.counted(reading) as many:
        kept = read(reading, its.member)
    assert len(kept.works) == MOST_PIECES
    assert "skateboard" not in repr(kept)
    assert len(few) == len(many) == 5
