"""An adult of a student's family says yes to one message a week: four taps, no account.

Two yeses are needed, the adult's and the student's (or the school's, where it decides), and both
are named before the tap.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time

from dialogs.cadence import Repeat
from dialogs.engine import Dialogue, Option, ask, say
from dialogs.kinds import Line, card, choice, times
from dialogs.people import NameQuestion, choose_language, name, offering_name
from dialogs.words import Language, Words, _

CONSENT = "family-2026-11"
"""The version of the words an adult says yes to; change it when GETS or YES change meaning."""

HELLO = _("Hi! I'm Waymark, a program {school} uses to help students set goals and look back.")
CARE = choice(
    "care",
    _(
        "This link is for the family of <b>{child}</b> in {class_name} with {teacher}. "
        "Is {child} your child, or in your care?"
    ),
    yes=_("Yes"),
    no=_("No, wrong link"),
)
WRONG_LINK = _("No problem, nothing was kept. Please tell {teacher} that the link came to you.")
GETS = _(
    "What comes: one short message a week. It tells {child}'s goal and how it is going, one thing "
    "done, one being worked on, and an idea for home. {child} sees it first.\n"
    "What does not come: marks, notes, feelings, chats."
)
NAME = name("name", _("What does {child} call you? {child} and {teacher} see it."))
NAMES = (Option("mum", _("Mum")), Option("dad", _("Dad")))
WHEN = times(
    "when",
    _("When is a good time to read it? Tap one or type your own, like “Mondays at 6 pm”."),
    Repeat((4,), time(17)),
    Repeat((5,), time(10)),
    Repeat((6,), time(17)),
    Repeat((3,), time(18)),
    one_day=True,
)
NO_END = _("I don't keep a last day. It comes until you stop it, and that takes one tap.")
YES_STUDENT = _(
    "Send you one message a week about {child}? I note your yes and its day. "
    "{child} has to say yes too. You can stop when you like."
)
YES_SCHOOL = _(
    "Send you one message a week about {child}? I note your yes and its day. "
    "{school} said yes for its students. You can stop when you like."
)
NO_THANKS = _("That's fine, and nothing was kept. {teacher} can make you a new link at any time.")
STUDENT_NEXT = _(
    "Thank you, your yes is noted. Now I ask {child}. Once {child} says yes too, it comes: {when}."
)
SCHOOL_SAID = _(
    "Thank you, your yes is noted. {school} said yes for its students, and I tell {child}. "
    "It comes: {when}."
)


@dataclass(frozen=True)
class Facts:
    """Whose link it is, and what is known of the adult who opened it."""

    child: str
    class_name: str
    teacher: str
    school: str
    first_name: str
    languages: tuple[Language, ...]
    language: str = ""
    """The adult's, where it is known: then it is not asked."""
    decides: str = "student"
    """Whose yes is needed too: "student", or "school"."""


@dataclass(frozen=True)
class FamilyJoined:
    """The adult's yes: to which words, under which name, in which language, when."""

    version: str
    name: Words
    """How the child knows them; ours ("Mum") until it is put into the adult's language."""
    language: str
    when: Repeat
    """One day of the week with its time, without an end; every week, unless they said otherwise."""


@dataclass(frozen=True)
class StayedOut:
    """The wrong link, or no thanks; nothing is kept."""

    told_no: bool


def join_family(facts: Facts) -> Dialogue[FamilyJoined | StayedOut]:
    """Walk an adult to a yes; the language comes first, for the rest to be read in it."""
    child, teacher, school = facts.child, facts.teacher, facts.school
    language = yield from choose_language(facts.languages, now=facts.language)
    yield from say(HELLO, school=school)
    if (yield from ask(CARE, child=child, class_name=facts.class_name, teacher=teacher)) == "no":
        yield from say(WRONG_LINK, teacher=teacher)
        return StayedOut(told_no=False)
    yield from say(GETS, child=child)
    called = yield from ask(_offering(facts.first_name), child=child, teacher=teacher)
    when = yield from ask(WHEN)
    if when.until is not None:
        when = replace(when, until=None)
        yield from say(NO_END)
    by_school = facts.decides == "school"
    spoken = {each.code: each.name for each in facts.languages}
    yes = card(
        "yes",
        (YES_SCHOOL if by_school else YES_STUDENT).fill(child=child, school=school),
        Line(NAME.key, _("Name"), called.words),
        Line("language", _("Language"), spoken[language]) if len(spoken) > 1 else None,
        Line(WHEN.key, _("When"), when.echo),
        yes=_("Yes, send it"),
        no=_("No"),
    )
    if (yield from ask(yes)) == "no":
        yield from say(NO_THANKS, teacher=teacher)
        return StayedOut(told_no=True)
    yield from say(
        SCHOOL_SAID if by_school else STUDENT_NEXT, child=child, school=school, when=when.echo
    )
    return FamilyJoined(CONSENT, called.words, language, when)


def _offering(first_name: str) -> NameQuestion:
    """The question with what most children say, and the name Telegram knows."""
    question = offering_name(NAME, first_name)
    return replace(question, choices=(*NAMES, *question.choices))
