"""The commands around a family: of its adults, and of student and teacher for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from bot import conversing, planning, summaries
from bot.chat import Chat, id_in
from bot.facts import GONE_OUT
from bot.outcomes import family as outcomes
from bot.outcomes.common import HOME
from bot.render import Button
from dialogs.family_summary import Draft
from dialogs.preview_family import GOES
from dialogs.words import Sentence, _
from storage import access, conversations, families, people
from storage.access import Action
from storage.families import Linked
from storage.tables import FamilyMessage, Role

FAMILY_OF = _("You are here as family of {child} in <b>{class_name}</b>. The next message: {at}.")
FAMILY_WAITS = _(
    "You are here as family of {child} in <b>{class_name}</b>. {child} has not said yes yet."
)
FAMILY_RESTS = _("You are here as family of {child} in <b>{class_name}</b>.")
NO_LINKS = _(
    "You are linked to nobody now. Ask your child, or their teacher, for a family link to begin."
)
NO_LONGER_LINKED = _("You are no longer linked, so I can't do that.")
STOP_WHOSE = _("Whose messages shall I stop?")
IN_CLASS = _("{child}, {class_name}")
AMOUNT_WHOSE = _("Whose messages are too much, or too little?")
STOPPED = _("Stopped. Nothing more about {child} comes to you.")
NOTHING_TO_STOP = _("Nothing comes to you now, so there is nothing to stop.")
NOT_THERE = _("That one is no longer there.")
REPORTED = _("OK, I showed it to {teacher}.")
REPORTED_NEWS = _("{name} asks you to look at a note from {adult}, of the family: “{words}”")
FAMILY_OF_WHOM = _("Whose family? They get a link that works once, for three days, or a page.")
NO_STUDENTS = _("Nobody has joined <b>{class_name}</b> yet.")
FOR_FAMILY = _("For the family of {name}: a link for their phone, or this week as a page to print?")
A_LINK = _("A link")
A_PAGE = _("A page to print")
PAGE_CAPTION = _("{name}'s week, to print and hand over. It holds {name}'s own words.")
HELD_BACK = _("{name} holds this week's message back, so there is no page of it.")
MOST_BUTTONS = 90
"""Telegram takes a hundred on a message."""


def family(chat: Chat, argument: str) -> None:
    """Who of the family is linked; for a teacher, whose family to invite."""
    if chat.who.role == Role.STUDENT:
        conversing.begin(chat, "my_family")
    elif chat.who.role == Role.TEACHER:
        _of_student(chat, id_in(argument)) if argument else _of_whom(chat)
    else:
        summary(chat, "")


def _of_whom(chat: Chat) -> None:
    found = people.students(chat.db, chat.who.class_id or 0)
    if not found:
        chat.say(NO_STUDENTS.fill(class_name=chat.who.class_name), HOME)
        return
    buttons = [Button(one.name, "family", one.id or 0) for one in found[:MOST_BUTTONS]]
    chat.say(FAMILY_OF_WHOM, *buttons)


def _of_student(chat: Chat, student_id: int) -> None:
    if not access.may(chat.db, chat.who.id, Action.INVITE_FAMILY, student_id):
        chat.say(NOT_THERE, HOME)
        return
    name = people.name_of(chat.db, student_id)
    chat.say(
        FOR_FAMILY.fill(name=name),
        Button(A_LINK, "familylink", student_id),
        Button(A_PAGE, "familypage", student_id),
    )


def link(chat: Chat, argument: str) -> None:
    """A fresh link for the family of a student."""
    student_id = id_in(argument)
    if access.may(chat.db, chat.who.id, Action.INVITE_FAMILY, student_id):
        outcomes.family_link(chat, student_id)
    else:
        chat.say(NOT_THERE, HOME)


def page(chat: Chat, argument: str) -> None:
    """A student's week as a page to print."""
    student_id = id_in(argument)
    if not access.may(chat.db, chat.who.id, Action.INVITE_FAMILY, student_id):
        chat.say(NOT_THERE, HOME)
        return
    name = people.name_of(chat.db, student_id)
    today = chat.now.astimezone(chat.context.zone).date()
    kept = families.newest(chat.db, student_id, planning.week_of(today))
    if kept is not None and Draft.of(kept.draft).hold:
        chat.say(HELD_BACK.fill(name=name), HOME)
        return
    chat.noted("printed a summary", "membership", student_id)
    make = {"name": "family_page", "student_id": student_id, "person_id": chat.who.id}
    chat.document(make, PAGE_CAPTION.fill(name=name))


