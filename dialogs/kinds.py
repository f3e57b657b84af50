"""The kinds of question: choice, many, scale, text, day, times, zone, attachment, closing card.

Buttons where a choice is meant, typing always accepted: "2", "the second", the label or a unique
beginning of it all find an option.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import cache
from typing import Any, ClassVar, TypeVar, cast
from zoneinfo import available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location

from dialogs.cadence import QUIET, Once, Quiet, Repeat, in_quiet_hours
from dialogs.clean import has_letters_or_digits, is_only_emoji
from dialogs.days import Day, NotADay, TwoDays, read_day
from dialogs.engine import (
    Context,
    Draft,
    Edit,
    Invalid,
    Json,
    Option,
    Question,
    Raw,
    Sent,
    Tapped,
    Typed,
)
from dialogs.hours import MIDNIGHT, NO_SUCH_TIME, NO_TIME
from dialogs.rhythms import NOT_CLEAR as NO_RHYTHM
from dialogs.words import Language, Sentence, Words, _, _n

T_co = TypeVar("T_co", covariant=True)

MOST_PICKED = 12  # own words become buttons when they are changed; Telegram shows 100 at most
FILE_LIMIT = 20_000_000  # bytes; a bot cannot download more (Bot API, getFile)

TAP_ONE = _("Please tap one of the buttons, or type its number.")
NOT_A_BUTTON = _("That button is not part of this question.")
NO_LONGER = _("Your earlier answer doesn't fit here any more.")
WRITE_IT = _("I need this one in words. Please type it.")
NO_WORDS = _("I see no words there. Please write a few.")
TOO_MANY = _("That is a lot. Which {n} matter most?")
TOO_FEW = _n("Pick at least {n}.", "Pick at least {n}.", 1)
NO_FILE = _("Send a photo, a voice message, a video, a file or a link. A few words work too.")
TOO_BIG = _(
    "That file is too big for me: I can take up to 20 MB. A shorter one, or a link to it, works."
)


def too_long(text: str, most: int) -> Invalid:
    """The refusal of a text of more than `most` characters."""
    return Invalid(
        _("That is {length} characters, and I can keep {most}. Can you say it shorter?").fill(
            length=len(text), most=most
        )
    )


@dataclass(frozen=True)
class Pick:
    """What was picked: an option by name, or the person's own words (then `name` is None)."""

    name: str | None
    words: Words


# --- finding an option in what was typed ---------------------------------------------------------

ORDINALS = (
    (_("first"), _("the first"), _("the first one")),
    (_("second"), _("the second"), _("the second one")),
    (_("third"), _("the third"), _("the third one")),
    (_("fourth"), _("the fourth"), _("the fourth one")),
    (_("fifth"), _("the fifth"), _("the fifth one")),
)
APOSTROPHES = re.compile("['’‘ʼ]")
SHORTEST_BEGINNING = 3  # letters; fewer would guess


def plain(text: str) -> str:
    """Text for comparing: no case, accents, emoji or punctuation, single spaces; “I'm” is “im”."""
    bare = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text.casefold()))
    return " ".join(re.findall(r"\w+", "".join(c for c in bare if not unicodedata.combining(c))))


def find(typed: str, options: tuple[Option, ...], language: Language) -> Option | None:
    """The option that was meant: its number, its place in words, its label or a unique beginning.

    Nothing is guessed: where two fit, none is given.
    """
    said = plain(typed)
    if not said:
        return None
    if re.fullmatch(r"\d{1,2}", said):
        return options[int(said) - 1] if 1 <= int(said) <= len(options) else None
    for option, names in zip(options, ORDINALS, strict=False):
        if said in {plain(language.put(name)) for name in names}:
            return option
    labels = [(plain(language.put(option.label)), option) for option in options]
    same = [option for label, option in labels if label == said]
    if same:
        return same[0]
    if len(said) < SHORTEST_BEGINNING:
        return None
    beginning = [option for label, option in labels if label.startswith(said)]
    return beginning[0] if len(beginning) == 1 else None


YES_SAID = (
    *(_("yes"), _("yeah"), _("yep"), _("yea"), _("y"), _("sure")),
    *(_("ok"), _("okay"), _("right"), _("good"), _("all good")),
)
NO_SAID = (_("no"), _("nope"), _("nah"), _("n"), _("no thanks"))
DONE_WORDS = (_("done"), _("that's all"), _("finished"))
PLAIN_ANSWERS: Mapping[str, tuple[Sentence, ...]] = {
    "yes": YES_SAID,
    "no": NO_SAID,
    "enough": (*DONE_WORDS, *NO_SAID, _("that's it"), _("nothing else")),
}
"""What is typed for an option that is named yes, no or enough, whatever its label says."""
NOTHING_SAID = (*NO_SAID, _("nothing"), _("none"), _("idk"), _("I don't know"))
"""What is typed to say nothing, where nothing has to be said."""


