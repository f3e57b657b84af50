"""The `waymark` command as an operator uses it: real processes, a loopback stand-in."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import json
import os
import re
import signal
import sqlite3
import sys
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
import pytest_asyncio
import storage_case as case
from house import free_port
from typer.testing import CliRunner

from bot.__main__ import app
from bot.app import utc_now
from bot.exports import LARGE
from bot.sandbox.faults import Faults
from bot.sandbox.phone import Phone
from bot.sandbox.server import serve
from bot.sandbox.world import TOKEN, World
from bot.serving import listening
from bot.settings import Settings
from storage import goals
from storage.database import add, one, open_database, transaction
from storage.tables import Entry, GroupMember, Role

pytestmark = pytest.mark.asyncio(loop_scope="module")

LINK = re.compile(r"https://t\.me/waymark_sandbox_bot\?start=[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
WEBHOOK = "https://bot.example.org"
STARTS_WITHIN = 60  # seconds; a busy machine takes half of them
ENDS_WITHIN = 10


@dataclass(frozen=True)
class Desk:
    """A folder to run the command in, with settings, and the world it talks to."""

    folder: Path
    settings: dict[str, str]
    world: World

    async def start(self, *words: str, **more: str) -> asyncio.subprocess.Process:
        """Begin the command in a process of its own."""
        known = {name.upper() for name in Settings.model_fields}
        env = {name: value for name, value in os.environ.items() if name not in known}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *words,
            cwd=self.folder,
            env={**env, **self.settings, **more},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def run(self, *words: str, **more: str) -> tuple[int, str, str]:
        """Run the command to its end: its code, what it said, and what it complained of.

        In this process, beside its loop: to begin one costs two seconds.
        """
        nothing = dict.fromkeys(name.upper() for name in Settings.model_fields)
        env = {**nothing, **self.settings, **more}
        with contextlib.chdir(self.folder):
            result = await asyncio.to_thread(CliRunner().invoke, app, words, env=env)
        return result.exit_code, result.stdout, result.stderr

    @contextlib.asynccontextmanager
    async def running(self, says: str, **more: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """The command while it runs, from its first line on; what it left is killed."""
        process = await self.start("run", **more)
        try:
            async with asyncio.timeout(STARTS_WITHIN):
                assert process.stdout is not None
                assert says in (line := (await process.stdout.readline()).decode()), line
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """A folder of an operator with a token, while their bot runs."""
    folder = tmp_path_factory.mktemp("desk")
    world = World(utc_now)
    async with serve(world, Faults(), port=0) as url:
        settings = {"BOT_TOKEN": TOKEN, "BOT_API_URL": url, "LOG_LEVEL": "DEBUG"}
        there = Desk(folder, settings, world)
        async with there.running("Waymark runs as @waymark_sandbox_bot"):
            yield there
    world.close()


async def begin_class(desk: Desk, name: str, class_name: str) -> None:
    """A teacher is invited and makes a class by chatting."""
    _, link, _ = await desk.run("invite", "teacher")
    phone = Phone(desk.world, desk.world.add_person(name).id)
    await phone.open(link.strip())
    for said in ("English", name, "Lakeside", "Madrid", class_name):
        await phone.say(said)
    await phone.tap("Looks right")


async def test_invite_prints_a_link_that_opens(desk: Desk) -> None:
    """Beside the running bot; the link carries the bot's own name, and lets one teacher begin."""
    code, out, err = await desk.run("invite", "teacher")
    assert (code, err) == (0, "")
    assert LINK.fullmatch(out.strip())
    phone = Phone(desk.world, desk.world.add_person("Teacher").id)
    await phone.open(out.strip())
    await phone.tap("English")
    assert "Let's set up your first class" in phone.last.text


async def test_export_beside_the_running_bot(desk: Desk) -> None:
    """A class made by chatting stands in a file of its own, whatever the case of its name."""
    await begin_class(desk, "Rivera", "7B Maths")
    code, out, err = await desk.run("export", "--class", "7b maths", "--out", "log.csv")
    assert (code, err) == (0, "")
    assert "0 entries of 7b maths are in log.csv." in out
    with (desk.folder / "log.csv").open(encoding="utf-8-sig", newline="") as file:
        assert "student_name" in next(csv.reader(file))


