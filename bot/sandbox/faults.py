"""What the stand-in was told to do wrong, and Telegram's rate limits."""

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Kind = Literal["slow", "429", "500", "502", "garbage", "reset_before", "reset_after", "migrate"]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong.

    kind: "slow" waits `seconds` and goes on; "429" answers retry_after=`seconds`; "500" is JSON,
    "502" an HTML page, "garbage" broken JSON; "reset_before" cuts the connection with nothing done,
    "reset_after" does the work and cuts it before the answer; "migrate" answers
    migrate_to_chat_id=`to`, and the chat lives on under that id.
    method: one method, or "*" for all. chat: only calls about this chat; None for all.
    times: how many more calls it hits; None until cleared. chance: how likely each one is hit.
    """

    kind: Kind
    method: str = "*"
    times: int | None = 1
    chance: float = 1.0
    chat: int | None = None
    seconds: float = 1.0
    to: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"There is no fault {self.kind!r}; there are {', '.join(KINDS)}.")
        if self.kind == "migrate" and not isinstance(self.to, int):
            raise ValueError("A migrate fault needs `to`, the new chat id.")
        self.method = self.method.lower()


@dataclass(slots=True)
class Limits:
    """Telegram's limits: 1 message a second in a chat, with a burst, and 30 a second over all.

    (core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this; the burst is not
    documented.) Token buckets on a monotonic clock, in seconds.
    """

    per_chat: float = 1.0
    burst: float = 3.0
    overall: float = 30.0
    clock: Callable[[], float] = time.monotonic
    _chats: dict[int, tuple[float, float]] = field(default_factory=dict)
    _all: tuple[float, float] = (math.inf, 0.0)

    def wait(self, chat: int) -> int:
        """Count one message; return 0, or the whole seconds to wait where it is one too many."""
        at = self.clock()
        mine, everyone = (
            self._level(self._chats.get(chat), self.per_chat, self.burst, at),
            self._level(self._all, self.overall, self.overall, at),
        )
        if mine < 1 or everyone < 1:
            return max(
                1,
                math.ceil(max((1 - mine) / self.per_chat, (1 - everyone) / self.overall)),
            )
        self._chats[chat] = (mine - 1, at)
        self._all = (everyone - 1, at)
        return 0

    @staticmethod
    def _level(old: tuple[float, float] | None, rate: float, most: float, at: float) -> float:
        return most if old is None else min(most, old[0] + (at - old[1]) * rate)


class Faults:
    """Faults in force, usable in the process and by POST /sandbox/faults.

    delay: simulated latency in seconds of every call but getUpdates. limits: None for none.
    """

    def __init__(self, *, seed: int = 0, delay: float = 0.0, limits: Limits | None = None) -> None:
        self.delay = delay
        self.limits = limits
        self._random = random.Random(seed)
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Put a fault in force, after those already there."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Do nothing wrong any more: no fault, no limits, no delay."""
        self._faults.clear()
        self.delay, self.limits = 0.0, None

    def strike(self, method: str, chat: int | None) -> tuple[float, Fault | None]:
        """Return (seconds to wait first, what then goes wrong) for a call; `method` in lower case.

        All slow faults that hit add up; the first other one that hits is the one.
        """
        wait = 0.0 if method == "getupdates" else self.delay
        for fault in tuple(self._faults):
            if not self._hits(fault, method, chat):
                continue
            if fault.times is not None:
                fault.times -= 1
                if not fault.times:
                    self._faults.remove(fault)
            if fault.kind != "slow":
                return wait, fault
            wait += fault.seconds
        return wait, None

    def _hits(self, fault: Fault, method: str, chat: int | None) -> bool:
        return (
            fault.method in ("*", method)
            and fault.chat in (None, chat)
            and (fault.chance >= 1 or self._random.random() < fault.chance)
        )

    def read(self, order: dict[str, Any]) -> None:
        """Take an order as POST /sandbox/faults gives it; ValueError says what is wrong with it.

        {} clears. Keys: seed, delay (seconds), limits ({} or {"per_chat", "burst", "overall"},
        null for none), faults (a list of Fault's fields). What changes the world (block, poison,
        repeat, double) is the server's.
        """
        if not order:
            self.clear()
            return
        try:
            faults = [Fault(**fields) for fields in order.get("faults", ())]
            delay = float(order.get("delay", self.delay))
            given = order.get("limits", self.limits)
            limits = Limits(**given) if isinstance(given, dict) else given
        except TypeError as error:
            raise ValueError(f"Not understood: {error}") from error
        if "seed" in order:
            self._random.seed(int(order["seed"]))
        self._faults.extend(faults)
        self.delay, self.limits = delay, limits
