"""What the checks of votes and ballots found, one row a finding."""

from __future__ import annotations

import polars as pl

from core.parliament.positions import Position

SCHEMA: dict[str, pl.DataType] = {
    "finding": pl.String(),
    "session": pl.String(),
    "date": pl.Date(),
    "vote_id": pl.Int32(),
    "number": pl.Int32(),
    "case_number": pl.String(),
    "member_id": pl.Int32(),
    "member": pl.String(),
    "party": pl.String(),
    "counted": pl.String(),
    "stated": pl.String(),
    "detail": pl.String(),
}
_SIDES = (Position.FOR, Position.AGAINST, Position.NEITHER)
_CHECKED = ("mismatch", "no_ballots", "no_text", "neither")


def findings(votes: pl.DataFrame, marked: pl.DataFrame | None) -> pl.DataFrame:
    """Everything that is not as it should be in these votes, the newest vote first.

    From a votes table with what its ballots say and the marked ballots. Columns: see `SCHEMA`;
    counted and stated are for/against/neither.
    """
    return pl.concat([_checks(votes)]).sort(
        "date", "vote_id", "finding", descending=[True, True, False], nulls_last=True
    )


def _checks(votes: pl.DataFrame) -> pl.DataFrame:
    found = votes.filter(pl.col("check").is_in(_CHECKED))
    return _rows(found, finding=pl.col("check"), counted=_sides(""), stated=_sides("official_"))


def _sides(prefix: str) -> pl.Expr:
    return pl.concat_str(*(pl.col(f"{prefix}{side}") for side in _SIDES), separator="/")


def _rows(frame: pl.DataFrame, **columns: pl.Expr) -> pl.DataFrame:
    frame = frame.with_columns(**columns)
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in SCHEMA.items()
    )
