"""Read the time of day a person names: “at 4”, “3:30pm”, “after school”, “a las siete y media”.

What is not plainly one time of day gives two, or a question.
"""

import re
from collections.abc import Callable
from datetime import time
from typing import Final, NamedTuple

from dialogs.cadence import Quiet
from dialogs.days import UNITS, any_of
from dialogs.spelling import Rewrite, rewritten, spaced, whole, without
from dialogs.words import Sentence, _

NO_SUCH_TIME: Final = _("There is no such time. Try “4 pm” or “16:00”.")
MIDNIGHT: Final = _("Midnight ends one day and begins the next. Try “11:30 pm” or “7 am”.")
ONE_TIME: Final = _("I can keep one time. Which one? Try “Mondays and Fridays at 4 pm”.")
NO_TIME: Final = _("I don't know what time that is. Try “weekdays at 4 pm”.")


class Unreadable(Exception):  # noqa: N818  # not an error: it says what to ask
    """What was written cannot be kept; `ask` asks again."""

    def __init__(self, ask: Sentence) -> None:
        super().__init__(ask.template)
        self.ask = ask


class Hours(NamedTuple):
    """The times that may be meant, the likelier first; none where none was said."""

    times: list[time]
    rest: str
    after_school: bool = False


# -- how hours are written


def less(minutes: Callable[[str], int]) -> Callable[[re.Match[str]], str]:
    """Give the rewrite of “quarter to five” as 4:45."""
    return lambda found: (
        f"at {(int(found['hour']) + 10) % 12 + 1}:{60 - minutes(found['minute']):02}"
    )


def more(found: re.Match[str]) -> str:
    """Rewrite “half past 4” as 4:30."""
    minutes = {"half": 30, "media": 30, "quarter": 15, "cuarto": 15}
    minute = minutes.get(found["minute"]) or int(found["minute"])
    return f"at {int(found['hour'])}:{minute:02}"


HOUR: Final = "(?P<hour>[1-9]|1[0-2])"
CLOCKS: Final[tuple[Rewrite, ...]] = (
    (whole(rf"(?:at )?(?:a )?(?P<minute>half|quarter|5|10|20|25) past {HOUR}"), more),
    (whole(rf"(?:a )?las? {HOUR} y (?P<minute>media|cuarto|[0-5]?[0-9])"), more),
    (whole(rf"(?:at )?{HOUR} y (?P<minute>media|cuarto)"), more),
    (whole(rf"at {HOUR} y (?P<minute>[0-5][0-9])"), more),
    (whole(rf"(?:at )?(?:a )?(?P<minute>quarter) (?:to|before) {HOUR}"), less(lambda _: 15)),
    (whole(rf"(?:(?:a )?las? )?{HOUR} menos (?P<minute>cuarto)"), less(lambda _: 15)),
    (whole(rf"(?:a )?las? {HOUR} menos (?P<minute>5|10|20|25)"), less(int)),
    (re.compile("(?<=[0-9])(?: ?([ap]) ?m|([ap]))(?= )"), lambda f: f"{f[1] or f[2]}m"),
    (re.compile("(?<=[0-9]) ?(?:hs?|hrs?|horas)(?= )"), " h"),
    (re.compile("(?<=[0-9])ish(?= )"), " ish"),
)

# -- parts of the day, each as a word that no text holds

PARTS: Final = {
    name: f"~{part}"
    for part, names in (
        ("early", "madrugada"),
        ("morning", "morning manana"),
        ("afternoon", "afternoon tarde"),
        ("evening", "evening"),
        ("night", "night noche"),
    )
    for name in names.split()
}
PART: Final = f"(?P<part>{'|'.join(PARTS)})"
ENGLISH_PART: Final = "(?P<part>morning|afternoon|evening|night)"
SCHOOL: Final = (
    "(?:la )?escuela|clases?|(?:el )?(?:colegio|cole|instituto)"  # “la clase” is one class
)


def part(before: str = "", after: str = "") -> Callable[[re.Match[str]], str]:
    """Give the rewrite of a part of the day into its one word."""
    return lambda found: f"{before} {PARTS[found['part']]} {after}"


