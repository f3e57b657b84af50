"""Look at a test twice: how I get ready for it, and what it tells me for the next one.

An “exam wrapper”: preparation is picked and not only recalled, errors are looked at by their kind,
and the one change comes back before the next test (University of Waterloo, Centre for Teaching
Excellence). It promises nothing: a controlled study found no gain in grades over a sham exercise
(Soicher & Gurung 2017).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dialogs.engine import Dialogue, ask, say, skippable
from dialogs.kinds import Pick, choice, day, many, scale, text
from dialogs.levels import LEVELS, WHO_SEES
from dialogs.words import _

LAST_CHANGE = _("After your last test you planned one change: “{change}”.")
TEST = text("test", _("Which test is coming up?"), most=200)
WHEN = day("when", _("When is it? Tap a day or type one."))
PREDICTED = scale("predicted", _("What do you think it will show?"), LEVELS)
PREPARED = many(
    "prepared",
    _("What have you done for it so far? Tap all that fit, then tap Done."),
    reread=_("Read it again"),
    practised=_("Did practice tasks"),
    tested=_("Tested myself"),
    taught=_("Taught someone"),
    early=_("Started early"),
    crammed=_("All at the last minute"),
)

YOU_THOUGHT = _("Before “{test}” you thought it would show: {level}.")
COMPARED_WORDS = {
    "better": _("Better than I thought"),
    "expected": _("As I thought"),
    "worse": _("Not as well"),
}
COMPARED = choice("compared", _("You got your test back. How did it go?"), **COMPARED_WORDS)
ERRORS = many(
    "errors",
    _("If something went wrong, what was it? Tap all that fit, then tap Done."),
    unknown=_("I didn't know it"),
    misread=_("I misread it"),
    slipped=_("A small slip"),
    time=_("I ran out of time"),
    explain=_("I knew it but couldn't explain it"),
)
CHANGE = text("change", _("What one thing will you do another way next time?"), most=300)


@dataclass(frozen=True)
class BeforeFacts:
    """What is known before a test."""

    teacher: str
    last_change: str = ""
    """What the student wanted to change after the test before; empty where nothing is known."""


@dataclass(frozen=True)
class BeforeTest:
    """How the student gets ready; None where they skipped."""

    test: str
    when: date | None
    predicted: int | None
    prepared: tuple[Pick, ...]


@dataclass(frozen=True)
class AfterFacts:
    """What the student said before the test, where they did."""

    teacher: str
    test: str = ""
    predicted: int | None = None


@dataclass(frozen=True)
class AfterTest:
    """What the test told the student; None where they skipped."""

    compared: str
    """better, expected or worse, next to what they thought."""
    errors: tuple[Pick, ...]
    change: str | None


def before_test(facts: BeforeFacts) -> Dialogue[BeforeTest]:
    """Look ahead to a test; the change planned after the last one comes first."""
    if facts.last_change:
        yield from say(LAST_CHANGE, change=facts.last_change)
    yield from say(WHO_SEES, teacher=facts.teacher)
    test = yield from ask(TEST)
    when = yield from ask(skippable(WHEN))
    predicted = yield from ask(skippable(PREDICTED))
    prepared = yield from ask(skippable(PREPARED))
    return BeforeTest(test, when, predicted, prepared or ())


def after_test(facts: AfterFacts) -> Dialogue[AfterTest]:
    """Look back on a test."""
    if facts.test and facts.predicted is not None:
        yield from say(YOU_THOUGHT, test=facts.test, level=LEVELS[facts.predicted])
    compared = yield from ask(COMPARED)
    yield from say(WHO_SEES, teacher=facts.teacher)
    errors = yield from ask(skippable(ERRORS))
    change = yield from ask(skippable(CHANGE))
    return AfterTest(compared, errors or (), change)
