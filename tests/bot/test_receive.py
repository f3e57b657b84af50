"""Receiving: stored before it is confirmed, whatever goes wrong on the way."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from house import free_port
from telegram import Bot

from bot.receive import (
    ALLOWED,
    BODY_BYTES,
    Webhook,
    WebhookRefused,
    announce_webhook,
    be_called,
    poll,
    readable,
)
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.server import serve
from bot.sandbox.world import TOKEN, Person, World
from bot.serving import CannotListen, listening
from bot.transport import Aiohttp, TokenRejected
from storage.mail import Update

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SECRET = "s" * 32


class Worker:
    """Stores updates in a list, or fails as often as told; notes what Telegram still held then."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stored: list[Update] = []
        self.unconfirmed: list[int] = []
        self.failing = 0
        self.meanwhile: Callable[[], object] = lambda: None
        self.backlog = 0
        self.unsent = 0

    async def store(self, updates: Sequence[Update]) -> None:
        """Commit them."""
        if self.failing:
            self.failing -= 1
            raise OSError("disk full")
        await asyncio.sleep(0.01)
        self.meanwhile()
        self.unconfirmed.append(len(self.world.updates))
        self.stored += updates

    @property
    def texts(self) -> list[str]:
        """What was said in the updates stored."""
        return [update.raw["message"]["text"] for update in self.stored]


@dataclass
class Town:
    """A stand-in, a person on it, and what receives from it."""

    url: str
    world: World
    faults: Faults
    person: Person
    bot: Bot
    worker: Worker
    stopped: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, text: str) -> None:
        """The person writes."""
        self.world.say(self.person.id, text)

    @asynccontextmanager
    async def polling(self) -> AsyncIterator[None]:
        """Poll in the background; at the end, stop and see that it does at once."""
        task = asyncio.create_task(
            poll(
                self.bot,
                self.worker,
                self.worker,
                stopped=self.stopped,
                longest_pause=0.05,
            )
        )
        yield
        self.stopped.set()
        await asyncio.wait_for(task, 0.5)


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    """A stand-in with one person, and nobody polling yet."""
    world, faults = World(lambda: NOW), Faults()
    person = world.add_person("Ada", started=True)
    async with serve(world, faults) as url, Aiohttp(read_seconds=5) as http:
        bot = Bot(TOKEN, base_url=f"{url}/bot", request=http, get_updates_request=http)
        yield Town(url, world, faults, person, bot, Worker(world))


async def until(true: Callable[[], object]) -> None:
    """Wait for something; fail after three seconds."""
    async with asyncio.timeout(3):
        while not true():  # noqa: ASYNC110  the stand-in has no event for all we wait for
            await asyncio.sleep(0.005)


