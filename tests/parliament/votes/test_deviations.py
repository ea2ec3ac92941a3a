"""Deviations from the party line, by kind."""

from __future__ import annotations

from itertools import repeat
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.parliament.votes.deviations import KINDS, deviations, mark_ballots
from core.parliament.votes.positions import LEFT_OUT
from core.parliament.votes.stands import party_stands, stands_in_ballots, vote_stands
from tests.makers.ballots import ballots_of
from tests.makers.votes import DAY, told_vote, told_votes

# Everybody who may vote: id, name, party.
PEOPLE = {
    **{n: (f"Anna Nummer{'abcdefghij'[n]}", "XA") for n in range(5)},
    10: ("Bo Fjordager", "XB"),
    11: ("Bente Lyngmose", "XB"),
    12: ("Birk Skovhegn", "XB"),
    13: ("Bodil Tangmark", "XB"),
    20: ("Carl Mosehøj", "XC"),
    30: ("Dora Stenvig", "UFG"),
    31: ("Dan Vigsted", "UFG"),
    40: ("Ellen Ukendt", None),
}
A_FOR = dict.fromkeys(range(5), "for")
B_AGAINST = dict.fromkeys((10, 11, 12), "against")
USUAL = "Vedtaget. For stemte 6 (XA), imod stemte 3 (XB), hverken for eller imod stemte 0."


def vote(vote_id: int = 1, note: str | None = None, text: str = USUAL) -> dict[str, Any]:
    return told_vote(vote_id, text, note)


def ballots(*casts: dict[int, str | None]) -> pl.DataFrame:
    """The ballots of these people."""
    return ballots_of(
        (((n, *PEOPLE[n], position) for n, position in cast.items()) for cast in casts),
        repeat(DAY),
    )


def kinds(
    cast: dict[int, str | None], note: str | None = None, text: str = USUAL
) -> dict[int, str]:
    """The kind of every deviation of one vote, by member."""
    table = told_votes(vote(note=note, text=text))
    found = deviations(table, mark_ballots(ballots(cast), table))
    assert found["found_in"].unique().to_list() in ([], ["ballots"])
    return dict(found.select("member_id", "kind").iter_rows())


def flagged(cast: dict[int, str | None], note: str) -> set[int]:
    marked = mark_ballots(ballots(cast), told_votes(vote(note=note)))
    return set(marked.filter("recorded_error")["member_id"])


def test_mark_ballots__line_and_deviation_of_every_ballot() -> None:
    cast: dict[int, str | None] = {
        0: "for",
        1: "for",
        2: "against",
        3: "absent",
        4: None,
        20: "for",
        30: "against",
        40: "for",
    }
    before = ballots(cast)
    marked = mark_ballots(before, told_votes(vote()))
    assert marked.select(before.columns).equals(before)
    assert marked["party_line"].to_list() == ["for"] * 5 + [None] * 3
    assert marked["deviates"].to_list() == [False, False, True, None, None, None, None, None]
    assert marked["deviation"].to_list() == [None, None, "dissent", *[None] * 5]
    assert not marked["recorded_error"].any()
    assert not marked["stand_error"].any()


def test_mark_ballots__no_ballots() -> None:
    marked = mark_ballots(
        ballots({}), told_votes(vote(note="Ved en fejl stemte XA for forslaget."))
    )
    assert marked.is_empty()
    assert {"party_line", "deviates", "recorded_error"} < set(marked.columns)


REBEL: dict[int, str | None] = {**A_FOR, 2: "against", **B_AGAINST}
NAME = PEOPLE[2][0]


@pytest.mark.parametrize(
    ("note", "kind", "error"),
    [
        (None, "dissent", False),
        ("Omafstemning", "dissent", False),
        (f"Ved en fejl stemte {NAME} (XA) imod forslaget.", "individual_error", True),
        # with another party than the member's on the day, and with none
        (f"Ved en fejl stemte {NAME} (XB) imod forslaget.", "individual_error", True),
        (f"Ved en fejl stemte {NAME} imod forslaget.", "individual_error", True),
        # misspelt: a mistake, but it is not certain whose
        (
            f"Ved en fejl stemte {NAME.replace('Nummer', 'Numer')} (XA) imod forslaget.",
            "unclear",
            True,
        ),
        # the note says the position that is not on record
        (f"Ved en fejl stemte {NAME} (XA) hverken for eller imod forslaget.", "unclear", False),
        # nobody is named, but no other can be meant
        ("Ved en fejl stemte et medlem af XA imod forslaget.", "individual_error", True),
        # somebody else's mistake
        (f"Ved en fejl stemte {PEOPLE[1][0]} (XA) for forslaget.", "dissent", False),
        ("Ved en fejl stemte Bo Fjordager (XB) imod forslaget.", "dissent", False),
    ],
)
def test_deviations__a_note_about_a_member(note: str | None, kind: str, error: bool) -> None:
    assert kinds(REBEL, note) == {2: kind}
    assert (2 in flagged(REBEL, note or "")) is error


