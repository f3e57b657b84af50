"""The page's JSON API: the phones' state, what people do on them, and events as they happen."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.sandbox.clock import Walker
from bot.sandbox.entities import to_html
from bot.sandbox.faults import Faults
from bot.sandbox.multipart import read_multipart
from bot.sandbox.rules import Json
from bot.sandbox.world import BOT, MEDIA, EventKind, ImpossibleError, Person, World, entities_of

_KEEP_ALIVE = 15.0
_INLINE = ("image/jpeg", "image/png", "image/gif", "image/webp", "audio/", "video/", "text/plain")


def person_view(world: World, person: Person) -> Json:
    """Return a person as the page knows them, with all the chat shows."""
    return {
        "id": person.id,
        "name": person.name,
        "hint": person.hint,
        "blocked": person.blocked,
        "commands": world.commands_of(person),
        "messages": [message_view(world, message) for message in person.messages.values()],
    }


def message_view(world: World, message: Json) -> Json:
    """Return a message as the page shows it."""
    text = message.get("text") or message.get("caption")
    rows = message.get("reply_markup", {}).get("inline_keyboard")
    kind = next((k for k in MEDIA if k in message), "text")
    if text is None and kind == "text":
        text = message.get("sticker", {}).get("emoji") or "📍"
    return {
        "id": message["message_id"],
        "from": "bot" if message["from"]["is_bot"] else "person",
        "date": world.now().fromtimestamp(message["date"], world.now().tzinfo).isoformat(),
        "edited": "edit_date" in message,
        "html": None if text is None else to_html(text, entities_of(message)),
        "kind": kind,
        "file": None if kind == "text" else _file(world, message[kind]),
        "keyboard": rows and [[_button(button) for button in row] for row in rows],
        "protected": message.get("has_protected_content", False),
    }


def _button(button: Json) -> Json:
    if "callback_data" in button:
        return {"text": button["text"], "data": button["callback_data"]}
    return {"text": button["text"], "url": button.get("url", "")}


def _file(world: World, media: Any) -> Json:
    held = world.files[(media[-1] if isinstance(media, list) else media)["file_id"]]
    return {
        "url": f"/sandbox/files/{quote(held.id)}",
        "name": held.name,
        "size": held.size,
        "mime": held.mime,
    }


def event_view(world: World, kind: EventKind, person: Person, payload: Any) -> Json:
    """Return an event as the page's stream carries it."""
    event: Json = {"type": kind, "person": person.id}
    match kind:
        case "message" | "edit":
            event["message"] = message_view(world, payload)
        case "delete" | "tapped":
            event["message_id"] = payload
        case "toast":
            event["text"], event["alert"] = payload
        case "commands":
            event["commands"] = world.commands_of(person)
        case "person":
            event["record"] = person_view(world, person)
        case "blocked":
            event["blocked"] = payload
        case "typing":
            pass
    return event


