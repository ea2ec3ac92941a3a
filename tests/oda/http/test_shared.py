"""What processes share over a real Redis: turns, breaker and pages, and a Redis that fails.

Each process is a server, a limiter and a breaker of its own here, as in one that is apart.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from redis import Redis as Client

from core.errors import BreakerOpen, RateLimited, SettingsError, TooSlow
from core.oda.http.limits import GOOD_RUN
from core.oda.http.page_cache import PageCache, open_page_cache
from core.oda.http.shared.limits import SharedBreaker, SharedLimiter
from core.oda.http.shared.server import RedisServer
from core.oda.schema.entities import ENTITIES
from core.settings import Settings, load_settings
from core.telemetry import Telemetry
from tests.browser.servers import free_port
from tests.makers.programs import Redis
from tests.oda.fake_server import FakeServer, answer

CASE = ENTITIES["Sag"]
MOST = 0.3  # seconds that a caller loses to a Redis that is gone, once
API = "http://127.0.0.1:9/api/"


@dataclass(frozen=True)
class Process:
    """What one process has."""

    server: RedisServer
    limiter: SharedLimiter
    breaker: SharedBreaker
    telemetry: Telemetry


Start = Callable[..., Process]


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    with Redis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def keys(redis: Redis) -> Iterator[Client]:
    """A client of the tests' own, on an empty Redis."""
    with Client.from_url(redis.url) as client:
        client.flushall()
        yield client


@pytest.fixture
def process(keys: Client, redis: Redis) -> Iterator[Start]:
    """`process(url=None, **settings)` -> a process at that Redis."""
    with ExitStack() as open_ones:

        def start(url: str | None = None, rest: float = 0.05, **changes: Any) -> Process:
            values: dict[str, Any] = {"api_url": API, "redis_url": url or redis.url}
            settings, telemetry = Settings(**(values | changes)), Telemetry()
            server = RedisServer(settings, telemetry, rest=rest)
            open_ones.callback(server.close)
            limiter, breaker = SharedLimiter(server, settings), SharedBreaker(server, settings)
            return Process(server, limiter, breaker, telemetry)

        yield start


def take(limiter: SharedLimiter, patience: float = 30.0) -> float:
    """When a turn came."""
    with limiter.slot(patience):
        return time.monotonic()


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def until(true: Callable[[], bool]) -> None:
    for _ in range(500):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("never came true")


def test_limiter__processes_take_turns_at_one_rate(process: Start) -> None:
    ones = [process(max_rps=20.0).limiter for _ in range(3)]
    take(ones[0])
    with ThreadPoolExecutor(3) as pool:
        turns = sorted(pool.map(take, ones * 4))
    gaps = [after - before for before, after in pairwise(turns)]
    assert turns[-1] - turns[0] == pytest.approx(11 / 20, abs=0.15)
    assert sum(gap < 0.02 for gap in gaps) <= 2  # a thread may wake late, and the next in time


def test_limiter__a_turn_that_comes_too_late_is_not_taken(process: Start) -> None:
    one, other = process(max_rps=1.0).limiter, process(max_rps=1.0).limiter
    take(one)
    with pytest.raises(TooSlow):
        take(other, patience=0.5)
    assert seconds(lambda: take(other)) < 1.1


def test_limiter__one_that_meets_a_busy_server_slows_all_down(process: Start) -> None:
    one, other = process().limiter, process().limiter
    began = one._clock()
    for _ in range(3):  # of one halving
        one.observe(started=began - 0.01, good=False, status=429)
    assert one.rate == other.rate == 5.0
    for _ in range(GOOD_RUN):
        other.observe(started=other._clock(), good=True, status=200)
    assert one.rate == 6.0
    other.observe(started=other._clock() - 3.0, good=True, status=200)
    other.observe(started=other._clock(), good=False, status=500)
    assert one.rate == 6.0  # it began before the last halving


def test_limiter__a_pause_that_one_is_asked_for_is_everybodys(process: Start) -> None:
    one, other = process().limiter, process().limiter
    one.pause(3600)
    with pytest.raises(RateLimited) as error:
        take(other)
    assert error.value.retry_after == pytest.approx(3600, abs=2)
    assert other.pause_left == pytest.approx(600, abs=2)


def test_limiter__a_clock_that_is_set_back_holds_nobody_up(process: Start, keys: Client) -> None:
    one = process().limiter
    one.pause(0.2)
    (name,) = keys.keys("*:turns")
    for field, value in keys.hgetall(name).items():
        if field not in (b"rate", b"good"):
            keys.hset(name, field, int(float(value)) + 3_600_000_000)
    assert one.pause_left <= 0.2
    assert seconds(lambda: take(one)) < 0.5


