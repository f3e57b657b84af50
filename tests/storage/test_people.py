"""People, classes, memberships, and the codes that let them in."""

from __future__ import annotations

import hashlib
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
import storage_case as case
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col
from storage_case import NOW, ZONE

from storage import audit, conversations, mail, people
from storage.database import change, one, rows, transaction
from storage.mail import Outgoing, Settled
from storage.people import (
    CLASS_CODE_LASTS,
    CODE_LENGTH,
    CROCKFORD,
    TEACHER_CODE_LASTS,
    Talk,
    Who,
    tidy_code,
)
from storage.tables import Code, Consent, Conversation, Membership, Outbox, Person, Role, Waiting

pytest_plugins = ["databases"]

MOMENT = timedelta(seconds=1)


def seen(reading: Engine, person_id: int) -> Who:
    """Somebody, as committed."""
    with reading.connect() as db:
        who = people.who(db, id=person_id)
    assert who is not None
    return who


def talk(db: Connection, person_id: int, membership_id: int | None, dialogue: str) -> int:
    """An open conversation."""
    return conversations.open_one(
        db,
        person_id=person_id,
        membership_id=membership_id,
        dialogue=dialogue,
        about=None,
        answers={},
        revision=1,
        now=NOW,
    )


# --- who somebody is -----------------------------------------------------------------------------


def test_a_stranger_is_nobody(reading: Engine) -> None:
    """Neither an account nor an id that is not known gives somebody."""
    with reading.connect() as db:
        assert people.who(db, telegram_id=1) is None
        assert people.who(db, id=1) is None


def test_whoever_writes_first_is_known_from_then_on(engine: Engine, reading: Engine) -> None:
    """By their account; in no class yet, with nothing open. Telegram's ids exceed 32 bits."""
    with transaction(engine) as db:
        met = people.meet(
            db,
            telegram_id=7_000_000_001,
            chat_id=7_000_000_002,
            first_name="Åsa 🌱",
            language="sv",
            zone=ZONE,
            now=NOW,
        )
    assert met == Who(met.id, 7_000_000_001, 7_000_000_002, "Åsa 🌱", "sv", ZONE, unreachable=False)
    with reading.connect() as db:
        assert people.who(db, telegram_id=7_000_000_001) == met
        assert people.who(db, id=met.id) == met


def test_an_account_is_one_person(engine: Engine) -> None:
    """Two first messages at once make one person: the second turn fails, and is tried again."""
    with transaction(engine) as db:
        case.person(db, 1)
    with pytest.raises(IntegrityError), transaction(engine) as db:
        case.person(db, 1)


def test_a_student_is_known_with_class_school_and_teacher(engine: Engine, reading: Engine) -> None:
    """One read gives a turn all it must know of somebody."""
    with transaction(engine) as db:
        berg, sam = case.person(db, 1), case.person(db, 2)
        room = case.classroom(db, berg)
        here = people.join(
            db,
            person_id=sam,
            class_id=room,
            role=Role.STUDENT,
            name="Sammy",
            now=NOW,
            about={"strengths": ["patient"]},
        )
        open_ = talk(db, sam, here, "set_goal")
    assert seen(reading, sam) == Who(
        id=sam,
        telegram_id=2,
        chat_id=2,
        first_name="Sam",
        language="en",
        zone="UTC",
        unreachable=False,
        membership_id=here,
        role="student",
        trial=False,
        name="Sammy",
        about={"strengths": ["patient"]},
        class_id=room,
        class_name="7B maths",
        school="North",
        class_zone=ZONE,
        teacher="Ms Berg",
        talk=Talk(open_, "set_goal", None, {}, 1, NOW),
    )


def test_the_teacher_named_is_the_first_who_still_teaches(engine: Engine, reading: Engine) -> None:
    """A teacher who left, and a teacher's trial, are not named; a class may be without."""
    with transaction(engine) as db:
        berg, ek, sam = (case.person(db, n) for n in (1, 2, 3))
        room = case.classroom(db, berg)
        case.member(db, berg, room, Role.STUDENT, "trying", trial=True)
        case.member(db, ek, room, Role.TEACHER, "Mr Ek")
        case.member(db, sam, room, Role.STUDENT, "Sam")
        taught = {m.name: m.id for m in people.memberships(db, berg) + people.memberships(db, ek)}
    for leaves, named in ((None, "Ms Berg"), ("Ms Berg", "Mr Ek"), ("Mr Ek", "")):
        if leaves:
            with transaction(engine) as db:
                case.leave(db, taught[leaves])
        assert seen(reading, sam).teacher == named


