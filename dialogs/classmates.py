"""Questions for students of a class: one of them, or several. A tap, or their names typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from dialogs.engine import Context, Draft, Edit, Invalid, Json, Option, Raw, Typed
from dialogs.kinds import DONE_WORDS, Choice, Many, find, means
from dialogs.words import Sentence, _, _n

SHOWN = 30
"""Names on buttons at most; all others can be typed."""
MOST_TOGETHER = 12

NOBODY_CALLED = _("I find nobody of that name in the class. Try the whole name.")
TOO_FEW = _("Two students make a group. Please pick one more.")
TOO_MANY = _n(
    "That is more than {n} student. Two smaller groups work better.",
    "That is more than {n} students. Two smaller groups work better.",
    MOST_TOGETHER,
)


@dataclass(frozen=True)
class Classmate:
    """A student of the class."""

    id: int
    name: str


def options(students: Iterable[Classmate]) -> tuple[Option, ...]:
    """Students to pick, by the id of their membership; a name that two have is numbered."""
    found, met = [], Counter[str]()
    for student in students:
        met[student.name] += 1
        n = met[student.name]
        found.append(Option(str(student.id), student.name if n == 1 else f"{student.name} ({n})"))
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class OneOf(Choice[int]):
    """A student of the class. The stored answer is the id of their membership, as text."""

    def options(self, context: Context, draft: Json) -> tuple[Option, ...]:  # noqa: ARG002  the same for everyone
        """The first of them; the others are typed."""
        return self.choices[:SHOWN]

    def read(self, raw: Raw, context: Context, draft: Json) -> Json | Draft | Edit:
        """The student who was tapped or named."""
        if isinstance(raw, Typed):
            found = find(raw.text, self.choices, context.language)
            if found is None:
                raise Invalid(NOBODY_CALLED)
            return found.name
        return super().read(raw, context, draft)

    def load(self, value: Json) -> int:
        """The id of the student's membership."""
        return int(str(super().load(value)))


@dataclass(frozen=True, kw_only=True)
class Together(Many):
    """Students who work together: the likely ones stand ticked, and a typed name adds one.

    The stored answer is their ids, as text.
    """

    own: bool = False
    likely: tuple[str, ...] = ()
    """Who is ticked at first, by option name."""

    def options(self, context: Context, draft: Json) -> tuple[Option, ...]:  # noqa: ARG002  the same for everyone
        """Who is ticked, then others of the class."""
        ticked, likely = self.ticked(draft), {*self.likely, *self.ticked(draft)}
        first = [one for one in self.choices if one.name in likely]
        others = [one for one in self.choices if one.name not in likely]
        room = max(SHOWN - len(ticked), 0)
        return (*first, *others[:room])

    def ticked(self, draft: Json) -> frozenset[str]:
        """Who is in it so far."""
        return super().ticked(self._begun(draft))

    def read(self, raw: Raw, context: Context, draft: Json) -> Json | Draft | Edit:
        """Who is in it, or a draft while ticking and typing go on."""
        begun = self._begun(draft)
        if not isinstance(raw, Typed) or means(raw.text, DONE_WORDS, context.language):
            return super().read(raw, context, begun)
        try:
            named = self._typed(raw.text, context)
        except Invalid:
            raise Invalid(NOBODY_CALLED) from None
        return Draft([*begun, *(name for name in dict.fromkeys(named) if name not in begun)])

    def _begun(self, draft: Json) -> list[Json]:
        return draft if isinstance(draft, list) else [*self.likely]

    def _enough(self, picked: list[str]) -> Json:
        if len(picked) < self.least:
            raise Invalid(TOO_FEW)
        if len(picked) > MOST_TOGETHER:
            raise Invalid(TOO_MANY)
        return list(picked)


def one_of(key: str, wording: Sentence, students: Iterable[Classmate]) -> OneOf:
    """A student of the class."""
    return OneOf(key=key, wording=wording, choices=options(students))


def together(
    key: str, wording: Sentence, students: Iterable[Classmate], likely: Iterable[int] = ()
) -> Together:
    """Two students of the class, or more."""
    names = tuple(str(each) for each in likely)
    return Together(key=key, wording=wording, choices=options(students), least=2, likely=names)
