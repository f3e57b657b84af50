"""Every table, in the order a life in Waymark meets them.

Times are stored in UTC and come back aware. Words a person wrote stand as they wrote them. What
may be seen by whom stands on each entry; ids are never authority (see storage/access.py).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Dialect,
    Index,
    Integer,
    UniqueConstraint,
    text,
)
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING


class Instant(TypeDecorator[datetime]):
    """An instant: aware when given (else ValueError), UTC when stored, aware UTC when read."""

    impl = SqlDateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's shape
        """To UTC, without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's shape
        """Aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


def instant(*, nullable: bool = False, index: bool = False) -> Any:
    """A column that holds an instant."""
    return Field(sa_type=Instant, nullable=nullable, index=index, default=None if nullable else ...)


def due(table: str, column: str) -> Index:
    """The index by which a tick finds what is due: it holds only what is planned."""
    planned = text(f"{column} IS NOT NULL")
    return Index(f"ix_{table}_due_{column}", column, sqlite_where=planned, postgresql_where=planned)


def big(*, primary_key: bool = False, unique: bool = False, nullable: bool = False) -> Any:
    """A 64-bit number of Telegram's (a chat, a person, an update)."""
    kind = BigInteger().with_variant(Integer, "sqlite")
    return Field(
        default=None if nullable else ...,
        sa_column=Column(
            kind, primary_key=primary_key, unique=unique, nullable=nullable, autoincrement=False
        ),
    )


class Role(StrEnum):
    """What somebody is in a class."""

    STUDENT = "student"
    TEACHER = "teacher"
    FAMILY = "family"


class Asks(StrEnum):
    """What a schedule asks for."""

    CHECK_IN = "check_in"
    WEEKLY = "weekly"


class ScheduleState(StrEnum):
    """Whether a schedule asks."""

    ACTIVE = "active"
    OFF = "off"
    STOPPED = "stopped"
    """Four times in a row there was no answer; the teacher sees who is quiet."""


class OccurrenceState(StrEnum):
    """What became of one time a schedule was due."""

    ASKED = "asked"
    ANSWERED = "answered"
    EXPIRED = "expired"
    NOT_ASKED = "not_asked"
    """`reason` says why; it is no miss."""


class GoalState(StrEnum):
    """Where a goal is in its life."""

    ACTIVE = "active"
    PAUSED = "paused"
    FINISHED = "finished"
    DROPPED = "dropped"


class Sees(StrEnum):
    """Who sees an entry, besides its student."""

    TEACHER = "teacher"
    FAMILY = "teacher+family"


class WorkState(StrEnum):
    """Where a demonstration is in its life."""

    PLANNED = "planned"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    MET = "met"


class Waiting(StrEnum):
    """What has become of an update or a message to send."""

    NEW = "new"
    DONE = "done"
    UNKNOWN = "unknown"
    DEAD = "dead"


# --- people and classes --------------------------------------------------------------------------


class School(SQLModel, table=True):
    """A school."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    created_at: datetime = instant()


class Class(SQLModel, table=True):
    """A class of a school, and the hours it keeps."""

    id: int | None = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id", index=True)
    name: str
    zone: str
    """The IANA zone that students who join it start with."""
    school_end: time | None = None
    """When its school day ends, for “after school”."""
    quiet_from: time = time(20, 30)
    quiet_until: time = time(7)
    """Between these, on the clock of whoever is asked, nobody is."""
    country: str = ""
    """Whose public holidays are kept: "US", "US-NY"; empty for none."""
    silence: str = "send"
    """What a student's silence on the preview of a family summary means: send or hold."""
    family_yes: str = Role.STUDENT
    """Whose yes a family link needs besides the adult's: the student's, or the school's."""
    created_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


class Break(SQLModel, table=True):
    """Days on which a class asks nobody; both ends are part of it."""

    id: int | None = Field(default=None, primary_key=True)
    class_id: int = Field(foreign_key="class.id", index=True)
    first: date
    last: date
    name: str