def test_each_role_has_a_conversation_of_its_own(engine: Engine, reading: Engine) -> None:
    """The newest open one of where one is; one about no class goes along everywhere."""
    with transaction(engine) as db:
        kim = case.person(db, 1)
        teaches = case.member(db, kim, case.classroom(db, kim), Role.TEACHER, "Kim")
        learns = case.member(db, kim, case.classroom(db, kim, "Evening"), Role.STUDENT, "K")
        talk(db, kim, learns, "set_goal")
        checking = talk(db, kim, learns, "check_in")
        reviewing = talk(db, kim, teaches, "review_work")
        conversations.stop(db, talk(db, kim, learns, "note"), NOW)
        talk(db, case.person(db, 2), None, "join")

    def open_in(membership_id: int | None) -> tuple[str | None, int | None]:
        with transaction(engine) as db:
            people.settle_in(db, kim, here_id=membership_id)
        who = seen(reading, kim)
        return who.role, who.talk.id if who.talk else None

    assert open_in(learns) == ("student", checking)
    assert open_in(teaches) == ("teacher", reviewing)
    assert open_in(None) == (None, None)
    with transaction(engine) as db:
        joining = talk(db, kim, None, "join")
    assert open_in(teaches) == ("teacher", joining)
    assert open_in(None) == (None, joining)


def test_who_left_is_nowhere_and_what_was_open_there_is_not_open(
    engine: Engine, reading: Engine
) -> None:
    """From that moment: no class, no role, and no question of a class that is not theirs."""
    with transaction(engine) as db:
        berg, sam = case.person(db, 1), case.person(db, 2)
        room = case.classroom(db, berg)
        here = case.member(db, sam, room, Role.STUDENT, "Sam")
        talk(db, sam, here, "set_goal")
        assert getattr(people.who(db, id=sam), "talk", None) is not None
        case.leave(db, here)
    who = seen(reading, sam)
    assert (who.membership_id, who.role, who.class_id, who.name, who.talk) == (
        None,
        None,
        None,
        "",
        None,
    )


def test_somebody_is_in_several_classes_in_several_roles(engine: Engine, reading: Engine) -> None:
    """All live memberships, oldest first, with the name of each class."""
    with transaction(engine) as db:
        kim = case.person(db, 1)
        room, evening = case.classroom(db, kim), case.classroom(db, kim, "Evening")
        case.member(db, kim, room, Role.STUDENT, "Kim tries", trial=True)
        left = case.member(db, kim, evening, Role.STUDENT, "K")
        case.leave(db, left)
    with reading.connect() as db:
        found = people.memberships(db, kim)
    assert [(m.role, m.trial, m.name, m.class_id, m.class_name) for m in found] == [
        ("teacher", False, "Ms Berg", room, "7B maths"),
        ("teacher", False, "Ms Berg", evening, "Evening"),
        ("student", True, "Kim tries", room, "7B maths"),
    ]


# --- joining and leaving -------------------------------------------------------------------------


def test_joining_makes_a_member_who_is_there_now(engine: Engine, reading: Engine) -> None:
    """With the words that were agreed to, and when."""
    with transaction(engine) as db:
        berg, sam = case.person(db, 1), case.person(db, 2)
        room = case.classroom(db, berg)
        here = people.join(
            db,
            person_id=sam,
            class_id=room,
            role=Role.STUDENT,
            name="Sam",
            now=NOW,
            consent="2026-11",
        )
    assert seen(reading, sam).membership_id == here
    with reading.connect() as db:
        (kept,) = rows(db, Consent)
    assert (kept.membership_id, kept.given_by, kept.version, kept.given_at) == (
        here,
        sam,
        "2026-11",
        NOW,
    )
    assert kept.withdrawn_at is None


