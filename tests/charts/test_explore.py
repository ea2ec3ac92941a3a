"""Quick charts say in words what they show, and take nothing in the data for markup."""

from __future__ import annotations

from datetime import date

import polars as pl

from core.analysis.summary import count_by, over_time, spread
from core.charts.explore import counts_chart, spread_chart, times_chart


def test_counts_chart__names_the_rest_and_the_empty() -> None:
    frame = pl.DataFrame({"v": ["<b>x</b>"] * 3 + [None] * 2 + ["a", "c", "d"]})
    chart = counts_chart(count_by(frame, "v", most=2), "v", "da")
    assert list(chart.figure.layout.yaxis.ticktext) == [
        "&lt;b&gt;x&lt;/b&gt;",
        "(tom)",
        "3 andre værdier",
    ]
    assert list(chart.figure.data[0].x) == [3, 2, 3]
    assert "8 rækker efter v" in chart.alt


def test_times_chart__writes_its_ticks_in_the_language() -> None:
    frame = pl.DataFrame({"at": [date(2026, 1, 5), date(2026, 5, 5), date(2026, 5, 6)]})
    chart = times_chart(over_time(frame, "at", "month"), "at", "month", "da")
    assert list(chart.figure.data[0].y) == [1, 0, 0, 0, 2]
    assert "maj" in chart.figure.layout.xaxis.ticktext[-1]
    assert "Flest: 2 (maj 2026)" in chart.alt


def test_spread_chart__says_from_where_to_where() -> None:
    chart = spread_chart(spread(pl.DataFrame({"v": [1, 1, 2000]}), "v"), "v", "en")
    assert sum(chart.figure.data[0].y) == 3
    assert "3 rows from 1 to 2,001" in chart.alt
