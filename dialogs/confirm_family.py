"""A student says whether an adult who opened their family link may get the weekly message."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.engine import Dialogue, ask, say
from dialogs.family_summary import FAMILY_SEES
from dialogs.kinds import choice
from dialogs.words import _

OK = choice(
    "ok",
    _(
        "<b>{adult}</b> opened your family link, and would like one short message a week about "
        "your goals. Do you know {adult}, and is it OK?"
    ),
    yes=_("Yes, that's OK"),
    no=_("No"),
)
YES_NOTED = _("OK, I noted your yes. You can stop it when you like.")
NO_NOTED = _("OK. Nothing goes to {adult}.")
TOLD = _(
    "<b>{adult}</b> will get one short message a week about your goals. Your school said yes to "
    "that for its students. Tell your teacher if you don't know {adult}. You can stop it."
)
"""What a student is told, with FAMILY_SEES, where the school's yes is the other one."""


@dataclass(frozen=True)
class Facts:
    """The name the adult gave."""

    adult: str


@dataclass(frozen=True)
class FamilyConfirmed:
    """The student's own yes or no."""

    yes: bool


def confirm_family(facts: Facts) -> Dialogue[FamilyConfirmed]:
    """Say what family sees, and ask."""
    yield from say(FAMILY_SEES)
    if (yield from ask(OK, adult=facts.adult)) == "no":
        yield from say(NO_NOTED, adult=facts.adult)
        return FamilyConfirmed(yes=False)
    yield from say(YES_NOTED)
    return FamilyConfirmed(yes=True)