def test_joining_again_after_leaving_is_the_same_membership(
    engine: Engine, reading: Engine
) -> None:
    """Goals and entries are there again; the name and what is told about oneself are today's."""
    with transaction(engine) as db:
        berg, sam = case.person(db, 1), case.person(db, 2)
        room = case.classroom(db, berg)
        join: dict[str, Any] = {"person_id": sam, "class_id": room, "role": Role.STUDENT}
        here = people.join(db, **join, name="Sam", now=NOW, about={"later": "vet"}, consent="1")
        case.leave(db, here)
    with transaction(engine) as db:
        assert people.join(db, **join, name="Samira", now=NOW + MOMENT, consent="2") == here
    who = seen(reading, sam)
    assert (who.membership_id, who.name, who.about) == (here, "Samira", {"later": "vet"})
    with transaction(engine) as db:
        people.join(db, **join, name="Samira", now=NOW + MOMENT, about={"later": "pilot"})
    assert seen(reading, sam).about == {"later": "pilot"}
    with reading.connect() as db:
        kept = one(db, Membership, col(Membership.id) == here)
        consents = [consent.version for consent in rows(db, Consent)]
    assert kept is not None
    assert (kept.joined_at, kept.left_at) == (NOW, None)
    assert consents == ["1", "2"]


def test_a_trial_is_another_membership_than_the_real_one(engine: Engine) -> None:
    """Trying a class never touches what is real in it."""
    with transaction(engine) as db:
        kim = case.person(db, 1)
        room = case.classroom(db, kim)
        trial = case.member(db, kim, room, Role.STUDENT, "Kim", trial=True)
        real = case.member(db, kim, room, Role.STUDENT, "Kim")
        assert trial != real
        assert case.member(db, kim, room, Role.STUDENT, "Kim", trial=True) == trial


def test_what_a_student_tells_of_themselves_is_kept(engine: Engine, reading: Engine) -> None:
    """For this class alone."""
    with transaction(engine) as db:
        kim, sam = case.person(db, 1), case.person(db, 2)
        here = case.member(db, sam, case.classroom(db, kim), Role.STUDENT, "Sam")
        there = case.member(db, sam, case.classroom(db, kim, "Art"), Role.STUDENT, "Sam")
        people.tell_about(db, here, "Sammy", {"helps": ["music", "“quiet”"]})
    with reading.connect() as db:
        kept = {m.id: (m.name, m.about) for m in rows(db, Membership)}
    assert kept[here] == ("Sammy", {"helps": ["music", "“quiet”"]})
    assert kept[there] == ("Sam", {})


def test_a_person_is_settled_in(engine: Engine, reading: Engine) -> None:
    """Language, zone and chat change; nobody else's do."""
    with transaction(engine) as db:
        sam, kim = case.person(db, 1), case.person(db, 2)
        people.settle_in(db, sam, language="sv", zone=ZONE, chat_id=9)
    assert (seen(reading, sam).language, seen(reading, sam).zone) == ("sv", ZONE)
    assert seen(reading, sam).chat_id == 9
    assert (seen(reading, kim).language, seen(reading, kim).chat_id) == ("en", 2)


# --- forgetting, losing, moving ------------------------------------------------------------------


def test_a_stranger_who_stays_out_is_forgotten(engine: Engine, reading: Engine) -> None:
    """Person and conversations; that a wrong code was tried before does not hold it up."""
    with transaction(engine) as db:
        sam, kim = case.person(db, 1), case.person(db, 2)
        audit.note(db, actor_id=sam, action="code refused", now=NOW)
        talk(db, sam, None, "join")
        conversations.stop(db, talk(db, sam, None, "join"), NOW)
        kept = talk(db, kim, None, "join")
    with transaction(engine) as db:
        people.forget_stranger(db, sam)
    with reading.connect() as db:
        assert [person.id for person in rows(db, Person)] == [kim]
        assert [row.id for row in rows(db, Conversation)] == [kept]


def test_the_id_of_somebody_forgotten_is_never_another_persons(engine: Engine) -> None:
    """The audit still names it: what one did must not be another's doing."""
    with transaction(engine) as db:
        sam = case.person(db, 1)
        people.forget_stranger(db, sam)
    with transaction(engine) as db:
        assert case.person(db, 2) != sam


