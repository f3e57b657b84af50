"""Talk to a dialogue as a person would: say, tap, send; and read what comes back.

Each turn passes the answers through JSON, so that every test is a test of a restart too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot import render
from dialogs import engine
from dialogs.engine import (
    Answers,
    Context,
    Dialogue,
    Invalid,
    Option,
    Position,
    Question,
    Raw,
    Sent,
    Tapped,
    Typed,
)
from dialogs.kinds import Many
from dialogs.words import Language, Sentence, language

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # a Monday, 10:00 in Chicago
CHICAGO = ZoneInfo("America/Chicago")
PHOTO = Sent("photo", "file-1", "unique-1", 90_000, "image/jpeg")
VOICE = Sent("voice", "file-2", "unique-2", 9_000, "audio/ogg")
STICKER = Sent("other")


class Talk:
    """One conversation, from its first question on.

    `said` is what came with the newest turn before the question, a refusal first; `question` is
    the open question, plain. A turn that is refused leaves the answers as they were.
    """

    def __init__(
        self,
        dialogue: Callable[[Any], Dialogue[Any]],
        facts: Any,
        *,
        now: datetime = NOW,
        zone: ZoneInfo = CHICAGO,
        language: Language = language("en"),  # noqa: B008  a frozen constant
        answers: Answers | None = None,
    ) -> None:
        self._dialogue, self._facts = dialogue, facts
        self.context = Context(now, zone, language)
        self.answers: Answers = {}
        self._refusal: Sentence | None = None
        self.position: Position[Any]
        self._stand(answers or {})

    def say(self, text: str) -> Talk:
        """Type something."""
        return self.send(Typed(text))

    def tap(self, *buttons: str) -> Talk:
        """Tap buttons one after the other, each by its words or its option's name."""
        for button in buttons:
            self.send(Tapped(self._name(button)))
        return self

    def send(self, raw: Raw) -> Talk:
        """Type, tap or send anything, also what no button offers."""
        return self._try(lambda: engine.answer(self.position, self.answers, raw, self.context))

    def back(self) -> Talk:
        """One question back."""
        return self._try(lambda: engine.back(self.position, self.answers))

    def skip(self) -> Talk:
        """Skip the open question."""
        return self._try(lambda: engine.skip(self.position, self.answers))

    def edit(self, line: str) -> Talk:
        """On the card, pick a line to change."""
        return self.tap("change", line)

    @property
    def open(self) -> Question[Any]:
        """The open question."""
        assert self.position.question is not None, f"ended with {self.position.outcome}"
        return self.position.question

    @property
    def key(self) -> str | None:
        """The key of the open question; None at the end."""
        return self.position.question.key if self.position.question else None

    @property
    def question(self) -> str:
        """The open question as it is read, with a card's lines."""
        assert self.open
        return plain(render.question_text(replace(self.position, says=()), self.context))

    @property
    def said(self) -> list[str]:
        """What was said before the question."""
        says = [self._refusal] if self._refusal else []
        return [plain(render.html(words, self.context)) for words in (*says, *self.position.says)]

    @property
    def options(self) -> list[str]:
        """The words on the question's buttons; ticked ones begin with "✓ "."""
        many = self.open if isinstance(self.open, Many) else None
        ticked = many.ticked(self.position.draft) if many else ()
        return [
            ("✓ " if option.name in ticked else "") + render.label(option.label, self.context)
            for option in self._options
        ]

    @property
    def outcome(self) -> Any:
        """What was decided; the conversation has to have ended."""
        assert self.position.question is None, f"still asks {self.question!r}"
        return self.position.outcome

    @property
    def _options(self) -> tuple[Option, ...]:
        return self.open.options(self.context, self.position.draft)

    def _name(self, button: str) -> str:
        if button.lower() == "done" and isinstance(self.open, Many):
            return "done"
        names = [option.name for option in self._options]
        if button in names:
            return button
        labels = [label.removeprefix("✓ ") for label in self.options]
        assert labels.count(button) == 1, f"{button!r} is not one of {self.options} ({names})"
        return names[labels.index(button)]

    def _try(self, turn: Callable[[], Answers]) -> Talk:
        try:
            answers = turn()
        except Invalid as refused:
            self._refusal = refused.sentence
            self.position = replace(self.position, says=())
        else:
            self._refusal = None
            self._stand(answers)
        return self

    def _stand(self, answers: Answers) -> None:
        self.answers = json.loads(json.dumps(answers))
        self.position = engine.play(self._dialogue(self._facts), self.answers)


def plain(html: str) -> str:
    """Our HTML without its tags; what people wrote stays escaped."""
    return re.sub(r"</?(?:b|i|code)>", "", html)
