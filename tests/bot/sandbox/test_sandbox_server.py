"""The stand-in over HTTP: methods, getUpdates, webhooks, files, the page's JSON API."""

import asyncio
import io
import json
from typing import Any

import pytest
from aiohttp import ClientSession, FormData, web
from sandbox_case import Api, mia_in, new_world, sandbox

from bot.sandbox.faults import Faults
from bot.sandbox.rules import UPLOAD_BYTES
from bot.sandbox.server import serve
from bot.sandbox.world import TOKEN, World
from bot.serving import CannotListen


async def test_a_wrong_token_and_an_unknown_method_are_told_apart() -> None:
    """401 for the token, 404 for the method; method names are taken in any case."""
    async with sandbox() as api:
        async with api.http.post(f"{api.url}/bot1:wrong/getMe") as response:
            assert (response.status, await response.json()) == (
                401,
                {"ok": False, "error_code": 401, "description": "Unauthorized"},
            )
        assert (await api.call("sendTelepathy"))["error_code"] == 404
        assert (await api.call("GETME"))["result"]["username"] == "waymark_sandbox_bot"


async def test_parameters_come_as_form_json_query_or_multipart() -> None:
    """All four ways Telegram takes give the same message; unknown parameters are ignored."""
    async with sandbox() as api:
        mia = mia_in(api.world)
        url = f"{api.url}/bot{TOKEN}/sendMessage"
        values = {"chat_id": str(mia.id), "text": "hi <é>", "odd": "1"}
        multipart = FormData(values, default_to_multipart=True)
        for request in (
            api.http.post(url, data=values),
            api.http.post(url, json={**values, "chat_id": mia.id}),
            api.http.post(url, data=multipart),
            api.http.get(url, params=values),
        ):
            async with request as response:
                assert (await response.json())["result"]["text"] == "hi <é>"
        assert list(mia.messages) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[1]"),
        ("application/json", b"[" * 100_000),
        ("application/x-www-form-urlencoded", b"text=%ff%fe"),
        ("multipart/form-data; boundary=x", b"--x\r\n"),
    ],
)
async def test_a_body_that_cannot_be_read_is_a_400(kind: str, body: bytes) -> None:
    """Broken JSON, form and multipart bodies are refused, never a crash."""
    async with sandbox() as api:
        url = f"{api.url}/bot{TOKEN}/sendMessage"
        async with api.http.post(url, data=body, headers={"Content-Type": kind}) as response:
            assert response.status == 400
            assert (await response.json())["description"].startswith("Bad Request: ")


async def test_a_body_above_50_mb_is_refused_and_not_kept() -> None:
    """413, and the answer does arrive."""
    async with sandbox() as api:
        body = io.BytesIO(b"x" * (UPLOAD_BYTES + 100_000))
        async with api.http.post(f"{api.url}/bot{TOKEN}/sendDocument", data=body) as response:
            assert response.status == 413


async def test_an_uploaded_file_comes_back_byte_for_byte() -> None:
    """Binary content with line ends and boundary-like bytes survives multipart and getFile."""
    async with sandbox() as api:
        mia = mia_in(api.world)
        content = bytes(range(256)) * 40 + b"\r\n--\r\n--x--\n\r"
        form = FormData(quote_fields=False)  # else aiohttp percent-encodes the name
        form.add_fields(
            ("chat_id", str(mia.id)), ("caption", "<b>my</b> work"), ("parse_mode", "HTML")
        )
        form.add_field("document", content, filename="résumé.pdf", content_type="application/pdf")
        async with api.http.post(f"{api.url}/bot{TOKEN}/sendDocument", data=form) as response:
            sent = (await response.json())["result"]
        document = sent["document"]
        assert (document["file_name"], document["mime_type"]) == ("résumé.pdf", "application/pdf")
        assert sent["caption_entities"] == [{"type": "bold", "offset": 0, "length": 2}]
        path = (await api.call("getFile", file_id=document["file_id"]))["result"]["file_path"]
        async with api.http.get(f"{api.url}/file/bot{TOKEN}/{path}") as response:
            assert await response.read() == content
        async with api.http.get(f"{api.url}/file/bot{TOKEN}/documents/none") as response:
            assert response.status == 404


async def test_updates_stay_until_an_offset_confirms_them() -> None:
    """The same batch comes again until the next offset; limit bounds it; order is kept."""
    async with sandbox() as api:
        mia = mia_in(api.world)
        ids = [api.world.say(mia.id, f"text {n}")[0] for n in range(5)]
        assert [u["update_id"] for u in await api.updates()] == ids
        assert [u["update_id"] for u in await api.updates(limit=2)] == ids[:2]
        assert [u["update_id"] for u in await api.updates(offset=ids[2], limit=0)] == [ids[2]]
        assert [u["update_id"] for u in await api.updates(offset=0)] == ids[2:]
        assert [u["update_id"] for u in await api.updates(offset=-1)] == ids[4:]
        assert await api.updates(offset=(ids[4] or 0) + 1) == []
        assert len(api.world.updates) == 0