@pytest.mark.parametrize("tie", ["a class they left", "a code they used", "words for an adult"])
def test_who_is_tied_here_is_not_forgotten(engine: Engine, reading: Engine, tie: str) -> None:
    """Saying no to one class loses nothing of another, and leaves no loose end."""
    with transaction(engine) as db:
        sam, kim = case.person(db, 1), case.person(db, 2)
        if tie == "a class they left":
            case.leave(db, case.member(db, sam, case.classroom(db, kim), Role.STUDENT, "Sam"))
        elif tie == "a code they used":
            code = people.new_code(db, opens="teacher", now=NOW)
            assert people.redeem(db, code, person_id=sam, now=NOW)
        else:
            audit.alert(db, person_id=sam, kind="harm", words="…", now=NOW, update_id=1)
        people.forget_stranger(db, sam)
    assert seen(reading, sam).id == sam


def test_who_cannot_be_reached_is_noted_until_they_write(engine: Engine, reading: Engine) -> None:
    """By chat; nobody else's."""
    with transaction(engine) as db:
        sam, kim = case.person(db, 1), case.person(db, 2)
        people.lost(db, 1, NOW)
    assert (seen(reading, sam).unreachable, seen(reading, kim).unreachable) == (True, False)
    with transaction(engine) as db:
        people.settle_in(db, sam, unreachable_since=None)
    assert not seen(reading, sam).unreachable


def test_a_chat_that_moved_takes_along_what_waits(engine: Engine, reading: Engine) -> None:
    """What was sent stays where it went."""
    with transaction(engine) as db:
        sam = case.person(db, 1)
        for key, chat_id in (("sent", 1), ("waits", 1), ("other", 2)):
            mail.post(db, [Outgoing(chat_id, "sendMessage", {}, key)], NOW)
        mail.settle(db, [Settled("sent", Waiting.DONE)])
        people.moved(db, 1, -100_200_300_400)
    assert seen(reading, sam).chat_id == -100_200_300_400
    with reading.connect() as db:
        assert {row.key: row.chat_id for row in rows(db, Outbox)} == {
            "sent": 1,
            "waits": -100_200_300_400,
            "other": 2,
        }


# --- classes -------------------------------------------------------------------------------------


def test_a_class_is_in_the_school_its_teacher_teaches_at(engine: Engine, reading: Engine) -> None:
    """Found by its name among one's own; another's school of the same name is another school."""
    with transaction(engine) as db:
        kim, berg = case.person(db, 1), case.person(db, 2)
        first, second = case.classroom(db, kim, "7A"), case.classroom(db, kim, "7B")
        others = case.classroom(db, berg, "7A")
        south = people.begin_class(
            db, person_id=kim, school="South", zone="UTC", name="7C", now=NOW
        )
    with reading.connect() as db:
        found = db.execute(text("SELECT id, school_id, name FROM class")).all()
        schools = {row.id: row.school_id for row in found}
        assert schools[first] == schools[second]
        assert len({schools[first], schools[others], schools[south]}) == 3
        assert people.class_named(db, south) == "7C"
        assert people.class_named(db, 404) == ""


def test_the_students_of_a_class_leave_out_trials_leavers_and_teachers(
    engine: Engine, reading: Engine
) -> None:
    """By name."""
    with transaction(engine) as db:
        kim = case.person(db, 1)
        room, other = case.classroom(db, kim), case.classroom(db, kim, "Art")
        case.member(db, kim, room, Role.STUDENT, "Kim", trial=True)
        for number, name in enumerate(("Zoe", "Ali", "Gone"), start=2):
            here = case.member(db, case.person(db, number), room, Role.STUDENT, name)
        case.leave(db, here)
        case.member(db, case.person(db, 9), other, Role.STUDENT, "Elsewhere")
    with reading.connect() as db:
        assert [student.name for student in people.students(db, room)] == ["Ali", "Zoe"]


def test_the_teachers_of_a_class_leave_out_leavers_and_students(
    engine: Engine, reading: Engine
) -> None:
    """With what a message to them needs."""
    with transaction(engine) as db:
        berg, ek, gone, sam = (case.person(db, n) for n in (1, 2, 3, 4))
        room = case.classroom(db, berg)
        case.member(db, berg, room, Role.STUDENT, "trying", trial=True)
        case.member(db, ek, room, Role.TEACHER, "Mr Ek")
        case.leave(db, case.member(db, gone, room, Role.TEACHER, "Gone"))
        case.member(db, sam, room, Role.STUDENT, "Sam")
        people.settle_in(db, ek, language="sv", zone=ZONE, chat_id=22, unreachable_since=NOW)
    with reading.connect() as db:
        found = [tuple(row) for row in people.teachers(db, room)]
    assert found == [
        (berg, 1, "en", "UTC", "Ms Berg", None),
        (ek, 22, "sv", ZONE, "Mr Ek", NOW),
    ]


