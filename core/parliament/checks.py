"""Votes held against their ballots: counts, party lines, and whether the official text agrees."""

from __future__ import annotations

import polars as pl

from core.parliament.counting import SIDES, count_sides
from core.parliament.positions import Position

NO_GROUP = "UFG"
CHECKS = ("match", "mismatch", "no_ballots", "no_text", "neither")

_STANDS = (Position.FOR, Position.AGAINST, Position.NEITHER)
_LEAST_MEMBERS = 2
_PARTIES = tuple(f"parties_{position}" for position in _STANDS)


def party_lines(ballots: pl.DataFrame) -> pl.DataFrame:
    """The line of each party in each vote: the position that most of its voting members took.

    From a frame with vote_id, party and position. Columns: vote_id, party, line, members (who
    voted). A party with a tie or with fewer than two voting members has no line, nor have those
    outside the groups.
    """
    sides = [pl.col(side) for side in SIDES]
    most = pl.max_horizontal(sides)
    members = pl.sum_horizontal(sides)
    return (
        count_sides(ballots)
        .lazy()
        .filter(
            pl.col("party") != NO_GROUP,
            members >= _LEAST_MEMBERS,
            pl.sum_horizontal((side == most).cast(pl.Int32) for side in sides) == 1,
        )
        .select(
            "vote_id",
            "party",
            pl.coalesce(pl.when(pl.col(side) == most).then(pl.lit(side)) for side in SIDES).alias(
                "line"
            ),
            members.alias("members"),
        )
        .sort("vote_id", "party")
        .collect()
    )


def with_ballot_counts(votes: pl.DataFrame, ballots: pl.DataFrame | None) -> pl.DataFrame:
    """A votes table with what its ballots say; `ballots` are all of these votes', None if unread.

    Adds for, against, neither, absent (Int32; null where the vote has no ballots, or they were not
    read), ballots (their number; 0 where Parliament has published none, null where not read),
    lines_from (`ballots`, `text` or null) and check: `match` or `mismatch` of the counts with the
    official totals, `no_ballots`, `no_text` (no totals in it), `neither`; null where not read.
    The parties_ columns are the party lines by the ballots where there are any, else the text's.
    """
    if ballots is None:
        unread = [pl.lit(None, pl.Int32).alias(n) for n in (*Position, "ballots")]
        return votes.with_columns(
            *unread, pl.lit(None, pl.String).alias("check"), _lines_from(pl.lit(value=False))
        )
    table = votes.join(_counts(ballots), on="vote_id", how="left", maintain_order="left")
    table = table.join(_lists(ballots), on="vote_id", how="left", maintain_order="left")
    counted = pl.col("ballots").is_not_null()
    return table.with_columns(
        pl.col("ballots").fill_null(0),
        _check(counted).alias("check"),
        _lines_from(counted),
        *(
            pl.when(counted).then(pl.col(f"{name}_cast").fill_null("")).otherwise(name).alias(name)
            for name in _PARTIES
        ),
    ).drop(f"{name}_cast" for name in _PARTIES)


def divided(votes: pl.DataFrame) -> pl.DataFrame:
    """The votes in which not all party lines were the same."""
    sides = pl.sum_horizontal((pl.col(name).fill_null("") != "").cast(pl.Int8) for name in _PARTIES)
    return votes.filter(sides > 1)


def _counts(ballots: pl.DataFrame) -> pl.DataFrame:
    return ballots.group_by("vote_id").agg(
        *(
            (pl.col("position") == str(position)).sum().cast(pl.Int32).alias(position)
            for position in Position
        ),
        pl.len().cast(pl.Int32).alias("ballots"),
    )


def _lists(ballots: pl.DataFrame) -> pl.DataFrame:
    """The parties at each position, the largest first, with a blank between."""
    lines = party_lines(ballots).sort("members", "party", descending=[True, False])
    return lines.group_by("vote_id").agg(
        pl.col("party")
        .filter(pl.col("line") == str(position))
        .str.join(" ")
        .alias(f"parties_{position}_cast")
        for position in _STANDS
    )


def _check(counted: pl.Expr) -> pl.Expr:
    stated = pl.col("official_for").is_not_null()
    agrees = pl.all_horizontal(
        pl.col(str(position)) == pl.col(f"official_{position}") for position in _STANDS
    )
    return (
        pl.when(counted & stated)
        .then(pl.when(agrees).then(pl.lit("match")).otherwise(pl.lit("mismatch")))
        .when(counted)
        .then(pl.lit("no_text"))
        .when(stated)
        .then(pl.lit("no_ballots"))
        .otherwise(pl.lit("neither"))
    )


def _lines_from(counted: pl.Expr) -> pl.Expr:
    listed = pl.any_horizontal(pl.col(name).is_not_null() for name in _PARTIES)
    return (
        pl.when(counted)
        .then(pl.lit("ballots"))
        .when(listed)
        .then(pl.lit("text"))
        .alias("lines_from")
    )
