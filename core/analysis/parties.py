"""Which parties there are in some votes, and how many members and ballots they have."""

from __future__ import annotations

import polars as pl

from core.parliament.votes.counting import counted


def parties(marked: pl.DataFrame) -> pl.DataFrame:
    """The parties that the ballots are of, alphabetically, those outside the groups among them.

    From marked ballots; those that figures leave out and those of no known party are in none.
    Columns: party, members (persons with a ballot while they were the party's), ballots (absences
    included), votes (that these were in), first, last (day of the first and last of them).
    """
    return (
        marked.lazy()
        .filter(pl.col("party").is_not_null(), counted())
        .group_by(pl.col("party").cast(pl.String))
        .agg(
            pl.col("member_id").n_unique().cast(pl.Int64).alias("members"),
            pl.len().cast(pl.Int64).alias("ballots"),
            pl.col("vote_id").n_unique().cast(pl.Int64).alias("votes"),
            pl.col("date").min().alias("first"),
            pl.col("date").max().alias("last"),
        )
        .sort("party")
        .collect()
    )
