"""A student looks at a test, before and after it."""

from datetime import date

from talk import Talk

from dialogs.kinds import Pick
from dialogs.test_wrapper import (
    AfterFacts,
    AfterTest,
    BeforeFacts,
    BeforeTest,
    after_test,
    before_test,
)
from dialogs.words import _

SOON = BeforeFacts("Ms Rivera")
BACK = AfterFacts("Ms Rivera")


def test_before_a_test() -> None:
    """Which, when, what it will show, and what was done for it."""
    talk = Talk(before_test, SOON)
    assert talk.said == ["Who sees this: you and Ms Rivera."]
    assert talk.question == "Which test is coming up?"
    assert talk.say("Fractions").question == "When is it? Tap a day or type one."
    assert talk.say("Dec 4").question == "What do you think it will show?"
    assert talk.options == ["Starting", "Getting there", "Got it", "Could teach it"]
    talk.tap("Getting there", "Tested myself", "Taught someone", "done")

    assert talk.outcome == BeforeTest(
        test="Fractions",
        when=date(2026, 12, 4),
        predicted=2,
        prepared=(
            Pick("tested", _("Tested myself")),
            Pick("taught", _("Taught someone")),
        ),
    )


def test_only_the_test_is_needed() -> None:
    """Everything else may be skipped."""
    done = Talk(before_test, SOON).say("Fractions").skip().skip().skip().outcome

    assert done == BeforeTest("Fractions", None, None, ())


def test_the_last_change_comes_back() -> None:
    """What the student wanted to do another way is the first thing they read."""
    talk = Talk(before_test, BeforeFacts("Ms Rivera", "Begin a week before"))

    assert talk.said[0] == "After your last test you planned one change: “Begin a week before”."


def test_after_a_test() -> None:
    """Next to what was thought, what went wrong by its kind, and one change."""
    talk = Talk(after_test, AfterFacts("Ms Rivera", "Fractions", 3))
    assert talk.said == ["Before “Fractions” you thought it would show: Got it."]
    assert talk.question == "You got your test back. How did it go?"
    assert talk.options == ["Better than I thought", "As I thought", "Not as well"]
    talk.tap("Not as well")
    assert talk.said == ["Who sees this: you and Ms Rivera."]
    talk.tap("I misread it", "I ran out of time", "done")
    assert talk.question == "What one thing will you do another way next time?"

    assert talk.say("Read each task twice").outcome == AfterTest(
        compared="worse",
        errors=(Pick("misread", _("I misread it")), Pick("time", _("I ran out of time"))),
        change="Read each task twice",
    )


def test_nothing_went_wrong() -> None:
    """Errors and a change are there to be told, not to be found."""
    assert Talk(after_test, BACK).tap("better").skip().skip().outcome == AfterTest(
        "better", (), None
    )
    assert Talk(after_test, BACK).tap("better", "done").skip().outcome.errors == ()


def test_a_test_nobody_looked_ahead_to() -> None:
    """Without a guess before the test nothing is said of one."""
    assert Talk(after_test, BACK).said == []
    assert Talk(after_test, AfterFacts("Ms Rivera", "Fractions")).said == []


def test_own_words_for_what_went_wrong() -> None:
    """An error of a kind of its own is told in own words."""
    done = Talk(after_test, BACK).tap("expected").say("My pen broke").skip().outcome

    assert done.errors == (Pick(None, "My pen broke"),)
