"""Updates in, messages out: nothing is lost, and doing it twice is doing it once."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import col
from storage_case import NOW

from storage import mail
from storage.database import one, rows, transaction
from storage.mail import MOST_ATTEMPTS, Outgoing, Settled, Update
from storage.tables import Inbox, Outbox, Waiting

pytest_plugins = ["databases"]

TEXT = {"update_id": 1, "message": {"text": 'åäö 👩‍👩‍👧 \u0000 "quoted" \n'}}


def updates(*ids: int) -> list[Update]:
    """Updates with these ids."""
    return [Update(id_, {"update_id": id_}) for id_ in ids]


def message(key: str, chat_id: int = 1, **values: Any) -> Outgoing:
    """A message to send."""
    return Outgoing(chat_id, "sendMessage", {"text": key}, key, **values)


def waiting(db: Connection) -> list[Outgoing]:
    """What waits to be sent, whichever its rows."""
    return [replace(found, id=0) for found in mail.unsent(db)]


def states(reading: Engine) -> dict[int, tuple[str, int, bool]]:
    """Per update that was committed: its state, its attempts, and whether its words are kept."""
    with reading.connect() as db:
        return {
            row.update_id: (row.state, row.attempts, row.raw is not None) for row in rows(db, Inbox)
        }


def outbox(reading: Engine, key: str) -> Outbox:
    """A message that was committed."""
    with reading.connect() as db:
        found = one(db, Outbox, col(Outbox.key) == key)
    assert found is not None
    return found


# --- in ------------------------------------------------------------------------------------------


def test_an_update_is_stored_once_however_often_telegram_hands_it_over(
    engine: Engine, reading: Engine
) -> None:
    """The second time it is not new, and what was stored is left as it is."""
    with transaction(engine) as db:
        assert mail.store(db, updates(5, 6), NOW) == {5, 6}
    with transaction(engine) as db:
        assert mail.store(db, [Update(6, {"other": "words"}), *updates(7)], NOW) == {7}
    assert sorted(states(reading)) == [5, 6, 7]
    with reading.connect() as db:
        kept = one(db, Inbox, col(Inbox.update_id) == 6)
    assert kept is not None
    assert json.loads(kept.raw or "") == {"update_id": 6}
    assert kept.received_at == NOW


def test_a_batch_that_names_an_update_twice_is_stored(engine: Engine, reading: Engine) -> None:
    """A batch never stops the next one."""
    with transaction(engine) as db:
        assert mail.store(db, updates(5, 5), NOW) == {5}
        assert mail.store(db, [], NOW) == frozenset()
    assert sorted(states(reading)) == [5]


def test_updates_come_back_as_they_came(engine: Engine) -> None:
    """Emoji, quotes, line ends and even NUL, and ids far above 32 bits."""
    big = 2**52
    with transaction(engine) as db:
        mail.store(db, [Update(big, TEXT)], NOW)
    with transaction(engine) as db:
        assert mail.waiting(db) == [Update(big, TEXT)]


def test_a_turn_takes_an_update_once(engine: Engine, reading: Engine) -> None:
    """The first turn marks it done and empties its words; a second one gets False."""
    with transaction(engine) as db:
        mail.store(db, updates(5), NOW)
    with transaction(engine) as db:
        assert mail.take(db, 5)
    with transaction(engine) as db:
        assert not mail.take(db, 5)
        assert not mail.take(db, 404)
    assert states(reading) == {5: (Waiting.DONE, 1, False)}


def test_an_update_whose_turn_failed_waits_again(engine: Engine) -> None:
    """Taking it is undone with the rest of its turn."""

    def stumble(db: Connection) -> None:
        assert mail.take(db, 5)
        raise ValueError("as meant")

    with transaction(engine) as db:
        mail.store(db, updates(5), NOW)
    with pytest.raises(ValueError, match="as meant"), transaction(engine) as db:
        stumble(db)
    with transaction(engine) as db:
        assert mail.waiting(db) == updates(5)


def test_updates_wait_in_the_order_telegram_gave_them(engine: Engine) -> None:
    """By id, whatever order they were stored in; those done are not among them."""
    with transaction(engine) as db:
        mail.store(db, updates(9, 7), NOW)
        mail.store(db, updates(8, 6), NOW)
        mail.take(db, 8)
    with transaction(engine) as db:
        assert [update.id for update in mail.waiting(db)] == [6, 7, 9]


def test_an_update_that_kills_the_process_is_set_aside(engine: Engine, reading: Engine) -> None:
    """Each start counts an attempt before its turn: after the third it is not worth another.

    Another one that waits beside it is not counted.
    """
    with transaction(engine) as db:
        mail.store(db, updates(5, 6), NOW)
    for attempt in range(2, MOST_ATTEMPTS + 1):
        with transaction(engine) as db:
            assert mail.try_again(db, 5)
        assert states(reading)[5] == (Waiting.NEW, attempt, True)
    with transaction(engine) as db:
        assert not mail.try_again(db, 5)
    assert states(reading)[6] == (Waiting.NEW, 1, True)


def test_what_is_set_aside_is_kept_and_never_taken(engine: Engine, reading: Engine) -> None:
    """Its words stay, to look into it; handed over again it is neither new nor waiting."""
    with transaction(engine) as db:
        mail.store(db, updates(5), NOW)
        mail.set_aside(db, 5)
    with transaction(engine) as db:
        assert mail.store(db, updates(5), NOW) == frozenset()
        assert not mail.take(db, 5)
        assert mail.waiting(db) == []
    assert states(reading) == {5: (Waiting.DEAD, 1, True)}


# --- out -----------------------------------------------------------------------------------------


def test_messages_wait_in_the_order_they_were_said(engine: Engine, reading: Engine) -> None:
    """As they were posted, whole, over several turns; a settled one is not among them."""
    first = [message("b", chat_id=2**40), message("a", urgency=1)]
    with transaction(engine) as db:
        mail.post(db, first, NOW)
        mail.post(db, [], NOW)
        mail.post(db, [message("gone"), message("c", urgency=1)], NOW)
        mail.settle(db, [Settled("gone", Waiting.DONE, message_id=9)])
    with reading.connect() as db:
        assert waiting(db) == [*first, message("c", urgency=1)]


def test_a_key_makes_it_one_message(engine: Engine, reading: Engine) -> None:
    """A turn that runs again cannot say the same thing twice: it fails as a whole."""
    with transaction(engine) as db:
        mail.post(db, [message("a")], NOW)
    with pytest.raises(IntegrityError), transaction(engine) as db:
        mail.post(db, [message("b"), message("a")], NOW)
    with reading.connect() as db:
        assert waiting(db) == [message("a")]


@pytest.mark.parametrize("state", [Waiting.DONE, Waiting.UNKNOWN, Waiting.DEAD])
def test_settling_records_what_became_of_it_and_empties_what_was_said(
    engine: Engine, reading: Engine, state: Waiting
) -> None:
    """The chat keeps the words; we keep the state, the reason, the tries and the message's id."""
    with transaction(engine) as db:
        mail.post(db, [message("a"), message("b")], NOW)
    with transaction(engine) as db:
        mail.settle(db, [Settled("a", state, message_id=7, reason="a fact", attempts=4)])
        mail.settle(db, [])
    kept = outbox(reading, "a")
    assert (kept.state, kept.message_id, kept.reason, kept.attempts) == (state, 7, "a fact", 4)
    assert kept.params == {}
    assert outbox(reading, "b").params == {"text": "b"}
    with reading.connect() as db:
        assert waiting(db) == [message("b")]


