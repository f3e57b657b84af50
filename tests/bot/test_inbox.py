"""The inbox in chat: from what waits to an answer that its student reads, in a few taps."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import storage_case as case
from house import NOON, House, act, sent
from sqlalchemy import Connection

from bot.chat import Chat, Setup
from bot.sandbox.phone import Phone
from dialogs.agree_goal import Agreed
from dialogs.answer_reply import ReplyAnswered
from dialogs.reply import Replied
from storage import audit, partners, people
from storage.tables import Role

NOT_YOURS = "That is not for this chat."
START = "I don't know how to start"


@dataclass(frozen=True)
class Desk:
    """A class of five who are stuck on the same, and their teacher's phone."""

    home: House
    link: str

    @property
    def phone(self) -> Phone:
        """The teacher's."""
        return self.home.phone("Ms Rivera")

    async def student(self, name: str, *, stuck: bool = True) -> Phone:
        """Somebody with a goal, who gets stuck on how to start; Maya has her goal already."""
        phone = self.home.phone(name)
        if name != "Maya":
            await self.home.goal(await self.home.student(name, self.link))
        if stuck:
            await check_in(phone)
        return phone

    async def colleague(self, name: str = "Mr Blue") -> Phone:
        """Another teacher of the class."""
        phone = self.home.phone(name)
        await self.home.teacher(name, f"{name}'s own class")

        def join(db: Any) -> int:
            [room] = self.home.rows(
                "SELECT class_id FROM code WHERE opens = 'class' ORDER BY id LIMIT 1"
            )
            found = people.who(db, telegram_id=phone.person.id)
            assert found is not None
            return people.join(
                db,
                person_id=found.id,
                class_id=room.class_id,
                role=Role.TEACHER,
                name=name,
                now=self.home.clock(),
            )

        await self.home.bot.worker.do(join)
        return phone


async def check_in(phone: Phone, *, then: str = "Same plan", line: str = "") -> None:
    """Stuck on how to start."""
    await phone.say("/checkin")
    for label in ("Stuck", "OK"):
        await phone.tap(label)
    if START in phone.last.labels:
        await phone.tap(START)
    else:
        await phone.tap(phone.last.labels[0])
    await phone.tap(then)
    await (phone.say(line) if line else phone.tap("Skip"))


async def begin(home: House) -> None:
    """A class in which Maya has a goal."""
    await home.goal(await home.student("Maya", await home.teacher()))


@pytest.fixture
async def there(home: House) -> Desk:
    """A class, with nobody in it yet where the test is marked `empty`."""
    return Desk(home, home.link if home.world.people else await home.teacher())


def entry_of(home: House, name: str, kind: str = "check_in") -> int:
    """The newest entry of a student."""
    sql = (
        "SELECT max(e.id) AS id FROM entry e JOIN membership m ON m.id = e.membership_id "
        "WHERE m.name = :name AND e.kind = :kind"
    )
    [row] = home.rows(sql, name=name, kind=kind)
    return int(row.id)


# --- what waits ----------------------------------------------------------------------------------


@pytest.mark.empty
async def test_nothing_waits(there: Desk) -> None:
    """A class that is new says so in one line."""
    assert await there.phone.say("/inbox") == ["Nothing waits for you in 7B Maths right now."]


async def test_one_message_says_what_waits(there: Desk) -> None:
    """How much of what, in the order that matters, then a button each; help asked stands first."""
    await there.student("Maya")
    leo = await there.student("Leo", stuck=False)
    await check_in(leo, then="Ask Ms Rivera for help")
    assert "Ms Rivera sees near the top of their list that you want help." in leo.last.text
    await leo.say("I drew it with pizza")
    await leo.tap("Keep it, on no goal")
    pings = [one.text for one in there.phone.screen if "Leo" in one.text or "Maya" in one.text]
    assert [text for text in pings if "joined" not in text] == []

    replies = await there.phone.say("/inbox")
    assert replies == [
        "In 7B Maths this waits for your word: 1 asks for help, 2 goals, and 2 check-ins and notes."
    ]
    assert there.phone.last.labels == [
        f"Answer 2 alike: {START}",
        "Leo asks for help",
        "Maya's goal: Fractions: Find two ways to do it",
        "Leo's goal: Fractions: Find two ways to do it",
        f"Maya: {START}",
        "Show more",
    ]
    await there.phone.tap("Show more")
    assert there.phone.last.labels == ["Leo: I drew it with pizza"]


