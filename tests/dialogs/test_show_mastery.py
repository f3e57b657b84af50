"""A student shows what they know, conversation by conversation."""

from dataclasses import replace
from datetime import date

import pytest
from talk import PHOTO, Talk

from dialogs.engine import Sent
from dialogs.facts import GoalName, Own
from dialogs.kinds import Attachment
from dialogs.show_mastery import (
    MOST_EVIDENCE,
    Evidence,
    Facts,
    Proposal,
    SelfCheck,
    Shown,
    show_mastery,
)
from dialogs.words import _

ONE = Facts("Ms Rivera", (GoalName(11, "Explain fractions"),))
TWO = replace(ONE, goals=(*ONE.goals, GoalName(12, "Speak up")))
GOES_ON = replace(ONE, goals=(), format="Write about it")


def looked_at(talk: Talk) -> Talk:
    """The three criteria, all met."""
    return talk.tap("meets", "meets", "meets")


def test_from_a_choice_to_handing_it_in() -> None:
    """Choose how, send it, say why it shows it, look at it oneself, hand it in."""
    talk = Talk(show_mastery, ONE)
    assert talk.said[0] == "Who sees this: you and Ms Rivera."
    assert "we look at the same three things:\n• It shows what I set out to do" in talk.said[1]
    assert talk.question == "How would you like to show it?"
    assert talk.options[-1] == "My own idea"

    talk.tap("Write about it")
    assert talk.question.startswith("Send your work: a photo, a voice message")
    talk.say("Halves are two equal parts.")
    assert talk.question == (
        "Finish the sentence: “This shows it because …” Tap an ending or type your own."
    )
    talk.say("I say why")
    assert talk.question == "Got it. Send another piece, or tap “That's all”."
    talk.tap("That's all")
    assert talk.question == "Look at your work: “It shows what I set out to do.” Does it?"

    talk.tap("Yes, it does", "Not yet", "Yes, and more")
    assert talk.question == "What makes it more? One line."
    talk.say("I drew it too")
    assert talk.question.splitlines() == [
        "Ready to hand in to Ms Rivera?",
        "",
        "Goal: Explain fractions",
        "How: Write about it",
        "Piece 1 shows it because: I say why",
        "It shows what I set out to do: Yes, it does",
        "I can say why it works: Not yet",
        "It is my own work and words: Yes, and more",
    ]
    assert talk.tap("Hand it in").outcome == Shown(
        goal_id=11,
        format=_("Write about it"),
        proposal=None,
        evidence=(Evidence(Attachment("text", text="Halves are two equal parts."), "I say why"),),
        self_check=(
            SelfCheck("aim", _("It shows what I set out to do"), "meets", ""),
            SelfCheck("why", _("I can say why it works"), "not_yet", ""),
            SelfCheck("own", _("It is my own work and words"), "beyond", "I drew it too"),
        ),
        submitted=True,
    )


def test_which_goal_is_asked_where_there_are_two() -> None:
    """One goal is taken for granted, of two one is picked."""
    talk = Talk(show_mastery, TWO)
    assert talk.question == "Which goal do you want to show?"

    talk.tap("Speak up")
    assert talk.key == "format"
    assert talk.tap("teach", "later").outcome.goal_id == 12


def test_the_work_can_come_later() -> None:
    """The choice is kept, and nothing is handed in yet."""
    shown = Talk(show_mastery, ONE).tap("make", "I'll send it later").outcome

    assert shown == Shown(11, _("Make something, with photos"), None, (), (), submitted=False)


def test_an_own_idea() -> None:
    """A format of the student's own: for whom, what, what it shows, what it needs, by when."""
    talk = Talk(show_mastery, ONE).tap("My own idea")
    assert talk.question == "Your own idea, good. Who is it for?"
    talk.tap("Younger students").say("A comic").tap("aim", "why", "done").skip()
    assert talk.question == "By when?"

    shown = talk.tap("Fri, Dec 4").tap("later").outcome
    assert shown.proposal == Proposal(
        _("Younger students"),
        "A comic",
        (_("It shows what I set out to do"), _("I can say why it works")),
        "",
        date(2026, 12, 4),
    )


