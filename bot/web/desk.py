"""What every page has: who looks at it and from where, and that each request is checked anew.

A page is a function of a `Desk`; it runs on a read-only connection, off the event loop. What a form
does is one too; it runs in the writer, in a transaction of its own. A route names the action it
takes, and storage.access is asked for it each time, for the one id in the route's address: what is
not there and what is not theirs look the same.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import Connection, Engine
from starlette.datastructures import URL
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.chat import Setup, context_of
from bot.facts import Gone
from bot.turns import Turned
from bot.web import words
from bot.web.acting import Form, OnPage, Refused, number
from bot.web.html import render
from bot.worker import Worker
from dialogs.engine import Context
from dialogs.words import Sentence, Words
from storage import access, audit, mail, people, sessions
from storage.access import Action
from storage.people import Who

COOKIE = "waymark"
START = "bytes=0-"
MOST_BYTES = 200_000
MOST_FIELDS = 1_000
IDS = range(2**63)
TOKEN = "token"  # noqa: S105  the name of a field
"""The field of a form that shows that it is ours; a page of somebody else cannot know it."""
SENT = "sent"
"""Where a request keeps the fields of its form, to show them again where they cannot be taken."""


@dataclass
class Parts:
    """What the pages are made of.

    `files` is the folder of evidence. `notices` are what was said to whom and waits to be shown on
    their next page: kept in this process alone, for what is lost with it was done all the same.
    """

    worker: Worker
    reading: Engine
    setup: Setup
    now: Callable[[], datetime]
    deliver: Callable[[Sequence[Turned]], None]
    files: Path
    notices: dict[int, list[Any]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where they are reached, without a slash at the end."""
        return self.setup.pages

    @property
    def base(self) -> str:
        """What every path of the pages begins with, where they are reached."""
        return urlsplit(self.address).path + "/desk"

    @property
    def secure(self) -> bool:
        """Whether they are reached by https."""
        return self.address.startswith("https:")


@dataclass(frozen=True)
class Desk:
    """One request of a teacher who is signed in and may do what it asks.

    `who` is the teacher in the class it is about, on that class's clock; `thing` is the id in the
    address; `chat` is there where something is done.
    """

    db: Connection
    parts: Parts
    now: datetime
    who: Who
    classes: list[Any]
    thing: int
    form: Form
    cookie: str
    page: OnPage | None = None
    wrong: Refused | None = None
    """What cannot stay as it was sent; the form is shown again with all that was filled in."""
    sent_to: str = ""
    """How the address ends that it was sent to; other forms of the page stay as they are."""

    @property
    def token(self) -> str:
        """What the forms of a session carry."""
        return hmac.new(self.cookie.encode(), b"form", hashlib.sha256).hexdigest()

    def check_token(self) -> None:
        """Raise a 403 where a form does not carry what ours do."""
        if not hmac.compare_digest(self.form.text(TOKEN).encode(), self.token.encode()):
            raise HTTPException(403)

    @property
    def class_id(self) -> int:
        """The class it is about; 0 where it is about none."""
        return self.who.class_id or 0

    @property
    def chat(self) -> OnPage:
        """The chat of what is done here."""
        if self.page is None:
            raise LookupError("nothing is done by looking")
        return self.page

    @property
    def context(self) -> Context:
        """The class's clock, in the teacher's language."""
        return context_of(self.who.language, self.who.zone, self.now)

    def put(self, said: Words) -> str:
        """The words in the teacher's language, plain."""
        return self.context.language.put(said, zone=self.context.zone)

    def path(self, *parts: object) -> str:
        """The path of a page."""
        return "/".join([self.parts.base, *map(str, parts)])


@dataclass(frozen=True)
class Shown:
    """A page: its template and what stands in it."""

    template: str
    facts: Mapping[str, Any]
    status: int = 200


@dataclass(frozen=True)
class Go:
    """The path of the page to go on to."""

    path: str


Seen: TypeAlias = Shown | Response
Done: TypeAlias = Shown | Response | Go
Look: TypeAlias = Callable[[Desk], Seen]
Act: TypeAlias = Callable[[Desk], Done]


def looks(path: str, action: Action, look: Look, *, noted: str = "") -> Route:
    """The route of a page; `noted` is what stands on record of each look at it."""
    return Route(path, _Look(action, look, noted).answer, methods=["GET"])


def acts(path: str, action: Action | None, act: Act, look: Look | None = None) -> Route:
    """The route to which a form is sent; where it is filled wrongly, `look` shows it as it was."""
    return Route(path, _Act(action, act, look).answer, methods=["POST"])


NAV = (
    ("overview", "", words.OVERVIEW),
    ("inbox", "/inbox", words.INBOX),
    ("groups", "/groups", words.GROUPS),
    ("export", "/export", words.EXPORT),
    ("settings", "/settings", words.SETTINGS),
)
"""Of each page of a class: its name here, its path after the class's, and what it is called."""


class SignedOut(Exception):  # noqa: N818  reads as what it is
    """Nobody is signed in in this browser (any more)."""


@dataclass
class _Look:
    """Answers a GET: checked, read, put on record, shown."""

    action: Action
    look: Look
    noted: str

    async def answer(self, request: Request) -> Response:
        parts: Parts = request.app.state.parts
        form = Form(_fields(request.url))
        seen, desk = await asyncio.to_thread(self._seen, parts, request, form)
        begins = request.headers.get("range", START).startswith(START)
        if self.noted and begins:  # the rest of a recording that is played is no further look
            await parts.worker.do(lambda db: self._note(db, desk))
        return seen

    def _seen(self, parts: Parts, request: Request, form: Form) -> tuple[Response, Desk]:
        with parts.reading.connect() as db:
            desk = sit_down(db, parts, request, self.action, form)
            return answer(desk, _seen(self.look, desk)), desk

    def _note(self, db: Connection, desk: Desk) -> None:
        audit.note(
            db,
            actor_id=desk.who.id,
            action=self.noted,
            now=desk.now,
            subject=access.RULES[self.action][0],
            subject_id=desk.thing,
        )


