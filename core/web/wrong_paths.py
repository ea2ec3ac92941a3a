"""An address that there is nothing at is answered with 404, and a page that helps on.

Where programs ask, what may not be done is a problem that they can read as well.
"""

from __future__ import annotations

import re
from html import escape
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.filters.values import printable
from core.language import Lang, choose, text
from core.web.answers import Problem
from core.web.limits import LIMITED
from core.web.site import Site
from core.web.styled_document import in_language

_NO_STORE = {"Cache-Control": "no-store"}
_LONGEST = 40
_OF_ONE = frozenset({"vote", "member", "case"})  # pages that show nothing without an id
_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.5 sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}"
)
# Community Cloud shows an app below this.
_HOSTED = "/~/+"


class WrongPaths:
    """Turns the index that the dashboard has for every address into 404 where there is no page.

    So a probe of a misspelt address is not green. A browser draws the dashboard all the same, which
    says that it has no such page. Its scripts look for the server at the address that is open and
    one above: where that is not enough, and there is only a blank page, a plain one says so.
    """

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app, self._site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or self._site.is_page(path) or path.startswith(_HOSTED):
            await self._app(scope, receive, send)
            return
        instead: Response | None = None

        async def checking(message: Message) -> None:
            nonlocal instead
            if message["type"] == "http.response.start":
                instead = self._instead(Request(scope), message)
                if instead is not None:
                    await instead(scope, receive, send)
            if instead is None:
                await send(message)

        await self._app(scope, receive, checking)

    def _instead(self, request: Request, start: Message) -> Response | None:
        """What is answered in the place of an answer that begins so; None where that stands."""
        path = request.scope["path"].removeprefix(self._site.base)
        if start["status"] == HTTPStatus.METHOD_NOT_ALLOWED and path.startswith(LIMITED):
            allowed = Headers(raw=start["headers"]).get("allow", "GET, HEAD")
            words = "What is here can only be read.", f"Ask with one of: {allowed}."
            status = HTTPStatus.METHOD_NOT_ALLOWED
            return Problem(status, *words, headers={"Allow": allowed}).answer()
        return self._answer(request, path) if _is_index(request.scope, start) else None

    def _answer(self, request: Request, path: str) -> Response:
        if path.startswith(LIMITED):
            problem = Problem(
                HTTPStatus.NOT_FOUND,
                "There is nothing at this address.",
                f"What there is stands at {self._site.path('/api/v1/')}.",
            )
            return problem.answer()
        if path.count("/") > 1:
            return HTMLResponse(self._plain(request, path), HTTPStatus.NOT_FOUND, _NO_STORE)
        page = in_language(self._site.index, self._language(request))
        return HTMLResponse(page, HTTPStatus.NOT_FOUND, _NO_STORE)

    def _language(self, request: Request) -> Lang:
        accepted = request.headers.get("accept-language", "")
        asked = request.query_params.get("lang", "") or self._site.settings().lang
        return choose(accepted.split(",")[0], asked)

    def _plain(self, request: Request, path: str) -> str:
        """A page that says what is not there and links to those that are."""
        lang = self._language(request)
        title = text("address.lost_title", lang)
        said = escape(text("address.lost", lang, name=printable(path.strip("/"))[:_LONGEST]))
        up = "../" * (path.count("/") - 1)
        links = "".join(
            f'<li><a href="{up}{"" if place == 0 else name}">'
            f"{escape(text(f'page.{name}', lang))}</a></li>"
            for place, name in enumerate(self._site.pages)
            if name not in _OF_ONE
        )
        return (
            f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
            f"<body><h1>{escape(title)}</h1><p>{said}</p>{_search(path, up, lang)}"
            f"<ul>{links}</ul></body></html>"
        )


def _search(path: str, up: str, lang: Lang) -> str:
    """A form that looks for the words of a path."""
    words = " ".join(re.findall(r"[^\W_]+", printable(path)))[:_LONGEST]
    return (
        f'<form role="search" action="{up}search"><input type="hidden" name="lang" value="{lang}">'
        f'<input type="search" name="q" value="{escape(words)}" '
        f'aria-label="{escape(text("frame.search", lang))}"> '
        f"<button>{escape(text('frame.find', lang))}</button></form>"
    )


def _is_index(scope: Scope, start: Message) -> bool:
    """Whether the dashboard's own files answer, with a document: it has none but the index."""
    kinds = [value for name, value in start["headers"] if name.lower() == b"content-type"]
    html = bool(kinds) and kinds[0].startswith(b"text/html")
    return html and start["status"] < 400 and isinstance(scope.get("endpoint"), StaticFiles)
