"""Routes whose modules are imported when one of their addresses is first asked for.

A start of the dashboard then does not pay for calendars, feeds and the description of the API,
which no page needs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from anyio import to_thread
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

LoadRoutes = Callable[[], Sequence[BaseRoute]]


class DeferredRoutes(BaseRoute):
    """Stands in a router for all routes whose path begins with one of `prefixes`.

    At the first request for such a path it is replaced there by the routes that `load` returns, and
    the router is asked again: what none of them answers is answered by whatever follows them.
    """

    def __init__(self, prefixes: tuple[str, ...], load: LoadRoutes) -> None:
        self._prefixes, self._load = prefixes, load
        self._lock = threading.Lock()
        self._routes: Sequence[BaseRoute] | None = None

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """The routes, loaded once."""
        with self._lock:
            if self._routes is None:
                self._routes = self._load()
            return self._routes

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the path of a request is below one of the prefixes."""
        meant = scope["type"] == "http" and scope["path"].startswith(self._prefixes)
        return (Match.FULL if meant else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Load the routes in a worker thread, put them into the router, and ask it again."""
        router = scope["router"]
        found = await to_thread.run_sync(lambda: self.routes)
        if self in router.routes:  # another request may have come first
            place = router.routes.index(self)
            router.routes[place : place + 1] = found
        del scope["route"]
        await router(scope, receive, send)