def test_breaker__opens_and_closes_for_all(process: Start) -> None:
    one, other = (process(breaker_seconds=0.1).breaker for _ in range(2))
    for breaker in (one, other, one, other):
        breaker.failure()
    assert other.state == "closed"
    one.failure()
    assert one.state == other.state == "open"
    assert 0 < other.wait <= 0.1
    assert other.retry_at is not None
    with pytest.raises(BreakerOpen, match="5 failures"):
        other.check()
    until(lambda: other.state == "half-open")
    one.admit()
    with pytest.raises(BreakerOpen):  # one probe at a time, whoever sends it
        other.admit()
    one.failure()
    assert other.state == "open"
    until(lambda: other.state == "half-open")
    other.admit()
    other.abandon()
    one.admit()
    one.success()
    assert other.state == "closed"


def test_breaker__a_probe_whose_process_died_is_given_up(process: Start, keys: Client) -> None:
    one, other = (process(breaker_seconds=0.01, breaker_failures=1).breaker for _ in range(2))
    one.failure()
    until(lambda: other.state == "half-open")
    one.admit()
    (name,) = keys.keys("*:breaker")
    assert int(keys.hget(name, "probe")) - time.time() * 1e6 < 121e6
    keys.hset(name, "probe", 1)
    other.admit()


@pytest.fixture
def cache(keys: Client, redis: Redis, fake_server: FakeServer, tmp_path: Path) -> Iterator[Any]:
    """`cache(url=None)` -> the page cache of a process that shares that Redis."""
    with ExitStack() as open_ones:

        def opened(url: str | None = None) -> PageCache:
            settings = Settings(
                api_url=fake_server.url, data_dir=tmp_path, redis_url=url or redis.url,
                max_rps=1e4, retries=0, share_of=2,
            )  # fmt: skip
            made = open_page_cache(settings, Telemetry())
            open_ones.callback(made.close)
            return made

        yield opened


def test_pages__one_process_reads_what_another_was_given(
    cache: Any, fake_server: FakeServer, keys: Client
) -> None:
    one, other = cache(), cache()
    first = one.get(fake_server.url + "Sag", entity=CASE)
    second = other.get(fake_server.url + "Sag", entity=CASE)
    assert second.content == first.content
    assert abs(second.fetched_at - first.fetched_at) < timedelta(seconds=1)
    assert (first.from_cache, second.from_cache) == (False, True)
    assert len(fake_server.requests) == 1
    assert other.stats().pages == 1
    assert other.stats().used_bytes > 0
    (name,) = keys.keys("*:page:*")
    assert keys.ttl(name) == pytest.approx(30 * 86400 + CASE.expiry.total_seconds(), abs=5)
    fake_server.replies = [answer(status="503 Service Unavailable", kind="text/html")]
    again = other.get(fake_server.url + "Sag", entity=CASE, refresh=True)
    assert again.stale
    assert again.content == first.content
    keys.set(name, b"no page")
    fake_server.replies = [answer(b'{"value": []}')]
    assert not one.get(fake_server.url + "Sag", entity=CASE).from_cache
    one.clear()
    assert other.stats().pages == 0


def test_redis__killed_and_back(process: Start, tmp_path: Path) -> None:
    with Redis(tmp_path) as server:
        one = process(server.url, max_rps=40.0, share_of=2)
        take(one.limiter)
        server.kill()
        assert seconds(lambda: take(one.limiter)) < MOST
        assert one.limiter.rate == 20.0  # its own share
        turns = [take(one.limiter) for _ in range(5)]
        assert turns[-1] - turns[0] == pytest.approx(4 / 20, abs=0.1)
        for _ in range(5):
            one.breaker.failure()
        assert one.breaker.state == "open"
        server.start()
        until(lambda: one.server.up)
        assert one.limiter.rate == 40.0
        assert one.breaker.state == "open"  # the Redis that came back knows nothing of it


