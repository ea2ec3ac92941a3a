"""Whether the routes of core/web stand beside the pages, so that a page may lead to them."""

from __future__ import annotations

_served = False


def serve_routes() -> None:
    """Note that they do; they do not where a host runs the page as a plain script."""
    global _served
    _served = True


def routes_served() -> bool:
    """Whether they do."""
    return _served
