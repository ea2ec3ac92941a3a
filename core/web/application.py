"""All routes and the middleware around them, for the dashboard and for `python -m core serve`."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from core.web import data, health, index, metadata, things
from core.web.origins import AnyOrigin
from core.web.site import Site

_CONCERNS = (health, index, data, things, metadata)
"""The modules that have routes, each with a function `routes`; the first that fits answers."""


def routes(site: Site) -> list[BaseRoute]:
    """The routes of all concerns."""
    found = [route for concern in _CONCERNS for route in concern.routes(site)]
    return [*found, *data.nothing(site)]


def middleware(site: Site) -> list[Middleware]:
    """What every answer passes through, the outermost first: Streamlit's too."""
    return [Middleware(AnyOrigin, site=site)]
