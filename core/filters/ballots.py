"""The filters on the ballots of a vote, and on those of a member."""

from __future__ import annotations

import polars as pl

from core.filters.engine import Column, Filter, Filters, When
from core.filters.values import Values
from core.filters.votes import SEARCH
from core.parliament.people.search import has_name
from core.parliament.votes.chamber import case_types
from core.parliament.votes.positions import Position

_UNKNOWN = "unknown"


def _positions(ballots: pl.DataFrame) -> tuple[str, ...]:
    """The four positions, and unknown where any ballot has an unknown one."""
    known = tuple(position.value for position in Position)
    return (*known, _UNKNOWN) if ballots["position"].null_count() else known


def _parties(ballots: pl.DataFrame) -> tuple[str, ...]:
    return tuple(ballots["party"].drop_nulls().unique().sort())


def _cast(positions: Values) -> pl.Expr:
    known = pl.col("position").cast(pl.String).is_in(list(positions)).fill_null(value=False)
    return known | pl.col("position").is_null() if _UNKNOWN in positions else known


_POSITION: Filter[pl.DataFrame] = Filter(
    "position",
    "many",
    "column.position",
    When(_cast),
    words="position",
    options=_positions,
    few=True,
)
_DEVIATIONS: Filter[pl.DataFrame] = Filter(
    "deviations",
    "flag",
    "vote.deviations_only",
    When(lambda yes: pl.col("deviation").is_not_null()),
    help="vote.deviations_only_help",
)

VOTE_BALLOTS: Filters[pl.DataFrame] = Filters(
    (
        Filter("name", "text", "vote.find_member", When(lambda name: has_name(name[0])), most=100),
        Filter("party", "many", "column.party", Column("party"), options=_parties),
        _POSITION,
        _DEVIATIONS,
    ),
    table=lambda ballots: ballots,
)
"""The filters on the marked ballots of one vote."""

MEMBER_BALLOTS: Filters[pl.DataFrame] = Filters(
    (
        _POSITION,
        _DEVIATIONS,
        Filter(
            "case",
            "many",
            "votes.case_type",
            Column("case_type_id", numbers=True),
            options=case_types,
        ),
        SEARCH,
    ),
    table=lambda ballots: ballots,
)
"""The filters on the marked ballots of one member, with `search` and the case kind of each vote."""
