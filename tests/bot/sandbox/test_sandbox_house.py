"""The sandbox as a whole: the real bot, the stand-in and the one clock of both."""

import socket
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
from sandbox_case import Json
from sqlalchemy import func
from sqlmodel import select

from bot.app import utc_now
from bot.sandbox.house import sandbox
from bot.settings import Settings
from storage.tables import Inbox


def settings() -> Settings:
    """A free port, and nothing from the environment's file."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Settings(_env_file=None, port=port)  # type: ignore[call-arg]  # pydantic-settings takes it, mypy's plugin is not used


async def state(http: aiohttp.ClientSession, url: str) -> Json:
    """What the page is told."""
    async with http.get(f"{url}/sandbox/state") as response:
        found: Json = await response.json()
        return found


async def post(http: aiohttp.ClientSession, url: str, body: Json) -> Json:
    """Do what the page does; it must be taken."""
    async with http.post(url, json=body) as response:
        assert response.status == 200, await response.text()
        answer: Json = await response.json()
        return answer


def dated(message: Json) -> datetime:
    """When a message was sent, as its chat shows it."""
    return datetime.fromisoformat(message["date"])


async def test_the_whole_sandbox_moves_and_a_restart_goes_on_from_there(tmp_path: Path) -> None:
    """The class is made at the real time; a week on, the bot and its Telegram agree on the date."""
    began = utc_now()
    here, there = (began, began + timedelta(minutes=2)), began + timedelta(days=7)
    moved = (there - timedelta(hours=1), there + timedelta(hours=1, minutes=2))  # clocks may change
    async with aiohttp.ClientSession() as http:
        async with sandbox(settings(), tmp_path / "box") as (url, bot):
            maya = (await state(http, url))["people"][0]
            assert here[0] - timedelta(seconds=1) < dated(maya["messages"][-1]) < here[1]
            answer = await post(http, f"{url}/sandbox/clock", {"to": "week"})
            assert moved[0] < datetime.fromisoformat(answer["now"]) < moved[1]
            await post(http, f"{url}/sandbox/people/{maya['id']}/say", {"text": "/help"})
            await post(http, f"{url}/sandbox/clock", {"to": "hour"})  # waits for the answer first
            messages = (await state(http, url))["people"][0]["messages"]
            last = max(n for n, one in enumerate(messages) if one["from"] == "person")
            said, answered = messages[last : last + 2]
            assert moved[0] < dated(said) < moved[1]
            assert dated(answered) - dated(said) < timedelta(minutes=1)
            received = await bot.worker.do(
                lambda db: db.scalar(select(func.max(Inbox.received_at)))
            )
            assert moved[0] < received < moved[1]
        async with sandbox(settings(), tmp_path / "box") as (url, _bot):
            now = datetime.fromisoformat((await state(http, url))["clock"]["now"])
            assert dated(answered) + timedelta(minutes=59) < now
