"""A teacher makes a group, or changes one: all is suggested, and each line can be changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from dialogs.classmates import Classmate, Together, together
from dialogs.engine import Dialogue, Option, Question, ask
from dialogs.grouping import Proposal
from dialogs.kinds import Card, Line, Pick, Suggestion, card, choice_of, day, suggest_of
from dialogs.words import Sentence, Words, _

Q = TypeVar("Q", bound=Question[Any])

LASTS = timedelta(weeks=2)
"""How long a group is meant to last where nothing else is said."""
LONGEST_NAME = 60
LONGEST_MOVE = 300

IDEA = choice_of("idea", _("Which group shall we make?"), ())
OWN_GROUP = _("A group of my own")
NAME = suggest_of("name", _("What is the group called?"), ())
MEMBERS = _("Who is in it? Tap to tick, or type a name to add somebody. Then tap Done.")
MOVE = suggest_of("move", _("What will they do together? Ten minutes are enough."), ())
MOVES = {
    "show": _("Each one shows what they did last"),
    "ask": _("Each one asks the others one question"),
    "try": _("They do one task together, a line each"),
}
UNTIL = day("until", _("Until which day? Two weeks are usual."))
CARD = _("Here is the group. Does it look right?")
DAY = _("{day}")
NAMES = _("{names}")


@dataclass(frozen=True)
class Facts:
    """The class, its day, and what could be made; or the one group that is changed."""

    today: date
    students: tuple[Classmate, ...]
    ideas: tuple[Proposal, ...] = ()
    changes: bool = False
    """Whether the only idea is a group that is there already."""
    until: date | None = None
    """Its last day, then."""


@dataclass(frozen=True)
class GroupMade:
    """A group as the teacher wants it: its students by membership, and its last day."""

    name: Words
    members: tuple[int, ...]
    until: date
    move: Words
    why: Words
    by: str
    """What it was made by: stuck, level, pace, interest, help, mixed or own."""


def group(facts: Facts) -> Dialogue[GroupMade]:
    """Begin with an idea, and look at it; a group of one's own is asked line by line."""
    key = yield from _idea(facts)
    idea = next((one for one in facts.ideas if one.key == key), None)
    who = together(
        "members", MEMBERS, facts.students, [one.id for one in idea.members] if idea else ()
    )
    # Keyed by the idea: what was changed for one is no answer for another.
    name = yield from ask(_of(_named(idea), key), assume=Pick("same", idea.title) if idea else None)
    members = yield from ask(_of(who, key), assume=_likely(who))
    move = yield from ask(_of(_moves(idea), key), assume=Pick("same", idea.move) if idea else None)
    until = yield from ask(
        _of(replace(UNTIL, earliest=facts.today), key), assume=facts.until or facts.today + LASTS
    )
    made = GroupMade(
        name.words,
        tuple(int(member.name or 0) for member in members),
        until,
        move.words,
        idea.why if idea else "",
        idea.by if idea else "own",
    )
    yield from ask(_card(made, members, key, changes=facts.changes))
    return made


def _of(question: Q, key: str) -> Q:
    """The question about one idea."""
    return replace(question, key=f"{question.key}.{key}")


def _idea(facts: Facts) -> Dialogue[str]:
    """The key of the idea; of one's own group it is "own"."""
    own = [] if facts.changes else [Option("own", OWN_GROUP)]
    options = [*(Option(one.key, one.title) for one in facts.ideas), *own]
    only = options[0].name if len(options) == 1 else None
    return (yield from ask(replace(IDEA, choices=tuple(options)), assume=only))


def _named(idea: Proposal | None) -> Suggestion:
    same = (Option("same", idea.title),) if idea else ()
    return replace(NAME, choices=same, most=LONGEST_NAME)


def _moves(idea: Proposal | None) -> Suggestion:
    same = [Option("same", idea.move)] if idea else []
    return replace(MOVE, choices=(*same, *(Option(name, words) for name, words in MOVES.items())))


def _likely(who: Together) -> tuple[Pick, ...] | None:
    """Those who stand ticked at first, where they are enough for a group."""
    found = tuple(Pick(one.name, str(one.label)) for one in who.choices if one.name in who.likely)
    return found if len(found) >= who.least else None


def _card(made: GroupMade, members: tuple[Pick, ...], key: str, *, changes: bool) -> Card:
    names = NAMES.fill(names=tuple(member.words for member in members))
    return card(
        f"card.{key}",
        CARD,
        Line(f"name.{key}", _("Name"), made.name),
        Line(f"members.{key}", _("Who"), names),
        Line(f"move.{key}", _("What they do"), made.move),
        Line(f"until.{key}", _("Until"), DAY.fill(day=made.until)),
        done=_made(changes=changes),
    )


def _made(*, changes: bool) -> Sentence:
    return _("Looks right") if changes else _("Make this group")
