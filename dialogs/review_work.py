"""A teacher looks at what was handed in, criterion by criterion, and then at the whole.

Work that meets everything takes a tap for each criterion and two more. A line is asked for where
something is not there yet, and taken wherever one is typed instead of a tap; on the card each can
be given or changed. The level follows from the judgements, until the teacher says another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dialogs.engine import Dialogue, Option, ask, say, skippable
from dialogs.kinds import Card, Line, Pick, card, choice, choice_of, scale, suggest, text
from dialogs.levels import LEVELS
from dialogs.show_mastery import VERDICTS as SAID
from dialogs.show_mastery import label
from dialogs.words import Sentence, Words, _

MOST_ON_ONE = 300
"""Characters of a line on one criterion: with five of them the student's message still fits."""
MOST = 500
"""Characters of a line on the whole."""

JUDGEMENTS = {
    "not_yet": _("Not yet"),
    "meets": _("Meets"),
    "beyond": _("Beyond"),
}
"""How a teacher judges one criterion."""
VERDICTS = {
    "meets": _("It meets"),
    "revise": _("Revise one thing"),
    "talk": _("Let's talk"),
}
"""What a teacher says of the whole."""

YOU_ASKED = _("You asked: “{line}”")
THEY_ASKED = _("{teacher} asked: “{line}”")
SAYS = _("{student} says: {verdict}.")
SAYS_WHY = _("{student} says: {verdict} ({why}).")
BEFORE = _("{says} Last time it was: {verdict}.")
JUDGE = replace(
    suggest("judge", _("<b>{criterion}</b>\n{says}\nWhat do you see?"), **JUDGEMENTS),
    most=MOST_ON_ONE,
)
AND_SO = choice("and_so", _("I took that as your line. Is it there?"), **JUDGEMENTS)
LINE_ON = text("line_on", _("A line on it for {student}? Or skip."), most=MOST_ON_ONE)
VERDICT = replace(suggest("verdict", _("And the work as a whole?")), most=MOST)
AND_WHOLE = choice_of("and_whole", _("I took that as your line. And the work as a whole?"), ())
ONE_THING = replace(
    suggest(
        "one_thing",
        _("Which one thing should {student} revise? Tap one or type your own."),
        why=_("Say why it works"),
        step=_("Show one more step"),
        words=_("Use your own words"),
    ),
    most=MOST,
)
LINE = text("line", _("A line for {student}? Or skip."), most=MOST)
LEVEL = scale("level", _("Where is {student} with “{aim}”?"), LEVELS)
CARD = _("This goes to {student}.")
LINE_TO = _("Your line {n}")
SEND = _("Send to {student}")


@dataclass(frozen=True)
class Looked:
    """A criterion, and how the student judges it: by their key of a verdict, with a reason."""

    criterion: str
    words: Words
    says: str
    why: str = ""
    before: str = ""
    """How a teacher judged the version before; empty where none did."""


@dataclass(frozen=True)
class Facts:
    """Whose work it is, for which goal, and what the student says of it."""

    student: str
    aim: str
    criteria: tuple[Looked, ...]
    asked: str = ""
    """What was asked for when the version before was looked at."""
    asked_by: str = ""
    """Who asked for it, where it was another teacher."""


@dataclass(frozen=True)
class Judged:
    """The teacher's judgement of one criterion, by its key, and a line where there is one."""

    criterion: str
    verdict: str
    line: str = ""


@dataclass(frozen=True)
class Reviewed:
    """The teacher's word on the whole, and on each criterion."""

    verdict: str
    """meets, revise or talk."""
    line: Words
    """For "revise", the one thing."""
    judged: tuple[Judged, ...]
    level: int
    """1 starting, 2 getting there, 3 meets, 4 beyond."""