DAY_PARTS: Final[tuple[Rewrite, ...]] = (
    (whole("good (?:morning|afternoon|evening)|buen[oa]s (?:dias|tardes|noches)"), ""),
    (whole("(?:right |straight |just )?after school|when school ends"
           f"|(?:despues del?|al salir del?|a la salida del?|al acabar) (?:{SCHOOL})"), "~school"),
    (whole("(?:at |12 )?(?:noon|midday)|(?:a las |las )?(?:12 )?(?:al|del|de|a) mediodia"), "12pm"),
    (whole(f"(?:every|each) {ENGLISH_PART}s?|(?:cada|todas las) {PART.replace('part', 'parte')}s?"),
     lambda found: f"everyday {PARTS[found['part'] or found['parte']]}"),
    (whole("nightly"), "everyday ~night"),
    (whole("tonight|tonite"), "today ~night"),
    (whole(f"(?:this|esta) {PART}"), part("today")),
    (whole(f"(?:la|the) {PART}(?= (?:de|del|of|este) )"), part()),
    (whole(f"(?:por|en) las {PART}s"), part("", "~plural")),
    (whole(f"(?:por|en|de|a|durante) la {PART}"), part()),
    (whole(f"(?:in the )?{ENGLISH_PART}s"), part("", "~plural")),
    (whole(f"(?:in the |at |on the |during the )?{ENGLISH_PART}"), part()),
)  # fmt: skip
AT_PART: Final = {
    "~morning": time(8),
    "~afternoon": time(16),
    "~evening": time(18),
    "~night": time(20),
}
BEFORE_NOON: Final = {"am", "~morning", "~early"}
SINCE_NOON: Final = {"pm", "~afternoon", "~evening", "~night", "~school"}
EARLIEST: Final = {"~evening": 4, "~night": 5, "~morning": 1}
"""The first hour on a clock's face that a part of the day has: “2 at night” is nobody's 14:00."""

# -- the times themselves

SOFT: Final = (
    "(?:(?:by|before|about|around|roughly|antes de|alrededor de|cerca de|sobre|hacia|para) )*"
)
AT: Final = "(?:at |@ ?|a las? |de las? |las )"
CLOCK: Final = "(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?"
EXACT: Final = "(?: (?:o ?clock|en punto|sharp|ish|(?P<h>h)))?"
NOT_COUNTED: Final = (
    f"(?! (?:{any_of(UNITS)}|times?|x|veces|minut[eo]s?|mins?|hours?|years?|anos?)(?![^ ]))"
)
TIMES: Final = (
    whole(f"{SOFT}{AT}?{CLOCK}(?P<half>[ap]m)"),
    whole(f"{SOFT}{AT}?(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}}){EXACT}"),
    whole(f"{SOFT}{AT}{CLOCK}{EXACT}{NOT_COUNTED}"),
    whole(f"(?:about|around|alrededor de|cerca de) {CLOCK}{EXACT}{NOT_COUNTED}"),
    whole(f"{CLOCK} (?:o ?clock|en punto)"),
    whole("(?<!en )(?<!in )(?<!por )(?<!cada )(?<!de )(?<!every )(?<!for )(?<!y )(?<!and )"
          f"{CLOCK} h"),
)  # fmt: skip


def take_hours(sentence: str, quiet: Quiet, school_end: time | None) -> Hours:
    """Take the times out of a sentence as `spelling.respelt` gives it.

    “After school” is `school_end`. Of an hour from 8 to 11 the evening is the likelier where it
    comes before `quiet` begins. Raises Unreadable.
    """
    found: list[re.Match[str]] = []
    sentence = rewritten(sentence, (*CLOCKS, *DAY_PARTS, *CLOCKS))
    for pattern in TIMES:
        while match := pattern.search(sentence):
            found.append(match)
            sentence = without(sentence, match)
    parts = {word for word in sentence.split() if word in {"~school", *PARTS.values()}}
    rest = spaced(" ".join(word for word in sentence.split() if word not in parts))
    if found:
        times = {tuple(on_clock(match, parts, quiet)) for match in found}
        if len(times) > 1:
            raise Unreadable(ONE_TIME)
        return Hours(list(times.pop()), rest)
    if parts == {"~school"} and school_end is not None:
        return Hours([school_end], rest, after_school=True)
    if len(parts) > 1 or not parts <= AT_PART.keys():
        raise Unreadable(NO_TIME)
    return Hours([AT_PART[name] for name in parts], rest)


def on_clock(found: re.Match[str], parts: set[str], quiet: Quiet) -> list[time]:
    """Give the times an hour may mean beside these parts of the day, the likelier first."""
    said = found.groupdict()
    hour, minute = int(said["hour"]), int(said.get("minute") or 0)
    if hour > 23 or minute > 59:  # noqa: PLR2004  # the last of the day and of the hour
        raise Unreadable(NO_SUCH_TIME)
    marks = parts | {said.get("half") or ""}
    early, late = time(hour % 12, minute), time(hour % 12 + 12, minute)
    on_face, afternoon = hour % 12, hour > 12  # noqa: PLR2004  # noon
    if early == time() and (hour == 0 or marks & {"~night", *BEFORE_NOON}):
        raise Unreadable(MIDNIGHT)
    before, since = bool(marks & BEFORE_NOON), bool(marks & SINCE_NOON)
    if (before and (since or afternoon)) or any(on_face < EARLIEST.get(m, 0) for m in marks):
        raise Unreadable(NO_TIME)
    if afternoon or since:
        return [late]
    # a leading zero, or “16:00 h” as Spanish writes it, counts all 24 hours
    if before or said["hour"].startswith("0") or (said.get("h") and said.get("minute")):
        return [time(hour, minute) if not before else early]
    if on_face < 8:  # noqa: PLR2004  # noon to 7:59
        return [late]
    return [late, early] if late < quiet[0] else [early, late]
