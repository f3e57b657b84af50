"""An adult of the family writes a few words to the student."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.engine import Dialogue, ask, say
from dialogs.kinds import text
from dialogs.words import _

NOTE = text("note", _("What would you like to tell {child}? A line or two is plenty."), most=300)
WHO_SEES_NOTE = _("<i>Who sees this: you, {child} and {teacher}.</i>")
SENT = _("Sent to {name}.")


@dataclass(frozen=True)
class Facts:
    """Whom it is for, and who else may see it."""

    child: str
    teacher: str


@dataclass(frozen=True)
class FamilyNote:
    """An adult's words to the student, as they were written."""

    words: str


def family_note(facts: Facts) -> Dialogue[FamilyNote]:
    """Ask for the words."""
    yield from say(WHO_SEES_NOTE, child=facts.child, teacher=facts.teacher)
    words = yield from ask(NOTE, child=facts.child)
    yield from say(SENT, name=facts.child)
    return FamilyNote(words)
