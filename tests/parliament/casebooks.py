"""The demo parliament's cases as a book, made of its rows without a detour over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import polars as pl

from core.parliament.calendar.periods import Period, read_periods
from core.parliament.cases.search import CaseBook, case_book, join_books
from core.parliament.cases.tables import cases_table, keywords_table, roles_table, steps_table
from core.parliament.people.memberships import read_memberships
from core.standin.demo import build_demo

TODAY = date(2026, 11, 23)  # when the demo stands still


@cache
def demo_book() -> CaseBook:
    """Every period of the small demo, as one."""
    return join_books(books_of(build_demo("small")))


def books_of(tables: Mapping[str, pl.DataFrame]) -> list[CaseBook]:
    """A book for every period that has cases."""
    links = tables["AktørAktør"].filter(pl.col("rolleid") == 15)
    groups = tables["Aktør"].filter(pl.col("typeid") == 4)
    ids = groups["id"].implode()
    memberships = read_memberships(
        groups,
        links.filter(pl.col("tilaktørid").is_in(ids)),
        links.filter(pl.col("fraaktørid").is_in(ids)),
    )
    of_step = tables["Sagstrin"].select(pl.col("id").alias("sagstrinid"), case_id="sagid")
    votes = tables["Afstemning"].join(of_step, on="sagstrinid").select("case_id")
    found = [
        _book(tables, period, memberships, votes) for period in read_periods(tables["Periode"])
    ]
    return [book for book in found if book.table.height]


def _book(
    tables: Mapping[str, pl.DataFrame],
    period: Period,
    memberships: pl.DataFrame,
    votes: pl.DataFrame,
) -> CaseBook:
    rows = tables["Sag"].filter(pl.col("periodeid") == period.period_id)
    mine = pl.col("sagid").is_in(rows["id"].implode())
    words = keywords_table(tables["EmneordSag"].filter(mine), tables["Emneord"])
    return case_book(
        period,
        cases_table(period.code, rows, words, tables),
        steps_table(tables["Sagstrin"].filter(mine), tables),
        roles_table(tables["SagAktør"].filter(mine), tables["Aktør"], tables),
        words,
        today=TODAY,
        memberships=memberships,
        votes=votes,
    )
