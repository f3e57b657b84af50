"""Evidence is fetched once and kept beside the database, under a random name."""

from __future__ import annotations

import asyncio
import logging
import mimetypes
import os
import secrets
from contextlib import suppress
from pathlib import Path

from sqlalchemy.exc import OperationalError
from telegram import Bot
from telegram.error import BadRequest, InvalidToken

from bot.worker import Worker
from storage import mastery
from storage.tables import Attachment

log = logging.getLogger("waymark.files")

AT_ONCE = 20
AGAIN_AFTER = 30.0
LONGEST_WAIT = 3600.0
"""Seconds before what failed is tried again: the first wait, doubled each time, up to this."""
FOR_GOOD = ("too big", "wrong file", "invalid file", "not found")
"""What Telegram says of a file that it will never give."""


class Fetcher:
    """Fetches the files of new attachments; what a crash left undone is found again.

    What cannot be had now (Telegram is away, the disk is full) is tried again later, after what is
    new, and stops nothing else.
    """

    def __init__(
        self, bot: Bot, worker: Worker, folder: Path, *, again_after: float = AGAIN_AFTER
    ) -> None:
        self._bot = bot
        self._worker = worker
        self._folder = folder
        self._again_after = again_after
        self._failed: dict[int, tuple[int, float]] = {}
        """By attachment: how often it failed, and when (on the loop's clock) to try it again."""
        self._wanted = asyncio.Event()
        self._wanted.set()

    def look(self) -> None:
        """There may be something new."""
        self._wanted.set()

    async def run(self) -> None:
        """Fetch for as long as the bot runs."""
        loop = asyncio.get_running_loop()
        while True:
            again = min((at for _, at in self._failed.values()), default=None)
            with suppress(TimeoutError):
                async with asyncio.timeout_at(again):
                    await self._wanted.wait()
            self._wanted.clear()
            try:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                while due := await self._due(loop.time()):
                    for attachment in due:
                        await self._fetch(attachment, loop.time())
            except (OSError, OperationalError) as trouble:
                log.warning("no file can be kept: %s", type(trouble).__name__)
                await asyncio.sleep(self._again_after)
                self._wanted.set()

    async def _due(self, now: float) -> list[Attachment]:
        """What to fetch now, the new before what failed."""
        most = AT_ONCE + len(self._failed)
        found = await self._worker.do(lambda db: mastery.files_to_fetch(db, most))
        waits = {each.id: self._failed[each.id] for each in found if each.id in self._failed}
        due = [each for each in found if each.id not in waits or waits[each.id][1] <= now]
        if not due:  # then these are all there are: others are gone
            self._failed = waits
        return sorted(due, key=lambda each: each.id in waits)[:AT_ONCE]

    async def _fetch(self, attachment: Attachment, now: float) -> None:
        attachment_id, name = attachment.id or 0, ""
        try:
            file = await self._bot.get_file(attachment.file_id)
            content = bytes(await file.download_as_bytearray())
            name = secrets.token_hex(16) + (mimetypes.guess_extension(attachment.mime) or "")
            await asyncio.to_thread(_keep, self._folder / name, content)
        except Exception as trouble:  # noqa: BLE001  whatever is wrong with one, it stops no other
            log.warning("file of attachment %d: %s", attachment_id, type(trouble).__name__)
            if not _for_good(trouble):
                times, _at = self._failed.get(attachment_id, (0, 0.0))
                wait = min(self._again_after * 2.0 ** min(times, 20), LONGEST_WAIT)
                self._failed[attachment_id] = times + 1, now + wait
                return
        await self._worker.do(lambda db: mastery.file_kept(db, attachment_id, name))
        self._failed.pop(attachment_id, None)


def _for_good(trouble: Exception) -> bool:
    """Whether trying again is of no use; “or the file is temporarily unavailable” is no such no."""
    if not isinstance(trouble, BadRequest | InvalidToken):  # a file that is gone is a 404 to PTB
        return False
    said = trouble.message.lower()
    return "temporarily" not in said and any(words in said for words in FOR_GOOD)


def _keep(path: Path, content: bytes) -> None:
    """Write all of it or nothing."""
    try:
        with path.open("xb") as out:  # never over a file that is there
            out.write(content)
            out.flush()
            os.fsync(out.fileno())  # before its row says that it is there
    except FileExistsError:
        raise
    except OSError:
        path.unlink(missing_ok=True)
        raise
