"""Nothing is lost: not by a fault on the way, a broken turn, a second bot or a restart."""

from __future__ import annotations

import asyncio
import io
import shutil
import sqlite3
from pathlib import Path

import pytest
from house import Clock, House, house, until
from pydantic import SecretStr

from bot.app import AlreadyRunning, running
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.phone import Phone
from bot.sandbox.server import serve
from bot.sandbox.updates import Webhook
from bot.sandbox.world import TOKEN, World
from bot.settings import Settings
from storage import mail
from storage.database import open_database, transaction

AREA = "What do you want to get better at?"
LEVEL = "Where are you with it today?"
SORRY = "something went wrong on my side"


def change(home: House, sql: str, *values: object) -> None:
    """Change the database behind the bot's back."""
    with sqlite3.connect(home.settings.database_url.removeprefix("sqlite:///")) as db:
        db.execute(sql, values)
    db.close()


async def appears(home: House, sql: str) -> None:
    """Wait until a query gives a row."""
    for _try in range(100):
        if home.rows(sql):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"never: {sql}")


def sent(phone: Phone) -> list[str]:
    """All new messages this person was ever shown."""
    return [entry.text for entry in phone.person.ledger if entry.what == "sent"]


async def test_somebody_who_blocked_the_bot(home: House) -> None:
    """The others go on; whoever blocked it is known as out of reach, and writing revives them."""
    link = await home.teacher()
    maya, ben = await home.student("Maya", link), await home.student("Ben", link)
    maya.block()
    await appears(home, "SELECT 1 FROM person WHERE unreachable_since IS NOT NULL")
    await ben.say("/start")
    assert "Ben" in ben.last.text
    maya.unblock()
    await maya.say("/start")
    assert "Maya" in maya.last.text
    assert home.rows("SELECT 1 FROM person WHERE unreachable_since IS NOT NULL") == []


async def test_a_reply_to_somebody_who_blocked_the_bot_meanwhile(home: House) -> None:
    """A 403 costs one call; the person is out of reach, and nobody else waits."""
    link = await home.teacher()
    maya, ben = await home.student("Maya", link), await home.student("Ben", link)
    home.faults.add(Fault("slow", "sendMessage", seconds=0.3, chat=maya.person.chat))
    await maya.say("/start", wait=False)
    home.world.updates.allowed = ["message", "callback_query"]  # so that no update tells of it
    await asyncio.sleep(0.1)
    maya.block()
    await ben.say("/start")
    assert "Ben" in ben.last.text
    await appears(home, "SELECT 1 FROM person WHERE unreachable_since IS NOT NULL")
    await appears(home, "SELECT 1 FROM outbox WHERE state = 'dead'")


async def test_who_would_like_to_talk_is_told_where_no_teacher_can_be_reached(home: House) -> None:
    """Nobody is said to have been told; it stands in the inbox all the same."""
    maya = await home.student("Maya", await home.teacher())
    await home.goal(maya)
    home.phone("Ms Rivera").block()
    await appears(home, "SELECT 1 FROM person WHERE unreachable_since IS NOT NULL")
    await maya.say("/checkin")
    for label in ("Stuck", "Hard, not fine", "I'd like to talk to someone"):
        await maya.tap(label)
    assert "I can't reach Ms Rivera right now. Please go to an adult you trust" in maya.last.text
    assert "I told Ms Rivera" not in maya.last.text
    assert home.rows("SELECT kind FROM alert") == [("talk",)]


async def test_a_chat_that_lives_on_under_another_id(home: House) -> None:
    """The reply follows it, and so does the next one."""
    maya = await home.student("Maya", await home.teacher())
    home.faults.add(Fault("migrate", "sendMessage", chat=maya.person.chat, to=-1_001_234_567_890))
    await maya.say("/start")
    assert "You are in 7B Maths" in maya.last.text
    await appears(home, "SELECT 1 FROM person WHERE chat_id = -1001234567890")
    await maya.say("/help")
    assert "/settings changes when" in maya.last.text


