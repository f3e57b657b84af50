"""A family: linked by two yeses, told what was decided, and what its adults write."""

from __future__ import annotations

from bot import digest, planning, summaries
from bot.chat import Chat
from bot.facts import answered_before
from bot.outcomes.common import HOME, here, name_in
from bot.render import Button
from dialogs.confirm_family import TOLD
from dialogs.family_amount import Amount
from dialogs.family_summary import FAMILY_SEES, Draft
from dialogs.join_family import FamilyJoined
from dialogs.words import Sentence, _
from storage import families, people
from storage.access import Action, may
from storage.families import Linked
from storage.tables import FamilyLink, FamilyMessage, Role

LINK_CAPTION = _(
    "For the family of {name}: open this link, scan the picture, or type the code to the bot:\n"
    "{link}\n"
    "<code>{code}</code>\n"
    "It works once, until {at}."
)
HAND_IT_ON = _("Hand it to one adult of your family. Somebody else needs a link of their own.")
ASKS_YES = _("<b>{adult}</b> opened your family link. Is that OK?")
ANSWER_THAT = _("Answer")
YOURS = _("My family")
BEGINS = _("{child} said yes. The first message about {child}'s week comes on {at}.")
SAID_NO = _("{child} would rather not for now. That's fine; nothing is sent.")
NOT_ANY_MORE = _("OK. {name} gets no more messages about your goals.")
STOPPED_NEWS = _("{adult} gets no more messages about your goals.")
ENDED_NEWS = _("The messages about {child} have stopped.")
NOTE_NEWS = _("{adult} wrote to you: “{words}”")
SHOW_TEACHER = _("Show my teacher")
ANSWER_NEWS = _("{teacher} answers your question about {child}: “{words}”")
AMOUNT_KEPT = _("The next message about {child} comes on {at}.")
DECIDED = _("You can change it until it goes.")
NO_LONGER = _("That link is no longer there.")


def family_link(chat: Chat, student_id: int) -> None:
    """Send a fresh link for a student's family, whatever class its maker is in, and its picture."""
    code = people.new_code(
        chat.db,
        opens="family",
        now=chat.now,
        class_id=families.class_of(chat.db, student_id).id,
        student_id=student_id,
        created_by=chat.who.id,
    )
    chat.noted("made a family link", "membership", student_id)
    link = chat.setup.link(code)
    until = chat.now + people.FAMILY_CODE_LASTS
    name = people.name_of(chat.db, student_id)
    chat.picture(
        {"name": "qr", "link": link},
        LINK_CAPTION.fill(name=name, link=link, code=code, at=until),
    )


def make_link(chat: Chat) -> None:
    """A student invites their own family."""
    if may(chat.db, chat.who.id, Action.INVITE_OWN_FAMILY, here(chat)):
        family_link(chat, here(chat))
        chat.say(HAND_IT_ON, HOME)


def join(chat: Chat, student_id: int, joined: FamilyJoined) -> None:
    """Keep an adult's yes; the student is asked for theirs, or told of the school's."""
    student = people.membership(chat.db, student_id)
    if student is None or joined.when.time is None:
        chat.say(NO_LONGER, HOME)
        return
    room = families.class_of(chat.db, student_id)
    people.use_up(chat.db, chat.who.id, student_id, chat.now)
    people.settle_in(chat.db, chat.who.id, language=joined.language, zone=_zone(chat, room.zone))
    chat.look_again()
    family_id = people.join(
        chat.db,
        person_id=chat.who.id,
        class_id=student.class_id,
        role=Role.FAMILY,
        name=chat.text(joined.name),
        now=chat.now,
    )
    by_school = room.family_yes == "school"
    link_id = families.link(
        chat.db,
        FamilyLink(
            student_id=student_id,
            family_id=family_id,
            version=joined.version,
            adult_yes_at=chat.now,
            other_yes_at=chat.now if by_school else None,
            other_yes_by="school" if by_school else "",
            day=joined.when.days[0],
            at=joined.when.time,
            every=joined.when.every,
            week=joined.when.week,
            zone=chat.who.zone,
        ),
    )
    chat.look_again()
    chat.noted("joined as family", "link", link_id)
    child = people.who(chat.db, id=student.person_id)
    if by_school:
        summaries.begin(chat, link_id)
        chat.tell(child, TOLD.fill(adult=chat.who.name), Button(YOURS, "family"))
        chat.tell(child, FAMILY_SEES)
    else:
        chat.tell(
            child, ASKS_YES.fill(adult=chat.who.name), Button(ANSWER_THAT, "confirm", link_id)
        )


def _zone(chat: Chat, class_zone: str) -> str:
    """The clock of an adult: their own where they are known, else the class's."""
    return chat.who.zone if chat.who.role else class_zone


def stay_out(chat: Chat, student_id: int) -> None:
    """Keep nothing of an adult who did not want the link."""
    people.hand_back(chat.db, chat.who.id, student_id, chat.now)
    people.forget_stranger(chat.db, chat.who.id)


