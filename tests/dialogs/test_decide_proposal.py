"""A teacher answers a student's own idea, conversation by conversation."""

from talk import Talk

from dialogs.decide_proposal import Decided, Facts, decide_proposal
from dialogs.facts import Own
from dialogs.show_mastery import formats
from dialogs.words import _

FACTS = Facts("Mia", "Explain fractions", formats([Own(7, "Draw a comic")]))


def test_yes_is_one_tap() -> None:
    """Nothing more is asked."""
    talk = Talk(decide_proposal, FACTS)
    assert talk.question == "Mia's idea for “Explain fractions”: what do you say?"
    assert talk.options == ["Yes, go ahead", "Yes, with a change", "Let's talk", "Rather not"]

    assert talk.tap("Yes, go ahead").outcome == Decided("agreed")


def test_a_change_is_named() -> None:
    """A yes with a change says which."""
    talk = Talk(decide_proposal, FACTS).tap("changed").skip()
    assert talk.said == ["I need this one to go on."]

    assert talk.say("Make it two pages").outcome == Decided("changed", "Make it two pages")


def test_to_talk_may_say_about_what() -> None:
    """The line can be skipped."""
    assert Talk(decide_proposal, FACTS).tap("talk").skip().outcome == Decided("talk")
    said = Talk(decide_proposal, FACTS).tap("talk").say("How long?").outcome
    assert said == Decided("talk", "How long?")


def test_a_no_needs_a_reason_and_the_nearest_format() -> None:
    """Neither can be skipped; the formats are those of the class."""
    talk = Talk(decide_proposal, FACTS).tap("Rather not").skip()
    assert talk.said == ["I need this one to go on."]
    assert talk.question == "What stands in its way? Mia will read it."

    talk.say("We have no kitchen")
    assert talk.options == [
        "Draw a comic",
        "Explain it on video or voice",
        "Write about it",
        "Make something, with photos",
        "Solve it and note each step",
    ]
    assert talk.skip().said == ["I need this one to go on."]
    assert talk.tap("Draw a comic").outcome == Decided(
        "refused", "We have no kitchen", "Draw a comic"
    )


def test_the_nearest_may_be_one_of_ours() -> None:
    """Then it goes into the student's language."""
    done = Talk(decide_proposal, FACTS).tap("refused").say("Too long").tap("write").outcome

    assert done.nearest == _("Write about it")


def test_five_thousand_characters_get_a_clear_sentence() -> None:
    """And the question stays open."""
    talk = Talk(decide_proposal, FACTS).tap("refused").say("x" * 5_000)

    assert talk.said[0].startswith("That is 5,000 characters")
    assert talk.key == "reason"
