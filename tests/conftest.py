"""What tests of several parts use: what stands for the API, its client, a store and its sync."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import settings

from core.oda.client import ODataClient
from core.oda.http.page_cache import PageCache, open_page_cache
from core.oda.http.transport import ODataAdapter
from core.oda.rows import Fields
from core.oda.schema.entities import ENTITIES
from core.service import Service
from core.settings import Settings, variable
from core.standin.demo import build_demo
from core.standin.faults import Faults
from core.standin.serve import Standin
from core.store.store import Store
from core.store.sync.syncer import Syncer
from core.telemetry import Telemetry
from tests.makers.chromium import browser  # noqa: F401 - a fixture of several folders
from tests.makers.clocks import Clock
from tests.oda.fake_server import FakeServer, running
from tests.standin.tiny import tiny_parliament
from tests.store.chamber import NEXT_DAY, chamber

# A test never depends on how fast the machine is.
settings.register_profile("tingblik", deadline=None)
settings.load_profile("tingblik")

StandinFactory = Callable[..., Standin]
ClientFactory = Callable[..., ODataClient]
CacheFactory = Callable[..., PageCache]
# Expired as soon as it is looked at, however fast the machine.
AT_ONCE = {name: replace(e, expiry=timedelta(microseconds=1)) for name, e in ENTITIES.items()}


@pytest.fixture
def standin() -> Iterator[StandinFactory]:
    """`standin(tables=None, faults=None, latency_ms=0)` -> a running stand-in, stopped at the end.

    Without tables it serves the tiny parliament of tests/standin/tiny.py.
    """
    running: list[Standin] = []

    def start(
        tables: Mapping[str, pl.DataFrame] | None = None,
        faults: Faults | str | None = None,
        latency_ms: float = 0,
        gzip: bool = False,
    ) -> Standin:
        served = tiny_parliament() if tables is None else tables
        server = Standin(served, faults=faults, latency_ms=latency_ms, gzip=gzip)
        running.append(server)
        return server.start()

    yield start
    for server in running:
        server.stop()


@dataclass(frozen=True)
class DemoCopy:
    """The data folder that all of the demo parliament was synced into, and the address it had.

    Nothing answers there any more.
    """

    folder: Path
    url: str


@pytest.fixture(scope="session")
def demo_copy(tmp_path_factory: pytest.TempPathFactory) -> DemoCopy:
    """All of the demo parliament, synced once for all tests: none of them writes into it."""
    folder = tmp_path_factory.mktemp("demo")
    server = Standin(build_demo("small")).start()
    settings = {"api_url": server.url, "data_dir": folder, "max_rps": 10_000}
    others = {k: v for k, v in os.environ.items() if not k.startswith("TINGBLIK_")}
    try:
        subprocess.run(
            [sys.executable, "-m", "core", "sync", "--all", "--cases", "--quiet"],
            cwd=Path(__file__).parents[1],
            env=others | {variable(name): str(value) for name, value in settings.items()},
            check=True,
        )
    finally:
        server.stop()
    return DemoCopy(folder, server.url)


@pytest.fixture
def tiny_api(standin: StandinFactory) -> Standin:
    """The tiny parliament of tests/standin/tiny.py, served."""
    return standin()


@pytest.fixture
def chamber_api(standin: StandinFactory) -> Standin:
    """The chamber of tests/store/chamber.py, served."""
    return standin(chamber())


@pytest.fixture
def demo_api(standin: StandinFactory) -> Standin:
    """The small demo parliament, served for one test, which may change its rows."""
    return standin(build_demo("small"))


@pytest.fixture(scope="session")
def parliament() -> Iterator[Standin]:
    """The small demo parliament, served for all tests of a process; nobody changes its rows."""
    with Standin(build_demo("small")) as server:
        yield server


@pytest.fixture
def fake_server() -> Iterator[FakeServer]:
    """A server that answers with exact bytes."""
    with running() as server:
        yield server


@pytest.fixture
def client(tmp_path: Path) -> Iterator[ClientFactory]:
    """`client(url, **settings)` -> the real client of that API, with its cache in a folder.

    `needed` are the fields that no row may lack; without it, all that are asked for.
    """
    opened: list[ODataClient] = []

    def connect(url: str, needed: Fields | None = None, **changes: Any) -> ODataClient:
        values: dict[str, Any] = {
            "data_dir": tmp_path / "data",
            "max_rps": 10_000.0,
            "connect_timeout": 2.0,
            "read_timeout": 5.0,
            "total_timeout": 10.0,
            "retries": 0,
            "breaker_failures": 1_000,
        }
        chosen = Settings(api_url=url, **(values | changes))
        telemetry = Telemetry()
        made = ODataClient(chosen, telemetry, open_page_cache(chosen, telemetry), needed)
        opened.append(made)
        return made

    yield connect
    for made in opened:
        made.close()


@pytest.fixture
def open_cache(fake_server: FakeServer, tmp_path: Path) -> Iterator[CacheFactory]:
    """`open_cache(expired=False, **settings)` -> the page cache of that server, in a folder."""
    caches: list[PageCache] = []

    def opened(expired: bool = False, **changes: Any) -> PageCache:
        values: dict[str, Any] = {
            "api_url": fake_server.url,
            "data_dir": tmp_path / "data",
            "max_rps": 1e6,
            "breaker_failures": 100_000,
            "retries": 1,
        }
        chosen = Settings(**(values | changes))
        telemetry = Telemetry()
        adapter = ODataAdapter(chosen, telemetry, sleep=lambda _: None)
        entities = AT_ONCE if expired else ENTITIES
        caches.append(open_page_cache(chosen, telemetry, adapter=adapter, entities=entities))
        return caches[-1]

    yield opened
    for cache in caches:
        cache.close()


@pytest.fixture
def telemetry() -> Telemetry:
    return Telemetry()


@pytest.fixture
def store(tmp_path: Path, telemetry: Telemetry) -> Store:
    """A store without files, where a data folder has it."""
    return Store(tmp_path / "store" / "api", telemetry)


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still a day after the chamber's rows were made."""
    return Clock(NEXT_DAY)


@pytest.fixture
def syncer(chamber_api: Standin, client: ClientFactory, store: Store, clock: Clock) -> Syncer:
    """A sync of the chamber into the store, not yet begun, that never pauses."""
    return Syncer(client(chamber_api.url), store, clock, pause=lambda seconds: None)


@pytest.fixture
def service(tiny_api: Standin, tmp_path: Path) -> Iterator[Service]:
    """The app's service on the tiny parliament."""
    settings = Settings(
        api_url=tiny_api.url, data_dir=tmp_path, demo="never", max_rps=1000.0, retries=0
    )
    running = Service(settings)
    yield running
    running.close()
