"""A closed-loop load driver: people who play a script, each waiting for the bot's answer."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.rules import Json
from bot.sandbox.world import EventKind, ImpossibleError, Person, World


@dataclass(slots=True)
class _Player:
    person: Person
    left: int
    """Actions not answered yet, over all rounds."""
    waits: bool = False


class Load:
    """People each play `script` `rounds` times; the clock runs from `start()`.

    `people` are so many new ones, or those of an earlier load.

    An action is a text to say, "tap:N" (button N, counted over all rows, of the newest message that
    has buttons) or "tap:=Label". The next one follows once the bot has sent at least one new
    message: one turn. Someone whose button is not there stops, and is counted as stuck.
    """

    def __init__(
        self,
        world: World,
        people: int | Sequence[Person],
        script: Sequence[str],
        rounds: int = 1,
    ) -> None:
        if isinstance(people, int):
            people = [world.add_person(f"Load {n}") for n in range(1, people + 1)]
        if not people or rounds < 1 or not script:
            raise ImpossibleError("A load needs people, a script and rounds.")
        self._world = world
        self._script = list(script)
        self._players = {person.id: _Player(person, rounds * len(script)) for person in people}
        self._turns = 0
        self._waiting = 0
        self._active = len(people)
        self._stuck: list[str] = []
        self._began: float | None = None
        self._ended: float | None = None

    @property
    def people(self) -> list[Person]:
        """Return who plays."""
        return [player.person for player in self._players.values()]

    def start(self) -> None:
        """Let everybody do their first action; needs a running loop."""
        self._began = time.perf_counter()
        self._world.watchers.append(self._watch)
        for player in self._players.values():
            self._act(player)

    def stop(self) -> None:
        """Stop for good: nobody does anything more."""
        if self._ended is None and self._began is not None:
            self._ended = time.perf_counter()
            self._world.watchers.remove(self._watch)

    def report(self) -> Json:
        """Return done, turns, seconds (so far), started, waiting (for the bot) and who is stuck."""
        end = self._ended or time.perf_counter()
        return {
            "done": self._ended is not None,
            "turns": self._turns,
            "seconds": 0.0 if self._began is None else end - self._began,
            "started": len(self._players),
            "waiting": self._waiting,
            "stuck": len(self._stuck),
            "why": self._stuck[:3],
        }

    def _watch(self, kind: EventKind, person: Person, payload: Any) -> None:
        if kind != "message" or not payload["from"]["is_bot"]:
            return
        player = self._players.get(person.id)
        if player is None or not player.waits:
            return
        player.waits = False
        self._waiting -= 1
        self._turns += 1
        player.left -= 1
        # Soon, not now: the bot's call is answered before the person has read what it brought.
        asyncio.get_running_loop().call_soon(self._act, player)

    def _act(self, player: _Player) -> None:
        if self._ended is not None:
            return
        if not player.left:
            self._leave()
            return
        action = self._script[-player.left % len(self._script)]
        try:
            if action.startswith("tap:"):
                message_id, data = self._button(player.person, action[4:])
                self._world.tap(player.person.id, message_id, data)
            else:
                self._world.say(player.person.id, action)
        except ImpossibleError as error:
            self._stuck.append(f"{action}: {error}")
            self._leave()
            return
        player.waits = True
        self._waiting += 1

    def _leave(self) -> None:
        self._active -= 1
        if not self._active:
            self.stop()

    @staticmethod
    def _button(person: Person, which: str) -> tuple[int, str]:
        for message in reversed(person.messages.values()):
            keyboard = message.get("reply_markup", {}).get("inline_keyboard")
            if not keyboard:
                continue
            buttons = [b for row in keyboard for b in row if "callback_data" in b]
            if which.startswith("="):
                buttons = [b for b in buttons if b["text"] == which[1:]]
                which = "0"
            if not which.isdigit() or int(which) >= len(buttons):
                break
            return message["message_id"], buttons[int(which)]["callback_data"]
        raise ImpossibleError("The newest message with buttons has no such button.")
