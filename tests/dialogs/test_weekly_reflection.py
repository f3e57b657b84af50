"""A student looks back at a week, conversation by conversation."""

from dataclasses import replace
from datetime import date

import pytest
from every_branch import samples, turns
from reading import grade
from talk import Talk

from dialogs.check_in import GoalNow
from dialogs.facts import Own
from dialogs.kinds import NO_LONGER, Pick, Text
from dialogs.weekly_reflection import (
    STEMS,
    Facts,
    Reflected,
    Review,
    opener,
    weekly_reflection,
)
from dialogs.words import _, language

GOAL = GoalNow(
    id=11,
    aim="Explain fractions",
    step_id=32,
    step="Try one on my own",
    due=date(2026, 12, 4),
    obstacle="forget",
    when="If I forget",
    then="I set an alarm",
    last_next="",
    level=1,
)
FACTS = Facts(
    "Ms Rivera",
    GOAL,
    date(2026, 11, 23),
    done=("Look at one example", "Try one with help"),
    said=("Nice drawing. What does the 3 mean?",),
    notes=("Pizza helps", "Thirds are odd"),
    family=True,
)
QUIET = Facts("Ms Rivera", replace(GOAL, level=None), date(2026, 11, 23))
LONG = "I used to guess and now I draw it first."


def to_the_decision(facts: Facts) -> Talk:
    """As far as what to do now, the shortest way."""
    return Talk(weekly_reflection, facts).skip().skip().skip().skip()


def test_the_whole_of_it() -> None:
    """What happened comes first, then what, so what, now what."""
    talk = Talk(weekly_reflection, FACTS)
    assert talk.said == [
        "This week you did “Look at one example” and “Try one with help”.",
        "Ms Rivera said: “Nice drawing. What does the 3 mean?”",
        "Who sees this: you and Ms Rivera.",
    ]
    assert talk.question == "Which moment of the week taught you most?"
    assert talk.options == [
        "Pizza helps",
        "Thirds are odd",
        "Look at one example",
        "Try one with help",
    ]

    assert talk.tap("Pizza helps").question == "Finish it your way: “I used to … Now I …”"
    assert talk.say(LONG).question == "Where are you with “Explain fractions” now?"
    assert talk.tap("Got it").question == "How sure are you of that?"
    assert talk.tap("Fairly sure").question == "Did time and place work for you?"
    talk.tap("Wrong time")
    assert talk.said == [
        "Your plan: “If I forget, then I set an alarm.”",
        "Your next step: “Try one on my own” by Fri, Dec 4.",
    ]
    assert talk.question == "What would you like to do with this goal now?"
    talk.tap("Keep going")
    assert talk.question == "What is one thing Ms Rivera could do for you?"
    talk.tap("More choice")
    assert talk.question == "Which of these may your family read? Tick them, then tap Done."
    assert talk.options == [
        "This week: Look at one example",
        "This week: Try one with help",
        "Next: Try one on my own",
    ]
    talk.tap("This week: Try one with help", "Next: Try one on my own", "done")

    assert talk.outcome == Reflected(
        goal_id=11,
        moment="Pizza helps",
        stem="used_to",
        meaning=LONG,
        level=3,
        sure="fairly",
        fit="time",
        decision="keep",
        then=None,
        ask_teacher=Pick("choice", _("More choice")),
        family_lines=("Try one with help", "Try one on my own"),
        review=None,
    )


def test_all_but_the_decision_can_be_skipped() -> None:
    """Nothing has to be told; without a level nobody is asked how sure they are."""
    talk = to_the_decision(QUIET)
    assert talk.key == "decision"

    assert talk.tap("keep").skip().outcome == Reflected(
        11, None, "used_to", None, None, None, None, "keep", None, None, (), None
    )


def test_a_quiet_week_is_not_blamed() -> None:
    """Where there was nothing, that is said kindly, and a moment can be told in own words."""
    talk = Talk(weekly_reflection, QUIET)
    assert talk.said[0] == "A quiet week for “Explain fractions”. That happens."
    assert talk.options == []

    talk.say("My cousin showed me halves")
    assert talk.key == "used_to"


def test_own_notes_make_no_quiet_week() -> None:
    """They are the moments to pick from; nothing else is said of them."""
    talk = Talk(weekly_reflection, replace(QUIET, notes=("Pizza helps",)))

    assert talk.said == ["Who sees this: you and Ms Rivera."]
    assert talk.options == ["Pizza helps"]