def means(typed: str, words: Iterable[Sentence], language: Language) -> bool:
    """Whether what was typed is one of these words."""
    return plain(typed) in {plain(language.put(word)) for word in words}


def plainly(typed: str, options: tuple[Option, ...], language: Language) -> Option | None:
    """The option that was meant, also by a plain yes, no or enough."""
    found = find(typed, options, language)
    if found is not None:
        return found
    said = {name for name, words in PLAIN_ANSWERS.items() if means(typed, words, language)}
    return next((option for option in options if option.name in said), None)


def check_text(text: str, most: int) -> str:
    """The person's words, or Invalid: no words at all, or too many."""
    if not text or is_only_emoji(text) or not has_letters_or_digits(text):
        raise Invalid(NO_WORDS)
    if len(text) > most:
        raise too_long(text, most)
    return text


# --- choice, scale -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Choice(Question[T_co]):
    """One of a few. The stored answer is the option's name."""

    choices: tuple[Option, ...] = ()

    def options(self, context: Context, draft: Json) -> tuple[Option, ...]:  # noqa: ARG002  the same for everyone
        """The choices."""
        return self.choices

    def read(self, raw: Raw, context: Context, draft: Json) -> Json | Draft | Edit:  # noqa: ARG002  needs no draft
        """The name of the option that was tapped or meant."""
        match raw:
            case Tapped(name):
                return self._named(name).name
            case Typed(text):
                found = plainly(text, self.choices, context.language)
                if found is not None:
                    return found.name
        raise Invalid(TAP_ONE)

    def load(self, value: Json) -> T_co:
        """The option's name."""
        return cast("T_co", self._named(value, NO_LONGER).name)

    def _named(self, name: Json, refusal: Sentence = NOT_A_BUTTON) -> Option:
        for option in self.choices:
            if option.name == name:
                return option
        raise Invalid(refusal)


def choice(key: str, wording: Sentence, **choices: Words) -> Choice[str]:
    """One of a few; the answer is the option's name."""
    return choice_of(key, wording, (Option(name, label) for name, label in choices.items()))


def choice_of(key: str, wording: Sentence, choices: Iterable[Option]) -> Choice[str]:
    """One of a few that are known only while the dialogue runs."""
    return Choice(key=key, wording=wording, choices=tuple(choices))


@dataclass(frozen=True, kw_only=True)
class Scale(Choice[int]):
    """One of a few that are in order. The stored answer is the number."""

    def read(self, raw: Raw, context: Context, draft: Json) -> Json | Draft | Edit:
        """The number of the option that was tapped or meant."""
        return int(str(super().read(raw, context, draft)))

    def load(self, value: Json) -> int:
        """The number."""
        return int(self._named(str(value), NO_LONGER).name)


def scale(key: str, wording: Sentence, words: Mapping[int, Sentence]) -> Scale:
    """One of a few that are in order, from the least to the most; the answer is the number."""
    return Scale(
        key=key, wording=wording, choices=tuple(Option(str(n), word) for n, word in words.items())
    )


@dataclass(frozen=True, kw_only=True)
class Suggestion(Choice[Pick]):
    """One of a few, or the person's own words.

    `known` are options that are not offered (any more), but still load where they were picked.
    """

    most: int = 300
    known: tuple[Option, ...] = ()

    def read(self, raw: Raw, context: Context, draft: Json) -> Json | Draft | Edit:  # noqa: ARG002  needs no draft
        """`{"name": option}` or `{"text": own words}`."""
        match raw:
            case Tapped(name):
                return {"name": self._named(name).name}
            case Typed(text):
                found = find(text, self.choices, context.language)
                if found is not None:
                    return {"name": found.name}
                return {"text": check_text(text, self.most)}
        raise Invalid(WRITE_IT)

    def load(self, value: Json) -> Pick:
        """What was picked."""
        match value:
            case {"name": name}:
                known = next((option for option in self.known if option.name == name), None)
                option = known or self._named(name, NO_LONGER)
                return Pick(option.name, cast("Words", option.label))
            case {"text": str(text)}:
                return Pick(None, text)
        raise Invalid(NO_LONGER)


def suggest(key: str, wording: Sentence, **choices: Words) -> Suggestion:
    """One of a few, or own words."""
    return suggest_of(key, wording, (Option(name, label) for name, label in choices.items()))


