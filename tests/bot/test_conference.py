"""The conference sheet: what stands on it, what never does, and who gets it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from gettext import NullTranslations
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import storage_case as case
from classroom import Classroom
from house import until
from naughty import naughty
from PIL import Image, ImageDraw
from pypdf import PdfReader
from sqlalchemy import Engine
from storage_case import NOW
from test_printed import Tags

from bot import conference
from bot.conference import AGENDA, LABELS, Sheet, printed, thumbnail
from bot.makers import NotAllowedNow, _conference
from bot.sandbox.phone import Phone
from dialogs.clean import clean
from dialogs.words import Language, language
from storage import goals, mastery
from storage.database import change, open_database
from storage.tables import Attachment, Goal, Membership, Role, Submission

ENGLISH, SPANISH = language("en"), language("es")
UNSEEN = str.maketrans("", "", "\u2068\u2069")


class Mia(NamedTuple):
    """Mia, her teacher, and the database they are in."""

    engine: Engine
    folder: Path
    teacher: int
    person: int
    member: int
    goal: int

    def write(self, **values: Any) -> None:
        """Change the lines of her goal."""
        with self.engine.begin() as db:
            change(db, Goal, Goal.id == self.goal, **values)

    def hand_in(self, *pieces: Attachment, verdict: str = "", judged: tuple[str, ...] = ()) -> None:
        """Hand in work that she judges “meets” throughout; a teacher may have judged it too."""
        keys = ("aim", "why", "own")
        check = [{"criterion": key, "words": "", "verdict": "meets", "why": "x"} for key in keys]
        theirs = [
            {"criterion": key, "words": "", "verdict": said, "line": "x"}
            for key, said in zip(keys, judged, strict=False)
        ]
        with self.engine.begin() as db:
            work = case.work(db, self.member, self.goal)
            handed = mastery.hand_in(
                db, work, self_check=check, evidence=pieces, now=NOW - timedelta(days=1)
            )
            row = Submission.id == handed
            change(db, Submission, row, verdict=verdict, judged=theirs)

    def photo(self, content: bytes, name: str = "a.jpg") -> Attachment:
        """A photo whose file is kept."""
        (self.folder / name).write_bytes(content)
        return Attachment(kind="photo", file_id="x" * 20, path=name, because="Each step is there")

    def html(self, reader: Language = ENGLISH) -> str:
        """Her sheet as a page."""
        with self.engine.connect() as db:
            return conference.html(db, self.member, reader, NOW, self.folder)

    def pdf(self, reader: Language = ENGLISH) -> PdfReader:
        """Her sheet as a PDF."""
        with self.engine.connect() as db:
            return read(conference.pdf(db, self.member, reader, NOW, self.folder))

    def both(self, reader: Language = ENGLISH) -> tuple[str, str]:
        """The words of the page and of the PDF, as they are read."""
        page = Tags(self.html(reader)).words
        return tuple(
            " ".join(text.translate(UNSEEN).split())
            for text in (" ".join(page), text_of(self.pdf(reader)))
        )  # type: ignore[return-value]  # there are two


def read(content: bytes) -> PdfReader:
    """A PDF, opened."""
    return PdfReader(io.BytesIO(content))


def text_of(pdf: PdfReader) -> str:
    """All its words."""
    return "\n".join(page.extract_text() for page in pdf.pages)


def picture(size: tuple[int, int] = (800, 600), form: str = "JPEG", **more: Any) -> bytes:
    """A picture: its left half is black."""
    out = io.BytesIO()
    drawn = Image.new("RGB", size, "white")
    ImageDraw.Draw(drawn).rectangle((0, 0, size[0] // 2, size[1]), fill="black")
    drawn.save(out, form, **more)
    return out.getvalue()


@pytest.fixture
def mia(tmp_path: Path, template: Path) -> Iterator[Mia]:
    """Mia has a goal, of which one of two steps is done."""
    engine = open_database(f"sqlite:///{shutil.copy(template, tmp_path / 'waymark.sqlite')}")
    with engine.begin() as db:
        teacher, person = case.person(db, 1), case.person(db, 2)
        room = case.classroom(db, teacher)
        member = case.member(db, person, room, Role.STUDENT, "Mia")
        goal = case.goal(
            db, member, plan_if="If I get stuck", plan_then="I ask", last_next="halves"
        )
        goals.step_done(db, goals.steps(db, goal)[0].id or 0, NOW)
        change(db, Membership, Membership.id == member, about={"strengths": ["Drawing", "Sums"]})
    yield Mia(engine, tmp_path, teacher, person, member, goal)
    engine.dispose()


def shown(mia: Mia) -> Sheet:
    """Her sheet before it takes a form."""
    with mia.engine.connect() as db:
        return conference.sheet_of(db, mia.member, ENGLISH, NOW, mia.folder)


# --- what stands on it ---------------------------------------------------------------------------


def test_all_that_a_talk_needs(mia: Mia) -> None:
    """The page and the PDF say the same: whose, the agenda, goal, path, evidence, both views."""
    piece = Attachment(kind="text", text="1/2 = 2/4", because="It shows both")
    mia.hand_in(piece, verdict="meets", judged=("beyond", "meets"))
    for words in mia.both():
        for said in (
            "Mia leads the talk",
            "7B maths · North · with Ms Berg",
            "November 23, 2026",
            "“add fractions”",
            "“to bake”",
            "If I get stuck, then I ask",
            "When I set it: Getting there",
            "“step 1” (done Mon, Nov 23)",
            "“step 2” (by Wed, Dec 2)",
            "a poster, Sun, Nov 22",
            "“1/2 = 2/4”",
            "This shows it because: “It shows both”",
            "It shows what I set out to do Yes, it does Yes, and more",
            "It is my own work and words Yes, it does –",
            "All in all, my teacher says: Got it",
            "I am good at: Drawing and Sums",
            "My teacher says I got there: “add fractions”",
            "Next time I would like to: “halves”",
            "One minute at home:",
            "We agreed",
            "“…” are Mia's own words.",
        ):
            assert said in words
        at = [words.index(f"{does.template}") for _part, does in AGENDA.values()]
        assert at == sorted(at)


def test_what_never_stands_on_it(mia: Mia) -> None:
    """No obstacle, no feeling, no stuck point, no reason beside a verdict, no teacher's line."""
    mia.write(obstacle="zebra one", agreed_line="zebra two")
    about = {"strengths": ["Drawing"], "harder": ["zebra three"], "later": "zebra four"}
    mia.hand_in(Attachment(kind="text", text="mine"), verdict="revise", judged=("not_yet",))
    with mia.engine.begin() as db:
        change(db, Membership, Membership.id == mia.member, about=about)
        change(db, Submission, Submission.verdict == "revise", line="zebra five")
        felt = {"feel": "zebra six", "factor": "zebra seven", "line": "zebra eight"}
        goals.log(db, case.entry(mia.member, response="zebra nine", answers=felt))
    for words in (*mia.both(), mia.html()):
        assert "zebra" not in words
        assert "Not yet" in words  # how it was judged is told


