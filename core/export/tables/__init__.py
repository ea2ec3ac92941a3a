"""The data dictionary: every exported table with its columns, their types and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.export.tables.ballots import BALLOTS, DEVIATIONS
from core.export.tables.cases import CASES, STEPS
from core.export.tables.column import DEMO, Column, Table
from core.export.tables.committees import COMMITTEES
from core.export.tables.documents import CHANGES, DOCUMENTS
from core.export.tables.figures import (
    AGREEMENT,
    COALITIONS,
    COHESION,
    MEMBER_AGREEMENT,
    MEMBERS,
    PARTY_MAP,
    WINNING,
)
from core.export.tables.meetings import MEETINGS
from core.export.tables.quality import QUALITY
from core.export.tables.questions import QUESTIONS
from core.export.tables.votes import VOTES

__all__ = ["DEMO", "TABLES", "Column", "Table"]

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (
            VOTES,
            BALLOTS,
            DEVIATIONS,
            MEMBERS,
            AGREEMENT,
            MEMBER_AGREEMENT,
            COHESION,
            WINNING,
            COALITIONS,
            PARTY_MAP,
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
