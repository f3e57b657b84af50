"""The transport: what reaches Telegram, and errors that say what is known and hide the token."""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from house import free_port
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, TelegramError

from bot.sandbox.faults import Fault, Faults
from bot.sandbox.server import serve
from bot.sandbox.world import Person, World
from bot.transport import Aiohttp, Flooded, NotSent, Unknown

CANARY = "424242:CANARY-token-that-must-not-be-seen"
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@dataclass
class StandIn:
    """The stand-in, a person on it, and a bot that talks to it."""

    url: str
    world: World
    faults: Faults
    person: Person
    bot: Bot


@asynccontextmanager
async def bot_at(url: str, *, read_seconds: float = 5) -> AsyncIterator[Bot]:
    """A bot with the canary as its token, talking to this root URL."""
    async with Aiohttp(read_seconds=read_seconds) as transport:
        yield Bot(CANARY, base_url=f"{url}/bot", request=transport, get_updates_request=transport)


@pytest.fixture
async def telegram() -> AsyncIterator[StandIn]:
    """A stand-in that knows the canary."""
    world, faults = World(lambda: NOW), Faults()
    person = world.add_person("Ada", started=True)
    async with serve(world, faults, token=CANARY) as url, bot_at(url) as bot:
        yield StandIn(url, world, faults, person, bot)


@asynccontextmanager
async def canned(answer: bytes) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that gives this answer to everything; its URL and what it was asked."""
    asked: list[bytes] = []

    async def give(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(give, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asked


def answer(status: str, body: str, *headers: str) -> bytes:
    """An HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body.encode())}", *headers, "", body]
    return "\r\n".join(lines).encode()


async def error_of(call: Awaitable[Any]) -> TelegramError:
    """What the call raises, of which no part shows the token."""
    with pytest.raises(TelegramError) as caught:
        await call
    error: BaseException | None = caught.value
    shown = ["".join(traceback.format_exception(caught.value))]
    while error is not None:
        shown += [str(error), repr(error), repr(error.args)]
        error = error.__cause__ or error.__context__
    assert "CANARY" not in "".join(shown)
    return caught.value


