"""What cannot be an answer gets a clear sentence and the same question; nothing is lost."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from classroom import Classroom
from house import House
from naughty import naughty

from bot.sandbox.phone import Phone
from bot.sandbox.world import ImpossibleError
from dialogs import safety
from dialogs.clean import clean, has_letters_or_digits, is_only_emoji
from dialogs.kinds import find
from dialogs.show_mastery import BECAUSE
from dialogs.words import language
from storage import people

pytestmark = pytest.mark.asyncio(loop_scope="module")

AREA = "What do you want to get better at?"
LEVEL = "Where are you with it today?"
DUE = "by when?"
SAMPLE = 60


async def setting_a_goal(room: Classroom, name: str) -> Phone:
    """Somebody at the first question of a goal: text is asked. The same name is the same phone."""
    phone = room.home.phone(name)
    if not phone.person.messages:
        await room.student(name)
        await phone.tap("Set a goal")
        assert AREA in phone.last.text
    return phone


def answers(room: Classroom, phone: Phone) -> str:
    """What is stored of the open conversation's answers."""
    (row,) = room.home.rows(
        "SELECT answers FROM conversation JOIN person ON person.id = person_id "
        "WHERE telegram_id = :id ORDER BY conversation.id DESC LIMIT 1",
        id=phone.person.id,
    )
    return str(row.answers)


def nothing_refused(home: House) -> bool:
    """Whether the stand-in took all that was sent."""
    return not home.rows("SELECT key, reason FROM outbox WHERE state = 'dead'")


@pytest.mark.parametrize(
    ("name", "said", "why"),
    [
        ("Zoe", "\u200b\u2060\u200b", "no words"),  # all that a phone can send of emptiness
        ("Emo", "🙂🙃👩‍👩‍👧", "no words"),
        ("Dot", "...!?", "no words"),
        ("Rtl", "\u202e\u2066\u200f", "no words"),
        ("Lon", "a" * 400, "400 characters"),
    ],
)
async def test_words_that_are_none(room: Classroom, name: str, said: str, why: str) -> None:
    """Unseen characters, only emoji, only dots, or too much: why not, and the same question."""
    phone = await setting_a_goal(room, name)
    (reply,) = await phone.say(said)
    assert why in reply
    assert AREA in reply
    assert answers(room, phone) == "{}"


async def test_nothing_at_all_cannot_be_sent(room: Classroom) -> None:
    """Telegram itself sends no message without text."""
    with pytest.raises(ImpossibleError):
        await (await setting_a_goal(room, "Nil")).say("  \n ")


async def test_ten_thousand_characters(room: Classroom) -> None:
    """They come as three messages; each is refused with its length, and nothing is kept."""
    phone = await setting_a_goal(room, "Tenk")
    replies = await phone.say("word " * 2000)
    assert len(replies) == 3
    assert "4,096 characters" in replies[0] or "4,095 characters" in replies[0]
    assert all(AREA in reply for reply in replies)
    assert answers(room, phone) == "{}"


async def test_direction_and_zero_width_tricks_are_taken_out(room: Classroom) -> None:
    """What is seen stays; what turns or hides text goes."""
    phone = await setting_a_goal(room, "Trick")
    await phone.say("\u202eFrac\u200btions\u2066")
    assert LEVEL in phone.last.text
    assert '"Fractions"' in answers(room, phone)


@pytest.mark.parametrize(("name", "said"), [("Bold", "<b>"), ("Eq", "=1+1"), ("Amp", "a &lt; b")])
async def test_what_a_machine_could_run_is_only_text(room: Classroom, name: str, said: str) -> None:
    """It is shown as written, and stands inert in the export."""
    phone = await room.student(name)
    await room.home.goal(phone, said)
    assert any(said in bubble.text for bubble in phone.screen if not bubble.mine)
    content = await room.export()
    cells = [
        row["goal_text"]
        for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        if row["student_name"] == name
    ]
    assert [cell.removeprefix("'") for cell in cells] == [f"{said}: Find two ways to do it"]
    assert cells[0].startswith("'=") or not said.startswith("=")


async def test_a_sticker_or_a_place_where_text_is_asked(room: Classroom) -> None:
    """Neither is words."""
    phone = await setting_a_goal(room, "Stick")
    for reply in (await phone.sticker(), await phone.share_location()):
        assert "I need this one in words" in reply[0]
        assert AREA in reply[0]


