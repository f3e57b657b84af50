"""The world a bot talks to: people with phones, chats, messages, files, and a ledger of it all.

Everything is kept in memory and, where a file is named, written through to one SQLite file, from
which a new World goes on. One event loop owns a World; nothing here waits.
"""

import base64
import hashlib
import mimetypes
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from bot.sandbox.entities import Entity, found_in, units
from bot.sandbox.keep import Keep
from bot.sandbox.rules import (
    DELETABLE_SECONDS,
    DOWNLOAD_BYTES,
    TEXT,
    Json,
    Refused,
    bad,
    start_payload,
    upload,
)
from bot.sandbox.updates import Updates

BOT: Json = {
    "id": 1000001,
    "is_bot": True,
    "first_name": "Waymark",
    "username": "waymark_sandbox_bot",
}
TOKEN = "1000001:sandbox"  # noqa: S105 - the stand-in's, which opens nothing
FIRST_PERSON = 5_100_000_001  # beyond 32 bits, as Telegram's new accounts are
QUERY_SECONDS = 15.0
MEDIA = ("photo", "voice", "video", "audio", "video_note", "animation", "document")

_FOLDERS = {
    "photo": "photos",
    "voice": "voice",
    "video": "videos",
    "audio": "music",
    "video_note": "video_notes",
    "animation": "animations",
    "document": "documents",
    "sticker": "stickers",
}
_ID_PREFIX = {
    "photo": "AgACAgE",
    "voice": "AwACAgE",
    "video": "BAACAgE",
    "audio": "CQACAgE",
    "video_note": "DQACAgE",
    "animation": "CgACAgE",
    "document": "BQACAgE",
    "sticker": "CAACAgE",
}
_USUAL_MIME = {
    "photo": "image/jpeg",
    "voice": "audio/ogg",
    "video": "video/mp4",
    "audio": "audio/mpeg",
    "video_note": "video/mp4",
    "animation": "video/mp4",
    "document": "application/octet-stream",
}
_NAMELESS = ("voice", "video_note")
_ONLY_ANIMATED = ("width", "height", "duration")

What = Literal[
    "sent", "edited", "keyboard", "deleted", "toast", "answered",
    "said", "tapped", "changed", "file", "location", "sticker", "blocked", "unblocked",
]  # fmt: skip
SHOWN = frozenset({"sent", "edited", "keyboard", "deleted", "toast"})
"""What of a bot's doings a person can see; "answered" only stops the button's spinner."""


class ImpossibleError(ValueError):
    """A person cannot do this; the text is a plain sentence for them."""


class Entry(NamedTuple):
    """One line of the ledger: what the bot showed a person, or what the person did."""

    seq: int
    person: int
    who: Literal["bot", "person"]
    what: What
    message_id: int | None
    text: str
    """Plain text of a message, toast or button's data."""
    update_id: int | None
    """Of what a person did; None where the bot had not asked for such updates."""
    date: int
    """Unix time by the world's clock."""


@dataclass(slots=True)
class Person:
    """Somebody with a phone; `chat` is the id of their chat with the bot (at first, their own)."""

    id: int
    name: str
    hint: str = ""
    language_code: str = "en"
    started: bool = False
    blocked: bool = False
    chat: int = 0
    messages: dict[int, Json] = field(default_factory=dict)
    """What the chat shows, as Telegram's Message JSON, in order."""
    ledger: list[Entry] = field(default_factory=list)
    next_message: int = 1

    def __post_init__(self) -> None:
        self.chat = self.chat or self.id

    @property
    def user(self) -> Json:
        """Return the person as Telegram's User."""
        return {
            "id": self.id,
            "is_bot": False,
            **self._named(),
            "language_code": self.language_code,
        }

    @property
    def chat_json(self) -> Json:
        """Return the chat as Telegram's Chat."""
        return {"id": self.chat, **self._named(), "type": "private"}

    def _named(self) -> Json:
        first, _, last = self.name.partition(" ")
        return {"first_name": first, "last_name": last} if last else {"first_name": first}


@dataclass(frozen=True, slots=True)
class File:
    """A file Telegram holds; `size` is what Telegram claims, in bytes."""

    id: str
    unique_id: str
    kind: str
    path: str
    name: str
    mime: str
    size: int


