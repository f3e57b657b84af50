"""A student reads, a day before, what their family will read: send it, change it, hold it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from dialogs.engine import Dialogue, Option, ask, say, skippable
from dialogs.family_summary import Draft, Week, picture, summary
from dialogs.kinds import Line, card, choice_of, text
from dialogs.words import Sentence, _

MOST_LINES = 4
"""Of lines to choose from, the first ones."""

NONE = "none"
LEAVE_OUT = _("Leave this line out")
DONE = choice_of("did", _("What you did: which of these shall your family read?"), ())
WORKING = choice_of("working", _("What you work on: which of these shall your family read?"), ())
ADDED = text(
    "added",
    _("What would you like to add? One line. Your family sees it, and {teacher} can too."),
    most=120,
)
PREVIEW = _("This goes to {names} on {day}:")
SILENCE: Mapping[str, Sentence] = {
    "send": _("Shall it go like this? If you don't answer, it goes."),
    "hold": _("Shall it go like this? If you don't answer, it stays here."),
}
"""What saying nothing means, by what the school chose."""
GOES = _("OK. It goes like this.")
STAYS = _("OK. It stays here this week.")


@dataclass(frozen=True)
class Facts:
    """The week, which idea for home, who reads it and when, and what silence means."""

    teacher: str
    week: Week
    idea: int
    names: tuple[str, ...]
    day: date
    """On which the first of them gets it."""
    silence: str
    """"send" or "hold"."""
    draft: Draft
    """What stands so far."""
    path: tuple[int, int] = (0, 0)
    """How many steps are done, and how many there are."""


@dataclass(frozen=True)
class PreviewDecided:
    """What goes, and whether it goes."""

    draft: Draft


def preview_family(facts: Facts) -> Dialogue[PreviewDecided]:
    """Show it as it will be read; what goes by itself is not asked, until it is changed."""
    week, before = facts.week, facts.draft
    done = yield from _which(DONE.key, DONE.wording, week.done, before.done)
    working = yield from _which(WORKING.key, WORKING.wording, week.working, before.working)
    added = yield from ask(skippable(ADDED), assume=before.added, teacher=facts.teacher)
    draft = Draft(done, working, added or "")
    yield from say(PREVIEW, names=facts.names, day=facts.day)
    yield from say(summary(week, draft, facts.idea))
    if shown := picture(week, draft, facts.path):
        yield from say(shown)
    goes = card(
        "card",
        SILENCE[facts.silence],
        Line(DONE.key, _("What I did")) if week.done else None,
        Line(WORKING.key, _("What I work on")) if week.working else None,
        Line(ADDED.key, _("Add a line")),
        send=_("Send it"),
        hold=_("Hold it back"),
    )
    hold = (yield from ask(goes)) == "hold"
    yield from say(STAYS if hold else GOES)
    return PreviewDecided(replace(draft, hold=hold))


def _which(
    key: str, wording: Sentence, lines: tuple[str, ...], now: int | None
) -> Dialogue[int | None]:
    """Which of the lines goes; not asked where there is none."""
    if not lines:
        return now
    options = [Option(str(n), line) for n, line in enumerate(lines[:MOST_LINES])]
    question = choice_of(key, wording, [*options, Option(NONE, LEAVE_OUT)])
    which = yield from ask(question, assume=NONE if now is None else str(now))
    return None if which == NONE else int(which)
