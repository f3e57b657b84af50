"""Goals, their steps, and the log of entries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import storage_case as case
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import col
from storage_case import NOBODY, NOW

from storage import goals
from storage.database import one, rows, transaction
from storage.goals import StepToSet
from storage.tables import Attachment, Entry, Goal, GoalState, Role, Step

pytest_plugins = ["databases"]

DAY = timedelta(days=1)


def student(db: Connection, number: int = 2) -> int:
    """A student's membership in a class of their own."""
    room = case.classroom(db, case.person(db, 100 + number))
    return case.member(db, case.person(db, number), room, Role.STUDENT, "Sam")


def steps(reading: Engine, goal_id: int) -> list[tuple[int, str, date, bool]]:
    """The steps of a goal that were committed."""
    with reading.connect() as db:
        return [
            (step.position, step.text, step.due, step.done_at is not None)
            for step in goals.steps(db, goal_id)
        ]


def test_a_goal_is_kept_with_its_steps_in_order(engine: Engine, reading: Engine) -> None:
    """Every line as it was written, and days as days."""
    with transaction(engine) as db:
        sam = student(db)
        goal_id = case.goal(db, sam, "“add” ½", 2, answers={"aim": "x", "when": None})
    with reading.connect() as db:
        kept = goals.get(db, goal_id)
        assert goals.get(db, None) is None
        assert goals.get(db, goal_id + 1) is None
    assert kept is not None
    assert (kept.aim, kept.state, kept.level, kept.created_at) == ("“add” ½", "active", 2, NOW)
    assert kept.answers == {"aim": "x", "when": None}
    assert (kept.checked_at, kept.ended_at, kept.last_next) == (None, None, "")
    assert steps(reading, goal_id) == [
        (1, "step 1", date(2026, 12, 1), False),
        (2, "step 2", date(2026, 12, 2), False),
    ]


def test_a_students_goals_are_the_open_ones_active_first(engine: Engine, reading: Engine) -> None:
    """Then the oldest; finished and dropped ones only where they are asked for."""
    states = (
        ("paused 1", GoalState.PAUSED),
        ("active 1", GoalState.ACTIVE),
        ("finished", GoalState.FINISHED),
        ("active 2", GoalState.ACTIVE),
        ("dropped", GoalState.DROPPED),
        ("paused 2", GoalState.PAUSED),
    )
    with transaction(engine) as db:
        sam, ali = student(db), student(db, 3)
        case.goal(db, ali, "another's")
        for aim, state in states:
            case.goal(db, sam, aim, state=state)
    with reading.connect() as db:
        open_, running = goals.of(db, sam), goals.active(db, sam)
        ended = goals.of(db, sam, [GoalState.FINISHED, GoalState.DROPPED])
    assert [goal.aim for goal in open_] == ["active 1", "active 2", "paused 1", "paused 2"]
    assert running == [(goal.id, goal.aim) for goal in open_[:2]]
    assert sorted(goal.aim for goal in ended) == ["dropped", "finished"]


def test_the_goal_longest_without_a_check_in_comes_first(engine: Engine, reading: Engine) -> None:
    """One never looked at before all; each with its next open step, or none when all are done."""
    with transaction(engine) as db:
        sam = student(db)
        recent, old, never, done = (
            case.goal(db, sam, aim) for aim in ("recent", "old", "never", "done")
        )
        case.goal(db, sam, "resting", state=GoalState.PAUSED)
        case.goal(db, student(db, 3), "another's")
        goals.put(db, recent, checked_at=NOW)
        goals.put(db, old, checked_at=NOW - DAY)
        goals.put(db, done, checked_at=NOW - 2 * DAY)
        goals.step_done(db, goals.steps(db, old)[0].id or 0, NOW)
        for step in goals.steps(db, done):
            goals.step_done(db, step.id or 0, NOW)
    with reading.connect() as db:
        found = [(goal.aim, step and step.text) for goal, step in goals.to_check(db, sam)]
        assert goals.to_check(db, NOBODY) == []
    assert found == [("never", "step 1"), ("done", None), ("old", "step 2"), ("recent", "step 1")]
    assert never


def test_a_changed_goal_keeps_what_was_done(engine: Engine, reading: Engine) -> None:
    """A step with the same words stays done, wherever it stands now; a new one is open."""
    with transaction(engine) as db:
        sam = student(db)
        goal_id, other = case.goal(db, sam, steps=3), case.goal(db, sam, "other")
        first, second, _third = goals.steps(db, goal_id)
        goals.step_done(db, first.id or 0, NOW)
        goals.step_done(db, second.id or 0, NOW)
    wanted = [
        StepToSet("new", date(2026, 12, 5)),
        StepToSet("step 3", date(2026, 12, 6)),
        StepToSet("step 1", date(2026, 12, 7)),
    ]
    with transaction(engine) as db:
        goals.change_goal(db, goal_id, wanted, aim="divide", answers={"aim": "divide"})
    assert steps(reading, goal_id) == [
        (1, "new", date(2026, 12, 5), False),
        (2, "step 3", date(2026, 12, 6), False),
        (3, "step 1", date(2026, 12, 7), True),
    ]
    assert len(steps(reading, other)) == 2
    with reading.connect() as db:
        kept = goals.get(db, goal_id)
    assert kept is not None
    assert (kept.aim, kept.answers, kept.why) == ("divide", {"aim": "divide"}, "to bake")


