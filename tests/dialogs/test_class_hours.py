"""A teacher looks after the hours and rules of a class, conversation by conversation."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from talk import Talk

from dialogs.class_hours import HOLIDAYS, ClassHours, Facts, class_hours, find_country
from dialogs.engine import Invalid
from dialogs.words import language

ENGLISH = language("en")
SPANISH = language("es")
FACTS = Facts(
    class_name="7B Maths",
    language=ENGLISH,
    zone="America/Chicago",
    school_end=time(15, 10),
    quiet_from=time(20, 30),
    quiet_until=time(7),
    country="",
    silence="send",
    family_yes="student",
)
NOW = ClassHours("America/Chicago", time(15, 10), time(20, 30), time(7), "", "send", "student")


def card(talk: Talk) -> list[str]:
    """The lines of the open card, with plain spaces in its times."""
    return talk.question.replace("\u202f", " ").splitlines()[2:]


def test_everything_is_on_one_card() -> None:
    """What holds is seen at a glance, and kept with one tap."""
    talk = Talk(class_hours, FACTS)
    assert talk.question.startswith(
        "These are the hours and rules of 7B Maths. You can change any line."
    )
    assert card(talk) == [
        "Time zone: America/Chicago",
        "School ends: 3:10 PM",
        "Quiet from: 8:30 PM",
        "Quiet until: 7:00 AM",
        "Public holidays: No holidays",
        "No answer on a summary: Send it",
        "Whose yes a family link needs: The student's",
    ]

    assert talk.tap("Looks right").outcome == NOW


def test_the_end_of_school_is_asked_until_it_is_known() -> None:
    """Suggestions for students follow from it; where it varies it is skipped."""
    talk = Talk(class_hours, replace(FACTS, school_end=None))
    assert talk.question == "When does your school day end? Skip it if that varies."

    assert talk.say("3:10 pm").tap("done").outcome == NOW
    talk = Talk(class_hours, replace(FACTS, school_end=None)).skip()
    assert "School ends: It varies" in card(talk)
    assert talk.tap("done").outcome.school_end is None


@pytest.mark.parametrize(("line", "typed", "shown", "changed"), [
    ("Time zone", "Madrid", "Europe/Madrid", {"zone": "Europe/Madrid"}),
    ("Time zone", "new york", "America/New York", {"zone": "America/New_York"}),
    ("School ends", "half past two", "2:30 PM", {"school_end": time(14, 30)}),
    ("Quiet from", "9", "9:00 PM", {"quiet_from": time(21)}),
    ("Quiet until", "6:30", "6:30 AM", {"quiet_until": time(6, 30)}),
    ("Public holidays", "Spain", "Spain", {"country": "ES"}),
    ("Public holidays", "us-ny", "United States (NY)", {"country": "US-NY"}),
    ("Public holidays", "USA", "United States", {"country": "US"}),
    ("Public holidays", "1", "United States", {"country": "US"}),  # where the zone lies
    ("Public holidays", "no", "No holidays", {"country": ""}),  # and not Norway
    ("No answer on a summary", "hold", "Hold it back", {"silence": "hold"}),
    ("Whose yes a family link needs", "the school's", "The school's", {"family_yes": "school"}),
])  # fmt: skip
def test_each_line_is_changed(line: str, typed: str, shown: str, changed: dict[str, Any]) -> None:
    """Any line by itself; it is shown on the card before it counts, and the others stay."""
    talk = Talk(class_hours, FACTS).edit(line).say(typed)
    assert f"{line}: {shown}" in card(talk)

    assert talk.tap("done").outcome == replace(NOW, **changed)


@pytest.mark.parametrize(("line", "typed", "why"), [
    ("Time zone", "Atlantis",
     "I don't know that place. Try a big city near you, such as Chicago or Madrid."),
    ("School ends", "25:00", "There is no such time. Try “4 pm” or “16:00”."),
    ("Quiet from", "late", "I don't know what time that is. Try “3:10 pm” or “15:10”."),
    ("Public holidays", "Atlantis",
     "I don't know that country. Try “Spain”, or a code such as “US-NY”."),
    ("Public holidays", "US-XX",
     "I don't know that country. Try “Spain”, or a code such as “US-NY”."),
    ("No answer on a summary", "maybe", "Please tap one of the buttons, or type its number."),
])  # fmt: skip
def test_what_cannot_be_is_told(line: str, typed: str, why: str) -> None:
    """Each has its own sentence, and the line stays open."""
    talk = Talk(class_hours, FACTS).edit(line).say(typed)

    assert talk.said == [why]
    assert talk.key != "card"


def test_an_hour_of_both_halves_is_asked_back() -> None:
    """A school day that ends at 11 may be a morning's or an evening's."""
    talk = Talk(class_hours, FACTS).edit("School ends").say("11")
    assert talk.question == "Which of the two do you mean?"

    assert talk.tap(talk.options[0]).tap("done").outcome.school_end == time(11)


def test_the_holidays_that_are_likely() -> None:
    """The country of the time zone and the one kept now are a tap away, each once."""
    talk = Talk(class_hours, replace(FACTS, country="ES")).edit("Public holidays")
    assert talk.options == ["United States", "Spain", "No holidays"]
    assert talk.tap("No holidays").tap("done").outcome.country == ""

    talk = Talk(class_hours, replace(FACTS, country="US")).edit("Public holidays")
    assert talk.options == ["United States", "No holidays"]
    talk = Talk(class_hours, replace(FACTS, zone="UTC")).edit("Public holidays")
    assert talk.options == ["No holidays"]


def test_countries_are_named_in_the_teachers_language() -> None:
    """On the card, on the buttons and when typed; the English name is understood too."""
    facts = replace(FACTS, language=SPANISH, country="DE")
    talk = Talk(class_hours, facts, language=SPANISH)
    assert "Alemania" in talk.question

    talk.tap("change", "country")
    assert talk.options[:2] == ["Estados Unidos", "Alemania"]
    assert talk.say("españa").tap("done").outcome.country == "ES"


@pytest.mark.parametrize(("typed", "found"), [
    ("Spain", "ES"), ("spain!", "ES"), ("es", "ES"), ("España", "ES"), ("UK", "GB"),
    ("ES-CT", "ES-CT"), ("Atlantis", None), ("", None), ("US-", None), ("XX-NY", None),
    ("x" * 10_000, None), ("SU", None),  # several countries of today
])  # fmt: skip
def test_a_country_by_name_or_code(typed: str, found: str | None) -> None:
    """A name in the language or in English, or a code, also one that people use."""
    assert find_country(typed, SPANISH) == found


def test_a_country_that_is_no_more_is_asked_again() -> None:
    """A stored country whose holidays are no longer known is asked for."""
    with pytest.raises(Invalid, match="any more"):
        HOLIDAYS.load("XX")


def test_quiet_hours_over_the_end_of_school_are_pointed_out() -> None:
    """Hours that were turned round would leave nobody to be asked: that is said, and kept if so."""
    talk = Talk(class_hours, FACTS).edit("Quiet from").say("3 pm")
    assert talk.said == [
        "Note: school ends in your quiet hours, so I can't ask anybody right after it."
    ]

    assert talk.tap("done").outcome.quiet_from == time(15)
    assert Talk(class_hours, FACTS).said == []
