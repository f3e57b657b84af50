"""What the pages read of a class and of a student: all of it, and nobody else's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import storage_case as case
from class_year import class_of
from sqlalchemy import Connection, Engine, event
from storage_case import NOW

from storage import check_ins, desk, goals, mastery, overview
from storage.database import add, change, transaction
from storage.tables import (
    Asks,
    Attachment,
    Goal,
    GoalState,
    Membership,
    Role,
    Schedule,
    ScheduleState,
    Step,
)

pytest_plugins = ["databases"]

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
WEEKS = [MONDAY - timedelta(weeks=1), MONDAY, MONDAY + timedelta(weeks=1)]


def student(db: Connection, number: int, room: int, name: str, **more: Any) -> int:
    """A student of a class."""
    return case.member(db, case.person(db, number), room, Role.STUDENT, name, **more)


def check_in(db: Connection, member: int, at: datetime, **values: Any) -> int:
    """A check-in that was logged."""
    return goals.log(db, case.entry(member, at, kind="check_in", **values))


def test_a_class_at_a_glance(engine: Engine) -> None:
    """Its students by name with their goals and steps, who is quiet, and the weeks' check-ins."""
    with transaction(engine) as db:
        room = case.classroom(db, case.person(db, 1))
        sam, ali = student(db, 11, room, "sam"), student(db, 12, room, "Ali")
        goal = case.goal(db, sam)
        change(db, Step, Step.goal_id == goal, Step.position == 1, done_at=NOW)
        check_in(db, sam, NOW - timedelta(weeks=1), state="done", goal_id=goal)
        check_in(db, sam, NOW, state="stuck", goal_id=goal, answers={"factor": "the start"})
        check_in(db, ali, NOW, state="moved")
        goals.log(db, case.entry(ali, NOW + timedelta(hours=1)))
        asks = Schedule(
            membership_id=ali,
            asks=Asks.CHECK_IN,
            state=ScheduleState.STOPPED,
            days=[0],
            at=NOW.time(),
            zone=case.ZONE,
        )
        add(db, asks)
        check_ins.pause(db, ali, date(2026, 12, 1), None)
        seen = overview.overview(db, room, since=MONDAY, weeks=WEEKS)

    first, second = seen.students
    assert (first.name, first.quiet, first.paused_until) == ("Ali", True, date(2026, 12, 1))
    assert (first.last_at, first.goals) == (NOW + timedelta(hours=1), ())
    assert (second.name, second.quiet, second.last_at) == ("sam", False, NOW)
    [its] = second.goals
    assert (its.aim, [step.done_at for step in its.steps]) == ("add fractions", [NOW, None])
    newest_first = [(one.membership_id, one.state) for one in seen.check_ins]
    assert sorted(newest_first) == [(sam, "stuck"), (ali, "moved")]
    assert seen.weeks == ((1, 1), (2, 2))


def test_only_who_is_there(engine: Engine) -> None:
    """Trials, leavers, teachers, families and other classes are in none of it."""
    with transaction(engine) as db:
        berg = case.person(db, 1)
        room, other = case.classroom(db, berg), case.classroom(db, case.person(db, 2), "Art")
        gone, mia = student(db, 11, room, "Gone"), student(db, 12, other, "Mia")
        trial = case.member(db, berg, room, Role.STUDENT, "Trial", trial=True)
        for member in (gone, mia, trial):
            case.goal(db, member)
            check_in(db, member, NOW)
        case.family(db, 20, mia, room)
        case.leave(db, gone)
        seen = overview.overview(db, room, since=MONDAY, weeks=WEEKS)

    assert (seen.students, seen.check_ins, seen.weeks) == ((), (), ((0, 0), (0, 0)))


def test_goals_that_ended_long_ago_are_left_out(engine: Engine) -> None:
    """A goal that ended within the weeks is there, for the picture of the pace over time."""
    with transaction(engine) as db:
        room = case.classroom(db, case.person(db, 1))
        sam = student(db, 11, room, "Sam")
        for aim, ended in (("old", WEEKS[0] - timedelta(days=1)), ("new", NOW)):
            goal = case.goal(db, sam, aim)
            change(db, Goal, Goal.id == goal, state=GoalState.FINISHED, ended_at=ended)
        seen = overview.overview(db, room, since=MONDAY, weeks=WEEKS)

    assert [goal.aim for goal in seen.students[0].goals] == ["new"]