async def test_a_photo_where_a_choice_is_asked(room: Classroom) -> None:
    """The buttons are asked for, and the picture is kept nowhere."""
    phone = await setting_a_goal(room, "Pho")
    await phone.say("Fractions")
    (reply,) = await phone.send("photo", b"picture")
    assert "tap one of the buttons" in reply
    assert LEVEL in reply
    assert "file_id" not in answers(room, phone)


async def test_a_file_of_60_mb(room: Classroom) -> None:
    """More than Telegram lets a bot fetch: a shorter one or a link is asked for."""
    phone = await room.student("Big")
    await room.home.goal(phone)
    await phone.say("/show")
    await phone.tap("Write about it")
    (reply,) = await phone.send("video", b"video", size=60_000_000)
    assert "up to 20 MB" in reply
    assert "Send your work" in reply


@pytest.mark.parametrize(
    ("name", "said", "why"),
    [
        ("Past", "Nov 2 2026", "has passed"),
        ("The45", "the 45th", "no such day"),
        ("Vague", "soonish", "can't tell which day"),
        ("Far", "Dec 3 2031", "more than a year"),
    ],
)
async def test_days_that_cannot_be(room: Classroom, name: str, said: str, why: str) -> None:
    """A past day, one that is none, one nobody can tell, one too far off: why, and again."""
    phone = await setting_a_goal(room, name)
    await phone.say("Fractions")
    for label in ("Getting there", "Find two ways", "I'd feel ready", "I put it off", "I do just"):
        await phone.tap(label)
    await phone.say("Read a page")
    (reply,) = await phone.say(said)
    assert why in reply.lower()
    assert DUE in reply
    assert await phone.tap("Dec 4")


async def test_an_edited_message_changes_no_answer(room: Classroom) -> None:
    """The first version stands; how to change it is said, and the question comes again."""
    phone = await setting_a_goal(room, "Edit")
    await phone.say("Fractions")
    mine = next(bubble.id for bubble in reversed(phone.screen) if bubble.mine)
    (reply,) = await phone.edit(mine, "Decimals")
    assert "I keep what you sent first" in reply
    assert LEVEL in reply
    assert "Decimals" not in answers(room, phone)


async def test_a_tap_on_an_old_card(room: Classroom) -> None:
    """It changes nothing; the question that is open now comes again."""
    phone = await setting_a_goal(room, "Stale")
    old = phone.last.id
    await phone.say("Fractions")
    replies = await phone.tap_old(old, "Maths")
    assert "That card is from before" in replies[-1]
    assert LEVEL in replies[-1]
    assert "maths" not in answers(room, phone)


@pytest.mark.parametrize(
    "data",
    [
        "a:1:maths",
        "a:99999999999:maths",
        "a:--5:maths",
        "a:²:maths",
        "a::",
        "a",
        ":::",
        "garbage",
        "c:nothing:1",
        "x" * 64,
        "é" * 32,
        "a:" + "9" * 62,
    ],
)
async def test_a_forged_button(room: Classroom, data: str) -> None:
    """Whatever a changed app sends: a kind word and the same question."""
    phone = await setting_a_goal(room, "Forger")
    replies = await phone.tap_data(phone.last.id, data)
    assert AREA in replies[-1]
    assert answers(room, phone) == "{}"


async def test_an_option_that_is_not_offered(room: Classroom) -> None:
    """The right revision with an unknown option is refused by name, and asked again."""
    phone = await setting_a_goal(room, "Unknown")
    revision = (phone.last.buttons[0].data or "").split(":")[1]
    (reply,) = await phone.tap_data(phone.last.id, f"a:{revision}:nothing")
    assert "not part of this question" in reply
    assert AREA in reply


@pytest.mark.parametrize(
    "command", ["goal", "show", "resume", "switch", "review", "words", "way", "language", "start"]
)
@pytest.mark.parametrize("argument", ["²", "9" * 40, "999999", "2147483648"])
async def test_a_command_button_with_a_forged_argument(
    room: Classroom, command: str, argument: str
) -> None:
    """Every one of them is answered, and no turn fails."""
    phone = room.home.phone("Mallory")
    if not phone.person.messages:
        await room.student("Mallory")
    assert await phone.tap_data(phone.last.id, f"c:{command}:{argument}")
    assert not phone.last.text.startswith("Sorry, something went wrong")


