"""An adult of the family asks the teacher something; the answer comes to that adult alone."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.engine import Dialogue, ask, say
from dialogs.family_note import SENT
from dialogs.kinds import text
from dialogs.levels import WHO_SEES
from dialogs.words import _

QUESTION = text("question", _("What would you like to ask {teacher} about {child}?"), most=500)
ANSWERS_COME = _("{teacher} answers when they can, in school hours.")


@dataclass(frozen=True)
class Facts:
    """About whom, and who answers."""

    child: str
    teacher: str


@dataclass(frozen=True)
class FamilyQuestion:
    """An adult's question to the teacher, as it was written."""

    words: str


def ask_teacher(facts: Facts) -> Dialogue[FamilyQuestion]:
    """Say when answers come, and ask for the question."""
    yield from say(WHO_SEES, teacher=facts.teacher)
    yield from say(ANSWERS_COME, teacher=facts.teacher)
    words = yield from ask(QUESTION, teacher=facts.teacher, child=facts.child)
    yield from say(SENT, name=facts.teacher)
    return FamilyQuestion(words)
