"""Charts of agreement: all pairs of parties at once, and one pair over time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import polars as pl

from core.analysis.subsets import Interval
from core.charts.chart import Chart, drawn, share_axis, shown
from core.charts.colours import EDGE, PLAIN, contrast
from core.charts.periods import time_axis
from core.language import Lang, percent, text
from core.parliament.calendar.periods import Period

# One hue, further from the background the higher the share (deep on white, bright on dark), so that
# neither end looks good or bad. It changes fastest in the upper half, where nearly all values are.
SCALE = ((0.0, "#F1F5FA"), (0.5, "#CFDEEE"), (0.75, "#86ACD3"), (1.0, "#0B3360"))
DARK_SCALE = ((0.0, "#17212D"), (0.5, "#23405F"), (0.75, "#4A80B8"), (1.0, "#DCEBFB"))
_INKS = ("#000000", "#FFFFFF")
_ROW = 34
_MARK = "#B35C00"


def share_colour(share: float, *, dark: bool = False) -> str:
    """The fill of a cell for a share from 0 to 1, on a white or a dark background."""
    (start, near), (end, far) = next(
        (low, high) for low, high in pairwise(_scale(dark)) if share <= high[0]
    )
    part = (share - start) / (end - start)
    ends = [(int(near[i : i + 2], 16), int(far[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(low + (high - low) * part):02X}" for low, high in ends)


def text_colour(share: float, *, dark: bool = False) -> str:
    """Black or white, whichever has the higher contrast on that cell."""
    return max(_INKS, key=lambda colour: contrast(colour, share_colour(share, dark=dark)))


def _scale(dark: bool) -> tuple[tuple[float, str], ...]:
    return DARK_SCALE if dark else SCALE


def agreement_heatmap(
    pairs: pl.DataFrame,
    parties: Sequence[str],
    lang: Lang,
    *,
    chosen: tuple[str, str] | None = None,
    dark: bool = False,
) -> Chart:
    """A square of all parties, in the order given, with the agreement of every two in per cent.

    `pairs` has party_a, party_b, shared, same and agreement, as in `party_agreement`. A cell
    without an agreement is empty, but has its n in the hover text. The customdata of a cell are
    its two parties. `chosen` gets a frame; `dark` is the background. Raises ValueError without
    pairs.
    """
    known = {frozenset(row[:2]): row for row in pairs.iter_rows()}
    if len(parties) < 2 or not known:
        raise ValueError("no pairs to draw")
    names = [shown(party) for party in parties]
    cells = [(a, b, known.get(frozenset((a, b)))) for a in parties for b in parties]
    figure = drawn(
        [
            *(_fills(cells, parties, names, written, dark) for written in _INKS),
            {
                # The cells of a heatmap cannot be selected; these invisible marks can.
                "type": "scatter",
                "mode": "markers",
                "x": [shown(b) for _, b, _ in cells],
                "y": [shown(a) for a, _, _ in cells],
                "customdata": [[a, b] for a, b, _ in cells],
                "marker": {"size": 22, "opacity": 0, "symbol": "square"},
                "hovertext": [_pair_hover(a, b, row, lang) for a, b, row in cells],
                "hovertemplate": "%{hovertext}<extra></extra>",
            },
        ],
        lang,
        30 + _ROW * len(parties),
        legend=False,
        hoverdistance=60,
        x={**_NAMES, "side": "top", "range": [-0.5, len(parties) - 0.5]},
        y={**_NAMES, "range": [len(parties) - 0.5, -0.5]},
        shapes=_frames(parties, chosen),
    )
    return Chart(figure, _heatmap_words(pairs, lang))


def agreement_over_time(
    table: pl.DataFrame,
    a: str,
    b: str,
    every: Interval,
    sessions: Sequence[Period],
    lang: Lang,
) -> Chart:
    """The agreement of two parties by month or session, without points of too few shared votes.

    `table` has period, shared, same and agreement, as in `agreement_over_time` of the analysis, and
    no row for months without votes. A thin line marks the start of a session, a thick one that of
    a session after an election. Raises ValueError where no period has an agreement.
    """
    table = table.filter(pl.col("period").is_not_null())
    known = table.filter(pl.col("agreement").is_not_null())
    if known.is_empty():
        raise ValueError("no agreement to draw")
    time = time_axis(table["period"].to_list(), every, sessions, lang)
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(time.places.values()),
        "y": table["agreement"].to_list(),
        "connectgaps": True,
        "line": {"color": PLAIN, "width": 2},
        "marker": {"color": PLAIN, "size": 8, "line": {"color": EDGE, "width": 1}},
        "hovertext": [
            f"{shown(time.labels[period])}<br>{_share_of(same, shared, share, lang)}"
            for period, shared, same, share in table.select(_FIGURES).iter_rows()
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    figure = drawn(
        [trace],
        lang,
        320,
        legend=False,
        x=time.axis,
        y={**share_axis(lang), "title": text("parties.chart_agreement", lang)},
        shapes=time.shapes,
        annotations=time.notes,
    )
    ordered = known.sort("agreement", "period")
    lowest, highest = (
        {"share": percent(row["agreement"], lang), "period": time.labels[row["period"]]}
        for row in (ordered.row(0, named=True), ordered.row(-1, named=True))
    )
    alt = text(
        "parties.over_time_alt",
        lang,
        a=a,
        b=b,
        n=int(table["shared"].sum()),
        periods=known.height,
        highest=highest["share"],
        highest_in=highest["period"],
        lowest=lowest["share"],
        lowest_in=lowest["period"],
    )
    return Chart(figure, alt)


_FIGURES = ("period", "shared", "same", "agreement")
_NAMES: dict[str, Any] = {
    "type": "category",
    "showgrid": False,
    "dtick": 1,
    "tickangle": 0,
    "ticks": "",
}
_Row = tuple[str, str, int, int, float | None]


def _fills(
    cells: Sequence[tuple[str, str, _Row | None]],
    parties: Sequence[str],
    names: Sequence[str],
    written: str,
    dark: bool,
) -> dict[str, Any]:
    """The cells whose text has that colour, as a trace: a heatmap has one text colour."""
    shares = {
        (a, b): row[4]
        for a, b, row in cells
        if row is not None and row[4] is not None and text_colour(row[4], dark=dark) == written
    }
    values = [[shares.get((a, b)) for b in parties] for a in parties]
    return {
        "type": "heatmap",
        "x": list(names),
        "y": list(names),
        "z": values,
        "text": [["" if v is None else _whole(v) for v in row] for row in values],
        "texttemplate": "%{text}",
        "textfont": {"color": written, "size": 13},
        "zmin": 0,
        "zmax": 1,
        "colorscale": [list(step) for step in _scale(dark)],
        "showscale": False,
        "hoverinfo": "skip",
        "hoverongaps": False,
        "xgap": 2,
        "ygap": 2,
    }


def _whole(share: float) -> str:
    """Per cent without decimals; only all and none are written as 100 and 0."""
    rounded = round(share * 100)
    return str(min(max(rounded, 1), 99) if 0 < share < 1 else rounded)


def _frames(parties: Sequence[str], chosen: tuple[str, str] | None) -> list[dict[str, Any]]:
    if chosen is None or not set(chosen) <= set(parties):
        return []
    one, other = (list(parties).index(party) for party in chosen)
    return [
        {
            "type": "rect",
            "x0": x - 0.5,
            "x1": x + 0.5,
            "y0": y - 0.5,
            "y1": y + 0.5,
            "line": {"color": _MARK, "width": 3},
        }
        for x, y in ((one, other), (other, one))
    ]


def _pair_hover(a: str, b: str, row: _Row | None, lang: Lang) -> str:
    if a == b:
        return shown(a)
    names = text("parties.and", lang, a=shown(a), b=shown(b))
    if row is None or row[4] is None:
        return f"{names}<br>{text('parties.too_few', lang, n=row[2] if row else 0)}"
    return f"{names}<br>{_share_of(row[3], row[2], row[4], lang)}"


def _share_of(same: int, shared: int, share: float | None, lang: Lang) -> str:
    if share is None:
        return text("parties.too_few", lang, n=shared)
    return text("parties.same_of", lang, share=percent(share, lang, 1), same=same, n=shared)


def _heatmap_words(pairs: pl.DataFrame, lang: Lang) -> str:
    known = pairs.filter(pl.col("agreement").is_not_null()).sort(
        "agreement", "party_a", "party_b", descending=[True, False, False]
    )
    parties = pl.concat([pairs["party_a"], pairs["party_b"]]).n_unique()
    words = text("parties.heatmap_alt", lang, n=parties, pairs=known.height, all=pairs.height)
    if known.is_empty():
        return words
    ends = {
        name: f"{text('parties.and', lang, a=row[0], b=row[1])} {percent(row[4], lang)}"
        for name, row in (("most", known.row(0)), ("least", known.row(-1)))
    }
    return f"{words} {text('parties.heatmap_ends', lang, **ends)}"
