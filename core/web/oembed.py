"""oEmbed: how to show the chart of an address in a frame."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import parse_qsl, unquote, urlsplit

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from core.language import LANGUAGES
from core.service import Source
from core.web import answers
from core.web.answers import Problem
from core.web.charts.registry import CHARTS
from core.web.embed_pages import Place, frame, frame_height
from core.web.embeds import drawing_of
from core.web.parameters import Parameters
from core.web.site import Site

_WIDTH, _NARROWEST = 700, 300
_LOWEST = 200
_KEPT_SECONDS = 86_400


def routes(site: Site) -> list[BaseRoute]:
    """`/oembed?url=…`."""

    def tell(request: Request, source: Source) -> Response:
        return _tell(site, request, source)

    return [answers.route(site, "/oembed", tell)]


def _tell(site: Site, request: Request, source: Source) -> Response:
    given = Parameters(request.query_params.multi_items())
    known = ("url", "format", "maxwidth", "maxheight", "lang")
    given.check_names([name for name in given.names if name not in known], known)
    if given.one("format", "json") != "json":
        raise Problem(HTTPStatus.NOT_IMPLEMENTED, "Answers are JSON.", "Ask for format=json.")
    address = site.address(request)
    if address is None:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            "This site does not know its public address.",
            "Whoever runs it sets TINGBLIK_PUBLIC_URL.",
        )
    name, params = _chart(given.one("url"), address)
    asked = dict(params).get("lang")
    lang = next((each for each in LANGUAGES if each == asked), site.language(request))
    place = Place(site, name, params, lang, source.tables.invented, address)
    drawing = drawing_of(name, params, source, lang)
    width = max(_NARROWEST, min(given.whole("maxwidth") or _WIDTH, _WIDTH))
    height = frame_height(drawing.chart)
    if most := given.whole("maxheight"):
        height = max(_LOWEST, min(height, most))
    path = place.embed.removeprefix(site.base)
    content = {
        "version": "1.0",
        "type": "rich",
        "title": drawing.title,
        "provider_name": "Tingblik",
        "provider_url": f"{address}/",
        "cache_age": _KEPT_SECONDS,
        "width": width,
        "height": height,
        "html": frame(f"{address}{path}", drawing.title, width, height),
    }
    headers = {"Cache-Control": answers.CACHED, "Access-Control-Allow-Origin": "*"}
    if place.invented:
        headers["Tingblik-Data"] = "invented"
    return Response(orjson.dumps(content), headers=headers, media_type="application/json")


def _chart(url: str, address: str) -> tuple[str, list[tuple[str, str]]]:
    """The chart that an address is of, with its parameters."""
    below = f"{address}/embed/"
    if not url:
        raise Problem(HTTPStatus.BAD_REQUEST, "url is missing.", "Give the address of a chart.")
    if not url.startswith(below):
        raise Problem(
            HTTPStatus.NOT_FOUND, "That is no chart of this site.", f"They stand below {below}."
        )
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix(urlsplit(below).path))
    if name not in CHARTS:
        charts = f"The charts are: {', '.join(CHARTS)}."
        raise Problem(HTTPStatus.NOT_FOUND, "There is no chart at this address.", charts)
    return name, parse_qsl(parts.query, keep_blank_values=True)
