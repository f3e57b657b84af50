"""What outcomes share: buttons that follow, an entry for the log, the next conversation."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from bot.chat import Chat
from bot.render import Button
from dialogs.kinds import Attachment as File
from dialogs.words import Sentence, Words, _
from storage import people
from storage.tables import Attachment, Entry, Role

CHECK_IN = Button(_("Check in"), "checkin")
SHOW = Button(_("Show what I know"), "show")
NEW_GOAL = Button(_("Set a goal"), "goal")
HOME = Button(_("Where am I?"), "start")
WHAT_ELSE = Button(_("What else waits?"), "inbox")
NOT_YOURS = _("That is not for this chat.")


@dataclass(frozen=True)
class Next:
    """A conversation that follows at once."""

    dialogue: str
    about: int | None = None
    answers: dict[str, Any] | None = None


def lines(*words: Words) -> Sentence:
    """Sentences one below the other."""
    places = [f"l{n}" for n in range(len(words))]
    template = "\n".join(f"{{{place}}}" for place in places)
    return Sentence(template, args=dict(zip(places, words, strict=True)))


def here(chat: Chat) -> int:
    """The membership the person is in."""
    if chat.who.membership_id is None:
        raise LookupError("an outcome needs a membership")
    return chat.who.membership_id


def name_in(chat: Chat, class_id: int) -> str:
    """The name of the person as a teacher of a class, wherever they are now."""
    mine = people.memberships(chat.db, chat.who.id)
    there = (one.name for one in mine if one.class_id == class_id and one.role == Role.TEACHER)
    return next(there, chat.who.name)


def entry(
    chat: Chat,
    kind: str,
    *,
    goal_id: int | None = None,
    prompt: str = "",
    response: str = "",
    level: int | None = None,
    state: str = "",
    answers: dict[str, Any] | None = None,
    demonstration_id: int | None = None,
) -> Entry:
    """An entry for the log, of this turn."""
    chat.entries += 1
    return Entry(
        membership_id=here(chat),
        goal_id=goal_id,
        kind=kind,
        at=chat.now,
        language=chat.spoken or chat.who.language,
        prompt=prompt,
        response=response,
        level=level,
        state=state,
        answers=answers or {},
        demonstration_id=demonstration_id,
        update_id=chat.update_id,
        ordinal=chat.entries,
    )


def attachment(file: File, because: str = "") -> Attachment:
    """A file, link or text as storage keeps it."""
    return Attachment(**asdict(file), because=because)
