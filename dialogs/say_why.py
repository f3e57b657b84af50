"""A teacher answers what a student asks about a review."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.engine import Dialogue, ask
from dialogs.kinds import text
from dialogs.words import _

MOST = 500
"""Characters of an answer."""

ANSWER = text("answer", _("{student} asks: “{words}”\nWhat do you say?"), most=MOST)


@dataclass(frozen=True)
class Facts:
    """Who asks, and what."""

    student: str
    words: str


@dataclass(frozen=True)
class SaidWhy:
    """What the teacher answers."""

    words: str


def say_why(facts: Facts) -> Dialogue[SaidWhy]:
    """Ask for the answer."""
    return SaidWhy((yield from ask(ANSWER, student=facts.student, words=facts.words)))
