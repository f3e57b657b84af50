"""Who did what to whom; and words that need an adult."""

from __future__ import annotations

from datetime import timedelta

import pytest
import storage_case as case
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import col
from storage_case import NOW

from storage import audit
from storage.database import rows, transaction
from storage.tables import Audit

pytest_plugins = ["databases"]

HOUR = timedelta(hours=1)


def test_rows_say_who_did_what_to_whom_and_when(engine: Engine, reading: Engine) -> None:
    """In the order they were added; the operator at the terminal is nobody's id."""
    with transaction(engine) as db:
        sam = case.person(db, 1)
        audit.note(db, actor_id=None, action="invited a teacher", now=NOW)
        audit.note(
            db,
            actor_id=sam,
            action="read an alert",
            now=NOW + HOUR,
            subject="alert",
            subject_id=7,
            detail="from the inbox",
        )
    with reading.connect() as db:
        kept = rows(db, Audit, order_by=(col(Audit.id),))
    assert [
        (row.at, row.actor_id, row.action, row.subject, row.subject_id, row.detail) for row in kept
    ] == [
        (NOW, None, "invited a teacher", "", None, ""),
        (NOW + HOUR, sam, "read an alert", "alert", 7, "from the inbox"),
    ]


def test_counting_looks_at_one_person_one_action_one_window(
    engine: Engine, reading: Engine
) -> None:
    """Wrong codes are counted this way; the first instant of the window counts."""
    with transaction(engine) as db:
        sam, kim = case.person(db, 1), case.person(db, 2)
        for hours in (-2, -1, 0):
            audit.note(db, actor_id=sam, action="code refused", now=NOW + hours * HOUR)
        audit.note(db, actor_id=sam, action="exported", now=NOW)
        audit.note(db, actor_id=kim, action="code refused", now=NOW)
    with reading.connect() as db:
        for who, since, times in ((sam, NOW - HOUR, 2), (sam, NOW + HOUR, 0), (kim, NOW, 1)):
            assert audit.count(db, actor_id=who, action="code refused", since=since) == times


def test_words_that_need_an_adult_are_kept_as_they_are_once_per_update(
    engine: Engine, reading: Engine
) -> None:
    """A turn that runs again raises no second alert."""
    with transaction(engine) as db:
        sam = case.person(db, 1)
        alert_id = audit.alert(
            db, person_id=sam, kind="harm", words="I want it\nto end 💔", now=NOW, update_id=5
        )
    with pytest.raises(IntegrityError), transaction(engine) as db:
        audit.alert(db, person_id=sam, kind="harm", words="again", now=NOW, update_id=5)
    with reading.connect() as db:
        kept = audit.get_alert(db, alert_id)
        assert audit.get_alert(db, alert_id + 1) is None
    assert kept is not None
    assert (kept.person_id, kept.kind, kept.words, kept.at) == (
        sam,
        "harm",
        "I want it\nto end 💔",
        NOW,
    )
