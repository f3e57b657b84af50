"""The files of an export: CSV, XLSX and JSON, written row by row so that memory stays flat.

They hold the words of strangers, so no cell of theirs can be run by a spreadsheet.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count, islice
from typing import Any, BinaryIO, TextIO

import xlsxwriter

from storage.exports.wanted import Columns, Kind, Report, Row, Wanted

BOM = "\ufeff"
UNSEEN = r"\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
STARTS = r"=+\-@|%＝＋－＠｜％"
"""What makes a spreadsheet run a cell when it stands first, or after what nobody sees."""
RUNS = re.compile(rf"[\s{UNSEEN}]*[{STARTS}\t\r\n]")
NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?")
SPLITS = ",;\t\r\n"
"""Where a cell ends for a program that takes another delimiter: then the quotes around it are
none, and what follows begins a cell of its own."""
WITHIN = rf"(?<=[{SPLITS}]){{quote}}(?=(?:(?![{SPLITS}])[\s{UNSEEN}\"'])*[{STARTS}])"
RUNS_WITHIN = re.compile(WITHIN.format(quote=""))
QUOTED_WITHIN = re.compile(WITHIN.format(quote="'"))
LEFT_OUT = re.compile(r"[^\t\n\r -~\xa0-\ud7ff\ue000-\U0010ffff]")
"""Control characters, and half characters that no file can hold."""
MOST_ROWS = 1_048_576
"""Of a sheet, its first line included (Excel's specifications and limits)."""
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "use_zip64": True,
}
WIDTHS = {Kind.TEXT: 24, Kind.FACT: 12, Kind.NUMBER: 9, Kind.WALL: 16, Kind.DAY: 11}
"""Of columns in a sheet, in characters."""


@dataclass(frozen=True)
class Beside:
    """What stands beside the rows, in the reader's language."""

    title: str
    """Of the sheet with the rows; further ones are numbered."""
    about_title: str
    about: Callable[[int], Mapping[str, tuple[str, str]]]
    """What the export is, by its number of rows: a label and what it says, by name."""
    dictionary_title: str
    dictionary: Sequence[tuple[str, ...]]
    """What each column holds, below a first line that says so."""


def inert(cell: str) -> str:
    """The cell, so that no spreadsheet runs it: a leading quote where one would.

    And one within it, where a spreadsheet that takes another delimiter would. Numbers stay numbers.
    NUL and other control characters are left out. `as_written` takes the quotes away again.
    """
    cell = RUNS_WITHIN.sub("'", LEFT_OUT.sub("", cell))
    return "'" + cell if RUNS.match(cell.lstrip("'")) and not NUMBER.fullmatch(cell) else cell


def as_written(cell: str) -> str:
    """What was written in a cell that was made inert, but for what was left out."""
    if cell.startswith("'") and RUNS.match(cell.lstrip("'")):
        cell = cell[1:]
    return QUOTED_WITHIN.sub("", cell)


def write_csv(report: Report, out: TextIO, *, bom: bool = True, delimiter: str = ",") -> int:
    """Write rows as CSV for spreadsheets (RFC 4180, with a BOM so that Excel reads UTF-8).

    Open `out` with newline="" and encoding "utf-8". Where decimals have a comma, spreadsheets
    want ";" as the delimiter. How many rows there were.
    """
    out.write(BOM if bom else "")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(map(inert, report.columns))
    counter = count()
    writer.writerows(cells for cells, _n in zip(_inert(report), counter, strict=False))
    return next(counter)


def _inert(report: Report) -> Iterator[list[Any]]:
    """The rows with the cells inert that hold somebody's words."""
    words = [place for place, kind in enumerate(report.columns.values()) if kind is Kind.TEXT]
    for row in report.rows:
        cells: list[Any] = [*row]
        for place in words:
            cell = cells[place]
            plain = cell[:1].isalnum() and cell.isprintable()  # few cells come to what follows
            if cell and not (plain and "," not in cell and ";" not in cell):
                cells[place] = inert(cell)
        yield cells


def write_dictionary(beside: Beside, rows: int, out: TextIO, *, delimiter: str = ",") -> None:
    """Write what the columns hold, and what the export is, as CSV: it has no second sheet."""
    out.write(BOM)
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    lines = (*beside.dictionary, (), *beside.about(rows).values())
    writer.writerows([inert(cell) for cell in line] for line in lines)


