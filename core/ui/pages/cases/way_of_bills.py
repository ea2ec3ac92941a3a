"""The part of the cases page about the way of bills through a session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from core.analysis.durations import bill_spans, law_days, span_figures
from core.analysis.process import EXPEDITED_DAYS, by_group, funnel
from core.charts.process import (
    BIN_DAYS,
    MOST_GROUPS,
    funnel_chart,
    groups_chart,
    law_days_chart,
    named_groups,
    periods_chart,
)
from core.language import number
from core.parliament.calendar.periods import Period
from core.tables.bills import bills_by_period, progress_of
from core.ui.parts.chart import chart
from core.ui.parts.filters import segments
from core.ui.parts.links import to
from core.ui.parts.shown_cases import Shelf, stored_cases
from core.ui.parts.table import downloads, grid, source_line
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import PageEnds

WHOSE = ("all", "government", "private")
GROUPS = ("ministry", "proposer_parties")
_FEW = 5  # a chart of fewer bills than that says nothing


@dataclass(frozen=True, slots=True)
class _Bills:
    """The bills that are shown, and the sentence that describes them."""

    rows: pl.DataFrame
    spans: pl.DataFrame
    said: str


def process_section(context: Context, shelf: Shelf, known: list[Period]) -> None:
    """How far the bills got, their outcomes by ministry or party, and how long it took."""
    t = context.t
    whose = segments(
        context, "process.whose", WHOSE, key="whose", format_func=lambda name: t(f"process.{name}")
    )
    rows = progress_of(shelf.table, whose)
    if rows.is_empty():
        st.info(t("process.no_bills"), icon=":material/event_busy:")
        raise PageEnds
    said = t(f"process.n_{whose}", n=rows.height, period=shelf.title)
    if whose == "all" and (unknown := rows["government"].null_count()):
        said += " · " + t("process.unknown_whose", n=unknown)
    bills = _Bills(rows, bill_spans(rows), said)
    _funnel(context, shelf, bills)
    _groups(context, shelf, bills)
    _days(context, shelf, bills)
    _sessions(context, shelf, known, whose or "all")
    _file(context, shelf, bills)


def way_in_short(context: Context, shelf: Shelf) -> None:
    """How far the bills of the period came, in a sentence and a chart; nothing for a few bills."""
    t, lang = context.t, context.lang
    rows = progress_of(shelf.table, "all")
    if rows.height < _FEW:
        return
    st.subheader(t("cases.show_process"))
    stages = funnel(rows)
    reached = dict(stages.select("stage", "n").iter_rows())
    figures = {stage: number(n, lang) for stage, n in reached.items()}
    st.markdown(t("process.in_short", n=rows.height, period=escape(shelf.title), **figures))
    chart(funnel_chart(stages, lang), "cases/stages")
    source_line(context, shelf.fetched_at, t("process.n_all", n=rows.height, period=shelf.title))
    session = {} if shelf.period is None else {"session": shelf.period.code}
    st.markdown(f"[{t('process.more')}]({to('cases', show='process', **session)})")


def _funnel(context: Context, shelf: Shelf, bills: _Bills) -> None:
    t = context.t
    st.subheader(t("process.funnel"))
    stages = funnel(bills.rows)
    chart(funnel_chart(stages, context.lang), "cases/stages")
    source_line(context, shelf.fetched_at, bills.said)
    st.caption(t("process.funnel_help"))
    with st.expander(t("process.as_table"), icon=":material/table:"):
        names = {stage: t(f"stage.{stage}") for stage in stages["stage"]}
        shown = stages.with_columns(pl.col("stage").replace(names))
        grid(context, shown, key="funnel_grid", alt=t("process.funnel_alt"))


def _groups(context: Context, shelf: Shelf, bills: _Bills) -> None:
    t = context.t
    st.subheader(t("process.by_whom"))
    column = segments(
        context,
        "process.group",
        GROUPS,
        key="by",
        format_func=lambda name: t(f"process.by_{name}"),
        label_visibility="collapsed",
    )
    found = by_group(bills.rows, column)
    if column == "ministry" and found["group"].null_count() == found.height:
        st.info(t("process.no_groups"), icon=":material/visibility_off:")
        return
    found = named_groups(found, column, context.lang)
    first = found.head(MOST_GROUPS)
    chart(groups_chart(first, first["group"].to_list(), context.lang), "cases/groups")
    source_line(context, shelf.fetched_at, f"{bills.said} · {t('process.groups_order')}")
    if column == "proposer_parties":
        st.caption(t("process.parties_help"))
    with st.expander(t("process.as_table"), icon=":material/table:"):
        grid(context, found, key="groups_grid", alt=t("process.groups_alt", n=found.height))


def _days(context: Context, shelf: Shelf, bills: _Bills) -> None:
    t = context.t
    st.subheader(t("process.time"))
    figures = span_figures(bills.spans)
    if not figures["n"].sum():
        st.info(t("process.no_days"), icon=":material/visibility_off:")
        return
    to_law = figures.row(by_predicate=pl.col("span") == "to_law", named=True)
    days = law_days(bills.spans, BIN_DAYS)
    if not days.is_empty():
        chart(law_days_chart(days, to_law, BIN_DAYS, context.lang), "cases/days")
        said = t("process.days_n", n=to_law["n"], expedited=to_law["expedited"])
        source_line(context, shelf.fetched_at, f"{said} · {shelf.title}")
    names = {span: t(f"span.{span}") for span in figures["span"]}
    shown = figures.with_columns(
        pl.col("span").replace(names), pl.col("p10", "median", "p90").round(1)
    )
    grid(context, shown, key="days_grid", alt=t("process.days_alt"), columns=_decimals(context))
    st.caption(t("process.days_help", days=EXPEDITED_DAYS))


def _sessions(context: Context, shelf: Shelf, known: list[Period], whose: str) -> None:
    t = context.t
    sessions = [period for period in known if not period.year]
    names = {period.code: period.named(context.lang) for period in sessions}
    found = stored_cases(context, sessions)
    if found is None or len(found.content.worked) < 2:
        return
    st.subheader(t("process.sessions"))
    table = bills_by_period(found, whose)
    order = pl.col("period").replace_strict(
        {code: place for place, code in enumerate(names)}, default=len(names)
    )
    table = table.sort(order)
    table = table.with_columns(pl.col("period").replace(names))
    if table["median"].null_count() < table.height:
        chart(periods_chart(table, table["period"].to_list(), context.lang), "cases/sessions")
    missing = len(sessions) - len(found.content.worked)
    said = t("process.sessions_n", n=table.height, bills=number(table["n"].sum(), context.lang))
    source_line(context, found.fetched_at, f"{said} · {t(f'process.{whose}')}")
    grid(
        context,
        table.with_columns(pl.col("p10", "median", "p90").round(1)),
        key="sessions_grid",
        alt=t("process.sessions_alt", n=table.height),
        shares={"adopted_share": "ended"},
        columns=_decimals(context),
    )
    if missing:
        st.caption(t("cases.missing_periods", n=missing))
    st.caption(t("process.sessions_help"))


def _file(context: Context, shelf: Shelf, bills: _Bills) -> None:
    rows = shelf.book.table.filter(pl.col("case_id").is_in(bills.rows["case_id"].implode()))
    of_bills = shelf.book.steps.filter(pl.col("case_id").is_in(rows["case_id"].implode()))
    t = context.t
    chosen = ((t("cases.period"), shelf.title), (t("process.whose"), bills.said))
    left, right = st.columns(2)
    with left:
        st.caption(t("process.file_cases"))
        downloads(context, "cases", rows, shelf.table, session=shelf.code, filters=chosen, at=None)
    with right:
        st.caption(t("process.file_steps"))
        steps = of_bills.join(
            rows.select("case_id", "number", "period"), on="case_id", maintain_order="left"
        )
        downloads(context, "steps", steps, shelf.table, session=shelf.code, filters=chosen, at=None)


def _decimals(context: Context) -> dict[str, Any]:
    return {
        name: st.column_config.NumberColumn(context.t(f"column.{name}"), format="localized")
        for name in ("p10", "median", "p90")
    }
