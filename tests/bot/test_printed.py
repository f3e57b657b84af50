"""The weekly message on paper, for families without Telegram."""

import re
from gettext import NullTranslations
from html.parser import HTMLParser

import pytest

from bot.path_picture import path_picture
from bot.printed import family_page
from dialogs.family_summary import Draft, Week, alt_text, summary
from dialogs.words import Language, language

ENGLISH = language("en")
WEEK = Week("Mia", "Explain fractions", "on_pace", ("Try one",), ("Write it",))


def printed(week: Week = WEEK, added: str = "", speaker: Language = ENGLISH) -> str:
    """The page of a week."""
    message = summary(week, Draft(added=added), 0)
    return family_page(message, path_picture(2, 4), alt_text(2, 4), speaker)


class Tags(HTMLParser):
    """The tags of a page with their attributes, and what stands outside styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep words."""
        if data.strip():
            self.words.append(data.strip())

    def of(self, name: str) -> list[dict[str, str | None]]:
        """The attributes of all tags of a name."""
        return [attributes for tag, attributes in self.tags if tag == name]


def test_the_same_message() -> None:
    """Every line of the message stands on the page, its first one as the heading."""
    page = Tags(printed(added="I drew it"))
    text = " ".join(page.words).replace("\u2068", "").replace("\u2069", "")

    for line in ENGLISH.put(summary(WEEK, Draft(added="I drew it"), 0)).splitlines():
        label, colon, rest = line.partition(": ")
        assert f"{label}{colon.strip()} {rest}".strip() in text
    assert "Mia's week" in text.replace("&#39;", "'")
    assert len(page.of("h1")) == 1


def test_it_needs_nothing_else() -> None:
    """No script, nothing to fetch: the picture is part of it, with its words."""
    page = Tags(printed())
    [picture] = page.of("img")

    assert str(picture["src"]).startswith("data:image/png;base64,iVBORw0KGgo")
    assert picture["alt"] == "Picture: a path with 4 stops, 2 done."
    assert not page.of("script") + page.of("link") + page.of("iframe")
    assert not re.search(r"https?:|url\(|@import", printed())


@pytest.mark.parametrize(("code", "direction"), [("en", "ltr"), ("ar", "rtl"), ("he", "rtl")])
def test_the_language_and_its_direction(code: str, direction: str) -> None:
    """A screen reader knows how to say it, a browser from where to write it."""
    [page] = Tags(printed(speaker=Language(code, NullTranslations()))).of("html")

    assert (page["lang"], page["dir"]) == (code, direction)


def test_own_words_do_no_harm() -> None:
    """Brackets stay brackets, and words of another direction keep to themselves."""
    page = printed(Week("<b>נועה</b>", "<script>alert(1)</script>", "on_pace"))

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<h1>\u2068&lt;b&gt;נועה&lt;/b&gt;\u2069" in page


def test_half_a_sheet_and_any_screen() -> None:
    """Paper is A5; on a screen all sizes grow with the reader's letters, so 200 % is no trouble."""
    page = printed()
    screen = page.split("@media print")[0].split("<style>")[1]

    assert "size: A5" in page
    assert not re.search(r"\b(?!1px)\d+(px|pt)\b", screen)
    assert "user-scalable" not in page
    assert "overflow-wrap: anywhere" in screen
