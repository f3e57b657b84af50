"""Partners: what a student shares and is shared, and what the teacher sees of it."""

from __future__ import annotations

from bot import conversing
from bot.chat import Chat, id_in
from bot.outcomes import partners as outcomes
from bot.outcomes.common import HOME, lines
from bot.outcomes.partners import NOT_THERE, STOP
from bot.render import Button, shorten
from dialogs.words import _
from storage import access, goals, partners
from storage.access import Action
from storage.partners import Shared
from storage.tables import Role

FOR_STUDENTS = _("That is for students.")
SEEN_IN_STUDENTS = _("That is for students. Your /students shows who shares a goal with whom.")
NOTHING_SHARED = _("You share no goal with anybody. You can share one from /goal.")
TAKEN_BACK = _("OK, I took that back.")
GOAL = _("<b>{aim}</b>")
DONE = _("✓ {step}")
AHEAD = _("• {step}, by {day}")
SHARED_BY = _("{name}'s goal, shared with you")
SHARED_WITH = _("Your goal, shared with {name}")
WRITE = _("Send a kind word")
PAIRINGS = _("These students share a goal:")
PAIRING = _("• {owner} with {partner}: “{aim}”")
UNPAIR = _("End it: {owner} and {partner}")
MOST_SHOWN = 20
"""Pairings in one message."""
LONGEST_AIM = 60
"""Characters of an aim in a list of many."""


def mine(chat: Chat, _argument: str) -> None:
    """All that a student shares, and is asked to share."""
    if chat.who.role != Role.STUDENT:
        chat.say(SEEN_IN_STUDENTS if chat.who.role == Role.TEACHER else FOR_STUDENTS, HOME)
        return
    found = partners.of_student(chat.db, chat.who.membership_id or 0)
    if not found:
        chat.say(NOTHING_SHARED, Button(_("My goals"), "goal"), HOME)
    for shared in found:
        outcomes.show(chat, shared)


def shared_now(chat: Chat) -> None:
    """Say who sees a goal of the student's now, as its partner."""
    here = chat.who.membership_id or 0
    for shared in partners.of_student(chat.db, here):
        if shared.owner.id == here and shared.yes_at is not None:
            outcomes.show(chat, shared)


def yes(chat: Chat, argument: str) -> None:
    """Say yes to whoever asks to share a goal."""
    chat.close_tapped()
    outcomes.answer(chat, id_in(argument), yes=True)


def no(chat: Chat, argument: str) -> None:
    """Say no to whoever asks to share a goal."""
    chat.close_tapped()
    outcomes.answer(chat, id_in(argument), yes=False)


def show_question(chat: Chat, argument: str) -> None:
    """Say no to whoever asks, and show the teacher what was asked."""
    chat.close_tapped()
    outcomes.show_question(chat, id_in(argument))


def unask(chat: Chat, argument: str) -> None:
    """Take back what was asked and not answered yet."""
    goal_id = id_in(argument)
    shared = partners.of_goal(chat.db, goal_id)
    if shared is None or not access.may(chat.db, chat.who.id, Action.TEND_GOAL, goal_id):
        chat.say(NOT_THERE, HOME)
        return
    chat.close_tapped()
    outcomes.end(chat, shared, shared.owner.id)
    chat.say(TAKEN_BACK, HOME)


def partner(chat: Chat, argument: str) -> None:
    """The goal that is shared, and its steps; nothing else of it."""
    shared = _shared(chat, argument, Action.SEE_PARTNER_GOAL)
    if shared is None:
        return
    chat.noted("saw a shared goal", "partnership", shared.id)
    owns = shared.owner.person_id == chat.who.id
    steps = [
        DONE.fill(step=step.text) if step.done_at else AHEAD.fill(step=step.text, day=step.due)
        for step in goals.steps(chat.db, shared.goal_id)
    ]
    name = shared.other(chat.who.id).name
    head = (SHARED_WITH if owns else SHARED_BY).fill(name=name)
    chat.say(
        lines(head, GOAL.fill(aim=shared.aim), *steps),
        Button(WRITE, "partnernote", shared.id),
        Button(STOP, "partnerend", shared.id),
        HOME,
    )


def note(chat: Chat, argument: str) -> None:
    """Write a kind word to the other one."""
    shared = _shared(chat, argument, Action.WRITE_PARTNER)
    if shared is not None:
        conversing.begin(chat, "partner_note", shared.id)


def report(chat: Chat, argument: str) -> None:
    """Show a kind word that was none to the teacher."""
    outcomes.report(chat, id_in(argument))


def end(chat: Chat, argument: str) -> None:
    """Stop sharing a goal, from either side."""
    shared = _shared(chat, argument, Action.END_PARTNERSHIP)
    if shared is None:
        return
    chat.close_tapped()
    other = shared.other(chat.who.id)
    outcomes.end(chat, shared, shared.other(other.person_id).id)
    chat.say(outcomes.ended(other, shared), HOME)


def _shared(chat: Chat, argument: str, action: Action) -> Shared | None:
    """What a button names, where the person is one of the two; they are in its class then."""
    wanted = id_in(argument)
    shared = partners.get(chat.db, wanted)
    if shared is None or not access.may(chat.db, chat.who.id, action, wanted):
        chat.say(NOT_THERE, HOME)
        return None
    here = shared.other(shared.other(chat.who.id).person_id).id
    if here != chat.who.membership_id:
        chat.be(here)
    return shared


# --- what a teacher sees -------------------------------------------------------------------------


def pairings(chat: Chat, class_id: int) -> None:
    """Who shares a goal with whom in a class, where anybody does; each can be ended."""
    found = partners.of_class(chat.db, class_id)
    for n in range(0, len(found), MOST_SHOWN):
        part = found[n : n + MOST_SHOWN]
        names = [{"owner": one.owner.name, "partner": one.partner.name} for one in part]
        aims = [shorten(one.aim, LONGEST_AIM) for one in part]
        said = [PAIRING.fill(**both, aim=aim) for both, aim in zip(names, aims, strict=True)]
        chat.say(
            lines(PAIRINGS, *said),
            *(
                Button(UNPAIR.fill(**both), "unpair", one.id)
                for both, one in zip(names, part, strict=True)
            ),
        )


def unpair(chat: Chat, argument: str) -> None:
    """End a pairing, as a teacher of the class."""
    chat.close_tapped()
    outcomes.end_pairing(chat, id_in(argument))
