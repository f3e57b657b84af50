"""A short check-in: four taps, then one line if the student likes; or two taps, and that is it.

Where the next step shall be smaller or the plan another, that is the last question instead.

It opens with the student's own last words, asks about a step and not about the person, and ends
with what comes next. No praise for answering, no streaks, no comparison. The third question
changes from one check-in to the next: shorter runs of the same prompt did better (Dignath 2023).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, zip_longest
from typing import Any, TypeVar

from dialogs.engine import Dialogue, Option, Question, ask, say, skippable
from dialogs.facts import Own
from dialogs.kinds import (
    Attachment,
    AttachmentQuestion,
    Choice,
    Pick,
    Suggestion,
    attachment,
    choice,
    suggest,
    text,
)
from dialogs.levels import WHO_SEES, WHO_SEES_STEP
from dialogs.set_goal import IFS, OBSTACLE, PLAN, THENS
from dialogs.words import Sentence, Words, _

Q = TypeVar("Q", bound=Question[Any])

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
FOUR_TAPS = _("Four quick taps. {question}")
TWO_TAPS = _("Two quick taps. {question}")
STEP = choice("step", _("Your step “{step}”: how is it going?"), **STATES)
STEP_OF = choice("step", _("Your goal “{aim}”, step “{step}”: how is it going?"), **STATES)
GOAL = choice("step", _("Your goal “{aim}”: how is it going?"), **STATES)
OTHER = _("My other goal")
FEEL = choice("feel", _("And how did the work feel?"), **FEELS)
SOMEONE = "someone"
"""To talk to somebody is heard the moment it is said, whether or not the check-in is finished."""
TALK = choice(
    "talk",
    _("Thanks for saying so. Is it this task, or would you like to talk to someone?"),
    task=_("Just this task"),
    **{SOMEONE: _("I'd like to talk to someone")},
)
HELPED = suggest(
    "helped",
    _("What helped?"),
    plan=_("My plan"),
    asked=_("I asked someone"),
    practice=_("Practice"),
    time=_("More time"),
)
CLEARER = suggest(
    "clearer",
    _("What is clearer to you now?"),
    clear_idea=_("The idea behind it"),
    clear_start=_("How to start"),
    clear_mistake=_("A mistake I made"),
    clear_use=_("Where I can use it"),
)
WORKED_BEST = suggest(
    "worked_best",
    _("How did you work best this time?"),
    best_alone=_("On my own"),
    best_together=_("With someone"),
    best_quiet=_("In a quiet place"),
    best_bits=_("In short bits"),
)
STUCK_ON = suggest(
    "stuck_on",
    _("What are you stuck on?"),
    idea=_("I don't get the idea"),
    start=_("I don't know how to start"),
    mistakes=_("I make mistakes"),
    place=_("No time or place"),
)
WOULD_HELP = suggest(
    "would_help",
    _("What would help you most right now?"),
    needs_example=_("An example"),
    needs_someone=_("Someone to ask"),
    needs_practice=_("More practice"),
    needs_time=_("More time"),
)
GETS_HARD = suggest(
    "gets_hard",
    _("When does it get hard?"),
    start=_("Right at the start"),
    hard_alone=_("When I'm on my own"),
    distracted=_("When it's too loud"),
    bored=_("When it gets boring"),
)
IN_THE_WAY = replace(OBSTACLE, key="in_the_way", wording=_("What got in the way?"))
HARD_TO_BEGIN = suggest(
    "hard_to_begin",
    _("What made it hard to begin?"),
    idea=_("I don't get the idea"),
    start=_("I don't know how to start"),
    big=_("It felt too big"),
    bored=_("It felt boring"),
)
MISSING = suggest(
    "missing",
    _("What was missing this time?"),
    place=_("Time or a place"),
    forget=_("A reminder"),
    distracted=_("Some quiet"),
    needs_someone=_("Someone to join me"),
)
STEMS: dict[str, tuple[Suggestion, ...]] = {
    "done": (HELPED, CLEARER, WORKED_BEST),
    "moved": (HELPED, CLEARER, WORKED_BEST),
    "stuck": (STUCK_ON, WOULD_HELP, GETS_HARD),
    "not_yet": (IN_THE_WAY, HARD_TO_BEGIN, MISSING),
}
"""The third question by how it went, in the order it rotates: what the work is about, how it is
done, with whom and where. An option has the same name in two stems only where it means the same:
teachers group by it."""
OWN = replace(
    attachment("own", _("{teacher} asks: “{words}”\nType it, say it in a voice message, or skip.")),
    most=1000,
)
VOICE = _("A voice message")
A_FILE = _("A file")
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
    """The student's own last next step, in words; empty before the first check-in, and where the
    plan stays as it is."""
    named: str = ""
    """The obstacle as the student put it, where `obstacle` is "own"."""
    level: int | None = None
    """Where the student last said to be with it (dialogs/levels.py)."""


@dataclass(frozen=True)
class Facts:
    """The goals to choose from, the one it is about first."""

    teacher: str
    goals: tuple[GoalNow, ...]
    recent: tuple[str, ...] = ()
    """The stems of the last two check-ins, the newest first."""
    short: bool = False
    """Whether the student asked for two taps: how it goes, and what is next."""
    opened: bool = False
    """Whether it follows on its `opener`, whose words are then not said again."""
    own: tuple[Own, ...] = ()
    """The class's own questions, which take turns with the stems."""


