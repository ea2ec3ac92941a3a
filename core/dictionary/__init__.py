"""The data dictionary: every exported table with its columns, their types and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.dictionary.ballots import BALLOTS, DEVIATIONS, VOTE_PARTIES
from core.dictionary.cases import CASES, STEPS
from core.dictionary.column import DEMO, Column, Table
from core.dictionary.committees import COMMITTEES
from core.dictionary.documents import CHANGES, DOCUMENTS
from core.dictionary.figures import (
    AGREEMENT,
    COALITIONS,
    COHESION,
    MEMBER_AGREEMENT,
    MEMBERS,
    PARTIES,
    PARTY_MAP,
    ROLLCALL,
    WINNING,
)
from core.dictionary.meetings import MEETINGS
from core.dictionary.panels import PANEL_TABLES
from core.dictionary.quality import QUALITY
from core.dictionary.questions import QUESTIONS
from core.dictionary.votes import VOTES

__all__ = ["DEMO", "PANEL_TABLES", "TABLES", "Column", "Table", "table_of"]

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (
            VOTES,
            BALLOTS,
            DEVIATIONS,
            VOTE_PARTIES,
            MEMBERS,
            PARTIES,
            AGREEMENT,
            MEMBER_AGREEMENT,
            COHESION,
            WINNING,
            COALITIONS,
            PARTY_MAP,
            ROLLCALL,
            QUALITY,
            CASES,
            STEPS,
            QUESTIONS,
            COMMITTEES,
            MEETINGS,
            DOCUMENTS,
            CHANGES,
        )
    }
)


def table_of(name: str, by: str | None = None) -> Table:
    """A table of the dictionary, or the one of its figures `by` period; raises KeyError."""
    return PANEL_TABLES[name] if by else TABLES[name]
