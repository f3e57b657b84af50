"""A teacher answers an entry, or several that are alike: tap an idea, type, or speak.

The ideas are of four kinds (thanks for telling, noticing, ask more, a next step), three of each,
chosen by what the student wrote of. None judges the person, and none praises that they answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from dialogs.check_in import STATES
from dialogs.engine import (
    Context,
    Dialogue,
    Draft,
    Edit,
    Invalid,
    Json,
    Option,
    Raw,
    Sent,
    Tapped,
    Typed,
    ask,
    say,
)
from dialogs.kinds import (
    FILE_LIMIT,
    NO_LONGER,
    TOO_BIG,
    Choice,
    Line,
    Many,
    card,
    check_text,
    choice,
    find,
)
from dialogs.words import Sentence, Words, _, _n

LONGEST = 1000
"""Characters of a reply: it is read on a phone."""
VOICE = _("A voice message")
WORDS_OR_VOICE = _("Please type it, or send a voice message.")

KINDS = {
    "thanks": _("Thanks for telling"),
    "noticing": _("What I notice"),
    "ask": _("Ask more"),
    "next": _("A next step"),
}
THANKS = (
    _("Thanks for telling me."),
    _("Thanks, now I know where you are."),
    _("I read this. Thanks for writing it down."),
)
THANKS_STUCK = (
    _("Thanks for saying where it sticks."),
    _("Thanks for telling me. We can work on that."),
    _("Good to know. Being stuck is part of learning."),
)
NOTICING: dict[str, tuple[Sentence, ...]] = {
    "going": (
        _("I notice that you moved your goal on."),
        _("I notice what you did to get there."),
        _("I notice that your plan is at work."),
    ),
    "stuck": (
        _("I notice that you can name where it sticks."),
        _("I notice that you stay with something hard."),
        _("I notice that you looked before you gave up."),
    ),
    "back": (
        _("I notice how clearly you describe it."),
        _("I notice that you see what changed."),
        _("I notice that you found your own words for it."),
    ),
    "test": (
        _("I notice that you looked at how you worked."),
        _("I notice that you know what to change."),
        _("I notice that you plan ahead."),
    ),
}
ASK: dict[str, tuple[Sentence, ...]] = {
    "going": (
        _("What helped you most?"),
        _("What was the hard part?"),
        _("How could you use that again?"),
    ),
    "stuck": (
        _("Which part is the first that is not clear?"),
        _("What have you tried so far?"),
        _("What would help you most right now?"),
    ),
    "back": (
        _("Can you tell me one moment of it?"),
        _("What would you do the same way again?"),
        _("What made the difference?"),
    ),
    "test": (
        _("Which question surprised you?"),
        _("What would you do first next time?"),
        _("What do you want to practice with me?"),
    ),
}
NEXT: dict[str, tuple[Sentence, ...]] = {
    "going": (
        _("Next, try one that is a little harder."),
        _("Next, show someone how you did it."),
        _("Go on with your next step."),
    ),
    "start": (
        _("Do only the first line. Then stop and look."),
        _("Start with one that is done, and copy how it begins."),
        _("Set a timer for five minutes and just begin."),
    ),
    "idea": (
        _("Look at one example, and say each step out loud."),
        _("Ask someone to show you one. Then do the next."),
        _("Draw it first. Then try it with numbers or words."),
    ),
    "mistakes": (
        _("Take one mistake and find where it began."),
        _("Do one slowly, and check each line."),
        _("Bring me one that went wrong. We look together."),
    ),
    "place": (
        _("Pick ten minutes on one day, and only those."),
        _("Put it right after something you do each day."),
        _("You can do it in class. Ask me for a place."),
    ),
    "alone": (
        _("Sit with someone who works on the same."),
        _("Ask one person one question today."),
        _("Come to me at the end of the lesson."),
    ),
    "bored": (
        _("Pick the part you like best and begin there."),
        _("Make up one of your own."),
        _("Try it another way: draw it, or say it."),
    ),
    "stuck": (
        _("Make the step smaller. Do only that."),
        _("Come and see me. We look at it together."),
        _("Try it another way for five minutes."),
    ),
    "back": (
        _("Keep what worked for one more week."),
        _("Pick one thing to change next week."),
        _("Tell someone what you found out."),
    ),
    "test": (
        _("Begin three days before, ten minutes each day."),
        _("Do one old task from the test again."),
        _("Come and look at the mistakes with me."),
    ),
}
STUCK = ("stuck", "not_yet")
STUCK_POINTS = {
    "start": "start", "big": "start", "put_off": "start",
    "idea": "idea", "needs_example": "idea", "stuck": "idea",
    "mistakes": "mistakes", "needs_practice": "mistakes",
    "place": "place", "needs_time": "place", "forget": "place", "distracted": "place",
    "needs_someone": "alone", "hard_alone": "alone",
    "bored": "bored",
}  # fmt: skip
"""Which next steps fit what somebody is stuck on; the codes are those of a check-in's options."""
FIRST = {
    "going": ("noticing", "ask", "next"),
    "stuck": ("next", "ask", "thanks"),
    "back": ("noticing", "ask", "thanks"),
    "test": ("noticing", "ask", "next"),
}
"""The kinds of which one idea each is offered at once."""

