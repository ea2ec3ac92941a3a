"""Counting the members of each party at each position in each vote, millions of ballots at once."""

from __future__ import annotations

import polars as pl

from core.parliament.votes.positions import Position

SIDES = tuple(position.value for position in Position if position is not Position.ABSENT)
_KEY = ("vote_id", "party")


def counted() -> pl.Expr:
    """Whether figures count a ballot: all but those that `ballots_table` leaves out."""
    return pl.col("left_out").is_null()


def count_sides(ballots: pl.DataFrame) -> pl.DataFrame:
    """How many members of each party took each position in each vote.

    From a frame with vote_id, party, position and left_out. Columns: vote_id, party (null for
    ballots without one), for, against, neither (Int32), in no set order. A party of which nobody
    voted has zeros, and ballots that are left out count nowhere.
    """
    # A table is mostly in order of votes and parties. Differences of running totals give the counts
    # of each run of equal keys much faster than grouping all ballots; grouping the few runs then
    # makes the result right for any order.
    run_ends = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(-1)) for name in _KEY)
    last = pl.int_range(pl.len()) == pl.len() - 1
    return (
        ballots.lazy()
        .select(
            *_KEY,
            *(
                (pl.col("position").eq_missing(pl.lit(side)) & counted())
                .cast(pl.Int32)
                .cum_sum()
                .alias(side)
                for side in SIDES
            ),
        )
        .filter(run_ends | last)
        .with_columns(pl.col(SIDES) - pl.col(SIDES).shift(fill_value=0))
        .group_by(_KEY)
        .agg(pl.col(SIDES).sum())
        .with_columns(pl.col("party").cast(pl.String))
        .collect()
    )
