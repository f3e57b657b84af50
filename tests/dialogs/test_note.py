"""A message out of the blue becomes a note, or does not."""

import pytest
from talk import PHOTO, STICKER, Talk

from dialogs.facts import GoalName
from dialogs.kinds import Attachment
from dialogs.note import Facts, Noted, note

FACTS = Facts("Ms Rivera", (GoalName(3, "Explain <fractions>"), GoalName(5, "Read a book")))


@pytest.mark.parametrize(
    ("button", "goal_id"),
    [("On “Read a book”", 5), ("On “Explain <fractions>”", 3), ("Keep it, on no goal", None)],
)
def test_a_note_is_kept_where_it_belongs(button: str, goal_id: int | None) -> None:
    """On one of the goals, or on none; and who sees it is said before it is kept."""
    talk = Talk(note, FACTS).say("Halves are like sharing.")
    assert talk.said == ["Who sees this: you and Ms Rivera."]
    assert talk.question == "Shall I keep that as a note?"

    kept = Attachment("text", text="Halves are like sharing.")
    assert talk.tap(button).outcome == Noted(kept, goal_id)
    assert talk.said[0].startswith("Kept.")


def test_a_note_that_is_not_kept() -> None:
    """Whoever did not mean it says so, and nothing is kept."""
    talk = Talk(note, FACTS).say("lol").tap("Don't keep it")

    assert talk.outcome is None
    assert talk.said == ["OK, I didn't keep it."]


def test_a_photo_is_a_note_too() -> None:
    """A picture of the board can be kept."""
    assert Talk(note, FACTS).send(PHOTO).tap("loose").outcome.note.kind == "photo"


def test_without_goals_a_note_is_still_kept() -> None:
    """Nobody is ignored for having no goal yet."""
    talk = Talk(note, Facts("Ms Rivera", ())).say("Hi there")

    assert talk.options == ["Keep it, on no goal", "Don't keep it"]


def test_a_sticker_is_no_note() -> None:
    """What cannot be kept is told, and the question stands."""
    talk = Talk(note, FACTS).send(STICKER)

    assert talk.key == "note"
    assert talk.said[0].startswith("Send a photo")