def test_words_that_need_an_adult_go_to_the_classes_one_is_a_student_in(
    engine: Engine, reading: Engine
) -> None:
    """Not to a class one left, teaches, or only tries."""
    with transaction(engine) as db:
        kim, sam = case.person(db, 1), case.person(db, 2)
        maths, art, music = (case.classroom(db, kim, name) for name in ("Ma", "Art", "Mu"))
        own = case.classroom(db, sam, "Own")
        case.member(db, sam, maths, Role.STUDENT, "Sam")
        case.leave(db, case.member(db, sam, art, Role.STUDENT, "Sam"))
        case.member(db, sam, music, Role.STUDENT, "Sam", trial=True)
        case.member(db, sam, own, Role.STUDENT, "Sam", trial=True)
    with reading.connect() as db:
        assert people.teachers_of_student(db, sam) == [maths]


# --- codes ---------------------------------------------------------------------------------------


def new_code(db: Connection, opens: str = "teacher", class_id: int | None = None) -> str:
    """A code made now."""
    return people.new_code(db, opens=opens, now=NOW, class_id=class_id)


def opened(
    engine: Engine, typed: str, person_id: int, now: datetime = NOW, *, opens: str = "teacher"
) -> bool:
    """Whether a code opens what it should, in a turn of its own."""
    with transaction(engine) as db:
        code = people.redeem(db, typed, person_id=person_id, now=now)
    assert code is None or code.opens == opens
    return code is not None


def test_a_code_is_60_random_bits_and_only_its_hash_is_kept(
    engine: Engine, reading: Engine
) -> None:
    """Twelve characters of five bits, in groups to read out; the database cannot tell it."""
    with transaction(engine) as db:
        codes = [new_code(db) for _ in range(50)]
    tidy = [code.replace("-", "") for code in codes]
    assert all([len(part) for part in code.split("-")] == [4, 4, 4] for code in codes)
    assert len(set(CROCKFORD)) == 32
    assert all(len(code) == 12 == CODE_LENGTH and set(code) <= set(CROCKFORD) for code in tidy)
    assert len(set(codes)) == len(codes)
    assert len(set("".join(tidy))) > 28  # of 600 random characters, all 32 are as good as certain
    with reading.connect() as db:
        kept = str(db.execute(text("SELECT * FROM code")).all())
        hashes = {row.hash for row in rows(db, Code)}
    assert hashes == {hashlib.sha256(code.encode()).hexdigest() for code in tidy}
    assert not any(code in kept for code in (*codes, *tidy))


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("7K3M-Q2ZD-X9AB", "7K3MQ2ZDX9AB"),
        ("7k3mq2zdx9ab", "7K3MQ2ZDX9AB"),
        (" 7k3m q2zd - x9ab ", "7K3MQ2ZDX9AB"),
        ("OoIiLl012345", "001111012345"),
        ("7K3M-Q2ZD-X9A", None),
        ("7K3M-Q2ZD-X9ABC", None),
        ("7K3M-Q2ZD-X9AU", None),
        ("7K3M_Q2ZD_X9AB", None),
        ("７K3MQ2ZDX9AB", None),
        ("", None),
        ("what is your goal", None),
        ("I can say what 1 is", None),
    ],
)
def test_a_typed_code_is_tidied(typed: str, tidy: str | None) -> None:
    """Case, spaces and hyphens do not matter, O is 0, I and L are 1; nothing else is guessed."""
    assert tidy_code(typed) == tidy


@given(st.text(alphabet=CROCKFORD, min_size=12, max_size=12), st.data())
def test_a_code_is_read_however_it_is_typed(code: str, data: st.DataObject) -> None:
    """Whatever somebody mistakes and wherever they pause, it is the same code."""
    mistakes = {"0": "0oO", "1": "1iIlL"}
    typed = "".join(
        data.draw(st.sampled_from(mistakes.get(character, character + character.lower())))
        + data.draw(st.sampled_from(["", " ", "-", " - "]))
        for character in code
    )
    assert tidy_code(typed) == code


