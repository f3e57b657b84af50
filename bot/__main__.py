"""The `waymark` command."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
from collections.abc import Coroutine, Iterator
from datetime import datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

import typer
from alembic.util.exc import CommandError
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from telegram.error import InvalidToken, TelegramError

from bot import logs
from bot.app import AlreadyRunning, make_bot, running, utc_now
from bot.chat import Setup
from bot.makers import in_words
from bot.receive import WebhookRefused
from bot.sandbox.house import SANDBOX, sandbox, sandbox_now, sandbox_settings
from bot.serving import CannotListen
from bot.settings import BadSettings, Settings, read_settings
from bot.transport import TokenRejected
from dialogs import words
from dialogs.cadence import Once, Repeat
from dialogs.understand import Readings, Unclear, Understood
from dialogs.understand import understand as understood
from storage import audit, people
from storage.database import migrate, open_database, transaction
from storage.exports.entries import class_ids, entries, write_csv

app = typer.Typer(
    help="Waymark: a chat coach for personalized learning.",
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
)
invitations = typer.Typer(help="Make a link that lets somebody in.", no_args_is_help=True)
app.add_typer(invitations, name="invite")


class Format(StrEnum):
    """The forms an export comes in."""

    CSV = "csv"


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
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_stoppable(_bot(settings) if settings.token else _sandbox(settings)))


async def _stoppable(work: Coroutine[Any, Any, None]) -> None:
    """Run until done, or until SIGTERM or Ctrl-C asks for a clean end."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
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
        with _said_where_closed(DATABASE):
            bot = await stack.enter_async_context(running(settings))
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
        typer.echo(f"http://{settings.host}:{settings.port}/?start={code}")


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
def export(
    name: Annotated[str, typer.Option("--class", help="The name of the class.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write.")],
    format_: Annotated[Format, typer.Option("--format", help="The form of the file.")] = Format.CSV,
) -> None:
    """Write the log of a class to a file; the bot may go on running."""
    settings = _settings()
    used, engine = _database(settings)
    with open_database(used.database_url, read_only=True).connect() as db:
        found = class_ids(db, name)
        if not found:
            raise Halt(f"There is no class called {name!r}.")
        if len(found) > 1:
            raise Halt(f"{len(found)} classes are called {name!r}; rename one of them first.")
        try:
            with out.open("w", newline="", encoding="utf-8") as file:
                count = write_csv(entries(db, found[0], in_words(settings.language)), file)
        except OSError as fault:
            raise Halt(f"{out} cannot be written: {fault.strerror}.") from None
    with transaction(engine) as db:
        audit.note(
            db,
            actor_id=None,
            action="exported",
            now=utc_now(),
            subject="class",
            subject_id=found[0],
            detail=f"{count} rows, {format_}",
        )
    typer.echo(f"{count} entries of {name} are in {out}.")


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
