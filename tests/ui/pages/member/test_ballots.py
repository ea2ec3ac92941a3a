"""A member's ballots."""

from __future__ import annotations

import polars as pl

from core.standin.serve import Standin
from core.ui.parts.links import Row
from tests.ui.conftest import Visit, listed


def test_member__ballots_of_unknown_position_can_be_chosen(
    visit: Visit, parliament: Standin
) -> None:
    row = parliament.tables["Stemme"].filter(pl.col("typeid").is_null()).row(-1, named=True)
    app = visit("member", id=str(row["aktørid"]), position="unknown", lang="en")
    sent = [listed(app, place) for place in range(2)]
    (rows,) = [
        each["rows"] for each in sent if "Outcome" in each["heads"] or "Result" in each["heads"]
    ]
    assert [Row(*row).cells[0] for row in rows] == ["Unknown"]
