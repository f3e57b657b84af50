"""Check-ins come on time, once, and never when they should not: what a student sees of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import storage_case as case
from house import House, until
from house import sent as delivered

from bot.sandbox.faults import Fault
from bot.sandbox.phone import Phone
from storage import check_ins, goals
from storage.tables import Role

NEW_YORK = ZoneInfo("America/New_York")
ASKED = "Four quick taps?"
WEEK = "shall we look back?"
STEP = "Your step “Look at one example”: how is it going?"
TUE_THU = "Tuesdays and Thursdays"
NEVER = ("No check-ins", "No look back")
NUDGE = (
    "You said: “If I get stuck, then I ask someone one question.” Is this one of those times? "
    "Your step “Look at one example” is still open for today."
)
OVER = "That one is over, and that's fine. Would you like to keep a few words as a note?"


def there(when: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    """An instant on New York's wall, "11-24 16:00"."""
    return datetime.fromisoformat(f"2026-{when}").replace(tzinfo=zone).astimezone(UTC)


async def begin(home: House) -> None:
    """A class in which Maya has set a goal, and is asked for her first rhythm."""
    await sets_a_goal(await home.student("Maya", await home.teacher()))


async def sets_a_goal(phone: Phone, *obstacle: str) -> None:
    """With an obstacle that is tapped, or typed."""
    await phone.say("/goal")
    await phone.say("Fractions")
    for label in ("Getting there", "Find two ways to do it", "I'd feel ready"):
        await phone.tap(label)
    for words in obstacle:
        await phone.say(words)
    if not obstacle:
        await phone.tap("I get stuck and stop")
    for label in ("I ask someone", "Look at one", "Try one", "I can explain it", "Looks right"):
        await phone.tap(label)


async def asked_on(
    home: House, check_in: str = TUE_THU, weekly: str = "No look back", *, link: str = ""
) -> Phone:
    """Maya, who chose when to be asked, by a tap or in words; by the `link`, in that class too."""
    phone = home.phone("Maya")
    if link:
        await home.student("Maya", link)
        await sets_a_goal(phone)
    if "check in with you" in phone.last.text:  # asked after the first goal
        await choose(phone, check_in, weekly)
    return phone


async def choose(phone: Phone, *rhythms: str) -> None:
    """Tap a rhythm, or type it and say yes to what was understood."""
    for rhythm in rhythms:
        if any(rhythm in label for label in phone.last.labels):
            await phone.tap(rhythm)
        else:
            await phone.say(rhythm)
            await phone.tap("Yes")


async def at(home: House, when: str | datetime, *, sent: bool = True) -> None:
    """The clock comes to an instant, tick by tick, and what is said arrives."""
    to = there(when) if isinstance(when, str) else when
    while (due := await home.bot.ticks.next_due()) is not None and due <= to:
        home.clock.now = max(due, home.clock.now)
        await home.bot.ticks.run()
        if sent:
            await delivered(home)
    home.clock.now = to
    await home.bot.ticks.run()
    if sent:
        await delivered(home)


async def do(home: House, act: Any) -> Any:
    """Do something in the database, in a transaction."""
    return await home.bot.worker.do(act)


def shown(phone: Phone, what: str = ASKED) -> int:
    """How many messages on a phone have this in them."""
    return sum(what in bubble.text for bubble in phone.screen)


def opener(phone: Phone, what: str = ASKED) -> int:
    """The id of the newest message with this in it."""
    return next(bubble.id for bubble in reversed(phone.screen) if what in bubble.text)


def plain(phone: Phone) -> str:
    """The newest message, with spaces that are only spaces."""
    return phone.last.text.replace("\u202f", " ").replace("\xa0", " ")


def became(home: House) -> list[tuple[str, str, str]]:
    """What became of each day: the day, the state and the reason, in the order of the days."""
    found = home.rows("SELECT day, state, reason FROM occurrence ORDER BY day, id")
    return [(str(day)[5:], state, reason) for day, state, reason in found]


def misses(home: House) -> list[int]:
    """How many in a row had no answer, by schedule."""
    return [row.misses for row in home.rows("SELECT misses FROM schedule ORDER BY id")]


async def check_in(phone: Phone) -> None:
    """Walk through a check-in that is open."""
    for label in ("Moved it on", "OK", "My plan", "Same plan"):
        await phone.tap(label)
    await phone.say("/skip")


# --- one check-in --------------------------------------------------------------------------------


async def test_a_check_in_comes_at_its_time(home: House) -> None:
    """Tuesday, 4 pm in New York; not a second before, and once."""
    phone = await asked_on(home)
    assert "First on Tue, Nov 24, 4:00 PM" in plain(phone)
    await at(home, there("11-24 16:00") - timedelta(seconds=1))
    assert shown(phone) == 0
    await at(home, "11-24 16:00")
    assert shown(phone) == 1
    assert phone.last.labels == [
        "OK, go", "In an hour", "Tonight", "Not this time", "Change when you ask",
    ]  # fmt: skip
    await at(home, "11-24 16:30")
    assert shown(phone) == 1
    await at(home, "11-26 16:00")
    assert shown(phone) == 2


async def test_what_opened_it_is_not_said_again(home: House) -> None:
    """After the opener the first question is only the question; it ends as any other."""
    phone = await asked_on(home)
    await at(home, "11-24 16:00")
    assert phone.last.text == "Your next step: “Look at one example”. Four quick taps?"
    await phone.tap("OK, go")
    assert phone.last.text == STEP
    await check_in(phone)
    assert phone.last.text.startswith("Saved. 0 of 2 steps done.")
    assert became(home) == [("11-24", "answered", "")]
    await at(home, "11-26 15:59")
    assert shown(phone, "still open") == 0  # nothing reminds of what is answered
    await at(home, "11-26 16:00")
    assert phone.last.text == "Your next step: “Look at one example”. Four quick taps?"


async def test_the_next_one_opens_as_the_student_would_say_it(home: House) -> None:
    """Who wanted to ask for help hears that in their own voice, not the words of a button."""
    phone = await asked_on(home)
    await at(home, "11-24 16:00")
    await phone.tap("OK, go")
    for label in ("Moved it on", "OK", "My plan", "Ask Ms Rivera for help"):
        await phone.tap(label)
    await phone.say("/skip")
    await at(home, "11-26 16:00")
    assert phone.last.text == "Last time you said: I ask Ms Rivera for help. Four quick taps?"


