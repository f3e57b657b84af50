"""The picture of a path: small, without red, and told apart by more than colour."""

import colorsys
import io

import pytest
from PIL import Image

from bot.path_picture import SIZE, path_picture

PATHS = [(0, 0), (0, 1), (1, 1), (2, 4), (4, 4), (0, 12), (5, 12), (12, 12)]


def seen(done: int, total: int) -> Image.Image:
    """The picture as a phone shows it."""
    return Image.open(io.BytesIO(path_picture(done, total))).convert("RGB")


def inks(picture: Image.Image) -> int:
    """How many pixels are dark: checks, rings and rims are drawn in ink."""
    return sum(pixel < 110 for pixel in picture.convert("L").tobytes())


@pytest.mark.parametrize(("done", "total"), PATHS)
def test_small_enough_for_a_cheap_phone(done: int, total: int) -> None:
    """A PNG of 800 by 240, under 20 kB."""
    made = path_picture(done, total)

    assert Image.open(io.BytesIO(made)).format == "PNG"
    assert seen(done, total).size == SIZE == (800, 240)
    assert len(made) < 20_000


@pytest.mark.parametrize(("done", "total"), PATHS)
def test_nothing_is_red(done: int, total: int) -> None:
    """No pixel is red: hue within 25 degrees of it and strong enough to be seen as such."""
    pixels = seen(done, total).tobytes()
    for red, green, blue in set(zip(pixels[::3], pixels[1::3], pixels[2::3], strict=True)):
        hue, lightness, strength = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
        warm = min(hue, 1 - hue) * 360 < 25

        assert not (warm and strength > 0.4 and 0.15 < lightness < 0.85), (red, green, blue)


@pytest.mark.parametrize("total", range(1, 13))
def test_each_state_looks_different(total: int) -> None:
    """Each further step that is done shows, also to whoever sees no colours."""
    greys = {seen(done, total).convert("L").tobytes() for done in range(total + 1)}

    assert len(greys) == total + 1


@pytest.mark.parametrize("total", range(12))
def test_each_stop_shows(total: int) -> None:
    """A path of one stop more looks different."""
    assert seen(0, total).tobytes() != seen(0, total + 1).tobytes()


def test_done_is_dark_and_ahead_is_light() -> None:
    """What is done stands out against what is not, in a light chat and in a dark one."""
    assert inks(seen(4, 4)) > 2 * inks(seen(0, 4))
    corners = [seen(2, 4).getpixel(at) for at in ((0, 0), (799, 0))]
    assert all(isinstance(each, tuple) and min(each) > 200 for each in corners)


@pytest.mark.parametrize(("done", "total", "same"), [(15, 30, (6, 12)), (30, 30, (12, 12))])
def test_a_long_path(done: int, total: int, same: tuple[int, int]) -> None:
    """More than twelve stops are drawn as twelve, as large a part of them done."""
    assert path_picture(done, total) == path_picture(*same)


def test_made_once() -> None:
    """The same path is not drawn again."""
    assert path_picture(2, 4) is path_picture(2, 4)
