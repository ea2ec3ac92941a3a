"""Some votes side by side: what each party and each member did in them."""

from __future__ import annotations

import polars as pl

from core.parliament.votes.side_by_side import member_ballots, party_stands

VOTES = pl.DataFrame(
    {
        "vote_id": [3, 1],
        "parties_for": ["S V", None],
        "parties_against": ["SF", "S"],
        "parties_neither": [None, ""],
    },
    schema_overrides={"vote_id": pl.Int32},
)


def test_party_stands__in_the_order_of_the_votes_and_of_the_parties() -> None:
    found = party_stands(VOTES, ("SF", "S", "M"))
    assert found.columns == ["vote_id", "SF", "S", "M"]
    assert found.rows() == [(3, "against", "for", None), (1, None, "against", None)]


def test_member_ballots__one_that_no_figure_counts_is_unknown_and_none_is_null() -> None:
    ballots = pl.DataFrame(
        [
            (3, 7, "for", None),
            (3, 8, "for", "several_ballots"),
            (3, 8, "against", "several_ballots"),
            (1, 7, None, None),
            (2, 7, "for", None),
        ],
        schema={
            "vote_id": pl.Int32,
            "member_id": pl.Int32,
            "position": pl.String,
            "left_out": pl.String,
        },
        orient="row",
    )
    found = member_ballots(VOTES, ballots, (7, 8, 9))
    assert found.rows() == [(3, "for", "unknown", None), (1, "unknown", None, None)]
    assert member_ballots(VOTES, ballots.clear(), (7,)).rows() == [(3, None), (1, None)]
