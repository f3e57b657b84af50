"""One update, one turn: everything it changes and everything it says, in one transaction.

Doing a turn twice changes nothing: the update is marked done in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot import (
    conferring,
    conversing,
    dashboard,
    everyone,
    family,
    groups,
    inbox,
    incoming,
    partners,
    reviewing,
    student,
    teacher,
)
from bot.chat import Chat, Setup
from bot.incoming import Incoming
from bot.menus import menu
from bot.render import Button
from dialogs import safety
from dialogs.clean import is_only_emoji
from dialogs.engine import Sent, Typed
from dialogs.fill_canvas import is_csv
from dialogs.kinds import means, plain
from dialogs.words import Sentence, _, language, languages
from storage import audit, families, mail, people
from storage.mail import Outgoing, Update
from storage.people import Who

Command = Callable[[Chat, str], None]

COMMANDS: Mapping[str, Command] = {
    "start": everyone.start,
    "help": everyone.help_,
    "settings": everyone.settings,
    "why": everyone.why,
    "privacy": everyone.privacy,
    "whosees": everyone.whosees,
    "language": everyone.language_,
    "cancel": everyone.cancel,
    "back": everyone.back,
    "skip": everyone.skip,
    "goal": student.goal,
    "checkin": student.checkin,
    "reflect": student.reflect,
    "show": student.show,
    "me": student.me,
    "pause": student.pause,
    "family": family.family,
    "summary": family.summary,
    "stop": family.stop,
    "class": teacher.class_,
    "invite": teacher.invite,
    "students": teacher.students,
    "inbox": inbox.inbox,
    "export": teacher.export,
    "dashboard": dashboard.dashboard,
    "groups": groups.groups_,
    "partners": partners.mine,
    "conference": conferring.sheet,
    "prompts": reviewing.own_words,
}
"""What can be typed; /start shows buttons for all a person needs."""

BUTTONS: Mapping[str, Command] = {
    **COMMANDS,
    "way": everyone.way,
    "switch": everyone.switch,
    "resume": everyone.resume,
    "ask": student.ask,
    "rhythm": student.rhythm,
    "note": student.note,
    "zone": everyone.zone,
    "hours": teacher.hours,
    "breaks": teacher.breaks,
    "student": teacher.student,
    "notes": teacher.notes,
    "familylink": family.link,
    "familypage": family.page,
    "confirm": family.confirm,
    "preview": family.preview,
    "summaryok": family.send_it,
    "tochild": family.to_child,
    "askteacher": family.ask_teacher,
    "amount": family.amount,
    "report": family.report,
    "answer": family.answer,
    "review": reviewing.review,
    "proposal": reviewing.proposal,
    "askwhy": reviewing.ask_why,
    "saywhy": reviewing.say_why,
    "group": groups.group,
    "groupidea": groups.idea,
    "groupmake": groups.make,
    "groupchange": groups.change,
    "groupend": groups.end,
    "groupsend": groups.send,
    "groupleave": groups.leave,
    "partner": partners.partner,
    "partneryes": partners.yes,
    "partnerno": partners.no,
    "partnershow": partners.show_question,
    "partnernote": partners.note,
    "partnerreport": partners.report,
    "partnerend": partners.end,
    "unask": partners.unask,
    "unpair": partners.unpair,
    "reply": inbox.reply,
    "alike": inbox.alike,
    "readback": inbox.read_back,
    "sayback": inbox.say_back,
    "agree": inbox.agree,
    "try": teacher.try_,
    "words": teacher.words,
}
"""What buttons outside a question do."""

WAYS = {
    "back": (_("back"), _("go back")),
    "skip": (_("skip"), _("skip it")),
    "cancel": (_("stop"), _("cancel")),
}
FAMILY_WAYS = {
    "stop": (_("stop"), _("halt"), _("stop the messages")),
    "amount": (_("less"), _("more"), _("too much"), _("too often")),
}
"""What an adult of a family types about the messages, in whichever language."""
MANNERS = (_("thanks"), _("thank you"), _("ok"), _("okay"), _("hi"), _("hello"))
"""What is said to anybody, and is nothing to note."""
SUPPORT = _(
    "Thank you for telling me. This matters, and you are not in trouble. I am a program, so I "
    "can't keep you safe. A person can.\n\n"
    "{told}If you are in danger now, call your emergency number (112 or 911), or go to an adult "
    "you trust."
)
TOLD = _("I am telling {teacher} now that you need someone to talk to.\n")
ALERT = _(
    "{name} just wrote something to me that needs an adult today. I answered with a fixed "
    "message and said that I am telling you. Please talk to {name} in person."
)
ALERT_FAMILY = _(
    "{adult}, family of {child}, just wrote something to me that needs a person today. I answered "
    "with a fixed message and said that I am telling you. Please see to {adult} and {child}."
)
READ_WORDS = _("Read what was written")
EDITED = _("I keep what you sent first. To change an answer, use Back, or change it at the end.")
KEPT_FIRST = _("I keep what you sent first.")
NOT_KEPT = _("I did not pass that on to anybody, and I did not keep it. What would you like to do?")
FEW_WORDS = 2
"""Up to so many are no message to anybody: a “thank you”, a thumbs up."""
NOT_TEXT = _("I can't use that one.")


SORRY = _("Sorry, something went wrong on my side, and I could not take that. Please try again.")
WORTH_TRYING = (IntegrityError,)
"""Faults that may pass when the turn is tried again: two writers met."""


@dataclass(frozen=True)
class Turned:
    """What a turn leaves to send: messages, and the callback query to answer."""

    outgoing: tuple[Outgoing, ...] = ()
    callback_id: str = ""
    withdrawn: tuple[str, ...] = ()
    """The keys of messages that are not to be sent any more."""
    files: bool = False
    """Whether an attachment came whose file is to be fetched."""


def take(db: Connection, update: Update, setup: Setup, now: datetime) -> Turned:
    """Take one update's turn inside the caller's transaction.

    Raises incoming.Unreadable for what is no update; anything else it raises is a fault of ours.
    """
    if not mail.take(db, update.id):
        return Turned()
    came = incoming.read(update.id, update.raw)
    if came is None:
        return Turned()
    who = people.who(db, telegram_id=came.user_id)
    if who is None:
        who = people.meet(
            db,
            telegram_id=came.user_id,
            chat_id=came.chat_id,
            first_name=came.first_name,
            language=language(came.language_code or setup.language).code,
            zone=setup.zone,
            now=now,
        )
    chat = Chat(db, setup, now, came.update_id, who, came.message_id if came.callback_id else 0)
    _reach(chat, came)
    if came.blocked is None:
        _respond(chat, came)
        _show_menu(chat, who)
    mail.post(db, chat.outgoing, now)
    return Turned(tuple(chat.outgoing), came.callback_id, tuple(chat.withdrawn), chat.files)


def _show_menu(chat: Chat, before: Who) -> None:
    """Give the chat the commands of what the person is now, where that changed."""
    now = chat.who
    if now.role and (now.role, now.language) != (before.role, before.language):
        chat.post("setMyCommands", {"commands": menu(now.role, language(now.language))})


def apology(db: Connection, update: Update, setup: Setup, now: datetime) -> Turned:
    """Tell whoever sent an update that was set aside; nobody is left without an answer."""
    try:
        came = incoming.read(update.id, update.raw)
    except incoming.Unreadable:
        return Turned()
    who = people.who(db, telegram_id=came.user_id) if came else None
    if came is None or who is None:
        return Turned()
    chat = Chat(db, setup, now, came.update_id, who)
    chat.say(SORRY)
    mail.post(db, chat.outgoing, now)
    return Turned(tuple(chat.outgoing), came.callback_id)


def _reach(chat: Chat, came: Incoming) -> None:
    """Note that the person can be reached, or not."""
    if came.blocked:
        people.settle_in(chat.db, chat.who.id, unreachable_since=chat.now)
    elif chat.who.unreachable:
        people.settle_in(chat.db, chat.who.id, unreachable_since=None)


def _respond(chat: Chat, came: Incoming) -> None:
    if came.callback_id:
        _tapped(chat, came.data)
        return
    concern = safety.check(came.text) if came.text else None
    if concern is not None:
        _support(chat, came, concern)
    elif came.edited:
        if not conversing.show_open(chat, EDITED):
            chat.say(KEPT_FIRST)
    elif came.command:
        _serve(chat, COMMANDS.get(came.command, everyone.unknown), came.argument)
    else:
        _said(chat, came)


def _tapped(chat: Chat, data: str) -> None:
    """A button: `a:revision:option` or `c:command:argument`; anything else is an old card."""
    kind, _colon, rest = data.partition(":")
    head, _colon, tail = rest.partition(":")
    if kind == "c" and head in BUTTONS:
        _serve(chat, BUTTONS[head], tail)
    else:
        conversing.tap(chat, int(head) if kind == "a" and head.isdecimal() else 0, tail)


def _serve(chat: Chat, command: Command, argument: str = "") -> None:
    """Serve a command; a dialogue it came into the middle of waits, and comes back after it."""
    command(chat, argument)
    if not chat.asked:
        chat.look_again()
        conversing.show_open(chat, conversing.BACK_TO)


def _said(chat: Chat, came: Incoming) -> None:
    """Words or a file: a way to move, an answer, a code, or what nothing asked for."""
    talk = chat.who.talk
    if talk is not None:
        chat.speak(talk.answers.get(conversing.LANGUAGE))  # its word for "back" counts
    move = _move(chat, came)
    link = chat.setup.code_of(came.text)
    if move:
        _serve(chat, BUTTONS[move])
    elif link:
        _serve(chat, everyone.open_code, link)
    elif talk is not None and not everyone.opens(chat, came.text):
        conversing.answer(chat, talk, came.sent or Typed(came.text))
    elif talk is not None or _is_code(chat, came.text):
        _serve(chat, everyone.open_code, came.text)
    else:
        _unasked(chat, came)


def _unasked(chat: Chat, came: Incoming) -> None:
    """Words or a file out of the blue: a note, a file to fill, or kindly sent home."""
    if came.sent is None and _only_manners(chat, came.text):
        everyone.home(chat)
    elif chat.who.role == "student" and (came.sent is None or came.sent.kind != "other"):
        conversing.begin(chat, "note", first=came.sent or Typed(came.text))
    elif chat.who.role == "teacher" and isinstance(came.sent, Sent) and is_csv(came.sent):
        conversing.begin(chat, "fill_canvas", chat.who.class_id, first=came.sent)
    else:
        if isinstance(came.sent, Sent) and came.sent.kind == "other":
            chat.say(NOT_TEXT)
        elif chat.who.role and (came.sent or len(came.text.split()) > FEW_WORDS):
            chat.say(NOT_KEPT, *family.ways_to_write(chat))
        everyone.home(chat)


def _only_manners(chat: Chat, text: str) -> bool:
    """Whether words out of the blue are a thumb up or a thank-you, and nothing to keep."""
    return is_only_emoji(text) or means(text, MANNERS, chat.context.language)


def _is_code(chat: Chat, text: str) -> bool:
    """Whether a text is meant as a code; a student's "fractions are" is twelve letters too."""
    return bool(people.tidy_code(text)) and (
        chat.who.role is None or "-" in text or any(map(str.isdigit, text))
    )


