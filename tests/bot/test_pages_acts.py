"""What a teacher does on the pages reaches students as if it were done in the chat."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import storage_case as case
from at_the_desk import HERE, Browser, browsing, made, sign_in
from house import House, until
from sqlalchemy import text

from bot.exports import LARGE
from bot.sandbox.faults import Fault
from bot.sandbox.phone import Phone
from bot.web.desk import COOKIE
from dialogs.review_work import MOST
from storage import people
from storage.tables import Role

OWN = "word:own"
"""The field for a reply in own words."""
START = "I don't know how to start"


@dataclass
class Desk:
    """A class with a teacher at a browser, and the phones of its students."""

    home: House
    link: str
    browser: Browser

    async def student(self, name: str) -> Phone:
        """Somebody with a goal; Maya has hers already."""
        phone = self.home.phone(name)
        if name != "Maya":
            await self.home.goal(await self.home.student(name, self.link))
        return phone

    def id(self, sql: str, **values: Any) -> int:
        """The id that a statement finds."""
        [row] = self.home.rows(sql, **values)
        return int(row[0])

    def entry(self, name: str) -> int:
        """The newest entry of a student."""
        return self.id(
            "SELECT max(e.id) FROM entry e JOIN membership m ON m.id = e.membership_id"
            " WHERE m.name = :name",
            name=name,
        )


async def begin(home: House) -> None:
    """A class in which Maya has a goal."""
    await home.goal(await home.student("Maya", await home.teacher()))


@pytest.fixture
async def desk(home: House) -> AsyncIterator[Desk]:
    """The class, its teacher signed in; nobody else is in it where the test is marked `empty`."""
    link = home.link if home.world.people else await home.teacher()
    async with browsing(home.bot.pages) as browser:
        await sign_in(browser, home.phone("Ms Rivera"))
        yield Desk(home, link, browser)


async def get_stuck(phone: Phone) -> None:
    """A check-in that got stuck on how to start."""
    await phone.say("/checkin")
    await phone.tap("Stuck")
    await phone.tap("OK")
    if START in phone.last.labels:
        await phone.tap(START)
    else:
        await phone.say(START)
    await phone.tap("Same plan")
    await phone.tap("Skip")


async def reads(phone: Phone, words: str) -> None:
    """Somebody's phone shows words that were not waited for."""
    await until(lambda: any(words in bubble.text for bubble in phone.screen))


# --- replies -------------------------------------------------------------------------------------


async def test_a_reply_in_own_words(desk: Desk) -> None:
    """The student reads it under their own words, and answers; the teacher reads that."""
    maya = await desk.student("Maya")
    await get_stuck(maya)
    entry = desk.entry("Maya")
    inbox = await desk.browser.open("/desk/class/1/inbox")
    assert "Stuck on: I don't know how to start" in inbox.words

    after = await desk.browser.send(
        inbox, f"/entry/{entry}/reply", {OWN: "Come to my desk & bring <it>"}
    )
    assert "Sent to Maya." in after.words
    await reads(maya, "Ms Rivera: Come to my desk & bring <it>")
    page = await desk.browser.open("/desk/student/2")
    assert "Come to my desk & bring <it>" in page.words

    await maya.tap("Answer")
    await maya.say("I will come at noon")
    inbox = await desk.browser.open("/desk/class/1/inbox")
    assert "Answered you" in inbox.words
    assert "I will come at noon" in inbox.words
    after = await desk.browser.send(inbox, f"/entry/{entry}/seen")
    assert "Answered you" not in after.words


async def test_a_suggested_reply(desk: Desk) -> None:
    """Three ideas of each of four kinds; whichever it is, its kind is kept."""
    maya = await desk.student("Maya")
    await get_stuck(maya)
    entry = desk.entry("Maya")
    page = await desk.browser.open(f"/desk/entry/{entry}")
    for kind in ("Thanks for telling", "What I notice", "Ask more", "A next step"):
        assert kind in page.words

    await desk.browser.send(page, "/reply", {"word": "ask.2"})
    [row] = desk.home.rows("SELECT kind, words FROM reply")
    assert (row.kind, row.words) == ("ask", "What would help you most right now?")
    await reads(maya, "What would help you most right now?")


