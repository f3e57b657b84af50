"""Files that are made when they are sent: the QR picture of a link, the export of a class."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import segno
from sqlalchemy import Engine

from bot import summaries
from bot.path_picture import path_picture
from bot.printed import family_page
from bot.send import Maker
from dialogs.check_in import STATES
from dialogs.family_summary import alt_text, summary
from dialogs.levels import LEVELS
from dialogs.review_work import VERDICTS
from dialogs.words import language
from storage import access, check_ins, people
from storage.access import Action
from storage.exports.entries import InWords, entries, file_name, write_csv

QR_SCALE = 8  # pixels a module: sharp on a projector


class NotAllowedNow(Exception):  # noqa: N818  reads as what it is
    """Whoever asked for the file may no longer have it."""


def in_words(code: str) -> InWords:
    """Levels and states in the words of a language, for exports."""
    put = language(code).put
    return InWords(
        {level: put(word) for level, word in LEVELS.items()},
        {state: put(word) for state, word in {**STATES, **VERDICTS}.items()},
    )


def makers(reading: Engine, now: Callable[[], datetime]) -> Mapping[str, Maker]:
    """The makers by name; each works off the event loop, on read-only connections."""

    async def qr(make: dict[str, Any]) -> tuple[str, bytes]:
        return "class-link.png", await asyncio.to_thread(_qr, str(make["link"]))

    async def export(make: dict[str, Any]) -> tuple[str, bytes]:
        class_id, person_id = int(make["class_id"]), int(make["person_id"])
        return await asyncio.to_thread(_export, reading, class_id, person_id, now())

    async def path(make: dict[str, Any]) -> tuple[str, bytes]:
        return "path.png", await asyncio.to_thread(path_picture, make["done"], make["total"])

    async def page(make: dict[str, Any]) -> tuple[str, bytes]:
        student_id, person_id = int(make["student_id"]), int(make["person_id"])
        return await asyncio.to_thread(_page, reading, student_id, person_id, now())

    return {"qr": qr, "entries": export, "path": path, "family_page": page}


def _qr(link: str) -> bytes:
    out = io.BytesIO()
    segno.make(link, error="m").save(out, kind="png", scale=QR_SCALE)
    return out.getvalue()


def _export(reading: Engine, class_id: int, person_id: int, at: datetime) -> tuple[str, bytes]:
    with reading.connect() as db:
        if not access.may(db, person_id, Action.EXPORT, class_id):
            raise NotAllowedNow
        reader = people.who(db, id=person_id)
        out = io.StringIO(newline="")
        write_csv(entries(db, class_id, in_words(reader.language if reader else "en")), out)
        room = check_ins.class_of(db, class_id)
        there = at.astimezone(ZoneInfo(room.zone if room else "UTC"))
        return file_name(people.class_named(db, class_id), there), out.getvalue().encode()


def _page(reading: Engine, student_id: int, person_id: int, at: datetime) -> tuple[str, bytes]:
    """A student's week as a page to print, in the language of the teacher who asks for it."""
    with reading.connect() as db:
        if not access.may(db, person_id, Action.INVITE_FAMILY, student_id):
            raise NotAllowedNow
        reader = people.who(db, id=person_id)
        made = summaries.of_student(db, student_id, at)
    words = language(reader.language if reader else "en")
    message = summary(made.week, made.draft, at.isocalendar().week)
    picture = path_picture(made.done, made.total)
    html = family_page(message, picture, alt_text(made.done, made.total), words)
    return f"week_{at.date().isoformat()}.html", html.encode()