async def test_a_long_poll_wakes_at_once_on_a_new_update() -> None:
    """The answer comes with the update, not at the end of the timeout."""
    async with sandbox() as api:
        mia = mia_in(api.world)
        poll = asyncio.create_task(api.updates(timeout=30))
        await asyncio.sleep(0.05)
        assert not poll.done()
        api.world.say(mia.id, "hello")
        [update] = await asyncio.wait_for(poll, 2)
        assert update["message"]["text"] == "hello"


async def test_an_empty_long_poll_ends_at_its_timeout() -> None:
    """An empty list after the seconds asked for."""
    async with sandbox() as api:
        assert await asyncio.wait_for(api.updates(timeout=1), 3) == []


async def test_the_older_of_two_pollers_is_ended() -> None:
    """It gets Telegram's 409; the newer one goes on."""
    async with sandbox() as api:
        older = asyncio.create_task(api.call("getUpdates", timeout=30))
        await asyncio.sleep(0.05)
        newer = asyncio.create_task(api.updates(timeout=30))
        answer = await asyncio.wait_for(older, 2)
        assert answer["error_code"] == 409
        assert answer["description"] == (
            "Conflict: terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )
        api.world.say(mia_in(api.world).id, "hello")
        assert len(await asyncio.wait_for(newer, 2)) == 1


async def test_allowed_updates_stay_in_force_until_changed() -> None:
    """Kinds not asked for are not queued, nor brought later; an empty list is the default again."""
    async with sandbox() as api:
        mia = mia_in(api.world)
        await api.updates(allowed_updates='["callback_query"]')
        assert api.world.say(mia.id, "unheard") == [None]
        assert await api.updates() == []
        assert mia.ledger[-1].update_id is None
        await api.updates(allowed_updates="[]")
        api.world.say(mia.id, "heard")
        assert [u["message"]["text"] for u in await api.updates()] == ["heard"]
        assert (await api.call("getUpdates", allowed_updates='"x"'))["error_code"] == 400


class Hook:
    """A webhook on this machine that answers as it is told."""

    def __init__(self) -> None:
        self.seen: list[tuple[str | None, dict[str, Any]]] = []
        self.answers: list[web.Response] = []

    async def take(self, request: web.Request) -> web.Response:
        """Note the update; fail as often as told."""
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self.seen.append((secret, await request.json()))
        return self.answers.pop(0) if self.answers else web.Response()

    async def start(self) -> tuple[web.AppRunner, str]:
        """Listen on a free port."""
        app = web.Application()
        app.router.add_post("/hook", self.take)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/hook"


async def _until(true: Any) -> None:
    for _ in range(500):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("It did not happen within 5 s.")


async def test_a_webhook_gets_updates_in_order_and_again_until_200() -> None:
    """With the secret header; what waited before comes first; polling is refused meanwhile."""
    async with sandbox() as api:
        mia, hook = mia_in(api.world), Hook()
        runner, url = await hook.start()
        hook.answers = [web.Response(status=503), web.Response(status=500)]
        api.world.say(mia.id, "one")
        await api.call("setWebhook", url=url, secret_token="s3cret")  # noqa: S106 - a test's own
        assert (await api.call("getUpdates"))["description"] == (
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
        api.world.say(mia.id, "two")
        await _until(lambda: len(hook.seen) == 4 and not len(api.world.updates))
        assert {secret for secret, _ in hook.seen} == {"s3cret"}
        assert [u["message"]["text"] for _, u in hook.seen] == ["one", "one", "one", "two"]
        info = (await api.call("getWebhookInfo"))["result"]
        assert (info["url"], info["pending_update_count"]) == (url, 0)
        assert info["last_error_message"].startswith("Wrong response from the webhook: 500")
        await runner.cleanup()


async def test_one_chat_that_fails_holds_up_no_other_and_deleting_may_drop_it() -> None:
    """Order is per chat; deleteWebhook with drop_pending_updates forgets what waits."""
    async with sandbox() as api:
        mia, ben, hook = mia_in(api.world), mia_in(api.world), Hook()
        runner, url = await hook.start()
        await api.call("setWebhook", url=url)
        hook.answers = [web.Response(status=500)]
        api.world.say(mia.id, "stuck")
        await _until(lambda: hook.seen)
        api.world.say(ben.id, "through")
        await _until(lambda: any(u["message"]["text"] == "through" for _, u in hook.seen))
        await runner.cleanup()
        api.world.say(mia.id, "never")
        await api.call("deleteWebhook", drop_pending_updates=True)
        assert await api.updates() == []
        assert (await api.call("getWebhookInfo"))["result"]["url"] == ""


async def test_a_call_in_the_webhooks_answer_is_done() -> None:
    """The body of the 200 may name a method, as with Telegram."""
    async with sandbox() as api:
        mia, hook = mia_in(api.world), Hook()
        runner, url = await hook.start()
        hook.answers = [
            web.json_response({"method": "sendMessage", "chat_id": mia.id, "text": "at once"})
        ]
        await api.call("setWebhook", url=url)
        api.world.say(mia.id, "hi")
        await _until(lambda: any(e.what == "sent" for e in mia.ledger))
        await runner.cleanup()


async def test_setting_a_webhook_ends_the_poll_that_waits() -> None:
    """With Telegram's 409."""
    async with sandbox() as api:
        poll = asyncio.create_task(api.call("getUpdates", timeout=30))
        await asyncio.sleep(0.05)
        await api.call("setWebhook", url="http://127.0.0.1:9/hook")
        answer = await asyncio.wait_for(poll, 2)
        assert answer["description"] == "Conflict: terminated by setWebhook request"


async def test_the_page_api_plays_a_person() -> None:
    """A new phone says, taps, sends and blocks; the state and the ledger show it all."""
    async with sandbox() as api:
        status, person = await api.post("/sandbox/people", {"name": "Ana", "hint": "student"})
        assert (status, person["messages"], person["hint"]) == (200, [], "student")
        path = f"/sandbox/people/{person['id']}"
        assert await api.post(f"{path}/say", {"text": "/start abc"}) == (200, {"ok": True})
        keyboard = json.dumps({"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]})
        await api.call(
            "sendMessage", chat_id=person["id"], text="a &lt; <b>b</b>\nhttps://t.me/x?start=1",
            parse_mode="HTML", reply_markup=keyboard, protect_content=True,
        )  # fmt: skip
        assert await api.post(f"{path}/tap", {"message_id": 2, "data": "y"}) == (200, {"ok": True})
        form = FormData({"kind": "photo", "caption": "look"})
        form.add_field("file", b"jpg", filename="a.jpg", content_type="image/jpeg")
        async with api.http.post(f"{api.url}{path}/send", data=form) as response:
            assert await response.json() == {"ok": True}
        await api.post(f"{path}/block", {"blocked": True})
        state = await api.get("/sandbox/state")
        [shown] = state["people"]
        assert state["bot"] == {"name": "Waymark", "username": "waymark_sandbox_bot"}
        said, asked, photo = shown["messages"]
        assert (said["from"], said["html"], said["file"]) == ("person", "/start abc", None)
        assert asked["html"] == (
            'a &lt; <b>b</b><br><a href="https://t.me/x?start=1">https://t.me/x?start=1</a>'
        )
        assert asked["keyboard"] == [[{"text": "Yes", "data": "y"}]]
        assert asked["protected"]
        assert asked["date"] == "2027-03-01T15:30:00+00:00"
        assert (photo["kind"], photo["html"], photo["file"]["name"]) == ("photo", "look", "a.jpg")
        assert shown["blocked"]
        async with api.http.get(api.url + photo["file"]["url"]) as response:
            assert (await response.read(), response.content_type) == (b"jpg", "image/jpeg")
        entries = (await api.get("/sandbox/ledger"))["entries"]
        assert [e["what"] for e in entries] == ["said", "sent", "tapped", "file", "blocked"]
        kinds = [next(k for k in u if k != "update_id") for u in await api.updates()]
        assert kinds == ["message", "callback_query", "message", "my_chat_member"]


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("/sandbox/people", {"name": " "}, "A person needs a name."),
        ("/sandbox/people/7/say", {"text": "hi"}, "There is nobody with this id."),
        ("/sandbox/people/{id}/say", {"text": " "}, "There is nothing to send."),
        ("/sandbox/people/{id}/tap", {"message_id": 1, "data": "x"}, "no such button"),
        ("/sandbox/faults", {"faults": [{"kind": "odd"}]}, "There is no fault 'odd'"),
        ("/sandbox/faults", {"faults": [{"kind": "429", "when": 1}]}, "Not understood"),
        ("/sandbox/people", [1], "An object is expected."),
        ("/sandbox/load", {"people": 1}, "A load needs people, a script and rounds."),
    ],
)
async def test_what_a_person_cannot_do_is_said_plainly(path: str, body: Any, sentence: str) -> None:
    """A 4xx with a sentence, never a crash."""
    async with sandbox() as api:
        mia = mia_in(api.world)
        status, answer = await api.post(path.format(id=mia.id), body)
        assert status == 400
        assert answer["ok"] is False
        assert sentence in answer["error"]


async def test_a_blocked_bot_cannot_be_written_to() -> None:
    """On a phone too, one unblocks first."""
    async with sandbox() as api:
        mia = mia_in(api.world)
        api.world.block(mia.id)
        status, answer = await api.post(f"/sandbox/people/{mia.id}/say", {"text": "hi"})
        assert (status, answer["error"]) == (
            400,
            "The bot is blocked on this phone; unblock it first.",
        )


async def _events(api: Api, count: int, doing: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    async with api.http.get(f"{api.url}/sandbox/events") as response:
        assert response.content_type == "text/event-stream"
        await response.content.readline()
        await doing()
        while len(found) < count:
            line = await asyncio.wait_for(response.content.readline(), 2)
            if line.startswith(b"data: "):
                found.append(json.loads(line[6:]))
    return found


async def test_the_event_stream_tells_the_page_what_happens() -> None:
    """Each kind of event, in order, in the contract's shape."""
    async with sandbox() as api:
        mia = mia_in(api.world)

        async def doing() -> None:
            keyboard = '{"inline_keyboard":[[{"text":"Yes","callback_data":"y"}]]}'
            await api.call("sendChatAction", chat_id=mia.id, action="typing")
            await api.call("sendMessage", chat_id=mia.id, text="?", reply_markup=keyboard)
            api.world.tap(mia.id, 1, "y")
            [update] = await api.updates()
            query = update["callback_query"]["id"]
            await api.call("answerCallbackQuery", callback_query_id=query, text="Saved")
            await api.call("editMessageText", chat_id=mia.id, message_id=1, text="!")
            await api.call("deleteMessage", chat_id=mia.id, message_id=1)
            await api.call(
                "setMyCommands", commands='[{"command":"goal","description":"Set a goal"}]'
            )
            api.world.block(mia.id)
            api.world.add_person("Ben")

        events = await _events(api, 9, doing)
        assert [e["type"] for e in events] == [
            "typing", "message", "tapped", "toast", "edit", "delete", "commands", "blocked",
            "person",
        ]  # fmt: skip
        assert events[1]["message"]["keyboard"] == [[{"text": "Yes", "data": "y"}]]
        assert events[2]["message_id"] == 1
        assert (events[3]["text"], events[3]["alert"]) == ("Saved", False)
        assert events[4]["message"]["edited"]
        assert events[6]["commands"][0]["command"] == "goal"
        assert events[8]["record"]["name"] == "Ben"
        assert {e["person"] for e in events[:8]} == {mia.id}


async def test_an_open_stream_and_poll_do_not_hold_up_the_end() -> None:
    """Closing answers what waits and is done within moments; the port is free again."""
    world = new_world()
    async with ClientSession() as http:
        async with serve(world, Faults()) as url:
            api = Api(url, world, Faults(), http)
            events = await http.get(f"{url}/sandbox/events")
            poll = asyncio.create_task(api.updates(timeout=50))
            await asyncio.sleep(0.05)
            begun = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - begun < 1.5
        assert await poll == []
        assert await events.read() == b": open\n\n"
        async with serve(world, Faults(), port=int(url.rsplit(":", 1)[1])) as again:
            assert again == url


async def test_the_address_it_tells_can_be_opened() -> None:
    """Where it listens on all addresses, that is one of this computer's."""
    world = new_world()
    async with ClientSession() as http, serve(world, Faults(), host="0.0.0.0") as url:  # noqa: S104  that is what is tested
        assert url.startswith("http://127.0.0.1:")
        assert (await http.get(url)).status == 200


async def test_a_missing_page_file_is_404_and_none_outside_is_served() -> None:
    """The static folder is the only one."""
    async with sandbox() as api:
        for name in ("none.css", "..%2fserver.py", "%2e%2e/server.py", "/etc/passwd", "%00"):
            async with api.http.get(f"{api.url}/sandbox/static/{name}") as response:
                assert response.status in (400, 404), name


async def test_an_uploaded_page_cannot_run_in_the_sandboxs_page() -> None:
    """HTML a person sends is only ever downloaded."""
    async with sandbox() as api:
        mia = mia_in(api.world)
        api.world.send_file(mia.id, "document", b"<script>", "a.html", "text/html")
        file_id = mia.messages[1]["document"]["file_id"]
        async with api.http.get(f"{api.url}/sandbox/files/{file_id}") as response:
            assert response.content_type == "application/octet-stream"
            assert response.headers["Content-Disposition"].startswith("attachment")
        async with api.http.get(f"{api.url}/sandbox/files/none") as response:
            assert response.status == 404


async def test_two_stand_ins_cannot_take_one_port() -> None:
    """The second says so at once."""
    async with sandbox() as api:
        port = int(api.url.rsplit(":", 1)[1])
        with pytest.raises(CannotListen, match=f"PORT {port} is in use"):
            async with serve(World(api.world.now), Faults(), port=port):
                pass
