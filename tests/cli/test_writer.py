"""`writer`: the loop without pages, in processes of its own."""

from __future__ import annotations

import signal
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from core.cli.writer import LOCK_FILE
from core.metrics import read_metrics
from core.standin.demo import build_demo
from core.standin.serve import Standin
from core.store.store import Store
from tests.cli.conftest import Command, Started
from tests.conftest import StandinFactory

LONG = 60


@pytest.fixture
def api(standin: StandinFactory) -> Standin:
    """The demo parliament: it takes a writer seconds to load all of it."""
    return standin(dict(build_demo("small")))


def until(given: object, seconds: float = LONG) -> None:
    """Wait until a function gives something true."""
    end = time.monotonic() + seconds
    while not given():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def test_writer__works_alone_and_ends_at_once_when_it_is_told_to(
    start: Started, command: Command, store: Store, api: Standin, data_dir: Path
) -> None:
    writer = start("writer", "--port", "0")
    assert writer.stderr is not None
    url = writer.stderr.readline().decode().split()[-1].removesuffix("/metrics")
    until(lambda: store.partitions("Afstemning"))

    second = command("writer")
    assert second.code == 1
    assert "another writer" in second.err

    with urllib.request.urlopen(f"{url}/healthz", timeout=10) as answer:
        assert answer.read() == b"ok\n"
    with urllib.request.urlopen(f"{url}/metrics", timeout=10) as answer:
        assert b"tingblik_jobs_active 1.0" in answer.read()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{url}/api/v1/", timeout=10)
    until(lambda: read_metrics(data_dir / "metrics.json"))
    figures = read_metrics(data_dir / "metrics.json")
    assert figures is not None
    assert figures.extra["program"] == "writer"

    api.faults = "hang"
    begun = time.monotonic()
    writer.send_signal(signal.SIGTERM)
    writer.wait(LONG)
    assert time.monotonic() - begun < 5


def test_writer__ends_within_seconds_though_no_answer_comes(
    start: Started, api: Standin, data_dir: Path
) -> None:
    api.faults = "hang"
    writer = start("writer")
    until((data_dir / LOCK_FILE).exists)
    time.sleep(0.5)  # it asks now, and no answer comes
    begun = time.monotonic()
    writer.send_signal(signal.SIGTERM)
    assert writer.wait(LONG) == 0
    assert time.monotonic() - begun < 5


def test_writer__without_syncs_has_nothing_to_do(command: Command) -> None:
    result = command("writer", sync_minutes=0)
    assert result.code == 2
    assert "TINGBLIK_SYNC_MINUTES" in result.err
