"""One thing by its id: a vote, a case, a member, a party, a committee, a meeting, a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from core.export.readme import TERMS_URL, terms
from core.filters.pages import unknown_keys
from core.language import Lang, text
from core.service import Source
from core.times import danish_now
from core.web import thing_contents
from core.web.answers import route, tag_of, validators, without_body
from core.web.parameters import Parameters
from core.web.site import Site
from core.web.table_files import AT
from core.web.table_reading import TableReader
from core.web.thing_contents import Links, Thing, ThingAsked


def routes(site: Site) -> list[BaseRoute]:
    """`/api/v1/votes/10564.json` and its like."""
    return [
        route(site, f"{AT}/{name}/{{id}}.json", partial(_answer, site, name)) for name in THINGS
    ]


def _answer(site: Site, name: str, request: Request, source: Source) -> Response:
    lang = site.language(request)
    base = site.address(request) or site.base
    params = request.query_params.multi_items()
    given = Parameters((*params, ("id", request.path_params["id"])))
    kind = THINGS[name]
    known = (*kind.parameters, "lang")
    strange = [key for key, _ in params if key not in known]
    given.check_names(unknown_keys(kind.page, strange) + strange.count("id") * ["id"], known)
    asked = ThingAsked(TableReader(source, danish_now()), given, lang, lambda path: base + path)
    thing = kind.make(asked)
    invented = any(table.invented for table in thing.tables)
    fetched = min(table.fetched_at for table in thing.tables)
    parts = (name, lang, base, [table.checksum for table in thing.tables],
             sorted(params), request.path_params["id"])  # fmt: skip
    headers = validators(tag_of(*parts), fetched)
    headers["Vary"] = "Accept-Language"
    if invented:
        headers["Tingblik-Data"] = "invented"
    headers["Content-Disposition"] = (
        f'inline; filename="{_file_name(kind.word, request, invented)}"'
    )
    headers["Content-Type"] = "application/json"
    if (early := without_body(request, headers)) is not None:
        return early
    own = asked.file(f"{name}/{quote(str(request.path_params['id']))}.json")
    body = {
        **thing.content,
        "links": {"self": own, **(thing.links if site.pages else _files(thing.links))},
        "source": _source(thing, lang, invented=invented),
    }
    content = orjson.dumps(body, option=orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS)
    return Response(content, headers=headers)


def _files(links: Links) -> Links:
    """The links without the one to a page, where the dashboard is not served."""
    return {name: url for name, url in links.items() if name != "page"}


def _file_name(word: str, request: Request, invented: bool) -> str:
    number = "".join(c for c in request.path_params["id"] if c.isascii() and c.isalnum())
    return f"tingblik-{'demo-' if invented else ''}{word}-{number}.json"


def _source(thing: Thing, lang: Lang, *, invented: bool) -> dict[str, Any]:
    urls = dict.fromkeys(url for table in thing.tables for url in table.urls)
    return {
        "invented": invented,
        "fetched": min(table.fetched_at for table in thing.tables),
        "urls": [] if invented else list(urls),
        "terms": " ".join(terms(lang, demo=invented)),
        "terms_url": "" if invented else TERMS_URL,
        "citation": "" if invented else text("readme.credit", lang),
    }


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of thing: what one is called, the page that shows it, and what the page is asked."""

    word: str
    page: str
    make: Callable[[ThingAsked], Thing]
    parameters: tuple[str, ...] = ()


THINGS: Mapping[str, _Kind] = MappingProxyType(
    {
        "votes": _Kind("vote", "vote", thing_contents.vote),
        "cases": _Kind("case", "case", thing_contents.case, ("session",)),
        "members": _Kind("member", "member", thing_contents.member, ("session",)),
        "parties": _Kind("party", "parties", thing_contents.party, ("session",)),
        "committees": _Kind("committee", "committees", thing_contents.committee),
        "meetings": _Kind("meeting", "meetings", thing_contents.meeting),
        "documents": _Kind("document", "documents", thing_contents.document),
    }
)
"""What can be had one by one, by the name that its address begins with."""
