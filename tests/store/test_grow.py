"""Loads that are brought up to date by their changes: few requests, and never another result."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from core.jobs import Jobs
from core.oda.client import ODataClient
from core.standin.serve import Standin
from core.standin.tables import conform
from core.store import grow
from core.store.datasets import cases as case_sets
from core.store.datasets.dataset import Dataset
from core.store.library import Library, stored_parts
from core.store.store import Store, store_root
from core.telemetry import Telemetry
from tests.conftest import ClientFactory

CODE, PERIOD = "20251", 190
LATER = "2026-11-20T10:00:00"


@pytest.fixture
def connected(demo_api: Standin, client: ClientFactory) -> ODataClient:
    return client(demo_api.url)


@pytest.fixture
def library(demo_api: Standin, connected: ODataClient, tmp_path) -> Library:
    store = Store(store_root(tmp_path, demo_api.url), Telemetry())
    return Library(connected, store, Jobs())


@pytest.fixture
def dataset() -> Dataset:
    return case_sets.case_work(CODE, PERIOD, closed=False)


def load(library: Library, dataset: Dataset) -> dict[tuple[str, str], pl.DataFrame]:
    job = library.load(dataset)
    while job.active:
        threading.Event().wait(0.005)
    assert job.state == "done", job.error
    parts = stored_parts(library.store, dataset)
    return {(part.meta.entity, part.meta.partition): part.frame for part in parts}


def same(found: dict[tuple[str, str], pl.DataFrame], demo_api: Standin, name: str) -> bool:
    """Whether the stored rows of a set are those that the API has of the period's cases."""
    cases = demo_api.tables["Sag"].filter(pl.col("periodeid") == PERIOD, pl.col("typeid") != 10)
    rows = demo_api.tables[name].filter(pl.col("sagid").is_in(cases["id"].implode()))
    stored = found[name, f"period-{CODE}"]
    return stored.sort("id").equals(rows.select(stored.columns).sort("id"))


def test_follow__nothing_changed_costs_two_requests_a_set(library, dataset, demo_api):
    load(library, dataset)
    before = len(demo_api.requests)
    found = load(library, dataset)
    asked = [request.url.partition("?")[0] for request in demo_api.requests[before:]]
    # A few rows lie within a day of the newest one, so that there is something to read.
    assert {name: asked.count(f"/api/{name}") for name in ("Sagstrin", "SagAkt%C3%B8r")} == {
        "Sagstrin": 3,
        "SagAkt%C3%B8r": 3,
    }
    assert all(same(found, demo_api, name) for name in ("Sagstrin", "SagAktør", "EmneordSag"))


def test_follow__takes_in_what_changed_and_came(library, dataset, demo_api):
    found = load(library, dataset)
    step = found["Sagstrin", f"period-{CODE}"].row(3, named=True)
    demo_api.update(
        "Sagstrin",
        [
            {"id": step["id"], "titel": "Ny titel", "opdateringsdato": LATER},
        ],
    )
    demo_api.insert(
        "Sagstrin",
        [
            {
                "id": 9_999_991,
                "sagid": step["sagid"],
                "typeid": 12,
                "statusid": 34,
                "titel": "Ny",
                "dato": "2026-11-20T00:00:00",
                "opdateringsdato": LATER,
            },
        ],
    )
    found = load(library, dataset)
    assert same(found, demo_api, "Sagstrin")
    assert 9_999_991 in found["Sagstrin", f"period-{CODE}"]["id"]


def test_follow__a_row_that_went_is_let_go(library, dataset, demo_api):
    found = load(library, dataset)
    gone = found["SagAktør", f"period-{CODE}"]["id"][5]
    demo_api.delete("SagAktør", [gone])
    found = load(library, dataset)
    assert gone not in found["SagAktør", f"period-{CODE}"]["id"]
    assert same(found, demo_api, "SagAktør")


def test_follow__once_a_day_everything_is_read_again(library, dataset, demo_api, monkeypatch):
    found = load(library, dataset)
    step = found["Sagstrin", f"period-{CODE}"].row(3, named=True)
    demo_api.update("Sagstrin", [{"id": step["id"], "titel": "Ændret uden ny dato"}])
    assert not same(load(library, dataset), demo_api, "Sagstrin")
    monkeypatch.setattr(grow, "_IN_FULL_EVERY", timedelta(0))
    assert same(load(library, dataset), demo_api, "Sagstrin")


def test_meta__keeps_when_the_rows_were_read_in_full(tmp_path):
    store = Store(tmp_path, Telemetry())
    at, later = (datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2))
    frame = conform("Sag", pl.DataFrame({"id": [1]}))
    store.write("Sag", "x", frame, fetched_at=later, url="", read_in_full=at)
    again = Store(tmp_path, Telemetry()).read("Sag", "x")
    assert again is not None
    assert (again.meta.read_in_full, again.meta.fetched_at) == (at, later)
