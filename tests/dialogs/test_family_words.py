"""What an adult of the family writes, asks, and says of how much comes; and a teacher's answer."""

import pytest
from talk import Talk

from dialogs import answer_family, ask_teacher, family_amount, family_note
from dialogs.family_amount import Amount, StopSummaries


def test_a_note_to_the_student() -> None:
    """Who sees it is said first; what was written goes as it is, up to 300 characters."""
    talk = Talk(family_note.family_note, family_note.Facts("Mia", "Ms Rivera"))
    assert talk.said == ["Who sees this: you, Mia and Ms Rivera."]
    assert talk.question.startswith("What would you like to tell Mia?")
    assert talk.say("a" * 301).key == "note"

    talk.say("We are cooking your dish tonight!")
    assert talk.outcome == family_note.FamilyNote("We are cooking your dish tonight!")
    assert talk.said == ["Sent to Mia."]


def test_a_question_to_the_teacher() -> None:
    """When an answer comes is said before anything is typed."""
    talk = Talk(ask_teacher.ask_teacher, ask_teacher.Facts("Mia", "Ms Rivera"))
    assert talk.said == [
        "Who sees this: you and Ms Rivera.",
        "Ms Rivera answers when they can, in school hours.",
    ]
    assert talk.question == "What would you like to ask Ms Rivera about Mia?"

    talk.say("How can we help?")
    assert talk.outcome == ask_teacher.FamilyQuestion("How can we help?")
    assert talk.said == ["Sent to Ms Rivera."]


def test_the_teachers_answer() -> None:
    """The question stands above it, and who gets the answer; it goes as it is written."""
    facts = answer_family.Facts("Mum", "Mia", "Is <b> ok?")
    talk = Talk(answer_family.answer_family, facts)
    assert talk.said == ["Mum, family of Mia, asks: “Is &lt;b&gt; ok?”"]
    assert talk.question == "What do you answer? It goes to Mum as you write it."

    talk.say("Ask Mia to show you one.")
    assert talk.outcome == answer_family.FamilyAnswer("Ask Mia to show you one.")
    assert talk.said == ["Sent to Mum."]


@pytest.mark.parametrize(
    ("every", "short", "tap", "outcome"),
    [
        (1, False, "Every other week", Amount(2, short=False)),
        (2, True, "Every week", Amount(1, short=True)),
        (1, False, "Shorter", Amount(1, short=True)),
        (2, True, "The whole message", Amount(2, short=False)),
        (2, False, "As it is", Amount(2, short=False)),
        (1, True, "As it is", Amount(1, short=True)),
        (1, False, "Stop the messages", StopSummaries()),
    ],
)
def test_too_much_or_too_little(every: int, tap: str, outcome: object, *, short: bool) -> None:
    """One tap changes one thing; a stop is taken at once, without a reason."""
    facts = family_amount.Facts("Mia", every, short)
    talk = Talk(family_amount.family_amount, facts)
    assert talk.question == "The message about Mia: what fits you best?"
    assert len(talk.options) == 4

    assert talk.tap(tap).outcome == outcome


def test_a_stop_is_said_back() -> None:
    """Whoever stops reads that it has stopped."""
    talk = Talk(family_amount.family_amount, family_amount.Facts("Mia")).tap("stop")

    assert talk.said == ["Stopped. Nothing more about Mia comes to you."]
