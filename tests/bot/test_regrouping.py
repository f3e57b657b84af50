"""Groups: offered with their reason, made, sent as a plan, changed, and over on their own day."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
import storage_case as case
from house import NOON, House, sent, shown
from sqlalchemy import Connection
from sqlmodel import col

from bot import regrouping
from bot.sandbox.phone import Phone
from storage import goals, groups, people
from storage.database import change
from storage.tables import Class, Goal, Group, Membership

IDEA = "How to start, in Maths"


async def at(home: House, *when: int) -> None:
    """The clock comes to an instant (UTC), and a tick does what is due."""
    home.clock.now = datetime(*when, tzinfo=UTC)  # type: ignore[arg-type, misc]  # a date and a time
    await home.bot.ticks.run()
    await sent(home)


async def stuck(home: House, name: str, link: str) -> Phone:
    """A student with a goal in Maths, who is stuck on how to start."""
    phone = await home.student(name, link)
    await home.goal(phone, "Maths")
    await phone.say("/checkin")
    for label in ("Stuck", "OK", "how to start", "Same plan"):
        await phone.tap(label)
    await phone.say("/skip")
    return phone


@dataclass(frozen=True)
class Room:
    """A class in which three are stuck on the same, and its teacher."""

    home: House
    link: str
    sam: Phone
    ali: Phone
    mia: Phone

    @property
    def desk(self) -> Phone:
        """The teacher's phone."""
        return self.home.phone("Ms Rivera")

    async def made(self) -> int:
        """The teacher makes the group that is offered."""
        await self.desk.say("/groups")
        await self.desk.tap(IDEA)
        await self.desk.tap("Make this group")
        await self.desk.tap("Make this group")
        [row] = self.home.rows('SELECT max(id) AS id FROM "group"')
        return int(row.id)

    async def plan(self) -> int:
        """And sends it."""
        made = await self.made()
        await self.desk.tap("Send the plan")
        await sent(self.home)
        return made


NAMES = ("Sam", "Ali", "Mia")


async def begin(home: House) -> None:
    """A class in which three are stuck on the same."""
    link = await home.teacher()
    for name in NAMES:
        await stuck(home, name, link)


async def a_room(home: House) -> Room:
    """The class."""
    return Room(home, home.link, *map(home.phone, NAMES))


# --- made and sent -------------------------------------------------------------------------------


async def test_an_idea_explains_itself(home: House) -> None:
    """Why, who, and what they could do for ten minutes, before anything is made."""
    there = await a_room(home)
    await there.desk.say("/groups")
    assert shown(there.desk, "No group works together now.")
    assert there.desk.last.text == "These could work together. Tap one to see why."
    assert there.desk.last.labels[:1] == [IDEA]
    assert "A group of my own" in there.desk.last.labels
    await there.desk.tap(IDEA)
    assert there.desk.last.text == (
        f"{IDEA}\n3 students are stuck on how to start, in Maths, in the last day.\n\n"
        "Ali, Mia, and Sam\n\n"
        "Ten minutes: each one writes only the first line. Then they read the first lines to each "
        "other and pick one to go on with."
    )
    assert there.desk.last.labels == ["Make this group", "Not this one"]


async def test_made_and_sent_as_a_plan(home: House) -> None:
    """The teacher gets one message to send on; students hear with whom, and never why."""
    there = await a_room(home)
    await there.plan()
    [plan] = shown(there.desk, "Groups of 7B Maths")
    assert plan.splitlines()[1:3] == [f"{IDEA}, until Mon, Dec 7", "Ali, Mia, and Sam"]
    assert there.desk.last.text == "3 students know now with whom they work."
    assert there.sam.last.text == (
        "You work with Ali and Mia for a while, until Mon, Dec 7. Ms Rivera tells you how to start."
    )
    assert there.sam.last.labels == ["I'd like to change"]
    for phone in (there.sam, there.ali, there.mia):
        assert not shown(phone, "stuck on how")
        assert not shown(phone, IDEA)

    await there.desk.say("/groups")
    assert shown(there.desk, f"• {IDEA}, until Mon, Dec 7: Ali, Mia, and Sam")
    await there.desk.tap_data(there.desk.last.id, "c:groupsend:1")
    await sent(home)
    assert "All students knew already" in there.desk.last.text
    assert len(shown(there.sam, "You work with")) == 1


