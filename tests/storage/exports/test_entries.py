"""The log of a class as a file: exact, readable by people, and inert."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tracemalloc
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import storage_case as case
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text
from sqlmodel import col
from storage_case import NOBODY, NOW

from storage import goals, people
from storage.database import change, open_database, transaction
from storage.exports.entries import (
    COLUMNS,
    InWords,
    Row,
    class_ids,
    entries,
    file_name,
    inert,
    write_csv,
)
from storage.tables import Class, Entry, Role

pytest_plugins = ["databases"]

NAUGHTY = Path(__file__).parents[4] / "shared" / "data" / "text" / "blns.json"
WORDS = InWords(
    {1: "starting", 2: "getting there", 3: "meets", 4: "beyond"},
    {"done": "done", "not_yet": "not yet", "meets": "it meets"},
)
BLANK: Row = dict.fromkeys(COLUMNS, "")
HEADER = (
    "event_id,event_type,occurred_at,occurred_at_local,timezone,class_id,class_name,student_ref,"
    "student_name,goal_id,goal_text,standard_code,standard_uri,prompt,response,rating,"
    "demonstration_choice,status,reviewer,reviewed_at,language"
)


def room_with_sam(db: Connection) -> tuple[int, int, int]:
    """A class with its teacher and Sam in it: class, teacher, Sam's membership."""
    kim = case.person(db, 1)
    room = case.classroom(db, kim)
    return room, kim, case.member(db, case.person(db, 2), room, Role.STUDENT, "Sam")


def exported(reading: Engine, room: int) -> list[Row]:
    """The rows of a class that were committed."""
    with reading.connect() as db:
        return list(entries(db, room, WORDS))


def written(rows: Sequence[Row]) -> str:
    """The file of these rows."""
    out = io.StringIO(newline="")
    assert write_csv(rows, out) == len(rows)
    return out.getvalue()


def read_again(text: str) -> list[dict[str, str]]:
    """A file as a program reads it."""
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


# --- rows ----------------------------------------------------------------------------------------


def test_a_row_tells_all_of_an_entry(engine: Engine, reading: Engine) -> None:
    """Every column, in words where there are words."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        goal_id = case.goal(db, sam, "add fractions")
        entry = case.entry(
            sam,
            kind="check_in",
            goal_id=goal_id,
            prompt="step 1",
            response="I did it\n“½” too",
            level=3,
            state="not_yet",
            language="sv",
        )
        entry_id = goals.log(db, entry)
    (row,) = exported(reading, room)
    assert tuple(row) == COLUMNS
    assert row == {
        "event_id": str(entry_id),
        "event_type": "check_in",
        "occurred_at": "2026-11-23T16:00:00+01:00",
        "occurred_at_local": "2026-11-23 16:00",
        "timezone": "Europe/Stockholm",
        "class_id": str(room),
        "class_name": "7B maths",
        "student_ref": f"S{sam}",
        "student_name": "Sam",
        "goal_id": str(goal_id),
        "goal_text": "add fractions",
        "standard_code": "",
        "standard_uri": "",
        "prompt": "step 1",
        "response": "I did it\n“½” too",
        "rating": "meets",
        "demonstration_choice": "",
        "status": "not yet",
        "reviewer": "",
        "reviewed_at": "",
        "language": "sv",
    }


def test_what_an_entry_does_not_have_is_empty(engine: Engine, reading: Engine) -> None:
    """No goal, no level, no state: empty cells, no "None"."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        goals.log(db, case.entry(sam))
    (row,) = exported(reading, room)
    filled = {column for column, cell in row.items() if cell}
    assert filled == {
        *("event_id", "event_type", "occurred_at", "occurred_at_local", "timezone", "class_id"),
        *("class_name", "student_ref", "student_name", "language"),
    }


@pytest.mark.parametrize(
    ("level", "word"),
    [(1, "starting"), (2, "getting there"), (3, "meets"), (4, "beyond"), (None, ""), (9, "")],
)
def test_a_level_is_a_word(engine: Engine, reading: Engine, level: int | None, word: str) -> None:
    """Never a number, which would be summed and ranked."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        goals.log(db, case.entry(sam, level=level))
    assert exported(reading, room)[0]["rating"] == word


def test_a_state_that_has_no_word_stands_as_it_is(engine: Engine, reading: Engine) -> None:
    """What a later version wrote is still exported by this one."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        goals.log(db, case.entry(sam, state="later"))
    assert exported(reading, room)[0]["status"] == "later"


