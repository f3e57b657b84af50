"""Updates waiting for the bot: getUpdates with its offsets, and webhook delivery."""

import asyncio
import contextlib
import json
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

import aiohttp

from bot.sandbox.keep import Keep
from bot.sandbox.rules import Json, Refused

_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
_REMEMBERED = 1000
_LONGEST_POLL = 50
_MOST = 100
_NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(slots=True)
class Waiting:
    """One update as the bot will read it; `again` marks a repetition of one already handed out."""

    row: int
    update_id: int
    chat: int
    text: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates are posted."""

    url: str
    secret: str = ""
    connections: int = 40


class Updates:
    """The queue between people and the bot: an update waits until an offset or 200 confirms it."""

    def __init__(self, keep: Keep, *, first: int = 700_000_001) -> None:
        self.next_id = first
        self.allowed: list[str] = []
        self.webhook: Webhook | None = None
        self.last_error: tuple[int, str] | None = None
        self.double = 0
        """How many of the next updates are queued twice."""
        self.deliver: Callable[[Waiting], None] | None = None
        """The webhook's courier, while a server runs."""
        self._keep = keep
        self._next_row = 1
        self._waiting: OrderedDict[int, Waiting] = OrderedDict()
        self._recent: deque[Waiting] = deque(maxlen=_REMEMBERED)
        self._poll: asyncio.Future[None] | None = None
        for _, key, record, _ in sorted(keep.rows("update"), key=lambda r: int(r[1])):
            self._waiting[int(key)] = Waiting(int(key), *record)
            self._next_row = int(key) + 1
        for _, key, record, _ in keep.rows("counter"):
            if key == "update":
                self.next_id = record
        for _, _, record, _ in keep.rows("webhook"):
            self.allowed = record["allowed"]
            self.webhook = Webhook(*record["webhook"]) if record["webhook"] else None

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, kind: str, chat: int, body: Json) -> int | None:
        """Queue an update and return its id; None if the bot did not ask for this kind."""
        if kind not in self.allowed if self.allowed else kind in _NOT_BY_DEFAULT:
            return None
        update_id = self.next_id
        self.next_id += 1
        text = _encode({"update_id": update_id, kind: body})
        self._queue(update_id, chat, text)
        if self.double:
            self.double -= 1
            self._queue(update_id, chat, text, again=True)
        return update_id

    def poison(self, raw: Json) -> int:
        """Queue an update as given, however malformed; an update_id is added if it has none."""
        update_id = raw.get("update_id")
        if not isinstance(update_id, int):
            update_id = self.next_id
            self.next_id += 1
        self._queue(update_id, 0, _encode({"update_id": update_id, **raw}))
        self._keep.commit()
        return update_id

    def repeat(self, update_id: int) -> bool:
        """Queue one of the last 1,000 updates once more, confirmed or not."""
        for old in self._recent:
            if old.update_id == update_id:
                self._queue(update_id, old.chat, old.text, again=True)
                self._keep.commit()
                return True
        return False

    def _queue(self, update_id: int, chat: int, text: str, *, again: bool = False) -> None:
        waiting = Waiting(self._next_row, update_id, chat, text, again)
        self._next_row += 1
        self._waiting[waiting.row] = waiting
        self._recent.append(waiting)
        self._save(waiting)
        self._keep.put("counter", 0, "update", self.next_id)
        if self._poll and not self._poll.done():
            self._poll.set_result(None)
        if self.webhook and self.deliver:
            self.deliver(waiting)

    def _save(self, waiting: Waiting) -> None:
        record = [waiting.update_id, waiting.chat, waiting.text, waiting.again]
        self._keep.put("update", 0, waiting.row, record)

    def confirm(self, row: int) -> None:
        """Forget one update for good."""
        self._forget(row)
        self._keep.commit()

    def _forget(self, row: int) -> None:
        if self._waiting.pop(row, None):
            self._keep.drop("update", 0, row)

    def holds(self, row: int) -> bool:
        """Tell whether this update still waits."""
        return row in self._waiting

    def waiting(self) -> Iterable[Waiting]:
        """Return what is not confirmed yet, the oldest first."""
        return tuple(self._waiting.values())

    async def poll(
        self, offset: int = 0, limit: int = _MOST, seconds: float = 0, kinds: object = None
    ) -> list[str]:
        """Answer getUpdates: each update as JSON text.

        A positive offset confirms everything before it, -n keeps the last n; `kinds`
        (allowed_updates) stays in force until changed. Raises 409 while a webhook is set, and to
        the older of two pollers.
        """
        if self.webhook:
            raise Refused(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self.interrupt("other getUpdates request; make sure that only one bot instance is running")
        if kinds is not None:
            self.allow(kinds)
        self._confirm_before(offset)
        self._keep.commit()
        if not self._waiting and seconds > 0:
            mine = self._poll = asyncio.get_running_loop().create_future()
            try:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(min(seconds, _LONGEST_POLL)):
                        await mine
            finally:
                if self._poll is mine:
                    self._poll = None
        return self._batch(min(max(limit, 1), _MOST))

    def _batch(self, limit: int) -> list[str]:
        batch: list[str] = []
        for waiting in self._waiting.values():
            if len(batch) == limit:
                break
            batch.append(waiting.text)
            if waiting.again:  # it has now been handed out: an offset may confirm it
                waiting.again = False
                self._save(waiting)
        return batch

    def _confirm_before(self, offset: int) -> None:
        if not offset or not self._waiting:
            return
        if offset < 0:
            gone = [w.row for w in list(self._waiting.values())[:offset]]
        else:
            gone = []
            for waiting in self._waiting.values():
                if waiting.update_id >= offset:
                    break  # they stand in order, but for repetitions
                if not waiting.again:
                    gone.append(waiting.row)
        for row in gone:
            self._forget(row)

    def interrupt(self, by: str) -> None:
        """End the poll that waits, if any, with Telegram's 409."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(Refused(409, f"Conflict: terminated by {by}"))

    def release(self) -> None:
        """End the poll that waits, if any, with an empty answer (the server stops)."""
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def allow(self, kinds: object) -> None:
        """Take allowed_updates: a list of kinds, the empty one being Telegram's default."""
        if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
            raise Refused(400, "Bad Request: can't parse allowed updates: expected an Array")
        if kinds != self.allowed:
            self.allowed = kinds
            self._save_webhook()

    def set_webhook(self, webhook: Webhook | None, *, drop: bool = False) -> None:
        """Post to this webhook from now on, or to none; `drop` forgets what waits."""
        if drop:
            for row in list(self._waiting):
                self._forget(row)
        self.webhook = webhook
        self.last_error = None
        self._save_webhook()
        if webhook:
            self.interrupt("setWebhook request")
            if self.deliver:
                for waiting in self.waiting():
                    self.deliver(waiting)
        self._keep.commit()

    def _save_webhook(self) -> None:
        hook = self.webhook
        record = {
            "allowed": self.allowed,
            "webhook": [hook.url, hook.secret, hook.connections] if hook else None,
        }
        self._keep.put("webhook", 0, 0, record)


class Courier:
    """Posts updates to the webhook: in order per chat, chats side by side, again until 200.

    `answered` is given the JSON of a 200 that names a method (a call in the answer's body).
    """

    def __init__(
        self,
        updates: Updates,
        now: Callable[[], int],
        answered: Callable[[Json], None],
        *,
        retry: float = 0.2,
        slowest: float = 5.0,
    ) -> None:
        self._updates = updates
        self._now = now
        self._answered = answered
        self._retry = retry
        self._slowest = slowest
        self._queues: dict[int, deque[Waiting]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=60), connector=aiohttp.TCPConnector(limit=100)
        )
        self._updates.deliver = self.take
        if self._updates.webhook:
            for waiting in self._updates.waiting():
                self.take(waiting)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._updates.deliver = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def take(self, waiting: Waiting) -> None:
        """Accept an update for delivery."""
        queue = self._queues.get(waiting.chat)
        if queue is not None:
            queue.append(waiting)
            return
        self._queues[waiting.chat] = deque([waiting])
        task = asyncio.get_running_loop().create_task(self._chat(waiting.chat))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _chat(self, chat: int) -> None:
        queue = self._queues[chat]
        pause = self._retry
        while queue and (hook := self._updates.webhook):
            if not self._updates.holds(queue[0].row):  # dropped, or delivered meanwhile
                queue.popleft()
                continue
            error = await self._post(hook, queue[0])
            if not error:
                self._updates.confirm(queue.popleft().row)
                pause = self._retry
                continue
            self._updates.last_error = (self._now(), error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, self._slowest)
        del self._queues[chat]

    async def _post(self, hook: Webhook, waiting: Waiting) -> str:
        if self._session is None:
            return "the stand-in is stopping"
        headers = {"Content-Type": "application/json"}
        if hook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
        try:
            async with self._session.post(
                hook.url, data=waiting.text.encode(), headers=headers
            ) as response:
                body = await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            return f"Connection failed: {type(error).__name__}"
        if response.status != 200:  # noqa: PLR2004 - HTTP's own number
            return f"Wrong response from the webhook: {response.status} {response.reason}"
        if body.startswith(b"{"):
            with contextlib.suppress(ValueError):  # an answer that is no JSON is no call
                self._answered(json.loads(body))
        return ""
