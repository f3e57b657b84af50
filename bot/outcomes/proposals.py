"""A student's own idea of how to show a goal: what a teacher says to it."""

from __future__ import annotations

from bot.chat import Chat
from bot.outcomes.common import HOME, NOT_YOURS, WHAT_ELSE, entry, lines, name_in
from bot.outcomes.mastery import AND_SAYS, NOT_SENT, WITH_LINE, YOUR_LINE, fits
from bot.render import Button
from dialogs.decide_proposal import DECISIONS, MOST, Decided
from dialogs.words import Sentence, _
from storage import access, goals, mastery, people
from storage.access import Action
from storage.mastery import Proposed
from storage.tables import WorkState

AGREED = _("{teacher} says yes to your idea for “{aim}”: {product}.")
CHANGED = _(
    "{teacher} says yes to your idea for “{aim}”: {product}. With one change: <b>{line}</b>"
)
TALK = _(
    "{teacher} would like to talk with you about your idea for “{aim}”: {product}. "
    "You can begin all the same."
)
REFUSED = _(
    "{teacher} read your idea for “{aim}”: {product}. It won't work this time: “{line}” "
    "Closest to it is: <b>{nearest}</b>."
)
SEND_WORK = _("Send my work")
GO_ON_WITH = _("Go on with that")
ANOTHER_WAY = _("Another way")
DECIDED = _("Thanks. {student} has your answer now.")
DECIDE_NOW = _("We have talked")
WORK_IS_HERE = _("{student}'s work is here already. Please look at that.")
YOU_FIRST = _("You answered this on {at}: <b>{what}</b>.")
FIRST = _("{teacher} answered this on {at}: <b>{what}</b>.")
NEEDS_LINE = _("Please add a line: {student} needs to know what to change, or why not.")


def decide(chat: Chat, work_id: int, decided: Decided) -> None:
    """Keep what a teacher says to an idea, and tell the student, who can go on with one tap."""
    idea = mastery.proposed(chat.db, work_id)
    allowed = access.may(chat.db, chat.who.id, Action.DECIDE_PROPOSAL, work_id)
    if idea is None or not idea.proposal or not allowed:
        chat.say(NOT_YOURS, HOME)
        return
    line, nearest = decided.line, chat.text(decided.nearest)
    if not fits(chat, MOST, line):
        return
    if decided.what in ("changed", "refused") and not line.strip():
        chat.say(NEEDS_LINE.fill(student=idea.student))
        return
    kept = mastery.decide(
        chat.db,
        work_id,
        what=decided.what,
        line=line,
        nearest=nearest,
        teacher_id=chat.who.id,
        now=chat.now,
    )
    if not kept:
        yours = [YOUR_LINE.fill(line=line)] if line else []
        # Whoever was first may have been so since it was read above.
        say_decided(chat, mastery.proposed(chat.db, work_id) or idea, NOT_SENT, *yours)
        return
    logged = entry(
        chat,
        "proposal_answered",
        goal_id=idea.goal_id,
        prompt=str(idea.proposal["product"]),
        response=line,
        state=decided.what,
        answers={"nearest": nearest} if nearest else {},
        demonstration_id=work_id,
    )
    logged.membership_id, logged.reviewer_id = idea.membership_id, chat.who.id
    goals.log(chat.db, logged)
    chat.noted("answered a proposal", "demonstration", work_id)
    _tell(chat, idea, decided, nearest)
    later = [Button(DECIDE_NOW, "proposal", work_id)] if decided.what == "talk" else []
    said = DECIDED.fill(student=idea.student)
    chat.say(said, *later, WHAT_ELSE)


def _tell(chat: Chat, idea: Proposed, decided: Decided, nearest: str) -> None:
    refused = decided.what == "refused"
    sentence = {"agreed": AGREED, "changed": CHANGED, "talk": TALK, "refused": REFUSED}
    news = sentence[decided.what].fill(
        teacher=name_in(chat, idea.class_id),
        aim=idea.aim,
        product=str(idea.proposal["product"]),
        line=decided.line,
        nearest=nearest,
    )
    if decided.line and decided.what in ("agreed", "talk"):
        news = AND_SAYS.fill(news=news, line=decided.line)
    chat.tell(
        people.who(chat.db, id=idea.person_id),
        news,
        Button(GO_ON_WITH if refused else SEND_WORK, "show", idea.id),
        *([Button(ANOTHER_WAY, "show", "new")] if refused else []),
    )


def say_decided(chat: Chat, idea: Proposed, *more: Sentence) -> None:
    """Say why an idea waits for no answer: somebody gave one, or the work is here."""
    if idea.decision in ("", mastery.TALK) and idea.state != WorkState.PLANNED:
        newest = mastery.newest(chat.db, idea.id)
        look = [Button(_("Look at it"), "review", newest.id or 0)] if newest else []
        chat.say(lines(WORK_IS_HERE.fill(student=idea.student), *more), *look, HOME)
        return
    first = YOU_FIRST if idea.decided_by == chat.who.id else FIRST
    said = first.fill(
        teacher=idea.decider, at=idea.decided_at or chat.now, what=DECISIONS[idea.decision]
    )
    if idea.decision_line:
        said = WITH_LINE.fill(said=said, line=idea.decision_line)
    chat.say(lines(said, *more), HOME)
