"""A teacher looks at what was handed in: it meets, one thing to revise, or let's talk."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialogs.engine import Dialogue, ask, skippable
from dialogs.kinds import choice, suggest, text
from dialogs.words import Words, _

VERDICTS = {
    "meets": _("It meets"),
    "revise": _("Revise one thing"),
    "talk": _("Let's talk"),
}
VERDICT = choice("verdict", _("{student}'s work for “{aim}”: what do you say?"), **VERDICTS)
ONE_THING = replace(
    suggest(
        "one_thing",
        _("Which one thing should {student} revise? Tap one or type your own."),
        why=_("Say why it works"),
        step=_("Show one more step"),
        words=_("Use your own words"),
    ),
    most=500,
)
LINE = text("line", _("A line for {student}? Or skip."), most=500)


@dataclass(frozen=True)
class Facts:
    """Whose work it is, for which goal."""

    student: str
    aim: str


@dataclass(frozen=True)
class Reviewed:
    """The teacher's word: a verdict, and a line (for "revise", the one thing)."""

    verdict: str
    line: Words


def review_work(facts: Facts) -> Dialogue[Reviewed]:
    """Ask for a verdict and a line."""
    verdict = yield from ask(VERDICT, student=facts.student, aim=facts.aim)
    if verdict == "revise":
        one_thing = yield from ask(ONE_THING, student=facts.student)
        return Reviewed(verdict, one_thing.words)
    line = yield from ask(skippable(LINE), student=facts.student)
    return Reviewed(verdict, line or "")
