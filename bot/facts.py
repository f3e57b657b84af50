"""What each dialogue is told: facts, read afresh at every turn.

To add a dialogue: write it in dialogs/, give it its facts here, its outcome in outcomes/.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col

from bot import planning, regrouping
from bot.chat import Chat
from bot.render import shorten
from dialogs import (
    about_me,
    agree_goal,
    answer_family,
    answer_reply,
    ask_teacher,
    ask_why,
    begin_class,
    check_in,
    class_break,
    class_hours,
    class_prompts,
    confirm_family,
    decide_proposal,
    export_log,
    family_amount,
    family_note,
    family_summary,
    fill_canvas,
    fit,
    group,
    join,
    join_family,
    my_family,
    my_goals,
    my_zone,
    note,
    partner,
    pause,
    preview_family,
    reflect_menu,
    reply,
    review_work,
    rhythm,
    say_it,
    say_why,
    set_goal,
    show_mastery,
    test_wrapper,
    weekly_reflection,
)
from dialogs.cadence import Break
from dialogs.check_in import GoalNow
from dialogs.classmates import Classmate
from dialogs.engine import Dialogue
from dialogs.facts import GoalName, Own
from dialogs.words import Sentence, _, languages
from storage import (
    access,
    check_ins,
    desk,
    families,
    goals,
    groups,
    mastery,
    partners,
    people,
    prompts,
)
from storage.access import Action
from storage.database import one
from storage.desk import Item
from storage.tables import Asks, Class, FamilyMessage, GoalState, School, WorkState

TO_SHOW = (*goals.OPEN, GoalState.FINISHED)
"""Goals that can be shown: also those whose student says that they got there."""
MOST_ACTIVE = 2
"""Goals at once: two hard ones overload (Latham, Seijts & Crim), a third waits."""

A_WEEK = timedelta(weeks=1)
MOST_OF_A_WEEK = 3
EVERY_FOURTH = 4
"""Reflections: the fourth reviews the goal."""

GONE = _("What we were talking about is no longer there, so I closed that.")
GONE_OUT = _("That one has gone out already, or nobody gets it any more.")
NO_GOAL = _("You have no goal going yet. Set one first?")
NOBODY_TO_ASK = _("There is nobody of your class to ask for this goal now.")
SHARED_ENOUGH = _("You share two goals already, and two is plenty. End one first.")
ANSWERED_FAMILY = _("{teacher} answered this on {at}: “{words}”")
A_TEACHER = _("A teacher")
ANSWERED_BACK = _("You have answered that one already. A note says more, any time.")


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
    kept: bool = True
    """Whether its answers are kept where it is stopped, to go on with them later."""


def _joining(chat: Chat, about: int | None, _since: datetime) -> join.Facts:
    room = one(chat.db, Class, col(Class.id) == about, col(Class.ended_at).is_(None))
    school = one(chat.db, School, col(School.id) == room.school_id) if room else None
    teachers = _teachers(chat, about)
    if room is None or school is None or not teachers:
        raise Gone
    who = chat.who
    known = who.language if who.role else ""
    return join.Facts(room.name, teachers[0], school.name, who.first_name, languages(), known)


def _teachers(chat: Chat, class_id: int | None) -> list[str]:
    """The names of a class's teachers."""
    return [teacher.name for teacher in people.teachers(chat.db, class_id or 0)]


def _beginning(chat: Chat, _about: int | None, _since: datetime) -> begin_class.Facts:
    who = chat.who
    if who.role == "teacher":
        return begin_class.Facts(
            who.first_name, languages(), who.name, who.school, who.class_zone, who.language
        )
    return begin_class.Facts(who.first_name, languages())


def _about_me(chat: Chat, _about: int | None, _since: datetime) -> about_me.Facts:
    _here(chat)
    return about_me.Facts(chat.who.name, chat.who.language, languages())


