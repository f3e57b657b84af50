"""Show what you know: choose how, gather evidence, look at it yourself, hand it in.

Every format is looked at with the same criteria, and the conversation says so. Three to five
formats and an own proposal: choice helps most when it is small (Patall 2008).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from dialogs.engine import Dialogue, Option, ask, say, skippable
from dialogs.facts import GoalName
from dialogs.kinds import (
    Attachment,
    Card,
    Line,
    Pick,
    attachment,
    card,
    choice,
    choice_of,
    day,
    many,
    suggest,
    text,
)
from dialogs.levels import WHO_SEES
from dialogs.words import Sentence, Words, _

MOST_EVIDENCE = 5
CRITERIA: Mapping[str, Sentence] = {
    "aim": _("It shows what I set out to do"),
    "why": _("I can say why it works"),
    "own": _("It is my own work and words"),
}
FORMATS = {
    "explain": _("Explain it on video or voice"),
    "write": _("Write about it"),
    "make": _("Make something, with photos"),
    "solve": _("Solve it and note each step"),
    "teach": _("Teach it to someone"),
}
OWN_FORMAT = _("My own idea")
VERDICTS = {
    "not_yet": _("Not yet"),
    "meets": _("Yes, it does"),
    "beyond": _("Yes, and more"),
}
"""How one criterion is judged, by the student and by the teacher."""

GOAL = choice_of("goal", _("Which goal do you want to show?"), ())
SAME_FOR_ALL = _(
    "However you show it, we look at the same three things:\n• {first}\n• {second}\n• {third}"
)
FORMAT = choice("format", _("How would you like to show it?"), **FORMATS, own=OWN_FORMAT)
AUDIENCE = suggest(
    "audience",
    _("Your own idea, good. Who is it for?"),
    class_=_("My class"),
    younger=_("Younger students"),
    family=_("My family"),
)
PRODUCT = text("product", _("What will it be?"), most=300)
PARTS = many("parts", _("Which of these will it show? Tick them, then tap Done."), **CRITERIA)
NEEDS = text("needs", _("What do you need for it? Skip if nothing."), most=300)
BY = day("by", _("By when?"))
REVISE = _("{teacher} asked for one thing: “{one_thing}”")
EVIDENCE = attachment(
    "evidence",
    _("Send your work: a photo, a voice message, a video, a file, a link or a text."),
    later=_("I'll send it later"),
)
MORE_EVIDENCE = attachment(
    "evidence", _("Got it. Send another piece, or tap “That's all”."), enough=_("That's all")
)
MEDIA = _("I can't see or hear that kind of file, but {teacher} can.")
SEEN_OR_HEARD = frozenset({"photo", "voice", "audio", "video", "video_note", "animation"})
BECAUSE = replace(
    suggest(
        "because",
        _("Finish the sentence: “This shows it because …” Tap an ending or type your own."),
        own=_("I did it on my own"),
        steps=_("You can see each step"),
        why=_("I can say why it works"),
    ),
    most=500,
)
SELF = choice("self", _("Look at your work: “{criterion}.” Does it?"), **VERDICTS)
SAY_WHY = text("self_why", _("What makes it more? One line."), most=300)
CARD = _("Ready to hand in to {teacher}?")


@dataclass(frozen=True)
class Facts:
    """What is known; `format` is set where a demonstration goes on (later, or to revise)."""

    teacher: str
    goals: tuple[GoalName, ...]
    format: Words | None = None
    one_thing: str = ""
    """What the teacher asked to be revised; empty the first time."""


@dataclass(frozen=True)
class Proposal:
    """A format of the student's own: for whom, what, what it will show, what it needs, by when."""

    audience: Words
    product: str
    parts: tuple[Words, ...]
    needs: str
    by: date


@dataclass(frozen=True)
class Evidence:
    """A piece of work, and why it shows it."""

    attachment: Attachment
    because: Words