def test_before_there_is_much(mia: Mia) -> None:
    """Nothing handed in, nothing next: it says so, and there are lines to write on."""
    mia.write(last_next="")
    page = mia.html()
    assert page.count('class="line"') == 5  # proud of, next time, and three of “We agreed”
    for words in mia.both():
        assert LABELS["no_work"].template in words
        assert "Next time I would like to" in words
        assert LABELS["looked_at"].template not in words
    mia.hand_in(Attachment(kind="link", text="https://example.org/a"))
    for words in mia.both():
        assert "A link: https://example.org/a" in words
        assert "My teacher has not looked at this one yet." in words


def test_in_the_words_of_whoever_asks(mia: Mia) -> None:
    """Ours are translated, the day and lists too; hers stand as she wrote them."""
    page, pdf = mia.both(SPANISH)
    assert SPANISH.put(LABELS["why"]) != LABELS["why"].template
    for words in (page, pdf):
        assert SPANISH.put(LABELS["why"]) in words
        assert "23 de noviembre de 2026" in words
        assert "Drawing y Sums" in words
        assert "“add fractions”" in words


def test_one_page_of_paper(mia: Mia) -> None:
    """A4, also with two goals' work, pictures and long captions."""
    with mia.engine.begin() as db:
        other = case.goal(db, mia.member, "Read a whole graphic novel in Spanish")
    because = "You can see each step, and I coloured the parts. " * 4
    for name, goal, width in (("a.jpg", mia.goal, 800), ("b.jpg", other, 400)):
        photo = mia.photo(picture((width, 600)), name)
        photo.because = because
        mia._replace(goal=goal).hand_in(photo, verdict="meets", judged=("meets",) * 3)
    pdf = mia.pdf()
    assert len(pdf.pages) == 1
    assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == [595, 842]
    assert len(pdf.pages[0].images) == 3  # the path, and a picture of each


