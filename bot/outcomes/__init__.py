"""What a dialogue decided -> what storage keeps, and what is said about it."""

from __future__ import annotations

from typing import Any

from bot.chat import Chat
from bot.outcomes import family, goals, looking_back, mastery, people, when_asked
from bot.outcomes.common import Next, attachment, entry
from dialogs import join, join_family
from dialogs.about_me import MeTold
from dialogs.answer_family import FamilyAnswer
from dialogs.ask_teacher import FamilyQuestion
from dialogs.begin_class import ClassBegun
from dialogs.check_in import CheckedIn
from dialogs.class_break import BreakSet
from dialogs.class_hours import ClassHours
from dialogs.confirm_family import FamilyConfirmed
from dialogs.family_amount import Amount, StopSummaries
from dialogs.family_note import FamilyNote
from dialogs.fit import Fit
from dialogs.join_family import FamilyJoined
from dialogs.my_family import AnswerLink, MakeLink, StopLink
from dialogs.my_goals import GoalTended
from dialogs.my_zone import ZoneSet
from dialogs.note import Noted
from dialogs.pause import Paused
from dialogs.preview_family import PreviewDecided
from dialogs.reflect_menu import ReflectOn
from dialogs.review_work import Reviewed
from dialogs.rhythm import RhythmSet
from dialogs.say_it import Said
from dialogs.set_goal import GoalSet
from dialogs.show_mastery import Shown
from dialogs.test_wrapper import AfterTest, BeforeTest
from dialogs.weekly_reflection import Reflected
from storage import goals as log


def settle(  # noqa: C901, PLR0911, PLR0912, PLR0915  one case per outcome, in one place
    chat: Chat, about: int | None, answers: dict[str, Any], outcome: Any
) -> Next | None:
    """Keep what was decided and say so; what follows, if anything does."""
    this = about or 0
    match outcome:
        case join.Joined():
            people.join_class(chat, this, answers, outcome)
        case join.StayedOut(told_no):
            people.stay_out(chat, this, told_no=told_no)
        case MeTold():
            people.tell_about_me(chat, answers, outcome)
        case ZoneSet(zone):
            people.move_to(chat, zone)
        case ClassBegun():
            people.begin_class(chat, outcome)
        case GoalSet():
            return goals.set_goal(chat, about, answers, outcome)
        case GoalTended():
            return goals.tend_goal(chat, this, outcome)
        case CheckedIn():
            looking_back.check_in(chat, outcome)
        case ReflectOn(what):
            return looking_back.reflect_on(chat, what)
        case Reflected():
            return looking_back.reflect(chat, answers, outcome)
        case BeforeTest():
            looking_back.before_test(chat, outcome)
        case AfterTest():
            looking_back.after_test(chat, outcome)
        case Noted(file, goal_id):
            noted = entry(chat, "note", goal_id=goal_id, response=file.text)
            log.log(chat.db, noted, attachment(file) if file.file_id else None)
            chat.files = bool(file.file_id)
        case RhythmSet():
            when_asked.set_rhythm(chat, outcome)
        case Fit():
            return when_asked.fit(chat, outcome)
        case Paused(until):
            when_asked.pause(chat, until)
        case ClassHours():
            when_asked.set_class_hours(chat, outcome)
        case BreakSet():
            when_asked.add_break(chat, outcome)
        case Shown():
            mastery.show(chat, about, outcome)
        case Reviewed():
            mastery.review(chat, this, outcome)
        case FamilyJoined():
            family.join(chat, this, outcome)
        case join_family.StayedOut():
            family.stay_out(chat, this)
        case FamilyConfirmed(yes):
            family.confirm(chat, this, yes=yes)
        case MakeLink():
            family.make_link(chat)
        case AnswerLink(link_id):
            return Next("confirm_family", link_id)
        case StopLink(link_id):
            family.stop_by_student(chat, link_id)
        case PreviewDecided(draft):
            family.decide(chat, this, draft)
        case FamilyNote(words):
            family.note(chat, this, words)
        case FamilyQuestion(words):
            family.ask(chat, this, words)
        case FamilyAnswer(words):
            family.answer(chat, this, words)
        case Amount():
            family.set_amount(chat, this, outcome)
        case StopSummaries():
            family.stop_by_adult(chat, this)
        case Said() | None:
            pass
        case _:
            raise TypeError(f"no case for {type(outcome).__name__}")
    return None
