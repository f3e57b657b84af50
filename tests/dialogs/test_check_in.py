"""A student checks in, conversation by conversation."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import grade
from talk import PHOTO, Talk

from dialogs.check_in import (
    ALL_DONE,
    NEXT_STEP_BY,
    SAVED,
    STATES,
    STEMS,
    CheckedIn,
    Facts,
    GoalNow,
    check_in,
    closing,
    in_turn,
    nudge,
    opener,
    own_questions,
    taking_turns,
)
from dialogs.engine import Sent
from dialogs.facts import Own
from dialogs.kinds import Attachment, Pick
from dialogs.words import Sentence, _, language

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

WHO_SEES_A_STEP = "Who sees this: you, Ms Rivera, and a partner if you share this goal."


def put(words: Sentence) -> str:
    """The words in English."""
    return language("en").put(words)


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
    assert talk.said == ["Who sees this: you and Ms Rivera."]
    talk.tap("Practice")
    assert talk.options == [
        "Same plan",
        "A smaller step",
        "Change my plan",
        "Ask Ms Rivera for help",
    ]
    talk.tap("Same plan")
    assert talk.said == []

    assert talk.say("Halves are easy now").outcome == CheckedIn(
        goal_id=11,
        step_id=31,
        state="moved",
        feel="hard_fine",
        talk=False,
        stem="helped",
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


@pytest.mark.parametrize("last", ["Ask Ben.", "Ask Ben!", "Ask Ben …"])
def test_a_full_stop_of_their_own_is_not_doubled(last: str) -> None:
    """Their words end with ours."""
    facts = replace(FACTS, goals=(replace(GOAL, last_next=last),))

    assert Talk(check_in, facts).said == ["Last time you said: Ask Ben."]


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


def test_an_obstacle_without_a_plan_brings_nothing_back() -> None:
    """What was never planned is not said to have been."""
    bare = replace(FACTS, goals=(replace(GOAL, when="", then=""),))

    assert Talk(check_in, bare).tap("not_yet", "ok", "I forget").said == []


def test_hard_and_not_fine_is_asked_about_instead() -> None:
    """A hard time gets a kind question in place of the next one, and no more taps."""
    talk = Talk(check_in, FACTS).tap("stuck", "Hard, not fine")
    assert talk.question == (
        "Thanks for saying so. Is it this task, or would you like to talk to someone?"
    )

    done = talk.tap("I'd like to talk to someone", "same").skip().outcome
    assert (done.talk, done.stem, done.factor) == (True, "", None)
    task = Talk(check_in, FACTS).tap("stuck", "hard", "Just this task", "help").skip().outcome
    assert (task.talk, task.next) == (False, "help")


def test_a_smaller_step_is_named() -> None:
    """A smaller step is the student's own words, asked in place of the optional line."""
    talk = Talk(check_in, FACTS).tap("stuck", "ok", "start", "A smaller step")
    assert talk.question == "What is the smaller step? A few words are enough."
    assert talk.said == [WHO_SEES_A_STEP]

    assert talk.say("Read the first line").outcome.smaller == "Read the first line"


def test_the_plan_is_changed() -> None:
    """Another “then” for the same “if”, tapped or typed, in place of the optional line."""
    talk = Talk(check_in, FACTS).tap("not_yet", "ok", "forget", "Change my plan")
    assert talk.question == "Let's plan for it. “If I forget, then …” What will you do?"
    assert talk.options[0] == "I set an alarm for the next time"

    assert talk.say("Mum reminds me").outcome.then == "Mum reminds me"


def test_a_plan_without_its_if_gets_one() -> None:
    """Where the goal has no plan yet, its obstacle begins the new one."""
    bare = replace(FACTS, goals=(replace(GOAL, when="", then=""),))

    talk = Talk(check_in, bare).tap("stuck", "ok", "idea", "plan")
    assert talk.question == "Let's plan for it. “If I forget, then …” What will you do?"


