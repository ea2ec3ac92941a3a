"""The effective number of parties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.seats import composition, effective_number, effective_parties
from tests.analysis.chamber import PARTIES, PROPERTY, ballots

EVERYBODY = dict.fromkeys(PARTIES, "absent")


def test_effective_number__of_equal_and_unequal_parties() -> None:
    assert effective_number([10] * 4) == 4
    assert effective_number([3, 1]) == pytest.approx(1.6)
    assert effective_number([]) is effective_number([0]) is None


@PROPERTY
@given(st.lists(st.integers(min_value=1, max_value=60), min_size=1, max_size=12))
def test_effective_number__lies_between_one_and_their_number(seats: list[int]) -> None:
    found = effective_number(seats)
    assert found is not None
    assert 1 - 1e-9 <= found <= len(seats) + 1e-9
    assert found == pytest.approx(effective_number(reversed(seats)))
    split = effective_number([*seats[1:], seats[0] / 2, seats[0] / 2])
    assert split is not None
    assert split > found


def test_effective_parties__outside_the_groups_everybody_is_alone() -> None:
    row = effective_parties(ballots([EVERYBODY])).row(0, named=True)
    assert (row["seats"], row["parties"]) == (11, 3)
    assert row["effective_parties"] == pytest.approx(effective_number([4, 3, 2, 1, 1]))


def test_composition__seats_of_one_vote() -> None:
    table = ballots([EVERYBODY, {1: "for"}])
    assert composition(table, 1).rows() == [("XA", 4), ("XB", 3), ("UFG", 2), ("XC", 2), (None, 1)]
    assert composition(table, 2).rows() == [("XA", 1)]
    assert composition(table, 3).is_empty()
