"""Each kind of question: what it takes, by tap, by words and by file, and what it refuses."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from talk import CHICAGO, NOW, PHOTO, STICKER, Talk

from dialogs.engine import Context, Dialogue, Draft, Edit, Invalid, Question, Sent, Tapped, Typed
from dialogs.engine import ask as ask_
from dialogs.kinds import (
    Attachment,
    Line,
    Many,
    Pick,
    attachment,
    card,
    choice,
    day,
    find_zone,
    many,
    scale,
    suggest,
    text,
    zone,
)
from dialogs.people import name, offering_name
from dialogs.words import _, language

NAUGHTY = Path(__file__).parents[3] / "shared/data/text/blns.json"

SIZE = choice(
    "size",
    _("How big?"),
    small=_("Small"),
    large=_("Large one"),
    largest=_("The largest of all"),
    laundry=_("Large two"),
)
LEVEL = scale("level", _("Where are you?"), {1: _("Starting"), 2: _("Getting there")})
AREA = suggest("area", _("What?"), reading=_("Reading"), sums=_("Sums, and more 🧮"))
LIKES = many("likes", _("Which?"), sport=_("Sport"), music=_("Music"), art=_("Drawing and art"))
WORDS = text("words", _("Tell me."), most=100)
WHEN = day("when", _("By when?"))
ZONE = zone("zone", _("Which city's time?"))
WORK = attachment("work", _("Send your work."), later=_("I'll send it later"))
NAME = name("name", _("What shall I call you?"))
CARD = card(
    "card",
    _("Right?"),
    Line("size", _("How big"), _("Small")),
    Line("words", _("My words"), "hi"),
    None,
    done=_("Looks right"),
    add=_("Add a step"),
)
EVERY: list[Question[Any]] = [SIZE, LEVEL, AREA, LIKES, WORDS, WHEN, ZONE, WORK, NAME, CARD]
each_kind = pytest.mark.parametrize("question", EVERY, ids=lambda question: question.key)


def ask(question: Question[Any]) -> Talk:
    """A dialogue of this one question."""

    def asking(_facts: None) -> Dialogue[Any]:
        return (yield from ask_(question))

    return Talk(asking, None)


def refusal(question: Question[Any], raw: Any) -> str:
    """What is said to what cannot be an answer."""
    talk = ask(question).send(raw)
    assert talk.key == question.key
    assert talk.answers == {}
    [said] = talk.said
    return said


# --- one of a few --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2", "large"),
        (" 2. ", "large"),
        ("2️⃣", "large"),
        ("3)", "largest"),
        ("first", "small"),
        ("The second", "large"),
        ("the third one!", "largest"),
        ("Small", "small"),
        ("SMALL 🙂", "small"),
        ("“small”", "small"),
        ("sma", "small"),
        ("the large", "largest"),
        ("large t", "laundry"),
    ],
)
def test_what_is_typed_finds_its_option(typed: str, meant: str) -> None:
    """A number, a place in words, the label or a unique beginning of it picks the option."""
    assert ask(SIZE).say(typed).outcome == meant


@pytest.mark.parametrize(
    "typed", ["large", "lar", "sm", "5", "0", "99", "100", "-", "the fifth", "huge", "small large"]
)
def test_nothing_is_guessed(typed: str) -> None:
    """Where two options fit, or none, or too little was typed, the question stays open."""
    assert refusal(SIZE, Typed(typed)) == "Please tap one of the buttons, or type its number."


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("yes", "yes"), ("OK!", "yes"), ("no", "no"), ("Nope", "no"), ("not now", "no")],
)
def test_a_plain_yes_or_no_is_understood(typed: str, meant: str) -> None:
    """Whatever the labels say, what is named yes or no can be typed so."""
    question = choice("in", _("Are you in?"), yes=_("Count me in"), no=_("Not now"))

    assert ask(question).say(typed).outcome == meant


@pytest.mark.parametrize("typed", ["yes", "no"])
def test_yes_is_no_answer_where_there_is_none(typed: str) -> None:
    """A plain yes picks nothing in a question that has no yes."""
    assert refusal(SIZE, Typed(typed)) == "Please tap one of the buttons, or type its number."


def test_a_choice_gives_its_name() -> None:
    """A tap on a button gives the option's name, by its words or its name."""
    assert ask(SIZE).tap("The largest of all").outcome == "largest"
    assert ask(SIZE).tap("small").outcome == "small"


