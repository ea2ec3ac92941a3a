"""What all routes are given: the process's service, and where the routes stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from starlette.requests import Request

from core.language import Lang, choose
from core.service import Service
from core.settings import LOOPBACK


@dataclass(frozen=True, slots=True)
class Site:
    """The routes of one process.

    `service` gives the process's service, opened by the first who asks, and raises SettingsError.
    `base` is the path that everything stands below: empty, or such as `/tingblik`. `pages` are the
    names of the dashboard's pages, empty where routes are served without it; `index` is the HTML
    document that a browser gets for any of them. `font` is the file of the font that pictures are
    drawn in, where there is one.
    """

    service: Callable[[], Service]
    base: str = ""
    pages: tuple[str, ...] = ()
    index: str = ""
    font: Path | None = None

    def path(self, path: str) -> str:
        """Where a route stands: its path below the base."""
        return f"{self.base}{path}"

    def address(self, request: Request) -> str | None:
        """The absolute address that everything stands below, without a slash at the end.

        That of the setting, which holds the base; on loopback the one that was asked. Else None:
        whoever asks can write any host into a request, so none is taken from it.
        """
        public = self.service().settings.public_url
        if public:
            return public
        client = request.client.host if request.client else ""
        host = request.url.hostname or ""
        if is_loopback(client) and host in LOOPBACK and not forwarded(request):
            return f"{request.url.scheme}://{request.url.netloc}{self.base}"
        return None

    def language(self, request: Request) -> Lang:
        """The language that the address names, else the installation's, else the reader's."""
        asked = request.query_params.get("lang", "")
        accepted = request.headers.get("accept-language", "")
        return choose(accepted.split(",")[0], asked or self.service().settings.lang)


def is_loopback(client: str) -> bool:
    """Whether an address is of this machine, also where it is an IPv4 address written as IPv6."""
    try:
        found = ip_address(client)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


def forwarded(request: Request) -> bool:
    """Whether a proxy passed the request on, so that its sender is not who asks."""
    return any(name in request.headers for name in ("x-forwarded-for", "forwarded"))
