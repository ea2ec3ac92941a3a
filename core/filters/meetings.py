"""The filters on meetings."""

from __future__ import annotations

from datetime import date

import polars as pl

from core.filters.engine import Column, Filter, Filters, When, occurring, search, since, until
from core.filters.values import Values
from core.parliament.calendar.meetings import (
    STATUSES,
    TYPES,
    Meetings,
    calendar_bounds,
    committee_label,
)
from core.parliament.texts.plain import search_words


def _committees(meetings: Meetings) -> dict[str, str]:
    """The committees that occur: short name to short name and name."""
    called = meetings.called.sort("code").select("code", "name").iter_rows()
    return {code: committee_label(code, name) for code, name in called}


def _days(meetings: Meetings) -> tuple[date, date]:
    return calendar_bounds(meetings.period, meetings.table)


def _holds(words: Values) -> pl.Expr:
    """Whether a row contains every word; the words are literal."""
    looked_in = pl.col("search")
    found = (looked_in.str.contains(word, literal=True) for word in search_words(words[0]))
    return pl.all_horizontal(pl.lit(value=True), *found)


MEETINGS: Filters[Meetings] = Filters(
    (
        search(When(_holds), "meetings.search_hint"),
        Filter(
            "type",
            "many",
            "meetings.type",
            Column("type_code"),
            words="meeting_type",
            options=lambda meetings: occurring(meetings.table["type_code"], TYPES),
            few=True,
        ),
        Filter(
            "committee", "many", "column.committee", Column("committee", "; "), options=_committees
        ),
        # Not `status`: the sidebar uses that key.
        Filter(
            "state",
            "many",
            "column.status",
            Column("status_code"),
            words="meeting_status",
            options=lambda meetings: occurring(meetings.table["status_code"], STATUSES),
        ),
        Filter("from", "day", "votes.from", since("date"), bounds=_days),
        Filter("to", "day", "votes.to", until("date"), bounds=_days),
    ),
    table=lambda meetings: meetings.table,
)
