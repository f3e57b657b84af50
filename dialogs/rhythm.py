"""A student chooses when they are asked: short check-ins, and a look back once a week.

Two taps are enough; own days and times can be typed, and neither has to be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time

from dialogs.cadence import MONDAY_TO_FRIDAY, Quiet, Repeat, in_quiet_hours
from dialogs.engine import Dialogue, ask, say
from dialogs.kinds import TimesQuestion, choice, times_or_never
from dialogs.levels import WHO_SEES
from dialogs.words import Sentence, _

FOUR = time(16)
FIVE = time(17)
TUESDAY_THURSDAY = (1, 3)
MONDAY_WEDNESDAY_FRIDAY = (0, 2, 4)
FRIDAY = (4,)
SUNDAY = (6,)
AFTER_SCHOOL = 30  # minutes to get home in
APART = 60  # minutes: never two in one hour

ZONE = _("All times are {zone} time.")
CHECK_INS_NOW = _("Your check-ins now: {rhythm}.")
WEEKLY_NOW = _("Your look back now: {rhythm}.")
CHECK_IN = times_or_never(
    "check_in",
    _(
        "When shall I check in with you? It is four quick taps. "
        "Tap a time, or type your own, like “Mondays at 5 pm”."
    ),
    never=_("No check-ins"),
)
LENGTH = choice(
    "length",
    _("Your check-ins are two taps now. How long shall they be?"),
    short=_("Just two taps"),
    long=_("The longer check-in"),
)
TOO_NEAR = _(
    "You have a check-in then: {rhythm}. Two in one hour is a lot. Please pick another time."
)


@dataclass(frozen=True, kw_only=True)
class WeeklyQuestion(TimesQuestion[Repeat | None]):
    """One day a week and a time, which is not within an hour of a check-in."""

    check_in: Repeat | None = None

    def refusal(self, rhythm: Repeat) -> Sentence | None:
        """Why it cannot be then; None where it can."""
        if self.check_in is not None and _near(rhythm, self.check_in):
            return TOO_NEAR.fill(rhythm=self.check_in.echo)
        return super().refusal(rhythm)


WEEKLY = WeeklyQuestion(
    key="weekly",
    wording=_("And once a week, a look back. It takes five minutes. Which day and time fit you?"),
    never=_("No look back"),
    one_day=True,
)


@dataclass(frozen=True)
class Facts:
    """The hours of the class, on the clock of `zone_name`, and what was chosen before."""

    teacher: str
    school_end: time | None
    quiet: Quiet
    current_check_in: Repeat | None
    current_weekly: Repeat | None
    zone_name: str
    short: bool = False
    """Whether the check-ins are two taps now."""


@dataclass(frozen=True)
class RhythmSet:
    """When to ask, each with a time; None where not at all. `short` check-ins are two taps."""

    check_in: Repeat | None
    weekly: Repeat | None
    short: bool = False


def rhythm(facts: Facts) -> Dialogue[RhythmSet]:
    """Ask for the check-ins, then for the look back."""
    after_school = _after_school(facts)
    yield from say(WHO_SEES, teacher=facts.teacher)
    yield from say(ZONE, zone=facts.zone_name)
    now = facts.current_check_in
    if now is not None:
        yield from say(CHECK_INS_NOW, rhythm=now.echo)
    check_ins = replace(CHECK_IN, school_end=facts.school_end, quiet=facts.quiet)
    usual = (TUESDAY_THURSDAY, MONDAY_WEDNESDAY_FRIDAY, MONDAY_TO_FRIDAY)
    suggestions = _with(now, *(Repeat(days, after_school) for days in usual))
    check_in = yield from ask(replace(check_ins, suggestions=suggestions))
    short = False
    if facts.short and check_in is not None:
        short = (yield from ask(LENGTH)) == "short"
    now = facts.current_weekly
    if now is not None:
        yield from say(WEEKLY_NOW, rhythm=now.echo)
    suggestions = _with(
        now,
        Repeat(FRIDAY, after_school),
        Repeat(FRIDAY, _later(after_school, APART)),
        Repeat(SUNDAY, FIVE),
    )
    weekly = yield from ask(
        replace(
            WEEKLY,
            suggestions=suggestions,
            check_in=check_in,
            school_end=facts.school_end,
            quiet=facts.quiet,
        )
    )
    return RhythmSet(check_in, weekly, short)


def _with(now: Repeat | None, *usual: Repeat) -> tuple[Repeat, ...]:
    """What was chosen before, then the usual, each once."""
    return tuple(dict.fromkeys(usual if now is None else (now, *usual)))


def _after_school(facts: Facts) -> time:
    """Half an hour after school ends; four o'clock where that is not known or quiet."""
    if facts.school_end is None:
        return FOUR
    at = _later(facts.school_end, AFTER_SCHOOL)
    return FOUR if in_quiet_hours(at, facts.quiet) else at


def _later(at: time, minutes: int) -> time:
    """So many minutes later, on the next quarter of an hour."""
    quarters = -(-(_minutes(at) + minutes) // 15)
    return time(quarters // 4 % 24, quarters % 4 * 15)


def _near(one: Repeat, other: Repeat) -> bool:
    """Whether both may be due on one day within an hour."""
    if one.time is None or other.time is None or not {*one.days} & {*other.days}:
        return False
    return abs(_minutes(one.time) - _minutes(other.time)) < APART


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
