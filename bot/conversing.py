"""Hold conversations: open one, show its question, take an answer, go back, put it away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot import render
from bot.chat import Chat
from bot.facts import KINDS, Gone
from bot.outcomes import hear, settle
from bot.render import Button
from dialogs import engine
from dialogs.engine import Answers, Invalid, Position, Raw, Tapped
from dialogs.kinds import Many
from dialogs.words import Sentence, _
from storage import conversations
from storage.people import Talk

OLD_CARD = _("That card is from before. Here is where we are now:")
CARD_DONE = _("That card is from before, and its question is done.")
NOTHING_OPEN = _("No question is open right now.")
BEGUN_BEFORE = _("You began this once before. I kept that for a while.")
PUT_AWAY = _("OK, I stopped there. Your answers are kept for a while.")
GO_ON = _("Go on with it")
NOTHING_TO_STOP = _("There is nothing to stop.")
LANGUAGE = "language"
"""The key of the question for it in every dialogue; its answer counts at once."""
BACK_TO = _("Now back to where we were.")


def begin(
    chat: Chat,
    dialogue: str,
    about: int | None = None,
    answers: Answers | None = None,
    *,
    first: Raw | None = None,
    going_on: bool = False,
) -> None:
    """Open a conversation on top of the others; one begun earlier goes on where it was.

    `answers` are its first ones. Where an earlier one says otherwise it is put away, and that is
    said; or it goes on all the same, with `going_on`. `first` answers its first question, which is
    then not asked.
    """
    who = chat.who
    given, since = dict(answers or {}), chat.now
    earlier = conversations.under_way(
        chat.db,
        person_id=who.id,
        membership_id=who.membership_id,
        dialogue=dialogue,
        about=about,
    )
    if earlier is not None:
        before = earlier.answers
        if going_on or not before or all(before.get(key) == given[key] for key in given):
            given, since = before or given, earlier.started_at
            conversations.close(chat.db, earlier.id or 0)
        else:
            conversations.stop(chat.db, earlier.id or 0, chat.now)
            chat.say(BEGUN_BEFORE, Button(GO_ON, "resume", earlier.id or 0))
    talk_id = conversations.open_one(
        chat.db,
        person_id=who.id,
        membership_id=who.membership_id,
        dialogue=dialogue,
        about=about,
        answers=given,
        revision=chat.update_id,
        now=since,
    )
    talk = Talk(talk_id, dialogue, about, given, chat.update_id, since)
    if first is not None:
        answer(chat, talk, first)
    else:
        show(chat, talk)


def choose_language(chat: Chat, code: str) -> None:
    """Where the open conversation has asked for the language, this is its answer now."""
    talk = chat.who.talk
    if talk is not None and LANGUAGE in talk.answers:
        answers = {**talk.answers, LANGUAGE: code}
        conversations.keep(chat.db, talk.id, answers, talk.revision, chat.now)


def show(chat: Chat, talk: Talk, *before: Sentence) -> None:
    """Show the open question of a conversation, after these sentences."""
    play = _playing(chat, talk)
    if play is not None:
        _advance(chat, talk, play(talk.answers), *before)


def show_open(chat: Chat, *before: Sentence) -> bool:
    """Show the question that is open with the person, if there is one."""
    if chat.who.talk is None:
        return False
    show(chat, chat.who.talk, *before)
    return True


def answer(chat: Chat, talk: Talk, raw: Raw) -> None:
    """Take an answer to the open question."""
    play = _playing(chat, talk)
    if play is None:
        return
    position = play(talk.answers)
    if position.ended:  # the code has changed under it: nothing is left to ask
        _advance(chat, talk, position)
        return
    try:
        answers = engine.answer(position, talk.answers, raw, chat.context)
    except Invalid as refused:
        _advance(chat, talk, replace(position, says=()), refused.sentence)
        return
    said = hear(chat, talk.answers, answers)
    _go(chat, replace(talk, answers=dict(answers)), position, play(answers), raw, *said)


def tap(chat: Chat, revision: int, option: str) -> None:
    """Take a tap on a question's button; an old card changes nothing."""
    talk = chat.who.talk
    if talk is None or revision != talk.revision:
        chat.close_tapped()
        if not show_open(chat, OLD_CARD):
            chat.say(CARD_DONE, Button(_("Where am I?"), "start"))
    elif option == "~stop":
        stop(chat)
    elif option in ("~back", "~skip"):
        step(chat, option[1:])
    else:
        answer(chat, talk, Tapped(option))


