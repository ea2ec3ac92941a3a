"""The server never has more connections of ours open than the limit, the control's included."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from core.errors import ApiError, RateLimited, TooSlow
from core.oda.http.control import QUESTION, control
from core.oda.http.transport import ODataAdapter
from core.settings import Settings
from core.telemetry import Telemetry
from tests.conftest import StandinFactory
from tests.oda.fake_server import FakeServer, answer

LIMIT = 4
IMPATIENT = {"read_timeout": 0.3, "total_timeout": 1.0}
_TABLE = Path("/proc/net/tcp")
_ESTABLISHED = "01"
pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not _TABLE.exists(), reason="no table of this system's connections"),
]


class Asker:
    """Asks one address through one adapter, from as many threads as wanted."""

    def __init__(self, url: str, **settings: Any) -> None:
        values: dict[str, Any] = {
            "api_url": url,
            "max_rps": 10_000,
            "retries": 1,
            "read_timeout": 10,
            "total_timeout": 20,
            "connect_timeout": 2.0,
            "max_connections": LIMIT,
            "breaker_failures": 10_000,
        }
        self.settings = Settings(**(values | settings))
        self.adapter = ODataAdapter(self.settings, Telemetry(), sleep=lambda _: None)

    def ask(self) -> type[ApiError] | None:
        """How a request failed; None for a good answer."""
        request = requests.Request("GET", QUESTION.url(self.settings.api_url)).prepare()
        try:
            self.adapter.send(request)
        except ApiError as error:
            return type(error)
        return None

    def control(self, patience: float = 5.0) -> str | None:
        """The cause that a control beside the requests finds."""
        return control(self.settings, place=partial(self.adapter.place, patience)).cause


def _open_to(port: int) -> set[str]:
    """Our ends of the connections to a port that are open."""
    rows = [line.split() for line in _TABLE.read_text().splitlines()[1:]]
    return {
        row[1] for row in rows if int(row[2].split(":")[1], 16) == port and row[3] == _ESTABLISHED
    }


@contextmanager
def counted(url: str) -> Iterator[Callable[[], int]]:
    """Gives the most connections to the address that were open at once.

    The system's table is no picture of one moment, so only what two readings in a row have is
    taken to have been open between them.
    """
    port, most, end = urlsplit(url).port or 0, [0], threading.Event()

    def count() -> None:
        before: set[str] = set()
        while not end.is_set():
            now = _open_to(port)
            most[0], before = max(most[0], len(before & now)), now

    thread = threading.Thread(target=count)
    thread.start()
    try:
        yield lambda: most[0]
    finally:
        end.set()
        thread.join()


@pytest.mark.parametrize(
    "faults", ["", "hang", "hang=0.5", "500=0.5", "html=0.5", "cut=0.5", "reset=0.5"]
)
def test_connections__never_more_than_the_limit(standin: StandinFactory, faults: str) -> None:
    api = standin(faults=faults)
    api.latency_ms = 10
    asker = Asker(api.url, **(IMPATIENT if "hang" in faults else {}))
    with counted(api.url) as most, ThreadPoolExecutor(2 * LIMIT) as crowd:
        asked = [crowd.submit(asker.ask) for _ in range(6 * LIMIT)]
        controlled = [asker.control(30) for _ in range(3)]
        outcomes = {future.result() for future in asked}
    assert 0 < most() <= LIMIT
    assert len(controlled) == 3
    if not faults:
        assert outcomes == {None} == set(controlled)


@pytest.mark.parametrize("name", ["hang", "drip", "hang_up"])
def test_connections__one_that_is_given_up_is_closed_before_the_next_is_opened(
    fake_server: FakeServer, name: str
) -> None:
    """Also where the server does not notice: it hangs on."""
    fake_server.replies = [getattr(fake_server, name)]
    asker = Asker(fake_server.url, **IMPATIENT)
    with counted(fake_server.url) as most, ThreadPoolExecutor(2 * LIMIT) as crowd:
        outcomes = set(crowd.map(lambda _: asker.ask(), range(3 * LIMIT)))
    assert outcomes == {TooSlow}
    assert most() == LIMIT
    assert _open_to(fake_server.port) == set()


def test_control__takes_the_place_of_a_connection_that_is_kept_open(
    standin: StandinFactory,
) -> None:
    api = standin()
    api.latency_ms = 30
    asker = Asker(api.url)
    with ThreadPoolExecutor(LIMIT) as crowd:
        list(crowd.map(lambda _: asker.ask(), range(3 * LIMIT)))
    port = urlsplit(api.url).port or 0
    kept = len(_open_to(port))
    assert 1 < kept <= LIMIT
    with counted(api.url) as most:
        assert [asker.control() for _ in range(2 * LIMIT)] == [None] * 2 * LIMIT
    assert most() <= kept
    with ThreadPoolExecutor(LIMIT) as crowd:  # and gives it back
        assert set(crowd.map(lambda _: asker.ask(), range(3 * LIMIT))) == {None}


def test_control__finds_out_nothing_while_all_connections_hang(fake_server: FakeServer) -> None:
    fake_server.replies = [fake_server.hang_up]
    asker = Asker(fake_server.url, read_timeout=2.0, total_timeout=2.0, retries=0)
    with ThreadPoolExecutor(LIMIT) as crowd:
        hung = [crowd.submit(asker.ask) for _ in range(LIMIT)]
        while len(fake_server.requests) < LIMIT:
            fake_server.wait(0.01)
        begun = time.monotonic()
        with pytest.raises(TooSlow, match="no free connection"):
            asker.control(0.2)
        assert time.monotonic() - begun < 1.0
        assert {future.result() for future in hung} == {TooSlow}
    assert len(fake_server.requests) == LIMIT
    assert asker.control() == "timeout"  # they are given up


def test_control__tells_of_no_network_also_while_all_connections_hang() -> None:
    asker = Asker("https://tingblik.invalid/api/")
    with ExitStack() as taken:
        for _ in range(LIMIT):
            taken.enter_context(asker.adapter.place(1))
        assert asker.control(0.1) in ("no_name", "no_network")


def test_close__whoever_keeps_the_error_keeps_no_connection(standin: StandinFactory) -> None:
    api = standin(faults="500")
    asker = Asker(api.url, retries=0)
    request = requests.Request("GET", QUESTION.url(api.url)).prepare()
    with pytest.raises(ApiError) as kept:
        asker.adapter.send(request)
    port = urlsplit(api.url).port or 0
    assert len(_open_to(port)) == 1
    asker.adapter.close()
    assert _open_to(port) == set()
    assert kept.value.__traceback__ is not None


def test_control__one_connection_is_enough(standin: StandinFactory) -> None:
    asker = Asker(standin().url, max_connections=1)
    assert [asker.ask(), asker.control(), asker.ask(), asker.control()] == [None] * 4


def test_control__asks_nothing_while_the_api_wants_to_be_left_alone(
    fake_server: FakeServer,
) -> None:
    fake_server.replies = [answer(status="429 Too Many", Retry_After="300")]
    asker = Asker(fake_server.url)
    assert asker.ask() is RateLimited
    with pytest.raises(RateLimited):
        asker.control()
    assert len(fake_server.requests) == 1
