"""A teacher answers what students wrote: one, or several that are alike."""

from dataclasses import replace

import pytest
from talk import NOW, PHOTO, VOICE, Talk

from dialogs.check_in import STEMS
from dialogs.engine import Answers, Sent
from dialogs.reply import (
    ASK,
    KINDS,
    NEXT,
    NOTICING,
    STUCK_POINTS,
    THANKS,
    THANKS_STUCK,
    Before,
    Entered,
    Facts,
    Replied,
    reply,
)
from dialogs.words import _

MAYA = Entered(7, "Maya", NOW, "Stuck. I don't know how to start.")
LEO = Entered(8, "Leo", NOW, "Stuck. No clue.")
ALI = Entered(9, "Ali", NOW, "")
STUCK = Facts((MAYA,), "check_in", "stuck", "start")
ALIKE = replace(STUCK, to=(MAYA, LEO, ALI), several=True)
ALL: Answers = {"to": ["7", "8", "9"]}


def test_a_tap_and_a_send() -> None:
    """Three ideas that fit, one of each of three kinds; the card shows what goes, two taps in."""
    talk = Talk(reply, STUCK)
    assert talk.question.startswith("What would you like to say to Maya?")
    assert talk.options == [
        "Do only the first line. Then stop and look.",
        "Which part is the first that is not clear?",
        "Thanks for saying where it sticks.",
        "Other ideas",
        "Read, no reply needed",
    ]

    talk.tap("Do only the first line. Then stop and look.")
    assert "Maya gets this" in talk.question
    assert "Your reply: Do only the first line. Then stop and look." in talk.question
    talk.tap("Send to Maya")

    assert talk.outcome == Replied(
        "next", _("Do only the first line. Then stop and look."), "", (7,)
    )


def test_what_is_answered_is_shown_first() -> None:
    """The student's words, the goal, what it is stuck on, the trend, and the last word to them."""
    card = replace(
        STUCK, aim="Fractions", factor="I don't know how to start", trend=("done", "stuck"),
        contact=NOW,
    )  # fmt: skip

    [said] = Talk(reply, card).said
    assert said.split("\n") == [
        "Maya, Mon, Nov 23, 10:00\u202fAM: “Stuck. I don&#x27;t know how to start.”",
        "Goal: “Fractions”.",
        "Stuck on: I don&#x27;t know how to start.",
        "Check-ins so far: Done and Stuck.",
        "A teacher's last word to them: Mon, Nov 23, 10:00\u202fAM.",
    ]
    assert Talk(reply, STUCK).said[0].endswith("\nNo word from a teacher yet.")


def test_a_file_without_words_is_said_so() -> None:
    """Nothing is quoted that nobody wrote."""
    said = Talk(reply, replace(STUCK, to=(ALI,))).said[0]

    assert said.startswith("Ali, Mon, Nov 23, 10:00\u202fAM: a file, without words.\n")


def test_own_words() -> None:
    """Typed at once, and kept as they are."""
    talk = Talk(reply, STUCK).say("Come to me after class.").tap("send")

    assert talk.outcome == Replied("own", "Come to me after class.", "", (7,))


def test_a_voice_message() -> None:
    """Spoken instead of typed: the file goes, and the card says what it is."""
    talk = Talk(reply, STUCK).send(VOICE)
    assert "Your reply: A voice message" in talk.question

    assert talk.tap("send").outcome == Replied("own", _("A voice message"), "file-2", (7,))


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (PHOTO, "Please type it, or send a voice message."),
        (Sent("voice", "f", "u", 30_000_000), "That file is too big for me"),
    ],
)
def test_what_cannot_be_a_reply(sent: Sent, says: str) -> None:
    """It is said, and the question stays open."""
    talk = Talk(reply, STUCK).send(sent)

    assert talk.said[0].startswith(says)
    assert talk.key == "word"


def test_five_thousand_characters() -> None:
    """A clear sentence with both figures; the next try counts, and nothing went meanwhile."""
    talk = Talk(reply, STUCK).say("a" * 5000)
    assert talk.said == ["That is 5,000 characters, and I can keep 1,000. Can you say it shorter?"]

    assert talk.say("b" * 1000).tap("send").outcome.words == "b" * 1000


def test_an_idea_is_edited() -> None:
    """Changed on the card: what was tapped is replaced by what is typed."""
    talk = Talk(reply, STUCK).tap("next.0").edit("word").say("Do only line one.").tap("send")

    assert talk.outcome == Replied("own", "Do only line one.", "", (7,))


@pytest.mark.parametrize("kind", KINDS)
def test_three_ideas_of_each_kind(kind: str) -> None:
    """Behind “Other ideas” all four kinds, each with three."""
    talk = Talk(reply, STUCK).tap("Other ideas")
    assert talk.question == "What kind of reply?"
    assert talk.options == ["Thanks for telling", "What I notice", "Ask more", "A next step"]

    talk.tap(kind)
    assert len(talk.options) == 3
    assert talk.tap(f"{kind}.2").tap("send").outcome.kind == kind


