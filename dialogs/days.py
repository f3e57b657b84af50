"""Read the day a person names: “next Friday”, “12/3”, “el 15”, “in two weeks”.

A wrong day taken silently is the worst outcome, so words that may mean two days give both, and what
is not plainly one day gives none. Whoever asks says the day back.

`read_day` takes each expression of `RULES` out of the sentence, in the order of the table, and then
asks that nothing left over speaks of time (“every”, “or”, another number). Expressions that stand
together (“Friday, Dec 4”) have to agree. Dateparser is asked last, only about spelt-out dates, and
believed only where its answer holds every number and name that was written.
"""

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final, Literal, NamedTuple, TypeAlias

LONGEST: Final = 120  # characters; a longer text is no answer to “by when?”
FURTHEST: Final = 400  # days ahead that can still be meant
ROLLOVER: Final = 300  # on 23 November “Nov 1” is the one just gone, not the one in 343 days

Reason: TypeAlias = Literal["unclear", "past", "too_far", "no_such_day"]


@dataclass(frozen=True)
class Day:
    """One day was meant."""

    date: date


@dataclass(frozen=True)
class TwoDays:
    """Either of two days may have been meant; `first` is the likelier."""

    first: date
    second: date


@dataclass(frozen=True)
class NotADay:
    """No day that can be used, and why not."""

    reason: Reason


Reading: TypeAlias = Day | TwoDays | NotADay


class Unusable(Exception):  # noqa: N818  # not an error: it says why the words name no usable day
    """What was written names no usable day; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Said(NamedTuple):
    """Where and by whom something is said: what the same words mean depends on it."""

    today: date
    spanish: bool


MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene",
            "february feb febrero",
            "march mar marzo",
            "april apr abril abr",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto ago",
            "september sep sept septiembre setiembre",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "monday mon lunes lun",
            "tuesday tuesdy tues tue martes",
            "wednesday wendesday wensday weds wed miercoles mie",
            "thursday thurs thur thu jueves jue",
            "friday fri viernes vie",
            "saturday sat sabado sab",
            "sunday sun domingo dom",
        )
    )
    for name in names.split()
}
FRIDAY: Final = WEEKDAYS["friday"]
NUMBERS: Final = {
    name: number
    for number, names in enumerate(
        (
            "a an one un una uno",
            "two couple dos",
            "three tres",
            "four cuatro",
            "five cinco",
            "six seis",
            "seven siete",
            "eight ocho",
            "nine nueve",
            "ten diez",
            "eleven once",
            "twelve doce",
            "thirteen trece",
            "fourteen catorce",
            "fifteen quince",
        ),
        start=1,
    )
    for name in names.split()
} | {"twenty": 20, "veinte": 20, "thirty": 30, "treinta": 30}
UNITS: Final = {
    name: unit
    for unit, names in (
        ("day", "day days dia dias"),
        ("week", "week weeks wk wks semana semanas"),
        ("fortnight", "fortnight fortnights"),
        ("month", "month months mes meses"),
    )
    for name in names.split()
}

# Left over beside a day, these change its meaning or make it two: the answer is then unclear.
CHANGING: Final = (
    "not no dont cant wont never nor except or every each after since from between past last next"
    " previous ago few several mid middle early first second third half following year years term"
    " semester nunca tampoco excepto o u cada todos todas despues desde entre pasado pasada hace"
    " proximo proxima siguiente viene mediados principios ano anos"
)
TELLING: Final = (
    frozenset(CHANGING.split())
    | MONTHS.keys() - {"may", "march"}
    | WEEKDAYS.keys() - {"sat", "sun", "wed", "mon"}
    | UNITS.keys()
)
# `*` stands for a day that was found. “Friday before the fair”, “Good Friday”, “friday in march”.
TWISTED: Final = re.compile(
    r"[0-9#]|\* (?:\S+ )*?(?:before|antes)\b|\* santo\b|\b(?:in|of|en|de) (?:may|march)\b"
    r"|\b(?:good|black|ash|palm|cyber|fat|super|easter) \*"
    r"|\b(?:start|beginning|inicio|comienzo)(?: of| de)?(?: the| la)? \*"
)


def any_of(words: dict[str, int] | dict[str, str]) -> str:
    """Give a pattern for any of `words`, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


