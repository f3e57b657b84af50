"""The commands menu of whoever is new and the bot's description, as Telegram shows them."""

from __future__ import annotations

import logging

from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from bot.menus import STUDENT
from dialogs.words import _, languages

log = logging.getLogger("waymark")

DESCRIPTION = _(
    "I help students set goals, look back on their learning, and choose how to show what they "
    "know. You need a link or a code from your school."
)


async def announce(bot: Bot) -> None:
    """Set menu and description in every language. Trouble here stops nothing."""
    for language in languages():
        code = None if language.code == "en" else language.code
        menu = [BotCommand(name, language.put(words)) for name, words in STUDENT.items()]
        try:
            await bot.set_my_commands(
                menu, scope=BotCommandScopeAllPrivateChats(), language_code=code
            )
            await bot.set_my_description(language.put(DESCRIPTION), language_code=code)
        except TelegramError as trouble:
            log.warning("the commands menu was not set: %s", type(trouble).__name__)