def suggest_of(key: str, wording: Sentence, choices: Iterable[Option]) -> Suggestion:
    """One of a few that are known only while the dialogue runs, or own words."""
    return Suggestion(key=key, wording=wording, choices=tuple(choices))


# --- many ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Many(Question[tuple[Pick, ...]]):
    """Several of a few: each tap ticks or unticks, Done closes; typing adds own words."""

    choices: tuple[Option, ...] = ()
    least: int = 0
    own: bool = True
    most: int = 200

    def options(self, context: Context, draft: Json) -> tuple[Option, ...]:  # noqa: ARG002  the same for everyone
        """The choices; own words already given come after them, to untick."""
        return (*self.choices, *self._own(_items(draft)))

    def ticked(self, draft: Json) -> frozenset[str]:
        """The names of the options ticked so far."""
        picked = _items(draft)
        own = self._own(picked)
        return frozenset([item for item in picked if not item.startswith("=")]) | frozenset(
            option.name for option in own
        )

    def reopened(self, old: Json) -> Json:
        """What was ticked before."""
        return old

    def read(self, raw: Raw, context: Context, draft: Json) -> Json | Draft | Edit:
        """The ticked names (own words stand as `"=words"`), or a draft while ticking goes on."""
        picked = _items(draft)
        match raw:
            case Tapped("done"):
                return self._enough(picked)
            case Tapped(name):
                own = {o.name: f"={o.label}" for o in self._own(picked)}
                item = own.get(name, name)
                if item in picked:
                    return Draft([other for other in picked if other != item])
                if name not in {option.name for option in self.choices}:
                    raise Invalid(NOT_A_BUTTON)
                return Draft([*picked, name])
            case Typed(text):
                if means(text, DONE_WORDS, context.language):
                    return self._enough(picked)
                return self._enough([*dict.fromkeys([*picked, *self._typed(text, context)])])
        raise Invalid(TAP_ONE)

    def load(self, value: Json) -> tuple[Pick, ...]:
        """What was picked, in order; an option that is no longer offered is left out."""
        labels = {option.name: cast("Words", option.label) for option in self.choices}
        return tuple(
            Pick(None, item[1:]) if item.startswith("=") else Pick(item, labels[item])
            for item in _items(value)
            if item.startswith("=") or item in labels
        )

    def _own(self, picked: list[str]) -> tuple[Option, ...]:
        own = [item[1:] for item in picked if item.startswith("=")]
        return tuple(Option(f"own.{n}", words) for n, words in enumerate(own))

    def _enough(self, picked: list[str]) -> Json:
        if len(picked) < self.least:
            raise Invalid(replace(TOO_FEW, args={"n": self.least}))
        if len(picked) > MOST_PICKED:
            raise Invalid(TOO_MANY.fill(n=MOST_PICKED))
        return list(picked)

    def _typed(self, text: str, context: Context) -> list[str]:
        """Options named in a typed list ("1 and 3", "reading, music"); the rest as own words."""
        parts = [part.strip() for part in re.split(r"[,;\n]+", text) if part.strip()]
        joint = re.split(rf"[\s,;]+(?:(?:{re.escape(context.language.put(AND))}|&|\+)\s+)?", text)
        if all(re.fullmatch(r"\d{1,2}", part) for part in joint):
            parts = joint
        items = []
        for part in parts:
            found = find(part, self.choices, context.language)
            if found is None and (not self.own or re.fullmatch(r"\d{1,2}", part)):
                raise Invalid(TAP_ONE)
            items.append(found.name if found else "=" + check_text(part, self.most))
        if not items:
            raise Invalid(TAP_ONE)
        return items


def _items(value: Json) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


AND = _("and")


def many(key: str, wording: Sentence, **choices: Words) -> Many:
    """Several of a few, or own words."""
    return Many(
        key=key,
        wording=wording,
        choices=tuple(Option(name, label) for name, label in choices.items()),
    )


# --- text ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Text(Question[str]):
    """The person's own words, up to `most` characters.

    Where they may be skipped “no” or “nothing” skips them, unless that may be an `answer`.
    """

    most: int = 500
    answer: bool = False

    def read(self, raw: Raw, context: Context, draft: Json) -> Json | Draft | Edit:  # noqa: ARG002  needs no draft
        """The words; None where there is nothing to say."""
        match raw:
            case Typed(text):
                nothing = self.optional and not self.answer
                if nothing and means(text, NOTHING_SAID, context.language):
                    return None
                return check_text(text, self.most)
        raise Invalid(WRITE_IT)

    def load(self, value: Json) -> str:
        """The words."""
        return str(value)


def text(key: str, wording: Sentence, *, most: int = 500) -> Text:
    """Own words."""
    return Text(key=key, wording=wording, most=most)


