"""A Canvas gradebook: the file that Canvas exported, with one of its columns filled.

Canvas takes the file back and finds its students by ID, its assignments by the "(id)" behind their
title; a column without one becomes a new assignment. All that is not filled stays as it was: rows
of any length, the line of notes, "Points Possible" with its four spaces, "(read only)" columns.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from storage.exports import levels
from storage.exports.students import check_ins
from storage.exports.wanted import Wanted, room_of, students_in
from storage.exports.writers import BOM
from storage.tables import Membership

FILLS = ("check_ins", "level")
"""What a column can be filled with: how many check-ins were answered, or the teacher's level."""
BEYOND = 4
"""The highest level."""
ABOUT_A_STUDENT = {
    *("student", "lastname", "firstname", "id", "sis user id", "sis login id", "integration id"),
    *("root account", "section"),
}
READ_ONLY = "(read only)"
POSSIBLE = "points possible"
KEPT = ("ex", "n/a")
"""Excused, or not assigned: nothing is filled over it."""
TEST_STUDENT = "test student"
"""Whom Canvas adds to each course."""

_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__


class NotAGradebook(ValueError):  # noqa: N818  reads as what it is
    """The file is none that Canvas exported."""


class NotFillable(ValueError):  # noqa: N818  reads as what it is
    """The column is not one to fill: Canvas keeps it, or two have that title."""


@dataclass(frozen=True)
class Given:
    """What a class has for a column: by student, with the most there can be."""

    possible: int
    students: Sequence[tuple[str, int | None]]
    """Each student's name, and what there is for them."""


@dataclass(frozen=True)
class Filled:
    """The file to give back to Canvas, and whom it was filled for."""

    text: str
    filled: int
    unknown: tuple[str, ...]
    """Those in the file for whom the class has no student, or more than one."""
    missing: tuple[str, ...]
    """Students who have something, and stand nowhere in the file, or twice."""


def given(db: Connection, class_id: int, what: str) -> Given:
    """What a class has to fill in: one of FILLS. Students without a level have nothing."""
    wanted = Wanted(class_id)
    everybody = db.execute(
        select(_member.c.id, _member.c.name).where(*students_in(wanted)).order_by(_member.c.id)
    ).all()
    if what == "level":
        level = levels.of_students(db, class_id)
        return Given(BEYOND, [(name, level.get(student_id)) for student_id, name in everybody])
    found = check_ins(db, wanted, room_of(db, class_id))
    most = max((asked for asked, _ in found.values()), default=0)
    return Given(most, [(name, found.get(id_, (0, 0))[1]) for id_, name in everybody])


def fill(content: bytes, column: str, what: Given) -> Filled:
    """The gradebook with a column filled; with a new one where it has none of that title.

    A student is found by name, in either order, by login or by ID; by the first name, alone or with
    the first letter of the last one, where neither side has it twice. What stands there is written
    over, but not where somebody is excused. Raises NotAGradebook, NotFillable.
    """
    book = _read(content)
    place, new = _place(book, column)
    if new:
        for row in book.rows:
            if len(row) > place:
                row.insert(place, "")
        _put(book.rows[0], place, column.strip())
        if book.possible is not None:
            _put(book.possible, place, str(what.possible))
    people = [row for row in book.rows[1:] if _is_student(book, row)]
    pairs = _pairs([_forms(book, row) for row in people], [_plain(n) for n, _ in what.students])
    filled = 0
    for there, here in pairs.items():
        row, (_, value) = people[there], what.students[here]
        kept = len(row) > place and row[place].strip().casefold() in KEPT
        if value is not None and not kept:
            _put(row, place, str(value))
            filled += 1
    found = set(pairs.values())
    return Filled(
        _written(book),
        filled,
        tuple(_name(book, row) for n, row in enumerate(people) if n not in pairs),
        tuple(
            name
            for n, (name, value) in enumerate(what.students)
            if n not in found and value is not None
        ),
    )


