"""The log of a class: which rows it has, and what stands in them."""

from __future__ import annotations

import os
import tracemalloc
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import storage_case as case
from export_case import WORDS, exported, read_again, room_with_sam, runs, written
from naughty import naughty
from sqlalchemy import Engine, text
from sqlmodel import col
from storage_case import NOBODY, NOW

from storage import goals, people
from storage.database import add, change, open_database, transaction
from storage.exports.entries import COLUMNS, entries, exist
from storage.exports.wanted import (
    UnknownColumn,
    Wanted,
    class_ids,
    group_ids,
    room_of,
    student_ids,
)
from storage.exports.writers import inert, write_csv
from storage.tables import Class, Entry, GroupMember, Reply, Role

pytest_plugins = ["databases"]


# --- rows ----------------------------------------------------------------------------------------


def test_a_row_tells_all_of_an_entry(engine: Engine, reading: Engine) -> None:
    """Every column, in words where there are words."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        goal_id = case.goal(db, sam, "add fractions")
        entry = case.entry(
            sam,
            kind="check_in",
            goal_id=goal_id,
            prompt="step 1",
            response="I did it\n“½” too",
            level=3,
            state="not_yet",
            language="sv",
        )
        entry_id = goals.log(db, entry)
    (row,) = exported(reading, room)
    assert tuple(row) == tuple(COLUMNS)
    assert row == {
        "event_id": entry_id,
        "event_type": "check_in",
        "occurred_at": "2026-11-23T16:00:00+01:00",
        "occurred_at_local": "2026-11-23 16:00",
        "timezone": "Europe/Stockholm",
        "class_id": room,
        "class_name": "7B maths",
        "student_ref": f"S{sam}",
        "student_name": "Sam",
        "goal_id": goal_id,
        "goal_text": "add fractions",
        "standard_code": "",
        "standard_uri": "",
        "prompt": "step 1",
        "response": "I did it\n“½” too",
        "rating": "meets",
        "demonstration_choice": "",
        "status": "not yet",
        "reviewer": "",
        "reviewed_at": "",
        "language": "sv",
        "stuck_on": "",
        "self_level": "meets",
        "teacher_level": "",
        "reply": "",
        "replied_by": "",
        "replied_at": "",
        "student_answer": "",
    }


def test_what_an_entry_does_not_have_is_empty(engine: Engine, reading: Engine) -> None:
    """No goal, no level, no state: empty cells, no "None"."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        goals.log(db, case.entry(sam))
    (row,) = exported(reading, room)
    filled = {column for column, cell in row.items() if cell}
    assert filled == {
        *("event_id", "event_type", "occurred_at", "occurred_at_local", "timezone", "class_id"),
        *("class_name", "student_ref", "student_name", "language"),
    }


@pytest.mark.parametrize(
    ("level", "word"),
    [(1, "starting"), (2, "getting there"), (3, "meets"), (4, "beyond"), (None, ""), (9, "")],
)
def test_a_level_is_a_word(engine: Engine, reading: Engine, level: int | None, word: str) -> None:
    """Never a number, which would be summed and ranked."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        goals.log(db, case.entry(sam, level=level))
    assert exported(reading, room)[0]["rating"] == word


def test_a_state_that_has_no_word_stands_as_it_is(engine: Engine, reading: Engine) -> None:
    """What a later version wrote is still exported by this one."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        goals.log(db, case.entry(sam, state="later"))
    assert exported(reading, room)[0]["status"] == "later"


