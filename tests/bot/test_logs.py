"""The log holds facts and ids: no word of a child, no token, whatever goes wrong."""

from __future__ import annotations

import io
import logging
import sqlite3

import pytest
from house import House

from bot.logs import Redact
from bot.sandbox.faults import Fault
from bot.sandbox.world import TOKEN

CANARY = "zanzibar-47114"


def test_a_token_is_taken_out_of_tracebacks_too() -> None:
    """Wherever it stands in a line."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Redact("%(message)s"))
    logger = logging.Logger("one")  # noqa: LOG001  of this test alone
    logger.addHandler(handler)
    try:
        int(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except ValueError:
        logger.exception("with %s", TOKEN)
    assert "Traceback" in out.getvalue()
    assert TOKEN not in out.getvalue()
    assert "bot<token>/getMe" in out.getvalue()


async def test_the_whole_way_leaves_no_word_in_the_log(
    home: House, log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    """Goal, check-in, note, work, file, review, explicit sentence: nobody's words, no token."""
    maya = await home.student("Maya", await home.teacher())
    desk = home.phone("Ms Rivera")
    await home.goal(maya, CANARY)
    await maya.say("/checkin")
    await maya.tap("Stuck")
    await maya.tap("Going well")
    await maya.say(CANARY)
    await maya.tap("Same plan")
    await maya.say(CANARY)
    await maya.say(CANARY)
    await maya.tap("Keep it, on no goal")
    await maya.say("/show")
    await maya.tap("Write about it")
    await maya.send("document", b"x", f"{CANARY}.txt", caption=CANARY)
    for label in ("That's all", *["Yes, it does"] * 3, "Hand it in"):
        await maya.tap(label)
    await home.review(desk)
    for label in ("Not yet", CANARY, "Meets", CANARY, "Meets", "Revise one thing", CANARY):
        await (desk.say if label == CANARY else desk.tap)(label)
    await desk.tap("Send to Maya")
    await maya.tap("Ask why")
    await maya.say(CANARY)
    [asked] = home.rows("SELECT id FROM submission WHERE ask_why <> ''")
    await desk.tap_data(desk.last.id, f"c:saywhy:{asked.id}")
    await desk.say(CANARY)
    await maya.say(f"I want to kill myself {CANARY}")
    await maya.say(f"/goal {CANARY}")
    await maya.tap_data(maya.last.id, CANARY)
    assert CANARY not in log.getvalue()
    assert TOKEN not in log.getvalue()
    assert CANARY not in "".join(capfd.readouterr())


async def test_trouble_leaves_no_word_in_the_log(home: House, log: io.StringIO) -> None:
    """Failing turns, refusals, floods, cut connections and broken answers name no word."""
    maya = await home.student("Maya", await home.teacher())
    await maya.tap("Set a goal")
    for kind in ("429", "500", "garbage", "migrate"):
        to = -1_009_999_999 if kind == "migrate" else None
        home.faults.add(Fault(kind, "sendMessage", to=to, seconds=0))
        await maya.say(f"{CANARY}\u202e<b>&{kind}" * 30)
    with sqlite3.connect(home.settings.database_url.removeprefix("sqlite:///")) as db:
        db.execute("UPDATE conversation SET answers = ?", (f'["{CANARY}"]',))
    db.close()
    await maya.say(CANARY)
    home.world.updates.poison({"message": {"text": CANARY, "chat": {"id": CANARY}}})
    home.world.updates.poison({"callback_query": {"data": CANARY}})
    await maya.say("/start")
    lines = log.getvalue()
    assert "is set aside" in lines
    assert CANARY not in lines
    assert TOKEN not in lines