async def test_a_student_finds_the_group(home: House) -> None:
    """Once it was sent, and not when it is over."""
    there = await a_room(home)
    made = await there.made()
    await there.sam.say("/groups")
    assert there.sam.last.text == "You are in no group now."
    await there.desk.tap("Send the plan")
    await sent(home)
    await there.sam.say("/groups")
    assert there.sam.last.text == "You work with Ali and Mia, until Mon, Dec 7."
    await there.desk.tap_data(there.desk.last.id, f"c:groupend:{made}")
    await there.sam.say("/groups")
    assert there.sam.last.text == "You are in no group now."


async def test_a_group_of_ones_own(home: House) -> None:
    """Line by line, of anybody in the class."""
    there = await a_room(home)
    await there.desk.say("/groups")
    await there.desk.tap("A group of my own")
    await there.desk.say("Band")
    await there.desk.tap("Mia")
    await there.desk.tap("Sam")
    await there.desk.tap("Done")
    await there.desk.tap("Each one shows")
    await there.desk.tap("Make this group")
    assert there.desk.last.text.startswith("“Band” is made, until Mon, Dec 7.")
    await there.desk.tap("My groups")
    await there.desk.tap("Band")
    assert there.desk.last.text == (
        "Band, until Mon, Dec 7\nMia and Sam\n\nEach one shows what they did last"
    )


async def test_a_long_subject_makes_a_group_all_the_same(home: House) -> None:
    """What nobody typed is shortened where it does not fit, never refused."""
    there = await a_room(home)
    area = {"area": "Reading and writing about the history of our own town"}
    await home.bot.worker.do(lambda db: change(db, Goal, **area))
    await there.desk.say("/groups")
    await there.desk.tap("How to start, in Reading")
    await there.desk.tap("Make this group")
    await there.desk.tap("Make this group")
    [(name,)] = home.rows('SELECT name FROM "group"')
    assert (len(name), name[-1]) == (60, "…")


async def test_an_idea_that_changed_meanwhile(home: House) -> None:
    """Where students told more since, the teacher is told so and looks again."""
    there = await a_room(home)
    await there.desk.say("/groups")
    card = there.desk.last.id
    for phone in (there.sam, there.ali, there.mia):
        await phone.say("/checkin")
        for label in ("Moved it on", "OK", "My plan", "Same plan"):
            await phone.tap(label)
        await phone.say("/skip")
    await there.desk.tap_old(card, IDEA)
    assert there.desk.last.text == ("Students have told more since, so that one is different now.")
    await there.desk.tap("My groups")
    assert there.desk.last.text.startswith("Nothing in the last two weeks asks for a group.")


def band() -> Group:
    """One more group."""
    until = date(2026, 12, 7)
    told: dict[str, Any] = {"created_at": NOON, "created_by": 1, "sent_at": NOON}
    return Group(class_id=1, name="Band", why="", move="", by="own", until=until, **told)


def thirty(db: Connection) -> None:
    """Thirty groups of Sam, Ali and Mia, with names and moves as long as they can be."""
    who = [member.id or 0 for member in people.students(db, 1)]
    for n in range(30):
        row = Group(
            class_id=1,
            name=f"Group {n:02} ".ljust(60, "x"),
            why="",
            move="y" * 300,
            by="own",
            created_at=NOON,
            created_by=1,
            until=date(2026, 12, 7),
        )
        groups.make(db, row, who)


async def test_many_groups_are_a_plan_in_parts(home: House) -> None:
    """Whatever teachers write, each message fits, and no group is left out."""
    there = await a_room(home)
    await home.bot.worker.do(thirty)
    await there.desk.say("/groups")
    await there.desk.tap_data(there.desk.last.id, "c:groupsend:1")
    await sent(home)
    plans = shown(there.desk, "Groups of 7B Maths")
    assert len(plans) > 1
    assert all(f"Group {n:02}" in "\n".join(plans) for n in range(30))


