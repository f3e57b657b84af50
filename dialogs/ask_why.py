"""A student asks about what a teacher said of their work, once for each version."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialogs.engine import Dialogue, ask, say
from dialogs.kinds import suggest
from dialogs.levels import WHO_SEES
from dialogs.words import Words, _

MOST = 500
"""Characters of a question."""

WHY = replace(
    suggest(
        "why",
        _("What would you like to ask {teacher}? Tap one or type your own."),
        example=_("Can you show me an example?"),
        first=_("What should I do first?"),
        missing=_("What is still missing?"),
    ),
    most=MOST,
)


@dataclass(frozen=True)
class Facts:
    """Who looked at the work."""

    teacher: str


@dataclass(frozen=True)
class AskedWhy:
    """What the student asks."""

    words: Words


def ask_why(facts: Facts) -> Dialogue[AskedWhy]:
    """Ask for the question."""
    yield from say(WHO_SEES, teacher=facts.teacher)
    return AskedWhy((yield from ask(WHY, teacher=facts.teacher)).words)
