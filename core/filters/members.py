"""The filters on members."""

from __future__ import annotations

import polars as pl

from core.filters.engine import Column, Filter, Filters, When
from core.parliament.people.party_order import party_order
from core.parliament.people.search import has_name


def _parties(members: pl.DataFrame) -> tuple[str, ...]:
    return tuple(party for party in party_order(members["party"]) if party is not None)


MEMBERS: Filters[pl.DataFrame] = Filters(
    (
        Filter(
            "q",
            "text",
            "members.search",
            When(lambda name: has_name(name[0])),
            most=100,
            hint="members.search_hint",
        ),
        Filter("party", "many", "column.party", Column("party"), options=_parties, few=True),
    ),
    table=lambda members: members,
)
"""The filters on rows with the columns member and party."""