def test_another_kind_after_all() -> None:
    """The kind changes on the card; the idea of the first kind is asked anew."""
    talk = Talk(reply, STUCK).tap("other", "ask", "ask.1").edit("kind").tap("thanks")
    assert talk.key == "idea"

    assert talk.tap("thanks.1").tap("send").outcome.kind == "thanks"


def test_read_and_no_reply_needed() -> None:
    """One tap, and nothing is said to the student."""
    assert Talk(reply, STUCK).tap("read").outcome == Replied("read", "", "", (7,))


@pytest.mark.parametrize(
    ("kind", "state", "first"),
    [
        ("check_in", "done", NOTICING["going"][0]),
        ("check_in", "not_yet", NEXT["idea"][0]),
        ("note", "", NOTICING["back"][0]),
        ("goal_review", "", NOTICING["back"][0]),
        ("test_before", "", NOTICING["test"][0]),
    ],
)
def test_ideas_fit_what_was_written(kind: str, state: str, first: object) -> None:
    """By the kind of entry, how it went, and what it is stuck on."""
    talk = Talk(reply, Facts((MAYA,), kind, state, "idea" if state == "not_yet" else ""))

    option = talk.open.options(talk.context, None)[0]
    assert option.label == first


def test_every_stuck_point_has_its_next_steps() -> None:
    """What a check-in can be stuck on is known here, and each point has three next steps."""
    codes = {
        option.name
        for state in ("stuck", "not_yet")
        for stem in STEMS[state]
        for option in stem.choices
    }
    assert codes - STUCK_POINTS.keys() <= {"outside"}
    assert {len(ideas) for ideas in (*NEXT.values(), *ASK.values(), *NOTICING.values())} == {3}
    assert len(THANKS) == len(THANKS_STUCK) == 3
    assert set(STUCK_POINTS.values()) < set(NEXT)


def test_ideas_fit_on_a_phone() -> None:
    """A button shows sixty characters."""
    ideas = [*THANKS, *THANKS_STUCK]
    ideas += [one for those in (NEXT, ASK, NOTICING) for three in those.values() for one in three]

    assert [one.template for one in ideas if len(one.template) > 60] == []


# --- several -------------------------------------------------------------------------------------


def test_several_at_once_are_two_taps() -> None:
    """With who is meant settled beforehand: an idea, and “Send to 3”."""
    talk = Talk(reply, ALIKE, answers=ALL)
    assert talk.question.startswith("What would you like to say to the 3?")
    [said] = talk.said
    assert [line.split(",")[0] for line in said.split("\n")] == ["Maya", "Leo", "Ali"]

    talk.tap("next.0")
    assert "For: Maya, Leo, and Ali" in talk.question
    assert talk.tap("Send to 3").outcome.entry_ids == (7, 8, 9)


def test_one_of_several_is_left_out() -> None:
    """On the card, “For” is changed: who is unticked gets nothing."""
    talk = Talk(reply, ALIKE, answers=ALL).tap("next.0").edit("to").tap("Leo", "Done")

    assert talk.tap("Send to 2").outcome.entry_ids == (7, 9)


def test_who_was_answered_meanwhile_is_left_out() -> None:
    """Another teacher was quicker with one of them: the rest are still meant."""
    talk = Talk(reply, replace(ALIKE, to=(MAYA, ALI)), answers=ALL).tap("next.0")

    assert talk.tap("Send to 2").outcome.entry_ids == (7, 9)


def test_who_was_unticked_is_not_answered_when_they_alone_are_left() -> None:
    """Maya and Leo are alike, Leo is unticked, and somebody else answers Maya meanwhile."""
    talk = Talk(reply, replace(ALIKE, to=(LEO,)), answers={"to": ["7"], "word": {"text": "Hi"}})

    assert talk.outcome is None
    assert talk.said == ["Then there is nobody to answer here."]


@pytest.mark.parametrize("to", [(), (MAYA, LEO)])
def test_nobody_is_left(to: tuple[Entered, ...]) -> None:
    """All were answered meanwhile, or nobody is ticked: it ends, and nothing goes."""
    answers: Answers = {"to": []} if to else ALL
    talk = Talk(reply, replace(ALIKE, to=to), answers=answers)

    assert talk.outcome is None
    assert talk.said == ["Then there is nobody to answer here."]


# --- two teachers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "words", "says"),
    [
        ("own", "Go on", "Mr Blue answered Maya on Mon, Nov 23, 10:00\u202fAM: “Go on”"),
        ("own", "", "Mr Blue answered Maya on Mon, Nov 23, 10:00\u202fAM, with a voice message."),
        ("read", "", "Mr Blue read what Maya wrote on Mon, Nov 23, 10:00\u202fAM. It needed no"),
    ],
)
def test_the_second_hears_what_the_first_said(kind: str, words: str, says: str) -> None:
    """An entry has one reply: who comes second is told who said what, and when."""
    before = Before("Mr Blue", "Maya", NOW, kind, words)
    talk = Talk(reply, replace(STUCK, before=before))

    assert talk.outcome is None
    assert talk.said[0].startswith(says)
