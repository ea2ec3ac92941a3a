"""How united the parties vote: the Rice index and the Agreement Index."""

from __future__ import annotations

import polars as pl

from core.analysis.subsets import Interval, with_period
from core.parliament.texts.party_names import NO_GROUP
from core.parliament.votes.counting import SIDES, count_sides, counted
from core.parliament.votes.mistakes import DISSENT

_LEAST_VOTERS = 2


def rice(yes: pl.Expr, no: pl.Expr) -> pl.Expr:
    """The Rice index abs(yes - no) / (yes + no), 0 to 1; null with fewer than two voters.

    Those for neither side and those absent are left out (Stuart Rice, 1928).
    """
    voters = yes + no
    return pl.when(voters >= _LEAST_VOTERS).then((yes - no).abs() / voters)


def agreement_index(yes: pl.Expr, no: pl.Expr, neither: pl.Expr) -> pl.Expr:
    """The Agreement Index, 0 (three even parts) to 1 (united); null with fewer than two voters.

    (largest - (all - largest) / 2) / all, of the three positions (Hix, Noury and Roland, 2005). It
    is not comparable with the Rice index: an even split on two sides gives 0.25, not 0.
    """
    voters = yes + no + neither
    largest = pl.max_horizontal(yes, no, neither)
    return pl.when(voters >= _LEAST_VOTERS).then((largest - (voters - largest) / 2) / voters)


def cohesion_by_vote(marked: pl.DataFrame, *, include_errors: bool = False) -> pl.DataFrame:
    """How united each party was in each vote in which any of its members voted.

    From marked ballots. Columns: vote_id, party, for, against, neither (members), rice,
    agreement_index (0 to 1, null with fewer than two voters). Unless `include_errors`, recorded
    mistakes are left out, and so is the row of a party that made one as a party. Members outside
    the groups are no party.
    """
    if not include_errors:
        marked = marked.filter(~pl.col("recorded_error"), ~pl.col("stand_error"))
    counts = [pl.col(side) for side in SIDES]
    return (
        count_sides(marked)
        .filter(pl.col("party") != NO_GROUP, pl.sum_horizontal(counts) > 0)
        .with_columns(
            rice(pl.col("for"), pl.col("against")).alias("rice"),
            agreement_index(*counts).alias("agreement_index"),
        )
        .sort("vote_id", "party")
    )


def cohesion(by_vote: pl.DataFrame) -> pl.DataFrame:
    """The cohesion of each party: the mean of its indices over the votes that have them.

    From `cohesion_by_vote`, of all votes or of some (see `of_votes`, `contested`). Columns: party,
    votes and agreement_index (their number and mean), rice_votes and rice (the same; fewer votes,
    where members voted for neither side). A mean over no votes is null.
    """
    return by_vote.group_by("party").agg(*_means()).sort("party")


def cohesion_over_time(
    by_vote: pl.DataFrame, votes: pl.DataFrame, every: Interval = "session"
) -> pl.DataFrame:
    """`cohesion` for each session or month: party, period and its columns."""
    placed = with_period(by_vote, votes, every)
    return placed.group_by("party", "period").agg(*_means()).sort("party", "period")


def departures_over_time(
    marked: pl.DataFrame,
    votes: pl.DataFrame,
    every: Interval = "session",
    *,
    include_errors: bool = False,
) -> pl.DataFrame:
    """How often the members of each party departed from its line, for each session or month.

    From marked ballots and the votes table; ballots of other votes are left out. Columns: party,
    period, ballots (cast where the party has a line), departures (those of them that differ from
    it), per_thousand (departures for every 1,000 of these ballots). Unless `include_errors`,
    recorded mistakes, ballots that a note may mean and lines that come from a mistake of the entire
    party are left out, as in the figures of members. Members outside the groups have no line.
    """
    departs = pl.col("deviates").fill_null(value=False)
    if include_errors:
        follows = ~pl.col("deviates")
    else:
        departs &= pl.col("deviation") == DISSENT
        follows = ~pl.col("deviates") & ~pl.col("recorded_error")
    by_vote = (
        marked.lazy()
        .filter(counted(), pl.col("party").is_not_null())
        .group_by("vote_id", "party")
        .agg(departs.sum().alias("departures"), follows.sum().alias("followed"))
        .with_columns(pl.col("party").cast(pl.String))
        .collect()
    )
    sums = pl.col("departures", "followed").sum().cast(pl.Int64)
    return (
        with_period(by_vote, votes, every)
        .group_by("party", "period")
        .agg(sums)
        .select(
            "party",
            "period",
            ballots=pl.col("departures") + pl.col("followed"),
            departures="departures",
        )
        .filter(pl.col("ballots") > 0)
        .with_columns((pl.col("departures") * 1000 / pl.col("ballots")).alias("per_thousand"))
        .sort("party", "period")
    )


def _means() -> tuple[pl.Expr, ...]:
    return (
        pl.col("agreement_index").count().alias("votes"),
        pl.col("rice").count().alias("rice_votes"),
        pl.col("rice").mean(),
        pl.col("agreement_index").mean(),
    )
