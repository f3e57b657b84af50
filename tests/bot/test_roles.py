"""One person, many roles: where one is, what one may do there, and what a trial leaves behind."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from classroom import Classroom
from house import House, house, sent, shown, tapping, until

from bot.sandbox.phone import Phone

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True)
class Town:
    """Ana teaches Chess, and is a student in 7B Maths and in 8C Art."""

    home: House
    maths: str
    art: str
    chess: str

    @property
    def ana(self) -> Phone:
        """Her phone."""
        return self.home.phone("Ana")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory, template: Path) -> AsyncIterator[Town]:
    """Three classes; nothing in them counts but what a test asks of the people it brings."""
    async with house(tmp_path_factory.mktemp("town"), template) as there:
        maths = await there.teacher()
        art = await there.teacher("Mr Blue", "8C Art")
        chess = await there.teacher("Ana", "Chess")
        for link in (maths, art):
            await there.student("Ana", link)
        yield Town(there, maths, art, chess)


async def hand_in(phone: Phone) -> None:
    """Show what one knows, all the way."""
    await phone.say("/show")
    await phone.tap("Write about it")
    await phone.say("3/4 is 6/8")
    await phone.say("I show two ways")
    for label in ("That's all", *["Yes, it does"] * 3, "Hand it in"):
        await phone.tap(label)


def exported(home: House, desk: Phone) -> list[dict[str, str]]:
    """The rows of the export last sent to a teacher."""
    _, content = home.file_on(desk)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


async def test_start_shows_where_one_is_and_switches(town: Town) -> None:
    """From any of one's places to any other, by one tap."""
    await town.ana.say("/start")
    for label, there in (
        ("Teach Chess", "You teach Chess"),
        ("Go to 7B Maths", "You are in 7B Maths with Ms Rivera"),
        ("Go to 8C Art", "You are in 8C Art with Mr Blue"),
    ):
        if label in town.ana.last.labels:
            await town.ana.tap(label)
            assert there in town.ana.last.text
        assert label not in town.ana.last.labels


async def test_the_link_of_ones_own_class(town: Town) -> None:
    """A teacher who opens it stays the teacher, and can try the class as a student."""
    await town.ana.open(town.chess)
    assert "link of your own class" in town.ana.last.text
    assert "Try as a student" in town.ana.last.labels


async def test_the_link_of_a_class_one_is_in(town: Town) -> None:
    """It leads there, and asks nothing again."""
    replies = await town.ana.open(town.maths)
    assert "You are in 7B Maths already." in replies[0]
    assert "You are in 7B Maths" in replies[1]


async def test_a_goals_card_of_another_class_leads_there(town: Town) -> None:
    """What is tapped is kept where it belongs, wherever one was."""
    there = town.home
    leo = await there.student("Leo", town.maths)
    await there.goal(leo)
    await leo.say("/goal")
    card = leo.last.id
    await leo.open(town.art)
    for label in ("Yes, that's my class", "I'm in", "Leo", "Skip them"):
        await leo.tap(label)
    replies = await leo.tap_old(card, "Fractions: ")
    assert "7B Maths" in replies[0]
    await leo.tap("Let it rest")
    rows = there.rows(
        "SELECT c.name FROM entry e JOIN membership m ON m.id = e.membership_id "
        "JOIN class c ON c.id = m.class_id WHERE e.kind = 'goal_paused' AND m.name = 'Leo'"
    )
    assert [row.name for row in rows] == ["7B Maths"]


