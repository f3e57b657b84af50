"""A stock python-telegram-bot bot to compare with: `python stock_bot.py API_URL TOKEN PICKLE`.

ConversationHandler and PicklePersistence, both at their defaults: updates one after another, what
is known pickled once a minute, httpx as transport. It asks the same number of questions as the
conversation that is measured, and makes the same calls to Telegram at each turn.
"""

import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

SCRIPT = (
    "/goal",
    "Fractions",
    "tap:1",
    "Add fractions with different bottoms",
    "tap:0",
    "tap:1",
    "tap:0",
    "Do two sums on page 40",
    "tap:0",
    "tap:1",
    "tap:0",
    "tap:0",
    "open:0",
    "tap:1",
    "tap:0",
    "tap:0",
    "tap:0",
    "Drawing the bars first made it clear",
    "/goal",
    "open:0",
    "tap:3",
    "tap:3",
)
"""A goal is set, looked at in a check-in, and dropped, so that the next round finds the same.

At a "tap" the tapped message is edited to say what was chosen; at an "open" it stays as it is.
"""

QUESTION = "What would you like to be able to do? Tap one or say it your way, both are fine."
BUTTONS = ("Find two ways to do it", "Get the idea behind it", "Fix one mistake", "‹ Back", "Stop")

Handle = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, int]]


def step(n: int) -> Handle:
    """The handler of the n-th turn: keep the answer, ask the next question."""
    action, following = SCRIPT[n], n + 1 if n + 1 < len(SCRIPT) else ConversationHandler.END

    async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        message, query, kept = update.effective_message, update.callback_query, context.user_data
        if message is None or kept is None:
            raise ValueError("an update without a message")
        kept[n] = query.data if query else message.text
        if query:
            with suppress(BadRequest):  # while it writes its pickle, taps grow too old
                await query.answer()
            if action.startswith("tap:"):
                await query.edit_message_text(
                    f"{QUESTION}\n\n<b>› {query.data}</b>", parse_mode="HTML"
                )
        keyboard = [
            [InlineKeyboardButton(label, callback_data=f"{n}:{label}")] for label in BUTTONS
        ]
        await context.bot.send_message(
            message.chat_id,
            QUESTION,
            parse_mode="HTML",
            reply_markup=InlineKeyboardMarkup(keyboard),
        )
        return following

    return handle


def handler(n: int) -> MessageHandler[Any, Any] | CallbackQueryHandler[Any, Any]:
    """What leads to the n-th turn."""
    if SCRIPT[n].startswith(("tap:", "open:")):
        return CallbackQueryHandler(step(n))
    return MessageHandler(filters.TEXT, step(n))


def main(url: str, token: str, pickle: str) -> None:
    """Run until told to stop."""
    application = (
        Application.builder()
        .token(token)
        .base_url(f"{url}/bot")
        .persistence(PicklePersistence(pickle))
        .build()
    )
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("goal", step(0))],
            states={n: [handler(n)] for n in range(1, len(SCRIPT))},
            fallbacks=[],
            name="dialogue",
            persistent=True,
        )
    )
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