def _setting(chat: Chat, about: int | None, _since: datetime) -> set_goal.Facts:
    membership_id = _here(chat)
    if about is not None:  # changing one: no room is needed
        _own_goal(chat, about)
        active: tuple[GoalName, ...] = ()
        shared = partners.of_goal(chat.db, about)
    else:
        active = _active(chat, membership_id)
        shared = None
    return set_goal.Facts(
        chat.who.teacher,
        chat.context.today,
        active,
        str(chat.who.about.get("later", "")),
        MOST_ACTIVE,
        shared.partner.name if shared and shared.yes_at else "",
    )


def goal_now(goal: Any, step_id: int | None, step: str | None, due: date | None) -> GoalNow:
    """A goal's row as a conversation is told of it, with its next open step."""
    return GoalNow(
        id=goal.id,
        aim=goal.aim,
        step_id=step_id,
        step=step or "",
        due=due,
        obstacle=goal.obstacle_code,
        when=goal.plan_if,
        then=goal.plan_then,
        last_next=goal.last_next,
        named=goal.obstacle,
        level=goal.level,
    )


def _goals_now(chat: Chat, about: int | None) -> tuple[GoalNow, ...]:
    """The active goals, the one it is about first; gone where that one is active no more."""
    found = goals.to_check(chat.db, _here(chat))
    if not found:
        raise Gone(NO_GOAL)
    found.sort(key=lambda pair: pair[0].id != about)
    if about not in (None, found[0][0].id):  # answers about it are not another's
        raise Gone
    return tuple(
        goal_now(goal, *((step.id, step.text, step.due) if step else (None, "", None)))
        for goal, step in found
    )


def _checking(chat: Chat, about: int | None, _since: datetime) -> check_in.Facts:
    here = _here(chat)
    now = _goals_now(chat, about)
    recent = tuple(check_ins.recent_stems(chat.db, here))
    short, opened, asks_own = check_ins.how_asked(chat.db, here)
    own = _own(chat, chat.who.class_id, "check_in")["check_in"] if asks_own else ()
    return check_in.Facts(chat.who.teacher, now, recent, short=short, opened=opened, own=own)


def _own(chat: Chat, class_id: int | None, *kinds: str) -> dict[str, tuple[Own, ...]]:
    """A class's own words of these kinds, by kind."""
    found = prompts.of(chat.db, class_id or 0, *kinds)
    return {
        kind: tuple(Own(one.id or 0, one.words) for one in found if one.kind == kind)
        for kind in kinds
    }


def _looking_back(chat: Chat, about: int | None, since: datetime) -> weekly_reflection.Facts:
    here = _here(chat)
    goal = _goals_now(chat, about)[0]
    week = since - A_WEEK
    before = goals.reflections(chat.db, here)
    review = len(before) % EVERY_FOURTH == EVERY_FOURTH - 1
    return weekly_reflection.Facts(
        chat.who.teacher,
        goal,
        since.astimezone(chat.context.zone).date(),
        done=tuple(goals.steps_done(chat.db, goal.id, week, since)[:MOST_OF_A_WEEK]),
        said=tuple(goals.said_to(chat.db, here, week, since)[-MOST_OF_A_WEEK:]),
        notes=tuple(goals.notes(chat.db, here, week, since)[-MOST_OF_A_WEEK:]),
        recent=tuple(str(one.answers.get("stem", "")) for one in before[:2]),
        review=review,
        family=bool(families.of_student(chat.db, here)),
        own=() if review else _own(chat, chat.who.class_id, "reflection")["reflection"],
    )


def _choosing_times(chat: Chat, _about: int | None, _since: datetime) -> rhythm.Facts:
    here = _here(chat)
    room = check_ins.class_of(chat.db, chat.who.class_id)
    if room is None:
        raise Gone
    return rhythm.Facts(
        chat.who.teacher,
        room.school_end,
        (room.quiet_from, room.quiet_until),
        planning.current(chat.db, here, Asks.CHECK_IN),
        planning.current(chat.db, here, Asks.WEEKLY),
        chat.who.zone.rsplit("/", 1)[-1].replace("_", " "),
        check_ins.how_asked(chat.db, here)[0],
    )


