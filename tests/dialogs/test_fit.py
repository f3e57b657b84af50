"""What would fit a student better, conversation by conversation."""

from datetime import date, time

import pytest
from talk import Talk

from dialogs.cadence import Repeat
from dialogs.fit import Facts, Fit, fit

WEDNESDAY = date(2026, 11, 25)
FOUR = time(16)
NEXT_WEEK = date(2026, 11, 30)
TWICE = Repeat((1, 3), FOUR)


def choose(talk: Talk, label: str) -> Talk:
    """Tap a button by its words with plain spaces."""
    labels = [option.replace("\u202f", " ") for option in talk.options]
    return talk.tap(talk.options[labels.index(label)])


@pytest.mark.parametrize(("button", "what"), [
    ("Another time", "time"), ("Just two taps", "short"), ("A pause", "pause"),
    ("Leave it as it is", "same"),
])  # fmt: skip
def test_one_tap(button: str, what: str) -> None:
    """No reason is asked for, and nobody is to blame."""
    talk = Talk(fit, Facts(TWICE, WEDNESDAY))
    assert talk.question == "I asked twice and it didn't fit. What would help?"
    assert len(talk.options) == 5

    assert talk.tap(button).outcome == Fit(what)


def test_the_longer_check_in_comes_back() -> None:
    """Where it is two taps already, the longer one is offered in their place."""
    talk = Talk(fit, Facts(TWICE, WEDNESDAY, short=True))
    assert "Just two taps" not in talk.options

    assert talk.tap("The longer check-in").outcome == Fit("long")


@pytest.mark.parametrize(("button", "rhythm"), [
    ("Tuesdays, 4:00 PM", Repeat((1,), FOUR)),
    ("Thursdays, 4:00 PM", Repeat((3,), FOUR)),
    ("Tuesdays and Thursdays every 2 weeks, 4:00 PM", Repeat((1, 3), FOUR, 2, week=NEXT_WEEK)),
])  # fmt: skip
def test_less_often(button: str, rhythm: Repeat) -> None:
    """Once a week on one of the days now, or every other week from the next week on."""
    talk = Talk(fit, Facts(TWICE, WEDNESDAY)).tap("Less often")
    assert talk.question == "Less often it is. Which one fits?"
    assert len(talk.options) == 3

    assert choose(talk, button).outcome == Fit("fewer", rhythm)


@pytest.mark.parametrize(("now", "fewer"), [
    (Repeat((0, 1, 2, 3, 4), FOUR), [(0,), (2,), (4,), (0, 1, 2, 3, 4)]),
    (Repeat((0, 1, 2, 3, 4, 5, 6), FOUR), [(0,), (2,), (4,), (6,), (0, 1, 2, 3, 4, 5, 6)]),
    (Repeat((4,), FOUR), [(4,)]),
    (Repeat((1, 3), FOUR, 2, week=NEXT_WEEK), [(1,), (3,)]),
])  # fmt: skip
def test_what_is_less_than_now(now: Repeat, fewer: list[tuple[int, ...]]) -> None:
    """Five buttons at most, each with fewer questions than now; its end stays."""
    found = []
    talk = Talk(fit, Facts(now, WEDNESDAY)).tap("fewer")
    names = [option.name for option in talk.open.options(talk.context, None)]
    assert len(names) <= 5
    for name in names:
        rhythm = Talk(fit, Facts(now, WEDNESDAY)).tap("fewer", name).outcome.rhythm
        assert len(rhythm.days) / rhythm.every < len(now.days) / now.every
        assert (rhythm.time, rhythm.until) == (now.time, now.until)
        found.append(rhythm.days)

    assert found == fewer


def test_where_it_cannot_be_less() -> None:
    """One day every other week is as seldom as it gets: less is not offered."""
    talk = Talk(fit, Facts(Repeat((1,), FOUR, 2, week=NEXT_WEEK), WEDNESDAY))

    assert talk.options == ["Another time", "Just two taps", "A pause", "Leave it as it is"]
