"""The class at a glance: who moved, who is stuck on what, who is quiet, what waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton

from bot.web import inbox, pictures, words
from bot.web.desk import Desk, Shown
from bot.web.pictures import Bar
from dialogs.check_in import STATES
from dialogs.family_summary import PACES, Step, pace
from dialogs.words import Sentence
from storage import overview as reading
from storage.desk import STUCK
from storage.overview import GoalSeen, Overview, StudentSeen
from storage.tables import GoalState

WEEKS = 8
"""Drawn in the pictures."""
LATELY = timedelta(days=14)
SHOWN_FIRST = 8
"""Names in a list before the rest is folded."""


@dataclass(frozen=True)
class Line:
    """A student in a list: what is said beside the name."""

    id: int
    name: str
    said: Sentence | str = ""


@dataclass(frozen=True)
class StuckOn:
    """What students are stuck on, in their words, and who."""

    what: str
    who: list[Line]


@dataclass(frozen=True)
class Row:
    """A student in the table."""

    student: StudentSeen
    goals: list[tuple[str, Sentence]]
    state: Sentence | str


def show(desk: Desk) -> Shown:
    """The overview of a class."""
    zone = desk.context.zone
    weeks = mondays(desk.context.today, zone)
    seen = reading.overview(
        desk.db, desk.class_id, since=min(desk.now - LATELY, weeks[-2]), weeks=weeks
    )
    last = _last_states(seen)
    today = desk.context.today
    return Shown(
        "overview.html",
        {
            "title": desk.who.class_name,
            "here": "overview",
            "seen": seen,
            "waits": inbox.counts(desk),
            "moved": moved(seen, weeks[-2]),
            "stuck": stuck(seen),
            "quiet": quiet(seen, desk.now - LATELY, zone),
            "rows": [
                Row(
                    student,
                    [
                        (goal.aim, PACES[paced(goal, today)])
                        for goal in student.goals
                        if goal.state in reading.GOING
                    ],
                    STATES.get(last.get(student.id, ""), ""),
                )
                for student in seen.students
            ],
            "check_ins": check_ins_by_week(desk, seen, weeks),
            "paces": pace_by_week(desk, seen, weeks),
            "drawn": DRAWN,
            "first": SHOWN_FIRST,
        },
    )


def mondays(today: date, zone: ZoneInfo) -> list[datetime]:
    """The instants at which the last weeks began, the oldest first, and at which this one ends."""
    monday = today - timedelta(days=today.weekday())
    days = [monday - timedelta(weeks=n) for n in range(WEEKS - 1, -2, -1)]
    return [datetime.combine(day, time(), zone).astimezone(UTC) for day in days]


# --- who -----------------------------------------------------------------------------------------


def moved(seen: Overview, since: datetime) -> list[Line]:
    """Who has done steps this week, and how many."""
    found = []
    for student in seen.students:
        done = sum(
            step.done_at is not None and step.done_at >= since
            for goal in student.goals
            for step in goal.steps
        )
        if done:
            found.append(Line(student.id, student.name, words.STEPS_DONE.fill(n=done)))
    return found


def stuck(seen: Overview) -> list[StuckOn]:
    """What students are stuck on by their last check-in on a goal; the most common first."""
    names = {student.id: student.name for student in seen.students}
    latest: dict[tuple[int, int | None], Any] = {}
    for one in seen.check_ins:
        latest.setdefault((one.membership_id, one.goal_id), one)
    found: dict[str, dict[int, Line]] = {}
    said: dict[str, Counter[str]] = {}
    for one in latest.values():
        factor = str(one.answers.get("factor") or "")
        if one.state not in STUCK or not factor:
            continue
        code = str(one.answers.get("factor_code") or "own")
        key = factor if code == "own" else code
        who = one.membership_id
        found.setdefault(key, {})[who] = Line(who, names[who])
        said.setdefault(key, Counter())[factor] += 1
    groups = [
        StuckOn(said[key].most_common(1)[0][0], [who[one] for one in names if one in who])
        for key, who in found.items()
    ]
    return sorted(groups, key=lambda group: -len(group.who))


def quiet(seen: Overview, since: datetime, zone: ZoneInfo) -> list[Line]:
    """Who is asked no more, or has said nothing since; not who is on a break."""
    found = []
    for student in seen.students:
        heard = student.last_at
        if student.paused_until is not None:
            continue
        if student.quiet or heard is None or heard < since:
            said = words.QUIET_ALWAYS
            if heard:
                said = words.QUIET_SINCE.fill(day=heard.astimezone(zone).date())
            found.append(Line(student.id, student.name, said))
    return found


def _last_states(seen: Overview) -> dict[int, str]:
    """The state of each student's last check-in."""
    found: dict[int, str] = {}
    for one in seen.check_ins:
        found.setdefault(one.membership_id, one.state)
    return found