def _fitting(chat: Chat, _about: int | None, _since: datetime) -> fit.Facts:
    here = _here(chat)
    current = planning.current(chat.db, here, Asks.CHECK_IN)
    if current is None:
        raise Gone
    return fit.Facts(current, chat.context.today, check_ins.how_asked(chat.db, here)[0])


def _pausing(chat: Chat, _about: int | None, _since: datetime) -> pause.Facts:
    member = people.membership(chat.db, _here(chat))
    today = chat.context.today
    until = member.paused_until if member else None
    class_id = chat.who.class_id or 0
    kept = check_ins.breaks(chat.db, [class_id], today).get(class_id, [])
    return pause.Facts(
        today,
        tuple(Break(one.first, one.last, one.name) for one in kept),
        until if until and until > today else None,
    )


def _class_hours(chat: Chat, _about: int | None, _since: datetime) -> class_hours.Facts:
    room = _class(chat)
    return class_hours.Facts(
        room.name,
        chat.context.language,
        room.zone,
        room.school_end,
        room.quiet_from,
        room.quiet_until,
        room.country,
        room.silence,
        room.family_yes,
    )


def _class_break(chat: Chat, _about: int | None, _since: datetime) -> class_break.Facts:
    return class_break.Facts(_class(chat).name)


def _class(chat: Chat) -> Class:
    """The class the person teaches and is in."""
    room = check_ins.class_of(chat.db, chat.who.class_id)
    if room is None or not access.may(chat.db, chat.who.id, Action.SET_HOURS, room.id or 0):
        raise Gone
    return room


# --- families ------------------------------------------------------------------------------------


def _joining_family(chat: Chat, about: int | None, _since: datetime) -> join_family.Facts:
    student = people.membership(chat.db, about)
    if student is None:
        raise Gone
    room = families.class_of(chat.db, student.id or 0)
    teachers = _teachers(chat, room.id)
    school = one(chat.db, School, col(School.id) == room.school_id)
    if room.ended_at is not None or not teachers or school is None:
        raise Gone
    return join_family.Facts(
        student.name,
        room.name,
        teachers[0],
        school.name,
        chat.who.first_name,
        languages(),
        chat.who.language if chat.who.role else "",
        room.family_yes,
    )


def _confirming(chat: Chat, about: int | None, _since: datetime) -> confirm_family.Facts:
    return confirm_family.Facts(_link_of(chat, about, Action.TEND_LINK).adult)


def _my_family(chat: Chat, _about: int | None, _since: datetime) -> my_family.Facts:
    links = families.of_student(chat.db, _here(chat))
    return my_family.Facts(
        tuple(
            my_family.Linked(
                one.id, one.adult, planning.family_repeat(one) if one.both_yes else None
            )
            for one in links
        )
    )


def _previewing(chat: Chat, about: int | None, _since: datetime) -> preview_family.Facts:
    kept = families.summary(chat.db, about)
    if kept is None or not access.may(chat.db, chat.who.id, Action.PREVIEW_SUMMARY, about or 0):
        raise Gone
    links = families.of_student(chat.db, kept.student_id)
    ahead = [one for one in links if one.next_day and planning.week_of(one.next_day) == kept.week]
    if not ahead:  # it has gone out, or nobody gets it any more
        raise Gone(GONE_OUT)
    return preview_family.Facts(
        chat.who.teacher,
        family_summary.Week.of(kept.content),
        kept.idea,
        tuple(one.adult for one in ahead),
        min(one.next_day for one in ahead if one.next_day),
        ahead[0].silence,
        family_summary.Draft.of(kept.draft),
        kept.content["path"],
    )


def _to_child(chat: Chat, about: int | None, _since: datetime) -> family_note.Facts:
    linked = _link_of(chat, about, Action.HEAR_OF_STUDENT)
    return family_note.Facts(linked.child, chat.who.teacher)


