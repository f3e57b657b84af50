"""The settings of a class: its hours and rules, its breaks, and its own words."""

from __future__ import annotations

from bot.teacher import named
from bot.web import acting, words
from bot.web.desk import Desk, Done, Go, Shown
from bot.web.fields import Field, questions
from dialogs.class_prompts import KINDS, WORDS
from storage import check_ins, prompts
from storage.tables import Break


def show(desk: Desk) -> Shown:
    """What is set, each thing to change."""
    own = prompts.of(desk.db, desk.class_id)
    return Shown(
        "settings.html",
        {
            "title": words.SETTINGS,
            "here": "settings",
            "hours": questions(desk, "class_hours", None, sent=desk.sent_to == "hours"),
            "break_": questions(desk, "class_break", None, sent=desk.sent_to == "break"),
            "breaks": [(named(one), one) for one in _breaks(desk)],
            "prompts": [
                (kind, name, [one for one in own if one.kind == kind])
                for kind, name in KINDS.items()
            ],
            "most": prompts.MOST,
            "asks": {kind: questions_of(desk, kind) for kind in KINDS},
        },
    )


def set_hours(desk: Desk) -> Done:
    """Keep the hours and rules."""
    acting.act(desk.chat, "class_hours", None, desk.form)
    return _back(desk)


def add_break(desk: Desk) -> Done:
    """Add days off."""
    acting.act(desk.chat, "class_break", None, desk.form)
    return _back(desk)


def drop_break(desk: Desk) -> Done:
    """Forget days off."""
    wanted = desk.form.text("break")
    gone = next((one for one in _breaks(desk) if named(one) == wanted), None)
    if gone is None:
        desk.chat.say(words.REMOVED_BEFORE)
        return _back(desk)
    check_ins.drop_break(desk.db, desk.class_id, gone.id or 0)
    desk.chat.noted("dropped a break", "class", desk.class_id)
    desk.chat.say(words.REMOVED.fill(what=gone.name))
    return _back(desk)


def add_prompt(desk: Desk) -> Done:
    """Give the class words of its own."""
    acting.act(desk.chat, "class_prompts", desk.class_id, desk.form.also(do="add"))
    return _back(desk)


def drop_prompt(desk: Desk) -> Done:
    """Take words back."""
    acting.act(desk.chat, "class_prompts", desk.class_id, desk.form)
    return _back(desk)


def questions_of(desk: Desk, kind: str) -> Field:
    """The field for new words of a kind."""
    asked = WORDS[kind]
    sent = desk.form.text(asked.key) if desk.wrong else ""
    wrong = desk.wrong.sentence if desk.wrong and desk.wrong.key == asked.key else None
    return Field(asked.key, asked.wording, "text", own=sent, wrong=wrong)


def _breaks(desk: Desk) -> list[Break]:
    kept = check_ins.breaks(desk.db, [desk.class_id], desk.context.today)
    return kept.get(desk.class_id, [])


def _back(desk: Desk) -> Go:
    return Go(desk.path("class", desk.class_id, "settings"))
