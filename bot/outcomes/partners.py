"""Partners: asked, said yes or no to, written to, ended; both hear of it in one neutral line."""

from __future__ import annotations

from datetime import timedelta

from bot.chat import Chat
from bot.outcomes.common import HOME, Next
from bot.render import Button
from dialogs.words import Sentence, Words, _
from storage import access, audit, partners, people
from storage.access import Action
from storage.partners import End, Shared
from storage.tables import PartnerNote

ASKS = _(
    "<b>{name}</b> would like to share a goal with you: “{aim}”. You would see the goal and its "
    "steps, and can send a kind word. Is that OK?"
)
YES, NO = _("Yes"), _("No thanks")
ASKED = "asked a partner"
MOST_A_DAY = 3
"""Classmates whom one student asks."""
A_DAY = timedelta(days=1)
ENOUGH_TODAY = _("You have asked three times today. Tomorrow you can ask again.")
NO_ROOM = _("{name} can't take one more right now. You can ask somebody else.")
NOT_THERE = _("That is not shared any more, or it is not yours.")
SAID_YES = _("{name} said yes. “{aim}” is shared with {name} now.")
SAID_NO = _("{name} would rather not share a goal right now. That's fine; you can ask others.")
NOW_SHARED = _("OK. {name} shares “{aim}” with you now.")
NOT_SHARED = _("OK. I tell {name} that you'd rather not, and nothing else.")
ENDED = _("You and {name} don't share “{aim}” any more.")
ENDED_PAIRING = _("{owner} and {partner} don't share “{aim}” any more.")
NEWS = _("{name} wrote to you about “{aim}”: “{words}”")
SEE = _("See the goal")
ANSWER = _("Write back")
REPORT = _("Show my teacher")
REPORTED = _("OK, I showed it to {teacher}.")
QUESTION_NEWS = _(
    "{name} asks you to look at a goal that {other}, of your class, wanted to share: “{aim}”"
)
REPORTED_NEWS = _("{name} asks you to look at a note from {other}, of your class: “{words}”")
MINE = _("You share “{aim}” with {name}.")
THEIRS = _("{name} shares “{aim}” with you.")
WAITS = _("You asked {name} to share “{aim}” with you. {name} has not answered yet.")
WAITS_FOR_YOU = _("{name} would like to share “{aim}” with you.")
TAKE_BACK = _("Take it back")
STOP = _("Stop sharing")
PAIRINGS = _("My students")


def share(chat: Chat, goal_id: int) -> Next | None:
    """From a goal's menu: ask for a partner, or look at the one there is."""
    shared = partners.of_goal(chat.db, goal_id)
    if shared is not None:
        show(chat, shared)
    elif not _asked_enough(chat):
        return Next("share_goal", goal_id)
    return None


def show(chat: Chat, shared: Shared) -> None:
    """Say to one of the two what is shared, or asked, and what can be done with it."""
    owns = shared.owner.person_id == chat.who.id
    if shared.yes_at is not None:
        said = MINE if owns else THEIRS
        ways = [Button(SEE, "partner", shared.id), Button(STOP, "partnerend", shared.id)]
    elif owns:
        said, ways = WAITS, [Button(TAKE_BACK, "unask", shared.goal_id)]
    else:
        said, ways = WAITS_FOR_YOU, _answers(shared)
    chat.say(said.fill(aim=shared.aim, name=shared.other(chat.who.id).name), *ways, HOME)


def _answers(shared: Shared) -> list[Button]:
    """What somebody who is asked can say."""
    return [
        Button(YES, "partneryes", shared.id),
        Button(NO, "partnerno", shared.id),
        Button(REPORT, "partnershow", shared.id),
    ]


def _asked_enough(chat: Chat) -> bool:
    """Whether the student has asked as often as one may in a day; it is said then."""
    since = chat.now - A_DAY
    enough = audit.count(chat.db, actor_id=chat.who.id, action=ASKED, since=since) >= MOST_A_DAY
    if enough:
        chat.say(ENOUGH_TODAY, HOME)
    return enough


def ask(chat: Chat, goal_id: int, partner_id: int) -> None:
    """Ask a classmate to share a goal; what cannot be is said."""
    offered = dict(partners.can_be_asked(chat.db, goal_id))
    if partner_id not in offered or not access.may(chat.db, chat.who.id, Action.TEND_GOAL, goal_id):
        chat.say(NOT_THERE, HOME)
        return
    if _asked_enough(chat):
        return
    partnership_id = partners.ask(chat.db, goal_id, partner_id, chat.now)
    shared = partners.get(chat.db, partnership_id)
    if shared is None:
        chat.say(NO_ROOM.fill(name=offered[partner_id]), HOME)
        return
    chat.noted(ASKED, "partnership", shared.id)
    chat.tell(
        shared.partner,
        ASKS.fill(name=shared.owner.name, aim=shared.aim),
        *_answers(shared),
    )


