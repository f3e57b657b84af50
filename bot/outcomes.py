"""What a dialogue decided -> what storage keeps, and what is said about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from bot.chat import Chat
from bot.render import Button
from dialogs import check_in as checking
from dialogs import show_mastery as showing
from dialogs.about_me import ASKED, AboutMe, MeTold
from dialogs.begin_class import ClassBegun
from dialogs.check_in import CheckedIn
from dialogs.join import Joined, StayedOut
from dialogs.kinds import Attachment as File
from dialogs.my_goals import GoalTended
from dialogs.note import Noted
from dialogs.review_work import Reviewed
from dialogs.set_goal import GoalSet
from dialogs.show_mastery import Evidence, Shown
from dialogs.words import Sentence, Words, _
from storage import goals, mastery, people
from storage.goals import StepToSet
from storage.tables import (
    Attachment,
    Demonstration,
    Entry,
    Goal,
    GoalState,
    Role,
    WorkState,
)

CHECK_IN = Button(_("Check in"), "checkin")
SHOW = Button(_("Show what I know"), "show")
NEW_GOAL = Button(_("Set a goal"), "goal")
HOME = Button(_("Where am I?"), "start")

JOINED = _("All set, {name}. You're in <b>{class_name}</b>. Shall we set your first goal?")
JOINED_NEWS = _("{name} joined {class_name}.")
SAID_NO = _("Somebody opened the link of {class_name} and would rather not use Waymark.")
ABOUT_KEPT = _("Thanks, I kept that. You can change it with /me.")
CLASS_READY = _("<b>{class_name}</b> is ready. Here is the link for your students:")
GOAL_KEPT = _(
    "Your goal is set: <b>{aim}</b>\n"
    "First step: “{step}” by {day}.\n"
    "Tell me how it goes whenever you like."
)
GOAL_CHANGED = _("Changed. Your goal is now: <b>{aim}</b>")
RESTS = _("“{aim}” rests for now. You can go on with it any time.")
GOES_ON = _("“{aim}” goes on. Good to see it again.")
FINISHED = _("“{aim}” is finished. That was your work.")
DROPPED = _("“{aim}” is dropped. It stays in your history, and that's fine.")
HELP_ASKED = _("{name} asks for your help with “{step}”.")
TALK_ASKED = _("{name} would like to talk to someone. They said so in a check-in.")
HELP_SENT = _("I told {teacher}.")
CHOSEN = _("Saved: “{format}”. Send your work when you have it, with /show.")
HANDED_IN = _("Handed in. {teacher} will have a look, and I'll tell you what they say.")
HANDED_IN_NEWS = _("{name} handed in work for “{aim}”: {format}.")
PROPOSED = _("{name} has an own idea for “{aim}”: {product}. For: {audience}.")
LOOK = _("Look at it")
REVIEWED = _("Thanks. {student} sees your word now.")
SOMEBODY_FIRST = _("Another teacher was first with this one, so I kept theirs.")
MEETS = _("{teacher} looked at your work for “{aim}”: <b>it meets</b>.")
REVISE = _("{teacher} looked at your work for “{aim}”. One thing to revise: <b>{line}</b>")
TALK = _("{teacher} looked at your work for “{aim}” and would like to talk about it with you.")
AND_SAYS = _("{news}\n“{line}”")
DO_REVISE = _("Revise it")


@dataclass(frozen=True)
class Next:
    """A conversation that follows at once."""

    dialogue: str
    about: int | None = None
    answers: dict[str, Any] | None = None


def settle(  # noqa: C901, PLR0912  one case per outcome, in one place
    chat: Chat, about: int | None, answers: dict[str, Any], outcome: Any
) -> Next | None:
    """Keep what was decided and say so; what follows, if anything does."""
    match outcome:
        case Joined():
            _joined(chat, about or 0, answers, outcome)
        case StayedOut(told_no):
            if told_no:
                room = people.class_named(chat.db, about or 0)
                chat.tell_teachers(SAID_NO.fill(class_name=room), class_id=about)
            people.forget_stranger(chat.db, chat.who.id)
        case MeTold(name, code, about_me):
            people.settle_in(chat.db, chat.who.id, language=code)
            told = _about(chat, about_me, answers)
            people.tell_about(chat.db, _here(chat), name, told)
            chat.look_again()
            chat.say(ABOUT_KEPT, HOME)
        case ClassBegun():
            _class_begun(chat, outcome)
        case GoalSet():
            _goal_set(chat, about, answers, outcome)
        case GoalTended():
            return _goal_tended(chat, about or 0, outcome)
        case CheckedIn():
            _checked_in(chat, outcome)
        case Shown():
            _shown(chat, about, outcome)
        case Reviewed():
            _reviewed(chat, about or 0, outcome)
        case Noted(file, goal_id):
            entry = _entry(chat, "note", goal_id=goal_id, response=file.text)
            goals.log(chat.db, entry, _attachment(file) if file.file_id else None)
            chat.files = bool(file.file_id)
        case None:
            pass
        case _:
            raise TypeError(f"no case for {type(outcome).__name__}")
    return None


# --- people --------------------------------------------------------------------------------------


def _joined(chat: Chat, class_id: int, answers: dict[str, Any], joined: Joined) -> None:
    people.settle_in(chat.db, chat.who.id, language=joined.language)
    people.join(
        chat.db,
        person_id=chat.who.id,
        class_id=class_id,
        role=Role.STUDENT,
        name=joined.name,
        now=chat.now,
        about=_about(chat, joined.about, answers) if joined.about else {},
        consent=joined.consent,
    )
    chat.look_again()
    people.settle_in(chat.db, chat.who.id, zone=chat.who.school_zone)
    chat.look_again()
    chat.noted("joined a class", "class", class_id)
    room = chat.who.class_name
    chat.say(JOINED.fill(name=joined.name, class_name=room), NEW_GOAL, HOME)
    news = JOINED_NEWS.fill(name=joined.name, class_name=room)
    chat.tell_teachers(news, Button(_("My students"), "students"))


def _about(chat: Chat, about: AboutMe, answers: dict[str, Any]) -> dict[str, Any]:
    return {
        "answers": {key: answers.get(key) for key in ASKED},
        "strengths": [chat.text(word) for word in about.strengths],
        "interests": [chat.text(word) for word in about.interests],
        "harder": [chat.text(word) for word in about.harder],
        "helps": [chat.text(word) for word in about.helps],
        "later": about.later,
    }


def _class_begun(chat: Chat, begun: ClassBegun) -> None:
    people.settle_in(chat.db, chat.who.id, language=begun.language, zone=begun.zone)
    class_id = people.begin_class(
        chat.db,
        person_id=chat.who.id,
        school=begun.school,
        zone=begun.zone,
        name=begun.class_name,
        now=chat.now,
    )
    people.join(
        chat.db,
        person_id=chat.who.id,
        class_id=class_id,
        role=Role.TEACHER,
        name=begun.name,
        now=chat.now,
    )
    chat.look_again()
    chat.noted("began a class", "class", class_id)
    chat.say(CLASS_READY.fill(class_name=begun.class_name))
    invite(chat, class_id)


QR_CAPTION = _(
    "Students open this link, scan the picture, or type the code to the bot:\n"
    "{link}\n"
    "<code>{code}</code>\n"
    "It works until {day}. /invite makes a new one."
)


def invite(chat: Chat, class_id: int) -> None:
    """Send a fresh class link and its picture."""
    code = people.new_code(
        chat.db, opens="class", now=chat.now, class_id=class_id, created_by=chat.who.id
    )
    chat.noted("made a class link", "class", class_id)
    link = chat.setup.link(code)
    until = (chat.now + people.CLASS_CODE_LASTS).astimezone(chat.context.zone).date()
    caption = QR_CAPTION.fill(link=link, code=code, day=until)
    chat.picture({"name": "qr", "link": link}, caption)


# --- goals ---------------------------------------------------------------------------------------


def _goal_set(chat: Chat, about: int | None, answers: dict[str, Any], goal: GoalSet) -> None:
    if goal.rests is not None:
        _rest(chat, goal.rests)
    lines: dict[str, Any] = {
        "area": chat.text(goal.area),
        "level": goal.level,
        "aim": chat.text(goal.title),
        "why": chat.text(goal.why),
        "obstacle": chat.text(goal.obstacle.words),
        "obstacle_code": goal.obstacle.name or "own",
        "plan_if": chat.text(goal.when),
        "plan_then": chat.text(goal.then),
        "see": chat.text(goal.see),
        "answers": {key: value for key, value in answers.items() if not key.startswith("card")},
    }
    steps = [StepToSet(chat.text(step.text), step.due) for step in goal.steps]
    if about is None:
        row = Goal(membership_id=_here(chat), created_at=chat.now, **lines)
        goal_id = goals.set_goal(chat.db, row, steps)
        said = GOAL_KEPT.fill(aim=row.aim, step=steps[0].text, day=steps[0].due)
    else:
        goal_id = about
        goals.change_goal(chat.db, goal_id, steps, **lines)
        said = GOAL_CHANGED.fill(aim=lines["aim"])
    kind = "goal_set" if about is None else "goal_changed"
    response = "\n".join(
        [
            lines["aim"],
            lines["why"],
            f"{lines['obstacle']}. {lines['plan_if']}: {lines['plan_then']}",
            *(f"{step.text} ({step.due.isoformat()})" for step in steps),
            lines["see"],
        ]
    )
    goals.log(
        chat.db,
        _entry(chat, kind, goal_id=goal_id, response=response, level=goal.level),
    )
    chat.noted(kind, "goal", goal_id)
    chat.say(said, CHECK_IN, HOME)


def _rest(chat: Chat, goal_id: int) -> None:
    goal = goals.get(chat.db, goal_id)
    if goal is not None and goal.membership_id == chat.who.membership_id:
        goals.put(chat.db, goal_id, state=GoalState.PAUSED)
        goals.log(chat.db, _entry(chat, "goal_paused", goal_id=goal_id, prompt=goal.aim))
        chat.say(RESTS.fill(aim=goal.aim))


def _goal_tended(chat: Chat, goal_id: int, tended: GoalTended) -> Next | None:
    goal = goals.get(chat.db, goal_id)
    if goal is None:
        return None
    if tended.do == "change":
        return Next("set_goal", goal_id, dict(goal.answers))
    states = {
        "pause": (GoalState.PAUSED, RESTS),
        "resume": (GoalState.ACTIVE, GOES_ON),
        "finish": (GoalState.FINISHED, FINISHED),
        "drop": (GoalState.DROPPED, DROPPED),
    }
    state, said = states[tended.do]
    ended = chat.now if state in (GoalState.FINISHED, GoalState.DROPPED) else None
    goals.put(chat.db, goal_id, state=state, ended_at=ended)
    kind = "goal_resumed" if tended.do == "resume" else f"goal_{state}"
    words = chat.text(tended.words)
    goals.log(chat.db, _entry(chat, kind, goal_id=goal_id, prompt=goal.aim, response=words))
    chat.noted(kind, "goal", goal_id)
    follow = [SHOW, NEW_GOAL] if tended.do == "finish" else [NEW_GOAL, HOME]
    chat.say(said.fill(aim=goal.aim), *follow)
    return None


# --- check-ins -----------------------------------------------------------------------------------


def _checked_in(chat: Chat, done: CheckedIn) -> None:
    goal = goals.get(chat.db, done.goal_id)
    if goal is None:
        return
    steps = goals.steps(chat.db, done.goal_id)
    step = next((step for step in steps if step.id == done.step_id), None)
    asked = step.text if step else goal.aim
    if done.state == "done" and step is not None:
        goals.step_done(chat.db, step.id or 0, chat.now)
    if done.smaller and step is not None and done.state != "done":
        goals.smaller_step(chat.db, step.id or 0, done.smaller)
    then = chat.text(done.then) if done.then is not None else goal.plan_then
    next_words = done.smaller or (then if done.next == "plan" else _next_words(chat, done.next))
    goals.put(chat.db, done.goal_id, checked_at=chat.now, last_next=next_words, plan_then=then)
    factor = chat.text(done.factor.words) if done.factor else ""
    parts = [
        chat.text(checking.STATES[done.state]),
        chat.text(checking.FEELS[done.feel]) if done.feel else "",
        factor,
        next_words,
        done.line or "",
    ]
    goals.log(
        chat.db,
        _entry(
            chat,
            "check_in",
            goal_id=done.goal_id,
            prompt=asked,
            response=". ".join(part for part in parts if part),
            state=done.state,
            answers={
                "feel": done.feel or "",
                "factor": factor,
                "factor_code": (done.factor.name or "own") if done.factor else "",
                "next": done.next,
                "line": done.line or "",
            },
        ),
    )
    chat.noted("check_in", "goal", done.goal_id)
    said = [_closing(chat, done.goal_id)]
    if done.next == "help" or done.talk:
        news = (
            TALK_ASKED.fill(name=chat.who.name)
            if done.talk
            else HELP_ASKED.fill(name=chat.who.name, step=asked)
        )
        chat.tell_teachers(news)
        said.append(HELP_SENT.fill(teacher=chat.who.teacher))
    all_done = not any(s.done_at is None for s in goals.steps(chat.db, done.goal_id))
    chat.say(lines(*said), *([SHOW, HOME] if all_done else [HOME]))


def _next_words(chat: Chat, name: str) -> str:
    return chat.text(checking.NEXTS[name].fill(teacher=chat.who.teacher))


def _closing(chat: Chat, goal_id: int) -> Sentence:
    steps = goals.steps(chat.db, goal_id)
    done = sum(1 for step in steps if step.done_at is not None)
    ahead = next((step for step in steps if step.done_at is None), None)
    then = (
        checking.NEXT_STEP_BY.fill(step=ahead.text, day=ahead.due) if ahead else checking.ALL_DONE
    )
    return checking.closing(done, len(steps), then)


# --- demonstrations ------------------------------------------------------------------------------


def _shown(chat: Chat, about: int | None, shown: Shown) -> None:
    work_id = about
    if work_id is None:
        goal_id = shown.goal_id or 0
        words = showing.OWN_FORMAT if shown.format == "own" else showing.FORMATS[shown.format]
        proposal = _proposal(chat, shown)
        work_id = mastery.choose(
            chat.db,
            Demonstration(
                membership_id=_here(chat),
                goal_id=goal_id,
                state=WorkState.PLANNED,
                format=chat.text(words),
                proposal=proposal,
                created_at=chat.now,
            ),
        )
        entry = _entry(
            chat,
            "demonstration_chosen",
            goal_id=goal_id,
            response=proposal.get("product", ""),
            answers={"format": chat.text(words), **proposal},
            demonstration_id=work_id,
        )
        goals.log(chat.db, entry)
        if proposal:
            aim = _aim(chat, goal_id)
            chat.tell_teachers(
                PROPOSED.fill(
                    name=chat.who.name,
                    aim=aim,
                    product=proposal["product"],
                    audience=proposal["audience"],
                )
            )
    work = mastery.get(chat.db, work_id)
    if work is None:
        return
    if not shown.submitted:
        chat.say(CHOSEN.fill(format=work.format), HOME)
        return
    pieces = [_attachment(piece.attachment, piece.because) for piece in shown.evidence]
    submission_id = mastery.hand_in(
        chat.db,
        work_id,
        self_check=[asdict(check) for check in shown.self_check],
        evidence=pieces,
        now=chat.now,
    )
    chat.files = any(piece.file_id for piece in pieces)
    goals.log(
        chat.db,
        _entry(
            chat,
            "demonstration_submitted",
            goal_id=work.goal_id,
            prompt=work.format,
            response="\n".join(_piece(piece) for piece in shown.evidence),
            answers={"format": work.format, "self_check": [asdict(c) for c in shown.self_check]},
            demonstration_id=work_id,
        ),
    )
    chat.noted("demonstration_submitted", "submission", submission_id)
    aim = _aim(chat, work.goal_id)
    news = HANDED_IN_NEWS.fill(name=chat.who.name, aim=aim, format=work.format)
    chat.tell_teachers(news, Button(LOOK, "review", submission_id))
    chat.say(HANDED_IN.fill(teacher=chat.who.teacher), HOME)


def _proposal(chat: Chat, shown: Shown) -> dict[str, Any]:
    if shown.proposal is None:
        return {}
    return {
        "audience": chat.text(shown.proposal.audience),
        "product": shown.proposal.product,
        "parts": [chat.text(part) for part in shown.proposal.parts],
        "needs": shown.proposal.needs,
        "by": shown.proposal.by.isoformat(),
    }


def _piece(piece: Evidence) -> str:
    file = piece.attachment
    words = file.text if file.kind in ("text", "link") else f"[{file.kind}] {file.name}".strip()
    return f"{words}\n{piece.because}" if piece.because != file.text else words


def _attachment(file: File, because: str = "") -> Attachment:
    return Attachment(**asdict(file), because=because)


def _aim(chat: Chat, goal_id: int) -> str:
    goal = goals.get(chat.db, goal_id)
    return goal.aim if goal else ""


def _reviewed(chat: Chat, submission_id: int, word: Reviewed) -> None:
    work = mastery.handed_in(chat.db, submission_id)
    if work is None:
        return
    met = word.verdict == "meets"
    first = mastery.review(
        chat.db,
        submission_id,
        verdict=word.verdict,
        line=word.line,
        reviewer_id=chat.who.id,
        state=WorkState.MET if met else WorkState.RETURNED,
        now=chat.now,
    )
    if not first:
        chat.say(SOMEBODY_FIRST)
        return
    entry = _entry(
        chat,
        "demonstration_reviewed",
        goal_id=work.goal_id,
        prompt=work.format,
        response=word.line,
        state=word.verdict,
        level=3 if met else None,
        demonstration_id=work.demonstration_id,
    )
    entry.membership_id, entry.reviewer_id = work.membership_id, chat.who.id
    goals.log(chat.db, entry)
    chat.noted("demonstration_reviewed", "submission", submission_id)
    student = people.who(chat.db, id=work.person_id)
    sentence = {"meets": MEETS, "revise": REVISE, "talk": TALK}[word.verdict]
    news = sentence.fill(teacher=chat.who.name, aim=work.aim, line=word.line)
    if word.line and word.verdict != "revise":
        news = AND_SAYS.fill(news=news, line=word.line)
    again = [Button(DO_REVISE, "show", work.demonstration_id)] if not met else []
    chat.tell(student, news, *again)
    chat.say(REVIEWED.fill(student=work.student), Button(_("What else waits?"), "inbox"))


# --- small things --------------------------------------------------------------------------------


def lines(*words: Words) -> Sentence:
    """Sentences one below the other."""
    places = [f"l{n}" for n in range(len(words))]
    template = "\n".join(f"{{{place}}}" for place in places)
    return Sentence(template, args=dict(zip(places, words, strict=True)))


def _here(chat: Chat) -> int:
    if chat.who.membership_id is None:
        raise LookupError("an outcome needs a membership")
    return chat.who.membership_id


def _entry(
    chat: Chat,
    kind: str,
    *,
    goal_id: int | None = None,
    prompt: str = "",
    response: str = "",
    level: int | None = None,
    state: str = "",
    answers: dict[str, Any] | None = None,
    demonstration_id: int | None = None,
) -> Entry:
    chat.entries += 1
    return Entry(
        membership_id=_here(chat),
        goal_id=goal_id,
        kind=kind,
        at=chat.now,
        language=chat.who.language,
        prompt=prompt,
        response=response,
        level=level,
        state=state,
        answers=answers or {},
        demonstration_id=demonstration_id,
        update_id=chat.update_id,
        ordinal=chat.entries,
    )