@dataclass(frozen=True)
class CheckedIn:
    """What the student told of one step, and what they do next."""

    goal_id: int
    step_id: int | None
    state: str
    feel: str | None
    talk: bool
    stem: str
    """The key of the third question; empty where none was asked."""
    factor: Pick | None
    """What helped, what it is stuck on, or what got in the way, by `state`."""
    next: str
    smaller: str | None
    then: Words | None
    """The plan's new "then", where it was changed."""
    line: str | None
    question: str = ""
    """The class's own question in its words, where it was the third."""
    sent: Attachment | None = None
    """The voice message or other file that answers it."""


def check_in(facts: Facts) -> Dialogue[CheckedIn]:
    """Walk through one check-in."""
    goal = facts.goals[0]
    state = yield from _state(facts, goal)
    feel = None
    if state == "other":  # instead of how it felt: never more than four taps
        goal = facts.goals[1]
        state = yield from _state(facts, goal)
    elif not facts.short:
        feel = yield from ask(skippable(FEEL))
    talk, stem, question, factor, sent = False, "", "", None, None
    if feel == "hard":  # instead of the next question, for the same reason
        talk = (yield from ask(TALK)) == SOMEONE
    elif not facts.short:
        third = in_turn(taking_turns(STEMS[state], own_questions(facts)), facts.recent)
        stem = third.key
        question = next((own.words for own in facts.own if own.key == stem), "")
        yield from say(WHO_SEES, teacher=facts.teacher)  # it is the first that takes own words
        factor, sent = _said((yield from ask(skippable(third))))
    feared = factor is not None and state == "not_yet" and factor.name == goal.obstacle
    if feared and goal.then:
        yield from say(PLANNED_FOR, when=goal.when, then=goal.then)
    what = yield from ask(_next(facts.teacher))
    smaller = then = line = None
    if what == "smaller" or (not stem and (what == "plan" or not facts.short)):
        sees = WHO_SEES_STEP if what == "smaller" else WHO_SEES
        yield from say(sees, teacher=facts.teacher)
    if what == "smaller":
        smaller = yield from ask(SMALLER)
    elif what == "plan":
        then = yield from new_then(goal)
    elif not facts.short:
        line = yield from ask(skippable(LINE))
    return CheckedIn(
        goal.id,
        goal.step_id,
        state,
        feel,
        talk,
        stem,
        factor,
        what,
        smaller,
        then,
        line,
        question,
        sent,
    )


def own_questions(facts: Facts) -> tuple[AttachmentQuestion, ...]:
    """The class's own questions, each under its own key."""
    return tuple(
        replace(OWN, key=own.key).fill(teacher=facts.teacher, words=own.words) for own in facts.own
    )


def taking_turns(stems: Iterable[Q], own: Iterable[Q]) -> tuple[Q, ...]:
    """The stems and a class's own questions in turn: a stem, an own one, a stem, and so on."""
    pairs = zip_longest(stems, own)
    return tuple(each for each in chain.from_iterable(pairs) if each is not None)


def _said(answer: Pick | Attachment | None) -> tuple[Pick | None, Attachment | None]:
    """What was picked or said, and the file that says it where there is one."""
    if not isinstance(answer, Attachment):
        return answer, None
    if not answer.file_id:
        return Pick(None, answer.text), None
    return Pick(None, answer.text or (VOICE if answer.kind == "voice" else A_FILE)), answer