DD: Final = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|ro|[ºª°])?"
MONTH: Final = f"(?P<month>{any_of(MONTHS)})"
YEAR: Final = r"(?P<year>[0-9]{4})"
WEEKDAY: Final = f"(?P<weekday>{any_of(WEEKDAYS)})"
COUNT: Final = (
    f"(?P<count>[0-9]+|(?:a )?(?:{any_of(NUMBERS)})) (?:of )?(?P<unit>{any_of(UNITS)})(?: time)?"
)
QUANTITY: Final = re.sub(r"\?P<\w+>", "?:", COUNT)
# A bare number pair or ordinal is a day only in its place: at the start or after one of these …
BEFORE: Final = (
    "(?:^ |(?<= )(?:on|by|before|until|till?|for|due|to|is|its|para|antes del?|hasta|el|dia|es"
    f"|(?P<kept>{any_of(WEEKDAYS)})) )(?:the |el )?(?:dia )?"
)
# … and at the end or before one of these: “the 2nd draft” is no day.
BEHIND: Final = (
    r"(?= (?:please|pls|plz|at|in the|ok|okay|then|if|because|i|@|por favor|porque|si)\b| $)"
)
NEXT_WEEK: Final = (
    "(?:next week|(?:la )?(?:proxima semana|semana que viene|semana proxima|siguiente semana))"
)


def first_valid(*attempts: Callable[[], date]) -> list[date]:
    """Give the days that can be used, each once; if none can, raise the reason that says most."""
    days: list[date] = []
    reasons: list[Reason] = []
    for attempt in attempts:
        try:
            days.append(attempt())
        except Unusable as unusable:
            reasons.append(unusable.reason)
    if not days:
        raise Unusable(next((why for why in reasons if why != "no_such_day"), "no_such_day"))
    return list(dict.fromkeys(days))


def in_reach(day: date, today: date) -> date:
    """Give `day` back if it is neither past nor too far."""
    if day < today:
        raise Unusable("past")
    if day > today + timedelta(days=FURTHEST):
        raise Unusable("too_far")
    return day


def on(today: date, day: int, month: int, year: int | None = None) -> date:
    """Give that day; without a year the coming one, unless the one just gone was meant."""
    if year is not None:
        return in_reach(real(year, month, day), today)
    for coming in (today.year, today.year + 1):
        try:
            found = real(coming, month, day)
        except Unusable:
            continue
        if found >= today:
            if found > today + timedelta(days=ROLLOVER):
                raise Unusable("past")
            return found
    real(today.year, month, day)  # raises where neither year has the day
    raise Unusable("past")


