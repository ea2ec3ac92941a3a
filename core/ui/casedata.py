"""What the pages on cases read: a period's cases with steps, people and keywords."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl
import streamlit as st

from core.parliament.cases import Names, cases_table, keywords_table, roles_table, steps_table
from core.parliament.periods import Period, read_periods
from core.store import caseplan
from core.store.library import View
from core.store.plan import Dataset
from core.times import danish_now
from core.ui import address
from core.ui.context import Context
from core.ui.messages import need

LATEST = "latest"
_Version = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases of a period.

    `table` has the columns of `cases_table`; `steps`, `roles` and `keywords` those of
    `steps_table`, `roles_table` and `keywords_table`, of the cases whose work is loaded: all but
    questions, or the questions alone.
    """

    period: Period
    table: pl.DataFrame
    steps: pl.DataFrame
    roles: pl.DataFrame
    keywords: pl.DataFrame
    views: tuple[View, ...]

    @property
    def fetched_at(self) -> datetime | None:
        """The age (UTC) of the oldest part."""
        return min((view.fetched_at for view in self.views if view.fetched_at), default=None)

    @property
    def version(self) -> _Version:
        """Changes whenever a table may."""
        return tuple(view.version for view in self.views)


def case_names(context: Context) -> tuple[Names, View]:
    """The names of all kinds, roles and statuses, by entity set."""
    view = need(context, context.source.library.view(caseplan.names()), context.t("wait.names"))
    return {name: frame for (name, _), frame in view.tables.items()}, view


def periods(context: Context) -> list[Period]:
    """The periods that have begun: sessions first, each kind the newest first."""
    view = need(
        context, context.source.library.view(caseplan.periods()), context.t("wait.sessions")
    )
    found = read_periods(view.table("Periode", "all"))
    return [period for period in found if period.begun(danish_now())]


def chosen_period(context: Context, known: list[Period], *, years: bool = True) -> Period:
    """Draw the choice of a period and give it; the latest session unless another is chosen.

    `years` offers the calendar years too, in which the EU's and finance cases are kept.
    """
    offered = {period.code: period for period in known if years or not period.year}
    newest = next(iter(offered.values()))
    titles = {code: period.title for code, period in offered.items()}
    titles[LATEST] = context.t("votes.latest", title=newest.title)
    code = address.one_of(
        st.selectbox,
        context.t("cases.period" if years else "votes.session"),
        [LATEST, *offered],
        key="session",
        default=LATEST,
        format_func=titles.__getitem__,
    )
    return offered.get(code or LATEST, newest)


def period_cases(context: Context, period: Period, *, questions: bool = False) -> Cases:
    """The cases of a period with the work on all but § 20 questions, or on these alone.

    Ends the page with progress while they are loaded.
    """
    closed = period.closed(danish_now())
    names, named = case_names(context)
    plan = caseplan.question_work if questions else caseplan.case_work
    rows = _needed(context, caseplan.cases(period.code, period.period_id, closed=closed))
    work = _needed(context, plan(period.code, period.period_id, closed=closed))
    views = (rows, work, named)
    version = (context.source.settings.api_url, *(view.version for view in views))
    tables = _tables(version, period.code, questions, rows, work, names)
    return Cases(period, *tables, views)


def _needed(context: Context, dataset: Dataset) -> View:
    label = context.t(f"wait.{dataset.key.partition('/')[0].replace('-', '_')}")
    return need(context, context.source.library.view(dataset), label)


@st.cache_resource(max_entries=12, show_spinner=False)
def _tables(
    version: _Version, code: str, questions: bool, _rows: View, _work: View, _names: Names
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    part = f"questions-{code}" if questions else f"period-{code}"
    keywords = pl.DataFrame(schema={"case_id": pl.Int32, "keyword": pl.String})
    if not questions:
        keywords = keywords_table(_work.table("EmneordSag", part), _work.table("Emneord", part))
    return (
        cases_table(code, _rows.table("Sag", f"period-{code}"), keywords, _names),
        steps_table(_work.table("Sagstrin", part), _names),
        roles_table(_work.table("SagAktør", part), _work.table("Aktør", part), _names),
        keywords,
    )
