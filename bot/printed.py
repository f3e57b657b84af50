"""The weekly message as a page to print, for families without Telegram."""

from __future__ import annotations

from base64 import b64encode

from jinja2 import Environment, PackageLoader

from dialogs.words import Language, Sentence

PAGES = Environment(
    loader=PackageLoader("bot"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


def family_page(message: Sentence, picture: bytes, alt: Sentence | None, language: Language) -> str:
    """One HTML page that needs nothing else: half a sheet of paper, or any screen.

    The first line of `message` is its heading; `picture` is a PNG, and `alt` says it in
    words; without them it is left out.
    """
    heading, *lines = language.put(message, escape=isolated).splitlines()
    return PAGES.get_template("family_page.html").render(
        heading=heading,
        lines=lines,
        picture=b64encode(picture).decode(),
        alt=language.put(alt) if alt else "",
        code=language.code,
        direction=language.locale.text_direction,
    )


def isolated(text: str) -> str:
    """Somebody's own words, whose direction does not turn the line they stand in."""
    return f"\u2068{text}\u2069"