def _asking_teacher(chat: Chat, about: int | None, _since: datetime) -> ask_teacher.Facts:
    linked = _link_of(chat, about, Action.HEAR_OF_STUDENT)
    return ask_teacher.Facts(linked.child, chat.who.teacher)


def _amount(chat: Chat, about: int | None, _since: datetime) -> family_amount.Facts:
    linked = _link_of(chat, about, Action.HEAR_OF_STUDENT)
    return family_amount.Facts(linked.child, linked.every, linked.short)


def _answering(chat: Chat, about: int | None, _since: datetime) -> answer_family.Facts:
    question = families.message(chat.db, about)
    if question is None or not access.may(chat.db, chat.who.id, Action.ANSWER_FAMILY, about or 0):
        raise Gone
    linked = families.get(chat.db, question.link_id)
    if linked is None:
        raise Gone
    if question.answered_at is not None:
        raise Gone(answered_before(chat, question, linked.class_id))
    return answer_family.Facts(linked.adult, linked.child, question.words)


def answered_before(chat: Chat, question: FamilyMessage, class_id: int) -> Sentence:
    """What a teacher has answered to a family's question, for whoever comes second."""
    there = people.teachers(chat.db, class_id)
    names = (one.name for one in there if one.person_id == question.answered_by)
    return ANSWERED_FAMILY.fill(
        teacher=next(names, A_TEACHER), at=question.answered_at or chat.now, words=question.answer
    )


def _link_of(chat: Chat, link_id: int | None, action: Action) -> families.Linked:
    linked = families.get(chat.db, link_id)
    if linked is None or not access.may(chat.db, chat.who.id, action, link_id or 0):
        raise Gone
    return linked


def _before_test(chat: Chat, _about: int | None, _since: datetime) -> test_wrapper.BeforeFacts:
    last = goals.latest(chat.db, _here(chat), "test_after")
    change = str(last.answers.get("change") or "") if last else ""
    return test_wrapper.BeforeFacts(chat.who.teacher, change)


def _after_test(chat: Chat, _about: int | None, _since: datetime) -> test_wrapper.AfterFacts:
    here = _here(chat)
    last, told = (goals.latest(chat.db, here, kind) for kind in ("test_before", "test_after"))
    if last is None or (told and (told.id or 0) > (last.id or 0)):  # that one is done with
        return test_wrapper.AfterFacts(chat.who.teacher)
    return test_wrapper.AfterFacts(chat.who.teacher, last.prompt, last.level)


def _saying(chat: Chat, _about: int | None, _since: datetime) -> say_it.Facts:
    _here(chat)
    return say_it.Facts(chat.who.teacher)


def _choosing(chat: Chat, _about: int | None, _since: datetime) -> None:
    _here(chat)


def _showing(chat: Chat, about: int | None, _since: datetime) -> show_mastery.Facts:
    membership_id = _here(chat)
    own = _own(chat, chat.who.class_id, "format", "criterion")
    if about is not None:
        work = mastery.get(chat.db, about)
        if (
            work is None
            or work.state not in (WorkState.PLANNED, WorkState.RETURNED)
            or work.membership_id != membership_id
            or not access.may(chat.db, chat.who.id, Action.GO_ON_WITH_WORK, about)
        ):
            raise Gone
        last = mastery.newest(chat.db, about)
        asked = last.line if last is not None and last.verdict == "revise" else ""
        if last is None and work.decision == "changed":
            asked = work.decision_line
        return show_mastery.Facts(
            chat.who.teacher, (), work.format, asked, own_criteria=own["criterion"]
        )
    found = goals.of(chat.db, membership_id, TO_SHOW)
    if not found:
        raise Gone(NO_GOAL)
    names = tuple(GoalName(goal.id or 0, goal.aim) for goal in found)
    return show_mastery.Facts(
        chat.who.teacher,
        names,
        own_formats=own["format"],
        own_criteria=own["criterion"],
    )


