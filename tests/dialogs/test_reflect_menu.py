"""A student chooses what to look at."""

import pytest
from talk import Talk

from dialogs.reflect_menu import ReflectOn, reflect_menu


@pytest.mark.parametrize(
    ("button", "what"),
    [
        ("Look back at my week", "week"),
        ("A test is coming", "before_test"),
        ("I got a test back", "after_test"),
        ("Say it, don't keep it", "say_it"),
    ],
)
def test_each_is_a_tap_away(button: str, what: str) -> None:
    """Four ways to look back, and nothing else is asked."""
    assert Talk(reflect_menu, None).tap(button).outcome == ReflectOn(what)
