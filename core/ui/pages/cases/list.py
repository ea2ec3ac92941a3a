"""The list of the cases page: the choice of a part, the filters, the table and the files."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.filters.cases import CASES
from core.filters.engine import Chosen, Found
from core.filters.orders import KEY, ORDERS, ordered
from core.tables.titles import list_title
from core.ui.pages.cases.api_search import offer_api_search
from core.ui.pages.cases.way_of_bills import way_in_short
from core.ui.parts.case_rows import case_list
from core.ui.parts.filters import Panel, Row, segments
from core.ui.parts.links import part_of
from core.ui.parts.nothing import no_cases
from core.ui.parts.offers import Addresses, feed
from core.ui.parts.orders import order_choice
from core.ui.parts.shown_cases import Shelf, periods
from core.ui.parts.table import downloads, source_line
from core.ui.shell.context import Context
from core.ui.shell.head import name_page

PARTS = ("list", "process")
_MORE = ("category", "state", "outcome", "ministry", "committee", "proposer", "keyword", "votes")


def follow_order(context: Context) -> None:
    """Replace the order of the list in the address by the name that all lists have for it."""
    asked = st.query_params.get("order")
    if asked and KEY not in st.query_params and asked in {each.name for each in ORDERS["cases"]}:
        st.query_params[KEY] = asked
        del st.query_params["order"]


def chosen_part(context: Context) -> str:
    """Draw the choice between the list of cases and the way of bills, and return it."""
    return segments(context, "cases.show", PARTS, key="show", label_visibility="collapsed")


def case_filters(context: Context, shelf: Shelf, bar: DeltaGenerator) -> tuple[Chosen, Found]:
    """Draw the filters, with the search in the bar.

    Returns what is chosen, and the cases that pass with their counts.
    """
    panel = Panel(context, CASES, shelf.book)
    found = panel.find("type")
    with bar:
        panel.bar("q")
    panel.line("type", drawer=(Row(_MORE, (1, 1, 1, 1)), Row(("from", "to"), (1, 1, 2))))
    return panel.done(wrong_days="cases.wrong_days"), found


def list_section(context: Context, shelf: Shelf, bar: DeltaGenerator) -> None:
    """Filters, the cases that pass, the download, and how far the bills of the period came."""
    t = context.t
    chosen, found = case_filters(context, shelf, bar)
    with bar:
        order = order_choice(context, "cases")
    described = CASES.described(shelf.book, chosen, context.lang)
    name_page(list_title("cases", shelf.title, described, context.lang))
    if shelf.missing:
        st.caption(t("cases.missing_periods", n=shelf.missing))
    if found.rows.is_empty():
        _nothing(context, shelf, chosen)
    else:
        _list(context, shelf, chosen, found, order)
    offer_api_search(
        context, chosen.first("q"), nothing=found.rows.is_empty(), missing=shelf.missing
    )
    way_in_short(context, shelf)


def _nothing(context: Context, shelf: Shelf, picked: Chosen) -> None:
    empty = shelf.book.table.is_empty()
    no_cases(context, periods(context), shelf.period, picked, empty=empty)


def _list(context: Context, shelf: Shelf, picked: Chosen, found: Found, order: str) -> None:
    t = context.t
    rows = ordered(found.rows, "cases", order)
    key = "cases.shown" if shelf.period else "cases.shown_all"
    said = t(key, n=rows.height, total=shelf.book.table.height, period=shelf.title)
    source_line(context, shelf.fetched_at, f"{said} · {t(f'order.{order}').lower()}")
    several = rows["period"].n_unique() > 1
    titles = (
        {each.code: each.named(context.lang) for each in shelf.book.periods} if several else None
    )
    case_list(context, rows, key="cases", part=part_of(rows.height), titles=titles)
    downloads(
        context,
        "cases",
        rows,
        shelf.table,
        session=shelf.code,
        filters=(
            (t("cases.period"), shelf.title),
            *CASES.described(shelf.book, picked, context.lang),
        ),
        at=Addresses(follow=[feed("cases", t("follow.cases"), "cases")]),
    )
