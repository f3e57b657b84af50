"""Showing what one knows: chosen, handed in, looked at, asked about."""

from __future__ import annotations

from typing import Any

from bot import digest
from bot.chat import Chat
from bot.outcomes.common import (
    HOME,
    NOT_YOURS,
    WHAT_ELSE,
    attachment,
    entry,
    here,
    lines,
)
from bot.render import Button
from dialogs import show_mastery as showing
from dialogs.ask_why import MOST as MOST_OF_A_WHY
from dialogs.ask_why import AskedWhy
from dialogs.kinds import too_long
from dialogs.levels import LEVELS
from dialogs.review_work import JUDGEMENTS, MOST, MOST_ON_ONE, VERDICTS, Reviewed
from dialogs.say_why import SaidWhy
from dialogs.show_mastery import SelfCheck, Shown
from dialogs.words import Sentence, Words, _
from storage import access, goals, mastery, people
from storage.access import Action
from storage.mastery import HandedIn, Version
from storage.tables import Attachment, Demonstration, Entry, WorkState

JUDGED = _("{criterion}: {verdict}")
JUDGED_WHY = _("{criterion}: {verdict} ({why})")
CHOSEN = _("Saved: “{format}”. Send your work when you have it, with /show.")
IDEA_KEPT = _(
    "Saved. {teacher} will read your idea. You need not wait: send your work when you have it."
)
HANDED_IN = _("Handed in. {teacher} will have a look, and I'll tell you what they say.")
LOOK = _("Look at it")
REVIEWED = _("Thanks. {student} sees your word now.")
YOU_FIRST = _("You looked at this on {at}: <b>{verdict}</b>.")
FIRST = _("{teacher} looked at this on {at}: <b>{verdict}</b>.")
WITH_LINE = _("{said} “{line}”")
NOT_SENT = _("So I kept that and did not send yours.")
YOUR_LINE = _("Your line was: “{line}”")
NEWER = _("{student} has handed in a newer version.")
MEETS = _("{teacher} looked at your work for “{aim}”: <b>it meets</b>.")
REVISE = _("{teacher} looked at your work for “{aim}”. One thing to revise: <b>{line}</b>")
TALK = _("{teacher} looked at your work for “{aim}” and would like to talk about it with you.")
AND_SAYS = _("{news}\n“{line}”")
SIDE_BY_SIDE = _("• {criterion}\n   {one}: {says}. {other}: {sees}.")
YOU = _("You")
LEVEL = _("Level: {level}.")
DO_REVISE = _("Revise it")
ASK_WHY = _("Ask why")
WHY_ASKED = _("I passed it on to {teacher}, and I'll tell you the answer.")
ASKED_BEFORE = _("You asked: “{words}”")
ANSWERED = _("{teacher} says: “{why}”")
NO_ANSWER_YET = _("{teacher} has not answered yet.")
WHY_SAID = _("Thanks. {student} has your answer now.")


def show(chat: Chat, about: int | None, shown: Shown) -> None:
    """Keep how a student shows a goal, and what they hand in."""
    work_id = about if about is not None else _choose(chat, shown)
    work = mastery.get(chat.db, work_id)
    if work is None:
        return
    if not shown.submitted:
        if work.proposal:
            go_on = Button(_("Send my work"), "show", work_id)
            chat.say(IDEA_KEPT.fill(teacher=chat.who.teacher), go_on, HOME)
        else:
            chat.say(CHOSEN.fill(format=work.format), HOME)
        return
    pieces = [attachment(one.attachment, chat.text(one.because)) for one in shown.evidence]
    checked = [
        {
            "criterion": check.criterion,
            "words": chat.text(check.words),
            "verdict": check.verdict,
            "why": check.why,
        }
        for check in shown.self_check
    ]
    submission_id = mastery.hand_in(
        chat.db, work_id, self_check=checked, evidence=pieces, now=chat.now
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
            answers={"format": work.format, "self_check": checked},
            demonstration_id=work_id,
        ),
    )
    chat.noted("demonstration_submitted", "submission", submission_id)
    digest.wake(chat)
    chat.say(HANDED_IN.fill(teacher=chat.who.teacher), HOME)


