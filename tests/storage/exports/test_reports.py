"""The reports beside the log: students, goals, groups, and all that one student wrote."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
import storage_case as case
from export_case import WORDS, exported, room_with_sam
from sqlalchemy import Connection, Engine
from sqlmodel import col
from storage_case import NOBODY, NOW

from storage import goals, mastery
from storage.database import add, change, transaction
from storage.exports import levels
from storage.exports.person import everything
from storage.tables import (
    Asks,
    Attachment,
    Demonstration,
    Goal,
    GoalState,
    Group,
    GroupMember,
    Membership,
    Occurrence,
    OccurrenceState,
    Reply,
    Role,
    Schedule,
    Submission,
    WorkState,
)

pytest_plugins = ["databases"]

HOUR = timedelta(hours=1)


def reviewed(
    db: Connection, student_id: int, goal_id: int, by: int, *, hours: int, **said: Any
) -> int:
    """Work that a teacher looked at; the submission's id."""
    work_id = case.work(db, student_id, goal_id)
    version = Submission(
        demonstration_id=work_id,
        version=1,
        submitted_at=NOW,
        reviewed_by=by,
        reviewed_at=NOW + hours * HOUR,
        **said,
    )
    return add(db, version)


def asked(db: Connection, student_id: int, **states: int) -> None:
    """Check-ins on a schedule, so many of each state, one a day from today on."""
    schedule = Schedule(membership_id=student_id, asks=Asks.CHECK_IN, at=NOW.time(), zone=case.ZONE)
    schedule_id = add(db, schedule)
    days = (state for state, times in states.items() for _ in range(times))
    for number, state in enumerate(days):
        at = NOW + timedelta(days=number)
        asked_at = None if state == OccurrenceState.NOT_ASKED else at
        day = Occurrence(schedule_id=schedule_id, day=at.date(), state=state, asked_at=asked_at)
        add(db, day)


# --- students ------------------------------------------------------------------------------------


def test_a_student_is_one_row(engine: Engine, reading: Engine) -> None:
    """Figures, days, and both levels by area, those of most students first."""
    with transaction(engine) as db:
        room, kim, sam = room_with_sam(db)
        ann = case.member(db, case.person(db, 3), room, Role.STUDENT, "ann")
        for member_id in (sam, ann):
            case.goal(db, member_id, area="Maths", level=1)
        case.goal(db, sam, area="reading", level=3)
        newer = case.goal(db, sam, area="maths", level=2, steps=3)
        goals.step_done(db, goals.steps(db, newer)[0].id or 0, NOW)
        finished = case.goal(db, sam, area="Art", level=4)
        goals.put(db, finished, state=GoalState.FINISHED)
        goals.put(db, case.goal(db, sam, area="Dropped"), state=GoalState.DROPPED)
        reviewed(db, sam, newer, kim, hours=1, verdict="revise", level=1)
        asked(db, sam, answered=2, expired=1, not_asked=1)
        goals.log(db, case.entry(sam, NOW - 24 * HOUR, kind="reflection"))
        goals.log(db, case.entry(sam))
        case.leave(db, case.member(db, case.person(db, 4), room, Role.STUDENT, "Gone"))
        case.member(db, kim, room, Role.STUDENT, "Trial", trial=True)
    first, second = exported(reading, room, "students")
    assert first["student_name"] == "ann"
    assert first["Maths (student)"] == "starting"
    assert second == {
        "student_ref": f"S{sam}",
        "student_name": "Sam",
        "joined_on": "2026-11-23",
        "goals_active": 3,
        "goals_finished": 1,
        "steps": 7,
        "steps_done": 1,
        "check_ins_asked": 3,
        "check_ins_answered": 2,
        "entries": 2,
        "last_entry_on": "2026-11-23",
        "last_reflection_on": "2026-11-22",
        "Maths (student)": "getting there",
        "Maths (teacher)": "starting",
        "Art (student)": "beyond",
        "Art (teacher)": "",
        "reading (student)": "meets",
        "reading (teacher)": "",
    }


