"""Families: linked by two yeses, shown first to the student, sent once, and stopped at once."""

from __future__ import annotations

import asyncio
import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
import storage_case as case
from house import NOON, House, shown, until
from sqlalchemy import Connection

from bot import family, summaries
from bot.everyone import FOR_FAMILY, LINKED_ALREADY, NO_SUCH_CODE
from bot.facts import GONE_OUT
from bot.sandbox.phone import Phone
from dialogs.family_summary import CAPTION_LIMIT, MOST_WORDS
from dialogs.words import Sentence, language
from storage import check_ins, families, goals, mail
from storage.database import change
from storage.tables import Membership

SPANISH = language("es")
PREVIEW = "This goes to"
WEEK = "Maya's week\n"
YES = Sentence("Yes")
SUPPORTS = "This matters, and you are not in trouble"
WORDS = "I want to kill myself, nobody at zanzibar knows"


def es(words: Sentence, **args: str) -> str:
    """A sentence as a Spanish reader sees it, plain."""
    return SPANISH.put(words.fill(**args))


async def quiet(home: House) -> None:
    """What people did is answered, and what the bot has to say is sent and settled."""
    async with asyncio.timeout(10):
        while home.world.updates or home.bot.worker.backlog or await home.bot.worker.do(_unsent):  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(0.01)


def _unsent(db: Connection) -> bool:
    return bool(mail.unsent(db) or mail.bulk(db, 0, 1))


async def at(home: House, *when: int) -> None:
    """The clock comes to an instant (UTC); at each that is due on the way, all of it is sent."""
    to = datetime(*when, tzinfo=UTC)  # type: ignore[arg-type, misc]  # a date and a time
    while (due := await home.bot.ticks.next_due()) is not None and due <= to:
        await tick(home, max(due, home.clock.now))
    await tick(home, to)


async def tick(home: House, now: datetime) -> None:
    """One tick at an instant, as after an outage up to it."""
    home.clock.now = now
    await home.bot.ticks.run()
    await quiet(home)


def link_on(phone: Phone) -> str:
    """The newest link that a phone shows."""
    words = (word for bubble in reversed(phone.screen) for word in bubble.text.split())
    return next(word for word in words if "start=" in word)


def plain(text: str) -> str:
    """A text without its narrow spaces."""
    return text.replace("\u202f", " ")


async def makes_a_link(home: House, student: Phone) -> str:
    """A student makes a link for their family."""
    await student.say("/family")
    await student.tap("Make a link")
    await quiet(home)  # the picture is made meanwhile
    return link_on(student)


async def joins(
    phone: Phone, link: str, called: str = "Mum", when: str = "Fridays, 5:00", speaks: str = ""
) -> None:
    """An adult opens a family link and says yes; `when` is tapped or said."""
    await phone.open(link)
    if "English" in phone.last.labels:
        await phone.tap(speaks or "English")
    await phone.tap(es(YES) if speaks else "Yes")
    await phone.say(called)
    labels = [plain(label) for label in phone.last.labels]
    if any(when in label for label in labels):
        await phone.tap(next(label for label in phone.last.labels if when in plain(label)))
    else:
        await phone.say(when)
        await phone.tap(phone.last.labels[0])
    await phone.tap(phone.last.labels[0])


async def says_yes(home: House, student: Phone) -> None:
    """The student says yes to who opened their link."""
    await quiet(home)
    await student.tap("Answer")
    await student.tap("Yes, that's OK")
    await quiet(home)


@dataclass(frozen=True)
class Home:
    """A class, Maya with a goal in it, and her mum, linked with both yeses."""

    house: House
    link: str
    maya: Phone
    mum: Phone

    @property
    def desk(self) -> Phone:
        """The teacher's phone."""
        return self.house.phone("Ms Rivera")

    async def shown(self) -> str:
        """Thursday, 5 pm: what Maya is shown."""
        await at(self.house, 2026, 11, 26, 22, 0)
        return shown(self.maya, PREVIEW)[-1]

    async def sent(self) -> list[str]:
        """Friday, 5 pm: the summaries on the phone of her mum."""
        await at(self.house, 2026, 11, 27, 22, 0)
        return shown(self.mum, WEEK)

    async def rule(self, **values: str) -> None:
        """The school decides."""
        await self.house.bot.worker.do(lambda db: check_ins.set_hours(db, 1, **values))

    def deliveries(self) -> list[tuple[str, str, str]]:
        """What became of the summaries."""
        found = self.house.rows("SELECT day, state, reason FROM delivery ORDER BY id")
        return [(str(row.day), row.state, row.reason) for row in found]


async def a_class(home: House) -> tuple[str, Phone]:
    """A class link, and Maya with a goal."""
    link = await home.teacher()
    maya = await home.student("Maya", link)
    await home.goal(maya)
    return link, maya


async def begin(home: House, when: str = "Fridays, 5:00", speaks: str = "") -> None:
    """Maya and her mum say yes."""
    _link, maya = await a_class(home)
    await joins(home.phone("Ana"), await makes_a_link(home, maya), "Mum", when, speaks)
    await says_yes(home, maya)


async def linked(home: House, when: str = "", speaks: str = "") -> Home:
    """Maya and her mum; in an empty house they say yes now, to `when`."""
    if when:
        await begin(home, when, speaks)
    return Home(home, home.link, home.phone("Maya"), home.phone("Ana"))


# --- two yeses -----------------------------------------------------------------------------------


@pytest.mark.empty
async def test_nothing_goes_before_both_yeses(home: House) -> None:
    """The adult's alone plans nothing, shows nothing and sends nothing; the student is asked."""
    _link, maya = await a_class(home)
    mum = home.phone("Ana")
    await joins(mum, await makes_a_link(home, maya))
    assert "Now I ask Maya." in mum.last.text
    await quiet(home)
    assert "Mum opened your family link. Is that OK?" in maya.last.text
    await at(home, 2026, 11, 28, 22, 0)
    assert not shown(maya, PREVIEW)
    assert not shown(mum, WEEK)
    await mum.say("/summary")
    assert "Maya has not said yes yet" in mum.last.text
    assert mum.last.labels == []

    await says_yes(home, maya)
    assert "Maya said yes. The first message about Maya's week comes on Fri, Dec 4" in mum.last.text


async def test_words_of_an_adult_that_answer_nothing(home: House) -> None:
    """They do not vanish in silence: it is said that they went nowhere, and what can be done."""
    there = await linked(home)
    await there.mum.say("Maya is ill today and stays at home")
    told, here = there.mum.screen[-2:]
    assert "I did not pass that on to anybody, and I did not keep it." in told.text
    assert told.labels == ["A note to Maya", "Ask the teacher"]
    assert "You are here as family of Maya" in here.text
    await there.mum.say("/privacy")
    assert "your child sees your notes" in there.mum.last.text
    await there.mum.tap("Where am I?")
    await there.mum.tap("Ask the teacher")
    assert "Ms Rivera" in there.mum.last.text


