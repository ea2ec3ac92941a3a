"""What a process finds out of the source while it asks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.background.availability import Looks, look
from core.background.figures import note_figures
from core.happenings import Happenings
from core.metrics import read_metrics
from core.service import Service
from core.settings import Settings
from core.standin.serve import Standin
from core.store.availability import outages, read_spans
from tests.makers.services import loaded


@pytest.fixture
def service(tiny_api: Standin, tmp_path: Path) -> Iterator[Service]:
    service = Service(
        Settings(
            api_url=tiny_api.url, data_dir=tmp_path, demo="never", max_rps=1000.0, retries=0,
            log_level="ERROR",
        )
    )  # fmt: skip
    yield service
    service.close()


@pytest.mark.parametrize(
    ("happened", "found"),
    [
        (Happenings(), None),
        (Happenings(answered=5.0), (5.0, "")),
        (Happenings(answered=5.0, failed=7.0, cause="failing"), (5.0, "")),
        (
            Happenings(
                answered=5.0, failed=7.0, cause="down", controlled=8.0, control_cause="down"
            ),
            (8.0, "down"),
        ),
        (Happenings(answered=5.0, failed=7.0, cause="down", controlled=8.0), (8.0, "")),
        (Happenings(answered=5.0, controlled=8.0, control_cause="no_network"), None),
        (Happenings(answered=5.0, controlled=8.0, control_cause="busy"), (8.0, "")),
        (Happenings(answered=9.0, controlled=8.0, control_cause="down"), (9.0, "")),
    ],
)
def test_look__a_failure_counts_once_a_control_has_failed_too(
    happened: Happenings, found: tuple[float, str] | None
) -> None:
    assert look(happened) == found


def test_figures__an_outage_is_noted_and_its_end(service: Service, tiny_api: Standin) -> None:
    looks, store = Looks(service), service.parliament.store
    loaded(service)
    note_figures(service, looks)
    tiny_api.faults = "refuse"
    loaded(service, refresh=True)
    note_figures(service, looks)  # looks into it
    while service.jobs.active():
        time.sleep(0.01)
    note_figures(service, looks)
    assert [span.cause for span in read_spans(store.root)] == ["", "down"]
    tiny_api.faults = ""
    loaded(service, refresh=True)
    note_figures(service, looks)
    (outage,) = outages(read_spans(store.root), time.time())
    assert outage.end > outage.begin
    assert read_metrics(service.settings.data_dir / "metrics.json") is not None
    snapshot = service.parliament.telemetry.snapshot()
    assert snapshot.gauges["memory_bytes"] > 0
