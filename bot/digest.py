"""One message at the end of a school day about what has come in, instead of a ping for each.

At once a teacher hears only of words that need an adult, of a student who asks to talk, and of what
the teacher asked for. The rest waits in the inbox, and is told of together: on school days when
school ends, never in the quiet hours of the class, on its days off or on public holidays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import render
from bot.asking import SUMMARY, Stage
from bot.chat import Chat, context_of
from bot.render import Button
from dialogs.cadence import MONDAY_TO_FRIDAY, Break, free_day, hours_open, window_end
from dialogs.words import Sentence, _, _n
from storage import check_ins, desk, mail
from storage.mail import Outgoing
from storage.tables import Membership

NEWS = _("New in <b>{class_name}</b> since your last look: {waits}.")
OPEN = _("Open the inbox")
WAITS: Mapping[str, Sentence] = {
    "alert": _n("{n} person who needs you", "{n} people who need you", 1),
    "help": _n("{n} asks for help", "{n} ask for help", 1),
    "back": _n("{n} answer to your reply", "{n} answers to your replies", 1),
    "family": _n("{n} family question", "{n} family questions", 1),
    "proposal": _n("{n} idea of how to show it", "{n} ideas of how to show it", 1),
    "work": _n("{n} piece of work", "{n} pieces of work", 1),
    "asked_why": _n("{n} “why?” about a review", "{n} times “why?” about a review", 1),
    "goal": _n("{n} goal", "{n} goals", 1),
    "entry": _n("{n} check-in or note", "{n} check-ins and notes", 1),
    "quiet": _n("{n} quiet lately", "{n} quiet lately", 1),
}
"""How much waits, by the kinds of `desk.ORDER`."""
SCHOOL_ENDS = time(15, 30)
"""When a digest comes where the class has not said when its school day ends."""
LATE_AFTER = 3
"""School days after which what waits is late."""
AHEAD = timedelta(days=120)
"""How far ahead a school day is looked for: longer than any summer."""
MOST = 10
"""Classes in a round: reading an inbox takes longer than most of what ticks do."""


def waits(counts: Mapping[str, int]) -> tuple[Sentence, ...]:
    """How much waits, in words, in the order that matters."""
    return tuple(WAITS[kind].fill(n=counts[kind]) for kind in desk.ORDER if counts.get(kind))


# --- the days of a school ------------------------------------------------------------------------


def late_before(db: Connection, class_id: int, now: datetime) -> datetime:
    """What has waited in a class since this instant or longer has waited three school days.

    That is the same time of day on its clock, on the third school day before today.
    """
    room = check_ins.class_of(db, class_id)
    zone, country = ZoneInfo(room.zone if room else "UTC"), room.country if room else ""
    local = now.astimezone(zone)
    since = local.date() - AHEAD
    free = _breaks(db, [class_id], since).get(class_id, [])
    found = 0
    for back in range(1, AHEAD.days):
        day = local.date() - timedelta(days=back)
        found += _school_day(day, free, country)
        if found == LATE_AFTER:
            return datetime.combine(day, local.time(), zone)
    return datetime.combine(since, local.time(), zone)


def next_digest(hours: Any, breaks: Iterable[Break], now: datetime) -> datetime | None:
    """The next instant after now at which the teachers of a class may be told; None in a long rest.

    `hours` has zone, school_end, quiet_from, quiet_until and country. Where school ends in quiet
    hours, it is told when those end.
    """
    zone, quiet = ZoneInfo(hours.zone), (hours.quiet_from, hours.quiet_until)
    free, first = [*breaks], now.astimezone(zone).date() - timedelta(days=1)
    for ahead in range(AHEAD.days):
        day = first + timedelta(days=ahead)
        at = datetime.combine(day, hours.school_end or SCHOOL_ENDS, zone)
        opens = hours_open(at, zone, quiet)
        if opens > now and _school_day(opens.astimezone(zone).date(), free, hours.country):
            return opens
    return None


def _school_day(day: date, breaks: Iterable[Break], country: str) -> bool:
    return day.weekday() in MONDAY_TO_FRIDAY and free_day(day, breaks, country) is None


def _breaks(db: Connection, class_ids: Iterable[int], since: date) -> dict[int, list[Break]]:
    kept = check_ins.breaks(db, [*class_ids], since)
    return {
        class_id: [Break(one.first, one.last, one.name) for one in several]
        for class_id, several in kept.items()
    }


# --- telling -------------------------------------------------------------------------------------


def wake(chat: Chat, class_id: int | None = None) -> None:
    """Plan that the teachers of a class (the one the person is in) are told that something waits.

    A trial is no news to anybody. Where it is planned already, this is one statement.
    """
    wanted = class_id or chat.who.class_id
    if chat.who.trial or wanted is None:
        return
    asleep = desk.to_wake(chat.db, wanted)
    if asleep:
        free = _breaks(chat.db, [wanted], chat.now.date() - timedelta(days=2)).get(wanted, [])
        at = next_digest(asleep[0], free, chat.now)
        desk.plan_digest(chat.db, [row.id for row in asleep], at)


def tell(db: Connection, now: datetime, most: int) -> int:
    """Tell teachers what has come since they last looked; how many were looked at.

    Nothing where nothing of it waits any more. What was due in quiet hours or on a day off, as
    after an outage, is put off to the next time it may come.
    """
    found = desk.digests(db, now, min(most, MOST))
    if not found:
        return 0
    breaks = _breaks(db, {row.class_id for row in found}, now.date() - timedelta(days=2))
    messages = []
    for row in found:
        free = breaks.get(row.class_id, [])
        if not row.gone and not _may_come(row, free, now):
            desk.plan_digest(db, [row.id], next_digest(row, free, now))
            continue
        desk.plan_digest(db, [row.id], None)
        if row.gone or row.unreachable is not None:
            continue
        come = desk.inbox(db, row.class_id, late_before=now, now=now, most=0, after=row.looked_at)
        if come.total:
            messages.append(_message(row, waits(come.counts), now))
    mail.post(db, messages, now)
    return len(found)


def _may_come(row: Any, breaks: Iterable[Break], now: datetime) -> bool:
    """Whether now is no quiet hour and no day off."""
    zone = ZoneInfo(row.zone)
    today = now.astimezone(zone).date()
    quiet = hours_open(now, zone, (row.quiet_from, row.quiet_until)) > now
    return not quiet and _school_day(today, breaks, row.country)


def _message(row: Any, said: tuple[Sentence, ...], now: datetime) -> Outgoing:
    context = context_of(row.language, row.person_zone, now)
    words = NEWS.fill(class_name=row.class_name, waits=said)
    keyboard = render.buttons([Button(OPEN, "inbox", row.class_id)], context)
    params = render.message(render.html(words, context), keyboard)
    key = f"d{row.id}:{row.digest_at:%Y-%m-%dT%H:%M}"
    until = window_end(now, ZoneInfo(row.zone), (row.quiet_from, row.quiet_until))
    return Outgoing(row.chat_id, "sendMessage", params, key, SUMMARY, not_after=until)


STAGES = (Stage(tell, Membership, "digest_at"),)
"""What a tick does for teachers."""
