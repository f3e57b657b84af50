"""A teacher gives a gradebook that Canvas exported, conversation by conversation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from talk import PHOTO, STICKER, Talk

from dialogs.engine import Raw, Sent, Typed
from dialogs.fill_canvas import CanvasFilled, fill_canvas, is_csv
from dialogs.kinds import FILE_LIMIT
from dialogs.words import _

BOOK = Sent("document", "file-1", "unique-1", 9_000, "text/csv", "Grades-7B.csv")


def test_a_file_what_to_fill_and_where() -> None:
    """Three turns; a column that is not there yet is a tap."""
    talk = Talk(fill_canvas, None)
    assert talk.question.startswith("In Canvas, open Grades and tap Export.")
    talk.send(BOOK)
    assert talk.options == ["How many check-ins they answered", "The level you gave, from 1 to 4"]
    talk.tap("The level you gave, from 1 to 4")
    assert talk.options == ["Reflection", "Goals"]
    assert talk.tap("Reflection").outcome == CanvasFilled(
        "file-1", "Grades-7B.csv", "level", _("Reflection")
    )


def test_a_title_is_typed_as_it_is_in_canvas() -> None:
    """With the number behind it."""
    talk = Talk(fill_canvas, None).send(BOOK).tap("check_ins").say("Journal (4411)")
    assert talk.outcome == CanvasFilled("file-1", "Grades-7B.csv", "check_ins", "Journal (4411)")


@pytest.mark.parametrize(
    "sent",
    [
        Typed("my grades"),
        PHOTO,
        STICKER,
        Sent("document", "file-2", name="grades.pdf", mime="application/pdf"),
        Sent("photo", "file-2", name="grades.csv"),
    ],
)
def test_what_is_no_table(sent: Raw) -> None:
    """It is asked for again, with where to find it."""
    talk = Talk(fill_canvas, None).send(sent)
    assert talk.said == [
        "Please send the CSV file as it came from Canvas: under Grades, then Export."
    ]
    assert talk.key == "file"


def test_a_file_too_large_to_fetch() -> None:
    """Telegram gives a bot 20 MB at most."""
    talk = Talk(fill_canvas, None).send(replace(BOOK, size=FILE_LIMIT + 1))
    assert talk.said[0].startswith("That file is too big for me")


def test_a_table_is_known_by_its_name_or_its_kind() -> None:
    """Telegram tells one or the other."""
    assert is_csv(replace(BOOK, mime=""))
    assert is_csv(replace(BOOK, name="grades"))
    assert is_csv(replace(BOOK, name="GRADES.CSV", mime="application/octet-stream"))
    assert not is_csv(replace(BOOK, name="grades.xlsx", mime=""))


def test_an_answer_of_another_version_is_asked_again() -> None:
    """What was kept is no file."""
    assert Talk(fill_canvas, None, answers={"file": "x"}).key == "file"
