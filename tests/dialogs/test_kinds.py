"""Each kind of question: what it takes, by tap, by words and by file, and what it refuses."""

import json
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from naughty import naughty
from talk import CHICAGO, NOW, PHOTO, STICKER, Talk

from dialogs.cadence import Repeat
from dialogs.engine import (
    Context,
    Dialogue,
    Draft,
    Edit,
    Invalid,
    Question,
    Sent,
    Tapped,
    Typed,
    skippable,
)
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
    time_of_day,
    times,
    times_or_never,
    zone,
)
from dialogs.people import name, offering_name
from dialogs.words import _, language

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
TUESDAYS = Repeat((1,), time(16))
OFTEN = times_or_never(
    "often",
    _("Which days?"),
    Repeat((1, 3), time(16)),
    Repeat((0, 2, 4), time(15, 30)),
    never=_("Not at all"),
)
CLOCK = time_of_day("clock", _("What time?"), time(15), time(15, 30))
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
EVERY: list[Question[Any]] = [
    SIZE, LEVEL, AREA, LIKES, WORDS, WHEN, OFTEN, CLOCK, ZONE, WORK, NAME, CARD
]  # fmt: skip
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
    [
        *((said, "yes") for said in ("yes", "OK!", "Yeah", "yep", "yea", "sure", "y")),
        *((said, "no") for said in ("no", "Nope", "nah", "n", "not now")),
    ],
)
def test_a_plain_yes_or_no_is_understood(typed: str, meant: str) -> None:
    """Whatever the labels say, what is named yes or no can be typed so."""
    question = choice("in", _("Are you in?"), yes=_("Count me in"), no=_("Not now"))

    assert ask(question).say(typed).outcome == meant


@pytest.mark.parametrize("typed", ["yes", "no"])
def test_yes_is_no_answer_where_there_is_none(typed: str) -> None:
    """A plain yes picks nothing in a question that has no yes."""
    assert refusal(SIZE, Typed(typed)) == "Please tap one of the buttons, or type its number."


@pytest.mark.parametrize("typed", ["Im in", "im stuck", "I’m stuck", "didnt get"])
def test_an_apostrophe_is_not_needed(typed: str) -> None:
    """On a phone nobody types one."""
    question = choice("how", _("How?"), no=_("Didn't get to it"), yes=_("I'm in"), s=_("I'm stuck"))

    assert ask(question).say(typed).outcome in {"no", "yes", "s"}


@pytest.mark.parametrize("typed", ["thats all", "Done", "no", "that's it", "nothing else"])
def test_enough_is_understood(typed: str) -> None:
    """Where one may send more, it is no piece of work."""
    more = attachment("more", _("One more?"), enough=_("That's all"))

    assert ask(more).say(typed).outcome is None


@pytest.mark.parametrize("typed", ["no", "Nope", "nothing", "idk", "i dont know"])
def test_nothing_is_no_line(typed: str) -> None:
    """Said to a line that may be skipped it skips it, unless it may be an answer."""
    line = skippable(WORDS)

    assert ask(line).say(typed).outcome is None
    assert ask(skippable(replace(WORDS, answer=True))).say(typed).outcome == typed
    assert ask(WORDS).say(typed).outcome == typed


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


def test_the_earliest_day_is_a_tap_away() -> None:
    """Where a day may not be too early, the first that is not is offered, and Fridays after it."""
    later = replace(WHEN, earliest=date(2026, 12, 21))

    assert ask(later).options == [
        "Mon, Dec 21", "Fri, Dec 25", "Fri, Jan 1", "Fri, Jan 8", "Fri, Jan 22",
    ]  # fmt: skip
    assert ask(later).tap("Mon, Dec 21").outcome == date(2026, 12, 21)
    assert ask(later).say("Dec 22").outcome == date(2026, 12, 22)


def test_an_earliest_day_that_has_passed() -> None:
    """A day that is gone by the time of the answer is not offered: today is the first."""
    assert ask(replace(WHEN, earliest=date(2026, 11, 20))).options[0] == "Mon, Nov 23"


def test_a_day_that_is_too_early() -> None:
    """A day before the earliest is refused, by words, by tap, of two, and where it was stored."""
    later = replace(WHEN, earliest=date(2026, 12, 21))
    why = "It has to be Mon, Dec 21 or later."

    assert refusal(later, Typed("Dec 20")) == why
    assert refusal(later, Tapped("2026-12-20")) == why
    talk = ask(later).say("12/3")
    assert talk.say("1").said == [why]
    assert talk.say("2").outcome == date(2027, 3, 12)
    with pytest.raises(Invalid, match="or later"):
        later.load("2026-12-20")


