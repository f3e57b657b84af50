"""What the commands menu shows, by what somebody is where they are."""

from __future__ import annotations

from typing import Any

from dialogs.words import Language, Sentence, _
from storage.tables import Role

START = _("Where am I, and what can I do?")
FAMILY = _("My family")
SETTINGS = _("Change times, pauses and more")
LANGUAGE = _("Change the language")
WHO_SEES = _("Who sees what I write?")
HELP = _("Help")
PRIVACY = _("What is kept, and how to leave")

STUDENT: dict[str, Sentence] = {
    "start": START,
    "goal": _("Set a goal, or look after one"),
    "checkin": _("How is a step going?"),
    "reflect": _("Look back at my week, or at a test"),
    "show": _("Show what I know"),
    "me": _("About me"),
    "partners": _("Goals I share with a partner"),
    "conference": _("A sheet to lead a conference from"),
    "pause": _("A break from questions"),
    "family": FAMILY,
    "settings": SETTINGS,
    "whosees": WHO_SEES,
    "language": LANGUAGE,
    "help": HELP,
    "privacy": PRIVACY,
}
"""Also for whoever is new: most of them are students."""
MENUS: dict[str, dict[str, Sentence]] = {
    Role.STUDENT: STUDENT,
    Role.TEACHER: {
        "start": START,
        "inbox": _("What waits for me?"),
        "students": _("My students"),
        "groups": _("Who could work together?"),
        "invite": _("A link for my students"),
        "family": _("A link for a student's family"),
        "export": _("Export the log"),
        "dashboard": _("Pages of my class, on a larger screen"),
        "conference": _("A sheet for a conference"),
        "class": _("My class, its hours and days off"),
        "prompts": _("My own questions for the class"),
        "settings": SETTINGS,
        "language": LANGUAGE,
        "help": HELP,
        "privacy": PRIVACY,
    },
    Role.FAMILY: {
        "start": START,
        "summary": _("What comes to me, and when?"),
        "stop": _("Stop the messages"),
        "settings": SETTINGS,
        "whosees": WHO_SEES,
        "language": LANGUAGE,
        "help": HELP,
        "privacy": PRIVACY,
    },
}


def menu(role: str, language: Language) -> list[dict[str, Any]]:
    """The menu of a role in a language, as Telegram takes it."""
    return [
        {"command": name, "description": language.put(words)} for name, words in MENUS[role].items()
    ]
