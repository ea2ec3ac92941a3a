"""Two sides held together: the cross table and their agreement."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.agreement import (
    MIN_SHARED,
    compare,
    member_agreement,
    member_stands,
    party_agreement,
    party_stands,
)
from core.analysis.comparison import agreed, cross_table
from tests.analysis.chamber import PROPERTY, Cast, chambers, marked, stands

SIDES = ("for", "against", "neither")
sides = st.lists(st.sampled_from((*SIDES, None)), max_size=12)


def side(positions: list[str | None]) -> pl.DataFrame:
    rows = [(n, position) for n, position in enumerate(positions) if position]
    schema = {"vote_id": pl.Int32, "position": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_cross_table__counts_every_meeting_in_a_fixed_order() -> None:
    table = cross_table(
        compare(side(["for", "for", "against", None]), side(["for", "against", "neither", "for"]))
    )
    assert table.rows() == [("for", 1, 1, 0), ("against", 0, 0, 1), ("neither", 0, 0, 0)]


@PROPERTY
@given(sides, sides)
def test_cross_table__adds_up_and_turns_with_its_sides(
    first: list[str | None], second: list[str | None]
) -> None:
    compared = compare(side(first), side(second))
    table = cross_table(compared)
    counts = table.select(SIDES).to_numpy()
    assert counts.sum() == compared.height
    assert counts.trace() == agreed(compared).same
    turned = cross_table(compare(side(second), side(first))).select(SIDES).to_numpy()
    assert (counts == turned.T).all()


@pytest.mark.parametrize(
    ("positions", "least", "expected"),
    [
        ([], 1, None),
        (["for"], 1, 1.0),
        (["for"] * 19, MIN_SHARED, None),
        (["for"] * 20, MIN_SHARED, 1.0),
        (["for"], 0, 1.0),
        ([], 0, None),
    ],
)
def test_agreed__is_unknown_below_the_least(
    positions: list[str | None], least: int, expected: float | None
) -> None:
    found = agreed(compare(side(positions), side(positions)), least)
    assert found.agreement == expected
    assert found.shared == found.same == len(positions)


@PROPERTY
@given(chambers)
def test_agreed__is_what_the_tables_of_all_pairs_say(casts: list[Cast]) -> None:
    ballots, table = marked(casts), stands(casts)
    for row in party_agreement(table).iter_rows(named=True):
        own = party_stands(table)
        pair = (own.filter(pl.col("party") == row[name]) for name in ("party_a", "party_b"))
        found = agreed(compare(*pair))
        assert (found.shared, found.same) == (row["shared"], row["same"])
        assert found.agreement == row["agreement"]
    for row in member_agreement(ballots, member=1).iter_rows(named=True):
        members = member_stands(ballots)
        pair = (
            members.filter(pl.col("member_id") == row[name]) for name in ("member_a", "member_b")
        )
        found = agreed(compare(*pair), MIN_SHARED)
        assert (found.shared, found.same, found.agreement) == (
            row["shared"],
            row["same"],
            row["agreement"],
        )
