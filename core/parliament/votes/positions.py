"""The positions a member can be recorded with in a vote."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import polars as pl

from core.oda.schema.codes import BallotKind


class Position(StrEnum):
    """What a ballot says. Absence is recorded like the others, but it is no stand."""

    FOR = "for"
    AGAINST = "against"
    NEITHER = "neither"
    ABSENT = "absent"


POSITION = pl.Enum([position.value for position in Position])
"""The type of a column of positions: one byte for each of millions of rows."""

POSITION_OF_KIND: Mapping[int, Position] = MappingProxyType(
    {
        BallotKind.FOR: Position.FOR,
        BallotKind.AGAINST: Position.AGAINST,
        BallotKind.ABSENT: Position.ABSENT,
        BallotKind.NEITHER: Position.NEITHER,
    }
)
"""What each kind of ballot of the API says."""

NO_PERSON, SEVERAL = "no_person", "several_ballots"
LEFT_OUT = pl.Enum([NO_PERSON, SEVERAL])
"""Why no figure counts a ballot: its voter is no person, or has several ballots in that vote."""