async def test_whoever_needs_an_adult_stands_before_all(there: Desk) -> None:
    """Also before five who are alike; and they are told of at once."""
    for name in ("Maya", "Leo"):
        await there.student(name)
    ali = await there.student("Ali")
    await ali.say("I want to kill myself")
    await sent(there.home)
    assert "Ali just wrote something" in there.phone.last.text

    await there.phone.say("/inbox")
    assert there.phone.last.labels[0] == "Ali needs you in person"
    assert there.phone.last.labels[1].startswith("Answer 3 alike")


async def test_who_asks_to_talk_is_told_of_at_once(there: Desk) -> None:
    """A check-in that asks for a person waits for no digest."""
    maya = await there.student("Maya", stuck=False)
    await maya.say("/checkin")
    for label in ("Stuck", "Hard, not fine", "I'd like to talk to someone", "Same plan", "Skip"):
        await maya.tap(label)
    await sent(there.home)

    assert (
        there.phone.last.text == "Maya would like to talk to someone. They said so in a check-in."
    )


async def test_a_class_in_which_nothing_waits_names_the_other(there: Desk) -> None:
    """How much waits elsewhere, with a button that leads there."""
    await there.student("Maya")
    await there.phone.say("/class")
    await there.phone.tap("One more class")
    await there.phone.say("8A Maths")
    replies = await there.phone.say("/inbox")
    assert replies == [
        "Nothing waits for you in 8A Maths right now.\n2 wait in 7B Maths.",
    ]

    await there.phone.tap("Go to 7B Maths")
    assert there.phone.last.text.startswith("In 7B Maths this waits for your word")
    assert "8A" not in there.phone.last.text


# --- from the inbox to an answer -----------------------------------------------------------------


async def test_five_are_answered_in_three_taps(there: Desk) -> None:
    """/inbox, “Answer 5 alike”, an idea, “Send to 5”: each reads it under their own words."""
    names = ("Maya", "Leo", "Ali", "Bo", "Cy")
    phones = [await there.student(name) for name in names]
    await there.phone.say("/inbox")
    for label in (f"Answer 5 alike: {START}", "Do only the first line", "Send to 5"):
        await there.phone.tap(label)
    await sent(there.home)

    assert there.phone.last.text == "Sent to Maya, Leo, Ali, Bo, and Cy."
    for phone in phones:
        assert phone.last.text == (
            f"You wrote: “Stuck. OK. {START}. Same plan”\n"
            "Ms Rivera: Do only the first line. Then stop and look."
        )
        assert phone.last.labels == ["Answer", "Check in"]
    await there.phone.say("/inbox")
    assert "check-ins" not in there.phone.last.text
    kept = there.home.rows("SELECT DISTINCT kind, words FROM reply")
    assert [tuple(row) for row in kept] == [("next", "Do only the first line. Then stop and look.")]


async def test_one_of_them_is_left_out(there: Desk) -> None:
    """Unticked on the card, they wait on; the others are answered."""
    maya, leo = await there.student("Maya"), await there.student("Leo")
    await there.student("Ali")
    await there.phone.say("/inbox")
    for label in (f"Answer 3 alike: {START}", "Do only the first", "Change a line", "For", "Leo"):
        await there.phone.tap(label)
    for label in ("Done", "Send to 2"):
        await there.phone.tap(label)
    await sent(there.home)

    assert "Do only the first line" in maya.last.text
    assert "Do only the first line" not in leo.last.text
    await there.phone.say("/inbox")
    assert f"Leo: {START}" in there.phone.last.labels


