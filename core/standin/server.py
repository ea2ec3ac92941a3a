"""The ASGI app: methods, headers, status codes and faults around the answers of `respond`."""

from __future__ import annotations

import asyncio
import gzip as zipped
import socket
import struct
from collections.abc import Callable, Mapping

import polars as pl
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from core.oda.schema.entities import ENTITIES
from core.standin import metadata, writer
from core.standin.errors import BadRequest, UnknownKey, UnknownSet
from core.standin.faults import BadFault, Faults, Trouble
from core.standin.options import DEEPEST, Options
from core.standin.respond import respond, service_document
from core.standin.service import Request as Recorded
from core.standin.service import Service
from core.standin.spoil import spoil

TRANSPORT = "standin.transport"  # where the server leaves the connection in the scope

_HEADERS = {
    "Cache-Control": "no-cache",
    "Pragma": "no-cache",
    "Expires": "-1",
    "DataServiceVersion": "3.0;",
}
_JSON = "application/json; charset=utf-8"
_XML = "application/xml; charset=utf-8"
_HTML = "text/html; charset=utf-8"
_NOT_FOUND_PAGE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n'
    '<html xmlns="http://www.w3.org/1999/xhtml">\n'
    "<head><title>404 - File or directory not found.</title></head>\n"
    "<body><h1>Server Error</h1><h2>404 - File or directory not found.</h2>\n"
    "<h3>The resource you are looking for might have been removed, had its name changed, "
    "or is temporarily unavailable.</h3></body>\n</html>\n"
)
_HTML_FOR_ROWS = (
    "<html><head><title>Driftsmeddelelse</title></head><body>Prøv senere.</body></html>"
)
_LOOPBACK = ("127.0.0.1", "::1", "testclient")


def create_app(
    tables: Mapping[str, pl.DataFrame],
    *,
    faults: Faults | None = None,
    latency_ms: float = 0,
    deepest: int = DEEPEST,
    gzip: bool = False,
) -> Starlette:
    """An app that serves these tables as the API would, at `/api/`.

    `deepest` is how many levels `$expand` may have; with `gzip`, answers are compressed for clients
    that accept it.

    Its `state.service` has rows, faults and requests; `POST /_standin/faults` and
    `GET /_standin/stats` give access to them from outside, on loopback only.
    """
    app = Starlette(
        routes=[
            Route("/_standin/faults", _set_faults, methods=["POST"]),
            Route("/_standin/stats", _get_stats, methods=["GET"]),
            Route("/api", _Api()),
            Route("/api/{path:path}", _Api()),
        ],
        exception_handlers={404: _no_page},
    )
    app.state.service = Service(tables, faults, latency_ms, deepest, gzip)
    return app


def reset(transport: asyncio.BaseTransport | None) -> None:
    """Break a connection with RST instead of closing it."""
    if isinstance(transport, asyncio.Transport):
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()


