"""A teacher answers the question of a student's family."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.engine import Dialogue, ask, say
from dialogs.family_note import SENT
from dialogs.kinds import text
from dialogs.words import _

ASKS = _("<b>{adult}</b>, family of {child}, asks: “{question}”")
ANSWER = text("answer", _("What do you answer? It goes to {adult} as you write it."), most=1000)


@dataclass(frozen=True)
class Facts:
    """Who asks, about whom, and what."""

    adult: str
    child: str
    question: str


@dataclass(frozen=True)
class FamilyAnswer:
    """The teacher's words to one adult, as they were written."""

    words: str


def answer_family(facts: Facts) -> Dialogue[FamilyAnswer]:
    """Show the question and ask for the answer."""
    yield from say(ASKS, adult=facts.adult, child=facts.child, question=facts.question)
    words = yield from ask(ANSWER, adult=facts.adult)
    yield from say(SENT, name=facts.adult)
    return FamilyAnswer(words)