def step(chat: Chat, way: str) -> None:
    """Go "back" one question, or "skip" the open one."""
    talk = chat.who.talk
    if talk is None:
        chat.say(NOTHING_OPEN, Button(_("Where am I?"), "start"))
        return
    play = _playing(chat, talk)
    if play is None:
        return
    position = play(talk.answers)
    if position.ended:
        return
    move = engine.back if way == "back" else engine.skip
    try:
        answers = move(position, talk.answers)
    except Invalid as refused:
        _advance(chat, talk, replace(position, says=()), refused.sentence)
        return
    after = play(answers)
    _go(chat, replace(talk, answers=dict(answers)), position, after, Tapped(f"~{way}"))


def stop(chat: Chat) -> None:
    """Put the open conversation away; one that waits under it comes up again."""
    talk = chat.who.talk
    if talk is None:
        chat.say(NOTHING_TO_STOP, Button(_("Where am I?"), "start"))
        return
    chat.close_tapped()
    kind = KINDS.get(talk.dialogue)
    if talk.answers and (kind is None or kind.kept):
        conversations.stop(chat.db, talk.id, chat.now)
        chat.say(PUT_AWAY, Button(GO_ON, "resume", talk.id))
    else:
        conversations.close(chat.db, talk.id)
        chat.say(_("OK, I stopped there."), Button(_("Where am I?"), "start"))
    _surface(chat)


def resume(chat: Chat, talk_id: int) -> None:
    """Go on with a conversation that was put away."""
    picked = conversations.pick_up(chat.db, talk_id, person_id=chat.who.id)
    if picked is None:
        chat.say(CARD_DONE, Button(_("Where am I?"), "start"))
        return
    if picked.membership_id not in (None, chat.who.membership_id):
        chat.be(picked.membership_id or 0)
    begin(chat, picked.dialogue, picked.about, picked.answers)


def _playing(chat: Chat, talk: Talk) -> Callable[[Answers], Position[Any]] | None:
    """Plays the conversation, with any answers, on the facts of now.

    None where what it was about is gone; that is said.
    """
    try:
        if (kind := KINDS.get(talk.dialogue)) is None:  # a version before had it
            raise Gone  # noqa: TRY301  gone like the others
        facts = kind.facts(chat, talk.about, talk.started_at)
    except Gone as gone:
        conversations.close(chat.db, talk.id)
        chat.say(gone.sentence, Button(_("Where am I?"), "start"))
        _surface(chat)
        return None

    def play(answers: Answers) -> Position[Any]:
        chat.speak(answers.get(LANGUAGE))
        return engine.play(kind.dialogue(facts), answers)

    return play


def _go(
    chat: Chat,
    talk: Talk,
    before: Position[Any],
    after: Position[Any],
    raw: Raw,
    *said: Sentence,
) -> None:
    """Go on with the talk's new answers."""
    if chat.tapped and isinstance(raw, Tapped):
        if _ticking(before, after):
            conversations.keep(chat.db, talk.id, talk.answers, talk.revision, chat.now)
            keyboard = render.question_keyboard(after, chat.context, talk.revision)
            markup = {"inline_keyboard": keyboard}
            chat.post("editMessageReplyMarkup", {"message_id": chat.tapped, "reply_markup": markup})
            return
        if raw.name == "~back":
            chat.close_tapped()
        else:
            chat.edit_tapped(render.chosen(before, raw.name, chat.context))
    _advance(chat, talk, after, *said)


def _ticking(before: Position[Any], after: Position[Any]) -> bool:
    """Whether only ticks changed: then the same card stays."""
    return (
        isinstance(before.question, Many)
        and after.question is not None
        and after.question.key == before.question.key
    )


def _advance(chat: Chat, talk: Talk, position: Position[Any], *before: Sentence) -> None:
    """Ask the open question, or settle the outcome."""
    if not position.ended:
        conversations.keep(chat.db, talk.id, dict(talk.answers), chat.update_id, chat.now)
        text = render.question_text(position, chat.context)
        for sentence in reversed(before):
            text = f"{render.html(sentence, chat.context)}\n\n{text}"
        keyboard = render.question_keyboard(position, chat.context, chat.update_id)
        chat.post("sendMessage", render.message(text, keyboard))
        chat.asked = True
        return
    conversations.close(chat.db, talk.id)
    if position.says:
        chat.post("sendMessage", render.message(render.question_text(position, chat.context)))
    follows = settle(chat, talk.about, dict(talk.answers), position.outcome)
    if follows is not None:
        begin(chat, follows.dialogue, follows.about, follows.answers)
    else:
        _surface(chat)


def _surface(chat: Chat) -> None:
    """A conversation that waited under the one that closed comes up again."""
    chat.look_again()
    show_open(chat, BACK_TO)