# --- day -----------------------------------------------------------------------------------------

WHICH_OF_TWO = _("Which of the two do you mean?")
NOT_CLEAR = _("I can't tell which day that is. Try “next Friday” or “Dec 3”.")
NO_SUCH_DAY = _("There is no such day. Try “next Friday” or “Dec 3”.")
DAY_PAST = _("That day has passed. Which day ahead is right?")
DAY_FAR = _("That is more than a year away. Pick a day that is nearer.")
TOO_EARLY = _("It has to be {day} or later.")
DAY_REFUSALS: Mapping[str, Sentence] = {
    "unclear": NOT_CLEAR,
    "past": DAY_PAST,
    "too_far": DAY_FAR,
    "no_such_day": NO_SUCH_DAY,
}
FRIDAY = 4
FARTHEST = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class DayQuestion(Question[date]):
    """A day ahead, tapped or in words. The stored answer is its ISO date, fixed when given.

    With `earliest` it is that day or a later one.
    """

    screen: ClassVar[bool] = True
    earliest: date | None = None

    def options(self, context: Context, draft: Json) -> tuple[Option, ...]:
        """The earliest day and the next Fridays; or, where two days may be meant, those two."""
        days = [date.fromisoformat(str(item)) for item in draft] if isinstance(draft, list) else []
        if self.earliest is not None:
            first = max(self.earliest, context.today)
            days = days or [first, *fridays(first)]
        return tuple(Option(day.isoformat(), day) for day in days or fridays(context.today))

    def asked(self, draft: Json) -> Sentence:
        """The question, or which of two days was meant."""
        return WHICH_OF_TWO if draft else self.wording

    def read(self, raw: Raw, context: Context, draft: Json) -> Json | Draft | Edit:
        """The day's ISO date, or a draft of the two days it could be."""
        match raw:
            case Tapped(name):
                return self._ahead(name, context.today).isoformat()
            case Typed(text):
                found = find(text, self.options(context, draft), context.language)
                if found is not None and draft:
                    return self._ahead(found.name, context.today).isoformat()
                match read_day(text, today=context.today, language=context.language.code):
                    case Day(day):
                        return self._ahead(day.isoformat(), context.today).isoformat()
                    case TwoDays(first, second):
                        return Draft([first.isoformat(), second.isoformat()])
                    case NotADay(reason):
                        if found is not None:
                            return found.name
                        raise Invalid(DAY_REFUSALS[reason])
        raise Invalid(NOT_CLEAR)

    def load(self, value: Json) -> date:
        """The day."""
        try:
            return self._late_enough(date.fromisoformat(str(value)))
        except ValueError:
            raise Invalid(NO_LONGER) from None

    def _ahead(self, name: str, today: date) -> date:
        try:
            day = date.fromisoformat(name)
        except ValueError:
            raise Invalid(NOT_A_BUTTON) from None
        if day < today:
            raise Invalid(DAY_PAST)
        if day - today > FARTHEST:
            raise Invalid(DAY_FAR)
        return self._late_enough(day)

    def _late_enough(self, day: date) -> date:
        if self.earliest is not None and day < self.earliest:
            raise Invalid(TOO_EARLY.fill(day=self.earliest))
        return day


def fridays(today: date) -> tuple[date, ...]:
    """The coming Fridays a step is often due: in one, two, three and five weeks at most."""
    first = today + timedelta(days=(FRIDAY - today.weekday()) % 7 or 7)
    return tuple(first + timedelta(weeks=weeks) for weeks in (0, 1, 2, 4))


def day(key: str, wording: Sentence) -> DayQuestion:
    """A day ahead."""
    return DayQuestion(key=key, wording=wording)


# --- times ---------------------------------------------------------------------------------------

YES = _("Yes")
CHANGE_IT = _("Change")
NEITHER = _("Neither")
IS_THAT_RIGHT = _("{rhythm}. Is that right?")
AT_WHAT_TIME = _("{days}. At what time?")
SAY_AGAIN = _("OK. Which days, and at what time? You can type it, like “Mondays at 5 pm”.")
NOT_ONE_DAY = _("That is one day. Which days every week?")
ONE_DAY = _("Once a week is enough here. Please pick one day.")
IN_QUIET_HOURS = _("From {begins} to {ends} I stay quiet. Please pick another time.")
AT = _("{time}")
OFTEN_ASKED = (time(16), time(17), time(18), time(19))
MOST_TIMES = 5