def _choose(chat: Chat, shown: Shown) -> int:
    """Keep the format; an idea of the student's own goes to the teacher. The demonstration's id."""
    goal_id, format_ = shown.goal_id or 0, chat.text(shown.format)
    proposal = _proposal(chat, shown)
    work_id = mastery.choose(
        chat.db,
        Demonstration(
            membership_id=here(chat),
            goal_id=goal_id,
            state=WorkState.PLANNED,
            format=format_,
            proposal=proposal,
            created_at=chat.now,
        ),
    )
    logged = entry(
        chat,
        "demonstration_chosen",
        goal_id=goal_id,
        response=proposal.get("product", ""),
        answers={"format": format_, **proposal},
        demonstration_id=work_id,
    )
    goals.log(chat.db, logged)
    if proposal:
        digest.wake(chat)
    return work_id


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
    return f"{words}\n{piece.because}" if piece.because != words else words


def _judged(check: SelfCheck) -> Sentence:
    """How the student judges one criterion."""
    said = JUDGED_WHY if check.why else JUDGED
    return said.fill(criterion=check.words, verdict=showing.VERDICTS[check.verdict], why=check.why)


# --- a teacher's word -----------------------------------------------------------------------------


def review(chat: Chat, submission_id: int, word: Reviewed) -> None:
    """Keep the teacher's word, and show the student theirs beside it.

    Where another teacher was first, theirs stands, and this one reads it.
    """
    work = mastery.handed_in(chat.db, submission_id)
    if work is None or not access.may(chat.db, chat.who.id, Action.REVIEW_WORK, submission_id):
        chat.say(NOT_YOURS, HOME)
        return
    line = chat.text(word.line)
    if not fits(chat, MOST, line) or not fits(
        chat, MOST_ON_ONE, *(one.line for one in word.judged)
    ):
        return
    newest = mastery.newest(chat.db, work.demonstration_id)
    if newest is not None and newest.id != submission_id:
        newer = Button(LOOK, "review", newest.id or 0)
        chat.say(lines(NEWER.fill(student=work.student), *_yours(line, word)), newer)
        return
    asked = {check["criterion"]: check.get("words", "") for check in work.self_check}
    judged = [
        {
            "criterion": one.criterion,
            "words": asked[one.criterion],
            "verdict": one.verdict,
            "line": one.line,
        }
        for one in word.judged
        if one.criterion in asked
    ]
    first = mastery.review(
        chat.db,
        submission_id,
        verdict=word.verdict,
        line=line,
        judged=judged,
        level=word.level,
        reviewer_id=chat.who.id,
        state=WorkState.MET if word.verdict == "meets" else WorkState.RETURNED,
        now=chat.now,
    )
    there = mastery.version(chat.db, submission_id)
    if there is None:
        return
    if not first:
        chat.say(lines(first_word(chat, there), NOT_SENT, *_yours(line, word)), HOME)
        return
    logged = _of_teacher(
        chat,
        work,
        "demonstration_reviewed",
        response=line,
        state=word.verdict,
        level=word.level,
        answers={"judged": judged},
    )
    goals.log(chat.db, logged)
    chat.noted("demonstration_reviewed", "submission", submission_id)
    _tell_review(chat, work, there)
    chat.say(REVIEWED.fill(student=work.student), WHAT_ELSE)


def _yours(line: str, word: Reviewed) -> list[Sentence]:
    """The teacher's lines that went nowhere, so that they are not lost."""
    said = (*(one.line for one in word.judged), line)
    return [YOUR_LINE.fill(line=one) for one in said if one]


def _tell_review(chat: Chat, work: HandedIn, there: Version) -> None:
    """The student reads the whole, and criterion by criterion what they and the teacher see."""
    sentence = {"meets": MEETS, "revise": REVISE, "talk": TALK}[there.verdict]
    news = sentence.fill(teacher=there.reviewer, aim=work.aim, line=there.line)
    if there.line and there.verdict != "revise":
        news = AND_SAYS.fill(news=news, line=there.line)
    sides = side_by_side(there, YOU, there.reviewer)
    level = [LEVEL.fill(level=LEVELS[there.level])] if there.level else []
    again = [] if there.verdict == "meets" else [_revise(work)]
    chat.tell(
        people.who(chat.db, id=work.person_id),
        lines(news, *sides, *level),
        *again,
        Button(ASK_WHY, "askwhy", there.id),
    )


def _revise(work: HandedIn) -> Button:
    return Button(DO_REVISE, "show", work.demonstration_id)


def side_by_side(there: Version, one: Words, other: Words) -> list[Sentence]:
    """A line for each criterion: how one (the student) and the other (the teacher) see it."""
    judged = {row["criterion"]: row for row in there.judged}
    said = []
    for check in there.self_check:
        row = judged.get(check["criterion"])
        if row is None:
            continue
        both = SIDE_BY_SIDE.fill(
            criterion=showing.criterion(check["criterion"], check.get("words", "")),
            one=one,
            says=showing.VERDICTS[check["verdict"]],
            other=other,
            sees=JUDGEMENTS[row["verdict"]],
        )
        said.append(WITH_LINE.fill(said=both, line=row["line"]) if row["line"] else both)
    return said


