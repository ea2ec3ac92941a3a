"""A member's agreement with parties and colleagues, and the ballots by session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from core.analysis.agreement import MIN_SHARED
from core.analysis.members import by_session
from core.charts.members import agreement_with_parties, ballots_by_session
from core.export.files import member_subject
from core.language import number, percent
from core.parliament.texts.party_names import NO_GROUP
from core.tables.figures import Votes, figures
from core.tables.parties import with_parties
from core.ui.pages.member.about import Person
from core.ui.parts.chart import chart
from core.ui.parts.links import Row, link_list, to
from core.ui.parts.member_rows import MEMBER_COLUMNS, looks, method_links, same_scope
from core.ui.parts.offers import Addresses
from core.ui.parts.scope import Scope
from core.ui.parts.table import downloads, grid, source_line
from core.ui.shell.context import Context

_LISTED = 5


def over_time(context: Context, chosen: Scope, votes: Votes, mine: pl.DataFrame) -> None:
    """The member's figures in each session, if several are chosen."""
    if len(votes.content.sessions) == 1:
        return
    t = context.t
    rows = by_session(
        mine.select(votes.content.marked.columns) if votes.content.marked is not None else mine,
        chosen.selection.votes(votes.content),
        include_errors=chosen.selection.include_errors,
    )
    if rows.height < 2:
        return
    st.subheader(t("member.by_session"))
    titles = {session.code: session.named(context.lang) for session in votes.content.sessions}
    chart(ballots_by_session(rows, titles, context.lang), "member/sessions")
    sentence = t("member.n_sessions", n=rows.height, ballots=mine.height)
    source_line(context, votes.fetched_at, f"{sentence} · {chosen.sentence(context)}")
    grid(
        context,
        rows.with_columns(pl.col("session").replace(titles)).select("session", *MEMBER_COLUMNS[1:]),
        key="by_session_grid",
        alt=t("member.by_session_table_alt", n=rows.height),
        columns={k: v for k, v in looks(context).items() if k != "member"},
        shares={"attendance": "ballots", "loyalty": "line_votes"},
    )
    st.caption(t("members.clearing"))


def parties_section(context: Context, chosen: Scope, votes: Votes, member: Person) -> None:
    """How often the member voted as each party's line, including the own party."""
    t = context.t
    st.subheader(t("member.with_parties"))
    rows = with_parties(votes, chosen.selection, member.member_id)
    if rows.is_empty():
        st.caption(t("member.no_agreement"))
        return
    chart(agreement_with_parties(rows, context.lang), "member/parties")
    sentence = t("member.with_parties_note", minimum=MIN_SHARED)
    source_line(context, votes.fetched_at, f"{sentence} · {chosen.sentence(context)}")
    with st.expander(t("member.numbers"), icon=":material/table_rows:"):
        grid(
            context,
            rows.select("party", "shared", "same", "agreement"),
            key="with_parties_grid",
            alt=t("member.with_parties_alt", n=rows.height),
            shares={"agreement": "shared"},
        )
    method_links(context, "member_party")


def colleagues_section(context: Context, chosen: Scope, votes: Votes, member: Person) -> None:
    """The colleagues with the highest and lowest agreement, and all as a table with files."""
    t = context.t
    st.subheader(t("member.colleagues"))
    rows = _colleagues(context, chosen, votes, member.member_id)
    known = rows.drop_nulls("agreement")
    if known.is_empty():
        st.caption(t("member.no_colleagues", minimum=MIN_SHARED))
        return
    own = figures(votes, "members", chosen.selection).row(
        by_predicate=pl.col("member_id") == member.member_id, named=True
    )["party"]
    lists = {"nearest": known}
    if own not in (None, NO_GROUP):
        lists["nearest_outside"] = known.filter(pl.col("party").ne_missing(pl.lit(own)))
    lists["farthest"] = known.sort(
        "agreement", "shared", "member", descending=[False, True, False], nulls_last=True
    )
    for place, (name, listed) in zip(st.columns(len(lists)), lists.items(), strict=True):
        with place:
            st.markdown(f"**{t(f'member.{name}')}**")
            link_list(
                context,
                [
                    _colleague(context, member, row)
                    for row in listed.head(_LISTED).iter_rows(named=True)
                ],
                key=name,
                label=t(f"member.{name}"),
            )
    sentence = t("member.colleagues_note", n=known.height, minimum=MIN_SHARED)
    source_line(context, votes.fetched_at, f"{sentence} · {chosen.sentence(context)}")
    with st.expander(t("member.all_colleagues", n=rows.height), icon=":material/table_rows:"):
        st.caption(t("member.colleagues_order"))
        grid(
            context,
            rows.select("member", "party", "shared", "same", "agreement"),
            key="colleagues_grid",
            alt=t("member.colleagues_alt", n=rows.height),
            shares={"agreement": "shared"},
            height=420,
        )
        downloads(
            context,
            "member-agreement",
            rows,
            votes,
            session=chosen.session,
            filters=((t("column.member"), member.name), *chosen.described(context)),
            at=Addresses({"member": str(member.member_id)}),
            subject=member_subject(member.member_id),
        )
    method_links(context, "member_agreement")


def _colleague(context: Context, member: Person, row: Mapping[str, Any]) -> Row:
    """A colleague, and how often the two agreed; the link holds them against each other."""
    share = percent(row["agreement"], context.lang, 1)
    sides = {"a": str(member.member_id), "b": str(row["member_id"])}
    return Row(
        to("compare", what="members", **sides, **same_scope()),
        str(row["member"] or context.t("member.nameless", id=row["member_id"])),
        facts=(
            row["party"] or "",
            context.t("member.share_of", share=share, n=number(row["shared"], context.lang)),
        ),
    )


def _colleagues(context: Context, chosen: Scope, votes: Votes, member_id: int) -> pl.DataFrame:
    """`member_agreement` of one member with names and parties, the highest agreement first."""
    pairs = figures(votes, "member-agreement", replace(chosen.selection, member=member_id))
    names = figures(votes, "members", chosen.selection).select(
        pl.col("member_id").alias("member_b"), pl.col("member_id"), "member", "party"
    )
    return (
        pairs.filter(pl.col("shared") > 0)
        .join(names, on="member_b", how="left")
        .sort("agreement", "shared", "member", descending=[True, True, False], nulls_last=True)
    )
