"""What a student says of days and times is read as it was meant, as two readings, or asked again.

`uv run pytest -n 0 -s tests/dialogs/test_understand.py -k phrases` prints how many of the phrases
of others are right, unclear and silently wrong. The choice and its rules: `phrases/README.md`.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.cadence import Once, Repeat
from dialogs.hours import NO_TIME, ONE_TIME
from dialogs.rhythms import NO_DAY, NOT_CLEAR, ONLY_WEEKS, WHICH_THEN
from dialogs.understand import WHICH_HALF, Readings, Unclear, Understood, understand
from dialogs.words import Language, Sentence, compiled, language, languages

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 12, 2, 10, 30)  # noqa: DTZ001  a Wednesday, on the wall
CHOICES = Path(__file__).parent / "phrases"
SOURCES = Path(__file__).parents[3] / "shared" / "data" / "dates"

ENGLISH = """
every tue and thu at 4: Tu Th 16:00
every Tue and Thu at 4: Tu Th 16:00
weekdays after school: Mo Tu We Th Fr 15:10
Sundays, evening: Su 18:00
every other friday at 3:30 until Dec 18: Fr 15:30 every 2 until 2026-12-18
weekdays at 8: Mo Tu We Th Fr 20:00 or Mo Tu We Th Fr 08:00
weekdays at 8:45: Mo Tu We Th Fr 08:45 or Mo Tu We Th Fr 20:45
daily at 8pm: Mo Tu We Th Fr Sa Su 20:00
every day after school: Mo Tu We Th Fr 15:10 or Mo Tu We Th Fr Sa Su 15:10
every school day at 4: Mo Tu We Th Fr 16:00
mon wed fri 4pm: Mo We Fr 16:00
Mon/Wed/Fri 4pm: Mo We Fr 16:00
MWF at 3:30: Mo We Fr 15:30
tth at 4: Tu Th 16:00
Monday, Wednesday and Friday at 4: Mo We Fr 16:00
Tues & Thurs @4: Tu Th 16:00
tuesday's at 4: Tu 16:00
wensday and firday: We Fr
fridays: Fr
mondays at 16:00: Mo 16:00
mondays at 04:00: Mo 04:00
mondays at 4:00 p.m.: Mo 16:00
mondays at 4ish: Mo 16:00
mondays before 4:30: Mo 16:30
mondays at four thirty: Mo 16:30
half past 4 on tuesdays: Tu 16:30
quarter to five on tuesdays: Tu 16:45
mondays at noon: Mo 12:00
mondays at 11 at night: Mo 23:00
every morning at 7: Mo Tu We Th Fr Sa Su 07:00
every night at 8: Mo Tu We Th Fr Sa Su 20:00
friday afternoons: Fr 16:00
monday evenings and thursday evenings: Mo Th 18:00
every sunday and monday night at 7: Mo Su 19:00
after school at 8 on mondays: Mo 20:00
mon-fri 3:45: Mo Tu We Th Fr 15:45
from monday to friday at 4: Mo Tu We Th Fr 16:00
monday through thursday, 4:15 pm: Mo Tu We Th 16:15
every weekend at 10 am: Sa Su 10:00
every day except friday at 4: Mo Tu We Th Sa Su 16:00
weekdays but not fridays at 4: Mo Tu We Th 16:00
every two weeks on monday at 4: Mo 16:00 every 2
alternate fridays at 4: Fr 16:00 every 2
every other wednesday at 9am: We 09:00 every 2
every third friday: Fr every 3
mondays until june: Mo until 2027-06-01
fridays through december: Fr until 2026-12-31
mondays for 3 weeks: Mo until 2026-12-23
every monday starting dec 7: Mo
hey can we do mondays at 4? thx: Mo 16:00
friday: 2026-12-04
friday at 4: 2026-12-04 16:00
friday at 8: 2026-12-04 20:00 or 2026-12-04 08:00
friday at 9: 2026-12-04 09:00 or 2026-12-04 21:00
next friday at 4: 2026-12-04 16:00 or 2026-12-11 16:00
wednesday: 2026-12-02 or 2026-12-09
wednesday at 9am: 2026-12-09 09:00
tomorrow after school: 2026-12-03 15:10
tonight at 8: 2026-12-02 20:00
today at 9: 2026-12-02 21:00
12/3 at 4: 2026-12-03 16:00 or 2027-03-12 16:00
in two weeks at 4: 2026-12-16 16:00
last friday in january at 4: 2027-01-29 16:00
this weekend: 2026-12-05 or 2026-12-06
"""
SPANISH = """
cada lunes a las 5: Mo 17:00
los lunes a las 5: Mo 17:00
los martes y jueves a las 4: Tu Th 16:00
los martes y los jueves, 4:00 p. m.: Tu Th 16:00
lunes, miércoles y viernes 4 pm: Mo We Fr 16:00
de lunes a viernes a las 4: Mo Tu We Th Fr 16:00
entre semana después de clases: Mo Tu We Th Fr 15:10
de lunes a viernes después de la escuela: Mo Tu We Th Fr 15:10
todos los días después del colegio: Mo Tu We Th Fr 15:10 or Mo Tu We Th Fr Sa Su 15:10
todos los días a las 6 de la tarde: Mo Tu We Th Fr Sa Su 18:00
cada día a las 8: Mo Tu We Th Fr Sa Su 20:00 or Mo Tu We Th Fr Sa Su 08:00
cada noche a las 8: Mo Tu We Th Fr Sa Su 20:00
los domingos por la tarde: Su 16:00
domingos por la noche: Su 20:00
los sábados a las 10 de la mañana: Sa 10:00
los fines de semana a mediodía: Sa Su 12:00
cada dos semanas los lunes a las 4: Mo 16:00 every 2
cada dos viernes a las 3:30 hasta el 18 de diciembre: Fr 15:30 every 2 until 2026-12-18
un viernes sí y otro no: Fr every 2
lunes por medio a las 4: Mo 16:00 every 2
los lunes a las cuatro y media: Mo 16:30
los lunes a las cinco menos cuarto: Mo 16:45
los lunes a las cinco treinta: Mo 17:30
los martes a la una: Tu 13:00
los martes a las once: Tu 11:00 or Tu 23:00
los jueves a las 15:30: Th 15:30
los lunes, 10:00 h: Mo 10:00
todos los días menos los domingos a las 5: Mo Tu We Th Fr Sa 17:00
los lunes hasta junio: Mo until 2027-06-01
los lunes durante 3 semanas: Mo until 2026-12-23
el viernes a las 4: 2026-12-04 16:00
domingo por la noche: 2026-12-06 20:00
mañana por la mañana: 2026-12-03 08:00
pasado mañana a las siete y media de la tarde: 2026-12-04 19:30
el próximo viernes a las 4: 2026-12-04 16:00 or 2026-12-11 16:00
12/3 a las 4: 2027-03-12 16:00 or 2026-12-03 16:00
martes 8 a las 5: 2026-12-08 17:00
esta noche a las 8: 2026-12-02 20:00
"""
ASKED_AGAIN = """
every day I have math; some mondays; any friday at 4; cualquier lunes; los primeros viernes
mondays at 4 until 9; mondays from 7 to 9; los lunes de 7 a 9; los lunes a las 4 hasta las 9
every 31st; twice a day; twice a week; 25:00; mondays at 25:00; mondays at 7:60; after lunch
mondays after lunch; asdf; 4; at 4; tuesdays or thursdays; tuesday or thursday at 4; once
every week; mondays at 4 and thursdays at 5; mondays at 4 or 5; mondays 4-5pm; mondays from 4 to 5
biweekly; mondays between 4 and 5; mondays 3 times; every other day; every hour; every 15 minutes
monthly; the first friday of every month; every second friday of the month; every first friday
3 times a week; every day at midnight; mondays at 12am; mondays except dec 7; not mondays
I can't on mondays; every monday starting next week; tuesdays until friday
mondays until christmas; every 40 weeks on monday; 30 minutes after school on mondays
mondays before school; an hour after school every day; move mondays to fridays
mondays and holidays; every day off; mondays in march; mondays when I have math
monday and tuesday next week; next monday and every wednesday; this monday and wednesday
mondays at 4 EST; practice mondays, so ask me tuesdays; every monday and every other thursday
fri-mon every other week; friday the 13th; today at 9am; yesterday; 30 february; in march
a monday in the spring; next friday at 9; mondays after 4; mondays later than 4
2 at night on mondays; 16:00 in the morning on mondays; this week at 4; every 0 weeks on monday
I may do it; mondays, 8; 😀; mondays at ４; monday morning and friday afternoon; cada 31
dos veces al día; cada mes; el 31 de cada mes; los lunes a las 25; los lunes después de comer
los lunes o martes; los lunes no; cada hora; los lunes a las 12 de la noche
todos los días festivos; todos los lunes de 4 a 5; los lunes más tarde; dentro de 1 día y 5 horas
los lunes a partir de enero
"""


def read(text: str, code: str = "en", now: datetime = NOW, **more: Any) -> Understood:
    """The reading of what was said in New York."""
    more = {"school_end": time(15, 10)} | more
    return understand(text, now=now, zone=NEW_YORK, language=code, **more)


def brief(reading: Understood) -> str:
    """A reading as the tables above write it."""
    match reading:
        case Readings(first, second):
            return f"{brief(first)} or {brief(second)}"
        case Repeat(days, at, every, until):
            parts = [" ".join(("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")[day] for day in days)]
            parts += [f"{at:%H:%M}"] if at else []
            parts += [f"every {every}"] if every > 1 else []
            parts += [f"until {until}"] if until else []
            return " ".join(parts)
        case Once(day, at):
            return f"{day} {at:%H:%M}" if at else f"{day}"
    return "unclear"


def rows(table: str) -> list[list[str]]:
    """The phrases of a table and what they mean."""
    return [line.rsplit(": ", 1) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("text", "meant"), rows(ENGLISH))
def test_english(text: str, meant: str) -> None:
    """What students say, the issue's own words among it, is read as they mean it."""
    assert brief(read(text)) == meant


