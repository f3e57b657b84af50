"""A teacher takes the log away: two taps for all of it, a few more to choose.

The whole log and that of the last days come as CSV, which every spreadsheet opens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from dialogs.classmates import Classmate, one_of, options
from dialogs.dictionary import REPORTS
from dialogs.engine import Dialogue, Option, ask
from dialogs.kinds import choice, choice_of
from dialogs.words import _

WHAT = choice(
    "what",
    _("What of {class_name} shall I put into a file?"),
    all=_("The whole log"),
    week=_("The last 7 days"),
    choose=_("Let me choose"),
    canvas=_("Fill a Canvas gradebook"),
)
REPORT = choice_of("report", _("What shall be in it?"), ())
WHOSE = choice_of("whose", _("Whose?"), ())
EVERYBODY = Option("all", _("Everybody's"))
A_GROUP = Option("group", _("A group's"))
A_STUDENT = Option("one", _("A student's"))
WHICH_GROUP = _("Which group?")
WHO = _("Which student? Tap a name, or type it.")
SINCE = choice(
    "since",
    _("From when on?"),
    start=_("From the start"),
    week=_("The last 7 days"),
    month=_("The last 30 days"),
)
ONLY = choice(
    "only",
    _("All of it, or some?"),
    all=_("All of it"),
    unanswered=_("What nobody answered"),
    stuck=_("Where somebody is stuck"),
)
FORM = choice(
    "form",
    _("What kind of file?"),
    csv=_("CSV, for any spreadsheet"),
    xlsx=_("Excel (XLSX)"),
    json=_("JSON, for programs"),
)
DAYS = {"week": 7, "month": 30}


@dataclass(frozen=True)
class Facts:
    """The class, today's date on its clock, and whom there is to choose."""

    class_name: str
    today: date
    students: tuple[Classmate, ...] = ()
    groups: tuple[Classmate, ...] = ()
    """Those that have not ended: named like students, by id and name."""


@dataclass(frozen=True)
class Exported:
    """What to put into a file: a report (dictionary.REPORTS), and conditions on it.

    What is left empty leaves nothing out; both days are part of it. `state` and `stuck` are codes.
    """

    report: str = "log"
    form: str = "csv"
    group_id: int | None = None
    student_id: int | None = None
    since: date | None = None
    until: date | None = None
    target: str = ""
    state: str = ""
    stuck: str = ""
    unanswered: bool = False
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class FillCanvas:
    """The teacher wants a gradebook filled, and will send it."""


def export_log(facts: Facts) -> Dialogue[Exported | FillCanvas]:
    """Ask what to take away."""
    what = yield from ask(WHAT, class_name=facts.class_name)
    if what == "canvas":
        return FillCanvas()
    if what != "choose":
        return Exported(since=_since(facts, what))
    names = REPORTS if facts.students else REPORTS.keys() - {"student"}
    reports = (Option(name, words) for name, words in REPORTS.items() if name in names)
    report = yield from ask(replace(REPORT, choices=tuple(reports)))
    if report == "student":
        whom = yield from ask(one_of("student", WHO, facts.students))
        return Exported(report, "json", student_id=whom)
    group_id, student_id = yield from _whose(facts)
    since, only = "start", "all"
    if report == "log":
        since = yield from ask(SINCE)
        only = yield from ask(ONLY)
    form = yield from ask(FORM)
    return Exported(
        report,
        form,
        group_id,
        student_id,
        _since(facts, since),
        state="stuck" if only == "stuck" else "",
        unanswered=only == "unanswered",
    )


def _whose(facts: Facts) -> Dialogue[tuple[int | None, int | None]]:
    """The group or the student it is of; neither where it is of everybody."""
    if not facts.students:
        return None, None
    ways = (EVERYBODY, *([A_GROUP] if facts.groups else []), A_STUDENT)
    whose = yield from ask(replace(WHOSE, choices=ways))
    if whose == "group":
        group = choice_of("group", WHICH_GROUP, options(facts.groups))
        return int((yield from ask(group))), None
    if whose == "one":
        return None, (yield from ask(one_of("student", WHO, facts.students)))
    return None, None


def _since(facts: Facts, name: str) -> date | None:
    """The first of the days: today is the last of them."""
    return facts.today - timedelta(days=DAYS[name] - 1) if name in DAYS else None
