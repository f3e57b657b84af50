"""Schedules and their occurrences: who is due, what became of it, and when it comes again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import storage_case as case
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import col
from storage_case import NOBODY, NOW, ZONE

from storage import check_ins, goals, people, prompts
from storage.check_ins import ENGAGED_FOR
from storage.database import add, change, one, open_database, transaction
from storage.tables import (
    Asks,
    Class,
    Conversation,
    GoalState,
    Membership,
    Occurrence,
    OccurrenceState,
    Person,
    Role,
    Schedule,
    ScheduleState,
    Step,
)

pytest_plugins = ["databases"]

HOUR = timedelta(hours=1)
TODAY = date(2026, 11, 23)
TOMORROW = date(2026, 11, 24)


def room(db: Connection, number: int = 100) -> int:
    """A class with a teacher of this number."""
    return case.classroom(db, case.person(db, number))


def student(
    db: Connection, class_id: int, number: int, name: str = "Sam", *, trial: bool = False
) -> int:
    """Somebody of this number in a class."""
    who = people.who(db, telegram_id=number)
    person_id = who.id if who else case.person(db, number)
    return case.member(db, person_id, class_id, Role.STUDENT, name, trial=trial)


def schedule(db: Connection, member: int, asks: Asks = Asks.CHECK_IN, **values: Any) -> Schedule:
    """A schedule that was due an hour ago."""
    wanted = {
        "days": [0, 2],
        "at": time(15),
        "zone": ZONE,
        "next_day": TODAY,
        "next_at": NOW - HOUR,
        **values,
    }
    check_ins.set_schedule(db, member, asks, **wanted)
    return check_ins.of(db, member)[asks]


def occurrence(db: Connection, schedule_id: int | None, day: date = TODAY, **values: Any) -> int:
    """What was asked on a day; its id."""
    row = {
        "schedule_id": schedule_id,
        "day": day,
        "state": OccurrenceState.ASKED,
        "reason": "",
        "asked_at": NOW - HOUR,
        "expires_at": NOW + HOUR,
        "act_at": NOW,
        "opened_at": None,
        "reminders": 0,
        "ended_at": None,
        **values,
    }
    check_ins.record(db, [row])
    kept = check_ins.occurrence(db, schedule_id or 0, day)
    return (kept.id or 0) if kept else 0


def kept(reading: Engine, schedule_id: int | None, day: date = TODAY) -> Occurrence:
    """An occurrence that was committed."""
    with reading.connect() as db:
        found = check_ins.occurrence(db, schedule_id or 0, day)
    assert found is not None
    return found


def planned(reading: Engine, schedule_id: int | None) -> Schedule:
    """A schedule that was committed."""
    with reading.connect() as db:
        found = check_ins.get(db, schedule_id)
    assert found is not None
    return found


# --- a student's own schedules -------------------------------------------------------------------


def test_a_schedule_is_set_and_set_anew(engine: Engine, reading: Engine) -> None:
    """One of each kind; a new rhythm begins without misses, and what was done stays done."""
    with transaction(engine) as db:
        sam = student(db, room(db), 2)
        first = schedule(db, sam)
        schedule(db, sam, Asks.WEEKLY, days=[4])
        check_ins.put(
            db, first.id or 0, misses=3, state=ScheduleState.STOPPED, last_day=TODAY, asked=7
        )
        again = schedule(db, sam, days=[1], every=2, week=TODAY, until=TOMORROW, offset=5)
    assert again.id == first.id
    found = planned(reading, first.id)
    assert (found.days, found.at, found.every, found.week) == ([1], time(15), 2, TODAY)
    assert (found.until, found.zone, found.offset) == (TOMORROW, ZONE, 5)
    assert (found.state, found.misses) == (ScheduleState.ACTIVE, 0)
    assert (found.last_day, found.asked) == (TODAY, 7)
    with reading.connect() as db:
        assert set(check_ins.of(db, sam)) == {Asks.CHECK_IN, Asks.WEEKLY}
        assert check_ins.of(db, NOBODY) == {}
        assert check_ins.get(db, None) is None


def test_switched_off_it_is_never_due(engine: Engine, reading: Engine) -> None:
    """What was set stays on record; the other schedule goes on."""
    with transaction(engine) as db:
        sam = student(db, room(db), 2)
        off, on = schedule(db, sam), schedule(db, sam, Asks.WEEKLY)
        check_ins.switch_off(db, sam, Asks.CHECK_IN)
    found = planned(reading, off.id)
    assert (found.state, found.next_day, found.next_at) == (ScheduleState.OFF, None, None)
    assert found.days == [0, 2]
    assert planned(reading, on.id).next_at == NOW - HOUR


def test_all_schedules_of_somebody(engine: Engine, reading: Engine) -> None:
    """In each of their classes, and nobody else's."""
    with transaction(engine) as db:
        here, there = room(db, 100), room(db, 101)
        mine = [schedule(db, student(db, class_id, 2)).id for class_id in (here, there)]
        schedule(db, student(db, here, 3))
        sam = people.who(db, telegram_id=2)
    assert sam is not None
    with reading.connect() as db:
        assert [one.id for one in check_ins.of_person(db, sam.id)] == mine


