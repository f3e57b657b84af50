"""Who could work together for a while: pure rules over what students told in two weeks.

Groups are short, from fresh data, alike or mixed, and never ability bands (coaching.md, part 5):
nothing here puts students of one level together because of it. Those who say they are starting meet
somebody who has got it; a large group is dealt out so that every level is in each part.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from typing import NamedTuple

from dialogs.words import Sentence, Words, _, _n

WINDOW = timedelta(days=14)
"""How far back the rules look."""
FEWEST, MOST = 2, 6
"""Students in a group that is alike."""
MOST_WITH = 4
"""Students who meet one who is further: with that one they are five at most."""
MEETS = 3
"""The level that a target asks for (dialogs/levels.py)."""


@dataclass(frozen=True)
class Told:
    """What one check-in told: the day, how it went (check_in.STATES), and what was in the way."""

    day: date
    state: str
    code: str = ""
    """A key of STUCK; other codes and a student's own words are for nobody to group by."""
    help: bool = False
    """Whether they asked their teacher for help."""


@dataclass(frozen=True)
class Work:
    """A goal as the rules see it. Its area is the target."""

    area: str
    level: int
    """Where the student says to be: 1 to 4."""
    seen: int | None = None
    """Where a teacher saw them last, where one did."""
    pace: str = "on_pace"
    """A key of family_summary.PACES."""
    told: tuple[Told, ...] = ()
    """Oldest first."""
    finished: bool = False

    @property
    def meets(self) -> bool:
        """Whether they are where the target asks to be: by the teacher's word, else their own."""
        return self.finished or (self.seen or self.level) >= MEETS

    def held_up(self, since: date) -> dict[str, date]:
        """What is in the way since they last moved on, by code: when it first came up."""
        found: dict[str, date] = {}
        for told in self.told:
            if told.state in MOVED:
                found.clear()
            elif told.code in STUCK and told.day > since:
                found.setdefault(told.code, told.day)
        return {} if self.finished else found

    def got_past(self, since: date) -> set[str]:
        """What was in the way and is not any more."""
        before = {told.code for told in self.told if told.code in STUCK and told.day > since}
        return before - set(self.held_up(since))


MOVED = frozenset({"done", "moved"})


@dataclass(frozen=True)
class Student:
    """A student of the class, with the goals they work on or have finished."""

    id: int
    name: str
    interests: tuple[str, ...] = ()
    goals: tuple[Work, ...] = ()

    @property
    def level(self) -> float:
        """Their level over all goals, by which a large group is dealt out."""
        return sum(goal.level for goal in self.goals) / len(self.goals) if self.goals else 0.0


@dataclass(frozen=True)
class Proposal:
    """A group that explains itself; `by` is what it was made by (storage.tables.Group.by)."""

    by: str
    title: Words
    why: Words
    move: Words
    members: tuple[Student, ...]

    @property
    def key(self) -> str:
        """Its name in buttons: nobody is in two groups that were made by the same."""
        return f"{self.by}.{min((student.id for student in self.members), default=0)}"


class StuckOn(NamedTuple):
    """Something that holds students up: as a name for a group, in a sentence, and what helps."""

    title: Sentence
    what: Sentence
    move: Sentence


