"""Exports in chat: ordered by taps, made beside the bot, put on record; and Canvas gradebooks."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import psutil
import pytest
import storage_case as case
from house import House, until
from sqlalchemy import Connection, Engine
from telegram import Bot
from telegram.error import BadRequest

from bot.chat import Chat, Setup
from bot.exporting import NOT_YOURS, NOTHING_FITS, Order, in_words, make, named
from bot.exports import TOO_LARGE, Broke, CannotMake, Exports, apart
from bot.makers import FAILED, GONE, sorry
from bot.outcomes import settle
from bot.outcomes.exports import EXPORTING
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.phone import Phone
from bot.sandbox.server import serve
from bot.sandbox.world import TOKEN, World
from bot.transport import Aiohttp
from dialogs.dictionary import LEVEL_OF_AREA, MEANINGS, REPORTS
from dialogs.export_log import Exported
from dialogs.fill_canvas import CanvasFilled
from dialogs.words import language
from storage import goals, mail, people
from storage.database import open_database, transaction
from storage.exports import entries, groups, reports, students
from storage.exports import goals as goal_rows
from storage.exports.wanted import Wanted
from storage.mail import Outgoing
from storage.tables import Role

NOW = case.NOW
GRADEBOOK = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Fractions (4410),Final Score\n"
    "    Points Possible,,,,,10.00,(read only)\n"
    '"Reyes, Maya",101,,maya,7B,8.00,80\n'
    '"Ghost, Casper",102,,casper,7B,,\n'
)


async def begin(home: House) -> None:
    """A class with Maya, who has a goal."""
    await home.goal(await home.student("Maya", await home.teacher()))


async def a_class(home: House) -> Phone:
    """The teacher's phone."""
    return home.phone("Ms Rivera")


async def file_on(home: House, desk: Phone) -> tuple[str, bytes]:
    """The file that comes next."""
    await until(lambda: desk.last.kind == "document")
    return home.file_on(desk)


# --- by taps -------------------------------------------------------------------------------------


async def test_the_whole_log_is_two_taps_away(home: House) -> None:
    """The menu's and one more; the file says how many rows it has, and so does the record."""
    desk = await a_class(home)
    await desk.say("/export")
    await desk.tap("The whole log")
    name, content = await file_on(home, desk)
    assert name == "reflections_7b-maths_2026-11-23.csv"
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert (row["student_name"], row["event_type"]) == ("Maya", "goal_set")
    assert desk.last.text == (
        "1 row. It holds students' own words. Keep it where only school staff can open it."
    )
    (noted,) = home.rows("SELECT actor_id, subject, detail FROM audit WHERE action = 'exported'")
    assert (noted.subject, noted.detail) == ("class", "1 rows log csv")
    assert noted.actor_id is not None


async def test_an_export_is_chosen(home: House) -> None:
    """A report, whose, and the form; who, what filters and how many rows are on record."""
    desk = await a_class(home)
    await desk.say("/export")
    for label in ("Let me choose", "The goals", "A student's", "Maya", "Excel (XLSX)"):
        await desk.tap(label)
    name, content = await file_on(home, desk)
    assert name == "goals_7b-maths_2026-11-23.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["The goals", "Columns", "About"]
    about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert about["Class"] == "7B Maths"
    assert about["Only"] == "student: Maya"
    assert about["Rows"] == "1"
    (noted,) = home.rows("SELECT detail FROM audit WHERE action = 'exported'")
    assert noted.detail == "1 rows goals xlsx student_id=2"


@pytest.mark.empty
async def test_nothing_to_export(home: House) -> None:
    """It is said at once, with a way to choose again; no file comes, and nothing is on record."""
    await home.teacher()
    desk = home.phone("Ms Rivera")
    await desk.say("/export")
    await desk.tap("The whole log")
    assert desk.last.text == "Nothing fits that. Try more days, or the whole class."
    await desk.tap("Choose again")
    assert "The last 7 days" in desk.last.labels
    assert home.rows("SELECT id FROM audit WHERE action = 'exported'") == []


async def test_all_that_one_student_wrote(home: House) -> None:
    """One file, under the student's name."""
    desk = await a_class(home)
    await desk.say("/export")
    for label in ("Let me choose", "All that one student wrote", "Maya"):
        await desk.tap(label)
    name, content = await file_on(home, desk)
    assert name == "student_maya_2026-11-23.json"
    found = json.loads(content)
    assert found["student"] == "Maya"
    assert len(found["entries"]) == 1


