"""Whole schools at once, for benchmarks and long tests: the database makes the rows itself.

Person, membership, goal and schedule of one student have the same id, from 1 on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, Engine, case, event, insert, literal, select
from sqlmodel import SQLModel

from storage.database import migrate, open_database
from storage.tables import (
    Asks,
    Class,
    Entry,
    FamilyLink,
    Goal,
    Instant,
    Membership,
    Person,
    Role,
    Schedule,
    School,
    Step,
)

A_CLASS = 25
"""How many students share one."""
CHATS = 5_100_000_000
"""Beyond 32 bits, as Telegram's new accounts are; the chat of person n is this and n."""
STEPS = 4

Number: TypeAlias = ColumnElement[int]
Vary: TypeAlias = Callable[[Number], ColumnElement[Any]]
"""What a column is in the row of a number."""


@contextmanager
def filling(file: Path) -> Iterator[Engine]:
    """A new, migrated SQLite file, to be filled quickly: it need not survive a power cut yet."""
    engine = open_database(f"sqlite:///{file}")

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _entry: object) -> None:
        connection.execute("PRAGMA synchronous = OFF")

    migrate(engine)
    try:
        yield engine
    finally:
        engine.dispose()


def many(db: Connection, like: SQLModel, count: int, **vary: Vary) -> None:
    """Add rows like this one, numbered from 1; `vary` says what differs from row to row."""
    table = like.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < count))
    values = {
        column.name: vary[column.name](numbers.c.n)
        if column.name in vary
        else literal(getattr(like, column.name), column.type)
        for column in table.columns
        if column.name in vary or getattr(like, column.name) is not None
    }
    rows = select(*values.values()).select_from(numbers)
    db.execute(insert(table).from_select(list(values), rows))


def school(db: Connection, students: int, zone: str, now: datetime) -> None:
    """Students with a goal and its steps, in classes of 25."""
    db.execute(insert(School).values(name="Lakeside", created_at=now))
    classes = (students - 1) // A_CLASS + 1
    many(db, Class(school_id=1, name="7B Maths", zone=zone, created_at=now), classes)
    _people(db, students, 0, "en", zone, now)
    many(
        db,
        Membership(person_id=0, class_id=0, role=Role.STUDENT, name="Maya", joined_at=now),
        students,
        id=lambda n: n,
        person_id=lambda n: n,
        class_id=lambda n: (n - 1) // A_CLASS + 1,
    )
    goal = Goal(
        membership_id=0,
        area="maths",
        level=2,
        aim="Compare two fractions and say why",
        why="I'd feel ready",
        obstacle="I get stuck and stop",
        obstacle_code="stuck",
        plan_if="I get stuck",
        plan_then="I ask someone one question",
        see="I can explain it",
        created_at=now,
    )
    many(db, goal, students, id=lambda n: n, membership_id=lambda n: n)
    for position in range(STEPS):
        _steps(db, students, position, now)


def _steps(db: Connection, students: int, position: int, now: datetime) -> None:
    """Some have done this step of theirs, others have not come so far."""
    step = Step(
        goal_id=0,
        position=position,
        text=f"Try {position + 1} with help",
        due=now.date() + timedelta(weeks=position),
    )
    done = literal(now + timedelta(days=5), Instant)
    many(
        db,
        step,
        students,
        goal_id=lambda n: n,
        done_at=lambda n: case((n % (STEPS + 1) > position, done)),
    )


def _people(  # noqa: PLR0917  how many, after whom, who
    db: Connection, count: int, after: int, language: str, zone: str, now: datetime
) -> None:
    person = Person(telegram_id=0, chat_id=0, language=language, zone=zone, created_at=now)
    many(
        db,
        person,
        count,
        id=lambda n: n + after,
        telegram_id=lambda n: n + CHATS + after,
        chat_id=lambda n: n + CHATS + after,
        here_id=lambda n: n + after,
    )


def schedules(db: Connection, students: int, zone: str, at: time, day: date, next_at: Vary) -> None:  # noqa: PLR0917  whose, and when
    """Ask each student on weekdays at this time, next on `day`."""
    rhythm = Schedule(
        membership_id=0, asks=Asks.CHECK_IN, days=[0, 1, 2, 3, 4], at=at, zone=zone, next_day=day
    )
    many(db, rhythm, students, id=lambda n: n, membership_id=lambda n: n, next_at=next_at)


def families(db: Connection, students: int, zone: str, preview: datetime, send: datetime) -> None:
    """For each student an adult who has said yes, as the student has, and a week behind them."""
    long_ago = preview - timedelta(days=10)
    _people(db, students, students, "es", zone, long_ago)
    many(
        db,
        Membership(person_id=0, class_id=0, role=Role.FAMILY, name="Mamá", joined_at=long_ago),
        students,
        id=lambda n: n + students,
        person_id=lambda n: n + students,
        class_id=lambda n: (n - 1) // A_CLASS + 1,
    )
    entry = Entry(
        membership_id=0,
        kind="check_in",
        at=preview - timedelta(days=1),
        language="en",
        state="done",
        prompt="Try 1 with help",
        response="It went well",
        update_id=0,
    )
    whose: dict[str, Vary] = dict.fromkeys(("membership_id", "goal_id", "update_id"), lambda n: n)
    many(db, entry, students, **whose)
    day = send.date()  # the same on either clock: it is not sent at night
    link = FamilyLink(
        student_id=0,
        family_id=0,
        version="1",
        adult_yes_at=long_ago,
        other_yes_at=long_ago,
        other_yes_by=Role.STUDENT,
        day=day.weekday(),
        at=time(17),
        zone=zone,
        preview_at=preview,
        next_day=day,
        next_at=send,
    )
    many(
        db, link, students, id=lambda n: n, student_id=lambda n: n, family_id=lambda n: n + students
    )
