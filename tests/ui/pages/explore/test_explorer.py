"""What the explore page keeps in the process, and what it advises."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from core.errors import BadQuery, NotReachable
from core.jobs import Jobs
from core.oda.query.query import Query
from core.ui.pages.explore import explorer as explorer_module
from core.ui.pages.explore.builder_state import query_text
from core.ui.pages.explore.explorer import (
    Explorer,
    Result,
    advice,
    expected_bytes,
    load_job,
    loads,
)
from tests.conftest import ClientFactory, StandinFactory


def result(rows: int) -> Result:
    frame = pl.DataFrame({"id": range(rows)})
    return Result(
        Query("Sag"), {"": frame}, datetime(2026, 1, 1, tzinfo=UTC), False, None, False, 1
    )


def test_explorer__lets_go_of_what_was_shown_longest_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explorer_module, "_MOST_RESULTS", 2)
    explorer = Explorer()
    for key in ("a", "b"):
        explorer.keep(key, result(1))
    explorer.result("a")
    explorer.keep("c", result(1))
    assert [explorer.result(key) is not None for key in "abc"] == [True, False, True]


def test_explorer__keeps_the_newest_however_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explorer_module, "_KEPT_BYTES", 1_000)
    explorer = Explorer()
    explorer.keep("small", result(1))
    explorer.keep("large", result(10_000))
    assert explorer.result("small") is None
    assert explorer.result("large") is not None


def test_explorer__loads_once_and_keeps_the_rows(
    standin: StandinFactory, client: ClientFactory
) -> None:
    server = standin()
    connected, explorer, jobs = client(server.url), Explorer(), Jobs()
    query = Query("Stemme").top(150)
    assert explorer.counted(connected, "k", query, 5.0) == 150
    job = explorer.load(jobs, connected, "k", query, refresh=False)
    assert loads(jobs) <= 1
    job.wait(10.0)
    assert load_job(jobs, "k") is job
    found = explorer.result("k")
    assert found is not None
    assert found.frame.height == 150
    asked = len(server.requests)
    assert explorer.counted(connected, "k", query, 5.0) == 150
    assert len(server.requests) == asked
    jobs.close()


def test_expected_bytes__counts_only_what_is_asked_for() -> None:
    whole, few = Query("Sag"), Query("Sag").select("id")
    assert expected_bytes(few, 1_000) == 4_000
    assert expected_bytes(whole, 1_000) > 500_000
    assert expected_bytes(Query("Stemme"), 3_000_000) < explorer_module.MOST_BYTES


def test_advice__takes_away_one_thing_at_a_time() -> None:
    query = Query.parse("Sag?$filter=typeid eq 3&$expand=Periode&$orderby=titel&$top=5")
    tries = {name: query_text(other) for name, other in advice(query, BadQuery("400"))}
    assert tries == {
        "without_expand": "Sag?$filter=typeid eq 3&$orderby=titel&$top=5",
        "without_order": "Sag?$filter=typeid eq 3",
        "without_filter": "Sag?$top=100",
    }
    assert advice(query, NotReachable("down")) == []