@pytest.mark.empty
async def test_one_reply_to_several(desk: Desk) -> None:
    """Those who stay ticked get it, each under their own words; the others do not."""
    phones = {name: await desk.student(name) for name in ("Ali", "Mia", "Sam")}
    for phone in phones.values():
        await get_stuck(phone)
    inbox = await desk.browser.open("/desk/class/1/inbox")
    assert "3 alike: I don't know how to start" in inbox.words
    page = await desk.browser.open(inbox.links["Answer together"])

    after = await desk.browser.send(
        page, "/alike", {"to": [str(desk.entry("Ali")), str(desk.entry("Sam"))], "word": "next.0"}
    )
    assert "Sent to Ali and Sam." in after.words
    for name in ("Ali", "Sam"):
        await reads(phones[name], "Do only the first line.")
    assert len(desk.home.rows("SELECT 1 FROM reply")) == 2


async def test_too_many_words_lose_nothing(desk: Desk) -> None:
    """5,000 characters get a clear sentence, and stand in the field still."""
    maya = await desk.student("Maya")
    await get_stuck(maya)
    entry = desk.entry("Maya")
    page = await desk.browser.open(f"/desk/entry/{entry}")
    again = await desk.browser.send(page, "/reply", {OWN: "word " * 1000})
    assert again.status == 422
    assert "That is 4,999 characters, and I can keep 1,000." in again.words
    assert ("word " * 1000).strip() in again.words
    empty = await desk.browser.send(page, "/reply", {OWN: " "})
    assert (empty.status, "I need this one to go on." in empty.words) == (422, True)
    assert not desk.home.rows("SELECT 1 FROM reply")


async def test_no_reply_needed_drops_no_words(desk: Desk) -> None:
    """Words in the box are neither sent nor lost by the button that sends none; an idea is none."""
    maya = await desk.student("Maya")
    await get_stuck(maya)
    entry = desk.entry("Maya")
    for path in ("/desk/class/1/inbox", f"/desk/entry/{entry}"):
        page = await desk.browser.open(path)
        again = await desk.browser.send(
            page, f"/entry/{entry}/reply", {OWN: "Come at <noon>", "word": "read"}
        )
        assert (again.status, "There are words of yours in the box" in again.words) == (422, True)
        assert "Come at <noon>" in again.words
        assert not desk.home.rows("SELECT 1 FROM reply")
    page = await desk.browser.open(f"/desk/entry/{entry}")
    html = (await desk.browser.client.get(f"/desk/entry/{entry}")).text
    [form] = re.findall(r'<form[^>]*/reply">(.*?)</form>', html, re.DOTALL)
    assert 'name="word:own"' in form, "the box and the button are in one form"
    assert 'value="read"' in form

    after = await desk.browser.send(page, "/reply", {"word": ["ask.2", "read"]})
    assert "off your list" in after.words
    assert [row.kind for row in desk.home.rows("SELECT kind FROM reply")] == ["read"]


@pytest.mark.empty
async def test_one_reply_goes_to_who_still_waits(desk: Desk) -> None:
    """Whoever was answered meanwhile is named, and the page says how many got it."""
    phones = {name: await desk.student(name) for name in ("Ali", "Mia", "Sam")}
    for phone in phones.values():
        await get_stuck(phone)
    inbox = await desk.browser.open("/desk/class/1/inbox")
    page = await desk.browser.open(inbox.links["Answer together"])
    every = [str(desk.entry(name)) for name in phones]
    await desk.browser.send(inbox, f"/entry/{every[0]}/reply", {OWN: "Come and see me"})

    after = await desk.browser.send(page, "/alike", {"to": every, "word": "next.0"})
    assert "Sent to Mia and Sam." in after.words
    assert "2 students get it." in after.words
    assert "Ms Rivera answered Ali" in after.words
    words = {row.entry_id: row.words for row in desk.home.rows("SELECT entry_id, words FROM reply")}
    assert words[int(every[0])] == "Come and see me"
    assert len(words) == 3

    late = await desk.browser.send(page, "/alike", {"to": every, OWN: "Draw it first"})
    assert (late.status, "answered Ali, Mia, and Sam already" in late.words) == (422, True)
    assert "Draw it first" in late.words
    assert len(desk.home.rows("SELECT 1 FROM reply")) == 3


