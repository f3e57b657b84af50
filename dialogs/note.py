"""A message out of the blue is offered as a note on a goal; it is never ignored."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.engine import Dialogue, Option, ask, say
from dialogs.facts import GoalName
from dialogs.kinds import Attachment, attachment, choice_of
from dialogs.levels import WHO_SEES
from dialogs.words import _

NOTE = attachment("note", _("What would you like to note?"))
WHERE = choice_of("where", _("Shall I keep that as a note?"), ())
ON_GOAL = _("On “{aim}”")
LOOSE = _("Keep it, on no goal")
NO = _("Don't keep it")
KEPT = _("Kept. {teacher} can read it too.")
NOT_KEPT = _("OK, I didn't keep it.")


@dataclass(frozen=True)
class Facts:
    """The goals a note can go to."""

    teacher: str
    goals: tuple[GoalName, ...]


@dataclass(frozen=True)
class Noted:
    """A note to keep, on a goal or on none."""

    note: Attachment
    goal_id: int | None


def note(facts: Facts) -> Dialogue[Noted | None]:
    """Ask where the note goes; None where it is not kept."""
    kept = yield from ask(NOTE)
    yield from say(WHO_SEES, teacher=facts.teacher)
    goals = (Option(str(goal.id), ON_GOAL.fill(aim=goal.aim)) for goal in facts.goals)
    options = (*goals, Option("loose", LOOSE), Option("no", NO))
    where = yield from ask(choice_of(WHERE.key, WHERE.wording, options))
    if where == "no" or kept is None:
        yield from say(NOT_KEPT)
        return None
    yield from say(KEPT, teacher=facts.teacher)
    return Noted(kept, int(where) if where.isdigit() else None)
