"""Messages out: committed rows of the outbox become calls to Telegram, and are settled.

In order in each chat, replies before check-ins before summaries, and told apart by whether trying
again can help. Telegram's methods have no key that makes a repeat harmless, so a call whose outcome
nobody knows is repeated once where silence would be worse (a reply), and otherwise never: at most
one extra copy. Facts are logged, never what was said or to whom.
"""

from __future__ import annotations

import asyncio
import html
import logging
import random
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from telegram import Bot, BotCommand, BotCommandScopeChat, InputFile, Message
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    TelegramError,
    TimedOut,
)

from bot.render import TEXT_LIMIT
from bot.transport import Flooded, NotSent, TokenRejected, Unknown
from storage.mail import BULK, Outgoing, Settled
from storage.tables import Waiting

IN_FLIGHT = 64
BULK_A_SECOND = 25.0
"""Telegram carries about 30 bulk messages a second (core.telegram.org/bots/faq); replies, which are
not limited so, keep some of it free."""
BULK_HELD = 200
"""Bulk messages in memory at most; the others wait in the outbox."""

_SEVERAL = 3
_TAPS = 1_000
TAPPERS = 16
_TAP_SECONDS = 10.0
_NO_PREVIEW = {"is_disabled": True}
_TEXT_FIELDS = frozenset(
    {
        *("text", "parse_mode", "reply_markup", "message_id"),
        *("link_preview_options", "disable_notification"),
    }
)
_FILE_FIELDS = {
    "sendPhoto": "photo",
    "sendVoice": "voice",
    "sendVideo": "video",
    "sendVideoNote": "video_note",
    "sendAnimation": "animation",
    "sendAudio": "audio",
    "sendDocument": "document",
}
_HARMLESS_TWICE = frozenset(
    {"editMessageText", "editMessageReplyMarkup", "deleteMessage", "setMyCommands"}
)
_NOTHING_TO_DO = (
    "message is not modified",
    "message to edit not found",
    "message can't be edited",
    "message to delete not found",
    "message can't be deleted",
)
_TAG = re.compile(
    r"</?(?:a|b|strong|i|em|u|ins|s|strike|del|code|pre|blockquote|span|tg-\w+)(?:\s[^<>]*)?>",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"""".*"|(?<!\w)'.*'(?!\w)""", re.DOTALL)
"""What Telegram quotes, with whatever quotes are in that; no apostrophe begins or ends it."""
# PTB takes a name of a file that exists here for the file itself, and would send it.
_FILE_ID = re.compile(r"[A-Za-z0-9_-]{16,}")

_WITHDRAWN, _TOO_LATE = "withdrawn", "too late"

_log = logging.getLogger(__name__)

Params: TypeAlias = dict[str, Any]
More: TypeAlias = Callable[[int, int], Awaitable[list[Outgoing]]]
"""Bulk messages of the outbox: those after a row's id, so many at most."""
Maker: TypeAlias = Callable[[Params], Awaitable[tuple[str, bytes] | tuple[str, bytes, str]]]
"""Makes a file from a message's "make" params: its name, its content, and its caption (HTML) where
only the making tells that. What is slow in it, it does off the event loop itself."""
Sorry: TypeAlias = Callable[[int, Exception], Awaitable[str]]
"""What to say (HTML) in a chat in place of a file that cannot be made or sent."""


class Settling(Protocol):
    """Who keeps what became of messages."""

    def settle(self, settled: Settled) -> None:
        """Keep what became of a call."""

    def unreachable(self, chat_id: int) -> None:
        """Keep that nothing reaches this chat until it writes again."""

    def moved(self, chat_id: int, new_chat_id: int) -> None:
        """Keep that a chat lives on under another id."""


@dataclass(frozen=True)
class Waits:
    """How long to wait, in seconds.

    `again`: before a call in doubt is repeated. `first` to `longest`: between tries of a call that
    failed. `give_up`: after this long failing it is dead.
    """

    again: float = 2.0
    first: float = 0.5
    longest: float = 60.0
    give_up: float = 6 * 3600.0

    def after(self, tries: int) -> float:
        """The wait after so many failed tries, with jitter."""
        return min(self.longest, self.first * 2.0 ** min(tries, 20)) * random.uniform(0.5, 1)


