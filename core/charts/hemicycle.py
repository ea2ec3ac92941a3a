"""One vote as the chamber's half circle: a seat for each member, coloured by position."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go
import polars as pl

from core.charts.chart import SEPARATORS, Chart, shown
from core.charts.colours import (
    EDGE,
    POSITION_COLOURS,
    POSITION_PATTERNS,
    POSITIONS,
    ink,
    outline,
)
from core.language import Lang, number, text
from core.parliament.people.party_order import party_order

_INNER = 0.4  # radius of the innermost row; the outermost has 1
_FILLED = 0.86  # share of the distance between two seats
_CORNERS = 12
_LABEL_RADII = (1.08, 1.19)
_LABEL_APART = 0.11  # least angle (radians) between two labels at the same radius
_SMALL = 2  # adjacent parties with at most so many seats share a label
_LEVEL = 0.35  # angle (radians) above the horizontal below which labels are moved apart
_Party = str | None


class Seat(NamedTuple):
    """The centre of a seat in the upper half of a circle of radius 1 around 0, 0."""

    x: float
    y: float


def hemicycle_seats(n: int) -> tuple[list[Seat], float]:
    """`n` seats in rows, from left to right by their angle, and the diameter of a seat.

    Seats of that diameter do not touch. The number of rows makes the distance between seats about
    the same within a row and between rows.
    """
    if n < 1:
        return [], 0.0
    # The mean row has the length pi * (1 + inner) / 2, rows are (1 - inner) / (rows - 1) apart.
    ideal = math.sqrt(n * (1 - _INNER) / (math.pi * (1 + _INNER) / 2))
    rows = max(1, min(n, round(ideal)))
    radii = (
        [1.0] if rows == 1 else [_INNER + (1 - _INNER) * row / (rows - 1) for row in range(rows)]
    )
    counts = _shared_out(n, radii)
    seats = [
        (math.pi * (1 - (place + 0.5) / count), radius)
        for radius, count in zip(radii, counts, strict=True)
        for place in range(count)
    ]
    seats.sort(key=lambda seat: (-round(seat[0], 9), seat[1]))
    across = (1 - _INNER) / (rows - 1) if rows > 1 else 1.0
    along = (
        min(
            2 * radius * math.sin(math.pi / count / 2)
            for radius, count in zip(radii, counts, strict=True)
            if count > 1
        )
        if n > rows
        else 1.0
    )
    places = [Seat(radius * math.cos(angle), radius * math.sin(angle)) for angle, radius in seats]
    return places, _FILLED * min(across, along)


def majority_of(seats: int) -> int:
    """The fewest seats that are more than half: 90 of 179."""
    return seats // 2 + 1


def hemicycle(totals: pl.DataFrame, lang: Lang) -> Chart:
    """The seats by party from left to right of the chamber, each in the colour of its position.

    `totals` has party, position and n, as in `totals_by_party`; null is unknown. The text in the
    middle is how many decided the vote. If that is more than half of the seats, a line is drawn
    with that many seats to its left. Raises ValueError without ballots.
    """
    counts = {(party, position or "unknown"): n for party, position, n in totals.iter_rows() if n}
    if not counts:
        raise ValueError("no ballots to draw")
    parties = party_order({party for party, _ in counts})
    taken = [
        (party, position)
        for party in parties
        for position in (*POSITIONS, "unknown")
        for _ in range(counts.get((party, position), 0))
    ]
    seats, diameter = hemicycle_seats(len(taken))
    present = [p for p in (*POSITIONS, "unknown") if any(found == p for _, found in taken)]
    traces = [_seats(p, taken, seats, diameter, lang) for p in present]
    labels, brackets = _parties(taken, seats, diameter, lang)
    traces += [brackets, _hover(taken, seats, lang)]
    # A vote is adopted by more for than against. In an ordinary vote some 110 of 179 take a
    # side, of which 56 are enough, so a line at 90 would suggest a wrong rule.
    voters = sum(found in ("for", "against") for _, found in taken)
    needed = majority_of(voters)
    of_all = needed == majority_of(len(taken))
    if of_all:
        traces.append(_line(seats, needed))
    words = ""
    if voters:
        key = "hemicycle.majority" if of_all else "hemicycle.needed"
        total = number(len(taken) if of_all else voters, lang)
        words = text(key, lang, n=needed, total=total)
    figure = go.Figure({"data": traces, "layout": _layout(labels, words, lang)})
    parts = ", ".join(
        f"{_position(p, lang)} {number(sum(found == p for _, found in taken), lang)}"
        for p in present
    )
    line_words = text(
        "hemicycle.line" if of_all else "hemicycle.enough", lang, needed=needed, voters=voters
    )
    alt = text("hemicycle.alt", lang, n=len(taken), parts=parts)
    return Chart(figure, f"{alt} {line_words}" if voters else alt)


def _shared_out(n: int, radii: Sequence[float]) -> list[int]:
    """The number of seats in each row, in proportion to its length (largest remainders)."""
    total = sum(radii)
    exact = [n * radius / total for radius in radii]
    counts = [max(1, math.floor(share)) for share in exact]
    order = sorted(range(len(radii)), key=lambda row: exact[row] - counts[row], reverse=True)
    for row in order[: max(0, n - sum(counts))]:
        counts[row] += 1
    while sum(counts) > n:
        counts[counts.index(max(counts))] -= 1
    return counts


def _seats(
    position: str,
    taken: Sequence[tuple[_Party, str]],
    seats: Sequence[Seat],
    diameter: float,
    lang: Lang,
) -> dict[str, Any]:
    """The seats of a position, as one trace of circles in the units of the axes.

    Markers have a size in pixels, and would overlap on a phone or have gaps on a desktop.
    """
    turns = [2 * math.pi * corner / _CORNERS for corner in range(_CORNERS + 1)]
    circle = [(diameter / 2 * math.cos(turn), diameter / 2 * math.sin(turn)) for turn in turns]
    here = [seat for seat, (_, found) in zip(seats, taken, strict=True) if found == position]
    colour = POSITION_COLOURS[position]
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "name": f"{_position(position, lang)} {number(len(here), lang)}",
        "x": [v for seat in here for v in (*(round(seat.x + dx, 4) for dx, _ in circle), None)],
        "y": [v for seat in here for v in (*(round(seat.y + dy, 4) for _, dy in circle), None)],
        "fill": "toself",
        "fillcolor": colour,
        "line": {"color": outline(colour), "width": 1},
        "hoverinfo": "skip",
    }
    if pattern := POSITION_PATTERNS[position]:
        trace["fillpattern"] = {
            "shape": pattern,
            "fillmode": "overlay",
            "bgcolor": colour,
            "fgcolor": ink(colour),
            "fgopacity": 0.35,
            "size": 6,
            "solidity": 0.2,
        }
    return trace


def _parties(
    taken: Sequence[tuple[_Party, str]], seats: Sequence[Seat], diameter: float, lang: Lang
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The labels of the parties outside their seats, each with a bracket over its seats."""
    labels, x, y = [], [], []
    last = [math.inf] * len(_LABEL_RADII)
    radius = 1 + diameter / 2 + 0.02
    for names, left, right in _labelled(taken, seats, lang):
        middle = (left + right) / 2
        level = next(
            (n for n, angle in enumerate(last) if angle - middle >= _LABEL_APART),
            max(range(len(last)), key=last.__getitem__),
        )
        last[level] = middle
        low = len(names) > 1 and not _LEVEL < middle < math.pi - _LEVEL
        labels.append(
            {
                "x": math.copysign(1 + diameter / 2, math.cos(middle))
                if low
                else _LABEL_RADII[level] * math.cos(middle),
                "y": -0.1 if low else _LABEL_RADII[level] * math.sin(middle),
                "xanchor": _outwards(-math.cos(middle) if low else math.cos(middle)),
                "yanchor": "middle" if low or abs(math.cos(middle)) > 0.5 else "bottom",
                "text": " · ".join(names),
                "showarrow": False,
                "font": {"size": 12},
            }
        )
        steps = [left + (right - left) * step / 12 for step in range(13)]
        x += [*(radius * math.cos(angle) for angle in steps), None]
        y += [*(radius * math.sin(angle) for angle in steps), None]
    bracket = {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "showlegend": False,
        "line": {"color": EDGE, "width": 2},
        "hoverinfo": "skip",
    }
    return labels, bracket