@dataclass(frozen=True, kw_only=True)
class TimesQuestion(Question[T_co]):
    """A weekly rhythm with a time: tapped, or in words, which are then said back.

    It is never in the `quiet` hours; “after school” is `school_end`; with `one_day` it is once a
    week. `never` are the words of a button for no rhythm at all: the answer is then None.
    """

    screen: ClassVar[bool] = True
    suggestions: tuple[Repeat, ...] = ()
    never: Sentence | None = None
    one_day: bool = False
    school_end: time | None = None
    quiet: Quiet = QUIET

    def options(self, context: Context, draft: Json) -> tuple[Option, ...]:  # noqa: ARG002  the same for everyone
        """The suggestions, the times for days without one, what was understood, or two readings."""
        drafted, offered = _drafted(draft), self._offered(draft)
        match drafted:
            case []:
                never = [] if self.never is None else [Option("never", self.never)]
                return (*(Option(name, each.echo) for name, each in offered.items()), *never)
            case [Repeat(time=None)]:
                return tuple(_timed(name, each.time) for name, each in offered.items() if each.time)
            case [_]:
                return (Option("yes", YES), Option("change", CHANGE_IT))
        both = (Option(name, each.echo) for name, each in offered.items())
        return (*both, Option("change", NEITHER))

    def asked(self, draft: Json) -> Sentence:
        """The question, what is still open, or what was understood."""
        match _drafted(draft):
            case []:
                return SAY_AGAIN if draft else self.wording
            case [Repeat(time=None) as days]:
                return AT_WHAT_TIME.fill(days=days.echo)
            case [rhythm]:
                return IS_THAT_RIGHT.fill(rhythm=rhythm.echo)
        return WHICH_OF_TWO

    def read(self, raw: Raw, context: Context, draft: Json) -> Json | Draft | Edit:
        """The rhythm's fields or "never"; a draft of what was understood in words."""
        match raw:
            case Tapped(name):
                return self._tapped(name, context, draft)
            case Typed(text):
                return self._typed(text, context, draft)
        raise Invalid(NO_RHYTHM)

    def load(self, value: Json) -> T_co:
        """The rhythm, which still has to fit; None where there is to be none."""
        if value == "never" and self.never is not None:
            return cast("T_co", None)
        rhythm = _repeat(value)
        if rhythm.time is None:
            raise Invalid(NO_LONGER)
        return cast("T_co", self._fitting([rhythm])[0])

    def refusal(self, rhythm: Repeat) -> Sentence | None:
        """Why a rhythm cannot be; None where it can."""
        if self.one_day and len(rhythm.days) > 1:
            return ONE_DAY
        if rhythm.time is not None and in_quiet_hours(rhythm.time, self.quiet):
            begins, ends = self.quiet
            return IN_QUIET_HOURS.fill(begins=begins, ends=ends)
        return None

    def _fitting(self, rhythms: list[Repeat]) -> list[Repeat]:
        """Those that can be. Raises Invalid where none can."""
        refusals = [self.refusal(rhythm) for rhythm in rhythms]
        if refusals[0] is not None and None not in refusals:
            raise Invalid(refusals[0])
        return [each for each, refused in zip(rhythms, refusals, strict=True) if refused is None]

    def _offered(self, draft: Json) -> dict[str, Repeat]:
        """The rhythms that can be tapped, by the names of their buttons."""
        match _drafted(draft):
            case []:
                rhythms = [*self.suggestions]
            case [Repeat(time=None) as days]:
                usual = {each.time for each in self.suggestions if each.time}
                times = sorted(usual | {*OFTEN_ASKED})
                rhythms = [replace(days, time=at) for at in times][:MOST_TIMES]
            case [one]:
                return {"yes": one}
            case both:
                rhythms = both
        return {_button(each): each for each in rhythms if self.refusal(each) is None}

    def _tapped(self, name: str, context: Context, draft: Json) -> Json | Draft:
        if name not in {option.name for option in self.options(context, draft)}:
            raise Invalid(NOT_A_BUTTON)
        match name:
            case "change":
                return Draft("change")
            case "never":
                return name
        return _kept(self._fitting([self._offered(draft)[name]])[0])

    def _typed(self, text: str, context: Context, draft: Json) -> Json | Draft:
        """What was said of it; days and times are said back before they count."""
        drafted = _drafted(draft)
        timeless = [rhythm for rhythm in drafted if rhythm.time is None]
        named = None if timeless else self._named(text, context, draft)  # there “4” is an hour
        if drafted and named is not None:
            return self._tapped(named, context, draft)
        try:
            rhythms = self._fitting(self._meant(text, context, drafted))
        except Invalid:
            if named is None or (named == "never" and text.isdigit()):  # “4” is rather an hour
                raise
            if named == "never":
                return named
            rhythms = [self._offered(draft)[named]]
        return Draft([_kept(rhythm) for rhythm in rhythms])

    def _named(self, text: str, context: Context, draft: Json) -> str | None:
        """The option that was typed, or meant by a plain yes or no."""
        options = self.options(context, draft)
        if found := find(text, options, context.language):
            return found.name
        answers = {"yes": YES_SAID, "change": NO_SAID, "never": NO_SAID}
        plain_ones = [o.name for o in options if o.name in answers]
        return next((n for n in plain_ones if means(text, answers[n], context.language)), None)

    def _meant(self, text: str, context: Context, drafted: list[Repeat]) -> list[Repeat]:
        """The rhythms that may be meant, the likelier first. Raises Invalid."""
        try:
            found = read_when(text, context, self.school_end, self.quiet)
        except Invalid:
            if not drafted:
                raise
            times = read_clock([text, f"at {text}"], context, self.school_end, self.quiet)
            return [replace(drafted[0], time=at) for at in times]
        if not any(isinstance(each, Once) for each in found):
            return [each for each in found if isinstance(each, Repeat)]
        try:  # asked for a rhythm, “Friday at 4” is every Friday; “Dec 4” is one day
            every = read_when(f"every {text}", context, self.school_end, self.quiet)
        except Invalid:
            raise Invalid(NOT_ONE_DAY) from None
        return [each for each in every if isinstance(each, Repeat)]


