"""Charts to take away: each at an address of its own, as a page that others can frame, and as CSV.

The address has the parameters of the chart's page, `theme` (`light` or `dark`; else the reader's),
and `download`: the picture to make at once, or `datawrapper` to go on there.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

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
from core.web.charts.drawing import Choices, Drawing
from core.web.charts.registry import CHARTS
from core.web.embedded import Place, picture_page, told_page, wrapper_page
from core.web.given import Given
from core.web.loaded import Loaded
from core.web.site import Site

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


def drawing_of(name: str, params: Sequence[tuple[str, str]], source: Source, lang: Lang) -> Drawing:
    """The chart of that name with the choices of an address.

    Raises Problem (NotLoaded and Nothing among them) and TingblikError.
    """
    page, given = name.partition("/")[0], Given(params)
    known = (*keys_of(page), *_OWN)
    given.check_names(unknown_keys(page, (n for n in given.names if n not in _OWN)), known)
    given.one_of("lang", LANGUAGES)
    given.one_of("theme", THEMES)
    given.one_of("download", (*PICTURES, "datawrapper"))
    try:
        return CHARTS[name](Choices(given, Loaded(source, danish_now()), lang))
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
    place = place_of(site, request, source, chart_of(request))
    drawing = drawing_of(place.name, place.params, source, place.lang)
    headers = _validators(place, drawing)
    if (same := answers.unchanged(request, headers)) is not None:
        return same
    given = Given(place.params)
    download = given.one("download")
    if download == "datawrapper":
        body = wrapper_page(place, drawing)
    else:
        body = picture_page(place, drawing, given.one("theme"), download)
    return Response(body, headers=headers | _HEADERS, media_type="text/html")


def _numbers(site: Site, request: Request, source: Source) -> Response:
    place = place_of(site, request, source, chart_of(request))
    drawing = drawing_of(place.name, place.params, source, place.lang)
    headers = _validators(place, drawing) | {"Access-Control-Allow-Origin": "*"}
    if (same := answers.unchanged(request, headers)) is not None:
        return same
    headers["Content-Disposition"] = f'attachment; filename="{place.file}.csv"'
    rows = drawing.rows
    if place.invented:
        rows = rows.with_columns(pl.lit(value=True).alias(DEMO.name))
    return Response(write_csv(rows, "plain"), headers=headers, media_type="text/csv")


def _validators(place: Place, drawing: Drawing) -> dict[str, str]:
    """Whether the answer changed: equal wherever the same files and the same code are."""
    parts = (
        *(source.checksum for source in drawing.sources),
        place.lang,
        place.name,
        place.address,
        sorted(place.params),
    )
    etag = answers.tag_of(*parts)
    headers = answers.validators(etag, min(source.fetched_at for source in drawing.sources))
    return headers | ({"Tingblik-Data": "invented"} if place.invented else {})


def _told(site: Site, request: Request, problem: Problem) -> Response:
    """A page that says in words why there is no chart; while it is loaded, the page asks again."""
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