@pytest.mark.parametrize("given", ["Getting there", "2", "getting", "the second"])
def test_a_scale_gives_its_number(given: str) -> None:
    """What a scale keeps is the number, whatever way it was picked."""
    assert ask(LEVEL).say(given).outcome == 2
    assert ask(LEVEL).tap("Starting").outcome == 1


def test_a_suggestion_can_be_taken_or_replaced_by_own_words() -> None:
    """Own words are kept as they are; a suggestion keeps our sentence, to be translated."""
    assert ask(AREA).tap("Reading").outcome == Pick("reading", _("Reading"))
    assert ask(AREA).say("read").outcome == Pick("reading", _("Reading"))
    assert ask(AREA).say("sums and more").outcome.name == "sums"
    assert ask(AREA).say("Beat boxing").outcome == Pick(None, "Beat boxing")


# --- what is no answer ---------------------------------------------------------------------------


@each_kind
@pytest.mark.parametrize("nothing", ["", "🙂", "👍🏽👨‍👩‍👧", "\u200b\u200d", "?!…", "   "])
def test_no_words_are_no_answer(question: Question[Any], nothing: str) -> None:
    """Nothing at all, emoji alone or unseen letters answer no question; each is told why."""
    assert refusal(question, Typed(nothing))


@each_kind
def test_far_too_many_words_are_no_answer(question: Question[Any]) -> None:
    """Ten thousand letters are refused by every kind; own words are told the limit."""
    said = refusal(question, Typed("x" * 10_000))

    assert ("Can you say it shorter?" in said) == (question in (AREA, LIKES, WORDS, WORK, NAME))


def test_the_limit_is_told_in_numbers() -> None:
    """Whoever wrote too much knows how much fits."""
    said = refusal(WORDS, Typed("x" * 1_101))

    assert said == "That is 1,101 characters, and I can keep 100. Can you say it shorter?"
    assert ask(WORDS).say("x" * 100).outcome == "x" * 100


@each_kind
def test_a_sticker_is_no_answer(question: Question[Any]) -> None:
    """A sticker, a place or a contact is answered with what would do."""
    assert refusal(question, STICKER)


@pytest.mark.parametrize("question", [q for q in EVERY if q is not WORK], ids=lambda q: q.key)
def test_a_photo_is_no_answer_where_words_are_asked(question: Question[Any]) -> None:
    """A photo answers only the question for evidence."""
    assert refusal(question, PHOTO)


@pytest.mark.parametrize("question", [q for q in EVERY if q is not WORDS], ids=lambda q: q.key)
@pytest.mark.parametrize("button", ["nope", "", "~back", "=Chili", "own.0", "2026-13-01"])
def test_a_button_of_another_question_is_no_answer(question: Question[Any], button: str) -> None:
    """A button that is not the question's picks nothing."""
    assert refusal(question, Tapped(button)) == "That button is not part of this question."


def test_a_button_is_no_answer_where_words_are_asked() -> None:
    """A question without buttons takes no tap."""
    assert refusal(WORDS, Tapped("small")) == "I need this one in words. Please type it."


@pytest.mark.parametrize("words", ["<b>", "<b>bold</b>", "=1+1", "{aim}", "a & b", "--DROP", "%s"])
@pytest.mark.parametrize("question", [AREA, LIKES, WORDS, WORK], ids=lambda q: q.key)
def test_words_that_look_like_code_are_words(question: Question[Any], words: str) -> None:
    """Markup, formulas and braces are kept as they were typed."""
    outcome = ask(question).say(words).outcome

    kept = {
        "area": lambda: outcome.words,
        "likes": lambda: outcome[0].words,
        "words": lambda: outcome,
        "work": lambda: outcome.text,
    }[question.key]()
    assert kept == words


def test_words_that_look_like_code_are_shown_harmless() -> None:
    """On the card, somebody's markup is text and never ours."""
    shown = ask(card("card", _("Right?"), Line("a", _("Said"), "<b>{x}</b> & co"), ok=_("OK")))

    assert shown.question == "Right?\n\nSaid: &lt;b&gt;{x}&lt;/b&gt; &amp; co"


# --- many ----------------------------------------------------------------------------------------