def read_when(
    text: str, context: Context, school_end: time | None, quiet: Quiet
) -> list[Repeat | Once]:
    """All that may be meant by words about when, the likelier first. Raises Invalid."""
    from dialogs.understand import (  # noqa: PLC0415  # it answers with this module's refusals
        Readings,
        Unclear,
        understand,
    )

    understood = understand(
        text,
        now=context.now,
        zone=context.zone,
        language=context.language.code,
        school_end=school_end,
        quiet=quiet,
    )
    match understood:
        case Unclear(ask):
            raise Invalid(ask)
        case Readings(first, second):
            return [first, second]
    return [understood]


def read_clock(
    texts: Iterable[str], context: Context, school_end: time | None, quiet: Quiet
) -> list[time]:
    """The times of day that the first of these texts to name one may mean, the likelier first.

    Raises Invalid where none does.
    """
    refusal = NO_TIME
    for text in texts:
        try:
            found = read_when(f"every day {text}", context, school_end, quiet)
        except Invalid as refused:
            refusal = refused.sentence
            continue
        if times := [each.time for each in found if each.time is not None]:
            return [*dict.fromkeys(times)]
    raise Invalid(refusal)


def _kept(rhythm: Repeat) -> Json:
    """A rhythm as it is stored."""
    return {
        "days": [*rhythm.days],
        "time": f"{rhythm.time:%H:%M}" if rhythm.time else None,
        "every": rhythm.every,
        "until": rhythm.until.isoformat() if rhythm.until else None,
        "week": rhythm.week.isoformat() if rhythm.week else None,
    }


def _repeat(value: Json) -> Repeat:
    """The rhythm that was stored. Raises Invalid where it is none."""
    match value:
        case {"days": [*days], "time": at, "every": int(every), "until": until, "week": week}:
            try:
                return Repeat(
                    tuple(int(str(day)) for day in days),
                    time.fromisoformat(str(at)) if at else None,
                    every,
                    date.fromisoformat(str(until)) if until else None,
                    date.fromisoformat(str(week)) if week else None,
                )
            except ValueError:
                pass
    raise Invalid(NO_LONGER)


def _drafted(draft: Json) -> list[Repeat]:
    """The rhythms that a draft holds."""
    try:
        return [_repeat(value) for value in draft] if isinstance(draft, list) else []
    except Invalid:
        return []


def _button(rhythm: Repeat) -> str:
    """The name of a rhythm's button: what it says, so that an old one never means another."""
    days = "".join(str(day) for day in rhythm.days)
    at = f"{rhythm.time:%H%M}" if rhythm.time else ""
    return f"{days}-{at}-{rhythm.every}-{rhythm.until or ''}-{rhythm.week or ''}"


def _timed(name: str, at: time) -> Option:
    """The button of a time."""
    return Option(name, AT.fill(time=at))


def times(
    key: str, wording: Sentence, *suggestions: Repeat, one_day: bool = False
) -> TimesQuestion[Repeat]:
    """When every week, and at what time."""
    return TimesQuestion(key=key, wording=wording, suggestions=suggestions, one_day=one_day)


def times_or_never(
    key: str, wording: Sentence, *suggestions: Repeat, never: Sentence
) -> TimesQuestion[Repeat | None]:
    """When every week, and at what time; or not at all."""
    return TimesQuestion(key=key, wording=wording, suggestions=suggestions, never=never)


