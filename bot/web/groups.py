"""Groups: those there are, those there could be and why, and each to change."""

from __future__ import annotations

from bot.outcomes import groups as outcomes
from bot.web import acting, words
from bot.web.desk import Desk, Done, Go, Seen, Shown, missing
from bot.web.fields import Field, asked, facts_of, questions
from dialogs.classmates import MOST_TOGETHER
from storage import groups as reading

OWN = "own"
"""The idea of a group of the teacher's own."""


def show(desk: Desk) -> Shown:
    """The groups of a class, and what could be made."""
    told = facts_of(desk, "group", None)
    keys = [OWN, *(idea.key for idea in told.ideas)]
    fields = asked(desk, "group", told, *({"idea": key} for key in keys))
    facts = {
        "title": words.GROUPS,
        "here": "groups",
        "groups": reading.of(desk.db, desk.class_id),
        "offered": [(idea, of_idea(fields, idea.key)) for idea in told.ideas],
        "own": of_idea(fields, OWN),
        "tried": desk.form.text("idea") if desk.wrong else "",
        "most": MOST_TOGETHER,
    }
    return Shown("groups.html", facts)


def of_idea(fields: dict[str, Field], key: str) -> list[Field]:
    """The questions about one idea."""
    return [field for name, field in fields.items() if name.endswith(f".{key}")]


def make(desk: Desk) -> Done:
    """Make a group."""
    acting.act(desk.chat, "group", None, desk.form)
    return _back(desk)


def send(desk: Desk) -> Done:
    """Send the groups as a plan for the week."""
    outcomes.send(desk.chat, desk.class_id)
    return _back(desk)


def show_group(desk: Desk) -> Seen:
    """One group, to change."""
    group = reading.get(desk.db, desk.thing)
    if group is None or group.ended_at is not None:
        return missing()
    fields = questions(desk, "group", desk.thing)
    facts = {
        "title": group.name,
        "here": "groups",
        "group": group,
        "fields": [field for name, field in fields.items() if "." in name],
    }
    return Shown("group.html", facts)


def change(desk: Desk) -> Done:
    """Change a group."""
    acting.act(desk.chat, "group", desk.thing, desk.form)
    return _back(desk)


def end(desk: Desk) -> Done:
    """End a group before its last day."""
    outcomes.end(desk.chat, desk.thing)
    return _back(desk)


def _back(desk: Desk) -> Go:
    return Go(desk.path("class", desk.class_id, "groups"))
