"""Files that are made when they are sent: the QR picture of a link, the export of a class."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import segno
from sqlalchemy import Engine
from sqlmodel import col
from telegram.error import BadRequest

from bot import conference, summaries
from bot.chat import context_of
from bot.exports import CannotMake, Exports
from bot.path_picture import path_picture
from bot.printed import family_page
from bot.render import html
from bot.send import Maker, Sorry
from dialogs.family_summary import picture, summary
from dialogs.words import _, language
from storage import access, people
from storage.access import Action
from storage.database import one
from storage.tables import Person

QR_SCALE = 8  # pixels a module: sharp on a projector


FAILED = _("I could not make that file. Please try again in a minute.")
GONE = _("I can't get that file any more. It may be gone from Telegram.")
NOT_YOURS = _("That is not yours to see, or not any more.")


class NotAllowedNow(CannotMake):
    """Whoever asked for the file may no longer have it."""

    def __init__(self) -> None:
        super().__init__(NOT_YOURS)


APART = frozenset({"export", "canvas"})
"""Makers that may take their time: their chat goes on meanwhile."""


def makers(
    reading: Engine, now: Callable[[], datetime], folder: Path, exports: Exports
) -> Mapping[str, Maker]:
    """The makers by name; each works off the event loop, on read-only connections.

    `folder` is where the files of evidence are.
    """

    async def qr(make: dict[str, Any]) -> tuple[str, bytes]:
        return "class-link.png", await asyncio.to_thread(_qr, str(make["link"]))

    async def path(make: dict[str, Any]) -> tuple[str, bytes]:
        return "path.png", await asyncio.to_thread(path_picture, make["done"], make["total"])

    async def page(make: dict[str, Any]) -> tuple[str, bytes]:
        student_id, person_id = int(make["student_id"]), int(make["person_id"])
        return await asyncio.to_thread(_page, reading, student_id, person_id, now())

    async def sheet(make: dict[str, Any]) -> tuple[str, bytes]:
        return await asyncio.to_thread(_conference, reading, make, now(), folder)

    return {
        "qr": qr,
        "export": exports,
        "canvas": exports.canvas,
        "path": path,
        "family_page": page,
        "conference": sheet,
    }


def sorry(reading: Engine, now: Callable[[], datetime], default: str) -> Sorry:
    """What is said in a chat where a file does not come, in the language of whoever is there.

    `default` is the language where nobody is known.
    """

    async def say(chat_id: int, fault: Exception) -> str:
        reader = await asyncio.to_thread(_in_chat, reading, chat_id)
        code, zone = (reader.language, reader.zone) if reader else (default, "UTC")
        match fault:
            case CannotMake(sentence=sentence):
                said = sentence
            case BadRequest():  # Telegram knows the file no more
                said = GONE
            case _:
                said = FAILED
        return html(said, context_of(code, zone, now()))

    return say


def _in_chat(reading: Engine, chat_id: int) -> Person | None:
    with reading.connect() as db:
        return one(db, Person, col(Person.chat_id) == chat_id)


def _qr(link: str) -> bytes:
    out = io.BytesIO()
    segno.make(link, error="m").save(out, kind="png", scale=QR_SCALE)
    return out.getvalue()


def _page(reading: Engine, student_id: int, person_id: int, at: datetime) -> tuple[str, bytes]:
    """A student's week as a page to print, in the language of the teacher who asks for it."""
    with reading.connect() as db:
        if not access.may(db, person_id, Action.INVITE_FAMILY, student_id):
            raise NotAllowedNow
        reader = people.who(db, id=person_id)
        made = summaries.of_student(db, student_id, at)
    words = language(reader.language if reader else "en")
    today = at.astimezone(ZoneInfo(reader.zone if reader else "UTC")).date()
    message = summary(made.week, made.draft, today.isocalendar().week)
    alt = picture(made.week, made.draft, (made.done, made.total))
    html = family_page(message, path_picture(made.done, made.total), alt, words)
    return f"week_{today.isoformat()}.html", html.encode()


def _conference(
    reading: Engine, make: dict[str, Any], at: datetime, folder: Path
) -> tuple[str, bytes]:
    """A conference sheet, in the language of the teacher or the student who asks for it."""
    student_id, person_id = int(make["membership_id"]), int(make["person_id"])
    with reading.connect() as db:
        either = (Action.CONFER, Action.LEAD_CONFERENCE)
        if not any(access.may(db, person_id, action, student_id) for action in either):
            raise NotAllowedNow
        reader = people.who(db, id=person_id)
        words = language(reader.language if reader else "en")
        form = str(make["form"])
        content = conference.in_form(form, db, student_id, words, at, folder)
        there = at.astimezone(ZoneInfo(reader.zone if reader else "UTC"))
        return conference.file_name(people.name_of(db, student_id), there, form), content