@pytest.mark.parametrize(("text", "meant"), rows(SPANISH))
def test_spanish(text: str, meant: str) -> None:
    """The same in Spanish."""
    assert brief(read(text, "es")) == meant


@pytest.mark.parametrize("text", [t.strip() for t in ASKED_AGAIN.replace("\n", ";").split(";")])
@pytest.mark.parametrize("code", ["en", "es"])
def test_what_has_no_form_is_asked_again(text: str, code: str) -> None:
    """Nothing is dropped to read the rest: exceptions, counts, later starts, ranges, slips."""
    assert isinstance(read(text, code), Unclear)


@pytest.mark.parametrize(("text", "ask"), [
    ("every 31st", "days of the week"), ("cada mes", "days of the week"), ("at 4", "Which days?"),
    ("every 2 weeks", "Which days?"), ("25:00", "no such time"), ("after lunch", "what time"),
    ("mondays at 4 and 5", "can't tell"), ("mondays at 4 and at 5", "one time"),
    ("x", "can't tell"), ("mondays at 12am", "Midnight"), ("today at 9am", "has passed"),
    ("30 february", "no such day"),
    ("yesterday", "has passed"), ("next friday at 9", "morning or evening"),
    ("dec 25 2029", "more than a year"), ("mondays " * 40, "can't tell"),
])  # fmt: skip
def test_the_question_helps(text: str, ask: str) -> None:
    """What is asked says what is missing."""
    reading = read(text)

    assert isinstance(reading, Unclear)
    assert ask in language("en").put(reading.ask)