# --- times ---------------------------------------------------------------------------------------


def read(talk: Talk) -> str:
    """The open question, with plain spaces in its times."""
    return talk.question.replace("\u202f", " ")


def buttons(talk: Talk) -> list[str]:
    """Its buttons, with plain spaces in their times."""
    return [label.replace("\u202f", " ") for label in talk.options]


def refused(question: Question[Any], typed: str) -> str:
    """What is said to words that cannot be an answer."""
    return refusal(question, Typed(typed)).replace("\u202f", " ")


def test_a_rhythm_is_a_tap_away() -> None:
    """A suggestion says on its button what it is, so that a tap is enough."""
    talk = ask(OFTEN)
    assert buttons(talk) == [
        "Tuesdays and Thursdays, 4:00 PM",
        "Mondays, Wednesdays, and Fridays, 3:30 PM",
        "Not at all",
    ]

    assert talk.tap(talk.options[0]).outcome == Repeat((1, 3), time(16))
    assert talk.answers == {
        "often": {"days": [1, 3], "time": "16:00", "every": 1, "until": None, "week": None}
    }


@pytest.mark.parametrize(("typed", "echo", "meant"), [
    ("every Tue at 4", "Tuesdays, 4:00 PM", TUESDAYS),
    ("weekdays after school", "Weekdays, 3:10 PM", Repeat((0, 1, 2, 3, 4), time(15, 10))),
    ("cada lunes a las 5", "Mondays, 5:00 PM", Repeat((0,), time(17))),
    ("Sundays, evening", "Sundays, 6:00 PM", Repeat((6,), time(18))),
    ("friday 4pm", "Fridays, 4:00 PM", Repeat((4,), time(16))),  # asked for days, it is every one
    ("mondays at 9", "Mondays, 9:00 AM", Repeat((0,), time(9))),  # 9 pm is quiet
    ("2", "Mondays, Wednesdays, and Fridays, 3:30 PM", Repeat((0, 2, 4), time(15, 30))),
    ("every other friday at 4 until Dec 18",
     "Fridays every 2 weeks, 4:00 PM, until Fri, Dec 18, 2026",
     Repeat((4,), time(16), 2, date(2026, 12, 18), date(2026, 11, 23))),
])  # fmt: skip
def test_what_is_typed_is_said_back(typed: str, echo: str, meant: Repeat) -> None:
    """Whatever was understood, nothing counts before a yes."""
    talk = ask(replace(OFTEN, school_end=time(15, 10))).say(typed)
    assert read(talk) == f"{echo}. Is that right?"
    assert talk.options == ["Yes", "Change"]

    assert talk.tap("Yes").outcome == meant


@pytest.mark.parametrize(("typed", "asked"), [
    ("ok", None), ("yes", None), ("1", None),
    ("no", "OK. Which days, and at what time? You can type it, like “Mondays at 5 pm”."),
    ("change", "OK. Which days, and at what time? You can type it, like “Mondays at 5 pm”."),
    ("at 5", "Tuesdays, 5:00 PM. Is that right?"),
    ("fridays at 5", "Fridays, 5:00 PM. Is that right?"),
])  # fmt: skip
def test_an_echo_is_answered_in_words(typed: str, asked: str | None) -> None:
    """Yes and no can be typed; another time, or other days, are said back again."""
    talk = ask(OFTEN).say("tuesdays at 4").say(typed)

    if asked is None:
        assert talk.outcome == TUESDAYS
    else:
        assert read(talk) == asked


def test_change_asks_again() -> None:
    """What was misunderstood is asked again, with the suggestions; Back is the first question."""
    talk = ask(OFTEN).say("tuesdays at 4").tap("Change")
    assert buttons(talk)[0] == "Tuesdays and Thursdays, 4:00 PM"
    assert talk.back().question == "Which days?"

    talk = ask(OFTEN).say("tuesdays at 4").tap("Change").say("tuesdays at 5").tap("Yes")
    assert talk.outcome == Repeat((1,), time(17))
    assert ask(OFTEN).say("tuesdays at 4").back().question == "Which days?"


