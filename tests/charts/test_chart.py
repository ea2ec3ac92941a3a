"""The look that all figures share."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go
import plotly.io as pio
import polars as pl

from core.charts.chart import drawn
from core.language import Lang


def test_drawn__builds_a_small_figure_once_and_another_for_each_difference() -> None:
    def figure(day: date, lang: Lang = "da", n: int = 1) -> go.Figure:
        trace = {"type": "bar", "x": [day] * n, "y": [1.0] * n}
        return drawn([trace], lang, 300, x={"showgrid": False}, y={})

    first = figure(date(2026, 10, 6))
    assert figure(date(2026, 10, 6)) is first
    assert first.data[0].x[0] == date(2026, 10, 6)
    assert figure(date(2026, 10, 7)) is not first
    assert figure(date(2026, 10, 6), "en").layout.separators == ".,"
    large = figure(date(2026, 10, 6), n=5_000)
    assert len(large.data[0].x) == 5_000
    assert figure(date(2026, 10, 6), n=5_000) is not large
    plain = go.Figure(first).to_json()
    assert [first.to_json(), first.to_json(), pio.to_json(first, validate=False)] == [plain] * 3


def test_drawn__takes_what_plotly_takes() -> None:
    trace = {"type": "bar", "y": pl.Series([1.0, 2.0])}
    assert list(drawn([trace], "da", 300, x={}, y={}).data[0].y) == [1.0, 2.0]