async def test_revising_work_of_another_class_leads_there(town: Town) -> None:
    """The teacher who asked gets the revision, and nobody else hears of it."""
    there = town.home
    mia, desk, other = await there.student("Mia", town.maths), there.phone("Ms Rivera"), "Mr Blue"
    await there.goal(mia)
    await hand_in(mia)
    await mia.open(town.art)
    for label in ("Yes, that's my class", "I'm in", "Mia", "Skip them"):
        await mia.tap(label)
    await there.review(desk)
    for label in ("Meets", "Meets", "Not yet", "Skip", "Revise one thing"):
        await desk.tap(label)
    await desk.say("Show the sums")
    await desk.tap("Send to Mia")
    quiet = len(there.phone(other).screen)
    await mia.tap("Revise it")
    assert "Ms Rivera asked for one thing" in mia.last.text
    await mia.say("Because both are eighths")
    await mia.say("the pieces are the same")
    for label in ("That's all", *["Yes, it does"] * 3, "Hand it in"):
        await mia.tap(label)
    await there.review(desk)
    assert "You asked: “Show the sums”" in desk.last.text
    assert len(there.phone(other).screen) == quiet


@pytest.mark.parametrize("command", ["/inbox", "/students", "/invite", "/export", "/class"])
async def test_a_students_way_to_a_teachers_command(room: Classroom, command: str) -> None:
    """It is for teachers; nothing of the class is shown."""
    phone = room.home.phone("Curious")
    if not phone.person.messages:
        await room.student("Curious")
    replies = await phone.say(command)
    assert replies == ["That is for teachers."]


@pytest.mark.parametrize("command", ["/goal", "/checkin", "/show", "/me"])
async def test_a_teachers_way_to_a_students_command(room: Classroom, command: str) -> None:
    """It is for students; the teacher can see how it works for them."""
    desk = room.home.phone("Ms Gray")
    if not desk.person.messages:
        await room.home.teacher("Ms Gray", "Gray class")
    await desk.say(command)
    assert "That is for students" in desk.last.text
    assert "Try as a student" in desk.last.labels


async def test_a_trial_leaves_nothing_behind(town: Town) -> None:
    """A teacher's tries are in no list, no inbox, no news and no export."""
    there = town.home
    link = await there.teacher("Ms Trial", "Trial class")
    desk = there.phone("Ms Trial")
    real = await there.student("Real", link)
    await there.goal(real)
    await desk.say("/inbox")  # what Real did is no news any more
    await desk.say("/start")
    await desk.tap("Try as a student")
    await desk.tap("Set a goal")
    await desk.tap("Maths")
    for label in (
        "Getting there", "Find two ways", "I'd feel ready", "I get stuck", "I ask someone",
        "Look at one example", "Try one with help", "I can explain it", "Looks right",
    ):  # fmt: skip
        await desk.tap(label)
    for label in ("No check-ins", "No look back"):
        await desk.tap(label)
    await hand_in(desk)
    told = there.rows(
        "SELECT m.digest_at FROM membership m JOIN class c ON c.id = m.class_id "
        "WHERE c.name = 'Trial class' AND m.role = 'teacher'"
    )
    await desk.say("/start")
    assert "Nothing here counts" in desk.last.text
    await desk.tap("Teach Trial class")
    await desk.tap("My students")
    students = desk.last.text
    await desk.say("/inbox")
    inbox = [desk.last.text, *desk.last.labels]
    await desk.say("/export")
    await desk.tap("The whole log")
    await until(lambda: desk.last.kind == "document")
    assert told == [(None,)]
    assert "1 student" in students
    assert "Maths" not in students
    assert inbox == [
        "In Trial class this waits for your word: 1 goal.",
        "Real's goal: Fractions: Find two ways to do it",
    ]
    assert {row["student_name"] for row in exported(there, desk)} == {"Real"}


async def test_work_of_the_other_class(town: Town) -> None:
    """A teacher of two classes looks at it from anywhere, and is then in its class."""
    there = town.home
    first = await there.teacher("Ms Two", "First class")
    desk = there.phone("Ms Two")
    student = await there.student("Nia", first)
    await there.goal(student)
    await hand_in(student)
    await desk.say("/class")
    await desk.tap("One more class")
    await desk.say("Second class")
    await desk.say("/inbox")
    assert "Nothing waits" in desk.last.text
    await there.review(desk)
    for label in ("Meets", "Meets", "Meets", "It meets", "Send to Nia"):
        await desk.tap(label)
    assert "it meets" in student.last.text
    await desk.say("/start")
    assert "You teach First class" in desk.last.text


