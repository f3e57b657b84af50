"""The pages through the running bot: who comes in, who does not, and what is done there."""

from __future__ import annotations

import asyncio
import hmac
import io
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import storage_case as case
from at_the_desk import HERE, MARK, Town, browsing, link_of, sign_in, town
from house import House, free_port, house
from sqlalchemy import Connection
from starlette.routing import Route

from bot.app import files_folder, utc_now
from bot.sandbox.faults import Faults
from bot.sandbox.house import sandbox
from bot.sandbox.server import serve
from bot.sandbox.world import TOKEN, World
from bot.settings import Settings
from bot.web.app import routes
from bot.web.desk import COOKIE
from storage import people
from storage.tables import Role

# --- the door ------------------------------------------------------------------------------------


async def test_a_link_from_the_chat_leads_in(home: House) -> None:
    """Opening it shows a button, pressing that signs in, and the class is there."""
    await home.teacher()
    desk = home.phone("Ms Rivera")
    async with browsing(home.bot.pages) as browser:
        path = await link_of(desk)
        assert "on the computer that I run on" in desk.last.text
        for _preview in range(3):  # Telegram looks at a link too, and must not use it up
            door = await browser.open(path)
            assert (door.status, "Sign in" in door.words) == (200, True)
        first = await browser.send(door, "/desk/in")
        assert "7B Maths" in first.words
        assert "Nobody has joined yet" in first.words
        cookie = next(iter(browser.client.cookies.jar))
        assert cookie.has_nonstandard_attr("HttpOnly")
        assert cookie.get_nonstandard_attr("SameSite") == "lax"
        assert cookie.path == "/desk"

        again = await browser.open(path)
        assert (again.status, "works once" in again.words) == (403, True)
        assert "/dashboard" in again.words


async def test_where_the_pages_are_reached_from_everywhere(tmp_path: Path, template: Path) -> None:
    """An https address comes as a button, and the cookie is for https alone."""
    async with house(tmp_path, template, public_url="https://waymark.school/at") as home:
        await home.teacher()
        desk = home.phone("Ms Rivera")
        await desk.say("/dashboard")
        [button] = [one for one in desk.last.buttons if one.url]
        assert button.url is not None
        assert button.url.startswith("https://waymark.school/at/desk/in/")
        async with browsing(home.bot.pages) as browser:
            answer = await browser.client.post(
                "/desk/in",
                data={"link": button.url.rsplit("/", 1)[1]},
                headers={"Origin": "https://waymark.school"},
            )
        assert answer.headers["location"] == "/at/desk/"
        assert "Secure" in answer.headers["set-cookie"]
        assert "Path=/at/desk" in answer.headers["set-cookie"]


@pytest.mark.parametrize("public", ["https://waymark", "https://[::1]:8443", "http://10.0.0.5"])
async def test_an_address_that_telegram_takes_on_no_button(
    tmp_path: Path, template: Path, public: str
) -> None:
    """It comes in words, and leads in where it is reached."""
    async with house(tmp_path, template, public_url=public) as home:
        await home.teacher()
        desk = home.phone("Ms Rivera")
        await desk.say("/dashboard")
        assert f"{public}/desk/in/" in desk.last.text
        assert not [one for one in desk.last.buttons if one.url]


async def test_where_no_pages_are_served(tmp_path: Path, template: Path) -> None:
    """Where their port is taken the bot runs on, and a teacher is told that they are not open."""
    async with house(tmp_path, template, address="") as home:
        await home.teacher()
        desk = home.phone("Ms Rivera")
        await desk.say("/dashboard")
        assert "The pages are not open right now" in desk.last.text
        assert not home.rows("SELECT 1 FROM signin")


@pytest.mark.long  # a process of its own
async def test_the_command_serves_them(tmp_path: Path) -> None:
    """With a token `waymark run` serves the pages at HOST and PORT, and says where it cannot."""
    world = World(utc_now)
    async with serve(world, Faults(), port=0) as url, AsyncExitStack() as stack:
        port = free_port()
        settings = {"BOT_TOKEN": TOKEN, "BOT_API_URL": url, "PORT": str(port)}
        ran = []
        for n in range(2):
            folder = tmp_path / str(n)
            folder.mkdir()
            ran.append(await stack.enter_async_context(running_command(folder, settings)))
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://127.0.0.1:{port}/", follow_redirects=True)
        assert "write /dashboard" in answer.text
        for process in ran:
            process.terminate()
        said = [(await process.communicate())[1].decode() for process in ran]
    world.close()
    assert "not served" not in said[0]
    assert f"the teacher's pages are not served: PORT {port} is in use" in said[1]


