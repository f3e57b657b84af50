"""The conference sheet: one page that a student leads a talk with family and teacher from.

Its five parts are the agenda, in its order. It is made twice from the same words: as an HTML page
with print styles, and as a PDF that screen readers can read (PDF/UA). Where no font at hand has a
sign (an emoji, say, or Chinese), the PDF shows a box in its place and says so; the page shows it,
because a browser finds a font.
"""

from __future__ import annotations

import io
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from unicodedata import bidirectional
from zoneinfo import ZoneInfo

import typst
from babel.dates import format_date
from PIL import Image, ImageOps
from sqlalchemy import Connection

from bot.path_picture import path_picture
from bot.printed import PAGES, isolated
from bot.render import shorten
from dialogs.family_summary import AT_HOME, OWN_WORDS, alt_text, home_idea
from dialogs.levels import LEVELS
from dialogs.show_mastery import VERDICTS, criterion
from dialogs.words import Arg, Language, Sentence, Words, _
from storage import conference
from storage.conference import Check, Kept, Stop, Work
from storage.tables import Attachment

TITLE = _("{name} leads the talk")
WHERE = _("{class_name} · {school}")
WHERE_WITH = _("{class_name} · {school} · with {teacher}")
AGENDA: Mapping[str, tuple[Sentence, Sentence]] = {
    "greet": (_("Greet"), _("Say who is here. Read your goal out loud.")),
    "show": (_("Show"), _("Show your path and your work.")),
    "proud": (_("Be proud"), _("Say what went well, and how you did it.")),
    "next": (_("Next"), _("Say what you will try next time.")),
    "ask": (_("Ask"), _("Ask for one thing that helps you at home.")),
}
"""The parts of the talk, in their order, and what the student does in each."""
PLAN_WHEN = _("{when}, then {then}")
BEGAN_AT = _("When I set it: {level}")
ALSO = _("I also work on: {aims}")
STEP_DONE = _("done {day}")
STEP_DUE = _("by {day}")
HANDED_IN = _("{format}, {day}")
BECAUSE = _("This shows it because: {because}")
KINDS: Mapping[str, Sentence] = {
    "photo": _("A photo"),
    "voice": _("A voice message"),
    "audio": _("A sound file"),
    "video": _("A video"),
    "video_note": _("A video message"),
    "animation": _("A moving picture"),
    "document": _("A file"),
    "link": _("A link"),
}
NAMED = _("{kind}: {name}")
PICTURE_OF = _("A picture of the work: {format}")
ON_ITS_WAY = _("{piece} (not here yet)")
CANNOT_BE_HAD = _("{piece} (it can't be opened any more)")
NOT_SAID = Sentence("–")
"""For a verdict that is not there."""
LEVEL = _("All in all, my teacher says: {level}")
NOT_SEEN = _("My teacher has not looked at this one yet.")
GOOD_AT = _("I am good at: {items}")
MET = _("My teacher says I got there: {aims}")
QUOTED = _("“{words}”")
LABELS: Mapping[str, Sentence] = {
    "why": _("Why"),
    "plan": _("My plan"),
    "no_work": _("No work is handed in yet. You can bring some along."),
    "looked_at": _("What we look at"),
    "i_say": _("I say"),
    "teacher_says": _("Teacher says"),
    "proud_of": _("I am proud of"),
    "next_time": _("Next time I would like to"),
    "agreed": _("We agreed"),
    "boxes": _("A sign shows as a box here? The page form of this sheet has it."),
}
"""What the templates say around the words of a sheet."""

MOST_MET = 3
LONGEST_TEXT = 280
"""Characters of a piece of work that is text; the rest is left for the talk."""
LONGEST_REASON = 220
"""Characters of a caption, so that two pieces fit side by side."""
LINES = 3
"""To write on below what was agreed."""
THUMBNAIL = (720, 480)
MOST_PIXELS = 50_000_000
"""Of a picture that is opened: a larger one would take more memory than a sheet is worth."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
"""What is opened as a picture, whatever it is called."""
PICTURES = frozenset(f"image/{form.lower()}" for form in FORMATS)
BROKEN = (
    *(OSError, EOFError, SyntaxError, ValueError),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)
"""What Pillow raises for what it cannot open."""
TO_THE_LEFT = ("R", "AL")
"""How Unicode calls the direction of Hebrew and Arabic."""
NO_FONT = "could not be displayed with"
"""What Typst says of a sign that no font has, where the standard asks that all can be read."""


@dataclass(frozen=True)
class Line:
    """A step, and when it was or is due."""

    text: str
    when: str
    done: bool


@dataclass(frozen=True)
class Piece:
    """A piece of evidence: a picture with its words, or words alone; and its caption."""

    picture: bytes
    """A JPEG; empty where there is none to show."""
    words: str
    because: str


@dataclass(frozen=True)
class Shown:
    """Something handed in: its goal, its pieces, and how it is seen."""

    aim: str
    head: str
    pieces: tuple[Piece, ...]
    checks: tuple[tuple[str, str, str], ...]
    """Per criterion: its words, the student's judgement, the teacher's."""
    word: str


@dataclass(frozen=True)
class Sheet:
    """Every word and picture of a sheet, in the reader's language."""

    code: str
    direction: str
    title: str
    class_line: str
    day: str
    labels: Mapping[str, str]
    agenda: Mapping[str, tuple[str, str]]
    goal: str
    why: str
    plan: str
    began_at: str
    also: str
    path: bytes
    """A PNG; empty where the goal has no steps."""
    alt: str
    steps: tuple[Line, ...]
    works: tuple[Shown, ...]
    proud: tuple[str, ...]
    next: str
    """Empty where there is nothing yet: then there is a line to write on."""
    at_home: str
    own_words: str
    lines: int = LINES