def _move(chat: Chat, came: Incoming) -> str:
    """The command that "back", "skip" or "stop" stands for; for family, about the messages."""
    said = plain(came.text) if came.sent is None else ""
    talk = chat.who.talk
    if chat.who.role == "family" and (talk is None or talk.dialogue == "family_amount"):
        for command, words in FAMILY_WAYS.items():
            if said and said in {plain(each.put(word)) for word in words for each in languages()}:
                return command
    for command, words in WAYS.items():
        if said and said in {plain(chat.text(word)) for word in words}:
            return command
    return ""


def _support(chat: Chat, came: Incoming, concern: safety.Concern) -> None:
    """Answer words that need an adult: a fixed message, and a word to the teacher.

    No dialogue goes on, nothing is offered as a note, and the words go to no log.
    """
    alert_id = audit.alert(
        chat.db,
        person_id=chat.who.id,
        kind=concern.kind,
        words=came.text,
        now=chat.now,
        update_id=came.update_id,
    )
    # Wherever they are now, a trial too: all who teach them are told, and they hear who is.
    teachers = {
        row.person_id: (row, news)
        for class_id, news in _alerts(chat).items()
        for row in people.teachers(chat.db, class_id)
    }
    for told, news in teachers.values():
        chat.tell(told, news, Button(READ_WORDS, "words", alert_id), at_once=True)
    # Whom nothing reaches now finds it in the inbox; the child is not told that they know.
    names = tuple(told.name for told, _news in teachers.values() if not told.unreachable)
    chat.say(SUPPORT.fill(told=TOLD.fill(teacher=names) if names else ""))


def _alerts(chat: Chat) -> dict[int, Sentence]:
    """What the teachers of which classes are told: a student's, or those of an adult's children."""
    name = chat.who.name or chat.who.first_name
    classes = people.teachers_of_student(chat.db, chat.who.id)
    if classes:
        return dict.fromkeys(classes, ALERT.fill(name=name))
    linked = families.of_adult(chat.db, chat.who.id)
    return {one.class_id: ALERT_FAMILY.fill(adult=one.adult, child=one.child) for one in linked}
