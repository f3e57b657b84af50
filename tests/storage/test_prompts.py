"""A class's own questions, formats and criteria."""

from __future__ import annotations

from datetime import timedelta

import storage_case as case
from sqlalchemy import Engine
from storage_case import NOBODY, NOW

from storage import prompts
from storage.database import transaction

pytest_plugins = ["databases"]

DAY = timedelta(days=1)


def test_a_class_has_its_own_by_kind_the_oldest_first(engine: Engine, reading: Engine) -> None:
    """Words as they were written; of one class, not of another."""
    with transaction(engine) as db:
        teacher = case.person(db, 1)
        room, other = case.classroom(db, teacher), case.classroom(db, teacher, "Art")
        for kind, words in (("format", "Draw “it”"), ("check_in", "Who?"), ("format", "Sing ½")):
            assert prompts.set_one(db, room, kind, words, NOW)
        prompts.set_one(db, other, "format", "Paint", NOW)
    with reading.connect() as db:
        every = [(one.kind, one.words) for one in prompts.of(db, room)]
        formats = [one.words for one in prompts.of(db, room, "format")]
        two = [one.words for one in prompts.of(db, room, "format", "check_in")]
        assert prompts.of(db, room, "criterion") == []
        assert prompts.of(db, NOBODY) == []
    assert every == [("format", "Draw “it”"), ("check_in", "Who?"), ("format", "Sing ½")]
    assert formats == ["Draw “it”", "Sing ½"]
    assert two == ["Draw “it”", "Who?", "Sing ½"]


def test_five_of_a_kind_and_no_more(engine: Engine, reading: Engine) -> None:
    """The sixth is refused until one is removed; other kinds and classes have their own five."""
    with transaction(engine) as db:
        teacher = case.person(db, 1)
        room, other = case.classroom(db, teacher), case.classroom(db, teacher, "Art")
        made = [prompts.set_one(db, room, "format", f"Way {n}", NOW) for n in range(prompts.MOST)]
        assert prompts.set_one(db, room, "format", "Too many", NOW) is None
        assert prompts.set_one(db, room, "criterion", "Another kind", NOW)
        assert prompts.set_one(db, other, "format", "Another class", NOW)
        assert prompts.remove(db, made[0] or 0, NOW)
        assert prompts.set_one(db, room, "format", "Way 5", NOW)
    with reading.connect() as db:
        words = [one.words for one in prompts.of(db, room, "format")]
    assert words == ["Way 1", "Way 2", "Way 3", "Way 4", "Way 5"]


def test_what_was_removed_can_still_be_read(engine: Engine, reading: Engine) -> None:
    """It is asked no more, and removed once; answers to it keep their question."""
    with transaction(engine) as db:
        room = case.classroom(db, case.person(db, 1))
        made = prompts.set_one(db, room, "check_in", "Who helped?", NOW) or 0
        assert prompts.remove(db, made, NOW + DAY)
        assert not prompts.remove(db, made, NOW + 2 * DAY)
        assert not prompts.remove(db, NOBODY, NOW)
    with reading.connect() as db:
        kept = prompts.get(db, made)
        assert prompts.of(db, room) == []
        assert prompts.get(db, None) is None
    assert kept is not None
    assert (kept.words, kept.class_id, kept.ended_at) == ("Who helped?", room, NOW + DAY)
