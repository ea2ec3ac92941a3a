"""The Rice index, the Agreement Index, and cohesion as their mean."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.cohesion import (
    agreement_index,
    cohesion,
    cohesion_by_vote,
    cohesion_over_time,
    departures_over_time,
    rice,
)
from core.analysis.members import members
from core.analysis.subsets import of_votes
from core.analysis.votes import contested
from tests.analysis.chamber import PROPERTY, Cast, ballots, chambers, crowd, marked, votes

COUNT = st.integers(min_value=0, max_value=200)


def indices(yes: int, no: int, neither: int = 0) -> tuple[float | None, float | None]:
    counts = [pl.lit(n, pl.Int32) for n in (yes, no, neither)]
    found = pl.select(rice(*counts[:2]).alias("rice"), agreement_index(*counts).alias("index"))
    return found.row(0)  # type: ignore[return-value]


def party(cast: Cast) -> dict[int, str | None]:
    return dict.fromkeys(cast, "XA")


@pytest.mark.parametrize(
    ("yes", "no", "value"), [(75, 25, 0.5), (90, 10, 0.8), (61, 47, 0.1296), (5, 5, 0), (2, 0, 1)]
)
def test_rice__worked_examples(yes: int, no: int, value: float) -> None:
    assert indices(yes, no)[0] == pytest.approx(value, abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "value"),
    [
        ((90, 10, 0), 0.85),
        ((10, 10, 10), 0),
        ((5, 5, 0), 0.25),
        ((81, 24, 1), 0.6462),
        ((0, 0, 7), 1),
    ],
)
def test_agreement_index__worked_examples(counts: tuple[int, int, int], value: float) -> None:
    assert indices(*counts)[1] == pytest.approx(value, abs=5e-5)


@PROPERTY
@given(COUNT, COUNT, COUNT)
def test_indices__are_bounded_symmetric_and_null_with_fewer_than_two(
    yes: int, no: int, neither: int
) -> None:
    first, second = indices(yes, no, neither)
    assert (first is None) is (yes + no < 2)
    assert (second is None) is (yes + no + neither < 2)
    assert first is None or 0 <= first <= 1
    assert second is None or -1e-12 <= second <= 1
    assert indices(no, yes, neither) == (first, second)
    assert indices(neither, yes, no)[1] == second


def test_cohesion_by_vote__neither_counts_in_one_index_alone() -> None:
    cast = crowd(3, 1, 2, 5)
    row = cohesion_by_vote(marked([cast], party(cast))).row(0, named=True)
    assert row["rice"] == 0.5
    assert row["agreement_index"] == pytest.approx(0.25)
    assert (row["for"], row["against"], row["neither"]) == (3, 1, 2)


def test_cohesion__mean_over_the_votes_that_have_it() -> None:
    casts = [crowd(3, 1), crowd(4, 0), crowd(0, 0, 4), crowd(1, 0, 0, 3), crowd(0, 0, 0, 4)]
    table = cohesion(cohesion_by_vote(marked(casts, party(casts[0]))))
    assert table.row(0, named=True) == {
        "party": "XA",
        "votes": 3,
        "rice_votes": 2,
        "rice": 0.75,
        "agreement_index": pytest.approx((0.625 + 1 + 1) / 3),
    }


def test_cohesion__without_lopsided_votes() -> None:
    casts = [crowd(98, 2), crowd(97, 3)]
    by_vote = cohesion_by_vote(marked(casts, party(casts[0])))
    kept = contested(votes(2, ballots(casts, party(casts[0]))))
    assert kept["vote_id"].to_list() == [2]
    assert cohesion(of_votes(by_vote, kept))["rice"].to_list() == [pytest.approx(0.94)]


def test_cohesion_by_vote__recorded_mistakes_only_if_asked_for() -> None:
    cast = crowd(4, 1)
    table = marked([cast], party(cast)).with_columns(
        (pl.col("position") == "against").alias("recorded_error")
    )
    assert cohesion_by_vote(table)["rice"].to_list() == [1.0]
    assert cohesion_by_vote(table, include_errors=True)["rice"].to_list() == [0.6]
    assert cohesion_by_vote(table.with_columns(stand_error=pl.lit(value=True))).is_empty()


def test_cohesion_over_time__by_month() -> None:
    casts = [crowd(3, 1)] * 4 + [crowd(4, 0)]
    table = votes(5, ballots(casts, party(casts[0])))
    by_vote = cohesion_by_vote(marked(casts, party(casts[0])))
    found = cohesion_over_time(by_vote, table, "month")
    assert found.select("period", "votes", "rice").rows() == [
        ("2025-10", 4, 0.5),
        ("2025-11", 1, 1),
    ]


@PROPERTY
@given(chambers, st.randoms(use_true_random=False))
def test_cohesion__the_same_in_any_order_and_with_more_absent(
    casts: list[dict[int, str | None]], random: Any
) -> None:
    table = marked(casts)
    expected = cohesion(cohesion_by_vote(table))
    shuffled = table[random.sample(range(table.height), table.height)]
    assert cohesion(cohesion_by_vote(shuffled)).equals(expected)
    more = [{**cast, 99: "absent"} for cast in casts]
    parties = dict(table.select("member_id", "party").iter_rows())
    assert cohesion(cohesion_by_vote(marked(more, {**parties, 99: "XA"}))).equals(expected)
    assert "UFG" not in expected["party"].to_list()


def test_cohesion__no_ballots() -> None:
    assert cohesion(cohesion_by_vote(marked([{}]))).is_empty()


@PROPERTY
@given(chambers, st.booleans())
def test_departures__are_those_of_the_members(casts: list[Cast], include_errors: bool) -> None:
    cast = ballots(casts)
    table = votes(len(casts), cast)
    noted = marked(casts).with_columns(recorded_error=pl.col("vote_id") == 1)
    found = departures_over_time(noted, table, "month", include_errors=include_errors)
    own = members(noted, table, include_errors=include_errors)  # nobody changes party here
    by_party = own.group_by("party").agg(pl.col("line_votes", "deviations").sum())
    expected = {p: (n, k) for p, n, k in by_party.drop_nulls("party").iter_rows() if n}
    sums = found.group_by("party").agg(pl.col("ballots", "departures").sum())
    assert {p: (n, k) for p, n, k in sums.iter_rows()} == expected
    rates = found["departures"] * 1000 / found["ballots"]
    assert found["per_thousand"].to_list() == rates.to_list()


def test_departures__for_every_thousand_ballots_of_a_session() -> None:
    casts: list[Cast] = [{1: "for", 2: "for", 3: "for", 4: "against"}, {1: "for", 2: "for"}]
    found = departures_over_time(marked(casts), votes(2, ballots(casts)))
    assert found.rows() == [("XA", "20251", 6, 1, pytest.approx(1000 / 6))]
