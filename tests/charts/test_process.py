"""The charts of the way of bills say in words what they draw."""

from __future__ import annotations

import polars as pl
import pytest

from core.analysis.durations import bill_spans, by_period, law_days, span_figures
from core.analysis.process import bill_progress, by_group, funnel
from core.charts.process import funnel_chart, groups_chart, law_days_chart, periods_chart
from tests.parliament.casebooks import demo_book

BILLS = bill_progress(demo_book())


@pytest.mark.parametrize("lang", ["da", "en"])
def test_funnel_chart__bars_are_as_long_as_the_stages(lang):
    stages = funnel(BILLS)
    chart = funnel_chart(stages, lang)
    drawn = [sum(trace.x[place] for trace in chart.figure.data) for place in range(5)]
    assert drawn == stages["n"].to_list()
    assert str(BILLS.height) in chart.alt


def test_groups_chart__takes_nothing_for_markup():
    groups = by_group(BILLS, "ministry").head(2)
    chart = groups_chart(groups, ["<b>x</b>", "y" * 80], "da")
    assert "&lt;b&gt;" in chart.figure.data[0].y[0]
    assert len(chart.figure.data[0].y[1]) < 40
    assert sum(sum(trace.x) for trace in chart.figure.data) == groups["n"].sum()


def test_law_days_chart__marks_median_and_tails():
    spans = bill_spans(BILLS)
    figures = span_figures(spans).row(by_predicate=pl.col("span") == "to_law", named=True)
    chart = law_days_chart(law_days(spans, 15), figures, 15, "en")
    marked = [shape.x0 for shape in chart.figure.layout.shapes]
    assert marked == [figures["p10"], figures["median"], figures["p90"]]
    assert sum(sum(trace.y) for trace in chart.figure.data) == figures["n"]
    assert f"{figures['n']} bills" in chart.alt


def test_periods_chart__bars_meet_at_the_median():
    periods = by_period(BILLS)
    chart = periods_chart(periods, periods["period"].cast(pl.String).to_list(), "da")
    below, above = chart.figure.data
    joints = [b + x for b, x in zip(below.base, below.x, strict=True)]
    assert joints == pytest.approx(list(above.base))
    assert list(above.base) == periods["median"].drop_nulls().to_list()


def test_charts__without_bills_there_is_nothing_to_draw():
    none = BILLS.clear()
    with pytest.raises(ValueError, match="no bills"):
        funnel_chart(funnel(none), "da")
    with pytest.raises(ValueError, match="no bills"):
        groups_chart(by_group(none, "ministry"), [], "da")
    with pytest.raises(ValueError, match="no bills"):
        law_days_chart(law_days(bill_spans(none)), {}, 15, "da")
    with pytest.raises(ValueError, match="no sessions"):
        periods_chart(by_period(none), [], "da")
