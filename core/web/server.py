"""The routes in a server of their own, without the dashboard."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from core.service import open_service
from core.web import health, metrics
from core.web.answers import Problem
from core.web.application import middleware, routes, running
from core.web.connections import END_SECONDS
from core.web.site import Site


def serve(listening: socket.socket, base: str) -> None:
    """Answer on a socket until the process is asked to end."""
    _run(application(Site(open_service, base)), listening)


def serve_figures(listening: socket.socket, site: Site) -> None:
    """Answer on a socket whether the process is well, and its figures, until it is to end."""
    found = [*health.routes(site), *metrics.routes(site)]
    _run(Starlette(routes=found, middleware=middleware(site), lifespan=_living(site)), listening)


def _run(app: Starlette, listening: socket.socket) -> None:
    host, port = listening.getsockname()[:2]
    config = uvicorn.Config(
        app,
        host,
        port,
        access_log=False,
        log_level=logging.WARNING,
        proxy_headers=False,  # core/web/forwarding.py reads them, by the settings
        timeout_graceful_shutdown=END_SECONDS,
    )
    uvicorn.Server(config).run([listening])


def application(site: Site) -> Starlette:
    """The routes with all that answers pass through, and a problem where there is none."""

    async def lost(request: Request, error: Exception) -> Response:
        return Problem(HTTPStatus.NOT_FOUND, "There is nothing at this address.").answer()

    return Starlette(
        routes=routes(site),
        middleware=middleware(site),
        exception_handlers={HTTPStatus.NOT_FOUND: lost},
        lifespan=_living(site),
    )


def _living(site: Site) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    return lambda app: running(site)
