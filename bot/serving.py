"""A web server inside the bot's own loop, on an address that is taken before it is told."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp


class CannotListen(Exception):  # noqa: N818  reads as what it is
    """Nothing can be served at HOST and PORT; the text tells which to change, and to what."""


class InnerServer(uvicorn.Server):
    """A server in somebody else's loop, whose signals are not its business."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the process's signals alone."""
        yield


@contextlib.asynccontextmanager
async def served(pages: ASGIApp, listener: socket.socket) -> AsyncIterator[None]:
    """Serve pages on a socket that listens until the block ends, then answer what is under way."""
    wanted = uvicorn.Config(
        pages,
        access_log=False,  # its lines would hold the tokens of links
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    server = InnerServer(wanted)
    serving = asyncio.create_task(server.serve(sockets=[listener]), name="pages")
    try:
        yield
    finally:
        server.should_exit = True
        await serving


def address_of(host: str, port: int) -> str:
    """Where what is served at HOST and PORT is reached on this computer itself."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared, not bound
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes a free one. Raises CannotListen."""
    with contextlib.ExitStack() as stack:
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            # asyncio turns Nagle's delay (40 ms an answer) off only where the protocol is named.
            listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
            stack.enter_context(listener)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.setblocking(False)  # noqa: FBT003  the standard library's signature
            listener.bind((host, port))
            listener.listen()
        except (OSError, UnicodeError) as fault:
            raise CannotListen(_wrong(fault, host, port)) from None
        stack.pop_all()
        return listener


def _wrong(fault: OSError | UnicodeError, host: str, port: int) -> str:
    match getattr(fault, "errno", None):
        case errno.EADDRINUSE:
            return (
                f"PORT {port} is in use. Choose another in .env or the environment, "
                "or end what uses it."
            )
        case errno.EACCES:
            return f"PORT {port} is not for this user. Choose one from 1024 to 65535."
    return (
        f"HOST {host} is no address of this machine. Set 127.0.0.1, "
        "or 0.0.0.0 to be reached from others."
    )
