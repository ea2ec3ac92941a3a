"""Whether the process answers, and whether it has complete data to show."""

from __future__ import annotations

from http import HTTPStatus

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from core.errors import TingblikError
from core.language import error_words, text
from core.service import Service
from core.store.store import Store
from core.tables.marks import stored_sessions, votes_places
from core.web.answers import Problem
from core.web.site import Site

_OK = {"Cache-Control": "no-store"}
_AGAIN = {"Retry-After": "10"}


def routes(site: Site) -> list[BaseRoute]:
    """`/healthz` and `/readyz`."""

    async def ready(request: Request) -> Response:
        return await to_thread.run_sync(_ready, site)

    return [Route(site.path("/healthz"), _alive), Route(site.path("/readyz"), ready)]


async def _alive(request: Request) -> Response:
    return PlainTextResponse("ok\n", headers=_OK)


def _ready(site: Site) -> Response:
    """200 where the copy is complete; else the reason, and loading begins where it may."""
    try:
        service = site.service()
        reason = why_not_ready(service)
        if reason:
            service.visited.set()
    except TingblikError as error:
        reason = "{}. {}".format(*error_words(error, "en"))
    if not reason:
        return PlainTextResponse("ready\n", headers=_OK)
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE, "Tingblik is not ready.", reason, headers=_AGAIN
    ).answer()


def why_not_ready(service: Service) -> str:
    """Why the copy is not complete, in a sentence; empty where it is."""
    mode, settings = service.mode, service.settings
    source, sharing = service.source, service.sharing
    if sharing is not None and sharing.waits:
        if sharing.problem is None:
            return "The copy is being brought over from the shared store."
        return f"{text(f'error.{sharing.problem}.title', 'en')}, and no copy of it is here yet."
    if source is None:
        return "It is being found out whether Parliament's API answers, or a snapshot is unpacked."
    if mode == "demo" and settings.demo != "always":
        return "Parliament's API does not answer and nothing is stored; invented rows stand in."
    if not _has_votes(source.store):
        hint = "" if settings.sync_minutes else " No sync is made here: run python -m core sync."
        return f"The votes of no session are stored whole yet.{hint}"
    return ""


def _has_votes(store: Store) -> bool:
    """Whether all that a session's votes are made of is stored of any session."""
    return any(
        all(store.meta(*place) is not None for place in votes_places(session))
        for session in stored_sessions(store)
    )
