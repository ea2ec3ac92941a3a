"""The map of parties or members, placed by the principal components of their votes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl

from core.analysis.scaling import Scaling
from core.charts.chart import Chart, drawn, shown
from core.charts.colours import EDGE, ink, outline, party_colour
from core.language import Lang, number, percent, text
from core.parliament.people.party_order import party_order

_HEIGHT = 460
_NEAR = 0.08  # share of the map's width within which labels would overlap
_ASIDE, _ABOVE = 36, 34  # pixels from a mark to the labels that have a line to it


def party_map(scaling: Scaling, lang: Lang) -> Chart:
    """The parties by the first two axes of `scale_parties`. Raises ValueError with fewer than two.

    Where labels would overlap, each stands further off with a line to its mark.
    """
    points = scaling.points
    if points.height < 2:
        raise ValueError("too few parties to draw")
    rows = sorted(points.iter_rows(named=True), key=lambda row: _order(points)[row["party"]])
    leaders = _leaders(rows)
    colours = [party_colour(row["party"]) for row in rows]
    trace = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [row["axis_1"] for row in rows],
        "y": [row["axis_2"] for row in rows],
        "text": ["" if n in leaders else shown(row["party"]) for n, row in enumerate(rows)],
        "textposition": "top center",
        "textfont": {"size": 13},
        "cliponaxis": False,
        "marker": _marks(colours, 16),
        "hovertext": [_hover(shown(row["party"]), row, lang) for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    parts = "; ".join(_hover(row["party"], row, lang, " ") for row in rows)
    alt = text("parties.map_alt", lang, n=points.height, votes=scaling.votes, parts=parts)
    notes = [_leader(rows[n], offset) for n, offset in leaders.items()]
    return Chart(_figure([trace], scaling, lang, legend=False, notes=notes), alt)


def member_map(scaling: Scaling, names: Mapping[int, str], lang: Lang) -> Chart:
    """The members by the first two axes of `scale_members`, in the colours of their parties.

    `names` are those of the members by id. Each mark has the letters of its party; members of an
    unknown party are left out. Raises ValueError with fewer than two members.
    """
    points = scaling.points.drop_nulls("party")
    if points.height < 2:
        raise ValueError("too few members to draw")
    traces: list[dict[str, Any]] = []
    for party in (party for party in party_order(points["party"]) if party):
        own = points.filter(pl.col("party") == party)
        label = shown(party)
        rows = list(own.iter_rows(named=True))
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "name": label,
                "x": [row["axis_1"] for row in rows],
                "y": [row["axis_2"] for row in rows],
                "text": [label] * len(rows),
                "textfont": {"size": 8, "color": ink(party_colour(party))},
                "cliponaxis": False,
                "marker": _marks([party_colour(party)] * len(rows), 18),
                "hovertext": [
                    _hover(f"{shown(names.get(row['member_id'], ''))} ({label})", row, lang)
                    for row in rows
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    alt = text(
        "parties.member_map_alt",
        lang,
        n=points.height,
        votes=scaling.votes,
        parties=", ".join(trace["name"] for trace in traces),
    )
    return Chart(_figure(traces, scaling, lang, legend=True), alt)


def _figure(
    traces: Sequence[Mapping[str, Any]],
    scaling: Scaling,
    lang: Lang,
    *,
    legend: bool,
    notes: Sequence[Mapping[str, Any]] = (),
) -> go.Figure:
    axes = [
        {
            "title": text(
                "parties.axis_share", lang, axis=n, share=percent(scaling.explained[n - 1], lang)
            ),
            "zeroline": True,
            "zerolinecolor": EDGE,
            "zerolinewidth": 1,
            "nticks": 6,
            "tickformat": ".1f",
        }
        for n in (1, 2)
    ]
    margin = {"l": 0, "r": 24, "t": 56 if legend or notes else 28, "b": 0}
    # Both axes have the same scale, so that a distance means the same in every direction.
    return drawn(
        traces,
        lang,
        _HEIGHT,
        legend=legend,
        x={**axes[0], "constrain": "domain"},
        y={**axes[1], "scaleanchor": "x", "constrain": "domain"},
        margin=margin,
        annotations=list(notes),
    )


def _marks(colours: Sequence[str], size: int) -> dict[str, Any]:
    return {
        "size": size,
        "color": list(colours),
        "line": {"width": 1.5, "color": [outline(colour) for colour in colours]},
    }


def _order(points: pl.DataFrame) -> dict[str | None, int]:
    return {party: n for n, party in enumerate(party_order(points["party"]))}


def _leaders(rows: Sequence[Mapping[str, Any]]) -> dict[int, tuple[int, int]]:
    """How far off the labels of points near each other stand, in pixels, by the point's place."""
    axes = ("axis_1", "axis_2")
    width = max(max(row[a] for row in rows) - min(row[a] for row in rows) for a in axes) or 1.0
    found: dict[int, tuple[int, int]] = {}
    left = list(range(len(rows)))
    while left:
        first = rows[left[0]]
        near = [n for n in left if all(abs(rows[n][a] - first[a]) <= _NEAR * width for a in axes)]
        left = [n for n in left if n not in near]
        if len(near) > 1:
            # From left to right as the marks are, so that no lines cross.
            near.sort(key=lambda n: (rows[n]["axis_1"], n))
            for place, n in enumerate(near):
                aside = round((place - (len(near) - 1) / 2) * _ASIDE)
                found[n] = (aside, -_ABOVE)
    return found


def _leader(row: Mapping[str, Any], offset: tuple[int, int]) -> dict[str, Any]:
    """The label of a mark at that distance from it, with a line between them."""
    return {
        "x": row["axis_1"],
        "y": row["axis_2"],
        "ax": offset[0],
        "ay": offset[1],
        "text": shown(row["party"]),
        "font": {"size": 13},
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 1,
        "arrowcolor": EDGE,
        "standoff": 9,
    }


def _hover(name: str, row: Mapping[str, Any], lang: Lang, between: str = "<br>") -> str:
    places = ", ".join(number(row[axis], lang, 2) for axis in ("axis_1", "axis_2"))
    n = row["votes"]
    return f"{name}{between}{text('parties.place', lang, places=places, n=n)}"
