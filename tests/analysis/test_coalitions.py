"""Winning sides and the coalitions that make majorities."""

from __future__ import annotations

import polars as pl
from hypothesis import given

from core.analysis.coalitions import coalitions, winning_side
from tests.analysis.chamber import PARTIES, PROPERTY, ballots, chambers, stands, votes


def cast(a: str, b: str, c: str = "absent") -> dict[int, str | None]:
    sides = {"XA": a, "XB": b, "XC": c}
    return {m: sides[p] for m, p in PARTIES.items() if p in sides}


CASTS = [
    cast("for", "for", "against"),
    cast("for", "against", "for"),
    cast("for", "for", "neither"),
    cast("against", "against", "for"),
    cast("for", "for", "for"),
]
ADOPTED = [True, True, True, False, None]


def held() -> pl.DataFrame:
    return votes(5, ballots(CASTS), adopted=ADOPTED)


def test_winning_side__for_where_adopted_else_against() -> None:
    found = winning_side(stands(CASTS), held())
    assert found.rows() == [
        ("XA", 4, 4, 1.0, 0),
        ("XB", 4, 3, 0.75, 0),
        ("XC", 4, 1, 0.25, 0),
    ]


def test_coalitions__how_often_and_how_large() -> None:
    found = coalitions(stands(CASTS), held())
    assert found.select("parties", "n_parties", "votes", "share", "adopted").rows() == [
        ("XA XB", 2, 3, 0.75, 2),
        ("XA XC", 2, 1, 0.25, 1),
    ]
    assert found["size"].to_list() == [7.0, 6.0]
    assert found["margin"].to_list() == [(5 + 7 + 5) / 3, 3.0]
    first, last = found.select("first", "last").row(0)
    assert (first, last) == tuple(held()["date"].gather([0, 3]))


def test_coalitions__a_mistaken_stand_spoils_the_pattern_of_its_vote() -> None:
    table = stands(CASTS).with_columns(
        stand_error=(pl.col("vote_id") == 2) & (pl.col("party") == "XC")
    )
    assert coalitions(table, held())["parties"].to_list() == ["XA XB"]
    assert coalitions(table, held(), include_errors=True).height == 2
    assert winning_side(table, held()).rows()[2] == ("XC", 3, 0, 0.0, 0)


@PROPERTY
@given(chambers)
def test_coalitions__shares_add_up_and_order_does_not_matter(
    casts: list[dict[int, str | None]],
) -> None:
    table, of_casts = stands(casts), votes(len(casts), ballots(casts))
    found = coalitions(table, of_casts)
    assert found.is_empty() or abs(found["share"].sum() - 1) < 1e-9
    assert found["votes"].sum() <= len(casts)
    assert coalitions(table.reverse(), of_casts.reverse()).equals(found)


def test_coalitions__no_votes() -> None:
    assert coalitions(stands([{}]), votes(1, ballots([{}]))).is_empty()


def test_coalitions__a_party_of_one_voter_wins_like_any_other_and_is_told() -> None:
    casts: list[dict[int, str | None]] = [{1: "for", 2: "for", 8: "for"}, {1: "for", 2: "for"}]
    table, of_casts = stands(casts), votes(2, ballots(casts))
    assert winning_side(table, of_casts).rows() == [("XA", 2, 2, 1.0, 0), ("XC", 1, 1, 1.0, 1)]
    found = coalitions(table, of_casts).select("parties", "votes", "single_voter_votes")
    assert found.rows() == [("XA", 1, 0), ("XA XC", 1, 1)]
