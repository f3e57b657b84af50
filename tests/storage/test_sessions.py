"""Who is signed in to the pages: a link lets in once, a session ends when it should."""

from __future__ import annotations

from datetime import timedelta

import pytest
import storage_case as case
from sqlalchemy import Connection, Engine, text
from storage_case import NOW

from storage import people, retention, sessions
from storage.database import transaction
from storage.sessions import LINK_LASTS, SESSION_LASTS
from storage.tables import Role

pytest_plugins = ["databases"]


def teacher(db: Connection, number: int = 1) -> int:
    """Somebody who teaches a class."""
    person = case.person(db, number)
    case.classroom(db, person)
    return person


def test_a_link_lets_in_once(engine: Engine) -> None:
    """Looking does not use a link up; the first who presses the button is in, nobody after."""
    with transaction(engine) as db:
        berg = teacher(db)
        link = sessions.new_link(db, berg, NOW)

        assert sessions.opens(db, link, NOW)
        assert sessions.opens(db, link, NOW)
        begun = sessions.begin(db, link, NOW)
        assert begun is not None
        person, cookie = begun
        assert person == sessions.whose(db, cookie, NOW) == berg
        assert not sessions.opens(db, link, NOW)
        assert sessions.begin(db, link, NOW) is None


def test_neither_token_is_stored(engine: Engine) -> None:
    """Whoever reads the database cannot sign in with what stands there."""
    with transaction(engine) as db:
        link = sessions.new_link(db, teacher(db), NOW)
        _, cookie = sessions.begin(db, link, NOW) or (0, "")
        kept = [*db.execute(text("SELECT hash FROM signin UNION SELECT hash FROM session"))]

    assert len(kept) == 2
    assert not {link, cookie} & {row.hash for row in kept}
    assert len(link) >= 27, "160 bits"


@pytest.mark.parametrize("after", [LINK_LASTS, LINK_LASTS + timedelta(days=1)])
def test_an_old_link_opens_nothing(engine: Engine, after: timedelta) -> None:
    """A link is good for 15 minutes."""
    with transaction(engine) as db:
        link = sessions.new_link(db, teacher(db), NOW)

        assert not sessions.opens(db, link, NOW + after)
        assert sessions.begin(db, link, NOW + after) is None


def test_a_new_link_ends_the_one_before(engine: Engine) -> None:
    """Of the links that somebody asked for only the last one opens."""
    with transaction(engine) as db:
        berg = teacher(db)
        first = sessions.new_link(db, berg, NOW)
        second = sessions.new_link(db, berg, NOW)

        assert not sessions.opens(db, first, NOW)
        assert sessions.opens(db, second, NOW)


def test_a_link_of_nobody_opens_nothing(engine: Engine) -> None:
    """Neither a made-up token, nor the link of somebody who teaches no class any more."""
    with transaction(engine) as db:
        berg = teacher(db)
        link = sessions.new_link(db, berg, NOW)
        case.leave(db, sessions.classes(db, berg)[0].membership_id)

        assert sessions.begin(db, link, NOW) is None
        assert sessions.begin(db, "made-up", NOW) is None
        assert sessions.whose(db, "made-up", NOW) is None


def test_a_session_lasts_a_school_day(engine: Engine) -> None:
    """It ends by itself, and using it does not prolong it."""
    with transaction(engine) as db:
        berg = teacher(db)
        _, cookie = sessions.begin(db, sessions.new_link(db, berg, NOW), NOW) or (0, "")
        last = NOW + SESSION_LASTS - timedelta(seconds=1)

        assert sessions.whose(db, cookie, last) == berg
        assert sessions.signed_in(db, berg, last)
        assert sessions.whose(db, cookie, NOW + SESSION_LASTS) is None
        assert not sessions.signed_in(db, berg, NOW + SESSION_LASTS)


def test_signing_out(engine: Engine) -> None:
    """Here ends one browser; everywhere ends all of them and the unused link, nobody else's."""
    with transaction(engine) as db:
        berg, ek = teacher(db, 1), teacher(db, 2)
        cookies = []
        for person in (berg, berg, berg, ek):
            begun = sessions.begin(db, sessions.new_link(db, person, NOW), NOW)
            cookies.append(begun[1] if begun else "")
        link = sessions.new_link(db, berg, NOW)

        sessions.end(db, cookies[0], NOW)
        assert [sessions.whose(db, one, NOW) for one in cookies] == [None, berg, berg, ek]
        assert sessions.end_all(db, berg, NOW) == 2
        assert [sessions.whose(db, one, NOW) for one in cookies] == [None, None, None, ek]
        assert not sessions.opens(db, link, NOW)


def test_where_a_teacher_sits(engine: Engine) -> None:
    """On the pages of a class one is its teacher, on its clock, whatever goes on in the chat."""
    with transaction(engine) as db:
        berg = teacher(db)
        case.classroom(db, berg, "8A art")
        case.member(
            db, berg, sessions.classes(db, berg)[0].class_id, Role.STUDENT, "Ana", trial=True
        )
        first, second = sessions.classes(db, berg)
        who = people.who(db, id=berg)
        assert who is not None
        there = sessions.seated(who, second)

    assert [first.class_name, second.class_name] == ["7B maths", "8A art"]
    assert (there.class_id, there.class_name, there.school) == (second.class_id, "8A art", "North")
    assert (there.role, there.trial, there.zone) == (Role.TEACHER, False, case.ZONE)
    assert (there.name, there.talk) == ("Ms Berg", None)


def test_what_is_over_is_removed(engine: Engine) -> None:
    """Old links and sessions go with the rest that is kept only for a while."""
    with transaction(engine) as db:
        berg = teacher(db)
        sessions.begin(db, sessions.new_link(db, berg, NOW), NOW)
        sessions.new_link(db, berg, NOW)

        assert retention.tidy(db, NOW) == 0
        assert retention.tidy(db, NOW + SESSION_LASTS) == 3
