"""The votes of one case beside each other: who stood where at each reading."""

from __future__ import annotations

import polars as pl

from core.oda.schema.codes import VoteKind
from core.parliament.votes.votes import listed_stands

MOST_COMPARED = 6
"""More columns than this do not fit beside each other."""


def case_votes(votes: pl.DataFrame, vote_id: int) -> pl.DataFrame:
    """The votes of a votes table on the same case as one of them, the first held first.

    That vote alone where its case is unknown.
    """
    one = votes.filter(pl.col("vote_id") == vote_id)
    case = one["case_id"].item() if one.height else None
    same = one if case is None else votes.filter(pl.col("case_id") == case)
    return same.sort("date", "number", "vote_id", nulls_last=True)


def compared_votes(case: pl.DataFrame, vote_id: int, most: int = MOST_COMPARED) -> pl.DataFrame:
    """At most so many of a case's votes to hold a vote against, in their order, itself included.

    Final votes come before others, and of those the latest held.
    """
    ranked = case.with_row_index("held").with_columns(
        pl.when(pl.col("vote_id") == vote_id)
        .then(0)
        .when(pl.col("type_id") == VoteKind.FINAL)
        .then(1)
        .otherwise(2)
        .alias("rank")
    )
    chosen = ranked.sort("rank", "held", descending=[False, True]).head(most)
    return chosen.sort("held").drop("held", "rank")


def case_stands(compared: pl.DataFrame, vote_id: int) -> pl.DataFrame:
    """Where each party stood in each of these votes, held against one of them.

    Columns: party, vote_id, stand (for, against, neither), changed (whether it differs from the
    party's stand in the vote `vote_id`; null where it has none there). One row a party and vote in
    which it stood somewhere.
    """
    stands = listed_stands(compared)
    here = stands.filter(pl.col("vote_id") == vote_id).select(
        "party", pl.col("stand").alias("here")
    )
    return (
        stands.join(here, on="party", how="left")
        .select("party", "vote_id", "stand", (pl.col("stand") != pl.col("here")).alias("changed"))
        .sort("party", "vote_id")
    )
