"""Groups of a class: who is in them, when they end, and what the rules read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

import storage_case as case
from sqlalchemy import Connection, Engine
from storage_case import NOBODY, NOW

from storage import goals, groups, mastery
from storage.database import change, transaction
from storage.tables import (
    GoalState,
    Group,
    Role,
    Submission,
)

pytest_plugins = ["databases"]

DAY = timedelta(days=1)
UNTIL = date(2026, 12, 7)


class Room(NamedTuple):
    """A class with three students, one who has left and a teacher's trial."""

    id: int
    teacher: int
    sam: int
    ali: int
    mia: int
    left: int
    trial: int


def room(db: Connection) -> Room:
    """A class."""
    kim = case.person(db, 1)
    here = case.classroom(db, kim)
    sam, ali, mia, gone = (
        case.member(db, case.person(db, 10 + n), here, Role.STUDENT, name)
        for n, name in enumerate(("Sam", "Ali", "Mia", "Gone"))
    )
    case.leave(db, gone)
    trial = case.member(db, kim, here, Role.STUDENT, "Kim", trial=True)
    return Room(here, kim, sam, ali, mia, gone, trial)


def group(its: Room, name: str = "Starting", **values: object) -> Group:
    """A group to make."""
    row = Group(
        class_id=its.id,
        name=name,
        why="They get stuck on starting.",
        move="Start one together.",
        by="stuck",
        created_at=NOW,
        created_by=its.teacher,
        until=UNTIL,
        ends_at=NOW + 14 * DAY,
    )
    return row.model_copy(update=values)


def names(found: groups.Grouped | None) -> list[str]:
    """Who is in a group."""
    assert found is not None
    return [member.name for member in found.members]


def test_a_group_is_made_and_read(engine: Engine, reading: Engine) -> None:
    """With its students by name, and how a word reaches them; the oldest group first."""
    with transaction(engine) as db:
        its = room(db)
        first = groups.make(db, group(its), [its.sam, its.ali])
        second = groups.make(db, group(its, "Band"), [its.mia, its.sam])
    with reading.connect() as db:
        found = groups.of(db, its.id)
        assert [(one.id, one.name, names(one)) for one in found] == [
            (first, "Starting", ["Ali", "Sam"]),
            (second, "Band", ["Mia", "Sam"]),
        ]
        assert (found[0].until, found[0].by, found[0].sent_at) == (UNTIL, "stuck", None)
        assert [member.chat_id for member in found[0].members] == [11, 10]
        assert groups.members(db, first) == [its.ali, its.sam]
        assert groups.members(db, NOBODY) == []
        assert groups.get(db, NOBODY) is None
        assert groups.get(db, None) is None
        assert groups.of(db, NOBODY) == []


def test_students_who_leave_drop_out(engine: Engine) -> None:
    """The same moment; whoever is on a trial is in none."""
    with transaction(engine) as db:
        its = room(db)
        made = groups.make(db, group(its), [its.sam, its.ali, its.left, its.trial])
        assert names(groups.get(db, made)) == ["Ali", "Sam"]
        case.leave(db, its.ali)
        assert names(groups.get(db, made)) == ["Sam"]
        assert groups.members(db, made) == [its.sam]


def test_a_group_is_changed(engine: Engine) -> None:
    """Its lines, or who is in it, or both; a group of nobody stands too."""
    with transaction(engine) as db:
        its = room(db)
        made = groups.make(db, group(its), [its.sam, its.ali])
        groups.put(db, made, name="Band", until=UNTIL + DAY)
        found = groups.get(db, made)
        assert found is not None
        assert (found.name, found.until, names(found)) == ("Band", UNTIL + DAY, ["Ali", "Sam"])
        groups.put(db, made, [its.mia, its.sam], move="Play")
        assert names(groups.get(db, made)) == ["Mia", "Sam"]
        groups.put(db, made, [], move="Rest")
        assert names(groups.get(db, made)) == []


def test_the_class_of_students(engine: Engine) -> None:
    """One class for all of them, and all of them there; else there is none."""
    with transaction(engine) as db:
        its = room(db)
        art = case.classroom(db, case.person(db, 2), "Art")
        elsewhere = case.member(db, case.person(db, 20), art, Role.STUDENT, "Bo")
        assert groups.class_of(db, [its.sam, its.ali, its.sam]) == its.id
        assert groups.class_of(db, [its.sam, elsewhere]) is None
        assert groups.class_of(db, [its.sam, its.left]) is None
        assert groups.class_of(db, [its.sam, its.trial]) is None
        assert groups.class_of(db, [its.sam, NOBODY]) is None
        assert groups.class_of(db, []) is None


def test_a_student_sees_groups_that_were_sent(engine: Engine) -> None:
    """Not before, and not when they are over."""
    with transaction(engine) as db:
        its = room(db)
        made = groups.make(db, group(its), [its.sam, its.ali])
        assert groups.of_student(db, its.sam) == []
        groups.sent(db, [made], NOW)
        assert [one.id for one in groups.of_student(db, its.sam)] == [made]
        assert groups.of_student(db, its.mia) == []
        groups.end(db, [made], NOW)
        assert groups.of_student(db, its.sam) == []


