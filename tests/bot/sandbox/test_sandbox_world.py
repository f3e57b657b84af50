"""People, updates and the ledger are what Telegram would make of them, and survive kill -9."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from sandbox_case import Clock, do, mia_in, new_world, refusal_of

from bot.sandbox.updates import Webhook
from bot.sandbox.world import FIRST_PERSON, ImpossibleError, World


def _newest(world: World) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(list(world.updates.waiting())[-1].text)
    return found


def test_a_text_is_an_update_as_telegram_sends_it() -> None:
    """from, chat, date and the bot_command entity; ids beyond 32 bits."""
    world = new_world()
    mia = mia_in(world)
    [update_id] = world.say(mia.id, "/goal@waymark_sandbox_bot 😀 now /skip or see https://a.org.")
    assert mia.id == FIRST_PERSON > 2**32
    assert _newest(world) == {
        "update_id": update_id,
        "message": {
            "message_id": 1,
            "from": {
                "id": mia.id,
                "is_bot": False,
                "first_name": "Mia",
                "last_name": "Lopez",
                "language_code": "en",
            },
            "chat": {
                "id": mia.id,
                "first_name": "Mia",
                "last_name": "Lopez",
                "type": "private",
            },
            "date": 1803915000,
            "text": "/goal@waymark_sandbox_bot 😀 now /skip or see https://a.org.",
            "entities": [
                {"type": "bot_command", "offset": 0, "length": 25},
                {"type": "bot_command", "offset": 33, "length": 5},
                {"type": "url", "offset": 46, "length": 13},
            ],
        },
    }


def test_a_tap_carries_the_whole_message() -> None:
    """With its text, keyboard and sender; a vanished message comes without, as Telegram does."""
    world = new_world()
    mia = mia_in(world)
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    sent = do(world, "sendMessage", chat_id=mia.id, text="?", reply_markup=json.dumps(keyboard))
    world.tap(mia.id, 1, "y")
    query = _newest(world)["callback_query"]
    assert (query["data"], query["from"]["id"], query["message"]) == ("y", mia.id, sent)
    assert isinstance(query["id"], str)
    assert sent["from"] == {
        "id": 1000001,
        "is_bot": True,
        "first_name": "Waymark",
        "username": "waymark_sandbox_bot",
    }
    with pytest.raises(ImpossibleError, match="no such button"):
        world.tap(mia.id, 1, "forged")
    world.tap(mia.id, 8, "forged", forged=True)
    assert _newest(world)["callback_query"]["message"] == {
        "chat": sent["chat"],
        "message_id": 8,
        "date": 0,
    }


def test_files_stickers_places_and_edits_come_as_telegram_sends_them() -> None:
    """Each with the fields a bot reads."""
    world = new_world()
    mia = mia_in(world)

    def message() -> dict[str, Any]:
        found: dict[str, Any] = _newest(world)["message"]
        return found

    world.send_file(mia.id, "photo", b"x" * 5000, "a.jpg", caption="look /skip")
    small, large = message()["photo"]
    assert small["width"] < large["width"]
    assert large["file_size"] == 5000
    assert small["file_id"] != large["file_id"]
    assert message()["caption_entities"][0]["type"] == "bot_command"
    world.send_file(mia.id, "voice", b"ogg")
    assert message()["voice"]["mime_type"] == "audio/ogg"
    world.send_file(mia.id, "video", b"mp4", "v.mp4")
    assert message()["video"]["duration"] > 0
    world.send_file(mia.id, "document", b"pdf", "my work.pdf")
    assert message()["document"]["file_name"] == "my work.pdf"
    assert message()["document"]["mime_type"] == "application/pdf"
    world.send_file(mia.id, "audio", b"mp3", "song.mp3")
    assert message()["audio"]["file_name"] == "song.mp3"
    world.send_file(mia.id, "video_note", b"mp4")
    assert (message()["video_note"]["length"], "caption" in message()) == (384, False)
    world.send_file(mia.id, "animation", b"gif", "wave.gif", caption="hi")
    assert message()["animation"]["file_id"] == message()["document"]["file_id"]
    assert message()["document"]["mime_type"] == "image/gif"
    world.send_sticker(mia.id)
    assert message()["sticker"]["emoji"] == "👍"
    world.share_location(mia.id)
    assert message()["location"] == {"latitude": 48.137, "longitude": 11.575}
    world.say(mia.id, "helo", reply_to=1)
    assert message()["reply_to_message"]["message_id"] == 1
    world.edit(mia.id, 10, "hello")
    edited = _newest(world)["edited_message"]
    assert (edited["message_id"], edited["text"], "edit_date" in edited) == (10, "hello", True)
    world.block(mia.id)
    member = _newest(world)["my_chat_member"]
    assert (member["old_chat_member"]["status"], member["new_chat_member"]["status"]) == (
        "member",
        "kicked",
    )
    assert world.block(mia.id) is None


def test_a_person_cannot_do_what_a_phone_cannot() -> None:
    """Nothing empty, nothing of the bot's changed, no odd kind; long texts are cut in pieces."""
    world = new_world()
    mia = mia_in(world)
    do(world, "sendMessage", chat_id=mia.id, text="bot's")
    for doing in (
        lambda: world.edit(mia.id, 1, "mine now"),
        lambda: world.edit(mia.id, 9, "none"),
        lambda: world.send_file(mia.id, "hologram", b"x"),
        lambda: world.send_file(mia.id, "photo", b""),
        lambda: world.send_file(mia.id, "video_note", b"x", caption="look"),
        lambda: world.say(mia.id, "  "),
    ):
        with pytest.raises(ImpossibleError):
            doing()
    assert len(world.say(mia.id, "😀" * 2500)) == 2
    world.say(mia.id, "a\0b\ud800c")
    assert mia.messages[4]["text"] == "a b\ufffdc"
    with pytest.raises(ValueError, match="start code"):
        world.open(mia.id, "not a code")


