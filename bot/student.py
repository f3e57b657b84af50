"""The commands of a student: goal, checkin, reflect, show, me, pause."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot import asking, conversing, planning
from bot.chat import Chat, id_in
from bot.facts import TO_SHOW
from bot.outcomes.common import HOME, NEW_GOAL
from bot.render import Button
from dialogs import about_me
from dialogs.cadence import NEAREST_REMINDER
from dialogs.words import _
from storage import access, check_ins, goals, mastery
from storage.access import Action
from storage.tables import (
    Asks,
    Demonstration,
    Goal,
    GoalState,
    Occurrence,
    OccurrenceState,
    Schedule,
)

NOT_A_STUDENT = _("That is for students. Would you like to see how it works for them?")
NEED_A_CLASS = _("You need a class for that. Do you have a link or a code from your teacher?")
NO_GOAL = _("You have no goal going yet. Set one first?")
GOALS = _("Your goals. Tap one to change it, let it rest, finish it or drop it.")
ONE_MORE = _("Set a new goal")
LEAD = _("A sheet for a conference")
RESTING = _("{aim} (resting)")
UNFINISHED = _("Go on with what you began, or show something new?")
GO_ON = _("{format}: {aim}")
SOMETHING_NEW = _("Something new")
ANSWERED_ALREADY = _("You answered that one already. Thank you.")
PAUSED_NOW = _("That one is over, because you are on a pause.")
TOO_LATE = _("That one is over, and that's fine. Would you like to keep a few words as a note?")
KEEP_A_NOTE = _("Keep a note")
LATER = _("OK, I'll bring it up again at {at}.")
TOO_LATE_TODAY = _("That would be too late for today. Now, or not this time?")
NOT_THIS_TIME = _("OK, not this time.")
NOT_THIS_TIME_NEXT = _("OK, not this time. I ask you next on {at}.")
HOUR = timedelta(hours=1)
TONIGHT_AT = 19
"""The hour of the clock at which "tonight" is."""
NOW_IN = _("That one is from <b>{class_name}</b>, so that is where we are now.")


def _is_student(chat: Chat) -> bool:
    if chat.who.role == "student":
        return True
    if chat.who.role == "teacher":
        chat.say(NOT_A_STUDENT, Button(_("Try as a student"), "try"))
    else:
        chat.say(NEED_A_CLASS)
    return False


def _go_to(chat: Chat, owner: Goal | Demonstration | None) -> None:
    """Go to the class a goal or a work of one's own is from; its card may be tapped anywhere."""
    there = owner.membership_id if owner else chat.who.membership_id
    if there != chat.who.membership_id and access.may(
        chat.db, chat.who.id, Action.BE_THERE, there or 0
    ):
        chat.be(there or 0)
        chat.say(NOW_IN.fill(class_name=chat.who.class_name))


def goal(chat: Chat, argument: str) -> None:
    """Set a goal; where there are some, look after them first."""
    wanted = id_in(argument)
    _go_to(chat, goals.get(chat.db, wanted) if wanted else None)
    if not _is_student(chat):
        return
    mine = goals.of(chat.db, chat.who.membership_id or 0)
    if wanted:
        conversing.begin(chat, "my_goals", wanted)
    elif argument == "new" or not mine:
        conversing.begin(chat, "set_goal")
    else:
        buttons = [
            Button(
                RESTING.fill(aim=one.aim) if one.state == GoalState.PAUSED else one.aim,
                "goal",
                one.id or 0,
            )
            for one in mine
        ]
        more = (Button(ONE_MORE, "goal", "new"), Button(LEAD, "conference"))
        chat.say(GOALS, *buttons, *more)


def checkin(chat: Chat, argument: str) -> None:
    """Check in on the goal that a button names, else on the one that was looked at longest ago."""
    wanted = id_in(argument)
    _go_to(chat, goals.get(chat.db, wanted) if wanted else None)
    if not _is_student(chat):
        return
    found = goals.to_check(chat.db, chat.who.membership_id or 0)
    if not found:
        chat.say(NO_GOAL, NEW_GOAL)
    else:
        ids = [goal.id for goal, _step in found]
        conversing.begin(chat, "check_in", wanted if wanted in ids else ids[0])


def show(chat: Chat, argument: str) -> None:
    """Show what one knows: go on with what was begun, or something new."""
    wanted = id_in(argument)
    _go_to(chat, mastery.get(chat.db, wanted) if wanted else None)
    if not _is_student(chat):
        return
    here = chat.who.membership_id or 0
    if wanted:
        conversing.begin(chat, "show_mastery", wanted)
        return
    begun = [] if argument else mastery.unfinished(chat.db, here)
    if begun:
        names = {one.id: one.aim for one in goals.of(chat.db, here, list(GoalState))}
        buttons = [
            Button(
                GO_ON.fill(format=work.format, aim=names.get(work.goal_id, "")),
                "show",
                work.id or 0,
            )
            for work in begun
        ]
        chat.say(UNFINISHED, *buttons, Button(SOMETHING_NEW, "show", "new"))
    elif not goals.of(chat.db, here, TO_SHOW):
        chat.say(NO_GOAL, NEW_GOAL)
    else:
        goal_id = argument.removeprefix("goal.")
        conversing.begin(
            chat, "show_mastery", answers={"goal": goal_id} if goal_id.isdecimal() else None
        )


