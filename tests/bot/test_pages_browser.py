"""The pages in a real browser: for every reader, without a script, by keys alone."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from at_the_desk import Made, made
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.serving import listening, served
from bot.web.desk import COOKIE

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(
        not Path(CHROMIUM).exists(),
        reason="THE PAGES ARE NOT TESTED: there is no chromium (Debian's package of that name)",
    ),
]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
LAPTOP, PHONE = (1280, 800), (360, 740)
SERIOUS = {"serious", "critical"}


@dataclass(frozen=True)
class There:
    """A made class whose pages are served, and a browser."""

    made: Made
    base: str
    browser: Browser

    @property
    def paths(self) -> dict[str, str]:
        """The pages of the class by name."""
        room, student = self.made.room, self.made.student
        return {
            "overview": f"/class/{room}",
            "student": f"/student/{student}",
            "inbox": f"/class/{room}/inbox",
            "entry": f"/entry/{self.id(STUCK)}",
            "alike": f"/entry/{self.id(STUCK)}/alike",
            "work": f"/submission/{self.id(NEWEST)}",
            "reviewed": f"/submission/{self.id(OLDEST)}",
            "goal": f"/goal/{self.id(UNSEEN)}",
            "groups": f"/class/{room}/groups",
            "export": f"/class/{room}/export",
            "settings": f"/class/{room}/settings",
            "door": "/in/nothing",
        }

    def id(self, sql: str) -> int:
        """The id that a statement finds."""
        with self.made.reading.connect() as db:
            return int(db.exec_driver_sql(sql).scalar() or 0)

    @asynccontextmanager
    async def page(self, size: tuple[int, int] = LAPTOP, **more: Any) -> AsyncIterator[Page]:
        """A page, signed in; errors and requests to elsewhere fail the test."""
        context = await self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, **more
        )
        cookie = {"name": COOKIE, "value": self.made.cookie, "url": self.base}
        await context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict of its own
        page = await context.new_page()
        page.set_default_timeout(10_000)
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Policy" in said.text else None)
        page.on("request", lambda asked: wrong.append(asked.url))
        yield page
        await context.close()
        assert [one for one in wrong if not one.startswith(self.base)] == []


NEWEST = "SELECT max(id) FROM submission"
OLDEST = "SELECT min(id) FROM submission"
UNSEEN = "SELECT min(id) FROM goal WHERE agreed_at IS NULL"
STUCK = """SELECT max(id) FROM entry WHERE kind = 'check_in' AND state = 'stuck'
    AND id NOT IN (SELECT entry_id FROM reply) AND at > '2026-11-12'"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One for all tests; each page has a context of its own."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="module")
async def there(tmp_path: Path, browser: Browser) -> AsyncIterator[There]:
    """A class of twelve, served on a free port."""
    with listening("127.0.0.1", 0) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with made(tmp_path, 12, 900, address) as desk, served(desk.pages, listener):
            yield There(desk, f"{address}/desk", browser)


@pytest.mark.parametrize(
    ("size", "scheme"), [pytest.param(LAPTOP, "dark", marks=pytest.mark.long), (PHONE, "light")]
)
async def test_axe_finds_nothing(there: There, size: tuple[int, int], scheme: str) -> None:
    """No page has a serious fault for whoever uses a keyboard, a screen reader or large letters.

    And none is wider than the screen.
    """
    async with there.page(size, color_scheme=scheme, bypass_csp=True) as page:
        for name, path in there.paths.items():
            await page.goto(there.base + path)
            found = await Axe().run(page)
            assert named(found.response["violations"]) == [], name
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size[0], name


async def test_axe_would_find_something(there: There) -> None:
    """The measure above measures."""
    async with there.page(bypass_csp=True) as page:
        await page.set_content("<p style='color:#eee'>Pale <input> <button></button>")
        found = await Axe().run(page)
    faults = {one.partition(":")[0] for one in named(found.response["violations"])}
    assert {"button-name", "color-contrast", "label"} <= faults


def named(violations: Sequence[dict[str, Any]]) -> list[str]:
    """Serious faults with where they are."""
    return [
        f"{one['id']}: {node['html']}"
        for one in violations
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


async def test_all_works_without_a_script(there: There) -> None:
    """From the inbox to a reply with nothing but links and forms."""
    async with there.page(PHONE, java_script_enabled=False) as page:
        await page.goto(there.base + f"/class/{there.made.room}")
        await page.get_by_role("link", name="Open the inbox").click()
        await page.get_by_role("link", name="Answer together").first.click()
        await page.get_by_label("Thanks for telling me. We can work on that.").check()
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_role("status")).to_contain_text("Sent to")


async def test_the_keyboard_reaches_everything(there: There) -> None:
    """The first key leads past the top, focus is seen, and a form is filled and sent by keys."""
    async with there.page() as page:
        await page.goto(there.base + there.paths["entry"])
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
        await page.keyboard.press("Enter")
        assert page.url.endswith("#page")
        await page.get_by_label("… or write your own").focus()
        outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
        await page.keyboard.type("Come and see me")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("Sent to")


async def test_a_review_on_the_page(there: There) -> None:
    """What is missing is shown beside its field, what was filled stays, and then it is sent."""
    async with there.page() as page:
        await page.goto(there.base + there.paths["work"])
        groups = page.get_by_role("group")
        await groups.nth(0).get_by_label("Meets").check()
        await groups.nth(1).get_by_label("Not yet").check()
        await page.get_by_role("button", name="Send to").click()
        await expect(page.get_by_role("alert")).to_contain_text("I need this one to go on.")
        await expect(groups.nth(0).get_by_label("Meets")).to_be_checked()
        await groups.nth(2).get_by_label("Beyond").check()
        await page.get_by_label("Revise one thing", exact=True).check()
        await page.get_by_label("A line for").fill("Say why it works")
        await page.get_by_role("button", name="Send to").click()
        await expect(page.get_by_role("status")).to_contain_text("sees your word now")
        await expect(page.get_by_role("table").first).to_contain_text("Beyond")


async def test_it_prints(there: There) -> None:
    """On paper a student's page has no menu and no buttons, and its words stay dark on white."""
    async with there.page(color_scheme="dark") as page:
        await page.goto(there.base + there.paths["student"])
        await page.emulate_media(media="print")
        await expect(page.get_by_role("navigation").first).to_be_hidden()
        await expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_hidden()
        assert await page.evaluate("getComputedStyle(document.body).color") == "rgb(22, 41, 44)"
