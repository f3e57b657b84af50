"""A teacher gives a gradebook that Canvas exported, and says what to fill into which column."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialogs.engine import Context, Dialogue, Draft, Edit, Invalid, Json, Question, Raw, Sent, ask
from dialogs.kinds import FILE_LIMIT, NO_LONGER, TOO_BIG, choice, suggest
from dialogs.words import Words, _

SEND_IT = _("Please send the CSV file as it came from Canvas: under Grades, then Export.")


@dataclass(frozen=True)
class Gradebook:
    """A file somebody sent."""

    file_id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class GradebookQuestion(Question[Gradebook]):
    """A CSV file. The stored answer is its id and name."""

    def read(self, raw: Raw, context: Context, draft: Json) -> Json | Draft | Edit:  # noqa: ARG002  needs neither
        """The file's id and name."""
        match raw:
            case Sent("document", file_id=file_id, size=size, name=name) if is_csv(raw):
                if size > FILE_LIMIT:
                    raise Invalid(TOO_BIG)
                return {"file_id": file_id, "name": name}
        raise Invalid(SEND_IT)

    def load(self, value: Json) -> Gradebook:
        """The file."""
        match value:
            case {"file_id": str(file_id), "name": str(name)}:
                return Gradebook(file_id, name)
        raise Invalid(NO_LONGER)


def is_csv(sent: Sent) -> bool:
    """Whether a file is a table, by its name or its kind."""
    return sent.name.lower().endswith(".csv") or sent.mime in {"text/csv", "application/csv"}


FILE = GradebookQuestion(
    key="file", wording=_("In Canvas, open Grades and tap Export. Then send me that CSV file.")
)
FILL = choice(
    "fill",
    _("What shall I fill in for each student?"),
    check_ins=_("How many check-ins they answered"),
    level=_("The level you gave, from 1 to 4"),
)
COLUMN = replace(
    suggest(
        "column",
        _("Into which column? Type its title as it is in Canvas, or tap one for a new column."),
        reflection=_("Reflection"),
        goals=_("Goals"),
    ),
    most=200,
)


@dataclass(frozen=True)
class CanvasFilled:
    """What to fill in (check_ins or level), and the title of the column."""

    file_id: str
    name: str
    fill: str
    column: Words


def fill_canvas(_facts: None) -> Dialogue[CanvasFilled]:
    """Ask for the file, what to fill in, and where."""
    book = yield from ask(FILE)
    fill = yield from ask(FILL)
    column = yield from ask(COLUMN)
    return CanvasFilled(book.file_id, book.name, fill, column.words)