def test_the_open_ones_are_what_was_asked_and_not_answered(engine: Engine, reading: Engine) -> None:
    """The newest first, of one kind or of all."""
    with transaction(engine) as db:
        sam = student(db, room(db), 2)
        check, weekly = schedule(db, sam), schedule(db, sam, Asks.WEEKLY)
        old = occurrence(db, check.id, TODAY)
        new = occurrence(db, check.id, TOMORROW)
        week = occurrence(db, weekly.id)
        occurrence(db, check.id, date(2026, 11, 25), state=OccurrenceState.EXPIRED)
    with reading.connect() as db:
        assert [row.id for row in check_ins.open_occurrences(db, sam)] == [week, new, old]
        of_one = check_ins.open_occurrences(db, sam, Asks.CHECK_IN)
        assert [row.id for row in of_one] == [new, old]
        assert check_ins.open_occurrences(db, NOBODY) == []


def test_an_answer_closes_what_is_open(engine: Engine, reading: Engine) -> None:
    """Of its kind alone; it is told which, and misses begin anew."""
    with transaction(engine) as db:
        sam = student(db, room(db), 2)
        check, weekly = schedule(db, sam), schedule(db, sam, Asks.WEEKLY)
        occurrence(db, check.id, reminders=1)
        occurrence(db, weekly.id)
        for one_of in (check, weekly):
            check_ins.put(db, one_of.id or 0, misses=2)
        closed = check_ins.answered(db, sam, Asks.CHECK_IN, NOW)
    assert [(row.schedule_id, row.day, row.reminders) for row in closed] == [(check.id, TODAY, 1)]
    done = kept(reading, check.id)
    assert (done.state, done.ended_at, done.act_at) == (OccurrenceState.ANSWERED, NOW, None)
    assert kept(reading, weekly.id).state == OccurrenceState.ASKED
    assert (planned(reading, check.id).misses, planned(reading, weekly.id).misses) == (0, 2)


def test_what_a_student_lets_go_is_not_asked(engine: Engine, reading: Engine) -> None:
    """With the reason; nothing acts on it any more."""
    with transaction(engine) as db:
        plan = schedule(db, student(db, room(db), 2))
        open_one = occurrence(db, plan.id)
        check_ins.touch(db, open_one, opened_at=NOW)
        check_ins.give_up(db, open_one, "paused", NOW)
    found = kept(reading, plan.id)
    assert (found.state, found.reason) == (OccurrenceState.NOT_ASKED, "paused")
    assert (found.opened_at, found.ended_at, found.act_at) == (NOW, NOW, None)


def test_a_local_date_has_one_occurrence(engine: Engine) -> None:
    """The database itself refuses a second."""
    with transaction(engine) as db:
        plan = schedule(db, student(db, room(db), 2))
        occurrence(db, plan.id)
    with pytest.raises(IntegrityError), transaction(engine) as db:
        occurrence(db, plan.id)