async def test_a_webhook_serves_them_too(tmp_path: Path, template: Path) -> None:
    """Where Telegram posts updates to a server, that one answers for the pages as well."""
    port = free_port()
    told: dict[str, Any] = {
        "webhook_url": f"https://127.0.0.1:{port}",
        "webhook_secret": "s" * 40,
        "port": port,
    }
    async with house(tmp_path, template, **told), httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{port}/desk/")
        refused = await client.post(f"http://127.0.0.1:{port}/telegram", json={})
    assert "write /dashboard" in answer.text
    assert refused.status_code == 403


async def test_the_sandbox_serves_them(tmp_path: Path) -> None:
    """Beside its own page, and the link on the teacher's phone leads there."""
    settings = Settings(_env_file=None, port=free_port())  # type: ignore[call-arg]  # pydantic-settings takes it
    async with sandbox(settings, tmp_path / "sandbox") as (url, bot), httpx.AsyncClient() as client:
        home = await client.get(url)
        answer = await client.get(f"{url}/desk/")
    assert "<title>Waymark sandbox" in home.text
    assert "write /dashboard" in answer.text
    assert bot.pages is not None


@asynccontextmanager
async def running_command(
    folder: Path, settings: dict[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`waymark run` in a folder, once it says that it runs."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=folder,
        env={**os.environ, **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(30):
            assert b"Waymark runs as" in await process.stdout.readline()
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def test_the_pages_are_no_business_of_students(home: House) -> None:
    """Nobody but a teacher gets a link."""
    student = await home.student("Maya", await home.teacher())
    await student.say("/dashboard")
    assert "for teachers" in student.last.text
    assert not home.rows("SELECT 1 FROM signin")


async def test_a_door_for_whoever_is_not_signed_in(home: House) -> None:
    """They read how to come in; a made-up cookie and a made-up link open nothing."""
    async with browsing(home.bot.pages) as browser:
        assert "write /dashboard" in (await browser.open("/")).words
        made_up = await browser.open("/desk/in/AAAA")
        assert (made_up.status, "nothing any more" in made_up.words) == (403, True)
        browser.client.cookies.set(COOKIE, "made-up")
        assert "write /dashboard" in (await browser.open("/desk/class/1")).words


async def test_signing_out(home: House) -> None:
    """A browser is out at once; everywhere, from a page or from the chat, means all of them."""
    await home.teacher()
    desk = home.phone("Ms Rivera")
    async with browsing(home.bot.pages) as school, browsing(home.bot.pages) as kitchen:
        page = await sign_in(school, desk)
        await sign_in(kitchen, desk)
        out = await school.send(page, "/desk/out")
        assert "signed out" in out.words
        assert "7B Maths" in (await kitchen.open("/desk/")).words

        page = await sign_in(school, desk)
        await school.send(page, "/desk/out", {"everywhere": "yes"})
        assert "signed out" in (await kitchen.open("/desk/")).words

        await sign_in(kitchen, desk)
        await desk.say("/dashboard")
        await desk.tap("Sign out everywhere")
        assert "No browser is signed in" in desk.last.text
        assert "signed out" in (await kitchen.open("/desk/")).words


async def test_who_teaches_no_more_is_out(home: House) -> None:
    """A session gives nothing from the moment the person teaches no class."""
    await home.teacher()
    async with browsing(home.bot.pages) as browser:
        await sign_in(browser, home.phone("Ms Rivera"))
        assert "7B Maths" in (await browser.open("/desk/class/1")).words
        await home.bot.worker.do(lambda db: case.leave(db, 1))
        assert "signed out" in (await browser.open("/desk/class/1")).words


async def test_a_form_of_somebody_else_does_nothing(home: House) -> None:
    """A page elsewhere cannot send our forms, nor can one without the token of the session."""
    await home.teacher()
    async with browsing(home.bot.pages) as browser:
        await sign_in(browser, home.phone("Ms Rivera"))
        page = await browser.open("/desk/class/1/settings")
        target = "/desk/class/1/break"
        told = {**page.forms[target], "first": "2026-12-21", "last": "2026-12-22", "name": "winter"}
        for headers in (
            {},
            {"Origin": "https://elsewhere.example"},
            {"Origin": "null"},
            {"Origin": HERE, "Sec-Fetch-Site": "cross-site"},
            {"Origin": HERE, "Sec-Fetch-Site": "same-site"},
            {"Origin": HERE, "Sec-Fetch-Site": "none"},
        ):
            answer = await browser.client.post(target, data=told, headers=headers)
            assert answer.status_code == 403
        for token in ("guessed", "gëraten", ""):
            answer = await browser.client.post(
                target, data={**told, "token": token}, headers={"Origin": HERE}
            )
            assert answer.status_code == 403
        assert not home.rows("SELECT 1 FROM break")

        kept = await browser.send(
            page, "/break", {"first": "2026-12-21", "last": "2026-12-22", "name": "winter"}
        )
        assert "Kept. I ask nobody of 7B Maths from Mon, Dec 21 to Tue, Dec 22." in kept.words
        [row] = home.rows("SELECT name FROM break")
        assert row.name == "Winter break"


async def test_every_answer_is_closed(home: House) -> None:
    """Nothing from elsewhere runs or frames a page, and no page is kept by a browser."""
    await home.teacher()
    pages = ("/", *(f"/desk/{page}" for page in ("", "class/1", "nothing", "in/x")))
    async with browsing(home.bot.pages) as browser:
        await sign_in(browser, home.phone("Ms Rivera"))
        for path in (*pages, "/desk/static/desk.css"):
            headers = (await browser.client.get(path)).headers
            csp = headers["content-security-policy"]
            assert "default-src 'none'" in csp, path
            assert "unsafe" not in csp, path
            assert "frame-ancestors 'none'" in csp, path
            assert headers["x-content-type-options"] == "nosniff", path
            assert headers["referrer-policy"] == "same-origin", path
            kept = "no-cache" if "static" in path else "no-store"
            assert headers["cache-control"] == kept, path


async def test_words_outlive_the_session(home: House) -> None:
    """What was typed stands on the page that tells why it was not taken, to copy; never a token.

    And only what this very request brought.
    """
    await home.teacher()
    typed_ = "Two <b>thousand</b> words\nand more"
    async with browsing(home.bot.pages) as browser, browsing(home.bot.pages) as other:
        await sign_in(browser, home.phone("Ms Rivera"))
        page = await browser.open("/desk/class/1/settings")
        target = "/desk/class/1/prompt"
        told = {**page.forms[target], "check_in_words": typed_}
        stale = await browser.client.post(
            target, data={**told, "token": "of another session"}, headers={"Origin": HERE}
        )
        await home.phone("Ms Rivera").say("/dashboard")
        await home.phone("Ms Rivera").tap("Sign out everywhere")
        over = await browser.client.post(target, data=told, headers={"Origin": HERE})
        foreign = await browser.client.post(
            target, data=told, headers={"Origin": "https://x.example"}
        )
        elsewhere = await other.client.get("/desk/")
    assert (stale.status_code, over.status_code, foreign.status_code) == (403, 401, 403)
    assert "/dashboard" in over.text
    for answer in (stale, over):
        assert "Two &lt;b&gt;thousand&lt;/b&gt; words\nand more" in answer.text
        assert told["token"] not in answer.text
        assert "of another session" not in answer.text
        assert ">check_in<" not in answer.text, "what was picked is no words"
    assert "thousand" not in foreign.text
    assert "thousand" not in elsewhere.text


async def test_the_pages_open_at_the_class_one_is_in(home: House) -> None:
    """Where the address names none; whichever of one's classes is the older."""
    await home.teacher()
    desk = home.phone("Ms Rivera")
    await home.bot.worker.do(art)
    async with browsing(home.bot.pages) as browser:
        page = await sign_in(browser, desk)
        assert "/desk/class/2" in page.links.values()
        assert (
            '<h1 dir="auto">Art</h1>'
            in (await browser.client.get("/desk/", follow_redirects=True)).text
        )


def art(db: Connection) -> None:
    """The teacher has a second class, and is in it now."""
    room = case.classroom(db, case.person(db, 77), "Art")
    people.settle_in(db, 1, here_id=case.member(db, 1, room, Role.TEACHER, "Ms Rivera"))


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("es-MX", "es"),
        ("fr-FR, es;q=0.5, en;q=0.4", "es"),
        ("en;q=0.4, es-419;q=0.9", "es"),
        ("de, en;q=0.8, es;q=0.8", "en"),
        ("es;q=0, de", "en"),
        ("*", "en"),
        ("../../es, es;q=2, es;q=x, ;;=,,", "en"),
        (";q=1, \xff, es", "es"),
        ("", "en"),
    ],
)
async def test_the_door_speaks_the_browsers_language(home: House, header: str, code: str) -> None:
    """The first one wanted that Waymark speaks, as the browser weighs them; nonsense is no wish."""
    async with browsing(home.bot.pages) as browser:
        answer = await browser.client.get(
            "/desk/in/AAAA", headers={b"Accept-Language": header.encode("latin-1")}
        )
    assert f'<html lang="{code}"' in answer.text


async def test_no_page_has_a_script(home: House) -> None:
    """None needs one, so none may run: by its headers, and there is nothing to run in it."""
    found: Town = await home.bot.worker.do(town)
    async with browsing(home.bot.pages) as browser:
        browser.client.cookies.set(COOKIE, found.teacher)
        every = [path for method, path in addresses(found.things) if method == "GET"]
        seen = 0
        for path in ("/desk/", "/desk/in/x", "/desk/nothing", *every):
            answer = await browser.client.get(path, follow_redirects=True)
            told = answer.headers["content-security-policy"]
            rules = dict(rule.strip().partition(" ")[::2] for rule in told.split(";"))
            assert rules["default-src"] == "'none'", path
            assert rules.get("script-src", "'none'") == "'none'", path
            if answer.headers["content-type"].startswith("text/html"):
                seen += 1
                assert not re.search(r"<script|\son\w+=|javascript:", answer.text), path
    assert seen > 15


async def test_a_fault_is_told_without_words(home: House, log: io.StringIO) -> None:
    """What breaks a page is logged by its kind and place; its reader gets a clear page."""
    await home.teacher()
    async with browsing(home.bot.pages) as browser:
        await sign_in(browser, home.phone("Ms Rivera"))
        await home.bot.worker.do(
            lambda db: db.exec_driver_sql("UPDATE class SET zone = 'Own/Words of a child'")
        )
        page = await browser.open("/desk/class/1")

    assert (page.status, "Something went wrong" in page.words) == (500, True)
    assert "a page failed: ZoneInfoNotFoundError" in log.getvalue()
    assert "Words of a child" not in log.getvalue()


# --- everybody else ------------------------------------------------------------------------------


def addresses(things: dict[str, int]) -> list[tuple[str, str]]:
    """Every address of the pages with its method, its id filled with what the class has."""
    found = []
    for route in routes():
        assert isinstance(route, Route)
        if not route.param_convertors or "token" in route.param_convertors:
            continue  # the door, which is open to everybody
        [name] = route.param_convertors
        if name == "file_id":
            name = f"{route.path.rsplit('/', 1)[1]}_file_id"
        path = "/desk" + re.sub(r"\{[^}]*\}", str(things[name]), route.path)
        found += [(method, path) for method in sorted((route.methods or set()) - {"HEAD"})]
    return found


async def test_nobody_else_gets_anything(home: House) -> None:
    """From any address, by looking or by sending: not a word of another's class."""
    found: Town = await home.bot.worker.do(town)
    kept = home.bot.worker
    folder = files_folder(home.settings.database_url)
    folder.mkdir(exist_ok=True)
    (folder / f"{MARK}.png").write_bytes(MARK.encode())
    before = await kept.do(lambda db: db.exec_driver_sql("SELECT count(*) FROM audit").scalar())
    every = addresses(found.things)
    assert len(every) > 30
    for who, cookie in found.others.items():
        async with browsing(home.bot.pages) as browser:
            browser.client.cookies.set(COOKIE, cookie)
            for method, path in every:
                token = hmac.new(cookie.encode(), b"form", "sha256").hexdigest()
                told = {"token": token, "word:own": "hello", "what": "agreed"}
                sent = {"data": told, "headers": {"Origin": HERE}} if method == "POST" else {}
                answer = await browser.client.request(method, path, **sent)  # type: ignore[arg-type]
                assert answer.status_code in (303, 401, 403, 404), (who, method, path)
                assert answer.headers.get("location", "/desk/") == "/desk/", (who, method, path)
                assert MARK not in answer.text, (who, method, path)
    after = await kept.do(lambda db: db.exec_driver_sql("SELECT count(*) FROM audit").scalar())
    assert after == before, "nothing was done, and nothing was seen"

    async with browsing(home.bot.pages) as browser:  # while the class's own teacher sees it all
        browser.client.cookies.set(COOKIE, found.teacher)
        for method, path in every:
            if method == "GET":
                answer = await browser.client.get(path)
                assert answer.status_code == 200, path
                seen = answer.content if "pdf" not in path else MARK.encode()
                assert MARK.encode() in seen or path.endswith(("settings", "export")), path


async def test_an_id_that_no_database_has(home: House) -> None:
    """An address with a number of any size is a page that is not there."""
    await home.teacher()
    async with browsing(home.bot.pages) as browser:
        await sign_in(browser, home.phone("Ms Rivera"))
        for number in ("0", "99999", "9" * 18, "9" * 40):
            for path in (f"/desk/student/{number}", f"/desk/class/{number}"):
                page = await browser.open(path)
                assert (page.status, "no such page" in page.words) == (404, True)
