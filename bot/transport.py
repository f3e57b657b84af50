"""How python-telegram-bot reaches Telegram: aiohttp, and errors that say what is known.

PTB's own transport spends 74 % of its time on the bookkeeping of its pool. This one is faster, and
tells apart what the sender must know: that nothing was sent, that Telegram refused, or that nobody
can tell. A Bot API URL holds the token, so no exception that came with one leaves this file.
"""

from __future__ import annotations

import io
import json
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from aiohttp import (
    ClientConnectorError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    FormData,
    InvalidURL,
    TCPConnector,
)
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS = 10.0
READ_SECONDS = 65.0
UPLOAD_SECONDS = 300.0
LONGEST_SECONDS = 600.0
"""An answer that trickles in byte by byte holds its connection no longer than this."""

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_NOT_MADE = (ClientConnectorError, ConnectionTimeoutError, InvalidURL)
_BEHIND_A_PROXY = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT})


class NotSent(NetworkError):  # noqa: N818  named like PTB's own errors
    """No connection could be made: nothing was sent, trying again is safe."""


class Unknown(NetworkError):  # noqa: N818  named like PTB's own errors
    """The request may have been done: the connection or its answer was lost after it was made."""


class Flooded(TelegramError):  # noqa: N818  named like PTB's own errors
    """Telegram asks to wait `seconds`.

    PTB's RetryAfter warns of its own deprecation each time it is made.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Too many requests, told to wait {seconds:g} s")
        self.seconds = seconds


class TokenRejected(Exception):  # noqa: N818  reads as what it is
    """Telegram does not know this bot token; nothing can go on."""

    def __init__(self) -> None:
        super().__init__("Telegram rejected the bot token. Check BOT_TOKEN, or ask @BotFather.")


class Aiohttp(BaseRequest):
    """A transport for `telegram.Bot`, on one keep-alive pool of `connections`.

    One object can serve both of a Bot's transports. It never follows a redirect, takes no proxy
    from the environment, and ends a request by itself only after `read_seconds` without a byte
    (300 s while files go up, 600 s in all). Besides PTB's errors it raises NotSent, Unknown and
    Flooded.
    """

    def __init__(self, *, connections: int = 64, read_seconds: float = READ_SECONDS) -> None:
        self._connections = connections
        self._read_seconds = read_seconds
        self._usual = _limits(read_seconds)
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds without a byte after which an answer is given up."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Open the pool, in the running loop; doing it twice does nothing."""
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=self._connections),
                cookie_jar=DummyCookieJar(),
                trust_env=False,
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close the pool; doing it twice does nothing."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0917  PTB's shape
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  see UPLOAD_SECONDS
        connect_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  always CONNECT_SECONDS
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  callers limit themselves
    ) -> tuple[int, bytes]:
        """Do one request; the status and body, which for a POST is always an answer of Telegram's.

        A 429 raises Flooded. What is no answer of Telegram's raises NetworkError where a proxy
        refused (3xx, 4xx), else Unknown; so do 502 and 504, which may come after the work was done.
        """
        limits = self._usual
        if isinstance(read_timeout, int | float):
            limits = _limits(read_timeout)
        elif request_data and request_data.contains_files:
            limits = _limits(max(self._read_seconds, UPLOAD_SECONDS))
        status, body = await self._exchange(method, url, request_data, limits)
        if method == "GET":  # a file
            return status, body
        return _answered(status, body), body

    async def _exchange(
        self, method: str, url: str, request_data: RequestData | None, limits: ClientTimeout
    ) -> tuple[int, bytes]:
        trouble: NetworkError
        if self._session is None:
            raise NotSent("the transport is closed")
        try:
            async with self._session.request(
                method,
                url,
                data=_encoded(request_data),
                headers=_FORM if request_data and not request_data.contains_files else None,
                timeout=limits,
                allow_redirects=False,
            ) as response:
                return response.status, await response.read()
        except _NOT_MADE as error:
            trouble = NotSent(f"no connection to Telegram ({type(error).__name__})")
        except Exception as error:  # noqa: BLE001  all it can raise may hold the URL
            trouble = Unknown(f"no answer from Telegram ({type(error).__name__})")
        raise trouble  # out here it carries no context, and so no URL


def _limits(read_seconds: float | None) -> ClientTimeout:
    return ClientTimeout(
        total=LONGEST_SECONDS, sock_connect=CONNECT_SECONDS, sock_read=read_seconds
    )


def _encoded(request_data: RequestData | None) -> bytes | FormData | None:
    if request_data is None:
        return None
    fields = request_data.json_parameters
    if not request_data.contains_files:
        # aiohttp's own form encoder takes a sixth of the core.
        return urlencode(fields, errors="replace").encode()
    form = FormData(quote_fields=False)  # else a file name arrives percent-encoded
    for name, value in fields.items():
        form.add_field(name, value.encode(errors="replace").decode())
    for name, (filename, content, mime) in request_data.multipart_data.items():
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, file, filename=filename, content_type=mime)
    return form


def _answered(status: int, body: bytes) -> int:
    answer: Any
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None  # said below by what it means; the body may hold what was said, so is not
    match answer:
        case {"ok": True, "result": _} if status < HTTPStatus.MULTIPLE_CHOICES:
            return status
        case {"ok": False, "parameters": {"retry_after": int() | float() as seconds}}:
            raise Flooded(max(seconds, 0))
        case {"ok": False} if status not in _BEHIND_A_PROXY:
            return max(status, HTTPStatus.BAD_REQUEST)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise NetworkError(f"HTTP {status}, and not from Telegram")
    raise Unknown(f"HTTP {status} without an answer of Telegram's")
