"""A month as a calendar with the number of meetings on each day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl

from core.charts.chart import Chart, bars
from core.charts.colours import contrast
from core.language import Lang, date_text, number, text

_ROW = 54  # height of a week
# The more meetings, the further from the background: deep on white and bright on dark.
_FEW, _MANY = (206, 221, 238), (28, 62, 104)
_FEW_ON_DARK, _MANY_ON_DARK = (35, 64, 95), (220, 235, 251)
_INKS = ("#111111", "#FFFFFF")


def month_calendar(by_day: pl.DataFrame, month: date, lang: Lang, *, dark: bool = False) -> Chart:
    """A month with a row per week, Monday to Sunday; days with more meetings are coloured more.

    `by_day` has date, n, chamber, committee and other, as in `meetings_by_day`. Each cell has the
    day and the number of meetings. `dark` is the background. Raises ValueError where the month has
    no meetings.
    """
    first = month.replace(day=1)
    days = [
        day for day in (first + timedelta(days=n) for n in range(31)) if day.month == first.month
    ]
    busy = {row["date"]: row for row in by_day.iter_rows(named=True) if row["date"] in days}
    if not busy:
        raise ValueError("no meetings to draw")
    most = max(row["n"] for row in busy.values())
    weekdays = text("meetings.weekdays", lang).split()
    weeks = list(dict.fromkeys(_week(day) for day in days))
    labels = [text("meetings.week", lang, week=week) for week in weeks]
    cells = {(weeks.index(_week(day)), day.weekday()): day for day in days}
    shades = {day: _shade(busy[day]["n"], most, dark) for day in busy}
    traces = [
        _fills(cells, busy, shades, ink, weekdays, labels, most, lang, dark)
        for ink in _INKS
        if any(_ink(shade) == ink for shade in shades.values())
    ]
    empty = [(place, day) for place, day in cells.items() if day not in busy]
    traces.append(
        {
            "type": "scatter",
            "mode": "text",
            "x": [weekdays[column] for (_, column), _ in empty],
            "y": [labels[row] for (row, _), _ in empty],
            "text": [f"{day.day}." for _, day in empty],
            "hoverinfo": "skip",
        }
    )
    axis = {"type": "category", "showgrid": False, "ticks": "", "fixedrange": True}
    figure = bars(
        traces,
        lang,
        36 + _ROW * len(weeks),
        legend=False,
        margin={"l": 0, "r": 0, "t": 30, "b": 0},
        x={
            **axis,
            "side": "top",
            "categoryorder": "array",
            "categoryarray": weekdays,
            "range": [-0.5, 6.5],
        },
        y={
            **axis,
            "categoryorder": "array",
            "categoryarray": labels,
            "range": [len(weeks) - 0.5, -0.5],
            "ticklabelstandoff": 6,
        },
    )
    busiest = max(busy.values(), key=lambda row: (row["n"], -row["date"].toordinal()))
    alt = text(
        "meetings.calendar_alt",
        lang,
        month=date_text(first, lang, "month_year"),
        n=sum(row["n"] for row in busy.values()),
        days=len(busy),
        busiest=date_text(busiest["date"], lang),
        most=busiest["n"],
    )
    return Chart(figure, alt)


def _fills(
    cells: Mapping[tuple[int, int], date],
    busy: Mapping[date, Mapping[str, Any]],
    shades: Mapping[date, str],
    ink: str,
    weekdays: list[str],
    labels: list[str],
    most: int,
    lang: Lang,
    dark: bool,
) -> dict[str, Any]:
    """The days whose text has that colour, as a trace: a heatmap has one text colour."""
    grid: dict[str, list[list[Any]]] = {
        name: [[empty] * 7 for _ in labels]
        for name, empty in (("z", None), ("text", ""), ("hovertext", ""))
    }
    for (row, column), day in cells.items():
        if day in busy and _ink(shades[day]) == ink:
            grid["z"][row][column] = busy[day]["n"]
            grid["text"][row][column] = f"{day.day}.<br><b>{number(busy[day]['n'], lang)}</b>"
            grid["hovertext"][row][column] = _hover(busy[day], lang)
    return {
        "type": "heatmap",
        "x": weekdays,
        "y": labels,
        **grid,
        "texttemplate": "%{text}",
        "textfont": {"color": ink, "size": 13},
        "hovertemplate": "%{hovertext}<extra></extra>",
        "zmin": 1,
        "zmax": max(2, most),
        "colorscale": [[0, _shade(1, 2, dark)], [1, _shade(2, 2, dark)]],
        "showscale": False,
        "hoverongaps": False,
        "xgap": 2,
        "ygap": 2,
    }


def _hover(row: Mapping[str, Any], lang: Lang) -> str:
    lines = [
        f"{text(f'meetings.of_{kind}', lang)}: {number(row[kind], lang)}"
        for kind in ("chamber", "committee", "other")
        if row[kind]
    ]
    return "<br>".join([date_text(row["date"], lang), *lines])


def _week(day: date) -> int:
    return day.isocalendar().week


def _shade(n: int, most: int, dark: bool) -> str:
    """The colour of a day with n meetings, where the busiest day has `most`."""
    part = (n - 1) / (max(2, most) - 1)
    ends = zip(*((_FEW_ON_DARK, _MANY_ON_DARK) if dark else (_FEW, _MANY)), strict=True)
    return "#" + "".join(f"{round(low + (high - low) * part):02X}" for low, high in ends)


def _ink(shade: str) -> str:
    return max(_INKS, key=lambda ink: contrast(ink, shade))