def looks_back(db: Connection) -> None:
    """Four students with goals in Art; of two the newest look back tells of help and a level."""
    members = people.students(db, 1)
    for member, level in zip(members, (1, 1, 2, 2), strict=True):
        goal_id = case.goal(db, member.id or 0, area="Art", level=level)
        said: dict[str, Any] = {"goal_id": goal_id, "kind": "reflection", "state": "same"}
        asks = {"ask_teacher_code": "example"} if level == 1 else {}
        for days, now in ((8, 4), (1, 3 if level == 1 else 2)):
            at = NOON - timedelta(days=days)
            goals.log(db, case.entry(member.id or 0, at=at, level=now, answers=asks, **said))


@pytest.mark.empty
async def test_what_a_look_back_tells(home: House) -> None:
    """Its level counts before that of long ago, and a wish to the teacher is help asked for."""
    link = await home.teacher()
    for name in ("Sam", "Ali", "Mia", "Bo"):
        await home.student(name, link)
    await home.bot.worker.do(looks_back)
    found = await home.bot.worker.do(lambda db: regrouping.proposals(db, 1, home.clock.now))
    assert [(one.by, [member.name for member in one.members]) for one in found] == [
        ("help", ["Ali", "Bo"]),
        ("level", ["Ali", "Mia", "Sam"]),
    ]
    late = home.clock.now + timedelta(days=21)  # the steps were for 1 and 2 December
    found = await home.bot.worker.do(lambda db: regrouping.proposals(db, 1, late))
    assert [one.by for one in found] == ["level", "pace"]


# --- changed -------------------------------------------------------------------------------------


async def test_a_change_is_told_to_those_it_is_about(home: House) -> None:
    """Whoever stays hears with whom they work now, whoever does not that they are on their own."""
    there = await a_room(home)
    await there.plan()
    bo = await home.student("Bo", there.link)
    await there.desk.say("/groups")
    await there.desk.tap(IDEA)
    await there.desk.tap("Change it")
    await there.desk.tap("Change a line")
    await there.desk.tap("Who")
    await there.desk.tap("Sam")
    await there.desk.say("Bo")
    await there.desk.tap("Done")
    await there.desk.tap("Looks right")
    assert there.desk.last.text == f"“{IDEA}” is changed."
    await sent(home)
    assert there.ali.last.text == (
        "Your group has changed: you work with Bo and Mia now, until Mon, Dec 7."
    )
    assert bo.last.text.startswith("You work with Ali and Mia for a while, until Mon, Dec 7.")
    assert there.sam.last.text == "Your group has changed, and you work on your own again."


async def test_another_name_is_no_news_to_students(home: House) -> None:
    """They never hear it; a later last day they do hear."""
    there = await a_room(home)
    await there.plan()
    await there.desk.say("/groups")
    await there.desk.tap(IDEA)
    await there.desk.tap("Change it")
    await there.desk.tap("Change a line")
    await there.desk.tap("Name")
    await there.desk.say("Early birds")
    await there.desk.tap("Looks right")
    await sent(home)
    assert not shown(there.sam, "Your group has changed")
    await there.desk.tap("My groups")
    await there.desk.tap("Early birds")
    await there.desk.tap("Change it")
    await there.desk.tap("Change a line")
    await there.desk.tap("Until")
    await there.desk.say("Dec 11")
    await there.desk.tap("Looks right")
    await sent(home)
    assert there.sam.last.text.endswith("until Fri, Dec 11.")


async def test_a_student_would_like_to_change(home: House) -> None:
    """The teacher hears of it, once a day; the group stays until the teacher changes it."""
    there = await a_room(home)
    await there.plan()
    card = there.sam.last.id
    await there.sam.tap("I'd like to change")
    assert there.sam.last.text == (
        "OK, I told Ms Rivera that you would like to change. Ms Rivera will talk to you."
    )
    await there.sam.tap_old(card, "I'd like to change")
    assert "knows already" in there.sam.last.text
    await sent(home)
    [_only] = shown(there.desk, "Sam would like to be in another group")
    await there.desk.tap(IDEA)
    assert "Change it" in there.desk.last.labels


async def test_a_wish_about_one_group_is_none_about_another(home: House) -> None:
    """Nobody is said to know what they were not told."""
    there = await a_room(home)
    await there.plan()
    await there.sam.tap("I'd like to change")
    await home.bot.worker.do(lambda db: groups.make(db, band(), [2, 3]))
    await there.sam.tap_data(there.sam.last.id, "c:groupleave:2")
    assert there.sam.last.text.startswith("OK, I told Ms Rivera that you would like to change.")
    await sent(home)
    assert shown(there.desk, "another group than “Band”")