@dataclass(slots=True)
class Query:
    """A tap on a button that waits for answerCallbackQuery."""

    person: int
    message_id: int
    asked: float
    """On the clock of the wait, in seconds."""


EventKind = Literal[
    "message", "edit", "delete", "typing", "toast", "tapped", "commands", "person", "blocked"
]
Watcher = Callable[[EventKind, Person, Any], None]
"""Told (kind, person, payload): a message, a message id, or (text, alert) for a toast."""


class World:
    """People, chats and files as the bot's Telegram knows them.

    `now` gives aware UTC instants, and may leap ahead. `query_seconds` is how long a tap can be
    answered, on the monotonic clock `seconds`, which never leaps. `file` is the SQLite file to go
    on from and to keep everything in; None keeps it in memory. `keep` is that file, where somebody
    has it open already.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        file: Path | None = None,
        keep: Keep | None = None,
        query_seconds: float = QUERY_SECONDS,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.now = now
        self.query_seconds = query_seconds
        self.people: dict[int, Person] = {}
        self.files: dict[str, File] = {}
        self.paths: dict[str, str] = {}
        """File path (of getFile) -> file id."""
        self.away: set[str] = set()
        """The ids of files that Telegram cannot give at the moment."""
        self.commands: dict[tuple[str, int, str], list[Json]] = {}
        """(scope, chat id or 0, language or "") -> the commands set there."""
        self.profile: dict[str, str] = {}
        self.watchers: list[Watcher] = []
        self._keep = keep or Keep(file)
        self._seconds = seconds
        self._contents: dict[str, bytes] = {}
        self._chats: dict[int, int] = {}
        self._moved: dict[int, int] = {}
        self._queries: dict[str, Query] = {}
        self._next_person = FIRST_PERSON
        self._next_query = 4_398_046_511_104_001
        self._next_file = 1
        self._seq = 0
        self._date = 0
        self.updates = Updates(self._keep)
        self._restore()

    def _restore(self) -> None:
        keep = self._keep
        for owner, _, record, _ in sorted(keep.rows("person"), key=lambda r: r[0]):
            self.people[owner] = person = Person(**record)
            self._chats[person.chat] = owner
        for owner, key, record, _ in sorted(keep.rows("message"), key=lambda r: (r[0], int(r[1]))):
            self.people[owner].messages[int(key)] = record
        for owner, _, record, _ in sorted(keep.rows("ledger"), key=lambda r: int(r[1])):
            person, entry = self.people[owner], Entry(*record)
            person.ledger.append(entry)
            self._seq = entry.seq
            person.next_message = max(person.next_message, (entry.message_id or 0) + 1)
        for _, key, record, content in keep.rows("file"):
            self.files[key] = File(**record)
            self.paths[record["path"]] = key
            self._contents[key] = content or b""
        self._queries = {key: Query(**record) for _, key, record, _ in keep.rows("query")}
        for query in self._queries.values():  # the monotonic clock begins anew with the machine
            query.asked = min(query.asked, self._seconds())
        for _, _, (scope, chat, language, found), _ in keep.rows("commands"):
            self.commands[scope, chat, language] = found
        self.profile = {key: record for _, key, record, _ in keep.rows("profile")}
        self._moved = {owner: record for owner, _, record, _ in keep.rows("moved")}
        for _, key, record, _ in keep.rows("counter"):
            if key == "world":
                self._next_person, self._next_query, self._next_file = record

    def _commit(self) -> None:
        counters = [self._next_person, self._next_query, self._next_file]
        self._keep.put("counter", 0, "world", counters)
        self._keep.commit()

    def close(self) -> None:
        """Let go of the file; the world must not be used afterwards."""
        self._keep.close()

    def stamp(self) -> int:
        """Return the present Unix time, as messages are dated."""
        return int(self.now().timestamp())

    def _tell(self, kind: EventKind, person: Person, payload: Any = None) -> None:
        for watcher in tuple(self.watchers):
            watcher(kind, person, payload)

    def _write(  # noqa: PLR0917 - an entry's own fields, in its order
        self,
        person: Person,
        who: Literal["bot", "person"],
        what: What,
        message_id: int | None,
        text: str = "",
        update_id: int | None = None,
    ) -> None:
        self._seq += 1
        entry = Entry(self._seq, person.id, who, what, message_id, text, update_id, self.stamp())
        person.ledger.append(entry)
        self._keep.put("ledger", person.id, entry.seq, entry)

    # People

    def add_person(
        self,
        name: str,
        hint: str = "",
        *,
        language_code: str = "en",
        started: bool = False,
    ) -> Person:
        """Give somebody a phone. The bot can write to them only once they have written to it."""
        if not name.strip():
            raise ImpossibleError("A person needs a name.")
        person = Person(self._next_person, name.strip()[:64], hint, language_code, started)
        self._next_person += 1
        self.people[person.id] = person
        self._chats[person.chat] = person.id
        self._save_person(person)
        self._commit()
        self._tell("person", person)
        return person

    def _save_person(self, person: Person) -> None:
        fields = ("id", "name", "hint", "language_code", "started", "blocked", "chat")
        self._keep.put("person", person.id, 0, {name: getattr(person, name) for name in fields})

    def person(self, person_id: int) -> Person:
        """Return a person; ImpossibleError if there is none of this id."""
        if person_id not in self.people:
            raise ImpossibleError("There is nobody with this id.")
        return self.people[person_id]

    def ledger(self) -> list[Entry]:
        """Return everything everybody saw and did, in order."""
        return sorted(entry for person in self.people.values() for entry in person.ledger)

    # What a person does

    def say(self, person_id: int, text: str, *, reply_to: int | None = None) -> list[int | None]:
        """Write to the bot; return the update ids (a long text is several messages, as on a phone).

        Characters no phone can send (NUL, lone surrogates) become spaces.
        """
        person = self._writer(person_id)
        text = text.replace("\0", " ").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if not text.strip():
            raise ImpossibleError("There is nothing to send.")
        ids = []
        for piece in _pieces(text.strip()):
            content: Json = {"text": piece}
            if entities := found_in(piece, []):
                content["entities"] = entities
            ids.append(self._receive(person, "said", content, piece, reply_to))
        self._commit()
        return ids

    def open(self, person_id: int, code: str) -> list[int | None]:
        """Open t.me/bot?start=CODE and press Start; ValueError if that cannot be a link."""
        return self.say(person_id, f"/start {start_payload(code)}")

    def send_file(  # noqa: PLR0917 - what a file has, in the order it is thought of
        self,
        person_id: int,
        kind: str,
        content: bytes,
        name: str = "",
        mime: str = "",
        caption: str = "",
        *,
        size: int | None = None,
    ) -> int | None:
        """Send a file; `size` may claim other than the content has. Returns the update id."""
        person = self._writer(person_id)
        if kind not in MEDIA:
            raise ImpossibleError(f"A phone sends no {kind}.")
        if not content:
            raise ImpossibleError("The file is empty.")
        if caption and kind == "video_note":
            raise ImpossibleError("A video note has no caption.")
        body = carrying(kind, self.media(kind, content, name, mime, size=size))
        if caption:
            body["caption"] = caption
            if entities := found_in(caption, []):
                body["caption_entities"] = entities
        update_id = self._receive(person, "file", body, caption)
        self._commit()
        return update_id

    def share_location(
        self, person_id: int, latitude: float = 48.137, longitude: float = 11.575
    ) -> int | None:
        """Share a place. Returns the update id."""
        place = {"latitude": latitude, "longitude": longitude}
        update_id = self._receive(
            self._writer(person_id), "location", {"location": place}, f"{latitude} {longitude}"
        )
        self._commit()
        return update_id

    def send_sticker(self, person_id: int, emoji: str = "👍") -> int | None:
        """Send a sticker. Returns the update id."""
        person = self._writer(person_id)
        held = self._hold("sticker", b"sticker", "sticker.webp", "image/webp", None)
        sticker = {
            "file_id": held.id,
            "file_unique_id": held.unique_id,
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": emoji,
            "file_size": held.size,
        }
        update_id = self._receive(person, "sticker", {"sticker": sticker}, emoji)
        self._commit()
        return update_id

    def edit(self, person_id: int, message_id: int, text: str) -> int | None:
        """Change one's own message. Returns the update id."""
        person = self._writer(person_id)
        message = person.messages.get(message_id)
        if not message or message["from"]["is_bot"] or "text" not in message or not text.strip():
            raise ImpossibleError("Only one's own text messages can be changed.")
        changed = {**message, "edit_date": self.stamp(), "text": text.strip()}
        changed.pop("entities", None)
        if entities := found_in(text.strip(), []):
            changed["entities"] = entities
        self._store(person, changed)
        update_id = self.updates.add("edited_message", person.chat, changed)
        self._write(person, "person", "changed", message_id, changed["text"], update_id)
        self._commit()
        self._tell("edit", person, changed)
        return update_id

    def tap(
        self, person_id: int, message_id: int, data: str, *, forged: bool = False
    ) -> int | None:
        """Tap a button with callback data. Returns the update id.

        Only a button the message has; `forged` lifts that, for what a changed app could send.
        """
        person = self._writer(person_id)
        message = person.messages.get(message_id)
        keyboard = (message or {}).get("reply_markup", {}).get("inline_keyboard", [])
        if not forged and not any(b.get("callback_data") == data for row in keyboard for b in row):
            raise ImpossibleError("This message has no such button.")
        query_id = str(self._next_query)
        self._next_query += 1
        query = Query(person.id, message_id, self._seconds())
        self._queries[query_id] = query
        self._keep.put("query", 0, query_id, asdict(query))
        body = {
            "id": query_id,
            "from": person.user,
            "message": message or {"chat": person.chat_json, "message_id": message_id, "date": 0},
            "chat_instance": str(-person.chat),
            "data": data,
        }
        update_id = self.updates.add("callback_query", person.chat, body)
        self._write(person, "person", "tapped", message_id, data, update_id)
        self._commit()
        return update_id

    def block(self, person_id: int, blocked: bool = True) -> int | None:  # noqa: FBT001, FBT002 - block(id, False) unblocks
        """Block the bot, or unblock it. Returns the update id; None if nothing changed."""
        person = self.person(person_id)
        if person.blocked == blocked:
            return None
        person.blocked = blocked
        self._save_person(person)
        update_id = self.updates.add(
            "my_chat_member",
            person.chat,
            {
                "chat": person.chat_json,
                "from": person.user,
                "date": self.stamp(),
                "old_chat_member": _member(blocked=not blocked),
                "new_chat_member": _member(blocked=blocked),
            },
        )
        what: What = "blocked" if blocked else "unblocked"
        self._write(person, "person", what, None, update_id=update_id)
        self._commit()
        self._tell("blocked", person, blocked)
        return update_id

    def _writer(self, person_id: int) -> Person:
        person = self.person(person_id)
        if person.blocked:
            raise ImpossibleError("The bot is blocked on this phone; unblock it first.")
        return person

    def _receive(
        self, person: Person, what: What, content: Json, text: str, reply_to: int | None = None
    ) -> int | None:
        if not person.started:
            person.started = True
            self._save_person(person)
        message = {
            "message_id": person.next_message,
            "from": person.user,
            "chat": person.chat_json,
            "date": self.stamp(),
            **content,
        }
        if reply_to in person.messages:
            message["reply_to_message"] = person.messages[reply_to]
        person.next_message += 1
        self._store(person, message)
        update_id = self.updates.add("message", person.chat, message)
        self._write(person, "person", what, message["message_id"], text, update_id)
        self._tell("message", person, message)
        return update_id

    def _store(self, person: Person, message: Json) -> None:
        person.messages[message["message_id"]] = message
        self._keep.put("message", person.id, message["message_id"], message)

    # What the bot does

    def chat(self, chat_id: object, *, writing: bool = True) -> Person:
        """Return whose chat this is, or refuse as Telegram does."""
        if isinstance(chat_id, int):
            if chat_id in self._moved:
                raise Refused(
                    400,
                    "Bad Request: group chat was upgraded to a supergroup chat",
                    migrate_to_chat_id=self._moved[chat_id],
                )
            person = self.people.get(self._chats.get(chat_id, 0))
            if person is not None and person.started:
                if writing and person.blocked:
                    raise Refused(403, "Forbidden: bot was blocked by the user")
                return person
        raise bad("chat not found")

    def migrate(self, chat_id: int, to: int) -> None:
        """Let a chat live on under another id; calls to the old one are told where it went."""
        owner = self._chats.pop(chat_id, None)
        if owner is None:
            return
        person = self.people[owner]
        person.chat = to
        self._chats[to] = owner
        self._moved[chat_id] = to
        self._keep.put("moved", chat_id, 0, to)
        self._save_person(person)
        self._commit()

    def post(self, person: Person, content: Json) -> Json:
        """Show a new message of the bot; returns it as Telegram's Message."""
        message = {
            "message_id": person.next_message,
            "from": BOT,
            "chat": person.chat_json,
            "date": self.stamp(),
            **content,
        }
        person.next_message += 1
        self._store(person, message)
        text = content.get("text") or content.get("caption", "")
        self._write(person, "bot", "sent", message["message_id"], text)
        self._commit()
        self._tell("message", person, message)
        return message

    def change(self, person: Person, message_id: int, content: Json) -> Json:
        """Change a message of the bot: `content` holds reply_markup (or None), and maybe text."""
        message = person.messages.get(message_id)
        if message is None:
            raise bad("message to edit not found")
        if not message["from"]["is_bot"]:
            raise bad("message can't be edited")
        if "text" in content and "text" not in message:
            raise bad("there is no text in the message to edit")
        if all(message.get(name) == value for name, value in content.items()):
            raise bad(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        parts = ("text", "entities")
        reworded = any(name in content and content[name] != message.get(name) for name in parts)
        changed = {k: v for k, v in {**message, **content}.items() if v is not None}
        if reworded:
            changed["edit_date"] = self.stamp()
        self._store(person, changed)
        text = changed.get("text") or changed.get("caption", "")
        self._write(person, "bot", "edited" if reworded else "keyboard", message_id, text)
        self._commit()
        self._tell("edit", person, changed)
        return changed

    def remove(self, person: Person, message_id: int) -> None:
        """Delete a message for everyone: 48 hours after its date at the latest."""
        message = person.messages.get(message_id)
        if message is None:
            raise bad("message to delete not found")
        if self.stamp() - message["date"] > DELETABLE_SECONDS:
            raise bad("message can't be deleted for everyone")
        del person.messages[message_id]
        self._keep.drop("message", person.id, message_id)
        self._write(person, "bot", "deleted", message_id)
        self._commit()
        self._tell("delete", person, message_id)

    def answer(self, query_id: str, text: str, *, alert: bool) -> None:
        """Answer a tap, once and in time."""
        query = self._queries.pop(query_id, None)
        self._keep.drop("query", 0, query_id)
        if query is None or self._seconds() - query.asked > self.query_seconds:
            self._commit()
            raise bad("query is too old and response timeout expired or query ID is invalid")
        person = self.people[query.person]
        self._write(person, "bot", "toast" if text else "answered", query.message_id, text)
        self._commit()
        self._tell("tapped", person, query.message_id)
        if text:
            self._tell("toast", person, (text, alert))

    def typing(self, person: Person) -> None:
        """Show that the bot is busy; nothing is kept of it."""
        self._tell("typing", person)

    def set_commands(self, scope: str, chat: int, language: str, found: list[Json]) -> None:
        """Set the command list of a scope and language; an empty one takes it away."""
        key = (scope, chat, language)
        if found:
            self.commands[key] = found
            self._keep.put("commands", chat, f"{scope} {language}", [*key, found])
        else:
            self.commands.pop(key, None)
            self._keep.drop("commands", chat, f"{scope} {language}")
        self._commit()
        for person in self.people.values() if self.watchers else ():
            if chat in (0, person.chat):
                self._tell("commands", person)

    def commands_of(self, person: Person) -> list[Json]:
        """Return the commands this person's menu shows: the nearest scope, their language first."""
        for scope, chat in (("chat", person.chat), ("all_private_chats", 0), ("default", 0)):
            for language in (person.language_code, ""):
                if found := self.commands.get((scope, chat, language)):
                    return found
        return []

    def set_profile(self, name: str, text: str) -> None:
        """Set a text of the bot's profile."""
        self.profile[name] = text
        self._keep.put("profile", 0, name, text)
        self._commit()

    # Files

    def _hold(self, kind: str, content: bytes, name: str, mime: str, size: int | None) -> File:
        number = self._next_file
        self._next_file += 1
        digest = hashlib.sha256(f"{kind} {number} {len(content)}".encode()).digest()
        suffix = Path(name).suffix if name else mimetypes.guess_extension(mime) or ""
        held = File(
            id=_ID_PREFIX[kind] + base64.urlsafe_b64encode(digest * 2)[:66].decode(),
            unique_id="AQAD" + base64.urlsafe_b64encode(digest)[:12].decode(),
            kind=kind,
            path=f"{_FOLDERS[kind]}/file_{number}{suffix if suffix.isascii() else ''}",
            name=name,
            mime=mime,
            size=len(content) if size is None else size,
        )
        self.files[held.id] = held
        self.paths[held.path] = held.id
        self._contents[held.id] = content
        self._keep.put("file", 0, held.id, asdict(held), content)
        return held

    def media(
        self, kind: str, content: bytes, name: str, mime: str, *, size: int | None = None
    ) -> Any:
        """Keep a file and return it as a message carries it: an object, or a photo's sizes."""
        mime = mime or mimetypes.guess_type(name)[0] or _USUAL_MIME[kind]
        if kind == "photo":
            small = self._hold(kind, content, name or "photo.jpg", mime, None)
            large = self._hold(kind, content, name or "photo.jpg", mime, size)
            return [_size(small, 90, 67), _size(large, 1280, 960)]
        return self._carried(self._hold(kind, content, name, mime, size))

    def sent_before(self, kind: str, file_id: str) -> Any:
        """Return a file again by its id, as a message carries it; refuse a wrong or unlike one."""
        held = self.files.get(file_id)
        if held is None:
            raise bad("wrong file identifier/HTTP URL specified")
        if held.kind != kind:
            was, wanted = (name.title().replace("_", "") for name in (held.kind, kind))
            raise bad(f"can't use file of type {was} as {wanted}")
        return [_size(held, 1280, 960)] if kind == "photo" else self._carried(held)

    @staticmethod
    def _carried(held: File) -> Json:
        extra: dict[str, Json] = {
            "voice": {"duration": 3},
            "video": {"width": 1280, "height": 720, "duration": 12},
            "audio": {"duration": 30},
            "video_note": {"length": 384, "duration": 12},
            "animation": {"width": 480, "height": 270, "duration": 3},
            "document": {},
        }
        named = {"file_name": held.name} if held.name and held.kind not in _NAMELESS else {}
        typed = {"mime_type": held.mime} if held.kind != "video_note" else {}
        return {
            **extra[held.kind],
            **named,
            **typed,
            "file_id": held.id,
            "file_unique_id": held.unique_id,
            "file_size": held.size,
        }

    def file_json(self, file_id: str) -> Json:
        """Answer getFile: files up to 20 MB."""
        held = self.files.get(file_id)
        if held is None:
            raise bad("invalid file_id")
        if file_id in self.away:
            raise bad("wrong file_id or the file is temporarily unavailable")
        if held.size > DOWNLOAD_BYTES:
            raise bad("file is too big")
        return {
            "file_id": held.id,
            "file_unique_id": held.unique_id,
            "file_size": held.size,
            "file_path": held.path,
        }

    def content(self, file_id: str) -> bytes:
        """Return a file's bytes."""
        return self._contents[file_id]

    def take_upload(self, kind: str, content: bytes, name: str, mime: str) -> Any:
        """Keep what the bot uploads, or refuse it."""
        upload(kind, len(content))
        return self.media(kind, content, name, mime)


def carrying(kind: str, media: Any) -> Json:
    """The part of a message that carries a file; an animation comes as a document too."""
    if kind != "animation":
        return {kind: media}
    plain = {name: value for name, value in media.items() if name not in _ONLY_ANIMATED}
    return {"animation": media, "document": plain}


def _size(held: File, width: int, height: int) -> Json:
    return {
        "file_id": held.id,
        "file_unique_id": held.unique_id,
        "file_size": held.size,
        "width": width,
        "height": height,
    }


def _member(*, blocked: bool) -> Json:
    if blocked:
        return {"user": BOT, "status": "kicked", "until_date": 0}
    return {"user": BOT, "status": "member"}


def _pieces(text: str) -> list[str]:
    if units(text) <= TEXT:
        return [text]
    pieces, piece, length = [], "", 0
    for character in text:
        length += units(character)
        if length > TEXT:
            pieces.append(piece)
            piece, length = "", units(character)
        piece += character
    return [*pieces, piece]


def entities_of(message: Json) -> list[Entity]:
    """Return the entities of a message's text or caption."""
    found: list[Entity] = message.get("entities") or message.get("caption_entities") or []
    return found