def test_the_ledger_tells_everything_in_order() -> None:
    """What was shown and done, numbered, with the update id of each doing."""
    world = new_world()
    mia, ben = mia_in(world), mia_in(world)
    [said] = world.say(mia.id, "hi")
    keyboard = '{"inline_keyboard":[[{"text":"Yes","callback_data":"y"}]]}'
    do(
        world,
        "sendMessage",
        chat_id=mia.id,
        text="<b>?</b>",
        parse_mode="HTML",
        reply_markup=keyboard,
    )
    world.say(ben.id, "other")
    tapped = world.tap(mia.id, 2, "y")
    query = _newest(world)["callback_query"]["id"]
    do(world, "answerCallbackQuery", callback_query_id=query)
    do(world, "editMessageReplyMarkup", chat_id=mia.id, message_id=2)
    do(world, "editMessageText", chat_id=mia.id, message_id=2, text="!")
    do(world, "deleteMessage", chat_id=mia.id, message_id=2)
    rows = [(e.who, e.what, e.message_id, e.text, e.update_id) for e in mia.ledger]
    assert rows == [
        ("person", "said", 1, "hi", said),
        ("bot", "sent", 2, "?", None),
        ("person", "tapped", 2, "y", tapped),
        ("bot", "answered", 2, "", None),
        ("bot", "keyboard", 2, "?", None),
        ("bot", "edited", 2, "!", None),
        ("bot", "deleted", 2, "", None),
    ]
    everything = world.ledger()
    assert [e.seq for e in everything] == list(range(1, 9))
    assert [e.person for e in everything].count(ben.id) == 1


