"""The load driver plays people in a closed loop, and counts turns."""

import asyncio

import pytest
from sandbox_case import Api, do, new_world, sandbox

from bot.sandbox.load import Load
from bot.sandbox.world import ImpossibleError

KEYBOARD = (
    '{"inline_keyboard":[[{"text":"A","callback_data":"a"},{"text":"B","callback_data":"b"}],'
    '[{"text":"Done","callback_data":"c"}]]}'
)


async def _bot(api: Api) -> list[str]:
    heard, offset = [], 0
    while not (await api.get("/sandbox/load"))["done"]:
        for update in await api.updates(offset=offset, timeout=1):
            offset = update["update_id"] + 1
            message = update.get("message") or update["callback_query"]["message"]
            heard.append(
                update["callback_query"]["data"] if "callback_query" in update else message["text"]
            )
            await api.call(
                "sendMessage", chat_id=message["chat"]["id"], text="?", reply_markup=KEYBOARD
            )
    return heard


async def test_people_play_the_script_each_waiting_for_the_answer() -> None:
    """Taps by place and by label; every action is a turn; the report adds up."""
    async with sandbox() as api:
        script = ["/goal", "tap:1", "tap:=Done", "bye"]
        status, _ = await api.post("/sandbox/load", {"people": 3, "script": script, "rounds": 2})
        assert status == 200
        report = await api.get("/sandbox/load")
        assert (report["done"], report["waiting"], report["started"]) == (False, 3, 3)
        heard = await asyncio.wait_for(_bot(api), 10)
        assert sorted(heard) == sorted(["/goal", "b", "c", "bye"] * 6)
        report = await api.get("/sandbox/load")
        assert (report["turns"], report["waiting"], report["stuck"]) == (24, 0, 0)
        assert report["seconds"] > 0
        assert [p.name for p in api.world.people.values()] == ["Load 1", "Load 2", "Load 3"]


async def test_somebody_without_the_button_stops_and_is_counted() -> None:
    """The load ends all the same, and says why."""
    world = new_world()
    load = Load(world, 1, ["hi", "tap:9"])
    load.start()
    [person] = world.people.values()
    do(world, "sendMessage", chat_id=person.id, text="?", reply_markup=KEYBOARD)
    await asyncio.sleep(0.01)
    report = load.report()
    assert (report["done"], report["turns"], report["stuck"]) == (True, 1, 1)
    assert report["why"] == ["tap:9: The newest message with buttons has no such button."]
    assert world.watchers == []


async def test_the_same_people_can_play_again() -> None:
    """A load "again" has the people of the one before, with all they have been through."""
    async with sandbox() as api:
        for again in (False, True):
            order = {"people": 2, "script": ["hi"], "again": again}
            await api.post("/sandbox/load", order)
            await asyncio.wait_for(_bot(api), 10)
        said = [[e.text for e in p.ledger if e.what == "said"] for p in api.world.people.values()]
        assert said == [["hi", "hi"]] * 2


async def test_there_is_no_report_before_a_load() -> None:
    """404; and a load of nobody is refused."""
    async with sandbox() as api, api.http.get(f"{api.url}/sandbox/load") as response:
        assert response.status == 404
    with pytest.raises(ImpossibleError):
        Load(new_world(), 0, ["hi"])