def test_a_moment_is_met_once() -> None:
    """The same words are one button, and there are five at most."""
    facts = replace(FACTS, notes=("Pizza helps", "Pizza helps"), done=tuple("abcdef"))

    assert Talk(weekly_reflection, facts).options == ["Pizza helps", "a", "b", "c", "d"]


def test_a_moment_stays_what_it_was() -> None:
    """A note written meanwhile does not change which one was picked; one erased is asked anew."""
    begun = Talk(weekly_reflection, FACTS).tap("Thirds are odd").answers
    newer = replace(FACTS, notes=("Newer", *FACTS.notes))
    talk = Talk(weekly_reflection, newer, answers=begun).skip().skip().skip()
    assert talk.tap("keep").skip().tap("done").outcome.moment == "Thirds are odd"

    erased = Talk(weekly_reflection, replace(FACTS, notes=()), answers=begun)
    assert erased.key == "moment"
    assert NO_LONGER.template in erased.said


def test_long_words_of_a_teacher_are_cut() -> None:
    """The look back stays short."""
    said = Talk(weekly_reflection, replace(FACTS, said=("so good " * 90,))).said[1]

    assert said.startswith("Ms Rivera said: “so good so good")
    assert said.endswith(" …”")
    assert len(said) < 150


def test_a_short_answer_is_asked_for_a_little_more_once() -> None:
    """Two starters help; whatever comes then is taken, and kept with the first."""
    talk = Talk(weekly_reflection, FACTS).tap("Pizza helps").say("I draw")
    assert talk.question == (
        "Is there a bit more? You could begin with “That is because …” or “For example …”. Or skip."
    )

    assert talk.say("For example").key == "level"
    talk.skip().skip().tap("keep").skip().tap("done")
    assert talk.outcome.meaning == "I draw\nFor example"


def test_a_little_more_need_not_be() -> None:
    """The short answer stands where there is no more."""
    talk = Talk(weekly_reflection, FACTS).skip().say("I draw").skip()

    assert talk.skip().skip().tap("keep").skip().tap("done").outcome.meaning == "I draw"


def test_who_wrote_the_moment_is_not_asked_for_more() -> None:
    """Two texts are enough."""
    talk = Talk(weekly_reflection, FACTS).say("We cut a cake").say("I draw")

    assert talk.key == "level"


def test_no_stem_comes_twice_in_three_weeks() -> None:
    """The stem changes from week to week."""
    met: list[str] = []
    for _week in range(7):
        facts = replace(QUIET, recent=tuple(reversed(met[-2:])))
        met.append(to_the_decision(facts).tap("keep").skip().outcome.stem)

    assert met[:3] == [stem.key for stem in STEMS]
    assert all(len(set(met[n : n + 3])) == 3 for n in range(5))


def test_the_plan_is_changed() -> None:
    """Another “then” for the same “if”, tapped or typed."""
    talk = to_the_decision(FACTS).tap("Change my plan")
    assert talk.question == "Let's plan for it. “If I forget, then …” What will you do?"

    done = talk.say("Mum reminds me").skip().tap("done").outcome
    assert (done.decision, done.then) == ("plan", "Mum reminds me")


@pytest.mark.parametrize("decision", ["Change my goal", "Drop it"])
def test_the_goal_is_changed_or_dropped(decision: str) -> None:
    """Both are one tap, and the family is not told of a step that may not come."""
    talk = to_the_decision(FACTS).tap(decision).skip()
    assert [option for option in talk.options if option.startswith("Next")] == []

    done = talk.tap("done").outcome
    assert (done.decision, done.then, done.family_lines) == (
        {"Change my goal": "goal", "Drop it": "drop"}[decision],
        None,
        (),
    )


@pytest.mark.parametrize(
    ("goal", "said"),
    [
        (
            replace(GOAL, due=date(2026, 11, 20), then=""),
            ["Your next step: “Try one on my own”."],
        ),
        (replace(GOAL, due=None, then=""), ["Your next step: “Try one on my own”."]),
        (replace(GOAL, step="", then=""), []),
    ],
    ids=["past", "no day", "no step"],
)
def test_what_is_ahead_is_said_without_blame(goal: GoalNow, said: list[str]) -> None:
    """A day that has passed is not held up to anybody; what is not there is not said."""
    assert to_the_decision(replace(FACTS, goal=goal)).said == said