STUCK: Mapping[str, StuckOn] = {
    "start": StuckOn(
        _("How to start"),
        _("how to start"),
        _(
            "Ten minutes: each one writes only the first line. Then they read the first lines to "
            "each other and pick one to go on with."
        ),
    ),
    "idea": StuckOn(
        _("The idea behind it"),
        _("the idea behind it"),
        _(
            "Ten minutes: one drawing on one sheet that shows the idea. Each adds one thing to it "
            "and says what it is."
        ),
    ),
    "mistakes": StuckOn(
        _("Mistakes that come back"),
        _("mistakes that come back"),
        _(
            "Ten minutes: each one brings a mistake. The others find where it began, and say how "
            "they would spot it next time."
        ),
    ),
    "stuck": StuckOn(
        _("What to do when stuck"),
        _("stopping when it gets hard"),
        _(
            "Ten minutes: list three things to try before stopping. Each one tries the first on "
            "their own task, right there."
        ),
    ),
    "big": StuckOn(
        _("Smaller steps"),
        _("how big it feels"),
        _("Ten minutes: each one cuts their next step into three, then does the first of them."),
    ),
    "put_off": StuckOn(
        _("Five minutes, now"),
        _("putting it off"),
        _(
            "Ten minutes: all begin at once and work for five minutes in silence. Then each one "
            "says when the next five will be."
        ),
    ),
    "forget": StuckOn(
        _("Something that reminds us"),
        _("forgetting it"),
        _(
            "Ten minutes: each one ties the step to something they do every day, and sets up a "
            "note or an alarm for it."
        ),
    ),
    "distracted": StuckOn(
        _("A calm spot"),
        _("noise around them"),
        _(
            "Ten minutes: work together with phones away. Then each one names a place and a time "
            "that is as calm as this."
        ),
    ),
    "place": StuckOn(
        _("A time and a place"),
        _("finding time or a place"),
        _(
            "Ten minutes: put the week on one sheet. Each one marks two slots at school that could "
            "work, and they agree on one."
        ),
    ),
    "outside": StuckOn(
        _("Another way around"),
        _("things around them"),
        _(
            "Ten minutes: each one names what they can change and what they can't. Plan one small "
            "thing that needs only the first."
        ),
    ),
    "needs_example": StuckOn(
        _("An example to look at"),
        _("having no example"),
        _(
            "Ten minutes: read one worked example aloud, a line each. Then they do the next one "
            "together without looking."
        ),
    ),
    "needs_someone": StuckOn(
        _("Somebody to ask"),
        _("having nobody to ask"),
        _("Ten minutes: each one asks the group one question. Nobody moves on until all had one."),
    ),
    "needs_practice": StuckOn(
        _("More practice"),
        _("too little practice"),
        _(
            "Ten minutes: each one makes one task for the person on their left. They solve it, and "
            "the maker checks."
        ),
    ),
    "needs_time": StuckOn(
        _("More time"),
        _("too little time"),
        _(
            "Ten minutes: look at what is planned. Each one drops or shrinks one step, and moves "
            "one day."
        ),
    ),
    "hard_alone": StuckOn(
        _("Working side by side"),
        _("working on their own"),
        _(
            "Ten minutes: sit together and work, each on their own task. Say aloud what you do, as "
            "you do it."
        ),
    ),
    "bored": StuckOn(
        _("A reason to care"),
        _("work that feels dull"),
        _(
            "Ten minutes: each one finds a place outside school where this is used, and changes "
            "one task to fit it."
        ),
    ),
}
"""What can be in the way, by the codes of the check-in's third question."""

IN_AREA = _("{what}, in {area}")
DAYS = _n("day", "{n} days", 1)
STUCK_WHY = _n(
    "{n} student is stuck on {what}, in {area}, in the last {days}.",
    "{n} students are stuck on {what}, in {area}, in the last {days}.",
    1,
)
HELP_TITLE = _("Questions, in {area}")
HELP_WHY = _n(
    "{n} student asked you for help in {area} in the last {days}.",
    "{n} students asked you for help in {area} in the last {days}.",
    1,
)
HELP_MOVE = _(
    "Ten minutes with them: each one asks one question. The others try to answer before you do."
)
SEEN_TITLE = _("A look at the same work, in {area}")
SEEN_WHY = _n(
    "{n} student sees where they are in {area} in another way than you do.",
    "{n} students see where they are in {area} in another way than you do.",
    1,
)
SEEN_MOVE = _(
    "Ten minutes: look at one piece of work together, line by line. What does it show, and what "
    "is still missing?"
)
LEVEL_TITLE = _("Explain it, in {area}")
LEVEL_WHY = _("In {area}, {who} has got it. That may help {others} to get there.")
LEVEL_MOVE = _(
    "Ten minutes: everybody shows how they would do one task. Then one is picked and done "
    "together, each saying one line of it."
)
PACE_TITLE = _("Steps that fit")
PACE_WHY = _n(
    "{n} student needs a bit more time: a step is open more than a week past its day.",
    "{n} students need a bit more time: a step is open more than a week past its day.",
    1,
)
PACE_MOVE = _(
    "Ten minutes: each one shows the step that waits. The group makes it smaller and picks a new "
    "day for it."
)
INTEREST_TITLE = _("{interest}")
INTEREST_WHY = _n("{n} student is into {interest}.", "{n} students are into {interest}.", 1)
INTEREST_MOVE = _(
    "Ten minutes: each one says where {interest} comes up in what they learn. They pick one task "
    "and turn it into one about that."
)
PAST_WHY = _("In {area}, {who} got past this: {what}. That may help {others}.")
MEETS_WHY = _("In {area}, {who} has got it. That may help {others} with this: {what}.")
AHEAD_WHY = _("{who} is a bit ahead with the steps. That may help {others}, who need more time.")


def proposals(students: Sequence[Student], today: date) -> tuple[Proposal, ...]:
    """The groups that could be made, the best of each way of making them first.

    Each has two to six students. Nobody is in two that were made by the same; the order depends on
    nothing but what is given.
    """
    since = today - WINDOW
    ways = (
        _by_help(students, since, today),
        _by_stuck(students, since, today),
        _mixed(students, since),
        _by_level(students),
        _by_pace(students),
        _by_interest(students),
    )
    return tuple(one for round_ in zip_longest(*ways) for one in round_ if one is not None)


