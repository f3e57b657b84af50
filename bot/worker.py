"""The thread that writes: it takes what waits into one transaction, and one commit pays for all.

On SQLite one worker owns the writing connection. A round takes up to 50 turns: they see one
another, and nothing is sent before the commit. Where one fails, the round is rolled back and taken
again with each turn behind a savepoint of its own, so that this one rolls back alone. A batch of
updates is stored in a commit of its own, so that the next poll overlaps the turns.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from bot import turns
from bot.chat import Setup
from bot.turns import Turned
from storage import mail, people
from storage.mail import Settled, Update

log = logging.getLogger("waymark.worker")

ROUND = 50
"""Turns in one transaction at most."""
RETRY_AFTER = 1.0
"""Seconds to wait when the database cannot be had."""


@dataclass(frozen=True)
class _Store:
    updates: Sequence[Update]
    stored: Future[None]


@dataclass(frozen=True)
class _Do:
    act: Callable[[Connection], Any]
    done: Future[Any]


class Worker:
    """Stores updates, takes their turns, settles what was sent.

    `deliver` is called on the event loop with what each committed round leaves to send. A fault
    that is not a turn's ends the thread and is given by `failed`.
    """

    def __init__(
        self,
        engine: Engine,
        setup: Setup,
        now: Callable[[], datetime],
        deliver: Callable[[Sequence[Turned]], None],
        *,
        retry_after: float = RETRY_AFTER,
    ) -> None:
        self._engine = engine
        self._setup = setup
        self._now = now
        self._deliver = deliver
        self._retry_after = retry_after
        self._loop = asyncio.get_running_loop()
        self._jobs: queue.SimpleQueue[_Store | _Do | Settled | None] = queue.SimpleQueue()
        self._waiting: deque[Update] = deque()
        self._left: deque[Update] = deque()
        """What a crash left undone. One of it may have been the cause, so each is taken alone."""
        self._taken = self._handed = 0
        """Updates taken into a round, by the thread; those of them seen to, by the event loop."""
        self._counted: int | None = None
        """The one of these whose attempt is counted: a round that is repeated counts none."""
        self._thread = threading.Thread(target=self._work, name="worker", daemon=True)
        self.failed: asyncio.Future[None] = self._loop.create_future()

    @property
    def backlog(self) -> int:
        """Stored updates whose turn has not run, or has not been delivered yet."""
        return len(self._waiting) + len(self._left) + self._taken - self._handed

    def start(self) -> None:
        """Begin with the turns that a crash left undone."""
        self._thread.start()

    async def stop(self) -> None:
        """End after the round under way; what waits is found again at the next start."""
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    async def store(self, updates: Sequence[Update]) -> None:
        """Store updates; returns only after the commit. Their turns run by themselves."""
        stored: Future[None] = Future()
        self._jobs.put(_Store(updates, stored))
        await asyncio.wrap_future(stored)

    async def do(self, act: Callable[[Connection], Any]) -> Any:
        """Run `act` in a transaction of its own; what it gives, after the commit."""
        done: Future[Any] = Future()
        self._jobs.put(_Do(act, done))
        return await asyncio.wrap_future(done)

    def settle(self, settled: Settled) -> None:
        """Record what became of a message, in the next round."""
        self._jobs.put(settled)

    def unreachable(self, chat_id: int) -> None:
        """Somebody blocked the bot, or their account is gone."""
        self._jobs.put(_Do(lambda db: people.lost(db, chat_id, self._now()), Future()))

    def moved(self, chat_id: int, new_chat_id: int) -> None:
        """A chat has a new id."""
        self._jobs.put(_Do(lambda db: people.moved(db, chat_id, new_chat_id), Future()))

    # --- on the thread ---------------------------------------------------------------------------

    def _work(self) -> None:
        try:
            with self._engine.connect() as db:
                with db.begin():
                    self._left.extend(mail.waiting(db))
                while self._round(db):
                    pass
        except BaseException as fault:  # noqa: BLE001  it ends the process, by `failed`
            self._tell(fault)
            self._refuse(fault)

    def _refuse(self, fault: BaseException) -> None:
        """Nobody waits for a thread that has ended."""
        while True:
            match self._jobs.get():
                case None:
                    return
                case _Store(stored=asked) | _Do(done=asked):
                    if asked.set_running_or_notify_cancel():
                        asked.set_exception(fault)

    def _tell(self, fault: BaseException) -> None:
        def fail() -> None:
            if not self.failed.done():
                self.failed.set_exception(fault)

        self._loop.call_soon_threadsafe(fail)

    def _round(self, db: Connection) -> bool:
        """One round; False when it is time to end."""
        stores, acts, settled, going = self._gather()
        for store in stores:
            if store.stored.set_running_or_notify_cancel():  # else nobody waits for it any more
                self._store(db, store)
        for act in acts:
            if act.done.set_running_or_notify_cancel():
                self._act(db, act)
        line = self._left or self._waiting
        size = 1 if self._left else ROUND
        taken = min(size, len(line))
        self._taken += taken  # before they are popped, so that no moment leaves them out
        batch = [line.popleft() for _ in range(taken)]
        if not batch and not settled:
            return going
        try:
            if size == 1 and not self._worth_it(db, batch[0]):
                turned = self._given_up(db, batch[0], settled)
            else:
                turned = self._turns(db, batch, settled)
        except OperationalError as fault:  # its own text holds the statement's values
            log.error("the database could not be written (%s); trying again", fault.orig)  # noqa: TRY400  so no traceback
            line.extendleft(reversed(batch))
            self._taken -= taken
            for one in settled:
                self._jobs.put(one)
            threading.Event().wait(self._retry_after)
            return going
        if batch:
            self._loop.call_soon_threadsafe(self._hand_on, turned, taken)
        return going

    def _hand_on(self, turned: Sequence[Turned], taken: int) -> None:
        """On the event loop: what is delivered is somebody else's to wait for."""
        if turned:
            self._deliver(turned)
        self._handed += taken

    def _worth_it(self, db: Connection, update: Update) -> bool:
        """Count the attempt before the turn; False where it has killed us too often."""
        if update.id == self._counted:
            return True
        with db.begin():
            worth_it = mail.try_again(db, update.id)
        self._counted = update.id if worth_it else None
        return worth_it

    def _given_up(self, db: Connection, update: Update, settled: Sequence[Settled]) -> list[Turned]:
        log.error("update %s is set aside: too often its turn did not end", update.id)
        with db.begin():
            mail.settle(db, settled)
            mail.set_aside(db, update.id)
            return [self._apologise(db, update)]

    def _gather(self) -> tuple[list[_Store], list[_Do], list[Settled], bool]:
        stores: list[_Store] = []
        acts: list[_Do] = []
        settled: list[Settled] = []
        block = not (self._waiting or self._left)
        while True:
            try:
                job = self._jobs.get(block=block)
            except queue.Empty:
                return stores, acts, settled, True
            block = False
            match job:
                case None:
                    return stores, acts, settled, False
                case _Store():
                    stores.append(job)
                case _Do():
                    acts.append(job)
                case _:
                    settled.append(job)

    def _store(self, db: Connection, job: _Store) -> None:
        try:
            with db.begin():
                fresh = mail.store(db, job.updates, self._now())
        except OperationalError as fault:
            job.stored.set_exception(fault)
            return
        self._waiting.extend(update for update in job.updates if update.id in fresh)
        job.stored.set_result(None)

    def _act(self, db: Connection, job: _Do) -> None:
        try:
            with db.begin():
                result = job.act(db)
        except Exception as fault:  # noqa: BLE001  it is whoever asked who hears of it
            log.warning("an act failed: %s", type(fault).__name__)
            job.done.set_exception(fault)
        else:
            job.done.set_result(result)

    def _turns(
        self, db: Connection, batch: Sequence[Update], settled: Sequence[Settled]
    ) -> list[Turned]:
        try:
            return self._committed(db, batch, settled, self._turn)
        except Exception as fault:
            if _of_the_database(fault):
                raise
            return self._committed(db, batch, settled, self._guarded)

    def _committed(
        self,
        db: Connection,
        batch: Sequence[Update],
        settled: Sequence[Settled],
        turn: Callable[[Connection, Update], Turned],
    ) -> list[Turned]:
        turned: list[Turned] = []
        with db.begin():
            mail.settle(db, settled)
            for update in batch:
                done = turn(db, update)
                if done.outgoing or done.callback_id or done.withdrawn:
                    turned.append(done)
        return turned

    def _turn(self, db: Connection, update: Update) -> Turned:
        return turns.take(db, update, self._setup, self._now())

    def _guarded(self, db: Connection, update: Update) -> Turned:
        """One turn behind a savepoint: where it fails it is tried once more, then set aside."""
        for last in (False, True):
            db.exec_driver_sql("SAVEPOINT turn")
            try:
                turned = self._turn(db, update)
            except Exception as fault:
                if _of_the_database(fault):
                    raise
                db.exec_driver_sql("ROLLBACK TO SAVEPOINT turn")
                db.exec_driver_sql("RELEASE SAVEPOINT turn")
                if last or not isinstance(fault, turns.WORTH_TRYING):
                    _log_fault(update, fault)
                    mail.set_aside(db, update.id)
                    return self._apologise(db, update)
            else:
                db.exec_driver_sql("RELEASE SAVEPOINT turn")
                return turned
        raise AssertionError("unreachable")

    def _apologise(self, db: Connection, update: Update) -> Turned:
        db.exec_driver_sql("SAVEPOINT apology")
        try:
            turned = turns.apology(db, update, self._setup, self._now())
        except Exception as fault:
            if _of_the_database(fault):
                raise
            db.exec_driver_sql("ROLLBACK TO SAVEPOINT apology")
            turned = Turned()
            log.warning("no apology for update %s: %s", update.id, type(fault).__name__)
        db.exec_driver_sql("RELEASE SAVEPOINT apology")
        return turned


def _of_the_database(fault: Exception) -> bool:
    """Whether the database cannot be had; any other fault is that of the turn that met it.

    SQLite says so too of a statement that is wrong: "no such column", "too many SQL variables".
    """
    if not isinstance(fault, OperationalError):
        return False
    code: int | None = getattr(fault.orig, "sqlite_errorcode", None)
    return code is None or code & 0xFF != sqlite3.SQLITE_ERROR


def _log_fault(update: Update, fault: Exception) -> None:
    """Where it happened and what kind it is; its text could hold somebody's words."""
    trace = fault.__traceback__
    places = []
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    log.error(
        "update %s is set aside: %s at %s", update.id, type(fault).__name__, " > ".join(places)
    )
