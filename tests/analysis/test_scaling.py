"""The map: distances, variance, and signs that stay."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.scaling import Scaling, scale_members, scale_parties
from tests.analysis.chamber import PROPERTY

SIDES = ("for", "against", "neither")
matrices = st.integers(min_value=2, max_value=5).flatmap(
    lambda voters: st.lists(
        st.lists(st.sampled_from([*SIDES, None]), min_size=voters, max_size=voters),
        min_size=1,
        max_size=8,
    )
)


def stands(rows: list[list[Any]], names: str = "ABCDEFGH") -> pl.DataFrame:
    """Each row a vote, each column a party's position or None."""
    found = [
        (n, f"X{names[i]}", side)
        for n, row in enumerate(rows, 1)
        for i, side in enumerate(row)
        if side is not None
    ]
    schema = {"vote_id": pl.Int32, "party": pl.String, "position": pl.String}
    return pl.DataFrame(found, schema=schema, orient="row")


def scaled(rows: list[list[Any]], **options: Any) -> Scaling:
    return scale_parties(stands(rows), min_votes=1, **{"anchors": ("XA",), **options})


def places(found: Scaling) -> dict[str, tuple[float, ...]]:
    return {row[0]: row[2:] for row in found.points.iter_rows()}


TWO_BLOCS = [["for", "for", "against", "against"]] * 3 + [["for", "against", "for", "against"]]


def test_scale_parties__distances_are_those_of_the_votes() -> None:
    found = scaled(TWO_BLOCS)
    at = places(found)
    # A and B differ in one vote of four by two steps, A and C in three.
    assert np.hypot(*np.subtract(at["XA"], at["XB"])) == pytest.approx((1 * 4 / 4) ** 0.5)
    assert np.hypot(*np.subtract(at["XA"], at["XC"])) == pytest.approx((3 * 4 / 4) ** 0.5)
    assert found.explained == pytest.approx((0.75, 0.25))
    assert found.votes == 4


def test_scale_parties__equals_the_singular_value_decomposition_without_absences() -> None:
    rng = random.Random(5)
    rows = [[rng.choice(SIDES) for _ in range(6)] for _ in range(40)]
    found = scale_parties(stands(rows), anchors=("XA",), axes=3, min_votes=1)
    value = {"for": 1.0, "against": -1.0, "neither": 0.0}
    matrix = np.array([[value[side] for side in row] for row in rows]).T
    left, singular, _ = np.linalg.svd(matrix - matrix.mean(axis=0), full_matrices=False)
    expected = np.abs(left[:, :3] * singular[:3] / 40**0.5)
    assert np.abs(found.points.select("^axis_.*$").to_numpy()) == pytest.approx(expected)
    assert found.explained == pytest.approx(tuple((singular**2 / (singular**2).sum())[:3]))


def test_scale_parties__absence_draws_nobody_to_the_middle() -> None:
    rows = [*TWO_BLOCS[:3], *[["for", None, "against", "against"]] * 3]
    at = places(scaled(rows, axes=1))
    # away from half of the votes, and yet not halfway to the middle
    assert at["XB"][0] == pytest.approx(at["XA"][0], rel=0.1)


@pytest.mark.parametrize("flip", [False, True])
def test_scale_parties__the_anchor_is_on_the_negative_side(flip: bool) -> None:
    turned = {"for": "against", "against": "for"}
    rows = [[turned[s] if flip else s for s in row] for row in TWO_BLOCS]
    found = scaled(rows)
    assert found.anchors == ("XA", "XA")
    assert all(place < 0 for place in places(found)["XA"])
    other = scaled(rows, anchors=("XD",))
    assert all(place < 0 for place in places(other)["XD"])


def test_scale_parties__an_anchor_that_is_missing_or_in_the_middle_gives_way() -> None:
    rows = [["neither", "for", "against"]] * 4
    found = scaled(rows, anchors=("XQ", "XA", "XC"))
    assert found.anchors == ("XC", None)
    assert places(found)["XC"][0] < 0
    assert found.explained == pytest.approx((1.0, 0.0))
    assert found.points["axis_2"].to_list() == [0, 0, 0]


@PROPERTY
@given(matrices, st.randoms(use_true_random=False))
def test_scale_parties__the_same_in_any_order_and_bounded(
    rows: list[list[Any]], shuffle: Any
) -> None:
    table = stands(rows)
    found = scale_parties(table, min_votes=1)
    order = shuffle.sample(range(table.height), table.height)
    other = scale_parties(table[order], min_votes=1)
    assert other.points.equals(found.points)
    assert other.explained == found.explained
    assert all(0 <= share <= 1 + 1e-9 for share in found.explained)
    assert sum(found.explained) <= 1 + 1e-9
    assert np.isfinite(found.points.select("^axis_.*$").to_numpy()).all()


def test_scale_members__placed_by_party_and_only_those_who_vote_often() -> None:
    rows = [*TWO_BLOCS, ["for", None, None, None]]
    ids = {"XA": 1, "XB": 2, "XC": 3, "XD": 4}
    table = stands(rows).with_columns(
        member_id=pl.col("party").replace_strict(ids, return_dtype=pl.Int32)
    )
    parties = pl.DataFrame(
        {"member_id": [1, 2, 3, 4], "party": ["EL", "EL", "UFG", None]},
        schema_overrides={"member_id": pl.Int32},
    )
    found = scale_members(table.select("vote_id", "member_id", "position"), parties, min_votes=5)
    assert found.points.select("member_id", "party", "votes").rows() == [(1, "EL", 5)]
    found = scale_members(table.select("vote_id", "member_id", "position"), parties, min_votes=4)
    assert found.points["party"].to_list() == ["EL", "EL", "UFG", None]
    assert found.anchors[0] == "EL"
    assert found.points["axis_1"].head(2).mean() < 0  # type: ignore[operator]


def test_scale_parties__nobody() -> None:
    found = scaled([[None, None]])
    assert found.points.is_empty()
    assert found.explained == (0.0, 0.0)
    assert found.anchors == (None, None)