@pytest.mark.parametrize(("picked", "hour"), [("1", 20), ("the second", 8), ("8 am", 8)])
def test_two_readings_are_both_offered(picked: str, hour: int) -> None:
    """“At 8” is not guessed."""
    talk = ask(OFTEN).say("mondays at 8")
    assert talk.question == "Which of the two do you mean?"
    assert buttons(talk) == ["Mondays, 8:00 PM", "Mondays, 8:00 AM", "Neither"]

    talk.say(picked)
    assert (talk.tap("Yes") if talk.key else talk).outcome == Repeat((0,), time(hour))


@pytest.mark.parametrize("typed", ["neither", "Neither!", "no", "3"])
def test_neither_asks_again(typed: str) -> None:
    """Whoever meant neither says it anew."""
    assert ask(OFTEN).say("mondays at 8").say(typed).question.startswith("OK. Which days")


@pytest.mark.parametrize(("typed", "echo"), [
    ("5", "Mondays, 5:00 PM"), ("4", "Mondays, 4:00 PM"), ("15:30", "Mondays, 3:30 PM"),
    ("half past three", "Mondays, 3:30 PM"), ("after school", "Mondays, 3:10 PM"),
    ("9", "Mondays, 9:00 AM"), ("fridays at 5", "Fridays, 5:00 PM"),
])  # fmt: skip
def test_a_time_that_is_missing_is_asked(typed: str, echo: str) -> None:
    """Days without a time are kept, and the time asked; there “4” is an hour, no button."""
    talk = ask(replace(OFTEN, school_end=time(15, 10))).say("mondays")
    assert talk.question == "Mondays. At what time?"
    assert buttons(talk) == ["3:30 PM", "4:00 PM", "5:00 PM", "6:00 PM", "7:00 PM"]

    assert read(talk.say(typed)) == f"{echo}. Is that right?"


def test_a_missing_time_is_tapped() -> None:
    """The days stand above the buttons, so that the tap is enough."""
    talk = ask(OFTEN).say("mondays")

    assert talk.tap(talk.options[2]).outcome == Repeat((0,), time(17))


def test_eight_is_asked_back_where_the_time_was_missing() -> None:
    """Both readings have the days that were said before."""
    assert buttons(ask(OFTEN).say("mondays").say("8")) == [
        "Mondays, 8:00 PM", "Mondays, 8:00 AM", "Neither",
    ]  # fmt: skip


@pytest.mark.parametrize(("typed", "why"), [
    ("25:00", "There is no such time. Try “4 pm” or “16:00”."),
    ("soon", "I don't know what time that is. Try “weekdays at 4 pm”."),
    ("yes", "I don't know what time that is. Try “weekdays at 4 pm”."),
    ("10 pm", "From 8:30 PM to 7:00 AM I stay quiet. Please pick another time."),
])  # fmt: skip
def test_a_time_that_cannot_be(typed: str, why: str) -> None:
    """The time is asked again, and the days stay."""
    talk = ask(OFTEN).say("mondays").say(typed)

    assert [said.replace("\u202f", " ") for said in talk.said] == [why]
    assert talk.question == "Mondays. At what time?"


@pytest.mark.parametrize(("typed", "why"), [
    ("tomorrow at 4", "That is one day. Which days every week?"),
    ("Dec 4", "That is one day. Which days every week?"),
    ("12/3 at 4", "That is one day. Which days every week?"),
    ("next friday", "That is one day. Which days every week?"),
    ("mondays at 25:00", "There is no such time. Try “4 pm” or “16:00”."),
    ("every 31st",
     "I can ask on days of the week. Try “Mondays” or “every other Friday”."),
    ("mondays at 10 pm", "From 8:30 PM to 7:00 AM I stay quiet. Please pick another time."),
    ("at 5", "Which days? Try “Mondays at 4 pm” or “weekdays after school”."),
    ("whenever", "I can't tell when that is. Try “every Tuesday and Thursday at 4 pm”."),
    ("3", "I can't tell when that is. Try “every Tuesday and Thursday at 4 pm”."),
])  # fmt: skip
def test_a_rhythm_that_cannot_be(typed: str, why: str) -> None:
    """One day, no such time, quiet hours and what is unclear are each told apart.

    A bare number is rather an hour than the button that asks for nothing.
    """
    assert refused(OFTEN, typed) == why


