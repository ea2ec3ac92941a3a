"""Rows of two times put together, and what differs between them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import polars as pl

Kind = Literal["changed", "vanished", "appeared"]

UPDATED = "opdateringsdato"


def merge(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """The rows of both, one for each id, sorted by id.

    The newest `opdateringsdato` wins; where both are equal, the row of `new`, which was read later.
    """
    return (
        pl.concat([old, new.select(old.columns)])
        .sort(UPDATED, maintain_order=True, nulls_last=False)
        .unique("id", keep="last", maintain_order=True)
        .sort("id")
    )


def changed_rows(old: pl.DataFrame | None, new: pl.DataFrame) -> pl.DataFrame:
    """The rows of `new` that `old` does not hold just so."""
    if old is None or set(old.columns) != set(new.columns):
        return new
    return new.join(old, on=new.columns, how="anti", nulls_equal=True, maintain_order="left")


def differences(
    old: pl.DataFrame,
    new: pl.DataFrame,
    *,
    since: datetime | None = None,
    only_changed: bool = False,
) -> pl.DataFrame:
    """How a partition that was read again differs in ways that its own dates do not tell.

    Columns: id, kind (changed: other values without a newer `opdateringsdato`; vanished; appeared:
    new with an `opdateringsdato` not after `since`), old_updated, new_updated, columns (names of
    the changed ones, blank between). With `only_changed`, rows that came or went are left out.
    """
    shared = [name for name in old.columns if name in new.columns and name != "id"]
    both = old.select("id", *shared).join(new.select("id", *shared), on="id", suffix="_new")
    differs = {name: pl.col(name).ne_missing(pl.col(f"{name}_new")) for name in shared}
    newer = (pl.col(f"{UPDATED}_new") > pl.col(UPDATED)).fill_null(value=False)
    named = pl.concat_str(
        (pl.when(differs[name]).then(pl.lit(name)) for name in shared),
        separator=" ",
        ignore_nulls=True,
    )
    silent = both.filter(pl.any_horizontal(differs.values()) & ~newer)
    found = [_rows(silent, "changed", pl.col(UPDATED), pl.col(f"{UPDATED}_new"), named)]
    if not only_changed:
        nothing = pl.lit(None, pl.Datetime("ms"))
        gone = old.join(new, on="id", how="anti")
        found.append(_rows(gone, "vanished", pl.col(UPDATED), nothing, pl.lit(None, pl.String)))
        if since is not None:
            late = new.join(old, on="id", how="anti").filter(pl.col(UPDATED) <= since)
            found.append(_rows(late, "appeared", nothing, pl.col(UPDATED), pl.lit(None, pl.String)))
    return pl.concat(found)


def _rows(
    frame: pl.DataFrame, kind: Kind, old: pl.Expr, new: pl.Expr, columns: pl.Expr
) -> pl.DataFrame:
    return frame.select(
        "id",
        pl.lit(kind).alias("kind"),
        old.alias("old_updated"),
        new.alias("new_updated"),
        columns.alias("columns"),
    )
