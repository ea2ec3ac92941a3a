"""The number of parties, weighted by their seats."""

from __future__ import annotations

import polars as pl

from core.parliament.texts.party_names import NO_GROUP
from core.parliament.votes.counting import counted


def effective_parties(ballots: pl.DataFrame) -> pl.DataFrame:
    """The effective number of parties in the chamber of each vote, by its ballots.

    That is 1 / sum of squared shares of seats: so many parties of equal size would be equally
    fragmented (Laakso and Taagepera, 1979). Every member has a ballot, absent or not, so ballots
    count the seats, without those that figures leave out. Each member outside the groups counts as
    a party of one; members whose party is unknown are left out. Columns: vote_id, seats, parties
    (groups), effective_parties.
    """
    outside = pl.col("party") == NO_GROUP
    squares = pl.when(outside).then(pl.col("n")).otherwise(pl.col("n") ** 2).sum()
    return (
        ballots.lazy()
        .filter(pl.col("party").is_not_null(), counted())
        .group_by("vote_id", "party")
        .agg(pl.len().cast(pl.Int64).alias("n"))
        .group_by("vote_id")
        .agg(
            pl.col("n").sum().alias("seats"),
            (~outside).sum().alias("parties"),
            (pl.col("n").sum() ** 2 / squares).alias("effective_parties"),
        )
        .sort("vote_id")
        .collect()
    )


def composition(ballots: pl.DataFrame, vote_id: int) -> pl.DataFrame:
    """The seats of each party in the chamber of one vote: party (null unknown), seats; largest
    first.
    """
    return (
        ballots.filter(pl.col("vote_id") == vote_id, counted())
        .group_by("party")
        .agg(pl.len().alias("seats"))
        .sort("seats", "party", descending=[True, False])
    )