def test_settling_twice_keeps_the_first_word(engine: Engine, reading: Engine) -> None:
    """What is settled stays settled; a key nobody knows is nothing."""
    with transaction(engine) as db:
        mail.post(db, [message("a")], NOW)
    with transaction(engine) as db:
        mail.settle(db, [Settled("a", Waiting.DONE, message_id=7), Settled("?", Waiting.DEAD)])
        mail.settle(db, [Settled("a", Waiting.DEAD, reason="late")])
    assert (outbox(reading, "a").state, outbox(reading, "a").message_id) == (Waiting.DONE, 7)


def test_bulk_is_had_in_portions_and_replies_apart(engine: Engine, reading: Engine) -> None:
    """A hundred thousand check-ins wait in their table; a reply never behind them."""
    with transaction(engine) as db:
        said = [
            message(key, urgency=urgency) for key, urgency in zip("abcd", (2, 0, 3, 2), strict=True)
        ]
        mail.post(db, said, NOW)
    with reading.connect() as db:
        assert [one.key for one in mail.unsent(db)] == ["b"]
        first = mail.bulk(db, 0, 2)
        assert [one.key for one in first] == ["a", "c"]
        assert [one.key for one in mail.bulk(db, first[-1].id, 2)] == ["d"]


def test_what_is_withdrawn_waits_no_more_and_says_nothing(engine: Engine, reading: Engine) -> None:
    """What went out before stays as it was."""
    with transaction(engine) as db:
        mail.post(db, [message("gone", urgency=2), message("went", urgency=2)], NOW)
        mail.settle(db, [Settled("went", Waiting.DONE, 7)])
        mail.withdraw(db, ["gone", "went", "never"])
    with reading.connect() as db:
        assert mail.bulk(db, 0, 9) == []
        assert mail.sent(db, ["gone", "went", "never"]) == {"went"}
        gone = one(db, Outbox, col(Outbox.key) == "gone")
    assert gone is not None
    assert (gone.state, gone.reason, gone.params) == (Waiting.DEAD, "withdrawn", {})