def picked(talk: Talk) -> list[Any]:
    """Names of options, and own words."""
    return [pick.name or pick.words for pick in talk.outcome]


def test_ticks_come_and_go_until_done() -> None:
    """Each tap ticks or unticks; Done keeps what is ticked, in the order it was ticked."""
    talk = ask(LIKES).tap("Music").tap("Sport").tap("Music")
    assert talk.options == ["✓ Sport", "Music", "Drawing and art"]

    assert picked(talk.tap("Music").tap("Done")) == ["sport", "music"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1 and 3", ["sport", "art"]),
        ("1, 2 and 3", ["sport", "music", "art"]),
        ("1, 2, and 3", ["sport", "music", "art"]),
        ("3 1", ["art", "sport"]),
        ("1+2", ["=1+2"]),
        ("1 & 2", ["sport", "music"]),
        ("2", ["music"]),
        ("music, chess", ["music", "=chess"]),
        ("Drawing and art; sport", ["art", "sport"]),
        ("chess\nchess", ["=chess"]),
        ("football and chess", ["=football and chess"]),
    ],
)
def test_several_are_typed_at_once(typed: str, kept: list[str]) -> None:
    """Numbers and labels find options, the rest is kept as own words, nothing twice."""
    assert ask(LIKES).say(typed).answers["likes"] == kept


@pytest.mark.parametrize("typed", ["4", "1 and 4", "1, 9", ", ;", "🙂, music"])
def test_a_typed_list_with_a_mistake_is_asked_again(typed: str) -> None:
    """A number without an option, or a part without words, is not kept half."""
    assert refusal(LIKES, Typed(typed))


@pytest.mark.parametrize("word", ["done", "Done!", "that's all", "finished"])
def test_done_can_be_typed(word: str) -> None:
    """The word closes as the button does."""
    assert picked(ask(LIKES).tap("art").say(word)) == ["art"]


def test_typing_adds_to_the_ticks() -> None:
    """What was ticked stays when the rest is typed."""
    assert picked(ask(LIKES).tap("art").say("music and more")) == ["art", "music and more"]


def test_too_few_are_not_enough() -> None:
    """Where one is needed, Done waits for it."""
    needed = Many(key="likes", wording=_("Which?"), choices=LIKES.choices, least=1)

    assert refusal(needed, Tapped("done")) == "Pick at least 1."
    assert picked(ask(needed).tap("art").tap("done")) == ["art"]
    assert picked(ask(LIKES).tap("done")) == []


def test_own_words_can_be_refused() -> None:
    """A many-question can take its options alone."""
    closed = Many(key="likes", wording=_("Which?"), choices=LIKES.choices, own=False)

    assert refusal(closed, Typed("music, chess")) == (
        "Please tap one of the buttons, or type its number."
    )
    assert picked(ask(closed).say("music, sport")) == ["music", "sport"]


# --- day -----------------------------------------------------------------------------------------


def test_fridays_ahead_are_offered() -> None:
    """The next two Fridays, then two further off, are a tap away."""
    assert ask(WHEN).options == ["Fri, Nov 27", "Fri, Dec 4", "Fri, Dec 11", "Fri, Dec 25"]
    assert ask(WHEN).tap("Fri, Dec 4").outcome == date(2026, 12, 4)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1", date(2026, 11, 27)),
        ("the second", date(2026, 12, 4)),
        ("Dec 3", date(2026, 12, 3)),
        ("tomorrow", date(2026, 11, 24)),
        ("Friday", date(2026, 11, 27)),
    ],
)
def test_a_day_in_words(typed: str, meant: date) -> None:
    """A day can be typed, or picked by its place in the list."""
    assert ask(WHEN).say(typed).outcome == meant


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("yesterday", "That day has passed. Which day ahead is right?"),
        ("2020-01-01", "That day has passed. Which day ahead is right?"),
        ("2031-01-01", "That is more than a year away. Pick a day that is nearer."),
        ("the 45th", "There is no such day. Try “next Friday” or “Dec 3”."),
        ("soon", "I can't tell which day that is. Try “next Friday” or “Dec 3”."),
    ],
)
def test_a_day_that_cannot_be(typed: str, why: str) -> None:
    """Past, far, impossible and unclear days are each told apart."""
    assert refusal(WHEN, Typed(typed)) == why