@pytest.fixture
def school(template: Path, tmp_path: Path) -> str:
    """The URL of a database with a class: Sam is stuck, Ann has a note and is in a group."""
    file = tmp_path / "school.sqlite"
    file.write_bytes(template.read_bytes())
    engine = open_database(f"sqlite:///{file}")
    with transaction(engine) as db:
        kim = case.person(db, 1)
        room = case.classroom(db, kim)
        sam, ann = (
            case.member(db, case.person(db, number), room, Role.STUDENT, name)
            for number, name in ((2, "Sam"), (3, "Ann"))
        )
        stuck = {"factor_code": "start"}
        goals.log(db, case.entry(sam, kind="check_in", state="stuck", answers=stuck, response="=1"))
        goals.log(db, case.entry(ann, case.NOW + timedelta(days=1), response="Later; “ü”"))
        add(db, GroupMember(group_id=case.group(db, room, kim), membership_id=ann))
    engine.dispose()
    return f"sqlite:///{file}"


ROW = "--columns", "student_name,response"


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ((), ["student_name,response", "Sam,'=1", "Ann,Later; “ü”"]),
        (("--student", "sam"), ["student_name,response", "Sam,'=1"]),
        (("--group", "starting"), ["student_name,response", "Ann,Later; “ü”"]),
        (("--since", "2026-11-24"), ["student_name,response", "Ann,Later; “ü”"]),
        (("--until", "2026-11-23"), ["student_name,response", "Sam,'=1"]),
        (("--state", "Stuck"), ["student_name,response", "Sam,'=1"]),
        (("--stuck", "how to start"), ["student_name,response", "Sam,'=1"]),
        (("--stuck", "start"), ["student_name,response", "Sam,'=1"]),
        (("--target", "maths"), ["student_name,response"]),
        (("--unanswered", "--student", "Ann", "--semicolon"), [
            "student_name;response", 'Ann;"Later; “ü”"',
        ]),
    ],
)  # fmt: skip
async def test_an_export_of_some_of_it(
    desk: Desk, school: str, tmp_path: Path, words: tuple[str, ...], lines: list[str]
) -> None:
    """Whose, which days, which of it and which columns; names and words case aside."""
    out = tmp_path / "log.csv"
    command = ("export", "--class", "7B Maths", "--out", str(out), "--no-bom", *ROW, *words)
    code, said, err = await desk.run(*command, DATABASE_URL=school)
    assert (code, err) == (0, "")
    assert said == f"{len(lines) - 1} entries of 7B Maths are in {out}.\n"
    assert out.read_bytes().decode() == "".join(f"{line}\r\n" for line in lines)


async def test_each_report_in_each_form(desk: Desk, school: str, tmp_path: Path) -> None:
    """A spreadsheet opens them, a program reads them; each is on record as the operator's."""
    command = ("export", "--class", "7B Maths", "--out")
    book = tmp_path / "students.xlsx"
    report = ("--report", "students", "--format", "xlsx")
    code, said, _err = await desk.run(*command, str(book), *report, DATABASE_URL=school)
    assert (code, said) == (0, f"2 students of 7B Maths are in {book}.\n")
    names = [row[1].value for row in openpyxl.load_workbook(book)["One line a student"].rows]
    assert names == ["student_name", "Ann", "Sam"]

    rows = tmp_path / "groups.json"
    report = ("--report", "groups", "--format", "json")
    code, said, _err = await desk.run(*command, str(rows), *report, DATABASE_URL=school)
    assert (code, said) == (0, f"2 rows of 7B Maths are in {rows}.\n")
    assert [row["group_name"] for row in json.loads(rows.read_text())["rows"]] == ["Starting", ""]

    whole = tmp_path / "sam.json"
    report = ("--report", "student", "--student", "Sam")
    code, _said, _err = await desk.run(*command, str(whole), *report, DATABASE_URL=school)
    assert (code, json.loads(whole.read_text())["student"]) == (0, "Sam")

    with sqlite3.connect(school.removeprefix("sqlite:///")) as db:
        found = db.execute("SELECT actor_id, detail FROM audit ORDER BY id").fetchall()
    db.close()
    assert found[:2] == [(None, "2 rows students xlsx"), (None, "2 rows groups json")]
    assert found[2][1].startswith("1 rows student json student_id=")


