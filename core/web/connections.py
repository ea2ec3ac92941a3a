"""How the server behind the routes sends and ends: what neither Streamlit nor uvicorn set."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from collections.abc import Iterator

import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

END_SECONDS, CLOSE_SECONDS = 3, 1.5
"""How long readers of long answers, and then jobs, are waited for when the process is to end."""
_OPEN_FILES = "/dev/fd"


PATIENCE_SECONDS = 60.0
"""How long a reader may take for a piece of an answer."""


def set_up_connections() -> None:
    """Send small answers at once, and let readers go who take nothing more, from now on.

    Streamlit binds its socket in a way that asyncio does not set TCP_NODELAY on, so that the second
    answer on a connection waits 40 ms for a delayed acknowledgement. What a server still has to
    send on a connection that it has closed would be kept for as long as nobody reads it; Linux has
    a limit for that. Accepted sockets inherit both.
    """
    for each in _sockets():
        if _listens(each):
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if sys.platform == "linux":
                each.setsockopt(
                    socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(PATIENCE_SECONDS * 1000)
                )


def end_promptly() -> None:
    """Let the server end although somebody still reads: without a limit it waits for them."""
    server = _server()
    if server is not None:
        server.config.timeout_graceful_shutdown = END_SECONDS


def read_no_forwarding() -> None:
    """Leave it to core/web/forwarding.py and its setting which proxy's headers count.

    The server would believe every program on this machine, whatever the setting says.
    """
    server = _server()
    app = server.config.loaded_app if server is not None else None
    if server is not None and isinstance(app, ProxyHeadersMiddleware):
        server.config.loaded_app = app.app


def server_address() -> str | None:
    """Where a browser on this machine finds the server; None where it is not uvicorn's own."""
    server = _server()
    if server is None:
        return None
    host, scheme = server.config.host, "https" if server.config.is_ssl else "http"
    if host in ("0.0.0.0", "::", ""):  # noqa: S104  (all addresses of the machine)
        host = "localhost"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{server.config.port}"


def _server() -> uvicorn.Server | None:
    """The server of this process: the one that handles SIGTERM."""
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return server if isinstance(server, uvicorn.Server) else None


def _sockets() -> Iterator[socket.socket]:
    """All sockets of this process."""
    try:
        numbers = os.listdir(_OPEN_FILES)
    except OSError:  # Windows has no such folder, and looking at all objects takes 30 ms
        # By its own type: `isinstance` asks an object, and a proxy of one that is gone raises.
        yield from (each for each in gc.get_objects() if issubclass(type(each), socket.socket))
        return
    for number in numbers:
        try:
            found = socket.socket(fileno=int(number))
        except OSError:  # a file, or closed since
            continue
        try:
            yield found
        finally:
            found.detach()  # it belongs to somebody else, who closes it


def _listens(each: socket.socket) -> bool:
    return (
        each.fileno() >= 0
        and each.family in (socket.AF_INET, socket.AF_INET6)
        and each.type == socket.SOCK_STREAM
        and bool(each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
    )
