"""Every branch of every dialogue ends, and everything said on it is fit to be read by a child."""

import re
from html import unescape

import pytest
from every_branch import Message, Sample, context, messages, samples, turns
from reading import NEVER, grade
from talk import plain

from bot import render
from bot.facts import KINDS
from dialogs import engine, set_goal
from dialogs.check_in import check_in
from dialogs.engine import Sent, Tapped, Typed
from dialogs.kinds import Many, ZoneQuestion

SAMPLES = samples()
every_sample = pytest.mark.parametrize(
    "sample", SAMPLES, ids=[f"{sample.name}-{n}" for n, sample in enumerate(SAMPLES)]
)
NAMES = sorted({sample.name for sample in SAMPLES})
REVISION = 9_223_372_036_854_775_807  # 19 digits, the largest update id a database keeps
MOST_WORDS = 60
HARDEST = 6  # school years (Flesch-Kincaid)


def of(name: str) -> list[Message]:
    """Every message of a dialogue, whatever its facts."""
    return [message for sample in SAMPLES if sample.name == name for message in messages(sample)]


def spoken(message: Message) -> list[str]:
    """What Waymark itself says in a message, part by part, without tags and card lines."""
    parts = [render.html(sentence, context()) for sentence in message.says]
    return [unescape(plain(part)) for part in (*parts, message.asked) if part]


def test_every_dialogue_is_walked() -> None:
    """A dialogue that is new in the bot is walked here too."""
    assert {name: kind.dialogue for name, kind in KINDS.items()} == {
        sample.name: sample.dialogue for sample in SAMPLES
    }


@every_sample
def test_every_branch_ends(sample: Sample) -> None:
    """Whatever is picked the conversation comes to its end, no key is asked twice on the way.

    The walk itself raises otherwise; here is seen that it left no button out.
    """
    shown, taken = set(), set()
    for turn in turns(sample):
        if turn.position.question is not None:
            options = turn.position.question.options(context(), turn.position.draft)
            names = [option.name for option in options if not option.name.startswith("own.")]
            shown |= {(turn.key, name) for name in names}
        if turn.before is not None and isinstance(turn.move, Tapped):
            taken.add((turn.before.key, turn.move.name))

    assert any(turn.position.ended for turn in turns(sample))
    assert shown <= taken


@every_sample
def test_back_leads_to_the_question_before(sample: Sample) -> None:
    """From each question, Back asks the one before it, with the same words and buttons."""
    for turn in turns(sample):
        position, before = turn.position, turn.before
        if before is None or position.ended or position.draft is not None or turn.edited:
            continue

        undone = engine.play(sample.dialogue(sample.facts), engine.back(position, turn.answers))

        assert undone.question == before.position.question


@every_sample
def test_nothing_is_left_unfilled(sample: Sample) -> None:
    """Every sentence has all its places filled, in every message of every branch."""
    for message in messages(sample):
        text = message.text.replace("&lt;b&gt;{x}&lt;/b&gt;", "")  # a student's own braces

        assert not re.search(r"[{}]|None|Sentence\(", text), text
        assert message.position.ended or text.strip()


@every_sample
def test_every_message_fits_telegram(sample: Sample) -> None:
    """Text and buttons keep to the Bot API's limits, whatever the revision."""
    for message in messages(sample):
        keyboard = render.question_keyboard(message.position, context(), REVISION)
        data = [button["callback_data"] for row in keyboard for button in row]

        assert all(len(each.encode()) <= render.DATA_LIMIT for each in data)
        assert len(message.text.encode("utf-16-le")) // 2 <= render.TEXT_LIMIT
        assert all(option.name.isascii() and option.name for option in message.options)
        taken = {"done"} if isinstance(message.position.question, Many) else set()
        assert not taken & {option.name for option in message.options}
        assert not any(option.name.startswith("~") for option in message.options)


@every_sample
def test_buttons_can_be_told_apart(sample: Sample) -> None:
    """No two buttons of a question have the same name or the same words."""
    for message in messages(sample):
        names = [option.name for option in message.options]
        labels = [render.label(option.label, context()) for option in message.options]

        assert len(set(names)) == len(names)
        assert len(set(labels)) == len(labels), labels


@every_sample
def test_a_choice_is_small(sample: Sample) -> None:
    """At most six buttons to choose from (five but for a few); lists to pick from may be longer."""
    for message in messages(sample):
        picking = message.position.draft == "change" or isinstance(
            message.position.question, ZoneQuestion | Many
        )
        assert picking or len(message.options) <= 6, message.asked


@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_short(name: str) -> None:
    """No question is longer than sixty words."""
    for message in of(name):
        assert len(re.findall(r"[\w'’]+", plain(message.asked))) <= MOST_WORDS, message.asked


@pytest.mark.parametrize("name", NAMES)
def test_one_question_a_message(name: str) -> None:
    """A message asks one thing: at most one of its sentences ends in a question mark."""
    for message in of(name):
        said = [re.sub("“[^”]*”", "", part) for part in spoken(message)]

        assert sum(part.count("?") for part in said) <= 1, said


@pytest.mark.parametrize("name", NAMES)
def test_words_that_are_never_said(name: str) -> None:
    """Nothing is called private, and nothing is counted up or ranked."""
    for message in of(name):
        labels = [render.label(option.label, context()) for option in message.options]
        for words in (*spoken(message), *labels):
            assert not NEVER.search(words), words


@pytest.mark.parametrize("name", NAMES)
def test_a_sixth_grader_can_read_it(name: str) -> None:
    """All a dialogue says, each sentence once, is no harder to read than grade 6."""
    said = dict.fromkeys(part for message in of(name) for part in spoken(message))

    assert grade("\n".join(said)) <= HARDEST


# --- how long it takes ---------------------------------------------------------------------------


def test_a_check_in_is_four_taps() -> None:
    """On every path, at most four taps come before the last question.

    That is the optional line, the smaller step or the new plan.
    """
    for sample in SAMPLES:
        if sample.dialogue is not check_in:
            continue
        for turn in turns(sample):
            if turn.key not in {"line", "smaller", "then"}:
                continue
            taps = sum(not isinstance(move, Typed | Sent) for move in turn.way)
            assert taps <= 4, turn.way


def test_the_shortest_way_to_a_goal_is_ten_turns() -> None:
    """Tapping all the way, the card's tap included; each further step costs two taps at most."""
    [first, *_] = [sample for sample in SAMPLES if sample.dialogue is set_goal.set_goal]
    tapped = [
        turn
        for turn in turns(first)
        if turn.position.ended and all(not isinstance(m, Typed | Sent | str) for m in turn.way)
    ]
    shortest: dict[int, int] = {}
    for turn in tapped:
        goal = turn.position.outcome
        assert isinstance(goal, set_goal.GoalSet)
        steps = len(goal.steps)
        shortest[steps] = min(len(turn.way), shortest.get(steps, 99))

    assert shortest[2] <= 10
    assert shortest[3] <= shortest[2] + 2
    assert shortest[4] <= shortest[3] + 2