async def test_what_columns_hold_beside_a_csv(desk: Desk, school: str, tmp_path: Path) -> None:
    """In a second file."""
    out, second = tmp_path / "log.csv", tmp_path / "columns.csv"
    beside = ("--dictionary", str(second), *ROW)
    command = ("export", "--class", "7B Maths", "--out", str(out), *beside)
    code, _said, err = await desk.run(*command, DATABASE_URL=school)
    assert (code, err) == (0, "")
    with second.open(encoding="utf-8-sig", newline="") as file:
        rows = [*csv.reader(file)]
    assert [row[0] for row in rows[:3]] == ["Column", "student_name", "response"]
    assert ["Rows", "2"] in rows


async def test_a_gradebook_is_filled(desk: Desk, school: str, tmp_path: Path) -> None:
    """By check-ins or levels; who was not found is named."""
    book, out = tmp_path / "canvas.csv", tmp_path / "filled.csv"
    book.write_text("Student,ID,Section\nSam Berg,1,7B\nGhost,2,7B\n")
    command = ("export", "--class", "7B Maths", "--canvas", str(book), "--out", str(out))
    code, said, err = await desk.run(*command, "--column", "Journal", DATABASE_URL=school)
    assert (code, err) == (0, "")
    assert said.splitlines() == [
        f"Journal is filled for 1 students of 7B Maths in {out}.",
        "In the file, but not found in the class: Ghost.",
        "In the class, but not found in the file: Ann.",
    ]
    assert out.read_text() == "Student,ID,Section,Journal\nSam Berg,1,7B,0\nGhost,2,7B\n"
    code, said, _err = await desk.run(*command, "--fill", "level", DATABASE_URL=school)
    assert said.startswith("Reflection is filled for 0 students")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--student", "Zoe"), "There is no student called 'Zoe'."),
        (("--group", "Zoe"), "There is no group called 'Zoe'."),
        (("--since", "soon"), "'soon' is no day. Give one such as 2026-11-16."),
        (("--state", "asleep"), "--state is one of agreed, changed,"),
        (("--report", "goals", "--state", "stuck"), "--state is one of active, paused,"),
        (
            ("--report", "groups", "--target", "x", "--unanswered"),
            "“The groups” can't be narrowed down by this: target and what nobody answered.",
        ),
        (("--stuck", "x"), "--stuck is one of "),
        (("--columns", "rank"), "That report has no column rank. It has event_id, event_type,"),
        (("--report", "student"), "Say which student, with --student NAME."),
        (("--dictionary", "no/such/file"), "no/such/file cannot be written: No such file"),
        (("--canvas", "nowhere.csv"), "nowhere.csv cannot be read: No such file"),
        (("--canvas", "bad.csv"), "bad.csv is no gradebook that Canvas exported."),
        (("--canvas", "good.csv", "--column", "ID"), "Canvas keeps 'ID' for itself"),
        (("--canvas", "good.csv", "--out", "no/such/x"), "no/such/x cannot be written: No such"),
    ],
)
async def test_a_choice_that_cannot_be(
    desk: Desk, school: str, words: tuple[str, ...], line: str
) -> None:
    """One clear line and code 2."""
    (desk.folder / "bad.csv").write_text("a,b\n")
    (desk.folder / "good.csv").write_text("Student,ID,Section\nSam,1,7B\n")
    command = ("export", "--class", "7B Maths", "--out", "x.csv", *words)
    code, said, err = await desk.run(*command, DATABASE_URL=school)
    assert (code, said) == (2, "")
    assert err.startswith(line)
    assert err.count("\n") == 1


