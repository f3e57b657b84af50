"""A stock client and Telegram's own specification agree with the stand-in."""

import io
import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sandbox_case import mia_in, new_world, refusal_of, sandbox
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TimedOut
from telegram.request import HTTPXRequest

from bot.sandbox.faults import Fault
from bot.sandbox.methods import METHODS
from bot.sandbox.world import MEDIA, TOKEN

SPEC = Path(__file__).parents[4] / "shared" / "data" / "botapi" / "api.min.json"


def _bot(url: str, token: str = TOKEN) -> Bot:
    return Bot(
        token,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=HTTPXRequest(read_timeout=5),
        get_updates_request=HTTPXRequest(read_timeout=5),
    )


async def test_python_telegram_bot_talks_to_it() -> None:
    """Messages, keyboards, files, commands, edits and updates, all parsed by its types."""
    async with sandbox() as api, _bot(api.url) as bot:
        mia = mia_in(api.world)
        assert bot.username == "waymark_sandbox_bot"
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Looks right", callback_data="y")]])
        sent = await bot.send_message(
            mia.id, "<b>Hi</b> 😀", parse_mode=ParseMode.HTML, reply_markup=keyboard
        )
        assert sent.text_html == "<b>Hi</b> 😀"
        api.world.tap(mia.id, sent.message_id, "y")
        api.world.say(mia.id, "/goal")
        api.world.send_file(mia.id, "photo", b"jpg", "a.jpg", caption="look")
        api.world.send_file(mia.id, "voice", b"ogg")
        api.world.send_file(mia.id, "document", b"pdf", "a.pdf")
        api.world.share_location(mia.id)
        api.world.send_sticker(mia.id)
        api.world.edit(mia.id, 2, "/goals")
        api.world.block(mia.id)
        api.world.block(mia.id, blocked=False)
        updates = await bot.get_updates(timeout=1)
        tap, said, photo, voice, document, place, sticker, edited, blocked, _ = updates
        assert tap.callback_query
        assert await tap.callback_query.answer("Saved")
        await tap.callback_query.edit_message_text("Done")
        assert said.message
        assert said.message.parse_entities() == {said.message.entities[0]: "/goal"}
        assert photo.message
        assert photo.message.caption == "look"
        file = await photo.message.photo[-1].get_file()
        assert bytes(await file.download_as_bytearray()) == b"jpg"
        assert voice.message
        assert voice.message.voice
        assert document.message
        assert document.message.document
        assert place.message
        assert place.message.location
        assert sticker.message
        assert sticker.message.sticker
        assert edited.edited_message
        assert edited.edited_message.text == "/goals"
        assert blocked.my_chat_member
        assert blocked.my_chat_member.new_chat_member.status == "kicked"


async def test_python_telegram_bot_sets_things_up() -> None:
    """Uploads, commands, the profile, the chat and the webhook, by its own methods."""
    async with sandbox() as api, _bot(api.url) as bot:
        mia = mia_in(api.world)
        sent = await bot.send_message(mia.id, "hi")
        uploaded = await bot.send_document(mia.id, io.BytesIO(b"x,y"), filename="résumé.csv")
        assert uploaded.document
        assert uploaded.document.file_name == "résumé.csv"
        assert await bot.set_my_commands([BotCommand("goal", "Set a goal")])
        assert await bot.get_my_commands() == (BotCommand("goal", "Set a goal"),)
        assert (await bot.get_chat(mia.id)).first_name == "Mia"
        assert await bot.delete_messages(mia.id, [sent.message_id])
        assert (await bot.get_webhook_info()).url == ""
        assert await bot.set_chat_menu_button(mia.id)
        assert await bot.set_my_description("A coach")
        assert await bot.set_my_short_description("A coach")
        assert await bot.delete_my_commands()
        assert await bot.delete_webhook()