# --- pace ----------------------------------------------------------------------------------------


def paced(goal: GoalSeen, today: date, at: datetime | None = None) -> str:
    """The pace of a goal on a day; with an instant, by what had been done then."""
    steps = []
    for step in goal.steps:
        done = step.done_at is not None and (at is None or step.done_at < at)
        steps.append(Step(step.due, step.due if done else None))  # that it is done counts alone
    return pace(steps, today, resting=at is None and goal.state == GoalState.PAUSED)


@dataclass(frozen=True)
class Picture:
    """A picture, and its figures: the heads of the columns, and a row a week."""

    drawn: Any
    heads: Sequence[Sentence]
    rows: Sequence[tuple[date, Sequence[int]]]


def check_ins_by_week(desk: Desk, seen: Overview, weeks: Sequence[datetime]) -> Picture:
    """How many check-ins there were, and of how many students."""
    days = [_day(desk, week) for week in weeks[:-1]]
    drawn = [
        Bar(_short(desk, day), [("one", count)])
        for day, (count, _) in zip(days, seen.weeks, strict=True)
    ]
    alt = desk.put(words.CHECK_INS_ALT.fill(n=WEEKS))
    heads = (words.WEEK_OF, words.CHECK_INS, words.STUDENTS)
    return Picture(pictures.bars(drawn, alt), heads, [*zip(days, seen.weeks, strict=True)])


def pace_by_week(desk: Desk, seen: Overview, weeks: Sequence[datetime]) -> Picture:
    """How many goals were ahead, on pace or in need of more time, as each week ended.

    What a goal's steps were at the time is not kept: today's are taken.
    """
    zone = desk.context.zone
    goals = [goal for student in seen.students for goal in student.goals]
    rows, drawn = [], []
    for begins, ends in pairwise(weeks):
        at = min(ends, desk.now)
        day = (at - timedelta(microseconds=1)).astimezone(zone).date()
        counts = Counter(paced(goal, day, at) for goal in _going(goals, at))
        figures = [counts[key] for key in DRAWN]
        rows.append((_day(desk, begins), figures))
        drawn.append(Bar(_short(desk, _day(desk, begins)), [*zip(DRAWN, figures, strict=True)]))
    heads = (words.WEEK_OF, *(PACES[key] for key in DRAWN))
    alt = desk.put(words.PACE_ALT.fill(n=WEEKS))
    return Picture(pictures.bars(drawn, alt), heads, rows)


DRAWN = ("ahead", "on_pace", "more_time")
"""The paces of the picture, from the bottom up."""


def _going(goals: Iterable[GoalSeen], at: datetime) -> Iterable[GoalSeen]:
    """The goals that were there at an instant and had not ended; a paused one rests."""
    for goal in goals:
        ended = goal.ended_at is not None and goal.ended_at < at
        if goal.created_at < at and not ended and goal.state != GoalState.PAUSED:
            yield goal


def _day(desk: Desk, at: datetime) -> date:
    return at.astimezone(desk.context.zone).date()


def _short(desk: Desk, day: date) -> str:
    """A day as it stands under a bar: the month and the number."""
    return format_skeleton("Md", day, locale=desk.context.language.locale)
