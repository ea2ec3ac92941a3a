"""The table of committees and the roles in them."""

from __future__ import annotations

import polars as pl

from core.dictionary.column import Column, Table
from core.dictionary.shared import MEMBER, MEMBER_ID, SESSION

COMMITTEES = Table(
    "committees",
    (
        SESSION,
        Column("committee_id", pl.Int32, nullable=False),
        Column("short", pl.String),
        Column("committee", pl.String),
        MEMBER_ID,
        MEMBER,
        Column("party", pl.String),
        Column("party_end", pl.String),
        Column("role", pl.String),
        Column("start", pl.Date),
        Column("end", pl.Date),
        Column("seats", pl.Int64),
        Column("cases", pl.Int64),
        Column("reports", pl.Int64),
        Column("meetings", pl.Int64),
    ),
)
