"""The matrix of roll calls: every code, and what is empty."""

from __future__ import annotations

import polars as pl
from hypothesis import given

from core.analysis.rollcall import CODES, rollcall
from core.parliament.votes.deviations import mark_ballots
from tests.analysis.chamber import PROPERTY, Cast, ballots, chambers, votes

PARTY: dict[int, str | None] = {1: "XA", 2: "XA", 3: "XB"}


def matrix(casts: list[Cast], **marks: pl.Expr) -> pl.DataFrame:
    cast = ballots(casts, PARTY)
    table = votes(len(casts), cast)
    return rollcall(mark_ballots(cast, table).with_columns(**marks), table)


def test_rollcall__has_a_number_for_every_position() -> None:
    found = matrix([{1: "for", 2: "against"}, {1: "neither", 2: "absent", 3: "for"}, {1: None}])
    assert found.columns == ["member_id", "member", "party", "v1", "v2", "v3"]
    assert found.select("member_id", "party", "v1", "v2", "v3").rows() == [
        (1, "XA", 1, 7, None),
        (2, "XA", 6, 9, 0),
        (3, "XB", 0, 1, 0),
    ]


def test_rollcall__a_recorded_mistake_is_empty_unless_asked_for() -> None:
    casts: list[Cast] = [{1: "for", 2: "against"}]
    cast = ballots(casts, PARTY)
    table = votes(1, cast)
    marked = mark_ballots(cast, table).with_columns(recorded_error=pl.col("member_id") == 1)
    assert rollcall(marked, table)["v1"].to_list() == [None, 6]
    assert rollcall(marked, table, include_errors=True)["v1"].to_list() == [1, 6]


def test_rollcall__odd_ballots_do_not_count() -> None:
    odd = pl.when(pl.col("member_id") == 1).then(pl.lit("no_person"))
    odd = odd.when(pl.col("member_id") == 2).then(pl.lit("several_ballots"))
    found = matrix([{1: "for", 2: "for", 3: "against"}], left_out=odd)
    assert found.select("member_id", "v1").rows() == [(2, None), (3, 6)]


def test_rollcall__columns_stand_by_day() -> None:
    cast = ballots([{1: "for"}, {1: "against"}], PARTY)
    table = votes(2, cast)
    turned = table.with_columns(date=pl.col("date").reverse())
    assert rollcall(mark_ballots(cast, table), turned).columns[3:] == ["v2", "v1"]


def test_rollcall__without_ballots_has_no_votes() -> None:
    assert matrix([{}]).columns == ["member_id", "member", "party"]


@PROPERTY
@given(chambers)
def test_rollcall__every_ballot_stands_in_its_place(casts: list[Cast]) -> None:
    cast = ballots(casts)
    table = votes(len(casts), cast)
    found = {row["member_id"]: row for row in rollcall(mark_ballots(cast, table), table).to_dicts()}
    for number, of_vote in enumerate(casts, 1):
        for member, position in of_vote.items():
            assert found[member][f"v{number}"] == (CODES[position] if position else None)
        for member in set(found) - set(of_vote):
            assert found[member].get(f"v{number}", 0) == 0
