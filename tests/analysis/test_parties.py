"""Which parties there are in some votes."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from core.analysis.parties import parties
from core.parliament.votes.positions import LEFT_OUT


def ballot(
    vote: int, member: int, party: str | None, left_out: str | None = None
) -> dict[str, Any]:
    return {
        "vote_id": vote,
        "member_id": member,
        "party": party,
        "date": date(2026, 11, vote),
        "left_out": left_out,
    }


def test_parties__count_members_ballots_and_votes() -> None:
    rows = pl.DataFrame(
        [
            ballot(1, 1, "S"),
            ballot(2, 1, "S"),
            ballot(3, 1, "UFG"),  # left the party
            ballot(1, 2, "S"),
            ballot(1, 3, "V"),
            ballot(2, 3, "V", "several_ballots"),
            ballot(2, 4, None),
        ],
        schema_overrides={"left_out": LEFT_OUT},
    )
    assert parties(rows.with_columns(pl.col("party").cast(pl.Categorical))).rows() == [
        ("S", 2, 3, 2, date(2026, 11, 1), date(2026, 11, 2)),
        ("UFG", 1, 1, 1, date(2026, 11, 3), date(2026, 11, 3)),
        ("V", 1, 1, 1, date(2026, 11, 1), date(2026, 11, 1)),
    ]
    assert parties(rows.head(0)).is_empty()
