"""Charts of votes: over time, by kind, and one vote's ballots by party."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Literal

import polars as pl

from core.charts.chart import (
    CATEGORIES,
    LABELS,
    Chart,
    bar_style,
    bars,
    count_axis,
    date_ticks,
    shown,
)
from core.charts.colours import (
    ADOPTED,
    PLAIN,
    POSITION_COLOURS,
    POSITION_PATTERNS,
    POSITIONS,
    REJECTED,
)
from core.language import Lang, date_text, number, text
from core.parliament.people.party_order import party_order

Unit = Literal["week", "month"]

_WEEKS_UP_TO = timedelta(days=400)
_FEWEST_PERIODS = 6
_ROW = 30  # height of a bar including its gap


def votes_over_time(table: pl.DataFrame, lang: Lang) -> Chart:
    """How many votes were adopted and rejected in each week or month.

    `table` has date and adopted; rows without a date are left out. Spans of up to about a year are
    shown by week. Raises ValueError where nothing is left.
    """
    dated = table.filter(pl.col("date").is_not_null())
    _not_empty(dated, "votes with a date")
    first, last = dated.select(first=pl.col("date").min(), last=pl.col("date").max()).row(0)
    unit = _unit(first, last)
    counts = by_time(table, unit)
    starts = counts["start"].to_list()
    # Words that are the same in hundreds of periods are sent once.
    numbers = [list(both) for both in counts.select("adopted", "rejected").iter_rows()]
    hover = "<br>".join(
        f"{text(f'result.{result}', lang)}: %{{customdata[{n}]:,d}}"
        for n, result in enumerate(("adopted", "rejected"))
    )
    traces = [
        {
            "name": text(f"result.{result}", lang),
            "x": starts,
            "y": counts[result].to_list(),
            "xperiod": 7 * 24 * 3600 * 1000 if unit == "week" else "M1",
            "xperiod0": starts[0],
            "xperiodalignment": "middle",
            **bar_style(colour, pattern),
            "hovertext": [_period_label(start, unit, lang) for start in starts],
            "customdata": numbers,
            "hovertemplate": f"%{{hovertext}}<br>{hover}<extra></extra>",
        }
        for result, colour, pattern in (("adopted", ADOPTED, ""), ("rejected", REJECTED, "/"))
    ]
    days, labels = date_ticks(starts[0], starts[-1], lang)
    figure = bars(
        traces,
        lang,
        300,
        x={
            "type": "date",
            "range": _range(starts[0], starts[-1], unit),
            "tickvals": days,
            "ticktext": labels,
            "showgrid": False,
        },
        y={"title": text("chart.votes", lang), **count_axis(max(counts["n"].to_list()))},
    )
    busiest = counts.sort("n", "start", descending=[True, False]).row(0, named=True)
    alt = text(
        "chart.over_time_alt",
        lang,
        n=dated.height,
        adopted=counts["adopted"].sum(),
        rejected=counts["rejected"].sum(),
        period=_period(first, last, lang),
    )
    most = text(
        "chart.most_in", lang, label=_period_label(busiest["start"], unit, lang), n=busiest["n"]
    )
    return Chart(figure, f"{alt} {most}")


def by_time(table: pl.DataFrame, unit: Unit | None = None) -> pl.DataFrame:
    """The votes of each week or month that has any: start, adopted, rejected, n; see there."""
    dated = table.filter(pl.col("date").is_not_null())
    if unit is None and not dated.is_empty():
        first, last = dated.select(first=pl.col("date").min(), last=pl.col("date").max()).row(0)
        unit = _unit(first, last)
    return (
        dated.group_by(start=pl.col("date").dt.truncate("1w" if unit == "week" else "1mo"))
        .agg(
            adopted=pl.col("adopted").fill_null(value=False).sum(),
            rejected=(~pl.col("adopted")).fill_null(value=False).sum(),
            n=pl.len(),
        )
        .sort("start")
    )


def by_type(table: pl.DataFrame) -> pl.DataFrame:
    """The votes of each kind, the most frequent first: type_code, n."""
    return (
        table.group_by(pl.col("type_code").fill_null("unknown"))
        .len("n")
        .sort("n", "type_code", descending=[True, False])
    )


def votes_by_type(table: pl.DataFrame, lang: Lang) -> Chart:
    """The number of votes of each kind (column type_code), the most frequent first.

    Raises ValueError where there are none.
    """
    _not_empty(table, "votes")
    counts = by_type(table)
    labels = [text(f"vote_type.{code}", lang) for code in counts["type_code"]]
    figures = [number(n, lang) for n in counts["n"]]
    trace = {
        "orientation": "h",
        "x": counts["n"].to_list(),
        "y": labels,
        "text": figures,
        "textposition": "auto",
        "hovertext": [f"{label}: {n}" for label, n in zip(labels, figures, strict=True)],
        **bar_style(PLAIN),
    }
    figure = bars(
        [trace],
        lang,
        max(170, 60 + 44 * counts.height),
        legend=False,
        x={"title": text("chart.votes", lang), **count_axis(max(counts["n"].to_list()))},
        y=LABELS,
    )
    parts = "; ".join(f"{label} {n}" for label, n in zip(labels, figures, strict=True))
    return Chart(figure, text("chart.by_type_alt", lang, n=table.height, parts=parts))


def ballots_by_party(totals: pl.DataFrame, lang: Lang) -> Chart:
    """A bar per party, from the left of the chamber downwards, stacked by position.

    `totals` has party, position and n, as in `totals_by_party`; null is unknown. Raises ValueError
    where there are no ballots.
    """
    counts = {
        (party, position or "unknown"): n
        for party, position, n in totals.group_by("party", "position")
        .agg(pl.col("n").sum())
        .iter_rows()
    }
    if not sum(counts.values()):
        raise ValueError("no ballots to draw")
    parties = party_order({party for party, _ in counts})
    names = [shown(party) if party else text("chart.no_party", lang) for party in parties]
    traces = [
        _trace(position, names, [counts.get((party, position), 0) for party in parties], lang)
        for position in _present(counts)
    ]
    largest = max(sum(n for (p, _), n in counts.items() if p == party) for party in parties)
    figure = bars(
        traces,
        lang,
        90 + _ROW * len(parties),
        x={"title": text("chart.ballots", lang), **count_axis(largest)},
        y=CATEGORIES,
    )
    parts = "; ".join(
        f"{party or text('chart.no_party', lang)}: {_in_words(counts, party, lang)}"
        for party in parties
    )
    return Chart(figure, text("chart.by_party_alt", lang, n=sum(counts.values()), parts=parts))


def _trace(position: str, names: list[str], values: list[int], lang: Lang) -> dict[str, Any]:
    label = _position(position, lang)
    return {
        "name": label,
        "orientation": "h",
        "y": names,
        "x": values,
        "text": [number(n, lang) if n else "" for n in values],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "hovertext": [
            f"{name}<br>{label}: {number(n, lang)}" if name else f"{label}: {number(n, lang)}"
            for name, n in zip(names, values, strict=True)
        ],
        **bar_style(POSITION_COLOURS[position], POSITION_PATTERNS[position]),
    }


def _present(counts: Mapping[tuple[str | None, str], int]) -> list[str]:
    taken = {position for _, position in counts}
    return [position for position in (*POSITIONS, "unknown") if position in taken]


def _in_words(counts: Mapping[tuple[str | None, str], int], party: str | None, lang: Lang) -> str:
    return ", ".join(
        f"{_position(position, lang)} {number(counts[party, position], lang)}"
        for position in _present(counts)
        if counts.get((party, position))
    )


def _position(position: str, lang: Lang) -> str:
    return text(f"position.short.{position}", lang)


def _period_label(start: date, unit: Unit, lang: Lang) -> str:
    if unit == "month":
        return date_text(start, lang, "month_year")
    return text(
        "chart.week_of", lang, week=start.isocalendar().week, date=date_text(start, lang, "medium")
    )


def _period(first: date, last: date, lang: Lang) -> str:
    start, end = date_text(first, lang), date_text(last, lang)
    if first == last:
        return text("chart.on_day", lang, start=start)
    return text("chart.period", lang, start=start, end=end)


def _range(first: date, last: date, unit: Unit) -> list[date]:
    """The range of the axis: the periods shown, with room around them where they are few."""
    length = timedelta(days=7 if unit == "week" else 31)
    lacking = max(0, _FEWEST_PERIODS - (last - first) // length - 1)
    end = last + length if unit == "week" else (last + length).replace(day=1)
    before = lacking // 2
    return [first - length * before, end + length * (lacking - before)]


def _unit(first: date, last: date) -> Unit:
    return "week" if last - first <= _WEEKS_UP_TO else "month"


def _not_empty(table: pl.DataFrame, what: str) -> None:
    if table.is_empty():
        raise ValueError(f"no {what} to draw")
