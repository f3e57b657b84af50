"""The family summary: shown to its student a day before, then sent to each adult who is linked.

Each round takes what is due with a bounded number of queries, whoever and however many it is for,
and leaves all of it in one transaction. Nothing is sent that its student has not been shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import render
from bot.asking import CHECK_IN, SUMMARY, Stage
from bot.chat import Chat, context_of
from bot.planning import family_repeat, week_of
from bot.render import Button
from dialogs.asking import Rhythm
from dialogs.cadence import Break, free_day, hours_open
from dialogs.family_summary import Draft, Step, Week, pace, picture, summary
from dialogs.preview_family import SILENCE
from dialogs.words import _
from storage import check_ins, families, mail, people
from storage.families import Linked
from storage.mail import Outgoing
from storage.tables import Asks, FamilyLink, Goal, GoalState

SHOWN_BEFORE = timedelta(hours=24)
"""How long before it is sent its student sees it."""
ON_TIME = timedelta(hours=1)
"""What is shown later than this is sent later too: its student has a day to look it over."""
LATE = timedelta(days=2)
"""A summary that is later than this is not sent: its week is over."""
WEEK, A_DAY = timedelta(weeks=1), timedelta(days=1)
MOST_LINES = 4

PREVIEW = _("This goes to {names} on {at}:")
LOOK_OVER = _("Change it or hold it back")
SEND_IT = _("Send it")
CAPTION = _("{summary}\n\n{picture}")
NOTE_TO = _("A note to {child}")
ASK_TEACHER = _("Ask the teacher")
HOW_MUCH = _("Too much, too little?")
LANGUAGE = _("Language")
STOP = _("Stop the messages")


# --- when it comes -------------------------------------------------------------------------------


def rhythm_of(link: Linked | FamilyLink) -> Rhythm:
    """When an adult gets it: one day a week, or every other week, on their own clock."""
    return Rhythm(family_repeat(link), ZoneInfo(link.zone), 0, link.last_day)


def next_of(link: Linked, now: datetime, notice: timedelta = SHOWN_BEFORE) -> dict[str, Any]:
    """What a link is planned for: the next one whose student can still see it a day before.

    With less `notice` the next one at all: shown at once where its day has begun, and sent later.
    """
    day, at = rhythm_of(link).following(now + notice) or (None, None)
    if at is None:
        return {"preview_at": None, "next_day": None, "next_at": None}
    return {"preview_at": _open(link, at - SHOWN_BEFORE), "next_day": day, "next_at": at}


def _open(link: Linked, at: datetime) -> datetime:
    """When a student can be shown something, from an instant on."""
    return hours_open(at, ZoneInfo(link.child_zone), (link.quiet_from, link.quiet_until))


def _again(link: Linked, now: datetime) -> dict[str, datetime]:
    """Shown as soon as it can be, and sent a day after."""
    shown = _open(link, now)
    return {"preview_at": shown, "next_at": shown + SHOWN_BEFORE}


def begin(chat: Chat, link_id: int) -> Linked | None:
    """Plan a link that has both its yeses, where that is sooner than planned; as it is then.

    Not in a week whose summary its student has been shown: that told them of others.
    """
    link = families.get(chat.db, link_id)
    if link is None or not link.both_yes:
        return None
    plan = next_of(link, chat.now)
    week = week_of(plan["next_day"])
    if families.summary_of(chat.db, link.student_id, week) is not None:
        plan = next_of(replace(link, last_day=week + WEEK - A_DAY), chat.now)
    if link.next_at is None or plan["next_at"] < link.next_at:
        families.put(chat.db, link_id, **plan)
    return families.get(chat.db, link_id)


def move_adult(db: Connection, person_id: int, zone: str) -> None:
    """Keep the wall clock of somebody's links in another zone: what is planned comes, once."""
    for link in families.of_adult(db, person_id):
        moved, plan = replace(link, zone=zone), {}
        if link.next_day and link.next_at == rhythm_of(link).planned(link.next_day):
            at = rhythm_of(moved).planned(link.next_day)
            shown = {"preview_at": _open(moved, at - SHOWN_BEFORE)} if link.preview_at else {}
            plan = {"next_at": at, **shown}
        families.put(db, link.id, zone=zone, **plan)


def end(chat: Chat, link_id: int) -> None:
    """End a link: what waits to be sent is taken back, and nothing follows."""
    chat.withdraw(families.end(chat.db, link_id, chat.who.id, chat.now))
    chat.noted("ended a family link", "link", link_id)


# --- what it says --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """A week with the path that goes with it, and what the student's silence stands for."""

    week: Week
    draft: Draft
    done: int
    total: int

    def as_json(self) -> dict[str, Any]:
        """The content as it is kept."""
        return {**self.week.as_json(), "path": [self.done, self.total]}


