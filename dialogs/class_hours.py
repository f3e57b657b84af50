"""The hours and rules of a class, all on one card: when its students are asked, and who says yes.

The school decides whose yes a family link needs; a student is told where it is the school's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time
from functools import cache

from babel.core import get_global

from dialogs.begin_class import ZONE
from dialogs.cadence import countries, country_name, has_holidays, in_quiet_hours
from dialogs.engine import (
    Context,
    Dialogue,
    Draft,
    Edit,
    Invalid,
    Json,
    Option,
    Raw,
    Typed,
    ask,
    say,
    skippable,
)
from dialogs.kinds import (
    AT,
    NO_LONGER,
    NO_SAID,
    Choice,
    Line,
    card,
    choice,
    find,
    means,
    plain,
    time_of_day,
)
from dialogs.words import Language, Sentence, _
from dialogs.words import language as spoken

NO_COUNTRY = _("I don't know that country. Try “Spain”, or a code such as “US-NY”.")


@dataclass(frozen=True, kw_only=True)
class CountryQuestion(Choice[str]):
    """A country whose public holidays are kept: tapped, or by its name or its code.

    The answer is its code, or that of a part of it (“US”, “US-NY”); empty for none.
    """

    def read(self, raw: Raw, context: Context, draft: Json) -> Json | Draft | Edit:
        """The code, or "none"."""
        if not isinstance(raw, Typed):
            return super().read(raw, context, draft)
        if means(raw.text, NO_SAID, context.language):  # and not Norway
            return "none"
        if known := find_country(raw.text, context.language):
            return known
        if option := find(raw.text, self.choices, context.language):
            return option.name
        raise Invalid(NO_COUNTRY)

    def load(self, value: Json) -> str:
        """The code; empty for none."""
        if value == "none":
            return ""
        if not has_holidays(str(value)):
            raise Invalid(NO_LONGER)
        return str(value)


def find_country(typed: str, language: Language) -> str | None:
    """The country of this name, in English too, or of this code; None where there is none."""
    code = typed.strip().upper()
    if has_holidays(code):
        return code
    aliases: Mapping[str, list[str]] = get_global("territory_aliases")  # USA, UK
    match aliases.get(code):
        case [today] if has_holidays(today):
            return today
    return _names(language.code).get(plain(typed)) or _names("en").get(plain(typed))


@cache
def _names(code: str) -> Mapping[str, str]:
    """Countries by their names in a language."""
    return {plain(country_name(country, spoken(code))): country for country in countries()}


SCHOOL_END = time_of_day(
    "school_end",
    _("When does your school day end? Skip it if that varies."),
    time(14, 30),
    time(15),
    time(15, 30),
    time(16),
)
QUIET_FROM = time_of_day(
    "quiet_from",
    _("From what time in the evening shall I leave students alone?"),
    time(19),
    time(20),
    time(20, 30),
    time(21),
    part="in the evening",
)
QUIET_UNTIL = time_of_day(
    "quiet_until",
    _("Until what time in the morning shall I leave students alone?"),
    time(6, 30),
    time(7),
    time(8),
    part="in the morning",
)
HOLIDAYS = CountryQuestion(
    key="country",
    wording=_(
        "Whose public holidays do you keep? On those days I ask nobody. "
        "Tap one, or type a country or a code such as US-NY."
    ),
)
NO_HOLIDAYS = _("No holidays")
SILENCES = {"send": _("Send it"), "hold": _("Hold it back")}
SILENCE = choice(
    "silence",
    _("Students see the family summary a day before it goes out. What if they don't answer?"),
    **SILENCES,
)
YESES = {"student": _("The student's"), "school": _("The school's")}
FAMILY_YES = choice(
    "family_yes",
    _(
        "A family link needs the adult's yes and one more. Whose? "
        "If it is the school's, the student is told."
    ),
    **YESES,
)
SHUT = _("Note: school ends in your quiet hours, so I can't ask anybody right after it.")
CARD = _("These are the hours and rules of {class_name}. You can change any line.")
VARIES = _("It varies")


@dataclass(frozen=True)
class Facts:
    """What holds now, and the teacher's language.

    `zone` is an IANA name; `school_end` is None where it varies or is not known; `country` as
    `cadence.free_day` takes it; `silence` is send or hold; `family_yes` is student or school.
    """

    class_name: str
    language: Language
    zone: str
    school_end: time | None
    quiet_from: time
    quiet_until: time
    country: str
    silence: str
    family_yes: str


@dataclass(frozen=True)
class ClassHours:
    """What holds from now on, as in the facts."""

    zone: str
    school_end: time | None
    quiet_from: time
    quiet_until: time
    country: str
    silence: str
    family_yes: str


def class_hours(facts: Facts) -> Dialogue[ClassHours]:
    """Everything on one card, each line to change; the end of school is asked till it is known."""
    zone = yield from ask(ZONE, assume=facts.zone)
    school_end = yield from ask(skippable(SCHOOL_END), assume=facts.school_end)
    quiet_from = yield from ask(QUIET_FROM, assume=facts.quiet_from)
    quiet_until = yield from ask(QUIET_UNTIL, assume=facts.quiet_until)
    country = yield from ask(_holidays(zone, facts), assume=facts.country)
    silence = yield from ask(SILENCE, assume=facts.silence)
    family_yes = yield from ask(FAMILY_YES, assume=facts.family_yes)
    if school_end is not None and in_quiet_hours(school_end, (quiet_from, quiet_until)):
        yield from say(SHUT)
    kept = country_name(country, facts.language) if country else NO_HOLIDAYS
    yield from ask(
        card(
            "card",
            CARD.fill(class_name=facts.class_name),
            Line(ZONE.key, _("Time zone"), zone.replace("_", " ")),
            Line(SCHOOL_END.key, _("School ends"), _at(school_end)),
            Line(QUIET_FROM.key, _("Quiet from"), _at(quiet_from)),
            Line(QUIET_UNTIL.key, _("Quiet until"), _at(quiet_until)),
            Line(HOLIDAYS.key, _("Public holidays"), kept),
            Line(SILENCE.key, _("No answer on a summary"), SILENCES[silence]),
            Line(FAMILY_YES.key, _("Whose yes a family link needs"), YESES[family_yes]),
            done=_("Looks right"),
        )
    )
    return ClassHours(zone, school_end, quiet_from, quiet_until, country, silence, family_yes)


def _holidays(zone: str, facts: Facts) -> CountryQuestion:
    """The question, with the country that the zone lies in to tap."""
    lies_in: Mapping[str, str] = get_global("zone_territories")
    near = dict.fromkeys(code for code in (lies_in.get(zone, ""), facts.country) if code)
    options = [Option(code, country_name(code, facts.language)) for code in near]
    return replace(HOLIDAYS, choices=(*options, Option("none", NO_HOLIDAYS)))


def _at(at: time | None) -> Sentence:
    return VARIES if at is None else AT.fill(time=at)
