"""What everybody can do: ways in, home and help, language and settings, moving in a dialogue."""

from __future__ import annotations

from datetime import timedelta

from bot import conversing, family, inbox, partners
from bot.chat import Chat, id_in
from bot.outcomes.common import CHECK_IN, HOME, NEW_GOAL, SHOW, lines
from bot.render import Button
from dialogs.words import Sentence, _, languages
from storage import access, audit, conversations, desk, families, goals, people
from storage.access import Action
from storage.tables import Code, Role

STRANGER = _(
    "Hi! I'm Waymark. I help students set goals, look back on their learning, and choose how to "
    "show what they know.\n\nDo you have a code or a link from your school? Open the link, or "
    "type the code here."
)
WAYS = {
    "student": _("I'm a student"),
    "teacher": _("I'm a teacher"),
    "family": _("I'm family"),
}
WAYS_IN = {
    "student": _(
        "Great. Ask your teacher for the class link or code. Open the link, or type the code "
        "here. It looks like 7K3M-Q2ZD-X9AB."
    ),
    "teacher": _(
        "Welcome. Whoever runs Waymark at your school can make you a link, with "
        "<code>waymark invite teacher</code>. Open it, and we set up your class in two minutes."
    ),
    "family": _(
        "Welcome. Ask your child, or their teacher, for a family link. Open it here, and you get "
        "one short message a week."
    ),
}
NO_SUCH_CODE = _(
    "I can't find a class for that code. It may have a typo, or it may be too old. "
    "Your teacher can give you a new one."
)
TOO_MANY_CODES = _("That was a lot of tries. Please wait 15 minutes, then try again.")
TRIES, TRY_WINDOW = 5, timedelta(minutes=15)
HERE_ALREADY = _("You are in <b>{class_name}</b> already.")
FOR_STUDENTS = _(
    "This link is for students of <b>{class_name}</b>, and you are here as family. "
    "Your child can open it on their own phone."
)
FOR_FAMILY = _("This link is for an adult of a student's family. Please hand it on to them.")
LINKED_ALREADY = _("You have this one already, so the link still works for somebody else.")
OWN_LINK = _("This is the link of your own class. Share it with your students.")
STUDENT_HOME = _("Hi {name}! You are in <b>{class_name}</b> with {teacher}.")
TEACHER_HOME = _("Hi {name}! You teach <b>{class_name}</b>.")
FAMILY_HOME = _("You are here as family, in <b>{class_name}</b>.")
TRIAL_HOME = _("You are trying <b>{class_name}</b> as a student. Nothing here counts.")
NO_GOALS_YET = _("You have no goal yet. Setting one takes about three minutes.")
GOAL_LINE = _("• <b>{aim}</b>")
GOAL_LINE_NEXT = _("• <b>{aim}</b>: next “{step}” by {day}")
RESTING_LINE = _("• {aim} (resting)")
GO_TO = _("Go to {class_name}")
GO_TO_TEACH = _("Teach {class_name}")
HELP = _(
    "Here is what I can do. You can always type instead of tapping. "
    "“Back”, “skip” and “stop” work at any time."
)
HELP_STUDENT = _(
    "/goal sets a goal, or looks after one\n"
    "/checkin looks at how a step is going\n"
    "/reflect looks back at your week, or at a test\n"
    "/show shows what you know"
)
HELP_STUDENT_MORE = _(
    "/conference makes a sheet to lead a talk from\n"
    "/settings changes when I ask you, and more\n"
    "/pause gives you a break from questions\n"
    "/family lets your family get one message a week\n"
    "/me changes what I know about you\n"
    "/partners shows whom you share a goal with\n"
    "/whosees says who sees what you write"
)
HELP_TEACHER = _(
    "/students shows your class\n"
    "/inbox shows what waits for you\n"
    "/groups shows who could work together\n"
    "/conference makes a sheet to talk about"
)
HELP_TEACHER_MORE = _(
    "/invite makes a link for students\n"
    "/family makes a link for a student's family\n"
    "/export gives you the log as a file\n"
    "/dashboard opens the pages of your class\n"
    "/prompts sets questions of your own\n"
    "/class sets hours and holidays, or makes one more class"
)
HELP_FAMILY = _(
    "/summary shows what comes to you, and when\n/stop stops it\n/language changes the language"
)
HELP_STRANGER = _("You need a link or a code from your school to begin.")
WHY = _(
    "Why do this? People learn more when they set their own goals, plan for what gets in the "
    "way, look back often, and have a say in how they show it. That is all I help with. "
    "There are no points and no ranks."
)
PRIVACY = _(
    "<b>What is kept:</b> your goals, check-ins, notes and work. They stay with your school.\n"
    "<b>Who sees it:</b> you, your teacher, a chosen partner. School and family can ask.\n"
    "<b>If you write of danger,</b> I try to tell your teacher. I can miss it: tell an adult.\n"
    "<b>Telegram</b> keeps our chat too.\n"
    "<b>To leave or have it deleted,</b> tell your school."
)
PRIVACY_TEACHER = _(
    "<b>What is kept:</b> your name, your classes, and what you answer and set up here.\n"
    "<b>Who sees it:</b> students see your answers, other teachers of a class see all. "
    "The school can ask.\n"
    "<b>What you look at and export</b> is on record.\n"
    "<b>Telegram</b> carries our chat and keeps it too.\n"
    "<b>To leave or have it deleted,</b> tell your school."
)
PRIVACY_FAMILY = _(
    "<b>What is kept:</b> your name, your link, and what you write.\n"
    "<b>Who sees it:</b> your child sees your notes, the teachers can see all of it.\n"
    "<b>If somebody is in danger</b> and you write it, the teachers are told.\n"
    "<b>Telegram</b> carries our chat and keeps it too.\n"
    "<b>To leave,</b> send /stop. To have it deleted, tell the school."
)
WHO_SEES_STUDENT = _(
    "You and {teacher} see your goals, check-ins, notes and work. Your school and your family "
    "can ask to see them. Other students don't see them, but for one thing: a partner you share a "
    "goal with sees that goal and its steps, as long as you share it."
)
FAMILY_HEARS = _(
    "Your weekly message goes to {adults}: your goal, one thing you did, one thing you work on. "
    "You see it first, and can change it or hold it back."
)
WHO_SEES_FAMILY = _(
    "What you write to your child is seen by your child, and their teacher can see it. "
    "A question to the teacher, and its answer, are between you and the teachers of the class."
)
WHO_SEES_TEACHER = _(
    "You and the other teachers of a class see what its students write here. "
    "A student can see what you answer."
)
WHICH_LANGUAGE = _("Which language shall we use?")
LANGUAGE_SET = _("OK, we use {language} now.")
WHERE_I_STOPPED = _("Go on where I stopped")
SETTINGS = _("What would you like to change?")
UNKNOWN = _("I don't know that one.")