@dataclass
class _Act:
    """Answers a POST: checked, done in the writer, sent on its way; then the next page."""

    action: Action | None
    act: Act
    look: Look | None

    async def answer(self, request: Request) -> Response:
        parts: Parts = request.app.state.parts
        form = Form(await sent(request))
        done = await parts.worker.do(lambda db: self._tried(db, parts, request, form))
        match done:
            case Refused():
                return await asyncio.to_thread(self._again, parts, request, form, done)
            case Exception():
                raise done
        done, desk = done
        chat = desk.chat
        outgoing = tuple(chat.outgoing)
        parts.deliver([Turned(outgoing, "", tuple(chat.withdrawn), chat.files)])
        if chat.said:
            parts.notices[desk.who.id] = chat.said
        return answer(desk, done)

    def _tried(
        self, db: Connection, parts: Parts, request: Request, form: Form
    ) -> tuple[Done, Desk] | Exception:
        """What comes of it; a refusal comes before anything is kept, and is nobody's fault."""
        try:
            return self._done(db, parts, request, form)
        except (Refused, SignedOut, HTTPException) as told:
            return told

    def _done(
        self, db: Connection, parts: Parts, request: Request, form: Form
    ) -> tuple[Done, Desk]:
        desk = sit_down(db, parts, request, self.action, form)
        desk.check_token()
        chat = OnPage(db, parts.setup, desk.now, number(), desk.who)
        desk = replace(desk, page=chat)
        try:
            done = self.act(desk)
        except Gone as gone:
            chat.say(gone.sentence)
            done = Go(desk.path("class", desk.class_id))
        mail.post(db, chat.outgoing, desk.now)
        return done, desk

    def _again(self, parts: Parts, request: Request, form: Form, wrong: Refused) -> Response:
        if self.look is None:
            raise HTTPException(400)
        with parts.reading.connect() as db:
            desk = sit_down(db, parts, request, self.action, form)
            sent_to = request.url.path.rsplit("/", 1)[1]
            desk = replace(desk, wrong=wrong, sent_to=sent_to)
            seen = _seen(self.look, desk)
            return answer(desk, replace(seen, status=422) if isinstance(seen, Shown) else seen)


def _seen(look: Look, desk: Desk) -> Seen:
    """What a look shows; a page that says so where what it was about is gone."""
    try:
        return look(desk)
    except Gone as gone:
        return missing(gone.sentence)


def sit_down(
    db: Connection, parts: Parts, request: Request, action: Action | None, form: Form
) -> Desk:
    """Who asks, and whether they may.

    Raises SignedOut; and a 404 where they may not, or there is nothing of that kind: which of the
    two it is shows nowhere.
    """
    now = parts.now()
    cookie = request.cookies.get(COOKIE, "")
    person_id = sessions.whose(db, cookie, now) if cookie else None
    classes = sessions.classes(db, person_id) if person_id else []
    who = people.who(db, id=person_id) if classes else None
    if who is None:
        raise SignedOut
    thing = next(iter(request.path_params.values()), 0)
    if thing not in IDS:
        raise HTTPException(404)
    if action is None:  # the class they are in, in the chat
        here = (one for one in classes if one.class_id == who.class_id)
        there = next(here, classes[0])
    else:
        class_id = access.class_for(db, who.id, action, thing)
        if class_id is None:
            raise HTTPException(404)
        there = next(one for one in classes if one.class_id == class_id)
    teacher = sessions.seated(who, there)
    return Desk(db, parts, now, teacher, classes, thing, form, cookie)


def answer(desk: Desk, done: Done) -> Response:
    """The response that shows a page, or leads to the next one."""
    match done:
        case Shown(template, facts, status):
            shown = {
                "desk": desk,
                "nav": NAV,
                "who": desk.who,
                "classes": desk.classes,
                "class_id": desk.class_id,
                "base": desk.parts.base,
                "token": desk.token,
                "now": desk.now,
                "form": desk.form,
                "wrong": desk.wrong,
                "notices": desk.parts.notices.pop(desk.who.id, []),
                **facts,
            }
            return HTMLResponse(render(template, shown, desk.context), status)
        case Go(path):
            return RedirectResponse(path, 303)
        case response:
            return response


async def sent(request: Request) -> Mapping[str, list[str]]:
    """The fields of a form that was sent from one of our pages.

    Raises a 403 where it came from elsewhere, a 413 or 400 where it is no form of ours.
    """
    if not _from_here(request):
        raise HTTPException(403)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    fields = _parsed(bytes(body).decode(errors="replace"))
    setattr(request.state, SENT, fields)
    return fields


def _from_here(request: Request) -> bool:
    """Whether a browser says that a form stood on a page of ours; each that can run them does."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("origin", "")).netloc
    parts: Parts = request.app.state.parts
    here = {request.headers.get("host", ""), urlsplit(parts.address).netloc}
    return bool(origin) and origin in here


def _fields(url: URL) -> Mapping[str, list[str]]:
    return _parsed(url.query)


def _parsed(text: str) -> Mapping[str, list[str]]:
    fields: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise HTTPException(400) from None
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def missing(said: Sentence = words.NOT_HERE) -> Shown:
    """A page that says that what was looked for is not there (any more)."""
    return Shown("message.html", {"title": words.NOT_FOUND, "said": said}, 404)
