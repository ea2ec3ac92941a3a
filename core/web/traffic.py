"""How many requests came, to which route, and how each was answered."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping

from starlette.routing import Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Answered = tuple[str, int]
"""A route and the status of an answer."""
UNKNOWN, STATIC = "unknown", "static"


class Traffic:
    """Requests and their seconds by route and status; safe to use from many threads.

    A route is its path with the names of its parameters, so that there are only so many of them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[Answered] = Counter()
        self._seconds: Counter[Answered] = Counter()

    def note(self, route: str, status: int, seconds: float) -> None:
        """Note a request that was answered, and how long until the answer began."""
        with self._lock:
            self._requests[route, status] += 1
            self._seconds[route, status] += seconds  # type: ignore[assignment]

    def totals(self) -> tuple[Mapping[Answered, int], Mapping[Answered, float]]:
        """Requests and seconds so far."""
        with self._lock:
            return dict(self._requests), dict(self._seconds)


class Counted:
    """Counts every answer, whoever gave it."""

    def __init__(self, app: ASGIApp, traffic: Traffic, base: str) -> None:
        self._app, self._traffic, self._base = app, traffic, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                seconds = time.perf_counter() - begun
                self._traffic.note(route_of(scope, self._base), message["status"], seconds)
            await send(message)

        await self._app(scope, receive, counting)


def route_of(scope: Scope, base: str) -> str:
    """The route that answered a request, by its path below the base."""
    if isinstance(scope.get("endpoint"), StaticFiles):
        return STATIC
    route = scope.get("route")
    if not isinstance(route, Route):
        return UNKNOWN
    # Below a mount the path of a route begins where the mount's ends.
    return f"{scope.get('root_path', '')}{route.path}".removeprefix(base) or "/"
