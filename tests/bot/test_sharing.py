"""Partners: asked, said yes or no to, written to, shown to the teacher, ended."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest
from house import House, sent, shown

from bot.outcomes.partners import NOT_THERE
from bot.sandbox.phone import Phone
from storage.database import change
from storage.tables import Membership

AIM = "Maths: Find two ways to do it"
SUPPORTS = "This matters, and you are not in trouble"


@dataclass(frozen=True)
class Room:
    """A class with Sam, who has a goal, and Ali."""

    home: House
    link: str
    sam: Phone
    ali: Phone

    @property
    def desk(self) -> Phone:
        """The teacher's phone."""
        return self.home.phone("Ms Rivera")

    async def menu(self) -> None:
        """Sam opens the menu of the goal, and taps to share it."""
        await self.sam.say("/goal")
        await self.sam.tap(AIM)
        await self.sam.tap("Share with a partner")

    async def asked(self) -> None:
        """Sam asks Ali."""
        await self.menu()
        await self.sam.tap("Ali")
        await self.sam.tap("Yes, ask Ali")
        await sent(self.home)

    async def shared(self) -> None:
        """And Ali says yes."""
        await self.asked()
        await self.ali.tap("Yes")
        await sent(self.home)

    async def noted(self, words: str = "Nice bridge") -> None:
        """And writes to Sam."""
        await self.shared()
        await self.ali.tap("See the goal")
        await self.ali.tap("Send a kind word")
        await self.ali.say(words)
        await sent(self.home)

    def pairs(self) -> list[tuple[bool, bool]]:
        """Of each partnership, whether it has its yes, and whether it has ended."""
        found = self.home.rows("SELECT yes_at, ended_at FROM partnership ORDER BY id")
        return [(row.yes_at is not None, row.ended_at is not None) for row in found]


async def begin(home: House) -> None:
    """A class with Sam, who has a goal, and Ali."""
    link = await home.teacher()
    sam, _ali = [await home.student(name, link) for name in ("Sam", "Ali")]
    await home.goal(sam, "Maths")


async def a_room(home: House) -> Room:
    """The class."""
    return Room(home, home.link, home.phone("Sam"), home.phone("Ali"))


# --- two yeses -----------------------------------------------------------------------------------


async def test_a_goal_is_shared_by_two_yeses(home: House) -> None:
    """Until then nobody sees anything; both hear of it, and the teacher sees the pairing."""
    there = await a_room(home)
    await there.asked()
    assert "I ask Ali now" in shown(there.sam, "I ask Ali")[-1]
    assert there.ali.last.text == (
        f"Sam would like to share a goal with you: “{AIM}”. You would see the goal and its steps, "
        "and can send a kind word. Is that OK?"
    )
    assert there.ali.last.labels == ["Yes", "No thanks", "Show my teacher"]
    await there.desk.say("/students")
    assert not shown(there.desk, "share a goal")
    await there.ali.tap_data(there.ali.last.id, "c:partner:1")
    assert there.ali.last.text == NOT_THERE.template

    await there.ali.tap("Yes")
    assert f"Sam shares “{AIM}” with you now." in there.ali.last.text
    await sent(home)
    assert there.sam.last.text == f"Ali said yes. “{AIM}” is shared with Ali now."
    await there.desk.say("/students")
    [line] = shown(there.desk, "These students share a goal:")
    assert line.splitlines()[1] == f"• Sam with Ali: “{AIM}”"


async def test_a_partner_sees_the_goal_and_its_steps(home: House) -> None:
    """And nothing else: no reason, no plan, no check-in, no note."""
    there = await a_room(home)
    await there.shared()
    await there.sam.say("I feel lost, zebra")
    await there.ali.tap("See the goal")
    assert there.ali.last.text.splitlines() == [
        "Sam's goal, shared with you",
        AIM,
        "• Look at one example, by Fri, Nov 27",
        "• Try one with help, by Fri, Dec 4",
    ]
    assert there.ali.last.labels[:2] == ["Send a kind word", "Stop sharing"]
    for words in ("ready", "stuck", "zebra", "explain it"):
        assert not shown(there.ali, words)


async def test_a_step_that_is_done_is_seen_as_done(home: House) -> None:
    """The owner sees the shared goal as the partner does."""
    there = await a_room(home)
    await there.shared()
    await there.sam.say("/checkin")
    for label in ("Done", "OK", "My plan", "Same plan"):
        await there.sam.tap(label)
    await there.sam.say("/skip")
    await there.sam.tap("See the goal")
    assert there.sam.last.text.splitlines()[0] == "Your goal, shared with Ali"
    assert there.sam.last.text.splitlines()[2] == "✓ Look at one example"