def test_for_those_who_listen(mia: Mia) -> None:
    """The PDF follows PDF/UA: tagged, with its language and title; pictures have words on both."""
    mia.hand_in(mia.photo(picture()))
    pdf, page = mia.pdf(), Tags(mia.html())
    root = pdf.root_object
    assert str(root["/Lang"]) == "en"
    assert "'/Marked': True" in repr(root["/MarkInfo"])
    assert pdf.xmp_metadata is not None
    assert b"pdfuaid:part" in pdf.xmp_metadata.stream.get_data()
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Mia leads the talk"
    assert [image["alt"] for image in page.of("img")] == [
        "Picture: a path with 2 stops, 1 done.",
        "A picture of the work: a poster",
    ]
    assert [row["scope"] for row in page.of("th")] == ["col"] * 3 + ["row"] * 3
    assert len(page.of("h1")) == 1


def test_the_page_needs_nothing_else(mia: Mia) -> None:
    """No script, nothing to fetch, and print styles of its own."""
    mia.hand_in(mia.photo(picture()))
    html = mia.html()
    page = Tags(html)
    assert all(str(image["src"]).startswith("data:image/") for image in page.of("img"))
    assert not page.of("script") + page.of("link") + page.of("iframe")
    assert "https:" not in html
    assert "@media print" in html


# --- words of all kinds --------------------------------------------------------------------------


def test_own_words_are_never_code(mia: Mia) -> None:
    """What Typst or a browser could run stands there as it was written."""
    hostile = (
        '#read("/etc/passwd")',
        '] #panic("x") [',
        "*bold* _it_ `raw` $ x^2 $ @ref <label>",
        '"; #import "@preview/a:1.0.0": *',
        "\\u{41} \\ // no comment /* nor this */",
        "<script>alert(1)</script>",
        "{{ 7 * 7 }} {% raw %}",
        "{name} %s",
    )
    with mia.engine.begin() as db:
        about = {"strengths": list(hostile)}
        change(db, Membership, Membership.id == mia.member, about=about)
    html = mia.html()
    words = "".join(text_of(mia.pdf()).split())
    for each in hostile:
        assert "".join(each.split()) in words
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7 * 7 }} {% raw %}" in html


def test_naughty_words_break_nothing(mia: Mia) -> None:
    """Every string that is known to break programs, everywhere a student's words stand."""
    texts = naughty()
    kept = [text for text in map(clean, texts) if text]
    sheet = replace(shown(mia), proud=tuple(kept))
    pdf = read(printed(sheet))
    assert "<script>alert(123)</script>" in text_of(pdf)
    assert LABELS["boxes"].template.split("?")[0] in text_of(pdf)  # some have no font
    everywhere = " ".join(kept)[:4000]
    mia.write(aim=everywhere, why=everywhere, plan_if=everywhere, last_next=everywhere)
    mia.hand_in(Attachment(kind="document", name=everywhere, because=everywhere))
    assert "<script" not in mia.html()
    assert len(mia.pdf().pages) > 1


def test_a_fault_of_ours_tells_nobodys_words(mia: Mia) -> None:
    """What Typst complains of may quote the sheet: what is raised does not."""
    with pytest.raises(ValueError, match=r"^the sheet cannot be set$") as fault:
        printed(replace(shown(mia), path=b"no picture"))
    assert fault.value.__cause__ is None
    assert fault.value.__suppress_context__


def test_letters_of_many_languages(mia: Mia) -> None:
    """Accents, Cyrillic and Greek are in the fonts that come along: no box, no note of one."""
    words = "Zoë ñ ß ę ő ğ Привет Її Καλημέρα Tiếng Việt ½ ≤ √ →"
    mia.write(aim=words)
    text = text_of(mia.pdf())
    assert words in text
    assert "shows as a box" not in text


def test_a_sign_without_a_font_is_a_box_and_is_told(mia: Mia) -> None:
    """The PDF is made all the same, and says where the sign can be seen: on the page."""
    mia.write(aim="I like \U0010fffd")
    assert LABELS["boxes"].template in text_of(mia.pdf())
    assert "\U0010fffd" in mia.html()


@pytest.mark.parametrize(("code", "direction"), [("en", "ltr"), ("ar", "rtl"), ("he", "rtl")])
def test_the_direction_of_a_language(mia: Mia, code: str, direction: str) -> None:
    """A page in Arabic runs from the right, and Hebrew words keep to themselves in English."""
    mia.write(aim="נועה 12")
    html = mia.html(Language(code, NullTranslations()))
    assert f'lang="{code}" dir="{direction}"' in html
    assert "“\u2068נועה 12\u2069”" in html
    assert "“to bake”" in html or direction == "rtl"
    assert len(mia.pdf(Language(code, NullTranslations())).pages) == 1


