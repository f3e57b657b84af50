"""Read when somebody wants to be asked: “every Tue and Thu at 4”, “los lunes”, “Friday at 3:30”.

A wrong day or time taken silently is the worst outcome, so what may mean two things gives both, and
what can be said neither as a weekly rhythm nor as one day gives a question. Whoever asks says the
reading back (`echo`).

A sentence is spelt in one way (`spelling`), its hours are taken out (`hours`), then it is read as a
rhythm (`rhythms`), or else as one day, for which `days` knows most expressions.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import product
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from dialogs.cadence import MONDAY_TO_FRIDAY, QUIET, WEEK, Once, Quiet, Repeat
from dialogs.days import (
    BESIDE,
    COUNT,
    MONTH,
    MONTHS,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    Said,
    Unusable,
    after_a_while,
    coming,
    day_of_month,
    first_valid,
    full_year,
    in_reach,
    meant,
    numeric,
    on,
    real,
)
from dialogs.hours import NOT_COUNTED, Hours, Unreadable, take_hours
from dialogs.kinds import DAY_REFUSALS
from dialogs.rhythms import NAME, NO_DAY, NOT_CLEAR, TAKEN_OUT, instead, read_rhythm, the_one
from dialogs.spelling import Rewrite, respelt, rewritten, whole, without
from dialogs.words import Sentence, _

LONGEST: Final = 200  # characters; a longer text is no answer to “when?”

TIME_PAST: Final = _("That time has passed. Which one ahead is right?")
WHICH_HALF: Final = _("Which day, and morning or evening? Try “Dec 4 at 9 am”.")


@dataclass(frozen=True)
class Readings:
    """Either of two was meant; `first` is the likelier."""

    first: Repeat | Once
    second: Repeat | Once


@dataclass(frozen=True)
class Unclear:
    """Nothing that can be kept; `ask` asks again."""

    ask: Sentence


Understood: TypeAlias = Repeat | Once | Readings | Unclear


def understand(
    text: str,
    *,
    now: datetime,
    zone: ZoneInfo,
    language: str,
    school_end: time | None = None,
    quiet: Quiet = QUIET,
) -> Understood:
    """Read when somebody wants to be asked, said at `now` by a person whose language is `language`.

    `now` is aware, or already the wall time of `zone`. English and Spanish are both understood;
    `language` (“en”, “es-MX”) decides what differs, such as 12/3. `school_end` is the end of the
    class's school day, where it is known. Of an hour from 8 to 11 both are given, the evening first
    where it comes before `quiet` begins; a time in the quiet hours is not refused. Never raises.
    """
    if len(text) > LONGEST:
        return Unclear(NOT_CLEAR)
    local = (now.astimezone(zone) if now.tzinfo else now).replace(tzinfo=None)
    said = Said(local.date(), language.startswith("es"))
    try:
        hours = take_hours(respelt(text, spanish=said.spanish), quiet, school_end)
        found = [*readings(hours, local, said)]
    except (Unreadable, Unusable) as refused:
        return Unclear(asked(refused))
    match found:
        case []:
            return Unclear(TIME_PAST)
        case [reading]:
            return reading
        case [first, second]:
            return Readings(first, second)
    return Unclear(WHICH_HALF)


def asked(refused: Unreadable | Unusable) -> Sentence:
    """Give the question that helps where the words were refused."""
    match refused:
        case Unreadable():
            return refused.ask
        case Unusable(reason="unclear"):
            return NOT_CLEAR
    return DAY_REFUSALS[refused.reason]


def readings(hours: Hours, now: datetime, said: Said) -> Iterator[Repeat | Once]:
    """Give all that may be meant and is not past, the likelier first."""
    times: list[time | None] = [*hours.times] or [None]
    rhythm = read_rhythm(hours.rest, said)
    if rhythm is None:
        for day, at in product(days_of(hours, said), times):
            if at is None or datetime.combine(day, at) > now:
                yield Once(day, at)
        return
    if hours.after_school and len(rhythm.days) == WEEK:  # “every day after school”
        yield rhythm._replace(days=MONDAY_TO_FRIDAY).at(times[0], now)
    for at in times:
        yield rhythm.at(at, now)


# -- one day: what `days` does not read is written as the date it is

PLACES: Final = {
    name: place
    for place, names in (
        (0, "1st|first|primer"),
        (1, "2nd|second|segundo"),
        (2, "3rd|third|tercer"),
        (3, "4th|fourth|cuarto"),
        (-1, "last|ultimo"),
        (-2, "2nd to last|second to last|2nd to the last|second to the last|penultimo"),
    )
    for name in names.split("|")
}


def nth_weekday(found: re.Match[str], said: Said) -> list[date]:
    """Read “2nd Fri in Feb”, “last Friday of May 2027”."""
    month, weekday, written = MONTHS[found["month"]], WEEKDAYS[found["weekday"]], found["year"]
    for year in [int(written)] if written else [said.today.year, said.today.year + 1]:
        if year > said.today.year + 2:
            raise Unusable("too_far")
        first = coming(weekday, real(year, month, 1))
        days = [first + timedelta(weeks=weeks) for weeks in range(5)]
        day = [each for each in days if each.month == month][PLACES[found["nth"]]]
        if day >= said.today:
            return [on(said.today, day.day, month, year if written else None)]
    raise Unusable("past")


def weekday_and_numbers(found: re.Match[str], said: Said) -> list[date]:
    """Read “Friday 6/7”: in whichever order it is a Friday."""
    return [day for day in numeric(found, said) if day.weekday() == WEEKDAYS[found["weekday"]]]


def weekday_and_day(found: re.Match[str], said: Said) -> list[date]:
    """Read “viernes 23”; in English “Friday 4” may well be an hour."""
    if not said.spanish and int(found["day"]) <= 12:  # noqa: PLR2004  # the hours of a clock
        raise Unusable("unclear")
    return [day for day in day_of_month(found, said) if day.weekday() == WEEKDAYS[found["weekday"]]]


def after_tomorrow(found: re.Match[str], said: Said) -> list[date]:
    """Read “three weeks from tomorrow”."""
    return after_a_while(found, said._replace(today=said.today + timedelta(days=1)))


def of_this_week(found: re.Match[str], said: Said) -> list[date]:
    """Read “Friday of this week”."""
    return [said.today + timedelta(days=WEEKDAYS[found["weekday"]] - said.today.weekday())]


def of_this_month(found: re.Match[str], said: Said) -> list[date]:
    """Read “the 21st of this month”."""
    return [real(said.today.year, said.today.month, int(found["day"]))]


def day_and_month(found: re.Match[str], said: Said) -> list[date]:
    """Read “21 del 3”."""
    year = full_year(found["year"]) if found["year"] else None
    return [on(said.today, int(found["one"]), int(found["two"]), year)]


ENDING: Final = "(?:al? )?(?:final(?:izar)?|fin)"
ONE_DAY: Final[tuple[Rewrite, ...]] = (
    (whole("(?:the )?(?:end of (?:the )?day|eod)(?= (?:tomorrow|today) )"), ""),
    (whole(f"{ENDING} (?:de|del)(?= (?:este )?(?:{NAME}|hoy|manana) )"), ""),
    (whole(f"{ENDING} del dia de(?= (?:hoy|manana) )"), ""),
    (whole(f"{ENDING} (?:el|del) dia de(?= (?:hoy|manana) )"), ""),
    (whole(f"(?:by )?(?:the )?end of (?:the )?day|eod|{ENDING} (?:del|el) dia"), "today"),
    (whole("del(?= [0-9])"), "el"),
    (whole(f"{COUNT} (?:a partir de|from|after|despues de|desde) (?:hoy|ahora|now)"),
     r"\g<count> \g<unit> from today"),
    (whole("el (?P<one>[0-9]{1,2})[-.](?P<two>[0-9]{1,2})"), r"el \g<one>/\g<two>"),
    # plainly a day and a month, as “3/4 of the book” is not
    (whole("(?:el )?(?P<pair>(?:1[3-9]|2[0-9]|3[01])/(?:0?[1-9]|1[0-2])"
           "|(?:0?[1-9]|1[0-2])/(?:1[3-9]|2[0-9]|3[01]))"), r"el \g<pair>"),
)  # fmt: skip
DATES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Said], list[date]]], ...]] = (
    (whole(f"(?:the |el )?(?P<nth>{'|'.join(sorted(PLACES, key=len, reverse=True))}) {WEEKDAY}"
           f" (?:in|of|de|del|en) {MONTH}(?: (?:de )?{YEAR})?"), nth_weekday),
    (whole(f"(?:el )?{WEEKDAY} (?:el )?(?P<one>[0-9]{{1,2}})[/.-](?P<two>[0-9]{{1,2}})"),
     weekday_and_numbers),
    (whole(f"(?:in |en |dentro de )?{COUNT} (?:a partir de|from|after|despues de)"
           " (?:manana|tomorrow)"), after_tomorrow),
    (whole(f"(?:el )?{WEEKDAY} (?:de |of |in )?(?:esta semana|this week)"), of_this_week),
    (whole("(?:the |el )?(?:dia )?(?P<day>[0-9]{1,2})(?:st|nd|rd|th|º)? (?:of |de )?"
           "(?:this month|este mes)"), of_this_month),
    (whole("(?:el )?(?P<one>[0-9]{1,2}) (?:el|de) (?P<two>[0-9]{1,2})"
           "(?: (?:del|de) (?P<year>[0-9]{4}))?"), day_and_month),
    (whole(f"{WEEKDAY} (?P<day>[0-9]{{1,2}})(?:th|st|nd|rd|º)?(?! (?:of |de )?{MONTH})"
           f"{NOT_COUNTED}"), weekday_and_day),
)  # fmt: skip
NO_DATE: Final = whole(
    "~\\S+|monthly|yearly|annually|mensual(?:mente)?|anual(?:mente)?|times?|twice|veces|x"
    "|minut[eo]s?|mins?|hours?|horas?|h|segundos?|seconds?|ultim[oa]s?|primer|penultimo|anterior"
    "|lunch|lunchtime|dinner|dinnertime|breakfast|bedtime|almuerzo|cena|desayuno|midnight"
    "|medianoche|dawn|dusk|sunset|sunrise|starting|starts|beginning|empezando|comenzando|empieza"
    "|a partir del?|mas|menos|early|late|later|temprano|ese|aquel|busy|unavailable|everyday"
    "|weekdays?|weekends|spring|summer|autumn|winter|season|primavera|verano|otono|invierno"
    "|some|any|most|algunos|cualquier|primeros|est|edt|cst|cdt|mst|mdt|pst|pdt|utc|gmt"
)
A_WEEK: Final = whole("(?:this|next|esta|proxima) (?:week|semana)|semana que viene")
A_WEEKDAY: Final = whole(NAME)


def days_of(hours: Hours, said: Said) -> list[date]:
    """Give the days a sentence without a rhythm may mean, the likelier first.

    Raises Unreadable and Unusable.
    """
    sentence = rewritten(hours.rest, ONE_DAY)
    if hours.times and A_WEEK.search(sentence) and not A_WEEKDAY.search(sentence):
        raise Unreadable(NO_DAY)
    for pattern, read in DATES:
        if found := pattern.search(sentence):
            sentence = without(sentence, found, the_one(read(found, said), said).isoformat())
    if any(never.search(sentence) for never in (NO_DATE, BESIDE, TAKEN_OUT)):
        raise Unreadable(instead(sentence))
    try:
        return first_valid(*(partial(in_reach, day, said.today) for day in meant(sentence, said)))
    except Unusable as unusable:
        if unusable.reason != "unclear":
            raise
        ask = instead(sentence)
        raise Unreadable(NO_DAY if hours.times and ask is NOT_CLEAR else ask) from None
