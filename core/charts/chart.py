"""A figure with the text that stands for it, and the look that all figures share."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from core.charts.colours import ink, outline
from core.language import Lang

SEPARATORS = {"da": ",.", "en": ".,"}
_GRID = "rgba(128, 134, 144, 0.28)"  # shows on white and on dark alike


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure and its `alt` text: what it shows, with n, for those who do not see it."""

    figure: go.Figure
    alt: str


def bar_style(colour: str, pattern: str = "") -> dict[str, Any]:
    """Fill, edge and ink of a bar of that colour, with a pattern as a second sign."""
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
    """An axis of whole numbers: never a tick between two of them."""
    return {"tickformat": ",d", "rangemode": "tozero"} | ({"dtick": 1} if largest <= 5 else {})


def shown(text: str) -> str:
    """Text from outside, so that a figure takes nothing in it for markup."""
    return html.escape(text, quote=False)


def bars(
    traces: Sequence[Mapping[str, Any]],
    lang: Lang,
    height: int,
    *,
    x: Mapping[str, Any],
    y: Mapping[str, Any],
    legend: bool = True,
    **layout: Any,
) -> go.Figure:
    """A figure of stacked bars with the common look; text has no colour, the page's theme sets it.

    It is described first and built once: changing a figure afterwards costs several times as much.
    """
    axis = {"fixedrange": True, "automargin": True, "gridcolor": _GRID, "zeroline": False}
    look = {
        "template": "none",
        "height": height,
        "separators": SEPARATORS[lang],
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 0, "r": 8, "t": 40 if legend else 8, "b": 0},
        "barmode": "stack",
        "bargap": 0.2,
        "dragmode": False,
        "hovermode": "closest",
        "uniformtext": {"minsize": 11, "mode": "hide"},
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
        "xaxis": {**axis, **x},
        "yaxis": {**axis, **y},
        **layout,
    }
    return go.Figure({"data": [{"type": "bar", **trace} for trace in traces], "layout": look})
