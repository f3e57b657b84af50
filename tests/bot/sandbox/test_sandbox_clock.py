"""The clock that can be moved: where it goes, how it walks there, and what does not notice."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox_case import MONDAY, Api, Clock, Plan, do, mia_in, refusal_of

from bot.sandbox import clock as movable
from bot.sandbox.clock import SAME_AGAIN, Walker, destination, walk
from bot.sandbox.faults import Faults
from bot.sandbox.keep import Keep
from bot.sandbox.server import serve
from bot.sandbox.world import ImpossibleError, World

NEW_YORK = ZoneInfo("America/New_York")
HOUR = timedelta(hours=1)


class Stuck(Plan):
    """A bot whose fault leaves what is due as it is."""

    async def run(self) -> None:
        """Do nothing of it."""
        self.runs += 1


async def at_once() -> None:
    """Everything is sent."""


# --- the clock -----------------------------------------------------------------------------------


def test_the_clock_goes_on_from_where_it_was_moved_to(tmp_path: Path) -> None:
    """It runs with the real one, only ahead, and a restart goes on at the moved time."""
    real, keep = Clock(), Keep(tmp_path / "telegram.sqlite")
    clock = movable.Clock(real, keep)
    assert clock() == MONDAY
    clock.reach(MONDAY + timedelta(days=7, microseconds=1))
    real.forward(60)
    assert clock() == MONDAY + timedelta(days=7, seconds=60, microseconds=1)
    keep.close()
    keep = Keep(tmp_path / "telegram.sqlite")
    again = movable.Clock(real, keep)
    assert again() == clock()
    assert again().tzinfo is UTC
    keep.close()


def test_the_clock_never_goes_back() -> None:
    """To be told of an instant that is past changes nothing."""
    clock = movable.Clock(Clock(), Keep())
    clock.reach(MONDAY + HOUR)
    clock.reach(MONDAY)
    assert clock() == MONDAY + HOUR


def test_the_clock_and_the_world_keep_in_one_file(tmp_path: Path) -> None:
    """One open file is enough for both: neither waits for the other."""
    keep = Keep(tmp_path / "telegram.sqlite")
    clock = movable.Clock(Clock(), keep)
    world = World(clock, keep=keep)
    mia = mia_in(world)
    world.say(mia.id, "on Monday")
    clock.reach(MONDAY + timedelta(days=1))
    world.say(mia.id, "on Tuesday")
    first, second = mia.messages.values()
    assert second["date"] - first["date"] == 24 * 3600
    world.close()
    keep = Keep(tmp_path / "telegram.sqlite")
    world = World(movable.Clock(Clock(), keep), keep=keep)
    assert len(world.people[mia.id].messages) == 2
    assert world.now() == MONDAY + timedelta(days=1)
    world.close()


def test_a_fresh_tap_is_in_time_though_the_clock_leaps() -> None:
    """How long a tap may wait is measured by the monotonic clock."""
    clock = movable.Clock(Clock(), Keep())
    waited = Clock()
    world = World(clock, seconds=lambda: waited().timestamp())
    mia = mia_in(world)
    sent = do(world, "sendMessage", chat_id=mia.id, text="?", reply_markup=KEYS)

    def tap() -> str:
        world.tap(mia.id, sent["message_id"], "yes")
        return str(json.loads(list(world.updates.waiting())[-1].text)["callback_query"]["id"])

    query = tap()
    clock.reach(MONDAY + timedelta(days=7))
    assert do(world, "answerCallbackQuery", callback_query_id=query) is True
    query = tap()
    waited.forward(16)
    code, why = refusal_of(world, "answerCallbackQuery", callback_query_id=query)
    assert (code, "too old" in why) == (400, True)


def test_a_tap_waits_on_after_the_machine_begins_anew(tmp_path: Path) -> None:
    """The monotonic clock may then stand before the tap: it gets its time, and no more."""
    waited = Clock()
    world = World(Clock(), file=tmp_path / "w.sqlite", seconds=lambda: waited().timestamp())
    mia = mia_in(world)
    sent = do(world, "sendMessage", chat_id=mia.id, text="?", reply_markup=KEYS)
    world.tap(mia.id, sent["message_id"], "yes")
    query = json.loads(list(world.updates.waiting())[-1].text)["callback_query"]["id"]
    world.close()
    waited.forward(-9000)
    world = World(Clock(), file=tmp_path / "w.sqlite", seconds=lambda: waited().timestamp())
    waited.forward(16)
    code, _why = refusal_of(world, "answerCallbackQuery", callback_query_id=query)
    assert code == 400
    world.close()


KEYS = json.dumps({"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]})


# --- where to go ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "now", "there"),
    [
        ("friday", "2027-03-01T10:30", "2027-03-05T17:00"),
        ("friday", "2027-03-05T16:59", "2027-03-05T17:00"),
        ("friday", "2027-03-05T17:00", "2027-03-12T17:00"),
        ("friday", "2027-03-06T09:00", "2027-03-12T17:00"),
        ("morning", "2027-03-01T23:59", "2027-03-02T08:00"),
        ("morning", "2027-03-01T06:00", "2027-03-02T08:00"),
        ("week", "2027-03-01T10:30", "2027-03-08T10:30"),
        ("week", "2027-03-12T10:30", "2027-03-19T10:30"),  # the clocks change in between
        ("hour", "2027-03-14T01:30", "2027-03-14T03:30"),  # and here within the hour
    ],
)
def test_the_places_to_go_are_on_the_wall_clock(to: str, now: str, there: str) -> None:
    """Friday 5 pm is where the class is, and a week is seven days whatever the clocks do."""
    start = datetime.fromisoformat(now).replace(tzinfo=NEW_YORK)
    instant = destination(to, start.astimezone(UTC), NEW_YORK)
    assert instant.astimezone(NEW_YORK).replace(tzinfo=None).isoformat(timespec="minutes") == there
    assert instant.tzinfo is UTC


@given(
    to=st.sampled_from(["friday", "week", "hour", "morning"]),
    minutes=st.integers(0, 3 * 365 * 24 * 60),
    zone=st.sampled_from(sorted(available_timezones())),
)
def test_every_place_lies_ahead_and_near(to: str, minutes: int, zone: str) -> None:
    """Wherever and whenever it is asked: after now, and about a week away at most."""
    now = MONDAY + timedelta(minutes=minutes)
    assert now < destination(to, now, ZoneInfo(zone)) < now + timedelta(days=7, hours=3)


def test_an_instant_can_be_named() -> None:
    """In any zone, as long as it says which."""
    assert destination("2027-03-02T17:00:00+01:00", MONDAY, NEW_YORK) == datetime(
        2027, 3, 2, 16, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("", "Say where to go"),
        ("tomorrow-ish", "Say where to go"),
        ("2027-03-02T17:00:00", "Say where to go"),  # whose clock?
        ("2027-03-01T15:30:00Z", "only goes forward"),
        ("2020-01-01T00:00:00Z", "only goes forward"),
        ("2028-01-01T00:00:00Z", "too far ahead. Go 92 days"),
    ],
)
def test_where_it_cannot_go_is_said_plainly(to: str, why: str) -> None:
    """A sentence for the person at the page."""
    with pytest.raises(ImpossibleError, match=why):
        destination(to, MONDAY, NEW_YORK)


# --- the walk ------------------------------------------------------------------------------------


async def test_a_walk_stops_at_all_that_is_due_in_its_order() -> None:
    """Each is done at its own instant; what is due later than the end waits."""
    clock = movable.Clock(Clock(), Keep())
    plan = Plan(clock, *(MONDAY + n * HOUR for n in (30, 2, 9, 100)))
    plan.act = lambda: plan.due.append(MONDAY + 3 * HOUR) if len(plan.done) == 1 else None
    stops = [at async for at in walk(clock, plan, MONDAY + 48 * HOUR, at_once)]
    assert stops == [MONDAY + n * HOUR for n in (2, 3, 9, 30, 48)]
    assert plan.done == [(MONDAY + n * HOUR, MONDAY + n * HOUR) for n in (2, 3, 9, 30)]
    assert clock() == MONDAY + 48 * HOUR
    assert plan.due == [MONDAY + 100 * HOUR]


async def test_a_walk_runs_the_bot_at_its_end_too() -> None:
    """Even where nothing was planned."""
    clock = movable.Clock(Clock(), Keep())
    plan = Plan(clock)
    assert [at async for at in walk(clock, plan, MONDAY + HOUR, at_once)] == [MONDAY + HOUR]
    assert plan.runs == 1


async def test_a_walk_waits_at_each_stop_until_all_is_said() -> None:
    """The clock stands while messages are on their way: they are dated when they were due."""
    clock = movable.Clock(Clock(), Keep())
    plan = Plan(clock, MONDAY + HOUR, MONDAY + 2 * HOUR)
    waits: list[tuple[datetime, int]] = []

    async def quiet() -> None:
        waits.append((clock(), len(plan.done)))

    async for _ in walk(clock, plan, MONDAY + 3 * HOUR, quiet):
        pass
    assert waits == [(MONDAY + n * HOUR, min(n, 2)) for n in range(4)]


async def test_what_should_have_been_done_before_is_done_now() -> None:
    """Where something is overdue the clock does not go back for it."""
    clock = movable.Clock(Clock(), Keep())
    plan = Plan(clock, MONDAY - 5 * HOUR)
    async for _ in walk(clock, plan, MONDAY + HOUR, at_once):
        pass
    assert plan.done == [(MONDAY - 5 * HOUR, MONDAY)]


async def test_a_walk_back_is_an_error() -> None:
    """And moves nothing."""
    clock = movable.Clock(Clock(), Keep())
    with pytest.raises(ValueError, match="only goes forward"):
        await anext(walk(clock, Plan(clock), MONDAY - HOUR, at_once))
    assert clock() == MONDAY


async def test_what_stays_due_does_not_hold_a_walk_for_ever(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A fault of the bot is logged, and the clock arrives all the same."""
    clock = movable.Clock(Clock(), Keep())
    plan = Stuck(clock, MONDAY + HOUR)
    async for _ in walk(clock, plan, MONDAY + 5 * HOUR, at_once):
        pass
    assert clock() == MONDAY + 5 * HOUR
    assert plan.runs == SAME_AGAIN + 2
    assert "stays due" in caplog.text