def test_what_was_said_to_an_idea_is_in_words(engine: Engine, reading: Engine) -> None:
    """Its own words: the same code says something else of a goal."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        goals.log(db, case.entry(sam, kind="proposal_answered", state="refused"))
    (row,) = exported(reading, room)
    assert row["status"] == "rather not"


def test_entries_stand_oldest_first_and_only_those_of_the_class(
    engine: Engine, reading: Engine
) -> None:
    """By when they happened; a teacher's trial is no student's, and one who left is none now."""
    with transaction(engine) as db:
        room, kim, sam = room_with_sam(db)
        trial = case.member(db, kim, room, Role.STUDENT, "Kim", trial=True)
        gone = case.member(db, case.person(db, 3), room, Role.STUDENT, "Gone")
        art = case.member(db, case.person(db, 4), case.classroom(db, kim, "Art"), Role.STUDENT, "A")
        for member_id, hours, said in (
            (sam, 2, "third"),
            (gone, 1, "gone"),
            (sam, 1, "first"),
            (sam, 1, "second"),
            (trial, 0, "trial"),
            (art, 0, "art"),
        ):
            at = NOW + timedelta(hours=hours)
            goals.log(db, case.entry(member_id, at, response=said))
        case.leave(db, gone)
    assert [row["response"] for row in exported(reading, room)] == ["first", "second", "third"]
    assert exported(reading, NOBODY) == []


@pytest.mark.parametrize(
    ("at", "iso", "wall"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25T02:30:00+02:00", "02:30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25T02:30:00+01:00", "02:30"),
        (datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC), "2026-03-29T01:59:59+01:00", "01:59"),
        (datetime(2026, 3, 29, 1, 0, 0, tzinfo=UTC), "2026-03-29T03:00:00+02:00", "03:00"),
    ],
)
def test_times_are_the_schools_across_a_change_of_clocks(
    engine: Engine, reading: Engine, at: datetime, iso: str, wall: str
) -> None:
    """ISO 8601 with the offset of that instant, which tells an hour from its repetition."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        goals.log(db, case.entry(sam, at))
    (row,) = exported(reading, room)
    assert row["occurred_at"] == iso
    assert datetime.fromisoformat(row["occurred_at"]) == at
    assert row["occurred_at_local"] == f"{iso[:10]} {wall}"


