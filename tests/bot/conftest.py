"""Fixtures for tests of the whole bot."""

from __future__ import annotations

import io
import logging
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from classroom import Classroom
from house import House, house, migrated, sent

from bot import logs


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database, made once."""
    return migrated(tmp_path_factory.mktemp("template"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def begun(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, template: Path
) -> Path:
    """A folder in which what the tests of a file begin with was done once, by its `begin`."""
    folder = tmp_path_factory.mktemp("begun")
    if begin := getattr(request.module, "begin", None):
        async with house(folder, template) as there:
            await begin(there)
            await sent(there)
    return folder


@pytest.fixture
async def home(
    request: pytest.FixtureRequest, tmp_path: Path, template: Path, begun: Path
) -> AsyncIterator[House]:
    """A house of the test's own, as after a restart where its file has a `begin`.

    Nobody lives in it where there is none, or where the test is marked `empty`.
    """
    if not request.node.get_closest_marker("empty"):
        shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    async with house(tmp_path, template, keep=False) as there:
        yield there


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(
    tmp_path_factory: pytest.TempPathFactory, template: Path
) -> AsyncIterator[Classroom]:
    """A class that the tests of a file share; they run in the file's own loop."""
    async with house(tmp_path_factory.mktemp("room"), template, keep=False) as there:
        yield Classroom(there, await there.teacher())


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that a bot with LOG_LEVEL=DEBUG logs, as an operator gets it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    out = io.StringIO()
    logs.set_up("DEBUG")
    for handler in root.handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(out)
    yield out
    root.handlers[:] = handlers
    root.setLevel(level)
    for ours in ("waymark", "bot", "storage", "dialogs"):
        logging.getLogger(ours).setLevel(logging.NOTSET)
