"""A group ends by itself, at the end of its last day; its teachers hear of it in the morning."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import render
from bot.asking import SUMMARY, Stage
from bot.chat import context_of
from bot.render import Button
from dialogs.cadence import hours_open
from dialogs.words import _, _n
from storage import groups, mail, people
from storage.mail import Outgoing
from storage.tables import Group

LATE = timedelta(days=2)
"""After this a teacher is not told any more that a group has ended."""
ENDED = _n(
    "This group of {class_name} is over: {names}.",
    "{n} groups of {class_name} are over: {names}.",
    1,
)
GROUPS = _("My groups")


def end(db: Connection, now: datetime, most: int) -> int:
    """End the groups whose last day is over, and tell their teachers once it is no quiet hour.

    How many groups were looked at.
    """
    found = groups.due(db, now, most)
    to_tell: dict[int, list[Any]] = {}
    for row in found:
        zone, quiet = ZoneInfo(row.zone), (row.quiet_from, row.quiet_until)
        opens = hours_open(now, zone, quiet)
        if row.ended_at is None:
            groups.end(db, [row.id], now, opens)
        elif opens > now:  # it was to be told, and quiet hours have come again
            groups.put(db, row.id, ends_at=opens)
        if opens <= now:
            to_tell.setdefault(row.class_id, []).append(row)
    for class_id, ended in to_tell.items():
        groups.told(db, [row.id for row in ended])
        if ended[0].class_ended_at is None:
            _tell(db, class_id, ended, now)
    return len(found)


def _tell(db: Connection, class_id: int, ended: list[Any], now: datetime) -> None:
    names = tuple(row.name for row in ended)
    words = ENDED.fill(n=len(ended), class_name=ended[0].class_name, names=names)
    outgoing = []
    for teacher in people.teachers(db, class_id):
        context = context_of(teacher.language, teacher.zone, now)
        keyboard = render.buttons([Button(GROUPS, "groups", class_id)], context)
        params = render.message(render.html(words, context), keyboard)
        key = f"g{ended[0].id}:ended:{teacher.person_id}"
        late = now + LATE
        outgoing.append(
            Outgoing(teacher.chat_id, "sendMessage", params, key, SUMMARY, not_after=late)
        )
    mail.post(db, outgoing, now)


STAGES = (Stage(end, Group, "ends_at"),)
"""What a tick does for groups."""
