"""Columns with the same meaning in several tables."""

from __future__ import annotations

import polars as pl

from core.dictionary.column import Column

VOTE_ID = Column("vote_id", pl.Int32, nullable=False, shared=True)
DATE = Column("date", pl.Date, shared=True)
SESSION = Column("session", pl.String, nullable=False, shared=True)
NUMBER = Column("number", pl.Int32, shared=True)
CASE_ID = Column("case_id", pl.Int32, shared=True)
CASE_NUMBER = Column("case_number", pl.String, shared=True)
CASE_TITLE = Column("case_title", pl.String, shared=True)
PERIOD = Column("period", pl.String, nullable=False, shared=True)
MEMBER_ID = Column("member_id", pl.Int32, shared=True)
MEMBER = Column("member", pl.String, shared=True)
PARTY_THEN = Column("party", pl.String, shared=True)
POSITION = Column("position", pl.String, shared=True)
PARTY_LINE = Column("party_line", pl.String, shared=True)
SAME = Column("same", pl.Int64, nullable=False, shared=True)
AGREED = Column("agreement", pl.Float64, shared=True)
