"""Sending: in order per chat, told apart by whether trying again can help, never two extra."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot

from bot.sandbox.faults import Fault, Faults
from bot.sandbox.server import serve
from bot.sandbox.world import TOKEN, Person, World
from bot.send import BULK_HELD, Maker, More, Sender, Sorry, Waits, plain, split
from bot.transport import Aiohttp, TokenRejected
from storage.mail import Outgoing, Settled
from storage.tables import Waiting

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
QUICK = Waits(again=0.05, first=0.02, longest=0.1, give_up=0.3)
DONE, UNKNOWN, DEAD = Waiting.DONE, Waiting.UNKNOWN, Waiting.DEAD


@dataclass
class Kept:
    """What the sender told the worker."""

    settled: dict[str, Settled] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    moves: list[tuple[int, int]] = field(default_factory=list)

    def settle(self, settled: Settled) -> None:
        """Each key once."""
        assert settled.key not in self.settled
        self.settled[settled.key] = settled

    def unreachable(self, chat_id: int) -> None:
        """Nothing reaches this chat."""
        self.gone.append(chat_id)

    def moved(self, chat_id: int, new_chat_id: int) -> None:
        """A chat has another id."""
        self.moves.append((chat_id, new_chat_id))


@dataclass
class Town:
    """A stand-in, people on it, and a sender that talks to it."""

    world: World
    faults: Faults
    bot: Bot
    kept: Kept
    sender: Sender
    makers: dict[str, Maker]
    keys: Any = field(default_factory=count)

    def person(self) -> Person:
        """Somebody who has started the bot."""
        return self.world.add_person("Ada", started=True)

    def message(
        self, chat: int | Person, method: str = "sendMessage", urgency: int = 0, **params: Any
    ) -> Outgoing:
        """A row of the outbox."""
        chat_id = chat.id if isinstance(chat, Person) else chat
        if method == "sendMessage":
            params = {"text": "hello", **params}
        return Outgoing(chat_id, method, params, f"k{next(self.keys)}", urgency)

    async def send(self, *messages: Outgoing) -> list[Settled]:
        """Send them and wait for what became of them."""
        self.sender.enqueue(messages)
        await until(lambda: not self.sender.unsent)
        return [self.kept.settled[message.key] for message in messages]

    async def state(self, *messages: Outgoing) -> Waiting:
        """What became of them all."""
        (state,) = {settled.state for settled in await self.send(*messages)}
        return state

    def shown(self, person: Person) -> list[str]:
        """The texts the bot showed this person, in order."""
        return [entry.text for entry in person.ledger if entry.what == "sent"]


@asynccontextmanager
async def open_town(
    *,
    in_flight: int = 32,
    bulk_a_second: float = 1000,
    running: bool = True,
    token: str = TOKEN,
    waits: Waits = QUICK,
    more: More | None = None,
    now: Callable[[], datetime] = lambda: NOW,
    apart: Collection[str] = (),
    sorry: Sorry | None = None,
) -> AsyncIterator[Town]:
    """A town whose sender runs, until the end."""
    world, faults, kept, makers = World(lambda: NOW), Faults(), Kept(), dict[str, Maker]()
    async with serve(world, faults) as url, Aiohttp(read_seconds=5) as http:
        bot = Bot(token, base_url=f"{url}/bot", request=http, get_updates_request=http)
        sender = Sender(
            bot,
            kept,
            makers=makers,
            in_flight=in_flight,
            bulk_a_second=bulk_a_second,
            waits=waits,
            more=more,
            now=now,
            apart=apart,
            sorry=sorry,
        )
        town = Town(world, faults, bot, kept, sender, makers)
        if not running:
            yield town
            return
        run = asyncio.create_task(sender.run())
        yield town
        assert await sender.drain(2)
        await asyncio.wait_for(run, 1)


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    """A town whose sender runs."""
    async with open_town() as found:
        yield found


async def until(true: Callable[[], object], seconds: float = 5) -> None:
    """Wait for something; fail after some seconds."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  the stand-in has no event for all we wait for
            await asyncio.sleep(0.002)


