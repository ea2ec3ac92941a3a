"""The axis of sessions or months that charts over time share, with elections marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.analysis.subsets import Interval
from core.charts.chart import date_ticks, shown
from core.charts.colours import EDGE
from core.language import Lang, date_text, text
from core.parliament.calendar.periods import Period
from core.times import month_start

_MOST_BESIDE = 4


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """An axis of periods.

    `labels` are the periods in words, `places` their positions, `axis` the settings of the axis.
    `shapes` and `notes` mark the starts of sessions: a line, thick and labelled after an election.
    """

    labels: Mapping[str, str]
    places: Mapping[str, Any]
    axis: dict[str, Any]
    shapes: list[dict[str, Any]]
    notes: list[dict[str, Any]]


def time_axis(
    periods: Sequence[str], every: Interval, sessions: Sequence[Period], lang: Lang
) -> TimeAxis:
    """The axis of these periods (in order, at least one), named as in `with_period`."""
    if every == "month":
        return _months(periods, sessions, lang)
    return _sessions(periods, sessions, lang)


def after_election(session: Period) -> bool:
    """Whether the session began after an election.

    An election ends a session, and the new Parliament meets in another session of the same year.
    """
    return not session.code.endswith("1")


def period_label(period: str, every: Interval, sessions: Sequence[Period], lang: Lang) -> str:
    """A period in words: the session's title, or month and year."""
    if every == "session":
        return {session.code: session.named(lang) for session in sessions}.get(period, period)
    return date_text(month_start(period), lang, "month_year")


def _months(periods: Sequence[str], sessions: Sequence[Period], lang: Lang) -> TimeAxis:
    places = {period: month_start(period) for period in periods}
    first, last = places[periods[0]], places[periods[-1]]
    days, ticks = date_ticks(first, last, lang)
    begun = [
        (session.start.date(), after_election(session))
        for session in sessions
        if first < session.start.date().replace(day=1) <= last
    ]
    return TimeAxis(
        {period: period_label(period, "month", (), lang) for period in periods},
        places,
        {"type": "date", "tickvals": days, "ticktext": ticks, "showgrid": False},
        [_line(day, election=election) for day, election in begun],
        [_note(day, lang) for day, election in begun if election],
    )


def _sessions(periods: Sequence[str], sessions: Sequence[Period], lang: Lang) -> TimeAxis:
    labels = {period: period_label(period, "session", sessions, lang) for period in periods}
    few = len(periods) <= _MOST_BESIDE  # a title on two lines, to fit on a phone
    places = {
        period: shown(label).replace(" (", "<br>(") if few else shown(label)
        for period, label in labels.items()
    }
    elections = {session.code for session in sessions if after_election(session)}
    borders = [n - 0.5 for n, code in enumerate(periods) if n and code in elections]
    return TimeAxis(
        labels,
        places,
        {
            "type": "category",
            "categoryorder": "array",
            "categoryarray": list(places.values()),
            "showgrid": False,
            "dtick": 1,
            "tickangle": 0 if few else -60,
        },
        [_line(x, election=True) for x in borders],
        [_note(x, lang) for x in borders],
    )


def _line(x: Any, *, election: bool) -> dict[str, Any]:
    look = {"width": 2, "dash": "solid"} if election else {"width": 1, "dash": "dot"}
    return {
        "type": "line",
        "layer": "below",
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "x0": x,
        "x1": x,
        "line": {"color": EDGE, **look},
    }


def _note(x: Any, lang: Lang) -> dict[str, Any]:
    return {
        "x": x,
        "y": 0,
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "xshift": 2,
        "showarrow": False,
        "text": text("parties.election", lang),
    }