async def test_the_card_of_one(there: Desk) -> None:
    """Own words, the goal, what it is stuck on, the trend, the last word; the files are shown."""
    maya = await there.student("Maya")
    await maya.send("photo", b"jpeg", "a.jpg", caption="I tried this")
    await maya.tap("Keep it, on no goal")
    await there.phone.tap_data(there.phone.last.id, f"c:reply:{entry_of(there.home, 'Maya')}")
    text = there.phone.last.text
    assert f"“Stuck. OK. {START}. Same plan”" in text
    for part in (f"Stuck on: {START}.", "Check-ins so far: Stuck.", "No word from a teacher yet."):
        assert part in text

    note = entry_of(there.home, "Maya", "note")
    await there.phone.tap_data(there.phone.last.id, f"c:reply:{note}")
    assert there.phone.screen[-2].kind == "photo"
    assert "“I tried this”" in there.phone.last.text


async def test_read_and_no_reply_needed(there: Desk) -> None:
    """It is off the list, and the student hears nothing of it."""
    maya = await there.student("Maya")
    heard = len(maya.screen)
    await there.phone.say("/inbox")
    await there.phone.tap(f"Maya: {START}")
    await there.phone.tap("Read, no reply needed")
    await sent(there.home)

    assert there.phone.last.text == "OK, that one is off your list."
    assert len(maya.screen) == heard


async def test_a_voice_message_is_heard_as_one(there: Desk) -> None:
    """Under the student's own words, with the same buttons; the answer may be spoken too."""
    maya = await there.student("Maya")
    await there.phone.say("/inbox")
    await there.phone.tap(f"Maya: {START}")
    await there.phone.send("voice", b"ogg", "v.ogg")
    await there.phone.tap("Send to Maya")
    await sent(there.home)
    assert maya.last.kind == "voice"
    assert maya.last.text.endswith("Ms Rivera answers you.")
    assert maya.last.labels == ["Answer", "Check in"]
    assert maya.last.protected

    await maya.tap("Answer")
    assert "Ms Rivera sent you a voice message." in maya.last.text
    await maya.send("voice", b"ogg2", "w.ogg")
    await there.phone.say("/inbox")
    await there.phone.tap("Maya answered you")
    assert there.phone.last.kind == "voice"
    said = there.phone.screen[-2].text
    assert "with a voice message" in said
    assert "Maya answers with a voice message." in said
    assert not there.home.rows("SELECT 1 FROM outbox WHERE state = 'dead'")


async def test_at_night_words_to_others_come_without_a_sound(there: Desk) -> None:
    """They arrive, text and voice; what has to be heard at once is heard."""
    maya = await there.student("Maya")
    there.home.clock.move(hours=9)  # nine in the evening
    await there.phone.say("/inbox")
    await there.phone.tap(f"Maya: {START}")
    await there.phone.send("voice", b"ogg", "v.ogg")
    await there.phone.tap("Send to Maya")
    await sent(there.home)
    assert maya.last.kind == "voice"

    def told(db: Connection, hours: int) -> list[bool]:
        who = people.who(db, telegram_id=maya.person.id)
        assert who is not None
        chat = Chat(db, Setup("bot"), NOON + timedelta(hours=hours), 1, who)
        chat.tell(who, "Well done")
        chat.tell(who, "Go and see them", at_once=True)
        return ["disable_notification" in one.params for one in chat.outgoing]

    assert await there.home.bot.worker.do(lambda db: told(db, 8)) == [False, False]
    assert await there.home.bot.worker.do(lambda db: told(db, 9)) == [True, False]


