"""The files that a page of ours needs in a browser, each once under a name that changes with it."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import plotly.offline
from starlette.requests import Request
from starlette.responses import Response

from core.web.fonts import SANS, faces

_STATIC = Path(__file__).with_name("static")
_KINDS = {"js": "text/javascript", "css": "text/css"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file with its compressed form, which is made once."""

    name: str
    body: bytes
    zipped: bytes

    def answer(self, request: Request) -> Response:
        """The file, which browsers may store for ever; also for pages of other origins."""
        packed = "gzip" in request.headers.get("accept-encoding", "")
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable",
            "Access-Control-Allow-Origin": "*",
            "Vary": "Accept-Encoding",
        }
        if packed:
            headers["Content-Encoding"] = "gzip"
        kind = _KINDS[self.name.rpartition(".")[2]]
        return Response(self.zipped if packed else self.body, headers=headers, media_type=kind)


@cache
def assets() -> dict[str, Asset]:
    """The files by what they are for: `embed.js`, `embed.css`, and plotly's own script."""
    found = {name: (_STATIC / name).read_bytes() for name in ("embed.js", "embed.css")}
    # The addresses of the fonts are relative to that of the styles and of the script's page.
    found["embed.css"] = faces("../../fonts/").encode() + found["embed.css"]
    found["embed.js"] = found["embed.js"].replace(b"$FONT", f"../../fonts/{SANS.name}".encode())
    # The wheel's, so that an embed draws exactly as the page does.
    found["plotly.js"] = plotly.offline.get_plotlyjs().encode()
    return {name: _asset(name, body) for name, body in found.items()}


@cache
def template(name: str) -> str:
    """A document with places to fill in."""
    return (_STATIC / name).read_text(encoding="utf-8")


def _asset(name: str, body: bytes) -> Asset:
    stem, _, kind = name.rpartition(".")
    digest = hashlib.sha256(body).hexdigest()[:16]
    return Asset(f"{stem}-{digest}.{kind}", body, gzip.compress(body, 9, mtime=0))
