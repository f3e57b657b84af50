"""A dialogue is re-run from its stored answers at every turn: what that promises."""

from collections.abc import Callable
from typing import Any

import pytest
from talk import Talk

from dialogs import engine
from dialogs.engine import BrokenDialogue, Dialogue, Invalid, Json, Question, ask, say, skippable
from dialogs.kinds import Line, card, choice, day, many, text
from dialogs.words import _

SNACK = choice("snack", _("Which snack?"), apple=_("Apple"), nuts=_("Nuts"))
DRINK = text("drink", _("And to drink?"))
WITH = skippable(text("with", _("Who joins you?")))
SIZE = choice("size", _("How big?"), small=_("Small"), large=_("Large"))


def picnic(where: str) -> Dialogue[tuple[str, str, str | None, str]]:
    """Plan a picnic; the size is assumed until it is changed on the card."""
    yield from say(_("A picnic at {where}!"), where=where)
    snack = yield from ask(SNACK)
    yield from say(_("{snack}, good."), snack=snack)
    drink = yield from ask(DRINK)
    who = yield from ask(WITH)
    size = yield from ask(SIZE, assume="small")
    lines = [
        Line(question.key, _("{key}").fill(key=question.key), value)
        for question, value in ((SNACK, snack), (DRINK, drink), (WITH, who or "-"), (SIZE, size))
    ]
    yield from ask(card("card", _("Right?"), *lines, done=_("Looks right")))
    yield from say(_("Enjoy!"))
    return snack, drink, who, size


def at_the_card() -> Talk:
    """A picnic whose every question was answered."""
    return Talk(picnic, "the lake").tap("Apple").say("tea").say("Ana")


def only(*questions: Question[Any]) -> Callable[[None], Dialogue[list[Any]]]:
    """A dialogue that asks these, one after the other."""

    def asking(_facts: None) -> Dialogue[list[Any]]:
        answers = []
        for question in questions:
            answers.append((yield from ask(question)))  # noqa: PERF401  a generator cannot ask inside a comprehension
        return answers

    return asking


# --- going on ------------------------------------------------------------------------------------


def test_a_conversation_from_end_to_end() -> None:
    """Each turn says what came since the last answer, asks the next, and the last one decides."""
    talk = Talk(picnic, "the lake")
    assert talk.said == ["A picnic at the lake!"]
    assert talk.question == "Which snack?"
    assert talk.options == ["Apple", "Nuts"]

    talk.tap("Apple")
    assert talk.said == ["apple, good."]
    assert talk.question == "And to drink?"

    talk.say("tea")
    assert talk.said == []

    talk.skip()
    assert talk.question.startswith("Right?")
    assert "size: small" in talk.question

    talk.tap("Looks right")
    assert talk.said == ["Enjoy!"]
    assert talk.outcome == ("apple", "tea", None, "small")


def test_an_ended_dialogue_takes_no_answer() -> None:
    """Whoever plays on after the end made a mistake, and hears of it."""
    talk = at_the_card().tap("Looks right")

    with pytest.raises(BrokenDialogue, match="ended"):
        talk.say("more")
    assert talk.position.ended


def test_a_refusal_changes_nothing() -> None:
    """What cannot be an answer is answered kindly, and the question stands as it was."""
    talk = Talk(picnic, "the lake").tap("Apple")
    before = talk.answers

    talk.say("🙂")

    assert talk.said == ["I see no words there. Please write a few."]
    assert talk.question == "And to drink?"
    assert talk.answers == before


def test_a_question_needs_its_kind() -> None:
    """A bare question, which says not how it is read, cannot be asked by mistake."""
    bare: Question[str] = Question(key="bare", wording=_("?"))
    talk = Talk(only(bare), None)

    assert talk.options == []
    with pytest.raises(NotImplementedError):
        talk.say("x")
    with pytest.raises(NotImplementedError):
        Talk(only(bare), None, answers={"bare": "x"})


# --- back, skip ----------------------------------------------------------------------------------


def test_back_forgets_the_newest_answer_alone() -> None:
    """Back asks the last question again, all the way to the first one."""
    talk = at_the_card()

    assert [talk.back().key for _ in range(3)] == ["with", "drink", "snack"]
    assert talk.said == ["A picnic at the lake!"]
    assert talk.back().said[0] == "This is the first question."


def test_back_over_a_skipped_question() -> None:
    """A skipped question is a step too, and can be answered after all."""
    talk = Talk(picnic, "the lake").tap("Nuts").say("tea").skip()

    assert talk.back().key == "with"
    assert talk.say("Ben").tap("done").outcome == ("nuts", "tea", "Ben", "small")


def test_a_needed_question_is_not_skipped() -> None:
    """Skip works where the dialogue allows it, and says so elsewhere."""
    talk = Talk(picnic, "the lake").skip()

    assert talk.said[0] == "I need this one to go on."
    assert talk.key == "snack"


def test_a_null_kept_for_a_question_that_is_needed_now_is_asked_again() -> None:
    """A question that could be skipped yesterday and cannot today is asked."""
    assert Talk(only(DRINK), None, answers={"drink": None}).key == "drink"
    assert Talk(only(skippable(DRINK)), None, answers={"drink": None}).outcome == [None]


# --- edit ----------------------------------------------------------------------------------------


def test_an_edit_keeps_the_later_answers() -> None:
    """One line changes, the card comes back, nothing else is asked."""
    talk = at_the_card().edit("snack")
    assert talk.question == "Which snack?"
    assert talk.position.reopened

    talk.tap("Nuts")
    assert talk.key == "card"
    assert talk.question.startswith("Right?")
    assert talk.tap("done").outcome == ("nuts", "tea", "Ana", "small")


