"""What /reflect opens: which looking back it shall be."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.engine import Dialogue, ask
from dialogs.kinds import choice
from dialogs.words import _

WHAT = choice(
    "what",
    _("What would you like to look at?"),
    week=_("Look back at my week"),
    before_test=_("A test is coming"),
    after_test=_("I got a test back"),
    say_it=_("Say it, don't keep it"),
)


@dataclass(frozen=True)
class ReflectOn:
    """What to look at: week, before_test, after_test or say_it."""

    what: str


def reflect_menu(_facts: None = None) -> Dialogue[ReflectOn]:
    """Ask which; no facts are needed."""
    return ReflectOn((yield from ask(WHAT)))
