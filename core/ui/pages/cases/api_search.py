"""A search for cases at the API, for those that are not stored here."""

from __future__ import annotations

import polars as pl
import streamlit as st

from core.errors import QueryError
from core.language import date_text
from core.parliament.searches import MOST_FOUND
from core.tables.cases import found_cases
from core.tables.table import Table
from core.ui.parts.links import Row, link_list, to
from core.ui.parts.shown_cases import periods
from core.ui.parts.table import source_line
from core.ui.parts.waiting import arriving, offer_again
from core.ui.shell import address
from core.ui.shell.context import Context
from core.ui.shell.messages import error_box, watch

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
    st.subheader(t("cases.api_title"))
    n = found.content.height
    source_line(context, found.fetched_at, t("cases.api_found", n=n, most=MOST_FOUND))
    titles = {period.period_id: period.named(context.lang) for period in periods(context)}
    link_list(
        context,
        [
            Row(
                to("case", id=str(case["case_id"])),
                case["title"] or t("case.untitled"),
                number=case["number"] or "",
                facts=(
                    titles.get(case["period_id"], ""),
                    t("cases.changed", date=date_text(case["updated"].date(), context.lang)),
                ),
            )
            for case in found.content.iter_rows(named=True)
        ],
        key="found",
        label=t("cases.list", n=n),
    )
