"""The commands around a conference: the sheet that a student leads it from, and its agenda."""

from __future__ import annotations

from bot.chat import Chat, id_in
from bot.conference import AGENDA
from bot.outcomes.common import HOME, NEW_GOAL, lines
from bot.render import Button
from bot.student import NEED_A_CLASS
from dialogs.words import Sentence, _
from storage import access, conference, people
from storage.access import Action
from storage.tables import Role

FOR_FAMILY = _("Your child or their teacher can make that sheet. Ask them for it.")
NO_STUDENTS = _("Nobody has joined <b>{class_name}</b> yet.")
WHOSE = _("Whose conference is it? I make a sheet that the student can lead it from.")
NOT_THERE = _("That one is no longer there.")
WHICH_FORM = _("The conference sheet of {name}. How would you like it?")
A_PDF = _("A PDF to print")
A_PAGE = _("A page")
NO_GOAL = _("{name} has no goal yet, and the sheet is about a goal. Try again when there is one.")
NO_GOAL_OF_MINE = _("The sheet is about your goal, and you have none yet. Set one first?")
HERE_IT_IS = _("The sheet of {name}. They can make it too, with /conference.")
PART = _("{n}. {part}: {does}")
YOU_LEAD = _("You lead the talk, in this order:")
MINE = _("Your sheet, to print or to show. Your teacher can make it too.")
AS_PAGE = _("I want it as a page")
FORMS = ("pdf", "page")
MOST_BUTTONS = 90
"""Telegram takes a hundred on a message."""


def sheet(chat: Chat, argument: str) -> None:
    """A conference sheet: of one's own for a student, of any student of theirs for a teacher."""
    named, _dot, form = argument.partition(".")
    if chat.who.role == Role.STUDENT:
        _lead(chat, "page" if form == "page" else "pdf")
    elif chat.who.role == Role.FAMILY:
        chat.say(FOR_FAMILY, HOME)
    elif chat.who.role is None:
        chat.say(NEED_A_CLASS)
    elif argument:
        _of(chat, id_in(named), form)
    else:
        _whose(chat)


def _whose(chat: Chat) -> None:
    found = people.students(chat.db, chat.who.class_id or 0)
    if not found:
        chat.say(NO_STUDENTS.fill(class_name=chat.who.class_name), HOME)
    for n in range(0, len(found), MOST_BUTTONS):
        part = found[n : n + MOST_BUTTONS]
        chat.say(WHOSE, *(Button(one.name, "conference", one.id or 0) for one in part))


def _of(chat: Chat, membership_id: int, form: str) -> None:
    """The sheet of a student in the form that was tapped; else which form it shall have."""
    if not access.may(chat.db, chat.who.id, Action.CONFER, membership_id):
        chat.say(NOT_THERE, HOME)
        return
    name = people.name_of(chat.db, membership_id)
    if not conference.ready(chat.db, membership_id):
        chat.say(NO_GOAL.fill(name=name), HOME)
    elif form in FORMS:
        _make(chat, membership_id, form, HERE_IT_IS.fill(name=name))
    else:
        chat.say(
            WHICH_FORM.fill(name=name),
            Button(A_PDF, "conference", f"{membership_id}.pdf"),
            Button(A_PAGE, "conference", f"{membership_id}.page"),
        )


def _lead(chat: Chat, form: str) -> None:
    """A student's own sheet where they are now, and what they do in the talk."""
    here = chat.who.membership_id or 0
    if not conference.ready(chat.db, here):
        chat.say(NO_GOAL_OF_MINE, NEW_GOAL, HOME)
        return
    _make(chat, here, form, MINE)
    if form == "pdf":
        agenda = (
            PART.fill(n=n, part=part, does=does)
            for n, (part, does) in enumerate(AGENDA.values(), start=1)
        )
        chat.say(lines(YOU_LEAD, *agenda), Button(AS_PAGE, "conference", "mine.page"), HOME)


def _make(chat: Chat, membership_id: int, form: str, caption: Sentence) -> None:
    chat.noted("made a conference sheet", "membership", membership_id)
    make = {
        "name": "conference",
        "form": form,
        "membership_id": membership_id,
        "person_id": chat.who.id,
    }
    chat.document(make, caption)