@given(st.text())
def test_anything_may_be_typed_as_a_code(typed: str) -> None:
    """It is a tidy code or none; it never fails."""
    tidy = tidy_code(typed)
    assert tidy is None or (len(tidy) == CODE_LENGTH and set(tidy) <= set(CROCKFORD))


def test_a_class_code_opens_its_class_many_times(engine: Engine, reading: Engine) -> None:
    """For the whole class, and leaves no trace of who."""
    with transaction(engine) as db:
        kim, sam, ali = (case.person(db, n) for n in (1, 2, 3))
        room = case.classroom(db, kim)
        typed = new_code(db, "class", room)
    for person_id in (sam, ali, sam):
        with transaction(engine) as db:
            code = people.redeem(db, typed.lower(), person_id=person_id, now=NOW)
            assert code is not None
            assert (code.opens, code.class_id) == ("class", room)
    with reading.connect() as db:
        assert [row.used_by for row in rows(db, Code)] == [None]


@pytest.mark.parametrize(
    ("opens", "lasts"), [("class", CLASS_CODE_LASTS), ("teacher", TEACHER_CODE_LASTS)]
)
def test_a_code_expires(engine: Engine, opens: str, lasts: timedelta) -> None:
    """A class code after 30 days, a teacher's after 7: not a moment before."""
    with transaction(engine) as db:
        kim = case.person(db, 1)
        typed = new_code(db, opens, case.classroom(db, kim) if opens == "class" else None)
    assert lasts == timedelta(days=30 if opens == "class" else 7)
    assert opened(engine, typed, kim, NOW + lasts - MOMENT, opens=opens)
    assert not opened(engine, typed, kim, NOW + lasts, opens=opens)


@pytest.mark.parametrize("opens", ["class", "teacher"])
def test_a_revoked_code_opens_nothing(engine: Engine, opens: str) -> None:
    """From that moment."""
    with transaction(engine) as db:
        kim = case.person(db, 1)
        typed = new_code(db, opens, case.classroom(db, kim))
    assert opened(engine, typed, kim, opens=opens)
    with transaction(engine) as db:
        assert change(db, Code, revoked_at=NOW) == 1
    assert not opened(engine, typed, kim, opens=opens)


def test_an_unknown_code_opens_nothing(engine: Engine) -> None:
    """Nor does what cannot be a code."""
    with transaction(engine) as db:
        kim = case.person(db, 1)
        new_code(db)
    assert not opened(engine, "2222-2222-2222", kim)
    assert not opened(engine, "hello", kim)


def test_a_teachers_code_opens_once(engine: Engine, reading: Engine) -> None:
    """For the first, who may open it again (the class was not begun yet); for no other."""
    with transaction(engine) as db:
        kim, sam = case.person(db, 1), case.person(db, 2)
        typed, other = new_code(db), new_code(db)
    assert opened(engine, typed, kim)
    assert not opened(engine, typed, sam)
    assert opened(engine, typed, kim)
    assert opened(engine, other, sam)
    with reading.connect() as db:
        assert [row.used_by for row in rows(db, Code, order_by=(col(Code.id),))] == [kim, sam]


def test_two_who_open_a_code_at_the_same_time_one_wins(engine: Engine, reading: Engine) -> None:
    """Ten codes, four people each, all at once: each code lets exactly one in."""
    with transaction(engine) as db:
        crowd = [case.person(db, number) for number in range(1, 5)]
        codes = [new_code(db) for _ in range(10)]
    together = threading.Barrier(len(crowd))
    winners: list[tuple[str, int]] = []
    faults: list[BaseException] = []

    def rush(person_id: int) -> None:
        try:
            for code in codes:
                together.wait(20)
                if opened(engine, code, person_id):
                    winners.append((code, person_id))
        except BaseException as fault:  # noqa: BLE001  told by the assertion below
            faults.append(fault)

    threads = [threading.Thread(target=rush, args=(person_id,)) for person_id in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert sorted(code for code, _ in winners) == sorted(codes)
    with reading.connect() as db:
        kept = rows(db, Code, order_by=(col(Code.id),))
    assert [row.used_by for row in kept] == [dict(winners)[code] for code in codes]