def _outwards(across: float) -> str:
    """The anchor of a label, so that its text extends away from the seats."""
    return "center" if abs(across) < 0.2 else "left" if across > 0 else "right"


def _labelled(
    taken: Sequence[tuple[_Party, str]], seats: Sequence[Seat], lang: Lang
) -> list[tuple[list[str], float, float]]:
    """The parties of each label, with the first and the last angle of their seats."""
    spans: dict[_Party, list[float]] = {}
    for (party, _), seat in zip(taken, seats, strict=True):
        spans.setdefault(party, []).append(math.atan2(seat.y, seat.x))
    groups: list[tuple[list[str], float, float]] = []
    small_before = False
    for party, angles in spans.items():
        name = shown(party) if party else text("hemicycle.no_party", lang)
        small = len(angles) <= _SMALL
        if small and small_before:
            names, left, right = groups.pop()
            groups.append(([*names, name], max(left, *angles), min(right, *angles)))
        else:
            groups.append(([name], max(angles), min(angles)))
        small_before = small
    return groups


def _hover(
    taken: Sequence[tuple[_Party, str]], seats: Sequence[Seat], lang: Lang
) -> dict[str, Any]:
    """Invisible marks with the hover text of each seat."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [round(seat.x, 4) for seat in seats],
        "y": [round(seat.y, 4) for seat in seats],
        "marker": {"opacity": 0, "size": 10},
        "hovertext": [
            f"{shown(party) if party else text('chart.no_party', lang)}: {_position(p, lang)}"
            for party, p in taken
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }


def _line(seats: Sequence[Seat], majority: int) -> dict[str, Any]:
    """A radial line between the seat that completes the majority and the next one."""
    angles = [math.atan2(seat.y, seat.x) for seat in seats[majority - 1 : majority + 1]]
    angle = sum(angles) / len(angles)
    ends = (_INNER * 0.72, 1.06)
    return {
        "type": "scatter",
        "mode": "lines",
        "showlegend": False,
        "hoverinfo": "skip",
        "x": [end * math.cos(angle) for end in ends],
        "y": [end * math.sin(angle) for end in ends],
        "line": {"color": EDGE, "width": 2, "dash": "dash"},
    }


def _layout(labels: list[dict[str, Any]], words: str, lang: Lang) -> dict[str, Any]:
    hidden = {"visible": False, "fixedrange": True}
    middle = {"x": 0, "y": 0.1, "text": words, "showarrow": False, "font": {"size": 13}}
    return {
        "template": "none",
        "height": 360,
        "separators": SEPARATORS[lang],
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 0, "r": 0, "t": 40, "b": 0},
        "dragmode": False,
        "hovermode": "closest",
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "bottom",
            "yref": "paper",
            "traceorder": "normal",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "xaxis": {**hidden, "range": [-1.32, 1.32]},
        "yaxis": {
            **hidden,
            "range": [-0.16, 1.25],
            "scaleanchor": "x",
            "constrain": "domain",
            "constraintoward": "top",
        },
        "annotations": [*labels, middle],
    }


def _position(position: str, lang: Lang) -> str:
    return text(f"position.short.{position}", lang)
