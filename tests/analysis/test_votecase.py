"""The votes of one case beside each other."""

from __future__ import annotations

from datetime import date

import polars as pl

from core.analysis.votecase import case_stands, case_votes, compared_votes

VOTES = pl.DataFrame(
    {
        "vote_id": [14, 13, 12, 11, 9],
        "date": [
            date(2026, 3, 5),
            date(2026, 3, 2),
            date(2026, 3, 2),
            date(2026, 3, 2),
            date(2026, 2, 1),
        ],
        "number": [40, 32, 31, 30, 1],
        "case_id": [7, 7, 7, 7, None],
        "type_id": [1, 4, 4, 4, 1],
        "parties_for": ["S V", "S", "V", None, "S"],
        "parties_against": ["EL", "V EL", "S EL", None, ""],
        "parties_neither": ["", "", "", None, ""],
    }
)


def test_case_votes__those_of_the_case_in_the_order_they_were_held() -> None:
    assert case_votes(VOTES, 13)["vote_id"].to_list() == [11, 12, 13, 14]


def test_case_votes__without_a_case_only_itself() -> None:
    assert case_votes(VOTES, 9)["vote_id"].to_list() == [9]
    assert case_votes(VOTES, 1).is_empty()


def test_compared_votes__itself_then_final_ones_then_the_latest() -> None:
    case = case_votes(VOTES, 11)
    assert compared_votes(case, 11, most=3)["vote_id"].to_list() == [11, 13, 14]
    assert compared_votes(case, 14, most=2)["vote_id"].to_list() == [13, 14]
    assert compared_votes(case, 14, most=1)["vote_id"].to_list() == [14]
    assert compared_votes(case, 14).columns == VOTES.columns


def test_case_stands__mark_what_differs_from_one_vote() -> None:
    stands = case_stands(case_votes(VOTES, 14), 14)
    assert stands.filter(pl.col("changed")).rows() == [
        ("S", 12, "against", True),
        ("V", 13, "against", True),
    ]
    assert not stands.filter(pl.col("vote_id") == 14)["changed"].any()


def test_case_stands__against_a_vote_without_stands_nothing_is_known() -> None:
    assert case_stands(case_votes(VOTES, 11), 11)["changed"].null_count() == 9
