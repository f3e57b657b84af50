"""Look back at a week: what was there, what taught most, where I am now, what comes next.

What happened is shown before anything is asked. Then what, so what, now what; the level and how
sure it is, so that one learns to judge oneself; time and place; and one wish to the teacher. Both
content and behaviour, with a prompt that changes: so reflection helped most (Dignath 2023).

Eight questions at most, not counting a short answer's one gentle probe and a new “then”. Nobody
has to write more than two of the answers. Every fourth week a short goal review takes the place
of the week's moment and of what it meant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from textwrap import shorten
from zlib import crc32

from dialogs.check_in import YOUR_PLAN, GoalNow, in_turn, new_then, taking_turns
from dialogs.engine import Dialogue, Option, ask, say, skippable
from dialogs.facts import Own
from dialogs.kinds import Pick, Text, choice, many, scale, suggest, text
from dialogs.levels import LEVELS, WHO_SEES
from dialogs.words import Sentence, Words, _

FEW_WORDS = 5
"""An answer of fewer words is asked for a little more, once."""
MOST_MOMENTS = 5
MOST_SHOWN = 120
"""Characters of a teacher's words that the look back shows."""

YOU_DID = _("This week you did {steps}.")
QUOTED = _("“{words}”")
QUIET_WEEK = _("A quiet week for “{aim}”. That happens.")
TEACHER_SAID = _("{teacher} said: “{words}”")
MOMENT = replace(suggest("moment", _("Which moment of the week taught you most?")), most=1000)
USED_TO = text("used_to", _("Finish it your way: “I used to … Now I …”"), most=1000)
WORKED = text("worked", _("Finish it your way: “What worked was … because …”"), most=1000)
STILL = text("still", _("Finish it your way: “What I still don't get is …”"), most=1000)
STEMS = (USED_TO, WORKED, STILL)
OWN = replace(text("own", _("{teacher} asks: “{words}”"), most=1000), answer=True)
MORE = text(
    "more",
    _("Is there a bit more? You could begin with “That is because …” or “For example …”. Or skip."),
    most=1000,
)
MET_WORDS = {"yes": _("Yes"), "nearly": _("Nearly"), "not_yet": _("Not yet")}
MET = choice("met", _("Some weeks with “{aim}” are behind you. Did you get there?"), **MET_WORDS)
SHOWED = text("showed", _("What shows it? One line, or skip."), most=1000)
LEVEL = scale("level", _("Where are you with “{aim}” now?"), LEVELS)
SURE = choice(
    "sure",
    _("How sure are you of that?"),
    guess=_("It's a guess"),
    fairly=_("Fairly sure"),
    very=_("Very sure"),
)
TREND = _("Before, you said: {before}. Now: {now}.")
FIT = choice(
    "fit",
    _("Did time and place work for you?"),
    yes=_("Yes"),
    time=_("Wrong time"),
    place=_("Wrong place"),
    people=_("Wrong people"),
    too_much=_("Too much"),
)
NEXT_STEP = _("Your next step: “{step}”.")
NEXT_STEP_BY = _("Your next step: “{step}” by {day}.")
DECISION = choice(
    "decision",
    _("What would you like to do with this goal now?"),
    keep=_("Keep going"),
    plan=_("Change my plan"),
    goal=_("Change my goal"),
    drop=_("Drop it"),
)
AFTER_REVIEW = choice(
    "after_review",
    _("What comes next?"),
    keep=_("Keep going"),
    finish=_("Finish it"),
    new=_("A new goal"),
)
ASK_TEACHER = suggest(
    "ask_teacher",
    _("What is one thing {teacher} could do for you?"),
    slower=_("Go slower"),
    faster=_("Go faster"),
    choice=_("More choice"),
    group=_("A small group"),
    nothing=_("Nothing, it's fine"),
)
FAMILY_LINES = replace(
    many("family_lines", _("Which of these may your family read? Tick them, then tap Done.")),
    own=False,
)
DID = _("This week: {step}")
NEXT = _("Next: {step}")


@dataclass(frozen=True)
class Facts:
    """The goal, and what there was in the week before the conversation began."""

    teacher: str
    goal: GoalNow
    today: date
    done: tuple[str, ...] = ()
    """The steps done this week."""
    said: tuple[str, ...] = ()
    """What the teacher wrote to the student this week."""
    notes: tuple[str, ...] = ()
    """The student's own notes of the week."""
    recent: tuple[str, ...] = ()
    """The stems of the last two reflections, the newest first."""
    review: bool = False
    """Whether the goal is reviewed: every fourth week."""
    family: bool = False
    """Whether somebody of the family gets the weekly message."""
    own: tuple[Own, ...] = ()
    """The class's own questions, which take turns with the stems."""


@dataclass(frozen=True)
class Review:
    """Whether the student got there (yes, nearly, not_yet), and what shows it."""

    met: str
    showed: str | None


@dataclass(frozen=True)
class Reflected:
    """What the student made of the week; None where they skipped."""

    goal_id: int
    moment: Words | None
    stem: str
    """The key of the stem; empty in a review."""
    meaning: str | None
    level: int | None
    sure: str | None
    """guess, fairly or very."""
    fit: str | None
    """yes; or what did not fit: time, place, people, too_much."""
    decision: str
    """keep, plan, goal (to change it) or drop; in a review keep, finish or new."""
    then: Words | None
    """The plan's new "then", where it was changed."""
    ask_teacher: Pick | None
    family_lines: tuple[str, ...]
    """What the family may read: steps done, and the next one, as they stand in the facts."""
    review: Review | None
    question: str = ""
    """The class's own question in its words, where it stood in a stem's place."""


