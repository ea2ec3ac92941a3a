"""What a row had before is kept when a newer one replaces it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.standin.tables import conform
from core.store.earlier import PLACES, SCHEMA
from core.store.ledger import read_earlier
from core.store.snapshot.archive import _FRAMES
from core.store.store import Store
from core.telemetry import Telemetry

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def test_write__keeps_the_values_that_newer_rows_change(tmp_path: Path) -> None:
    store = Store(tmp_path, Telemetry())

    def put(partition: str, day: int, *, entity: str = "Møde", **values: Any) -> None:
        known = {"id": 7, "titel": "Møde", "opdateringsdato": datetime(2026, 11, day)}
        store.write(entity, partition, conform(entity, [known | values]), fetched_at=NOW, url="")

    def kept() -> list[tuple[Any, ...]]:
        return read_earlier(store).drop("old_updated", "new_updated").rows()

    before, after = datetime(2026, 12, 1, 10), datetime(2026, 12, 3, 10)
    assert read_earlier(store).schema == SCHEMA
    put("a", 1, statusid=1, dato=before)
    put("b", 1, statusid=1, dato=before)
    put("a", 1, statusid=1, dato=before)
    assert kept() == []
    assert not store.partitions("earlier"), "no file for nothing"
    put("a", 2, statusid=4, dato=after, titel="Andet")
    told = [
        ("Møde", 7, "dato", "2026-12-01T10:00:00", "2026-12-03T10:00:00"),
        ("Møde", 7, "statusid", "1", "4"),
    ]
    assert kept() == told
    put("b", 2, statusid=4, dato=after)
    assert kept() == told, "the same change, seen in another partition"
    put("a", 1, statusid=1, dato=before)
    assert kept() == told, "an older row changes nothing"
    assert read_earlier(store)["new_updated"].unique().to_list() == [datetime(2026, 11, 2)]
    assert not {entity for entity, _ in PLACES} & set(_FRAMES), "what is a copy's own stays in it"
