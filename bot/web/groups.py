"""Groups: those there are, those there could be and why, and each to change."""

from __future__ import annotations

from dataclasses import replace

from bot.outcomes import groups as outcomes
from bot.web import acting, words
from bot.web.acting import Form
from bot.web.desk import Desk, Done, Go, Seen, Shown, missing
from bot.web.fields import Field, asked, facts_of, questions
from dialogs.classmates import MOST_TOGETHER
from storage import groups as reading
from storage.groups import Grouped
from storage.names import by_name

OWN = "own"
"""The idea of a group of the teacher's own."""
SAME = "same"
"""The answer that takes what an idea suggests."""


def show(desk: Desk) -> Shown:
    """The groups of a class, and what could be made."""
    told = facts_of(desk, "group", None)
    tried = desk.form.text("idea") if desk.wrong else ""
    if tried and tried not in {OWN, *(idea.key for idea in told.ideas)}:
        desk, tried = replace(desk, form=as_own(desk.form, tried)), OWN

    def of_idea(key: str) -> list[Field]:
        return about(asked(desk, "group", told, {"idea": key}, sent=key == tried))

    facts = {
        "title": words.GROUPS,
        "here": "groups",
        "groups": reading.of(desk.db, desk.class_id),
        "offered": [
            (idea, sorted(idea.members, key=by_name), of_idea(idea.key)) for idea in told.ideas
        ],
        "own": of_idea(OWN),
        "tried": tried,
        "most": MOST_TOGETHER,
    }
    return Shown("groups.html", facts)


def about(fields: dict[str, Field]) -> list[Field]:
    """The questions about a group; which idea it begins with is none."""
    return [field for name, field in fields.items() if "." in name]


def as_own(form: Form, key: str) -> Form:
    """What was filled in for an idea that is there no more, as a group of the teacher's own."""
    fields = {
        name.replace(f".{key}", f".{OWN}"): [one for one in sent if one != SAME]
        for name, sent in form.fields.items()
    }
    return Form(fields)


def make(desk: Desk) -> Done:
    """Make a group; where the same was made a moment ago, by the same button, that one stands."""
    try:
        acting.act(desk.chat, "group", None, desk.form)
    except acting.Refused as wrong:
        if wrong.key != "idea":
            raise
        there = _made_of(desk, desk.form.text("idea"))
        if there is None:
            raise acting.Refused("idea", words.IDEA_GONE) from None
        desk.chat.say(outcomes.THERE_ALREADY.fill(name=there.name))
    return _back(desk)


def _made_of(desk: Desk, key: str) -> Grouped | None:
    """The group that was made of an idea, and of these students: it is offered no more."""
    who = set(desk.form.all(f"members.{key}"))
    return next(
        (
            group
            for group in reading.of(desk.db, desk.class_id)
            if key.partition(".")[0] == group.by and {str(one.id) for one in group.members} == who
        ),
        None,
    )


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
        "fields": about(fields),
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
