"""What every answer says to a browser for safety; no redirect leads to a host of the request."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.web.site import Site

EMBEDS = "/embed/"
"""Below this everybody may show what they find in a frame."""
_HSTS = "max-age=31536000"
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# Charts and the frontend write styles into the document; nothing else of it may.
_POLICY = (
    "default-src 'self'",
    "script-src 'self' blob: 'wasm-unsafe-eval' {scripts}",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self' ws: wss:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self' https://app.datawrapper.de",
    "frame-ancestors {ancestors}",
)


class SafeHeaders:
    """Adds the headers that an answer has not set itself."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app, self._site = app, site
        self._scripts = " ".join(script_hashes(site.index, site.scripts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, self._adding(scope, send))

    def _adding(self, scope: Scope, send: Send) -> Send:
        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(scope, message["status"], MutableHeaders(scope=message))
            await send(message)

        return adding

    def _add(self, scope: Scope, status: int, headers: MutableHeaders) -> None:
        if status >= HTTPStatus.BAD_REQUEST or status == HTTPStatus.ACCEPTED:
            headers.setdefault("Cache-Control", "no-store")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        if scope["scheme"] == "https":
            headers.setdefault("Strict-Transport-Security", _HSTS)
        if headers.get("content-type", "").startswith("text/html"):
            headers.setdefault("Content-Security-Policy", self._policy(scope["path"]))
        if "location" in headers:
            headers["Location"] = own_path(headers["location"], Headers(scope=scope).get("host"))

    def _policy(self, path: str) -> str:
        sites = self._site.settings().frame_ancestors
        if path.startswith(self._site.path(EMBEDS)):
            sites = "*"
        ancestors = f"'{sites}'" if sites in ("self", "none") else sites
        return "; ".join(_POLICY).format(scripts=self._scripts, ancestors=ancestors)


def script_hashes(document: str, scripts: Iterable[str]) -> list[str]:
    """What a policy calls the scripts inside a document, and those that it gets later."""
    found = [*_INLINE.findall(document), *scripts]
    hashes = (hashlib.sha256(script.encode()).digest() for script in found)
    return [f"'sha256-{base64.b64encode(each).decode()}'" for each in hashes]


def own_path(location: str, host: str | None) -> str:
    """Where a redirect leads, without the host where it is only the one that a request named."""
    parts = urlsplit(location)
    if not host or parts.netloc != host or parts.path.startswith("//"):
        return location
    return parts._replace(scheme="", netloc="").geturl() or "/"
