"""An export as it was ordered, and its file, made row by row.

`python -m bot.exporting` makes one in a process of its own, so that the bot goes on answering: what
to make stands on standard input, and how far it is comes out in lines of JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlmodel import col

from dialogs import dictionary as said
from dialogs.agree_goal import WHATS
from dialogs.check_in import STATES, STEMS
from dialogs.decide_proposal import DECISIONS as IDEAS
from dialogs.grouping import STUCK
from dialogs.levels import LEVELS
from dialogs.review_work import JUDGEMENTS, VERDICTS
from dialogs.show_mastery import VERDICTS as JUDGED
from dialogs.words import Sentence, Words, _, language
from storage import audit, people
from storage.database import one, open_database
from storage.desk import STUCK as STATES_OF_STUCK
from storage.exports import entries
from storage.exports.person import everything
from storage.exports.reports import REPORTS
from storage.exports.wanted import InWords, Report, Row, Wanted, room_of
from storage.exports.writers import Beside, file_name, write_csv, write_json, write_xlsx
from storage.tables import Group

STUDENT = "student"
"""The report of one student: all they wrote, always as JSON."""
FORMS = ("csv", "xlsx", "json")
NOT_YOURS = _("That class is not yours to export.")
NOTHING_FITS = _("Nothing fits that. Try more days, or the whole class.")
NOT_BY_THAT = _(
    "“{report}” can't be narrowed down by this: {what}. Leave it out, or take another report."
)
NO_SUCH_STATUS = _("“{report}” has no such status. Leave it out, or take another report.")
CONDITIONS = {
    "group_id": _("group"),
    "student_id": _("student"),
    "since": _("the first day"),
    "until": _("the last day"),
    "target": _("target"),
    "state": _("status"),
    "stuck": _("what somebody is stuck on"),
    "unanswered": _("what nobody answered"),
}
"""What an export can be narrowed down by, by its name in Wanted."""
EVERY = 1_000
"""Rows after which the making tells how far it is."""
FILE_NAMES = {"log": "reflections"}
"""What a report's file is called where that is not the report's own name."""


@dataclass(frozen=True)
class Order:
    """An export that was asked for: what of it, in which form, and for whom to read."""

    wanted: Wanted
    report: str = "log"
    form: str = "csv"
    language: str = "en"
    columns: tuple[str, ...] = ()
    """The columns, in order; all of them where none is named."""
    semicolon: bool = False
    bom: bool = True

    def kept(self) -> dict[str, Any]:
        """The order as JSON keeps it."""
        wanted = {name: value for name, value in asdict(self.wanted).items() if value}
        days = {name: day.isoformat() for name, day in wanted.items() if isinstance(day, date)}
        return {**asdict(self), "wanted": {**wanted, **days}}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Order:
        """The order that was kept."""
        wanted = dict(kept["wanted"])
        for name in {"since", "until"} & wanted.keys():
            wanted[name] = date.fromisoformat(wanted[name])
        return cls(**{**kept, "wanted": Wanted(**wanted), "columns": tuple(kept["columns"])})


def in_words(code: str) -> InWords:
    """Levels, states and stuck points in the words of a language."""
    put = language(code).put
    states = {**said.GOAL_STATES, **said.DECISIONS, **WHATS, **VERDICTS, **STATES}
    stems = (stem for state in STATES_OF_STUCK for stem in STEMS[state])
    stuck = {option.name: option.label for stem in stems for option in stem.choices}
    stuck |= {name: one.title for name, one in STUCK.items()}
    return InWords(
        levels={level: put(word) for level, word in LEVELS.items()},
        states={state: put(word) for state, word in states.items()},
        stuck={name: put(word) for name, word in stuck.items()},
        replies={kind: put(word) for kind, word in said.REPLIES.items()},
        own=put(said.OWN),
        teacher=put(said.TEACHER),
        ideas={what: put(word) for what, word in IDEAS.items()},
        judged={verdict: put(word) for verdict, word in JUDGED.items()},
        judgements={verdict: put(word) for verdict, word in JUDGEMENTS.items()},
    )


def knows(report: str) -> frozenset[str]:
    """The conditions that a report can be narrowed down by, by their names in Wanted."""
    return frozenset({"student_id"}) if report == STUDENT else REPORTS[report].knows


def states_of(report: str, code: str) -> dict[str, str]:
    """The states that a report can be narrowed down to, in the words of a language."""
    put = language(code).put
    of_entries = {**IDEAS, **said.DECISIONS, **VERDICTS, **STATES}
    states = said.GOAL_STATES if report == "goals" else of_entries
    return {state: put(word) for state, word in states.items()}


def refused(order: Order) -> Sentence | None:
    """Why an order cannot be made: no condition is dropped because its report ignores it."""
    given = order.kept()["wanted"].keys() - {"class_id"} - knows(order.report)
    report = said.REPORTS[order.report]
    if given:
        what = tuple(words for name, words in CONDITIONS.items() if name in given)
        return NOT_BY_THAT.fill(report=report, what=what)
    if order.wanted.state and order.wanted.state not in states_of(order.report, "en"):
        return NO_SUCH_STATUS.fill(report=report)
    return None


# --- one file ------------------------------------------------------------------------------------


def rows_in(db: Connection, order: Order) -> int:
    """How many rows an order has; of one student's own file 1, or 0 where there is no student."""
    if order.report != STUDENT:
        return REPORTS[order.report].count(db, order.wanted)
    return REPORTS["students"].count(db, order.wanted)


