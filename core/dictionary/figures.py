"""The tables of figures: members, agreement, cohesion, majorities and the map of the parties."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from core.dictionary.column import Column, Table
from core.dictionary.shared import AGREED, MEMBER, MEMBER_ID, SAME

MEMBERS = Table(
    "members",
    (
        replace(MEMBER_ID, nullable=False),
        MEMBER,
        Column("party", pl.String),
        Column("ballots", pl.Int64, nullable=False),
        Column("cast", pl.Int64, nullable=False),
        Column("absent", pl.Int64, nullable=False),
        Column("for", pl.Int64, nullable=False),
        Column("against", pl.Int64, nullable=False),
        Column("neither", pl.Int64, nullable=False),
        Column("attendance", pl.Float64),
        Column("line_votes", pl.Int64, nullable=False),
        Column("with_line", pl.Int64, nullable=False),
        Column("loyalty", pl.Float64),
        Column("deviations", pl.Int64, nullable=False),
        Column("recorded_errors", pl.Int64, nullable=False),
        Column("won_share", pl.Float64),
        Column("unknown", pl.Int64, nullable=False),
        Column("decided", pl.Int64, nullable=False),
        Column("first", pl.Date),
        Column("last", pl.Date),
    ),
)

PARTIES = Table(
    "parties",
    (
        Column("party", pl.String, nullable=False),
        Column("members", pl.Int64, nullable=False),
        Column("ballots", pl.Int64, nullable=False),
        Column("votes", pl.Int64, nullable=False),
        Column("first", pl.Date),
        Column("last", pl.Date),
    ),
)

AGREEMENT = Table(
    "agreement",
    (
        Column("party_a", pl.String, nullable=False),
        Column("party_b", pl.String, nullable=False),
        Column("shared", pl.Int64, nullable=False),
        SAME,
        AGREED,
        Column("single_voter_votes", pl.Int64),
    ),
)

MEMBER_AGREEMENT = Table(
    "member-agreement",
    (
        Column("member_a", pl.Int32, nullable=False),
        Column("member_b", pl.Int32, nullable=False),
        Column("shared", pl.Int64, nullable=False),
        SAME,
        AGREED,
    ),
)

COHESION = Table(
    "cohesion",
    (
        Column("party", pl.String, nullable=False),
        Column("votes", pl.Int64, nullable=False),
        Column("rice", pl.Float64),
        Column("agreement_index", pl.Float64),
        Column("rice_votes", pl.Int64, nullable=False),
    ),
)

WINNING = Table(
    "winning",
    (
        Column("party", pl.String, nullable=False),
        Column("votes", pl.Int64, nullable=False),
        Column("won", pl.Int64, nullable=False),
        Column("won_share", pl.Float64),
        Column("single_voter_votes", pl.Int64),
        Column("decided", pl.Int64, nullable=False, source="votes"),
    ),
)

COALITIONS = Table(
    "coalitions",
    (
        Column("parties", pl.String, nullable=False),
        Column("n_parties", pl.Int64, nullable=False),
        Column("votes", pl.Int64, nullable=False),
        Column("share", pl.Float64),
        Column("adopted", pl.Int64, nullable=False),
        Column("size", pl.Float64),
        Column("margin", pl.Float64),
        Column("first", pl.Date),
        Column("last", pl.Date),
        Column("single_voter_votes", pl.Int64),
    ),
)

PARTY_MAP = Table(
    "party-map",
    (
        Column("party", pl.String, nullable=False),
        Column("votes", pl.Int64, nullable=False),
        Column("axis_1", pl.Float64),
        Column("axis_2", pl.Float64),
        Column("single_voter_votes", pl.Int64),
    ),
)

ROLLCALL = Table(
    "rollcall",
    (
        replace(MEMBER_ID, nullable=False),
        MEMBER,
        Column("party", pl.String),
    ),
    each=Column("v", pl.Int8),
)