def answer(chat: Chat, partnership_id: int, *, yes: bool) -> None:
    """Keep the yes or no of whoever was asked; the one who asked hears of it, never why."""
    shared = _question(chat, partnership_id)
    if shared is None:
        return
    if not yes:
        _refuse(chat, shared)
        chat.say(NOT_SHARED.fill(name=shared.owner.name), HOME)
        return
    partners.say_yes(chat.db, partnership_id, chat.now)
    chat.noted("said yes to a partner", "partnership", partnership_id)
    told = SAID_YES.fill(name=shared.partner.name, aim=shared.aim)
    chat.tell(shared.owner, told, Button(SEE, "partner", partnership_id))
    said = NOW_SHARED.fill(name=shared.owner.name, aim=shared.aim)
    chat.say(said, Button(SEE, "partner", partnership_id), HOME)


def show_question(chat: Chat, partnership_id: int) -> None:
    """Say no to whoever asks, and show the teachers what was asked; whoever asked hears the no."""
    shared = _question(chat, partnership_id)
    if shared is None:
        return
    _refuse(chat, shared)
    news = QUESTION_NEWS.fill(name=shared.partner.name, other=shared.owner.name, aim=shared.aim)
    chat.tell_teachers(news, class_id=shared.class_id)
    _say_shown(chat, shared)


def _question(chat: Chat, partnership_id: int) -> Shared | None:
    """What the person is asked to share; None after saying that it is not there."""
    shared = partners.get(chat.db, partnership_id)
    if shared is None or not access.may(
        chat.db, chat.who.id, Action.ANSWER_PARTNER, partnership_id
    ):
        chat.say(NOT_THERE, HOME)
        return None
    return shared


def _refuse(chat: Chat, shared: Shared) -> None:
    partners.end(chat.db, shared.id, shared.partner.id, chat.now)
    chat.noted("said no to a partner", "partnership", shared.id)
    chat.tell(shared.owner, SAID_NO.fill(name=shared.partner.name), HOME)


def _say_shown(chat: Chat, shared: Shared) -> None:
    names = tuple(one.name for one in people.teachers(chat.db, shared.class_id))
    chat.say(REPORTED.fill(teacher=names), HOME)


def end(chat: Chat, shared: Shared, by: int | None) -> None:
    """End a partnership by the wish of a membership (None: a teacher); whoever is there hears."""
    if not partners.end(chat.db, shared.id, by, chat.now):
        return
    chat.noted("ended a partnership", "partnership", shared.id)
    if shared.yes_at is None:  # whoever was asked finds the question gone
        return
    for one, other in ((shared.owner, shared.partner), (shared.partner, shared.owner)):
        if one.id != by:
            chat.tell(one, ended(other, shared), HOME)


def ended(other: End, shared: Shared) -> Sentence:
    """The neutral line that each of the two hears."""
    return ENDED.fill(name=other.name, aim=shared.aim)


def end_pairing(chat: Chat, partnership_id: int) -> None:
    """End a pairing as a teacher."""
    shared = partners.get(chat.db, partnership_id)
    if shared is None or not access.may(chat.db, chat.who.id, Action.END_PAIRING, partnership_id):
        chat.say(NOT_THERE, HOME)
        return
    end(chat, shared, None)
    names = {"owner": shared.owner.name, "partner": shared.partner.name}
    pairings = Button(PAIRINGS, "students", shared.class_id)
    chat.say(ENDED_PAIRING.fill(**names, aim=shared.aim), pairings)


def goal_over(chat: Chat, goal_id: int) -> None:
    """End what a goal was shared by, as the goal is over."""
    shared = partners.of_goal(chat.db, goal_id)
    if shared is not None:
        end(chat, shared, shared.owner.id)


def write(chat: Chat, partnership_id: int, words: Words) -> None:
    """A kind word reaches the other one, who can show it to the teacher."""
    shared = partners.get(chat.db, partnership_id)
    if shared is None or not access.may(chat.db, chat.who.id, Action.WRITE_PARTNER, partnership_id):
        chat.say(NOT_THERE, HOME)
        return
    other = shared.other(chat.who.id)
    mine = shared.other(other.person_id)
    note_id = partners.write(
        chat.db,
        PartnerNote(
            partnership_id=shared.id,
            from_id=mine.id,
            words=chat.text(words),
            at=chat.now,
            update_id=chat.update_id,
        ),
    )
    chat.noted("wrote to a partner", "partnership", shared.id)
    chat.tell(
        other,
        NEWS.fill(name=mine.name, aim=shared.aim, words=words),
        Button(ANSWER, "partnernote", shared.id),
        Button(REPORT, "partnerreport", note_id),
    )


def report(chat: Chat, note_id: int) -> None:
    """Show a kind word that was none to the teachers, in its words."""
    note, shared = partners.note(chat.db, note_id), partners.of_note(chat.db, note_id)
    may = access.may(chat.db, chat.who.id, Action.SHOW_PARTNER_NOTE, note_id)
    if note is None or shared is None or not may:
        chat.say(NOT_THERE, HOME)
        return
    reader = shared.partner if shared.owner.id == note.from_id else shared.owner
    writer = shared.other(reader.person_id)
    if partners.report(chat.db, note_id, chat.now):
        chat.noted("reported a partner", "partner note", note_id)
        news = REPORTED_NEWS.fill(name=reader.name, other=writer.name, words=note.words)
        unpair = Button(_("End it"), "unpair", shared.id)
        chat.tell_teachers(news, unpair, class_id=shared.class_id)
    _say_shown(chat, shared)