def test_the_stems_of_the_last_two_check_ins(engine: Engine, reading: Engine) -> None:
    """The newest first; one without a stem is one of the two all the same."""
    with transaction(engine) as db:
        sam = student(db, room(db), 2)
        for days, kind, stem in (
            (4, "check_in", "oldest"), (3, "check_in", "helped"), (2, "check_in", "missing"),
            (1, "reflection", "used_to"),
        ):  # fmt: skip
            at = NOW - timedelta(days=days)
            goals.log(db, case.entry(sam, at, kind=kind, answers={"stem": stem}))
    with reading.connect() as db:
        assert check_ins.recent_stems(db, sam) == ["missing", "helped"]
    with transaction(engine) as db:
        goals.log(db, case.entry(sam, NOW, kind="check_in", answers={"feel": "ok"}))
        assert check_ins.recent_stems(db, sam) == ["missing"]
        assert check_ins.recent_stems(db, NOBODY) == []


def test_how_a_check_in_is_asked_is_one_statement(engine: Engine, reading: Engine) -> None:
    """Short or not, begun or not, and whether the class asks something of its own in check-ins."""
    with transaction(engine) as db:
        here = room(db)
        short, free = student(db, here, 2), student(db, here, 3)
        plan = schedule(db, short, short=True)
        assert check_ins.how_asked(db, short) == (True, False, False)
        check_ins.touch(db, occurrence(db, plan.id), opened_at=NOW)
        prompts.set_one(db, here, "reflection", "Which book?", NOW)
        assert check_ins.how_asked(db, short) == (True, True, False)
        own = prompts.set_one(db, here, "check_in", "Who helped?", NOW)
    with reading.connect() as db:
        assert check_ins.how_asked(db, short) == (True, True, True)
        assert check_ins.how_asked(db, free) == (False, False, True)
        assert check_ins.how_asked(db, NOBODY) == (False, False, False)
    with transaction(engine) as db:
        prompts.remove(db, own or 0, NOW)
        assert check_ins.how_asked(db, free) == (False, False, False)


def test_the_size_of_a_class_is_its_students(engine: Engine, reading: Engine) -> None:
    """Neither its teacher nor who has left counts."""
    with transaction(engine) as db:
        here = room(db)
        for number in (2, 3, 4):
            student(db, here, number)
        case.leave(db, student(db, here, 5))
    with reading.connect() as db:
        assert check_ins.class_size(db, here) == 3
        assert check_ins.class_size(db, NOBODY) == 0


def test_quiet_lately_names_whom_nobody_asks_any_more(engine: Engine, reading: Engine) -> None:
    """Once each, by name; not who tries, has left, switched off, or is in another class."""
    with transaction(engine) as db:
        here, there = room(db, 100), room(db, 101)
        quiet = [student(db, here, 2, "Zoe"), student(db, here, 3, "Ada")]
        tries = student(db, here, 4, "Trial", trial=True)
        left = student(db, here, 5, "Left")
        other = student(db, there, 6, "Other")
        off, asked = student(db, here, 7, "Off"), student(db, here, 8, "Asked")
        case.leave(db, left)
        for member in (*quiet, tries, left, other):
            for asks in Asks:
                plan = schedule(db, member, asks)
                check_ins.put(db, plan.id or 0, state=ScheduleState.STOPPED)
        schedule(db, asked)
        schedule(db, off)
        check_ins.switch_off(db, off, Asks.CHECK_IN)
    with reading.connect() as db:
        assert check_ins.quiet_lately(db, here) == ["Ada", "Zoe"]
        assert check_ins.quiet_lately(db, there) == ["Other"]


# --- classes -------------------------------------------------------------------------------------


def test_a_class_keeps_its_hours(engine: Engine, reading: Engine) -> None:
    """Those of this class alone."""
    with transaction(engine) as db:
        here, there = room(db, 100), room(db, 101)
        check_ins.set_hours(
            db,
            here,
            zone="America/Chicago",
            school_end=time(15, 10),
            quiet_from=time(21),
            quiet_until=time(6, 30),
            country="US-IL",
            silence="hold",
            family_yes="school",
        )
    with reading.connect() as db:
        found, other = check_ins.class_of(db, here), check_ins.class_of(db, there)
        assert check_ins.class_of(db, None) is None
    assert found is not None
    assert (found.zone, found.school_end, found.country) == (
        "America/Chicago", time(15, 10), "US-IL",
    )  # fmt: skip
    assert (found.quiet_from, found.quiet_until) == (time(21), time(6, 30))
    assert (found.silence, found.family_yes) == ("hold", "school")
    assert other is not None
    assert other.zone == ZONE


