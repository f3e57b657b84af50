"""The sandbox page in a real browser, on the real stand-in; the test itself plays the bot."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, FloatRect, Locator, Page, async_playwright, expect
from sandbox_case import MONDAY, Plan
from sandbox_case import Clock as Standing

from bot.sandbox.clock import Clock, Walker
from bot.sandbox.faults import Faults
from bot.sandbox.keep import Keep
from bot.sandbox.server import serve
from bot.sandbox.world import TOKEN, Person, World

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(
        not Path(CHROMIUM).exists(),
        reason="THE SANDBOX PAGE IS NOT TESTED: no chromium (Debian's package of that name)",
    ),
]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
QUESTION = {
    "text": "What do you want to get better at?",
    "reply_markup": {
        "inline_keyboard": [
            [
                {"text": "Reading", "callback_data": "aim:reading"},
                {"text": "Writing", "callback_data": "aim:writing"},
            ],
            [{"text": "The class page", "url": "https://example.org/class"}],
        ]
    },
}


@dataclass(frozen=True)
class Sandbox:
    """A stand-in with a student and a teacher, and the page open on it."""

    world: World
    base: str
    page: Page
    student: Person
    teacher: Person

    def phone(self, name: str) -> Locator:
        """Return the phone of this person."""
        return self.page.get_by_role("region", name=name)

    def box(self, name: str) -> Locator:
        """Return the text box of this person's phone."""
        return self.phone(name).get_by_role("textbox", name="Message")

    def said(self, person: Person) -> list[str]:
        """Return what a person did, as the stand-in took it."""
        return [entry.text for entry in person.ledger if entry.who == "person"]


@asynccontextmanager
async def opened(
    browser: Browser,
    *,
    width: int = 1440,
    height: int = 900,
    path: str = "/",
    now: Callable[[], datetime] | None = None,
    walker: Walker | None = None,
) -> AsyncIterator[Sandbox]:
    """Open the page on a new stand-in; its errors and requests to elsewhere fail the test."""
    seconds = count()
    started = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    world = World(now or (lambda: started + timedelta(seconds=next(seconds))))
    student = world.add_person("Maya", "student")
    teacher = world.add_person("Ms Okafor", "teacher")
    async with serve(world, Faults(), port=0, token=TOKEN, walker=walker) as base:
        page = await browser.new_page(
            viewport={"width": width, "height": height}, locale="en-US", timezone_id="Asia/Tokyo"
        )
        page.set_default_timeout(10_000)
        errors: list[str] = []
        asked: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        await page.goto(base.rstrip("/") + path)
        await (
            page.get_by_role("region", name="Maya")
            .or_(page.locator("dialog[open]"))
            .first.wait_for()
        )
        yield Sandbox(world, base.rstrip("/"), page, student, teacher)
        await page.close()
        assert errors == []
        assert [url for url in asked if not url.startswith((base, "data:"))] == []
    world.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Give a browser that talks to this computer only; each page has a context of its own."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield launched
        await launched.close()


async def test_a_new_chat_begins_with_start_and_words_typed_reach_the_bot(browser: Browser) -> None:
    """Start says /start; Enter sends what was typed, Shift+Enter is a new line of it."""
    async with opened(browser) as at:
        await at.phone("Maya").get_by_role("button", name="Start").click()
        await expect(at.phone("Maya").get_by_role("log")).to_contain_text("/start")
        await at.box("Maya").press_sequentially("I want")
        await at.box("Maya").press("Shift+Enter")
        await at.box("Maya").press_sequentially("to read more 📚")
        await at.box("Maya").press("Enter")
        await expect(at.phone("Maya").locator(".person .words").last).to_have_text(
            "I want\nto read more 📚", use_inner_text=True
        )
        await expect(at.box("Maya")).to_have_value("")
        assert at.said(at.student) == ["/start", "I want\nto read more 📚"]
        assert at.said(at.teacher) == []


