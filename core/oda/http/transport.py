"""The HTTP adapter below the page cache: it returns valid OData or raises.

It applies timeouts, retries, the rate limiter, the circuit breaker and the check of addresses.
Proxies are not used: the connection goes straight to the configured address.
"""

from __future__ import annotations

import errno
import itertools
import random
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

from core.errors import (
    ApiError,
    BreakerOpen,
    FormChanged,
    NotOData,
    NotReachable,
    TooSlow,
    UnsafeUrl,
)
from core.happenings import Cause, cause_of
from core.oda.http.answers import check_answer, check_status
from core.oda.http.limits import CircuitBreaker, RateLimiter
from core.settings import LOOPBACK, Settings
from core.telemetry import Telemetry

USER_AGENT = "Tingblik/1.0 (dashboard over the open data of the Danish Parliament)"
LARGEST_BODY = 50 * 1024 * 1024
RETRY_STATUSES = frozenset({429, 500, 502, 503, 504})
FIRST_WAIT = 0.5
LONGEST_WAIT = 20.0
_CHUNK = 64 * 1024
# The only headers that are passed on; others (Vary, ETag, cookies) would affect the cache.
_PASSED_HEADERS = ("Content-Type", "Date")
_PORTS = {"https": 443, "http": 80}
_NO_TLS = frozenset(
    {"WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"}
)
_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})
# Not every system has all of them.
_NO_SUCH_NAME = frozenset(
    number
    for name in ("EAI_NONAME", "EAI_NODATA")
    if (number := getattr(socket, name, None)) is not None
)


@dataclass(slots=True)
class Call:
    """What is known about a request besides its address. None of it is sent to the API.

    `document` marks an answer that is not JSON. `check` compares a page with its query and raises
    NotOData if it does not fit. `error` is set when the adapter gives up, for a caller that gets a
    stale copy instead.
    """

    entity: str
    complexity: int = 0
    refresh: bool = False
    document: bool = False
    check: Callable[[bytes], None] | None = None
    error: ApiError | None = None


CALL: ContextVar[Call | None] = ContextVar("call", default=None)


def check_url(url: str, settings: Settings) -> str:
    """The address to ask for `url`, which may be relative to the API.

    A plain http address of an https API is upgraded. Raises UnsafeUrl for every other address that
    does not lie below `settings.api_url`.
    """
    if not url.isprintable() or "\\" in url or " " in url:
        raise UnsafeUrl(f"an address with characters that it must not have: {url[:200]!r}")
    base = urlsplit(settings.api_url)
    try:
        parts = urlsplit(urljoin(settings.api_url, url))
        port = parts.port or _PORTS.get(parts.scheme)
        base_port = base.port or _PORTS[base.scheme]
    except ValueError:
        raise UnsafeUrl(f"not an address: {url[:200]!r}") from None
    upgraded = (parts.scheme, port, base.scheme) == ("http", 80, "https")
    same_origin = parts.hostname == base.hostname and (
        upgraded or (parts.scheme, port) == (base.scheme, base_port)
    )
    path = parts.path.lower().replace("%2e", ".")
    below = parts.path.startswith(base.path) and "/.." not in path and "/./" not in path
    if not same_origin or not below or parts.username is not None or parts.password is not None:
        raise UnsafeUrl(f"not an address below {settings.api_url}: {url[:200]!r}")
    return parts._replace(scheme=base.scheme, netloc=base.netloc, fragment="").geturl()


def should_retry(error: ApiError, *, attempt: int, retries: int, wait: float, left: float) -> bool:
    """Whether to try again after attempt number `attempt` (from 0), with `left` seconds to go."""
    if not error.retryable or error.params.get("final") or attempt >= retries or wait >= left:
        return False
    return error.status in (None, 200) or error.status in RETRY_STATUSES


def wait_seconds(attempt: int, asked: float | None, share: float) -> float:
    """Seconds to wait before the next attempt: exponential with full jitter, `share` in 0..1.

    Never less than the API has asked for.
    """
    return max(asked or 0.0, share * min(LONGEST_WAIT, FIRST_WAIT * 2.0**attempt))


def counts_as_failure(error: ApiError) -> bool:
    """Whether an error means that the API is down, and not only that it refused this request."""
    if isinstance(error, FormChanged):
        return False
    return error.status is None or not 400 <= error.status < 500 or error.status == 429


