"""The tables of the dictionary by session with default choices, as the shared store has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache, partial
from typing import Any, TypeVar

import polars as pl

from core.analysis.selection import NEED_BALLOTS, Selection, build_table
from core.dictionary import TABLES
from core.parliament.calendar.periods import Period
from core.parliament.votes.chamber import Chamber
from core.store.lake.figure import Figure
from core.tables.cases import periods
from core.tables.chosen import PERIOD_TABLES, PeriodParts, period_rows
from core.tables.marks import stored_sessions
from core.tables.table import Recipe, Table, Tables
from core.tables.votes import session_votes
from core.times import danish_now
from core.version import code_version

T = TypeVar("T")

# A column for each vote: thousands of them, if all sessions were one table.
_WIDE = frozenset({"rollcall"})
_OF_VOTES = tuple(
    name
    for name in TABLES
    if name not in PERIOD_TABLES and name not in _WIDE and name not in ("documents", "changes")
)


def published_figures(tables: Tables) -> Iterator[Figure]:
    """Every table of every period that is stored, one period after the other.

    Its rows are made when they are asked for. What several tables of a period are made from is made
    once, and let go when the next period comes. `documents` and `changes` are answers to a search,
    whose rows are published as the API has them.
    """
    stored, now = tables.read(periods()), danish_now()
    for period in stored.content if stored else stored_sessions(tables.store):
        yield from _of_votes(tables, period, now)
        made: dict[str, Callable[[], Table[Any] | None]] = {}
        for name, kind in PERIOD_TABLES.items():
            recipe = kind.recipe(period, now)
            if (kind.years or not period.year) and tables.can_make(recipe):
                read = made.setdefault(recipe.key, cache(partial(tables.once, recipe)))
                yield _figure(name, period, _key(tables, recipe), read, _rows_of_period)


def _of_votes(tables: Tables, session: Period, now: datetime) -> Iterator[Figure]:
    recipe = session_votes(session, now)
    votes = tables.store.meta("Afstemning", session.code)
    if session.year or not tables.can_make(recipe) or votes is None or not votes.rows:
        return
    has_ballots = tables.store.meta("Stemme", session.code) is not None
    key, read = _key(tables, recipe), cache(partial(tables.once, recipe))
    for name in _OF_VOTES:
        if has_ballots or name not in NEED_BALLOTS:
            yield _figure(name, session, key, read, _rows_of_votes)


def _key(tables: Tables, recipe: Recipe[Any]) -> str:
    return f"{code_version()} {tables.checksum(recipe)}"


def _figure(
    name: str,
    period: Period,
    made_from: str,
    read: Callable[[], Table[T] | None],
    rows: Callable[[str, Period, T], pl.DataFrame],
) -> Figure:
    def make() -> pl.DataFrame | None:
        found = read()
        if found is None:
            return None
        made = rows(name, period, found.content)
        return TABLES[name].take(made, demo=found.invented, categories=True)

    return Figure(name, period.code, made_from, make)


def _rows_of_votes(name: str, _: Period, chamber: Chamber) -> pl.DataFrame:
    return build_table(name, chamber, Selection())


def _rows_of_period(name: str, period: Period, content: object) -> pl.DataFrame:
    return period_rows(name, PeriodParts((period.code,), (content,)))