async def test_two_teachers_at_one_entry(desk: Desk) -> None:
    """The second is told what the first said, and nothing is sent twice."""
    maya = await desk.student("Maya")
    await get_stuck(maya)
    page = await desk.browser.open(f"/desk/entry/{desk.entry('Maya')}")
    await desk.browser.send(page, "/reply", {OWN: "First"})
    after = await desk.browser.send(page, "/reply", {OWN: "Second"})
    assert "Ms Rivera answered Maya" in after.words
    assert [row.words for row in desk.home.rows("SELECT words FROM reply")] == ["First"]


async def test_a_goal_is_looked_at(desk: Desk) -> None:
    """A word to a goal reaches its student, who goes on with it anyway."""
    maya = await desk.student("Maya")
    page = await desk.browser.open("/desk/goal/1")
    again = await desk.browser.send(page, "/agree", {"what": "changed"})
    assert (again.status, "I need this one to go on." in again.words) == (422, True)
    after = await desk.browser.send(
        page, "/agree", {"what": "changed", "line": "Try it with apples"}
    )
    assert "Maya knows" in after.words
    await reads(maya, "Try it with apples")
    again = await desk.browser.send(page, "/agree", {"what": "agreed"})
    assert "Try it with apples" in again.words, "the second hears what the first said"


# --- work ----------------------------------------------------------------------------------------


async def hand_in(phone: Phone, content: bytes = b"jpeg", name: str = "a.jpg") -> None:
    """A photo as evidence, and how the student sees it."""
    await phone.send("photo", content, name)
    await phone.tap("You can see each step")
    await phone.tap("That's all")
    for _criterion in range(3):
        await phone.tap("Yes, it does")
    await phone.tap("Hand it in")


async def test_each_link_of_the_desk_leads_somewhere(desk: Desk) -> None:
    """From the inbox, a student's page and their work: none is dead."""
    maya = await desk.student("Maya")
    await get_stuck(maya)
    await maya.say("/show")
    await maya.tap("Make something, with photos")
    await hand_in(maya)
    for path in ("/desk/class/1/inbox", "/desk/student/2", "/desk/submission/1"):
        answer = await desk.browser.client.get(path)
        links = set(re.findall(r'href="(/[^"#]+)"', answer.text))
        assert len(links) > 3
        led = {link: (await desk.browser.client.get(link)).status_code for link in links}
        assert set(led.values()) <= {200, 303}, led


async def test_work_is_reviewed_revised_and_met(desk: Desk) -> None:
    """The whole way of a piece of work, the teacher at the page and the student at the phone."""
    maya = await desk.student("Maya")
    await maya.say("/show")
    await maya.tap("Make something, with photos")
    await hand_in(maya)
    await until(lambda: bool(desk.home.rows("SELECT 1 FROM attachment WHERE path <> ''")))
    page = await desk.browser.open("/desk/submission/1")
    assert "Maya says: Yes, it does." in page.words
    picture = await desk.browser.client.get("/desk/file/1/work")
    assert (picture.content, picture.headers["content-type"]) == (b"jpeg", "image/jpeg")
    assert picture.headers["content-disposition"].startswith("inline")
    assert "sandbox" in picture.headers["content-security-policy"]
    rest = await desk.browser.client.get("/desk/file/1/work", headers={"Range": "bytes=2-"})
    assert (rest.status_code, rest.content) == (206, b"eg")
    opened = desk.home.rows("SELECT 1 FROM audit WHERE action = 'opened a file'")
    assert len(opened) == 1, "to play on is no further look"

    judged = {
        "judge.1": "meets",
        "judge.2": "not_yet",
        "line_on.2": "Say why",
        "judge.3": "beyond",
        "verdict": "revise",
    }
    again = await desk.browser.send(page, "/review", {**judged, "line": "x" * 600})
    assert (again.status, f"I can keep {MOST}." in again.words) == (422, True)
    assert "x" * 600 in again.words
    after = await desk.browser.send(page, "/review", {**judged, "line": "Show one more step"})
    assert "Thanks. Maya sees your word now." in after.words
    assert "Getting there" in after.words, "the level that the judgements come to"
    await reads(maya, "Show one more step")
    late = await desk.browser.send(page, "/review", {**judged, "verdict": "meets"})
    assert "Revise one thing" in late.words, "the second review changes nothing"

    await maya.tap("Ask why")
    await maya.say("Why is one step missing?")
    inbox = await desk.browser.open("/desk/class/1/inbox")
    assert "Why is one step missing?" in inbox.words
    page = await desk.browser.open("/desk/submission/1")
    assert "Why is one step missing?" in page.words
    await desk.browser.send(page, "/why", {"answer": "The middle one"})
    await reads(maya, "The middle one")

    await maya.tap("Revise it")
    await hand_in(maya)
    page = await desk.browser.open("/desk/submission/2")
    assert "Version 1" in page.words
    before = page.words[: page.words.index("Your review")]
    for said in ("Show one more step", "Why is one step missing?", "The middle one"):
        assert said in before, "what was said before stands over the new review"
    judged = {f"judge.{n}": "meets" for n in (1, 2, 3)}
    await desk.browser.send(page, "/review", {**judged, "verdict": "meets", "level": "4"})
    await reads(maya, "it meets")
    [row] = desk.home.rows("SELECT level, verdict FROM submission WHERE id = 2")
    assert (row.level, row.verdict) == (4, "meets")


