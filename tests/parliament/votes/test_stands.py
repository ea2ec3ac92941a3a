"""Where parties stood: one voter or more, ties, texts, and texts that contradict the ballots."""

from __future__ import annotations

from itertools import repeat
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.parliament.votes.deviations import deviations, mark_ballots
from core.parliament.votes.positions import LEFT_OUT
from core.parliament.votes.stands import line_conflicts, party_stands, vote_stands
from tests.makers.ballots import ballots_of
from tests.makers.votes import DAY, told_vote, told_votes

END = ", hverken for eller imod stemte 0."
Cast = list[tuple[str | None, str | None]]


def votes(*texts: tuple[str | None, str | None]) -> pl.DataFrame:
    """One vote for each text and note."""
    return told_votes(*(told_vote(n, text, note) for n, (text, note) in enumerate(texts, 1)))


def ballots(*casts: Cast) -> pl.DataFrame:
    """Ballots of members who are known by their place in the cast."""
    return ballots_of(
        (((n, f"Navn {'ABCDEFGHIJ'[n]}", *one) for n, one in enumerate(cast)) for cast in casts),
        repeat(DAY),
    )


def stood(cast: Cast, text: str | None = None, note: str | None = None) -> dict[str, Any]:
    """Stand, voters and mistake of each party that stood somewhere in one vote."""
    table = votes((text, note))
    found = vote_stands(table, mark_ballots(ballots(cast), table), "ballots")
    return {row[1]: row[2:5] for row in found.iter_rows()}


@pytest.mark.parametrize(
    ("cast", "expected"),
    [
        ([("XA", "for")] * 3 + [("XA", "against")], ("for", 4)),
        ([("XA", "neither")] * 2 + [("XA", "absent")] * 7, ("neither", 2)),
        ([("XA", "for"), ("XA", "absent"), ("XA", None)], ("for", 1)),
        ([("XA", "for")] * 2 + [("XA", "against")] * 2, (None, 4)),
    ],
)
def test_party_stands__the_position_of_most_voters_one_is_enough(
    cast: Cast, expected: tuple[str | None, int]
) -> None:
    found = party_stands(ballots(cast), votes((None, None)))
    assert found.rows() == [(1, "XA", *expected)]


@pytest.mark.parametrize("cast", [[("UFG", "for")] * 4, [(None, "for")], [("XA", "absent")]])
def test_party_stands__none_outside_the_groups_and_of_nobody(cast: Cast) -> None:
    assert party_stands(ballots(cast), votes((None, None))).is_empty()


def test_party_stands__a_ballot_that_is_left_out_is_no_voter() -> None:
    rows = ballots([("XA", "for"), ("XA", "against"), ("XA", "against")])
    out = pl.when(pl.col("member_id") > 0).then(pl.lit("several_ballots")).cast(LEFT_OUT)
    found = party_stands(rows.with_columns(left_out=out), votes((None, None)))
    assert found.rows() == [(1, "XA", "for", 1)]


TIE: Cast = [("XA", "for"), ("XA", "against"), ("XB", "against"), ("XB", "against")]


@pytest.mark.parametrize(
    ("text", "stand"),
    [
        (f"Forkastet. For stemte 1 (XA), imod stemte 3 (XB, Navn B (XA)){END}", "for"),
        (f"Forkastet. For stemte 1 (Navn A (XA)), imod stemte 3 (XA, XB){END}", "against"),
        # twice, not at all, where nobody stood, and no text
        (f"Forkastet. For stemte 1 (XA), imod stemte 3 (XA, XB){END}", None),
        (f"Forkastet. For stemte 1 (Navn A (XA)), imod stemte 3 (Navn B (XA), XB){END}", None),
        (
            "Forkastet. For stemte 0, imod stemte 3 (XB), hverken for eller imod stemte 1 (XA).",
            None,
        ),
        (None, None),
    ],
)
def test_party_stands__in_a_tie_the_text_decides(text: str | None, stand: str | None) -> None:
    found = party_stands(ballots(TIE), votes((text, None)))
    assert found.filter(pl.col("party") == "XA").rows() == [(1, "XA", stand, 2)]


def test_party_stands__a_text_that_contradicts_the_ballots_decides_no_tie() -> None:
    text = f"Vedtaget. For stemte 5 (XA, XB, XC), imod stemte 1 (Navn A (XA)){END}"
    cast = [*TIE, ("XC", "against"), ("XC", "against")]
    found = party_stands(ballots(cast), votes((text, None)))
    assert found["stand"].to_list() == [None, "against", "against"]


def test_mark_ballots__whom_the_text_names_departed_from_a_party_that_tied() -> None:
    table = votes((f"Forkastet. For stemte 1 (XA), imod stemte 3 (XB, Navn B (XA)){END}", None))
    marked = mark_ballots(ballots(TIE), table)
    assert marked["deviates"].to_list() == [False, True, False, False]
    assert deviations(table, marked).select("member", "party_line", "kind").rows() == [
        ("Navn B", "for", "dissent")
    ]


