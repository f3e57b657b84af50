"""Say it, don't keep it: a reflection that is walked through, and of which nothing is kept.

Each text passes the safety check as any other. Its outcome holds nothing: when the conversation
closes, however it closes, the bot erases its answers and the texts that were sent in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.engine import Dialogue, ask, say, skippable
from dialogs.kinds import text
from dialogs.words import _

NOT_KEPT = _(
    "I keep nothing of this once we are done. Telegram's chat still shows it until you delete it "
    "there. If you write that someone is in danger, I still try to tell {teacher}. I can miss it, "
    "so tell an adult too."
)
HAPPENED = text("happened", _("What happened? Write as much as you like."), most=4000)
SITS = text("sits", _("How is it for you now?"), most=4000)
COULD = text("could", _("What is one thing you could do?"), most=4000)
CLOSING = _(
    "That was it. I erase my copy now. The chat keeps its own until you delete it. "
    "Take care of yourself."
)


@dataclass(frozen=True)
class Facts:
    """Who is told where somebody is in danger."""

    teacher: str


@dataclass(frozen=True)
class Said:
    """It was said; there is nothing to keep."""


def say_it(facts: Facts) -> Dialogue[Said]:
    """Walk through three prompts; each can be skipped. The last words are the same for everyone."""
    yield from say(NOT_KEPT, teacher=facts.teacher)
    yield from ask(skippable(HAPPENED))
    yield from ask(skippable(SITS))
    yield from ask(skippable(COULD))
    yield from say(CLOSING)
    return Said()