@pytest.mark.parametrize(
    ("tapped", "why"),
    [("2026-11-22", "That day has passed"), ("2028-01-01", "more than a year away")],
)
def test_a_day_of_an_old_card(tapped: str, why: str) -> None:
    """A day that was ahead when its button was shown may have passed."""
    assert why in refusal(WHEN, Tapped(tapped))


@pytest.mark.parametrize("pick", ["2", "the second", "Fri, Mar 12"])
def test_words_that_mean_two_days_are_asked_back(pick: str) -> None:
    """“12/3” is not guessed: both days are offered, and one is picked."""
    talk = ask(WHEN).say("12/3")
    assert talk.question == "Which of the two do you mean?"
    assert talk.options == ["Thu, Dec 3", "Fri, Mar 12"]

    assert talk.say(pick).outcome == date(2027, 3, 12)


def test_back_from_two_days_is_the_question_again() -> None:
    """Back closes the list of two days."""
    talk = ask(WHEN).say("12/3").back()

    assert talk.question == "By when?"
    assert len(talk.options) == 4


# --- zone ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Madrid", "Europe/Madrid"),
        ("new york", "America/New_York"),
        ("2", "America/Chicago"),
        ("los ang", "America/Los_Angeles"),
        ("sao paulo", "America/Sao_Paulo"),
        ("Europe/London", "Europe/London"),
        ("Calcutta", "Asia/Kolkata"),
    ],
)
def test_a_zone_by_its_city(typed: str, found: str) -> None:
    """A city, a zone's own name or a number of the list gives the zone's name of today."""
    assert ask(ZONE).say(typed).outcome == found


def test_a_zone_by_tap() -> None:
    """The likely ones are a tap away."""
    assert ask(ZONE).tap("Denver").outcome == "America/Denver"


@pytest.mark.parametrize("typed", ["Nowhere", "eastern", "7", "GMT+2"])
def test_a_zone_that_is_unknown_or_not_one(typed: str) -> None:
    """An unknown place, or a name of two zones, is asked again and never guessed."""
    assert refusal(ZONE, Typed(typed)).startswith("I don't know that place.")
    assert find_zone(typed, language("en")) is None


def test_a_zone_that_is_no_more_is_asked_again() -> None:
    """A stored zone that this machine does not know is asked for."""
    with pytest.raises(Invalid, match="any more"):
        ZONE.load("Europe/Atlantis")


# --- attachment ----------------------------------------------------------------------------------


def test_evidence_by_file_link_text_or_not_at_all() -> None:
    """A file keeps what is needed to fetch it; a link and a text are told apart."""
    assert ask(WORK).send(PHOTO).outcome == Attachment(
        "photo", "file-1", "unique-1", 90_000, "image/jpeg"
    )
    assert ask(WORK).say("https://example.org/a?b=c").outcome.kind == "link"
    assert ask(WORK).say("see https://example.org").outcome.kind == "text"
    assert ask(WORK).say("I'll send it later").outcome is None
    assert ask(WORK).tap("later").outcome is None


def test_a_caption_is_kept() -> None:
    """What is written under a photo comes along."""
    assert ask(WORK).send(Sent("photo", "f", "u", 1, caption="My poem")).outcome.text == "My poem"


@pytest.mark.parametrize(("size", "fits"), [(20_000_000, True), (60_000_000, False)])
def test_a_file_has_to_fit(size: int, *, fits: bool) -> None:
    """What a bot cannot download is refused at once, with a way out."""
    talk = ask(WORK).send(Sent("video", "f", "u", size))

    assert talk.position.ended == fits
    if not fits:
        assert "up to 20 MB" in talk.said[0]


@pytest.mark.parametrize("kept", [{"kind": "photo", "colour": "red"}, {}, "never", 3, [1]])
def test_an_attachment_of_another_version_is_asked_again(kept: Any) -> None:
    """Fields that today's code does not know are no crash."""
    with pytest.raises(Invalid):
        WORK.load(kept)


# --- the closing card ----------------------------------------------------------------------------


def test_the_card_shows_its_lines() -> None:
    """Everything at a glance, then the ways on."""
    talk = ask(CARD)

    assert talk.question == "Right?\n\nHow big: Small\nMy words: hi"
    assert talk.options == ["Looks right", "Add a step", "Change a line"]


