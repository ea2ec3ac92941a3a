"""Every setting, typed, from the environment or the host's secrets, with default and meaning."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import SplitResult, urlsplit

from platformdirs import user_data_path

from core.errors import SettingsError

Demo = Literal["auto", "never", "always"]
Role = Literal["all", "writer", "web"]
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
PUBLIC_API = "https://oda.ft.dk/api/"


def _setting(default: Any, meaning: str, *, secret: bool = False) -> Any:
    """A setting; one that may hold a password is `secret`, and never printed."""
    return field(default=default, metadata={"meaning": meaning}, repr=not secret)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. The environment variable of `max_rps` is `TINGBLIK_MAX_RPS`, and so on."""

    api_url: str = _setting(PUBLIC_API, "Address of the API; https, or http on loopback only")
    data_dir: Path = _setting(user_data_path("tingblik"), "Folder of the page cache and the store")
    demo: Demo = _setting(
        "auto", "Invented parliament: auto (no API and nothing stored), never, always"
    )
    max_rps: float = _setting(10.0, "Requests a second at most")
    max_connections: int = _setting(4, "Connections to the API at most, and workers")
    share_of: int = _setting(
        1, "Processes that ask Parliament side by side; each takes its share of both"
    )
    redis_url: str = _setting(
        "",
        "Redis that processes share turns, breaker and pages over: redis://, rediss:// or unix://",
        secret=True,
    )
    lang: str = _setting("", "Language: da or en; empty follows the browser")
    connect_timeout: float = _setting(5.0, "Seconds to wait for a connection")
    read_timeout: float = _setting(30.0, "Seconds to wait for the API's next byte")
    total_timeout: float = _setting(90.0, "Seconds for one page in all, retries included")
    retries: int = _setting(3, "Times a failed request is tried again")
    breaker_failures: int = _setting(5, "Failures in a row that open the circuit breaker")
    breaker_seconds: float = _setting(30.0, "Seconds that an open breaker waits")
    cache_max_mb: int = _setting(400, "Size of the page cache at which old pages are removed")
    role: Role = _setting(
        "all",
        "What this process does: all, writer (keeps up all that pages show), or web (never syncs)",
    )
    sync_minutes: float = _setting(
        10.0, "Minutes between two syncs in the background; 0 turns them off"
    )
    sitting_minutes: float = _setting(
        3.0, "Minutes between them on a day with a meeting of the chamber, from 12 to 18 in Denmark"
    )
    night_minutes: float = _setting(60.0, "Minutes between them from 23 to 7 in Denmark")
    snapshot_url: str = _setting(
        "", "Snapshot that an empty data folder starts from: https:// or file://; empty for none"
    )
    store_url: str = _setting(
        "",
        "Store that machines share: s3://, gs://, az:// or file:///, with a folder; empty for none",
    )
    follow_seconds: float = _setting(
        30.0, "Seconds between two looks at the shared store of a machine that follows it"
    )
    public_url: str = _setting(
        "", "Address at which visitors reach Tingblik, https; without it feeds name no host"
    )
    trusted_proxies: str = _setting(
        "127.0.0.1, ::1",
        "Addresses or networks of the proxies whose X-Forwarded-For and X-Forwarded-Proto count",
    )
    metrics_readers: str = _setting(
        "", "Addresses or networks that may read /metrics, besides this machine"
    )
    frame_ancestors: str = _setting(
        "self", "Sites that may show pages in a frame: self, none, * or https:// addresses"
    )
    request_rate: float = _setting(
        10.0, "Requests a second that one address may make of the routes; 0 for no limit"
    )
    request_burst: int = _setting(100, "Requests that one address may make of them at once")
    report_url: str = _setting(
        "", "Address of a form for mistakes, https; it is given title and body, as on GitHub"
    )
    code_url: str = _setting("", "Address of the code that runs here, https")
    alert_webhook: str = _setting(
        "", "Address that is told of faults, https; it may hold a secret", secret=True
    )
    alert_format: str = _setting(
        "slack", "What it reads: slack (Mattermost too), teams, ntfy, json"
    )
    alert_smtp: str = _setting(
        "", "Mail server: smtps://user:password@host, or smtp:// for STARTTLS", secret=True
    )
    alert_from: str = _setting("", "Sender of mail about faults")
    alert_to: str = _setting("", "Who gets it; commas between several")
    alert_command: str = _setting("", "Command that reads what is wrong on its standard input")
    log_level: str = _setting("INFO", "Level of the log: DEBUG, INFO, WARNING or ERROR")
    log_file: str = _setting(
        "", "File of the log, put aside at 10 MB, five kept; empty writes to stderr"
    )
    log_format: str = _setting("text", "Lines of the log: text (key=value) or json")

    def __post_init__(self) -> None:
        parts = urlsplit(self.api_url)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise SettingsError(f"TINGBLIK_API_URL is not an address: {self.api_url!r}")
        if not _has_good_port(parts):
            raise SettingsError(f"TINGBLIK_API_URL has a port that cannot be: {self.api_url!r}")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise SettingsError(
                f"TINGBLIK_API_URL must be https (http only on loopback): {self.api_url!r}"
            )
        if parts.username or parts.password or parts.query or parts.fragment:
            raise SettingsError("TINGBLIK_API_URL must not hold a user, a query or a fragment")
        if not self.api_url.endswith("/"):
            object.__setattr__(self, "api_url", self.api_url + "/")
        if self.snapshot_url:
            _check_snapshot_url(self.snapshot_url)
        _check_redis_url(self.redis_url)
        _check_store_url(self.store_url)
        if self.public_url:
            object.__setattr__(self, "public_url", _checked_public_url(self.public_url))
        for name in ("report_url", "code_url"):
            if getattr(self, name) and not _leads_on(getattr(self, name)):
                raise SettingsError(f"{variable(name)} must be an https address")
        _check_alerts(self.alert_webhook, self.alert_smtp, self.alert_from, self.alert_to)
        _one_of("TINGBLIK_ALERT_FORMAT", self.alert_format, ("slack", "teams", "ntfy", "json"))
        networks("TINGBLIK_TRUSTED_PROXIES", self.trusted_proxies)
        networks("TINGBLIK_METRICS_READERS", self.metrics_readers)
        _check_frame_ancestors(self.frame_ancestors)
        _one_of("TINGBLIK_DEMO", self.demo, ("auto", "never", "always"))
        _one_of("TINGBLIK_ROLE", self.role, ("all", "writer", "web"))
        _one_of("TINGBLIK_LANG", self.lang, ("", "da", "en"))
        _one_of("TINGBLIK_LOG_LEVEL", self.log_level, ("DEBUG", "INFO", "WARNING", "ERROR"))
        _one_of("TINGBLIK_LOG_FORMAT", self.log_format, ("text", "json"))
        for name in (
            "max_rps",
            "max_connections",
            "share_of",
            "connect_timeout",
            "read_timeout",
            "total_timeout",
            "breaker_failures",
            "breaker_seconds",
            "cache_max_mb",
            "request_burst",
            "follow_seconds",
            "sitting_minutes",
            "night_minutes",
        ):
            if not getattr(self, name) > 0:
                raise SettingsError(f"{variable(name)} must be more than 0")
        if self.sync_minutes < 0:
            raise SettingsError("TINGBLIK_SYNC_MINUTES must be 0 or more")
        if self.retries < 0:
            raise SettingsError("TINGBLIK_RETRIES must be 0 or more")
        if not 0 <= self.request_rate < math.inf:
            raise SettingsError("TINGBLIK_REQUEST_RATE must be 0 or more")

    @property
    def alerted(self) -> bool:
        """Whether anybody is told of faults."""
        return bool(self.alert_webhook or self.alert_smtp or self.alert_command)

    @property
    def origin(self) -> str:
        """Scheme, host and port of the API."""
        parts = urlsplit(self.api_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def own_rps(self) -> float:
        """Requests a second that this process may send where it asks nobody else."""
        return self.max_rps / self.share_of

    def of_demo(self, api_url: str, data_dir: Path) -> Settings:
        """The same for a demo in this process: only a loopback socket stands between, so no
        politeness is due, and nobody else asks it.
        """
        return replace(
            self, api_url=api_url, data_dir=data_dir, max_rps=500.0, share_of=1, redis_url=""
        )

    @property
    def own_connections(self) -> int:
        """Connections that this process may hold."""
        return max(1, self.max_connections // self.share_of)


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"TINGBLIK_{name.upper()}"


def _has_good_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


def is_safe(url: str) -> bool:
    """Whether an address is https, or http on loopback."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    )


def load_settings(
    env: Mapping[str, str] = os.environ, secrets: Mapping[str, Any] | None = None
) -> Settings:
    """Read the settings: the environment first, then the host's secrets, then the defaults.

    Raises SettingsError with the variable's name and what it must be.
    """
    values: dict[str, Any] = {}
    for setting in fields(Settings):
        name = variable(setting.name)
        raw = env.get(name)
        if raw is None and secrets is not None:
            raw = secrets.get(name)
        if raw is None or not str(raw).strip():
            continue
        values[setting.name] = _convert(name, str(raw).strip(), setting.default)
    if "log_level" in values:
        values["log_level"] = values["log_level"].upper()
    return Settings(**values)


def _convert(name: str, raw: str, default: Any) -> Any:
    if isinstance(default, Path):
        return Path(raw).expanduser().absolute()
    if isinstance(default, str):
        return raw
    try:
        return int(raw) if isinstance(default, int) else float(raw)
    except ValueError:
        noun = "a whole number" if isinstance(default, int) else "a number"
        raise SettingsError(f"{name} must be {noun}, not {raw!r}") from None


def _leads_on(url: str) -> bool:
    """Whether an address can be a link for everybody."""
    try:
        return is_safe(url) and not urlsplit(url).username
    except ValueError:
        return False


def _check_snapshot_url(url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise SettingsError(f"TINGBLIK_SNAPSHOT_URL is not an address: {url!r}") from None
    if parts.username or parts.password:
        raise SettingsError("TINGBLIK_SNAPSHOT_URL must not hold a user")
    if parts.scheme == "file":
        good = parts.netloc in ("", "localhost") and parts.path.startswith("/")
    else:
        good = is_safe(url)
    if not good:
        raise SettingsError(
            f"TINGBLIK_SNAPSHOT_URL must be https or file (http only on loopback): {url!r}"
        )


def _check_redis_url(url: str) -> None:
    """It may hold a password, so it is not repeated; a query could turn the checks of TLS off."""
    if not url:
        return
    try:
        parts = urlsplit(url)
        good = _has_good_port(parts) and not parts.query and not parts.fragment
        good = good and bool(parts.path if parts.scheme == "unix" else parts.hostname)
    except ValueError:
        good = False
    if not good or parts.scheme not in ("redis", "rediss", "unix"):
        raise SettingsError(
            "TINGBLIK_REDIS_URL must be a redis://, rediss:// or unix:// address without a query"
        )


def _check_store_url(url: str) -> None:
    """Its words are not repeated: somebody may have written a password into it."""
    if not url:
        return
    try:
        parts = urlsplit(url)
        alone = not (parts.username or parts.password or parts.query or parts.fragment)
        if parts.scheme == "file":
            good = parts.netloc == "" and len(parts.path) > 1
        else:
            good = parts.scheme in ("s3", "gs", "az") and bool(parts.hostname)
    except ValueError:
        good = alone = False
    if not good or not alone:
        raise SettingsError(
            "TINGBLIK_STORE_URL must be s3://BUCKET/FOLDER, gs://…, az://… or file:///FOLDER, "
            "without user and query: credentials come from the usual variables of the environment"
        )


def _checked_public_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        good = is_safe(url) and _has_good_port(parts)
    except ValueError:
        good = False
    if not good or parts.username or parts.password or parts.query or parts.fragment:
        raise SettingsError(
            "TINGBLIK_PUBLIC_URL must be an https address (http only on loopback) without user, "
            "query and fragment, such as https://example.org"
        )
    return url.rstrip("/")


def networks(name: str, listed: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """The addresses and networks of the setting of that name. Raises SettingsError."""
    try:
        return tuple(ip_network(each.strip()) for each in listed.split(",") if each.strip())
    except ValueError as error:
        raise SettingsError(
            f"{name} must be addresses or networks with commas between them: {error}"
        ) from None


def _check_alerts(webhook: str, smtp: str, sender: str, receivers: str) -> None:
    """What is wrong is said without the address, which may hold a secret."""
    try:
        hook, mail = urlsplit(webhook), urlsplit(smtp)
        good_hook = not webhook or (is_safe(webhook) and _has_good_port(hook))
        good_mail = not smtp or (
            mail.scheme in ("smtp", "smtps") and bool(mail.hostname) and _has_good_port(mail)
        )
    except ValueError:
        good_hook = good_mail = False
    if not good_hook:
        raise SettingsError("TINGBLIK_ALERT_WEBHOOK must be an https address (http on loopback)")
    if not good_mail:
        raise SettingsError("TINGBLIK_ALERT_SMTP must be smtps://host or smtp://host")
    if any(not mark.isprintable() for mark in f"{sender}{receivers}"):
        raise SettingsError("TINGBLIK_ALERT_FROM and TINGBLIK_ALERT_TO must be addresses of mail")


def _check_frame_ancestors(sites: str) -> None:
    """They are written into a header as they are, so nothing else may be among them."""
    if sites in ("self", "none", "*"):
        return
    for site in sites.split():
        try:
            parts = urlsplit(site)
            good = is_safe(site) and _has_good_port(parts) and not parts.username
        except ValueError:
            good = False
        if not good or parts.path or parts.query or parts.fragment or set(site) & set(";,'\""):
            raise SettingsError(
                "TINGBLIK_FRAME_ANCESTORS must be self, none, * or https:// addresses with blanks "
                "between them, such as https://example.org"
            )


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise SettingsError(
            f"{name} must be one of {', '.join(filter(None, allowed))}, not {value!r}"
        )