class TestPolling:
    """Nothing is confirmed before it is stored, and nothing stops the polling for good."""

    async def test_updates_are_confirmed_only_once_stored(self, town: Town) -> None:
        """While a batch is being stored, Telegram still holds all of it; the next poll confirms."""
        town.say("one")
        town.say("two")

        async with town.polling():
            await until(lambda: len(town.worker.stored) == 2)
            await until(lambda: len(town.world.updates) == 0)

        assert town.worker.unconfirmed == [2]
        assert town.worker.texts == ["one", "two"]

    async def test_what_could_not_be_stored_comes_again(self, town: Town) -> None:
        """A storing that fails confirms nothing; the same updates are fetched until it works."""
        town.worker.failing = 3
        town.say("one")

        async with town.polling():
            await until(lambda: town.worker.texts == ["one"])

    async def test_ids_that_start_anew_are_followed(self, town: Town) -> None:
        """After a quiet week Telegram may count from anywhere, below too: none is passed over."""
        town.world.updates.poison({"update_id": 900, "message": {"text": "late"}})

        async with town.polling():
            await until(lambda: town.worker.texts == ["late"])
            await until(lambda: len(town.world.updates) == 0)
            low = iter([6])
            town.worker.meanwhile = lambda: [
                town.world.updates.poison({"update_id": n, "message": {"text": "next"}})
                for n in low
            ]
            town.world.updates.poison({"update_id": 5, "message": {"text": "anew"}})
            await until(lambda: town.worker.texts == ["late", "anew", "next"])
            await until(lambda: len(town.world.updates) == 0)

    async def test_a_webhook_is_removed_and_what_waits_is_kept(
        self, town: Town, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Polling takes over from a webhook, says so, and loses nothing."""
        town.say("one")
        async with asyncio.timeout(3):
            await announce_webhook(town.bot, "https://127.0.0.1:9/hook", SECRET)

        async with town.polling():
            await until(lambda: town.worker.texts == ["one"])

        assert "webhook was set; it is removed" in caplog.text
        assert town.world.updates.webhook is None

    async def test_another_poller_is_told_of_and_outlived(
        self, town: Town, caplog: pytest.LogCaptureFixture
    ) -> None:
        """409 Conflict is one clear line, and polling goes on."""
        async with town.polling():
            await until(lambda: town.world.updates.allowed)
            town.world.updates.interrupt("other getUpdates request")
            await until(lambda: "409 Conflict" in caplog.text)
            town.say("still here")
            await until(lambda: town.worker.texts == ["still here"])

    async def test_a_rejected_token_ends_it_with_one_sentence(self, town: Town) -> None:
        """Nothing can go on without a token; the sentence does not show it."""
        town.bot = Bot("1:wrong", base_url=f"{town.url}/bot", request=town.bot.request)

        with pytest.raises(TokenRejected, match="rejected the bot token") as caught:
            await poll(town.bot, town.worker, town.worker, stopped=town.stopped)

        assert "wrong" not in str(caught.value)

    async def test_a_streak_of_trouble_is_logged_once(
        self, town: Town, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Eight failures of one kind are one warning; when it is over, that is said."""
        caplog.set_level(logging.INFO, "bot.receive")
        town.faults.add(Fault("502", "getUpdates", times=8))
        town.say("one")

        async with town.polling():
            await until(lambda: "again after 8 tries" in caplog.text)

        assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
        assert town.worker.texts == ["one"]

    @pytest.mark.parametrize("kind", ["garbage", "500", "reset_before", "reset_after"])
    async def test_faults_of_the_way_lose_nothing(self, town: Town, kind: Any) -> None:
        """Broken answers and cut connections, on any call of the start too, delay and no more."""
        town.faults.add(Fault(kind, times=4))
        town.say("one")

        async with town.polling():
            await until(lambda: town.worker.texts == ["one"])

    async def test_the_wait_telegram_asks_for_is_kept(self, town: Town) -> None:
        """After a 429 nothing is asked before its time."""
        town.faults.add(Fault("429", "getUpdates", seconds=1))
        town.say("one")
        began = time.monotonic()

        async with town.polling():
            await until(lambda: town.worker.texts == ["one"])

        assert time.monotonic() - began >= 1

    async def test_polling_waits_while_much_is_undone(self, town: Town) -> None:
        """Above 1,000 turns and messages together nothing is fetched; below, it goes on."""
        town.worker.backlog, town.worker.unsent = 600, 401
        town.say("one")

        async with town.polling():
            await asyncio.sleep(0.2)
            assert town.worker.stored == []
            town.worker.unsent = 400
            await until(lambda: town.worker.texts == ["one"])

    async def test_it_asks_for_the_kinds_it_understands(self, town: Town) -> None:
        """allowed_updates is said each time: Telegram remembers what another program asked for."""
        async with town.polling():
            await until(lambda: town.world.updates.allowed)

        assert town.world.updates.allowed == list(ALLOWED)


class TestReadable:
    """What is no update is left out and counted, and cannot stop the others."""

    def test_what_is_no_update_stops_no_other(self, caplog: pytest.LogCaptureFixture) -> None:
        """No object, no id, and ids no database can hold."""
        strange: list[object] = [
            None,
            7,
            [],
            {},
            *({"update_id": i} for i in ("1", True, -1, 2**63, 1.5)),
        ]

        assert readable([*strange, {"update_id": 3}]) == [Update(3, {"update_id": 3})]
        assert "9 of Telegram's updates" in caplog.text

    def test_half_a_character_becomes_a_question_mark(self) -> None:
        """A lone surrogate, which would make storing fail for ever, is replaced."""
        raw = json.loads('{"update_id": 1, "message": {"text": "so\\ud83d"}}')

        assert readable([raw])[0].raw["message"]["text"] == "so?"


async def post(
    app: Webhook,
    body: bytes | list[bytes],
    *,
    secret: str | None = SECRET,
    method: str = "POST",
    length: int | None = None,
) -> tuple[int, int]:
    """Call the ASGI app; its status, and how many pieces of the body it read."""
    pieces = [body] if isinstance(body, bytes) else body
    headers = [] if length is None else [(b"content-length", str(length).encode())]
    if secret is not None:
        headers.append((b"x-telegram-bot-api-secret-token", secret.encode()))
    read, statuses = 0, []

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += 1
        more = read < len(pieces)
        return {"type": "http.request", "body": pieces[read - 1], "more_body": more}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {"type": "http", "method": method, "path": "/", "headers": headers}
    await app(scope, receive, send)
    return statuses[0], read


class TestWebhook:
    """200 means stored; everything else is refused for what it is."""

    @pytest.fixture
    def worker(self) -> Worker:
        """A worker with no stand-in behind it."""
        return Worker(World(lambda: NOW))

    async def test_200_once_stored(self, worker: Worker) -> None:
        """The update is stored when the answer goes out."""
        status, _ = await post(Webhook(worker, SECRET), b'{"update_id": 1}')

        assert (status, worker.stored) == (200, [Update(1, {"update_id": 1})])

    @pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "s", "é" * 32])
    async def test_without_the_secret_the_body_is_not_read(
        self, worker: Worker, secret: str | None
    ) -> None:
        """Whoever does not know the secret is refused before a byte of the body is taken."""
        assert await post(Webhook(worker, SECRET), b'{"update_id": 1}', secret=secret) == (403, 0)
        assert worker.stored == []

    async def test_too_long_is_refused(self, worker: Worker) -> None:
        """More than 1 MB, whether announced or found on the way, is not taken in."""
        app = Webhook(worker, SECRET)

        assert await post(app, b"{}", length=BODY_BYTES + 1) == (413, 0)
        assert await post(app, [b" " * 400_000] * 9) == (413, 3)

    @pytest.mark.parametrize("body", [b"", b"no", b"[]", b"7", b"\xff", b"[" * 100_000])
    async def test_what_is_no_json_object_is_refused(self, worker: Worker, body: bytes) -> None:
        """However broken, it is a 400."""
        assert (await post(Webhook(worker, SECRET), body))[0] == 400

    async def test_only_post(self, worker: Worker) -> None:
        """A GET is a 405."""
        assert (await post(Webhook(worker, SECRET), b"", method="GET"))[0] == 405

    async def test_what_cannot_be_stored_stays_with_telegram(self, worker: Worker) -> None:
        """A 503 makes Telegram bring the update again."""
        worker.failing = 1
        app = Webhook(worker, SECRET)

        assert (await post(app, b'{"update_id": 1}'))[0] == 503
        assert (await post(app, b'{"update_id": 1}'))[0] == 200

    async def test_an_object_without_an_id_is_let_go(self, worker: Worker) -> None:
        """Telegram would bring it again and again, before the others."""
        assert (await post(Webhook(worker, SECRET), b'{"message": {}}'))[0] == 200
        assert worker.stored == []

    async def test_telegram_is_told_where_and_with_which_secret(self, town: Town) -> None:
        """The address, the secret and the kinds of updates; what waits is kept."""
        await town.bot.set_webhook("")
        town.say("one")
        await announce_webhook(town.bot, "https://127.0.0.1:9/hook", SECRET)

        hook = town.world.updates.webhook
        assert hook is not None
        assert (hook.url, hook.secret) == ("https://127.0.0.1:9/hook", SECRET)
        assert town.world.updates.allowed == list(ALLOWED)
        assert len(town.world.updates) == 1