async def test_long_lists_and_long_words_fit(there: Desk, log: io.StringIO) -> None:
    """Forty students with two aims each, thirty who share one, and words as long as can be."""

    def many(db: Connection) -> None:
        members = [
            case.member(db, case.person(db, 9_000 + n), 1, Role.STUDENT, f"Student {n:02}")
            for n in range(40)
        ]
        for n, member in enumerate(members):
            goal_id, _other = (case.goal(db, member, aim * 100) for aim in ("ab", "cd"))
            pair = partners.ask(db, goal_id, members[(n + 1) % 40], NOON)
            assert partners.say_yes(db, pair or 0, NOON)
        told: dict[str, Any] = {"kind": "harm", "now": NOON, "update_id": 5}
        who = people.membership(db, members[0])
        assert who is not None
        audit.alert(db, person_id=who.person_id, words="y" * 4096, **told)

    await there.home.bot.worker.do(many)
    await there.phone.say("/students")
    assert all(len(bubble.text) < 4096 for bubble in there.phone.screen)
    shown = "\n".join(bubble.text for bubble in there.phone.screen)
    assert all(f"• Student {n:02}: " in shown for n in range(40))
    assert all(f"• Student {n:02} with Student" in shown for n in range(40))
    await there.phone.tap_data(there.phone.last.id, "c:words:1")
    assert there.phone.last.text == "y" * 4096
    assert "too long" not in log.getvalue()


async def test_a_trial_is_silent_in_its_own_class_alone(there: Desk) -> None:
    """What is meant for the teachers of another class reaches them."""
    maya = await there.student("Maya")

    def told(db: Connection, class_id: int | None) -> int:
        who = people.who(db, telegram_id=maya.person.id)
        assert who is not None
        chat = Chat(db, Setup("bot"), NOON, 1, replace(who, trial=True, class_id=77))
        chat.tell_teachers("News", class_id=class_id)
        return len(chat.outgoing)

    for class_id, many in ((None, 0), (77, 0), (1, 1)):
        assert await there.home.bot.worker.do(partial(told, class_id=class_id)) == many


async def test_a_student_answers_once(there: Desk) -> None:
    """It comes into the inbox until a teacher has seen it; a second answer is not taken."""
    maya = await there.student("Maya")
    await there.phone.say("/inbox")
    await there.phone.tap(f"Maya: {START}")
    for label in ("Which part is the first", "Send to Maya"):
        await there.phone.tap(label)
    await sent(there.home)
    card = maya.last.id
    await maya.tap("Answer")
    assert await maya.say("The top of the page") == ["Thanks, Ms Rivera can see that now."]

    await maya.tap_old(card, "Answer")
    assert maya.last.text == "You have answered that one already. A note says more, any time."
    await there.phone.say("/inbox")
    assert "1 answer to your reply" in there.phone.last.text
    await there.phone.tap("Maya answered you")
    assert "“The top of the page”" in there.phone.last.text
    assert "Which part is the first" in there.phone.last.text
    await there.phone.tap("What else waits?")
    assert "answer to your reply" not in there.phone.last.text


async def test_words_that_need_an_adult_are_no_answer(there: Desk) -> None:
    """The safety check comes before: nothing of them is kept as an answer."""
    maya = await there.student("Maya")
    await there.phone.say("/inbox")
    await there.phone.tap(f"Maya: {START}")
    for label in ("Which part is the first", "Send to Maya"):
        await there.phone.tap(label)
    await sent(there.home)
    await maya.tap("Answer")
    await maya.say("I want to kill myself")

    assert there.home.rows("SELECT back, back_at FROM reply") == [("", None)]


async def test_any_of_the_last_entries_is_answered_from_the_students_card(there: Desk) -> None:
    """Also what no longer waits in the inbox; what is answered has no button any more."""
    maya = await there.student("Maya", stuck=False)
    await maya.say("/checkin")
    for label in ("Done", "Going well", "My plan", "Same plan", "Skip"):
        await maya.tap(label)
    await there.phone.say("/students")
    await there.phone.tap("Maya")
    assert [label for label in there.phone.last.labels if label.startswith("Reply to:")] == [
        "Reply to: Done. Going well. My plan. Same plan"
    ]

    await there.phone.tap("Reply to: Done")
    for label in ("What helped you most?", "Send to Maya"):
        await there.phone.tap(label)
    await sent(there.home)
    assert "What helped you most?" in maya.last.text
    await there.phone.say("/students")
    await there.phone.tap("Maya")
    assert not [label for label in there.phone.last.labels if label.startswith("Reply to:")]