def real(year: int, month: int, day: int) -> date:
    """Give the date, or say that there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        raise Unusable("no_such_day") from None


def full_year(digits: str) -> int:
    """Give the year of “2026” or “26”."""
    return int(digits) if len(digits) > 2 else 2000 + int(digits)  # noqa: PLR2004  # two digits


def coming(weekday: int, today: date) -> date:
    """Give the first such weekday from `today` on, `today` included."""
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def of_next_week(weekday: int, said: Said) -> list[date]:
    """Give the weekday of next week; two where the week may begin on Sunday or on Monday."""
    monday = said.today + timedelta(days=7 - said.today.weekday())
    days = {monday + timedelta(days=weekday)}
    if not said.spanish:  # an American week begins on Sunday
        sunday = said.today + timedelta(days=7 - (said.today.weekday() + 1) % 7)
        days.add(sunday + timedelta(days=(weekday + 1) % 7))
    return sorted(days)


def last_of(month: int, year: int) -> date:
    """Give the last day of a month; `month` may be 13."""
    year, month = (year + 1, 1) if month > 12 else (year, month)  # noqa: PLR2004  # December
    return date(year, month, calendar.monthrange(year, month)[1])


# -- one reader per rule: the days its expression may mean, the likelier first


def iso(found: re.Match[str], said: Said) -> list[date]:
    """Read 2026-12-03."""
    return [on(said.today, int(found["day"]), int(found["number"]), int(found["year"]))]


def numeric(found: re.Match[str], said: Said) -> list[date]:
    """Read 12/3 and 12/3/2026: month first in English, day first in Spanish, the other second."""
    one, two = int(found["one"]), int(found["two"])
    written = found.groupdict().get("year")
    year = full_year(written) if written else None
    month_first = partial(on, said.today, two, one, year)
    day_first = partial(on, said.today, one, two, year)
    return first_valid(*((day_first, month_first) if said.spanish else (month_first, day_first)))


def spelt(found: re.Match[str], said: Said) -> list[date]:
    """Read “Dec 3”, “3 de diciembre de 2026”."""
    year = found["year"]
    return [on(said.today, int(found["day"]), MONTHS[found["month"]], int(year) if year else None)]


def end_of_named_month(found: re.Match[str], said: Said) -> list[date]:
    """Read “end of December”."""
    month = MONTHS[found["month"]]
    year = said.today.year + (month < said.today.month)
    return [on(said.today, last_of(month, year).day, month)]


def day_of_month(found: re.Match[str], said: Said) -> list[date]:
    """Read “the 15th”: the next such day; on the 15th itself, today or the next."""
    day = int(found["day"])
    if not 1 <= day <= 31:  # noqa: PLR2004  # the longest month
        raise Unusable("no_such_day")
    days = []
    for ahead in range(3):  # no two months in a row lack a day
        year, month = divmod(said.today.year * 12 + said.today.month - 1 + ahead, 12)
        if day <= last_of(month + 1, year).day:
            days.append(date(year, month + 1, day))
    days = [each for each in days if each >= said.today]
    return days[:2] if days[0] == said.today else days[:1]


def next_weekday(found: re.Match[str], said: Said) -> list[date]:
    """Read “next Friday”: the coming one, and that of next week where it is another."""
    weekday = WEEKDAYS[found["weekday"]]
    first = coming(weekday, said.today + timedelta(days=1))
    return sorted({first, *of_next_week(weekday, said)})


def bare_weekday(found: re.Match[str], said: Said) -> list[date]:
    """Read “Friday”: the coming one; on a Friday, today or in a week."""
    first = coming(WEEKDAYS[found["weekday"]], said.today)
    return [first, first + timedelta(days=7)] if first == said.today else [first]


def after_a_while(found: re.Match[str], said: Said) -> list[date]:
    """Read “in two weeks”, “2 weeks from now”, “a week from Friday”."""
    words = found["count"].removeprefix("a ") or "a"
    count = int(words[:5]) if words.isdigit() else NUMBERS[words]
    start = found.groupdict().get("weekday")
    begin = coming(WEEKDAYS[start], said.today) if start else said.today
    unit = UNITS[found["unit"]]
    if count < 1:
        raise Unusable("unclear")
    if count > FURTHEST:
        raise Unusable("too_far")
    if unit == "month":
        year, month = divmod(begin.year * 12 + begin.month - 1 + count, 12)
        last = last_of(month + 1, year)
        return [last.replace(day=min(begin.day, last.day))]
    return [begin + timedelta(days=count * {"day": 1, "week": 7, "fortnight": 14}[unit])]


def end_of_week(_: re.Match[str], said: Said) -> list[date]:
    """Read “end of the week”: its Friday; at the weekend that says too little."""
    if said.today.weekday() > FRIDAY:
        raise Unusable("unclear")
    return [coming(FRIDAY, said.today)]


def weekend(_: re.Match[str], said: Said) -> list[date]:
    """Read “this weekend”: its Saturday or its Sunday."""
    sunday = coming(FRIDAY + 2, said.today)
    return [max(said.today, sunday - timedelta(days=1)), sunday]


def days_ahead(count: int) -> Callable[[re.Match[str], Said], list[date]]:
    """Give the reader of a word for today plus `count` days."""
    return lambda _, said: [said.today + timedelta(days=count)]


def end_of_month(ahead: int) -> Callable[[re.Match[str], Said], list[date]]:
    """Give the reader of the end of this month, or of that `ahead`."""
    return lambda _, said: [last_of(said.today.month + ahead, said.today.year)]


def unusable(reason: Reason) -> Callable[[re.Match[str], Said], list[date]]:
    """Give the reader of what is never a day."""

    def read(_: re.Match[str], __: Said) -> list[date]:
        raise Unusable(reason)

    return read


class Rule(NamedTuple):
    """An expression and its reader; what `names_weekday` need only agree with a date beside it."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], Said], list[date]]
    names_weekday: bool = False


def rule(
    pattern: str,
    read: Callable[[re.Match[str], Said], list[date]],
    *,
    names_weekday: bool = False,
) -> Rule:
    """Make a rule of a pattern over whole words, as `plain` spells them."""
    return Rule(re.compile(rf"(?<![^ ])(?:{pattern})(?![^ ])"), read, names_weekday)


