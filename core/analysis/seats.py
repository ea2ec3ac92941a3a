"""Seats: the number of parties weighted by them, those of a party over time, and who had them."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from core.parliament.texts.party_names import NO_GROUP
from core.parliament.votes.counting import counted

_AWAY = timedelta(days=60)


def effective_parties(ballots: pl.DataFrame) -> pl.DataFrame:
    """The effective number of parties in the chamber of each vote, by its ballots.

    That is 1 / sum of squared shares of seats: so many parties of equal size would be equally
    fragmented (Laakso and Taagepera, 1979). Every member has a ballot, absent or not, so ballots
    count the seats, without those that figures leave out. Each member outside the groups counts as
    a party of one; members whose party is unknown are left out. Columns: vote_id, seats, parties
    (groups), effective_parties.
    """
    outside = pl.col("party") == NO_GROUP
    squares = pl.when(outside).then(pl.col("n")).otherwise(pl.col("n") ** 2).sum()
    return (
        ballots.lazy()
        .filter(pl.col("party").is_not_null(), counted())
        .group_by("vote_id", "party")
        .agg(pl.len().cast(pl.Int64).alias("n"))
        .group_by("vote_id")
        .agg(
            pl.col("n").sum().alias("seats"),
            (~outside).sum().alias("parties"),
            (pl.col("n").sum() ** 2 / squares).alias("effective_parties"),
        )
        .sort("vote_id")
        .collect()
    )


def composition(ballots: pl.DataFrame, vote_id: int) -> pl.DataFrame:
    """The seats of each party in the chamber of one vote: party (null unknown), seats; largest
    first.
    """
    return (
        ballots.filter(pl.col("vote_id") == vote_id, counted())
        .group_by("party")
        .agg(pl.len().alias("seats"))
        .sort("seats", "party", descending=[True, False])
    )


def seats_over_time(marked: pl.DataFrame, party: str) -> pl.DataFrame:
    """The members of a party in the last vote of each month, by its ballots, absences included.

    From marked ballots. Columns: date (of that vote), seats. Months without votes have no row.
    """
    return (
        marked.lazy()
        .filter(pl.col("party") == party, counted(), pl.col("date").is_not_null())
        .group_by("date", "vote_id")
        .agg(pl.len().cast(pl.Int64).alias("seats"))
        .sort("date", "vote_id")
        .group_by(pl.col("date").dt.truncate("1mo").alias("month"), maintain_order=True)
        .agg(pl.col("date", "seats").last())
        .select("date", "seats")
        .collect()
    )


def spells(marked: pl.DataFrame, party: str) -> pl.DataFrame:
    """Who sat for a party and when, by their ballots; the latest to come first.

    From marked ballots. A row for each time that a member belonged to the party without a break;
    votes of more than 60 days without a ballot of the member are a break. Columns: member_id,
    member, first and last (the days of the first and the last vote; first is null where that is the
    first day of all these ballots, as it may have begun earlier, last where it is the last day, as
    it may go on), before and after (the party of the member's ballots until then and from then on;
    null where there are none, or they are of the same party).
    """
    known = marked.lazy().filter(counted(), pl.col("date").is_not_null())
    days = known.select(pl.col("date").unique().sort()).collect()["date"]
    places = pl.LazyFrame({"date": days, "place": range(len(days))})
    theirs = known.filter(pl.col("party") == party).select(pl.col("member_id").unique())
    before = pl.col("party", "date", "place").shift().over("member_id").name.suffix("_before")
    absent = (pl.col("place") - pl.col("place_before") > 1) & (
        pl.col("date") - pl.col("date_before") > _AWAY
    )
    began = pl.col("party").ne_missing(pl.col("party_before")) | absent
    each = (
        known.join(theirs, on="member_id", how="semi")
        .group_by("member_id", "date")
        .agg(pl.col("member", "party").first().cast(pl.String))
        .join(places, on="date")
        .sort("member_id", "date")
    )
    return (
        each.with_columns(before)
        .with_columns(began.fill_null(value=True).cum_sum().over("member_id").alias("spell"))
        .group_by("member_id", "spell", maintain_order=True)
        .agg(
            pl.col("member").last(),
            pl.col("party").first(),
            pl.col("date").first().alias("first"),
            pl.col("date").last().alias("last"),
        )
        .with_columns(
            pl.col("party").shift().over("member_id").alias("before"),
            pl.col("party").shift(-1).over("member_id").alias("after"),
        )
        .filter(pl.col("party") == party)
        .select(
            "member_id",
            "member",
            pl.when(pl.col("first") > pl.lit(days.min(), pl.Date)).then("first").alias("first"),
            pl.when(pl.col("last") < pl.lit(days.max(), pl.Date)).then("last").alias("last"),
            *(
                pl.when(pl.col(side) != party).then(side).alias(side)
                for side in ("before", "after")
            ),
        )
        .sort("first", "member", "member_id", descending=[True, False, False], nulls_last=True)
        .collect()
    )
