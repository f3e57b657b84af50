"""Names stand where people look for them."""

from __future__ import annotations

from types import SimpleNamespace

import storage_case as case
from sqlalchemy import Engine

from storage import groups, overview, people
from storage.database import add, transaction
from storage.exports.wanted import Wanted, students_by_name
from storage.names import by_name
from storage.tables import GroupMember, Role

pytest_plugins = ["databases"]

LISTED = ("Ana", "angel", "Ángel", "Angela", "Émile", "Nuria", "Nzinga", "Ñandu", "Öner", "Zoe")


def test_accents_and_case_move_nobody() -> None:
    """Ángel stands beside Angel, and Ñ is a letter of its own after N; of two alike the older."""
    mixed = [SimpleNamespace(id=n, name=name) for n, name in [*enumerate(LISTED)][::-1]]
    assert tuple(one.name for one in sorted(mixed, key=by_name)) == LISTED


def test_every_list_of_students_is_in_that_order(engine: Engine) -> None:
    """The class, its overview, a group and an export."""
    with transaction(engine) as db:
        kim = case.person(db, 1)
        room = case.classroom(db, kim)
        group = case.group(db, room, kim)
        for n, name in enumerate(LISTED[::-1], start=2):
            here = case.member(db, case.person(db, n), room, Role.STUDENT, name)
            add(db, GroupMember(group_id=group, membership_id=here))
        listed = [
            [one.name for one in people.students(db, room)],
            [
                one.name
                for one in overview.overview(
                    db, room, since=case.NOW, weeks=[case.NOW, case.NOW]
                ).students
            ],
            [one.name for one in groups.of(db, room)[0].members],
            [name for _id, name in students_by_name(db, Wanted(room))],
        ]
    twins = {"angel", "Ángel"}
    for names in listed:
        assert [one for one in names if one not in twins] == [
            one for one in LISTED if one not in twins
        ]
        assert set(names[1:3]) == twins