async def test_python_telegram_bot_reads_its_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each refusal becomes the error class a bot decides by."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # the library warns about its older way
    async with sandbox() as api, _bot(api.url) as bot:
        mia = mia_in(api.world)
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(1, "hi")
        with pytest.raises(BadRequest, match="Message is too long"):
            await bot.send_message(mia.id, "x" * 4097)
        sent = await bot.send_message(mia.id, "hi")
        with pytest.raises(BadRequest, match="Message is not modified"):
            await sent.edit_text("hi")
        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query("1")
        api.faults.add(Fault("429", "sendMessage", seconds=9))
        with pytest.raises(RetryAfter) as late:
            await bot.send_message(mia.id, "hi")
        assert late.value.retry_after == timedelta(seconds=9)
        api.faults.add(Fault("slow", "sendMessage", seconds=0.5))
        with pytest.raises(TimedOut):
            await bot.send_message(mia.id, "hi", read_timeout=0.1)
        api.world.block(mia.id)
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await bot.send_message(mia.id, "hi")
        await bot.set_webhook("http://127.0.0.1:9/hook")
        with pytest.raises(Conflict):
            await bot.get_updates()
        wrong = _bot(api.url, "1:wrong")
        with pytest.raises(InvalidToken):
            await wrong.initialize()
        await wrong.shutdown()


@pytest.fixture(name="spec")
def _spec() -> dict[str, Any]:
    if not SPEC.exists():
        pytest.skip("The Bot API's specification is not beside this checkout.")
    found: dict[str, Any] = json.loads(SPEC.read_text())["methods"]
    return found


def test_every_required_parameter_is_required(spec: dict[str, Any]) -> None:
    """Each method refuses a call without any one of the parameters Telegram requires."""
    names = {name.lower(): name for name in spec}
    given = {
        "url": "http://127.0.0.1:1/",
        "text": "hi",
        "callback_query_id": "1",
        "action": "typing",
        "message_id": "1",
        "message_ids": "[1]",
        "file_id": "x",
        "commands": "[]",
    }
    for method in METHODS:
        required = [f["name"] for f in spec[names[method]].get("fields", []) if f["required"]]
        for missing in required:
            world = new_world()
            mia = mia_in(world)
            world.send_file(mia.id, "photo", b"x")
            values = {**given, "chat_id": str(mia.id)}
            values = {n: values.get(n, "") for n in required if n != missing}
            assert refusal_of(world, method, None, **values)[0] == 400, (method, missing)


def test_messages_have_only_fields_telegram_has(spec: dict[str, Any]) -> None:
    """Each field of a message, and of what it carries, is in the specification."""
    assert spec
    types = json.loads(SPEC.read_text())["types"]

    def check(value: Any, kind: str) -> None:
        if kind.startswith("Array of "):
            for item in value:
                check(item, kind.removeprefix("Array of "))
        elif kind in types and types[kind].get("fields"):
            fields = {f["name"]: f for f in types[kind]["fields"]}
            assert set(value) <= set(fields), kind
            assert {n for n, f in fields.items() if f["required"]} <= set(value), kind
            for name, inner in value.items():
                check(inner, fields[name]["types"][0])

    world = new_world()
    mia = mia_in(world)
    world.say(mia.id, "/goal")
    for kind in MEDIA:
        world.send_file(mia.id, kind, b"x", "a.bin", caption="" if kind == "video_note" else "c")
    world.share_location(mia.id)
    world.send_sticker(mia.id)
    world.edit(mia.id, 1, "changed")
    world.block(mia.id)
    for waiting in world.updates.waiting():
        check(json.loads(waiting.text), "Update")


def test_the_program_serves_until_sigterm(tmp_path: Path) -> None:
    """`python -m bot.sandbox` says its address and ends cleanly."""
    program = subprocess.Popen(  # noqa: S603 - this interpreter, constant arguments
        [
            sys.executable, "-m", "bot.sandbox", "--port", "0", "--seed-people", "3",
            "--delay-ms", "1", "--file", str(tmp_path / "world.sqlite"),
        ],
        cwd=os.fspath(Path(__file__).parents[3]),
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    with program:
        assert program.stdout
        assert program.stdout.readline().startswith("http://127.0.0.1:")
        program.send_signal(signal.SIGTERM)
        assert program.wait(10) == 0
    world = new_world(tmp_path / "world.sqlite")
    assert [p.started for p in world.people.values()] == [True] * 3
    world.close()
