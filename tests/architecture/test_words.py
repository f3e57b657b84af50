"""Every sentence a person reads can be translated, and the catalogue's template knows it."""

import ast
import re
from collections.abc import Iterator
from datetime import date, time
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from every_branch import FREE, SPANISH, Sample, context, messages, samples
from reading import NEVER

from dialogs.cadence import countries, country_name
from dialogs.engine import Sent, Typed
from dialogs.kinds import CHANGE, Card
from dialogs.words import LOCALE, Arg, Language, Sentence, language

ROOT = Path(__file__).parents[2]
TEMPLATE = LOCALE / "waymark.pot"
REGENERATE = (
    "uv run pybabel extract -k _ -k _n:1,2 -o dialogs/locale/waymark.pot"
    " --no-location --omit-header --sort-output dialogs bot"
)
SAMPLES = samples()
MOST_WORDS = 60
"""Of a message."""
SPEAKERS = {"say", "tell", "tell_teachers", "Button", "picture", "document"}
BOT = [
    path.relative_to(ROOT)
    for path in sorted(ROOT.glob("bot/**/*.py"))
    if "from dialogs.words import" in path.read_text()
]


# --- the template --------------------------------------------------------------------------------


def test_the_template_holds_every_sentence() -> None:
    """What translators start from is what the code says, no more and no less."""
    said = {
        message
        for package in ("dialogs", "bot")
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / package, keywords={"_": None, "_n": (1, 2)}
        )
    }
    with TEMPLATE.open("rb") as file:
        written = {message.id for message in read_po(file) if message.id}

    assert written == said, f"run: {REGENERATE}"


def singular_and_plural(message: Message) -> tuple[str, ...]:
    """The English of a catalogue's entry."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


PO = sorted(LOCALE.glob("*/LC_MESSAGES/waymark.po"))


@pytest.mark.parametrize("path", [TEMPLATE, *PO], ids=lambda path: path.parts[-3])
def test_a_translation_fills_the_same_places(path: Path) -> None:
    """A translated sentence has the places of the English one, and no others."""
    with path.open("rb") as file:
        for message in read_po(file):
            english = " ".join(singular_and_plural(message))
            places = set(re.findall(r"\{\w+\}", english))
            strings = [message.string] if isinstance(message.string, str) else message.string
            for string in strings or ():
                assert set(re.findall(r"\{\w+\}", string)) <= places, message.id


# --- what is never said --------------------------------------------------------------------------

NEVER_IN_SPANISH = re.compile(
    r"\b(privad[oa]s?|secret[oa]s?|s[oó]lo t[uú]|confidencial(es)?|puntos?|puntaj\w+|puntuaci\w+"
    r"|rachas?|marcador(es)?|cuestionarios?)\b",
    re.IGNORECASE,
)
ALLOWED = ("There are no points and no ranks.", "No hay puntos ni puestos que ganar.")
"""That there are none is said."""


def test_words_that_are_never_said() -> None:
    """Nothing is called private, and nothing is counted up or ranked, in chat and on the pages."""
    assert [words for words in known() if NEVER.search(without_allowed(words))] == []
    with (LOCALE / "es/LC_MESSAGES/waymark.po").open("rb") as file:
        for message in read_po(file):
            strings = [message.string] if isinstance(message.string, str) else message.string
            for words in strings or ():
                assert not NEVER_IN_SPANISH.search(without_allowed(words)), words


def without_allowed(words: str) -> str:
    """What is left to look at."""
    for one in ALLOWED:
        words = words.replace(one, "")
    return words


# --- what is heard -------------------------------------------------------------------------------


def known() -> set[str]:
    """The English of every sentence in the template."""
    with TEMPLATE.open("rb") as file:
        return {each for message in read_po(file) for each in singular_and_plural(message)}


class Marking(NullTranslations):
    """A language in which each sentence that the template knows stands in ⟦ ⟧."""

    def __init__(self) -> None:
        super().__init__()
        self._known = known()

    def gettext(self, message: str) -> str:
        """The sentence, marked if it can be translated."""
        return f"⟦{message}⟧" if message in self._known else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The sentence for this many, marked."""
        return self.gettext(msgid1 if n == 1 else msgid2)


MARKED = Language("en", Marking())


def heard(words: Arg) -> tuple[str, list[str]]:
    """What is left of the words once all that was translated is out, and the own words in them."""
    own: list[str] = []

    def hide(text: str) -> str:
        own.append(text)
        return ""

    if isinstance(words, date | time | int):  # a day, an hour or a number needs no catalogue
        return "", own
    text = MARKED.put(words, zone=context().zone, escape=hide)
    while text != (text := re.sub("⟦[^⟦⟧]*⟧", "", text)):
        pass
    return text.strip(), own


