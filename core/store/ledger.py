"""What changed or vanished without saying so: every such finding of a sync, kept for good."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from core.store.files import Store

ENTITY, _PARTITION = "ledger", "findings"
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


def read_ledger(store: Store) -> pl.DataFrame:
    """Every finding, oldest first.

    Columns: found_at (UTC), entity (the API's name), id, partition, kind (changed, vanished,
    appeared), old_updated and new_updated (Danish local time as the API has it), columns (names of
    those that changed, blank between).
    """
    stored = store.read(ENTITY, _PARTITION)
    return pl.DataFrame(schema=SCHEMA) if stored is None else stored.frame


def record(store: Store, entity: str, partition: str, found: pl.DataFrame, now: datetime) -> int:
    """Add findings of `merge.differences`; gives how many are new.

    A sync that was killed between this and the writing of the rows finds the same once more: what
    is in the ledger of that day already is not added again.
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