def test_breaks_are_those_not_over_by_class(engine: Engine, reading: Engine) -> None:
    """In order; the last day still counts. A class can drop its own and nobody else's."""
    with transaction(engine) as db:
        here, there = room(db, 100), room(db, 101)
        check_ins.add_break(db, here, date(2026, 12, 21), date(2027, 1, 1), "Winter")
        check_ins.add_break(db, here, date(2026, 11, 20), TODAY, "Fair")
        check_ins.add_break(db, here, date(2026, 10, 1), date(2026, 11, 22), "Over")
        check_ins.add_break(db, there, TODAY, TODAY, "Theirs")
    with transaction(engine) as db:
        found = check_ins.breaks(db, [here, there], TODAY)
        assert [one.name for one in found[here]] == ["Fair", "Winter"]
        assert [one.name for one in found[there]] == ["Theirs"]
        assert check_ins.breaks(db, [NOBODY], TODAY) == {}
        check_ins.drop_break(db, here, found[there][0].id or 0)
        check_ins.drop_break(db, here, found[here][0].id or 0)
    with reading.connect() as db:
        left = check_ins.breaks(db, [here, there], TODAY)
    assert [one.name for one in left[here]] == ["Winter"]
    assert [one.name for one in left[there]] == ["Theirs"]


# --- ticks ---------------------------------------------------------------------------------------


def test_the_longest_due_come_first_and_no_more_than_wanted(engine: Engine) -> None:
    """Those due at this very instant too; those due later and those switched off not."""
    with transaction(engine) as db:
        here = room(db)
        plans = {
            minutes: schedule(
                db, student(db, here, 10 + n), next_at=NOW + timedelta(minutes=minutes)
            ).id
            for n, minutes in enumerate((0, -5, 1, -90, -5 - 1))
        }
        off = student(db, here, 20)
        schedule(db, off)
        check_ins.switch_off(db, off, Asks.CHECK_IN)
        found = [row.id for row in check_ins.due(db, NOW, 10)]
        assert found == [plans[-90], plans[-6], plans[-5], plans[0]]
        assert [row.id for row in check_ins.due(db, NOW, 2)] == found[:2]


def test_who_is_due_comes_with_all_there_is_to_mind(engine: Engine) -> None:
    """The person, the class and its hours, the pause, whether they talk and when last asked."""
    with transaction(engine) as db:
        here = room(db)
        sam = student(db, here, 2)
        plan = schedule(db, sam, offset=3)
        check_ins.pause(db, sam, TOMORROW, NOW)
        check_ins.set_hours(db, here, quiet_from=time(21), quiet_until=time(6), country="SE")
        who = people.who(db, telegram_id=2)
        assert who is not None
        check_ins.people_asked(db, [who.id], NOW - HOUR)
        (row,) = check_ins.due(db, NOW, 10)
    assert (row.id, row.membership_id, row.person_id, row.class_id) == (plan.id, sam, who.id, here)
    assert (row.chat_id, row.language, row.person_zone, row.name) == (2, "en", "UTC", "Sam")
    assert (row.next_day, row.next_at, row.days, row.offset) == (TODAY, NOW - HOUR, [0, 2], 3)
    assert (row.paused_until, row.person_asked_at) == (TOMORROW, NOW - HOUR)
    assert (row.quiet_from, row.quiet_until, row.country) == (time(21), time(6), "SE")
    assert (row.left_at, row.class_ended_at, row.unreachable_since) == (None, None, None)
    assert not row.engaged