def weekly_reflection(facts: Facts) -> Dialogue[Reflected]:
    """Walk through the week."""
    goal = facts.goal
    yield from _evidence(facts)
    yield from say(WHO_SEES, teacher=facts.teacher)
    moment, stem, meaning, review = None, "", None, None
    if facts.review:
        met = yield from ask(MET, aim=goal.aim)
        review = Review(met, (yield from ask(skippable(SHOWED))))
    else:
        moment = yield from _moment(facts)
        stem = _stem(facts).key
        meaning = yield from _meaning(facts, wrote=moment is not None and moment.name is None)
    level = yield from ask(skippable(LEVEL), aim=goal.aim)
    sure = None if level is None else (yield from ask(skippable(SURE)))
    if facts.review and level and goal.level:
        yield from say(TREND, before=LEVELS[goal.level], now=LEVELS[level])
    fit = yield from ask(skippable(FIT))
    decision, then = yield from _decision(facts)
    wish = yield from ask(skippable(ASK_TEACHER), teacher=facts.teacher)
    return Reflected(
        goal.id,
        moment.words if moment else None,
        stem,
        meaning,
        level,
        sure,
        fit,
        decision,
        then,
        wish,
        (yield from _family_lines(facts, decision)),
        review,
        next((own.words for own in facts.own if own.key == stem), ""),
    )


def _stem(facts: Facts) -> Text:
    """The stem whose turn it is, or a question of the class's own."""
    own = (
        replace(OWN, key=one.key).fill(teacher=facts.teacher, words=one.words) for one in facts.own
    )
    return in_turn(taking_turns(STEMS, own), facts.recent)


def _evidence(facts: Facts) -> Dialogue[None]:
    """The week, before anything is asked about it."""
    if facts.done:
        yield from say(YOU_DID, steps=tuple(QUOTED.fill(words=step) for step in facts.done))
    for words in facts.said:
        cut = shorten(words, MOST_SHOWN, placeholder=" …")
        yield from say(TEACHER_SAID, teacher=facts.teacher, words=cut)
    if not (facts.done or facts.said or facts.notes):
        yield from say(QUIET_WEEK, aim=facts.goal.aim)


def _moment(facts: Facts) -> Dialogue[Pick | None]:
    moments = list(dict.fromkeys((*facts.notes, *facts.done)))[:MOST_MOMENTS]
    options = (Option(_name(moment), moment) for moment in moments)
    return (yield from ask(skippable(replace(MOMENT, choices=tuple(options)))))


def _name(words: str) -> str:
    """The name of an option that is somebody's words: it stays theirs when the facts change."""
    return f"{crc32(words.encode()):08x}"


def _meaning(facts: Facts, *, wrote: bool) -> Dialogue[str | None]:
    """The stem, finished; where that is short and nothing was written before, a little more."""
    meaning = yield from ask(skippable(_stem(facts)))
    if meaning is None or wrote or len(meaning.split()) >= FEW_WORDS:
        return meaning
    more = yield from ask(skippable(MORE))
    return f"{meaning}\n{more}" if more else meaning


def _decision(facts: Facts) -> Dialogue[tuple[str, Words | None]]:
    """What to do with goal and plan, which are said before; and the plan's new "then"."""
    goal = facts.goal
    if facts.review:
        return (yield from ask(AFTER_REVIEW)), None
    if goal.then:
        yield from say(YOUR_PLAN, when=goal.when, then=goal.then)
    if goal.step and goal.due and goal.due >= facts.today:
        yield from say(NEXT_STEP_BY, step=goal.step, day=goal.due)
    elif goal.step:  # a day that has passed is no news worth telling
        yield from say(NEXT_STEP, step=goal.step)
    decision = yield from ask(DECISION)
    return decision, (yield from new_then(goal)) if decision == "plan" else None


def _family_lines(facts: Facts, decision: str) -> Dialogue[tuple[str, ...]]:
    """Which lines the family may read; the next step only where the goal goes on."""
    step = facts.goal.step
    lines = {_name(done): (DID, done) for done in facts.done}
    if step and decision in {"keep", "plan"}:
        lines[f"next.{_name(step)}"] = (NEXT, step)
    if not (facts.family and lines):
        return ()
    options = (Option(name, label.fill(step=words)) for name, (label, words) in lines.items())
    picked = yield from ask(replace(FAMILY_LINES, choices=tuple(options)))
    return tuple(lines[pick.name][1] for pick in picked if pick.name)


OPEN_WEEK = _("Your week with “{aim}”: shall we look back? Five minutes, mostly taps.")
OPEN_REVIEW = _("Some weeks with “{aim}”: shall we look back? Five minutes, mostly taps.")


def opener(aim: str, *, review: bool = False) -> Sentence:
    """What opens a reflection that was planned."""
    return (OPEN_REVIEW if review else OPEN_WEEK).fill(aim=aim)


STILL_OPEN = _("Your look back on “{aim}” is still open for today. Five minutes, mostly taps.")


def nudge(aim: str) -> Sentence:
    """The reminder of a reflection that waits."""
    return STILL_OPEN.fill(aim=aim)
