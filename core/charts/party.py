"""Charts of one party, and of all parties side by side: seats, agreement, departures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl

from core.analysis.subsets import Interval
from core.charts.chart import Chart, bar_style, bars, count_axis, date_ticks, drawn, shown
from core.charts.colours import outline, party_colour
from core.charts.panels import Panel, small_panels
from core.charts.periods import period_label
from core.charts.shares import enough, shown_shares
from core.language import Lang, date_text, number, percent, text
from core.parliament.calendar.periods import Period
from core.parliament.people.party_order import party_order
from core.times import month_start

_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)


def seats_curve(table: pl.DataFrame, party: str, lang: Lang) -> Chart:
    """The members of a party over time, as steps.

    `table` is a result of `seats_over_time`. Raises ValueError where it is empty.
    """
    if table.is_empty():
        raise ValueError("no seats to draw")
    days, seats = table["date"].to_list(), table["seats"].to_list()
    ticks, labels = date_ticks(days[0], days[-1], lang)
    colour = party_colour(party)
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": days,
        "y": seats,
        "cliponaxis": False,
        "line": {"color": colour, "width": 2, "shape": "hv"},
        "marker": {"color": colour, "size": 6, "line": {"color": outline(colour), "width": 1}},
        "hovertext": [
            f"{date_text(day, lang, 'long')}: {text('party.members', lang, n=n)}"
            for day, n in zip(days, seats, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    figure = drawn(
        [trace],
        lang,
        240,
        legend=False,
        x={"type": "date", "tickvals": ticks, "ticktext": labels, "showgrid": False},
        y={"title": text("parties.chart_seats", lang), **count_axis(max(seats))},
    )
    alt = text(
        "party.seats_alt",
        lang,
        party=party,
        n=len(seats),
        first=number(seats[0], lang),
        last=number(seats[-1], lang),
        start=date_text(days[0], lang),
        end=date_text(days[-1], lang),
    )
    return Chart(figure, alt)


def agreement_panels(
    table: pl.DataFrame, party: str, every: Interval, sessions: Sequence[Period], lang: Lang
) -> Chart:
    """How often each other party stood as one did, a panel for each.

    `table` is a result of `agreement_with_others`; shares of too few votes have no point. Raises
    ValueError where there is none.
    """
    table = shown_shares(table.drop_nulls("period"), agreement="shared")
    known = table.drop_nulls("agreement")
    if known.is_empty():
        raise ValueError("no agreement to draw")
    ticks = [0.0, 0.5, 1.0]
    scale = {
        "range": [-0.06, 1.06],
        "tickvals": ticks,
        "ticktext": [percent(tick, lang) for tick in ticks],
    }
    figure = _panels(table, "agreement", scale, _named(table, every, sessions, lang), lang)
    parts = _latest(known, "agreement", lambda share: percent(share, lang))
    n = table["period"].n_unique()
    return Chart(figure, text("party.agreement_alt", lang, party=party, n=n, parts=parts))


def departure_panels(
    table: pl.DataFrame, every: Interval, sessions: Sequence[Period], lang: Lang
) -> Chart:
    """How often members departed from the line for every 1,000 ballots, a panel for each party.

    `table` is a result of `departures_over_time`; rates of too few ballots have no point. Raises
    ValueError where there is none.
    """
    table = shown_shares(table.drop_nulls("period"), per_thousand="ballots")
    known = table.drop_nulls("per_thousand")
    if known.is_empty():
        raise ValueError("no departures to draw")
    scale = _rate_axis(known["per_thousand"].to_list(), lang)
    figure = _panels(table, "per_thousand", scale, _named(table, every, sessions, lang), lang)
    parts = _latest(known, "per_thousand", lambda rate: number(rate, lang, 1))
    n = table["period"].n_unique()
    return Chart(figure, text("party.departures_alt", lang, n=n, parts=parts))


def departure_bars(
    table: pl.DataFrame, party: str, every: Interval, sessions: Sequence[Period], lang: Lang
) -> Chart:
    """How often the members of one party departed from its line, a bar for each period.

    `table` has the party's rows of `departures_over_time`. A period with too few ballots has its
    counts and no bar. Raises ValueError where the table is empty.
    """
    table = table.drop_nulls("period").sort("period")
    if table.is_empty():
        raise ValueError("no departures to draw")
    names = _named(table, every, sessions, lang)
    rows = table.to_dicts()
    rates = [row["per_thousand"] if enough(row["ballots"]) else 0 for row in rows]
    trace = {
        "x": [_short(row["period"], names[row["period"]], lang) for row in rows],
        "y": rates,
        "hovertext": [f"{shown(names[row['period']])}: {rate_words(row, lang)}" for row in rows],
        **bar_style(party_colour(party)),
    }
    figure = bars(
        [trace],
        lang,
        240,
        legend=False,
        x={"type": "category", "showgrid": False},
        y={"title": text("party.per_thousand", lang), **_rate_axis(rates, lang)},
    )
    parts = "; ".join(f"{names[row['period']]}: {rate_words(row, lang)}" for row in rows)
    return Chart(figure, text("party.departure_bars_alt", lang, party=party, parts=parts))


def rate_words(row: Mapping[str, Any], lang: Lang) -> str:
    """Departures for every 1,000 ballots with both counts; the counts alone where they are few."""
    counts = {"departures": row["departures"], "n": row["ballots"]}
    if not enough(row["ballots"]):
        return text("party.departures_of", lang, **counts)
    return text("party.rate_of", lang, rate=number(row["per_thousand"], lang, 1), **counts)


def _rate_axis(rates: Sequence[float], lang: Lang) -> dict[str, Any]:
    """From 0 to the highest rate or 1, with three or fewer ticks."""
    top = max(1.0, *rates)
    step = next(step for step in _STEPS if top / step <= 2.5 or step == _STEPS[-1])
    ticks = [step * n for n in range(int(top // step) + 1)]
    return {
        "range": [-0.06 * top, 1.08 * top],
        "tickvals": ticks,
        "ticktext": [number(tick, lang) for tick in ticks],
    }


def _panels(
    table: pl.DataFrame,
    column: str,
    scale: Mapping[str, Any],
    names: Mapping[str, str],
    lang: Lang,
) -> go.Figure:
    """A panel for each party that has a value in any period, from left to right of the chamber."""
    words = {"agreement": _share_words, "per_thousand": rate_words}[column]
    rows = {(row["party"], row["period"]): row for row in table.iter_rows(named=True)}
    panels = []
    for party in party_order(table.drop_nulls(column)["party"]):
        if party is None:
            continue
        own = {period: rows.get((party, period)) for period in names}
        panels.append(
            Panel(
                party,
                [row[column] if row else None for row in own.values()],
                [
                    f"{shown(party)}, {shown(names[period])}: {words(row, lang)}" if row else ""
                    for period, row in own.items()
                ],
            )
        )
    return small_panels(
        panels, [_short(period, names[period], lang) for period in names], scale, lang
    )


def _share_words(row: Mapping[str, Any], lang: Lang) -> str:
    same, shared = number(row["same"], lang), number(row["shared"], lang)
    counts = text("common.part_of", lang, part=same, n=shared)
    if row["agreement"] is None:
        return counts
    return f"{percent(row['agreement'], lang)} ({counts})"


def _named(
    table: pl.DataFrame, every: Interval, sessions: Sequence[Period], lang: Lang
) -> dict[str, str]:
    """The names of the periods of a table, the oldest first."""
    periods = table["period"].unique().sort()
    return {period: period_label(period, every, sessions, lang) for period in periods}


def _short(period: str, name: str, lang: Lang) -> str:
    """A month on two lines, or the name of a session without its place in the year."""
    if "-" in period:
        month = month_start(period)
        return f"{date_text(month, lang, 'month')}<br>{month.year}"
    return shown(name.partition(" (")[0])


def _latest(table: pl.DataFrame, column: str, words: Callable[[float], str]) -> str:
    """The last value of each party, in words."""
    last = table.sort("period").group_by("party").agg(pl.col(column).last())
    values = dict(last.select("party", column).iter_rows())
    return "; ".join(f"{party} {words(values[party])}" for party in party_order(values) if party)
