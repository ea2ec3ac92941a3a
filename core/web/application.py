"""All routes and the middleware around them, for the dashboard and for `python -m core serve`."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from anyio import to_thread
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from core.background.background import begin
from core.errors import TingblikError
from core.telemetry import log_event
from core.web import fonts, health, previews, sitemap
from core.web.compression import Compressed
from core.web.connections import CLOSE_SECONDS, end_promptly, read_no_forwarding, set_up_connections
from core.web.cross_origin import AnyOrigin
from core.web.deferred import DeferredRoutes
from core.web.forwarding import Peers
from core.web.headers import SafeHeaders
from core.web.limits import Limited
from core.web.private import Private
from core.web.site import Site
from core.web.slow_readers import SlowReaders
from core.web.traffic import Counted
from core.web.wrong_paths import WrongPaths

_CONCERNS = (health, fonts, sitemap)
"""The modules whose routes a visit of the dashboard asks for, each with a function `routes`."""
_DEFERRED = (
    *("/api/", "/feeds/", "/calendar/", "/embed/", "/oembed"),
    *("/pictures/", "/metrics"),
)
"""What the paths of all other routes begin with."""
_PREPARE_SECONDS = 5.0


def routes(site: Site) -> list[BaseRoute]:
    """The routes of all concerns; each answers with a slash at the end of its address too."""
    found = [route for concern in _CONCERNS for route in concern.routes(site)]
    prefixes = tuple(site.path(path) for path in _DEFERRED)
    deferred = DeferredRoutes(prefixes, lambda: _deferred(site))
    # A page has links from its own address.
    return [*_with_slash(found), deferred, *previews.routes(site)]


def _deferred(site: Site) -> list[BaseRoute]:
    """The routes that programs ask for; the first that fits answers."""
    # Imported here, as a start of the dashboard needs none of them.
    from core.web import (
        calendars,
        embeds,
        feeds,
        index,
        metadata,
        metrics,
        oembed,
        pictures,
        search,
        table_files,
        things,
    )

    concerns = (
        *(metrics, index, search, table_files, things, metadata, feeds, calendars, embeds),
        *(oembed, pictures),
    )
    found = [route for each in concerns for route in each.routes(site)]
    return [*_with_slash(found), *table_files.nothing(site)]


def _with_slash(found: list[BaseRoute]) -> list[BaseRoute]:
    """The routes, which answer with a slash at the end of their address too."""
    for each in found:
        if isinstance(each, Route):
            each.path_regex = re.compile(f"{each.path_regex.pattern.removesuffix('$')}/?$")
    return found


def middleware(site: Site) -> list[Middleware]:
    """What every answer passes through, the outermost first: Streamlit's too.

    Who asks has to be known before anybody is counted or refused, and all that is answered gets
    its headers and is compressed, a refusal as well.
    """
    return [
        Middleware(SlowReaders),
        Middleware(Counted, traffic=site.traffic, base=site.base),
        Middleware(Peers, site=site),
        Middleware(SafeHeaders, site=site),
        Middleware(AnyOrigin, site=site),
        Middleware(Compressed),
        Middleware(Limited, site=site),
        Middleware(Private, site=site),
        Middleware(WrongPaths, site=site),
    ]


@asynccontextmanager
async def running(site: Site) -> AsyncIterator[None]:
    """Open the service with the server and close it with it, and work by the clock meanwhile.

    Settings that cannot be leave it closed: every page and route then says what is wrong with them.
    """
    set_up_connections()
    end_promptly()
    read_no_forwarding()
    try:
        begin(await to_thread.run_sync(site.service))
    except TingblikError as error:
        log_event("not_started", level=logging.ERROR, error=error)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_prepare, site)
        yield
        tasks.cancel_scope.cancel()
    site.making.close()
    # A job ends at its next page, which an API that is silent may never give. What is not done then
    # is begun anew by the next process: a file is replaced in one step.
    with anyio.move_on_after(CLOSE_SECONDS):
        await to_thread.run_sync(site.close, abandon_on_cancel=True)


async def _prepare(site: Site) -> None:
    """Make ready for the first reader of a preview when the start and its visitors are served."""
    ready = False
    while not ready:
        await anyio.sleep(_PREPARE_SECONDS)
        try:
            ready = await to_thread.run_sync(previews.prepare, site, abandon_on_cancel=True)
        except Exception as error:
            log_event("not_prepared", level=logging.ERROR, error=repr(error))
            return
