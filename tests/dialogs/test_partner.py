"""A goal is shared with a partner, conversation by conversation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from talk import NOW, Talk

from dialogs import my_goals, set_goal
from dialogs.classmates import SHOWN, Classmate
from dialogs.my_goals import GoalTended
from dialogs.partner import Facts, NoteFacts, PartnerAsked, PartnerNoted, partner_note, share_goal
from dialogs.words import _

CLASS = (Classmate(1, "Ali"), Classmate(2, "Bo"), Classmate(3, "Bo"))
FACTS = Facts("Explain fractions", "Ms Rivera", CLASS)


def test_a_goal_can_be_shared_from_its_menu() -> None:
    """Where there is a class to share it with; one that rests is not offered."""
    facts = my_goals.Facts("Read", paused=False, room=True, share=True)
    talk = Talk(my_goals.my_goals, facts)
    assert talk.options[-1] == "Share with a partner"
    assert talk.tap("share").outcome == GoalTended("share", "")


def test_a_partner_is_picked() -> None:
    """What a partner sees is said first, and what they do not; then it is asked once more."""
    talk = Talk(share_goal, FACTS)
    [said] = talk.said
    assert said.startswith("A partner sees this goal and its steps, and can send you a kind word.")
    assert said.endswith("They don't see your check-ins, notes or work.")
    assert talk.options == ["Ali", "Bo", "Bo (2)"]
    talk.tap("Ali")
    assert talk.question == "Shall I ask Ali? Ms Rivera can see who shares a goal with whom."
    talk.tap("Yes, ask Ali")
    assert talk.said == ["I ask Ali now, and tell you what Ali says."]
    assert talk.outcome == PartnerAsked(1)


@pytest.mark.parametrize(("typed", "who"), [("ali", 1), ("the first", 1), ("Bo (2)", 3)])
def test_a_name_can_be_typed(typed: str, who: int) -> None:
    """The name, however it is written."""
    assert Talk(share_goal, FACTS).say(typed).tap("yes").outcome == PartnerAsked(who)


def test_a_name_that_nobody_has() -> None:
    """Nobody is guessed; a sticker is nobody."""
    talk = Talk(share_goal, FACTS).say("Zoe")
    assert talk.said == ["I find nobody of that name in the class. Try the whole name."]
    assert talk.key == "partner"


def test_a_large_class() -> None:
    """Thirty names stand on buttons, and all others can be typed."""
    many = tuple(Classmate(n, f"S{n:02}") for n in range(1, 41))
    talk = Talk(share_goal, replace(FACTS, classmates=many))
    assert len(talk.options) == SHOWN
    assert talk.say("S40").tap("yes").outcome == PartnerAsked(40)


def test_nobody_is_asked() -> None:
    """A second thought is one tap."""
    talk = Talk(share_goal, FACTS).tap("Bo", "No, not now")
    assert talk.said == ["OK. I asked nobody."]
    assert talk.outcome is None


def test_a_classmate_who_has_left_meanwhile() -> None:
    """Is asked about again, as nobody is there."""
    answers = Talk(share_goal, FACTS).tap("Ali").answers
    talk = Talk(share_goal, replace(FACTS, classmates=CLASS[1:]), answers=answers)
    assert talk.key == "partner"


def test_a_kind_word() -> None:
    """Five to tap, or one's own; who can see it is said first."""
    talk = Talk(partner_note, NoteFacts("Ali", "Ms Rivera"))
    assert talk.said == ["Who sees this: you and Ali. Ali can show it to Ms Rivera."]
    assert len(talk.options) == 5
    talk.tap("I got stuck there too")
    assert talk.said == ["Sent to Ali."]
    assert talk.outcome == PartnerNoted(_("I got stuck there too"))

    typed = Talk(partner_note, NoteFacts("Ali", "Ms Rivera"))
    assert typed.say("Nice bridge").outcome == PartnerNoted("Nice bridge")


def test_a_kind_word_is_short() -> None:
    """Two hundred characters."""
    talk = Talk(partner_note, NoteFacts("Ali", "Ms Rivera")).say("x" * 201)
    assert talk.said == ["That is 201 characters, and I can keep 200. Can you say it shorter?"]


def test_a_shared_goal_that_is_changed_says_who_sees_it() -> None:
    """The partner sees its aim and steps, so that is said on the card where they are changed."""
    facts = set_goal.Facts("Ms Rivera", NOW.date(), partner="Ali")
    talk = Talk(set_goal.set_goal, facts).say("Maths").tap("2", "two_ways", "ready", "stuck", "ask")
    talk.say("Look at one").say("Try one").tap("2026-12-04", "explain")
    assert talk.said == ["Ali sees the aim and the steps too, as you share this goal."]
