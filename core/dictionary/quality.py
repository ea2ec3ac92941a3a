"""The table of the findings of the checks."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from core.dictionary.column import Column, Table
from core.dictionary.shared import (
    CASE_NUMBER,
    DATE,
    MEMBER,
    MEMBER_ID,
    NUMBER,
    PARTY_THEN,
    SESSION,
    VOTE_ID,
)

QUALITY = Table(
    "quality",
    (
        Column("finding", pl.String, nullable=False),
        replace(SESSION, nullable=True),
        DATE,
        replace(VOTE_ID, nullable=True),
        NUMBER,
        CASE_NUMBER,
        MEMBER_ID,
        MEMBER,
        PARTY_THEN,
        Column("counted", pl.String),
        Column("stated", pl.String),
        Column("detail", pl.String),
    ),
)
