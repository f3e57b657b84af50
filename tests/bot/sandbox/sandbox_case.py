"""What the sandbox's tests share: a clock of their own, a world, and a client of a served one."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot.sandbox.faults import Faults
from bot.sandbox.methods import Params, Upload, call
from bot.sandbox.rules import Refused
from bot.sandbox.server import serve
from bot.sandbox.world import TOKEN, Person, World

Json = dict[str, Any]
MONDAY = datetime(2027, 3, 1, 15, 30, tzinfo=UTC)  # 10:30 in New York


class Clock:
    """An instant that moves only when told to."""

    def __init__(self) -> None:
        self.at = MONDAY

    def __call__(self) -> datetime:
        """Return the instant."""
        return self.at

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)


class Plan:
    """The bot's side of a walk: what is due when, and at which instants it was done."""

    def __init__(self, clock: Callable[[], datetime], *due: datetime) -> None:
        self.clock = clock
        self.due = list(due)
        self.done: list[tuple[datetime, datetime]] = []
        """What was due, and when it was done."""
        self.runs = 0
        self.act: Callable[[], Any] = lambda: None

    async def run(self) -> None:
        """Do what is due."""
        self.runs += 1
        for due in sorted(self.due):
            if due <= self.clock():
                self.due.remove(due)
                self.done.append((due, self.clock()))
                self.act()

    async def next_due(self) -> datetime | None:
        """The earliest."""
        return min(self.due, default=None)

    async def next_check_in(self) -> datetime | None:
        """The earliest."""
        return await self.next_due()


def new_world(file: Path | None = None) -> World:
    """Return a world with a clock of its own."""
    return World(Clock(), file=file)


def mia_in(world: World) -> Person:
    """Return a person who has pressed Start."""
    return world.add_person("Mia Lopez", "student", started=True)


def do(world: World, method: str, files: dict[str, Upload] | None = None, **values: Any) -> Any:
    """Do one Bot API call in the process."""
    return call(world, method.lower(), Params(values, files or {}))


def refusal_of(
    world: World, method: str, files: dict[str, Upload] | None = None, **values: Any
) -> tuple[int, str]:
    """Return the status and description a call is refused with."""
    try:
        result = do(world, method, files, **values)
    except Refused as refused:
        return refused.code, refused.description
    raise AssertionError(f"{method} was not refused: {result}")


@dataclass
class Api:
    """A served world and a client of it."""

    url: str
    world: World
    faults: Faults
    http: aiohttp.ClientSession

    async def call(self, method: str, **values: Any) -> Json:
        """Call a Bot API method with a form; return the answer's JSON."""
        form = {name: str(value) for name, value in values.items()}
        async with self.http.post(f"{self.url}/bot{TOKEN}/{method}", data=form) as response:
            answer: Json = await response.json()
            if not answer["ok"]:
                assert answer["error_code"] == response.status
            return answer

    async def updates(self, **values: Any) -> list[Json]:
        """Return what getUpdates brings."""
        found: list[Json] = (await self.call("getUpdates", **values))["result"]
        return found

    async def post(self, path: str, body: Any) -> tuple[int, Json]:
        """Post JSON to the page's API; return status and answer."""
        async with self.http.post(self.url + path, json=body) as response:
            return response.status, await response.json()

    async def get(self, path: str) -> Any:
        """Return the JSON of a page's GET."""
        async with self.http.get(self.url + path) as response:
            return await response.json()


@asynccontextmanager
async def sandbox(file: Path | None = None) -> AsyncIterator[Api]:
    """Serve a world for one test."""
    world, faults = new_world(file), Faults()
    async with serve(world, faults) as url, aiohttp.ClientSession() as http:
        yield Api(url, world, faults, http)
    world.close()