@pytest.mark.empty
async def test_the_student_says_no(home: House) -> None:
    """Then it ends there, and the adult is told without blame."""
    _link, maya = await a_class(home)
    mum = home.phone("Ana")
    await joins(mum, await makes_a_link(home, maya))
    await quiet(home)
    await maya.tap("Answer")
    assert "Family sees your goal and pace" in maya.last.text
    await maya.tap("No")
    await quiet(home)
    assert mum.last.text == "Maya would rather not for now. That's fine; nothing is sent."
    await maya.tap("Answer")
    assert maya.last.text == "That one is no longer there."
    await at(home, 2026, 11, 28, 22, 0)
    assert not shown(mum, WEEK)


async def test_a_yes_is_asked_for_once(home: House) -> None:
    """The old card leads to who is linked, where it can be stopped."""
    there = await linked(home)
    await there.maya.tap("Answer")
    assert "Mum gets your week: Fridays, 5:00 PM." in plain(there.maya.last.text)
    assert "Stop for Mum" in there.maya.last.labels


@pytest.mark.empty
async def test_where_the_school_decides_the_student_is_told(home: House) -> None:
    """Its yes is the other one; the student hears of it at once, and still sees it first."""
    _link, maya = await a_class(home)
    await home.bot.worker.do(lambda db: check_ins.set_hours(db, 1, family_yes="school"))
    mum = home.phone("Ana")
    await joins(mum, await makes_a_link(home, maya))
    assert "Lakeside School said yes for its students, and I tell Maya." in mum.last.text
    await quiet(home)
    assert "Mum will get one short message a week about your goals." in shown(maya, "Mum")[-1]
    assert maya.last.text.startswith("Family sees your goal and pace")
    await at(home, 2026, 11, 26, 22, 0)
    assert len(shown(maya, PREVIEW)) == 1
    await at(home, 2026, 11, 27, 22, 0)
    assert len(shown(mum, WEEK)) == 1


# --- the link ------------------------------------------------------------------------------------


async def test_a_link_works_once_for_three_days(home: House) -> None:
    """Used and expired look like one that never was."""
    there = await linked(home)
    dad = home.phone("Bob")
    await dad.open(link_on(there.maya))
    assert dad.last.text == NO_SUCH_CODE.template

    fresh = await makes_a_link(home, there.maya)
    home.clock.move(hours=72, seconds=1)
    await dad.open(fresh)
    assert dad.last.text == NO_SUCH_CODE.template


@pytest.mark.empty
async def test_two_adults_open_a_link_at_the_same_moment(home: House) -> None:
    """One of them gets it; the other reads a kind sentence, and nothing of the child."""
    _link, maya = await a_class(home)
    link = await makes_a_link(home, maya)
    both = [home.phone("Ana"), home.phone("Bob")]
    await asyncio.gather(*(phone.open(link) for phone in both))
    texts = sorted(phone.last.text == NO_SUCH_CODE.template for phone in both)
    assert texts == [False, True]
    late = next(phone for phone in both if phone.last.text == NO_SUCH_CODE.template)
    assert not shown(late, "Maya")


@pytest.mark.parametrize("ends", ["the adult", "the student"])
async def test_a_link_that_was_used_lets_nobody_in_again(home: House, ends: str) -> None:
    """Not the adult it let in either, whoever stopped it: that takes a new one."""
    there = await linked(home)
    link = link_on(there.maya)
    if ends == "the adult":
        await there.mum.say("/stop")
    else:
        await there.maya.say("/family")
        await there.maya.tap("Stop for Mum")
    await quiet(home)
    await there.mum.open(link)
    assert there.mum.last.text == NO_SUCH_CODE.template


@pytest.mark.empty
async def test_whoever_got_it_by_mistake_leaves_nothing_behind(home: House) -> None:
    """“Wrong link”: no name, no membership, and it opens nothing more."""
    _link, maya = await a_class(home)
    link = await makes_a_link(home, maya)
    stranger = home.phone("Eve")
    await stranger.open(link)
    for label in ("English", "No, wrong link"):
        await stranger.tap(label)
    assert "nothing was kept" in stranger.last.text
    assert not home.rows("SELECT 1 FROM person WHERE first_name = 'Eve'")
    await home.phone("Ana").open(link)
    assert home.phone("Ana").last.text == NO_SUCH_CODE.template


@pytest.mark.empty
async def test_a_student_who_opens_a_family_link(home: House) -> None:
    """They are told whom it is for, and it stays good; also one that a teacher of two made."""
    _link, maya = await a_class(home)
    link = await makes_a_link(home, maya)
    await maya.open(link)
    assert maya.last.text == FOR_FAMILY.template

    desk = home.phone("Ms Rivera")
    await desk.say("/family")
    card = desk.last.id
    await desk.say("/class")
    await desk.tap("One more class")
    await desk.say("8C Art")
    await quiet(home)
    await desk.tap_old(card, "Maya")
    await desk.tap("A link")
    await quiet(home)
    await maya.open(link_on(desk))
    assert maya.last.text == FOR_FAMILY.template

    mum = home.phone("Ana")
    await mum.open(link_on(desk))
    await mum.tap("English")
    assert "family of Maya in 7B Maths" in mum.last.text


async def test_an_adult_who_is_linked_opens_another_link(home: House) -> None:
    """It stays good for the other adult it is for; a class link is not for family at all."""
    there = await linked(home)
    link = await makes_a_link(home, there.maya)
    await there.mum.open(link)
    assert there.mum.last.text == LINKED_ALREADY.template
    await there.mum.open(there.link)
    assert "This link is for students of 7B Maths, and you are here as family" in (
        there.mum.last.text
    )
    await joins(home.phone("Bob"), link, "Dad")
    assert "Now I ask Maya." in home.phone("Bob").last.text


@pytest.mark.empty
async def test_a_last_day_is_not_kept_and_that_is_said(home: House) -> None:
    """“until March” has no place here; every other week has."""
    there = await linked(home, "every other Friday at 6 pm until March 5")
    assert shown(there.mum, "I don't keep a last day")
    (row,) = home.rows("SELECT every, week, at, next_day FROM familylink")
    assert row.every == 2
    assert date.fromisoformat(row.week).weekday() == 0
    first = date.fromisoformat(row.next_day)
    await at(home, *first.timetuple()[:3], 23, 30)
    await at(home, 2026, 12, 31, 0, 0)
    days = [date.fromisoformat(day) for day, *_rest in there.deliveries()]
    assert days[0] == first
    assert {(b - a).days for a, b in pairwise(days)} == {14}


# --- a day before --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("silence", "means", "goes"),
    [("send", "If you don't answer, it goes.", 1), ("hold", "If you don't answer, it stays", 0)],
)
async def test_the_student_sees_it_a_day_before(
    home: House, silence: str, means: str, goes: int
) -> None:
    """Not a second sooner, once, word for word, with what saying nothing means; and so it is."""
    there = await linked(home)
    await there.rule(silence=silence)
    await at(home, 2026, 11, 26, 21, 59, 59)
    assert not shown(there.maya, PREVIEW)
    preview = await there.shown()
    assert plain(preview).startswith("This goes to Mum on Fri, Nov 27, 5:00 PM:")
    assert means in preview
    sent = await there.sent()
    assert len(shown(there.maya, PREVIEW)) == 1
    assert len(sent) == goes
    assert all(text.partition("\n\nPicture")[0] in preview for text in sent)
    assert there.deliveries() == [("2026-11-27", *(("sent", "") if goes else ("held", "silence")))]


