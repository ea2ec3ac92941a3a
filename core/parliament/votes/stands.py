"""Where the parties stood in each vote, by the ballots or by the official texts.

A party's stand is the position of most of its members who voted, even of a single voter: under
clearing a small party often sends one member, who votes for all of it. Its line is the stand of two
voters or more, since one alone cannot depart from it.
"""

from __future__ import annotations

from typing import Literal

import polars as pl

from core.parliament.texts.conclusions import parse_conclusion
from core.parliament.texts.notes import parse_note
from core.parliament.texts.party_names import NO_GROUP
from core.parliament.votes.counting import SIDES, count_sides
from core.parliament.votes.text_deviations import without_ballots, wrong_lines
from core.parliament.votes.votes import listed_stands, noted

LinesFrom = Literal["best", "ballots", "text"]

LINE_VOTERS = 2
"""A stand of fewer voters is no line."""

_SCHEMA = {
    "vote_id": pl.Int32,
    "party": pl.String,
    "stand": pl.String,
    "voters": pl.UInt16,
    "stand_error": pl.Boolean,
    "lines_from": pl.String,
}
_CONFLICTING = 2  # with so many parties listed at a wrong position, a text is unreliable


def party_stands(ballots: pl.DataFrame, votes: pl.DataFrame) -> pl.DataFrame:
    """Where each party stood in each vote in which any of its members took a position.

    From a frame with vote_id, party, position and left_out, and the votes table. Columns: vote_id,
    party, stand (for, against, neither: the position of most of those who voted), voters (their
    number). In a tie the text decides if it lists the party once, at a tied position, and does not
    contradict the ballots of other parties (see `line_conflicts`); else stand is null. Members
    outside the groups have none.
    """
    sides = [pl.col(side) for side in SIDES]
    most, voters = pl.max_horizontal(sides), pl.sum_horizontal(sides)
    counts = (
        count_sides(ballots)
        .lazy()
        .filter(pl.col("party") != NO_GROUP, voters > 0)
        .with_columns(
            voters.cast(pl.UInt16).alias("voters"),
            pl.sum_horizontal((side == most).cast(pl.Int32) for side in sides).alias("at_most"),
            pl.coalesce(pl.when(pl.col(side) == most).then(pl.lit(side)) for side in SIDES).alias(
                "stand"
            ),
        )
        .with_columns(pl.when(pl.col("at_most") == 1).then("stand").alias("stand"))
        .sort("vote_id", "party")
        .collect()
    )
    return _decided(counts, votes).select("vote_id", "party", "stand", "voters")


def vote_stands(
    votes: pl.DataFrame, marked: pl.DataFrame | None, source: LinesFrom = "best"
) -> pl.DataFrame:
    """Where each party stood in each vote in which it had a stand.

    From a votes table and the result of `mark_ballots` for its ballots (None where they were not
    read). `best` takes the ballots where a vote has any, else its text; `ballots` and `text` take
    only these. Columns: vote_id, party, stand (for, against, neither), voters (null for a stand
    from a text), stand_error (the stand comes from a recorded mistake of the entire party or of its
    only voter), lines_from (ballots, text).
    """
    known = votes.select("vote_id")
    if source == "text":
        found = stands_in_texts(votes)
    else:
        found = stands_in_ballots(marked).join(known, on="vote_id", how="semi")
        if source == "best":
            found = pl.concat([found, stands_in_texts(without_ballots(votes, marked))])
    return found.sort("vote_id", "party")


def stands_in_ballots(marked: pl.DataFrame | None) -> pl.DataFrame:
    """The stands that `mark_ballots` found; columns as in `vote_stands`, in no set order."""
    if marked is None:
        return pl.DataFrame(schema=_SCHEMA)
    key = ("vote_id", "party")
    # Each ballot has its party's stand. A table is mostly in order of votes and parties, so taking
    # the first row of each run of equal keys leaves few; `unique` then makes the result right for
    # any order. That is five times as fast as grouping all ballots.
    first_of_run = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in key)
    return (
        marked.lazy()
        .filter(first_of_run & pl.col("party_stand").is_not_null())
        .select(
            "vote_id",
            pl.col("party").cast(pl.String),
            pl.col("party_stand").cast(pl.String).alias("stand"),
            pl.col("party_voters").alias("voters"),
            "stand_error",
            pl.lit("ballots").alias("lines_from"),
        )
        .unique(key, keep="any")
        .collect()
    )


def stands_in_texts(votes: pl.DataFrame) -> pl.DataFrame:
    """The stands that the official texts state; columns as in `vote_stands`, in no set order."""
    wrong = [
        (vote_id, party)
        for vote_id, note, text in votes.filter(noted("party"))
        .select("vote_id", "note", "conclusion")
        .iter_rows()
        for conclusion in (parse_conclusion(text),)
        for party in wrong_lines(conclusion, parse_note(note, conclusion))
    ]
    schema = {"vote_id": pl.Int32, "party": pl.String}
    mistakes = pl.DataFrame(wrong, schema=schema, orient="row").with_columns(stand_error=True)
    listed = listed_stands(votes, "listed")
    return listed.join(mistakes, on=["vote_id", "party"], how="left").select(
        "vote_id",
        "party",
        "stand",
        pl.lit(None, pl.UInt16).alias("voters"),
        pl.col("stand_error").fill_null(value=False),
        pl.lit("text").alias("lines_from"),
    )


def line_conflicts(votes: pl.DataFrame, marked: pl.DataFrame) -> pl.DataFrame:
    """The parties that a text lists at another position than they took, in votes with an
    unreliable text.

    A text is unreliable if it lists two or more parties, each of two or more voters, at another
    position than their stand. Columns: vote_id, party, stand (by the ballots), listed (in the
    text).
    """
    listed = listed_stands(votes, "listed").rename({"stand": "listed"})
    stood = stands_in_ballots(marked).select("vote_id", "party", "stand", "voters")
    return _conflicting(stood, listed)


def _conflicting(stood: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    return (
        stood.lazy()
        .join(listed.lazy(), on=["vote_id", "party"])
        .filter(pl.col("voters") >= LINE_VOTERS, pl.col("stand") != pl.col("listed"))
        .filter(pl.len().over("vote_id") >= _CONFLICTING)
        .select("vote_id", "party", "stand", "listed")
        .sort("vote_id", "party")
        .collect()
    )


def _decided(counts: pl.DataFrame, votes: pl.DataFrame) -> pl.DataFrame:
    """The counts, with the stands of ties that texts decide."""
    ties = counts.filter(pl.col("stand").is_null())
    if ties.is_empty():
        return counts
    tied = votes.join(ties, on="vote_id", how="semi").select("vote_id", "conclusion")
    rows = [
        (vote_id, party, stand.value)
        for vote_id, text in tied.iter_rows()
        for party, stand in parse_conclusion(text).stands.items()
    ]
    schema = {"vote_id": pl.Int32, "party": pl.String, "listed": pl.String}
    listed = pl.DataFrame(rows, schema=schema, orient="row")
    wrong = _conflicting(counts, listed)
    most = pl.max_horizontal(SIDES)
    decided = (
        ties.join(listed, on=["vote_id", "party"])
        .join(wrong, on="vote_id", how="anti")
        .filter(pl.any_horizontal((pl.col("listed") == s) & (pl.col(s) == most) for s in SIDES))
        .select("vote_id", "party", "listed")
    )
    return counts.join(
        decided, on=["vote_id", "party"], how="left", maintain_order="left"
    ).with_columns(pl.coalesce("stand", "listed").alias("stand"))
