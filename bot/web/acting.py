"""A form on a page is a dialogue asked at once: the same questions, the same outcome."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup

from bot import render
from bot.chat import Chat
from bot.facts import KINDS
from bot.outcomes import settle
from bot.render import Button
from dialogs.clean import clean
from dialogs.engine import Dialogue, Draft, Edit, Invalid, Json, Question, Raw, Tapped, Typed
from dialogs.kinds import (
    TAP_ONE,
    Card,
    DayQuestion,
    Many,
    Suggestion,
    TimeQuestion,
    check_text,
)
from dialogs.reply import WordQuestion
from dialogs.words import Sentence, Words, _

NEEDED = _("I need this one to go on.")
OWN = ":own"
"""What the name of a field ends in that takes own words beside something to pick."""
NUMBER_BITS = 62
DAY = re.compile(r"\d{4}-\d\d-\d\d")
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class Refused(Exception):  # noqa: N818  nothing failed: a field has to be filled differently
    """What stands in the field `key` cannot be its answer; `sentence` tells why, kindly."""

    def __init__(self, key: str, sentence: Sentence) -> None:
        super().__init__(sentence.template)
        self.key = key
        self.sentence = sentence


@dataclass(frozen=True)
class Form:
    """What was sent: each field by its name, cleaned as what is typed in the chat is."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def all(self, name: str) -> list[str]:
        """What stands in the fields of a name, the empty ones left out."""
        return [value for each in self.fields.get(name, ()) if (value := clean(each))]

    def text(self, name: str) -> str:
        """What stands in a field; empty where nothing does."""
        return next(iter(self.all(name)), "")

    def also(self, **fields: str) -> Form:
        """The form with these fields filled so."""
        return replace(self, fields={**self.fields, **{key: [it] for key, it in fields.items()}})

    def __contains__(self, name: str) -> bool:
        return name in self.fields


@dataclass
class OnPage(Chat):
    """The chat of a page: what is said to the teacher becomes a notice on it.

    Others hear of it as ever, by messages. Its `update_id` is a negative number that no update of
    Telegram's has, so that entries and messages made by a page are never taken for a turn's.
    """

    said: list[Markup] = field(default_factory=list)

    def say(self, words: Words, *buttons: Button) -> None:  # noqa: ARG002  a page has its own
        """Say something to the teacher."""
        self.said.append(Markup(render.html(words, self.context)))  # noqa: S704  it escapes

    def picture(self, make: dict[str, Any], caption: Words) -> None:  # noqa: ARG002  it has links
        """Say what would come with a picture."""
        self.say(caption)

    def document(self, make: dict[str, Any], caption: Words) -> None:  # noqa: ARG002  it has links
        """Say what would come with a file."""
        self.say(caption)

    def file(self, method: str, kind: str, file_id: str, caption: Words) -> None:  # noqa: ARG002  it has links
        """Say what would come with a file."""
        self.say(caption)

    def look_again(self) -> None:
        """Who it is and where stays as it was when the page was opened."""


def number() -> int:
    """A negative number that was never given before."""
    return -1 - secrets.randbits(NUMBER_BITS)


def act(page: OnPage, dialogue: str, about: int | None, form: Form) -> None:
    """Have a dialogue answered by a form, and keep what comes of it.

    Raises Refused where a field cannot be an answer, and facts.Gone where what it is about is gone.
    """
    kind = KINDS[dialogue]
    facts = kind.facts(page, about, page.now)
    outcome, answers, says = answered(kind.dialogue(facts), form, page)
    for sentence in says:
        page.say(sentence)
    settle(page, about, answers, outcome)


def answered(
    dialogue: Dialogue[Any], form: Form, page: Chat
) -> tuple[Any, dict[str, Any], list[Sentence]]:
    """The outcome of a dialogue whose questions a form answers, and the answers as they are kept.

    And what is said after the last of them. What the dialogue may assume and the form does not have
    is assumed. Raises Refused.
    """
    answers: dict[str, Any] = {}
    says: list[Sentence] = []
    reply: Any = None
    try:
        while True:
            step = dialogue.send(reply)
            reply = None
            if isinstance(step, Sentence):
                says.append(step)
                continue
            says.clear()
            question = step.question
            if step.assume is not None and not _stands(form, question):
                reply = step.assume
                continue
            try:
                kept = _kept(question, form, page)
                answers[question.key] = kept
                reply = None if kept is None else question.load(kept)
            except Invalid as wrong:
                raise Refused(question.key, wrong.sentence) from None
    except StopIteration as end:
        return end.value, answers, says
    finally:
        dialogue.close()


def _stands(form: Form, question: Question[Any]) -> bool:
    return question.key in form or question.key + OWN in form


def _kept(question: Question[Any], form: Form, page: Chat) -> Json:
    """What is kept of the answer in a form; None where it was left empty and may be."""
    own, values = form.text(question.key + OWN), form.all(question.key)
    match question:
        case Many():
            if not {option.name for option in question.choices}.issuperset(values):
                raise Invalid(TAP_ONE)
            items: list[Json] = [*values, *([f"={check_text(own, question.most)}"] if own else [])]
            return _read(question, Tapped("done"), page, items)
        case Suggestion() | WordQuestion() if own:
            return {"text": check_text(own, question.most)}  # even where it reads like an option
        case Card() if not values:  # sending the form says that all looks right
            return _read(question, Tapped(question.choices[0].name), page)
    value = own or next(iter(values), "")
    if value:
        return _one(question, value, page)
    if question.optional:
        return None
    raise Invalid(NEEDED)


def _one(question: Question[Any], value: str, page: Chat) -> Json:
    """What is kept of one value; a browser's own field for a day or a time gives it exactly."""
    if isinstance(question, TimeQuestion) and CLOCK.fullmatch(value):
        return value
    names = {option.name for option in question.options(page.context, None)}
    tapped = value in names or (isinstance(question, DayQuestion) and DAY.fullmatch(value))
    return _read(question, Tapped(value) if tapped else Typed(value), page)


def _read(question: Question[Any], raw: Raw, page: Chat, draft: Json = None) -> Json:
    match question.read(raw, page.context, draft):
        case Draft(value):  # it would ask back, which a form cannot
            raise Invalid(question.asked(value))
        case Edit():
            raise Invalid(TAP_ONE)
        case kept:
            return kept
