"""Counting positions by party and vote."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from core.parliament.votes.counting import SIDES, count_sides
from core.parliament.votes.positions import LEFT_OUT

ROW = st.tuples(
    st.integers(min_value=1, max_value=3),
    st.sampled_from(["XA", "XB", "UFG", None]),
    st.sampled_from([*SIDES, "absent", None]),
    st.sampled_from(["no_person", None, None, None]),
)
KEY = ["vote_id", "party"]


@settings(deadline=None, max_examples=100)
@given(st.lists(ROW, max_size=30), st.booleans())
def test_count_sides__equals_grouping_every_ballot(rows: list[Any], in_order: bool) -> None:
    schema = {"vote_id": pl.Int32, "party": pl.String, "position": pl.String, "left_out": LEFT_OUT}
    ballots = pl.DataFrame(rows, schema=schema, orient="row")
    ballots = ballots.sort(KEY, nulls_last=True) if in_order else ballots
    expected = ballots.group_by(KEY).agg(
        ((pl.col("position") == side) & pl.col("left_out").is_null())
        .sum()
        .cast(pl.Int32)
        .alias(side)
        for side in SIDES
    )
    assert count_sides(ballots).sort(KEY).equals(expected.sort(KEY))
