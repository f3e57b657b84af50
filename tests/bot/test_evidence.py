"""What students hand in reaches the teacher as what it is, whatever Telegram calls it."""

from __future__ import annotations

import pytest
from classroom import Classroom

from bot.sandbox.phone import Phone
from bot.sandbox.world import MEDIA

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def at_the_work(room: Classroom, name: str) -> Phone:
    """A student who is asked to send their work."""
    phone = await room.student(name)
    await room.home.goal(phone)
    await phone.say("/show")
    await phone.tap("Make something, with photos")
    return phone


async def hand_in(phone: Phone) -> None:
    """From the last piece on."""
    await phone.tap("That's all")
    for _criterion in range(3):
        await phone.tap("Yes, it does")
    await phone.tap("Hand it in")
    assert "Handed in" in phone.last.text


@pytest.mark.parametrize("kind", MEDIA)
async def test_each_kind_reaches_the_teacher(room: Classroom, kind: str) -> None:
    """A file comes as its own kind, with its reason; a video note's reason stands below it."""
    phone = await at_the_work(room, f"Kid{kind}")
    await phone.send(kind, b"the work", "work.bin")
    await phone.say("my reason")
    await hand_in(phone)
    await room.home.review(room.desk)

    shown = [bubble for bubble in room.desk.screen if bubble.kind == kind][-1]
    after = room.desk.screen[room.desk.screen.index(shown) + 1]
    says = after.text if kind == "video_note" else shown.text
    assert says == "This shows it because: my reason"
    assert shown.protected
    assert not room.home.rows("SELECT 1 FROM outbox WHERE state = 'dead'")
    stored = room.home.rows("SELECT kind FROM attachment ORDER BY id DESC LIMIT 1")
    assert [row.kind for row in stored] == [kind]


async def test_a_long_reason_stands_below(room: Classroom) -> None:
    """A caption holds too little for it."""
    phone = await at_the_work(room, "Long")
    await phone.send("audio", b"mp3", "song.mp3")
    await phone.say("because " * 60)
    await hand_in(phone)
    await room.home.review(room.desk)

    song, reason = room.desk.screen[-3:-1]
    assert (song.kind, song.text) == ("audio", "")
    assert reason.text.startswith("This shows it because: because because")


async def test_all_by_tapping(room: Classroom) -> None:
    """Neither the student's reason nor the teacher's one thing has to be typed."""
    phone = await at_the_work(room, "Tapper")
    await phone.send("photo", b"jpeg", "a.jpg")
    await phone.tap("You can see each step")
    await hand_in(phone)
    await room.home.review(room.desk)
    assert room.desk.screen[-2].text == "This shows it because: You can see each step"

    for label in ("Not yet", "Skip", "Meets", "Meets", "Revise one thing", "Show one more step"):
        await room.desk.tap(label)
    await room.desk.tap("Send to Tapper")
    assert "One thing to revise: Show one more step" in phone.last.text
    await phone.tap("Revise it")
    assert "Ms Rivera asked for one thing: “Show one more step”" in phone.last.text


async def test_a_caption_is_in_the_log(room: Classroom) -> None:
    """The words under a file are the student's reason, and no export is without them."""
    phone = await at_the_work(room, "Captain")
    await phone.send("photo", b"jpeg", "a.jpg", caption="both halves are the same")
    await hand_in(phone)
    (said,) = room.home.rows(
        "SELECT response FROM entry WHERE kind = 'demonstration_submitted' ORDER BY id DESC LIMIT 1"
    )
    assert "both halves are the same" in said.response
