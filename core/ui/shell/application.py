"""What app.py makes the application of: its script, its routes, and how it begins and ends."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from streamlit import config, file_util
from streamlit.runtime import Runtime
from streamlit.starlette import App

from core.ui.shell.context import service
from core.ui.shell.router import PAGES
from core.ui.shell.served import serve_routes
from core.web.application import running
from core.web.connections import server_address
from core.web.site import Site
from core.web.styled_document import styled_document

MAIN = Path(__file__).with_name("main.py")
_COLOURS = ("primaryColor", "backgroundColor", "secondaryBackgroundColor", "textColor")
_SESSIONS = "active_sessions"  # Streamlit's name of a figure


def _site() -> Site:
    base = str(config.get_option("server.baseUrlPath")).strip("/")
    index = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    return Site(
        service,
        f"/{base}" if base else "",
        tuple(page.name for page in PAGES),
        styled_document(index, _themes()),
        sessions=_sessions,
    )


def _themes() -> dict[str, dict[str, str]]:
    """The colours and fonts of the settings, by the names that Streamlit's page has for them."""
    fonts = {"bodyFont": "theme.font", "headingFont": "theme.headingFont"}
    return {
        f"{scheme.upper()}_THEME": {name: config.get_option(key) for name, key in fonts.items()}
        | {name: config.get_option(f"theme.{scheme}.{name}") for name in _COLOURS}
        for scheme in ("light", "dark")
    }


def _sessions() -> int:
    """How many visitors have a page open."""
    stats = Runtime.instance().stats_mgr.get_stats([_SESSIONS]).get(_SESSIONS, ())
    return sum(int(getattr(stat, "value", 0)) for stat in stats)


SITE = _site()
serve_routes()


@asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    """The service's life, and where it is to be found for whoever started the server.

    Streamlit would say it too, but asks a server elsewhere for the public address to do so.
    """
    async with running(SITE):
        if address := server_address():
            sys.stdout.write(f"\n  Tingblik: {address}{SITE.base}/\n\n")
            sys.stdout.flush()
            if config.is_manually_set("server.headless") and not config.get_option(
                "server.headless"
            ):
                webbrowser.open(f"{address}{SITE.base}/")
        yield