class Child(NamedTuple):
    """A student, as their week needs them."""

    name: str
    zone: ZoneInfo


def of_student(db: Connection, student_id: int, now: datetime) -> Made:
    """The week of one student, whether or not anybody is linked; as they left it, if they did."""
    student = people.membership(db, student_id)
    person = people.who(db, id=student.person_id) if student else None
    if student is None or person is None:
        raise LookupError(f"no student {student_id}")
    child = Child(student.name, ZoneInfo(person.zone))
    kept = families.newest(db, student_id, week_of(now.astimezone(child.zone).date()))
    if kept is None:
        return weeks(db, {student_id: child}, now)[student_id]
    return Made(Week.of(kept.content), Draft.of(kept.draft), *kept.content["path"])


def weeks(db: Connection, children: Mapping[int, Child], now: datetime) -> dict[int, Made]:
    """The weeks of students by their ids; three queries, however many they are."""
    goals = families.goals_of(db, children, now - WEEK)
    entries = families.entries_of(db, children, now - WEEK)
    told = {
        student: sorted(found, key=partial(_told_first, entries.get(student, ())))
        for student, found in goals.items()
    }
    steps = families.steps_of(db, {first.id for first, *_others in told.values()})
    return {
        student: _week(child, told.get(student, []), steps, entries.get(student, []), now)
        for student, child in children.items()
    }


def _told_first(entries: Sequence[Any], goal: Any) -> tuple[bool, bool]:
    """Open goals before finished ones, those that were checked in on this week before others."""
    checked = any(one.kind == Asks.CHECK_IN and one.goal_id == goal.id for one in entries)
    return goal.state == GoalState.FINISHED, not checked


def _week(
    child: Child,
    goals: Sequence[Any],
    steps_by_goal: Mapping[int, list[Any]],
    entries: Sequence[Any],
    now: datetime,
) -> Made:
    today = now.astimezone(child.zone).date()
    if not goals:
        return Made(Week(child.name, "", "on_pace", quiet=not entries), Draft(), 0, 0)
    goal, *others = goals
    finished = goal.state == GoalState.FINISHED
    steps = steps_by_goal.get(goal.id, [])
    waiting = [] if finished else [step for step in steps if step.done_at is None]
    this_week = [step for step in steps if step.done_at and step.done_at >= now - WEEK]
    done = [one.aim for one in others if one.state == GoalState.FINISHED]
    done += [step.text for step in reversed(this_week)]
    done += [one.prompt for one in entries if one.state == "meets" and one.prompt]
    working = [step.text for step in waiting]
    ahead = next(((step.text, step.due) for step in waiting if step.due >= today), None)
    ticked = _ticked([one for one in entries if one.goal_id == goal.id])
    days = [
        Step(step.due, step.done_at.astimezone(child.zone).date() if step.done_at else None)
        for step in steps
    ]
    week = Week(
        child.name,
        goal.aim,
        "finished" if finished else pace(days, today, resting=goal.state == GoalState.PAUSED),
        tuple(dict.fromkeys(done))[:MOST_LINES],
        tuple(dict.fromkeys(working))[:MOST_LINES],
        ahead,
        quiet=not entries,
    )
    draft = Draft() if ticked is None else _as_ticked(week, ticked)
    return Made(week, draft, sum(step.done_at is not None for step in steps), len(steps))


def look_back(chat: Chat, goal: Goal, lines: Collection[str]) -> None:
    """What a look back lets the family read counts for a message on its goal that is to go."""
    links = families.of_student(chat.db, goal.membership_id)
    for week in {week_of(link.next_day) for link in links if link.next_day}:
        kept = families.summary_of(chat.db, goal.membership_id, week)
        if kept is not None and kept.content["aim"] == goal.aim:
            ticked = _as_ticked(Week.of(kept.content), lines)
            draft = replace(Draft.of(kept.draft), done=ticked.done, working=ticked.working)
            families.decide(chat.db, kept.id or 0, draft.as_json(), kept.decided_at)


def _ticked(entries: Sequence[Any]) -> list[str] | None:
    """The lines that a reflection on the goal let the family read; None where none asked."""
    for one in reversed(entries):
        if "family_lines" in one.answers:
            return [str(line) for line in one.answers["family_lines"]]
    return None


def _as_ticked(week: Week, ticked: Collection[str]) -> Draft:
    def first(lines: Sequence[str]) -> int | None:
        return next((n for n, line in enumerate(lines) if line in ticked), None)

    return Draft(first(week.done), first(week.working))


# --- a day before --------------------------------------------------------------------------------