def _noting(chat: Chat, _about: int | None, _since: datetime) -> note.Facts:
    return note.Facts(chat.who.teacher, _active(chat, _here(chat)))


def _tending(chat: Chat, about: int | None, _since: datetime) -> my_goals.Facts:
    goal = _own_goal(chat, about)
    active = _active(chat, goal.membership_id)
    paused = goal.state == GoalState.PAUSED
    room = len(active) < MOST_ACTIVE
    return my_goals.Facts(goal.aim, paused, room, share=not paused and not chat.who.trial)


def _reviewing(chat: Chat, about: int | None, _since: datetime) -> review_work.Facts:
    work = mastery.handed_in(chat.db, about)
    if work is None or not access.may(chat.db, chat.who.id, Action.REVIEW_WORK, work.id):
        raise Gone
    earlier = mastery.versions(chat.db, work.demonstration_id)[:-1] if work.version > 1 else []
    last = earlier[-1] if earlier else None
    before = {row["criterion"]: row["verdict"] for row in last.judged} if last else {}
    return review_work.Facts(
        work.student,
        work.aim,
        tuple(
            review_work.Looked(
                check["criterion"],
                show_mastery.criterion(check["criterion"], check.get("words", "")),
                check["verdict"],
                check["why"],
                before.get(check["criterion"], ""),
            )
            for check in work.self_check
        ),
        asked=last.line if last and last.verdict == "revise" else "",
        asked_by=last.reviewer if last and last.reviewed_by != chat.who.id else "",
    )


def _deciding(chat: Chat, about: int | None, _since: datetime) -> decide_proposal.Facts:
    idea = mastery.proposed(chat.db, about)
    if idea is None or not access.may(chat.db, chat.who.id, Action.DECIDE_PROPOSAL, idea.id):
        raise Gone
    own = _own(chat, idea.class_id, "format")["format"]
    return decide_proposal.Facts(idea.student, idea.aim, show_mastery.formats(own))


def _asking_why(chat: Chat, about: int | None, _since: datetime) -> ask_why.Facts:
    there = mastery.version(chat.db, about)
    if there is None or not access.may(chat.db, chat.who.id, Action.ASK_WHY, there.id):
        raise Gone
    return ask_why.Facts(there.reviewer)


def _saying_why(chat: Chat, about: int | None, _since: datetime) -> say_why.Facts:
    work = mastery.handed_in(chat.db, about)
    there = mastery.version(chat.db, about)
    if (
        work is None
        or there is None
        or not there.ask_why
        or not access.may(chat.db, chat.who.id, Action.ANSWER_WHY, work.id)
    ):
        raise Gone
    return say_why.Facts(work.student, there.ask_why)


def _prompting(chat: Chat, about: int | None, _since: datetime) -> class_prompts.Facts:
    if about is None or not access.may(chat.db, chat.who.id, Action.SET_PROMPTS, about):
        raise Gone
    own = _own(chat, about, *prompts.KINDS)
    return class_prompts.Facts(people.class_named(chat.db, about), own)


# --- a teacher's word -----------------------------------------------------------------------------

LONGEST_ALONE, LONGEST_TOGETHER = 600, 120
"""Characters of a student's words over a reply to one, and to several."""


def replied_before(chat: Chat, item: Item) -> reply.Before | None:
    """What a teacher has said to an entry."""
    there = desk.replies(chat.db, [item.id]).get(item.id)
    if there is None:
        return None
    return reply.Before(there.teacher, item.student, there.at, there.kind, there.words)


def looked_before(chat: Chat, goal_id: int) -> agree_goal.Looked | None:
    """What a teacher has said to a goal."""
    there = desk.agreed(chat.db, goal_id)
    return agree_goal.Looked(there.teacher, there.at, there.what, there.line) if there else None


