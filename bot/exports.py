"""Exports that are asked for in chat: a large one is made apart, and the chat shows how far it is.

What cannot be had is said in a clear sentence. An export is put on record when it is made, with its
conditions as ids, codes and days, and with how many rows it has.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from sqlalchemy import Connection, Engine
from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.chat import context_of
from bot.exporting import (
    NOT_YOURS,
    NOTHING_FITS,
    STUDENT,
    Order,
    columns_of,
    gradebook_on_record,
    make,
    named,
    on_record,
    refused,
    rows_in,
)
from bot.outcomes.common import lines
from bot.render import html, shorten
from dialogs.dictionary import NOTICE
from dialogs.words import Sentence, Words, _, _n, language
from storage import access, people
from storage.access import Action
from storage.exports import canvas
from storage.exports.canvas import Filled, NotAGradebook, NotFillable
from storage.exports.wanted import room_of
from storage.people import Who

log = logging.getLogger("waymark.exports")

LARGE = 20_000
"""Rows from which on an export is made in a process of its own."""
SHOWN_EVERY = 3.0
"""Seconds between two edits of the message that shows how far it is."""
MOST_BYTES = 50_000_000
"""Telegram takes no larger file from a bot (Bot API, sendDocument)."""
MOST_NAMES = 8
LONGEST_NAME = 40
"""Of people who were not found, and characters of a name: a caption has 1,024 units in all."""

NO_SUCH_COLUMN = _("That report has no column called “{column}”.")
TOO_LARGE = _(
    "That file has {size} MB, and Telegram takes {most} MB from me. Ask for fewer days, or for one "
    "group. Whoever runs Waymark for you can make it whole, with: <code>{command}</code>"
)
SO_FAR = _("Exporting: {percent} %")
READY = _n("{n} row. {notice}", "{n} rows. {notice}", 1)
NOT_CANVAS = _(
    "That is no gradebook from Canvas. In Canvas, open Grades, tap Export, and send me the CSV "
    "file it gives you."
)
NOT_FILLABLE = _(
    "I can't fill “{column}”: Canvas keeps that one for itself, or has it twice. Try its whole "
    "title, with the number behind it, or a new one."
)
NOT_THERE = _("I can't get that file any more. Please send it again.")
FILLED = _n("I filled “{column}” for {n} student.", "I filled “{column}” for {n} students.", 1)
NOT_IN_CLASS = _("In the file, but not found in the class: {names}.")
NOT_IN_FILE = _("In the class, but not found in the file: {names}.")
AND_MORE = _n("{n} more", "{n} more", 1)
LOOK_IT_OVER = _("Please look it over, then import it in Canvas.")


class CannotMake(Exception):  # noqa: N818  reads as what it is
    """A file that was asked for cannot be had; `sentence` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.template)
        self.sentence = sentence


Do = Callable[[Callable[[Connection], Any]], Awaitable[Any]]
"""Runs an act in a transaction of its own (bot/worker.py)."""