class TestCalls:
    """Every method of the outbox does what it says."""

    async def test_a_message_with_buttons(self, town: Town) -> None:
        """Text, formatting and keyboard arrive; the row knows the message's id."""
        ada = town.person()
        keyboard = {"inline_keyboard": [[{"text": "Back", "callback_data": "1:back"}]]}
        row = town.message(ada, text="<b>Hi</b>", parse_mode="HTML", reply_markup=keyboard)

        (settled,) = await town.send(row)

        assert settled == Settled(row.key, DONE, settled.message_id, "", 1)
        assert settled.message_id is not None
        shown = ada.messages[settled.message_id]
        assert (shown["text"], shown["reply_markup"]) == ("Hi", keyboard)

    async def test_edits_deletions_commands_and_typing(self, town: Town) -> None:
        """What is no new message is done too, in its place."""
        ada = town.person()
        sent, gone = await town.send(town.message(ada), town.message(ada))
        markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
        commands = [{"command": "goal", "description": "Set a goal"}]

        state = await town.state(
            town.message(ada, "editMessageText", message_id=sent.message_id, text="new"),
            town.message(
                ada, "editMessageReplyMarkup", message_id=sent.message_id, reply_markup=markup
            ),
            town.message(ada, "deleteMessage", message_id=gone.message_id),
            town.message(ada, "setMyCommands", commands=commands),
            town.message(ada, "sendChatAction", action="typing"),
        )

        assert state is DONE
        (left,) = ada.messages.values()
        assert (left["text"], left["reply_markup"]) == ("new", markup)
        assert town.world.commands_of(ada) == commands

    async def test_files_by_path_and_by_their_id(self, town: Town, tmp_path: Path) -> None:
        """A file from disk goes up once and is sent again by its id, with a caption."""
        path = tmp_path / "a.bin"
        path.write_bytes(b"content")
        for kind in ("photo", "voice", "video", "audio", "animation", "document"):
            ada, method = town.person(), f"send{kind.title()}"

            await town.send(town.message(ada, method, file={"path": str(path)}, caption="one"))
            (first,) = ada.messages.values()
            sizes = first[kind] if kind == "photo" else [first[kind]]
            again = {kind: sizes[-1]["file_id"], "caption": "two"}

            assert await town.state(town.message(ada, method, **again)) is DONE
            assert town.world.content(sizes[-1]["file_id"]) == b"content"
            assert town.shown(ada) == ["one", "two"]

    async def test_a_file_is_made_once(self, town: Town) -> None:
        """A maker is asked by name, and not again where the sending has to be tried again."""
        asked = []

        async def csv(order: dict[str, Any]) -> tuple[str, bytes]:
            asked.append(order)
            return "class.csv", b"a,b"

        town.makers["csv"] = csv
        town.faults.add(Fault("500", "sendDocument", times=2))
        ada = town.person()

        state = await town.state(
            town.message(ada, "sendDocument", make={"name": "csv", "class": 7})
        )

        assert (state, asked) == (DONE, [{"name": "csv", "class": 7}])
        (shown,) = ada.messages.values()
        assert shown["document"]["file_name"] == "class.csv"

    async def test_what_cannot_be_made_stops_nobody(self, town: Town) -> None:
        """A call that is none, a file that is not there or is no id of Telegram's: dead at once."""
        ada = town.person()
        broken: list[tuple[str, dict[str, Any]]] = [
            ("sendNothing", {}),
            ("sendMessage", {"txet": "hello"}),
            ("setMyCommands", {}),
            ("sendDocument", {"make": {"name": "nobody"}}),
            ("sendDocument", {"file": {"path": "/nowhere/at/all"}}),
            ("sendDocument", {"document": "LICENSE"}),
            ("sendDocument", {"document": "file:///etc/hostname"}),
            ("sendDocument", {}),
        ]
        rows = [town.message(ada, method, **params) for method, params in broken]

        for settled in await town.send(*rows):
            assert settled.state is DEAD
            assert settled.reason.startswith("cannot be made")
        assert await town.state(town.message(ada)) is DONE
        assert town.shown(ada) == ["hello"]

    async def test_a_file_that_takes_time_holds_up_nobody(self) -> None:
        """Its chat goes on while it is made; then it comes, with the caption its maker gives."""
        begun, ready = asyncio.Event(), asyncio.Event()

        async def slow(order: dict[str, Any]) -> tuple[str, bytes, str]:
            begun.set()
            await ready.wait()
            return "log.csv", b"a,b", f"<b>{order['rows']} rows</b>"

        async with open_town(apart={"slow"}) as town:
            town.makers["slow"] = slow
            ada = town.person()
            file = town.message(ada, "sendDocument", make={"name": "slow", "rows": 2}, caption="")
            after = town.message(ada, text="still here")
            town.sender.enqueue([file, after])
            await until(lambda: after.key in town.kept.settled)
            assert begun.is_set()
            assert (town.shown(ada), town.sender.unsent) == (["still here"], 1)
            ready.set()
            await until(lambda: not town.sender.unsent)
            assert town.shown(ada) == ["still here", "2 rows"]
            assert town.kept.settled[file.key].state is DONE

    async def test_a_file_under_way_is_found_again(self) -> None:
        """The bot ends while it is made: its maker ends too, and its row is not settled."""
        ended: list[str] = []

        async def endless(_order: dict[str, Any]) -> tuple[str, bytes]:
            try:
                await asyncio.Event().wait()
            finally:
                ended.append("ended")
            return "never", b""

        async with open_town(apart={"endless"}) as town:
            town.makers["endless"] = endless
            file = town.message(town.person(), "sendDocument", make={"name": "endless"})
            town.sender.enqueue([file])
            await asyncio.sleep(0)
        assert (ended, town.kept.settled) == (["ended"], {})

    @pytest.mark.parametrize("apart", [frozenset(), frozenset({"broken"})])
    async def test_a_file_that_cannot_be_made_is_said(self, apart: frozenset[str]) -> None:
        """Words come in its place; the row tells the kind of fault, and the next goes on."""

        async def broken(_order: dict[str, Any]) -> tuple[str, bytes]:
            raise KeyError("somebody's words")

        async def sorry(chat_id: int, fault: Exception) -> str:
            return f"<b>Sorry</b> {chat_id} {type(fault).__name__}"

        async with open_town(apart=apart, sorry=sorry) as town:
            town.makers["broken"] = broken
            ada = town.person()
            file = town.message(ada, "sendDocument", make={"name": "broken"}, caption="Week 7")
            (settled,) = await town.send(file)
            assert settled.state is DEAD
            assert settled.reason == "cannot be made (KeyError)"
            assert settled.message_id is not None
            assert await town.state(town.message(ada)) is DONE
            assert town.shown(ada) == [f"Week 7\n\nSorry {ada.id} KeyError", "hello"]

    async def test_a_file_that_telegram_knows_no_more_is_said(self) -> None:
        """Its words come without it; a call that is no file's stays as dead as it was."""

        async def sorry(_chat_id: int, fault: Exception) -> str:
            return type(fault).__name__

        async with open_town(sorry=sorry) as town:
            ada = town.person()
            gone = town.message(ada, "sendPhoto", photo="A" * 40, caption="It shows it.")
            broken = town.message(ada, "setMyCommands")
            one, two = await town.send(gone, broken)
            assert (one.state, one.reason) == (DEAD, "cannot be made (BadRequest)")
            assert (two.state, two.message_id) == (DEAD, None)
            assert town.shown(ada) == ["It shows it.\n\nBadRequest"]

    async def test_an_apology_is_tried_again_like_any_message(self) -> None:
        """A fault on the way does not lose it."""

        async def sorry(_chat_id: int, _fault: Exception) -> str:
            return "Sorry"

        async with open_town(sorry=sorry) as town:
            ada = town.person()
            town.faults.add(Fault("500", "sendMessage", times=2))
            (settled,) = await town.send(town.message(ada, "sendDocument", make={"name": "none"}))
            assert (settled.state, town.shown(ada)) == (DEAD, ["Sorry"])

    async def test_taps_are_answered_aside(self, town: Town) -> None:
        """Spinners stop, an old tap harms nothing, and neither counts as a message."""
        ada = town.person()
        keyboard = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
        (sent,) = await town.send(town.message(ada, reply_markup=keyboard))
        town.world.updates.allow(["callback_query"])
        town.world.tap(ada.id, sent.message_id or 0, "a")
        (query,) = town.world._queries

        town.sender.answer_callbacks(["1", query])

        assert town.sender.unsent == 0
        await until(lambda: ada.ledger[-1].what == "answered")