# --- what an adult can do ------------------------------------------------------------------------


def summary(chat: Chat, _argument: str) -> None:
    """Whom one is linked to, and when the next message comes."""
    links = families.of_adult(chat.db, chat.who.id)
    if not links:
        chat.say(NO_LINKS, HOME)
    for linked in links:
        chat.say(line(linked), *(summaries.choices(linked) if linked.both_yes else []))


def line(linked: Linked) -> Sentence:
    """One link in words."""
    if not linked.both_yes:
        said = FAMILY_WAITS
    elif linked.next_at is None:
        said = FAMILY_RESTS
    else:
        said = FAMILY_OF.fill(at=linked.next_at)
    return said.fill(child=linked.child, class_name=linked.class_name)


def ways_to_write(chat: Chat) -> list[Button]:
    """Buttons to write to each child, and to the teacher; none for whoever is no family here."""
    if chat.who.role != Role.FAMILY:
        return []
    mine = [linked for linked in families.of_adult(chat.db, chat.who.id) if linked.both_yes]
    notes = [Button(summaries.NOTE_TO.fill(child=one.child), "tochild", one.id) for one in mine]
    return [*notes, *(Button(summaries.ASK_TEACHER, "askteacher", one.id) for one in mine[:1])]


def _linked(chat: Chat, argument: str) -> Linked | None:
    """The link that is meant, where the person is its adult; they are there then."""
    wanted = id_in(argument)
    if not access.may(chat.db, chat.who.id, Action.HEAR_OF_STUDENT, wanted):
        chat.say(NO_LONGER_LINKED, HOME)
        return None
    linked = families.get(chat.db, wanted)
    if linked is not None and linked.family_id != chat.who.membership_id:
        chat.be(linked.family_id)
    return linked


def to_child(chat: Chat, argument: str) -> None:
    """Write a note to the student."""
    linked = _linked(chat, argument)
    if linked is not None:
        conversing.begin(chat, "family_note", linked.id)


def ask_teacher(chat: Chat, argument: str) -> None:
    """Ask the teacher something."""
    linked = _linked(chat, argument)
    if linked is not None:
        conversing.begin(chat, "ask_teacher", linked.id)


def amount(chat: Chat, argument: str) -> None:
    """Say that it is too much, or too little; where it is typed, of whose there are several."""
    links = [one for one in families.of_adult(chat.db, chat.who.id) if one.both_yes]
    if not argument and len(links) > 1:
        chat.say(AMOUNT_WHOSE, *_each(links, "amount"))
        return
    linked = _linked(chat, argument or str(links[0].id if links else 0))
    if linked is not None:
        conversing.begin(chat, "family_amount", linked.id)


def _each(links: list[Linked], does: str) -> list[Button]:
    """A button for each child; with the class where they are in two."""
    names = Counter(one.child for one in links)
    return [
        Button(one.child if names[one.child] == 1 else _in_class(one), does, one.id)
        for one in links
    ]


def _in_class(link: Linked) -> Sentence:
    return IN_CLASS.fill(child=link.child, class_name=link.class_name)