# --- alike ---------------------------------------------------------------------------------------


def _by_stuck(students: Sequence[Student], since: date, today: date) -> Iterator[Proposal]:
    """Those whom the same holds up in the same area."""
    pools = _Pools()
    for student in students:
        for goal in student.goals:
            for code, day in goal.held_up(since).items():
                pools.add((_same(goal.area), code), student, goal.area, day)
    for key, area, members in pools.parts():
        on = STUCK[key[1]]
        first = min(pools.days[key, student.id] for student in members)
        why = STUCK_WHY.fill(n=len(members), what=on.what, area=area, days=_days(first, today))
        yield Proposal("stuck", IN_AREA.fill(what=on.title, area=area), why, on.move, members)


def _by_help(students: Sequence[Student], since: date, today: date) -> Iterator[Proposal]:
    """Those who asked for help in the same area."""
    pools = _Pools()
    for student in students:
        for goal in student.goals:
            asked = [told.day for told in goal.told if told.help and told.day > since]
            if asked and not goal.finished:
                pools.add((_same(goal.area),), student, goal.area, min(asked))
    for key, area, members in pools.parts():
        first = min(pools.days[key, student.id] for student in members)
        why = HELP_WHY.fill(n=len(members), area=area, days=_days(first, today))
        yield Proposal("help", HELP_TITLE.fill(area=area), why, HELP_MOVE, members)


def _by_pace(students: Sequence[Student]) -> Iterator[Proposal]:
    """Those who need a bit more time, whatever they work on: steps can be looked at together."""
    pools = _Pools()
    for student in students:
        if _is_behind(student):
            pools.add((), student, "")
    for _key, _area, members in pools.parts():
        why = PACE_WHY.fill(n=len(members))
        yield Proposal("pace", PACE_TITLE, why, PACE_MOVE, members)


def _by_interest(students: Sequence[Student]) -> Iterator[Proposal]:
    """Those who are into the same thing."""
    pools = _Pools()
    for student in students:
        for interest in student.interests:
            pools.add((_same(interest),), student, interest)
    for _key, interest, members in pools.parts():
        title, move = (each.fill(interest=interest) for each in (INTEREST_TITLE, INTEREST_MOVE))
        why = INTEREST_WHY.fill(n=len(members), interest=interest)
        yield Proposal("interest", title, why, move, members)


def _by_level(students: Sequence[Student]) -> Iterator[Proposal]:
    """Gaps in level: between student and teacher, and between where one is and what is asked.

    The first is alike, whatever the levels are; in the second somebody who meets is always there.
    """
    pools = _Pools()
    for student in students:
        for goal in student.goals:
            if goal.seen is not None and goal.seen != goal.level:
                pools.add((_same(goal.area),), student, goal.area)
    taken: set[int] = set()
    for _key, area, members in pools.parts():
        taken |= {student.id for student in members}
        why = SEEN_WHY.fill(n=len(members), area=area)
        yield Proposal("level", SEEN_TITLE.fill(area=area), why, SEEN_MOVE, members)
    left = [student for student in students if student.id not in taken]
    areas = {_same(goal.area): goal.area for student in left for goal in student.goals}
    for key in sorted(areas):
        below = [one for one in left if one.id not in taken and _is_below(one, key)]
        for who, others in _meeting(below, [one for one in left if _meets(one, key)], taken):
            why = LEVEL_WHY.fill(area=areas[key], who=who.name, others=_names(others))
            title = LEVEL_TITLE.fill(area=areas[key])
            yield Proposal("level", title, why, LEVEL_MOVE, _together(who, others))


# --- mixed ---------------------------------------------------------------------------------------


def _mixed(students: Sequence[Student], since: date) -> Iterator[Proposal]:
    """Those who are held up with one who got past it, or has got it; steps late with one early."""
    stuck, past, met = _Pools(), _Pools(), _Pools()
    for student in students:
        for goal in student.goals:
            area = _same(goal.area)
            for code in goal.held_up(since):
                stuck.add((area, code), student, goal.area)
            for code in goal.got_past(since):
                past.add((area, code), student, goal.area)
            if goal.meets:
                met.add((area,), student, goal.area)
    taken: set[int] = set()
    for key, area, pool in stuck.ordered():
        held_up = [one for one in pool if one.id not in taken]
        for who, others in _meeting(held_up, [*past.of(key), *met.of(key[:1])], taken):
            wording = PAST_WHY if who in past.of(key) else MEETS_WHY
            on = STUCK[key[1]]
            why = wording.fill(area=area, who=who.name, others=_names(others), what=on.what)
            title = IN_AREA.fill(what=on.title, area=area)
            yield Proposal("mixed", title, why, on.move, _together(who, others))
    late = [one for one in students if _is_behind(one) and one.id not in taken]
    early = [one for one in students if _is_ahead(one) and not _is_behind(one)]
    for who, others in _meeting(late, early, taken):
        why = AHEAD_WHY.fill(who=who.name, others=_names(others))
        yield Proposal("mixed", PACE_TITLE, why, PACE_MOVE, _together(who, others))


