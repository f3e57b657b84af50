"""Set a goal: what, where I am, an aim I can learn towards, why, my obstacle, a plan, steps.

The order is research's: a learning aim instead of a mark, then the wish, the obstacle in oneself
and an if-then plan (WOOP, Wang 2021; Latham, Seijts & Crim), then small dated steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count

from dialogs.engine import Dialogue, Option, ask, say
from dialogs.facts import GoalName
from dialogs.kinds import (
    Card,
    Line,
    Pick,
    Suggestion,
    card,
    choice_of,
    day,
    fridays,
    scale,
    suggest,
    suggest_of,
)
from dialogs.levels import LEVELS, WHO_SEES
from dialogs.marks import MARK
from dialogs.words import Sentence, Words, _

PARTNER_SEES = _("<i>{name} sees the aim and the steps too, as you share this goal.</i>")
MOST_STEPS = 4
FEWEST_STEPS = 2

MAKE_ROOM = choice_of(
    "make_room",
    _("You have two goals going, and two is plenty. Which one shall rest while you do a new one?"),
    (),
)
AREA = suggest(
    "area",
    _("What do you want to get better at? Tap one or type your own."),
    reading=_("Reading"),
    writing=_("Writing"),
    maths=_("Maths"),
    science=_("Science"),
    speaking=_("Speaking up"),
)
LEVEL = scale("level", _("Where are you with it today?"), LEVELS)
AIMS_LOW = {
    "two_ways": _("Find two ways to do it"),
    "idea": _("Get the idea behind it"),
    "mistake": _("Fix one mistake I keep making"),
}
AIMS_HIGH = {
    "new": _("Use it on something new"),
    "help": _("Help someone learn it"),
    "deeper": _("Go deeper into one part"),
}
AIM = suggest("aim", _("What would you like to be able to do? Tap one or say it your way."))
DO = suggest("aim_do", _("A grade is the result. What would you be able to <b>do</b> then?"))
KEEP_MINE = _("Keep mine")
WHY = suggest(
    "why",
    _("If this works, what is the best thing about it?"),
    ready=_("I'd feel ready"),
    enjoy=_("I'd enjoy it more"),
    care=_("It helps with something I care about"),
)
WHY_LATER = _("It takes me closer to what I want to do later")
OBSTACLE = suggest(
    "obstacle",
    _("What might get in your way?"),
    put_off=_("I put it off"),
    stuck=_("I get stuck and stop"),
    forget=_("I forget"),
    distracted=_("I get distracted"),
    outside=_("Something around me"),
)
IFS = {
    "put_off": _("If I start putting it off"),
    "stuck": _("If I get stuck"),
    "forget": _("If I forget"),
    "distracted": _("If something distracts me"),
    "outside": _("If something around me gets in the way"),
    "own": _("If that happens"),
}
THENS: dict[str, dict[str, Sentence]] = {
    "put_off": {
        "five": _("I do just five minutes"),
        "easy": _("I start with the easy part"),
        "with": _("I ask a friend to start with me"),
    },
    "stuck": {
        "example": _("I look at an example, then try one line"),
        "ask": _("I ask someone one question"),
        "try": _("I try another way for five minutes"),
    },
    "forget": {
        "alarm": _("I set an alarm for the next time"),
        "tie": _("I do it right after dinner"),
        "note": _("I put a note where I see it"),
    },
    "distracted": {
        "away": _("I put my phone in another room"),
        "place": _("I move to a quieter place"),
        "timer": _("I set a timer for ten minutes"),
    },
    "outside": {
        "teacher": _("I ask my teacher for help"),
        "elsewhere": _("I find another place or time"),
        "small": _("I do a smaller piece"),
    },
    "own": {
        "five": _("I do just five minutes"),
        "ask": _("I ask someone one question"),
        "small": _("I do a smaller piece"),
    },
}
PLAN = suggest("then", _("Let's plan for it. “{when}, then …” What will you do?"))
STEPS_LOW = {
    "example": _("Look at one example"),
    "with_help": _("Try one with help"),
    "alone": _("Try one on my own"),
    "explain": _("Explain it to someone"),
}
STEPS_HIGH = {
    "find": _("Find something to use it on"),
    "try": _("Try it once"),
    "show": _("Show it to someone"),
    "better": _("Make it better"),
}
STEP = suggest_of("step", _("A first small step? Tap one or type your own."), ())
NEXT_STEP = suggest_of("step", _("And step {n}?"), ())
STEP_BY = _("{step} · {day}")
DUE = day("due", _("“{step}”: by when? Tap a day, or type one, like “Dec 3”."))
SEE = suggest(
    "see",
    _("How will we see that you can do it?"),
    explain=_("I can explain it"),
    alone=_("I can do two on my own"),
    teacher=_("My teacher checks it"),
)
GOAL_CARD = _("Here is your goal. Does it look right?")

TITLE = _("{area}: {aim}")


@dataclass(frozen=True)
class Facts:
    """What is known of the student; `today` is their own day, now."""

    teacher: str
    today: date
    active: tuple[GoalName, ...] = ()
    later: str = ""
    most_active: int = 2
    partner: str = ""
    """With whom the goal is shared that is changed; empty where it is with nobody."""


@dataclass(frozen=True)
class StepSet:
    """A small step and the day it is for."""

    text: Words
    due: date
    day: str = field(default="", compare=False)
    """The key under which the day is given anew."""


@dataclass(frozen=True)
class GoalSet:
    """What the student decided."""

    area: Words
    level: int
    aim: Words
    why: Words
    obstacle: Pick
    when: Words
    then: Words
    steps: tuple[StepSet, ...]
    see: Words
    rests: int | None
    """The goal that pauses to make room, if one does."""

    @property
    def title(self) -> Words:
        """The aim so that it stands alone: a starter is nothing without its topic."""
        if isinstance(self.aim, Sentence):
            return TITLE.fill(area=self.area, aim=self.aim)
        return self.aim


def set_goal(facts: Facts) -> Dialogue[GoalSet]:
    """Walk to a goal that is the student's own."""
    rests = None
    if len(facts.active) >= facts.most_active:
        names = (Option(str(goal.id), goal.aim) for goal in facts.active)
        rests = int((yield from ask(choice_of(MAKE_ROOM.key, MAKE_ROOM.wording, names))))
    yield from say(WHO_SEES, teacher=facts.teacher)
    area = yield from ask(AREA)
    level = yield from ask(LEVEL)
    aim = yield from _aim(level)
    why = yield from ask(_offering(WHY, {"later": WHY_LATER} if facts.later else {}))
    obstacle = yield from ask(OBSTACLE)
    when = IFS[obstacle.name or "own"]
    then = yield from ask(_offering(PLAN, THENS[obstacle.name or "own"]), when=when)
    steps: list[StepSet] = []
    for n in range(1, FEWEST_STEPS + 1):
        steps.append((yield from _step(n, level, facts.today, steps)))
    see = yield from ask(SEE)
    for n in count(FEWEST_STEPS + 1):
        goal = GoalSet(
            area.words,
            level,
            aim,
            why.words,
            obstacle,
            when,
            then.words,
            tuple(steps),
            see.words,
            rests,
        )
        if facts.partner:
            yield from say(PARTNER_SEES, name=facts.partner)
        if (yield from ask(goal_card(goal, n))) == "done":
            return goal
        steps.append((yield from _step(n, level, facts.today, steps)))
    raise AssertionError("unreachable: the card has no Add at the last step")


