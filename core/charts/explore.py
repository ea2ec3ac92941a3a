"""Quick charts of any rows: counts by a column, over time, and the distribution of a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from core.analysis.summary import Unit
from core.charts.chart import Chart, bar_style, bars, count_axis, shown
from core.charts.colours import EDGE, PLAIN
from core.language import Lang, date_text, number, text

_ROW = 30
_LABEL_LETTERS = 42
_NAMED = 5  # values that the text alternative names


def counts_chart(counts: pl.DataFrame, column: str, lang: Lang) -> Chart:
    """Bars of `count_by`: columns value (the text to show; null is empty), n, rest."""
    labels = [value_label(row, lang) for row in counts.iter_rows(named=True)]
    values = counts["n"].to_list()
    style = bar_style(PLAIN)
    style["marker"] |= {"color": [EDGE if rest else PLAIN for rest in counts["rest"]]}
    figure = bars(
        [
            {
                "orientation": "h",
                "y": list(range(len(values))),
                "x": values,
                "hovertext": [_hover(*pair, lang) for pair in zip(labels, values, strict=True)],
                "text": [number(n, lang) for n in values],
                "textposition": "outside",
                "cliponaxis": False,
                **style,
            }
        ],
        lang,
        60 + _ROW * len(values),
        # Room at the right for the numbers outside the bars.
        x={
            "title": text("explore.rows_axis", lang),
            **count_axis(max(values)),
            "range": [0, max(values) * 1.12],
        },
        y={
            "autorange": "reversed",
            "showgrid": False,
            "tickvals": list(range(len(values))),
            "ticktext": [shown(_short(label)) for label in labels],
            "ticklabelstandoff": 6,
        },
        legend=False,
    )
    parts = ", ".join(
        f"{label} {number(n, lang)}" for label, n in list(zip(labels, values, strict=True))[:_NAMED]
    )
    return Chart(figure, text("explore.counts_alt", lang, n=sum(values), name=column, parts=parts))


def times_chart(counts: pl.DataFrame, column: str, unit: Unit, lang: Lang) -> Chart:
    """Bars of `over_time`: columns start (Date), n."""
    starts, values = counts["start"].to_list(), counts["n"].to_list()
    labels = [_period(start, unit, lang) for start in starts]
    axis = {"title": text(f"explore.unit.{unit}", lang), **_ticks(starts, unit, lang)}
    figure = _upright_bars({"x": starts}, labels, values, axis, 0.1, lang)
    ends = labels[0], labels[-1]
    return Chart(figure, _alt("explore.times_alt", column, ends, labels, values, lang))


def spread_chart(counts: pl.DataFrame, column: str, lang: Lang) -> Chart:
    """Bars of `spread`: columns low, high, n."""
    values = counts["n"].to_list()
    ranges = [
        (number(low, lang, _decimals(high - low)), number(high, lang, _decimals(high - low)))
        for low, high in counts.select("low", "high").iter_rows()
    ]
    labels = [text("explore.range", lang, low=low, high=high) for low, high in ranges]
    middles = [(low + high) / 2 for low, high in counts.select("low", "high").iter_rows()]
    widths = [high - low for low, high in counts.select("low", "high").iter_rows()]
    axis = {"title": shown(column), "tickformat": ",~r"}
    figure = _upright_bars({"x": middles, "width": widths}, labels, values, axis, 0, lang)
    ends = ranges[0][0], ranges[-1][1]
    return Chart(figure, _alt("explore.spread_alt", column, ends, labels, values, lang))


def _upright_bars(
    trace: Mapping[str, Any],
    labels: Sequence[str],
    values: Sequence[int],
    axis: Mapping[str, Any],
    gap: float,
    lang: Lang,
) -> go.Figure:
    """Bars of numbers of rows; `trace` has their places, `axis` is the x axis."""
    hover = [_hover(*pair, lang) for pair in zip(labels, values, strict=True)]
    return bars(
        [{**trace, "y": values, "hovertext": hover, **bar_style(PLAIN)}],
        lang,
        320,
        x={"showgrid": False, **axis},
        y={"title": text("explore.rows_axis", lang), **count_axis(max(values))},
        legend=False,
        bargap=gap,
    )


def _alt(
    key: str,
    column: str,
    ends: tuple[str, str],
    labels: Sequence[str],
    values: Sequence[int],
    lang: Lang,
) -> str:
    """The text alternative: the first and last value, and the most frequent."""
    most = max(values)
    return text(
        key,
        lang,
        n=sum(values),
        name=column,
        first=ends[0],
        last=ends[1],
        label=labels[values.index(most)],
        most=most,
    )


def value_label(row: Mapping[str, Any], lang: Lang) -> str:
    """The label of a row of `count_by`: its value, that it is empty, or how many values it sums."""
    if row["rest"]:
        return text("explore.others", lang, n=int(row["value"]))
    if row["value"] is None or not row["value"].strip():
        return text("explore.empty_value", lang)
    return " ".join(str(row["value"]).split())


def _short(label: str) -> str:
    return label if len(label) <= _LABEL_LETTERS else f"{label[: _LABEL_LETTERS - 1]}…"


def _hover(label: str, n: int, lang: Lang) -> str:
    return f"{shown(label)}: {number(n, lang)}"


def _period(start: date, unit: Unit, lang: Lang) -> str:
    if unit == "year":
        return str(start.year)
    return date_text(start, lang, "month_year" if unit == "month" else "medium")


def _ticks(starts: list[date], unit: Unit, lang: Lang) -> dict[str, Any]:
    """A few tick labels in the language; plotly would write them in English."""
    every = max(1, -(-len(starts) // 8))
    chosen = starts[::every]
    return {
        "tickvals": chosen,
        "ticktext": [
            str(day.year)
            if unit == "year"
            else date_text(day, lang)
            if unit == "day"
            else f"{date_text(day, lang, 'month')} {day.year}"
            for day in chosen
        ],
    }


def _decimals(width: float) -> int:
    return 0 if width >= 1 else 2
