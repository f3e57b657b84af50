"""Play a dialogue: a plain generator, re-run from its stored answers at every turn.

A dialogue reads top to bottom like the conversation it is. It takes facts in and gives an outcome
out, and nothing else happens in it:

    AIM = text("aim", _("What do you want to get better at?"))

    def set_goal(facts: Facts) -> Dialogue[GoalSet]:
        aim = yield from ask(AIM)
        ...
        return GoalSet(aim)

Rules for authors:

1. Facts in, outcome out. No clock, no chance, no database: the function runs again at each turn.
2. Change the meaning, change the key: answers are found by key, never by position.
3. Keys are unique on every path; a question asked in a loop is `numbered(n)`.

So a restart costs nothing, a question added in an upgrade is simply asked, a removed one is
ignored, and an answer that today's code no longer accepts is asked again. Back, Skip, Cancel and
Edit live here and in the bot; none of them appears in a dialogue.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ClassVar, Generic, Self, TypeAlias, TypeVar, cast
from zoneinfo import ZoneInfo

from dialogs.words import Arg, Language, Sentence, _

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Q = TypeVar("Q", bound="Question[Any]")

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
Answers: TypeAlias = Mapping[str, Json]


class Invalid(Exception):  # noqa: N818  what the person gave is not an answer; nothing failed
    """This cannot be the answer; `sentence` tells the person why, kindly."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.template)
        self.sentence = sentence


class BrokenDialogue(Exception):  # noqa: N818  reads as what it is
    """A dialogue breaks a rule for authors (a key asked twice on one path)."""


@dataclass(frozen=True)
class Typed:
    """A text the person wrote, cleaned."""

    text: str


@dataclass(frozen=True)
class Tapped:
    """A button the person tapped, by the name of its option."""

    name: str


@dataclass(frozen=True)
class Sent:
    """A file the person sent. `size` is in bytes; `kind` is Telegram's own.

    That is photo, voice, audio, video, video_note, animation or document: sent on, a file has to
    stay what it is. Telegram kinds that are no file (a sticker, a place) come as kind "other".
    """

    kind: str
    file_id: str = ""
    unique_id: str = ""
    size: int = 0
    mime: str = ""
    name: str = ""
    caption: str = ""


Raw: TypeAlias = Typed | Tapped | Sent


@dataclass(frozen=True)
class Context:
    """Who answers, and when: `now` is aware, `zone` is the person's."""

    now: datetime
    zone: ZoneInfo
    language: Language

    @property
    def today(self) -> date:
        """The person's own date."""
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True)
class Option:
    """One way to answer: its name (ASCII, up to 40 bytes, in buttons and storage) and its words."""

    name: str
    label: Arg


@dataclass(frozen=True)
class Draft:
    """An answer that is not finished: kept, and the question stays open."""

    value: Json


@dataclass(frozen=True)
class Edit:
    """The person wants to give the answer at `key` anew."""

    key: str


@dataclass(frozen=True, kw_only=True)
class Question(Generic[T_co]):
    """Something to ask. A kind says how an answer is read, kept and shown."""

    key: str
    wording: Sentence
    optional: bool = False
    screen: ClassVar[bool] = False  # whether its draft is a screen of its own, which Back closes

    def read(self, raw: Raw, context: Context, draft: Json) -> Json | Draft | Edit:
        """What to keep of what the person gave; run once, when they answer.

        Raises Invalid where it cannot be an answer.
        """
        raise NotImplementedError

    def load(self, value: Json) -> T_co:
        """The stored answer as the dialogue uses it; run at each replay.

        Raises Invalid where today's code no longer accepts it: it is then asked again.
        """
        raise NotImplementedError

    def options(self, context: Context, draft: Json) -> tuple[Option, ...]:  # noqa: ARG002  kinds without options need neither
        """What can be tapped, in order."""
        return ()

    def asked(self, draft: Json) -> Sentence:  # noqa: ARG002  only kinds with drafts need it
        """The sentence to ask it with."""
        return self.wording

    def reopened(self, old: Json) -> Json:  # noqa: ARG002  most kinds begin afresh
        """The draft to begin with when an answer is given anew."""
        return None

    def numbered(self, n: int) -> Self:
        """The same question, the n-th time it is asked in one dialogue."""
        return replace(self, key=f"{self.key}.{n}")

    def fill(self, **args: Arg) -> Self:
        """The same question with its wording filled."""
        return replace(self, wording=self.wording.fill(**args))


@dataclass(frozen=True)
class Ask:
    """A step of a dialogue: this question, or the answer that may be assumed."""

    question: Question[Any]
    assume: Any = None


