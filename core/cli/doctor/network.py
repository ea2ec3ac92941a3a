"""The checks of `doctor` that use the network: the control of the connection, and $metadata."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from core.cli.doctor.findings import Finding, few
from core.errors import ApiError, NotOData
from core.language import duration, error_words
from core.oda.http.control import QUESTION, Certificate, Control, host_and_port, impatient
from core.oda.http.transport import ODataAdapter
from core.oda.schema.metadata import Difference, compare_metadata
from core.settings import Settings
from core.telemetry import SLOW_SECONDS, Telemetry
from core.times import utc_now

CERTIFICATE_DAYS = 14
CLOCK_SECONDS = 120.0
CONTROLLED = ("dns", "tls", "query", "clock")
_NOT_REACHED = "the step before must be right first"

Now = Callable[[], datetime]


def findings_of(control: Control, settings: Settings, now: Now = utc_now) -> list[Finding]:
    """The result of a control: a finding for each of its steps, and one for the clock."""
    findings = [_dns(control, settings)]
    if control.step == "dns" and control.cause is not None:
        return [*findings, *_not_reached("tls", "query", "clock")]
    findings.append(_tls(control, settings, now()))
    if control.step == "tls" and control.cause is not None:
        return [*findings, *_not_reached("query", "clock")]
    return [*findings, _query(control), _clock(control.date, now())]


def check_metadata(settings: Settings, document: bytes | None = None) -> list[Finding]:
    """Checks that the API's `$metadata`, or a saved `document`, matches the registry."""
    adapter = ODataAdapter(impatient(settings), Telemetry())
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


def _dns(control: Control, settings: Settings) -> Finding:
    host, _ = host_and_port(settings)
    if control.step == "dns" and control.cause is not None:
        if control.cause == "no_network":
            advice = "check the connection to the internet and the name server"
        else:
            advice = "check TINGBLIK_API_URL, the connection to the internet and the name server"
        return Finding("dns", "fail", control.detail, advice)
    return Finding("dns", "ok", f"{host} is {few(control.addresses)}", details=control.addresses)


def _tls(control: Control, settings: Settings, now: datetime) -> Finding:
    if not settings.api_url.startswith("https://"):
        return Finding("tls", "skipped", "http on loopback has no certificate")
    if control.certificate is not None:
        return _days_left(control.certificate, now)
    if control.cause == "untrusted":
        advice = (
            "check this machine's clock, and whether a proxy reads along; "
            "else the API's operator must renew it"
        )
    elif control.cause == "no_tls":
        advice = "check TINGBLIK_API_URL: what answers there speaks no https"
    else:
        advice = "check the connection and whether a firewall lets it through"
    return Finding("tls", "fail", control.detail, advice)


def _days_left(certificate: Certificate, now: datetime) -> Finding:
    days = (certificate.ends - now).days
    found = (
        f"{certificate.version}, certificate valid until {certificate.ends:%Y-%m-%d}, "
        f"{days} days left"
    )
    if days < CERTIFICATE_DAYS:
        return Finding("tls", "warn", found, "the API's operator must renew it soon")
    return Finding("tls", "ok", found)


def _query(control: Control) -> Finding:
    if control.error is not None:
        return _refused("query", control.error)
    seconds = control.seconds
    found = f"{QUESTION.name} answered in {duration(seconds, 'en')}"
    if seconds is not None and seconds > SLOW_SECONDS:
        return Finding("query", "warn", found, "the API or the connection is slow; try later")
    return Finding("query", "ok", found)


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
            "clock",
            "fail",
            f"this machine is {duration(seconds, 'en')} {way} the API",
            "set the clock: freshness and certificates are judged by it",
        )
    return Finding("clock", "ok", f"within {max(1, round(seconds))} s of the API's")


def _refused(name: str, error: ApiError) -> Finding:
    title, advice = error_words(error, "en")
    return Finding(name, "fail", f"{title}: {error}", advice)


def _not_reached(*names: str) -> list[Finding]:
    return [Finding(name, "skipped", _NOT_REACHED) for name in names]