async def test_a_long_export_shows_how_far_it_is(desk: Desk, school: str, tmp_path: Path) -> None:
    """On standard error, so that what is said at the end stands alone."""
    engine = open_database(school)
    with transaction(engine) as db:
        like = one(db, Entry)
        assert like is not None
        lines = [{**like._asdict(), "id": None, "update_id": -n} for n in range(LARGE)]  # type: ignore[attr-defined]  # a row is a named tuple
        db.execute(Entry.__table__.insert(), lines)  # type: ignore[attr-defined]  # SQLModel declares no __table__
    engine.dispose()
    command = ("export", "--class", "7B Maths", "--out", str(tmp_path / "log.csv"))
    code, said, err = await desk.run(*command, DATABASE_URL=school)
    assert (code, said.split(" ", 1)[0]) == (0, str(LARGE + 2))
    assert "Exporting" in err


async def test_a_second_run_refuses(desk: Desk) -> None:
    """One clear line and code 2, no traceback."""
    process = await desk.start("run")
    async with asyncio.timeout(STARTS_WITHIN):
        out, err = await process.communicate()
    assert (process.returncode, out) == (2, b"")
    assert err.startswith(b"Another waymark runs on ")
    assert err.count(b"\n") == 1


@pytest.mark.parametrize(
    ("name", "out", "line"),
    [
        ("Nobody's", "x.csv", "There is no class called"),
        ("Exported", "no/such/folder/x.csv", "no/such/folder/x.csv cannot be written"),
    ],
)
async def test_an_export_that_cannot_be(desk: Desk, name: str, out: str, line: str) -> None:
    """One clear line and code 2."""
    if name == "Exported":
        await begin_class(desk, "Writer", name)
    code, said, err = await desk.run("export", "--class", name, "--out", out)
    assert (code, said) == (2, "")
    assert err.startswith(line)
    assert err.count("\n") == 1


async def test_a_wrong_setting_stops_the_start(desk: Desk) -> None:
    """Code 2 and a line that names it."""
    code, _out, err = await desk.run("run", PORT="x")
    assert code == 2
    assert err.startswith("PORT is not a port")
    assert err.count("\n") == 1


async def test_a_token_nobody_knows(desk: Desk, tmp_path: Path) -> None:
    """An invitation says so, and shows no token."""
    other = {"BOT_TOKEN": "123456:canary", "DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite"}
    code, _out, err = await desk.run("invite", "teacher", **other)
    assert code == 2
    assert err.startswith("BOT_TOKEN is not known to Telegram")
    assert "canary" not in err


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite:///no/such/folder/x.sqlite", "unable to open database file"),
        ("sqlite:///no-database", "file is not a database"),
        ("postgresql://me:canary@127.0.0.1:9/name", "connection failed"),
    ],
)
async def test_a_database_that_cannot_be_opened(desk: Desk, url: str, reason: str) -> None:
    """One line: which setting it is about, why, and what to do; no password."""
    (desk.folder / "no-database").write_bytes(b"something else" * 100)
    code, out, err = await desk.run("invite", "teacher", DATABASE_URL=url)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"The database of DATABASE_URL cannot be opened: {reason}")
    assert "See that it is there" in err
    assert "canary" not in err


async def test_a_database_of_a_later_version(desk: Desk, tmp_path: Path) -> None:
    """What this version does not know it leaves alone, and says so."""
    file = tmp_path / "later.sqlite"
    with sqlite3.connect(file) as db:
        db.execute("CREATE TABLE alembic_version (version_num TEXT)")
        db.execute("INSERT INTO alembic_version VALUES ('9999')")
    db.close()
    code, _out, err = await desk.run("invite", "teacher", DATABASE_URL=f"sqlite:///{file}")
    assert (code, err.count("\n")) == (2, 1)
    assert "DATABASE_URL cannot be opened: Can't locate revision" in err


