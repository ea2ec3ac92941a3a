"""The control of the connection: name, route, certificate, and whether it is the right OData.

Only the configured host is asked. A missing network shows on this machine itself: it finds no name
and no route.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import requests
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from core.errors import ApiError, NotOData
from core.happenings import Cause, cause_of
from core.oda.http.transport import USER_AGENT, ODataAdapter, why_unreachable
from core.oda.query.query import Query
from core.oda.rows import open_envelope
from core.settings import LOOPBACK, Settings
from core.telemetry import Telemetry

QUESTION = Query("Stemmetype").top(1)
# Reserved for documentation: nothing is sent there, the system only looks for a route.
_NOWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))

Place = Callable[[], AbstractContextManager[None]]
"""Reserves one connection for as long as its context lasts."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The version of TLS, and until when (UTC) the certificate is valid."""

    version: str
    ends: datetime


@dataclass(frozen=True, slots=True)
class Control:
    """How a control ended; `cause` is None where the API answered as it should.

    `step` is the last one that was reached, `detail` says in English what was found there, `error`
    is that of the query. What was not reached is None.
    """

    step: str
    cause: Cause | None
    detail: str = ""
    addresses: tuple[str, ...] = ()
    certificate: Certificate | None = None
    seconds: float | None = None
    date: str | None = None
    error: ApiError | None = None


def control(settings: Settings, authorities: str = "", place: Place = nullcontext) -> Control:
    """Look the API's name up, connect, shake hands and ask one small thing.

    `authorities` is the file of trusted certificates, by default the one that requests uses. Takes
    a few times the connect timeout at most, and as long as the system looks for a name.

    While the process sends other requests, `place` reserves one connection within their limit
    (`ODataAdapter.place`). If none becomes free in time, its TooSlow is raised and nothing has been
    found out: all connections may be busy with good answers or with none, and those requests report
    their own outcome. Closing one of them could lose a good answer. The name is looked up first,
    since that needs no connection: so a missing network is found in any case.
    """
    found = _look_up(settings)
    if found.cause is not None:
        return found
    with place():
        return _connect(settings, authorities, found.addresses)


def host_and_port(settings: Settings) -> tuple[str, int]:
    """Where the API is."""
    parts = urlsplit(settings.api_url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def certificate_of(settings: Settings, authorities: str = "") -> Certificate | None:
    """The certificate of the API, by one handshake; None without one, or where it is no good."""
    if not settings.api_url.startswith("https://"):
        return None
    return _shake_hands(settings, authorities).certificate


def has_route() -> bool:
    """Whether this machine has a route to any other; nothing is sent."""
    for family, address in _NOWHERE:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((address, 443))
                return True
        except OSError:
            continue
    return False


def _look_up(settings: Settings) -> Control:
    host, port = host_and_port(settings)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        cause = why_unreachable(error) if host in LOOPBACK or has_route() else "no_network"
        return Control("dns", cause, f"{host} has no address: {error.strerror or error}")
    return Control("dns", None, addresses=tuple(sorted({str(entry[4][0]) for entry in found})))


def _connect(settings: Settings, authorities: str, addresses: tuple[str, ...]) -> Control:
    """The steps that need a connection, one after the other."""
    certificate = None
    if settings.api_url.startswith("https://"):
        shaken = _shake_hands(settings, authorities)
        if shaken.cause is not None:
            return replace(shaken, addresses=addresses)
        certificate = shaken.certificate
    return replace(_ask(settings), addresses=addresses, certificate=certificate)


def _shake_hands(settings: Settings, authorities: str) -> Control:
    host, port = host_and_port(settings)
    context = ssl.create_default_context(cafile=authorities or DEFAULT_CA_BUNDLE_PATH)
    try:
        with (
            socket.create_connection((host, port), timeout=settings.connect_timeout) as plain,
            context.wrap_socket(plain, server_hostname=host) as secured,
        ):
            certificate, version = secured.getpeercert() or {}, secured.version()
    except ssl.SSLCertVerificationError as error:
        return Control(
            "tls", "untrusted", f"the certificate is not trusted: {error.verify_message}"
        )
    except OSError as error:
        detail = f"no secure connection to {host}:{port}: {error}"
        return Control("tls", why_unreachable(error), detail)
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
    return Control("tls", None, certificate=Certificate(str(version), ends))


def _ask(settings: Settings) -> Control:
    adapter = ODataAdapter(impatient(settings), Telemetry())
    headers = {"User-Agent": USER_AGENT, "Accept": "application/json"}
    request = requests.Request("GET", QUESTION.url(settings.api_url), headers=headers).prepare()
    begun = time.monotonic()
    try:
        answer = adapter.send(request)
        seconds = time.monotonic() - begun
        _check_rows(answer.content)
    except ApiError as error:
        # Anything but rows is a wrong answer to this query.
        return Control("query", cause_of(error) or "nonsense", str(error), error=error)
    finally:
        adapter.close()
    return Control("query", None, seconds=seconds, date=answer.headers.get("Date"))


def _check_rows(content: bytes) -> None:
    """Raise NotOData where the answer comes from another OData service than Parliament's."""
    fields = QUESTION.entity.fields.keys()
    rows = open_envelope(content).rows
    if any(not fields <= row.keys() for row in rows):
        raise NotOData(f"not the rows of Parliament's {QUESTION.name}", status=200)


def impatient(settings: Settings) -> Settings:
    """The settings with short timeouts and no retries, since a control is about one answer."""
    return replace(
        settings,
        retries=0,
        connect_timeout=min(settings.connect_timeout, 5.0),
        read_timeout=min(settings.read_timeout, 10.0),
        total_timeout=min(settings.total_timeout, 12.0),
    )
