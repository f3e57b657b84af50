"""A teacher takes the log away, conversation by conversation."""

from __future__ import annotations

from datetime import date

import pytest
from talk import Talk

from dialogs.classmates import Classmate
from dialogs.dictionary import REPORTS
from dialogs.export_log import Exported, Facts, FillCanvas, export_log

TODAY = date(2026, 11, 23)
STUDENTS = (Classmate(5, "Mia"), Classmate(6, "Bo"), Classmate(7, "Mia"))
GROUPS = (Classmate(3, "Starting"), Classmate(4, "Steps that fit"))
EMPTY = Facts("7B Maths", TODAY)
FULL = Facts("7B Maths", TODAY, STUDENTS, GROUPS)


def choosing(facts: Facts = FULL) -> Talk:
    """A teacher who wants to choose."""
    return Talk(export_log, facts).tap("Let me choose")


def test_the_whole_log_is_one_tap() -> None:
    """As CSV, of everybody, from the start."""
    talk = Talk(export_log, FULL)
    assert talk.question == "What of 7B Maths shall I put into a file?"
    assert talk.options == [
        "The whole log",
        "The last 7 days",
        "Let me choose",
        "Fill a Canvas gradebook",
    ]
    assert talk.tap("The whole log").outcome == Exported()


def test_the_last_days_have_today_in_them() -> None:
    """Seven of them, the first one six days ago."""
    talk = Talk(export_log, FULL).tap("The last 7 days")
    assert talk.outcome == Exported(since=date(2026, 11, 17))


def test_a_gradebook_is_another_conversation() -> None:
    """It begins with the file that Canvas gave."""
    assert Talk(export_log, FULL).tap("Fill a Canvas gradebook").outcome == FillCanvas()


def test_a_log_is_chosen() -> None:
    """What, whose, from when on, which of it, in which form: one question after the other."""
    talk = choosing()
    assert talk.question == "What shall be in it?"
    assert len(talk.options) == 5
    talk.tap("Every entry")
    assert (talk.question, talk.options) == ("Whose?", ["Everybody's", "A group's", "A student's"])
    talk.tap("A group's")
    assert talk.options == ["Starting", "Steps that fit"]
    talk.tap("Steps that fit")
    assert talk.question == "From when on?"
    talk.tap("The last 30 days")
    assert talk.question == "All of it, or some?"
    talk.tap("What nobody answered")
    assert talk.question == "What kind of file?"
    assert talk.tap("Excel (XLSX)").outcome == Exported(
        "log", "xlsx", group_id=4, since=date(2026, 10, 25), unanswered=True
    )


def test_where_somebody_is_stuck() -> None:
    """The state of a check-in, by its code."""
    talk = choosing().tap("Every entry", "Everybody's", "From the start", "Where somebody is stuck")
    assert talk.tap("CSV, for any spreadsheet").outcome == Exported(state="stuck")


@pytest.mark.parametrize("report", ["students", "goals", "groups"])
def test_a_report_is_of_somebody_and_has_a_form(report: str) -> None:
    """Its days are not asked for: it shows how things stand."""
    talk = choosing().tap(REPORTS[report].template).tap("A student's").tap("Mia (2)")
    assert talk.tap("JSON, for programs").outcome == Exported(report, "json", student_id=7)


def test_all_of_one_student_is_always_json() -> None:
    """Nobody is asked for a form it has not; a student is found by name."""
    talk = choosing().tap("All that one student wrote")
    assert talk.question == "Which student? Tap a name, or type it."
    assert talk.say("Zoe").said == [
        "I find nobody of that name in the class. Try the whole name.",
    ]
    assert talk.say("bo").outcome == Exported("student", "json", student_id=6)


def test_a_class_without_students() -> None:
    """Nobody is asked whose: only the report and its form are left."""
    talk = choosing(EMPTY)
    assert "All that one student wrote" not in talk.options
    talk.tap("The goals")
    assert talk.question == "What kind of file?"


def test_a_class_without_groups() -> None:
    """Then none is offered."""
    talk = choosing(Facts("7B Maths", TODAY, STUDENTS)).tap("The goals")
    assert talk.options == ["Everybody's", "A student's"]
