"""The permanent record of silent changes, lost rows and differences from the registry.

It has every such finding of a sync. Pages that load data record only the differences from the
registry.
"""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from core.oda.http.form import Drift
from core.store import earlier
from core.store.store import Store

ENTITY, _PARTITION, _DRIFT = "ledger", "findings", "drift"
PLACES = ((ENTITY, _PARTITION), (ENTITY, _DRIFT))
"""Where the findings and the differences are stored."""
# A broken server could name new fields without end.
_MOST_DRIFT = 500
SCHEMA: dict[str, pl.DataType] = {
    "found_at": pl.Datetime("ms"),
    "entity": pl.String(),
    "id": pl.Int32(),
    "partition": pl.String(),
    "kind": pl.String(),
    "old_updated": pl.Datetime("ms"),
    "new_updated": pl.Datetime("ms"),
    "columns": pl.String(),
}

DRIFT_SCHEMA = {name: SCHEMA[name] for name in ("found_at", "entity", "kind", "columns")}


def read_ledger(store: Store) -> pl.DataFrame:
    """Every finding, oldest first.

    Columns: found_at (UTC), entity (the API's name), id, partition, kind (changed, vanished,
    appeared), old_updated and new_updated (Danish local time as the API has it), columns (names of
    those that changed, blank between).
    """
    return _of_form(store, _PARTITION, SCHEMA)


def record(store: Store, entity: str, partition: str, found: pl.DataFrame, now: datetime) -> int:
    """Add findings of `merge.differences`; gives how many are new.

    A sync that was killed before it wrote the rows finds the same again, so findings that the
    ledger already has from that day are not added.
    """
    rows = found.select(
        pl.lit(now.astimezone(UTC).replace(tzinfo=None)).cast(SCHEMA["found_at"]).alias("found_at"),
        pl.lit(entity).alias("entity"),
        "id",
        pl.lit(partition).alias("partition"),
        "kind",
        "old_updated",
        "new_updated",
        "columns",
    )
    before = read_ledger(store)
    same = [name for name in SCHEMA if name != "found_at"]
    day = pl.col("found_at").dt.date()
    rows = rows.join(
        before.filter(day == now.astimezone(UTC).date()), on=same, how="anti", nulls_equal=True
    )
    if rows.height:
        store.write(
            ENTITY, _PARTITION, pl.concat([before, rows]), fetched_at=now.astimezone(UTC), url=""
        )
    return rows.height


def read_earlier(store: Store) -> pl.DataFrame:
    """What rows had before newer ones replaced them; see `core.store.earlier.replaced`."""
    stored = store.read(*earlier.PLACES[0])
    if stored is None or stored.frame.schema != earlier.SCHEMA:
        return pl.DataFrame(schema=earlier.SCHEMA)
    return stored.frame


def read_drift(store: Store) -> pl.DataFrame:
    """How answers of the API differed from the registry, oldest first, each difference once.

    Columns: found_at (UTC, the first time), entity (the API's name), kind (unknown: a field that
    the registry does not have; missing: a field that the API left out; wrong_type: a field with
    values that cannot be read; converted: a field with values of another form that were read),
    columns (the field).
    """
    return _of_form(store, _DRIFT, DRIFT_SCHEMA)


def record_drift(store: Store, drift: Drift, now: datetime) -> int:
    """Add how answers differed from the registry; gives how many differences are new."""
    kinds = {
        "unknown": drift.unknown,
        "missing": drift.missing,
        "wrong_type": drift.wrong_type,
        "converted": drift.converted,
    }
    at = now.astimezone(UTC).replace(tzinfo=None)
    found = pl.DataFrame(
        [
            (at, name.partition(".")[0], kind, name.partition(".")[2])
            for kind, fields in kinds.items()
            for name in sorted(fields)
        ],
        schema=DRIFT_SCHEMA,
        orient="row",
    )
    if found.is_empty():
        return 0
    before = read_drift(store)
    new = found.join(before, on=["entity", "kind", "columns"], how="anti")
    new = new.head(max(0, _MOST_DRIFT - before.height))
    if new.height:
        both = pl.concat([before, new])
        store.write(ENTITY, _DRIFT, both, fetched_at=now.astimezone(UTC), url="")
    return new.height


def _of_form(store: Store, partition: str, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """The stored rows; empty where there are none, or they have other columns."""
    stored = store.read(ENTITY, partition)
    if stored is None or stored.frame.schema != schema:
        return pl.DataFrame(schema=schema)
    return stored.frame
