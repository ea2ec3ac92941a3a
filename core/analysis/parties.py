"""The parties in some votes, with their numbers of members and ballots."""

from __future__ import annotations

import polars as pl

from core.parliament.votes.counting import counted


def parties(marked: pl.DataFrame) -> pl.DataFrame:
    """The parties of the ballots, alphabetically, with members outside the groups as one.

    From marked ballots, without those that figures leave out or whose party is unknown. Columns:
    party, members (persons with a ballot as members of the party), ballots (absences included),
    votes (in which these were cast), first, last (days of the first and the last of these).
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
