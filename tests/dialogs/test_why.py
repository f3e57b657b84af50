"""A student asks why, and a teacher says, conversation by conversation."""

from talk import Talk

from dialogs import ask_why, say_why
from dialogs.ask_why import AskedWhy
from dialogs.say_why import SaidWhy
from dialogs.words import _

STUDENT = ask_why.Facts("Ms Rivera")
TEACHER = say_why.Facts("Mia", "Why <not> yet?")


def test_a_student_asks_with_one_tap_or_in_own_words() -> None:
    """Who sees it is said first."""
    talk = Talk(ask_why.ask_why, STUDENT)
    assert talk.said == ["Who sees this: you and Ms Rivera."]
    assert talk.question == "What would you like to ask Ms Rivera? Tap one or type your own."
    assert talk.options == [
        "Can you show me an example?",
        "What should I do first?",
        "What is still missing?",
    ]

    assert talk.tap("first").outcome == AskedWhy(_("What should I do first?"))
    typed = Talk(ask_why.ask_why, STUDENT).say("Why is the 6 wrong?")
    assert typed.outcome == AskedWhy("Why is the 6 wrong?")


def test_a_teacher_answers_in_words() -> None:
    """What was asked stands above the answer."""
    talk = Talk(say_why.say_why, TEACHER)
    assert talk.question == "Mia asks: “Why &lt;not&gt; yet?”\nWhat do you say?"

    assert talk.say("Look at the 6").outcome == SaidWhy("Look at the 6")


def test_five_thousand_characters_get_a_clear_sentence() -> None:
    """On both sides, and the question stays open."""
    for talk in (Talk(ask_why.ask_why, STUDENT), Talk(say_why.say_why, TEACHER)):
        talk.say("x" * 5_000)
        assert talk.said[0].startswith("That is 5,000 characters")
        assert talk.key is not None
