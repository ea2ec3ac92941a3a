"""Every table of the data dictionary as a file at an address, with the parameters of its page."""

from __future__ import annotations

import hashlib
from functools import partial
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from core.dictionary import TABLES
from core.service import Source
from core.times import danish_now
from core.web.answers import Problem, route, unchanged, validators
from core.web.asked import Asked, ask
from core.web.files import MEDIA_TYPES, Form
from core.web.given import Given, nearest
from core.web.kept import Kept
from core.web.paging import Page
from core.web.site import Site

AT = "/api/v1"
"""What all addresses of data begin with."""

_KEPT_BYTES = 32_000_000


def routes(site: Site) -> list[BaseRoute]:
    """`/api/v1/{table}.{form}` of every table in every form."""
    kept = Kept(_KEPT_BYTES)
    return [
        route(
            site,
            f"{AT}/{name}.{form}",
            partial(_file, site, kept, name, form),
            methods=("GET", "HEAD"),
        )
        for name in TABLES
        for form in MEDIA_TYPES
    ]


def nothing(site: Site) -> list[BaseRoute]:
    """What answers below `/api/` where nothing else does; it stands behind all other routes."""
    return [route(site, "/api/{path:path}", _nothing)]


def file_headers(asked: Asked, name: str) -> dict[str, str]:
    """The headers of a file of rows beside those of its age: its name, and whether it is real."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return headers | ({"Tingblik-Data": "invented"} if asked.invented else {})


def _file(
    site: Site, kept: Kept, name: str, form_name: str, request: Request, source: Source
) -> Response:
    params = request.query_params.multi_items()
    given, lang = Given(params), site.language(request)
    form = Form.of(form_name, given)
    page = _page(form, given)
    asked = ask(source, name, params, lang, danish_now())
    path = f"{site.address(request) or site.base}{AT}/{name}.json"
    tag = _tag(asked.key, form, page, path if page else "", _written(params) if page else "")
    headers = validators(tag, asked.fetched_at) | file_headers(asked, form.file_name(asked))
    if page is not None:  # a program reads it where it is
        del headers["Content-Disposition"]
    headers["Content-Type"] = form.media_type
    answer = unchanged(request, headers)
    if answer is not None:
        return answer
    if request.method == "HEAD":
        answer = Response(headers=headers)
        del answer.headers["content-length"]
        return answer
    body = kept.get(tag)
    if body is None:
        made = form.body(asked) if page is None else page.body(name, asked.taken, params, path)
        body = kept.keep(tag, made)
    return Response(body, headers=headers)


def _page(form: Form, given: Given) -> Page | None:
    """The page that is meant of JSON; the other forms are whole. Raises `Problem` (400)."""
    if form.name == "json":
        return Page.of(given)
    for name in ("limit", "after"):
        if name in given.names:
            words, detail = f"{name} goes with json alone.", f"A file of {form.name} is whole."
            raise Problem(HTTPStatus.BAD_REQUEST, words, detail, parameter=name)
    return None


def _nothing(request: Request, source: Source) -> Response:
    path = str(request.path_params["path"])
    known = [f"v1/{name}.{form}" for name in TABLES for form in MEDIA_TYPES]
    like = nearest(path, known)
    words = f"Did you mean /api/{like[0]}?" if like else f"{AT}/ lists what there is."
    raise Problem(HTTPStatus.NOT_FOUND, "There is nothing at this address.", words)


def _written(params: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The parameters as a page's next address repeats them."""
    return [pair for pair in params if pair[0] != "after"]


def _tag(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