@pytest.mark.parametrize(
    ("mime", "name"),
    [("text/html", "page.html"), ("image/svg+xml", "picture.svg"), ("", "thing")],
)
async def test_what_could_run_is_only_downloaded(desk: Desk, mime: str, name: str) -> None:
    """A page or a drawing that can hold a script is never shown as what it says it is."""
    maya = await desk.student("Maya")
    await maya.say("/show")
    await maya.tap("Make something, with photos")
    await hand_in(maya)
    await until(lambda: bool(desk.home.rows("SELECT 1 FROM attachment WHERE path <> ''")))
    change = "UPDATE attachment SET kind = 'document', mime = :mime, name = :name"
    await desk.home.bot.worker.do(lambda db: db.execute(text(change), {"mime": mime, "name": name}))
    answer = await desk.browser.client.get("/desk/file/1/work")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_file_that_is_not_there_yet(desk: Desk) -> None:
    """Telegram does not give it at the moment: a clear sentence says that it is on its way."""
    desk.home.faults.add(Fault("500", "getFile"))
    maya = await desk.student("Maya")
    await maya.say("/show")
    await maya.tap("Make something, with photos")
    await hand_in(maya)
    await told_of_a_lost_file(desk, "on its way")


async def test_a_file_that_will_never_be_there(desk: Desk) -> None:
    """A clear sentence says that it could not be fetched."""
    maya = await desk.student("Maya")
    await maya.say("/show")
    await maya.tap("Make something, with photos")
    await hand_in(maya)
    await until(lambda: bool(desk.home.rows("SELECT 1 FROM attachment WHERE path <> ''")))
    change = "UPDATE attachment SET path = ''"
    await desk.home.bot.worker.do(lambda db: db.exec_driver_sql(change))
    await told_of_a_lost_file(desk, "could not be fetched")


async def told_of_a_lost_file(desk: Desk, said: str) -> None:
    """Beside the work, and where somebody opens the file all the same."""
    assert said in (await desk.browser.open("/desk/submission/1")).words
    lost = await desk.browser.open("/desk/file/1/work")
    assert (lost.status, said in lost.words) == (404, True)


async def test_an_own_idea_is_answered(desk: Desk) -> None:
    """A no needs a reason and the nearest way, and the student can go on at once."""
    maya = await desk.student("Maya")
    await maya.say("/show")
    await maya.tap("My own idea")
    await maya.tap("My class")
    await maya.say("A song about halves")
    await maya.tap("Done")
    await maya.tap("Skip")
    await maya.tap(maya.last.labels[0])
    await maya.tap("I'll send it later")
    page = await desk.browser.open("/desk/proposal/1")
    assert "A song about halves" in page.words
    again = await desk.browser.send(page, "/decide", {"what": "refused", "nearest": "explain"})
    assert (again.status, "I need this one to go on." in again.words) == (422, True)
    after = await desk.browser.send(
        page,
        "/decide",
        {"what": "refused", "line": "We have no music room", "nearest": "explain"},
    )
    assert "Maya has your answer now" in after.words
    await reads(maya, "We have no music room")


# --- groups, families, settings, exports ----------------------------------------------------------


