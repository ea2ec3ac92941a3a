"""The kind of a vote: final where the step decided the case, whatever the type says."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from core.parliament.votes.kinds import typed_wrong, with_kinds

ADOPTED, REJECTED, BROKEN_OFF, PASSED_ON = 41, 109, 116, 111
STATES = pl.DataFrame(
    {
        "id": [ADOPTED, REJECTED, BROKEN_OFF, PASSED_ON],
        "status": [
            "Behandlet/Vedtaget",
            "Behandlet/Forkastet",
            "Behandling afbrudt/henvist til udvalg",
            "Behandlet/Direkte til 3. beh.",
        ],
    }
)


def kinds(*votes: dict[str, Any], states: pl.DataFrame | None = STATES) -> list[tuple[str, str]]:
    """Kind and kind as typed of votes on one case, at one third reading unless they say else."""
    base = {
        "typeid": 4,
        "sagstrinid": 1,
        "case_id": 7,
        "step": "3. behandling",
        "step_state_id": ADOPTED,
    }
    rows = [base | {"id": n, "nummer": n} | vote for n, vote in enumerate(votes, 1)]
    schema = {
        "id": pl.Int32,
        "nummer": pl.Int32,
        "typeid": pl.Int32,
        "sagstrinid": pl.Int32,
        "case_id": pl.Int32,
        "step": pl.String,
        "step_state_id": pl.Int32,
    }
    table = with_kinds(pl.DataFrame(rows, schema=schema), states)
    coded = {"final": 1, "committee": 2, "motion": 3, "amendment": 4}
    assert table.filter(typed_wrong()).height == sum(
        code != source for code, source in table.select("type_code", "type_source").iter_rows()
    )
    assert [coded.get(code, 99) for code in table["type_code"]] == table["type_id"].to_list()
    return list(table.select("type_code", "type_source").iter_rows())


@pytest.mark.parametrize(
    "step",
    [
        "3. behandling",
        "2. (sidste) behandling",
        "Eneste behandling",
        "1. (eneste) behandling",
        "Eventuelt: 3. behandling",
        "Eventuelt: 2. (sidste) behandling",
        "Eventuelt: Eneste behandling",
        "3. behandling, 2. del,",
        "3.  behandling\n",
    ],
)
@pytest.mark.parametrize("state", [ADOPTED, REJECTED])
def test_with_kinds__the_last_vote_of_a_deciding_step_is_final(step: str, state: int) -> None:
    assert kinds({"step": step, "step_state_id": state}) == [("final", "amendment")]


@pytest.mark.parametrize(
    "step",
    [
        "3. behandling, 1. del,",
        "Eventuelt: 3. behandling, 1. del",
        "2. behandling",
        "1. behandling",
        "Behandling",
        "",
        None,
        "Udvalgsbehandling",
    ],
)
def test_with_kinds__another_step_decides_nothing(step: str | None) -> None:
    assert kinds({"step": step}) == [("amendment", "amendment")]


@pytest.mark.parametrize("state", [BROKEN_OFF, PASSED_ON, 999, None])
def test_with_kinds__nor_does_a_step_that_ended_otherwise(state: int | None) -> None:
    assert kinds({"step_state_id": state}) == [("amendment", "amendment")]


def test_with_kinds__amendments_before_the_last_vote_stay_what_they_are() -> None:
    found = kinds({"nummer": 30}, {"nummer": 32}, {"nummer": 31})
    assert found == [("amendment", "amendment"), ("final", "amendment"), ("amendment", "amendment")]


def test_with_kinds__of_two_votes_of_one_number_the_later_row_is_the_last() -> None:
    found = kinds({"nummer": 31}, {"nummer": 31})
    assert found == [("amendment", "amendment"), ("final", "amendment")]


def test_with_kinds__none_where_a_vote_of_the_case_is_typed_final() -> None:
    """As of 27 true amendments at third readings; the final vote may be at another step."""
    here = kinds({"typeid": 4}, {"typeid": 1})
    assert here == [("amendment", "amendment"), ("final", "final")]
    there = kinds({}, {"typeid": 1, "sagstrinid": 2, "step": "2. behandling"})
    assert there == [("amendment", "amendment"), ("final", "final")]


def test_with_kinds__another_case_is_not_asked() -> None:
    other = {"case_id": 8, "sagstrinid": 2, "typeid": 1}
    assert kinds({}, other)[0] == ("final", "amendment")


def test_with_kinds__other_kinds_and_votes_without_a_step_stay_as_typed() -> None:
    alone = [kinds({"typeid": kind})[0] for kind in (1, 2, 3, 99)]
    assert alone == [(c, c) for c in ("final", "committee", "motion", "unknown")]
    assert (
        kinds(
            {"sagstrinid": None, "case_id": None, "step": None, "step_state_id": None},
            {"sagstrinid": None, "case_id": None, "step": None, "step_state_id": None},
        )
        == [("amendment", "amendment")] * 2
    )


@pytest.mark.parametrize("states", [None, STATES.clear()])
def test_with_kinds__without_the_names_of_states_the_known_ids_count(
    states: pl.DataFrame | None,
) -> None:
    assert kinds({}, states=states) == [("final", "amendment")]
    assert kinds({"step_state_id": 103}, states=states) == [("final", "amendment")]
    assert kinds({"step_state_id": BROKEN_OFF}, states=states) == [("amendment", "amendment")]


def test_with_kinds__a_name_counts_before_an_id() -> None:
    renamed = pl.DataFrame({"id": [ADOPTED, 7], "status": ["Aflyst", " behandlet / VEDTAGET "]})
    assert kinds({}, states=renamed) == [("amendment", "amendment")]
    assert kinds({"step_state_id": 7}, states=renamed) == [("final", "amendment")]


def test_with_kinds__no_votes_at_all() -> None:
    assert kinds() == []
