"""Quick charts of any rows: counted by a column, over time, and how a number is spread."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from core.analysis.summary import Unit
from core.charts.chart import Chart, bar_style, bars, count_axis, shown
from core.charts.colours import EDGE, PLAIN
from core.language import Lang, date_text, number, text

_ROW = 30
_LABEL_LETTERS = 42
_NAMED = 5  # values that the text names


def counts_chart(counts: pl.DataFrame, column: str, lang: Lang) -> Chart:
    """Bars of `count_by`: columns value (text as it is to be shown; null is empty), n, rest."""
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
    figure = bars(
        [
            {
                "x": starts,
                "y": values,
                "hovertext": [_hover(*pair, lang) for pair in zip(labels, values, strict=True)],
                **bar_style(PLAIN),
            }
        ],
        lang,
        320,
        x={
            "title": text(f"explore.unit.{unit}", lang),
            "showgrid": False,
            **_ticks(starts, unit, lang),
        },
        y={"title": text("explore.rows_axis", lang), **count_axis(max(values))},
        legend=False,
        bargap=0.1,
    )
    most = max(range(len(values)), key=values.__getitem__)
    return Chart(
        figure,
        text(
            "explore.times_alt",
            lang,
            n=sum(values),
            name=column,
            first=labels[0],
            last=labels[-1],
            label=labels[most],
            most=values[most],
        ),
    )


def spread_chart(counts: pl.DataFrame, column: str, lang: Lang) -> Chart:
    """Bars of `spread`: columns low, high, n."""
    values = counts["n"].to_list()
    ranges = [
        (number(low, lang, _decimals(high - low)), number(high, lang, _decimals(high - low)))
        for low, high in counts.select("low", "high").iter_rows()
    ]
    labels = [text("explore.range", lang, low=low, high=high) for low, high in ranges]
    middles = [(low + high) / 2 for low, high in counts.select("low", "high").iter_rows()]
    figure = bars(
        [
            {
                "x": middles,
                "y": values,
                "width": [high - low for low, high in counts.select("low", "high").iter_rows()],
                "hovertext": [_hover(*pair, lang) for pair in zip(labels, values, strict=True)],
                **bar_style(PLAIN),
            }
        ],
        lang,
        320,
        x={"title": shown(column), "showgrid": False, "tickformat": ",~r"},
        y={"title": text("explore.rows_axis", lang), **count_axis(max(values))},
        legend=False,
        bargap=0,
    )
    most = max(range(len(values)), key=values.__getitem__)
    return Chart(
        figure,
        text(
            "explore.spread_alt",
            lang,
            n=sum(values),
            name=column,
            first=ranges[0][0],
            last=ranges[-1][1],
            label=labels[most],
            most=values[most],
        ),
    )


def value_label(row: Mapping[str, Any], lang: Lang) -> str:
    """What a row of `count_by` is called: its value, that it is empty, or how many it is for."""
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
    """A handful of labels in the language; plotly would write them in English."""
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