def test_an_album_is_kept_piece_by_piece() -> None:
    """What comes before the reason was given is the next piece; each is asked about in turn."""
    photos = [replace(PHOTO, file_id=f"file-{n}", unique_id=f"unique-{n}") for n in range(7)]
    talk = Talk(show_mastery, GOES_ON)
    talk.send(photos[0]).send(photos[1])
    assert talk.question.startswith("Got that one too, I ask about it next.\n\nFinish the sentence")
    talk.send(photos[2])
    assert talk.question.startswith("Got 2 more, I ask about them next.")
    assert talk.say("It is whole").question.startswith("Finish the sentence")
    assert talk.said == ["Now piece 2."]
    talk.send(photos[3]).send(photos[4]).send(photos[5])
    assert talk.said == ["I have 5 pieces now, and that is all I can take."]
    for reason in ("It is halved", "It is in thirds", "It is in quarters", "It is in fifths"):
        talk.say(reason)
    looked_at(talk)
    talk.edit("Piece 1 shows it because").say("It is one")
    assert [
        (piece.attachment.file_id, piece.because)
        for piece in talk.tap("Hand it in").outcome.evidence
    ] == [
        ("file-0", "It is one"),
        ("file-1", "It is halved"),
        ("file-2", "It is in thirds"),
        ("file-3", "It is in quarters"),
        ("file-4", "It is in fifths"),
    ]


def test_a_file_that_comes_late_takes_its_place() -> None:
    """Also where one had said that it was all, and gave a reason anew."""
    talk = looked_at(Talk(show_mastery, GOES_ON).say("One").say("because").tap("That's all"))
    talk.edit("Piece 1 shows it because").send(PHOTO).say("as you see").say("in colours")
    assert talk.tap("That's all", "Hand it in").outcome.evidence[1].because == "in colours"


def test_who_sees_it_is_said_where_the_goal_is_known() -> None:
    """Also where the conversation opens with the goal, as from a goal that is finished."""
    assert Talk(show_mastery, TWO, answers={"goal": "12"}).said[0] == (
        "Who sees this: you and Ms Rivera."
    )


def test_an_own_idea_on_the_card() -> None:
    """An own format goes the same way to the same card."""
    talk = Talk(show_mastery, ONE).tap("own").say("Grandpa").say("A song").tap("done")
    talk.say("A guitar").say("tomorrow").say("La la").say("It rhymes").tap("enough")

    assert "How: My own idea" in looked_at(talk).question
    assert talk.say("yes").outcome.proposal.needs == "A guitar"


# --- evidence ------------------------------------------------------------------------------------


def test_a_captioned_photo_says_why_itself() -> None:
    """A caption is the reason; it can be changed on the card."""
    talk = Talk(show_mastery, GOES_ON).send(replace(PHOTO, caption="See the halves"))
    assert talk.said == ["I can't see or hear that kind of file, but Ms Rivera can."]
    assert talk.key == "evidence.2"

    looked_at(talk.tap("enough"))
    assert "Piece 1 shows it because: See the halves" in talk.question
    talk.edit("Piece 1 shows it because").say("Two equal halves")
    assert talk.tap("submit").outcome.evidence[0].because == "Two equal halves"


def test_a_bare_photo_is_asked_for_its_reason() -> None:
    """A file alone shows nothing until it is said why; an ending can be tapped."""
    talk = Talk(show_mastery, GOES_ON).send(PHOTO)
    assert talk.key == "because.1"
    assert talk.options == [
        "I did it on my own",
        "You can see each step",
        "I can say why it works",
    ]

    looked_at(talk.tap("You can see each step", "enough"))
    assert "Piece 1 shows it because: You can see each step" in talk.question
    assert talk.tap("submit").outcome.evidence[0].because == _("You can see each step")


