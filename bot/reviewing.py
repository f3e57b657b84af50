"""Around a piece of work: a teacher looks at it, answers an idea or a why; a student asks why.

And the words of a class's own that work and check-ins are asked with.
"""

from __future__ import annotations

from datetime import date
from itertools import groupby

from bot import conversing
from bot.chat import Chat, id_in
from bot.outcomes.common import HOME, NOT_YOURS, lines
from bot.outcomes.mastery import (
    ANSWERED,
    LEVEL,
    first_word,
    say_asked,
    side_by_side,
)
from bot.outcomes.proposals import say_decided
from bot.render import Button
from bot.student import NOW_IN
from bot.teacher import FILES, NOT_A_TEACHER
from dialogs.class_prompts import KINDS
from dialogs.levels import LEVELS
from dialogs.show_mastery import VERDICTS, criterion
from dialogs.words import Sentence, _
from storage import access, mastery, prompts
from storage.access import Action
from storage.mastery import HandedIn, Version
from storage.tables import Attachment, WorkState

WORK = _("<b>{student}</b> shows “{aim}”: {format}. Version {n}.")
PROPOSAL = _("Their own idea: {product}. For: {audience}.")
SHOWS = _("It will show: {parts}.")
NEEDS = _("They need: {needs}.")
BY = _("Ready by {day}.")
BECAUSE = _("This shows it because: {because}")
PIECE = _("{words}\n{because}")
LOST = _("A file of {student}'s can't be shown any more. They can send it again.")
SELF_CHECK = _("How {student} sees it:")
CRITERION = _("• {criterion}: {verdict}")
CRITERION_WHY = _("• {criterion}: {verdict} ({why})")
WAS = _("{said}. Before: {verdict}")
EARLIER = _("What was handed in before:")
LATER = _("There is a newer version.")
VERSION = _("Version {n}")
STUDENT_ASKED = _("{student} asks: “{words}”")
YOU_DECIDE = _("{student}'s idea for “{aim}”, {day}:")
NOTHING_ASKED = _("{student} asks nothing about that one.")
MY_OWN = _("Questions and words of your own for <b>{class_name}</b>:")
NONE_YET = _("You can give <b>{class_name}</b> questions and words of your own, beside mine.")
OF_KIND = _("<b>{kind}</b>: {words}")
QUOTED = _("“{words}”")
LONGEST_CAPTION = 400
"""Characters of a student's words under a file; Telegram takes 1,024 UTF-16 units in all."""
LONGEST_PIECE = 3_000
"""Characters of a text that fits into one message with why it shows it."""
MOST_EARLIER = 5
"""Versions that have a button."""


def review(chat: Chat, argument: str) -> None:
    """Look at a submission: its pieces, how the student sees it, then the teacher's word."""
    work = mastery.handed_in(chat.db, id_in(argument))
    if work is None or not access.may(chat.db, chat.who.id, Action.REVIEW_WORK, work.id):
        chat.say(NOT_YOURS, HOME)
        return
    chat.go_to(work.class_id)
    chat.noted("looked at work", "submission", work.id)
    versions = mastery.versions(chat.db, work.demonstration_id)
    this = next(one for one in versions if one.id == work.id)
    earlier = [one for one in versions if one.version < this.version]
    _show_work(chat, work, this, earlier[-1] if earlier else None)
    if earlier:
        chat.say(EARLIER, *(_version(one) for one in reversed(earlier[-MOST_EARLIER:])))
    if this.verdict:
        _show_word(chat, work, this, versions[-1])
    elif this.id != versions[-1].id:
        chat.say(LATER, _version(versions[-1]), HOME)
    else:
        conversing.begin(chat, "review_work", work.id)


def _version(version: Version) -> Button:
    return Button(VERSION.fill(n=version.version), "review", version.id)


def _show_work(chat: Chat, work: HandedIn, this: Version, before: Version | None) -> None:
    """What it is, how the student sees it and saw it before, and the pieces as what they are."""
    head = [WORK.fill(student=work.student, aim=work.aim, format=work.format, n=work.version)]
    if work.proposal and work.decision != "refused":
        head.append(
            PROPOSAL.fill(product=work.proposal["product"], audience=work.proposal["audience"])
        )
    saw = {check["criterion"]: check["verdict"] for check in before.self_check} if before else {}
    said: list[Sentence] = []
    for check in this.self_check:
        verdict = check["verdict"]
        one = (CRITERION_WHY if check["why"] else CRITERION).fill(
            criterion=criterion(check["criterion"], check.get("words", "")),
            verdict=VERDICTS[verdict],
            why=check["why"],
        )
        was = saw.get(check["criterion"], verdict)
        said.append(one if was == verdict else WAS.fill(said=one, verdict=VERDICTS[was]))
    chat.say(lines(*head, SELF_CHECK.fill(student=work.student), *said))
    for piece in this.evidence:
        _show_piece(chat, work.student, piece)


