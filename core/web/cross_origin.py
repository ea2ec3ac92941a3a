"""Programs of other sites may read what is data: a chart on a newspaper's page, a notebook."""

from __future__ import annotations

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from core.web.site import Site

OPEN = ("/api/", "/feeds/", "/calendar/", "/oembed")
"""Where anybody's page may read; what visitors do on pages of the dashboard is not among it."""


class AnyOrigin:
    """Says to browsers that pages of any origin may read what stands below `OPEN`."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._paths = tuple(site.path(path) for path in OPEN)
        self._open = CORSMiddleware(
            app,
            allow_origins=["*"],
            allow_methods=["GET", "HEAD"],
            allow_headers=["If-None-Match", "If-Modified-Since", "Accept"],
            expose_headers=[
                "ETag",
                "Content-Disposition",
                "Link",
                "Retry-After",
                "Tingblik-Data",
                "Tingblik-Missing",
            ],
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        below = scope["type"] == "http" and scope["path"].startswith(self._paths)
        await (self._open if below else self._app)(scope, receive, send)
