"""A Canvas gradebook gets one column filled, and is otherwise given back as it came."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import storage_case as case
from export_case import room_with_sam
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from storage_case import NOW

from storage.database import add, transaction
from storage.exports.canvas import Given, NotAGradebook, NotFillable, fill
from storage.exports.canvas import given as given_by
from storage.tables import Asks, Occurrence, OccurrenceState, Role, Schedule, Submission

pytest_plugins = ["databases"]

GRADEBOOK = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Fractions (4410),Reflection (4411),"
    "Current Score,Final Score\r\n"
    ",,,,,Manual Posting\r\n"
    "    Points Possible,,,,,10.00,4.00,(read only),(read only)\r\n"
    '"Adams, Mia",101,s-1,mia.adams,"7B, Maths",8.00,,80,80\r\n'
    '"Brown, Bo",102,s-2,bo@school.org,7B,\r\n'
    '"Öberg, Åsa Karin",103,s-3,asa,7B,9.50,EX,95,95\r\n'
    '"Student, Test",104,,teststudent,7B,,,,\r\n'
)
"""As Canvas exports it: a BOM, notes below the titles, four spaces, totals, rows of any length."""
LEVELS = Given(4, [("Mia Adams", 3), ("Bo Brown", 4), ("Åsa Karin Öberg", 2)])


def filled(what: Given, column: str = "Reflection", text: str = GRADEBOOK) -> list[list[str]]:
    """The rows of the file that comes back."""
    found = fill(text.encode(), column, what).text
    return [*csv.reader(io.StringIO(found.removeprefix("\ufeff"), newline=""))]


def test_a_column_is_filled_and_the_rest_stays() -> None:
    """Byte for byte but for the cells that were filled; who is excused stays so."""
    found = fill(GRADEBOOK.encode(), "Reflection", LEVELS)
    assert found.text == GRADEBOOK.replace(
        '"7B, Maths",8.00,,80,80', '"7B, Maths",8.00,3,80,80'
    ).replace("bo@school.org,7B,\r\n", "bo@school.org,7B,,4\r\n")
    assert (found.filled, found.unknown, found.missing) == (2, (), ())


@pytest.mark.parametrize("column", ["reflection", " Reflection (4411) ", "REFLECTION (4411)"])
def test_a_column_is_found_by_its_title(column: str) -> None:
    """Case ignored, with Canvas's number behind it or without."""
    assert filled(LEVELS, column)[3][6] == "3"


def test_a_new_column_stands_before_the_totals() -> None:
    """Canvas takes no assignment behind them; it knows how much there can be."""
    rows = filled(LEVELS, "Goals")
    assert rows[0][5:9] == ["Fractions (4410)", "Reflection (4411)", "Goals", "Current Score"]
    assert rows[1] == ["", "", "", "", "", "Manual Posting"]
    assert rows[2] == ["    Points Possible", *[""] * 4, "10.00", "4.00", "4", *["(read only)"] * 2]
    assert rows[3][5:] == ["8.00", "", "3", "80", "80"]
    assert rows[4][5:] == ["", "", "4"]
    assert rows[5][5:] == ["9.50", "EX", "2", "95", "95"]
    assert rows[6][5:] == ["", "", "", "", ""]


def test_a_new_column_without_totals_is_the_last() -> None:
    """And without a line of points, as after a teacher's own tidying."""
    text = "Student;ID;Section\nMia Adams;1;7B\n"
    found = fill(text.encode(), "Goals", LEVELS)
    assert found.text == "Student;ID;Section;Goals\nMia Adams;1;7B;3\n"
    assert found.missing == ("Bo Brown", "Åsa Karin Öberg")


@pytest.mark.parametrize(
    "name",
    [
        "Mia Adams",
        "adams mia",
        "MIA ADAMS",
        "mia.adams",
        "Mia A.",
        "mia",
        "101",
        "S-1",
        "mía adams",
    ],
)
def test_a_student_is_found_by_what_they_are_called(name: str) -> None:
    """Their name in either order, first name and letter, first name, login, number."""
    found = fill(GRADEBOOK.encode(), "Reflection", Given(4, [(name, 1)]))
    assert (found.filled, found.missing) == (1, ())
    assert found.unknown == ("Bo Brown", "Åsa Karin Öberg")


TWINS = GRADEBOOK.replace("Brown, Bo", "Berg, Mia")


@pytest.mark.parametrize(
    ("names", "missing"),
    [
        (["Mia"], ("Mia",)),
        (["Mia", "Mia"], ("Mia", "Mia")),
        (["Mia Adams", "Mia"], ("Mia",)),
        (["Mia A", "Mia B"], ()),
        (["Mia Adams", "Mia Berg"], ()),
        (["Mia C"], ("Mia C",)),
        (["Student Test"], ("Student Test",)),
    ],
)
def test_nobody_gets_what_is_anothers(names: list[str], missing: tuple[str, ...]) -> None:
    """Where two may be meant, neither is filled and both are named."""
    found = fill(TWINS.encode(), "Reflection", Given(4, [(name, 1) for name in names]))
    assert found.missing == missing
    assert found.filled == len(names) - len(missing)


