"""What all routes are given: the process's service, and where the routes stand."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address

from starlette.requests import HTTPConnection, Request

from core.errors import TingblikError
from core.language import Lang, choose
from core.service import Service, close_service
from core.settings import LOOPBACK, Settings
from core.web.file_turns import FileTurns
from core.web.traffic import Traffic

_PASSED_ON = (
    *("x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip"),
    *("forwarded", "via"),
)
"""Any of these is written by a proxy; by no browser."""


@dataclass(frozen=True, slots=True)
class Site:
    """The routes of one process.

    `service` gives the process's service, opened by the first who asks, and raises SettingsError.
    `base` is the path that everything stands below: empty, or such as `/tingblik`. `pages` are the
    names of the dashboard's pages, empty where routes are served without it; `index` is the HTML
    document that a browser gets for any of them, and `scripts` are those that pages bring along
    inside the document. `sessions` counts the visitors of the pages. `close` closes the service.
    `traffic` counts the answers, `making` gives large files their turns.
    """

    service: Callable[[], Service]
    base: str = ""
    pages: tuple[str, ...] = ()
    index: str = ""
    scripts: tuple[str, ...] = ()
    sessions: Callable[[], int] | None = None
    close: Callable[[], None] = close_service
    traffic: Traffic = field(default_factory=Traffic, compare=False)
    making: FileTurns = field(default_factory=FileTurns, compare=False)

    def path(self, path: str) -> str:
        """Where a route stands: its path below the base."""
        return f"{self.base}{path}"

    def settings(self) -> Settings:
        """The settings; the defaults where the service cannot be opened, as routes say why."""
        try:
            return self.service().settings
        except TingblikError:
            return Settings()

    def want(self) -> None:
        """Note that somebody asked for data: what a process keeps up may now begin to load."""
        with suppress(TingblikError):
            self.service().visited.set()

    def is_page(self, path: str) -> bool:
        """Whether a path of an address is that of a page; the first one's is the base."""
        name = path.removeprefix(self.base).strip("/")
        return path.startswith(self.base) and (not name or name in self.pages)

    def address(self, request: Request) -> str | None:
        """The absolute address that everything stands below, without a slash at the end.

        That of the setting, which holds the base; on loopback the one that was asked. Else None:
        whoever asks can write any host into a request, so none is taken from it.
        """
        public = self.service().settings.public_url
        if public:
            return public
        if from_here(request) and (request.url.hostname or "") in LOOPBACK:
            return f"{request.url.scheme}://{request.url.netloc}{self.base}"
        return None

    def language(self, request: Request) -> Lang:
        """The language that the address names, else the installation's, else the reader's."""
        asked = request.query_params.get("lang", "")
        accepted = request.headers.get("accept-language", "")
        first = accepted.split(",")[0] or None
        return choose(first, asked or self.service().settings.lang)


def plain_address(client: str) -> str:
    """An address as it is usually written: one of IPv4 not as IPv6."""
    try:
        found = ip_address(client)
    except ValueError:
        return client
    return str(getattr(found, "ipv4_mapped", None) or found)


def is_loopback(client: str) -> bool:
    """Whether an address is of this machine, also where it is an IPv4 address written as IPv6."""
    try:
        return ip_address(plain_address(client)).is_loopback
    except ValueError:
        return False


def forwarded(request: HTTPConnection) -> bool:
    """Whether a proxy passed the request on, so that its sender is not who asks."""
    return any(name in request.headers for name in _PASSED_ON)


def from_here(request: HTTPConnection) -> bool:
    """Whether a request was made on this machine."""
    return is_loopback(request.client.host if request.client else "") and not forwarded(request)