def start(chat: Chat, argument: str) -> None:
    """Where one is, and the ways on; with a code, what the code opens.

    Whoever is on the way in is shown the question that is open: there is no home yet.
    """
    if argument:
        open_code(chat, argument)
    elif chat.who.role or not conversing.show_open(chat):
        home(chat)


def home(chat: Chat) -> None:
    """Where the person is, what is going on there, and what they can do."""
    who = chat.who
    if who.role is None:
        buttons = [Button(label, "way", way) for way, label in WAYS.items()]
        chat.say(STRANGER, *buttons)
        return
    others = [
        Button(
            (GO_TO_TEACH if other.role == Role.TEACHER else GO_TO).fill(
                class_name=other.class_name
            ),
            "switch",
            other.id,
        )
        for other in people.memberships(chat.db, who.id)
        if other.id != who.membership_id
    ]
    if who.role == Role.TEACHER:
        needed = desk.alerts(chat.db, who.class_id or 0)
        if needed:
            chat.say(inbox.NEED_YOU.fill(n=len(needed)), *inbox.alerts(needed))
        chat.say(
            _home_line(chat),
            Button(_("What waits for me"), "inbox"),
            Button(_("My students"), "students"),
            Button(_("Groups"), "groups"),
            Button(_("Class link"), "invite"),
            Button(_("Export the log"), "export"),
            Button(_("Pages of my class"), "dashboard"),
            Button(_("Try as a student"), "try"),
            *others,
        )
        return
    if who.role == Role.FAMILY:
        said = [family.line(one) for one in families.of_adult(chat.db, who.id)] or [family.NO_LINKS]
        chat.say(lines(*said), Button(_("What I get"), "summary"), *others)
        return
    stopped = conversations.put_away(chat.db, who.id, who.membership_id)
    if stopped is not None:
        others = [Button(WHERE_I_STOPPED, "resume", stopped), *others]
    found = _goal_lines(chat)
    if not found:
        chat.say(lines(_home_line(chat), NO_GOALS_YET), NEW_GOAL, *others)
        return
    chat.say(
        lines(_home_line(chat), *found),
        CHECK_IN,
        SHOW,
        Button(_("My goals"), "goal"),
        Button(_("About me"), "me"),
        *others,
    )


