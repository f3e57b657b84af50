"""What waits for a teacher's word, in the order that matters, and the words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.chat import id_in
from bot.facts import looked_before, replied_before
from bot.inbox import KINDS, STUCK_WORDS, waiting
from bot.web import acting, words
from bot.web.acting import OWN, Form
from bot.web.desk import Desk, Done, Go, Seen, Shown, missing
from bot.web.fields import asked, facts_of, questions
from bot.web.files import shown_files
from dialogs.check_in import STATES
from dialogs.reply import KINDS as REPLIES
from dialogs.words import Arg, Sentence
from storage import audit, families, goals, mastery, people
from storage import desk as reading
from storage.desk import Alike, Card, Item

WORD, IDEA, OTHER, READ = "word", "idea", "other", "read"
"""The questions of a reply: what to say, one more idea of a kind; the option between them, and the
one that says nothing."""


def counts(desk: Desk) -> int:
    """How much waits."""
    return waiting(desk.db, desk.class_id, desk.now).total


def show(desk: Desk) -> Shown:
    """All that waits, as cards."""
    found = waiting(desk.db, desk.class_id, desk.now)
    cards = reading.cards(desk.db, found.items)
    return Shown(
        "inbox.html",
        {
            "title": words.INBOX,
            "here": "inbox",
            "found": found,
            "rest": found.total - len(found.items),
            "needed": [card for card in cards if card.item.kind == "alert"],
            "cards": [card for card in cards if card.item.kind != "alert"],
            "alike": [(group, what_alike(group)) for group in found.alike],
            "trend": trend,
        },
    )


def trend(card: Card) -> tuple[Sentence, ...]:
    """How the last check-ins of a student went, the oldest first."""
    return tuple(STATES[state] for state in card.trend)


def what_alike(group: Alike) -> Arg:
    """What entries that are alike have in common."""
    return STUCK_WORDS.get(group.stuck) or STATES.get(group.state) or KINDS[group.kind]


def _back(desk: Desk) -> Go:
    return Go(desk.path("class", desk.class_id, "inbox"))


# --- words that need an adult --------------------------------------------------------------------


def show_alert(desk: Desk) -> Seen:
    """What was written, by whom in this class; it waits until somebody says that they have it."""
    alert = audit.get_alert(desk.db, desk.thing)
    if alert is None:
        return missing()
    name = people.name_in(desk.db, alert.person_id, desk.class_id)
    facts = {
        "title": words.NEEDS_YOU.fill(name=name),
        "here": "inbox",
        "name": name,
        "alert": alert,
    }
    return Shown("alert.html", facts)


def settle_alert(desk: Desk) -> Done:
    """Somebody sees to it; it waits no more."""
    desk.chat.noted("settled an alert", "alert", desk.thing)
    audit.read_alert(desk.db, desk.thing, desk.who.id, desk.now)
    return _back(desk)


# --- an entry ------------------------------------------------------------------------------------


def show_entry(desk: Desk) -> Seen:
    """One entry, with what helps to answer it and some ideas; or what was answered."""
    item = _entry(desk)
    if item is None:
        return missing()
    there = reading.replies(desk.db, [item.id]).get(item.id)
    facts = {
        "title": words.REPLY_TO.fill(name=item.student),
        "here": "inbox",
        "card": reading.card(desk.db, item),
        "shown": shown_files(desk, mastery.files_of(desk.db, item.id), "note"),
        "reply": there,
        "ideas": {} if there else ideas(desk, "reply"),
        "trend": trend,
    }
    return Shown("entry.html", facts)


def show_alike(desk: Desk) -> Seen:
    """Entries that are alike, and the ideas for one reply to all of them."""
    item = _entry(desk)
    if item is None:
        return missing()
    others = reading.alike(desk.db, desk.class_id, item.id, desk.now)
    answered = reading.replies(desk.db, [item.id])
    facts = {
        "title": words.ALIKE_TITLE,
        "here": "inbox",
        "entry": item,
        "others": others if answered else [item, *others],
        "ideas": ideas(desk, "reply_alike"),
        "what": what_of(item),
    }
    return Shown("alike.html", facts)


def ideas(desk: Desk, dialogue: str) -> dict[str, Any]:
    """What can be said: three ideas of each kind, and the field of own words."""
    found: dict[str, Any] = {"kinds": []}
    told = facts_of(desk, dialogue, desk.thing)
    for kind, name in REPLIES.items():
        fields = asked(desk, dialogue, told, {WORD: {"name": OTHER}, "kind": kind})
        if IDEA in fields:
            found["kinds"].append((kind, name, fields[IDEA].options))
        found |= {"field": fields.get(WORD)}
    return found


def what_of(item: Item) -> Arg | None:
    """What an entry is about: the stuck point, else how it went, else its kind."""
    state, kind = str(item.detail["state"]), str(item.detail["kind"])
    return STUCK_WORDS.get(item.stuck) or STATES.get(state) or KINDS.get(kind)


def _entry(desk: Desk) -> Item | None:
    return reading.entries(desk.db, [desk.thing]).get(desk.thing)


def reply(desk: Desk) -> Done:
    """Say it."""
    acting.act(desk.chat, "reply", desk.thing, worded(desk.form))
    return _back(desk)


def reply_alike(desk: Desk) -> Done:
    """Say it to all who are ticked and still wait; who was answered meanwhile is told."""
    waiting = facts_of(desk, "reply_alike", desk.thing).to
    ticked = {id_in(one) for one in desk.form.all("to")}
    to = [str(one.id) for one in waiting if one.id in ticked]
    others = reading.entries(desk.db, ticked - {one.id for one in waiting}).values()
    late = [one for one in others if one.detail["class_id"] == desk.class_id]
    if late and not to:
        names = tuple(one.student for one in late)
        raise acting.Refused("to", words.ALL_ANSWERED.fill(names=names))
    form = worded(desk.form)
    form = replace(form, fields={**form.fields, "to": to})
    acting.act(desk.chat, "reply_alike", desk.thing, form)
    desk.chat.say(words.GOT_IT.fill(n=len(to)))
    for one in late:
        before = replied_before(desk.chat, one)
        desk.chat.say(before.told if before else words.WAITS_NO_MORE.fill(name=one.student))
    return _back(desk)


def worded(form: Form) -> Form:
    """The form as the dialogue asks: an idea of a kind comes after “other ideas”.

    Raises Refused where no reply is wanted and one is written: it is neither sent nor dropped.
    """
    if READ in form.all(WORD):
        if form.text(WORD + OWN):
            raise acting.Refused(WORD, words.WORDS_THERE)
        return form.also(**{WORD: READ})
    kind, dot, _n = form.text(WORD).partition(".")
    if form.text(WORD + OWN) or not dot:
        return form
    return form.also(**{WORD: OTHER, "kind": kind, IDEA: form.text(WORD)})


def seen(desk: Desk) -> Done:
    """What a student answered to a reply has been read."""
    reading.read_back(desk.db, desk.thing, desk.now)
    desk.chat.noted("read an entry", "entry", desk.thing)
    return _back(desk)


# --- a goal --------------------------------------------------------------------------------------


def show_goal(desk: Desk) -> Seen:
    """A goal that waits for a word, or what was said to it."""
    goal = goals.get(desk.db, desk.thing)
    if goal is None:
        return missing()
    chat = acting.OnPage(desk.db, desk.parts.setup, desk.now, 0, desk.who)
    before = looked_before(chat, desk.thing)
    facts = {
        "title": goal.aim,
        "here": "inbox",
        "goal": goal,
        "student": people.name_of(desk.db, goal.membership_id),
        "steps": goals.steps(desk.db, desk.thing),
        "before": before,
        "fields": {} if before else questions(desk, "agree_goal", desk.thing, {"what": "changed"}),
    }
    return Shown("goal.html", facts)


def agree(desk: Desk) -> Done:
    """Say a word to a goal."""
    acting.act(desk.chat, "agree_goal", desk.thing, desk.form)
    return _back(desk)


# --- a family's question -------------------------------------------------------------------------


def show_question(desk: Desk) -> Seen:
    """What a family asks."""
    question = families.message(desk.db, desk.thing)
    linked = families.get(desk.db, question.link_id) if question else None
    if question is None or linked is None:
        return missing()
    answered = question.answered_at is not None
    facts = {
        "title": words.FAMILY_ASKS.fill(adult=linked.adult, child=linked.child),
        "here": "inbox",
        "question": question,
        "fields": {} if answered else questions(desk, "answer_family", desk.thing),
    }
    return Shown("question.html", facts)


def answer_family(desk: Desk) -> Done:
    """Answer a family."""
    acting.act(desk.chat, "answer_family", desk.thing, desk.form)
    return _back(desk)
