"""What a process keeps up to date by itself, against the demo parliament."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from core.background.changed import Changed
from core.background.followed import sittings
from core.background.syncing import Syncing
from core.errors import Incomplete
from core.jobs import Job
from core.service import SYNC, Service, Source
from core.settings import Settings
from core.standin.demo import build_demo
from core.standin.serve import Standin
from core.store.library import load_dataset
from core.store.sync.pulses import PULSES
from core.store.sync.state import SyncReport, read_state, write_state
from core.tables.cases import case_names, everything_in, periods
from core.times import danish_now, utc_now
from tests.conftest import StandinFactory
from tests.makers.clocks import StandingClock

NOON = datetime(2026, 3, 4, 11, tzinfo=UTC)
"""A Wednesday of which no calendar is stored here."""


@contextmanager
def running(api: Standin, folder: Path, **settings: Any) -> Iterator[Service]:
    chosen = {"demo": "never", "max_rps": 10_000.0, "log_level": "ERROR"} | settings
    service = Service(Settings(api_url=api.url, data_dir=folder, **chosen))
    try:
        yield service
    finally:
        service.close()


@pytest.fixture
def service(tiny_api: Standin, tmp_path: Path) -> Iterator[Service]:
    with running(tiny_api, tmp_path) as service:
        yield service


def test_left__a_process_waits_until_somebody_was_served_but_not_for_ever(service: Service) -> None:
    clock = StandingClock(1000.0)
    syncing = Syncing(service, clock)
    assert 0 < syncing.left(NOON, float("inf")) <= 1
    clock.now += 59.5
    assert 0 < syncing.left(NOON, float("inf")) <= 1
    service.visited.set()
    assert syncing.left(NOON, float("inf")) < 0
    alone = Syncing(service, clock)
    service.visited.clear()
    clock.now += 60
    assert alone.left(NOON, float("inf")) < 0


def test_left__a_writer_begins_at_once(tiny_api: Standin, tmp_path: Path) -> None:
    with running(tiny_api, tmp_path, role="writer") as service:
        assert Syncing(service).left(NOON, float("inf")) < 0


def ended(service: Service, at: datetime) -> None:
    """Let a sync of another process have ended then."""
    store = service.parliament.store
    state = read_state(store)
    state.report = SyncReport(at, at, "done", confirmed=at)
    write_state(store, state)


def test_left__counts_from_the_last_sync_of_any_process(service: Service) -> None:
    service.visited.set()
    syncing = Syncing(service)
    ended(service, NOON - timedelta(minutes=4))
    assert syncing.left(NOON, float("inf")) == pytest.approx(360)
    assert syncing.left(NOON, 60.0) == pytest.approx(540)
    ended(service, NOON + timedelta(days=365))  # by a clock that was a year ahead
    assert syncing.left(NOON, 60.0) == pytest.approx(540)
    assert syncing.left(NOON, float("inf")) < 0


def test_run__after_a_job_that_loads_ballots_it_still_syncs(service: Service) -> None:
    going, told = threading.Event(), list[str]()

    def load(job: Job) -> None:
        going.wait(10)
        told.append("ballots")

    service.jobs.start(SYNC, load)
    syncing = Syncing(service)
    syncing.tell(lambda source, changed, job: told.append("synced"))
    threading.Timer(0.1, going.set).start()
    syncing.run()
    assert told[0] == "ballots"
    assert told[-1] == "synced"


def test_tell__what_changed_since_it_was_last_told_and_went_well(
    service: Service, tiny_api: Standin
) -> None:
    syncing, told = Syncing(service), list[Changed]()

    def note(source: Source, changed: Changed, job: Job) -> None:
        told.append(changed)
        if len(told) == 1:
            raise Incomplete("the lake is away", rows=0, total=1)

    syncing.tell(note)
    syncing.run()
    first = told[1].places
    assert told[0].places == first  # told again, as the first time failed
    assert told[-1].places == frozenset()
    assert ("Periode", "sessions") in first
    before = len(told)
    syncing.run()
    assert [(each.places, each.gone) for each in told[before:]] == [(frozenset(), frozenset())]
    service.parliament.store.remove("Periode", "sessions")
    syncing.run()
    assert told[-1].gone == frozenset()  # the sync has loaded it again
    assert ("Periode", "sessions") in told[-1].places | told[-2].places


@pytest.fixture
def short_api(standin: StandinFactory) -> Standin:
    """The demo parliament with its current session and a calendar that is closed."""
    tables = dict(build_demo("small"))
    tables["Periode"] = tables["Periode"].filter(pl.col("kode").is_in(["20261", "2025f"]))
    return standin(tables)


def test_writer__keeps_up_all_that_pages_show_and_asks_little_when_nothing_changed(
    short_api: Standin, tmp_path: Path
) -> None:
    with running(short_api, tmp_path, role="writer", night_minutes=10.0) as service:
        syncing, told = Syncing(service), list[Changed]()
        syncing.tell(lambda source, changed, job: told.append(changed))
        syncing.run()
        job, source, now = service.jobs.get(SYNC), service.parliament, danish_now()
        assert job is not None
        assert job.state == "done", job.error
        table = source.tables.read(periods())
        assert table is not None
        stored = {
            dataset.key: source.library.view(dataset, start=False).ready
            for period in table.content
            for dataset in everything_in(period, now)
        }
        assert len(stored) > 2
        assert all(stored.values()), stored
        assert len(told) > 2  # as it came, the newest votes first
        assert ("Afstemning", "20261") in told[0].places
        assert not {name for name, _ in told[0].places} & {"Emneord", "MødeAktør"}
        assert told[-1].places == frozenset()
        assert sittings(source, utc_now())
        asked = len(short_api.requests)
        syncing.run()
        assert len(short_api.requests) - asked == len(PULSES)


def test_all__follows_what_is_stored_and_asks_for_nothing_else(
    short_api: Standin, tmp_path: Path
) -> None:
    with running(short_api, tmp_path) as service:
        syncing, source, now = Syncing(service), service.parliament, danish_now()
        syncing.run()
        assert not [p for p in source.store.partitions("Møde") if not p.startswith("voted-")]
        for dataset in (*case_names().needs, *periods().needs):
            load_dataset(source.client, source.store, dataset)
        table = source.tables.read(periods())
        assert table is not None
        meetings = everything_in(table.content[0], now)[-1]
        load_dataset(source.client, source.store, meetings)
        stored = source.store.files()
        later = utc_now() + timedelta(hours=2)
        asked = len(short_api.requests)
        Syncing(service, now=lambda: later).run()
        again = [each.url for each in short_api.requests[asked:]]
        assert source.store.files() == stored
        assert any("/M%C3%B8de?" in url for url in again)
        assert len(again) < 20