@pytest.mark.parametrize(("tap", "time", "when"), [
    ("In an hour", "5:05 PM", "17:05"), ("Tonight", "7:00 PM", "19:00"),
])  # fmt: skip
async def test_it_is_brought_up_again_when_they_say(
    home: House, tap: str, time: str, when: str
) -> None:
    """Once, at the time that was said; then it is left to them."""
    phone = await asked_on(home)
    await at(home, "11-24 16:05")
    await phone.tap(tap)
    assert plain(phone) == f"OK, I'll bring it up again at {time}."
    await at(home, there(f"11-24 {when}") - timedelta(seconds=1))
    assert shown(phone, NUDGE) == 0
    await at(home, f"11-24 {when}")
    assert phone.last.text == NUDGE
    await at(home, "11-24 20:29")
    assert (shown(phone, NUDGE), misses(home)) == (1, [0])
    await phone.tap("OK, go")
    assert phone.last.text == STEP


@pytest.mark.parametrize("tap", ["In an hour", "Tonight"])
async def test_later_can_be_too_late_for_today(home: House, tap: str) -> None:
    """Half an hour is left at least; else it is now or not this time."""
    phone = await asked_on(home)
    await at(home, "11-24 19:01")
    await phone.tap_old(opener(phone), tap)
    assert phone.last.text == "That would be too late for today. Now, or not this time?"
    await phone.tap("OK, go")
    assert phone.last.text == STEP


async def test_not_this_time_is_fine(home: House) -> None:
    """It is no miss, nothing reminds of it, and the next one is named."""
    phone = await asked_on(home)
    await at(home, "11-24 16:00")
    await phone.tap("Not this time")
    assert plain(phone) == "OK, not this time. I ask you next on Thu, Nov 26, 4:00 PM."
    await at(home, "11-25 12:00")
    assert shown(phone, "still open") == 0
    assert became(home) == [("11-24", "not_asked", "not_this_time")]
    assert misses(home) == [0]


async def test_not_this_time_where_none_follows(home: House) -> None:
    """The last day of a rhythm names no next one."""
    phone = await asked_on(home, "every Tuesday at 4 pm until Nov 25")
    await at(home, "11-24 16:00")
    await phone.tap("Not this time")
    assert phone.last.text == "OK, not this time."
    await at(home, "12-09 12:00")
    assert shown(phone) == 1


async def test_what_is_answered_is_answered(home: House) -> None:
    """The opener of a check-in that was answered on demand asks nothing any more."""
    phone = await asked_on(home)
    await at(home, "11-24 16:00")
    await phone.say("/checkin")
    await check_in(phone)
    await phone.tap_old(opener(phone), "OK, go")
    assert phone.last.text == "You answered that one already. Thank you."


async def test_a_late_tap_is_offered_as_a_note(home: House) -> None:
    """After it has expired nothing is made up for, and nothing is lost."""
    phone = await asked_on(home)
    await at(home, "11-24 20:30")
    assert became(home) == [("11-24", "expired", "")]
    await phone.tap_old(opener(phone), "OK, go")
    assert phone.last.text == OVER
    await phone.tap("Keep a note")
    await phone.say("I tried one more")
    assert "Shall I keep that as a note?" in phone.last.text


async def test_it_is_over_when_its_time_is_over(home: House) -> None:
    """Also in the seconds before a tick has seen it."""
    phone = await asked_on(home)
    await at(home, "11-24 16:00")
    home.clock.now = there("11-24 20:30")
    await phone.tap("Not this time")
    assert phone.last.text == OVER


async def test_a_tap_on_what_never_was_is_answered_kindly(home: House) -> None:
    """Whatever a changed app sends."""
    phone = await asked_on(home)
    await at(home, "11-24 16:00")
    for data in ("go.999.2026-11-24", "go.1.2026-11-31", "no", "go.1.2026-12-24"):
        await phone.tap_data(phone.last.id, f"c:ask:{data}")
        assert phone.last.text == OVER, data
    assert became(home) == [("11-24", "asked", "")]


async def test_nobody_answers_for_somebody_else(home: House) -> None:
    """A button with another student's check-in in it changes nothing."""
    phone = await asked_on(home)
    await at(home, "11-24 16:00")
    other = await home.student("Ben", home.link)
    await other.tap_data(other.last.id, phone.last.buttons[3].data or "")
    assert other.last.text == OVER
    assert became(home) == [("11-24", "asked", "")]


# --- the reminder --------------------------------------------------------------------------------


async def test_the_reminder_holds_the_students_own_plan(home: House) -> None:
    """After three hours, once: the obstacle they feared and what they planned for it."""
    phone = await asked_on(home)
    await at(home, there("11-24 19:00") - timedelta(seconds=1))
    assert shown(phone) == 1
    assert phone.last.text.endswith(ASKED)
    await at(home, "11-24 19:00")
    assert phone.last.text == NUDGE
    assert phone.last.labels == ["OK, go", "Not this time"]
    await at(home, "11-25 12:00")
    assert shown(phone, NUDGE) == 1


@pytest.mark.empty
async def test_the_reminder_names_an_obstacle_of_their_own(home: House) -> None:
    """In their words."""
    phone = await home.student("Maya", await home.teacher())
    await sets_a_goal(phone, "my little brother")
    await choose(phone, TUE_THU, "No look back")
    await at(home, "11-24 19:00")
    assert phone.last.text == (
        "You said this might get in your way: “my little brother”. Your plan: “I ask someone one "
        "question.” Is it there now? Your step “Look at one example” is still open for today."
    )


async def test_nobody_is_reminded_of_what_they_began(home: House) -> None:
    """An answer that is not finished is no miss either."""
    phone = await asked_on(home)
    await at(home, "11-24 16:00")
    await phone.tap("OK, go")
    await at(home, "11-25 12:00")
    assert shown(phone, "still open") == 0
    assert (became(home), misses(home)) == ([("11-24", "expired", "")], [0])


async def test_a_reminder_waits_for_a_conversation_to_end(home: House) -> None:
    """Who writes a note at seven is reminded a little later."""
    phone = await asked_on(home)
    await at(home, "11-24 18:58")
    await phone.say("a thought")
    await at(home, "11-24 19:19")
    assert shown(phone, NUDGE) == 0
    await at(home, "11-24 19:20")
    assert shown(phone, NUDGE) == 1


