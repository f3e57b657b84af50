"""/dashboard: a link to the teacher's pages that works once, and the way out of all browsers."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.chat import Chat
from bot.outcomes.common import HOME
from bot.render import Button
from bot.teacher import NOT_A_TEACHER
from dialogs.words import _
from storage import access, sessions
from storage.access import Action

OPEN = _(
    "Here are the pages of your class. The link works once, for 15 minutes. Please hand it to "
    "nobody: it lets in whoever opens it."
)
OPEN_PAGES = _("Open the pages")
HERE_ONLY = _(
    "Here are the pages of your class. They open only where this address is reached: on the "
    "computer that I run on, or in its network. The link works once, for 15 minutes:\n{link}"
)
NOT_SERVED = _(
    "The pages are not open right now. Please tell whoever runs Waymark at your school. All they "
    "do can be done here in the chat too."
)
SIGN_OUT = _("Sign out everywhere")
SIGNED_OUT = _("Done. No browser is signed in to your pages any more.")


def dashboard(chat: Chat, argument: str) -> None:
    """A link to the pages; with the argument "out", sign out wherever one is signed in."""
    who = chat.who
    if who.class_id is None or not access.may(chat.db, who.id, Action.OPEN_PAGES, who.class_id):
        chat.say(NOT_A_TEACHER, HOME)
        return
    if argument == "out":
        sessions.end_all(chat.db, who.id, chat.now)
        chat.noted("signed out everywhere")
        chat.say(SIGNED_OUT, HOME)
        return
    if not chat.setup.pages:
        chat.say(NOT_SERVED, HOME)
        return
    out = [Button(SIGN_OUT, "dashboard", "out")]
    if not sessions.signed_in(chat.db, who.id, chat.now):
        out = []
    link = f"{chat.setup.pages}/desk/in/{sessions.new_link(chat.db, who.id, chat.now)}"
    chat.noted("asked for a link to the pages")
    there = urlsplit(link)
    if there.scheme == "https" and "." in (there.hostname or ""):
        chat.say(OPEN, Button(OPEN_PAGES, url=link), *out)
    else:  # Telegram takes no button to an address of one computer or its network
        chat.say(HERE_ONLY.fill(link=link), *out)
