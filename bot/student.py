"""The commands of a student: goal, checkin, show, me."""

from __future__ import annotations

from bot import conversing
from bot.chat import Chat, id_in
from bot.outcomes import NEW_GOAL
from bot.render import Button
from dialogs import about_me
from dialogs.words import _
from storage import access, goals, mastery
from storage.access import Action
from storage.tables import Demonstration, Goal, GoalState

NOT_A_STUDENT = _("That is for students. Would you like to see how it works for them?")
NEED_A_CLASS = _("You need a class for that. Do you have a link or a code from your teacher?")
NO_GOAL = _("You have no goal going yet. Set one first?")
GOALS = _("Your goals. Tap one to change it, let it rest, finish it or drop it.")
ONE_MORE = _("Set a new goal")
RESTING = _("{aim} (resting)")
UNFINISHED = _("Go on with what you began, or show something new?")
GO_ON = _("{format}: {aim}")
SOMETHING_NEW = _("Something new")
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
        chat.say(GOALS, *buttons, Button(ONE_MORE, "goal", "new"))


def checkin(chat: Chat, _argument: str) -> None:
    """Check in on the goal that was looked at longest ago."""
    if not _is_student(chat):
        return
    found = goals.to_check(chat.db, chat.who.membership_id or 0)
    if not found:
        chat.say(NO_GOAL, NEW_GOAL)
    else:
        conversing.begin(chat, "check_in", found[0][0].id)


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
    begun = [] if argument == "new" else mastery.unfinished(chat.db, here)
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
    elif not goals.of(chat.db, here):
        chat.say(NO_GOAL, NEW_GOAL)
    else:
        conversing.begin(chat, "show_mastery")


def me(chat: Chat, _argument: str) -> None:
    """Change what is known about oneself."""
    if _is_student(chat):
        said = chat.who.about.get("answers", {})
        answers = {key: said.get(key) for key in about_me.ASKED}
        conversing.begin(chat, "about_me", answers=answers)