async def test_a_reminder_does_not_wait_into_the_last_minutes(home: House) -> None:
    """Where half an hour is not left any more it is let be."""
    phone = await asked_on(home)
    await at(home, "11-24 18:30")
    await phone.tap("In an hour")
    await at(home, "11-24 19:29")
    await phone.say("a thought")
    await at(home, "11-24 19:41")
    await phone.say("another one")
    await at(home, "11-24 19:53")
    await phone.say("and one")
    await at(home, "11-24 20:29")
    assert shown(phone, NUDGE) == 0


async def test_nobody_is_reminded_of_a_goal_that_rests(home: House) -> None:
    """With no goal going there is nothing to ask, then and the next time."""
    phone = await asked_on(home)
    await at(home, "11-24 16:00")
    await phone.say("/goal")
    await phone.tap("Find two ways")
    await phone.tap("Let it rest")
    await at(home, "11-26 17:00")
    assert (shown(phone), shown(phone, "still open")) == (1, 0)
    assert became(home)[1] == ("11-26", "not_asked", "no_goal")


async def test_a_reminder_keeps_new_quiet_hours(home: House) -> None:
    """Where the class's quiet hours begin sooner now, it is not said in them."""
    phone = await asked_on(home)
    await at(home, "11-24 16:00")
    earlier = datetime.fromisoformat("2026-01-01T18:00").time()
    await do(home, lambda db: check_ins.set_hours(db, 1, quiet_from=earlier))
    await at(home, "11-24 23:00")
    assert shown(phone, "still open") == 0


# --- no answer -----------------------------------------------------------------------------------

FIT = "I asked twice, and it didn't fit. That's fine. Shall I ask another way?"


async def after_two_misses(home: House) -> Phone:
    """A student who let two go by, and is asked what would fit."""
    phone = await asked_on(home)
    await at(home, "11-30 12:00")
    assert (became(home)[-1], misses(home)) == (("11-26", "expired", ""), [2])
    await at(home, "12-01 16:00")
    assert phone.last.text == FIT
    await phone.tap("Change how you ask")
    assert "What would help?" in phone.last.text
    return phone


async def test_another_time_may_fit_better(home: House) -> None:
    """They choose anew; what was open reminds of nothing and is no miss."""
    phone = await after_two_misses(home)
    await phone.tap("Another time")
    await choose(phone, "Mondays at 5 pm", "No look back")
    assert "First on Mon, Dec 7, 5:00 PM" in plain(phone)
    await at(home, "12-07 17:00")
    assert shown(phone, "still open for today") == 2  # of the two that were missed
    assert (shown(phone), misses(home)) == (3, [0])


async def test_less_often_may_fit_better(home: House) -> None:
    """One of its days, as they pick."""
    phone = await after_two_misses(home)
    await phone.tap("Less often")
    await phone.tap("Thursdays, 4:00")
    assert "First on Thu, Dec 3, 4:00 PM" in plain(phone)
    await at(home, "12-09 12:00")
    assert [row for row in became(home) if row[0] > "12-01"] == [("12-03", "expired", "")]


async def test_two_taps_may_fit_better(home: House) -> None:
    """From now on it is short, in the opener too."""
    phone = await after_two_misses(home)
    await phone.tap("Just two taps")
    assert phone.last.text == "OK, from now on it is just two taps."
    await at(home, "12-03 16:00")
    assert phone.last.text.endswith("Two quick taps?")
    await phone.tap("OK, go")
    await phone.tap("Done")
    await phone.tap("Same plan")
    assert phone.last.text.startswith("Saved.")
    await phone.say("/settings")
    for label in ("When you ask me", "Thursdays", "The longer check-in", "No look back"):
        await phone.tap(label)
    await phone.say("/checkin")
    assert "Four quick taps." in phone.last.text


async def test_a_pause_may_fit_better(home: House) -> None:
    """The pause is asked for right away."""
    phone = await after_two_misses(home)
    await phone.tap("A pause")
    await phone.tap("One week")
    assert phone.last.text == "OK, a pause. I'm back on Tue, Dec 8, and I'll tell you then."
    await phone.say("/pause")
    await phone.tap("I'm back now")
    await at(home, "12-03 16:00")
    assert "Four quick taps?" in phone.last.text


async def test_it_may_stay_as_it_is(home: House) -> None:
    """The misses so far are forgotten, and today's can still be answered."""
    phone = await after_two_misses(home)
    await phone.tap("Leave it as it is")
    assert phone.last.text == "OK, it stays as it is."
    await at(home, "12-01 20:30")
    assert misses(home) == [0]
    await at(home, "12-03 16:00")
    assert phone.last.text.endswith(ASKED)


async def test_what_would_fit_can_be_passed_over(home: House) -> None:
    """Who taps OK, go is just asked."""
    phone = await asked_on(home)
    await at(home, "12-01 16:00")
    await phone.tap("OK, go")
    assert phone.last.text == STEP


async def test_after_four_it_stops_and_the_teacher_sees_it(home: House) -> None:
    """Nothing more is sent; an answer of their own is welcome, and they can start it again."""
    phone = await asked_on(home)
    desk = home.phone("Ms Rivera")
    await at(home, "12-03 20:29")
    await desk.say("/students")
    assert "Quiet lately" not in desk.last.text
    await at(home, "12-03 20:30")
    before = len(phone.screen)
    await at(home, "12-31 12:00")
    assert len(phone.screen) == before
    assert [state for _day, state, _reason in became(home)] == ["expired"] * 4
    await desk.say("/students")
    assert "Quiet lately: Maya." in desk.last.text
    await phone.say("/settings")
    await phone.tap("When you ask me")
    await choose(phone, TUE_THU, "No look back")
    await desk.say("/students")
    assert "Quiet lately" not in desk.last.text
    assert misses(home) == [0]


async def test_who_checks_in_after_it_stopped(home: House) -> None:
    """They read that they are asked no more until they choose, and so it is; nobody is quiet."""
    phone = await asked_on(home)
    await at(home, "12-03 20:30")
    await phone.say("/checkin")
    await check_in(phone)
    assert phone.last.text == "I don't ask you by myself any more, until you choose when."
    desk = home.phone("Ms Rivera")
    await desk.say("/students")
    assert "Quiet lately" not in desk.last.text
    await at(home, "12-20 12:00")
    assert shown(phone) == 3  # of four, one asked what would fit
    await phone.tap("When you ask me")
    assert "Your check-ins now" not in phone.last.text
    await choose(phone, TUE_THU, "No look back")
    await at(home, "12-22 16:00")
    assert shown(phone) == 4


