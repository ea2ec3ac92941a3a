"""Figures of single votes."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.votes import contested, density, vote_figures, with_deviations
from core.parliament.votes.deviations import deviations, mark_ballots
from tests.analysis.chamber import PROPERTY, Cast, ballots, crowd, votes

COUNT = st.integers(min_value=0, max_value=200)


def of_counts(*counts: int) -> float | None:
    return pl.select(density(*(pl.lit(n, pl.Int64) for n in counts))).item()  # type: ignore[no-any-return]


def figures(*casts: Cast, **columns: list[int | None]) -> pl.DataFrame:
    parties = {member: "XA" for cast in casts for member in cast}
    return vote_figures(votes(len(casts), ballots(casts, parties), **columns))


def test_density__worked_example() -> None:
    assert of_counts(98, 10, 0) == pytest.approx(0.830391138802354, abs=1e-15)


@PROPERTY
@given(COUNT, COUNT, COUNT)
def test_density__is_the_share_of_pairs_that_agree(yes: int, no: int, neither: int) -> None:
    found = of_counts(yes, no, neither)
    assert (found is None) is (yes + no + neither < 2)
    assert found is None or 0 <= found <= 1
    assert of_counts(neither, yes, no) == found
    if 0 < yes + no + neither <= 12:
        crowd_ = ["for"] * yes + ["against"] * no + ["neither"] * neither
        pairs = [a == b for n, a in enumerate(crowd_) for b in crowd_[:n]]
        assert found == (pytest.approx(sum(pairs) / len(pairs)) if pairs else None)


def test_vote_figures__closeness_turnout_and_the_largest_side() -> None:
    row = figures(crowd(6, 2, 2, 10)).row(0, named=True)
    assert (row["closeness"], row["cast"], row["turnout"]) == (4, 10, 0.5)
    assert row["largest_share"] == 0.6
    assert row["counts_from"] == "ballots"


def test_vote_figures__turnout_is_of_those_whose_ballot_is_known() -> None:
    row = figures({1: "for", 2: "against", 3: "absent", 4: None}).row(0, named=True)
    assert (row["cast"], row["listed"]) == (2, 3)
    assert row["turnout"] == pytest.approx(2 / 3)


def test_vote_figures__without_ballots_turnout_is_unknown_and_totals_are_the_texts() -> None:
    row = figures({}, official_for=[98], official_against=[10], official_neither=[0])
    found = row.row(0, named=True)
    assert (found["closeness"], found["counts_from"]) == (88, "text")
    assert found["density"] == pytest.approx(0.830391138802354)
    assert found["turnout"] is found["cast"] is None


def test_vote_figures__nothing_known_is_null_and_not_zero() -> None:
    found = figures({}).drop("vote_id").row(0)
    assert set(found) == {None}


def test_contested__above_the_limit_is_lopsided_and_unknown_is_left_out() -> None:
    casts = [crowd(975, 25), crowd(976, 24), crowd(0, 0, 40), {}, crowd(0, 0, 0, 5)]
    parties = dict.fromkeys(casts[0], "XA")
    table = votes(len(casts), ballots(casts, parties))
    assert contested(table)["vote_id"].to_list() == [1]


@PROPERTY
@given(COUNT, COUNT, COUNT, st.integers(min_value=0, max_value=60))
def test_vote_figures__one_more_absent_changes_turnout_alone(
    yes: int, no: int, neither: int, absent: int
) -> None:
    before = figures(crowd(yes, no, neither, absent))
    after = figures(crowd(yes, no, neither, absent + 1))
    if yes + no + neither + absent:
        of_all = ("listed", "turnout")
        assert after.drop(of_all).equals(before.drop(of_all))
        assert (after["listed"] == before["listed"] + 1).all()
        assert (after["turnout"] <= before["turnout"]).all()


def test_with_deviations__counts_dissent_and_knows_what_it_does_not_know() -> None:
    cast = ballots([crowd(3, 1), crowd(2, 0), {}], dict.fromkeys((1, 2, 3, 4), "XA"))
    table = votes(3, cast)
    found = deviations(table, mark_ballots(cast, table))
    counted = with_deviations(table, found)
    assert counted["deviations"].to_list() == [1, 0, None]
    assert with_deviations(counted, found).equals(counted)
