"""Templates, filled in the reader's language: a sentence, a day or a time in one is put into it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context as Filling
from markupsafe import Markup

from bot import render as telegram
from bot.web import pictures, words
from dialogs.engine import Context
from dialogs.words import Arg, Sentence


@pass_context
def _put(filling: Filling, value: Any) -> Any:
    """What stands in a place of a template; what is no word of ours stays as it is."""
    match value:
        case Sentence() | datetime() | date() | time() | tuple():
            reader: Context = filling["reader"]
            return reader.language.put(value, zone=reader.zone)
        case _:
            return value


@pass_context
def _rich(filling: Filling, value: Arg) -> Markup:
    """A sentence with the marks (bold, italic) that it has in the chat."""
    reader: Context = filling["reader"]
    return Markup(telegram.html(value, reader))  # noqa: S704  it escapes what is not ours


def _day(filling: Filling, value: datetime) -> date:
    """The day of an instant on the reader's clock."""
    reader: Context = filling["reader"]
    return value.astimezone(reader.zone).date()


PAGES = Environment(
    loader=PackageLoader("bot.web"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
    finalize=_put,
)
PAGES.filters |= {"rich": _rich, "day": pass_context(_day)}
PAGES.globals |= {"w": words, "draw": pictures}


def render(template: str, facts: Mapping[str, Any], reader: Context) -> str:
    """A page as HTML."""
    language = reader.language
    return PAGES.get_template(template).render(
        facts,
        reader=reader,
        code=language.code,
        direction=language.locale.text_direction,
    )
