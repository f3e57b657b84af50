"""Taking the log away: the conditions on a page, and the file, made apart where it is large.

The file is the one that the chat and the command line make, from the same order.
"""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from bot.chat import id_in
from bot.exporting import (
    FORMS,
    NOTHING_FITS,
    STUDENT,
    Order,
    columns_of,
    in_words,
    knows,
    make,
    named,
    on_record,
    refused,
    rows_in,
    states_of,
)
from bot.exports import LARGE, apart
from bot.web import words
from bot.web.acting import Form, Refused
from bot.web.desk import Desk, Parts, Shown, answer, sent, sit_down
from dialogs.dictionary import LEVEL_OF_AREA, MEANINGS, REPORTS
from dialogs.export_log import FORM
from storage import groups, people
from storage.access import Action
from storage.exports.wanted import Wanted, room_of

PATH = "/class/{class_id:int}/export/file"


def show(desk: Desk) -> Shown:
    """What can be taken away, and the conditions."""
    wanted, code = desk.form.text("report"), desk.context.language.code
    report = wanted if wanted in REPORTS else "log"
    facts = {
        "title": words.EXPORT,
        "here": "export",
        "reports": REPORTS,
        "report": report,
        "knows": knows(report),
        "forms": () if report == STUDENT else FORM.choices,
        "student_names": [(one.id, one.name) for one in people.students(desk.db, desk.class_id)],
        "group_names": [(one.id, one.name) for one in groups.of(desk.db, desk.class_id)],
        "state_words": states_of(report, code),
        "stuck_words": in_words(code).stuck,
        "columns": _columns(desk, report),
        "meanings": MEANINGS,
        "of_area": LEVEL_OF_AREA,
    }
    return Shown("export.html", facts)


@dataclass(frozen=True)
class Ordered:
    """An order that may be made: its file's name, and how many rows it will have."""

    desk: Desk
    order: Order
    name: str
    rows: int


async def file(request: Request) -> Response:
    """The file of an order, for whoever may export the class; put on record when it is made."""
    parts: Parts = request.app.state.parts
    form = Form(await sent(request))
    ordered = await asyncio.to_thread(_look, parts, request, form)
    if isinstance(ordered, Response):
        return ordered
    at, folder = ordered.desk.now, Path(mkdtemp(prefix="waymark-export-"))
    out = folder / "export"
    try:
        if ordered.rows <= LARGE:
            await asyncio.to_thread(_make, parts, ordered, out)
        else:
            url = parts.reading.url.render_as_string(hide_password=False)
            async for _rows in apart(url, ordered.order, out, at):
                pass
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    who, order, rows = ordered.desk.who, ordered.order, ordered.rows
    await parts.worker.do(lambda db: on_record(db, order, rows, who.id, at))
    return FileResponse(
        out,
        media_type="application/octet-stream",
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(ordered.name)}"},
        background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
    )


def route() -> Route:
    """Where the file is."""
    return Route(PATH, file, methods=["POST"])


def _look(parts: Parts, request: Request, form: Form) -> Ordered | Response:
    """What was ordered; or the page once more, where it cannot be had so."""
    with parts.reading.connect() as db:
        desk = sit_down(db, parts, request, Action.EXPORT, form)
        desk.check_token()
        try:
            order = _order(desk)
            if sentence := refused(order):
                raise Refused("report", sentence)  # noqa: TRY301  refused like the others
            rows = rows_in(db, order)
            if not rows:
                raise Refused("report", NOTHING_FITS)  # noqa: TRY301  refused like the others
        except Refused as wrong:
            again = Desk(**{**vars(desk), "wrong": wrong})
            return answer(again, Shown("export.html", show(again).facts, 422))
        day = desk.now.astimezone(room_of(db, desk.class_id).zone).date()
        return Ordered(desk, order, named(db, order, day), rows)


def _make(parts: Parts, ordered: Ordered, out: Path) -> None:
    with parts.reading.connect() as db:
        make(db, ordered.order, out, ordered.desk.now)


def _order(desk: Desk) -> Order:
    """The order that a form gives. Raises Refused."""
    form = desk.form
    report = _one(form, "report", REPORTS, "log")
    kept = _one(form, "form", FORMS, "csv")
    language = desk.context.language.code
    student = _id(form, "student", _students(desk.db, desk.class_id))
    if report == STUDENT and student is None:
        raise Refused("student", words.WHICH_STUDENT)
    wanted = Wanted(
        desk.class_id,
        group_id=_id(form, "group", [one.id for one in groups.of(desk.db, desk.class_id)]),
        student_id=student,
        since=_day(form, "since"),
        until=_day(form, "until"),
        target=form.text("target"),
        state=form.text("state"),
        stuck=_one(form, "stuck", in_words(language).stuck, ""),
        unanswered="unanswered" in form,
    )
    if report == STUDENT:
        return Order(wanted, report, "json", language)
    return Order(wanted, report, kept, language, _chosen(desk, report))


def _columns(desk: Desk, report: str) -> tuple[str, ...]:
    """The columns to choose among; what one student wrote has none."""
    if report == STUDENT:
        return ()
    code = desk.context.language.code
    return columns_of(desk.db, Order(Wanted(desk.class_id), report, language=code))


def _chosen(desk: Desk, report: str) -> tuple[str, ...]:
    """The columns that are ticked, as they stand on the page; none named where there are none."""
    if "columns" not in desk.form:
        return ()
    ticked = set(desk.form.all("columns"))
    chosen = tuple(one for one in _columns(desk, report) if one in ticked)
    if not chosen:
        raise Refused("columns", words.PICK_COLUMNS)
    return chosen


def _students(db: Connection, class_id: int) -> list[int]:
    return [one.id or 0 for one in people.students(db, class_id)]


def _one(form: Form, name: str, known: Any, otherwise: str) -> str:
    value = form.text(name) or otherwise
    if value and value not in known:
        raise Refused(name, words.NOT_ONE_OF_THESE)
    return value


def _id(form: Form, name: str, known: list[int]) -> int | None:
    if not form.text(name):
        return None
    wanted = id_in(form.text(name))
    if wanted not in known:
        raise Refused(name, words.NOT_ONE_OF_THESE)
    return wanted


def _day(form: Form, name: str) -> date | None:
    try:
        return date.fromisoformat(form.text(name)) if form.text(name) else None
    except ValueError:
        raise Refused(name, words.NO_DAY) from None
