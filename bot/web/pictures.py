"""Small pictures for the pages, as inline SVG: drawn by attributes and classes alone.

Each has a text alternative, and the figures stand beside it as a table; no colour alone tells
anything, and none is red.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, HEIGHT = 320, 132
"""The size of a picture, in its own units; it grows with the page."""
FLOOR = 108
"""Where the bars stand."""
TOP = 16
GAP = 0.32
"""How much of a bar's place is left free."""


@dataclass(frozen=True)
class Bar:
    """A bar: what stands under it, and its parts from the bottom up, each with its class."""

    name: str
    parts: Sequence[tuple[str, int]]

    @property
    def height(self) -> int:
        """All parts together."""
        return sum(count for _, count in self.parts)


def bars(drawn: Sequence[Bar], alt: str) -> Markup:
    """A picture of bars side by side; `alt` says it in words."""
    most = max((bar.height for bar in drawn), default=0) or 1
    place = WIDTH / max(len(drawn), 1)
    pieces = [
        Markup('<svg class="bars" role="img" viewBox="0 0 {} {}" aria-label="{}">').format(
            WIDTH, HEIGHT, alt
        ),
        Markup('<path class="floor" d="M0 {0}.5H{1}"/>').format(FLOOR, WIDTH),
    ]
    for n, bar in enumerate(drawn):
        x, width = place * (n + GAP / 2), place * (1 - GAP)
        y = float(FLOOR)
        for kind, count in bar.parts:
            high = (FLOOR - TOP) * count / most
            y -= high
            if count:
                pieces.append(
                    Markup(
                        '<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"'
                        ' rx="2"/>'
                    ).format(kind, x, y, width, max(high - 1, 1))
                )
        if bar.height:
            pieces.append(
                Markup('<text class="count" x="{:.1f}" y="{:.1f}">{}</text>').format(
                    x + width / 2, y - 3, bar.height
                )
            )
        pieces.append(
            Markup('<text class="name" x="{:.1f}" y="{}">{}</text>').format(
                x + width / 2, FLOOR + 16, bar.name
            )
        )
    pieces.append(Markup("</svg>"))
    return Markup("").join(pieces)


def path(done: int, total: int, alt: str) -> Markup:
    """A path with a stop for each step, those done filled; `alt` says it in words."""
    size = 26
    stops = [
        Markup('<circle class="{}" cx="{}" cy="13" r="8"/>{}').format(
            "walked" if n < done else "next" if n == done else "ahead",
            size * n + 13,
            Markup('<path class="check" d="M{} 13l3 3 5-6"/>').format(size * n + 9)
            if n < done
            else "",
        )
        for n in range(total)
    ]
    road = Markup('<path class="road" d="M13 13H{}"/>').format(size * max(total - 1, 0) + 13)
    return Markup(
        '<svg class="path" role="img" viewBox="0 0 {0} 26" width="{0}" aria-label="{1}">'
        "{2}{3}</svg>"
    ).format(size * max(total, 1), alt, road, Markup("").join(stops))