def confirm(chat: Chat, link_id: int, *, yes: bool) -> None:
    """Keep the student's yes, and let it begin; or their no, and let it end."""
    linked = families.get(chat.db, link_id)
    if linked is None:
        return
    if not yes:
        summaries.end(chat, link_id)
        _tell_adult(chat, linked, SAID_NO)
        return
    families.put(chat.db, link_id, other_yes_at=chat.now, other_yes_by="student")
    chat.noted("said yes to a family link", "link", link_id)
    begun = summaries.begin(chat, link_id)
    if begun is not None and begun.next_at is not None:
        _tell_adult(chat, linked, BEGINS.fill(at=begun.next_at))


def _tell_adult(chat: Chat, linked: Linked, words: Sentence) -> None:
    adult = people.who(chat.db, id=linked.adult_person_id)
    chat.tell(adult, words.fill(child=linked.child))


def stop_by_student(chat: Chat, link_id: int) -> None:
    """End a link by its student's wish; the adult is told that it has, not why."""
    linked = families.get(chat.db, link_id)
    if linked is None or not may(chat.db, chat.who.id, Action.TEND_LINK, link_id):
        chat.say(NO_LONGER, HOME)
        return
    summaries.end(chat, link_id)
    _tell_adult(chat, linked, ENDED_NEWS)
    chat.say(NOT_ANY_MORE.fill(name=linked.adult), HOME)


def stop_by_adult(chat: Chat, link_id: int) -> None:
    """End a link by its adult's wish; the student hears of it."""
    linked = families.get(chat.db, link_id)
    if linked is not None:
        summaries.end(chat, link_id)
        student = people.who(chat.db, id=linked.child_person_id)
        chat.tell(student, STOPPED_NEWS.fill(adult=linked.adult))


def set_amount(chat: Chat, link_id: int, amount: Amount) -> None:
    """Keep how much an adult wants; the next one comes when it is planned, or sooner."""
    linked = families.get(chat.db, link_id)
    if linked is None:
        return
    families.put(chat.db, link_id, short=amount.short)
    if amount.every != linked.every:  # every other week, counted from the next one
        ahead = linked.next_day or chat.now.astimezone(chat.context.zone).date()
        week = planning.week_of(ahead) if amount.every > 1 else None
        families.put(chat.db, link_id, every=amount.every, week=week)
    chat.noted("changed how much", "link", link_id)
    begun = summaries.begin(chat, link_id)
    if begun is not None and begun.next_at is not None:
        chat.say(AMOUNT_KEPT.fill(child=linked.child, at=begun.next_at), HOME)


def decide(chat: Chat, summary_id: int, draft: Draft) -> None:
    """Keep what a student decided about a summary."""
    families.decide(chat.db, summary_id, draft.as_json(), chat.now)
    chat.noted("looked over a summary", "summary", summary_id)
    chat.say(DECIDED, HOME)


# --- what is written -----------------------------------------------------------------------------


def _written(chat: Chat, link_id: int, kind: str, words: str) -> tuple[Linked, int] | None:
    """Keep an adult's words; None where they are no longer linked."""
    linked = families.get(chat.db, link_id)
    if linked is None or not may(chat.db, chat.who.id, Action.HEAR_OF_STUDENT, link_id):
        chat.say(NO_LONGER, HOME)
        return None
    message_id = families.write(
        chat.db,
        FamilyMessage(
            link_id=link_id, kind=kind, words=words, at=chat.now, update_id=chat.update_id
        ),
    )
    chat.noted(f"wrote a {kind}", "link", link_id)
    return linked, message_id


def note(chat: Chat, link_id: int, words: str) -> None:
    """A note reaches the student, who can show it to the teacher."""
    if (written := _written(chat, link_id, "note", words)) is not None:
        linked, note_id = written
        child = people.who(chat.db, id=linked.child_person_id)
        news = NOTE_NEWS.fill(adult=linked.adult, words=words)
        chat.tell(child, news, Button(SHOW_TEACHER, "report", note_id))


def ask(chat: Chat, link_id: int, words: str) -> None:
    """A question reaches the teachers' inbox."""
    if (written := _written(chat, link_id, "question", words)) is not None:
        linked, _question_id = written
        digest.wake(chat, linked.class_id)


def answer(chat: Chat, question_id: int, words: str) -> None:
    """An answer reaches the adult who asked, and nobody else."""
    question = families.message(chat.db, question_id)
    linked = families.get(chat.db, question.link_id) if question else None
    if question is None or linked is None:
        return
    if not families.answer(chat.db, question_id, words, chat.who.id, chat.now):
        first = families.message(chat.db, question_id)
        if first is not None:
            chat.say(answered_before(chat, first, linked.class_id), HOME)
        return
    chat.noted("answered a family", "link", linked.id)
    _tell_adult(chat, linked, ANSWER_NEWS.fill(teacher=name_in(chat, linked.class_id), words=words))
