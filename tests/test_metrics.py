"""The figures in a file: written whole, read back, never trusted."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.errors import StoreError
from core.happenings import Happenings
from core.metrics import add_happenings, read_metrics, recall, resident_bytes, write_metrics
from core.telemetry import Telemetry


def telemetry() -> Telemetry:
    kept = Telemetry()
    kept.request(entity="Møde", seconds=0.25, status=200, complexity=3)
    kept.lookup(static=True, outcome="hit")
    return kept


def written(path: Path) -> Path:
    """The file that this process wrote."""
    (own,) = path.parent.glob(f"metrics.*-{os.getpid()}.json")
    return own


def test_write_metrics__is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "metrics.json"
    extra = {"program": "app", "queue": 2, "sync": None}
    assert write_metrics(path, telemetry().snapshot(), extra)
    metrics = read_metrics(path)
    assert metrics is not None
    assert metrics.pid == os.getpid()
    assert metrics.extra == extra
    assert metrics.snapshot["by_entity"]["Møde"] == {"n": 1, "p50": 0.25, "p95": 0.25, "p99": 0.25}
    assert metrics.snapshot["by_complexity"].keys() == {"3"}
    assert metrics.snapshot["static_hit_rate"] == 1.0
    assert timedelta(0) <= metrics.age(datetime.now(UTC)) < timedelta(minutes=1)
    assert [file.name for file in path.parent.iterdir()] == [written(path).name]


def test_write_metrics__a_disk_that_refuses_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not write_metrics(tmp_path / "file" / "metrics.json", telemetry().snapshot(), {})


def test_read_metrics__none_where_there_is_no_file(tmp_path: Path) -> None:
    assert read_metrics(tmp_path / "metrics.json") is None


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"written_at": "yesterday"},
        {"written_at": "2026-11-23T12:00:00"},
        {"pid": None},
        {"snapshot": []},
        {"extra": None},
    ],
)
def test_read_metrics__another_form_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "metrics.json"
    write_metrics(path, telemetry().snapshot(), {})
    path.write_text(json.dumps(json.loads(written(path).read_text()) | change))
    assert read_metrics(path) is not None
    written(path).unlink()
    with pytest.raises(StoreError, match=r"metrics\.json cannot be read"):
        read_metrics(path)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b"{}"])
def test_read_metrics__damage_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "metrics.json"
    path.write_bytes(content)
    with pytest.raises(StoreError):
        read_metrics(path)


URL = "https://oda.example.invalid/api/"


def test_write_metrics__what_happened_to_another_process_is_kept(tmp_path: Path) -> None:
    path, extra = tmp_path / "metrics.json", {"api_url": URL}
    failing = Telemetry()
    failing.request(entity="Sag", seconds=1.0, error="not_reachable", cause="down")
    write_metrics(path, failing.snapshot(), extra)
    write_metrics(path, Telemetry().snapshot(), extra)  # one that asked nothing
    assert recall(path, URL).cause == "down"
    assert recall(path, "https://oda.ft.dk/api/") == Happenings()
    write_metrics(path, Telemetry().snapshot(), {"api_url": "https://oda.ft.dk/api/"})
    assert recall(path, URL) == Happenings()


def test_add_happenings__leaves_the_figures_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "metrics.json"
    assert not add_happenings(path, URL, Happenings())
    write_metrics(path, telemetry().snapshot(), {"program": "app", "api_url": URL})
    before = read_metrics(path)
    found = Telemetry()
    found.control("untrusted", None)
    assert add_happenings(path, URL, found.snapshot().happenings)
    after = read_metrics(path)
    assert before is not None
    assert after is not None
    assert after.extra == before.extra
    assert after.snapshot["by_entity"] == before.snapshot["by_entity"]
    assert after.happenings(URL).control_cause == "untrusted"
    assert after.happenings(URL).answered == before.happenings(URL).answered
    assert not add_happenings(path, "https://oda.ft.dk/api/", Happenings())


def test_recall__nothing_of_what_is_damaged_or_of_an_earlier_version(tmp_path: Path) -> None:
    path = tmp_path / "metrics.json"
    assert recall(path, URL) == Happenings()
    path.write_text("{")
    assert recall(path, URL) == Happenings()
    write_metrics(path, telemetry().snapshot(), {"program": "app"})
    assert recall(path, URL) == Happenings()


def process(path: Path, pid: int, minutes: float = 0, **changes: Any) -> None:
    """Add what another process of this machine wrote, so many minutes ago."""
    own = written(path)
    document = json.loads(own.read_text())
    at = datetime.now(UTC) - timedelta(minutes=minutes)
    document |= {"pid": pid, "written_at": at.isoformat(), "memory_bytes": 1000}
    document["snapshot"] |= changes.pop("snapshot", {})
    document["extra"] |= changes.pop("extra", {})
    file = path.with_name(own.name.replace(str(os.getpid()), str(pid)))
    file.write_text(json.dumps(document | changes))
    os.utime(file, (at.timestamp(), at.timestamp()))


GONE = 2**22 + 1  # more than any process of Linux has


def test_read_metrics__adds_up_what_processes_wrote(tmp_path: Path) -> None:
    path = tmp_path / "metrics.json"
    kept = telemetry()
    kept.count("cache.locked", 2)
    kept.request(entity="Sag", seconds=1.0, status=503, error="server_failing", cause="failing")
    extra = {"program": "app", "api_url": URL, "queue": 1, "breaker": {"state": "closed"}}
    write_metrics(path, kept.snapshot(), extra)
    wait = {"n": 6, "p50": 0.1, "p95": 3.0}
    asked = {"requests": 6, "share_5xx": 0.0, "timing": wait, "by_entity": {"Sag": wait}}
    asked |= {"lookups": 3, "hit_rate": 0.5, "static_lookups": 0, "static_hit_rate": None}
    asked |= {"alerts": [{"key": "slow", "value": 3.0, "limit": 2.0}]}
    breaker = {"state": "open", "retry_at": None}
    process(path, os.getppid(), 5, snapshot=asked, extra={"breaker": breaker, "queue": 3})
    process(path, GONE, 30, snapshot={"counters": {"cache.full": 1}}, extra={"queue": 9})
    process(path, GONE + 1, 90, snapshot={"requests": 500})  # of the hour before that
    process(path, GONE + 2, 1, extra={"api_url": "https://oda.ft.dk/api/"})
    found = read_metrics(path)
    assert found is not None
    seen = found.snapshot
    assert [part.pid for part in found.parts] == [os.getpid(), os.getppid(), GONE]
    assert (seen["requests"], seen["share_5xx"]) == (10, pytest.approx(0.2))
    assert seen["timing"] == {"n": 10, "p50": 0.25, "p95": 3.0, "at_most": True}
    assert seen["by_entity"]["Sag"]["n"] == 8
    assert seen["by_entity"]["Møde"] == {"n": 2, "p50": 0.25, "p95": 0.25, "at_most": True}
    assert (seen["lookups"], seen["hit_rate"]) == (5, pytest.approx((2 * 1.0 + 3 * 0.5) / 5))
    assert seen["static_hit_rate"] == 1.0
    assert seen["counters"] == {"cache.locked": 4, "cache.full": 1}
    assert [alert["key"] for alert in seen["alerts"]].count("slow") == 1
    assert seen["last_error"] == "server_failing"
    assert found.extra["queue"] == 4  # of those that still run
    assert found.extra["breaker"] == breaker
    assert found.memory_bytes == 1000 + (found.parts[0].memory_bytes or 0)
    assert found.happenings(URL).cause == "failing"


def test_write_metrics__files_of_processes_that_are_gone_end(tmp_path: Path) -> None:
    path = tmp_path / "metrics.json"
    failing = Telemetry()
    failing.request(entity="Sag", seconds=1.0, error="not_reachable", cause="down")
    write_metrics(path, failing.snapshot(), {"api_url": URL}, ended=True)
    own = written(path)
    own.rename(path)  # as a version before wrote it, an hour ago
    old = datetime.now(UTC).timestamp() - 3700
    os.utime(path, (old, old))
    write_metrics(path, Telemetry().snapshot(), {"api_url": URL})
    assert list(tmp_path.iterdir()) == [own]
    assert recall(path, URL).cause == "down"  # what happened is not forgotten


def test_resident_bytes__is_that_of_a_python_with_polars() -> None:
    memory = resident_bytes()
    assert memory is not None
    assert 20e6 < memory < 20e9
