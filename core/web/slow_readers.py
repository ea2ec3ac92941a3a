"""Readers that take an answer too slowly are disconnected, as its bytes stay in memory."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.telemetry import log_event
from core.web.connections import PATIENCE_SECONDS

PIECE = 1 << 18
"""The bytes that a reader has the time of `PATIENCE_SECONDS` for: 35 kbit/s."""


class SlowReaders:
    """Sends long bodies in pieces, and ends an answer whose reader takes too long for one.

    A server takes a whole body at once and keeps what is not read, without a limit of its own.
    """

    def __init__(self, app: ASGIApp, patience: float = PATIENCE_SECONDS) -> None:
        self._app, self._patience = app, patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        ended = False

        async def paced(message: Message) -> None:
            nonlocal ended
            for piece in _pieces(message):
                try:
                    with anyio.fail_after(self._patience):
                        await send(piece)
                except TimeoutError:
                    ended = True
                    raise OSError("read too slowly") from None

        try:
            await self._app(scope, receive, paced)
        except Exception:
            if not ended:
                raise
            log_event("slow_reader", level=logging.WARNING, path=scope["path"])


def _pieces(message: Message) -> Iterator[Message]:
    """A message, or several where its body is long."""
    body = message.get("body", b"") if message["type"] == "http.response.body" else b""
    if len(body) <= PIECE:
        yield message
        return
    for start in range(0, len(body), PIECE):
        more = start + PIECE < len(body) or message.get("more_body", False)
        yield {**message, "body": body[start : start + PIECE], "more_body": more}
