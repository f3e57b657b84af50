"""The writing thread: whoever gives up waiting for it does not end it."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from house import NOON, until
from sqlalchemy import event

from bot.chat import Setup
from bot.turns import Turned
from bot.worker import Worker
from storage import mail
from storage.database import open_database
from storage.mail import Update

PATIENCE = 5.0


@pytest.fixture
async def worker(tmp_path: Path, template: Path) -> AsyncIterator[Worker]:
    """A worker on an empty database, begun."""
    engine = open_database(f"sqlite:///{shutil.copy(template, tmp_path / 'waymark.sqlite')}")
    there = Worker(engine, Setup("waymark_bot"), lambda: NOON, lambda _turned: None)
    there.start()
    yield there
    await there.stop()
    engine.dispose()


async def still_works(worker: Worker) -> bool:
    """Whether an act is done, in time."""
    async with asyncio.timeout(PATIENCE):
        return bool(await worker.do(lambda _db: True))


async def test_what_is_given_up_before_its_turn_is_left_out(worker: Worker) -> None:
    """An act and a batch that nobody waits for any more are not begun; the next ones are."""
    begun, go_on = threading.Event(), threading.Event()
    acted: list[str] = []

    def hold(_db: object) -> None:
        begun.set()
        go_on.wait(PATIENCE)

    held = asyncio.ensure_future(worker.do(hold))
    await asyncio.to_thread(begun.wait, PATIENCE)
    given_up = [
        asyncio.ensure_future(worker.do(lambda _db: acted.append("act"))),
        asyncio.ensure_future(worker.store([Update(1, {"update_id": 1})])),
    ]
    await asyncio.sleep(0)
    for each in given_up:
        each.cancel()
    await asyncio.gather(*given_up, return_exceptions=True)
    go_on.set()
    await held

    assert await still_works(worker)
    assert acted == []
    assert await worker.do(lambda db: db.exec_driver_sql("select * from inbox").all()) == []
    assert not worker.failed.done()


async def test_what_is_given_up_under_way_is_done(worker: Worker) -> None:
    """A transaction that has begun is committed, and the thread goes on."""
    begun, go_on = threading.Event(), threading.Event()
    acted: list[str] = []

    def slow(_db: object) -> None:
        begun.set()
        go_on.wait(PATIENCE)
        acted.append("act")

    given_up = asyncio.ensure_future(worker.do(slow))
    await asyncio.to_thread(begun.wait, PATIENCE)
    given_up.cancel()
    go_on.set()

    assert await still_works(worker)
    assert acted == ["act"]
    assert not worker.failed.done()


async def test_what_a_crash_left_is_not_set_aside_by_a_full_disk(
    tmp_path: Path, template: Path
) -> None:
    """Its attempt is counted once, however often the round is repeated until there is room."""
    engine = open_database(f"sqlite:///{shutil.copy(template, tmp_path / 'waymark.sqlite')}")
    sender = {"id": 1, "first_name": "Mia"}
    said = {"message_id": 1, "from": sender, "chat": {"id": 1, "type": "private"}, "text": "Hi"}
    with engine.begin() as db:
        mail.store(db, [Update(1, {"update_id": 1, "message": said})], NOON)
        db.exec_driver_sql("create table heap (of)")
        db.exec_driver_sql(
            "create trigger fill after insert on outbox "
            "begin insert into heap values (zeroblob(100000)); end"
        )

    @event.listens_for(engine, "connect")
    def no_room(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("pragma max_page_count = 1")  # no more than there are

    engine.dispose()
    turned: list[Turned] = []
    worker = Worker(engine, Setup("waymark_bot"), lambda: NOON, turned.extend, retry_after=0.01)
    worker.start()
    await asyncio.sleep(0.3)
    assert turned == []
    await worker.do(lambda db: db.exec_driver_sql("pragma max_page_count = 100000").all())
    await until(lambda: bool(turned))
    assert "I'm Waymark" in turned[0].outgoing[0].params["text"]
    await worker.stop()
    engine.dispose()


async def test_a_thread_that_has_ended_refuses_those_who_wait(worker: Worker) -> None:
    """They hear why, and one who gave up in between stops nobody else from hearing it."""
    fault = SystemExit("gone")
    begun, go_on = threading.Event(), threading.Event()

    def end(_db: object) -> None:
        begun.set()
        go_on.wait(PATIENCE)
        raise fault

    ending = asyncio.ensure_future(worker.do(end))
    await asyncio.to_thread(begun.wait, PATIENCE)
    given_up = asyncio.ensure_future(worker.do(lambda _db: None))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    go_on.set()

    async with asyncio.timeout(PATIENCE):
        with pytest.raises(SystemExit):
            await worker.failed
        with pytest.raises(SystemExit):
            await worker.do(lambda _db: None)
    ending.cancel()


async def test_a_batch_waits_until_it_is_delivered(tmp_path: Path, template: Path) -> None:
    """Until its replies are with the sender there is something left to do."""
    engine = open_database(f"sqlite:///{shutil.copy(template, tmp_path / 'waymark.sqlite')}")
    waited: list[int] = []
    there = Worker(
        engine, Setup("waymark_bot"), lambda: NOON, lambda _turned: waited.append(there.backlog)
    )
    there.start()
    who = {"id": 5, "first_name": "Maya"}
    message = {"message_id": 1, "from": who, "chat": {**who, "type": "private"}, "text": "/start"}
    await there.store([Update(1, {"update_id": 1, "message": message})])
    await until(lambda: bool(waited))
    await asyncio.sleep(0)  # the callback that delivered has ended
    assert (waited, there.backlog) == ([1], 0)
    await there.stop()
    engine.dispose()