def test_figures_are_of_the_days_that_are_wanted(engine: Engine, reading: Engine) -> None:
    """Check-ins and entries; a student without any keeps a row."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        asked(db, sam, answered=1, expired=2)
        goals.log(db, case.entry(sam))
    (row,) = exported(reading, room, "students", since=date(2026, 11, 24))
    figures = ("check_ins_asked", "check_ins_answered", "entries", "last_entry_on")
    assert tuple(row[name] for name in figures) == (2, 0, 0, "")


@pytest.mark.parametrize(
    ("conditions", "names"),
    [
        ({}, ["Ann", "Bo", "Sam"]),
        ({"stuck": "start"}, ["Bo"]),
        ({"state": "done"}, ["Sam"]),
        ({"unanswered": True}, ["Bo", "Sam"]),
        ({"target": "art"}, ["Ann"]),
        ({"target": "art", "state": "done"}, []),
    ],
)
def test_students_are_picked_by_what_they_told(
    engine: Engine, reading: Engine, conditions: dict[str, Any], names: list[str]
) -> None:
    """Those who have such an entry, or a goal towards the target."""
    with transaction(engine) as db:
        room, kim, sam = room_with_sam(db)
        ann, bo = (
            case.member(db, case.person(db, number), room, Role.STUDENT, name)
            for number, name in ((3, "Ann"), (4, "Bo"))
        )
        case.goal(db, ann, area="Art")
        answered = goals.log(db, case.entry(ann, kind="check_in", state="moved"))
        add(db, Reply(entry_id=answered, kind="thanks", words="Thanks", by=kim, at=NOW))
        stuck = {"factor_code": "start"}
        goals.log(db, case.entry(bo, kind="check_in", state="stuck", answers=stuck))
        goals.log(db, case.entry(sam, kind="check_in", state="done"))
    rows = exported(reading, room, "students", **conditions)
    assert [row["student_name"] for row in rows] == names


def test_the_newest_level_counts(engine: Engine, reading: Engine) -> None:
    """The student's from what they last said, the teacher's from the last review with a level."""
    with transaction(engine) as db:
        room, kim, sam = room_with_sam(db)
        goal_id, other = case.goal(db, sam, level=1), case.goal(db, sam, level=4)
        for hours, level in ((2, 3), (1, 2), (3, None)):
            at = NOW + hours * HOUR
            goals.log(db, case.entry(sam, at, kind="reflection", goal_id=goal_id, level=level))
        review = {"kind": "demonstration_reviewed", "goal_id": goal_id, "level": 4}
        goals.log(db, case.entry(sam, NOW + 4 * HOUR, **review))
        reviewed(db, sam, goal_id, kim, hours=2, verdict="meets")
        reviewed(db, sam, goal_id, kim, hours=1, verdict="revise", level=2)
        reviewed(db, sam, goal_id, kim, hours=3, verdict="talk")
        reviewed(db, sam, other, kim, hours=0, verdict="revise", level=1)
    with reading.connect() as db:
        assert levels.own(db, room) == {goal_id: 3, other: 4}
        assert levels.teachers(db, room) == {goal_id: 3, other: 1}
        assert levels.of_students(db, room) == {sam: 3}
        assert levels.own(db, NOBODY) == {}


# --- goals ---------------------------------------------------------------------------------------


def test_a_goal_is_one_row(engine: Engine, reading: Engine) -> None:
    """The plan, the steps, both levels, and what a teacher said to it."""
    with transaction(engine) as db:
        room, kim, sam = room_with_sam(db)
        goal_id = case.goal(db, sam, "add fractions")
        goals.step_done(db, goals.steps(db, goal_id)[0].id or 0, NOW)
        agreed = {"agreed": "changed", "agreed_by": kim, "agreed_line": "One more step?"}
        change(db, Goal, col(Goal.id) == goal_id, agreed_at=NOW, checked_at=NOW, **agreed)
        reviewed(db, sam, goal_id, kim, hours=1, verdict="meets", level=4)
    (row,) = exported(reading, room, "goals")
    assert row == {
        "goal_id": goal_id,
        "student_ref": f"S{sam}",
        "student_name": "Sam",
        "area": "Maths",
        "goal_text": "add fractions",
        "why": "to bake",
        "obstacle": "my phone",
        "plan_if": "after dinner",
        "plan_then": "ten minutes",
        "shown_by": "a page without mistakes",
        "status": "going",
        "self_level": "getting there",
        "teacher_level": "beyond",
        "steps": 2,
        "steps_done": 1,
        "next_step": "step 2",
        "next_step_by": "2026-12-02",
        "set_on": "2026-11-23",
        "checked_on": "2026-11-23",
        "ended_on": "",
        "agreement": "changed",
        "agreed_by": "Ms Berg",
        "agreed_on": "2026-11-23",
        "agreement_line": "One more step?",
    }


@pytest.mark.parametrize(
    ("conditions", "aims"),
    [
        ({}, ["old", "stuck", "agreed"]),
        ({"state": "finished"}, ["old"]),
        ({"since": date(2026, 11, 24)}, ["stuck"]),
        ({"until": date(2026, 11, 22)}, ["old"]),
        ({"stuck": "start"}, ["stuck"]),
        ({"stuck": "start", "until": date(2026, 11, 23)}, []),
        ({"unanswered": True}, ["old", "stuck"]),
        ({"target": "agree"}, ["agreed"]),
    ],
)
def test_goals_are_picked(
    engine: Engine, reading: Engine, conditions: dict[str, Any], aims: list[str]
) -> None:
    """By what became of them: set, checked or ended on the days; agreed, or stuck on."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        old, stuck, agreed = (case.goal(db, sam, aim) for aim in ("old", "stuck", "agreed"))
        ended = {"state": GoalState.FINISHED, "ended_at": NOW - 48 * HOUR}
        change(db, Goal, col(Goal.id) == old, created_at=NOW - 72 * HOUR, **ended)
        change(db, Goal, col(Goal.id) == stuck, checked_at=NOW + 24 * HOUR)
        change(db, Goal, col(Goal.id) == agreed, agreed_at=NOW)
        check_in = {"kind": "check_in", "state": "stuck", "answers": {"factor_code": "start"}}
        goals.log(db, case.entry(sam, NOW + 24 * HOUR, goal_id=stuck, **check_in))
    rows = exported(reading, room, "goals", **conditions)
    assert [row["goal_text"] for row in rows] == aims