@pytest.mark.parametrize("down", ["over its end", "from before the reminder"])
async def test_what_an_outage_cut_short_is_no_miss(home: House, down: str) -> None:
    """The bot was away as it ended: nobody could answer then."""
    phone = await asked_on(home)
    await at(home, "11-24 16:00" if down == "from before the reminder" else "11-24 19:30")
    home.clock.now = there("11-24 21:30")
    await at(home, home.clock.now)
    assert (shown(phone), became(home)) == (1, [("11-24", "expired", "")])
    assert misses(home) == [0]


async def test_what_a_break_came_over_is_no_miss(home: House) -> None:
    """A break that is set while it is open: no reminder, and no miss."""
    phone = await asked_on(home)
    await at(home, "11-24 16:00")
    day = date(2026, 11, 24)
    await do(home, lambda db: check_ins.add_break(db, 1, day, day, "Snow day"))
    await at(home, "11-24 23:00")
    assert (shown(phone), shown(phone, "still open"), misses(home)) == (1, 0, [0])


async def test_what_was_put_off_to_the_end_of_its_day_is_no_miss(home: House) -> None:
    """Ten minutes are no time; half an hour that they chose themselves is theirs."""
    phone = await asked_on(home, "Tuesdays at 8 pm")
    await at(home, "11-24 19:55")
    await phone.say("A note")
    await at(home, "11-24 20:09")
    assert shown(phone) == 0
    await phone.say("/cancel")
    await at(home, "11-24 23:00")
    assert (shown(phone), misses(home)) == (1, [0])
    await at(home, "12-01 23:00")
    assert (shown(phone), misses(home)) == (2, [1])


async def test_who_taps_has_answered(home: House) -> None:
    """Begun and not finished, the third time: they are not told again that it didn't fit."""
    phone = await asked_on(home)
    await at(home, "12-01 16:00")
    assert phone.last.text == FIT
    await phone.tap("OK, go")
    await phone.say("/cancel")
    await at(home, "12-03 16:00")
    assert phone.last.text.endswith(ASKED)


async def test_a_look_back_that_does_not_fit_is_changed_too(home: House) -> None:
    """Two of them missed: its own rhythm is asked about."""
    phone = await asked_on(home, "No check-ins", "Fridays, 4:00")
    await at(home, "12-11 16:00")
    assert phone.last.text == FIT
    await phone.tap("Change how you ask")
    assert "When shall I check in with you?" in phone.last.text


async def test_what_would_help_needs_a_rhythm(home: House) -> None:
    """Where it is switched off meanwhile there is nothing to change, and that is said."""
    phone = await after_two_misses(home)
    await phone.say("/settings")
    await phone.tap("When you ask me")
    await choose(phone, *NEVER)
    assert phone.last.text.startswith("What we were talking about is no longer there")


# --- on demand -----------------------------------------------------------------------------------


async def test_an_answer_on_demand_counts(home: House) -> None:
    """What was open is answered, the reminder is taken back, misses begin anew."""
    phone = await asked_on(home)
    await at(home, "11-26 16:00")
    assert misses(home) == [1]
    await phone.say("/checkin")
    await check_in(phone)
    await at(home, "11-27 12:00")
    assert shown(phone, "still open") == 1  # Tuesday's
    assert became(home)[-1] == ("11-26", "answered", "")
    assert misses(home) == [0]


async def test_what_waits_to_be_sent_is_taken_back(home: House) -> None:
    """Telegram was away as it was due; answered before it is back, it is not sent."""
    phone = await asked_on(home)
    home.faults.add(Fault("429", "sendMessage", chat=phone.person.id, times=None))
    await at(home, "11-24 16:00", sent=False)
    await phone.say("/checkin", wait=False)
    waiting = "SELECT count(*) FROM conversation"
    await until(lambda: home.rows(waiting) == [(1,)])
    await phone.say("/cancel", wait=False)
    await phone.say("/pause", wait=False)
    await until(lambda: len(home.rows("SELECT key FROM outbox WHERE state = 'new'")) > 3)
    paused = home.rows("SELECT dialogue, revision FROM conversation ORDER BY id DESC")[0]
    assert paused.dialogue == "pause"
    await phone.tap_data(1, f"a:{paused.revision}:week", wait=False)
    gone = "SELECT state FROM outbox WHERE key LIKE 'o%ask'"
    await until(lambda: home.rows(gone) == [("dead",)])
    home.faults.clear()
    await delivered(home)
    await until(lambda: "OK, a pause." in phone.last.text)
    assert shown(phone) == 0
    assert became(home) == [("11-24", "not_asked", "paused")]


async def test_what_waited_past_its_window_is_not_sent(home: House) -> None:
    """It counts as not asked: nobody can answer what never came."""
    phone = await asked_on(home)
    home.faults.add(Fault("429", "sendMessage", chat=phone.person.id, times=None))
    await at(home, "11-24 20:31", sent=False)
    assert became(home) == [("11-24", "not_asked", "late")]
    home.faults.clear()
    await delivered(home)
    assert (shown(phone), shown(phone, "still open"), misses(home)) == (0, 0, [0])
    await at(home, "11-26 16:00")
    assert shown(phone) == 1


# --- a pause -------------------------------------------------------------------------------------

BACK = "Your pause is over, and I'm back."


@pytest.mark.parametrize(("taps", "day", "asked"), [
    (("3 days",), "11-26", "Thu, Nov 26, 4:00 PM"),
    (("Until a day I pick", "Dec 2"), "12-02", "Thu, Dec 3, 4:00 PM"),
    (("Until the end of Winter break",), "12-01", "Tue, Dec 1, 4:00 PM"),
])  # fmt: skip
async def test_a_pause_ends_with_one_message(
    home: House, taps: tuple[str, ...], day: str, asked: str
) -> None:
    """After days, on a day, with a break; nothing is asked in it, then it goes on by itself."""
    phone = await asked_on(home)
    first, last = date(2026, 11, 28), date(2026, 11, 30)
    await do(home, lambda db: check_ins.add_break(db, 1, first, last, "Winter break"))
    await phone.say("/pause")
    for said in taps:
        await (phone.say if said[-1].isdecimal() else phone.tap)(said)
    await at(home, there(f"{day} 07:00") - timedelta(seconds=1))
    assert (shown(phone), shown(phone, BACK)) == (0, 0)
    await at(home, f"{day} 07:00")
    assert plain(phone) == f"{BACK} I ask you next on {asked}."
    await at(home, f"{day} 23:00")
    await at(home, "12-03 16:00")
    assert shown(phone, BACK) == 1
    assert shown(phone) > 0
    paused = [row for row in became(home) if row[0] < day]
    assert {row[1:] for row in paused} == {("not_asked", "paused")}


