"""How each party voted in each vote."""

from __future__ import annotations

import polars as pl
from hypothesis import given

from core.analysis.party_totals import party_totals
from core.parliament.votes.deviations import mark_ballots
from tests.analysis.chamber import PROPERTY, Cast, ballots, chambers, votes

SUMMED = ("for", "against", "neither", "absent", "unknown")
TEXT = "Vedtaget. For stemte 60 (S og V), imod stemte 20 (EL)."


def totals(*casts: Cast) -> pl.DataFrame:
    cast = ballots(casts)
    table = votes(len(casts), cast)
    return party_totals(table, mark_ballots(cast, table))


def test_totals__are_of_the_ballots_with_where_the_party_stood() -> None:
    rows = totals({1: "for", 2: "for", 3: "against", 4: "absent", 5: None, 12: "for"})
    assert rows.select("vote_id", "party", *SUMMED, "ballots", "stand", "source").rows() == [
        (1, "XA", 2, 1, 0, 1, 0, 4, "for", "ballots"),
        (1, "XB", 0, 0, 0, 0, 1, 1, None, "ballots"),
        (1, None, 1, 0, 0, 0, 0, 1, None, "ballots"),
    ]


def test_totals__of_a_vote_without_ballots_are_where_the_text_says_that_the_parties_stood() -> None:
    cast = ballots([{1: "for"}])
    table = votes(2, cast, conclusion=[None, TEXT])
    rows = party_totals(table, mark_ballots(cast, table))
    told = rows.filter(pl.col("source") == "text")
    assert told.select("vote_id", "party", "stand").rows() == [
        (2, "EL", "against"),
        (2, "S", "for"),
        (2, "V", "for"),
    ]
    assert told.select(pl.all_horizontal(pl.col(*SUMMED, "ballots").is_null()).all()).item()
    assert party_totals(table, None)["source"].unique().to_list() == ["text"]


@PROPERTY
@given(chambers)
def test_totals__add_up_to_the_ballots(casts: list[Cast]) -> None:
    rows = totals(*casts)
    assert rows["ballots"].sum() == sum(len(cast) for cast in casts)
    assert rows.filter(pl.sum_horizontal(SUMMED) != pl.col("ballots")).is_empty()
    assert not rows.select("vote_id", "party").is_duplicated().any()
