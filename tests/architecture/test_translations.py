"""Every language is whole: all is translated, fits on its buttons, and is understood when typed."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from every_branch import Message as Said
from every_branch import Sample, context, messages, samples

from bot import render
from bot.turns import WAYS
from dialogs.engine import Draft, Edit, Invalid, Json, Raw, Tapped, Typed
from dialogs.kinds import (
    DONE_WORDS,
    NO_SAID,
    ORDINALS,
    YES_SAID,
    DayQuestion,
    Many,
    TimesQuestion,
    plain,
)
from dialogs.words import LOCALE, Language, compiled

TEMPLATE = LOCALE / "waymark.pot"
PO = sorted(LOCALE.glob("*/LC_MESSAGES/waymark.po"))
SAMPLES = samples()
SHORT = 30  # characters: an English label of a button, or a line as short as one

every_language = pytest.mark.parametrize("path", PO, ids=lambda path: path.parts[-3])
every_sample = pytest.mark.parametrize(
    "sample", SAMPLES, ids=[f"{sample.name}-{n}" for n, sample in enumerate(SAMPLES)]
)


@cache
def catalogue(path: Path) -> Catalog:
    """What a file of translations holds."""
    with path.open("rb") as file:
        return read_po(file)


@cache
def spoken(path: Path) -> Language:
    """The language of a catalogue."""
    return Language(path.parts[-3], compiled(path.read_bytes()))


def entries(path: Path) -> list[Message]:
    """Its messages, without the header."""
    return [message for message in catalogue(path) if message.id]


def english(message: Message) -> tuple[str, ...]:
    """The English of a message: one wording, or one and many."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def translated(message: Message) -> tuple[str, ...]:
    """Its wordings in the other language."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


# --- the catalogue -------------------------------------------------------------------------------


@every_language
def test_a_language_is_whole(path: Path) -> None:
    """A catalogue has each sentence of the template, translated and looked over, and no other."""
    there = {english(message) for message in entries(path)}
    template = {english(message) for message in entries(TEMPLATE)}

    assert template - there == set(), "not in the catalogue; run: pybabel update"
    assert there - template == set(), "no longer said"
    assert [m.id for m in entries(path) if not all(translated(m))] == [], "not translated"
    assert [m.id for m in entries(path) if m.fuzzy] == [], "a guess nobody looked over"
    assert [*catalogue(path).obsolete] == [], "no longer said, and only set aside"


@every_language
def test_a_translation_keeps_places_and_tags(path: Path) -> None:
    """What is filled in and what is set in bold stands in the translation just as often.

    The number of what is counted may be left out, as “each week” does.
    """
    for message in entries(path):
        counted = len(english(message)) > 1
        for wanted in (r"\{\w*\}", r"</?\w+>", r"(?<![\w/])/[a-z]+", r"^\n|\n$", r"[<>&]"):
            here = found(wanted, english(message)[0], counted=counted)
            for wording in translated(message):
                assert found(wanted, wording, counted=counted) == here, message.id


def found(wanted: str, wording: str, *, counted: bool) -> list[str]:
    """What of a kind stands in a wording, in order; of what is counted without the number."""
    return sorted(one for one in re.findall(wanted, wording) if not (counted and one == "{n}"))


@every_language
def test_a_translation_counts_as_its_language_does(path: Path) -> None:
    """What is counted has a wording for each of the language's plurals."""
    counted = [message for message in entries(path) if len(english(message)) > 1]

    assert counted
    for message in counted:
        assert len(translated(message)) == catalogue(path).num_plurals, message.id


@every_language
def test_a_label_stays_short(path: Path) -> None:
    """What is short enough for a button in English is not cut off on one in another language."""
    for message in entries(path):
        if max(map(len, english(message))) < SHORT:
            assert max(map(len, translated(message))) <= render.LABEL_LIMIT, message.id


# --- every conversation --------------------------------------------------------------------------


