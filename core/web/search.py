"""One search over everything that is stored, with the hits of the page that searches."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import orjson
import polars as pl
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from core.language import Lang
from core.parliament.finding.find import LONGEST, Exact, Found, Kind
from core.parliament.finding.index import Index
from core.service import Source
from core.tables import search as tables
from core.tables.hits import Hit, address, hits, place_of
from core.tables.table import Table
from core.times import danish_now
from core.web.answers import Problem, route, tag_of, validators, without_body
from core.web.parameters import Parameters
from core.web.search_results import search_results
from core.web.site import Site
from core.web.table_files import AT
from core.web.table_reading import TableReader

PARAMETERS = ("q", "limit", "lang")
"""What a search is asked with: the text, and how many hits of each kind."""
MOST, USUAL = 200, 20
_THINGS: dict[Kind, str] = {
    "case": "cases", "vote": "votes", "member": "members", "party": "parties",
}  # fmt: skip


def routes(site: Site) -> list[BaseRoute]:
    """`/api/v1/search.json?q=`."""
    return [route(site, f"{AT}/search.json", partial(_answer, site))]


def _answer(site: Site, request: Request, source: Source) -> Response:
    given, lang = Parameters(request.query_params.multi_items()), site.language(request)
    given.check_names([name for name in given.names if name not in PARAMETERS], PARAMETERS)
    text, most = given.one("q"), given.whole("limit") or USUAL
    if not text or len(text) > LONGEST or most > MOST:
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            f"A search has q, of at most {LONGEST} letters, and a limit of at most {MOST}.",
            f"Such as {AT}/search.json?q=L+121",
            parameter="limit" if text and len(text) <= LONGEST else "q",
        )
    results = search_results(TableReader(source, danish_now()), text)
    index, found, beyond = results.index, results.found, results.beyond
    made_of = [index.checksum, beyond.checksum if beyond else None]
    headers = validators(tag_of("search", text, most, lang, site.address(request), made_of),
                         index.fetched_at)  # fmt: skip
    headers |= {"Vary": "Accept-Language", "Content-Type": "application/json"}
    if index.invented:
        headers["Tingblik-Data"] = "invented"
    if (early := without_body(request, headers)) is not None:
        return early
    base = site.address(request) or site.base
    content = _content(index, found, lang, base, most, pages=bool(site.pages))
    spellings = () if found.total else tables.spellings(index, text)
    body = {"q": text, **content, "spellings": spellings, "asked_parliament": beyond is not None}
    return Response(orjson.dumps(body), headers=headers)


def _content(
    index: Table[Index], found: Found, lang: Lang, base: str, most: int, *, pages: bool
) -> dict[str, Any]:
    def told(hit: Hit) -> dict[str, Any]:
        own = {"kind": hit.kind, "id": hit.id, "number": hit.number or None, "title": hit.title,
               "session": hit.session or None, "day": hit.day, "outcome": hit.outcome,
               "notes": hit.notes}  # fmt: skip
        return own | _addresses(hit.kind, hit.id, hit.page, base, pages=pages)

    def rows(kind: Kind, frame: pl.DataFrame) -> list[dict[str, Any]]:
        return [told(hit) for hit in hits(index.content, kind, frame.head(most), lang)]

    return {
        "total": found.total,
        "exact": None if found.exact is None else _exact(found.exact, base, pages=pages),
        "other_sessions": found.elsewhere,
        "hits": {
            kind: {"total": frame.height, "rows": rows(kind, frame)}
            for kind, frame in found.groups.items()
        },
        "similar": rows("member", found.similar),
        "searched": {
            "cases": sorted(index.content.with_cases),
            "votes": sorted(index.content.with_votes),
        },
        "missing": index.missing,
        "invented": index.invented,
        "fetched": index.fetched_at,
    }


def _exact(exact: Exact, base: str, *, pages: bool) -> dict[str, Any]:
    page, params = place_of(exact)
    path = address(page, **params)
    found = {"kind": exact.kind, "id": exact.value}
    return found | _addresses(exact.kind, exact.value, path, base, pages=pages)


def _addresses(kind: Kind, thing: str, page: str, base: str, *, pages: bool) -> dict[str, str]:
    """The page of a thing, where pages are served, and its address as data, where it has one."""
    found = {"page": f"{base}/{page}"} if pages else {}
    if kind in _THINGS:
        found["address"] = f"{base}{AT}/{_THINGS[kind]}/{quote(thing)}.json"
    return found