def test_entries_stand_oldest_first_and_only_those_of_the_class(
    engine: Engine, reading: Engine
) -> None:
    """By when they happened; a teacher's trial is no student's, one who left has been one."""
    with transaction(engine) as db:
        room, kim, sam = room_with_sam(db)
        trial = case.member(db, kim, room, Role.STUDENT, "Kim", trial=True)
        gone = case.member(db, case.person(db, 3), room, Role.STUDENT, "Gone")
        art = case.member(db, case.person(db, 4), case.classroom(db, kim, "Art"), Role.STUDENT, "A")
        for member_id, hours, said in (
            (sam, 2, "third"),
            (gone, 1, "first"),
            (sam, 1, "second"),
            (trial, 0, "trial"),
            (art, 0, "art"),
        ):
            at = NOW + timedelta(hours=hours)
            goals.log(db, case.entry(member_id, at, response=said))
        case.leave(db, gone)
    assert [row["response"] for row in exported(reading, room)] == ["first", "second", "third"]
    assert exported(reading, NOBODY) == []


@pytest.mark.parametrize(
    ("at", "iso", "wall"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25T02:30:00+02:00", "02:30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25T02:30:00+01:00", "02:30"),
        (datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC), "2026-03-29T01:59:59+01:00", "01:59"),
        (datetime(2026, 3, 29, 1, 0, 0, tzinfo=UTC), "2026-03-29T03:00:00+02:00", "03:00"),
    ],
)
def test_times_are_the_schools_across_a_change_of_clocks(
    engine: Engine, reading: Engine, at: datetime, iso: str, wall: str
) -> None:
    """ISO 8601 with the offset of that instant, which tells an hour from its repetition."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        goals.log(db, case.entry(sam, at))
    (row,) = exported(reading, room)
    assert row["occurred_at"] == iso
    assert datetime.fromisoformat(row["occurred_at"]) == at
    assert row["occurred_at_local"] == f"{iso[:10]} {wall}"


def test_the_class_decides_the_zone(engine: Engine, reading: Engine) -> None:
    """Also one half an hour off."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        change(db, Class, zone="Asia/Kolkata")
        goals.log(db, case.entry(sam))
    (row,) = exported(reading, room)
    assert (row["occurred_at"], row["timezone"]) == ("2026-11-23T20:30:00+05:30", "Asia/Kolkata")


def test_how_mastery_is_shown_and_who_looked(engine: Engine, reading: Engine) -> None:
    """The chosen format; for a review, whose word it is, under the name used as a teacher here."""
    with transaction(engine) as db:
        room, kim, sam = room_with_sam(db)
        first = case.member(db, kim, room, Role.STUDENT, "Kim the trier", trial=True)
        case.member(db, kim, case.classroom(db, kim, "Art"), Role.TEACHER, "Artful Kim")
        goals.log(db, case.entry(sam, kind="demonstration_chosen", answers={"format": "a film"}))
        review: dict[str, Any] = {
            "kind": "demonstration_reviewed",
            "prompt": "a film",
            "state": "meets",
            "reviewer_id": kim,
        }
        goals.log(db, case.entry(sam, NOW + timedelta(hours=1), **review))
        for member_id in (first, *(m.id for m in people.memberships(db, kim))):
            case.leave(db, member_id)
        goals.log(db, case.entry(sam, NOW + timedelta(hours=2), **review | {"reviewer_id": None}))
    chosen, reviewed, nobodys = exported(reading, room)
    columns = ("demonstration_choice", "reviewer", "reviewed_at", "status")
    assert [chosen[column] for column in columns] == ["a film", "", "", ""]
    assert [reviewed[column] for column in columns] == [
        "a film",
        "Ms Berg",
        "2026-11-23T17:00:00+01:00",
        "it meets",
    ]
    assert nobodys["reviewer"] == ""


# --- the file ------------------------------------------------------------------------------------


def test_the_columns_are_exactly_these_in_this_order() -> None:
    """Sheets and scripts are built upon them."""
    assert ",".join(COLUMNS) == HEADER
    assert written([]) == f"\ufeff{HEADER}\r\n"


