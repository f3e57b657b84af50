"""A web server inside the bot's own loop."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import uvicorn


class InnerServer(uvicorn.Server):
    """A server in somebody else's loop, whose signals are not its business."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the process's signals alone."""
        yield