def _state(facts: Facts, goal: GoalNow) -> Dialogue[str]:
    """How the goal's next step is going; "other" means the other goal."""
    first = goal == facts.goals[0]
    several = len(facts.goals) > 1  # then it has to be said which is meant
    question = (STEP_OF if several else STEP) if goal.step_id else GOAL
    question = replace(question, key=f"{question.key}.{goal.id}")
    question = question.fill(step=goal.step, aim=goal.aim)
    if first and several:
        question = replace(question, choices=(*question.choices, Option("other", OTHER)))
    if first and facts.opened:
        return (yield from ask(question))
    if goal.last_next:
        yield from say(_last_time(goal))
    elif goal.then:
        yield from say(YOUR_PLAN, when=goal.when, then=goal.then)
    if first:
        taps = TWO_TAPS if facts.short else FOUR_TAPS
        question = replace(question, wording=taps.fill(question=question.wording))
    return (yield from ask(question))


def _last_time(goal: GoalNow) -> Sentence:
    """The student's last words on what comes next; our own full stop ends them."""
    return LAST_TIME.fill(last=goal.last_next.rstrip(" .!?…"))


def in_turn(stems: tuple[Q, ...], recent: tuple[str, ...]) -> Q:
    """The next stem of the rotation after the newest of its own in `recent`, and not in it.

    With three stems or more, and the stems of the last two times in `recent`, none comes twice in
    three times.
    """
    keys = [stem.key for stem in stems]
    last = next((keys.index(key) for key in recent if key in keys), -1)
    return min((*stems[last + 1 :], *stems[: last + 1]), key=lambda stem: stem.key in recent)


def new_then(goal: GoalNow) -> Dialogue[Words]:
    """Another "then" for the goal's "if"."""
    obstacle = goal.obstacle or "own"
    ideas = (Option(name, idea) for name, idea in THENS[obstacle].items())
    question = replace(PLAN, choices=tuple(ideas))
    return (yield from ask(question, when=goal.when or IFS[obstacle])).words


def _next(teacher: str) -> Choice[str]:
    """What comes next; the teacher is named."""
    options = (
        Option(name, label.fill(teacher=teacher) if name == "help" else label)
        for name, label in NEXTS.items()
    )
    return replace(NEXT, choices=tuple(options))


STEP_AHEAD = _("Your next step: “{step}”.")
GOAL_AHEAD = _("Your goal: “{aim}”.")
FOUR_TAPS_NOW = _("{ahead} Four quick taps?")
TWO_TAPS_NOW = _("{ahead} Two quick taps?")
IS_IT_NOW = _("You said: “{when}, then {then}.” Is this one of those times? {still_open}")
IS_NAMED_NOW = _(
    "You said this might get in your way: “{named}”. Your plan: “{then}.” Is it there now? "
    "{still_open}"
)
STEP_OPEN = _("Your step “{step}” is still open for today.")
GOAL_OPEN = _("Your check-in on “{aim}” is still open for today.")


def opener(goal: GoalNow, *, short: bool = False) -> Sentence:
    """What opens a check-in that was planned: the student's own last words, else what is ahead."""
    if goal.last_next:
        ahead = _last_time(goal)
    elif goal.step:
        ahead = STEP_AHEAD.fill(step=goal.step)
    else:
        ahead = GOAL_AHEAD.fill(aim=goal.aim)
    return (TWO_TAPS_NOW if short else FOUR_TAPS_NOW).fill(ahead=ahead)


def nudge(goal: GoalNow) -> Sentence:
    """The reminder of a check-in that waits: what the student feared, and their own plan for it."""
    open_ = STEP_OPEN.fill(step=goal.step) if goal.step else GOAL_OPEN.fill(aim=goal.aim)
    if not goal.then:
        return open_
    if goal.obstacle == "own" and goal.named:
        return IS_NAMED_NOW.fill(named=goal.named, then=goal.then, still_open=open_)
    return IS_IT_NOW.fill(when=goal.when, then=goal.then, still_open=open_)


SAVED = _("Saved. {done} of {steps} steps done.")


def closing(saved: Sentence, done: int, steps: int, then: Sentence | None) -> Sentence:
    """One factual line to end with: "Saved. 1 of 2 steps done. Next: … by Fri, Dec 4"."""
    fact = saved.fill(done=done, steps=steps)
    return _("{fact} {then}").fill(fact=fact, then=then) if then else fact


NEXT_STEP_BY = _("Next: “{step}” by {day}.")
ALL_DONE = _("All your steps are done. Time to show what you know?")
