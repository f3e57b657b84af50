"""A teacher looks at a goal: agree, one idea, or let's talk."""

from dataclasses import replace
from datetime import date

import pytest
from talk import NOW, Talk

from dialogs.agree_goal import Agreed, Facts, Looked, agree_goal

FACTS = Facts(
    "Maya", "Explain fractions", "I'd feel ready", "If I get stuck", "I ask someone",
    "Look at one", date(2026, 12, 4),
)  # fmt: skip


def test_a_goal_is_shown_and_agreed_with_one_tap() -> None:
    """All that is needed to say yes stands in one message."""
    talk = Talk(agree_goal, FACTS)
    assert talk.said == [
        "Maya has set a goal: “Explain fractions”.",
        "What is good about it: I&#x27;d feel ready.",
        "First step: “Look at one” by Fri, Dec 4.",
        "The plan: “If I get stuck, then I ask someone.”",
    ]
    assert talk.options == ["I agree", "Yes, with one idea", "Let's talk about it"]

    assert talk.tap("I agree").outcome == Agreed("agreed", "")


def test_agree_with_one_idea() -> None:
    """The idea is a line, and the student decides about it."""
    talk = Talk(agree_goal, FACTS).tap("changed")
    assert talk.question == "What is your idea? One line. Maya decides about it."

    assert talk.say("Begin with halves.").outcome == Agreed("changed", "Begin with halves.")


def test_an_idea_is_one_line() -> None:
    """What is longer is refused with its figures, and asked again."""
    talk = Talk(agree_goal, FACTS).tap("changed").say("a" * 301)

    assert talk.said == ["That is 301 characters, and I can keep 300. Can you say it shorter?"]
    assert talk.key == "line"


def test_lets_talk() -> None:
    """One tap; what is talked about is not typed."""
    assert Talk(agree_goal, replace(FACTS, step="")).tap("talk").outcome == Agreed("talk", "")


@pytest.mark.parametrize(
    ("what", "line", "says"),
    [
        ("agreed", "", "“I agree”."),
        ("changed", "Begin small.", "“Yes, with one idea”. The idea: “Begin small.”"),
    ],
)
def test_the_second_teacher_sees_what_the_first_said(what: str, line: str, says: str) -> None:
    """Nobody says it twice, and nobody is overwritten."""
    talk = Talk(agree_goal, replace(FACTS, looked=Looked("Mr Blue", NOW, what, line)))

    assert talk.outcome is None
    assert talk.said == [f"Mr Blue looked at this goal on Mon, Nov 23, 10:00\u202fAM: {says}"]
