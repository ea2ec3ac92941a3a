"""Finding cases, and the numbers beside the choices."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.filters.cases import CASES
from core.filters.engine import Chosen, Found
from core.parliament.cases.search import GOVERNMENT
from tests.parliament.casebooks import demo_book


def find(**chosen: list[str]) -> Found:
    return CASES.find(demo_book(), Chosen.of(chosen))


def test_find__nothing_asked_gives_all():
    found = find()
    assert found.rows.height == demo_book().table.height
    assert sum(found.counts["type"].values()) == found.rows.height


def test_find__several_filters_at_once():
    days = {"from": ["2025-10-01"], "to": ["2026-09-30"]}
    rows = find(q=["lov"], type=["bill"], proposer=[GOVERNMENT], votes=["with"], **days).rows
    assert 0 < rows.height < demo_book().table.height
    assert rows["type_code"].unique().to_list() == ["bill"]
    assert rows["government"].all()
    assert rows["votes"].min() > 0
    assert rows["proposed"].is_between(date(2025, 10, 1), date(2026, 9, 30)).all()


CHOICES = [(key, value) for key, counts in find().counts.items() for value in list(counts)[:4]]


@settings(max_examples=40)
@given(st.lists(st.sampled_from(CHOICES), max_size=4), st.sampled_from(["", "lov", "om", "l 1"]))
def test_find__a_number_is_what_choosing_gives(chosen: list[tuple[str, str]], text: str):
    picked: dict[str, list[str]] = {"q": [text]} if text else {}
    for key, value in dict.fromkeys(chosen):
        picked[key] = [*picked.get(key, []), value]
    found = find(**picked)
    assert found.rows.equals(CASES.apply(demo_book(), Chosen.of(picked)))
    for key, counts in found.counts.items():
        assert set(counts) <= set(demo_book().values[CASES[key].label.removeprefix("cases.")])
        for value, n in list(counts.items())[:2]:
            assert find(**{**picked, key: [value]}).rows.height == n


@pytest.mark.parametrize("text", ["'; --", "%", ".*", "😀", "x" * 10_000, "\\", "[a-z]"])
def test_find__any_text_is_only_text(text: str):
    assert find(q=[text]).rows.is_empty()


def test_find__values_that_there_are_not_match_nothing():
    assert find(ministry=["Luftministeriet"], type=["bill"]).rows.is_empty()