POISON: list[dict[str, object]] = [
    {},
    {"message": None},
    {"message": {}},
    {"message": {"message_id": 1, "chat": {"id": "x", "type": "private"}}},
    {"message": {"message_id": 1, "chat": {"id": 2**70, "type": "private"}, "from": {"id": 2**70}}},
    {"callback_query": {"id": "1"}},
    {"callback_query": "nothing"},
    {"my_chat_member": {"chat": {"id": 1, "type": "private"}}},
    {"message": [1, 2, 3]},
    {"something_new": {"deep": [[[[]]]]}},
]


async def test_poison_in_a_batch(home: House, log: io.StringIO) -> None:
    """What is no update is set aside, and what came with it is served."""
    maya = await home.student("Maya", await home.teacher())
    for raw in POISON:
        home.world.updates.poison(dict(raw))
    await maya.say("/start")
    assert "You are in 7B Maths" in maya.last.text
    assert home.rows("SELECT count(*) AS n FROM inbox WHERE state = 'new'")[0].n == 0
    assert home.rows("SELECT count(*) AS n FROM inbox WHERE state = 'dead'")[0].n >= 7
    assert not home.bot.ended.done()
    assert "is set aside" in log.getvalue()


async def test_updates_that_come_twice(home: House) -> None:
    """Data changes once, and nobody is answered twice."""
    home.world.updates.double = 1_000
    maya = await home.student("Maya", await home.teacher())
    await home.goal(maya)
    assert home.rows("SELECT count(*) AS n FROM goal")[0].n == 1
    assert [row.kind for row in home.rows("SELECT kind FROM entry")] == ["goal_set"]
    assert sum("Your goal is set" in text for text in sent(maya)) == 1
    assert sum(AREA in text for text in sent(maya)) == 1


async def test_an_update_that_comes_again_later(home: House) -> None:
    """Telegram may bring back what was done long ago; it is done."""
    maya = await home.student("Maya", await home.teacher())
    await maya.tap("Set a goal")
    await maya.say("Fractions")
    done = maya.person.ledger[-1].update_id or home.world.updates.next_id - 1
    count = len(sent(maya))
    home.world.updates.repeat(done)
    await maya.tap("Getting there")
    assert len(sent(maya)) == count + 1


async def test_faults_on_the_way_of_replies(home: House) -> None:
    """Floods, failures and cut connections delay; every reply arrives, in order."""
    link = await home.teacher()
    kinds = ("429", "500", "502", "reset_before", "reset_after")
    kids = [await home.student(f"Kid{kind}", link) for kind in kinds]
    for kid, kind in zip(kids, kinds, strict=True):
        home.faults.add(Fault(kind, "sendMessage", chat=kid.person.chat))  # type: ignore[arg-type]  # one of Kind

    async def go(kid: Phone) -> None:
        await kid.tap("Set a goal")
        await kid.say("Fractions")

    await asyncio.gather(*map(go, kids))
    assert all(LEVEL in kid.last.text for kid in kids)
    extra = {kid.person.name: sum(AREA in text for text in sent(kid)) - 1 for kid in kids}
    assert max(extra.values()) == 1  # the reset after the work: nobody can know that it was done
    assert extra["Kid429"] == extra["Kid500"] == extra["Kidreset_before"] == 0


async def test_a_turn_that_fails(home: House, log: io.StringIO) -> None:
    """The person hears it, the update is set aside, others in the batch and the next one work."""
    link = await home.teacher()
    maya, ben = await home.student("Maya", link), await home.student("Ben", link)
    await maya.tap("Set a goal")
    change(home, "UPDATE conversation SET answers = '[]'")
    await ben.say("/start", wait=False)
    (reply,) = await maya.say("Fractions of canaries")
    assert SORRY in reply
    assert len(home.rows("SELECT 1 FROM inbox WHERE state = 'dead'")) == 1
    assert "is set aside: " in log.getvalue()
    assert "canaries" not in log.getvalue()
    assert "Ben" in ben.last.text
    await maya.say("/cancel")
    await maya.tap("Where am I?")
    assert "You are in 7B Maths" in maya.last.text