NO_CLOCK = _("I don't know what time that is. Try “3:10 pm” or “15:10”.")


@dataclass(frozen=True, kw_only=True)
class TimeQuestion(Question[time]):
    """One time of day on the wall: tapped, or in words. The stored answer is “15:10”.

    It is not said back: a card behind it does. An hour that says no half of the day is read with
    `part`, such as “in the morning”; without one both halves are offered for 8 to 11.
    """

    screen: ClassVar[bool] = True
    likely: tuple[time, ...] = ()
    part: str = ""

    def options(self, context: Context, draft: Json) -> tuple[Option, ...]:  # noqa: ARG002  the same for everyone
        """The likely times; or, where two may be meant, those two."""
        times = [time.fromisoformat(str(item)) for item in draft] if isinstance(draft, list) else ()
        return tuple(_timed(f"{at:%H:%M}", at) for at in times or self.likely)

    def asked(self, draft: Json) -> Sentence:
        """The question, or which of two times was meant."""
        return WHICH_OF_TWO if draft else self.wording

    def read(self, raw: Raw, context: Context, draft: Json) -> Json | Draft | Edit:
        """The time, or a draft of the two it could be."""
        options = self.options(context, draft)
        match raw:
            case Tapped(name):
                if name not in {option.name for option in options}:
                    raise Invalid(NOT_A_BUTTON)
                return name
            case Typed(text):
                found = find(text, options, context.language) if draft else None
                if found is not None:
                    return found.name
                match [f"{at:%H:%M}" for at in self._meant(text, context)]:
                    case [only]:
                        return only
                    case both:
                        return Draft([*both])
        raise Invalid(NO_CLOCK)

    def load(self, value: Json) -> time:
        """The time."""
        try:
            return time.fromisoformat(str(value))
        except ValueError:
            raise Invalid(NO_LONGER) from None

    def _meant(self, text: str, context: Context) -> list[time]:
        try:
            read_when(text, context, None, QUIET)
        except Invalid:
            pass
        else:
            raise Invalid(NO_CLOCK)  # it names days too, and one time is for all of them
        try:
            found = read_clock([text, f"at {text}"], context, None, QUIET)
        except Invalid as refused:
            known = refused.sentence in (NO_SUCH_TIME, MIDNIGHT)
            raise Invalid(refused.sentence if known else NO_CLOCK) from None
        try:
            return read_clock(
                [f"{text} {self.part}", f"at {text} {self.part}"], context, None, QUIET
            )
        except Invalid:  # it said which half of the day
            return found


def time_of_day(key: str, wording: Sentence, *likely: time, part: str = "") -> TimeQuestion:
    """One time of day."""
    return TimeQuestion(key=key, wording=wording, likely=likely, part=part)


# --- zone ----------------------------------------------------------------------------------------

NO_ZONE = _("I don't know that place. Try a big city near you, such as Chicago or Madrid.")


@dataclass(frozen=True, kw_only=True)
class ZoneQuestion(Choice[str]):
    """A time zone: tapped, or found by its IANA name or a city. The answer is the IANA name."""

    def read(self, raw: Raw, context: Context, draft: Json) -> Json | Draft | Edit:  # noqa: ARG002  needs no draft
        """The IANA name of the zone."""
        match raw:
            case Tapped(name):
                return self._named(name).name
            case Typed(text):
                found = find_zone(text, context.language)
                if found:
                    return found
                option = find(text, self.choices, context.language)
                if option is not None:
                    return option.name
        raise Invalid(NO_ZONE)

    def load(self, value: Json) -> str:
        """The IANA name."""
        if str(value) not in _zones():
            raise Invalid(NO_LONGER)
        return str(value)


def find_zone(typed: str, language: Language) -> str | None:
    """The IANA zone of a city or a zone's own name; None where there is none or more than one."""
    found = _places(language.code).get(plain(typed), frozenset())
    return next(iter(found)) if len(found) == 1 else None


@cache
def _zones() -> frozenset[str]:
    """Every IANA name; to find them the disk is searched (9 ms)."""
    return frozenset(available_timezones())


@cache
def _places(code: str) -> Mapping[str, frozenset[str]]:
    """Zones by their names: the IANA name, its city, and the city in the person's language."""
    places: dict[str, set[str]] = {}
    today: Mapping[str, str] = get_global("zone_aliases")
    for name in _zones():
        if "/" in name and not name.startswith("Etc/"):
            city = get_timezone_location(name, locale=code, return_city=True)
            for place in (name, name.rsplit("/", 1)[-1], city):
                places.setdefault(plain(place), set()).add(today.get(name, name))
    return {place: frozenset(names) for place, names in places.items()}


