"""Merges rows of two times, and finds the differences between them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import polars as pl

from core.oda.http.form import changed
from core.parliament.calendar.periods import read_sessions

Kind = Literal["changed", "vanished", "appeared"]

UPDATED = "opdateringsdato"

_LEAST, _LEAST_OF_PART = (1, 2), (2, 20)  # rows of the same date, rows in all


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
    """The rows of `new` that are not in `old` with the same values."""
    if old is None or set(old.columns) != set(new.columns):
        return new
    return new.join(old, on=new.columns, how="anti", nulls_equal=True, maintain_order="left")


def refuse_lost(entity: str, old: pl.DataFrame, new: pl.DataFrame, *, part: bool = False) -> None:
    """Raise FormChanged where a column of the set had values and has none in the new rows.

    Only rows in both frames are compared. A single row that lost its value with a newer date may
    have been corrected; values lost without a newer date, or by several rows, are a fault. For a
    `part` that is merged into stored rows, more rows must show it. A list of periods must not lose
    all its sessions either.
    """
    if entity == "Periode" and read_sessions(old) and not read_sessions(new):
        raise changed("Periode.kode", "lost", f"Periode.kode names no session in {new.height} rows")
    empty = [
        column.name
        for column in new.get_columns()
        if column.name in old.columns and column.null_count() == new.height
    ]
    had = [name for name in empty if old[name].null_count() < old.height]
    if not had or new.is_empty():
        return
    dated = UPDATED in old.columns and UPDATED in new.columns
    later = new.select("id", UPDATED) if dated else new.select("id")
    before = old.join(later, on="id", suffix="_new")
    least_same, least = _LEAST_OF_PART if part else _LEAST
    for name in had:
        lost = before.filter(pl.col(name).is_not_null())
        newer = lost.filter(pl.col(f"{UPDATED}_new") > pl.col(UPDATED)).height if dated else 0
        if lost.height - newer >= least_same or lost.height >= least:
            field = f"{entity}.{name}"
            raise changed(field, "lost", f"{field} is empty in all {new.height} rows")


def differences(
    old: pl.DataFrame,
    new: pl.DataFrame,
    *,
    since: datetime | None = None,
    only_changed: bool = False,
) -> pl.DataFrame:
    """How a partition that was read again differs in ways that its own dates do not show.

    Columns: id, kind (changed: other values without a newer `opdateringsdato`; vanished; appeared:
    new with an `opdateringsdato` not after `since`), old_updated, new_updated, columns (names of
    the changed ones, blank between). With `only_changed`, added and removed rows are left out.
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
