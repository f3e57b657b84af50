"""A teacher makes a group, conversation by conversation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from talk import Talk

from dialogs.classmates import SHOWN, Classmate
from dialogs.group import Facts, GroupMade, group
from dialogs.grouping import Proposal, Student

CLASS = (Classmate(1, "Ali"), Classmate(2, "Bo"), Classmate(3, "Mia"), Classmate(4, "Bo"))
IDEA = Proposal(
    "stuck",
    "How to start, in Maths",
    "2 students are stuck.",
    "Ten minutes together.",
    (Student(1, "Ali"), Student(3, "Mia")),
)
FACTS = Facts(date(2026, 11, 23), CLASS, (IDEA,))
MADE = GroupMade(
    "How to start, in Maths",
    (1, 3),
    date(2026, 12, 7),
    "Ten minutes together.",
    "2 students are stuck.",
    "stuck",
)


def offered() -> Talk:
    """The idea, at its card."""
    return Talk(group, FACTS, answers={"idea": "stuck.1"})


def test_an_idea_is_one_tap() -> None:
    """All of it is suggested, for two weeks; the teacher looks at it and makes it."""
    talk = offered()
    assert talk.question.splitlines() == [
        "Here is the group. Does it look right?",
        "",
        "Name: How to start, in Maths",
        "Who: Ali and Mia",
        "What they do: Ten minutes together.",
        "Until: Mon, Dec 7",
    ]
    assert talk.options == ["Make this group", "Change a line"]
    assert talk.tap("Make this group").outcome == MADE


def test_who_is_in_it_can_be_changed() -> None:
    """Those who are in it stand ticked; another is ticked, or typed by name."""
    talk = offered().edit("Who")
    assert talk.options == ["✓ Ali", "✓ Mia", "Bo", "Bo (2)"]
    talk.tap("Ali", "Bo (2)")
    assert talk.options == ["Ali", "✓ Mia", "✓ Bo (2)", "Bo"]
    talk.tap("Done")
    assert "Who: Mia and Bo (2)" in talk.question
    assert talk.tap("Make this group").outcome.members == (3, 4)

    talk = offered().edit("Who").say("bo 2")
    assert talk.options == ["✓ Ali", "✓ Mia", "✓ Bo (2)", "Bo"]
    talk.say("done")
    assert talk.tap("Make this group").outcome.members == (1, 3, 4)


def test_a_name_that_nobody_has() -> None:
    """Nothing is guessed, and nobody is added."""
    talk = offered().edit("Who").say("Zoe")
    assert talk.said == ["I find nobody of that name in the class. Try the whole name."]
    assert talk.key == "members.stuck.1"


def test_one_is_no_group_and_a_crowd_is_none() -> None:
    """Two at least, twelve at most."""
    talk = offered().edit("Who").tap("Ali", "Done")
    assert talk.said == ["Two students make a group. Please pick one more."]

    many = tuple(Classmate(n, f"S{n:02}") for n in range(1, 41))
    talk = Talk(group, replace(FACTS, students=many), answers={"idea": "own"}).say("Band")
    assert len(talk.options) == SHOWN
    talk.tap(*(f"S{n:02}" for n in range(1, 14)), "Done")
    assert talk.said == ["That is more than 12 students. Two smaller groups work better."]
    talk.tap("S01").say("S40, S39").tap("Done")
    assert talk.said == ["That is more than 12 students. Two smaller groups work better."]
    talk.tap("S02", "S03", "Done")
    assert "S40" in talk.tap("show").question


def test_other_lines_can_be_changed() -> None:
    """Its name, what they do and its last day: typed or tapped."""
    talk = offered().edit("Name").say("Starters")
    talk.edit("What they do").tap("try").edit("Until").say("Dec 1")
    outcome = talk.tap("Make this group").outcome
    assert (outcome.name, outcome.until) == ("Starters", date(2026, 12, 1))
    assert outcome.move.template == "They do one task together, a line each"
    assert outcome.by == "stuck"

    assert offered().edit("Name").say("x" * 61).said == [
        "That is 61 characters, and I can keep 60. Can you say it shorter?"
    ]
    assert offered().edit("Until").say("Nov 20, 2026").said == [
        "That day has passed. Which day ahead is right?"
    ]


def test_a_group_of_ones_own() -> None:
    """Its name, who, what they do; it lasts two weeks where nothing else is said."""
    talk = Talk(group, FACTS)
    assert talk.options == ["How to start, in Maths", "A group of my own"]
    talk.tap("A group of my own")
    assert talk.question == "What is the group called?"
    talk.say("Band").tap("Ali", "Bo", "Done").say("Play")
    assert talk.tap("Make this group").outcome == GroupMade(
        "Band", (1, 2), date(2026, 12, 7), "Play", "", "own"
    )


def test_a_group_that_is_there_is_changed() -> None:
    """It begins at its card, with its own last day."""
    talk = Talk(group, replace(FACTS, changes=True, until=date(2026, 12, 4)))
    assert "Until: Fri, Dec 4" in talk.question
    assert talk.tap("Looks right").outcome == replace(MADE, until=date(2026, 12, 4))


def test_a_group_that_too_few_are_left_of() -> None:
    """Who is in it is asked then, before its card."""
    one = replace(IDEA, members=IDEA.members[:1])
    talk = Talk(group, replace(FACTS, ideas=(one,), changes=True))
    assert talk.key == "members.stuck.1"
    assert talk.options[0] == "✓ Ali"


def test_an_idea_that_is_gone_is_asked_again() -> None:
    """What students told since has made it another."""
    talk = Talk(group, replace(FACTS, ideas=()), answers={"idea": "stuck.1"})
    assert talk.key == "idea"
    assert talk.said == ["Your earlier answer doesn't fit here any more."]


def test_the_lines_of_one_idea_are_no_answers_for_another() -> None:
    """Going back to pick another begins with what is suggested for that."""
    talk = offered().edit("Name").say("Starters").tap("change", "Who").tap("Ali", "Bo", "Done")
    other = replace(IDEA, by="help", title="Questions, in Maths")
    answers = {**talk.answers, "idea": "help.1"}
    talk = Talk(group, replace(FACTS, ideas=(IDEA, other)), answers=answers)
    assert "Name: Questions, in Maths" in talk.question
    assert "Who: Ali and Mia" in talk.question
