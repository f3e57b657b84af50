"""One person's phone as code, for tests and for the demo class."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.entities import to_html
from bot.sandbox.rules import Json
from bot.sandbox.world import MEDIA, SHOWN, Entry, EventKind, Person, World, entities_of

PATIENCE = 2.0
"""Seconds for a bot that has answered to have nothing left to do."""
_START = re.compile(r"[?&]start=([^&#]*)")


class NoReply(AssertionError):  # noqa: N818 - the contract's name for it
    """The bot showed nothing in time; the text holds the screen."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button as it is seen: it carries data back, or opens a link."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on the screen; `mine` if the person wrote it."""

    id: int
    mine: bool
    kind: str
    text: str
    """As plain text; a caption where it is a file."""
    html: str
    keyboard: tuple[tuple[Button, ...], ...]
    edited: bool
    protected: bool

    @property
    def labels(self) -> list[str]:
        """Return the buttons' labels, row by row."""
        return [button.text for row in self.keyboard for button in row]

    @property
    def buttons(self) -> list[Button]:
        """Return the buttons, row by row."""
        return [button for row in self.keyboard for button in row]


class Phone:
    """What one person does with the bot, and sees of it.

    Every doing waits for the bot's reply, and returns the texts it brought (new or changed
    messages, plain, in order), unless `wait=False`. A reply is complete once the bot has shown
    something and then done nothing more for `settle` seconds, and, where `idle` can tell, has
    nothing left to do (it is given `PATIENCE` for that); NoReply after `timeout` seconds.
    """

    def __init__(
        self,
        world: World,
        person_id: int,
        *,
        settle: float = 0.05,
        timeout: float = 5.0,
        idle: Callable[[], bool] = lambda: True,
    ) -> None:
        self.world = world
        self.person: Person = world.person(person_id)
        self.settle = settle
        self.timeout = timeout
        self.idle = idle
        self._mark = len(self.person.ledger)

    @property
    def screen(self) -> list[Bubble]:
        """Return all messages the chat shows, the oldest first."""
        return [_bubble(message) for message in self.person.messages.values()]

    @property
    def last(self) -> Bubble:
        """Return the bot's newest message; AssertionError if there is none."""
        for message in reversed(self.person.messages.values()):
            if message["from"]["is_bot"]:
                return _bubble(message)
        raise AssertionError("The bot has not written anything.")

    @property
    def toasts(self) -> list[str]:
        """Return the texts of all answerCallbackQuery toasts, the oldest first."""
        return [entry.text for entry in self.person.ledger if entry.what == "toast"]

    @property
    def news(self) -> list[Entry]:
        """Return what the bot has done since this person's last doing, shown or not."""
        return [entry for entry in self.person.ledger[self._mark :] if entry.who == "bot"]

    async def say(self, text: str, *, reply_to: int | None = None, wait: bool = True) -> list[str]:
        """Write a message."""
        self._act()
        self.world.say(self.person.id, text, reply_to=reply_to)
        return await self._reply(wait=wait)

    async def open(self, link_or_code: str, *, wait: bool = True) -> list[str]:
        """Open a t.me link with ?start=CODE, or the code itself, and press Start."""
        found = _START.search(link_or_code)
        self._act()
        self.world.open(self.person.id, found[1] if found else link_or_code)
        return await self._reply(wait=wait)

    async def tap(self, label: str, *, wait: bool = True) -> list[str]:
        """Tap the newest button whose label is this, or has this in it (case aside)."""
        for bubble in reversed(self.screen):
            if button := _named(bubble, label):
                return await self._tap(bubble.id, button, wait=wait)
        raise AssertionError(f"No button {label!r}; visible: {self._labels()}")

    async def tap_old(self, message_id: int, label: str, *, wait: bool = True) -> list[str]:
        """Tap a button of a certain message, however old."""
        for bubble in self.screen:
            if bubble.id == message_id and (button := _named(bubble, label)):
                return await self._tap(message_id, button, wait=wait)
        raise AssertionError(
            f"Message {message_id} has no button {label!r}; visible: {self._labels()}"
        )

    async def tap_data(self, message_id: int, data: str, *, wait: bool = True) -> list[str]:
        """Send a tap with any data, as a changed app could."""
        self._act()
        self.world.tap(self.person.id, message_id, data, forged=True)
        return await self._reply(wait=wait)

    async def send(
        self,
        kind: str,
        content: bytes,
        name: str = "",
        mime: str = "",
        caption: str = "",
        *,
        size: int | None = None,
        wait: bool = True,
    ) -> list[str]:
        """Send a file of any kind of MEDIA; `size` may claim more than it has."""
        self._act()
        self.world.send_file(self.person.id, kind, content, name, mime, caption, size=size)
        return await self._reply(wait=wait)

    async def edit(self, message_id: int, text: str, *, wait: bool = True) -> list[str]:
        """Change one's own message."""
        self._act()
        self.world.edit(self.person.id, message_id, text)
        return await self._reply(wait=wait)

    async def share_location(self, *, wait: bool = True) -> list[str]:
        """Share where one is."""
        self._act()
        self.world.share_location(self.person.id)
        return await self._reply(wait=wait)

    async def sticker(self, emoji: str = "👍", *, wait: bool = True) -> list[str]:
        """Send a sticker."""
        self._act()
        self.world.send_sticker(self.person.id, emoji)
        return await self._reply(wait=wait)

    def block(self) -> None:
        """Block the bot."""
        self._act()
        self.world.block(self.person.id)

    def unblock(self) -> None:
        """Unblock the bot."""
        self._act()
        self.world.block(self.person.id, blocked=False)

    async def reply(self, timeout: float | None = None) -> list[str]:  # noqa: ASYNC109 - an assertion's limit, with the screen in its error
        """Wait until the bot has shown something since the last doing, and is quiet again."""
        doing = asyncio.Event()

        def watch(_kind: EventKind, person: Person, _payload: Any) -> None:
            if person is self.person:
                doing.set()

        loop = asyncio.get_running_loop()
        limit = self.timeout if timeout is None else timeout
        deadline, patience = loop.time() + limit, loop.time() + PATIENCE
        self.world.watchers.append(watch)
        try:
            while True:
                doing.clear()
                shown = any(entry.what in SHOWN for entry in self.news)
                left = deadline - loop.time()
                try:
                    # A bot that never stops is cut at the deadline with what it has shown.
                    await asyncio.wait_for(doing.wait(), min(self.settle, left) if shown else left)
                except TimeoutError:
                    if shown and (self.idle() or loop.time() > min(patience, deadline)):
                        return self._texts()
                    if shown:
                        continue
                    raise NoReply(f"Nothing within {limit} s. The screen:\n{self}") from None
        finally:
            self.world.watchers.remove(watch)

    async def _tap(self, message_id: int, button: Button, *, wait: bool) -> list[str]:
        if button.data is None:
            if button.url and _START.search(button.url):
                return await self.open(button.url, wait=wait)
            raise AssertionError(f"The button {button.text!r} is a link: {button.url}")
        self._act()
        self.world.tap(self.person.id, message_id, button.data)
        return await self._reply(wait=wait)

    def _act(self) -> None:
        self._mark = len(self.person.ledger)

    async def _reply(self, *, wait: bool) -> list[str]:
        return await self.reply() if wait else []

    def _texts(self) -> list[str]:
        return [entry.text for entry in self.news if entry.what in ("sent", "edited")]

    def _labels(self) -> list[str]:
        return [label for bubble in self.screen for label in bubble.labels]

    def __str__(self) -> str:
        lines = []
        for bubble in self.screen:
            who = self.person.name if bubble.mine else "bot"
            lines.append(f"{bubble.id} {who}: {bubble.text or bubble.kind}")
            lines.extend(
                "    " + " ".join(f"[{button.text}]" for button in row) for row in bubble.keyboard
            )
        return "\n".join(lines) or "(empty)"


def _named(bubble: Bubble, label: str) -> Button | None:
    exact = [button for button in bubble.buttons if button.text == label]
    inside = [button for button in bubble.buttons if label.casefold() in button.text.casefold()]
    return next(iter(exact + inside), None)


def _bubble(message: Json) -> Bubble:
    text: str = message.get("text") or message.get("caption") or ""
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    return Bubble(
        id=message["message_id"],
        mine=not message["from"]["is_bot"],
        kind=next((k for k in (*MEDIA, "sticker", "location") if k in message), "text"),
        text=text,
        html=to_html(text, entities_of(message)),
        keyboard=tuple(
            tuple(Button(b["text"], b.get("callback_data"), b.get("url")) for b in row)
            for row in rows
        ),
        edited="edit_date" in message,
        protected=bool(message.get("has_protected_content")),
    )
