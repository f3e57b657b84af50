"""Rows of JSON kept in one SQLite file, or nowhere."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


class Keep:
    """What the stand-in remembers across a restart.

    Written through: what was committed survives kill -9 of the process (not a power cut, which a
    stand-in has no need of). Without a file every call returns at once.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._connection = None if file is None else sqlite3.connect(file, check_same_thread=False)
        if self._connection is not None:
            self._connection.executescript(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
                "CREATE TABLE IF NOT EXISTS kept (kind TEXT, owner INTEGER, key TEXT, record TEXT,"
                " content BLOB, PRIMARY KEY (kind, owner, key));"
            )

    def put(
        self, kind: str, owner: int, key: int | str, record: Any, content: bytes | None = None
    ) -> None:
        """Keep a record under its name, replacing an older one."""
        if self._connection is not None:
            self._connection.execute(
                "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?)",
                (kind, owner, str(key), _encode(record), content),
            )

    def drop(self, kind: str, owner: int, key: int | str) -> None:
        """Forget a record."""
        if self._connection is not None:
            self._connection.execute(
                "DELETE FROM kept WHERE kind = ? AND owner = ? AND key = ?", (kind, owner, str(key))
            )

    def rows(self, kind: str) -> Iterator[tuple[int, str, Any, bytes | None]]:
        """Yield (owner, key, record, content) of a kind; the order is the reader's business."""
        if self._connection is not None:
            query = "SELECT owner, key, record, content FROM kept WHERE kind = ?"
            for owner, key, record, content in self._connection.execute(query, (kind,)):
                yield owner, key, json.loads(record), content

    def commit(self) -> None:
        """Make everything since the last commit lasting, all of it or nothing."""
        if self._connection is not None:
            self._connection.commit()

    def close(self) -> None:
        """Commit and let go of the file."""
        if self._connection is not None:
            self._connection.commit()
            self._connection.close()
            self._connection = None