@every_language
@every_sample
def test_every_conversation_in_every_language(path: Path, sample: Sample) -> None:
    """On every branch all is filled, fits, and its buttons can be told apart."""
    here = context(spoken(path))
    for message in messages(sample):
        text = render.question_text(message.position, here)
        labels = [render.label(option.label, here) for option in message.options]

        bare = text.replace("&lt;b&gt;{x}&lt;/b&gt;", "")  # a student's own braces
        assert not re.search(r"[{}]|None|Sentence\(", bare), text
        assert len(text.encode("utf-16-le")) // 2 <= render.TEXT_LIMIT
        assert len(set(map(plain, labels))) == len(labels), labels


@every_language
@every_sample
def test_a_button_can_be_typed(path: Path, sample: Sample) -> None:
    """Typing what stands on a button does what tapping it does, and never moves elsewhere."""
    speaker = spoken(path)
    here = context(speaker)
    moves = {plain(speaker.put(word)) for words in WAYS.values() for word in words}
    for message in messages(sample):
        for option in message.options:
            label = render.label(option.label, here)
            if option.name.startswith("own.") or label.endswith("…") or not plain(label):
                continue  # own words that were typed before, or too long to type again
            assert plain(label) not in moves, label
            assert typed(message, label, speaker) == tapped(message, option.name, speaker), label


@every_language
@every_sample
def test_an_example_can_be_typed(path: Path, sample: Sample) -> None:
    """What a question gives as an example of a day or a time is understood."""
    speaker = spoken(path)
    for message in messages(sample):
        question = message.position.question
        if isinstance(question, DayQuestion | TimesQuestion):
            template = question.asked(message.position.draft).template
            for example in re.findall("“([^”{]+)”", speaker.catalogue.gettext(template)):
                assert typed(message, example, speaker)  # and not refused


def typed(message: Said, label: str, speaker: Language) -> Json | Draft | Edit:
    """What comes of typing a label; of a list that stays open what is ticked, as of a tap."""
    return _whole(message, _read(message, Typed(label), speaker))


def tapped(message: Said, name: str, speaker: Language) -> Json | Draft | Edit:
    """What comes of tapping an option; a tick alone, as typing it is a whole answer."""
    return _whole(message, _read(message, Tapped(name), speaker))


def _whole(message: Said, read: Json | Draft | Edit) -> Json | Draft | Edit:
    if isinstance(message.position.question, Many) and isinstance(read, Draft):
        return read.value
    return _rhythm(message, read)


def _rhythm(message: Said, read: Json | Draft | Edit) -> Json | Draft | Edit:
    """A rhythm, as typing one is answered by saying it back; which week it counts from aside.

    No button says whether every other week begins with this one. What is no rhythm stays as it is.
    """
    if isinstance(message.position.question, TimesQuestion):
        match read:
            case Draft([dict() as rhythm]) | (dict() as rhythm):
                return {**rhythm, "week": None}
    return read


def _read(message: Said, raw: Raw, speaker: Language) -> Json | Draft | Edit:
    question, draft = message.position.question, message.position.draft
    assert question is not None
    if isinstance(question, Many):  # of one option alone, however many are wanted
        question, draft = replace(question, least=1), []
    try:
        read: Json | Draft | Edit = question.read(raw, context(speaker), draft)
    except Invalid as refused:
        pytest.fail(f"{raw} is refused: {speaker.put(refused.sentence)}")
    return read


@every_language
def test_what_is_heard_is_not_mistaken(path: Path) -> None:
    """The words for moving, for yes, for done and for a place in a list are all different."""
    put = spoken(path).put
    meanings = (*WAYS.values(), YES_SAID, NO_SAID, DONE_WORDS, *ORDINALS)
    heard = [{plain(put(word)) for word in words} for words in meanings]

    assert all(all(words) for words in heard)
    assert sum(map(len, heard)) == len(set().union(*heard))