RULES: Final = (
    rule(
        f"{QUANTITY} ago|hace {QUANTITY}|yesterday|ayer|anteayer|antier|anoche"
        f"|last (?:{any_of(WEEKDAYS)}|week|month|night|year)"
        f"|(?:{any_of(WEEKDAYS)}|semana|mes|ano) pasad[oa]",
        unusable("past"),
    ),
    rule(r"(?P<year>[0-9]{4})([-/.])(?P<number>[0-9]{1,2})\2(?P<day>[0-9]{1,2})", iso),
    rule(
        r"(?P<one>[0-9]{1,2})([-/.])(?P<two>[0-9]{1,2})\2(?P<year>[0-9]{4}|[0-9]{2})", numeric
    ),
    rule(rf"{BEFORE}(?P<one>[0-9]{{1,2}})/(?P<two>[0-9]{{1,2}}){BEHIND}", numeric),
    rule("^ (?P<one>[0-9]{1,2})[-.](?P<two>[0-9]{1,2})(?= $)", numeric),
    rule(f"(?:the end of|end of|a finales de|finales de|fin de|final de) {MONTH}",
         end_of_named_month),
    rule(f"(?:the )?{DD} (?:of |de )?{MONTH}(?: (?:de |del |of )?{YEAR})?", spelt),
    rule(f"{MONTH} (?:the )?{DD}(?: (?:of )?{YEAR})?", spelt),
    rule("(?:the )?day after tomorrow|pasado manana", days_ahead(2)),
    rule(
        f"{WEEKDAY} (?:of |de )?{NEXT_WEEK}",
        lambda found, said: of_next_week(WEEKDAYS[found["weekday"]], said),
    ),
    rule(
        f"{NEXT_WEEK} (?:on |el )?{WEEKDAY}",
        lambda found, said: of_next_week(WEEKDAYS[found["weekday"]], said),
    ),
    rule(
        f"(?:next|proximo|siguiente) {WEEKDAY}", next_weekday, names_weekday=True
    ),
    rule(f"{WEEKDAY} (?:que viene|proximo|siguiente)", next_weekday, names_weekday=True),
    rule(
        f"(?:this coming|this|coming|este) {WEEKDAY}",
        lambda found, said: [coming(WEEKDAYS[found["weekday"]], said.today)],
        names_weekday=True,
    ),
    rule(f"{COUNT} from {WEEKDAY}", after_a_while),
    rule(f"(?:in )?{COUNT} from (?:now|today)", after_a_while),
    rule(f"(?:in|within|en|dentro de) {COUNT}", after_a_while),
    rule(f"^ {COUNT}(?= $)", after_a_while),
    rule(f"(?:the )?(?:end of|fin de|final de) {NEXT_WEEK}", lambda _, s: of_next_week(FRIDAY, s)),
    rule("(?:the )?end of (?:the |this )?week|eow|final(?:es)? de (?:la |esta )?semana"
         "|fin de (?:la|esta) semana", end_of_week),
    rule("(?:the )?end of next month|(?:fin|finales|final) del (?:proximo mes|mes que viene)",
         end_of_month(1)),
    rule("(?:the )?end of (?:the |this )?month|eom|month end|(?:a )?(?:fin|fines|finales|final) de"
         "(?:l| este)? mes", end_of_month(0)),
    rule("(?:the )?end of (?:the |this )?year|(?:fin|finales|final) de(?:l| este)? ano",
         lambda _, said: [date(said.today.year, 12, 31)]),
    rule("next weekend|(?:el )?proximo fin de semana|fin de semana que viene", unusable("unclear")),
    rule("(?:this |the )?weekend|(?:este |el )?(?:fin de semana|finde)", weekend),
    rule(NEXT_WEEK, lambda _, said: of_next_week(FRIDAY, said)),
    rule("this week|esta semana", end_of_week),
    rule(f"{BEFORE}(?:the )?{DD}(?<![0-9]){BEHIND}", day_of_month),
    rule(f"(?:the|el|el dia|dia) {DD}{BEHIND}", day_of_month),
    rule("tomorrow|tommorow|tomorow|tommorrow|tmrw|tmr|tmw|tmo?rrow|2moro|2morrow|manana",
         days_ahead(1)),
    rule("today|tonight|tonite|this (?:morning|afternoon|evening)|hoy|esta (?:tarde|noche)",
         days_ahead(0)),
    # “the sun”, “I sat”: the short names that are words stand at the start or after a preposition
    rule(rf"(?<!los )(?!(?:sun|sat|mon|wed)\b){WEEKDAY}", bare_weekday, names_weekday=True),
    rule("(?:^ |(?:on|by|this|before|until|till?|due|for) )(?P<weekday>sun|sat|mon|wed)",
         bare_weekday, names_weekday=True),
)  # fmt: skip