def _replying(chat: Chat, about: int | None, _since: datetime) -> reply.Facts:
    item = _to_answer(chat, about)
    card = desk.card(chat.db, item)
    return reply.Facts(
        (_entered(item, LONGEST_ALONE),),
        item.detail["kind"],
        item.detail["state"],
        item.stuck,
        card.stuck,
        card.aim,
        card.trend,
        card.contact,
        replied_before(chat, item),
    )


def _replying_alike(chat: Chat, about: int | None, _since: datetime) -> reply.Facts:
    item = _to_answer(chat, about)
    others = desk.alike(chat.db, item.detail["class_id"], item.id, chat.now)
    answered = item.id in desk.replies(chat.db, [item.id])
    to = sorted([*([] if answered else [item]), *others], key=lambda one: (one.since, one.id))
    return reply.Facts(
        tuple(_entered(one, LONGEST_TOGETHER) for one in to),
        item.detail["kind"],
        item.detail["state"],
        item.stuck,
        several=True,
    )


def _to_answer(chat: Chat, entry_id: int | None) -> Item:
    item = desk.entries(chat.db, [entry_id or 0]).get(entry_id or 0)
    if item is None or not access.may(chat.db, chat.who.id, Action.REPLY, item.id):
        raise Gone
    return item


def _entered(item: Item, most: int) -> reply.Entered:
    return reply.Entered(item.id, item.student, item.since, shorten(item.words, most))


def _agreeing(chat: Chat, about: int | None, _since: datetime) -> agree_goal.Facts:
    goal = goals.get(chat.db, about)
    if goal is None or not access.may(chat.db, chat.who.id, Action.AGREE_GOAL, about or 0):
        raise Gone
    ahead = next((one for one in goals.steps(chat.db, about or 0) if one.done_at is None), None)
    return agree_goal.Facts(
        people.name_of(chat.db, goal.membership_id),
        goal.aim,
        goal.why,
        goal.plan_if,
        goal.plan_then,
        ahead.text if ahead else "",
        ahead.due if ahead else None,
        looked_before(chat, about or 0),
    )


def _answering_reply(chat: Chat, about: int | None, _since: datetime) -> answer_reply.Facts:
    there = desk.replies(chat.db, [about or 0]).get(about or 0)
    if there is None or not access.may(chat.db, chat.who.id, Action.ANSWER_REPLY, about or 0):
        raise Gone
    if there.kind == "read" or there.back_at is not None:
        raise Gone(ANSWERED_BACK)
    return answer_reply.Facts(there.teacher, shorten(there.words, LONGEST_ALONE))


def _grouping(chat: Chat, about: int | None, since: datetime) -> group.Facts:
    """The class, and what could be made of it when the conversation began."""
    before = groups.get(chat.db, about)
    class_id = (chat.who.class_id or 0) if about is None else before.class_id if before else 0
    room = check_ins.class_of(chat.db, class_id)
    if (
        room is None
        or not access.may(chat.db, chat.who.id, Action.GROUP, class_id)
        or (before is not None and before.ended_at is not None)
    ):
        raise Gone
    ideas = (
        (regrouping.as_it_stands(before),)
        if before
        else regrouping.proposals(chat.db, class_id, since)
    )
    return group.Facts(
        chat.now.astimezone(ZoneInfo(room.zone)).date(),
        tuple(Classmate(one.id or 0, one.name) for one in people.students(chat.db, class_id)),
        ideas,
        changes=before is not None,
        until=before.until if before else None,
    )


def _sharing(chat: Chat, about: int | None, _since: datetime) -> partner.Facts:
    goal = _own_goal(chat, about)
    found = partners.can_be_asked(chat.db, goal.id)
    if not found or partners.of_goal(chat.db, goal.id) is not None:
        raise Gone(NOBODY_TO_ASK)
    if not partners.has_room(chat.db, goal.membership_id):
        raise Gone(SHARED_ENOUGH)
    mates = tuple(Classmate(*one) for one in found)
    return partner.Facts(goal.aim, chat.who.teacher, mates)


