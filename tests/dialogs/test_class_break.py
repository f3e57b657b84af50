"""A teacher sets a break, conversation by conversation."""

from datetime import date

from talk import Talk

from dialogs.class_break import BreakSet, Facts, class_break
from dialogs.words import _

FACTS = Facts("7B Maths")


def at_the_card() -> Talk:
    """Winter break, up to its card."""
    return Talk(class_break, FACTS).say("Dec 21").say("Jan 1").tap("Winter break")


def test_two_days_and_a_name() -> None:
    """The days are said back before they count."""
    talk = Talk(class_break, FACTS)
    assert talk.question == "On which day does the break of 7B Maths begin?"
    talk.say("Dec 21")
    assert talk.question == "And which day is its last one?"
    assert talk.options[0] == "Mon, Dec 21"
    talk.say("Jan 1")
    assert talk.options == ["Fall break", "Winter break", "Spring break", "Summer break"]

    talk = at_the_card()
    assert talk.question.splitlines() == [
        "On these days I ask nobody. Does it look right?",
        "",
        "First day: Mon, Dec 21",
        "Last day: Fri, Jan 1",
        "Name: Winter break",
    ]
    assert talk.say("yes").outcome == BreakSet(
        date(2026, 12, 21), date(2027, 1, 1), _("Winter break")
    )


def test_a_break_of_one_day() -> None:
    """Its last day may be its first, and it may have a name of its own."""
    talk = Talk(class_break, FACTS).say("Dec 4").tap("Fri, Dec 4").say("Science fair")

    assert talk.tap("Looks right").outcome == BreakSet(
        date(2026, 12, 4), date(2026, 12, 4), "Science fair"
    )


def test_it_does_not_end_before_it_begins() -> None:
    """A last day before the first is refused, also where the first is moved behind it."""
    talk = Talk(class_break, FACTS).say("Dec 21").say("Dec 18")
    assert talk.said == ["It has to be Mon, Dec 21 or later."]
    assert talk.key == "last"

    talk = at_the_card().edit("First day").say("Jan 4")
    assert talk.key == "last"
    assert talk.said == ["It has to be Mon, Jan 4 or later."]
    assert talk.say("Jan 8").tap("done").outcome.last == date(2027, 1, 8)


def test_a_break_far_ahead() -> None:
    """The summer can be set in November; a day that is past cannot."""
    talk = Talk(class_break, FACTS)
    assert talk.say("Nov 2, 2026").said == ["That day has passed. Which day ahead is right?"]

    talk.say("June 14, 2027").say("Aug 31, 2027").tap("Summer break")
    assert talk.tap("done").outcome.first == date(2027, 6, 14)