@pytest.mark.parametrize(("values", "engaged"), [
    ({"touched_at": NOW - ENGAGED_FOR + timedelta(minutes=1)}, True),
    ({"touched_at": NOW - ENGAGED_FOR}, False),
    ({"touched_at": NOW, "stopped_at": NOW}, False),
])  # fmt: skip
def test_who_was_asked_lately_is_in_a_conversation(
    engine: Engine,
    values: dict[str, datetime],
    engaged: bool,  # noqa: FBT001  a parameter
) -> None:
    """For a quarter of an hour after a question, unless it was put away."""
    with transaction(engine) as db:
        schedule(db, student(db, room(db), 2))
        who = people.who(db, telegram_id=2)
        assert who is not None
        talk = Conversation(person_id=who.id, dialogue="note", revision=1, started_at=NOW)
        add(db, talk.model_copy(update=values))
        (row,) = check_ins.due(db, NOW, 10)
    assert bool(row.engaged) == engaged


def test_two_ticks_never_claim_the_same(postgres_url: str) -> None:
    """On PostgreSQL two may write at once: the second gets what the first has not claimed."""
    engine = open_database(postgres_url)
    with transaction(engine) as db:
        here = room(db)
        plans = [schedule(db, student(db, here, number)) for number in (2, 3, 4)]
        for plan in plans:
            occurrence(db, plan.id)
            check_ins.pause(db, plan.membership_id, TODAY, NOW)
    with transaction(engine) as one_tick, transaction(engine) as other:
        assert len(check_ins.due(one_tick, NOW, 2)) == 2
        assert [row.id for row in check_ins.due(other, NOW, 10)] == [plans[2].id]
        assert len(check_ins.to_act_on(one_tick, NOW, 2)) == 2
        assert [row.id for row in check_ins.to_act_on(other, NOW, 10)] == [plans[2].id]
        assert len(check_ins.to_resume(one_tick, NOW, 2)) == 2
        assert [row.id for row in check_ins.to_resume(other, NOW, 10)] == [plans[2].membership_id]
    engine.dispose()


def test_occurrences_to_act_on_come_in_order_with_whom_they_ask(engine: Engine) -> None:
    """The longest waiting first, no more than wanted, those of later not."""
    with transaction(engine) as db:
        plan = schedule(db, student(db, room(db), 2))
        days = [TODAY + timedelta(days=n) for n in range(4)]
        acts = [NOW, NOW - HOUR, NOW + HOUR, None]
        ids = [occurrence(db, plan.id, day, act_at=at) for day, at in zip(days, acts, strict=True)]
        found = check_ins.to_act_on(db, NOW, 10)
        assert [row.occurrence_id for row in found] == [ids[1], ids[0]]
        assert (found[0].id, found[0].day, found[0].chat_id) == (plan.id, days[1], 2)
        assert found[0].occurrence_asked_at == NOW - HOUR
        assert [row.occurrence_id for row in check_ins.to_act_on(db, NOW, 1)] == [ids[1]]


def test_pauses_that_are_over_come_in_order(engine: Engine, reading: Engine) -> None:
    """With whom to tell; what was told is not found again."""
    with transaction(engine) as db:
        here = room(db)
        late, early, ahead = (student(db, here, number) for number in (2, 3, 4))
        check_ins.pause(db, late, TODAY, NOW)
        check_ins.pause(db, early, TODAY, NOW - HOUR)
        check_ins.pause(db, ahead, TOMORROW, NOW + HOUR)
        found = check_ins.to_resume(db, NOW, 10)
        assert [row.id for row in found] == [early, late]
        assert (found[0].chat_id, found[0].zone, found[0].class_ended_at) == (3, "UTC", None)
        assert [row.id for row in check_ins.to_resume(db, NOW, 1)] == [early]
        check_ins.pause(db, early, None, None)
    with reading.connect() as db:
        told = one(db, Membership, col(Membership.id) == early)
        assert told is not None
        assert (told.paused_until, told.resumes_at) == (None, None)
    with transaction(engine) as db:
        assert [row.id for row in check_ins.to_resume(db, NOW, 10)] == [late]


