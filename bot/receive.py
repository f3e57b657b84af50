"""Updates in: by polling or by webhook, stored before they are confirmed.

What Telegram has handed over it forgets once it is confirmed: by the next getUpdates' offset, or by
the webhook's 200. So both wait for the worker's commit. What came twice has the same update_id and
is one row; what was fetched and not stored simply comes again.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import random
from collections.abc import Coroutine, Iterable, Sequence
from contextlib import suppress
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send
from telegram import Bot
from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError

from bot.serving import listening, served
from bot.transport import Flooded, TokenRejected
from storage.mail import Update

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
MOST_WAITING = 1_000
"""Updates without a turn and messages unsent, together; with more than these, polling waits."""
POLL_SECONDS = 50
LONGEST_PAUSE = 30.0
BODY_BYTES = 1_000_000

_ROOM_SECONDS = 0.05
_SLACK_SECONDS = 15.0
_IDS = range(2**63)

T = TypeVar("T")
_log = logging.getLogger(__name__)


class WebhookRefused(Exception):  # noqa: N818  reads as what it is
    """Telegram does not take WEBHOOK_URL; the text tells why."""


class Storing(Protocol):
    """Who stores updates and runs their turns."""

    @property
    def backlog(self) -> int:
        """Stored updates whose turn has not run."""

    async def store(self, updates: Sequence[Update]) -> None:
        """Store updates; returns once they are committed."""


class Sending(Protocol):
    """Who sends what the turns say."""

    @property
    def unsent(self) -> int:
        """Messages not settled."""


def readable(items: Iterable[object]) -> list[Update]:
    """The updates among what Telegram sent; what is none is counted in the log and left out.

    A lone surrogate, which no database takes, becomes a question mark.
    """
    updates, strange = [], 0
    for item in items:
        if isinstance(item, dict) and _is_id(item.get("update_id")):
            updates.append(Update(item["update_id"], _encodable(item)))
        else:
            strange += 1
    if strange:
        _log.warning("%d of Telegram's updates cannot be read and are left out", strange)
    return updates


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in _IDS


def _encodable(raw: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(raw, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        repaired: dict[str, Any] = json.loads(text.encode(errors="replace"))
        return repaired
    return raw


async def poll(
    bot: Bot,
    worker: Storing,
    sender: Sending,
    *,
    stopped: asyncio.Event,
    seconds: int = POLL_SECONDS,
    longest_pause: float = LONGEST_PAUSE,
) -> None:
    """Fetch updates by long polls of `seconds` and store them, until `stopped` is set.

    Trouble of any kind is logged once and tried again after a pause that grows to `longest_pause`;
    only a rejected token ends it, with TokenRejected.
    """
    trouble = _Trouble(longest_pause)
    polling, offset = False, None
    while not stopped.is_set():
        if worker.backlog + sender.unsent > MOST_WAITING:
            await _pause(stopped, _ROOM_SECONDS)
            continue
        try:
            if not polling:
                polling = await _unless(stopped, _remove_webhook(bot)) or False
                continue
            updates = await _unless(stopped, _get_updates(bot, offset, seconds))
            if updates:
                await worker.store(updates)
                # Not the highest ever: after a quiet week ids may start anew.
                offset = max(update.id for update in updates) + 1
        except InvalidToken:
            raise TokenRejected from None
        except Exception as error:  # noqa: BLE001  what is not confirmed comes again
            await _pause(stopped, trouble.met(error))
        else:
            trouble.over()


async def _get_updates(bot: Bot, offset: int | None, seconds: int) -> list[Update]:
    # Bot.get_updates parses a whole batch at once, so that one malformed update stops all for good.
    query: dict[str, object] = {"timeout": seconds, "allowed_updates": json.dumps(ALLOWED)}
    if offset is not None:
        query["offset"] = offset
    found = await bot.request.post(
        f"{bot.base_url}/getUpdates?{urlencode(query)}", read_timeout=seconds + _SLACK_SECONDS
    )
    if not isinstance(found, list):
        raise TelegramError("getUpdates gave no list")
    updates = readable(found)
    if found and not updates:  # no offset passes them, so they would come again at once
        raise TelegramError("nothing but what is no update")
    return updates


async def _remove_webhook(bot: Bot) -> bool:
    if (await bot.get_webhook_info()).url:
        _log.warning("A webhook was set; it is removed to poll. Updates that wait are kept.")
        await bot.delete_webhook(drop_pending_updates=False)
    return True


async def _unless(stopped: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """What the work gives; None where `stopped` came first, and the work is given up."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stopped.wait())
    try:
        await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        working.cancel()
        stopping.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)


