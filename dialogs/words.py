"""Words people read: marked here in English, put into the reader's language at the very end.

`_` only marks. What it gives is a `Sentence`: a template and its arguments, which the bot turns
into the reader's language when it is shown. A bare `str` among the arguments is always somebody's
own words: never translated, always escaped.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, tzinfo
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import TypeAlias

from babel import Locale
from babel.dates import format_skeleton, format_time
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LOCALE = Path(__file__).parent / "locale"
SOURCE = "en"


@dataclass(frozen=True)
class Sentence:
    """Something Waymark says: an English template with named places, and what fills them."""

    template: str
    plural: str | None = None
    args: Mapping[str, Arg] = field(default_factory=dict)

    def fill(self, **args: Arg) -> Sentence:
        """The same sentence with these places filled, over those filled before."""
        return replace(self, args={**self.args, **args}) if args else self


Words: TypeAlias = Sentence | str
Arg: TypeAlias = str | int | date | time | datetime | Sentence | tuple["Arg", ...]


def _(template: str) -> Sentence:
    """Mark a sentence for the catalogues."""
    return Sentence(template)


def _n(singular: str, plural: str, n: int) -> Sentence:
    """Mark a sentence that counts; `{n}` is the number."""
    return Sentence(singular, plural, {"n": n})


def unchanged(text: str) -> str:
    """The escape of plain text: none."""
    return text


@dataclass(frozen=True)
class Language:
    """A language people read: its catalogue, and how it writes days, times, numbers and lists."""

    code: str
    catalogue: NullTranslations = field(repr=False, compare=False)

    def put(
        self, words: Arg, *, zone: tzinfo | None = None, escape: Callable[[str], str] = unchanged
    ) -> str:
        """The words in this language.

        Templates are ours and trusted; each argument that is somebody's own words passes through
        `escape`. A datetime is shown as the wall time of `zone`.
        """
        match words:
            case Sentence(template, plural, args):
                if plural is None:
                    wording = self.catalogue.gettext(template)
                else:
                    wording = self.catalogue.ngettext(template, plural, int(str(args["n"])))
                return wording.format_map(
                    {name: self.put(arg, zone=zone, escape=escape) for name, arg in args.items()}
                )
            case str():
                return escape(words)
            case datetime():
                local = words.astimezone(zone)
                return f"{self._day(local)}, {format_time(local, 'short', locale=self.locale)}"
            case date() | time():
                return self._written(words)
            case int():
                return format_decimal(words, locale=self.locale)
            case _:
                parts = [self.put(word, zone=zone, escape=escape) for word in words]
                return format_list(parts, locale=self.locale)

    @property
    def locale(self) -> Locale:
        """Babel's locale."""
        return _locale(self.code)

    @property
    def name(self) -> str:
        """What this language calls itself: "English", "Español"."""
        return (self.locale.get_display_name() or self.code).capitalize()

    def _day(self, day: date) -> str:
        return format_skeleton("MMMEd", day, locale=self.locale)

    def _written(self, when: date | time) -> str:
        if isinstance(when, date):
            return self._day(when)
        # 4:00 PM, or 07:05: a time that stands alone says which half of the day it is in
        clock = re.sub("H+", "HH", self.locale.time_formats["short"].pattern)
        return format_time(when, clock, locale=self.locale)


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(code)


@cache
def language(code: str | None) -> Language:
    """The language of a code such as "es" or "es-MX"; English where there is no catalogue."""
    short = (code or SOURCE).replace("_", "-").split("-")[0].lower()
    path = LOCALE / short / "LC_MESSAGES" / "waymark.po"
    if not path.exists():
        return Language(SOURCE, NullTranslations())
    return Language(short, compiled(path.read_bytes()))


def compiled(po: bytes) -> GNUTranslations:
    """A catalogue as translators keep it (.po), ready for use; no build step is needed."""
    mo = io.BytesIO()
    write_mo(mo, read_po(io.BytesIO(po)))
    mo.seek(0)
    return GNUTranslations(mo)


def languages() -> tuple[Language, ...]:
    """Every language with a catalogue, English first."""
    found = sorted(path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/waymark.po"))
    return tuple(language(code) for code in [SOURCE, *(c for c in found if c != SOURCE)])
