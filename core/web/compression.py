"""Compression of answers, with a cache of what was compressed."""

from __future__ import annotations

import threading
from collections import OrderedDict

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

_KEPT_BYTES = 32_000_000
_MORE_TEXT = (
    "text/csv",
    "text/tab-separated-values",
    "application/jsonl",
    "application/x-ndjson",
    "application/problem+json",
    "application/vnd.oai.openapi+json",
    "application/openmetrics-text",
)
"""Kinds of text that the middleware would take for something else."""
_ACCEPTED = "tingblik.accepted_codings"
_KEPT_AT_MOST = 4_000_000  # of one answer, so that a few do not drive out all others

Key = tuple[str, bytes, str, str]
"""Path, query, the codings that a reader takes, and the tag of what is answered."""


class Compressed:
    """Compresses what is text, by the coding that the reader takes.

    The dashboard would compress itself, but not its scripts, which are most of a first visit; so it
    does not learn that the reader takes any. Ranges, pictures, and what has a coding already go as
    they are. The bytes of an answer with an ETag are kept for who asks for the same again.
    """

    def __init__(self, app: ASGIApp) -> None:
        for kind in _MORE_TEXT:
            add_compress_type(kind)
        self._kept = _Kept()
        self._compress = CompressMiddleware(
            _Again(app, self._kept), remove_accept_encoding=True, zstd_level=3
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._compress(scope, receive, send)
            return
        accepted = Headers(scope=scope).get("accept-encoding", "")
        scope[_ACCEPTED] = accepted
        start: Message = {}
        parts: list[bytes] = []

        async def noting(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            elif message["type"] == "http.response.body" and _is_kept(scope, start):
                parts.append(message.get("body", b""))
                if sum(map(len, parts)) > _KEPT_AT_MOST:
                    start = {}
                    parts.clear()
                elif not message.get("more_body", False):
                    self._kept.note(scope, start, b"".join(parts))
            await send(message)

        await self._compress(scope, receive, noting if accepted else send)


class _Again:
    """Sends an answer's compressed bytes from the cache, if they are there."""

    def __init__(self, app: ASGIApp, kept: _Kept) -> None:
        self._app, self._kept = app, kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body: bytes | None = None

        async def giving(message: Message) -> None:
            nonlocal body
            if message["type"] == "http.response.start":
                found = self._kept.find(scope, message)
                if found:
                    coding, body = found
                    headers = MutableHeaders(scope=message)
                    headers["Content-Encoding"] = coding
                    headers["Content-Length"] = str(len(body))
                    headers.add_vary_header("Accept-Encoding")
            elif message["type"] == "http.response.body" and body is not None:
                if message.get("more_body", False):
                    return
                message = {**message, "body": body}
            await send(message)

        await self._app(scope, receive, giving if scope["type"] == "http" else send)


class _Kept:
    """Compressed bodies; the least recently used are dropped first."""

    def __init__(self) -> None:
        self._bodies: OrderedDict[Key, tuple[str, bytes]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def note(self, scope: Scope, start: Message, body: bytes) -> None:
        """Keep the body of an answer that was compressed and says by its tag when it changes."""
        key, coding = _key(scope, start), Headers(raw=start["headers"])["content-encoding"]
        with self._lock:
            if key in self._bodies:
                return
            self._bodies[key] = (coding, body)
            self._bytes += len(body)
            while self._bytes > _KEPT_BYTES:
                _, (_, dropped) = self._bodies.popitem(last=False)
                self._bytes -= len(dropped)

    def find(self, scope: Scope, start: Message) -> tuple[str, bytes] | None:
        """The coding and the body in the cache, for an answer that is not compressed yet."""
        if not _may_be_kept(scope, start) or "content-encoding" in Headers(raw=start["headers"]):
            return None
        key = _key(scope, start)
        with self._lock:
            found = self._bodies.get(key)
            if found:
                self._bodies.move_to_end(key)
            return found


def _may_be_kept(scope: Scope, start: Message) -> bool:
    whole = bool(start) and start["status"] == 200 and scope["method"] == "GET"
    return whole and bool(_accepted(scope)) and "etag" in Headers(raw=start["headers"])


def _is_kept(scope: Scope, start: Message) -> bool:
    """Whether the compressed body of an answer goes into the cache."""
    return _may_be_kept(scope, start) and "content-encoding" in Headers(raw=start["headers"])


def _accepted(scope: Scope) -> str:
    accepted: str = scope.get(_ACCEPTED, "")
    return accepted


def _key(scope: Scope, start: Message) -> Key:
    tag = Headers(raw=start["headers"])["etag"]
    return scope["path"], scope["query_string"], _accepted(scope), tag
