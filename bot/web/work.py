"""The review desk: what we look for beside what was handed in; and students' own ideas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.web import acting
from bot.web.acting import OWN
from bot.web.desk import Desk, Done, Go, Seen, Shown, missing
from bot.web.fields import Field, questions
from bot.web.files import ShownFile, shown_files
from dialogs.decide_proposal import DECISIONS
from dialogs.levels import LEVELS
from dialogs.review_work import JUDGEMENTS, VERDICTS
from dialogs.show_mastery import VERDICTS as SAID
from dialogs.show_mastery import criterion
from dialogs.words import Words
from storage import mastery
from storage.mastery import Version
from storage.tables import WorkState


@dataclass(frozen=True)
class SideBySide:
    """A criterion: what the student says of it and why, and what a teacher says, with a line."""

    words: Words
    says: Words
    why: str
    sees: Words
    line: str


@dataclass(frozen=True)
class ShownVersion:
    """A version as the page shows it."""

    row: Version
    pieces: list[ShownFile]
    criteria: list[SideBySide]


def show(desk: Desk) -> Seen:
    """A piece of work: its versions, the newest first, and the review where none was given."""
    work = mastery.handed_in(desk.db, desk.thing)
    if work is None:
        return missing()
    found = [_shown(desk, one) for one in mastery.versions(desk.db, work.demonstration_id)]
    this = next(one for one in found if one.row.id == work.id)
    newest = found[-1].row
    open_ = not newest.verdict and newest.id == work.id
    asked = bool(this.row.ask_why and not this.row.why)
    facts = {
        "title": work.student,
        "here": "inbox",
        "work": work,
        "this": this,
        "earlier": [one for one in reversed(found) if one.row.version < this.row.version],
        "newest": newest if newest.id != work.id else None,
        "review": review_fields(desk) if open_ else {},
        "why": questions(desk, "say_why", desk.thing) if asked else {},
        "levels": LEVELS,
        "verdicts": VERDICTS,
    }
    return Shown("work.html", facts)


def _shown(desk: Desk, version: Version) -> ShownVersion:
    judged = {one["criterion"]: one for one in version.judged}
    criteria = []
    for check in version.self_check:
        sees = judged.get(check["criterion"], {})
        criteria.append(
            SideBySide(
                criterion(check["criterion"], check.get("words", "")),
                SAID[check["verdict"]],
                check["why"],
                JUDGEMENTS.get(sees.get("verdict", ""), ""),
                sees.get("line", ""),
            )
        )
    return ShownVersion(version, shown_files(desk, version.evidence, "work"), criteria)


LINE, ONE_THING, LEVEL, WHOLE = "line", "one_thing", "level", "verdict"


def review_fields(desk: Desk) -> dict[str, Field]:
    """The questions of a review; the line on the whole is one field, whatever the verdict."""
    return questions(desk, "review_work", desk.thing, {WHOLE: {"name": "talk"}})


def review(desk: Desk) -> Done:
    """Say what one sees in it."""
    form = desk.form
    if form.text(WHOLE) == "revise" and not form.text(ONE_THING + OWN):
        form = form.also(**{ONE_THING + OWN: form.text(LINE)})
    if not form.text(LEVEL):  # then the level that the judgements come to
        form = acting.Form({key: it for key, it in form.fields.items() if key != LEVEL})
    try:
        acting.act(desk.chat, "review_work", desk.thing, form)
    except acting.Refused as wrong:
        key = LINE if wrong.key == ONE_THING else wrong.key
        raise acting.Refused(key, wrong.sentence) from None
    return Go(desk.path("submission", desk.thing))


def say_why(desk: Desk) -> Done:
    """Answer what the student asks about a review."""
    acting.act(desk.chat, "say_why", desk.thing, desk.form)
    return Go(desk.path("submission", desk.thing))


# --- an own idea ---------------------------------------------------------------------------------

LINES = {"changed": "change", "talk": "talk_line", "refused": "reason"}
"""The question that takes the line, by what is said."""


def show_proposal(desk: Desk) -> Seen:
    """A student's own idea, and what is said to it."""
    idea = mastery.proposed(desk.db, desk.thing)
    if idea is None or not idea.proposal:
        return missing()
    open_ = idea.decision in ("", mastery.TALK) and idea.state == WorkState.PLANNED
    facts: dict[str, Any] = {
        "title": idea.student,
        "here": "inbox",
        "idea": idea,
        "by": date.fromisoformat(idea.proposal["by"]),
        "fields": _decision(desk) if open_ else {},
        "decisions": DECISIONS,
    }
    return Shown("proposal.html", facts)


def _decision(desk: Desk) -> dict[str, Field]:
    ways = ({"what": what} for what in LINES)
    return questions(desk, "decide_proposal", desk.thing, *ways)


def decide(desk: Desk) -> Done:
    """Say it."""
    what = desk.form.text("what")
    key = LINES.get(what, "")
    form = desk.form.also(**{key: desk.form.text(LINE)}) if key else desk.form
    try:
        acting.act(desk.chat, "decide_proposal", desk.thing, form)
    except acting.Refused as wrong:
        at = LINE if wrong.key in LINES.values() else wrong.key
        raise acting.Refused(at, wrong.sentence) from None
    return Go(desk.path("class", desk.class_id, "inbox"))
