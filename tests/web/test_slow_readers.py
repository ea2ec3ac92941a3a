"""Readers of whole answers who stand still are let go, and nothing is kept for them."""

from __future__ import annotations

import socket
import threading
import time

import anyio
import pytest
import uvicorn
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from core.web import connections
from core.web.slow_readers import PIECE, SlowReaders

BODY = bytes(range(256)) * (PIECE // 256) * 3 + b"end"


async def whole(scope: Scope, receive: Receive, send: Send) -> None:
    await Response(BODY)(scope, receive, send)


def asked(app: SlowReaders, stop_after: int | None = None) -> list[Message]:
    """What a reader got, who stands still after so many pieces."""
    got: list[Message] = []

    async def send(message: Message) -> None:
        if len(got) == stop_after:
            await anyio.sleep_forever()
        got.append(message)

    async def receive() -> Message:
        raise AssertionError

    scope = {"type": "http", "method": "GET", "path": "/x", "headers": []}
    anyio.run(app, scope, receive, send)
    return got


def test_body__is_sent_whole_in_pieces() -> None:
    start, *pieces = asked(SlowReaders(whole))
    assert dict(start["headers"])[b"content-length"] == str(len(BODY)).encode()
    assert b"".join(piece["body"] for piece in pieces) == BODY
    assert max(len(piece["body"]) for piece in pieces) == PIECE
    assert [piece["more_body"] for piece in pieces] == [True, True, True, False]


def test_reader__who_stands_still_is_let_go() -> None:
    assert len(asked(SlowReaders(whole, patience=0.05), stop_after=2)) == 2


def test_failure__of_the_answer_itself_stays_one() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asked(SlowReaders(broken))


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="a limit of Linux")
def test_server__keeps_nothing_for_who_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    async def large(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(bytes(40 * PIECE))(scope, receive, send)

    app = SlowReaders(large, patience=0.2)
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="critical"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        monkeypatch.setattr(connections, "PATIENCE_SECONDS", 0.5)
        connections.set_up_connections()
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        reader = socket.socket()
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.connect(listening.getsockname())
        reader.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert reader.recv(100).startswith(b"HTTP/1.1 200")
        deadline = time.monotonic() + 20
        while server.server_state.connections and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not server.server_state.connections
        reader.close()
        server.should_exit = True
        thread.join()
    monkeypatch.undo()
    connections.set_up_connections()