async def test_a_driver_that_is_not_there(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's is an extra; how to start with it is said."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    url = "postgresql://me@127.0.0.1:9/name"
    code, _out, err = await desk.run("invite", "teacher", DATABASE_URL=url)
    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith("The database of DATABASE_URL needs psycopg")
    assert "--extra postgresql" in err


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"DATABASE_URL": "sqlite:///a-file/x.sqlite"}, "The database of DATABASE_URL cannot"),
        *(
            pytest.param(settings, line, marks=pytest.mark.long)  # each a process of its own
            for settings, line in (
                ({"WEBHOOK_URL": WEBHOOK}, "WEBHOOK_URL is refused by Telegram"),
                ({"WEBHOOK_URL": WEBHOOK, "HOST": "203.0.113.5"}, "HOST 203.0.113.5 is"),
                ({"BOT_TOKEN": "", "PORT": "taken"}, "PORT "),
            )
        ),
    ],
)
async def test_a_start_that_cannot_be(
    desk: Desk, tmp_path: Path, settings: dict[str, str], line: str
) -> None:
    """Code 2 and one line that begins with the setting; no traceback."""
    (tmp_path / "a-file").touch()
    with listening("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        port = port if settings.get("PORT") else str(free_port())
        more = {"WEBHOOK_SECRET": "s" * 40, **settings, "PORT": port, "LOG_LEVEL": "ERROR"}
        process = await Desk(tmp_path, desk.settings, desk.world).start("run", **more)
        async with asyncio.timeout(STARTS_WITHIN):
            _out, err = await process.communicate()
    assert (process.returncode, err.count(b"\n")) == (2, 1), err.decode()
    assert err.decode().startswith(line)


@pytest.mark.long  # a process of its own
async def test_what_it_writes_is_its_owners_alone(desk: Desk, tmp_path: Path) -> None:
    """The database, the folder of files and an export hold what students wrote."""
    await begin_class(desk, "Keeper", "Kept")
    process = await desk.start("export", "--class", "Kept", "--out", str(tmp_path / "log.csv"))
    async with asyncio.timeout(STARTS_WITHIN):
        await process.communicate()
    written = [tmp_path / "log.csv", *desk.folder.glob("waymark*")]
    assert {path.name for path in written} >= {"log.csv", "waymark.sqlite", "waymark-files"}
    open_to_others = [path.name for path in written if path.stat().st_mode & 0o077]
    assert open_to_others == []


async def test_sigterm_ends_it_cleanly(desk: Desk, tmp_path: Path) -> None:
    """Within ten seconds, with code 0 and nothing to complain of."""
    own = {"DATABASE_URL": f"sqlite:///{tmp_path}/own.sqlite"}
    world = World(utc_now)
    async with serve(world, Faults(), port=0) as url:
        own["BOT_API_URL"] = url
        async with desk.running("Waymark runs", **own) as process:
            phone = Phone(world, world.add_person("Ada").id)
            await phone.say("/start")
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(ENDS_WITHIN):
                assert await process.wait() == 0
            assert process.stderr is not None
            said = (await process.stderr.read()).decode()
    world.close()
    assert said.rstrip().endswith("Stopped.")
    assert not [line for line in said.splitlines() if " ERROR " in line or "Traceback" in line]


async def test_invite_before_there_is_a_sandbox(desk: Desk, tmp_path: Path) -> None:
    """Without a token: what to do first."""
    fresh = Desk(tmp_path, {}, desk.world)
    for words in (("invite", "teacher"), ("export", "--class", "x", "--out", "x")):
        code, _out, err = await fresh.run(*words)
        assert code == 2
        assert "There is no sandbox yet" in err


async def test_without_a_token_the_sandbox_opens(desk: Desk, tmp_path: Path) -> None:
    """Its address is printed and answers with the page; an invitation opens there."""
    port = str(free_port())
    fresh = Desk(tmp_path, {"PORT": port, "HOST": "0.0.0.0"}, desk.world)  # noqa: S104  on all its addresses
    async with fresh.running(f"Waymark sandbox: http://127.0.0.1:{port}"):
        page = await asyncio.to_thread(_read, f"http://127.0.0.1:{port}/")
        code, out, _err = await fresh.run("invite", "teacher")
    assert "<html" in page
    assert code == 0
    assert out.startswith(f"http://127.0.0.1:{port}/?start=")
    assert not (tmp_path / "waymark.sqlite").exists()
    kept = [tmp_path / ".waymark-sandbox", *(tmp_path / ".waymark-sandbox").iterdir()]
    assert [path.name for path in kept if path.stat().st_mode & 0o077] == []


def _read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  loopback
        return str(answer.read().decode())
