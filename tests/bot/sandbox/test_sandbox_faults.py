"""What the stand-in was told to do wrong, it does, and only as often as told."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from sandbox_case import Api, mia_in, sandbox

from bot.sandbox.faults import Fault, Faults, Limits
from bot.sandbox.world import TOKEN


async def _send(api: Api, chat: int, text: str = "hi") -> dict[str, Any]:
    return await api.call("sendMessage", chat_id=chat, text=text)


async def test_a_429_comes_with_its_seconds_as_often_as_told() -> None:
    """Per method, per chat, n times; then all is well."""
    async with sandbox() as api:
        mia, ben = mia_in(api.world), mia_in(api.world)
        api.faults.add(Fault("429", "sendMessage", times=2, chat=mia.id, seconds=7))
        assert (await _send(api, ben.id))["ok"]
        for _ in range(2):
            assert await _send(api, mia.id) == {
                "ok": False,
                "error_code": 429,
                "description": "Too Many Requests: retry after 7",
                "parameters": {"retry_after": 7},
            }
        assert (await _send(api, mia.id))["ok"]
        assert (await api.call("getMe"))["ok"]


async def test_500_is_json_502_is_html_and_garbage_is_neither() -> None:
    """Three kinds of broken answers; nothing was done."""
    async with sandbox() as api:
        mia = mia_in(api.world)
        for kind in ("500", "502", "garbage"):
            api.faults.add(Fault(kind, "sendmessage"))
        assert (await _send(api, mia.id))["description"] == "Internal Server Error"
        url = f"{api.url}/bot{TOKEN}/sendMessage"
        form = {"chat_id": str(mia.id), "text": "hi"}
        async with api.http.post(url, data=form) as response:
            assert (response.status, response.content_type) == (502, "text/html")
        async with api.http.post(url, data=form) as response:
            assert response.status == 200
            with pytest.raises(ValueError, match="Unterminated"):
                json.loads(await response.read())
        assert mia.messages == {}


async def _raw(api: Api, chat: int) -> bytes:
    """Send one sendMessage over a bare socket; return what came back."""
    host, port = api.url.removeprefix("http://").split(":")
    body = f"chat_id={chat}&text=hi".encode()
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"POST /bot{TOKEN}/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode()
        + body
    )
    try:
        return await asyncio.wait_for(reader.read(1), 2)
    finally:
        writer.transport.abort()


async def test_a_reset_before_the_work_leaves_nothing_done() -> None:
    """The connection is cut by a TCP reset, and no message was sent."""
    async with sandbox() as api:
        mia = mia_in(api.world)
        api.faults.add(Fault("reset_before", "sendMessage"))
        with pytest.raises(ConnectionResetError):
            await _raw(api, mia.id)
        assert mia.messages == {}
        assert await _raw(api, mia.id) == b"H"


async def test_a_reset_after_the_work_leaves_it_done() -> None:
    """The message is on the phone, though the bot never learns of it."""
    async with sandbox() as api:
        mia = mia_in(api.world)
        api.faults.add(Fault("reset_after", "sendMessage"))
        with pytest.raises(ConnectionResetError):
            await _raw(api, mia.id)
        assert [m["text"] for m in mia.messages.values()] == ["hi"]


async def test_resets_are_resets_to_a_usual_client_too() -> None:
    """Aiohttp sees a connection error, on a connection that had worked before."""
    async with sandbox() as api:
        mia = mia_in(api.world)
        await _send(api, mia.id)
        api.faults.add(Fault("reset_after", "*"))
        with pytest.raises(aiohttp.ClientError):
            await _send(api, mia.id)
        assert len(mia.messages) == 2


async def test_a_slow_call_holds_up_nobody_else() -> None:
    """The delay is simulated: other calls pass meanwhile."""
    async with sandbox() as api:
        mia, ben = mia_in(api.world), mia_in(api.world)
        api.faults.add(Fault("slow", "sendMessage", chat=mia.id, seconds=0.3))
        slow = asyncio.create_task(_send(api, mia.id))
        await asyncio.sleep(0.05)
        assert (await _send(api, ben.id))["ok"]
        assert not slow.done()
        assert (await slow)["ok"]


async def test_the_latency_is_on_every_call_but_getupdates() -> None:
    """Calls side by side wait together, not one after another."""
    async with sandbox() as api:
        mia = mia_in(api.world)
        api.faults.delay = 0.2
        clock = asyncio.get_running_loop().time
        begun = clock()
        await asyncio.gather(*(_send(api, mia.id) for _ in range(20)))
        assert 0.2 <= clock() - begun < 1.0
        begun = clock()
        await api.updates()
        assert clock() - begun < 0.15


async def test_a_migrated_chat_says_where_it_went_and_lives_on_there() -> None:
    """The old id is refused with migrate_to_chat_id for good; the new one works."""
    async with sandbox() as api:
        mia = mia_in(api.world)
        api.faults.add(Fault("migrate", "sendMessage", chat=mia.id, to=-1009))
        for _ in range(2):
            answer = await _send(api, mia.id)
            assert (answer["error_code"], answer["parameters"]) == (
                400,
                {"migrate_to_chat_id": -1009},
            )
        assert (await _send(api, -1009))["result"]["chat"]["id"] == -1009
        api.world.say(mia.id, "still me")
        [update] = await api.updates()
        assert update["message"]["chat"]["id"] == -1009
        assert update["message"]["from"]["id"] == mia.id


async def test_orders_over_http_poison_repeat_double_block_and_clear() -> None:
    """Everything a test of the bot needs can be told by POST /sandbox/faults."""
    async with sandbox() as api:
        mia, ben = mia_in(api.world), mia_in(api.world)
        [first] = api.world.say(mia.id, "one")
        assert await api.updates(offset=(first or 0) + 1) == []
        order: dict[str, Any] = {
            "delay": 0.01,
            "seed": 3,
            "limits": {"per_chat": 1, "burst": 1},
            "faults": [{"kind": "429", "method": "sendMessage", "times": None, "seconds": 3}],
            "poison": [{"message": "not an object"}, {"update_id": "x"}],
            "repeat": [first],
            "double": 1,
            "block": [ben.id],
        }
        status, answer = await api.post("/sandbox/faults", order)
        assert (status, len(answer["poisoned"])) == (200, 2)
        api.world.say(mia.id, "two")
        updates = await api.updates()
        texts = [
            u["message"]["text"] if isinstance(u.get("message"), dict) else u.get("message")
            for u in updates
        ]
        assert texts == [None, "not an object", None, "one", "two", "two"]
        assert updates[4]["update_id"] == updates[5]["update_id"]
        assert await api.updates(offset=updates[5]["update_id"] + 1) == []
        assert (await _send(api, mia.id))["parameters"] == {"retry_after": 3}
        assert ben.blocked
        assert await api.post("/sandbox/faults", {}) == (200, {"ok": True, "poisoned": []})
        assert (await _send(api, mia.id))["ok"]
        assert (api.faults.delay, api.faults.limits) == (0.0, None)


def test_chance_is_the_same_for_the_same_seed() -> None:
    """A run can be repeated; about as many calls are hit as was asked."""

    def hits(seed: int) -> list[bool]:
        faults = Faults(seed=seed)
        faults.add(Fault("500", times=None, chance=0.25))
        return [faults.strike("sendmessage", 1)[1] is not None for _ in range(1000)]

    assert hits(7) == hits(7)
    assert hits(7) != hits(8)
    assert 180 < sum(hits(7)) < 320


def test_slow_faults_add_up_before_the_one_that_fails() -> None:
    """Delays and a failure may meet in one call."""
    faults = Faults(delay=1)
    faults.add(Fault("slow", seconds=2))
    faults.add(Fault("slow", seconds=4))
    faults.add(Fault("502"))
    wait, fault = faults.strike("sendmessage", None)
    assert (wait, fault and fault.kind) == (7, "502")
    assert faults.strike("sendmessage", None) == (1, None)


def test_a_fault_must_make_sense() -> None:
    """An unknown kind, or a move to nowhere, is refused where it is made."""
    with pytest.raises(ValueError, match="There is no fault"):
        Fault("odd")  # type: ignore[arg-type] # on purpose
    with pytest.raises(ValueError, match="new chat id"):
        Fault("migrate")


def test_limits_hold_one_a_second_in_a_chat_and_thirty_over_all() -> None:
    """A burst passes, then one a second; thirty chats fill the bot's second."""
    at = [100.0]
    limits = Limits(clock=lambda: at[0])
    assert [limits.wait(1) for _ in range(4)] == [0, 0, 0, 1]
    at[0] += 1
    assert [limits.wait(1) for _ in range(2)] == [0, 1]
    at[0] += 60
    assert [limits.wait(chat) for chat in range(31)] == [0] * 30 + [1]
    at[0] += 0.5
    assert [limits.wait(chat) for chat in range(100, 116)] == [0] * 15 + [1]


async def test_limits_answer_with_a_real_429() -> None:
    """Off by default; with them the message over the limit is refused, with when to come again."""
    async with sandbox() as api:
        mia = mia_in(api.world)
        for _ in range(40):
            assert (await _send(api, mia.id))["ok"]
        api.faults.limits = Limits(burst=1)
        assert (await _send(api, mia.id))["ok"]
        assert (await _send(api, mia.id))["parameters"] == {"retry_after": 1}
        assert (await api.call("getChat", chat_id=mia.id))["ok"]
        assert len(mia.messages) == 41
