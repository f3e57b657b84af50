"""The teacher's pages: a browser in process, and the pages of a class with a year behind it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import httpx
import storage_case as case
from class_year import NOW, class_of
from house import NOON
from sqlalchemy import Connection, Engine
from starlette.types import ASGIApp

from bot.chat import Setup
from bot.sandbox.phone import Phone
from bot.web.app import pages
from bot.web.desk import Parts
from bot.worker import Worker
from storage import audit, goals, mastery, people
from storage.database import add, change, migrate, open_database, transaction
from storage.people import students
from storage.tables import (
    Attachment,
    Demonstration,
    Group,
    GroupMember,
    Role,
    Session,
    WorkState,
)

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


# --- others --------------------------------------------------------------------------------------

MARK = "quagga"
"""A word in everything that the class has."""


@dataclass(frozen=True)
class Town:
    """Things of one class by their kind, and the cookies of people who have no business there."""

    things: dict[str, int]
    teacher: str
    others: dict[str, str]


def town(db: Connection) -> Town:
    """A class with a thing of each kind, its teacher, and others who are signed in somehow."""
    berg, ek, sam, gone = (case.person(db, number) for number in (1, 2, 3, 5))
    room = case.classroom(db, berg, f"{MARK} class")
    case.classroom(db, ek, "Art")
    case.leave(db, case.member(db, gone, room, Role.TEACHER, "Mr Gone"))
    case.classroom(db, gone, "Music")
    here = case.member(db, sam, room, Role.STUDENT, f"Sam {MARK}")
    goal = case.goal(db, here, f"add {MARK}")
    proposal = {
        "audience": MARK, "product": MARK, "parts": [], "needs": MARK, "by": "2026-12-01",
    }  # fmt: skip
    idea = Demonstration(
        membership_id=here,
        goal_id=goal,
        state=WorkState.PLANNED,
        format=MARK,
        proposal=proposal,
        created_at=NOON,
    )
    work = case.work(db, here, goal, MARK)
    piece = Attachment(kind="photo", file_id="f", path=f"{MARK}.png", mime="image/png")
    check = {"criterion": "aim", "words": MARK, "verdict": "meets", "why": MARK}
    version = mastery.hand_in(db, work, self_check=[check], evidence=[piece], now=NOON)
    entry = goals.log(db, case.entry(here, NOON, response=MARK))
    note = Attachment(entry_id=entry, kind="photo", file_id="f", path=f"{MARK}.png")
    link = case.family(db, 4, here, room)
    group = case.group(db, room, berg)
    put_in_group(db, group, here)
    things = {
        "class_id": room,
        "student_id": here,
        "goal_id": goal,
        "submission_id": version,
        "proposal_id": add(db, idea),
        "entry_id": entry,
        "question_id": case.family_message(db, link, 70),
        "alert_id": audit.alert(db, person_id=sam, kind="harm", words=MARK, now=NOON, update_id=1),
        "group_id": group,
        "work_file_id": mastery.evidence(db, version)[0].id or 0,
        "note_file_id": add(db, note),
    }
    family = people.who(db, telegram_id=4)
    assert family is not None
    people_ = {"another teacher": ek, "a teacher who left": gone, "a student": sam}
    others = {name: session(db, who) for name, who in people_.items()}
    others["family"] = session(db, family.id)
    others["nobody"] = ""
    over = session(db, berg, NOON - timedelta(hours=9))
    others["whose session is over"] = over
    return Town(things, session(db, berg), others)


def put_in_group(db: Connection, group: int, member: int) -> None:
    """A student is in a group of the class's name for it."""
    change(db, Group, Group.id == group, name=f"{MARK} group", why=MARK, move=MARK)
    add(db, GroupMember(group_id=group, membership_id=member))


def session(db: Connection, person: int, since: datetime = NOON) -> str:
    """The cookie of somebody's session, however they came by it."""
    cookie = f"cookie of {person} {since}"
    row = Session(
        hash=hashlib.sha256(cookie.encode()).hexdigest(),
        person_id=person,
        created_at=since,
        expires_at=since + timedelta(hours=8),
    )
    add(db, row)
    return cookie