def test_deviations__a_misspelt_name_that_is_near_to_one_member_alone() -> None:
    cast: dict[int, str | None] = {**A_FOR, **B_AGAINST, 11: "for"}
    note = "Ved en fejl stemte Bente Lyngmosse (XB) for forslaget."
    assert kinds(cast, note) == {11: "unclear"}
    assert flagged(cast, note) == {11}


def test_deviations__one_of_several_unnamed() -> None:
    cast: dict[int, str | None] = {**A_FOR, 1: "against", 2: "against"}
    note = "Ved en fejl stemte et medlem af XA imod forslaget."
    assert kinds(cast, note) == {1: "unclear", 2: "unclear"}
    assert flagged(cast, note) == set()


def test_deviations__a_whole_partys_mistake_makes_no_rebels_and_no_loyalists() -> None:
    cast: dict[int, str | None] = {**A_FOR, 4: "against", **B_AGAINST}
    note = "Ved en fejl stemte XA for forslaget."
    assert kinds(cast, note) == {4: "party_error"}
    assert flagged(cast, note) == {0, 1, 2, 3}
    marked = mark_ballots(ballots(cast), told_votes(vote(note=note)))
    assert set(marked.filter("stand_error")["party"]) == {"XA"}
    stands = vote_stands(told_votes(vote(note=note)), marked)
    assert dict(stands.select("party", "stand_error").iter_rows()) == {"XA": True, "XB": False}


def test_deviations__some_of_a_party_by_mistake() -> None:
    cast: dict[int, str | None] = {**A_FOR, 3: "against", 4: "against"}
    note = "Ved en fejl stemte XA imod forslaget."
    assert kinds(cast, note) == {3: "party_error", 4: "party_error"}
    assert flagged(cast, note) == {3, 4}
    assert not mark_ballots(ballots(cast), told_votes(vote(note=note)))["stand_error"].any()


def test_deviations__an_even_split_is_no_line() -> None:
    cast: dict[int, str | None] = {10: "for", 11: "for", 12: "against", 13: "against"}
    assert kinds(cast, text="Vedtaget") == dict.fromkeys(cast, "no_line")
    note = "Ved en fejl stemte Bo Fjordager (XB) for forslaget."
    assert kinds(cast, note, "Vedtaget") == {
        **dict.fromkeys(cast, "no_line"),
        10: "individual_error",
    }


def test_mark_ballots__a_ballot_that_is_left_out_deviates_from_nothing() -> None:
    rows = ballots(REBEL).with_columns(
        left_out=pl.when(member_id=2).then(pl.lit("several_ballots")).cast(LEFT_OUT)
    )
    note = f"Ved en fejl stemte {NAME} (XA) imod forslaget."
    for table in (told_votes(vote()), told_votes(vote(note=note))):
        marked = mark_ballots(rows, table)
        assert deviations(table, marked).is_empty()
        assert not marked["recorded_error"].any()


def test_deviations__members_outside_the_groups_and_of_one_man_parties_have_none() -> None:
    assert kinds({**A_FOR, 20: "against", 30: "for", 31: "against", 40: "against"}) == {}


def in_text(text: str, note: str | None = None) -> list[tuple[Any, ...]]:
    """The deviations of a vote without ballots, beside one with."""
    table = told_votes(vote(1), vote(2, note, text))
    found = deviations(table, mark_ballots(ballots({**A_FOR, **B_AGAINST}), table))
    assert set(found["found_in"]) <= {"text"}
    return found.select("member_id", "member", "party", "position", "party_line", "kind").rows()


END = ", hverken for eller imod stemte 0."


