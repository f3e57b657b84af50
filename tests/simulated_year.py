"""A simulated year: students live through it, and a plain recomputation says what had to happen.

They are asked by the running bot's own stages on a real database; the instant is an argument. They
answer or do not, pause, move, change their rhythm, lose their goal and are in the middle of other
conversations, by a seeded chance. The bot is down for hours and days, and so is Telegram. What had
to happen is worked out anew from what was wished for: by wall clocks, day by day, with none of the
rules that the bot asks by.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import count, cycle
from typing import Any, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo, available_timezones

from holidays import country_holidays
from sqlalchemy import Connection, Engine, func, select

from bot.asking import STAGES
from bot.chat import Chat, Setup
from bot.outcomes import people as outcomes_of_people
from bot.outcomes import when_asked
from bot.ticks import ROUND
from dialogs.cadence import Repeat
from dialogs.rhythm import RhythmSet
from storage import check_ins, conversations, mail, people, retention
from storage.database import add, change, transaction
from storage.mail import Settled
from storage.tables import (
    Asks,
    Break,
    Class,
    Goal,
    GoalState,
    Occurrence,
    OccurrenceState,
    Role,
    Schedule,
    ScheduleState,
    School,
    Step,
    Waiting,
)

TICK = timedelta(minutes=15)
"""The bot ticks at whole quarters of an hour, where anything is due."""
A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)
ENGAGED = timedelta(minutes=15)
MISSES = 4
"""So often without an answer, and a schedule stops."""
FOR_EVER = datetime.max.replace(tzinfo=UTC)
A_CLASS = 25
IN_A_LARGE_CLASS = 1_000
"""Of 10,000: they are spread over some minutes."""

Interval: TypeAlias = tuple[datetime, datetime]
_occurrence = Occurrence.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__
_schedule = Schedule.__table__  # type: ignore[attr-defined]  # SQLModel declares no __table__


class Hours(NamedTuple):
    """The hours of a class, and the times its students choose from."""

    quiet: tuple[time, time]
    times: tuple[time, ...]


USUAL = Hours((time(20, 30), time(7)), (time(7), time(8, 15), time(15, 30), time(16), time(19, 45)))
HOURS = (
    Hours((time(23), time(2)), (time(2, 15), time(2, 30), time(16))),  # as the clocks change
    Hours((time(2), time(5)), (time(0, 30), time(1, 15), time(16))),  # or at midnight
    Hours((time(12, 30), time(13, 30)), (time(7, 30), time(12), time(13, 30))),
    *[USUAL] * 7,
)
BREAKS = ((date(2026, 12, 21), date(2027, 1, 3)), (date(2026, 10, 26), date(2026, 10, 30)))


# --- clocks, plainly ------------------------------------------------------------------------------


def wall(at: datetime, zone: str) -> datetime:
    """What a wall shows at an instant."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@cache
def instant(day: date, at: time, zone: str) -> datetime:
    """When a wall shows a time, first; one that is skipped comes as much later as is skipped."""
    shown = datetime.combine(day, at)
    eve, next_day = (
        (shown + by).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
        for by in (-A_DAY, A_DAY)
    )
    as_before = (shown - eve).replace(tzinfo=UTC)
    as_after = (shown - next_day).replace(tzinfo=UTC)
    if wall(as_before, zone) != shown == wall(as_after, zone):
        return as_after
    return as_before


@cache
def holidays_of(country: str) -> list[date]:
    """The public holidays of a country in these years; none of no country."""
    return list(country_holidays(country, years=(2026, 2027))) if country else []


def quiet_at(shown: time, quiet: tuple[time, time]) -> bool:
    """Whether it is in the quiet hours, minute by minute of a day."""
    begins, ends, now = (each.hour * 60 + each.minute for each in (*quiet, shown))
    return (now - begins) % 1440 < (ends - begins) % 1440


def changing(first: datetime, days: int) -> list[str]:
    """The IANA zones that change their clocks within these days."""
    instants = [first + timedelta(days=n) for n in range(days + 1)]
    return [
        zone
        for zone in sorted(available_timezones())
        if zone != "localtime"
        and len({at.astimezone(ZoneInfo(zone)).utcoffset() for at in instants}) > 1
    ]


# --- who lives through it -------------------------------------------------------------------------