def review_work(facts: Facts) -> Dialogue[Reviewed]:
    """Ask about each criterion and the whole, and show it all before it goes."""
    if facts.asked:
        asked = THEY_ASKED.fill(teacher=facts.asked_by) if facts.asked_by else YOU_ASKED
        yield from say(asked, line=facts.asked)
    judged: list[Judged] = []
    lines: list[Line] = []
    for n, looked in enumerate(facts.criteria, start=1):
        one, shown = yield from _criterion(facts.student, n, looked)
        judged.append(one)
        lines += shown
    verdict, line, shown = yield from _whole(facts.student, met=_met(judged))
    level = yield from ask(LEVEL, assume=level_of(judged), student=facts.student, aim=facts.aim)
    yield from ask(_card(facts.student, [*lines, *shown], level), student=facts.student)
    return Reviewed(verdict, line, tuple(judged), level)


def _criterion(student: str, n: int, looked: Looked) -> Dialogue[tuple[Judged, list[Line]]]:
    """A judgement with its line, and how the card shows them."""
    pick = yield from ask(JUDGE.numbered(n), criterion=looked.words, says=_says(student, looked))
    verdict, key = pick.name or "", JUDGE.key
    typed = str(pick.words) if pick.name is None else ""
    if typed:
        verdict, key = (yield from ask(AND_SO.numbered(n))), AND_SO.key
    assumed = typed or (None if verdict == "not_yet" else "")
    line = yield from ask(skippable(LINE_ON.numbered(n)), assume=assumed, student=student)
    return Judged(looked.criterion, verdict, line or ""), [
        Line(f"{key}.{n}", label(looked.words), JUDGEMENTS[verdict]),
        Line(f"{LINE_ON.key}.{n}", LINE_TO.fill(n=n), line or None),
    ]


def _says(student: str, looked: Looked) -> Sentence:
    """What the student says of a criterion, and how it was judged before."""
    says = (SAYS_WHY if looked.why else SAYS).fill(
        student=student, verdict=SAID[looked.says], why=looked.why
    )
    return BEFORE.fill(says=says, verdict=JUDGEMENTS[looked.before]) if looked.before else says


def _whole(student: str, *, met: bool) -> Dialogue[tuple[str, Words, list[Line]]]:
    """The verdict with its line, and how the card shows them; the fitting one is offered first."""
    order = ("meets", "revise", "talk") if met else ("revise", "talk", "meets")
    options = tuple(Option(name, VERDICTS[name]) for name in order)
    pick = yield from ask(replace(VERDICT, choices=options))
    verdict, key = pick.name or "", VERDICT.key
    typed = str(pick.words) if pick.name is None else ""
    if typed:
        verdict, key = (yield from ask(replace(AND_WHOLE, choices=options))), AND_WHOLE.key
    whole = Line(key, _("As a whole"), VERDICTS[verdict])
    if verdict == "revise":
        assumed = Pick(None, typed) if typed else None
        one_thing = yield from ask(ONE_THING, assume=assumed, student=student)
        return (
            verdict,
            one_thing.words,
            [whole, Line(ONE_THING.key, _("To revise"), one_thing.words)],
        )
    assume = typed or (None if verdict == "talk" else "")
    line = yield from ask(skippable(LINE), assume=assume, student=student)
    return verdict, line or "", [whole, Line(LINE.key, _("Your line"), line or None)]


def _met(judged: Iterable[Judged]) -> bool:
    """Whether nothing is missing."""
    return all(one.verdict != "not_yet" for one in judged)


def level_of(judged: Iterable[Judged]) -> int:
    """The level that judgements come to: all beyond, all there, some, or none."""
    verdicts = [one.verdict for one in judged]
    if verdicts and set(verdicts) == {"beyond"}:
        return 4
    if "not_yet" not in verdicts:
        return 3
    return 1 if set(verdicts) == {"not_yet"} else 2


def _card(student: str, lines: list[Line], level: int) -> Card:
    return card(
        "card",
        CARD,
        *lines,
        Line(LEVEL.key, _("Level"), LEVELS[level]),
        send=SEND.fill(student=student),
    )
