"""Walk every branch of a dialogue: each option of each choice, samples for free answers.

A walk takes the first way on at each question, but for a few turns where it takes another; every
choice of those few turns is walked. A way on that was never taken before is always taken. So each
option is met, and all pairs (or triples) of those at the questions of the first way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from functools import cache
from typing import Any

from talk import CHICAGO, NOW, PHOTO, VOICE

from bot import render
from dialogs import (
    about_me,
    agree_goal,
    answer_family,
    answer_reply,
    ask_teacher,
    ask_why,
    check_in,
    class_break,
    class_hours,
    class_prompts,
    confirm_family,
    decide_proposal,
    engine,
    export_log,
    family_amount,
    family_note,
    fill_canvas,
    fit,
    group,
    grouping,
    join,
    join_family,
    my_family,
    my_goals,
    my_zone,
    note,
    partner,
    pause,
    preview_family,
    reflect_menu,
    reply,
    review_work,
    rhythm,
    say_it,
    say_why,
    set_goal,
    test_wrapper,
    weekly_reflection,
)
from dialogs import begin_class as beginning
from dialogs import show_mastery as showing
from dialogs.cadence import MONDAY_TO_FRIDAY, QUIET, Break, Repeat
from dialogs.class_hours import CountryQuestion
from dialogs.classmates import Classmate, Together
from dialogs.engine import (
    Answers,
    Context,
    Dialogue,
    Option,
    Position,
    Question,
    Raw,
    Sent,
    Tapped,
    Typed,
)
from dialogs.facts import GoalName, Own
from dialogs.family_summary import Draft, Week
from dialogs.kinds import (
    AttachmentQuestion,
    Card,
    Choice,
    DayQuestion,
    Many,
    Suggestion,
    Text,
    TimeQuestion,
    TimesQuestion,
    ZoneQuestion,
)
from dialogs.words import Language, Sentence, language

ENGLISH = language("en")
MOST_TURNS = 40
OWN = "Beat boxing"
AIMS = (GoalName(11, "Explain fractions"), GoalName(12, "Read a whole book"))
STEP = check_in.GoalNow(
    11, "Explain fractions", 31, "Try one", date(2026, 12, 4), "put_off", "If I wait", "I go", ""
)
GROUPS = (Classmate(3, "Starting"), Classmate(4, "Steps that fit"))
SPANISH = Language("es", ENGLISH.catalogue)
MATES = (Classmate(21, "Ali"), Classmate(22, "Bo"), Classmate(23, "Cy"))
IDEAS = grouping.proposals(
    [
        grouping.Student(
            mate.id,
            mate.name,
            ("Music",),
            (
                grouping.Work(
                    "Maths", 2, told=(grouping.Told(date(2026, 11, 20), "stuck", "start"),)
                ),
            ),
        )
        for mate in MATES
    ],
    date(2026, 11, 23),
)


# By the kind of question, the narrower kinds first.
FREE: Mapping[type[Question[Any]], tuple[Raw, ...]] = {
    Card: (Typed("yes"),),
    DayQuestion: (Typed("12/3"), Typed("tomorrow")),
    rhythm.WeeklyQuestion: (Typed("Saturdays at 11 am"), Typed("Sundays at 8"), Typed("Saturdays")),
    TimesQuestion: (Typed("Wednesdays at 5 pm"), Typed("Mondays at 8"), Typed("Tuesdays")),
    TimeQuestion: (Typed("3:10 pm"), Typed("8")),
    ZoneQuestion: (Typed("Bogota"),),
    CountryQuestion: (Typed("Spain"),),
    fill_canvas.GradebookQuestion: (Sent("document", "file-2", name="grades.csv", size=900),),
    AttachmentQuestion: (
        Typed("My work"),
        PHOTO,
        replace(PHOTO, caption="It shows it"),
        Typed("https://example.org/a"),
    ),
    Suggestion: (Typed(OWN), Typed("Get an A"), Typed("<b>{x}</b>")),
    reply.WordQuestion: (Typed(OWN), VOICE),
    Choice: (),
    Text: (Typed(OWN),),
}


@dataclass(frozen=True)
class Sample:
    """A dialogue with facts to walk it with, and how many turns may differ from the first way."""

    name: str
    dialogue: Callable[[Any], Dialogue[Any]]
    facts: Any
    turns: int = 3

    def __hash__(self) -> int:
        return id(self)  # one is made of each; facts hold a language, which hashes slowly


def samples() -> tuple[Sample, ...]:
    """Every dialogue, with facts that open its branches."""
    two = (ENGLISH, SPANISH)
    goal = set_goal.Facts("Ms Rivera", date(2026, 11, 23))
    work = showing.Facts("Ms Rivera", AIMS[:1])
    told = replace(STEP, last_next="A smaller step")
    loose = replace(STEP, id=12, step_id=None, step="", due=None, obstacle="own")
    plain = replace(STEP, when="", then="", obstacle="forget")
    week = weekly_reflection.Facts(
        "Ms Rivera",
        replace(STEP, level=1),
        date(2026, 11, 23),
        done=("Look at one",),
        said=("Is it like sharing?",),
        notes=("Halves are easy", "Thirds are odd"),
        family=True,
    )
    own = (Own(7, "What did you try?"), Own(8, "Who helped?"))
    looked = review_work.Facts(
        "Mia",
        "Read",
        tuple(
            review_work.Looked(key, words, "meets", before="not_yet" if key == "why" else "")
            for key, words in showing.CRITERIA.items()
        ),
        asked="Say why.",
    )
    lake = join.Facts("7B Maths", "Ms Rivera", "Lakeside School", "Mia", (ENGLISH,))
    desk = beginning.Facts("Ana", (ENGLISH,))
    mia = join_family.Facts(
        "Mia", "7B Maths", "Ms Rivera", "Lakeside School", "Ana", (ENGLISH,), "en"
    )
    preview = preview_family.Facts(
        "Ms Rivera",
        Week("Mia", "Read", "on_pace", ("Try one", "Look"), ("Ask",), ("Show", date(2026, 12, 4))),
        3,
        ("Mum", "Dad"),
        date(2026, 11, 27),
        "send",
        Draft(),
    )
    grouped = group.Facts(date(2026, 11, 23), MATES, IDEAS)
    written = reply.Entered(41, "Mia", NOW, "Stuck. How do I begin?")
    spoken = reply.Entered(42, "Ali", NOW, "")
    one = reply.Facts(
        (written,), "note", factor="The idea", aim="Read", trend=("done", "stuck"), contact=NOW
    )
    words = tuple(
        reply.Before("Mr Blue", "Mia", NOW, kind, said)
        for kind, said in (("own", "Well done"), ("own", ""), ("read", ""))
    )
    goal_set = agree_goal.Facts(
        "Mia", "Read", "to know more", "If I wait", "I go", "Try one", date(2026, 12, 4)
    )
    quiet = Week("Mia", "", "paused", quiet=True)
    linked = my_family.Linked(3, "Mum", Repeat((4,), time(17)))
    free = rhythm.Facts("Ms Rivera", time(15, 10), QUIET, None, None, "Chicago")
    weekdays = Repeat(MONDAY_TO_FRIDAY, time(16))
    monday = date(2026, 11, 30)
    winter = Break(date(2026, 12, 21), date(2027, 1, 1), "Winter break")
    hours = class_hours.Facts(
        "7B Maths", ENGLISH, "America/Chicago", time(15), *QUIET, "", "send", "student"
    )
    return (
        Sample("rhythm", rhythm.rhythm, free, turns=2),
        Sample(
            "rhythm",
            rhythm.rhythm,
            replace(
                free,
                school_end=None,
                current_check_in=weekdays,
                current_weekly=Repeat((4,), time(17), 2, week=monday),
            ),
            turns=1,
        ),
        Sample("pause", pause.pause, pause.Facts(NOW.date(), ())),
        Sample("pause", pause.pause, pause.Facts(NOW.date(), (winter,))),
        Sample("fit", fit.fit, fit.Facts(weekdays, NOW.date())),
        Sample("fit", fit.fit, fit.Facts(Repeat((1,), time(16), 2, week=monday), NOW.date())),
        Sample("class_hours", class_hours.class_hours, hours, turns=2),
        Sample(
            "class_hours",
            class_hours.class_hours,
            replace(hours, school_end=None, quiet_from=time(15), country="ES"),
            turns=1,
        ),
        Sample("my_zone", my_zone.my_zone, my_zone.Facts("America/New_York")),
        Sample("class_break", class_break.class_break, class_break.Facts("7B Maths"), turns=1),
        Sample("join", join.join, lake, turns=2),
        Sample("join", join.join, replace(lake, first_name="", languages=two), turns=2),
        Sample("begin_class", beginning.begin_class, desk, turns=2),
        Sample("begin_class", beginning.begin_class, replace(desk, languages=two), turns=1),
        Sample(
            "begin_class",
            beginning.begin_class,
            replace(desk, name="Ms Rivera", school="Lakeside", zone="UTC", language="en"),
        ),
        Sample("about_me", about_me.me, about_me.Facts("Mia", "en", two), turns=2),
        Sample("set_goal", set_goal.set_goal, goal, turns=2),
        Sample("set_goal", set_goal.set_goal, replace(goal, active=AIMS, later="a vet"), turns=1),
        Sample("check_in", check_in.check_in, check_in.Facts("Ms Rivera", (STEP,)), turns=4),
        Sample("check_in", check_in.check_in, check_in.Facts("Ms Rivera", (told, loose))),
        Sample("check_in", check_in.check_in, check_in.Facts("Ms Rivera", (plain,))),
        Sample(
            "check_in",
            check_in.check_in,
            check_in.Facts("Ms Rivera", (STEP,), ("in_the_way", "stuck_on"), opened=True),
        ),
        Sample(
            "check_in",
            check_in.check_in,
            check_in.Facts("Ms Rivera", (STEP, loose), ("clearer", "would_help")),
        ),
        Sample(
            "check_in",
            check_in.check_in,
            check_in.Facts("Ms Rivera", (STEP,), ("hard_to_begin", "helped")),
        ),
        Sample(
            "check_in", check_in.check_in, check_in.Facts("Ms Rivera", (STEP, loose), short=True)
        ),
        Sample(
            "check_in",
            check_in.check_in,
            check_in.Facts("Ms Rivera", (STEP,), ("helped", "stuck_on"), own=own),
        ),
        Sample("weekly_reflection", weekly_reflection.weekly_reflection, week, turns=2),
        Sample(
            "weekly_reflection",
            weekly_reflection.weekly_reflection,
            weekly_reflection.Facts(
                "Ms Rivera", loose, date(2026, 11, 23), recent=("used_to",), family=True
            ),
            turns=2,
        ),
        Sample(
            "weekly_reflection",
            weekly_reflection.weekly_reflection,
            replace(week, goal=replace(plain, due=None), recent=("worked",)),
            turns=1,
        ),
        Sample(
            "weekly_reflection",
            weekly_reflection.weekly_reflection,
            replace(week, review=True),
            turns=2,
        ),
        Sample(
            "weekly_reflection",
            weekly_reflection.weekly_reflection,
            replace(week, recent=("used_to",), own=own),
            turns=1,
        ),
        Sample("reflect_menu", reflect_menu.reflect_menu, None),
        Sample("before_test", test_wrapper.before_test, test_wrapper.BeforeFacts("Ms Rivera")),
        Sample(
            "before_test",
            test_wrapper.before_test,
            test_wrapper.BeforeFacts("Ms Rivera", "Begin a week before"),
            turns=1,
        ),
        Sample("after_test", test_wrapper.after_test, test_wrapper.AfterFacts("Ms Rivera")),
        Sample(
            "after_test",
            test_wrapper.after_test,
            test_wrapper.AfterFacts("Ms Rivera", "Fractions", 2),
            turns=1,
        ),
        Sample("say_it", say_it.say_it, say_it.Facts("Ms Rivera")),
        Sample("show_mastery", showing.show_mastery, work, turns=2),
        Sample("show_mastery", showing.show_mastery, replace(work, goals=AIMS), turns=1),
        Sample(
            "show_mastery",
            showing.show_mastery,
            replace(work, goals=(), format="Write about it", one_thing="Say why."),
            turns=2,
        ),
        Sample(
            "show_mastery",
            showing.show_mastery,
            replace(work, own_formats=own, own_criteria=own),
            turns=1,
        ),
        Sample("review_work", review_work.review_work, looked, turns=2),
        Sample(
            "review_work",
            review_work.review_work,
            replace(
                looked,
                criteria=(replace(looked.criteria[0], says="beyond", why="Two ways"),),
                asked="Say why.",
                asked_by="Mr Blue",
            ),
        ),
        Sample("review_work", review_work.review_work, replace(looked, criteria=()), turns=1),
        Sample(
            "decide_proposal",
            decide_proposal.decide_proposal,
            decide_proposal.Facts("Mia", "Read", showing.FORMATS),
        ),
        Sample("ask_why", ask_why.ask_why, ask_why.Facts("Ms Rivera")),
        Sample("say_why", say_why.say_why, say_why.Facts("Mia", "What is missing?")),
        *(
            Sample(
                "class_prompts",
                class_prompts.class_prompts,
                class_prompts.Facts("7B Maths", dict.fromkeys(class_prompts.KINDS, words)),
            )
            for words in ((), own[:1], own)
        ),
        Sample("note", note.note, note.Facts("Ms Rivera", AIMS)),
        Sample("note", note.note, note.Facts("Ms Rivera", ())),
        Sample("join_family", join_family.join_family, mia, turns=2),
        Sample(
            "join_family",
            join_family.join_family,
            replace(mia, first_name="", languages=two, language="", decides="school"),
            turns=2,
        ),
        Sample("confirm_family", confirm_family.confirm_family, confirm_family.Facts("Mum")),
        Sample("my_family", my_family.my_family, my_family.Facts(())),
        Sample(
            "my_family",
            my_family.my_family,
            my_family.Facts((linked, my_family.Linked(4, "Dad", None))),
        ),
        Sample("preview_family", preview_family.preview_family, preview, turns=2),
        Sample(
            "preview_family",
            preview_family.preview_family,
            replace(preview, week=quiet, silence="hold", draft=Draft(done=None, added="Hi there")),
        ),
        Sample("family_note", family_note.family_note, family_note.Facts("Mia", "Ms Rivera")),
        Sample("ask_teacher", ask_teacher.ask_teacher, ask_teacher.Facts("Mia", "Ms Rivera")),
        Sample(
            "answer_family",
            answer_family.answer_family,
            answer_family.Facts("Mum", "Mia", "How can we help?"),
        ),
        *(
            Sample("reply", reply.reply, replace(one, kind=kind, state=state, stuck=stuck), turns=1)
            for kind, state, stuck in (
                ("check_in", "stuck", "start"),
                ("check_in", "not_yet", "own"),
                ("check_in", "done", ""),
                ("reflection", "", ""),
                ("test_after", "", ""),
            )
        ),
        *(Sample("reply", reply.reply, replace(one, before=word)) for word in words),
        Sample(
            "reply_alike",
            reply.reply,
            reply.Facts((written, spoken), "note", several=True),
            turns=2,
        ),
        Sample("agree_goal", agree_goal.agree_goal, goal_set),
        *(
            Sample("agree_goal", agree_goal.agree_goal, replace(goal_set, step="", looked=looked))
            for looked in (
                None,
                agree_goal.Looked("Mr Blue", NOW, "changed", "Try a shorter book."),
                agree_goal.Looked("Mr Blue", NOW, "talk", ""),
            )
        ),
        Sample("answer_reply", answer_reply.answer_reply, answer_reply.Facts("Ms Rivera", "Go on")),
        Sample("answer_reply", answer_reply.answer_reply, answer_reply.Facts("Ms Rivera", "")),
        *(
            Sample("export_log", export_log.export_log, facts, turns=2)
            for facts in (
                export_log.Facts("7B Maths", NOW.date()),
                export_log.Facts("7B Maths", NOW.date(), MATES),
                export_log.Facts("7B Maths", NOW.date(), (Classmate(5, "Mia"),), GROUPS),
            )
        ),
        Sample("fill_canvas", fill_canvas.fill_canvas, None),
        Sample("family_amount", family_amount.family_amount, family_amount.Facts("Mia")),
        Sample(
            "family_amount",
            family_amount.family_amount,
            family_amount.Facts("Mia", every=2, short=True),
        ),
        Sample("group", group.group, grouped, turns=2),
        Sample("group", group.group, replace(grouped, ideas=())),
        Sample(
            "group",
            group.group,
            replace(grouped, ideas=IDEAS[:1], changes=True, until=date(2026, 12, 4)),
        ),
        Sample("share_goal", partner.share_goal, partner.Facts("Read", "Ms Rivera", MATES)),
        Sample("partner_note", partner.partner_note, partner.NoteFacts("Ali", "Ms Rivera")),
        Sample("my_goals", my_goals.my_goals, my_goals.Facts("Read", False, True, share=True)),  # noqa: FBT003  positional as in Facts
        Sample("set_goal", set_goal.set_goal, replace(goal, partner="Ali"), turns=1),
        *(
            Sample("my_goals", my_goals.my_goals, my_goals.Facts("Read", paused, room))
            for paused in (False, True)
            for room in (False, True)
        ),
    )


@dataclass(frozen=True)
class Turn:
    """A question that stands open, and what was answered before it."""

    position: Position[Any]
    answers: Answers
    way: tuple[Raw | str, ...] = ()
    before: Turn | None = None

    @property
    def key(self) -> str:
        """The key of the open question; empty at the end."""
        return self.position.question.key if self.position.question else ""

    @property
    def move(self) -> Raw | str:
        """What was answered last."""
        return self.way[-1]

    @property
    def edited(self) -> bool:
        """Whether a line was picked to change on the way here."""
        return any(turn.position.draft == "change" for turn in (self, *self.earlier))

    @property
    def earlier(self) -> tuple[Turn, ...]:
        """The turns on the way here, the newest first."""
        return (self.before, *self.before.earlier) if self.before else ()


def context(language: Language = ENGLISH) -> Context:
    """Who walks, and when."""
    return Context(NOW, CHICAGO, language)


def walk(sample: Sample) -> Iterator[Turn]:
    """Every turn of every walk, the ends too."""
    here = context()
    met: set[Any] = set()
    open_turns: list[tuple[Turn, int]] = [(_turn(sample, {}), sample.turns)]
    while open_turns:
        turn, left = open_turns.pop()
        yield turn
        if turn.position.ended:
            continue
        assert len(turn.way) < MOST_TURNS, f"no end: {turn.way}"
        for n, move in enumerate(_moves(turn.position, here, edits=not turn.edited)):
            step = (turn.key, turn.position.draft == "change", move)
            if n and not left and step in met:
                continue
            met.add(step)
            after = _turn(sample, _go(turn, move, here))
            way = (*turn.way, move)
            open_turns.append((replace(after, way=way, before=turn), max(left - (n > 0), 0)))


@cache
def turns(sample: Sample) -> tuple[Turn, ...]:
    """Every turn of every walk, walked once for all tests."""
    return tuple(walk(sample))


@dataclass(frozen=True)
class Message:
    """What a person sees at once: what is said, the question, its buttons by name."""

    says: tuple[Sentence, ...]
    position: Position[Any]
    options: tuple[Option, ...]

    @property
    def text(self) -> str:
        """As it is read, a card's lines too."""
        return render.question_text(self.position, context())

    @property
    def asked(self) -> str:
        """The question alone, without a card's lines."""
        question = self.position.question
        return render.html(question.asked(self.position.draft), context()) if question else ""