def called(town: Town, port: int, url: str = "", host: str = "127.0.0.1") -> asyncio.Task[None]:
    """Be called at a port, until the town stops."""
    being = be_called(
        town.bot,
        town.worker,
        url=url or f"http://127.0.0.1:{port}",
        secret=SECRET,
        host=host,
        port=port,
        stopped=town.stopped,
    )
    return asyncio.create_task(being)


class TestBeingCalled:
    """The port first, then Telegram is told; what is wrong with either is said by its setting."""

    async def test_it_is_called_until_it_stops(self, town: Town) -> None:
        """Telegram, which fails twice, is told again; what it posts is stored."""
        town.faults.add(Fault("500", "setWebhook", times=2))
        town.say("one")
        task = called(town, free_port())
        await until(lambda: town.worker.texts == ["one"])

        town.stopped.set()
        await asyncio.wait_for(task, 3)

    async def test_it_stops_while_telegram_does_not_answer(self, town: Town) -> None:
        """Nobody waits for an answer that does not come."""
        town.faults.add(Fault("500", "setWebhook", times=None))
        task = called(town, free_port())
        await asyncio.sleep(0.05)

        town.stopped.set()
        await asyncio.wait_for(task, 3)

    async def test_a_port_that_is_taken(self, town: Town) -> None:
        """Telegram is told of no address where somebody else answers."""
        with listening("127.0.0.1", 0) as other:
            port = other.getsockname()[1]
            with pytest.raises(CannotListen, match=f"^PORT {port} is in use"):
                await called(town, port)

        assert town.world.updates.webhook is None

    @pytest.mark.parametrize("host", ["203.0.113.5", "a..b"])
    async def test_a_host_that_is_not_here(self, town: Town, host: str) -> None:
        """The setting is named, and what to set it to."""
        with pytest.raises(CannotListen, match=rf"^HOST {host} is no address.*Set 127\.0\.0\.1"):
            await called(town, free_port(), host=host)

    async def test_an_address_that_telegram_refuses(self, town: Town) -> None:
        """The setting is named with Telegram's reason, and the port is let go."""
        port = free_port()
        with pytest.raises(WebhookRefused, match=r"^WEBHOOK_URL is refused by Telegram: .*webhook"):
            await called(town, port, url="https://bot.example.org")

        listening("127.0.0.1", port).close()

    async def test_a_token_that_is_not_known(self, town: Town) -> None:
        """It ends, as polling does."""
        url = town.bot.base_url.replace(TOKEN, "")
        async with Aiohttp(read_seconds=5) as http:
            town.bot = Bot("1:other", base_url=url, request=http, get_updates_request=http)
            with pytest.raises(TokenRejected):
                await called(town, free_port())
