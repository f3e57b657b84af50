"""Show what you know: choose how, gather evidence, look at it yourself, hand it in.

Every format is looked at with the same criteria, and the conversation says so. Three to five
formats and an own proposal: choice helps most when it is small (Patall 2008). A class's own formats
come first, and its own criteria take the place of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from dialogs.engine import (
    Context,
    Dialogue,
    Draft,
    Edit,
    Invalid,
    Json,
    Option,
    Question,
    Raw,
    Sent,
    ask,
    say,
    skippable,
)
from dialogs.facts import GoalName, Own
from dialogs.kinds import (
    Attachment,
    Card,
    Line,
    Pick,
    Suggestion,
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
from dialogs.words import Sentence, Words, _, _n

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
MOST_FORMATS = 5
"""To choose from, the student's own idea not counted."""
FEWEST_CRITERIA = 2
"""Of a class's own, before they take the place of ours."""
OWN_FORMAT = _("My own idea")
VERDICTS = {
    "not_yet": _("Not yet"),
    "meets": _("Yes, it does"),
    "beyond": _("Yes, and more"),
}
"""How a student judges one criterion."""

GOAL = choice_of("goal", _("Which goal do you want to show?"), ())
SAME_FOR_ALL = _(
    "However you show it, we look at the same three things:\n• {first}\n• {second}\n• {third}"
)
SAME_OF_CLASS = _("However you show it, we look at the same things: {things}.")
THING = _("“{criterion}”")
FORMAT = choice_of("format", _("How would you like to show it?"), ())
AUDIENCE = suggest(
    "audience",
    _("Your own idea, good. Who is it for?"),
    class_=_("My class"),
    younger=_("Younger students"),
    family=_("My family"),
)
PRODUCT = text("product", _("What will it be?"), most=300)
PARTS = many("parts", _("Which of these will it show? Tick them, then tap Done."))
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
TOO = _n("Got that one too, I ask about it next.", "Got {n} more, I ask about them next.", 1)
TOO_AND = _("{too}\n\n{question}")
NOW_PIECE = _("Now piece {n}.")
ALL_I_TAKE = _("I have {n} pieces now, and that is all I can take.")


