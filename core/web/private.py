"""Who may read the figures of the process."""

from __future__ import annotations

from http import HTTPStatus
from ipaddress import ip_address

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from core.settings import networks
from core.web.answers import Problem
from core.web.site import Site, forwarded, from_here

PRIVATE = ("/metrics", "/_stcore/metrics")
"""Figures of ours and of Streamlit."""


class Private:
    """Shows figures to this machine and to whom a setting names; a proxy's visitors are neither."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app, self._site = app, site
        self._paths = tuple(site.path(path) for path in PRIVATE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        private = scope["type"] == "http" and scope["path"].rstrip("/") in self._paths
        if not private or self._may_read(HTTPConnection(scope)):
            await self._app(scope, receive, send)
            return
        refused = Problem(
            HTTPStatus.FORBIDDEN,
            "These figures are for the machine that Tingblik runs on.",
            "TINGBLIK_METRICS_READERS names who else may read them.",
        )
        await refused.answer()(scope, receive, send)

    def _may_read(self, request: HTTPConnection) -> bool:
        if from_here(request):
            return True
        named = networks("TINGBLIK_METRICS_READERS", self._site.settings().metrics_readers)
        try:
            client = ip_address(request.client.host if request.client else "")
        except ValueError:
            return False
        return not forwarded(request) and any(client in network for network in named)
