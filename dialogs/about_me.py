"""About me: strengths, interests, what is harder, what helps, what I would like to do later.

Nothing is inferred: no learning styles, no diagnoses, only what the student says.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.engine import Dialogue, ask, skippable
from dialogs.kinds import Line, Pick, card, many, text
from dialogs.people import NAME, choose_language, words_of
from dialogs.words import Language, Sentence, Words, _

STRENGTHS = many(
    "strengths",
    _("What are you good at? Tap all that fit, or type your own."),
    explain=_("Explaining things"),
    make=_("Making things"),
    numbers=_("Numbers"),
    words=_("Words"),
    people=_("Working with people"),
)
INTERESTS = many(
    "interests",
    _("What are you into? Tap or type."),
    sport=_("Sport"),
    music=_("Music"),
    games=_("Games"),
    animals=_("Animals and nature"),
    art=_("Drawing and art"),
)
HARDER = many(
    "harder",
    _("What is harder for you?"),
    start=_("Getting started"),
    focus=_("Staying with it"),
    reading=_("Long texts"),
    speaking=_("Speaking up"),
    time=_("Finding time"),
)
HELPS = many(
    "helps",
    _("What helps you learn?"),
    quiet=_("A quiet place"),
    pair=_("A partner"),
    talk=_("Talking it through"),
    hands=_("Trying it by hand"),
    time=_("Extra time"),
)
LATER = text("later", _("What would you like to do later in life? A dream is fine."), most=200)


ASKED = (STRENGTHS.key, INTERESTS.key, HARDER.key, HELPS.key, LATER.key)
"""The keys of what is asked about oneself; each may be skipped."""
CARD = _("This is what I know about you. You can change any line.")
NOT_SAID = _("not said yet")
LIST = _("{items}")


@dataclass(frozen=True)
class AboutMe:
    """What the student says of themselves; empty where they skipped."""

    strengths: tuple[Words, ...]
    interests: tuple[Words, ...]
    harder: tuple[Words, ...]
    helps: tuple[Words, ...]
    later: str


def about_me() -> Dialogue[AboutMe]:
    """Ask the five; each can be skipped."""
    strengths = yield from ask(skippable(STRENGTHS))
    interests = yield from ask(skippable(INTERESTS))
    harder = yield from ask(skippable(HARDER))
    helps = yield from ask(skippable(HELPS))
    later = yield from ask(skippable(LATER))
    return AboutMe(_words(strengths), _words(interests), _words(harder), _words(helps), later or "")


@dataclass(frozen=True)
class Facts:
    """How the student is called now, and in which language."""

    name: str
    language: str
    languages: tuple[Language, ...]


@dataclass(frozen=True)
class MeTold:
    """What the student says of themselves, all of it."""

    name: str
    language: str
    about: AboutMe


def me(facts: Facts) -> Dialogue[MeTold]:
    """Everything on one card; each line can be changed."""
    called = yield from ask(NAME, assume=Pick(None, facts.name))
    language = yield from choose_language(facts.languages, now=facts.language)
    about = yield from about_me()
    spoken = {each.code: each.name for each in facts.languages}
    yield from ask(
        card(
            "card",
            CARD,
            Line(NAME.key, _("Name"), called.words),
            Line("language", _("Language"), spoken[language]) if len(spoken) > 1 else None,
            Line(STRENGTHS.key, _("Good at"), _said(about.strengths)),
            Line(INTERESTS.key, _("Into"), _said(about.interests)),
            Line(HARDER.key, _("Harder for me"), _said(about.harder)),
            Line(HELPS.key, _("Helps me"), _said(about.helps)),
            Line(LATER.key, _("Later in life"), about.later or NOT_SAID),
            done=_("Looks right"),
        )
    )
    return MeTold(words_of(called), language, about)


def _said(words: tuple[Words, ...]) -> Sentence:
    return LIST.fill(items=words) if words else NOT_SAID


def _words(picks: tuple[Pick, ...] | None) -> tuple[Words, ...]:
    return tuple(pick.words for pick in picks or ())
