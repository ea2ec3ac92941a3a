"""Which parties make the majorities, how often, and how large they are."""

from __future__ import annotations

import polars as pl

from core.analysis.votes import vote_figures


def winning_side(
    lines: pl.DataFrame, votes: pl.DataFrame, *, include_errors: bool = False
) -> pl.DataFrame:
    """How often each party's line was on the side that won.

    The side for wins where a proposal is adopted, else the side against. From `vote_lines` and the
    votes table. Columns: party, votes (where it had a line), won, won_share (0 to 1).
    """
    if not include_errors:
        lines = lines.filter(~pl.col("line_error"))
    return (
        lines.join(_winners(votes), on="vote_id")
        .group_by("party")
        .agg(pl.len().alias("votes"), (pl.col("line") == pl.col("winner")).sum().alias("won"))
        .with_columns((pl.col("won") / pl.col("votes")).alias("won_share"))
        .sort("party")
    )


def coalitions(
    lines: pl.DataFrame, votes: pl.DataFrame, *, include_errors: bool = False
) -> pl.DataFrame:
    """Which parties together made the majorities, the most frequent first.

    A coalition is all parties whose line was on the side that won (see `winning_side`); a party
    whose members were all absent, or evenly split, is in none. Votes in which a whole party's line
    is a recorded mistake are left out. Columns: parties (short names in alphabetical order, blank
    between), n_parties, votes, share (0 to 1, of the votes that a coalition won), adopted (of these
    votes), size and margin (mean members on the side that won, and by how many it led; null where
    no totals are known), first, last (Date).
    """
    if not include_errors:
        wrong = lines.filter("line_error").select("vote_id").unique()
        lines = lines.join(wrong, on="vote_id", how="anti")
    made = (
        lines.join(_winners(votes), on="vote_id")
        .filter(pl.col("line") == pl.col("winner"))
        .group_by("vote_id")
        .agg(
            pl.col("party").sort().str.join(" ").alias("parties"),
            pl.len().alias("n_parties"),
            pl.col("adopted", "date", "size", "margin").first(),
        )
    )
    return (
        made.group_by("parties", "n_parties")
        .agg(
            pl.len().alias("votes"),
            (pl.len() / max(made.height, 1)).alias("share"),
            pl.col("adopted").sum(),
            pl.col("size", "margin").mean(),
            pl.col("date").min().alias("first"),
            pl.col("date").max().alias("last"),
        )
        .sort("votes", "parties", descending=[True, False])
    )


def _winners(votes: pl.DataFrame) -> pl.DataFrame:
    """The side that won each vote of a known outcome, with its size and its lead."""
    won = pl.when("adopted").then(pl.lit("for")).otherwise(pl.lit("against"))
    figures = vote_figures(votes).select("vote_id", "for", "against", "closeness")
    return (
        votes.filter(pl.col("adopted").is_not_null())
        .select("vote_id", "date", "adopted", won.alias("winner"))
        .join(figures, on="vote_id", how="left")
        .with_columns(
            pl.when("adopted").then("for").otherwise("against").alias("size"),
            pl.col("closeness").alias("margin"),
        )
        .drop("for", "against", "closeness")
    )