def test_a_world_goes_on_from_its_file(tmp_path: Path) -> None:
    """People, chats, messages, files, waiting updates, taps, commands, webhook and next ids."""
    file = tmp_path / "world.sqlite"
    world = new_world(file)
    mia, quiet = mia_in(world), world.add_person("Quiet")
    keyboard = '{"inline_keyboard":[[{"text":"Yes","callback_data":"y"}]]}'
    do(world, "sendMessage", chat_id=mia.id, text="?", reply_markup=keyboard)
    gone = do(world, "sendMessage", chat_id=mia.id, text="gone")["message_id"]
    do(world, "deleteMessage", chat_id=mia.id, message_id=gone)
    update_id = world.tap(mia.id, 1, "y")
    query = _newest(world)["callback_query"]["id"]
    world.send_file(mia.id, "document", b"\0\xff", "a.bin")
    world.updates.poison({"message": 1})
    world.block(quiet.id)
    world.migrate(mia.id, -77)
    commands = '[{"command":"goal","description":"Set a goal"}]'
    do(world, "setMyCommands", commands=commands)
    do(world, "setMyDescription", description="A coach")
    world.updates.set_webhook(Webhook("http://127.0.0.1:1/", "s", 3))
    world.updates.allow(["message"])
    before = (world.people, world.files, world.updates.waiting(), world.commands, world.profile)
    world.close()

    again = new_world(file)
    for person in before[0].values():
        person.next_message = again.people[person.id].next_message
    assert (
        again.people, again.files, again.updates.waiting(), again.commands, again.profile,
    ) == before  # fmt: skip
    assert again.updates.webhook == Webhook("http://127.0.0.1:1/", "s", 3)
    assert again.updates.allowed == ["message"]
    assert again.content(again.people[mia.id].messages[3]["document"]["file_id"]) == b"\0\xff"
    assert do(again, "sendMessage", chat_id=-77, text="on")["message_id"] == 4
    assert refusal_of(again, "sendMessage", chat_id=mia.id, text="on")[0] == 400
    assert do(again, "answerCallbackQuery", callback_query_id=query) is True
    assert refusal_of(again, "answerCallbackQuery", callback_query_id=query)[0] == 400
    assert (again.say(mia.id, "next")[0] or 0) > (update_id or 0) + 2
    assert again.add_person("New").id == quiet.id + 1
    assert again.ledger()[-1].seq == len(again.ledger())
    again.close()


async def test_confirmed_updates_do_not_come_back(tmp_path: Path) -> None:
    """A restart brings what waits, not what an offset has confirmed, and reuses no id."""
    file = tmp_path / "world.sqlite"
    world = new_world(file)
    mia = mia_in(world)
    ids = [world.say(mia.id, str(n))[0] or 0 for n in range(3)]
    await world.updates.poll(offset=ids[1] + 1)
    world.close()
    world = new_world(file)
    assert [w.update_id for w in world.updates.waiting()] == ids[2:]
    await world.updates.poll(offset=ids[2] + 1)
    world.close()
    world = new_world(file)
    assert len(world.updates) == 0
    assert (world.say(mia.id, "new")[0] or 0) == ids[2] + 1
    world.close()


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.sandbox.world import World
world = World(lambda: datetime(2027, 3, 1, tzinfo=UTC), file=Path(sys.argv[1]))
mia = world.add_person("Mia")
for n in range(50):
    world.say(mia.id, f"text {n}")
print(mia.id, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_said_survives_kill_9(tmp_path: Path) -> None:
    """Each doing is written through as it happens."""
    file = tmp_path / "world.sqlite"
    done = subprocess.run(  # noqa: S603 - this interpreter, a constant script
        [sys.executable, "-c", KILLED, str(file)],
        capture_output=True,
        check=False,
        cwd=os.fspath(Path(__file__).parents[3]),
        text=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    world = new_world(file)
    mia = world.people[int(done.stdout)]
    assert mia.started
    assert len(mia.messages) == len(mia.ledger) == len(world.updates) == 50
    world.close()


async def test_a_repetition_is_handed_out_once_more_even_after_its_offset() -> None:
    """At-least-once delivery: the same update_id again, then never."""
    world = new_world()
    mia = mia_in(world)
    [first] = world.say(mia.id, "one")
    assert first is not None
    await world.updates.poll(offset=first + 1)
    assert world.updates.repeat(first)
    assert not world.updates.repeat(1)
    [again] = await world.updates.poll(offset=first + 1)
    assert json.loads(again)["update_id"] == first
    assert await world.updates.poll(offset=first + 1) == []


def test_dates_come_from_the_worlds_clock() -> None:
    """Nothing here asks the machine for the time."""
    world = new_world()
    mia = mia_in(world)
    world.say(mia.id, "one")
    cast("Clock", world.now).forward(3600)
    world.say(mia.id, "two")
    one, two = mia.messages.values()
    assert two["date"] - one["date"] == 3600