def _home_line(chat: Chat) -> Sentence:
    who = chat.who
    if who.role == Role.FAMILY:
        return FAMILY_HOME.fill(class_name=who.class_name)
    line = TEACHER_HOME if who.role == Role.TEACHER else TRIAL_HOME if who.trial else STUDENT_HOME
    return line.fill(name=who.name, class_name=who.class_name, teacher=who.teacher)


def _goal_lines(chat: Chat) -> list[Sentence]:
    here = chat.who.membership_id or 0
    ahead = {goal.id: step for goal, step in goals.to_check(chat.db, here)}
    found = []
    for goal in goals.of(chat.db, here):
        step = ahead.get(goal.id)
        if step is not None:
            found.append(GOAL_LINE_NEXT.fill(aim=goal.aim, step=step.text, day=step.due))
        else:
            line = GOAL_LINE if goal.id in ahead else RESTING_LINE
            found.append(line.fill(aim=goal.aim))
    return found


def open_code(chat: Chat, typed: str) -> None:
    """Open what a code opens; a wrong one is answered kindly, too many have to wait."""
    who, since = chat.who, chat.now - TRY_WINDOW
    if audit.count(chat.db, actor_id=who.id, action="code refused", since=since) >= TRIES:
        chat.say(TOO_MANY_CODES)
        return
    found = people.find_code(chat.db, typed, now=chat.now)
    if found is not None and found.opens == "family" and _not_for(chat, found):
        return  # it stays good for whom it is for
    code = people.redeem(chat.db, typed, person_id=who.id, now=chat.now)
    if code is None:
        chat.noted("code refused")
        chat.say(NO_SUCH_CODE)
        return
    if code.opens == "teacher":
        conversing.begin(chat, "begin_class")
        return
    if code.opens == "family":
        conversing.begin(chat, "join_family", code.student_id)
        return
    mine = [m for m in people.memberships(chat.db, who.id) if m.class_id == code.class_id]
    if any(m.role == Role.FAMILY for m in mine):
        chat.be(next(m.id for m in mine if m.role == Role.FAMILY))
        chat.say(FOR_STUDENTS.fill(class_name=chat.who.class_name), HOME)
    elif any(m.role == Role.TEACHER for m in mine):
        chat.be(next(m.id for m in mine if m.role == Role.TEACHER))
        chat.say(OWN_LINK, Button(_("Try as a student"), "try"), HOME)
    elif mine:
        chat.be(mine[0].id)
        chat.say(HERE_ALREADY.fill(class_name=chat.who.class_name))
        home(chat)
    else:
        conversing.begin(chat, "join", code.class_id)


def opens(chat: Chat, typed: str) -> bool:
    """Whether a text is a code that opens something; it may come in the middle of a dialogue."""
    return bool(people.tidy_code(typed)) and (
        people.find_code(chat.db, typed, now=chat.now) is not None
    )


def _not_for(chat: Chat, code: Code) -> bool:
    """Whether a family code is not for whoever opened it, which is then said."""
    roles = {m.role for m in people.memberships(chat.db, chat.who.id) if not m.trial}
    if roles == {Role.STUDENT}:
        chat.say(FOR_FAMILY, HOME)
    elif any(one.student_id == code.student_id for one in families.of_adult(chat.db, chat.who.id)):
        chat.say(LINKED_ALREADY, Button(_("What I get"), "summary"))
    else:
        return False
    return True


def way(chat: Chat, argument: str) -> None:
    """Say how a student, a teacher or a family member gets in."""
    if argument in WAYS_IN:
        chat.say(WAYS_IN[argument])
    else:
        home(chat)


def switch(chat: Chat, argument: str) -> None:
    """Go to another of one's classes."""
    wanted = id_in(argument)
    if access.may(chat.db, chat.who.id, Action.BE_THERE, wanted):
        chat.be(wanted)
    home(chat)


