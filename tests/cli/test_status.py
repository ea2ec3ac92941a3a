"""`status`: the figures of another process, and what is on the disk."""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from core.metrics import write_metrics
from core.standin.serve import Standin
from core.store.availability import note_look
from core.store.store import Store, store_root
from core.telemetry import Telemetry
from tests.cli.conftest import Command

DAY_AGO = datetime.now(UTC) - timedelta(days=1)


@pytest.fixture
def stored(api: Standin, data_dir: Path) -> Store:
    """Two sessions of votes, read a day ago."""
    store = Store(store_root(data_dir, api.url), Telemetry())
    for session, rows in (("20231", 2), ("20232", 3)):
        frame = pl.DataFrame(
            {"id": range(rows), "opdateringsdato": [datetime(2026, 1, 1)] * rows},
            schema={"id": pl.Int32, "opdateringsdato": pl.Datetime("ms")},
        )
        store.write("Afstemning", session, frame, fetched_at=DAY_AGO, url="")
    return store


def figures(command: Command, code: int = 0) -> dict[str, Any]:
    result = command("status", "--json")
    assert result.code == code
    document: dict[str, Any] = json.loads(result.out)
    return document


def test_status__says_when_there_are_no_figures(command: Command) -> None:
    lines = command("status").lines
    assert lines[0] == "Parliament's server has not been asked yet."
    assert any(line.startswith("No figures yet") for line in lines)
    document = figures(command)
    assert document["process"] is document["queue"] is document["requests"]["n"] is None
    assert document["freshness"] == []


def test_status__has_the_figures_of_a_fetch(command: Command, api: Standin) -> None:
    command("fetch", "Stemmetype")
    command("fetch", "Stemmetype")
    document = figures(command)
    assert document["process"]["program"] == "fetch"
    assert document["process"]["pid"] == os.getpid()
    assert document["process"]["memory_bytes"] > 20e6
    assert 0 <= document["process"]["age_seconds"] < 60
    assert document["requests"]["n"] == 0  # the second fetch came from the cache
    assert document["cache"]["static_hit_rate"] == 1.0
    assert document["cache"]["bytes"] > 0
    assert document["breaker"] == {"state": "closed", "retry_at": None}
    assert (document["queue"], document["sync"]) == (0, None)


def test_status__times_by_entity_and_complexity(command: Command) -> None:
    command("fetch", "Afstemning", "--expand", "Sagstrin/Sag")
    requests = figures(command)["requests"]
    assert requests["by_entity"]["Afstemning"]["n"] == 1
    assert requests["by_complexity"]["4"]["p50"] > 0
    assert (requests["share_4xx"], requests["share_5xx"]) == (0, 0)


def test_status__counts_failures(command: Command, api: Standin) -> None:
    api.faults = "503"
    assert command("fetch", "Møde").code == 1
    document = figures(command, code=1)
    assert document["requests"]["share_5xx"] == 1.0
    assert document["requests"]["last_error"] == "server_failing"
    assert (document["verdict"]["state"], document["verdict"]["wrong"]) == ("failing", True)
    lines = command("status").lines
    assert lines[0] == "Parliament's server reports errors."
    assert lines[2] == ("! Parliament's server reports many errors. Measured: 1 of 1, limit: 5%.")


@pytest.mark.usefixtures("stored")
def test_status__freshness_of_what_is_stored(command: Command) -> None:
    document = figures(command)
    assert [part["partition"] for part in document["freshness"]] == ["20231", "20232"]
    part = document["freshness"][1]
    assert (part["entity"], part["rows"]) == ("Afstemning", 3)
    assert part["watermark"] == "2026-01-01T00:00:00"
    assert 86_000 < part["age_seconds"] < 90_000
    assert document["store"]["bytes"] > 0
    line = next(x for x in command("status").lines if x.startswith("  Afstemning"))
    assert line.split()[:3] == ["Afstemning", "5", "2"]
    assert "(1 d ago)" in line or "day" in line


def test_status__says_how_old_the_figures_are_and_whose(command: Command, data_dir: Path) -> None:
    path = data_dir / "metrics.json"
    write_metrics(path, Telemetry().snapshot(), {"program": "app", "sync": {"lag_seconds": 90}})
    (own,) = data_dir.glob("metrics.*-*.json")
    document = json.loads(own.read_text())
    earlier = (datetime.now(UTC) - timedelta(hours=3, minutes=5)).isoformat()
    own.unlink()
    path.write_text(json.dumps(document | {"written_at": earlier, "pid": 77}))
    lines = command("status").lines
    assert any(line.startswith("Figures of app, process 77, written 3 h") for line in lines)
    assert next(x for x in lines if "sync lag" in x).split()[2:] == ["1", "min"]