@dataclass(slots=True)
class _Head:
    """The message of a chat that is being sent: the calls it still takes, and what happened."""

    message: Outgoing
    calls: list[Params]
    tries: int = 0
    failures: int = 0
    failing_since: float | None = None
    doubted_at: float | None = None
    """When, on the monotonic clock, its outcome was lost; it is then repeated once."""
    as_plain: bool = False
    moved: bool = False
    instead: str = ""
    """Why this is an apology in place of the message; empty where it is the message itself."""


@dataclass(slots=True)
class _Chat:
    """A chat with something to send. `ticket` is its place in the queue, 0 for none.

    It is `held` while a message is in flight or told to wait.
    """

    id: int
    to: int
    waiting: deque[Outgoing] = field(default_factory=deque)
    head: _Head | None = None
    ticket: int = 0
    urgency: int = 0
    held: bool = False


class Sender:
    """Sends what it is handed and settles it, on the event loop.

    One message is in flight per chat and `in_flight` in all. Among chats that may send, the lowest
    urgency goes first, in the order they came; a reply lifts the messages before it in its chat.
    Bulk goes out at `bulk_a_second` at most, and is fetched from the outbox by `more` as it does:
    a hundred thousand messages that are due at once wait there and not in memory. `now` tells
    when a message is too late. What is not settled when the process ends is found
    again in the outbox; where a row says `attempts`, it may have been sent before, and is not
    repeated on doubt. A file of one of the makers `apart` is made while its chat goes on; where a
    file cannot be made or sent, `sorry` tells what to say instead.
    """

    def __init__(
        self,
        bot: Bot,
        worker: Settling,
        *,
        makers: Mapping[str, Maker] | None = None,
        apart: Collection[str] = (),
        sorry: Sorry | None = None,
        in_flight: int = IN_FLIGHT,
        bulk_a_second: float = BULK_A_SECOND,
        waits: Waits | None = None,
        more: More | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._bot = bot
        self._worker = worker
        self._more = more
        self._now = now
        self._bulk_keys: set[str] = set()
        self._withdrawn: set[str] = set()
        self._fetching = False
        self._looked = asyncio.Event()
        self._looked.set()
        self._room = asyncio.Event()
        self._makers = {} if makers is None else makers
        self._apart = apart
        self._sorry = sorry
        self._making: set[asyncio.Task[None]] = set()
        self._made: dict[str, _Head] = {}
        """Messages whose file was made apart, by key."""
        self._faults: dict[str, Exception] = {}
        """Why a file cannot be made or sent, by the key of its message."""
        self._in_flight = in_flight
        self._bulk_seconds = 1 / bulk_a_second
        self._waits = waits or Waits()
        self._chats: dict[int, _Chat] = {}
        self._ready: asyncio.PriorityQueue[tuple[int, int, _Chat]] = asyncio.PriorityQueue()
        self._bulk: asyncio.PriorityQueue[tuple[int, int, _Chat]] = asyncio.PriorityQueue()
        self._taps: asyncio.Queue[str] = asyncio.Queue(_TAPS)
        self._tickets = 0
        self._unsent = 0
        self._floods: deque[tuple[float, int, float]] = deque()
        self._resume_at = 0.0
        self._silent = 0
        """Calls in a row to which Telegram gave no answer."""
        self._answered_at = 0.0
        self._asking = asyncio.Lock()
        self._closing = asyncio.Event()
        self._workers: list[asyncio.Task[None]] = []
        self._others: list[asyncio.Task[None]] = []

    @property
    def unsent(self) -> int:
        """Messages not settled: those that wait and those in flight."""
        return self._unsent

    def enqueue(self, messages: Iterable[Outgoing]) -> None:
        """Take committed messages, in their order. Call it on the event loop."""
        for message in messages:
            self._unsent += 1
            match message.params:
                case {"make": {"name": name}} if name in self._apart:
                    task = asyncio.create_task(self._make_apart(message))
                    self._making.add(task)
                    task.add_done_callback(self._making.discard)
                case _:
                    self._line_up(message)

    def answer_callbacks(self, ids: Iterable[str]) -> None:
        """Stop the spinner on tapped buttons; harmless where it is lost, so the oldest may be."""
        for query_id in ids:
            if self._taps.full():
                self._taps.get_nowait()
            self._taps.put_nowait(query_id)

    def look(self) -> None:
        """There may be more bulk in the outbox."""
        self._looked.set()

    def withdraw(self, keys: Iterable[str]) -> None:
        """Do not send these any more; what is in flight already may arrive."""
        self._withdrawn.update(keys)
        if not self._fetching:
            self._withdrawn &= self._bulk_keys

    async def run(self) -> None:
        """Send until `drain`; raises TokenRejected. What is not settled stays in the outbox."""
        if self._closing.is_set():
            return
        self._workers = [asyncio.create_task(self._work()) for _ in range(self._in_flight)]
        self._others = [asyncio.create_task(self._pace())]
        self._others += [asyncio.create_task(self._answer_taps()) for _ in range(TAPPERS)]
        if self._more is not None:
            self._others.append(asyncio.create_task(self._fetch(self._more)))
        tasks = [*self._workers, *self._others]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            for task in (*tasks, *self._making):
                task.cancel()
            await asyncio.gather(*tasks, *self._making, return_exceptions=True)
        for task in done:
            if not task.cancelled() and (error := task.exception()):
                raise error

    async def drain(self, seconds: float) -> bool:
        """Begin nothing new and end what is in flight; False where that took too long."""
        self._closing.set()
        for task in (*self._others, *self._making):
            task.cancel()
        await asyncio.gather(*self._making, return_exceptions=True)
        if not self._workers:
            return True
        for _ in self._workers:
            self._ready.put_nowait((-1, 0, _Chat(0, 0, ticket=-1)))  # wakes one that waits
        _, late = await asyncio.wait(self._workers, timeout=seconds)
        for task in late:
            task.cancel()
        return not late

    # Whose turn it is

    def _line_up(self, message: Outgoing) -> None:
        chat = self._chats.get(message.chat_id)
        if chat is None:
            chat = self._chats[message.chat_id] = _Chat(message.chat_id, message.chat_id)
        chat.waiting.append(message)
        if message.urgency >= BULK:
            self._bulk_keys.add(message.key)
        if not chat.held and (not chat.ticket or message.urgency < chat.urgency):
            self._offer(chat)

    async def _make_apart(self, message: Outgoing) -> None:
        try:
            self._made[message.key] = await self._begun(message)
        except Exception as fault:  # noqa: BLE001  it is told where its chat comes to it
            self._faults[message.key] = fault
        self._line_up(message)

    def _offer(self, chat: _Chat) -> None:
        self._tickets += 1
        chat.ticket = self._tickets
        chat.urgency = min(message.urgency for message in chat.waiting)
        queue = self._ready if chat.urgency < BULK else self._bulk
        queue.put_nowait((chat.urgency, chat.ticket, chat))

    def _release(self, chat: _Chat) -> None:
        chat.held = False
        if chat.waiting:
            self._offer(chat)
        else:
            del self._chats[chat.id]

    async def _fetch(self, more: More) -> None:
        last, half = 0, BULK_HELD // 2
        while True:
            await self._looked.wait()
            self._looked.clear()
            while found := await self._fetched(more, last, half):
                last = found[-1].id
                self.enqueue(found)
                while len(self._bulk_keys) > half:
                    self._room.clear()
                    await self._room.wait()

    async def _fetched(self, more: More, last: int, most: int) -> list[Outgoing]:
        """The next ones; what is withdrawn meanwhile may be among them."""
        self._fetching = True
        try:
            return await more(last, most)
        finally:
            self._fetching = False

    async def _pace(self) -> None:
        while True:
            urgency, ticket, chat = await self._bulk.get()
            if chat.ticket == ticket:
                self._ready.put_nowait((urgency, ticket, chat))
                await asyncio.sleep(self._bulk_seconds)

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._closing.is_set():
            _, ticket, chat = await self._ready.get()
            if chat.ticket != ticket:  # it got a better one since
                continue
            chat.ticket, chat.held = 0, True
            await self._may_send(chat)
            if self._closing.is_set():
                return
            if moot := self._moot(chat.waiting[0]):
                wait = self._settle(chat, Waiting.DEAD, moot)
            else:
                wait = await self._advance(chat)
            if wait:
                loop.call_later(wait, self._release, chat)
            else:
                self._release(chat)

    async def _may_send(self, chat: _Chat) -> None:
        while not self._closing.is_set():
            if (wait := self._resume_at - time.monotonic()) > 0:
                await self._nap(wait)
            elif self._in_silence(chat):
                async with self._asking:
                    await self._until_answered(chat)
            else:
                return

    def _in_silence(self, chat: _Chat) -> bool:
        """Whether to see first that Telegram answers at all.

        A message in doubt has one repeat, and one that is not repeated has only this try: neither
        is spent on an outage.
        """
        doubted_at = chat.head.doubted_at if chat.head else None
        return self._silent >= _SEVERAL or (
            doubted_at is not None and self._answered_at <= doubted_at
        )

    async def _until_answered(self, chat: _Chat) -> None:
        for tries in count():
            if self._closing.is_set() or not self._in_silence(chat):
                return
            try:
                await self._bot.get_me()
            except InvalidToken:
                raise TokenRejected from None
            except Flooded as told:
                self._answered()
                self._resume_at = max(self._resume_at, time.monotonic() + told.seconds)
            except TelegramError as error:
                if not tries:
                    _log.warning("Telegram does not answer (%s)", type(error).__name__)
                await self._nap(self._waits.after(tries))
            else:
                self._answered()

    def _answered(self) -> None:
        self._silent, self._answered_at = 0, time.monotonic()

    async def _nap(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), seconds)

    # One call, and what became of it

    async def _advance(self, chat: _Chat) -> float:
        """Make the chat's next call; the seconds to wait before the one after it."""
        try:
            head = chat.head = chat.head or await self._next(chat.waiting[0])
            call = self._call(head.message.method, chat.to, head.calls[0])
        except Exception as error:  # noqa: BLE001  whatever is wrong with it, the others must go on
            chat.head = chat.head or _Head(chat.waiting[0], [])
            return self._settle(chat, Waiting.DEAD, f"cannot be made ({type(error).__name__})")
        head.tries += 1
        try:
            sent = await call
        except (InvalidToken, EndPointNotFound):  # a token of a wrong form is a 404
            raise TokenRejected from None
        except TelegramError as error:
            return self._failed(chat, head, error)
        except Exception as error:  # noqa: BLE001  PTB could not read the answer, but there was one
            reason = f"answer not understood ({type(error).__name__})"
            return self._settle(chat, Waiting.UNKNOWN, reason)
        self._answered()
        if len(head.calls) > 1:
            del head.calls[0]
            head.doubted_at = None
            return 0
        state = Waiting.DEAD if head.instead else Waiting.DONE
        match sent:
            case {"message_id": int(message_id)} | Message(message_id=message_id):
                return self._settle(chat, state, head.instead, message_id)
        return self._settle(chat, state, head.instead)

    def _moot(self, message: Outgoing) -> str:
        """Why a message is not to be sent any more; empty where it is."""
        if message.key in self._withdrawn:
            return _WITHDRAWN
        if message.not_after is None or self._now is None or self._now() <= message.not_after:
            return ""
        return _TOO_LATE

    def _failed(self, chat: _Chat, head: _Head, error: TelegramError) -> float:
        if isinstance(error, Unknown | TimedOut | NotSent):
            self._silent += 1
        elif isinstance(error, Flooded | ChatMigrated | Forbidden | BadRequest):
            self._answered()
        match error:
            case Flooded():
                return self._flooded(chat, error.seconds)
            case ChatMigrated():
                return self._moved(chat, head, error)
            case Forbidden():
                return self._unreachable(chat, error)
            case BadRequest():
                return self._refused(chat, head, error)
            case Unknown() | TimedOut() if head.message.method not in _HARMLESS_TWICE:
                return self._doubted(chat, head, error)
        return self._again(chat, head, error)

    def _flooded(self, chat: _Chat, seconds: float) -> float:
        """Wait as told; where several chats are told so within a second, it is meant for all."""
        now = time.monotonic()
        self._floods.append((now, chat.id, now + seconds))
        while self._floods[0][0] < now - 1:
            self._floods.popleft()
        if len({chat_id for _, chat_id, _ in self._floods}) >= _SEVERAL:
            self._resume_at = max(self._resume_at, *(until for _, _, until in self._floods))
        return seconds

    def _moved(self, chat: _Chat, head: _Head, error: ChatMigrated) -> float:
        if head.moved:
            return self._settle(chat, Waiting.DEAD, "the chat moved twice")
        self._worker.moved(chat.to, error.new_chat_id)
        head.moved, chat.to = True, error.new_chat_id
        return 0

    def _doubted(self, chat: _Chat, head: _Head, error: TelegramError) -> float:
        message = head.message
        if message.urgency < BULK and not message.attempts and head.doubted_at is None:
            head.doubted_at = time.monotonic()
            return self._waits.again
        return self._settle(chat, Waiting.UNKNOWN, type(error).__name__)

    def _again(self, chat: _Chat, head: _Head, error: TelegramError) -> float:
        now = time.monotonic()
        head.failing_since = now if head.failing_since is None else head.failing_since
        if now - head.failing_since >= self._waits.give_up:
            return self._settle(chat, Waiting.DEAD, _reason(error))
        head.failures += 1
        return self._waits.after(head.failures - 1)

    def _refused(self, chat: _Chat, head: _Head, error: BadRequest) -> float:
        said, method, params = error.message.lower(), head.message.method, head.calls[0]
        if any(words in said for words in _NOTHING_TO_DO):
            return self._settle(chat, Waiting.DONE, reason=_reason(error))
        if "can't parse entities" in said and not head.as_plain:
            _log.warning("%s: its HTML was refused; sent as plain text", head.message.key)
            head.as_plain, head.calls[0] = True, plain(params)
            return 0
        if "too long" in said and method == "sendMessage" and len(head.calls) == 1:
            parts = split(plain(params)["text"])
            if len(parts) > 1:
                _log.warning("%s: too long; sent in %d parts", head.message.key, len(parts))
                bare = {name: v for name, v in plain(params).items() if name != "reply_markup"}
                head.calls = [{**bare, "text": part} for part in parts]
                head.calls[-1] |= {k: v for k, v in params.items() if k == "reply_markup"}
                return 0
        if "chat not found" in said:
            return self._unreachable(chat, error)
        if method in _FILE_FIELDS and self._sorry is not None:
            self._faults[head.message.key], chat.head = error, None
            return 0
        return self._settle(chat, Waiting.DEAD, _reason(error))

    def _unreachable(self, chat: _Chat, error: TelegramError) -> float:
        while chat.waiting:
            self._settle(chat, Waiting.DEAD, _reason(error))
        self._worker.unreachable(chat.to)
        return 0

    def _settle(
        self, chat: _Chat, state: Waiting, reason: str = "", message_id: int | None = None
    ) -> float:
        message = chat.waiting.popleft()
        tries = chat.head.tries if chat.head else 0
        chat.head = None
        self._unsent -= 1
        self._bulk_keys.discard(message.key)
        self._withdrawn.discard(message.key)
        self._made.pop(message.key, None)
        self._faults.pop(message.key, None)
        self._room.set()
        if state is not Waiting.DONE and reason not in (_WITHDRAWN, _TOO_LATE):
            _log.warning("%s (%s): %s", message.key, message.method, state)
        self._worker.settle(
            Settled(message.key, state, message_id, reason, message.attempts + tries)
        )
        return 0

    # The calls

    async def _next(self, message: Outgoing) -> _Head:
        """The message ready to be sent, or an apology where its file is not to be had."""
        if (made := self._made.pop(message.key, None)) is not None:
            return made
        try:
            if (fault := self._faults.pop(message.key, None)) is not None:
                raise fault  # noqa: TRY301  it was met before, and is handled as one met now
            return await self._begun(message)
        except Exception as fault:
            if self._sorry is None or message.method not in _FILE_FIELDS:
                raise
            reason = f"cannot be made ({type(fault).__name__})"
            words = (message.params.get("caption", ""), await self._sorry(message.chat_id, fault))
            text = {"text": "\n\n".join(filter(None, words)), "parse_mode": "HTML"}
            return _Head(replace(message, method="sendMessage"), [text], instead=reason)

    async def _begun(self, message: Outgoing) -> _Head:
        """The message with its file in hand; what goes wrong with a file is raised."""
        apart = ("chat_id", "file", "make")
        params = {name: value for name, value in message.params.items() if name not in apart}
        place = _FILE_FIELDS.get(message.method)
        if place is None:
            return _Head(message, [params])
        match message.params:
            case {"make": {"name": maker} as order}:
                name, content, *caption = await self._makers[maker](order)
                params[place] = InputFile(content, filename=name)
                for said in caption:
                    params |= {"caption": said, "parse_mode": "HTML"}
            case {"file": {"path": str(file)} as order}:
                content = await asyncio.to_thread(Path(file).read_bytes)
                params[place] = InputFile(content, filename=order.get("name", Path(file).name))
            case _ if not _FILE_ID.fullmatch(params[place]):
                raise ValueError("not a file id")
        return _Head(message, [params])

    def _call(  # noqa: C901, PLR0911, PLR0912  one table: a method of Telegram's, and PTB's for it
        self, method: str, chat_id: int, params: Params
    ) -> Awaitable[object]:
        bot = self._bot
        match method:
            case "sendMessage" | "editMessageText" | "editMessageReplyMarkup":
                # Nearly all calls are these, and the Message that Bot's own methods make of each
                # answer takes a tenth of a millisecond. PTB warns where the name is one of its
                # methods'; Telegram takes it in any case of letters.
                if not params.keys() <= _TEXT_FIELDS:
                    raise ValueError("a field that a text has not")
                if method != "editMessageReplyMarkup":
                    params = {"link_preview_options": _NO_PREVIEW, **params}
                return bot.do_api_request(method.lower(), {"chat_id": chat_id, **params})
            case "sendPhoto":
                return bot.send_photo(chat_id, **params)
            case "sendVoice":
                return bot.send_voice(chat_id, **params)
            case "sendVideo":
                return bot.send_video(chat_id, **params)
            case "sendVideoNote":
                return bot.send_video_note(chat_id, **params)
            case "sendAnimation":
                return bot.send_animation(chat_id, **params)
            case "sendAudio":
                return bot.send_audio(chat_id, **params)
            case "sendDocument":
                return bot.send_document(chat_id, **params)
            case "setMyCommands":
                return bot.set_my_commands(
                    [BotCommand(**command) for command in params["commands"]],
                    scope=BotCommandScopeChat(chat_id),
                    language_code=params.get("language_code"),
                )
            case "deleteMessage":
                return bot.delete_message(chat_id, **params)
            case "sendChatAction":
                return bot.send_chat_action(chat_id, **params)
        raise ValueError("a method that is not sent from the outbox")

    async def _answer_taps(self) -> None:
        while True:
            query_id = await self._taps.get()
            try:
                await self._bot.answer_callback_query(query_id, read_timeout=_TAP_SECONDS)
            except InvalidToken:
                raise TokenRejected from None
            except TelegramError as error:
                _log.info("A tap was not answered (%s)", type(error).__name__)


def _reason(error: TelegramError) -> str:
    """Telegram's reason, without what it quotes of the message."""
    return _QUOTED.sub("“…”", error.message)[:200]


def plain(params: Params) -> Params:
    """The same message without formatting: tags gone, entities as what they stand for."""
    bare = {name: value for name, value in params.items() if name != "parse_mode"}
    if params.get("parse_mode"):
        for name in bare.keys() & {"text", "caption"}:
            bare[name] = html.unescape(_TAG.sub("", bare[name]))
    return bare


def split(text: str, most: int = TEXT_LIMIT) -> list[str]:
    """The text in parts of at most `most` UTF-16 units, cut at a line or a space if it has one."""
    parts = []
    rest = text.strip()
    while len(encoded := rest.encode("utf-16-le", "replace")) > 2 * most:
        longest = encoded[: 2 * most].decode("utf-16-le", "ignore")
        at = longest.rfind("\n")
        if at <= 0:
            at = longest.rfind(" ")
        if at <= 0:
            at = len(longest)
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*parts, rest]