def test_the_class_decides_the_zone(engine: Engine, reading: Engine) -> None:
    """Also one half an hour off."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        change(db, Class, zone="Asia/Kolkata")
        goals.log(db, case.entry(sam))
    (row,) = exported(reading, room)
    assert (row["occurred_at"], row["timezone"]) == ("2026-11-23T20:30:00+05:30", "Asia/Kolkata")


def test_how_mastery_is_shown_and_who_looked(engine: Engine, reading: Engine) -> None:
    """The chosen format; for a review, whose word it is, under the name used as a teacher here."""
    with transaction(engine) as db:
        room, kim, sam = room_with_sam(db)
        first = case.member(db, kim, room, Role.STUDENT, "Kim the trier", trial=True)
        case.member(db, kim, case.classroom(db, kim, "Art"), Role.TEACHER, "Artful Kim")
        goals.log(db, case.entry(sam, kind="demonstration_chosen", answers={"format": "a film"}))
        review: dict[str, Any] = {
            "kind": "demonstration_reviewed",
            "prompt": "a film",
            "state": "meets",
            "reviewer_id": kim,
        }
        goals.log(db, case.entry(sam, NOW + timedelta(hours=1), **review))
        for member_id in (first, *(m.id for m in people.memberships(db, kim))):
            case.leave(db, member_id)
        goals.log(db, case.entry(sam, NOW + timedelta(hours=2), **review | {"reviewer_id": None}))
    chosen, reviewed, nobodys = exported(reading, room)
    columns = ("demonstration_choice", "reviewer", "reviewed_at", "status")
    assert [chosen[column] for column in columns] == ["a film", "", "", ""]
    assert [reviewed[column] for column in columns] == [
        "a film",
        "Ms Berg",
        "2026-11-23T17:00:00+01:00",
        "it meets",
    ]
    assert nobodys["reviewer"] == ""


def test_a_class_is_found_by_its_name(engine: Engine, reading: Engine) -> None:
    """Case ignored, also beyond ASCII; all of that name, for the caller to say so."""
    with transaction(engine) as db:
        kim = case.person(db, 1)
        street, other = (case.classroom(db, kim, name) for name in ("Åk 9 STRASSE", "Åk 8"))
        twin = case.classroom(db, kim, "åk 8")
    with reading.connect() as db:
        assert class_ids(db, "åK 9 straße") == [street]
        assert sorted(class_ids(db, "ÅK 8")) == [other, twin]
        assert class_ids(db, "Åk") == []


def test_students_and_groups_are_found_by_name(engine: Engine, reading: Engine) -> None:
    """In their class alone, case ignored; a student who left is not."""
    with transaction(engine) as db:
        room, kim, sam = room_with_sam(db)
        twin = case.member(db, case.person(db, 3), room, Role.STUDENT, "SAM")
        case.leave(db, case.member(db, case.person(db, 4), room, Role.STUDENT, "Sam"))
        other = case.classroom(db, kim, "Art")
        case.member(db, case.person(db, 5), other, Role.STUDENT, "Sam")
        group = case.group(db, room, kim)
    with reading.connect() as db:
        assert sorted(student_ids(db, room, "sam")) == [sam, twin]
        assert student_ids(db, room, "Ms Berg") == []
        assert group_ids(db, room, "STARTING") == [group]
        assert group_ids(db, other, "starting") == []


# --- what is wanted ------------------------------------------------------------------------------


def said(rows: list[dict[str, Any]]) -> list[str]:
    """What the entries say."""
    return [row["response"] for row in rows]


def test_days_are_those_of_the_class(engine: Engine, reading: Engine) -> None:
    """Both are part of it, from midnight to midnight on its own clock, which is an hour ahead."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        for at, words in (
            (datetime(2026, 11, 22, 22, 59, 59, tzinfo=UTC), "before"),
            (datetime(2026, 11, 22, 23, 0, tzinfo=UTC), "first"),
            (datetime(2026, 11, 23, 22, 59, 59, tzinfo=UTC), "last"),
            (datetime(2026, 11, 23, 23, 0, tzinfo=UTC), "after"),
        ):
            goals.log(db, case.entry(sam, at, response=words))
    day = date(2026, 11, 23)
    assert said(exported(reading, room, since=day, until=day)) == ["first", "last"]
    assert said(exported(reading, room, since=day)) == ["first", "last", "after"]
    assert said(exported(reading, room, until=day)) == ["before", "first", "last"]
    assert said(exported(reading, room, since=day, until=date(2026, 11, 22))) == []
    every = exported(reading, room, since=date.min, until=date.max)
    assert len(every) == 4


def test_a_student_or_a_group_is_wanted(engine: Engine, reading: Engine) -> None:
    """Of this class: a student or a group of another gives nothing."""
    with transaction(engine) as db:
        room, kim, sam = room_with_sam(db)
        bo = case.member(db, case.person(db, 3), room, Role.STUDENT, "Bo")
        other = case.classroom(db, kim, "Art")
        ann = case.member(db, case.person(db, 4), other, Role.STUDENT, "Ann")
        group = case.group(db, room, kim)
        for member_id in (bo, ann):
            add(db, GroupMember(group_id=group, membership_id=member_id))
        for member_id, words in ((sam, "sam"), (bo, "bo"), (ann, "ann")):
            goals.log(db, case.entry(member_id, response=words))
    assert said(exported(reading, room, student_id=sam)) == ["sam"]
    assert said(exported(reading, room, student_id=ann)) == []
    assert said(exported(reading, room, group_id=group)) == ["bo"]
    assert said(exported(reading, room, group_id=NOBODY)) == []


