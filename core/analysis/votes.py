"""Figures of single votes: closeness, density and turnout."""

from __future__ import annotations

import polars as pl

from core.parliament.votes.mistakes import DISSENT

LOPSIDED = 0.975
"""With a larger share on one side, a vote says little about who agrees with whom."""

_SIDES = ("for", "against", "neither")


def density(*counts: pl.Expr) -> pl.Expr:
    """The share of all pairs of voters who took the same position, 0 to 1; null below two voters.

    The sum of C(n, 2) over the positions, by C(N, 2) of all who voted (basgpol, 2018).
    """
    voters = pl.sum_horizontal(counts)
    pairs = pl.sum_horizontal(n * (n - 1) for n in counts)
    return pl.when(voters >= 2).then(pairs / (voters * (voters - 1)))


def vote_figures(votes: pl.DataFrame) -> pl.DataFrame:
    """The figures of each vote, in the rows' order.

    From a votes table with what its ballots say (`with_ballot_counts`). Columns: vote_id, for,
    against, neither (members, by the ballots, else by the official text, else null), counts_from
    (ballots, text or null), closeness (members, for minus against without sign), density (0 to 1),
    largest_share (0 to 1: the share of the voters at the most frequent position), cast (members who
    voted), listed (these and the absent ones) and turnout (cast by listed, 0 to 1). The last three
    leave out ballots of unknown position, and are null without ballots: unknown, not 0.
    """
    counted = pl.col("for").is_not_null()
    stated = pl.col("official_for").is_not_null()
    table = votes.select(
        "vote_id",
        *(pl.coalesce(side, f"official_{side}").cast(pl.Int64).alias(side) for side in _SIDES),
        pl.when(counted)
        .then(pl.lit("ballots"))
        .when(stated)
        .then(pl.lit("text"))
        .alias("counts_from"),
        pl.when(counted).then("absent").alias("absent"),
    )
    sides = [pl.col(side) for side in _SIDES]
    known = pl.all_horizontal(side.is_not_null() for side in sides)
    total = pl.sum_horizontal(sides)
    cast = pl.when(pl.col("counts_from") == "ballots").then(total)
    listed = cast + pl.col("absent")
    return table.select(
        "vote_id",
        *_SIDES,
        "counts_from",
        (pl.col("for") - pl.col("against")).abs().alias("closeness"),
        pl.when(known).then(density(*sides)).alias("density"),
        pl.when(known & (total > 0)).then(pl.max_horizontal(sides) / total).alias("largest_share"),
        cast.alias("cast"),
        listed.alias("listed"),
        pl.when(listed > 0).then(cast / listed).alias("turnout"),
    )


def contested(votes: pl.DataFrame, *, at_most: float = LOPSIDED) -> pl.DataFrame:
    """The votes in which at most that share of the voters took the same position.

    Votes without known counts are left out.
    """
    kept = vote_figures(votes).filter(pl.col("largest_share") <= at_most)
    return votes.join(kept.select("vote_id"), on="vote_id", how="semi", maintain_order="left")


def with_deviations(votes: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """A votes table with the numbers of deviations from the party line, without recorded mistakes.

    `found` are the deviations of these votes (`core.parliament.votes.deviations.deviations`). Adds
    deviations (Int32). It is null, not 0, where no ballots were read and no text names anybody.
    """
    counts = (
        found.filter(pl.col("kind") == DISSENT)
        .group_by("vote_id")
        .agg(pl.len().cast(pl.Int32).alias("deviations"))
    )
    table = votes.drop("deviations", strict=False)
    table = table.join(counts, on="vote_id", how="left", maintain_order="left")
    none = pl.when(pl.col("ballots") > 0).then(pl.lit(0, pl.Int32))
    return table.with_columns(pl.coalesce("deviations", none).alias("deviations"))