class ODataAdapter(HTTPAdapter):
    """Sends GET requests to the API; every answer that it returns is complete and well-formed.

    Raises ApiError for every other outcome, UnsafeUrl for an address that must not be asked. The
    time for one request, retries and waits included, is `settings.total_timeout`, give or take one
    read timeout.
    """

    def __init__(
        self,
        settings: Settings,
        telemetry: Telemetry,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
        limiter: RateLimiter | None = None,
        breaker: CircuitBreaker | None = None,
    ) -> None:
        connections = settings.own_connections
        super().__init__(pool_connections=2, pool_maxsize=connections, pool_block=True)
        self.limiter = limiter or RateLimiter(settings.own_rps, connections, clock, sleep)
        self.breaker = breaker or CircuitBreaker(
            settings.breaker_failures, settings.breaker_seconds, clock
        )
        self._settings = settings
        self._telemetry = telemetry
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        """Send a request; timeouts come from the settings, the other arguments are not used."""
        self._guard(request, verify)
        call = CALL.get() or Call("unknown")
        try:
            return self._send(request, call)
        except ApiError as error:
            call.error = error
            raise

    def get_document(self, url: str) -> bytes:
        """An answer that is not JSON, such as `$metadata`. Raises as `send` does."""
        address = check_url(url, self._settings)
        request = requests.Request("GET", address, headers={"User-Agent": USER_AGENT}).prepare()
        self._guard(request, True)
        return self._send(request, Call("$metadata", document=True)).content

    @contextmanager
    def place(self, patience: float) -> Iterator[None]:
        """Reserve one connection for a caller that opens its own.

        It counts towards the limit, and an idle pooled connection is closed in exchange, so that
        the server never sees more connections than the limit. Raises TooSlow if none becomes free
        within `patience` seconds, and RateLimited if the API wants a longer pause.
        """
        with self.limiter.slot(patience):
            request = requests.Request("GET", self._settings.api_url).prepare()
            pool = self.get_connection_with_tls_context(request, True)
            connection = pool._get_conn(timeout=patience)
            try:
                connection.close()
                yield
            finally:
                pool._put_conn(connection)

    def close(self) -> None:
        """Close idle connections now; urllib3 would wait until the pools are garbage-collected."""
        pools = self.poolmanager.pools
        for key in list(pools.keys()):  # it lets nobody iterate over itself
            if (pool := pools.get(key)) is not None:
                pool.close()
        super().close()

    def _guard(self, request: requests.PreparedRequest, verify: Any) -> None:
        url = str(request.url)
        parts = urlsplit(url)
        if verify is not True:
            raise UnsafeUrl("TLS verification is always on")
        if request.method != "GET" or (parts.scheme == "http" and parts.hostname not in LOOPBACK):
            raise UnsafeUrl(f"not sent: {request.method} {url[:200]}")
        if urlsplit(check_url(url, self._settings)).scheme != parts.scheme:
            raise UnsafeUrl(f"not over {parts.scheme}: {url[:200]}")

    def _send(self, request: requests.PreparedRequest, call: Call) -> requests.Response:
        deadline = self._clock() + self._settings.total_timeout
        for attempt in itertools.count():
            try:
                return self._attempt(request, call, deadline)
            except ApiError as error:
                wait = wait_seconds(attempt, error.retry_after, self._jitter())
                if not should_retry(
                    error,
                    attempt=attempt,
                    retries=self._settings.retries,
                    wait=wait,
                    left=deadline - self._clock(),
                ):
                    if isinstance(error, BreakerOpen):
                        self._telemetry.count("api.breaker_open")
                    raise
            self._telemetry.count("api.retries")
            self._sleep(wait)
        raise AssertionError("unreachable")

    def _attempt(
        self, request: requests.PreparedRequest, call: Call, deadline: float
    ) -> requests.Response:
        check = check_status if call.document else check_answer
        self.breaker.check()
        with self.limiter.slot(deadline - self._clock()):
            self.breaker.admit()
            started = self._clock()
            status: int | None = None
            try:
                response = self._exchange(request, deadline)
                status = response.status_code
                check(response.url, response.status_code, response.headers, response.content)
                if call.check is not None:
                    _check_content(call.check, response)
            except ApiError as error:
                self._note(call, request, started, status or error.status, 0, error)
                raise
            except BaseException:
                self.breaker.abandon()
                raise
            self._note(call, request, started, response.status_code, len(response.content), None)
        names = (name for name in _PASSED_HEADERS if name in response.headers)
        response.headers = CaseInsensitiveDict({name: response.headers[name] for name in names})
        return response

    def _note(
        self,
        call: Call,
        request: requests.PreparedRequest,
        started: float,
        status: int | None,
        size: int,
        error: ApiError | None,
    ) -> None:
        failed = error is not None and counts_as_failure(error)
        if failed:
            self.breaker.failure()
        else:
            self.breaker.success()
        self.limiter.observe(started=started, good=not failed, status=status)
        if error is not None and error.retry_after:
            self.limiter.pause(error.retry_after)
        self._telemetry.request(
            entity=call.entity,
            seconds=self._clock() - started,
            status=status,
            size=size,
            complexity=call.complexity,
            address=request.path_url,
            error=error.key if error else None,
            cause=cause_of(error) if error else None,
        )

    def _exchange(self, request: requests.PreparedRequest, deadline: float) -> requests.Response:
        """One request and its complete body; raises ApiError when the network is at fault."""
        url = str(request.url)
        left = max(deadline - self._clock(), 0.001)
        connect, read = self._settings.connect_timeout, self._settings.read_timeout
        try:
            response = super().send(request, True, (min(connect, left), min(read, left)))
            try:
                self._read(response, deadline)
            except BaseException:
                response.close()
                raise
        except (requests.ReadTimeout, urllib3.exceptions.ReadTimeoutError) as error:
            raise TooSlow(f"no answer within {min(read, left):.0f} s", url=url) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise _unreachable(error, url) from error
        return response

    def _read(self, response: requests.Response, deadline: float) -> None:
        """Read the body in chunks, with a limit on its size and on the time it takes."""
        where: dict[str, Any] = {"url": response.url, "status": response.status_code}
        chunks, size = [], 0
        try:
            while chunk := response.raw.read1(_CHUNK, decode_content=True):
                size += len(chunk)
                if size > LARGEST_BODY:
                    raise NotOData(f"more than {LARGEST_BODY >> 20} MB", **where, final=True)
                if self._clock() > deadline:
                    raise TooSlow("the answer did not end in time", url=response.url)
                chunks.append(chunk)
        except urllib3.exceptions.DecodeError as error:
            raise NotOData(f"cannot be unpacked: {error}", **where) from error
        except (urllib3.exceptions.ProtocolError, urllib3.exceptions.IncompleteRead) as error:
            raise NotOData(f"cut short: {error}", **where) from error
        response._content = b"".join(chunks)
        response._content_consumed = True
        response.raw.release_conn()