def test_a_target_a_state_or_a_stuck_point_is_wanted(engine: Engine, reading: Engine) -> None:
    """A target by words of the goal or its area, taken as they are; the others by their code."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        fractions = case.goal(db, sam, "add 50% of it", area="Maths")
        poems = case.goal(db, sam, "learn a poem", area="Reading")
        start = {"factor_code": "start", "factor": "I don't know how to start"}
        for goal_id, state, words, answers in (
            (fractions, "stuck", "one", start),
            (fractions, "moved", "two", start),
            (poems, "not_yet", "three", start),
            (poems, "stuck", "four", {"factor_code": "own", "factor": "my sister"}),
            (None, "", "five", {}),
        ):
            entry = case.entry(
                sam, kind="check_in", goal_id=goal_id, state=state, response=words, answers=answers
            )
            goals.log(db, entry)
    assert said(exported(reading, room, target="MATHS")) == ["one", "two"]
    assert said(exported(reading, room, target="poem")) == ["three", "four"]
    assert said(exported(reading, room, target="50%")) == ["one", "two"]
    assert said(exported(reading, room, target="5_% ")) == []
    assert said(exported(reading, room, state="stuck")) == ["one", "four"]
    assert said(exported(reading, room, stuck="start")) == ["one", "three"]
    assert said(exported(reading, room, stuck="start", target="read")) == ["three"]
    rows = exported(reading, room)
    assert [row["stuck_on"] for row in rows] == [
        "how to start",
        "",
        "how to start",
        "my sister",
        "",
    ]


def test_a_reply_stands_beside_what_it_answers(engine: Engine, reading: Engine) -> None:
    """Its words or what it is, who gave it and when, and what the student said to it."""
    with transaction(engine) as db:
        room, kim, sam = room_with_sam(db)
        for words, reply in (
            ("none", None),
            ("typed", {"kind": "own", "words": "=Show me", "back": "ok", "back_at": NOW}),
            ("read", {"kind": "read"}),
            ("spoken", {"kind": "own", "file_id": "voice-1", "back_file_id": "voice-2"}),
        ):
            entry_id = goals.log(db, case.entry(sam, response=words))
            if reply is not None:
                add(db, Reply(entry_id=entry_id, by=kim, at=NOW + timedelta(hours=1), **reply))
        goals.log(db, case.entry(sam, kind="goal_set", response="nothing to reply to"))
    rows = exported(reading, room)
    columns = ("reply", "replied_by", "replied_at", "student_answer")
    at = "2026-11-23T17:00:00+01:00"
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("", "", "", ""),
        ("=Show me", "Ms Berg", at, "ok"),
        ("(read)", "Ms Berg", at, ""),
        ("(voice)", "Ms Berg", at, "(voice)"),
        ("", "", "", ""),
    ]
    assert said(exported(reading, room, unanswered=True)) == ["none"]


def test_both_levels_stand_side_by_side(engine: Engine, reading: Engine) -> None:
    """A review has the teacher's, and what the student had last said of that goal by then."""
    with transaction(engine) as db:
        room, kim, sam = room_with_sam(db)
        goal_id = case.goal(db, sam, level=1)
        review: dict[str, Any] = {"kind": "demonstration_reviewed", "reviewer_id": kim, "level": 3}
        for hours, more in (
            (1, review),
            (2, {"kind": "reflection", "level": 2}),
            (3, review | {"level": 4}),
            (4, {"kind": "reflection", "level": 4}),
        ):
            entry = case.entry(sam, NOW + timedelta(hours=hours), goal_id=goal_id, **more)
            goals.log(db, entry)
    rows = exported(reading, room)
    assert [(row["self_level"], row["teacher_level"]) for row in rows] == [
        ("starting", "meets"),
        ("getting there", ""),
        ("getting there", "beyond"),
        ("beyond", ""),
    ]


