"""What is stored of whole sessions."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from core.standin.tables import conform
from core.store.store import Store
from core.store.voters import names_of_voters
from core.telemetry import Telemetry

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def write(store: Store, partition: str, kind: int | None = 5, **names: str) -> None:
    """Actors with these names, persons if not of another kind, which may be unknown."""
    rows = {
        "id": [int(key.removeprefix("n")) for key in names],
        "navn": list(names.values()),
        "fornavn": list(names.values()),
        "efternavn": list(names.values()),
    }
    frame = conform("Aktør", pl.DataFrame(rows)).with_columns(typeid=pl.lit(kind, pl.Int32))
    store.write("Aktør", partition, frame, fetched_at=NOON, url="https://x/api/")


def named(store: Store) -> dict[int, str]:
    names = names_of_voters(store)
    assert names is not None
    return dict(names.select("id", "navn").iter_rows())


def test_names_of_voters__follow_what_is_stored(tmp_path: Path) -> None:
    store, other = Store(tmp_path, Telemetry()), Store(tmp_path / "b", Telemetry())
    assert names_of_voters(store) is None
    write(store, "people", n1="Ane")
    write(other, "people", n1="Ida")
    assert (named(store), named(other)) == ({1: "Ane"}, {1: "Ida"})
    assert names_of_voters(store) is names_of_voters(store)
    write(store, "others", n2="Bo")
    assert named(store) == {1: "Ane", 2: "Bo"}
    write(Store(tmp_path, Telemetry()), "people", n1="Anne")
    assert named(store) == {1: "Anne", 2: "Bo"}


def test_names_of_voters__a_copy_that_does_not_tell_the_kind_of_others(tmp_path: Path) -> None:
    store = Store(tmp_path, Telemetry())
    write(store, "people", n1="Ane")
    for kind in (None, 3):
        write(store, "others", kind, n2="Bo")
        names = names_of_voters(store)
        assert names is not None
        assert dict(names.select("id", "typeid").iter_rows()) == {1: 5, 2: kind}
