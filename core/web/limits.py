"""How much one address may ask of the routes: a bucket of tokens each, filled at a steady rate."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from core.web.answers import Problem
from core.web.site import Site, from_here

LIMITED = (
    *("/api/", "/feeds/", "/calendar/", "/embed/", "/oembed"),
    *("/pictures/", "/sitemap"),
)
"""Where what is asked for costs something; pages and their files are not among it."""
_MOST_CLIENTS = 10_000


class Buckets:
    """A bucket a client, those of the clients that asked last."""

    def __init__(
        self,
        rate: float,
        burst: int,
        clock: Callable[[], float] = time.monotonic,
        most: int = _MOST_CLIENTS,
    ) -> None:
        self._rate, self._burst, self._clock, self._most = rate, burst, clock, most
        self._filled: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._filled)

    def take(self, client: str) -> float:
        """Take a token; 0, or the seconds until there is one."""
        now = self._clock()
        tokens, at = self._filled.pop(client, (float(self._burst), now))
        tokens = min(self._burst, tokens + (now - at) * self._rate)
        wait = 0.0 if tokens >= 1 else (1 - tokens) / self._rate
        self._filled[client] = (tokens if wait else tokens - 1, now)
        if len(self._filled) > self._most:
            self._filled.popitem(last=False)
        return wait


class Limited:
    """Answers 429 to who asks for more than their share; not on this machine itself."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app, self._site = app, site
        self._paths = tuple(site.path(path) for path in LIMITED)
        self._buckets: Buckets | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(self._paths):
            await self._app(scope, receive, send)
            return
        self._site.want()
        wait = self._wait(HTTPConnection(scope))
        if not wait:
            await self._app(scope, receive, send)
            return
        problem = Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            "More was asked for from your address than Tingblik gives at once.",
            f"Try again in {math.ceil(wait)} s. One file holds a whole session, or all of them.",
            headers={"Retry-After": str(math.ceil(wait)), "Access-Control-Allow-Origin": "*"},
        )
        await problem.answer()(scope, receive, send)

    def _wait(self, request: HTTPConnection) -> float:
        settings = self._site.settings()
        if not settings.request_rate or from_here(request):
            return 0.0
        if self._buckets is None:
            self._buckets = Buckets(settings.request_rate, settings.request_burst)
        return self._buckets.take(client_of(request.client.host if request.client else ""))


def client_of(address: str) -> str:
    """Whom an address stands for: of IPv6 the whole network that one connection is given."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        # A zone names an interface of this machine, and is no part of the network.
        return str(ip_network((found.packed[:8] + bytes(8), 64)))
    return str(found)