def test_what_is_planned_of_a_student(engine: Engine, reading: Engine) -> None:
    """The schedules on which something is due; not one that is off, and nobody else's."""
    with transaction(engine) as db:
        here = room(db)
        sam, ada = (student(db, here, number) for number in (2, 3))
        schedule(db, sam, next_at=NOW + 2 * HOUR)
        schedule(db, sam, Asks.WEEKLY, next_at=NOW + HOUR)
        schedule(db, ada, next_at=NOW + 3 * HOUR)
        check_ins.switch_off(db, sam, Asks.CHECK_IN)
    with reading.connect() as db:
        found = check_ins.planned(db, sam)
    assert [row.next_at for row in found] == [NOW + HOUR]


def test_the_goal_ahead_was_looked_at_longest_ago(engine: Engine, reading: Engine) -> None:
    """One never looked at before all; with its first open step, or none; resting ones not."""
    with transaction(engine) as db:
        here = room(db)
        sam, ada, bob, none = (student(db, here, number) for number in (2, 3, 4, 5))
        old = case.goal(db, sam, "old", checked_at=NOW - 3 * HOUR)
        case.goal(db, sam, "new", checked_at=NOW)
        case.goal(db, sam, "resting", state=GoalState.PAUSED)
        case.goal(db, ada, "looked at", checked_at=NOW - HOUR)
        fresh = case.goal(db, ada, "fresh", 1)
        done = case.goal(db, bob, "done", 1)
        case.goal(db, none, "dropped", state=GoalState.DROPPED)
        for goal_id, position in ((old, 1), (done, 1)):
            mine = (col(Step.goal_id) == goal_id, col(Step.position) == position)
            change(db, Step, *mine, done_at=NOW)
    with reading.connect() as db:
        found = check_ins.ahead(db, [sam, ada, bob, none])
        assert {row.aim for row in found.values()} == {"old", "fresh", "done"}
        assert [found[member].id for member in (sam, ada, bob)] == [old, fresh, done]
        assert (found[sam].step, found[sam].due) == ("step 2", date(2026, 12, 2))
        assert found[sam].step_id == goals.steps(db, old)[1].id
        assert (found[ada].step, found[bob].step) == ("step 1", None)
        for member in (sam, ada, bob):  # what opens it is what the chat then asks about
            assert goals.to_check(db, member)[0][0].id == found[member].id
        assert check_ins.ahead(db, []) == {}


def test_how_often_students_looked_back(engine: Engine, reading: Engine) -> None:
    """Reflections and goal reviews count, nothing else."""
    with transaction(engine) as db:
        here = room(db)
        sam, ada = student(db, here, 2), student(db, here, 3)
        for member, kind in (
            (sam, "reflection"),
            (sam, "goal_review"),
            (sam, "note"),
            (ada, "note"),
        ):
            goals.log(db, case.entry(member, kind=kind))
    with reading.connect() as db:
        assert check_ins.reflections(db, [sam, ada]) == {sam: 2}


def test_plans_go_on_each_for_itself(engine: Engine, reading: Engine) -> None:
    """All six columns; a schedule that is not named stays as it was."""
    with transaction(engine) as db:
        here = room(db)
        first, ended, other = (schedule(db, student(db, here, number)) for number in (2, 3, 4))
        on = {"state": ScheduleState.ACTIVE, "asked": 1, "misses": 2, "last_day": TODAY}
        off = {"state": ScheduleState.OFF, "asked": 0, "misses": 0, "last_day": None}
        check_ins.plan(
            db,
            [
                {"schedule": first.id, **on, "next_day": TOMORROW, "next_at": NOW + HOUR},
                {"schedule": ended.id, **off, "next_day": None, "next_at": None},
            ],
        )
        check_ins.plan(db, [])
    found = planned(reading, first.id)
    assert (found.asked, found.misses, found.last_day) == (1, 2, TODAY)
    assert (found.next_day, found.next_at) == (TOMORROW, NOW + HOUR)
    assert (planned(reading, ended.id).state, planned(reading, ended.id).next_at) == ("off", None)
    assert planned(reading, other.id).next_at == NOW - HOUR


