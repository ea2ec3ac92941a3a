"""What a search engine and a browser ask every site for: robots.txt, a site map, icons."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from http import HTTPStatus
from types import MappingProxyType
from typing import Final, NoReturn

import orjson
import polars as pl
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from core.language import text
from core.service import Source
from core.tables import listed
from core.tables.table import Table
from core.tables.titles import SITE
from core.web.answers import Problem, number, route, tag_of, unchanged, validators
from core.web.icons import SIZES, favicon, png_icon
from core.web.page_addresses import own_address
from core.web.site import Site
from core.web.stored_rows import known_periods, known_sessions

MOST = 50_000
"""So many addresses one site map may hold."""

_XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_DAY = "public, max-age=86400"
# What a crawler would read in vain or for nothing: the server's own, and rows as files.
_CLOSED = ("/_stcore/", "/api/")
_UNLISTED = frozenset({"vote", "party", "case", "member", "topic", "grid", "status", "search"})
_BACKGROUND: Final = "#1f4e8c"

Listed = Callable[[Source], list[Table[pl.DataFrame]]]


def routes(site: Site) -> list[BaseRoute]:
    """robots.txt and the icon; with the dashboard also the site map and the manifest."""
    found: list[BaseRoute] = [
        route(site, "/robots.txt", lambda request, source: _robots(site, request, source)),
        Route(site.path("/favicon.ico"), _favicon),
    ]
    if not site.pages:
        return found
    return [
        *found,
        route(site, "/sitemap.xml", lambda request, source: _index(site, request, source)),
        route(
            site,
            "/sitemap-{kind}-{part}.xml",
            lambda request, source: _part(site, request, source),
        ),
        route(site, "/manifest.webmanifest", lambda request, source: _manifest(site, request)),
        Route(site.path("/icon-{size}.png"), _icon),
    ]


def _robots(site: Site, request: Request, source: Source) -> Response:
    if source.tables.invented:
        lines = ["Disallow: /"]
    else:
        lines = [f"Disallow: {site.path(path)}" for path in _CLOSED]
        if site.pages and (address := site.address(request)):
            lines += ["", f"Sitemap: {address}/sitemap.xml"]
    body = "\n".join(["User-agent: *", *lines, ""])
    return PlainTextResponse(body, headers={"Cache-Control": "public, max-age=3600"})


def _index(site: Site, request: Request, source: Source) -> Response:
    address = _public(site, request, source)
    names = [("pages", 1)]
    tables = []
    for kind, tables_of in _KINDS.items():
        found = tables_of(source)
        tables += found
        parts = -(-_ids(found).height // MOST)
        names += [(kind, part) for part in range(1, parts + 1)]
    rows = (
        f"<sitemap><loc>{escape(f'{address}/sitemap-{kind}-{part}.xml')}</loc></sitemap>"
        for kind, part in names
    )
    return _xml(request, address, "sitemapindex", rows, tables)


def _part(site: Site, request: Request, source: Source) -> Response:
    address = _public(site, request, source)
    kind, part = request.path_params["kind"], number(request, "part")
    if kind == "pages" and part == 1:
        listed_pages = (page for page in site.pages if page not in _UNLISTED)
        rows = (
            f"<url><loc>{escape(f'{address}/{own_address(page, _no_values)}')}</loc></url>"
            for page in listed_pages
        )
        return _xml(request, address, "urlset", rows, [])
    tables = _KINDS[kind](source) if kind in _KINDS else []
    chosen = _ids(tables)[max(0, part - 1) * MOST : part * MOST]
    if chosen.is_empty():
        raise Problem(
            HTTPStatus.NOT_FOUND,
            "There is no such site map.",
            f"{site.path('/sitemap.xml')} names all there are.",
        )
    start = f"<url><loc>{escape(address)}/{kind[:-1]}?id="
    changed = pl.col("updated").dt.strftime("<lastmod>%Y-%m-%d</lastmod>").fill_null("")
    written = pl.concat_str(pl.lit(start), "id", pl.lit("</loc>"), changed, pl.lit("</url>"))
    return _xml(request, address, "urlset", chosen.select(written).to_series(), tables)


def _public(site: Site, request: Request, source: Source) -> str:
    """The public address, for what is for search engines alone; a problem where there is none."""
    if source.tables.invented:
        _no_map("The rows are invented, and nothing invented is in a site map.")
    address = site.address(request)
    if not address:
        _no_map("Tingblik does not know its own public address; set TINGBLIK_PUBLIC_URL.")
    return address


def _no_map(why: str) -> NoReturn:
    raise Problem(HTTPStatus.NOT_FOUND, "There is no site map.", why)


def _xml(
    request: Request,
    address: str,
    root: str,
    rows: Iterable[str],
    tables: list[Table[pl.DataFrame]],
) -> Response:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{_XMLNS}">', *rows]
    body = "\n".join([*lines, f"</{root}>", ""]).encode()
    headers = {"Cache-Control": _DAY}
    if tables:
        checksums = [each.checksum for each in tables]
        tag = tag_of(MOST, address, request.url.path, checksums)
        newest = max(table.fetched_at for table in tables)
        headers = validators(tag, newest)
        if (same := unchanged(request, headers)) is not None:
            return same
    return Response(body, headers=headers, media_type="application/xml")


def _votes(source: Source) -> list[Table[pl.DataFrame]]:
    found = source.tables.read(listed.listed_votes(known_sessions(source)))
    return [] if found is None else [found]


def _cases(source: Source) -> list[Table[pl.DataFrame]]:
    found = (source.tables.read(listed.listed_cases(each)) for each in known_periods(source))
    return [table for table in found if table is not None]


def _members(source: Source) -> list[Table[pl.DataFrame]]:
    found = source.tables.read(listed.listed_members())
    return [] if found is None else [found]


_KINDS: MappingProxyType[str, Listed] = MappingProxyType(
    {"votes": _votes, "cases": _cases, "members": _members}
)
"""What is listed, each thing of a kind on a page of its own that is named by one of them."""


def _ids(tables: list[Table[pl.DataFrame]]) -> pl.DataFrame:
    schema = pl.Schema({"id": pl.Int32(), "updated": pl.Datetime("ms")})
    frames = [table.content.select("id", "updated").cast(schema) for table in tables]
    return pl.concat([pl.DataFrame(schema=schema), *frames]).unique("id", maintain_order=True)


def _no_values(name: str) -> tuple[str, ...]:
    return ()


def _manifest(site: Site, request: Request) -> Response:
    lang = site.language(request)
    content = {
        "name": SITE,
        "short_name": SITE,
        "description": text("overview.lead", lang),
        "lang": lang,
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": "#ffffff",
        "theme_color": _BACKGROUND,
        "icons": [
            {"src": f"./icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
            for size in SIZES
        ],
    }
    headers = {"Cache-Control": _DAY, "Vary": "Accept-Language"}
    return Response(orjson.dumps(content), headers=headers, media_type="application/manifest+json")


def _favicon(request: Request) -> Response:
    return _picture(favicon(), "image/x-icon")


def _icon(request: Request) -> Response:
    size = number(request, "size")
    if size not in SIZES:
        sizes = " and ".join(map(str, SIZES))
        title, detail = "There is no icon of that size.", f"There are those of {sizes} pixels."
        return Problem(HTTPStatus.NOT_FOUND, title, detail).answer()
    return _picture(png_icon(size), "image/png")


def _picture(body: bytes, kind: str) -> Response:
    return Response(body, headers={"Cache-Control": _DAY}, media_type=kind)