# --- asked for at the page -----------------------------------------------------------------------


@dataclass
class There(Api):
    """A stand-in whose clock can be moved, with somebody to write to."""

    clock: movable.Clock
    walker: Walker
    plan: Plan


@asynccontextmanager
async def there(*due: datetime) -> AsyncIterator[There]:
    """Serve a world and a bot that writes to Mia at each of these instants."""
    clock = movable.Clock(Clock(), Keep())
    walker, plan = Walker(clock, NEW_YORK), Plan(clock, *due)
    world, faults = World(clock), Faults()
    mia = mia_in(world)
    plan.act = lambda: do(world, "sendMessage", chat_id=mia.id, text="How did it go?")
    async with (
        serve(world, faults, walker=walker) as url,
        aiohttp.ClientSession() as http,
        walker.beside(plan, at_once),
    ):
        yield There(url, world, faults, http, clock, walker, plan)
    world.close()


async def heard(api: Api) -> list[dict[str, Any]]:
    """What the page hears until the clock stands again."""
    told: list[dict[str, Any]] = []
    async with api.http.get(f"{api.url}/sandbox/events") as stream:
        while not told or told[-1].get("clock", {}).get("moving", True):
            if (line := await stream.content.readline()).startswith(b"data: "):
                told.append(json.loads(line[6:]))
    return told


