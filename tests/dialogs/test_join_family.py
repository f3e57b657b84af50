"""An adult opens a family link, conversation by conversation."""

from dataclasses import replace
from datetime import time

import pytest
from talk import Talk

from dialogs.cadence import Repeat
from dialogs.join_family import CONSENT, Facts, FamilyJoined, StayedOut, join_family
from dialogs.words import Language, _, language

ENGLISH = language("en")
SPANISH = Language("es", ENGLISH.catalogue)
FACTS = Facts("Mia", "7B Maths", "Ms Rivera", "Lakeside School", "Ana", (ENGLISH,))
FRIDAYS = Repeat((4,), time(17))
FRIDAY = "Fridays, 5:00 PM"


def test_four_taps_to_a_yes() -> None:
    """Who the link is for, what comes and what does not, then a yes that names both yeses."""
    talk = Talk(join_family, FACTS)
    assert talk.said[0].startswith("Hi! I'm Waymark, a program Lakeside School uses")
    assert talk.question.startswith("This link is for the family of Mia in 7B Maths")

    talk.tap("Yes")
    assert "What comes: one short message a week." in talk.said[0]
    assert "What does not come: marks, notes, feelings, chats." in talk.said[0]
    assert talk.question == "What does Mia call you? Mia and Ms Rivera see it."
    assert talk.options == ["Mum", "Dad", "Ana"]

    talk.tap("Mum")
    assert talk.question.startswith("When is a good time to read it?")
    assert talk.options[0] == FRIDAY

    talk.tap(FRIDAY)
    assert talk.question == (
        "Send you one message a week about Mia? I note your yes and its day. "
        "Mia has to say yes too. You can stop when you like.\n\n"
        "Name: Mum\n"
        "When: Fridays, 5:00\u202fPM"
    )

    talk.tap("Yes, send it")
    assert talk.outcome == FamilyJoined(CONSENT, _("Mum"), "en", FRIDAYS)
    assert talk.said[0].startswith("Thank you, your yes is noted. Now I ask Mia.")
    assert talk.said[0].endswith("Once Mia says yes too, it comes: Fridays, 5:00\u202fPM.")


def test_where_the_school_decides() -> None:
    """The other yes is the school's, before the tap and after it, and the child is told."""
    talk = Talk(join_family, replace(FACTS, decides="school")).tap("yes", "Dad", "Sundays, 5:00 PM")
    assert "Lakeside School said yes for its students." in talk.question

    assert talk.tap("Yes, send it").outcome.when == Repeat((6,), time(17))
    assert "Lakeside School said yes for its students, and I tell Mia." in talk.said[0]


@pytest.mark.parametrize(
    ("taps", "said", "told_no"),
    [
        (("no",), "No problem, nothing was kept. Please tell Ms Rivera", False),
        (("yes", "mum", FRIDAY, "No"), "That's fine, and nothing was kept.", True),
    ],
)
def test_staying_out(taps: tuple[str, ...], said: str, *, told_no: bool) -> None:
    """The wrong link, or no thanks: both end kindly, and nothing is kept."""
    talk = Talk(join_family, FACTS).tap(*taps)

    assert talk.outcome == StayedOut(told_no=told_no)
    assert talk.said[0].startswith(said)


def test_the_language_comes_first_where_it_is_not_known() -> None:
    """What an adult says yes to is read in their language; on the card it can be changed."""
    two = replace(FACTS, languages=(ENGLISH, SPANISH))
    talk = Talk(join_family, two)
    assert talk.question == "Which language shall we use?"

    talk.tap("Español", "yes", "Ana", "Saturdays, 10:00 AM")
    assert "Language: Español" in talk.question
    assert talk.tap("yes").outcome.language == "es"

    assert Talk(join_family, replace(two, language="es")).key == "care"


def test_own_words_for_a_name() -> None:
    """How the child knows them can be typed; what is no name is asked again."""
    talk = Talk(join_family, replace(FACTS, first_name="")).tap("yes")
    assert talk.options == ["Mum", "Dad"]
    assert talk.say("🦄").key == "name"

    assert talk.say("Auntie Bea").tap(FRIDAY, "yes").outcome.name == "Auntie Bea"


def test_a_line_is_changed_before_the_yes() -> None:
    """Name and time can be changed on the card."""
    talk = Talk(join_family, FACTS).tap("yes", "mum", FRIDAY).edit("When").tap("Thursdays, 6:00 PM")
    assert "When: Thursdays, 6:00\u202fPM" in talk.question

    talk.edit("Name").say("Grandma")
    assert "Name: Grandma" in talk.question


def test_a_time_of_their_own() -> None:
    """Typed words are said back; it is one day a week, and never in quiet hours."""
    talk = Talk(join_family, FACTS).tap("yes", "mum")
    assert talk.say("Mondays and Tuesdays at 6 pm").said[0].startswith("Once a week is enough")
    assert "stay quiet" in talk.say("Mondays at 11 pm").said[0]

    talk.say("Mondays at 6 pm")
    assert talk.question == "Mondays, 6:00\u202fPM. Is that right?"
    assert talk.tap("Yes", "yes").outcome.when == Repeat((0,), time(18))


def test_a_last_day_is_not_kept() -> None:
    """It comes until it is stopped, and that is said before the yes; every other week is kept."""
    talk = Talk(join_family, FACTS).tap("yes", "mum")
    talk.say("every other Friday at 6 pm until March 5").tap("Yes")
    assert talk.said[0].startswith("I don't keep a last day. It comes until you stop it")
    assert "until" not in talk.question.partition("When:")[2]

    when = talk.tap("yes").outcome.when
    assert (when.days, when.time, when.every, when.until) == ((4,), time(18), 2, None)


@pytest.mark.parametrize("typed", ["maybe", "🙂", "what is this"])
def test_a_yes_is_a_yes_or_nothing(typed: str) -> None:
    """What is no yes is none, and it cannot be skipped."""
    talk = Talk(join_family, FACTS).tap("yes", "mum", FRIDAY).say(typed)
    assert talk.key == "yes"
    assert talk.skip().key == "yes"

    assert talk.say("no").outcome == StayedOut(told_no=True)
