"""The parts of the page of members."""

from __future__ import annotations

from typing import NoReturn

import polars as pl
import streamlit as st

from core.filters.engine import Chosen
from core.filters.members import MEMBERS
from core.parliament.people.search import find_members, similar_members
from core.tables.figures import Votes, members_by_name
from core.ui.parts.filters import Panel
from core.ui.parts.member_rows import MEMBER_COLUMNS, looks, member_link, method_links, same_scope
from core.ui.parts.nothing import nothing_found, offer_sessions
from core.ui.parts.offers import Addresses, deviations_feed
from core.ui.parts.scope import Scope
from core.ui.parts.shown_votes import all_votes, sessions
from core.ui.parts.table import downloads, grid, source_line
from core.ui.shell.context import Context
from core.ui.shell.way import go


def member_filters(context: Context, rows: pl.DataFrame) -> Chosen:
    """Draw the filters on name and party, and return what is chosen."""
    panel = Panel(context, MEMBERS, rows)
    panel.row("q", "party")
    return panel.done()


def members_section(context: Context, chosen: Scope, votes: Votes) -> None:
    """The filters, the table and its files; choosing a row opens its member."""
    t = context.t
    rows = members_by_name(votes, chosen.selection)
    picked = member_filters(context, rows)
    found = MEMBERS.apply(rows, picked)
    if found.is_empty():
        name = picked.first("q")
        _nobody(context, rows, MEMBERS.apply(rows, picked.without("q")), name)
        if name:
            _elsewhere(context, votes, picked)
        return
    shown = t("members.shown", n=found.height, total=rows.height)
    source_line(context, votes.fetched_at, f"{shown} · {chosen.sentence(context)}")
    st.caption(f"{t('members.clearing')} {_deviating(context, found)}")
    method_links(context, "attendance", "loyalty", "deviation", "errors")
    place = grid(
        context,
        found.select(MEMBER_COLUMNS),
        key=f"members_grid_{hash(tuple(found['member_id']))}",
        alt=t("members.table_alt", n=found.height),
        columns=looks(context),
        shares={"attendance": "ballots", "loyalty": "line_votes"},
        height=560,
        select=True,
    )
    if place is not None:
        open_member(found["member_id"][place])
    downloads(
        context,
        "members",
        found,
        votes,
        session=chosen.session,
        filters=(
            *chosen.described(context),
            *MEMBERS.described(rows, picked, context.lang),
        ),
        at=Addresses(follow=[deviations_feed(t("follow.deviations"))]),
    )


def open_member(member_id: int) -> NoReturn:
    """Go to a member's page with the same selection of votes."""
    go("member", id=str(member_id), **same_scope())


def _deviating(context: Context, rows: pl.DataFrame) -> str:
    """A sentence on how many of the members deviated at least once."""
    n = rows.filter(pl.col("deviations") > 0).height
    return context.t("members.deviating", n=n, total=rows.height)


def _elsewhere(context: Context, votes: Votes, picked: Chosen) -> None:
    """Offer other stored sessions with ballots of members that match, with their number."""
    known = sessions(context)
    marked = all_votes(context, known).content.marked
    if marked is None or {s.code for s in votes.content.sessions} >= {s.code for s in known}:
        return
    people = marked.select("session", "member_id", "member", "party").unique(
        ["session", "member_id", "party"]
    )
    people = people.with_columns(pl.col("session", "member", "party").cast(pl.String))
    found = MEMBERS.apply(people, picked).unique(["session", "member_id"])
    counts = dict(found["session"].value_counts().iter_rows())
    titles = {session.code: session.title for session in known}
    here = [session.code for session in votes.content.sessions]
    offer_sessions(context, counts, titles, here, text=picked.first("q"))


def _nobody(context: Context, rows: pl.DataFrame, of_parties: pl.DataFrame, name: str) -> None:
    t = context.t
    filtered = of_parties.height < rows.height
    nothing_found(context, "members.none_match", searched=False, filtered=filtered)
    elsewhere = find_members(rows, name) if name else rows.clear()
    alike = elsewhere.head(5) if of_parties.height < rows.height else elsewhere
    if alike.is_empty():
        alike = similar_members(rows, name)
    if alike.is_empty():
        return
    st.markdown(t("members.perhaps"))
    for row in alike.iter_rows(named=True):
        member_link(context, row)
