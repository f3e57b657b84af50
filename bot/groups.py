"""Groups: a teacher sees, makes, sends and ends them; a student sees theirs."""

from __future__ import annotations

from datetime import timedelta

from bot import conversing, regrouping
from bot.chat import Chat, id_in
from bot.outcomes import groups as outcomes
from bot.outcomes.common import HOME, lines
from bot.outcomes.groups import GROUPS, LIKE_TO_CHANGE, NO_GROUP, SEND, names_of
from bot.render import Button
from dialogs.grouping import Proposal
from dialogs.words import Sentence, _, _n
from storage import access, audit, groups, people
from storage.access import Action
from storage.groups import Grouped
from storage.tables import Role

NOT_A_TEACHER = _("That is for teachers and students of a class.")
GOING = _n("{n} group works together:", "{n} groups work together:", 1)
GROUP_LINE = _("• <b>{name}</b>, until {day}: {names}")
NOT_SENT = _("• <b>{name}</b>, until {day}, not sent yet: {names}")
NO_GROUPS = _("No group works together now.")
COULD_BE = _("These could work together. Tap one to see why.")
NOTHING_TO_OFFER = _(
    "Nothing in the last two weeks asks for a group. You can make one of your own."
)
MAKE_OWN = _("A group of my own")
IDEA = _("<b>{title}</b>\n{why}\n\n{names}\n\n{move}")
MAKE_IT = _("Make this group")
NOT_NOW = _("Not this one")
SINCE_CHANGED = _("Students have told more since, so that one is different now.")
ONE = _("<b>{name}</b>, until {day}\n{names}\n\n{move}")
ONE_WHY = _("<b>{name}</b>, until {day}\n{why}\n{names}\n\n{move}")
CHANGE = _("Change it")
END = _("End it now")
NO_GROUP_OF_MINE = _("You are in no group now.")
MY_GROUP = _("You work with {names}, until {day}.")
ON_YOUR_OWN = _("The others of your group have left, so you work on your own.")
WISH_TOLD = _("OK, I told {teacher} that you would like to change. {teacher} will talk to you.")
WISH = _("{name} would like to be in another group than “{group}”. Please talk to {name}.")
WISH_KNOWN = _("{teacher} knows already that you would like to change.")
ASKED_TO_CHANGE = "asked to change groups"
A_DAY = timedelta(days=1)
MOST_BUTTONS = 90
"""Telegram takes a hundred on a message."""


def groups_(chat: Chat, argument: str) -> None:
    """The groups there are, and those there could be; for a student, their own.

    With a class's id, the teacher goes there.
    """
    if there := id_in(argument):
        chat.go_to(there)
    class_id = chat.who.class_id or 0
    if chat.who.role == Role.STUDENT:
        _mine(chat)
    elif there not in (0, class_id) or not access.may(chat.db, chat.who.id, Action.GROUP, class_id):
        chat.say(NOT_A_TEACHER, HOME)
    else:
        chat.noted("saw groups", "class", class_id)
        _going(chat, groups.of(chat.db, class_id), class_id)
        _offered(chat, regrouping.proposals(chat.db, class_id, chat.now))


def _going(chat: Chat, found: list[Grouped], class_id: int) -> None:
    if not found:
        chat.say(NO_GROUPS)
        return
    said = [
        (GROUP_LINE if group.sent_at else NOT_SENT).fill(
            name=group.name, day=group.until, names=names_of(group.members)
        )
        for group in found
    ]
    *before, last = outcomes.parts(chat, [GOING.fill(n=len(found)), *said])
    for part in before:
        chat.say(lines(*part))
    chat.say(
        lines(*last),
        *(Button(group.name, "group", group.id) for group in found[:MOST_BUTTONS]),
        Button(SEND, "groupsend", class_id),
    )


def _offered(chat: Chat, offered: tuple[Proposal, ...]) -> None:
    chat.say(
        COULD_BE if offered else NOTHING_TO_OFFER,
        *(Button(idea.title, "groupidea", idea.key) for idea in offered),
        Button(MAKE_OWN, "groupmake", "own"),
        HOME,
    )


def idea(chat: Chat, argument: str) -> None:
    """Why some students could work together, who they are, and what they could do."""
    found = _idea(chat, argument)
    if found is not None:
        who = tuple(student.name for student in found.members)
        said = IDEA.fill(title=found.title, why=found.why, names=who, move=found.move)
        chat.say(said, Button(MAKE_IT, "groupmake", found.key), Button(NOT_NOW, "groups"))


