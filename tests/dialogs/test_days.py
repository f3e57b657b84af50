"""A day is read as it was meant, as two days, or not at all; never silently wrong."""

import time
from datetime import date, timedelta

import pytest
from babel.dates import format_date, format_skeleton
from hypothesis import example, given
from hypothesis import strategies as st

from dialogs.days import Day, NotADay, Reading, TwoDays, read_day

WEDNESDAY = date(2026, 12, 2)
FRIDAY = date(2026, 12, 4)
SATURDAY = date(2026, 12, 5)
SUNDAY = date(2026, 12, 6)
REASONS = {"unclear", "past", "too_far", "no_such_day"}

ENGLISH = """
today: 2026-12-02
tonight at 8: 2026-12-02
tomorrow: 2026-12-03
tmrw: 2026-12-03
Tomorrow at 4: 2026-12-03
the day after tomorrow: 2026-12-04
friday: 2026-12-04
fri: 2026-12-04
this friday: 2026-12-04
on friday: 2026-12-04
friday at 4: 2026-12-04
friday 4pm: 2026-12-04
FRIDAY!!: 2026-12-04
wednesday: 2026-12-02 or 2026-12-09
sun: 2026-12-06
next Friday: 2026-12-04 or 2026-12-11
by next friday: 2026-12-04 or 2026-12-11
I'll do it next friday: 2026-12-04 or 2026-12-11
next monday: 2026-12-07
next wednesday: 2026-12-09
next sunday: 2026-12-06 or 2026-12-13
friday of next week: 2026-12-11
next week on friday: 2026-12-11
next friday the 11th: 2026-12-11
friday the 4th: 2026-12-04
by Friday please: 2026-12-04
before school on friday: 2026-12-04
no later than friday: 2026-12-04
I may do it friday: 2026-12-04
in 2 weeks: 2026-12-16
in two weeks: 2026-12-16
2 weeks from now: 2026-12-16
2 weeks: 2026-12-16
a week from friday: 2026-12-11
in a couple of weeks: 2026-12-16
in 10 days: 2026-12-12
in a month: 2027-01-02
in 400 days: 2028-01-06
Dec 3: 2026-12-03
Dec. 3rd: 2026-12-03
before Dec 3: 2026-12-03
3 December: 2026-12-03
the 3rd of December: 2026-12-03
December 3rd 2026: 2026-12-03
Dec 3 at 5: 2026-12-03
Thursday, December 3, 2026: 2026-12-03
Friday, Dec 4: 2026-12-04
Jan 5: 2027-01-05
2026-12-03: 2026-12-03
3-Dec-2026: 2026-12-03
2026 Dec 3: 2026-12-03
12/3: 2026-12-03 or 2027-03-12
by 12/3: 2026-12-03 or 2027-03-12
12/3/2026: 2026-12-03
12/12: 2026-12-12
13/12: 2026-12-13
1/2: 2027-01-02 or 2027-02-01
Friday 12/4: 2026-12-04
the 15th: 2026-12-15
by the 1st: 2027-01-01
on the 2nd: 2026-12-02 or 2027-01-02
end of the week: 2026-12-04
end of the month: 2026-12-31
by the end of next month: 2027-01-31
end of December: 2026-12-31
end of February: 2027-02-28
next week: 2026-12-11
this weekend: 2026-12-05 or 2026-12-06
mañana: 2026-12-03
the 45th: no_such_day
the 0th: no_such_day
Feb 30: no_such_day
Feb 29: no_such_day
31 November: no_such_day
13/13: no_such_day
2/30: no_such_day
2026-13-03: no_such_day
yesterday: past
last friday: past
2 weeks ago: past
Nov 1 2020: past
Nov 1: past
Dec 1: past
in 401 days: too_far
in 1000 days: too_far
in 99999999999999999999 days: too_far
in 14 months: too_far
Dec 5 2029: too_far
next month: unclear
next year: unclear
December: unclear
in a few weeks: unclear
in 0 days: unclear
in an hour: unclear
early next week: unclear
may be later: unclear
I will march on: unclear
I sat down in the sun: unclear
4: unclear
²: unclear
Dec 3²: unclear
at 4: unclear
4pm: unclear
every friday: unclear
fridays: unclear
friday or saturday: unclear
monday to friday: unclear
not friday: unclear
after friday: unclear
friday before christmas: unclear
friday in march: unclear
good friday: unclear
Friday Dec 3: unclear
Friday 12/3: unclear
tomorrow friday: unclear
in 2 weeks on friday: unclear
the 2nd draft: unclear
my 2nd essay by friday: unclear
3 chapters by friday: unclear
2 pages: unclear
soon: unclear
😀: unclear
idk: unclear
"""

