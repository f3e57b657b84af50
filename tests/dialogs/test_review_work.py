"""A teacher answers what was handed in, conversation by conversation."""

import pytest
from talk import Talk

from dialogs.review_work import Facts, Reviewed, review_work
from dialogs.words import _

FACTS = Facts("Mia", "Explain fractions")


def test_it_meets() -> None:
    """A verdict and a line, two turns."""
    talk = Talk(review_work, FACTS)
    assert talk.question == "Mia's work for “Explain fractions”: what do you say?"
    assert talk.options == ["It meets", "Revise one thing", "Let's talk"]

    talk.tap("It meets")
    assert talk.question == "A line for Mia? Or skip."
    assert talk.say("Clear and short.").outcome == Reviewed("meets", "Clear and short.")


@pytest.mark.parametrize("verdict", ["meets", "talk"])
def test_the_line_can_be_skipped(verdict: str) -> None:
    """A verdict alone is enough."""
    assert Talk(review_work, FACTS).tap(verdict).skip().outcome == Reviewed(verdict, "")


def test_one_thing_to_revise_is_said() -> None:
    """“Revise” needs the one thing; it cannot be skipped."""
    talk = Talk(review_work, FACTS).say("revise").skip()
    assert talk.said == ["I need this one to go on."]

    assert talk.say("Name each part.").outcome == Reviewed("revise", "Name each part.")


def test_one_thing_to_revise_is_tapped() -> None:
    """Three that fit any work; own words are always possible."""
    talk = Talk(review_work, FACTS).tap("revise")
    assert talk.question == "Which one thing should Mia revise? Tap one or type your own."
    assert talk.options == ["Say why it works", "Show one more step", "Use your own words"]

    assert talk.tap("step").outcome == Reviewed("revise", _("Show one more step"))


def test_back_to_the_verdict() -> None:
    """Another verdict after all; nothing of the first is left."""
    talk = Talk(review_work, FACTS).tap("revise").back().tap("talk")

    assert talk.skip().outcome == Reviewed("talk", "")