def test_status__adds_up_what_several_processes_wrote(command: Command, data_dir: Path) -> None:
    busy = Telemetry()
    for seconds in (0.1, 0.2):
        busy.request(entity="Sag", seconds=seconds, status=200)
    write_metrics(data_dir / "metrics.json", busy.snapshot(), {"program": "app", "queue": 1})
    (own,) = data_dir.glob("metrics.*-*.json")
    other = json.loads(own.read_text()) | {"pid": os.getppid()}
    other["snapshot"]["timing"] |= {"p95": 9.0}
    other["extra"]["program"] = "writer"
    (data_dir / "metrics.other-1.json").write_text(json.dumps(other))
    lines = command("status").lines
    assert any(line.startswith("Figures of 2 processes, added up") for line in lines)
    assert any(line.startswith("  writer, process") for line in lines)
    (line,) = (line for line in lines if line.endswith("n=4") and line.split()[0] == "all")
    assert "median at most 100 ms" in line
    assert "95th percentile at most 9" in line
    document = figures(command)
    assert (document["requests"]["n"], document["queue"]) == (4, 2)
    assert {each["program"] for each in document["processes"]} == {"app", "writer"}


def test_status__damaged_files_are_named_and_the_rest_shown(
    command: Command, data_dir: Path, stored: Store
) -> None:
    (data_dir / "metrics.json").write_text("{")
    (stored.root / "Afstemning" / "20231.parquet").write_bytes(b"PAR1")
    result = command("status")
    assert "metrics.json cannot be read" in result.err
    assert "20231.parquet cannot be read" in result.err
    assert (result.code, result.lines[0]) == (
        1,
        "Something is wrong here and not at Parliament: store.",
    )
    assert command("doctor", "--offline").lines[-1] == result.lines[0]
    assert any(line.startswith("  Afstemning") for line in result.lines)
    assert (stored.root / "Afstemning" / "20231.parquet").exists()


def test_status__a_long_name_is_kept_apart_from_its_figures(command: Command) -> None:
    command("fetch", "DokumentAktørRolle")
    lines = command("status").lines
    (line,) = (line for line in lines if "DokumentAktørRolle" in line)
    assert line.split()[:2] == ["DokumentAktørRolle", "median"]


def test_status__a_cached_fetch_does_not_hide_that_the_last_request_failed(
    command: Command, api: Standin
) -> None:
    command("fetch", "Stemmetype")
    api.faults = "refuse"
    assert command("fetch", "Møde").code == 1
    assert command("fetch", "Stemmetype").code == 0  # from the page cache
    result = command("status")
    assert (result.code, result.lines[0]) == (1, "Parliament's server does not answer.")


def test_status__what_happened_at_another_address_does_not_count(
    command: Command, api: Standin
) -> None:
    api.faults = "503"
    command("fetch", "Møde")
    elsewhere = command("status", api_url="http://127.0.0.1:9/api/")
    assert elsewhere.lines[0] == "Parliament's server has not been asked yet."


def test_status__figures_of_an_earlier_version_are_read_on(
    command: Command, data_dir: Path
) -> None:
    path = data_dir / "metrics.json"
    write_metrics(path, Telemetry().snapshot(), {"program": "app"})
    (own,) = data_dir.glob("metrics.*-*.json")
    document = json.loads(own.read_text())
    own.unlink()
    del document["snapshot"]["happenings"], document["snapshot"]["share_unusable"]
    path.write_text(json.dumps(document))
    result = command("status")
    assert (result.code, result.err) == (0, "")
    assert "unusable answers" in result.out.decode()


def test_status__slow_answers_or_much_memory_alone_are_no_fault(
    command: Command, api: Standin, data_dir: Path
) -> None:
    for gauge, state in ((None, "slow"), ("memory_bytes", "strained")):
        telemetry = Telemetry()
        telemetry.request(entity="Sag", seconds=0.1 if gauge else 3.0, status=200)
        if gauge:
            telemetry.gauge(gauge, 700e6)
        write_metrics(data_dir / "metrics.json", telemetry.snapshot(), {"api_url": api.url})
        document = figures(command)
        assert (document["verdict"]["state"], document["verdict"]["wrong"]) == (state, False)
        assert any(line.startswith("! ") for line in command("status").lines)


def test_status__how_often_the_source_answered(
    command: Command, data_dir: Path, api: Standin
) -> None:
    assert figures(command)["availability"]["year"] == {
        "share": None,
        "known_seconds": 0,
        "looks": 0,
    }
    root, now = store_root(data_dir, api.url), time.time()
    root.mkdir(parents=True)
    for ago in range(40, 1, -1):
        note_look(root, now - ago * 600, "timeout" if ago < 6 else "", now)
    found = figures(command)["availability"]
    assert found["day"]["looks"] == 39
    assert found["day"]["share"] == pytest.approx(35 / 38, abs=0.001)
    (outage,) = found["outages"]
    assert (outage["cause"], outage["end"]) == ("timeout", None)
    lines = command("status").lines
    assert any(line.strip().startswith("last 24 hours  92.") for line in lines)
    assert any(line.endswith("no answer came in time") for line in lines)
