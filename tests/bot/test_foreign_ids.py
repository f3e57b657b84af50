"""Ids in buttons are no authority: others who press them see nothing, and nobody is told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import storage_case as case
from at_the_desk import MARK, town
from house import NOON
from sqlalchemy import Engine

from bot import turns
from bot.chat import Setup
from storage import mail
from storage.database import open_database, transaction
from storage.mail import Outgoing, Update
from storage.tables import Role

TEACHER, ANOTHER, LEFT = 1, 901, 902
"""The Telegram accounts of the class's teacher, of another class's, and of one who left."""
SETUP = Setup("waymark_bot", pages="http://127.0.0.1:8080")
DATED = ("preview", "summaryok")


@pytest.fixture
def engine(tmp_path: Path, template: Path) -> Iterator[Engine]:
    """An empty database."""
    engine = open_database(f"sqlite:///{shutil.copy(template, tmp_path / 'waymark.sqlite')}")
    yield engine
    engine.dispose()


def filled(engine: Engine) -> list[int]:
    """The ids of what a class has, of every kind; each has the mark in its words."""
    with transaction(engine) as db:
        things = town(db).things
        ids = {*things.values(), case.summary(db, things["student_id"])}
        ids |= {*case.partners(db, 300, things["class_id"], things["goal_id"]).values()}
        # The others come last, so that no membership of theirs has one of these ids.
        another, gone = case.person(db, ANOTHER), case.person(db, LEFT)
        case.leave(db, case.member(db, gone, things["class_id"], Role.TEACHER, "Ms Gone"))
        for person_id in (another, gone):
            case.classroom(db, person_id, "Music")
    return sorted(ids)


def buttons(ids: list[int]) -> Iterator[tuple[str, str]]:
    """Every button with every id: its name and its data."""
    for name in turns.BUTTONS:
        for thing in ids:
            argument = f"{thing}.2026-11-23" if name in DATED else f"{thing}"
            yield name, f"c:{name}:{f'go.{thing}.2026-11-24' if name == 'ask' else argument}"


def pressed(engine: Engine, who: int, data: str) -> tuple[Outgoing, ...]:
    """What leaves the bot where somebody presses a button; nothing of it stays."""
    message = {"message_id": 1, "chat": {"id": who, "type": "private"}}
    query = {"id": "1", "from": {"id": who, "first_name": "X"}, "data": data, "message": message}
    update = Update(1, {"update_id": 1, "callback_query": query})
    with engine.connect() as db, db.begin() as turn:
        mail.store(db, [update], NOON)
        said = turns.take(db, update, SETUP, NOON).outgoing
        turn.rollback()
    return said


@pytest.mark.parametrize("who", [ANOTHER, LEFT])
def test_no_button_opens_a_thing_of_another_class(engine: Engine, who: int) -> None:
    """Whatever id is in it: a sentence for whoever pressed it, no word of the class, no news."""
    for name, data in buttons(filled(engine)):
        said = pressed(engine, who, data)
        made = any("make" in one.params for one in said)
        assert made == (name == "invite"), data  # to one's own class
        assert made or any(one.params.get("text") for one in said), data
        assert {one.chat_id for one in said} == {who}, data
        assert MARK not in repr(said), data


def test_they_open_to_the_teacher_of_the_class(engine: Engine) -> None:
    """The same buttons, so that it is not their ids that open nothing."""
    open_ = {
        name
        for name, data in buttons(filled(engine))
        if MARK in repr(pressed(engine, TEACHER, data))
    }
    assert open_ >= {
        *("student", "students", "notes", "review", "proposal", "group", "groupchange", "reply"),
        *("alike", "agree", "words", "answer", "familylink", "familypage", "inbox", "conference"),
    }
