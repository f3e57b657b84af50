"""A sentence is put into the reader's language at the very end."""

from datetime import UTC, date, datetime
from html import escape
from zoneinfo import ZoneInfo

from dialogs.words import Language, _, _n, compiled, language, languages

ENGLISH = language("en")
MADRID = ZoneInfo("Europe/Madrid")
SPANISH = Language(
    "es",
    compiled(
        b"""
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "{name} likes {things}."
msgstr "A {name} le gusta {things}."

msgid "{n} step"
msgid_plural "{n} steps"
msgstr[0] "{n} paso"
msgstr[1] "{n} pasos"

msgid "by {day}"
msgstr "para {day}"

msgid "sums"
msgstr "las cuentas"
"""
    ),
)


def test_a_sentence_and_its_words() -> None:
    """Our words are translated, somebody's own words never; both may stand in one sentence."""
    likes = _("{name} likes {things}.").fill(name="Ana", things=(_("sums"), "chess", "sums"))

    assert ENGLISH.put(likes) == "Ana likes sums, chess, and sums."
    assert SPANISH.put(likes) == "A Ana le gusta las cuentas, chess y sums."


def test_own_words_are_escaped_once_and_ours_never() -> None:
    """Markup in a template is ours; in an argument it is somebody's words."""
    sentence = _("<b>{aim}</b>").fill(aim="<i>&")

    assert ENGLISH.put(sentence, escape=escape) == "<b>&lt;i&gt;&amp;</b>"
    assert ENGLISH.put(_("{aim}").fill(aim="{aim}")) == "{aim}"


def test_counting() -> None:
    """One step, two steps, in each language; large numbers as people write them there."""
    assert [ENGLISH.put(_n("{n} step", "{n} steps", n)) for n in (1, 2)] == ["1 step", "2 steps"]
    assert SPANISH.put(_n("{n} step", "{n} steps", 2_000_000)) == "2.000.000 pasos"


def test_days_and_times() -> None:
    """A day as people write it; an instant as the wall time of whoever reads."""
    by = _("by {day}").fill(day=date(2026, 12, 4))
    assert ENGLISH.put(by) == "by Fri, Dec 4"
    assert SPANISH.put(by) == "para vie, 4 dic"

    instant = datetime(2026, 12, 4, 23, 30, tzinfo=UTC)
    assert ENGLISH.put(instant, zone=MADRID).replace("\u202f", " ") == "Sat, Dec 5, 12:30 AM"


def test_a_language_is_found_or_english() -> None:
    """A code of any shape finds its language; where there is no catalogue it is English."""
    assert language(None) is not None
    assert {language(code).code for code in (None, "en", "en-GB", "EN_us", "tlh")} == {"en"}
    assert languages()[0].code == "en"
    assert (ENGLISH.name, SPANISH.name) == ("English", "Español")


def test_filling_goes_over_what_was_filled() -> None:
    """A place filled later wins; without arguments nothing changes."""
    sentence = _("{a} {b}").fill(a="1", b="2")

    assert ENGLISH.put(sentence.fill(b="3")) == "1 3"
    assert sentence.fill() is sentence
