"""Partners: a goal shared by two yeses, for as long as both are there."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import pytest
import storage_case as case
from sqlalchemy import Connection, Engine
from storage_case import NOBODY, NOW

from storage import goals, partners, people, retention
from storage.database import rows, transaction
from storage.partners import Shared
from storage.tables import GoalState, PartnerNote, Partnership, Role

pytest_plugins = ["databases"]

DAY = timedelta(days=1)


class Room(NamedTuple):
    """A class with Sam, who has a goal, and others."""

    id: int
    teacher: int
    sam: int
    ali: int
    mia: int
    goal: int


def room(db: Connection) -> Room:
    """A class."""
    kim = case.person(db, 1)
    here = case.classroom(db, kim)
    sam, ali, mia = (
        case.member(db, case.person(db, 10 + n), here, Role.STUDENT, name)
        for n, name in enumerate(("Sam", "Ali", "Mia"))
    )
    return Room(here, kim, sam, ali, mia, case.goal(db, sam))


def asked(db: Connection, its: Room) -> int:
    """Sam asks Ali."""
    found = partners.ask(db, its.goal, its.ali, NOW)
    assert found is not None
    return found


def shared(db: Connection, its: Room) -> Shared:
    """Sam shares a goal with Ali."""
    pair = asked(db, its)
    assert partners.say_yes(db, pair, NOW)
    found = partners.get(db, pair)
    assert found is not None
    return found


def test_a_shared_goal_has_both_its_ends(engine: Engine, reading: Engine) -> None:
    """One look tells what is shared, whose it is, with whom, and how a word reaches either."""
    with transaction(engine) as db:
        its = room(db)
        pair = shared(db, its).id
    with reading.connect() as db:
        found = partners.get(db, pair)
        assert found is not None
        assert partners.of_goal(db, its.goal) == found
        assert [*partners.of_student(db, its.sam), *partners.of_student(db, its.ali)] == [found] * 2
        assert partners.of_student(db, its.mia) == []
        assert partners.of_class(db, its.id) == [found]
        assert partners.get(db, NOBODY) is None
        assert partners.of_goal(db, None) is None
    assert (found.aim, found.class_id, found.yes_at) == ("add fractions", its.id, NOW)
    assert (found.owner.id, found.owner.name, found.owner.chat_id) == (its.sam, "Sam", 10)
    assert (found.partner.id, found.partner.name, found.partner.chat_id) == (its.ali, "Ali", 11)
    assert found.other(found.owner.person_id) == found.partner
    assert found.other(found.partner.person_id) == found.owner


def test_it_takes_two_yeses(engine: Engine) -> None:
    """What has one is no pairing a teacher sees; a second yes changes nothing."""
    with transaction(engine) as db:
        its = room(db)
        pair = asked(db, its)
        assert partners.of_class(db, its.id) == []
        assert [one.id for one in partners.of_student(db, its.ali)] == [pair]
        assert partners.say_yes(db, pair, NOW)
        assert not partners.say_yes(db, pair, NOW + DAY)
        assert [one.yes_at for one in partners.of_class(db, its.id)] == [NOW]


def test_one_partner_a_goal_and_two_a_student(engine: Engine) -> None:
    """Whoever asks and whoever is asked have room for two, what is not answered counted in."""
    with transaction(engine) as db:
        its = room(db)
        asked(db, its)
        assert partners.ask(db, its.goal, its.mia, NOW) is None
        assert partners.ask(db, case.goal(db, its.sam), its.ali, NOW) is not None
        assert not partners.has_room(db, its.sam)
        assert not partners.has_room(db, its.ali)
        assert partners.ask(db, case.goal(db, its.sam), its.mia, NOW) is None
        assert partners.ask(db, case.goal(db, its.mia), its.ali, NOW) is None
        assert partners.has_room(db, its.mia)


def test_who_can_be_asked(engine: Engine) -> None:
    """Students of the same class; no trial, nobody who left, nobody who was asked before."""
    with transaction(engine) as db:
        its = room(db)
        gone = case.member(db, case.person(db, 20), its.id, Role.STUDENT, "Gone")
        case.leave(db, gone)
        trial = case.member(db, its.teacher, its.id, Role.STUDENT, "Kim", trial=True)
        art = case.classroom(db, case.person(db, 2), "Art")
        case.member(db, case.person(db, 21), art, Role.STUDENT, "Bo")
        assert partners.can_be_asked(db, its.goal) == [(its.ali, "Ali"), (its.mia, "Mia")]
        assert partners.can_be_asked(db, case.goal(db, trial)) == []

        partners.end(db, asked(db, its), its.ali, NOW)  # no
        assert partners.can_be_asked(db, its.goal) == [(its.mia, "Mia")]
        other = case.goal(db, its.sam)
        assert len(partners.can_be_asked(db, other)) == 2
        taken_back = partners.ask(db, its.goal, its.mia, NOW)
        assert partners.end(db, taken_back or 0, its.sam, NOW)
        assert partners.can_be_asked(db, its.goal) == []


def test_it_ends_once(engine: Engine) -> None:
    """By one of the two, or by a teacher; then it is on no list, and nobody can say yes to it."""
    with transaction(engine) as db:
        its = room(db)
        first = shared(db, its)
        assert partners.end(db, first.id, its.ali, NOW)
        assert not partners.end(db, first.id, its.sam, NOW)
        assert partners.get(db, first.id) is None
        assert partners.of_class(db, its.id) == []
        again = asked(db, its)
        assert partners.end(db, again, None, NOW)
        assert not partners.say_yes(db, again, NOW)


@pytest.mark.parametrize("state", [GoalState.DROPPED, GoalState.FINISHED])
def test_a_goal_that_is_over_is_not_shared(engine: Engine, state: GoalState) -> None:
    """Dropped or finished, nobody sees it as a partner; one that rests is still shared."""
    with transaction(engine) as db:
        its = room(db)
        pair = shared(db, its).id
        goals.put(db, its.goal, state=GoalState.PAUSED)
        assert partners.get(db, pair) is not None
        goals.put(db, its.goal, state=state)
        assert partners.get(db, pair) is None
        assert partners.has_room(db, its.ali)


def written(db: Connection, its: Shared, by: int, update: int = 7) -> int:
    """A kind word of one of the two."""
    note = PartnerNote(partnership_id=its.id, from_id=by, words="Go on", at=NOW, update_id=update)
    return partners.write(db, note)


def test_kind_words(engine: Engine) -> None:
    """They are found with those who share the goal, also when it has ended; shown once."""
    with transaction(engine) as db:
        its = room(db)
        pair = shared(db, its)
        note = written(db, pair, its.ali)
        found = partners.note(db, note)
        assert found is not None
        assert (found.words, found.from_id) == ("Go on", its.ali)
        assert partners.note(db, NOBODY) is None
        partners.end(db, pair.id, its.sam, NOW)
        assert partners.of_note(db, note) == pair
        assert partners.of_note(db, NOBODY) is None
        assert partners.report(db, note, NOW)
        assert not partners.report(db, note, NOW + DAY)


@pytest.mark.parametrize("leaver", ["sam", "ali"])
def test_leaving_the_class_ends_it(engine: Engine, leaver: str) -> None:
    """At once, whoever of the two leaves; tidying keeps nothing of it, and of others all."""
    with transaction(engine) as db:
        its = room(db)
        pair = shared(db, its)
        written(db, pair, its.ali)
        other = partners.ask(db, case.goal(db, its.mia), getattr(its, _other(leaver)), NOW)
        case.leave(db, getattr(its, leaver))
        assert partners.get(db, pair.id) is None
        assert partners.of_goal(db, its.goal) is None
        assert retention.tidy(db, NOW) == 2
        assert [one.id for one in rows(db, Partnership)] == [other]
        assert rows(db, PartnerNote) == []
        assert retention.tidy(db, NOW) == 0


def _other(leaver: str) -> str:
    return {"sam": "ali", "ali": "sam"}[leaver]


def test_whoever_comes_back_has_no_partner(engine: Engine) -> None:
    """A yes of before is none: it has to be asked again."""
    with transaction(engine) as db:
        its = room(db)
        pair = shared(db, its)
        case.leave(db, its.ali)
        back = people.join(
            db,
            person_id=pair.partner.person_id,
            class_id=its.id,
            role=Role.STUDENT,
            name="Ali",
            now=NOW,
        )
        assert back == its.ali
        assert partners.of_student(db, its.ali) == []
        assert partners.can_be_asked(db, its.goal) == [(its.ali, "Ali"), (its.mia, "Mia")]
