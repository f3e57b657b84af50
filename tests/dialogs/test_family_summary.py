"""What a family reads, for any week and whatever a student decided."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from operator import mul

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from reading import grade
from talk import CHICAGO, NOW

from bot import render
from dialogs.engine import Context
from dialogs.family_summary import (
    CAPTION_LIMIT,
    IDEAS,
    MOST_WORDS,
    PACES,
    Draft,
    Room,
    Step,
    Week,
    alt_text,
    cut,
    home_idea,
    pace,
    summary,
)
from dialogs.words import Language, Sentence, language, languages

ENGLISH = language("en")
FRIDAY = date(2026, 12, 4)
WEEK = Week(
    "Mia",
    "Explain fractions",
    "on_pace",
    done=("Try one on my own", "Draw a half"),
    working=("Explain it to Sam", "Write it down"),
    next=("Show my work", FRIDAY),
)
AS_SHOWN = Draft()
NEVER = re.compile(
    r"\b(private|secret|only you|confidential|scores?|streaks?|points?|quiz\w*|marks?|grades?|feel"
    r"\w*|notes?|late|behind|missed|fail\w*|should|must|bad)\b",
    re.IGNORECASE,
)

PIECES = ("a ", "w", "学", "🎉", "👩🏽‍🚀", "נועה ", "e\u0301", "two\nlines ", "“ ” ")
own_words = st.one_of(
    st.text(max_size=60),
    st.builds(mul, st.sampled_from(PIECES), st.integers(0, 300)),
)
some_lines = st.lists(own_words, max_size=2).map(tuple)
weeks = st.builds(
    Week,
    child=own_words,
    aim=own_words,
    pace=st.sampled_from(sorted(PACES)),
    done=some_lines,
    working=some_lines,
    next=st.none() | st.tuples(own_words, st.dates(date(2026, 1, 1), date(2030, 1, 1))),
    quiet=st.booleans(),
)
drafts = st.builds(
    Draft,
    done=st.none() | st.integers(0, 2),
    working=st.none() | st.integers(0, 2),
    added=own_words.map(lambda text: text[:120]),
    hold=st.booleans(),
)
ideas = st.integers(0, 200)


def full(piece: str) -> Week:
    """A week that is full of one piece, over and over."""
    long = piece * 400
    return Week(long, long, "more_time", (long,), (long,), (f"{long}!", date(2026, 12, 30)))


def read(words: Sentence, speaker: Language = ENGLISH) -> str:
    """The words as Telegram counts and shows them, without its escapes."""
    return unescape(render.html(words, Context(NOW, CHICAGO, speaker)))


def units(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


# --- the message ---------------------------------------------------------------------------------


def test_a_week() -> None:
    """Goal and pace in words, one thing done, one being worked on, what is next, an idea."""
    assert read(summary(WEEK, AS_SHOWN, 0)).splitlines() == [
        "Mia's week",
        "Goal: “Explain fractions”",
        "Pace: on pace",
        "Done: “Try one on my own”",
        "Working on: “Explain it to Sam”",
        "Next: “Show my work”, Fri, Dec 4",
        "One minute at home: Ask to be shown one thing from this week.",
        "“…” are Mia's own words.",
    ]


def test_what_the_student_decided() -> None:
    """Another line done, none that is worked on, and one that the student adds."""
    told = read(summary(WEEK, Draft(done=1, working=None, added="I drew a pizza!"), 0))

    assert "Done: “Draw a half”" in told
    assert "Try one" not in told
    assert "Working on" not in told
    assert "Mia adds: “I drew a pizza!”" in told


def test_a_next_step_is_said_once() -> None:
    """Where what is next is what is worked on, its day stands there."""
    told = read(summary(replace(WEEK, next=("Explain it to Sam", FRIDAY)), AS_SHOWN, 0))

    assert "Working on: “Explain it to Sam”, by Fri, Dec 4" in told
    assert "Next:" not in told


@pytest.mark.parametrize("working", [None, 1], ids=["none", "another"])
def test_a_line_that_was_left_out_comes_nowhere(working: int | None) -> None:
    """What a student takes out of one line does not come as the next step."""
    week = replace(WEEK, next=("Explain it to Sam", FRIDAY))

    assert "Sam" not in read(summary(week, replace(AS_SHOWN, working=working), 0))


def test_a_line_that_is_gone_does_not_go() -> None:
    """A decision about a line that is no longer there sends no other line instead."""
    told = read(summary(WEEK, Draft(done=7, working=-1), 0))

    assert "Done" not in told
    assert "Working on" not in told


def test_a_short_one() -> None:
    """Shorter ends after what is worked on, and keeps what the student added."""
    for ahead in (WEEK.next, ("Explain it to Sam", FRIDAY)):
        told = read(
            summary(replace(WEEK, next=ahead), replace(AS_SHOWN, added="Hi"), 0, short=True)
        )

        assert told.splitlines()[3:] == [
            "Done: “Try one on my own”",
            "Working on: “Explain it to Sam”",
            "Mia adds: “Hi”",
            "“…” are Mia's own words.",
        ]


def test_a_quiet_week() -> None:
    """A week without anything done says so, and blames nobody."""
    told = read(summary(replace(WEEK, done=(), quiet=True), AS_SHOWN, 1))
    assert "A quiet week, and that is fine." in told
    assert "Working on: “Explain it to Sam”" in told

    assert "quiet" not in read(summary(replace(WEEK, quiet=True), AS_SHOWN, 1))


def test_without_a_goal() -> None:
    """With nothing of the child's own to tell, the greeting and the idea remain."""
    told = read(summary(Week("Mia", "", "paused", quiet=True), AS_SHOWN, 2))

    assert told.splitlines() == [
        "Mia's week",
        "A quiet week, and that is fine.",
        "One minute at home: Ask what the next small step is, and when.",
    ]