def me(chat: Chat, _argument: str) -> None:
    """Change what is known about oneself."""
    if _is_student(chat):
        said = chat.who.about.get("answers", {})
        answers = {key: said.get(key) for key in about_me.ASKED}
        conversing.begin(chat, "about_me", answers=answers, going_on=True)


def rhythm(chat: Chat, _argument: str) -> None:
    """Choose when one is asked."""
    if _is_student(chat):
        conversing.begin(chat, "rhythm")


def pause(chat: Chat, _argument: str) -> None:
    """Be asked nothing for a while."""
    if _is_student(chat):
        conversing.begin(chat, "pause")


def reflect(chat: Chat, argument: str) -> None:
    """Look back: at the week, or around a test."""
    if not _is_student(chat):
        return
    if argument != "week":
        conversing.begin(chat, "reflect_menu")
    elif found := goals.to_check(chat.db, chat.who.membership_id or 0):
        conversing.begin(chat, "weekly_reflection", found[0][0].id)
    else:
        chat.say(NO_GOAL, NEW_GOAL)


def note(chat: Chat, _argument: str) -> None:
    """Keep a note."""
    if _is_student(chat):
        conversing.begin(chat, "note")


def ask(chat: Chat, argument: str) -> None:
    """Answer what opened a check-in or a weekly reflection: go, later, not this time."""
    what, _dot, named = argument.partition(".")
    schedule_id, day = _named(named)
    schedule = check_ins.get(chat.db, schedule_id)
    if schedule is None or not access.may(
        chat.db, chat.who.id, Action.BE_THERE, schedule.membership_id
    ):
        chat.say(TOO_LATE, Button(KEEP_A_NOTE, "note"))
        return
    chat.close_tapped()
    if schedule.membership_id != chat.who.membership_id:
        chat.be(schedule.membership_id)
        chat.say(NOW_IN.fill(class_name=chat.who.class_name))
    occurrence = check_ins.occurrence(chat.db, schedule_id, day) if day else None
    if occurrence is not None and occurrence.state == OccurrenceState.ANSWERED:
        chat.say(ANSWERED_ALREADY, HOME)
    elif occurrence is not None and occurrence.reason == "paused":
        chat.say(PAUSED_NOW, Button(KEEP_A_NOTE, "note"))
    elif occurrence is None or not _open(occurrence, chat.now):
        chat.say(TOO_LATE, Button(KEEP_A_NOTE, "note"))
    else:
        check_ins.put(chat.db, schedule_id, misses=0)  # a tap is an answer
        _react(chat, what, schedule, occurrence)


def _react(chat: Chat, what: str, schedule: Schedule, occurrence: Occurrence) -> None:
    """Do what was tapped on what is open."""
    named = f"{occurrence.schedule_id}.{occurrence.day}"
    if what == "go":
        check_ins.touch(chat.db, occurrence.id or 0, opened_at=chat.now)
        (reflect if schedule.asks == Asks.WEEKLY else checkin)(chat, "week")
    elif what == "fit":
        check_ins.touch(chat.db, occurrence.id or 0, opened_at=chat.now)
        conversing.begin(chat, "fit" if schedule.asks == Asks.CHECK_IN else "rhythm")
    elif what in ("hour", "tonight"):
        _later(chat, occurrence, named, tonight=what == "tonight")
    else:
        check_ins.give_up(chat.db, occurrence.id or 0, "not_this_time", chat.now)
        chat.withdraw(planning.keys(occurrence))
        rhythm = planning.rhythm_of(schedule)
        at = schedule.next_at and planning.asked_next(
            chat.db, chat.who.class_id or 0, rhythm, chat.now
        )
        chat.say(NOT_THIS_TIME_NEXT.fill(at=at) if at else NOT_THIS_TIME, HOME)


def _open(occurrence: Occurrence, now: datetime) -> bool:
    ends = occurrence.expires_at
    return occurrence.state == OccurrenceState.ASKED and ends is not None and now < ends


def _later(chat: Chat, occurrence: Occurrence, named: str, *, tonight: bool) -> None:
    """Bring it up again later the same day, where there is time for it."""
    at = chat.now + HOUR
    if tonight:
        local = chat.now.astimezone(chat.context.zone)
        at = max(at, local.replace(hour=TONIGHT_AT, minute=0, second=0, microsecond=0))
    ends = occurrence.expires_at or chat.now
    if at > ends - NEAREST_REMINDER:
        chat.say(
            TOO_LATE_TODAY,
            Button(asking.GO, "ask", f"go.{named}"),
            Button(asking.NOT_THIS_TIME, "ask", f"no.{named}"),
        )
        return
    check_ins.touch(chat.db, occurrence.id or 0, act_at=at)
    chat.say(LATER.fill(at=at.astimezone(chat.context.zone).time()))


def _named(named: str) -> tuple[int, date | None]:
    """The schedule and the day that a button names."""
    schedule_id, _dot, day = named.partition(".")
    try:
        return id_in(schedule_id), date.fromisoformat(day)
    except ValueError:
        return id_in(schedule_id), None
