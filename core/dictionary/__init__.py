"""The data dictionary: every exported table with its columns, their types and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.dictionary.ballots import BALLOTS, DEVIATIONS
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
    WINNING,
)
from core.dictionary.meetings import MEETINGS
from core.dictionary.quality import QUALITY
from core.dictionary.questions import QUESTIONS
from core.dictionary.votes import VOTES

__all__ = ["DEMO", "TABLES", "Column", "Table"]

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (
            VOTES,
            BALLOTS,
            DEVIATIONS,
            MEMBERS,
            PARTIES,
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
