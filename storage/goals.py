"""Goals, their steps, and the log of entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Connection, bindparam, insert, select, union_all
from sqlmodel import col

from storage.database import add, change, rows
from storage.tables import Attachment, Entry, Goal, GoalState, Membership, Reply, Step

_goal = Goal.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_step = Step.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_entry = Entry.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_reply = Reply.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__

OPEN = (GoalState.ACTIVE, GoalState.PAUSED)


@dataclass(frozen=True)
class StepToSet:
    """A step to set: its words and the day it is for."""

    text: str
    due: date


# Built once: these run at nearly every turn.
_mine = _goal.c.membership_id == bindparam("member")
_active = _goal.c.state == GoalState.ACTIVE
_OF = (
    select(_goal)
    .where(_mine, _goal.c.state.in_(bindparam("states", expanding=True)))
    .order_by(_goal.c.state, _goal.c.id)
)
_GET = select(_goal).where(_goal.c.id == bindparam("goal"))
_STEPS = select(_step).where(_step.c.goal_id == bindparam("goal")).order_by(_step.c.position)
_NAMES = select(_goal.c.id, _goal.c.aim).where(_mine, _active).order_by(_goal.c.id)
_TO_CHECK = (
    select(_goal)
    .where(_mine, _active)
    .order_by(_goal.c.checked_at.is_not(None), _goal.c.checked_at, _goal.c.id)
)
_SAID_TO = union_all(
    select(_entry.c.response, _entry.c.at).where(
        _entry.c.membership_id == bindparam("member"),
        _entry.c.at.between(bindparam("since"), bindparam("until")),
        _entry.c.kind.in_(("demonstration_reviewed", "proposal_answered", "why_answered")),
        _entry.c.response != "",
    ),
    select(_reply.c.words, _reply.c.at)
    .join(_entry, _entry.c.id == _reply.c.entry_id)
    .where(
        _entry.c.membership_id == bindparam("member"),
        _reply.c.at.between(bindparam("since"), bindparam("until")),
        _reply.c.words != "",
    ),
).order_by("at")
_OPEN_STEPS = (
    select(_step)
    .join(_goal, _goal.c.id == _step.c.goal_id)
    .where(_mine, _active, _step.c.done_at.is_(None))
    .order_by(_step.c.position.desc())
)


def of(db: Connection, membership_id: int, states: Iterable[GoalState] = OPEN) -> list[Goal]:
    """A student's goals in these states, active ones first, then the oldest."""
    return cast("list[Goal]", db.execute(_OF, {"member": membership_id, "states": [*states]}).all())


def active(db: Connection, membership_id: int) -> list[tuple[int, str]]:
    """The id and aim of a student's active goals, the oldest first."""
    return [(goal_id, aim) for goal_id, aim in db.execute(_NAMES, {"member": membership_id})]


def get(db: Connection, goal_id: int | None) -> Goal | None:
    """A goal by its id."""
    return cast("Goal | None", db.execute(_GET, {"goal": goal_id}).first())


def to_check(db: Connection, membership_id: int) -> list[tuple[Goal, Step | None]]:
    """The active goals with their next open step, the one longest without a check-in first."""
    mine = {"member": membership_id}
    goals = cast("list[Goal]", db.execute(_TO_CHECK, mine).all())
    open_steps = cast("list[Step]", db.execute(_OPEN_STEPS, mine).all())
    first = {step.goal_id: step for step in open_steps}
    return [(goal, first.get(goal.id or 0)) for goal in goals]


def steps(db: Connection, goal_id: int) -> list[Step]:
    """The steps of a goal in order."""
    return cast("list[Step]", db.execute(_STEPS, {"goal": goal_id}).all())


def set_goal(db: Connection, goal: Goal, wanted: Iterable[StepToSet]) -> int:
    """Keep a new goal with its steps; its id."""
    goal_id = add(db, goal)
    _set_steps(db, goal_id, wanted, done={})
    return goal_id


def change_goal(db: Connection, goal_id: int, wanted: Iterable[StepToSet], **values: Any) -> None:
    """Change a goal's lines and steps; a step that keeps its words keeps that it was done.

    Of steps with the same words, the first stays the first.
    """
    change(db, Goal, col(Goal.id) == goal_id, **values)
    done: dict[str, list[datetime | None]] = {}
    for step in steps(db, goal_id):
        done.setdefault(step.text, []).append(step.done_at)
    db.execute(_step.delete().where(_step.c.goal_id == goal_id))
    _set_steps(db, goal_id, wanted, done=done)