# --- pictures ------------------------------------------------------------------------------------


def test_a_picture_is_small_upright_and_tells_nothing_else(tmp_path: Path) -> None:
    """As the phone was held, on white, and without what a camera writes: a place, a time."""
    exif = Image.Exif()
    exif[0x0112] = 6  # it lies on its side: turn it a quarter to the right
    exif[0x010E] = "at home"
    file = tmp_path / "a.jpg"
    file.write_bytes(picture((1600, 1200), exif=exif))
    with Image.open(io.BytesIO(thumbnail(file))) as small:
        assert (small.width, small.height) == (360, 480)
        assert dict(small.getexif()) == {}
        top, bottom = (small.convert("L").getpixel((180, y)) for y in (20, 460))
    assert (top, bottom) == (0, 255)  # the left half came to lie on top
    clear = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(clear, "PNG")
    file.write_bytes(clear.getvalue())
    with Image.open(io.BytesIO(thumbnail(file))) as small:
        assert small.getpixel((5, 5)) == (255, 255, 255)


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    """Gone, empty, cut, no picture at all, or a small file that would unfold to gigabytes."""
    whole = picture()
    bomb = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(bomb, "PNG")
    file = tmp_path / "a.jpg"
    assert thumbnail(file) == b""
    for content in (b"", whole[:500], b"%PDF-1.7", b"<svg onload=alert(1)>", bomb.getvalue()):
        file.write_bytes(content)
        assert thumbnail(file) == b""
    assert thumbnail(tmp_path) == b""


def test_a_picture_that_is_gone(mia: Mia) -> None:
    """The sheet says so and goes on: given up, lost, or not fetched yet."""
    kept: dict[str, Any] = {"file_id": "x" * 20, "because": "Each step is there"}
    mia.hand_in(
        Attachment(kind="photo", path="", **kept), Attachment(kind="photo", path=None, **kept)
    )
    for words in mia.both():
        assert "A photo (it can't be opened any more)" in words
        assert "A photo (not here yet)" in words
        assert words.count("Each step is there") == 2
        assert "We agreed" in words


@pytest.mark.parametrize(
    ("kind", "more", "says"),
    [
        ("voice", {}, "A voice message"),
        ("document", {"name": "a.pdf", "mime": "application/pdf"}, "A file: a.pdf"),
        ("document", {"name": "a.heic", "mime": "image/heic"}, "A file: a.heic"),
        ("animation", {}, "A moving picture"),
    ],
)
def test_what_is_no_picture_is_named(mia: Mia, kind: str, more: dict[str, Any], says: str) -> None:
    """By its kind, and its name where it has one."""
    mia.hand_in(Attachment(kind=kind, file_id="x" * 20, path="none", because="It is me", **more))
    for words in mia.both():
        assert f"{says} This shows it because: “It is me”" in words


def test_a_picture_sent_as_a_file(mia: Mia) -> None:
    """It is shown too."""
    piece = mia.photo(picture(form="PNG"), "a.png")
    piece.kind, piece.mime = "document", "image/png"
    mia.hand_in(piece)
    assert "data:image/jpeg;base64," in mia.html()
    assert len(mia.pdf().pages[0].images) == 2


# --- who gets it ---------------------------------------------------------------------------------


def test_access_is_looked_at_again_when_it_is_made(mia: Mia) -> None:
    """Her teacher and she herself; nobody else, and no teacher who has left by then."""
    with mia.engine.begin() as db:
        other = case.person(db, 3)
        case.classroom(db, other, "8C Art")
        case.member(db, case.person(db, 4), 1, Role.STUDENT, "Leo")
    wanted = {"form": "pdf", "membership_id": mia.member}
    for person in (mia.teacher, mia.person):
        name, content = _conference(mia.engine, {**wanted, "person_id": person}, NOW, mia.folder)
        assert (name, content[:5]) == ("conference_mia_2026-11-23.pdf", b"%PDF-")
    name, content = _conference(
        mia.engine, {**wanted, "form": "page", "person_id": mia.teacher}, NOW, mia.folder
    )
    assert (name, content[:9]) == ("conference_mia_2026-11-23.html", b"<!doctype")
    with mia.engine.begin() as db:
        change(db, Membership, Membership.person_id == mia.teacher, left_at=NOW)
    for person in (other, 4, mia.teacher):
        with pytest.raises(NotAllowedNow):
            _conference(mia.engine, {**wanted, "person_id": person}, NOW, mia.folder)


