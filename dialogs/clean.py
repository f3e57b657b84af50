"""Make what people type safe to keep and to show, and leave it theirs.

Everything typed passes `clean`, every name people see `clean_name`. Dropped is what cannot be seen
and can hurt: NUL (PostgreSQL refuses it), lone surrogates (no encoder takes them), control
characters, marks that turn the direction of text round, unseen letters that make two names look
alike.
"""

import re
import unicodedata
from itertools import groupby
from typing import Final

NAME_LENGTH: Final = 64  # code points

# What is never kept; U+200D and tags are kept inside emoji alone.
FORBIDDEN: Final = (
    r"\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff"
    r"\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    r"\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f"
)
PICTURE: Final = (
    r"[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe"
    r"\u2600-\u27bf\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
TAGS: Final = r"\U000e0020-\U000e007e"
# One emoji: a flag in tags, a keycap, or pictures joined by U+200D, each with its look or skin.
EMOJI: Final = (
    rf"(?:\U0001f3f4[{TAGS}]+\U000e007f|[0-9#*]\ufe0f?\u20e3"
    rf"|{PICTURE}[\ufe0e\ufe0f]?[\U0001f3fb-\U0001f3ff]?"
    rf"(?:\u200d{PICTURE}[\ufe0e\ufe0f]?[\U0001f3fb-\U0001f3ff]?)*)"
)
EMOJI_OR_FORBIDDEN: Final = re.compile(f"({EMOJI})|[{FORBIDDEN}]")
ONLY_EMOJI: Final = re.compile(rf"(?:{EMOJI}\s*)+")
LINE_ENDS: Final = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
BLANK_LINES: Final = re.compile(r"\n(?:[^\S\n]*\n){3,}")


def clean(text: str) -> str:
    """Give `text` in NFC without what is unseen and harmful; what can be read stays as it was.

    At most 3 combining marks follow one another, 3 or more blank lines become one, and the ends are
    stripped. Doing it twice changes nothing. Never longer than the NFC form of `text`, which only a
    handful of letters make longer than `text` itself (U+0958 and other composition exclusions).
    U+200C and U+200D go outside emoji: a loss to Persian and Indic spelling, taken for safe names.
    """
    text = LINE_ENDS.sub("\n", text).replace("\t", " ")
    text = EMOJI_OR_FORBIDDEN.sub(lambda found: found[1] or "", text)
    if not text.isascii():
        text = few_marks(unicodedata.normalize("NFC", text))
    return BLANK_LINES.sub("\n\n", text).strip()


def few_marks(text: str) -> str:
    """Give `text` with at most 3 combining marks in a row."""
    runs = groupby(text, key=lambda letter: unicodedata.category(letter).startswith("M"))
    return "".join("".join(run)[: 3 if marks else None] for marks, run in runs)


def clean_name(text: str) -> str:
    """Give `text` as a name: clean, one line, at most 64 code points. May be empty: ask again."""
    return clean(" ".join(clean(text).split())[:NAME_LENGTH])


def is_only_emoji(text: str) -> bool:
    """Say whether there is at least one emoji in `text`, and nothing else but space."""
    return ONLY_EMOJI.fullmatch(text.strip()) is not None


def has_letters_or_digits(text: str) -> bool:
    """Say whether `text` holds a letter or digit of any script."""
    return any(map(str.isalnum, text))