class Phones:
    """The routes under /sandbox/ that the page calls; `close` ends the open event streams.

    Without a `walker` the clock cannot be moved, and the page shows none.
    """

    def __init__(self, world: World, faults: Faults, walker: Walker | None = None) -> None:
        self._world = world
        self._faults = faults
        self._walker = walker
        self._streams: set[asyncio.Queue[Json | None]] = set()
        if walker:
            walker.watchers.append(self._clock_moved)
        self.routes = [
            Route("/sandbox/state", self.state),
            Route("/sandbox/events", self.events),
            Route("/sandbox/ledger", self.ledger),
            Route("/sandbox/files/{file_id}", self.file),
            Route("/sandbox/clock", self.move, methods=["POST"]),
            Route("/sandbox/faults", self.fault, methods=["POST"]),
            Route("/sandbox/people", self.add, methods=["POST"]),
            Route("/sandbox/people/{id:int}/say", self.say, methods=["POST"]),
            Route("/sandbox/people/{id:int}/tap", self.tap, methods=["POST"]),
            Route("/sandbox/people/{id:int}/send", self.send, methods=["POST"]),
            Route("/sandbox/people/{id:int}/block", self.block, methods=["POST"]),
        ]

    def close(self) -> None:
        """End the open event streams."""
        for stream in self._streams:
            stream.put_nowait(None)

    async def state(self, _request: Request) -> Response:
        """Everything the page shows at first."""
        bot = {"name": BOT["first_name"], "username": BOT["username"]}
        people = [person_view(self._world, person) for person in self._world.people.values()]
        clock = self._walker and self._walker.view()
        return JSONResponse({"bot": bot, "clock": clock, "people": people})

    async def events(self, _request: Request) -> Response:
        """Events as they happen, until the page goes away."""
        return StreamingResponse(
            self._stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def _stream(self) -> AsyncIterator[str]:
        stream: asyncio.Queue[Json | None] = asyncio.Queue()

        def watch(kind: EventKind, person: Person, payload: Any) -> None:
            stream.put_nowait(event_view(self._world, kind, person, payload))

        self._streams.add(stream)
        self._world.watchers.append(watch)
        try:
            yield ": open\n\n"
            while True:
                try:
                    event = await asyncio.wait_for(stream.get(), _KEEP_ALIVE)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if event is None:
                    return
                yield f"data: {json.dumps(event)}\n\n"
        finally:
            self._world.watchers.remove(watch)
            self._streams.discard(stream)

    def _clock_moved(self) -> None:
        if self._walker:
            event = {"type": "clock", "clock": self._walker.view()}
            for stream in self._streams:
                stream.put_nowait(event)

    async def move(self, request: Request) -> Response:
        """Move the clock ahead; answers when it is there, with the instant it is then."""
        order = await _body(request)
        if self._walker is None:
            raise ImpossibleError("The clock of this stand-in cannot be moved.")
        now = await self._walker.to(str(order.get("to", "")))
        return JSONResponse({"now": now.isoformat()})

    async def ledger(self, _request: Request) -> Response:
        """Everything each person saw and did, in order."""
        return JSONResponse({"entries": [entry._asdict() for entry in self._world.ledger()]})

    async def file(self, request: Request) -> Response:
        """A file's bytes; shown only where a browser can do no harm with it."""
        held = self._world.files.get(request.path_params["file_id"])
        if held is None:
            return refusal("There is no such file.", 404)
        shown = "inline" if held.mime.startswith(_INLINE) else "attachment"
        return Response(
            self._world.content(held.id),
            media_type=held.mime if shown == "inline" else "application/octet-stream",
            headers={
                "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(held.name or 'file')}",
                "Content-Security-Policy": "sandbox",
                "X-Content-Type-Options": "nosniff",
            },
        )

    async def fault(self, request: Request) -> Response:
        """Take an order of faults (faults.py), and block, poison, repeat, double."""
        order = await _body(request)
        self._faults.read(order)
        updates = self._world.updates
        for person_id in order.get("block", ()):
            self._world.block(person_id)
        poisoned = [updates.poison(raw) for raw in order.get("poison", ())]
        for update_id in order.get("repeat", ()):
            updates.repeat(update_id)
        updates.double = int(order.get("double", 0))
        return JSONResponse({"ok": True, "poisoned": poisoned})

    async def add(self, request: Request) -> Response:
        """A new phone."""
        order = await _body(request)
        person = self._world.add_person(str(order.get("name", "")), str(order.get("hint", "")))
        return JSONResponse(person_view(self._world, person))

    async def say(self, request: Request) -> Response:
        """A message from the person."""
        order = await _body(request)
        self._world.say(request.path_params["id"], str(order.get("text", "")))
        return JSONResponse({"ok": True})

    async def tap(self, request: Request) -> Response:
        """A tap on a button."""
        order = await _body(request)
        message_id, data = int(order.get("message_id", 0)), str(order.get("data", ""))
        self._world.tap(request.path_params["id"], message_id, data)
        return JSONResponse({"ok": True})

    async def send(self, request: Request) -> Response:
        """A file from the person."""
        fields, files = read_multipart(
            request.headers.get("content-type", ""), await request.body()
        )
        if "file" not in files:
            raise ImpossibleError("There is no file.")
        file = files["file"]
        self._world.send_file(
            request.path_params["id"],
            fields.get("kind", ""),
            file.content,
            file.name,
            file.mime,
            fields.get("caption", ""),
        )
        return JSONResponse({"ok": True})

    async def block(self, request: Request) -> Response:
        """Block the bot, or unblock it."""
        order = await _body(request)
        self._world.block(request.path_params["id"], bool(order.get("blocked", True)))
        return JSONResponse({"ok": True})


async def _body(request: Request) -> Json:
    body = await request.json()
    if not isinstance(body, dict):
        raise ImpossibleError("An object is expected.")
    return body


def refusal(sentence: str, status: int = 400) -> Response:
    """Answer a failed call with a plain sentence."""
    return JSONResponse({"ok": False, "error": sentence}, status_code=status)
