"""Agreement of parties and members: by hand, and what must hold for any chamber."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.agreement import (
    agreement_over_time,
    agreement_with_others,
    compare,
    member_agreement,
    member_party_agreement,
    member_stands,
    own_stands,
    party_agreement,
    party_stands,
)
from core.parliament.votes.positions import LEFT_OUT
from core.parliament.votes.stands import vote_stands
from tests.analysis.chamber import PARTIES, PROPERTY, ballots, chambers, marked, stands, votes

STOOD = {"for", "against", "neither"}


def cast(a: str, b: str, c: str = "absent") -> dict[int, str | None]:
    sides = {"XA": a, "XB": b, "XC": c}
    return {m: sides[p] for m, p in PARTIES.items() if p in sides}


def pairs(table: pl.DataFrame) -> dict[tuple[Any, Any], tuple[int, int, float | None]]:
    columns = table.select(pl.nth(range(5)))
    return {(a, b): (shared, same, share) for a, b, shared, same, share in columns.iter_rows()}


def test_party_agreement__shared_same_and_null_where_nothing_is_shared() -> None:
    casts = [
        cast("for", "for"),
        cast("for", "against"),
        cast("neither", "neither"),
        cast("absent", "for"),
        cast("absent", "absent", "for"),
    ]
    found = pairs(party_agreement(stands(casts)))
    assert found == {
        ("XA", "XB"): (3, 2, pytest.approx(2 / 3)),
        ("XA", "XC"): (0, 0, None),
        ("XB", "XC"): (0, 0, None),
    }
    assert pairs(party_agreement(stands(casts), min_shared=4))["XA", "XB"] == (3, 2, None)


def test_party_agreement__stands_by_mistake_only_if_asked_for() -> None:
    casts = [cast("for", "for"), cast("for", "against")]
    table = stands(casts).with_columns(stand_error=pl.col("vote_id") == 2)
    assert pairs(party_agreement(table))["XA", "XB"] == (1, 1, 1.0)
    assert pairs(party_agreement(table, include_errors=True))["XA", "XB"] == (2, 1, 0.5)


def test_member_agreement__null_below_twenty_votes() -> None:
    for shared, agreement in ((19, None), (20, 0.95)):
        casts: list[dict[int, str | None]] = [{1: "for", 5: "for"}] * (shared - 1)
        casts += [{1: "for", 5: "against"}, {1: "for", 5: "absent"}, {1: None, 5: "for"}]
        assert pairs(member_agreement(marked(casts)))[1, 5] == (shared, shared - 1, agreement)


def test_member_agreement__of_recorded_mistakes() -> None:
    casts: list[dict[int, str | None]] = [{1: "for", 5: "for"}, {1: "for", 5: "against"}]
    table = marked(casts).with_columns(
        recorded_error=(pl.col("vote_id") == 2) & (pl.col("member_id") == 5)
    )
    assert pairs(member_agreement(table, min_shared=1))[1, 5] == (1, 1, 1.0)
    found = member_agreement(table, min_shared=1, include_errors=True)
    assert pairs(found)[1, 5] == (2, 1, 0.5)


def test_member_agreement__of_a_member_who_is_not_there() -> None:
    found = member_agreement(marked([{1: "for"}]), member=77)
    assert pairs(found) == {(77, 1): (0, 0, None)}


def test_member_party_agreement__the_own_party_and_others() -> None:
    casts = [cast("for", "for"), {**cast("for", "against"), 1: "against"}, cast("absent", "for")]
    found = member_party_agreement(marked(casts), stands(casts), member=1, min_shared=2)
    assert {row[1]: row[2:] for row in found.iter_rows()} == {"XA": (2, 1, 0.5), "XB": (2, 2, 1.0)}


def test_compare__lists_the_votes_and_follows_them_over_time() -> None:
    casts = [cast("for", "for")] * 4 + [cast("for", "against"), cast("absent", "for")]
    standing = party_stands(stands(casts))
    sides = [standing.filter(pl.col("party") == name) for name in ("XA", "XB")]
    compared = compare(*sides)
    assert compared.filter(~pl.col("same"))["vote_id"].to_list() == [5]
    table = votes(6, ballots(casts))
    over_time = agreement_over_time(compared, table, "month")
    assert over_time.rows() == [("2025-10", 4, 4, 1.0), ("2025-11", 1, 0, 0.0)]
    assert agreement_over_time(compared, table).rows() == [("20251", 5, 4, 0.8)]


@PROPERTY
@given(chambers, st.randoms(use_true_random=False))
def test_member_agreement__equals_counting_by_hand(
    casts: list[dict[int, str | None]], random: Any
) -> None:
    table = marked(casts)
    found = pairs(member_agreement(table, min_shared=1))
    members = sorted({m for c in casts for m, position in c.items() if position in STOOD})
    assert set(found) == set(combinations(members, 2))
    for (a, b), (shared, same, share) in found.items():
        both = [(c[a], c[b]) for c in casts if c.get(a) in STOOD and c.get(b) in STOOD]
        assert shared == len(both)
        assert same == sum(x == y for x, y in both)
        assert share == (same / shared if both else None)
        one = pairs(member_agreement(table, member=b, min_shared=1))  # symmetry, another way
        assert one[b, a] == (shared, same, share)
    shuffled = table[random.sample(range(table.height), table.height)]
    assert pairs(member_agreement(shuffled, min_shared=1)) == found


@PROPERTY
@given(chambers)
def test_party_agreement__equals_compare_and_knows_no_order_and_no_names(
    casts: list[dict[int, str | None]],
) -> None:
    table = stands(casts)
    found = pairs(party_agreement(table))
    standing = party_stands(table)
    for (a, b), (shared, same, share) in found.items():
        sides = [standing.filter(pl.col("party") == name) for name in (b, a)]
        compared = compare(*sides)
        assert (compared.height, compared["same"].sum()) == (shared, same)
        assert share is None or 0 <= share <= 1
    names = {"XA": "Z", "XB": "M", "XC": "A"}
    other = pairs(party_agreement(table.with_columns(pl.col("party").replace(names))))
    assert {frozenset((names[a], names[b])): v for (a, b), v in found.items()} == {
        frozenset(pair): v for pair, v in other.items()
    }
    assert pairs(party_agreement(table.reverse())) == found


@PROPERTY
@given(chambers)
def test_agreement__more_absent_members_change_nothing(
    casts: list[dict[int, str | None]],
) -> None:
    more = [{**c, 98: "absent"} for c in casts]
    parties = {**PARTIES, 98: "XA"}
    assert party_agreement(stands(more, parties)).equals(party_agreement(stands(casts)))
    expected = member_agreement(marked(casts), min_shared=1)
    assert member_agreement(marked(more, parties), min_shared=1).equals(expected)


@PROPERTY
@given(st.lists(st.sampled_from(["for", "against", "neither", "absent"]), min_size=1, max_size=8))
def test_party_agreement__two_halves_of_a_party_agree(sides: list[str]) -> None:
    casts = [cast(side, "for") for side in sides]
    halves = {m: ("X1" if m in (1, 2) else "X2" if p == "XA" else p) for m, p in PARTIES.items()}
    split = pairs(party_agreement(stands(casts, halves)))
    whole = pairs(party_agreement(stands(casts)))
    present = sum(side != "absent" for side in sides)
    if present:
        assert split["X1", "X2"] == (present, present, 1.0)
        assert split["X1", "XB"] == split["X2", "XB"] == whole["XA", "XB"]
    # members do not care how they are grouped
    expected = member_agreement(marked(casts))
    assert member_agreement(marked(casts, halves)).equals(expected)


@PROPERTY
@given(chambers)
def test_member_party_agreement__equals_the_lists_of_votes(
    casts: list[dict[int, str | None]],
) -> None:
    table, theirs = marked(casts), stands(casts)
    standing, stood = party_stands(theirs), member_stands(table)
    alone = own_stands(table)
    found = member_party_agreement(table, theirs, min_shared=1)
    assert found.height == stood["member_id"].n_unique() * standing["party"].n_unique()
    for member, party, shared, same, share in found.iter_rows():
        compared = compare(
            stood.filter(pl.col("member_id") == member),
            standing.filter(pl.col("party") == party),
        )
        own = alone.filter(pl.col("member_id") == member, pl.col("party") == party)
        compared = compared.join(own, on="vote_id", how="anti")
        assert (compared.height, compared["same"].sum()) == (shared, same)
        assert share == (same / shared if shared else None)


def test_member_agreement__ballots_that_are_left_out_are_none() -> None:
    table = marked([{1: "for", 5: "for"}, {1: "for", 5: "for"}])
    left_out = pl.when(vote_id=2, member_id=5).then(pl.lit("several_ballots")).cast(LEFT_OUT)
    found = member_agreement(table.with_columns(left_out=left_out), min_shared=1)
    assert pairs(found)[1, 5] == (1, 1, 1.0)


SMALL: list[dict[int, str | None]] = [
    {1: "for", 2: "for", 8: "against"}, {1: "for", 2: "for", 8: "for", 9: "for"},
    {1: "for", 8: "for"}, {1: "for", 2: "against", 8: "for"},
]  # fmt: skip
"""XA and XC: XC has one voter in three votes, XA in one, and XA is split in the last."""


def test_party_agreement__a_party_with_one_voter_stands_where_that_one_did() -> None:
    found = party_agreement(stands(SMALL))
    assert found.rows() == [("XA", "XC", 3, 2, pytest.approx(2 / 3), 2)]


def test_party_agreement__of_texts_alone_nobody_can_tell_the_voters() -> None:
    text = "Vedtaget. For stemte 6 (XA), imod stemte 1 (XC), hverken for eller imod stemte 0."
    table = votes(2, ballots(SMALL[:1]), conclusion=[text, text])
    told = vote_stands(table, None)
    assert party_agreement(told).rows() == [("XA", "XC", 2, 0, 0.0, None)]
    both = vote_stands(table, marked(SMALL[:1]))
    assert party_agreement(both).rows() == [("XA", "XC", 2, 0, 0.0, 1)]


def test_member_party_agreement__the_only_voter_of_a_party_does_not_agree_with_himself() -> None:
    found = member_party_agreement(marked(SMALL), stands(SMALL), member=8, min_shared=1)
    assert found.rows() == [(8, "XA", 3, 2, pytest.approx(2 / 3)), (8, "XC", 1, 1, 1.0)]
    of_all = member_party_agreement(marked(SMALL), stands(SMALL), min_shared=1)
    assert of_all.filter(pl.col("member_id") == 8).equals(found)


@PROPERTY
@given(chambers)
def test_party_agreement__single_voters_equal_counting_by_hand(
    casts: list[dict[int, str | None]],
) -> None:
    table = stands(casts)
    voters = {(v, p): n for v, p, n in table.select("vote_id", "party", "voters").iter_rows()}
    for a, b, shared, _, _, single in party_agreement(table).iter_rows():
        met = [
            (voters[v, a], voters[v, b])
            for v in range(1, len(casts) + 1)
            if (v, a) in voters and (v, b) in voters
        ]
        assert shared == len(met)
        assert single == (sum(1 in both for both in met) if met else None)


def test_agreement__nobody_voted() -> None:
    nothing = marked([{}])
    assert member_agreement(nothing).is_empty()
    assert party_agreement(stands([{}])).is_empty()
    assert member_party_agreement(nothing, stands([{}])).is_empty()


@PROPERTY
@given(chambers)
def test_agreement_with_others__is_that_of_each_pair(casts: list[dict[int, str | None]]) -> None:
    stood, table = party_stands(stands(casts)), votes(len(casts), ballots(casts))
    found = agreement_with_others(stood, table, "XA", "month", min_shared=2)
    for other in ("XB", "XC"):
        pair = compare(*(stood.filter(pl.col("party") == party) for party in ("XA", other)))
        alone = agreement_over_time(pair, table, "month", min_shared=2)
        assert found.filter(pl.col("party") == other).drop("party").rows() == alone.rows()
    assert "XA" not in found["party"]
