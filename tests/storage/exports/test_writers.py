"""The files of an export: exact, readable by people and programs, and inert."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from export_case import BESIDE, BLANK, STARTERS, UNSEEN, log_of, read_again, runs, written
from hypothesis import example, given
from hypothesis import strategies as st
from naughty import naughty
from storage_case import NOW

from storage.exports.entries import COLUMNS
from storage.exports.wanted import Kind, Report, Wanted
from storage.exports.writers import (
    as_written,
    file_name,
    inert,
    write_csv,
    write_dictionary,
    write_json,
    write_xlsx,
)

HEADER = (
    "event_id,event_type,occurred_at,occurred_at_local,timezone,class_id,class_name,student_ref,"
    "student_name,goal_id,goal_text,standard_code,standard_uri,prompt,response,rating,"
    "demonstration_choice,status,reviewer,reviewed_at,language,stuck_on,self_level,teacher_level,"
    "reply,replied_by,replied_at,student_answer"
)


# --- the file ------------------------------------------------------------------------------------


def test_the_columns_are_exactly_these_in_this_order() -> None:
    """Sheets and scripts are built upon them."""
    assert ",".join(COLUMNS) == HEADER
    assert written([]) == f"\ufeff{HEADER}\r\n"


def test_a_file_is_rfc_4180_for_spreadsheets() -> None:
    """A byte order mark, CRLF after each row, quotes around what needs them, doubled inside."""
    row = {**BLANK, "event_id": 1, "prompt": "a,b", "response": 'she said "no"\nand\rleft'}
    lines = ("1", *[""] * 12, '"a,b"', '"she said ""no""\nand\rleft"', *[""] * 13)
    assert written([row]) == f"\ufeff{HEADER}\r\n{','.join(lines)}\r\n"


def test_a_file_on_disk_is_utf_8(tmp_path: Path) -> None:
    """As the promise of write_csv says to open it."""
    file = tmp_path / "log.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        assert write_csv(log_of([{**BLANK, "response": "åäö 👩‍👩‍👧 עברית"}]), out) == 1
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfevent_id,")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 2
    assert read_again(raw.decode())[0]["response"] == "åäö 👩‍👩‍👧 עברית"


def test_a_file_without_a_mark_and_with_semicolons() -> None:
    """As programs want it, and spreadsheets where decimals have a comma."""
    out = io.StringIO(newline="")
    report = Report({"a": Kind.TEXT, "b": Kind.NUMBER}, iter([("x;y", 1), ("", "")]))
    assert write_csv(report, out, bom=False, delimiter=";") == 2
    assert out.getvalue() == 'a;b\r\n"x;y";1\r\n;\r\n'


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (None, None, "2026-11-23"),
        (date(2026, 11, 16), date(2026, 11, 22), "2026-11-16_2026-11-22"),
        (date(2026, 11, 16), None, "2026-11-16_2026-11-23"),
        (None, date(2026, 11, 22), "until_2026-11-22"),
        (date(2026, 11, 23), date(2026, 11, 23), "2026-11-23"),
    ],
)
def test_a_file_name_says_what_and_when(since: date | None, until: date | None, days: str) -> None:
    """The days that are in it, or the day it was made; in characters that every system takes."""
    wanted = Wanted(1, since=since, until=until)
    assert (
        file_name("reflections", "7B Maths", wanted, NOW.date(), "csv")
        == f"reflections_7b-maths_{days}.csv"
    )


def test_a_file_name_is_tame() -> None:
    """Whatever the class is called."""
    day, wanted = NOW.date(), Wanted(1)
    hard = "../Åk 9: “ä/b”?\n"
    assert file_name("goals", hard, wanted, day, "xlsx") == "goals_åk-9-ä-b_2026-11-23.xlsx"
    assert file_name("goals", " … ", wanted, day, "json") == "goals_class_2026-11-23.json"


def test_what_columns_hold_is_told_beside_a_csv() -> None:
    """In a file of its own, as inert as the other."""
    out = io.StringIO(newline="")
    write_dictionary(BESIDE, 7, out)
    assert out.getvalue() == (
        "\ufeffColumn,Means\r\nevent_id,'=its number\r\n\r\nClass,'=7B\r\nRows,7\r\n"
    )


def test_json_is_whole() -> None:
    """Rows with their columns, numbers as numbers, then what it is; half a character too."""
    out = io.BytesIO()
    text = io.TextIOWrapper(out, encoding="utf-8", errors="backslashreplace")
    rows = [{**BLANK, "event_id": n, "response": f"=1 “ü”\n\x00\ud83d {n}"} for n in (1, 2)]
    assert write_json(log_of(rows), text, BESIDE) == 2
    text.flush()
    found = json.loads(out.getvalue())
    assert found == {
        "rows": rows,
        "columns": {"event_id": "=its number"},
        "about": {"class": "=7B", "row_count": "2"},
    }
    assert "“ü”".encode() in out.getvalue()

    nothing = io.StringIO()
    assert write_json(log_of([]), nothing, BESIDE) == 0
    assert json.loads(nothing.getvalue())["rows"] == []


# --- workbooks -----------------------------------------------------------------------------------


def opened(report: Report, **options: int) -> dict[str, list[list[Any]]]:
    """The sheets of a workbook by title, as a program opens it: their cells, none a formula."""
    out = io.BytesIO()
    write_xlsx(report, out, BESIDE, **options)
    book = openpyxl.load_workbook(out)
    for sheet in book.worksheets:
        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
        assert kinds <= {"s", "n", "d"}  # words, numbers and dates; no formula
        assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in book.worksheets
    }


def test_a_workbook_says_what_it_is() -> None:
    """The rows, what each column holds, and what the export is; dates and numbers are such."""
    kinds = {"n": Kind.NUMBER, "at": Kind.WALL, "on": Kind.DAY, "zone": Kind.FACT, "=w": Kind.TEXT}
    row = (7, "2026-11-23 16:00", "2026-11-23", "UTC", "=1+1")
    sheets = opened(Report(kinds, iter([row, (0, "", "", "", "")])))
    assert sheets == {
        "Log": [
            ["n", "at", "on", "zone", "=w"],
            [7, datetime(2026, 11, 23, 16), datetime(2026, 11, 23), "UTC", "=1+1"],  # noqa: DTZ001  a sheet knows no zone
            [0, None, None, None, None],
        ],
        "Columns": [["Column", "Means"], ["event_id", "=its number"]],
        "About": [["Class", "=7B"], ["Rows", "2"]],
    }


def test_rows_go_on_in_a_further_sheet() -> None:
    """A sheet has a limit; the columns stand at the top of each."""
    rows = [{**BLANK, "event_id": n} for n in range(1, 8)]
    sheets = opened(log_of(rows), most_rows=4)
    assert [*sheets] == ["Log", "Log 2", "Log 3", "Columns", "About"]
    assert [sheets[title][0] for title in ("Log", "Log 3")] == [[*COLUMNS], [*COLUMNS]]
    assert [row[0] for title in [*sheets][:3] for row in sheets[title][1:]] == [1, 2, 3, 4, 5, 6, 7]
    assert sheets["About"][1] == ["Rows", "7"]


def in_a_sheet(cell: str) -> str | None:
    """What comes back of a cell in a sheet."""
    (row,) = opened(log_of([{**BLANK, "response": cell}]))["Log"][1:]
    kept: str | None = row[[*COLUMNS].index("response")]
    return kept


def test_naughty_strings_are_words_in_a_sheet() -> None:
    """None is a formula, none breaks the file; line ends are those of a sheet."""
    strings = naughty()
    rows = opened(log_of([{**BLANK, "event_id": 1, "response": s} for s in strings]))["Log"][1:]
    place = [*COLUMNS].index("response")
    for string, row in zip(strings, rows, strict=True):
        lines = string.replace("\r\n", "\n").replace("\r", "\n")
        assert unescaped(row[place] or "") == unheard(lines)


def unescaped(cell: str) -> str:
    """What Excel shows for _xHHHH_ (ECMA-376, ST_Xstring), which openpyxl leaves as it is."""
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), cell)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("<r>x</r>", "<r>x</r> "),
        ("<r><t>x</t></r>", "<r><t>x</t></r> "),
        ("<r>\n</r>", "<r>\n</r> "),
        ("<r>x", "<r>x"),
        ("a\x00\x0b\ud83db", "ab"),
        ("a\rb\r\nc", "a\nb\nc"),
        ("https://example.org/a", "https://example.org/a"),
        ("-1", "-1"),
        (" =1", " =1"),
        ("x" * 32_768, "x" * 32_767),
        ("😀" * 20_000, "😀" * 16_383),
    ],
)
def test_what_a_sheet_keeps_of_a_cell(cell: str, kept: str) -> None:
    """All of it but what no sheet holds; marked-up text of the writer's own gets a space."""
    assert in_a_sheet(cell) == kept


