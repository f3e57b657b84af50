"""A goal: set, changed, at rest, finished, dropped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot import digest
from bot.chat import Chat
from bot.outcomes import partners
from bot.outcomes.common import CHECK_IN, HOME, NEW_GOAL, SHOW, Next, entry, here
from bot.render import Button
from dialogs.my_goals import GoalTended
from dialogs.set_goal import FEWEST_STEPS, GoalSet
from dialogs.words import _
from storage import check_ins, goals
from storage.goals import StepToSet
from storage.tables import Goal, GoalState

STEP_BY = _("{step} (by {day})")
GOAL_KEPT = _("Your goal is set: <b>{aim}</b>\nFirst step: “{step}” by {day}.")
GOAL_CHANGED = _("Changed. Your goal is now: <b>{aim}</b>")
RESTS = _("“{aim}” rests for now. You can go on with it any time.")
GOES_ON = _("“{aim}” goes on. Good to see it again.")
FINISHED = _("“{aim}” is finished. You did that.")
DROPPED = _("“{aim}” is dropped. It stays in your history, and that's fine.")


def set_goal(chat: Chat, about: int | None, answers: dict[str, Any], goal: GoalSet) -> Next | None:
    """Keep a goal, new or changed; one that makes room for it rests.

    After the first one a student chooses when to be asked how it goes.
    """
    if goal.rests is not None:
        _rest(chat, goal.rests)
    lines: dict[str, Any] = {
        "area": chat.text(goal.area),
        "level": goal.level,
        "aim": chat.text(goal.title),
        "why": chat.text(goal.why),
        "obstacle": chat.text(goal.obstacle.words),
        "obstacle_code": goal.obstacle.name or "own",
        "plan_if": chat.text(goal.when),
        "plan_then": chat.text(goal.then),
        "see": chat.text(goal.see),
        "answers": {key: value for key, value in answers.items() if not key.startswith("card")},
    }
    steps = [StepToSet(chat.text(step.text), step.due) for step in goal.steps]
    if about is None:
        row = Goal(membership_id=here(chat), created_at=chat.now, **lines)
        goal_id = goals.set_goal(chat.db, row, steps)
        digest.wake(chat)
        said = GOAL_KEPT.fill(aim=row.aim, step=steps[0].text, day=steps[0].due)
    else:
        goal_id = about
        goals.change_goal(chat.db, goal_id, steps, **lines)
        said = GOAL_CHANGED.fill(aim=lines["aim"])
    kind = "goal_set" if about is None else "goal_changed"
    response = "\n".join(
        [
            lines["aim"],
            lines["why"],
            f"{lines['obstacle']}. {lines['plan_if']}: {lines['plan_then']}",
            *(chat.text(STEP_BY.fill(step=step.text, day=step.due)) for step in steps),
            lines["see"],
        ]
    )
    goals.log(
        chat.db,
        entry(chat, kind, goal_id=goal_id, response=response, level=goal.level),
    )
    chat.noted(kind, "goal", goal_id)
    first = about is None and len(goals.of(chat.db, here(chat), GoalState)) == 1
    if first and not check_ins.of(chat.db, here(chat)):
        chat.say(said)
        return Next("rhythm")
    chat.say(said, replace(CHECK_IN, argument=goal_id), HOME)
    return None


def as_it_stands(chat: Chat, goal: Goal) -> dict[str, Any]:
    """The answers that lead to a goal as it is now: check-ins have changed it since it was set."""
    now: dict[str, Any] = {"then": {"text": goal.plan_then}}
    for n, step in enumerate(goals.steps(chat.db, goal.id or 0), start=1):
        now |= {f"step.{n}": {"text": step.text}, f"due.{n}": step.due.isoformat()}
        if n > FEWEST_STEPS:
            now[f"card.{n}"] = "add"
    kept = {
        key: value for key, value in goal.answers.items() if not key.startswith(("step.", "due."))
    }
    return {**kept, **now}


def _rest(chat: Chat, goal_id: int) -> None:
    goal = goals.get(chat.db, goal_id)
    if goal is not None and goal.membership_id == chat.who.membership_id:
        goals.put(chat.db, goal_id, state=GoalState.PAUSED)
        goals.log(chat.db, entry(chat, "goal_paused", goal_id=goal_id, prompt=goal.aim))
        chat.say(RESTS.fill(aim=goal.aim))


def tend_goal(chat: Chat, goal_id: int, tended: GoalTended) -> Next | None:
    """Do with a goal what its student decided; to change it is a conversation of its own."""
    goal = goals.get(chat.db, goal_id)
    if goal is None:
        return None
    if tended.do == "change":
        return Next("set_goal", goal_id, as_it_stands(chat, goal))
    if tended.do == "share":
        return partners.share(chat, goal_id)
    states = {
        "pause": (GoalState.PAUSED, RESTS),
        "resume": (GoalState.ACTIVE, GOES_ON),
        "finish": (GoalState.FINISHED, FINISHED),
        "drop": (GoalState.DROPPED, DROPPED),
    }
    state, said = states[tended.do]
    ended = chat.now if state in (GoalState.FINISHED, GoalState.DROPPED) else None
    if ended is not None:
        partners.goal_over(chat, goal_id)
    goals.put(chat.db, goal_id, state=state, ended_at=ended)
    kind = "goal_resumed" if tended.do == "resume" else f"goal_{state}"
    words = chat.text(tended.words)
    goals.log(chat.db, entry(chat, kind, goal_id=goal_id, prompt=goal.aim, response=words))
    chat.noted(kind, "goal", goal_id)
    show = Button(SHOW.label, "show", f"goal.{goal_id}")
    follow = [show, NEW_GOAL] if tended.do == "finish" else [NEW_GOAL, HOME]
    chat.say(said.fill(aim=goal.aim), *follow)
    return None