async def test_a_pause_lets_go_of_what_is_open(home: House) -> None:
    """Its buttons say so, nothing reminds of it, and it is no miss."""
    phone = await asked_on(home)
    await at(home, "11-24 16:00")
    await phone.say("/pause")
    await phone.tap("One week")
    await phone.tap_old(opener(phone), "OK, go")
    assert phone.last.text == "That one is over, because you are on a pause."
    await at(home, "11-30 12:00")
    assert (shown(phone), shown(phone, "still open"), misses(home)) == (1, 0, [0])
    assert became(home) == [("11-24", "not_asked", "paused"), ("11-26", "not_asked", "paused")]


async def test_a_pause_of_who_is_not_asked_ends_too(home: House) -> None:
    """Without a next time to name."""
    phone = await asked_on(home, *NEVER)
    await phone.say("/pause")
    await phone.tap("3 days")
    await at(home, "11-26 07:00")
    assert phone.last.text == f"{BACK} You can check in whenever you like."


async def test_the_end_of_a_pause_waits_for_quiet_hours_to_end(home: House) -> None:
    """They may have changed since it was planned."""
    phone = await asked_on(home)
    await phone.say("/pause")
    await phone.tap("3 days")
    later = datetime.fromisoformat("2026-01-01T09:00").time()
    await do(home, lambda db: check_ins.set_hours(db, 1, quiet_until=later))
    await at(home, "11-26 08:59")
    assert shown(phone, BACK) == 0
    await at(home, "11-26 09:00")
    assert shown(phone, BACK) == 1
    await at(home, "11-26 16:00")
    assert (shown(phone), shown(phone, BACK)) == (1, 1)


@pytest.mark.parametrize("way", ["by itself", "by a tap"])
async def test_an_outage_over_the_end_of_a_pause(home: House, way: str) -> None:
    """It is said that it is over; what came due in it is on record and not asked late."""
    phone = await asked_on(home, "Mondays and Wednesdays at 4 pm")
    await phone.say("/pause")
    await phone.tap("3 days")
    home.clock.now = there("11-26 06:00" if way == "by a tap" else "11-26 12:00")
    if way == "by a tap":  # it has not ticked yet
        await phone.say("/pause")
        await phone.tap("One week")
        await phone.say("/pause")
        await phone.tap("I'm back now")
    await at(home, home.clock.now)
    if way == "by itself":
        assert plain(phone) == f"{BACK} I ask you next on Mon, Nov 30, 4:00 PM."
    await at(home, "11-30 15:59")
    assert shown(phone) == 0
    assert became(home) == [("11-23", "not_asked", "paused"), ("11-25", "not_asked", "paused")]
    await at(home, "11-30 16:00")
    assert (shown(phone), shown(phone, BACK)) == (1, way == "by itself")


async def test_an_outage_from_a_pause_into_the_next_question(home: House) -> None:
    """What came due after the pause is asked as after any outage; no day that is past is named."""
    phone = await asked_on(home, TUE_THU)
    await phone.say("/pause")
    await phone.tap("3 days")
    await at(home, "11-23 23:00")
    home.clock.now = there("11-26 17:00")
    await home.bot.ticks.run()
    await delivered(home)
    assert [bubble.text for bubble in phone.screen][-2] == BACK
    assert shown(phone) == 1
    assert became(home) == [("11-24", "not_asked", "paused"), ("11-26", "asked", "")]


@pytest.mark.parametrize("gone", ["left", "ended", "blocked"])
async def test_nobody_is_told_who_is_not_there(home: House, gone: str) -> None:
    """Who has left, whose class has ended, whom nothing reaches."""
    phone = await asked_on(home)
    await phone.say("/pause")
    await phone.tap("3 days")
    await leave(home, phone, gone)
    await at(home, "12-31 12:00")
    assert (shown(phone), shown(phone, BACK)) == (0, 0)


async def leave(home: House, phone: Phone, gone: str) -> None:
    """A student leaves, or the class ends, or the bot is blocked."""
    if gone == "blocked":
        phone.block()
        blocked = "SELECT count(*) FROM person WHERE unreachable_since IS NOT NULL"
        await until(lambda: home.rows(blocked) == [(1,)])
        return
    sql = {
        "left": "UPDATE membership SET left_at = '2026-11-24 10:00:00' WHERE role = 'student'",
        "ended": "UPDATE class SET ended_at = '2026-11-24 10:00:00'",
    }[gone]
    await do(home, lambda db: db.exec_driver_sql(sql))


# --- whom and when not ---------------------------------------------------------------------------


@pytest.mark.parametrize("gone", ["left", "ended"])
async def test_who_is_gone_is_asked_no_more(home: House, gone: str) -> None:
    """Nor reminded of what was open, which is no miss; nothing is planned on."""
    phone = await asked_on(home)
    await at(home, "11-24 16:00")
    await leave(home, phone, gone)
    await at(home, "12-31 12:00")
    assert (shown(phone), shown(phone, "still open"), misses(home)) == (1, 0, [0])
    assert became(home) == [("11-24", "expired", "")]
    assert home.rows("SELECT state, next_at FROM schedule") == [("off", None)]


async def test_who_blocked_the_bot_is_not_asked(home: House) -> None:
    """It is no miss; back again, they are asked the next time."""
    phone = await asked_on(home)
    await leave(home, phone, "blocked")
    await at(home, "11-24 21:00")
    assert became(home) == [("11-24", "not_asked", "unreachable")]
    phone.unblock()
    await phone.say("/start")
    await at(home, "11-26 16:00")
    assert (shown(phone), misses(home)) == (1, [0])


async def test_who_blocks_the_bot_after_the_question_misses_nothing(home: House) -> None:
    """No reminder is tried, and what was open just ends."""
    phone = await asked_on(home)
    await at(home, "11-24 16:00")
    await leave(home, phone, "blocked")
    await at(home, "11-24 21:00")
    assert (became(home), misses(home)) == ([("11-24", "expired", "")], [0])