def test_a_file_is_rfc_4180_for_spreadsheets() -> None:
    """A byte order mark, CRLF after each row, quotes around what needs them, doubled inside."""
    row = BLANK | {"event_id": "1", "prompt": "a,b", "response": 'she said "no"\nand\rleft'}
    lines = ("1", *[""] * 12, '"a,b"', '"she said ""no""\nand\rleft"', *[""] * 6)
    assert written([row]) == f"\ufeff{HEADER}\r\n{','.join(lines)}\r\n"


def test_a_file_on_disk_is_utf_8(tmp_path: Path) -> None:
    """As the promise of write_csv says to open it."""
    file = tmp_path / "log.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        assert write_csv([BLANK | {"response": "åäö 👩‍👩‍👧 עברית"}], out) == 1
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfevent_id,")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 2
    assert read_again(raw.decode())[0]["response"] == "åäö 👩‍👩‍👧 עברית"


def test_a_file_name_says_what_and_when() -> None:
    """In characters that every system and sheet can take."""
    assert file_name("7B Maths", NOW) == "reflections_7b-maths_2026-11-23.csv"
    assert file_name("../Åk 9: “ä/b”?\n", NOW) == "reflections_åk-9-ä-b_2026-11-23.csv"
    assert file_name(" … ", NOW) == "reflections_class_2026-11-23.csv"


def test_a_class_is_found_by_its_name(engine: Engine, reading: Engine) -> None:
    """Case ignored, also beyond ASCII; all of that name, for the caller to say so."""
    with transaction(engine) as db:
        kim = case.person(db, 1)
        street, other = (case.classroom(db, kim, name) for name in ("Åk 9 STRASSE", "Åk 8"))
        twin = case.classroom(db, kim, "åk 8")
    with reading.connect() as db:
        assert class_ids(db, "åK 9 straße") == [street]
        assert sorted(class_ids(db, "ÅK 8")) == [other, twin]
        assert class_ids(db, "Åk") == []


# --- cells that do nothing -----------------------------------------------------------------------

STARTERS = "=+-@|%\t\r\n＝＋－＠｜％"
UNSEEN = "\xad\ufeff" + "".join(
    chr(code)
    for first, last in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2069))
    for code in range(first, last + 1)
)
"""Characters without a width: joiners, marks, overrides, isolates."""


def unheard(cell: str) -> str:
    """A cell without what no file and no reader needs: control and half characters."""
    return "".join(c for c in cell if c in "\t\r\n" or unicodedata.category(c) not in ("Cc", "Cs"))


def runs(cell: str) -> bool:
    """Whether a spreadsheet could run a cell: a starter first, or after what is not seen."""
    for character in cell:
        if character in STARTERS:
            return True
        if not (character.isspace() or character in UNSEEN):
            return False
    return False