# --- the file ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Book:
    rows: list[list[str]]
    """With the titles first; rows may be of any length."""
    places: Mapping[str, int]
    """Where the columns about a student are."""
    possible: list[str] | None
    """The row of "Points Possible"."""
    bom: bool
    delimiter: str
    ends: str

    def cell(self, row: list[str], title: str) -> str:
        """What a row has in one of the columns about a student."""
        place = self.places.get(title, len(row))
        return row[place].strip() if place < len(row) else ""


def _read(content: bytes) -> _Book:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise NotAGradebook from None
    bom, text = text.startswith(BOM), text.removeprefix(BOM)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = [*csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error:  # a field without an end, for one
        raise NotAGradebook from None
    titles = [title.strip().casefold() for title in rows[0]] if rows else []
    places = {title: n for n, title in enumerate(titles) if title in ABOUT_A_STUDENT}
    named = "student" in places or {"lastname", "firstname"} <= places.keys()
    if not named or not {"id", "section"} <= places.keys():
        raise NotAGradebook
    possible = next((r for r in rows[1:] if r and r[0].strip().casefold() == POSSIBLE), None)
    return _Book(rows, places, possible, bom, delimiter, "\r\n" if first.endswith("\r") else "\n")


def _written(book: _Book) -> str:
    out = io.StringIO(newline="")
    out.write(BOM if book.bom else "")
    csv.writer(out, delimiter=book.delimiter, lineterminator=book.ends).writerows(book.rows)
    return out.getvalue()


def _place(book: _Book, column: str) -> tuple[int, bool]:
    """Where the column is or shall be, and whether it is a new one.

    A new one stands before the totals, for Canvas takes none behind them.
    """
    title = re.compile(rf"{re.escape(column.strip())}(\s\(\d+\))?", re.IGNORECASE)
    found = [n for n, known in enumerate(book.rows[0]) if title.fullmatch(known.strip())]
    kept = [n for n, cell in enumerate(book.possible or ()) if cell.strip().casefold() == READ_ONLY]
    if not found:
        return min([*kept, len(book.rows[0])]), True
    if len(found) > 1 or found[0] in {*kept, *book.places.values()}:
        raise NotFillable
    return found[0], False


def _put(row: list[str], place: int, cell: str) -> None:
    row.extend([""] * (place + 1 - len(row)))
    row[place] = cell


# --- who is who ----------------------------------------------------------------------------------


def _is_student(book: _Book, row: list[str]) -> bool:
    name = _plain(_name(book, row))
    numbered = book.cell(row, "id") or book.cell(row, "sis login id")
    return row is not book.possible and bool(name and numbered) and name != TEST_STUDENT


def _name(book: _Book, row: list[str]) -> str:
    """First name first, however the file has it."""
    last, first = book.cell(row, "lastname"), book.cell(row, "firstname")
    if "student" in book.places:
        last, comma, first = (part.strip() for part in book.cell(row, "student").partition(","))
        if not comma:
            return last
    return f"{first} {last}".strip()


def _forms(book: _Book, row: list[str]) -> Sequence[set[str]]:
    """What somebody may be called here, the surest first."""
    name = _plain(_name(book, row))
    first, last = name.split()[0], name.split()[-1]
    login = _plain(book.cell(row, "sis login id"))
    ids = {
        login,
        login.partition("@")[0],
        *(_plain(book.cell(row, i)) for i in ("id", "sis user id")),
    }
    return ({name, f"{last} {first}", *ids} - {""}, {f"{first} {last[:1]}"}, {first})


def _plain(name: str) -> str:
    """A name without case, accents, stops and further spaces."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace(".", " "))
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


def _pairs(file: Sequence[Sequence[set[str]]], names: Sequence[str]) -> dict[int, int]:
    """Who in the file is which student, by number; only where both sides have one alone."""
    pairs: dict[int, int] = {}
    for forms in zip(*file, strict=True):
        there: dict[str, list[int]] = defaultdict(list)
        for n, called in enumerate(forms):
            for form in called:
                there[form].append(n)
        for n, name in enumerate(names):
            fits = there[name]
            if len(fits) == names.count(name) == 1 and n not in pairs.values():
                pairs.setdefault(fits[0], n)
    return pairs
