"""Worked examples: what goes in gives what comes out, and what cannot be shown is left out."""

from __future__ import annotations

import polars as pl
import pytest

from core.analysis.cohesion import cohesion_by_vote
from core.analysis.exampledata import Example
from core.analysis.examples import worked_examples
from core.parliament.votes.chamber import Chamber, compact
from core.parliament.votes.deviations import mark_ballots
from tests.analysis.chamber import Cast, ballots, votes

CASTS: list[Cast] = [
    {1: "for", 2: "for", 3: "for", 4: "against", 5: "for", 6: "for", 7: "absent", 8: "against"},
    {1: "for", 2: "for", 3: "for", 4: "for", 5: "against", 6: "against", 7: "against"},
]


def held(table: pl.DataFrame, marked: pl.DataFrame | None = None) -> Chamber:
    return Chamber((), table, marked, (), silent=pl.DataFrame(), drift=pl.DataFrame())


def chamber(casts: list[Cast]) -> Chamber:
    cast = ballots(casts)
    table = votes(len(casts), cast)
    return held(table, compact(mark_ballots(cast, table)))


def test_worked_examples__take_the_newest_vote_that_fits() -> None:
    found = worked_examples(chamber([*CASTS, *CASTS[::-1], {1: "for", 2: "for", 3: "for"}]))
    assert found["closeness"].vote_id == 4
    assert found["turnout"].vote_id == 5


def test_worked_examples__a_figure_that_needs_many_votes_is_left_out() -> None:
    found = worked_examples(chamber(CASTS))
    assert not {"loyalty", "member_agreement", "map"} & found.keys()
    assert found["party_agreement"].values["shared"] == 2


def test_worked_examples__without_ballots_no_figure_of_ballots() -> None:
    table = votes(
        2,
        ballots([]),
        parties_for=["XA", "XA"],
        official_for=[60, 50],
        official_against=[40, 55],
        official_neither=[0, 5],
    )
    found = worked_examples(held(table))
    assert found["closeness"].values["value"] == 5
    assert found["density"].vote_id == 2
    ballots_alone = {
        "line",
        "rice",
        "agreement_index",
        "cohesion",
        "loyalty",
        "deviation",
        "attendance",
        "turnout",
        "enp",
        "errors",
        "member_agreement",
    }
    assert not ballots_alone & found.keys()


def test_worked_examples__of_nothing_there_are_none() -> None:
    assert worked_examples(held(votes(0, ballots([])))) == {}


def test_worked_examples__a_split_party_gives_line_and_both_indices() -> None:
    wide: dict[int, str | None] = dict(enumerate(["for"] * 4 + ["against"], 1))
    cast = ballots([wide], dict.fromkeys(wide, "XA"))
    table = votes(1, cast)
    marked = mark_ballots(cast, table)
    found = worked_examples(held(table, marked))
    row = cohesion_by_vote(marked).row(0, named=True)
    assert found["rice"].values["value"] == row["rice"] == pytest.approx(3 / 5)
    assert found["agreement_index"].values["value"] == row["agreement_index"]
    assert found["line"] == Example(1, {**found["line"].values, "value": "for"})
    assert found["deviation"].values["value"] == 1
    assert pl.Series([found["cohesion"].values["votes"]]).item() == 1