async def test_a_dialogue_that_is_no_more(home: House) -> None:
    """Somebody left in a dialogue that this version does not know is let out of it."""
    maya = await home.student("Maya", await home.teacher())
    await maya.tap("Set a goal")
    change(home, "UPDATE conversation SET dialogue = 'of_old'")
    await maya.say("Fractions")
    assert "no longer there" in maya.last.text
    await maya.say("/goal")
    assert AREA in maya.last.text


async def test_the_database_is_held_by_another_for_a_while(home: House) -> None:
    """The update waits stored, and is taken when the database is free again."""
    maya = await home.student("Maya", await home.teacher())
    with sqlite3.connect(home.settings.database_url.removeprefix("sqlite:///")) as db:
        db.isolation_level = None
        db.execute("BEGIN IMMEDIATE")
        await maya.say("/start", wait=False)
        await asyncio.sleep(0.3)
        db.execute("ROLLBACK")
    db.close()
    await maya.reply()
    assert "You are in 7B Maths" in maya.last.text


async def test_a_statement_that_fails_is_its_turn_s_alone(home: House, log: io.StringIO) -> None:
    """Nobody else waits for it, and no value of the statement is in the log."""
    link = await home.teacher()
    maya, ben = await home.student("Maya", link), await home.student("Ben", link)
    change(home, "ALTER TABLE alert RENAME TO hidden")
    await maya.say("I want to kill myself, canary")
    assert SORRY in maya.last.text
    await ben.say("/start")
    assert "You are in 7B Maths" in ben.last.text
    change(home, "ALTER TABLE hidden RENAME TO alert")
    await maya.say("I want to kill myself, canary")
    assert "This matters" in maya.last.text
    assert "is set aside: OperationalError" in log.getvalue()
    assert "canary" not in log.getvalue()


async def test_a_full_disk_fails_the_round(home: House, log: io.StringIO) -> None:
    """The round is tried again until it works; no value of the statement is in the log."""
    maya = await home.student("Maya", await home.teacher())
    await maya.say("/goal")
    change(home, "CREATE TABLE heap (of)")
    grow = "BEGIN INSERT INTO heap VALUES (zeroblob(100000)); END"
    change(home, f"CREATE TRIGGER fill AFTER INSERT ON outbox {grow}")

    async def room(pages: int) -> None:
        set_to = f"pragma max_page_count = {pages}"  # never less than there are
        await home.bot.worker.do(lambda db: db.exec_driver_sql(set_to).all())

    await room(1)
    await maya.say("Canaries", wait=False)
    await until(lambda: "could not be written" in log.getvalue())
    await room(100_000)
    await maya.reply()
    assert LEVEL in maya.last.text
    assert "disk is full" in log.getvalue()
    assert "Canaries" not in log.getvalue()


async def test_a_menu_that_cannot_be_set_holds_up_nobody(tmp_path: Path, template: Path) -> None:
    """Telegram may leave these calls without an answer while all others work."""
    clock, faults = Clock(), Faults()
    world = World(clock)
    maya = world.add_person("Maya")
    faults.add(Fault("slow", "setMyCommands", times=None, seconds=3))
    async with serve(world, faults, port=0) as url:
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]  # pydantic-settings takes it, mypy's plugin is not used
            bot_token=SecretStr(TOKEN),
            bot_api_url=url,
            database_url=f"sqlite:///{shutil.copy(template, tmp_path / 'waymark.sqlite')}",
        )
        async with asyncio.timeout(2.5), running(settings, clock=clock):
            world.say(maya.id, "/start")
            await until(lambda: any(entry.what == "sent" for entry in maya.ledger))
    world.close()


