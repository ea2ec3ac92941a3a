"""The two typefaces of pages, embeds and pictures, served from here so that nobody else is asked.

Each file stands under a name with its checksum and may be kept for ever. Where no routes are, as in
the plain-script form, the families are unknown to the browser and the system's stand in.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core.web.answers import Problem
from core.web.site import Site

_FOLDER = Path(__file__).parent / "static" / "fonts"
_ADDRESS = "/fonts/"
_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Access-Control-Allow-Origin": "*",  # a frame that may do little has no origin of its own
}


@dataclass(frozen=True, slots=True)
class Font:
    """A variable font: its family as styles name it, its file, and its weights.

    No name has a digit in it: in a style that does not quote the name, that would make it void.
    """

    family: str
    file: str
    weights: str

    @property
    def path(self) -> Path:
        """The file."""
        return _FOLDER / self.file

    @property
    def name(self) -> str:
        """The name that it is served under, which changes with it."""
        stem, _, kind = self.file.rpartition(".")
        return f"{stem}-{_digest(self.path)}.{kind}"


SANS = Font("Tingblik Sans", "ibm-plex-sans-latin.woff2", "100 700")
SERIF = Font("Tingblik Serif", "source-serif-4-latin.woff2", "200 900")
FONTS = (SANS, SERIF)


def faces(folder: str) -> str:
    """The styles that tell a browser where the fonts are; `folder` leads to their addresses."""
    return "".join(
        f'@font-face{{font-family:"{font.family}";font-style:normal;font-weight:{font.weights};'
        f'font-display:swap;src:url("{folder}{font.name}") format("woff2")}}\n'
        for font in FONTS
    )


def routes(site: Site) -> list[BaseRoute]:
    """`/fonts/NAME`."""
    return [Route(site.path(f"{_ADDRESS}{{name}}"), _answer)]


def _answer(request: Request) -> Response:
    font = next((each for each in FONTS if each.name == request.path_params["name"]), None)
    if font is None:
        return Problem(HTTPStatus.NOT_FOUND, "There is no such font.").answer()
    return Response(font.path.read_bytes(), headers=_HEADERS, media_type="font/woff2")


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