def html(
    db: Connection, membership_id: int, language: Language, now: datetime, files_folder: Path
) -> str:
    """The sheet as a page that needs nothing else; LookupError where there is no goal to show."""
    sheet = sheet_of(db, membership_id, language, now, files_folder)
    return PAGES.get_template("conference.html").render(
        sheet=sheet, as_data=lambda picture: b64encode(picture).decode()
    )


def pdf(
    db: Connection, membership_id: int, language: Language, now: datetime, files_folder: Path
) -> bytes:
    """The sheet as a PDF, A4; LookupError where there is no goal to show."""
    return printed(sheet_of(db, membership_id, language, now, files_folder))


def in_form(  # noqa: PLR0917  which form, and then as above
    form: str, db: Connection, membership_id: int, language: Language, now: datetime, folder: Path
) -> bytes:
    """The sheet as a file: "pdf", else the page."""
    if form == "pdf":
        return pdf(db, membership_id, language, now, folder)
    return html(db, membership_id, language, now, folder).encode()


def file_name(student: str, at: datetime, form: str) -> str:
    """A file name that says what and when: "conference_mia_2026-11-23.pdf"."""
    tidy = "-".join("".join(c if c.isalnum() else " " for c in student.lower()).split())
    return f"conference_{tidy or 'sheet'}_{at.date()}.{'pdf' if form == 'pdf' else 'html'}"


def printed(sheet: Sheet) -> bytes:
    """A sheet as a PDF. Words go in as data, never as source: none of them can become code."""
    source = files("bot").joinpath("templates", "conference.typ").read_bytes()
    data = asdict(sheet)
    boxes = data["labels"].pop("boxes")
    all_can_read, with_boxes = (
        {"sheet": json.dumps({**data, "note": note}, default=list)} for note in ("", boxes)
    )
    try:
        return typst.compile(source, sys_inputs=all_can_read, pdf_standards="ua-1")
    except typst.TypstError as fault:
        if NO_FONT not in str(fault):  # its text may hold somebody's words
            raise ValueError("the sheet cannot be set") from None
    return typst.compile(source, sys_inputs=with_boxes)


def sheet_of(
    db: Connection, membership_id: int, language: Language, now: datetime, files_folder: Path
) -> Sheet:
    """The sheet before it takes a form; LookupError where there is no goal to show."""
    kept = conference.read(db, membership_id)
    if kept is None:
        raise LookupError("nothing to confer about")
    return _Writer(kept, language, now, files_folder).sheet()


