"""A student joins a class, conversation by conversation."""

from dataclasses import replace

import pytest
from talk import Talk

from dialogs.about_me import AboutMe
from dialogs.join import CONSENT, Facts, Joined, StayedOut, join
from dialogs.words import Language, _, language

ENGLISH = language("en")
FACTS = Facts("7B Maths", "Ms Rivera", "Lakeside School", "Mia", (ENGLISH,))
SPANISH = Language("es", ENGLISH.catalogue)


def test_the_quick_way_in() -> None:
    """Four taps from the link to being in; nothing about oneself is required."""
    talk = Talk(join, FACTS)
    assert talk.said[0].startswith("Hi! I'm Waymark, a program your school runs.")
    assert "7B Maths with Ms Rivera, Lakeside School" in talk.question

    talk.tap("Yes, that's my class")
    assert "You and Ms Rivera see them. Your school and family can ask to." in talk.question
    assert "If you write that someone is in danger, I try to tell Ms Rivera." in talk.question
    assert "I can miss it: tell an adult too." in talk.question

    talk.tap("I'm in")
    assert talk.question == "What shall I call you?"
    assert talk.options == ["Mia"]

    talk.tap("Mia")
    assert talk.question.startswith("You're in, Mia!")

    assert talk.tap("Skip them").outcome == Joined(CONSENT, "Mia", "en", None)


def test_the_long_way_in() -> None:
    """Whoever likes tells how they learn best: ticks, own words, and what they skip."""
    talk = Talk(join, FACTS).tap("yes", "I'm in").say("Amelia").tap("OK, ask me")
    assert talk.question == "What are you good at? Tap all that fit, or type your own."

    talk.tap("Making things", "Numbers", "Done").say("chess, music").skip().tap("Done")
    assert talk.question.startswith("What would you like to do later in life?")

    assert talk.say("A vet").outcome == Joined(
        CONSENT,
        "Amelia",
        "en",
        AboutMe(
            strengths=(_("Making things"), _("Numbers")),
            interests=("chess", _("Music")),
            harder=(),
            helps=(),
            later="A vet",
        ),
    )


@pytest.mark.parametrize(
    ("taps", "said", "told_no"),
    [
        (("no",), "No problem, nothing was kept. Ask your teacher", False),
        (("yes", "no"), "That's fine, and nothing was kept. Ms Rivera can do this", True),
    ],
)
def test_staying_out(taps: tuple[str, ...], said: str, *, told_no: bool) -> None:
    """The wrong class, or a no of their own: both end kindly, and nothing is kept."""
    talk = Talk(join, FACTS).tap(*taps)

    assert talk.outcome == StayedOut(told_no=told_no)
    assert talk.said[0].startswith(said)


def test_the_own_yes_can_be_typed_but_not_skipped() -> None:
    """Consent is given in so many words or not at all."""
    talk = Talk(join, FACTS).tap("yes").skip()
    assert talk.said[0] == "I need this one to go on."
    assert talk.say("maybe").key == "consent"
    assert talk.say("🙂").key == "consent"

    assert talk.say("I'm in!").key == "name"


def test_back_before_the_yes() -> None:
    """Back works from the first answer on."""
    talk = Talk(join, FACTS).tap("yes").back()

    assert talk.key == "class"
    assert talk.said[0].startswith("Hi!")


def test_the_language_comes_first_where_there_are_two() -> None:
    """What a student says yes to is read in their language; it is asked before anything is said."""
    two = replace(FACTS, languages=(ENGLISH, SPANISH))
    talk = Talk(join, two)
    assert (talk.question, talk.said) == ("Which language shall we use?", [])
    assert talk.options == ["English", "Español"]

    talk.tap("Español")
    assert talk.said[0].startswith("Hi! I'm Waymark")
    assert talk.key == "class"
    assert talk.tap("yes", "yes", "known", "no").outcome.language == "es"

    assert Talk(join, replace(two, language="es")).key == "class"


def test_a_name_that_telegram_does_not_know() -> None:
    """Without a name to offer, it is typed; emoji alone are no name."""
    talk = Talk(join, replace(FACTS, first_name="\u200b")).tap("yes", "yes")
    assert talk.options == []
    assert talk.say("🦄").key == "name"

    assert talk.say("<Mia>").question.startswith("You're in, &lt;Mia&gt;!")