async def test_the_preview_comes_in_the_students_language(home: House) -> None:
    """Whatever their family reads."""
    there = await linked(home)
    await there.maya.say("/language")
    await there.maya.tap("Español")
    await at(home, 2026, 11, 26, 22, 0)
    last = there.maya.last
    assert "vie, 27 nov" in last.text
    assert last.labels == [es(summaries.SEND_IT), es(summaries.LOOK_OVER)]
    assert "Pace: on pace" in (await there.sent())[0]


async def test_what_the_student_sends_goes(home: House) -> None:
    """One tap, also where silence would hold it; afterwards it is too late to change it."""
    there = await linked(home)
    await there.rule(silence="hold")
    await there.shown()
    card = there.maya.last.id
    await there.maya.tap("Send it")
    assert "It goes like this" in there.maya.last.text
    assert len(await there.sent()) == 1
    assert home.rows("SELECT 1 FROM audit WHERE action = 'looked over a summary'")
    for data in ("c:summaryok:2.2026-11-23", "c:preview:2.2026-11-23"):
        await there.maya.tap_data(card, data)
        assert there.maya.last.text == GONE_OUT.template


async def test_the_student_changes_a_line(home: House) -> None:
    """A line left out does not go, not even as what comes next; one that is added does."""
    there = await linked(home)
    await there.shown()
    for label in (
        "Change it or hold it back",
        "Change a line",
        "What I work on",
        "Leave this line out",
        "Change a line",
        "Add a line",
    ):
        await there.maya.tap(label)
    await there.maya.say("I <3 fractions")
    assert "Maya adds: “I <3 fractions”" in there.maya.last.text
    await there.maya.tap("Send it")
    (text,) = await there.sent()
    assert "Maya adds: “I <3 fractions”" in text
    assert "example" not in text


async def test_what_the_student_holds_back_stays(home: House) -> None:
    """For this week; and until it would go they can think again."""
    there = await linked(home)
    await there.shown()
    card = there.maya.last.id
    await there.maya.tap("Change it or hold it back")
    await there.maya.tap("Hold it back")
    assert await there.sent() == []
    assert there.deliveries() == [("2026-11-27", "held", "")]

    await at(home, 2026, 12, 3, 22, 0)
    await there.maya.tap("Change it or hold it back")
    await there.maya.tap("Hold it back")
    await there.maya.tap_data(card, "c:summaryok:2.2026-11-30")
    await at(home, 2026, 12, 4, 22, 0)
    assert len(shown(there.mum, WEEK)) == 1


async def test_a_preview_of_somebody_else(home: House) -> None:
    """A number in a button is no right to it."""
    there = await linked(home)
    leo = await home.student("Leo", there.link)
    await there.shown()
    for data in (
        "c:summaryok:2.2026-11-23",
        "c:preview:2.2026-11-23",
        "c:preview:2.never",
        "c:preview:99.2026-11-23",
        "c:confirm:1",
        "c:report:1",
    ):
        await leo.tap_data(leo.last.id, data)
        assert leo.last.text == family.NOT_THERE.template


@pytest.mark.empty
async def test_a_card_of_another_class_leads_there(home: House) -> None:
    """What is said yes to, and looked over, is where it belongs, wherever the student is now."""
    link, maya = await a_class(home)
    mum = home.phone("Ana")
    await joins(mum, await makes_a_link(home, maya))
    await home.student("Maya", await home.teacher("Mr Blue", "8C Art"))
    await says_yes(home, maya)
    assert "Maya said yes." in mum.last.text
    there = Home(home, link, maya, mum)
    await there.shown()
    await maya.say("/start")
    await maya.tap("Go to 8C Art")
    await maya.tap("Change it or hold it back")
    await maya.tap("Hold it back")
    assert await there.sent() == []
    assert there.deliveries() == [("2026-11-27", "held", "")]


async def test_the_lines_ticked_in_a_reflection_are_what_goes(home: House) -> None:
    """The student's last word on their week stands, unless they change it."""
    there = await linked(home)
    await looks_back(there.maya)
    preview = await there.shown()
    assert "Working on" not in preview
    assert "Goal: “Fractions" in preview


async def looks_back(phone: Phone, *ticks: str) -> None:
    """Walk through a look back at the week, and let the family read what is ticked."""
    await phone.say("/reflect")
    await phone.tap("My week")
    while "Which of these may your family read?" not in phone.last.text:
        label = next(name for name in ("Keep going", "Skip") if name in phone.last.labels)
        await phone.tap(label)
    for tick in (*ticks, "Done"):
        await phone.tap(tick)


async def test_a_look_back_after_the_preview_counts(home: House) -> None:
    """What is not ticked then does not go, though it was shown; nor what was left out before."""
    there = await linked(home)
    assert "Working on" in await there.shown()
    await looks_back(there.maya)
    (text,) = await there.sent()
    assert "Look at one example" not in text
    assert there.deliveries() == [("2026-11-27", "sent", "")]


async def test_the_picture_tells_nothing_that_is_left_out(home: House) -> None:
    """The preview says what it shows; without the line on what was done there is none."""
    there = await linked(home)
    await there.maya.say("/checkin")
    for label in ("Done", "OK", "My plan", "Same plan"):
        await there.maya.tap(label)
    await there.maya.say("/skip")
    assert "Picture: a path with 2 stops, 1 done." in await there.shown()
    for label in ("Change it or hold it back", "Change a line", "What I did", "Leave this line"):
        await there.maya.tap(label)
    assert "Picture" not in there.maya.last.text
    await there.maya.tap("Send it")
    (text,) = await there.sent()
    assert there.mum.last.kind == "text"
    assert "Look at one example" not in text
    assert "Picture" not in text


async def test_what_is_left_out_of_next_weeks_is_on_no_page(home: House) -> None:
    """Shown on Sunday for Monday: a page that is printed in between keeps to it."""
    there = await linked(home)
    await there.mum.say("/stop")
    await joins(there.mum, await makes_a_link(home, there.maya), "Mum", "Mondays at 5 pm")
    await says_yes(home, there.maya)
    await at(home, 2026, 11, 29, 22, 0)
    await there.maya.tap("Change it or hold it back")
    await there.maya.tap("Hold it back")
    await there.desk.say("/family")
    await there.desk.tap("Maya")
    await there.desk.tap("A page to print")
    assert "Maya holds this week's message back" in there.desk.last.text


async def finishes(phone: Phone, topic: str) -> None:
    """Finish a goal, and skip what is asked about it."""
    await phone.say("/goal")
    await phone.tap(f"{topic}: ")
    await phone.tap("Finish it")
    while "Skip" in phone.last.labels:
        await phone.tap("Skip")


async def test_a_goal_that_was_finished_is_told(home: House) -> None:
    """As the goal of the week where there is no other; the week after it is not told again."""
    there = await linked(home)
    await finishes(there.maya, "Fractions")
    preview = await there.shown()
    assert "Goal: “Fractions: Find two ways to do it”\nPace: finished this week" in preview
    assert "Working on" not in preview
    assert "quiet" not in preview
    await at(home, 2026, 12, 4, 22, 0)
    assert "Goal" not in shown(there.mum, WEEK)[-1]