async def test_the_page_moves_the_clock_and_hears_it_walk() -> None:
    """The answer is the instant there; each stop is told in its place among the messages."""
    async with there(MONDAY + 2 * HOUR, MONDAY + 26 * HOUR) as api:
        assert (await api.get("/sandbox/state"))["clock"] == {
            "now": "2027-03-01T15:30:00+00:00",
            "zone": "America/New_York",
            "moving": False,
        }
        listening = asyncio.create_task(heard(api))
        while not api.world.watchers:  # noqa: ASYNC110  an open stream watches, and tells nobody
            await asyncio.sleep(0.005)
        status, answer = await api.post("/sandbox/clock", {"to": "friday"})
        assert (status, answer) == (200, {"now": "2027-03-05T22:00:00+00:00"})
        assert (await api.get("/sandbox/state"))["clock"]["now"] == answer["now"]
        events = await listening
    told = [
        (event["clock"]["now"][8:16], event["clock"]["moving"])
        if event["type"] == "clock"
        else event["message"]["date"][8:16]
        for event in events
    ]
    assert told == [
        ("01T15:30", True),
        ("01T17:30", True),
        "01T17:30",
        ("02T17:30", True),
        "02T17:30",
        ("05T22:00", True),
        ("05T22:00", False),
    ]