@dataclass
class _Round:
    """What a round leaves to write."""

    plans: list[dict[str, Any]] = field(default_factory=list)
    summaries: list[dict[str, Any]] = field(default_factory=list)
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    outgoing: list[Outgoing] = field(default_factory=list)

    def plan(self, link: Linked, **values: Any) -> None:
        """Plan a link on."""
        kept = {
            name: getattr(link, name) for name in ("last_day", "preview_at", "next_day", "next_at")
        }
        self.plans.append({"link": link.id, **kept, **values})

    def write(self, db: Connection, now: datetime) -> None:
        """Write all of it."""
        families.keep(db, self.summaries)
        families.deliver(db, self.deliveries)
        families.plan(db, self.plans)
        mail.post(db, self.outgoing, now)


def preview(db: Connection, now: datetime, most: int) -> int:
    """Show students what their families will read; how many links that was for."""
    links = families.to_preview(db, now, most)
    if not links:
        return 0
    done = _Round()
    live = [link for link in links if _live(link)]
    shown, breaks = _shown(db, live), _breaks(db, live)
    fresh: dict[tuple[int, date], Linked] = {}
    for link in links:
        due = _live(link) and not _hindrance(link, breaks.get(link.class_id, ()), now)
        if not due or (link.student_id, _monday(link)) in shown:
            done.plan(link, preview_at=None)
        elif (ready := _ready(done, link, now)) is not None:
            fresh.setdefault((link.student_id, _monday(link)), ready)
    students = {student for student, _week in fresh}
    made = weeks(db, {one.student_id: _child(one) for one in fresh.values()}, now)
    ideas = families.sent_before(db, students)
    readers = families.of_students(db, students)
    for (student, week), link in fresh.items():
        names = tuple(one.adult for one in reading(readers[student], week))
        _show(done, link, names, made[student], ideas.get(student, 0), now)
    done.write(db, now)
    return len(links)


def _ready(done: _Round, link: Linked, now: datetime) -> Linked | None:
    """Plan a link whose preview is due; the link as it is planned, where that is shown now."""
    prompt = link.preview_at is not None and now <= link.preview_at + ON_TIME
    plan = _again(link, now) | ({"next_at": link.next_at} if prompt and link.next_at else {})
    if _too_late(link, plan["next_at"]):
        _settle(done, link, "not_sent", "late", None, now)
        return None
    if plan["preview_at"] > now:
        done.plan(link, **plan)
        return None
    done.plan(link, preview_at=None, next_at=plan["next_at"])
    return replace(link, next_at=plan["next_at"])


def _child(link: Linked) -> Child:
    return Child(link.child, ZoneInfo(link.child_zone))


def reading(links: Sequence[Linked], week: date) -> list[Linked]:
    """Those of a student's links whose summary of a week is still ahead."""
    return [
        link
        for link in links
        if link.both_yes and link.next_day is not None and week_of(link.next_day) == week
    ]


def _monday(link: Linked) -> date:
    if link.next_day is None:
        raise ValueError("nothing is due on this link")
    return week_of(link.next_day)


def _shown(db: Connection, links: Collection[Linked]) -> dict[tuple[int, date], Any]:
    """The summaries there are for the weeks in which these links are due."""
    if not links:
        return {}
    since = min(_monday(link) for link in links)
    return dict(families.summaries(db, {link.student_id for link in links}, since))


def _show(  # noqa: PLR0917  what is shown: to whom, of whom, what, when
    done: _Round, link: Linked, names: tuple[str, ...], made: Made, idea: int, now: datetime
) -> None:
    week = _monday(link)
    done.summaries.append(
        {
            "student_id": link.student_id,
            "week": week,
            "content": made.as_json(),
            "draft": made.draft.as_json(),
            "idea": idea,
            "shown_at": now,
            "decided_at": None,
        }
    )
    context = context_of(link.child_language, link.child_zone, now)
    head = PREVIEW.fill(names=names, at=link.next_at or now)
    shown = picture(made.week, made.draft, (made.done, made.total))
    said = summary(made.week, made.draft, idea)
    parts = (head, said, *([shown] if shown else []), SILENCE[link.silence])
    named = f"{link.student_id}.{week}"
    buttons = [Button(SEND_IT, "summaryok", named), Button(LOOK_OVER, "preview", named)]
    text = "\n\n".join(render.html(part, context) for part in parts)
    params = render.message(text, render.buttons(buttons, context))
    key = families.preview_key(link.student_id, week)
    done.outgoing.append(
        Outgoing(link.child_chat_id, "sendMessage", params, key, CHECK_IN, not_after=link.next_at)
    )


def _live(link: Linked) -> bool:
    gone = (link.child_left_at, link.class_ended_at)
    return link.both_yes and link.next_day is not None and not any(gone)


