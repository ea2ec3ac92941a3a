"""Queries of rows with what they are linked to."""

from __future__ import annotations

from core.oda.query.query import Query
from core.store.datasets.fields import linked


def test_linked__selects_the_fields_of_the_rows_and_of_each_path() -> None:
    query = linked("Sagstrin", ("id", "titel"), {"Sag": ("id",), "Sag/Periode": ("kode",)})
    assert query == Query.parse(
        "Sagstrin?$expand=Sag,Sag/Periode&$select=id,titel,Sag/id,Sag/Periode/kode"
    )