async def test_who_left_the_class_is_in_no_group(home: House) -> None:
    """From that moment, for the teacher and for the others."""
    there = await a_room(home)
    await there.plan()
    left, others = {"left_at": home.clock.now}, col(Membership.name).in_(("Ali", "Mia"))
    await home.bot.worker.do(lambda db: change(db, Membership, others, **left))
    await there.sam.say("/groups")
    assert there.sam.last.text == "The others of your group have left, so you work on your own."
    await there.desk.say("/groups")
    assert shown(there.desk, f"• {IDEA}, until Mon, Dec 7: Sam")


# --- over ----------------------------------------------------------------------------------------


async def test_a_group_is_over_at_the_end_of_its_last_day(home: House) -> None:
    """On the clock of its class; its teachers hear of it in the morning, in one line, once."""
    there = await a_room(home)
    made = await there.plan()
    await at(home, 2026, 12, 8, 4, 59)  # Monday, 23:59 in New York
    assert home.rows('SELECT ended_at FROM "group" WHERE ended_at IS NOT NULL') == []
    assert await home.bot.ticks.next_due() == datetime(2026, 12, 8, 5, 0, tzinfo=UTC)
    await at(home, 2026, 12, 8, 5, 0)
    assert len(home.rows('SELECT 1 FROM "group" WHERE ended_at IS NOT NULL')) == 1
    assert not shown(there.desk, "is over")
    await at(home, 2026, 12, 8, 12, 0)  # 7 am
    assert shown(there.desk, "is over") == [f"This group of 7B Maths is over: {IDEA}."]
    await at(home, 2026, 12, 8, 13, 0)
    assert len(shown(there.desk, "is over")) == 1
    assert home.rows('SELECT ends_at FROM "group"') == [(None,)]
    await there.desk.tap_data(there.desk.last.id, f"c:group:{made}")
    assert "That group is over" in there.desk.last.text
    await there.sam.say("/groups")
    assert there.sam.last.text == "You are in no group now."


async def test_what_is_told_of_a_class_leads_there(home: House) -> None:
    """A teacher of two classes who is in the other: what students read, and what a button opens."""
    there = await a_room(home)
    await there.made()
    await there.desk.say("/class")
    await there.desk.tap("One more class")
    await there.desk.say("8C Art")
    named = {"name": "Auntie Bea"}
    art = (col(Membership.class_id) == 2,)
    await home.bot.worker.do(lambda db: change(db, Membership, *art, **named))
    await there.desk.tap_data(there.desk.last.id, "c:groupsend:1")
    await sent(home)
    assert there.sam.last.text.endswith("Ms Rivera tells you how to start.")
    await home.student("Bo", there.link)
    await sent(home)
    await there.desk.tap("My students")
    assert shown(there.desk, "7B Maths has 4 students:")
    await there.desk.tap_data(there.desk.last.id, "c:students:2")
    assert "8C Art" in there.desk.last.text
    await at(home, 2026, 12, 8, 15, 0)
    await there.desk.tap("My groups")
    await there.desk.say("/class")
    assert "7B Maths" in there.desk.last.text


async def test_a_group_of_a_class_that_moves_ends_on_its_new_clock(home: House) -> None:
    """The end of its last day is the end of the day where the class is now."""
    there = await a_room(home)
    await there.made()
    await there.desk.say("/class")
    await there.desk.tap("Hours of the class")
    while "Looks right" not in there.desk.last.labels:
        await there.desk.tap(there.desk.last.labels[0])
    await there.desk.tap("Change a line")
    await there.desk.tap("Time zone")
    await there.desk.say("Chicago")
    await there.desk.tap("Looks right")
    await at(home, 2026, 12, 8, 5, 59)  # Monday, 23:59 in Chicago
    assert home.rows('SELECT 1 FROM "group" WHERE ended_at IS NOT NULL') == []
    await at(home, 2026, 12, 8, 6, 0)
    assert len(home.rows('SELECT 1 FROM "group" WHERE ended_at IS NOT NULL')) == 1


