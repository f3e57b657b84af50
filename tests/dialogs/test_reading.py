"""The measure that keeps our sentences easy measures rightly itself."""

import pytest
from reading import grade, syllables

KNOWN = {
    1: "a the goal step week learn show work friend make makes hoped school teach strength through "
    "asked want change used you're",
    2: "student teacher reading table wanted boxes question nation people quiet reflect seldom "
    "playing useful lonely purple being doing sometimes begin pages moment movement",
    3: "reflection important family remember radio exercise tomorrow banana another beginning "
    "idea musician animal area example gradually",
    4: "january education independent community information necessary february graduation",
    5: "university opportunity imagination organization communication",
}

KINDERGARTEN = "I see a cat. The cat is big. It can run and jump. I like the cat. Do you like cats?"
LEGAL = (
    "Notwithstanding any provision of this agreement to the contrary, the licensee shall indemnify "
    "and hold harmless the licensor from any liability, including reasonable attorneys' fees, "
    "arising out of the licensee's negligent performance of its contractual obligations hereunder."
)
PLAIN = (
    "Pick one small step for this week. When will you do it? We will ask you on Friday how it went."
)


def test_known_words_are_counted() -> None:
    """At least nine in ten known words get the syllables a dictionary gives them."""
    words = [(word, count) for count, line in KNOWN.items() for word in line.split()]
    wrong = {word: syllables(word) for word, count in words if syllables(word) != count}

    assert len(words) >= 60
    assert len(wrong) <= 0.1 * len(words), wrong


@pytest.mark.parametrize(("text", "least", "most"), [
    (KINDERGARTEN, -4, 3), (PLAIN, -1, 5), (LEGAL, 10, 40), ("", 0, 0), ("12 + 3 😀", 0, 0),
])  # fmt: skip
def test_grades(text: str, least: float, most: float) -> None:
    """A first reader scores under 3, a contract over 10, our own tone in between."""
    assert least <= grade(text) <= most