@dataclass
class Plan:
    """What one schedule was wished to be from one instant to another."""

    repeat: Repeat
    zone: str
    offset: timedelta
    since: datetime
    until: datetime = FOR_EVER
    moved: date | None = None
    """A day that was ahead on the clock before, and whose hour is past on this one."""

    def planned(self, day: date) -> datetime:
        """When a day of it is due."""
        return instant(day, self.repeat.time or time(), self.zone) + self.offset

    def days(self, until: datetime) -> Iterator[date]:
        """Its days that come due while it holds, and by `until`."""
        until = min(until, self.until)
        day = wall(self.since, self.zone).date() - 2 * A_DAY
        while day <= wall(until, self.zone).date() + A_DAY:
            ahead = self.since < self.planned(day) or day == self.moved
            if self._falls_on(day) and ahead and self.planned(day) <= until:
                yield day
            day += A_DAY

    def _falls_on(self, day: date) -> bool:
        if day.weekday() not in self.repeat.days:
            return False
        week = self.repeat.week
        return week is None or (day >= week and (day - week).days // 7 % self.repeat.every == 0)


@dataclass
class Member:
    """A student in one class."""

    id: int
    class_id: int
    hours: Hours
    free: list[tuple[date, date]] = field(default_factory=list)
    """Breaks and holidays, with both their ends."""
    pauses: list[tuple[datetime, date]] = field(default_factory=list)
    """When each was begun, and the day on which it ends."""
    resumed: list[datetime] = field(default_factory=list)
    goalless: list[Interval] = field(default_factory=list)
    schedules: dict[Asks, int] = field(default_factory=dict)


@dataclass
class Student:
    """Somebody, wherever they are a student."""

    id: int
    chat_id: int
    zone: str
    answers: float
    """How likely they answer."""
    zones: list[tuple[datetime, str]] = field(default_factory=list)
    """Where they have moved to, and when."""
    members: list[Member] = field(default_factory=list)
    talks: list[datetime] = field(default_factory=list)
    """When each conversation that the bot must not break into began."""
    asked: list[datetime] = field(default_factory=list)
    """When each question and reminder was said."""
    last: int = 0
    """The schedule whose question or reminder was the last."""


@dataclass
class Figures:
    """What came out: `told` is what happened, `faults` what must not, with an example of each."""

    told: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def fault(self, what: str, example: object) -> None:
        """Count something that must not be."""
        self.faults[what] += 1
        self.examples.setdefault(what, str(example))


FAULTS = (
    "missing: due, and no occurrence",
    "not due, and an occurrence",
    "doubled on a local date",
    "asked or reminded in quiet hours",
    "on time, but the wall shows another",
    "late without a reason",
    "two of one person within an hour",
    "asked in a pause, a break, without a goal or stopped",
    "not asked, and the reason does not hold",
    "stopped without four misses",
    "a pause's end not told once, on its day",
    "messages and occurrences differ",
)


class Year:
    """Students, and the days they live through. `play` it, then `check` it."""

    def __init__(
        self, engine: Engine, students: int, first: datetime, days: int, seed: int = 20261124
    ) -> None:
        self._engine = engine
        self._chance = random.Random(seed)
        self.first, self.last = first, first + timedelta(days=days)
        self.figures = Figures()
        self.plans: dict[int, list[Plan]] = defaultdict(list)
        self.stops: dict[int, list[datetime]] = defaultdict(list)
        self._owner: dict[int, tuple[Student, Member, Asks]] = {}
        self._chats: dict[int, Student] = {}
        self._members: dict[int, tuple[Student, Member]] = {}
        self._said: Counter[str] = Counter()
        self._on_walls: set[tuple[int, date]] = set()
        self._events: list[tuple[datetime, int, Callable[[Connection, datetime], None]]] = []
        self._order, self._updates = count(), count(1)
        self.zones = changing(first, days)
        self.down = self._times_without(days, 8, (30, 1, 96, 3))
        self.unsent = self._times_without(days, 2, (20, 8))
        with transaction(engine) as db:
            self._begin(db, students)

    def _times_without(self, days: int, often: int, hours: Sequence[int]) -> list[Interval]:
        """So often in a year, but at least twice; each lasts the next of so many hours."""
        quarters = [
            self._chance.randrange(3 * 96, max(days - 6, 4) * 96)
            for _ in range(max(2, often * days // 365))
        ]
        starts = [self.first + n * TICK for n in sorted(quarters)]
        return [
            (at, at + timedelta(hours=lasts))
            for at, lasts in zip(starts, cycle(hours), strict=False)
        ]

    # --- the beginning ----------------------------------------------------------------------------

    def _begin(self, db: Connection, students: int) -> None:
        school = add(db, School(name="Lakeside", created_at=self.first))
        large = students * IN_A_LARGE_CLASS // 10_000
        for n in range(students):
            zone = self.zones[n * len(self.zones) // students]
            if n == 0 or (n >= large and (n - large) % A_CLASS == 0):
                hours = USUAL if n < large else HOURS[(n - large) // A_CLASS % len(HOURS)]
                class_id, free = self._class(db, school, n, zone, hours)
            who = people.meet(
                db,
                telegram_id=n + 1,
                chat_id=n + 1,
                first_name="Maya",
                language="en",
                zone=zone,
                now=self.first,
            )
            student = Student(who.id, who.chat_id, zone, self._chance.choice((0.1, 0.6, 0.9)))
            student.zones.append((self.first, zone))
            self._chats[who.chat_id] = student
            self._join(db, student, class_id, hours, free)
            if self._chance.random() < 0.1:
                other, other_free = self._class(db, school, n, zone, hours)
                self._join(db, student, other, hours, other_free)
            self._live(student)
        for student in self._chats.values():
            for member in student.members:
                self._wish(db, student, member, self.first)

    def _class(
        self, db: Connection, school: int, n: int, zone: str, hours: Hours
    ) -> tuple[int, list[tuple[date, date]]]:
        country = "US" if n % 2 else ""
        row = Class(
            school_id=school,
            name="7B",
            zone=zone,
            quiet_from=hours.quiet[0],
            quiet_until=hours.quiet[1],
            country=country,
            created_at=self.first,
        )
        class_id = add(db, row)
        free = [(day, day) for day in holidays_of(country)]
        for begins, ends in BREAKS[: n % 3]:
            add(db, Break(class_id=class_id, first=begins, last=ends, name="Break"))
            free.append((begins, ends))
        return class_id, free

    def _join(
        self,
        db: Connection,
        student: Student,
        class_id: int,
        hours: Hours,
        free: list[tuple[date, date]],
    ) -> None:
        member_id = people.join(
            db,
            person_id=student.id,
            class_id=class_id,
            role=Role.STUDENT,
            name="Maya",
            now=self.first,
        )
        goal = Goal(
            membership_id=member_id,
            area="maths",
            level=2,
            aim="Compare two fractions",
            why="",
            obstacle="I get stuck",
            obstacle_code="stuck",
            plan_if="I get stuck",
            plan_then="I ask",
            see="",
            created_at=self.first,
        )
        goal_id = add(db, goal)
        add(db, Step(goal_id=goal_id, position=0, text="Try one", due=self.last.date()))
        member = Member(member_id, class_id, hours, free)
        student.members.append(member)
        self._members[member_id] = (student, member)

    # --- wishes -----------------------------------------------------------------------------------

    def _chat(self, db: Connection, student: Student, member: Member, now: datetime) -> Chat:
        people.settle_in(db, student.id, here_id=member.id)
        who = people.who(db, id=student.id)
        if who is None:
            raise AssertionError("they were met")
        return Chat(db, Setup("waymark_bot"), now, next(self._updates), who)

    def _repeat(self, member: Member, days: int, now: datetime) -> Repeat:
        chosen = tuple(sorted(self._chance.sample(range(7), days)))
        at = self._chance.choice(member.hours.times)
        if self._chance.random() < 0.15:
            monday = now.date() - timedelta(days=now.weekday())
            return Repeat(chosen, at, 2, None, monday)
        return Repeat(chosen, at)

    def _wish(self, db: Connection, student: Student, member: Member, now: datetime) -> None:
        """They choose when they are asked."""
        check_in = self._repeat(member, self._chance.choice((1, 1, 2)), now)
        weekly = self._repeat(member, 1, now) if self._chance.random() < 0.25 else None
        when_asked.set_rhythm(
            self._chat(db, student, member, now), RhythmSet(check_in=check_in, weekly=weekly)
        )
        wanted = {Asks.CHECK_IN: check_in, Asks.WEEKLY: weekly}
        for asks, row in check_ins.of(db, member.id).items():
            kind = Asks(asks)
            member.schedules[kind] = row.id or 0
            self._on_walls.discard((row.id or 0, wall(now, student.zone).date()))
            self._owner[row.id or 0] = (student, member, kind)
            self._replan(row.id or 0, wanted[kind], student.zone, row.offset, now)

    def _replan(
        self, schedule: int, repeat: Repeat | None, zone: str, offset: int, now: datetime
    ) -> None:
        plans = self.plans[schedule]
        if plans:
            plans[-1].until = min(plans[-1].until, now)
        if repeat is not None:
            plans.append(Plan(repeat, zone, timedelta(minutes=offset), now))

    def _move(self, db: Connection, student: Student, now: datetime) -> None:
        zone = self._chance.choice(self.zones)
        outcomes_of_people.move_to(self._chat(db, student, student.members[0], now), zone)
        student.zone = zone
        student.zones.append((now, zone))
        for member in student.members:
            for schedule in member.schedules.values():
                plans = self.plans[schedule]
                if plans and plans[-1].until > now:
                    offset = int(plans[-1].offset / timedelta(minutes=1))
                    before = replace(plans[-1])
                    self._replan(schedule, before.repeat, zone, offset, now)
                    plans[-1].moved = next(
                        (
                            day
                            for day in before.days(now + 2 * A_DAY)
                            if plans[-1].planned(day) <= now < before.planned(day)
                        ),
                        None,
                    )

    def _pause(self, db: Connection, student: Student, now: datetime) -> None:
        member = self._chance.choice(student.members)
        until = wall(now, student.zone).date() + self._chance.randint(2, 25) * A_DAY
        when_asked.pause(self._chat(db, student, member, now), until)
        member.pauses.append((now, until))

    def _lose_goal(self, db: Connection, student: Student, now: datetime) -> None:
        member = student.members[0]
        mine = Goal.membership_id == member.id
        change(db, Goal, mine, state=GoalState.PAUSED)
        back = now + self._chance.randint(5, 20) * A_DAY
        member.goalless.append((now, back))

        def find(db: Connection, then: datetime) -> None:
            change(db, Goal, mine, state=GoalState.ACTIVE)
            member.goalless[-1] = (now, then)

        self._at(back, find)

    def _talk(self, db: Connection, student: Student, now: datetime) -> None:
        talk = conversations.open_one(
            db,
            person_id=student.id,
            membership_id=student.members[0].id,
            dialogue="note",
            about=None,
            answers={},
            revision=0,
            now=now,
        )
        student.talks.append(now)
        self._at(now + AN_HOUR, lambda db, _then: conversations.close(db, talk))

    def _live(self, student: Student) -> None:
        """What happens to somebody in the year, by chance."""
        days = (self.last - self.first).days
        a_year = days / 365
        for what, often in (
            (self._pause, 1.5),
            (self._move, 0.5),
            (self._lose_goal, 0.1),
            (self._change, 0.3),
        ):
            for _ in range(int(often * a_year + self._chance.random())):
                at = self.first + timedelta(minutes=5 * self._chance.randrange(days * 288))
                self._at(at, _of(what, student))
        for _ in range(int(6 * a_year + 1)):  # just before they may be asked
            day = self.first.date() + self._chance.randrange(days) * A_DAY
            time_of_day = self._chance.choice(student.members[0].hours.times)
            at = instant(day, time_of_day, student.zone)
            self._at(at - timedelta(minutes=self._chance.choice((5, 10))), _of(self._talk, student))

    def _change(self, db: Connection, student: Student, now: datetime) -> None:
        self._wish(db, student, self._chance.choice(student.members), now)

    def _at(self, when: datetime, do: Callable[[Connection, datetime], None]) -> None:
        if self.first < when < self.last:
            heapq.heappush(self._events, (when, next(self._order), do))

    # --- the year ---------------------------------------------------------------------------------

    def play(self, tell: Callable[[datetime], None] = lambda _now: None) -> None:
        """Live through it; `tell` hears of each day."""
        now, look, due = self.first, self.first, None
        while now < self.last:
            with transaction(self._engine) as db:
                if due is not None and due <= now:
                    self._tick(db, now)
                if now >= look:
                    tell(now)
                    self._look_for_stopped(db, now)
                    retention.tidy(db, now)
                    look += A_DAY
                while self._events and self._events[0][0] <= now:
                    heapq.heappop(self._events)[2](db, now)
                due = check_ins.next_due(db)
            now = max(now + TICK, self._next(due, look))
        self.figures.told["asked"] = self._said["ask"]

    def _next(self, due: datetime | None, look: datetime) -> datetime:
        """The next quarter of an hour at which there is something to do and the bot runs."""
        happens = [at for at, *_ in self._events[:1]]
        at = min([look, *happens, *([due] if due else [])])
        at = self._tick_at(at)
        for begins, ends in self.down:
            if begins <= at < ends:
                at = ends
        return at

    def _tick(self, db: Connection, now: datetime) -> None:
        for stage in STAGES:
            while stage.round(db, now, ROUND):
                pass
        sent = mail.bulk(db, 0, 1_000_000)
        down = any(begins <= now < ends for begins, ends in self.unsent)
        state = Waiting.DEAD if down else Waiting.DONE
        mail.settle(db, [Settled(message.key, state) for message in sent])
        for message in sent:
            self._hear(self._chats[message.chat_id], message.key, now)

    def _hear(self, student: Student, key: str, now: datetime) -> None:
        """Something is said to somebody; some of them will answer."""
        shown = wall(now, student.zone)
        if key.startswith("p"):
            _student, member = self._members[int(key[1:].partition(":")[0])]
            member.resumed.append(now)
            self._said["resume"] += 1
        else:
            schedule, _, rest = key[1:].partition(":")
            day, _, what = rest.partition(":")
            _student, member, asks = self._owner[int(schedule)]
            if what == "ask":
                self._said["ask"] += 1
                self._asked(student, member, int(schedule), date.fromisoformat(day), now)
                self._react(student, member, asks, now)
            else:
                self._said["remind"] += 1
                self._apart(student, int(schedule), key, now)
        if quiet_at(shown.time(), member.hours.quiet):
            self.figures.fault("asked or reminded in quiet hours", (key, shown))

    def _react(self, student: Student, member: Member, asks: Asks, now: datetime) -> None:
        draw = self._chance.random()
        after = timedelta(minutes=30 * self._chance.randint(1, 10))
        if draw < student.answers:

            def answer(db: Connection, then: datetime) -> None:
                check_ins.answered(db, member.id, asks, then)

            self._at(now + after, answer)
        elif draw < student.answers + 0.05:

            def begin(db: Connection, then: datetime) -> None:
                for row in check_ins.open_occurrences(db, member.id, asks):
                    check_ins.touch(db, row.id, opened_at=then)

            self._at(now + after, begin)

    def _asked(
        self, student: Student, member: Member, schedule: int, day: date, now: datetime
    ) -> None:
        """Hold what was asked against what was wished for."""
        fault, plan = self.figures.fault, self.plans[schedule][-1]
        planned, shown = plan.planned(day), wall(now, plan.zone)
        example = (schedule, day, plan, now, student.asked[-3:], student.talks[-3:])
        if (schedule, shown.date()) in self._on_walls:
            fault("doubled on a local date", example)
        self._on_walls.add((schedule, shown.date()))
        if (
            plan.until <= now
            or self._rests(member, shown.date(), now)
            or _within(now, member.goalless)
        ):
            fault("asked in a pause, a break, without a goal or stopped", example)
        if timedelta() <= now - planned < TICK:
            wanted = datetime.combine(day, plan.repeat.time or time()) + plan.offset
            skipped = wall(planned, plan.zone) - wanted
            self.figures.told["on time" if not skipped else "on time, as the clocks skip it"] += 1
            if not timedelta() <= shown - wanted - skipped < TICK or not (
                timedelta() <= skipped <= AN_HOUR
            ):
                fault("on time, but the wall shows another", example)
        elif now > planned and quiet_at(wall(planned, plan.zone).time(), member.hours.quiet):
            self.figures.told["put off: the clocks skip it into quiet hours"] += 1
        else:
            moved = day == plan.moved
            self.figures.told[self._why_late(student, planned, now, example, moved=moved)] += 1
        self._apart(student, schedule, example, now)

    def _tick_at(self, at: datetime) -> datetime:
        """The first whole quarter of an hour from an instant on."""
        return self.first - (self.first - at) // TICK * TICK

    def _apart(self, student: Student, schedule: int, example: object, now: datetime) -> None:
        """Between a question or reminder and another question's there is an hour."""
        last, student.last = student.last, schedule
        if last != schedule and student.asked and now - student.asked[-1] < AN_HOUR:
            self.figures.fault("two of one person within an hour", example)
        student.asked.append(now)

    def _why_late(
        self, student: Student, planned: datetime, now: datetime, example: object, *, moved: bool
    ) -> str:
        first = self._tick_at(planned)
        if any(begins <= first < ends < now + TICK < ends + A_DAY for begins, ends in self.down):
            return "caught up after an outage"
        if moved:
            return "put off: moved over its hour"
        if now > planned:
            if any(planned - ENGAGED < at < now for at in student.talks):
                return "put off: in the middle of a conversation"
            if any(planned - AN_HOUR < at < now for at in student.asked):
                return "put off: asked within the hour"
        self.figures.fault("late without a reason", example)
        return "late without a reason"

    @staticmethod
    def _rests(member: Member, day: date, now: datetime) -> str:
        if any(begun <= now and day < until for begun, until in member.pauses[-1:]):
            return "paused"
        return "break" if any(begins <= day <= ends for begins, ends in member.free) else ""

    def _look_for_stopped(self, db: Connection, now: datetime) -> None:
        """Once a day: who was asked no more; half of them wish to be asked again, later."""
        stopped = select(_schedule.c.id).where(_schedule.c.state == ScheduleState.STOPPED)
        for schedule in db.execute(stopped).scalars().all():
            plan = self.plans[schedule][-1]
            if plan.until <= now:
                continue
            last = db.execute(
                select(func.max(_occurrence.c.ended_at)).where(
                    _occurrence.c.schedule_id == schedule,
                    _occurrence.c.state == OccurrenceState.EXPIRED,
                )
            ).scalar_one()
            plan.until = last
            self.stops[schedule].append(last)
            self.figures.told["stopped"] += 1
            student, member, _asks = self._owner[schedule]
            if self._chance.random() < 0.5:
                again = now + self._chance.randint(10, 40) * A_DAY
                self._at(again, _of_member(self._wish, student, member))

    # --- what had to happen -----------------------------------------------------------------------

    def check(self) -> Figures:
        """Hold all that is kept against all that was wished for; the figures."""
        kept: dict[int, list[Any]] = defaultdict(list)
        with transaction(self._engine) as db:
            self._look_for_stopped(db, self.last)
            for row in db.execute(
                select(_occurrence).order_by(_occurrence.c.schedule_id, _occurrence.c.day)
            ):
                kept[row.schedule_id].append(row)
        found = Figures(self.figures.told.copy(), self.figures.faults.copy())
        found.examples |= self.figures.examples
        asked = 0
        for schedule, plans in self.plans.items():
            rows = kept[schedule]
            asked += sum(row.asked_at is not None for row in rows)
            self._check_days(found, schedule, plans, rows)
            self._check_reasons(found, schedule, rows)
            self._check_stops(found, schedule, rows)
        if asked != self._said["ask"]:
            found.fault("messages and occurrences differ", (asked, self._said["ask"]))
        for student, member in self._members.values():
            self._check_pauses(found, student, member)
        found.told["reminded"] = self._said["remind"]
        return found

    def _check_days(
        self, found: Figures, schedule: int, plans: Sequence[Plan], rows: Sequence[Any]
    ) -> None:
        due: dict[date, Plan] = {}
        last = date.min
        for plan in plans:
            for day in plan.days(self.last):
                if day > last:
                    due[day] = plan
            last = max([last, *due])
        got = Counter(row.day for row in rows)
        found.told["due"] += len(due)
        for day, times in got.items():
            if times > 1:
                found.fault("doubled on a local date", (schedule, day))
            if day not in due:
                found.fault("not due, and an occurrence", (schedule, day, plans))
        for day, plan in due.items():
            planned = plan.planned(day)
            if day in got or planned > self.last - A_DAY:  # it may be put off still
                continue
            if self._was_put_off(self._owner[schedule][0], planned, plan.until):
                found.told["put off, and not due any more: changed or stopped meanwhile"] += 1
            else:
                found.fault("missing: due, and no occurrence", (schedule, day, plans))

    def _was_put_off(self, student: Student, planned: datetime, until: datetime) -> bool:
        """Whether a day could not be asked about until its plan held no more."""
        said = (*student.asked, *student.talks)
        return any(begins <= planned < ends > until - A_DAY for begins, ends in self.down) or (
            until - planned < A_DAY and any(planned - AN_HOUR < at <= until for at in said)
        )

    def _check_reasons(self, found: Figures, schedule: int, rows: Sequence[Any]) -> None:
        student, member, _asks = self._owner[schedule]
        for row in rows:
            if row.state != OccurrenceState.NOT_ASKED:
                continue
            found.told[f"not asked: {row.reason}"] += 1
            planned = {plan.planned(row.day) for plan in self.plans[schedule]}
            if not self._holds(student, member, row, planned):
                found.fault("not asked, and the reason does not hold", (schedule, row))

    def _holds(self, student: Student, member: Member, row: Any, planned: set[datetime]) -> bool:
        dates = {row.day, wall(row.ended_at, student.zone).date(), row.ended_at.date()}
        holds = False
        match row.reason:
            case "paused":
                holds = any(
                    begun <= row.ended_at
                    and (
                        min(dates) - A_DAY < until
                        or not any(begun < at < row.ended_at for at in member.resumed)
                    )
                    for begun, until in member.pauses
                )
            case "break":
                holds = any(begins <= day <= ends for begins, ends in member.free for day in dates)
            case "changed":
                holds = any(plan.until == row.ended_at for plan in self.plans[row.schedule_id])
            case "no_goal":
                holds = _within(row.ended_at, member.goalless)
            case "outage":
                said = (*student.asked, *student.talks)
                holds = any(
                    begins <= first < ends  # or it was put off into it
                    or (
                        first < begins < first + AN_HOUR
                        and any(first - AN_HOUR < at <= begins for at in said)
                    )
                    for begins, ends in self.down
                    for first in map(self._tick_at, planned)
                )
            case "late" if row.asked_at is not None:
                holds = _within(row.asked_at, self.unsent)
            case "late":
                since = min(planned) - AN_HOUR
                near = (*student.asked, *student.talks, *(ends for _begins, ends in self.down))
                holds = any(since < at <= row.ended_at for at in near)
        return holds

    def _check_stops(self, found: Figures, schedule: int, rows: Sequence[Any]) -> None:
        for stop in self.stops[schedule]:
            before = [
                row
                for row in rows
                if row.state != OccurrenceState.NOT_ASKED
                and row.ended_at
                # who answers at the very instant of a tick does so after it
                and (row.ended_at, row.state != OccurrenceState.EXPIRED) <= (stop, False)
            ]
            before.sort(key=lambda row: (row.ended_at, row.day))
            missed = [
                row.state == OccurrenceState.EXPIRED
                for row in before
                if row.opened_at is None or row.state != OccurrenceState.EXPIRED
            ]
            if len(missed) < MISSES or not all(missed[-MISSES:]):
                found.fault("stopped without four misses", (schedule, stop))

    def _check_pauses(self, found: Figures, student: Student, member: Member) -> None:
        for n, (begun, until) in enumerate(member.pauses):
            later = [other for other, _until in member.pauses[n + 1 : n + 2]]
            told = [at for at in member.resumed if begun < at <= min([*later, self.last])]
            over = self._over(student, member, begun, until)
            if over >= min([*later, self.last]):
                continue
            found.told["pauses that ended"] += 1
            if told != [over]:
                found.fault(
                    "a pause's end not told once, on its day", (member.id, until, told, over)
                )

    def _over(self, student: Student, member: Member, begun: datetime, until: date) -> datetime:
        """The first quarter of an hour at which the bot runs and a pause is over, on their wall."""
        at = self._tick_at(max(begun, datetime.combine(until, time(), UTC) - 2 * A_DAY))
        moved = iter([*student.zones, (FOR_EVER, "")])
        zone, upcoming = "UTC", next(moved)
        while True:
            while upcoming[0] < at:
                zone, upcoming = upcoming[1], next(moved)
            shown = wall(at, zone)
            running = not any(begins <= at < ends for begins, ends in self.down)
            over = shown >= datetime.combine(until, member.hours.quiet[1])
            if running and over and not quiet_at(shown.time(), member.hours.quiet):
                return at
            at += TICK


def _within(at: datetime, intervals: Sequence[Interval]) -> bool:
    return any(begins <= at <= ends for begins, ends in intervals)


def _of(
    what: Callable[[Connection, Student, datetime], None], student: Student
) -> Callable[[Connection, datetime], None]:
    return lambda db, now: what(db, student, now)


def _of_member(
    what: Callable[[Connection, Student, Member, datetime], None], student: Student, member: Member
) -> Callable[[Connection, datetime], None]:
    return lambda db, now: what(db, student, member, now)
