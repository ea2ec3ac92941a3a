"""Charts of one member: agreement with each party, and ballots by session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from core.charts.chart import CATEGORIES, Chart, bar_style, bars, count_axis, shown
from core.charts.colours import (
    POSITION_COLOURS,
    POSITION_PATTERNS,
    POSITIONS,
    party_colour,
)
from core.charts.shares import share_words
from core.language import Lang, number, percent, text
from core.parliament.people.party_order import party_order

_ROW = 30  # height of a bar including its gap
_SAID_ANYWAY = " samling"  # left out of "2024-25 (1. samling)", as the axis has little room
_ROOM = 0.45  # the least share at which a bar has room for its label on a phone


def agreement_with_parties(table: pl.DataFrame, lang: Lang) -> Chart:
    """How often a member voted as each party's line: a bar per party, from the left downwards.

    `table` has party, shared, same and agreement (0 to 1), as in `member_party_agreement`. Where
    too few votes are shared, the agreement is null and only the counts are shown. Raises
    ValueError where the table is empty.
    """
    if table.is_empty():
        raise ValueError("no parties to draw")
    rows = {row["party"]: row for row in table.iter_rows(named=True)}
    parties = [party for party in party_order(rows) if party is not None]
    labels = [
        text(
            "member.bar",
            lang,
            share=share_words(
                rows[party]["same"] / max(rows[party]["shared"], 1),
                rows[party]["shared"],
                lang,
                1,
                part=rows[party]["same"],
            ),
            n=rows[party]["shared"],
        )
        for party in parties
    ]
    names = [shown(party) for party in parties]
    traces = [
        {
            "orientation": "h",
            "y": [name],
            "x": [rows[party]["agreement"] or 0],
            "text": [label],
            "textposition": "inside" if (rows[party]["agreement"] or 0) > _ROOM else "outside",
            "insidetextanchor": "start",
            "textangle": 0,
            "hovertext": [f"{name}: {label}"],
            **_look(party, drawn=rows[party]["agreement"] is not None),
        }
        for party, name, label in zip(parties, names, labels, strict=True)
    ]
    figure = bars(
        traces,
        lang,
        50 + _ROW * len(parties),
        legend=False,
        margin={"l": 0, "r": 28, "t": 8, "b": 0},
        x={
            "title": text("member.agreement_axis", lang),
            "range": [0, 1.02],
            "tickvals": [step / 4 for step in range(5)],
            "ticktext": [percent(step / 4, lang) for step in range(5)],
        },
        y=CATEGORIES,
    )
    parts = "; ".join(f"{party}: {label}" for party, label in zip(parties, labels, strict=True))
    return Chart(figure, text("member.agreement_alt", lang, parts=parts))


def _look(party: str, *, drawn: bool) -> dict[str, Any]:
    """The style of the bars; a missing bar has no outline, which would look like a share of 0."""
    look = bar_style(party_colour(party))
    look["marker"]["line"]["width"] = int(drawn)
    return look


def ballots_by_session(table: pl.DataFrame, titles: Mapping[str, str], lang: Lang) -> Chart:
    """A member's ballots in each session, the oldest first, stacked by position.

    `table` has session, ballots, the four positions and unknown, as in `by_session`; `titles` are
    the names of the sessions. Raises ValueError where the table is empty.
    """
    if table.is_empty():
        raise ValueError("no sessions to draw")
    names = [shown(titles.get(code, code)) for code in table["session"]]
    traces = []
    sides = (*POSITIONS, "unknown") if (table["unknown"] > 0).any() else POSITIONS
    for position in sides:
        values = table[position].to_list()
        label = text(f"position.{position}", lang)
        traces.append(
            {
                "name": text(f"position.short.{position}", lang),
                "x": [name.replace(_SAID_ANYWAY, "") for name in names],
                "y": values,
                "hovertext": [
                    f"{name}<br>{label}: {number(n, lang)}"
                    for name, n in zip(names, values, strict=True)
                ],
                **bar_style(POSITION_COLOURS[position], POSITION_PATTERNS[position]),
            }
        )
    figure = bars(
        traces,
        lang,
        300,
        x={"type": "category", "showgrid": False},
        y={
            "title": text("member.by_session_axis", lang),
            **count_axis(max(table["ballots"].to_list())),
        },
    )
    parts = "; ".join(
        f"{titles.get(row['session'], row['session'])}: "
        + ", ".join(f"{text(f'position.{side}', lang)} {number(row[side], lang)}" for side in sides)
        for row in table.iter_rows(named=True)
    )
    return Chart(figure, text("member.by_session_alt", lang, parts=parts))
