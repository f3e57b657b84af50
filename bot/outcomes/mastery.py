"""Showing what one knows: chosen, handed in, looked at."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.chat import Chat
from bot.outcomes.common import HOME, attachment, entry, here
from bot.render import Button
from dialogs import show_mastery as showing
from dialogs.review_work import Reviewed
from dialogs.show_mastery import SelfCheck, Shown
from dialogs.words import Sentence, _
from storage import goals, mastery, people
from storage.tables import Attachment, Demonstration, WorkState

JUDGED = _("{criterion}: {verdict}")
JUDGED_WHY = _("{criterion}: {verdict} ({why})")
CHOSEN = _("Saved: “{format}”. Send your work when you have it, with /show.")
HANDED_IN = _("Handed in. {teacher} will have a look, and I'll tell you what they say.")
HANDED_IN_NEWS = _("{name} handed in work for “{aim}”: {format}.")
PROPOSED = _("{name} has an own idea for “{aim}”: {product}. For: {audience}.")
LOOK = _("Look at it")
REVIEWED = _("Thanks. {student} sees your word now.")
SOMEBODY_FIRST = _("Another teacher was first with this one, so I kept theirs.")
MEETS = _("{teacher} looked at your work for “{aim}”: <b>it meets</b>.")
REVISE = _("{teacher} looked at your work for “{aim}”. One thing to revise: <b>{line}</b>")
TALK = _("{teacher} looked at your work for “{aim}” and would like to talk about it with you.")
AND_SAYS = _("{news}\n“{line}”")
DO_REVISE = _("Revise it")


def show(chat: Chat, about: int | None, shown: Shown) -> None:
    """Keep how a student shows a goal, and what they hand in."""
    work_id = about
    if work_id is None:
        goal_id = shown.goal_id or 0
        words = showing.OWN_FORMAT if shown.format == "own" else showing.FORMATS[shown.format]
        proposal = _proposal(chat, shown)
        work_id = mastery.choose(
            chat.db,
            Demonstration(
                membership_id=here(chat),
                goal_id=goal_id,
                state=WorkState.PLANNED,
                format=chat.text(words),
                proposal=proposal,
                created_at=chat.now,
            ),
        )
        logged = entry(
            chat,
            "demonstration_chosen",
            goal_id=goal_id,
            response=proposal.get("product", ""),
            answers={"format": chat.text(words), **proposal},
            demonstration_id=work_id,
        )
        goals.log(chat.db, logged)
        if proposal:
            aim = _aim(chat, goal_id)
            chat.tell_teachers(
                PROPOSED.fill(
                    name=chat.who.name,
                    aim=aim,
                    product=proposal["product"],
                    audience=proposal["audience"],
                )
            )
    work = mastery.get(chat.db, work_id)
    if work is None:
        return
    if not shown.submitted:
        chat.say(CHOSEN.fill(format=work.format), HOME)
        return
    pieces = [attachment(one.attachment, chat.text(one.because)) for one in shown.evidence]
    submission_id = mastery.hand_in(
        chat.db,
        work_id,
        self_check=[asdict(check) for check in shown.self_check],
        evidence=pieces,
        now=chat.now,
    )
    chat.files = any(piece.file_id for piece in pieces)
    goals.log(
        chat.db,
        entry(
            chat,
            "demonstration_submitted",
            goal_id=work.goal_id,
            prompt=work.format,
            response="\n".join(
                [
                    *(_piece(piece) for piece in pieces),
                    *(chat.text(_judged(check)) for check in shown.self_check),
                ]
            ),
            answers={"format": work.format, "self_check": [asdict(c) for c in shown.self_check]},
            demonstration_id=work_id,
        ),
    )
    chat.noted("demonstration_submitted", "submission", submission_id)
    aim = _aim(chat, work.goal_id)
    news = HANDED_IN_NEWS.fill(name=chat.who.name, aim=aim, format=work.format)
    chat.tell_teachers(news, Button(LOOK, "review", submission_id))
    chat.say(HANDED_IN.fill(teacher=chat.who.teacher), HOME)


def _proposal(chat: Chat, shown: Shown) -> dict[str, Any]:
    if shown.proposal is None:
        return {}
    return {
        "audience": chat.text(shown.proposal.audience),
        "product": shown.proposal.product,
        "parts": [chat.text(part) for part in shown.proposal.parts],
        "needs": shown.proposal.needs,
        "by": shown.proposal.by.isoformat(),
    }


def _piece(piece: Attachment) -> str:
    """A piece of work in words, with why it shows it."""
    named = f"[{piece.kind}] {piece.name}".strip()
    words = piece.text if piece.kind in ("text", "link") else named
    return f"{words}\n{piece.because}" if piece.because != piece.text else words


def _judged(check: SelfCheck) -> Sentence:
    """How the student judges one criterion."""
    said = JUDGED_WHY if check.why else JUDGED
    return said.fill(
        criterion=showing.CRITERIA[check.criterion],
        verdict=showing.VERDICTS[check.verdict],
        why=check.why,
    )


def _aim(chat: Chat, goal_id: int) -> str:
    goal = goals.get(chat.db, goal_id)
    return goal.aim if goal else ""


def review(chat: Chat, submission_id: int, word: Reviewed) -> None:
    """Keep the teacher's word, and tell the student."""
    work = mastery.handed_in(chat.db, submission_id)
    if work is None:
        return
    met, line = word.verdict == "meets", chat.text(word.line)
    first = mastery.review(
        chat.db,
        submission_id,
        verdict=word.verdict,
        line=line,
        reviewer_id=chat.who.id,
        state=WorkState.MET if met else WorkState.RETURNED,
        now=chat.now,
    )
    if not first:
        chat.say(SOMEBODY_FIRST)
        return
    logged = entry(
        chat,
        "demonstration_reviewed",
        goal_id=work.goal_id,
        prompt=work.format,
        response=line,
        state=word.verdict,
        level=3 if met else None,
        demonstration_id=work.demonstration_id,
    )
    logged.membership_id, logged.reviewer_id = work.membership_id, chat.who.id
    goals.log(chat.db, logged)
    chat.noted("demonstration_reviewed", "submission", submission_id)
    student = people.who(chat.db, id=work.person_id)
    sentence = {"meets": MEETS, "revise": REVISE, "talk": TALK}[word.verdict]
    news = sentence.fill(teacher=chat.who.name, aim=work.aim, line=word.line)
    if line and word.verdict != "revise":
        news = AND_SAYS.fill(news=news, line=word.line)
    again = [Button(DO_REVISE, "show", work.demonstration_id)] if not met else []
    chat.tell(student, news, *again)
    chat.say(REVIEWED.fill(student=work.student), Button(_("What else waits?"), "inbox"))
