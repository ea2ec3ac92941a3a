"""The tables of committees and meetings for `export`: out of the local copy, by session."""

from __future__ import annotations

import argparse

import polars as pl

from core.cli.extract import (
    Extract,
    check_options,
    chosen_filters,
    chosen_periods,
    not_stored,
    several,
)
from core.parliament.casestore import stored_periods
from core.parliament.chamber import is_invented
from core.parliament.meetingstore import Rows, stored_committees, stored_meetings
from core.store.files import Store
from core.times import danish_now

MEETING_TABLES = frozenset({"committees", "meetings"})


def read_meeting_table(options: argparse.Namespace, store: Store) -> Extract:
    """The rows of the sessions asked for, or of all that are stored. Raises Failed, WrongUse.

    The days asked for, both included, are those of the meetings; committees have none.
    """
    table, codes = options.table, options.session
    check_options(options, *(("from", "to") if table == "committees" else ()))
    known = {period.code: period for period in stored_periods(store) if not period.year}
    wanted = chosen_periods(known, codes, "session")
    today = danish_now().date()
    found: dict[str, Rows] = {}
    for period in wanted or known.values():
        made = (
            stored_meetings(store, period)
            if table == "meetings"
            else stored_committees(store, period, today)
        )
        if made is not None:
            found[period.code] = made
    absent = [period.code for period in wanted if period.code not in found]
    if not found or absent:
        raise not_stored(table, absent)
    rows = pl.concat([each.rows for each in found.values()])
    if options.start is not None:
        rows = rows.filter(pl.col("date") >= options.start)
    if options.end is not None:
        rows = rows.filter(pl.col("date") <= options.end)
    return Extract(
        rows=rows,
        urls=tuple(dict.fromkeys(url for each in found.values() for url in each.urls)),
        fetched_at=min(each.fetched_at for each in found.values()),
        invented=is_invented(store),
        filters=chosen_filters(options),
        where=several(len(found), "session"),
    )