@dataclass(frozen=True)
class SelfCheck:
    """How the student judges one criterion: its key, a verdict, and why where it is beyond."""

    criterion: str
    verdict: str
    why: str


@dataclass(frozen=True)
class Shown:
    """What was chosen and gathered; `submitted` is False where the work comes later."""

    goal_id: int | None
    format: str
    proposal: Proposal | None
    evidence: tuple[Evidence, ...]
    self_check: tuple[SelfCheck, ...]
    submitted: bool


def show_mastery(facts: Facts) -> Dialogue[Shown]:
    """Walk to something handed in, or to a choice whose work comes later."""
    goal_id, how, proposal = None, "", None
    if facts.one_thing:
        yield from say(REVISE, teacher=facts.teacher, one_thing=facts.one_thing)
    if facts.format is None:
        yield from say(WHO_SEES, teacher=facts.teacher)
        goal_id = yield from _goal(facts.goals)
        first, second, third = CRITERIA.values()
        yield from say(SAME_FOR_ALL, first=first, second=second, third=third)
        how = yield from ask(FORMAT)
        if how == "own":
            proposal = yield from _proposal()
    evidence = yield from _evidence(facts.teacher)
    if not evidence:
        return Shown(goal_id, how, proposal, (), (), submitted=False)
    checks = []
    for n, (key, criterion) in enumerate(CRITERIA.items(), start=1):
        verdict = yield from ask(SELF.numbered(n), criterion=criterion)
        why = (yield from ask(SAY_WHY.numbered(n))) if verdict == "beyond" else ""
        checks.append(SelfCheck(key, verdict, why))
    yield from ask(_card(facts, how, evidence, checks), teacher=facts.teacher)
    return Shown(goal_id, how, proposal, tuple(evidence), tuple(checks), submitted=True)


def _goal(goals: tuple[GoalName, ...]) -> Dialogue[int]:
    options = (Option(str(goal.id), goal.aim) for goal in goals)
    only = str(goals[0].id) if len(goals) == 1 else None
    return int((yield from ask(choice_of(GOAL.key, GOAL.wording, options), assume=only)))


def _proposal() -> Dialogue[Proposal]:
    audience = yield from ask(AUDIENCE)
    product = yield from ask(PRODUCT)
    parts = yield from ask(PARTS)
    needs = yield from ask(skippable(NEEDS))
    by = yield from ask(BY)
    return Proposal(audience.words, product, tuple(p.words for p in parts), needs or "", by)


def _evidence(teacher: str) -> Dialogue[list[Evidence]]:
    """One to five pieces; none where the student will send them later."""
    pieces: list[Evidence] = []
    for n in count(1):
        if n > MOST_EVIDENCE:
            break
        piece = yield from ask((EVIDENCE if n == 1 else MORE_EVIDENCE).numbered(n))
        if piece is None:
            break
        if piece.kind in SEEN_OR_HEARD and not SEEN_OR_HEARD & {p.attachment.kind for p in pieces}:
            yield from say(MEDIA, teacher=teacher)
        caption = Pick(None, piece.text) if piece.file_id and piece.text else None
        because = yield from ask(BECAUSE.numbered(n), assume=caption)
        pieces.append(Evidence(piece, because.words))
    return pieces


def _card(facts: Facts, how: str, evidence: list[Evidence], checks: list[SelfCheck]) -> Card:
    format_ = facts.format or (OWN_FORMAT if how == "own" else FORMATS[how])
    pieces = (
        Line(f"{BECAUSE.key}.{n}", _("Piece {n} shows it because").fill(n=n), piece.because)
        for n, piece in enumerate(evidence, start=1)
    )
    judged = (
        Line(f"{SELF.key}.{n}", CRITERIA[check.criterion], VERDICTS[check.verdict])
        for n, check in enumerate(checks, start=1)
    )
    return card(
        "card",
        CARD,
        None if facts.format else Line(FORMAT.key, _("How"), format_),
        *pieces,
        *judged,
        submit=_("Hand it in"),
    )