def is_number(cell: str) -> bool:
    """Whether a cell is a plain number, which may begin with a sign."""
    return bool(re.fullmatch(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?", cell, re.ASCII))


def check(cells: Sequence[str]) -> None:
    """Write cells, read them again: what was written, and nothing that runs."""
    text = written([BLANK | {"response": cell, "goal_text": cell} for cell in cells])
    text.encode()
    for cell, row in zip(cells, read_again(text), strict=True):
        said = unheard(cell)
        quoted = runs(said) and not is_number(said)
        assert row == BLANK | dict.fromkeys(("response", "goal_text"), "'" * quoted + said)


ANYTHING = st.text(st.characters(codec=None))
FORMULA = st.tuples(
    st.text(st.sampled_from(" \u00a0\u3000\u2003\u200b\ufeff\u202e\x00\x07\x85")),
    st.sampled_from(STARTERS),
    st.one_of(ANYTHING, st.sampled_from(["1+1", 'cmd|" /C calc"!A0', "1", "-1", "HYPERLINK(1)"])),
).map("".join)


@given(st.lists(st.one_of(ANYTHING, FORMULA), max_size=5))
@example(["\x00=1+1", "\ud83d=1", "'=1", '"=1"', "=1\r\n=2", ";=1"])
def test_any_words_are_exported_and_none_of_them_run(cells: list[str]) -> None:
    """Whatever a child writes stands in the file as written, and is text."""
    check(cells)


@pytest.mark.parametrize("starter", STARTERS)
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u3000 ", "\u200b", "\x00", "\ufeff"])
def test_what_a_spreadsheet_would_run_gets_a_quote(before: str, starter: str) -> None:
    """A formula after spaces, in full width, behind a tab or behind what nobody sees."""
    formula = f"{before}{starter}SUM(1)"
    assert inert(formula) == "'" + formula.replace("\x00", "")


@pytest.mark.parametrize("number", ["-1", "+1.5", "-0,5", "-12e-3", "42", "3.14", "0", "1 000"])
def test_numbers_stay_numbers(number: str) -> None:
    """A minus does not make a word of them."""
    assert inert(number) == number


@pytest.mark.parametrize(
    "formula", ["-1+1", "+", "--1", "-inf", "+nan", "-1_000", "-１", "\t-1", " -1", "-1\n", "+1-1"]
)
def test_what_only_looks_like_a_number_gets_a_quote(formula: str) -> None:
    """Python reads some of these as numbers; a spreadsheet would run or refuse them."""
    assert inert(formula) == "'" + formula


@pytest.mark.parametrize("words", ["", " ", "a=b", "3+4", "'=1", "x\n=1", "me@school", "50 %"])
def test_harmless_words_stay_as_they_are(words: str) -> None:
    """Only the beginning of a cell counts."""
    assert inert(words) == words


def naughty() -> list[str]:
    """A public list of strings that break programs."""
    if not NAUGHTY.exists():
        pytest.skip(f"no list of naughty strings at {NAUGHTY}")
    found = json.loads(NAUGHTY.read_text())
    assert len(found) > 400
    return [str(string) for string in found]


def test_naughty_strings_are_exported_as_they_are() -> None:
    """None is lost, cut or run."""
    check(naughty())


def test_naughty_strings_go_through_the_database(engine: Engine, reading: Engine) -> None:
    """As a child's words, from the entry to the file and back."""
    strings = [string.replace("\x00", "") for string in naughty()]
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        for string in strings:
            goals.log(db, case.entry(sam, response=string, answers={"format": string}))
    rows = exported(reading, room)
    assert [row["response"] for row in rows] == strings
    assert [row["demonstration_choice"] for row in rows] == strings
    assert [row["response"] for row in read_again(written(rows))] == [inert(s) for s in strings]


def test_no_column_runs_whoever_named_it(engine: Engine, reading: Engine) -> None:
    """The names of a student, a class, a goal and a teacher are strangers' words as well."""
    with transaction(engine) as db:
        kim = case.person(db, 1)
        room = case.classroom(db, kim)
        change(db, Class, col(Class.id) == room, name="=1")
        case.member(db, kim, room, Role.TEACHER, "@teacher")
        sam = case.member(db, case.person(db, 2), room, Role.STUDENT, "+name")
        entry = case.entry(
            sam,
            kind="demonstration_reviewed",
            goal_id=case.goal(db, sam, "-aim"),
            prompt="|prompt",
            response="%words",
            state="=state",
            language="=en",
            reviewer_id=kim,
        )
        goals.log(db, entry)
    (row,) = read_again(written(exported(reading, room)))
    assert {cell[:2] for cell in row.values() if cell.startswith("'")} == {
        *("'=", "'@", "'+", "'-", "'|", "'%"),
    }
    assert not any(runs(cell) for cell in row.values())


def test_a_long_log_is_streamed(engine: Engine, reading: Engine) -> None:
    """20,000 entries of half a kilobyte: memory stays flat, whatever the class wrote in a year."""
    count, most = 20_000, 4_000_000
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        line = case.entry(sam, response="=" + "word " * 100).model_dump(exclude={"id"})
        db.execute(
            Entry.__table__.insert(),  # type: ignore[attr-defined]  # SQLModel declares no __table__
            [{**line, "update_id": -number} for number in range(1, count + 1)],
        )
    with reading.connect() as db, Path(os.devnull).open("w", newline="", encoding="utf-8") as out:
        tracemalloc.start()
        try:
            assert write_csv(entries(db, room, WORDS), out) == count
            _now, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < most


def test_postgresql_hands_a_long_log_over_in_pieces(postgres_url: str) -> None:
    """Its driver would else hold the whole log, in memory that Python does not see."""
    engine = open_database(postgres_url)
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        for _ in range(2):
            goals.log(db, case.entry(sam))
    with engine.connect() as db:
        rows = entries(db, room, WORDS)
        next(rows)
        held_by_the_server = text("SELECT count(*) FROM pg_cursors WHERE name <> ''")
        assert db.execute(held_by_the_server).scalar() == 1
        assert len(list(rows)) == 1
    engine.dispose()
