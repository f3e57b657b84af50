"""The `waymark` command."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import os
import signal
import sqlite3
import sys
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

import typer
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from telegram.error import InvalidToken, TelegramError
from uvicorn.loops.auto import auto_loop_factory

from bot import logs
from bot.app import AlreadyRunning, make_bot, running, utc_now
from bot.chat import Setup
from bot.exporting import (
    STUDENT,
    Order,
    about,
    columns_of,
    gradebook_on_record,
    in_words,
    make,
    on_record,
    refused,
    rows_in,
    states_of,
)
from bot.exports import LARGE
from bot.receive import WebhookRefused
from bot.sandbox.house import SANDBOX, sandbox, sandbox_now, sandbox_settings
from bot.serving import CannotListen, address_of, listening, served
from bot.settings import BadSettings, Settings, read_settings
from bot.transport import TokenRejected
from dialogs import words
from dialogs.cadence import Once, Repeat
from dialogs.understand import Readings, Unclear, Understood
from dialogs.understand import understand as understood
from storage import audit, people
from storage.database import migrate, open_database, transaction
from storage.exports import canvas
from storage.exports.canvas import Filled, NotAGradebook, NotFillable
from storage.exports.wanted import UnknownColumn, Wanted, class_ids, group_ids, student_ids
from storage.exports.writers import write_dictionary

log = logging.getLogger("waymark")

app = typer.Typer(
    help="Waymark: a chat coach for personalized learning.",
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
)
invitations = typer.Typer(help="Make a link that lets somebody in.", no_args_is_help=True)
app.add_typer(invitations, name="invite")


class Form(StrEnum):
    """The forms an export comes in."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class ReportName(StrEnum):
    """What an export can hold."""

    LOG = "log"
    STUDENTS = "students"
    GOALS = "goals"
    GROUPS = "groups"
    STUDENT = STUDENT


class Filling(StrEnum):
    """What a column of a gradebook can be filled with."""

    CHECK_INS = "check-ins"
    LEVEL = "level"


class Halt(typer.Exit):
    """Stop with one clear line."""

    def __init__(self, line: str) -> None:
        typer.echo(line, err=True)
        super().__init__(code=2)


