"""A teacher gives a class questions, formats and criteria of its own, or takes one back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.engine import Dialogue, Option, ask, say
from dialogs.facts import Own
from dialogs.kinds import Text, choice, choice_of, text
from dialogs.words import Sentence, _

MOST = 5
"""Of a kind at once."""

KINDS = {
    "check_in": _("Check-in question"),
    "reflection": _("Weekly question"),
    "format": _("Way to show"),
    "criterion": _("Thing to look for"),
}
KIND = choice("kind", _("What would you like to set for <b>{class_name}</b>?"), **KINDS)
THERE: Mapping[str, Sentence] = {
    "check_in": _("In check-ins your class answers these in turn with mine: {own}."),
    "reflection": _("In the weekly look back these take turns with mine: {own}."),
    "format": _("Your ways to show come first; mine fill up to five: {own}."),
    "criterion": _("All work is looked at with these, in place of my three: {own}."),
}
ONE_MORE = _(
    "All work will be looked at with yours in place of my three, once there are two: {own}."
)
QUOTED = _("“{words}”")
DO = choice_of("do", _("Add one, or take one away?"), ())
ADD = _("Add one")
TAKE_AWAY = _("Remove “{words}”")
WORDS: Mapping[str, Text] = {
    "check_in": text(
        "check_in_words", _("What is your question? It should fit any step."), most=200
    ),
    "reflection": text(
        "reflection_words", _("What is your question? It should fit any week."), most=200
    ),
    "format": text(
        "format_words", _("How can they show it? A few words, like “Draw a comic”."), most=60
    ),
    "criterion": text(
        "criterion_words",
        _("What should the work show? Say it as a student would, like “I give a source”."),
        most=100,
    ),
}
"""The words of each kind, as long as where they are shown has room for."""


@dataclass(frozen=True)
class Facts:
    """The class, and its own words by kind, the oldest first."""

    class_name: str
    own: Mapping[str, tuple[Own, ...]]


@dataclass(frozen=True)
class PromptSet:
    """New words of a kind: check_in, reflection, format or criterion."""

    kind: str
    words: str


@dataclass(frozen=True)
class PromptRemoved:
    """Words that are to be asked no more."""

    id: int


def class_prompts(facts: Facts) -> Dialogue[PromptSet | PromptRemoved]:
    """Ask for a kind, and for what to add to it or take away."""
    kind = yield from ask(KIND, class_name=facts.class_name)
    own = facts.own.get(kind, ())
    if own:
        alone = kind == "criterion" and len(own) == 1
        listed = tuple(QUOTED.fill(words=one.words) for one in own)
        yield from say(ONE_MORE if alone else THERE[kind], own=listed)
        add = [Option("add", ADD)] if len(own) < MOST else []
        away = (Option(str(one.id), TAKE_AWAY.fill(words=one.words)) for one in own)
        picked = yield from ask(choice_of(DO.key, DO.wording, [*add, *away]))
        if picked != "add":
            return PromptRemoved(int(picked))
    return PromptSet(kind, (yield from ask(WORDS[kind])))
