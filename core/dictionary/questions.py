"""The table of questions to ministers."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from core.dictionary.column import Column, Table
from core.dictionary.shared import SESSION

QUESTIONS = Table(
    "questions",
    (
        Column("question_id", pl.Int32, nullable=False),
        Column("kind", pl.String, nullable=False),
        replace(SESSION, source="period"),
        Column("number", pl.String),
        Column("title", pl.String),
        Column("asked", pl.Date),
        Column("asker", pl.String),
        Column("asker_party", pl.String),
        Column("co_askers", pl.String),
        Column("minister", pl.String),
        Column("ministry", pl.String),
        Column("committee", pl.String),
        Column("oral", pl.Boolean),
        Column("due", pl.Date),
        Column("preliminary", pl.Date),
        Column("final", pl.Date),
        Column("supplementary", pl.Date),
        Column("days_preliminary", pl.Int64),
        Column("days", pl.Int64),
        Column("late", pl.Boolean),
        Column("status", pl.String, nullable=False),
        Column("case_id", pl.Int32),
        Column("case_number", pl.String),
        Column("url", pl.String),
    ),
)