async def test_next_goes_to_the_next_check_in() -> None:
    """And no further; one that should have been asked already is asked now."""
    async with there(MONDAY + 2 * HOUR, MONDAY + 26 * HOUR) as api:
        _, answer = await api.post("/sandbox/clock", {"to": "next"})
        assert answer == {"now": "2027-03-01T17:30:00+00:00"}
        assert api.plan.done == [(MONDAY + 2 * HOUR, MONDAY + 2 * HOUR)]
        api.plan.due = [MONDAY]
        _, answer = await api.post("/sandbox/clock", {"to": "next"})
        assert answer == {"now": "2027-03-01T17:30:01+00:00"}
        assert api.plan.due == []


@pytest.mark.parametrize(
    ("to", "why"), [("next", "No check-in is planned yet."), ("yesterday", "Say where to go")]
)
async def test_a_refusal_is_a_sentence_and_moves_nothing(to: str, why: str) -> None:
    """The page can show it, and nothing was told to have begun."""
    async with there() as api:
        told: list[bool] = []
        api.walker.watchers.append(lambda: told.append(True))
        status, answer = await api.post("/sandbox/clock", {"to": to})
        assert (status, answer["ok"]) == (400, False)
        assert answer["error"].startswith(why)
        assert api.clock() == MONDAY
        assert told == []


async def test_two_walks_at_once_are_one() -> None:
    """The second is refused kindly; once the first is there, the next may begin."""
    async with there(MONDAY + HOUR) as api:
        running, go_on = asyncio.Event(), asyncio.Event()

        async def run() -> None:
            running.set()
            await go_on.wait()
            await Plan.run(api.plan)

        api.plan.run = run  # type: ignore[method-assign]  # the test's own bot, made slow
        first = asyncio.create_task(api.post("/sandbox/clock", {"to": "hour"}))
        await running.wait()
        status, answer = await api.post("/sandbox/clock", {"to": "week"})
        assert (status, answer["error"][:28]) == (400, "The clock is on its way alre")
        assert (await api.get("/sandbox/state"))["clock"]["moving"]
        go_on.set()
        assert (await first)[0] == 200
        assert (await api.post("/sandbox/clock", {"to": "week"}))[0] == 200


async def test_a_fault_of_the_bot_ends_the_walk_and_not_the_next_one() -> None:
    """The page is told that the clock stands again."""
    async with there(MONDAY + HOUR) as api:
        api.plan.act = lambda: 1 / 0
        with pytest.raises(ZeroDivisionError):
            await api.walker.to("hour")
        assert not api.walker.view()["moving"]
        assert (await api.post("/sandbox/clock", {"to": "hour"}))[0] == 200


async def test_a_walk_ends_where_it_is_when_the_bot_does() -> None:
    """It stops before it asks anything more of a bot that is ending; then it cannot be moved."""
    clock = movable.Clock(Clock(), Keep())
    walker, plan = Walker(clock, NEW_YORK), Plan(clock, *(MONDAY + n * HOUR for n in range(1, 9)))
    third = asyncio.Event()
    plan.act = lambda: third.set() if len(plan.done) == 3 else None

    async def quiet() -> None:
        await asyncio.sleep(0)

    async with walker.beside(plan, quiet):
        walking = asyncio.create_task(walker.to("week"))
        await third.wait()
    assert len(plan.done) == 3
    assert await walking == clock() < MONDAY + 5 * HOUR
    with pytest.raises(ImpossibleError, match="does not run"):
        await walker.to("week")


async def test_a_stand_in_alone_has_no_clock_to_move() -> None:
    """The page is told that there is none, and the API says so."""
    world = World(Clock())
    async with serve(world, Faults()) as url, aiohttp.ClientSession() as http:
        api = Api(url, world, Faults(), http)
        assert (await api.get("/sandbox/state"))["clock"] is None
        status, answer = await api.post("/sandbox/clock", {"to": "week"})
        assert (status, answer["error"]) == (400, "The clock of this stand-in cannot be moved.")
    world.close()
