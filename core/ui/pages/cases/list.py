"""The list of the cases page: the choice of a part, the filters, the table and the files."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from core.filters.cases import CASES
from core.filters.engine import Chosen, Found
from core.tables.cases import ORDERS, in_order
from core.ui.pages.cases.api_search import offer_api_search
from core.ui.parts.filters import Panel, Row, segments
from core.ui.parts.nothing import no_cases
from core.ui.parts.offers import Addresses, feed
from core.ui.parts.shown_cases import Shelf, periods
from core.ui.parts.table import downloads, grid, source_line
from core.ui.shell import address
from core.ui.shell.context import Context
from core.ui.shell.way import go

PARTS = ("list", "process")
# More than anybody reads, yet few enough to send again at every letter that is typed.
MOST_ROWS = 300
_MORE = ("category", "state", "outcome", "ministry", "committee", "proposer", "keyword", "votes")
_COLUMNS = (
    "proposed", "number", "short_title", "type", "status", "ministry", "committee", "proposers",
    "votes", "period",
)  # fmt: skip


def chosen_part(context: Context) -> str:
    """Draw the choice between the list of cases and the way of bills, and return it."""
    return segments(context, "cases.show", PARTS, key="show", label_visibility="collapsed")


def case_filters(context: Context, shelf: Shelf) -> tuple[Chosen, Found]:
    """Draw the filters; returns what is chosen, and the cases that pass with their counts."""
    panel = Panel(context, CASES, shelf.book)
    found = panel.find()
    panel.row("q")
    panel.row("type")
    panel.more(Row(_MORE, (1, 1, 1, 1)), Row(("from", "to"), (1, 1, 2)))
    return panel.done(wrong_days="cases.wrong_days"), found


def list_section(context: Context, shelf: Shelf) -> None:
    """Filters, the cases that pass, and the download."""
    t = context.t
    chosen, found = case_filters(context, shelf)
    if shelf.missing:
        st.caption(t("cases.missing_periods", n=shelf.missing))
    if found.rows.is_empty():
        _nothing(context, shelf, chosen)
    else:
        _table(context, shelf, chosen, found)
    offer_api_search(
        context, chosen.first("q"), nothing=found.rows.is_empty(), missing=shelf.missing
    )


def _nothing(context: Context, shelf: Shelf, picked: Chosen) -> None:
    empty = shelf.book.table.is_empty()
    no_cases(context, periods(context), shelf.period, picked, empty=empty)


def case_grid(context: Context, rows: pl.DataFrame, key: str, alt: str) -> None:
    """Draw cases in the order given; choosing a row goes to the case's page."""
    several = rows["period"].n_unique() > 1
    shown = shown_columns(context, rows)
    empty = [c for c in shown.columns if shown[c].null_count() == shown.height]
    visible = [c for c in shown.columns if c not in empty and (several or c != "period")]
    place = grid(
        context,
        shown.select(visible),
        key=key,
        alt=alt,
        columns=_looks(context, visible),
        height=460,
        select=True,
    )
    if place is not None:
        go("case", id=str(rows["case_id"][place]))


def shown_columns(context: Context, rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of the table, with codes in words."""
    kinds = {code: context.t(f"case_type.{code}") for code in rows["type_code"].unique()}
    return rows.with_columns(
        pl.col("type_code").cast(pl.String).replace(kinds).alias("type")
    ).select(_COLUMNS)


def _table(context: Context, shelf: Shelf, picked: Chosen, found: Found) -> None:
    t = context.t
    sentence, order = st.columns([3, 1], vertical_alignment="bottom")
    chosen = address.one_of(
        order.selectbox,
        t("cases.order"),
        ORDERS,
        key="order",
        default=ORDERS[0],
        format_func=lambda name: t(f"cases.order_{name}"),
        label_visibility="collapsed",
    )
    rows = in_order(found.rows, chosen or ORDERS[0])
    with sentence:
        key = "cases.shown" if shelf.period else "cases.shown_all"
        said = t(key, n=rows.height, total=shelf.book.table.height, period=shelf.title)
        source_line(context, shelf.fetched_at, f"{said} · {t(f'cases.sorted_{chosen}')}")
    if rows.height > MOST_ROWS:
        st.caption(t("votes.first_rows", rows=MOST_ROWS, n=rows.height))
    first = rows.head(MOST_ROWS)
    case_grid(
        context,
        first,
        f"cases_grid_{hash(tuple(first['case_id']))}",
        t("cases.table_alt", n=rows.height, order=t(f"cases.sorted_{chosen}")),
    )
    st.caption(t("cases.open_hint"))
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


def _looks(context: Context, visible: list[str]) -> dict[str, Any]:
    t = context.t
    config = st.column_config
    looks: dict[str, Any] = {
        "number": config.TextColumn(t("column.case_number"), width=80),
        "proposed": config.DateColumn(
            t("column.proposed"), help=t("column.proposed_help"), format="DD.MM.YYYY", width=95
        ),
        "short_title": config.TextColumn(t("column.case_title"), width=340),
        "type": config.TextColumn(t("column.case_type"), width=130),
        "votes": config.NumberColumn(t("column.votes"), help=t("column.votes_help"), width=80),
    }
    return {name: look for name, look in looks.items() if name in visible}
