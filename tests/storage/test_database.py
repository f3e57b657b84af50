"""The database itself: its tables, its transactions, and what survives what."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlmodel import SQLModel, col
from storage_case import NOBODY, NOW, ZONE

from storage.database import (
    add,
    alembic_config,
    change,
    migrate,
    one,
    open_database,
    rows,
    sqlite_file,
    transaction,
)
from storage.tables import Class, Conversation, School

pytest_plugins = ["databases"]

SCHOOLS = "SELECT name FROM school ORDER BY id"


def school(name: str) -> School:
    """A school of that name."""
    return School(name=name, created_at=NOW)


def names(engine: Engine) -> list[str]:
    """The schools that were committed."""
    with engine.connect() as db:
        return list(db.execute(text(SCHOOLS)).scalars())


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Engine]:
    """An SQLite database to write to."""
    engine = open_database(sqlite_url)
    yield engine
    engine.dispose()


# --- migrations ----------------------------------------------------------------------------------


def test_migrations_lead_to_the_tables_that_the_code_declares(engine: Engine) -> None:
    """From nothing to head: no table, column, type, index or constraint is missing or extra."""
    with engine.connect() as db:
        context = MigrationContext.configure(db, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
        checks = inspect(db).get_check_constraints("attachment")
    assert [check["name"] for check in checks] == ["ck_attachment_one_owner"]


def test_migrating_twice_changes_nothing_and_loses_nothing(engine: Engine, reading: Engine) -> None:
    """The bot migrates at each start."""
    with transaction(engine) as db:
        add(db, school("North"))
    migrate(engine)
    assert names(reading) == ["North"]


def test_a_file_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    """A school's zone becomes its classes'; a conversation in progress goes on."""
    engine = open_database(f"sqlite:///{tmp_path / 'first.sqlite'}")
    with engine.connect() as db:
        command.upgrade(alembic_config(db), "0001")
        db.commit()
    with transaction(engine) as db:
        for row in (
            "INSERT INTO school VALUES (1, 'North', 'Asia/Kolkata', :at)",
            "INSERT INTO class (id, school_id, name, created_at) VALUES (1, 1, '7B', :at)",
            """INSERT INTO person
            (id, telegram_id, chat_id, first_name, language, zone, created_at)
            VALUES (1, 1, 1, 'Sam', 'en', 'UTC', :at)""",
            """INSERT INTO conversation (id, person_id, dialogue, answers, revision, started_at)
            VALUES (1, 1, 'note', '{}', 1, :at)""",
        ):
            db.execute(text(row), {"at": "2026-11-23 15:00:00.000000"})
    migrate(engine)
    with engine.connect() as db:
        room = one(db, Class)
        talk = one(db, Conversation)
    engine.dispose()
    assert room is not None
    assert (room.zone, room.quiet_from, room.quiet_until) == ("Asia/Kolkata", time(20, 30), time(7))
    assert talk is not None
    assert talk.touched_at == NOW


def test_a_migration_that_fails_is_undone(tmp_path: Path) -> None:
    """A table in the way stops the start; nothing half-made stays to stop the next one."""
    engine = open_database(f"sqlite:///{tmp_path / 'w.sqlite'}")
    with transaction(engine) as db:
        db.execute(text("CREATE TABLE outbox (id INTEGER)"))
    with pytest.raises(OperationalError, match="already exists"):
        migrate(engine)
    with engine.connect() as db:
        assert inspect(db).get_table_names() == ["outbox"]
    engine.dispose()


# --- transactions --------------------------------------------------------------------------------


def test_a_block_that_ends_well_is_committed(engine: Engine, reading: Engine) -> None:
    """What others see is what was committed, and nothing before."""
    with transaction(engine) as db:
        add(db, school("North"))
        assert names(reading) == []
    assert names(reading) == ["North"]


def test_a_block_that_fails_is_rolled_back(engine: Engine, reading: Engine) -> None:
    """Nothing of it stays, and the fault goes on to the caller."""

    def stumble(db: Connection) -> None:
        add(db, school("North"))
        raise ValueError("as meant")

    with pytest.raises(ValueError, match="as meant"), transaction(engine) as db:
        stumble(db)
    assert names(reading) == []


def test_a_savepoint_rolls_back_one_turn_alone(engine: Engine, reading: Engine) -> None:
    """Turns share a transaction: the one that fails leaves nothing, the others are committed."""
    with engine.connect() as db:
        with db.begin():
            for name, fails in (("first", False), ("second", True), ("third", False)):
                assert rows(db, School) is not None  # a turn reads before it writes
                db.exec_driver_sql("SAVEPOINT turn")
                add(db, school(name))
                db.exec_driver_sql("ROLLBACK TO turn" if fails else "RELEASE turn")
            assert names(reading) == []
        assert names(reading) == ["first", "third"]


def test_a_turn_that_the_database_refuses_rolls_back_alone(engine: Engine, reading: Engine) -> None:
    """On PostgreSQL a refused statement spoils its transaction; a savepoint gives it back."""
    with transaction(engine) as db:
        db.exec_driver_sql("SAVEPOINT turn")
        add(db, school("first"))
        db.exec_driver_sql("RELEASE turn")
        db.exec_driver_sql("SAVEPOINT turn")
        add(db, school("second"))
        with pytest.raises(IntegrityError):
            add(db, Class(id=1, school_id=NOBODY, name="7B", zone=ZONE, created_at=NOW))
        db.exec_driver_sql("ROLLBACK TO turn")
        add(db, school("third"))
    assert names(reading) == ["first", "third"]


def test_a_rolled_back_round_takes_its_released_savepoints_along(
    engine: Engine, reading: Engine
) -> None:
    """With pysqlite's own transactions a RELEASE would commit; nothing counts before COMMIT."""
    with engine.connect() as db:
        with db.begin() as round_:
            db.exec_driver_sql("SAVEPOINT turn")
            add(db, school("first"))
            db.exec_driver_sql("RELEASE turn")
            round_.rollback()
        assert names(reading) == []


