"""`waymark understand` shows teachers and translators what the chat understands, as JSON."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import app

AT = ("--zone", "America/New_York", "--now", "2026-12-02T10:30")


def run(*words: str) -> tuple[int, str, str]:
    """The exit code of `waymark understand`, what it printed, and what it complained of."""
    result = CliRunner().invoke(app, ["understand", *words])
    return result.exit_code, result.stdout, result.stderr


def read(*words: str) -> dict[str, Any]:
    """What it printed, read; a narrow space before AM or PM is a space."""
    code, out, err = run(*words)
    assert (code, err, out.count("\n")) == (0, "", 1)
    return dict(json.loads(out.replace("\u202f", " ")))


@pytest.mark.parametrize(("words", "reading"), [
    (("every tue and thu at 4", "--language", "en"),
     {"kind": "repeat", "days": [1, 3], "time": "16:00",
      "echo": "Tuesdays and Thursdays, 4:00 PM"}),
    (("friday at 4",),
     {"kind": "once", "at": "2026-12-04T16:00", "echo": "Fri, Dec 4, 2026, 4:00 PM"}),
    (("friday",), {"kind": "once", "at": "2026-12-04", "echo": "Fri, Dec 4, 2026"}),
    (("mondays",), {"kind": "repeat", "days": [0], "echo": "Mondays"}),
    (("every other friday at 3:30 until Dec 18",),
     {"kind": "repeat", "days": [4], "time": "15:30", "every": 2, "until": "2026-12-18",
      "echo": "Fridays every 2 weeks, 3:30 PM, until Fri, Dec 18, 2026"}),
    (("weekdays after school", "--school-end", "15:10"),
     {"kind": "repeat", "days": [0, 1, 2, 3, 4], "time": "15:10", "echo": "Weekdays, 3:10 PM"}),
    (("weekdays at 8",),
     {"readings": [
         {"kind": "repeat", "days": [0, 1, 2, 3, 4], "time": "20:00", "echo": "Weekdays, 8:00 PM"},
         {"kind": "repeat", "days": [0, 1, 2, 3, 4], "time": "08:00", "echo": "Weekdays, 8:00 AM"},
     ]}),
    (("every 31st",),
     {"kind": "unclear",
      "ask": "I can ask on days of the week. Try “Mondays” or “every other Friday”."}),
])  # fmt: skip
def test_the_reading_as_json(words: tuple[str, ...], reading: dict[str, Any]) -> None:
    """One line of JSON, with the echo or the question in words."""
    assert read(*words, *AT) == reading


@pytest.mark.parametrize("phrase", [
    "weekdays after school", "twice a day", "25:00", "nonsense", "after lunch", "",
])  # fmt: skip
def test_what_cannot_be_kept_is_unclear(phrase: str) -> None:
    """It is asked again, and that is no failure of the command."""
    reading = read(phrase, *AT)

    assert reading.keys() == {"kind", "ask"}
    assert reading["kind"] == "unclear"


def test_spanish() -> None:
    """The language decides what is read: in Spanish the day comes before the month."""
    lunes, pair = (
        read("cada lunes a las 5", "--language", "es", *AT),
        read("12/3", "--language", "es", *AT),
    )

    assert (lunes["days"], lunes["time"]) == ([0], "17:00")
    assert [each["at"] for each in pair["readings"]] == ["2027-03-12", "2026-12-03"]


def test_an_instant_is_read_in_the_zone() -> None:
    """A moment with its offset is turned into the zone's own; without one it is the zone's."""
    for now, tomorrow in (("2026-12-02T22:00Z", "2026-12-04"), ("2026-12-02T22:00", "2026-12-03")):
        assert read("tomorrow", "--zone", "Asia/Tokyo", "--now", now)["at"] == tomorrow


def test_now_is_the_clock_unless_said() -> None:
    """Without --now the phrase is read as said this moment."""
    assert read("tomorrow")["kind"] == "once"


@pytest.mark.parametrize(("words", "complaint"), [
    (("friday", "--zone", "Mars/Olympus"), "'Mars/Olympus' is no time zone."),
    (("friday", "--zone", ""), "'' is no time zone."),
    (("friday", "--zone", "../etc/passwd"), "is no time zone."),
    (("friday", "--now", "yesterday"), "'yesterday' is no date and time."),
    (("friday", "--now", "2026-02-30"), "'2026-02-30' is no date and time."),
    (("friday", "--school-end", "25:00"), "'25:00' is no time of day."),
    (("friday", "--language", "tlh"), "'tlh' is not read. Choose en or es."),
])  # fmt: skip
def test_what_it_was_given_is_wrong(words: tuple[str, ...], complaint: str) -> None:
    """One clear line, nothing printed, exit code 2."""
    code, out, err = run(*words)

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert complaint in err