async def box_of(part: Locator) -> FloatRect:
    """Where something stands on the page."""
    box = await part.bounding_box()
    assert box is not None
    return box


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(browser: Browser, scheme: Literal["light", "dark"]) -> None:
    """Nothing is seriously in the way of whoever uses a keyboard, a reader or large letters."""
    async with opened(browser) as at:
        # What arrives is pale for a moment, but for whoever asks for less motion.
        await at.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for who, said in ((at.student, "Hello"), (at.teacher, "/start")):
            at.world.say(who.id, said)
            await expect(at.phone(who.name).get_by_role("log")).to_contain_text(said)
        found = (await Axe().run(at.page)).response["violations"]
        assert [one for one in found if one["impact"] in {"serious", "critical"}] == []


@pytest.mark.parametrize("width", [320, 390])
async def test_a_narrow_header_is_its_title_and_buttons(browser: Browser, width: int) -> None:
    """One line on a small phone, inside its edges; while the line is cut, that instead."""
    async with opened(browser, width=width, height=640) as at:
        header = at.page.get_by_role("banner")
        line = header.get_by_text("Everything here stays")
        assert (await box_of(line))["width"] <= 1
        for part in (header.get_by_role("heading"), header.get_by_role("button").last):
            box = await box_of(part)
            assert 40 < box["x"] + box["width"] <= width
        assert (await box_of(header))["height"] < 64
        await header.get_by_role("status").evaluate("it => it.textContent = 'Connecting again…'")
        await expect(header.get_by_role("status")).to_be_in_viewport(ratio=1)
        assert (await box_of(header))["height"] < 64


async def test_a_tap_reaches_the_bot_and_its_answer_is_shown(browser: Browser) -> None:
    """Buttons stand in their rows; a tapped one waits until the bot answers with a toast."""
    async with opened(browser) as at:
        at.world.say(at.student.id, "/start")
        sent = at.world.post(at.student, QUESTION)
        rows = at.phone("Maya").locator(".row")
        await expect(rows).to_have_count(2)
        await expect(rows.first.get_by_role("button")).to_have_text(["Reading", "Writing"])
        link = at.phone("Maya").get_by_role("link", name="The class page")
        await expect(link).to_have_attribute("href", "https://example.org/class")
        key = rows.first.get_by_role("button", name="Writing")
        await key.click()
        await expect(key).to_have_attribute("aria-busy", "true")
        assert at.said(at.student)[-1] == "aim:writing"

        api = f"{at.base}/bot{TOKEN}"
        updates = await (await at.page.request.post(f"{api}/getUpdates")).json()
        query = updates["result"][-1]["callback_query"]
        await at.page.request.post(
            f"{api}/answerCallbackQuery",
            data={"callback_query_id": query["id"], "text": "Saved."},
        )
        await expect(at.phone("Maya").get_by_text("Saved.")).to_be_visible()
        await expect(key).not_to_have_attribute("aria-busy", "true")
        at.world.change(
            at.student, sent["message_id"], {"text": "Writing it is.", "reply_markup": None}
        )
        await expect(rows).to_have_count(0)
        await expect(at.phone("Maya").get_by_text("edited")).to_be_visible()


async def test_a_link_asks_on_which_phone(browser: Browser) -> None:
    """An invitation opens on a phone one picks or on a new one, and the address forgets it."""
    async with opened(browser, path="/?start=join_K7QX") as at:
        dialog = at.page.get_by_role("dialog", name="Open this link on which phone?")
        await dialog.get_by_role("button", name="Maya").click()
        await expect(at.phone("Maya").get_by_role("log")).to_contain_text("/start join_K7QX")
        assert at.page.url == f"{at.base}/"

        at.world.say(at.teacher.id, "/invite")
        url = "https://t.me/waymark_sandbox_bot?start=join_2B"
        at.world.post(at.teacher, {"text": "Share this:\n" + url})
        await at.phone("Ms Okafor").get_by_role("link", name=url).click()
        await dialog.get_by_role("button", name="A new phone").click()
        await at.page.get_by_label("Whose phone is it?").fill("Ada Łucja")
        await at.page.get_by_label("Student").check()
        await at.page.get_by_role("button", name="Add", exact=True).click()
        await expect(at.phone("Ada Łucja").get_by_role("log")).to_contain_text("/start join_2B")
        new = list(at.world.people.values())[-1]
        assert (new.name, new.hint, at.said(new)) == ("Ada Łucja", "student", ["/start join_2B"])