@pytest.mark.empty
async def test_a_group_is_made_sent_and_ended(desk: Desk) -> None:
    """Its students hear with whom they work, and never why."""
    phones = {name: await desk.student(name) for name in ("Ali", "Mia", "Sam")}
    for phone in phones.values():
        await get_stuck(phone)
    page = await desk.browser.open("/desk/class/1/groups")
    assert "3 students are stuck on how to start" in page.words

    wanted = {"idea": "own", "name.own:own": "Tuesday", "move.own:own": "Do one together"}
    alone = await desk.browser.send(page, "/class/1/group", {**wanted, "members.own": ["2"]})
    assert (alone.status, "Two students make a group" in alone.words) == (422, True)
    after = await desk.browser.send(page, "/class/1/group", {**wanted, "members.own": ["2", "3"]})
    assert "Tuesday" in after.words
    after = await desk.browser.send(after, "/plan")
    await reads(phones["Ali"], "You work with Mia")
    group = await desk.browser.open("/desk/group/1")
    members = next(name for name in group.names if name.startswith("members."))
    after = await desk.browser.send(group, "/change", {members: ["2", "4"]})
    await reads(phones["Sam"], "Ali")
    after = await desk.browser.send(after, "/group/1/end")
    assert "No group works together now" in after.words


@pytest.mark.empty
async def test_a_group_is_made_once(desk: Desk) -> None:
    """A button that is pressed twice, or again from the page before, makes no second group."""
    for name in ("Ali", "Mia", "Sam"):
        await get_stuck(await desk.student(name))
    page = await desk.browser.open("/desk/class/1/groups")
    own: dict[str, str | list[str]] = {
        "idea": "own", "name.own:own": "Tuesday", "move.own:own": "Do one",
        "members.own": ["2", "3"],
    }  # fmt: skip
    idea = next(one for one in re.findall(r"members\.(\S+)", " ".join(page.names)) if one != "own")
    offered: dict[str, str | list[str]] = {
        "idea": idea, f"name.{idea}": "same", f"move.{idea}": "same",
        f"members.{idea}": ["2", "3", "4"],
    }  # fmt: skip
    for form in (own, offered):
        first = await desk.browser.send(page, "/class/1/group", form)
        assert "is made, until" in first.words
        for _press in range(2):
            second = await desk.browser.send(page, "/class/1/group", form)
            assert (second.status, "is there already" in second.words) == (200, True)
    assert len(desk.home.rows('SELECT 1 FROM "group"')) == 2

    another = {**own, "members.own": ["2", "4"]}
    assert "is made" in (await desk.browser.send(page, "/class/1/group", another)).words


@pytest.mark.empty
async def test_an_idea_that_is_gone_loses_no_words(desk: Desk) -> None:
    """What was filled in for it stands in a group of the teacher's own; other forms stay."""
    for name in ("Ali", "Mia"):
        await get_stuck(await desk.student(name))
    page = await desk.browser.open("/desk/class/1/groups")
    told = {
        "idea": "level.99", "name.level.99:own": "Tuesday <3", "name.level.99": "same",
        "move.level.99": "same", "members.level.99": ["2", "3"],
    }  # fmt: skip
    again = await desk.browser.client.post(
        "/desk/class/1/group",
        data={**page.forms["/desk/class/1/group"], **told},
        headers={"Origin": HERE},
    )
    assert (again.status_code, "as a group of your own" in again.text) == (422, True)
    assert 'name="name.own:own" value="Tuesday &lt;3"' in again.text
    assert re.search(r'name="name\.stuck\.2" value="same" checked', again.text)


async def test_a_family_is_answered(desk: Desk) -> None:
    """A question of a family waits on the page, and its answer reaches the adult."""
    await desk.student("Maya")
    await desk.home.bot.worker.do(family)
    inbox = await desk.browser.open("/desk/class/1/inbox")
    assert "How is it going?" in inbox.words
    page = await desk.browser.open(inbox.links["Answer"])
    after = await desk.browser.send(page, "/answer", {"answer": "Very well"})
    assert "How is it going?" not in after.words
    assert desk.home.rows("SELECT 1 FROM familymessage WHERE answered_at IS NOT NULL")


def family(db: Any) -> None:
    """An adult of the first student who asks something."""
    case.family_message(db, case.family(db, 900, 2, 1), 900)