async def test_five_thousand_characters(there: Desk) -> None:
    """Refused with its figures, whether typed or from a form; nothing is kept or sent of it."""
    maya = await there.student("Maya")
    heard = len(maya.screen)
    await there.phone.say("/inbox")
    await there.phone.tap(f"Maya: {START}")
    [said] = await there.phone.say("a" * 4000)
    assert "That is 4,000 characters, and I can keep 1,000." in said

    entry = entry_of(there.home, "Maya")
    for words in ("a" * 5000, "   "):
        said = await on_a_form(there, Replied("own", words, "", (entry,)))
        assert "5,000 characters" in said or "no words" in said
    await sent(there.home)
    assert not there.home.rows("SELECT 1 FROM reply")
    assert len(maya.screen) == heard


async def on_a_form(there: Desk, outcome: Any, about: int = 0, who: str = "Ms Rivera") -> str:
    """What an outcome says where it does not come from a conversation, as from a page."""
    return "\n".join(await act(there.home, there.home.phone(who), about, outcome))


# --- goals to agree ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taps", "says"),
    [
        (("I agree",), "Ms Rivera looked at your goal “{aim}” and agrees."),
        (
            ("Yes, with one idea", "Begin with halves."),
            (
                "Ms Rivera looked at your goal “{aim}” and has an idea for it: “Begin with "
                "halves.” You decide about it."
            ),
        ),
        (
            ("Let's talk about it",),
            (
                "Ms Rivera looked at your goal “{aim}” and would like to talk about it with you. "
                "You can go on with it all the same."
            ),
        ),
    ],
)
async def test_a_goal_is_agreed(there: Desk, taps: tuple[str, ...], says: str) -> None:
    """The student hears it kindly, and the goal is active all the while."""
    maya = await there.student("Maya", stuck=False)
    await there.phone.say("/inbox")
    await there.phone.tap("Maya's goal")
    assert "Maya has set a goal: “Fractions: Find two ways to do it”." in there.phone.last.text
    await there.phone.tap(taps[0])
    for words in taps[1:]:
        await there.phone.say(words)
    await sent(there.home)

    assert maya.last.text == says.format(aim="Fractions: Find two ways to do it")
    await maya.tap("Look after my goal")
    assert "what shall we do with it?" in maya.last.text
    assert [row.state for row in there.home.rows("SELECT state FROM goal")] == ["active"]
    assert there.phone.last.text == "Thanks. Maya knows."
    await there.phone.tap("What else waits?")
    assert "Nothing waits" in there.phone.last.text


async def test_an_idea_for_a_goal_is_a_line(there: Desk) -> None:
    """From a form too: what is longer, or empty, is refused and nothing is kept."""
    await there.student("Maya", stuck=False)
    [goal] = there.home.rows("SELECT id FROM goal")
    said = await on_a_form(there, Agreed("changed", "a" * 301), goal.id)
    assert "301 characters" in said
    said = await on_a_form(there, Agreed("changed", " "), goal.id)
    assert "no words" in said

    assert there.home.rows("SELECT agreed_at FROM goal") == [(None,)]


# --- two teachers, and who may not ---------------------------------------------------------------