async def test_a_goal_that_was_finished_beside_another(home: House) -> None:
    """It is what was done; the student can leave it out."""
    there = await linked(home)
    await home.goal(there.maya, "Poems")
    await finishes(there.maya, "Fractions")
    preview = await there.shown()
    assert "Goal: “Poems: Find two ways to do it”" in preview
    assert "Done: “Fractions: Find two ways to do it”" in preview


async def test_the_goal_that_was_worked_on_is_named(home: House) -> None:
    """Of two it is the one that was checked in on this week, whichever was set first."""
    there = await linked(home)
    await home.goal(there.maya, "Poems")
    checked = case.entry(2, NOON, kind="check_in", goal_id=2, state="moved")
    await home.bot.worker.do(lambda db: goals.log(db, checked))
    assert "Goal: “Poems" in await there.shown()


async def test_a_reflection_on_another_goal_decides_nothing_here(home: House) -> None:
    """What was ticked counts for the goal that was looked back on, and only there."""
    there = await linked(home)
    await home.goal(there.maya, "Poems")
    answers: dict[str, list[str]] = {"family_lines": []}
    looked_back = case.entry(2, NOON, kind="reflection", goal_id=2, answers=answers)
    await home.bot.worker.do(lambda db: goals.log(db, looked_back))
    assert "Working on: “Look at one example”" in await there.shown()


# --- on its day ----------------------------------------------------------------------------------


@pytest.mark.empty
async def test_it_comes_in_spanish_with_its_picture(home: House) -> None:
    """Language first; the words, the day, the buttons and the picture's own words are theirs."""
    there = await linked(home, "viernes a las 5 de la tarde", speaks="Español")
    await there.shown()
    await at(home, 2026, 11, 27, 22, 0)
    last = there.mum.last
    assert last.kind == "photo"
    assert "La semana de Maya" in last.text
    assert "para el vie, 27 nov" in last.text
    assert "Imagen: un camino con 2 paradas. Hechas: 0." in last.text
    assert last.labels == [
        es(summaries.NOTE_TO, child="Maya"),
        es(summaries.ASK_TEACHER),
        es(summaries.HOW_MUCH),
        es(summaries.LANGUAGE),
        es(summaries.STOP),
    ]


@pytest.mark.empty
async def test_however_much_was_written_it_keeps_to_its_limits(home: House) -> None:
    """Ninety words and a caption's length, with a name and a goal as long as they get."""
    there = await linked(home, "viernes a las 5 de la tarde", speaks="Español")
    long = " ".join(["palabra😀<b>&"] * 300)
    await home.bot.worker.do(lambda db: goals.put(db, 1, aim=long))
    await home.bot.worker.do(lambda db: change(db, Membership, Membership.id == 2, name=long[:200]))
    await there.shown()
    await there.maya.tap("Change it or hold it back")
    await there.maya.tap("Change a line")
    await there.maya.tap("Add a line")
    await there.maya.say("<i>" + "a b " * 28)
    await there.maya.tap("Send it")
    await at(home, 2026, 11, 27, 22, 0)
    caption = there.mum.last.text
    assert there.mum.last.kind == "photo"
    assert len(caption.encode("utf-16-le")) // 2 <= CAPTION_LIMIT
    assert len(caption.split("\n\n")[0].split()) <= MOST_WORDS


async def test_too_much_is_made_less(home: House) -> None:
    """Shorter, and every other week from the next one on; and back again."""
    there = await linked(home)
    await there.shown()
    await there.mum.say("/summary")
    await there.mum.tap("Too much, too little?")
    await there.mum.tap("Shorter")
    assert "comes on Fri, Nov 27" in there.mum.last.text
    await there.mum.tap("Too much, too little?")
    await there.mum.tap("Every other week")
    assert "comes on Fri, Nov 27" in there.mum.last.text
    (text,) = await there.sent()
    assert "One minute at home" not in text

    await at(home, 2026, 12, 11, 22, 0)
    assert [day for day, *_rest in there.deliveries()] == ["2026-11-27", "2026-12-11"]
    await there.mum.tap("Too much, too little?")
    await there.mum.tap("Every week")
    assert "comes on Fri, Dec 18" in there.mum.last.text
    await there.mum.tap("Too much, too little?")
    await there.mum.tap("The whole message")
    await at(home, 2026, 12, 18, 22, 0)
    assert "One minute at home" in shown(there.mum, WEEK)[-1]


async def test_a_quiet_week_is_told_without_blame(home: House) -> None:
    """A week in which nothing was done here says so, kindly, and what is worked on."""
    there = await linked(home)
    await at(home, 2026, 12, 11, 22, 0)
    text = shown(there.mum, WEEK)[-1]
    assert "A quiet week, and that is fine." in text
    assert not {"missed", "nothing", "failed", "late", "behind"} & {*text.lower().split()}


async def test_a_goal_that_rests_is_said_to_rest(home: House) -> None:
    """A paused goal is no slow one."""
    there = await linked(home)
    await there.maya.say("/goal")
    await there.maya.tap("Fractions: ")
    await there.maya.tap("Let it rest")
    assert "Pace: resting for now" in await there.shown()
    assert "Pace: resting for now" in (await there.sent())[0]


async def test_a_student_without_a_goal(home: House) -> None:
    """There is no path to show then, and it is a message without a picture."""
    there = await linked(home)
    await there.maya.say("/goal")
    await there.maya.tap("Fractions: ")
    await there.maya.tap("Drop it")
    while "Skip" in there.maya.last.labels:
        await there.maya.tap("Skip")
    await there.shown()
    (text,) = await there.sent()
    assert there.mum.last.kind == "text"
    assert "Goal" not in text
    assert "Stop the messages" in there.mum.last.labels


async def test_no_feelings_notes_or_words_of_a_teacher(home: House) -> None:
    """Whatever is written in the week: none of it is in a preview or on an adult's phone."""
    there = await linked(home)
    await there.maya.say("zebra is what I noted")
    await there.maya.tap("Fractions: ")
    await there.maya.say("/checkin")
    for label in ("Stuck", "Hard but fine", "I don't get the idea", "Same plan"):
        await there.maya.tap(label)
    await there.maya.say("quokka is all I can say")
    await there.maya.say("/show")
    await there.maya.tap("Write about it")
    await there.maya.say("3/4 is 6/8")
    await there.maya.say("okapi shows it")
    for label in ("That's all", *["Yes, it does"] * 3, "Hand it in"):
        await there.maya.tap(label)
    await quiet(home)
    await home.review(there.desk)
    for label in ("Meets", "Meets", "Meets"):
        await there.desk.tap(label)
    await there.desk.say("walrus of a proof")
    for label in ("It meets", "Send to Maya"):
        await there.desk.tap(label)
    await quiet(home)
    words = ("zebra", "Stuck", "Hard but fine", "get the idea", "quokka", "okapi", "walrus")
    kept = str(home.rows("SELECT response FROM entry"))
    assert all(word in kept for word in words)

    said = [await there.shown(), *await there.sent()]
    assert "Done: “Write about it”" in said[1]
    said += [bubble.text for bubble in there.mum.screen]
    assert not [text for text in said for word in words if word.lower() in text.lower()]


# --- several adults, several children ------------------------------------------------------------


