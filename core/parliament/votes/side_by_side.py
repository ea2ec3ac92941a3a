"""Some votes side by side: where parties stood, or how members voted, a row a vote."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from core.parliament.votes.votes import listed_stands


def party_stands(votes: pl.DataFrame, parties: Sequence[str]) -> pl.DataFrame:
    """Where the parties stood in each row of a votes table: vote_id, and a column for each party.

    Values are for, against or neither; null where it is not known, or the party had no stand.
    """
    found = listed_stands(votes).filter(pl.col("party").is_in(list(parties)))
    return _wide(votes, found.select("vote_id", pl.col("party").alias("who"), "stand"), parties)


def member_ballots(
    votes: pl.DataFrame, ballots: pl.DataFrame, members: Sequence[int]
) -> pl.DataFrame:
    """How the members voted in each row of a votes table: vote_id, and a column for each id.

    From marked ballots. Values are positions, `unknown` for a ballot that no figure counts, and
    null where the member has no ballot.
    """
    cast = ballots.filter(pl.col("member_id").is_in(list(members))).select(
        "vote_id",
        pl.col("member_id").cast(pl.String).alias("who"),
        pl.when(pl.col("left_out").is_null())
        .then(pl.col("position").cast(pl.String))
        .fill_null("unknown")
        .alias("stand"),
    )
    return _wide(votes, cast.unique(["vote_id", "who"]), [str(member) for member in members])


def _wide(votes: pl.DataFrame, found: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    wide = found.pivot("who", index="vote_id", values="stand") if found.height else found
    lacking = [pl.lit(None, pl.String).alias(name) for name in columns if name not in wide.columns]
    wide = wide.with_columns(lacking).select("vote_id", *columns)
    return votes.select("vote_id").join(wide, on="vote_id", how="left", maintain_order="left")
