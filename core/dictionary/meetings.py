"""The table of meetings."""

from __future__ import annotations

import polars as pl

from core.dictionary.column import Column, Table
from core.dictionary.shared import SESSION

MEETINGS = Table(
    "meetings",
    (
        Column("meeting_id", pl.Int32, nullable=False),
        SESSION,
        Column("date", pl.Date),
        Column("time", pl.String),
        Column("type", pl.String, nullable=False, source="type_code"),
        Column("status", pl.String, nullable=False, source="status_code"),
        Column("number", pl.String),
        Column("title", pl.String),
        Column("committee", pl.String),
        Column("committee_name", pl.String),
        Column("place", pl.String),
        Column("agenda_url", pl.String),
    ),
)
