"""Pictures of figures: what is drawn is in proportion, and said in words."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from bot.web.pictures import FLOOR, TOP, Bar, bars


def drawn(*heights: tuple[int, ...]) -> ET.Element:
    """A picture of bars with these parts."""
    each = [Bar(f"<{n}>", [("one", part) for part in parts]) for n, parts in enumerate(heights)]
    return ET.fromstring(bars(each, 'Bars & "figures"'))  # noqa: S314  our own


def test_bars_are_as_high_as_their_figures() -> None:
    """The highest fills the picture; parts stand on each other; nothing is drawn for a 0."""
    picture = drawn((4,), (0,), (1, 1), (2,))
    rects = [
        (float(rect.get("y", 0)), round(float(rect.get("height", 0))))
        for rect in picture.iter("rect")
    ]
    full = FLOOR - TOP
    assert rects == [
        (TOP, full - 1),
        (FLOOR - full / 4, full / 4 - 1),
        (FLOOR - full / 2, full / 4 - 1),
        (FLOOR - full / 2, full / 2 - 1),
    ]
    words = [(text.get("class"), text.text) for text in picture.iter("text")]
    assert [said for kind, said in words if kind == "count"] == ["4", "2", "2"]
    assert [said for kind, said in words if kind == "name"] == ["<0>", "<1>", "<2>", "<3>"]


def test_a_picture_says_what_it_is() -> None:
    """In words, whatever is in them; where there is nothing, nothing is drawn."""
    picture = drawn()
    assert (picture.get("role"), picture.get("aria-label")) == ("img", 'Bars & "figures"')
    assert [*picture.iter("rect"), *drawn((0,)).iter("rect")] == []