async def test_what_a_blocked_chat_refused_was_not_asked(home: House) -> None:
    """Telegram tells it only as the question is sent."""
    phone = await asked_on(home)
    phone.person.blocked = True
    await at(home, "11-24 21:00")
    assert (became(home), misses(home)) == ([("11-24", "not_asked", "unreachable")], [0])


async def test_breaks_and_public_holidays_are_kept(home: House) -> None:
    """A day off of the class, and Thanksgiving; both are recorded."""
    phone = await asked_on(home)
    day = date(2026, 11, 24)
    await do(home, lambda db: check_ins.add_break(db, 1, day, day, "Fair"))
    await do(home, lambda db: check_ins.set_hours(db, 1, country="US"))
    await at(home, "11-30 12:00")
    assert shown(phone) == 0
    assert became(home) == [("11-24", "not_asked", "break"), ("11-26", "not_asked", "break")]


async def test_no_day_off_is_named_as_the_next(home: House) -> None:
    """As a rhythm is set, at a pause's end and where it is not this time: the day it comes."""
    await do(home, lambda db: check_ins.set_hours(db, 1, country="US"))  # Nov 26 is Thanksgiving
    first, last = date(2026, 12, 1), date(2026, 12, 2)
    await do(home, lambda db: check_ins.add_break(db, 1, first, last, "Fair"))
    phone = await asked_on(home, "Thursdays at 4 pm")
    assert "First on Thu, Dec 3, 4:00 PM" in plain(phone)
    await phone.say("/settings")
    await phone.tap("When you ask me")
    await choose(phone, TUE_THU, "No look back")
    assert "First on Tue, Nov 24, 4:00 PM" in plain(phone)
    await at(home, "11-24 16:00")
    await phone.tap("Not this time")
    assert plain(phone) == "OK, not this time. I ask you next on Thu, Dec 3, 4:00 PM."
    await phone.say("/pause")
    await phone.tap("One week")
    await at(home, "12-01 07:00")
    assert plain(phone) == f"{BACK} I ask you next on Thu, Dec 3, 4:00 PM."


async def test_two_classes_never_ask_in_one_hour(home: House) -> None:
    """Both at four: the second comes at five, and takes them to its class."""
    phone = await asked_on(home)
    link = await home.teacher("Mr Okafor", "7B Science")
    await asked_on(home, link=link)
    await phone.say("/settings")
    await phone.tap("When you ask me")
    await choose(phone, TUE_THU, "No look back")
    await at(home, "11-24 16:59")
    assert shown(phone) == 1
    await at(home, "11-24 17:00")
    assert shown(phone) == 2
    first, second = (bubble.id for bubble in phone.screen if ASKED in bubble.text)
    await phone.tap_old(first, "OK, go")
    assert shown(phone, "That one is from 7B Maths") == 1
    await phone.say("/cancel")
    await phone.tap_old(second, "OK, go")
    assert shown(phone, "That one is from 7B Science") == 1
    assert phone.last.text == STEP


async def test_a_reminder_keeps_an_hour_from_another_question(home: House) -> None:
    """Asked at half past six in another class, they are reminded at half past seven."""
    phone = await asked_on(home)
    link = await home.teacher("Mr Okafor", "7B Science")
    await asked_on(home, link=link)
    await phone.say("/settings")
    await phone.tap("When you ask me")
    await choose(phone, "Tuesdays at 6:30 pm", "No look back")
    await at(home, "11-24 19:29")
    assert (shown(phone), shown(phone, "still open")) == (2, 0)
    await at(home, "11-24 19:30")
    assert shown(phone, "still open") == 1


async def test_who_is_in_a_conversation_is_not_interrupted(home: House) -> None:
    """A quarter of an hour after their last question they are asked."""
    phone = await asked_on(home)
    await at(home, "11-24 15:52")
    await phone.say("a thought")
    await at(home, "11-24 16:09")
    assert shown(phone) == 0
    await at(home, "11-24 16:10")
    assert shown(phone) == 1


async def test_after_an_outage_one_is_asked(home: House) -> None:
    """Four days without a tick: one question inside hours, the rest recorded as not asked."""
    phone = await asked_on(home, "Weekdays")
    await at(home, "11-23 20:30")
    home.clock.now = there("11-28 03:00")  # Saturday night
    await home.bot.ticks.run()
    assert shown(phone) == 1  # Monday's
    await at(home, "11-28 07:00")
    assert shown(phone) == 2
    await at(home, "11-29 23:00")
    assert shown(phone) == 2
    assert became(home) == [
        ("11-23", "expired", ""),
        ("11-24", "not_asked", "outage"),
        ("11-25", "not_asked", "outage"),
        ("11-26", "not_asked", "outage"),
        ("11-27", "expired", ""),
    ]


@pytest.mark.parametrize("city", ["Los Angeles", "Madrid"])
async def test_who_moves_is_asked_once_a_local_date(home: House, city: str) -> None:
    """West, where four o'clock comes again, and east; from then on it is four there."""
    phone = await asked_on(home)
    await at(home, "11-24 16:00")
    await phone.say("/settings")
    await phone.tap("My time zone")
    await phone.tap(city)
    await at(home, "11-25 23:00")
    assert shown(phone) == 1
    zone = ZoneInfo("America/Los_Angeles" if city == "Los Angeles" else "Europe/Madrid")
    await at(home, there("11-26 16:00", zone) - timedelta(seconds=1))
    assert shown(phone) == 1
    await at(home, there("11-26 16:00", zone))
    assert shown(phone) == 2


async def test_a_move_loses_no_question(home: House) -> None:
    """Four o'clock is past where they are now, and was still ahead: it is asked, once."""
    phone = await asked_on(home)
    await at(home, "11-24 12:00")  # six in the evening in Madrid
    await phone.say("/settings")
    await phone.tap("My time zone")
    await phone.tap("Madrid")
    await at(home, "11-24 23:00")
    assert (shown(phone), [row[0] for row in became(home)]) == (1, ["11-24"])
    await at(home, there("11-26 16:00", ZoneInfo("Europe/Madrid")))
    assert shown(phone) == 2


