"""Titles, link previews and summaries of the pages, in the head of the dashboard's document.

The browser gets the same document as without them, so that a page works whatever happens here.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus

from anyio import CapacityLimiter, move_on_after, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core.errors import TingblikError
from core.language import LANGUAGES, choose
from core.telemetry import log_event
from core.web.page_addresses import Link, image_path, other_forms, other_languages, own_address
from core.web.page_head import Document, Head, read_document, written
from core.web.site import Site
from core.web.styled_document import in_language
from core.web.summaries import example_values, summary_of, title_of

# Of their own: neither the pages' scripts nor long exports make a first page wait.
_WORKERS = CapacityLimiter(4)
# A head takes a millisecond where it was made before, and a tenth of a second for a session that
# was not read yet. Only where the marks of its ballots are made anew does it take longer.
_PATIENCE_SECONDS = 0.5
_HEADERS = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}


def routes(site: Site) -> list[BaseRoute]:
    """Every page of the dashboard; none where it is not served."""
    if not site.index:
        return []
    document = read_document(site.index)
    return [_Page(site, name, document).route() for name in site.pages]


def prepare(site: Site) -> bool:
    """Make a preview of every page once, so that the first reader finds all that it takes at hand.

    That are modules, compiled patterns, and the rows of the latest session: a tenth of a second and
    more. False while it is not known yet what is read.
    """
    source = site.service().source if site.index else None
    if source is None:
        return not site.index
    examples = example_values(source)
    for name in site.pages:
        for lang in LANGUAGES:
            title_of(name, partial(_values, examples.get(name, {})), source, lang)
    return True


def _values(given: Mapping[str, Sequence[str]], key: str) -> Sequence[str]:
    return given.get(key, ())


@dataclass(frozen=True, slots=True)
class _Page:
    site: Site
    name: str
    document: Document | None

    def route(self) -> Route:
        """The route of the page; the first one answers at the root."""
        name = "" if self.name == self.site.pages[0] else self.name
        return Route(self.site.path(f"/{name}"), self.answer)

    async def answer(self, request: Request) -> Response:
        """The document, in a worker thread; as it is where its head takes too long to make.

        What was begun goes on, so that whoever asks next gets it.
        """
        with move_on_after(_PATIENCE_SECONDS):
            return await to_thread.run_sync(
                self._answered, request, abandon_on_cancel=True, limiter=_WORKERS
            )
        return self._plain(request)

    def _answered(self, request: Request) -> Response:
        try:
            head = None if self.document is None else self._head(request)
        except TingblikError:
            head = None  # the page itself says what is wrong
        except Exception as error:
            log_event("preview_failed", level=logging.ERROR, page=self.name, error=repr(error))
            head = None
        if head is None or self.document is None:
            return self._plain(request)
        answer = _html(request, written(self.document, head))
        if head.invented:
            answer.headers["Tingblik-Data"] = "invented"
        return answer

    def _plain(self, request: Request) -> Response:
        # Not in the installation's language, as its settings may be what takes long.
        accepted = request.headers.get("accept-language", "").split(",")[0]
        lang = choose(accepted or None, request.query_params.get("lang", ""))
        return _html(request, in_language(self.site.index, lang).encode("utf-8", "replace"))

    def _head(self, request: Request) -> Head | None:
        source = self.site.service().source
        if source is None:
            return None
        lang, address = self.site.language(request), self.site.address(request)
        values = request.query_params.getlist
        asked = request.query_params.get("lang", "")
        summary = summary_of(self.name, values, source, lang)
        links = [*other_languages(self.name, values), *other_forms(self.name, values)]
        head = Head(lang, summary, links, invented=source.tables.invented)
        if not address:
            return head
        own = own_address(self.name, values, asked if asked in LANGUAGES else "")
        image = "" if summary.vote_id is None else image_path(summary.vote_id, lang)
        return replace(
            head,
            address=f"{address}/{own}",
            image=image and f"{address}/{image}",
            links=_absolute(links, address),
        )


def _absolute(links: Sequence[Link], address: str) -> list[Link]:
    return [replace(link, href=f"{address}/{link.href.removeprefix('./')}") for link in links]


def _html(request: Request, body: bytes) -> Response:
    """The document, or 304 where the browser has it."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": f"W/{tag}", **_HEADERS}
    known = request.headers.get("if-none-match", "").split(",")
    if tag in {each.strip().removeprefix("W/") for each in known}:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, headers=headers, media_type="text/html")