class _Api:
    """The endpoint for everything below `/api`."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        service: Service = scope["app"].state.service
        request = Request(scope, receive)
        query = scope["query_string"].decode("ascii", "replace")
        url = scope["raw_path"].decode("ascii", "replace") + (f"?{query}" if query else "")
        trouble = service.faults.trouble(url)
        if service.latency_ms or trouble.delay_ms:
            await asyncio.sleep((service.latency_ms + trouble.delay_ms) / 1000)
        if trouble.broken in ("reset", "hang"):
            service.requests.append(Recorded(url, 0))
            if trouble.broken == "reset":
                reset(scope.get(TRANSPORT))
                return
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        response = _spoilt(trouble) or _answered(service, request, query, trouble)
        if service.gzip and "gzip" in request.headers.get("Accept-Encoding", ""):
            _pack(response)
        service.requests.append(Recorded(url, response.status_code))
        if trouble.broken == "cut":
            await _send_half(response, send)
        else:
            await response(scope, receive, send)


def _answered(service: Service, request: Request, query: str, trouble: Trouble) -> Response:
    """The answer that the API would give, except for faults in its content."""
    if request.method == "OPTIONS":
        return _plain(writer.error("The requested resource does not support http method."), 405)
    if request.method in ("POST", "PUT", "PATCH", "DELETE"):
        return _plain(writer.error("The service is read-only."), 501)
    if request.method != "GET":
        return _plain("", 405)
    if request.headers.get("OData-Version", "").strip() == "4.0":
        return _plain(_NOT_FOUND_PAGE, 404, _HTML)
    base = f"{request.url.scheme}://{request.url.netloc}/api/"
    path = request.scope["path"].removeprefix("/api").removeprefix("/")
    try:
        if path == "$metadata":
            return _plain(metadata.document(), 200, _XML)
        if not path:
            return _plain(service_document(base), 200)
        options = Options.parse(
            _without_filter(query) if trouble.ignore_filter else query, service.deepest
        )
        if trouble.shift_rows:
            service.shift(path, options, trouble.shift_rows)
        link = _link(trouble, base, f"{base}{path}?{query}")
        body = respond(service.database, base, path, options, link)
        return _plain(spoil(body, path, trouble) if path in ENTITIES else body, 200)
    except BadRequest as problem:
        return _plain(writer.error(str(problem)), 400)
    except UnknownSet:
        return _plain(_NOT_FOUND_PAGE, 404, _HTML)
    except UnknownKey:
        return _plain("", 404)


def _plain(body: str, status: int, kind: str = _JSON) -> Response:
    return Response(body, status, _HEADERS, kind)


def _pack(response: Response) -> None:
    """Compress the body and set the headers that say so."""
    response.body = zipped.compress(bytes(response.body), compresslevel=5)
    response.headers["Content-Length"] = str(len(response.body))
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"


def _without_filter(query: str) -> str:
    parts = query.split("&")
    return "&".join(p for p in parts if not p.startswith(("$filter=", "%24filter=")))


def _link(trouble: Trouble, base: str, itself: str) -> Callable[[str], str]:
    def changed(link: str) -> str:
        if trouble.next_link is None:
            return link
        return trouble.next_link + link.removeprefix(base) if trouble.next_link else itself

    return changed


def _spoilt(trouble: Trouble) -> Response | None:
    """The answer of a server that is in trouble; None if it can answer."""
    if trouble.status is not None:
        response = _plain("The service is unavailable.", trouble.status, _HTML)
        if trouble.retry_after is not None:
            response.headers["Retry-After"] = str(trouble.retry_after)
        return response
    if trouble.broken == "html":
        return _plain(_HTML_FOR_ROWS, 200, _HTML)
    if trouble.broken == "json":
        return _plain('{\n  "odata.metadata":"', 200)
    if trouble.broken == "shape":
        return _plain(writer.obj({"message": '"OK"'}), 200)
    return None


async def _send_half(response: Response, send: Send) -> None:
    """Send headers with the right length and half of the body; the server then closes."""
    body = bytes(response.body)
    await send(
        {
            "type": "http.response.start",
            "status": response.status_code,
            "headers": response.raw_headers,
        }
    )
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})


def _is_local(request: Request) -> bool:
    """Whether a request is from this machine, and not from a page in its browser."""
    client = request.client
    return client is not None and client.host in _LOOPBACK and "origin" not in request.headers


async def _set_faults(request: Request) -> Response:
    if not _is_local(request):
        return PlainTextResponse("only from this machine\n", 403)
    try:
        faults = Faults.parse((await request.body()).decode().strip())
    except (BadFault, UnicodeDecodeError) as error:
        return PlainTextResponse(f"{error}\n", 400)
    request.app.state.service.faults = faults
    return PlainTextResponse(f"{faults.spec}\n")


async def _get_stats(request: Request) -> Response:
    if not _is_local(request):
        return PlainTextResponse("only from this machine\n", 403)
    return JSONResponse(request.app.state.service.stats())


async def _no_page(_request: Request, _error: Exception) -> Response:
    return _plain(_NOT_FOUND_PAGE, 404, _HTML)