@pytest.mark.parametrize(
    ("text", "note", "rows"),
    [
        (USUAL, None, []),
        (
            f"Vedtaget. For stemte 6 (XA og Bo Fjordager (XB)), imod stemte 2 (XB){END}",
            None,
            [(10, "Bo Fjordager", "XB", "for", "against", "dissent")],
        ),
        # known to nobody
        (
            f"Vedtaget. For stemte 6 (XA og Bo Dam (XB)), imod stemte 2 (XB){END}",
            None,
            [(None, "Bo Dam", "XB", "for", "against", "dissent")],
        ),
        # named beside the party's own list, and outside the groups
        (
            f"Vedtaget. For stemte 7 (XA, {NAME} (XA), Dora Stenvig (UFG)), "
            f"imod stemte 2 (XB){END}",
            None,
            [],
        ),
        (
            f"Vedtaget. For stemte 6 (XA og Bo Fjordager (XB)), imod stemte 2 (XB){END}",
            "Ved en fejl stemte Bo Fjordager (XB) for forslaget.",
            [(10, "Bo Fjordager", "XB", "for", "against", "individual_error")],
        ),
        (
            f"Vedtaget. For stemte 6 (XA og Bo Fjordager (XB)), imod stemte 2 (XB){END}",
            "Ved en fejl stemte Bo Fjordagger (XB) for forslaget.",
            [(10, "Bo Fjordager", "XB", "for", "against", "unclear")],
        ),
        (
            f"Vedtaget. For stemte 6 (XA og Bo Fjordager (XB)), imod stemte 2 (XB){END}",
            "Ved en fejl stemte XB imod forslaget.",
            [(10, "Bo Fjordager", "XB", "for", "against", "party_error")],
        ),
        # the party stands in both lists
        (
            f"Vedtaget. For stemte 6 (XA, XB og Bo Fjordager (XB)), imod stemte 2 (XB){END}",
            None,
            [(10, "Bo Fjordager", "XB", "for", None, "no_line")],
        ),
        # only the note names the member
        (
            USUAL,
            "Ved en fejl stemte Bo Fjordager (XB) for forslaget.",
            [(10, "Bo Fjordager", "XB", "for", "against", "individual_error")],
        ),
        ("", "Ved en fejl stemte Bo Fjordager (XB) for forslaget.", []),
    ],
)
def test_deviations__from_the_text(
    text: str, note: str | None, rows: list[tuple[Any, ...]]
) -> None:
    assert in_text(text, note) == rows


def test_deviations__without_any_ballots() -> None:
    table = told_votes(
        vote(text=f"Vedtaget. For stemte 6 (XA, Bo Fjordager (XB)), imod stemte 2 (XB){END}")
    )
    found = deviations(table, None)
    assert found.select("member_id", "member", "kind").rows() == [(None, "Bo Fjordager", "dissent")]
    assert found.columns == [
        "vote_id",
        "date",
        "case_number",
        "member_id",
        "member",
        "party",
        "position",
        "party_line",
        "kind",
        "found_in",
    ]


PROPERTY = settings(deadline=None, max_examples=50)
POSITIONS = st.sampled_from(["for", "against", "neither", "absent", None])
CHAMBERS = st.lists(
    st.dictionaries(st.sampled_from(sorted(PEOPLE)), POSITIONS), min_size=1, max_size=4
)


@PROPERTY
@given(CHAMBERS, st.randoms(use_true_random=False))
def test_mark_ballots__holds_for_any_chamber_in_any_order(
    cast: list[dict[int, str | None]], random: Any
) -> None:
    note = f"Ved en fejl stemte {NAME} (XA) imod forslaget. Ved en fejl stemte XB for forslaget."
    table = told_votes(*(vote(n, note if n % 2 else None) for n in range(1, len(cast) + 1)))
    rows = ballots(*cast)
    marked = mark_ballots(rows, table)
    assert marked.select(rows.columns).equals(rows)
    order = random.sample(range(rows.height), rows.height)
    key = ["vote_id", "member_id"]
    shuffled = mark_ballots(rows[order], table)
    assert shuffled.sort(key).equals(marked.sort(key))
    assert (
        stands_in_ballots(shuffled)
        .sort("vote_id", "party")
        .equals(stands_in_ballots(marked).sort("vote_id", "party"))
    )
    expected = party_stands(rows, table).drop_nulls("stand")
    assert vote_stands(table, marked, "ballots").select(expected.columns).equals(expected)
    alone = marked.filter(pl.col("party_voters") == 1)
    assert alone["party_line"].null_count() == alone["deviates"].null_count() == alone.height
    differ = marked.filter("deviates")
    assert differ["deviation"].null_count() == 0
    assert (differ["position"] != differ["party_line"]).all()
    assert set(marked["deviation"].drop_nulls()) <= set(KINDS)