async def test_a_file_that_was_not_made_is_said(home: House) -> None:
    """Whoever lost the class while the order waited gets a sentence, not silence."""
    desk = await a_class(home)

    def order(db: Connection) -> None:
        """Another teacher's class, in an order that was tampered with."""
        other = case.classroom(db, case.person(db, 777), "Art")
        who = people.who(db, id=1)
        assert who is not None
        chat = Chat(db, Setup("x"), home.clock(), 999_999, who)
        kept = Order(Wanted(other)).kept()
        chat.document({"name": "export", "person_id": 1, "order": kept}, "")
        mail.post(db, chat.outgoing, home.clock())
        sent.extend(chat.outgoing)

    sent: list[Any] = []
    await home.bot.worker.do(order)
    home.bot.sender.enqueue(sent)
    await until(lambda: desk.last.text == "That class is not yours to export.")
    await until(lambda: not home.bot.sender.unsent)
    for _ in range(2):  # a round acts before it settles: in the second one it is settled
        await home.bot.worker.do(lambda _db: None)
    (row,) = home.rows("SELECT state, reason FROM outbox ORDER BY id DESC LIMIT 1")
    assert (row.state, row.reason) == ("dead", "cannot be made (CannotMake)")


# --- in a process of its own ---------------------------------------------------------------------


@asynccontextmanager
async def exports(
    engine: Engine, reading: Engine, url: str, **more: Any
) -> AsyncIterator[tuple[Exports, World, Faults]]:
    """What makes exports, and a stand-in for what it shows in chat."""

    async def do(act: Callable[[Connection], Any]) -> Any:
        def run() -> Any:
            with transaction(engine) as db:
                return act(db)

        return await asyncio.to_thread(run)

    world, faults = World(lambda: NOW), Faults()
    async with serve(world, faults) as address, Aiohttp(read_seconds=5) as http:
        bot = Bot(
            TOKEN,
            base_url=f"{address}/bot",
            base_file_url=f"{address}/file/bot",
            request=http,
            get_updates_request=http,
        )
        async with bot:
            yield Exports(url, reading, do, bot, lambda: NOW, **more), world, faults
    world.close()


@pytest.fixture
def url(template: Path, tmp_path: Path) -> str:
    """The URL of an empty database."""
    file = tmp_path / "waymark.sqlite"
    file.write_bytes(template.read_bytes())
    return f"sqlite:///{file}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """The database to write to."""
    found = open_database(url)
    yield found
    found.dispose()


@pytest.fixture
def reading(url: str) -> Iterator[Engine]:
    """The same database, read-only."""
    found = open_database(url, read_only=True)
    yield found
    found.dispose()


def a_log(engine: Engine, chat_id: int, entries: int = 5) -> tuple[int, int]:
    """A class with so many entries, and its teacher, who has this chat: class and teacher."""
    with transaction(engine) as db:
        kim = case.person(db, chat_id)
        room = case.classroom(db, kim)
        sam = case.member(db, case.person(db, 2), room, Role.STUDENT, "Sam")
        for number in range(entries):
            goals.log(db, case.entry(sam, response=f"=number {number}"))
    return room, kim


async def test_a_large_export_is_made_apart_and_shows_how_far_it_is(
    engine: Engine, reading: Engine, url: str
) -> None:
    """In one message that is edited; the file is the one that would be made here."""
    async with exports(engine, reading, url, large=2_000, shown_every=0.0) as (make_it, world, _f):
        kim = world.add_person("Kim", started=True)
        room, teacher = a_log(engine, kim.id, 2_500)
        order = {"order": Order(Wanted(room)).kept(), "person_id": teacher}
        name, content, caption = await make_it(order)
        assert name == "reflections_7b-maths_2026-11-23.csv"
        assert caption.startswith("2,500 rows. ")
        shown = [(entry.what, entry.text) for entry in kim.ledger if entry.who == "bot"]
        assert shown[0] == ("sent", "Exporting: 0 %")
        assert shown[-1] == ("edited", "Exporting: 100 %")
        assert ("edited", "Exporting: 40 %") in shown
        assert len(kim.messages) == 1
        here = await replace(make_it, large=10_000)(order)
        assert here == (name, content, caption)
        assert len(kim.messages) == 1
    with reading.connect() as db:
        found = db.exec_driver_sql("SELECT detail FROM audit").scalars().all()
    assert found == ["2500 rows log csv"] * 2


@pytest.mark.long  # a process of its own
async def test_the_file_comes_though_progress_cannot_be_shown(
    engine: Engine, reading: Engine, url: str
) -> None:
    """A chat that takes no message now, or an edit that is refused, stops no export."""
    async with exports(engine, reading, url, large=0, shown_every=0.0) as (make_it, world, faults):
        kim = world.add_person("Kim", started=True)
        room, teacher = a_log(engine, kim.id)
        faults.add(Fault("500", "sendMessage", times=None))
        order = {"order": Order(Wanted(room)).kept(), "person_id": teacher}
        _name, content, _caption = await make_it(order)
        assert content.count(b"\r\n") == 6
        assert not kim.messages


async def test_what_cannot_be_had_is_told(engine: Engine, reading: Engine, url: str) -> None:
    """Another's class, nothing at all, more than Telegram takes, a column nobody knows."""
    async with exports(engine, reading, url) as (make_it, world, _faults):
        kim = world.add_person("Kim", started=True)
        room, teacher = a_log(engine, kim.id)
        with transaction(engine) as db:
            other = case.classroom(db, case.person(db, 3), "Art")

        async def refused(order: Order, exports: Exports = make_it) -> str:
            with pytest.raises(CannotMake) as told:
                await exports({"order": order.kept(), "person_id": teacher})
            return told.value.sentence.template

        assert await refused(Order(Wanted(other))) == NOT_YOURS.template
        late = Wanted(room, since=date(2027, 1, 1))
        assert await refused(Order(late)) == NOTHING_FITS.template
        tight = replace(make_it, most_bytes=10)
        assert await refused(Order(Wanted(room)), tight) == TOO_LARGE.template
        unknown = Order(Wanted(room), columns=("rank",))
        assert "no column" in await refused(unknown)
        assert "no column" in await refused(unknown, replace(make_it, large=0))
    with reading.connect() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM audit").scalar() == 0


