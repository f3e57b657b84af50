"""A student pauses: nothing is asked for a while, and it goes on by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from dialogs.cadence import Break
from dialogs.engine import Dialogue, Option, ask
from dialogs.kinds import choice_of, day
from dialogs.words import _

HOW_LONG = _("A pause is fine. How long? After it I start again by myself, and I tell you.")
ON_NOW = _("You are on a pause until {day}. End it, or pick a new one?")
BACK_NOW = _("I'm back now")
THREE_DAYS = _("3 days")
ONE_WEEK = _("One week")
TO_THE_END = _("Until the end of {name}")
OWN_DAY = _("Until a day I pick")
UNTIL = day("until", _("On which day shall I ask you again?"))


@dataclass(frozen=True)
class Facts:
    """The student's own day, and the breaks that are under way or ahead, the next one first."""

    today: date
    breaks: tuple[Break, ...]
    until: date | None = None
    """To when a pause is on now."""


@dataclass(frozen=True)
class Paused:
    """Nothing is asked before `until`, the first day of being asked again; None ends a pause."""

    until: date | None


def pause(facts: Facts) -> Dialogue[Paused]:
    """Ask how long."""
    tomorrow = facts.today + timedelta(days=1)
    untils = {"days": facts.today + timedelta(days=3), "week": facts.today + timedelta(weeks=1)}
    options = [Option("back", BACK_NOW)] if facts.until else []
    options += [Option("days", THREE_DAYS), Option("week", ONE_WEEK)]
    for rest in facts.breaks[:1]:
        name = f"break-{rest.last}"  # its end, so that a button never means another break
        untils[name] = rest.last + timedelta(days=1)
        options.append(Option(name, TO_THE_END.fill(name=rest.name)))
    wording = ON_NOW.fill(day=facts.until) if facts.until else HOW_LONG
    how = yield from ask(choice_of("how", wording, [*options, Option("day", OWN_DAY)]))
    if how == "back":
        return Paused(None)
    if how == "day":
        return Paused((yield from ask(replace(UNTIL, earliest=tomorrow))))
    return Paused(untils[how])