def test_back_undoes_an_edit() -> None:
    """Whoever opened the wrong line gets their answer back."""
    talk = at_the_card().edit("drink").back()

    assert talk.key == "card"
    assert talk.tap("done").outcome == ("apple", "tea", "Ana", "small")


def test_back_closes_the_list_of_lines() -> None:
    """Back in the list of lines leads to the card, not to the question before it."""
    talk = at_the_card().tap("change")
    assert talk.question == "Which line shall we change?"
    assert talk.back().question.startswith("Right?")


def test_an_edited_line_can_be_skipped() -> None:
    """Skip while editing takes the old answer away, where the question allows it."""
    assert at_the_card().edit("with").skip().tap("done").outcome[2] is None


def test_an_edit_of_an_edit_comes_back_to_the_first_answer() -> None:
    """After an edit is done, the next one starts from the new answer."""
    talk = at_the_card().edit("drink").say("milk").edit("drink").back()

    assert talk.tap("done").outcome[1] == "milk"


def test_an_assumed_answer_is_asked_only_when_it_is_edited() -> None:
    """What may be assumed costs no turn, stands on the card and can be changed there."""
    talk = at_the_card().edit("size")
    assert talk.question == "How big?"

    assert talk.tap("Large").tap("done").outcome[3] == "large"
    assert at_the_card().edit("size").back().tap("done").outcome[3] == "small"


def test_back_after_an_edited_assumption() -> None:
    """An assumed answer that was given after all is a step of the path like any other."""
    talk = at_the_card().edit("size").tap("Large")

    assert talk.back().key == "card"
    assert "size: small" in talk.question


# --- upgrades ------------------------------------------------------------------------------------


def test_a_question_added_in_an_upgrade_is_asked() -> None:
    """Somebody in mid-dialogue is asked the new question, and their answers stay."""
    before = Talk(only(SNACK, DRINK), None).tap("Nuts").say("tea").answers

    talk = Talk(only(SNACK, SIZE, DRINK), None, answers=before)

    assert talk.key == "size"
    assert talk.tap("Large").outcome == ["nuts", "large", "tea"]


def test_a_question_removed_in_an_upgrade_is_ignored() -> None:
    """An answer to a question that is no more stays out of the way."""
    before = Talk(only(SNACK, SIZE, DRINK), None).tap("Nuts", "Large").answers

    talk = Talk(only(SNACK, DRINK), None, answers=before)

    assert talk.key == "drink"
    assert talk.say("tea").outcome == ["nuts", "tea"]


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        (SNACK, "crisps"),
        (SNACK, 7),
        (day("day", _("When?")), "soon"),
        (day("day", _("When?")), {"year": 2026}),
    ],
)
def test_an_answer_that_todays_code_refuses_is_asked_again(
    question: Question[Any], kept: Json
) -> None:
    """An answer that holds no longer is asked for, with a word why; later answers stay."""
    answers: dict[str, Json] = {question.key: kept, "drink": "tea"}
    talk = Talk(only(question, DRINK), None, answers=answers)

    assert talk.key == question.key
    assert len(talk.said) == 1
    assert talk.send(engine.Typed("2")).outcome[1] == "tea"


def test_a_key_asked_twice_raises() -> None:
    """A dialogue that asks one key twice on a path is broken, and says which key."""
    with pytest.raises(BrokenDialogue, match="'snack' is asked twice"):
        Talk(only(SNACK, SNACK), None, answers={"snack": "nuts"})

    talk = Talk(only(SNACK.numbered(1), SNACK.numbered(2)), None).tap("Nuts", "Apple")
    assert talk.outcome == ["nuts", "apple"]


# --- drafts --------------------------------------------------------------------------------------

TOPPINGS = many("toppings", _("Which?"), salt=_("Salt"), herbs=_("Herbs"))


def test_a_draft_survives_and_is_gone_with_the_answer() -> None:
    """Ticks are kept at each turn; once Done is tapped nothing of the draft is left."""
    talk = Talk(only(TOPPINGS, DRINK), None).tap("Salt")
    assert talk.key == "toppings"
    assert talk.options == ["✓ Salt", "Herbs"]

    talk.tap("done")
    assert talk.answers == {"toppings": ["salt"]}


def test_back_takes_a_draft_along() -> None:
    """Back from a half-ticked question goes one question back, and forgets the ticks."""
    talk = Talk(only(SNACK, TOPPINGS), None).tap("Nuts").tap("Salt").back()

    assert talk.key == "snack"
    assert talk.answers == {}


def test_answering_anew_begins_with_what_was_ticked() -> None:
    """An edited many-question shows the old ticks; Back leaves them as they were."""
    answers = engine.edit({"toppings": ["salt", "=Chili"]}, "toppings")
    talk = Talk(only(TOPPINGS), None, answers=answers)
    assert talk.options == ["✓ Salt", "Herbs", "✓ Chili"]

    talk.tap("Chili", "Herbs")
    assert talk.options == ["✓ Salt", "✓ Herbs"]
    assert [pick.words for pick in talk.tap("done").outcome[0]] == [_("Salt"), _("Herbs")]

    undone = Talk(only(TOPPINGS), None, answers=answers).tap("Salt").back()
    assert [pick.name for pick in undone.outcome[0]] == ["salt", None]


def test_invalid_tells_the_log_its_sentence() -> None:
    """A refusal that escapes shows which it was."""
    assert str(Invalid(_("No."))) == "No."
