"""Share one goal with a partner of the class, and send a kind word to them.

A partner sees the goal and its steps, and nothing else; it takes a yes from both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialogs.classmates import Classmate, one_of
from dialogs.engine import Dialogue, Option, ask, say
from dialogs.kinds import choice_of, suggest
from dialogs.words import Words, _

PARTNER_SEES = _(
    "A partner sees this goal and its steps, and can send you a kind word. "
    "They don't see your check-ins, notes or work."
)
WITH_WHOM = _("Who shall be your partner for “{aim}”? Tap a name, or type one.")
ASKED = _("I ask {name} now, and tell you what {name} says.")
SURE = choice_of(
    "sure", _("Shall I ask {name}? {teacher} can see who shares a goal with whom."), ()
)
YES, NO = _("Yes, ask {name}"), _("No, not now")
NOT_ASKED = _("OK. I asked nobody.")
NOTE = replace(
    suggest(
        "note",
        _("What would you like to tell {name}? Tap one or type your own."),
        with_you=_("I'm with you on this"),
        stuck_too=_("I got stuck there too"),
        together=_("Let's do the next step together"),
        helped=_("Ask me, if you like"),
        how=_("Tell me how it goes"),
    ),
    most=200,
)
WHO_SEES_NOTE = _("<i>Who sees this: you and {name}. {name} can show it to {teacher}.</i>")
SENT = _("Sent to {name}.")


@dataclass(frozen=True)
class Facts:
    """The goal, and who of the class can be asked."""

    aim: str
    teacher: str
    classmates: tuple[Classmate, ...]


@dataclass(frozen=True)
class PartnerAsked:
    """Who is to be asked, by their membership."""

    partner_id: int


def share_goal(facts: Facts) -> Dialogue[PartnerAsked | None]:
    """Ask for a partner; None where nobody is to be asked."""
    yield from say(PARTNER_SEES)
    partner_id = yield from ask(one_of("partner", WITH_WHOM, facts.classmates), aim=facts.aim)
    name = next(one.name for one in facts.classmates if one.id == partner_id)
    options = (Option("yes", YES.fill(name=name)), Option("no", NO))
    sure = replace(SURE, choices=options)
    if (yield from ask(sure, name=name, teacher=facts.teacher)) == "no":
        yield from say(NOT_ASKED)
        return None
    yield from say(ASKED, name=name)
    return PartnerAsked(partner_id)


@dataclass(frozen=True)
class NoteFacts:
    """Whom it is for, and who else may see it."""

    name: str
    teacher: str


@dataclass(frozen=True)
class PartnerNoted:
    """A kind word to a partner: one of ours, or as it was written."""

    words: Words


def partner_note(facts: NoteFacts) -> Dialogue[PartnerNoted]:
    """Ask for the words."""
    yield from say(WHO_SEES_NOTE, name=facts.name, teacher=facts.teacher)
    words = (yield from ask(NOTE, name=facts.name)).words
    yield from say(SENT, name=facts.name)
    return PartnerNoted(words)
