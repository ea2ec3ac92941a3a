"""The filters of votes: parties, checks, notes and deviations, and what each choice would leave."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.filters.engine import Chosen
from core.filters.votes import VOTES
from core.parliament.votes.chamber import Chamber
from core.parliament.votes.votes import NOTE_KINDS, STANDS, listed_stands

SCHEMA = {
    "vote_id": pl.Int32,
    "date": pl.Date,
    "case_type": pl.String,
    "type_id": pl.Int32,
    "adopted": pl.Boolean,
    "case_type_id": pl.Int32,
    "margin": pl.Int32,
    "search": pl.String,
    "parties_for": pl.String,
    "parties_against": pl.String,
    "parties_neither": pl.String,
    "error_note": pl.String,
    "check": pl.String,
    "result_conflict": pl.Boolean,
    "deviations": pl.Int32,
}
ROWS = pl.DataFrame(
    [
        (
            1,
            date(2026, 1, 20),
            "bill",
            1,
            True,
            3,
            9,
            "lov",
            "S SF",
            "EL V",
            "",
            "individual",
            "match",
            False,
            2,
        ),
        (
            2,
            date(2026, 1, 10),
            "bill",
            1,
            False,
            3,
            0,
            "lov",
            "EL S V",
            "SF",
            "",
            None,
            "mismatch",
            False,
            0,
        ),
        (
            3,
            date(2026, 1, 20),
            "motion",
            4,
            False,
            5,
            None,
            "b 1",
            None,
            None,
            None,
            None,
            "no_ballots",
            False,
            None,
        ),
        (
            4,
            None,
            None,
            4,
            True,
            None,
            3,
            "b 2",
            "S",
            "",
            "EL V",
            "party technical",
            None,
            True,
            None,
        ),
    ],
    schema=SCHEMA,
    orient="row",
).with_columns(case_id=pl.Series([11, 12, 13, None], dtype=pl.Int32))
NONE = pl.DataFrame()
TOPICS = pl.DataFrame(
    [(11, "havne"), (11, "Skatteministeriet"), (13, "havne"), (99, "skov")],
    schema={"case_id": pl.Int32, "topic": pl.String},
    orient="row",
)
CHAMBER = Chamber((), ROWS, None, (), NONE, NONE, TOPICS)
PARTIES = ("S", "SF", "V", "EL", "B")


def passing(**chosen: list[str]) -> list[int]:
    named = {"from" if key == "from_" else key: values for key, values in chosen.items()}
    return VOTES.apply(CHAMBER, Chosen.of(named))["vote_id"].to_list()


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"line": ["S.for", "EL.against"]}, [1]),
        ({"line": ["EL.for", "EL.neither"]}, [2, 4]),
        ({"line": ["F.for"]}, []),  # SF is no F
        ({"line": [".*.for"]}, []),
        ({"differ": ["S", "EL"]}, [1, 4]),
        ({"differ": ["EL", "S"]}, [1, 4]),
        ({"agree": ["S", "EL"]}, [2]),
        ({"agree": ["V", "EL"]}, [1, 2, 4]),
        ({"differ": ["S", "B"]}, []),
        ({"topic": ["havne"]}, [1, 3]),
        ({"topic": ["Skatteministeriet", "skov"]}, [1]),
        ({"check": ["match", "no_ballots"]}, [1, 3]),
        ({"check": ["conflict"]}, [4]),
        ({"note": ["technical"]}, [4]),
        ({"note": ["individual", "party"]}, [1, 4]),
        ({"dissent": ["1"]}, [1]),
        ({"from_": ["2026-01-20"]}, [1, 3]),
        ({"to": ["2026-01-10"]}, [2]),
        ({"from_": ["2026-01-20"], "to": ["2026-01-20"]}, [1, 3]),
        ({"type": ["amendment"]}, [3, 4]),
        ({"result": ["adopted"]}, [1, 4]),
        ({"result": ["rejected"]}, [2, 3]),
        ({"case": ["3"]}, [1, 2]),
        ({"margin": ["5"]}, [2, 4]),
        ({"margin": ["9"]}, [1, 2, 4]),
        ({"margin": ["8"]}, [2, 4]),
        ({"margin": ["20"]}, [1, 2, 4]),
        ({"q": ["lov"], "result": ["adopted"]}, [1]),
        ({}, [1, 2, 3, 4]),
    ],
)
def test_apply__by_parties_and_by_the_record(
    filters: dict[str, list[str]], expected: list[int]
) -> None:
    assert passing(**filters) == expected


def test_conditions__what_is_not_chosen_is_none() -> None:
    assert VOTES.conditions(CHAMBER, Chosen.of({"q": [], "type": [], "line": []})) == {}
    chosen = Chosen.of({"result": ["rejected"], "dissent": ["1"]})
    assert set(VOTES.conditions(CHAMBER, chosen)) == {"result", "dissent"}


@given(st.sampled_from(PARTIES), st.sampled_from(PARTIES))
def test_apply__two_parties_differ_agree_or_one_has_no_line(one: str, other: str) -> None:
    if one == other:
        return
    found = set(passing(differ=[one, other])), set(passing(agree=[one, other]))
    assert found[0].isdisjoint(found[1])
    lines = listed_stands(ROWS)
    both = [
        set(lines.filter(pl.col("party") == party)["vote_id"].to_list()) for party in (one, other)
    ]
    assert found[0] | found[1] == both[0] & both[1]


def test_listed_stands__each_party_of_each_vote() -> None:
    lines = listed_stands(ROWS).sort("vote_id", "party").rows()
    assert lines[:4] == [
        (1, "EL", "against"),
        (1, "S", "for"),
        (1, "SF", "for"),
        (1, "V", "against"),
    ]
    assert {vote_id for vote_id, _, _ in lines} == {1, 2, 4}


def some_of(*values: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True)


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "type": some_of("final", "amendment"),
        "result": some_of("adopted", "rejected").map(lambda values: values[:1]),
        "case": some_of("3", "5"),
        "check": some_of("match", "mismatch", "conflict"),
        "note": some_of(*NOTE_KINDS),
        "line": some_of(*(f"{party}.{stand}" for party in PARTIES for stand in STANDS)),
        "dissent": st.just(["1"]),
        "q": some_of("lov", "b").map(lambda values: values[:1]),
    },
)


@given(FILTERS)
def test_find__counts_are_what_choosing_alone_would_leave(chosen: dict[str, list[str]]) -> None:
    found = VOTES.find(CHAMBER, Chosen.of(chosen))
    assert found.rows["vote_id"].to_list() == passing(**chosen)
    assert set(found.counts) == {
        *("type", "result", "topic", "case", "check", "note", "dissent"),
    }
    for key, counts in found.counts.items():
        for value in VOTES[key].offered(CHAMBER):
            alone = len(passing(**{**chosen, key: [value]}))
            assert counts.get(value, 0) == alone, (key, value)


def test_find__without_votes_all_is_nought() -> None:
    found = VOTES.find(Chamber((), ROWS.clear(), None, (), NONE, NONE), Chosen())
    assert found.rows.is_empty()
    assert not any(n for counts in found.counts.values() for n in counts.values())