SPANISH = """
hoy: 2026-12-02
esta noche: 2026-12-02
mañana: 2026-12-03
manana: 2026-12-03
mañana por la mañana: 2026-12-03
mañana a las 16:00: 2026-12-03
pasado mañana: 2026-12-04
el viernes: 2026-12-04
para el viernes: 2026-12-04
este viernes: 2026-12-04
el viernes a las 4 de la tarde: 2026-12-04
el próximo viernes: 2026-12-04 or 2026-12-11
el viernes que viene: 2026-12-04 or 2026-12-11
el lunes de la próxima semana: 2026-12-07
en dos semanas: 2026-12-16
en una semana: 2026-12-09
dentro de 10 días: 2026-12-12
3 de diciembre: 2026-12-03
el 3 de diciembre de 2026: 2026-12-03
jueves, 3 de diciembre de 2026: 2026-12-03
1 de enero: 2027-01-01
12/3: 2027-03-12 or 2026-12-03
3/12: 2026-12-03 or 2027-03-12
3/12/2026: 2026-12-03
el 15: 2026-12-15
fin de mes: 2026-12-31
a finales de mes: 2026-12-31
fin de la semana: 2026-12-04
fin de semana: 2026-12-05 or 2026-12-06
la semana que viene: 2026-12-11
next Friday: 2026-12-04 or 2026-12-11
el 45: no_such_day
el 30 de febrero: no_such_day
ayer: past
el viernes pasado: past
hace 2 semanas: past
dentro de 500 días: too_far
el mes que viene: unclear
los viernes: unclear
cada lunes: unclear
el lunes o martes: unclear
no sé: unclear
por la mañana: unclear
"""

OTHER_DAYS = [
    ("next friday", FRIDAY, "en", "2026-12-11"),
    ("friday", FRIDAY, "en", "2026-12-04 or 2026-12-11"),
    ("this friday", FRIDAY, "en", "2026-12-04"),
    ("end of the week", FRIDAY, "en", "2026-12-04"),
    ("next friday", SATURDAY, "en", "2026-12-11"),
    ("this weekend", SATURDAY, "en", "2026-12-05 or 2026-12-06"),
    ("end of the week", SATURDAY, "en", "unclear"),
    # on a Sunday it matters whether a week begins today or tomorrow
    ("next friday", SUNDAY, "en", "2026-12-11 or 2026-12-18"),
    ("el próximo viernes", SUNDAY, "es", "2026-12-11"),
    ("next week", SUNDAY, "en", "2026-12-11 or 2026-12-18"),
    ("this weekend", SUNDAY, "en", "2026-12-06"),
    ("Jan 5", date(2026, 11, 23), "en", "2027-01-05"),
    ("Nov 1", date(2026, 11, 23), "en", "past"),
    ("Feb 29", date(2027, 12, 1), "en", "2028-02-29"),
    ("Feb 29", date(2028, 3, 5), "en", "past"),
    ("the 31st", date(2027, 2, 10), "en", "2027-03-31"),
    ("end of the month", date(2028, 2, 1), "en", "2028-02-29"),
    ("in a month", date(2027, 1, 31), "en", "2027-02-28"),
    ("tomorrow", date(2026, 12, 31), "en", "2027-01-01"),
    ("end of january", date(2026, 12, 31), "en", "2027-01-31"),
    ("12/3", date(2026, 12, 3), "es-MX", "2027-03-12 or 2026-12-03"),
]


