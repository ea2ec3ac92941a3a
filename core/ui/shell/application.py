"""What app.py makes the application of: its script, its routes, and how it begins and ends."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from anyio import to_thread
from streamlit import config, file_util
from streamlit.starlette import App

from core.errors import TingblikError
from core.service import close_service
from core.telemetry import log_event
from core.ui.shell.context import service
from core.ui.shell.router import PAGES
from core.web.site import Site
from core.web.wire import end_promptly, send_promptly

MAIN = Path(__file__).with_name("main.py")


def _site() -> Site:
    base = str(config.get_option("server.baseUrlPath")).strip("/")
    static = Path(file_util.get_static_dir())
    # Streamlit's own font; its name ends in a checksum.
    fonts = sorted((static / "static" / "media").glob("SourceSansVF-Upright*.woff2"))
    return Site(
        service,
        f"/{base}" if base else "",
        tuple(page.name for page in PAGES),
        (static / "index.html").read_text(encoding="utf-8"),
        next(iter(fonts), None),
    )


SITE = _site()


@asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    """Open the service with the server and close it with it.

    Settings that cannot be leave it closed: every page and route then says what is wrong with them.
    """
    send_promptly()
    end_promptly()
    try:
        await to_thread.run_sync(service)
    except TingblikError as error:
        log_event("not_started", level=logging.ERROR, error=error)
    yield
    await to_thread.run_sync(close_service)
