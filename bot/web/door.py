"""The door: a link that works once becomes a session, and a session ends.

Opening the link only shows a button, so that a preview of it does not use it up.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from operator import itemgetter

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.chat import context_of
from bot.web import words
from bot.web.acting import OWN, Form
from bot.web.desk import COOKIE, SENT, TOKEN, Desk, Parts, SignedOut, acts, sent, sit_down
from bot.web.html import render
from dialogs.clean import clean
from dialogs.words import Sentence, languages
from storage import audit, sessions

LANGUAGE_HEADER = "accept-language"
LINK = "link"
"""The field with the token of a sign-in link."""


async def link(request: Request) -> Response:
    """A sign-in link was opened: the button that signs in, or why it does not."""
    parts: Parts = request.app.state.parts
    token = str(request.path_params["token"])

    def opens() -> bool:
        with parts.reading.connect() as db:
            return sessions.opens(db, token, parts.now())

    if not await asyncio.to_thread(opens):
        return outside(request, "message.html", 403, title=words.LINK_OVER, said=words.ASK_ANEW)
    return outside(request, "sign_in.html", 200, link=token)


async def sign_in(request: Request) -> Response:
    """The button was pressed: the link is used up, and this browser is signed in."""
    parts: Parts = request.app.state.parts
    token = Form(await sent(request)).text(LINK)

    def begin(db: Connection) -> str:
        now = parts.now()
        begun = sessions.begin(db, token, now)
        if begun is None:
            return ""
        person_id, cookie = begun
        audit.note(db, actor_id=person_id, action="signed in to the pages", now=now)
        return cookie

    cookie = await parts.worker.do(begin)
    if not cookie:
        return outside(request, "message.html", 403, title=words.LINK_OVER, said=words.ASK_ANEW)
    gone_in = RedirectResponse(f"{parts.base}/", 303)
    gone_in.set_cookie(
        COOKIE,
        cookie,
        max_age=int(sessions.SESSION_LASTS.total_seconds()),
        path=parts.base,
        secure=parts.secure,
        httponly=True,
        samesite="lax",
    )
    return gone_in


async def home(request: Request) -> Response:
    """The class one teaches; where nobody is signed in, how to come in."""
    parts: Parts = request.app.state.parts

    def first() -> str:
        with parts.reading.connect() as db:
            desk = sit_down(db, parts, request, None, Form())
            return desk.path("class", desk.class_id)

    try:
        return RedirectResponse(await asyncio.to_thread(first), 303)
    except SignedOut:
        return outside(request, "message.html", 200, title=words.SIGNED_OUT, said=words.COME_IN)


def sign_out(desk: Desk) -> Response:
    """Sign out: here, or with the field “everywhere” wherever one is signed in."""
    if "everywhere" in desk.form:
        sessions.end_all(desk.db, desk.who.id, desk.now)
        desk.chat.noted("signed out everywhere")
    else:
        sessions.end(desk.db, desk.cookie, desk.now)
        desk.chat.noted("signed out of the pages")
    gone = RedirectResponse(f"{desk.parts.base}/", 303)
    gone.delete_cookie(COOKIE, path=desk.parts.base)
    return gone


def outside(request: Request, template: str, status: int, **facts: Sentence | str) -> Response:
    """A page for whoever is not signed in, in the language their browser asks for."""
    parts: Parts = request.app.state.parts
    code = asked_for(request.headers.get(LANGUAGE_HEADER, ""), parts.setup.language)
    reader = context_of(code, parts.setup.zone, parts.now())
    shown = {"base": parts.base, "sent": typed(getattr(request.state, SENT, {})), **facts}
    return HTMLResponse(render(template, shown, reader), status)


QUALITY = r"0(?:\.\d{1,3})?|1(?:\.0{1,3})?"
WISH = re.compile(rf"\s*([a-z]{{2,3}})(?:-[a-z0-9-]+)?\s*(?:;\s*q=({QUALITY})\s*)?")
"""A language in Accept-Language, and how much it is wanted (RFC 9110)."""


def asked_for(header: str, otherwise: str) -> str:
    """The language a browser wants most of those that Waymark speaks; what is no wish is none."""
    known = {one.code for one in languages()}
    found = [WISH.fullmatch(part.lower()) for part in header.split(",")]
    wishes = [(float(one[2] or 1), one[1]) for one in found if one is not None]
    spoken = [(much, code) for much, code in wishes if much and code in known]
    return max(spoken, key=itemgetter(0), default=(0, otherwise))[1]


CODE = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
"""What stands behind something to pick."""


def typed(fields: Mapping[str, Sequence[str]]) -> list[str]:
    """The words that somebody typed into a form, to show them where it could not be taken."""
    return [
        words_
        for name, sent_ in fields.items()
        for value in sent_
        if name not in (TOKEN, LINK)
        and any(map(str.isalpha, words_ := clean(value)))
        and (name.endswith(OWN) or not CODE.fullmatch(words_))
    ]


def routes() -> list[Route]:
    """The routes of the door."""
    return [
        Route("/", home),
        Route("/in/{token}", link),
        Route("/in", sign_in, methods=["POST"]),
        acts("/out", None, sign_out),
    ]