@pytest.mark.parametrize(
    ("way", "says"),
    [
        ("I'm a student", "Ask your teacher for the class link"),
        ("I'm a teacher", "waymark invite teacher"),
        ("I'm family", "Ask your child"),
    ],
)
async def test_a_strangers_ways_in(room: Classroom, way: str, says: str) -> None:
    """Whoever they are, they hear how to get in; nothing is asked of them."""
    phone = room.home.phone("Stranger")
    await phone.say("/start")
    assert "Do you have a code or a link" in phone.last.text
    await phone.tap(way)
    assert says in phone.last.text


async def test_a_stranger_who_stays_out_is_forgotten(room: Classroom) -> None:
    """Nothing of somebody who opened the wrong link is kept."""
    phone = room.home.phone("Passer")
    await phone.open(room.link)
    await phone.tap("English")
    await phone.tap("No, wrong class")
    assert "nothing was kept" in phone.last.text
    sql = "SELECT id FROM person WHERE telegram_id = :id"
    assert room.home.rows(sql, id=phone.person.id) == []


async def test_a_student_types_the_code(room: Classroom) -> None:
    """As good as the link, in any case and with spaces."""
    phone = room.home.phone("Typist")
    await phone.say(room.link.rsplit("=", 1)[1].lower().replace("-", " "))
    await phone.tap("English")
    assert "Is that your class?" in phone.last.text


async def test_a_link_is_pasted_as_words_also_in_the_middle_of_a_dialogue(town: Town) -> None:
    """Who cannot tap a link pastes it; it is no answer to the question that is open."""
    phone = town.home.phone("Paster")
    await phone.say(town.maths)
    await phone.tap("English")
    assert "7B Maths" in phone.last.text
    await phone.say(town.art)
    await phone.tap("English")
    assert "8C Art" in phone.last.text
    await phone.say(town.chess.rsplit("=", 1)[1])
    await phone.tap("English")
    assert "Chess" in phone.last.text


async def test_what_only_looks_like_a_code_is_an_answer(town: Town) -> None:
    """In the middle of a dialogue, words that open nothing are taken as words."""
    phone = await town.home.student("Worder", town.maths)
    await phone.say("/goal")
    await phone.tap("Maths")
    replies = await phone.say("fractions are")
    assert "can't find a class" not in " ".join(replies)


async def test_what_one_tells_of_oneself_is_on_ones_card(town: Town) -> None:
    """At joining and again in /me; the teacher hears who joined, and reads the rest on the card."""
    teller, desk = town.home.phone("Teller"), town.home.phone("Ms Rivera")
    await teller.open(town.maths)
    for label in ("English", "Yes, that's my class", "I'm in", "Teller", "OK, ask me"):
        await teller.tap(label)
    await tapping(teller, "Making things", "Done", "Music", "Done", "Skip", "A quiet place", "Done")
    await teller.say("A vet")
    assert teller.last.text.startswith("All set, Teller.")
    await sent(town.home)
    assert shown(desk, "Teller joined 7B Maths.")

    await teller.say("/me")
    await tapping(teller, "Change a line", "Good at", "Numbers", "Done", "Looks right")
    await desk.say("/students")
    await desk.tap("Teller")
    [card] = [text.splitlines() for text in shown(desk, "Teller, in 7B Maths since ")]
    assert card[1:] == [
        "Good at: Making things and Numbers", "Into: Music", "What helps: A quiet place",
        "Later in life: A vet",
    ]  # fmt: skip


async def test_a_card_names_the_class_of_its_student(town: Town) -> None:
    """A teacher of two classes taps a name on an old list while being in the other."""
    there = town.home
    first = await there.teacher("Ms Pair", "9A Maths")
    await there.student("Ida", first)
    desk = there.phone("Ms Pair")
    await desk.say("/students")
    listed = desk.last.id
    await desk.say("/class")
    await desk.tap("One more class")
    await desk.say("9B Maths")
    await desk.tap_old(listed, "Ida")
    assert desk.last.text.startswith("Ida, in 9A Maths since ")
