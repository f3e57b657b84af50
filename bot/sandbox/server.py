"""The stand-in over HTTP: the Bot API, files, and the page with its JSON API.

The Bot API is a bare ASGI callable, since it shares a small machine with the bot it is measured
with; all else goes through Starlette.
"""

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, unquote

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.sandbox.clock import Walker
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.load import Load
from bot.sandbox.methods import METHODS, WRITES, Params, call
from bot.sandbox.multipart import read_multipart
from bot.sandbox.phones import Phones, refusal
from bot.sandbox.rules import DOWNLOAD_BYTES, UPLOAD_BYTES, Json, Refused, bad
from bot.sandbox.updates import Courier
from bot.sandbox.world import TOKEN, ImpossibleError, Person, World
from bot.serving import InnerServer, address_of, listening

STATIC = Path(__file__).parent / "static"

_TRANSPORT = "waymark.transport"
_BODY_BYTES = UPLOAD_BYTES + 64 * 1024
_JSON_HEADERS = [(b"content-type", b"application/json")]
_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


class App:
    """The ASGI application of one World."""

    def __init__(
        self,
        world: World,
        faults: Faults,
        token: str = TOKEN,
        walker: Walker | None = None,
        beside: Mapping[str, ASGIApp] | None = None,
    ) -> None:
        self._world = world
        self._beside = beside if beside is not None else {}
        self._faults = faults
        self._api = f"/bot{token}/"
        self._file = f"/file/bot{token}/"
        self._phones = Phones(world, faults, walker)
        self._load: Load | None = None
        self._pages = Starlette(
            routes=[
                Route("/", self._page),
                Route("/sandbox/static/{name:path}", self._static),
                Route("/sandbox/load", self._start_load, methods=["POST"]),
                Route("/sandbox/load", self._report_load),
                *self._phones.routes,
            ],
            exception_handlers={ValueError: _plain_refusal},
        )

    def close(self) -> None:
        """End the long poll and the event streams, and let a load stop."""
        self._world.updates.release()
        self._phones.close()
        if self._load:
            self._load.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path: str = scope.get("path", "")
        if path.startswith(self._api):
            await self._bot(path[len(self._api) :].lower(), scope, receive, send)
        elif path.startswith(self._file):
            await self._download(path[len(self._file) :], send)
        elif path.startswith(("/bot", "/file/bot")):
            await _read(receive)
            await _respond(send, _refused(Refused(401, "Unauthorized")))
        else:
            others = (app for begin, app in self._beside.items() if path.startswith(begin))
            await next(others, self._pages)(scope, receive, send)

    # The Bot API

    async def _bot(self, method: str, scope: Scope, receive: Receive, send: Send) -> None:
        fault: Fault | None = None
        try:
            params = await _params(scope, receive)
            wait, fault = self._faults.strike(method, params.chat())
            if wait > 0:
                await asyncio.sleep(wait)
            if fault and fault.kind == "reset_before":
                await _reset(scope)
                return
            answer = self._failure(fault, params) or await self._answer(method, params)
        except Refused as refused:
            answer = _refused(refused)
        if fault and fault.kind == "reset_after":
            await _reset(scope)
            return
        await _respond(send, answer)

    def _failure(self, fault: Fault | None, params: Params) -> tuple[int, bytes] | None:
        if fault is None:
            return None
        match fault.kind:
            case "429":
                raise _too_many(int(fault.seconds))
            case "500":
                raise Refused(500, "Internal Server Error")
            case "502":
                return 502, b"<html><head><title>502 Bad Gateway</title></head></html>"
            case "garbage":
                return 200, b'{"ok":true,"result":{"message_'
            case "migrate":
                if (chat := params.chat()) is not None and fault.to is not None:
                    self._world.migrate(chat, fault.to)
                    self._world.chat(chat)  # refuses, with the new id
        return None

    async def _answer(self, method: str, params: Params) -> tuple[int, bytes]:
        if method == "getupdates":
            texts = await self._world.updates.poll(
                params.whole("offset", 0),
                params.whole("limit", 100),
                params.whole("timeout", 0),
                params.json("allowed_updates"),
            )
            return 200, f'{{"ok":true,"result":[{",".join(texts)}]}}'.encode()
        limits, chat = self._faults.limits, params.chat()
        if limits and method in WRITES and chat is not None and (wait := limits.wait(chat)):
            raise _too_many(wait)
        result = _encode(call(self._world, method, params))
        return 200, f'{{"ok":true,"result":{result}}}'.encode()

    def inline(self, answer: Json) -> None:
        """Do the call in a webhook's answer; as with Telegram, nobody learns how it went."""
        method = str(answer.pop("method", "")).lower()
        if method in METHODS:
            with contextlib.suppress(Refused):
                call(self._world, method, Params(answer))

    async def _download(self, path: str, send: Send) -> None:
        file_id = self._world.paths.get(unquote(path))
        if file_id is None or self._world.files[file_id].size > DOWNLOAD_BYTES:
            await _respond(send, _refused(Refused(404, "Not Found")))
            return
        headers = [(b"content-type", b"application/octet-stream")]
        await _respond(send, (200, self._world.content(file_id)), headers)

    # The page

    async def _page(self, _request: Request) -> Response:
        return _static_file("index.html")

    async def _static(self, request: Request) -> Response:
        return _static_file(request.path_params["name"])

    async def _start_load(self, request: Request) -> Response:
        order = await request.json()
        people: int | list[Person] = int(order.get("people", 0))
        if self._load:
            self._load.stop()
            if order.get("again"):  # the people of the load before
                people = self._load.people
        self._load = Load(
            self._world,
            people,
            order.get("script", ()),
            int(order.get("rounds", 1)),
        )
        self._load.start()
        return JSONResponse({"ok": True})

    async def _report_load(self, _request: Request) -> Response:
        if self._load is None:
            return refusal("There is no load.", 404)
        return JSONResponse(self._load.report())


