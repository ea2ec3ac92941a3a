"""The filters on questions to ministers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from core.analysis.questions import FACETS
from core.filters.engine import (
    Column,
    Filter,
    Filters,
    occurring,
    search,
    since,
    until,
)
from core.filters.searched import Searched
from core.parliament.cases.tables import search_cases
from core.parliament.questions.questions import STATUSES

_MOST = 150  # options offered by one filter


def _table(table: pl.DataFrame) -> pl.DataFrame:
    return table


def _days(table: pl.DataFrame) -> tuple[date, date] | None:
    first, last = table.select(pl.col("asked").min(), pl.col("asked").max().alias("last")).row(0)
    return None if first is None else (first, last)


def _names(column: Column) -> Callable[[pl.DataFrame], tuple[str, ...]]:
    return lambda table: tuple(column.counts(table, table, dict))


def _facet(key: str) -> Filter[pl.DataFrame]:
    """A choice among the names that occur, each with its number of questions."""
    column = Column(*FACETS[key])
    return Filter(
        key,
        "many",
        f"questions.{key}",
        column,
        options=_names(column),
        hides=True,
        counted=True,
        order="frequent",
        most=_MOST,
    )


QUESTIONS: Filters[pl.DataFrame] = Filters(
    (
        search(Searched(search_cases, _table, ("kind", "question_id")), "questions.search_hint"),
        # Not `status`: the sidebar uses that key.
        Filter(
            "state",
            "many",
            "questions.state",
            Column("status"),
            words="questions.status",
            options=lambda table: occurring(table["status"], STATUSES),
            few=True,
            hides=True,
            counted=True,
        ),
        _facet("minister"),
        _facet("asker"),
        _facet("party"),
        _facet("committee"),
        Filter("from", "day", "questions.from", since("asked"), bounds=_days),
        Filter("to", "day", "questions.to", until("asked"), bounds=_days),
    ),
    table=_table,
)