class _Writer:
    """Puts what is kept into a reader's words."""

    def __init__(self, kept: Kept, language: Language, now: datetime, folder: Path) -> None:
        self._kept = kept
        self._language = language
        self._right_to_left = language.locale.text_direction == "rtl"
        self._zone = ZoneInfo(kept.zone)
        self._today = now.astimezone(self._zone).date()
        self._folder = folder

    def sheet(self) -> Sheet:
        """All of it."""
        kept, put = self._kept, self._put
        goal, steps = kept.goal, kept.steps
        done = sum(step.done_at is not None for step in steps)
        plan = PLAN_WHEN.fill(when=goal.plan_if, then=goal.plan_then)
        where = (WHERE_WITH if kept.teacher else WHERE).fill(
            class_name=kept.class_name, school=kept.school, teacher=kept.teacher
        )
        return Sheet(
            code=self._language.code,
            direction=self._language.locale.text_direction,
            title=put(TITLE.fill(name=kept.name)),
            class_line=put(where),
            day=format_date(self._today, "long", locale=self._language.locale),
            labels={name: put(words) for name, words in LABELS.items()},
            agenda={name: (put(part), put(does)) for name, (part, does) in AGENDA.items()},
            goal=put(QUOTED.fill(words=goal.aim)),
            why=put(QUOTED.fill(words=goal.why)),
            plan=put(plan if goal.plan_if else goal.plan_then),
            began_at=put(BEGAN_AT.fill(level=LEVELS[goal.level])),
            also=put(ALSO.fill(aims=self._quoted(kept.also))) if kept.also else "",
            path=path_picture(done, len(steps)) if steps else b"",
            alt=put(alt_text(done, len(steps))),
            steps=tuple(self._line(step) for step in steps),
            works=tuple(self._shown(work) for work in kept.works),
            proud=tuple(self._proud()),
            next=put(QUOTED.fill(words=goal.last_next)) if goal.last_next else "",
            at_home=put(AT_HOME.fill(idea=home_idea(self._today.isocalendar().week))),
            own_words=put(OWN_WORDS.fill(child=kept.name)),
        )

    def _put(self, words: Arg) -> str:
        return self._language.put(words, zone=self._zone, escape=self._own)

    def _own(self, text: str) -> str:
        """Own words, set apart where two directions could meet; else nothing unseen is in them."""
        turns = self._right_to_left or any(bidirectional(c) in TO_THE_LEFT for c in text)
        return isolated(text) if turns else text

    def _quoted(self, texts: tuple[str, ...]) -> tuple[Arg, ...]:
        return tuple(QUOTED.fill(words=text) for text in texts)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    def _line(self, step: Stop) -> Line:
        text = self._put(QUOTED.fill(words=step.text))
        if step.done_at is None:
            return Line(text, self._put(STEP_DUE.fill(day=step.due)), done=False)
        return Line(text, self._put(STEP_DONE.fill(day=self._day(step.done_at))), done=True)

    def _proud(self) -> list[str]:
        """The strengths they told, and what a review said meets."""
        kept, said = self._kept, []
        if kept.strengths:
            said.append(self._put(GOOD_AT.fill(items=kept.strengths)))
        if kept.met:
            aims = self._quoted(kept.met[:MOST_MET])
            said.append(self._put(MET.fill(aims=aims)))
        return said

    def _shown(self, work: Work) -> Shown:
        level = work.level or (3 if work.verdict == "meets" else None)
        if level is not None:
            word = self._put(LEVEL.fill(level=LEVELS[level]))
        else:
            word = "" if work.verdict else self._put(NOT_SEEN)
        head = HANDED_IN.fill(format=work.format, day=self._day(work.submitted_at))
        return Shown(
            aim=self._put(QUOTED.fill(words=work.aim)),
            head=self._put(head),
            pieces=tuple(self._piece(piece, work.format) for piece in work.pieces),
            checks=tuple(
                self._row(check, words)
                for check in work.checks
                if (words := criterion(check.criterion, check.words))
            ),
            word=word,
        )

    def _row(self, check: Check, words: Words) -> tuple[str, str, str]:
        mine, theirs = (VERDICTS.get(one, NOT_SAID) for one in (check.mine, check.theirs))
        return self._put(words), self._put(mine), self._put(theirs)

    def _piece(self, piece: Attachment, format_: str) -> Piece:
        because = shorten(piece.because, LONGEST_REASON)
        caption = self._put(BECAUSE.fill(because=QUOTED.fill(words=because))) if because else ""
        if piece.kind == "text":
            words = QUOTED.fill(words=shorten(piece.text, LONGEST_TEXT))
            return Piece(b"", self._put(words), caption)
        kind = KINDS.get(piece.kind, KINDS["document"])
        name = piece.text if piece.kind == "link" else piece.name
        named = NAMED.fill(kind=kind, name=shorten(name, LONGEST_REASON)) if name else kind
        if not _is_picture(piece):
            return Piece(b"", self._put(named), caption)
        if piece.path is None:
            return Piece(b"", self._put(ON_ITS_WAY.fill(piece=named)), caption)
        picture = thumbnail(self._folder / piece.path) if piece.path else b""
        said = PICTURE_OF.fill(format=format_) if picture else CANNOT_BE_HAD.fill(piece=named)
        return Piece(picture, self._put(said), caption)


def _is_picture(piece: Attachment) -> bool:
    return piece.kind == "photo" or (piece.kind == "document" and piece.mime in PICTURES)


def thumbnail(file: Path) -> bytes:
    """A picture as a small JPEG, upright, without what the camera wrote into it (where it was).

    Empty where it cannot be had: it is gone, broken, no picture, or far too large.
    """
    try:
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return b""
            picture.draft("RGB", THUMBNAIL)  # a large JPEG is read small
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail(THUMBNAIL)
            ground = Image.new("RGB", upright.size, "white")
            seen = upright.convert("RGBA")
            ground.paste(seen, mask=seen)
    except BROKEN:
        return b""
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=80)
    return out.getvalue()
