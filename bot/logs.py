"""What the log holds: facts and ids. Never anybody's words, never a token."""

from __future__ import annotations

import logging
import re

TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{6,}")


class Redact(logging.Formatter):
    """Lines for an operator; whatever looks like a bot token is taken out, also of tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        """The line without tokens."""
        return TOKEN.sub("<token>", super().format(record))


def set_up(level: str) -> None:
    """Log to standard error. Libraries speak up only when something is wrong."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redact("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for ours in ("waymark", "bot", "storage", "dialogs"):
        logging.getLogger(ours).setLevel(level)