# --- for any input -------------------------------------------------------------------------------


@example(week=full("a "), draft=Draft(added="b " * 60), n=1, short=False)
@example(
    week=replace(full("a "), done=(), quiet=True), draft=Draft(added="b " * 60), n=1, short=False
)
@given(week=weeks, draft=drafts, n=ideas, short=st.booleans())
def test_at_most_ninety_words(week: Week, draft: Draft, n: int, *, short: bool) -> None:
    """Whatever was typed, in every language there is; in English with room to translate."""
    for speaker in languages():
        assert len(read(summary(week, draft, n, short=short), speaker).split()) <= MOST_WORDS

    assert len(read(summary(week, draft, n, short=short)).split()) <= 0.9 * MOST_WORDS


@example(week=full("w"), draft=Draft(added="w" * 120), n=1, total=12, done=11)
@given(week=weeks, draft=drafts, n=ideas, total=st.integers(0, 12), done=st.integers(0, 12))
def test_it_fits_under_the_picture(week: Week, draft: Draft, n: int, total: int, done: int) -> None:
    """With the words for the picture it is a caption, in every language; English leaves 30 %."""
    for speaker in languages():
        parts = [read(words, speaker) for words in (summary(week, draft, n), alt_text(done, total))]
        caption = "\n\n".join(parts)

        assert units(caption) <= (CAPTION_LIMIT / 1.3 if speaker == ENGLISH else CAPTION_LIMIT)


@given(week=weeks, draft=drafts, n=ideas)
def test_every_line_is_one_line(week: Week, draft: Draft, n: int) -> None:
    """No words of a student's break a line of the message."""
    assert len(read(summary(week, draft, n)).split("\n")) <= 9


@pytest.mark.parametrize("name", ["נועה", "نورة"])
def test_a_name_from_right_to_left(name: str) -> None:
    """It keeps to itself, so that it does not turn the line round."""
    told = read(summary(replace(WEEK, child=name), AS_SHOWN, 0))

    assert told.startswith(f"\u2068{name}\u2069's week")


@pytest.mark.parametrize("name", ["👩🏽‍🚀 Mia", "<Mia>", "María José"])
def test_a_name_stays_as_it_is(name: str) -> None:
    """Emoji, brackets and accents are the child's own."""
    assert read(summary(replace(WEEK, child=name), AS_SHOWN, 0)).startswith(f"{name}'s week")


@given(quiet=st.booleans(), which=st.sampled_from(sorted(PACES)), n=ideas, draft=drafts)
def test_our_own_words_blame_and_rank_nobody(
    which: str, n: int, draft: Draft, *, quiet: bool
) -> None:
    """Without the student's words, nothing of marks, feelings, notes or being late is left."""
    words = summary(replace(WEEK, pace=which, quiet=quiet, done=()), draft, n)
    ours = ENGLISH.put(words, escape=lambda _own: "")

    assert not NEVER.search(ours)
    assert "?" not in ours


@pytest.mark.parametrize("n", range(len(IDEAS)))
def test_a_sixth_grader_can_read_it(n: int) -> None:
    """All of it, with each idea and each pace."""
    for which in PACES:
        week = replace(WEEK, pace=which)
        said = read(summary(week, AS_SHOWN, n)) + "\n" + read(alt_text(2, 4))

        assert grade(said) <= 6


