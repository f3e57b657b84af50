"""A teacher sets a break: from its first day to its last nobody in the class is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from dialogs.engine import Dialogue, ask
from dialogs.kinds import Line, card, day, suggest
from dialogs.words import Words, _

FIRST = day("first", _("On which day does the break of {class_name} begin?"))
LAST = day("last", _("And which day is its last one?"))
NAME = replace(
    suggest(
        "name",
        _("What is the break called?"),
        fall=_("Fall break"),
        winter=_("Winter break"),
        spring=_("Spring break"),
        summer=_("Summer break"),
    ),
    most=60,
)
CARD = _("On these days I ask nobody. Does it look right?")
DAY = _("{day}")


@dataclass(frozen=True)
class Facts:
    """The class it is for."""

    class_name: str


@dataclass(frozen=True)
class BreakSet:
    """A break; both its days are part of it."""

    first: date
    last: date
    name: Words


def class_break(facts: Facts) -> Dialogue[BreakSet]:
    """Ask from when until when, and what it is called."""
    first = yield from ask(FIRST, class_name=facts.class_name)
    last = yield from ask(replace(LAST, earliest=first))
    name = (yield from ask(NAME)).words
    yield from ask(
        card(
            "card",
            CARD,
            Line(FIRST.key, _("First day"), DAY.fill(day=first)),
            Line(LAST.key, _("Last day"), DAY.fill(day=last)),
            Line(NAME.key, _("Name"), name),
            done=_("Looks right"),
        )
    )
    return BreakSet(first, last, name)
