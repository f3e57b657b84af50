"""What a turn can do in somebody's chat: say, tell others, put words into their language.

Nothing is sent here. What is said becomes outbox rows, kept in the turn's own transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import render
from bot.render import Button
from dialogs.cadence import in_quiet_hours
from dialogs.engine import Context
from dialogs.words import Words, language
from storage import audit, mail, people
from storage.mail import Outgoing
from storage.people import Who
from storage.tables import Role

IDS = range(2**31)
"""What PostgreSQL's integers hold; it refuses a whole statement over a larger one."""
REPLY, WORD_TO_ADULT = 0, 1
"""Urgencies of what a turn sends."""


@dataclass(frozen=True)
class Setup:
    """What turns know of this bot: its username, and what new people start with."""

    username: str
    zone: str = "UTC"
    language: str = "en"
    pages: str = ""
    """The address of the teacher's pages; empty where they are not served."""

    def link(self, code: str) -> str:
        """The deep link that brings a code to the bot."""
        return f"https://t.me/{self.username}?start={code}"

    def code_of(self, text: str) -> str:
        """The code in a pasted link to the bot; empty where a text is no such link."""
        shape = rf"(?:https?://)?t\.me/{re.escape(self.username)}\?start=([\w-]+)"
        found = re.fullmatch(shape, text.strip(), re.IGNORECASE)
        return found[1] if found else ""


@dataclass
class Chat:
    """The chat of one turn: who it is with, when, and what is said in it."""

    db: Connection
    setup: Setup
    now: datetime
    update_id: int
    who: Who
    tapped: int = 0
    """The message whose button was tapped; 0 where none was."""
    outgoing: list[Outgoing] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    """The keys of messages that are not to be sent any more."""
    files: bool = False
    """Whether this turn kept an attachment whose file is to be fetched."""
    asked: bool = False
    """Whether this turn has shown the open question."""
    spoken: str = ""
    """The language chosen in the conversation that is played, until its outcome keeps it."""
    entries: int = 0
    """How many entries this turn has logged."""

    @property
    def context(self) -> Context:
        """The person's clock, zone and language."""
        return context_of(self.spoken or self.who.language, self.who.zone, self.now)

    def text(self, words: Words) -> str:
        """The words in the person's language, plain, as they are kept."""
        return self.context.language.put(words, zone=self.context.zone)

    def say(self, words: Words, *buttons: Button) -> None:
        """Say something to the person."""
        keyboard = render.buttons(buttons, self.context)
        self.post("sendMessage", render.message(render.html(words, self.context), keyboard))

    def picture(self, make: dict[str, Any], caption: Words) -> None:
        """Show a picture that is made when it is sent."""
        text = render.html(caption, self.context)
        self.post("sendPhoto", {"make": make, "caption": text, "parse_mode": "HTML"})

    def document(self, make: dict[str, Any], caption: Words) -> None:
        """Send a file that is made when it is sent."""
        text = render.html(caption, self.context)
        self.post("sendDocument", {"make": make, "caption": text, "parse_mode": "HTML"})

    def file(self, method: str, kind: str, file_id: str, caption: Words) -> None:
        """Show a file somebody sent before; it cannot be forwarded."""
        text = render.html(caption, self.context)
        said = {"caption": text, "parse_mode": "HTML"} if text else {}
        self.post(method, {kind: file_id, "protect_content": True, **said})

    def tell(self, other: Any, words: Words, *buttons: Button, at_once: bool = False) -> None:
        """Say something to somebody else: a row with chat_id, language and zone.

        In quiet hours on their clock it comes without a sound, but where it has to be heard.
        """
        theirs = context_of(other.language, other.zone, self.now)
        params = render.message(render.html(words, theirs), render.buttons(buttons, theirs))
        params |= {} if at_once else self.hush(other.zone)
        self.post("sendMessage", params, chat_id=other.chat_id, urgency=WORD_TO_ADULT)

    def hush(self, zone: str) -> dict[str, bool]:
        """What lets a message come without a sound, where these are quiet hours on that clock."""
        quiet = in_quiet_hours(self.now.astimezone(ZoneInfo(zone)).time())
        return {"disable_notification": True} if quiet else {}

    def tell_teachers(self, words: Words, *buttons: Button, class_id: int | None = None) -> None:
        """Say something to each teacher of a class; a trial there is no news to anybody."""
        if self.who.trial and class_id in (None, self.who.class_id):
            return
        for teacher in people.teachers(self.db, class_id or self.who.class_id or 0):
            self.tell(teacher, words, *buttons)

    def post(
        self,
        method: str,
        params: dict[str, Any],
        *,
        chat_id: int | None = None,
        urgency: int = REPLY,
    ) -> None:
        """Call a method of Telegram, after the turn."""
        key = f"u{self.update_id}:{len(self.outgoing)}"
        to = chat_id or self.who.chat_id
        self.outgoing.append(Outgoing(to, method, params, key, urgency))

    def withdraw(self, keys: Iterable[str]) -> None:
        """Take back messages that wait to be sent."""
        taken = list(keys)
        if taken:
            mail.withdraw(self.db, taken)
            self.withdrawn += taken

    def close_tapped(self) -> None:
        """Take the buttons off the tapped message."""
        if self.tapped:
            self.post("editMessageReplyMarkup", {"message_id": self.tapped})

    def edit_tapped(self, text: str) -> None:
        """Let the tapped message say this, without buttons."""
        params = {"message_id": self.tapped, **render.message(text)}
        self.post("editMessageText", params)

    def noted(self, action: str, subject: str = "", subject_id: int | None = None) -> None:
        """Put on record what the person did, and to what."""
        audit.note(
            self.db,
            actor_id=self.who.id,
            action=action,
            now=self.now,
            subject=subject,
            subject_id=subject_id,
        )

    def speak(self, code: object) -> None:
        """Go on in this language for now; the conversation's outcome keeps it."""
        if isinstance(code, str):
            self.spoken = code

    def be(self, membership_id: int) -> None:
        """Go to another of the person's memberships."""
        people.settle_in(self.db, self.who.id, here_id=membership_id)
        self.look_again()

    def go_to(self, class_id: int) -> None:
        """Go to a class the person teaches: what is tapped belongs there, wherever they were."""
        if self.who.class_id == class_id and self.who.role == Role.TEACHER:
            return
        for member in people.memberships(self.db, self.who.id):
            if member.class_id == class_id and member.role == Role.TEACHER:
                self.be(member.id)

    def look_again(self) -> None:
        """Read anew who this is and what is open, after something of that changed."""
        found = people.who(self.db, id=self.who.id)
        self.who = found if found is not None else replace(self.who, talk=None)
        self.spoken = ""


def id_in(argument: str) -> int:
    """The id a command or a button names; 0 where it names none of 32 bits."""
    named = argument.isascii() and argument.isdecimal() and len(argument) <= len(str(IDS.stop))
    return int(argument) if named and int(argument) in IDS else 0


def context_of(code: str, zone: str, now: datetime) -> Context:
    """The context of a reader."""
    return Context(now, ZoneInfo(zone), language(code))
