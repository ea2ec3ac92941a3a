"""Subsets of votes, and the periods for figures over time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

import polars as pl

from core.oda.schema.codes import VoteKind
from core.parliament.votes.checks import divided
from core.parliament.votes.stands import LinesFrom

Subset = Literal["all", "divided", "final", "amendment", "motion"]
Interval = Literal["session", "month"]

SUBSETS: tuple[Subset, ...] = ("all", "divided", "final", "amendment", "motion")

_FEW_VOTES, _FEW_DAYS = 20, timedelta(days=31)

_TYPES: dict[Subset, tuple[int, ...]] = {
    "final": (VoteKind.FINAL,),
    "amendment": (VoteKind.AMENDMENT,),
    "motion": (VoteKind.MOTION,),
}


def subset_votes(
    votes: pl.DataFrame,
    subset: Subset = "all",
    *,
    sessions: Iterable[str] = (),
    start: date | None = None,
    end: date | None = None,
    case_types: Iterable[int] = (),
    lines: LinesFrom = "best",
) -> pl.DataFrame:
    """The rows of a votes table in a subset; nothing given takes all, both dates are included.

    `divided` are the votes in which not all parties stood alike, as recorded and by the source
    `lines`, which must be that of the figure; the others are kinds of vote. Raises ValueError for
    another subset.
    """
    if subset not in SUBSETS:
        raise ValueError(f"no subset of votes is called {subset!r}")
    if codes := list(sessions):
        votes = votes.filter(pl.col("session").is_in(codes))
    if subset == "divided":
        votes = divided(votes, lines)
    kept = []
    if subset in _TYPES:
        kept.append(pl.col("type_id").is_in(_TYPES[subset]))
    if kinds := list(case_types):
        kept.append(pl.col("case_type_id").is_in(kinds))
    if start is not None:
        kept.append(pl.col("date") >= start)
    if end is not None:
        kept.append(pl.col("date") <= end)
    return votes.filter(*kept) if kept else votes


def of_votes(frame: pl.DataFrame, votes: pl.DataFrame) -> pl.DataFrame:
    """The rows of a frame with vote_id (ballots, stands, figures) that belong to these votes."""
    return frame.join(votes.select("vote_id"), on="vote_id", how="semi", maintain_order="left")


def with_period(frame: pl.DataFrame, votes: pl.DataFrame, every: Interval) -> pl.DataFrame:
    """The rows of these votes with `period`: the session's code, or the month as `2025-03`.

    A session of a few days has the code of the one it is joined with (see `joined_sessions`). Votes
    without a date have no month (null).
    """
    period = pl.col("date").dt.strftime("%Y-%m")
    if every == "session":
        period = pl.col("session").cast(pl.String).replace(joined_sessions(votes))
    return frame.join(votes.select("vote_id", period.alias("period")), on="vote_id")


def joined_sessions(votes: pl.DataFrame) -> dict[str, str]:
    """The sessions that are joined with another of their parliamentary year, by code.

    An election, or the opening in October, may leave a session of a few days: fewer than 20 of
    these votes, all within a month. A figure of so few would mean nothing, so they are counted with
    the session of that year that has most votes, if there is another.
    """
    held = (
        votes.group_by(pl.col("session").cast(pl.String))
        .agg(pl.len().alias("n"), (pl.col("date").max() - pl.col("date").min()).alias("lasted"))
        .with_columns(pl.col("session").str.slice(0, 4).alias("year"))
        .sort("n", "session")
    )
    largest = dict(held.select("year", "session").iter_rows())
    few = (pl.col("n") < _FEW_VOTES) & (pl.col("lasted").fill_null(timedelta()) < _FEW_DAYS)
    short = held.filter(few).select("session", "year").iter_rows()
    return {code: largest[year] for code, year in short if largest[year] != code}