def shown(reading: Reading) -> str:
    """Spell a reading as the tables above do."""
    match reading:
        case Day(day):
            return str(day)
        case TwoDays(first, second):
            return f"{first} or {second}"
        case NotADay(reason):
            return reason


TABLE = [
    (*line.rsplit(": ", 1), language)
    for language, lines in (("en", ENGLISH), ("es", SPANISH))
    for line in lines.strip().splitlines()
]


@pytest.mark.parametrize(("said", "meant", "language"), TABLE)
def test_what_people_say_on_a_wednesday(said: str, meant: str, language: str) -> None:
    """On Wednesday 2 December 2026 each of these means just that."""
    assert meant == shown(read_day(said, today=WEDNESDAY, language=language))


@pytest.mark.parametrize(("said", "today", "language", "meant"), OTHER_DAYS)
def test_the_same_words_on_other_days(said: str, today: date, language: str, meant: str) -> None:
    """What is meant depends on the day it is said, at ends of weeks, months and years too."""
    assert meant == shown(read_day(said, today=today, language=language))


days_ahead = st.integers(min_value=0, max_value=300)
any_day = st.dates(min_value=date(2025, 1, 1), max_value=date(2035, 1, 1))


@given(any_day, days_ahead, st.sampled_from(["en", "es"]))
def test_a_written_date_reads_back(today: date, ahead: int, language: str) -> None:
    """A date as Babel writes it in English and Spanish is read as that same date."""
    day = today + timedelta(days=ahead)
    written = [format_date(day, form, locale=language) for form in ("full", "long", "medium")]
    written += [
        format_skeleton(skeleton, day, locale=language) for skeleton in ("MMMd", "MMMMd", "yMMMd")
    ]

    for text in [*written, day.isoformat()]:
        assert Day(day) == read_day(text, today=today, language=language), text


@given(any_day, days_ahead, st.sampled_from(["en", "es"]))
def test_a_short_date_reads_back_first(today: date, ahead: int, language: str) -> None:
    """Of a date in figures the language's own order is the first reading."""
    day = today + timedelta(days=ahead)
    reading = read_day(format_date(day, "short", locale=language), today=today, language=language)

    match reading:
        case Day(found) | TwoDays(found, _):
            assert day == found
        case NotADay():
            pytest.fail(f"{day} was not read: {reading}")


VOCABULARY = (
    "next this friday lunes in 2 two weeks dec 3 12/3 the 15th end of month 2026 31 de mayo el may"
    " tomorrow mañana que viene / - . 29 feb 0 99 ago 'on' at 4pm before from marzo 2027 12-3-2026"
)
WORDS = st.sampled_from(VOCABULARY.split())


@given(st.one_of(st.text(max_size=140), st.lists(WORDS, max_size=8).map(" ".join)), any_day)
@example("9" * 5000, WEDNESDAY)
@example("\ud800\0", WEDNESDAY)
@example("٣/١٢", WEDNESDAY)
def test_anything_is_answered_within_reach(text: str, today: date) -> None:
    """No text raises or warns, and no day is past or more than 400 days ahead."""
    for language in ("en", "es", "fr", ""):
        match read_day(text, today=today, language=language):
            case Day(day):
                assert today <= day <= today + timedelta(days=400)
            case TwoDays(first, second):
                assert first != second
                for day in (first, second):
                    assert today <= day <= today + timedelta(days=400)
            case NotADay(reason):
                assert reason in REASONS


@pytest.mark.parametrize(
    "text", ["9" * 5000, "9" * 120, "a " * 60, "1 " * 60, "/" * 120, "12/" * 40]
)
def test_hostile_text_is_quick(text: str) -> None:
    """What is no day costs next to nothing."""
    start = time.process_time()
    reading = read_day(text, today=WEDNESDAY, language="en")

    assert NotADay("unclear") == reading
    assert time.process_time() - start < 0.05