# --- reading -------------------------------------------------------------------------------------


def test_a_read_only_engine_refuses_to_write(reading: Engine) -> None:
    """Pages and exports cannot change anything, whatever their code does."""
    with reading.connect() as db, pytest.raises(Exception, match=r"read.?only"):
        add(db, school("North"))


def test_reading_goes_on_while_somebody_writes(engine: Engine, reading: Engine) -> None:
    """A read-only connection takes no write lock, waits for none, and sees one moment."""
    with reading.connect() as page:
        page.execute(text(SCHOOLS)).all()
        with transaction(engine) as db:  # would be refused, had the page the write lock
            add(db, school("North"))
            assert names(reading) == []
    assert names(reading) == ["North"]


def test_an_export_on_sqlite_sees_one_moment(sqlite_url: str) -> None:
    """What is committed while it reads does not change what it reads."""
    engine, reading = open_database(sqlite_url), open_database(sqlite_url, read_only=True)
    with reading.connect() as page:
        assert page.execute(text(SCHOOLS)).all() == []
        with transaction(engine) as db:
            add(db, school("North"))
        assert page.execute(text(SCHOOLS)).all() == []
    engine.dispose()
    reading.dispose()


# --- SQLite --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)],
)
def test_sqlite_keeps_what_is_committed_through_a_power_cut(
    sqlite: Engine, pragma: str, value: Any
) -> None:
    """Write-ahead log, synchronous=FULL, foreign keys, and patience with another writer."""
    with sqlite.connect() as db:
        assert db.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_sqlite_transactions_begin_with_the_write_lock(sqlite: Engine, sqlite_url: str) -> None:
    """A second writer waits at BEGIN and is never refused after it has read."""
    with transaction(sqlite), closing(sqlite3.connect(sqlite_file(sqlite_url) or "")) as other:
        other.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")


def test_two_writers_take_turns(engine: Engine, reading: Engine) -> None:
    """Both read and then write, at the same time; both are kept and neither is refused."""
    together = threading.Barrier(2)
    faults: list[BaseException] = []

    def write(name: str) -> None:
        together.wait(10)
        try:
            for n in range(10):
                with transaction(engine) as db:
                    rows(db, School)
                    add(db, school(f"{name} {n}"))
        except BaseException as fault:  # noqa: BLE001  told by the assertion below
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(name,)) for name in ("left", "right")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert faults == []
    assert len(names(reading)) == 20


def test_a_copy_of_a_file_that_was_put_down_is_whole(
    sqlite: Engine, sqlite_url: str, tmp_path: Path
) -> None:
    """With its last connection closed, the write-ahead log is in the file."""
    with transaction(sqlite) as db:
        add(db, school("North"))
    sqlite.dispose()
    shutil.copy(str(sqlite_file(sqlite_url)), tmp_path / "copy.sqlite")
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as copy:
        assert copy.execute(SCHOOLS).fetchall() == [("North",)]


def test_a_class_needs_its_school(engine: Engine) -> None:
    """Foreign keys hold on each kind of database."""
    with pytest.raises(IntegrityError), transaction(engine) as db:
        add(db, Class(school_id=NOBODY, name="7B", zone=ZONE, created_at=NOW))


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:////var/lib/waymark.sqlite", Path("/var/lib/waymark.sqlite")),
        ("sqlite:///waymark.sqlite", Path("waymark.sqlite")),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("postgresql://waymark@/waymark?host=/run/postgresql", None),
    ],
)
def test_the_file_of_a_url(url: str, file: Path | None) -> None:
    """Backups and the lock of `run` need the file, where there is one."""
    assert sqlite_file(url) == file


# --- rows ----------------------------------------------------------------------------------------


def test_instants_are_kept_in_utc_and_come_back_aware(engine: Engine, reading: Engine) -> None:
    """Whatever zone an instant is given in, it is the same instant when read."""
    given = datetime(2026, 3, 29, 3, 30, tzinfo=timezone(timedelta(hours=2)))
    with transaction(engine) as db:
        add(db, School(name="North", created_at=given))
    with reading.connect() as db:
        kept = rows(db, School)[0].created_at
        raw = str(db.execute(text("SELECT created_at FROM school")).scalar())
    assert kept == given
    assert kept.tzinfo is UTC
    assert raw.startswith("2026-03-29 01:30:00")


def test_an_instant_without_a_zone_is_refused(engine: Engine) -> None:
    """Nobody can tell which instant it is."""
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError, match="needs a zone"), transaction(engine) as db:
        add(db, School(name="North", created_at=naive))


def test_rows_are_found_counted_changed_and_limited(engine: Engine, reading: Engine) -> None:
    """What the query functions are made of."""
    with transaction(engine) as db:
        ids = [add(db, school(name)) for name in ("a", "b", "c")]
        later = NOW + timedelta(days=1)
        assert change(db, School, col(School.name) != "b", created_at=later) == 2
        assert change(db, School, col(School.name) == "x", created_at=later) == 0
    with reading.connect() as db:
        by_name = rows(db, School, order_by=(col(School.name).desc(),), limit=2)
        assert [(row.id, row.name, row.created_at) for row in by_name] == [
            (ids[2], "c", later),
            (ids[1], "b", NOW),
        ]
        assert one(db, School, col(School.name) == "x") is None