@pytest.mark.parametrize(
    "text",
    """remove mondays; not on fridays; except tuesday; without mondays; no fridays please
    drop the monday; cancel fridays at 4; never on mondays; take out tuesdays; less mondays
    remove monday at 4; stop on fridays; every tuesday, skip mondays; quita los lunes; sin lunes
    no los martes; menos el viernes; elimina los martes a las 5""".replace("\n", ";").split(";"),
)
@pytest.mark.parametrize("code", ["en", "es"])
def test_what_is_taken_out_is_no_day_to_ask_on(text: str, code: str) -> None:
    """Nobody who wants Mondays gone is asked on Mondays: it is asked which days are left."""
    reading = read(text.strip(), code)
    assert isinstance(reading, Unclear)
    assert reading.ask in (WHICH_THEN, NOT_CLEAR)


def test_what_it_is_taken_from_may_be_said() -> None:
    """Then the rest is a rhythm."""
    assert brief(read("weekdays without fridays at 4")) == "Mo Tu We Th 16:00"
    assert brief(read("todos los dias sin el lunes a las 4", "es")).startswith("Tu We Th Fr Sa Su")


ASKS = [NOT_CLEAR, NO_DAY, ONLY_WEEKS, WHICH_THEN, WHICH_HALF, ONE_TIME, NO_TIME]


