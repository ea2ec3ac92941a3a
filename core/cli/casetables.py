"""The tables of cases, questions, committees and meetings for `export`: out of the local copy."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import polars as pl

from core.cli.common import say
from core.cli.extract import (
    Extract,
    check_options,
    chosen_filters,
    chosen_periods,
    not_stored,
    several,
)
from core.filters.cases import CASES
from core.filters.engine import between
from core.filters.meetings import MEETINGS
from core.filters.questions import QUESTIONS
from core.parliament.casebook import CaseBook, join_books
from core.parliament.committees import Committees, membership_rows
from core.parliament.meetings import Meetings
from core.parliament.periods import Period
from core.store.files import Store
from core.tables.cases import period_cases, periods
from core.tables.meetings import period_committees, period_meetings
from core.tables.questions import session_questions
from core.tables.table import Recipe, Table, Tables
from core.times import danish_now

_Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a table is from: the recipe of a period, and the rows of several in those days.

    It is of calendar `years` too, or of sessions alone; `without` are options that it has no use
    for. One that `tells` names the sessions that are not stored.
    """

    recipe: Callable[[Period, datetime], Recipe[Any]]
    rows: Callable[[list[Any], _Days], pl.DataFrame]
    years: bool = False
    without: tuple[str, ...] = ()
    tells: bool = False


def read_table(options: argparse.Namespace, store: Store) -> Extract:
    """The rows of the periods asked for, or of all that are stored. Raises Failed, WrongUse.

    The days asked for, both included, are those on which a case was put forward, a question was
    put, or a meeting is held.
    """
    source = CASE_TABLES[options.table]
    check_options(options, *source.without)
    found, absent = _read_periods(options, Tables(store), source)
    if absent and source.tells:
        say(f"note: left out, as they are not in the local copy: {' '.join(absent)}")
    return Extract(
        rows=source.rows([table.content for table in found], (options.start, options.end)),
        urls=tuple(dict.fromkeys(url for table in found for url in table.urls)),
        fetched_at=min(table.fetched_at for table in found),
        invented=any(table.invented for table in found),
        filters=chosen_filters(options),
        where=several(len(found), "period" if source.years else "session"),
    )


def _read_periods(
    options: argparse.Namespace, copy: Tables, source: _Source
) -> tuple[list[Table[Any]], list[str]]:
    """The tables of the periods that are meant and stored, and the codes of the others."""
    stored = copy.read(periods())
    known = {each.code: each for each in stored.content} if stored else {}
    known = {code: each for code, each in known.items() if source.years or not each.year}
    codes = list(dict.fromkeys(options.session))
    if stored:
        chosen_periods(known, codes, "session or year" if source.years else "session")
    now = danish_now()
    read = {
        code: copy.read(source.recipe(known[code], now)) if code in known else None
        for code in codes or known
    }
    found = [table for table in read.values() if table is not None]
    absent = [code for code, table in read.items() if table is None]
    if not found or (codes and absent):
        raise not_stored(options.table, absent if codes else [])
    return found, absent


def _cases(found: list[CaseBook], days: _Days) -> pl.DataFrame:
    return CASES.apply(join_books(found), between(*days))


def _steps(found: list[CaseBook], days: _Days) -> pl.DataFrame:
    book = join_books(found)
    cases = CASES.apply(book, between(*days))
    names = cases.select("case_id", "number", "period")
    return book.steps.join(names, on="case_id", maintain_order="left")


def _questions(found: list[pl.DataFrame], days: _Days) -> pl.DataFrame:
    rows = pl.concat(found).unique(["kind", "question_id"], keep="first", maintain_order=True)
    return QUESTIONS.apply(rows, between(*days))


def _committees(found: list[Committees], days: _Days) -> pl.DataFrame:
    return pl.concat(membership_rows(each.period.code, each.table, each.roles) for each in found)


def _meetings(found: list[Meetings], days: _Days) -> pl.DataFrame:
    rows = pl.concat(each.table for each in found)
    return MEETINGS.apply(found[0], between(*days), rows)


CASE_TABLES: Mapping[str, _Source] = MappingProxyType(
    {
        "cases": _Source(period_cases, _cases, years=True),
        "steps": _Source(period_cases, _steps, years=True),
        "questions": _Source(session_questions, _questions, tells=True),
        "committees": _Source(period_committees, _committees, without=("from", "to")),
        "meetings": _Source(period_meetings, _meetings),
    }
)