# --- cutting -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cut_to"),
    [
        ("one two", "one two"),
        ("one \n two", "one two"),
        ("one two three", "one two…"),
        ("sixteen letters here", "sixteen…"),
        ("sixteen lettersss", "sixteen…"),
        ("sixteen letters", "sixteen letters"),
        ("abcdefghijklmnopq", "abcdefghijklmn…"),
        ("学" * 20, "学" * 14 + "…"),
        ("🎉" * 20, "🎉" * 7 + "…"),
        ("👩🏽‍🚀" * 4, "👩🏽‍🚀" * 2 + "…"),
        ("", ""),
    ],
)
def test_cut(text: str, cut_to: str) -> None:
    """Two words and 15 units, “…” among them: cut at a word, a letter never in its middle."""
    assert cut(text, Room(2, 15)) == cut_to


@given(text=own_words, words=st.integers(1, 20), most=st.integers(4, 200))
def test_cut_keeps_to_its_room(text: str, words: int, most: int) -> None:
    """In words and in units; and what fits is not touched but for its spaces."""
    kept = cut(text, Room(words, most))

    assert len(kept.split()) <= words
    assert units(kept) <= most
    assert kept.removesuffix("…") in " ".join(text.split())


def test_the_longest_is_cut_first() -> None:
    """What is short stays whole beside something long."""
    told = read(summary(replace(WEEK, aim="a word " * 60), AS_SHOWN, 0))

    assert "Done: “Try one on my own”" in told
    assert "Goal: “" + "a word " * 8 in told
    assert "…”" in told


# --- pace ----------------------------------------------------------------------------------------

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ((), "on_pace"),
        ((Step(FRIDAY),), "on_pace"),
        ((Step(FRIDAY - 7 * DAY),), "on_pace"),
        ((Step(FRIDAY - 8 * DAY),), "more_time"),
        ((Step(FRIDAY - 8 * DAY, done=FRIDAY), Step(FRIDAY)), "on_pace"),
        ((Step(FRIDAY + 7 * DAY, done=FRIDAY),), "on_pace"),
        ((Step(FRIDAY + 8 * DAY, done=FRIDAY), Step(FRIDAY + DAY)), "ahead"),
        ((Step(FRIDAY + 8 * DAY, done=FRIDAY), Step(FRIDAY)), "on_pace"),
        ((Step(FRIDAY + 8 * DAY, done=FRIDAY), Step(FRIDAY - 8 * DAY)), "more_time"),
    ],
)
def test_pace(steps: tuple[Step, ...], told: str) -> None:
    """A week either way before the pace says anything, by the student's own days."""
    assert pace(steps, FRIDAY) == told


def test_at_rest() -> None:
    """A goal that rests is not behind, however long ago its days were."""
    assert pace([Step(FRIDAY - 90 * DAY)], FRIDAY, resting=True) == "paused"


# --- ideas, the picture in words, what is kept ---------------------------------------------------


def test_ideas_rotate() -> None:
    """At least six, none of them twice before all were there; each is short."""
    told = [read(home_idea(n)) for n in range(2 * len(IDEAS))]

    assert len(set(told[: len(IDEAS)])) == len(IDEAS) >= 6
    assert told[: len(IDEAS)] == told[len(IDEAS) :]
    assert all(len(each.split()) <= 12 for each in told)


@pytest.mark.parametrize(
    ("done", "total", "told"),
    [
        (2, 4, "Picture: a path with 4 stops, 2 done."),
        (0, 1, "Picture: a path with 1 stop, 0 done."),
        (0, 0, "Picture: a path with 0 stops, 0 done."),
    ],
)
def test_the_picture_in_words(done: int, total: int, told: str) -> None:
    """The caption says what the picture shows to whoever cannot see it."""
    assert read(alt_text(done, total)) == told


@given(week=weeks, draft=drafts)
def test_what_is_kept_comes_back(week: Week, draft: Draft) -> None:
    """A week and a decision are the same after they were stored."""
    assert Week.of(json.loads(json.dumps(week.as_json()))) == week
    assert Draft.of(json.loads(json.dumps(draft.as_json()))) == draft


def test_silence_is_a_decision() -> None:
    """Where nothing was decided, what goes is what was shown first."""
    assert Draft.of({}) == Draft(done=0, working=0, added="", hold=False)