# --- on its day ----------------------------------------------------------------------------------


def send(db: Connection, now: datetime, most: int) -> int:
    """Send what is due, and plan on; how many links that was for."""
    links = families.to_send(db, now, most)
    if not links:
        return 0
    done = _Round()
    live = [link for link in links if _live(link)]
    shown, breaks = _shown(db, live), _breaks(db, live)
    keys = [families.preview_key(link.student_id, _monday(link)) for link in live]
    unseen = families.unseen(db, keys, now)
    for link in links:
        if not _live(link):
            done.plan(link, preview_at=None, next_day=None, next_at=None)
            continue
        kept = shown.get((link.student_id, _monday(link)))
        if reason := _hindrance(link, breaks.get(link.class_id, ()), now):
            _settle(done, link, "not_sent", reason, None, now)
        elif kept is None:  # its student has not seen it: after an outage, say
            done.plan(link, **_again(link, now))
        else:
            draft = Draft.of(kept.draft)
            key = families.preview_key(link.student_id, kept.week)
            silence = "unseen" if key in unseen else "silence" if link.silence == "hold" else ""
            if draft.hold:
                _settle(done, link, "held", "", kept.id, now)
            elif kept.decided_at is None and silence:
                _settle(done, link, "held", silence, kept.id, now)
            elif (opens := hours_open(now, ZoneInfo(link.zone))) > now:  # after an outage
                done.plan(link, next_at=opens)
            else:
                _settle(done, link, "sent", "", kept.id, now)
                done.outgoing.append(_message(link, kept, draft, now))
    done.write(db, now)
    return len(links)


def _breaks(db: Connection, links: Collection[Linked]) -> dict[int, list[Break]]:
    if not links:
        return {}
    since = min(link.next_day for link in links if link.next_day is not None)
    kept = check_ins.breaks(db, {link.class_id for link in links}, since)
    return {
        class_id: [Break(one.first, one.last, one.name) for one in several]
        for class_id, several in kept.items()
    }


def _hindrance(link: Linked, breaks: Sequence[Break], now: datetime) -> str:
    """Why a summary is not sent on its day; empty where it is."""
    if link.next_day is not None and free_day(link.next_day, breaks, ""):
        return "break"
    if link.adult_unreachable is not None:
        return "unreachable"
    return "late" if _too_late(link, now) else ""


def _too_late(link: Linked, at: datetime) -> bool:
    return link.next_day is not None and at > rhythm_of(link).planned(link.next_day) + LATE


def _settle(  # noqa: PLR0917  what became of one day, in the order it is told
    done: _Round,
    link: Linked,
    state: str,
    reason: str,
    summary_id: int | None,
    now: datetime,
) -> None:
    settled = {
        "link_id": link.id,
        "summary_id": summary_id,
        "day": link.next_day,
        "state": state,
        "reason": reason,
        "at": now,
    }
    done.deliveries.append(settled)
    over = replace(link, last_day=link.next_day)
    notice = timedelta() if reason == "late" else SHOWN_BEFORE  # an outage may have come far
    done.plan(link, last_day=link.next_day, **next_of(over, now, notice))


def _message(link: Linked, kept: Any, draft: Draft, now: datetime) -> Outgoing:
    context = context_of(link.adult_language, link.adult_zone, now)
    week, keyboard = Week.of(kept.content), render.buttons(choices(link), context)
    said = summary(week, draft, kept.idea, short=link.short)
    done, total = kept.content["path"]
    if shown := picture(week, draft, (done, total)):
        method, params = (
            "sendPhoto",
            {
                "caption": render.html(CAPTION.fill(summary=said, picture=shown), context),
                "parse_mode": "HTML",
                "reply_markup": {"inline_keyboard": keyboard},
                "make": {"name": "path", "done": done, "total": total},
            },
        )
    else:
        method, params = "sendMessage", render.message(render.html(said, context), keyboard)
    key = families.delivery_key(link.id, link.next_day or now.date())
    return Outgoing(link.adult_chat_id, method, params, key, SUMMARY, not_after=now + LATE)


def choices(link: Linked) -> list[Button]:
    """What an adult can do about the messages, under each of them."""
    return [
        Button(NOTE_TO.fill(child=link.child), "tochild", link.id),
        Button(ASK_TEACHER, "askteacher", link.id),
        Button(HOW_MUCH, "amount", link.id),
        Button(LANGUAGE, "language"),
        Button(STOP, "stop", link.id),
    ]


STAGES = (
    Stage(preview, FamilyLink, "preview_at"),
    Stage(send, FamilyLink, "next_at"),
)
"""What a tick does for families, in this order."""