class Person(SQLModel, table=True):
    """Somebody with a Telegram account; what they are is told by their memberships."""

    __table_args__ = {"sqlite_autoincrement": True}
    # The audit names people who are gone: SQLite must not give their ids to others.

    id: int | None = Field(default=None, primary_key=True)
    telegram_id: int = big(unique=True)
    chat_id: int = big(unique=True)
    first_name: str = ""
    language: str
    zone: str
    created_at: datetime = instant()
    here_id: int | None = None
    """The membership they are in now (no foreign key: it would close a circle of tables)."""
    asked_at: datetime | None = instant(nullable=True)
    """When they were last asked something on a schedule: never two in one hour."""
    unreachable_since: datetime | None = instant(nullable=True)


class Membership(SQLModel, table=True):
    """What a person is in a class. Goals and entries belong to it, not to the person."""

    __table_args__ = (
        UniqueConstraint("person_id", "class_id", "role", "trial"),
        due("membership", "resumes_at"),
        due("membership", "digest_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    class_id: int = Field(foreign_key="class.id", index=True)
    role: str
    trial: bool = False
    """A teacher trying the student's side: outside every figure and export."""
    name: str
    """The name used in this class."""
    joined_at: datetime = instant()
    left_at: datetime | None = instant(nullable=True)
    about: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """About me: strengths, interests, harder, helps (lists of words), later."""
    paused_until: date | None = None
    """The first day on which they are asked again."""
    resumes_at: datetime | None = instant(nullable=True)
    """When they are told that the pause is over."""
    digest_at: datetime | None = instant(nullable=True)
    """When a teacher is told what has come into their inbox; None where nothing new has."""


class Consent(SQLModel, table=True):
    """A yes: to which words, and when. Withdrawn, it stays on record."""

    id: int | None = Field(default=None, primary_key=True)
    membership_id: int = Field(foreign_key="membership.id", index=True)
    given_by: int = Field(foreign_key="person.id")
    version: str
    given_at: datetime = instant()
    withdrawn_at: datetime | None = instant(nullable=True)


class Code(SQLModel, table=True):
    """A way in. The code itself is never stored: 60 random bits, kept as SHA-256."""

    id: int | None = Field(default=None, primary_key=True)
    hash: str = Field(unique=True)
    opens: str
    """What it opens: "teacher" or "family" (once), "class" (many times)."""
    class_id: int | None = Field(default=None, foreign_key="class.id")
    student_id: int | None = Field(default=None, foreign_key="membership.id")
    """Whose family it lets in."""
    created_by: int | None = Field(default=None, foreign_key="person.id")
    expires_at: datetime = instant()
    used_by: int | None = Field(default=None, foreign_key="person.id")
    """Who used it, where it opens once."""
    revoked_at: datetime | None = instant(nullable=True)


# --- conversations -------------------------------------------------------------------------------


class Conversation(SQLModel, table=True):
    """A dialogue in progress: the newest of a person is open, the others wait under it."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    membership_id: int | None = Field(default=None, foreign_key="membership.id")
    dialogue: str
    about: int | None = None
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    revision: int = big()
    """The update whose turn showed the open question; its buttons carry it, so that no other
    question's buttons can answer it."""
    started_at: datetime = instant()
    touched_at: datetime = instant()
    """When the question now open was shown; who was just asked is not interrupted."""
    stopped_at: datetime | None = instant(nullable=True)
    """Stopped by the person; it can be picked up again."""


# --- goals, check-ins, demonstrations ------------------------------------------------------------


class Goal(SQLModel, table=True):
    """What a student wants to be able to do."""

    id: int | None = Field(default=None, primary_key=True)
    membership_id: int = Field(foreign_key="membership.id", index=True)
    state: str = GoalState.ACTIVE
    area: str
    level: int
    """Where the student was when setting it: 1 starting to 4 could teach it."""
    aim: str
    why: str
    obstacle: str
    obstacle_code: str
    plan_if: str
    plan_then: str
    see: str
    last_next: str = ""
    """The student's own last next step, in words."""
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """The dialogue's answers, so that any line can be changed later."""
    created_at: datetime = instant()
    checked_at: datetime | None = instant(nullable=True)
    ended_at: datetime | None = instant(nullable=True)
    agreed_at: datetime | None = instant(nullable=True)
    """When a teacher looked at it: agreed, or asked to talk. Silence never holds it up."""
    agreed_by: int | None = None
    agreed: str = ""
    """What the teacher said: agreed, changed or talk."""
    agreed_line: str = ""


class Step(SQLModel, table=True):
    """A milestone of a goal."""

    __table_args__ = (UniqueConstraint("goal_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    goal_id: int = Field(foreign_key="goal.id")
    position: int
    text: str
    due: date
    done_at: datetime | None = instant(nullable=True)


class Entry(SQLModel, table=True):
    """A line of the log a teacher exports: something a student did or said, at an instant."""

    __table_args__ = (
        UniqueConstraint("update_id", "ordinal"),
        Index(None, "membership_id", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    membership_id: int = Field(foreign_key="membership.id")
    goal_id: int | None = Field(default=None, foreign_key="goal.id")
    kind: str
    """goal_set, goal_changed, goal_paused, goal_resumed, goal_finished, goal_dropped, check_in,
    note, reflection, goal_review, test_before, test_after, demonstration_chosen,
    demonstration_submitted, demonstration_reviewed, proposal_answered, why_asked, why_answered."""
    at: datetime = instant()
    language: str
    sees: str = Sees.TEACHER
    prompt: str = ""
    """What it answers, in words."""
    response: str = ""
    """The student's words (for a review, the teacher's)."""
    level: int | None = None
    state: str = ""
    """For a check-in: done, moved, stuck, not_yet; for a review: meets, revise, talk; for an answer
    to a proposal: agreed, changed, talk, refused."""
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """The rest, by name: feel, stem, factor, factor_code, next, sure, fit, decision."""
    demonstration_id: int | None = Field(default=None, foreign_key="demonstration.id")
    reviewer_id: int | None = Field(default=None, foreign_key="person.id")
    update_id: int = big()
    ordinal: int = 0


# --- when somebody is asked -----------------------------------------------------------------------


class Schedule(SQLModel, table=True):
    """When a student is asked: days and a time on the wall clock of `zone`, never instants."""

    __table_args__ = (UniqueConstraint("membership_id", "asks"), due("schedule", "next_at"))

    id: int | None = Field(default=None, primary_key=True)
    membership_id: int = Field(foreign_key="membership.id")
    asks: str
    state: str = ScheduleState.ACTIVE
    days: list[int] = Field(default_factory=list, sa_type=JSON)
    """0 = Monday, in order."""
    at: time
    every: int = 1
    week: date | None = None
    """The Monday from which every other week is counted."""
    until: date | None = None
    zone: str
    offset: int = 0
    """Minutes after `at`: a large class is spread."""
    short: bool = False
    """Just two taps, as the student wished."""
    asked: int = 0
    """How often it has asked."""
    misses: int = 0
    """How often in a row there was no answer."""
    last_day: date | None = None
    """The last local date it has an occurrence for; none is planned up to it again."""
    next_day: date | None = None
    """The local date that is due next."""
    next_at: datetime | None = instant(nullable=True)
    """When that is looked at: it may be put off, the date stays."""


class Occurrence(SQLModel, table=True):
    """One local date on which a schedule was due, and what became of it."""

    __table_args__ = (UniqueConstraint("schedule_id", "day"), due("occurrence", "act_at"))

    id: int | None = Field(default=None, primary_key=True)
    schedule_id: int = Field(foreign_key="schedule.id")
    day: date
    state: str
    reason: str = ""
    """Why it was not asked: outage, paused, break, late, unreachable, no_goal, changed."""
    asked_at: datetime | None = instant(nullable=True)
    expires_at: datetime | None = instant(nullable=True)
    act_at: datetime | None = instant(nullable=True)
    """When to remind, or to expire."""
    opened_at: datetime | None = instant(nullable=True)
    """When it was begun: an answer that is not finished is no miss."""
    reminders: int = 0
    ended_at: datetime | None = instant(nullable=True)


class Demonstration(SQLModel, table=True):
    """How a student shows mastery of a goal, and where that is."""

    id: int | None = Field(default=None, primary_key=True)
    membership_id: int = Field(foreign_key="membership.id", index=True)
    goal_id: int = Field(foreign_key="goal.id")
    state: str
    format: str
    """The format in words."""
    proposal: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """Where the format is the student's own: audience, product, parts, needs, by."""
    created_at: datetime = instant()
    decision: str = ""
    """What a teacher said to an own proposal: agreed, changed, talk or refused; empty until then,
    and silence never holds the work up."""
    decision_line: str = ""
    """The change, or why not."""
    nearest: str = ""
    """Where it was refused: the nearest format, in words."""
    decided_by: int | None = None
    decided_at: datetime | None = instant(nullable=True)


class Submission(SQLModel, table=True):
    """A version of a demonstration, as handed in; a revision is a new one."""

    __table_args__ = (UniqueConstraint("demonstration_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    demonstration_id: int = Field(foreign_key="demonstration.id")
    version: int
    self_check: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    """Per criterion: criterion, verdict, why."""
    submitted_at: datetime = instant()
    verdict: str = ""
    """Of the whole: meets, revise or talk; empty until a teacher has looked."""
    line: str = ""
    judged: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    """The teacher's judgement per criterion: criterion, words, verdict, line."""
    level: int | None = None
    """1 starting, 2 getting there, 3 meets, 4 beyond."""
    reviewed_by: int | None = Field(default=None, foreign_key="person.id")
    reviewed_at: datetime | None = instant(nullable=True)
    ask_why: str = ""
    """What the student asks about the review, once."""
    ask_why_at: datetime | None = instant(nullable=True)
    why: str = ""
    why_by: int | None = None
    why_at: datetime | None = instant(nullable=True)


class Attachment(SQLModel, table=True):
    """A file, link or text: evidence of a submission, or a note's."""

    __table_args__ = (
        CheckConstraint("(submission_id IS NULL) <> (entry_id IS NULL)", name="one_owner"),
        Index(
            "ix_attachment_to_fetch",
            "id",
            sqlite_where=text("path IS NULL AND file_id <> ''"),
            postgresql_where=text("path IS NULL AND file_id <> ''"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int | None = Field(default=None, foreign_key="submission.id", index=True)
    entry_id: int | None = Field(default=None, foreign_key="entry.id", index=True)
    kind: str
    file_id: str = ""
    unique_id: str = ""
    size: int = 0
    mime: str = ""
    name: str = ""
    text: str = ""
    because: str = ""
    path: str | None = None
    """Where the file is kept, under the folder of files; None until it is fetched, empty where
    it could not be."""


# --- the teacher's desk ---------------------------------------------------------------------------


class Reply(SQLModel, table=True):
    """A teacher's word to an entry, and the one answer a student may give to it."""

    __table_args__ = (
        Index(
            "ix_reply_back_unread",
            "entry_id",
            sqlite_where=text("back_at IS NOT NULL AND back_read_at IS NULL"),
            postgresql_where=text("back_at IS NOT NULL AND back_read_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", unique=True)
    """One reply an entry: the second teacher sees what the first said."""
    kind: str
    """thanks, noticing, ask, next; own where it was typed or spoken; read where nothing is said."""
    words: str = ""
    file_id: str = ""
    """Of a voice message."""
    by: int = Field(foreign_key="person.id")
    at: datetime = instant()
    back: str = ""
    """What the student answered."""
    back_file_id: str = ""
    """Of a voice message."""
    back_at: datetime | None = instant(nullable=True)
    back_read_at: datetime | None = instant(nullable=True)
    """When a teacher saw that answer."""


class Prompt(SQLModel, table=True):
    """A class's own words: a question, a format or a criterion beside Waymark's."""

    id: int | None = Field(default=None, primary_key=True)
    class_id: int = Field(foreign_key="class.id", index=True)
    kind: str
    """check_in, reflection, format or criterion."""
    words: str
    created_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


class Group(SQLModel, table=True):
    """Some students of a class who work on one thing together for a while."""

    __table_args__ = (due("group", "ends_at"),)

    id: int | None = Field(default=None, primary_key=True)
    class_id: int = Field(foreign_key="class.id", index=True)
    name: str
    why: str
    """What they have in common, in the words that the teacher read."""
    move: str
    """What to do with them."""
    by: str
    """What it was made by: stuck, level, pace, interest, help, mixed or own."""
    created_at: datetime = instant()
    created_by: int = Field(foreign_key="person.id")
    sent_at: datetime | None = instant(nullable=True)
    until: date
    """The last day of it, on the class's clock."""
    ends_at: datetime | None = instant(nullable=True)
    """When a tick ends it, then when its end is told; None once both are done."""
    ended_at: datetime | None = instant(nullable=True)


class GroupMember(SQLModel, table=True):
    """A student in a group."""

    __table_args__ = (UniqueConstraint("group_id", "membership_id"),)

    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="group.id")
    membership_id: int = Field(foreign_key="membership.id", index=True)


class Partnership(SQLModel, table=True):
    """A goal that a student shares with somebody of the class, once that one has said yes."""

    id: int | None = Field(default=None, primary_key=True)
    goal_id: int = Field(foreign_key="goal.id", index=True)
    partner_id: int = Field(foreign_key="membership.id", index=True)
    asked_at: datetime = instant()
    yes_at: datetime | None = instant(nullable=True)
    ended_at: datetime | None = instant(nullable=True)
    ended_by: int | None = Field(default=None, foreign_key="membership.id")


class PartnerNote(SQLModel, table=True):
    """A kind word from one partner to the other."""

    id: int | None = Field(default=None, primary_key=True)
    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    from_id: int = Field(foreign_key="membership.id")
    words: str
    at: datetime = instant()
    update_id: int = big(unique=True)
    reported_at: datetime | None = instant(nullable=True)
    """When whoever got it asked the teacher to look at it."""


class SignIn(SQLModel, table=True):
    """A link to the teacher's pages: it works once. Its 160 random bits are kept as SHA-256."""

    id: int | None = Field(default=None, primary_key=True)
    hash: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    expires_at: datetime = instant()
    used_at: datetime | None = instant(nullable=True)


class Session(SQLModel, table=True):
    """A browser that is signed in to the teacher's pages; its cookie is kept as SHA-256."""

    id: int | None = Field(default=None, primary_key=True)
    hash: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    created_at: datetime = instant()
    expires_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


# --- families -------------------------------------------------------------------------------------


class FamilyLink(SQLModel, table=True):
    """An adult who may get one message a week about a student; both yeses have their time."""

    __table_args__ = (
        UniqueConstraint("student_id", "family_id"),
        due("familylink", "preview_at"),
        due("familylink", "next_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    student_id: int = Field(foreign_key="membership.id")
    family_id: int = Field(foreign_key="membership.id", index=True)
    version: str
    """Of the words the adult said yes to."""
    adult_yes_at: datetime = instant()
    other_yes_at: datetime | None = instant(nullable=True)
    other_yes_by: str = ""
    """Whose yes the other one is: "student", or "school" where the school decides."""
    day: int
    at: time
    every: int = 1
    week: date | None = None
    zone: str
    """Its clock: the adult's."""
    short: bool = False
    last_day: date | None = None
    preview_at: datetime | None = instant(nullable=True)
    """When the student is shown what will be sent."""
    next_day: date | None = None
    next_at: datetime | None = instant(nullable=True)
    ended_at: datetime | None = instant(nullable=True)
    ended_by: int | None = None


class Summary(SQLModel, table=True):
    """A student's week as the family will read it, and what the student decided about it."""

    __table_args__ = (UniqueConstraint("student_id", "week"),)

    id: int | None = Field(default=None, primary_key=True)
    student_id: int = Field(foreign_key="membership.id")
    week: date
    """The Monday of the week it is sent in."""
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """The facts of the week as they were shown."""
    draft: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """What the student changed."""
    idea: int = 0
    """Which idea for home."""
    shown_at: datetime = instant()
    decided_at: datetime | None = instant(nullable=True)


class Delivery(SQLModel, table=True):
    """One summary to one adult: sent, or why not. UNIQUE(link, day): never two."""

    __table_args__ = (UniqueConstraint("link_id", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    link_id: int = Field(foreign_key="familylink.id")
    summary_id: int | None = Field(default=None, foreign_key="summary.id")
    day: date
    state: str
    """sent, held, or not_sent with a reason."""
    reason: str = ""
    at: datetime = instant()


class FamilyMessage(SQLModel, table=True):
    """An adult's note to a student, or a question to the teacher and its answer."""

    id: int | None = Field(default=None, primary_key=True)
    link_id: int = Field(foreign_key="familylink.id", index=True)
    kind: str
    words: str
    at: datetime = instant()
    update_id: int = big(unique=True)
    answer: str = ""
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = instant(nullable=True)
    reported_at: datetime | None = instant(nullable=True)
    """When the student asked their teacher to look at it."""


# --- safety and audit ----------------------------------------------------------------------------


class Alert(SQLModel, table=True):
    """Words that need an adult; kept apart from entries, in no export."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str
    """harm, abuse, violence; or talk: they asked to talk to someone."""
    words: str
    at: datetime = instant()
    update_id: int = big(unique=True)
    read_at: datetime | None = instant(nullable=True)
    """When the first teacher read it; until then it stands first in every teacher's inbox."""
    read_by: int | None = Field(default=None, foreign_key="person.id")


class Audit(SQLModel, table=True):
    """Who did what to whom, and when. Rows are only ever added."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = instant()
    actor_id: int | None = None
    """A person; None where the operator did it at the terminal. No foreign key: what was done stays
    on record when the person is gone."""
    action: str
    subject: str = ""
    subject_id: int | None = None
    detail: str = ""
    """A fact, never anybody's words."""

    __table_args__ = (Index(None, "actor_id", "action", "at"),)


# --- in and out ----------------------------------------------------------------------------------


class Inbox(SQLModel, table=True):
    """An update from Telegram, stored before it is confirmed; its turn empties `raw`."""

    __table_args__ = (
        Index(
            "ix_inbox_waiting",
            "update_id",
            sqlite_where=text("state = 'new'"),
            postgresql_where=text("state = 'new'"),
        ),
    )

    update_id: int = big(primary_key=True)
    state: str = Waiting.NEW
    attempts: int = 0
    received_at: datetime = instant()
    raw: str | None = None


class Outbox(SQLModel, table=True):
    """A call to make to Telegram; in order per chat."""

    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "id",
            sqlite_where=text("state = 'new'"),
            postgresql_where=text("state = 'new'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = big()
    urgency: int = 0
    """0 a reply, 1 a word to an adult, 2 a check-in, 3 a summary; lower goes first."""
    method: str
    params: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    key: str = Field(unique=True)
    """What makes it one message: doing a turn twice gives the same keys."""
    state: str = Waiting.NEW
    attempts: int = 0
    created_at: datetime = instant()
    not_after: datetime | None = instant(nullable=True)
    """After this it is not sent any more."""
    message_id: int | None = None
    reason: str = ""
    """Why it is dead or unknown: a fact, no words of anybody."""
