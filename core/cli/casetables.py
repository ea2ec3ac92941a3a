"""The tables of cases for `export`: out of the local copy, over the periods that it holds."""

from __future__ import annotations

import argparse
from datetime import date

import polars as pl

from core.cli.extract import (
    Extract,
    check_options,
    chosen_filters,
    chosen_periods,
    not_stored,
    several,
)
from core.parliament.casebook import CaseBook, CaseFilters, find_cases, join_books
from core.parliament.casestore import stored_book, stored_periods
from core.parliament.chamber import is_invented
from core.store.files import Store
from core.times import danish_now

CASE_TABLES = frozenset({"cases", "steps"})


def read_cases(options: argparse.Namespace, store: Store) -> Extract:
    """The rows of the periods asked for, or of all that are stored. Raises Failed.

    The days asked for, both included, are those on which the cases were put forward.
    """
    check_options(options)
    table, codes = options.table, options.session
    known = {period.code: period for period in stored_periods(store)}
    wanted = chosen_periods(known, codes, "session or year")
    today = danish_now().date()
    invented = is_invented(store)
    found: dict[str, CaseBook] = {}
    for period in wanted or known.values():
        book = stored_book(store, period, today, links=not invented, keep=False)
        if book is not None:
            found[period.code] = book
    absent = [period.code for period in wanted if period.code not in found]
    if not found or absent:
        raise not_stored(table, absent)
    book = join_books(list(found.values()))
    return Extract(
        rows=_rows(book, table, options.start, options.end),
        urls=book.urls,
        fetched_at=book.fetched_at,
        invented=invented,
        filters=chosen_filters(options),
        where=several(len(book.periods), "period"),
    )


def _rows(book: CaseBook, table: str, start: date | None, end: date | None) -> pl.DataFrame:
    cases = find_cases(book, CaseFilters(start=start, end=end)).rows
    if table == "cases":
        return cases
    names = cases.select("case_id", "number", "period")
    return book.steps.join(names, on="case_id", maintain_order="left")
