"""A student looks at who gets their week."""

from datetime import time

from talk import Talk

from dialogs.cadence import Repeat
from dialogs.my_family import AnswerLink, Facts, Linked, MakeLink, StopLink, my_family

MUM = Linked(3, "Mum", Repeat((4,), time(17)))
DAD = Linked(4, "Dad", None)


def test_nobody_yet() -> None:
    """Without anybody linked, a link is one tap away."""
    talk = Talk(my_family, Facts(()))
    assert talk.said == ["Nobody in your family gets a message about your goals yet."]
    assert talk.options == ["Make a link", "What do they get?"]

    assert talk.tap("Make a link").outcome == MakeLink()


def test_who_is_linked() -> None:
    """Each adult stands there by name, with when it comes or what it waits for."""
    talk = Talk(my_family, Facts((MUM, DAD)))
    assert talk.said == ["Mum gets your week: Fridays, 5:00\u202fPM.", "Dad waits for your yes."]
    assert talk.options[:2] == ["Stop for Mum", "Answer about Dad"]

    assert talk.tap("Stop for Mum").outcome == StopLink(3)
    assert Talk(my_family, Facts((MUM, DAD))).tap("Answer about Dad").outcome == AnswerLink(4)


def test_what_they_get() -> None:
    """What family sees is said, and all can still be done, or left as it is."""
    talk = Talk(my_family, Facts((MUM,))).tap("What do they get?")
    assert talk.said[0].startswith("Family sees your goal and pace")
    assert talk.options == ["Stop for Mum", "Make a link", "All fine as it is"]

    assert talk.tap("All fine as it is").outcome is None
    assert talk.said == ["OK. All stays as it is."]
    stopped = Talk(my_family, Facts((MUM,))).tap("gets", "Stop for Mum")
    assert stopped.outcome == StopLink(3)


def test_somebody_who_left_meanwhile() -> None:
    """A stop for an adult who is no longer linked is not taken for another's."""
    asked = Talk(my_family, Facts((MUM, DAD))).tap("gets").answers
    talk = Talk(my_family, Facts((DAD,)), answers={**asked, "do.2": "stop.3"})

    assert talk.key == "do.2"