@pytest.mark.parametrize(
    ("city", "asked"), [("Chicago", "11-24 17:00"), ("Halifax", "11-24 16:10")]
)
async def test_a_move_loses_nothing_that_was_put_off(home: House, city: str, asked: str) -> None:
    """It was put off as they were in a conversation: the very one in which they move."""
    phone = await asked_on(home)
    await at(home, "11-24 15:55")
    await phone.say("/settings")
    await phone.tap("My time zone")
    await at(home, "11-24 16:02")
    assert shown(phone) == 0
    await phone.say(city)
    await at(home, there(asked) - timedelta(seconds=1))
    assert shown(phone) == 0
    await at(home, "11-24 23:00")
    assert (shown(phone), [row[0] for row in became(home)]) == (1, ["11-24"])


async def test_who_is_not_asked_can_move_too(home: House) -> None:
    """A rhythm that is off keeps the new clock for later."""
    phone = await asked_on(home)
    await phone.say("/settings")
    await phone.tap("When you ask me")
    await choose(phone, *NEVER)
    await phone.say("/settings")
    await phone.tap("My time zone")
    await phone.tap("Madrid")
    assert home.rows("SELECT zone, next_at FROM schedule") == [("Europe/Madrid", None)]


async def test_a_class_that_moves_takes_its_students_along(home: House) -> None:
    """Those on its clock; four o'clock is four o'clock there."""
    phone = await asked_on(home)
    desk = home.phone("Ms Rivera")
    await desk.say("/class")
    await desk.tap("Hours of the class")
    while "Looks right" not in desk.last.labels:
        await desk.tap(desk.last.labels[0])
    await desk.tap("Change a line")
    await desk.tap("Time zone")
    await desk.say("Chicago")
    await desk.tap("Looks right")
    assert "These are the hours of 7B Maths now." in desk.last.text
    await at(home, "11-24 16:59")
    assert shown(phone) == 0
    await at(home, "11-24 17:00")
    assert shown(phone) == 1


async def test_one_more_class_changes_nobodys_clock(home: House) -> None:
    """Whoever is somewhere already keeps their own, with all that is planned on it."""
    phone = await asked_on(home)
    art = await home.teacher("Mr Blue", "8C Art")
    desk = home.phone("Mr Blue")
    for one in (phone, desk):
        await one.say("/settings")
        await one.tap("My time zone")
        await one.tap("Madrid")
    await home.student(phone.person.name, art)
    await desk.say("/class")
    await desk.tap("One more class")
    await desk.say("9D Music")
    zones = "SELECT zone FROM person UNION ALL SELECT zone FROM schedule"
    assert home.rows(zones).count(("Europe/Madrid",)) == 3


# --- choosing a rhythm ---------------------------------------------------------------------------


async def choosing(home: House) -> Phone:
    """A student who is asked for a rhythm."""
    phone = await asked_on(home, *NEVER)
    await phone.say("/settings")
    await phone.tap("When you ask me")
    return phone


@pytest.mark.parametrize(("words", "echo"), [
    ("every Tue and Thu at 4", "Tuesdays and Thursdays, 4:00 PM. Is that right?"),
    ("weekdays at 17:15", "Weekdays, 5:15 PM. Is that right?"),
    ("cada lunes a las 5", "Mondays, 5:00 PM. Is that right?"),
    ("martes y jueves a las 4 de la tarde", "Tuesdays and Thursdays, 4:00 PM. Is that right?"),
])  # fmt: skip
async def test_a_rhythm_is_typed_and_said_back(home: House, words: str, echo: str) -> None:
    """In English and in Spanish; it counts after a yes, and can be changed."""
    phone = await choosing(home)
    await phone.say(words)
    assert plain(phone).endswith(echo)
    assert phone.last.labels[:2] == ["Yes", "Change"]
    await phone.tap("Change")
    assert "OK. Which days, and at what time?" in phone.last.text
    await choose(phone, words, "No look back")
    assert echo.removesuffix(". Is that right?") in plain(phone)


async def test_both_readings_are_offered(home: House) -> None:
    """Eight in the morning or in the evening: they say which."""
    phone = await choosing(home)
    await phone.say("Mondays at 8")
    readings = [label.replace("\u202f", " ") for label in phone.last.labels[:2]]
    assert readings == ["Mondays, 8:00 PM", "Mondays, 8:00 AM"]
    await phone.tap(phone.last.labels[0])
    await phone.tap("No look back")
    assert "Mondays, 8:00 PM. First on Mon, Nov 23, 8:00 PM." in plain(phone)


REFUSED = {
    "25:00": "There is no such time. Try “4 pm” or “16:00”.",
    "every 31st": "I can ask on days of the week. Try “Mondays” or “every other Friday”.",
    "Mondays at 10 pm": "From 8:30 PM to 7:00 AM I stay quiet. Please pick another time.",
}


async def test_what_cannot_be_is_refused_with_a_sentence(home: House) -> None:
    """And asked again."""
    phone = await choosing(home)
    for words, refusal in REFUSED.items():
        await phone.say(words)
        assert plain(phone).startswith(refusal), words
        assert "When shall I check in with you?" in phone.last.text


async def test_who_wants_no_check_ins_gets_none(home: House) -> None:
    """Nor a reminder of the one that is open; that can still be answered."""
    phone = await asked_on(home)
    await at(home, "11-24 16:00")
    await phone.tap("Change when you ask")
    await choose(phone, *NEVER)
    await at(home, "11-24 20:00")
    assert shown(phone, "still open") == 0
    await phone.tap_old(opener(phone), "OK, go")
    assert phone.last.text == STEP
    await at(home, "12-31 12:00")
    assert (shown(phone), misses(home)) == (1, [0])


async def test_a_class_that_has_ended_gets_no_rhythm(home: House) -> None:
    """That is said, and nothing is promised or planned."""
    phone = await choosing(home)
    await leave(home, phone, "ended")
    await choose(phone, TUE_THU, "No look back")
    assert phone.last.text == "7B Maths has ended, so I ask nobody there any more."
    assert home.rows("SELECT next_at FROM schedule WHERE next_at IS NOT NULL") == []


async def test_a_large_class_is_told_that_it_is_spread(home: House) -> None:
    """A few minutes after, and every student at a minute of their own."""

    def fill(db: Any) -> None:
        for number in range(150):
            case.member(db, case.person(db, 9_000_000 + number), 1, Role.STUDENT, "Sam")

    await do(home, fill)
    phone = await asked_on(home)
    assert "a few minutes after, as your class is large. First on" in phone.last.text
    (row,) = home.rows('SELECT next_at, "offset" FROM schedule')
    assert row.offset in (0, 1)
    assert str(row.next_at).startswith(f"2026-11-24 21:0{row.offset}")