async def test_hours_and_own_words(desk: Desk) -> None:
    """What is set on the page is what holds in the chat."""
    page = await desk.browser.open("/desk/class/1/settings")
    hours = {
        "zone": "America/New_York", "school_end": "15:10", "quiet_from": "19:30",
        "quiet_until": "06:45", "country": "none",
        "silence": "hold", "family_yes": "student",
    }  # fmt: skip
    wrong = await desk.browser.send(page, "/hours", {**hours, "country:own": "Atlantis"})
    assert (wrong.status, "I don't know that country" in wrong.words) == (422, True)
    after = await desk.browser.send(page, "/hours", {**hours, "country:own": "Spain"})
    assert "These are the hours of 7B Maths now" in after.words
    [row] = desk.home.rows("SELECT * FROM class")
    assert (row.school_end, row.quiet_from, row.country, row.silence) == (
        "15:10:00.000000", "19:30:00.000000", "ES", "hold",
    )  # fmt: skip

    form = {"kind": "format", "format_words": "Draw a map"}
    after = await desk.browser.send(after, "/prompt", form)
    assert "“Draw a map”" in after.words
    maya = await desk.student("Maya")
    await maya.say("/show")
    assert "Draw a map" in maya.last.labels
    after = await desk.browser.send(after, "/no-prompt")
    assert "“Draw a map”" not in after.words


async def test_a_refused_form_leaves_the_others_alone(desk: Desk) -> None:
    """What was typed in it stays, with the sentence beside it; the others show what holds."""
    page = await desk.browser.open("/desk/class/1/settings")
    holds = fields_of(await desk.browser.client.get("/desk/class/1/settings"))
    told = {"first": "2026-12-21", "last": "2026-12-01", "name": "winter", "zone": "Asia/Tokyo"}
    long = {"kind": "check_in", "check_in_words": "x" * 900}
    for action, sent in (("break", told), ("prompt", long)):
        answer = await desk.browser.client.post(
            f"/desk/class/1/{action}",
            data={**page.forms[f"/desk/class/1/{action}"], **sent},
            headers={"Origin": HERE},
        )
        assert answer.status_code == 422
        assert answer.text.count('<p class="wrong"') == 1
        shown = fields_of(answer)
        assert shown["quiet_from"] == holds["quiet_from"] != ""
        assert shown["zone"] == holds["zone"] != "Asia/Tokyo"
        assert shown["first"] == ("2026-12-21" if action == "break" else "")
        assert shown["check_in_words"] == ("" if action == "break" else "x" * 900)
    told = {"zone": "America/New_York", "school_end": "25:99", "first": "2026-12-21"}
    answer = await desk.browser.client.post(
        "/desk/class/1/hours",
        data={**page.forms["/desk/class/1/hours"], **told},
        headers={"Origin": HERE},
    )
    shown = fields_of(answer)
    assert (answer.status_code, shown["school_end"], shown["first"]) == (422, "25:99", "")