WROTE = _("<b>{student}</b>, {at}: “{words}”")
SENT_FILE = _("<b>{student}</b>, {at}: a file, without words.")
GOAL = _("Goal: “{aim}”.")
STUCK_ON = _("Stuck on: {factor}.")
TREND = _("Check-ins so far: {states}.")
LAST_WORD = _("A teacher's last word to them: {at}.")
NO_WORD = _("No word from a teacher yet.")

TO = _("Who is it for?")
WORD = _("What would you like to say to {name}? Tap one, type your own or send a voice message.")
WORD_ALL = _n(
    "What would you like to say to {n}? Tap one, type your own or send a voice message.",
    "What would you like to say to the {n}? Tap one, type your own or send a voice message.",
    1,
)
OTHER = _("Other ideas")
NO_REPLY = _("Read, no reply needed")
WHICH = choice("kind", _("What kind of reply?"), **KINDS)
IDEA = _("Tap one, type your own or send a voice message.")
READY = _("{name} gets this, under their own words.")
READY_ALL = _n("{n} gets this, under their own words.", "{n} get this, under their own words.", 1)
SEND = _("Send to {name}")
SEND_ALL = _n("Send to {n}", "Send to {n}", 1)
YOUR_REPLY = _("Your reply")
THE_KIND = _("Kind of reply")
FOR = _("For")
NOBODY = _("Then there is nobody to answer here.")
BEFORE = _("{teacher} answered {student} on {at}: “{words}”")
SPOKE_BEFORE = _("{teacher} answered {student} on {at}, with a voice message.")
READ_BEFORE = _("{teacher} read what {student} wrote on {at}. It needed no reply.")


@dataclass(frozen=True)
class Before:
    """What a teacher has said to an entry before: `kind` is read where nothing was said."""

    teacher: str
    student: str
    at: datetime
    kind: str
    words: str
    """Empty with a voice message."""

    @property
    def told(self) -> Sentence:
        """That, for whoever comes second."""
        said = BEFORE if self.words else SPOKE_BEFORE
        if self.kind == "read":
            said = READ_BEFORE
        return said.fill(teacher=self.teacher, student=self.student, at=self.at, words=self.words)


@dataclass(frozen=True)
class Entered:
    """An entry to answer: whose it is, when it was, and their words (none with a file alone)."""

    id: int
    student: str
    at: datetime
    words: str


@dataclass(frozen=True)
class Facts:
    """The entries to answer, the oldest first, and what they are.

    Where there are several, or were, the answer at “to” says which of them are meant, and what is
    known of one student is left out.
    """

    to: tuple[Entered, ...]
    kind: str
    """check_in, note, reflection, goal_review, test_before or test_after."""
    state: str = ""
    """Of a check-in: done, moved, stuck or not_yet."""
    stuck: str = ""
    """The code of what it is stuck on; empty where it is not."""
    factor: str = ""
    """What it is stuck on, in the student's words."""
    aim: str = ""
    trend: tuple[str, ...] = ()
    """The states of the student's last check-ins, the oldest first."""
    contact: datetime | None = None
    """When a teacher last had a word for them."""
    before: Before | None = None
    """What a teacher has said to it already: an entry has one reply."""
    several: bool = False
    """Whether it was begun as one reply to several; others may have answered some by now."""


@dataclass(frozen=True)
class Replied:
    """What a teacher says to entries, each one student's.

    `kind` is thanks, noticing, ask or next for an idea that was tapped, own for words or a voice
    message (then `file_id` is Telegram's), and read where nothing is said.
    """

    kind: str
    words: Words
    file_id: str
    entry_ids: tuple[int, ...]


@dataclass(frozen=True)
class Word:
    """What somebody says: an option by name, their own words, or a voice message by its file."""

    name: str | None
    words: Words
    file_id: str = ""


@dataclass(frozen=True, kw_only=True)
class WordQuestion(Choice[Word]):
    """One of a few, own words, or a voice message."""

    most: int = LONGEST

    def read(self, raw: Raw, context: Context, draft: Json) -> Json | Draft | Edit:  # noqa: ARG002  needs no draft
        """`{"name": option}`, `{"text": own words}` or `{"voice": file}`."""
        match raw:
            case Tapped(name):
                return {"name": self._named(name).name}
            case Typed(text):
                found = find(text, self.choices, context.language)
                if found is not None:
                    return {"name": found.name}
                return {"text": check_text(text, self.most)}
            case Sent("voice", file_id, size=size):
                if size > FILE_LIMIT:
                    raise Invalid(TOO_BIG)
                return {"voice": file_id}
        raise Invalid(WORDS_OR_VOICE)

    def load(self, value: Json) -> Word:
        """What was said."""
        match value:
            case {"name": name}:
                option = self._named(name, NO_LONGER)
                return Word(option.name, cast("Words", option.label))
            case {"text": str(text)}:
                return Word(None, text)
            case {"voice": str(file_id)}:
                return Word(None, VOICE, file_id)
        raise Invalid(NO_LONGER)


