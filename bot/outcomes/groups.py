"""A group: made, changed, told to its students, ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from bot.chat import Chat
from bot.outcomes.common import HOME, lines, name_in
from bot.regrouping import ends_at
from bot.render import Button, shorten
from dialogs.group import LONGEST_MOVE, LONGEST_NAME, GroupMade
from dialogs.kinds import too_long
from dialogs.words import Sentence, _, _n
from storage import access, check_ins, groups
from storage.access import Action
from storage.groups import Grouped, Member
from storage.tables import Group

MOST_OF_A_MOVE = 300
"""Characters of what a group does in a plan."""
LONGEST_PLAN = 3_500
"""Characters of a message of the plan, below what Telegram takes (4,096)."""

MADE = _("“{name}” is made, until {day}. Its students hear of it when you send the plan.")
THERE_ALREADY = _("“{name}” is there already, with the same students. I made no second one.")
CHANGED = _("“{name}” is changed.")
NOT_TOGETHER = _("A group is at least two students of one class that you teach.")
PAST = _("That day has passed. Which day ahead is right?")
NO_GROUP = _("That group is over, or it is not of a class you teach.")
NO_CLASS = _("That is for the teachers of the class.")
NO_PLAN = _("There are no groups to send now.")
PLAN = _("<b>Groups of {class_name}</b>")
IN_PLAN = _("<b>{name}</b>, until {day}\n{names}\n{move}")
TOLD = _n("{n} student knows now.", "{n} students know now with whom they work.", 1)
TOLD_BEFORE = _("All students knew already. You can send the plan on to whom it helps.")
YOUR_GROUP = _("You work with {names} for a while, until {day}. {teacher} tells you how to start.")
NEW_GROUP = _("Your group has changed: you work with {names} now, until {day}.")
NOT_IN_IT = _("Your group has changed, and you work on your own again.")
GROUP_OVER = _("Your group is over now, so you work on your own again.")
OVER = _("“{name}” is over.")
LIKE_TO_CHANGE = _("I'd like to change")
GROUPS = Button(_("My groups"), "groups")
SEND = _("Send the plan")


def make(chat: Chat, group_id: int | None, made: GroupMade) -> None:
    """Make a group, in the class of its students, or change one; what cannot be is said."""
    class_id = groups.class_of(chat.db, made.members)
    before = groups.get(chat.db, group_id)
    if (
        class_id is None
        or len(set(made.members)) < 2  # noqa: PLR2004  one is no group
        or not access.may(chat.db, chat.who.id, Action.GROUP, class_id)
    ):
        chat.say(NOT_TOGETHER, GROUPS)
    elif group_id is not None and (
        before is None or before.ended_at is not None or before.class_id != class_id
    ):
        chat.say(NO_GROUP, GROUPS)
    elif refusal := _refused(chat, made, _zone(chat, class_id)):
        chat.say(refusal, GROUPS)
    elif before is None:
        _make(chat, class_id, made)
    else:
        _change(chat, before, made)


def _refused(chat: Chat, made: GroupMade, zone: str) -> Sentence | None:
    """What is wrong with the words that somebody typed, or the day of a group."""
    for words, most in ((made.name, LONGEST_NAME), (made.move, LONGEST_MOVE)):
        if isinstance(words, str) and len(words) > most:
            return too_long(words, most).sentence
    return PAST if made.until < chat.now.astimezone(ZoneInfo(zone)).date() else None


def _zone(chat: Chat, class_id: int) -> str:
    room = check_ins.class_of(chat.db, class_id)
    return room.zone if room else "UTC"


def _make(chat: Chat, class_id: int, made: GroupMade) -> None:
    """Make a group, but not the same twice: a button may be pressed twice."""
    row = Group(
        class_id=class_id,
        name=shorten(chat.text(made.name), LONGEST_NAME),
        why=chat.text(made.why),
        move=shorten(chat.text(made.move), LONGEST_MOVE),
        by=made.by,
        created_at=chat.now,
        created_by=chat.who.id,
        until=made.until,
        ends_at=ends_at(made.until, _zone(chat, class_id)),
    )
    for there in groups.of(chat.db, class_id):
        same = (there.name, there.move, there.until) == (row.name, row.move, row.until)
        if same and {one.id for one in there.members} == set(made.members):
            chat.say(THERE_ALREADY.fill(name=row.name), GROUPS)
            return
    group_id = groups.make(chat.db, row, made.members)
    chat.noted("made a group", "group", group_id)
    send = Button(SEND, "groupsend", class_id)
    chat.say(MADE.fill(name=row.name, day=made.until), send, GROUPS)


def _change(chat: Chat, before: Grouped, made: GroupMade) -> None:
    """Change a group; students who were told of it are told what is different for them."""
    name = shorten(chat.text(made.name), LONGEST_NAME)
    groups.put(
        chat.db,
        before.id,
        made.members,
        name=name,
        move=shorten(chat.text(made.move), LONGEST_MOVE),
        until=made.until,
        ends_at=ends_at(made.until, _zone(chat, before.class_id)),
    )
    chat.noted("changed a group", "group", before.id)
    after = groups.get(chat.db, before.id)
    if before.sent_at is not None and after is not None:
        if set(before.members) != set(after.members) or before.until != after.until:
            _tell(chat, after, before.members)
        for member in before.members:
            if member not in after.members:
                chat.tell(member, NOT_IN_IT, HOME)
    chat.say(CHANGED.fill(name=name), GROUPS)


def _tell(chat: Chat, group: Grouped, before: Iterable[Member] = ()) -> None:
    """Tell the students of a group with whom they work, never why or what the group is called.

    For those who were in it before, it is a change.
    """
    knew, teacher = {*before}, name_in(chat, group.class_id)
    for member in group.members:
        others = tuple(one.name for one in group.members if one != member)
        if others:
            words = NEW_GROUP if member in knew else YOUR_GROUP
            said = words.fill(names=others, day=group.until, teacher=teacher)
            chat.tell(member, said, Button(LIKE_TO_CHANGE, "groupleave", group.id))


def end(chat: Chat, group_id: int) -> None:
    """End a group now; its students hear of it where they had heard of the group."""
    group = groups.get(chat.db, group_id)
    if (
        group is None
        or not access.may(chat.db, chat.who.id, Action.TEND_GROUP, group_id)
        or not groups.end(chat.db, [group_id], chat.now)
    ):
        chat.say(NO_GROUP, GROUPS)
        return
    chat.noted("ended a group", "group", group_id)
    if group.sent_at is not None:
        for member in group.members:
            chat.tell(member, GROUP_OVER, HOME)
    chat.say(OVER.fill(name=group.name), GROUPS)


def send(chat: Chat, class_id: int) -> None:
    """Send the groups of a class as a plan; students who had not heard of theirs hear now."""
    if not access.may(chat.db, chat.who.id, Action.GROUP, class_id):
        chat.say(NO_CLASS, HOME)
        return
    found = groups.of(chat.db, class_id)
    if not found:
        chat.say(NO_PLAN, GROUPS)
        return
    fresh = [group for group in found if group.sent_at is None]
    for group in fresh:
        _tell(chat, group)
    groups.sent(chat.db, [group.id for group in fresh], chat.now)
    chat.noted("sent a plan", "class", class_id)
    room = check_ins.class_of(chat.db, class_id)
    for part in parts(chat, [IN_PLAN.fill(**_planned(group)) for group in found]):
        chat.say(lines(PLAN.fill(class_name=room.name if room else ""), *part))
    told = {member for group in fresh for member in group.members}
    chat.say(TOLD.fill(n=len(told)) if told else TOLD_BEFORE, GROUPS)


def _planned(group: Grouped) -> dict[str, str | date | tuple[str, ...]]:
    return {
        "name": group.name,
        "day": group.until,
        "names": names_of(group.members),
        "move": shorten(group.move, MOST_OF_A_MOVE),
    }


def names_of(members: Iterable[Member]) -> tuple[str, ...]:
    """The names of students."""
    return tuple(member.name for member in members)


def parts(chat: Chat, said: list[Sentence]) -> list[list[Sentence]]:
    """Lines in as few messages as they fit into."""
    found: list[list[Sentence]] = []
    length = LONGEST_PLAN
    for sentence in said:
        length += len(chat.text(sentence))
        if length > LONGEST_PLAN:
            found.append([])
            length = len(chat.text(sentence))
        found[-1].append(sentence)
    return found
