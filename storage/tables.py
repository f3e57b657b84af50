"""Every table, in the order a life in Waymark meets them.

Times are stored in UTC and come back aware. Words a person wrote stand as they wrote them. What
may be seen by whom stands on each entry; ids are never authority (see storage/access.py).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
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
    """A school, and the clock it keeps."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    zone: str
    created_at: datetime = instant()


class Class(SQLModel, table=True):
    """A class of a school."""

    id: int | None = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id", index=True)
    name: str
    created_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


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
    unreachable_since: datetime | None = instant(nullable=True)


class Membership(SQLModel, table=True):
    """What a person is in a class. Goals and entries belong to it, not to the person."""

    __table_args__ = (UniqueConstraint("person_id", "class_id", "role", "trial"),)

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
    """What it opens: "teacher" (once) or "class" (many times)."""
    class_id: int | None = Field(default=None, foreign_key="class.id")
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
    note, demonstration_chosen, demonstration_submitted, demonstration_reviewed."""
    at: datetime = instant()
    language: str
    sees: str = Sees.TEACHER
    prompt: str = ""
    """What it answers, in words."""
    response: str = ""
    """The student's words (for a review, the teacher's)."""
    level: int | None = None
    state: str = ""
    """For a check-in: done, moved, stuck, not_yet; for a review: meets, revise, talk."""
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """The rest, by name: feel, factor, factor_code, next."""
    demonstration_id: int | None = Field(default=None, foreign_key="demonstration.id")
    reviewer_id: int | None = Field(default=None, foreign_key="person.id")
    update_id: int = big()
    ordinal: int = 0


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
    line: str = ""
    reviewed_by: int | None = Field(default=None, foreign_key="person.id")
    reviewed_at: datetime | None = instant(nullable=True)


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


# --- safety and audit ----------------------------------------------------------------------------


class Alert(SQLModel, table=True):
    """Words that need an adult; kept apart from entries, in no export."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str
    words: str
    at: datetime = instant()
    update_id: int = big(unique=True)


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
    message_id: int | None = None
    reason: str = ""
    """Why it is dead or unknown: a fact, no words of anybody."""