def test_words_stay_words_when_a_cell_is_edited() -> None:
    """Where a spreadsheet would run what is typed anew, the cell is marked as words."""
    out = io.BytesIO()
    write_xlsx(log_of([{**BLANK, "response": "=1+1", "prompt": "fine"}]), out, BESIDE)
    sheet = openpyxl.load_workbook(out)["Log"]
    marked = {cell.value for cell in sheet[2] if cell.quotePrefix}
    assert marked == {"=1+1"}


# --- cells that do nothing -----------------------------------------------------------------------


def unheard(cell: str) -> str:
    """A cell without what no file and no reader needs: control and half characters."""
    return "".join(c for c in cell if c in "\t\r\n" or unicodedata.category(c) not in ("Cc", "Cs"))


def is_number(cell: str) -> bool:
    """Whether a cell is a plain number, which may begin with a sign."""
    return bool(re.fullmatch(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?", cell, re.ASCII))


def check(cells: Sequence[str]) -> None:
    """Write cells, read them again: what was written, and nothing that runs."""
    text = written([{**BLANK, "response": cell, "goal_text": cell} for cell in cells])
    text.encode()
    for cell, row in zip(cells, read_again(text), strict=True):
        said = unheard(cell)
        both = dict.fromkeys(("response", "goal_text"), row["response"])
        assert row == {**BLANK, **both}
        assert as_written(row["response"]) == said
        assert not runs(row["response"]) or is_number(said)
        if not set(said) & set(",;\t\r\n'"):
            quoted = runs(said) and not is_number(said)
            assert row["response"] == "'" * quoted + said
    for delimiter in ",;\t":
        for field in opened_with(delimiter, text):
            assert not re.match(RUN, field) or is_number(field), (delimiter, field)


RUN = rf"[\s{UNSEEN}]*[{re.escape(STARTERS[:6])}＝＋－＠｜％]"


def opened_with(delimiter: str, text: str) -> list[str]:
    """The cells that a spreadsheet makes of a file where it takes this for the delimiter.

    Quotes count only where a cell begins with one: else a line's end is the end of a row.
    """
    bare = rf"[^{delimiter}\r\n]*"
    quoted = rf'("(?:[^"]|"")*")({bare})'
    found = re.findall(rf"(?:^|[{delimiter}\r\n])(?:{quoted}|({bare}))", text)
    return [
        (whole[1:-1].replace('""', '"') if whole and not more else whole.strip('"')) + more + plain
        for whole, more, plain in found
    ]


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
    "formula", ["-1+1", "+", "--1", "-inf", "+nan", "-1_000", "-１", " -1", "-1\n", "+1-1"]
)
def test_what_only_looks_like_a_number_gets_a_quote(formula: str) -> None:
    """Python reads some of these as numbers; a spreadsheet would run or refuse them."""
    assert inert(formula) == "'" + formula


@pytest.mark.parametrize("words", ["", " ", "a=b", "3+4", "me@school", "50 %", "a; b", "1, 2; b"])
def test_harmless_words_stay_as_they_are(words: str) -> None:
    """Only what a cell begins with counts, in this file or with another delimiter."""
    assert inert(words) == words


@pytest.mark.parametrize(
    ("cell", "made"),
    [
        ("a;=1+1", "a;'=1+1"),
        ("a,=1+1", "a,'=1+1"),
        ("a\t=1+1", "a\t'=1+1"),
        ("a\n=1+1", "a\n'=1+1"),
        ("a\n;=1+1", "a\n;'=1+1"),
        ("a; \u200b@x", "a;' \u200b@x"),
        ('a;"=1+1"', 'a;\'"=1+1"'),
        ("a;'=1", "a;''=1"),
        ("'=1", "''=1"),
        ("=1;-2,=3", "'=1;'-2,'=3"),
    ],
)
def test_a_cell_is_inert_whatever_the_delimiter(cell: str, made: str) -> None:
    """A file with commas may be opened where semicolons are usual: the cell falls into pieces.

    Each of them that would run gets a quote too, and all quotes can be taken away again.
    """
    assert inert(cell) == made
    assert as_written(made) == cell
    check([cell])


def test_naughty_strings_are_exported_as_they_are() -> None:
    """None is lost, cut or run."""
    check(naughty())