@pytest.mark.long  # a process of its own
async def test_a_process_that_fails_tells_its_kind(url: str, tmp_path: Path) -> None:
    """And nothing else: its text could hold somebody's words."""
    with pytest.raises(Broke, match=r"^IsADirectoryError$"):
        async for _rows in apart(url, Order(Wanted(1)), tmp_path, NOW):
            pass
    with pytest.raises(Broke, match=r"^OperationalError$"):
        async for _rows in apart("sqlite:////no/such/x", Order(Wanted(1)), tmp_path / "x", NOW):
            pass


@pytest.mark.long  # a process of its own
async def test_a_process_ends_with_whoever_waits_for_it(
    engine: Engine, url: str, tmp_path: Path
) -> None:
    """A bot that stops leaves none behind."""
    room, _teacher = a_log(engine, 1, 5_000)
    progress = apart(url, Order(Wanted(room)), tmp_path / "log.csv", NOW)
    assert await anext(progress) == 1_000
    (process,) = exporting()
    await progress.aclose()
    assert not process.is_running()
    assert exporting() == []


def exporting() -> list[psutil.Process]:
    """The processes that this one has begun to make exports."""
    children = psutil.Process().children()
    return [child for child in children if "bot.exporting" in child.cmdline()]


# --- orders and words ----------------------------------------------------------------------------


def test_an_order_is_kept_whole() -> None:
    """As JSON, in the outbox and for another process."""
    wanted = Wanted(
        1, 2, 3, date(2026, 11, 1), date(2026, 11, 9), "50%", "stuck", "start", unanswered=True
    )
    order = Order(wanted, "goals", "json", "es", ("a", "b"), semicolon=True, bom=False)
    for each in (order, Order(Wanted(1))):
        assert Order.of(json.loads(json.dumps(each.kept()))) == each


def test_every_column_and_report_is_explained() -> None:
    """And no column that there is not."""
    columns = {column for one in (entries, students, goal_rows, groups) for column in one.COLUMNS}
    assert columns == set(MEANINGS)
    assert {*reports.REPORTS, "student"} == set(REPORTS)
    assert all(len(words.template) <= 31 for words in REPORTS.values())  # a sheet's title


def test_codes_are_words_in_the_readers_language() -> None:
    """Levels, states, stuck points and replies."""
    english, spanish = in_words("en"), in_words("es")
    assert english.levels[1] == "Starting"
    assert english.states["stuck"] == "Stuck"
    assert english.states["finished"] == "Finished"
    assert english.stuck["start"] == "How to start"
    assert english.replies["voice"] == "(voice message)"
    assert english.status("proposal_answered", "refused") == "Rather not"
    assert english.status("proposal_answered", "changed") == "Yes, with a change"
    assert english.status("check_in", "not_yet") == "Didn't get to it"
    assert english.judged["beyond"] == "Yes, and more"
    assert english.judgements["not_yet"] == "Not yet"
    assert spanish.levels[1] != "Starting"