@pytest.mark.parametrize("word", ["yes", "OK", "okay!", "looks right", "1", "All good", "looks"])
def test_yes_words_close_the_card(word: str) -> None:
    """Whoever types yes has said yes."""
    assert ask(CARD).say(word).outcome == "done"


@pytest.mark.parametrize("line", ["my words", "My words!", "my w"])
def test_a_line_is_changed_by_its_name(line: str) -> None:
    """On the card, the name of a line opens it; no detour is needed."""
    assert isinstance(CARD.read(Typed(line), ask(CARD).context, None), Edit)


def test_a_line_is_changed_by_taps() -> None:
    """Change, then the line: by tap, number or name; a yes picks no line."""
    talk = ask(CARD).tap("Change a line")
    assert talk.question == "Which line shall we change?"
    assert talk.options == ["How big", "My words"]

    assert talk.say("yes").said == ["Please tap one of the buttons, or type its number."]
    for raw in (Tapped("words"), Typed("2"), Typed("my words")):
        assert CARD.read(raw, talk.context, "change") == Edit("words")


def test_change_can_be_typed() -> None:
    """The card's own options can be typed like any other."""
    assert ask(CARD).say("change").question == "Which line shall we change?"
    assert ask(CARD).say("add").outcome == "add"


# --- names ---------------------------------------------------------------------------------------


def test_the_known_name_is_a_tap_away() -> None:
    """The name Telegram knows is offered; another can be typed."""
    offered = offering_name(NAME, "Mia\u202e")

    assert ask(offered).options == ["Mia"]
    assert ask(offered).tap("known").outcome.words == "Mia"
    assert ask(offered).say("Amelia").outcome.words == "Amelia"
    assert ask(offering_name(NAME, "\u200b")).options == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  Ana \n María ", "Ana María"), ("A\u202ena", "Ana"), ("<b>Al</b>", "<b>Al</b>")],
)
def test_a_name_is_one_clean_line(typed: str, kept: str) -> None:
    """A name can stand in any list without turning it round."""
    assert ask(NAME).say(typed).outcome.words == kept


# --- anything at all -----------------------------------------------------------------------------


def naughty() -> list[str]:
    """Strings that break programs (a collection kept beside the checkout, where there is one)."""
    return [str(line) for line in json.loads(NAUGHTY.read_text())] if NAUGHTY.exists() else []


def check_round_trip(question: Question[Any], text: str, draft: Any) -> None:
    """What is read is JSON that is loaded again; anything else is refused with a sentence."""
    context = Context(NOW, CHICAGO, language("en"))
    for raw in (Typed(text), Tapped(text), Sent("document", text, text, 1, text, text, text)):
        try:
            kept = question.read(raw, context, draft)
        except Invalid as refused:
            assert context.language.put(refused.sentence)  # noqa: PT017  either is fine, a crash is not
            continue
        match kept:
            case Edit(key):
                assert key in {"size", "words"}
            case Draft(value):
                assert json.loads(json.dumps(value)) == value
                assert question.options(context, value)
            case value:
                question.load(json.loads(json.dumps(value)))


@each_kind
@given(
    text=st.text(max_size=60)
    | st.text("123456789 ,;and/")
    | st.sampled_from(["next friday", "12/3", "done", "yes", "1 and 2", "sum", "https://x"]),
    ticked=st.booleans(),
)
def test_anything_is_an_answer_or_told_why_not(
    question: Question[Any], text: str, *, ticked: bool
) -> None:
    """No text crashes a question: it is kept so that it can be loaded, or refused kindly."""
    drafts = {"likes": ["art", "=own"], "when": ["2026-12-03", "2027-03-12"], "card": "change"}

    check_round_trip(question, text, drafts.get(question.key) if ticked else None)


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the naughty strings are not beside this checkout")
@each_kind
def test_naughty_strings_are_answers_or_told_why_not(question: Question[Any]) -> None:
    """Strings collected because they break programs break no question."""
    for line in naughty():
        check_round_trip(question, line, None)


@each_kind
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["name", "text", "kind", "x"]), inner, max_size=3)
        ),
        max_leaves=6,
    )
)
def test_whatever_was_stored_is_loaded_or_asked_again(question: Question[Any], kept: Any) -> None:
    """An answer of another version never stops a conversation."""
    try:
        question.load(kept)
    except Invalid as refused:
        assert refused.sentence.template  # noqa: PT017  either is fine, a crash is not