def test_what_was_not_translated_is_found() -> None:
    """The measure below measures."""
    forgotten = Sentence("Nobody marked {this}.", args={"this": "x"})

    assert heard(forgotten) == ("Nobody marked .", ["x"])
    assert heard(CHANGE) == ("", [])
    assert heard(Sentence(CHANGE.template, CHANGE.template, {"n": 2})) == ("", [])


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_everything_said_is_translated(sample: Sample) -> None:
    """In every branch, all that is not somebody's own words goes through the catalogue."""
    for message in messages(sample):
        question = message.position.question
        words: list[Arg | None] = [*message.says, *(option.label for option in message.options)]
        if question is not None:
            words.append(question.asked(message.position.draft))
        if isinstance(question, Card):
            words += [part for line in question.lines for part in (line.label, line.value)]

        for each in words:
            left, own = heard(each) if each is not None else ("", [])
            assert left == ""
            assert [text for text in own if text not in theirs(sample)] == []


@cache
def theirs(sample: Sample) -> frozenset[str]:
    """Words that are no sentences of ours: of the facts, of the answers, names of places."""
    facts = re.findall(r"'([^']*)'", repr(sample.facts))
    typed = [raw.text for answers in FREE.values() for raw in answers if isinstance(raw, Typed)]
    captions = [
        raw.caption for answers in FREE.values() for raw in answers if isinstance(raw, Sent)
    ]
    zones = [name.replace("_", " ") for name in available_timezones()]
    cities = [name.rsplit("/", 1)[-1] for name in zones]
    lands = [country_name(country, language("en")) for country in countries()]
    spoken = [language("en").name, SPANISH.name]
    return frozenset([*facts, *typed, *captions, *zones, *cities, *lands, *spoken])


# --- what the bot says ---------------------------------------------------------------------------


def marked(node: ast.AST) -> Iterator[int]:
    """The ids of constants that stand inside a call of _ or _n."""
    for call in ast.walk(node):
        match call:
            case ast.Call(func=ast.Name("_" | "_n")):
                yield from (id(inner) for inner in ast.walk(call))


def not_said(node: ast.AST) -> Iterator[int]:
    """The ids of constants nobody reads: docstrings, what is raised, what is logged."""
    for each in ast.walk(node):
        match each:
            case ast.Expr(value=ast.Constant() as constant):
                yield id(constant)
            case ast.Raise() | ast.Assert():
                yield from (id(inner) for inner in ast.walk(each))
            case ast.Call(func=ast.Attribute(value=ast.Name("log"))):
                yield from (id(inner) for inner in ast.walk(each))


@pytest.mark.parametrize("module", BOT, ids=str)
def test_the_bot_speaks_through_the_catalogue(module: Path) -> None:
    """No sentence in a module that talks to people stands outside _ or _n."""
    tree = ast.parse((ROOT / module).read_text())
    fine = {*marked(tree), *not_said(tree)}
    sentences = [
        f"{module}:{node.lineno} {node.value!r}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in fine
        and re.search(r"[A-Z]\w* \w|\w [\w'’]+[.!?:]", node.value)
    ]

    assert sentences == []


@pytest.mark.parametrize("module", BOT, ids=str)
def test_nothing_is_said_in_bare_words(module: Path) -> None:
    """What is handed to say, tell or a button is a sentence, never a string made on the spot."""
    tree = ast.parse((ROOT / module).read_text())
    bare = [
        f"{module}:{call.lineno} {ast.unparse(argument)}"
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for name in [getattr(call.func, "id", getattr(call.func, "attr", ""))]
        if name in SPEAKERS
        for argument in [*call.args[: 2 if name == "tell" else 1]]
        if isinstance(argument, ast.JoinedStr)
        or (isinstance(argument, ast.Constant) and isinstance(argument.value, str))
    ]

    assert bare == []


@pytest.mark.parametrize("module", BOT, ids=str)
def test_no_sentence_of_the_bot_is_too_long(module: Path) -> None:
    """At most 60 words, as in the dialogues: what is longer goes into two messages."""
    tree = ast.parse((ROOT / module).read_text())
    said = set(marked(tree))
    long = [
        f"{module}:{node.lineno}: {len(words)} words"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) in said
        for words in [node.value.split()]
        if len(words) > MOST_WORDS
    ]

    assert long == []
