"""The commands menu and the bot's description, as Telegram shows them."""

from __future__ import annotations

import logging

from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from dialogs.words import Sentence, _, languages

log = logging.getLogger("waymark")

MENU: dict[str, Sentence] = {
    "start": _("Where am I, and what can I do?"),
    "goal": _("Set a goal, or look after one"),
    "checkin": _("How is a step going?"),
    "show": _("Show what I know"),
    "me": _("About me"),
    "whosees": _("Who sees what I write?"),
    "language": _("Change the language"),
    "help": _("Help"),
    "privacy": _("What is kept, and how to leave"),
}
DESCRIPTION = _(
    "I help students set goals, look back on their learning, and choose how to show what they "
    "know. You need a link or a code from your school."
)


async def announce(bot: Bot) -> None:
    """Set menu and description in every language. Trouble here stops nothing."""
    for language in languages():
        code = None if language.code == "en" else language.code
        menu = [BotCommand(name, language.put(words)) for name, words in MENU.items()]
        try:
            await bot.set_my_commands(
                menu, scope=BotCommandScopeAllPrivateChats(), language_code=code
            )
            await bot.set_my_description(language.put(DESCRIPTION), language_code=code)
        except TelegramError as trouble:
            log.warning("the commands menu was not set: %s", type(trouble).__name__)
