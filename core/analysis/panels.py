"""Figures period by period in one long table, for programs that look at panels of data."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from core.analysis.selection import OF_STANDS, Selection, build_table
from core.analysis.subsets import Interval, of_votes, with_period
from core.analysis.votes import contested
from core.parliament.votes.chamber import Chamber
from core.parliament.votes.stands import vote_stands

PANELS: tuple[str, ...] = ("agreement", "cohesion", "members", "winning")
"""The tables that can be made of each period."""

_WITHOUT_LOPSIDED = ("votes", "rice", "agreement_index", "rice_votes")


def panel(
    name: str,
    chamber: Chamber,
    selection: Selection,
    by: Interval,
    *,
    stands: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The rows of a table of `PANELS` for each session or month, the oldest first.

    Columns: those that `build_table` gives, made of the votes of one period each, and last period:
    the session's code, or the month as `2025-03` (see `with_period`: a session of a few days is
    counted with its neighbour, and votes without a date are in no month). Cohesion has before it
    contested_votes, contested_rice, contested_agreement_index and contested_rice_votes: the same
    figures without the lopsided votes. A period in which the table has no row has none here.

    `stands` and what is raised are as in `build_table`.
    """
    votes = selection.votes(chamber)
    placed = with_period(votes.select("vote_id"), votes, by).drop_nulls("period")
    meant = _only(chamber, placed)
    if name in OF_STANDS and stands is None:
        stands = vote_stands(meant.votes, meant.marked, selection.lines)
    none = _figures(name, _only(meant, placed.clear()), selection, stands)
    parts = [none.with_columns(pl.lit(None, pl.String).alias("period"))]
    for (period,), held in sorted(placed.partition_by("period", as_dict=True).items()):
        figures = _figures(name, _only(meant, held), selection, stands)
        parts.append(figures.with_columns(pl.lit(period).alias("period")))
    return pl.concat(parts)


def _only(chamber: Chamber, votes: pl.DataFrame) -> Chamber:
    """The chamber with these votes of it alone."""
    marked = None if chamber.marked is None else of_votes(chamber.marked, votes)
    return replace(chamber, votes=of_votes(chamber.votes, votes), marked=marked)


def _figures(
    name: str, chamber: Chamber, selection: Selection, stands: pl.DataFrame | None
) -> pl.DataFrame:
    table = build_table(name, chamber, selection, stands=stands)
    if name != "cohesion":
        return table
    kept = build_table(name, _only(chamber, contested(chamber.votes)), selection)
    beside = kept.select(
        "party", *(pl.col(figure).alias(f"contested_{figure}") for figure in _WITHOUT_LOPSIDED)
    )
    return table.join(beside, on="party", how="left", maintain_order="left").with_columns(
        pl.col("contested_votes", "contested_rice_votes").fill_null(0)
    )
