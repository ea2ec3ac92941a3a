"""Checks votes by their ballots: counts, stands, and whether the official text agrees."""

from __future__ import annotations

import polars as pl

from core.parliament.votes.counting import counted
from core.parliament.votes.positions import Position
from core.parliament.votes.stands import LinesFrom, stands_in_ballots

CHECKS = ("match", "mismatch", "no_ballots", "no_text", "neither")

_STANDS = (Position.FOR, Position.AGAINST, Position.NEITHER)
_PARTIES = tuple(f"parties_{position}" for position in _STANDS)


def with_ballot_counts(votes: pl.DataFrame, marked: pl.DataFrame | None) -> pl.DataFrame:
    """A votes table with counts of its ballots; `marked` are all of these, None if not read.

    Adds for, against, neither, absent (Int32; null where the vote has no ballots, or they were not
    read), ballots (their number; 0 where Parliament has published none, null where not read),
    lines_from (`ballots`, `text` or null), check: `match` or `mismatch` of the counts with the
    official totals, `no_ballots`, `no_text` (no totals in it), `neither`; null where not read; and
    unknown (the other ballots: without a known position, or left out). The parties_ columns are
    where the parties stood, by the ballots if there are any, else by the text.
    """
    if marked is None:
        unread = [pl.lit(None, pl.Int32).alias(n) for n in (*Position, "ballots")]
        return votes.with_columns(
            *unread,
            pl.lit(None, pl.String).alias("check"),
            _lines_from(pl.lit(value=False)),
            pl.lit(None, pl.Int32).alias("unknown"),
        )
    table = votes.join(_counts(marked), on="vote_id", how="left", maintain_order="left")
    table = table.join(_lists(marked), on="vote_id", how="left", maintain_order="left")
    known = pl.col("ballots").is_not_null()
    unknown = pl.col("ballots") - pl.sum_horizontal(str(position) for position in Position)
    return table.with_columns(
        pl.col("ballots").fill_null(0),
        _check(known).alias("check"),
        _lines_from(known),
        *(
            pl.when(known).then(pl.col(f"{name}_cast").fill_null("")).otherwise(name).alias(name)
            for name in _PARTIES
        ),
        unknown.alias("unknown"),
    ).drop(f"{name}_cast" for name in _PARTIES)


def divided(votes: pl.DataFrame, source: LinesFrom = "best") -> pl.DataFrame:
    """The votes in which not all parties stood alike, by the given source of stands.

    From `with_ballot_counts`. Recorded mistakes count as recorded.
    """
    if source == "ballots":
        votes = votes.filter(pl.col("lines_from") == "ballots")
    columns = "listed" if source == "text" else "parties"
    sides = pl.sum_horizontal(
        (pl.col(f"{columns}_{stand}").fill_null("") != "").cast(pl.Int8) for stand in _STANDS
    )
    return votes.filter(sides > 1)


def _counts(marked: pl.DataFrame) -> pl.DataFrame:
    return marked.group_by("vote_id").agg(
        *(
            ((pl.col("position") == str(position)) & counted())
            .sum()
            .cast(pl.Int32)
            .alias(str(position))
            for position in Position
        ),
        pl.len().cast(pl.Int32).alias("ballots"),
    )


def _lists(marked: pl.DataFrame) -> pl.DataFrame:
    """The parties at each position, the one with most voters first, with a blank between."""
    stands = stands_in_ballots(marked).sort("voters", "party", descending=[True, False])
    return stands.group_by("vote_id").agg(
        pl.col("party")
        .filter(pl.col("stand") == str(position))
        .str.join(" ")
        .alias(f"parties_{position}_cast")
        for position in _STANDS
    )


def _check(known: pl.Expr) -> pl.Expr:
    stated = pl.col("official_for").is_not_null()
    agrees = pl.all_horizontal(
        pl.col(str(position)) == pl.col(f"official_{position}") for position in _STANDS
    )
    return (
        pl.when(known & stated)
        .then(pl.when(agrees).then(pl.lit("match")).otherwise(pl.lit("mismatch")))
        .when(known)
        .then(pl.lit("no_text"))
        .when(stated)
        .then(pl.lit("no_ballots"))
        .otherwise(pl.lit("neither"))
    )


def _lines_from(known: pl.Expr) -> pl.Expr:
    listed = pl.any_horizontal(pl.col(name).is_not_null() for name in _PARTIES)
    return (
        pl.when(known).then(pl.lit("ballots")).when(listed).then(pl.lit("text")).alias("lines_from")
    )