async def test_everything_works_from_the_keyboard(browser: Browser) -> None:
    """The menu opens, moves, sends and closes by keys, and Tab reaches a message's buttons."""
    commands = [
        {"command": "goal", "description": "Set a goal"},
        {"command": "checkin", "description": "Check in now"},
    ]
    async with opened(browser) as at:
        at.world.set_commands("default", 0, "", commands)
        phone, keys = at.phone("Maya"), at.page.keyboard
        menu = phone.get_by_role("button", name="Menu: what you can ask for")
        await menu.focus()
        await keys.press("Enter")
        await expect(phone.get_by_role("button", name="/goal Set a goal")).to_be_focused()
        await keys.press("Escape")
        await expect(menu).to_be_focused()
        await keys.press("Enter")
        await keys.press("ArrowDown")
        await keys.press("Enter")
        await expect(phone.get_by_role("log")).to_contain_text("/checkin")

        await at.box("Maya").focus()
        await keys.type("/g")
        await expect(phone.get_by_role("button", name="/goal Set a goal")).to_be_visible()
        await keys.press("Enter")
        await expect(phone.get_by_role("log")).to_contain_text("/goal")
        assert at.said(at.student) == ["/checkin", "/goal"]

        at.world.post(at.student, QUESTION)
        await phone.get_by_role("button", name="Reading").wait_for()
        await phone.locator(".scroll").focus()
        for _ in range(6):  # commands of one's own messages are buttons too
            await keys.press("Tab")
            if await phone.get_by_role("button", name="Reading").evaluate(
                "key => key === document.activeElement"
            ):
                break
        await keys.press("Enter")
        await expect(phone.locator("[aria-busy=true]")).to_have_text("Reading")
        assert at.said(at.student)[-1] == "aim:reading"


async def test_a_narrow_screen_shows_one_phone_and_never_scrolls_sideways(browser: Browser) -> None:
    """At 360 px a tab strip switches phones and marks what is unread; long words wrap."""
    async with opened(browser, width=360, height=740) as at:
        at.world.say(at.student.id, "/start")
        at.world.post(at.student, {**QUESTION, "text": "Donaudampfschiff" * 40})
        await expect(at.phone("Maya")).to_be_visible()
        await expect(at.phone("Ms Okafor")).to_have_count(0)
        at.world.say(at.teacher.id, "/start")
        at.world.post(at.teacher, {"text": "Good morning. " * 60})
        tab = at.page.get_by_role("navigation", name="Phones").get_by_role("button")
        await expect(tab.last).to_have_accessible_name("Ms Okafor new messages")
        for name in ("Ms Okafor", "Maya"):
            await tab.filter(has_text=name).click()
            await expect(at.phone(name)).to_be_visible()
            await expect(tab.filter(has_text=name)).to_have_accessible_name(name)
            widths = "[document.documentElement, ...document.querySelectorAll('.scroll')]"
            assert await at.page.evaluate(f"{widths}.every(n => n.scrollWidth <= n.clientWidth)")
        small = (
            "[...document.querySelectorAll('button, textarea, .key')].filter(n => n.offsetParent)"
            ".map(n => [n.outerHTML, n.getBoundingClientRect()])"
            ".filter(([, r]) => r.width < 43.9 || r.height < 43.9).map(([html]) => html)"
        )
        tap_targets = f"(() => {small}.filter(html => !html.includes('class=\"said\"')))()"
        assert await at.page.evaluate(tap_targets) == []


async def test_what_could_not_be_sent_is_not_lost(browser: Browser) -> None:
    """A refused message gives its words back, with the reason."""
    async with opened(browser) as at:
        await at.box("Maya").fill("my words")
        at.world.people.pop(at.student.id)
        await at.box("Maya").press("Enter")
        await expect(at.phone("Maya").get_by_role("status")).to_contain_text("nobody")
        await expect(at.box("Maya")).to_have_value("my words")


