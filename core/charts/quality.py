"""The chart of the checks of votes by session."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from core.charts.chart import CATEGORIES, Chart, bar_style, bars, count_axis, shown
from core.charts.colours import PLAIN, POSITION_COLOURS
from core.language import Lang, number, text

VERDICTS = ("match", "mismatch", "no_totals", "no_ballots", "unread")
_LOOK = {
    "match": (PLAIN, ""),
    "mismatch": (POSITION_COLOURS["against"], ""),
    "no_totals": (POSITION_COLOURS["neither"], "."),
    "no_ballots": (POSITION_COLOURS["absent"], "/"),
    "unread": (POSITION_COLOURS["unknown"], "x"),
}
_ROW = 30


def checks_by_session(table: pl.DataFrame, titles: Sequence[str], lang: Lang) -> Chart:
    """A bar per session, in the order given, stacked by the results of the checks of its votes.

    `table` has the counts of `verdicts`; `titles` are the names of its rows. Raises ValueError
    where there are no votes.
    """
    counts = {name: table[name].to_list() for name in VERDICTS}
    n = sum(map(sum, counts.values()))
    if not n:
        raise ValueError("no votes to draw")
    names = [shown(title) for title in titles]
    words = {name: text(f"quality.verdict.{name}", lang) for name in VERDICTS}
    traces = [
        {
            "name": words[name],
            "orientation": "h",
            "y": names,
            "x": values,
            "hovertext": [
                f"{title}<br>{words[name]}: {number(value, lang)}"
                for title, value in zip(names, values, strict=True)
            ],
            **bar_style(*_LOOK[name]),
        }
        for name, values in counts.items()
        if any(values)
    ]
    largest = max(map(sum, zip(*counts.values(), strict=True)))
    figure = bars(
        traces,
        lang,
        110 + _ROW * len(names),
        x={"title": text("chart.votes", lang), **count_axis(largest)},
        y=CATEGORIES,
    )
    parts = "; ".join(
        f"{words[name]} {number(sum(values), lang)}"
        for name, values in counts.items()
        if any(values)
    )
    return Chart(figure, text("quality.chart_alt", lang, n=n, sessions=len(names), parts=parts))