def test_redis__frozen_costs_a_moment_once(
    cache: Any, process: Start, fake_server: FakeServer, tmp_path: Path
) -> None:
    with Redis(tmp_path) as server:
        one, pages = process(server.url, rest=0.2), cache(server.url)
        assert one.limiter.rate == 10.0
        server.freeze()
        assert seconds(one.breaker.check) < MOST
        assert seconds(lambda: [one.breaker.check() for _ in range(100)]) < 0.05
        page = []
        took = seconds(lambda: page.append(pages.get(fake_server.url + "Sag", entity=CASE)))
        assert took < MOST + 0.1  # the API is asked, too
        assert page[0].content
        assert seconds(lambda: pages.get(fake_server.url + "Sag", entity=CASE)) < 0.1
        assert len(fake_server.requests) == 2  # what cannot be kept is asked for again
        assert not pages.writable
        time.sleep(0.5)  # it is looked for meanwhile, and no caller waits for that
        assert seconds(lambda: [one.breaker.check() for _ in range(100)]) < 0.05
        server.thaw()
        until(lambda: one.server.up)


@pytest.mark.parametrize(
    "url", ["redis://127.0.0.1:{port}", "rediss://127.0.0.1:{redis}", "unix:///nowhere/redis.sock"]
)
def test_redis__never_there(cache: Any, fake_server: FakeServer, redis: Redis, url: str) -> None:
    here = url.format(port=free_port(), redis=redis.port)
    opened: list[PageCache] = []
    assert seconds(lambda: opened.append(cache(here))) < MOST + 0.2
    assert seconds(lambda: opened[0].get(fake_server.url + "Sag", entity=CASE)) < MOST
    until(lambda: opened[0]._telemetry.snapshot().counters.get("shared.errors", 0) >= 1)


def test_redis__that_evicts_everything_leaves_each_with_its_own_limits(
    cache: Any, process: Start, keys: Client, fake_server: FakeServer
) -> None:
    one, pages = process(max_rps=40.0, share_of=2), cache()
    turns = []
    for _ in range(5):
        turns.append(take(one.limiter))
        one.breaker.failure()
        keys.flushall()
    assert turns[-1] - turns[0] == pytest.approx(4 / 20, abs=0.1)
    assert one.breaker.state == "open"
    for _ in range(2):
        assert not pages.get(fake_server.url + "Sag", entity=CASE).from_cache
        keys.flushall()
    keys.config_set("maxmemory", 1)
    try:
        assert not pages.get(fake_server.url + "Sag", entity=CASE).from_cache
        assert seconds(lambda: take(one.limiter)) < MOST
    finally:
        keys.config_set("maxmemory", 0)


def test_redis__a_password_is_never_told(
    process: Start, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Redis(tmp_path, "--requirepass", "right") as server:
        good = process(server.url.replace("//", "//:right@"))
        assert good.server.up
        bad = process(server.url.replace("//", "//:wr0ng-s3cret@"))
        with caplog.at_level(logging.DEBUG):
            take(bad.limiter)
        assert not bad.server.up
        told = str(bad.telemetry.snapshot()) + caplog.text
    settings = Settings(redis_url="rediss://user:wr0ng-s3cret@example.org")
    with pytest.raises(SettingsError) as error:
        replace(settings, redis_url="http://user:wr0ng-s3cret@example.org")
    assert "s3cret" not in told + repr(settings) + str(settings) + str(error.value)


@pytest.mark.parametrize(
    "url",
    ["localhost:6379", "https://example.org", "redis://", "redis://host:x", "unix://",
     "rediss://example.org?ssl_cert_reqs=none", "redis://[::1"],
)  # fmt: skip
def test_settings__an_address_of_no_redis_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="TINGBLIK_REDIS_URL"):
        load_settings({"TINGBLIK_REDIS_URL": url})


def test_share__each_process_takes_its_part() -> None:
    settings = Settings(share_of=4)
    assert (settings.own_rps, settings.own_connections) == (2.5, 1)
    assert Settings(share_of=3, max_connections=2).own_connections == 1
    with pytest.raises(SettingsError, match="TINGBLIK_SHARE_OF"):
        Settings(share_of=0)


PLAIN = """
import sys
sys.modules["redis"] = None  # as where it is not installed
from core.oda.http.page_cache import open_page_cache
from core.settings import load_settings
from core.telemetry import Telemetry
open_page_cache(load_settings(), Telemetry()).close()
assert "core.oda.http.shared" not in sys.modules
try:
    open_page_cache(load_settings({"TINGBLIK_REDIS_URL": "redis://localhost"}), Telemetry())
except Exception as error:
    print(error)
"""


def test_plain_install__does_without_redis(tmp_path: Path) -> None:
    environment = {"TINGBLIK_DATA_DIR": str(tmp_path), "PATH": ""}
    command = [sys.executable, "-c", PLAIN]
    root = Path(__file__).parents[3]
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == (
        "TINGBLIK_REDIS_URL needs redis: pip install -r requirements-shared.txt\n"
    )
