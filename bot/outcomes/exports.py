"""Exports: what a teacher wants to take away becomes an order, made when it is sent."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.chat import Chat
from bot.exporting import FORMS, NOT_YOURS, NOTHING_FITS, STUDENT, Order, any_in, refused
from bot.outcomes.common import HOME
from bot.render import Button
from dialogs.export_log import Exported
from dialogs.fill_canvas import CanvasFilled
from dialogs.words import _
from storage import access, groups, people
from storage.access import Action
from storage.exports.reports import REPORTS
from storage.exports.wanted import Wanted

EXPORTING = _("I am making the file. It comes as soon as it is ready.")
FILLING = _("I am filling in “{column}”. The file comes as soon as it is ready.")
CHOOSE_AGAIN = Button(_("Choose again"), "export")


def export(chat: Chat, class_id: int, wanted: Exported) -> None:
    """Order an export of a class; it goes on record when it is made."""
    if not access.may(chat.db, chat.who.id, Action.EXPORT, class_id):
        chat.say(NOT_YOURS, HOME)
        return
    order = _order(chat, class_id, wanted)
    if order is not None and (wrong := refused(order)):
        chat.say(wrong, CHOOSE_AGAIN, HOME)
        return
    if order is None or not any_in(chat.db, order):
        chat.say(NOTHING_FITS, CHOOSE_AGAIN, HOME)
        return
    chat.say(EXPORTING)
    make = {"name": "export", "person_id": chat.who.id, "order": order.kept()}
    chat.document(make, "")


def _order(chat: Chat, class_id: int, wanted: Exported) -> Order | None:
    """The order; None where it is of another class's group or student, or of no known report."""
    group = groups.get(chat.db, wanted.group_id) if wanted.group_id is not None else None
    if wanted.group_id is not None and (group is None or group.class_id != class_id):
        return None
    student = people.membership(chat.db, wanted.student_id)
    if wanted.student_id is not None and (student is None or student.class_id != class_id):
        return None
    if wanted.report not in {*REPORTS, STUDENT} or wanted.form not in FORMS:
        return None
    conditions: dict[str, Any] = asdict(wanted)
    report, form = conditions.pop("report"), conditions.pop("form")
    columns = conditions.pop("columns")
    form = "json" if report == STUDENT else form
    return Order(Wanted(class_id, **conditions), report, form, chat.who.language, columns)


def fill_canvas(chat: Chat, class_id: int, wanted: CanvasFilled) -> None:
    """Order a gradebook to be filled; it goes on record when it is."""
    if not access.may(chat.db, chat.who.id, Action.EXPORT, class_id):
        chat.say(NOT_YOURS, HOME)
        return
    column = chat.text(wanted.column)
    chat.say(FILLING.fill(column=column))
    make = {
        "name": "canvas",
        "person_id": chat.who.id,
        "class_id": class_id,
        "file_id": wanted.file_id,
        "file_name": wanted.name,
        "fill": wanted.fill,
        "column": column,
    }
    chat.document(make, "")
