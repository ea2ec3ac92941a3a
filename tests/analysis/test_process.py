"""The way of bills: stages, groups, and days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.durations import SPANS, bill_spans, by_period, law_days, span_figures
from core.analysis.process import ENDS, EXPEDITED_DAYS, STAGES, bill_progress, by_group, funnel
from core.parliament.cases.process import Outcome
from tests.parliament.casebooks import demo_book

DAY = date(2026, 1, 1)
SCHEMA = {
    "case_id": pl.Int32,
    "period": pl.String,
    "number": pl.String,
    "short_title": pl.String,
    "government": pl.Boolean,
    "ministry": pl.String,
    "proposer_parties": pl.String,
    "outcome": pl.String,
    "reached": pl.Int8,
    "proposed": pl.Date,
    "first": pl.Date,
    "second": pl.Date,
    "third": pl.Date,
    "expedited": pl.Boolean,
}


def bill(number: int, **values: object) -> dict[str, object]:
    found = dict.fromkeys(SCHEMA) | {
        "case_id": number,
        "period": "20251",
        "number": f"L {number}",
        "outcome": "adopted",
        "reached": 3,
    }
    return found | values


def taking(number: int, *days: int | None, **values: object) -> dict[str, object]:
    """A bill with proposal and readings on those days of the year."""
    names = ("proposed", "first", "second", "third")
    dates = {n: None if d is None else DAY + timedelta(d) for n, d in zip(names, days, strict=True)}
    whole = None if days[0] is None or days[3] is None else days[3] - days[0]
    expedited = None if whole is None else whole < EXPEDITED_DAYS
    return bill(number, expedited=expedited, **dates, **values)


def table(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA)


@st.composite
def some_bills(draw: st.DrawFn) -> pl.DataFrame:
    rows = []
    for number in range(draw(st.integers(0, 25))):
        outcome = draw(st.sampled_from(get_args(Outcome)))
        rows.append(
            bill(
                number,
                outcome=outcome,
                reached=3 if outcome == "adopted" else draw(st.integers(0, 3)),
                ministry=draw(st.sampled_from(["A", "B", None])),
                proposer_parties=draw(st.sampled_from(["S", "S V", None])),
            )
        )
    return table(*rows)


@given(some_bills())
def test_funnel__nobody_is_lost_and_no_stage_grows(bills: pl.DataFrame):
    stages = funnel(bills)
    assert tuple(stages["stage"]) == STAGES
    assert stages["n"][0] == bills.height
    assert stages["n"].is_sorted(descending=True)
    assert stages["n"][-1] == (bills["outcome"] == "adopted").sum()
    for row in stages.head(4).iter_rows(named=True):
        assert row["n"] == row["went_on"] + sum(row[end] for end in ENDS)
    assert stages["went_on"].to_list() == [*stages["n"][1:], 0]


@given(some_bills())
def test_by_group__ministries_add_up_and_each_row_does(bills: pl.DataFrame):
    assert by_group(bills, "ministry")["n"].sum() == bills.height
    for row in by_group(bills, "proposer_parties").iter_rows(named=True):
        assert row["n"] == row["adopted"] + sum(row[end] for end in ENDS)
        assert min(row[end] for end in ENDS) >= 0


def test_by_group__a_bill_of_two_parties_counts_with_both():
    found = by_group(table(bill(1, proposer_parties="S V"), bill(2)), "proposer_parties")
    assert dict(found.select("group", "n").iter_rows()) == {"S": 1, "V": 1, None: 1}


def test_bill_progress__of_the_demo_is_whole():
    bills = bill_progress(demo_book())
    assert bills["case_id"].n_unique() == bills.height
    assert (bills.filter(outcome="adopted")["reached"] == 3).all()
    parts = bills.filter(pl.col("number").str.contains("[AB]$"))
    assert parts.height > 0
    assert parts["proposed"].null_count() == 0
    divided = demo_book().table.filter(pl.col("outcome") == "split", pl.col("type_code") == "bill")
    assert not set(divided["case_id"]) & set(bills["case_id"])
    assert bills.filter(pl.col("days") < 0).is_empty()
    waiting = bills.filter(outcome="under_way")
    assert waiting["third"].null_count() == waiting.height > 0


def test_span_figures__against_hand_calculation():
    rows = [taking(n, 0, 10 + n, 30, 30 + n * 10) for n in range(1, 12)]
    figures = span_figures(bill_spans(table(*rows)))
    to_law = figures.row(by_predicate=pl.col("span") == "to_law", named=True)
    assert (to_law["n"], to_law["p10"], to_law["median"], to_law["p90"]) == (11, 50, 90, 130)
    to_first = figures.row(by_predicate=pl.col("span") == "to_first", named=True)
    assert (to_first["n"], to_first["median"]) == (11, 16)


def test_bill_spans__without_both_days_there_is_no_time():
    rows = [
        taking(1, None, 5, 10, 20),
        taking(2, 0, None, 10, 40),
        taking(3, 20, 10, 15, 16),
        taking(4, 0, 5, 10, 40, outcome="rejected"),
    ]
    spans = bill_spans(table(*rows))
    found = {span: spans.filter(span=span)["case_id"].to_list() for span in SPANS}
    assert found == {
        "to_first": [4],
        "to_second": [1, 3, 4],
        "to_third": [1, 2, 3, 4],
        "to_law": [2],
    }


@pytest.mark.parametrize(("days", "expedited"), [(29, True), (30, False), (0, True)])
def test_expedited__is_less_than_thirty_days(days: int, expedited: bool):
    figures = span_figures(bill_spans(table(taking(1, 0, 0, 0, days))))
    assert figures.filter(span="to_law")["expedited"].to_list() == [int(expedited)]


@given(st.lists(st.integers(0, 400), max_size=30))
def test_law_days__bins_hold_every_bill_without_a_gap(days: list[int]):
    rows = [taking(n, 0, 0, 0, d) for n, d in enumerate(days)]
    bins = law_days(bill_spans(table(*rows)), 15)
    assert bins["ordinary"].sum() + bins["expedited"].sum() == len(days)
    assert bins["start"].to_list() == list(range(0, 15 * bins.height, 15))


def test_by_period__shares_are_of_those_that_have_ended():
    rows = [
        taking(1, 0, 1, 2, 40, government=False),
        taking(2, 0, 1, 2, 3, outcome="rejected", government=True),
        bill(3, outcome="under_way", reached=1),
        bill(4, period="20241", outcome="under_way"),
    ]
    found = {row["period"]: row for row in by_period(table(*rows)).iter_rows(named=True)}
    first, other = found["20251"], found["20241"]
    assert (first["n"], first["adopted"], first["adopted_share"]) == (3, 1, 0.5)
    assert (first["government"], first["private"], first["median"]) == (1, 1, 40)
    assert (other["adopted_share"], other["median"], other["n_days"]) == (None, None, 0)


def test_span_figures__nothing_is_nothing():
    figures = span_figures(bill_spans(table()))
    assert figures["n"].to_list() == [0, 0, 0, 0]
    assert figures["median"].null_count() == 4
