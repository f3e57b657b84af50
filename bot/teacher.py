"""The commands of a teacher: class, invite, students, inbox, export, and looking at work."""

from __future__ import annotations

from bot import conversing, outcomes
from bot.chat import Chat, id_in
from bot.outcomes import HOME
from bot.render import Button
from dialogs.show_mastery import CRITERIA, VERDICTS
from dialogs.words import _, _n
from storage import access, audit, goals, mastery, people
from storage.access import Action
from storage.mastery import HandedIn
from storage.tables import Attachment, Role

NOT_A_TEACHER = _("That is for teachers.")
NOT_YOURS = _("That is not for this chat.")
YOUR_CLASS = _("You teach <b>{class_name}</b>, {school}.")
NO_STUDENTS = _("Nobody has joined <b>{class_name}</b> yet. Share the class link with them.")
STUDENTS = _n("<b>{class_name}</b> has {n} student:", "<b>{class_name}</b> has {n} students:", 1)
STUDENT_LINE = _("• {name}: {aims}")
STUDENT_NO_GOAL = _("• {name}: no goal yet")
NOTHING_WAITS = _("Nothing waits for you right now.")
WAITS = _n("{n} piece of work waits for your word:", "{n} pieces of work wait for your word:", 1)
WAITING = _("{name}: {aim}")
WORK = _("<b>{student}</b> shows “{aim}”: {format}. Version {n}.")
PROPOSAL = _("Their own idea: {product}. For: {audience}.")
BECAUSE = _("This shows it because: {because}")
PIECE = _("{words}\n{because}")
SELF_CHECK = _("How {student} sees it:")
CRITERION = _("• {criterion}: {verdict}")
CRITERION_WHY = _("• {criterion}: {verdict} ({why})")
EXPORTING = _("Here comes the log of <b>{class_name}</b>, as a file for a spreadsheet.")
EXPORT_CAPTION = _("It holds students' own words. Keep it where only school staff can open it.")
TRYING = _("You see what your students see now. Nothing you do here counts.")
THEIR_WORDS = _("{name} wrote, {at}:\n\n{words}")
LONGEST_CAPTION = 400
"""Characters of a student's words under a file; Telegram takes 1,024 UTF-16 units in all."""
FILES = {
    "photo": "sendPhoto",
    "voice": "sendVoice",
    "video": "sendVideo",
    "document": "sendDocument",
}


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
        Button(_("One more class"), "class", "new"),
        HOME,
    )


def invite(chat: Chat, _argument: str) -> None:
    """A fresh class link with its picture."""
    class_id = _teaches(chat, Action.INVITE)
    if class_id is not None:
        outcomes.invite(chat, class_id)


def students(chat: Chat, _argument: str) -> None:
    """Who joined, and what they work on."""
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
        STUDENT_LINE.fill(name=student.name, aims=tuple(aims[student.id or 0]))
        if aims.get(student.id or 0)
        else STUDENT_NO_GOAL.fill(name=student.name)
        for student in found
    ]
    head = STUDENTS.fill(n=len(found), class_name=chat.who.class_name)
    chat.noted("saw students", "class", class_id)
    for n in range(0, len(shown), 40):
        part = shown[n : n + 40]
        chat.say(
            outcomes.lines(*([head, *part] if n == 0 else part)),
            *([HOME] if n + 40 >= len(shown) else []),
        )


def inbox(chat: Chat, _argument: str) -> None:
    """What waits for the teacher's word."""
    class_id = _teaches(chat, Action.SEE_STUDENTS)
    if class_id is None:
        return
    waiting = mastery.to_review(chat.db, class_id)
    if not waiting:
        chat.say(NOTHING_WAITS, HOME)
        return
    buttons = [
        Button(WAITING.fill(name=work.student, aim=work.aim), "review", work.id)
        for work in waiting[:20]
    ]
    chat.say(WAITS.fill(n=len(waiting)), *buttons)


def review(chat: Chat, argument: str) -> None:
    """Look at a submission: its pieces, how the student sees it, then the teacher's word."""
    work = mastery.handed_in(chat.db, id_in(argument))
    if work is None or not access.may(chat.db, chat.who.id, Action.REVIEW_WORK, work.id):
        chat.say(NOT_YOURS, HOME)
        return
    _go_to_class(chat, work.class_id)
    chat.noted("looked at work", "submission", work.id)
    _show_work(chat, work)
    if work.verdict:
        chat.say(outcomes.SOMEBODY_FIRST, HOME)
    else:
        conversing.begin(chat, "review_work", work.id)


def _go_to_class(chat: Chat, class_id: int) -> None:
    if chat.who.class_id == class_id and chat.who.role == Role.TEACHER:
        return
    for member in people.memberships(chat.db, chat.who.id):
        if member.class_id == class_id and member.role == Role.TEACHER:
            chat.be(member.id)


def _show_work(chat: Chat, work: HandedIn) -> None:
    head = [WORK.fill(student=work.student, aim=work.aim, format=work.format, n=work.version)]
    if work.proposal:
        head.append(
            PROPOSAL.fill(product=work.proposal["product"], audience=work.proposal["audience"])
        )
    judged = [
        (CRITERION_WHY if check["why"] else CRITERION).fill(
            criterion=CRITERIA[check["criterion"]],
            verdict=VERDICTS[check["verdict"]],
            why=check["why"],
        )
        for check in work.self_check
        if check["criterion"] in CRITERIA
    ]
    chat.say(outcomes.lines(*head, SELF_CHECK.fill(student=work.student), *judged))
    for piece in mastery.evidence(chat.db, work.id):
        _show_piece(chat, piece)


def _show_piece(chat: Chat, piece: Attachment) -> None:
    because = BECAUSE.fill(because=piece.because)
    if piece.kind in FILES:
        fits = len(piece.because) <= LONGEST_CAPTION
        chat.file(FILES[piece.kind], piece.kind, piece.file_id, because if fits else "")
        if not fits:
            chat.say(because)
    else:
        chat.say(PIECE.fill(words=piece.text, because=because))


def export(chat: Chat, _argument: str) -> None:
    """The class's log as a file."""
    class_id = _teaches(chat, Action.EXPORT)
    if class_id is None:
        return
    chat.noted("exported", "class", class_id)
    chat.say(EXPORTING.fill(class_name=chat.who.class_name))
    chat.document(
        {"name": "entries", "class_id": class_id, "person_id": chat.who.id}, EXPORT_CAPTION
    )


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
    chat.say(TRYING, outcomes.NEW_GOAL, HOME)


def words(chat: Chat, argument: str) -> None:
    """Read what a student wrote that needs an adult."""
    alert = audit.get_alert(chat.db, id_in(argument))
    if alert is None or not access.may(chat.db, chat.who.id, Action.READ_ALERT, alert.id or 0):
        chat.say(NOT_YOURS, HOME)
        return
    chat.noted("read an alert", "alert", alert.id)
    student = people.who(chat.db, id=alert.person_id)
    name = student.name or student.first_name if student else ""
    chat.say(THEIR_WORDS.fill(name=name, at=alert.at, words=alert.words))