def _set_steps(
    db: Connection,
    goal_id: int,
    wanted: Iterable[StepToSet],
    done: Mapping[str, list[datetime | None]],
) -> None:
    values = [
        {
            "goal_id": goal_id,
            "position": position,
            "text": step.text,
            "due": step.due,
            "done_at": done[step.text].pop(0) if done.get(step.text) else None,
        }
        for position, step in enumerate(wanted, start=1)
    ]
    db.execute(insert(_step), values)


def put(db: Connection, goal_id: int, **values: Any) -> None:
    """Change a goal: its state, plan_then, last_next, checked_at, ended_at."""
    change(db, Goal, col(Goal.id) == goal_id, **values)


def step_done(db: Connection, step_id: int, now: datetime) -> None:
    """Mark a step done."""
    change(db, Step, col(Step.id) == step_id, done_at=now)


def smaller_step(db: Connection, step_id: int, text: str) -> None:
    """Make a step smaller: its words change, its day stays."""
    change(db, Step, col(Step.id) == step_id, text=text)


def log(db: Connection, entry: Entry, attachment: Attachment | None = None) -> int:
    """Add an entry to the log, with a file where it has one; its id."""
    entry_id = add(db, entry)
    if attachment is not None:
        attachment.entry_id = entry_id
        add(db, attachment)
    return entry_id


def steps_done(db: Connection, goal_id: int, since: datetime, until: datetime) -> list[str]:
    """The words of a goal's steps that were done between two instants, in order."""
    done = (_step.c.goal_id == goal_id, _step.c.done_at.between(since, until))
    return list(db.execute(select(_step.c.text).where(*done).order_by(_step.c.done_at)).scalars())


def notes(db: Connection, membership_id: int, since: datetime, until: datetime) -> list[str]:
    """A student's own notes in a time, and the lines of their check-ins, oldest first."""
    found = _between(db, membership_id, since, until, ("note", "check_in"))
    words = (one.answers.get("line") if one.kind == "check_in" else one.response for one in found)
    return [str(said) for said in words if said]


def said_to(db: Connection, membership_id: int, since: datetime, until: datetime) -> list[str]:
    """What teachers wrote to a student in a time, oldest first: on work, and replies."""
    found = db.execute(_SAID_TO, {"member": membership_id, "since": since, "until": until})
    return [words for words, _at in found]


def _between(
    db: Connection, membership_id: int, since: datetime, until: datetime, kinds: Iterable[str]
) -> list[Entry]:
    return rows(
        db,
        Entry,
        col(Entry.membership_id) == membership_id,
        col(Entry.at).between(since, until),
        col(Entry.kind).in_(kinds),
        order_by=(col(Entry.at), col(Entry.id)),
    )


def reflections(db: Connection, membership_id: int) -> list[Entry]:
    """A student's weekly reflections and goal reviews, the newest first."""
    return rows(
        db,
        Entry,
        col(Entry.membership_id) == membership_id,
        col(Entry.kind).in_(("reflection", "goal_review")),
        order_by=(col(Entry.at).desc(), col(Entry.id).desc()),
    )


def lately(
    db: Connection, membership_id: int, most: int, *, kind: str | None = None
) -> list[Entry]:
    """A student's newest entries, of one kind or of all, the newest first."""
    return rows(
        db,
        Entry,
        col(Entry.membership_id) == membership_id,
        *([col(Entry.kind) == kind] if kind else []),
        order_by=(col(Entry.at).desc(), col(Entry.id).desc()),
        limit=most,
    )


def latest(db: Connection, membership_id: int, kind: str) -> Entry | None:
    """A student's newest entry of a kind."""
    found = lately(db, membership_id, 1, kind=kind)
    return found[0] if found else None


def aims(db: Connection, class_id: int) -> dict[int, list[str]]:
    """The active aims in a class by student membership."""
    found: dict[int, list[str]] = {}
    for membership_id, aim in db.execute(
        select(_goal.c.membership_id, _goal.c.aim)
        .join(_member, _member.c.id == _goal.c.membership_id)
        .where(_member.c.class_id == class_id, _goal.c.state == GoalState.ACTIVE)
        .order_by(_goal.c.id)
    ):
        found.setdefault(membership_id, []).append(aim)
    return found