def test_what_an_export_is_stands_beside_it(engine: Engine, tmp_path: Path) -> None:
    """The days, the conditions in words, how many rows; an area's column is explained too."""
    room, teacher = a_log(engine, 1)
    day = date(2026, 11, 23)
    with transaction(engine) as db:
        group = case.group(db, room, teacher)
        conditions: list[tuple[dict[str, Any], str, str]] = [
            ({}, "from the start", "the whole class"),
            ({"since": day}, "from 2026-11-23", "the whole class"),
            ({"until": day}, "until 2026-11-23", "the whole class"),
            ({"since": day, "until": day}, "2026-11-23 to 2026-11-23", "the whole class"),
            ({"group_id": group}, "from the start", "group: Starting"),
            (
                {"target": "“x”", "state": "stuck", "stuck": "start", "unanswered": True},
                "from the start",
                "target: “x”, status: Stuck, stuck on: How to start, and not answered by a teacher",
            ),
        ]
        for wanted, days, only in conditions:
            order = Order(Wanted(room, **wanted), form="json")
            rows = make(db, order, tmp_path / "x", NOW)
            about = json.loads((tmp_path / "x").read_text())["about"]
            assert (about["days"], about["only"]) == (days, only)
            assert about["row_count"] == str(rows)
            assert about["made_at"] == "2026-11-23T16:00:00+01:00"
        assert named(db, Order(Wanted(room), "groups"), day) == "groups_7b-maths_2026-11-23.csv"
        sam = db.exec_driver_sql("SELECT id FROM membership WHERE name = 'Sam'").scalar_one()
        case.goal(db, sam)
        make(db, Order(Wanted(room), "students", "json"), tmp_path / "x", NOW)
        columns = json.loads((tmp_path / "x").read_text())["columns"]
        assert columns["Maths (as the student sees it)"] == LEVEL_OF_AREA.template


async def test_an_apology_is_in_the_readers_language(engine: Engine, reading: Engine) -> None:
    """What was wrong where that is known; a stranger's is the house's."""
    with transaction(engine) as db:
        case.person(db, 5)
        db.exec_driver_sql("UPDATE person SET language = 'es'")
    say = sorry(reading, lambda: NOW, "en")
    put = language("es").put
    assert await say(5, KeyError("x")) == put(FAILED)
    assert await say(5, CannotMake(NOT_YOURS)) == put(NOT_YOURS)
    assert await say(6, KeyError("x")) == FAILED.template
    assert await say(6, BadRequest("wrong file identifier")) == GONE.template


# --- Canvas --------------------------------------------------------------------------------------


async def test_a_gradebook_is_filled(home: House) -> None:
    """Sent as a file, filled and sent back, with whom it was not filled for."""
    desk = await a_class(home)
    await desk.send("document", GRADEBOOK.encode(), "Grades-7B.csv", "text/csv")
    assert desk.last.text == "What shall I fill in for each student?"
    await desk.tap("How many check-ins they answered")
    await desk.tap("Reflection")
    name, content = await file_on(home, desk)
    assert name == "Grades-7B.csv"
    rows = [*csv.reader(io.StringIO(content.decode()))]
    assert rows[0][5:] == ["Fractions (4410)", "Reflection", "Final Score"]
    assert rows[1] == ["    Points Possible", "", "", "", "", "10.00", "0", "(read only)"]
    assert rows[2][5:] == ["8.00", "0", "80"]
    assert desk.last.text == (
        "I filled “Reflection” for 1 student.\n"
        "In the file, but not found in the class: Casper Ghost.\n"
        "Please look it over, then import it in Canvas."
    )
    (noted,) = home.rows("SELECT detail FROM audit WHERE action = 'filled a gradebook'")
    assert noted.detail == "1 students"


async def test_a_gradebook_from_the_menu(home: House) -> None:
    """The file is asked for; one that is no gradebook, and a column that is kept, are told."""
    desk = await a_class(home)
    await desk.say("/export")
    await desk.tap("Fill a Canvas gradebook")
    assert desk.last.text.startswith("In Canvas, open Grades and tap Export.")
    await desk.say("my grades")
    assert "Please send the CSV file" in desk.last.text
    await desk.send("document", b"a,b\n1,2\n", "other.csv", "text/csv")
    await desk.tap("The level you gave")
    await desk.tap("Reflection")
    await until(lambda: "That is no gradebook from Canvas." in desk.last.text)

    await desk.send("document", GRADEBOOK.encode(), "Grades-7B.csv", "text/csv")
    await desk.tap("The level you gave")
    await desk.say("Final Score")
    await until(lambda: "I can't fill “Final Score”" in desk.last.text)
    assert home.rows("SELECT id FROM audit WHERE action = 'filled a gradebook'") == []


