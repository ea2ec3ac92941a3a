"""The tables of documents and of changes."""

from __future__ import annotations

import polars as pl

from core.dictionary.column import Column, Table
from core.dictionary.shared import CASE_ID, CASE_NUMBER, CASE_TITLE

DOCUMENTS = Table(
    "documents",
    (
        Column("document_id", pl.Int32, nullable=False),
        Column("date", pl.Date),
        Column("type", pl.String),
        Column("category", pl.String),
        Column("status", pl.String),
        Column("title", pl.String),
        Column("case_id", pl.Int32),
        CASE_NUMBER,
        CASE_TITLE,
        Column("sender", pl.String),
        Column("question_id", pl.Int32),
    ),
)

CHANGES = Table(
    "changes",
    (
        Column("kind", pl.String, nullable=False),
        Column("state", pl.String, nullable=False),
        Column("id", pl.Int32),
        Column("date", pl.Date),
        Column("updated", pl.String),
        CASE_ID,
        CASE_NUMBER,
        CASE_TITLE,
        Column("title", pl.String),
        Column("result", pl.String),
        Column("parties", pl.String),
        Column("owners", pl.String),
        Column("fields", pl.String),
    ),
)