def _kind_word(chat: Chat, about: int | None, _since: datetime) -> partner.NoteFacts:
    shared = partners.get(chat.db, about)
    if shared is None or not access.may(chat.db, chat.who.id, Action.WRITE_PARTNER, shared.id):
        raise Gone
    return partner.NoteFacts(shared.other(chat.who.id).name, chat.who.teacher)


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


def _exporting(chat: Chat, about: int | None, _since: datetime) -> export_log.Facts:
    room = check_ins.class_of(chat.db, about)
    if room is None or not access.may(chat.db, chat.who.id, Action.EXPORT, room.id or 0):
        raise Gone
    students = people.students(chat.db, room.id or 0)
    return export_log.Facts(
        room.name,
        chat.now.astimezone(ZoneInfo(room.zone)).date(),
        tuple(Classmate(student.id or 0, student.name) for student in students),
        tuple(Classmate(one.id, one.name) for one in groups.of(chat.db, room.id or 0)),
    )


def _filling(chat: Chat, about: int | None, _since: datetime) -> None:
    if not access.may(chat.db, chat.who.id, Action.EXPORT, about or 0):
        raise Gone


KINDS = {
    "join": Kind(join.join, _joining),
    "begin_class": Kind(begin_class.begin_class, _beginning),
    "about_me": Kind(about_me.me, _about_me),
    "set_goal": Kind(set_goal.set_goal, _setting),
    "check_in": Kind(check_in.check_in, _checking),
    "show_mastery": Kind(show_mastery.show_mastery, _showing),
    "note": Kind(note.note, _noting),
    "my_goals": Kind(my_goals.my_goals, _tending),
    "group": Kind(group.group, _grouping),
    "share_goal": Kind(partner.share_goal, _sharing),
    "partner_note": Kind(partner.partner_note, _kind_word),
    "review_work": Kind(review_work.review_work, _reviewing),
    "decide_proposal": Kind(decide_proposal.decide_proposal, _deciding),
    "ask_why": Kind(ask_why.ask_why, _asking_why),
    "say_why": Kind(say_why.say_why, _saying_why),
    "class_prompts": Kind(class_prompts.class_prompts, _prompting),
    "reply": Kind(reply.reply, _replying),
    "reply_alike": Kind(reply.reply, _replying_alike),
    "agree_goal": Kind(agree_goal.agree_goal, _agreeing),
    "answer_reply": Kind(answer_reply.answer_reply, _answering_reply),
    "reflect_menu": Kind(reflect_menu.reflect_menu, _choosing),
    "weekly_reflection": Kind(weekly_reflection.weekly_reflection, _looking_back),
    "before_test": Kind(test_wrapper.before_test, _before_test),
    "after_test": Kind(test_wrapper.after_test, _after_test),
    "say_it": Kind(say_it.say_it, _saying, kept=False),
    "rhythm": Kind(rhythm.rhythm, _choosing_times),
    "fit": Kind(fit.fit, _fitting),
    "pause": Kind(pause.pause, _pausing),
    "class_hours": Kind(class_hours.class_hours, _class_hours),
    "class_break": Kind(class_break.class_break, _class_break),
    "export_log": Kind(export_log.export_log, _exporting, kept=False),
    "fill_canvas": Kind(fill_canvas.fill_canvas, _filling, kept=False),
    "join_family": Kind(join_family.join_family, _joining_family),
    "confirm_family": Kind(confirm_family.confirm_family, _confirming),
    "my_family": Kind(my_family.my_family, _my_family),
    "preview_family": Kind(preview_family.preview_family, _previewing),
    "family_note": Kind(family_note.family_note, _to_child),
    "ask_teacher": Kind(ask_teacher.ask_teacher, _asking_teacher),
    "answer_family": Kind(answer_family.answer_family, _answering),
    "family_amount": Kind(family_amount.family_amount, _amount),
    "my_zone": Kind(my_zone.my_zone, lambda chat, _about, _since: my_zone.Facts(chat.who.zone)),
}
"""Every dialogue by its name in storage; renaming one strands whoever is in it."""
