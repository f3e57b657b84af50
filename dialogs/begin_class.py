"""A teacher begins: who they are, their school, and a class to share a link for."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.engine import Dialogue, ask, say
from dialogs.kinds import Line, card, zone
from dialogs.people import choose_language, name, offering_name, words_of
from dialogs.words import Language, _

HELLO = _(
    "Welcome to Waymark! Your students set goals here, look back, and choose how to show what "
    "they know. You read along and answer. Let's set up your first class."
)
NAME = name("name", _("What do your students call you? For example “Ms Rivera”."))
SCHOOL = name("school", _("What is your school called?"))
ZONE = zone("zone", _("Which city's time does your school keep? Tap one or type a city."))
CLASS = name("class", _("What is your class called? For example “7B Maths”."))
CARD = _("Here is your class. Does it look right?")


@dataclass(frozen=True)
class Facts:
    """What is known of the teacher; name, school and zone are empty for a new one."""

    first_name: str
    languages: tuple[Language, ...]
    name: str = ""
    school: str = ""
    zone: str = ""
    language: str = ""


@dataclass(frozen=True)
class ClassBegun:
    """A class to make, in a school that may be new."""

    name: str
    school: str
    zone: str
    language: str
    class_name: str


def begin_class(facts: Facts) -> Dialogue[ClassBegun]:
    """Walk to a class, the language first; a teacher who is known is asked for its name alone."""
    if facts.school:
        class_name = yield from ask(CLASS)
        return ClassBegun(
            facts.name, facts.school, facts.zone, facts.language, words_of(class_name)
        )
    language = yield from choose_language(facts.languages)
    yield from say(HELLO)
    called = yield from ask(offering_name(NAME, facts.first_name))
    school = yield from ask(SCHOOL)
    zone_name = yield from ask(ZONE)
    class_name = yield from ask(CLASS)
    yield from ask(
        card(
            "card",
            CARD,
            Line(NAME.key, _("Name"), called.words),
            Line(SCHOOL.key, _("School"), school.words),
            Line(ZONE.key, _("Time"), zone_name.replace("_", " ")),
            Line(CLASS.key, _("Class"), class_name.words),
            done=_("Looks right"),
        )
    )
    return ClassBegun(words_of(called), words_of(school), zone_name, language, words_of(class_name))
