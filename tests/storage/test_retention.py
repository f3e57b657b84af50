"""What is kept only for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

import storage_case as case
from sqlalchemy import Engine
from storage_case import NOW

from storage import conversations, mail, retention
from storage.database import rows, transaction
from storage.mail import Outgoing, Settled, Update
from storage.retention import MAIL_LASTS, PUT_AWAY_LASTS, SET_ASIDE_LASTS, UNKEPT_LASTS
from storage.tables import Conversation, Inbox, Outbox, Waiting

pytest_plugins = ["databases"]

MOMENT = timedelta(seconds=1)


def updates(reading: Engine) -> dict[int, bool]:
    """The updates still known, and whether their words are kept."""
    with reading.connect() as db:
        return {row.update_id: row.raw is not None for row in rows(db, Inbox)}


def test_the_words_of_what_was_set_aside_are_emptied_after_a_week(
    engine: Engine, reading: Engine
) -> None:
    """Only its words, only then, and only once; what still waits for its turn keeps them."""
    with transaction(engine) as db:
        mail.store(db, [Update(1, {}), Update(2, {})], NOW)
        mail.set_aside(db, 1)
        assert retention.tidy(db, NOW + SET_ASIDE_LASTS) == 0
    assert updates(reading) == {1: True, 2: True}
    with transaction(engine) as db:
        assert retention.tidy(db, NOW + SET_ASIDE_LASTS + MOMENT) == 1
        assert retention.tidy(db, NOW + SET_ASIDE_LASTS + MOMENT) == 0
    assert updates(reading) == {1: False, 2: True}


def test_ids_of_updates_are_forgotten_after_a_month(engine: Engine, reading: Engine) -> None:
    """Telegram does not hand them over again by then; one without its turn is never dropped."""
    with transaction(engine) as db:
        mail.store(db, [Update(1, {}), Update(2, {}), Update(3, {})], NOW)
        mail.take(db, 1)
        mail.set_aside(db, 2)
        retention.tidy(db, NOW + MAIL_LASTS)
    assert sorted(updates(reading)) == [1, 2, 3]
    with transaction(engine) as db:
        assert retention.tidy(db, NOW + MAIL_LASTS + MOMENT) == 2
    assert updates(reading) == {3: True}


def test_sent_messages_are_forgotten_after_a_month(engine: Engine, reading: Engine) -> None:
    """Whatever became of them; one that waits is never dropped."""
    states = [Waiting.DONE, Waiting.UNKNOWN, Waiting.DEAD]
    with transaction(engine) as db:
        keys = [*states, "waits"]
        mail.post(db, [Outgoing(1, "sendMessage", {}, key) for key in keys], NOW)
        mail.settle(db, [Settled(state, state) for state in states])
        assert retention.tidy(db, NOW + MAIL_LASTS) == 0
        assert retention.tidy(db, NOW + MAIL_LASTS + MOMENT) == 3
    with reading.connect() as db:
        assert [row.key for row in rows(db, Outbox)] == ["waits"]


def test_a_sender_that_runs_finds_what_comes_after_a_quiet_summer(
    engine: Engine, reading: Engine
) -> None:
    """It asks for the rows after the last it has seen, so no id is given twice."""
    check_in = [Outgoing(1, "sendMessage", {}, key, mail.BULK) for key in ("June", "September")]
    with transaction(engine) as db:
        mail.post(db, check_in[:1], NOW)
        [seen] = mail.bulk(db, 0, 10)
        mail.settle(db, [Settled("June", Waiting.DONE)])
        retention.tidy(db, NOW + 3 * MAIL_LASTS, [])
        mail.post(db, check_in[1:], NOW + 3 * MAIL_LASTS)
    with reading.connect() as db:
        assert [message.key for message in mail.bulk(db, seen.id, 10)] == ["September"]


def test_what_is_not_to_be_kept_is_erased_after_a_day(engine: Engine, reading: Engine) -> None:
    """Where it was left in the middle; another conversation stays."""
    with transaction(engine) as db:
        sam = case.person(db, 1)
        for dialogue in ("say_it", "check_in"):
            conversations.open_one(
                db,
                person_id=sam,
                membership_id=None,
                dialogue=dialogue,
                about=None,
                answers={"happened": "words"},
                revision=1,
                now=NOW,
            )
        assert retention.tidy(db, NOW + UNKEPT_LASTS, ["say_it"]) == 0
        assert retention.tidy(db, NOW + UNKEPT_LASTS + MOMENT, ["say_it"]) == 1
    with reading.connect() as db:
        assert [row.dialogue for row in rows(db, Conversation)] == ["check_in"]


def test_a_conversation_that_was_put_away_is_forgotten_after_a_month(
    engine: Engine, reading: Engine
) -> None:
    """One that is open stays, however old."""

    def begin(person_id: int, at: datetime) -> int:
        return conversations.open_one(
            db,
            person_id=person_id,
            membership_id=None,
            dialogue="set_goal",
            about=None,
            answers={},
            revision=1,
            now=at,
        )

    with transaction(engine) as db:
        sam = case.person(db, 1)
        open_ = begin(sam, NOW - 2 * PUT_AWAY_LASTS)
        conversations.stop(db, begin(sam, NOW), NOW)
        assert retention.tidy(db, NOW + PUT_AWAY_LASTS) == 0
        assert retention.tidy(db, NOW + PUT_AWAY_LASTS + MOMENT) == 1
    with reading.connect() as db:
        assert [row.id for row in rows(db, Conversation)] == [open_]