def _meeting(
    need: Sequence[Student], helpers: Sequence[Student], taken: set[int]
) -> Iterator[tuple[Student, list[Student]]]:
    """One who can help with up to four who need it, as far as there are such; all are then taken.

    Who needs it is dealt out by level, so that no part is a band.
    """
    busy = {one.id for one in need} | taken
    free = [one for number, one in {one.id: one for one in helpers}.items() if number not in busy]
    parts = min(len(free), -(-len(need) // MOST_WITH))
    dealt = _dealt(need[: parts * MOST_WITH], parts)
    for who, others in zip(free, dealt, strict=False):
        taken.update(one.id for one in (who, *others))
        yield who, others


# --- what they share -----------------------------------------------------------------------------


class _Pools:
    """Students by what they have in common, with its name as the first of them wrote it."""

    def __init__(self) -> None:
        self.days: dict[tuple[Hashable, int], date] = {}
        """Since when somebody is in a pool, where that is known."""
        self._pools: dict[tuple[str, ...], list[Student]] = {}
        self._names: dict[tuple[str, ...], str] = {}

    def add(
        self, key: tuple[str, ...], student: Student, name: str, day: date | None = None
    ) -> None:
        """Put a student into a pool; twice is once."""
        pool = self._pools.setdefault(key, [])
        self._names.setdefault(key, name)
        if student not in pool:
            pool.append(student)
        if day is not None:
            self.days[key, student.id] = min(day, self.days.get((key, student.id), day))

    def of(self, key: tuple[str, ...]) -> list[Student]:
        """The students in a pool."""
        return self._pools.get(key, [])

    def ordered(self) -> Iterator[tuple[tuple[str, ...], str, list[Student]]]:
        """The pools, the largest first."""
        for key in sorted(self._pools, key=lambda key: (-len(self._pools[key]), key)):
            yield key, self._names[key], self._pools[key]

    def parts(self) -> Iterator[tuple[tuple[str, ...], str, tuple[Student, ...]]]:
        """Groups of two to six, the largest pool's first; nobody is in two."""
        taken: set[int] = set()
        for key, name, pool in self.ordered():
            left = [student for student in pool if student.id not in taken]
            if len(left) >= FEWEST:
                for part in _dealt(left, -(-len(left) // MOST)):
                    taken.update(student.id for student in part)
                    yield key, name, _by_name(part)


def _dealt(students: Sequence[Student], parts: int) -> list[list[Student]]:
    """Students dealt into parts by turns, in the order of their level: each part has them all."""
    in_order = sorted(students, key=lambda one: (one.level, one.id))
    return [in_order[n::parts] for n in range(parts)]


def _together(who: Student, others: Iterable[Student]) -> tuple[Student, ...]:
    return _by_name([who, *others])


def _by_name(students: Iterable[Student]) -> tuple[Student, ...]:
    return tuple(sorted(students, key=lambda one: (one.name.casefold(), one.id)))


def _names(students: Iterable[Student]) -> tuple[str, ...]:
    return tuple(one.name for one in _by_name(students))


def _same(words: str) -> str:
    """Words for comparing: “Maths ” and “maths” are the same."""
    return " ".join(words.casefold().split())


def _any(student: Student, area: str, holds: Callable[[Work], bool]) -> bool:
    return any(_same(goal.area) == area and holds(goal) for goal in student.goals)


def _meets(student: Student, area: str) -> bool:
    return _any(student, area, lambda goal: goal.meets)


def _is_below(student: Student, area: str) -> bool:
    return not _meets(student, area) and _any(student, area, lambda goal: not goal.meets)


def _is_behind(student: Student) -> bool:
    return any(goal.pace == "more_time" for goal in student.goals if not goal.finished)


def _is_ahead(student: Student) -> bool:
    return any(goal.pace == "ahead" for goal in student.goals if not goal.finished)


def _days(first: date, today: date) -> Sentence:
    """The days from the first of something to today, both counted."""
    return DAYS.fill(n=(today - first).days + 1)
