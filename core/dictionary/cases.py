"""The tables of cases and of their steps."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from core.dictionary.column import Column, Table
from core.dictionary.shared import CASE_ID, CASE_NUMBER, PERIOD

CASES = Table(
    "cases",
    (
        replace(CASE_ID, nullable=False),
        PERIOD,
        Column("number", pl.String),
        Column("type", pl.String, nullable=False, source="type_code"),
        Column("category", pl.String),
        Column("title", pl.String),
        Column("short_title", pl.String),
        Column("status", pl.String),
        Column("outcome", pl.String, nullable=False),
        Column("proposed", pl.Date),
        Column("ministry", pl.String),
        Column("committee", pl.String),
        Column("government", pl.Boolean),
        Column("proposers", pl.String),
        Column("proposer_parties", pl.String),
        Column("keywords", pl.String),
        Column("votes", pl.Int32),
        Column("law_number", pl.String),
        Column("law_date", pl.Date),
        Column("under_id", pl.Int32),
        Column("resume", pl.String),
        Column("url", pl.String),
    ),
)

STEPS = Table(
    "steps",
    (
        Column("step_id", pl.Int32, nullable=False),
        replace(CASE_ID, nullable=False),
        replace(CASE_NUMBER, source="number"),
        replace(PERIOD, nullable=True),
        Column("date", pl.Date),
        Column("title", pl.String),
        Column("type", pl.String),
        Column("status", pl.String),
        Column("reading", pl.Int32),
        Column("held", pl.Boolean, nullable=False),
    ),
)