@dataclass(frozen=True)
class Reason(Pick):
    """Why a piece shows it, and what else was sent before that was said."""

    also: tuple[Attachment, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReasonQuestion(Suggestion):
    """Why a piece shows it. The rest of an album comes meanwhile: it is kept, for after it."""

    room: int = MOST_EVIDENCE

    def asked(self, draft: Json) -> Sentence:
        """The question, and that what came meanwhile is not lost."""
        if not (n := len(_also(draft))):
            return self.wording
        return TOO_AND.fill(too=replace(TOO, args={"n": n}), question=self.wording)

    def reopened(self, old: Json) -> Json:
        """What came meanwhile stays when the reason is given anew."""
        return _also(old)

    def read(self, raw: Raw, context: Context, draft: Json) -> Json | Draft | Edit:
        """The reason, with what came meanwhile; a file is a draft of that."""
        also = _also(draft)
        if isinstance(raw, Sent):
            if len(also) >= self.room:
                raise Invalid(ALL_I_TAKE.fill(n=MOST_EVIDENCE))
            return Draft([*also, cast("Json", EVIDENCE.read(raw, context, None))])
        given = super().read(raw, context, draft)
        return {**given, "also": also} if also and isinstance(given, dict) else given

    def load(self, value: Json) -> Reason:
        """The reason, and what came meanwhile."""
        pick = super().load(value)
        pieces = (EVIDENCE.load(piece) for piece in _also(value))
        return Reason(pick.name, pick.words, tuple(piece for piece in pieces if piece))


def _also(kept: Json) -> list[Json]:
    """What came meanwhile, of a draft or of an answer."""
    also = kept.get("also") if isinstance(kept, dict) else kept
    return also if isinstance(also, list) else []


BECAUSE = ReasonQuestion(
    key="because",
    wording=_("Finish the sentence: “This shows it because …” Tap an ending or type your own."),
    choices=(
        Option("own", _("I did it on my own")),
        Option("steps", _("You can see each step")),
        Option("why", _("I can say why it works")),
    ),
    most=500,
)
CRITERION = _("{words}")
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
    own_formats: tuple[Own, ...] = ()
    own_criteria: tuple[Own, ...] = ()

    @property
    def criteria(self) -> dict[str, Words]:
        """What the work is looked at with, by key: the class's own, or ours."""
        if len(self.own_criteria) < FEWEST_CRITERIA:
            return {**CRITERIA}
        return {own.key: own.words for own in self.own_criteria}

    @property
    def formats(self) -> dict[str, Words]:
        """What can be chosen, by key: the class's own first, ours fill up."""
        return formats(self.own_formats)


def formats(own: Iterable[Own]) -> dict[str, Words]:
    """Up to five ways to show it, by key: a class's own first, ours fill up."""
    every: dict[str, Words] = {**{one.key: one.words for one in own}, **FORMATS}
    return {key: every[key] for key in [*every][:MOST_FORMATS]}


def criterion(key: str, words: str) -> Words:
    """A criterion in the reader's language where it is ours, else as its class put it."""
    return CRITERIA.get(key, words)


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
    """How the student judges one criterion: a verdict, and why where it is beyond."""

    criterion: str
    """Its key; `words` say it, also when a class has removed it since."""
    words: Words
    verdict: str
    why: str


@dataclass(frozen=True)
class Shown:
    """What was chosen and gathered; `submitted` is False where the work comes later."""

    goal_id: int | None
    format: Words
    """The format in words; empty where it was chosen before."""
    proposal: Proposal | None
    evidence: tuple[Evidence, ...]
    self_check: tuple[SelfCheck, ...]
    submitted: bool


def show_mastery(facts: Facts) -> Dialogue[Shown]:
    """Walk to something handed in, or to a choice whose work comes later."""
    goal, format_, proposal = None, facts.format, None
    if facts.one_thing:
        yield from say(REVISE, teacher=facts.teacher, one_thing=facts.one_thing)
    if format_ is None:
        goal = yield from _goal(facts.goals)
        yield from say(WHO_SEES, teacher=facts.teacher)
        yield from say(_same_for_all(facts))
        format_ = yield from _format(facts)
        if format_ == OWN_FORMAT:
            proposal = yield from _proposal(facts)
    goal_id = goal.id if goal else None
    chosen = "" if facts.format else format_
    evidence = yield from _evidence(facts.teacher)
    if not evidence:
        return Shown(goal_id, chosen, proposal, (), (), submitted=False)
    checks: list[SelfCheck] = []
    lines: list[Line] = []
    for n, (key, words) in enumerate(facts.criteria.items(), start=1):
        place = str(n) if key in CRITERIA else key  # a class may change its own meanwhile
        question = replace(SELF, key=f"{SELF.key}.{place}")
        verdict = yield from ask(question, criterion=words)
        say_why = replace(SAY_WHY, key=f"{SAY_WHY.key}.{place}")
        why = (yield from ask(say_why)) if verdict == "beyond" else ""
        lines.append(Line(question.key, label(words), VERDICTS[verdict]))
        checks.append(SelfCheck(key, words, verdict, why))
    yield from ask(_card(goal, chosen, evidence, lines), teacher=facts.teacher)
    return Shown(goal_id, chosen, proposal, tuple(evidence), tuple(checks), submitted=True)


def _goal(goals: tuple[GoalName, ...]) -> Dialogue[GoalName]:
    options = (Option(str(goal.id), goal.aim) for goal in goals)
    only = str(goals[0].id) if len(goals) == 1 else None
    named = yield from ask(choice_of(GOAL.key, GOAL.wording, options), assume=only)
    return next(goal for goal in goals if str(goal.id) == named)


def _same_for_all(facts: Facts) -> Sentence:
    """What every format is looked at with."""
    if len(facts.own_criteria) < FEWEST_CRITERIA:
        first, second, third = CRITERIA.values()
        return SAME_FOR_ALL.fill(first=first, second=second, third=third)
    things = tuple(THING.fill(criterion=own.words) for own in facts.own_criteria)
    return SAME_OF_CLASS.fill(things=things)


def _format(facts: Facts) -> Dialogue[Words]:
    """The format in words."""
    ways = {**facts.formats, "own": OWN_FORMAT}
    options = (Option(key, words) for key, words in ways.items())
    return ways[(yield from ask(choice_of(FORMAT.key, FORMAT.wording, options)))]


def _proposal(facts: Facts) -> Dialogue[Proposal]:
    audience = yield from ask(AUDIENCE)
    product = yield from ask(PRODUCT)
    parts = yield from ask(replace(PARTS, choices=_parts(facts.criteria)))
    needs = yield from ask(skippable(NEEDS))
    by = yield from ask(BY)
    return Proposal(audience.words, product, tuple(p.words for p in parts), needs or "", by)


def _parts(criteria: Mapping[str, Words]) -> tuple[Option, ...]:
    """The criteria to tick; the names with a point are those of own words (Many)."""
    return tuple(Option(key.replace(".", "-"), words) for key, words in criteria.items())


def _evidence(teacher: str) -> Dialogue[list[Evidence]]:
    """One to five pieces; none where the student will send them later."""
    pieces: list[Evidence] = []
    waiting: list[Attachment] = []
    for n in range(1, MOST_EVIDENCE + 1):
        question = (EVIDENCE if n == 1 else MORE_EVIDENCE).numbered(n)
        piece = yield from ask(question, assume=waiting[0] if waiting else None)
        if waiting and piece in (None, waiting[0]):
            piece = waiting.pop(0)
            yield from say(NOW_PIECE, n=n)
        if piece is None:
            break
        if piece.kind in SEEN_OR_HEARD and not SEEN_OR_HEARD & {p.attachment.kind for p in pieces}:
            yield from say(MEDIA, teacher=teacher)
        caption = Reason(None, piece.text) if piece.file_id and piece.text else None
        reason = replace(BECAUSE.numbered(n), room=MOST_EVIDENCE - n - len(waiting))
        because = yield from ask(cast("Question[Reason]", reason), assume=caption)
        waiting += because.also
        pieces.append(Evidence(piece, because.words))
    return pieces


def _card(
    goal: GoalName | None, chosen: Words, evidence: list[Evidence], judged: list[Line]
) -> Card:
    pieces = (
        Line(f"{BECAUSE.key}.{n}", _("Piece {n} shows it because").fill(n=n), piece.because)
        for n, piece in enumerate(evidence, start=1)
    )
    return card(
        "card",
        CARD,
        Line(GOAL.key, _("Goal"), goal.aim) if goal else None,
        Line(FORMAT.key, _("How"), chosen) if chosen else None,
        *pieces,
        *judged,
        submit=_("Hand it in"),
    )


def label(words: Words) -> Sentence:
    """A criterion as the label of a card's line."""
    return words if isinstance(words, Sentence) else CRITERION.fill(words=words)
