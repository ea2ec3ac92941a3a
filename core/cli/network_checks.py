"""The checks of `doctor` that ask the network: name, certificate, a query, the clock, $metadata."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from core.cli.findings import Finding, few
from core.errors import ApiError, NotOData
from core.language import duration, error_words
from core.oda.metadata import Difference, compare_metadata
from core.oda.query import Query
from core.oda.transport import USER_AGENT, ODataAdapter
from core.settings import Settings
from core.telemetry import SLOW_SECONDS, Telemetry

CERTIFICATE_DAYS = 14
CLOCK_SECONDS = 120.0
_SMALL = Query("Stemmetype").top(1)

Now = Callable[[], datetime]


def utc_now() -> datetime:
    """The time by this machine's clock."""
    return datetime.now(UTC)


def check_dns(settings: Settings) -> list[Finding]:
    """Does the API's name lead to an address?"""
    host, port = _host_and_port(settings)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        return [
            Finding(
                "dns", "fail", f"{host} has no address: {error.strerror or error}",
                "check the connection to the internet, the name server and TINGBLIK_API_URL",
            )
        ]  # fmt: skip
    addresses = sorted({str(entry[4][0]) for entry in found})
    return [Finding("dns", "ok", f"{host} is {few(addresses)}", details=tuple(addresses))]


def check_tls(settings: Settings, now: Now = utc_now, authorities: str = "") -> list[Finding]:
    """Is the API's certificate trusted, and for how long?

    `authorities` is the file of trusted certificates, by default the one that requests uses.
    """
    if not settings.api_url.startswith("https://"):
        return [Finding("tls", "skipped", "http on loopback has no certificate")]
    host, port = _host_and_port(settings)
    context = ssl.create_default_context(cafile=authorities or DEFAULT_CA_BUNDLE_PATH)
    seconds = settings.connect_timeout
    try:
        with (
            socket.create_connection((host, port), timeout=seconds) as plain,
            context.wrap_socket(plain, server_hostname=host) as secured,
        ):
            certificate, version = secured.getpeercert() or {}, secured.version()
    except ssl.SSLCertVerificationError as error:
        return [
            Finding(
                "tls", "fail", f"the certificate is not trusted: {error.verify_message}",
                "check this machine's clock, and whether a proxy reads along; "
                "else the API's operator must renew it",
            )
        ]  # fmt: skip
    except OSError as error:
        return [
            Finding(
                "tls", "fail", f"no secure connection to {host}:{port}: {error}",
                "check the connection and whether a firewall lets it through",
            )
        ]  # fmt: skip
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
    days = (ends - now()).days
    found = f"{version}, certificate valid until {ends:%Y-%m-%d}, {days} days left"
    if days < CERTIFICATE_DAYS:
        return [Finding("tls", "warn", found, "the API's operator must renew it soon")]
    return [Finding("tls", "ok", found)]


def check_api(settings: Settings, now: Now = utc_now) -> list[Finding]:
    """Does a small query get an answer, how fast, and do its clock and ours agree?"""
    adapter = ODataAdapter(_impatient(settings), Telemetry())
    headers = {"User-Agent": USER_AGENT, "Accept": "application/json"}
    request = requests.Request("GET", _SMALL.url(settings.api_url), headers=headers).prepare()
    begun = time.monotonic()
    try:
        answer = adapter.send(request)
    except ApiError as error:
        return [_refused("query", error), Finding("clock", "skipped", "the API gave no time")]
    finally:
        adapter.close()
    seconds = time.monotonic() - begun
    found = f"{_SMALL.name} answered in {duration(seconds, 'en')}"
    if seconds > SLOW_SECONDS:
        query = Finding("query", "warn", found, "the API or the connection is slow; try later")
    else:
        query = Finding("query", "ok", found)
    return [query, _clock(answer.headers.get("Date"), now())]


def check_metadata(settings: Settings, document: bytes | None = None) -> list[Finding]:
    """Does the API's `$metadata`, or a saved `document`, fit the registry?"""
    adapter = ODataAdapter(_impatient(settings), Telemetry())
    try:
        if document is None:
            document = adapter.get_document(f"{settings.api_url}$metadata")
        differences = compare_metadata(document)
    except NotOData as error:
        return [
            Finding("metadata", "fail", f"not a $metadata document: {error}", "see what is in it")
        ]
    except ApiError as error:
        return [_refused("metadata", error)]
    finally:
        adapter.close()
    return [_drift(differences)]


def _drift(differences: Sequence[Difference]) -> Finding:
    if not differences:
        return Finding("metadata", "ok", "$metadata fits the registry: no difference")
    lines = [str(difference) for difference in differences]
    found = f"{len(lines)} difference{'' if len(lines) == 1 else 's'}: {few(lines)}"
    if all(difference.kind.startswith("extra") for difference in differences):
        advice = "nothing breaks; what is new is not shown until the registry knows it"
        return Finding("metadata", "warn", found, advice, tuple(lines))
    advice = "queries on these names may fail: update Tingblik, or its registry"
    return Finding("metadata", "fail", found, advice, tuple(lines))


def _clock(date_header: str | None, now: datetime) -> Finding:
    try:
        theirs = parsedate_to_datetime(date_header or "")
    except (ValueError, OverflowError):
        return Finding("clock", "skipped", "the API gave no time")
    off = now - theirs.replace(tzinfo=theirs.tzinfo or UTC)
    seconds = abs(off).total_seconds()
    if seconds > CLOCK_SECONDS:
        way = "ahead of" if off > timedelta(0) else "behind"
        return Finding(
            "clock", "fail", f"this machine is {duration(seconds, 'en')} {way} the API",
            "set the clock: freshness and certificates are judged by it",
        )  # fmt: skip
    return Finding("clock", "ok", f"within {max(1, round(seconds))} s of the API's")


def _refused(name: str, error: ApiError) -> Finding:
    title, advice = error_words(error, "en")
    return Finding(name, "fail", f"{title}: {error}", advice)


def _impatient(settings: Settings) -> Settings:
    """The settings with short waits and no second try: a check is about one answer."""
    return replace(
        settings,
        retries=0,
        connect_timeout=min(settings.connect_timeout, 5.0),
        read_timeout=min(settings.read_timeout, 10.0),
        total_timeout=min(settings.total_timeout, 12.0),
    )


def _host_and_port(settings: Settings) -> tuple[str, int]:
    parts = urlsplit(settings.api_url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