def test_nothing_is_offered_in_quiet_hours() -> None:
    """The hours are the class's: neither suggestions nor times within them are shown or taken."""
    early = replace(OFTEN, quiet=(time(16), time(7)))

    assert buttons(ask(early)) == ["Mondays, Wednesdays, and Fridays, 3:30 PM", "Not at all"]
    assert buttons(ask(early).say("mondays")) == ["3:30 PM"]
    old = ask(OFTEN)
    names = [option.name for option in OFTEN.options(old.context, None)]
    assert refusal(early, Tapped(names[0])) == "That button is not part of this question."


def test_quiet_hours_that_have_changed() -> None:
    """What was said back, or stored, before the class changed its hours is asked again."""
    early = replace(OFTEN, quiet=(time(16), time(7)))
    talk = ask(OFTEN).say("tuesdays at 4")
    draft = talk.position.draft

    with pytest.raises(Invalid, match="stay quiet"):
        early.read(Tapped("yes"), talk.context, draft)
    with pytest.raises(Invalid, match="stay quiet"):
        early.load(talk.tap("Yes").answers["often"])


@pytest.mark.parametrize("way", ["never", "Not at all", "not", "no", "Nope"])
def test_not_at_all(way: str) -> None:
    """Where it may be never, a tap, its words or a plain no say so; nothing else stands for it."""
    talk = ask(OFTEN)
    talk = talk.tap(way) if way == "never" else talk.say(way)

    assert talk.outcome is None
    needed = times("often", _("Which days?"), TUESDAYS)
    assert len(ask(needed).options) == 1
    assert ask(needed).say(way).key == "often"
    with pytest.raises(Invalid):
        needed.load("never")


def test_one_day_a_week() -> None:
    """Where once a week is asked, several days are refused and one is taken."""
    weekly = times("weekly", _("Which day?"), TUESDAYS, Repeat((4,), time(17)), one_day=True)

    assert refused(weekly, "mondays and fridays at 4") == (
        "Once a week is enough here. Please pick one day."
    )
    assert refused(weekly, "every day") == "Once a week is enough here. Please pick one day."
    assert ask(weekly).say("fridays at 5").tap("Yes").outcome == Repeat((4,), time(17))


@pytest.mark.parametrize("kept", [
    {"days": [1], "time": "16:00", "every": 1, "until": None},
    {"days": [1], "time": None, "every": 1, "until": None, "week": None},
    {"days": [], "time": "16:00", "every": 1, "until": None, "week": None},
    {"days": ["Tue"], "time": "16:00", "every": 1, "until": None, "week": None},
    {"days": [1], "time": "4", "every": 1, "until": "soon", "week": None},
    {"days": [1], "time": "16:00", "every": 2, "until": None, "week": None},
    "mondays",
])  # fmt: skip
def test_a_rhythm_of_another_version_is_asked_again(kept: Any) -> None:
    """What is no rhythm with a time any more is no crash, in an answer or in a draft."""
    with pytest.raises(Invalid, match="any more"):
        OFTEN.load(kept)
    assert OFTEN.options(ask(OFTEN).context, [kept])


@given(
    st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from([None, date(2026, 12, 18)]),
    st.sampled_from([(1, None), (2, date(2026, 11, 23))]),
)
def test_a_rhythm_comes_back_as_it_was(
    days: tuple[int, ...], at: time, until: date | None, weeks: tuple[int, date | None]
) -> None:
    """Every rhythm can stand on a button, which Telegram keeps short, and comes back the same."""
    rhythm = Repeat(days, at, weeks[0], until, weeks[1])
    question = replace(times("often", _("Which days?"), rhythm), quiet=(time(8), time(8)))
    [option] = question.options(ask(question).context, None)
    talk = ask(question).tap(option.name)

    assert len(option.name) <= 40
    assert option.name.isascii()
    assert talk.outcome == rhythm


# --- one time of day -----------------------------------------------------------------------------

UNTIL = time_of_day("until", _("Until when?"), time(7), part="in the morning")
SINCE = time_of_day("since", _("From when?"), time(20), part="in the evening")


def test_a_time_is_a_tap_away() -> None:
    """The likely times stand on buttons."""
    talk = ask(CLOCK)
    assert buttons(talk) == ["3:00 PM", "3:30 PM"]

    assert talk.tap(talk.options[1]).outcome == time(15, 30)
    assert talk.answers == {"clock": "15:30"}


