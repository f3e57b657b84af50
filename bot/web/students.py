"""A student on one page: goals and the path, what they showed, and their log with its replies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.responses import HTMLResponse, Response

from bot import conference
from bot.chat import id_in
from bot.web import policy, words
from bot.web.desk import Desk, Seen, Shown, missing
from bot.web.files import shown_files
from dialogs.agree_goal import WHATS
from dialogs.family_summary import PACES, Step, pace
from dialogs.levels import LEVELS
from dialogs.review_work import VERDICTS
from dialogs.words import Sentence
from storage import overview as reading
from storage import people
from storage.desk import ANSWERABLE
from storage.tables import GoalState

ENTRIES = 30
"""Of the log on one page."""


def show(desk: Desk) -> Seen:
    """A student whole."""
    before = id_in(desk.form.text("before")) or None
    whole = reading.student(desk.db, desk.thing, most=ENTRIES, before=before)
    if whole is None:
        return missing()
    zone, today = desk.context.zone, desk.context.today
    paces = {
        goal.id: PACES[
            pace(
                [
                    Step(step.due, step.done_at.astimezone(zone).date() if step.done_at else None)
                    for step in whole.steps.get(goal.id, ())
                ],
                today,
                resting=goal.state == GoalState.PAUSED,
            )
        ]
        for goal in whole.goals
        if goal.state in reading.GOING
    }
    return Shown(
        "student.html",
        {
            "title": whole.member.name,
            "here": "overview",
            "whole": whole,
            "member": whole.member,
            "going": [goal for goal in whole.goals if goal.state in reading.GOING],
            "ended": [goal for goal in whole.goals if goal.state not in reading.GOING],
            "paces": paces,
            "file_rows": {
                said.entry.id: shown_files(desk, said.files, "note") for said in whole.said
            },
            "before": before,
            "aims": {goal.id: goal.aim for goal in whole.goals},
            "works": [(work, whole.versions.get(work.id, ())) for work in whole.works],
            "about": about(whole.member.about),
            "links": [
                (desk.path("student", desk.thing, "conference"), words.CONFERENCE),
                (desk.path("student", desk.thing, "conference.pdf"), words.AS_PDF),
            ],
            "levels": LEVELS,
            "verdicts": VERDICTS,
            "agreed": WHATS,
            "answerable": ANSWERABLE,
        },
    )


def conference_page(desk: Desk) -> Seen:
    """The conference sheet as a page to print; it brings its own style and pictures."""
    try:
        made = conference.html(
            desk.db, desk.thing, desk.context.language, desk.now, desk.parts.files
        )
    except LookupError:
        return missing(words.NOTHING_TO_CONFER)
    return HTMLResponse(made, headers={policy.CSP: policy.SHEET})


def conference_pdf(desk: Desk) -> Seen:
    """The conference sheet as a PDF."""
    try:
        made = conference.pdf(
            desk.db, desk.thing, desk.context.language, desk.now, desk.parts.files
        )
    except LookupError:
        return missing(words.NOTHING_TO_CONFER)
    there = desk.now.astimezone(desk.context.zone)
    name = conference.file_name(people.name_of(desk.db, desk.thing), there, "pdf")
    told = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(made, media_type="application/pdf", headers={"content-disposition": told})


ABOUT = {
    "strengths": words.GOOD_AT,
    "interests": words.INTO,
    "harder": words.HARDER,
    "helps": words.HELPS,
}


def about(told: Mapping[str, Any]) -> list[tuple[Sentence, Any]]:
    """What a student told of themselves: what it is, and their words."""
    found = [(head, tuple(told[key])) for key, head in ABOUT.items() if told.get(key)]
    return [*found, *([(words.LATER, told["later"])] if told.get("later") else [])]
