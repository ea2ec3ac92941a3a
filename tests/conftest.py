"""What tests of several parts use: a running stand-in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import settings

from core.oda.client import ODataClient
from core.oda.http.page_cache import open_page_cache
from core.oda.rows import Fields
from core.settings import Settings
from core.standin.faults import Faults
from core.standin.serve import Standin
from core.telemetry import Telemetry
from tests.standin.tiny import tiny_parliament

# A test never depends on how fast the machine is.
settings.register_profile("tingblik", deadline=None)
settings.load_profile("tingblik")

StandinFactory = Callable[..., Standin]
ClientFactory = Callable[..., ODataClient]


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
