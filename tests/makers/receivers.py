"""Servers on loopback that take messages: a webhook, and mail."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Hook:
    """A webhook, and what was posted to it. `statuses` are those of the next answers, then 200."""

    url: str = ""
    posted: list[bytes] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)


@contextmanager
def webhook() -> Iterator[Hook]:
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hook.posted.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(hook.statuses.pop(0) if hook.statuses else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook.url = f"http://127.0.0.1:{server.server_port}/hook/secret"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Post:
    """A mail server, and the letters that it took with what was said before."""

    port: int = 0
    letters: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@contextmanager
def post_office(context: ssl.SSLContext | None = None, *, silent: bool = False) -> Iterator[Post]:
    """A mail server, over TLS with a context; a `silent` one never says a word."""
    post, ending = Post(), threading.Event()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if silent:
                ending.wait(60)
                return
            if context is not None:
                secured = context.wrap_socket(self.request, server_side=True)
                self.rfile, self.wfile = secured.makefile("rb"), secured.makefile("wb", 0)
            self._talk()

        def _talk(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline().decode().strip():
                post.said.append(line)
                word = line.split()[0].upper()
                if word == "DATA":
                    self.wfile.write(b"354 go on\r\n")
                    letter = []
                    while (part := self.rfile.readline()) != b".\r\n":
                        letter.append(part.decode())
                    post.letters.append("".join(letter))
                answers = {"EHLO": b"250-here\r\n250 AUTH PLAIN\r\n", "AUTH": b"235 welcome\r\n"}
                answers["QUIT"] = b"221 bye\r\n"
                self.wfile.write(answers.get(word, b"250 good\r\n"))
                if word == "QUIT":
                    return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            return

    server = Server(("127.0.0.1", 0), Handler)
    post.port = server.socket.getsockname()[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield post
    finally:
        ending.set()
        server.shutdown()
        server.server_close()
