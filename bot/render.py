"""Questions and sentences as Telegram shows them; the only file that knows buttons and HTML.

Button data is `a:<revision>:<option>` for an answer, `c:<command>:<argument>` for a command: at
most 64 bytes (Bot API), asserted here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape as html_escape
from typing import Any

from dialogs.engine import Context, Position, Question
from dialogs.kinds import Card, Many
from dialogs.words import Arg, Words, _

DATA_LIMIT = 64  # bytes, Bot API
TEXT_LIMIT = 4096  # UTF-16 units, Bot API
LABEL_LIMIT = 60  # characters; phones cut longer ones
LINE_LIMIT = 360  # UTF-16 units of a line on a card, so that all its lines fit
PAIR_WIDTH = 18  # characters; two shorter labels share a row

BACK = _("‹ Back")
SKIP = _("Skip")
STOP = _("Stop")
DONE = _("Done")
RTL = range(0x590, 0x900)


@dataclass(frozen=True)
class Button:
    """A button that runs a command (with an argument), or opens a link."""

    label: Words
    command: str = ""
    argument: int | str = ""
    url: str = ""


Keyboard = list[list[dict[str, str]]]


def escape(text: str) -> str:
    """Somebody's own words, harmless inside our HTML; right-to-left words keep to themselves."""
    safe = html_escape(text, quote=True)
    if any(ord(c) in RTL for c in text):
        return f"\u2068{safe}\u2069"
    return safe


def html(words: Arg, context: Context) -> str:
    """The words as Telegram HTML, in the reader's language."""
    return context.language.put(words, zone=context.zone, escape=escape)


def label(words: Arg, context: Context) -> str:
    """The words on a button: plain, one line, cut where a phone would."""
    text = " ".join(context.language.put(words, zone=context.zone).split())
    return shorten(text, LABEL_LIMIT) or "…"


def shorten(text: str, limit: int) -> str:
    """The text, cut at `limit` characters with an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def message(text: str, keyboard: Keyboard | None = None) -> dict[str, Any]:
    """The parameters of a message."""
    params: dict[str, Any] = {"text": text, "parse_mode": "HTML"}
    if keyboard:
        params["reply_markup"] = {"inline_keyboard": keyboard}
    return params


def question_text(position: Position[Any], context: Context) -> str:
    """What is said before the open question, and the question."""
    question = position.question
    parts = [html(sentence, context) for sentence in position.says]
    if question is not None:
        parts.append(_asked(question, position, context))
    return "\n\n".join(part for part in parts if part)


def _asked(question: Question[Any], position: Position[Any], context: Context) -> str:
    text = html(question.asked(position.draft), context)
    if isinstance(question, Card) and position.draft is None:
        lines = (
            f"<b>{html(line.label, context)}</b>: {_value(line.value, context)}"
            for line in question.lines
            if line.value is not None
        )
        return "\n".join([text, "", *lines])
    return text


def _value(value: Words, context: Context) -> str:
    """A line's value; one that is too long is cut as a whole, however many words it lists."""
    text = context.language.put(value, zone=context.zone)
    return html(value, context) if (cut := _line(text)) == text else escape(cut)


def _line(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LINE_LIMIT:
        return text
    return units[: 2 * LINE_LIMIT - 2].decode("utf-16-le", "ignore").rstrip() + "…"


def question_keyboard(position: Position[Any], context: Context, revision: int) -> Keyboard:
    """The buttons of the open question: its options, then Back, Skip and Stop."""
    question = position.question
    if question is None:
        return []
    options = question.options(context, position.draft)
    ticked = question.ticked(position.draft) if isinstance(question, Many) else frozenset()
    labels = [
        ("✓ " if option.name in ticked else "") + label(option.label, context) for option in options
    ]
    buttons = [
        _button(text, f"a:{revision}:{option.name}")
        for text, option in zip(labels, options, strict=True)
    ]
    keyboard = _rows(buttons)
    if isinstance(question, Many):
        keyboard.append([_button(label(DONE, context), f"a:{revision}:done")])
    controls = [(STOP, "stop")]
    if question.optional:
        controls.insert(0, (SKIP, "skip"))
    if position.path or position.reopened:
        controls.insert(0, (BACK, "back"))
    keyboard.append([_button(label(word, context), f"a:{revision}:~{do}") for word, do in controls])
    return keyboard


def buttons(wanted: Sequence[Button], context: Context) -> Keyboard:
    """Buttons for commands and links, one a row where they are long."""
    made = []
    for button in wanted:
        text = label(button.label, context)
        if button.url:
            made.append({"text": text, "url": button.url})
        else:
            made.append(_button(text, f"c:{button.command}:{button.argument}"))
    return _rows(made)


def chosen(position: Position[Any], option: str, context: Context) -> str:
    """The open question with what was tapped, to stand where its buttons stood."""
    question = position.question
    if question is None:
        return ""
    names: dict[str, Arg] = {o.name: o.label for o in question.options(context, position.draft)}
    if isinstance(question, Many):
        picked = [
            o
            for o in question.options(context, position.draft)
            if o.name in question.ticked(position.draft)
        ]
        words = ", ".join(html(o.label, context) for o in picked) or html(DONE, context)
    elif option == "~skip":
        words = html(SKIP, context)
    else:
        words = html(names.get(option, option), context)
    return f"{question_text(position, context)}\n\n<b>› {words}</b>"


def _button(text: str, data: str) -> dict[str, str]:
    if len(data.encode()) > DATA_LIMIT:
        raise ValueError("button data over 64 bytes")
    return {"text": text, "callback_data": data}


def _rows(made: list[dict[str, str]]) -> Keyboard:
    """Two to a row where all are short, else one to a row."""
    size = 1 if any(len(button["text"]) > PAIR_WIDTH for button in made) else 2
    return [made[n : n + size] for n in range(0, len(made), size)]