async def test_buttons_of_another_person(room: Classroom) -> None:
    """Goals, works, conversations and places of others open nothing."""
    mine, other = await room.student("Owner"), await room.student("Thief")
    await room.home.goal(mine)
    await mine.say("/goal")
    await mine.tap("Set a new goal")
    await mine.say("Decimals")
    await mine.tap("Stop")
    taps = [button.data or "" for bubble in mine.screen for button in bubble.buttons]
    for data in [*filter(lambda d: d.startswith(("c:goal:", "c:resume:")), taps), "c:show:1"]:
        if data.split(":")[2].isdecimal():
            await other.tap_data(other.last.id, data)
            assert "no longer there" in other.last.text or "question is done" in other.last.text
    before = room.home.rows("SELECT id, state FROM goal ORDER BY id")
    await other.tap_data(other.last.id, mine.last.buttons[0].data or "")
    assert room.home.rows("SELECT id, state FROM goal ORDER BY id") == before


async def test_a_wrong_code_and_too_many(room: Classroom) -> None:
    """A stranger hears that it opens nothing, and after five tries to wait."""
    phone = room.home.phone("Guesser")
    for _try in range(5):
        await phone.say("7K3M-Q2ZD-X9AB")
        assert "can't find a class" in phone.last.text
    await phone.say("7K3M-Q2ZD-X9AB")
    assert "wait 15 minutes" in phone.last.text
    await phone.open(room.link)  # the right one has to wait as well
    assert "wait 15 minutes" in phone.last.text


async def test_a_code_that_was_used(room: Classroom) -> None:
    """A teacher's link opens once; for anybody else it is no link."""
    code = await room.home.bot.worker.do(
        lambda db: people.new_code(db, opens="teacher", now=room.home.clock())
    )
    first, second = room.home.phone("First"), room.home.phone("Second")
    await first.open(code)
    await first.tap("English")
    assert "Welcome" in first.last.text
    await second.open(code)
    assert "can't find a class" in second.last.text


async def test_a_code_that_has_run_out(room: Classroom) -> None:
    """It looks like any code that opens nothing."""
    month_ago = room.home.clock() - timedelta(days=31)
    code = await room.home.bot.worker.do(
        lambda db: people.new_code(db, opens="class", class_id=1, now=month_ago)
    )
    phone = room.home.phone("Late")
    await phone.open(code)
    assert "can't find a class" in phone.last.text


async def test_a_wrong_code_in_the_middle_of_a_dialogue(room: Classroom) -> None:
    """It is answered, and the question comes again."""
    phone = await setting_a_goal(room, "Midcode")
    replies = await phone.open("AAAA-BBBB-CCCC")
    assert "can't find a class" in replies[0]
    assert AREA in replies[-1]


@pytest.mark.parametrize(
    "command",
    [
        "/help", "/settings", "/why", "/privacy", "/whosees", "/language", "/start", "/inbox",
        "/students", "/export", "/invite", "/class", "/unknown", "/help\nme", "/", "/goal@bot",
    ],
)  # fmt: skip
async def test_a_command_in_the_middle_of_a_dialogue(room: Classroom, command: str) -> None:
    """It is served, the dialogue waits, and its question comes again."""
    phone = await setting_a_goal(room, "Midway")
    replies = await phone.say(command)
    assert AREA in replies[-1]
    assert answers(room, phone) == "{}"


async def test_twelve_letters_are_words(room: Classroom) -> None:
    """A student's message that could be a code by its letters is offered as a note all the same."""
    phone = await room.student("Twelve")
    await phone.say("fractions are")
    assert "keep that as a note" in phone.last.text


async def test_naughty_strings_come_back_as_written(room: Classroom) -> None:
    """Through a live dialogue: nothing raises, nothing is refused, the card shows them as said."""
    found = [text.strip() for text in naughty()]
    usable = [
        text
        for text in found
        if len(text) < 240
        and not text.startswith("/")
        and has_letters_or_digits(clean(text))
        and not is_only_emoji(clean(text))
        and safety.check(clean(text)) is None
        and find(clean(text), BECAUSE.choices, language("en")) is None  # “1” is the first ending
    ]
    phone = await room.student("Blns")
    await room.home.goal(phone)
    await phone.say("/show")
    for step in ("Write about it", "3/4 is 6/8", "I show two ways", "That's all"):
        await (phone.tap(step) if step in " ".join(phone.last.labels) else phone.say(step))
    for _criterion in range(3):
        await phone.tap("Yes, it does")
    quick = Phone(room.home.world, phone.person.id, settle=0.002)
    for text in usable[:: len(usable) // SAMPLE]:
        await quick.say("Piece 1 shows it because")
        await quick.say(text)
        shown = quick.last.text.replace("\u2068", "").replace("\u2069", "")
        assert f"Piece 1 shows it because: {clean(text)}\n" in shown
    assert nothing_refused(room.home)
