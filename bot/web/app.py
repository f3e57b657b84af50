"""The teacher's pages as one ASGI app: its addresses, and the headers that every answer has."""

from __future__ import annotations

import asyncio
import logging
import traceback
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web import (
    door,
    exports,
    files,
    groups,
    inbox,
    overview,
    policy,
    rooms,
    students,
    words,
    work,
)
from bot.web.desk import Parts, SignedOut, acts, looks
from storage.access import Action

log = logging.getLogger("waymark.pages")

STATIC = Path(__file__).parent / "static"
HEADERS = [(name.encode(), value.encode()) for name, value in policy.HEADERS.items()]
SAID = {
    400: (words.NOT_UNDERSTOOD, words.TRY_AGAIN),
    403: (words.NOT_FROM_HERE, words.TRY_AGAIN),
    404: (words.NOT_FOUND, words.NOT_HERE),
    405: (words.NOT_FOUND, words.NOT_HERE),
    413: (words.TOO_MUCH, words.TRY_AGAIN),
}


class Headers:
    """Gives every answer the headers it has to have, and an answer to what failed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                there = {name.lower() for name, _ in message["headers"]}
                more = [pair for pair in HEADERS if pair[0] not in there]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive, with_headers)
        except Exception as fault:  # noqa: BLE001  its text could hold somebody's words
            log.error("a page failed: %s at %s", type(fault).__name__, _places(fault))  # noqa: TRY400  so no traceback
            if begun:
                raise HTTPException(500) from None  # the connection is cut: half a page is none
            title, said = words.FAULT, words.FAULT_SAID
            request = Request(scope)
            told = door.outside(request, "message.html", 500, title=title, said=said)
            await told(scope, receive, with_headers)


def _places(fault: BaseException) -> str:
    """Where it happened, from the outside in."""
    frames = traceback.extract_tb(fault.__traceback__)
    return " > ".join(f"{frame.name}:{frame.lineno}" for frame in frames[-6:])


class Kept(StaticFiles):
    """The style and the picture, which a browser may keep for as long as they are the same."""

    def file_response(self, *args: object, **more: object) -> Response:
        """The file."""
        response = super().file_response(*args, **more)  # type: ignore[arg-type]  # handed on
        response.headers["cache-control"] = "no-cache"
        return response


def routes() -> list[BaseRoute]:
    """Every address, with the action that it takes."""
    return [
        *door.routes(),
        looks("/class/{class_id:int}", Action.OPEN_PAGES, overview.show, noted="saw students"),
        looks(
            "/student/{student_id:int}",
            Action.SEE_STUDENT,
            students.show,
            noted="looked at a student",
        ),
        looks("/class/{class_id:int}/inbox", Action.OPEN_PAGES, inbox.show, noted="saw the inbox"),
        looks("/alert/{alert_id:int}", Action.READ_ALERT, inbox.show_alert, noted="read an alert"),
        acts("/alert/{alert_id:int}/read", Action.READ_ALERT, inbox.settle_alert),
        looks("/entry/{entry_id:int}", Action.REPLY, inbox.show_entry, noted="read an entry"),
        acts("/entry/{entry_id:int}/reply", Action.REPLY, inbox.reply, inbox.show_entry),
        acts("/entry/{entry_id:int}/seen", Action.REPLY, inbox.seen),
        looks("/entry/{entry_id:int}/alike", Action.REPLY, inbox.show_alike, noted="read an entry"),
        acts("/entry/{entry_id:int}/alike", Action.REPLY, inbox.reply_alike, inbox.show_alike),
        looks("/goal/{goal_id:int}", Action.AGREE_GOAL, inbox.show_goal, noted="read a goal"),
        acts("/goal/{goal_id:int}/agree", Action.AGREE_GOAL, inbox.agree, inbox.show_goal),
        looks(
            "/question/{question_id:int}",
            Action.ANSWER_FAMILY,
            inbox.show_question,
            noted="read a question",
        ),
        acts(
            "/question/{question_id:int}/answer",
            Action.ANSWER_FAMILY,
            inbox.answer_family,
            inbox.show_question,
        ),
        looks(
            "/submission/{submission_id:int}", Action.REVIEW_WORK, work.show, noted="looked at work"
        ),
        acts("/submission/{submission_id:int}/review", Action.REVIEW_WORK, work.review, work.show),
        acts("/submission/{submission_id:int}/why", Action.ANSWER_WHY, work.say_why, work.show),
        looks(
            "/proposal/{proposal_id:int}",
            Action.DECIDE_PROPOSAL,
            work.show_proposal,
            noted="looked at a proposal",
        ),
        acts(
            "/proposal/{proposal_id:int}/decide",
            Action.DECIDE_PROPOSAL,
            work.decide,
            work.show_proposal,
        ),
        looks("/class/{class_id:int}/groups", Action.GROUP, groups.show, noted="saw groups"),
        acts("/class/{class_id:int}/group", Action.GROUP, groups.make, groups.show),
        acts("/class/{class_id:int}/plan", Action.GROUP, groups.send),
        looks(
            "/group/{group_id:int}",
            Action.TEND_GROUP,
            groups.show_group,
            noted="looked at a group",
        ),
        acts("/group/{group_id:int}/change", Action.TEND_GROUP, groups.change, groups.show_group),
        acts("/group/{group_id:int}/end", Action.TEND_GROUP, groups.end),
        looks("/class/{class_id:int}/export", Action.EXPORT, exports.show),
        exports.route(),
        looks(
            "/student/{student_id:int}/conference",
            Action.CONFER,
            students.conference_page,
            noted="saw a conference sheet",
        ),
        looks(
            "/student/{student_id:int}/conference.pdf",
            Action.CONFER,
            students.conference_pdf,
            noted="saw a conference sheet",
        ),
        looks("/file/{file_id:int}/work", Action.SEE_WORK_FILE, files.serve, noted="opened a file"),
        looks("/file/{file_id:int}/note", Action.SEE_NOTE_FILE, files.serve, noted="opened a file"),
        looks("/class/{class_id:int}/settings", Action.SET_HOURS, rooms.show),
        acts("/class/{class_id:int}/hours", Action.SET_HOURS, rooms.set_hours, rooms.show),
        acts("/class/{class_id:int}/break", Action.SET_HOURS, rooms.add_break, rooms.show),
        acts("/class/{class_id:int}/no-break", Action.SET_HOURS, rooms.drop_break, rooms.show),
        acts("/class/{class_id:int}/prompt", Action.SET_PROMPTS, rooms.add_prompt, rooms.show),
        acts("/class/{class_id:int}/no-prompt", Action.SET_PROMPTS, rooms.drop_prompt, rooms.show),
    ]


def pages(parts: Parts) -> Starlette:
    """The app; it answers under /desk, and leads there from the root."""
    app = Starlette(
        routes=[
            Route("/", _to_desk),
            Mount(
                "/desk",
                routes=[Mount("/static", Kept(directory=STATIC)), *routes()],
            ),
        ],
        middleware=[Middleware(Headers)],
        exception_handlers={SignedOut: _signed_out, HTTPException: _refused},
    )
    app.state.parts = parts
    return app


async def _to_desk(request: Request) -> Response:
    parts: Parts = request.app.state.parts
    return RedirectResponse(f"{parts.base}/", 303)


async def _signed_out(request: Request, _told: Exception) -> Response:
    """How to come in again; with the words of a form, where one was sent."""
    if request.method != "POST":
        return await _to_desk(request)
    return await asyncio.to_thread(
        door.outside, request, "message.html", 401, title=words.SIGNED_OUT, said=words.COME_IN
    )


async def _refused(request: Request, told: Exception) -> Response:
    status = told.status_code if isinstance(told, HTTPException) else 400
    title, said = SAID.get(status, SAID[400])
    return await asyncio.to_thread(
        door.outside, request, "message.html", status, title=title, said=said
    )
