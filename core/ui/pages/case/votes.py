"""The votes on a case, with who stood where in each."""

from __future__ import annotations

import polars as pl
import streamlit as st

from core.jobs import Job
from core.language import date_text, number
from core.parliament.cases.one_case import CaseFile
from core.tables.figures import counted_votes
from core.tables.table import Table
from core.tables.titles import outcome_parts
from core.tables.votes import session_votes
from core.times import danish_now
from core.ui.parts.links import Row, link_list, to
from core.ui.parts.table import source_line
from core.ui.parts.vote_rows import grid_link, vote_list
from core.ui.parts.waiting import arriving
from core.ui.shell.context import Context

_MOST_LISTED = 10


def votes_section(context: Context, case: Table[CaseFile]) -> Job | None:
    """The votes on the case as a whole, then those on amendments, each the newest first.

    Who stood where comes with the votes of the session, which the page does not wait for; returns
    the job that loads them.
    """
    t, file = context.t, case.content
    if file.votes.is_empty():
        return None
    st.subheader(t("case.votes"))
    newest = file.votes.reverse()
    amendment = pl.col("type_code") == "amendment"
    whole, amendments = newest.filter(~amendment), newest.filter(amendment)
    source_line(context, case.fetched_at, t("votes.count", n=file.votes.height))
    recipe = session_votes(file.period, danish_now()) if file.period else None
    of_session = None if recipe is None else arriving(context, recipe)
    table = None if of_session is None else of_session.table
    every = None if table is None else counted_votes(table)
    if every is not None:
        st.caption(t("votes.strip_legend"))
    _listed(context, whole, every, "case_votes")
    if not amendments.is_empty():
        adopted = number(int(amendments["adopted"].sum()), context.lang)
        st.markdown(f"**{t('case.amendments', n=amendments.height, adopted=adopted)}**")
        _listed(context, amendments.head(_MOST_LISTED), every, "case_amendments")
    grid_link(context, pl.concat([whole, amendments]))
    if amendments.height > _MOST_LISTED and file.period and file.case["number"]:
        address = to("votes", session=file.period.code, q=file.case["number"])
        st.markdown(f"[{t('case.all_votes', n=file.votes.height)}]({address})")
    return None if of_session is None else of_session.job


def _listed(context: Context, votes: pl.DataFrame, every: pl.DataFrame | None, key: str) -> None:
    """Votes of the case, as those of the session tell of them where these are stored."""
    if votes.is_empty():
        return
    if every is not None:
        order = votes.select("vote_id").with_row_index("place")
        there = every.join(order, on="vote_id").sort("place")
        if there.height == votes.height:
            vote_list(context, there, key=key)
            return
    rows = [_plain(context, vote) for vote in votes.iter_rows(named=True)]
    link_list(context, rows, key=key, label=context.t("votes.list", n=len(rows)), heads=("", ""))


def _plain(context: Context, vote: dict[str, object]) -> Row:
    known = {"for": None, "against": None} | vote
    day = vote["date"]
    return Row(
        to("vote", id=str(vote["vote_id"])),
        context.t(f"vote_type.{vote['type_code']}"),
        when=date_text(day, context.lang),  # type: ignore[arg-type]
        facts=(context.t("case.vote_number", number=vote["number"]),),
        cells=outcome_parts(known, context.lang),
    )
