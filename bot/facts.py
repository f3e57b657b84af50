"""What each dialogue is told: facts, read afresh at every turn.

To add a dialogue: write it in dialogs/, give it its facts here, its outcome in outcomes.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col

from bot.chat import Chat
from dialogs import (
    about_me,
    begin_class,
    check_in,
    join,
    my_goals,
    note,
    review_work,
    set_goal,
    show_mastery,
)
from dialogs.engine import Dialogue
from dialogs.facts import GoalName
from dialogs.words import Sentence, _, languages
from storage import access, goals, mastery, people
from storage.access import Action
from storage.database import one
from storage.tables import Class, GoalState, School

MOST_ACTIVE = 2
"""Goals at once: two hard ones overload (Latham, Seijts & Crim), a third waits."""

GONE = _("What we were talking about is no longer there, so I closed that.")
NO_GOAL = _("You have no goal going yet. Set one first?")


class Gone(Exception):  # noqa: N818  reads as what it is
    """What a dialogue was about is not there (any more), or no longer this person's."""

    def __init__(self, sentence: Sentence = GONE) -> None:
        super().__init__(sentence.template)
        self.sentence = sentence


@dataclass(frozen=True)
class Kind:
    """A dialogue, and where its facts come from."""

    dialogue: Callable[[Any], Dialogue[Any]]
    facts: Callable[[Chat, int | None, datetime], Any]


def _joining(chat: Chat, about: int | None, _since: datetime) -> join.Facts:
    room = one(chat.db, Class, col(Class.id) == about, col(Class.ended_at).is_(None))
    school = one(chat.db, School, col(School.id) == room.school_id) if room else None
    teachers = chat_teachers(chat, about)
    if room is None or school is None or not teachers:
        raise Gone
    who = chat.who
    known = who.language if who.role else ""
    return join.Facts(room.name, teachers[0], school.name, who.first_name, languages(), known)


def chat_teachers(chat: Chat, class_id: int | None) -> list[str]:
    """The names of a class's teachers."""
    return [teacher.name for teacher in people.teachers(chat.db, class_id or 0)]


def _beginning(chat: Chat, _about: int | None, _since: datetime) -> begin_class.Facts:
    who = chat.who
    if who.role == "teacher":
        return begin_class.Facts(
            who.first_name, languages(), who.name, who.school, who.school_zone, who.language
        )
    return begin_class.Facts(who.first_name, languages())


def _about_me(chat: Chat, _about: int | None, _since: datetime) -> about_me.Facts:
    _here(chat)
    return about_me.Facts(chat.who.name, chat.who.language, languages())


def _setting(chat: Chat, about: int | None, since: datetime) -> set_goal.Facts:
    membership_id = _here(chat)
    today = since.astimezone(chat.context.zone).date()
    if about is not None:  # changing one: no room is needed
        _own_goal(chat, about)
        active: tuple[GoalName, ...] = ()
    else:
        active = _active(chat, membership_id)
    later = str(chat.who.about.get("later", ""))
    return set_goal.Facts(chat.who.teacher, today, active, later, MOST_ACTIVE)


def _checking(chat: Chat, about: int | None, _since: datetime) -> check_in.Facts:
    found = goals.to_check(chat.db, _here(chat))
    found.sort(key=lambda pair: pair[0].id != about)
    if not found:
        raise Gone(NO_GOAL)
    return check_in.Facts(
        chat.who.teacher,
        tuple(
            check_in.GoalNow(
                id=goal.id or 0,
                aim=goal.aim,
                step_id=step.id if step else None,
                step=step.text if step else "",
                due=step.due if step else None,
                obstacle=goal.obstacle_code,
                when=goal.plan_if,
                then=goal.plan_then,
                last_next=goal.last_next,
            )
            for goal, step in found
        ),
    )


def _showing(chat: Chat, about: int | None, _since: datetime) -> show_mastery.Facts:
    membership_id = _here(chat)
    if about is not None:
        work = mastery.get(chat.db, about)
        if (
            work is None
            or work.membership_id != membership_id
            or not access.may(chat.db, chat.who.id, Action.GO_ON_WITH_WORK, about)
        ):
            raise Gone
        last = mastery.newest(chat.db, about)
        asked = last.line if last is not None and last.verdict == "revise" else ""
        return show_mastery.Facts(chat.who.teacher, (), work.format, asked)
    found = goals.of(chat.db, membership_id)
    if not found:
        raise Gone(NO_GOAL)
    names = tuple(GoalName(goal.id or 0, goal.aim) for goal in found)
    return show_mastery.Facts(chat.who.teacher, names)


def _noting(chat: Chat, _about: int | None, _since: datetime) -> note.Facts:
    return note.Facts(chat.who.teacher, _active(chat, _here(chat)))


def _tending(chat: Chat, about: int | None, _since: datetime) -> my_goals.Facts:
    goal = _own_goal(chat, about)
    active = _active(chat, goal.membership_id)
    paused = goal.state == GoalState.PAUSED
    return my_goals.Facts(goal.aim, paused, room=len(active) < MOST_ACTIVE)


def _reviewing(chat: Chat, about: int | None, _since: datetime) -> review_work.Facts:
    work = mastery.handed_in(chat.db, about)
    if work is None or not access.may(chat.db, chat.who.id, Action.REVIEW_WORK, work.id):
        raise Gone
    return review_work.Facts(work.student, work.aim)


def _active(chat: Chat, membership_id: int) -> tuple[GoalName, ...]:
    return tuple(GoalName(*goal) for goal in goals.active(chat.db, membership_id))


def _own_goal(chat: Chat, goal_id: int | None) -> Any:
    goal = goals.get(chat.db, goal_id)
    if (
        goal is None
        or goal.state not in goals.OPEN
        or goal.membership_id != _here(chat)
        or not access.may(chat.db, chat.who.id, Action.TEND_GOAL, goal.id or 0)
    ):
        raise Gone
    return goal


def _here(chat: Chat) -> int:
    """The student membership the person is in."""
    if chat.who.membership_id is None or chat.who.role != "student":
        raise Gone
    return chat.who.membership_id


KINDS = {
    "join": Kind(join.join, _joining),
    "begin_class": Kind(begin_class.begin_class, _beginning),
    "about_me": Kind(about_me.me, _about_me),
    "set_goal": Kind(set_goal.set_goal, _setting),
    "check_in": Kind(check_in.check_in, _checking),
    "show_mastery": Kind(show_mastery.show_mastery, _showing),
    "note": Kind(note.note, _noting),
    "my_goals": Kind(my_goals.my_goals, _tending),
    "review_work": Kind(review_work.review_work, _reviewing),
}
"""Every dialogue by its name in storage; renaming one strands whoever is in it."""