def make(chat: Chat, argument: str) -> None:
    """Make a group that was offered, or one of one's own."""
    if argument == "own":
        if access.may(chat.db, chat.who.id, Action.GROUP, chat.who.class_id or 0):
            conversing.begin(chat, "group", answers={"idea": "own"})
        else:
            chat.say(NOT_A_TEACHER, HOME)
    elif (found := _idea(chat, argument)) is not None:
        conversing.begin(chat, "group", answers={"idea": found.key})


def _idea(chat: Chat, key: str) -> Proposal | None:
    """The group that is offered by this key now; None after saying that there is none."""
    class_id = chat.who.class_id or 0
    if not access.may(chat.db, chat.who.id, Action.GROUP, class_id):
        chat.say(NOT_A_TEACHER, HOME)
        return None
    for offered in regrouping.proposals(chat.db, class_id, chat.now):
        if offered.key == key:
            return offered
    chat.say(SINCE_CHANGED, GROUPS)
    return None


def group(chat: Chat, argument: str) -> None:
    """One group: who is in it, why, and what they do."""
    found = _group(chat, argument)
    if found is None:
        return
    chat.noted("looked at a group", "group", found.id)
    said = (ONE_WHY if found.why else ONE).fill(
        name=found.name,
        day=found.until,
        why=found.why,
        names=names_of(found.members),
        move=found.move,
    )
    chat.say(
        said,
        Button(CHANGE, "groupchange", found.id),
        Button(END, "groupend", found.id),
        GROUPS,
    )


def change(chat: Chat, argument: str) -> None:
    """Change who is in a group, its name, what they do, or its last day."""
    found = _group(chat, argument)
    if found is not None:
        conversing.begin(chat, "group", found.id)


def _group(chat: Chat, argument: str) -> Grouped | None:
    wanted = id_in(argument)
    found = groups.get(chat.db, wanted)
    if (
        found is None
        or found.ended_at is not None
        or not access.may(chat.db, chat.who.id, Action.TEND_GROUP, wanted)
    ):
        chat.say(NO_GROUP, GROUPS)
        return None
    return found


def end(chat: Chat, argument: str) -> None:
    """End a group before its last day."""
    chat.close_tapped()
    outcomes.end(chat, id_in(argument))


def send(chat: Chat, argument: str) -> None:
    """Send the groups as a plan for the week."""
    outcomes.send(chat, id_in(argument))


# --- what a student does -------------------------------------------------------------------------


def _mine(chat: Chat) -> None:
    here = chat.who.membership_id or 0
    found = groups.of_student(chat.db, here)
    if not found:
        chat.say(NO_GROUP_OF_MINE, HOME)
    for one in found:
        button = Button(LIKE_TO_CHANGE, "groupleave", one.id)
        chat.say(_with_whom(one, here), button, HOME)


def _with_whom(mine: Grouped, here: int) -> Sentence:
    others = names_of(member for member in mine.members if member.id != here)
    return MY_GROUP.fill(names=others, day=mine.until) if others else ON_YOUR_OWN


def leave(chat: Chat, argument: str) -> None:
    """Tell the teachers that a student would like another group; once a day is enough."""
    wanted = id_in(argument)
    found = groups.get(chat.db, wanted)
    mine = [one for one in found.members if one.person_id == chat.who.id] if found else []
    may = access.may(chat.db, chat.who.id, Action.LEAVE_GROUP, wanted)
    if found is None or not mine or not may:
        chat.say(NO_GROUP_OF_MINE, HOME)
        return
    names = people.teachers(chat.db, found.class_id)
    teacher = names[0].name if names else chat.who.teacher
    since, who = chat.now - A_DAY, chat.who.id
    if audit.count(chat.db, actor_id=who, action=ASKED_TO_CHANGE, since=since, subject_id=wanted):
        chat.say(WISH_KNOWN.fill(teacher=teacher), HOME)
        return
    chat.noted(ASKED_TO_CHANGE, "group", wanted)
    see = Button(found.name, "group", wanted)
    chat.tell_teachers(WISH.fill(name=mine[0].name, group=found.name), see, class_id=found.class_id)
    chat.say(WISH_TOLD.fill(teacher=teacher), HOME)