@cache
def messages(sample: Sample) -> tuple[Message, ...]:
    """Everything that is said in every walk, each message once."""
    found: dict[str, Message] = {}
    for turn in turns(sample):
        position = turn.position
        options = position.question.options(context(), position.draft) if position.question else ()
        message = Message(position.says, position, options)
        names = [option.name for option in options]
        found.setdefault(f"{message.text}{names}", message)
    return tuple(found.values())


def _turn(sample: Sample, answers: Answers) -> Turn:
    answers = json.loads(json.dumps(answers))
    return Turn(engine.play(sample.dialogue(sample.facts), answers), answers)


def _go(turn: Turn, move: Raw | str, here: Context) -> Answers:
    if isinstance(move, str):
        return engine.skip(turn.position, turn.answers)
    return engine.answer(turn.position, turn.answers, move, here)


def _moves(position: Position[Any], here: Context, *, edits: bool) -> list[Raw | str]:
    """The ways on from a question; the first one leads to the end."""
    question = position.question
    assert question is not None
    names = [option.name for option in question.options(here, position.draft)]
    picking = position.draft == "change"
    taps: list[Raw | str] = [Tapped(n) for n in names if edits or picking or n != "change"]
    match question:
        case Together() if len(ticked := question.ticked(position.draft)) < question.least:
            moves: list[Raw | str] = [Tapped(name) for name in names if name not in ticked]
        case Many():
            own = [Typed(OWN)] if question.own else []
            moves = [Tapped("done"), *own, *([] if position.draft else taps)]
        case DayQuestion(earliest=date() as earliest) if not position.draft:
            moves = [*taps, Typed(earliest.isoformat())]
        case AttachmentQuestion(key="note" | "evidence.1"):  # something is handed in first
            moves = [*_free(question), *taps]
        case _:
            moves = [*taps, *([] if position.draft else _free(question))]
    return [*moves, "~skip"] if question.optional else moves


def _free(question: Question[Any]) -> tuple[Raw, ...]:
    """What may be typed or sent in answer."""
    return next(answers for kind, answers in FREE.items() if isinstance(question, kind))
