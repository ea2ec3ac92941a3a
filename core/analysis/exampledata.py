"""The data that worked examples are taken from, and the form of an example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from core.analysis.agreement import compare
from core.analysis.cohesion import cohesion_by_vote
from core.analysis.members import members
from core.parliament.votes.chamber import Chamber
from core.parliament.votes.positions import LEFT_OUT
from core.parliament.votes.stands import vote_stands

Value = int | float | str | None


@dataclass(frozen=True, slots=True)
class Example:
    """One example. `values` has the numbers of the calculation by name, and `value`, its result.

    `vote_id` is the vote, or one of the votes, that the example is about.
    """

    vote_id: int | None
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class ExampleData:
    """The frames that the examples are taken from, computed once."""

    votes: pl.DataFrame  # the newest first
    marked: pl.DataFrame
    stands: pl.DataFrame
    by_vote: pl.DataFrame
    members: pl.DataFrame
    parties: list[str] = field(default_factory=list)  # that stood anywhere, the largest first


def gather(chamber: Chamber) -> ExampleData:
    """Compute the frames that the examples of a chamber are taken from."""
    votes = chamber.votes.sort("date", "vote_id", descending=True, nulls_last=True)
    marked = chamber.marked
    if marked is None:
        marked = pl.DataFrame(schema=_MARKED)
    stands = vote_stands(votes, chamber.marked)
    known = stands.group_by("party").agg(pl.len().alias("stands"))
    seats = marked.group_by(pl.col("party").cast(pl.String)).agg(pl.len().alias("seats"))
    ranked = known.join(seats, on="party", how="left").sort(
        pl.col("seats").fill_null(0), "stands", "party", descending=[True, True, False]
    )
    by_vote = cohesion_by_vote(marked)
    return ExampleData(
        votes, marked, stands, by_vote, members(marked, votes), ranked["party"].to_list()
    )


_MARKED: dict[str, type[pl.DataType] | pl.DataType] = {
    "vote_id": pl.Int32,
    "date": pl.Date,
    "session": pl.String,
    "member_id": pl.Int32,
    "member": pl.String,
    "party": pl.String,
    "position": pl.String,
    "left_out": LEFT_OUT,
    "party_stand": pl.String,
    "party_voters": pl.UInt16,
    "party_line": pl.String,
    "deviates": pl.Boolean,
    "recorded_error": pl.Boolean,
    "stand_error": pl.Boolean,
    "deviation": pl.String,
}


def newest_first(data: ExampleData, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows in the order of their votes, the newest first."""
    order = data.votes.select("vote_id").with_row_index("_order")
    return frame.join(order, on="vote_id").sort("_order", maintain_order=True).drop("_order")


def whole_number(value: Value) -> int:
    """A value that is known to be a whole number."""
    assert isinstance(value, int)
    return value


def latest_meeting(data: ExampleData, a: pl.DataFrame, b: pl.DataFrame) -> int:
    """The newest vote in which the two differed, else the newest that they share."""
    met = compare(a, b)
    differed = met.filter(~pl.col("same"))
    return int(newest_first(data, differed if differed.height else met)["vote_id"][0])
