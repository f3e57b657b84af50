"""Somebody moves to another clock, conversation by conversation."""

from talk import Talk

from dialogs.my_zone import Facts, ZoneSet, my_zone


def test_a_city_is_enough() -> None:
    """The clock of now is named, and a city finds the other one."""
    talk = Talk(my_zone, Facts("America/New_York"))
    assert talk.question == (
        "Your clock is New York's now. Which city's time do you keep? Tap or type one."
    )
    assert talk.say("Bogotá").outcome == ZoneSet("America/Bogota")


def test_no_such_place_is_asked_again() -> None:
    """An unknown zone changes nothing."""
    talk = Talk(my_zone, Facts("UTC")).say("Atlantis")
    assert talk.said == [
        "I don't know that place. Try a big city near you, such as Chicago or Madrid."
    ]
    assert talk.key == "zone"
