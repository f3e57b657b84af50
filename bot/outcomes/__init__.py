"""What a dialogue decided -> what storage keeps, and what is said about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import digest
from bot.chat import Chat
from bot.outcomes import (
    exports,
    family,
    goals,
    groups,
    looking_back,
    mastery,
    partners,
    people,
    prompts,
    proposals,
    replies,
    when_asked,
)
from bot.outcomes.common import Next, attachment, entry
from dialogs import join, join_family
from dialogs.about_me import MeTold
from dialogs.agree_goal import Agreed
from dialogs.answer_family import FamilyAnswer
from dialogs.answer_reply import ReplyAnswered
from dialogs.ask_teacher import FamilyQuestion
from dialogs.ask_why import AskedWhy
from dialogs.begin_class import ClassBegun
from dialogs.check_in import SOMEONE, TALK, CheckedIn
from dialogs.class_break import BreakSet
from dialogs.class_hours import ClassHours
from dialogs.class_prompts import PromptRemoved, PromptSet
from dialogs.confirm_family import FamilyConfirmed
from dialogs.decide_proposal import Decided
from dialogs.export_log import Exported, FillCanvas
from dialogs.family_amount import Amount, StopSummaries
from dialogs.family_note import FamilyNote
from dialogs.fill_canvas import CanvasFilled
from dialogs.fit import Fit
from dialogs.group import GroupMade
from dialogs.join_family import FamilyJoined
from dialogs.my_family import AnswerLink, MakeLink, StopLink
from dialogs.my_goals import GoalTended
from dialogs.my_zone import ZoneSet
from dialogs.note import Noted
from dialogs.partner import PartnerAsked, PartnerNoted
from dialogs.pause import Paused
from dialogs.preview_family import PreviewDecided
from dialogs.reflect_menu import ReflectOn
from dialogs.reply import Replied
from dialogs.review_work import Reviewed
from dialogs.rhythm import RhythmSet
from dialogs.say_it import Said
from dialogs.say_why import SaidWhy
from dialogs.set_goal import GoalSet
from dialogs.show_mastery import Shown
from dialogs.test_wrapper import AfterTest, BeforeTest
from dialogs.weekly_reflection import Reflected
from dialogs.words import Sentence
from storage import goals as log


def hear(chat: Chat, before: Mapping[str, Any], answers: Mapping[str, Any]) -> list[Sentence]:
    """Do what cannot wait until a conversation ends, for it may never; what is said about it."""
    if answers.get(TALK.key) == SOMEONE and before.get(TALK.key) != SOMEONE:
        return [looking_back.would_talk(chat)]
    return []


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
            digest.wake(chat)
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
        case Replied():
            replies.reply(chat, outcome)
        case ReplyAnswered():
            replies.answer_back(chat, this, outcome)
        case Agreed():
            replies.agree(chat, this, outcome)
        case Decided():
            proposals.decide(chat, this, outcome)
        case AskedWhy():
            mastery.ask_why(chat, this, outcome)
        case SaidWhy():
            mastery.say_why(chat, this, outcome)
        case PromptSet():
            prompts.set_prompt(chat, this, outcome)
        case PromptRemoved():
            prompts.remove_prompt(chat, outcome)
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
        case GroupMade():
            groups.make(chat, about, outcome)
        case PartnerAsked(partner_id):
            partners.ask(chat, this, partner_id)
        case PartnerNoted(words):
            partners.write(chat, this, words)
        case Exported():
            exports.export(chat, this, outcome)
        case FillCanvas():
            return Next("fill_canvas", this)
        case CanvasFilled():
            exports.fill_canvas(chat, this, outcome)
        case Said() | None:
            pass
        case _:
            raise TypeError(f"no case for {type(outcome).__name__}")
    return None
