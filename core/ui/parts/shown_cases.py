"""The cases that a page shows: those of one period or of all stored periods, or one case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.errors import NoSuchThing
from core.jobs import Job
from core.oda.client import Progress
from core.parliament.calendar.periods import Period
from core.parliament.cases.one_case import CaseFile
from core.parliament.cases.search import CaseBook
from core.parliament.cases.tables import Names
from core.tables import cases as tables
from core.tables.bills import Cases
from core.tables.table import Recipe, Table, Tables
from core.tables.votes import ALL, LATEST
from core.times import danish_now
from core.ui.parts.waiting import Arriving, arriving, await_job, shown
from core.ui.shell import address
from core.ui.shell.context import Context

_JOB = "casebooks"
_AT_ONCE = 3  # up to so many books are made in the run of the page, more of them in a job


@dataclass(frozen=True, slots=True)
class Shelf:
    """The cases of the chosen period, or of all stored periods (`period` is then None)."""

    table: Cases
    period: Period | None
    title: str

    @property
    def book(self) -> CaseBook:
        """The cases."""
        return self.table.content

    @property
    def code(self) -> str | None:
        """The code of the period for the name of a file; None for all periods."""
        return self.period.code if self.period else None

    @property
    def missing(self) -> int:
        """The number of periods whose cases are not stored."""
        return len(self.table.missing)

    @property
    def fetched_at(self) -> datetime:
        """When the oldest part was fetched (UTC)."""
        return self.table.fetched_at


def periods(context: Context) -> list[Period]:
    """The periods that have begun: sessions first, each kind the newest first."""
    return tables.begun(shown(context, tables.periods()).content, danish_now())


def case_names(context: Context) -> Names:
    """The names of all kinds, roles and statuses, by entity set."""
    return shown(context, tables.case_names()).content


def chosen_period(context: Context, known: list[Period], *, years: bool = True) -> Period:
    """Draw the choice of a period and return it; by default the latest session.

    `years` offers the calendar years too, to which EU and finance cases belong.
    """
    return _chosen(context, known, years=years) or known[0]


def chosen_shelf(
    context: Context,
    known: list[Period],
    *,
    years: bool = True,
    bar: DeltaGenerator | None = None,
) -> Shelf:
    """Draw the choice of a period and return its cases; ends the page while they are loaded.

    Without `years`, the calendar years of EU and finance cases are neither offered nor part of all
    periods. The choice is drawn in the bar of the page's list, where it has one.
    """
    everything = context.t("cases.all_periods" if years else "votes.all_sessions")
    with bar or st.container():
        period = _chosen(context, known, years=years, everything=everything)
    if period is not None:
        return period_shelf(context, period)
    offered = [each for each in known if years or not each.year]
    period_shelf(context, offered[0])
    found = stored_cases(context, offered)
    assert found is not None
    return Shelf(found, None, everything)


def period_shelf(context: Context, period: Period) -> Shelf:
    """The cases of one period."""
    now = danish_now()
    book = shown(
        context, tables.period_cases(period, now), also=[tables.work_of_cases(period, now)]
    )
    return Shelf(book, period, period.named(context.lang))


def stored_cases(context: Context, wanted: Sequence[Period]) -> Cases | None:
    """The cases of those periods that are stored, as one table; loads nothing."""
    copy, now = context.source.tables, danish_now()
    recipes = {period: tables.period_cases(period, now) for period in wanted}
    found = {period: copy.at_hand(recipe) for period, recipe in recipes.items()}
    stored = [p for p, recipe in recipes.items() if found[p] is None and copy.can_make(recipe)]
    if len(stored) > _AT_ONCE:
        books = [recipes[period] for period in stored]
        await_job(context, _JOB, partial(_make, copy, books), "wait.casebooks")
    found |= {period: copy.read(recipes[period]) for period in stored}
    there = [table for table in found.values() if table is not None]
    missing = [period.code for period, table in found.items() if table is None]
    return tables.joined_cases(copy, there, missing) if there else None


def shown_case(context: Context, case_id: int) -> Table[CaseFile]:
    """A case by its id. Raises NoSuchThing for an unknown id; ends the page while it loads."""
    known = {period.period_id: period for period in periods(context)}
    rows = shown(context, tables.case_row(case_id)).content
    if rows.is_empty():
        raise NoSuchThing(f"there is no case {case_id}", what="case", name=case_id)
    period = known.get(rows["periodeid"][0])
    return shown(context, tables.whole_case(rows, period, danish_now()))


def files_of(context: Context, file: CaseFile) -> Arriving[pl.DataFrame]:
    """The files of the documents of a case, which may still be loading; there are documents."""
    ids = file.documents["document_id"].to_list()
    return arriving(context, tables.case_files(int(file.case["case_id"]), ids))


def _chosen(
    context: Context,
    known: list[Period],
    *,
    years: bool,
    everything: str = "",
) -> Period | None:
    """The chosen period; None for all periods, which are offered under the title `everything`."""
    t = context.t
    offered = {period.code: period for period in known if years or not period.year}
    newest = next(iter(offered.values()))
    titles = {code: period.named(context.lang) for code, period in offered.items()}
    titles |= {LATEST: t("votes.latest", title=newest.named(context.lang)), ALL: everything}
    code = address.one_of(
        st.selectbox,
        t("cases.period" if years else "votes.session"),
        [LATEST, *([ALL] if everything else []), *offered],
        key="session",
        default=LATEST,
        format_func=titles.__getitem__,
        label_visibility="collapsed",
        width=240,
    )
    return None if code == ALL else offered.get(code or LATEST, newest)


def _make(copy: Tables, wanted: Sequence[Recipe[Any]], job: Job) -> None:
    for done, recipe in enumerate(wanted):
        if job.cancel.is_set():
            return
        job.report(Progress(pages=0, rows=done, total=len(wanted)))
        copy.read(recipe)
