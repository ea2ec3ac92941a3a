"""The visitor's own address and scheme, also behind a proxy."""

from __future__ import annotations

import logging
from typing import Any, cast

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from core.telemetry import log_event
from core.web.site import Site, plain_address

_FORWARDED_FOR = "x-forwarded-for"


class Peers:
    """Puts the visitor's address and scheme in the place of a trusted proxy's.

    Whom to trust is a setting. A server that listens on IPv6 has IPv4 peers as `::ffff:127.0.0.1`,
    which are written plainly here, as else neither a proxy nor loopback would be known by them.
    """

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app, self._site = app, site
        self._forwarding: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            client = scope.get("client")
            if client:
                scope["client"] = (plain_address(client[0]), client[1])
            await self._forwarded()(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _forwarded(self) -> ASGIApp:
        """The proxies' part, made on the first request, when the settings have been read."""
        if self._forwarding is None:
            trusted = self._site.settings().trusted_proxies
            listed = [each.strip() for each in trusted.split(",") if each.strip()]
            self._forwarding = _Trusting(self._app, listed)
        return self._forwarding


class _Trusting:
    """Uvicorn's own reading of the headers, with a line in the log where nobody heeds them."""

    def __init__(self, app: ASGIApp, trusted: list[str]) -> None:
        self._proxied = ProxyHeadersMiddleware(cast("Any", app), trusted)
        self._told = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._told:
            self._tell(scope)
        await self._proxied(cast("Any", scope), cast("Any", receive), cast("Any", send))

    def _tell(self, scope: Scope) -> None:
        """Say once that a peer which is not trusted passes requests on."""
        forwarded = ", ".join(Headers(scope=scope).getlist(_FORWARDED_FOR))
        peer = scope["client"][0] if scope.get("client") else ""
        if not forwarded or peer in self._proxied.trusted_hosts:
            return
        self._told = True
        log_event(
            "proxy_not_trusted",
            level=logging.WARNING,
            peer=peer,
            advice="visitors behind it count as one: name it in TINGBLIK_TRUSTED_PROXIES",
        )
