"""Files that are sent while they are made, part by part, to readers of any speed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from core.web.answers import Problem

PIECE = 1 << 20
"""The bytes that are sent at a time."""

_MOST_OPEN = 8  # readers, fast or slow
_MADE_AT_ONCE = 2  # parts


class Streams:
    """The streams of one process: so many may be open, and two parts be made at a time.

    Who reads slowly keeps nobody else's part from being made.
    """

    def __init__(self, most: int = _MOST_OPEN) -> None:
        self._most = most
        self._making = ThreadPoolExecutor(_MADE_AT_ONCE, "streams")
        self._open = 0
        self._lock = threading.Lock()

    def answer(self, parts: Iterator[bytes], headers: Mapping[str, str]) -> StreamingResponse:
        """The answer that sends the parts. Raises `Problem` (503) where too many are open."""
        with self._lock:
            if self._open >= self._most:
                raise Problem(
                    HTTPStatus.SERVICE_UNAVAILABLE,
                    "Too many large files are being sent at this moment.",
                    "Try again in a minute, or ask for one session.",
                    headers={"Retry-After": "60"},
                )
            self._open += 1
        return _Stream(self._sent(parts), dict(headers), self._close)

    async def _sent(self, parts: Iterator[bytes]) -> AsyncIterator[bytes]:
        """Each part in pieces; the next one is made meanwhile."""
        coming = self._making.submit(next, parts, None)
        while (part := await asyncio.wrap_future(coming)) is not None:
            coming = self._making.submit(next, parts, None)
            for start in range(0, len(part), PIECE):
                yield part[start : start + PIECE]

    def _close(self) -> None:
        with self._lock:
            self._open -= 1


class _Stream(StreamingResponse):
    """Says when it is over, however it ends."""

    def __init__(
        self, content: AsyncIterator[bytes], headers: dict[str, str], over: Callable[[], None]
    ) -> None:
        super().__init__(content, headers=headers)
        self._over = over

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._over()