ZONES_ASKED = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Europe/London",
    "Europe/Madrid",
)


def zone(key: str, wording: Sentence, *, likely: Iterable[str] = ZONES_ASKED) -> ZoneQuestion:
    """A time zone."""
    options = tuple(Option(name, name.rsplit("/", 1)[-1].replace("_", " ")) for name in likely)
    return ZoneQuestion(key=key, wording=wording, choices=options)


# --- attachment ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attachment:
    """Evidence: a file (its kind is Sent's), a link or a text."""

    kind: str
    file_id: str = ""
    unique_id: str = ""
    size: int = 0
    mime: str = ""
    name: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class AttachmentQuestion(Choice[Attachment | None]):
    """A file, a link or a text; an option means there is none (the answer is then None)."""

    most: int = 4000

    def read(self, raw: Raw, context: Context, draft: Json) -> Json | Draft | Edit:  # noqa: ARG002  needs no draft
        """The attachment's fields, or the name of the option."""
        match raw:
            case Tapped(name):
                return self._named(name).name
            case Typed(text):
                found = plainly(text, self.choices, context.language)
                if found is not None:
                    return found.name
                kind = "link" if re.match(r"https?://\S+$", text) else "text"
                return {"kind": kind, "text": check_text(text, self.most)}
            case Sent(kind, file_id, unique_id, size, mime, name, caption) if kind != "other":
                if size > FILE_LIMIT:
                    raise Invalid(TOO_BIG)
                return {
                    "kind": kind,
                    "file_id": file_id,
                    "unique_id": unique_id,
                    "size": size,
                    "mime": mime,
                    "name": name,
                    "text": caption,
                }
        raise Invalid(NO_FILE)

    def load(self, value: Json) -> Attachment | None:
        """The attachment, or None where an option was tapped."""
        if isinstance(value, dict):
            try:
                return Attachment(**cast("dict[str, Any]", value))
            except TypeError:  # fields of another version
                raise Invalid(NO_LONGER) from None
        self._named(value, NO_LONGER)
        return None


def attachment(key: str, wording: Sentence, **choices: Words) -> AttachmentQuestion:
    """A file, a link or a text."""
    return AttachmentQuestion(
        key=key,
        wording=wording,
        choices=tuple(Option(name, label) for name, label in choices.items()),
    )


# --- the closing card ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A line of the card: what it is, what was answered, and the key that answers it anew.

    Without a value it is not shown, only offered to change.
    """

    key: str
    label: Sentence
    value: Words | None = None


@dataclass(frozen=True, kw_only=True)
class Card(Choice[str]):
    """Everything at a glance: looks right, change one line, or another option."""

    screen: ClassVar[bool] = True
    lines: tuple[Line, ...] = ()

    def options(self, context: Context, draft: Json) -> tuple[Option, ...]:  # noqa: ARG002  the same for everyone
        """The card's options, or its lines while one is being picked to change."""
        if draft == "change":
            return tuple(Option(line.key, line.label) for line in self.lines)
        return (*self.choices, Option("change", CHANGE))

    def asked(self, draft: Json) -> Sentence:
        """The card's sentence, or which line to change."""
        return WHICH_LINE if draft == "change" else self.wording

    def read(self, raw: Raw, context: Context, draft: Json) -> Json | Draft | Edit:
        """The option's name, a draft while a line is picked, or the line to edit."""
        options = self.options(context, draft)
        match raw:
            case Tapped(name):
                picked = next((option for option in options if option.name == name), None)
                if picked is None:
                    raise Invalid(NOT_A_BUTTON)
            case Typed(text):
                picked = find(text, options, context.language)
                lines = tuple(Option(line.key, line.label) for line in self.lines)
                line = None if plain(text).isdigit() else find(text, lines, context.language)
                if picked is None and line is not None:
                    return Edit(line.name)
                if picked is None and draft is None:
                    if means(text, (*YES_SAID, *DONE_WORDS), context.language):
                        picked = options[0]
                    elif means(text, NO_SAID, context.language):
                        picked = options[-1]
                if picked is None:
                    raise Invalid(TAP_ONE)
            case _:
                raise Invalid(TAP_ONE)
        if draft == "change":
            return Edit(picked.name)
        return Draft("change") if picked.name == "change" else picked.name


CHANGE = _("Change a line")
WHICH_LINE = _("Which line shall we change?")


def card(key: str, wording: Sentence, *lines: Line | None, **choices: Words) -> Card:
    """The closing card; lines that are None are left out."""
    return Card(
        key=key,
        wording=wording,
        lines=tuple(line for line in lines if line is not None),
        choices=tuple(Option(name, label) for name, label in choices.items()),
    )