@pytest.mark.parametrize("ask", ASKS)
@pytest.mark.parametrize("reader", languages(), ids=lambda reader: reader.code)
def test_what_we_suggest_is_understood(reader: Language, ask: Sentence) -> None:
    """Whoever types what a question suggests is understood at once, in every language we read."""
    if reader.code not in {"en", "es"}:
        pytest.skip(f"{reader.code} is not read")
    for example in re.findall("[“«](.*?)[”»]", reader.put(ask)):
        assert isinstance(read(example, reader.code), Repeat | Once), example


def test_after_school_needs_the_class() -> None:
    """Without the class's own hour no time is made up."""
    assert isinstance(read("weekdays after school", school_end=None), Unclear)
    assert brief(read("weekdays after school at 4", school_end=None)) == "Mo Tu We Th Fr 16:00"


def test_quiet_hours_choose_the_likelier() -> None:
    """Where the class is quiet from 8 pm on, “at 8” is the morning first; both are offered."""
    quiet = (time(19, 30), time(7))

    assert brief(read("fridays at 8", quiet=quiet)) == "Fr 08:00 or Fr 20:00"


def test_now_is_the_students_own() -> None:
    """An instant is read on the wall of the zone: here it is Wednesday, there still Tuesday."""
    now = datetime.fromisoformat("2026-12-02T03:00+00:00")

    assert brief(read("tomorrow at 4", now=now)) == "2026-12-02 16:00"


def test_every_other_week_begins_with_the_first_one() -> None:
    """The count begins in the week of the first time that is still ahead."""
    ahead, gone = read("every other wednesday at 4"), read("every other wednesday at 9am")

    assert isinstance(ahead, Repeat)
    assert isinstance(gone, Repeat)
    assert (ahead.week, gone.week) == (date(2026, 11, 30), date(2026, 12, 7))


@given(st.text(max_size=140))
def test_nothing_typed_fails(text: str) -> None:
    """Whatever is typed, there is an answer."""
    assert read(text) is not None


JUMBLE = (
    "every other monday tuesdays wed thu fri sat sun weekend weekdays and y or at a las 4 5pm 8 12"
    " 31st 2nd 16:30 25:00 until hasta for from to thru 3 weeks days semanas month year dec 18 12/3"
    " 2026-12-09 9999 last first ultimo viernes los el cada todos dias menos except next this today"
    " tomorrow manana por la noche school after in of de half past quarter end @ - h am 99999999999"
)


@given(
    st.lists(st.sampled_from(JUMBLE.split()), max_size=9).map(" ".join),
    st.sampled_from(["en", "es"]),
)
def test_no_jumble_of_telling_words_fails(text: str, code: str) -> None:
    """Every answer to a jumble is one that can be kept: ahead, in reach, and said back alike."""
    reading = read(text, code)
    for each in (reading.first, reading.second) if isinstance(reading, Readings) else (reading,):
        if isinstance(each, Once):
            assert NOW.date() <= each.date <= NOW.date() + timedelta(days=400)
        elif isinstance(each, Repeat) and each.until:
            assert NOW.date() <= each.until <= NOW.date() + timedelta(days=400)


# --- what is said back ---------------------------------------------------------------------------


