"""The lists of the front page: close votes, departures, new laws and recorded mistakes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from core.analysis.selection import Selection
from core.language import date_text
from core.oda.schema.codes import CaseKind
from core.parliament.votes.mistakes import DISSENT
from core.tables.deviations import deviations_of
from core.tables.figures import Votes, counted_votes
from core.tables.front import closest, laws, stored_cases
from core.times import danish_now
from core.ui.pages.overview.session import link, noted_votes
from core.ui.pages.overview.week import LISTED
from core.ui.parts.deviation_rows import deviation_list
from core.ui.parts.links import Row, link_list, to
from core.ui.parts.vote_rows import vote_list, vote_row
from core.ui.shell.context import Context


def closest_section(context: Context, votes: Votes) -> None:
    """The votes of the session that were closest."""
    t, rows = context.t, closest(counted_votes(votes))
    if rows.is_empty():
        return
    st.header(t("overview.closest"))
    address = to("votes", session=votes.content.session.code, sort="closest")
    of = link(t("overview.n_votes", n=rows.height), address)
    st.markdown(t("overview.closest_lead", votes=of))
    vote_list(context, rows.head(LISTED), key="closest")


def departures_section(context: Context, votes: Votes) -> None:
    """The newest ballots that departed from the party's line without a note on a mistake."""
    t, every = context.t, deviations_of(votes, Selection()).rows
    rows = every.filter(pl.col("kind") == DISSENT)
    st.header(t("overview.departures"))
    words = t("overview.n_departures", n=rows.height)
    if not rows.is_empty():
        words = link(words, to("deviations", session=votes.content.session.code, what="dissent"))
    said = [t("overview.departures_lead", ballots=words, n=rows.height)]
    if votes.content.marked is None:
        said.append(t("overview.from_text"))
    st.markdown(" ".join(said))
    if not rows.is_empty():
        deviation_list(context, rows.head(LISTED), key="departures")


def laws_section(context: Context, votes: Votes) -> None:
    """The bills that were adopted last, with the days that it took where the cases are stored."""
    t, session = context.t, votes.content.session
    cases = stored_cases(context.source.tables, session, danish_now())
    rows = laws(votes.content.votes, cases)
    if rows.is_empty():
        return
    st.header(t("overview.laws"))
    asked = {"type": "final", "result": "adopted", "case": str(CaseKind.BILL.value)}
    of = link(t("overview.n_laws", n=rows.height), to("votes", session=session.code, **asked))
    said = [t("overview.laws_lead", laws=of)]
    if cases is not None:
        said.append(t("overview.laws_days"))
    st.markdown(" ".join(said))
    link_list(
        context,
        [_law(context, row) for row in rows.head(LISTED).iter_rows(named=True)],
        key="laws",
        label=t("overview.laws"),
        heads=("",) if cases is not None else (),
    )


def mistakes_section(context: Context, votes: Votes) -> None:
    """The newest votes with a note on a mistake, in Parliament's words."""
    t, every = context.t, votes.content.votes
    rows = every.filter(pl.col("error_note").is_not_null())
    if rows.is_empty():
        return
    st.header(t("overview.mistakes"))
    of = link(t("overview.n_votes", n=rows.height), noted_votes(votes.content.session.code))
    st.markdown(t("overview.mistakes_lead", votes=of))
    link_list(
        context,
        [_told(context, row, row["note"] or "") for row in rows.head(LISTED).iter_rows(named=True)],
        key="mistakes",
        label=t("overview.mistakes"),
        heads=("", ""),
    )


def _told(context: Context, vote: Mapping[str, Any], told: str) -> Row:
    """A vote in a list with a sentence about it in the place of what else is special."""
    return replace(vote_row(context, vote, ()), text=told, badges=())


def _law(context: Context, row: Mapping[str, Any]) -> Row:
    days = row["days"]
    return Row(
        to("case", id=str(row["case_id"])),
        row["case_title"] or context.t("vote.untitled", number=row["number"]),
        number=row["case_number"] or "",
        when=date_text(row["date"], context.lang),
        cells=(context.t("overview.days", n=days) if days is not None else "–",),
    )