def test_a_goals_life_is_written_down(engine: Engine, reading: Engine) -> None:
    """State, last next step and dates of one goal; no other changes."""
    with transaction(engine) as db:
        sam = student(db)
        goal_id, other = case.goal(db, sam), case.goal(db, sam)
        goals.put(db, goal_id, state=GoalState.FINISHED, ended_at=NOW, last_next="rest")
    with reading.connect() as db:
        kept = {goal.id: (goal.state, goal.ended_at, goal.last_next) for goal in rows(db, Goal)}
    assert kept == {goal_id: ("finished", NOW, "rest"), other: ("active", None, "")}


def test_steps_with_the_same_words_stay_apart(engine: Engine, reading: Engine) -> None:
    """Of two alike the one that is done stays done, and the other stays open; a third is new."""
    with transaction(engine) as db:
        goal_id = case.goal(db, student(db))
        alike = [StepToSet("read ten minutes", date(2026, 12, 5))] * 2
        goals.change_goal(db, goal_id, alike, aim="read")
        goals.step_done(db, goals.steps(db, goal_id)[0].id or 0, NOW)
        goals.change_goal(db, goal_id, [*alike, alike[0]], aim="read")
    assert [done for *_step, done in steps(reading, goal_id)] == [True, False, False]


def test_a_step_is_done_or_made_smaller(engine: Engine, reading: Engine) -> None:
    """Its day stays; the other steps stay as they are."""
    with transaction(engine) as db:
        goal_id = case.goal(db, student(db), steps=3)
        first, second, _ = goals.steps(db, goal_id)
        goals.step_done(db, first.id or 0, NOW)
        goals.smaller_step(db, second.id or 0, "half of it")
    assert steps(reading, goal_id) == [
        (1, "step 1", date(2026, 12, 1), True),
        (2, "half of it", date(2026, 12, 2), False),
        (3, "step 3", date(2026, 12, 3), False),
    ]
    with reading.connect() as db:
        assert [row.done_at for row in rows(db, Step, col(Step.id) == first.id)] == [NOW]


def test_a_week_ends_where_the_look_back_began(engine: Engine) -> None:
    """A note or a step that comes in the middle of it is of the next one."""
    with transaction(engine) as db:
        sam = student(db)
        for at in (NOW, NOW + DAY):
            goals.log(db, case.entry(sam, at, response=f"{at:%d}"))
        goal_id = case.goal(db, sam, steps=1)
        goals.step_done(db, goals.steps(db, goal_id)[0].id or 0, NOW + DAY)
        assert goals.notes(db, sam, NOW - DAY, NOW) == [f"{NOW:%d}"]
        assert goals.steps_done(db, goal_id, NOW - DAY, NOW) == []
        assert goals.steps_done(db, goal_id, NOW - DAY, NOW + DAY) == ["step 1"]


def test_an_entry_is_logged_with_its_file(engine: Engine, reading: Engine) -> None:
    """The file belongs to the entry; an entry without one has none."""
    with transaction(engine) as db:
        sam = student(db)
        bare = goals.log(db, case.entry(sam, response="words"))
        photo = Attachment(kind="photo", file_id="F", unique_id="U", size=3, mime="image/png")
        filed = goals.log(db, case.entry(sam, answers={"feel": "ok"}), photo)
    with reading.connect() as db:
        entry = one(db, Entry, col(Entry.id) == filed)
        files = [(row.entry_id, row.submission_id, row.file_id) for row in rows(db, Attachment)]
    assert entry is not None
    assert (entry.membership_id, entry.at, entry.answers, entry.sees) == (
        sam,
        NOW,
        {"feel": "ok"},
        "teacher",
    )
    assert files == [(filed, None, "F")]
    assert bare != filed


def test_a_turn_that_runs_again_logs_nothing_twice(engine: Engine, reading: Engine) -> None:
    """An update and a number within it make an entry one; the second turn fails as a whole."""
    with transaction(engine) as db:
        sam = student(db)
        goals.log(db, case.entry(sam, update_id=2**40, ordinal=0))
        goals.log(db, case.entry(sam, update_id=2**40, ordinal=1))
    with pytest.raises(IntegrityError), transaction(engine) as db:
        goals.log(db, case.entry(sam, update_id=2**40, ordinal=1))
    with reading.connect() as db:
        assert len(rows(db, Entry)) == 2


def test_a_file_has_one_owner(engine: Engine) -> None:
    """An entry or a submission: never both, never neither."""
    with pytest.raises(IntegrityError), transaction(engine) as db:
        db.execute(Attachment.__table__.insert().values(kind="photo"))  # type: ignore[attr-defined]  # SQLModel declares no __table__


def test_the_aims_of_a_class(engine: Engine, reading: Engine) -> None:
    """The active ones per student, oldest first."""
    with transaction(engine) as db:
        kim = case.person(db, 1)
        room = case.classroom(db, kim)
        sam, ali = (case.member(db, case.person(db, n), room, Role.STUDENT, "S") for n in (2, 3))
        case.goal(db, sam, "one")
        case.goal(db, ali, "three")
        case.goal(db, sam, "two")
        case.goal(db, sam, "resting", state=GoalState.PAUSED)
        case.goal(db, student(db, 5), "another class's")
    with reading.connect() as db:
        assert goals.aims(db, room) == {sam: ["one", "two"], ali: ["three"]}