def reply(facts: Facts) -> Dialogue[Replied | None]:
    """Show what was written, ask for a word, and show it once more before it goes.

    None where a teacher has said something by now; it is told what.
    """
    to = facts.to
    if facts.before is not None:
        yield from say(facts.before.told)
        return None
    if facts.several and to:
        to = yield from _meant(to)
    if not to:
        yield from say(NOBODY)
        return None
    yield from say(_written(facts, to))
    ideas = _ideas(facts)
    at_once = {f"{kind}.0": ideas[kind][0] for kind in FIRST[_about(facts)]}
    word = yield from ask(_word(to, {**at_once, "other": OTHER, "read": NO_REPLY}))
    ids = tuple(one.id for one in to)
    if word.name == "read":
        return Replied("read", "", "", ids)
    lines = [Line("word", YOUR_REPLY, word.words)]
    if word.name == "other":
        kind = yield from ask(WHICH)
        more = {f"{kind}.{n}": idea for n, idea in enumerate(ideas[kind])}
        word = yield from ask(WordQuestion(key="idea", wording=IDEA, choices=options(more)))
        lines = [Line("kind", THE_KIND, KINDS[kind]), Line("idea", YOUR_REPLY, word.words)]
    if facts.several:
        lines = [Line("to", FOR, _names(to)), *lines]
    yield from ask(card("card", _ready(to), *lines, send=_send(to)))
    kind = word.name.partition(".")[0] if word.name else "own"
    return Replied(kind, word.words, word.file_id, ids)


def _meant(to: tuple[Entered, ...]) -> Dialogue[tuple[Entered, ...]]:
    """Which of several are answered; who has been answered by now is not there any more."""
    students = tuple(Option(str(one.id), one.student) for one in to)
    question = Many(key="to", wording=TO, choices=students, own=False)
    picked = {pick.name for pick in (yield from ask(question))}
    return tuple(one for one in to if str(one.id) in picked)


def _written(facts: Facts, to: tuple[Entered, ...]) -> Sentence:
    """What was written; of one student, also how it went lately, and the last word to them."""
    said = [
        (WROTE if one.words else SENT_FILE).fill(student=one.student, at=one.at, words=one.words)
        for one in to
    ]
    if not facts.several:
        if facts.aim:
            said.append(GOAL.fill(aim=facts.aim))
        if facts.factor:
            said.append(STUCK_ON.fill(factor=facts.factor))
        if facts.trend:
            said.append(TREND.fill(states=tuple(STATES[one] for one in facts.trend)))
        said.append(LAST_WORD.fill(at=facts.contact) if facts.contact else NO_WORD)
    places = {f"line{n}": line for n, line in enumerate(said)}
    return Sentence("\n".join(f"{{{name}}}" for name in places)).fill(**places)


def _about(facts: Facts) -> str:
    """What the ideas are about."""
    if facts.kind == "check_in":
        return "stuck" if facts.state in STUCK else "going"
    return "test" if facts.kind.startswith("test_") else "back"


def _ideas(facts: Facts) -> dict[str, tuple[Sentence, ...]]:
    """Three ideas of each kind that fit what was written."""
    about = _about(facts)
    step = STUCK_POINTS.get(facts.stuck, about) if about == "stuck" else about
    return {
        "thanks": THANKS_STUCK if about == "stuck" else THANKS,
        "noticing": NOTICING[about],
        "ask": ASK[about],
        "next": NEXT[step],
    }


def _word(to: tuple[Entered, ...], ideas: Mapping[str, Words]) -> WordQuestion:
    """What to say, with some ideas to tap."""
    asked = WORD.fill(name=to[0].student) if len(to) == 1 else WORD_ALL.fill(n=len(to))
    return WordQuestion(key="word", wording=asked, choices=options(ideas))


def options(ideas: Mapping[str, Words]) -> tuple[Option, ...]:
    """Ideas as buttons."""
    return tuple(Option(name, label) for name, label in ideas.items())


def _names(to: tuple[Entered, ...]) -> Sentence:
    return Sentence("{names}").fill(names=tuple(one.student for one in to))


def _ready(to: tuple[Entered, ...]) -> Sentence:
    return READY.fill(name=to[0].student) if len(to) == 1 else READY_ALL.fill(n=len(to))


def _send(to: tuple[Entered, ...]) -> Sentence:
    return SEND.fill(name=to[0].student) if len(to) == 1 else SEND_ALL.fill(n=len(to))
