"""A student chooses when they are asked, conversation by conversation."""

from dataclasses import replace
from datetime import date, time

import pytest
from talk import Talk

from dialogs.cadence import MONDAY_TO_FRIDAY, QUIET, Repeat
from dialogs.rhythm import Facts, RhythmSet, rhythm

FACTS = Facts("Ms Rivera", time(15, 10), QUIET, None, None, "Chicago")
TUESDAY_THURSDAY = Repeat((1, 3), time(15, 45))


def buttons(talk: Talk) -> list[str]:
    """What can be tapped, with plain spaces in its times."""
    return [label.replace("\u202f", " ") for label in talk.options]


def choose(talk: Talk, label: str) -> Talk:
    """Tap a button by its words with plain spaces."""
    return talk.tap(talk.options[buttons(talk).index(label)])


def test_two_taps() -> None:
    """The whole of it, on the shortest way: check-ins, then the look back."""
    talk = Talk(rhythm, FACTS)
    assert talk.said == ["Who sees this: you and Ms Rivera.", "All times are Chicago time."]
    assert talk.question == (
        "When shall I check in with you? It is four quick taps. "
        "Tap a time, or type your own, like “Mondays at 5 pm”."
    )
    assert buttons(talk) == [
        "Tuesdays and Thursdays, 3:45 PM",
        "Mondays, Wednesdays, and Fridays, 3:45 PM",
        "Weekdays, 3:45 PM",
        "No check-ins",
    ]

    choose(talk, "Tuesdays and Thursdays, 3:45 PM")
    assert talk.question == (
        "And once a week, a look back. It takes five minutes. Which day and time fit you?"
    )
    assert buttons(talk) == [
        "Fridays, 3:45 PM", "Fridays, 4:45 PM", "Sundays, 5:00 PM", "No look back",
    ]  # fmt: skip
    assert choose(talk, "Sundays, 5:00 PM").outcome == RhythmSet(
        TUESDAY_THURSDAY, Repeat((6,), time(17))
    )


def test_own_words() -> None:
    """Own days and times are said back, and then count."""
    talk = Talk(rhythm, FACTS).say("mondays after school")
    assert talk.question.replace("\u202f", " ") == "Mondays, 3:10 PM. Is that right?"

    talk.tap("Yes").say("saturday at 11 am")
    assert talk.question.replace("\u202f", " ") == "Saturdays, 11:00 AM. Is that right?"
    assert talk.tap("Yes").outcome == RhythmSet(Repeat((0,), time(15, 10)), Repeat((5,), time(11)))


def test_neither_has_to_be() -> None:
    """No check-ins and no look back are answers like any other."""
    assert Talk(rhythm, FACTS).tap("No check-ins", "No look back").outcome == RhythmSet(None, None)
    assert Talk(rhythm, FACTS).say("no").say("no").outcome == RhythmSet(None, None)


@pytest.mark.parametrize(("button", "short"), [
    ("Just two taps", True), ("The longer check-in", False),
])  # fmt: skip
def test_how_long_is_asked_where_it_is_short(button: str, *, short: bool) -> None:
    """Two taps are no way of no return."""
    talk = Talk(rhythm, replace(FACTS, short=True)).say("Mondays at 5 pm").tap("Yes")
    assert talk.question == "Your check-ins are two taps now. How long shall they be?"
    assert talk.tap(button, "No look back").outcome.short is short


@pytest.mark.parametrize(("school_end", "first"), [
    (None, "4:00 PM"), (time(15), "3:30 PM"), (time(14, 46), "3:30 PM"), (time(13, 16), "2:00 PM"),
    (time(20, 15), "4:00 PM"),  # half an hour later it is quiet
])  # fmt: skip
def test_the_time_that_is_suggested(school_end: time | None, first: str) -> None:
    """Half an hour after school on the next quarter, four where that is not known or quiet."""
    talk = Talk(rhythm, replace(FACTS, school_end=school_end))

    assert buttons(talk)[0] == f"Tuesdays and Thursdays, {first}"


def test_quiet_hours_are_kept() -> None:
    """Neither a suggestion nor own words reach into the hours of the class."""
    talk = Talk(rhythm, replace(FACTS, quiet=(time(16), time(7)), school_end=time(15)))
    talk.say("mondays at 6 pm")
    assert talk.said[0].replace("\u202f", " ") == (
        "From 4:00 PM to 7:00 AM I stay quiet. Please pick another time."
    )

    choose(talk, "Tuesdays and Thursdays, 3:30 PM")
    assert buttons(talk) == ["Fridays, 3:30 PM", "No look back"]


@pytest.mark.parametrize("check_in", ["fridays at 4", "weekdays at 3:30 pm", "every day at 4"])
def test_never_two_in_one_hour(check_in: str) -> None:
    """A look back within an hour of a check-in is not offered, and not taken."""
    talk = Talk(rhythm, FACTS).say(check_in).tap("Yes")
    assert "Fridays, 3:45 PM" not in buttons(talk)

    talk.say("fridays at 4:15 pm")
    [said] = talk.said
    assert said.startswith("You have a check-in then: ")
    assert said.endswith("Two in one hour is a lot. Please pick another time.")
    assert talk.say("fridays at 6 pm").tap("Yes").outcome.weekly == Repeat((4,), time(18))


def test_another_day_or_an_hour_later_is_not_too_near() -> None:
    """The same hour on another day, and the next hour, are both fine."""
    for typed in ("sundays at 4", "fridays at 5"):
        talk = Talk(rhythm, FACTS).say("fridays at 4").tap("Yes").say(typed).tap("Yes")
        assert talk.outcome.weekly.time == time(int(typed[-1]) + 12)


def test_check_ins_moved_beside_the_look_back() -> None:
    """Going back to change the check-ins, a look back that is now too near is asked anew."""
    talk = Talk(rhythm, FACTS).say("mondays at 4").tap("Yes").say("fridays at 4").tap("Yes")
    moved = Talk(rhythm, FACTS).say("fridays at 4").tap("Yes")
    kept = {**talk.answers, **moved.answers}

    talk = Talk(rhythm, FACTS, answers=kept)
    assert talk.key == "weekly"
    assert talk.said[0].startswith("You have a check-in then: Fridays")


def test_the_look_back_is_one_day() -> None:
    """Several days are refused for what comes once a week; a time that is missing is asked."""
    talk = Talk(rhythm, FACTS).tap("No check-ins").say("mondays and fridays at 4")
    assert talk.said == ["Once a week is enough here. Please pick one day."]

    talk.say("fridays")
    assert talk.question == "Fridays. At what time?"
    assert talk.say("5").tap("Yes").outcome.weekly == Repeat((4,), time(17))


def test_what_holds_now_comes_first() -> None:
    """What was chosen before is said and is one tap to keep, once and not twice."""
    now = replace(
        FACTS,
        current_check_in=Repeat(MONDAY_TO_FRIDAY, time(15, 45)),
        current_weekly=Repeat((6,), time(11), 2, week=date(2026, 11, 30)),
    )
    talk = Talk(rhythm, now)
    assert talk.said[-1].replace("\u202f", " ") == "Your check-ins now: Weekdays, 3:45 PM."
    assert buttons(talk)[0] == "Weekdays, 3:45 PM"
    assert len(talk.options) == 4

    choose(talk, "Weekdays, 3:45 PM")
    assert talk.said == ["Your look back now: Sundays every 2 weeks, 11:00\u202fAM."]
    assert buttons(talk)[0] == "Sundays every 2 weeks, 11:00 AM"
    assert choose(talk, buttons(talk)[0]).outcome == RhythmSet(
        now.current_check_in, now.current_weekly
    )
