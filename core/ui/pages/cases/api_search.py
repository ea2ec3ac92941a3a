"""A search for cases at the API, for those that are not stored here."""

from __future__ import annotations

import polars as pl
import streamlit as st

from core.errors import QueryError
from core.parliament.searches import MOST_FOUND
from core.tables.cases import found_cases
from core.tables.table import Table
from core.ui.parts.shown_cases import periods
from core.ui.parts.table import grid, source_line
from core.ui.parts.waiting import arriving, offer_again
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import error_box, watch
from core.ui.shell.way import go

_FEWEST_LETTERS = 2


def offer_api_search(context: Context, text: str, *, nothing: bool, missing: int) -> None:
    """Where stored cases may not be enough: offer a search at the API, and show its results."""
    if len(text.strip()) < _FEWEST_LETTERS or not (nothing or missing or address.pending("api")):
        return
    t = context.t
    asked = address.flag(st.toggle, t("cases.ask_api"), key="api", help=t("cases.ask_api_help"))
    if not asked:
        return
    try:
        recipe = found_cases(text)
    except QueryError:
        st.info(t("cases.api_cannot"), icon=":material/search_off:")
        return
    found = arriving(context, recipe)
    if found.table is not None:
        _show(context, found.table)
    elif found.job is not None:
        watch(context, found.job, t("wait.api_search"))
    else:
        if found.error is not None:
            error_box(found.error, context.lang)
        offer_again(context, recipe)


def _show(context: Context, found: Table[pl.DataFrame]) -> None:
    t = context.t
    if found.content.is_empty():
        st.info(t("cases.api_nothing"), icon=":material/search_off:")
        return
    names = {period.period_id: period.title for period in periods(context)}
    rows = found.content.select(
        "number",
        pl.col("title").alias("short_title"),
        pl.col("period_id")
        .replace_strict(names, default=None, return_dtype=pl.String)
        .alias("period"),
        pl.col("updated").dt.date(),
    )
    st.subheader(t("cases.api_title"))
    source_line(context, found.fetched_at, t("cases.api_found", n=rows.height, most=MOST_FOUND))
    place = grid(
        context,
        rows,
        key=f"api_grid_{hash(tuple(found.content['case_id']))}",
        alt=t("cases.api_alt", n=rows.height),
        select=True,
        columns={
            "number": st.column_config.TextColumn(t("column.case_number"), width=90),
            "short_title": st.column_config.TextColumn(t("column.case_title"), width=420),
        },
    )
    st.caption(escape(t("cases.open_hint")))
    if place is not None:
        go("case", id=str(found.content["case_id"][place]))
