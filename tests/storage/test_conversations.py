"""Dialogues in progress: one is open, the others wait under it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import storage_case as case
from sqlalchemy import Connection, Engine
from storage_case import NOBODY, NOW

from storage import conversations, people
from storage.database import rows, transaction
from storage.people import Talk
from storage.tables import Conversation, Role

pytest_plugins = ["databases"]


def begin(db: Connection, person_id: int, dialogue: str = "set_goal", **values: Any) -> int:
    """Begin a conversation."""
    return conversations.open_one(
        db,
        **{
            "person_id": person_id,
            "membership_id": None,
            "dialogue": dialogue,
            "about": None,
            "answers": {},
            "revision": 1,
            "now": NOW,
            **values,
        },
    )


def open_with(reading: Engine, person_id: int) -> Talk | None:
    """The conversation that is open, as committed."""
    with reading.connect() as db:
        who = people.who(db, id=person_id)
    assert who is not None
    return who.talk


def test_answers_and_revision_come_back_as_they_were_kept(engine: Engine, reading: Engine) -> None:
    """A restart costs nothing: the state is all in the row."""
    with transaction(engine) as db:
        sam = case.person(db, 1)
        talk = begin(db, sam, about=7, answers={"aim": "add"}, revision=2**40)
    assert open_with(reading, sam) == Talk(talk, "set_goal", 7, {"aim": "add"}, 2**40, NOW)
    answers = {"aim": "add “½” 👍", "why": None, "when": ["mon", "fri"], "size": 2.5}
    with transaction(engine) as db:
        other = begin(db, sam, answers={"untouched": True})
        conversations.keep(db, talk, answers, 2**40 + 1, NOW)
        conversations.close(db, other)
    assert open_with(reading, sam) == Talk(talk, "set_goal", 7, answers, 2**40 + 1, NOW)


def test_the_newest_is_open_and_the_one_under_it_comes_back(
    engine: Engine, reading: Engine
) -> None:
    """A check-in in between does not lose the goal that was being set."""
    with transaction(engine) as db:
        sam = case.person(db, 1)
        under, over = begin(db, sam, "set_goal"), begin(db, sam, "check_in")
    assert getattr(open_with(reading, sam), "id", None) == over
    with transaction(engine) as db:
        conversations.close(db, over)
    assert getattr(open_with(reading, sam), "id", None) == under
    with transaction(engine) as db:
        conversations.close(db, under)
    assert open_with(reading, sam) is None
    with reading.connect() as db:
        assert rows(db, Conversation) == []


def test_a_stopped_one_is_put_away_until_it_is_picked_up(engine: Engine, reading: Engine) -> None:
    """Its answers are kept; it is not open, and not under way, in the meantime.

    They are handed over once, to begin it anew.
    """
    with transaction(engine) as db:
        sam = case.person(db, 1)
        talk = begin(db, sam, answers={"aim": "add"})
        conversations.stop(db, talk, NOW)
    assert open_with(reading, sam) is None
    with transaction(engine) as db:
        picked = conversations.pick_up(db, talk, person_id=sam)
    assert picked is not None
    assert picked.answers == {"aim": "add"}
    with reading.connect() as db:
        assert rows(db, Conversation) == []


def test_what_was_put_away_last_is_found_where_it_was(engine: Engine, reading: Engine) -> None:
    """Of one's own, in the class one is in; what is open is not put away."""
    with transaction(engine) as db:
        sam, kim = case.person(db, 1), case.person(db, 2)
        first = begin(db, sam)
        assert conversations.put_away(db, sam, None) is None
        conversations.stop(db, first, NOW)
        second = begin(db, sam)
        conversations.stop(db, second, NOW + timedelta(hours=1))
    with reading.connect() as db:
        assert conversations.put_away(db, sam, None) == second
        assert conversations.put_away(db, sam, NOBODY) is None
        assert conversations.put_away(db, kim, None) is None


def test_only_a_stopped_one_of_ones_own_is_picked_up(engine: Engine, reading: Engine) -> None:
    """An id in a button is no authority; a second tap, or one too late, gives None."""
    with transaction(engine) as db:
        sam, kim = case.person(db, 1), case.person(db, 2)
        talk = begin(db, sam)
        assert conversations.pick_up(db, talk, person_id=sam) is None
        conversations.stop(db, talk, NOW)
        assert conversations.pick_up(db, talk, person_id=kim) is None
        assert conversations.pick_up(db, talk + 1, person_id=sam) is None
    assert open_with(reading, sam) is None
    with reading.connect() as db:
        assert [row.stopped_at for row in rows(db, Conversation)] == [NOW]


@pytest.mark.parametrize("about", [None, 7])
@pytest.mark.parametrize("in_class", [False, True])
def test_the_same_conversation_is_found_again(
    engine: Engine, reading: Engine, about: int | None, *, in_class: bool
) -> None:
    """Same person, class, dialogue and thing, where nothing counts as a thing like another."""
    with transaction(engine) as db:
        sam, kim = case.person(db, 1), case.person(db, 2)
        room = case.classroom(db, kim)
        here = case.member(db, sam, room, Role.STUDENT, "Sam") if in_class else None
        same = {"membership_id": here, "about": about}
        talk = begin(db, sam, "show_mastery", **same)
        begin(db, kim, "show_mastery", **same)
        begin(db, sam, "set_goal", **same)
        begin(db, sam, "show_mastery", **{**same, "about": 8})
        conversations.stop(db, begin(db, sam, "show_mastery", **{**same, "about": 9}), NOW)
    with reading.connect() as db:

        def find(**values: Any) -> int | None:
            wanted = {"person_id": sam, "dialogue": "show_mastery", **same, **values}
            return getattr(conversations.under_way(db, **wanted), "id", None)

        assert find() == talk
        assert find(dialogue="check_in") is None
        assert find(about=10) is None
        assert find(about=9) is None  # stopped
        assert find(membership_id=NOBODY) is None
