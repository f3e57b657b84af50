"""People, classes and work to test storage with: each function adds one and gives its id."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from sqlalchemy import Connection, Engine, event

from storage import families, goals, groups, mastery, people
from storage.database import add, change
from storage.goals import StepToSet
from storage.tables import (
    Demonstration,
    Entry,
    FamilyLink,
    FamilyMessage,
    Goal,
    Group,
    Membership,
    PartnerNote,
    Partnership,
    Role,
    WorkState,
)

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
ZONE = "Europe/Stockholm"
NOBODY = 2_000_000_000
"""An id that no row reaches: on PostgreSQL ids go on from test to test."""
_updates = count(1)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The questions that are asked meanwhile."""
    asked: list[str] = []

    def note(*said: Any) -> None:
        if said[2].startswith("SELECT"):
            asked.append(said[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def person(db: Connection, number: int, first_name: str = "Sam") -> int:
    """Somebody with the Telegram account and chat of this number."""
    met = people.meet(
        db,
        telegram_id=number,
        chat_id=number,
        first_name=first_name,
        language="en",
        zone="UTC",
        now=NOW,
    )
    return met.id


def member(
    db: Connection, person_id: int, class_id: int, role: Role, name: str, *, trial: bool = False
) -> int:
    """A membership."""
    return people.join(
        db,
        person_id=person_id,
        class_id=class_id,
        role=role,
        name=name,
        now=NOW,
        trial=trial,
    )


def classroom(db: Connection, teacher_id: int, name: str = "7B maths") -> int:
    """A class with its teacher, Ms Berg, who is there now."""
    class_id = people.begin_class(
        db, person_id=teacher_id, school="North", zone=ZONE, name=name, now=NOW
    )
    member(db, teacher_id, class_id, Role.TEACHER, "Ms Berg")
    return class_id


def leave(db: Connection, membership_id: int) -> None:
    """A membership ends."""
    change(db, Membership, Membership.id == membership_id, left_at=NOW)


def goal(
    db: Connection, membership_id: int, aim: str = "add fractions", steps: int = 2, **lines: Any
) -> int:
    """A goal with steps "step 1", "step 2"... on the days from 1 December."""
    row = Goal(
        membership_id=membership_id,
        created_at=NOW,
        aim=aim,
        **{
            "area": "Maths",
            "level": 2,
            "why": "to bake",
            "obstacle": "my phone",
            "obstacle_code": "phone",
            "plan_if": "after dinner",
            "plan_then": "ten minutes",
            "see": "a page without mistakes",
            **lines,
        },
    )
    wanted = [StepToSet(f"step {n}", date(2026, 12, n)) for n in range(1, steps + 1)]
    return goals.set_goal(db, row, wanted)


def family(db: Connection, number: int, student_id: int, class_id: int) -> int:
    """An adult with this account, linked to a student with both yeses; the link's id."""
    adult = member(db, person(db, number, "Elena"), class_id, Role.FAMILY, "Mum")
    return families.link(
        db,
        FamilyLink(
            student_id=student_id,
            family_id=adult,
            version="family-1",
            adult_yes_at=NOW,
            other_yes_at=NOW,
            other_yes_by="student",
            day=4,
            at=time(17),
            zone=ZONE,
        ),
    )


def family_message(db: Connection, link_id: int, update_id: int) -> int:
    """A question of a linked adult; its id."""
    words = FamilyMessage(
        link_id=link_id, kind="question", words="How is it going?", at=NOW, update_id=update_id
    )
    return families.write(db, words)


def summary(db: Connection, student_id: int) -> int:
    """A summary of a student's week; its id."""
    week = date(2026, 11, 23)
    kept = {"content": {}, "draft": {}, "idea": 0, "shown_at": NOW, "decided_at": None}
    families.keep(db, [{"student_id": student_id, "week": week, **kept}])
    found = families.summary_of(db, student_id, week)
    return (found.id or 0) if found else 0


def work(db: Connection, membership_id: int, goal_id: int, format_: str = "a poster") -> int:
    """A demonstration that is planned."""
    planned = Demonstration(
        membership_id=membership_id,
        goal_id=goal_id,
        state=WorkState.PLANNED,
        format=format_,
        created_at=NOW,
    )
    return mastery.choose(db, planned)


def entry(membership_id: int, at: datetime = NOW, **values: Any) -> Entry:
    """A line for the log, not yet kept."""
    return Entry(
        **{
            "membership_id": membership_id,
            "kind": "note",
            "at": at,
            "language": "en",
            "update_id": next(_updates),
            **values,
        }
    )


def group(db: Connection, class_id: int, person_id: int, *membership_ids: int) -> int:
    """A group of a class, with these students."""
    wanted = Group(
        class_id=class_id,
        name="Starting",
        why="They get stuck on starting.",
        move="Start one together.",
        by="stuck",
        created_at=NOW,
        created_by=person_id,
        until=NOW.date(),
    )
    return groups.make(db, wanted, membership_ids)


def partners(
    db: Connection, number: int, class_id: int, goal_id: int, *, trial: bool = False
) -> dict[str, int]:
    """A partner with this account, and what they wrote; somebody with 100 more is asked to be one.

    The ids by the kinds of things that rules are about.
    """
    partner, asked = (
        member(db, person(db, n), class_id, Role.STUDENT, f"Partner {n}", trial=trial)
        for n in (number, number + 100)
    )
    shared = Partnership(goal_id=goal_id, partner_id=partner, asked_at=NOW, yes_at=NOW)
    pair = add(db, shared)
    note = PartnerNote(
        partnership_id=pair, from_id=partner, words="Go on", at=NOW, update_id=number
    )
    return {
        "partnership": pair,
        "partner's note": add(db, note),
        "partner's question": add(db, Partnership(goal_id=goal_id, partner_id=asked, asked_at=NOW)),
    }