def _check_content(check: Callable[[bytes], None], response: requests.Response) -> None:
    """Check a page against its query; a page on which the check itself fails is invalid too."""
    try:
        check(response.content)
    except ApiError as error:
        error.url, error.status = error.url or response.url, response.status_code
        raise
    except (TypeError, ValueError, LookupError, AttributeError, RecursionError) as error:
        raise NotOData(
            f"{type(error).__name__}: {error}"[:200],
            url=response.url,
            status=response.status_code,
        ) from error


def _unreachable(error: Exception, url: str) -> NotReachable:
    cause: BaseException = error
    while (inner := _inner(cause)) is not None:
        cause = inner
    what = why_unreachable(cause)
    detail = f"{type(cause).__name__}: {cause}"[:300]
    if what == "down":
        return NotReachable(detail, url=url)
    return NotReachable(detail, url=url, final=what == "untrusted", what=what)


def why_unreachable(error: BaseException) -> Cause:
    """Why there is no connection, from the error of a socket."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return "untrusted"
    if isinstance(error, ssl.SSLError) and error.reason in _NO_TLS:
        return "no_tls"
    if isinstance(error, socket.gaierror):
        return "no_name" if error.errno in _NO_SUCH_NAME else "no_network"
    no_route = isinstance(error, OSError) and error.errno in _NO_ROUTE
    return "no_network" if no_route else "down"


def _inner(error: BaseException) -> BaseException | None:
    """The error inside an error, as requests and urllib3 wrap them."""
    wrapped = (getattr(error, "reason", None), *error.args, error.__cause__)
    return next((inner for inner in wrapped if isinstance(inner, BaseException)), None)
