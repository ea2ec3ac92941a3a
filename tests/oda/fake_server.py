"""A small loopback server that answers with exact bytes, for the oddities of the wire."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ROWS = [{"id": 1, "titel": "Æble"}, {"id": 2, "titel": None}]


def page(rows: list[dict[str, object]] | None = None, **more: object) -> bytes:
    """The body of a collection."""
    value = ROWS if rows is None else rows
    return json.dumps({"odata.metadata": "http://x/$metadata#Sag", **more, "value": value}).encode()


def answer(
    body: bytes = b"",
    status: str = "200 OK",
    kind: str | None = "application/json;odata=minimalmetadata;charset=utf-8",
    length: int | None = -1,
    **headers: str,
) -> bytes:
    """The bytes of an answer; `length` -1 is the right Content-Length, None leaves it out."""
    lines = [f"HTTP/1.1 {status}"]
    if kind:
        lines.append(f"Content-Type: {kind}")
    if length is not None:
        lines.append(f"Content-Length: {len(body) if length < 0 else length}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


def good(rows: list[dict[str, object]] | None = None) -> bytes:
    """A good collection."""
    return answer(page(rows))


def zipped(body: bytes) -> bytes:
    """An answer with gzip."""
    return answer(gzip.compress(body), Content_Encoding="gzip")


Reply = bytes | Callable[[socket.socket], None]


class FakeServer:
    """Answers the n-th request with the n-th reply, the last one for all that follow."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.replies: list[Reply] = [good()]
        self.by_target: Callable[[str], bytes] | None = None  # instead of `replies`
        self.requests: list[str] = []
        self.most_at_once = 0
        self.at_once = 0
        self._lock = threading.Lock()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._stopping = threading.Event()
        self.port = self._socket.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}/api/"
        self._tls = tls
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def paths(self) -> list[str]:
        """The targets that were asked for."""
        return [request.split(" ", 2)[1] for request in self.requests]

    def _serve(self) -> None:
        while not self._stopping.is_set():
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(client,), daemon=True).start()

    def _answer(self, client: socket.socket) -> None:
        if self._tls is not None:
            try:
                client = self._tls.wrap_socket(client, server_side=True)
            except OSError:
                client.close()
                return
        with client:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = client.recv(65536)
                if not piece:
                    return
                head += piece
            with self._lock:
                turn = len(self.requests)
                self.requests.append(head.decode("latin-1"))
                reply = (
                    self.by_target(self.paths[-1])
                    if self.by_target
                    else self.replies[min(turn, len(self.replies) - 1)]
                )
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
            try:
                if callable(reply):
                    reply(client)
                else:
                    client.sendall(reply)
            except OSError:
                pass
            finally:
                with self._lock:
                    self.at_once -= 1

    def wait(self, seconds: float) -> None:
        """Wait, but not beyond the end of the test."""
        self._stopping.wait(seconds)

    def hang(self, client: socket.socket) -> None:
        """Never answer."""
        self.wait(30)

    def hang_up(self, client: socket.socket) -> None:
        """Never answer, but notice when the other end closes the connection."""
        client.settimeout(30)
        client.recv(1)

    def drip(self, client: socket.socket) -> None:
        """The head at once, then a byte of the body at a time without end."""
        client.sendall(answer(length=1_000_000))
        while not self._stopping.wait(0.01):
            client.sendall(b" ")

    def reset(self, client: socket.socket) -> None:
        """Reset the connection."""
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def stop(self) -> None:
        """Refuse connections from now on."""
        self._stopping.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


@contextmanager
def running(tls: ssl.SSLContext | None = None) -> Iterator[FakeServer]:
    """A server for as long as the block runs."""
    server = FakeServer(tls)
    try:
        yield server
    finally:
        if not server._stopping.is_set():
            server.stop()
