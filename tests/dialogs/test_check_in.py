"""A student checks in, conversation by conversation."""

from dataclasses import replace
from datetime import date

import pytest
from talk import Talk

from dialogs.check_in import (
    ALL_DONE,
    NEXT_STEP_BY,
    CheckedIn,
    Facts,
    GoalNow,
    check_in,
    closing,
)
from dialogs.kinds import Pick
from dialogs.words import _, language

GOAL = GoalNow(
    id=11,
    aim="Explain fractions",
    step_id=31,
    step="Try one on my own",
    due=date(2026, 12, 4),
    obstacle="forget",
    when="If I forget",
    then="I set an alarm",
    last_next="",
)
OTHER = replace(GOAL, id=12, aim="Speak up", step_id=None, step="", due=None, obstacle="own")
FACTS = Facts("Ms Rivera", (GOAL,))
TWO = Facts("Ms Rivera", (GOAL, OTHER))


def test_four_taps_and_a_line() -> None:
    """The whole of it, on the commonest way."""
    talk = Talk(check_in, FACTS)
    assert talk.said == ["Your plan: “If I forget, then I set an alarm.”"]
    assert talk.question == "Four quick taps. Your step “Try one on my own”: how is it going?"
    assert talk.options == ["Done", "Moved it on", "Stuck", "Didn't get to it"]

    talk.tap("Moved it on")
    assert talk.question == "And how did the work feel?"
    talk.tap("Hard but fine")
    assert talk.question == "What helped?"
    talk.tap("Practice")
    assert talk.options == [
        "Same plan",
        "A smaller step",
        "Change my plan",
        "Ask Ms Rivera for help",
    ]
    talk.tap("Same plan")
    assert talk.said == ["Who sees this: you and Ms Rivera."]

    assert talk.say("Halves are easy now").outcome == CheckedIn(
        goal_id=11,
        step_id=31,
        state="moved",
        feel="hard_fine",
        talk=False,
        factor=Pick("practice", _("Practice")),
        next="same",
        smaller=None,
        then=None,
        line="Halves are easy now",
    )


def test_the_line_can_be_skipped() -> None:
    """Four taps and a skip are a check-in."""
    done = Talk(check_in, FACTS).tap("Done", "well", "My plan", "same").skip().outcome

    assert (done.state, done.line) == ("done", None)


def test_feelings_and_reasons_can_be_skipped() -> None:
    """How it felt and what helped need not be told; what comes next is."""
    talk = Talk(check_in, FACTS).tap("Done").skip().skip()
    assert talk.key == "next"
    assert talk.skip().said[0] == "I need this one to go on."

    done = talk.tap("same").skip().outcome
    assert (done.feel, done.factor) == (None, None)


def test_it_opens_with_the_students_own_last_words() -> None:
    """What they said they would do next comes first, over the plan."""
    facts = replace(FACTS, goals=(replace(GOAL, last_next="Ask <Ben>"),))

    assert Talk(check_in, facts).said == ["Last time you said: Ask &lt;Ben&gt;."]


def test_a_goal_without_a_plan_opens_with_the_question() -> None:
    """Nothing is made up where there is no plan to remind of."""
    assert Talk(check_in, replace(FACTS, goals=(replace(GOAL, then=""),))).said == []


@pytest.mark.parametrize(
    ("state", "question", "answer"),
    [
        ("done", "What helped?", "More time"),
        ("moved", "What helped?", "I asked someone"),
        ("stuck", "What are you stuck on?", "I don't get the idea"),
        ("not_yet", "What got in the way?", "I put it off"),
    ],
)
def test_the_third_question_fits_how_it_went(state: str, question: str, answer: str) -> None:
    """What helped, what it is stuck on, or what got in the way."""
    talk = Talk(check_in, FACTS).tap(state, "ok")

    assert talk.question == question
    assert talk.tap(answer).key == "next"


def test_an_obstacle_that_was_planned_for_brings_the_plan_back() -> None:
    """What the student feared happened: their own plan for it is said before what's next."""
    talk = Talk(check_in, FACTS).tap("not_yet", "ok", "I forget")
    assert talk.said == ["You planned for this: “If I forget, then I set an alarm.”"]

    assert Talk(check_in, FACTS).tap("not_yet", "ok", "I put it off").said == []


def test_hard_and_not_fine_is_asked_about_instead() -> None:
    """A hard time gets a kind question in place of the next one, and no more taps."""
    talk = Talk(check_in, FACTS).tap("stuck", "Hard, not fine")
    assert talk.question == (
        "Thanks for saying so. Is it this task, or would you like to talk to someone?"
    )

    done = talk.tap("I'd like to talk to someone", "same").skip().outcome
    assert (done.talk, done.factor) == (True, None)
    task = Talk(check_in, FACTS).tap("stuck", "hard", "Just this task", "help").skip().outcome
    assert (task.talk, task.next) == (False, "help")


def test_a_smaller_step_is_named() -> None:
    """A smaller step is the student's own words, asked in place of the optional line."""
    talk = Talk(check_in, FACTS).tap("stuck", "ok", "start", "A smaller step")
    assert talk.question == "What is the smaller step? A few words are enough."

    assert talk.say("Read the first line").outcome.smaller == "Read the first line"


def test_the_plan_is_changed() -> None:
    """Another “then” for the same “if”, tapped or typed, in place of the optional line."""
    talk = Talk(check_in, FACTS).tap("not_yet", "ok", "forget", "Change my plan")
    assert talk.question == "Let's plan for it. “If I forget, then …” What will you do?"
    assert talk.options[0] == "I set an alarm for the next time"

    assert talk.say("Mum reminds me").outcome.then == "Mum reminds me"


def test_the_other_goal() -> None:
    """With two goals, the other one is a tap away, in place of how the work felt."""
    talk = Talk(check_in, TWO)
    assert talk.options[-1] == "My other goal"

    talk.tap("My other goal")
    assert talk.question == "Four quick taps. Your goal “Speak up”: how is it going?"
    assert "My other goal" not in talk.options

    done = talk.tap("moved", "time", "plan", "I do a smaller piece").outcome
    assert (done.goal_id, done.step_id, done.then) == (12, None, _("I do a smaller piece"))


def test_back_over_the_other_goal() -> None:
    """Back from the other goal is the first goal again."""
    talk = Talk(check_in, TWO).tap("other").back()

    assert "Try one on my own" in talk.question


def test_the_other_goal_that_went_to_rest_meanwhile() -> None:
    """Where there is no other goal any more, the first is asked about."""
    begun = Talk(check_in, TWO).tap("other").answers

    assert "Try one on my own" in Talk(check_in, FACTS, answers=begun).question


def test_it_ends_with_a_fact_and_what_comes_next() -> None:
    """No praise for answering: how many steps are done, and the next one."""
    ahead = NEXT_STEP_BY.fill(step="Try one", day=date(2026, 12, 4))
    put = language("en").put

    assert put(closing(1, 2, ahead)) == ("Saved. 1 of 2 steps done. Next: “Try one” by Fri, Dec 4.")
    assert put(closing(2, 2, ALL_DONE)).startswith("Saved. 2 of 2 steps done. All your steps")
    assert put(closing(0, 0, None)) == "Saved. 0 of 0 steps done."