def help_(chat: Chat, _argument: str) -> None:
    """What can be done here."""
    own = {
        Role.STUDENT: (HELP_STUDENT, HELP_STUDENT_MORE),
        Role.TEACHER: (HELP_TEACHER, HELP_TEACHER_MORE),
        Role.FAMILY: (HELP_FAMILY,),
        None: (HELP_STRANGER,),
    }
    role = Role(chat.who.role) if chat.who.role else None
    first, *more = own[role]
    *before, last = lines(HELP, first), *more
    for part in before:
        chat.say(part)
    chat.say(
        last,
        HOME,
        Button(_("Who sees it?"), "whosees"),
        Button(_("Why?"), "why"),
    )


def unknown(chat: Chat, _argument: str) -> None:
    """Answer a command that is none."""
    chat.say(UNKNOWN)
    help_(chat, "")


def why(chat: Chat, _argument: str) -> None:
    """Why any of this."""
    chat.say(WHY, HOME)


def privacy(chat: Chat, _argument: str) -> None:
    """What is kept, who sees it, how to leave (Telegram's terms require an answer)."""
    own = {Role.TEACHER: PRIVACY_TEACHER, Role.FAMILY: PRIVACY_FAMILY}
    chat.say(own.get(Role(chat.who.role or Role.STUDENT), PRIVACY), HOME)


def whosees(chat: Chat, _argument: str) -> None:
    """Who sees what is written here."""
    sees = {Role.TEACHER: WHO_SEES_TEACHER, Role.FAMILY: WHO_SEES_FAMILY}.get(
        Role(chat.who.role or Role.STUDENT), WHO_SEES_STUDENT
    )
    if chat.who.role is None:
        privacy(chat, "")
        return
    said = [sees.fill(teacher=chat.who.teacher)]
    if chat.who.role == Role.STUDENT:
        linked = families.of_student(chat.db, chat.who.membership_id or 0)
        if adults := tuple(one.adult for one in linked if one.both_yes):
            said.append(FAMILY_HEARS.fill(adults=adults))
    for before in said[:-1]:
        chat.say(before)
    chat.say(said[-1], HOME)
    if chat.who.role == Role.STUDENT:
        partners.shared_now(chat)


def language_(chat: Chat, argument: str) -> None:
    """Choose the language."""
    offered = {language.code: language for language in languages()}
    if argument in offered:
        people.settle_in(chat.db, chat.who.id, language=argument)
        conversing.choose_language(chat, argument)
        chat.look_again()
        chat.say(LANGUAGE_SET.fill(language=offered[argument].name))
    else:
        buttons = [Button(each.name, "language", each.code) for each in offered.values()]
        chat.say(WHICH_LANGUAGE, *buttons)


def cancel(chat: Chat, _argument: str) -> None:
    """Stop the open conversation; for family with none, the messages are what can be stopped."""
    if chat.who.talk is None and chat.who.role == Role.FAMILY:
        family.stop(chat, "")
    else:
        conversing.stop(chat)


def back(chat: Chat, _argument: str) -> None:
    """One question back."""
    conversing.step(chat, "back")


def skip(chat: Chat, _argument: str) -> None:
    """Skip the open question."""
    conversing.step(chat, "skip")


def resume(chat: Chat, argument: str) -> None:
    """Go on with a conversation that was put away."""
    conversing.resume(chat, id_in(argument))


def settings(chat: Chat, _argument: str) -> None:
    """What can be changed, by what one is here."""
    own = {
        Role.STUDENT: (
            Button(_("When you ask me"), "rhythm"),
            Button(_("A pause"), "pause"),
            Button(_("About me"), "me"),
            Button(_("My partners"), "partners"),
            Button(_("My family"), "family"),
        ),
        Role.TEACHER: (
            Button(_("Hours of the class"), "hours"),
            Button(_("Holidays and breaks"), "breaks"),
        ),
        Role.FAMILY: (Button(_("What I get"), "summary"),),
        None: (),
    }[Role(chat.who.role) if chat.who.role else None]
    chat.say(SETTINGS, *own, Button(_("My time zone"), "zone"), Button(_("Language"), "language"))


def zone(chat: Chat, _argument: str) -> None:
    """Say which city's time one keeps."""
    conversing.begin(chat, "my_zone")
