"""Two check-ins in a row had no answer: ask what would fit better.

It is the rhythm that did not fit, never the student who failed it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from dialogs.cadence import WEEK, Repeat
from dialogs.engine import Dialogue, Option, ask
from dialogs.kinds import choice, choice_of
from dialogs.words import _

WHAT = choice(
    "what",
    _("I asked twice and it didn't fit. What would help?"),
    time=_("Another time"),
    fewer=_("Less often"),
    short=_("Just two taps"),
    pause=_("A pause"),
    same=_("Leave it as it is"),
)
LONG = Option("long", _("The longer check-in"))
FEWER = _("Less often it is. Which one fits?")
MOST_DAYS = 4


@dataclass(frozen=True)
class Facts:
    """The rhythm of the check-ins that had no answer, and the student's own day."""

    current: Repeat
    today: date
    short: bool = False
    """Whether the check-ins are two taps already."""


@dataclass(frozen=True)
class Fit:
    """What would help: time, fewer, short, long, pause or same; with fewer the new rhythm."""

    what: str
    rhythm: Repeat | None = None


def fit(facts: Facts) -> Dialogue[Fit]:
    """Ask what would help; with “less often”, how much less."""
    fewer = _fewer(facts)
    options = [option for option in WHAT.choices if option.name != "fewer" or fewer]
    if facts.short:
        options = [LONG if option.name == "short" else option for option in options]
    what = yield from ask(replace(WHAT, choices=tuple(options)))
    if what != "fewer":
        return Fit(what)
    rhythms = (Option(name, rhythm.echo) for name, rhythm in fewer.items())
    return Fit(what, fewer[(yield from ask(choice_of("fewer", FEWER, rhythms)))])


def _fewer(facts: Facts) -> dict[str, Repeat]:
    """One of the days it is on now, or the same days every other week from the next week on."""
    now = facts.current
    days = now.days if len(now.days) <= MOST_DAYS else now.days[::2]
    fewer = {f"day-{day}": replace(now, days=(day,)) for day in days if len(now.days) > 1}
    if now.every == 1:
        monday = facts.today + timedelta(days=WEEK - facts.today.weekday())
        fewer["weeks"] = replace(now, every=2, week=monday)
    return fewer
