"""What a family reads once a week: a pure rule over the week's facts and the student's decisions.

A line on what is being worked on and a small thing to do at home: what to improve helped more than
praise (Kraft & Rogers 2015), a tip with some context kept more families reading (Fricke 2018). The
facts have no place for feelings, notes, marks or a teacher's words, so none can be sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple, Self

from dialogs.engine import Json
from dialogs.words import Sentence, _, _n

MOST_WORDS = 90
"""Of a summary, in any language, whatever was typed."""
CAPTION_LIMIT = 1024
"""UTF-16 units of a caption (Bot API): the summary and the words for the picture."""
BUFFER = timedelta(weeks=1)
"""How far a step may be from its day before the pace says so, either way."""

PACES: Mapping[str, Sentence] = {
    "ahead": _("a bit ahead"),
    "on_pace": _("on pace"),
    "more_time": _("needs a bit more time"),
    "paused": _("resting for now"),
    "finished": _("finished this week"),
}
FAMILY_SEES = _(
    "Family sees your goal and pace, one thing done, one thing you work on, and what's next. "
    "No marks, notes, feelings or chats. You see it a day before and can change or hold it."
)
"""What a student is told of it."""

WEEK_OF = _("{child}'s week")
GOAL = _("Goal: “{aim}”")
PACE = _("Pace: {pace}")
DONE = _("Done: “{done}”")
QUIET = _("A quiet week, and that is fine.")
WORKING = _("Working on: “{working}”")
WORKING_BY = _("Working on: “{working}”, by {day}")
ADDED = _("{child} adds: “{added}”")
NEXT = _("Next: “{what}”, {day}")
AT_HOME = _("One minute at home: {idea}")
OWN_WORDS = _("“…” are {child}'s own words.")
IDEAS = (
    _("Ask to be shown one thing from this week."),
    _("Ask which part took the most work, then just listen."),
    _("Ask what the next small step is, and when."),
    _("Tell how you once learned something hard."),
    _("Ask who or what was a help this week."),
    _("Find a calm spot for the next step together."),
    _("Ask to be taught one new word or idea."),
    _("Ask what to try in another way next time."),
)


class Room(NamedTuple):
    """How long somebody's own words may be."""

    words: int
    units: int
    """UTF-16 units, as Telegram counts."""


NAME_ROOM = Room(2, 24)
"""Of the child's name, which is said three times at most."""
ALL_OWN = Room(32, 420)
"""Of all other own words together."""


