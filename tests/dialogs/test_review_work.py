"""A teacher answers what was handed in, conversation by conversation."""

from dataclasses import replace

import pytest
from talk import Talk

from dialogs.review_work import (
    MOST,
    MOST_ON_ONE,
    Facts,
    Judged,
    Looked,
    Reviewed,
    level_of,
    review_work,
)
from dialogs.show_mastery import CRITERIA
from dialogs.words import _

FACTS = Facts(
    "Mia",
    "Explain fractions",
    tuple(Looked(key, words, "meets") for key, words in CRITERIA.items()),
)
ALL_MEET = tuple(Judged(key, "meets") for key in CRITERIA)
SOURCE = Looked("own.7", "I give a <source>", "beyond", "Two of them")


def all_meet() -> Talk:
    """As far as the whole, each criterion met."""
    return Talk(review_work, FACTS).tap("Meets", "Meets", "Meets")


def test_what_meets_everything_is_a_tap_each_and_two_more() -> None:
    """No line is asked for, and the fitting word on the whole stands first."""
    talk = Talk(review_work, FACTS)
    assert talk.question == (
        "It shows what I set out to do\nMia says: Yes, it does.\nWhat do you see?"
    )
    assert talk.options == ["Not yet", "Meets", "Beyond"]

    talk.tap("Meets", "Meets", "Meets")
    assert talk.question == "And the work as a whole?"
    assert talk.options == ["It meets", "Revise one thing", "Let's talk"]
    talk.tap("It meets")
    assert talk.question.splitlines() == [
        "This goes to Mia.",
        "",
        "It shows what I set out to do: Meets",
        "I can say why it works: Meets",
        "It is my own work and words: Meets",
        "As a whole: It meets",
        "Level: Got it",
    ]
    assert talk.options == ["Send to Mia", "Change a line"]

    assert talk.tap("Send to Mia").outcome == Reviewed("meets", "", ALL_MEET, 3)


def test_what_is_not_there_yet_is_asked_for_a_line() -> None:
    """It can be skipped; then to revise stands first, and needs its one thing."""
    talk = Talk(review_work, FACTS).tap("Meets", "Not yet")
    assert talk.question == "A line on it for Mia? Or skip."
    talk.say("Say where the 6 comes from").tap("Not yet").skip()
    assert talk.options == ["Revise one thing", "Let's talk", "It meets"]

    talk.tap("Revise one thing").skip()
    assert talk.said == ["I need this one to go on."]
    talk.say("Name each part.")
    assert "Your line 2: Say where the 6 comes from" in talk.question
    assert "Your line 3" not in talk.question
    assert "To revise: Name each part." in talk.question
    assert "Level: Getting there" in talk.question
    assert talk.tap("send").outcome == Reviewed(
        "revise",
        "Name each part.",
        (
            Judged("aim", "meets"),
            Judged("why", "not_yet", "Say where the 6 comes from"),
            Judged("own", "not_yet"),
        ),
        2,
    )


def test_one_thing_to_revise_is_tapped() -> None:
    """Three that fit any work; own words are always possible."""
    talk = all_meet().tap("revise")
    assert talk.question == "Which one thing should Mia revise? Tap one or type your own."
    assert talk.options == ["Say why it works", "Show one more step", "Use your own words"]

    assert talk.tap("step", "send").outcome.line == _("Show one more step")


def test_a_line_typed_instead_of_a_tap_is_kept() -> None:
    """On one criterion or on the whole: then only the tap is asked for."""
    talk = Talk(review_work, FACTS).say("Lovely picture of it")
    assert talk.question == "I took that as your line. Is it there?"
    talk.tap("Beyond", "Meets", "Meets").say("Thank you for the effort")
    assert talk.question == "I took that as your line. And the work as a whole?"

    done = talk.tap("It meets", "send").outcome
    assert done.judged[0] == Judged("aim", "beyond", "Lovely picture of it")
    assert (done.verdict, done.line) == ("meets", "Thank you for the effort")


