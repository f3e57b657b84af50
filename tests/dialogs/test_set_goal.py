"""A student sets a goal, conversation by conversation."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from talk import Talk

from dialogs.engine import Tapped
from dialogs.facts import GoalName
from dialogs.kinds import Pick
from dialogs.marks import MARK
from dialogs.set_goal import IFS, THENS, TITLE, Facts, GoalSet, StepSet, set_goal
from dialogs.words import _

FACTS = Facts("Ms Rivera", date(2026, 11, 23))
TAPS = (
    "Maths",
    "Getting there",
    "Find two ways to do it",
    "I'd feel ready",
    "I forget",
    "I set an alarm for the next time",
    "Look at one example · Fri, Nov 27",
    "Try one with help · Fri, Dec 4",
    "I can explain it",
)


def at_the_card(facts: Facts = FACTS) -> Talk:
    """A goal that was tapped together, up to its card."""
    return Talk(set_goal, facts).tap(*TAPS)


def test_a_goal_in_ten_taps() -> None:
    """Tapping alone leads to a goal with a plan and two dated steps, in ten turns."""
    talk = Talk(set_goal, FACTS)
    assert talk.said == ["Who sees this: you and Ms Rivera."]
    assert talk.question == "What do you want to get better at? Tap one or type your own."

    talk = at_the_card()
    assert talk.question.splitlines() == [
        "Here is your goal. Does it look right?",
        "",
        "Topic: Maths",
        "Where I am: Getting there",
        "My aim: Find two ways to do it",
        "Why: I'd feel ready",
        "In the way: I forget",
        "My plan: If I forget, then I set an alarm for the next time",
        "Step 1: Look at one example, by Fri, Nov 27",
        "Step 2: Try one with help, by Fri, Dec 4",
        "We will see it: I can explain it",
    ]
    assert talk.options == ["Looks right", "Add a step", "Change a line"]

    goal = talk.tap("Looks right").outcome
    assert goal == GoalSet(
        area=_("Maths"),
        level=2,
        aim=_("Find two ways to do it"),
        why=_("I'd feel ready"),
        obstacle=Pick("forget", _("I forget")),
        when=_("If I forget"),
        then=_("I set an alarm for the next time"),
        steps=(
            StepSet(_("Look at one example"), date(2026, 11, 27)),
            StepSet(_("Try one with help"), date(2026, 12, 4)),
        ),
        see=_("I can explain it"),
        rests=None,
    )
    assert goal.title == TITLE.fill(area=_("Maths"), aim=_("Find two ways to do it"))
    assert len(TAPS) + 1 == 10


def test_a_goal_in_own_words() -> None:
    """Everything can be typed; own steps are asked for their day."""
    talk = Talk(set_goal, FACTS).say("Skating").say("1")
    talk.say("Skate backwards").say("It's fun").say("My ankle hurts")
    assert talk.question == ("Let's plan for it. “If that happens, then …” What will you do?")

    talk.say("I rest for a day").say("Watch a video")
    assert talk.question.startswith("“Watch a video”: by when?")
    talk.say("tomorrow")
    assert talk.question == "And step 2?"
    talk.say("Try on grass").tap("Fri, Dec 11").say("My coach sees it")
    assert "In the way: My ankle hurts" in talk.question
    assert "My plan: If that happens, then I rest for a day" in talk.question

    goal = talk.say("yes").outcome
    assert goal.title == "Skate backwards"
    assert goal.obstacle == Pick(None, "My ankle hurts")
    assert goal.steps == (
        StepSet("Watch a video", date(2026, 11, 24)),
        StepSet("Try on grass", date(2026, 12, 11)),
    )


@pytest.mark.parametrize(
    "mark",
    [
        "get an A",
        "Get a B+ in maths",
        "straight A's",
        "pass the test",
        "80% on my quiz",
        "better grades",
        "more points",
        "be top of the class",
        "sacar buena nota",
    ],
)
def test_a_mark_is_asked_what_it_would_let_them_do(mark: str) -> None:
    """A mark or a rank is turned into something to be able to do, once."""
    talk = Talk(set_goal, FACTS).tap("Maths", "Starting").say(mark)
    assert talk.question == "A grade is the result. What would you be able to do then?"

    assert talk.say("Solve two-step problems").key == "why"
    assert talk.back().tap("Find two ways to do it").key == "why"


def test_a_mark_may_stay() -> None:
    """The goal is the student's: “Keep mine” keeps it, and nobody asks twice."""
    talk = Talk(set_goal, FACTS).tap("Maths", "Starting").say("get an A").tap("Keep mine")
    assert talk.key == "why"

    assert "My aim: get an A" in talk.tap(*TAPS[3:]).question


