"""Ballots as pages and files show them: those of one vote, of a member, and of many votes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from core.analysis.selection import Selection
from core.analysis.subsets import of_votes
from core.analysis.votes import vote_figures
from core.parliament.votes.ballots import with_cases
from core.parliament.votes.checks import with_ballot_counts
from core.parliament.votes.deviations import deviations, mark_ballots
from core.parliament.votes.positions import Position
from core.parliament.votes.stands import line_conflicts
from core.tables.figures import Votes
from core.tables.table import Table, worked_out

Vote = Mapping[str, Any]

_COUNTS = (*(each.value for each in Position), "ballots", "check", "lines_from", "unknown")
_TEXTS = ("session", "member", "party", "position", "left_out", "party_stand", "party_line",
          "deviation", "case_number", "case_title", "case_type")  # fmt: skip


@worked_out(200)
def opened_vote(
    votes: Votes, ballots: Table[pl.DataFrame] | None, vote_id: int
) -> tuple[Vote, Vote, pl.DataFrame, pl.DataFrame]:
    cast = votes.content.marked if ballots is None else ballots.content
    assert cast is not None
    return opened(votes.content.votes, cast, vote_id)


def opened(
    votes: pl.DataFrame, ballots: pl.DataFrame, vote_id: int
) -> tuple[Vote, Vote, pl.DataFrame, pl.DataFrame]:
    """Row, figures, marked ballots and deviations of a vote.

    `ballots` hold all of the vote's, marked or as `ballots_table` gives them.
    """
    one = votes.filter(pl.col("vote_id") == vote_id)
    rows = ballots.filter(pl.col("vote_id") == vote_id)
    if "party_stand" not in rows.columns:
        rows = mark_ballots(rows, one)
        one = with_ballot_counts(one.drop(*_COUNTS, strict=False), rows)
    conflict = not line_conflicts(one, rows).is_empty()
    one = one.with_columns(pl.lit(conflict).alias("line_conflict"))
    rows = with_cases(rows, one).with_columns(pl.col(name).cast(pl.String) for name in _TEXTS)
    figures = vote_figures(one).row(0, named=True)
    return one.row(0, named=True), figures, rows, deviations(one, rows)


def ballots_of_member(votes: Votes, selection: Selection, member_id: int) -> pl.DataFrame:
    """A member's marked ballots in the votes that are meant, the newest first.

    Adds what the votes table tells of each vote: number, type_code, case_type_id, case_type,
    case_number, case_title, adopted and search. Needs ballots.
    """
    marked = votes.content.marked
    assert marked is not None
    meant = selection.votes(votes.content)
    mine = of_votes(marked.filter(pl.col("member_id") == member_id), meant)
    beside = meant.select(
        *("vote_id", "number", "type_code", "case_type_id", "case_type"),
        *("case_number", "case_title", "adopted", "search"),
    )
    return mine.join(beside, on="vote_id").sort(
        "date", "number", "vote_id", descending=True, nulls_last=True
    )


def named(ballots: pl.DataFrame) -> pl.DataFrame:
    """The ballots with the members' names as text, in which words can be looked for."""
    return ballots.with_columns(pl.col("member").cast(pl.String))
