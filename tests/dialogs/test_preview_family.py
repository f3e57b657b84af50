"""A student reads what their family will read, and decides."""

from dataclasses import replace
from datetime import date

import pytest
from talk import Talk

from dialogs.family_summary import Draft, Week
from dialogs.preview_family import Facts, PreviewDecided, preview_family

WEEK = Week(
    "Mia",
    "Explain fractions",
    "on_pace",
    done=("Try one", "Draw a half"),
    working=("Explain it to Sam",),
    next=("Show my work", date(2026, 12, 4)),
)
FACTS = Facts("Ms Rivera", WEEK, 0, ("Mum", "Dad"), date(2026, 11, 27), "send", Draft())


def test_send_it() -> None:
    """It is shown as they will get it, to whom and when, and what silence means; one tap."""
    talk = Talk(preview_family, FACTS)
    assert talk.said[0] == "This goes to Mum and Dad on Fri, Nov 27:"
    assert talk.said[1].startswith("Mia's week\nGoal: “Explain fractions”")
    assert talk.question.strip() == "Shall it go like this? If you don't answer, it goes."
    assert talk.options == ["Send it", "Hold it back", "Change a line"]

    assert talk.tap("Send it").outcome == PreviewDecided(Draft())
    assert talk.said == ["OK. It goes like this."]


def test_hold_it_back() -> None:
    """One tap, no reason, and it stays."""
    talk = Talk(preview_family, replace(FACTS, silence="hold"))
    assert "If you don't answer, it stays here." in talk.question

    assert talk.tap("Hold it back").outcome == PreviewDecided(Draft(hold=True))
    assert talk.said == ["OK. It stays here this week."]


def test_change_a_line() -> None:
    """Another line, none, or one more: the preview shows it at once."""
    talk = Talk(preview_family, FACTS).edit("What I did")
    assert talk.options == ["Try one", "Draw a half", "Leave this line out"]
    talk.tap("Draw a half")
    assert "Done: “Draw a half”" in talk.said[1]

    talk.edit("What I work on").tap("Leave this line out")
    assert "Working on" not in talk.said[1]

    talk.edit("Add a line")
    assert talk.question.endswith("Your family sees it, and Ms Rivera can too.")
    talk.say("I drew a pizza!")
    assert "Mia adds: “I drew a pizza!”" in talk.said[1]

    decided = Draft(done=1, working=None, added="I drew a pizza!")
    assert talk.tap("Send it").outcome == PreviewDecided(decided)


def test_an_added_line_is_short_and_can_go() -> None:
    """120 characters; more is asked to be shorter, and a line is taken back by skipping."""
    talk = Talk(preview_family, FACTS).edit("Add a line").say("a" * 121)
    assert talk.key == "added"
    talk.say("a" * 120)
    assert talk.key == "card"

    assert talk.edit("Add a line").skip().tap("send").outcome == PreviewDecided(Draft())


def test_what_was_decided_before_stands() -> None:
    """A preview that is opened again begins with the decisions of last time."""
    before = Draft(done=None, working=0, added="Hi", hold=True)
    talk = Talk(preview_family, replace(FACTS, draft=before))
    assert "Done" not in talk.said[1]
    assert "Mia adds: “Hi”" in talk.said[1]

    assert talk.tap("send").outcome == PreviewDecided(replace(before, hold=False))


@pytest.mark.parametrize("n", [1, 6])
def test_few_enough_to_choose_from(n: int) -> None:
    """Of many lines the first four are offered."""
    week = replace(WEEK, done=tuple(f"Step {k}" for k in range(n)))
    talk = Talk(preview_family, replace(FACTS, week=week)).edit("What I did")

    assert len(talk.options) == min(n, 4) + 1


def test_a_quiet_week() -> None:
    """Where there is nothing to swap, a line can still be added."""
    talk = Talk(preview_family, replace(FACTS, week=Week("Mia", "", "paused", quiet=True)))
    assert "A quiet week," in talk.said[1]
    talk.tap("Change a line")
    assert talk.options == ["Add a line"]

    assert talk.back().tap("send").outcome == PreviewDecided(Draft())
