"""Charts to take away: each at an address of its own, as a page that others can frame, and as CSV.

The address has the parameters of the chart's page, `theme` (`light` or `dark`; else the reader's),
and `download`: the picture to make at once, or `datawrapper` to go on there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from http import HTTPStatus
from typing import TypeVar

import polars as pl
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from core.dictionary.column import DEMO
from core.errors import NoSuchThing
from core.export.csv import write_csv
from core.filters.pages import keys_of, unknown_keys
from core.language import LANGUAGES, Lang
from core.service import Source
from core.times import danish_now
from core.web import answers
from core.web.answers import Problem, problem_of
from core.web.assets import assets
from core.web.charts.drawing import Choices, Drawing, Sourced
from core.web.charts.registry import CHARTS
from core.web.embed_pages import Place, picture_page, told_page, wrapper_page
from core.web.parameters import Parameters
from core.web.site import Site
from core.web.table_reading import TableReader

T = TypeVar("T")

THEMES = ("light", "dark")
PICTURES = ("png", "svg")
_OWN = ("theme", "download")
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        # Plotly places its layers by style attributes.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "form-action https://app.datawrapper.de",
        "base-uri 'none'",
        "frame-ancestors *",
    )
)
_HEADERS = {"Content-Security-Policy": _POLICY}


def routes(site: Site) -> list[BaseRoute]:
    """`/embed/…`: the files of such a page, the numbers of a chart, and the chart."""

    def files(request: Request, source: Source) -> Response:
        return _file(request)

    def numbers(request: Request, source: Source) -> Response:
        return _numbers(site, request, source)

    def page(request: Request, source: Source) -> Response:
        return _page(site, request, source)

    def tell(request: Request, problem: Problem) -> Response:
        return _told(site, request, problem)

    return [
        answers.route(site, "/embed/files/{name}", files),
        answers.route(site, "/embed/{page}/{chart}.csv", numbers),
        answers.route(site, "/embed/{page}/{chart}", page, tell=tell),
    ]


def chart_of(request: Request) -> str:
    """The chart of an address, as the registry names it. Raises Problem where there is none."""
    name = f"{request.path_params['page']}/{request.path_params['chart']}"
    if name not in CHARTS:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            "There is no chart at this address.",
            f"The charts are: {', '.join(CHARTS)}.",
        )
    return name


def choices_of(name: str, params: Sequence[tuple[str, str]], source: Source, lang: Lang) -> Choices:
    """The choices of an address for the chart of that name. Raises Problem."""
    page, given = name.partition("/")[0], Parameters(params)
    known = (*keys_of(page), *_OWN)
    given.check_names(unknown_keys(page, (n for n in given.names if n not in _OWN)), known)
    given.one_of("lang", LANGUAGES)
    given.one_of("theme", THEMES)
    given.one_of("download", (*PICTURES, "datawrapper"))
    return Choices(given, TableReader(source, danish_now()), lang)


def drawing_of(name: str, params: Sequence[tuple[str, str]], source: Source, lang: Lang) -> Drawing:
    """The chart of that name with the choices of an address.

    Raises Problem (NotLoaded and Nothing among them) and TingblikError.
    """
    return _found(CHARTS[name].draw, choices_of(name, params, source, lang))


def _found(read: Callable[[Choices], T], choices: Choices) -> T:
    """What is read or drawn by the choices; that there is no such thing is a Problem too."""
    try:
        return read(choices)
    except NoSuchThing as error:
        raise problem_of(error) from error


def place_of(site: Site, request: Request, source: Source, name: str) -> Place:
    """The chart of that name at the address of a request."""
    return Place(
        site,
        name,
        request.query_params.multi_items(),
        site.language(request),
        source.tables.invented,
        site.address(request),
    )


def _page(site: Site, request: Request, source: Source) -> Response:
    def written(place: Place, drawing: Drawing, fetched_at: datetime) -> Response:
        given = Parameters(place.params)
        download = given.one("download")
        if download == "datawrapper":
            body = wrapper_page(place, drawing, fetched_at)
        else:
            body = picture_page(place, drawing, fetched_at, given.one("theme"), download)
        return Response(body, headers=_HEADERS, media_type="text/html")

    return _answer(site, request, source, written)


def _numbers(site: Site, request: Request, source: Source) -> Response:
    def written(place: Place, drawing: Drawing, fetched_at: datetime) -> Response:
        rows = drawing.rows
        if place.invented:
            rows = rows.with_columns(pl.lit(value=True).alias(DEMO.name))
        file = {"Content-Disposition": f'attachment; filename="{place.file}.csv"'}
        return Response(write_csv(rows, "plain"), headers=file, media_type="text/csv")

    answer = _answer(site, request, source, written)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _answer(
    site: Site,
    request: Request,
    source: Source,
    written: Callable[[Place, Drawing, datetime], Response],
) -> Response:
    """What is written of the chart of an address; for who has it, nothing is drawn."""
    place = place_of(site, request, source, chart_of(request))
    choices = choices_of(place.name, place.params, source, place.lang)
    tables = _found(CHARTS[place.name].tables, choices)
    headers = _validators(place, tables, choices.loaded.now.date())
    if answers.has_tag(request, headers):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    drawing = _found(CHARTS[place.name].draw, choices)
    if (same := answers.unchanged(request, headers)) is not None:
        return same
    answer = written(place, drawing, min(table.fetched_at for table in tables))
    answer.headers.update(headers)
    return answer


def _validators(place: Place, tables: Sequence[Sourced], today: date) -> dict[str, str]:
    """Whether the answer changed: equal wherever the same files and the same code are.

    Where no table is stored there is no answer to have, and there are none.
    """
    if not tables:
        return {}
    etag = answers.tag_of(
        [table.checksum for table in tables],
        place.lang,
        place.name,
        place.address,
        sorted(place.params),
        today if CHARTS[place.name].daily else None,
    )
    headers = answers.validators(etag, min(table.fetched_at for table in tables))
    headers["Vary"] = "Accept-Language"
    return headers | ({"Tingblik-Data": "invented"} if place.invented else {})


def _told(site: Site, request: Request, problem: Problem) -> Response:
    """A page that says why there is no chart; while data is loading it reloads itself."""
    lang = site.language(request)
    headers = {"Cache-Control": "no-store", **problem.headers, **_HEADERS}
    page = told_page(site, problem, lang)
    return Response(page, problem.status, headers, media_type="text/html")


def _file(request: Request) -> Response:
    asked = request.path_params["name"]
    found = next((each for each in assets().values() if each.name == asked), None)
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such file.")
    return found.answer(request)
