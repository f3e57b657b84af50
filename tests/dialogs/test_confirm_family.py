"""A student says yes or no to an adult of their family."""

from talk import Talk

from dialogs.confirm_family import Facts, FamilyConfirmed, confirm_family


def test_a_yes_of_their_own() -> None:
    """What family sees is said first, then who asks; the student can stop it later."""
    talk = Talk(confirm_family, Facts("Mum"))
    assert talk.said[0].startswith("Family sees your goal and pace")
    assert "No marks, notes, feelings or chats." in talk.said[0]
    assert talk.question.startswith("Mum opened your family link")

    assert talk.tap("Yes, that's OK").outcome == FamilyConfirmed(yes=True)
    assert talk.said == ["OK, I noted your yes. You can stop it when you like."]


def test_a_no_needs_no_reason() -> None:
    """A no is taken as it is, and nothing goes."""
    talk = Talk(confirm_family, Facts("<Mum>")).say("no")

    assert talk.outcome == FamilyConfirmed(yes=False)
    assert talk.said == ["OK. Nothing goes to &lt;Mum&gt;."]


def test_only_a_yes_is_a_yes() -> None:
    """Anything else is asked again."""
    talk = Talk(confirm_family, Facts("Mum")).say("who is that")

    assert talk.key == "ok"
