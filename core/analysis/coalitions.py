"""The parties that form majorities, how often, and how large these are."""

from __future__ import annotations

import polars as pl

from core.analysis.votes import vote_figures


def winning_side(
    stands: pl.DataFrame, votes: pl.DataFrame, *, include_errors: bool = False
) -> pl.DataFrame:
    """How often each party stood on the side that won.

    The side for wins where a proposal is adopted, else the side against. From `vote_stands` and the
    votes table. Columns: party, votes (in which it had a stand), won, won_share (0 to 1),
    single_voter_votes (of the votes, those in which it had a single voter; null where no ballots
    give the voters). Stands that come from a recorded mistake are left out unless `include_errors`.
    """
    if not include_errors:
        stands = stands.filter(~pl.col("stand_error"))
    return (
        stands.join(_winners(votes), on="vote_id")
        .group_by("party")
        .agg(
            pl.len().alias("votes"),
            (pl.col("stand") == pl.col("winner")).sum().alias("won"),
            single_voters(pl.col("voters")).alias("single_voter_votes"),
        )
        .select(
            "party",
            "votes",
            "won",
            (pl.col("won") / pl.col("votes")).alias("won_share"),
            "single_voter_votes",
        )
        .sort("party")
    )


def single_voters(voters: pl.Expr) -> pl.Expr:
    """How many stands have a single voter, from their voters; null where all of these are null."""
    return pl.when(voters.count() > 0).then((voters == 1).sum().cast(pl.Int64))


def coalitions(
    stands: pl.DataFrame, votes: pl.DataFrame, *, include_errors: bool = False
) -> pl.DataFrame:
    """The combinations of parties that formed majorities, the most frequent first.

    A coalition is all parties that stood on the side that won (see `winning_side`); a party whose
    members were all absent, or evenly split, is in none. Votes in which any party's stand comes
    from a recorded mistake are left out unless `include_errors`. Columns: parties (short names in
    alphabetical order, blank between), n_parties, votes, share (0 to 1, of the votes that a
    coalition won), adopted (of these votes), size and margin (means of the members on the side that
    won and of its lead; null where no totals are known), first, last (Date), single_voter_votes (of
    the votes, those in which any of the parties had a single voter; null where no ballots give the
    voters).
    """
    if not include_errors:
        wrong = stands.filter("stand_error").select("vote_id").unique()
        stands = stands.join(wrong, on="vote_id", how="anti")
    made = (
        stands.join(_winners(votes), on="vote_id")
        .filter(pl.col("stand") == pl.col("winner"))
        .group_by("vote_id")
        .agg(
            pl.col("party").sort().str.join(" ").alias("parties"),
            pl.len().alias("n_parties"),
            pl.col("adopted", "date", "size", "margin").first(),
            pl.col("voters").min().alias("fewest"),
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
            single_voters(pl.col("fewest")).alias("single_voter_votes"),
        )
        .sort("votes", "parties", descending=[True, False])
    )


def _winners(votes: pl.DataFrame) -> pl.DataFrame:
    """The side that won each vote with a known outcome, with its size and its lead."""
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