def first_word(chat: Chat, there: Version) -> Sentence:
    """What has been said of a version, by whom and when, as a teacher reads it."""
    first = YOU_FIRST if there.reviewed_by == chat.who.id else FIRST
    said = first.fill(
        teacher=there.reviewer, at=there.reviewed_at or chat.now, verdict=VERDICTS[there.verdict]
    )
    return WITH_LINE.fill(said=said, line=there.line) if there.line else said


def fits(chat: Chat, most: int, *words: str) -> bool:
    """Whether words are short enough to be kept; it is said where they are not."""
    long = next((each for each in words if len(each) > most), None)
    if long is not None:
        chat.say(too_long(long, most).sentence)
    return long is None


def _of_teacher(chat: Chat, work: HandedIn, kind: str, **values: Any) -> Entry:
    """A line of the student's log that a teacher wrote."""
    logged = entry(
        chat,
        kind,
        goal_id=work.goal_id,
        prompt=work.format,
        demonstration_id=work.demonstration_id,
        **values,
    )
    logged.membership_id, logged.reviewer_id = work.membership_id, chat.who.id
    return logged


# --- why ------------------------------------------------------------------------------------------


def ask_why(chat: Chat, submission_id: int, asked: AskedWhy) -> None:
    """Keep what a student asks about a review, once for each version."""
    work = mastery.handed_in(chat.db, submission_id)
    if work is None or not access.may(chat.db, chat.who.id, Action.ASK_WHY, submission_id):
        chat.say(NOT_YOURS, HOME)
        return
    words = chat.text(asked.words)
    if not fits(chat, MOST_OF_A_WHY, words):
        return
    kept = mastery.ask_why(chat.db, submission_id, words, chat.now)
    there = mastery.version(chat.db, submission_id)
    if not kept or there is None:
        say_asked(chat, there)
        return
    logged = entry(
        chat,
        "why_asked",
        goal_id=work.goal_id,
        prompt=work.format,
        response=words,
        demonstration_id=work.demonstration_id,
    )
    logged.membership_id = work.membership_id
    goals.log(chat.db, logged)
    chat.noted("asked why", "submission", submission_id)
    digest.wake(chat, work.class_id)
    revise = [] if work.verdict == "meets" else [_revise(work)]
    chat.say(WHY_ASKED.fill(teacher=there.reviewer), *revise, HOME)


def say_asked(chat: Chat, there: Version | None) -> None:
    """What the student has asked about a version, and the answer where there is one."""
    if there is None or not there.ask_why:
        chat.say(NOT_YOURS, HOME)
        return
    asked = ASKED_BEFORE.fill(words=there.ask_why)
    answer = (
        ANSWERED.fill(teacher=there.why_from, why=there.why)
        if there.why
        else NO_ANSWER_YET.fill(teacher=there.reviewer)
    )
    chat.say(lines(asked, answer), HOME)


def say_why(chat: Chat, submission_id: int, said: SaidWhy) -> None:
    """Keep a teacher's answer and tell the student; where another was first, theirs stands."""
    work = mastery.handed_in(chat.db, submission_id)
    if work is None or not access.may(chat.db, chat.who.id, Action.ANSWER_WHY, submission_id):
        chat.say(NOT_YOURS, HOME)
        return
    if not fits(chat, MOST, said.words):
        return
    kept = mastery.say_why(chat.db, submission_id, said.words, chat.who.id, chat.now)
    there = mastery.version(chat.db, submission_id)
    if there is None or not there.why:
        chat.say(NOT_YOURS, HOME)
        return
    if not kept:
        first = ANSWERED.fill(teacher=there.why_from, why=there.why)
        chat.say(lines(first, NOT_SENT, YOUR_LINE.fill(line=said.words)), HOME)
        return
    goals.log(chat.db, _of_teacher(chat, work, "why_answered", response=said.words))
    chat.noted("answered why", "submission", submission_id)
    news = lines(
        ASKED_BEFORE.fill(words=there.ask_why),
        ANSWERED.fill(teacher=there.why_from, why=there.why),
    )
    revise = [] if there.verdict == "meets" else [_revise(work)]
    chat.tell(people.who(chat.db, id=work.person_id), news, *revise)
    chat.say(WHY_SAID.fill(student=work.student), WHAT_ELSE)