@pytest.mark.parametrize("kind", ["photo", "voice", "audio", "video", "video_note", "animation"])
def test_what_the_coach_cannot_see_or_hear_is_said_once(kind: str) -> None:
    """Each kind of picture, sound and film; not again with the next piece."""
    talk = Talk(show_mastery, GOES_ON).send(Sent(kind, "f1", "u1", 1, caption="One"))
    assert talk.said == ["I can't see or hear that kind of file, but Ms Rivera can."]

    assert talk.send(replace(PHOTO, caption="Two")).said == []
    assert talk.say("Some words").say("They fit").send(PHOTO).said == []


def test_a_file_with_words_in_it_is_nothing_to_see_or_hear() -> None:
    """Of a document nothing is said, and of the picture after it once."""
    talk = Talk(show_mastery, GOES_ON).send(Sent("document", "f1", "u1", 1, caption="One"))
    assert talk.said == []

    assert talk.send(PHOTO).said == ["I can't see or hear that kind of file, but Ms Rivera can."]


def test_up_to_five_pieces() -> None:
    """After the fifth piece nobody asks for more."""
    talk = Talk(show_mastery, GOES_ON)
    for n in range(1, MOST_EVIDENCE + 1):
        assert talk.key == f"evidence.{n}"
        talk.send(Sent("document", f"f{n}", f"u{n}", 1, caption=f"Page {n}"))

    assert talk.key == "self.1"
    assert talk.said == []
    assert len(looked_at(talk).tap("submit").outcome.evidence) == 5


def test_a_file_too_big_and_then_a_link() -> None:
    """A video that is too big can come as a link."""
    talk = Talk(show_mastery, GOES_ON).send(Sent("video", "f", "u", 60_000_000))
    assert "up to 20 MB" in talk.said[0]

    talk.say("https://example.org/v").say("I explain it").tap("enough")
    assert looked_at(talk).tap("submit").outcome.evidence[0].attachment.kind == "link"


def test_back_over_a_piece() -> None:
    """Back takes the newest piece back, not all of them."""
    talk = Talk(show_mastery, GOES_ON).say("One").say("because").say("Two").back()
    assert talk.key == "evidence.2"

    assert len(looked_at(talk.tap("enough")).tap("submit").outcome.evidence) == 1


# --- going on ------------------------------------------------------------------------------------


def test_work_that_was_promised_goes_on_with_the_evidence() -> None:
    """The format is known, so only the work is asked for."""
    talk = Talk(show_mastery, GOES_ON)
    assert talk.said == []
    assert talk.key == "evidence.1"

    looked_at(talk.say("My text").say("I say why").tap("enough"))
    assert "How:" not in talk.question
    shown = talk.tap("submit").outcome
    assert (shown.goal_id, shown.format) == (None, "")


def test_work_to_revise_opens_with_the_one_thing() -> None:
    """What the teacher asked for comes first, in their words."""
    talk = Talk(show_mastery, replace(GOES_ON, one_thing="Say why <it> works."))

    assert talk.said == ["Ms Rivera asked for one thing: “Say why &lt;it&gt; works.”"]


# --- changing lines ------------------------------------------------------------------------------


def test_a_judgement_is_changed_on_the_card() -> None:
    """Who thinks again changes the line; “and more” asks what makes it more."""
    talk = Talk(show_mastery, GOES_ON).say("My text").say("I say why").tap("enough")
    looked_at(talk).edit("I can say why it works").tap("beyond")
    assert talk.key == "self_why.2"

    checks = talk.say("I found two ways").tap("submit").outcome.self_check
    assert checks[1] == SelfCheck("why", _("I can say why it works"), "beyond", "I found two ways")


def test_another_format_keeps_the_work() -> None:
    """The format is changed on the card; what was sent stays."""
    talk = Talk(show_mastery, ONE).tap("write").say("My text").say("I say why").tap("enough")
    looked_at(talk).edit("How").tap("explain")

    assert "How: Explain it on video or voice" in talk.question
    assert talk.tap("submit").outcome.evidence[0].because == "I say why"