def test_names_in_two_columns() -> None:
    """As Canvas exports them where a school wishes it."""
    text = "LastName,FirstName,ID,Section\nAdams,Mia,1,7B\nBrown,,2,7B\n"
    found = fill(text.encode(), "Goals", LEVELS)
    assert found.text == "LastName,FirstName,ID,Section,Goals\nAdams,Mia,1,7B,3\nBrown,,2,7B\n"
    assert found.unknown == ("Brown",)


def test_who_has_nothing_is_left_alone() -> None:
    """A student without a level keeps what Canvas has, and is not missing."""
    text = GRADEBOOK.replace("8.00,,80", "8.00,2,80")
    found = fill(text.encode(), "Reflection", Given(4, [("Mia Adams", None), ("Zoe", None)]))
    assert (found.text, found.filled, found.missing) == (text, 0, ())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"Hello, dear teacher!",
        b"event_id,student_name\n1,Mia\n",
        b"Student,Section\nMia,7B\n",
        b"Student,ID\nMia,1\n",
        "Student,ID,Section\nÅsa,1,7B\n".encode("utf-16"),
        b"\x89PNG\r\n\x1a\n\x00\xff",
        b"Student,ID,Section\n" + b"x" * 200_000,
    ],
)
def test_what_is_no_gradebook(content: bytes) -> None:
    """Another file, a picture, half a table: it is said, nothing is guessed."""
    with pytest.raises(NotAGradebook):
        fill(content, "Reflection", LEVELS)


@pytest.mark.parametrize("column", ["Final Score", "Student", "id", "Section"])
def test_what_canvas_keeps_is_not_filled(column: str) -> None:
    """Totals, and what tells who somebody is."""
    with pytest.raises(NotFillable):
        fill(GRADEBOOK.encode(), column, LEVELS)


def test_a_title_that_two_columns_have() -> None:
    """It has to be named with its number."""
    text = GRADEBOOK.replace("Fractions (4410)", "Reflection (4410)")
    with pytest.raises(NotFillable):
        fill(text.encode(), "Reflection", LEVELS)
    assert filled(LEVELS, "Reflection (4410)", text)[3][5:7] == ["3", ""]


@given(st.text(max_size=80), st.text(max_size=20))
def test_any_text_is_a_gradebook_or_none(text: str, column: str) -> None:
    """Nothing else comes of it."""
    for content in (text, f"Student,ID,Section\n{text}"):
        try:
            found = fill(content.encode("utf-8", "replace"), column, LEVELS)
        except (NotAGradebook, NotFillable):
            continue
        assert found.text


# --- what a class has ----------------------------------------------------------------------------


def test_check_ins_that_were_answered(engine: Engine, reading: Engine) -> None:
    """Of those that were asked; the most that anybody was asked is what there can be."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        case.member(db, case.person(db, 3), room, Role.STUDENT, "Ann")
        case.leave(db, case.member(db, case.person(db, 4), room, Role.STUDENT, "Gone"))
        schedule = Schedule(membership_id=sam, asks=Asks.CHECK_IN, at=NOW.time(), zone=case.ZONE)
        schedule_id = add(db, schedule)
        for number, state in enumerate((OccurrenceState.ANSWERED, OccurrenceState.EXPIRED)):
            at = NOW + timedelta(days=number)
            day = Occurrence(schedule_id=schedule_id, day=at.date(), state=state, asked_at=at)
            add(db, day)
    with reading.connect() as db:
        assert given_by(db, room, "check_ins") == Given(2, [("Sam", 1), ("Ann", 0)])


def test_levels_that_a_teacher_gave(engine: Engine, reading: Engine) -> None:
    """The newest of each student; who has none has nothing."""
    with transaction(engine) as db:
        room, kim, sam = room_with_sam(db)
        case.member(db, case.person(db, 3), room, Role.STUDENT, "Ann")
        work_id = case.work(db, sam, case.goal(db, sam))
        for version, level in ((1, 2), (2, 4)):
            at = NOW + timedelta(hours=version)
            review: dict[str, Any] = {
                "verdict": "revise",
                "level": level,
                "reviewed_by": kim,
                "reviewed_at": at,
            }
            add(
                db,
                Submission(demonstration_id=work_id, version=version, submitted_at=NOW, **review),
            )
    with reading.connect() as db:
        assert given_by(db, room, "level") == Given(4, [("Sam", 4), ("Ann", None)])