def test_no_goal_no_sheet(mia: Mia) -> None:
    """A LookupError without anybody's words."""
    mia.write(state="dropped")
    with pytest.raises(LookupError, match=r"^nothing to confer about$"):
        mia.html()


async def file_of(room: Classroom, phone: Phone) -> tuple[str, bytes]:
    """The file that came last to a phone."""
    await until(lambda: any(bubble.kind == "document" for bubble in phone.screen))
    at = next(bubble for bubble in reversed(phone.screen) if bubble.kind == "document")
    document = phone.person.messages[at.id]["document"]
    return document["file_name"], room.home.world.content(document["file_id"])


def audited(room: Classroom, name: str) -> int:
    """How often a sheet of somebody was made, on record."""
    (row,) = room.home.rows(
        "SELECT count(*) AS n FROM audit JOIN membership m ON m.id = audit.subject_id "
        "WHERE action = 'made a conference sheet' AND subject = 'membership' AND m.name = :name",
        name=name,
    )
    return int(row.n)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_student_leads_from_it(room: Classroom) -> None:
    """/conference gives the sheet and what to do in which order; as a page too, by a tap."""
    phone = await room.student("Lea")
    await phone.say("/conference")
    assert "you have none yet" in phone.last.text
    await phone.tap("Set a goal")
    await phone.say("/cancel")
    await room.home.goal(phone)
    await phone.say("/conference")
    await until(lambda: "You lead the talk" in phone.last.text)
    for n, (part, does) in enumerate(AGENDA.values(), start=1):
        assert f"{n}. {part.template}: {does.template}" in phone.last.text
    assert len(phone.last.text.split()) <= 60
    name, content = await file_of(room, phone)
    assert name == "conference_lea_2026-11-23.pdf"
    assert "“Fractions: Find two ways to do it”" in text_of(read(content))
    await phone.tap("I want it as a page")
    await until(lambda: phone.last.kind == "document")
    assert (await file_of(room, phone))[0] == "conference_lea_2026-11-23.html"
    assert audited(room, "Lea") == 2
    await phone.say("/goal")
    await phone.tap("A sheet for a conference")
    assert "You lead the talk" in phone.last.text


@pytest.mark.asyncio(loop_scope="module")
async def test_a_teacher_picks_a_student_and_a_form(room: Classroom) -> None:
    """From /conference or the student's card; a student without a goal gets a kind sentence."""
    phone = await room.student("Ben")
    await room.student("Noa")
    await room.home.goal(phone)
    await room.desk.say("/conference")
    await room.desk.tap("Noa")
    assert "Noa has no goal yet" in room.desk.last.text
    await room.desk.say("/students")
    await room.desk.tap("Ben")
    await room.desk.tap("Conference sheet")
    await room.desk.tap("A PDF to print")
    await until(lambda: room.desk.last.kind == "document")
    assert room.desk.last.text == "The sheet of Ben. They can make it too, with /conference."
    name, content = await file_of(room, room.desk)
    assert name == "conference_ben_2026-11-23.pdf"
    assert "Ben leads the talk" in text_of(read(content))
    await room.desk.say("/conference")
    await room.desk.tap("Ben")
    await room.desk.tap("A page")
    await until(lambda: room.desk.last.kind == "document")
    assert (await file_of(room, room.desk))[0] == "conference_ben_2026-11-23.html"
    assert audited(room, "Ben") == 2
    assert not room.home.rows("SELECT 1 FROM outbox WHERE state = 'dead'")


@pytest.mark.asyncio(loop_scope="module")
async def test_it_is_for_nobody_else(room: Classroom) -> None:
    """Another class's teacher by a forged button, a stranger, a family: a kind sentence each."""
    await room.home.goal(await room.student("Ida"))
    (ida,) = room.home.rows("SELECT id FROM membership WHERE name = 'Ida'")
    await room.home.teacher("Mr Blue", "8C Art")
    blue = room.home.phone("Mr Blue")
    await blue.say("/conference")
    assert "Nobody has joined 8C Art yet" in blue.last.text
    for form in ("", ".pdf", ".page", ".exe"):
        await blue.tap_data(blue.last.id, f"c:conference:{ida.id}{form}")
        assert blue.last.text == "That one is no longer there."
    stranger = room.home.phone("Stranger")
    await stranger.say("/conference")
    assert "You need a class for that" in stranger.last.text
    assert audited(room, "Ida") == 0