def any_in(db: Connection, order: Order) -> bool:
    """Whether an order has a row at all; of a long log not all are counted for that."""
    if order.report == "log":
        return entries.exist(db, order.wanted)
    return bool(rows_in(db, order))


def make(
    db: Connection, order: Order, out: Path, at: datetime, told: Callable[[int], None] | None = None
) -> int:
    """Write the file of an order; how many rows there are in it.

    `told` hears now and then how many there are so far. Raises OSError where the file cannot be
    written, UnknownColumn where the report has not all of the columns.
    """
    if order.report == STUDENT:
        theirs = everything(db, order.wanted.student_id or 0, in_words(order.language))
        text = json.dumps(theirs, ensure_ascii=False, indent=1)
        out.write_text(text, encoding="utf-8", errors="backslashreplace")
        return len(theirs.get("entries", ()))
    report = _report(db, order).only(order.columns)
    beside = _about(db, order, report, at)
    if told is not None:
        report = replace(report, rows=_telling(report.rows, told))
    if order.form == "xlsx":
        with out.open("wb") as file:
            return write_xlsx(report, file, beside)
    with out.open("w", newline="", encoding="utf-8", errors="backslashreplace") as text_file:
        if order.form == "json":
            return write_json(report, text_file, beside)
        delimiter = ";" if order.semicolon else ","
        return write_csv(report, text_file, bom=order.bom, delimiter=delimiter)


def _telling(rows: Iterator[Row], told: Callable[[int], None]) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        if not number % EVERY:
            told(number)
        yield row


def _report(db: Connection, order: Order) -> Report:
    return REPORTS[order.report].report(db, order.wanted, in_words(order.language))


def columns_of(db: Connection, order: Order) -> tuple[str, ...]:
    """All columns that the report of an order has."""
    return tuple(_report(db, order).columns)


def about(db: Connection, order: Order, at: datetime) -> Beside:
    """What stands beside the rows of an order, for a file of its own."""
    return _about(db, order, _report(db, order).only(order.columns), at)


def _about(db: Connection, order: Order, report: Report, at: datetime) -> Beside:
    """What stands beside the rows: what they are, and what each column holds."""
    reader = language(order.language)
    put = reader.put
    room = room_of(db, order.wanted.class_id)

    def facts(rows: int) -> dict[str, tuple[str, str]]:
        return {
            "report": (put(said.REPORT), put(said.REPORTS[order.report])),
            "class": (put(said.CLASS), room.name),
            "made_at": (put(said.MADE_AT), room.time(at)),
            "timezone": (put(said.ZONE), room.zone.key),
            "days": (put(said.PERIOD), put(_period(order.wanted))),
            "only": (put(said.ONLY), put(_only(db, order))),
            "row_count": (put(said.ROWS), str(rows)),
            "made_by": (put(said.VERSION), f"Waymark {version('waymark')}"),
            "notice": (put(said.PLEASE), put(said.NOTICE)),
        }

    lines = [
        (name, put(said.KINDS[kind]), put(said.MEANINGS.get(name, said.LEVEL_OF_AREA)))
        for name, kind in report.columns.items()
    ]
    head = (put(said.COLUMN), put(said.HOLDS), put(said.MEANS))
    return Beside(
        title=put(said.REPORTS[order.report]),
        about_title=put(said.ABOUT),
        about=facts,
        dictionary_title=put(said.DICTIONARY),
        dictionary=[head, *lines],
    )


