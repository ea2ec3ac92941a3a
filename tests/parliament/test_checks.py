"""Votes held against their ballots."""

from __future__ import annotations

import polars as pl
import pytest

from core.parliament.checks import divided, party_lines, with_ballot_counts

Cast = list[tuple[str | None, str | None]]


def ballots(*votes: Cast) -> pl.DataFrame:
    rows = [(n, party, position) for n, cast in enumerate(votes, 1) for party, position in cast]
    schema = {"vote_id": pl.Int32, "party": pl.String, "position": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def votes(*texts: tuple[int, int, int] | None) -> pl.DataFrame:
    totals = [text or (None, None, None) for text in texts]
    return pl.DataFrame(
        {
            "vote_id": range(1, len(texts) + 1),
            **{
                f"official_{name}": [total[i] for total in totals]
                for i, name in enumerate(("for", "against", "neither"))
            },
            "parties_for": ["XT" if text else None for text in texts],
            "parties_against": [None] * len(texts),
            "parties_neither": ["" if text else None for text in texts],
        },
        schema_overrides={"vote_id": pl.Int32, "parties_against": pl.String}
        | {f"official_{name}": pl.Int32 for name in ("for", "against", "neither")},
    )


A_FOR: Cast = [("XA", "for")] * 3
B_AGAINST: Cast = [("XB", "against")] * 2


@pytest.mark.parametrize(
    ("cast", "line"),
    [
        ([("XA", "for")] * 3 + [("XA", "against")], "for"),
        ([("XA", "neither")] * 2 + [("XA", "absent")] * 9, "neither"),
        ([("XA", "for")] * 2 + [("XA", "against")] * 2, None),
        ([("XA", "for")], None),
        ([("XA", "for"), ("XA", "absent"), ("XA", None)], None),
        ([("UFG", "for")] * 4, None),
        ([(None, "for")] * 4, None),
    ],
)
def test_party_lines__the_position_of_most_voting_members(cast: Cast, line: str | None) -> None:
    assert party_lines(ballots(cast))["line"].to_list() == ([line] if line else [])


def test_with_ballot_counts__every_outcome_of_the_check() -> None:
    table = with_ballot_counts(
        votes((3, 2, 0), (3, 2, 0), None, (3, 2, 0), None),
        ballots(A_FOR + B_AGAINST, A_FOR, [*A_FOR, ("XA", "absent"), ("XA", None)]),
    )
    assert table["check"].to_list() == ["match", "mismatch", "no_text", "no_ballots", "neither"]
    assert table["ballots"].to_list() == [5, 3, 5, 0, 0]
    assert table["for"].to_list() == [3, 3, 3, None, None]
    assert table["absent"].to_list() == [0, 0, 1, None, None]
    assert table["lines_from"].to_list() == ["ballots", "ballots", "ballots", "text", None]
    assert table["parties_for"].to_list() == ["XA", "XA", "XA", "XT", None]
    assert table["parties_against"].to_list() == ["XB", "", "", None, None]


def test_with_ballot_counts__unread_ballots_are_unknown_not_zero() -> None:
    table = with_ballot_counts(votes((3, 2, 0)), None).row(0, named=True)
    assert table["ballots"] is table["for"] is table["check"] is None
    assert table["lines_from"] == "text"


def test_with_ballot_counts__the_largest_party_first() -> None:
    cast: Cast = [("XA", "for")] * 2 + [("XB", "for")] * 4 + [("XC", "for")] * 2
    assert with_ballot_counts(votes(None), ballots(cast))["parties_for"].to_list() == ["XB XA XC"]


def test_with_ballot_counts__no_votes_at_all() -> None:
    assert with_ballot_counts(votes(), ballots()).is_empty()


def test_divided__when_party_lines_differ() -> None:
    table = with_ballot_counts(votes(None, None, None), ballots(A_FOR + B_AGAINST, A_FOR))
    assert divided(table)["vote_id"].to_list() == [1]
