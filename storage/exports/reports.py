"""The reports of a class, by name: each with its rows and how many they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.exports import entries, goals, groups, students
from storage.exports.wanted import InWords, Report, Wanted


@dataclass(frozen=True)
class Source:
    """Where the rows of a report come from."""

    report: Callable[[Connection, Wanted, InWords], Report]
    count: Callable[[Connection, Wanted], int]
    knows: frozenset[str]
    """The conditions, by their names in Wanted, that its rows can be narrowed down by."""


WHO_AND_WHEN = frozenset({"group_id", "student_id", "since", "until"})
ALL = WHO_AND_WHEN | {"target", "state", "stuck", "unanswered"}
REPORTS: Mapping[str, Source] = {
    "log": Source(entries.entries, entries.count, ALL),
    "students": Source(students.students, students.count, ALL),
    "goals": Source(goals.goals, goals.count, ALL),
    "groups": Source(groups.groups, groups.count, WHO_AND_WHEN),
}
