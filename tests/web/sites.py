"""Sites with settings of their own, and clients that ask them from anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from core.service import Service
from core.settings import Settings
from core.web.application import middleware, routes
from core.web.site import Site

HERE, ELSEWHERE = "127.0.0.1", "203.0.113.9"
NOBODY = "http://127.0.0.1:9/api/"
"""Nothing listens on that port."""


@contextmanager
def opened(folder: Path, *, base: str = "", index: str = "", **settings: Any) -> Iterator[Site]:
    """A site whose service is open, with a few pages; it never asks an API by itself."""
    chosen = {"api_url": NOBODY, "demo": "never", "sync_minutes": 0.0, "log_level": "ERROR"}
    service = Service(Settings(data_dir=folder, **(chosen | settings)))
    try:
        pages = ("overview", "votes", "vote") if index else ()
        yield Site(lambda: service, base, pages, index, close=service.close)
    finally:
        service.close()


def served(
    site: Site,
    more: Sequence[BaseRoute] = (),
    *,
    behind: Sequence[BaseRoute] = (),
    client: str = HERE,
    scheme: str = "http",
) -> TestClient:
    """A client at an address, of a site and more routes, with all that answers pass through.

    Those `behind` stand after the site's own, as the dashboard's do.
    """
    app = Starlette(routes=[*more, *routes(site), *behind], middleware=middleware(site))
    return TestClient(
        app,
        base_url=f"{scheme}://127.0.0.1:8501",
        client=(client, 50_000),
        follow_redirects=False,
    )