def spanish() -> Language:
    """Spanish as its catalogue has to say it: “16:00 h” is of 24 hours, so “10:00 h” no evening."""
    catalogue = Catalog("es")
    for english, words in {
        "Mondays": "los lunes",
        "Tuesdays": "los martes",
        "Wednesdays": "los miércoles",
        "Thursdays": "los jueves",
        "Fridays": "los viernes",
        "Saturdays": "los sábados",
        "Sundays": "los domingos",
        "Every day": "Todos los días",
        "Weekdays": "De lunes a viernes",
        "{days}, {time}": "{days}, {time} h",
        "{day}, {year}": "{day} de {year}",
        "{rhythm}, until {day}, {year}": "{rhythm}, hasta el {day} de {year}",
    }.items():
        catalogue.add(english, words)
    catalogue.add(
        ("{days} every week", "{days} every {n} weeks"),
        ("{days} cada semana", "{days} cada {n} semanas"),
    )
    file = io.BytesIO()
    write_po(file, catalogue)
    return Language("es", compiled(file.getvalue()))


TIMES = st.none() | st.times(min_value=time(0, 1)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


@st.composite
def said(draw: st.DrawFn) -> Repeat | Once:
    """What may have been understood at NOW."""
    at = draw(TIMES)
    ahead = draw(st.integers(0, 400))
    day = NOW.date() + timedelta(days=ahead)
    if at is not None and at <= NOW.time():
        day = max(day, NOW.date() + timedelta(days=1))
    if draw(st.booleans()):
        return Once(day, at)
    days = tuple(sorted(draw(st.sets(st.integers(0, 6), min_size=1))))
    first = NOW.date() + timedelta(days=at is not None and at <= NOW.time())
    while first.weekday() not in days:
        first += timedelta(days=1)
    every = draw(st.sampled_from([1, 1, 2, 3, 4]))
    week = first - timedelta(days=first.weekday()) if every > 1 else None
    return Repeat(days, at, every, draw(st.sampled_from([None, max(day, first)])), week)


@pytest.mark.parametrize("reader", [language("en"), spanish()], ids=lambda reader: reader.code)
@given(reading=said())
@settings(max_examples=300)
def test_what_is_said_back_is_read_the_same(reader: Language, reading: Repeat | Once) -> None:
    """Whoever types the echo back means the same: it leaves nothing open, in both languages."""
    if reading.time != time():  # midnight is never read
        assert read(reader.put(reading.echo), reader.code) == reading


@pytest.mark.parametrize(
    "reader",
    [reader for reader in languages() if reader.code in {"en", "es"}],
    ids=lambda reader: reader.code,
)
@given(reading=said())
def test_our_catalogues_say_it_back(reader: Language, reading: Repeat | Once) -> None:
    """In the words of each catalogue the same is read, at most beside the evening (“10:00”)."""
    if reading.time != time():
        found = read(reader.put(reading.echo), reader.code)
        assert (found.first if isinstance(found, Readings) else found) == reading


# --- the phrases of others -----------------------------------------------------------------------


class Phrase(NamedTuple):
    """A phrase of another's table, the moment it is said, and its place there."""

    text: str
    now: datetime
    at: str


@cache
def source(name: str) -> list[Any]:
    """A table of phrases as it is on disk."""
    path = SOURCES / name
    if not path.exists():
        pytest.skip(f"THE PHRASES ARE NOT MEASURED: {path} is absent")
    table = json.loads(path.read_text("utf-8-sig"))
    return list(table["expressions"] if isinstance(table, dict) else table)


@cache
def chosen(code: str) -> dict[str, Any]:
    """The committed choice for a language."""
    name = {"en": "english", "es": "spanish"}[code]
    return dict(json.loads((CHOICES / f"{name}.json").read_text()))


def phrase(code: str, at: str, now: str | None) -> Phrase:
    """The phrase at a place such as “17” or “DateParser 17”."""
    if code == "en":
        return Phrase(source(chosen(code)["file"])[int(at)][0], NOW_OF[code], at)
    file, index = at.split()
    entry = source(f"{chosen(code)['folder']}/{file}.json")[int(index)]
    own: str | None = now or (entry.get("Context") or {}).get("ReferenceDateTime")
    when = datetime.fromisoformat(own[:19]) if own else NOW_OF[code]
    return Phrase(entry["Input"], when, at)


NOW_OF = {
    "en": datetime.fromisoformat(chosen("en")["now"]),
    "es": datetime.fromisoformat("2016-11-07T00:00"),  # that of nearly all; a few have none
}


def left_out(code: str, kind: dict[str, Any]) -> Iterator[Phrase]:
    """The phrases of a kind that was not chosen."""
    places = {"": kind["at"]} if isinstance(kind["at"], str) else kind["at"]
    for file, spans in places.items():
        for span in spans.split():
            first, _dash, last = span.partition("-")
            for index in range(int(first), int(last or first) + 1):
                yield phrase(code, f"{file} {index}".strip(), None)


def written(reading: Understood) -> dict[str, Any]:
    """A reading as the choice writes it."""
    match reading:
        case Readings(first, second):
            return {"readings": [written(first), written(second)]}
        case Repeat(days, at, every, until):
            while until is not None and until.weekday() not in days:
                until -= timedelta(days=1)  # the last day that counts
            said: dict[str, Any] = {"kind": "repeat", "days": list(days)}
            said |= {"time": f"{at:%H:%M}"} if at else {}
            said |= {"every": every} if every > 1 else {}
            return said | ({"until": until.isoformat()} if until else {})
        case Once(day, at):
            return {"kind": "once", "at": f"{day}T{at:%H:%M}" if at else f"{day}"}
    return {"kind": "unclear"}


def expected(read_as: dict[str, Any]) -> dict[str, Any]:
    """What the choice expects; the end of a rhythm is its last day that counts."""
    until = date.fromisoformat(read_as["until"]) if "until" in read_as else None
    while until is not None and until.weekday() not in read_as["days"]:
        until -= timedelta(days=1)
    return read_as | ({"until": until.isoformat()} if until else {})


def in_utc(said: Phrase, code: str) -> Understood:
    """The reading of another's phrase; no class, so no end of the school day."""
    return understand(said.text, now=said.now, zone=ZoneInfo("UTC"), language=code)


@pytest.mark.parametrize(("code", "least"), [("en", 200), ("es", 60)])
def test_phrases_of_others(code: str, least: int) -> None:
    """At least 90 % right, at most 10 % unclear, none silently wrong."""
    counts: Counter[tuple[str, str]] = Counter()
    wrong = []
    for case in chosen(code)["cases"]:
        said = phrase(code, str(case["at"]), case.get("now"))
        assert hashlib.sha256(said.text.encode()).hexdigest().startswith(case["sha"]), said.at
        found, want = written(in_utc(said, code)), expected(case["read"])
        asked = found == {"kind": "unclear"}
        verdict = "right" if found == want else "unclear" if asked else "wrong"
        counts[want.get("kind", "two readings"), verdict] += 1
        wrong += [(said.at, found, want)] if verdict == "wrong" else []

    total = counts.total()
    right, unclear = (sum(n for (_, v), n in counts.items() if v == verdict)
                      for verdict in ("right", "unclear"))  # fmt: skip
    print(f"\n{code:14}{'right':>8}{'unclear':>8}{'wrong':>8}{'of':>8}")  # noqa: T201  the table
    for kind in ("repeat", "once", "two readings", "unclear"):
        row = [counts[kind, verdict] for verdict in ("right", "unclear", "wrong")]
        print(f"{kind:14}" + "".join(f"{n:8}" for n in (*row, sum(row))))  # noqa: T201
    print(f"{'together':14}{right / total:8.1%}{unclear / total:8.1%}{len(wrong):8}{total:8}")  # noqa: T201
    assert total >= least
    assert wrong == []
    assert right >= 0.9 * total
    assert unclear <= 0.1 * total


@pytest.mark.parametrize("code", ["en", "es"])
def test_phrases_left_out_are_not_half_read(code: str) -> None:
    """Where a kind has no meaning for a student's week, none of its phrases is given one."""
    asked = [
        (said, written(reading))
        for kind in chosen(code)["left_out"]
        if kind["answer"] == "unclear"
        for said in left_out(code, kind)
        for reading in [in_utc(said, code)]
    ]

    assert len(asked) > 200
    assert [(said, found) for said, found in asked if found != {"kind": "unclear"}] == []