# --- a class's own -------------------------------------------------------------------------------

COMIC, SONG = Own(7, "Draw a comic"), Own(8, "Sing it")
SOURCE, SUM, FIG = Own(9, "I give a <source>"), Own(10, "It adds up"), Own(11, "It has a picture")


def test_the_classs_own_formats_come_first() -> None:
    """Ours fill up to five; the student's own idea is always there."""
    talk = Talk(show_mastery, replace(ONE, own_formats=(COMIC, SONG)))
    assert talk.options == [
        "Draw a comic",
        "Sing it",
        "Explain it on video or voice",
        "Write about it",
        "Make something, with photos",
        "My own idea",
    ]

    assert talk.tap("Sing it", "later").outcome.format == "Sing it"


def test_five_formats_of_the_class_leave_none_of_ours() -> None:
    """More would be too many to choose from."""
    five = tuple(Own(n, f"Way {n}") for n in range(1, 6))

    assert Talk(show_mastery, replace(ONE, own_formats=five)).options == [
        *(f"Way {n}" for n in range(1, 6)),
        "My own idea",
    ]


def test_the_classs_own_criteria_take_the_place_of_ours() -> None:
    """It is said, the work is looked at with them, and key and words are kept."""
    talk = Talk(show_mastery, replace(ONE, own_criteria=(SOURCE, SUM)))
    assert talk.said[1] == (
        "However you show it, we look at the same things: "
        "“I give a &lt;source&gt;” and “It adds up”."
    )
    talk.tap("write").say("My text").say("I say why").tap("enough")
    assert talk.question == "Look at your work: “I give a &lt;source&gt;.” Does it?"
    talk.tap("Yes, and more").say("Two of them").tap("Not yet")
    assert "I give a &lt;source&gt;: Yes, and more" in talk.question

    assert talk.tap("submit").outcome.self_check == (
        SelfCheck("own.9", "I give a <source>", "beyond", "Two of them"),
        SelfCheck("own.10", "It adds up", "not_yet", ""),
    )


def test_one_criterion_of_the_class_is_not_enough() -> None:
    """Until there are two, the work is looked at with ours."""
    talk = Talk(show_mastery, replace(ONE, own_criteria=(SOURCE,)))

    assert "the same three things" in talk.said[1]


def test_a_judgement_stays_with_its_criterion_when_others_change() -> None:
    """The teacher removes one in the middle of it: no answer goes to another criterion."""
    before = replace(GOES_ON, own_criteria=(SOURCE, SUM, FIG))
    begun = Talk(show_mastery, before).say("My text").say("why").tap("enough", "meets", "not_yet")

    after = replace(GOES_ON, own_criteria=(SUM, FIG))
    talk = Talk(show_mastery, after, answers=begun.answers)
    assert talk.question == "Look at your work: “It has a picture.” Does it?"
    assert talk.tap("meets", "submit").outcome.self_check == (
        SelfCheck("own.10", "It adds up", "not_yet", ""),
        SelfCheck("own.11", "It has a picture", "meets", ""),
    )


def test_an_own_idea_says_which_of_the_classs_criteria_it_shows() -> None:
    """They are what is ticked; own words can stand beside them."""
    talk = Talk(show_mastery, replace(ONE, own_criteria=(SOURCE, SUM))).tap("own")
    talk.say("Grandpa").say("A song")
    assert talk.options == ["I give a <source>", "It adds up"]

    talk.tap("It adds up", "done").skip()
    assert talk.say("tomorrow").tap("later").outcome.proposal.parts == ("It adds up",)


def test_a_format_that_was_removed_meanwhile_is_chosen_anew() -> None:
    """The choice is asked again; nothing else is lost."""
    begun = Talk(show_mastery, replace(ONE, own_formats=(COMIC,))).tap("Draw a comic").answers
    talk = Talk(show_mastery, ONE, answers=begun)

    assert talk.said[-1] == "Your earlier answer doesn't fit here any more."
    assert talk.key == "format"
