"""The effective number of parties."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.seats import composition, effective_parties
from core.parliament.votes.positions import LEFT_OUT
from tests.analysis.chamber import PARTIES, PROPERTY, ballots

EVERYBODY = dict.fromkeys(PARTIES, "absent")


@PROPERTY
@given(st.lists(st.integers(min_value=1, max_value=60), min_size=1, max_size=12))
def test_effective_parties__lie_between_one_and_their_number(seats: list[int]) -> None:
    parties = [f"X{place}" for place, n in enumerate(seats) for _ in range(n)]
    rows = pl.DataFrame({"vote_id": 1, "party": parties, "left_out": None}).cast(
        {"left_out": LEFT_OUT}
    )
    (found,) = effective_parties(rows)["effective_parties"]
    assert 1 - 1e-9 <= found <= len(seats) + 1e-9
    assert found == pytest.approx(1 / sum((n / len(parties)) ** 2 for n in seats))


def test_effective_parties__outside_the_groups_everybody_is_alone() -> None:
    row = effective_parties(ballots([EVERYBODY])).row(0, named=True)
    assert (row["seats"], row["parties"]) == (11, 3)
    assert row["effective_parties"] == pytest.approx(11**2 / (4**2 + 3**2 + 2**2 + 1 + 1))


def test_composition__seats_of_one_vote() -> None:
    table = ballots([EVERYBODY, {1: "for"}])
    assert composition(table, 1).rows() == [("XA", 4), ("XB", 3), ("UFG", 2), ("XC", 2), (None, 1)]
    assert composition(table, 2).rows() == [("XA", 1)]
    assert composition(table, 3).is_empty()
