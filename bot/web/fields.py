"""The questions of a dialogue as the fields of a form, filled with what holds or was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from bot.facts import KINDS
from bot.web.acting import OWN, OnPage
from bot.web.desk import Desk
from dialogs.engine import Context, Dialogue, Invalid, Json, Option, Question, Tapped
from dialogs.kinds import (
    AttachmentQuestion,
    Card,
    Choice,
    DayQuestion,
    Many,
    Pick,
    Suggestion,
    Text,
    TimeQuestion,
)
from dialogs.words import Sentence, Words

LINE = 120
"""Characters of a text for which one line is enough."""
TYPED = ("text", "area", "day", "time")
"""The controls that are filled, where others are picked from."""
ANYTHING = "…"
"""Stands in for words nobody has typed yet, to see which questions come after them."""


@dataclass(frozen=True)
class Field:
    """One question of a form.

    `control` is choice, many, text, area, day, time or none; `picked` are the names of the options
    that are chosen, `own` is what stands beside them or in the field. `wrong` tells why what was
    sent cannot be the answer.
    """

    key: str
    label: Words
    control: str
    options: tuple[Option, ...] = ()
    picked: tuple[str, ...] = ()
    own: str = ""
    beside: bool = False
    """Whether own words can stand beside what is picked."""
    optional: bool = False
    wrong: Sentence | None = None


def questions(
    desk: Desk,
    dialogue: str,
    about: int | None,
    *ways: Mapping[str, Json],
    sent: bool | None = None,
) -> dict[str, Field]:
    """The questions of a dialogue by key, in order, along each of these ways through it.

    A way says which answers it takes; where none is given, the likely ones are taken. Fields are
    filled with what holds, or with what was sent: that is so where the page's form was refused, or
    as `sent` says where there are several. Raises facts.Gone where what it is about is gone.
    """
    return asked(desk, dialogue, facts_of(desk, dialogue, about), *ways, sent=sent)


def facts_of(desk: Desk, dialogue: str, about: int | None) -> Any:
    """What a dialogue is told; raises facts.Gone where what it is about is gone."""
    chat = OnPage(desk.db, desk.parts.setup, desk.now, 0, desk.who)
    return KINDS[dialogue].facts(chat, about, desk.now)


def asked(
    desk: Desk,
    dialogue: str,
    facts: Any,
    *ways: Mapping[str, Json],
    sent: bool | None = None,
) -> dict[str, Field]:
    """The questions of a dialogue that is told these facts, as `questions` gives them."""
    sent = desk.wrong is not None if sent is None else sent
    found: dict[str, Field] = {}
    for way in ways or ({},):
        for question, assumed in _walked(KINDS[dialogue].dialogue(facts), way, desk.context):
            made = _field(question, desk)
            filled = _sent(made, desk) if sent else _with(made, assumed)
            found.setdefault(question.key, filled)
    return found


def _walked(
    dialogue: Dialogue[Any], way: Mapping[str, Json], context: Context
) -> list[tuple[Question[Any], Any]]:
    """The questions on the way to the end, each with what is assumed."""
    found: list[tuple[Question[Any], Any]] = []
    reply: Any = None
    try:
        while True:
            step = dialogue.send(reply)
            reply = None
            if isinstance(step, Sentence):
                continue
            question = step.question
            if not isinstance(question, Card):
                found.append((question, step.assume))
            if question.key in way:
                reply = question.load(way[question.key])
            elif step.assume is not None:
                reply = step.assume
            else:
                reply = _likely(question, context)
    except StopIteration:
        return found
    finally:
        dialogue.close()


def _likely(question: Question[Any], context: Context) -> Any:
    """An answer that may be given, to see what is asked after it."""
    if isinstance(question, Text):
        return ANYTHING
    if isinstance(question, Many):
        names: list[Json] = [option.name for option in question.choices[: max(question.least, 1)]]
        return question.load(names)
    options = question.options(context, None)
    if isinstance(question, Suggestion) and not options:
        return Pick(None, ANYTHING)
    if question.optional or not options:
        return None
    try:
        kept = question.read(Tapped(options[0].name), context, None)
        return question.load(kept)  # type: ignore[arg-type]  # a tapped option is no draft
    except Invalid:
        return None


def _field(question: Question[Any], desk: Desk) -> Field:
    return Field(
        question.key,
        question.asked(None),
        _control(question),
        question.choices if isinstance(question, Many) else question.options(desk.context, None),
        optional=question.optional,
        beside=_takes_own(question),
    )


def _control(question: Question[Any]) -> str:
    match question:
        case Text(most=most):
            return "text" if most <= LINE else "area"
        case AttachmentQuestion():
            return "area"
        case DayQuestion():
            return "day"
        case TimeQuestion():
            return "time"
        case Many():
            return "many"
        case _:
            return "choice"


def _takes_own(question: Question[Any]) -> bool:
    match question:
        case Many(own=own):
            return own
        case Suggestion():
            return True
        case Choice():  # a subclass reads words in a way of its own: a country, a zone
            return type(question).read is not Choice.read and type(question).__name__ != "Scale"
        case _:
            return False


def _with(made: Field, value: Any) -> Field:
    """A field with what holds now; own words stand as one more thing to pick."""
    held = [_as_text(one) for one in (value if isinstance(value, tuple) else [value])]
    if made.control in TYPED:
        return replace(made, own=", ".join(held))
    names = {option.name for option in made.options}
    # What is kept as nothing stands among the options under a name of its own.
    picked = ["none" if one == "" and "none" in names else one for one in held]
    rest = tuple(Option(one, one) for one in picked if one and one not in names)
    return replace(made, options=(*rest, *made.options), picked=tuple(picked))


def _as_text(value: Any) -> str:
    """A value as it stands in a field, or the name of the option it is."""
    match value:
        case None:
            return ""
        case Pick(name=name, words=words):
            return str(words) if name is None else name
        case time():
            return f"{value:%H:%M}"
        case _:
            return str(value)


def _sent(made: Field, desk: Desk) -> Field:
    """A field as it was sent."""
    form = desk.form
    if desk.wrong and desk.wrong.key == made.key:
        made = replace(made, wrong=desk.wrong.sentence)
    values: Sequence[str] = form.all(made.key)
    names = {option.name for option in made.options}
    picked = tuple(value for value in values if value in names)
    rest = [value for value in values if value not in names]
    if made.control in TYPED:
        return replace(made, own=next(iter(values), ""))
    return replace(made, picked=picked, own=form.text(made.key + OWN) or next(iter(rest), ""))
