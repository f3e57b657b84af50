"""What teachers say to what students wrote and to their goals, and what a student says back."""

from __future__ import annotations

from bot import digest, render
from bot.chat import WORD_TO_ADULT, Chat, context_of
from bot.facts import looked_before, replied_before
from bot.outcomes.common import CHECK_IN, HOME, NOT_YOURS, WHAT_ELSE, lines, name_in
from bot.render import Button, shorten
from dialogs import agree_goal
from dialogs.agree_goal import Agreed
from dialogs.answer_reply import ReplyAnswered
from dialogs.engine import Invalid
from dialogs.kinds import check_text
from dialogs.reply import LONGEST, Replied
from dialogs.words import Words, _, _n
from storage import access, desk, goals, people
from storage.access import Action
from storage.desk import Item
from storage.tables import Goal

YOU_WROTE = _("You wrote: “{words}”")
YOU_SENT = _("You sent a file.")
ANSWERS = _("<b>{teacher}</b>: {words}")
SPEAKS = _("<b>{teacher}</b> answers you.")
ANSWER = _("Answer")
SENT_TO = _("Sent to {names}.")
READ_NOW = _n("OK, that one is off your list.", "OK, those {n} are off your list.", 1)
NOTHING_TO_ANSWER = _("There is nothing to answer there any more.")
AGREES = _("{teacher} looked at your goal “{aim}” and agrees.")
HAS_AN_IDEA = _(
    "{teacher} looked at your goal “{aim}” and has an idea for it: “{line}” You decide about it."
)
WOULD_TALK = _(
    "{teacher} looked at your goal “{aim}” and would like to talk about it with you. "
    "You can go on with it all the same."
)
GOAL_WORDS = {"agreed": AGREES, "changed": HAS_AN_IDEA, "talk": WOULD_TALK}
MY_GOAL = _("Look after my goal")
GOAL_TOLD = _("Thanks. {student} knows.")
LONGEST_QUOTE = 200
"""Characters of a student's words over a reply: enough to know which it is."""


def reply(chat: Chat, said: Replied) -> None:
    """Keep a teacher's word to entries, each one student's, and tell the students.

    An entry has one reply: where another teacher was first, the second hears what the first said.
    Of words that are too long, or none at all, nothing is kept, and that is said.
    """
    words = chat.text(said.words)
    if said.kind != "read" and not said.file_id:
        try:
            words = check_text(words, LONGEST)
        except Invalid as refused:
            chat.say(refused.sentence)
            return
    mine = [one for one in said.entry_ids if access.may(chat.db, chat.who.id, Action.REPLY, one)]
    found = desk.entries(chat.db, mine)
    if not found:
        chat.say(NOT_YOURS, HOME)
        return
    kept = desk.reply(
        chat.db,
        list(found),
        kind=said.kind,
        words="" if said.file_id else words,
        file_id=said.file_id,
        by=chat.who.id,
        now=chat.now,
    )
    firsts = (replied_before(chat, item) for one, item in found.items() if one not in kept)
    told: list[Words] = [first.told for first in firsts if first is not None]
    names = {class_id: name_in(chat, class_id) for class_id in {_class(found[one]) for one in kept}}
    for one in kept:
        chat.noted("replied", "entry", one)
        if said.kind != "read":
            _tell(chat, found[one], said, names[_class(found[one])])
    if kept and said.kind == "read":
        told.append(READ_NOW.fill(n=len(kept)))
    elif kept:
        told.append(SENT_TO.fill(names=tuple(found[one].student for one in kept)))
    chat.say(lines(*told), WHAT_ELSE, HOME)


def _class(item: Item) -> int:
    return int(item.detail["class_id"])


def _tell(chat: Chat, item: Item, said: Replied, teacher: str) -> None:
    """Give a student the reply, under their own words; a voice message is heard as one."""
    student = people.who(chat.db, id=int(item.detail["person_id"]))
    if student is None:
        return
    wrote = YOU_WROTE.fill(words=shorten(item.words, LONGEST_QUOTE)) if item.words else YOU_SENT
    buttons = (Button(ANSWER, "sayback", item.id), CHECK_IN)
    if not said.file_id:
        chat.tell(student, lines(wrote, ANSWERS.fill(teacher=teacher, words=said.words)), *buttons)
        return
    theirs = context_of(student.language, student.zone, chat.now)
    voice = {
        "voice": said.file_id,
        "caption": render.html(lines(wrote, SPEAKS.fill(teacher=teacher)), theirs),
        "parse_mode": "HTML",
        "protect_content": True,
        "reply_markup": {"inline_keyboard": render.buttons(buttons, theirs)},
        **chat.hush(student.zone),
    }
    chat.post("sendVoice", voice, chat_id=student.chat_id, urgency=WORD_TO_ADULT)


def answer_back(chat: Chat, entry_id: int, answer: ReplyAnswered) -> None:
    """Keep what a student says to a reply, once; it waits in the teachers' inbox."""
    item = desk.entries(chat.db, [entry_id]).get(entry_id)
    if item is None or not access.may(chat.db, chat.who.id, Action.ANSWER_REPLY, entry_id):
        chat.say(NOT_YOURS, HOME)
        return
    words = "" if answer.file_id else chat.text(answer.words)
    if not desk.reply_back(chat.db, entry_id, words, answer.file_id, chat.now):
        chat.say(NOTHING_TO_ANSWER, HOME)
        return
    chat.noted("answered a reply", "entry", entry_id)
    digest.wake(chat, _class(item))


def agree(chat: Chat, goal_id: int, agreed: Agreed) -> None:
    """Keep a teacher's word to a goal, and tell the student; the goal goes on as it is.

    The second of two teachers hears what the first said.
    """
    goal = goals.get(chat.db, goal_id)
    if goal is None or not access.may(chat.db, chat.who.id, Action.AGREE_GOAL, goal_id):
        chat.say(NOT_YOURS, HOME)
        return
    line = ""
    if agreed.what == "changed":
        try:
            line = check_text(agreed.line, agree_goal.LONGEST)
        except Invalid as refused:
            chat.say(refused.sentence)
            return
    by = chat.who.id
    if desk.agree(chat.db, goal_id, what=agreed.what, line=line, by=by, now=chat.now):
        chat.noted("looked at a goal", "goal", goal_id)
        _tell_goal(chat, goal, agreed.what, line)
    elif (first := looked_before(chat, goal_id)) is not None:
        chat.say(first.told, WHAT_ELSE, HOME)


def _tell_goal(chat: Chat, goal: Goal, what: str, line: str) -> None:
    member = people.membership(chat.db, goal.membership_id)
    student = people.who(chat.db, id=member.person_id) if member else None
    if member is None or student is None:
        return
    teacher = name_in(chat, member.class_id)
    news = GOAL_WORDS[what].fill(teacher=teacher, aim=goal.aim, line=line)
    chat.tell(student, news, Button(MY_GOAL, "goal", goal.id or 0))
    chat.say(GOAL_TOLD.fill(student=member.name), WHAT_ELSE, HOME)
