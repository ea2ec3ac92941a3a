"""The list of the committees of a session, and the files of who sits in them."""

from __future__ import annotations

from urllib.parse import quote

import polars as pl
import streamlit as st

from core.language import number
from core.parliament.people.committees import membership_rows
from core.ui.pages.committees.choice import Committee, Shown, name_of
from core.ui.parts.links import Row, here, link_list
from core.ui.parts.offers import Addresses, Offer, feed
from core.ui.parts.table import downloads, source_line
from core.ui.shell import address
from core.ui.shell.context import Context

_NUMBERS = ("members", "cases", "reports", "meetings")


def list_section(context: Context, committees: Shown) -> None:
    """The committees of the session with their figures, each a link to its page."""
    t, lang, table = context.t, context.lang, committees.content.table
    sentence = t(
        "committees.n", n=table.height, period=committees.content.period.named(context.lang)
    )
    source_line(context, committees.fetched_at, f"{sentence} · {t('committees.order')}")
    rows = [
        Row(
            here(committee=str(row["code"]), page=""),
            name_of(context, row),
            number=row["short"] or "",
            cells=tuple(number(row[name], lang) for name in _NUMBERS),
        )
        for row in table.iter_rows(named=True)
    ]
    heads = [t(f"committees.count_{name}") for name in _NUMBERS]
    link_list(context, rows, key="committees", label=sentence, heads=heads)
    tell_counting(context, committees)
    membership_file(context, committees, None)


def membership_file(context: Context, committees: Shown, committee: Committee | None) -> None:
    """The download of the members of one committee or of all, a row per member and role."""
    figures = committees.content.table
    filters = [(context.t("votes.session"), committees.content.period.named(context.lang))]
    if committee is not None:
        figures = figures.filter(pl.col("committee_id") == committee["committee_id"])
        filters.append((context.t("column.committee"), str(committee["committee"])))
    rows = membership_rows(committees.content.period.code, figures, committees.content.roles)
    downloads(
        context,
        "committees",
        rows,
        committees,
        session=committees.content.period.code,
        filters=filters,
        at=Addresses(),
    )


def news_of(context: Context, committee: Committee) -> Offer:
    """The feed of a committee: by its short name it goes on from one session to the next."""
    code = str(committee["code"])
    lasting = code.isalnum() and not address.standing("session")
    title = context.t("offer.committee", name=str(committee["committee"] or code))
    return feed(f"committee/{quote(code) if lasting else committee['committee_id']}", title)


def tell_counting(context: Context, committees: Shown) -> None:
    """What the figures count, and what they cannot."""
    st.caption(f"{context.t('committees.counting')} {context.t('committees.count_members_help')}")
    unnamed = committees.content.meetings.table.filter(
        pl.col("type_code") == "committee", pl.col("committee").is_null()
    ).height
    if unnamed:
        st.caption(context.t("committees.unnamed", n=unnamed))
    if committees.content.referred is None:
        st.caption(context.t("committees.cases_later"))
