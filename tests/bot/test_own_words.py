"""A class's own questions, formats and criteria come into what its students are asked."""

from __future__ import annotations

from typing import Any

from house import House, tapping
from sqlalchemy import Connection, event

from bot.chat import Chat, Setup
from bot.facts import KINDS
from bot.sandbox.phone import Phone
from storage import people, prompts


async def set_one(desk: Phone, kind: str, words: str) -> None:
    """Set words of the class's own."""
    await desk.say("/prompts")
    await desk.tap(kind)
    if "Add one" in desk.last.labels:
        await desk.tap("Add one")
    await desk.say(words)
    assert desk.last.text == "Kept. Your class meets it from now on."


async def test_a_class_with_words_of_its_own(home: House) -> None:
    """They come into check-ins, ways to show and criteria; removed, they can still be read."""
    maya = await home.student("Maya", await home.teacher())
    desk = home.phone("Ms Rivera")
    await home.goal(maya)
    await desk.say("/prompts")
    assert "You can give 7B Maths questions and words of your own" in desk.screen[-2].text
    await desk.tap("Stop")
    await set_one(desk, "Check-in question", "Who helped?")
    await set_one(desk, "Way to show", "Draw a comic")
    await set_one(desk, "Thing to look for", "I give a source")
    await set_one(desk, "Thing to look for", "It adds up")

    await maya.say("/checkin")
    await tapping(maya, "Done", "Going well", "My plan", "Same plan", "Skip")
    await maya.say("/checkin")
    await tapping(maya, "Moved it on", "Going well")
    assert maya.last.text.startswith("Who sees this: you and Ms Rivera.")
    assert "Ms Rivera asks: “Who helped?”" in maya.last.text
    await maya.send("voice", b"ogg")
    await tapping(maya, "Same plan", "Skip")
    [entry] = home.rows(
        "SELECT e.response, a.kind FROM entry e JOIN attachment a ON a.entry_id = e.id"
    )
    assert ("A voice message" in entry.response, entry.kind) == (True, "voice")

    await maya.say("/show")
    assert "the same things: “I give a source” and “It adds up”." in maya.last.text
    await maya.tap("Draw a comic")
    await maya.say("Panel 1")
    await maya.say("two sources")
    await tapping(maya, "That's all", "Yes, it does", "Not yet", "Hand it in")
    await desk.say("/prompts")
    assert "Thing to look for: “I give a source” and “It adds up”" in desk.screen[-2].text
    await tapping(desk, "Thing to look for", "Remove “It adds up”")
    assert desk.last.text == "Removed. What was answered to it stays on record."

    await home.review(desk)
    assert "shows “Fractions: Find two ways to do it”: Draw a comic." in desk.screen[-3].text
    assert "• It adds up: Not yet" in desk.screen[-3].text
    await desk.tap("Meets")
    await desk.tap("Beyond")
    await tapping(desk, "It meets", "Send to Maya")
    assert "• It adds up\n   You: Not yet. Ms Rivera: Beyond." in maya.last.text
    await maya.say("/show")
    assert "the same three things" in maya.last.text  # one alone takes no place


async def test_own_words_are_for_teachers(home: House) -> None:
    """A student is told so, and sees nothing of the class."""
    phone = await home.student("Maya", await home.teacher())
    assert await phone.say("/prompts") == ["That is for teachers."]


async def test_a_class_without_own_words_costs_a_check_in_nothing(home: House) -> None:
    """What a check-in is told takes four statements, and one more only where there are some."""
    phone = await home.student("Cheap", await home.teacher())
    await home.goal(phone)
    here = home.rows("SELECT class_id FROM membership WHERE name = 'Cheap'")[0].class_id

    def statements(db: Connection) -> int:
        who = people.who(db, telegram_id=phone.person.id)
        assert who is not None
        seen: list[str] = []

        def count(_db: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            seen.append(statement)

        event.listen(db, "before_cursor_execute", count)
        KINDS["check_in"].facts(Chat(db, Setup("bot"), home.clock(), 0, who), None, home.clock())
        event.remove(db, "before_cursor_execute", count)
        return len(seen)

    assert await home.bot.worker.do(statements) == 4
    await home.bot.worker.do(lambda db: prompts.set_one(db, here, "check_in", "Who?", home.clock()))
    assert await home.bot.worker.do(statements) == 5
