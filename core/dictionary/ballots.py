"""The tables of ballots, of deviations from the party line, and of the parties in each vote."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from core.dictionary.column import Column, Table
from core.dictionary.shared import (
    CASE_NUMBER,
    CASE_TITLE,
    DATE,
    MEMBER,
    MEMBER_ID,
    PARTY_LINE,
    PARTY_THEN,
    POSITION,
    SESSION,
    VOTE_ID,
)

BALLOTS = Table(
    "ballots",
    (
        VOTE_ID,
        DATE,
        SESSION,
        replace(MEMBER_ID, nullable=False),
        MEMBER,
        PARTY_THEN,
        POSITION,
        PARTY_LINE,
        Column("deviates", pl.Boolean),
        Column("recorded_error", pl.Boolean, nullable=False),
        Column("left_out", pl.String),
        CASE_NUMBER,
        CASE_TITLE,
        Column("case_type", pl.String),
    ),
)

DEVIATIONS = Table(
    "deviations",
    (
        VOTE_ID,
        DATE,
        CASE_NUMBER,
        Column("member_id", pl.Int32),
        MEMBER,
        PARTY_THEN,
        POSITION,
        PARTY_LINE,
        Column("kind", pl.String, nullable=False),
        Column("found_in", pl.String, nullable=False),
    ),
)

VOTE_PARTIES = Table(
    "vote-parties",
    (
        SESSION,
        VOTE_ID,
        DATE,
        CASE_NUMBER,
        CASE_TITLE,
        Column("party", pl.String),
        Column("for", pl.Int32),
        Column("against", pl.Int32),
        Column("neither", pl.Int32),
        Column("absent", pl.Int32),
        Column("unknown", pl.Int32),
        Column("ballots", pl.Int32),
        Column("stand", pl.String),
        Column("source", pl.String, nullable=False),
    ),
)
