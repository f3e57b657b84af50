"""Files that students sent, on a page: a picture is shown, a recording played, the rest downloaded.

Only what a browser shows without running anything is shown; all else comes as a download, whatever
it says of itself.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from starlette.responses import FileResponse

from bot.web import policy, words
from bot.web.desk import Desk, Seen, missing
from dialogs.words import Sentence
from storage import overview as reading

INLINE = {
    "image/jpeg": "picture",
    "image/png": "picture",
    "image/gif": "picture",
    "image/webp": "picture",
    "audio/ogg": "sound",
    "audio/mpeg": "sound",
    "audio/mp4": "sound",
    "audio/x-m4a": "sound",
    "audio/wav": "sound",
    "audio/webm": "sound",
    "audio/aac": "sound",
    "audio/flac": "sound",
    "video/mp4": "film",
    "video/webm": "film",
    "video/quicktime": "film",
    "video/ogg": "film",
}
"""What is shown or played in the page, by its type; SVG and HTML are not among it: they can run."""
KIND_TYPES = {
    "photo": "image/jpeg",
    "voice": "audio/ogg",
    "video_note": "video/mp4",
    "animation": "video/mp4",
}
"""What Telegram sends these kinds as, where it does not say."""


@dataclass(frozen=True)
class ShownFile:
    """A file, link or text as a page shows it.

    `how` is picture, sound, film, download, link, text or missing; `said` tells why it is missing.
    """

    how: str
    href: str = ""
    name: str = ""
    text: str = ""
    because: str = ""
    said: Sentence | None = None


def shown_files(desk: Desk, rows: Iterable[Any], of: str) -> list[ShownFile]:
    """Attachments as a page shows them; `of` says whose they are: "work" or "note"."""
    return [_shown(desk, row, of) for row in rows]


def _shown(desk: Desk, row: Any, of: str) -> ShownFile:
    if not row.file_id:
        how = "link" if row.kind == "link" and safe_link(row.text) else "text"
        return ShownFile(how, row.text, text=row.text, because=row.because)
    told = {"text": row.text if row.text != row.because else "", "because": row.because}
    if not row.path:
        said = words.FILE_COMING if row.path is None else words.FILE_GONE
        return ShownFile("missing", said=said, name=row.name, **told)
    how = INLINE.get(kind_of(row), "download")
    return ShownFile(how, desk.path("file", row.id, of), file_name(desk, row), **told)


def safe_link(text: str) -> bool:
    """Whether a student's link may be one on a page."""
    return text.startswith(("https://", "http://")) and not any(c.isspace() for c in text)


def kind_of(row: Any) -> str:
    """The type of a file's content, as it was told, or as its kind of message has it."""
    return str(row.mime).split(";")[0].strip().lower() or KIND_TYPES.get(row.kind, "")


def file_name(desk: Desk, row: Any) -> str:
    """What a file is called where it is downloaded."""
    ending = mimetypes.guess_extension(kind_of(row)) or ""
    return str(row.name) or f"{desk.put(words.A_FILE)}-{row.id}{ending}"


def serve(desk: Desk) -> Seen:
    """The content of a file; access to it was checked by the route."""
    row = reading.file(desk.db, desk.thing)
    if row is None:
        return missing()
    if row.path is None:
        return missing(words.FILE_COMING)
    kept = desk.parts.files / PurePosixPath(row.path).name
    if not row.path or not kept.is_file():
        return missing(words.FILE_GONE)
    kind = kind_of(row)
    inline = kind in INLINE
    how = "inline" if inline else "attachment"
    return FileResponse(
        kept,
        media_type=kind if inline else "application/octet-stream",
        headers={
            "content-disposition": f"{how}; filename*=UTF-8''{quote(file_name(desk, row))}",
            policy.CSP: policy.FILE,
        },
    )