@pytest.mark.parametrize(
    ("state", "recent", "question", "answer", "code"),
    [
        ("done", ("helped",), "What is clearer to you now?", "How to start", "clear_start"),
        ("moved", ("clearer", "helped"), "How did you work best this time?", "1", "best_alone"),
        ("stuck", ("stuck_on",), "What would help you most right now?", "4", "needs_time"),
        ("stuck", ("would_help",), "When does it get hard?", "Right at the start", "start"),
        ("not_yet", ("in_the_way",), "What made it hard to begin?", "It felt big", None),
        ("not_yet", ("hard_to_begin",), "What was missing this time?", "A reminder", "forget"),
    ],
)
def test_the_third_question_changes(
    state: str, recent: tuple[str, ...], question: str, answer: str, code: str | None
) -> None:
    """Another stem each time, with options of its own that a teacher can group by."""
    talk = Talk(check_in, replace(FACTS, recent=recent)).tap(state, "ok")
    assert talk.question == question

    done = talk.say(answer).tap("same").skip().outcome
    assert done.stem in {stem.key for stem in STEMS[state]} - set(recent)
    assert done.factor.name == code


def test_a_stem_of_another_state_does_not_turn_the_rotation() -> None:
    """Each state goes on where its own rotation stood."""
    talk = Talk(check_in, replace(FACTS, recent=("in_the_way", "helped"))).tap("done", "ok")

    assert talk.question == "What is clearer to you now?"


@given(st.lists(st.tuples(st.sampled_from(list(STATES)), st.sampled_from(["ok", "hard"]))))
def test_no_stem_comes_twice_in_three(week: list[tuple[str, str]]) -> None:
    """Whatever happens, a third question is not met again in the next two check-ins."""
    stems: list[str] = []
    for state, feel in week:
        recent = tuple(stem for stem in reversed(stems[-2:]) if stem)
        talk = Talk(check_in, replace(FACTS, recent=recent)).tap(state, feel)
        if feel == "hard":
            talk.tap("task")
        else:
            talk.skip()
        stem = talk.tap("same").skip().outcome.stem
        assert stem not in recent
        assert bool(stem) == (feel == "ok")
        stems.append(stem)


def test_every_stem_has_its_turn() -> None:
    """The rotation leaves none out."""
    for stems in STEMS.values():
        met: list[str] = []
        for _time in stems:
            met.append(in_turn(stems, tuple(reversed(met[-2:]))).key)

        assert sorted(met) == sorted(stem.key for stem in stems)


def test_two_taps_are_two_taps() -> None:
    """Whoever asked for less is asked how it goes and what is next, and that is it."""
    talk = Talk(check_in, replace(FACTS, short=True))
    assert talk.question == "Two quick taps. Your step “Try one on my own”: how is it going?"

    done = talk.tap("Moved it on", "Same plan").outcome
    assert (done.state, done.next) == ("moved", "same")
    assert (done.feel, done.stem, done.factor, done.line) == (None, "", None, None)


def test_two_taps_and_a_smaller_step() -> None:
    """A smaller step is named there too, and who sees it is said before."""
    talk = Talk(check_in, replace(FACTS, short=True)).tap("stuck", "A smaller step")
    assert talk.said == [WHO_SEES_A_STEP]

    assert talk.say("Read the first line").outcome.smaller == "Read the first line"


def test_it_does_not_say_twice_what_its_opener_said() -> None:
    """After its own message the first question comes bare; the other goal's words are new."""
    talk = Talk(check_in, replace(TWO, opened=True))
    assert talk.said == []
    assert talk.question == (
        "Your goal “Explain fractions”, step “Try one on my own”: how is it going?"
    )

    assert talk.tap("My other goal").said == ["Your plan: “If I forget, then I set an alarm.”"]


def test_the_opener() -> None:
    """A planned check-in opens with the student's own last words, else with what is ahead."""
    told = replace(GOAL, last_next="Ask Ben")

    assert put(opener(told)) == "Last time you said: Ask Ben. Four quick taps?"
    assert put(opener(GOAL)) == "Your next step: “Try one on my own”. Four quick taps?"
    assert put(opener(OTHER, short=True)) == "Your goal: “Speak up”. Two quick taps?"


def test_the_nudge_brings_the_plan_back() -> None:
    """The obstacle the student named comes back with their own plan for it."""
    assert put(nudge(GOAL)) == (
        "You said: “If I forget, then I set an alarm.” Is this one of those times? "
        "Your step “Try one on my own” is still open for today."
    )


def test_the_nudge_brings_own_words_back() -> None:
    """An obstacle of the student's own comes back as they put it."""
    own = replace(OTHER, named="My brother", then="I go out")

    assert put(nudge(own)) == (
        "You said this might get in your way: “My brother”. Your plan: “I go out.” "
        "Is it there now? Your check-in on “Speak up” is still open for today."
    )


def test_the_nudge_without_a_plan() -> None:
    """Where there is no plan, only the step is named."""
    nudged = put(nudge(replace(GOAL, then="")))

    assert nudged == "Your step “Try one on my own” is still open for today."


