"""Files of evidence are fetched: what fails is tried again, and holds up nothing else."""

from __future__ import annotations

import asyncio
import resource
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import storage_case as case
from house import NOON, until
from sqlalchemy import Connection, Engine
from telegram import Bot

from bot.chat import Setup
from bot.files import AT_ONCE, Fetcher, _keep
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.server import serve
from bot.sandbox.world import TOKEN, Person, World
from bot.transport import Aiohttp
from bot.worker import Worker
from storage import goals
from storage.database import open_database, rows
from storage.tables import Attachment, Role


@dataclass
class Desk:
    """A worker on a database, a stand-in that holds files, and the folder to keep them in."""

    engine: Engine
    worker: Worker
    world: World
    faults: Faults
    person: Person
    student: int
    fetcher: Fetcher
    folder: Path

    async def hand_in(self, content: bytes, size: int | None = None) -> tuple[int, str]:
        """A note with a file that Telegram holds; the attachment's id, and the file's."""
        self.world.send_file(self.person.id, "document", content, "a.pdf", size=size)
        newest = max(self.person.messages)
        file_id = self.person.messages[newest]["document"]["file_id"]
        piece = Attachment(kind="document", file_id=file_id, mime="application/pdf")

        def log(db: Connection) -> int:
            goals.log(db, case.entry(self.student), piece)
            return max(each.id or 0 for each in rows(db, Attachment))

        return await self.worker.do(log), file_id

    def path_of(self, attachment_id: int) -> str | None:
        """Where an attachment's file is kept; empty where it was given up."""
        with self.engine.connect() as db:
            return next(each.path for each in rows(db, Attachment) if each.id == attachment_id)

    @asynccontextmanager
    async def fetching(self) -> AsyncIterator[None]:
        """Fetch meanwhile; it must not have ended by itself."""
        task = asyncio.create_task(self.fetcher.run())
        yield
        assert not task.done()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def desk(tmp_path: Path, template: Path) -> AsyncIterator[Desk]:
    """One student with a phone, and nobody fetching yet; what fails waits 0.05 seconds."""
    engine = open_database(f"sqlite:///{shutil.copy(template, tmp_path / 'waymark.sqlite')}")
    with engine.begin() as db:
        class_id = case.classroom(db, case.person(db, 1))
        student = case.member(db, case.person(db, 2), class_id, Role.STUDENT, "Mia")
    worker = Worker(engine, Setup("waymark_bot"), lambda: NOON, lambda _turned: None)
    worker.start()
    world, faults = World(lambda: NOON), Faults()
    person, folder = world.add_person("Mia", started=True), tmp_path / "files"
    async with serve(world, faults) as url, Aiohttp(read_seconds=5) as http:
        bot = Bot(TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot", request=http)
        fetcher = Fetcher(bot, worker, folder, again_after=0.05)
        yield Desk(engine, worker, world, faults, person, student, fetcher, folder)
    await worker.stop()
    engine.dispose()


async def test_what_is_temporarily_unavailable_is_fetched_later(desk: Desk) -> None:
    """Telegram says it in one sentence with a wrong id; it is no reason to give up the file."""
    piece, file_id = await desk.hand_in(b"work")
    desk.world.away.add(file_id)
    async with desk.fetching():
        await asyncio.sleep(0.2)
        assert desk.path_of(piece) is None
        desk.world.away.clear()
        await until(lambda: bool(desk.path_of(piece)))
    assert (desk.folder / (desk.path_of(piece) or "")).read_bytes() == b"work"


async def test_what_telegram_will_never_give_is_given_up(desk: Desk) -> None:
    """Too big, of a wrong id, or gone: it is not asked for again."""
    big, _ = await desk.hand_in(b"big", size=30_000_000)
    unknown, unknown_id = await desk.hand_in(b"unknown")
    del desk.world.files[unknown_id]
    gone, gone_id = await desk.hand_in(b"gone")
    del desk.world.paths[desk.world.files[gone_id].path]
    async with desk.fetching():
        await until(lambda: [desk.path_of(each) for each in (big, unknown, gone)] == [""] * 3)
    assert list(desk.folder.iterdir()) == []


async def test_twenty_that_fail_hold_up_nobody(desk: Desk) -> None:
    """What is new is fetched, and what comes newly too, while the others wait."""
    for _n in range(AT_ONCE + 1):
        _, file_id = await desk.hand_in(b"away")
        desk.world.away.add(file_id)
    fine, _ = await desk.hand_in(b"fine")
    async with desk.fetching():
        await until(lambda: bool(desk.path_of(fine)))
        newer, _ = await desk.hand_in(b"newer")
        desk.fetcher.look()
        await until(lambda: bool(desk.path_of(newer)))
    assert len(list(desk.folder.iterdir())) == 2


async def test_telegram_fails_for_a_while(desk: Desk) -> None:
    """A fault on the way gives nothing up."""
    desk.faults.add(Fault("500", "getFile", times=2))
    piece, _ = await desk.hand_in(b"work")
    async with desk.fetching():
        await until(lambda: bool(desk.path_of(piece)))


async def test_an_answer_that_names_no_place_for_the_file(desk: Desk) -> None:
    """PTB has a fault of its own for it; the file is tried again, and the others come."""
    piece, file_id = await desk.hand_in(b"work")
    held = desk.world.files[file_id]
    desk.world.files[file_id] = replace(held, path="")
    other, _ = await desk.hand_in(b"other")
    async with desk.fetching():
        await until(lambda: bool(desk.path_of(other)))
        assert desk.path_of(piece) is None
        desk.world.files[file_id] = held
        await until(lambda: bool(desk.path_of(piece)))


async def test_what_is_no_longer_there_is_forgotten(desk: Desk) -> None:
    """Work that failed and was erased meanwhile is not waited for."""
    _, file_id = await desk.hand_in(b"work")
    desk.world.away.add(file_id)
    async with desk.fetching():
        await asyncio.sleep(0.02)
        await desk.worker.do(lambda db: db.exec_driver_sql("delete from attachment"))
        await until(lambda: not desk.fetcher._failed)


async def test_a_folder_that_cannot_be_written(desk: Desk) -> None:
    """The bot goes on without; once the folder can be had, the file is fetched."""
    desk.folder.touch()
    piece, _ = await desk.hand_in(b"work")
    async with desk.fetching():
        await asyncio.sleep(0.1)
        desk.folder.unlink()
        await until(lambda: bool(desk.path_of(piece)))


async def test_a_database_that_is_busy(desk: Desk) -> None:
    """It is asked again later."""
    piece, _ = await desk.hand_in(b"work")
    await desk.worker.do(lambda db: db.exec_driver_sql("alter table attachment rename to hidden"))
    async with desk.fetching():
        await asyncio.sleep(0.05)
        await desk.worker.do(
            lambda db: db.exec_driver_sql("alter table hidden rename to attachment")
        )
        await until(lambda: bool(desk.path_of(piece)))


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file can grow beyond so many bytes, as where the disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_half_a_file_is_none(tmp_path: Path) -> None:
    """Where the disk is full, nothing is left that looks like the file."""
    with room_for(1_000), pytest.raises(OSError, match="too large"):
        _keep(tmp_path / "a.pdf", b"x" * 100_000)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    """Nothing is written over it, nor is it taken away."""
    (tmp_path / "a.pdf").write_bytes(b"older")
    with pytest.raises(FileExistsError):
        _keep(tmp_path / "a.pdf", b"newer")
    assert (tmp_path / "a.pdf").read_bytes() == b"older"
