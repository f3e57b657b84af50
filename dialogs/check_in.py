"""A short check-in: four taps, then one line if the student likes.

Where the next step shall be smaller or the plan another, that is the last question instead.

It opens with the student's own last words, asks about a step and not about the person, and ends
with what comes next. No praise for answering, no streaks, no comparison.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from dialogs.engine import Dialogue, Option, ask, say, skippable
from dialogs.kinds import Choice, Pick, Suggestion, choice, suggest, text
from dialogs.levels import WHO_SEES
from dialogs.set_goal import OBSTACLE, PLAN, THENS
from dialogs.words import Sentence, Words, _

STATES = {
    "done": _("Done"),
    "moved": _("Moved it on"),
    "stuck": _("Stuck"),
    "not_yet": _("Didn't get to it"),
}
FEELS = {
    "well": _("Going well"),
    "ok": _("OK"),
    "hard_fine": _("Hard but fine"),
    "hard": _("Hard, not fine"),
}
NEXTS = {
    "same": _("Same plan"),
    "smaller": _("A smaller step"),
    "plan": _("Change my plan"),
    "help": _("Ask {teacher} for help"),
}
LAST_TIME = _("Last time you said: {last}.")
YOUR_PLAN = _("Your plan: “{when}, then {then}.”")
STEP = choice("step", _("Four quick taps. Your step “{step}”: how is it going?"), **STATES)
GOAL = choice("step", _("Four quick taps. Your goal “{aim}”: how is it going?"), **STATES)
OTHER = _("My other goal")
FEEL = choice("feel", _("And how did the work feel?"), **FEELS)
TALK = choice(
    "talk",
    _("Thanks for saying so. Is it this task, or would you like to talk to someone?"),
    task=_("Just this task"),
    someone=_("I'd like to talk to someone"),
)
HELPED = suggest(
    "helped",
    _("What helped?"),
    plan=_("My plan"),
    asked=_("I asked someone"),
    practice=_("Practice"),
    time=_("More time"),
)
STUCK_ON = suggest(
    "stuck_on",
    _("What are you stuck on?"),
    idea=_("I don't get the idea"),
    start=_("I don't know how to start"),
    mistakes=_("I make mistakes"),
    place=_("No time or place"),
)
IN_THE_WAY = replace(OBSTACLE, key="in_the_way", wording=_("What got in the way?"))
NEXT = choice("next", _("What's next?"), **NEXTS)
PLANNED_FOR = _("You planned for this: “{when}, then {then}.”")
SMALLER = text("smaller", _("What is the smaller step? A few words are enough."), most=200)
LINE = text("line", _("Anything to remember from this? One line, or skip."), most=1000)


@dataclass(frozen=True)
class GoalNow:
    """A goal as it stands: its next open step (None when all are done) and the plan."""

    id: int
    aim: str
    step_id: int | None
    step: str
    due: date | None
    obstacle: str
    when: str
    then: str
    last_next: str
    """The student's own last next step, in words; empty before the first check-in."""


@dataclass(frozen=True)
class Facts:
    """The goals to choose from, the one it is about first."""

    teacher: str
    goals: tuple[GoalNow, ...]


@dataclass(frozen=True)
class CheckedIn:
    """What the student told of one step, and what they do next."""

    goal_id: int
    step_id: int | None
    state: str
    feel: str | None
    talk: bool
    factor: Pick | None
    """What helped, what it is stuck on, or what got in the way, by `state`."""
    next: str
    smaller: str | None
    then: Words | None
    """The plan's new "then", where it was changed."""
    line: str | None


def check_in(facts: Facts) -> Dialogue[CheckedIn]:
    """Walk through one check-in."""
    goal = facts.goals[0]
    state = yield from _state(goal, others=len(facts.goals) > 1)
    feel = None
    if state == "other":  # instead of how it felt: never more than four taps
        goal = facts.goals[1]
        state = yield from _state(goal, others=False)
    else:
        feel = yield from ask(skippable(FEEL))
    talk, factor = False, None
    if feel == "hard":  # instead of the next question, for the same reason
        talk = (yield from ask(TALK)) == "someone"
    else:
        factor = yield from ask(skippable(_factor(state)))
    planned = factor is not None and state == "not_yet" and factor.name == goal.obstacle
    if planned:
        yield from say(PLANNED_FOR, when=goal.when, then=goal.then)
    what = yield from ask(_next(facts.teacher))
    smaller = then = line = None
    if what == "smaller":
        smaller = yield from ask(SMALLER)
    elif what == "plan":
        ideas = (Option(name, idea) for name, idea in THENS[goal.obstacle or "own"].items())
        picked = yield from ask(replace(PLAN, choices=tuple(ideas)), when=goal.when)
        then = picked.words
    else:
        yield from say(WHO_SEES, teacher=facts.teacher)
        line = yield from ask(skippable(LINE))
    return CheckedIn(goal.id, goal.step_id, state, feel, talk, factor, what, smaller, then, line)


def _state(goal: GoalNow, *, others: bool) -> Dialogue[str]:
    """How the goal's next step is going; "other" means the other goal."""
    if goal.last_next:
        yield from say(LAST_TIME, last=goal.last_next)
    elif goal.then:
        yield from say(YOUR_PLAN, when=goal.when, then=goal.then)
    question = STEP if goal.step_id else GOAL
    question = replace(question, key=f"{question.key}.{goal.id}")
    if others:
        question = replace(question, choices=(*question.choices, Option("other", OTHER)))
    return (yield from ask(question, step=goal.step, aim=goal.aim))


def _factor(state: str) -> Suggestion:
    """The third question: by how it went."""
    return {"stuck": STUCK_ON, "not_yet": IN_THE_WAY}.get(state, HELPED)


def _next(teacher: str) -> Choice[str]:
    """What comes next; the teacher is named."""
    options = (
        Option(name, label.fill(teacher=teacher) if name == "help" else label)
        for name, label in NEXTS.items()
    )
    return replace(NEXT, choices=tuple(options))


def closing(done: int, steps: int, then: Sentence | None) -> Sentence:
    """One factual line to end with: "1 of 2 steps done. Next: … by Fri, Dec 4"."""
    fact = _("Saved. {done} of {steps} steps done.").fill(done=done, steps=steps)
    return _("{fact} {then}").fill(fact=fact, then=then) if then else fact


NEXT_STEP_BY = _("Next: “{step}” by {day}.")
ALL_DONE = _("All your steps are done. Time to show what you know?")
