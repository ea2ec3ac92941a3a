"""Charts of parties: cohesion, the winning side, majorities and seats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import polars as pl

from core.analysis.subsets import Interval
from core.charts.chart import CATEGORIES, Chart, bar_style, count_axis, drawn, share_axis, shown
from core.charts.colours import EDGE, PLAIN, ink, outline, party_colour
from core.charts.periods import time_axis
from core.charts.shares import enough, share_words, shown_shares
from core.language import Lang, number, text
from core.parliament.calendar.periods import Period
from core.parliament.people.party_order import party_order

Index = Literal["agreement_index", "rice"]

_ROW = 30
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "hexagon")
_DASHES = ("solid", "dash", "dot")
_COUNTS: dict[Index, str] = {"agreement_index": "votes", "rice": "rice_votes"}


def cohesion_dots(table: pl.DataFrame, contested: pl.DataFrame, index: Index, lang: Lang) -> Chart:
    """Each party's cohesion by one index: over all votes, and without the lopsided ones.

    Both frames are results of `cohesion`; means of too few votes are left out. Raises ValueError
    where no party has an index.
    """
    table, contested = (shown_shares(f, **{index: _COUNTS[index]}) for f in (table, contested))
    known = table.filter(pl.col(index).is_not_null())
    if known.is_empty():
        raise ValueError("no cohesion to draw")
    parties = [party for party in party_order(known["party"]) if party]
    names = [shown(party) for party in parties]
    rows = [_by_party(frame, index) for frame in (known, contested)]
    labels = [text(key, lang) for key in ("parties.all_votes", "parties.not_lopsided")]
    traces = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": label,
            "y": names,
            "x": [found.get(party, (None, 0))[0] for party in parties],
            "marker": {
                "symbol": symbol,
                "size": size,
                "color": [party_colour(party) for party in parties],
                "line": {"width": 1.5, "color": [outline(party_colour(p)) for p in parties]},
            },
            "hovertext": [
                _index_hover(shown(party), label, *found.get(party, (None, 0)), lang)
                for party in parties
            ],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
        for label, symbol, size, found in zip(
            labels, ("circle", "diamond-open"), (11, 13), rows, strict=True
        )
    ]
    values = [value for found in rows for value, _ in found.values() if value is not None]
    figure = drawn(
        traces,
        lang,
        90 + _ROW * len(parties),
        x={**_index_axis(min(values), lang), "title": text(f"parties.{index}", lang)},
        y=CATEGORIES,
    )
    parts = "; ".join(f"{p} {number(rows[0][p][0], lang, 3)}" for p in parties)
    alt = text("parties.cohesion_alt", lang, index=text(f"parties.{index}", lang), parts=parts)
    return Chart(figure, alt)


def cohesion_points(over_time: pl.DataFrame, parties: Sequence[str]) -> pl.DataFrame:
    """The rows of `cohesion_over_time` of these parties that can be points of a line."""
    rows = over_time.filter(
        pl.col("party").is_in(list(parties)), pl.col("votes") > 0, pl.col("period").is_not_null()
    )
    return shown_shares(rows, **_COUNTS)


def cohesion_lines(
    table: pl.DataFrame,
    parties: Sequence[str],
    index: Index,
    every: Interval,
    sessions: Sequence[Period],
    lang: Lang,
) -> Chart:
    """The cohesion of these parties by month or session, a line per party.

    `table` is a result of `cohesion_over_time`; means of too few votes have no point. Raises
    ValueError where there is nothing to draw.
    """
    table = shown_shares(table, **{index: _COUNTS[index]}).filter(
        pl.col("party").is_in(list(parties)),
        pl.col(index).is_not_null(),
        pl.col("period").is_not_null(),
    )
    if table.is_empty():
        raise ValueError("no cohesion to draw")
    periods = table["period"].unique().sort().to_list()
    time = time_axis(periods, every, sessions, lang)
    traces = []
    for n, party in enumerate(p for p in party_order(parties) if p):
        own = table.filter(pl.col("party") == party).select("period", index, _COUNTS[index])
        traces.append(
            {
                **_line_of(party, n),
                "x": [time.places[period] for period in own["period"]],
                "y": own[index].to_list(),
                "hovertext": [
                    _index_hover(shown(party), shown(time.labels[period]), value, count, lang)
                    for period, value, count in own.iter_rows()
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    figure = drawn(
        traces,
        lang,
        380,
        x=time.axis,
        y={**_index_axis(table[index].min(), lang), "title": text(f"parties.{index}", lang)},
        shapes=time.shapes,
        annotations=time.notes,
    )
    names = ", ".join(p for p in party_order(parties) if p)
    lowest = table.sort(index, "party", "period").row(0, named=True)
    alt = text(
        "parties.cohesion_time_alt",
        lang,
        index=text(f"parties.{index}", lang),
        parties=names,
        n=len(periods),
        party=lowest["party"],
        lowest=number(lowest[index], lang, 3),
        period=time.labels[lowest["period"]],
    )
    return Chart(figure, alt)


def _line_of(party: str, place: int) -> dict[str, Any]:
    """The style of a party's line; dash and symbol, in addition to the colour, follow its place."""
    colour = party_colour(party)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": shown(party),
        "line": {"color": colour, "width": 2, "dash": _DASHES[place // 8 % 3]},
        "marker": {
            "color": colour,
            "symbol": _SYMBOLS[place % len(_SYMBOLS)],
            "size": 8,
            "line": {"color": outline(colour), "width": 1},
        },
    }


def winning_bars(table: pl.DataFrame, lang: Lang) -> Chart:
    """How often each party was on the side that won: a bar per party, from the left downwards.

    `table` is a result of `winning_side`. A party with too few votes has its counts and no bar.
    Raises ValueError where the table is empty.
    """
    parties = [party for party in party_order(table["party"]) if party]
    if not parties:
        raise ValueError("no party to draw")
    rows = {row["party"]: row for row in table.iter_rows(named=True)}
    known = {party: enough(rows[party]["votes"]) for party in parties}
    words = {
        party: share_words(
            rows[party]["won_share"], rows[party]["votes"], lang, part=rows[party]["won"]
        )
        for party in parties
    }
    colours = [party_colour(party) for party in parties]
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": [shown(party) for party in parties],
        "x": [rows[party]["won_share"] if known[party] else 0 for party in parties],
        "text": [words[party] for party in parties],
        "textposition": ["inside" if known[party] else "outside" for party in parties],
        "insidetextanchor": "end",
        "textangle": 0,
        "insidetextfont": {"color": [ink(colour) for colour in colours]},
        "marker": {
            "color": colours,
            # The outline of a missing bar would look like a share of 0.
            "line": {
                "color": [outline(c) for c in colours],
                "width": [int(known[party]) for party in parties],
            },
        },
        "hovertext": [
            f"{shown(party)}<br>"
            + (
                text(
                    "parties.won_of",
                    lang,
                    share=words[party],
                    won=rows[party]["won"],
                    n=rows[party]["votes"],
                )
                if known[party]
                else words[party]
            )
            for party in parties
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    figure = drawn(
        [trace],
        lang,
        60 + _ROW * len(parties),
        legend=False,
        bargap=0.2,
        x={**share_axis(lang), "title": text("parties.chart_won", lang)},
        y=CATEGORIES,
    )
    parts = "; ".join(f"{party} {words[party]}" for party in parties)
    return Chart(figure, text("parties.won_alt", lang, parts=parts))


def coalition_chart(table: pl.DataFrame, lang: Lang, most: int = 12) -> Chart:
    """The majorities that won most votes: the parties of each, and how many votes it won.

    `table` is a result of `coalitions`, the most frequent first. Raises ValueError if it is empty.
    """
    if table.is_empty():
        raise ValueError("no majority to draw")
    top = table.head(most)
    sides = [row.split(" ") for row in top["parties"]]
    parties = [p for p in party_order({p for side in sides for p in side}) if p]
    rows = list(range(1, top.height + 1))
    inside = [(n, p) for n, side in zip(rows, sides, strict=True) for p in parties if p in side]
    outside = [
        (n, p) for n, side in zip(rows, sides, strict=True) for p in parties if p not in side
    ]
    total = int(table["votes"].sum())
    counts = [
        text("parties.votes_share", lang, n=n, share=share_words(share, total, lang, part=n))
        for n, share in top.select("votes", "share").iter_rows()
    ]
    hover = [
        f"{shown(', '.join(p for p in parties if p in side))}<br>{count}"
        for side, count in zip(sides, counts, strict=True)
    ]
    colours = [party_colour(party) for _, party in inside]
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [parties.index(party) for _, party in outside],
            "y": [n for n, _ in outside],
            "marker": {"size": 5, "color": EDGE, "opacity": 0.5},
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": [parties.index(party) for _, party in inside],
            "y": [n for n, _ in inside],
            "text": [shown(party) for _, party in inside],
            "textfont": {"color": [ink(colour) for colour in colours], "size": 9},
            "marker": {
                "symbol": "square",
                "size": 24,
                "color": colours,
                "line": {"color": [outline(colour) for colour in colours], "width": 1},
            },
            "hovertext": [hover[n - 1] for n, _ in inside],
            "hovertemplate": "%{hovertext}<extra></extra>",
        },
        {
            "type": "bar",
            "orientation": "h",
            "xaxis": "x2",
            "x": top["votes"].to_list(),
            "y": rows,
            "text": counts,
            "textposition": "auto",
            "textangle": 0,
            "hovertext": hover,
            **bar_style(PLAIN),
        },
    ]
    figure = drawn(
        traces,
        lang,
        36 + 32 * top.height,
        legend=False,
        bargap=0.3,
        x={
            "domain": [0, 0.68],
            "tickvals": list(range(len(parties))),
            "ticktext": [shown(party) for party in parties],
            "range": [-0.7, len(parties) - 0.3],
            "side": "top",
            "showgrid": False,
            "tickangle": 0,
            "ticks": "",
        },
        y={"range": [top.height + 0.6, 0.4], "showgrid": False, "tickvals": rows, "ticks": ""},
        xaxis2={
            "domain": [0.7, 1],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "showticklabels": False,
            "rangemode": "tozero",
        },
    )
    parts = "; ".join(
        f"{' '.join(p for p in parties if p in side)}: {count}"
        for side, count in zip(sides[:3], counts[:3], strict=True)
    )
    alt = text("parties.majorities_alt", lang, n=top.height, all=table.height, parts=parts)
    return Chart(figure, alt)


