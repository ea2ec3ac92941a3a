"""The tables of cases for `export`: out of the local copy, over the periods that it holds."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from core.cli.common import Failed, WrongUse
from core.language import DANISH_TIME
from core.parliament.casebook import CaseBook, CaseFilters, find_cases, join_books
from core.parliament.casestore import stored_book, stored_periods
from core.parliament.chamber import is_invented
from core.parliament.periods import Period
from core.store.files import Store

CASE_TABLES = frozenset({"cases", "steps"})


@dataclass(frozen=True, slots=True)
class CaseExport:
    """The rows of a table of cases, and what its readme tells of them."""

    rows: pl.DataFrame
    sessions: tuple[Period, ...]
    urls: tuple[str, ...]
    fetched_at: datetime
    invented: bool


def check_case_options(options: argparse.Namespace) -> None:
    """Whether only what goes with cases is asked for. Raises WrongUse."""
    chosen = {
        "--subset": options.subset != "all",
        "--include-errors": options.include_errors,
        "--lines": options.lines != "best",
        "--min-shared": options.min_shared is not None,
    }
    for name, given in chosen.items():
        if given:
            raise WrongUse(f"{name} is about votes and does not go with {options.table}")


def read_cases(
    store: Store, table: str, codes: list[str], start: date | None, end: date | None
) -> CaseExport:
    """The rows of the periods asked for, or of all that are stored. Raises Failed.

    `start` and `end` (both included) are days on which the cases were put forward.
    """
    known = {period.code: period for period in stored_periods(store)}
    wanted = [known[code] for code in dict.fromkeys(codes) if code in known]
    if codes and len(wanted) < len(set(codes)):
        strange = " ".join(code for code in codes if code not in known)
        raise Failed(f"the local copy knows no session or year {strange}")
    today = datetime.now(UTC).astimezone(DANISH_TIME).date()
    invented = is_invented(store)
    found: dict[str, CaseBook] = {}
    for period in wanted or known.values():
        book = stored_book(store, period, today, links=not invented, keep=False)
        if book is not None:
            found[period.code] = book
    absent = [period.code for period in wanted if period.code not in found]
    if not found or absent:
        some = f" --session {' '.join(absent)}" if absent else ""
        raise Failed(
            f"the {table} are not in the local copy: first run python -m core sync --cases{some}"
        )
    book = join_books(list(found.values()))
    rows = _rows(book, table, start, end)
    return CaseExport(rows, book.periods, book.urls, book.fetched_at, invented)


def _rows(book: CaseBook, table: str, start: date | None, end: date | None) -> pl.DataFrame:
    cases = find_cases(book, CaseFilters(start=start, end=end)).rows
    if table == "cases":
        return cases
    names = cases.select("case_id", "number", "period")
    return book.steps.join(names, on="case_id", maintain_order="left")