@pytest.mark.parametrize(
    "aim",
    [
        "Read a book to my sister",
        "Write a story",
        "Explain fractions",
        "be a better speaker",
        "All about frogs",
        "Use a calculator",
        "remark on art",
    ],
)
def test_an_aim_to_learn_is_not_taken_for_a_mark(aim: str) -> None:
    """Ordinary aims are not questioned."""
    assert not MARK.search(aim)


@pytest.mark.parametrize(
    ("level", "aim", "step"),
    [
        ("Starting", "Get the idea behind it", "Look at one example"),
        ("Could teach it", "Help someone learn it", "Find something to use it on"),
    ],
)
def test_starters_fit_where_the_student_is(level: str, aim: str, step: str) -> None:
    """Who begins is offered beginnings, who is far is offered ways to go further."""
    talk = Talk(set_goal, FACTS).tap("Maths", level)
    assert aim in talk.options

    talk.tap(aim, "ready", "forget", "alarm")
    assert talk.options[0].startswith(step)


@pytest.mark.parametrize("obstacle", ["put_off", "stuck", "forget", "distracted", "outside", None])
def test_the_plan_fits_the_obstacle(obstacle: str | None) -> None:
    """Each obstacle has its own “if” and three ways to answer it."""
    talk = Talk(set_goal, FACTS).tap(*TAPS[:4])
    talk = talk.tap(obstacle) if obstacle else talk.say("The bus is late")

    assert talk.context.language.put(IFS[obstacle or "own"]) in talk.question
    assert len(talk.options) == 3


def test_the_same_answer_means_the_same_under_each_obstacle() -> None:
    """When the obstacle is changed, a plan that stays is the plan that was picked."""
    meanings: dict[str, set[str]] = {}
    for thens in THENS.values():
        for name, words in thens.items():
            meanings.setdefault(name, set()).add(words.template)

    assert {name: words for name, words in meanings.items() if len(words) > 1} == {}


def test_what_comes_later_in_life_is_a_reason() -> None:
    """Whoever told a dream can name it as the reason."""
    last = Talk(set_goal, replace(FACTS, later="a vet")).tap(*TAPS[:3]).options[-1]

    assert last == "It takes me closer to what I want to do later"


# --- steps ---------------------------------------------------------------------------------------


def test_steps_are_added_two_taps_each_up_to_four() -> None:
    """A further step is Add and a tap; a step that was taken is not offered again."""
    talk = at_the_card().tap("Add a step")
    assert talk.options == [
        "Try one on my own · Fri, Dec 11",
        "Explain it to someone · Fri, Dec 11",
    ]

    talk.tap("Try one on my own · Fri, Dec 11").tap(
        "Add a step", "Explain it to someone · Fri, Dec 18"
    )
    assert talk.options == ["Looks right", "Change a line"]
    assert "Step 4: Explain it to someone, by Fri, Dec 18" in talk.question

    assert [step.due.day for step in talk.say("yes").outcome.steps] == [27, 4, 11, 18]


def test_back_from_an_added_step_is_the_card() -> None:
    """Back takes the Add back; a second Back goes on backwards from there."""
    talk = at_the_card().tap("Add a step").back()
    assert talk.key == "card.3"
    assert talk.back().key == "see"


# --- changing lines ------------------------------------------------------------------------------


def test_a_line_changes_alone() -> None:
    """One new answer, the card again, all others as they were."""
    talk = at_the_card().edit("Why").tap("enjoy")
    assert "Why: I'd enjoy it more" in talk.question

    talk.say("my aim").say("Explain fractions")
    assert "My aim: Explain fractions" in talk.question
    assert talk.tap("done").outcome.level == 2


def test_the_day_of_a_tapped_step_is_changed_on_the_card() -> None:
    """A suggested step brings its day; the card is where it is put right."""
    talk = at_the_card().edit("Day of step 1")
    assert talk.question.startswith("“Look at one example”: by when?")

    talk.say("tomorrow")
    assert "Step 1: Look at one example, by Tue, Nov 24" in talk.question


def test_a_step_in_own_words_on_the_card_is_asked_for_its_day() -> None:
    """A suggestion replaced by own words needs a day of its own."""
    talk = at_the_card().edit("Step 2").say("Ask Ben to show me")
    assert talk.key == "due.2"

    assert "Step 2: Ask Ben to show me, by Tue, Nov 24" in talk.say("tomorrow").question


