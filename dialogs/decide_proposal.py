"""A teacher answers a student's own idea: yes, yes with a change, let's talk, or rather not.

A no says why and offers the nearest format, so that the student can go on at once. Until there is
an answer they may begin: silence holds nobody up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.engine import Dialogue, Option, ask, skippable
from dialogs.kinds import choice, choice_of, text
from dialogs.words import Words, _

MOST = 500
"""Characters of a line."""

DECISIONS = {
    "agreed": _("Yes, go ahead"),
    "changed": _("Yes, with a change"),
    "talk": _("Let's talk"),
    "refused": _("Rather not"),
}
WHAT = choice("what", _("{student}'s idea for “{aim}”: what do you say?"), **DECISIONS)
CHANGE = text("change", _("What is the change?"), most=MOST)
TALK_LINE = text("talk_line", _("A line for {student}? Or skip."), most=MOST)
REASON = text("reason", _("What stands in its way? {student} will read it."), most=MOST)
NEAREST = choice_of("nearest", _("Which of these comes closest to the idea?"), ())


@dataclass(frozen=True)
class Facts:
    """Whose idea it is, for which goal, and the formats there are, by key."""

    student: str
    aim: str
    formats: Mapping[str, Words]


@dataclass(frozen=True)
class Decided:
    """What a teacher says to an own idea."""

    what: str
    """agreed, changed, talk or refused."""
    line: str = ""
    """The change, or why not; needed for both."""
    nearest: Words = ""
    """Where it was refused: the nearest format in words."""


def decide_proposal(facts: Facts) -> Dialogue[Decided]:
    """Ask for the answer, and for what belongs to it."""
    what = yield from ask(WHAT, student=facts.student, aim=facts.aim)
    if what == "changed":
        return Decided(what, (yield from ask(CHANGE)))
    if what == "talk":
        return Decided(what, (yield from ask(skippable(TALK_LINE), student=facts.student)) or "")
    if what == "refused":
        reason = yield from ask(REASON, student=facts.student)
        options = (Option(key, words) for key, words in facts.formats.items())
        nearest = yield from ask(choice_of(NEAREST.key, NEAREST.wording, options))
        return Decided(what, reason, facts.formats[nearest])
    return Decided(what)
