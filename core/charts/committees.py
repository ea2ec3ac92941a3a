"""A committee's work over time."""

from __future__ import annotations

from typing import Any

import polars as pl

from core.charts.chart import Chart, bar_style, bars, count_axis, month_ticks
from core.charts.colours import PLAIN, REJECTED
from core.language import Lang, date_text, number, text

_SERIES = (("cases", PLAIN, ""), ("meetings", REJECTED, "/"))
_MOST_NAMED = 8


def workload_chart(table: pl.DataFrame, lang: Lang) -> Chart:
    """Cases and meetings of a committee by month, side by side.

    `table` has month, cases and meetings, as in `workload`; unknown numbers of cases (null) are
    left out. Raises ValueError where it is empty.
    """
    if table.is_empty():
        raise ValueError("no months to draw")
    months = table["month"].to_list()
    names = [date_text(month, lang, "month_year") for month in months]
    known = [each for each in _SERIES if table[each[0]].null_count() < table.height]
    traces: list[dict[str, Any]] = []
    for name, colour, pattern in known:
        label = text(f"committees.series_{name}", lang)
        values = table[name].to_list()
        traces.append(
            {
                "name": label,
                "x": names,
                "y": values,
                "text": [number(n, lang) if n else "" for n in values],
                "textposition": "outside",
                "textangle": 0,
                "cliponaxis": False,
                "hovertext": [
                    f"{month}<br>{label}: {number(n, lang)}"
                    for month, n in zip(names, values, strict=True)
                ],
                **bar_style(colour, pattern),
            }
        )
    most = max(max(table[name].to_list()) for name, *_ in known)
    step = -(-len(months) // _MOST_NAMED)
    figure = bars(
        traces,
        lang,
        280,
        barmode="group",
        x={
            "type": "category",
            "showgrid": False,
            "tickangle": 0,
            "tickvals": names[::step],
            "ticktext": month_ticks(months[::step], lang),
        },
        y={"title": text("committees.axis", lang), **count_axis(most)},
    )
    parts = "; ".join(
        f"{text(f'committees.series_{name}', lang)} {number(table[name].sum(), lang)}"
        for name, *_ in known
    )
    alt = text("committees.workload_alt", lang, first=names[0], last=names[-1], parts=parts)
    return Chart(figure, alt)
