"""The filters on ballots."""

from __future__ import annotations

import polars as pl

from core.filters.ballots import MEMBER_BALLOTS
from core.filters.engine import Chosen


def test_ballot_filters__each_alone_and_together() -> None:
    mine = pl.DataFrame(
        {
            "vote_id": [1, 2, 3],
            "position": ["for", "absent", "against"],
            "deviation": [None, None, "dissent"],
            "case_type_id": [3, 5, 3],
            "search": ["l 1 havvind", "b 2 skat", "l 3 skat"],
        }
    )
    chosen: dict[str, list[str]]
    for chosen, kept in (
        ({}, [1, 2, 3]),
        ({"position": ["for", "absent"]}, [1, 2]),
        ({"deviations": ["1"]}, [3]),
        ({"case": ["3"]}, [1, 3]),
        ({"q": ["SKAT"]}, [2, 3]),
        ({"q": ["skat"], "case": ["3"], "position": ["for"]}, []),
    ):
        assert MEMBER_BALLOTS.apply(mine, Chosen.of(chosen))["vote_id"].to_list() == kept