@dataclass(frozen=True)
class Exports:
    """Makes what was asked for in chat; a large file in a process of its own, one at a time."""

    database_url: str
    reading: Engine
    do: Do
    bot: Bot
    now: Callable[[], datetime]
    large: int = LARGE
    shown_every: float = SHOWN_EVERY
    most_bytes: int = MOST_BYTES
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self, made: dict[str, Any]) -> tuple[str, bytes, str]:
        """The file of an order that a person gave: its name, content and caption.

        Raises CannotMake where it is not theirs, is empty, or is more than Telegram takes.
        """
        order = Order.of(made["order"])
        at, class_id = self.now(), order.wanted.class_id
        reader = await asyncio.to_thread(self._reader, int(made["person_id"]), class_id)
        order = replace(order, language=reader.language)
        rows, name, command = await asyncio.to_thread(self._look, order, at)
        with TemporaryDirectory(prefix="waymark-export-") as folder:
            out = Path(folder) / "export"
            if rows <= self.large:
                await asyncio.to_thread(self._make, order, out, at)
            else:
                async with self._one:
                    await self._make_apart(order, out, at, rows, reader.chat_id)
            size, million = out.stat().st_size, 1_000_000
            if size > self.most_bytes:
                most = self.most_bytes // million
                raise CannotMake(TOO_LARGE.fill(size=size // million, most=most, command=command))
            content = await asyncio.to_thread(out.read_bytes)
        await self.do(lambda db: on_record(db, order, rows, reader.id, at))
        ready = (
            NOTICE
            if order.report == STUDENT
            else replace(READY, args={"n": rows, "notice": NOTICE})
        )
        return name, content, html(ready, context_of(reader.language, reader.zone, at))

    async def canvas(self, made: dict[str, Any]) -> tuple[str, bytes, str]:
        """A Canvas gradebook that a person sent, with a column filled: name, content and caption.

        Raises CannotMake where the class is not theirs, or the file or the column is no such one.
        """
        class_id, column, at = int(made["class_id"]), str(made["column"]), self.now()
        reader = await asyncio.to_thread(self._reader, int(made["person_id"]), class_id)
        try:
            file = await self.bot.get_file(str(made["file_id"]))
            content = bytes(await file.download_as_bytearray())
        except BadRequest:
            raise CannotMake(NOT_THERE) from None
        try:
            filled = await asyncio.to_thread(self._fill, content, column, class_id, made["fill"])
        except NotAGradebook:
            raise CannotMake(NOT_CANVAS) from None
        except NotFillable:
            raise CannotMake(NOT_FILLABLE.fill(column=column)) from None
        await self.do(lambda db: gradebook_on_record(db, class_id, filled.filled, reader.id, at))
        caption = html(_filled(column, filled), context_of(reader.language, reader.zone, at))
        return made["file_name"], filled.text.encode(), caption

    def _reader(self, person_id: int, class_id: int) -> Who:
        """Whoever asked, where the class is theirs to export."""
        with self.reading.connect() as db:
            reader = people.who(db, id=person_id)
            if reader is None or not access.may(db, person_id, Action.EXPORT, class_id):
                raise CannotMake(NOT_YOURS)
            return reader

    def _look(self, order: Order, at: datetime) -> tuple[int, str, str]:
        """How many rows, the file's name, and how the operator makes it."""
        if wrong := refused(order):
            raise CannotMake(wrong)
        with self.reading.connect() as db:
            known = columns_of(db, order) if order.columns else order.columns
            if unknown := [column for column in order.columns if column not in known]:
                raise CannotMake(NO_SUCH_COLUMN.fill(column=unknown[0]))
            rows = rows_in(db, order)
            if not rows:
                raise CannotMake(NOTHING_FITS)
            room = room_of(db, order.wanted.class_id)
            command = f'waymark export --class "{room.name}" --format {order.form} --out FILE'
            return rows, named(db, order, at.astimezone(room.zone).date()), command

    def _make(self, order: Order, out: Path, at: datetime) -> None:
        with self.reading.connect() as db:
            make(db, order, out, at)

    def _fill(self, content: bytes, column: str, class_id: int, what: str) -> Filled:
        with self.reading.connect() as db:
            return canvas.fill(content, column, canvas.given(db, class_id, what))

    async def _make_apart(
        self, order: Order, out: Path, at: datetime, rows: int, chat_id: int
    ) -> None:
        """Make it in another process, and show in chat how far that is."""
        clock = asyncio.get_running_loop().time
        message = await self._show(chat_id, order, 0, None)
        shown_at = clock()
        async with aclosing(apart(self.database_url, order, out, at)) as progress:
            async for done in progress:
                if clock() - shown_at >= self.shown_every:
                    percent = min(99, 100 * done // rows)
                    message = await self._show(chat_id, order, percent, message)
                    shown_at = clock()
        await self._show(chat_id, order, 100, message)

    async def _show(
        self, chat_id: int, order: Order, percent: int, message: int | None
    ) -> int | None:
        """Show how far it is, in the message with this id where there is one; the message's id.

        The file comes whether or not this can be shown.
        """
        text = language(order.language).put(SO_FAR.fill(percent=percent))
        try:
            if message is None:
                return (await self.bot.send_message(chat_id, text)).message_id
            await self.bot.edit_message_text(text, chat_id, message)
        except TelegramError as trouble:
            log.info("progress is not shown: %s", type(trouble).__name__)
        return message


def _filled(column: str, filled: Filled) -> Sentence:
    """What came of a gradebook; everybody who was not found is named, as far as there is room."""
    return lines(
        replace(FILLED, args={"n": filled.filled, "column": column}),
        *([NOT_IN_CLASS.fill(names=_names(filled.unknown))] if filled.unknown else []),
        *([NOT_IN_FILE.fill(names=_names(filled.missing))] if filled.missing else []),
        LOOK_IT_OVER,
    )


def _names(names: Sequence[str]) -> tuple[Words, ...]:
    shown = [shorten(name, LONGEST_NAME) for name in names[:MOST_NAMES]]
    more = len(names) - len(shown)
    return (*shown, replace(AND_MORE, args={"n": more})) if more else tuple(shown)


class Broke(RuntimeError):  # noqa: N818  reads as what it is
    """The process that made a file ended without one; its text is the kind of fault."""


async def apart(
    database_url: str, order: Order, out: Path, at: datetime
) -> AsyncGenerator[int, None]:
    """Make a file in a process of its own: how many rows it has so far, now and then.

    Raises Broke where that process fails; it is ended where nobody waits for it any more.
    """
    job = {
        "database": database_url,
        "order": order.kept(),
        "out": str(out),
        "at": at.isoformat(),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.exporting"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    given, told = cast("StreamWriter", process.stdin), cast("StreamReader", process.stdout)
    fault = "nothing said"
    try:
        given.write(json.dumps(job).encode())
        given.close()
        async for line in told:
            match json.loads(line):
                case {"rows": int(rows)}:
                    yield rows
                case {"fault": str(fault)}:
                    pass
        if await process.wait():
            raise Broke(fault)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