def write_json(report: Report, out: TextIO, beside: Beside) -> int:
    """Write rows as JSON: {"rows": [{column: cell}], "columns": {...}, "about": {...}}.

    Open `out` with encoding "utf-8" and errors="backslashreplace": half a character is then
    written as JSON escapes it. How many rows there were.
    """
    put = json.JSONEncoder(ensure_ascii=False).encode
    total = 0
    out.write('{"rows": [')
    for total, row in enumerate(report.rows, start=1):
        out.write(",\n" if total > 1 else "\n")
        out.write(put(dict(zip(report.columns, row, strict=True))))
    columns = {line[0]: line[-1] for line in beside.dictionary[1:]}
    about = {name: said for name, (_label, said) in beside.about(total).items()}
    out.write(f'\n],\n"columns": {put(columns)},\n"about": {put(about)}}}\n')
    return total


def write_xlsx(report: Report, out: BinaryIO, beside: Beside, *, most_rows: int = MOST_ROWS) -> int:
    """Write rows as a workbook, with a sheet on what it is and one on what the columns hold.

    Words are written as words, never as formulas or links, and stay words when they are edited; a
    text longer than a cell takes is cut. Rows that a sheet of `most_rows` has no room for go on in
    a further one. How many rows there were.
    """
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        styles = _Styles(
            bold=book.add_format({"bold": True}),
            words=book.add_format({"quote_prefix": True}),
            times={
                Kind.WALL: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
                Kind.DAY: book.add_format({"num_format": "yyyy-mm-dd"}),
            },
        )
        rows = iter(report.rows)
        total = 0
        for number in count(1):
            title = beside.title if number == 1 else f"{beside.title} {number}"
            written = _write_sheet(book, title, report.columns, islice(rows, most_rows - 1), styles)
            total += written
            if written < most_rows - 1:
                break
        heads, *lines = beside.dictionary
        columns = dict.fromkeys(heads, Kind.TEXT)
        _write_sheet(book, beside.dictionary_title, columns, lines, styles)
        head, *facts = beside.about(total).values()
        _write_sheet(book, beside.about_title, dict.fromkeys(head, Kind.TEXT), facts, styles)
    return total


@dataclass(frozen=True)
class _Styles:
    bold: Any
    words: Any
    times: Mapping[Kind, Any]


def _write_sheet(
    book: Any, title: str, columns: Columns, rows: Iterable[Row], styles: _Styles
) -> int:
    """Write a sheet below a line of columns that stays in sight; how many rows there were."""
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 0)
    for place, (name, kind) in enumerate(columns.items()):
        sheet.set_column(place, place, WIDTHS[kind])
        sheet.write_string(0, place, _unrun(name), styles.bold)
    kinds = [*columns.values()]
    number = 0
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if cell == "":
                continue
            kind = kinds[place]
            if isinstance(cell, int):
                sheet.write_number(number, place, cell)
            elif kind in styles.times:
                moment = datetime.fromisoformat(cell)
                sheet.write_datetime(number, place, moment, styles.times[kind])
            elif kind is Kind.TEXT:
                text = _unrun(cell)
                sheet.write_string(number, place, text, styles.words if RUNS.match(text) else None)
            else:
                sheet.write_string(number, place, cell)
    return number


def _unrun(cell: str) -> str:
    """The cell as a sheet can hold it: lines end as they do there, control characters go.

    What begins and ends like xlsxwriter's own marked-up text would be written as it stands, and
    break the file: a space behind it keeps it words.
    """
    if cell.isprintable() and not cell.startswith("<r>"):
        return cell
    cell = LEFT_OUT.sub("", cell.replace("\r\n", "\n").replace("\r", "\n"))
    return f"{cell} " if cell.endswith("</r>") else cell


def file_name(kind: str, of: str, wanted: Wanted, day: date, form: str) -> str:
    """A file name that says what and when: "reflections_7b-maths_2026-11-23.csv".

    With the days that were wanted where some were; `day`, on which it is made, is the last of them
    where none is named.
    """
    tidy = "-".join("".join(c if c.isalnum() else " " for c in of.lower()).split())
    first = wanted.since.isoformat() if wanted.since else "until" if wanted.until else ""
    last = (wanted.until or day).isoformat()
    when = last if first in ("", last) else f"{first}_{last}"
    return f"{kind}_{tidy or 'class'}_{when}.{form}"
