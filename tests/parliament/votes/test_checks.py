"""Votes held against their ballots."""

from __future__ import annotations

from itertools import repeat

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from core.parliament.votes.checks import divided, with_ballot_counts
from core.parliament.votes.deviations import mark_ballots
from core.parliament.votes.positions import LEFT_OUT
from tests.makers.ballots import ballots_of
from tests.makers.votes import DAY

Cast = list[tuple[str | None, str | None]]
SIDES = ("for", "against", "neither")


def ballots(*casts: Cast) -> pl.DataFrame:
    """Ballots of members who are known by their place in the cast, from 1."""
    return ballots_of(
        (((n, f"Navn {n}", *one) for n, one in enumerate(cast, 1)) for cast in casts), repeat(DAY)
    )


def votes(*texts: tuple[int, int, int] | None) -> pl.DataFrame:
    totals = [text or (None, None, None) for text in texts]
    listed = {
        "for": ["XT" if text else None for text in texts],
        "against": [None] * len(texts),
        "neither": ["" if text else None for text in texts],
    }
    return pl.DataFrame(
        {
            "vote_id": range(1, len(texts) + 1),
            **{f"official_{name}": [t[i] for t in totals] for i, name in enumerate(SIDES)},
            **{f"{kind}_{name}": listed[name] for kind in ("parties", "listed") for name in SIDES},
            **{name: [None] * len(texts) for name in ("error_note", "note", "conclusion")},
        },
        schema_overrides={
            "vote_id": pl.Int32,
            "parties_against": pl.String,
            "listed_against": pl.String,
        }
        | {f"official_{name}": pl.Int32 for name in SIDES}
        | dict.fromkeys(("error_note", "note", "conclusion"), pl.String),
    )


def checked(held: pl.DataFrame, cast: pl.DataFrame) -> pl.DataFrame:
    return with_ballot_counts(held, mark_ballots(cast, held))


A_FOR: Cast = [("XA", "for")] * 3
B_AGAINST: Cast = [("XB", "against")] * 2


def test_with_ballot_counts__every_outcome_of_the_check() -> None:
    table = checked(
        votes((3, 2, 0), (3, 2, 0), None, (3, 2, 0), None),
        ballots(A_FOR + B_AGAINST, A_FOR, [*A_FOR, ("XA", "absent"), ("XA", None)]),
    )
    assert table["check"].to_list() == ["match", "mismatch", "no_text", "no_ballots", "neither"]
    assert table["ballots"].to_list() == [5, 3, 5, 0, 0]
    assert table["for"].to_list() == [3, 3, 3, None, None]
    assert table["absent"].to_list() == [0, 0, 1, None, None]
    assert table["unknown"].to_list() == [0, 0, 1, None, None]
    assert table["lines_from"].to_list() == ["ballots", "ballots", "ballots", "text", None]
    assert table["parties_for"].to_list() == ["XA", "XA", "XA", "XT", None]
    assert table["parties_against"].to_list() == ["XB", "", "", None, None]


def test_with_ballot_counts__unread_ballots_are_unknown_not_zero() -> None:
    table = with_ballot_counts(votes((3, 2, 0)), None).row(0, named=True)
    assert table["ballots"] is table["for"] is table["check"] is table["unknown"] is None
    assert table["lines_from"] == "text"


def test_with_ballot_counts__the_largest_party_first_and_one_voter_is_enough() -> None:
    cast: Cast = [("XA", "for")] * 2 + [("XB", "for")] * 4 + [("XC", "for"), ("UFG", "for")]
    assert checked(votes(None), ballots(cast))["parties_for"].to_list() == ["XB XA XC"]


def test_with_ballot_counts__no_votes_at_all() -> None:
    assert checked(votes(), ballots()).is_empty()


def test_with_ballot_counts__ballots_that_are_left_out_are_unknown_and_make_no_stand() -> None:
    rows = ballots([*A_FOR, ("XB", "against"), (None, "for")]).with_columns(
        left_out=pl.when(pl.col("member_id") > 3).then(pl.lit("no_person")).cast(LEFT_OUT)
    )
    table = checked(votes((3, 0, 0)), rows).row(0, named=True)
    assert [table[n] for n in (*SIDES, "absent", "unknown", "ballots")] == [3, 0, 0, 0, 2, 5]
    assert (table["check"], table["parties_against"]) == ("match", "")


BALLOT = st.tuples(
    st.sampled_from(["XA", "XB", "UFG", None]), st.sampled_from([*SIDES, "absent", None])
)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(BALLOT, max_size=6), min_size=1, max_size=3), st.integers(0, 6))
def test_with_ballot_counts__the_sum_is_always_the_ballots(casts: list[Cast], out: int) -> None:
    rows = ballots(*casts).with_columns(
        left_out=pl.when(member_id=out).then(pl.lit("several_ballots")).cast(LEFT_OUT)
    )
    table = checked(votes(*[None] * len(casts)), rows)
    total = pl.sum_horizontal(*SIDES, "absent", "unknown")
    assert table.select(total == pl.col("ballots")).to_series().all()
    assert table["ballots"].to_list() == [len(cast) for cast in casts]


def test_divided__when_parties_stood_apart_by_the_source_in_use() -> None:
    table = checked(votes(None, None, None), ballots(A_FOR + B_AGAINST, A_FOR, [("XA", "for")]))
    assert divided(table)["vote_id"].to_list() == [1]
    told = table.with_columns(listed_for=pl.lit("XA"), listed_against=pl.lit("XB"))
    assert divided(told, "text").height == 3
    assert divided(told, "ballots")["vote_id"].to_list() == [1]
    unread = told.with_columns(lines_from=pl.lit("text"))
    assert divided(unread, "ballots").is_empty()
