"""A teacher looks at a goal: agree, agree with a change, or let's talk.

The goal is its student's and active all the while; a change is an idea, and the student decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dialogs.engine import Dialogue, ask, say
from dialogs.kinds import choice, text
from dialogs.words import Sentence, _

WHATS = {
    "agreed": _("I agree"),
    "changed": _("Yes, with one idea"),
    "talk": _("Let's talk about it"),
}
WANTS = _("<b>{student}</b> has set a goal: “{aim}”.")
WHY = _("What is good about it: {why}.")
FIRST_STEP = _("First step: “{step}” by {day}.")
PLAN = _("The plan: “{when}, then {then}.”")
WHAT = choice("what", _("What do you say to it?"), **WHATS)
LONGEST = 300
LINE = text("line", _("What is your idea? One line. {student} decides about it."), most=LONGEST)
FIRST = _("{teacher} looked at this goal on {at}: “{what}”.")
FIRST_LINE = _("{teacher} looked at this goal on {at}: “{what}”. The idea: “{line}”")


@dataclass(frozen=True)
class Looked:
    """What a teacher has said to a goal before: agreed, changed (with the line) or talk."""

    teacher: str
    at: datetime
    what: str
    line: str

    @property
    def told(self) -> Sentence:
        """That, for whoever looks now."""
        said = FIRST_LINE if self.line else FIRST
        return said.fill(teacher=self.teacher, at=self.at, what=WHATS[self.what], line=self.line)


@dataclass(frozen=True)
class Facts:
    """The goal, and whose it is."""

    student: str
    aim: str
    why: str
    when: str
    then: str
    step: str = ""
    """The next open step; empty where all are done."""
    day: date | None = None
    looked: Looked | None = None


@dataclass(frozen=True)
class Agreed:
    """What a teacher says to a goal: agreed, changed (with the line) or talk."""

    what: str
    line: str


def agree_goal(facts: Facts) -> Dialogue[Agreed | None]:
    """Show the goal and ask for a word; where a teacher has looked, tell what they said."""
    if facts.looked is not None:
        yield from say(facts.looked.told)
        return None
    yield from say(WANTS, student=facts.student, aim=facts.aim)
    yield from say(WHY, why=facts.why)
    if facts.step and facts.day:
        yield from say(FIRST_STEP, step=facts.step, day=facts.day)
    yield from say(PLAN, when=facts.when, then=facts.then)
    what = yield from ask(WHAT)
    line = (yield from ask(LINE, student=facts.student)) if what == "changed" else ""
    return Agreed(what, line)
