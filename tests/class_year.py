"""A class with a year behind it, at any size: what the teacher's pages are measured with."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import storage_case as case
from sqlalchemy import Connection, insert

from storage import sessions
from storage.database import add
from storage.tables import (
    Attachment,
    Demonstration,
    Entry,
    Goal,
    GoalState,
    Membership,
    Person,
    Reply,
    Role,
    Schedule,
    ScheduleState,
    Step,
    Submission,
    WorkState,
)

NOW = datetime(2026, 11, 25, 18, 30, tzinfo=UTC)  # a Wednesday
YEAR = timedelta(days=360)
NAMES = (
    "Maya", "Sam", "Ali", "Noor", "Lucía", "Jonas", "Amara", "Kofi", "Yuki", "Elin", "Mateo",
    "Zoë", "Ravi", "Ida", "Omar", "Chloe", "Nils", "Aisha", "Leo", "Mira", "Tomás", "Freya",
)  # fmt: skip
AIMS = (
    ("Maths", "Compare two fractions and say why"),
    ("Writing", "Write an ending that surprises"),
    ("Reading", "Find the main idea of a long text"),
    ("Science", "Explain why the seasons change"),
    ("English", "Speak for two minutes without notes"),
)
STEPS = ("Look at one example", "Try one with help", "Try three alone", "I can explain it")
STUCK = (
    ("start", "I don't know how to start"),
    ("idea", "I don't get the idea"),
    ("mistakes", "I make mistakes"),
    ("place", "No time or place"),
)
HELPED = (("plan", "My plan"), ("asked", "I asked someone"), ("practice", "Practice"))
NEXTS = ("Same plan", "A smaller step", "Ask Ms Berg for help")
WORDS = (
    "I drew it first and then the numbers made sense.",
    "I tried it at home, and my brother asked good questions.",
    "I know the rule, but I mix up which number goes on top.",
)


def class_of(db: Connection, students: int, entries: int, *, teacher: int = 1) -> tuple[int, str]:
    """A class of so many with so many entries, and its teacher signed in: its id, and a cookie."""
    person = case.person(db, teacher, "Ana")
    room = case.classroom(db, person, "7B Maths")
    seed = random.Random(students)
    members = [_student(db, room, n, teacher) for n in range(students)]
    goals = [_goal(db, member, n, seed) for n, member in enumerate(members)]
    each = entries // max(students, 1)
    rows = [row for n in range(students) for row in _log(members[n], goals[n], n, each, seed)]
    for begin in range(0, len(rows), 5_000):
        db.execute(insert(Entry.__table__), rows[begin : begin + 5_000])  # type: ignore[attr-defined]
    for member, goal in list(zip(members, goals, strict=True))[::4]:
        _work(db, member, goal, person)
    _replies(db, members, person)
    link = sessions.new_link(db, person, NOW)
    begun = sessions.begin(db, link, NOW)
    assert begun is not None
    return room, begun[1]


def _student(db: Connection, room: int, n: int, teacher: int) -> int:
    account = teacher * 100_000 + n + 1
    name = NAMES[n % len(NAMES)] + (f" {chr(65 + n // len(NAMES))}." if n >= len(NAMES) else "")
    person = Person(
        telegram_id=account,
        chat_id=account,
        first_name=name,
        language="en",
        zone=case.ZONE,
        created_at=NOW - YEAR,
    )
    member = Membership(
        person_id=add(db, person),
        class_id=room,
        role=Role.STUDENT,
        name=name,
        joined_at=NOW - YEAR,
        about={"strengths": ["drawing"], "interests": ["football", "music"]} if n % 2 else {},
        paused_until=date(2026, 12, 1) if n % 40 == 7 else None,
    )
    here = add(db, member)
    state = ScheduleState.STOPPED if n % 19 == 4 else ScheduleState.ACTIVE
    asks = Schedule(
        membership_id=here, asks="check_in", state=state, days=[1, 3], at=time(16), zone=case.ZONE
    )
    add(db, asks)
    return here


def _goal(db: Connection, member: int, n: int, seed: random.Random) -> int:
    area, aim = AIMS[n % len(AIMS)]
    goal = Goal(
        membership_id=member,
        state=GoalState.PAUSED if n % 23 == 9 else GoalState.ACTIVE,
        area=area,
        level=1 + n % 3,
        aim=aim,
        why="I'd feel ready for the next unit",
        obstacle="I get stuck and stop",
        obstacle_code="stuck",
        plan_if="I get stuck",
        plan_then="I ask someone one question",
        see="I can show it to my table",
        last_next="Same plan",
        created_at=NOW - timedelta(days=60 - n % 20),
        agreed_at=NOW if n % 5 else None,
        agreed="agreed" if n % 5 else "",
    )
    goal_id = add(db, goal)
    started, done = NOW.date() - timedelta(days=50), seed.randint(0, len(STEPS))
    for position, text in enumerate(STEPS):
        due = started + timedelta(days=16 * (position + 1))
        finished = NOW - timedelta(days=seed.randint(0, 12) + 14 * (done - position - 1))
        step = Step(
            goal_id=goal_id,
            position=position + 1,
            text=text,
            due=due,
            done_at=finished if position < done else None,
        )
        add(db, step)
    return goal_id


def _log(
    member: int, goal: int, n: int, count: int, seed: random.Random
) -> Iterator[dict[str, Any]]:
    quiet = timedelta(days=25 if n % 19 == 4 else 0)
    for k in range(count):
        at = NOW - quiet - (YEAR - quiet) * k / max(count, 1) - timedelta(hours=seed.random() * 9)
        stuck = seed.random() < 0.3
        code, factor = seed.choice(STUCK if stuck else HELPED)
        state = "stuck" if stuck else seed.choice(("done", "moved"))
        line = seed.choice(WORDS) if seed.random() < 0.3 else ""
        kind = seed.choice(("check_in",) * 6 + ("note", "reflection"))
        words = f"{state.capitalize()}. {factor}. {seed.choice(NEXTS)}."
        yield {
            "membership_id": member,
            "goal_id": goal,
            "kind": kind,
            "at": at,
            "language": "en",
            "sees": "teacher",
            "prompt": STEPS[k % len(STEPS)] if kind == "check_in" else "",
            "response": f"{words} {line}".strip() if kind == "check_in" else seed.choice(WORDS),
            "level": None,
            "state": state if kind == "check_in" else "",
            "answers": {"factor": factor, "factor_code": code, "next": "same", "line": line}
            if kind == "check_in"
            else {},
            "demonstration_id": None,
            "reviewer_id": None,
            "update_id": member * 100_000 + k,
            "ordinal": 1,
        }


def _work(db: Connection, member: int, goal: int, teacher: int) -> None:
    work = Demonstration(
        membership_id=member,
        goal_id=goal,
        state=WorkState.SUBMITTED,
        format="Make something, with photos",
        created_at=NOW - timedelta(days=9),
    )
    work_id = add(db, work)
    check = [
        {"criterion": "aim", "words": "It shows what I set out to do", "verdict": "meets",
         "why": ""},
        {"criterion": "why", "words": "I can say why it works", "verdict": "not_yet", "why": ""},
        {"criterion": "own", "words": "It is my own work and words", "verdict": "beyond",
         "why": "I made up all examples."},
    ]  # fmt: skip
    for version, verdict in ((1, "revise"), (2, "")):
        submission = Submission(
            demonstration_id=work_id,
            version=version,
            self_check=check,
            submitted_at=NOW - timedelta(days=8 - 4 * version),
            verdict=verdict,
            line="Show one more step" if verdict else "",
            judged=[{**one, "line": ""} for one in check] if verdict else [],
            level=2 if verdict else None,
            reviewed_by=teacher if verdict else None,
            reviewed_at=NOW - timedelta(days=6) if verdict else None,
        )
        submission_id = add(db, submission)
        for kind, file_id, path, words in (
            ("photo", "f1", "poster.png", ""),
            ("voice", "f2", None, ""),
            ("document", "f3", "", ""),
            ("text", "", None, "First I cut both into the same parts."),
        ):
            piece = Attachment(
                submission_id=submission_id,
                kind=kind,
                file_id=file_id,
                path=path,
                text=words,
                because="You can see each step",
                name="notes.pdf" if kind == "document" else "",
                mime="image/png" if kind == "photo" else "",
            )
            add(db, piece)


def _replies(db: Connection, members: list[int], teacher: int) -> None:
    entry, reply = Entry.__table__, Reply.__table__  # type: ignore[attr-defined]
    for member in members[::3]:
        newest = entry.select().where(entry.c.membership_id == member).order_by(entry.c.at.desc())
        found = db.execute(newest.limit(4)).all()
        wanted = [
            {
                "entry_id": one.id,
                "kind": "ask",
                "words": "What would help you most right now?",
                "file_id": "",
                "by": teacher,
                "at": NOW - timedelta(hours=2),
                "back": "",
                "back_at": None,
                "back_read_at": None,
            }
            for one in found[1::2]
        ]
        if wanted:
            db.execute(insert(reply), wanted)