def test_the_teacher_hears_own_words() -> None:
    """What the teacher could do is a tap or the student's own words."""
    wish = to_the_decision(QUIET).tap("keep").say("Show it twice").outcome.ask_teacher

    assert wish == Pick(None, "Show it twice")


@pytest.mark.parametrize(
    "facts",
    [
        replace(FACTS, family=False),
        replace(FACTS, done=(), goal=replace(GOAL, step="")),
    ],
    ids=["nobody is linked", "nothing to tell"],
)
def test_the_family_is_asked_about_only_where_there_is_something_for_it(facts: Facts) -> None:
    """Where nobody reads it, or there is nothing to read, the question is left out."""
    assert to_the_decision(facts).tap("keep").skip().outcome.family_lines == ()


def test_only_what_is_offered_goes_to_the_family() -> None:
    """Here lines are ticked, not written; the weekly message has its own place for that."""
    talk = to_the_decision(FACTS).tap("keep").skip().say("I love pizza")

    assert talk.said[0] == "Please tap one of the buttons, or type its number."


def test_every_fourth_week_the_goal_is_reviewed() -> None:
    """Did I get there, what shows it, and what comes next, in place of the week's moment."""
    talk = Talk(weekly_reflection, replace(FACTS, review=True, family=False))
    assert talk.question == "Some weeks with “Explain fractions” are behind you. Did you get there?"
    assert talk.tap("Nearly").question == "What shows it? One line, or skip."
    talk.say("I got four of five right").tap("Got it", "very")
    assert talk.said == ["Before, you said: Starting. Now: Got it."]
    talk.tap("yes")
    assert talk.question == "What comes next?"
    assert talk.options == ["Keep going", "Finish it", "A new goal"]

    done = talk.tap("A new goal").skip().outcome
    assert done.review == Review("nearly", "I got four of five right")
    assert (done.decision, done.level, done.sure, done.fit) == ("new", 3, "very", "yes")
    assert (done.moment, done.stem, done.meaning, done.then) == (None, "", None, None)


def test_a_review_without_a_level_before_says_no_trend() -> None:
    """Nothing is compared with what was never said."""
    talk = Talk(weekly_reflection, replace(QUIET, review=True)).tap("yes").skip().tap("1", "guess")
    assert talk.said == []

    assert talk.skip().tap("finish").skip().outcome.review == Review("yes", None)


def test_it_is_short() -> None:
    """On every path at most eight questions but for two follow-ups, and at most two to write."""
    for sample in samples():
        if sample.dialogue is not weekly_reflection:
            continue
        for turn in turns(sample):
            if turn.position.ended:
                asked = set(turn.position.path)
                assert len(asked - {"more", "then"}) <= 8
                questions = [each.position.question for each in turn.earlier]
                wrote_moment = "text" in str(turn.answers.get("moment"))
                assert sum(isinstance(q, Text) for q in questions) + wrote_moment <= 2


def test_the_opener() -> None:
    """It says how long it takes, and asks; easy to read."""
    put = language("en").put
    week, review = put(opener("Read more")), put(opener("Read more", review=True))

    assert week == "Your week with “Read more”: shall we look back? Five minutes, mostly taps."
    assert review == "Some weeks with “Read more”: shall we look back? Five minutes, mostly taps."
    assert grade(f"{week} {review}") <= 6


def test_a_question_of_the_class_takes_a_stems_place() -> None:
    """In the teacher's name, in turn with the stems; its words are kept with the answer."""
    facts = replace(FACTS, own=(Own(7, "Who <helped> you?"),))
    assert Talk(weekly_reflection, facts).tap("Pizza helps").key == "used_to"

    asked = replace(facts, recent=("used_to",))
    talk = Talk(weekly_reflection, asked).tap("Pizza helps")
    assert talk.question == "Ms Rivera asks: “Who &lt;helped&gt; you?”"
    talk.say("My sister did, with the thirds").skip().skip().tap("keep").skip().tap("done")
    done = talk.outcome
    assert (done.stem, done.question) == ("own.7", "Who <helped> you?")
    assert done.meaning == "My sister did, with the thirds"

    after = replace(facts, recent=("own.7", "used_to"))
    assert Talk(weekly_reflection, after).tap("Pizza helps").key == "worked"
