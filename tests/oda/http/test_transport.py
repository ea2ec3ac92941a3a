"""The adapter over a real loopback server: what it returns, what it raises, when it tries again."""

from __future__ import annotations

import gzip
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from core.errors import (
    ApiError,
    BadQuery,
    BreakerOpen,
    NotFound,
    NotOData,
    NotReachable,
    RateLimited,
    Refused,
    ServerFailing,
    TooSlow,
    UnsafeUrl,
)
from core.oda.http import transport
from core.oda.http.transport import (
    CALL,
    LONGEST_WAIT,
    USER_AGENT,
    Call,
    ODataAdapter,
    check_url,
    counts_as_failure,
    should_retry,
    wait_seconds,
)
from core.settings import Settings
from core.telemetry import Telemetry
from tests.certificates import untrusted_context
from tests.oda.fake_server import FakeServer, answer, good, page, running, zipped

UNAVAILABLE = answer(status="503 Service Unavailable", kind="text/html")
HTML = answer(b"<html>Vi er snart tilbage</html>", kind="text/html")


class HastyClock:
    """Real time plus the time that was slept, so that waits cost nothing."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def __call__(self) -> float:
        return time.monotonic() + sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class Api:
    """An adapter with its telemetry and its clock."""

    def __init__(self, url: str, **settings: Any) -> None:
        self.clock = HastyClock()
        self.telemetry = Telemetry()
        self.settings = Settings(api_url=url, **{"max_rps": 1e6, **settings})
        self.adapter = ODataAdapter(
            self.settings,
            self.telemetry,
            clock=self.clock,
            sleep=self.clock.sleep,
            jitter=lambda: 1.0,
        )

    def get(self, path: str = "Sag") -> requests.Response:
        request = requests.Request("GET", self.settings.api_url + path).prepare()
        return self.adapter.send(request)

    @property
    def waits(self) -> list[float]:
        """Waits between attempts, without those of the rate limiter."""
        return [wait for wait in self.clock.slept if wait >= 0.4]


def raised(api: Api, path: str = "Sag") -> ApiError:
    with pytest.raises(ApiError) as caught:
        api.get(path)
    return caught.value


# Good answers


@pytest.mark.parametrize(
    "reply",
    [
        good(),
        zipped(page()),
        answer(page(), length=None),
        answer(
            b"%x\r\n%s\r\n0\r\n\r\n" % (len(page()), page()),
            length=None,
            Transfer_Encoding="chunked",
        ),
    ],
    ids=["plain", "gzip", "until the end", "chunked"],
)
def test_send__good_answer(fake_server: FakeServer, reply: bytes) -> None:
    fake_server.replies = [reply]
    response = Api(fake_server.url).get()
    assert response.content == page()
    assert len(fake_server.requests) == 1


def test_send__large_gzip_answer_is_whole(fake_server: FakeServer) -> None:
    body = page([{"id": i, "titel": "x" * (i % 97)} for i in range(20_000)])
    fake_server.replies = [zipped(body)]
    assert Api(fake_server.url).get().content == body


def test_send__keeps_no_header_that_could_steer_the_cache(fake_server: FakeServer) -> None:
    fake_server.replies = [
        answer(page(), Vary="*", ETag="x", Set_Cookie="a=b", Cache_Control="no-store")
    ]
    assert list(Api(fake_server.url).get().headers) == ["Content-Type"]


def test_send__connection_is_used_again(fake_server: FakeServer) -> None:
    ports = []

    def twice(client: Any) -> None:
        ports.append(client.getpeername()[1])
        keep = good().replace(b"Connection: close\r\n", b"")
        client.sendall(keep)
        client.recv(65536)
        client.sendall(keep)

    fake_server.replies = [twice]
    api = Api(fake_server.url)
    api.get()
    api.get()
    assert len(ports) == 1


# Answers that are not good


@pytest.mark.parametrize(
    "reply",
    [
        HTML,
        answer(page()[:-9]),
        answer(page(), length=len(page()) + 9),
        answer(page(), length=len(page()) - 9),
        answer(b"%x\r\n%s" % (len(page()), page()), length=None, Transfer_Encoding="chunked"),
        answer(b"%x\r\n%s\r\n" % (len(page()), page()), length=None, Transfer_Encoding="chunked"),
        answer(gzip.compress(page())[:-12], length=None, Content_Encoding="gzip"),
        answer(page(), Content_Encoding="gzip"),
        answer(b"{}"),
        answer(b""),
    ],
    ids=[
        "html",
        "cut json",
        "cut body",
        "short length",
        "cut chunk",
        "no last chunk",
        "cut gzip",
        "not gzip",
        "no value",
        "empty",
    ],
)
def test_send__bad_body_is_tried_again_and_then_raised(
    fake_server: FakeServer, reply: bytes
) -> None:
    fake_server.replies = [reply]
    api = Api(fake_server.url)
    error = raised(api)
    assert type(error) is NotOData
    assert len(fake_server.requests) == 4
    assert api.waits == [0.5, 1.0, 2.0]


@pytest.mark.parametrize("status", ["500 x", "502 x", "503 x", "504 x"])
def test_send__failing_server_then_good(fake_server: FakeServer, status: str) -> None:
    fake_server.replies = [answer(status=status), answer(status=status), good()]
    api = Api(fake_server.url)
    assert api.get().content == page()
    assert api.waits == [0.5, 1.0]
    assert api.telemetry.snapshot().counters["api.retries"] == 2


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (answer(status="501 x"), ServerFailing),
        (answer(status="403 x", kind="text/html"), Refused),
        (answer(status="404 x", kind="text/html"), NotFound),
        (answer(status="404 x"), NotFound),
        (answer(status="400 x"), BadQuery),
        (answer(status="302 x", Location="http://127.0.0.1/"), NotOData),
        (answer(status="304 x", length=None), NotOData),
    ],
)
def test_send__not_tried_again(
    fake_server: FakeServer, reply: bytes, error: type[ApiError]
) -> None:
    fake_server.replies = [reply]
    assert type(raised(Api(fake_server.url))) is error
    assert len(fake_server.requests) == 1


def test_send__a_redirect_is_not_followed_even_to_the_same_origin(fake_server: FakeServer) -> None:
    fake_server.replies = [answer(status="301 x", Location=fake_server.url + "Akt"), good()]
    assert "status 301" in raised(Api(fake_server.url)).detail
    assert fake_server.paths == ["/api/Sag"]


def test_send__too_large_is_neither_read_nor_tried_again(
    fake_server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "LARGEST_BODY", 1 << 20)
    fake_server.replies = [zipped(page([{"id": 1, "titel": "x" * (3 << 20)}]))]
    assert "1 MB" in raised(Api(fake_server.url)).detail
    assert len(fake_server.requests) == 1


# No answer


def test_send__refused(fake_server: FakeServer) -> None:
    fake_server.stop()
    api = Api(fake_server.url)
    error = raised(api)
    assert type(error) is NotReachable
    assert "ConnectionRefusedError" in error.detail
    assert api.waits == [0.5, 1.0, 2.0]


def test_send__unknown_host() -> None:
    assert type(raised(Api("https://tingblik.invalid/api/", retries=0))) is NotReachable


def test_send__reset_then_good(fake_server: FakeServer) -> None:
    fake_server.replies = [fake_server.reset, good()]
    assert Api(fake_server.url).get().content == page()


def test_send__hanging_socket_is_too_slow(fake_server: FakeServer) -> None:
    fake_server.replies = [fake_server.hang]
    api = Api(fake_server.url, read_timeout=0.1, retries=1)
    assert type(raised(api)) is TooSlow
    for _ in range(100):  # the server may read the second one after it was given up
        if len(fake_server.requests) < 2:
            fake_server.wait(0.05)
    assert len(fake_server.requests) == 2


def test_send__a_request_that_is_given_up_is_closed(fake_server: FakeServer) -> None:
    """The server never has more in work than the limit, whoever keeps the error."""
    fake_server.replies = [fake_server.hang_up]
    api = Api(fake_server.url, read_timeout=0.1, retries=1, max_connections=2, breaker_failures=100)
    with ThreadPoolExecutor(6) as pool:
        kept = list(pool.map(lambda _: raised(api), range(6)))
    assert {type(error) for error in kept} == {TooSlow}
    assert len(fake_server.requests) == 12
    assert fake_server.most_at_once <= 4  # of each it notices a moment later that it was closed
    for _ in range(100):
        if fake_server.at_once:
            fake_server.wait(0.05)
    assert fake_server.at_once == 0


def test_send__dripping_body_ends_with_the_total_time(fake_server: FakeServer) -> None:
    fake_server.replies = [fake_server.drip]
    api = Api(fake_server.url, read_timeout=5, total_timeout=0.3)
    assert type(raised(api)) is TooSlow
    assert len(fake_server.requests) == 1


def test_send__no_wait_beyond_the_total_time(fake_server: FakeServer) -> None:
    fake_server.replies = [UNAVAILABLE]
    api = Api(fake_server.url, total_timeout=4, retries=50)
    assert type(raised(api)) is ServerFailing
    assert sum(api.waits) <= 4
    assert api.waits == [0.5, 1.0, 2.0]


def test_send__certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    with running(untrusted_context(tmp_path)) as fake_server:
        api = Api(fake_server.url)
        error = raised(api)
        assert type(error) is NotReachable
        assert "CERTIFICATE_VERIFY_FAILED" in error.detail
        assert fake_server.requests == []
        assert api.waits == []


# Retry-After


def test_send__retry_after_is_waited_for(fake_server: FakeServer) -> None:
    fake_server.replies = [answer(status="429 Too Many", Retry_After="7"), good()]
    api = Api(fake_server.url)
    assert api.get().content == page()
    assert max(api.waits) == 7.0


def test_send__retry_after_longer_than_the_total_time_is_said_at_once(
    fake_server: FakeServer,
) -> None:
    fake_server.replies = [answer(status="429 Too Many", Retry_After="300")]
    api = Api(fake_server.url)
    for _ in range(3):
        error = raised(api)
        assert type(error) is RateLimited
        assert error.retry_after == pytest.approx(300, abs=5)
    assert len(fake_server.requests) == 1
    assert api.waits == []


# Limiter, breaker, telemetry


def test_send__breaker_opens_and_a_probe_closes_it(fake_server: FakeServer) -> None:
    fake_server.replies = [UNAVAILABLE] * 5 + [good()]
    api = Api(fake_server.url)
    raised(api)
    error = raised(api)
    assert type(error) is BreakerOpen
    assert api.adapter.breaker.state == "open"
    assert type(raised(api)) is BreakerOpen
    assert len(fake_server.requests) == 5
    api.clock.sleep(31)
    assert api.adapter.breaker.state == "half-open"
    assert api.get().content == page()
    assert api.adapter.breaker.state == "closed"


def test_send__a_no_is_not_a_failure_of_the_api(fake_server: FakeServer) -> None:
    fake_server.replies = [answer(status="404 x"), answer(status="400 x"), answer(status="403 x")]
    api = Api(fake_server.url)
    for _ in range(9):
        raised(api)
    assert api.adapter.breaker.state == "closed"


def test_send__the_rate_falls_with_every_503(fake_server: FakeServer) -> None:
    fake_server.replies = [UNAVAILABLE, good()]
    api = Api(fake_server.url, max_rps=8.0)
    api.get()
    assert api.adapter.limiter.rate == 4.0


def test_send__never_more_connections_than_allowed(fake_server: FakeServer) -> None:
    gate = threading.Barrier(2, timeout=10)

    def together(client: Any) -> None:
        gate.wait()
        client.sendall(good())

    fake_server.replies = [together]
    api = Api(fake_server.url, max_connections=2)
    with ThreadPoolExecutor(8) as pool:
        assert all(r.content == page() for r in pool.map(lambda _: api.get(), range(8)))
    assert fake_server.most_at_once == 2


def test_send__each_attempt_is_noted(fake_server: FakeServer) -> None:
    fake_server.replies = [UNAVAILABLE, HTML, good()]
    api = Api(fake_server.url)
    token = CALL.set(Call("Sag", 3))
    try:
        api.get()
    finally:
        CALL.reset(token)
    seen = api.telemetry.snapshot()
    assert seen.requests == 3
    assert seen.share_5xx == pytest.approx(1 / 3)
    assert seen.last_error == "not_odata"
    assert seen.by_entity["Sag"].n == 3
    assert seen.by_complexity[3].n == 3


def test_send__nothing_of_the_call_goes_to_the_api(fake_server: FakeServer) -> None:
    token = CALL.set(Call("Hemmelig", 42))
    try:
        Api(fake_server.url).get()
    finally:
        CALL.reset(token)
    assert "Hemmelig" not in fake_server.requests[0]
    assert "42" not in fake_server.requests[0].replace(str(fake_server.port), "")


def test_send__the_error_is_left_with_the_call(fake_server: FakeServer) -> None:
    fake_server.replies = [answer(status="404 x")]
    call = Call("Sag")
    token = CALL.set(call)
    try:
        error = raised(Api(fake_server.url))
    finally:
        CALL.reset(token)
    assert call.error is error


def test_get_document__takes_what_is_not_json(fake_server: FakeServer) -> None:
    fake_server.replies = [UNAVAILABLE, answer(b"<edmx/>", kind="application/xml")]
    api = Api(fake_server.url)
    assert api.adapter.get_document("$metadata") == b"<edmx/>"
    assert fake_server.paths[-1] == "/api/$metadata"
    assert f"User-Agent: {USER_AGENT}" in fake_server.requests[-1]


# Addresses


def test_send__refuses_unsafe_requests(fake_server: FakeServer) -> None:
    api = Api(fake_server.url)
    ok = requests.Request("GET", fake_server.url + "Sag").prepare()
    post = requests.Request("POST", fake_server.url + "Sag").prepare()
    other = requests.Request("GET", "http://127.0.0.1:1/api/Sag").prepare()
    for request, verify in ((ok, False), (ok, None), (post, True), (other, True)):
        with pytest.raises(UnsafeUrl):
            api.adapter.send(request, verify=verify)
    with pytest.raises(UnsafeUrl):
        Api("https://oda.example/api/").adapter.send(
            requests.Request("GET", "http://oda.example/api/Sag").prepare()
        )
    assert fake_server.requests == []


ODA = Settings(api_url="https://oda.example/api/")


@pytest.mark.parametrize(
    ("url", "checked"),
    [
        ("https://oda.example/api/Sag?$top=1", "https://oda.example/api/Sag?$top=1"),
        ("http://oda.example/api/Sag", "https://oda.example/api/Sag"),
        ("http://oda.example:80/api/Sag", "https://oda.example/api/Sag"),
        ("https://oda.example:443/api/Sag", "https://oda.example/api/Sag"),
        ("HTTPS://ODA.Example/api/Sag", "https://oda.example/api/Sag"),
        ("https://oda.example/api/Sag#x", "https://oda.example/api/Sag"),
        ("Sag?$skip=100", "https://oda.example/api/Sag?$skip=100"),
        ("/api/Sag", "https://oda.example/api/Sag"),
        ("https://oda.example/api/Sag?q=../x", "https://oda.example/api/Sag?q=../x"),
        ("https://oda.example/api/M%C3%B8de", "https://oda.example/api/M%C3%B8de"),
    ],
)
def test_check_url__good(url: str, checked: str) -> None:
    assert check_url(url, ODA) == checked


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/api/Sag",
        "http://evil.example/api/Sag",
        "//evil.example/api/Sag",
        "https://oda.example.evil.example/api/Sag",
        "https://oda.example@evil.example/api/Sag",
        "https://user@oda.example/api/Sag",
        "https://user:pass@oda.example/api/Sag",
        "https://:@oda.example/api/Sag",
        "https://oda.example:8443/api/Sag",
        "http://oda.example:8080/api/Sag",
        "http://oda.example:443/api/Sag",
        "https://oda.example:99999/api/Sag",
        "https://oda.example/other/Sag",
        "https://oda.example/apix/Sag",
        "https://oda.example/api",
        "https://oda.example/api/../admin",
        "https://oda.example/api/%2e%2E/admin",
        "https://oda.example/api/./x",
        "../admin",
        "https://oda.example/api/Sag\r\nX: y",
        "https://oda.example/api/Sag x",
        "https:\\\\oda.example\\api\\Sag",
        "https://oda.example\\@evil.example/api/",
        "https://[oda.example/api/",
        "ftp://oda.example/api/Sag",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://oda.example/api/\x00",
    ],
)
def test_check_url__unsafe(url: str) -> None:
    with pytest.raises(UnsafeUrl):
        check_url(url, ODA)


def test_check_url__http_api_on_loopback_stays_http() -> None:
    local = Settings(api_url="http://127.0.0.1:8765/api/")
    assert check_url("http://127.0.0.1:8765/api/Sag", local) == "http://127.0.0.1:8765/api/Sag"
    for url in ("https://127.0.0.1:8765/api/Sag", "http://127.0.0.1/api/Sag"):
        with pytest.raises(UnsafeUrl):
            check_url(url, local)


@given(st.text())
def test_check_url__below_the_api_or_unsafe(url: str) -> None:
    try:
        checked = check_url(url, ODA)
    except UnsafeUrl:
        return
    assert checked.startswith("https://oda.example/api/")


# Decisions


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (NotReachable(), True),
        (NotReachable(final=True), False),
        (TooSlow(), True),
        (ServerFailing(status=500), True),
        (ServerFailing(status=501), False),
        (RateLimited(status=429), True),
        (NotOData(status=200), True),
        (Refused(status=403), False),
        (NotOData(status=302), False),
        (BadQuery(status=400), False),
        (NotFound(status=404), False),
        (BreakerOpen(), False),
    ],
)
def test_should_retry__by_error(error: ApiError, again: bool) -> None:
    assert should_retry(error, attempt=0, retries=3, wait=1, left=60) is again


@pytest.mark.parametrize(
    ("attempt", "wait", "left", "again"),
    [(2, 1, 60, True), (3, 1, 60, False), (0, 60, 60, False), (0, 0, 0, False), (0, 0, -1, False)],
)
def test_should_retry__by_count_and_time(
    attempt: int, wait: float, left: float, again: bool
) -> None:
    assert should_retry(TooSlow(), attempt=attempt, retries=3, wait=wait, left=left) is again


def test_wait_seconds__doubles_up_to_a_limit() -> None:
    waits = [wait_seconds(attempt, None, 1.0) for attempt in range(8)]
    assert waits == [0.5, 1, 2, 4, 8, 16, LONGEST_WAIT, LONGEST_WAIT]


@given(st.integers(0, 100), st.none() | st.floats(0, 1000), st.floats(0, 1))
def test_wait_seconds__full_jitter_but_never_less_than_asked(
    attempt: int, asked: float | None, share: float
) -> None:
    wait = wait_seconds(attempt, asked, share)
    assert (asked or 0) <= wait <= max(asked or 0, LONGEST_WAIT)
    assert wait_seconds(attempt, None, 0.0) == 0.0


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (NotReachable(), True),
        (TooSlow(), True),
        (ServerFailing(status=500), True),
        (NotOData(status=200), True),
        (NotOData(status=302), True),
        (RateLimited(status=429), True),
        (Refused(status=403), False),
        (BadQuery(status=400), False),
        (NotFound(status=404), False),
    ],
)
def test_counts_as_failure(error: ApiError, failure: bool) -> None:
    assert counts_as_failure(error) is failure
