"""A member's ballots."""

from __future__ import annotations

import polars as pl

from core.standin.serve import Standin
from tests.ui.conftest import Visit


def test_member__ballots_of_unknown_position_can_be_chosen(
    visit: Visit, parliament: Standin
) -> None:
    row = parliament.tables["Stemme"].filter(pl.col("typeid").is_null()).row(-1, named=True)
    app = visit("member", id=str(row["aktørid"]), position="unknown", lang="en")
    (table,) = [each.value for each in app.dataframe if "position" in each.value.columns]
    assert list(table["position"]) == ["Unknown"]