def stop(chat: Chat, argument: str) -> None:
    """Stop the messages, at once; for a student, questions are what comes."""
    wanted = id_in(argument)
    if chat.who.role == Role.STUDENT and not wanted:
        conversing.begin(chat, "pause")
        return
    talk = chat.who.talk
    if talk is not None and talk.dialogue == "family_amount":
        conversations.close(chat.db, talk.id)
    links = families.of_adult(chat.db, chat.who.id)
    mine = [linked for linked in links if linked.id == wanted] if wanted else links
    if not mine:
        chat.say(NOTHING_TO_STOP, HOME)
    elif len(mine) > 1:
        chat.say(STOP_WHOSE, *_each(mine, "stop"))
    else:
        outcomes.stop_by_adult(chat, mine[0].id)
        chat.say(STOPPED.fill(child=mine[0].child), HOME)


# --- what a student does -------------------------------------------------------------------------


def confirm(chat: Chat, argument: str) -> None:
    """Say yes or no to an adult who opened the family link."""
    wanted = id_in(argument)
    linked = families.get(chat.db, wanted)
    if linked is None or not access.may(chat.db, chat.who.id, Action.TEND_LINK, wanted):
        chat.say(NOT_THERE, HOME)
        return
    if linked.student_id != chat.who.membership_id:
        chat.be(linked.student_id)
    if linked.both_yes:
        conversing.begin(chat, "my_family")
    else:
        conversing.begin(chat, "confirm_family", linked.id)


def preview(chat: Chat, argument: str) -> None:
    """Look over what the family will read."""
    kept = _summary(chat, argument)
    if kept is not None:
        conversing.begin(chat, "preview_family", kept)


def send_it(chat: Chat, argument: str) -> None:
    """Say that it goes as it was shown."""
    kept = families.summary(chat.db, _summary(chat, argument))
    if kept is None:
        return
    chat.close_tapped()
    if not summaries.reading(families.of_student(chat.db, kept.student_id), kept.week):
        chat.say(GONE_OUT, HOME)
        return
    draft = replace(Draft.of(kept.draft), hold=False)
    families.decide(chat.db, kept.id or 0, draft.as_json(), chat.now)
    chat.noted("looked over a summary", "summary", kept.id)
    chat.say(GOES, HOME)


def _summary(chat: Chat, argument: str) -> int | None:
    """The summary that a button names, where it is the person's own; they are there then."""
    student, _dot, week = argument.partition(".")
    try:
        kept = families.summary_of(chat.db, id_in(student), date.fromisoformat(week))
    except ValueError:
        kept = None
    if kept is None or not access.may(chat.db, chat.who.id, Action.PREVIEW_SUMMARY, kept.id or 0):
        chat.say(NOT_THERE, HOME)
        return None
    if kept.student_id != chat.who.membership_id:
        chat.be(kept.student_id)
    return kept.id


def report(chat: Chat, argument: str) -> None:
    """Show a family's note to the teacher."""
    note = _written(chat, argument, "note", Action.READ_NOTE)
    linked = families.get(chat.db, note.link_id) if note else None
    if note is None or linked is None:
        return
    if linked.student_id != chat.who.membership_id:
        chat.be(linked.student_id)
    if note.reported_at is None:
        families.report(chat.db, note.id or 0, chat.now)
        news = REPORTED_NEWS.fill(name=linked.child, adult=linked.adult, words=note.words)
        chat.tell_teachers(news, class_id=linked.class_id)
    chat.say(REPORTED.fill(teacher=chat.who.teacher), HOME)


def answer(chat: Chat, argument: str) -> None:
    """Answer a family's question, as its teacher."""
    question = _written(chat, argument, "question", Action.ANSWER_FAMILY)
    if question is not None:
        conversing.begin(chat, "answer_family", question.id)


def _written(chat: Chat, argument: str, kind: str, action: Action) -> FamilyMessage | None:
    wanted = id_in(argument)
    found = families.message(chat.db, wanted)
    if found is None or found.kind != kind or not access.may(chat.db, chat.who.id, action, wanted):
        chat.say(NOT_THERE, HOME)
        return None
    return found
