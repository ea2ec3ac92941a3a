"""The table of votes."""

from __future__ import annotations

import polars as pl

from core.analysis.votes import vote_figures
from core.dictionary.column import Column, Table
from core.dictionary.shared import CASE_ID, CASE_NUMBER, DATE, NUMBER, SESSION, VOTE_ID


def _with_figures(votes: pl.DataFrame) -> pl.DataFrame:
    return votes.with_columns(vote_figures(votes).select("closeness", "density", "turnout"))


VOTES = Table(
    "votes",
    (
        VOTE_ID,
        DATE,
        SESSION,
        NUMBER,
        Column("type", pl.String, nullable=False, source="type_code"),
        CASE_ID,
        CASE_NUMBER,
        Column("case_title", pl.String),
        Column("step", pl.String),
        Column("adopted", pl.Boolean),
        Column("for", pl.Int32, needs_ballots=True),
        Column("against", pl.Int32, needs_ballots=True),
        Column("neither", pl.Int32, needs_ballots=True),
        Column("absent", pl.Int32, needs_ballots=True),
        Column("ballots", pl.Int32, needs_ballots=True),
        Column("official_for", pl.Int32),
        Column("official_against", pl.Int32),
        Column("official_neither", pl.Int32),
        Column("parties_for", pl.String),
        Column("parties_against", pl.String),
        Column("parties_neither", pl.String),
        Column("lines_from", pl.String, needs_ballots=True),
        Column("check", pl.String, needs_ballots=True),
        Column("error_note", pl.String),
        Column("note", pl.String),
        Column("url", pl.String),
        Column("unknown", pl.Int32, needs_ballots=True),
        Column("type_source", pl.String, nullable=False),
        Column("closeness", pl.Int64),
        Column("density", pl.Float64),
        Column("turnout", pl.Float64),
    ),
    _with_figures,
)
