"""The teacher's pages: a browser in process, and the pages of a class with a year behind it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import httpx
from class_year import NOW, class_of
from sqlalchemy import Engine
from starlette.types import ASGIApp

from bot.chat import Setup
from bot.sandbox.phone import Phone
from bot.web.app import pages
from bot.web.desk import Parts
from bot.worker import Worker
from storage.database import migrate, open_database, transaction
from storage.people import students

HERE = "http://127.0.0.1:8080"
"""Where the pages of a house say that they are; they are asked in process."""


class Page(HTMLParser):
    """The links, forms, names of fields and words of a page."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.status = answer.status_code
        self.words = ""
        self.links: dict[str, str] = {}
        self.names: list[str] = []
        self.forms: dict[str, dict[str, str]] = {}
        self._action = self._href = ""
        self._hidden = False
        self.feed(answer.text)
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form with its hidden fields, or a link."""
        told = {key: value or "" for key, value in attrs}
        if tag == "form":
            self._action = told["action"]
            self.forms[self._action] = {}
        elif tag == "input" and told.get("type") == "hidden" and told["value"]:
            self.forms[self._action][told["name"]] = told["value"]
        elif tag in {"input", "textarea", "select"}:
            self.names.append(told.get("name", ""))
        elif tag == "a":
            self._href = told["href"]
        self._hidden = tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        """Note words, and of a link what stands on it."""
        if not self._hidden:
            self.words += f" {data}"
        if self._href:
            self.links.setdefault(data.strip(), self._href)
            self._href = ""


@dataclass
class Browser:
    """A browser at the pages of a house: it follows links and sends forms as a browser does."""

    client: httpx.AsyncClient

    async def open(self, path: str) -> Page:
        """Open a page."""
        return Page(await self.client.get(path, follow_redirects=True))

    async def send(
        self, page: Page, action: str, fields: Mapping[str, str | list[str]] | None = None
    ) -> Page:
        """Send the form of a page whose action ends so, with these fields filled."""
        [target] = [one for one in page.forms if one.endswith(action)]
        told = {**page.forms[target], **(fields or {})}
        answer = await self.client.post(target, data=told, headers={"Origin": HERE})
        if answer.is_redirect:
            answer = await self.client.get(answer.headers["location"], follow_redirects=True)
        return Page(answer)


@asynccontextmanager
async def browsing(pages: ASGIApp) -> AsyncIterator[Browser]:
    """A fresh browser."""
    transport = httpx.ASGITransport(app=pages)
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        yield Browser(client)


async def link_of(desk: Phone) -> str:
    """The path of the link that a teacher gets for /dashboard."""
    await desk.say("/dashboard")
    found = re.search(rf"{HERE}(/desk/in/\S+)", desk.last.text)
    assert found is not None, desk.last.text
    return found[1]


async def sign_in(browser: Browser, desk: Phone) -> Page:
    """Come in by a fresh link; the first page."""
    door = await browser.open(await link_of(desk))
    return await browser.send(door, "/desk/in")


@dataclass(frozen=True)
class Made:
    """The pages of a made class, its teacher's cookie, and the engine that the pages read with."""

    pages: ASGIApp
    room: int
    student: int
    cookie: str
    reading: Engine


@asynccontextmanager
async def made(
    folder: Path, members: int, entries: int, address: str = HERE
) -> AsyncIterator[Made]:
    """The pages of a class of so many with so many entries, on a database in a folder."""
    url = f"sqlite:///{folder / 'class.sqlite'}"
    engine, reading = open_database(url), open_database(url, read_only=True)
    migrate(engine)
    with transaction(engine) as db:
        room, cookie = class_of(db, members, entries)
        student = students(db, room)[0].id or 0
    setup = Setup("waymark_bot", pages=address)
    worker = Worker(engine, setup, lambda: NOW, lambda _turned: None)
    worker.start()
    app = pages(Parts(worker, reading, setup, lambda: NOW, lambda _turned: None, folder))
    try:
        yield Made(app, room, student, cookie, reading)
    finally:
        await worker.stop()
        reading.dispose()
        engine.dispose()
