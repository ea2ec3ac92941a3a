"""The other votes on the case of a vote."""

from __future__ import annotations

import re

import polars as pl

from core.ui.shell.context import service
from tests.ui.conftest import Visit, words


def test_vote__the_other_votes_on_the_case(visit: Visit) -> None:
    visit("votes", session="20251")
    source = service().source
    assert source is not None
    stored = source.store.read("Sagstrin", "voted-20251")
    rows = source.store.read("Afstemning", "20251")
    assert stored is not None
    assert rows is not None
    cases = rows.frame.join(stored.frame.select("id", "sagid"), left_on="sagstrinid", right_on="id")
    of_case = cases.filter(pl.len().over("sagid") == 3)
    case = of_case.filter(pl.col("sagid") == of_case["sagid"].min())
    page = visit("vote", id=str(case["id"].max()))
    said = words(page)
    assert "3 afstemninger om sagen" in said
    assert re.search(
        r"Afstemning \d af 3 om .+\[den (?:før|næste) om sagen\]\(vote\?id=\d+\)", said
    )
    assert "Hvor partierne stod, ved siden af hinanden" in said
    beside = page.dataframe[-1].value
    assert {str(i) for i in case["id"]} <= set(beside.columns)