def test_the_one_thing_typed_instead_of_a_tap_is_kept() -> None:
    """Words on the whole become the one thing, where that is what it is."""
    done = all_meet().say("Say why it works for thirds").tap("revise", "send").outcome

    assert (done.verdict, done.line) == ("revise", "Say why it works for thirds")


def test_to_talk_asks_for_a_line() -> None:
    """What to talk about can be said, or not."""
    talk = all_meet().tap("talk")
    assert talk.question == "A line for Mia? Or skip."

    assert talk.skip().tap("send").outcome == Reviewed("talk", "", ALL_MEET, 3)


@pytest.mark.parametrize(
    ("verdicts", "level"),
    [
        (["beyond", "beyond"], 4),
        (["beyond", "meets"], 3),
        (["meets", "meets"], 3),
        (["beyond", "not_yet"], 2),
        (["not_yet", "not_yet"], 1),
        ([], 3),
    ],
)
def test_the_level_follows_from_the_judgements(verdicts: list[str], level: int) -> None:
    """All beyond, all there, some, none."""
    assert level_of(Judged("aim", verdict) for verdict in verdicts) == level


def test_every_line_is_changed_on_the_card() -> None:
    """A judgement, a line that was never asked for, the whole, and the level."""
    talk = all_meet().tap("meets").tap("change")
    assert talk.options == [
        "It shows what I set out to do",
        "Your line 1",
        "I can say why it works",
        "Your line 2",
        "It is my own work and words",
        "Your line 3",
        "As a whole",
        "Your line",
        "Level",
    ]

    talk.tap("Your line 2").say("Clear")
    talk.edit("It shows what I set out to do").tap("Beyond")
    talk.edit("Your line").say("Well done")
    talk.edit("Level")
    assert talk.question == "Where is Mia with “Explain fractions”?"
    done = talk.tap("Could teach it", "send").outcome
    assert done.judged[:2] == (Judged("aim", "beyond"), Judged("why", "meets", "Clear"))
    assert (done.line, done.level) == ("Well done", 4)


def test_a_verdict_after_all() -> None:
    """Another word on the whole asks for what belongs to it."""
    talk = all_meet().tap("meets").edit("As a whole").tap("revise")

    assert talk.key == "one_thing"


def test_five_thousand_characters_get_a_clear_sentence() -> None:
    """They are asked for again, shorter, and nothing that was answered is lost."""
    talk = Talk(review_work, FACTS).tap("not_yet").say("x" * 5_000)
    assert talk.said == [
        f"That is 5,000 characters, and I can keep {MOST_ON_ONE}. Can you say it shorter?"
    ]
    assert talk.key == "line_on.1"

    whole = all_meet().tap("talk").say("x" * 5_000)
    assert whole.said[0].startswith(f"That is 5,000 characters, and I can keep {MOST}.")
    assert whole.say("Shorter").tap("send").outcome.line == "Shorter"


def test_what_the_student_says_of_a_criterion_stands_with_it() -> None:
    """With their reason, in a class's own words; what was seen last time too."""
    talk = Talk(review_work, replace(FACTS, criteria=(SOURCE,)))
    assert talk.question == (
        "I give a &lt;source&gt;\nMia says: Yes, and more (Two of them).\nWhat do you see?"
    )

    again = replace(FACTS, criteria=(replace(FACTS.criteria[0], before="not_yet"),))
    assert "Mia says: Yes, it does. Last time it was: Not yet." in Talk(review_work, again).question


def test_a_new_version_opens_with_what_was_asked() -> None:
    """In one's own name, or in the other teacher's."""
    asked = replace(FACTS, asked="Say <why>.")
    assert Talk(review_work, asked).said == ["You asked: “Say &lt;why&gt;.”"]

    other = replace(asked, asked_by="Mr Blue")
    assert Talk(review_work, other).said == ["Mr Blue asked: “Say &lt;why&gt;.”"]


def test_back_to_the_whole() -> None:
    """Another verdict after all; nothing of the first is left."""
    talk = all_meet().tap("revise").back().tap("talk")

    assert talk.skip().tap("send").outcome == Reviewed("talk", "", ALL_MEET, 3)