async def test_a_no_is_told_softly(home: House) -> None:
    """Without a reason; the same one is not asked for that goal again."""
    there = await a_room(home)
    bo = await home.student("Bo", there.link)
    await there.asked()
    card = there.ali.last.id
    await there.ali.tap("No thanks")
    assert there.ali.last.text == "OK. I tell Sam that you'd rather not, and nothing else."
    await sent(home)
    assert there.sam.last.text == (
        "Ali would rather not share a goal right now. That's fine; you can ask others."
    )
    await there.ali.tap_data(card, "c:partneryes:1")
    assert there.ali.last.text == NOT_THERE.template
    assert there.pairs() == [(False, True)]

    await there.menu()
    assert "Ali" not in there.sam.last.labels
    await there.sam.tap("Bo")
    await there.sam.tap("Yes, ask Bo")
    await sent(home)
    assert "Sam would like to share a goal" in bo.last.text


async def test_what_is_asked_can_be_taken_back(home: House) -> None:
    """Nobody is told of it, and the same one is not asked for that goal again."""
    there = await a_room(home)
    await there.asked()
    await there.menu()
    assert "Ali has not answered yet" in there.sam.last.text
    await there.sam.tap("Take it back")
    await sent(home)
    assert there.sam.last.text == "OK, I took that back."
    await there.ali.tap("Yes")
    assert there.ali.last.text == NOT_THERE.template
    await there.menu()
    assert "nobody of your class to ask" in there.sam.last.text


async def test_a_question_is_found_again(home: House) -> None:
    """In /partners, with all that can be said to it."""
    there = await a_room(home)
    await there.asked()
    await there.ali.say("/partners")
    assert f"Sam would like to share “{AIM}” with you." in there.ali.last.text
    assert there.ali.last.labels[:3] == ["Yes", "No thanks", "Show my teacher"]
    await there.ali.tap("Yes")
    assert there.pairs() == [(True, False)]


async def test_what_is_asked_can_be_shown_to_the_teacher(home: House) -> None:
    """It is a no, and whoever asked hears no more than that; the teacher reads the aim."""
    there = await a_room(home)
    await there.asked()
    card = there.ali.last.id
    await there.ali.tap("Show my teacher")
    assert there.ali.last.text == "OK, I showed it to Ms Rivera."
    await sent(home)
    assert there.sam.last.text.startswith("Ali would rather not share a goal right now.")
    assert there.desk.last.text == (
        f"Ali asks you to look at a goal that Sam, of your class, wanted to share: “{AIM}”"
    )
    await there.ali.tap_data(card, "c:partnershow:1")
    assert there.ali.last.text == NOT_THERE.template
    assert there.pairs() == [(False, True)]


async def test_three_are_asked_a_day(home: House) -> None:
    """However many there are; tomorrow somebody can be asked again."""
    there = await a_room(home)
    names = ("Ali", "Bo", "Cy", "Di")
    for name in names[1:]:
        await home.student(name, there.link)
    for name in names[:3]:
        await there.menu()
        await there.sam.tap(name)
        await there.sam.tap(f"Yes, ask {name}")
        await there.menu()
        await there.sam.tap("Take it back")
    await there.menu()
    assert "Tomorrow you can ask again." in there.sam.last.text
    assert len(there.pairs()) == 3
    home.clock.move(days=1, minutes=1)
    await there.menu()
    assert "Di" in there.sam.last.labels


@pytest.mark.empty
async def test_where_nobody_can_be_asked(home: House) -> None:
    """Alone in a class, with two shared already, or where the other has no room: it is said."""
    link = await home.teacher()
    sam = await home.student("Sam", link)
    await home.goal(sam, "Maths")
    there = Room(home, link, sam, sam)
    await there.menu()
    assert "nobody of your class to ask" in sam.last.text

    there = Room(home, link, sam, await home.student("Ali", link))
    bo = await home.student("Bo", link)
    await there.shared()
    await home.goal(sam, "Art")
    await sam.say("/goal")
    await sam.tap("Art")
    await sam.tap("Share with a partner")
    await sam.tap("Ali")
    await sam.tap("Yes, ask Ali")
    await home.goal(bo, "Maths")
    await bo.say("/goal")
    await bo.tap("Maths")
    await bo.tap("Share with a partner")
    await bo.tap("Ali")
    await bo.tap("Yes, ask Ali")
    assert shown(bo, "Ali can't take one more right now. You can ask somebody else.")
    await home.goal(there.ali, "Maths")
    await there.ali.say("/goal")
    await there.ali.tap(AIM)
    await there.ali.tap("Share with a partner")
    assert "You share two goals already" in there.ali.last.text