@dataclass(frozen=True)
class Week:
    """A student's week. Every line is in the student's own words, never in a teacher's."""

    child: str
    aim: str
    """Of the goal it is about; empty where there is none."""
    pace: str
    """A key of PACES."""
    done: tuple[str, ...] = ()
    """Steps done this week and work that was accepted, the best line first."""
    working: tuple[str, ...] = ()
    """The next step, work that is being revised."""
    next: tuple[str, date] | None = None
    """What comes next, and on which day."""
    quiet: bool = False
    """Whether the student did nothing here this week."""

    def as_json(self) -> dict[str, Json]:
        """The week as it is kept."""
        ahead: Json = [self.next[0], self.next[1].isoformat()] if self.next else None
        return {
            "child": self.child,
            "aim": self.aim,
            "pace": self.pace,
            "done": [*self.done],
            "working": [*self.working],
            "next": ahead,
            "quiet": self.quiet,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """The week that was kept."""
        ahead = kept["next"]
        return cls(
            kept["child"],
            kept["aim"],
            kept["pace"],
            tuple(kept["done"]),
            tuple(kept["working"]),
            (ahead[0], date.fromisoformat(ahead[1])) if ahead else None,
            kept["quiet"],
        )


@dataclass(frozen=True)
class Draft:
    """What the student decided about a week; as it is made, it stands for their silence.

    `done` and `working` say which line goes, None that none does. A line that is not there (any
    more) does not go either: nothing is sent that was not shown.
    """

    done: int | None = 0
    working: int | None = 0
    added: str = ""
    hold: bool = False
    """Whether the whole message stays here this week."""

    def as_json(self) -> dict[str, Json]:
        """The draft as it is kept."""
        return {
            "done": self.done,
            "working": self.working,
            "added": self.added,
            "hold": self.hold,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """The draft that was kept; of nothing, the student's silence."""
        return cls(**kept)


@dataclass(frozen=True)
class Step:
    """A step of a goal: the day it is for, and the day it was done."""

    due: date
    done: date | None = None


def pace(steps: Sequence[Step], today: date, *, resting: bool = False) -> str:
    """How far a student is by their own days: "ahead", "on_pace", "more_time" or "paused".

    A step may be open for a week after its day before more time is needed. Ahead is who has done
    one that is for more than a week from now, with none open whose day has come.
    """
    if resting:
        return "paused"
    waiting = [step.due for step in steps if step.done is None]
    if any(due + BUFFER < today for due in waiting):
        return "more_time"
    early = any(step.done is not None and step.due > today + BUFFER for step in steps)
    return "ahead" if early and all(due > today for due in waiting) else "on_pace"


def home_idea(n: int) -> Sentence:
    """The n-th thing to ask or do at home: a minute, and no knowledge of any subject."""
    return IDEAS[n % len(IDEAS)]


def summary(week: Week, draft: Draft, idea_number: int, *, short: bool = False) -> Sentence:
    """The message, line by line, whether or not it is held back; a short one ends sooner.

    At most 90 words, and with the picture's words within a caption, in English with room for the
    longer sentences of other languages. Own words that are too long end in “…”, the longest first.
    """
    did, works_on = _picked(week.done, draft.done), _picked(week.working, draft.working)
    ahead, day = week.next or ("", None)
    by = day if ahead == works_on and not short else None
    if short or ahead in week.working:  # a line left out must not come in by this door
        ahead = ""
    child = cut(week.child, NAME_ROOM)
    own = _fitted(week.aim, did, works_on, draft.added, ahead)
    aim, did, works_on, added, ahead = own
    lines = [WEEK_OF.fill(child=child)]
    if aim:
        lines += [GOAL.fill(aim=aim), PACE.fill(pace=PACES[week.pace])]
    if did:
        lines.append(DONE.fill(done=did))
    elif week.quiet:
        lines.append(QUIET)
    if works_on:
        working = WORKING_BY.fill(day=by) if by else WORKING
        lines.append(working.fill(working=works_on))
    if added:
        lines.append(ADDED.fill(child=child, added=added))
    if ahead and day:
        lines.append(NEXT.fill(what=ahead, day=day))
    if not short:
        lines.append(AT_HOME.fill(idea=home_idea(idea_number)))
    if any(own):
        lines.append(OWN_WORDS.fill(child=child))
    places = {f"line{n}": line for n, line in enumerate(lines)}
    return Sentence("\n".join(f"{{{name}}}" for name in places)).fill(**places)


def alt_text(done: int, total: int) -> Sentence:
    """The picture of the path in words, for the caption."""
    return _n(
        "Picture: a path with {n} stop, {done} done.",
        "Picture: a path with {n} stops, {done} done.",
        total,
    ).fill(done=done)


def picture(week: Week, draft: Draft, path: tuple[int, int]) -> Sentence | None:
    """The words of the picture that goes too, of a path's steps done and in all; None for none.

    There is none without steps, or where what was done is left out: it would tell of it.
    """
    done, total = path
    left_out = draft.done is None and bool(week.done)
    return None if left_out or not total else alt_text(done, total)


def cut(text: str, room: Room) -> str:
    """Somebody's own words on one line, with “…” where they do not fit."""
    words = text.split()
    whole = " ".join(words)
    if len(words) <= room.words and _units(whole) <= room.units:
        return whole
    del words[room.words :]
    while len(words) > 1 and _units(" ".join(words)) >= room.units:
        words.pop()
    kept = " ".join(words).encode("utf-16-le")[: 2 * (room.units - 1)]
    return kept.decode("utf-16-le", "ignore").rstrip("\u200d\ufe0f") + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _picked(lines: tuple[str, ...], which: int | None) -> str:
    """The line that goes; empty where none does."""
    there = which is not None and 0 <= which < len(lines)
    return lines[which or 0] if there else ""


def _fitted(*texts: str) -> tuple[str, ...]:
    """The texts, the longest cut to one length so that all together keep to what is theirs."""
    words = _share([len(text.split()) for text in texts], ALL_OWN.words)
    units = _share([_units(text) for text in texts], ALL_OWN.units)
    return tuple(cut(text, Room(words, units)) for text in texts)


def _share(lengths: Sequence[int], most: int) -> int:
    """The greatest length that each may have, for their sum to be `most` or less."""
    return next(n for n in range(most, 0, -1) if sum(min(n, each) for each in lengths) <= most)
