"""The tables of cases for `export`: out of the local copy, over the periods that it holds."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from datetime import UTC, date, datetime

import polars as pl

from core.cli.common import Failed
from core.cli.extract import Extract, check_options, chosen_filters, several
from core.language import DANISH_TIME
from core.parliament.casebook import CaseBook, CaseFilters, find_cases, join_books
from core.parliament.casestore import stored_book, stored_periods
from core.parliament.chamber import is_invented
from core.parliament.meetingstore import Rows, stored_committees, stored_meetings
from core.parliament.periods import Period
from core.store.files import Store

_SESSION_TABLES = frozenset({"committees", "meetings"})
CASE_TABLES = frozenset({"cases", "steps"}) | _SESSION_TABLES


def read_cases(options: argparse.Namespace, store: Store) -> Extract:
    """The rows of the periods asked for, or of all that are stored. Raises Failed.

    The days asked for, both included, are those on which the cases were put forward or the meetings
    held.
    """
    if options.table in _SESSION_TABLES:
        return _read_sessions(options, store)
    check_options(options)
    known, wanted = _wanted(store, options.session)
    today = datetime.now(UTC).astimezone(DANISH_TIME).date()
    invented = is_invented(store)
    found: dict[str, CaseBook] = {}
    for period in wanted or known:
        book = stored_book(store, period, today, links=not invented, keep=False)
        if book is not None:
            found[period.code] = book
    _all_there(options.table, wanted, found)
    book = join_books(list(found.values()))
    return Extract(
        rows=_rows(book, options.table, options.start, options.end),
        urls=book.urls,
        fetched_at=book.fetched_at,
        invented=invented,
        filters=chosen_filters(options),
        where=several(len(book.periods), "period"),
    )


def _read_sessions(options: argparse.Namespace, store: Store) -> Extract:
    """The rows of `committees` or `meetings`, of sessions alone."""
    table, start, end = options.table, options.start, options.end
    check_options(options, *(("from", "to") if table == "committees" else ()))
    known, wanted = _wanted(store, options.session)
    today = datetime.now(UTC).astimezone(DANISH_TIME).date()
    found: dict[str, Rows] = {}
    for period in wanted or [each for each in known if not each.year]:
        made = (
            stored_meetings(store, period)
            if table == "meetings"
            else stored_committees(store, period, today)
        )
        if made is not None:
            found[period.code] = made
    _all_there(table, wanted, found)
    rows = pl.concat([each.rows for each in found.values()])
    if start is not None:
        rows = rows.filter(pl.col("date") >= start)
    if end is not None:
        rows = rows.filter(pl.col("date") <= end)
    return Extract(
        rows=rows,
        urls=tuple(dict.fromkeys(url for each in found.values() for url in each.urls)),
        fetched_at=min(each.fetched_at for each in found.values()),
        invented=is_invented(store),
        filters=chosen_filters(options),
        where=several(len(found), "session"),
    )


def _wanted(store: Store, codes: list[str]) -> tuple[list[Period], list[Period]]:
    """The periods that the copy knows, and those of the codes. Raises Failed for a strange code."""
    known = {period.code: period for period in stored_periods(store)}
    wanted = [known[code] for code in dict.fromkeys(codes) if code in known]
    if codes and len(wanted) < len(set(codes)):
        strange = " ".join(code for code in codes if code not in known)
        raise Failed(f"the local copy knows no session or year {strange}")
    return list(known.values()), wanted


def _all_there(table: str, wanted: list[Period], found: Collection[str]) -> None:
    """Raises Failed where nothing was found, or not all that was asked for by its code."""
    absent = [period.code for period in wanted if period.code not in found]
    if not found or absent:
        some = f" --session {' '.join(absent)}" if absent else ""
        raise Failed(
            f"the {table} are not in the local copy: first run python -m core sync --cases{some}"
        )


def _rows(book: CaseBook, table: str, start: date | None, end: date | None) -> pl.DataFrame:
    cases = find_cases(book, CaseFilters(start=start, end=end)).rows
    if table == "cases":
        return cases
    names = cases.select("case_id", "number", "period")
    return book.steps.join(names, on="case_id", maintain_order="left")
