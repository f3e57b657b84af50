"""The commands of a teacher: class, invite, students, export; the inbox is bot/inbox.py."""

from __future__ import annotations

from collections.abc import Iterable

from bot import conversing, partners
from bot.chat import Chat, id_in
from bot.outcomes.common import HOME, NEW_GOAL, NOT_YOURS, lines
from bot.outcomes.people import invite as invite_to
from bot.render import Button, shorten
from dialogs.words import _, _n
from storage import access, audit, check_ins, desk, goals, mastery, people
from storage.access import Action
from storage.tables import Break, Membership, Role

NOT_A_TEACHER = _("That is for teachers.")
YOUR_CLASS = _("You teach <b>{class_name}</b>, {school}.")
NO_STUDENTS = _("Nobody has joined <b>{class_name}</b> yet. Share the class link with them.")
STUDENTS = _n("<b>{class_name}</b> has {n} student:", "<b>{class_name}</b> has {n} students:", 1)
STUDENT_LINE = _("• {name}: {aims}")
QUIET_LATELY = _("Quiet lately: {names}. I ask them no more by myself; a word from you may help.")
BREAKS = _("On these days I ask nobody of the class:")
NO_BREAKS = _("No days off are set. On days off I ask nobody of the class.")
BREAK_LINE = _("• {name}: {first} to {last}")
DROP_BREAK = _("Remove “{name}”")
STUDENT_NO_GOAL = _("• {name}: no goal yet")
TRYING = _("You see what your students see now. Nothing you do here counts.")
THEIR_WORDS = _("{name} wrote, {at}:")
ASKED_TO_TALK = _("{name} asked to talk to someone, {at}. Please find a quiet moment for them.")
LOOK_CLOSER = _("{name}")
STUDENT = _("<b>{name}</b>, in {class_name} since {day}")
GOOD_AT = _("Good at: {items}")
INTO = _("Into: {items}")
HARDER = _("Harder for them: {items}")
HELPS = _("What helps: {items}")
LATER = _("Later in life: {words}")
NOTHING_TOLD = _("{name} has told nothing about themselves yet.")
GOAL = _("Goal: {aim}. {done} of {steps} steps done.")
SAID_LAST = _("Lately: {words}")
REPLY_TO = _("Reply to: {words}")
NOTES = _("Notes and files")
NO_NOTES = _("{name} has kept no notes yet.")
NOTE_OF = _("{at}: {words}")
MOST_SHOWN = 20
"""Students in one message."""
LATEST = 5
LONGEST_LINE = 300
"""Characters of an entry on a student's card; the export has all of it."""
FILES = {
    "photo": "sendPhoto",
    "voice": "sendVoice",
    "video": "sendVideo",
    "document": "sendDocument",
    "audio": "sendAudio",
    "video_note": "sendVideoNote",
    "animation": "sendAnimation",
}
"""The method that sends a file of Telegram's own kind again: no other takes it (Bot API)."""


def _teaches(chat: Chat, action: Action) -> int | None:
    """The class the teacher is in, or None after saying that it is for teachers."""
    who = chat.who
    if who.class_id is not None and access.may(chat.db, who.id, action, who.class_id):
        return who.class_id
    chat.say(NOT_A_TEACHER, HOME)
    return None


def class_(chat: Chat, argument: str) -> None:
    """The class one is in; and one more."""
    if _teaches(chat, Action.SEE_STUDENTS) is None:
        return
    if argument == "new":
        conversing.begin(chat, "begin_class")
        return
    chat.say(
        YOUR_CLASS.fill(class_name=chat.who.class_name, school=chat.who.school),
        Button(_("Class link"), "invite"),
        Button(_("My students"), "students"),
        Button(_("Hours of the class"), "hours"),
        Button(_("Holidays and breaks"), "breaks"),
        Button(_("My own questions"), "prompts"),
        Button(_("A student's family"), "family"),
        Button(_("One more class"), "class", "new"),
        HOME,
    )


