"""What rules are applied to, of a real copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from core.alerts.facts import copy_facts, find_facts
from core.alerts.rules import faults
from core.background.background import Background
from core.oda.http.form import Drift
from core.service import Service
from core.settings import Settings
from core.store import ledger
from core.store.store import Store, store_root
from core.tables.table import Tables
from core.telemetry import Telemetry
from core.times import utc_now
from tests.conftest import DemoCopy


@pytest.fixture
def tables(demo_copy: DemoCopy) -> Tables:
    root = store_root(demo_copy.folder, demo_copy.url)
    return Tables(Store(root, Telemetry(), read_only=True))


def test_copy_facts__of_a_whole_copy(tables: Tables) -> None:
    found = copy_facts(tables, utc_now())
    assert found.confirmed is not None
    assert found.newest is not None
    assert found.sitting & found.voted  # the calendar and the votes know the same days
    assert found.checked >= 20
    assert found.matching <= found.checked
    assert (found.vanished, found.drift) == (0, ())


def test_copy_facts__rows_that_vanished_and_fields_that_drifted_for_a_day(tables: Tables) -> None:
    now = utc_now()
    names = ("kind", "old_updated", "new_updated", "columns")
    gone = pl.DataFrame(
        [(1, "vanished", None, None, "")],
        schema={"id": pl.Int32, **{name: ledger.SCHEMA[name] for name in names}},
        orient="row",
    )
    ledger.record(tables.store, "Afstemning", "20251", gone, now)
    ledger.record_drift(tables.store, Drift(unknown=Counter({"Sag.ny": 3})), now)
    found = copy_facts(tables, now)
    assert (found.vanished, found.drift) == (1, ("Sag.ny",))
    later = copy_facts(tables, now + timedelta(days=1, hours=1))
    assert (later.vanished, later.drift) == (0, ())


def test_copy_facts__of_nothing(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    tables = Tables(Store(tmp_path / "store", Telemetry()))
    facts = find_facts(settings, tables, utc_now(), None)
    assert facts.metrics is None
    assert facts.copy.newest is None
    assert [fault.key for fault in faults(facts) if fault.key != "disk"] == []


@pytest.mark.parametrize("role", ["all", "writer", "web"])
def test_tasks__tell_only_where_settings_say_whom(tmp_path: Path, role: str) -> None:
    def tasks(**more: str) -> Iterator[str]:
        service = Service(Settings(data_dir=tmp_path, demo="never", role=role, **more))  # type: ignore[arg-type]
        yield from (task.name for task in Background(service)._tasks)
        service.close()

    plain = ["figures"] if role == "web" else ["figures", "sync"]
    assert list(tasks()) == plain
    assert list(tasks(alert_command="true")) == [*plain, "alerts"]
