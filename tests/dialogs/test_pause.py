"""A student pauses, conversation by conversation."""

from datetime import date

import pytest
from talk import Talk

from dialogs.cadence import Break
from dialogs.pause import Facts, Paused, pause

MONDAY = date(2026, 11, 23)
WINTER = Break(date(2026, 12, 21), date(2027, 1, 1), "Winter break")
SPRING = Break(date(2027, 3, 29), date(2027, 4, 2), "Spring break")


@pytest.mark.parametrize(("button", "until"), [
    ("3 days", date(2026, 11, 26)),  # Monday, Tuesday and Wednesday are free
    ("One week", date(2026, 11, 30)),
    ("Until the end of Winter break", date(2027, 1, 2)),
])  # fmt: skip
def test_one_tap(button: str, until: date) -> None:
    """The first day of being asked again; of a break its last day is still free."""
    talk = Talk(pause, Facts(MONDAY, (WINTER, SPRING)))
    assert talk.question == (
        "A pause is fine. How long? After it I start again by myself, and I tell you."
    )
    assert talk.options == [
        "3 days", "One week", "Until the end of Winter break", "Until a day I pick",
    ]  # fmt: skip

    assert talk.tap(button).outcome == Paused(until)


def test_a_pause_is_ended_early() -> None:
    """Where one is on, it can be over now."""
    talk = Talk(pause, Facts(MONDAY, (), until=date(2026, 12, 4)))
    assert talk.question == "You are on a pause until Fri, Dec 4. End it, or pick a new one?"

    assert talk.tap("I'm back now").outcome == Paused(None)


def test_without_a_break() -> None:
    """Where no break is ahead none is offered."""
    assert Talk(pause, Facts(MONDAY, ())).options == ["3 days", "One week", "Until a day I pick"]


def test_a_day_is_picked() -> None:
    """A day of one's own, from tomorrow on; today would be no pause."""
    talk = Talk(pause, Facts(MONDAY, ())).tap("Until a day I pick")
    assert talk.question == "On which day shall I ask you again?"
    assert talk.options[0] == "Tue, Nov 24"

    assert talk.say("today").said == ["It has to be Tue, Nov 24 or later."]
    assert talk.say("Dec 4").outcome == Paused(date(2026, 12, 4))


def test_a_break_that_was_moved_is_asked_again() -> None:
    """A break that was picked and is no longer the next one is not taken for another."""
    talk = Talk(pause, Facts(MONDAY, (SPRING,)), answers={"how": "break-2027-01-01"})

    assert talk.said == ["Your earlier answer doesn't fit here any more."]
    assert "Until the end of Spring break" in talk.options
