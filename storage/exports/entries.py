"""The log of a class: one row per entry, in the long form that spreadsheets and people read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, select

from storage.desk import ANSWERABLE, STUCK
from storage.exports.wanted import (
    Columns,
    InWords,
    Kind,
    Report,
    Room,
    Row,
    Wanted,
    counted,
    room_of,
    students_in,
    teachers,
    towards,
    within,
)
from storage.tables import Entry, Goal, Membership, Reply

COLUMNS: Columns = {
    "event_id": Kind.NUMBER,
    "event_type": Kind.TEXT,
    "occurred_at": Kind.FACT,
    "occurred_at_local": Kind.WALL,
    "timezone": Kind.FACT,
    "class_id": Kind.NUMBER,
    "class_name": Kind.TEXT,
    "student_ref": Kind.FACT,
    "student_name": Kind.TEXT,
    "goal_id": Kind.NUMBER,
    "goal_text": Kind.TEXT,
    "standard_code": Kind.TEXT,
    "standard_uri": Kind.TEXT,
    "prompt": Kind.TEXT,
    "response": Kind.TEXT,
    "rating": Kind.TEXT,
    "demonstration_choice": Kind.TEXT,
    "status": Kind.TEXT,
    "reviewer": Kind.TEXT,
    "reviewed_at": Kind.FACT,
    "language": Kind.TEXT,
    "stuck_on": Kind.TEXT,
    "self_level": Kind.TEXT,
    "teacher_level": Kind.TEXT,
    "reply": Kind.TEXT,
    "replied_by": Kind.TEXT,
    "replied_at": Kind.FACT,
    "student_answer": Kind.TEXT,
}
"""Sheets and scripts are built upon them: new ones come at the end."""
REVIEWED = "demonstration_reviewed"
AT_ONCE = 500
"""Rows that are in memory together."""

_entry = Entry.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_goal = Goal.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_member = Membership.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_reply = Reply.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_earlier = _entry.alias("earlier")
_said_before = (
    select(_earlier.c.level)
    .where(
        _earlier.c.membership_id == _entry.c.membership_id,
        _earlier.c.at <= _entry.c.at,
        _earlier.c.goal_id == _entry.c.goal_id,
        _earlier.c.kind != REVIEWED,
        _earlier.c.level.is_not(None),
    )
    .order_by(_earlier.c.at.desc(), _earlier.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
"""Where a student last said to be with a goal before it was reviewed."""


def entries(db: Connection, wanted: Wanted, words: InWords) -> Report:
    """The entries that are wanted, oldest first.

    Times are ISO 8601 with their offset, and the class's wall time to the minute.
    """
    room = room_of(db, wanted.class_id)
    return Report(COLUMNS, _rows(db, wanted, words, room))


def count(db: Connection, wanted: Wanted) -> int:
    """How many entries are wanted."""
    return counted(db, select_entries(wanted, room_of(db, wanted.class_id), _entry.c.id))


def exist(db: Connection, wanted: Wanted) -> bool:
    """Whether any entry is wanted."""
    room = room_of(db, wanted.class_id)
    found = select_entries(wanted, room, _entry.c.id).order_by(None).limit(1)
    return db.execute(found).first() is not None


def select_entries(wanted: Wanted, room: Room, *columns: Any) -> Select[Any]:
    """The entries that are wanted, oldest first, with their goal, student and reply."""
    where = [*students_in(wanted), *within(_entry.c.at, wanted, room), *towards(wanted)]
    if wanted.state:
        where.append(_entry.c.state == wanted.state)
    if wanted.stuck:
        factor = _entry.c.answers["factor_code"].as_string()
        where.append(and_(_entry.c.state.in_(STUCK), factor == wanted.stuck))
    if wanted.unanswered:
        where.append(and_(_entry.c.kind.in_(ANSWERABLE), _reply.c.id.is_(None)))
    return (
        select(*columns)
        .join(_member, _member.c.id == _entry.c.membership_id)
        .outerjoin(_goal, _goal.c.id == _entry.c.goal_id)
        .outerjoin(_reply, _reply.c.entry_id == _entry.c.id)
        .where(*where)
        .order_by(_entry.c.at, _entry.c.id)
    )


_OF_ENTRY = (
    *("id", "kind", "at", "membership_id", "goal_id", "prompt", "response", "level", "state"),
    *("answers", "reviewer_id", "language"),
)


def log_of(wanted: Wanted, room: Room) -> Select[Any]:
    """All that a row of the log is made of."""
    return select_entries(
        wanted,
        room,
        *(_entry.c[name] for name in _OF_ENTRY),
        _member.c.name,
        _goal.c.aim,
        case((_entry.c.kind == REVIEWED, func.coalesce(_said_before, _goal.c.level))).label(
            "own_level"
        ),
        _reply.c.kind.label("reply_kind"),
        _reply.c.words,
        _reply.c.file_id,
        _reply.c.by,
        _reply.c.at.label("replied_at"),
        _reply.c.back,
        _reply.c.back_file_id,
    )


def _rows(db: Connection, wanted: Wanted, words: InWords, room: Room) -> Iterator[Row]:
    names = teachers(db, wanted.class_id)
    in_zone, zone = room.time, room.zone.key
    found = db.execute(log_of(wanted, room), execution_options={"yield_per": AT_ONCE})
    for (  # by place and not by name: there are a million of them
        entry_id, kind, at, student_id, goal_id, prompt, response, level, state, answers,
        reviewer_id, language, student, aim, own_level, *reply,
    ) in found:  # fmt: skip
        when = in_zone(at)
        rating = words.levels.get(level, "")
        reviewed = kind == REVIEWED
        yield (
            entry_id,
            kind,
            when,
            f"{when[:10]} {when[11:16]}",
            zone,
            room.id,
            room.name,
            f"S{student_id}",
            student,
            goal_id or "",
            aim or "",
            "",
            "",
            prompt,
            response,
            rating,
            answers.get("format", "") or (prompt if reviewed else ""),
            words.status(kind, state),
            names.get(reviewer_id, "") if reviewed else "",
            when if reviewed else "",
            language,
            stuck_on(state, answers, words) if state in STUCK else "",
            words.levels.get(own_level, "") if reviewed else rating,
            rating if reviewed else "",
            *(_replied(room, words, names, *reply) if reply[0] else _UNREPLIED),
        )


_UNREPLIED = ("", "", "", "")


def _replied(  # noqa: PLR0917  as they stand in the row
    room: Room,
    words: InWords,
    names: Mapping[int, str],
    kind: str,
    said: str,
    file_id: str,
    by: int,
    at: datetime,
    back: str,
    back_file_id: str,
) -> Row:
    voice = words.replies["voice"]
    said = said or (voice if file_id else words.replies.get(kind, ""))
    return said, names.get(by, ""), room.time(at), back or (voice if back_file_id else "")


def stuck_on(state: str, answers: Mapping[str, Any], words: InWords) -> str:
    """What a check-in is stuck on: a word for the code, or the student's own."""
    if state not in STUCK:
        return ""
    code = str(answers.get("factor_code", ""))
    return words.stuck.get(code) or str(answers.get("factor", ""))