def test_a_goal_without_steps_is_a_row_too(engine: Engine, reading: Engine) -> None:
    """Nothing ahead is empty cells."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        goal_id = case.goal(db, sam, steps=1)
        goals.step_done(db, goals.steps(db, goal_id)[0].id or 0, NOW)
        bare = case.goal(db, sam)
        db.execute(goals._step.delete().where(goals._step.c.goal_id == bare))
    rows = exported(reading, room, "goals")
    columns = ("steps", "steps_done", "next_step", "next_step_by")
    cells = [tuple(row[column] for column in columns) for row in rows]
    assert cells == [(1, 1, "", ""), (0, 0, "", "")]


# --- groups --------------------------------------------------------------------------------------


def test_a_student_stands_with_each_group(engine: Engine, reading: Engine) -> None:
    """In two groups in both, in none once without one; ended groups with the day they did."""
    with transaction(engine) as db:
        room, kim, sam = room_with_sam(db)
        case.member(db, case.person(db, 3), room, Role.STUDENT, "Ann")
        first, second = case.group(db, room, kim), case.group(db, room, kim)
        ended = {"ended_at": NOW + 24 * HOUR, "until": date(2026, 11, 30)}
        change(db, Group, col(Group.id) == second, name="Steps", **ended)
        for group in (first, second):
            add(db, GroupMember(group_id=group, membership_id=sam))
    rows = exported(reading, room, "groups")
    assert rows[0] == dict.fromkeys(rows[0], "") | {
        "student_ref": rows[0]["student_ref"],
        "student_name": "Ann",
    }
    assert rows[1] == {
        "student_ref": f"S{sam}",
        "student_name": "Sam",
        "group_id": first,
        "group_name": "Starting",
        "why": "They get stuck on starting.",
        "move": "Start one together.",
        "made_on": "2026-11-23",
        "until": "2026-11-23",
        "ended_on": "",
    }
    assert (rows[2]["group_name"], rows[2]["ended_on"]) == ("Steps", "2026-11-24")

    def named(**conditions: Any) -> list[tuple[str, str]]:
        found = exported(reading, room, "groups", **conditions)
        return [(row["student_name"], row["group_name"]) for row in found]

    assert named(group_id=first) == [("Sam", "Starting")]
    assert named(since=date(2026, 11, 24)) == [("Ann", ""), ("Sam", "Steps")]
    assert named(until=date(2026, 11, 22)) == [("Ann", ""), ("Sam", "")]


# --- one student ---------------------------------------------------------------------------------


def test_all_that_one_student_wrote(engine: Engine, reading: Engine) -> None:
    """Goals, entries with replies, work with its versions: words as they were, ready for JSON."""
    with transaction(engine) as db:
        room, kim, sam = room_with_sam(db)
        told = {"answers": {"raw": 1}, "strengths": ["drawing"], "later": "a vet"}
        change(db, Membership, col(Membership.id) == sam, about=told)
        goal_id = case.goal(db, sam, "add “½”")
        check_in: dict[str, Any] = {
            "kind": "check_in",
            "state": "not_yet",
            "answers": {"factor_code": "start"},
        }
        replied = goals.log(db, case.entry(sam, goal_id=goal_id, response="hm", **check_in))
        add(db, Reply(entry_id=replied, kind="own", words="Show me", by=kim, at=NOW, back="ok"))
        file = Attachment(kind="photo", file_id="f", name="a.jpg", text="see")
        spoken = goals.log(db, case.entry(sam, NOW + HOUR), file)
        voice = Reply(entry_id=spoken, by=kim, at=NOW, kind="own", file_id="v", back_file_id="w")
        add(db, voice)
        work_id = case.work(db, sam, goal_id, "a film")
        change(db, Demonstration, state=WorkState.PLANNED, proposal={"product": "my film"})
        evidence = [Attachment(kind="text", text="here", because="it shows it")]
        mastery.hand_in(
            db, work_id, self_check=[{"x": 1}, {"verdict": "meets"}], evidence=evidence, now=NOW
        )
        change(db, Submission, verdict="meets", line="good", level=3, reviewed_by=kim)
        case.member(db, case.person(db, 3), room, Role.STUDENT, "Other")
    with reading.connect() as db:
        found = json.loads(json.dumps(everything(db, sam, WORDS)))
    assert (found["student"], found["class"], found["timezone"]) == ("Sam", "7B maths", case.ZONE)
    assert found["about_me"] == {"strengths": ["drawing"], "later": "a vet"}
    (goal,) = found["goals"]
    assert (goal["aim"], goal["status"], goal["level"]) == ("add “½”", "going", "getting there")
    assert [step["step"] for step in goal["steps"]] == ["step 1", "step 2"]
    one, two = found["entries"]
    assert (one["response"], one["stuck_on"], one["files"]) == ("hm", "how to start", [])
    assert one["reply"] == {
        "words": "Show me",
        "by": "Ms Berg",
        "at": "2026-11-23T16:00:00+01:00",
        "student_answer": "ok",
    }
    assert two["files"] == [{"kind": "photo", "name": "a.jpg", "text": "see", "because": ""}]
    assert (two["reply"]["words"], two["reply"]["student_answer"]) == ("(voice)", "(voice)")
    (work,) = found["work"]
    (version,) = work["versions"]
    assert (work["format"], work["proposal"]) == ("a film", {"product": "my film"})
    assert version["self_check"] == [{"x": 1}, {"verdict": "yes, it does"}]
    assert (version["verdict"], version["teacher_line"]) == ("it meets", "good")
    assert (version["teacher_level"], version["reviewed_by"]) == ("meets", "Ms Berg")
    assert version["evidence"][0]["because"] == "it shows it"


def test_nothing_of_whoever_is_no_student(engine: Engine, reading: Engine) -> None:
    """A teacher, one who left, nobody: an empty file."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        goals.log(db, case.entry(sam))
        case.leave(db, sam)
        teacher = case.member(db, case.person(db, 3), room, Role.TEACHER, "Mr Ek")
    with reading.connect() as db:
        assert [everything(db, one, WORDS) for one in (sam, teacher, NOBODY)] == [{}, {}, {}]