def test_whether_there_is_anything(engine: Engine, reading: Engine) -> None:
    """Told without counting all of it."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        goals.log(db, case.entry(sam))
    with reading.connect() as db:
        assert exist(db, Wanted(room))
        assert not exist(db, Wanted(room, since=date(2026, 11, 24)))
        assert not exist(db, Wanted(NOBODY))
        assert room_of(db, NOBODY).name == ""


def test_columns_are_chosen_in_an_order(engine: Engine, reading: Engine) -> None:
    """Those that are named, as they are named; one that is not there is told."""
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        goals.log(db, case.entry(sam, response="words"))
    with reading.connect() as db:
        report = entries(db, Wanted(room), WORDS)
        two = report.only(["response", "student_name"])
        assert [*two.columns] == ["response", "student_name"]
        assert [*two.rows] == [("words", "Sam")]
        assert [*entries(db, Wanted(room), WORDS).only(["response"]).rows] == [("words",)]
        assert report.only([]) is report
        with pytest.raises(UnknownColumn, match=r"^streak, rank$"):
            report.only(["streak", "response", "rank"])


# --- through the database ---


def test_naughty_strings_go_through_the_database(engine: Engine, reading: Engine) -> None:
    """As a child's words, from the entry to the file and back."""
    strings = [string.replace("\x00", "") for string in naughty()]
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        for string in strings:
            goals.log(db, case.entry(sam, response=string, answers={"format": string}))
    rows = exported(reading, room)
    assert [row["response"] for row in rows] == strings
    assert [row["demonstration_choice"] for row in rows] == strings
    assert [row["response"] for row in read_again(written(rows))] == [inert(s) for s in strings]


def test_no_column_runs_whoever_named_it(engine: Engine, reading: Engine) -> None:
    """The names of a student, a class, a goal and a teacher are strangers' words as well."""
    with transaction(engine) as db:
        kim = case.person(db, 1)
        room = case.classroom(db, kim)
        change(db, Class, col(Class.id) == room, name="=1")
        case.member(db, kim, room, Role.TEACHER, "@teacher")
        sam = case.member(db, case.person(db, 2), room, Role.STUDENT, "+name")
        entry = case.entry(
            sam,
            kind="demonstration_reviewed",
            goal_id=case.goal(db, sam, "-aim"),
            prompt="|prompt",
            response="%words",
            state="=state",
            language="=en",
            reviewer_id=kim,
        )
        goals.log(db, entry)
    (row,) = read_again(written(exported(reading, room)))
    assert {cell[:2] for cell in row.values() if cell.startswith("'")} == {
        *("'=", "'@", "'+", "'-", "'|", "'%"),
    }
    assert not any(runs(cell) for cell in row.values())


def test_a_long_log_is_streamed(engine: Engine, reading: Engine) -> None:
    """20,000 entries of half a kilobyte: memory stays flat, whatever the class wrote in a year."""
    count, most = 20_000, 4_000_000
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        line = case.entry(sam, response="=" + "word " * 100).model_dump(exclude={"id"})
        db.execute(
            Entry.__table__.insert(),  # type: ignore[attr-defined]  # SQLModel declares no __table__
            [{**line, "update_id": -number} for number in range(1, count + 1)],
        )
    with reading.connect() as db, Path(os.devnull).open("w", newline="", encoding="utf-8") as out:
        tracemalloc.start()
        try:
            assert write_csv(entries(db, Wanted(room), WORDS), out) == count
            _now, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < most


def test_postgresql_hands_a_long_log_over_in_pieces(postgres_url: str) -> None:
    """Its driver would else hold the whole log, in memory that Python does not see."""
    engine = open_database(postgres_url)
    with transaction(engine) as db:
        room, _kim, sam = room_with_sam(db)
        for _ in range(2):
            goals.log(db, case.entry(sam))
    with engine.connect() as db:
        rows = entries(db, Wanted(room), WORDS).rows
        next(rows)
        held_by_the_server = text("SELECT count(*) FROM pg_cursors WHERE name <> ''")
        assert db.execute(held_by_the_server).scalar() == 1
        assert len(list(rows)) == 1
    engine.dispose()
