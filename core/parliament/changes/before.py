"""What a change changed, from what to what, where the copy had the row before."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from core.parliament.cases.tables import Names, named

WAS = pl.Struct({"field": pl.String(), "old": pl.String(), "new": pl.String()})
"""A field, which is `status` (in Parliament's words), `date` or `result`, and its two values."""
_STATES = {"Sag": "Sagsstatus", "Sagstrin": "Sagstrinsstatus", "Dokument": "Dokumentstatus",
           "Møde": "Mødestatus"}  # fmt: skip
_FIELDS = {"statusid": "status", "dato": "date", "vedtaget": "result"}
_SCHEMA: dict[str, pl.DataType] = {
    "kind": pl.String(),
    "id": pl.Int32(),
    "updated": pl.Datetime("ms"),
    "was": pl.List(WAS),
}


def was_before(
    earlier: pl.DataFrame | None, names: Names, kinds: Mapping[str, str]
) -> pl.DataFrame:
    """What each change changed: kind (by the set's name in `kinds`), id, updated, was.

    `earlier` is as in `core.store.earlier.replaced`. Where several rows were replaced by the same
    one, the latest of them counts. What has no name, and another time of the same day, is left out.
    """
    if earlier is None or earlier.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    states = pl.concat(
        [
            pl.DataFrame(schema={"entity": pl.String, "value": pl.String, "name": pl.String}),
            *(
                named(names, status, "value", "name").select(
                    pl.lit(entity).alias("entity"), pl.col("value").cast(pl.String), "name"
                )
                for entity, status in _STATES.items()
                if status in names
            ),
        ]
    )
    told = earlier.sort("old_updated").unique(
        ["entity", "id", "field", "new_updated"], keep="last", maintain_order=True
    )
    for side in ("old", "new"):
        value, field = pl.col(side), pl.col("field")
        told = told.join(
            states.rename({"value": side, "name": f"{side}_name"}),
            on=["entity", side],
            how="left",
            maintain_order="left",
        ).with_columns(
            pl.when(field == "statusid")
            .then(pl.col(f"{side}_name"))
            .when(field == "dato")
            .then(value.str.head(10))
            .otherwise(value.replace({"true": "adopted", "false": "rejected"}))
            .alias(side)
        )
    return (
        told.filter(pl.col("old").is_not_null(), pl.col("new").is_not_null())
        .filter(pl.col("old") != pl.col("new"))
        .with_columns(
            pl.col("entity")
            .replace_strict(kinds, default="rest", return_dtype=pl.String)
            .alias("kind"),
            pl.col("field").replace(_FIELDS),
        )
        .group_by("kind", "id", pl.col("new_updated").alias("updated"), maintain_order=True)
        .agg(pl.struct("field", "old", "new").alias("was"))
        .select(pl.col(name).cast(dtype) for name, dtype in _SCHEMA.items())
    )
