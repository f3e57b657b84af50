"""Looking back: a check-in, a weekly reflection, a test."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot import digest, planning, summaries
from bot.chat import Chat
from bot.facts import NO_GOAL
from bot.outcomes.common import (
    CHECK_IN,
    HOME,
    NEW_GOAL,
    SHOW,
    Next,
    attachment,
    entry,
    here,
    lines,
)
from bot.outcomes.goals import as_it_stands, tend_goal
from bot.render import Button
from dialogs import check_in as checking
from dialogs import test_wrapper
from dialogs import weekly_reflection as looking_back
from dialogs.check_in import CheckedIn
from dialogs.my_goals import GoalTended
from dialogs.test_wrapper import AfterTest, BeforeTest
from dialogs.weekly_reflection import Reflected
from dialogs.words import Sentence, _
from storage import audit, check_ins, desk, goals, people
from storage.tables import Asks

TALK_ASKED = _("{name} would like to talk to someone. They said so in a check-in.")
I_ASK = _("I ask {teacher} for help")
I_WILL_TALK = _("I'll talk to them")
HELP_SENT = _("I told {teacher} that you would like to talk to someone.")
OUT_OF_REACH = _("I can't reach {teacher} right now. Please go to an adult you trust today.")
NOT_BY_MYSELF = _("I don't ask you by myself any more, until you choose when.")
WHEN = _("When you ask me")
A_DAY = timedelta(days=1)
HELP_LISTED = _("{teacher} sees near the top of their list that you want help.")
LOOKED_BACK = _("Kept. {done} of {steps} steps done.")
GOES_ON_NEXT = _("Good to have looked. On to the next step?")
TEST_KEPT = _("Kept. Your teacher can read it too.")
CHANGE_KEPT = _(
    "Kept. Tap “A test is coming” in /reflect before the next one, and I bring it back."
)


def check_in(chat: Chat, done: CheckedIn) -> None:
    """Keep a check-in against its goal and step."""
    goal = goals.get(chat.db, done.goal_id)
    if goal is None:
        return
    steps = goals.steps(chat.db, done.goal_id)
    step = next((step for step in steps if step.id == done.step_id), None)
    asked = step.text if step else goal.aim
    if done.state == "done" and step is not None:
        goals.step_done(chat.db, step.id or 0, chat.now)
    if done.smaller and step is not None and done.state != "done":
        goals.smaller_step(chat.db, step.id or 0, done.smaller)
    then = chat.text(done.then) if done.then is not None else goal.plan_then
    next_words = done.smaller or (then if done.next == "plan" else _next_words(chat, done.next))
    goals.put(
        chat.db,
        done.goal_id,
        checked_at=chat.now,
        last_next=_remembered(chat, done, next_words),
        plan_then=then,
    )
    factor = chat.text(done.factor.words) if done.factor else ""
    parts = [
        chat.text(checking.STATES[done.state]),
        chat.text(checking.FEELS[done.feel]) if done.feel else "",
        factor,
        next_words,
        done.line or "",
    ]
    logged = entry(
        chat,
        "check_in",
        goal_id=done.goal_id,
        prompt=asked,
        response=". ".join(part for part in parts if part),
        state=done.state,
        answers={
            "feel": done.feel or "",
            "stem": done.stem,
            "factor": factor,
            "factor_code": (done.factor.name or "own") if done.factor else "",
            "next": done.next,
            "line": done.line or "",
            **({"question": done.question} if done.question else {}),
        },
    )
    goals.log(chat.db, logged, attachment(done.sent) if done.sent else None)
    if desk.waits(logged.kind, logged.state, logged.answers):
        digest.wake(chat)
    chat.files = done.sent is not None
    chat.noted("check_in", "goal", done.goal_id)
    said = [_closing(chat, done.goal_id)]
    if done.talk:
        would_talk(chat)  # heard already, unless it was said to a version before
    elif done.next == "help":
        said.append(HELP_LISTED.fill(teacher=chat.who.teacher))
    all_done = not any(s.done_at is None for s in goals.steps(chat.db, done.goal_id))
    chat.say(lines(*said), *([SHOW, HOME] if all_done else [HOME]))
    _answered(chat, Asks.CHECK_IN)


def would_talk(chat: Chat) -> Sentence:
    """Tell the teachers at once, and keep it open until one of them has read it.

    Once a day: who goes back and says it again has been heard.
    """
    if chat.who.trial:
        return HELP_SENT.fill(teacher=chat.who.teacher)
    teachers = people.teachers(chat.db, chat.who.class_id or 0)
    names = tuple(one.name for one in teachers if not one.unreachable)
    if names:
        told = HELP_SENT.fill(teacher=names)
    else:  # it waits in the inbox; the child is not told that anybody knows
        told = OUT_OF_REACH.fill(teacher=tuple(one.name for one in teachers))
    if audit.asked_to_talk(chat.db, chat.who.id, chat.now - A_DAY):
        return told
    alert_id = audit.alert(
        chat.db,
        person_id=chat.who.id,
        kind="talk",
        words="",
        now=chat.now,
        update_id=chat.update_id,
    )
    news = TALK_ASKED.fill(name=chat.who.name)
    for teacher in teachers:
        chat.tell(teacher, news, Button(I_WILL_TALK, "words", alert_id), at_once=True)
    return told


def _remembered(chat: Chat, done: CheckedIn, words: str) -> str:
    """What the student said comes next, to open the next check-in with, as they would say it.

    Where the plan stays, that opens with the plan itself.
    """
    if done.next == "same":
        return ""
    return chat.text(I_ASK.fill(teacher=chat.who.teacher)) if done.next == "help" else words


def _next_words(chat: Chat, name: str) -> str:
    return chat.text(checking.NEXTS[name].fill(teacher=chat.who.teacher))


def _closing(chat: Chat, goal_id: int, saved: Sentence = checking.SAVED) -> Sentence:
    steps = goals.steps(chat.db, goal_id)
    done = sum(1 for step in steps if step.done_at is not None)
    ahead = next((step for step in steps if step.done_at is None), None)
    if ahead is None:
        then = checking.ALL_DONE
    elif ahead.due >= chat.context.today:
        then = checking.NEXT_STEP_BY.fill(step=ahead.text, day=ahead.due)
    else:  # a day that has passed is no news worth telling
        then = checking.STEP_AHEAD.fill(step=ahead.text)
    return checking.closing(saved, done, len(steps), then)


def reflect_on(chat: Chat, what: str) -> Next | None:
    """Open what the student wants to look at."""
    if what != "week":
        return Next(what)
    found = goals.to_check(chat.db, here(chat))
    if found:
        return Next("weekly_reflection", found[0][0].id)
    chat.say(NO_GOAL, NEW_GOAL)
    return None


def reflect(chat: Chat, answers: dict[str, Any], done: Reflected) -> Next | None:
    """Keep a look back at a week, and do what it decided about the goal."""
    goal = goals.get(chat.db, done.goal_id)
    if goal is None:
        return None
    wish = chat.text(done.ask_teacher.words) if done.ask_teacher else ""
    then = chat.text(done.then) if done.then is not None else ""
    said = {
        "moment": chat.text(done.moment) if done.moment is not None else "",
        "meaning": done.meaning or "",
        "met": chat.text(looking_back.MET_WORDS[done.review.met]) if done.review else "",
        "showed": (done.review.showed or "") if done.review else "",
        "then": then,
        "ask_teacher": wish,
    }
    codes = {
        "stem": done.stem,
        "sure": done.sure or "",
        "fit": done.fit or "",
        "decision": done.decision,
        "met_code": done.review.met if done.review else "",
        "ask_teacher_code": (done.ask_teacher.name or "own") if done.ask_teacher else "",
    }
    asked: dict[str, Any] = {"question": done.question} if done.question else {}
    if "family_lines" in answers:
        asked["family_lines"] = [*done.family_lines]
        summaries.look_back(chat, goal, done.family_lines)
    logged = entry(
        chat,
        "goal_review" if done.review else "reflection",
        goal_id=goal.id,
        prompt=goal.aim,
        response="\n".join(words for words in said.values() if words),
        level=done.level,
        state=done.decision,
        answers={**said, **codes, **asked},
    )
    goals.log(chat.db, logged)
    digest.wake(chat)
    chat.noted(logged.kind, "goal", goal.id)
    if then:
        goals.put(chat.db, done.goal_id, plan_then=then)
    chat.say(_closing(chat, done.goal_id, LOOKED_BACK))
    _answered(chat, Asks.WEEKLY)
    match done.decision:
        case "goal":
            return Next("set_goal", goal.id, as_it_stands(chat, goal))
        case "drop":
            return Next("my_goals", goal.id, {"do": "drop"})
        case "finish":
            return tend_goal(chat, goal.id or 0, GoalTended("finish", said["showed"]))
        case "new":
            return Next("set_goal")
    chat.say(GOES_ON_NEXT, CHECK_IN, HOME)
    return None


def before_test(chat: Chat, told: BeforeTest) -> None:
    """Keep how a student gets ready for a test."""
    prepared = [chat.text(pick.words) for pick in told.prepared]
    logged = entry(
        chat,
        "test_before",
        prompt=told.test,
        response=", ".join(prepared),
        level=told.predicted,
        answers={
            "when": told.when.isoformat() if told.when else "",
            "prepared": [pick.name or "own" for pick in told.prepared],
        },
    )
    goals.log(chat.db, logged)
    digest.wake(chat)
    chat.noted("test_before")
    chat.say(TEST_KEPT, HOME)


def after_test(chat: Chat, told: AfterTest) -> None:
    """Keep what a test told a student."""
    errors = [chat.text(pick.words) for pick in told.errors]
    logged = entry(
        chat,
        "test_after",
        prompt=chat.text(test_wrapper.COMPARED_WORDS[told.compared]),
        response="\n".join(part for part in (", ".join(errors), told.change or "") if part),
        answers={
            "compared": told.compared,
            "errors": [pick.name or "own" for pick in told.errors],
            "change": told.change or "",
        },
    )
    goals.log(chat.db, logged)
    digest.wake(chat)
    chat.noted("test_after")
    chat.say(CHANGE_KEPT if told.change else TEST_KEPT, HOME)


def _answered(chat: Chat, asks: Asks) -> None:
    """What was open on a schedule is answered; what waits to remind of it is taken back.

    Who was asked no more, as there was no answer, stays so, and reads it.
    """
    for occurrence in check_ins.answered(chat.db, here(chat), asks, chat.now):
        chat.withdraw(planning.keys(occurrence))
    if check_ins.let_be(chat.db, here(chat), asks):
        chat.say(NOT_BY_MYSELF, Button(WHEN, "rhythm"))
