"""The sandbox's demo class: it is there as a whole, or it is made anew."""

import socket
from pathlib import Path

import pytest

from bot.app import AlreadyRunning, only_one, utc_now
from bot.sandbox.house import MADE, sandbox, sandbox_settings
from bot.sandbox.world import World
from bot.settings import Settings
from storage import people
from storage.database import migrate, open_database, transaction


def settings() -> Settings:
    """A free port, and nothing from the environment's file."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Settings(_env_file=None, port=port)  # type: ignore[call-arg]  # pydantic-settings takes it, mypy's plugin is not used


def cut_short(folder: Path) -> None:
    """What a kill leaves in the middle of the making: a phone, a code, a file."""
    folder.mkdir()
    world = World(utc_now, file=folder / "telegram.sqlite")
    world.add_person("Maya", hint="student")
    world.close()
    engine = open_database(f"sqlite:///{folder / 'waymark.sqlite'}")
    migrate(engine)
    with transaction(engine) as db:
        people.new_code(db, opens="teacher", now=utc_now())
    engine.dispose()
    (folder / "waymark-files").mkdir()
    (folder / "waymark-files" / "a.jpg").write_bytes(b"x")


async def test_half_a_class_is_made_anew(tmp_path: Path) -> None:
    """Nothing of it is left beside the whole one; and that one stays at the next start."""
    folder = tmp_path / "box"
    cut_short(folder)
    async with sandbox(settings(), folder) as (_url, bot):
        names = await bot.worker.do(lambda db: [m.name for m in people.students(db, 1)])
        codes = await bot.worker.do(lambda db: db.exec_driver_sql("select opens from code").all())
    assert names == ["Maya"]
    assert [code.opens for code in codes].count("teacher") == 1
    assert not list((folder / "waymark-files").iterdir())
    world = World(utc_now, file=folder / "telegram.sqlite")
    assert [person.name for person in world.people.values()] == ["Maya", "Ana Rivera", "Elena"]
    said = {person.id: len(person.messages) for person in world.people.values()}
    world.close()

    async with sandbox(settings(), folder):
        pass
    world = World(utc_now, file=folder / "telegram.sqlite")
    assert {person.id: len(person.messages) for person in world.people.values()} == said
    world.close()


async def test_a_class_that_another_process_makes_is_left_alone(tmp_path: Path) -> None:
    """Its files are not taken from under it."""
    folder = tmp_path / "box"
    cut_short(folder)
    with only_one(sandbox_settings(settings(), folder=folder).database_url):
        with pytest.raises(AlreadyRunning):
            async with sandbox(settings(), folder):
                pass
        assert (folder / "telegram.sqlite").exists()
    assert not (folder / MADE).exists()
