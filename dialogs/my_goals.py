"""Look after a goal: change it, let it rest, go on with it, finish it or drop it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialogs.engine import Dialogue, Option, ask, say, skippable
from dialogs.kinds import choice, suggest, text
from dialogs.words import Words, _

DO_ACTIVE = {
    "change": _("Change it"),
    "pause": _("Let it rest"),
    "finish": _("Finish it"),
    "drop": _("Drop it"),
}
SHARE = _("Share with a partner")
DO_PAUSED = {"resume": _("Go on with it"), "change": _("Change it"), "drop": _("Drop it")}
ACTIVE = choice("do", _("“{aim}”: what shall we do with it?"), **DO_ACTIVE)
PAUSED = choice("do", _("“{aim}” is resting. What shall we do with it?"), **DO_PAUSED)
FULL = _("You have two goals going. Let one rest first, then this one can go on.")
SHOWED = text("showed", _("Good. What shows that you got there? One line, or skip."), most=500)
REASON = suggest(
    "reason",
    _("OK. What made you change your mind?"),
    hard=_("Too hard for now"),
    easy=_("Too easy"),
    not_mine=_("It wasn't really mine"),
    time=_("No time"),
)


@dataclass(frozen=True)
class Facts:
    """The goal, and whether there is room for it among the active ones."""

    aim: str
    paused: bool
    room: bool
    share: bool = False
    """Whether it can be shared with somebody of the class."""


@dataclass(frozen=True)
class GoalTended:
    """What to do: change, pause, resume, finish, drop or share, and the student's words to it."""

    do: str
    words: Words


def my_goals(facts: Facts) -> Dialogue[GoalTended | None]:
    """Ask what to do with one goal; None where it cannot be done now."""
    question = PAUSED if facts.paused else ACTIVE
    if facts.share:
        question = replace(question, choices=(*question.choices, Option("share", SHARE)))
    do = yield from ask(question, aim=facts.aim)
    if do == "resume" and not facts.room:
        yield from say(FULL)
        return None
    if do == "finish":
        return GoalTended(do, (yield from ask(skippable(SHOWED))) or "")
    if do == "drop":
        reason = yield from ask(skippable(REASON))
        return GoalTended(do, reason.words if reason else "")
    return GoalTended(do, "")