Dialogue: TypeAlias = Generator[Ask | Sentence, Any, T]


def ask(question: Question[T], *, assume: T | None = None, **args: Arg) -> Generator[Ask, Any, T]:
    """Ask, and go on with the answer.

    Where `assume` is given the question is not asked, until the person edits it from the card.
    """
    answer = yield Ask(question.fill(**args), assume)
    return cast("T", answer)


def say(sentence: Sentence, **args: Arg) -> Generator[Sentence, Any, None]:
    """Say something before the next question."""
    yield sentence.fill(**args)


def skippable(question: Question[T]) -> Question[T | None]:
    """The same question, which may be skipped: the answer is then None."""
    return replace(cast("Question[T | None]", question), optional=True)


@dataclass(frozen=True)
class Position(Generic[T]):
    """Where a dialogue stands: at a question, or at its outcome."""

    says: tuple[Sentence, ...]
    question: Question[Any] | None
    path: tuple[str, ...]
    outcome: T | None = None
    draft: Json = None
    reopened: bool = False
    """Whether the open question is being answered anew."""

    @property
    def ended(self) -> bool:
        """Whether everything was answered."""
        return self.question is None


def play(dialogue: Dialogue[T], answers: Answers) -> Position[T]:
    """Run the dialogue from its stored answers to the first question still open, or to its end.

    Of what it says, only the sentences since the last stored answer are returned.
    """
    says: list[Sentence] = []
    path: list[str] = []
    seen: set[str] = set()
    reply: Any = None
    try:
        while True:
            step = dialogue.send(reply)
            reply = None
            if isinstance(step, Sentence):
                says.append(step)
                continue
            question, key = step.question, step.question.key
            if key in seen:
                raise BrokenDialogue(f"{key!r} is asked twice on one path")
            seen.add(key)
            if key in answers and (answers[key] is not None or question.optional):
                try:
                    reply = None if answers[key] is None else question.load(answers[key])
                except Invalid as refused:
                    says.append(refused.sentence)
                else:
                    path.append(key)
                    says.clear()
                    continue
            elif step.assume is not None and _old(key) not in answers:
                reply = step.assume
                continue
            draft = answers.get(_draft(key))
            match answers.get(_old(key)):
                case [old] if draft is None:
                    draft = question.reopened(old)
            return Position(
                tuple(says), question, tuple(path), draft=draft, reopened=_old(key) in answers
            )
    except StopIteration as end:
        return Position(tuple(says), None, tuple(path), outcome=end.value)
    finally:
        dialogue.close()


def answer(position: Position[Any], answers: Answers, raw: Raw, context: Context) -> Answers:
    """The answers with this one in. Raises Invalid where it cannot be the answer."""
    question = _open(position)
    match question.read(raw, context, position.draft):
        case Draft(value):
            return {**answers, _draft(question.key): value}
        case Edit(key):
            return edit(_undrafted(answers, question.key), key)
        case value:
            return {**_without(answers, question.key), question.key: value}


def skip(position: Position[Any], answers: Answers) -> Answers:
    """The answers with the open question skipped. Raises Invalid where it is needed."""
    question = _open(position)
    if not question.optional:
        raise Invalid(_("I need this one to go on."))
    return {**_without(answers, question.key), question.key: None}


def back(position: Position[Any], answers: Answers) -> Answers:
    """One step back: the newest answer is forgotten, or an edit is undone.

    Raises Invalid at the first question.
    """
    question = _open(position)
    key = question.key
    if question.screen and position.draft is not None:
        return _undrafted(answers, key)
    match answers.get(_old(key)):
        case [value]:
            return {**_without(answers, key), key: value}
        case []:
            return _without(answers, key)
    if not position.path:
        raise Invalid(_("This is the first question."))
    return _without(_without(answers, key), position.path[-1])


def edit(answers: Answers, key: str) -> Answers:
    """Ask `key` anew; its answer is kept aside until there is a new one, later answers stay."""
    kept: Json = [answers[key]] if key in answers else []
    return {**_without(answers, key), _old(key): kept}


def _open(position: Position[Any]) -> Question[Any]:
    if position.question is None:
        raise BrokenDialogue("the dialogue has ended")
    return position.question


def _old(key: str) -> str:
    return f"{key}~old"


def _draft(key: str) -> str:
    return f"{key}~draft"


def _undrafted(answers: Answers, key: str) -> dict[str, Json]:
    return {k: v for k, v in answers.items() if k != _draft(key)}


def _without(answers: Answers, key: str) -> dict[str, Json]:
    return {k: v for k, v in answers.items() if k not in (key, _old(key), _draft(key))}