def fields_of(answer: httpx.Response) -> dict[str, str]:
    """What stands in each field of a page, and which option is picked."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", answer.text):
        told = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if told.get("type") not in ("radio", "checkbox") or " checked" in tag:
            found[told["name"]] = told["value"]
    return found


async def test_an_old_page_removes_no_other_break(desk: Desk) -> None:
    """The database may give the id of days that are gone to the next ones."""
    days = {"first": "2026-12-21", "last": "2026-12-22", "name": "winter"}
    page = await desk.browser.open("/desk/class/1/settings")
    old = await desk.browser.send(page, "/class/1/break", days)
    after = await desk.browser.send(old, "/no-break")
    assert "“Winter break” is removed." in after.words
    await desk.browser.send(
        page, "/class/1/break", {**days, "first": "2027-03-22", "last": "2027-03-26"}
    )
    after = await desk.browser.send(old, "/no-break")
    assert "Those days are not set any more." in after.words
    assert len(desk.home.rows('SELECT 1 FROM "break"')) == 1


async def test_the_log_is_taken_away(desk: Desk) -> None:
    """The file has the rows of the conditions, and stands on record; of nothing there is none."""
    maya = await desk.student("Maya")
    await get_stuck(maya)
    page = await desk.browser.open("/desk/class/1/export")
    target = "/desk/class/1/export/file"
    told = {**page.forms[target], "report": "log", "form": "csv", "stuck": "start"}
    answer = await desk.browser.client.post(target, data=told, headers={"Origin": HERE})
    rows = [*csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))]
    assert [row["student_name"] for row in rows] == ["Maya"]
    assert "attachment" in answer.headers["content-disposition"]
    [record] = desk.home.rows("SELECT detail FROM audit WHERE action = 'exported'")
    assert record.detail.startswith("1 rows log csv")

    nothing = await desk.browser.send(page, "/export/file", {"until": "2020-01-01"})
    assert (nothing.status, "Nothing fits that" in nothing.words) == (422, True)
    foreign = await desk.browser.send(page, "/export/file", {"student": "999"})
    assert (foreign.status, "not one of these" in foreign.words) == (422, True)


async def test_a_report_offers_what_it_knows(desk: Desk) -> None:
    """Only its own conditions, in words; what it does not know is refused and never ignored."""
    await get_stuck(await desk.student("Maya"))
    page = await desk.browser.open("/desk/class/1/export")
    assert {"student", "since", "until", "target", "state", "stuck", "unanswered"} <= {*page.names}
    assert "What the student said; for a review, what the teacher said." in page.words
    groups = await desk.browser.open(page.links["The groups"])
    assert {"student", "since", "until"} <= {*groups.names}
    assert not {"target", "state", "stuck", "unanswered"} & {*groups.names}
    theirs = await desk.browser.open(page.links["All that one student wrote"])
    assert {"student"} == {*theirs.names} - {""}
    goals = await desk.browser.open(page.links["The goals"])
    assert "Resting" in goals.words
    assert "Didn't get to it" not in goals.words

    refused = await desk.browser.send(groups, "/export/file", {"stuck": "start"})
    said = "“The groups” can't be narrowed down by this: what somebody is stuck on."
    assert (refused.status, said in refused.words) == (422, True)
    refused = await desk.browser.send(goals, "/export/file", {"state": "stuck"})
    assert (refused.status, "“The goals” has no such status." in refused.words) == (422, True)


async def test_the_columns_that_are_ticked(desk: Desk) -> None:
    """The file has those of the page that are ticked, in its order, and one at least."""
    await get_stuck(await desk.student("Maya"))
    page = await desk.browser.open("/desk/class/1/export")
    target = "/desk/class/1/export/file"
    told = {**page.forms[target], "form": "csv"}
    ticked = ["response", "student_name", "stuck_on", "rank"]
    answer = await desk.browser.client.post(
        target, data={**told, "columns": ["", *ticked]}, headers={"Origin": HERE}
    )
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head == ["student_name", "response", "stuck_on"]
    assert ["Maya", "How to start"] in [[row[0], row[2]] for row in rows]
    none = await desk.browser.send(page, "/export/file", {"columns": ""})
    assert (none.status, "Please tick at least one column." in none.words) == (422, True)


async def test_words_that_need_an_adult(desk: Desk) -> None:
    """They stand first, are opened by a link, and wait until a teacher says that they see to it.

    Whoever wrote them goes by the name they have in that class, wherever they are just now.
    """
    maya = await desk.student("Maya")
    await maya.say("I want to kill myself")
    inbox = await desk.browser.open("/desk/class/1/inbox")
    assert "Needs you in person" in inbox.words
    assert "kill myself" not in inbox.words
    await desk.home.bot.worker.do(art_class)
    page = await desk.browser.open(inbox.links["Read what was written"])
    assert "I want to kill myself" in page.words
    assert "Maya needs you in person" in page.words
    assert "7B Maths" in page.words
    assert "Needs you in person" in (await desk.browser.open("/desk/class/1/inbox")).words
    after = await desk.browser.send(page, "/alert/1/read")
    assert "Needs you in person" not in after.words
    again = await desk.browser.open("/desk/alert/1")
    assert "/desk/alert/1/read" not in again.forms
    record = desk.home.rows("SELECT action FROM audit WHERE subject = 'alert' ORDER BY id")
    assert [row.action for row in record] == ["read an alert", "settled an alert", "read an alert"]


def art_class(db: Any) -> None:
    """Maya is in an art class too, of another teacher, under another name, and is there now."""
    room = case.classroom(db, case.person(db, 77), "Art")
    [(maya,)] = db.exec_driver_sql("SELECT person_id FROM membership WHERE name = 'Maya'")
    there = case.member(db, maya, room, Role.STUDENT, "Picasso")
    people.settle_in(db, maya, here_id=there)


async def test_what_is_seen_stands_on_record(desk: Desk) -> None:
    """Each look of an adult at a student's things is a row: who, what, and nobody's words."""
    maya = await desk.student("Maya")
    await get_stuck(maya)
    for path in ("class/1", "student/2", "class/1/inbox", "goal/1", f"entry/{desk.entry('Maya')}"):
        await desk.browser.open(f"/desk/{path}")
    found = desk.home.rows(
        "SELECT action, subject, subject_id FROM audit WHERE action LIKE 'saw%'"
        " OR action LIKE 'looked%' OR action LIKE 'read%' ORDER BY id"
    )
    assert [tuple(row) for row in found] == [
        ("saw students", "class", 1),  # where signing in led
        ("saw students", "class", 1),
        ("looked at a student", "membership", 2),
        ("saw the inbox", "class", 1),
        ("read a goal", "goal", 1),
        ("read an entry", "entry", desk.entry("Maya")),
    ]


async def test_a_page_is_read_in_the_teachers_language(desk: Desk) -> None:
    """The page speaks the language of the chat, and its dates do too."""
    await desk.home.bot.worker.do(lambda db: people.settle_in(db, 1, language="es"))
    answer = await desk.browser.client.get("/desk/class/1")
    assert '<html lang="es" dir="ltr">' in answer.text
    assert "lun, 23 nov" in answer.text


async def test_the_class_at_a_glance(desk: Desk) -> None:
    """Who moved, who is stuck on what, who is quiet, what waits, and the check-ins of each week."""
    maya, ali = await desk.student("Maya"), await desk.student("Ali")
    await maya.say("/checkin")
    for label in ("Done", "OK", "My plan", "Same plan", "Skip"):
        await maya.tap(label)
    await get_stuck(ali)
    await desk.home.student("Bo", desk.link)
    desk.home.clock.move(hours=1)
    page = await desk.browser.open("/desk/class/1")
    for words in (
        "Waiting for you 3 3 things wait for a word from you.",
        "Moved this week Maya 1 step done Stuck on",
        "Stuck on “I don't know how to start” 1 student Ali Of the last",
        "Quiet lately Bo not heard from yet Check-ins by week",
        "Week of Check-ins Students",
        "Mon, Nov 16 0 0 Mon, Nov 23 2 2 Pace over time",
        "needs a bit more time Mon, Oct 5 0 0 0",
        "Mon, Nov 16 0 0 0 Mon, Nov 23 0 2 0 All students",
        "Bo no goal yet none yet",
    ):
        assert words in page.words


# --- how often a page asks the database -----------------------------------------------------------


async def test_a_page_asks_as_often_whatever_the_class(tmp_path: Path) -> None:
    """The statements of a page stay as many for a class of 5 and one of 60."""
    counts: dict[str, list[int]] = {}
    for members, entries in ((5, 200), (60, 3_000)):
        folder = tmp_path / str(members)
        folder.mkdir()
        async with made(folder, members, entries) as there, browsing(there.pages) as browser:
            browser.client.cookies.set(COOKIE, there.cookie)
            room = f"class/{there.room}"
            for page in (room, f"student/{there.student}", f"{room}/inbox", f"{room}/groups"):
                with case.counted(there.reading) as said:
                    seen = await browser.open(f"/desk/{page}")
                assert seen.status == 200
                counts.setdefault(page.rstrip("0123456789"), []).append(len(said))
    for page, (small, large) in counts.items():
        assert small == large <= 32, page


@pytest.mark.long  # a process of its own
async def test_a_large_log_is_made_apart(tmp_path: Path) -> None:
    """More than the bot would make itself comes from a process of its own, whole."""
    async with made(tmp_path, 3, LARGE + 3) as there, browsing(there.pages) as browser:
        browser.client.cookies.set(COOKIE, there.cookie)
        page = await browser.open(f"/desk/class/{there.room}/export")
        target = f"/desk/class/{there.room}/export/file"
        answer = await browser.client.post(
            target, data={**page.forms[target], "form": "csv"}, headers={"Origin": HERE}
        )
    rows = [*csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))]
    assert len(rows) == 1 + (LARGE + 3) // 3 * 3
