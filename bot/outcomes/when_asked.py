"""When somebody is asked: their rhythm, what fits better, a pause; and the hours of a class."""

from __future__ import annotations

from datetime import date

from bot import planning, summaries
from bot.chat import Chat
from bot.outcomes.common import CHECK_IN, HOME, Next, here, lines
from bot.regrouping import ends_at
from bot.render import Button
from dialogs.cadence import QUIET, Repeat, spread_minutes
from dialogs.class_break import BreakSet
from dialogs.class_hours import ClassHours
from dialogs.fit import Fit
from dialogs.rhythm import RhythmSet
from dialogs.words import Sentence, _
from storage import check_ins, groups, people
from storage.tables import Asks

RHYTHM_KEPT = _("OK. I ask you how it goes: {rhythm}. First on {at}.")
RHYTHM_SPREAD = _(
    "OK. I ask you how it goes: {rhythm}, a few minutes after, as your class is large. "
    "First on {at}."
)
WEEKLY_KEPT = _("And we look back at your week: {rhythm}. First on {at}.")
NOT_ASKED = _("OK, I don't ask you by myself. You can check in whenever you like.")
CLASS_ENDED = _("<b>{class_name}</b> has ended, so I ask nobody there any more.")
SHORT_NOW = _("OK, from now on it is just two taps.")
LONG_NOW = _("OK, from now on it is the longer check-in again.")
AS_IT_IS = _("OK, it stays as it is.")
PAUSED = _("OK, a pause. I'm back on {day}, and I'll tell you then.")
PAUSE_ENDED = _("Good to have you back. I ask you again as before.")
HOURS_KEPT = _("Kept. These are the hours of <b>{class_name}</b> now.")
BREAK_KEPT = _("Kept. I ask nobody of <b>{class_name}</b> from {first} to {last}.")
BREAKS = _("Holidays and breaks")


def set_rhythm(chat: Chat, wanted: RhythmSet) -> None:
    """Ask a student on this rhythm from now on; not in a class that has ended."""
    room = check_ins.class_of(chat.db, chat.who.class_id)
    if room is None or room.ended_at is not None:
        chat.say(CLASS_ENDED.fill(class_name=chat.who.class_name), HOME)
        return
    said: list[Sentence] = []
    if (at := planning.ask_on(chat, here(chat), Asks.CHECK_IN, wanted.check_in)) is not None:
        size = check_ins.class_size(chat.db, chat.who.class_id or 0)
        kept = RHYTHM_SPREAD if spread_minutes(size) else RHYTHM_KEPT
        said.append(kept.fill(rhythm=_echo(wanted.check_in), at=at))
        check_ins.tune(chat.db, here(chat), Asks.CHECK_IN, short=wanted.short)
    else:
        said.append(NOT_ASKED)
    if (at := planning.ask_on(chat, here(chat), Asks.WEEKLY, wanted.weekly)) is not None:
        said.append(WEEKLY_KEPT.fill(rhythm=_echo(wanted.weekly), at=at))
    chat.noted("set a rhythm")
    chat.say(lines(*said), CHECK_IN, HOME)


def _echo(repeat: Repeat | None) -> Sentence | str:
    return repeat.echo if repeat is not None else ""


def fit(chat: Chat, wanted: Fit) -> Next | None:
    """Do what fits a student better; the misses so far are forgotten."""
    check_ins.tune(chat.db, here(chat), Asks.CHECK_IN, misses=0)
    match wanted.what:
        case "time":
            return Next("rhythm")
        case "pause":
            return Next("pause")
        case "fewer":
            at = planning.ask_on(chat, here(chat), Asks.CHECK_IN, wanted.rhythm)
            said = RHYTHM_KEPT.fill(rhythm=_echo(wanted.rhythm), at=at) if at else NOT_ASKED
            chat.say(said, HOME)
        case "short" | "long":
            short = wanted.what == "short"
            check_ins.tune(chat.db, here(chat), Asks.CHECK_IN, short=short)
            chat.say(SHORT_NOW if short else LONG_NOW, CHECK_IN, HOME)
        case _:
            chat.say(AS_IT_IS, CHECK_IN, HOME)
    chat.noted("changed how they are asked")
    return None


def pause(chat: Chat, until: date | None) -> None:
    """Ask nothing before a day, and let go what waits to be sent or answered; or end a pause."""
    if until is None:
        member = people.membership(chat.db, here(chat))
        check_ins.pause(chat.db, here(chat), None, None)
        if member is not None and member.paused_until is not None:
            planning.back(chat.db, here(chat), chat.who.class_id or 0, chat.context.today, chat.now)
        chat.noted("ended a pause")
        chat.say(PAUSE_ENDED, CHECK_IN, HOME)
        return
    room = check_ins.class_of(chat.db, chat.who.class_id)
    quiet = (room.quiet_from, room.quiet_until) if room else QUIET
    back = planning.pause_over(until, quiet, chat.context.zone)
    check_ins.pause(chat.db, here(chat), until, back)
    for occurrence in check_ins.open_occurrences(chat.db, here(chat)):
        check_ins.give_up(chat.db, occurrence.id, "paused", chat.now)
        chat.withdraw(planning.keys(occurrence))
    chat.noted("paused")
    chat.say(PAUSED.fill(day=until), HOME)


def set_class_hours(chat: Chat, hours: ClassHours) -> None:
    """Keep a class's hours; students and families on its clock go with it to another zone."""
    class_id = chat.who.class_id or 0
    before = check_ins.class_of(chat.db, class_id)
    check_ins.set_hours(
        chat.db,
        class_id,
        zone=hours.zone,
        school_end=hours.school_end,
        quiet_from=hours.quiet_from,
        quiet_until=hours.quiet_until,
        country=hours.country,
        silence=hours.silence,
        family_yes=hours.family_yes,
    )
    if before is not None and before.zone != hours.zone:
        for person_id in people.on_clock(chat.db, class_id, before.zone):
            planning.move_person(chat.db, person_id, hours.zone, chat.now)
            summaries.move_adult(chat.db, person_id, hours.zone)
        for group in groups.of(chat.db, class_id):
            groups.put(chat.db, group.id, ends_at=ends_at(group.until, hours.zone))
    chat.look_again()
    chat.noted("set hours", "class", class_id)
    chat.say(HOURS_KEPT.fill(class_name=chat.who.class_name), Button(BREAKS, "breaks"), HOME)


def add_break(chat: Chat, wanted: BreakSet) -> None:
    """Ask nobody of a class on these days."""
    class_id = chat.who.class_id or 0
    check_ins.add_break(chat.db, class_id, wanted.first, wanted.last, chat.text(wanted.name))
    chat.noted("added a break", "class", class_id)
    said = BREAK_KEPT.fill(class_name=chat.who.class_name, first=wanted.first, last=wanted.last)
    chat.say(said, Button(BREAKS, "breaks"), HOME)
