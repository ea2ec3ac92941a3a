"""The app's service: its verdict, the demo that stands in, and how it starts."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.metrics import recall
from core.service import Service
from core.settings import Settings
from core.standin.serve import Standin
from core.store.datasets import votes as vote_sets
from core.store.snapshot.archive import write_snapshot
from tests.makers.services import head, loaded


def control_of(service: Service) -> None:
    """Let the service look into what happened, and wait for it."""
    service.look_into(service.verdict())
    while service.jobs.active():
        threading.Event().wait(0.005)


def test_look_into__after_a_failure_once_a_minute_and_in_the_background(
    service: Service, tiny_api: Standin
) -> None:
    loaded(service)
    control_of(service)  # all is well: nothing to look into
    before = len(tiny_api.requests)
    tiny_api.faults = "503"
    loaded(service, refresh=True)
    asked = len(tiny_api.requests)
    assert service.verdict().state == "failing"
    tiny_api.faults = ""
    control_of(service)
    assert len(tiny_api.requests) == asked + 1
    assert before < asked
    tiny_api.faults = "503"
    loaded(service, refresh=True)
    asked = len(tiny_api.requests)
    control_of(service)
    assert len(tiny_api.requests) == asked


def test_look_into__heals_the_verdict(service: Service, tiny_api: Standin) -> None:
    tiny_api.faults = "refuse"
    loaded(service)
    assert service.verdict().state == "down"
    tiny_api.faults = ""
    control_of(service)
    assert service.verdict().state in ("well", "unsteady")  # the failure is seconds old


def test_look_into__finds_out_nothing_while_all_connections_are_taken(
    service: Service, tiny_api: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.service._PLACE_SECONDS", 0.05)
    tiny_api.faults = "503"
    loaded(service)
    source, asked = service.source, len(tiny_api.requests)
    assert source is not None
    tiny_api.faults = ""
    with ExitStack() as taken:
        for _ in range(service.settings.max_connections):
            taken.enter_context(source.client.pages.place(5))
        control_of(service)
    assert len(tiny_api.requests) == asked
    assert service.verdict().state == "failing"


def test_verdict__a_folder_that_can_be_written_again_is_well(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.service._TRY_EVERY_SECONDS", -1.0)
    assert service.verdict().state == "unasked"
    in_the_way = tmp_path / "store"
    in_the_way.write_text("in the way")
    loaded(service)
    source = service.source
    assert source is not None
    assert source.store.problem is not None
    assert service.verdict().params["problem"] == "read_only"
    in_the_way.unlink()
    assert service.verdict().state == "well"
    assert source.library.view(vote_sets.lookups()).ready  # from memory


def test_note_metrics__at_once_when_the_verdict_is_new(
    service: Service, tiny_api: Standin, tmp_path: Path
) -> None:
    loaded(service)
    service.note_metrics(service.verdict())
    assert recall(tmp_path / "metrics.json", tiny_api.url).failed is None
    tiny_api.faults = "refuse"
    loaded(service, refresh=True)
    service.note_metrics(service.verdict())
    assert recall(tmp_path / "metrics.json", tiny_api.url).cause == "down"


def test_service__knows_what_happened_before_it_started(
    service: Service, tiny_api: Standin, tmp_path: Path
) -> None:
    tiny_api.faults = "refuse"
    loaded(service)
    service.note_metrics(service.verdict())
    settings = service.settings
    again = Service(settings)
    assert again.verdict().state == "down"
    again.close()


def wait_for_mode(service: Service, mode: str) -> None:
    for _ in range(2_000):
        if service.mode == mode:
            return
        threading.Event().wait(0.01)
    raise AssertionError(f"{service.mode} instead of {mode}")


def test_mode__auto_without_api_and_copy_is_the_demo(tmp_path: Path) -> None:
    service = Service(
        Settings(api_url="http://127.0.0.1:9/api/", data_dir=tmp_path, connect_timeout=1.0)
    )
    assert service.source is None
    wait_for_mode(service, "demo")
    assert service.source is not None
    assert service.source.demo
    assert service.unreachable
    found = head(service, service.source, [])
    assert found.title == "Folketingets server svarer ikke"  # the real one's state is told
    assert found.shown == "Du ser opfundne data"
    service.close()


def test_mode__auto_with_an_api_that_answers(tiny_api: Standin, tmp_path: Path) -> None:
    service = Service(Settings(api_url=tiny_api.url, data_dir=tmp_path))
    wait_for_mode(service, "api")
    service.close()


def test_mode__auto_with_a_copy_never_shows_the_demo(tiny_api: Standin, tmp_path: Path) -> None:
    settings = Settings(api_url=tiny_api.url, data_dir=tmp_path, max_rps=1000.0)
    first = Service(settings)
    wait_for_mode(first, "api")
    loaded(first)
    first.close()
    tiny_api.faults = "refuse"
    again = Service(settings)
    assert again.mode == "api"
    again.close()


def test_mode__always_is_the_demo_at_once(tmp_path: Path) -> None:
    service = Service(Settings(data_dir=tmp_path, demo="always"))
    source, view = loaded(service)
    assert source.demo
    assert view.ready
    found = head(service, source, [view])
    assert found.title == "Folketingets server bliver ikke spurgt"
    assert found.shown == "Du ser opfundne data"
    source.telemetry.request(entity="Sag", seconds=9.0, status=200)
    source.telemetry.gauge("memory_bytes", 1e9)
    shown = source.alerts(source.telemetry.snapshot())
    assert [alert.key for alert in shown] == ["memory_bytes"]
    service.note_metrics(service.verdict())
    assert not list(tmp_path.glob("metrics*"))
    service.close()


def test_start__from_a_snapshot_asks_the_api_for_nothing(
    tiny_api: Standin, tmp_path: Path, service: Service
) -> None:
    source, _ = loaded(service)
    source.syncer.sync()
    write_snapshot(source.store, tmp_path / "copy.zip", lambda: datetime.now(UTC))
    before = len(tiny_api.requests)
    settings = Settings(
        api_url=tiny_api.url,
        data_dir=tmp_path / "new",
        max_rps=1000.0,
        snapshot_url=(tmp_path / "copy.zip").as_uri(),
    )
    started = Service(settings)
    assert started.source is None
    wait_for_mode(started, "api")
    assert started.source is not None
    view = started.source.library.view(vote_sets.lookups(), start=False)
    assert view.ready
    assert len(tiny_api.requests) == before
    started.close()


def test_start__a_snapshot_that_is_no_good_is_told_and_done_without(
    tiny_api: Standin, tmp_path: Path
) -> None:
    (tmp_path / "bad.zip").write_bytes(b"no snapshot")
    settings = Settings(
        api_url=tiny_api.url,
        data_dir=tmp_path / "new",
        max_rps=1000.0,
        snapshot_url=(tmp_path / "bad.zip").as_uri(),
    )
    started = Service(settings)
    wait_for_mode(started, "api")
    source, view = loaded(started)
    assert view.ready
    assert source.store.snapshot_problem is not None
    started.close()