class TestWhatArrives:
    """Fields and files arrive as they were given."""

    async def test_text_with_every_trap_arrives_unchanged(self, telegram: StandIn) -> None:
        """Signs that mean something in a form, and signs beyond ASCII, arrive as written."""
        text = "a&b=c+d%20 “é” 😀 \n#"

        sent = await telegram.bot.send_message(telegram.person.id, text)

        assert telegram.person.messages[sent.message_id]["text"] == text

    async def test_a_lone_surrogate_cannot_stop_a_message(self, telegram: StandIn) -> None:
        """What UTF-8 cannot say becomes a question mark; the message goes out."""
        sent = await telegram.bot.send_message(telegram.person.id, "so\ud83d")

        assert sent.text == "so?"

    async def test_a_file_arrives_byte_for_byte(self, telegram: StandIn) -> None:
        """A file of more than a megabyte, its name and its caption arrive as they were given."""
        content = bytes(range(256)) * 5_000

        sent = await telegram.bot.send_document(
            telegram.person.id, content, filename="päth.csv", caption="é & co"
        )

        assert sent.document is not None
        assert telegram.world.content(sent.document.file_id) == content
        assert (sent.document.file_name, sent.caption) == ("päth.csv", "é & co")

    async def test_no_proxy_of_the_environment_is_used(
        self, telegram: StandIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """HTTP_PROXY does not lead the token elsewhere."""
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")

        assert (await telegram.bot.get_me()).first_name == "Waymark"

    async def test_a_redirect_is_not_followed(self) -> None:
        """Wherever an answer points, nothing goes there."""
        async with canned(answer("200 OK", '{"ok":true,"result":true}')) as (elsewhere, asked):
            moved = answer("302 Found", "", f"Location: {elsewhere}/bot{CANARY}/getMe")
            async with canned(moved) as (url, _), bot_at(url) as bot:
                error = await error_of(bot.get_me())

        assert not isinstance(error, Unknown)
        assert asked == []

    async def test_opening_and_closing_twice_is_harmless(self, telegram: StandIn) -> None:
        """One transport can serve as both of a Bot's, which opens and closes each."""
        await telegram.bot.initialize()
        await telegram.bot.shutdown()
        await telegram.bot.shutdown()

        assert isinstance(await error_of(telegram.bot.get_me()), NotSent)


class TestWhatIsKnown:
    """Each error says whether something was sent, and none shows the token."""

    async def test_nobody_listens(self) -> None:
        """A refused connection: nothing was sent."""
        async with bot_at(f"http://127.0.0.1:{free_port()}") as bot:
            assert isinstance(await error_of(bot.get_me()), NotSent)

    @pytest.mark.parametrize("url", ["http://", "gopher:/x", "http://name.invalid:99999"])
    async def test_a_broken_address(self, url: str) -> None:
        """An address nothing can be sent to shows no token either."""
        async with bot_at(url) as bot:
            assert isinstance(await error_of(bot.get_me()), NetworkError)

    @pytest.mark.parametrize("kind", ["reset_before", "reset_after", "502", "garbage"])
    async def test_the_answer_is_lost(self, telegram: StandIn, kind: Any) -> None:
        """A connection cut or an answer that is none, after the request: nobody knows."""
        telegram.faults.add(Fault(kind))

        error = await error_of(telegram.bot.send_message(telegram.person.id, "hello"))

        assert isinstance(error, Unknown)

    async def test_an_answer_that_takes_too_long(self, telegram: StandIn) -> None:
        """Without a byte for the read timeout, the request is given up: nobody knows."""
        telegram.faults.add(Fault("slow", seconds=0.4))
        async with bot_at(telegram.url, read_seconds=0.1) as hasty:
            error = await error_of(hasty.send_message(telegram.person.id, "hello"))

        assert isinstance(error, Unknown)

    async def test_telegram_failed(self, telegram: StandIn) -> None:
        """A 500 with Telegram's answer was not done: an error, but no doubt."""
        telegram.faults.add(Fault("500"))

        error = await error_of(telegram.bot.get_me())

        assert isinstance(error, NetworkError)
        assert not isinstance(error, Unknown | NotSent)

    async def test_too_many_requests(self, telegram: StandIn) -> None:
        """A 429 says how long to wait."""
        telegram.faults.add(Fault("429", seconds=7))

        error = await error_of(telegram.bot.get_me())

        assert isinstance(error, Flooded)
        assert error.seconds == 7

    async def test_refusals_are_ptb_errors(self, telegram: StandIn) -> None:
        """What Telegram refuses is told by PTB's own errors."""
        chat = telegram.person.id

        assert isinstance(await error_of(telegram.bot.send_message(chat, "")), BadRequest)
        telegram.world.block(chat)
        assert isinstance(await error_of(telegram.bot.send_message(chat, "hi")), Forbidden)

    async def test_a_token_telegram_does_not_know(self, telegram: StandIn) -> None:
        """A rejected token is InvalidToken."""
        stranger = Bot("1:CANARY", base_url=f"{telegram.url}/bot", request=telegram.bot.request)

        assert isinstance(await error_of(stranger.get_me()), InvalidToken)

    async def test_a_proxys_refusal_is_not_telegrams(self) -> None:
        """A 403 page of a proxy does not mean that a child blocked the bot."""
        page = answer("403 Forbidden", "<html>no</html>")
        async with canned(page) as (url, _), bot_at(url) as bot:
            error = await error_of(bot.send_message(1, "hello"))

        assert not isinstance(error, Forbidden | Unknown)

    async def test_what_was_said_is_not_logged_with_a_broken_answer(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        """An answer cut in the middle holds the message; neither log nor error repeats it."""
        broken = json.dumps({"ok": True, "result": {"text": "my words"}})[:-2]
        async with canned(answer("200 OK", broken)) as (url, _), bot_at(url) as bot:
            error = await error_of(bot.send_message(1, "my words"))

        assert "my words" not in caplog.text + str(error)