# Times of day and turns of phrase say nothing about the day.
BESIDE: Final = re.compile(
    r"(?<![^ ])(?:(?:at |a las? |@ ?)?[0-9]{1,2}(?::[0-9]{2})? ?(?:am|pm|a m|p m)"
    r"|(?:at|a las?|@) [0-9]{1,2}(?::[0-9]{2})?|[0-9]{1,2}:[0-9]{2}"
    r"|(?:por|en|de|a) la (?:manana|tarde|noche)|de la (?:manana|tarde|noche)"
    r"|(?:after|before) (?:school|class|lunch|dinner|practice|bed|bedtime|work|breakfast)"
    r"|(?:despues|antes) de (?:la escuela|clases?|comer|cenar|dormir)"
    r"|(?:no|not) later than|a mas tardar)(?![^ ])"
)
SPELT_OUT: Final = re.compile(
    f" (?:[0-9]{{4}} (?:{any_of(MONTHS)}) [0-9]{{1,2}}|[0-9]{{4}} [0-9]{{1,2}} (?:{any_of(MONTHS)})"
    f"|(?:{any_of(MONTHS)}) [0-9]{{4}} [0-9]{{1,2}}) "
)


def plain(text: str) -> str:
    """Spell `text` in lower-case words and figures, one space around each, without accents."""
    letters = []
    for letter in unicodedata.normalize("NFD", text).casefold():
        if letter in "abcdefghijklmnopqrstuvwxyz0123456789/:@º°ª.-":
            letters.append(letter)
        elif letter.isnumeric():
            letters.append(
                "#"
            )  # “²” is no 2; it is told from a letter, so that it is not overlooked
        elif letter not in "'’`" and unicodedata.category(letter) not in {"Mn", "Cf"}:
            letters.append(" ")
    spelt_out = re.sub(r"(?<![0-9])[-./]+|[-./:]+(?![0-9])", " ", "".join(letters))
    return f" {' '.join(spelt_out.split())} "


def read_day(text: str, *, today: date, language: str) -> Reading:
    """Read the day named in `text`, said on `today` by a person whose language is `language`.

    `today` is the person's own day. English and Spanish are both understood; `language` (“en”,
    “es-MX”) decides whether 12/3 begins with the month. The day is `today` or later, at most 400
    days ahead; a day and month alone mean the coming one, but not one 300 days off. Never raises.
    """
    if len(text) > LONGEST:
        return NotADay("unclear")
    said = Said(today, language.startswith("es"))
    try:
        days = first_valid(*(partial(in_reach, day, today) for day in meant(plain(text), said)))
    except Unusable as unusable:
        return NotADay(unusable.reason)
    return Day(days[0]) if len(days) == 1 else TwoDays(days[0], days[1])


def meant(sentence: str, said: Said) -> list[date]:
    """Give the days `sentence` may mean, the likelier first."""
    if SPELT_OUT.fullmatch(sentence):
        return spelt_out(sentence, said)
    left = BESIDE.sub(" ", sentence)
    dates: list[list[date]] = []
    weekdays: list[list[date]] = []
    for pattern, read, names_weekday in RULES:
        while found := pattern.search(left):
            (weekdays if names_weekday else dates).append(read(found, said))
            kept = found.groupdict().get("kept") or ""
            left = f" {left[: found.start()]} {kept} * {left[found.end() :]} "
            left = f" {' '.join(left.split())} "
    if not (dates or weekdays) or TELLING.intersection(left.split()) or TWISTED.search(left):
        raise Unusable("unclear")
    return agreed(dates, weekdays)


def agreed(dates: list[list[date]], weekdays: list[list[date]]) -> list[date]:
    """Give the days all expressions can mean; beside a date a weekday has to be its own."""
    first, *others = dates or weekdays
    days = [day for day in first if all(day in other for other in others)]
    if dates:
        names = {each[0].weekday() for each in weekdays}
        days = [day for day in days if names <= {day.weekday()}]
    if not days or days[0] != first[0]:
        # a likelier reading that was contradicted is a slip of the pen, not a choice
        raise Unusable("unclear")
    return days


def spelt_out(sentence: str, said: Said) -> list[date]:
    """Ask dateparser about a month's name between a day and a year in an order no rule has."""
    import dateparser  # noqa: PLC0415  # 140 ms at the start, for what few people write

    found = dateparser.parse(
        sentence.strip(),
        languages=["es" if said.spanish else "en"],
        settings={"STRICT_PARSING": True, "PARSERS": ["absolute-time"]},
    )
    numbers = {int(number) for number in re.findall("[0-9]+", sentence)}
    months = {MONTHS[name] for name in re.findall("[a-z]+", sentence)}
    if found is None or numbers != {found.day, found.year} or months != {found.month}:
        raise Unusable("unclear")
    return [found.date()]