async def test_a_gradebook_with_many_who_are_not_found(home: House) -> None:
    """They are named as far as a caption has room."""
    desk = await a_class(home)
    ghosts = "".join(f'"Ghost{n}, Casper",{n},,g{n},7B,,\n' for n in range(200, 230))
    await desk.send("document", (GRADEBOOK + ghosts).encode(), "g.csv", "text/csv")
    await desk.tap("The level you gave")
    await desk.tap("Goals")
    await file_on(home, desk)
    assert "Casper Ghost206, and 23 more." in desk.last.text
    assert "In the class" not in desk.last.text


async def test_a_student_sends_a_table(home: House) -> None:
    """It is a note of theirs, and no gradebook."""
    maya = home.phone("Maya")
    await maya.send("document", GRADEBOOK.encode(), "Grades-7B.csv", "text/csv")
    assert "What shall I fill in" not in maya.last.text


# --- what a page may ask for ---------------------------------------------------------------------


def asked(engine: Engine, wanted: Exported | CanvasFilled, *, of: str, by: int) -> list[Outgoing]:
    """What is said and sent where somebody decides so; `of` is the class, by name."""
    with transaction(engine) as db:
        who = people.who(db, id=by)
        class_id = db.exec_driver_sql("SELECT id FROM class WHERE name = ?", (of,)).scalar_one()
        assert who is not None
        chat = Chat(db, Setup("x"), NOW, 1, who)
        settle(chat, class_id, {}, wanted)
        return chat.outgoing


def test_only_what_is_of_the_class_is_exported(engine: Engine) -> None:
    """A group or a student of another one, a form or a report that is none: nothing fits."""
    room, teacher = a_log(engine, 1)
    with transaction(engine) as db:
        other = case.classroom(db, teacher, "Art")
        ann = case.member(db, case.person(db, 3), other, Role.STUDENT, "Ann")
        mine, group = case.group(db, room, teacher), case.group(db, other, teacher)
        stranger = case.person(db, 4)
    for wanted in (
        Exported(student_id=ann),
        Exported(student_id=case.NOBODY),
        Exported(group_id=group),
        Exported(group_id=case.NOBODY),
        Exported(group_id=mine),
        Exported("ranks"),
        Exported(form="exe"),
        Exported("students", student_id=ann),
    ):
        (said,) = asked(engine, wanted, of="7B maths", by=teacher)
        assert said.params["text"] == NOTHING_FITS.template
    for wanted, line in (
        (Exported("groups", stuck="start"), "“The groups” can't be narrowed down by this: what"),
        (Exported("goals", state="stuck"), "“The goals” has no such status."),
        (Exported(state="active"), "“Every entry” has no such status."),
    ):
        (said,) = asked(engine, wanted, of="7B maths", by=teacher)
        assert said.params["text"].startswith(line), "what a report ignores is refused"
    fill = CanvasFilled("f", "g.csv", "level", "Goals")
    for decided in (Exported(), fill):
        (said,) = asked(engine, decided, of="7B maths", by=stranger)
        assert said.params["text"] == NOT_YOURS.template


def test_all_conditions_reach_the_order(engine: Engine) -> None:
    """In any class the teacher teaches, wherever they are now; one student's file is JSON."""
    room, teacher = a_log(engine, 1)
    with transaction(engine) as db:
        case.classroom(db, teacher, "Art")  # where the teacher is now
        sam = db.exec_driver_sql("SELECT id FROM membership WHERE name = 'Sam'").scalar_one()
    wanted = Exported(
        "log", "xlsx", None, sam, date(2026, 11, 1), date(2026, 12, 1), columns=("response",)
    )
    said, file = asked(engine, wanted, of="7B maths", by=teacher)
    assert said.params["text"] == EXPORTING.template
    assert Order.of(file.params["make"]["order"]) == Order(
        Wanted(room, None, sam, date(2026, 11, 1), date(2026, 12, 1)),
        form="xlsx",
        columns=("response",),
    )
    _said, file = asked(engine, Exported("student", "csv", None, sam), of="7B maths", by=teacher)
    assert file.params["make"]["order"]["form"] == "json"