def test_a_student_whole(engine: Engine) -> None:
    """Their goals, what they showed in every version, and the log with files and replies."""
    with transaction(engine) as db:
        berg = case.person(db, 1)
        room = case.classroom(db, berg)
        sam = student(db, 11, room, "Sam")
        goal = case.goal(db, sam)
        work = case.work(db, sam, goal)
        for _version in range(2):
            mastery.hand_in(db, work, self_check=[], evidence=[], now=NOW)
        first = check_in(db, sam, NOW, response="I got stuck")
        photo = Attachment(kind="photo", file_id="f")
        second = goals.log(db, case.entry(sam, NOW + timedelta(hours=1)), photo)
        desk.reply(db, [first], kind="own", words="Come by", file_id="", by=berg, now=NOW)
        whole = overview.student(db, sam, most=10)

    assert whole is not None
    assert (whole.member.name, whole.more) == ("Sam", False)
    assert [one.aim for one in whole.goals] == ["add fractions"]
    assert [step.text for step in whole.steps[goal]] == ["step 1", "step 2"]
    assert [one.version for one in whole.versions[work]] == [1, 2]
    newest, oldest = whole.said
    assert (newest.entry.id, [one.kind for one in newest.files], newest.reply) == (
        second, ["photo"], None,
    )  # fmt: skip
    assert (oldest.entry.response, oldest.files) == ("I got stuck", ())
    assert oldest.reply is not None
    assert (oldest.reply.words, oldest.reply.teacher) == ("Come by", "Ms Berg")


def test_a_log_is_read_in_stretches(engine: Engine) -> None:
    """Each stretch goes on where the one before ended; entries of one instant are not lost."""
    with transaction(engine) as db:
        room = case.classroom(db, case.person(db, 1))
        sam, ali = student(db, 11, room, "Sam"), student(db, 12, room, "Ali")
        ids = [check_in(db, sam, NOW - timedelta(hours=n // 3)) for n in range(9)]
        check_in(db, ali, NOW)
        found: list[int] = []
        more, before = True, None
        while more:
            whole = overview.student(db, sam, most=2, before=before)
            assert whole is not None
            found += [said.entry.id for said in whole.said]
            more, before = whole.more, found[-1]

    assert sorted(found) == ids
    assert found == sorted(found, key=lambda one: (-(ids.index(one) // 3), one), reverse=True)


def test_nobody_is_found_where_nobody_is(engine: Engine) -> None:
    """A teacher is no student, and who has left is there no more."""
    with transaction(engine) as db:
        berg = case.person(db, 1)
        room = case.classroom(db, berg)
        gone = student(db, 11, room, "Gone")
        case.leave(db, gone)
        desk_of = db.execute(
            Membership.__table__.select().where(Membership.__table__.c.person_id == berg)  # type: ignore[attr-defined]
        ).one()

        assert overview.student(db, gone, most=5) is None
        assert overview.student(db, desk_of.id, most=5) is None
        assert overview.student(db, case.NOBODY, most=5) is None
        assert overview.file(db, case.NOBODY) is None


@pytest.mark.parametrize("size", [(3, 60), (40, 2_000)])
def test_statements_stay_as_many(engine: Engine, size: tuple[int, int]) -> None:
    """However large the class, the overview takes six statements and a student eight."""
    with transaction(engine) as db:
        room, _cookie = class_of(db, *size)
        member = db.execute(
            Membership.__table__.select().where(Membership.__table__.c.role == Role.STUDENT)  # type: ignore[attr-defined]
        ).first()
        assert member is not None
        said: list[str] = []
        event.listen(db, "before_cursor_execute", lambda *sent: said.append(sent[2]))
        overview.overview(db, room, since=MONDAY, weeks=WEEKS)
        overviewed = len(said)
        overview.student(db, member.id, most=30)

    assert overviewed <= 6
    assert len(said) - overviewed <= 8