async def test_the_page_comes_back_when_the_stand_in_does(browser: Browser) -> None:
    """A restart is noticed by itself: what was missed is shown, and what was half typed stays."""
    world = World(lambda: datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    maya = world.add_person("Maya")
    page = await browser.new_page()
    phone = page.get_by_role("region", name="Maya")
    async with serve(world, Faults(), port=0, token=TOKEN) as base:
        await page.goto(base)
        await phone.get_by_role("textbox").fill("half a thou")
    await expect(page.get_by_text("Connecting again")).to_be_visible()
    world.post(maya, {"text": "You missed this"})
    async with serve(world, Faults(), port=urlsplit(base).port or 0, token=TOKEN):
        await expect(phone.get_by_text("You missed this")).to_be_visible(timeout=15_000)
        await expect(page.get_by_text("Connecting again")).to_be_hidden()
        await expect(phone.get_by_role("textbox")).to_have_value("half a thou")
        world.post(maya, {"text": "And this is new"})
        await expect(phone.get_by_text("And this is new")).to_be_visible()
        await page.close()
    world.close()


async def test_markup_in_a_message_stays_words(browser: Browser) -> None:
    """What a person or the bot writes is never run by the page, whatever it looks like."""
    nasty = (
        "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script> & done"
    )
    async with opened(browser) as at:
        at.world.say(at.student.id, nasty)
        at.world.post(
            at.student,
            {"text": nasty, "entities": [{"type": "bold", "offset": 0, "length": len(nasty)}]},
        )
        words = at.phone("Maya").locator(".words")
        await expect(words).to_have_text([nasty, nasty])
        assert await at.page.title() == "Waymark sandbox"
        assert await words.locator("img, script").count() == 0


async def test_pictures_and_files_are_sent_and_shown(browser: Browser) -> None:
    """The kind follows from the file; the draft is its caption; a file can be fetched back."""
    # the smallest GIF there is
    dot = bytes.fromhex(
        "47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b"
    )
    async with opened(browser) as at:
        chosen = at.phone("Maya").locator("input[type=file]")
        await at.box("Maya").fill("my drawing")
        await chosen.set_input_files({"name": "dot.gif", "mimeType": "image/gif", "buffer": dot})
        picture = at.phone("Maya").get_by_role("button", name="Picture: dot.gif")
        await expect(picture).to_be_visible()
        await expect(at.phone("Maya").get_by_role("log")).to_contain_text("my drawing")
        await picture.click()
        await expect(at.page.get_by_role("dialog", name="Picture")).to_be_visible()
        await at.page.keyboard.press("Escape")
        await chosen.set_input_files(
            {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"a plan"}
        )
        async with at.page.expect_download() as coming:
            await at.phone("Maya").get_by_role("link", name="plan.txt 6 bytes").click()
        download = await coming.value
        assert download.suggested_filename == "plan.txt"
        assert await asyncio.to_thread((await download.path()).read_bytes) == b"a plan"


async def test_a_blocked_bot_can_be_taken_back(browser: Browser) -> None:
    """Blocking hides the text box, keeps the draft in it, and unblocking brings both back."""
    async with opened(browser) as at:
        at.world.say(at.student.id, "/start")
        await at.box("Maya").fill("later")
        await at.phone("Maya").get_by_role("button", name="More").click()
        await at.phone("Maya").get_by_role("button", name="Block Waymark").click()
        await expect(at.box("Maya")).to_have_count(0)
        assert at.student.blocked
        await at.phone("Maya").get_by_role("button", name="Unblock", exact=True).click()
        await expect(at.box("Maya")).to_have_value("later")
        assert not at.student.blocked


async def test_a_reader_who_scrolled_up_is_not_moved(browser: Browser) -> None:
    """New messages wait behind a pill while older ones are read; the pill goes to the newest."""
    async with opened(browser) as at:
        at.world.say(at.student.id, "/start")
        for number in range(30):
            at.world.post(at.student, {"text": f"Line {number}\n" * 3})
        scroll, phone = at.phone("Maya").locator(".scroll"), at.phone("Maya")
        await expect(phone.get_by_text("Line 29").last).to_be_in_viewport()
        await scroll.hover()
        await at.page.mouse.wheel(0, -2000)
        await expect(phone.get_by_role("button", name="Newest")).to_be_visible()
        at.world.post(at.student, {"text": "The newest"})
        await phone.get_by_role("button", name="1 new message").click()
        await expect(phone.get_by_text("The newest")).to_be_in_viewport()
        await expect(phone.locator(".pill")).to_be_hidden()


async def test_the_clock_is_moved_from_the_page(browser: Browser) -> None:
    """Each button goes where it says; what came is told aloud, dated by the clock of the class.

    (The browser is in Tokyo.) While the clock moves the buttons rest, and the focus stays.
    """
    clock = Clock(Standing(), Keep())
    walker, plan = Walker(clock, ZoneInfo("America/New_York")), Plan(clock)
    plan.due = [MONDAY + timedelta(hours=2), MONDAY + timedelta(hours=26)]
    go_on = asyncio.Event()

    async def quiet() -> None:
        await go_on.wait()

    async with opened(browser, now=clock, walker=walker) as at, walker.beside(plan, quiet):
        at.world.say(at.student.id, "/start")
        plan.act = lambda: at.world.post(at.student, QUESTION)
        bar = at.page.get_by_role("region", name="The clock here")
        time, said = bar.get_by_role("time"), bar.get_by_role("status")
        keys = bar.get_by_role("button")
        await expect(time).to_have_text("Mon, Mar 1, 10:30\u202fAM")

        await keys.filter(has_text="Next check-in").focus()
        await at.page.keyboard.press("Enter")
        await expect(said).to_have_text("Moving the clock…")
        for key in await keys.all():
            await expect(key).to_be_disabled()
        await at.page.keyboard.press("Enter")  # changes nothing: it is on its way
        go_on.set()
        await expect(said).to_have_text(
            "It is now Monday, March 1, 12:30\u202fPM. 1 new message", use_inner_text=False
        )
        await expect(keys.filter(has_text="Next check-in")).to_be_focused()
        await expect(keys.first).to_be_enabled()
        log = at.phone("Maya").get_by_role("log")
        await expect(log.locator("time").last).to_have_text("12:30\u202fPM")

        await keys.filter(has_text="Friday 5 pm").click()
        await expect(time).to_have_text("Fri, Mar 5, 5:00\u202fPM")
        await expect(said).to_contain_text("1 new message")
        await expect(log.locator(".day")).to_have_text(["Monday, March 1", "Tuesday, March 2"])
        for name, there in (
            ("Skip a week", "Fri, Mar 12, 5:00\u202fPM"),
            ("+1 hour", "Fri, Mar 12, 6:00\u202fPM"),
            ("Tomorrow 8 am", "Sat, Mar 13, 8:00\u202fAM"),
        ):
            await keys.filter(has_text=name).click()
            await expect(time).to_have_text(there)
            await expect(said).to_contain_text("Nothing new")
        await keys.filter(has_text="Next check-in").click()
        await expect(at.page.get_by_text("No check-in is planned yet.")).to_be_visible()

        await at.page.set_viewport_size({"width": 360, "height": 740})
        await expect(bar).to_be_visible()
        page = "document.documentElement"
        assert await at.page.evaluate(f"{page}.scrollWidth <= {page}.clientWidth")
        for key in await keys.all():
            box = await key.bounding_box()
            assert box is not None
            assert box["height"] >= 44


async def test_a_stand_in_alone_shows_no_clock(browser: Browser) -> None:
    """There is nothing to move; dates are then the browser's."""
    async with opened(browser, now=lambda: MONDAY) as at:
        at.world.say(at.student.id, "/start")
        times = at.phone("Maya").get_by_role("log").locator("time")
        await expect(times).to_have_text("12:30\u202fAM")
        await expect(at.page.get_by_role("group", name="Move the clock ahead")).to_have_count(0)
