"""Open the database: its engine, its transactions, its migrations.

SQLite runs in WAL with synchronous=FULL, so that what is committed survives a power cut, and every
transaction begins IMMEDIATE: a deferred one that reads first fails at once under a second writer.
Nothing here or above is SQLite's alone: PostgreSQL is chosen by the URL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import TYPE_CHECKING, Any, TypeVar, cast

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, insert, make_url
from sqlmodel import SQLModel, select

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry
    from sqlalchemy.sql.operators import ColumnOperators

M = TypeVar("M", bound=SQLModel)

BUSY_MS = 5_000
MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(url: str, *, read_only: bool = False) -> Engine:
    """The engine of a database URL.

    A read-only one is for pages and exports: on SQLite it takes no write lock, on PostgreSQL its
    transactions are READ ONLY.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        server = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(server, hide_parameters=True)
        if read_only:
            return engine.execution_options(postgresql_readonly=True)
        return engine
    engine = create_engine(parsed, hide_parameters=True)  # they are somebody's words

    @event.listens_for(engine, "connect")
    def connected(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        sqlite = cast("SqliteConnection", connection)
        sqlite.isolation_level = None  # BEGIN is ours: pysqlite's own would break savepoints
        sqlite.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        sqlite.execute("PRAGMA journal_mode = WAL")
        sqlite.execute("PRAGMA synchronous = FULL")
        sqlite.execute("PRAGMA foreign_keys = ON")
        sqlite.execute(f"PRAGMA query_only = {int(read_only)}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite URL; None for another database or one in memory."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    return Path(str(parsed.database))


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction: committed where the block ends well, else rolled back."""
    with engine.begin() as connection:
        yield connection


def migrate(engine: Engine) -> None:
    """Bring the tables to what this version needs; nothing is lost, doing it twice does nothing."""
    with engine.connect() as connection:
        command.upgrade(alembic_config(connection), "head")
        connection.commit()


def alembic_config(connection: Connection) -> Config:
    """Alembic's view of our migrations, on this connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def rows(
    db: Connection,
    table: type[M],
    *where: ColumnElement[bool] | bool,
    order_by: Iterable[ColumnElement[Any] | ColumnOperators] = (),
    limit: int | None = None,
) -> list[M]:
    """The rows of a table, as read-only records that read like it.

    Core rows, not ORM objects: an ORM session per turn alone costs a millisecond.
    """
    statement: Select[Any] = select(table.__table__).where(*where)  # type: ignore[attr-defined]  # SQLModel declares no __table__
    return cast(
        "list[M]",
        db.execute(
            statement.order_by(*cast("Iterable[ColumnElement[Any]]", order_by)).limit(limit)
        ).all(),
    )


def one(db: Connection, table: type[M], *where: ColumnElement[bool] | bool) -> M | None:
    """The one row that fits, or None."""
    found = rows(db, table, *where, limit=1)
    return found[0] if found else None


_insert = cache(insert)  # building it anew takes as long as running it


def add(db: Connection, row: SQLModel) -> int:
    """Add a row; its id."""
    table = row.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
    values = row.model_dump(exclude={"id"} if getattr(row, "id", 0) is None else None)
    (key,) = db.execute(_insert(table), values).inserted_primary_key or (0,)
    return int(key)


def put_off(
    db: Connection, table: type[SQLModel], column: str, now: datetime, to: datetime
) -> None:
    """Put off the one row of a table that has been due the longest by `now`."""
    core = table.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
    due = core.c[column]
    longest = select(core.c.id).where(due <= now).order_by(due, core.c.id).limit(1)
    where = core.c.id == longest.scalar_subquery()
    db.execute(core.update().where(where).values({column: to}))


def change(db: Connection, table: type[SQLModel], *where: Any, **values: Any) -> int:
    """Change the rows that fit; how many there were."""
    core = table.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
    return db.execute(core.update().where(*where).values(**values)).rowcount
