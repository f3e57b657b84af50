"""Read the days of a weekly rhythm: “every other Friday until Dec 18”, “todos los días menos …”.

What was understood is taken out, and what is left over must not speak of time: an exception, a
count or a later start is never dropped to read the rest.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from dialogs.cadence import Repeat
from dialogs.days import (
    COUNT,
    MONTHS,
    TELLING,
    UNITS,
    WEEKDAYS,
    Said,
    after_a_while,
    any_of,
    in_reach,
    last_of,
    meant,
)
from dialogs.hours import NO_TIME, Unreadable
from dialogs.spelling import DAY_NAMES, PLURALS, Rewrite, rewritten, spaced, whole, without
from dialogs.words import Sentence, _

NOT_CLEAR: Final = _("I can't tell when that is. Try “every Tuesday and Thursday at 4 pm”.")
NO_DAY: Final = _("Which days? Try “Mondays at 4 pm” or “weekdays after school”.")
WHICH_THEN: Final = _("Then which days are left? Try “Tuesdays and Thursdays at 4 pm”.")
ONLY_WEEKS: Final = _("I can ask on days of the week. Try “Mondays” or “every other Friday”.")

MOST_WEEKS: Final = 26  # from one to the next; a longer pause is no rhythm


class Rhythm(NamedTuple):
    """What is said of the days of a rhythm; it begins on `start`."""

    days: tuple[int, ...]
    every: int
    start: date
    until: date | None

    def at(self, at: time | None, now: datetime) -> Repeat:
        """Give the rhythm at a time of day, from its first day after `now` on.

        Raises Unreadable where it has no day, or would have one before its start.
        """
        first = now.date() + timedelta(days=at is not None and at <= now.time())
        while first.weekday() not in self.days:
            first += timedelta(days=1)
        if self.start > first or (self.until is not None and self.until < first):
            raise Unreadable(NOT_CLEAR)
        week = first - timedelta(days=first.weekday()) if self.every > 1 else None
        return Repeat(self.days, at, self.every, self.until, week)


# -- all that repeats is “every”, “everyday”, or “~every 2” for every other week

NAME: Final = f"(?:{any_of(DAY_NAMES)})"
A_DAY: Final = f"(?:{NAME}|weekends?|weekdays?|fin(?:es)? de semana|findes?)"
RHYTHMS: Final[tuple[Rewrite, ...]] = (
    (whole("each|cada|tod[oa]s l[oa]s"), "every"),
    (whole("every single"), "every"),
    (whole("every third"), "every 3"),
    (whole(f"(?:alternate|every (?:other|second|2nd))(?= {A_DAY} )"), "~every 2 every"),
    (whole(f"every (?P<n>[0-9]+)(?:st|nd|rd|th)?(?= {A_DAY} )"), r"~every \g<n> every"),
    (whole(f"(?P<day>{A_DAY}) por medio|un (?P<other>{NAME}) si y otro no"),
     lambda found: f"~every 2 every {found['day'] or found['other']}"),
    (whole("every (?:other|second|2nd) week|every fortnight|fortnightly|every quincena"
           "|quincenal(?:mente)?|una semana si y otra no|semana por medio"), "~every 2"),
    (whole("every (?P<n>[0-9]+)(?:st|nd|rd|th)? (?:weeks?|semanas?)"), r"~every \g<n>"),
    (whole("(?:of |on |in )?every (?:week|semana)|weekly|semanal(?:mente)?"
           "|(?:once|(?:1|one) time) (?:a|per|every) week|una vez (?:a la|por) semana"),
     "~every 1"),
    (whole("(?:once|una vez)(?= ~every )"), ""),
    (whole("(?:every )?(?:(?:school|week|work|working|business) ?days|dias (?:de (?:la )?semana"
           "|laborables|habiles|lectivos|de (?:clases?|escuela)))|entre semana"
           "|every (?:school|week|work|working|business) ?day"
           "|every dia (?:de (?:semana|clases?|escuela)|laborable|habil|lectivo)"), "weekdays"),
    (whole("every (?:day|dias?)|daily|a diario|diariamente|all days"), "everyday"),
    (whole("(?:every )?(?:fines de semana|findes)|every (?:fin de semana|finde)"), "weekends"),
    (whole(f"los(?= {NAME} )"), "every"),
)  # fmt: skip

# -- the days

THRU: Final = "(?:thru|through|to|al?|hasta(?: el)?)"
ITEM: Final = f"(?:{NAME}(?: {THRU} {NAME})?|weekdays?|weekends?|everyday)"
ITEMS: Final = (
    rf"(?P<items>{ITEM}(?:(?: (?:and|y|e|plus)(?: (?:also|on|every|the|el))*| every)? {ITEM})*)"
)
RUN: Final = re.compile(f"(?P<first>{NAME}) {THRU} (?P<last>{NAME})")
ONE: Final = {"el", "este", "proximo", "this", "next"}  # before a day that does not repeat
LIST: Final = whole(f"(?P<lead>(?:(?:on|the|every|from|de|{'|'.join(ONE)}) )*){ITEMS}")
EXCEPT: Final = whole(
    "(?:except(?: for)?|but(?: not)?|not|without|minus|excepto|salvo|menos|sin)"
    f"(?: (?:on|every|the|los|el))* {ITEMS}"
)
TAKEN_OUT: Final = whole(  # what it is taken from is not said
    "(?:remov(?:e|ing)|delet(?:e|ing)|drop(?:ping)?|cancel(?:l?ing)?|stop|avoid|skip(?:ping)?"
    "|exclud(?:e|ing)|(?:take|leave) (?:out|off|away)|get rid of|less|fewer|minus|without|no|not"
    "|never|dont ask(?: me)?|except(?: for)?|but not"
    "|quit(?:a|e|ar)|elimin(?:a|e|ar)|borr(?:a|e|ar)|sa(?:ca|que|car)|cancel(?:a|ar)|evit(?:a|e|ar)"
    "|omit(?:e|ir)|sin|menos|excepto|salvo|nunca|tampoco)"
    f"(?: (?:on|the|my|all|every|de|el|la|los|las|mis))* {A_DAY}"
)
EVERY: Final = whole("~every (?P<n>[0-9]+)")
GROUPS: Final = {
    "weekday": {0, 1, 2, 3, 4},
    "weekend": {5, 6},
    "everyday": {0, 1, 2, 3, 4, 5, 6},
}


def named(items: str) -> set[int]:
    """Give the days of a list."""
    found: set[int] = set()
    for run in RUN.finditer(items):
        first, last = DAY_NAMES[run["first"]], DAY_NAMES[run["last"]]
        if first == last:  # Tuesday to Tuesday may be one day or all
            raise Unreadable(NOT_CLEAR)
        found |= {(first + ahead) % 7 for ahead in range((last - first) % 7 + 1)}
    for word in RUN.sub(" ", items).split():
        day = DAY_NAMES.get(word)
        found |= GROUPS.get(word.removesuffix("s"), set()) if day is None else {day}
    return found


def repeating(found: re.Match[str]) -> bool:
    """Say whether a list of days repeats: by “every” or a plural, or because it is several days."""
    words = set(f"{found['lead']}{RUN.sub(' run ', found['items'])}".split())
    if words & {"every", "everyday", "weekdays", "weekends", *PLURALS} or PLURALS.keys() & set(
        found["items"].split()
    ):
        return True
    return len(named(found["items"])) > 1 and not words & {"weekday", "weekend", *ONE}


# -- an end and a beginning

DATE_WORD: Final = (
    f"(?:[0-9]{{1,2}}(?:st|nd|rd|th|º)?|[0-9]{{4}}|[0-9]+(?:[-/.][0-9]+)+|{any_of(MONTHS)}"
    f"|{any_of(WEEKDAYS)}|the|of|el|la|de|del|end|fin|final|finales|next|proxim[oa]|este|esta|this"
    "|que viene|week|month|year|semana|mes|ano|today|tomorrow|hoy|manana|dia|now|ahora)"
)
A_DATE: Final = f"{DATE_WORD}(?: {DATE_WORD})*"
UNTIL: Final = whole(f"(?P<how>until|till?|thru|through|ending|hasta) (?:el )?(?P<date>{A_DATE})")
SINCE: Final = whole(
    "(?:starting|beginning|start|from|desde|a partir de|empezando)(?: (?:on|el|del))*"
    f" (?P<start>{A_DATE})(?: (?P<how>to|until|till?|thru|through|al?|hasta) (?:el )?"
    f"(?P<date>{A_DATE}))?"
)
LASTING: Final = whole(
    "(?:for|during|over|durante|por)(?: (?:the|up to|l[oa]s|el|la))*(?: (?:next|proxim[oa]s?))?"
    f" (?P<count>[0-9]+ )?(?P<unit>{any_of(UNITS)}|years?|anos?)"
)


def the_one(days: list[date], said: Said) -> date:
    """Give the one day that was meant; none where it may be two, or is out of reach."""
    if len(days) != 1:
        raise Unreadable(NOT_CLEAR)
    return in_reach(days[0], said.today)


def dated(words: str, said: Said) -> date:
    """Give the day of an end or a beginning; “until 9” is more likely an hour."""
    if re.fullmatch("[0-9]{1,2}", words):
        raise Unreadable(NOT_CLEAR)
    return the_one(meant(f" {words} ", said), said)


def last_day(found: re.Match[str], said: Said) -> date:
    """Give the last day of “until Dec 18”; of a month its first day, but “through” it its last."""
    words, year = found["date"], said.today.year
    if words in {"next month", "proximo mes", "mes que viene"}:
        return last_of(said.today.month, year) + timedelta(days=1)
    month = MONTHS.get(words)
    if month is None:
        return dated(words, said)
    if found["how"] in {"thru", "through"}:
        return last_of(month, year + (month < said.today.month))
    if month == said.today.month:
        raise Unreadable(NOT_CLEAR)
    return date(year + (month < said.today.month), month, 1)


def after(found: re.Match[str], said: Said) -> date:
    """Give the last day of “for three weeks”, “for the next year”."""
    count, unit = int(found["count"] or 1), found["unit"]
    if unit.startswith(("year", "ano")):
        count, unit = 12 * count, "months"
    again = re.fullmatch(COUNT, f"{count} {unit}")
    if again is None:
        raise Unreadable(NOT_CLEAR)
    return the_one(after_a_while(again, said), said)


# -- what must not be left over

TELLING_TOO: Final = (
    "until till til thru through ending starting start beginning begin time times x once twice"
    " thrice occurrence occurrences instance instances vez veces half quarter media cuarto"
    " monthly mensual mensualmente yearly annually annual anual anualmente quarterly trimestral"
    " semestral semestralmente trimestre semestre biweekly bimonthly bisemanal quincena"
    " hourly hour hours hora horas minute minutes minuto minutos min mins second seconds sec"
    " secs segundo segundos today tomorrow hoy manana now ahora tarde noche madrugada temprano"
    " mas early late later before during when while unless without except but antes durante"
    " cuando mientras hasta salvo menos sin instead change switch swap cambia cambiar"
    " isnt doesnt arent couldnt shouldnt wouldnt didnt busy unavailable skip skipping hate"
    " primer primero segundo tercer ultimo ultima ultimos penultimo anterior alternos alternas"
    " lunch lunchtime dinner dinnertime breakfast practice bed bedtime recess homework almuerzo"
    " cena desayuno recreo midnight medianoche dawn dusk sunset sunrise amanecer atardecer"
    " daily diario everyday weekday weekdays weekend weekends fortnight off odd even holiday"
    " holidays vacation break feriados festivos spring summer autumn winter season primavera"
    " verano otono invierno"
    " some any most mostly sometimes algunos cualquier casi est edt cst cdt mst mdt pst pdt utc gmt"
)
TELLS: Final = (
    TELLING | {"march", "may", "mon", "sat", "sun", "wed"} | frozenset(TELLING_TOO.split())
)
LEFT_OVER: Final = re.compile(
    r"[0-9#~]| (?:and|y|plus|except|move|move it) \*"
    r"|\* (?:and|y|e|plus|then|to|al?|of|del?|off|that|when|if|que|si|tengo|hay|i have|we have) "
)
ANCHOR: Final = whole(
    "(?:after|before|at|during|(?:despues|antes) del?(?: la)?|en(?: la| el)?) (?:my )?"
    "(?:lunch|dinner|breakfast|bed|bedtime|class(?:es)?|school|practice|work|recess|homework"
    "|almuerzo|comida|comer|cena|cenar|dormir|desayuno|clases?|escuela|colegio|recreo)|lunchtime"
)
NOT_WEEKLY: Final = whole(
    "monthly|yearly|annually|mensual(?:mente)?|anual(?:mente)?|months?|mes|meses|years?|anos?"
    "|(?:every|each|cada) (?:[0-9]+(?:st|nd|rd|th)|(?:other|[0-9]+) (?:day|dia)s?)"
)


def instead(sentence: str) -> Sentence:
    """Give the question that helps most where a sentence cannot be kept."""
    if TAKEN_OUT.search(sentence):
        return WHICH_THEN
    if ANCHOR.search(sentence):
        return NO_TIME
    return ONLY_WEEKS if NOT_WEEKLY.search(sentence) else NOT_CLEAR


# -- all together


def read_rhythm(sentence: str, said: Said) -> Rhythm | None:
    """Read the days that repeat in a sentence without its hours; None where nothing says so.

    `said` is where and by whom it is said. Raises Unreadable, and `days.Unusable` for an end or a
    beginning that cannot be.
    """
    rest = rewritten(sentence.replace("~plural", " "), RHYTHMS)
    # “until Fri, Dec 18” names no day of the week; “Monday through Friday” does
    end = next((each for each in UNTIL.finditer(rest) if re.search("[0-9]", each["date"])), None)
    rest = without(rest, end) if end else rest
    exception = EXCEPT.search(rest)
    rest = without(rest, exception) if exception else rest
    if TAKEN_OUT.search(rest):
        raise Unreadable(WHICH_THEN)
    lists = [*LIST.finditer(rest)]
    if not (any(map(repeating, lists)) or "~plural" in sentence or "~every" in rest):
        return None
    weeks = {int(found["n"]) for found in EVERY.finditer(rest)}
    for found in reversed(lists):
        rest = f"{rest[: found.start()]} * {rest[found.end() :]}"
    rest = spaced(EVERY.sub(" ", rest))
    start, until, rest = span(rest, end, said)
    if TELLS.intersection(rest.split()) or LEFT_OVER.search(rest):
        raise Unreadable(instead(rest))
    if not lists:
        raise Unreadable(NO_DAY)
    items, every = lists[0]["items"], max(weeks, default=1)
    days = named(items)
    left_out = named(exception["items"]) if exception else set()
    torn = every > 1 and any(
        DAY_NAMES[run["last"]] < DAY_NAMES[run["first"]] for run in RUN.finditer(items)
    )
    words = set(f"{lists[0]['lead']}{RUN.sub(' ', items)}".split())
    if (
        len(lists) > 1
        or len(weeks - {1}) > 1
        or not 1 <= every <= MOST_WEEKS
        or not left_out < days
        or torn
        or words & ONE
    ):
        raise Unreadable(NOT_CLEAR)
    return Rhythm(tuple(sorted(days - left_out)), every, start, until)


def span(sentence: str, end: re.Match[str] | None, said: Said) -> tuple[date, date | None, str]:
    """Give the beginning (today, if none was said), the end, and the sentence without them."""
    start, ends = said.today, [last_day(end, said)] if end else []
    if found := SINCE.search(sentence):
        if found["start"] not in {"now", "ahora"}:
            start = dated(found["start"], said)
        if found["date"]:
            ends.append(last_day(found, said))
        sentence = without(sentence, found)
    for pattern, read in ((LASTING, after), (UNTIL, last_day)):
        if found := pattern.search(sentence):
            ends.append(read(found, said))
            sentence = without(sentence, found)
    if len(ends) > 1:
        raise Unreadable(NOT_CLEAR)
    return start, ends[0] if ends else None, sentence
