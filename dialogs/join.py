"""A student joins a class: what it is, what is kept, their own yes, a name, and about them.

The language comes first, for the rest to be read in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.about_me import AboutMe, about_me
from dialogs.engine import Dialogue, ask, say
from dialogs.kinds import choice
from dialogs.people import NAME, choose_language, offering_name, words_of
from dialogs.words import Language, _

CONSENT = "2026-11"
"""The version of the words a student says yes to; change it when HOW_IT_WORKS changes meaning."""

HELLO = _(
    "Hi! I'm Waymark, a program your school runs. I'm not a person and not a doctor. "
    "I help you set goals, look back, and choose how to show what you know."
)
CLASS = choice(
    "class",
    _("This link is for <b>{class_name}</b> with {teacher}, {school}. Is that your class?"),
    yes=_("Yes, that's my class"),
    no=_("No, wrong class"),
)
WRONG_CLASS = _("No problem, nothing was kept. Ask your teacher for your own class link.")
HOW_IT_WORKS = choice(
    "consent",
    _(
        "How it works:\n"
        "• I keep your goals, check-ins, notes and the work you hand in.\n"
        "• You and {teacher} see them. Your school and family can ask to.\n"
        "• If you write that someone is in danger, I try to tell {teacher}. "
        "I can miss it: tell an adult too.\n"
        "• You can stop when you like.\n"
        "Are you in?"
    ),
    yes=_("I'm in"),
    no=_("I'd rather not"),
)
NOT_IN = _(
    "That's fine, and nothing was kept. {teacher} can do this with you on paper. "
    "If you change your mind, open the link again."
)
MORE = choice(
    "more",
    _(
        "You're in, {name}! Want to tell {teacher} how you learn best? "
        "It is five quick questions, and you can skip any."
    ),
    yes=_("OK, ask me"),
    no=_("Skip them"),
)


@dataclass(frozen=True)
class Facts:
    """What is known of the class and of who is joining."""

    class_name: str
    teacher: str
    school: str
    first_name: str
    languages: tuple[Language, ...]
    language: str = ""
    """What they chose in another class, if they are in one."""


@dataclass(frozen=True)
class Joined:
    """The student's own yes, and who they say they are."""

    consent: str
    name: str
    language: str
    about: AboutMe | None


@dataclass(frozen=True)
class StayedOut:
    """They said it is the wrong class, or that they would rather not; nothing is kept."""

    told_no: bool


def join(facts: Facts) -> Dialogue[Joined | StayedOut]:
    """Walk a new student in."""
    language = yield from choose_language(facts.languages, now=facts.language)
    yield from say(HELLO)
    known = {"class_name": facts.class_name, "teacher": facts.teacher, "school": facts.school}
    if (yield from ask(CLASS, **known)) == "no":
        yield from say(WRONG_CLASS)
        return StayedOut(told_no=False)
    if (yield from ask(HOW_IT_WORKS, teacher=facts.teacher)) == "no":
        yield from say(NOT_IN, teacher=facts.teacher)
        return StayedOut(told_no=True)
    called = yield from ask(offering_name(NAME, facts.first_name))
    about = None
    if (yield from ask(MORE, name=called.words, teacher=facts.teacher)) == "yes":
        about = yield from about_me()
    return Joined(CONSENT, words_of(called), language, about)
