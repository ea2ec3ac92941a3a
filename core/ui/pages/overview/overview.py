"""The parts of the overview page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from core.charts.shares import share_words
from core.language import date_text, number
from core.oda.schema.codes import VoteKind
from core.tables import cases as tables
from core.ui.parts.table import result_word, source_line, vote_name
from core.ui.parts.waiting import arriving
from core.ui.shell.context import Context, escape
from core.ui.shell.router import page_file

_LISTED = 6


def numbers(context: Context, votes: pl.DataFrame) -> None:
    """The session in five figures."""
    t, lang = context.t, context.lang
    final = votes.filter(pl.col("type_id") == VoteKind.FINAL)
    adopted = int(final["adopted"].sum())
    known = votes.filter(pl.col("margin").is_not_null())
    figures = [
        ("overview.votes", number(votes.height, lang), None),
        ("overview.final", number(final.height, lang), None),
        (
            "overview.adopted",
            share_words(adopted / max(final.height, 1), final.height, lang, part=adopted),
            t("overview.adopted_help", n=final.height),
        ),
        (
            "overview.close",
            number(known.filter(pl.col("margin") <= 5).height if known.height else None, lang),
            t("overview.close_help", n=known.height),
        ),
        (
            "overview.notes",
            number(votes["error_note"].count(), lang),
            t("overview.notes_help"),
        ),
    ]
    with st.container(horizontal=True, gap="small"):
        for key, value, explained in figures:
            st.metric(t(key), value, help=explained, border=True)


def latest_votes(context: Context, votes: pl.DataFrame) -> None:
    """The newest votes as links."""
    st.subheader(context.t("overview.latest_votes"))
    if votes.is_empty():
        st.caption(context.t("overview.no_votes"))
    for row in votes.head(_LISTED).iter_rows(named=True):
        vote_link(context, row)


def changed_lately(context: Context, votes: pl.DataFrame) -> None:
    """The votes whose records Parliament changed after the day they were held."""
    late = votes.filter(pl.col("updated").dt.date() > pl.col("date"))
    if late.is_empty():
        return
    st.subheader(context.t("overview.changed"), help=context.t("overview.changed_help"))
    for row in late.sort("updated", descending=True).head(_LISTED).iter_rows(named=True):
        vote_link(context, row, changed=row["updated"].date())


def latest_cases(context: Context) -> None:
    """The cases that Parliament changed most recently; loaded without making the page wait."""
    t = context.t
    st.subheader(t("overview.latest_cases"))
    latest = arriving(context, tables.latest_cases())
    if latest.table is None:
        if latest.error is not None:
            st.caption(t("overview.no_cases"))
        else:
            st.skeleton(height=200)
        return
    cases = latest.table.content.select("case_id", "updated", "number", "title")
    for case_id, updated, case_number, title in cases.head(_LISTED).iter_rows():
        name = " · ".join(escape(part) for part in (case_number, title) if part)
        st.page_link(page_file("case"), label=name or "–", query_params={"id": str(case_id)})
        st.caption(escape(date_text(updated.date(), context.lang)))
    source_line(context, latest.table.fetched_at, t("overview.cases_order"))


def vote_link(context: Context, row: Mapping[str, Any], changed: date | None = None) -> None:
    """A vote as a link, with its day and result below."""
    lang = context.lang
    st.page_link(
        page_file("vote"),
        label=escape(vote_name(context, row)),
        query_params={"id": str(row["vote_id"])},
    )
    words = [date_text(row["date"], lang), result_word(context, row)]
    if changed is not None:
        words.append(context.t("overview.changed_on", date=date_text(changed, lang)))
    st.caption(escape(" · ".join(words)))
