"""What feeds and calendars share: the request, its language, and the cached answer.

What is not loaded yet is 503, not the 202 of a table: a reader of feeds or calendars that gets an
answer takes it for the whole, and one that gets an empty calendar takes all events out of it. With
503 it keeps what it has and comes again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from core.errors import NoSuchThing
from core.export.entries import Teller, source_name
from core.filters.orders import KEY
from core.filters.pages import keys_of, unknown_keys
from core.service import Source
from core.times import danish_now
from core.web.answers import Make, NotLoaded, route, tag_of, unchanged, validators
from core.web.body_cache import BodyCache
from core.web.parameters import Parameters, Params
from core.web.site import Site
from core.web.table_reading import TableReader
from core.web.table_requests import Asked, ask

_KEPT_BYTES = 16 << 20
_UNNAMED = re.compile(r"[^A-Za-z0-9.-]")
_PLAIN = ("lang", "page", KEY)  # what is asked for is the same, however it is told


@dataclass(frozen=True)
class Visit:
    """One request of a reader, and what it is answered from. `now` is Danish local time."""

    site: Site
    request: Request
    source: Source
    now: datetime
    kept: BodyCache

    @cached_property
    def params(self) -> list[tuple[str, str]]:
        """The parameters that say what is asked for."""
        return [each for each in self.request.query_params.multi_items() if each[0] not in _PLAIN]

    @cached_property
    def given(self) -> Parameters:
        """All parameters."""
        return Parameters(self.request.query_params.multi_items())

    @cached_property
    def loaded(self) -> TableReader:
        """What reads tables."""
        return TableReader(self.source, self.now)

    @cached_property
    def teller(self) -> Teller:
        """Who tells of rows, with links to pages where there are some at a known address."""
        address = self.site.address(self.request) if self.site.pages else None
        source = source_name(invented=self.invented)
        return Teller(self.site.language(self.request), source, address)

    @property
    def invented(self) -> bool:
        """Whether the rows are the demo parliament's."""
        return self.source.tables.invented

    @property
    def address(self) -> str | None:
        """The address of what is asked for, where that of the site is known."""
        base = self.site.address(self.request)
        path = self.request.url.path.removeprefix(self.site.base)
        return None if base is None else f"{base}{path}{self.query(self.given.whole('page') or 1)}"

    def query(self, page: int = 1) -> str:
        """The parameters as they stand in the address of a page of entries."""
        kept = [each for each in self.request.query_params.multi_items() if each[0] != "page"]
        found = [*kept, ("page", str(page))] if page > 1 else kept
        return f"?{urlencode(found)}" if found else ""

    def key(self, name: str) -> str:
        """What names the selection for good, whatever the order of its parameters."""
        chosen = urlencode(sorted(self.params))
        return self.teller.key(name) + (f"?{chosen}" if chosen else "")

    def ask(self, name: str, params: Params | None = None) -> Asked:
        """The rows of a table; see `core.web.table_requests.ask`."""
        found = self.params if params is None else params
        return ask(self.source, name, found, self.teller.lang, self.now)

    @property
    def author(self) -> str:
        """Whose data these are, and who tells of them."""
        return self.teller.t("changes.feed_author_demo" if self.invented else "changes.feed_author")

    def told(self, sentences: Iterable[str]) -> str:
        """Sentences; before all others the one that says of invented rows that they are."""
        first = [self.teller.t("demo.in_file")] if self.invented else []
        return " ".join(filter(None, [*first, *sentences]))


@dataclass(frozen=True, slots=True)
class Made:
    """A file: its name without `tingblik-`, its type, what makes it, and of when it is.

    `key` changes whenever the content may, as far as the copy decides it.
    """

    name: str
    kind: str
    key: tuple[object, ...]
    modified: datetime
    make: Callable[[], bytes]


def answer(visit: Visit, made: Made) -> Response:
    """The file, or that it is unchanged; made for neither that nor HEAD."""
    who = (visit.teller.lang, visit.address, visit.teller.base)
    tag = tag_of(made.name, made.key, who)
    headers = validators(tag, made.modified)
    headers |= {"Vary": "Accept-Language", "Content-Language": visit.teller.lang}
    if visit.invented:
        headers["Tingblik-Data"] = "invented"
    if (same := unchanged(visit.request, headers)) is not None:
        return same
    headers["Content-Type"] = f"{made.kind}; charset=utf-8"
    name = "-".join(["tingblik", *(["demo"] if visit.invented else []), made.name])
    headers["Content-Disposition"] = f'inline; filename="{_UNNAMED.sub("", name)}"'
    if visit.request.method != "HEAD":
        body = visit.kept.get(tag) or visit.kept.keep(tag, made.make())
        return Response(body, headers=headers)
    told = Response(headers=headers)
    del told.headers["content-length"]  # it is not known how long the file would be
    return told


def check_names(visit: Visit, page: str) -> None:
    """Refuse parameters that the page about the same does not have either."""
    unknown = unknown_keys(page, (name for name, _ in visit.params))
    visit.given.check_names(unknown, keys_of(page))


def number_in_path(visit: Visit, what: str) -> int:
    """The id in the path. Raises NoSuchThing for what is none."""
    asked = visit.request.path_params["id"]
    number = Parameters([("id", asked)]).whole("id")
    if number is None:
        raise NoSuchThing(f"there is no {what} {asked}", what=what, name=asked)
    return number


Follow = Callable[[Visit], Response]


def following(site: Site, follows: Mapping[str, Follow]) -> list[BaseRoute]:
    """The routes of feeds and calendars by their paths, with one cache of files for all of them."""
    kept = BodyCache(_KEPT_BYTES)
    return [route(site, path, _make(site, kept, follow)) for path, follow in follows.items()]


def _make(site: Site, kept: BodyCache, follow: Follow) -> Make:
    def make(request: Request, source: Source) -> Response:
        try:
            visit = Visit(site, request, source, danish_now(), kept)
            visit.loaded.sessions()  # with them it is known whether the rows are invented
            return follow(visit)
        except NotLoaded as problem:
            problem.status = HTTPStatus.SERVICE_UNAVAILABLE
            raise

    return make