def seats_bar(table: pl.DataFrame, lang: Lang) -> Chart:
    """The seats of each party: a bar per party, from the left of the chamber downwards.

    `table` has party and seats, as in `composition`. Raises ValueError where it is empty.
    """
    seats = {party: n for party, n in table.iter_rows() if party is not None}
    if not seats:
        raise ValueError("no seats to draw")
    parties = [party for party in party_order(seats) if party]
    colours = [party_colour(party) for party in parties]
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": [shown(party) for party in parties],
        "x": [seats[party] for party in parties],
        "text": [number(seats[party], lang) for party in parties],
        "textposition": "auto",
        "textangle": 0,
        "insidetextfont": {"color": [ink(colour) for colour in colours]},
        "marker": {"color": colours, "line": {"color": [outline(c) for c in colours], "width": 1}},
        "hovertext": [f"{shown(party)}: {number(seats[party], lang)}" for party in parties],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    figure = drawn(
        [trace],
        lang,
        50 + 24 * len(parties),
        legend=False,
        bargap=0.2,
        x={"title": text("parties.chart_seats", lang), **count_axis(max(seats.values()))},
        y=CATEGORIES,
    )
    parts = "; ".join(f"{party} {number(seats[party], lang)}" for party in parties)
    return Chart(figure, text("parties.seats_alt", lang, n=sum(seats.values()), parts=parts))


def _by_party(frame: pl.DataFrame, index: Index) -> dict[str, tuple[float | None, int]]:
    return {
        party: (value, n)
        for party, value, n in frame.select("party", index, _COUNTS[index]).iter_rows()
    }


def _index_hover(party: str, label: str, value: float | None, n: int, lang: Lang) -> str:
    return f"{party}, {label}<br>" + text(
        "parties.index_of", lang, value=number(value, lang, 3), n=n
    )


def _index_axis(least: Any, lang: Lang) -> dict[str, Any]:
    """An axis from just below the least value to 1, as nearly all values are close to 1."""
    start = next(low for low in (0.98, 0.95, 0.9, 0.8, 0.5, 0.0) if low <= least)
    step = {0.98: 0.005, 0.95: 0.01, 0.9: 0.02, 0.8: 0.05, 0.5: 0.1, 0.0: 0.2}[start]
    ticks = [round(start + n * step, 3) for n in range(round((1 - start) / step) + 1)]
    room = (1 - start) * 0.04
    return {
        "range": [start - room, 1 + room],
        "tickvals": ticks,
        "ticktext": [number(tick, lang, 3 if step < 0.01 else 2) for tick in ticks],
    }
