"""A student answers a teacher's reply, once."""

from talk import PHOTO, VOICE, Talk

from dialogs.answer_reply import Facts, ReplyAnswered, answer_reply
from dialogs.words import _

FACTS = Facts("Ms Rivera", "What have you tried?")


def test_in_words() -> None:
    """What is answered is said again, and who sees it; the words are kept as they are."""
    talk = Talk(answer_reply, FACTS)
    assert talk.said == [
        "Ms Rivera wrote: “What have you tried?”",
        "Who sees this: you and Ms Rivera.",
    ]

    talk.say("I drew it.")
    assert talk.outcome == ReplyAnswered("I drew it.", "")
    assert talk.said == ["Thanks, Ms Rivera can see that now."]


def test_with_a_voice_message() -> None:
    """Spoken to somebody who spoke."""
    talk = Talk(answer_reply, Facts("Ms Rivera", ""))
    assert talk.said[0] == "Ms Rivera sent you a voice message."

    assert talk.send(VOICE).outcome == ReplyAnswered(_("A voice message"), "file-2")


def test_a_picture_is_no_answer() -> None:
    """It is said what is, and the question stays."""
    talk = Talk(answer_reply, FACTS).send(PHOTO)

    assert talk.said == ["Please type it, or send a voice message."]
    assert talk.key == "back"
