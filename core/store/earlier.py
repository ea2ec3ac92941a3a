"""What rows had before newer ones replaced them: the status, result or day that was changed.

The API keeps no earlier values, so they are known as far as the copy had the row. They are this
copy's own and are in no snapshot.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

ENTITY, PARTITION = "earlier", "values"
PLACES = ((ENTITY, PARTITION),)
"""Where they are stored."""
WATCHED: Mapping[str, tuple[str, ...]] = {
    "Afstemning": ("vedtaget",),
    "Sag": ("statusid",),
    "Sagstrin": ("dato", "statusid"),
    "Dokument": ("dato", "statusid"),
    "Møde": ("dato", "statusid"),
}
"""The fields that are kept, by entity set."""
SCHEMA: dict[str, pl.DataType] = {
    "entity": pl.String(),
    "id": pl.Int32(),
    "field": pl.String(),
    "old": pl.String(),
    "new": pl.String(),
    "old_updated": pl.Datetime("ms"),
    "new_updated": pl.Datetime("ms"),
}
_MOST = 20_000  # rows that are kept, the newest
_UPDATED = "opdateringsdato"
_TIME = "%Y-%m-%dT%H:%M:%S"


def replaced(entity: str, old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """The watched fields that have another value in the new rows of a set, one row each.

    Columns: entity, id, field, old and new (as text; null where there was none), old_updated and
    new_updated (the API's times of change). Rows that are older than those they replace are left
    out.
    """
    fields = [
        name for name in WATCHED.get(entity, ()) if name in old.columns and name in new.columns
    ]
    if not fields or _UPDATED not in old.columns or _UPDATED not in new.columns:
        return pl.DataFrame(schema=SCHEMA)
    both = old.select("id", *fields, _UPDATED).join(
        new.select("id", *fields, _UPDATED), on="id", suffix="_new"
    )
    later = both.filter(pl.col(f"{_UPDATED}_new") >= pl.col(_UPDATED))
    return pl.concat(
        later.filter(pl.col(name).ne_missing(pl.col(f"{name}_new"))).select(
            pl.lit(entity).alias("entity"),
            "id",
            pl.lit(name).alias("field"),
            _as_text(name, new.schema[name]).alias("old"),
            _as_text(f"{name}_new", new.schema[name]).alias("new"),
            pl.col(_UPDATED).cast(SCHEMA["old_updated"]).alias("old_updated"),
            pl.col(f"{_UPDATED}_new").cast(SCHEMA["new_updated"]).alias("new_updated"),
        )
        for name in fields
    ).select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())


def with_replaced(kept: pl.DataFrame | None, found: pl.DataFrame) -> pl.DataFrame:
    """What is kept with what was found now, each once: a row may be in several partitions."""
    usable = kept is not None and kept.schema == SCHEMA
    both = pl.concat([kept, found]) if kept is not None and usable else found
    return both.unique(maintain_order=True).tail(_MOST)


def _as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    return column.dt.to_string(_TIME) if dtype.is_temporal() else column.cast(pl.String)