def test_opener_and_nudge_are_short_and_easy() -> None:
    """Under 35 words of our own, one question, grade 6 at most."""
    own = replace(OTHER, step="…", named="…", when="…", then="…", aim="…", last_next="…")
    for goal in (own, replace(own, step=""), replace(own, obstacle="forget")):
        for said in (put(opener(goal)), put(nudge(goal))):
            assert len(said.split()) < 35
            assert said.count("?") == 1
            assert grade(said) <= 6


def test_the_other_goal() -> None:
    """With two goals, the other one is a tap away, in place of how the work felt."""
    talk = Talk(check_in, TWO)
    assert talk.options[-1] == "My other goal"

    talk.tap("My other goal")
    assert talk.question == "Your goal “Speak up”: how is it going?"
    assert "My other goal" not in talk.options

    done = talk.tap("moved", "time", "plan", "I do a smaller piece").outcome
    assert (done.goal_id, done.step_id, done.then) == (12, None, _("I do a smaller piece"))


def test_with_two_goals_the_one_that_is_meant_is_named() -> None:
    """Two goals may have steps of the same words; with one goal there is nothing to tell apart."""
    assert "Explain fractions" not in Talk(check_in, FACTS).question
    asked = Talk(check_in, TWO).question
    assert "Your goal “Explain fractions”, step “Try one on my own”: how is it going?" in asked


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

    assert put(closing(SAVED, 1, 2, ahead)) == (
        "Saved. 1 of 2 steps done. Next: “Try one” by Fri, Dec 4."
    )
    assert put(closing(SAVED, 2, 2, ALL_DONE)).startswith(
        "Saved. 2 of 2 steps done. All your steps"
    )
    assert put(closing(SAVED, 0, 0, None)) == "Saved. 0 of 0 steps done."


# --- a class's own questions ---------------------------------------------------------------------

HELPER, SHOWN = Own(7, "Who <helped> you?"), Own(8, "What can you show?")


def test_a_question_of_the_class_has_its_turn() -> None:
    """After the first stem comes the class's own question, in the teacher's name."""
    facts = replace(FACTS, own=(HELPER,), recent=("helped",))
    talk = Talk(check_in, facts).tap("done", "ok")
    assert talk.question == (
        "Ms Rivera asks: “Who &lt;helped&gt; you?”\nType it, say it in a voice message, or skip."
    )

    done = talk.say("My sister").tap("same").skip().outcome
    assert (done.stem, done.question) == ("own.7", "Who <helped> you?")
    assert (done.factor, done.sent) == (Pick(None, "My sister"), None)


def test_a_question_of_the_class_is_answered_by_voice_or_skipped() -> None:
    """A voice message says so in words; what was skipped leaves nothing."""
    facts = replace(FACTS, own=(HELPER,), recent=("helped",))
    spoken = Talk(check_in, facts).tap("done", "ok").send(Sent("voice", "f1", "u1", 9))
    done = spoken.tap("same").skip().outcome
    assert done.factor == Pick(None, _("A voice message"))
    assert done.sent == Attachment("voice", "f1", "u1", 9)

    shown = Talk(check_in, facts).tap("done", "ok").send(replace(PHOTO, caption="This one"))
    assert shown.tap("same").skip().outcome.factor == Pick(None, "This one")
    bare = Talk(check_in, facts).tap("done", "ok").send(PHOTO).tap("same").skip().outcome
    assert bare.factor == Pick(None, _("A file"))

    none = Talk(check_in, facts).tap("done", "ok").skip().tap("same").skip().outcome
    assert (none.stem, none.factor, none.sent) == ("own.7", None, None)


def test_stems_and_own_questions_take_turns() -> None:
    """A stem, an own one, a stem, and none of either is left out."""
    both = taking_turns(STEMS["stuck"], own_questions(replace(FACTS, own=(HELPER, SHOWN))))
    keys = ["stuck_on", "own.7", "would_help", "own.8", "gets_hard"]
    assert [each.key for each in both] == keys

    met: list[str] = []
    for _time in range(10):
        met.append(in_turn(both, tuple(reversed(met[-2:]))).key)
    assert met == [*keys, *keys]


def test_two_taps_leave_the_classs_question_out() -> None:
    """Whoever asked for less is asked no more than that."""
    done = Talk(check_in, replace(FACTS, own=(HELPER,), short=True)).tap("done", "same").outcome

    assert (done.stem, done.question) == ("", "")