@pytest.mark.parametrize(("typed", "at"), [
    ("15:10", time(15, 10)), ("3:10 pm", time(15, 10)), ("half past three", time(15, 30)),
    ("a las tres y media", time(15, 30)), ("3", time(15)), ("noon", time(12)), ("17h", time(17)),
    ("school ends at 3:10", time(15, 10)),
])  # fmt: skip
def test_a_time_in_words(typed: str, at: time) -> None:
    """A time is typed as it is spoken; an hour alone will do."""
    assert ask(CLOCK).say(typed).outcome == at


@pytest.mark.parametrize(("question", "typed", "at"), [
    (UNTIL, "7", time(7)), (UNTIL, "half past 8", time(8, 30)), (UNTIL, "noon", time(12)),
    (UNTIL, "7 pm", time(19)), (UNTIL, "13:30", time(13, 30)),
    (SINCE, "8", time(20)), (SINCE, "9:30", time(21, 30)), (SINCE, "8 am", time(8)),
    (SINCE, "3", time(15)),
])  # fmt: skip
def test_an_hour_of_the_evening_or_the_morning(question: Any, typed: str, at: time) -> None:
    """What the question is about says which half of the day is meant, unless the answer does."""
    assert ask(question).say(typed).outcome == at


@pytest.mark.parametrize(("picked", "at"), [("2", time(8)), ("first", time(20)), ("9", None)])
def test_eight_is_asked_back(picked: str, at: time | None) -> None:
    """From 8 to 11 both halves of the day are offered; another time can still be said."""
    talk = ask(CLOCK).say("8")
    assert talk.question == "Which of the two do you mean?"
    assert buttons(talk) == ["8:00 PM", "8:00 AM"]

    talk.say(picked)
    if at is None:
        assert buttons(talk) == ["9:00 AM", "9:00 PM"]
        assert talk.back().question == "What time?"
    else:
        assert talk.outcome == at


@pytest.mark.parametrize(("typed", "why"), [
    ("25:00", "There is no such time. Try “4 pm” or “16:00”."),
    ("0:00", "Midnight ends one day and begins the next. Try “11:30 pm” or “7 am”."),
    ("soon", "I don't know what time that is. Try “3:10 pm” or “15:10”."),
    ("3 or 4", "I don't know what time that is. Try “3:10 pm” or “15:10”."),
    ("fridays at 3", "I don't know what time that is. Try “3:10 pm” or “15:10”."),
    ("yes", "I don't know what time that is. Try “3:10 pm” or “15:10”."),
])  # fmt: skip
def test_what_is_no_time_of_day(typed: str, why: str) -> None:
    """No such time, two times, and a time of some days only are not taken."""
    assert refused(CLOCK, typed) == why
    assert refused(UNTIL, typed) == why


def test_a_time_of_another_version_is_asked_again() -> None:
    """What is no time any more is no crash."""
    with pytest.raises(Invalid, match="any more"):
        CLOCK.load("late")


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


@pytest.mark.parametrize("word", ["No", "nope", "nah"])
def test_no_to_the_card_means_change(word: str) -> None:
    """Asked whether it looks right, who says no wants to change something."""
    assert CARD.read(Typed(word), ask(CARD).context, None) == Draft("change")


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


def test_a_name_that_begins_like_the_known_one_is_taken_as_typed() -> None:
    """Who is Alexander to Telegram may be Alex here."""
    assert ask(offering_name(NAME, "Alexander")).say("Alex").outcome.words == "Alex"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  Ana \n María ", "Ana María"), ("A\u202ena", "Ana"), ("<b>Al</b>", "<b>Al</b>")],
)
def test_a_name_is_one_clean_line(typed: str, kept: str) -> None:
    """A name can stand in any list without turning it round."""
    assert ask(NAME).say(typed).outcome.words == kept


# --- anything at all -----------------------------------------------------------------------------


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
    | st.sampled_from(["next friday", "12/3", "done", "yes", "1 and 2", "sum", "https://x"])
    | st.sampled_from(["mondays", "mon at 8", "tue at 4", "no", "8", "change", "neither"]),
    ticked=st.booleans(),
)
def test_anything_is_an_answer_or_told_why_not(
    question: Question[Any], text: str, *, ticked: bool
) -> None:
    """No text crashes a question: it is kept so that it can be loaded, or refused kindly."""
    drafts = {
        "likes": ["art", "=own"],
        "when": ["2026-12-03", "2027-03-12"],
        "often": ask(OFTEN).say("mondays at 8").position.draft,
        "clock": ["20:00", "08:00"],
        "card": "change",
    }

    check_round_trip(question, text, drafts.get(question.key) if ticked else None)


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
