"""Evidence is fetched once and kept beside the database, under a random name."""

from __future__ import annotations

import asyncio
import logging
import mimetypes
import secrets
from pathlib import Path

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.worker import Worker
from storage import mastery
from storage.tables import Attachment

log = logging.getLogger("waymark.files")

AT_ONCE = 20
RETRY_SECONDS = 30.0


class Fetcher:
    """Fetches the files of new attachments; what a crash left undone is found again."""

    def __init__(self, bot: Bot, worker: Worker, folder: Path) -> None:
        self._bot = bot
        self._worker = worker
        self._folder = folder
        self._wanted = asyncio.Event()
        self._wanted.set()

    def look(self) -> None:
        """There may be something new."""
        self._wanted.set()

    async def run(self) -> None:
        """Fetch for as long as the bot runs."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            again = False
            while found := await self._worker.do(lambda db: mastery.files_to_fetch(db, AT_ONCE)):
                fetched = [await self._fetch(attachment) for attachment in found]
                if not all(fetched):
                    again = True
                    break
            if again:
                await asyncio.sleep(RETRY_SECONDS)
                self._wanted.set()

    async def _fetch(self, attachment: Attachment) -> bool:
        """Fetch one; False where it should be tried again later."""
        attachment_id = attachment.id or 0
        try:
            file = await self._bot.get_file(attachment.file_id)
            content = bytes(await file.download_as_bytearray())
        except (BadRequest, InvalidToken) as refused:
            log.warning("file of attachment %d: %s", attachment_id, type(refused).__name__)
            await self._worker.do(lambda db: mastery.file_kept(db, attachment_id, ""))
            return True
        except TelegramError as trouble:
            log.warning("file of attachment %d: %s", attachment_id, type(trouble).__name__)
            return False
        name = secrets.token_hex(16) + (mimetypes.guess_extension(attachment.mime) or "")
        await asyncio.to_thread(_keep, self._folder / name, content)
        await self._worker.do(lambda db: mastery.file_kept(db, attachment_id, name))
        return True


def _keep(path: Path, content: bytes) -> None:
    with path.open("xb") as out:  # never over a file that is there
        out.write(content)
