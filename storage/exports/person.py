"""All that one student wrote, in one file: theirs to take along, and a teacher's to hand over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection
from sqlmodel import col

from storage.database import one, rows
from storage.exports.entries import stuck_on
from storage.exports.wanted import InWords, Room, room_of, teachers
from storage.tables import (
    Attachment,
    Demonstration,
    Entry,
    Goal,
    Membership,
    Reply,
    Role,
    Step,
    Submission,
)


def everything(db: Connection, membership_id: int, words: InWords) -> dict[str, Any]:
    """A student's own words and choices and what teachers said to them, ready for JSON.

    Times are ISO 8601 on the class's clock. Files are named, not held. Words that need an adult,
    and what the family or a partner wrote, are kept apart and are not here. Empty where there is
    no such student.
    """
    member = one(
        db,
        Membership,
        col(Membership.id) == membership_id,
        col(Membership.role) == Role.STUDENT,
        col(Membership.left_at).is_(None),
    )
    if member is None:
        return {}
    room = room_of(db, member.class_id)
    names = teachers(db, member.class_id)
    about = {key: said for key, said in member.about.items() if key != "answers"}
    return {
        "student": member.name,
        "student_ref": f"S{membership_id}",
        "class": room.name,
        "timezone": room.zone.key,
        "joined_at": room.time(member.joined_at),
        "about_me": about,
        "goals": _goals(db, membership_id, words, room),
        "entries": _entries(db, membership_id, words, room, names),
        "work": _work(db, membership_id, words, room, names),
    }


def _goals(db: Connection, student_id: int, words: InWords, room: Room) -> list[dict[str, Any]]:
    goals = rows(db, Goal, col(Goal.membership_id) == student_id, order_by=(col(Goal.id),))
    steps = rows(
        db,
        Step,
        col(Step.goal_id).in_([goal.id for goal in goals]),
        order_by=(col(Step.position),),
    )
    return [
        {
            "goal_id": goal.id,
            "area": goal.area,
            "aim": goal.aim,
            "why": goal.why,
            "obstacle": goal.obstacle,
            "plan": {"if": goal.plan_if, "then": goal.plan_then},
            "shown_by": goal.see,
            "status": words.states.get(goal.state, goal.state),
            "level": words.levels.get(goal.level, ""),
            "set_at": room.time(goal.created_at),
            "ended_at": room.time(goal.ended_at),
            "teacher": goal.agreed_line,
            "steps": [
                {"step": step.text, "by": step.due.isoformat(), "done_at": room.time(step.done_at)}
                for step in steps
                if step.goal_id == goal.id
            ],
        }
        for goal in goals
    ]


def _entries(
    db: Connection, student_id: int, words: InWords, room: Room, names: dict[int, str]
) -> list[dict[str, Any]]:
    mine = col(Entry.membership_id) == student_id
    found = rows(db, Entry, mine, order_by=(col(Entry.at), col(Entry.id)))
    ids = Entry.__table__.select().where(mine).with_only_columns(col(Entry.id))  # type: ignore[attr-defined]  # SQLModel declares no __table__
    replies = {reply.entry_id: reply for reply in rows(db, Reply, col(Reply.entry_id).in_(ids))}
    files = rows(db, Attachment, col(Attachment.entry_id).in_(ids), order_by=(col(Attachment.id),))
    return [
        {
            "event_id": entry.id,
            "event_type": entry.kind,
            "occurred_at": room.time(entry.at),
            "goal_id": entry.goal_id,
            "prompt": entry.prompt,
            "response": entry.response,
            "rating": words.levels.get(entry.level or 0, ""),
            "status": words.status(entry.kind, entry.state),
            "stuck_on": stuck_on(entry.state, entry.answers, words),
            "answers": entry.answers,
            "files": [_file(file) for file in files if file.entry_id == entry.id],
            "reply": _reply(replies.get(entry.id or 0), words, room, names),
        }
        for entry in found
    ]


def _reply(
    reply: Reply | None, words: InWords, room: Room, names: dict[int, str]
) -> dict[str, str] | None:
    if reply is None:
        return None
    voice = words.replies["voice"]
    said = voice if reply.file_id else words.replies.get(reply.kind, "")
    return {
        "words": reply.words or said,
        "by": names.get(reply.by, ""),
        "at": room.time(reply.at),
        "student_answer": reply.back or (voice if reply.back_file_id else ""),
    }


def _work(
    db: Connection, student_id: int, words: InWords, room: Room, names: dict[int, str]
) -> list[dict[str, Any]]:
    found = rows(
        db,
        Demonstration,
        col(Demonstration.membership_id) == student_id,
        order_by=(col(Demonstration.id),),
    )
    versions = rows(
        db,
        Submission,
        col(Submission.demonstration_id).in_([work.id for work in found]),
        order_by=(col(Submission.version),),
    )
    files = rows(
        db,
        Attachment,
        col(Attachment.submission_id).in_([version.id for version in versions]),
        order_by=(col(Attachment.id),),
    )
    return [
        {
            "goal_id": work.goal_id,
            "format": work.format,
            "proposal": work.proposal,
            "decision": words.ideas.get(work.decision, work.decision),
            "teacher": work.decision_line,
            "versions": [
                {
                    "version": version.version,
                    "handed_in_at": room.time(version.submitted_at),
                    "self_check": _judged(version.self_check, words.judged),
                    "evidence": [_file(one) for one in files if one.submission_id == version.id],
                    "verdict": words.states.get(version.verdict, version.verdict),
                    "teacher_line": version.line,
                    "teacher_criteria": _judged(version.judged, words.judgements),
                    "teacher_level": words.levels.get(version.level or 0, ""),
                    "reviewed_by": names.get(version.reviewed_by or 0, ""),
                    "reviewed_at": room.time(version.reviewed_at),
                    "asked_why": version.ask_why,
                    "why": version.why,
                }
                for version in versions
                if version.demonstration_id == work.id
            ],
        }
        for work in found
    ]


def _judged(rows_: list[dict[str, Any]], words: Mapping[str, str]) -> list[dict[str, Any]]:
    """What was said of each criterion, its verdict in words."""
    return [
        {**one, "verdict": words.get(one["verdict"], one["verdict"])} if "verdict" in one else one
        for one in rows_
    ]


def _file(file: Attachment) -> dict[str, str]:
    return {"kind": file.kind, "name": file.name, "text": file.text, "because": file.because}