async def test_a_second_adult_has_their_own_and_sees_nothing_of_the_first(home: House) -> None:
    """The student is told of both in one preview; no message to one names the other."""
    there = await linked(home)
    dad = home.phone("Bob")
    await joins(dad, await makes_a_link(home, there.maya), "Papa", "Saturdays, 10:00")
    await says_yes(home, there.maya)
    assert "This goes to Mum and Papa on Fri, Nov 27" in await there.shown()
    await there.sent()
    assert not shown(dad, WEEK)
    await at(home, 2026, 11, 28, 15, 0)
    assert len(shown(dad, WEEK)) == 1
    assert len(shown(there.maya, PREVIEW)) == 1

    await dad.tap("A note to Maya")
    await dad.say("Well done, llama")
    await there.mum.say("/summary")
    await there.mum.say("/start")
    await quiet(home)
    assert shown(there.maya, "Papa wrote to you: “Well done, llama”")
    assert not shown(there.mum, "Papa")
    assert not shown(there.mum, "llama")
    assert not shown(dad, "Mum")

    await dad.say("/stop")
    await at(home, 2026, 12, 5, 15, 0)
    assert len(shown(dad, WEEK)) == 1
    assert len(shown(there.mum, WEEK)) == 2


async def test_an_adult_of_two_children(home: House) -> None:
    """Each has a message of their own, and a stop says whose."""
    there = await linked(home)
    leo = await home.student("Leo", there.link)
    await joins(there.mum, await makes_a_link(home, leo))
    await says_yes(home, leo)
    await there.shown()
    assert "Maya" not in shown(leo, PREVIEW)[-1]
    await there.sent()
    assert len(shown(there.mum, WEEK)) == len(shown(there.mum, "Leo's week\n")) == 1
    await there.mum.say("/stop")
    assert there.mum.last.labels == ["Maya", "Leo"]
    await there.mum.tap("Leo")
    assert there.mum.last.text == "Stopped. Nothing more about Leo comes to you."
    await at(home, 2026, 12, 4, 22, 0)
    assert len(shown(there.mum, WEEK)) == 2
    assert len(shown(there.mum, "Leo's week\n")) == 1


async def test_an_adult_of_a_child_in_two_classes(home: House) -> None:
    """Whose messages to stop says which class."""
    there = await linked(home)
    await home.student("Maya", await home.teacher("Mr Blue", "8C Art"))
    await joins(there.mum, await makes_a_link(home, there.maya))
    await says_yes(home, there.maya)
    await there.mum.say("/stop")
    assert there.mum.last.labels == ["Maya, 7B Maths", "Maya, 8C Art"]


@pytest.mark.empty
async def test_an_adult_who_is_also_a_teacher(home: House) -> None:
    """Both at once, also while trying a class as a student; what is known is not asked again."""
    link, maya = await a_class(home)
    await home.teacher("Bob", "8C Art")
    bob = home.phone("Bob")
    await bob.open(await makes_a_link(home, maya))
    assert "family of Maya" in bob.last.text
    await joins(bob, link_on(maya), "Papa")
    await says_yes(home, maya)
    await bob.say("/start")
    await bob.tap("Teach 8C Art")
    await bob.tap("Try as a student")
    there = Home(home, link, maya, bob)
    assert len(await there.sent()) == 1
    card = bob.last.id
    await bob.tap("A note to Maya")
    await bob.say("Hello")
    await quiet(home)
    assert shown(maya, "Papa wrote to you: “Hello”")
    await bob.say("/start")
    await bob.tap("Teach 8C Art")
    await bob.tap("Try as a student")
    await bob.tap_old(card, "Stop")
    assert bob.last.text == "Stopped. Nothing more about Maya comes to you."
    await at(home, 2026, 12, 4, 22, 0)
    assert len(shown(bob, WEEK)) == 1


# --- what adults write ---------------------------------------------------------------------------


async def test_a_note_reaches_the_student_who_can_show_it_to_the_teacher(home: House) -> None:
    """With who sees it said before; the teacher hears of it by the student's tap, once."""
    there = await linked(home)
    await there.shown()
    await there.sent()
    await there.mum.tap("A note to Maya")
    assert "Who sees this: you, Maya and Ms Rivera." in there.mum.last.text
    await there.mum.say("Proud of you, llama")
    assert "Sent to Maya." in there.mum.last.text
    await quiet(home)
    assert there.maya.last.text == "Mum wrote to you: “Proud of you, llama”"
    assert not shown(there.desk, "llama")
    for _again in range(2):
        await there.maya.tap("Show my teacher")
        assert there.maya.last.text == "OK, I showed it to Ms Rivera."
        await quiet(home)
    assert len(shown(there.desk, "Maya asks you to look at a note from Mum")) == 1


async def test_a_note_is_shown_to_the_teacher_of_its_own_class(home: House) -> None:
    """Wherever the student is now; and it is no question that a teacher could answer."""
    there = await linked(home)
    await there.mum.say("/summary")
    await there.mum.tap("A note to Maya")
    await there.mum.say("Hello")
    await quiet(home)
    await home.student("Maya", await home.teacher("Mr Blue", "8C Art"))
    await there.maya.tap("Show my teacher")
    assert there.maya.last.text == "OK, I showed it to Ms Rivera."
    await quiet(home)
    assert not shown(home.phone("Mr Blue"), "Hello")
    await there.desk.tap_data(there.desk.last.id, "c:answer:1")
    assert there.desk.last.text == family.NOT_THERE.template


@pytest.mark.empty
async def test_a_question_reaches_the_teacher_and_the_answer_that_adult_alone(home: House) -> None:
    """In the adult's language, as far as the words are ours; the first answer stands.

    It waits in the inbox; the teacher is told of it at the end of the school day, with the rest.
    """
    there = await linked(home, "viernes a las 5 de la tarde", speaks="Español")
    dad = home.phone("Bob")
    await joins(dad, await makes_a_link(home, there.maya), "Papa")
    await says_yes(home, there.maya)
    await there.mum.say("/summary")
    await there.mum.tap(es(summaries.ASK_TEACHER))
    await there.mum.say("¿Cómo va?")
    await quiet(home)
    assert not shown(there.desk, "¿Cómo va?")
    await there.desk.say("/inbox")
    await there.desk.tap("Mum, family of Maya")
    assert "¿Cómo va?" in there.desk.last.text
    await there.desk.say("She is doing well, ibex")
    await quiet(home)
    assert "She is doing well, ibex" in there.mum.last.text
    assert "responde" in there.mum.last.text
    assert not shown(there.maya, "ibex")
    assert not shown(there.maya, "¿Cómo va?")
    assert not shown(dad, "ibex")
    await there.desk.say("/inbox")
    assert "family question" not in there.desk.last.text
    await there.desk.tap_data(there.desk.last.id, "c:answer:1")
    assert there.desk.last.text.startswith("Ms Rivera answered this on Mon, Nov 23")
    assert there.desk.last.text.endswith("“She is doing well, ibex”")


async def test_two_teachers_answer_and_one_is_first(home: House) -> None:
    """The other is told, and the adult gets one answer; another class's teacher gets none."""
    there = await linked(home)
    other = home.phone("Mr Blue")
    await home.teacher("Mr Blue", "8C Art")
    await there.mum.say("/summary")
    await there.mum.tap("Ask the teacher")
    await there.mum.say("How is it going?")
    await quiet(home)
    await other.tap_data(other.last.id, "c:answer:1")
    assert other.last.text == family.NOT_THERE.template
    await there.desk.say("/inbox")
    await there.desk.tap("Mum, family of Maya")
    await home.bot.worker.do(lambda db: families.answer(db, 1, "Fine", 1, home.clock()))
    await there.desk.say("Well")
    assert there.desk.last.text.startswith("Ms Rivera answered this on Mon, Nov 23")
    assert there.desk.last.text.endswith("“Fine”")
    assert not shown(there.mum, "Well")