def test_mark_ballots__one_voter_makes_a_stand_and_no_line() -> None:
    table = votes((None, None))
    marked = mark_ballots(ballots([("XA", "for"), ("XA", "absent"), ("UFG", "for")]), table)
    assert marked.select("party_stand", "party_voters", "party_line", "deviates").rows() == [
        ("for", 1, None, None),
        ("for", 1, None, None),
        (None, None, None, None),
    ]


@pytest.mark.parametrize(
    ("note", "wrong"),
    [
        ("Ved en fejl stemte XC for forslaget.", True),
        ("Ved en fejl stemte Navn C (XC) for forslaget.", True),
        ("Ved en fejl stemte Navn A (XA) imod forslaget.", False),
        (None, False),
    ],
)
def test_vote_stands__one_that_rests_on_the_mistake_of_the_party_or_its_only_voter(
    note: str | None, wrong: bool
) -> None:
    cast: Cast = [("XA", "against"), ("XA", "for"), ("XC", "for"), ("XA", "for")]
    assert stood(cast, note=note) == {"XA": ("for", 3, False), "XC": ("for", 1, wrong)}


def test_vote_stands__one_members_mistake_among_several_does_not_spoil_the_stand() -> None:
    cast: Cast = [("XA", "for"), ("XA", "for"), ("XA", "against")]
    note = "Ved en fejl stemte Navn A (XA) for forslaget."
    assert stood(cast, note=note) == {"XA": ("for", 3, False)}


def test_vote_stands__ballots_where_there_are_any_else_the_text() -> None:
    text = f"Vedtaget. For stemte 4 (XB, XC og UFG), imod stemte 3 (XA, UFG, XD og XD){END}"
    twice = f"Vedtaget. For stemte 4 (XD), imod stemte 3 (XA, XD){END}"
    table = votes((text, None), (text, None), (twice, None))
    marked = mark_ballots(ballots([("XA", "for"), ("XB", "against"), ("XB", "against")]), table)

    def found(source: Any) -> list[tuple[Any, ...]]:
        rows = vote_stands(table, marked, source)
        return rows.select("vote_id", "party", "stand", "voters", "lines_from").rows()

    own = [(1, "XA", "for", 1, "ballots"), (1, "XB", "against", 2, "ballots")]
    sides = {"XA": "against", "XB": "for", "XC": "for", "XD": "against"}
    told = [
        (vote_id, party, side, None, "text")
        for vote_id, parties in ((1, sides), (2, sides), (3, {"XA": "against"}))
        for party, side in parties.items()
    ]
    assert found("ballots") == own
    assert found("best") == own + [row for row in told if row[0] > 1]
    assert found("text") == told
    assert vote_stands(table, None).equals(vote_stands(table, None, "text"))


def test_vote_stands__a_partys_mistake_that_a_text_tells() -> None:
    text = f"Vedtaget. For stemte 4 (XB), imod stemte 3 (XA){END}"
    table = votes((text, "Ved en fejl stemte XA imod forslaget."))
    found = vote_stands(table, None).select("party", "stand_error").rows()
    assert found == [("XA", True), ("XB", False)]


def test_line_conflicts__the_text_is_not_followed_but_still_told() -> None:
    text = f"Vedtaget. For stemte 4 (XA, XB, XC), imod stemte 0{END}"
    cast: Cast = [("XA", "against")] * 2 + [("XB", "neither")] * 2 + [("XC", "for")]
    table = votes((text, None), (text, None))
    one = [("XA", "against")] * 2 + [("XB", "against"), ("XC", "for")]
    marked = mark_ballots(ballots(cast, one), table)
    assert line_conflicts(table, marked).rows() == [
        (1, "XA", "against", "for"),
        (1, "XB", "neither", "for"),
    ]
    best = vote_stands(table, marked).filter(pl.col("vote_id") == 1)
    assert best["stand"].to_list() == ["against", "neither", "for"]
    told = vote_stands(table, marked, "text").filter(pl.col("vote_id") == 1)
    assert told["stand"].to_list() == ["for"] * 3


BALLOT = st.tuples(
    st.sampled_from(["XA", "XB", "UFG", None]),
    st.sampled_from(["for", "against", "neither", "absent", None]),
)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(BALLOT, max_size=9), min_size=1, max_size=3), st.randoms())
def test_party_stands__what_most_took_whatever_the_order(casts: list[Cast], random: Any) -> None:
    rows, table = ballots(*casts), votes(*[(None, None)] * len(casts))
    found = party_stands(rows, table)
    shuffled = party_stands(rows[random.sample(range(rows.height), rows.height)], table)
    assert shuffled.equals(found)
    stands = {(vote_id, party): (stand, n) for vote_id, party, stand, n in found.iter_rows()}
    for vote_id, cast in enumerate(casts, 1):
        for party in ("XA", "XB"):
            took = [side for whose, side in cast if whose == party and side not in ("absent", None)]
            most = [side for side in set(took) if took.count(side) * 2 > len(took)]
            stand, voters = stands.pop((vote_id, party), (None, 0))
            assert voters == len(took)
            assert not most or stand == most[0]
            assert stand is None or all(
                took.count(side) < took.count(stand) for side in set(took) - {stand}
            )
    assert not stands
