"""What the grouping rules are told of a class."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from dialogs import grouping
from dialogs.family_summary import Step, pace
from dialogs.grouping import Proposal, Student, Told, Work
from storage import check_ins, groups
from storage.desk import STUCK
from storage.groups import Grouped, ToGroup
from storage.tables import GoalState

MOST_SHOWN = 5
"""Proposals at once."""


def proposals(db: Connection, class_id: int, now: datetime) -> tuple[Proposal, ...]:
    """The groups to offer a teacher, from what a class told up to `now`: five at most.

    Students who are all in one group already are not offered as one more.
    """
    room = check_ins.class_of(db, class_id)
    zone = ZoneInfo(room.zone if room else "UTC")
    read = groups.to_group(db, class_id, now - grouping.WINDOW, now)
    today = now.astimezone(zone).date()
    students = [_student(member, read, zone, now) for member in read.students]
    going = [{member.id for member in group.members} for group in groups.of(db, class_id)]
    fresh = (
        idea
        for idea in grouping.proposals(students, today)
        if not any(together.issuperset(one.id for one in idea.members) for together in going)
    )
    return tuple(islice(fresh, MOST_SHOWN))


def as_it_stands(group: Grouped) -> Proposal:
    """A group that is there, as something to change."""
    who = tuple(Student(member.id, member.name) for member in group.members)
    return Proposal(group.by, group.name, group.why, group.move, who)


def _student(member: Any, read: ToGroup, zone: ZoneInfo, now: datetime) -> Student:
    found = member.about.get("interests") or ()
    works = tuple(_work(goal, read, zone, now) for goal in read.goals.get(member.id, ()))
    return Student(member.id, member.name, tuple(str(each) for each in found), works)


def _work(goal: Any, read: ToGroup, zone: ZoneInfo, now: datetime) -> Work:
    entries = read.told.get(goal.id, ())
    days = [
        Step(step.due, step.done_at.astimezone(zone).date() if step.done_at else None)
        for step in read.steps.get(goal.id, ())
    ]
    return Work(
        goal.area,
        read.said.get(goal.id, goal.level),
        read.seen.get(goal.id),
        pace(days, now.astimezone(zone).date()),
        tuple(
            Told(
                one.at.astimezone(zone).date(),
                one.state if one.kind == "check_in" else "",
                one.answers.get("factor_code", "") if one.state in STUCK else "",
                one.answers.get("next") == "help" or bool(one.answers.get("ask_teacher_code")),
            )
            for one in entries
        ),
        goal.state == GoalState.FINISHED,
    )


def ends_at(until: date, zone: str) -> datetime:
    """The end of a group's last day on its class's clock, as an instant."""
    return datetime.combine(until + timedelta(days=1), time(0), ZoneInfo(zone))
