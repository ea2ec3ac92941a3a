"""Every table of the data dictionary as a file at an address, with the parameters of its page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from core.dictionary import TABLES
from core.export.files import file_name
from core.service import Source
from core.times import danish_now, in_denmark
from core.web.answers import Problem, route, tag_of, validators, without_body
from core.web.body_cache import BodyCache
from core.web.file_forms import MEDIA_TYPES, Form
from core.web.paging import Page
from core.web.parameters import Parameters, nearest
from core.web.requests.all_ballots import Everything, everything
from core.web.site import Site
from core.web.streams import Streams
from core.web.table_requests import ask, asking_of

AT = "/api/v1"
"""What all addresses of data begin with."""

_KEPT_BYTES = 32_000_000


def routes(site: Site) -> list[BaseRoute]:
    """`/api/v1/{table}.{form}` of every table in every form."""
    kept, streams = BodyCache(_KEPT_BYTES), Streams()
    return [
        route(
            site,
            f"{AT}/{name}.{form}",
            partial(_file, site, kept, streams, name, form),
            methods=("GET", "HEAD"),
        )
        for name in TABLES
        for form in MEDIA_TYPES
    ]


def nothing(site: Site) -> list[BaseRoute]:
    """What answers below `/api/` where nothing else does; it stands behind all other routes."""
    return [route(site, "/api/{path:path}", _nothing)]


def file_headers(name: str, *, invented: bool, missing: Sequence[str] = ()) -> dict[str, str]:
    """The headers of a file of rows, without those of its age.

    They tell its name, whether its rows are real, and which periods are meant and not in it.
    """
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if invented:
        headers["Tingblik-Data"] = "invented"
    if missing:
        headers["Tingblik-Missing"] = " ".join(missing)
    return headers


def _file(
    site: Site,
    kept: BodyCache,
    streams: Streams,
    name: str,
    form_name: str,
    request: Request,
    source: Source,
) -> Response:
    params, now = request.query_params.multi_items(), danish_now()
    given, lang = Parameters(params), site.language(request)
    form = Form.of(form_name, given)
    page = _page(form, given)
    if name == "ballots" and form.by_parts:
        every = everything(asking_of(source, name, params, lang, now))
        if every is not None:
            return _by_parts(streams, request, every, form)
    asked = ask(source, name, params, lang, now)
    path = f"{site.address(request) or site.base}{AT}/{name}.json"
    of_page = () if page is None else (path, page, sorted(params))
    tag = tag_of(asked.key, form, of_page)
    headers = validators(tag, asked.fetched_at) | file_headers(
        asked.file_name(form.name), invented=asked.invented, missing=asked.missing
    )
    if page is not None:  # a program reads it where it is
        del headers["Content-Disposition"]
    headers["Content-Type"] = form.media_type
    answer = without_body(request, headers)
    if answer is not None:
        return answer
    body = kept.get(tag)
    if body is None and page is not None:
        body = kept.keep(tag, page.body(name, asked.taken, params, path))
    elif body is None:
        with site.making.turn(asked.taken):
            body = kept.get(tag) or kept.keep(tag, form.body(asked))  # made while this waited?
    return Response(body, headers=headers)


def _by_parts(streams: Streams, request: Request, every: Everything, form: Form) -> Response:
    """All ballots, a session at a time."""
    invented = every.asking.loaded.source.tables.invented
    day = in_denmark(every.fetched_at).date()
    name = file_name("ballots", None, day, invented, form.name)
    headers = validators(tag_of(every.key, form), every.fetched_at)
    headers |= file_headers(name, invented=invented, missing=every.missing)
    headers["Content-Type"] = form.media_type
    answer = without_body(request, headers)
    if answer is not None:
        return answer
    take = partial(TABLES["ballots"].take, demo=invented, categories=True)
    return streams.answer(form.parts(map(take, every.frames())), headers)


def _page(form: Form, given: Parameters) -> Page | None:
    """The part of the rows that JSON has; other forms have all rows. Raises `Problem` (400)."""
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
