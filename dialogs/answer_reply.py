"""A student answers what a teacher said to them, once: in words or with a voice message."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.engine import Dialogue, ask, say
from dialogs.levels import WHO_SEES
from dialogs.reply import WordQuestion
from dialogs.words import Words, _

SAID = _("{teacher} wrote: “{words}”")
SPOKE = _("{teacher} sent you a voice message.")
BACK = WordQuestion(
    key="back", wording=_("What do you say to that? Type it, or send a voice message.")
)
PASSED_ON = _("Thanks, {teacher} can see that now.")


@dataclass(frozen=True)
class Facts:
    """Who said what; no words where it was a voice message."""

    teacher: str
    words: str


@dataclass(frozen=True)
class ReplyAnswered:
    """What the student says back; a voice message comes with its file."""

    words: Words
    file_id: str


def answer_reply(facts: Facts) -> Dialogue[ReplyAnswered]:
    """Say again what is answered, and ask for the answer."""
    yield from say(SAID if facts.words else SPOKE, teacher=facts.teacher, words=facts.words)
    yield from say(WHO_SEES, teacher=facts.teacher)
    back = yield from ask(BACK)
    yield from say(PASSED_ON, teacher=facts.teacher)
    return ReplyAnswered(back.words, back.file_id)