def _period(wanted: Wanted) -> Sentence:
    match (wanted.since, wanted.until):
        case (None, None):
            return said.ALL_DAYS
        case (date() as since, None):
            return said.FROM.fill(since=since.isoformat())
        case (None, date() as until):
            return said.TO.fill(until=until.isoformat())
        case (since, until):
            return said.FROM_TO.fill(since=str(since), until=str(until))


def _only(db: Connection, order: Order) -> Words | tuple[Words, ...]:
    """The conditions, in words."""
    wanted, words = order.wanted, in_words(order.language)
    found: list[Words] = []
    if wanted.group_id is not None:
        group = one(db, Group, col(Group.id) == wanted.group_id)
        found.append(said.OF_GROUP.fill(name=group.name if group else ""))
    if wanted.student_id is not None:
        found.append(said.OF_STUDENT.fill(name=people.name_of(db, wanted.student_id)))
    if wanted.target:
        found.append(said.OF_TARGET.fill(words=wanted.target))
    if wanted.state:
        state = states_of(order.report, order.language).get(wanted.state, wanted.state)
        found.append(said.OF_STATE.fill(state=state))
    if wanted.stuck:
        found.append(said.OF_STUCK.fill(stuck=words.stuck.get(wanted.stuck, wanted.stuck)))
    if wanted.unanswered:
        found.append(said.OF_UNANSWERED)
    return tuple(found) if found else said.EVERYBODY


def named(db: Connection, order: Order, day: date) -> str:
    """The name of an order's file."""
    if order.report == STUDENT:
        of = people.name_of(db, order.wanted.student_id or 0)
    else:
        of = people.class_named(db, order.wanted.class_id)
    kind = FILE_NAMES.get(order.report, order.report)
    return file_name(kind, of, order.wanted, day, order.form)


def on_record(db: Connection, order: Order, rows: int, actor_id: int | None, now: datetime) -> None:
    """Put on record who exported what: the conditions as ids, codes and days, and how many rows."""
    wanted = {
        name: True if name == "target" else value
        for name, value in order.kept()["wanted"].items()
        if name != "class_id"
    }
    conditions = [f"{name}={value}" for name, value in wanted.items()]
    audit.note(
        db,
        actor_id=actor_id,
        action="exported",
        now=now,
        subject="class",
        subject_id=order.wanted.class_id,
        detail=" ".join([f"{rows} rows", order.report, order.form, *conditions]),
    )


def gradebook_on_record(
    db: Connection, class_id: int, filled: int, actor_id: int | None, now: datetime
) -> None:
    """Put on record who filled a gradebook of a class, and for how many students."""
    audit.note(
        db,
        actor_id=actor_id,
        action="filled a gradebook",
        now=now,
        subject="class",
        subject_id=class_id,
        detail=f"{filled} students",
    )


# --- in a process of its own ---------------------------------------------------------------------


def main() -> None:
    """Make what stands on standard input, and tell how far it is."""
    os.umask(0o077)  # the file holds students' words
    os.nice(10)  # whoever chats goes first
    job = json.load(sys.stdin)

    def told(rows: int) -> None:
        sys.stdout.write(json.dumps({"rows": rows}) + "\n")
        sys.stdout.flush()

    engine = open_database(job["database"], read_only=True)
    at = datetime.fromisoformat(job["at"])
    try:
        with engine.connect() as db:
            told(make(db, Order.of(job["order"]), Path(job["out"]), at, told))
    except Exception as fault:  # noqa: BLE001  its text may hold words, so its kind alone is told
        sys.stdout.write(json.dumps({"fault": type(fault).__name__}) + "\n")
        raise SystemExit(1) from None
    finally:
        engine.dispose()


if __name__ == "__main__":
    main()