def _aim(level: int) -> Dialogue[Words]:
    """A learning aim; a typed mark or rank is asked once what they would be able to do."""
    starters, others = (AIMS_LOW, AIMS_HIGH) if _is_low(level) else (AIMS_HIGH, AIMS_LOW)
    aim = yield from ask(_offering(AIM, starters, others))
    if aim.name is None and MARK.search(str(aim.words)):
        deeper = yield from ask(_offering(DO, {**starters, "keep": KEEP_MINE}, others))
        return aim.words if deeper.name == "keep" else deeper.words
    return aim.words


def _step(n: int, level: int, today: date, before: list[StepSet]) -> Dialogue[StepSet]:
    """One step: a suggestion comes with its day (to change on the card), own words are asked.

    The day is part of its name: where it has gone by meanwhile, the step is asked again; and a day
    that was given before is not its own.
    """
    due = fridays(today)[0] + timedelta(weeks=n - 1)
    low, high = (
        {f"{name}.{due}": idea for name, idea in ideas.items()} for ideas in (STEPS_LOW, STEPS_HIGH)
    )
    ideas, others = (low, high) if _is_low(level) else (high, low)
    taken = [step.text for step in before]
    options = {
        name: STEP_BY.fill(step=idea, day=due) for name, idea in ideas.items() if idea not in taken
    }
    question = _offering(STEP if n == 1 else NEXT_STEP, options, others)
    picked = yield from ask(question.numbered(n), n=n)
    words = {**ideas, **others}[picked.name] if picked.name else picked.words
    asked = DUE.numbered(n)
    if picked.name is None:
        day = yield from ask(asked, step=words)
    else:
        asked = replace(asked, key=f"{asked.key}.{picked.name}")
        day = yield from ask(asked, assume=due, step=words)
    return StepSet(words, day, asked.key)


def goal_card(goal: GoalSet, n: int) -> Card:
    """The goal at a glance, the n-th card of the conversation (a step can be added before it)."""
    steps = [
        line
        for number, step in enumerate(goal.steps, start=1)
        for line in (
            Line(
                f"{STEP.key}.{number}",
                _("Step {n}").fill(n=number),
                _("{step}, by {day}").fill(step=step.text, day=step.due),
            ),
            Line(step.day, _("Day of step {n}").fill(n=number)),
        )
    ]
    more = {"add": _("Add a step")} if len(goal.steps) < MOST_STEPS else {}
    return card(
        "card",
        GOAL_CARD,
        Line(AREA.key, _("Topic"), goal.area),
        Line(LEVEL.key, _("Where I am"), LEVELS[goal.level]),
        Line(AIM.key, _("My aim"), goal.aim),
        Line(WHY.key, _("Why"), goal.why),
        Line(OBSTACLE.key, _("In the way"), goal.obstacle.words),
        Line(PLAN.key, _("My plan"), _("{when}, then {then}").fill(when=goal.when, then=goal.then)),
        *steps,
        Line(SEE.key, _("We will see it"), goal.see),
        done=_("Looks right"),
        **more,
    ).numbered(n)


def _is_low(level: int) -> bool:
    """Whether a level is in the scale's lower half, which has starters of its own."""
    return level <= 2  # noqa: PLR2004  of four


def _offering(
    question: Suggestion, more: Mapping[str, Sentence], others: Mapping[str, Sentence] | None = None
) -> Suggestion:
    """The question with these options after its own; `others` count where they were picked before.

    So a level that is put right on the card leaves an aim and steps of the other half as they are.
    """
    options = [Option(name, label) for name, label in more.items()]
    known = tuple(Option(name, label) for name, label in (others or {}).items())
    return replace(question, choices=(*question.choices, *options), known=known)
