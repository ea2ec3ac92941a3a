"""The roll calls of some votes as one matrix, members by votes, as programs for scaling read it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from core.parliament.votes.positions import NO_PERSON, Position

CODES: Mapping[str, int] = MappingProxyType(
    {Position.FOR: 1, Position.AGAINST: 6, Position.NEITHER: 7, Position.ABSENT: 9}
)
"""The number of each position, of those that the ICPSR and Voteview files have."""

NO_MEMBER = 0
"""The number of whoever has no ballot in a vote."""

_UNKNOWN = -1


def rollcall(
    marked: pl.DataFrame, votes: pl.DataFrame, *, include_errors: bool = False
) -> pl.DataFrame:
    """What each member did in each vote: a row a member, a column a vote.

    From marked ballots and the votes table. Columns: member_id, member, party (the last one in
    these votes), then one for each vote with ballots, by day and vote_id, named v and its vote_id:
    1 for, 6 against, 7 neither, 9 absent, 0 no ballot (not a member then). Null is a ballot that
    does not count: without a known position, one of several of that member, and unless
    `include_errors` one that is on record by mistake.
    """
    code = pl.col("position").cast(pl.String).replace_strict(dict(CODES), default=None)
    unknown = code.is_null() | pl.col("left_out").is_not_null()
    if not include_errors:
        unknown |= pl.col("recorded_error")
    cast = (
        marked.lazy()
        .filter(pl.col("left_out").cast(pl.String).ne_missing(NO_PERSON))
        .drop("date")
        .join(votes.lazy().select("vote_id", "date"), on="vote_id")
        .select(
            *("vote_id", "date", "member_id", "member", "party"),
            pl.when(unknown).then(_UNKNOWN).otherwise(code).cast(pl.Int8).alias("code"),
        )
        .collect()
    )
    members = (
        cast.group_by("member_id")
        .agg(pl.col("member", "party").sort_by("date", "vote_id", nulls_last=False).last())
        .with_columns(pl.col("member", "party").cast(pl.String))
        .sort("member_id")
    )
    if cast.is_empty():
        return members
    held = cast.select("date", "vote_id").unique().sort("date", "vote_id", nulls_last=True)
    codes = cast.pivot("vote_id", index="member_id", values="code", aggregate_function="first")
    matrix = codes.select(
        "member_id",
        *(
            pl.col(str(vote)).fill_null(NO_MEMBER).replace(_UNKNOWN, None).alias(f"v{vote}")
            for vote in held["vote_id"]
        ),
    )
    return members.join(matrix, on="member_id", maintain_order="left")