async def test_what_adults_write_is_on_record_and_in_no_export(home: House) -> None:
    """The export of entries has what students reflect on, and nothing of their families."""
    there = await linked(home)
    await there.maya.say("/reflect")
    await there.maya.tap("My week")
    await there.maya.say("zebra was the moment")
    while "Which of these may your family read?" not in there.maya.last.text:
        label = next(name for name in ("Keep going", "Skip") if name in there.maya.last.labels)
        await there.maya.tap(label)
    await there.maya.tap("Done")
    for button, words in (("A note to Maya", "llama"), ("Ask the teacher", "ibex")):
        await there.mum.say("/summary")
        await there.mum.tap(button)
        await there.mum.say(f"Hello {words}")
    await quiet(home)
    await there.desk.say("/inbox")
    await there.desk.tap("Mum, family of Maya")
    await there.desk.say("Fine, okapi")
    await there.mum.say("Words in between")
    await there.desk.say("/export")
    await there.desk.tap("The whole log")
    await until(lambda: there.desk.last.kind == "document")
    _name, content = home.file_on(there.desk)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert any("zebra" in row["response"] for row in rows)
    assert {row["student_name"] for row in rows} == {"Maya"}
    for word in (b"llama", b"ibex", b"okapi", b"in between", b"Mum"):
        assert word not in content
    kept = [(row.kind, row.words, row.answer) for row in home.rows("SELECT * FROM familymessage")]
    assert kept == [("note", "Hello llama", ""), ("question", "Hello ibex", "Fine, okapi")]


async def test_an_adults_words_that_need_a_person(home: House) -> None:
    """The fixed answer at once; the child hears nothing of it, the child's teachers do."""
    there = await linked(home)
    await home.teacher("Mr Blue", "8C Art")
    heard = len(home.phone("Mr Blue").screen)
    await there.mum.say("/summary")
    await there.mum.tap("A note to Maya")
    (reply,) = await there.mum.say(WORDS)
    assert SUPPORTS in reply
    assert "I am telling Ms Rivera now" in reply
    await quiet(home)
    assert "Mum, family of Maya, just wrote something" in there.desk.last.text
    assert "zanzibar" not in there.desk.last.text
    assert not shown(there.maya, "zanzibar")
    assert not home.rows("SELECT 1 FROM familymessage")
    assert len(home.phone("Mr Blue").screen) == heard
    await there.desk.say("/inbox")
    assert there.desk.last.labels[0].startswith("Mum")
    await there.desk.tap("Read what was written")
    assert WORDS in there.desk.last.text


# --- stopping ------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["/stop", "button", "amount", "student"])
async def test_a_stop_counts_from_that_second(home: House, way: str) -> None:
    """Also for what waits to be sent: nothing comes any more, and the other one is told."""
    there = await linked(home)
    await there.mum.say("/summary")
    await there.shown()
    now = home.clock.now = datetime(2026, 11, 27, 22, 0, tzinfo=UTC)
    assert await home.bot.worker.do(lambda db: summaries.send(db, now, 200)) == 1
    if way == "/stop":
        await there.mum.say("/stop")
    elif way == "button":
        await there.mum.tap("Stop")
    elif way == "amount":
        await there.mum.tap("Too much, too little?")
        await there.mum.tap("Stop the messages")
    else:
        await there.maya.say("/family")
        await there.maya.tap("Stop for Mum")
    home.bot.sender.look()
    await quiet(home)
    if way == "student":
        assert there.mum.last.text == "The messages about Maya have stopped."
    else:
        assert "Nothing more about Maya comes to you." in there.mum.last.text
        assert there.maya.last.text == "Mum gets no more messages about your goals."
    await at(home, 2026, 12, 12, 22, 0)
    assert not shown(there.mum, WEEK)
    assert len(shown(there.maya, PREVIEW)) == 1


@pytest.mark.parametrize("words", ["stop", "Alto", "parar!", "stop the messages"])
async def test_a_stop_that_is_typed(home: House, words: str) -> None:
    """In whichever language, out of the blue or as they are asked what fits."""
    there = await linked(home)
    if words == "stop":
        await there.mum.say("/summary")
        await there.mum.tap("Too much, too little?")
    await there.mum.say(words)
    assert there.mum.last.text == "Stopped. Nothing more about Maya comes to you."
    await at(home, 2026, 12, 4, 22, 0)
    assert not shown(there.mum, WEEK)


async def test_less_that_is_typed(home: House) -> None:
    """It is asked what fits; of two children, whose."""
    there = await linked(home)
    await there.mum.say("Menos")
    assert "The message about Maya: what fits you best?" in there.mum.last.text
    await there.mum.tap("Shorter")
    assert home.rows("SELECT short FROM familylink") == [(True,)]
    leo = await home.student("Leo", there.link)
    await joins(there.mum, await makes_a_link(home, leo))
    await says_yes(home, leo)
    await there.mum.say("less")
    assert there.mum.last.labels == ["Maya", "Leo"]
    await there.mum.tap("Leo")
    assert "The message about Leo: what fits you best?" in there.mum.last.text


async def test_the_same_buttons_under_each_message(home: House) -> None:
    """Under what /summary says, a message with a picture, and one without."""
    there = await linked(home)
    await there.mum.say("/summary")
    labels = there.mum.last.labels
    assert labels[-1] == "Stop the messages"
    await there.sent()
    assert there.mum.last.kind == "photo"
    assert there.mum.last.labels == labels


async def test_the_buttons_of_an_adult_who_is_no_longer_linked(home: House) -> None:
    """They are refused kindly; a question under way is closed; stopping again is no fault."""
    there = await linked(home)
    await there.shown()
    await there.sent()
    card = there.mum.last.id
    await there.mum.tap("Ask the teacher")
    await there.maya.say("/family")
    await there.maya.tap("Stop for Mum")
    await quiet(home)
    await there.mum.say("How is it going?")
    assert "no longer there" in there.mum.last.text
    for label in ("A note to Maya", "Ask the teacher", "Too much, too little?"):
        await there.mum.tap_old(card, label)
        assert there.mum.last.text == family.NO_LONGER_LINKED.template
    await there.mum.tap_old(card, "Stop")
    assert there.mum.last.text == family.NOTHING_TO_STOP.template
    await there.mum.say("/summary")
    assert there.mum.last.text == family.NO_LINKS.template
    assert not home.rows("SELECT 1 FROM familymessage")


async def test_an_adult_who_comes_back(home: House) -> None:
    """A new link and two new yeses, and it begins again; never twice for one day."""
    there = await linked(home)
    await there.shown()
    await there.sent()
    await there.mum.say("/stop")
    await joins(there.mum, await makes_a_link(home, there.maya))
    await at(home, 2026, 12, 5, 0, 0)
    assert len(shown(there.mum, WEEK)) == 1
    await says_yes(home, there.maya)
    await at(home, 2026, 12, 11, 22, 0)
    assert [day for day, *_rest in there.deliveries()] == ["2026-11-27", "2026-12-11"]


