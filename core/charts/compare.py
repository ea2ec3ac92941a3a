"""Charts that compare two sides."""

from __future__ import annotations

from datetime import date

import polars as pl

from core.analysis.subsets import Interval
from core.charts.chart import Chart, bars, shown
from core.charts.colours import PLAIN, outline
from core.language import Lang, date_text, number, percent, text
from core.times import month_start

_HEIGHT = 280
_MOST_LABELS = 8
_SHARES = [0, 0.25, 0.5, 0.75, 1]


def agreement_by_period(
    table: pl.DataFrame, lang: Lang, every: Interval, titles: dict[str, str] | None = None
) -> Chart:
    """The agreement of two sides in each session or month, as a line with a dot for each.

    `table` is that of `agreement_over_time`; a period without an agreement leaves a gap. `titles`
    names the sessions. Raises ValueError where no period has an agreement.
    """
    known = table.filter(pl.col("agreement").is_not_null())
    if known.is_empty():
        raise ValueError("no agreement to draw")
    names = [shown(period_name(period, every, lang, titles or {})) for period in table["period"]]
    hover = [
        f"{name}: {percent(share, lang)} (n = {number(n, lang)})"
        for name, share, n in zip(names, table["agreement"], table["shared"], strict=True)
    ]
    step = -(-len(names) // _MOST_LABELS)
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(range(len(names))),
        "y": table["agreement"].to_list(),
        "line": {"color": PLAIN, "width": 2},
        "marker": {"color": PLAIN, "size": 9, "line": {"color": outline(PLAIN), "width": 1}},
        "connectgaps": False,
        "cliponaxis": False,
        "hovertext": hover,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    figure = bars(
        [trace],
        lang,
        _HEIGHT,
        legend=False,
        x={
            "tickvals": list(range(0, len(names), step)),
            "ticktext": _labels(table["period"].to_list()[::step], every, lang, titles or {}),
            "range": [-0.5, max(len(names) - 0.5, 0.5)],
            "showgrid": False,
        },
        y={
            "range": [0, 1],
            "tickvals": _SHARES,
            "ticktext": [percent(share, lang) for share in _SHARES],
            "title": text("compare.agreement", lang),
        },
        margin={"l": 0, "r": 8, "t": 16, "b": 0},
    )
    ranked = known.sort("agreement", "period").select("period", "agreement", "shared")
    low, high = ranked.row(0), ranked.row(-1)
    alt = text(
        "compare.chart_alt",
        lang,
        n=table["shared"].sum(),
        periods=number(known.height, lang),
        low=percent(low[1], lang),
        low_period=period_name(low[0], every, lang, titles or {}),
        high=percent(high[1], lang),
        high_period=period_name(high[0], every, lang, titles or {}),
    )
    return Chart(figure, alt)


def _labels(
    periods: list[str | None], every: Interval, lang: Lang, titles: dict[str, str]
) -> list[str]:
    """Short labels for an axis: a month has its year only if the month before is of another."""
    if every == "session":
        return [shown(period_name(period, every, lang, titles)) for period in periods]
    labels, named = [], None
    for period in periods:
        day = _first_day(period)
        label = date_text(day, lang, "month") if day else period_name(period, every, lang)
        labels.append(f"{label}<br>{day.year}" if day and day.year != named else label)
        named = day.year if day else named
    return labels


def _first_day(period: str | None) -> date | None:
    return None if period is None else month_start(period)


def period_name(
    period: str | None, every: Interval, lang: Lang, titles: dict[str, str] | None = None
) -> str:
    """A period in words: the session's title, or the month with its year."""
    if period is None:
        return text("common.unknown", lang)
    if every == "session":
        return (titles or {}).get(period, period)
    return date_text(_first_day(period), lang, "month_year")
