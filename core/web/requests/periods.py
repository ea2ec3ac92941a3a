"""The tables of cases, questions, committees and meetings, as their pages choose the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

import polars as pl

from core.errors import NoSuchThing
from core.filters.cases import CASES
from core.filters.engine import Chosen, Pairs
from core.filters.meetings import MEETINGS
from core.filters.questions import QUESTIONS
from core.parliament.calendar.meetings import join_meetings, newest_first
from core.parliament.calendar.periods import Period
from core.parliament.cases.search import CaseBook
from core.parliament.people.committees import Committees, membership_rows
from core.parliament.questions.questions import KINDS, Kind
from core.parliament.texts.plain import tidy
from core.store.datasets.dataset import Dataset
from core.tables.cases import (
    joined_cases,
    period_cases,
    steps_of,
    work_of_cases,
)
from core.tables.meetings import period_committees, period_meetings
from core.tables.questions import period_questions
from core.tables.table import Recipe, Table
from core.tables.votes import ALL
from core.web.requests.request import Answer, Asking

T = TypeVar("T")


def cases(asking: Asking, name: str) -> Answer:
    """As the list on the page of cases, in its order."""
    return _of_cases(asking, lambda book, rows: rows)


def steps(asking: Asking, name: str) -> Answer:
    """The steps of the cases that pass the filters of the page."""
    return _of_cases(asking, steps_of)


def _of_cases(asking: Asking, make: Callable[[CaseBook, pl.DataFrame], pl.DataFrame]) -> Answer:
    known = asking.loaded.periods(years=True)
    found, told, codes = _stored(
        asking,
        known,
        period_cases,
        work_of_cases,
        label="cases.period",
        everything="cases.all_periods",
    )
    table = found[0]
    if len(found) > 1:
        missing = [each.code for each in known if each.code not in codes]
        table = joined_cases(asking.loaded.source.tables, found, missing)
    chosen = asking.given.chosen(CASES, table.content)
    return Answer(
        (table,),
        lambda: make(table.content, CASES.apply(table.content, chosen)),
        (*told, *CASES.described(table.content, chosen, asking.lang)),
        (codes, chosen),
        codes,
    )


def questions(asking: Asking, name: str) -> Answer:
    """As the list on the page of questions: of one kind, those to ministers unless it says so."""
    kind: Kind = next(k for k in KINDS if k == asking.given.one_of("kind", KINDS, KINDS[0]))
    found, told, codes = _stored(
        asking, asking.loaded.periods(years=False), partial(period_questions, kind)
    )
    every = found[0].content
    if len(found) > 1:
        every = pl.concat(table.content for table in found).unique(
            ["kind", "question_id"], keep="first", maintain_order=True
        )
    chosen = Chosen() if every.is_empty() else asking.given.chosen(QUESTIONS, every)
    told = ((asking.t("questions.kind"), asking.t(f"questions.kinds.{kind}")), *told)
    return Answer(
        found,
        lambda: QUESTIONS.apply(every, chosen),
        (*told, *QUESTIONS.described(every, chosen, asking.lang)),
        (codes, kind, chosen),
        codes,
    )


def meetings(asking: Asking, name: str) -> Answer:
    """As the list on the page of meetings: the newest first."""
    found, told, codes = _stored(asking, asking.loaded.periods(years=False), period_meetings)
    content = join_meetings([table.content for table in found])
    chosen = asking.given.chosen(MEETINGS, content)
    return Answer(
        found,
        lambda: newest_first(MEETINGS.apply(content, chosen)),
        (*told, *MEETINGS.described(content, chosen, asking.lang)),
        (codes, chosen),
        codes,
    )


def committees(asking: Asking, name: str) -> Answer:
    """As on the page of committees: everybody's role in each, or in one by its short name or id."""
    found, told, codes = _stored(asking, asking.loaded.periods(years=False), period_committees)
    wanted = tidy(asking.given.one("committee")) or asking.given.one("id")
    tables = [_of_committee(table.content, wanted) for table in found]
    if wanted and all(rows.is_empty() for rows, _ in tables):
        raise NoSuchThing(f"there is no committee {wanted}", what="committee", name=wanted)
    if wanted:
        names = next(rows["committee"][0] for rows, _ in tables if rows.height)
        told = (*told, (asking.t("column.committee"), str(names)))

    def make() -> pl.DataFrame:
        return pl.concat(
            membership_rows(code, rows, roles)
            for code, (rows, roles) in zip(codes, tables, strict=True)
        )

    return Answer(found, make, told, (codes, wanted.upper()), codes)


def _of_committee(found: Committees, wanted: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The committees that are meant, and all roles."""
    table = found.table
    if wanted:
        by_code = pl.col("code").is_in([wanted, wanted.upper()])
        table = table.filter(by_code | (pl.col("committee_id").cast(pl.String) == wanted))
    return table, found.roles


def _stored(
    asking: Asking,
    known: Sequence[Period],
    recipe: Callable[[Period, datetime], Recipe[T]],
    also: Callable[[Period, datetime], Dataset] | None = None,
    *,
    label: str = "votes.session",
    everything: str = "votes.all_sessions",
) -> tuple[tuple[Table[T], ...], Pairs, tuple[str, ...]]:
    """The tables of the period that was asked for, or of all that are stored, with their codes.

    The newest is waited for, the others are not; what was asked for is told in words too.
    """
    loaded, code = asking.loaded, asking.code(known)
    newest = next(iter(known), None)
    if newest is None:
        raise NoSuchThing("there is no period", what="session", name="")
    period = next((each for each in known if each.code == code), newest)
    beside = (also(period, loaded.now),) if also else ()
    own = loaded.read(recipe(period, loaded.now), beside)
    title = asking.t(everything) if code == ALL else period.named(asking.lang)
    told = ((asking.t(label), title),)
    if code != ALL:
        return (own,), told, (period.code,)
    found = loaded.stored({each.code: recipe(each, loaded.now) for each in known})
    return tuple(found.values()), told, tuple(found)
