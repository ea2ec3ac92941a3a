"""A figure with its text alternative, and the look that all figures share."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import orjson
import plotly.graph_objects as go
import polars as pl

from core.charts.colours import ink, outline
from core.language import Lang, date_text, percent, shortened

SEPARATORS = {"da": ",.", "en": ".,"}
_UNIFORM = {"minsize": 11, "mode": "hide"}
_MOST_TICKS = 8
_YEARS_FROM_MONTHS = 30
LABELS: Mapping[str, Any] = MappingProxyType(
    {"autorange": "reversed", "showgrid": False, "ticklabelstandoff": 6}
)
"""An axis of categories, the first at the top."""
CATEGORIES: Mapping[str, Any] = MappingProxyType({**LABELS, "type": "category", "dtick": 1})
"""The same with every category labelled, and none parsed as a number or a date."""
_AS_PLOTLY = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
_KEPT = 32_000  # bytes of a description; a map of all members has a hundred times as many
_GRID = "rgba(128, 134, 144, 0.28)"  # visible on white and on dark

AXIS: Mapping[str, Any] = MappingProxyType(
    {"fixedrange": True, "automargin": True, "gridcolor": _GRID, "zeroline": False}
)
"""What all axes share; `drawn` gives it to the first two."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure and its text alternative `alt`: what the figure shows, with n."""

    figure: go.Figure
    alt: str


def bar_style(colour: str, pattern: str = "") -> dict[str, Any]:
    """Fill, outline and text colour of a bar, with a pattern as a second sign."""
    marker: dict[str, Any] = {
        "color": colour,
        "line": {"color": outline(colour), "width": 1},
    }
    if pattern:
        marker["pattern"] = {
            "shape": pattern,
            "fillmode": "overlay",
            "fgcolor": ink(colour),
            "fgopacity": 0.28,
            "size": 8,
            "solidity": 0.15,
        }
    return {
        "marker": marker,
        "insidetextfont": {"color": ink(colour)},
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def count_axis(largest: int) -> dict[str, Any]:
    """An axis of counts, with ticks at whole numbers only."""
    return {"tickformat": ",d", "rangemode": "tozero"} | ({"dtick": 1} if largest <= 5 else {})


def shown(text: str) -> str:
    """Text from outside with its markup escaped for a figure; cut where it is long."""
    return html.escape(shortened(text), quote=False)


def bars(
    traces: Sequence[Mapping[str, Any]], lang: Lang, height: int, **settings: Any
) -> go.Figure:
    """A figure of stacked bars with the common look; the settings are those of `drawn`."""
    traces = [{"type": "bar", **trace} for trace in traces]
    look: dict[str, Any] = {"barmode": "stack", "bargap": 0.2, "uniformtext": _UNIFORM}
    return drawn(traces, lang, height, **look | settings)


def drawn(
    traces: Sequence[Mapping[str, Any]],
    lang: Lang,
    height: int,
    *,
    x: Mapping[str, Any],
    y: Mapping[str, Any],
    legend: bool = True,
    **layout: Any,
) -> go.Figure:
    """A figure with the common look; the colour of text is left to the page's theme.

    The figure is built in one step, as changing it afterwards takes several times as long. All who
    describe the same figure share one, which nobody may change.
    """
    look = {
        "template": "none",
        "height": height,
        "separators": SEPARATORS[lang],
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 0, "r": 8, "t": 40 if legend else 8, "b": 0},
        "dragmode": False,
        "hovermode": "closest",
        "showlegend": legend,
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "bottom",
            "yref": "paper",
            "traceorder": "normal",
        },
        "xaxis": {**AXIS, **x},
        "yaxis": {**AXIS, **y},
        **layout,
    }
    return _built({"data": list(traces), "layout": look})


@dataclass(frozen=True, slots=True)
class _Description:
    """What a figure is to be, compared by how it is written as JSON."""

    written: bytes
    content: Mapping[str, Any] = field(compare=False)


def _built(content: Mapping[str, Any]) -> go.Figure:
    """The figure of a description.

    Building it takes ten times as long as all else about it, so it is kept, except where it is
    large.
    """
    try:
        written = orjson.dumps(content, option=_AS_PLOTLY)
    except orjson.JSONEncodeError:  # plotly takes more types than JSON has
        return go.Figure(content)
    return _kept(_Description(written, content)) if len(written) <= _KEPT else go.Figure(content)


class _Shared(go.Figure):  # type: ignore[misc]
    """A figure that nobody changes, so that what a browser is told of it is put together once.

    Plotly would copy every value of it each time that it is drawn.
    """

    _told: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """The figure as plain values, which nobody may change either."""
        if self._told is None:
            self._told = super().to_dict()
        return dict(self._told)


@lru_cache(maxsize=64)
def _kept(description: _Description) -> go.Figure:
    return _Shared(description.content)


def share_axis(lang: Lang) -> dict[str, Any]:
    """An axis of shares from 0 to 1 in per cent, with a little room beyond."""
    ticks = [1.0, 0.75, 0.5, 0.25, 0.0]
    return {
        "range": [-0.03, 1.03],
        "tickvals": ticks,
        "ticktext": [percent(share, lang) for share in ticks],
    }


def date_ticks(first: date, last: date, lang: Lang) -> tuple[list[date], list[str]]:
    """Ticks of a time axis, few enough for a phone: years, months, or days in a short span."""
    months = [d for d in _every(first.replace(day=1), last, "1mo") if d >= first]
    if len(months) > _YEARS_FROM_MONTHS:
        years = _thinned([day for day in months if day.month == 1])
        return years, [str(day.year) for day in years]
    if len(months) < 2:
        days = _thinned(_every(first, last, "1w"))
        return days, [date_text(day, lang, "day_month") for day in days]
    days = _thinned(months)
    return days, month_ticks(days, lang)


def month_ticks(months: Sequence[date], lang: Lang) -> list[str]:
    """Labels of months for an axis; the first of each year has the year below it."""
    labels, year = [], None
    for month in months:
        label = date_text(month, lang, "month")
        labels.append(label if month.year == year else f"{label}<br>{month.year}")
        year = month.year
    return labels


def _every(first: date, last: date, step: str) -> list[date]:
    return pl.date_range(first, last, step, eager=True).to_list()


def _thinned(days: list[date]) -> list[date]:
    return days[:: -(-len(days) // _MOST_TICKS)]


def upright(at: float, *, faint: bool = False) -> dict[str, Any]:
    """A shape: a vertical line over the full height, at `x`."""
    look = {"width": 1, "dash": "dot"} if faint else {"width": 2}
    ends = {"x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper"}
    return {"type": "line", **ends, "line": {"color": "#767C86", **look}}


def upright_words(at: float, words: str) -> dict[str, Any]:
    """An annotation: the label of such a line, to the right of its upper end."""
    place = {"x": at, "y": 1, "yref": "paper", "yanchor": "top", "xanchor": "left", "xshift": 4}
    return {**place, "text": words, "showarrow": False}
