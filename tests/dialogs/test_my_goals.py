"""A student looks after a goal, conversation by conversation."""

from dataclasses import replace

import pytest
from talk import Talk

from dialogs.my_goals import Facts, GoalTended, my_goals
from dialogs.words import _

ACTIVE = Facts("Explain fractions", paused=False, room=True)
PAUSED = replace(ACTIVE, paused=True)


@pytest.mark.parametrize("do", ["change", "pause"])
def test_change_it_or_let_it_rest(do: str) -> None:
    """Both are one tap."""
    talk = Talk(my_goals, ACTIVE)
    assert talk.question == "“Explain fractions”: what shall we do with it?"
    assert talk.options == ["Change it", "Let it rest", "Finish it", "Drop it"]

    assert talk.tap(do).outcome == GoalTended(do, "")


def test_finish_it() -> None:
    """What shows it is the student's to say, or to skip."""
    talk = Talk(my_goals, ACTIVE).tap("Finish it")
    assert talk.question == "Good. What shows that you got there? One line, or skip."

    assert talk.say("I taught my sister.").outcome.words == "I taught my sister."
    assert Talk(my_goals, ACTIVE).tap("finish").skip().outcome == GoalTended("finish", "")


@pytest.mark.parametrize("facts", [ACTIVE, PAUSED], ids=["active", "resting"])
def test_drop_it(facts: Facts) -> None:
    """A reason can be tapped, typed or skipped; none is needed."""
    assert Talk(my_goals, facts).tap("Drop it", "Too easy").outcome.words == _("Too easy")
    assert Talk(my_goals, facts).tap("drop").say("moved on").outcome.words == "moved on"
    assert Talk(my_goals, facts).tap("drop").skip().outcome == GoalTended("drop", "")


def test_go_on_with_it() -> None:
    """A resting goal goes on where there is room, and waits where there is none."""
    talk = Talk(my_goals, PAUSED)
    assert talk.options == ["Go on with it", "Change it", "Drop it"]
    assert talk.tap("Go on with it").outcome == GoalTended("resume", "")

    full = Talk(my_goals, replace(PAUSED, room=False)).tap("resume")
    assert full.outcome is None
    assert full.said[0].startswith("You have two goals going.")


def test_a_goal_that_began_to_rest_meanwhile() -> None:
    """A goal that paused between two turns is asked about as it is now."""
    begun = Talk(my_goals, ACTIVE).tap("finish").answers

    assert Talk(my_goals, PAUSED, answers=begun).key == "do"
