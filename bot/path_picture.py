"""The picture of a path: a stop for each step, a flag at the end.

No words are in it, so it is the same in every language; its caption says it in words. What is done
has a check mark and what is next a ring, so nobody has to tell colours apart, and none is red. It
brings its own light ground, so it looks the same in a dark chat.
"""

from __future__ import annotations

import io
from functools import lru_cache
from math import cos, pi

from PIL import Image, ImageDraw

SIZE = (800, 240)
MOST_STOPS = 12
"""Drawn at most; of a longer path as large a part is done."""

FINE = 4
"""How much larger it is drawn than it is shown, for smooth edges."""
COLOURS = 96
"""In the file, which so stays small: a family may pay for every kilobyte."""
SKY, HILL, MEADOW = "#eaf4f6", "#d9ebe4", "#c6e0d3"
EDGE, WALKED, INK, WHITE, GOLD = "#a9c6c9", "#2a9d8f", "#1d5c63", "#ffffff", "#f2b134"
FROM, TO, FLAG = 24, 712, 736
"""Between which places the stops are spread, and where the flag stands, from the left."""
ROAD_WIDTH = 20
LARGEST = 30
"""The radius of a stop where there is room."""


@lru_cache(maxsize=128)
def path_picture(done: int, total: int) -> bytes:
    """A PNG of a path with `total` stops (none to twelve) of which the first `done` are done."""
    if total > MOST_STOPS:
        done, total = done * MOST_STOPS // total, MOST_STOPS
    width, height = SIZE
    picture = Image.new("RGB", (width * FINE, height * FINE), SKY)
    pen = _Pen(ImageDraw.Draw(picture))
    pen.dot(620, 420, 330, HILL)
    pen.dot(150, 470, 330, MEADOW)
    gap = (TO - FROM) / max(total, 1)
    stops = [FROM + gap * (n + 0.5) for n in range(total)]
    radius = min(LARGEST, gap * 0.36)
    pen.road(FLAG, EDGE, ROAD_WIDTH + 4)
    pen.road(FLAG, WHITE, ROAD_WIDTH)
    pen.road(FLAG if done >= total > 0 else [0, *stops][done], WALKED, ROAD_WIDTH)
    for n, x in enumerate(stops):
        y = _height(x)
        if n < done:
            pen.dot(x, y, radius, INK)
            pen.check(x, y, radius)
        elif n == done:
            pen.dot(x, y, radius * 1.24, GOLD)
            pen.dot(x, y, radius * 0.98, WHITE)
            pen.dot(x, y, radius * 0.42, INK)
        else:
            pen.dot(x, y, radius, INK)
            pen.dot(x, y, radius * 0.86, WHITE)
    pen.flag(FLAG, _height(FLAG))
    out = io.BytesIO()
    small = picture.resize(SIZE, Image.Resampling.LANCZOS).quantize(
        COLOURS, dither=Image.Dither.NONE
    )
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def _height(x: float) -> float:
    """How far down the road is at `x`: it winds twice."""
    return 138 + 38 * cos(x / FLAG * 4 * pi)


class _Pen:
    """Draws at the size of the picture onto the larger canvas."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self._draw = draw

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        """A filled circle."""
        box = (x - radius, y - radius, x + radius, y + radius)
        self._draw.ellipse([each * FINE for each in box], fill=colour)

    def line(self, points: list[tuple[float, float]], colour: str, width: float) -> None:
        """A line with round corners and ends."""
        scaled = [(x * FINE, y * FINE) for x, y in points]
        self._draw.line(scaled, fill=colour, width=round(width * FINE), joint="curve")
        for x, y in points[:: max(len(points) - 1, 1)]:
            self.dot(x, y, width / 2, colour)

    def road(self, end: float, colour: str, width: float) -> None:
        """The road up to a place; round brush after round brush, so that no seam shows."""
        for n in range(round(end * 2)):
            self.dot(n / 2, _height(n / 2), width / 2, colour)

    def check(self, x: float, y: float, radius: float) -> None:
        """A check mark within a stop."""
        corners = [(-0.42, 0.02), (-0.1, 0.34), (0.44, -0.32)]
        self.line([(x + a * radius, y + b * radius) for a, b in corners], WHITE, radius * 0.2)

    def flag(self, x: float, y: float) -> None:
        """A flag on its pole."""
        self.line([(x, y + 6), (x, y - 88)], INK, 6)
        cloth = [(x + 3, y - 90), (x + 56, y - 70), (x + 3, y - 48)]
        self._draw.polygon([(a * FINE, b * FINE) for a, b in cloth], fill=GOLD)
        self.dot(x, y + 4, 10, INK)
