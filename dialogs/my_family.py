"""What a student sees of their family: who gets the weekly message, a new link, and a stop."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.cadence import Repeat
from dialogs.engine import Dialogue, Option, ask, say
from dialogs.family_summary import FAMILY_SEES
from dialogs.kinds import Choice, choice_of
from dialogs.words import _

DO = choice_of("do", _("What shall we do?"), ())
NOBODY = _("Nobody in your family gets a message about your goals yet.")
GETS_IT = _("{name} gets your week: {when}.")
WAITS = _("{name} waits for your yes.")
MAKE_A_LINK = _("Make a link")
ANSWER = _("Answer about {name}")
STOP_FOR = _("Stop for {name}")
WHAT_THEY_GET = _("What do they get?")
NOTHING = _("All fine as it is")
AS_IT_IS = _("OK. All stays as it is.")


@dataclass(frozen=True)
class Linked:
    """An adult who is linked, and when the message comes; None where they wait for a yes."""

    id: int
    name: str
    when: Repeat | None


@dataclass(frozen=True)
class Facts:
    """Who is linked now."""

    links: tuple[Linked, ...]


@dataclass(frozen=True)
class MakeLink:
    """They want a link to hand on."""


@dataclass(frozen=True)
class AnswerLink:
    """They want to say yes or no to an adult who waits for it."""

    id: int


@dataclass(frozen=True)
class StopLink:
    """Nothing more goes to this adult, from now on."""

    id: int


def my_family(facts: Facts) -> Dialogue[MakeLink | AnswerLink | StopLink | None]:
    """Say who is linked, and ask what to do; None where all stays as it is."""
    if not facts.links:
        yield from say(NOBODY)
    for linked in facts.links:
        said = WAITS if linked.when is None else GETS_IT.fill(when=linked.when.echo)
        yield from say(said, name=linked.name)
    do = yield from ask(_offering(facts.links, Option("gets", WHAT_THEY_GET)))
    if do == "gets":
        yield from say(FAMILY_SEES)
        do = yield from ask(_offering(facts.links, Option("nothing", NOTHING)).numbered(2))
    match do.split("."):
        case ["link"]:
            return MakeLink()
        case ["answer", number]:
            return AnswerLink(int(number))
        case ["stop", number]:
            return StopLink(int(number))
    yield from say(AS_IT_IS)
    return None


def _offering(links: tuple[Linked, ...], last: Option) -> Choice[str]:
    """What can be done about each adult, a new link, and one thing more."""
    options = [
        Option(f"answer.{linked.id}", ANSWER.fill(name=linked.name))
        if linked.when is None
        else Option(f"stop.{linked.id}", STOP_FOR.fill(name=linked.name))
        for linked in links
    ]
    options += [Option("link", MAKE_A_LINK), last]
    return choice_of(DO.key, DO.wording, options)