def test_occurrences_are_acted_on_each_for_itself(engine: Engine, reading: Engine) -> None:
    """A reminder and an end in one go; nothing where there is nothing."""
    with transaction(engine) as db:
        here = room(db)
        reminded, ended = (schedule(db, student(db, here, number)) for number in (2, 3))
        whole = {"to_reason": "", "to_act_at": None, "to_reminders": 0, "to_ended_at": None}
        check_ins.acted(
            db,
            [
                {
                    **whole,
                    "occurrence": occurrence(db, reminded.id),
                    "to_state": OccurrenceState.ASKED,
                    "to_act_at": NOW + HOUR,
                    "to_reminders": 1,
                },
                {
                    **whole,
                    "occurrence": occurrence(db, ended.id),
                    "to_state": OccurrenceState.NOT_ASKED,
                    "to_reason": "late",
                    "to_ended_at": NOW,
                },
            ],
        )
        check_ins.acted(db, [])
        check_ins.record(db, [])
    first, second = kept(reading, reminded.id), kept(reading, ended.id)
    assert (first.state, first.act_at, first.reminders) == ("asked", NOW + HOUR, 1)
    assert (second.state, second.reason, second.ended_at) == ("not_asked", "late", NOW)


def test_misses_are_counted_and_the_last_one_stops(engine: Engine, reading: Engine) -> None:
    """At the limit it asks no more; one that is off stays off, others are not touched."""
    with transaction(engine) as db:
        here = room(db)
        few, many, off, other = (schedule(db, student(db, here, number)) for number in (2, 3, 4, 5))
        check_ins.put(db, many.id or 0, misses=3)
        check_ins.put(db, off.id or 0, misses=3)
        check_ins.switch_off(db, off.membership_id, Asks.CHECK_IN)
        check_ins.missed(db, [one.id or 0 for one in (few, many, off)], 4)
        check_ins.missed(db, [], 4)
    assert (planned(reading, few.id).misses, planned(reading, few.id).state) == (1, "active")
    stopped = planned(reading, many.id)
    assert (stopped.misses, stopped.state) == (4, ScheduleState.STOPPED)
    assert (stopped.next_day, stopped.next_at) == (None, None)
    assert planned(reading, off.id).state == ScheduleState.OFF
    assert (planned(reading, other.id).misses, planned(reading, other.id).next_day) == (0, TODAY)


def test_when_people_were_asked_is_noted(engine: Engine, reading: Engine) -> None:
    """Of those alone; of nobody where nobody was."""
    with transaction(engine) as db:
        sam, ada = case.person(db, 2), case.person(db, 3)
        check_ins.people_asked(db, [sam], NOW)
        check_ins.people_asked(db, [], NOW)
    with reading.connect() as db:
        asked = [one(db, Person, col(Person.id) == person) for person in (sam, ada)]
    assert [person and person.asked_at for person in asked] == [NOW, None]


def test_the_next_thing_due_is_the_earliest_of_all(engine: Engine, reading: Engine) -> None:
    """A question, a reminder or an end, a pause that is over; a check-in is only the first."""
    with reading.connect() as db:
        assert (check_ins.next_due(db), check_ins.next_check_in(db)) == (None, None)
    with transaction(engine) as db:
        sam = student(db, room(db), 2)
        plan = schedule(db, sam, next_at=NOW + 3 * HOUR)
        assert check_ins.next_due(db) == NOW + 3 * HOUR
        occurrence(db, plan.id, act_at=NOW + 2 * HOUR)
        assert check_ins.next_due(db) == NOW + 2 * HOUR
        check_ins.pause(db, sam, TODAY, NOW + HOUR)
    with reading.connect() as db:
        assert check_ins.next_due(db) == NOW + HOUR
        assert check_ins.next_check_in(db) == NOW + 3 * HOUR


def test_a_class_that_has_ended_is_told(engine: Engine) -> None:
    """With who is due and whose pause is over, so that they are not asked."""
    with transaction(engine) as db:
        here = room(db)
        sam = student(db, here, 2)
        schedule(db, sam)
        check_ins.pause(db, sam, TODAY, NOW)
        change(db, Class, col(Class.id) == here, ended_at=NOW)
        assert check_ins.due(db, NOW, 1)[0].class_ended_at == NOW
        assert check_ins.to_resume(db, NOW, 1)[0].class_ended_at == NOW
