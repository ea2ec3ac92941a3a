"""The filters of votes: parties, checks, notes and deviations, and what each choice would leave."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parliament.votes.votes import (
    NOTE_KINDS,
    STANDS,
    checked,
    facet_counts,
    filter_votes,
    listed_stands,
    noted,
    vote_conditions,
)

SCHEMA = {
    "vote_id": pl.Int32, "type_id": pl.Int32, "adopted": pl.Boolean, "case_type_id": pl.Int32,
    "margin": pl.Int32, "search": pl.String, "parties_for": pl.String,
    "parties_against": pl.String, "parties_neither": pl.String, "error_note": pl.String,
    "check": pl.String, "result_conflict": pl.Boolean, "deviations": pl.Int32,
}  # fmt: skip
VOTES = pl.DataFrame(
    [
        (1, 1, True, 3, 9, "lov", "S SF", "EL V", "", "individual", "match", False, 2),
        (2, 1, False, 3, 0, "lov", "EL S V", "SF", "", None, "mismatch", False, 0),
        (3, 4, False, 5, None, "b 1", None, None, None, None, "no_ballots", False, None),
        (4, 4, True, None, 3, "b 2", "S", "", "EL V", "party technical", None, True, None),
    ],
    schema=SCHEMA,
    orient="row",
)
PARTIES = ("S", "SF", "V", "EL", "B")


def passing(**filters: Any) -> list[int]:
    return filter_votes(VOTES, **filters)["vote_id"].to_list()


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"lines": [("S", "for"), ("EL", "against")]}, [1]),
        ({"lines": [("EL", "for"), ("EL", "neither")]}, [2, 4]),
        ({"lines": [("F", "for")]}, []),  # SF is no F
        ({"lines": [(".*", "for")]}, []),
        ({"differ": ("S", "EL")}, [1, 4]),
        ({"differ": ("EL", "S")}, [1, 4]),
        ({"agree": ("S", "EL")}, [2]),
        ({"agree": ("V", "EL")}, [1, 2, 4]),
        ({"differ": ("S", "B")}, []),
        ({"checks": ["match", "no_ballots"]}, [1, 3]),
        ({"checks": ["conflict"]}, [4]),
        ({"error_notes": ["technical"]}, [4]),
        ({"error_notes": ["individual", "party"]}, [1, 4]),
        ({"deviating": True}, [1]),
        ({}, [1, 2, 3, 4]),
    ],
)
def test_filter_votes__by_parties_and_by_the_record(
    filters: dict[str, Any], expected: list[int]
) -> None:
    assert passing(**filters) == expected


def test_vote_conditions__what_is_not_set_is_no_condition() -> None:
    assert vote_conditions(text="  ", types=[], lines=[], checks=()) == {}
    assert set(vote_conditions(adopted=False, deviating=True)) == {"adopted", "deviating"}


@given(st.sampled_from(PARTIES), st.sampled_from(PARTIES))
def test_filter_votes__two_parties_differ_agree_or_one_has_no_line(one: str, other: str) -> None:
    if one == other:
        return
    found = set(passing(differ=(one, other))), set(passing(agree=(one, other)))
    assert found[0].isdisjoint(found[1])
    lines = listed_stands(VOTES)
    both = [
        set(lines.filter(pl.col("party") == party)["vote_id"].to_list()) for party in (one, other)
    ]
    assert found[0] | found[1] == both[0] & both[1]


def test_listed_stands__each_party_of_each_vote() -> None:
    lines = listed_stands(VOTES).sort("vote_id", "party").rows()
    assert lines[:4] == [(1, "EL", "against"), (1, "S", "for"), (1, "SF", "for"),
                         (1, "V", "against")]  # fmt: skip
    assert {vote_id for vote_id, _, _ in lines} == {1, 2, 4}


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "types": st.lists(st.sampled_from([1, 4]), max_size=2),
        "adopted": st.booleans(),
        "checks": st.lists(st.sampled_from(["match", "mismatch", "conflict"]), max_size=2),
        "error_notes": st.lists(st.sampled_from(NOTE_KINDS), max_size=2),
        "lines": st.lists(st.tuples(st.sampled_from(PARTIES), st.sampled_from(STANDS)), max_size=2),
        "deviating": st.just(True),
        "text": st.sampled_from(["lov", "b", ""]),
    },
)


@given(FILTERS)
def test_facet_counts__are_what_choosing_alone_would_leave(filters: dict[str, Any]) -> None:
    facets = {
        "types": {str(code): pl.col("type_id") == code for code in (1, 4)},
        "checks": {name: checked(name) for name in ("match", "mismatch", "conflict")},
        "error_notes": {kind: noted(kind) for kind in NOTE_KINDS},
    }
    counts = facet_counts(VOTES, vote_conditions(**filters), facets)
    for facet, choices in facets.items():
        for name in choices:
            alone = {**filters, facet: [int(name) if facet == "types" else name]}
            assert counts[facet][name] == len(passing(**alone)), (facet, name)


def test_facet_counts__without_votes_are_nought() -> None:
    counts = facet_counts(VOTES.clear(), {}, {"checks": {"match": checked("match")}})
    assert counts == {"checks": {"match": 0}}
