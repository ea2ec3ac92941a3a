"""Finding cases, and the numbers beside the choices."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.parliament.cases.search import FACETS, GOVERNMENT, CaseFilters, find_cases
from tests.parliament.casebooks import demo_book


def test_join_books__every_row_knows_its_place():
    table = demo_book().table
    assert table["row"].to_list() == list(range(table.height))
    assert table["case_id"].n_unique() == table.height
    for links in demo_book().links.values():
        assert links["row"].max() < table.height


def test_case_book__tells_who_proposed_with_the_party_of_the_day():
    bills = demo_book().table.filter(pl.col("type_code") == "bill")
    private = bills.filter(~pl.col("government"), pl.col("proposers").is_not_null())
    first = private.row(0, named=True)
    assert first["proposers"].count("(") == first["proposers"].count(";") + 1
    assert first["proposer_parties"]
    ours = bills.filter("government")
    assert ours["proposer_parties"].null_count() == ours.height


def test_find_cases__nothing_asked_gives_all():
    found = find_cases(demo_book(), CaseFilters())
    assert found.rows.height == demo_book().table.height
    assert found.counts["type_code"]["n"].sum() == found.rows.height


def test_find_cases__several_filters_at_once():
    filters = CaseFilters(
        "lov", {"type_code": ("bill",), "proposer": (GOVERNMENT,)}, date(2025, 10, 1),
        date(2026, 9, 30), voted=True,
    )  # fmt: skip
    rows = find_cases(demo_book(), filters).rows
    assert 0 < rows.height < demo_book().table.height
    assert rows["type_code"].unique().to_list() == ["bill"]
    assert rows["government"].all()
    assert rows["votes"].min() > 0
    assert rows["proposed"].is_between(date(2025, 10, 1), date(2026, 9, 30)).all()


CHOICES = [
    (facet, value)
    for facet, frame in find_cases(demo_book(), CaseFilters()).counts.items()
    for value in frame["value"].head(4)
]


@settings(max_examples=40)
@given(st.lists(st.sampled_from(CHOICES), max_size=4), st.sampled_from(["", "lov", "om", "l 1"]))
def test_find_cases__a_number_is_what_choosing_gives(chosen: list[tuple[str, str]], text: str):
    picked: dict[str, tuple[str, ...]] = {}
    for facet, value in chosen:
        picked[facet] = (*picked.get(facet, ()), value)
    found = find_cases(demo_book(), CaseFilters(text, picked))
    for facet in FACETS:
        others = {name: values for name, values in picked.items() if name != facet}
        for value, _, n in found.counts[facet].head(2).iter_rows():
            alone = CaseFilters(text, {**others, facet: (value,)})
            assert find_cases(demo_book(), alone).rows.height == n


@pytest.mark.parametrize("text", ["'; --", "%", ".*", "😀", "x" * 10_000, "\\", "[a-z]"])
def test_find_cases__any_text_is_only_text(text: str):
    assert find_cases(demo_book(), CaseFilters(text)).rows.is_empty()


def test_find_cases__values_that_there_are_not_match_nothing():
    chosen = {"ministry": ("Luftministeriet",), "type_code": ("bill",)}
    assert find_cases(demo_book(), CaseFilters("", chosen)).rows.is_empty()
