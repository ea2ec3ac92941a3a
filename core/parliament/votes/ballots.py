"""The ballots of votes as a table, with each member's party on the day."""

from __future__ import annotations

import polars as pl

from core.oda.schema.codes import ActorKind
from core.parliament.people.memberships import party_on_day
from core.parliament.texts.plain import danish_order, one_line
from core.parliament.votes.counting import counted
from core.parliament.votes.positions import LEFT_OUT, NO_PERSON, POSITION_OF_KIND, SEVERAL

_OF_CASE = ("case_number", "case_title", "case_type")


def ballots_table(
    session: str,
    ballots: pl.DataFrame,
    actors: pl.DataFrame,
    days: pl.DataFrame,
    memberships: pl.DataFrame,
) -> pl.DataFrame:
    """One row a ballot, by party, then member in Danish order.

    `actors` are the rows of the voters with typeid (null where it is not known); `days` has vote_id
    and date (of the meeting). Columns: vote_id, date, session, member_id, member, party (on the
    day; null where unknown), position (for, against, neither, absent; null where the API has none
    or an unknown one), left_out (null, or why no figure counts the ballot: `no_person`, or
    `several_ballots` of the member in this vote, of which the valid one is unknown).
    """
    names = actors.select(
        pl.col("id").alias("member_id"), one_line("navn").alias("member"), pl.col("typeid")
    )
    table = (
        ballots.select(
            pl.col("afstemningid").alias("vote_id"),
            pl.col("aktørid").alias("member_id"),
            pl.col("typeid")
            .replace_strict(
                {number: str(position) for number, position in POSITION_OF_KIND.items()},
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
        .with_columns(
            pl.lit(session).alias("session"),
            pl.when(pl.col("typeid") != ActorKind.PERSON)
            .then(pl.lit(NO_PERSON))
            .when(_several(table))
            .then(pl.lit(SEVERAL))
            .cast(LEFT_OUT)
            .alias("left_out"),
        )
        .select(
            "vote_id", "date", "session", "member_id", "member", "party", "position", "left_out"
        )
        .sort("vote_id", "party", danish_order("member"), "member_id", nulls_last=True)
    )


def _several(table: pl.DataFrame) -> pl.Series:
    """Whether the member of each row has another ballot in the same vote."""
    # One number for both keys: in millions of rows a quarter of the time of comparing both.
    key = table.select(
        key=pl.col("vote_id").cast(pl.Int64) * 2**32 + pl.col("member_id").cast(pl.Int64)
    )["key"]
    return key.is_duplicated() & key.is_not_null()


def totals_by_party(ballots: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Ballots by party and position: party and position (null where unknown), n.

    Their sum is the number of all ballots: those that figures leave out have position null. `by`
    are columns that come before the party, such as vote_id.
    """
    return (
        ballots.with_columns(pl.when(counted()).then("position").alias("position"))
        .group_by(*by, "party", "position")
        .agg(pl.len().alias("n"))
        .sort(*by, "party", "position")
    )


def with_cases(ballots: pl.DataFrame, votes: pl.DataFrame) -> pl.DataFrame:
    """The ballots with case_number, case_title and case_type of the case of each one's vote.

    These are categories, as titles would take ten times the room of the rest; null where the vote
    is on no case, or is not among `votes`.
    """
    cases = votes.select("vote_id", *_OF_CASE).unique("vote_id")
    known = [pl.Enum(cases[name].drop_nulls().unique().sort()) for name in _OF_CASE]
    cases = cases.with_columns(
        pl.col(name).cast(kind) for name, kind in zip(_OF_CASE, known, strict=True)
    )
    return ballots.drop(*_OF_CASE, strict=False).join(
        cases, on="vote_id", how="left", maintain_order="left"
    )
