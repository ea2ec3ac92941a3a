"""What meetings can be filtered by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from core.filters.engine import Column, Filter, Filters, When, since, until
from core.filters.values import Values
from core.parliament.calendar.meetings import (
    STATUSES,
    TYPES,
    Meetings,
    calendar_bounds,
    committee_label,
)
from core.parliament.texts.plain import search_words


def _present(column: str, order: tuple[str, ...]) -> Callable[[Meetings], tuple[str, ...]]:
    """The codes that there are in a column."""

    def present(meetings: Meetings) -> tuple[str, ...]:
        there = set(meetings.table[column])
        return tuple(code for code in order if code in there)

    return present


def _committees(meetings: Meetings) -> dict[str, str]:
    """Short name and name of each, by its short name."""
    called = meetings.called.sort("code").select("code", "name").iter_rows()
    return {code: committee_label(code, name) for code, name in called}


def _days(meetings: Meetings) -> tuple[date, date]:
    return calendar_bounds(meetings.period, meetings.table)


def _holds(words: Values) -> pl.Expr:
    """Every word; the text is no pattern."""
    looked_in = pl.col("search")
    found = (looked_in.str.contains(word, literal=True) for word in search_words(words[0]))
    return pl.all_horizontal(pl.lit(value=True), *found)


MEETINGS: Filters[Meetings] = Filters(
    (
        Filter("q", "text", "votes.search", When(_holds), hint="meetings.search_hint"),
        Filter(
            "type",
            "many",
            "meetings.type",
            Column("type_code"),
            words="meeting_type",
            options=_present("type_code", TYPES),
            few=True,
        ),
        Filter(
            "committee", "many", "column.committee", Column("committee", "; "), options=_committees
        ),
        # The sidebar has the key `status`.
        Filter(
            "state",
            "many",
            "column.status",
            Column("status_code"),
            words="meeting_status",
            options=_present("status_code", STATUSES),
        ),
        Filter("from", "day", "votes.from", since("date"), bounds=_days),
        Filter("to", "day", "votes.to", until("date"), bounds=_days),
    ),
    table=lambda meetings: meetings.table,
)
