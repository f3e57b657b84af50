"""Files that are made when they are sent: the QR picture of a link, the export of a class."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import segno
from sqlalchemy import Engine

from bot.send import Maker
from dialogs.check_in import STATES
from dialogs.levels import LEVELS
from dialogs.review_work import VERDICTS
from dialogs.words import language
from storage import access, people
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

    return {"qr": qr, "entries": export}


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
        return file_name(people.class_named(db, class_id), at), out.getvalue().encode()