def _show_piece(chat: Chat, student: str, piece: Attachment) -> None:
    because = BECAUSE.fill(because=piece.because)
    if piece.kind not in FILES:
        if len(piece.text) > LONGEST_PIECE:  # apart: it may be as long as a message can be
            chat.say(piece.text)
            chat.say(because)
        else:
            chat.say(PIECE.fill(words=piece.text, because=because))
    elif piece.path == "":
        chat.say(lines(LOST.fill(student=student), because))
    else:
        fits = piece.kind != "video_note" and len(piece.because) <= LONGEST_CAPTION
        chat.file(FILES[piece.kind], piece.kind, piece.file_id, because if fits else "")
        if not fits:
            chat.say(because)


def _show_word(chat: Chat, work: HandedIn, this: Version, newest: Version) -> None:
    """What was said of it, by whom and when; and what the student asked about that."""
    said = [first_word(chat, this), *side_by_side(this, work.student, this.reviewer)]
    if this.level:
        said.append(LEVEL.fill(level=LEVELS[this.level]))
    buttons = [_version(newest)] if newest.id != this.id else []
    if this.ask_why:
        said.append(STUDENT_ASKED.fill(student=work.student, words=this.ask_why))
        if this.why:
            said.append(ANSWERED.fill(teacher=this.why_from, why=this.why))
        else:
            buttons.append(Button(_("Answer"), "saywhy", this.id))
    chat.say(lines(*said), *buttons, HOME)


def proposal(chat: Chat, argument: str) -> None:
    """Look at a student's own idea, then answer it."""
    idea = mastery.proposed(chat.db, id_in(argument))
    if (
        idea is None
        or not idea.proposal
        or not access.may(chat.db, chat.who.id, Action.DECIDE_PROPOSAL, idea.id)
    ):
        chat.say(NOT_YOURS, HOME)
        return
    chat.go_to(idea.class_id)
    chat.noted("looked at a proposal", "demonstration", idea.id)
    told = idea.proposal
    said = [
        YOU_DECIDE.fill(student=idea.student, aim=idea.aim, day=idea.created_at),
        PROPOSAL.fill(product=told["product"], audience=told["audience"]),
    ]
    if told["parts"]:
        said.append(SHOWS.fill(parts=tuple(QUOTED.fill(words=part) for part in told["parts"])))
    if told["needs"]:
        said.append(NEEDS.fill(needs=told["needs"]))
    said.append(BY.fill(day=date.fromisoformat(told["by"])))
    chat.say(lines(*said))
    if idea.decision in ("", mastery.TALK) and idea.state == WorkState.PLANNED:
        conversing.begin(chat, "decide_proposal", idea.id)
    else:
        say_decided(chat, idea)


def ask_why(chat: Chat, argument: str) -> None:
    """Ask about a review of one's own work; where one has, hear what was answered."""
    work = mastery.handed_in(chat.db, id_in(argument))
    if work is None or not access.may(chat.db, chat.who.id, Action.ASK_WHY, work.id):
        chat.say(NOT_YOURS, HOME)
        return
    if work.membership_id != chat.who.membership_id:
        chat.be(work.membership_id)
        chat.say(NOW_IN.fill(class_name=chat.who.class_name))
    there = mastery.version(chat.db, work.id)
    if there is not None and there.verdict and not there.ask_why:
        conversing.begin(chat, "ask_why", work.id)
    else:
        say_asked(chat, there)


def say_why(chat: Chat, argument: str) -> None:
    """Answer what a student asks about a review: the work first, then their question."""
    work = mastery.handed_in(chat.db, id_in(argument))
    if work is None or not access.may(chat.db, chat.who.id, Action.ANSWER_WHY, work.id):
        chat.say(NOT_YOURS, HOME)
        return
    chat.go_to(work.class_id)
    there = mastery.version(chat.db, work.id)
    if there is None or not there.ask_why:
        chat.say(NOTHING_ASKED.fill(student=work.student), HOME)
        return
    chat.noted("looked at a why", "submission", work.id)
    said = [first_word(chat, there), *side_by_side(there, work.student, there.reviewer)]
    if there.why:
        asked = STUDENT_ASKED.fill(student=work.student, words=there.ask_why)
        answer = ANSWERED.fill(teacher=there.why_from, why=there.why)
        chat.say(lines(*said, asked, answer), HOME)
        return
    chat.say(lines(*said))
    conversing.begin(chat, "say_why", work.id)


def own_words(chat: Chat, _argument: str) -> None:
    """The class's own questions, formats and criteria, and a change to them."""
    class_id = chat.who.class_id
    if class_id is None or not access.may(chat.db, chat.who.id, Action.SET_PROMPTS, class_id):
        chat.say(NOT_A_TEACHER, HOME)
        return
    mine = sorted(prompts.of(chat.db, class_id), key=lambda one: prompts.KINDS.index(one.kind))
    listed = [
        OF_KIND.fill(kind=KINDS[kind], words=tuple(QUOTED.fill(words=one.words) for one in of_kind))
        for kind, of_kind in groupby(mine, key=lambda one: one.kind)
    ]
    head = (MY_OWN if mine else NONE_YET).fill(class_name=chat.who.class_name)
    chat.say(lines(head, *listed))
    conversing.begin(chat, "class_prompts", class_id)
