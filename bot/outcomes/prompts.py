"""A class's own questions, formats and criteria: set, and taken back."""

from __future__ import annotations

from bot.chat import Chat
from bot.outcomes.common import HOME, NOT_YOURS
from bot.outcomes.mastery import fits
from bot.render import Button
from dialogs.class_prompts import WORDS, PromptRemoved, PromptSet
from dialogs.words import _
from storage import access, prompts
from storage.access import Action

PROMPT_SET = _("Kept. Your class meets it from now on.")
PROMPT_REMOVED = _("Removed. What was answered to it stays on record.")
FULL = _("There are five of that kind already. Take one away first.")
MORE = Button(_("My own questions"), "prompts")


def set_prompt(chat: Chat, class_id: int, wanted: PromptSet) -> None:
    """Keep words of a class's own."""
    if not access.may(chat.db, chat.who.id, Action.SET_PROMPTS, class_id):
        chat.say(NOT_YOURS, HOME)
        return
    if not fits(chat, WORDS[wanted.kind].most, wanted.words):
        return
    made = prompts.set_one(chat.db, class_id, wanted.kind, wanted.words, chat.now)
    if made is None:
        chat.say(FULL, MORE, HOME)
        return
    chat.noted("set a prompt", "prompt", made)
    chat.say(PROMPT_SET, MORE, HOME)


def remove_prompt(chat: Chat, removed: PromptRemoved) -> None:
    """Take words back from the class they belong to."""
    prompt = prompts.get(chat.db, removed.id)
    if prompt is None or not access.may(chat.db, chat.who.id, Action.SET_PROMPTS, prompt.class_id):
        chat.say(NOT_YOURS, HOME)
        return
    if prompts.remove(chat.db, removed.id, chat.now):
        chat.noted("removed a prompt", "prompt", removed.id)
    chat.say(PROMPT_REMOVED, MORE, HOME)
