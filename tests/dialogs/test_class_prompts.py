"""A teacher sets questions and words of a class's own, conversation by conversation."""

import pytest
from talk import Talk

from dialogs.class_prompts import KINDS, Facts, PromptRemoved, PromptSet, class_prompts
from dialogs.facts import Own

NONE = Facts("7B Maths", {})


def having(kind: str, *words: str) -> Facts:
    """A class with some of its own of a kind."""
    return Facts("7B Maths", {kind: tuple(Own(n, each) for n, each in enumerate(words, start=7))})


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_of_a_kind(kind: str) -> None:
    """A kind, then the words."""
    talk = Talk(class_prompts, NONE)
    assert talk.question == "What would you like to set for 7B Maths?"
    assert talk.options == [
        "Check-in question",
        "Weekly question",
        "Way to show",
        "Thing to look for",
    ]

    assert talk.tap(kind).say("Who helped you?").outcome == PromptSet(kind, "Who helped you?")


def test_one_is_taken_away() -> None:
    """What is there is said, and each can go."""
    talk = Talk(class_prompts, having("check_in", "Who helped?", "What <now>?")).tap("check_in")
    assert talk.said[0].startswith("In check-ins your class answers these in turn with mine: ")
    assert talk.said[0].endswith(": “Who helped?” and “What &lt;now&gt;?”.")
    assert talk.options == ["Add one", "Remove “Who helped?”", "Remove “What <now>?”"]

    assert talk.tap("Remove “What <now>?”").outcome == PromptRemoved(8)


def test_one_more() -> None:
    """To what is there one can be added."""
    talk = Talk(class_prompts, having("format", "Draw a comic")).tap("format", "Add one")

    assert talk.say("Sing it").outcome == PromptSet("format", "Sing it")


def test_five_of_a_kind_are_enough() -> None:
    """Then they can only be taken away."""
    talk = Talk(class_prompts, having("reflection", *"abcde")).tap("reflection")

    assert talk.options == [f"Remove “{letter}”" for letter in "abcde"]


def test_one_criterion_alone_takes_no_place() -> None:
    """It says that a second one is needed; with two it says what they do."""
    alone = Talk(class_prompts, having("criterion", "I give a source")).tap("criterion")
    assert "once there are two" in alone.said[0]

    two = Talk(class_prompts, having("criterion", "I give a source", "It adds up"))
    assert "in place of my three: “I give" in two.tap("criterion").said[0]


@pytest.mark.parametrize(
    ("kind", "most"), [("check_in", 200), ("reflection", 200), ("format", 60), ("criterion", 100)]
)
def test_words_that_are_too_long_for_where_they_stand(kind: str, most: int) -> None:
    """A format is a button, a criterion the line of a card."""
    talk = Talk(class_prompts, NONE).tap(kind).say("x" * (most + 1))

    assert f"I can keep {most}" in talk.said[0]
    assert talk.say("x" * most).outcome == PromptSet(kind, "x" * most)
