"""Names beside ids, and the counts of rows that narrow a query."""

from __future__ import annotations

from urllib.parse import parse_qs

import polars as pl

from core.oda.query.query import Query
from core.standin.serve import Standin
from tests.ui.conftest import Visit, listed


def test_facets__count_the_rows_by_name_and_lead_to_these_alone(
    visit: Visit, parliament: Standin
) -> None:
    page = visit("explore", query="Møde?$filter=id gt 0&$top=80&$select=id,typeid")
    names = dict(parliament.tables["Mødetype"].select("id", "type").iter_rows())
    rows = page.dataframe[0].value
    assert list(rows.columns)[:3] == ["id", "typeid", "typeid: navn"]
    assert [names[number] for number in rows["typeid"]] == rows["typeid: navn"].to_list()
    found = listed(page)["rows"]
    counts = pl.Series(rows["typeid"]).value_counts(sort=True)
    assert [(row[1], row[7]) for row in found] == [
        (names[number], [str(n)]) for number, n in counts.iter_rows()
    ]
    (text,) = parse_qs(found[0][0].partition("?")[2])["query"]
    assert Query.parse(text).filter is not None
    assert f"typeid eq {counts[:, 0][0]}" in text