# --- looking back --------------------------------------------------------------------------------


async def test_a_weekly_reflection_opens(home: House) -> None:
    """On its day, with a reminder of its own; it walks through the week."""
    phone = await asked_on(home, "No check-ins", "Fridays, 4:00")
    await at(home, "11-27 16:00")
    assert phone.last.text == (
        "Your week with “Fractions: Find two ways to do it”: shall we look back? "
        "Five minutes, mostly taps."
    )
    assert phone.last.labels == ["OK, go", "Tonight", "Not this time"]
    await at(home, "11-27 19:00")
    assert phone.last.text == (
        "Your look back on “Fractions: Find two ways to do it” is still open for today. "
        "Five minutes, mostly taps."
    )
    await phone.tap("OK, go")
    assert "Which moment of the week taught you most?" in phone.last.text
    await phone.say("The number line")
    await phone.say("I used to guess. Now I draw it.")
    for label in ("Got it", "Fairly sure", "Yes", "Keep going", "Nothing, it's fine"):
        await phone.tap(label)
    assert phone.last.text.startswith("Good to have looked.")
    assert became(home) == [("11-27", "answered", "")]


@pytest.mark.parametrize(("before", "opens"), [
    (2, "Your week with"), (3, "Some weeks with"), (4, "Your week with"), (7, "Some weeks with"),
])  # fmt: skip
async def test_every_fourth_look_back_reviews_the_goal(
    home: House, before: int, opens: str
) -> None:
    """What opens it says so, and then it is one."""
    phone = await asked_on(home, "No check-ins", "Fridays, 4:00")

    def earlier(db: Any) -> None:
        (student,) = db.exec_driver_sql("SELECT id FROM membership WHERE role = 'student'").one()
        for week in range(before):
            kind = "goal_review" if week == 3 else "reflection"
            made = case.entry(student, home.clock() - timedelta(weeks=week), kind=kind)
            made.update_id = -week - 1
            goals.log(db, made)

    await do(home, earlier)
    await at(home, "11-27 16:00")
    assert phone.last.text.startswith(opens)
    await phone.tap("OK, go")
    assert ("Did you get there?" in phone.last.text) == (opens == "Some weeks with")


async def test_before_and_after_a_test(home: House) -> None:
    """What they thought stands beside what came, and the change comes back before the next."""
    phone = await asked_on(home, *NEVER)
    await phone.say("/reflect")
    await phone.tap("A test is coming")
    await phone.say("Fractions test")
    await phone.say("Dec 4")
    for label in ("Getting there", "Did practice tasks", "Done"):
        await phone.tap(label)
    assert phone.last.text == "Kept. Your teacher can read it too."
    await phone.say("/reflect")
    await phone.tap("I got a test back")
    assert "Before “Fractions test” you thought it would show: Getting there." in phone.last.text
    for label in ("Not as well", "I misread it", "Done"):
        await phone.tap(label)
    await phone.say("Read each task twice")
    assert phone.last.text == (
        "Kept. Tap “A test is coming” in /reflect before the next one, and I bring it back."
    )
    await phone.say("/reflect")
    await phone.tap("I got a test back")
    assert "Fractions test" not in phone.last.text  # that one has been looked back on
    await phone.say("stop")
    await phone.say("/reflect")
    await phone.tap("A test is coming")
    assert "you planned one change: “Read each task twice”" in phone.last.text


CANARIES = ("zebrafish", "marigold", "lighthouse")


def everything(home: House) -> str:
    """Every value of every column of every table."""
    tables = home.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    kept = [home.rows(f'SELECT * FROM "{table.name}"') for table in tables]  # noqa: S608  our own
    return "\n".join(str(tuple(row)) for rows in kept for row in rows)


@pytest.mark.parametrize("ends", ["closed", "stopped"])
async def test_what_is_said_and_not_kept_is_nowhere(home: House, ends: str) -> None:
    """Closed or stopped half way: in no table is a word of it, nor of what was sent."""
    phone = await asked_on(home, *NEVER)
    await phone.say("/reflect")
    await phone.tap("Say it, don't keep it")
    assert "I keep nothing of this once we are done." in phone.last.text
    await phone.say(CANARIES[0])
    await phone.say(CANARIES[1])
    assert CANARIES[0] in everything(home)  # while it goes on, a restart loses nothing
    if ends == "closed":
        await phone.say(CANARIES[2])
        assert phone.last.text.startswith("That was it. I erase my copy now.")
    else:
        await phone.say("/cancel")
        assert phone.last.text == "OK, I stopped there."
    await delivered(home)
    await until(lambda: not home.rows("SELECT * FROM inbox WHERE raw IS NOT NULL"))
    kept = everything(home)
    assert not [word for word in (*CANARIES, "What happened?", "How is it for you") if word in kept]


async def test_who_would_rather_not_is_not_asked_again(home: House) -> None:
    """No check-ins and no look back is an answer: the next goal does not bring it up again."""
    phone = await asked_on(home, *NEVER)
    assert "I don't ask you by myself" in phone.last.text
    await home.goal(phone, "Ratios")
    assert "Your goal is set" in phone.last.text
    assert await home.bot.ticks.next_check_in() is None


async def test_a_day_that_was_put_off_is_on_record_when_the_rhythm_changes(home: House) -> None:
    """Busy at four, they choose another time: the day is not lost, and not due twice."""
    phone = await asked_on(home)
    await at(home, "11-24 15:59")
    await phone.say("/settings")
    await phone.tap("When you ask me")
    await at(home, "11-24 16:05")
    await choose(phone, "every day at 6 pm", "No look back")
    assert became(home) == [("11-24", "not_asked", "changed")]
    await at(home, "11-24 19:00")
    assert shown(phone) == 0
    await at(home, "11-25 18:00")
    assert shown(phone) == 1


async def test_a_rhythm_chosen_on_a_pause_begins_after_it(home: House) -> None:
    """What is said to come first does come first."""
    phone = await asked_on(home)
    await phone.say("/pause")
    await phone.tap("One week")
    await phone.say("/settings")
    await phone.tap("When you ask me")
    await choose(phone, "every day at 6 pm", "No look back")
    assert "First on Mon, Nov 30, 6:00 PM" in plain(phone)