async def test_a_students_stop_is_about_questions(home: House) -> None:
    """/stop offers a student a pause, and leaves their family's message as it is."""
    there = await linked(home)
    await there.maya.say("/stop")
    assert "Stop" in there.maya.last.labels
    await there.maya.tap("Stop")
    assert len(await there.sent()) == 1


# --- another clock -------------------------------------------------------------------------------


async def moves(phone: Phone, city: str) -> None:
    """Somebody keeps another city's time."""
    await phone.say("/settings")
    await phone.tap("My time zone")
    await phone.say(city)
    assert "What I send follows your clock" in phone.last.text


@pytest.mark.parametrize(("city", "hour"), [("Chicago", 23), ("Madrid", 16)])
async def test_an_adult_who_moves_between_preview_and_message(
    home: House, city: str, hour: int
) -> None:
    """This week's comes at five o'clock there, once, and the next one too."""
    there = await linked(home)
    await there.shown()
    await moves(there.mum, city)
    await at(home, 2026, 11, 27, hour - 1, 59)
    assert not shown(there.mum, WEEK)
    await at(home, 2026, 11, 27, hour, 0)
    assert len(shown(there.mum, WEEK)) == 1
    await at(home, 2026, 12, 4, hour, 0)
    assert len(shown(there.mum, WEEK)) == len(shown(there.maya, PREVIEW)) == 2


async def test_an_adult_whose_hour_goes_by_as_they_move(home: House) -> None:
    """At five it was past five where they are now: it comes at once."""
    there = await linked(home)
    await there.shown()
    await at(home, 2026, 11, 27, 18, 0)
    await moves(there.mum, "Madrid")
    await at(home, 2026, 11, 27, 18, 1)
    assert len(shown(there.mum, WEEK)) == 1
    await at(home, 2026, 12, 4, 16, 0)
    assert [day for day, *_rest in there.deliveries()] == ["2026-11-27", "2026-12-04"]


async def test_a_class_that_moves_takes_its_families_along(home: House) -> None:
    """Preview and message keep their hour on the wall; whoever keeps another clock stays on it."""
    there = await linked(home)
    dad = home.phone("Bob")
    await joins(dad, await makes_a_link(home, there.maya), "Papa")
    await says_yes(home, there.maya)
    await moves(dad, "Madrid")
    desk = there.desk
    await desk.say("/class")
    await desk.tap("Hours of the class")
    while "Looks right" not in desk.last.labels:
        await desk.tap(desk.last.labels[0])
    for label in ("Change a line", "Time zone"):
        await desk.tap(label)
    await desk.say("Chicago")
    await desk.tap("Looks right")
    assert "These are the hours" in desk.last.text
    await at(home, 2026, 11, 27, 22, 59)
    assert (len(shown(there.mum, WEEK)), len(shown(dad, WEEK))) == (0, 1)
    await at(home, 2026, 11, 27, 23, 0)
    await at(home, 2026, 12, 4, 22, 59)
    assert (len(shown(there.mum, WEEK)), len(shown(dad, WEEK))) == (1, 2)
    assert len(shown(there.maya, PREVIEW)) == 2


async def test_who_is_linked_after_the_preview_begins_a_week_later(home: House) -> None:
    """The student was not told of them; they are in the next one."""
    there = await linked(home)
    await there.shown()
    dad = home.phone("Bob")
    await joins(dad, await makes_a_link(home, there.maya), "Papa", "Saturdays, 10:00")
    await says_yes(home, there.maya)
    assert "comes on Sat, Dec 5" in dad.last.text
    await at(home, 2026, 11, 29, 22, 0)
    assert (len(shown(there.mum, WEEK)), len(shown(dad, WEEK))) == (1, 0)
    await at(home, 2026, 12, 5, 22, 0)
    assert "This goes to Mum and Papa" in shown(there.maya, PREVIEW)[-1]
    assert (len(shown(there.mum, WEEK)), len(shown(dad, WEEK))) == (2, 1)


# --- when something is in the way ----------------------------------------------------------------


async def test_after_an_outage_it_is_shown_first_and_goes_a_day_later(home: House) -> None:
    """The student has their day to look it over, whatever the machine did."""
    there = await linked(home)
    await tick(home, datetime(2026, 11, 28, 15, 0, tzinfo=UTC))
    assert "on Sun, Nov 29, 10:00 AM" in plain(shown(there.maya, PREVIEW)[-1])
    assert not shown(there.mum, WEEK)
    await at(home, 2026, 11, 29, 14, 59)
    assert not shown(there.mum, WEEK)
    await at(home, 2026, 11, 29, 15, 0)
    assert len(shown(there.mum, WEEK)) == 1
    await at(home, 2026, 12, 4, 22, 0)
    assert [day for day, *_rest in there.deliveries()] == ["2026-11-27", "2026-12-04"]


async def test_an_outage_that_ends_at_night(home: House) -> None:
    """Neither the student nor the adult is woken by it."""
    there = await linked(home)
    await tick(home, datetime(2026, 11, 27, 8, 0, tzinfo=UTC))  # 3 am in New York
    assert not shown(there.maya, PREVIEW)
    await at(home, 2026, 11, 27, 12, 0)
    assert "on Sat, Nov 28, 7:00 AM" in plain(shown(there.maya, PREVIEW)[-1])
    await tick(home, datetime(2026, 11, 29, 4, 0, tzinfo=UTC))  # 11 pm
    assert not shown(there.mum, WEEK)
    await at(home, 2026, 11, 29, 12, 0)
    assert len(shown(there.mum, WEEK)) == 1


@pytest.mark.parametrize("day", [29, 30])
async def test_more_than_two_days_late_it_does_not_go(home: House, day: int) -> None:
    """Neither is it shown, where it could not go in time any more; the next week is as ever."""
    there = await linked(home)
    await tick(home, datetime(2026, 11, day, 15, 0, tzinfo=UTC))
    assert not shown(there.maya, PREVIEW)
    assert there.deliveries() == [("2026-11-27", "not_sent", "late")]
    await at(home, 2026, 12, 4, 22, 0)
    assert there.deliveries()[1:] == [("2026-12-04", "sent", "")]


async def test_an_outage_of_a_week_costs_one_message(home: House) -> None:
    """It ends a few hours before the next is due: that is shown at once, and goes a day later."""
    there = await linked(home)
    await tick(home, datetime(2026, 12, 4, 2, 0, tzinfo=UTC))  # Thursday, 9 pm
    await at(home, 2026, 12, 4, 12, 0)
    assert "on Sat, Dec 5, 7:00 AM" in plain(shown(there.maya, PREVIEW)[-1])
    await at(home, 2026, 12, 11, 22, 0)
    assert there.deliveries() == [
        ("2026-11-27", "not_sent", "late"),
        ("2026-12-04", "sent", ""),
        ("2026-12-11", "sent", ""),
    ]


async def test_what_was_shown_in_time_goes_late_after_an_outage(home: House) -> None:
    """An outage over its hour alone: it goes as soon as it can, within two days."""
    there = await linked(home)
    await there.shown()
    await tick(home, datetime(2026, 11, 29, 16, 0, tzinfo=UTC))
    assert len(shown(there.mum, WEEK)) == 1


