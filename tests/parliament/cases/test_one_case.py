"""A case's own votes: the kind of each is told by its step, as everywhere else."""

from __future__ import annotations

import polars as pl

from core.parliament.cases.one_case import case_votes
from core.standin.tables import conform

AT = "2026-02-26T12:00:00"
STATES = pl.DataFrame({"id": [41], "status": ["Behandlet/Vedtaget"]})


def test_case_votes__the_last_vote_of_the_reading_that_decided_is_final() -> None:
    steps = conform(
        "Sagstrin",
        [
            {"id": 1, "titel": "2. behandling", "sagid": 9, "statusid": 39, "opdateringsdato": AT},
            {"id": 2, "titel": "3. behandling", "sagid": 9, "statusid": 41, "opdateringsdato": AT},
        ],
    )
    votes = conform(
        "Afstemning",
        [
            {
                "id": n,
                "nummer": n,
                "konklusion": "Vedtaget",
                "vedtaget": True,
                "mødeid": 5,
                "typeid": 4,
                "sagstrinid": step,
                "opdateringsdato": AT,
            }
            for n, step in ((1, 1), (2, 2), (3, 2), (4, None))
        ],
    )
    meetings = conform("Møde", [{"id": 5, "dato": AT, "periodeid": 1, "opdateringsdato": AT}])
    found = case_votes(votes, meetings, steps, STATES)
    assert found["type_code"].to_list() == ["amendment", "amendment", "final", "amendment"]
    assert found["step_id"].to_list() == [1, 2, 2, None]
