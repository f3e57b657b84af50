"""A phone as code: what is said and tapped, and what came back."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sandbox_case import do, new_world

from bot.sandbox.phone import NoReply, Phone
from bot.sandbox.world import World


def _keyboard(*labels: str) -> str:
    rows: list[list[dict[str, str]]] = [[{"text": x, "callback_data": f"d:{x}"}] for x in labels]
    return json.dumps({"inline_keyboard": rows})


async def _bot(world: World) -> None:
    """Answer everything: a text with buttons, a tap with a toast and an edit, "two" twice."""
    offset = 0
    while True:
        for text in await world.updates.poll(offset=offset, seconds=5):
            update = json.loads(text)
            offset = update["update_id"] + 1
            await asyncio.sleep(0.01)
            await _answer(world, update)


async def _answer(world: World, update: dict[str, Any]) -> None:
    if query := update.get("callback_query"):
        chat, message_id = query["message"]["chat"]["id"], query["message"]["message_id"]
        do(world, "answerCallbackQuery", callback_query_id=query["id"])
        await asyncio.sleep(0.06)  # longer than the phone's settle: a bare answer shows nothing
        changed = f"You chose {query['data']}"
        do(world, "editMessageText", chat_id=chat, message_id=message_id, text=changed)
    elif message := update.get("message") or update.get("edited_message"):
        chat, text = message["chat"]["id"], message.get("text", "a file")
        if text == "silence":
            return
        do(
            world, "sendMessage", chat_id=chat, text=f"<b>You said</b> {text}", parse_mode="HTML",
            reply_markup=_keyboard("Looks right", "Change it"),
        )  # fmt: skip
        if text == "two":
            await asyncio.sleep(0.02)
            do(world, "sendMessage", chat_id=chat, text="And two.")


@asynccontextmanager
async def _phone() -> AsyncIterator[Phone]:
    world = new_world()
    bot = asyncio.create_task(_bot(world))
    try:
        yield Phone(world, world.add_person("Mia").id)
    finally:
        bot.cancel()
        await asyncio.gather(bot, return_exceptions=True)


async def test_saying_returns_all_that_came_back() -> None:
    """Plain texts, in order, once the bot is quiet."""
    async with _phone() as phone:
        assert await phone.say("hello") == ["You said hello"]
        assert await phone.say("two") == ["You said two", "And two."]
        assert phone.last.text == "And two."
        assert [b.mine for b in phone.screen] == [True, False, True, False, False]
        assert phone.screen[1].html == "<b>You said</b> hello"
        assert phone.screen[1].labels == ["Looks right", "Change it"]


async def test_tapping_finds_the_newest_button_by_its_label() -> None:
    """The whole label before a part of one; case aside; a tap's edit is its reply."""
    async with _phone() as phone:
        await phone.say("one")
        await phone.say("two more")
        assert await phone.tap("looks") == ["You chose d:Looks right"]
        assert phone.last.edited
        assert phone.last.keyboard == ()
        assert await phone.tap("Change it") == ["You chose d:Change it"]
        with pytest.raises(AssertionError, match=r"No button 'Gone'; visible: \[\]"):
            await phone.tap("Gone")


async def test_old_and_forged_taps_are_possible() -> None:
    """An old message's button, and data no button has."""
    async with _phone() as phone:
        await phone.say("one")
        old = phone.last.id
        await phone.say("more")
        assert await phone.tap_old(old, "Change") == ["You chose d:Change it"]
        assert await phone.tap_data(phone.last.id, "d:evil") == ["You chose d:evil"]
        with pytest.raises(AssertionError, match="has no button"):
            await phone.tap_old(old, "Change")


async def test_links_files_places_stickers_and_edits() -> None:
    """Everything a person can do on a phone waits for its reply."""
    async with _phone() as phone:
        link = "https://t.me/waymark_sandbox_bot?start=abc-1"
        assert await phone.open(link) == ["You said /start abc-1"]
        assert await phone.open("abc-2") == ["You said /start abc-2"]
        assert await phone.send("photo", b"jpg", "a.jpg", caption="look") == ["You said a file"]
        assert await phone.send("video", b"v", size=60_000_000) == ["You said a file"]
        assert await phone.share_location() == ["You said a file"]
        assert await phone.sticker() == ["You said a file"]
        assert await phone.edit(1, "changed") == ["You said changed"]
        assert phone.screen[0].edited
        assert phone.screen[4].kind == "photo"


async def test_no_reply_shows_the_screen() -> None:
    """A silent bot fails the test with all there was to see."""
    async with _phone() as phone:
        await phone.say("hello")
        phone.timeout = 0.1
        with pytest.raises(NoReply, match=r"bot: You said hello\n    \[Looks right\]\n"):
            await phone.say("silence")
        assert await phone.say("silence", wait=False) == []


async def test_a_late_reply_can_be_waited_for() -> None:
    """`wait=False`, then `reply`: for what comes without being asked, too."""
    async with _phone() as phone:
        assert await phone.say("hello", wait=False) == []
        assert await phone.reply(timeout=2) == ["You said hello"]
        assert await phone.reply() == ["You said hello"]


async def test_toasts_links_and_blocking() -> None:
    """A toast is kept apart; a link button opens its start code, or is named."""
    world = new_world()
    phone = Phone(world, world.add_person("Mia", started=True).id)
    rows = [
        [{"text": "Join", "url": "https://t.me/b?start=xyz"}, {"text": "Web", "url": "https://a.b"}]
    ]
    do(world, "sendMessage", chat_id=phone.person.id, text="?",
       reply_markup=json.dumps({"inline_keyboard": rows}), protect_content=True)  # fmt: skip
    assert phone.last.protected
    await phone.tap("Join", wait=False)
    assert phone.screen[-1].text == "/start xyz"
    with pytest.raises(AssertionError, match=r"is a link: https://a\.b"):
        await phone.tap("Web")
    do(world, "sendMessage", chat_id=phone.person.id, text="?", reply_markup=_keyboard("Yes"))
    await phone.tap("Yes", wait=False)
    query = json.loads(list(world.updates.waiting())[-1].text)["callback_query"]["id"]
    do(world, "answerCallbackQuery", callback_query_id=query, text="Saved", show_alert="true")
    assert await phone.reply() == []
    assert phone.toasts == ["Saved"]
    phone.block()
    assert world.people[phone.person.id].blocked
    phone.unblock()
    assert not world.people[phone.person.id].blocked


def test_an_empty_phone_says_so() -> None:
    """There is no last message, and the screen is empty."""
    world = new_world()
    phone = Phone(world, world.add_person("Mia").id)
    assert str(phone) == "(empty)"
    with pytest.raises(AssertionError, match="not written anything"):
        _ = phone.last