async def test_several_end_in_one_line(home: House) -> None:
    """And where the bot was down over night, they end and are told at once."""
    there = await a_room(home)
    await there.plan()
    await there.desk.say("/groups")
    await there.desk.tap("A group of my own")
    await there.desk.say("Band")
    await there.desk.say("Sam, Mia")
    await there.desk.tap("Done")
    await there.desk.tap("Each one shows")
    await there.desk.tap("Make this group")
    await at(home, 2026, 12, 8, 15, 0)
    assert shown(there.desk, "are over") == [f"2 groups of 7B Maths are over: {IDEA} and Band."]


async def test_what_was_to_be_told_in_a_quiet_hour_waits_for_the_morning(home: House) -> None:
    """Where the bot was down from the morning on until quiet hours came again."""
    there = await a_room(home)
    await there.plan()
    await at(home, 2026, 12, 8, 5, 0)
    async with asyncio.timeout(5):
        await at(home, 2026, 12, 9, 4, 0)  # 11 pm
    assert not shown(there.desk, "is over")
    await at(home, 2026, 12, 9, 12, 0)  # 7 am
    assert len(shown(there.desk, "is over")) == 1


async def test_groups_of_a_class_that_is_over_end_unsaid(home: House) -> None:
    """Nobody is told anything about a class that has ended."""
    there = await a_room(home)
    await there.plan()
    over = {"ended_at": home.clock.now}
    await home.bot.worker.do(lambda db: change(db, Class, Class.id == 1, **over))
    await at(home, 2026, 12, 8, 15, 0)
    assert len(home.rows('SELECT 1 FROM "group" WHERE ended_at IS NOT NULL')) == 1
    assert not shown(there.desk, "is over")


async def test_a_teacher_ends_a_group(home: House) -> None:
    """Its students hear of it kindly where they had heard of the group; a second tap ends none."""
    there = await a_room(home)
    await there.plan()
    await there.desk.say("/groups")
    await there.desk.tap(IDEA)
    card = there.desk.last.id
    await there.desk.tap("End it now")
    assert there.desk.last.text == f"“{IDEA}” is over."
    await sent(home)
    assert there.sam.last.text == "Your group is over now, so you work on your own again."
    await there.desk.tap_data(card, "c:groupend:1")
    assert "That group is over" in there.desk.last.text
    await there.desk.tap_data(card, "c:groupsend:1")
    assert there.desk.last.text == "There are no groups to send now."


async def test_a_group_that_was_not_sent_ends_unsaid(home: House) -> None:
    """Students who never heard of it hear nothing."""
    there = await a_room(home)
    made = await there.made()
    await there.desk.tap_data(there.desk.last.id, f"c:groupend:{made}")
    await sent(home)
    assert not shown(there.sam, "group")


# --- ids are never authority ---------------------------------------------------------------------


OPENED = ("group:1", "groupchange:1", "groupend:1", "groupsend:1", "group:99", "group:x")


async def test_another_class_is_not_for_this_teacher(home: House) -> None:
    """Whatever id stands in a button, of a student too, nothing is shown and nothing changes."""
    there = await a_room(home)
    await there.made()
    await home.teacher("Mr Blue", "8C Art")
    for phone, what in product((home.phone("Mr Blue"), there.sam), OPENED):
        await phone.tap_data(phone.last.id, f"c:{what}")
        assert IDEA not in phone.last.text, what
        assert phone.last.text in {
            "That group is over, or it is not of a class you teach.",
            "That is for the teachers of the class.",
        }, what
    await sent(home)
    assert home.rows('SELECT sent_at, ended_at FROM "group"') == [(None, None)]


async def test_what_is_for_teachers_is_not_for_students(home: House) -> None:
    """Nor is what is for students in a group for anybody else."""
    there = await a_room(home)
    await there.plan()
    for data in ("c:groupmake:own", "c:groupmake:stuck.2", "c:groupidea:stuck.2"):
        await there.sam.tap_data(there.sam.last.id, data)
        assert there.sam.last.text == "That is for teachers and students of a class."
    bo = await home.student("Bo", there.link)
    for data in ("c:groupleave:1", "c:groupleave:9"):
        await bo.tap_data(bo.last.id, data)
        assert bo.last.text == "You are in no group now."
    stranger = home.phone("Eve")
    await stranger.say("/groups")
    assert stranger.last.text == "That is for teachers and students of a class."
