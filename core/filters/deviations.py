"""The filters on deviations from the party line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from core.filters.engine import Column, Each, Filter, Filters
from core.filters.scope import SCOPE
from core.parliament.votes.chamber import Chamber
from core.parliament.votes.mistakes import DISSENT, INDIVIDUAL, NO_LINE, PARTY, UNCLEAR

ALL_KINDS = "all"
GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "dissent": (DISSENT,),
        "mistakes": (INDIVIDUAL, PARTY),
        "unclear": (UNCLEAR, NO_LINE),
    }
)
"""The kinds of deviation that are listed together; each kind is in one of the groups."""


@dataclass(frozen=True, slots=True, eq=False)
class Deviations:
    """Deviations, and what they can be chosen by.

    `rows` has the columns of `core.parliament.votes.deviations.deviations` and those of the vote
    that tell what it was about. `parties` are those with a line in these votes, from left to right,
    and `members` the names of those with a ballot or a deviation, by id.
    """

    rows: pl.DataFrame
    parties: tuple[str, ...]
    members: Mapping[str, str]


def _of_group(group: str) -> pl.Expr:
    if group == ALL_KINDS:
        return pl.lit(value=True)
    return pl.col("kind").is_in(GROUPS[group])


DEVIATIONS: Filters[Deviations] = Filters(
    (
        Filter(
            "what",
            "one",
            "deviations.what",
            Each(_of_group),
            words="deviations.what_option",
            options=(ALL_KINDS, *GROUPS),
            default=ALL_KINDS,
            few=True,
        ),
        Filter("party", "many", "column.party", Column("party"), options=lambda on: on.parties),
        Filter(
            "member",
            "one",
            "column.member",
            Column("member_id", numbers=True),
            options=lambda on: on.members,
        ),
    ),
    table=lambda on: on.rows,
)
"""The filters on the deviations in some votes."""

DEVIATION_VOTES: Filters[Chamber] = SCOPE.without("lines", "errors")
"""The filters that say in which votes; mistakes are told apart here, not left out."""
