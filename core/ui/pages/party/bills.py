"""What a party put forward, and what became of it."""

from __future__ import annotations

import polars as pl
import streamlit as st

from core.filters.orders import ordered
from core.language import date_text
from core.parliament.cases.search import CaseBook
from core.tables import cases as case_tables
from core.times import danish_now
from core.ui.pages.party.about import Party
from core.ui.parts.links import Row, link_list, to
from core.ui.parts.shown_cases import stored_cases
from core.ui.parts.table import source_line
from core.ui.parts.waiting import offer_to_load
from core.ui.shell.context import Context, escape
from core.ui.shell.router import page_file

_NEWEST = 10
_KINDS = ("bill", "resolution")


def bills_section(context: Context, party: Party) -> None:
    """Bills and resolutions by their outcome, and the newest of them.

    Only sessions whose cases are stored count; loading those of the newest is offered.
    """
    t = context.t
    st.header(t("party.bills_title"))
    wanted = party.votes.content.sessions
    table = stored_cases(context, wanted)
    worked = [] if table is None else table.content.worked
    newest = wanted[0]
    if table is not None and worked:
        rows = put_forward(table.content, party.short)
        titles = escape(", ".join(period.named(context.lang) for period in worked[:3]))
        if len(worked) > 3:
            titles += " " + t("parties.and_more", n=len(worked) - 3)
        _sentences(context, rows)
        _newest(context, rows)
        source_line(context, table.fetched_at, t("party.bills_in", titles=titles))
        if not rows.is_empty():
            code = newest.code if len(wanted) == 1 else "all"
            st.page_link(
                page_file("cases"),
                label=t("party.all_bills", n=rows.height),
                query_params={"session": code, "proposer": party.short, "type": list(_KINDS)},
            )
    if newest not in worked:
        now = danish_now()
        st.caption(t("party.bills_missing", title=escape(newest.title)))
        recipe = case_tables.period_cases(newest, now)
        needed = (*recipe.needs, case_tables.work_of_cases(newest, now))
        offer_to_load(context, needed, t("party.load_bills"))


def put_forward(book: CaseBook, party: str) -> pl.DataFrame:
    """The bills and resolutions that members of a party put forward, alone or with others."""
    rows = book.table.filter(
        pl.col("type_code").cast(pl.String).is_in(_KINDS),
        pl.col("proposer_parties").cast(pl.String).str.split(" ").list.contains(party),
    )
    return ordered(rows, "cases", "newest")


def _sentences(context: Context, rows: pl.DataFrame) -> None:
    """For each kind how many, and how they ended, the most frequent end first."""
    t = context.t
    said = []
    for kind in _KINDS:
        own = rows.filter(pl.col("type_code") == kind)
        if own.is_empty():
            continue
        ends = own["outcome"].cast(pl.String).fill_null("unknown").value_counts()
        ends = ends.sort("count", "outcome", descending=[True, False])
        words = ", ".join(f"{n} {t(f'outcome.{end}').lower()}" for end, n in ends.iter_rows())
        said.append(t(f"party.n_{kind}", n=own.height, ends=words))
    st.markdown(" ".join(said) or t("party.no_bills"))


def _newest(context: Context, rows: pl.DataFrame) -> None:
    t = context.t
    shown = [
        Row(
            to("case", id=str(row["case_id"])),
            row["short_title"] or row["title"] or t("case.untitled"),
            number=row["number"] or "",
            when=date_text(row["proposed"], context.lang),
            facts=(t(f"case_type.{row['type_code']}"), row["proposers"] or ""),
            cells=(t(f"outcome.{row['outcome'] or 'unknown'}"),),
        )
        for row in rows.head(_NEWEST).iter_rows(named=True)
    ]
    if shown:
        link_list(context, shown, key="party_bills", label=t("party.bills_title"), heads=("",))