def _static_file(name: str) -> Response:
    file = (STATIC / name).resolve()
    if not file.is_relative_to(STATIC.resolve()) or not file.is_file():
        return refusal("There is no such page.", 404)
    return FileResponse(file, headers={"Cache-Control": "no-cache"})


async def _plain_refusal(_request: Request, error: Exception) -> Response:
    if isinstance(error, ImpossibleError):
        return refusal(str(error))
    return refusal(f"Not understood: {error}")


def _refused(refused: Refused) -> tuple[int, bytes]:
    answer: Json = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.parameters:
        answer["parameters"] = refused.parameters
    return refused.code, _encode(answer).encode()


def _too_many(seconds: int) -> Refused:
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


async def _read(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body
    pieces, size = [body], len(body)
    while message.get("more_body"):
        message = await receive()
        size += len(message.get("body", b""))
        if size <= _BODY_BYTES:  # what is too much is read, so that the refusal is, but not kept
            pieces.append(message.get("body", b""))
    if size > _BODY_BYTES:
        raise Refused(413, "Request Entity Too Large")
    return b"".join(pieces)


async def _params(scope: Scope, receive: Receive) -> Params:
    body = await _read(receive)
    query: bytes = scope["query_string"]
    kind = next((v for k, v in scope["headers"] if k == b"content-type"), b"").decode("latin-1")
    try:
        values: Json = dict(parse_qsl(query.decode(), errors="strict")) if query else {}
        if not body:
            return Params(values)
        if kind.startswith("application/x-www-form-urlencoded"):
            pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
            return Params(values | dict(pairs))
        if kind.startswith("multipart/form-data"):
            fields, files = read_multipart(kind, body)
            return Params(values | fields, files)
        if kind.startswith("application/json"):
            return Params(values | _object(body))
    except UnicodeDecodeError as error:
        raise bad("strings must be encoded in UTF-8") from error
    except ValueError as error:
        raise bad(f"can't parse request body: {error}") from error
    return Params(values)


def _object(body: bytes) -> Json:
    try:
        found = json.loads(body)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(found, dict):
        raise ValueError("object expected")  # noqa: TRY004 - the caller's one error
    return cast("Json", found)


async def _respond(
    send: Send, answer: tuple[int, bytes], headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    status, body = answer
    if headers is None:
        headers = [(b"content-type", b"text/html")] if body[:1] == b"<" else _JSON_HEADERS
    length = (b"content-length", str(len(body)).encode())
    start: Message = {
        "type": "http.response.start",
        "status": HTTPStatus(status),
        "headers": [*headers, length],
    }
    await send(start)
    await send({"type": "http.response.body", "body": body})


async def _reset(scope: Scope) -> None:
    """Cut the TCP connection with a reset, as a network that fails does."""
    transport: asyncio.Transport = scope[_TRANSPORT]
    transport.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
    )
    transport.abort()
    await asyncio.sleep(0)  # uvicorn learns of it, and then expects no response any more


class _Protocol(HttpToolsProtocol):
    """uvicorn's own, with the transport in the scope, for faults that cut the connection."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        cast("dict[str, Any]", self.scope)[_TRANSPORT] = self.transport


class _Server(InnerServer):
    """Begins and ends at once, where uvicorn looks ten times a second whether it may."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ending = asyncio.Event()

    async def main_loop(self) -> None:
        """Wait for the end."""
        await self.ending.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer what is under way, for as long as the configuration gives it, and close."""
        for listener in (*self.servers, *(sockets or ())):
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if under_way := set(self.server_state.tasks):
            _, late = await asyncio.wait(under_way, timeout=self.config.timeout_graceful_shutdown)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for server in self.servers:
            await server.wait_closed()


@contextlib.asynccontextmanager
async def serve(
    world: World,
    faults: Faults,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    token: str = TOKEN,
    walker: Walker | None = None,
    beside: Mapping[str, ASGIApp] | None = None,
) -> AsyncIterator[str]:
    """Run the stand-in in the present loop; yields its root URL. Port 0 takes a free one.

    `walker` moves the clock of `world` where a person at the page asks for it. `beside` is what
    else answers here, by how its paths begin; it may be filled later. Raises CannotListen.
    """
    app = App(world, faults, token, walker, beside)
    server = _Server(
        uvicorn.Config(
            app,
            http=_Protocol,
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            date_header=False,
            timeout_keep_alive=120,
            timeout_graceful_shutdown=2,
        )
    )
    with listening(host, port) as listener:
        running = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            while not server.started:
                if running.done():
                    running.result()
                await asyncio.sleep(0.005)
            async with Courier(world.updates, world.stamp, app.inline):
                yield address_of(host, listener.getsockname()[1])
        finally:
            app.close()
            server.should_exit = True
            server.ending.set()
            await running
