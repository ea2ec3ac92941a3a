"""The ledger: what differed from the registry is noted once, by syncs and by pages."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.jobs import Jobs
from core.oda.client import Answer, ODataClient
from core.oda.http.form import Drift
from core.standin.serve import Standin
from core.store.datasets import votes as vote_sets
from core.store.ledger import DRIFT_SCHEMA, SCHEMA, read_drift, read_ledger, record_drift
from core.store.library import Library
from core.store.snapshot.archive import read_snapshot, write_snapshot
from core.store.store import Store
from core.store.sync.syncer import Syncer
from core.telemetry import Telemetry
from tests.conftest import ClientFactory
from tests.makers.clocks import Clock

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def drifting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every answer has a field that the registry does not know."""
    fetch = ODataClient.fetch

    def fetched(self: ODataClient, *words: Any, **options: Any) -> Answer:
        return replace(fetch(self, *words, **options), drift=drift(unknown={"Sag.ny": 3}))

    monkeypatch.setattr(ODataClient, "fetch", fetched)


def drift(**kinds: dict[str, int]) -> Drift:
    made = Drift()
    for kind, fields in kinds.items():
        getattr(made, kind).update(fields)
    return made


def told(store: Store) -> list[tuple[str, str, str]]:
    return read_drift(store).select("entity", "kind", "columns").rows()


def test_record_drift__each_difference_once_with_its_first_day(store: Store) -> None:
    assert read_drift(store).schema == DRIFT_SCHEMA
    assert record_drift(store, Drift(), NOW) == 0
    assert record_drift(store, drift(unknown={"Sag.ny": 3}, missing={"Sag.titel": 1}), NOW) == 2
    later = NOW + timedelta(days=1)
    assert record_drift(store, drift(unknown={"Sag.ny": 9}, wrong_type={"Sag.ny": 1}), later) == 1
    assert told(store) == [
        ("Sag", "unknown", "ny"),
        ("Sag", "missing", "titel"),
        ("Sag", "wrong_type", "ny"),
    ]
    assert read_drift(store)["found_at"].to_list()[0] == NOW.replace(tzinfo=None)
    assert read_ledger(store).is_empty()
    assert set(DRIFT_SCHEMA) <= set(SCHEMA)


def test_record_drift__fields_without_end_do_not_fill_the_disk(store: Store) -> None:
    for round_ in range(3):
        fields = {f"Sag.felt{round_}{number}": 1 for number in range(400)}
        record_drift(store, drift(unknown=fields), NOW)
    assert read_drift(store).height == 500


@pytest.mark.usefixtures("drifting")
def test_sync__notes_drift(syncer: Syncer, store: Store) -> None:
    syncer.sync()
    syncer.sync()
    assert told(store) == [("Sag", "unknown", "ny")]


@pytest.mark.usefixtures("drifting")
def test_library__notes_drift(chamber_api: Standin, client: ClientFactory, store: Store) -> None:
    jobs = Jobs()
    job = Library(client(chamber_api.url), store, jobs).load(vote_sets.lookups())
    while job.active:
        threading.Event().wait(0.005)
    jobs.close()
    assert job.state == "done"
    assert told(store) == [("Sag", "unknown", "ny")]


@pytest.mark.usefixtures("drifting")
def test_snapshot__carries_drift(
    syncer: Syncer, store: Store, clock: Clock, tmp_path: Path
) -> None:
    syncer.sync()
    write_snapshot(store, tmp_path / "copy.zip", clock)
    other = Store(tmp_path / "other" / store.root.name, Telemetry())
    read_snapshot(tmp_path / "copy.zip", other, now=clock.now)
    assert told(other) == told(store)