# --- kind words ----------------------------------------------------------------------------------


async def test_a_kind_word_reaches_the_other(home: House) -> None:
    """A typed one as it is; it can be answered, from the menu too."""
    there = await a_room(home)
    await there.noted()
    assert there.sam.last.text == f"Ali wrote to you about “{AIM}”: “Nice bridge”"
    assert there.sam.last.labels == ["Write back", "Show my teacher"]
    await there.sam.tap("Write back")
    await there.sam.tap("I got stuck there too")
    await sent(home)
    assert there.ali.last.text == f"Sam wrote to you about “{AIM}”: “I got stuck there too”"
    assert not shown(there.desk, "bridge")


async def test_words_that_need_an_adult_reach_no_partner(home: House) -> None:
    """They are answered as ever, and the teacher is told; nothing of them is sent or kept here."""
    there = await a_room(home)
    await there.noted("I want to kill myself, zanzibar")
    assert shown(there.ali, SUPPORTS)
    assert not shown(there.sam, "zanzibar")
    assert home.rows("SELECT 1 FROM partnernote") == []


async def test_a_word_that_is_not_kind_is_shown_to_the_teacher(home: House) -> None:
    """By whoever got it, once; the teacher sees it in its words, and can end the pairing."""
    there = await a_room(home)
    await there.noted("You are slow")
    for _again in range(2):
        await there.sam.tap("Show my teacher")
        assert there.sam.last.text == "OK, I showed it to Ms Rivera."
        await sent(home)
    assert shown(there.desk, "Sam asks you") == [
        "Sam asks you to look at a note from Ali, of your class: “You are slow”"
    ]
    await there.desk.tap("End it")
    assert there.desk.last.text == f"Sam and Ali don't share “{AIM}” any more."
    await sent(home)
    assert there.sam.last.text == f"You and Ali don't share “{AIM}” any more."
    assert there.ali.last.text == f"You and Sam don't share “{AIM}” any more."


async def test_a_word_can_be_shown_after_it_has_ended(home: House) -> None:
    """Whoever wrote it cannot show it as their own, nor anybody else."""
    there = await a_room(home)
    await there.noted("You are slow")
    card = there.sam.last.id
    await there.ali.tap_data(there.ali.last.id, "c:partnerend:1")
    for phone in (there.ali, there.desk, await home.student("Bo", there.link)):
        await phone.tap_data(phone.last.id, "c:partnerreport:1")
        assert phone.last.text == NOT_THERE.template
    await there.sam.tap_old(card, "Show my teacher")
    assert there.sam.last.text == "OK, I showed it to Ms Rivera."
    await sent(home)
    assert len(shown(there.desk, "You are slow")) == 1


# --- it ends -------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["Sam", "Ali"])
async def test_either_ends_it(home: House, by: str) -> None:
    """At any time; both hear one neutral line, and nothing of it can be seen any more."""
    there = await a_room(home)
    await there.shared()
    one, other = (there.sam, there.ali) if by == "Sam" else (there.ali, there.sam)
    await one.say("/partners")
    await one.tap("Stop sharing")
    await sent(home)
    names = {"Sam": "Ali", "Ali": "Sam"}
    assert one.last.text == f"You and {names[by]} don't share “{AIM}” any more."
    assert other.last.text == f"You and {by} don't share “{AIM}” any more."
    for data in ("c:partner:1", "c:partnernote:1", "c:partnerend:1"):
        await there.ali.tap_data(there.ali.last.id, data)
        assert there.ali.last.text == NOT_THERE.template
    await there.ali.say("/partners")
    assert there.ali.last.text.startswith("You share no goal with anybody.")


@pytest.mark.parametrize("how", ["Drop it", "Finish it"])
async def test_a_goal_that_is_over_ends_it(home: House, how: str) -> None:
    """Dropped or finished: the partner hears the same neutral line, and never why."""
    there = await a_room(home)
    await there.shared()
    await there.sam.say("/goal")
    await there.sam.tap(AIM)
    await there.sam.tap(how)
    await there.sam.say("/skip")
    await sent(home)
    assert there.ali.last.text == f"You and Sam don't share “{AIM}” any more."
    assert there.pairs() == [(True, True)]