async def test_a_second_bot_on_one_file(home: House) -> None:
    """It says so at once, and the first goes on."""
    with pytest.raises(AlreadyRunning):
        async with running(home.settings):
            pass
    assert not home.bot.ended.done()
    maya = home.phone("Maya")
    await maya.say("/start")
    assert "Do you have a code" in maya.last.text


async def test_a_webhook_that_was_set_before(
    tmp_path: Path, template: Path, log: io.StringIO
) -> None:
    """It is removed to poll, which is said; what people wrote meanwhile is answered."""
    clock = Clock()
    world = World(clock, file=tmp_path / "telegram.sqlite")
    maya = world.add_person("Maya")
    world.updates.set_webhook(Webhook("http://127.0.0.1:9/nobody"))
    world.say(maya.id, "/start")
    world.close()
    async with house(tmp_path, template, clock) as home:
        phone = home.phone("Maya")
        await phone.reply()
        assert "Do you have a code" in phone.last.text
        assert home.world.updates.webhook is None
    assert "A webhook was set; it is removed" in log.getvalue()


async def test_a_restart_sends_what_was_not_sent(tmp_path: Path, template: Path) -> None:
    """What a turn said while Telegram was down arrives after the restart, once and in order."""
    async with house(tmp_path, template) as before:
        maya = await before.student("Maya", await before.teacher())
        before.faults.add(Fault("500", "sendMessage", times=None))
        await maya.say("/goal", wait=False)
        await maya.say("Fractions", wait=False)
        await appears(before, "SELECT 1 FROM outbox WHERE state = 'new' LIMIT 1 OFFSET 1")
    async with house(tmp_path, template, before.clock) as after:
        maya = after.phone("Maya")
        for _try in range(100):
            if LEVEL in maya.last.text:
                break
            await asyncio.sleep(0.02)
        assert sum(AREA in text for text in sent(maya)) == 1
        assert sum(LEVEL in text for text in sent(maya)) == 1
        await maya.tap("Getting there")
        assert "What would you like to be able to do?" in maya.last.text


async def test_what_was_written_while_the_bot_was_off(tmp_path: Path, template: Path) -> None:
    """Telegram keeps it, and it is answered in order at the next start."""
    async with house(tmp_path, template) as before:
        maya = await before.student("Maya", await before.teacher())
    world = World(before.clock, file=tmp_path / "telegram.sqlite")
    for text in ("/goal", "Fractions", "2"):
        world.say(maya.person.id, text)
    world.close()
    async with house(tmp_path, template, before.clock) as after:
        maya = after.phone("Maya")
        await maya.say("Add them in my head")
        assert "the best thing about it" in maya.last.text


async def test_an_update_that_killed_us_too_often_is_set_aside_at_the_start(
    tmp_path: Path, template: Path
) -> None:
    """It gets an apology and no further turn; what waited beside it is taken."""
    async with house(tmp_path, template) as before:
        maya = await before.student("Maya", await before.teacher())
        person = maya.person.id
    message = {"message_id": 900, "from": {"id": person}, "chat": {"id": person, "type": "private"}}
    engine = open_database(before.settings.database_url)
    with transaction(engine) as db:
        for n, said in ((990, "deadly"), (991, "Cakes have fractions")):
            raw = {"update_id": n, "message": {**message, "text": said}}
            mail.store(db, [mail.Update(n, raw)], before.clock())
    engine.dispose()
    often = f"update inbox set attempts = {mail.MOST_ATTEMPTS} where update_id = 990"  # noqa: S608  ours
    change(before, often)
    async with house(tmp_path, template, before.clock) as after:
        maya = after.phone("Maya")
        await until(lambda: "Shall I keep that as a note?" in maya.last.text)
        states = after.rows("select update_id, state from inbox where update_id < 1000 order by 1")

    assert states == [(990, "dead"), (991, "done")]
    assert "Sorry, something went wrong" in maya.screen[-2].text
