"""A teacher's inbox in chat: what waits, and the ways to answer it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection

from bot import conversing, digest
from bot.chat import Chat, id_in
from bot.facts import looked_before, replied_before
from bot.outcomes.common import HOME, NOT_YOURS, WHAT_ELSE, lines
from bot.render import Button
from bot.teacher import FILES, NOT_A_TEACHER
from dialogs.check_in import STATES, STEMS
from dialogs.words import Arg, Sentence, _, _n
from storage import access, desk, goals, mastery, people
from storage.access import Action
from storage.desk import Alike, Inbox, Item
from storage.tables import Role

WAITS = _("In <b>{class_name}</b> this waits for your word: {waits}.")
NOTHING_WAITS = _("Nothing waits for you in <b>{class_name}</b> right now.")
WAIT_ELSEWHERE = _n("{n} waits in {class_name}.", "{n} wait in {class_name}.", 1)
GO_TO = _("Go to {class_name}")
MORE = _("Show more")
ALIKE = _n("Answer {n} alike: {what}", "Answer {n} alike: {what}", 1)
NEED_YOU = _n("Somebody needs you in person:", "{n} people need you in person:", 1)
NEEDS_YOU = _("{name}, {at}")
LABELS: dict[str, Sentence] = {
    "alert": _("{name} needs you in person"),
    "help": _("{name} asks for help"),
    "back": _("{name} answered you"),
    "family": _("{adult}, family of {name}"),
    "proposal": _("{name}'s idea: {words}"),
    "work": _("{name}'s work: {aim}"),
    "asked_why": _("{name} asks why"),
    "goal": _("{name}'s goal: {aim}"),
    "entry": _("{name}: {words}"),
    "quiet": _("{name} is quiet lately"),
}
OPENS = {
    "alert": "words",
    "help": "reply",
    "back": "readback",
    "family": "answer",
    "proposal": "proposal",
    "work": "review",
    "asked_why": "saywhy",
    "goal": "agree",
    "entry": "reply",
    "quiet": "student",
}
"""The command behind the button of an item, by its kind."""
KINDS: dict[str, Sentence] = {
    "note": _("notes"),
    "reflection": _("weekly looks back"),
    "goal_review": _("goal reviews"),
    "test_before": _("before a test"),
    "test_after": _("after a test"),
}
STUCK_WORDS: dict[str, Arg] = {
    option.name: option.label
    for state in ("not_yet", "stuck")
    for stem in reversed(STEMS[state])
    for option in stem.choices
}
"""What a stuck code says, in the words of a check-in: of two, those that are asked first."""
A_FILE = _("a file")
AT_ONCE = 4
"""Items with a button, besides whoever needs an adult; with “Answer 5 alike” it makes five."""
SAYS_BACK = _("<b>{name}</b> answers: “{words}”")
SPEAKS_BACK = _("<b>{name}</b> answers with a voice message.")
A_LOOK = _("More about {name}")


def waiting(db: Connection, class_id: int, now: datetime) -> Inbox:
    """What waits in a class, as it is shown in chat and on the pages."""
    late = digest.late_before(db, class_id, now)
    return desk.inbox(db, class_id, late_before=late, now=now)


def inbox(chat: Chat, argument: str) -> None:
    """What waits for the teacher's word; with a class's id, there; with “more.4”, from the fifth.

    Whoever has looked is told of nothing older by the digest.
    """
    there, first = id_in(argument), id_in(argument.removeprefix("more."))
    if there:
        chat.go_to(there)
    class_id = chat.who.class_id or 0
    if (there and there != class_id) or chat.who.role != Role.TEACHER:
        chat.say(NOT_YOURS if there else NOT_A_TEACHER, HOME)
        return
    desk.plan_digest(chat.db, [chat.who.membership_id or 0], None)
    here = waiting(chat.db, class_id, chat.now)
    chat.noted(desk.LOOKED, "class", class_id)
    others = _elsewhere(chat, class_id)
    head = WAITS.fill(waits=digest.waits(here.counts)) if here.total else NOTHING_WAITS
    said = [WAIT_ELSEWHERE.fill(n=n, class_name=name) for _id, name, n in others]
    chat.say(
        lines(head.fill(class_name=chat.who.class_name), *said),
        *_buttons(here, 0 if there else first),
        *(Button(GO_TO.fill(class_name=name), "inbox", id_) for id_, name, _n in others),
        *([] if here.total else [HOME]),
    )


def _elsewhere(chat: Chat, here: int) -> list[tuple[int, str, int]]:
    """The other classes of a teacher in which something waits: id, name, how much."""
    taught = {
        one.class_id: one.class_name
        for one in people.memberships(chat.db, chat.who.id)
        if one.role == Role.TEACHER and one.class_id != here
    }
    counts = {class_id: waiting(chat.db, class_id, chat.now).total for class_id in taught}
    return [(class_id, taught[class_id], n) for class_id, n in counts.items() if n]


def _buttons(here: Inbox, first: int) -> list[Button]:
    """Whoever needs an adult, then the most that are alike, then the first of the rest."""
    needed = [one for one in here.items if one.kind == "alert"]
    rest = [one for one in here.items if one.kind != "alert"]
    alike = [] if first else [_alike(one) for one in here.alike[:1]]
    more = [Button(MORE, "inbox", f"more.{first + AT_ONCE}")] if rest[first + AT_ONCE :] else []
    shown = [*needed, *rest[first : first + AT_ONCE]]
    return [*map(_button, shown[: len(needed)]), *alike, *map(_button, shown[len(needed) :]), *more]


def _button(item: Item) -> Button:
    words: Arg = item.words or A_FILE
    if item.stuck:
        words = STUCK_WORDS.get(item.stuck, words)
    aim, adult = item.detail.get("aim", ""), item.detail.get("adult", "")
    label = LABELS[item.kind].fill(name=item.student, words=words, aim=aim, adult=adult)
    return Button(label, OPENS[item.kind], item.id)


def _alike(group: Alike) -> Button:
    """One reply to all that are alike."""
    what = STUCK_WORDS.get(group.stuck) or STATES.get(group.state) or KINDS[group.kind]
    label = ALIKE.fill(n=len(group.entries), what=what)
    return Button(label, "alike", group.entries[0].id)


def alerts(needed: Iterable[Item]) -> list[Button]:
    """A button for each student who needs an adult."""
    return [
        Button(NEEDS_YOU.fill(name=one.student, at=one.since), "words", one.id)
        for one in islice(needed, 20)
    ]


# --- one thing that waits ------------------------------------------------------------------------


def _entry(chat: Chat, argument: str) -> Item | None:
    """The entry that is meant, where the person may answer it; they are in its class then."""
    wanted = id_in(argument)
    item = desk.entries(chat.db, [wanted]).get(wanted)
    if item is None or not access.may(chat.db, chat.who.id, Action.REPLY, wanted):
        chat.say(NOT_YOURS, HOME)
        return None
    chat.go_to(item.detail["class_id"])
    chat.noted("read an entry", "entry", wanted)
    return item


def reply(chat: Chat, argument: str) -> None:
    """Answer an entry; where it has been answered, see what was said."""
    item = _entry(chat, argument)
    if item is None:
        return
    for piece in mastery.files_of(chat.db, item.id):
        chat.file(FILES[piece.kind], piece.kind, piece.file_id, "")
    before = replied_before(chat, item)
    if before is None:
        conversing.begin(chat, "reply", item.id)
    else:
        chat.say(before.told, WHAT_ELSE, HOME)


def alike(chat: Chat, argument: str) -> None:
    """Answer an entry, and those of others that are alike, with one reply."""
    item = _entry(chat, argument)
    if item is None:
        return
    others = desk.alike(chat.db, item.detail["class_id"], item.id, chat.now)
    for one in others:
        chat.noted("read an entry", "entry", one.id)
    ids = [str(one.id) for one in (item, *others)]
    conversing.begin(chat, "reply_alike", item.id, {"to": [*ids]})


def read_back(chat: Chat, argument: str) -> None:
    """See what a student answered to a reply; it waits no more."""
    item = _entry(chat, argument)
    there = desk.replies(chat.db, [item.id]).get(item.id) if item else None
    before = replied_before(chat, item) if item else None
    if item is None or there is None or before is None or there.back_at is None:
        return
    desk.read_back(chat.db, item.id, chat.now)
    said = (SPEAKS_BACK if there.back_file_id else SAYS_BACK).fill(
        name=item.student, words=there.back
    )
    look = Button(A_LOOK.fill(name=item.student), "student", item.membership_id)
    chat.say(lines(before.told, said), look, WHAT_ELSE)
    if there.back_file_id:
        chat.file(FILES["voice"], "voice", there.back_file_id, "")


def agree(chat: Chat, argument: str) -> None:
    """Look at a goal, and say a word to it; where somebody has, see what they said."""
    wanted = id_in(argument)
    goal = goals.get(chat.db, wanted)
    member = people.membership(chat.db, goal.membership_id) if goal else None
    may = access.may(chat.db, chat.who.id, Action.AGREE_GOAL, wanted)
    if member is None or not may:
        chat.say(NOT_YOURS, HOME)
        return
    chat.go_to(member.class_id)
    chat.noted("read a goal", "goal", wanted)
    before = looked_before(chat, wanted)
    if before is None:
        conversing.begin(chat, "agree_goal", wanted)
    else:
        chat.say(before.told, WHAT_ELSE, HOME)


def say_back(chat: Chat, argument: str) -> None:
    """A student answers what a teacher said to them, in the class it belongs to."""
    wanted = id_in(argument)
    item = desk.entries(chat.db, [wanted]).get(wanted)
    if item is None or not access.may(chat.db, chat.who.id, Action.ANSWER_REPLY, wanted):
        chat.say(NOT_YOURS, HOME)
        return
    if item.membership_id != chat.who.membership_id:
        chat.be(item.membership_id)
    conversing.begin(chat, "answer_reply", wanted)