async def test_a_question_about_a_goal_that_is_over(home: House) -> None:
    """Is gone without a word to whoever was asked; a late yes changes nothing."""
    there = await a_room(home)
    await there.asked()
    await there.sam.say("/goal")
    await there.sam.tap(AIM)
    await there.sam.tap("Drop it")
    await there.sam.say("/skip")
    await sent(home)
    await there.ali.tap("Yes")
    assert there.ali.last.text == NOT_THERE.template
    assert there.pairs() == [(False, True)]


async def test_leaving_the_class_ends_it(home: House) -> None:
    """From that moment, also in the middle of a kind word."""
    there = await a_room(home)
    await there.shared()
    await there.ali.tap("See the goal")
    await there.ali.tap("Send a kind word")
    left = {"left_at": home.clock.now}
    await home.bot.worker.do(lambda db: change(db, Membership, Membership.name == "Sam", **left))
    await there.ali.say("Hello")
    await sent(home)
    assert not shown(there.sam, "Hello")
    assert "no longer there" in shown(there.ali, "no longer there")[-1]
    await there.desk.say("/students")
    assert not shown(there.desk, "share a goal")


async def test_a_teacher_ends_a_pairing(home: House) -> None:
    """From the list of students; another teacher, and a student, cannot."""
    there = await a_room(home)
    await there.shared()
    await home.teacher("Mr Blue", "8C Art")
    for phone in (home.phone("Mr Blue"), there.sam):
        await phone.tap_data(phone.last.id, "c:unpair:1")
        assert phone.last.text == NOT_THERE.template
    await there.desk.say("/students")
    await there.desk.tap("End it: Sam and Ali")
    await sent(home)
    assert there.pairs() == [(True, True)]
    assert there.ali.last.text == f"You and Sam don't share “{AIM}” any more."


# --- who sees it ---------------------------------------------------------------------------------


async def test_who_sees_it_tells_of_the_partner(home: House) -> None:
    """/whosees says that a partner sees a shared goal, and who that is now."""
    there = await a_room(home)
    await there.sam.say("/whosees")
    assert "a partner you share a goal with sees that goal and its steps" in there.sam.last.text
    await there.shared()
    await there.sam.say("/whosees")
    assert there.sam.last.text == f"You share “{AIM}” with Ali."
    await there.ali.say("/whosees")
    assert not shown(there.ali, "You share “")
    await there.sam.say("/goal")
    await there.sam.tap(AIM)
    await there.sam.tap("Change it")
    assert there.sam.last.text.startswith("Ali sees the aim and the steps too")


async def test_another_class_another_place(home: House) -> None:
    """Where a student is in two classes, a partner's card leads back to the class it is from."""
    there = await a_room(home)
    await there.shared()
    card = there.ali.last.id
    art = await home.teacher("Mr Blue", "8C Art")
    await home.student("Ali", art)
    await there.ali.tap_old(card, "See the goal")
    assert there.ali.last.text.startswith("Sam's goal, shared with you")
    await there.ali.say("/start")
    assert "7B Maths" in there.ali.last.text


OPENED = (
    *("partner:1", "partnernote:1", "partnerend:1", "partneryes:1", "partnerno:1"),
    *("partnershow:1", "unask:1", "partner:99", "partnerend:x"),
)


async def test_it_is_for_the_two_alone(home: House) -> None:
    """A classmate, a student elsewhere and a teacher get nothing by any id."""
    there = await a_room(home)
    await there.shared()
    bo = await home.student("Bo", there.link)
    eve = await home.student("Eve", await home.teacher("Mr Blue", "8C Art"))
    for phone, what in product((bo, eve, there.desk), OPENED):
        await phone.tap_data(phone.last.id, f"c:{what}")
        assert phone.last.text == NOT_THERE.template, what
    assert there.pairs() == [(True, False)]


async def test_partners_are_for_students(home: House) -> None:
    """A teacher is told where the pairings are; a teacher's trial shares nothing."""
    there = await a_room(home)
    await there.desk.say("/partners")
    assert there.desk.last.text.startswith("That is for students. Your /students shows")
    stranger = home.phone("Eve")
    await stranger.say("/partners")
    assert stranger.last.text == "That is for students."
    await there.desk.say("/start")
    await there.desk.tap("Try as a student")
    await home.goal(there.desk, "Maths")
    await there.desk.say("/goal")
    await there.desk.tap(AIM)
    assert "Share with a partner" not in there.desk.last.labels