async def test_the_second_teacher_hears_what_the_first_said(there: Desk) -> None:
    """On the card, in the middle of their own reply, and at the end: nobody is overwritten."""
    maya = await there.student("Maya")
    blue = await there.colleague()
    entry = entry_of(there.home, "Maya")
    [goal] = there.home.rows("SELECT id FROM goal")
    await blue.tap_data(blue.last.id, f"c:reply:{entry}")
    await there.phone.tap_data(there.phone.last.id, f"c:reply:{entry}")
    for label in ("Do only the first line", "Send to Maya"):
        await there.phone.tap(label)
    await sent(there.home)
    heard = len(maya.screen)

    first = "Ms Rivera answered Maya on Mon, Nov 23, 12:00\u202fPM: “Do only the first line"
    await blue.tap("Thanks for saying")
    assert first in blue.last.text
    await blue.tap_data(blue.last.id, f"c:reply:{entry}")
    assert first in blue.last.text
    said = await on_a_form(there, Replied("own", "Mine", "", (entry,)), who="Mr Blue")
    assert first in said
    assert len(maya.screen) == heard

    await there.phone.tap_data(there.phone.last.id, f"c:agree:{goal.id}")
    await there.phone.tap("I agree")
    await blue.tap_data(blue.last.id, f"c:agree:{goal.id}")
    assert "Ms Rivera looked at this goal on" in blue.last.text
    said = await on_a_form(there, Agreed("talk", ""), goal.id, who="Mr Blue")
    assert "Ms Rivera looked at this goal on" in said
    assert there.home.rows("SELECT agreed FROM goal") == [("agreed",)]


async def test_ids_open_nothing_to_others(there: Desk) -> None:
    """A teacher of another class, a classmate, a stranger: no word of it, by any button."""
    await there.student("Maya")
    await there.student("Leo", stuck=False)
    await there.home.teacher("Mr Blue", "8C Art")
    entry = entry_of(there.home, "Maya")
    [room] = there.home.rows("SELECT class_id FROM membership WHERE name = 'Maya'")
    [goal] = there.home.rows("SELECT min(id) AS id FROM goal")
    await there.phone.tap_data(there.phone.last.id, f"c:reply:{entry}")
    await there.phone.tap("Do only the first line")
    await there.phone.tap("Send to Maya")
    buttons = [f"{what}:{entry}" for what in ("reply", "alike", "readback", "sayback")]
    buttons += [f"agree:{goal.id}", f"inbox:{room.class_id}", "reply:99", "agree:x"]
    outcomes = (Replied("own", "Hi", "", (entry,)), Agreed("agreed", ""), ReplyAnswered("x", ""))
    for who in ("Mr Blue", "Leo", "Ana"):
        phone = there.home.phone(who)
        await phone.say("/start")
        for data in buttons:
            await phone.tap_data(phone.last.id, f"c:{data}")
            assert NOT_YOURS in [bubble.text for bubble in phone.screen[-2:]], (who, data)
        for outcome in outcomes:
            said = await on_a_form(there, outcome, goal.id, who)
            assert said == NOT_YOURS, (who, outcome)
    assert there.home.rows("SELECT count(*) FROM reply") == [(1,)]


async def test_every_look_is_on_record(there: Desk) -> None:
    """Who opened the inbox, read an entry, replied, looked at a goal."""
    await there.student("Maya")
    await there.phone.say("/inbox")
    await there.phone.tap(f"Maya: {START}")
    for label in ("Do only the first", "Send to Maya", "What else waits?", "Maya's goal"):
        await there.phone.tap(label)
    await there.phone.tap("I agree")

    noted = [row.action for row in there.home.rows("SELECT action FROM audit ORDER BY id")]
    assert noted[-6:] == [
        "saw the inbox", "read an entry", "replied", "saw the inbox", "read a goal",
        "looked at a goal",
    ]  # fmt: skip


async def test_an_idea_is_read_in_the_students_language(there: Desk) -> None:
    """What was tapped is a sentence of ours: each reads it in their own language."""
    maya = await there.student("Maya")

    def speaks(db: Any) -> None:
        found = people.who(db, telegram_id=maya.person.id)
        assert found is not None
        people.settle_in(db, found.id, language="es")

    await there.home.bot.worker.do(speaks)
    await there.phone.say("/inbox")
    await there.phone.tap(f"Maya: {START}")
    for label in ("Do only the first", "Send to Maya"):
        await there.phone.tap(label)
    await sent(there.home)

    assert "Haz solo la primera línea" in maya.last.text
    assert "Check in" not in maya.last.labels