async def _pause(stopped: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stopped.wait(), seconds)


class _Trouble:
    """A streak of failures: said once, with growing pauses."""

    def __init__(self, longest_pause: float) -> None:
        self._longest = longest_pause
        self._what = ""
        self._times = 0

    def met(self, error: Exception) -> float:
        """Note a failure; the seconds to wait, with jitter where Telegram did not say."""
        match error:
            case Conflict():
                what = "another program receives this bot's updates (409 Conflict); only one can"
            case TelegramError():
                what = f"no updates from Telegram ({type(error).__name__})"
            case _:
                what = f"updates could not be stored ({type(error).__name__})"
        if what != self._what:
            _log.warning("Receiving: %s; trying again", what)
            self._what = what
        self._times += 1
        if isinstance(error, Flooded):
            return error.seconds
        return float(min(self._longest, 2 ** min(self._times, 9) / 4) * random.uniform(0.5, 1))

    def over(self) -> None:
        """Note that it works."""
        if self._times:
            _log.info("Receiving again after %d tries", self._times)
            self._what, self._times = "", 0


class Webhook:
    """The ASGI app Telegram posts updates to: 200 once the update is stored.

    Telegram proves itself by `secret` in a header, compared in constant time before the body is
    read (403). Not a POST 405, more than 1 MB 413, no JSON object 400. Where storing fails, 503:
    Telegram keeps the update and brings it again.
    """

    def __init__(self, worker: Storing, secret: str) -> None:
        self._worker = worker
        self._secret = secret.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        status = 200
        try:
            await self._take(Request(scope, receive))
        except HTTPException as refusal:
            status = refusal.status_code
        await Response(status_code=status)(scope, receive, send)

    async def _take(self, request: Request) -> None:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "").encode("latin-1")
        if not hmac.compare_digest(given, self._secret):
            raise HTTPException(403)
        if request.method != "POST":
            raise HTTPException(405)
        try:
            raw = json.loads(await _body(request))
        except (ValueError, RecursionError, ClientDisconnect):
            raise HTTPException(400) from None
        if not isinstance(raw, dict):
            raise HTTPException(400)
        updates = readable([raw])
        try:
            if updates:
                await self._worker.store(updates)
        except Exception as error:
            _log.warning("Webhook: storing failed (%s)", type(error).__name__)
            raise HTTPException(503) from error


async def _body(request: Request) -> bytes:
    """The body, however its length was announced."""
    length = request.headers.get("Content-Length", "0")
    if not length.isdecimal() or int(length) > BODY_BYTES:
        raise HTTPException(413)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES:
            raise HTTPException(413)
    return bytes(body)


async def announce_webhook(bot: Bot, url: str, secret: str) -> None:
    """Tell Telegram where to post updates; those that wait are kept.

    Raises TokenRejected, WebhookRefused, and TelegramError where it could not be told.
    """
    try:
        await bot.set_webhook(
            url, secret_token=secret, allowed_updates=ALLOWED, drop_pending_updates=False
        )
    except InvalidToken:
        raise TokenRejected from None
    except BadRequest as refused:
        raise WebhookRefused(
            f"WEBHOOK_URL is refused by Telegram: {refused.message.rstrip('.')}. "
            "Set an https address that is reached from everywhere."
        ) from None


async def be_called(
    bot: Bot,
    worker: Storing,
    *,
    url: str,
    secret: str,
    host: str,
    port: int,
    stopped: asyncio.Event,
    pages: ASGIApp | None = None,
) -> None:
    """Take updates that Telegram posts to `url`, which leads to host and port, until `stopped`.

    `pages` answers there too, whatever is no update.
    Telegram is told of it once the port listens; where it does not answer, it is told again.
    Raises CannotListen, WebhookRefused and TokenRejected.
    """
    routes: list[BaseRoute] = [Route("/telegram", Webhook(worker, secret))]
    if pages is not None:
        routes.append(Mount("/", pages))
    with listening(host, port) as listener:
        async with served(Starlette(routes=routes), listener):
            await _announced(bot, f"{url}/telegram", secret, stopped)
            await stopped.wait()


async def _announced(bot: Bot, url: str, secret: str, stopped: asyncio.Event) -> None:
    trouble = _Trouble(LONGEST_PAUSE)
    while not stopped.is_set():
        try:
            await _unless(stopped, announce_webhook(bot, url, secret))
        except TelegramError as error:
            await _pause(stopped, trouble.met(error))
        else:
            trouble.over()
            return