def test_a_tapped_step_brings_its_day_where_one_was_kept() -> None:
    """The day of the step it takes the place of may have passed; one changed on the card stays."""
    begun = at_the_card().edit("Step 1").say("Watch a video").say("tomorrow").answers
    talk = Talk(set_goal, FACTS, answers=begun)
    assert "Step 1: Watch a video, by Tue, Nov 24" in talk.question
    talk.edit("Step 1").tap("Look at one example · Fri, Nov 27")
    assert "Step 1: Look at one example, by Fri, Nov 27" in talk.question

    talk.edit("Day of step 1").say("Dec 3").edit("Step 1").tap("Try one on my own · Fri, Nov 27")
    assert "Step 1: Try one on my own, by Fri, Nov 27" in talk.question


def test_another_level_leaves_aim_and_steps() -> None:
    """Who puts right where they are keeps what was decided, and is offered fitting starters."""
    before = at_the_card()
    talk = at_the_card().edit("Where I am").tap("Could teach it")
    assert talk.said == []
    assert talk.question == before.question.replace("Getting there", "Could teach it")

    talk.edit("My aim")
    assert talk.options == [
        "Use it on something new",
        "Help someone learn it",
        "Go deeper into one part",
    ]
    talk.tap("help").edit("Step 1").tap("Try it once · Fri, Nov 27")
    goal = talk.edit("Where I am").tap("Starting", "done").outcome
    assert (goal.level, goal.aim) == (1, _("Help someone learn it"))
    assert [step.text for step in goal.steps] == [_("Try it once"), _("Try one with help")]


def test_another_level_leaves_what_replaced_a_mark() -> None:
    """The answer to what they would be able to do stays, too."""
    talk = Talk(set_goal, FACTS).tap("Maths", "Starting").say("get an A").tap("two_ways")
    talk.tap(*TAPS[3:]).edit("Where I am").tap("Could teach it")

    assert "My aim: Find two ways to do it" in talk.question


def test_a_starter_of_the_other_half_cannot_be_tapped() -> None:
    """An old button of it is none of this question."""
    talk = Talk(set_goal, FACTS).tap("Maths", "Starting").send(Tapped("deeper"))

    assert (talk.key, talk.said) == ("aim", ["That button is not part of this question."])


def test_another_obstacle_asks_for_another_plan() -> None:
    """The plan answers the obstacle, so it is asked anew when it does not fit."""
    talk = at_the_card().edit("In the way").tap("I get stuck and stop")
    assert talk.key == "then"

    talk.tap("ask")
    assert "My plan: If I get stuck, then I ask someone one question" in talk.question


def test_a_wrong_line_is_left_with_back() -> None:
    """Back out of an edit, and out of the list of lines."""
    talk = at_the_card().edit("Topic").back()
    assert "Topic: Maths" in talk.question
    assert talk.tap("change").back().key == "card.3"


# --- room ----------------------------------------------------------------------------------------


def test_a_third_goal_lets_one_rest() -> None:
    """With two goals going, one is picked to rest; the names are the student's own words."""
    two = (GoalName(7, "Read <b>more</b>"), GoalName(9, "Speak up"))
    talk = Talk(set_goal, replace(FACTS, active=two))
    assert talk.question.startswith("You have two goals going, and two is plenty.")
    assert talk.options == ["Read <b>more</b>", "Speak up"]

    talk.tap("Speak up")
    assert talk.said == ["Who sees this: you and Ms Rivera."]
    assert talk.tap(*TAPS).tap("done").outcome.rests == 9


def test_a_goal_that_was_to_rest_and_is_gone_is_asked_again() -> None:
    """Facts are read afresh: what is no longer there cannot rest."""
    two = (GoalName(7, "Read"), GoalName(9, "Speak up"))
    begun = Talk(set_goal, replace(FACTS, active=two)).tap("Speak up").answers
    other = replace(FACTS, active=(GoalName(7, "Read"), GoalName(8, "Draw")))

    assert Talk(set_goal, other, answers=begun).key == "make_room"


def test_a_day_that_has_gone_by_meanwhile_is_asked_again() -> None:
    """Begun one week and ended the next: no goal begins with a step in the past."""
    begun = at_the_card()
    later = replace(FACTS, today=FACTS.today + timedelta(weeks=2))

    again = Talk(set_goal, later, answers=begun.answers)
    assert again.key == "step.1"
    assert again.said == ["Your earlier answer doesn't fit here any more."]
