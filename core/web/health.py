"""Whether the process answers."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from core.web.site import Site


def routes(site: Site) -> list[BaseRoute]:
    """`/healthz`."""
    return [Route(site.path("/healthz"), _alive)]


async def _alive(request: Request) -> Response:
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})
