"""Whether the routes of core/web stand beside the pages, and how a page leads to them.

Links are relative to the page, as whatever stands before the server may have a path of its own.
Only code to copy has whole addresses.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from core.filters.pages import keys_of
from core.ui.shell import address
from core.ui.shell.context import service

_served = False


def serve_routes() -> None:
    """Note that they do; they do not where a host runs the page as a plain script."""
    global _served
    _served = True


def routes_served() -> bool:
    """Whether they do."""
    return _served


def site_address() -> str:
    """What everything stands below: the public address, else what this visitor's browser has."""
    here = urlsplit(st.context.url or "")
    folder = here.path.rpartition("/")[0]
    return service().settings.public_url or f"{here.scheme}://{here.netloc}{folder}"


def page_query(page: str) -> list[tuple[str, str]]:
    """The choices of a page, as its address has them or is about to, without the language."""
    return [
        (key, value) for key in keys_of(page) if key != "lang" for value in address.standing(key)
    ]
