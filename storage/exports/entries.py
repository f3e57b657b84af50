"""The log of a class: one row per entry, in the long form that spreadsheets and people read.

An export yields plain rows; the writer makes the file and defuses its cells, for they hold the
words of strangers.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from storage.tables import Class, Entry, Goal, Membership, Role

COLUMNS = (
    "event_id",
    "event_type",
    "occurred_at",
    "occurred_at_local",
    "timezone",
    "class_id",
    "class_name",
    "student_ref",
    "student_name",
    "goal_id",
    "goal_text",
    "standard_code",
    "standard_uri",
    "prompt",
    "response",
    "rating",
    "demonstration_choice",
    "status",
    "reviewer",
    "reviewed_at",
    "language",
)
BOM = "\ufeff"
RUNS = re.compile(
    r"[\s\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@|%\t\r\n＝＋－＠｜％]"
)
"""What makes a spreadsheet run a cell when it stands first, or after what nobody sees."""
NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?")
LEFT_OUT = re.compile(r"[^\t\n\r -~\xa0-\ud7ff\ue000-\U0010ffff]")
"""Control characters, and half characters that no file can hold."""

_entry = Entry.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_goal = Goal.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_class = Class.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_reviewer = _member.alias("reviewer")

Row = dict[str, str]


@dataclass(frozen=True)
class InWords:
    """Words for what is stored as a code or a number, in the reader's language."""

    levels: Mapping[int, str]
    states: Mapping[str, str]


def entries(db: Connection, class_id: int, words: InWords) -> Iterator[Row]:
    """The entries of a class, oldest first; a teacher's trial is left out.

    Times are ISO 8601 with their offset, and the class's wall time to the minute.
    """
    reviewer_name = (
        select(_reviewer.c.name)
        .where(
            _reviewer.c.person_id == _entry.c.reviewer_id,
            _reviewer.c.class_id == _member.c.class_id,
            _reviewer.c.role == Role.TEACHER,
        )
        .limit(1)
        .scalar_subquery()
    )
    found = db.execute(
        select(
            _entry,
            _goal.c.aim,
            _member.c.name.label("student"),
            _member.c.person_id,
            _class.c.name.label("class_name"),
            _class.c.zone,
            reviewer_name.label("reviewer"),
        )
        .join(_member, _member.c.id == _entry.c.membership_id)
        .join(_class, _class.c.id == _member.c.class_id)
        .outerjoin(_goal, _goal.c.id == _entry.c.goal_id)
        .where(_member.c.class_id == class_id, _member.c.trial.is_(False))
        .order_by(_entry.c.at, _entry.c.id),
        execution_options={"yield_per": 500},
    )
    for row in found:
        yield _row(row, class_id, words)


def _row(row: Any, class_id: int, words: InWords) -> Row:
    local = row.at.astimezone(ZoneInfo(row.zone))
    reviewed = row.kind == "demonstration_reviewed"
    return {
        "event_id": str(row.id),
        "event_type": row.kind,
        "occurred_at": local.isoformat(timespec="seconds"),
        "occurred_at_local": local.strftime("%Y-%m-%d %H:%M"),
        "timezone": row.zone,
        "class_id": str(class_id),
        "class_name": row.class_name,
        "student_ref": f"S{row.membership_id}",
        "student_name": row.student,
        "goal_id": str(row.goal_id or ""),
        "goal_text": row.aim or "",
        "standard_code": "",
        "standard_uri": "",
        "prompt": row.prompt,
        "response": row.response,
        "rating": words.levels.get(row.level, ""),
        "demonstration_choice": row.answers.get("format", "") or (row.prompt if reviewed else ""),
        "status": words.states.get(row.state, row.state),
        "reviewer": (row.reviewer or "") if reviewed else "",
        "reviewed_at": local.isoformat(timespec="seconds") if reviewed else "",
        "language": row.language,
    }


def inert(cell: str) -> str:
    """The cell, so that no spreadsheet runs it: a leading quote where one would.

    Numbers stay numbers. NUL and other control characters are left out.
    """
    cell = LEFT_OUT.sub("", cell)
    return "'" + cell if RUNS.match(cell) and not NUMBER.fullmatch(cell) else cell


def write_csv(rows: Iterable[Row], out: TextIO) -> int:
    """Write rows as CSV for spreadsheets (RFC 4180, with a BOM so that Excel reads UTF-8).

    Open `out` with newline="" and encoding "utf-8". How many rows there were.
    """
    out.write(BOM)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    count = 0
    for row in rows:
        writer.writerow([inert(row[column]) for column in COLUMNS])
        count += 1
    return count


def class_ids(db: Connection, name: str) -> list[int]:
    """The classes of that name, case ignored."""
    found = db.execute(select(_class.c.id, _class.c.name)).all()
    return [class_id for class_id, known in found if known.casefold() == name.casefold()]


def file_name(class_name: str, at: datetime) -> str:
    """A file name that says what and when: "reflections_7b-maths_2026-11-23.csv"."""
    tidy = "-".join("".join(c if c.isalnum() else " " for c in class_name.lower()).split())
    return f"reflections_{tidy or 'class'}_{at.date().isoformat()}.csv"
