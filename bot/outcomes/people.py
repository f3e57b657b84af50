"""Who somebody is: joined, told about themselves, began a class, moved to another clock."""

from __future__ import annotations

from typing import Any

from bot import planning, summaries
from bot.chat import Chat
from bot.outcomes.common import HOME, NEW_GOAL, here
from bot.render import Button
from dialogs.about_me import ASKED, AboutMe, MeTold
from dialogs.begin_class import ClassBegun
from dialogs.join import Joined
from dialogs.words import _
from storage import people
from storage.tables import Role

JOINED = _("All set, {name}. You're in <b>{class_name}</b>. Shall we set your first goal?")
JOINED_NEWS = _("{name} joined {class_name}.")
SAID_NO = _("Somebody opened the link of {class_name} and would rather not use Waymark.")
ABOUT_KEPT = _("Thanks, I kept that. You can change it with /me.")
CLASS_READY = _("<b>{class_name}</b> is ready. Here is the link for your students:")
ZONE_KEPT = _("OK, for you it is {now} now. What I send follows your clock.")
QR_CAPTION = _(
    "Students open this link, scan the picture, or type the code to the bot:\n"
    "{link}\n"
    "<code>{code}</code>\n"
    "It works until {day}. /invite makes a new one."
)


def stay_out(chat: Chat, class_id: int, *, told_no: bool) -> None:
    """Keep nothing of somebody who would rather not, or has the wrong link."""
    if told_no:
        room = people.class_named(chat.db, class_id)
        chat.tell_teachers(SAID_NO.fill(class_name=room), class_id=class_id)
    people.forget_stranger(chat.db, chat.who.id)


def tell_about_me(chat: Chat, answers: dict[str, Any], told: MeTold) -> None:
    """Keep what a student says of themselves."""
    people.settle_in(chat.db, chat.who.id, language=told.language)
    people.tell_about(chat.db, here(chat), told.name, _about(chat, told.about, answers))
    chat.look_again()
    chat.say(ABOUT_KEPT, HOME)


def join_class(chat: Chat, class_id: int, answers: dict[str, Any], joined: Joined) -> None:
    """Make a student a member, with their own yes; a clock they keep already stays."""
    new = not chat.who.role
    people.settle_in(chat.db, chat.who.id, language=joined.language)
    people.join(
        chat.db,
        person_id=chat.who.id,
        class_id=class_id,
        role=Role.STUDENT,
        name=joined.name,
        now=chat.now,
        about=_about(chat, joined.about, answers) if joined.about else {},
        consent=joined.consent,
    )
    chat.look_again()
    if new:
        people.settle_in(chat.db, chat.who.id, zone=chat.who.class_zone)
        chat.look_again()
    chat.noted("joined a class", "class", class_id)
    room = chat.who.class_name
    chat.say(JOINED.fill(name=joined.name, class_name=room), NEW_GOAL, HOME)
    news = JOINED_NEWS.fill(name=joined.name, class_name=room)
    chat.tell_teachers(news, Button(_("My students"), "students", class_id))


def _about(chat: Chat, about: AboutMe, answers: dict[str, Any]) -> dict[str, Any]:
    return {
        "answers": {key: answers.get(key) for key in ASKED},
        "strengths": [chat.text(word) for word in about.strengths],
        "interests": [chat.text(word) for word in about.interests],
        "harder": [chat.text(word) for word in about.harder],
        "helps": [chat.text(word) for word in about.helps],
        "later": about.later,
    }


def begin_class(chat: Chat, begun: ClassBegun) -> None:
    """Make a class, with its teacher and its link; a clock they keep already stays."""
    clock = {} if chat.who.role else {"zone": begun.zone}
    people.settle_in(chat.db, chat.who.id, language=begun.language, **clock)
    class_id = people.begin_class(
        chat.db,
        person_id=chat.who.id,
        school=begun.school,
        zone=begun.zone,
        name=begun.class_name,
        now=chat.now,
    )
    people.join(
        chat.db,
        person_id=chat.who.id,
        class_id=class_id,
        role=Role.TEACHER,
        name=begun.name,
        now=chat.now,
    )
    chat.look_again()
    chat.noted("began a class", "class", class_id)
    chat.say(CLASS_READY.fill(class_name=begun.class_name))
    invite(chat, class_id)


def invite(chat: Chat, class_id: int) -> None:
    """Send a fresh class link and its picture."""
    code = people.new_code(
        chat.db, opens="class", now=chat.now, class_id=class_id, created_by=chat.who.id
    )
    chat.noted("made a class link", "class", class_id)
    link = chat.setup.link(code)
    until = (chat.now + people.CLASS_CODE_LASTS).astimezone(chat.context.zone).date()
    caption = QR_CAPTION.fill(link=link, code=code, day=until)
    chat.picture({"name": "qr", "link": link}, caption)


def move_to(chat: Chat, zone: str) -> None:
    """Keep another clock, with all that is planned on it."""
    planning.move_person(chat.db, chat.who.id, zone, chat.now)
    summaries.move_adult(chat.db, chat.who.id, zone)
    chat.look_again()
    chat.noted("changed zone")
    now = chat.now.astimezone(chat.context.zone).time()
    chat.say(ZONE_KEPT.fill(now=now), HOME)
