"""Who could work together: rules over what a class told in two weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.check_in import STATES, STEMS
from dialogs.grouping import STUCK, Proposal, Student, Told, Work, proposals
from dialogs.words import Words, language

TODAY = date(2026, 11, 23)
ENGLISH = language("en")


def day(ago: int) -> date:
    """A day, so many days ago."""
    return TODAY - timedelta(days=ago)


def stuck(code: str = "start", ago: int = 3, state: str = "stuck") -> Told:
    """A check-in that told what is in the way."""
    return Told(day(ago), state, code)


def moved(ago: int = 1) -> Told:
    """A check-in that told of something done."""
    return Told(day(ago), "done")


def student(
    number: int, *told: Told, area: str = "Maths", level: int = 2, **more: object
) -> Student:
    """A student with one goal."""
    work = replace(Work(area, level, told=told), **more)  # type: ignore[arg-type]  # named by the tests below
    return Student(number, f"S{number:02}", (), (work,))


def said(words: Words) -> str:
    """The words as a teacher reads them."""
    return ENGLISH.put(words)


def by(way: str, students: list[Student]) -> list[Proposal]:
    """What is proposed by one way of making groups."""
    return [one for one in proposals(students, TODAY) if one.by == way]


def names(proposal: Proposal) -> list[str]:
    """Who is in it."""
    return [one.name for one in proposal.members]


def test_students_stuck_on_the_same_in_the_same_area() -> None:
    """It says how many, on what, where and in how many days; and what to do for ten minutes."""
    class_ = [student(n, stuck(ago=n)) for n in (1, 4, 9)]
    [one] = by("stuck", [*class_, student(2, stuck("idea")), student(3, stuck(), area="Art")])
    assert said(one.title) == "How to start, in Maths"
    assert said(one.why) == "3 students are stuck on how to start, in Maths, in the last 10 days."
    assert said(one.move).startswith("Ten minutes: each one writes only the first line.")
    assert names(one) == ["S01", "S04", "S09"]


def test_the_same_area_however_it_is_written() -> None:
    """“maths ” is “Maths”; a group is called as the first of them wrote it."""
    [one] = by("stuck", [student(1, stuck()), student(2, stuck(), area=" maths ")])
    assert said(one.title) == "How to start, in Maths"


@pytest.mark.parametrize(
    "told",
    [
        (stuck(), moved()),
        (stuck(ago=14),),
        (stuck("own"),),
        (stuck(""),),
        (),
    ],
    ids=["moved on", "long ago", "own words", "nothing", "no check-in"],
)
def test_who_is_not_stuck_now(told: tuple[Told, ...]) -> None:
    """Two weeks back and no further, and only what is still in the way."""
    assert by("stuck", [student(1, stuck()), student(2, *told)]) == []


def test_stuck_again_counts_from_then() -> None:
    """What was in the way before somebody moved on is not counted."""
    again = student(1, stuck(ago=9), moved(5), stuck(ago=2))
    [one] = by("stuck", [again, student(2, stuck(ago=1))])
    assert said(one.why).endswith("in the last 3 days.")


def test_every_code_of_a_check_in_has_a_move() -> None:
    """What students can tap when something is in the way can be grouped by, each with a move."""
    told = {
        option.name
        for state in ("stuck", "not_yet")
        for stem in STEMS[state]
        for option in stem.choices
    }
    assert told == set(STUCK)
    assert {"done", "moved", "stuck", "not_yet"} == set(STATES)
    assert len({said(on.move) for on in STUCK.values()}) == len(STUCK)


def test_the_larger_group_comes_first_and_nobody_is_in_two() -> None:
    """Who is stuck on two things is in the group of the more common one."""
    both = student(1, stuck("idea"), stuck("start"))
    class_ = [both, *(student(n, stuck("start")) for n in (2, 3)), student(4, stuck("idea"))]
    assert [names(one) for one in by("stuck", class_)] == [["S01", "S02", "S03"]]


def test_a_large_group_is_parted() -> None:
    """Eight are two times four, each with somebody of every level."""
    class_ = [student(n, stuck(), level=1 + n % 2) for n in range(8)]
    parts = by("stuck", class_)
    assert [len(one.members) for one in parts] == [4, 4]
    for one in parts:
        assert {member.goals[0].level for member in one.members} == {1, 2}


def test_help_that_was_asked_for() -> None:
    """In the same area, in the last two weeks; a goal that is finished needs none any more."""
    asks = Told(day(2), "moved", help=True)
    class_ = [student(1, asks), student(2, asks), student(3, asks, finished=True)]
    [one] = by("help", class_)
    assert said(one.why) == "2 students asked you for help in Maths in the last 3 days."
    assert by("help", [student(1, asks), student(2, replace(asks, day=day(14)))]) == []


def test_one_who_got_past_it_meets_those_who_are_stuck() -> None:
    """Mixed: whoever had the same in the way and moved on, before anybody who just meets."""
    past = student(1, stuck(ago=8), moved(2))
    class_ = [student(9, level=4), past, student(2, stuck()), student(3, stuck())]
    [one] = by("mixed", class_)
    assert names(one) == ["S01", "S02", "S03"]
    assert said(one.why) == (
        "In Maths, S01 got past this: how to start. That may help S02 and S03."
    )


def test_one_who_meets_can_help_too() -> None:
    """By the teacher's word before the student's own; five in a group at most."""
    class_ = [student(1, level=2, seen=3), student(2, level=4, seen=1)]
    class_ += [student(n, stuck()) for n in range(3, 9)]
    [one] = by("mixed", class_)
    assert len(one.members) == 5
    assert "S01" in names(one)
    assert "S02" not in names(one)
    assert "S01 has got it" in said(one.why)


def test_those_who_need_time_meet_one_who_is_ahead() -> None:
    """Alike in a group of their own, mixed with one who has room."""
    class_ = [student(n, pace="more_time") for n in (1, 2)]
    class_ += [student(3, pace="ahead", area="Art"), student(4, pace="more_time", finished=True)]
    [alike] = by("pace", class_)
    assert names(alike) == ["S01", "S02"]
    assert said(alike.why).startswith("2 students need a bit more time")
    [mixed] = by("mixed", class_)
    assert names(mixed) == ["S01", "S02", "S03"]


def test_a_level_seen_differently() -> None:
    """Student and teacher see it in another way, whichever of them sees more."""
    class_ = [student(1, level=4, seen=2), student(2, level=1, seen=3), student(3, seen=2)]
    [one] = by("level", class_)
    assert names(one) == ["S01", "S02"]
    assert said(one.why) == ("2 students see where they are in Maths in another way than you do.")


def test_a_level_below_what_is_asked() -> None:
    """Those who say starting or getting there meet one who has got it; without one, no group."""
    low = [student(n, level=n) for n in (1, 2)]
    assert by("level", low) == []
    [one] = by("level", [*low, student(3, level=3)])
    assert names(one) == ["S01", "S02", "S03"]
    assert said(one.why) == "In Maths, S03 has got it. That may help S01 and S02 to get there."


def test_a_shared_interest() -> None:
    """Whatever they work on."""
    class_ = [
        Student(n, f"S{n}", interests) for n, interests in enumerate([("Music",), ("music", "Art")])
    ]
    [one] = by("interest", class_)
    assert said(one.why) == "2 students are into Music."


def test_the_best_of_each_way_comes_first() -> None:
    """So that five buttons offer five different reasons."""
    asks = Told(day(2), "stuck", "idea", help=True)
    class_ = [replace(student(n, asks, pace="more_time"), interests=("Music",)) for n in range(3)]
    found = proposals([*class_, student(7, level=4)], TODAY)
    assert [one.by for one in found] == ["help", "stuck", "mixed", "level", "pace", "interest"]


# --- whatever a class tells ----------------------------------------------------------------------

told = st.builds(
    Told,
    st.integers(0, 20).map(day),
    st.sampled_from(sorted(STATES)),
    st.sampled_from(["", "start", "idea", "own"]),
    st.booleans(),
)
works = st.builds(
    Work,
    st.sampled_from(["Maths", "Art"]),
    st.integers(1, 4),
    st.none() | st.integers(1, 4),
    st.sampled_from(["ahead", "on_pace", "more_time"]),
    st.lists(told, max_size=4).map(lambda found: tuple(sorted(found, key=lambda one: one.day))),
    st.booleans(),
)
classes = st.lists(
    st.builds(
        Student,
        st.just(0),
        st.sampled_from(["Sam", "Ali", "Bo"]),
        st.lists(st.sampled_from(["Music", "Art"]), max_size=2).map(tuple),
        st.lists(works, max_size=2).map(tuple),
    ),
    max_size=24,
).map(lambda found: [replace(one, id=n) for n, one in enumerate(found)])


@given(classes)
def test_a_group_is_two_to_six_and_nobody_is_in_two(class_: list[Student]) -> None:
    """Of each way of making them; keys tell them apart, and the order of the class is nothing."""
    found = proposals(class_, TODAY)
    assert all(2 <= len(one.members) <= 6 for one in found)
    assert len({one.key for one in found}) == len(found)
    for way in {one.by for one in found}:
        members = [member.id for one in found if one.by == way for member in one.members]
        assert len(set(members)) == len(members)
    again = proposals(class_, TODAY)
    assert [(one.key, one.members) for one in again] == [(one.key, one.members) for one in found]


@given(classes)
def test_no_class_is_sorted_into_bands(class_: list[Student]) -> None:
    """Of two groups that are made for the same, none is all above the other.

    And a group that is made by level is never of those who are below alone: one who has got it is
    there, or what they share is that their teacher sees it in another way.
    """
    found = proposals(class_, TODAY)
    for one in found:
        for other in found:
            same = (one.by, said(one.title)) == (other.by, said(other.title))
            if same and one is not other and one.by not in {"mixed", "level"}:
                assert max(m.level for m in one.members) >= min(m.level for m in other.members)
        if one.by == "level":
            goals = [goal for member in one.members for goal in member.goals]
            differ = all(
                any(goal.seen not in (None, goal.level) for goal in member.goals)
                for member in one.members
            )
            assert differ or any(goal.meets for goal in goals)


@given(classes)
def test_mixed_is_mixed(class_: list[Student]) -> None:
    """At most five, and never only those whom something holds up."""
    for one in proposals(class_, TODAY):
        if one.by == "mixed":
            assert len(one.members) <= 5
            assert said(one.why).count("That may help") == 1