def test_a_group_ends_once(engine: Engine) -> None:
    """Two teachers at once: one ends it. It is on no list then, and its members are still known."""
    with transaction(engine) as db:
        its = room(db)
        made = groups.make(db, group(its), [its.sam, its.ali])
        assert groups.end(db, [made], NOW) == 1
        assert groups.end(db, [made], NOW + DAY) == 0
        found = groups.get(db, made)
        assert found is not None
        assert found.ended_at == NOW
        assert groups.of(db, its.id) == []
        assert groups.members(db, made) == [its.ali, its.sam]
        assert groups.next_due(db) is None


def test_what_is_due(engine: Engine, reading: Engine) -> None:
    """Its end, then that its end is told, then nothing; with the hours its class keeps."""
    with transaction(engine) as db:
        its = room(db)
        late, soon = (
            groups.make(db, group(its, name, ends_at=NOW + n * DAY), [its.sam, its.ali])
            for name, n in (("Late", 2), ("Soon", 1))
        )
        assert groups.next_due(db) == NOW + DAY
        assert groups.due(db, NOW, 9) == []
    with transaction(engine) as db:
        [row] = groups.due(db, NOW + DAY, 9)
        assert (row.id, row.name, row.ended_at, row.zone) == (soon, "Soon", None, case.ZONE)
        assert row.class_ended_at is None
        assert [one.id for one in groups.due(db, NOW + 2 * DAY, 9)] == [soon, late]
        assert [one.id for one in groups.due(db, NOW + 2 * DAY, 1)] == [soon]
        groups.end(db, [soon], NOW + DAY, NOW + DAY + timedelta(hours=7))
        assert groups.next_due(db) == NOW + DAY + timedelta(hours=7)
        [row] = groups.due(db, NOW + DAY + timedelta(hours=7), 9)
        assert row.ended_at == NOW + DAY
        groups.told(db, [soon])
    with reading.connect() as db:
        assert groups.next_due(db) == NOW + 2 * DAY


# --- what the rules read --------------------------------------------------------------------------


def test_what_the_rules_read(engine: Engine, reading: Engine) -> None:
    """Goals, the last level a teacher gave, steps, and what was told since; of students there."""
    with transaction(engine) as db:
        its = room(db)
        aims = {who: case.goal(db, who) for who in (its.sam, its.left, its.trial)}
        finished = case.goal(db, its.ali, level=3)
        goals.put(db, finished, state=GoalState.FINISHED)
        for state in (GoalState.PAUSED, GoalState.DROPPED):
            goals.put(db, case.goal(db, its.ali), state=state)
        work = case.work(db, its.sam, aims[its.sam])
        for n, level in enumerate((2, 3, None)):
            version = mastery.hand_in(db, work, self_check=[], evidence=[], now=NOW + n * DAY)
            seen = {"level": level, "reviewed_at": NOW + n * DAY}
            change(db, Submission, Submission.id == version, **seen)
        told: dict[str, Any] = {"goal_id": aims[its.sam], "kind": "check_in", "state": "stuck"}
        for days in (-15, -14, -1, 0, 1):
            answers = {"factor_code": "start", "n": days}
            goals.log(db, case.entry(its.sam, at=NOW + days * DAY, answers=answers, **told))
        goals.log(db, case.entry(its.sam, goal_id=aims[its.sam], kind="note", level=4))
        for days, level in ((-60, 1), (-30, 3), (1, 4)):
            looked = {**told, "kind": "reflection", "level": level}
            goals.log(db, case.entry(its.sam, at=NOW + days * DAY, **looked))
        goals.log(db, case.entry(its.left, **{**told, "goal_id": aims[its.left]}))
    with reading.connect() as db:
        read = groups.to_group(db, its.id, NOW - 14 * DAY, NOW)
    assert [one.name for one in read.students] == ["Ali", "Mia", "Sam"]
    assert {who: [one.id for one in found] for who, found in read.goals.items()} == {
        its.sam: [aims[its.sam]],
        its.ali: [finished],
    }
    assert read.said == {aims[its.sam]: 3}
    assert read.seen == {aims[its.sam]: 3}
    assert set(read.steps) == {aims[its.sam]}
    assert [one.due for one in read.steps[aims[its.sam]]] == [date(2026, 12, 1), date(2026, 12, 2)]
    assert [one.answers["n"] for one in read.told[aims[its.sam]]] == [-1, 0]
    assert set(read.told) == {aims[its.sam]}


def test_a_class_is_read_in_six_statements_whatever_its_size(
    engine: Engine, reading: Engine
) -> None:
    """Neither more students nor more entries take more of them."""
    rooms = []
    with transaction(engine) as db:
        kim = case.person(db, 1)
        for number, size in ((100, 2), (200, 12)):
            here = case.classroom(db, kim, f"{size}")
            for n in range(size):
                who = case.member(db, case.person(db, number + n), here, Role.STUDENT, f"S{n}")
                told = {"goal_id": case.goal(db, who), "kind": "check_in", "state": "stuck"}
                for day in range(size):
                    at = NOW - timedelta(days=day)
                    goals.log(db, case.entry(who, at, answers={"factor_code": "start"}, **told))
            rooms.append((here, size))
    with reading.connect() as db, case.counted(reading) as ran:
        for here, size in rooms:
            ran.clear()
            read = groups.to_group(db, here, NOW - 14 * DAY, NOW)
            assert len(read.told) == size
            assert len(ran) == 6