def hours(chat: Chat, _argument: str) -> None:
    """The hours a class keeps."""
    if _teaches(chat, Action.SET_HOURS) is not None:
        conversing.begin(chat, "class_hours")


def breaks(chat: Chat, argument: str) -> None:
    """The breaks of a class: a new one, or one less."""
    class_id = _teaches(chat, Action.SET_HOURS)
    if class_id is None:
        return
    if argument == "new":
        conversing.begin(chat, "class_break")
        return
    today = chat.now.astimezone(chat.context.zone).date()
    kept = check_ins.breaks(chat.db, [class_id], today).get(class_id, [])
    if gone := next((one for one in kept if named(one) == argument), None):
        check_ins.drop_break(chat.db, class_id, gone.id or 0)
        chat.noted("dropped a break", "class", class_id)
        kept.remove(gone)
    said = [BREAK_LINE.fill(name=one.name, first=one.first, last=one.last) for one in kept]
    chat.say(
        lines(BREAKS if kept else NO_BREAKS, *said),
        Button(_("Add days"), "breaks", "new"),
        *(Button(DROP_BREAK.fill(name=one.name), "breaks", named(one)) for one in kept[:10]),
        HOME,
    )


def named(one: Break) -> str:
    """What a button names a break by: SQLite gives the id of one that is gone to the next one."""
    return f"{one.id}.{one.first}"


def invite(chat: Chat, _argument: str) -> None:
    """A fresh class link with its picture."""
    class_id = _teaches(chat, Action.INVITE)
    if class_id is not None:
        invite_to(chat, class_id)


def students(chat: Chat, argument: str) -> None:
    """Who joined, and what they work on; with a class's id, there."""
    if there := id_in(argument):
        chat.go_to(there)
    class_id = _teaches(chat, Action.SEE_STUDENTS)
    if class_id is None:
        return
    found = people.students(chat.db, class_id)
    if not found:
        chat.say(
            NO_STUDENTS.fill(class_name=chat.who.class_name), Button(_("Class link"), "invite")
        )
        return
    aims = goals.aims(chat.db, class_id)
    shown = [
        STUDENT_LINE.fill(name=student.name, aims=_short(aims[student.id or 0]))
        if aims.get(student.id or 0)
        else STUDENT_NO_GOAL.fill(name=student.name)
        for student in found
    ]
    head = STUDENTS.fill(n=len(found), class_name=chat.who.class_name)
    if quiet := check_ins.quiet_lately(chat.db, class_id):
        shown.append(QUIET_LATELY.fill(names=tuple(quiet)))
    chat.noted("saw students", "class", class_id)
    for n in range(0, len(shown), MOST_SHOWN):
        part = shown[n : n + MOST_SHOWN]
        chat.say(
            lines(*([head, *part] if n == 0 else part)),
            *(
                Button(LOOK_CLOSER.fill(name=student.name), "student", student.id or 0)
                for student in found[n : n + MOST_SHOWN]
            ),
            *([HOME] if n + MOST_SHOWN >= len(shown) else []),
        )
    partners.pairings(chat, class_id)


def _short(aims: Iterable[str]) -> tuple[str, ...]:
    return tuple(shorten(aim, partners.LONGEST_AIM) for aim in aims)


