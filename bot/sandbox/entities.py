"""Formatting as Telegram stores it: plain text plus entities, measured in UTF-16 units.

`parse_html` follows the Bot API's HTML style (core.telegram.org/bots/api#html-style): the tags it
lists, four named entities and the numeric ones. `to_html` is the way back, for the page.
"""

import html
import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Entity = dict[str, Any]
"""A MessageEntity as Telegram's JSON: type, offset, length; url or language where they apply."""

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "blockquote": "blockquote",
}
_SHOWN = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SPECIAL = re.compile("[<&]")
_REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d{1,8})|#[xX]([0-9a-fA-F]{1,6}));")
_START = re.compile(
    r"""<([^\s>]*)((?:\s+[a-zA-Z][a-zA-Z0-9-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*>"""
)
_END = re.compile(r"</([^\s>]*)\s*>")
_ATTRIBUTE = re.compile(r"""([a-zA-Z][a-zA-Z0-9-]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")
_LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)'\]]")
_COMMAND = re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")
_SAFE_URL = re.compile(r"(?:https?|tg|mailto|tel):", re.IGNORECASE)
_HIGHEST = 0x10FFFF


class BrokenMarkupError(ValueError):
    """The HTML cannot be read; the text is Telegram's sentence about it."""


def units(text: str) -> int:
    """Return the length Telegram counts: UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    entity: Entity | None


@dataclass(slots=True)
class _Reader:
    source: str
    text: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def add(self, piece: str) -> None:
        self.text.append(piece)
        self.length += units(piece)

    def fail(self, sentence: str, at: int) -> BrokenMarkupError:
        return BrokenMarkupError(f"{sentence} at byte offset {len(self.source[:at].encode())}")

    def start(self, at: int) -> int:
        found = _START.match(self.source, at)
        if not found:
            raise self.fail("Unclosed start tag", at)
        tag = found[1].lower()
        if tag not in _TAGS:
            raise self.fail(f'Unsupported start tag "{tag}"', at)
        attributes = {
            a[1].lower(): html.unescape((a[2] or "").strip("\"'"))
            for a in _ATTRIBUTE.finditer(found[2])
        }
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self.fail('Tag "span" must have class "tg-spoiler"', at)
        if tag == "tg-emoji" and not attributes.get("emoji-id", "").isdigit():
            raise self.fail("Invalid custom emoji identifier specified", at)
        self.stack.append(_Open(tag, self.length, self._entity(tag, attributes)))
        return found.end()

    def _entity(self, tag: str, attributes: dict[str, str]) -> Entity | None:
        kind = _TAGS[tag]
        if tag == "a":
            return {"type": kind, "url": attributes.get("href", "")}
        if tag == "tg-emoji":
            return {"type": kind, "custom_emoji_id": attributes["emoji-id"]}
        if tag == "blockquote" and "expandable" in attributes:
            return {"type": "expandable_blockquote"}
        language = attributes.get("class", "").removeprefix("language-")
        if tag == "code" and self.stack and self.stack[-1].tag == "pre":
            outer = self.stack[-1]
            if outer.entity is not None and language and outer.offset == self.length:
                outer.entity["language"] = language
            return None
        return {"type": kind}

    def end(self, at: int) -> int:
        found = _END.match(self.source, at)
        if not found:
            raise self.fail("Unclosed end tag", at)
        if not self.stack:
            raise self.fail("Unexpected end tag", at)
        tag, top = found[1].lower(), self.stack.pop()
        if tag not in ("", top.tag):
            where = (
                f'Unmatched end tag at byte offset {len(self.source[:at].encode())}, expected "</'
            )
            raise BrokenMarkupError(f'{where}{top.tag}>", found "</{tag}>"')
        if top.entity is not None and self.length > top.offset:
            entity = top.entity
            if entity["type"] == "text_link" and not entity["url"]:
                entity["url"] = _slice("".join(self.text), top.offset, self.length)
            if entity["type"] != "text_link" or _SAFE_URL.match(entity["url"]):
                kind = entity.pop("type")
                length = self.length - top.offset
                self.entities.append(
                    {"type": kind, "offset": top.offset, "length": length, **entity}
                )
        return found.end()


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Read Telegram's HTML into text and entities, ordered by offset, the outer before the inner.

    An entity of an unknown name (`&nbsp;`) stays as written, and a link that is no http, tg, mailto
    or tel address is only text, as in Telegram. Raises `BrokenMarkupError`.
    """
    reader, at = _Reader(source), 0
    while found := _SPECIAL.search(source, at):
        if found.start() > at:
            reader.add(source[at : found.start()])
        at = found.start()
        if source[at] == "&":
            at = _reference(reader, at)
        elif source.startswith("</", at):
            at = reader.end(at)
        else:
            at = reader.start(at)
    reader.add(source[at:])
    if reader.stack:
        raise BrokenMarkupError(
            f'Can\'t find end tag corresponding to start tag "{reader.stack[-1].tag}"'
        )
    return "".join(reader.text), in_order(reader.entities)


def _reference(reader: _Reader, at: int) -> int:
    found = _REFERENCE.match(reader.source, at)
    if not found:
        reader.add("&")
        return at + 1
    if found[1]:
        reader.add(_NAMED[found[1]])
        return found.end()
    code = int(found[2]) if found[2] else int(found[3], 16)
    if not 0 < code < _HIGHEST:
        reader.add("&")
        return at + 1
    reader.add(chr(code))
    return found.end()


def in_order(entities: list[Entity]) -> list[Entity]:
    """Return them as Telegram lists them: by offset, the longer first."""
    return sorted(entities, key=lambda e: (e["offset"], -e["length"]))


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut the space around a message, as Telegram does, and move the entities with it."""
    kept = text.strip()
    if len(kept) == len(text):
        return text, entities
    cut, end = units(text) - units(text.lstrip()), units(kept)
    moved = []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        stop = min(entity["offset"] + entity["length"] - cut, end)
        if stop > start:
            moved.append({**entity, "offset": start, "length": stop - start})
    return kept, moved


def found_in(text: str, taken: list[Entity]) -> list[Entity]:
    """Return the links and /commands Telegram finds by itself, outside code and other links."""
    if "/" not in text:
        return []
    closed = [e for e in taken if e["type"] in ("code", "pre", "text_link")]
    found: list[Entity] = []
    for kind, pattern in (("url", _LINK), ("bot_command", _COMMAND)):
        for match in pattern.finditer(text):
            entity = {
                "type": kind,
                "offset": units(text[: match.start()]),
                "length": units(match[0]),
            }
            if not any(_overlap(entity, other) for other in (*closed, *found)):
                found.append(entity)
    return in_order(found)


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )


def _slice(text: str, start: int, stop: int) -> str:
    return text.encode("utf-16-le")[2 * start : 2 * stop].decode("utf-16-le", "replace")


def to_html(text: str, entities: list[Entity]) -> str:
    """Return safe HTML: b, i, u, s, code, pre, blockquote, a[href] and br; all else escaped."""
    if not entities:
        return _escaped(text)
    data = text.encode("utf-16-le")
    end = len(data) // 2
    ordered = in_order(entities)
    cuts = {0, end}
    for entity in ordered:
        cuts.update((min(entity["offset"], end), min(entity["offset"] + entity["length"], end)))
    out: list[str] = []
    stack: list[Entity] = []
    for start, stop in pairwise(sorted(cuts)):
        wanted = [e for e in ordered if e["offset"] <= start < e["offset"] + e["length"]]
        same = 0
        while same < min(len(stack), len(wanted)) and stack[same] is wanted[same]:
            same += 1
        out.extend(_tag(e, text)[1] for e in reversed(stack[same:]))
        out.extend(_tag(e, text)[0] for e in wanted[same:])
        out.append(_escaped(data[2 * start : 2 * stop].decode("utf-16-le", "replace")))
        stack = wanted
    out.extend(_tag(e, text)[1] for e in reversed(stack))
    return "".join(out)


def _tag(entity: Entity, text: str) -> tuple[str, str]:
    kind = entity["type"]
    if kind in _SHOWN:
        return f"<{_SHOWN[kind]}>", f"</{_SHOWN[kind]}>"
    if kind in ("text_link", "url"):
        offset = entity["offset"]
        url = entity.get("url") or _slice(text, offset, offset + entity["length"])
        if _SAFE_URL.match(url):
            return f'<a href="{html.escape(url)}">', "</a>"
    return "", ""


def _escaped(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