@app.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Run the bot; without BOT_TOKEN, open the sandbox with a class to try."""
    if context.invoked_subcommand is None:
        run()


@app.command()
def run() -> None:
    """Run the bot; without BOT_TOKEN, open the sandbox with a class to try."""
    settings = _settings()
    logs.set_up(settings.log_level)
    gc.freeze()  # what is imported stays, and to look it through for garbage doubles a page's p95
    work = _stoppable(_bot(settings) if settings.token else _sandbox(settings))
    with contextlib.suppress(KeyboardInterrupt), _runner() as runner:
        runner.run(work)


def _runner() -> asyncio.Runner:
    """Runs what is asynchronous on uvloop, which takes a tenth off a turn; Windows has none."""
    return asyncio.Runner(loop_factory=auto_loop_factory(use_subprocess=False))


async def _stoppable(work: Coroutine[Any, Any, None]) -> None:
    """Run until done, or until SIGTERM or Ctrl-C asks for a clean end."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows has Ctrl-C by itself
            loop.add_signal_handler(number, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        typer.echo("Stopped.", err=True)
    except AlreadyRunning as other:
        raise Halt(
            f"Another waymark runs on {other}. Stop that one first; "
            "every other command works beside it."
        ) from None
    except TokenRejected:
        raise Halt("BOT_TOKEN is not known to Telegram. Ask @BotFather for it again.") from None
    except (CannotListen, WebhookRefused) as refused:
        raise Halt(str(refused)) from None


async def _bot(settings: Settings) -> None:
    async with contextlib.AsyncExitStack() as stack:
        listener, trouble = None, ""
        if not settings.webhook_url:  # else the server that is called serves the pages too
            try:
                listener = stack.enter_context(listening(settings.host, settings.port))
            except CannotListen as closed:  # what the chat does needs no port
                trouble = str(closed)
        with _said_where_closed(DATABASE):
            address = "" if trouble else None
            bot = await stack.enter_async_context(running(settings, address=address))
        if listener is not None:
            await stack.enter_async_context(served(bot.pages, listener))
        if trouble:
            log.warning("the teacher's pages are not served: %s", trouble)
        typer.echo(f"Waymark runs as @{bot.username}. Stop it with Ctrl-C.")
        await bot.ended


async def _sandbox(settings: Settings) -> None:
    async with contextlib.AsyncExitStack() as stack:
        with _said_where_closed(f"The folder {SANDBOX}"):
            url, bot = await stack.enter_async_context(sandbox(settings))
        typer.echo(f"Waymark sandbox: {url}")
        typer.echo("Open it in a browser and chat. Nothing leaves this computer. Ctrl-C stops.")
        await bot.ended


DATABASE = "The database of DATABASE_URL"
CLOSED = (OSError, DBAPIError, sqlite3.Error, CommandError)
"""What comes of a database that is not there, not ours, or of another version."""


@contextlib.contextmanager
def _said_where_closed(what: str) -> Iterator[None]:
    """Stop with one line where what we keep things in cannot be opened."""
    try:
        yield
    except ModuleNotFoundError as missing:
        raise Halt(
            f"{what} needs {missing.name}, which is not installed. "
            "Start with: uv run --extra postgresql waymark"
        ) from None
    except TimeoutError:  # an OSError that is about something else
        raise
    except CLOSED as fault:
        told = fault.orig if isinstance(fault, DBAPIError) else fault
        reason = str(told).strip().splitlines()[0].rstrip(".")
        raise Halt(
            f"{what} cannot be opened: {reason}. See that it is there, and open to this user."
        ) from None


@invitations.command("teacher")
def invite_teacher() -> None:
    """Print a link that lets one teacher begin. It works once, for seven days."""
    settings = _settings()
    used, engine = _database(settings)
    username = asyncio.run(_username(used)) if settings.token else ""
    with transaction(engine) as db:
        now = utc_now() if settings.token else sandbox_now()
        code = people.new_code(db, opens="teacher", now=now)
        audit.note(db, actor_id=None, action="invited a teacher", now=now)
    if username:
        typer.echo(Setup(username).link(code))
    else:
        typer.echo(f"{address_of(settings.host, settings.port)}/?start={code}")


async def _username(settings: Settings) -> str:
    bot = make_bot(settings)
    try:
        async with bot:
            return bot.username
    except InvalidToken:
        raise Halt("BOT_TOKEN is not known to Telegram. Ask @BotFather for it again.") from None
    except TelegramError as trouble:
        raise Halt(
            f"Telegram does not answer ({type(trouble).__name__}). Try again in a minute."
        ) from None


@app.command()
def export(  # noqa: PLR0917  one parameter an option
    name: Annotated[str, typer.Option("--class", help="The name of the class.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write.")],
    form: Annotated[Form, typer.Option("--format", help="The form of the file.")] = Form.CSV,
    report: Annotated[
        ReportName, typer.Option(help="What it holds; “student” is all that one of them wrote.")
    ] = ReportName.LOG,
    student: Annotated[str, typer.Option(help="Only of the student of this name.")] = "",
    group: Annotated[str, typer.Option(help="Only of the group of this name.")] = "",
    since: Annotated[str, typer.Option(help="The first day, such as 2026-11-16.")] = "",
    until: Annotated[str, typer.Option(help="The last day.")] = "",
    target: Annotated[str, typer.Option(help="Words of the goal or its area.")] = "",
    state: Annotated[str, typer.Option(help="A status, as the file says it, or its code.")] = "",
    stuck: Annotated[str, typer.Option(help="What they are stuck on, in words or its code.")] = "",
    unanswered: Annotated[  # noqa: FBT002  an option of the command
        bool, typer.Option("--unanswered", help="Only what no teacher has answered.")
    ] = False,
    columns: Annotated[str, typer.Option(help="Columns in their order: a,b,c.")] = "",
    semicolon: Annotated[  # noqa: FBT002  an option of the command
        bool, typer.Option("--semicolon", help="CSV for spreadsheets with a decimal comma.")
    ] = False,
    bom: Annotated[  # noqa: FBT002  an option of the command
        bool, typer.Option(help="Begin CSV with a byte order mark, as Excel wants it.")
    ] = True,
    dictionary: Annotated[
        Path | None, typer.Option(help="Beside CSV: a file to say what its columns hold.")
    ] = None,
    gradebook: Annotated[
        Path | None, typer.Option("--canvas", help="A gradebook that Canvas exported, to fill.")
    ] = None,
    column: Annotated[str, typer.Option(help="The column of it to fill.")] = "Reflection",
    fill: Annotated[Filling, typer.Option(help="With what to fill it.")] = Filling.CHECK_INS,
) -> None:
    """Write the log of a class, or another report of it, to a file; the bot may go on running."""
    settings = _settings()
    used, engine = _database(settings)
    now = utc_now() if settings.token else sandbox_now()
    spoken = in_words(settings.language)
    with open_database(used.database_url, read_only=True).connect() as db:
        class_id = _one_of(class_ids(db, name), "class", name) or 0
        if gradebook is not None:
            filled = _filled(db, class_id, gradebook, column, fill.replace("-", "_"), out)
            record = partial(gradebook_on_record, class_id=class_id, filled=filled.filled)
            said = _said_of(filled, column, name, out)
        else:
            wanted = Wanted(
                class_id,
                _one_of(group_ids(db, class_id, group), "group", group),
                _one_of(student_ids(db, class_id, student), "student", student),
                _day(since),
                _day(until),
                target,
                _code(state, states_of(report.value, settings.language), "--state"),
                _code(stuck, spoken.stuck, "--stuck"),
                unanswered,
            )
            chosen = tuple(part.strip() for part in columns.split(",") if part.strip())
            kind = Form.JSON if report is ReportName.STUDENT else form
            order = Order(
                wanted, report.value, kind.value, settings.language, chosen, semicolon, bom
            )
            if wrong := refused(order):
                raise Halt(words.language("en").put(wrong))
            rows = _written(db, order, out, dictionary, now)
            record = partial(on_record, order=order, rows=rows)
            said = [f"{rows} {ROWS.get(report, 'rows')} of {name} are in {out}."]
    with transaction(engine) as db:
        record(db, actor_id=None, now=now)
    for line in said:
        typer.echo(line)


ROWS = {"log": "entries", "students": "students", "goals": "goals", "student": "entries"}
"""What the rows of a report are; those of groups are rows."""


def _written(
    db: Connection, order: Order, out: Path, dictionary: Path | None, now: datetime
) -> int:
    """Write the file of an order, with its progress on standard error where it takes long."""
    if order.report == STUDENT and order.wanted.student_id is None:
        raise Halt("Say which student, with --student NAME.")
    total = rows_in(db, order)
    try:
        with contextlib.ExitStack() as stack:
            told = None
            if total > LARGE:
                bar = typer.progressbar(length=total, label="Exporting", file=sys.stderr)
                told = partial(_move, stack.enter_context(bar))
            rows = make(db, order, out, now, told)
        if dictionary is not None:
            with dictionary.open("w", newline="", encoding="utf-8") as file:
                write_dictionary(about(db, order, now), rows, file)
    except OSError as fault:
        raise Halt(f"{fault.filename or out} cannot be written: {fault.strerror}.") from None
    except UnknownColumn as unknown:
        known = ", ".join(columns_of(db, order))
        raise Halt(f"That report has no column {unknown}. It has {known}.") from None
    return rows


def _move(bar: Any, rows: int) -> None:
    bar.update(rows - bar.pos)


def _filled(  # noqa: PLR0917  what to fill, from where to where
    db: Connection, class_id: int, gradebook: Path, column: str, what: str, out: Path
) -> Filled:
    """Write a gradebook with a column filled."""
    try:
        content = gradebook.read_bytes()
    except OSError as fault:
        raise Halt(f"{gradebook} cannot be read: {fault.strerror}.") from None
    try:
        filled = canvas.fill(content, column, canvas.given(db, class_id, what))
    except NotAGradebook:
        raise Halt(f"{gradebook} is no gradebook that Canvas exported.") from None
    except NotFillable:
        raise Halt(f"Canvas keeps {column!r} for itself, or has it twice.") from None
    try:
        out.write_bytes(filled.text.encode())
    except OSError as fault:
        raise Halt(f"{out} cannot be written: {fault.strerror}.") from None
    return filled


def _said_of(filled: Filled, column: str, name: str, out: Path) -> list[str]:
    lines = [f"{column} is filled for {filled.filled} students of {name} in {out}."]
    if filled.unknown:
        lines.append(f"In the file, but not found in the class: {', '.join(filled.unknown)}.")
    if filled.missing:
        lines.append(f"In the class, but not found in the file: {', '.join(filled.missing)}.")
    return lines


def _one_of(found: Sequence[int], kind: str, name: str) -> int | None:
    """The one of that name; None where no name was given."""
    if not name and kind != "class":
        return None
    if not found:
        raise Halt(f"There is no {kind} called {name!r}.")
    if len(found) > 1:
        several = "classes" if kind == "class" else f"{kind}s"
        raise Halt(f"{len(found)} {several} are called {name!r}; rename one of them first.")
    return found[0]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Halt(f"{text!r} is no day. Give one such as 2026-11-16.") from None


def _code(said: str, words: Mapping[str, str], option: str) -> str:
    """The code of what was said, in words or as the code itself."""
    for code, word in words.items():
        if said and said.casefold() in (code, word.casefold()):
            return code
    if said:
        raise Halt(f"{option} is one of {', '.join(words)}; not {said!r}.")
    return ""


@app.command()
def understand(
    phrase: Annotated[str, typer.Argument(help="What a student says, in quotes.")],
    code: Annotated[str, typer.Option("--language", help="The student's: en or es.")] = "en",
    zone: Annotated[str, typer.Option("--zone", help="An IANA time zone.")] = "UTC",
    now: Annotated[
        str | None, typer.Option("--now", help="When it is said, there: 2026-12-02T10:30.")
    ] = None,
    school_end: Annotated[
        str | None, typer.Option("--school-end", help="When the class's school day ends: 15:10.")
    ] = None,
) -> None:
    """Print as JSON how a phrase about days and times is read, as the chat reads it."""
    if code not in READ:
        raise Halt(f"{code!r} is not read. Choose {' or '.join(READ)}.")
    if zone not in available_timezones():
        raise Halt(f"{zone!r} is no time zone. Give an IANA name, such as America/New_York.")
    reading = understood(
        phrase,
        now=_moment(now) if now else utc_now(),
        zone=ZoneInfo(zone),
        language=code,
        school_end=_time(school_end) if school_end else None,
    )
    typer.echo(json.dumps(_as_json(reading, words.language(code)), ensure_ascii=False))


READ = ("en", "es")


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Halt(f"{text!r} is no date and time. Give one such as 2026-12-02T10:30.") from None


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise Halt(f"{text!r} is no time of day. Give one such as 15:10.") from None


def _as_json(reading: Understood, language: words.Language) -> dict[str, Any]:
    """The reading in figures (days 0 = Monday, times of the wall) and in words."""
    match reading:
        case Readings(first, second):
            return {"readings": [_as_json(each, language) for each in (first, second)]}
        case Unclear(ask):
            return {"kind": "unclear", "ask": language.put(ask)}
        case Once(day, at):
            said = f"{day}T{at:%H:%M}" if at else f"{day}"
            return {"kind": "once", "at": said, "echo": language.put(reading.echo)}
        case Repeat(days, at, every, until):
            return {
                "kind": "repeat",
                "days": list(days),
                **({"time": f"{at:%H:%M}"} if at else {}),
                **({"every": every} if every > 1 else {}),
                **({"until": f"{until}"} if until else {}),
                "echo": language.put(reading.echo),
            }


def _database(settings: Settings) -> tuple[Settings, Engine]:
    """The settings in use, without a token the sandbox's, and their database, up to date."""
    if not settings.token and not SANDBOX.exists():
        raise Halt("There is no sandbox yet. Start it with `uv run waymark`, then ask again.")
    used = settings if settings.token else sandbox_settings(settings)
    with _said_where_closed(DATABASE):
        engine = open_database(used.database_url)
        migrate(engine)
    return used, engine


def _settings() -> Settings:
    try:
        return read_settings()
    except BadSettings as wrong:
        raise Halt(str(wrong)) from None


def main() -> None:
    """The command's entry point. What it writes is its owner's alone to read: it is students'."""
    os.umask(0o077)
    app()


if __name__ == "__main__":
    main()
