"""Too much or too little: an adult of the family says how often, how long, or no more."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.engine import Dialogue, Option, ask, say
from dialogs.kinds import choice_of
from dialogs.words import _

HOW_MUCH = choice_of("amount", _("The message about {child}: what fits you best?"), ())
EVERY_WEEK = _("Every week")
OTHER_WEEK = _("Every other week")
LONGER = _("The whole message")
SHORTER = _("Shorter")
SAME = _("As it is")
STOP = _("Stop the messages")
NOTED = _("Thank you, I noted that.")
STOPPED = _("Stopped. Nothing more about {child} comes to you.")


@dataclass(frozen=True)
class Facts:
    """How it is now: every how many weeks, and whether it is the short one."""

    child: str
    every: int = 1
    short: bool = False


@dataclass(frozen=True)
class Amount:
    """How it shall be: every week or every other (1, 2), and whether short."""

    every: int
    short: bool


@dataclass(frozen=True)
class StopSummaries:
    """Nothing more goes to this adult, from now on."""


def family_amount(facts: Facts) -> Dialogue[Amount | StopSummaries]:
    """Ask what fits; what it is already is not offered."""
    options = (
        Option("often", OTHER_WEEK if facts.every == 1 else EVERY_WEEK),
        Option("length", LONGER if facts.short else SHORTER),
        Option("same", SAME),
        Option("stop", STOP),
    )
    question = choice_of(HOW_MUCH.key, HOW_MUCH.wording, options)
    amount = yield from ask(question, child=facts.child)
    if amount == "stop":
        yield from say(STOPPED, child=facts.child)
        return StopSummaries()
    yield from say(NOTED)
    often, length = amount == "often", amount == "length"
    every = (2 if facts.every == 1 else 1) if often else facts.every
    return Amount(every, facts.short != length)
