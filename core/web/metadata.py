"""What the rows of a table are and where they are from: alone, or in a zip with the rows."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from core.export.csv import Dialect
from core.export.files import bundle
from core.export.package import package
from core.export.provenance import Provenance
from core.language import Lang, text
from core.service import Source
from core.times import danish_now, utc_now
from core.web.answers import route, tag_of, validators, without_body
from core.web.parameter_names import FORM, PAGES
from core.web.parameters import Parameters, Params
from core.web.site import Site
from core.web.table_files import AT
from core.web.table_requests import Asked, ask


def routes(site: Site) -> list[BaseRoute]:
    """`/api/v1/{table}.metadata.json` and `.zip`, with the parameters of the page."""
    return [
        route(site, f"{AT}/{{table}}.metadata.json", partial(_metadata, site)),
        route(site, f"{AT}/{{table}}.zip", partial(_zip, site)),
    ]


def _metadata(site: Site, request: Request, source: Source) -> Response:
    """The data package of the CSV that has the same parameters."""
    asked, dialect, lang = _asked(site, request, source)
    base = site.address(request)
    headers = _headers(asked, "metadata", dialect, lang, base)
    headers["Content-Disposition"] = _named("inline", asked, "metadata.json")
    headers["Content-Type"] = "application/json"
    if (early := without_body(request, headers)) is not None:
        return early
    # The headings of the file would be in another language than the names of the columns.
    query = urlencode([each for each in _params(request) if each[0] != "lang"])
    place = f"{base}{AT}/" if base else ""
    path = f"{place}{asked.name}.csv{'?' if query else ''}{query}"
    told = package(_provenance(site, request, asked, lang), asked.rows, lang, dialect, path)
    return Response(orjson.dumps(told, option=orjson.OPT_INDENT_2), headers=headers)


def _zip(site: Site, request: Request, source: Source) -> Response:
    """The CSV with its readme and its data package, as the pages hand it out."""
    asked, dialect, lang = _asked(site, request, source)
    headers = _headers(asked, "zip", dialect, lang, site.address(request))
    headers["Content-Disposition"] = _named("attachment", asked, "zip")
    headers["Content-Type"] = "application/zip"
    if (early := without_body(request, headers)) is not None:
        return early
    provenance = _provenance(site, request, asked, lang)
    with site.making.turn(asked.rows):
        body = bundle(asked.rows, provenance, dialect, lang, asked.file_name("csv"))
    return Response(body, headers=headers)


def _asked(site: Site, request: Request, source: Source) -> tuple[Asked, Dialect, Lang]:
    """What was asked for, in which CSV and in which language.

    Raises `Problem` and what `ask` does.
    """
    lang = site.language(request)
    excel = Parameters(request.query_params.multi_items()).one_of("excel", ("1",))
    table = request.path_params["table"]
    asked = ask(source, table, request.query_params.multi_items(), lang, danish_now())
    return asked, "excel" if excel else "plain", lang


def _headers(
    asked: Asked, form: str, dialect: Dialect, lang: Lang, base: str | None
) -> dict[str, str]:
    headers = validators(tag_of(asked.key, form, dialect, lang, base), asked.fetched_at)
    headers["Vary"] = "Accept-Language"
    if asked.invented:
        headers["Tingblik-Data"] = "invented"
    return headers


def _provenance(site: Site, request: Request, asked: Asked, lang: Lang) -> Provenance:
    base = site.address(request)
    page = PAGES[asked.name][0]
    query = urlencode([each for each in _params(request) if each[0] not in FORM])
    page_url = f"{base}/{page}{'?' if query else ''}{query}" if base and site.pages else ""
    cut = ((text("export.cut", lang), asked.cut),) if asked.cut else ()
    return Provenance(
        table=asked.name,
        filters=(*asked.filters, *cut),
        page_url=page_url,
        source_urls=asked.urls,
        fetched_at=asked.fetched_at,
        rows=asked.rows.height,
        demo=asked.invented,
        made_at=utc_now(),
        by=asked.by,
        version=asked.key,
    )


def _params(request: Request) -> Params:
    return request.query_params.multi_items()


def _named(kind: str, asked: Asked, extension: str) -> str:
    return f'{kind}; filename="{asked.file_name(extension)}"'
