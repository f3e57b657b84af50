"""What a student tells of themselves, conversation by conversation."""

from dataclasses import replace

import pytest
from talk import Talk

from dialogs.about_me import ASKED, AboutMe, Facts, me
from dialogs.engine import Json
from dialogs.words import Language, _, language

ENGLISH = language("en")
FACTS = Facts("Mia", "en", (ENGLISH,))
NOTHING = AboutMe((), (), (), (), "")
TOLD: dict[str, Json] = {
    "strengths": ["make", "=chess"],
    "interests": ["music"],
    "harder": [],
    "helps": None,
    "later": "A vet",
}


def test_five_questions_then_a_card() -> None:
    """What was ticked, typed and skipped stands on one card."""
    talk = Talk(me, FACTS).tap("Making things").say("chess").tap("Music", "Done")
    assert talk.question == "What is harder for you?"

    talk.tap("Done").skip().say("A vet")
    assert talk.question.splitlines() == [
        "This is what I know about you. You can change any line.",
        "",
        "Name: Mia",
        "Good at: Making things and chess",
        "Into: Music",
        "Harder for me: not said yet",
        "Helps me: not said yet",
        "Later in life: A vet",
    ]
    told = talk.tap("Looks right").outcome
    assert (told.name, told.language) == ("Mia", "en")
    assert told.about == AboutMe((_("Making things"), "chess"), (_("Music"),), (), (), "A vet")


@pytest.mark.parametrize("way", ["skip", "done"])
def test_nothing_has_to_be_told(way: str) -> None:
    """Each of the five can be skipped, or left empty."""
    talk = Talk(me, FACTS)
    while talk.key != "card":
        talk = talk.skip() if way == "skip" or talk.key == "later" else talk.tap("done")

    assert talk.tap("done").outcome.about == NOTHING


def test_what_was_told_before_is_a_card_at_once() -> None:
    """With the answers of last time, only the card is shown."""
    talk = Talk(me, FACTS, answers=TOLD)
    assert talk.key == "card"

    talk.edit("Good at")
    assert talk.options[1] == "✓ Making things"
    assert talk.options[-1] == "✓ chess"
    talk.tap("chess", "Numbers", "Done")
    assert "Good at: Making things and Numbers" in talk.question

    talk.edit("Name").say("Amelia")
    assert talk.tap("done").outcome.name == "Amelia"


def test_a_line_is_emptied() -> None:
    """What was told can be taken back."""
    talk = Talk(me, FACTS, answers=TOLD).edit("Later in life").skip()

    assert talk.tap("done").outcome.about.later == ""


def test_the_language_is_a_line_where_there_are_two() -> None:
    """The language is known and not asked; it can be changed on the card."""
    two = replace(FACTS, languages=(ENGLISH, Language("es", ENGLISH.catalogue)))
    talk = Talk(me, two, answers=TOLD)
    assert "Language: English" in talk.question

    assert talk.edit("Language").tap("Español").tap("done").outcome.language == "es"


def test_the_five_keys_are_named() -> None:
    """What the bot keeps to begin with next time are the answers to these."""
    assert set(ASKED) == set(TOLD)


def test_own_words_stay_few_enough_for_buttons() -> None:
    """Own words become buttons when they are changed, so a flood of them is not taken."""
    talk = Talk(me, FACTS).say(", ".join(f"thing {n}" for n in range(13)))
    assert talk.said == ["That is a lot. Which 12 matter most?"]

    assert talk.say(", ".join(f"thing {n}" for n in range(12))).key == "interests"
