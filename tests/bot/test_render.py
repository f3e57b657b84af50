"""What people wrote is read as they wrote it, whatever it holds; Telegram takes what we make."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import render
from bot.chat import id_in
from bot.render import Button
from bot.sandbox.entities import parse_html, units
from dialogs import about_me, engine
from dialogs.clean import clean
from dialogs.engine import Context, Question
from dialogs.facts import GoalName
from dialogs.set_goal import Facts as GoalFacts
from dialogs.set_goal import set_goal
from dialogs.show_mastery import Facts, show_mastery
from dialogs.words import _, language

CONTEXT = Context(
    datetime(2026, 11, 23, 17, tzinfo=UTC), ZoneInfo("America/New_York"), language("en")
)
ISOLATES = str.maketrans("", "", "\u2068\u2069")
words = st.text().map(clean)
nasty = st.lists(
    st.sampled_from(["<b>", "</b>", "&amp;", "&", "<", ">", '"', "'", "{x}", "%s", "שלום", "a"])
).map("".join)


@given(words | nasty)
def test_words_are_read_as_they_were_written(text: str) -> None:
    """Through our HTML and Telegram's reading of it, unchanged, alone and inside a sentence."""
    read, entities = parse_html(render.html(text, CONTEXT))
    assert read.translate(ISOLATES) == text.translate(ISOLATES)
    assert entities == []
    read, _entities = parse_html(render.html(_("<b>{aim}</b>!").fill(aim=text), CONTEXT))
    assert read.translate(ISOLATES) == f"{text}!".translate(ISOLATES)


@given(words | nasty)
def test_a_button_is_never_empty(text: str) -> None:
    """A label has something to read, on one line, of a length a phone shows."""
    label = render.label(text, CONTEXT)
    assert label.strip()
    assert "\n" not in label
    assert len(label) <= render.LABEL_LIMIT


@given(words)
def test_words_turned_right_to_left_keep_to_themselves(text: str) -> None:
    """They stand in an isolate of their own, opened once and closed once."""
    shown = render.escape("שלום " + text)
    assert shown.startswith("\u2068")
    assert shown.endswith("\u2069")


@given(st.integers(0, 2**63 - 1))
def test_buttons_carry_what_telegram_takes(revision: int) -> None:
    """Every option of every question fits 64 bytes, whatever update showed it."""
    position = engine.play(set_goal(GoalFacts("Ms Rivera", date(2026, 11, 23))), {})
    keyboard = render.question_keyboard(position, CONTEXT, revision)
    assert all(1 <= len(b["callback_data"].encode()) <= 64 for row in keyboard for b in row)


def test_button_data_over_the_limit_is_our_fault() -> None:
    """It is raised where it is made, not refused by Telegram."""
    with pytest.raises(ValueError, match="64 bytes"):
        render.buttons([Button(_("Go"), "goal", "x" * 64)], CONTEXT)


LONG = st.text(min_size=1, max_size=40).map(lambda text: clean((text * 4_000)[:4_000]))


@given(LONG | st.just("🙂<&" * 1_333))
def test_a_card_with_long_evidence_fits(text: str) -> None:
    """Five pieces of 4,000 characters, each with 500 why: the card is one message."""
    because = text[:500] or "x"
    answers: dict[str, engine.Json] = {"format": "write", "goal": "1"}
    for n in range(1, 6):
        answers[f"evidence.{n}"] = {"kind": "text", "text": text}
        answers[f"because.{n}"] = {"text": because}
    answers |= {f"self.{n}": "meets" for n in range(1, 4)}
    facts = Facts("Ms Rivera", (GoalName(1, "Fractions"),))
    position = engine.play(show_mastery(facts), answers)
    assert position.question is not None
    assert position.question.key == "card"
    read, _entities = parse_html(render.question_text(position, CONTEXT))
    assert units(read) <= render.TEXT_LIMIT


def test_a_goal_of_the_longest_words_fits() -> None:
    """A card on which each line is as long as it may be is one message."""
    longest: engine.Json = {"text": "🙂a" * 150}
    answers: dict[str, engine.Json] = dict.fromkeys(
        ("area", "aim", "why", "obstacle", "then", "see"), longest
    )
    answers["level"] = 2
    for n in range(1, 5):
        answers |= {f"step.{n}": longest, f"due.{n}": "2026-12-04"}
    answers |= {"card.3": "add", "card.4": "add"}
    position = engine.play(set_goal(GoalFacts("Ms Rivera", date(2026, 11, 23))), answers)
    assert position.question is not None
    assert position.question.key == "card.5"
    read, _entities = parse_html(render.question_text(position, CONTEXT))
    assert units(read) <= render.TEXT_LIMIT


def test_long_lists_about_oneself_fit() -> None:
    """Four lists of twelve long items: each line is cut, not each item."""
    items: list[engine.Json] = [f"={n}{'a' * 198}" for n in range(12)]
    answers = dict.fromkeys(about_me.ASKED[:4], items) | {"later": "b" * 200}
    facts = about_me.Facts("Mia", "en", (language("en"),))
    position = engine.play(about_me.me(facts), answers)
    read, _entities = parse_html(render.question_text(position, CONTEXT))
    assert units(read) <= render.TEXT_LIMIT


def test_short_labels_share_a_row() -> None:
    """Two to a row where all are short; one to a row where one is long."""
    short = render.buttons([Button(_("A"), "x"), Button(_("B"), "y")], CONTEXT)
    long = render.buttons([Button(_("A"), "x"), Button(_("As long as this one"), "y")], CONTEXT)
    assert [len(row) for row in short] == [2]
    assert [len(row) for row in long] == [1, 1]


def test_a_bare_question_has_nothing_to_tap_but_stop() -> None:
    """No option, nothing before it, not optional: Stop is there."""
    question = Question[str](key="q", wording=_("Why?"))
    position = engine.Position[str]((), question, ())
    assert render.question_keyboard(position, CONTEXT, 1) == [
        [{"text": "Stop", "callback_data": "a:1:~stop"}]
    ]


def test_an_id_fits_into_every_database() -> None:
    """A larger one would fail the whole turn on PostgreSQL; it names nothing."""
    named = ("7", "2147483647", "2147483648", "9" * 18, "", "²", "-1", "7 ")
    assert [id_in(argument) for argument in named] == [7, 2**31 - 1, 0, 0, 0, 0, 0, 0]
