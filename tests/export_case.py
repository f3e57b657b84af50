"""A class with words in it, and its exports: what was written, and what a program reads again."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import storage_case as case
from sqlalchemy import Connection, Engine

from storage.exports.entries import COLUMNS
from storage.exports.reports import REPORTS
from storage.exports.wanted import InWords, Report, Wanted
from storage.exports.writers import Beside, write_csv
from storage.tables import Role

WORDS = InWords(
    levels={1: "starting", 2: "getting there", 3: "meets", 4: "beyond"},
    states={"done": "done", "not_yet": "not yet", "meets": "it meets", "active": "going"},
    stuck={"start": "how to start"},
    replies={"read": "(read)", "voice": "(voice)"},
    own="student",
    teacher="teacher",
    ideas={"refused": "rather not"},
    judged={"meets": "yes, it does"},
    judgements={"meets": "there"},
)
BLANK: Mapping[str, Any] = dict.fromkeys(COLUMNS, "")
BESIDE = Beside(
    title="Log",
    about_title="About",
    about=lambda rows: {"class": ("Class", "=7B"), "row_count": ("Rows", str(rows))},
    dictionary_title="Columns",
    dictionary=[("Column", "Means"), ("event_id", "=its number")],
)
Line = dict[str, Any]


def room_with_sam(db: Connection) -> tuple[int, int, int]:
    """A class with its teacher and Sam in it: class, teacher, Sam's membership."""
    kim = case.person(db, 1)
    room = case.classroom(db, kim)
    return room, kim, case.member(db, case.person(db, 2), room, Role.STUDENT, "Sam")


def exported(reading: Engine, room: int, report: str = "log", **conditions: Any) -> list[Line]:
    """The rows of a class that were committed; as many as are counted."""
    wanted = Wanted(room, **conditions)
    with reading.connect() as db:
        found = REPORTS[report].report(db, wanted, WORDS)
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
        assert REPORTS[report].count(db, wanted) == len(rows)
    return rows


def log_of(rows: Sequence[Mapping[str, Any]]) -> Report:
    """A log with these rows."""
    return Report(COLUMNS, iter([tuple(row.values()) for row in rows]))


def written(rows: Sequence[Mapping[str, Any]]) -> str:
    """The file of these rows."""
    out = io.StringIO(newline="")
    assert write_csv(log_of(rows), out) == len(rows)
    return out.getvalue()


def read_again(text: str) -> list[dict[str, str]]:
    """A file as a program reads it."""
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


STARTERS = "=+-@|%\t\r\n＝＋－＠｜％"
UNSEEN = "\xad\ufeff" + "".join(
    chr(code)
    for first, last in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2069))
    for code in range(first, last + 1)
)
"""Characters without a width: joiners, marks, overrides, isolates."""


def runs(cell: str) -> bool:
    """Whether a spreadsheet could run a cell: a starter first, or after what is not seen."""
    for character in cell:
        if character in STARTERS:
            return True
        if not (character.isspace() or character in UNSEEN):
            return False
    return False
