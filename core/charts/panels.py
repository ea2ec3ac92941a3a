"""Small panels: the same curve once for each of several parties, on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from core.charts.chart import AXIS, drawn, shown
from core.charts.colours import outline, party_colour
from core.language import Lang

_COLUMNS = 3
_ROW = 118  # pixels, with the name above and the gap below
_NAME, _FOOT = 24, 34  # of these, for the name, and below the last row for the periods
_GAP = 0.05  # between columns, as a share of the width


@dataclass(frozen=True, slots=True)
class Panel:
    """The curve of one party: a value for each period, None where there is no point."""

    party: str
    values: Sequence[float | None]
    hover: Sequence[str]


def small_panels(
    panels: Sequence[Panel], periods: Sequence[str], scale: Mapping[str, Any], lang: Lang
) -> go.Figure:
    """The panels in the order given, three in a row.

    `periods` are the short names of the periods, the first and the last of which stand below the
    lowest panels; a line break is `<br>`. `scale` is the vertical axis of all panels, with its
    range and its ticks.
    """
    rows = -(-len(panels) // _COLUMNS)
    height = rows * _ROW
    width = (1 - _GAP * (_COLUMNS - 1)) / _COLUMNS
    last = len(periods) - 1
    traces, notes = [], []
    axes: dict[str, Any] = {}
    for n, panel in enumerate(panels):
        row, column = divmod(n, _COLUMNS)
        left = column * (width + _GAP)
        top = 1 - row * _ROW / height
        suffix = str(n + 1) if n else ""
        lowest = n + _COLUMNS >= len(panels)
        axes[f"xaxis{suffix}"] = {
            "domain": [left, left + width],
            "anchor": f"y{suffix}",
            "range": [-0.5, last + 0.5],
            "showticklabels": False,
            "showgrid": False,
            "ticks": "",
        }
        axes[f"yaxis{suffix}"] = {
            **scale,
            "domain": [top - (_ROW - 10) / height, top - _NAME / height],
            "anchor": f"x{suffix}",
            "showticklabels": column == 0,
            "automargin": column == 0,
        }
        notes.append(_note(f"<b>{shown(panel.party)}</b>", left, top))
        if lowest:
            foot = top - (_ROW - 10) / height
            notes.append(_note(periods[0], left, foot))
            if last:
                notes.append({**_note(periods[-1], left + width, foot), "xanchor": "right"})
        traces.append({**_curve(panel), "xaxis": f"x{suffix}", "yaxis": f"y{suffix}"})
    first = {name: axes.pop(name) for name in ("xaxis", "yaxis")}
    margin = {"l": 0, "r": 12, "t": 0, "b": _FOOT}
    others = {name: {**AXIS, **axis} for name, axis in axes.items()}
    return drawn(
        traces,
        lang,
        height + _FOOT,
        legend=False,
        x=first["xaxis"],
        y=first["yaxis"],
        annotations=notes,
        margin=margin,
        **others,
    )


def _curve(panel: Panel) -> dict[str, Any]:
    colour = party_colour(panel.party)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": shown(panel.party),
        "x": list(range(len(panel.values))),
        "y": list(panel.values),
        "cliponaxis": False,
        "line": {"color": colour, "width": 2},
        "marker": {"color": colour, "size": 6, "line": {"color": outline(colour), "width": 1}},
        "hovertext": list(panel.hover),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _note(words: str, left: float, top: float) -> dict[str, Any]:
    return {
        "text": words,
        "x": left,
        "y": top,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "top",
        "showarrow": False,
    }
