"""The map on the parties page, from the principal components of the votes."""

from __future__ import annotations

import polars as pl
import streamlit as st

from core.analysis.scaling import MIN_SHARE, MIN_VOTES, Scaling
from core.charts.map import member_map, party_map
from core.language import percent
from core.tables.figures import figures
from core.tables.parties import map_of_members, map_of_parties, ordered
from core.ui.pages.parties.choice import (
    offer_ballots,
    stands_source,
    with_source,
)
from core.ui.parts.chart import chart
from core.ui.parts.filters import segments
from core.ui.parts.offers import Addresses
from core.ui.parts.scope import Scope
from core.ui.parts.shown_votes import with_ballots
from core.ui.parts.table import downloads, grid, method_link, source_line
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import tell_unheeded

WHO = ("parties", "members")
_AXES = ("axis_1", "axis_2")


def map_section(context: Context, scope: Scope) -> None:
    """The map of parties or members, with an explanation of the axes."""
    t = context.t
    st.header(t("parties.show_map"))
    st.markdown(t("parties.map_lead"))
    who = segments(context, "parties.who", WHO, key="who")
    tell_unheeded(context.lang)
    if who == "members":
        _members(context, scope)
    else:
        _parties(context, with_source(context, scope))


def axis_words(context: Context, scaling: Scaling) -> str:
    """A sentence on the variance of each axis, the party that fixes its sign, and its meaning."""
    words = []
    for n, (share, anchor) in enumerate(zip(scaling.explained, scaling.anchors, strict=True), 1):
        key = "parties.axis" if anchor else "parties.axis_empty"
        words.append(
            context.t(
                key,
                axis=n,
                share=escape(percent(share, context.lang)),
                anchor=escape(anchor),
                side=context.t("parties.side_left" if n == 1 else "parties.side_below"),
            )
        )
    return " ".join(
        [*words, context.t("parties.axis_meaning"), context.t("parties.not_left_right")]
    )


def _parties(context: Context, scope: Scope) -> None:
    t = context.t
    scaling = map_of_parties(scope.votes, scope.selection)
    points = scaling.points
    if points.height < 2:
        _too_few(context)
        return
    chart(party_map(scaling, context.lang), "parties/map")
    st.markdown(axis_words(context, scaling))
    stands_source(context, scope)
    st.caption(_minimum(context) + " " + t("parties.near_names"))
    method_link(context, "map")
    places = {party: n for n, party in enumerate(ordered(points["party"]))}
    grid(
        context,
        points.sort(pl.col("party").replace_strict(places, return_dtype=pl.Int32)).select(
            "party", "votes", "single_voter_votes", pl.col(_AXES).round(3)
        ),
        key="map",
        alt=t("parties.map_table_alt", n=points.height),
        columns=_axis_columns(context),
    )
    st.caption(t("parties.order_said_chamber"))
    filters = scope.described(context)
    downloads(
        context,
        "party-map",
        points,
        scope.votes,
        session=scope.session,
        filters=filters,
        at=Addresses(),
    )
    offer_ballots(context, scope.votes)


def _members(context: Context, scope: Scope) -> None:
    t = context.t
    if len(scope.votes.content.sessions) > 1:
        st.info(t("parties.one_session"), icon=":material/date_range:")
        return
    votes = with_ballots(context, scope.votes)
    marked = scope.selection.marked(votes.content)
    if marked is None:
        return
    people = figures(votes, "members", scope.selection)
    scaling = map_of_members(votes, scope.selection)
    points = scaling.points.drop_nulls("party")
    if points.height < 2:
        _too_few(context)
        return
    names = dict(people.select("member_id", "member").iter_rows())
    chart(member_map(scaling, names, context.lang), "parties/map")
    st.markdown(axis_words(context, scaling))
    source_line(
        context,
        votes.fetched_at,
        scope.sentence(context) + ", " + t("parties.members_n", n=points.height),
    )
    st.caption(_minimum(context) + " " + t("parties.party_letters"))
    if left_out := scaling.points.height - points.height:
        st.caption(t("parties.members_unknown", n=left_out))
    method_link(context, "map")
    with st.expander(t("parties.as_table"), icon=":material/table_rows:"):
        grid(
            context,
            points.with_columns(
                pl.col("member_id").replace_strict(names, default=None).alias("member")
            )
            .sort("member")
            .select("member", "party", "votes", pl.col(_AXES).round(3)),
            key="member_map",
            alt=t("parties.map_table_alt", n=points.height),
            columns=_axis_columns(context),
        )
        st.caption(t("parties.by_name"))


def _minimum(context: Context) -> str:
    share = percent(MIN_SHARE, context.lang)
    return context.t("parties.map_minimum", n=MIN_VOTES, share=share)


def _axis_columns(context: Context) -> dict[str, object]:
    return {
        name: st.column_config.NumberColumn(context.t(f"column.{name}"), format="localized")
        for name in _AXES
    }


def _too_few(context: Context) -> None:
    st.info(
        context.t("parties.map_too_few") + " " + _minimum(context),
        icon=":material/filter_alt_off:",
    )
