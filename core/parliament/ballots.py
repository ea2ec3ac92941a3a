"""The ballots of votes as a table, with each member's party on the day."""

from __future__ import annotations

import polars as pl

from core.parliament.parties import party_on_day
from core.parliament.positions import POSITION_OF_TYPE
from core.parliament.text import danish_order, one_line


def ballots_table(
    session: str,
    ballots: pl.DataFrame,
    actors: pl.DataFrame,
    days: pl.DataFrame,
    memberships: pl.DataFrame,
) -> pl.DataFrame:
    """One row a ballot, by party, then member in Danish order.

    `days` has vote_id and date (of the meeting). Columns: vote_id, date, session, member_id,
    member, party (on the day; null where unknown), position (for, against, neither, absent; null
    where the API has none).
    """
    names = actors.select(pl.col("id").alias("member_id"), one_line("navn").alias("member"))
    table = (
        ballots.select(
            pl.col("afstemningid").alias("vote_id"),
            pl.col("aktørid").alias("member_id"),
            pl.col("typeid")
            .replace_strict(
                {number: str(position) for number, position in POSITION_OF_TYPE.items()},
                default=None,
                return_dtype=pl.String,
            )
            .alias("position"),
        )
        .join(days, on="vote_id", how="left")
        .join(names, on="member_id", how="left")
    )
    return (
        party_on_day(table, memberships)
        .with_columns(pl.lit(session).alias("session"))
        .select("vote_id", "date", "session", "member_id", "member", "party", "position")
        .sort("vote_id", "party", danish_order("member"), "member_id", nulls_last=True)
    )


def totals(ballots: pl.DataFrame) -> pl.DataFrame:
    """How many of each position: columns position and n; those that nobody took are left out."""
    return ballots.group_by("position").agg(pl.len().alias("n")).sort("position")


def totals_by_party(ballots: pl.DataFrame) -> pl.DataFrame:
    """How many of each position in each party: columns party (null unknown), position, n."""
    return ballots.group_by("party", "position").agg(pl.len().alias("n")).sort("party", "position")