def student(chat: Chat, argument: str) -> None:
    """One student: what they told of themselves, their goals, what they said lately."""
    member = _student(chat, argument)
    if member is None:
        return
    chat.noted("looked at a student", "membership", member.id)
    here = member.id or 0
    joined = member.joined_at.astimezone(chat.context.zone).date()
    room = people.class_named(chat.db, member.class_id)
    said = [STUDENT.fill(name=member.name, class_name=room, day=joined)]
    about = {
        key: words.fill(items=tuple(member.about[key]))
        for key, words in (
            ("strengths", GOOD_AT), ("interests", INTO), ("harder", HARDER), ("helps", HELPS),
        )
        if member.about.get(key)
    }  # fmt: skip
    said += about.values()
    if later := member.about.get("later"):
        said.append(LATER.fill(words=later))
    if not about and not later:
        said.append(NOTHING_TOLD.fill(name=member.name))
    for goal in goals.of(chat.db, here):
        steps = goals.steps(chat.db, goal.id or 0)
        done = sum(1 for step in steps if step.done_at is not None)
        said.append(GOAL.fill(aim=goal.aim, done=done, steps=len(steps)))
    lately = [entry for entry in goals.lately(chat.db, here, LATEST) if entry.response]
    said += [SAID_LAST.fill(words=shorten(entry.response, LONGEST_LINE)) for entry in lately]
    replied = desk.replies(chat.db, [entry.id or 0 for entry in lately])
    chat.say(
        lines(*said),
        *(
            Button(REPLY_TO.fill(words=entry.response), "reply", entry.id or 0)
            for entry in lately
            if entry.kind in desk.ANSWERABLE and entry.id not in replied
        ),
        Button(NOTES, "notes", here),
        Button(_("The family"), "family", here),
        Button(_("Conference sheet"), "conference", here),
        Button(_("My students"), "students"),
    )


def notes(chat: Chat, argument: str) -> None:
    """A student's latest notes, with the files in them."""
    member = _student(chat, argument)
    if member is None:
        return
    chat.noted("looked at notes", "membership", member.id)
    kept = goals.lately(chat.db, member.id or 0, LATEST, kind="note")
    if not kept:
        chat.say(NO_NOTES.fill(name=member.name), HOME)
    for entry in reversed(kept):
        for piece in mastery.files_of(chat.db, entry.id or 0):
            chat.file(FILES[piece.kind], piece.kind, piece.file_id, "")
        if entry.response:
            chat.say(NOTE_OF.fill(at=entry.at, words=entry.response))


def _student(chat: Chat, argument: str) -> Membership | None:
    wanted = id_in(argument)
    if access.may(chat.db, chat.who.id, Action.SEE_STUDENT, wanted):
        return people.membership(chat.db, wanted)
    chat.say(NOT_YOURS, HOME)
    return None


def export(chat: Chat, _argument: str) -> None:
    """Files to take away: the class's log, or what is chosen of it."""
    class_id = _teaches(chat, Action.EXPORT)
    if class_id is not None:
        conversing.begin(chat, "export_log", class_id)


def try_(chat: Chat, _argument: str) -> None:
    """See the student's side of one's own class, outside every figure and export."""
    class_id = _teaches(chat, Action.TRY_AS_STUDENT)
    if class_id is None:
        return
    people.join(
        chat.db,
        person_id=chat.who.id,
        class_id=class_id,
        role=Role.STUDENT,
        name=chat.who.name,
        now=chat.now,
        trial=True,
    )
    chat.look_again()
    chat.say(TRYING, NEW_GOAL, HOME)


def words(chat: Chat, argument: str) -> None:
    """Read what a student wrote that needs an adult."""
    alert = audit.get_alert(chat.db, id_in(argument))
    if alert is None or not access.may(chat.db, chat.who.id, Action.READ_ALERT, alert.id or 0):
        chat.say(NOT_YOURS, HOME)
        return
    chat.noted("read an alert", "alert", alert.id)
    audit.read_alert(chat.db, alert.id or 0, chat.who.id, chat.now)
    student = people.who(chat.db, id=alert.person_id)
    name = student.name or student.first_name if student else ""
    if not alert.words:
        chat.say(ASKED_TO_TALK.fill(name=name, at=alert.at), HOME)
        return
    chat.say(THEIR_WORDS.fill(name=name, at=alert.at))
    chat.say(alert.words, HOME)  # apart: they may be as long as a message can be