async def test_nothing_goes_in_a_break(home: House) -> None:
    """It is neither shown nor sent on the days the class has off, and goes on after them."""
    there = await linked(home)
    first, last = date(2026, 11, 25), date(2026, 11, 29)
    await home.bot.worker.do(lambda db: check_ins.add_break(db, 1, first, last, "Fall break"))
    await at(home, 2026, 12, 4, 22, 0)
    assert there.deliveries() == [("2026-11-27", "not_sent", "break"), ("2026-12-04", "sent", "")]
    assert len(shown(there.maya, PREVIEW)) == 1


async def test_an_adult_who_blocks_the_bot(home: House) -> None:
    """Nothing is tried, the student is not asked about it; it goes on when they are back."""
    there = await linked(home)
    there.mum.block()
    await quiet(home)
    await at(home, 2026, 11, 27, 22, 0)
    assert there.deliveries() == [("2026-11-27", "not_sent", "unreachable")]
    assert not shown(there.maya, PREVIEW)
    there.mum.unblock()
    await there.mum.say("/start")
    await at(home, 2026, 12, 4, 22, 0)
    assert len(shown(there.mum, WEEK)) == 1


async def test_an_adult_who_is_back_before_it_would_go(home: House) -> None:
    """It was not shown, so it is now, and goes a day after that."""
    there = await linked(home)
    there.mum.block()
    await quiet(home)
    await at(home, 2026, 11, 26, 22, 0)
    assert not shown(there.maya, PREVIEW)
    there.mum.unblock()
    await there.mum.say("/start")
    await at(home, 2026, 11, 28, 21, 59)
    assert "on Sat, Nov 28, 5:00 PM" in plain(shown(there.maya, PREVIEW)[-1])
    assert not shown(there.mum, WEEK)
    await at(home, 2026, 11, 28, 22, 0)
    assert len(shown(there.mum, WEEK)) == 1


async def test_what_its_student_could_not_see_is_held(home: House) -> None:
    """A student who blocked the bot did not say by silence that it may go."""
    there = await linked(home)
    there.maya.block()
    await quiet(home)
    await at(home, 2026, 11, 27, 22, 0)
    assert there.deliveries() == [("2026-11-27", "held", "unseen")]
    assert not shown(there.mum, WEEK)


@pytest.mark.parametrize("gone", ["left", "ended"])
async def test_nothing_about_a_student_who_is_gone(home: House, gone: str) -> None:
    """Who left, or whose class has ended, is written about no more."""
    there = await linked(home)
    await there.shown()
    table, number = ("membership", 2) if gone == "left" else ("class", 1)
    column = "left_at" if gone == "left" else "ended_at"
    await home.bot.worker.do(
        lambda db: db.exec_driver_sql(
            f"UPDATE {table} SET {column} = '2026-11-27 00:00:00.000000' WHERE id = {number}"  # noqa: S608  ours
        )
    )
    await at(home, 2026, 12, 5, 0, 0)
    assert not shown(there.mum, WEEK)
    assert there.deliveries() == []
    assert await home.bot.ticks.next_due() is None


# --- the teacher ---------------------------------------------------------------------------------


@pytest.mark.empty
async def test_a_teacher_makes_a_link_for_a_students_family(home: House) -> None:
    """For students of their own class, and nobody else's."""
    _link, maya = await a_class(home)
    desk = home.phone("Ms Rivera")
    await desk.say("/family")
    await desk.tap("Maya")
    await desk.tap("A link")
    await quiet(home)
    assert "For the family of Maya" in desk.last.text
    assert "It works once, until Thu, Nov 26" in desk.last.text
    assert desk.last.kind == "photo"
    await joins(home.phone("Ana"), link_on(desk))
    await quiet(home)
    assert "Mum opened your family link" in maya.last.text

    await home.teacher("Mr Blue", "8C Art")
    other = home.phone("Mr Blue")
    await other.say("/family")
    assert "Nobody has joined 8C Art yet." in other.last.text
    for data in ("c:family:2", "c:familylink:2", "c:familypage:2"):
        await other.tap_data(other.last.id, data)
        assert other.last.text == family.NOT_THERE.template


async def page(desk: Phone, home: House) -> str:
    """The page of Maya's week that a teacher gets."""
    await desk.say("/family")
    await desk.tap("Maya")
    await desk.tap(desk.last.labels[-1])
    await quiet(home)
    name, content = home.file_on(desk)
    assert name.startswith("week_2026-11-")
    return content.decode()


@pytest.mark.empty
async def test_a_page_to_print_for_families_without_telegram(home: House) -> None:
    """The same week, in the language of whoever prints it, and on record."""
    await a_class(home)
    desk = home.phone("Ms Rivera")
    html = await page(desk, home)
    assert "<h1>\u2068Maya\u2069&#39;s week</h1>" in html
    assert "Look at one example" in html
    assert 'alt="Picture: a path with 2 stops, 0 done."' in html
    assert home.rows("SELECT 1 FROM audit WHERE action = 'printed a summary'")
    await desk.say("/language")
    await desk.tap("Español")
    html = await page(desk, home)
    assert '<html lang="es"' in html
    assert "<h1>La semana de \u2068Maya\u2069</h1>" in html


@pytest.mark.empty
async def test_a_page_is_named_by_the_day_of_who_prints_it(home: House) -> None:
    """At eight in the evening it is still today in New York."""
    await a_class(home)
    home.clock.move(hours=8)
    desk = home.phone("Ms Rivera")
    await page(desk, home)
    name, _content = home.file_on(desk)
    assert name == "week_2026-11-23.html"


async def test_a_page_keeps_to_what_its_student_decided(home: House) -> None:
    """A line left out is not printed either; what is held back is not printed at all."""
    there = await linked(home)
    await there.shown()
    for label in (
        "Change it or hold it back",
        "Change a line",
        "What I work on",
        "Leave this line out",
        "Send it",
    ):
        await there.maya.tap(label)
    assert "example" not in await page(there.desk, home)

    await there.maya.tap("Change it or hold it back")
    await there.maya.tap("Hold it back")
    await there.desk.say("/family")
    await there.desk.tap("Maya")
    await there.desk.tap("A page to print")
    assert "Maya holds this week's message back" in there.desk.last.text


async def test_family_as_anybody_else(home: House) -> None:
    """/family for an adult is what they get, and a stranger learns how to begin."""
    there = await linked(home)
    await there.mum.say("/family")
    assert "You are here as family of Maya in 7B Maths. The next message: Fri, Nov 27" in (
        there.mum.last.text
    )
    stranger = home.phone("Eve")
    await stranger.say("/family")
    assert stranger.last.text == family.NO_LINKS.template
    await stranger.say("/stop")
    assert stranger.last.text == family.NOTHING_TO_STOP.template


async def test_who_sees_names_the_adults_who_hear_of_it(home: House) -> None:
    """A student whose family gets the weekly message is told what it says, and to whom."""
    there = await linked(home)
    said = await there.maya.say("/whosees")
    assert any(one.startswith("Your weekly message goes to Mum: your goal") for one in said)
    alone = await home.student("Nofamily", there.link)
    assert not any("weekly message" in one for one in await alone.say("/whosees"))