class TestOutcomes:
    """What happens is told apart by whether trying again can help."""

    @pytest.mark.parametrize("kind", ["reset_before", "garbage", "502"])
    async def test_a_reply_in_doubt_is_repeated_once(self, town: Town, kind: Any) -> None:
        """One answer lost: the reply goes out once more, and is done."""
        ada = town.person()
        town.faults.add(Fault(kind, "sendMessage"))

        (settled,) = await town.send(town.message(ada))

        assert (settled.state, settled.attempts, town.shown(ada)) == (DONE, 2, ["hello"])

    async def test_a_reply_is_never_sent_a_third_time(self, town: Town) -> None:
        """Two answers lost: it is unknown, and there is one extra copy at most."""
        ada = town.person()
        town.faults.add(Fault("reset_after", "sendMessage", times=5))

        (settled,) = await town.send(town.message(ada))

        assert (settled.state, settled.attempts) == (UNKNOWN, 2)
        assert town.shown(ada) == ["hello", "hello"]

    @pytest.mark.parametrize("urgency", [2, 3])
    async def test_what_nobody_waits_for_is_not_repeated(self, town: Town, urgency: int) -> None:
        """A check-in or a summary in doubt is unknown at once."""
        ada = town.person()
        town.faults.add(Fault("reset_after", "sendMessage"))

        assert await town.state(town.message(ada, urgency=urgency)) is UNKNOWN
        assert town.shown(ada) == ["hello"]

    async def test_what_may_have_been_sent_before_a_restart_is_not_repeated(
        self, town: Town
    ) -> None:
        """Sending it again after a restart was its one repeat."""
        ada = town.person()
        town.faults.add(Fault("reset_after", "sendMessage"))
        row = Outgoing(ada.id, "sendMessage", {"text": "hello"}, "old", attempts=1)

        (settled,) = await town.send(row)

        assert (settled.state, settled.attempts, town.shown(ada)) == (UNKNOWN, 2, ["hello"])

    async def test_an_edit_in_doubt_is_repeated_until_it_is_known(self, town: Town) -> None:
        """Doing an edit twice shows nothing twice."""
        ada = town.person()
        (sent,) = await town.send(town.message(ada))
        town.faults.add(Fault("reset_after", "editMessageText", times=3))

        state = await town.state(
            town.message(ada, "editMessageText", message_id=sent.message_id, text="new")
        )

        assert state is DONE

    async def test_an_outage_costs_no_message(self, town: Town) -> None:
        """While Telegram answers nothing, nothing more is tried; then all goes out, no copy."""
        people = [town.person() for _ in range(60)]
        town.faults.add(Fault("502", times=None))
        rows = [town.message(person, urgency=index % 2 * 2) for index, person in enumerate(people)]
        town.sender.enqueue(rows)
        await asyncio.sleep(0.3)
        town.faults.clear()
        await until(lambda: not town.sender.unsent)

        lost = [row for row in rows if town.kept.settled[row.key].state is not DONE]
        assert len(lost) <= 32  # check-ins that were in flight when it began
        assert all(row.urgency for row in lost)
        assert max(len(town.shown(person)) for person in people) == 1

    async def test_a_flood_ends_a_silence(self, town: Town) -> None:
        """Told to wait is an answer: it is waited for, then all goes out."""
        people = [town.person() for _ in range(3)]
        town.faults.add(Fault("502", "sendMessage", times=3))
        town.faults.add(Fault("429", "getMe", times=None, seconds=1))
        began = time.monotonic()

        assert await town.state(*map(town.message, people)) is DONE
        assert time.monotonic() - began >= 1

    async def test_a_failure_is_tried_again(self, town: Town) -> None:
        """A 500 was not done: tried until it works, without a copy."""
        ada = town.person()
        town.faults.add(Fault("500", "sendMessage", times=3))

        (settled,) = await town.send(town.message(ada))

        assert (settled.state, settled.attempts, town.shown(ada)) == (DONE, 4, ["hello"])

    async def test_what_fails_too_long_is_dead(self, town: Town) -> None:
        """After the time to give up, the row says why."""
        ada = town.person()
        town.faults.add(Fault("500", "sendMessage", times=None))

        (settled,) = await town.send(town.message(ada))

        assert (settled.state, settled.reason) == (DEAD, "Internal Server Error")

    async def test_nobody_listens_for_a_while(self) -> None:
        """Connections refused are tried again, and cost no copy."""
        kept = Kept()
        world = World(lambda: NOW)
        ada = world.add_person("Ada", started=True)
        async with serve(world, Faults()) as url:
            port = int(url.rsplit(":", 1)[1])
        async with Aiohttp() as http:
            bot = Bot(TOKEN, base_url=f"{url}/bot", request=http, get_updates_request=http)
            sender = Sender(bot, kept, waits=Waits(first=0.02, longest=0.05))
            run = asyncio.create_task(sender.run())
            sender.enqueue([Outgoing(ada.id, "sendMessage", {"text": "hello"}, "k")])
            await asyncio.sleep(0.2)
            assert sender.unsent == 1
            async with serve(world, Faults(), port=port):
                await until(lambda: not sender.unsent)
                await sender.drain(1)
                await run

        assert kept.settled["k"].state is DONE
        assert [entry.text for entry in ada.ledger] == ["hello"]

    async def test_too_many_requests_makes_only_that_chat_wait(self, town: Town) -> None:
        """A 429 holds its chat for the time told, in order; another chat goes on."""
        ada, ben = town.person(), town.person()
        town.faults.add(Fault("429", "sendMessage", chat=ada.id, seconds=1))
        began = time.monotonic()
        rows = [town.message(ada, text=str(n)) for n in range(3)]
        await town.send(*rows, town.message(ben))

        assert time.monotonic() - began >= 1
        assert town.shown(ada) == ["0", "1", "2"]
        assert ben.ledger[-1].seq < ada.ledger[-3].seq

    async def test_several_chats_told_to_wait_make_all_wait(self, town: Town) -> None:
        """Three 429 within a second are meant for the bot: nobody sends until the longest ends."""
        people = [town.person() for _ in range(3)]
        for person in people:
            town.faults.add(Fault("429", "sendMessage", chat=person.id, seconds=1))
        began = time.monotonic()
        town.sender.enqueue([town.message(person) for person in people])
        await asyncio.sleep(0.2)
        await town_done(town, town.message(town.person()))

        assert time.monotonic() - began >= 1
        await until(lambda: not town.sender.unsent)
        assert all(town.shown(person) == ["hello"] for person in people)

    async def test_broken_formatting_goes_out_as_plain_text(self, town: Town) -> None:
        """A child is not left without an answer for a tag; what looks like one stays."""
        ada = town.person()
        text = "<b>a &amp; b</i> 1 < 2 <3"

        assert await town.state(town.message(ada, text=text, parse_mode="HTML")) is DONE
        assert town.shown(ada) == ["a & b 1 < 2 <3"]

    async def test_what_is_too_long_goes_out_in_parts(self, town: Town) -> None:
        """In order, nothing lost, the buttons under the last."""
        ada = town.person()
        text = "\n".join(f"line {n} 😀" for n in range(900))
        keyboard = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}

        (settled,) = await town.send(
            town.message(ada, text=text, parse_mode="HTML", reply_markup=keyboard)
        )

        assert settled.state is DONE
        assert "\n".join(town.shown(ada)) == text
        assert [m for m in ada.messages if "reply_markup" in ada.messages[m]] == [
            settled.message_id
        ]

    async def test_an_edit_with_nothing_to_do_is_done(self, town: Town) -> None:
        """Not modified, gone, or not to be edited: there is nothing left to do."""
        ada = town.person()
        (sent,) = await town.send(town.message(ada))

        state = await town.state(
            town.message(ada, "editMessageText", message_id=sent.message_id, text="hello"),
            town.message(ada, "editMessageText", message_id=999, text="hello"),
            town.message(ada, "deleteMessage", message_id=999),
        )

        assert state is DONE

    async def test_a_refusal_is_dead_with_telegrams_reason(self, town: Town) -> None:
        """Trying again cannot help; the next message of the chat goes on."""
        ada = town.person()

        (settled,) = await town.send(town.message(ada, text=" "))

        assert (settled.state, settled.attempts) == (DEAD, 1)
        assert "empty" in settled.reason
        assert await town.state(town.message(ada)) is DONE

    async def test_a_reason_quotes_nothing_of_the_message(self, town: Town) -> None:
        """Nor the address of a button, which may let somebody in."""
        ada = town.person()
        link = """https://waymark/in/token"it's'hers"""
        keyboard = {"inline_keyboard": [[{"text": "Open", "url": link}]]}

        (settled,) = await town.send(town.message(ada, reply_markup=keyboard))

        assert settled.state is DEAD
        assert settled.reason == "Inline keyboard button url “…” is invalid: wrong http url"

    async def test_a_chat_that_blocked_the_bot_delays_nobody(self, town: Town) -> None:
        """One wasted call; all that waited for this chat is dead, and the worker is told."""
        ada, ben = town.person(), town.person()
        town.world.block(ada.id)
        rows = [town.message(ada) for _ in range(5)]
        town.sender.enqueue(rows)

        assert await town.state(town.message(ben)) is DONE
        await until(lambda: not town.sender.unsent)

        settled = [town.kept.settled[row.key] for row in rows]
        assert {one.state for one in settled} == {DEAD}
        assert sum(one.attempts for one in settled) == 1
        assert town.kept.gone == [ada.id]

    async def test_a_chat_nobody_knows_is_unreachable(self, town: Town) -> None:
        """Somebody who never pressed Start cannot be written to."""
        assert await town.state(town.message(12345)) is DEAD
        assert town.kept.gone == [12345]

    async def test_a_chat_that_moved_is_followed(self, town: Town) -> None:
        """The message goes to the new id, once; the worker is told."""
        ada = town.person()
        town.faults.add(Fault("migrate", chat=ada.id, to=-100777))

        assert await town.state(town.message(ada), town.message(ada)) is DONE
        assert town.kept.moves == [(ada.id, -100777)]
        assert town.shown(ada) == ["hello", "hello"]

    async def test_a_rejected_token_stops_all(self) -> None:
        """No storm of tries: run ends with one sentence, and the rows stay unsettled."""
        async with open_town(running=False, token="1:wrong") as town:  # noqa: S106  opens nothing
            town.sender.enqueue([town.message(town.person()) for _ in range(50)])
            with pytest.raises(TokenRejected, match="rejected"):
                await town.sender.run()

        assert town.kept.settled == {}

    async def test_logs_hold_no_word_and_no_chat(
        self, town: Town, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Whatever becomes of a message, neither its text nor its reader is in the log."""
        caplog.set_level(logging.DEBUG, "bot")
        ada, ben = town.person(), town.person()
        town.faults.add(Fault("502", "sendMessage", chat=ada.id, times=2))
        town.world.block(ben.id)

        await town.send(
            town.message(ada, text="canary"),
            town.message(ada, text="<canary>", parse_mode="HTML"),
            town.message(ben, text="canary"),
        )

        assert caplog.records
        assert not any(word in caplog.text for word in ("canary", str(ada.id), str(ben.id)))


async def town_done(town: Town, row: Outgoing) -> None:
    """Send a row, and wait for it alone."""
    town.sender.enqueue([row])
    await until(lambda: row.key in town.kept.settled)


class TestOrder:
    """In order per chat; replies first among chats."""

    async def test_replies_before_check_ins_before_summaries(self) -> None:
        """With one in flight, the lowest urgency goes first, in the order they came."""
        async with open_town(in_flight=1) as town:
            blocker = town.person()
            town.faults.add(Fault("slow", chat=blocker.id, seconds=0.1))
            town.sender.enqueue([town.message(blocker)])
            await asyncio.sleep(0.03)
            urgencies = [3, 2, 0, 1, 2, 0]
            rows = [town.message(town.person(), urgency=urgency) for urgency in urgencies]
            await town.send(*rows)
            order = [key for row in rows for key in [row.key]]
            settled = [key for key in town.kept.settled if key in order]

        assert [urgencies[order.index(key)] for key in settled] == [0, 0, 1, 2, 2, 3]
        assert settled[:2] == [order[2], order[5]]

    async def test_a_reply_lifts_what_stands_before_it(self) -> None:
        """A chat's summary does not hold its reply behind everybody's check-ins."""
        async with open_town(bulk_a_second=20) as town:
            others = [town.person() for _ in range(20)]
            ada = town.person()
            town.sender.enqueue([town.message(person, urgency=2) for person in others])
            town.sender.enqueue([town.message(ada, urgency=3, text="summary")])
            await town_done(town, town.message(ada, text="reply"))

            assert town.shown(ada) == ["summary", "reply"]
            assert sum(len(town.shown(person)) for person in others) < 10
            town.sender._bulk_seconds = 0
            await until(lambda: not town.sender.unsent)

    async def test_bulk_keeps_its_pace(self) -> None:
        """Check-ins go out at the pace told; replies do not wait for them."""
        async with open_town(bulk_a_second=50) as town:
            began = time.monotonic()
            people = [town.person() for _ in range(13)]
            rows = [town.message(person, urgency=2) for person in people[:12]]
            await town.send(*rows, town.message(people[12]))

            assert time.monotonic() - began >= 11 / 50
            order = sorted(people, key=lambda person: person.ledger[-1].seq)
            assert people[12] in order[:2]

    async def test_order_holds_through_every_fault(self) -> None:
        """50 chats, 20 messages each, a fifth of the calls failing: no inversion, one copy more."""
        async with open_town(waits=replace(QUICK, give_up=60)) as town:
            await self.through_every_fault(town)

    async def through_every_fault(self, town: Town) -> None:
        """Send them all, and look at what each saw."""
        rng = random.Random(7)
        people = [town.person() for _ in range(50)]
        for kind in ("reset_before", "reset_after", "500", "garbage", "502"):
            town.faults.add(Fault(kind, "sendMessage", times=None, chance=0.04))
        for person in rng.sample(people, 2):
            town.faults.add(Fault("429", "sendMessage", chat=person.id, seconds=1))
        rows = [
            town.message(person, text=f"{n:02}", urgency=rng.choice([0, 0, 0, 1, 2]))
            for n in range(20)
            for person in people
        ]
        rows_of = {(row.chat_id, row.params["text"]): row for row in rows}
        for start in range(0, len(rows), 100):
            town.sender.enqueue(rows[start : start + 100])
            await asyncio.sleep(0.005)
        await until(lambda: not town.sender.unsent, 12)

        for person in people:
            shown = town.shown(person)
            assert shown == sorted(shown)
            for text, copies in Counter(shown).items():
                row = rows_of[person.id, text]
                assert copies <= (2 if row.urgency < 2 else 1)
            for n in range(20):
                settled = town.kept.settled[rows_of[person.id, f"{n:02}"].key]
                assert settled.state in (DONE, UNKNOWN)
                assert settled.state is UNKNOWN or f"{n:02}" in shown
        # A reply is unknown where both its tries were (0.16 squared), a check-in where one was.
        assert sum(one.state is DONE for one in town.kept.settled.values()) > 900

    async def test_many_at_once_but_not_too_many(self) -> None:
        """As many calls are in flight as told, and no more."""
        async with open_town(in_flight=5) as town:
            slow = Fault("slow", "sendMessage", times=6, seconds=0.5)
            town.faults.add(slow)
            began = time.monotonic()
            people = [town.person() for _ in range(6)]
            town.sender.enqueue([town.message(person) for person in people])
            await until(lambda: slow.times == 1)
            assert not any(map(town.shown, people))
            await until(lambda: not town.sender.unsent)

            assert time.monotonic() - began >= 1


@dataclass
class Shelf:
    """The bulk of an outbox, as the sender fetches it."""

    rows: list[Outgoing] = field(default_factory=list)
    asked: list[tuple[int, int]] = field(default_factory=list)
    held: Callable[[], int] = lambda: 0
    most_held: int = 0
    open: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Nothing stands in the way."""
        self.open.set()

    def add(self, *messages: Outgoing) -> None:
        """Post messages; each gets the next row."""
        self.rows += [replace(one, id=len(self.rows) + n) for n, one in enumerate(messages, 1)]

    async def more(self, after: int, most: int) -> list[Outgoing]:
        """The next rows, as they are when it begins."""
        self.asked.append((after, most))
        found = self.rows[after : after + most]
        await self.open.wait()
        self.most_held = max(self.most_held, self.held() + len(found))
        return found


class TestBulk:
    """Check-ins and summaries wait in the outbox, not in memory, and can be taken back."""

    async def test_it_is_fetched_in_portions(self) -> None:
        """Each once, in order, and never more in memory than are meant to be."""
        shelf = Shelf()
        async with open_town(bulk_a_second=100_000, more=shelf.more) as town:
            shelf.held = lambda: town.sender.unsent
            person = town.person()
            several = 3 * BULK_HELD
            shelf.add(*(town.message(person, urgency=2, text=str(n)) for n in range(several)))
            town.sender.look()
            await until(lambda: len(town.kept.settled) == several, 20)

            assert town.shown(person) == [str(n) for n in range(several)]
            assert BULK_HELD // 2 < shelf.most_held <= BULK_HELD
            assert {most for _after, most in shelf.asked} == {BULK_HELD // 2}

    async def test_what_is_posted_later_is_fetched_when_told(self) -> None:
        """Only what stands after the last one, and only after a look."""
        shelf = Shelf()
        async with open_town(more=shelf.more) as town:
            first, second = town.person(), town.person()
            shelf.add(town.message(first, urgency=2))
            town.sender.look()
            await until(lambda: town.shown(first))
            shelf.add(town.message(second, urgency=3))
            await asyncio.sleep(0.03)
            assert not town.shown(second)
            town.sender.look()
            await until(lambda: town.shown(second))
            await until(lambda: not town.sender.unsent)

            assert (town.shown(first), shelf.asked[-1][0]) == (["hello"], 2)

    async def test_a_reply_goes_before_all_of_it(self) -> None:
        """However much bulk there is."""
        shelf = Shelf()
        async with open_town(bulk_a_second=20, more=shelf.more) as town:
            shelf.add(*(town.message(town.person(), urgency=2) for _ in range(30)))
            town.sender.look()
            await until(lambda: len(town.kept.settled) > 1)
            ada = town.person()
            before = len(town.kept.settled)
            await town_done(town, town.message(ada))

            assert town.shown(ada) == ["hello"]
            assert len(town.kept.settled) <= before + 3
            town.sender._bulk_seconds = 0
            await until(lambda: not town.sender.unsent)

    async def test_what_is_taken_back_is_not_sent(self, caplog: pytest.LogCaptureFixture) -> None:
        """Of what waits, these alone; it is no trouble to warn of."""
        async with open_town(bulk_a_second=20) as town:
            ada, ben = town.person(), town.person()
            first = town.message(town.person(), urgency=2)
            rows = [town.message(who, urgency=2) for who in (ada, ben)]
            town.sender.enqueue([first, *rows])
            town.sender.withdraw([rows[0].key, "a message that went out long ago"])
            await until(lambda: not town.sender.unsent)

            gone = town.kept.settled[rows[0].key]
            assert (gone.state, gone.reason, gone.attempts) == (DEAD, "withdrawn", 0)
            assert (town.shown(ada), town.shown(ben)) == ([], ["hello"])
            assert not caplog.records

    async def test_what_is_taken_back_while_it_is_fetched_is_not_sent(self) -> None:
        """It was read before it was taken back, and comes into memory after."""
        shelf = Shelf()
        async with open_town(more=shelf.more) as town:
            ada, ben = town.person(), town.person()
            await until(lambda: shelf.asked)
            rows = [town.message(who, urgency=2) for who in (ada, ben)]
            shelf.add(*rows)
            shelf.open.clear()
            town.sender.look()
            await until(lambda: shelf.asked[-1][0] == 0 and len(shelf.asked) > 1)
            town.sender.withdraw([rows[0].key])
            shelf.open.set()
            await until(lambda: len(town.kept.settled) == 2)

            assert (town.shown(ada), town.shown(ben)) == ([], ["hello"])

    async def test_what_is_too_late_is_not_sent(self) -> None:
        """After its last instant; at it, it is."""
        async with open_town() as town:
            ada, ben = town.person(), town.person()
            late = replace(town.message(ada, urgency=2), not_after=NOW - timedelta(seconds=1))
            just = replace(town.message(ben, urgency=2), not_after=NOW)
            gone, sent = await town.send(late, just)

            assert (gone.state, gone.reason, sent.state) == (DEAD, "too late", DONE)
            assert (town.shown(ada), town.shown(ben)) == ([], ["hello"])

    async def test_what_gets_too_late_while_it_is_tried_is_not_sent(self) -> None:
        """Telegram refused it for hours: when it takes messages again, this one is old."""
        now = NOW
        async with open_town(now=lambda: now) as town:
            ada = town.person()
            fault = Fault("500", "sendMessage", times=None)
            town.faults.add(fault)
            row = replace(town.message(ada, urgency=2), not_after=NOW + timedelta(hours=1))
            town.sender.enqueue([row])
            await asyncio.sleep(0.05)
            assert not town.kept.settled
            now += timedelta(hours=2)
            await until(lambda: not town.sender.unsent)

            gone = town.kept.settled[row.key]
            assert (gone.reason, town.shown(ada)) == ("too late", [])
            assert gone.attempts >= 1


class TestStopping:
    """A clean stop ends what is in flight and begins nothing."""

    async def test_drain_ends_what_is_in_flight(self) -> None:
        """What was on its way is settled; what waited stays for the next start."""
        async with open_town(in_flight=2) as town:
            town.faults.delay = 0.15
            rows = [town.message(town.person()) for _ in range(6)]
            town.sender.enqueue(rows)
            await asyncio.sleep(0.05)

            assert await town.sender.drain(2)

        assert list(town.kept.settled) == [rows[0].key, rows[1].key]
        assert town.sender.unsent == 4

    async def test_drain_does_not_wait_for_ever(self) -> None:
        """A call that takes too long is given up, and stays unsettled."""
        async with open_town(running=False) as town:
            run = asyncio.create_task(town.sender.run())
            town.faults.add(Fault("slow", seconds=0.3))
            town.sender.enqueue([town.message(town.person())])
            await asyncio.sleep(0.05)

            assert not await town.sender.drain(0.1)
            await asyncio.wait_for(run, 1)

        assert town.sender.unsent == 1

    async def test_drain_does_not_wait_for_waits(self) -> None:
        """A pause Telegram asked for, or its silence, does not delay the stop."""
        async with open_town() as town:
            for _ in range(3):
                town.faults.add(Fault("429", "sendMessage", seconds=30))
            town.sender.enqueue([town.message(town.person()) for _ in range(3)])
            await asyncio.sleep(0.1)
            town.sender.enqueue([town.message(town.person())])
            await asyncio.sleep(0.05)
            began = time.monotonic()

            assert await town.sender.drain(2)

        assert time.monotonic() - began < 1

    async def test_cancelling_run_leaves_nothing_behind(self) -> None:
        """All its tasks end with it."""
        async with open_town(running=False) as town:
            before = len(asyncio.all_tasks())
            run = asyncio.create_task(town.sender.run())
            await asyncio.sleep(0.02)
            run.cancel()
            with suppress(asyncio.CancelledError):
                await run

            assert len(asyncio.all_tasks()) == before


class TestWords:
    """Long and broken texts."""

    @given(st.text(max_size=200), st.integers(2, 20))
    def test_split_keeps_every_word(self, text: str, most: int) -> None:
        """Parts fit, and together hold everything but the space where they were cut."""
        parts = split(text, most)

        assert all(len(part.encode("utf-16-le")) // 2 <= most for part in parts)
        assert "".join("".join(parts).split()) == "".join(text.split())

    def test_plain_text_is_not_unescaped(self) -> None:
        """Only what was HTML is turned back from it."""
        assert plain({"text": "&lt;b> <i>"}) == {"text": "&lt;b> <i>"}
        assert plain({"text": "&lt;b> <i>x</i>", "parse_mode": "HTML"}) == {"text": "<b> x"}
