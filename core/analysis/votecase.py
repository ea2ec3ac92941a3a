"""The votes of one case next to each other: who stood where at each reading."""

from __future__ import annotations

import polars as pl

from core.oda.schema.codes import VoteKind
from core.parliament.votes.votes import listed_stands

MOST_COMPARED = 6
"""More columns than this do not fit next to each other."""


def case_votes(votes: pl.DataFrame, vote_id: int) -> pl.DataFrame:
    """The votes of a votes table on the same case as the given vote, the earliest first.

    Only that vote where its case is unknown.
    """
    one = votes.filter(pl.col("vote_id") == vote_id)
    case = one["case_id"].item() if one.height else None
    same = one if case is None else votes.filter(pl.col("case_id") == case)
    return same.sort("date", "number", "vote_id", nulls_last=True)


def compared_votes(case: pl.DataFrame, vote_id: int, most: int = MOST_COMPARED) -> pl.DataFrame:
    """At most `most` votes of a case to compare a vote with, itself included, in their order.

    Final votes are preferred to others, and later votes to earlier ones.
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
    """Where each party stood in each of these votes, compared with one of them.

    Columns: party, vote_id, stand (for, against, neither), changed (whether it differs from the
    party's stand in the vote `vote_id`; null where it has none there). One row for each party and
    vote in which it had a stand.
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
